"""Records that the tests share: one invented town with a bit of everything, and any number of invented plans."""

from __future__ import annotations

import random
from decimal import Decimal

from pilotkg.gazetteer import Gazetteer
from pilotkg.model import (
    Bound,
    Indicator,
    Level,
    Locality,
    Measure,
    MeasureKind,
    Plan,
    Reading,
    Records,
    Repair,
    Source,
    Status,
    TextSpan,
)

SOURCE = Source(name="plans-of-2016.txt", sha256="ab" * 32, length=10_000, encoding="utf-8")

_HEAD = """@prefix pk: <https://w3id.org/pilotkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix unit: <http://qudt.org/vocab/unit/> .
@prefix metric: <https://w3id.org/pilotkg/id/metric/> .
@prefix theme: <https://w3id.org/pilotkg/id/theme/> .
@prefix written: <https://w3id.org/pilotkg/id/unit/> .
"""
VOCABULARY = {
    "pilotkg.ttl": _HEAD
    + """
<https://w3id.org/pilotkg/ontology> a owl:Ontology .
pk:locality a owl:ObjectProperty ; owl:inverseOf pk:hasPlan .
pk:within a owl:ObjectProperty , owl:TransitiveProperty .
pk:declaresTheme rdfs:subPropertyOf pk:hasTheme .
pk:Task rdfs:subClassOf pk:Measure .
pk:hasMeasure rdfs:subPropertyOf pk:includesMeasure .
pk:includesMeasure owl:propertyChainAxiom ( pk:includesMeasure pk:hasSubMeasure ) .
pk:percent pk:baseUnit unit:PERCENT .
pk:people pk:baseUnit unit:NUM .
pk:area pk:baseUnit unit:KiloM2 .
pk:PilotLocality a owl:Class ; rdfs:label "试点地区"@zh , "Pilot locality"@en ;
    owl:equivalentClass [ a owl:Class ; owl:intersectionOf ( pk:Locality
        [ a owl:Restriction ; owl:onProperty pk:hasPlan ; owl:someValuesFrom pk:PilotPlan ] ) ] .
""",
    "metrics.ttl": _HEAD
    + """
metric:resident-urbanization-rate a pk:Metric ; pk:unitKind pk:percent ; pk:baseUnit unit:PERCENT ;
    skos:prefLabel "常住人口城镇化率"@zh , "resident urbanization rate"@en .
metric:resident-population a pk:Metric ; pk:unitKind pk:people ; pk:baseUnit unit:NUM ;
    skos:prefLabel "常住人口"@zh , "resident population"@en .
metric:farmland-area a pk:Metric ; pk:unitKind pk:area ; pk:baseUnit unit:KiloM2 ;
    skos:prefLabel "耕地面积"@zh , "farmland"@en .
metric:green-space-per-capita a pk:Metric ; pk:unitKind pk:area ; pk:baseUnit unit:M2 ;
    skos:prefLabel "人均绿地"@zh , "green space per head"@en .
""",
    "units.ttl": _HEAD
    + """
written:person skos:notation "人" ; skos:altLabel "名"@zh ;
    pk:unitKind pk:people ; pk:factor 1.0 ; pk:qudtUnit unit:NUM .
written:ten-thousand-persons skos:notation "万人" ; pk:unitKind pk:people ; pk:factor 10000.0 .
written:mu skos:notation "亩" ; pk:unitKind pk:area ; pk:factor 0.000666666666666666666666666667 .
written:square-metre skos:notation "平方米" ; pk:unitKind pk:area ; pk:factor 0.000001 ; pk:qudtUnit unit:M2 .
written:square-kilometre skos:notation "平方公里" ; pk:unitKind pk:area ; pk:factor 1.0 ; pk:qudtUnit unit:KiloM2 .
written:percent skos:notation "%" ; pk:unitKind pk:percent ; pk:factor 1.0 ; pk:qudtUnit unit:PERCENT .
""",
    "themes.ttl": _HEAD
    + 'theme:small-city a pk:PilotTheme ; skos:prefLabel "新生中小城市培育"@zh , "new small cities"@en .\n',
}


def indicator(
    metric: str = "resident-urbanization-rate", value: str | None = "61.5", unit: str = "%", **fields: object
) -> Indicator:
    """A target of 2020 for the whole place, unless said otherwise."""
    given: dict[str, object] = {
        "upper": None,
        "ratio": None,
        "year": 2020,
        "from_year": None,
        "status": Status.TARGET,
        "bound": Bound.EXACT,
        "scope": None,
        "span": TextSpan(300, 320),
        "rule": "number",
    }
    return Indicator(metric=metric, value=Decimal(value) if value else None, unit=unit, **{**given, **fields})  # type: ignore[arg-type]


def reading(concept: str, begin: int = 400, rule: str = "cue") -> Reading:
    """A cue of six characters."""
    return Reading(concept=concept, phrase=None, span=TextSpan(begin, begin + 6), rule=rule, confidence=0.9)


TOWN = Locality(
    slug="110117/qingshiwan",
    name="青石湾镇",
    name_en="Qingshiwan Town",
    level=Level.TOWNSHIP,
    code=None,
    within=("110117", "110000"),
    span=TextSpan(6, 10),
)


def town_plan() -> Plan:
    """A plan with each kind of statement."""
    sub = Measure(
        MeasureKind.TASK,
        1,
        "登记宅基地",
        TextSpan(560, 600),
        mechanisms=(reading("homestead-reform", 565),),
        enumerated=True,
    )
    tasks = (
        Measure(MeasureKind.PREAMBLE, 0, "", TextSpan(480, 500), mechanisms=(reading("ppp", 482),)),
        Measure(
            MeasureKind.TASK,
            1,
            "盘活农村土地",
            TextSpan(500, 640),
            mechanisms=(reading("homestead-reform", 510), reading("homestead-reform", 530)),
            themes=(reading("small-city", 505),),
            submeasures=(sub,),
        ),
        Measure(
            MeasureKind.ASSURANCE, 1, "加强组织领导", TextSpan(700, 760), mechanisms=(reading("leading-group", 710),)
        ),
    )
    return Plan(
        position=3,
        title="北京市平谷区青石湾镇新生小城市培育新型城镇化综合试点工作方案要点",
        span=TextSpan(0, 900),
        locality=TOWN,
        title_themes=(reading("small-city", 10), Reading(None, "重大活动带动", TextSpan(16, 22), "title")),
        focus_themes=(reading("small-city", 350),),
        indicators=(
            indicator(),
            indicator(value="63", bound=Bound.MINIMUM, span=TextSpan(330, 345)),
            indicator("resident-population", "2.8", "万人", year=2015, status=Status.BASELINE, span=TextSpan(200, 215)),
            indicator(
                "farmland-area", "1500", "亩", year=None, status=Status.BASELINE, scope="镇区", span=TextSpan(220, 235)
            ),
            indicator(
                "industry-structure", None, "", ratio=(Decimal("6.8"), Decimal("51.6"), Decimal("41.6")), year=2015
            ),
        ),
        measures=tasks,
        repairs=(Repair(TextSpan(6, 10), "name", "青石弯镇", "青石湾镇", "the body names 青石湾镇"),),
    )


def town_records() -> Records:
    """The one plan of the invented town."""
    return Records(SOURCE, (town_plan(),))


METRICS = ("resident-urbanization-rate", "registered-urbanization-rate", "resident-population", "area", "gdp")
UNITS = {"resident-population": "万人", "area": "平方公里", "gdp": "亿元"}
MECHANISMS = (
    "hukou-reform",
    "ppp",
    "homestead-reform",
    "cost-sharing",
    "tourism",
    "smart-city",
    "bonds",
    "land-titling",
)
SAFEGUARDS = ("leading-group", "assessment", "publicity", "funding")
THEMES = ("small-city", "green-smart", "industry-city", "urban-rural")


def many_records(count: int, seed: int = 2016) -> Records:
    """Records of `count` invented plans, each with 15 indicators, 6 tasks and 4 safeguards; the same for a seed."""
    rng = random.Random(seed)
    counties = sorted(c for c, d in Gazetteer.load().divisions.items() if len(d.parents) == 2)
    plans, start = [], 0
    for position, code in enumerate(rng.sample(counties, count), 1):
        plan = _made_plan(rng, position, code, start)
        plans.append(plan)
        start = plan.span.end
    return Records(Source("made.txt", "cd" * 32, start, "utf-8"), tuple(plans))


def _made_plan(rng: random.Random, position: int, code: str, start: int) -> Plan:
    division = Gazetteer.load().division(code)
    place = Locality(
        code, division.name, division.name_en, division.level, code, division.parents, TextSpan(start, start + 6)
    )
    at = start + 10

    def span(length: int) -> TextSpan:
        nonlocal at
        at += length + 1
        return TextSpan(at - length - 1, at - 1)

    def say(concepts: tuple[str, ...], most: int) -> tuple[Reading, ...]:
        return tuple(Reading(c, None, span(12), "cue", 0.9) for c in rng.sample(concepts, rng.randint(1, most)))

    title_themes, focus_themes = say(THEMES, 2), say(THEMES, 2)
    indicators = []
    for metric in METRICS:
        for year, status in ((2015, Status.BASELINE), (2017, Status.TARGET), (2020, Status.TARGET)):
            value = str(30 + 5 * (year - 2015) + rng.randint(0, 4))
            indicators.append(indicator(metric, value, UNITS.get(metric, "%"), year=year, status=status, span=span(20)))

    def measure(kind: MeasureKind, number: int, heading: str, concepts: tuple[str, ...], parts: int = 0) -> Measure:
        begin = at
        said = say(concepts, 2)
        subs = tuple(measure(kind, n, "", concepts) for n in range(1, parts + 1))
        return Measure(kind, number, heading, TextSpan(begin, at + 1), said, (), subs, not heading)

    tasks = [measure(MeasureKind.TASK, n, f"第{n}项改革", MECHANISMS, 3) for n in range(1, 7)]
    tasks += [measure(MeasureKind.ASSURANCE, n, f"第{n}项保障", SAFEGUARDS) for n in range(1, 5)]
    return Plan(
        position=position,
        title=f"{division.name}新型城镇化综合试点工作方案要点",
        span=TextSpan(start, at + 2),
        locality=place,
        title_themes=title_themes,
        focus_themes=focus_themes,
        indicators=tuple(indicators),
        measures=tuple(tasks),
    )
