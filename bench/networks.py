#!/usr/bin/env python3
"""Measure co-occurrence, significance and PageRank on many invented plans, beside networkx, igraph and the library bicm.

    python bench/networks.py [--plans 100000] [--peers]

Plans draw their mechanisms so that both plans and mechanisms differ in how many they have. Prints seconds and the peak of
memory for each step; with --peers also those of others on the same data, and whether the results agree.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse

from pilotkg import terminal
from pilotkg.network.measures import pagerank
from pilotkg.network.nullmodel import bipartite_null
from pilotkg.network.significance import benjamini_hochberg, column_pairs

MECHANISMS = 74


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=100_000)
    parser.add_argument("--peers", action="store_true", help="measure others too; slow on many plans")
    given = parser.parse_args()
    matrix = invented(given.plans)
    print(f"{given.plans} plans, {MECHANISMS} mechanisms, {matrix.nnz} uses")
    rows: list[tuple[str, str, float, int]] = []
    together = timed(rows, "co-occurrence", "sparse", lambda: matrix.T @ matrix)
    pairs = timed(rows, "significance", "sparse", lambda: column_pairs(matrix))
    whole = sparse.block_array([[None, matrix], [matrix.T, None]]).tocsr().astype(float)
    ranks = timed(rows, "PageRank of plans and mechanisms", "sparse", lambda: pagerank(whole))
    if given.peers:
        against_networkx(rows, matrix, (together, ranks))
        against_igraph(rows, matrix, ranks)
        against_bicm(rows, matrix)
    terminal.print_table(("step", "by", "seconds", "peak MiB"), rows)
    print(f"{int((benjamini_hochberg(pairs.p_bicm) < 0.05).sum())} of {len(pairs.count)} pairs significant")


def invented(plans: int, seed: int = 2016) -> Any:
    """An incidence of plans and mechanisms, with as many a plan as in 2016."""
    random = np.random.default_rng(seed)
    eager, common = random.normal(0, 0.6, plans), random.normal(-1, 1, MECHANISMS)
    return sparse.vstack(
        [
            sparse.csr_array(random.random((len(part), MECHANISMS)) < 1 / (1 + np.exp(-part[:, None] - common)))
            for part in np.array_split(eager, max(1, plans // 10_000))
        ]
    ).astype(np.int64)


def timed(rows: list[tuple[str, str, float, int]], step: str, by: str, work: Callable[[], Any]) -> Any:
    """What a step gives; its seconds and the peak of memory so far go into the rows."""
    started = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - started
    rows.append((step, by, round(seconds, 2), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
    return result


def against_networkx(rows: list[tuple[str, str, float, int]], matrix: Any, ours: tuple[Any, Any]) -> None:
    """Count pairs plan by plan, and rank in a graph of nodes and edges."""
    together, ranks = ours

    def count() -> nx.Graph[int]:
        graph: nx.Graph[int] = nx.Graph()
        for plan in range(matrix.shape[0]):
            for a, b in combinations(matrix.indices[matrix.indptr[plan] : matrix.indptr[plan + 1]].tolist(), 2):
                graph.add_edge(a, b, weight=graph.get_edge_data(a, b, {"weight": 0})["weight"] + 1)
        return graph

    graph = timed(rows, "co-occurrence", "networkx", count)
    counted = together.toarray()
    assert all(counted[a, b] == d["weight"] for a, b, d in graph.edges(data=True))
    both = nx.bipartite.from_biadjacency_matrix(matrix)
    other = timed(
        rows, "PageRank of plans and mechanisms", "networkx", lambda: nx.pagerank(both, tol=1e-12, max_iter=500)
    )
    assert np.allclose([other[n] for n in range(len(ranks))], ranks, atol=1e-9)
    print("networkx: the same counts and ranks")


def against_igraph(rows: list[tuple[str, str, float, int]], matrix: Any, ranks: Any) -> None:
    """Rank with the library in C, where it is installed."""
    try:
        igraph = __import__("igraph")
    except ImportError:
        print("igraph is not installed, and so not measured")
        return
    plans, means = matrix.nonzero()
    edges = np.column_stack((plans, matrix.shape[0] + means))
    graph = timed(rows, "graph of plans and mechanisms", "igraph", lambda: igraph.Graph(len(ranks), edges))
    other = timed(rows, "PageRank of plans and mechanisms", "igraph", graph.pagerank)
    assert np.allclose(other, ranks, atol=1e-9)
    print("igraph: the same ranks")


def against_bicm(rows: list[tuple[str, str, float, int]], matrix: Any) -> None:
    """Fit the configuration model with the library that carries its name, where it is installed."""
    try:
        bicm = timed(rows, "null model: import", "bicm", lambda: __import__("bicm"))
    except ImportError:
        print("bicm is not installed, and so not measured")
        return
    degrees = [np.asarray(matrix.sum(axis)).ravel() for axis in (1, 0)]
    ours = timed(rows, "null model: fit", "sparse", lambda: bipartite_null(degrees[0], degrees[1]))
    other = bicm.BipartiteGraph(degree_sequences=tuple(degrees))
    timed(rows, "null model: fit", "bicm", lambda: other.solve_tool(verbose=False))
    by_row, by_column = other.get_bicm_fitnesses()
    odds = np.outer([by_row[n] for n in range(50)], [by_column[n] for n in range(len(by_column))])
    assert np.allclose(odds / (1 + odds), ours.probability[np.ix_(ours.row_class[:50], ours.column_class)], atol=1e-5)
    print("bicm: the same probabilities")


if __name__ == "__main__":
    main()
