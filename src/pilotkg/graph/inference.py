"""OWL 2 RL consequences of the facts under the ontology, in a graph of their own (graph/inferred).

In: all quads of a build. Out: what follows from them and is worth asking for: inverses, the closure of pk:within,
members of defined classes, super-properties, places that share a code. Left out: what holds of everything, and what
follows for the ontology's own terms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import reasonable
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize
from rdflib import URIRef

from pilotkg.graph.namespaces import NIF, OA, OWL, PK, RDF, RDFS, Ids

# What no rule of the ontology starts from: half of the triples, and a third of the engine's time.
_INERT = frozenset({PK.evidence, NIF.referenceContext, OA.hasTarget, OA.hasBody})
_TRIVIAL = (OWL.iri, RDFS.iri, RDF.iri)


def inferred_quads(quads: Iterable[Quad], ids: Ids) -> list[Quad]:
    """What follows from quads (facts and ontology together) and is not among them, sorted, in graph/inferred."""
    quads = tuple(quads)
    graph = ids.graph("inferred")
    stated = {(q.subject, q.predicate, q.object) for q in quads}
    twins = list(_twins(quads, ids))
    premises = [q.triple for q in quads if _bears(q)] + twins
    found = {*twins, *(Triple(*t) for t in _consequences(premises) if _is_wanted(*t, ids))}
    new = (t for t in found if (t.subject, t.predicate, t.object) not in stated)
    return sorted((Quad(t.subject, t.predicate, t.object, graph) for t in new), key=str)


def _bears(quad: Quad) -> bool:
    """Whether a rule may start from a quad: rules join resources, not literals."""
    return not isinstance(quad.object, Literal) and quad.predicate not in _INERT


def _consequences(premises: Iterable[Triple]) -> Iterator[tuple[NamedNode, NamedNode, NamedNode]]:
    """Everything that the engine derives, premises included (it reads files faster than terms)."""
    engine = reasonable.PyReasoner()
    with TemporaryDirectory(prefix="pilotkg-") as folder:
        path = Path(folder) / "premises.ttl"
        serialize(premises, str(path), format=RdfFormat.N_TRIPLES)
        engine.load_file(str(path))
    for s, p, o in engine.reason():
        if isinstance(s, URIRef) and isinstance(o, URIRef):
            yield NamedNode(s), NamedNode(p), NamedNode(o)


def _is_wanted(subject: NamedNode, predicate: NamedNode, value: NamedNode, ids: Ids) -> bool:
    """A consequence about an instance that says more than that it is a thing."""
    if not subject.value.startswith(ids.base):
        return False
    if predicate == RDF.type:
        return not value.value.startswith(_TRIVIAL)
    return not predicate.value.startswith(_TRIVIAL) and subject != value


def _twins(quads: tuple[Quad, ...], ids: Ids) -> Iterator[Triple]:
    """The rule prp-key for pk:adminCode: a pilot locality is the division of its code.

    What lies within the division then lies within the locality.
    """
    by_code: defaultdict[str, set[Any]] = defaultdict(set)
    below: defaultdict[Any, list[Any]] = defaultdict(list)
    for quad in quads:
        if quad.predicate == PK.adminCode and isinstance(quad.object, Literal):
            by_code[quad.object.value].add(quad.subject)
        elif quad.predicate == PK.within:
            below[quad.object].append(quad.subject)
    for code in sorted(by_code):
        place, division = ids.locality(code), ids.division(code)
        if {place, division} <= by_code[code]:
            yield Triple(place, OWL.sameAs, division)
            for inside in below[division]:
                yield Triple(inside, PK.within, place)
