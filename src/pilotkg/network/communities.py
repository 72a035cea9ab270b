"""Communities: many runs of the Leiden method, what they agree on, and how much they agree.

In: a weighted undirected graph. Out: a partition and its stability. The method is igraph's, of Traag, Waltman and van Eck,
Scientific Reports 9 (2019) 5233; the consensus follows Lancichinetti and Fortunato, Scientific Reports 2 (2012) 336, the
adjusted Rand index Hubert and Arabie (1985).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, Final, TypeAlias

import igraph
import networkx as nx
import numpy as np
from numpy.typing import NDArray

Labels: TypeAlias = NDArray[np.int64]
Graph: TypeAlias = "nx.Graph[str]"

RUNS: Final = 20
ALONE: Final = -1  # the community of a node that has none
_LARGE: Final = 500  # nodes; beyond, the run that agrees best with the others stands for the consensus
_MOST_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class Communities:
    """Which community each node is in (numbered by size; ALONE for a node by itself), and how sure that is.

    stability: mean adjusted Rand index between runs, 1 where all agree. node_stability: for each node, in which share of
    runs it is together with the other members of its community. modularity: of the partition.
    """

    of: dict[str, int]
    stability: float
    node_stability: dict[str, float]
    modularity: float


def communities(graph: Graph, *, seed: int = 2016, runs: int = RUNS) -> Communities:
    """The communities of a graph; the same for a seed.

    Args:
        graph: undirected, with `weight` on its edges.
        seed: of the first run; the others take the numbers after it.
        runs: how often the method is run, each with another order of nodes.
    """
    nodes = sorted(graph)
    plain: Graph = nx.Graph()
    plain.add_nodes_from(nodes)
    plain.add_weighted_edges_from(sorted((*sorted((a, b)), d.get("weight", 1.0)) for a, b, d in graph.edges(data=True)))
    large = len(nodes) > _LARGE
    found = _runs(plain, nodes, seed, runs)
    agreement = np.array([[adjusted_rand(a, b) for b in found] for a in found])
    labels = _numbered(found[int(agreement.mean(1).argmax())] if large else _consensus(found, nodes, seed, runs))
    stability = float((agreement.sum() - runs) / (runs * (runs - 1))) if runs > 1 else 1.0
    return Communities(
        {node: int(label) for node, label in zip(nodes, labels, strict=True)},
        stability,
        dict(zip(nodes, _together(found, labels), strict=True)),
        _modularity(plain, nodes, labels),
    )


def _modularity(graph: Graph, nodes: list[str], labels: Labels) -> float:
    """How much more weight lies within communities than by chance, added up in the order of nodes and edges.

    networkx adds up over sets, whose order is chance, and so are the last digits, and the sign of a zero.
    """
    if not graph.number_of_edges():
        return 0.0
    at = {node: n for n, node in enumerate(nodes)}
    own = np.arange(len(labels)) + labels.max() + 1  # each node in no community is one by itself
    part = np.where(labels == ALONE, own, labels)
    ends = np.array([(part[at[a]], part[at[b]]) for a, b in graph.edges()])
    weight = np.array([data["weight"] for *_, data in graph.edges(data=True)], float)
    degree = np.bincount(ends.ravel(), np.repeat(weight, 2))
    whole = weight.sum()
    value = weight[ends[:, 0] == ends[:, 1]].sum() / whole - ((degree / (2 * whole)) ** 2).sum()
    return round(float(value), 12) + 0.0  # a zero is not negative


def adjusted_rand(one: Labels, other: Labels) -> float:
    """How far two partitions agree: 1 wholly, 0 as much as by chance."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)
    both, rows, columns = (_choose(part).sum() for part in (table, table.sum(1), table.sum(0)))
    expected = rows * columns / max(_choose(np.array(float(len(one)))), 1)
    most = (rows + columns) / 2
    return 1.0 if most == expected else float((both - expected) / (most - expected))


def _choose(n: Any) -> Any:
    return n * (n - 1) / 2


def _runs(graph: Graph, nodes: list[str], seed: int, runs: int) -> list[Labels]:
    """The partitions that several runs find, each with a seed of its own."""
    at = {node: n for n, node in enumerate(nodes)}
    edges: list[tuple[str, str, float]] = list(graph.edges(data="weight"))
    links = [(at[a], at[b]) for a, b, _ in edges]
    weights = [weight for _, _, weight in edges]
    same = igraph.Graph(n=len(nodes), edges=links)
    found = []
    for run in range(runs):
        igraph.set_random_number_generator(Random(seed + run))
        # until nothing gains any more, since two rounds, the default, leave nodes that would
        found.append(np.array(same.community_leiden("modularity", weights, n_iterations=-1).membership, np.int64))
    return found


def _consensus(found: list[Labels], nodes: list[str], seed: int, runs: int) -> Labels:
    """Cluster how often nodes are together, until all runs are of one mind."""
    for _ in range(_MOST_ROUNDS):
        if all(adjusted_rand(found[0], other) == 1 for other in found):
            break
        shares = np.mean([labels[:, None] == labels[None, :] for labels in found], axis=0)
        graph: Graph = nx.Graph()
        graph.add_nodes_from(nodes)
        pairs = np.argwhere(np.triu(shares > 0.5, 1)).tolist()
        graph.add_weighted_edges_from((nodes[a], nodes[b], float(shares[a, b])) for a, b in pairs)
        found = _runs(graph, nodes, seed, runs)
    return found[0]


def _numbered(labels: Labels) -> Labels:
    """Communities from 0 on, the largest first, of equal ones that whose first member comes first."""
    sizes = np.bincount(labels)
    first = {int(c): int(np.flatnonzero(labels == c)[0]) for c in np.unique(labels)}
    order = sorted((c for c in first if sizes[c] > 1), key=lambda c: (-sizes[c], first[c]))
    new = np.full(len(sizes), ALONE, np.int64)
    new[order] = np.arange(len(order))
    return np.asarray(new[labels])


def _together(found: list[Labels], labels: Labels) -> list[float]:
    """For each node the mean share of runs in which it is with each of the other members of its community."""
    shares = np.zeros(len(labels))
    for run in found:
        for community in np.unique(labels[labels != ALONE]):
            members = np.flatnonzero(labels == community)
            sizes = np.bincount(run[members])
            shares[members] += (sizes[run[members]] - 1) / (len(members) - 1)
    shares /= len(found)
    shares[labels == ALONE] = 1.0
    return [float(share) for share in shares]
