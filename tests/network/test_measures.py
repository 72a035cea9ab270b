"""Measures of graphs that one can count by hand, and against igraph on a network of plans."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from pyoxigraph import Store

from pilotkg.errors import QueryError
from pilotkg.network.build import build
from pilotkg.network.communities import ALONE, adjusted_rand, communities
from pilotkg.network.facts import Facts
from pilotkg.network.measures import backbone, measure, participation


def _graph(*edges: tuple[str, str, float]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_weighted_edges_from(edges)
    return graph


@pytest.fixture
def kite() -> nx.Graph[str]:
    """A triangle a, b, c with a tail c–d–e; the edge a–b weighs double."""
    return measure(_graph(("a", "b", 2), ("a", "c", 1), ("b", "c", 1), ("c", "d", 1), ("d", "e", 1)))


def test_degree_and_strength_by_hand(kite: nx.Graph[str]) -> None:
    assert {n: d["degree"] for n, d in kite.nodes(data=True)} == {"a": 2, "b": 2, "c": 3, "d": 2, "e": 1}
    assert kite.nodes["a"]["strength"] == 3 and kite.nodes["c"]["strength"] == 3


def test_betweenness_by_hand(kite: nx.Graph[str]) -> None:
    """Of six pairs without c, four pass through c: a–d, a–e, b–d, b–e; through d pass three: a–e, b–e, c–e."""
    assert kite.nodes["c"]["betweenness"] == pytest.approx(4 / 6)
    assert kite.nodes["d"]["betweenness"] == pytest.approx(3 / 6)
    assert kite.nodes["a"]["betweenness"] == 0


def test_closeness_by_hand(kite: nx.Graph[str]) -> None:
    assert kite.nodes["c"]["closeness"] == pytest.approx(4 / (1 + 1 + 1 + 2))
    assert kite.nodes["e"]["closeness"] == pytest.approx(4 / (1 + 2 + 3 + 3))


def test_core_and_clustering_by_hand(kite: nx.Graph[str]) -> None:
    assert [kite.nodes[n]["core"] for n in "abcde"] == [2, 2, 2, 1, 1]
    assert [kite.nodes[n]["clustering"] for n in "abcde"] == pytest.approx([1, 1, 1 / 3, 0, 0])


def test_eigenvector_by_hand() -> None:
    """Of a star of three leaves: the middle is √3 times a leaf."""
    star = measure(_graph(("m", "x", 1), ("m", "y", 1), ("m", "z", 1)))
    assert star.nodes["m"]["eigenvector"] == 1
    assert star.nodes["x"]["eigenvector"] == pytest.approx(1 / 3**0.5)


def test_pagerank_by_hand() -> None:
    """Two nodes that link to each other are worth the same; a third by itself gets less."""
    graph = _graph(("a", "b", 1))
    graph.add_node("c")
    measure(graph)
    ranks = [graph.nodes[n]["pagerank"] for n in "abc"]
    assert sum(ranks) == pytest.approx(1)
    assert ranks[2] == pytest.approx(0.15 / 3 / (1 - 0.85 / 3))


def test_participation_by_hand() -> None:
    """Half of the weight in the own community and half in another: 1 - 2 · (1/2)²."""
    adjacency = nx.to_scipy_sparse_array(_graph(("a", "b", 1), ("a", "c", 1)), ["a", "b", "c"], weight="weight")
    assert participation(adjacency, np.array([0, 0, 1])).tolist() == [0.5, 0, 0]


def test_communities_of_two_cliques() -> None:
    edges = [(f"{side}{i}", f"{side}{j}", 1.0) for side in "xy" for i in range(4) for j in range(i)]
    graph = _graph(*edges, ("x0", "y0", 1.0))
    graph.add_node("z")
    found = communities(graph)
    assert {found.of[n] for n in ("x0", "x1", "x2", "x3")} == {0}
    assert {found.of[n] for n in ("y0", "y1", "y2", "y3")} == {1}
    assert found.of["z"] == ALONE
    assert found.stability == 1 and set(found.node_stability.values()) == {1.0}


def test_communities_do_not_depend_on_the_order_of_edges() -> None:
    edges = [(f"n{i}", f"n{(i * 7 + j) % 30}", 1.0 + j) for i in range(30) for j in (1, 2) if i != (i * 7 + j) % 30]
    assert communities(_graph(*edges)).of == communities(_graph(*reversed(edges))).of


def test_adjusted_rand_by_hand() -> None:
    one, other = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    assert adjusted_rand(one, one) == 1
    assert adjusted_rand(one, 1 - one) == 1
    assert adjusted_rand(one, other) == pytest.approx((0 - 2 * 2 / 6) / (2 - 2 * 2 / 6))


REAL = ("mechanism-task", "mechanism-plan", "theme-mechanism", "locality-by-mechanisms", "locality-mechanism")


@pytest.fixture(scope="module", params=REAL)
def real(shipped: Store, request: pytest.FixtureRequest) -> nx.Graph[str]:
    """A network of the plans that ship; all but mechanism-task are connected."""
    return measure(backbone(build(shipped, request.param).graph))


def _second_library(graph: nx.Graph[str]) -> dict[str, Any]:
    igraph = pytest.importorskip("igraph", reason="the second library igraph is not installed")
    nodes = list(graph)
    at = {n: i for i, n in enumerate(nodes)}
    other = igraph.Graph(len(nodes), [(at[a], at[b]) for a, b in graph.edges()])
    weights = [d["weight"] for *_, d in graph.edges(data=True)]
    n = len(nodes)
    found = {
        "degree": other.degree(),
        "strength": other.strength(weights=weights),
        "betweenness": [2 * b / ((n - 1) * (n - 2)) for b in other.betweenness()],
        "pagerank": other.pagerank(weights=weights),
        "core": other.coreness(),
        "assortativity_degree": other.assortativity_degree(directed=False),
        # igraph knows no community -1: nodes by themselves get a number each
        "modularity": other.modularity(_apart([graph.nodes[v]["community"] for v in nodes]), weights=weights),
    }
    if other.is_connected():  # else it is defined otherwise
        found["closeness"] = other.closeness()
        found["eigenvector"] = other.eigenvector_centrality(weights=weights)
    else:
        # Wasserman and Faust's: closeness within the component, times the share of nodes that are in it
        size = [len(other.subcomponent(v)) for v in range(n)]
        found["closeness"] = [
            0.0 if s == 1 else c * (s - 1) / (n - 1) for c, s in zip(other.closeness(), size, strict=True)
        ]
    if "clustering" in graph.nodes[nodes[0]]:
        found["clustering"] = other.transitivity_local_undirected(mode="zero")
    for name in ("group", "level"):
        if f"assortativity_{name}" in graph.graph:
            values = [str(graph.nodes[v].get(name)) for v in nodes]
            kinds = [sorted(set(values)).index(value) for value in values]
            found[f"assortativity_{name}"] = other.assortativity_nominal(kinds, directed=False)
    return found


def _apart(communities_: list[int]) -> list[int]:
    free = iter(range(max(communities_) + 1, 10_000))
    return [next(free) if c == ALONE else c for c in communities_]


def test_measures_are_those_of_igraph(real: nx.Graph[str]) -> None:
    for name, values in _second_library(real).items():
        ours = [real.nodes[n][name] for n in real] if isinstance(values, list) else real.graph[name]
        assert ours == pytest.approx(values, abs=1e-6), name


def test_no_library_finds_much_better_communities(real: nx.Graph[str]) -> None:
    """Of ten runs of networkx's Louvain method on the same network none has a modularity that is 0.02 higher."""
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(real)
    plain.add_weighted_edges_from((a, b, d["weight"]) for a, b, d in real.edges(data=True))
    best = max(nx.community.modularity(plain, nx.community.louvain_communities(plain, seed=s)) for s in range(10))
    assert real.graph["modularity"] > best - 0.02


def test_measures_of_an_unconnected_graph_are_those_of_networkx() -> None:
    graph = nx.gnm_random_graph(60, 55, seed=3)
    named = nx.relabel_nodes(graph, {n: f"n{n}" for n in graph})
    nx.set_edge_attributes(named, {edge: 1.0 + k % 3 for k, edge in enumerate(named.edges())}, "weight")
    measure(named)
    for name, values in {
        "betweenness": nx.betweenness_centrality(named),
        "closeness": nx.closeness_centrality(named),
        "pagerank": nx.pagerank(named, tol=1e-12, max_iter=1000),
    }.items():
        assert {n: d[name] for n, d in named.nodes(data=True)} == pytest.approx(values, abs=1e-8), name


def test_a_backbone_keeps_what_is_significant(facts: Facts) -> None:
    graph = build(facts, "mechanism-task").graph
    graph.edges["mechanism/a", "mechanism/b"]["q_value"] = 0.01
    bone = backbone(graph, "significance")
    assert list(bone.edges()) == [("mechanism/a", "mechanism/b")] and len(bone) == 3
    assert bone.edges["mechanism/a", "mechanism/b"]["significant"] is True
    assert "significant" not in graph.edges["mechanism/a", "mechanism/b"]


def test_a_backbone_of_nearest_ones_leaves_nobody_out(store: Store) -> None:
    graph = build(store, "locality-by-mechanisms").graph
    bone = backbone(graph, "nearest", nearest=1)
    assert min(d for _, d in bone.degree()) >= 1
    assert bone.number_of_edges() < len(bone)


def test_the_disparity_filter_by_hand() -> None:
    """The heavy edge holds 18 of 20 at both ends, of degree 3: (1 - 0.9)² = 0.01."""
    graph = _graph(("a", "b", 18), ("a", "c", 1), ("a", "d", 1), ("b", "c", 1), ("b", "d", 1))
    assert list(backbone(graph, "disparity", alpha=0.011).edges()) == [("a", "b")]
    assert not backbone(graph, "disparity", alpha=0.009).edges()


def test_a_backbone_that_cannot_be(facts: Facts) -> None:
    graph = build(facts, "measure-mechanism").graph
    assert backbone(graph).graph["backbone"] == "none"
    with pytest.raises(QueryError, match="no p-value"):
        backbone(graph, "significance")
    with pytest.raises(QueryError, match="no backbone"):
        backbone(graph, "spine")
