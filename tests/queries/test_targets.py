"""Targets: checked against the second section of the plans."""

from collections import Counter

from tests.conftest import uses_release
from tests.queries.conftest import Ask, Record, by_place, figures

RESIDENT, REGISTERED = "resident-urbanization-rate", "registered-urbanization-rate"


@uses_release
def test_targets_of_a_metric(ask: Ask, plans: list[Record]) -> None:
    rows = ask("targets-of-a-metric")
    said = [
        i for p in plans for i in p["indicators"] if (i["metric"], i["status"], i["year"]) == (RESIDENT, "target", 2020)
    ]
    assert len(rows) == len(said) == 54
    values = by_place(rows, "value", "bound")
    assert values["织里镇"] == (83, "exact")
    assert values["盘县"] == (53, "minimum")  # 超过53%
    assert values["随州市"] == (60, "approximate")  # 60%左右
    assert values["荆门市"] == (62, "exact")  # 分别达到62%、40%
    assert values["长泰县"] == (60.5, "minimum")  # 分别达60.5%和55%以上
    assert by_place(ask("targets-of-a-metric", metric=REGISTERED), "value", "bound")["长泰县"] == (55, "minimum")


@uses_release
def test_targets_are_compared_in_one_unit(ask: Ask) -> None:
    rows = by_place(ask("targets-of-a-metric", metric="urban-population"), "value", "unit", "normalized")
    assert rows["凯里市"] == (47, "万人", 470_000)
    assert rows["桑耶镇"] == (6500, "人", 6500)


@uses_release
def test_targets_of_a_place(ask: Ask) -> None:
    rows = {(row["metric_en"], row["scope"]): row for row in ask("targets-of-a-place")}
    registered = rows["registered urbanization rate", None]
    assert (registered["baseline"], registered["baseline_year"], registered["target"]) == (18.09, 2015, 45)
    resident = rows["resident urbanization rate", None]
    assert (resident["baseline"], resident["target"], resident["bound"], resident["year"]) == (45, 53, "minimum", 2020)
    # 中心城市人口超过40万人: of a part of the county, of which the plan does not say how many there are now
    centre = rows["urban population", "中心城市"]
    assert (centre["baseline"], centre["target"], centre["bound"]) == (None, 400_000, "minimum")


@uses_release
def test_every_baseline_of_a_target_has_a_row(ask: Ask) -> None:
    rows = ask("targets-of-a-place", place="浦北县")
    incomes = [row["baseline"] for row in rows if row["metric_en"] == "rural income per capita"]
    assert incomes == [9000, 9796]  # 突破9000元，达到9796元


@uses_release
def test_a_baseline_that_is_less_sure_than_asked_for_does_not_count(ask: Ask) -> None:
    def resident(confidence: float) -> set[object]:
        rows = ask("targets-of-a-place", place="福清市", confidence=confidence)
        return {row["baseline"] for row in rows if row["metric_en"] == "resident urbanization rate"}

    assert resident(0) == {49}
    assert resident(0.95) == {None}  # the targets are surer


@uses_release
def test_places_that_aim_high(ask: Ask, plans: list[Record]) -> None:
    rows = by_place(ask("plans-above-a-target"), "target", "bound")
    high = {p["locality"]["name"] for p in plans if max(figures(p, REGISTERED, "target", 2020), default=0) >= 45}
    assert {*rows} == high
    assert len(rows) == 32
    assert "抚州市" not in rows  # 48 % are of the central city
    assert rows["银川市"] == (70, "exact")
    assert rows["盘县"] == (45, "minimum")
    assert "郴州市" not in rows  # 40%
    assert {*by_place(ask("plans-above-a-target", minimum=65), "target")} == {"织里镇", "银川市", "沟帮子镇", "济南市"}


@uses_release
def test_metrics_with_targets(ask: Ask, plans: list[Record]) -> None:
    rows = {row["metric_en"]: (row["plans"], row["targets"]) for row in ask("metrics-with-targets")}
    for name, metric in (("resident urbanization rate", RESIDENT), ("registered urbanization rate", REGISTERED)):
        counted = [sum((i["metric"], i["status"]) == (metric, "target") for i in p["indicators"]) for p in plans]
        assert rows[name] == (sum(n > 0 for n in counted), sum(counted))
    assert ask("metrics-with-targets")[0]["metric_zh"] == "常住人口城镇化率"


@uses_release
def test_plans_with_most_targets(ask: Ask, plans: list[Record]) -> None:
    rows = ask("plans-with-most-targets")
    counted = {p["locality"]["name"]: sum(i["status"] == "target" for i in p["indicators"]) for p in plans}
    for row in rows:
        assert row["targets"] == counted[row["place"]]
        assert row["rank"] == 1 + sum(n > int(row["targets"]) for n in counted.values())
    assert len(rows) == sum(1 + sum(m > n for m in counted.values()) <= 20 for n in counted.values())
    assert rows[0]["place"] == "湾岭镇"


@uses_release
def test_how_targets_are_worded(ask: Ask, plans: list[Record]) -> None:
    rows = {row["bound_en"]: row["targets"] for row in ask("bounds-of-targets")}
    assert rows == Counter(i["bound"] for p in plans for i in p["indicators"] if i["status"] == "target")
    assert [row["bound_en"] for row in ask("bounds-of-targets")] == ["exact", "minimum", "approximate", "maximum"]
    assert abs(sum(row["share"] for row in ask("bounds-of-targets")) - 100) < 0.3
