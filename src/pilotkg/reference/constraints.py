"""The shapes' constraints in words: on what, along which path, what must hold, how bad it is, and what is then said.

In: the folder of SHACL files. Out: an entry for each shape that has an IRI, in the order of the files, with all IRIs
that it speaks of, those of its SPARQL text among them. Follows SHACL 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Final

from rdflib import RDF, BNode, Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from pilotkg.graph.namespaces import PREFIXES
from pilotkg.reference.expressions import (
    Expression,
    Keyword,
    Name,
    constraint_expression,
    names,
    path_expression,
    plain,
    sort_key,
)
from pilotkg.reference.sources import in_order, read
from pilotkg.reference.terms import Text, text

_TARGETS: Final = {
    SH.targetClass: "",
    SH.targetNode: "",
    SH.targetSubjectsOf: "subjects of",
    SH.targetObjectsOf: "objects of",
}
_APART: Final = frozenset({RDF.type, SH.path, SH.severity, SH.message, SH.sparql, SH.property, *_TARGETS})
_PREFIXED: Final = re.compile(r"(?<![\w:-])([A-Za-z][\w-]*):([A-Za-z_][\w-]*)")


@dataclass(frozen=True, slots=True)
class Constraint:
    """A shape: its targets, its path and what must hold there, or the query that finds what is wrong.

    `parts` are the parameters of its constraints, `members` the shapes that it gives its target to, `also` the IRIs of
    the SPARQL constraints that are told here, `speaks_of` all IRIs that it or its query names.
    """

    iri: str
    file: str
    targets: tuple[Expression, ...]
    path: Expression
    parts: tuple[Expression, ...]
    members: tuple[str, ...]
    severity: str
    message: Text
    sparql: str
    also: tuple[str, ...]
    speaks_of: frozenset[str]


def constraints(folder: Path) -> dict[str, tuple[Constraint, ...]]:
    """The shapes of each file of a folder, by the file's name.

    Raises:
        GraphError: a file is not readable.
    """
    return {path.name: tuple(_of_file(path)) for path in sorted(folder.glob("*.ttl"))}


def speaking_of(found: Mapping[str, tuple[Constraint, ...]]) -> dict[str, tuple[Constraint, ...]]:
    """For each IRI the constraints that have a message and speak of it."""
    told: dict[str, list[Constraint]] = {}
    for constraint in (c for members in found.values() for c in members if c.message):
        for iri in constraint.speaks_of:
            told.setdefault(iri, []).append(constraint)
    return {iri: tuple(members) for iri, members in told.items()}


def _of_file(path: Path) -> Iterator[Constraint]:
    graph, order = read(path), in_order(path)
    shapes = {s for kind in (SH.NodeShape, SH.PropertyShape) for s in graph.subjects(RDF.type, kind)}
    for node in sorted((s for s in shapes if isinstance(s, URIRef)), key=lambda s: order[str(s)]):
        yield _constraint(graph, node, path.name)


def _constraint(graph: Graph, node: URIRef, file: str) -> Constraint:
    queries = sorted(graph.objects(node, SH.sparql), key=str)
    said = [text(graph, n, SH.message) for n in (node, *queries)]
    sparql = "\n".join(dedent(str(graph.value(q, SH.select) or "")).strip() for q in queries)
    severities = (graph.value(n, SH.severity) for n in (node, *queries))
    targets = tuple(sorted(_targets(graph, node), key=sort_key))
    path = graph.value(node, SH.path)
    parts = tuple(sorted(_parts(graph, node), key=sort_key))
    named = {iri for expression in (*targets, *parts) for iri in names(expression)}
    path_words = () if path is None else path_expression(graph, path)
    return Constraint(
        iri=str(node),
        file=file,
        targets=targets,
        path=path_words,
        parts=parts,
        members=tuple(sorted(str(o) for o in graph.objects(node, SH.property) if isinstance(o, URIRef))),
        severity=next((str(s).rsplit("#", 1)[-1] for s in severities if s is not None), "Violation"),
        message=next((message for message in said if message), Text()),
        sparql=sparql,
        also=tuple(str(q) for q in queries if isinstance(q, URIRef)),
        speaks_of=frozenset(named | names(path_words) | spoken(sparql)),
    )


def _targets(graph: Graph, node: Node) -> Iterator[Expression]:
    """A shape's own targets, or those of the shapes that it is a part of."""
    own = [(word, o) for prop, word in _TARGETS.items() for o in graph.objects(node, prop)]
    for word, target in own:
        yield (Keyword(word), " ", plain(target)) if word else (plain(target),)
    if not own:
        for above in graph.subjects(SH.property, node):
            yield from _targets(graph, above)


def _parts(graph: Graph, node: Node) -> Iterator[Expression]:
    for prop, value in graph.predicate_objects(node):
        if prop not in _APART:
            yield (Name(str(prop)), " ", *constraint_expression(graph, value))
    for nested in graph.objects(node, SH.property):
        if isinstance(nested, BNode):
            yield constraint_expression(graph, nested)


def spoken(sparql: str) -> set[str]:
    """The IRIs of the prefixed names in a query."""
    return {PREFIXES[prefix] + name for prefix, name in _PREFIXED.findall(sparql) if prefix in PREFIXES}
