"""Change from 2015 to 2020: checked against the first and second section of the plans."""

from fractions import Fraction

import pytest

from tests.conftest import uses_release
from tests.queries.conftest import Ask, Record, by_place, figures

RESIDENT, REGISTERED = "resident-urbanization-rate", "registered-urbanization-rate"


@uses_release
def test_the_largest_rise_of_the_resident_rate(ask: Ask, plans: list[Record]) -> None:
    rows = ask("change-of-a-metric")
    assert [
        (row["place"], row["baseline_year"], row["baseline"], row["target"], row["change"]) for row in rows[:10]
    ] == [
        ("南和县", 2015, 42.2, 60, 17.8),
        ("荔浦县", 2015, 43.22, 60, 16.78),
        ("璧山区", None, 50.5, 65, 14.5),
        ("四会市", 2015, 62.12, 76, 13.88),
        ("潼南区", 2015, 46.68, 60, 13.32),
        ("富顺县", 2015, 37.2, 50, 12.8),
        ("随州市", 2015, 47.9, 60, 12.1),
        ("卢龙县", 2015, 31.16, 43, 11.84),
        ("井冈山市", 2015, 50.3, 62, 11.7),
        ("上杭县", None, 43.9, 55, 11.1),
    ]
    assert rows[0]["a_year"] == 3.56
    assert rows[2]["a_year"] is None  # the plan does not say when 50.5 % were reached
    with_target = {p["locality"]["name"] for p in plans if figures(p, RESIDENT, "target", 2020)}
    assert {row["place"] for row in rows} == with_target
    assert len(rows) == 53
    assert "抚州市" not in with_target  # its rates are of the central city


@uses_release
def test_a_plan_without_a_baseline_is_shown_and_stands_last(ask: Ask) -> None:
    rows = by_place(ask("change-of-a-metric"), "baseline", "change")
    for name in ("荆门市", "侯马市", "独山县", "团泊镇", "桑耶镇"):  # they give a target, and no resident rate of today
        assert rows[name] == (None, None)
    assert [*rows.values()][-5:] == [(None, None)] * 5
    assert [*rows].index("沟帮子镇") < [*rows].index("长葛市")  # 68.1 % in 2014 to 78 %; 50.15 % to 60 %


@uses_release
def test_targets_that_narrow_the_gap_of_registration(ask: Ask) -> None:
    rows = by_place(ask("narrowing-the-registration-gap"), "gap_before", "gap_after", "narrowed_by")
    # 盘县: 45 and 18.09 % in 2015, over 53 and over 45 % in 2020; 随州市: 47.9 and 19.14 %, about 60 and 45 %
    assert [*rows.items()][:5] == [
        ("盘县", (26.91, 8, 18.91)),
        ("随州市", (28.76, 15, 13.76)),
        ("腾冲市", (18.26, 5, 13.26)),
        ("福清市", (19, 7, 12)),
        ("鹤壁市", (19, 12, 7)),
    ]
    assert rows["沟帮子镇"] == (16.4, 11, 5.4)  # both of 2014
    assert rows["汤溪镇"] == (22, 19, 3)  # both without a year
    assert len(rows) == 22


@uses_release
def test_targets_that_do_not_narrow_it(ask: Ask) -> None:
    rows = by_place(ask("widening-the-registration-gap"), "gap_before", "gap_after", "widened_by")
    assert rows == {
        "南和县": (6.3, 15, 8.7),
        "楚雄市": (12.82, 18, 5.18),
        "上杭县": (11.3, 15, 3.7),
        "古田县": (6.4, 9, 2.6),
        "登封市": (19, 21, 2),
        "永川区": (19.2, 20, 0.8),
        "瑞丽市": (12.42, 13, 0.58),
        "赣州市": (12.71, 13, 0.29),
        "济南市": (6, 6, 0),
    }


@uses_release
def test_both_together_are_all_plans_with_both_rates_now_and_then(ask: Ask, plans: list[Record]) -> None:
    both = {
        p["locality"]["name"]
        for p in plans
        for year in (2014, 2015, None)
        if all(
            figures(p, metric, "baseline", year) and figures(p, metric, "target", 2020)
            for metric in (RESIDENT, REGISTERED)
        )
    }
    narrow, wide = ask("narrowing-the-registration-gap"), ask("widening-the-registration-gap")
    assert {row["place"] for row in (*narrow, *wide)} == both
    assert len(narrow) + len(wide) == len(both) == 31


@uses_release
def test_targets_in_two_steps(ask: Ask, plans: list[Record]) -> None:
    rows = by_place(ask("targets-in-two-steps"), "first_target", "second_target", "rise")
    assert rows["腾冲市"] == (30, 45, 15)
    assert rows["金海湖镇"] == (49, 63, 14)
    assert rows["楚雄市"] == (50, 52, 2)
    assert rows == {
        p["locality"]["name"]: (first, second, pytest.approx(second - first))
        for p in plans
        for first in figures(p, REGISTERED, "target", 2017)
        for second in figures(p, REGISTERED, "target", 2020)
    }


@uses_release
def test_whether_the_rise_comes_first_or_later(ask: Ask) -> None:
    rows = by_place(ask("pace-before-and-after"), "pace_before", "pace_after", "faster")
    assert rows["井冈山市"] == (3.35, 1.67, "before")  # 50.3 % in 2015, 57 % in 2017, 62 % in 2020
    assert rows["济南市"] == (1, 1, "even")  # 68, 70, 73
    assert rows["卢龙县"] == (1.92, 2.67, "after")  # 31.16, 35, 43
    assert len(rows) == 21
    assert "上杭县" not in rows  # its baseline has no year
    # 60.96, 65, 70 %: 2.02 less 1.6667 a year; 67.3, 70, 73 %: 1.35 less 1. Rounded, both were 0.35.
    assert [*rows].index("楚雄市") < [*rows].index("淄博市")


@uses_release
def test_paces_are_compared_as_they_are_not_as_they_are_shown(ask: Ask) -> None:
    differences = []
    for row in ask("pace-before-and-after"):
        now, first, second = (Fraction(str(row[c])) for c in ("baseline", "first_target", "second_target"))
        before, after = (first - now) / (2017 - int(row["baseline_year"])), (second - first) / 3
        assert row["faster"] == ("before" if before > after else "after" if before < after else "even")
        differences.append(before - after)
    assert differences == sorted(differences, reverse=True)
