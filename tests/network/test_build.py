"""Networks of a tiny world, counted by hand, and of a graph."""

from __future__ import annotations

from math import log2
from pathlib import Path

import networkx as nx
import pytest
from pyoxigraph import Store
from rdflib import Dataset

from pilotkg.errors import QueryError
from pilotkg.graph import build_store, load, nquads
from pilotkg.network.build import KINDS, build
from pilotkg.network.facts import Facts, Filters
from pilotkg.network.nodes import part_labels
from pilotkg.network.reading import read_facts


def test_mechanisms_of_one_plan_by_hand(facts: Facts) -> None:
    graph = build(facts, "mechanism-plan").graph
    edge = graph.edges["mechanism/a", "mechanism/b"]
    assert edge["count"] == 3 and edge["jaccard"] == 1
    assert edge["lift"] == pytest.approx(3 * 4 / (3 * 3)) and edge["pmi"] == pytest.approx(log2(4 / 3))
    assert graph.edges["mechanism/a", "mechanism/c"]["count"] == 2  # plans 1 and 3
    assert graph.nodes["mechanism/a"]["plans"] == 3


def test_mechanisms_of_one_task_by_hand(facts: Facts) -> None:
    graph = build(facts, "mechanism-task").graph
    assert graph.edges["mechanism/a", "mechanism/c"]["count"] == 1  # in one task only of plan 3
    assert graph.graph["rows"] == 6  # the task without a mechanism counts too
    assert graph.edges["mechanism/a", "mechanism/b"]["lift"] == pytest.approx(3 * 6 / (3 * 3))


def test_themes_and_mechanisms_by_hand(facts: Facts) -> None:
    edge = build(facts, "theme-mechanism").graph.edges["theme/t", "mechanism/a"]
    assert edge["count"] == 2 and edge["jaccard"] == pytest.approx(2 / 3)
    assert edge["p_hypergeometric"] == pytest.approx(1 / 2)  # 2 plans of 4, both among the 3 that use it


def test_places_and_mechanisms(facts: Facts) -> None:
    graph = build(facts, "locality-mechanism").graph
    assert graph.edges["locality/1", "mechanism/a"]["confidence"] == 0.9
    assert graph.nodes["locality/1"]["longitude"] == 101.0
    assert nx.is_bipartite(graph)


def test_places_alike(facts: Facts) -> None:
    by_mechanisms = build(facts, "locality-by-mechanisms").graph
    assert by_mechanisms.edges["locality/1", "locality/3"]["jaccard"] == 1
    assert by_mechanisms.edges["locality/1", "locality/2"]["jaccard"] == pytest.approx(2 / 3)
    assert not by_mechanisms.has_edge("locality/2", "locality/4")
    assert build(facts, "locality-by-indicators").graph.edges["locality/1", "locality/2"]["count"] == 1
    both = build(facts, "locality-by-both").graph.edges["locality/1", "locality/2"]
    assert both["count"] == 3 and both["jaccard"] == pytest.approx(3 / 4)


def test_measures_and_mechanisms(facts: Facts) -> None:
    graph = build(facts, "measure-mechanism").graph
    assert graph.degree("plan/3/task/1") == 3
    assert "plan/4/task/2" not in graph


def test_the_property_graph_has_every_statement(facts: Facts) -> None:
    graph = build(facts, "property-graph").graph
    statements = {(one, data["type"], other) for one, other, data in graph.edges(data=True)}
    assert ("plan/1", "hasMeasure", "plan/1/task/1") in statements
    assert ("plan/1/task/1", "usesMechanism", "mechanism/a") in statements
    assert statements >= {("plan/1", "declaresTheme", "theme/t"), ("plan/2", "focusesOn", "theme/t")}
    assert graph.nodes["plan/2/indicator/m-2020-target"]["value"] == 52.0
    types = {data["type"] for _, data in graph.nodes(data=True)}
    assert types == {"Locality", "PilotPlan", "Division", "Task", "Mechanism", "PilotTheme", "Indicator", "Metric"}


@pytest.mark.parametrize(
    ("filters", "plans"),
    [
        (Filters(province="东省"), 2),
        (Filters(province="West"), 2),
        (Filters(province="510000", level="county"), 2),
        (Filters(theme="t"), 2),
        (Filters(theme="t", confidence=0.8), 2),
    ],
)
def test_filters_choose_plans(facts: Facts, filters: Filters, plans: int) -> None:
    assert build(facts, "locality-mechanism", filters).graph.graph["plans"] == plans


def test_filters_choose_statements(facts: Facts) -> None:
    assert not facts.filtered(Filters(section="assurance")).uses
    assert not facts.filtered(Filters(confidence=0.95)).uses
    assert [t.plan for t in facts.filtered(Filters(confidence=0.8)).themes] == ["locality/1"]


@pytest.mark.parametrize("fields", [{"section": "preface"}, {"level": "village"}, {"confidence": 2}])
def test_filters_that_make_no_sense(fields: dict[str, object]) -> None:
    with pytest.raises(QueryError):
        Filters(**fields)  # type: ignore[arg-type]


def test_filters_as_text() -> None:
    assert Filters.of({"province": "四川省", "confidence": "0.5"}) == Filters(province="四川省", confidence=0.5)
    with pytest.raises(QueryError, match="no filter 'town'"):
        Filters.of({"town": "x"})
    with pytest.raises(QueryError, match="confidence of 'much'"):
        Filters.of({"confidence": "much"})


def test_nothing_left_is_an_error(facts: Facts) -> None:
    with pytest.raises(QueryError, match="no plan passes"):
        build(facts, "mechanism-plan", Filters(province="无省"))
    with pytest.raises(QueryError, match="nothing is left"):
        build(facts, "mechanism-task", Filters(section="assurance"))
    with pytest.raises(QueryError, match="no network"):
        build(facts, "friends")


@pytest.mark.parametrize("kind", KINDS)
def test_attributes_are_plain(store: Store, kind: str) -> None:
    graph = build(store, kind).graph
    assert graph.number_of_edges()
    for data in [*(d for _, d in graph.nodes(data=True)), *(d for *_, d in graph.edges(data=True)), graph.graph]:
        assert all(type(value) in (str, int, float, bool) for value in data.values())
    for node, data in graph.nodes(data=True):
        assert data["label_zh"] and data["label_en"] and data["type"], node


def test_a_graph_comes_in_any_form(store: Store, tmp_path: Path) -> None:
    expected = read_facts(store)
    assert len(expected.plans) == 12
    build_store(tmp_path / "store", store)
    assert read_facts(tmp_path / "store") == expected
    assert read_facts(load(tmp_path / "store")) == expected
    plain = Dataset()
    (tmp_path / "graph.nq").write_bytes(nquads(store))
    plain.parse(tmp_path / "graph.nq", format="nquads")
    assert read_facts(plain) == expected


def test_a_graph_without_plans_is_an_error() -> None:
    with pytest.raises(QueryError, match="no plan"):
        read_facts(Store())


def test_parts_without_a_heading_are_named_by_where_they_stand(facts: Facts) -> None:
    place = facts.plans[0]
    assert part_labels(place, "plan/1/task/2/1", "") == ("任务 2.1", "Town 1, task 2.1")
    assert part_labels(place, "plan/1/assurance/3", "加强领导") == ("加强领导", "Town 1, safeguard 3")
    assert part_labels(place, "plan/1/task/0", "") == ("任务总述", "Town 1, preamble to tasks")
