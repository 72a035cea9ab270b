"""The vocabularies as trees: each concept with its labels, notation, cues, mappings, and how often the graph uses it.

In: the rdflib graph of the ontology with its vocabularies, that of the cues, and the store of a graph. Out: a scheme for
each skos:ConceptScheme. Follows SKOS; mappings are told with the source that their owl:Axiom names (SSSOM).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Store
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace
from rdflib.namespace import DCTERMS
from rdflib.term import Node

from pilotkg.graph.namespaces import DEFAULT_BASE, PK
from pilotkg.graph.query import ask_store, with_prefixes
from pilotkg.graph.store import base_of
from pilotkg.reference.expressions import plain, sort_key
from pilotkg.reference.sssom import SSSOM
from pilotkg.reference.terms import Row, Text, text

_PK: Final = Namespace(PK.iri)
MATCHES: Final = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
_FACTS: Final = ("unitKind", "baseUnit", "plausibleMinimum", "plausibleMaximum", "factor", "qudtUnit")
# Which schemes come first, for they are what people look up; the others follow in the order of the files.
_FIRST: Final = ("themes", "mechanisms", "metrics", "writtenUnits")
# How often a concept is used: in how many plans, or by how many indicators.
_USES: Final = {
    "plans": "SELECT ?of (COUNT(DISTINCT ?plan) AS ?n) { ?plan pk:hasTheme|pk:proposesMechanism ?of } GROUP BY ?of",
    "indicators": "SELECT ?of (COUNT(DISTINCT ?i) AS ?n) { ?i pk:metric|pk:unitText|pk:status|pk:bound ?of } GROUP BY ?of",
    "localities": "SELECT ?of (COUNT(DISTINCT ?place) AS ?n) { ?place pk:level ?of } GROUP BY ?of",
}


@dataclass(frozen=True, slots=True)
class Match:
    """A mapping to a concept of another vocabulary: the relation, the concept and its label, and who carries it."""

    relation: str
    iri: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a scheme, with the concepts below it."""

    iri: str
    kind: str
    label: Text
    definition: Text
    note: Text
    notation: str
    alternatives: Mapping[str, tuple[str, ...]]
    broader: tuple[str, ...]
    narrower: tuple[Concept, ...]
    facts: tuple[Row, ...]
    mappings: tuple[Match, ...]
    cues: int
    words: int
    uses: tuple[tuple[str, int], ...]

    def all(self) -> tuple[Concept, ...]:
        """The concept and those below it."""
        return (self, *(c for child in self.narrower for c in child.all()))


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme, with its top concepts."""

    iri: str
    label: Text
    definition: Text
    top: tuple[Concept, ...]

    def all(self) -> tuple[Concept, ...]:
        """All concepts of the scheme, each before those below it."""
        return tuple(c for concept in self.top for c in concept.all())


def schemes(graph: Graph, cues: Graph, store: Store, order: Mapping[str, int]) -> tuple[Scheme, ...]:
    """The concept schemes of the graph, the vocabularies of the plans first."""
    reader = _Reader(graph, cues, _uses(store), order)
    found = sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=lambda s: (_rank(s), order[str(s)]))
    return tuple(reader.scheme(node) for node in found)


def _rank(scheme: Node) -> int:
    name = str(scheme).removeprefix(PK.iri)
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _uses(store: Store) -> dict[str, dict[str, int]]:
    """How often each IRI or text is used, by what uses it; IRIs under the base that the ontology's files have."""
    base = base_of(store)
    return {
        what: {
            str(row["of"]).replace(base, DEFAULT_BASE): int(row["n"] or 0)
            for row in ask_store(with_prefixes(asked), store)
        }
        for what, asked in _USES.items()
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    graph: Graph
    cues: Graph
    uses: Mapping[str, Mapping[str, int]]
    order: Mapping[str, int]

    def scheme(self, node: Node) -> Scheme:
        tops = self._sorted(self.graph.objects(node, SKOS.hasTopConcept))
        label = text(self.graph, node, DCTERMS.title) or text(self.graph, node, SKOS.prefLabel)
        return Scheme(
            iri=str(node),
            label=label or text(self.graph, node, RDFS.label),
            definition=text(self.graph, node, SKOS.definition),
            top=tuple(self.concept(top) for top in tops),
        )

    def concept(self, node: Node) -> Concept:
        graph = self.graph
        notation = str(graph.value(node, SKOS.notation) or "")
        alternatives: dict[str, list[str]] = {}
        for other in sorted(graph.objects(node, SKOS.altLabel), key=str):
            if isinstance(other, Literal):
                alternatives.setdefault(other.language or "", []).append(str(other))
        below = {*graph.subjects(SKOS.broader, node), *graph.objects(node, SKOS.narrower)}
        pointing = set(self.cues.subjects(_PK.cueFor, node))
        return Concept(
            iri=str(node),
            kind=self._kind(node),
            label=text(graph, node, SKOS.prefLabel),
            definition=text(graph, node, SKOS.definition),
            note=text(graph, node, SKOS.scopeNote),
            notation=notation,
            alternatives={language: tuple(words) for language, words in sorted(alternatives.items())},
            broader=tuple(sorted(str(o) for o in graph.objects(node, SKOS.broader))),
            narrower=tuple(self.concept(child) for child in self._sorted(below)),
            facts=tuple(self._facts(node)),
            mappings=tuple(self._mappings(node)),
            cues=len(pointing),
            words=len({w for cue in pointing for w in self.cues.objects(cue, SKOS.hiddenLabel)}),
            uses=tuple(self._used(node, notation, alternatives)),
        )

    def _kind(self, node: Node) -> str:
        """The most particular of the ontology's classes that a concept is typed with."""
        kinds = {k for k in self.graph.objects(node, RDF.type) if str(k).startswith(PK.iri)}
        above = {upper for kind in kinds for upper in self.graph.objects(kind, RDFS.subClassOf)}
        return min(map(str, kinds - above), default="")

    def _sorted(self, nodes: Iterable[Node]) -> list[Node]:
        return sorted(set(nodes), key=lambda n: self.order.get(str(n), len(self.order)))

    def _facts(self, node: Node) -> list[Row]:
        values = {name: {(plain(o),) for o in self.graph.objects(node, _PK[name])} for name in _FACTS}
        return [Row(name, tuple(sorted(found, key=sort_key))) for name, found in values.items() if found]

    def _used(self, node: Node, notation: str, alternatives: Mapping[str, list[str]]) -> list[tuple[str, int]]:
        """A unit is used where a plan writes one of its texts, any other concept where its IRI stands."""
        written = (node, RDF.type, _PK.WrittenUnit) in self.graph
        names = [notation, *(w for words in alternatives.values() for w in words)] if written else [str(node)]
        counts = {what: sum(found.get(name, 0) for name in names) for what, found in self.uses.items()}
        return [(what, n) for what, n in counts.items() if n]

    def _mappings(self, node: Node) -> list[Match]:
        found = []
        for relation in MATCHES:
            for target in sorted(self.graph.objects(node, relation), key=str):
                axiom = self._axiom(node, relation, target)
                label = str(self.graph.value(axiom, SSSOM.object_label) or "") if axiom is not None else ""
                carrier = self.graph.value(axiom, DCTERMS.source) if axiom is not None else None
                source = str(self.graph.value(carrier, DCTERMS.title) or carrier or "") if carrier is not None else ""
                found.append(Match(str(relation), str(target), label, source))
        return found

    def _axiom(self, subject: Node, prop: Node, target: Node) -> Node | None:
        """The axiom that tells where a mapping comes from."""
        for axiom in self.graph.subjects(OWL.annotatedSource, subject):
            if (axiom, OWL.annotatedTarget, target) in self.graph and (
                axiom,
                OWL.annotatedProperty,
                prop,
            ) in self.graph:
                return axiom
        return None
