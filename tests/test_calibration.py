"""What confidences are worth: outcomes of invented plans, the table made of them, and buckets."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs

from pilotkg import graph
from pilotkg.calibration import (
    Judged,
    Outcome,
    buckets,
    cross_validated,
    estimate,
    graph_outcomes,
    indicator_outcomes,
    key_of,
    read_judged,
    write,
)
from pilotkg.extract.confidence import FILE, calibration
from pilotkg.model import Bound, Status, TextSpan
from pilotkg.score import Facts, GoldError
from tests.graph.records import indicator, town_plan, town_records


def outcome(rule: str, right: bool, plan: int = 1, confidence: float = 1.0) -> Outcome:
    return Outcome("indicators", plan, rule, confidence, right)


def test_each_figure_of_an_annotated_plan_is_right_or_wrong() -> None:
    plan = town_plan()
    wanted = [key_of(i) for i in plan.indicators[:2]]
    found = list(indicator_outcomes([plan], {plan.position: Facts(indicators=wanted)}))
    assert [o.right for o in found] == [True, True, False, False, False]
    twice = structs.replace(plan, indicators=plan.indicators[:1] * 2)
    assert [o.right for o in indicator_outcomes([twice], {3: Facts(indicators=wanted)})] == [True, False]


def test_other_plans_count_where_a_figure_was_judged() -> None:
    right, wrong, unjudged = (indicator(span=TextSpan(300, end)) for end in (310, 320, 330))
    plan = structs.replace(town_plan(), indicators=(right, wrong, unjudged))
    judged = [Judged(3, 310, key_of(right)), Judged(3, 320, None)]
    assert [o.right for o in indicator_outcomes([plan], {}, judged)] == [True, False]


def test_rules_are_smoothed_and_signs_are_factors() -> None:
    cases = [outcome("sure", True)] * 30 + [outcome("new", True)] + [outcome("bad", n < 4) for n in range(8)]
    table = estimate([*cases, *[outcome("sure+in-words", n < 2) for n in range(4)]])
    assert table["sure"].confidence > table["new"].confidence > table["*"].confidence > table["bad"].confidence > 0.5
    assert (table["bad"].cases, table["bad"].right) == (8, 4)
    assert table["+in-words"].cases == 4
    assert 0.5 < table["+in-words"].confidence < 1


def test_a_plan_is_judged_by_the_others() -> None:
    cases = [outcome("rule", True, plan=1)] * 5 + [outcome("rule", False, plan=2)] * 5
    first, *_, last = cross_validated(cases)
    assert first.confidence < 0.5 < last.confidence


def test_the_table_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir()
    table = estimate([outcome("rule", True), outcome("rule+repaired", False)])
    write(table, tmp_path / FILE)
    assert calibration(tmp_path).entries == table


def test_buckets_tell_how_sure_and_how_often_right() -> None:
    cases = [outcome("a", n < 3, confidence=0.97) for n in range(4)] + [outcome("b", True, confidence=0.5)]
    sure, unsure = buckets(cases)
    assert (sure.low, sure.high, sure.count, sure.right) == (0.95, 1.0, 4, 0.75)
    assert sure.confidence == pytest.approx(0.97)
    assert (unsure.low, unsure.count, unsure.right) == (0.5, 1, 1.0)


def test_judged_figures_come_from_a_table(tmp_path: Path) -> None:
    file = tmp_path / "judged.csv"
    file.write_text(
        "plan,end,metric,figure,unit,year,status\n3,310,area,10-15,平方公里,,baseline\n"
        "3,320,industry-structure,5:55:40,,2020,target\n3,330,,3,人,,baseline\n",
        encoding="utf-8",
    )
    area = indicator("area", "10", "平方公里", upper=Decimal(15), year=None, status=Status.BASELINE, bound=Bound.EXACT)
    structure = indicator("industry-structure", None, "", ratio=(Decimal(5), Decimal(55), Decimal(40)))
    assert [j.key for j in read_judged(file)] == [key_of(area), key_of(structure), None]
    file.write_text("plan,end\n3,x\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"judged\.csv"):
        read_judged(file)


def test_a_graph_gives_the_outcomes_of_all_its_readings(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_bytes(graph.nquads(list(graph.quads(town_records()))))
    (tmp_path / "003.json").write_text(
        """{"position": 3, "locality": {"name": "青石湾镇", "level": "township", "province": null, "prefecture": null,
            "county": null, "code": null}, "title_themes": [["小城市", "small-city"]], "body_themes": [],
            "indicators": [{"metric": "resident-population", "value": 2.8, "unit": "万人", "year": 2015, "kind": "baseline"}],
            "tasks": [], "assurances": [], "mechanisms": [["homestead-reform", 1, ""]], "safeguards": [["leading-group", 1, ""]]}""",
        encoding="utf-8",
    )
    found = graph_outcomes(tmp_path / "graph.nq", tmp_path)
    right = {part: [o.right for o in found if o.part == part] for part in ("mechanisms", "safeguards", "indicators")}
    assert right == {"mechanisms": [True] * 3, "safeguards": [True], "indicators": [False] * 4 + [True]}
