"""What the dataset says of itself: DCAT 3 and VoID with counts, PROV-O for how it came about, SPDX for the hash.

In: the records' source and counts over all other quads. Out: quads in graph/dataset. No clock: a time stands in it only
where SOURCE_DATE_EPOCH gives one (reproducible-builds.org).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from pyoxigraph import Literal, NamedNode, Quad

from pilotkg.errors import GraphError
from pilotkg.graph.mapping import Triples, batch
from pilotkg.graph.namespaces import DCAT, DCTERMS, NIF, OWL, PK, PROV, QB, RDF, RDFS, SCHEMA, SPDX, VOID, XSD, Ids
from pilotkg.graph.terms import en, integer, text, zh
from pilotkg.model import Records, Source

_TITLE_ZH, _TITLE_EN = "国家新型城镇化综合试点方案知识图谱", "PilotKG: plans of China's new-type urbanization pilots"
_CUBES = (
    ("amounts", PK.AmountStructure, "试点方案的数值指标", "Amounts that the pilot plans state"),
    ("ratios", PK.RatioStructure, "试点方案的比例指标", "Ratios that the pilot plans state"),
)


@dataclass(slots=True)
class Statistics:
    """Counts that VoID asks for, filled by passing quads through `count`."""

    triples: int = 0
    by_class: Counter[str] = field(default_factory=Counter)
    by_property: Counter[str] = field(default_factory=Counter)
    subjects: set[str] = field(default_factory=set)

    def count(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """The same quads, counted on their way."""
        for quad in quads:
            self.triples += 1
            self.by_property[quad.predicate.value] += 1
            if isinstance(quad.subject, NamedNode):
                self.subjects.add(quad.subject.value)
            if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
                self.by_class[quad.object.value] += 1
            yield quad


def software_version() -> str:
    """Version of the installed package."""
    try:
        return version("pilotkg")
    except PackageNotFoundError:
        return "0+unknown"


def dataset_quads(documents: Sequence[Records], statistics: Statistics, ids: Ids) -> Iterator[Quad]:
    """The description of a dataset made from some documents, in graph/dataset."""
    graph = ids.graph("dataset")
    sources = tuple({records.source.sha256: records.source for records in documents}.values())
    parts = [_dataset(documents, ids), _cubes(ids), _statistics(statistics, ids), _activity(sources, ids)]
    for part in (*parts, *(_source(source, ids) for source in sources)):
        yield from (Quad(*triple, graph) for triple in part)


def _dataset(documents: Sequence[Records], ids: Ids) -> Triples:
    node = ids.node("dataset")
    for kind in (DCAT.Dataset, VOID.Dataset, PROV.Entity):
        yield node, RDF.type, kind
    for prop in (RDFS.label, DCTERMS.title):
        yield node, prop, zh(_TITLE_ZH)
        yield node, prop, en(_TITLE_EN)
    yield node, DCTERMS.identifier, text(node.value)
    yield node, OWL.versionInfo, text(software_version())
    yield node, VOID.uriSpace, text(ids.base)
    yield node, VOID.vocabulary, NamedNode(PK.iri)
    first = next((plan for records in documents for plan in records.plans), None)
    if first is not None:
        yield node, VOID.exampleResource, ids.plan(first.locality.slug)
    yield node, PROV.wasGeneratedBy, ids.node("activity/build")
    for records in documents:
        yield node, PROV.wasDerivedFrom, ids.source(records.source.sha256)


def _cubes(ids: Ids) -> Triples:
    node = ids.node("dataset")
    for name, structure, label_zh, label_en in _CUBES:
        cube = ids.node(f"dataset/{name}")
        yield node, DCTERMS.hasPart, cube
        yield cube, DCTERMS.isPartOf, node
        yield cube, RDF.type, QB.DataSet
        yield cube, QB.structure, structure
        yield cube, RDFS.label, zh(label_zh)
        yield cube, RDFS.label, en(label_en)


def _statistics(statistics: Statistics, ids: Ids) -> Triples:
    node = ids.node("dataset")
    yield node, VOID.triples, integer(statistics.triples)
    yield node, VOID.distinctSubjects, integer(len(statistics.subjects))
    yield node, VOID.classes, integer(len(statistics.by_class))
    yield node, VOID.properties, integer(len(statistics.by_property))
    for name, iri, entities in _partitions(statistics.by_class):
        part = ids.node(f"dataset/class/{name}")
        yield node, VOID.classPartition, part
        yield part, VOID["class"], NamedNode(iri)
        yield part, VOID.entities, integer(entities)
    for name, iri, triples in _partitions(statistics.by_property):
        part = ids.node(f"dataset/property/{name}")
        yield node, VOID.propertyPartition, part
        yield part, VOID.property, NamedNode(iri)
        yield part, VOID.triples, integer(triples)


def _partitions(counts: Counter[str]) -> Iterator[tuple[str, str, int]]:
    """The project's own classes and properties, by their local name."""
    for iri in sorted(counts):
        if iri.startswith(PK.iri):
            yield iri.removeprefix(PK.iri), iri, counts[iri]


def _activity(sources: Iterable[Source], ids: Ids) -> Triples:
    node, agent = ids.node("activity/build"), ids.node("agent/pilotkg")
    yield node, RDF.type, PROV.Activity
    yield node, RDFS.label, zh("由方案文本构建图谱")
    yield node, RDFS.label, en("Building the graph from the text of the plans")
    for source in sources:
        yield node, PROV.used, ids.source(source.sha256)
    yield node, PROV.wasAssociatedWith, agent
    if (when := source_date()) is not None:
        yield node, PROV.endedAtTime, when
    yield agent, RDF.type, PROV.SoftwareAgent
    yield agent, RDFS.label, text("PilotKG")
    yield agent, SCHEMA.softwareVersion, text(software_version())


def source_date() -> Literal | None:
    """The time that SOURCE_DATE_EPOCH gives, as xsd:dateTime in UTC; None where it is not set.

    Raises:
        GraphError: it is not a number of seconds.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return None
    try:
        moment = datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise GraphError(
            f"SOURCE_DATE_EPOCH is {given!r}", remedy="Set it to seconds since 1970-01-01T00:00:00Z, or unset it"
        ) from error
    return Literal(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD.dateTime)


def _source(source: Source, ids: Ids) -> Triples:
    node, plans = ids.source(source.sha256), batch(source, ids)
    yield node, RDF.type, PROV.Entity
    yield node, RDF.type, NIF.Context
    yield node, RDFS.label, text(source.name)
    yield node, DCTERMS["format"], text(source.media_type)
    yield node, NIF.beginIndex, integer(0)
    yield node, NIF.endIndex, integer(source.length)
    yield node, SPDX.checksum, (checksum := NamedNode(f"{node.value}#sha256"))
    yield checksum, RDF.type, SPDX.Checksum
    yield checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256
    yield checksum, SPDX.checksumValue, Literal(source.sha256, datatype=XSD.hexBinary)
    yield plans, RDF.type, PK.PilotBatch
    yield plans, RDF.type, PROV.Collection
    yield plans, RDFS.label, zh(f"{source.name}中的试点方案")
    yield plans, RDFS.label, en(f"Pilot plans in {source.name}")
    yield plans, PROV.wasDerivedFrom, node
