"""Measures of networks: who is central, how tight it is, who stands between; backbones.

In: networkx graphs, with `weight` on edges. Out: values by node, also set as attributes. Computed on sparse matrices;
degree, betweenness, closeness and clustering count edges, the others weigh them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

import networkx as nx
import numpy as np
from scipy import sparse
from scipy.sparse import linalg

from pilotkg.errors import QueryError
from pilotkg.network.communities import ALONE, communities
from pilotkg.network.nullmodel import Floats
from pilotkg.network.significance import disparity

Graph: TypeAlias = "nx.Graph[str]"
SEED: Final = 2016
ALPHA: Final = 0.05
NEAREST: Final = 2
MOST_PATHS: Final = 2000
BACKBONES: Final = ("auto", "significance", "disparity", "nearest", "none")
MIXED_BY: Final = ("group", "theme", "province", "level", "section")

_BLOCK: Final = 4_000_000  # numbers in a dense working array
_DAMPING: Final = 0.85


def backbone(graph: Graph, method: str = "auto", *, alpha: float = ALPHA, nearest: int = NEAREST) -> Graph:
    """The edges that matter; all nodes stay. Every edge tells in `significant` whether its q-value is below alpha.

    Args:
        graph: a network of `build`.
        method: significance (q-value below alpha), disparity (an edge holds more of a node's strength than chance would
            give it), nearest (each node's surest edges), none, or auto: significance where that leaves at least half as
            many edges as nodes, else nearest; none where edges carry no p-value.
        alpha: the level of significance.
        nearest: how many edges each node keeps.

    Raises:
        QueryError: there is no such method, or it needs p-values that the network does not have.
    """
    if method not in BACKBONES:
        raise QueryError(f"there is no backbone {method!r}", remedy=f"Take one of: {', '.join(BACKBONES)}")
    tested = any("q_value" in d for *_, d in graph.edges(data=True))
    significant = {(a, b) for a, b, d in graph.edges(data=True) if d.get("q_value", 1.0) < alpha}
    if method == "auto":
        enough = 2 * len(significant) >= graph.number_of_nodes()
        method = "none" if not tested else "significance" if enough else "nearest"
    if method in ("significance", "nearest") and not tested:
        raise QueryError("the edges of this network carry no p-value", remedy="Take the backbone disparity or none")
    kept: set[tuple[str, str]]
    if method == "significance":
        kept = significant
    elif method == "disparity":
        kept = _disparate(graph, alpha)
    elif method == "nearest":
        kept = _nearest(graph, nearest) | significant
    else:
        kept = set(graph.edges())
    bone = graph.copy()
    if method != "none":
        bone.remove_edges_from([(a, b) for a, b in graph.edges() if (a, b) not in kept])
    if tested:
        for a, b, data in bone.edges(data=True):
            data["significant"] = (a, b) in significant or (b, a) in significant
    bone.graph.update(backbone=method, alpha=alpha, all_edges=graph.number_of_edges(), significant=len(significant))
    return bone


def _disparate(graph: Graph, alpha: float) -> set[tuple[str, str]]:
    strength = dict(graph.degree(weight="weight"))
    degree = dict(graph.degree())
    kept: set[tuple[str, str]] = set()
    for a, b, data in graph.edges(data=True):
        chance = min(disparity(data["weight"], strength[end], degree[end]) for end in (a, b))
        if chance < alpha:
            kept.add((a, b))
    return kept


def _nearest(graph: Graph, nearest: int) -> set[tuple[str, str]]:
    kept: set[tuple[str, str]] = set()
    for node in graph:
        edges = sorted(graph.edges(node, data=True), key=lambda e: (e[2]["p_value"], -e[2]["count"], e[1]))
        kept.update((a, b) for a, b, _ in edges[:nearest])
    return {(a, b) for a, b in graph.edges() if (a, b) in kept or (b, a) in kept}


def measure(graph: Graph, *, seed: int = SEED) -> Graph:
    """Set the measures of nodes and of the whole as attributes of a graph, and return it.

    Nodes: degree, strength, betweenness (normalised) and closeness (Wasserman and Faust) up to MOST_PATHS nodes,
    eigenvector (largest is 1), pagerank, core, clustering (not in bipartite graphs), community, community_stability,
    participation (0 where all of a node's weight stays in its community, towards 1 where it is spread evenly). The
    graph: density, components, modularity, community_stability, assortativity by degree and by each attribute of
    MIXED_BY that all nodes have.
    A multigraph's parallel edges and directions are merged for all this.
    """
    simple = _simple(graph)
    nodes = list(simple)
    adjacency = nx.to_scipy_sparse_array(simple, nodes, weight="weight", format="csr").astype(float)
    shape = adjacency.copy()
    shape.data[:] = 1.0
    found = communities(simple, seed=seed)
    cores: Any = nx.core_number(simple)
    columns: dict[str, Any] = {
        "degree": [int(d) for d in shape.sum(1)],
        "strength": adjacency.sum(1),
        "eigenvector": eigenvector(adjacency),
        "pagerank": pagerank(adjacency),
        "core": _in_order(cores, nodes),
        "community": [found.of[n] for n in nodes],
        "community_stability": [found.node_stability[n] for n in nodes],
        "participation": participation(adjacency, np.array([found.of[n] for n in nodes])),
    }
    if len(nodes) <= MOST_PATHS:
        columns["betweenness"], columns["closeness"] = betweenness_closeness(shape)
    if not _is_bipartite(simple):
        clustering: Any = nx.clustering(simple)
        columns["clustering"] = [float(clustering[n]) for n in nodes]  # networkx gives 0 as an integer
    for name, values in columns.items():
        plain = values.tolist() if isinstance(values, np.ndarray) else values
        for node, value in zip(nodes, plain, strict=True):
            graph.nodes[node][name] = value
    graph.graph.update(
        density=float(nx.density(simple)),
        components=nx.number_connected_components(simple),
        modularity=found.modularity,
        community_stability=found.stability,
        communities=len(set(found.of.values()) - {ALONE}),
        **_assortativity(simple),
    )
    return graph


def _in_order(values: Mapping[str, Any], nodes: list[str]) -> list[Any]:
    return [values[node] for node in nodes]


def _simple(graph: Graph) -> Graph:
    """The graph undirected and without parallel edges or loops, whose weights are summed up."""
    simple: Graph = nx.Graph()
    simple.add_nodes_from(graph.nodes(data=True))
    for a, b, data in graph.edges(data=True):
        if a != b:
            weight = data.get("weight", 1.0) + (simple.edges[a, b]["weight"] if simple.has_edge(a, b) else 0.0)
            simple.add_edge(a, b, weight=weight)
    return simple


def _is_bipartite(graph: Graph) -> bool:
    return all("side" in data for _, data in graph.nodes(data=True))


def _assortativity(graph: Graph) -> dict[str, float]:
    """Newman's assortativity, where it is defined."""
    found: dict[str, float] = {}
    if not graph.number_of_edges():
        return found
    with np.errstate(divide="ignore", invalid="ignore"):
        found["assortativity_degree"] = float(nx.degree_assortativity_coefficient(graph))
    for name in MIXED_BY:
        values = {str(data[name]) for _, data in graph.nodes(data=True) if data.get(name)}
        if len(values) > 1 and all(data.get(name) for _, data in graph.nodes(data=True)):
            found[f"assortativity_{name}"] = float(nx.attribute_assortativity_coefficient(graph, name))
    # networkx sums up in the order of a set, which differs from run to run in the last digit
    return {name: round(value, 12) for name, value in found.items() if np.isfinite(value)}


def betweenness_closeness(shape: Any) -> tuple[Floats, Floats]:
    """Betweenness and closeness of an undirected graph, all sources at once by Brandes' method on sparse matrices.

    Args:
        shape: symmetric sparse matrix of zeros and ones.
    """
    n = shape.shape[0]
    between, close = np.zeros(n), np.zeros(n)
    size = max(1, _BLOCK // max(n, 1))
    for start in range(0, n, size):
        sources = np.arange(start, min(start + size, n))
        distance, paths = _search(shape, sources)
        passed = _accumulate(shape, distance, paths)
        passed[np.arange(len(sources)), sources] = 0
        between += passed.sum(0)
        reached = (distance >= 0).sum(1) - 1
        total = np.where(distance > 0, distance, 0).sum(1)
        with np.errstate(divide="ignore", invalid="ignore"):
            close[sources] = np.where(total > 0, reached / total * reached / (n - 1), 0.0)
    pairs = (n - 1) * (n - 2)
    return between / pairs if pairs else between, close


def _search(shape: Any, sources: Any) -> tuple[Any, Floats]:
    """Distances (-1 where there is no way) and numbers of shortest paths from some sources, breadth first."""
    rows = np.arange(len(sources))
    distance = np.full((len(sources), shape.shape[0]), -1, np.int32)
    paths = np.zeros(distance.shape)
    distance[rows, sources], paths[rows, sources] = 0, 1
    front, depth = paths.copy(), 0
    while front.any():
        depth += 1
        front = np.where(distance < 0, (shape @ front.T).T, 0)
        distance[front > 0] = depth
        paths += front
    return distance, paths


def _accumulate(shape: Any, distance: Any, paths: Floats) -> Floats:
    """How much of the shortest paths to all others passes through each node."""
    passed = np.zeros(paths.shape)
    for depth in range(int(distance.max()), 0, -1):
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.where(distance == depth, (1 + passed) / paths, 0)
        passed += np.where(distance == depth - 1, (shape @ share.T).T * paths, 0)
    return passed


def pagerank(adjacency: Any, *, damping: float = _DAMPING, tolerance: float = 1e-12) -> Floats:
    """PageRank of a weighted graph by power iteration on its sparse matrix; sums up to 1."""
    n = adjacency.shape[0]
    out = np.asarray(adjacency.sum(1)).ravel()
    spread = adjacency.T.multiply(np.divide(1.0, out, out=np.zeros(n), where=out > 0)[None, :]).tocsr()
    rank = np.full(n, 1 / n)
    while True:
        new = damping * (spread @ rank + rank[out == 0].sum() / n) + (1 - damping) / n
        if np.abs(new - rank).sum() < tolerance:
            return np.asarray(new / new.sum())
        rank = new


def eigenvector(adjacency: Any) -> Floats:
    """Eigenvector centrality of an undirected graph, the largest scaled to 1; 0 outside the leading component."""
    n = adjacency.shape[0]
    if adjacency.nnz == 0:
        return np.ones(n)
    small = n < 200
    found = np.linalg.eigh(adjacency.toarray()) if small else linalg.eigsh(adjacency, k=1, which="LA", v0=np.ones(n))
    vector = np.abs(found[1][:, -1])
    vector[vector < 1e-12 * vector.max()] = 0
    return np.asarray(vector / vector.max())


def participation(adjacency: Any, community: Any) -> Floats:
    """Guimerà and Amaral's participation coefficient: 1 less the sum of squared shares of weight by community."""
    numbers = np.unique(community, return_inverse=True)[1]
    n = len(numbers)
    member = sparse.csr_array((np.ones(n), (np.arange(n), numbers)), shape=(n, numbers.max(initial=-1) + 1))
    parts = (adjacency @ member).toarray()
    total = parts.sum(1, keepdims=True)
    shares = np.divide(parts, total, out=np.zeros_like(parts), where=total > 0)
    return np.asarray(np.where(total[:, 0] > 0, 1 - (shares**2).sum(1), 0.0))
