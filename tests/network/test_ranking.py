"""Ranks and their intervals: by hand, against the measures that they rank by, and against the exact null model."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from pyoxigraph import Store

from pilotkg.network import ranking
from pilotkg.network.build import Network, build
from pilotkg.network.facts import Facts
from pilotkg.network.measures import BACKBONES, backbone, measure
from pilotkg.network.ranking import betweenness, rankings

MEASURES = {"frequency", "strength", "pagerank", "eigenvector", "betweenness"}


def _counted(network: Network) -> ranking._Counted:
    assert network.incidence is not None
    return ranking._Counted.of(network.incidence.matrix, network.incidence.units or network.incidence.rows)


def test_what_each_plan_adds_by_hand(facts: Facts) -> None:
    """Plan 1 alone: a and b together once, c in another task; plan 3 twice: all three together twice."""
    counted = _counted(build(facts, "mechanism-task"))
    together = counted.together(np.array([[1.0, 0, 0, 0], [0, 0, 2, 0]]))
    assert together[0].tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert together[1].tolist() == [[2, 2, 2], [2, 2, 2], [2, 2, 2]]


@pytest.mark.parametrize("kind", ["mechanism-task", "mechanism-plan"])
def test_ranks_have_intervals_and_the_values_of_the_measures(store: Store, kind: str) -> None:
    network = build(store, kind)
    found = rankings(network, runs=50)
    assert {r.measure for r in found} == MEASURES
    assert all(1 <= r.low <= r.high <= len(network.graph) for r in found)
    assert rankings(network, runs=50) == found
    weighted = measure(network.graph.copy())
    bone = measure(backbone(network.graph))
    for r in found:
        if r.measure in ("strength", "pagerank", "eigenvector"):
            assert r.value == pytest.approx(weighted.nodes[r.node][r.measure], abs=1e-6)
        if r.measure == "betweenness":
            assert r.value == pytest.approx(bone.nodes[r.node]["betweenness"], abs=1e-12)


def test_a_rank_that_no_sample_changes_is_certain(facts: Facts) -> None:
    found = rankings(build(facts, "mechanism-plan"), runs=100)
    frequency = {r.node: r for r in found if r.measure == "frequency"}
    assert frequency["mechanism/a"].rank == frequency["mechanism/b"].rank == 1  # always in the same plans
    assert (frequency["mechanism/a"].low, frequency["mechanism/a"].high) == (
        frequency["mechanism/b"].low,
        frequency["mechanism/b"].high,
    )


def test_a_network_that_counts_nothing_has_no_ranks(facts: Facts) -> None:
    network = build(facts, "property-graph")
    assert rankings(Network(network.kind, network.graph)) == []


def test_betweenness_of_many_graphs_is_that_of_each() -> None:
    graphs = [nx.gnm_random_graph(20, edges, seed=edges) for edges in (0, 10, 25, 60)]
    graphs.append(nx.path_graph(20))
    found = betweenness(np.array([nx.to_numpy_array(g) for g in graphs]))
    for graph, values in zip(graphs, found, strict=True):
        assert dict(enumerate(values)) == pytest.approx(nx.betweenness_centrality(graph))


@pytest.mark.parametrize("method", [name for name in BACKBONES if name != "auto"])
def test_a_sample_that_draws_each_plan_once_has_nearly_the_backbone_of_the_whole(shipped: Store, method: str) -> None:
    for kind in ("mechanism-task", "mechanism-plan"):
        network = build(shipped, kind)
        counted, once = _counted(network), np.ones((1, 111))
        (shape,) = ranking._bones(method, counted.together(once), counted, once)
        nodes = network.incidence.columns if network.incidence else ()
        found = {(nodes[a], nodes[b]) for a, b in np.argwhere(np.triu(shape))}
        exact = {tuple(sorted(edge)) for edge in backbone(network.graph, method).edges()}
        assert len(found ^ exact) <= max(3, 0.1 * len(exact)), (kind, len(found - exact), len(exact - found))


def test_the_leading_vector_is_that_of_linear_algebra() -> None:
    random = np.random.default_rng(1)
    counts = random.poisson(2, (4, 15, 15)).astype(float)
    counts += np.swapaxes(counts, 1, 2)
    vectors = np.abs(np.linalg.eigh(counts)[1][:, :, -1])
    assert ranking._leading(counts) == pytest.approx(vectors / vectors.max(1, keepdims=True), abs=1e-8)


def test_where_nothing_is_linked_all_are_alike() -> None:
    assert ranking._leading(np.zeros((2, 3, 3))).tolist() == [[1, 1, 1], [1, 1, 1]]


def test_the_interval_of_a_frequency_is_that_of_plain_counting(facts: Facts) -> None:
    """The same samples, each counted in a loop."""
    network = build(facts, "mechanism-plan")
    assert network.incidence is not None
    matrix = network.incidence.matrix.toarray()
    random = np.random.default_rng(5)
    ranks = []
    for _ in range(80):
        frequency = matrix[random.integers(0, 4, 4)].sum(0)
        ranks.append([1 + int((frequency > f).sum()) for f in frequency])
    low, high = np.percentile(ranks, [2.5, 97.5], axis=0, method="nearest")
    found = {r.node: r for r in rankings(network, runs=80, seed=5) if r.measure == "frequency"}
    assert [found[n].low for n in network.incidence.columns] == low.tolist()
    assert [found[n].high for n in network.incidence.columns] == high.tolist()
