"""Scoring a graph of one invented plan against its annotation: every part, and what a change of each costs."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from pilotkg.score import GoldError, Score, evidence, facts_of_gold, facts_of_graph, score

SOURCE = "青龙镇概况。2015年户籍人口3.5万人，三次产业比为12:50:38，到2020年常住人口城镇化率达到60%。"

GRAPH = """
@prefix pk: <https://w3id.org/pilotkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#> .
@prefix theme: <https://w3id.org/pilotkg/id/theme/> .
@prefix mechanism: <https://w3id.org/pilotkg/id/mechanism/> .
@prefix metric: <https://w3id.org/pilotkg/id/metric/> .
@base <https://w3id.org/pilotkg/id/> .

<plan/1> a pk:PilotPlan ; pk:position 3 ; pk:locality <locality/1> ; pk:declaresTheme theme:green-smart ;
    pk:focusesOn theme:industry-city ; pk:hasIndicator <i/1>, <i/2>, <i/3> ;
    pk:hasMeasure <task/0>, <task/1>, <assurance/1> .
<locality/1> rdfs:label "青龙镇"@zh, "Qinglong Town"@en ; pk:level pk:township ; pk:within <division/1> .
<division/1> rdfs:label "松溪县"@zh ; pk:within <division/2> .
<division/2> rdfs:label "福建省"@zh .
<i/1> a pk:Indicator ; pk:metric metric:registered-population ; pk:value 3.5 ; pk:unitText "万人" ;
    pk:year "2015"^^xsd:gYear ; pk:status pk:Baseline ; pk:evidence <s#char=6,21> .
<i/2> a pk:Indicator ; pk:metric metric:industry-structure ; pk:ratioText "12:50:38" ;
    pk:year "2015"^^xsd:gYear ; pk:status pk:Baseline ; pk:evidence <s#char=22,36> .
<i/3> a pk:Indicator ; pk:metric metric:resident-urbanization-rate ; pk:value 60.0 ; pk:unitText "%" ;
    pk:year "2020"^^xsd:gYear ; pk:status pk:Target ; pk:evidence <s#char=37,57> .
<s#char=6,21> nif:beginIndex 6 ; nif:endIndex 21 .
<s#char=22,36> nif:beginIndex 22 ; nif:endIndex 36 .
<s#char=37,57> nif:beginIndex 37 ; nif:endIndex 57 .
<task/0> a pk:Measure ; pk:ordinal 0 ; pk:usesMechanism mechanism:ppp .
<task/1> a pk:Task ; pk:ordinal 1 ; rdfs:label "改革户籍制度，放宽落户"@zh ; pk:hasSubMeasure <task/1/1> .
<task/1/1> a pk:SubMeasure ; pk:ordinal 1 ; pk:enumerated true ;
    pk:usesMechanism mechanism:hukou-reform, mechanism:funding .
<assurance/1> a pk:Assurance ; pk:ordinal 1 ; rdfs:label "加强领导"@zh ;
    pk:usesMechanism mechanism:leading-group, mechanism:ppp .
"""

GOLD: dict[str, Any] = {
    "position": 3,
    "locality": {
        "name": "青龙镇",
        "level": "township",
        "province": "福建省",
        "prefecture": None,
        "county": "松溪县",
        "code": None,
    },
    "title_themes": [["绿色发展", "green-smart"], ["边境口岸", "other"]],
    "body_themes": [["industry-city", "以产城融合为重点"]],
    "indicators": [
        {
            "metric": "registered-population",
            "value": 3.5,
            "value2": None,
            "unit": "万人",
            "year": 2015,
            "kind": "baseline",
        },
        {
            "metric": "industry-structure",
            "value": None,
            "unit": "",
            "ratio": [12, 50, 38],
            "year": 2015,
            "kind": "baseline",
        },
        {"metric": "resident-urbanization-rate", "value": 60, "unit": "％", "year": 2020, "kind": "target"},
    ],
    "tasks": [[1, "改革户籍制度、放宽落户。", 1]],
    "assurances": [[1, "加强领导", 0]],
    "mechanisms": [["hukou-reform", 1, "放宽落户"], ["ppp", 0, "推广"]],
    "safeguards": [["leading-group", 1, "成立领导小组"]],
}


def store(turtle: str) -> ox.Store:
    graph = ox.Store()
    graph.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    return graph


def scores(graph: str, gold: dict[str, Any], folder: Path) -> dict[str, Score]:
    (folder / "003.json").write_text(json.dumps(gold), "utf-8")
    return {s.part: s for s in score(facts_of_graph(store(graph)), facts_of_gold(folder))}


def test_a_right_graph_scores_one_in_every_part(tmp_path: Path) -> None:
    parts = scores(GRAPH, GOLD, tmp_path)
    assert {part: s.f1 for part, s in parts.items() if part != "admin code"} == dict.fromkeys(
        [p for p in parts if p != "admin code"], 1.0
    )
    assert parts["admin code"].gold == 0  # a town has none
    assert parts["indicators: strict"].gold == 3
    assert parts["indicators: core rates"].gold == 2
    assert parts["mechanisms (set per plan)"].gold == 2
    assert parts["mechanisms (task by task)"].gold == 1


@dataclass(frozen=True)
class Change:
    """A change of the graph, the part that it spoils, and that part's figures afterwards."""

    was: str
    now: str
    part: str
    precision: float
    recall: float


CHANGES = [
    Change('"青龙镇"@zh', '"青尤镇"@zh', "locality name", 0, 0),
    Change("pk:township", "pk:county", "locality level", 0, 0),
    Change(" ; pk:within <division/2>", "", "locality within", 1, 1 / 2),
    Change("theme:green-smart", "theme:green-smart, theme:small-city", "declared themes", 1 / 2, 1),
    Change("theme:industry-city", "theme:local-culture", "focus themes", 0, 0),
    Change("pk:value 3.5", "pk:value 3.6", "indicators: strict", 2 / 3, 2 / 3),
    Change('"2020"', '"2017"', "indicators: core rates", 1 / 2, 1 / 2),
    Change('"万人"', '"人"', "indicators: value and unit", 2 / 3, 2 / 3),
    Change("12:50:38", "12:38:50", "indicators: strict", 2 / 3, 2 / 3),
    Change(
        "pk:usesMechanism mechanism:ppp .\n<task/1>", "pk:ordinal 0 .\n<task/1>", "mechanisms (set per plan)", 1, 1 / 2
    ),
    Change("mechanism:hukou-reform,", "mechanism:bonds,", "mechanisms (task by task)", 0, 0),
    Change("mechanism:leading-group", "mechanism:publicity", "safeguards (set per plan)", 0, 0),
    Change("放宽落户", "放开落户", "task headings", 0, 0),
    Change("pk:enumerated true", "pk:enumerated false", "task sub-measures (count per task)", 0, 0),
    Change('"加强领导"', '"加强组织领导"', "assurance headings", 0, 0),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda c: f"{c.part}: {c.now}")
def test_a_wrong_graph_is_told(change: Change, tmp_path: Path) -> None:
    assert change.was in GRAPH
    part = scores(GRAPH.replace(change.was, change.now), GOLD, tmp_path)[change.part]
    assert (part.precision, part.recall) == pytest.approx((change.precision, change.recall))
    assert len(part.misses) == part.missed + part.spurious > 0


def test_a_plan_that_is_not_there_counts_as_empty(tmp_path: Path) -> None:
    parts = scores(GRAPH.replace("pk:position 3", "pk:position 4"), GOLD, tmp_path)
    assert parts["indicators: strict"].missed == 3
    assert parts["locality name"].recall == 0


def test_a_code_is_compared_where_the_place_has_one(tmp_path: Path) -> None:
    gold = GOLD | {"locality": GOLD["locality"] | {"code": "350724"}}
    assert scores(GRAPH, gold, tmp_path)["admin code"].recall == 0
    graph = GRAPH.replace("pk:level pk:township", 'pk:level pk:township ; pk:adminCode "350724"')
    assert scores(graph, gold, tmp_path)["admin code"].f1 == 1


def test_evidence_that_holds_its_value() -> None:
    found = evidence(store(GRAPH), SOURCE)
    assert (found.right, found.total, found.faults) == (3, 3, ())


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("nif:beginIndex 6 ; nif:endIndex 21", "nif:beginIndex 6 ; nif:endIndex 12"),
        ("nif:beginIndex 22 ; nif:endIndex 36", "nif:beginIndex 0 ; nif:endIndex 6"),
        ("; pk:evidence <s#char=37,57>", ""),
        ("nif:endIndex 57", "nif:endIndex 300"),
        ("pk:value 60.0", "pk:value 6.0"),
    ],
)
def test_evidence_that_does_not(was: str, now: str) -> None:
    assert was in GRAPH
    found = evidence(store(GRAPH.replace(was, now)), SOURCE)
    assert (found.right, len(found.faults)) == (2, 1)


def test_annotations_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no annotations"):
        facts_of_gold(tmp_path)
    (tmp_path / "001.json").write_text('{"locality": {}}')
    with pytest.raises(GoldError, match=r"001\.json"):
        facts_of_gold(tmp_path)
