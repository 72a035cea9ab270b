"""The graph that is checked: its quads, whatever they come from, and where each node was read in the source.

In: quads, a store, or the path of a graph. Out: quads with the ontology beside them, and for any node its plan and its
place in the source, for a reader to find it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Store

from pilotkg.graph.namespaces import DEFAULT_BASE, NIF, OWL, PK, RDF, RDFS, VOID, Ids
from pilotkg.graph.store import read_quads
from pilotkg.graph.vocabularies import Vocabularies


class Place(NamedTuple):
    """A stretch of a source: its name and offsets in Unicode code points."""

    source: str
    begin: int
    end: int

    def __str__(self) -> str:
        return f"{self.source}, characters {self.begin}–{self.end}"


@dataclass(frozen=True)
class Facts:
    """The quads of a graph, each once, and what is needed to point into the source."""

    quads: tuple[Quad, ...]
    base: str

    @classmethod
    def of(cls, graph: Store | Path | str | Iterable[Quad], ontology: Path) -> Facts:
        """Gather a graph; where it does not bring the ontology along, that of the folder is put beside it.

        Raises:
            GraphError: the graph cannot be read.
            VocabularyError: the ontology cannot be read.
        """
        quads = dict.fromkeys(read_quads(graph) if isinstance(graph, Path | str) else graph)
        spaces = sorted(q.object.value for q in quads if q.predicate == VOID.uriSpace and isinstance(q.object, Literal))
        base = spaces[0] if spaces else DEFAULT_BASE
        if not any(q.predicate == RDF.type and q.object == OWL.Ontology for q in quads):
            quads.update(dict.fromkeys(Vocabularies.load(ontology, Ids(base)).quads))
        return cls(tuple(quads), base)

    @cached_property
    def pairs(self) -> dict[NamedNode, list[tuple[Any, Any]]]:
        """Subjects and objects by property."""
        found: dict[NamedNode, list[tuple[Any, Any]]] = {}
        for quad in self.quads:
            found.setdefault(quad.predicate, []).append((quad.subject, quad.object))
        return found

    @cached_property
    def plans(self) -> dict[str, str]:
        """Titles of the plans by their IRIs; the IRI again where a plan has none."""
        titles = {node: node.value for node, kind in self.pairs.get(RDF.type, ()) if kind == PK.PilotPlan}
        for node, label in self.pairs.get(RDFS.label, ()):
            if node in titles and isinstance(label, Literal) and label.language == "zh":
                titles[node] = label.value
        return {node.value: title for node, title in titles.items()}

    @cached_property
    def _plan_of_place(self) -> dict[str, str]:
        return {place.value: plan.value for plan, place in self.pairs.get(PK.locality, ())}

    @cached_property
    def _plan_of_span(self) -> dict[str, str | None]:
        return {span: self.plan_of(node) for node, span in self._evidence.items()}

    @cached_property
    def _spans(self) -> dict[str, Place]:
        """Places of spans by their IRIs."""
        begins, ends, contexts, names = (
            self._objects(prop) for prop in (NIF.beginIndex, NIF.endIndex, NIF.referenceContext, RDFS.label)
        )
        places = {}
        for span in begins.keys() & ends.keys():
            source = contexts.get(span, "")
            try:
                places[span] = Place(names.get(source, source), int(begins[span]), int(ends[span]))
            except ValueError:  # an index that is no number is one of the things that are checked
                continue
        return places

    @cached_property
    def _evidence(self) -> dict[str, str]:
        return self._objects(PK.evidence)

    def _objects(self, prop: NamedNode) -> dict[str, str]:
        """One object of a property by subject."""
        found: dict[str, str] = {}
        for subject, value in self.pairs.get(prop, ()):
            if isinstance(subject, NamedNode):
                found.setdefault(subject.value, value.value)
        return found

    def plan_of(self, iri: str) -> str | None:
        """The plan that a node belongs to: the plan itself, a part of it, its locality, or evidence for any of these.

        None for what plans share.
        """
        if iri in self._plan_of_place:
            return self._plan_of_place[iri]
        if iri in self._spans:
            return self._plan_of_span.get(iri)
        while iri.startswith(self.base):
            if iri in self.plans:
                return iri
            iri = iri.rpartition("/")[0]
        return None

    def place_of(self, iri: str) -> Place | None:
        """Where a node was read: its own evidence, else that of the node it is a part of."""
        if iri in self._spans:
            return self._spans[iri]
        while iri.startswith(self.base):
            if (place := self._spans.get(self._evidence.get(iri, ""))) is not None:
                return place
            iri = iri.rpartition("/")[0]
        return None
