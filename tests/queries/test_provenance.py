"""Provenance: checked against the offsets of the source document."""

from collections import Counter
from itertools import pairwise

import pytest

from tests.conftest import uses_release
from tests.queries.conftest import Ask, Record, by_place, readings


@uses_release
def test_what_a_town_states_and_where(ask: Ask) -> None:
    rows = ask("evidence-of-a-place", place="金海湖镇")
    assert [(row["value"], row["unit"], row["bound"]) for row in rows] == [
        (133, "平方公里", "exact"),
        (32741, "人", "exact"),
        (19512, "人", "exact"),
        (40.4, "%", "exact"),
        (49, "%", "approximate"),
        (63, "%", "approximate"),
    ]
    assert all(4256 <= row["begin"] < row["end"] <= 6326 for row in rows)  # where the plan stands


@uses_release
def test_what_a_county_states_and_where(ask: Ask) -> None:
    rows = {row["indicator_zh"]: row for row in ask("evidence-of-a-place")}  # 长阳土家族自治县
    assert rows["土地总面积（现状）"]["value"] == 3430
    assert rows["常住人口城镇化率（2015年现状）"]["value"] == 40.25
    assert rows["少数民族人口占比（现状）"]["bound"] == "approximate"  # 约占65%
    target = rows["城镇化率（未分口径）（2020年目标）"]
    assert (target["value"], target["rule"], target["indicator_en"]) == (
        *(50, "urbanization-rate.name"),
        "Urbanization rate (basis not said) (2020 target)",
    )


@uses_release
def test_how_the_graph_was_made(ask: Ask, plans: list[Record]) -> None:
    (row,) = ask("how-it-was-made")
    assert (row["source"], row["characters"], row["software"], row["plans"]) == (
        *("pilot-plans-2016.txt", 240_005, "PilotKG"),
        len(plans),
    )
    assert row["sha256"] == "7b5608f796bf7fd036694cc2bd0cae1ca723544a56904bb40d83d168725749ac"


@uses_release
def test_the_names_that_were_corrected(ask: Ask) -> None:
    assert by_place(ask("names-corrected"), "repair").items() >= {
        ("织里镇", "“吴关区”读作“吴兴区”"),
        ("钱清镇", "“绍关市”读作“绍兴市”"),
        ("留隍镇", "“阝留隍镇”读作“留隍镇”"),
        ("兴义市", "“关义市”读作“兴义市”"),
        ("五家渠市", "“新疆生产建设兴团”读作“新疆生产建设兵团”"),
    }


@uses_release
def test_where_each_plan_stands(ask: Ask, plans: list[Record]) -> None:
    rows = ask("where-plans-stand")
    assert [row["position"] for row in rows] == [*range(1, 112)]
    for row, plan in zip(rows, plans, strict=True):
        assert (row["begin"], row["end"]) == (plan["span"]["begin"], plan["span"]["end"])
        assert (row["title"], row["figures"]) == (plan["title"], len(plan["indicators"]))
    of_tasks = sum(1 for plan in plans for _ in readings(plan))
    themes = sum(len([r for r in (*p["title_themes"], *p["focus_themes"]) if r["concept"]]) for p in plans)
    assert of_tasks + themes <= sum(row["readings"] for row in rows)
    assert all(a["end"] <= b["begin"] for a, b in pairwise(rows))


@uses_release
def test_which_rule_read_how_much(ask: Ask, plans: list[Record]) -> None:
    rows = {row["rule"]: row for row in ask("rules-at-work")}
    counted = Counter(i["rule"] for p in plans for i in p["indicators"])
    assert {rule: row["figures"] for rule, row in rows.items()} == counted
    sure = [i["confidence"] for p in plans for i in p["indicators"] if i["rule"] == "area.name"]
    assert rows["area.name"]["mean_confidence"] == pytest.approx(sum(sure) / len(sure), abs=0.00051)
    assert rows["area.name"]["least_confidence"] == min(sure)
