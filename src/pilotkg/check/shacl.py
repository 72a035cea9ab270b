"""SHACL: pyshacl for the Core, the fast store for SPARQL constraints; each result as a Finding.

Follows SHACL 1.0 (W3C, 2017). pyshacl evaluates a property shape once for each focus node of the node shape above it;
here a target of a node shape is handed to its property shapes, which means the same (section 4.7.1) and takes a third of
the time. SPARQL constraints (section 5) run as they stand, with $this bound, on the store instead of on rdflib's engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyshacl
from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple, Variable
from rdflib import RDF as RDFLIB_RDF
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.namespace import SH

from pilotkg.check.facts import Facts
from pilotkg.check.onegraph import graph_of
from pilotkg.collector import no_garbage_collection
from pilotkg.errors import GraphError
from pilotkg.graph.namespaces import RDF, XSD

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_PLACEHOLDER = re.compile(r"\{[?$](\w+)\}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One validation result: what is wrong (shape, component, messages by language) with which node.

    `general` are the messages without what is particular to the node.
    `node` is what a reader should look at: the focus node, or for a constraint on the whole graph the node that its
    query names. `path` is the property path as SPARQL writes it, `path_node` and `path_triples` the same as RDF; `value`
    is the offending term.
    """

    shape: str
    severity: str
    component: str
    messages: Mapping[str, str] = field(hash=False)
    general: Mapping[str, str] = field(hash=False)
    focus: str
    node: str
    path: str | None = None
    path_node: Any = None
    path_triples: tuple[Triple, ...] = ()
    value: Any = None

    @property
    def sort_key(self) -> tuple[str, ...]:
        """Order of findings: by shape, then by node."""
        return (self.shape, self.node, str(self.value), self.path or "", self.focus, *sorted(self.messages.values()))


@dataclass(frozen=True, slots=True)
class Shapes:
    """A shapes graph, and how many constraints are in it."""

    graph: Graph

    @classmethod
    def load(cls, folder: Path) -> Shapes:
        """Read all *.ttl of a folder.

        Raises:
            GraphError: there is none, or one cannot be read.
        """
        graph = Graph()
        paths = sorted(folder.glob("*.ttl"))
        if not paths:
            raise GraphError("no shapes here", file=folder, remedy="Name a folder with SHACL shapes in Turtle")
        for path in paths:
            try:
                graph.parse(path, format="turtle")
            except Exception as error:  # rdflib's parser raises many kinds
                raise GraphError(f"not readable as Turtle: {error}", file=path, remedy="Correct the file") from error
        return cls(graph)

    @property
    def count(self) -> int:
        """How many shapes say something of their own: property shapes, and node shapes with a target."""
        targeted = {shape for prop in _TARGETS for shape in self.graph.subjects(prop)}
        return len(targeted | set(self.graph.subjects(SH.path)))

    def messages(self, node: Any) -> dict[str, str]:
        """Messages of a shape or constraint by language ('' where none is said)."""
        found = {}
        for message in self.graph.objects(node, SH.message):
            if isinstance(message, RdfLiteral):
                found[message.language or ""] = str(message)
        return dict(sorted(found.items()))


def validate(facts: Facts, shapes: Shapes) -> list[Finding]:
    """All results of the shapes over the facts, sorted. The store answers its queries beside pyshacl's work."""
    with no_garbage_collection(), ThreadPoolExecutor(1, "queries") as pool:
        queries = pool.submit(lambda: list(_sparql(facts, shapes)))
        found = [*_core(facts, shapes), *queries.result()]
    return sorted(found, key=lambda finding: finding.sort_key)


def _core(facts: Facts, shapes: Shapes) -> Iterator[Finding]:
    """Results of SHACL Core, from pyshacl."""
    core = _core_shapes(shapes.graph)
    _, report, _ = pyshacl.validate(
        _rdflib_graph(facts), shacl_graph=core, inference=None, advanced=False, do_owl_imports=False
    )
    for result in report.subjects(RDFLIB_RDF.type, SH.ValidationResult):
        shape = report.value(result, SH.sourceShape)
        focus, value, path = (report.value(result, p) for p in (SH.focusNode, SH.value, SH.resultPath))
        path_node, path_triples = _copied(report, path)
        messages = shapes.messages(shape) or _own_messages(report, result)
        yield Finding(
            shape=_shape_name(shapes.graph, shape),
            severity=_local(report.value(result, SH.resultSeverity)),
            component=_local(report.value(result, SH.sourceConstraintComponent)),
            messages=messages,
            general=messages,
            focus=str(focus),
            node=str(focus),
            path=path_text(report, path) if path is not None else None,
            path_node=path_node,
            path_triples=path_triples,
            value=_ox(value),
        )


def _core_shapes(shapes: Graph) -> Graph:
    """The shapes with targets handed down to property shapes, and without SPARQL constraints."""
    core = graph_of(triple for triple in shapes if triple[1] != SH.sparql)
    deactivated = RdfLiteral(True)
    for node in {s for prop in _TARGETS for s in shapes.subjects(prop)}:
        closed = (node, SH.closed, RdfLiteral(True)) in shapes  # what is closed needs to know its properties
        if closed or (node, SH.deactivated, deactivated) in shapes or (node, SH.path, None) in shapes:
            continue
        for below in shapes.objects(node, SH.property):
            for prop in _TARGETS:
                for target in shapes.objects(node, prop):
                    core.add((below, prop, target))
            core.remove((node, SH.property, below))
    return core


def _rdflib_graph(facts: Facts) -> Graph:
    """The union of all graphs as rdflib has it; terms are made once, and literals are not touched."""
    known: dict[Any, Any] = {}

    def convert(term: Any) -> Any:
        if (found := known.get(term)) is None:
            if isinstance(term, NamedNode):
                found = URIRef(term.value)
            elif isinstance(term, Literal):
                plain = (
                    term.language or term.datatype == XSD.string
                )  # as Turtle's "…" is read, so that shapes compare equal
                datatype = None if plain else URIRef(term.datatype.value)
                found = RdfLiteral(term.value, lang=term.language, datatype=datatype, normalize=False)
            else:
                found = BNode(term.value)
            known[term] = found
        return found

    return graph_of((convert(quad.subject), convert(quad.predicate), convert(quad.object)) for quad in facts.quads)


def _sparql(facts: Facts, shapes: Shapes) -> Iterator[Finding]:
    """Results of SPARQL-based constraints."""
    store = Store()
    store.bulk_extend(facts.quads)
    for shape, constraint in sorted(shapes.graph.subject_objects(SH.sparql)):
        if isinstance(shape, URIRef):
            yield from _constraint(store, shapes, shape, constraint)


def _constraint(store: Store, shapes: Shapes, shape: URIRef, constraint: Any) -> Iterator[Finding]:
    text = str(shapes.graph.value(constraint, SH.select))
    prefixes = _prefixes(shapes.graph, constraint)
    messages = shapes.messages(constraint) or shapes.messages(shape)
    severity = shapes.graph.value(shape, SH.severity)
    seen: set[tuple[str, ...]] = set()
    for focus in _focus_nodes(store, shapes.graph, shape):
        bound = {Variable("this"): focus} if focus is not None else {}
        solutions: Any = store.query(text, prefixes=prefixes, use_default_graph_as_union=True, substitutions=bound)
        names = [variable.value for variable in solutions.variables]
        for row in solutions:
            said = {name: _text(row[name]) for name in names if row[name] is not None}
            if (key := tuple(said.values())) in seen:  # a triple of two graphs gives a row twice
                continue
            seen.add(key)
            value = row["value"] if "value" in names else None
            yield Finding(
                shape=_local(shape),
                severity=_local(severity) if severity is not None else "Violation",
                component="SPARQLConstraintComponent",
                messages={lang: _filled(message, said) for lang, message in messages.items()},
                general={lang: _PLACEHOLDER.sub("…", message) for lang, message in messages.items()},
                focus=_text(focus) if focus is not None else "",
                node=value.value if isinstance(value, NamedNode) else _text(focus),
                value=None if isinstance(value, NamedNode) else value,
            )


def _focus_nodes(store: Store, shapes: Graph, shape: URIRef) -> list[Any]:
    """Focus nodes of a shape. A graph without a description of itself is checked as a whole all the same."""
    nodes: dict[Any, None] = {}
    for target in shapes.objects(shape, SH.targetClass):
        wanted = NamedNode(str(target))
        for quad in store.quads_for_pattern(None, RDF.type, wanted):
            nodes[quad.subject] = None
    for target in shapes.objects(shape, SH.targetNode):
        nodes[NamedNode(str(target))] = None
    return sorted(nodes, key=str) or [None]


def _prefixes(shapes: Graph, constraint: Any) -> dict[str, str]:
    """Prefixes that a constraint's sh:prefixes declare (section 5.2.1)."""
    found = {}
    for ontology in shapes.objects(constraint, SH.prefixes):
        for declaration in shapes.objects(ontology, SH.declare):
            found[str(shapes.value(declaration, SH.prefix))] = str(shapes.value(declaration, SH.namespace))
    return found


def _filled(message: str, said: Mapping[str, str]) -> str:
    """A message with the query's values in place of {?name}."""
    return _PLACEHOLDER.sub(lambda match: said.get(match[1], match[0]), message)


def _text(term: Any) -> str:
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    return "" if term is None else str(term.value)


def _local(term: Any) -> str:
    return re.split(r"[#/]", str(term))[-1]


def _shape_name(shapes: Graph, shape: Any) -> str:
    """A shape's name: its own, or for a nameless one that of the shape it is a part of."""
    while isinstance(shape, BNode):
        above = sorted(shapes.subjects(object=shape), key=str)
        if not above:
            return "shape"
        shape = above[0]
    return _local(shape)


def _ox(term: Any) -> Any:
    """An rdflib term as pyoxigraph has it."""
    if isinstance(term, URIRef):
        return NamedNode(str(term))
    if isinstance(term, BNode):
        return BlankNode(str(term))
    if isinstance(term, RdfLiteral):
        datatype = NamedNode(str(term.datatype)) if term.datatype is not None else None
        return Literal(str(term), language=term.language) if term.language else Literal(str(term), datatype=datatype)
    return None


def _copied(graph: Graph, node: Any) -> tuple[Any, tuple[Triple, ...]]:
    """A node with what hangs on it by blank nodes, these numbered from the node on."""
    names: dict[Any, BlankNode] = {}
    triples: list[Triple] = []

    def copy(term: Any) -> Any:
        if not isinstance(term, BNode):
            return _ox(term)
        if term not in names:
            names[term] = BlankNode(f"path{len(names)}")
            for prop, value in sorted(graph.predicate_objects(term)):
                triples.append(Triple(names[term], _ox(prop), copy(value)))
        return names[term]

    return copy(node), tuple(triples)


def _own_messages(report: Graph, result: Any) -> dict[str, str]:
    said = sorted(str(message) for message in report.objects(result, SH.resultMessage))
    return {"en": said[0]} if said else {}


def path_text(graph: Graph, path: Any) -> str:
    """A property path as SPARQL writes it: pk:hasMeasure/pk:hasSubMeasure*/pk:usesMechanism."""
    if isinstance(path, URIRef):
        return graph.namespace_manager.normalizeUri(path)
    for prop, form in (
        (SH.inversePath, "^{}"),
        (SH.zeroOrMorePath, "{}*"),
        (SH.oneOrMorePath, "{}+"),
        (SH.zeroOrOnePath, "{}?"),
    ):
        if (inner := graph.value(path, prop)) is not None:
            return form.format(path_text(graph, inner))
    if (options := graph.value(path, SH.alternativePath)) is not None:
        return "|".join(path_text(graph, option) for option in graph.items(options))
    return "/".join(path_text(graph, step) for step in graph.items(path))
