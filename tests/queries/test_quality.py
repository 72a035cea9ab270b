"""Quality: each doubtful statement was looked up in the text."""

from collections import Counter

from tests.conftest import uses_release
from tests.queries.conftest import Ask, Record, by_place, readings


@uses_release
def test_targets_that_their_own_baseline_contradicts(ask: Ask) -> None:
    rows = ask("targets-below-baseline")
    # 伊春市: 森林面积400万公顷 now, 有林地面积达到324万公顷 in 2020, in the source at 54675 and 55433
    row = by_place(rows, "metric_en", "baseline", "target", "target_year", "baseline_begin", "target_begin")["伊春市"]
    assert row == ("forest, grass and wetland area", 40_000, 32_400, 2020, 54675, 55433)
    # Urban rates, and metrics that are meant to fall: 钱清镇 wants its income ratio to fall from 1.58 to 1.54.
    assert "resident urbanization rate" not in {row["metric_en"] for row in rows}
    assert "钱清镇" not in {row["place"] for row in rows}
    assert all(row["target"] != row["baseline"] for row in rows)


MAY_FALL = {"other", "gdp-growth", "income-growth", "energy-intensity", "industry-share", "allocation-share"}
SHOULD_FALL = {"poor-population", "rural-population", "income-ratio", "construction-land-per-capita"}


@uses_release
def test_no_contradiction_is_left_out(ask: Ask, plans: list[Record]) -> None:
    def alike(one: Record, other: Record) -> bool:
        return all(one[part] == other[part] for part in ("metric", "unit", "scope")) and one["value"] and other["value"]

    shown = {(row["baseline_begin"], row["target_begin"]) for row in ask("targets-below-baseline")}
    for plan in plans:
        figures = [i for i in plan["indicators"] if i["metric"] not in MAY_FALL and not i["from_year"]]
        for now in (i for i in figures if i["status"] == "baseline"):
            for then in (i for i in figures if i["status"] == "target" and alike(i, now)):
                rise = float(then["value"]) - float(now["value"])
                wrong = rise > 0 if now["metric"] in SHOULD_FALL else rise < 0
                assert ((now["span"]["begin"], then["span"]["begin"]) in shown) == wrong


@uses_release
def test_registered_rates_above_resident_rates(ask: Ask) -> None:
    rows = by_place(ask("registered-above-resident"), "status", "year", "resident", "registered")
    assert rows["顺义区"] == ("baseline", 2015, 54.3, 67.5)  # so the text says


@uses_release
def test_figures_said_twice(ask: Ask) -> None:
    rows = by_place(ask("figures-said-twice"), "metric_en", "status", "year", "lowest", "highest")
    # 农民人均纯收入突破9000元，达到9796元
    assert rows["浦北县"] == ("rural income per capita", "baseline", 2015, 9000, 9796)


@uses_release
def test_plans_without_an_urbanization_target(ask: Ask, plans: list[Record]) -> None:
    rows = by_place(ask("plans-without-targets"), "resident", "registered", "unspecified", "any_target")
    sets = {p["locality"]["name"]: {i["metric"] for i in p["indicators"] if i["status"] == "target"} for p in plans}
    wanted = ("resident-urbanization-rate", "registered-urbanization-rate", "urbanization-rate")
    assert rows == {
        name: (*(metric in metrics for metric in wanted), bool(metrics))
        for name, metrics in sets.items()
        if not {*wanted[:2]} <= metrics
    }
    assert rows["长阳土家族自治县"] == (False, False, True, True)  # 城镇化率达到50%
    assert rows["老河口市"] == (True, False, False, True)
    assert "盘县" not in rows


@uses_release
def test_values_far_from_the_others(ask: Ask) -> None:
    rows = by_place(ask("far-from-the-others"), "status", "value")
    assert rows["湾岭镇"] == ("target", 20)  # 年均递增20%
    assert rows["独山县"] == ("baseline", 16)  # 生产总值年均增长16%
    assert rows["玛沁县"] == ("baseline", 2.8)  # 同比增长2.8%
    assert all(
        not row["mean"] or row["normalized"] > 1.5 * float(row["mean"]) or row["normalized"] * 1.5 < float(row["mean"])
        for row in ask("far-from-the-others")
    )


@uses_release
def test_what_is_least_sure(ask: Ask, plans: list[Record]) -> None:
    rows = ask("least-sure", below="0.9")
    of_figures = [i["confidence"] for p in plans for i in p["indicators"] if i["confidence"] < 0.9]
    assert sum("/indicator/" in str(row["statement"]) for row in rows) == len(of_figures)
    of_mechanisms = [r["confidence"] for p in plans for r in readings(p) if r["confidence"] < 0.9]
    assert len(rows) >= len(of_figures) + len(of_mechanisms)
    assert [row["confidence"] for row in rows] == sorted(row["confidence"] for row in rows)


@uses_release
def test_present_values_without_a_year(ask: Ask, plans: list[Record]) -> None:
    rows = {row["metric_en"]: row for row in ask("baselines-without-a-year")}
    said = Counter(
        i["year"] is None for p in plans for i in p["indicators"] if (i["metric"], i["status"]) == ("area", "baseline")
    )
    assert (rows["total area"]["baselines"], rows["total area"]["without_year"]) == (sum(said.values()), said[True])
    assert rows["total area"]["share"] == 100


@uses_release
def test_tasks_in_which_no_mechanism_was_found(ask: Ask, plans: list[Record]) -> None:
    rows = ask("tasks-without-a-mechanism")
    bare = {
        (plan["position"], task["ordinal"])
        for plan in plans
        for task in plan["measures"]
        if task["kind"] == "task" and not [*readings({"measures": [task]})]
    }
    assert {(row["position"], row["ordinal"]) for row in rows} == bare
    assert ("张家窝镇", "加快天津南站科技商务区开发建设") in {(row["place"], row["heading"]) for row in rows}
