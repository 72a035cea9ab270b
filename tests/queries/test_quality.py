"""Quality: each doubtful statement was looked up in the text."""

from collections import Counter
from statistics import mean

import pyoxigraph as ox
import pytest

from pilotkg.graph.query import ask_store
from tests.conftest import uses_release
from tests.queries.conftest import CATALOGUE, Ask, Record, by_place, readings


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
    # 财政总收入 264.88 亿元, of which 84.89 are the district's own: one metric, two amounts
    rows = ask("figures-said-twice")
    columns = ("metric_en", "status", "year", "lowest", "highest")
    assert by_place(rows, *columns)["奉贤区"] == ("fiscal revenue", "baseline", 2015, 8.489e9, 26.488e9)
    # 农民人均纯收入突破9000元，达到9796元: both hold
    assert "浦北县" not in by_place(rows, "plan")


@pytest.mark.parametrize(
    ("one", "other", "shown"),
    [
        ("Minimum 9000", "Exact 9796", False),
        ("Minimum 9000", "Exact 8900", True),
        ("Maximum 50", "Exact 51", True),
        ("Maximum 50", "Minimum 60", True),
        ("Approximate 50", "Exact 51", False),
        ("Approximate 50", "Exact 53", True),
        ("Exact 50", "Exact 50", False),
        ("Exact 20 50", "Exact 30", False),
        ("Exact 20 50", "Exact 60", True),
    ],
)
def test_values_that_one_amount_meets_are_not_shown(one: str, other: str, shown: bool) -> None:
    store = ox.Store()
    store.load(TWO_FIGURES.format(one=in_turtle(one), other=in_turtle(other)).encode(), ox.RdfFormat.TURTLE)
    rows = ask_store(CATALOGUE.get("figures-said-twice").text, store)
    assert [row["values"] for row in rows] == ([2] if shown else [])


TWO_FIGURES = """
@prefix : <https://example.org/> .
@prefix pk: <https://w3id.org/pilotkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:plan pk:locality :place ; pk:hasIndicator :one, :other .
:place rdfs:label "东原县"@zh, "Dongyuan County"@en .
:income a pk:Metric, pk:StateMetric ; skos:prefLabel "收入"@zh, "income"@en .
:one {one} .
:other {other} .
"""


def in_turtle(figure: str) -> str:
    """A statement with a bound, an amount, and the upper end of a range."""
    bound, value, *upper = figure.split()
    alike = 'pk:metric :income ; pk:status pk:Baseline ; pk:refScope "all" ; pk:refPeriod :2015 ; pk:unit :yuan'
    end = f" ; pk:normalizedUpperValue {upper[0]}.0" if upper else ""
    return f"{alike} ; pk:confidence 1.0 ; pk:bound pk:{bound} ; pk:normalizedValue {value}.0{end}"


@uses_release
def test_plans_without_an_urbanization_target(ask: Ask, plans: list[Record]) -> None:
    rows = by_place(ask("plans-without-targets"), "resident", "registered", "unspecified", "any_target")
    targets = {p["locality"]["name"]: [i for i in p["indicators"] if i["status"] == "target"] for p in plans}
    whole = {name: {i["metric"] for i in some if not i["scope"]} for name, some in targets.items()}
    wanted = ("resident-urbanization-rate", "registered-urbanization-rate", "urbanization-rate")
    assert rows == {
        name: (*(metric in metrics for metric in wanted), bool(targets[name]))
        for name, metrics in whole.items()
        if not {*wanted[:2]} <= metrics
    }
    assert rows["长阳土家族自治县"] == (False, False, True, True)  # 城镇化率达到50%
    assert rows["老河口市"] == (True, False, False, True)
    assert "盘县" not in rows


@uses_release
def test_values_far_from_the_others(ask: Ask, plans: list[Record]) -> None:
    rows = by_place(ask("far-from-the-others"), "status", "value")
    assert rows["湾岭镇"] == ("target", 20)  # 年均递增20%
    assert rows["独山县"] == ("baseline", 16)  # 生产总值年均增长16%
    assert rows["玛沁县"] == ("baseline", 2.8)  # 同比增长2.8%
    said = [(i["status"], float(i["value"]), p) for p in plans for i in p["indicators"] if of_growth(i)]
    means = {kind: mean(value for status, value, _ in said if status == kind) for kind, _, _ in said}
    far = [
        (p["locality"]["name"], status, value)
        for status, value, p in said
        if value > 1.5 * means[status] or value * 1.5 < means[status]
    ]
    shown = ask("far-from-the-others")
    assert sorted((row["place"], row["status"], row["value"]) for row in shown) == sorted(far)
    assert all(row["mean"] == pytest.approx(means[str(row["status"])], abs=0.0051) for row in shown)


def of_growth(indicator: Record) -> bool:
    """Whether it is the growth of a whole place's product."""
    return indicator["metric"] == "gdp-growth" and bool(indicator["value"]) and not indicator["scope"]


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
