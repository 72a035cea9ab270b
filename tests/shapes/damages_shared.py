"""Damages of what plans share: divisions, periods, vocabularies, the dataset's description."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from pilotkg.graph.namespaces import DCAT, DCTERMS, NIF, OWL, PK, PROV, QB, RDF, RDFS, SCHEMA, SKOS, SPDX, VOID, XSD
from pilotkg.graph.terms import decimal, integer, text, year
from tests.shapes.damage import Damage, Edit, Site, Term, dropped, one_dropped, replaced, rows

_LOST = [
    (PK.Locality, PK.adminCode, "province-code"),
    (PK.Locality, PK.level, "locality-level"),
    (PK.Locality, RDFS.label, "locality-label-zh"),
    (PK.Period, PK.year, "indicator-period-year"),
    (PK.Period, RDF.type, "indicator-period", PK.Period),
    (PK.PilotTheme, SKOS.inScheme, "concept-scheme"),
    (PK.PilotTheme, SKOS.definition, "concept-definition"),
    (PK.PilotTheme, RDF.type, "concept-of-no-kind", PK.PilotTheme),
    (PK.PilotTheme, RDF.type, "concept-kind", SKOS.Concept),
    (PK.Mechanism, SKOS.broader, "mechanism-group"),
    (PK.Mechanism, SKOS.notation, "concept-notation"),
    (PK.MechanismGroup, RDF.type, "mechanism-group", PK.MechanismGroup),
    (PK.Metric, PK.unitKind, "metric-unit-kind"),
    (PK.Metric, SKOS.topConceptOf, "top-concept"),
    (PK.UnitKind, PK.baseUnit, "unit-kind-base"),
    (PK.WrittenUnit, PK.factor, "unit-factor"),
    (PK.WrittenUnit, PK.unitKind, "unit-kind"),
    (DCAT.Dataset, DCTERMS.title, "dataset-title"),
    (DCAT.Dataset, OWL.versionInfo, "dataset-version"),
    (DCAT.Dataset, PROV.wasDerivedFrom, "dataset-source"),
    (DCAT.Dataset, DCTERMS.hasPart, "cube-dataset"),
    (DCAT.Dataset, PROV.wasGeneratedBy, "dataset-activity"),
    (DCAT.Dataset, RDF.type, "dataset-kind", DCAT.Dataset),
    (PROV.Activity, PROV.used, "build-source"),
    (PROV.Activity, PROV.wasAssociatedWith, "activity-agent"),
    (PROV.Activity, RDFS.label, "activity-label"),
    (PROV.SoftwareAgent, SCHEMA.softwareVersion, "agent-version"),
    (NIF.Context, RDFS.label, "source-label"),
    (PK.PilotBatch, PROV.wasDerivedFrom, "batch-source"),
    (PK.PilotBatch, RDFS.label, "batch-label"),
    (QB.DataSet, QB.structure, "cube-structure"),
    (QB.DataSet, RDFS.label, "cube-label"),
]
_ONE_LOST = [
    (PK.PilotTheme, SKOS.prefLabel, "concept-label-en"),
    (PK.Metric, SKOS.definition, "concept-definition"),
    (PK.Period, RDFS.label, "period-label"),
    (SKOS.ConceptScheme, SKOS.hasTopConcept, "top-concept"),
]


def _code_of_another_province(site: Site) -> Edit:
    place = site.node(PK.Locality, PK.adminCode, where=lambda n: PK.prefecture in site.values(n, PK.level))
    code = site.value(place, PK.adminCode).value
    return site.put(place, PK.adminCode, text(f"{'4' if code[0] != '4' else '5'}{code[1:]}"))


def _divisions_in_a_circle(site: Site) -> Edit:
    low = site.node(PK.Locality, PK.within)
    return site.add(site.value(low, PK.within), PK.within, low)


def _province_in_a_prefecture(site: Site) -> Edit:
    high = site.node(PK.Locality, where=lambda n: PK.province in site.values(n, PK.level))
    low = site.node(PK.Locality, where=lambda n: PK.prefecture in site.values(n, PK.level))
    return site.add(high, PK.within, low)


def _two_prefectures(site: Site) -> Edit:
    def is_prefecture(node: Term) -> bool:
        return PK.prefecture in site.values(node, PK.level)

    low = site.node(PK.Locality, where=lambda n: any(is_prefecture(above) for above in site.values(n, PK.within)))
    other = site.node(PK.Locality, where=lambda n: is_prefecture(n) and n not in site.values(low, PK.within))
    return site.add(low, PK.within, other)


def _theme_among_the_metrics(site: Site) -> Edit:
    return site.put(site.node(PK.PilotTheme), SKOS.inScheme, PK.metrics)


def _minimum_over_maximum(site: Site) -> Edit:
    metric = site.node(PK.Metric, PK.plausibleMinimum, PK.plausibleMaximum)
    low, high = site.value(metric, PK.plausibleMinimum), site.value(metric, PK.plausibleMaximum)
    return site.put(metric, PK.plausibleMinimum, high) + site.put(metric, PK.plausibleMaximum, low)


def _checksum_of_another_file(site: Site) -> Edit:
    return site.put(site.node(SPDX.Checksum), SPDX.checksumValue, Literal("0a" * 32, datatype=XSD.hexBinary))


def _document_longer(site: Site) -> Edit:
    return site.put(site.node(NIF.Context), NIF.endIndex, integer(10))


def _wrong_count(site: Site) -> Edit:
    part = next(q.subject for q in site.quads if q.predicate == VOID.property and q.object == PK.position)
    return site.put(part, VOID.triples, integer(7))


def _dangling(site: Site) -> Edit:
    node = site.node(DCAT.Dataset)
    return site.put(node, VOID.exampleResource, NamedNode(f"{node.value.rpartition('/')[0]}/plan/nowhere"))


DAMAGES: list[Damage] = [
    *rows(_LOST, dropped),
    *rows(_ONE_LOST, one_dropped),
    Damage("a prefecture with a code of another province", "locality-name", _code_of_another_province),
    Damage("two divisions within each other", "within-cycle", _divisions_in_a_circle),
    Damage("a province within a prefecture", "province-code", _province_in_a_prefecture),
    Damage("a county in two prefectures", "two-places-above", _two_prefectures),
    replaced("a period of another year", PK.Period, PK.year, year(2031), "period-name"),
    Damage("a theme in the scheme of metrics", "scheme-of-two-kinds", _theme_among_the_metrics),
    replaced("a mechanism in a group that is a scheme", PK.Mechanism, SKOS.broader, PK.mechanisms, "mechanism-group"),
    replaced("a concept with another notation", PK.PilotTheme, SKOS.notation, text("green"), "concept-name"),
    replaced(
        "a concept with a Chinese English label",
        PK.Metric,
        SKOS.definition,
        Literal("值", language="en"),
        "label-script",
    ),
    Damage("a plausible minimum over the maximum", "metric-minimum", _minimum_over_maximum),
    replaced("a unit of another size", PK.WrittenUnit, PK.factor, decimal(0), "unit-factor"),
    Damage("a checksum of another file", "source-name", _checksum_of_another_file),
    Damage("a document shorter than its spans", "span-outside-source", _document_longer),
    Damage("a count that is not right", "statistics", _wrong_count),
    Damage("a reference to nothing", "dangling-reference", _dangling),
]
