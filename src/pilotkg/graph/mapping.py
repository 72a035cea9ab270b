"""Records become quads: a plan's go into the graph that bears the plan's IRI, so a plan is a partition of its own.

In: a Plan, its Source, the published vocabularies. Out: quads in the ontology's terms. Pure: same records, same quads.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Quad

from pilotkg.graph.namespaces import DCTERMS, ELI, GEO, NIF, OA, PK, PROV, QB, RDF, RDFS, Ids
from pilotkg.graph.naming import indicator_names, measure_names, mention_names, submeasure_names
from pilotkg.graph.terms import boolean, day, decimal, en, integer, plain, text, year, zh
from pilotkg.graph.vocabularies import Vocabularies
from pilotkg.model import (
    Bound,
    Curation,
    CurationAction,
    Indicator,
    Locality,
    Measure,
    MeasureKind,
    Plan,
    Reading,
    Repair,
    Source,
    Status,
    TextSpan,
)

Triple: TypeAlias = tuple[NamedNode, NamedNode, NamedNode | Literal]
Triples: TypeAlias = Iterator[Triple]

_STATUS = {
    Status.BASELINE: PK.Baseline,
    Status.TARGET: PK.Target,
    Status.REFERENCE: PK.Reference,
    Status.PROVISION: PK.Provision,
}
_STATUS_ZH = {Status.BASELINE: "现状", Status.TARGET: "目标", Status.REFERENCE: "参照", Status.PROVISION: "规定"}
_BOUND = {
    Bound.EXACT: PK.Exact,
    Bound.APPROXIMATE: PK.Approximate,
    Bound.MINIMUM: PK.Minimum,
    Bound.MAXIMUM: PK.Maximum,
}
_KIND = {MeasureKind.TASK: PK.Task, MeasureKind.ASSURANCE: PK.Assurance, MeasureKind.PREAMBLE: PK.Measure}
# Repairs that change what a reader takes the plan to be about, and glyphs in its title; others are counted in the report.
_PUBLISHED_REPAIRS = ("name", "title")
WHOLE_PLACE = "全域"


@dataclass(frozen=True, slots=True)
class Context:
    """What a plan's mapping needs beside the plan: its source, the IRIs, the vocabularies.

    `source_text` is the source as given where its words may be published (nif:anchorOf), else None.
    """

    source: Source
    vocabularies: Vocabularies
    ids: Ids = field(default_factory=Ids)
    source_text: str | None = None

    def span(self, span: TextSpan) -> NamedNode:
        """IRI of a span of the source."""
        return self.ids.span(self.source.sha256, span)


def plan_quads(plan: Plan, context: Context) -> Iterator[Quad]:
    """The quads of one plan, all in its named graph, each once."""
    graph = context.ids.plan(plan.locality.slug)
    seen: dict[Triple, None] = dict.fromkeys(_plan(plan, context))
    return (Quad(*triple, graph) for triple in seen)


def all_plan_quads(plans: Iterable[Plan], context: Context) -> Iterator[Quad]:
    """The quads of plans, plan by plan."""
    for plan in plans:
        yield from plan_quads(plan, context)


def _plan(plan: Plan, context: Context) -> Triples:
    ids = context.ids
    node, place = ids.plan(plan.locality.slug), ids.locality(plan.locality.slug)
    for kind in (PK.PilotPlan, PROV.Entity, ELI.LegalResource):
        yield node, RDF.type, kind
    yield node, RDFS.label, zh(plan.title)
    yield node, RDFS.label, en(f"Pilot plan of {plan.locality.name_en}")
    yield node, DCTERMS.title, zh(plan.title)
    yield node, DCTERMS.isPartOf, batch(context.source, ids)
    yield node, PROV.wasDerivedFrom, ids.source(context.source.sha256)
    yield node, PK.position, integer(plan.position)
    yield node, PK.locality, place
    yield from _evidence(node, plan.span, context, whole=True)
    yield from _locality(plan.locality, place, context)
    yield from _themes(plan, node, context)
    yield from _indicators(plan, node, place, context)
    yield from _measures(plan, node, context)
    title_end = plan.span.begin + len(plan.title)
    in_title = (r for r in plan.repairs if r.kind == "glyph" and r.span.begin < title_end)
    named = (r for r in plan.repairs if r.kind in _PUBLISHED_REPAIRS)
    yield from _repairs(sorted((*named, *in_title)), node, context)
    yield from _curations(plan.curations, node, context)


def batch(source: Source, ids: Ids) -> NamedNode:
    """The batch of plans in a source document: its name without suffix, or its hash where that is no IRI part."""
    stem = source.name.rsplit("/", 1)[-1].split(".")[0].lower()
    name = stem if stem and all(c.isascii() and (c.isalnum() or c in "-_") for c in stem) else source.sha256[:16]
    return ids.node(f"batch/{name}")


def _locality(place: Locality, node: NamedNode, context: Context) -> Triples:
    yield node, RDF.type, PK.Locality
    yield node, RDF.type, GEO.Feature
    yield node, RDFS.label, zh(place.name)
    yield node, RDFS.label, en(place.name_en)
    yield node, PK.level, PK[place.level.value]
    yield node, PK.confidence, decimal(place.confidence)
    if place.code is not None:
        yield node, PK.adminCode, text(place.code)
    if place.within:
        yield node, PK.within, context.ids.division(place.within[0])
    yield from _evidence(node, place.span, context)


def _themes(plan: Plan, node: NamedNode, context: Context) -> Triples:
    for prop, readings in ((PK.declaresTheme, plan.title_themes), (PK.focusesOn, plan.focus_themes)):
        for reading in readings:
            if reading.concept is not None:
                yield node, prop, context.ids.theme(reading.concept)
                yield node, PK.hasTheme, context.ids.theme(reading.concept)
            elif reading.phrase and prop is PK.declaresTheme:
                yield node, PK.declaresThemeText, zh(reading.phrase)
    readings = (*plan.title_themes, *plan.focus_themes)
    yield from _mentions(node, [(r, context.ids.theme(r.concept)) for r in readings if r.concept], context)


def _mentions(where: NamedNode, readings: list[tuple[Reading, NamedNode]], context: Context) -> Triples:
    """Mentions of concepts in a plan or measure; a concept said again is numbered from 2 on."""
    names = mention_names(reading for reading, _ in readings)
    for name, (reading, concept) in zip(names, readings, strict=True):
        node = NamedNode(f"{where.value}/{name}")
        yield node, RDF.type, PK.Mention
        yield node, RDF.type, OA.Annotation
        yield node, PK.mentionOf, concept
        yield node, PK.mentionedIn, where
        yield node, PK.confidence, decimal(reading.confidence)
        yield node, PK.rule, text(reading.rule)
        yield node, OA.hasBody, concept
        yield node, OA.hasTarget, context.span(reading.span)
        yield from _evidence(node, reading.span, context)


def _indicators(plan: Plan, node: NamedNode, place: NamedNode, context: Context) -> Triples:
    alike: Counter[tuple[object, ...]] = Counter()
    for name, indicator in zip(indicator_names(plan.indicators), plan.indicators, strict=True):
        observation = NamedNode(f"{node.value}/{name}")
        dimensions = _dimensions(indicator)
        alike[dimensions] += 1
        yield node, PK.hasIndicator, observation
        yield observation, PK.about, place
        yield observation, PK.occurrence, integer(alike[dimensions])
        yield from _indicator(indicator, observation, context)


def _dimensions(indicator: Indicator) -> tuple[object, ...]:
    """What tells the statements of one plan in one cube apart, but for their number (Data Cube, IC-12)."""
    when = (indicator.from_year, indicator.year)
    return (indicator.value is None, indicator.metric, indicator.status, *when, indicator.scope)


def _indicator(indicator: Indicator, node: NamedNode, context: Context) -> Triples:
    yield node, RDF.type, PK.Indicator
    yield node, RDF.type, QB.Observation
    yield node, QB.dataSet, cube(indicator, context.ids)
    yield node, PK.refPeriod, period(indicator, context.ids)
    yield node, PK.refScope, text(indicator.scope or WHOLE_PLACE)
    yield from ((node, RDFS.label, label) for label in indicator_labels(indicator, context))
    yield node, PK.metric, context.ids.metric(indicator.metric)
    yield node, PK.status, _STATUS[indicator.status]
    yield node, PK.bound, _BOUND[indicator.bound]
    yield from _value(indicator, node, context)
    if indicator.year is not None:
        yield node, PK.year, year(indicator.year)
    if indicator.from_year is not None:
        yield node, PK.fromYear, year(indicator.from_year)
    if indicator.scope:
        yield node, PK.scope, text(indicator.scope)
    yield node, PK.confidence, decimal(indicator.confidence)
    yield node, PK.rule, text(indicator.rule)
    yield from _evidence(node, indicator.span, context)


def cube(indicator: Indicator, ids: Ids) -> NamedNode:
    """The cube of a statement: of amounts, or of ratios."""
    return ids.node("dataset/amounts" if indicator.value is not None else "dataset/ratios")


def period(indicator: Indicator, ids: Ids) -> NamedNode:
    """The period that a statement speaks of: period/2020, period/2016-2020, or that none is said."""
    if indicator.year is None:
        return PK.UnstatedPeriod
    start = f"{indicator.from_year}-" if indicator.from_year is not None else ""
    return ids.node(f"period/{start}{indicator.year}")


def period_quads(plans: Iterable[Plan], ids: Ids) -> Iterator[Quad]:
    """The periods that plans speak of, in graph/periods: plans share them."""
    spoken = {(period(i, ids), i.from_year, i.year) for plan in plans for i in plan.indicators if i.year is not None}
    for node, start, end in sorted(spoken, key=str):
        graph = ids.graph("periods")
        yield Quad(node, RDF.type, PK.Period, graph)
        yield Quad(node, RDFS.label, zh(f"{f'{start}—' if start is not None else ''}{end}年"), graph)
        yield Quad(node, RDFS.label, en(f"{f'{start}–' if start is not None else ''}{end}"), graph)
        yield Quad(node, PK.year, year(end or 0), graph)
        if start is not None:
            yield Quad(node, PK.fromYear, year(start), graph)


def _value(indicator: Indicator, node: NamedNode, context: Context) -> Triples:
    if indicator.ratio is not None:
        yield node, PK.ratioText, text(":".join(plain(part) for part in indicator.ratio))
    if indicator.value is not None:
        yield node, PK.value, decimal(indicator.value)
    if indicator.upper is not None:
        yield node, PK.upperValue, decimal(indicator.upper)
    if indicator.unit:
        yield node, PK.unitText, text(indicator.unit)
    conversion = context.vocabularies.conversion(indicator.unit, context.ids.metric(indicator.metric))
    if conversion is None or indicator.value is None:
        return
    yield node, PK.unit, conversion.unit
    yield node, PK.normalizedValue, decimal(conversion.of(indicator.value))
    if indicator.upper is not None:
        yield node, PK.normalizedUpperValue, decimal(conversion.of(indicator.upper))


def indicator_labels(indicator: Indicator, context: Context) -> tuple[Literal, Literal]:
    """Labels of a statement: 常住人口城镇化率（2020年目标）, Resident urbanization rate (2020 target)."""
    label = context.vocabularies.labels(context.ids.metric(indicator.metric))
    span, span_en = "", ""
    if indicator.year is not None:
        start = f"{indicator.from_year}—" if indicator.from_year is not None else ""
        span, span_en = f"{start}{indicator.year}年", f"{start.replace('—', '–')}{indicator.year} "
    scope = f"{indicator.scope}，" if indicator.scope else ""
    name_en = label.get("en", indicator.metric)
    return (
        zh(f"{label.get('zh', indicator.metric)}（{scope}{span}{_STATUS_ZH[indicator.status]}）"),
        en(f"{name_en[:1].upper()}{name_en[1:]} ({span_en}{indicator.status})"),
    )


def _measures(plan: Plan, node: NamedNode, context: Context) -> Triples:
    for name, measure in zip(measure_names(plan.measures), plan.measures, strict=True):
        top = NamedNode(f"{node.value}/{name}")
        yield node, PK.hasMeasure, top
        yield top, RDF.type, _KIND[measure.kind]
        yield from _measure(measure, top, node, context)


def _measure(measure: Measure, node: NamedNode, plan: NamedNode, context: Context) -> Triples:
    ids = context.ids
    yield node, PK.ordinal, integer(measure.ordinal)
    if measure.heading:
        yield node, RDFS.label, zh(measure.heading)
    yield from _evidence(node, measure.span, context, whole=True)
    mechanisms = [(r, ids.mechanism(r.concept)) for r in measure.mechanisms if r.concept]
    themes = [(r, ids.theme(r.concept)) for r in measure.themes if r.concept]
    for _, mechanism in mechanisms:
        yield node, PK.usesMechanism, mechanism
        yield plan, PK.proposesMechanism, mechanism
    for _, theme in themes:
        yield node, PK.servesTheme, theme
    yield from _mentions(node, mechanisms + themes, context)
    for name, sub in zip(submeasure_names(measure.submeasures), measure.submeasures, strict=True):
        below = NamedNode(f"{node.value}/{name}")
        yield node, PK.hasSubMeasure, below
        yield below, PK.subMeasureOf, node
        yield below, RDF.type, PK.SubMeasure
        yield below, PK.enumerated, boolean(sub.enumerated)
        yield from _measure(sub, below, plan, context)


def _repairs(repairs: Sequence[Repair], plan: NamedNode, context: Context) -> Triples:
    """Repairs of names and titles as annotations: where, what is read instead, and why."""
    for number, repair in enumerate(repairs, 1):
        node = NamedNode(f"{plan.value}/repair/{number}")
        yield node, RDF.type, OA.Annotation
        yield node, OA.motivatedBy, OA.editing
        yield node, OA.hasTarget, context.span(repair.span)
        yield node, OA.bodyValue, text(repair.now)
        yield node, RDFS.label, zh(f"“{repair.was}”读作“{repair.now}”")
        yield node, RDFS.label, en(f"“{repair.was}” read as “{repair.now}”")
        yield node, RDFS.comment, text(repair.why)
        yield node, DCTERMS.isPartOf, plan
        yield from _span(repair.span, context)


_DONE = {
    CurationAction.SET: ("更正", "Correcting"),
    CurationAction.ADD: ("补充", "Adding"),
    CurationAction.DROP: ("删除", "Dropping"),
}
_FACTS = {"indicator": "指标", "theme": "主题", "mechanism": "机制", "locality": "地方", "heading": "标题"}


def _curations(curations: tuple[Curation, ...], plan: NamedNode, context: Context) -> Triples:
    """What people decided about the plan's facts: activities that generated the statements they touched."""
    for number, curation in enumerate(curations, 1):
        node = NamedNode(f"{plan.value}/curation/{number}")
        done_zh, done_en = _DONE[curation.action]
        change = " → ".join(part for part in (curation.was, curation.now) if part)
        yield node, RDF.type, PROV.Activity
        yield node, RDFS.label, zh(f"人工{done_zh}{_FACTS.get(curation.fact, curation.fact)}：{change}")
        yield node, RDFS.label, en(f"{done_en} a fact by hand ({curation.fact}): {change}")
        yield node, RDFS.comment, text(curation.why)
        yield node, DCTERMS.date, day(curation.when)
        yield node, DCTERMS.isPartOf, plan
        yield node, PROV.wasAssociatedWith, curator(curation.who, context.ids)
        if curation.target is not None:
            yield node, PROV.generated, context.ids.node(curation.target)


def curator(who: str, ids: Ids) -> NamedNode:
    """The IRI of who curated: their own where they give one, else one made of their name."""
    if re.match(r"https?://[^\s<>\"{}|\\^`]+$", who):
        return NamedNode(who)
    name = "-".join(re.findall(r"[^\W_]+", who.lower()))
    return ids.node(f"curator/{name or 'unnamed'}")


def curator_quads(plans: Iterable[Plan], ids: Ids) -> Iterator[Quad]:
    """The people who curated plans, in graph/curators: plans share them."""
    for who in sorted({curation.who for plan in plans for curation in plan.curations}):
        node, graph = curator(who, ids), ids.graph("curators")
        yield Quad(node, RDF.type, PROV.Agent, graph)
        yield Quad(node, RDFS.label, text(who), graph)


def _evidence(node: NamedNode, span: TextSpan, context: Context, *, whole: bool = False) -> Triples:
    """The span that a statement was read from; a whole plan or measure never carries its words along."""
    yield node, PK.evidence, context.span(span)
    yield from _span(span, context, whole=whole)


def _span(span: TextSpan, context: Context, *, whole: bool = False) -> Triples:
    where = context.span(span)
    yield where, RDF.type, PK.TextSpan
    yield where, RDF.type, NIF.RFC5147String
    yield where, NIF.referenceContext, context.ids.source(context.source.sha256)
    yield where, NIF.beginIndex, integer(span.begin)
    yield where, NIF.endIndex, integer(span.end)
    if context.source_text is not None and not whole:
        yield where, NIF.anchorOf, text(context.source_text[span.begin : span.end])
