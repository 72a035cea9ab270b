"""Damages of a plan's facts each of its own kind: values that cannot be, names that are not, parts in the wrong place."""

from __future__ import annotations

from decimal import Decimal

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from pilotkg.graph.namespaces import GEO, NIF, OA, PK, PROV, QB, RDF, RDFS, UNIT, XSD
from pilotkg.graph.terms import decimal, integer, text, year
from tests.shapes.damage import Damage, Edit, NotHereError, Site, Term, local, renamed, replaced

_OUT_OF_NAMESPACE = NamedNode("http://w3id.org/pilotkg/ontology#confidence")


def _point(wkt: str) -> Literal:
    return Literal(wkt, datatype=GEO.wktLiteral)


def _number(site: Site, node: Term, prop: NamedNode) -> Decimal:
    return Decimal(site.value(node, prop).value)


def _amount(site: Site, unit: NamedNode) -> Term:
    """An indicator in a unit, without the upper end of a range."""
    return site.node(
        PK.Indicator, where=lambda n: unit in site.values(n, PK.unit) and not site.values(n, PK.upperValue)
    )


def _share_over_100(site: Site) -> Edit:
    node = site.node(PK.Indicator, PK.year, where=lambda n: local(n).startswith("resident-urbanization-rate"))
    over = decimal(_number(site, node, PK.value) + 100)
    return site.put(node, PK.value, over) + site.put(node, PK.normalizedValue, over)


def _negative_area(site: Site) -> Edit:
    node = _amount(site, UNIT.KiloM2)
    return site.put(node, PK.value, decimal(-_number(site, node, PK.value))) + site.put(
        node, PK.normalizedValue, decimal(-_number(site, node, PK.normalizedValue))
    )


def _value_in_another_unit(site: Site) -> Edit:
    node = site.node(PK.Indicator, where=lambda n: text("万人") in site.values(n, PK.unitText))
    return site.put(node, PK.value, decimal(_number(site, node, PK.value) * 10_000))


def _share_as_a_fraction(site: Site) -> Edit:
    node = site.node(PK.Indicator, where=lambda n: local(n).startswith("resident-urbanization-rate"))
    part = decimal(_number(site, node, PK.value) / 100)
    return site.put(node, PK.value, part) + site.put(node, PK.normalizedValue, part)


def _year_and_period_moved(site: Site) -> Edit:
    moved = {"2020": "2015", "2015": "2020"}
    node = site.node(
        PK.Indicator,
        PK.year,
        where=lambda n: site.value(n, PK.year).value in moved and not site.values(n, PK.fromYear),
    )
    told = moved[site.value(node, PK.year).value]
    period = NamedNode(site.value(node, PK.refPeriod).value[:-4] + told)
    return site.put(node, PK.year, year(int(told))) + site.put(node, PK.refPeriod, period)


def _period_reversed(site: Site) -> Edit:
    return site.put(site.node(PK.Indicator, PK.fromYear), PK.fromYear, year(2050))


def _range_as_a_minimum(site: Site) -> Edit:
    return site.put(site.node(PK.Indicator, PK.upperValue), PK.bound, PK.Minimum)


def _amount_among_ratios(site: Site) -> Edit:
    node = site.node(PK.Indicator, PK.value)
    return site.put(node, QB.dataSet, NamedNode(site.value(node, QB.dataSet).value.replace("amounts", "ratios")))


def _range_reversed(site: Site) -> Edit:
    node = site.node(PK.Indicator, PK.upperValue)
    low, high = site.value(node, PK.value), site.value(node, PK.upperValue)
    return site.put(node, PK.value, high) + site.put(node, PK.upperValue, low)


def _rate_target_as_a_limit(site: Site) -> Edit:
    rates = ("resident-urbanization-rate", "registered-urbanization-rate")
    node = site.node(
        PK.Indicator, where=lambda n: local(n).startswith(rates) and PK.Target in site.values(n, PK.status)
    )
    return site.put(node, PK.bound, PK.Maximum)


def _target_below_baseline(site: Site) -> Edit:
    def is_target(node: Term) -> bool:
        return local(node).startswith("resident-urbanization-rate") and PK.Target in site.values(node, PK.status)

    site.node(PK.Indicator, where=lambda n: local(n) == "resident-urbanization-rate-2015-baseline")
    node = site.node(PK.Indicator, where=is_target)
    return site.put(node, PK.value, decimal(3)) + site.put(node, PK.normalizedValue, decimal(3))


def _copied(site: Site, node: Term, changed: dict[NamedNode, Term]) -> Edit:
    """An indicator said again under another IRI, with some other values."""
    copy = NamedNode(f"{node.value}-9")
    quads = (q for q in site.quads if q.subject == node)
    added = tuple(Quad(copy, q.predicate, changed.get(q.predicate, q.object), q.graph_name) for q in quads)
    return Edit(added=added) + site.add(site.node(PK.PilotPlan), PK.hasIndicator, copy)


def _twice_the_same(site: Site) -> Edit:
    return _copied(site, site.node(PK.Indicator), {})


def _two_values(site: Site) -> Edit:
    node = site.node(PK.Indicator, where=lambda n: local(n) == "resident-urbanization-rate-2015-baseline")
    half = decimal(_number(site, node, PK.value) / 2)
    return _copied(site, node, {PK.value: half, PK.normalizedValue: half, PK.occurrence: integer(2)})


def _evidence_of_another_plan(site: Site) -> Edit:
    node = site.node(PK.Indicator)
    foreign = next(q.object for q in site.others if q.predicate == PK.evidence and "/indicator/" in str(q.subject))
    return site.put(node, PK.evidence, foreign)


def _span_reversed(site: Site) -> Edit:
    span = site.value(site.node(PK.Indicator), PK.evidence)
    begin, end = site.value(span, NIF.beginIndex), site.value(span, NIF.endIndex)
    return site.put(span, NIF.beginIndex, end) + site.put(span, NIF.endIndex, begin)


def _span_behind_the_end(site: Site) -> Edit:
    return site.put(site.value(site.node(PK.Indicator), PK.evidence), NIF.endIndex, integer(10**9))


def _mention_read_in_another_measure(site: Site) -> Edit:
    mention = site.node(PK.Mention, where=lambda n: "/task/1/" in n.value)
    far = site.node(PK.Mention, where=lambda n: "/task/2/" in n.value)
    span = site.value(far, PK.evidence)
    return site.put(mention, PK.evidence, span) + site.put(mention, OA.hasTarget, span)


def _task(site: Site, number: int) -> Term:
    return site.node(PK.Task, where=lambda n: n.value.endswith(f"/task/{number}"))


def _mention_moved(site: Site) -> Edit:
    mention = site.node(PK.Mention, where=lambda n: "/task/1/" in n.value)
    return site.put(mention, PK.mentionedIn, _task(site, 2))


def _ordinals_swapped(site: Site) -> Edit:
    one, two = _task(site, 1), _task(site, 2)
    return site.put(one, PK.ordinal, integer(2)) + site.put(two, PK.ordinal, integer(1))


def _ordinal_doubled(site: Site) -> Edit:
    return site.put(_task(site, 2), PK.ordinal, integer(1))


def _ordinal_skipped(site: Site) -> Edit:
    last = max(site.nodes(PK.Task), key=lambda n: int(site.value(n, PK.ordinal).value))
    return site.put(last, PK.ordinal, integer(int(site.value(last, PK.ordinal).value) + 1))


def _part_moved(site: Site) -> Edit:
    part = site.node(PK.SubMeasure, where=lambda n: "/task/" in n.value)
    parent = site.value(part, PK.subMeasureOf)
    other = site.node(PK.Task, where=lambda n: n not in (parent,))
    return (
        site.drop(parent, PK.hasSubMeasure, part)
        + site.add(other, PK.hasSubMeasure, part)
        + site.put(part, PK.subMeasureOf, other)
    )


def _part_of_itself(site: Site) -> Edit:
    part = site.node(PK.SubMeasure)
    return site.add(part, PK.hasSubMeasure, part)


def _task_as_assurance(site: Site) -> Edit:
    return site.drop(task := site.node(PK.Task), RDF.type, PK.Task) + site.add(task, RDF.type, PK.Assurance)


def _task_and_assurance(site: Site) -> Edit:
    return site.add(site.node(PK.Task), RDF.type, PK.Assurance)


def _plan_measure_of_another(site: Site) -> Edit:
    foreign = next(q.object for q in site.others if q.predicate == PK.hasMeasure)
    return site.add(site.node(PK.PilotPlan), PK.hasMeasure, foreign)


def _places_swapped(site: Site) -> Edit:
    plan = site.node(PK.PilotPlan)
    other = next(q for q in site.others if q.predicate == PK.locality)
    back = Edit((other,), (Quad(other.subject, PK.locality, site.value(plan, PK.locality), other.graph_name),))
    return site.put(plan, PK.locality, other.object) + back


def _two_plans_of_one_place(site: Site) -> Edit:
    place = site.value(site.node(PK.PilotPlan), PK.locality)
    other = next(q for q in site.others if q.predicate == PK.locality)
    return Edit((other,), (Quad(other.subject, PK.locality, place, other.graph_name),))


def _one_code_for_two(site: Site) -> Edit:
    place = site.node(PK.Locality, PK.adminCode)
    other = next((q for q in site.others if q.predicate == PK.adminCode), None)
    if other is None:
        raise NotHereError
    return Edit((other,), (Quad(other.subject, PK.adminCode, site.value(place, PK.adminCode), other.graph_name),))


def _town_in_another_county(site: Site) -> Edit:
    town = site.node(PK.Locality, where=lambda n: PK.township in site.values(n, PK.level))
    above = set(site.values(town, PK.within))
    far = [q.object for q in site.others if q.predicate == PK.within and q.object not in above]
    if not far:
        raise NotHereError
    return site.put(town, PK.within, *far)


def _town_without_county(site: Site) -> Edit:
    town = site.node(PK.Locality, where=lambda n: PK.township in site.values(n, PK.level))
    kept = [place for place in site.values(town, PK.within) if place.value.endswith("0000")]
    return site.put(town, PK.within, *kept)


def _county(site: Site) -> Term:
    return site.node(PK.Locality, PK.adminCode, where=lambda n: PK.county in site.values(n, PK.level))


def _code_of_a_prefecture(site: Site) -> Edit:
    place = _county(site)
    return site.put(place, PK.adminCode, text(f"{site.value(place, PK.adminCode).value[:4]}00"))


def _county_as_prefecture(site: Site) -> Edit:
    return site.put(_county(site), PK.level, PK.prefecture)


def _cycle(site: Site) -> Edit:
    place = site.node(PK.Locality, PK.evidence)
    return site.add(place, PK.within, place)


def _label_scripts_swapped(site: Site) -> Edit:
    place = site.node(PK.Locality, PK.evidence)
    zh, en = sorted(site.values(place, RDFS.label), key=lambda label: label.language, reverse=True)
    return site.put(place, RDFS.label, Literal(zh.value, language="en"), Literal(en.value, language="zh"))


def _coordinates_swapped(site: Site) -> Edit:
    node = site.node(GEO.Geometry, GEO.asWKT)
    lon, lat = site.value(node, GEO.asWKT).value[6:-1].split()
    return site.put(node, GEO.asWKT, _point(f"POINT({lat} {lon})"))


def _point_far_off(site: Site) -> Edit:
    node = site.node(GEO.Geometry, GEO.asWKT)
    lon = float(site.value(node, GEO.asWKT).value[6:].split()[0])
    return site.put(node, GEO.asWKT, _point("POINT(75.99 39.47)" if lon > 110 else "POINT(130.3 46.8)"))


def _blank_place(site: Site) -> Edit:
    node = site.node(PK.Indicator)
    return site.put(node, PK.about, blank := BlankNode("place")) + Edit(
        added=(Quad(blank, RDF.type, PK.Locality, site.graph(node)),)
    )


def _blank_mention(site: Site) -> Edit:
    mention = site.node(PK.Mention)
    quads = tuple(q for q in site.quads if q.subject == mention)
    return Edit(quads, tuple(Quad(BlankNode("mention"), q.predicate, q.object, q.graph_name) for q in quads))


def _renamed_node(site: Site) -> Edit:
    """A mention under an IRI with a letter too much."""
    mention = site.node(PK.Mention)
    quads = tuple(q for q in site.quads if q.subject == mention)
    return Edit(quads, tuple(Quad(NamedNode(f"{mention.value}x"), q.predicate, q.object, q.graph_name) for q in quads))


def _another_source(site: Site) -> Edit:
    return site.put(site.node(PK.PilotPlan), PROV.wasDerivedFrom, NamedNode("https://example.org/plans.txt"))


def _unknown_class(site: Site) -> Edit:
    node = site.node(PK.Indicator)
    return site.add(node, RDF.type, PK.Indikator)


def _concept_of_another_kind(site: Site) -> Edit:
    task = site.node(PK.Task, PK.usesMechanism)
    theme = NamedNode(site.value(task, PK.usesMechanism).value.partition("mechanism/")[0] + "theme/small-city")
    return site.add(task, PK.usesMechanism, theme)


DAMAGES: list[Damage] = [
    Damage("a share over 100 %", "indicator-share", _share_over_100),
    Damage("a negative area", "indicator-not-negative", _negative_area),
    Damage("a value in persons beside 万人", "wrong-normalization", _value_in_another_unit),
    Damage("a rate as a fraction of 1", "implausible-value", _share_as_a_fraction),
    Damage("year and period of another year", "indicator-name", _year_and_period_moved),
    replaced("a period from another year", PK.Indicator, PK.fromYear, year(2013), "indicator-period-from"),
    Damage("a period that begins after its end", "period-reversed", _period_reversed),
    Damage("a range from its upper to its lower end", "indicator-value", _range_reversed),
    Damage("a range that is a minimum", "indicator-range-bound", _range_as_a_minimum),
    Damage("a target of a rate as a maximum", "rate-with-maximum", _rate_target_as_a_limit),
    Damage("a target below its baseline", "target-below-baseline", _target_below_baseline),
    Damage("one indicator under two IRIs", "same-observation", _twice_the_same),
    Damage("two values for one metric and year", "two-values", _two_values),
    replaced("a year in the far future", PK.Indicator, PK.year, year(2105), "indicator-year"),
    replaced("a year as an integer", PK.Indicator, PK.year, integer(2020), "indicator-year"),
    replaced("a value as a float", PK.Indicator, PK.value, Literal("1E3", datatype=XSD.double), "wrong-datatype"),
    replaced("a unit that nobody writes", PK.Indicator, PK.unitText, text("万个"), "unit-unknown"),
    replaced("an empty unit", PK.Indicator, PK.unitText, text(""), "indicator-unit-text"),
    replaced("a ratio in words", PK.Indicator, PK.ratioText, text("6.8比93.2"), "indicator-ratio"),
    Damage("an amount among the ratios", "wrong-cube", _amount_among_ratios),
    replaced("a status of none of the four", PK.Indicator, PK.status, PK.Wish, "indicator-status"),
    replaced("a status that is a bound", PK.Indicator, PK.status, PK.Exact, "indicator-status"),
    replaced("a confidence over 1", PK.Indicator, PK.confidence, decimal(1.2), "indicator-confidence"),
    replaced("a negative confidence", PK.Mention, PK.confidence, decimal(-0.1), "mention-confidence"),
    replaced("a place's confidence over 1", PK.Locality, PK.confidence, decimal(95), "locality-confidence"),
    replaced("a plan at position 0", PK.PilotPlan, PK.position, integer(0), "plan-position"),
    replaced("a task counted from 0", PK.Task, PK.ordinal, integer(0), "item-ordinal"),
    replaced("an empty rule", PK.Mention, PK.rule, text(""), "mention-rule"),
    Damage("evidence in another plan's text", "span-outside-plan", _evidence_of_another_plan),
    Damage("a span that ends before it begins", "span-begin", _span_reversed),
    Damage("a span that ends behind its document", "span-outside-source", _span_behind_the_end),
    Damage("evidence in another task's text", "span-outside-measure", _mention_read_in_another_measure),
    Damage("a plan of another source", "span-of-another-source", _another_source),
    Damage("a mention in another task", "mechanism-without-mention", _mention_moved),
    Damage("ordinals of two tasks swapped", "measure-name", _ordinals_swapped),
    Damage("an ordinal twice", "ordinal-twice", _ordinal_doubled),
    Damage("an ordinal skipped", "ordinal-missing", _ordinal_skipped),
    Damage("a part moved to another task", "sub-measure-name", _part_moved),
    Damage("a part of itself", "sub-measure-depth", _part_of_itself),
    Damage("a task as an assurance", "measure-name", _task_as_assurance),
    Damage("a task that is an assurance too", "measure-of-two-kinds", _task_and_assurance),
    Damage("a measure of two plans", "item-plan", _plan_measure_of_another),
    Damage("the places of two plans swapped", "plan-name", _places_swapped),
    Damage("two plans of one place", "locality-twice", _two_plans_of_one_place),
    Damage("one code for two places", "code-twice", _one_code_for_two),
    Damage("a town in another county", "town-name", _town_in_another_county),
    Damage("a town in a province alone", "town-county", _town_without_county),
    Damage("a place within itself", "within-cycle", _cycle),
    Damage("names with each other's language", "label-script", _label_scripts_swapped),
    Damage("latitude before longitude", "locality-point", _coordinates_swapped),
    Damage("a point in another province", "point-far-off", _point_far_off),
    replaced("a point outside China", GEO.Geometry, GEO.asWKT, _point("POINT(2.35 48.85)"), "locality-point"),
    replaced("a code of five digits", PK.Locality, PK.adminCode, text("11011"), "locality-code"),
    Damage("a county with a prefecture's code", "county-code", _code_of_a_prefecture),
    Damage("a county as a prefecture", "prefecture-code", _county_as_prefecture),
    replaced("a level that is none", PK.Locality, PK.level, PK.village, "locality-level"),
    Damage("a blank node for a place", "blank-node", _blank_place),
    Damage("a mention without an IRI", "blank-node", _blank_mention),
    Damage("a mention under a mistyped IRI", "mention-name", _renamed_node),
    Damage("a class that the ontology lacks", "class-unknown", _unknown_class),
    Damage("a theme as a mechanism", "mechanism-without-mention", _concept_of_another_kind),
    renamed(PK.Indicator, PK.bound, PK.bond, "property-unknown"),
    renamed(PK.Indicator, PK.year, PK.yaer, "indicator-closed"),
    renamed(PK.PilotPlan, PK.declaresThemeText, PK.declaresThemetext, "plan-closed"),
    renamed(PK.Locality, PK.level, PK.levle, "locality-closed"),
    renamed(PK.Task, PK.servesTheme, PK.servestheme, "measure-closed"),
    renamed(PK.Mention, PK.confidence, _OUT_OF_NAMESPACE, "mention-closed"),
    renamed(PK.TextSpan, NIF.endIndex, NamedNode(f"{NIF.iri}endindex"), "span-closed"),
]
