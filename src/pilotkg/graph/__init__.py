"""Records become RDF: graphs of plans, vocabularies, divisions, consequences and dataset; files, stores, queries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Quad

from pilotkg.gazetteer import Gazetteer as PackagedGazetteer
from pilotkg.graph.divisions import Gazetteer, division_quads
from pilotkg.graph.inference import inferred_quads
from pilotkg.graph.mapping import Context, all_plan_quads, plan_quads
from pilotkg.graph.namespaces import DEFAULT_BASE, Ids
from pilotkg.graph.provenance import Statistics, dataset_quads
from pilotkg.graph.serialise import nquads, turtle
from pilotkg.graph.store import base_of, build_store, load, open_store
from pilotkg.graph.vocabularies import Vocabularies
from pilotkg.model import Records
from pilotkg.resources import folder

__all__ = [
    "DEFAULT_BASE",
    "Context",
    "Ids",
    "Statistics",
    "Vocabularies",
    "all_plan_quads",
    "base_of",
    "build_store",
    "dataset_quads",
    "division_quads",
    "inferred_quads",
    "load",
    "nquads",
    "open_store",
    "plan_quads",
    "quads",
    "turtle",
]


def quads(
    records: Records,
    base: str = DEFAULT_BASE,
    vocabulary: Path | None = None,
    *,
    gazetteer: Gazetteer | None = None,
    source_text: str | None = None,
) -> Iterator[Quad]:
    """The whole dataset of some records, graph by graph; no triple stands in two graphs.

    Args:
        records: a source and its plans.
        base: what all instance IRIs begin with.
        vocabulary: folder of the ontology and its vocabularies; those of the package where it is None.
        gazetteer: divisions by code; that of the package where it is None.
        source_text: the source as given, where its words may be published (nif:anchorOf).

    Raises:
        GraphError: the base is no IRI, or a locality's code is not in the code table.
        VocabularyError: a vocabulary cannot be read.
    """
    ids = Ids(base)
    vocabularies = Vocabularies.load(vocabulary or folder("ontology"), ids)
    facts = [*all_plan_quads(records.plans, Context(records.source, vocabularies, ids, source_text))]
    facts += division_quads(records.plans, gazetteer or PackagedGazetteer.load(), ids)
    statistics = Statistics()
    for part in (facts, vocabularies.quads, inferred_quads((*facts, *vocabularies.quads), ids)):
        yield from statistics.count(part)
    yield from dataset_quads(records, statistics, ids)
