"""Decisions carried out on the records of an invented town: what each changes, and what it says where it cannot."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyoxigraph import NamedNode

from pilotkg import curation
from pilotkg.errors import CurationError
from pilotkg.extract import Reader
from pilotkg.graph import quads
from pilotkg.graph.namespaces import PROV
from pilotkg.model import CurationAction, Plan, Records, Source, TextSpan
from pilotkg.source import outlines
from tests.graph.records import town_plan, town_records

EXAMPLE = Path(__file__).parents[2] / "examples" / "curation.yaml"
PLAN = "plan/110117/qingshiwan"
SIGNED = {"plan": "110117/qingshiwan", "who": "王小明", "why": "seen in the annex", "when": "2026-05-04"}


def decide(tmp_path: Path, *entries: dict[str, Any], records: Records | None = None) -> Plan:
    """The first plan after some entries; who, why and when are supplied."""
    file = tmp_path / "curation.yaml"
    file.write_text(yaml.safe_dump([{**SIGNED, **entry} for entry in entries], allow_unicode=True), encoding="utf-8")
    (done,) = curation.apply(curation.load(file), [records or town_records()])
    return done.plans[0]


def entry(fact: str, action: str, match: object = None, to: object = None) -> dict[str, Any]:
    return {"fact": fact, "action": action} | ({"match": match} if match else {}) | ({"to": to} if to else {})


def test_the_example_holds_for_the_invented_town() -> None:
    (done,) = curation.apply(curation.load(EXAMPLE), [town_records()])
    (plan,) = done.plans
    said = {(i.metric, str(i.value), i.confidence) for i in plan.indicators}
    assert ("resident-population", "2.9", 1.0) in said
    assert ("forest-coverage", "61.5", 1.0) in said
    assert "farmland-area" not in {i.metric for i in plan.indicators}
    assert [r.concept for r in plan.title_themes] == ["small-city", "industry-city"]
    assert plan.measures[1].heading == "盘活农村存量土地"
    assert plan.measures[1].submeasures[0].mechanisms == ()
    assert plan.locality.name_en == "Qingshi Bay Town"
    assert [(c.fact, c.action.value, c.target) for c in plan.curations] == [
        ("indicator", "set", f"{PLAN}/indicator/resident-population-2015-baseline"),
        ("indicator", "add", f"{PLAN}/indicator/forest-coverage-2020-target"),
        ("indicator", "drop", None),
        ("theme", "set", f"{PLAN}/mention/industry-city"),
        ("mechanism", "drop", None),
        ("heading", "set", f"{PLAN}/task/1"),
        ("locality", "set", "locality/110117/qingshiwan"),
    ]
    assert plan.curations[0].was == "resident-population 2.8万人 (2015, baseline)"


def test_a_decision_stands_in_the_graph_beside_what_it_touched() -> None:
    done = curation.apply(curation.load(EXAMPLE), [town_records()])
    graph = list(quads(done))
    generated = {q.object for q in graph if q.predicate == PROV.generated}
    assert generated and generated <= {q.subject for q in graph if q.predicate != PROV.generated}
    assert NamedNode("https://example.org/people/li") in {q.object for q in graph}


def test_a_mechanism_is_added_to_a_measure_and_moved(tmp_path: Path) -> None:
    plan = decide(
        tmp_path,
        entry("mechanism", "add", to={"concept": "bonds", "measure": "task/1/1", "begin": 570, "end": 580}),
        entry("mechanism", "set", {"concept": "ppp"}, {"concept": "ppp", "measure": "task/1"}),
    )
    task = plan.measures[1]
    assert ("bonds", TextSpan(570, 580)) in {(r.concept, r.span) for r in task.submeasures[0].mechanisms}
    assert "ppp" in {r.concept for r in task.mechanisms}
    assert plan.measures[0].mechanisms == ()
    assert plan.curations[1].target == f"{PLAN}/task/1/mention/ppp"


def test_entries_build_on_one_another(tmp_path: Path) -> None:
    match = {"metric": "resident-population"}
    plan = decide(
        tmp_path,
        entry("indicator", "set", match, {"year": 2016}),
        entry("indicator", "set", {**match, "year": 2016}, {"value": 3}),
    )
    (found,) = [i for i in plan.indicators if i.metric == "resident-population"]
    assert (found.year, found.value) == (2016, Decimal(3))
    assert {c.target for c in plan.curations} == {f"{PLAN}/indicator/resident-population-2016-baseline"}


def test_one_of_two_like_facts_is_named_by_value_or_number(tmp_path: Path) -> None:
    rate = {"metric": "resident-urbanization-rate"}
    assert len(decide(tmp_path, entry("indicator", "drop", {**rate, "value": 63})).indicators) == 4
    assert len(decide(tmp_path, entry("indicator", "drop", {**rate, "nth": 2})).indicators) == 4
    with pytest.raises(CurationError, match=r"matches 2 facts .*61\.5%.*63%.*`nth`"):
        decide(tmp_path, entry("indicator", "drop", rate))


RATE = {"metric": "resident-urbanization-rate", "value": 63}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            entry("indicator", "drop", {**RATE, "year": 2017}),
            r"at entry 1, line 1\).*the plan has resident-urbanization-rate 61\.5% ",
        ),
        (entry("indicator", "drop", {"metric": "gdp"}), "matches nothing .*the plan has no indicator gdp"),
        (entry("indicator", "set", RATE, {"metric": "gpd"}), "gpd is no metric.*near it: gdp"),
        (entry("indicator", "set", RATE, {"ratio": [1, 3]}), "either a value or a ratio"),
        (entry("indicator", "add", to={"metric": "gdp", "value": 3, "unit": "亿元"}), "lacks status and begin and end"),
        (
            entry("indicator", "add", to={"metric": "gdp", "value": 3, "status": "target", "begin": 9, "end": 9}),
            "a span must begin",
        ),
        (entry("theme", "drop", {"concept": "urban-rural"}), "the plan has no theme urban-rural"),
        (entry("theme", "drop", {"concept": "small-city"}), "matches 2 facts"),
        (entry("theme", "set", {"concept": "small-city", "said": "title"}, {"concept": "big-city"}), "is no theme"),
        (entry("mechanism", "drop", {"concept": "ppp", "measure": "task/9"}), "the plan has ppp"),
        (
            entry("mechanism", "add", to={"concept": "ppp", "measure": "task/7", "begin": 1, "end": 2}),
            "no measure task/7.*near it: task/",
        ),
        (entry("mechanism", "add", to={"concept": "ppp", "begin": 1, "end": 2}), "needs its measure"),
        (entry("heading", "set", {"measure": "assurance/4"}, {"heading": "某"}), "no measure assurance/4"),
        (
            {**entry("locality", "set", to={"name": "某镇"}), "plan": "110117/qinshiwan"},
            "no plan 110117/qinshiwan.*near it: 110117/qingshiwan",
        ),
    ],
)
def test_what_cannot_be_carried_out_is_told_with_what_there_is(
    tmp_path: Path, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(CurationError, match=told):
        decide(tmp_path, wrong)


TEXT = (
    "江西省萍乡市新型城镇化试点工作方案要点\n一、基本情况\n{}2015年常住人口19.7万人，常住人口城镇化率61.2%。\n"
    "二、总体思路及目标\n无。\n三、试点任务\n（一）推进改革。探索政府和社会资本合作模式。\n四、保障措施\n（一）加强领导。做好工作。\n"
)


def extracted(before: str) -> Records:
    reader = Reader("plans.txt")
    plans = tuple(reader.plans([*outlines(TEXT.format(before))], 1))
    return Records(Source("made.txt", "ef" * 32, 1000, "utf-8"), plans)


def test_corrections_survive_when_the_plans_are_extracted_again(tmp_path: Path) -> None:
    entries = (
        entry("indicator", "set", {"metric": "resident-population", "year": 2015}, {"value": 197}),
        entry("mechanism", "drop", {"concept": "ppp", "measure": "task/1"}),
    )
    for before in ("", "地处丘陵地带，总面积4120平方公里。"):
        records = extracted(before)
        slug = {"plan": records.plans[0].locality.slug}
        plan = decide(tmp_path, *({**e, **slug} for e in entries), records=records)
        (population,) = [i for i in plan.indicators if i.metric == "resident-population"]
        assert population.value == Decimal("197")
        assert all(not measure.mechanisms for measure in plan.measures)
        assert [c.action for c in plan.curations] == [CurationAction.SET, CurationAction.DROP]


def test_plans_without_an_entry_stay_as_they_are() -> None:
    records = extracted("")
    (same, _) = curation.apply(curation.load(EXAMPLE), [records, town_records()])
    assert same == records
    assert town_plan().curations == ()
