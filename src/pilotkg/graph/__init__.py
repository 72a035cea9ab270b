"""Records become RDF: graphs of plans, vocabularies, divisions, consequences and dataset; files, stores, queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pyoxigraph import Quad

from pilotkg.gazetteer import Gazetteer as PackagedGazetteer
from pilotkg.graph.catalogue import Catalogue, Query
from pilotkg.graph.divisions import Gazetteer, division_quads
from pilotkg.graph.inference import inferred_quads
from pilotkg.graph.mapping import Context, all_plan_quads, curator_quads, period_quads, plan_quads
from pilotkg.graph.namespaces import DEFAULT_BASE, Ids
from pilotkg.graph.provenance import Statistics, dataset_quads
from pilotkg.graph.query import Result, query
from pilotkg.graph.serialise import nquads, turtle
from pilotkg.graph.store import base_of, build_store, load, open_store
from pilotkg.graph.vocabularies import Vocabularies
from pilotkg.model import Records
from pilotkg.resources import folder

__all__ = [
    "DEFAULT_BASE",
    "Catalogue",
    "Context",
    "Ids",
    "Query",
    "Result",
    "Statistics",
    "Vocabularies",
    "all_plan_quads",
    "base_of",
    "build_store",
    "curator_quads",
    "dataset_quads",
    "division_quads",
    "inferred_quads",
    "load",
    "nquads",
    "open_store",
    "period_quads",
    "plan_quads",
    "quads",
    "query",
    "turtle",
]


def quads(
    documents: Records | Iterable[Records],
    base: str = DEFAULT_BASE,
    vocabulary: Path | None = None,
    *,
    gazetteer: Gazetteer | None = None,
    source_texts: Mapping[str, str] | None = None,
) -> Iterator[Quad]:
    """The whole dataset made from some documents' records, graph by graph; no triple stands in two graphs.

    Args:
        documents: the records of a source, or of several.
        base: what all instance IRIs begin with.
        vocabulary: folder of the ontology and its vocabularies; those of the package where it is None.
        gazetteer: divisions by code; that of the package where it is None.
        source_texts: sources as given, by their SHA-256, where their words may be published (nif:anchorOf).

    Raises:
        GraphError: the base is no IRI, or a locality's code is not in the code table.
        VocabularyError: a vocabulary cannot be read.
    """
    documents = (documents,) if isinstance(documents, Records) else tuple(documents)
    ids = Ids(base)
    vocabularies = Vocabularies.load(vocabulary or folder("ontology"), ids)
    facts: list[Quad] = []
    for records in documents:
        words = (source_texts or {}).get(records.source.sha256)
        facts += all_plan_quads(records.plans, Context(records.source, vocabularies, ids, words))
    plans = [plan for records in documents for plan in records.plans]
    facts += division_quads(plans, gazetteer or PackagedGazetteer.load(), ids)
    facts += period_quads(plans, ids)
    facts += curator_quads(plans, ids)
    statistics = Statistics()
    for part in (facts, vocabularies.quads, inferred_quads((*facts, *vocabularies.quads), ids)):
        yield from statistics.count(part)
    yield from dataset_quads(documents, statistics, ids)
