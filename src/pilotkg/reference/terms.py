"""The ontology's own terms, each with what a reader looks up: labels, definitions, axioms in words, examples.

In: the rdflib graph of the ontology and its vocabularies, and the order in which its files name their subjects. Out: the
header and the terms of the namespace pk:, by section. Follows OWL 2 and VANN.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import OWL, RDF, RDFS, SKOS, VANN, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, QB
from rdflib.term import Node

from pilotkg.graph.namespaces import PK, PREFIXES
from pilotkg.reference.expressions import (
    Expression,
    Keyword,
    Name,
    chain_expression,
    class_expression,
    items,
    names,
    plain,
    sort_key,
    value_expression,
)

_SCHEMA: Final = Namespace(PREFIXES["schema"])
_BIBO: Final = Namespace(PREFIXES["bibo"])
_PK: Final = Namespace(PK.iri)

SECTIONS: Final[Mapping[str, tuple[URIRef, ...]]] = {
    "classes": (OWL.Class,),
    "object-properties": (OWL.ObjectProperty,),
    "datatype-properties": (OWL.DatatypeProperty,),
    "annotation-properties": (OWL.AnnotationProperty,),
    "schemes": (SKOS.ConceptScheme,),
    "structures": (QB.DataStructureDefinition,),
    "individuals": (OWL.NamedIndividual,),
}
_CHARACTERISTICS: Final = {
    OWL.FunctionalProperty: "functional",
    OWL.InverseFunctionalProperty: "inverse functional",
    OWL.TransitiveProperty: "transitive",
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.ReflexiveProperty: "reflexive",
    OWL.IrreflexiveProperty: "irreflexive",
}
_CUBE_ROLES: Final = (QB.DimensionProperty, QB.MeasureProperty, QB.AttributeProperty, QB.CodedProperty)
# What an entry tells in its own places, so that it is not told again among the other statements.
_TOLD: Final = frozenset(
    {RDF.type, RDFS.label, RDFS.isDefinedBy, SKOS.definition, SKOS.example, SKOS.prefLabel, SKOS.scopeNote}
    | {RDFS.comment, VANN.example, OWL.deprecated, DCTERMS.title, DCTERMS.creator, DCTERMS.license, SKOS.hasTopConcept}
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages; empty where one is missing."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an entry: what is told (a key of the pages' words), and the expressions that tell it."""

    key: str
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the ontology."""

    iri: str
    name: str
    section: str
    label: Text
    definition: Text
    note: Text
    rows: tuple[Row, ...]
    examples: tuple[str, ...]
    deprecated: bool

    def speaks_of(self) -> set[str]:
        """The IRIs in its rows."""
        return {iri for row in self.rows for value in row.values for iri in names(value)}


@dataclass(frozen=True, slots=True)
class Header:
    """What the ontology says of itself."""

    iri: str
    title: Text
    abstract: Text
    comment: Text
    version: str
    version_iri: str
    prior_version: str
    licence: str
    creators: tuple[str, ...]
    prefix: str
    namespace: str
    status: str
    sees_also: tuple[str, ...]


def header(graph: Graph) -> Header:
    """The header of the one ontology in the graph."""
    node = next(iter(sorted(graph.subjects(RDF.type, OWL.Ontology), key=str)))

    def one(prop: URIRef) -> str:
        return str(graph.value(node, prop) or "")

    def several(prop: URIRef) -> tuple[str, ...]:
        return tuple(sorted(str(o) for o in graph.objects(node, prop)))

    return Header(
        iri=str(node),
        title=text(graph, node, DCTERMS.title),
        abstract=text(graph, node, DCTERMS.abstract),
        comment=text(graph, node, RDFS.comment),
        version=one(OWL.versionInfo),
        version_iri=one(OWL.versionIRI),
        prior_version=one(OWL.priorVersion),
        licence=one(DCTERMS.license),
        creators=several(DCTERMS.creator),
        prefix=one(VANN.preferredNamespacePrefix),
        namespace=one(VANN.preferredNamespaceUri),
        status=one(_BIBO.status).rsplit("/", 1)[-1],
        sees_also=several(RDFS.seeAlso),
    )


def terms(graph: Graph, order: Mapping[str, int]) -> dict[str, tuple[Term, ...]]:
    """The terms of pk: by section, in the order of the ontology's files."""
    found: dict[str, tuple[Term, ...]] = {}
    seen: set[Node] = set()
    for section, kinds in SECTIONS.items():
        own = {s for kind in kinds for s in graph.subjects(RDF.type, kind) if str(s).startswith(PK.iri)} - seen
        seen |= own
        found[section] = tuple(_term(graph, node, section) for node in sorted(own, key=lambda n: order[str(n)]))
    return {section: members for section, members in found.items() if members}


def text(graph: Graph, node: Node, prop: URIRef) -> Text:
    """A property's text in both languages."""
    said = {o.language: str(o) for o in graph.objects(node, prop) if isinstance(o, Literal)}
    return Text(said.get("zh", ""), said.get("en", ""))


def _term(graph: Graph, node: Node, section: str) -> Term:
    rows = _class_rows if section == "classes" else _property_rows if section.endswith("properties") else _other_rows
    examples = (str(o) for prop in (SKOS.example, VANN.example) for o in graph.objects(node, prop))
    return Term(
        iri=str(node),
        name=str(node).removeprefix(PK.iri),
        section=section,
        label=text(graph, node, RDFS.label),
        definition=text(graph, node, SKOS.definition),
        note=text(graph, node, SKOS.scopeNote),
        rows=tuple(row for row in rows(graph, node) if row.values),
        examples=tuple(sorted(examples)),
        deprecated=bool(graph.value(node, OWL.deprecated)),
    )


def _class_rows(graph: Graph, node: Node) -> Iterator[Row]:
    yield _row("equivalent", (class_expression(graph, o) for o in graph.objects(node, OWL.equivalentClass)))
    yield _row("superclasses", (class_expression(graph, o) for o in graph.objects(node, RDFS.subClassOf)))
    yield _row("subclasses", ((plain(s),) for s in below(graph, node)))
    yield _row("disjoint", ((plain(o),) for o in _disjoint(graph, node)))
    yield _row("keys", (value_expression(graph, o) for o in graph.objects(node, OWL.hasKey)))
    yield _row("domain-of", _subjects(graph, node, RDFS.domain, _SCHEMA.domainIncludes))
    yield _row("range-of", _subjects(graph, node, RDFS.range, _SCHEMA.rangeIncludes))
    yield _row("individuals", _subjects(graph, node, RDF.type, only=OWL.NamedIndividual))
    yield from _others(graph, node, {OWL.equivalentClass, RDFS.subClassOf, OWL.disjointWith, OWL.hasKey})


def _property_rows(graph: Graph, node: Node) -> Iterator[Row]:
    kinds = set(graph.objects(node, RDF.type))
    yield _row("characteristics", ((Keyword(word),) for kind, word in _CHARACTERISTICS.items() if kind in kinds))
    yield _row("superproperties", _objects(graph, node, RDFS.subPropertyOf))
    yield _row("subproperties", _subjects(graph, node, RDFS.subPropertyOf))
    yield _row("domain", (class_expression(graph, o) for o in graph.objects(node, RDFS.domain)))
    yield _row("domain-includes", _objects(graph, node, _SCHEMA.domainIncludes))
    yield _row("range", (class_expression(graph, o) for o in graph.objects(node, RDFS.range)))
    yield _row("range-includes", _objects(graph, node, _SCHEMA.rangeIncludes))
    inverses = {*graph.objects(node, OWL.inverseOf), *graph.subjects(OWL.inverseOf, node)}
    yield _row("inverse", ((plain(i),) for i in inverses if not isinstance(i, BNode)))
    yield _row("chain", (chain_expression(graph, o) for o in graph.objects(node, OWL.propertyChainAxiom)))
    yield _row("defines", _subjects(graph, node, OWL.onProperty, into=_defined))
    yield _row("cube", ((Name(str(role)),) for role in _CUBE_ROLES if role in kinds))
    told = {RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf, OWL.propertyChainAxiom}
    yield from _others(graph, node, told | {_SCHEMA.domainIncludes, _SCHEMA.rangeIncludes})


def _other_rows(graph: Graph, node: Node) -> Iterator[Row]:
    kinds = (o for o in graph.objects(node, RDF.type) if o not in (OWL.NamedIndividual, SKOS.Concept))
    yield _row("types", ((plain(kind),) for kind in kinds))
    yield from _others(graph, node, set())


def _others(graph: Graph, node: Node, told: set[URIRef]) -> Iterator[Row]:
    """The statements that have no row of their own: a value each, the property first."""
    pairs = [(p, o) for p, o in graph.predicate_objects(node) if p not in _TOLD | told]
    yield _row("statements", ((plain(p), " ", *value_expression(graph, o)) for p, o in pairs))


def below(graph: Graph, node: Node) -> set[Node]:
    """Classes directly below a class, by a subclass axiom or by their definition."""
    defined = {
        s
        for expression in _restricting(graph, node)
        for s in graph.subjects(OWL.equivalentClass, expression)
        if isinstance(s, URIRef)
    }
    return {s for s in graph.subjects(RDFS.subClassOf, node) if isinstance(s, URIRef)} | defined


def _restricting(graph: Graph, node: Node) -> Iterator[Node]:
    """The intersections that a class is a direct member of."""
    for cell in graph.subjects(RDF.first, node):
        head = cell
        while (before := graph.value(predicate=RDF.rest, object=head)) is not None:
            head = before
        yield from graph.subjects(OWL.intersectionOf, head)


def _disjoint(graph: Graph, node: Node) -> set[Node]:
    others = {*graph.objects(node, OWL.disjointWith), *graph.subjects(OWL.disjointWith, node)}
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        members = set(items(graph, graph.value(axiom, OWL.members)))
        others |= members if node in members else set()
    return others - {node}


def _defined(graph: Graph, restriction: Node) -> Iterator[Node]:
    """Named classes whose definition a restriction stands in."""
    seen: set[Node] = set()
    above = [restriction]
    while above:
        node = above.pop()
        for s, _, _ in graph.triples((None, None, node)):
            if isinstance(s, URIRef):
                yield s
            elif s not in seen:
                seen.add(s)
                above.append(s)


def _subjects(
    graph: Graph,
    node: Node,
    *props: URIRef,
    only: URIRef | None = None,
    into: Callable[[Graph, Node], Iterable[Node]] | None = None,
) -> Iterator[Expression]:
    found = {s for prop in props for s in graph.subjects(prop, node)}
    if into is not None:
        found = {other for s in found for other in into(graph, s)}
    for s in found:
        if isinstance(s, URIRef) and (only is None or (s, RDF.type, only) in graph):
            yield (plain(s),)


def _objects(graph: Graph, node: Node, prop: URIRef) -> Iterator[Expression]:
    return ((plain(o),) for o in graph.objects(node, prop))


def _row(key: str, values: Iterable[Expression]) -> Row:
    return Row(key, tuple(sorted(set(values), key=sort_key)))
