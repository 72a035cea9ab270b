"""Examples from a real graph: an instance of each class in Turtle, a statement of each property.

In: the store of a graph. Out: Turtle that can be pasted as it stands. Always the first in the order of IRIs, so that the
same graph gives the same examples; of a property with many values only some are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import BlankNode, NamedNode, Quad, Store, Triple

from pilotkg.graph.namespaces import RDF, Ids
from pilotkg.graph.serialise import turtle
from pilotkg.graph.store import base_of

_VALUES: Final = 3


@dataclass(frozen=True, slots=True)
class Instance:
    """An instance of a class: its IRI, its triples in Turtle, and how many triples were left out of them."""

    iri: str
    turtle: str
    left_out: int


def instance_of(store: Store, kind: str) -> Instance | None:
    """The first instance of a class that has a description, or None."""
    subjects = (q.subject for q in store.quads_for_pattern(None, RDF.type, NamedNode(kind)))
    node = min((s for s in subjects if isinstance(s, NamedNode)), key=str, default=None)
    if node is None:
        return None
    by_property: dict[Any, list[Quad]] = {}
    for quad in store.quads_for_pattern(node, None, None):
        by_property.setdefault(quad.predicate, []).append(quad)
    shown: list[Triple] = []
    left_out = 0
    for quads in by_property.values():
        unique = sorted({q.triple for q in quads}, key=str)
        limit = len(unique) if quads[0].predicate == RDF.type else _VALUES
        shown += unique[:limit]
        left_out += len(unique[limit:])
    return Instance(node.value, turtle(_with_nested(store, shown), Ids(base_of(store))), left_out)


def statement_of(store: Store, prop: str) -> str | None:
    """The first statement of a property in Turtle, or None where the graph makes none."""
    quads = store.quads_for_pattern(None, NamedNode(prop), None)
    first = min((q.triple for q in quads if isinstance(q.subject, NamedNode)), key=str, default=None)
    return None if first is None else turtle(_with_nested(store, [first]), Ids(base_of(store)))


def _with_nested(store: Store, triples: list[Triple]) -> list[Triple]:
    """Triples with those of the blank nodes that they refer to."""
    found = list(triples)
    for triple in found:  # grows while it is read
        if isinstance(triple.object, BlankNode):
            found += sorted((q.triple for q in store.quads_for_pattern(triple.object, None, None)), key=str)
    return found
