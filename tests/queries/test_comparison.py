"""Comparison: checked against the readings of the plans that are compared, and counted again without SPARQL."""

from itertools import combinations, pairwise

import pyoxigraph as ox
import pytest

from pilotkg.graph.query import ask_store, with_prefixes
from tests.conftest import uses_release
from tests.queries.conftest import CATALOGUE, Ask, Record, by_place, figures, mechanisms

RESIDENT = "resident-urbanization-rate"


def reforms(plan: Record, safeguards: set[str]) -> set[str]:
    return mechanisms(plan) - safeguards


@pytest.fixture(scope="module")
def safeguards(store: ox.Store) -> set[str]:
    """Ids of the mechanisms that are safeguards, not reforms."""
    found = ask_store(with_prefixes("SELECT ?id { ?mechanism a pk:Safeguard ; skos:notation ?id }"), store)
    return {str(row["id"]) for row in found}


@uses_release
def test_plans_alike_though_of_different_provinces(ask: Ask, plans: list[Record], safeguards: set[str]) -> None:
    rows = ask("similar-plans")
    expected = {}
    for a, b in combinations(plans, 2):
        one, other = reforms(a, safeguards), reforms(b, safeguards)
        jaccard = len(one & other) / len(one | other)
        if a["locality"]["within"][-1] != b["locality"]["within"][-1] and jaccard >= 0.5:
            expected[frozenset((a["locality"]["name"], b["locality"]["name"]))] = (
                round(jaccard + 1e-9, 3),
                len(one & other),
            )
    assert {frozenset((str(r["one"]), str(r["other"]))): (r["jaccard"], r["shared"]) for r in rows} == expected
    assert all(row["jaccard"] >= other["jaccard"] for row, other in pairwise(rows))
    # 浦北县 and 五家渠市 share schooling, jobs, training, hukou, services, insurance and housing; 诸城市 and 长葛市 twenty
    assert {(r["one"], r["other"]): r["shared"] for r in rows}["诸城市", "长葛市"] == 20
    assert {(r["one"], r["other"]): r["shared"] for r in rows}["浦北县", "五家渠市"] == 7


@uses_release
def test_plans_like_one_plan(ask: Ask, plans: list[Record], safeguards: set[str]) -> None:
    here = reforms(plans[81], safeguards)  # 盘县
    expected = {}
    for plan in plans:
        there = reforms(plan, safeguards)
        if plan is not plans[81] and len(here & there) >= 0.4 * len(here | there):
            expected[plan["locality"]["name"]] = len(here & there)
    assert {row["other"]: row["shared"] for row in ask("plans-like-a-plan")} == expected
    assert "湘潭市" in expected


@uses_release
def test_mechanisms_that_towns_propose_and_prefectures_do_not(ask: Ask, plans: list[Record]) -> None:
    # There is none: whatever a town proposes, some prefecture proposes too.
    assert len(ask("mechanisms-of-one-level", at_most=0)) == 0
    of = {
        level: [mechanisms(p) for p in plans if p["locality"]["level"] == level] for level in ("township", "prefecture")
    }
    assert set().union(*of["township"]) <= set().union(*of["prefecture"])
    # Four are proposed by one prefecture only, and by a larger share of the towns.
    rows = {row["mechanism_zh"]: (row["plans"], row["other_plans"]) for row in ask("mechanisms-of-one-level")}
    assert rows == {"存量用地再开发": (8, 1), "宅基地制度改革": (5, 1), "人地钱挂钩": (2, 1), "农村产权交易": (2, 1)}


@uses_release
def test_mechanisms_that_prefectures_propose_and_towns_do_not(ask: Ask) -> None:
    rows = ask("mechanisms-of-one-level", level="prefecture", other="township", at_most=0)
    assert {row["mechanism_en"] for row in rows} >= {"residence permit system", "bonds and direct financing"}
    assert all(row["other_plans"] == 0 and row["other_share"] == 0 for row in rows)


@uses_release
def test_two_levels(ask: Ask, plans: list[Record]) -> None:
    rows = {row["mechanism_zh"]: row for row in ask("mechanisms-of-two-levels")}
    towns = [p for p in plans if p["locality"]["level"] == "township"]
    cities = [p for p in plans if p["locality"]["level"] == "prefecture"]
    row = rows["农业现代化"]
    assert row["plans"] == sum("agri-modernization" in mechanisms(p) for p in towns)
    assert row["other_plans"] == sum("agri-modernization" in mechanisms(p) for p in cities)
    assert row["share"] == pytest.approx(100 * int(row["plans"]) / len(towns), abs=0.05)
    assert row["other_share"] == pytest.approx(100 * int(row["other_plans"]) / len(cities), abs=0.05)


@uses_release
def test_levels(ask: Ask, plans: list[Record], safeguards: set[str]) -> None:
    rows = {row["level_en"]: row for row in ask("levels-compared")}
    assert {level: row["plans"] for level, row in rows.items()} == {
        **{"county": 31, "township": 30, "county-level city": 21, "prefecture": 19, "district": 8},
        **{"XPCC city": 1, "zone": 1},
    }
    cities = [p for p in plans if p["locality"]["level"] == "prefecture"]
    row = rows["prefecture"]
    for column, counts in {
        "tasks": [sum(m["kind"] == "task" for m in p["measures"]) for p in cities],
        "indicators": [len(p["indicators"]) for p in cities],
        "mechanisms": [len(reforms(p, safeguards)) for p in cities],
    }.items():
        assert row[column] == pytest.approx(sum(counts) / 19, abs=0.051)


@uses_release
def test_provinces(ask: Ask) -> None:
    rows = {row["province"]: row for row in ask("provinces-compared")}
    # 济南市 73, 淄博市 73, 烟台市 65 and 诸城市 65 %; 四会市 76 and 潮州市 68 %
    assert [rows["山东省"][c] for c in ("places", "mean", "lowest", "highest")] == [4, 69, 65, 73]
    assert [rows["广东省"][c] for c in ("places", "mean", "lowest", "highest")] == [2, 72, 68, 76]
    assert sum(row["places"] for row in rows.values()) == 53


@uses_release
def test_a_place_among_its_level(ask: Ask, plans: list[Record]) -> None:
    rows = {row["metric_en"]: row for row in ask("place-among-its-level")}
    counties = [p for p in plans if p["locality"]["level"] == "county"]
    for name, metric, target in (
        ("resident urbanization rate", RESIDENT, 53),
        ("registered urbanization rate", "registered-urbanization-rate", 45),
    ):
        targets = [value for p in counties for value in figures(p, metric, "target", 2020)]
        row = rows[name]
        assert (row["target"], row["places"], row["rank"]) == (
            target,
            len(targets),
            1 + sum(v > target for v in targets),
        )
        assert row["mean"] == pytest.approx(sum(targets) / len(targets), abs=0.0051)


@uses_release
def test_a_comparison_is_by_place(ask: Ask) -> None:
    assert by_place(ask("change-of-a-metric"), "province")["璧山区"] == "重庆市"


@pytest.fixture(scope="module")
def of_parts(store: ox.Store) -> ox.Store:
    """The release, as if all that 盘县 (520222) and 井冈山市 (360881) say were of a part of them."""
    changed = ox.Store()
    changed.extend(store)
    scope = ox.NamedNode("https://w3id.org/pilotkg/ontology#scope")
    has = ox.NamedNode("https://w3id.org/pilotkg/ontology#hasIndicator")
    for code in ("520222", "360881"):
        plan = ox.NamedNode(f"https://w3id.org/pilotkg/id/plan/{code}")
        for quad in store.quads_for_pattern(plan, has, None, None):
            assert isinstance(quad.object, ox.NamedNode)
            changed.add(ox.Quad(quad.object, scope, ox.Literal("城区"), quad.graph_name))
    return changed


@uses_release
@pytest.mark.parametrize(
    ("name", "values", "place"),
    [
        ("change-of-a-metric", {}, "盘县"),
        ("plans-above-a-target", {}, "盘县"),
        ("plans-above-a-target", {"metric": RESIDENT}, "盘县"),
        ("narrowing-the-registration-gap", {}, "盘县"),
        ("pace-before-and-after", {}, "井冈山市"),
        ("targets-in-two-steps", {"metric": RESIDENT}, "井冈山市"),
        ("far-from-the-others", {"metric": RESIDENT, "times": 1.01}, "井冈山市"),
    ],
)
def test_a_part_of_a_place_is_not_compared_with_whole_places(
    name: str, values: dict[str, object], place: str, ask: Ask, of_parts: ox.Store
) -> None:
    assert place in {row["place"] for row in ask(name, **values)}
    assert place not in {row["place"] for row in ask_store(CATALOGUE.get(name).bind(values), of_parts)}


@uses_release
def test_a_part_of_a_place_counts_for_no_level_and_no_province(ask: Ask, of_parts: ox.Store) -> None:
    assert ask("place-among-its-level")
    assert not len(ask_store(CATALOGUE.get("place-among-its-level").text, of_parts))
    whole = {row["province"]: row["places"] for row in ask("provinces-compared")}
    rows = {row["province"]: row["places"] for row in ask_store(CATALOGUE.get("provinces-compared").text, of_parts)}
    assert {name: whole[name] - rows.get(name, 0) for name in ("贵州省", "江西省")} == {"贵州省": 1, "江西省": 1}
    lacking = ask_store(CATALOGUE.get("plans-without-targets").text, of_parts)
    assert by_place([*lacking], "resident", "registered", "any_target")["盘县"] == (False, False, True)
