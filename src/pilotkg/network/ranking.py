"""How sure a rank is: ranks of what goes together, with intervals from resampling the plans.

In: a network whose incidence has plans or tasks as rows. Out: values, ranks and intervals by node and measure. Plans are
drawn with replacement, with all their tasks (Efron's bootstrap); each sample is counted, weighed and, for betweenness,
tested and cut down to its backbone anew. All samples are computed at once, as stacks of matrices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import igraph
import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from pilotkg.network.build import Network
from pilotkg.network.measures import ALPHA, NEAREST, SEED, backbone, betweenness_closeness
from pilotkg.network.nullmodel import Floats, bipartite_null
from pilotkg.network.significance import benjamini_hochberg

_BLOCK: Final = 4_000_000  # numbers in a dense working array
_DAMPING: Final = 0.85
_TOLERANCE: Final = 1e-10
_MOST_STEPS: Final = 1000


@dataclass(frozen=True, slots=True)
class Ranking:
    """A node's value and rank (1 is the highest) by a measure, with the interval that resampling the plans gives."""

    node: str
    measure: str
    value: float
    rank: int
    low: int
    high: int


def rankings(
    network: Network, *, method: str = "auto", runs: int = 200, seed: int = SEED, level: float = 0.95
) -> list[Ranking]:
    """Ranks of a co-occurrence network's nodes with bootstrap intervals over plans.

    frequency, strength, pagerank and eigenvector are those of the whole weighted network; betweenness that of the
    backbone. In the samples p-values come from a binomial law of the same mean and variance as the null model's, which
    chooses nearly the edges that the exact ones do.

    Args:
        network: a network whose incidence has plans or tasks as rows.
        method: how the backbone is chosen, one of BACKBONES.
        runs: how many samples.
        seed: of the samples.
        level: share of samples that an interval holds.
    """
    incidence = network.incidence
    if incidence is None or not incidence.columns:
        return []
    bone = backbone(network.graph, method)
    counted = _Counted.of(incidence.matrix, incidence.units or incidence.rows)
    observed = {name: values[0] for name, values in _weighted(counted.together(np.ones((1, counted.units)))).items()}
    shape = (_adjacency(bone, incidence.columns) > 0).astype(float)
    observed["betweenness"] = betweenness_closeness(sparse.csr_array(shape))[0]
    chosen = str(bone.graph["backbone"])
    samples: dict[str, list[Any]] = {name: [] for name in observed}
    for drawn in _samples(counted, runs, seed):
        together = counted.together(drawn)
        found = _weighted(together)
        found["betweenness"] = betweenness(_bones(chosen, together, counted, drawn))
        for name, values in found.items():
            samples[name] += [_ranks(one) for one in values]
    return list(_summary(observed, samples, incidence.columns, level))


def _summary(
    observed: Mapping[str, Floats], samples: Mapping[str, list[Any]], nodes: tuple[str, ...], level: float
) -> Iterator[Ranking]:
    tails = 100 * (1 - level) / 2
    for name, values in observed.items():
        ranks = _ranks(values)
        low, high = np.percentile(samples[name], [tails, 100 - tails], axis=0, method="nearest")
        for at in np.argsort(ranks, kind="stable"):
            yield Ranking(nodes[at], name, float(values[at]), int(ranks[at]), int(low[at]), int(high[at]))


@dataclass(frozen=True, slots=True)
class _Counted:
    """What each plan adds to the counts, as sparse matrices with a row a plan.

    pairs: how many of its rows hold a pair of things (things squared as columns). members: how many of its rows of each
    size hold a thing (things by sizes). sizes: how many rows of each size it has.
    """

    things: int
    pairs: Any
    members: Any
    sizes: Any

    @staticmethod
    def of(matrix: Any, units: tuple[str, ...]) -> _Counted:
        rows = sparse.csr_array(matrix)
        unit = np.unique(units, return_inverse=True)[1]
        size = np.diff(rows.indptr)
        row_of = np.repeat(np.arange(rows.shape[0]), size)
        first = np.repeat(rows.indices, size[row_of])
        within = np.arange(len(first)) - np.repeat(np.cumsum(size[row_of]) - size[row_of], size[row_of])
        second = rows.indices[np.repeat(rows.indptr[row_of], size[row_of]) + within]
        things, most, count = rows.shape[1], int(size.max(initial=0)) + 1, int(unit.max(initial=-1)) + 1
        return _Counted(
            things,
            _sums(unit[np.repeat(row_of, size[row_of])], first * things + second, (count, things * things)),
            _sums(unit[row_of], rows.indices * most + size[row_of], (count, things * most)),
            _sums(unit, size, (count, most)),
        )

    @property
    def units(self) -> int:
        """How many plans there are."""
        return int(self.pairs.shape[0])

    def together(self, drawn: Floats) -> Floats:
        """How often things go together, a matrix a sample; on the diagonal how often they occur."""
        return _weigh(drawn, self.pairs).reshape(len(drawn), self.things, self.things)


def _sums(row: Any, column: Any, shape: tuple[int, int]) -> Any:
    """How often each place of a sparse matrix is named."""
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=shape)


def _weigh(drawn: Floats, counts: Any) -> Floats:
    """Counts summed over plans, each as often as it is drawn."""
    return np.asarray((counts.T @ drawn.T).T)


def _samples(counted: _Counted, runs: int, seed: int) -> Iterator[Floats]:
    """How often each plan is drawn, a row a sample, as many samples together as fit."""
    random = np.random.default_rng(seed)
    size = max(1, _BLOCK // counted.things**2)
    for start in range(0, runs, size):
        drawn = [random.integers(0, counted.units, counted.units) for _ in range(min(size, runs - start))]
        yield np.array([np.bincount(one, minlength=counted.units) for one in drawn], float)


def _adjacency(graph: Any, nodes: tuple[str, ...]) -> Floats:
    at = {node: n for n, node in enumerate(nodes)}
    found = np.zeros((len(nodes), len(nodes)))
    for one, other, data in graph.edges(data=True):
        found[at[one], at[other]] = found[at[other], at[one]] = data["weight"]
    return found


def _weighted(counts: Floats) -> dict[str, Floats]:
    """Measures of whole co-occurrence networks, a row each."""
    frequency = np.einsum("rcc->rc", counts).copy()
    together = _off_diagonal(counts)
    strength = together.sum(2)
    spread = np.divide(together, strength[:, :, None], out=np.zeros_like(together), where=strength[:, :, None] > 0)
    n = together.shape[1]
    # What hangs from nothing hands on evenly; that only scales the ranks, which sum up to 1 again.
    rank = np.linalg.solve(np.eye(n) - _DAMPING * np.swapaxes(spread, 1, 2), np.full((len(counts), n, 1), 1 / n))
    rank = rank[:, :, 0] / rank[:, :, 0].sum(1, keepdims=True)
    return {"frequency": frequency, "strength": strength, "pagerank": rank, "eigenvector": _leading(together)}


def _leading(together: Floats) -> Floats:
    """The leading eigenvector of each matrix, its largest entry 1, by power iteration; ones where nothing is linked."""
    shifted = (
        together + np.eye(together.shape[1]) * together.sum(2).max(1)[:, None, None] / 4
    )  # so that none alternates
    vector = np.ones(together.shape[:2])
    for _ in range(_MOST_STEPS):
        new = (shifted @ vector[:, :, None])[:, :, 0]
        most = new.max(1, keepdims=True)
        new = np.where(most > 0, new / np.where(most > 0, most, 1), 1.0)
        if np.abs(new - vector).max() < _TOLERANCE:
            break
        vector = new
    return np.asarray(new)


def _off_diagonal(counts: Floats) -> Floats:
    found = counts.copy()
    every = np.arange(counts.shape[1])
    found[:, every, every] = 0
    return found


def _bones(method: str, counts: Floats, counted: _Counted, drawn: Floats) -> Floats:
    """The backbones of samples, as matrices of zeros and ones; methods as in `backbone`."""
    together = _off_diagonal(counts)
    if method == "none":
        return (together > 0).astype(float)
    if method == "disparity":
        return _disparate(together).astype(float)
    every = method == "nearest"
    nulls = zip(counts, *_null_counts(counted, drawn), strict=True)
    p_values = np.array([near_p_values(*null, every=every) for null in nulls])
    kept = (_corrected(p_values) < ALPHA) & (together > 0)
    if method == "nearest":
        order = np.lexsort((-together, np.where(together > 0, p_values, np.inf)), axis=2)
        near = np.zeros_like(kept)
        np.put_along_axis(near, order[:, :, :NEAREST], True, axis=2)
        kept |= (near | np.swapaxes(near, 1, 2)) & (together > 0)
    return kept.astype(float)


def _disparate(together: Floats) -> NDArray[np.bool_]:
    strength = together.sum(2, keepdims=True)
    degree = (together > 0).sum(2, keepdims=True)
    share = np.divide(together, strength, out=np.zeros_like(together), where=strength > 0)
    chance = np.where(degree > 1, (1 - share) ** (degree - 1), 1.0)
    return np.asarray((np.minimum(chance, np.swapaxes(chance, 1, 2)) < ALPHA) & (together > 0))


def _null_counts(counted: _Counted, drawn: Floats) -> tuple[Floats, Floats]:
    """Of each sample how many rows of each size hold a thing (things by sizes), and how many there are."""
    members = _weigh(drawn, counted.members).reshape(len(drawn), counted.things, -1)
    return members, _weigh(drawn, counted.sizes)


def near_p_values(counts: Floats, members: Floats, sizes: Floats, *, every: bool = True) -> Floats:
    """P-values of pairs under the conditional configuration model, by a binomial law of its mean and variance.

    Args:
        counts: how often things go together; on the diagonal how often they occur.
        members: how many rows of each size hold a thing, things by sizes.
        sizes: how many rows of each size there are.
        every: without it, pairs within a standard deviation of what is expected, whose chance is 0.15 or more, get 1:
            no q-value below that changes.
    """
    rows = np.repeat(np.arange(len(sizes)), np.rint(sizes).astype(int))
    null = bipartite_null(rows, np.rint(np.diag(counts)).astype(np.int64))
    chance = np.zeros((len(sizes), len(counts)))
    chance[np.unique(rows)] = null.probability[:, null.column_class]
    mean, spread = members @ chance, members @ (chance * (1 - chance))
    whole = sizes @ (chance * (1 - chance))
    tail = np.ones_like(counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = spread * (1 - spread / whole)
        far = mean + np.sqrt(np.maximum(variance, 0))
        often = counts > (0 if every else np.maximum(far, far.T))
        tail[often] = _tail(counts[often], mean[often], variance[often])
    return np.asarray(np.maximum(tail, tail.T))


def _tail(count: Floats, mean: Floats, variance: Floats) -> Floats:
    """P(X ≥ count) of a sum of trials of which only mean and variance are known: binomial, or normal where that ends."""
    success = np.clip(1 - variance / mean, 1e-12, 1.0)
    fails = mean / success - count + 1
    binomial = special.betainc(count, np.maximum(fails, 1.0), success)
    normal = special.ndtr((mean - count + 0.5) / np.sqrt(np.maximum(variance, 1e-12)))
    # NaN comes of what is certain: things that are in every row or in none
    return np.asarray(np.clip(np.nan_to_num(np.where(fails >= 1, binomial, normal), nan=1.0), 0, 1))


def _corrected(p_values: Floats) -> Floats:
    """q-values of each sample's pairs (Benjamini and Hochberg), as matrices; 1 on the diagonal."""
    upper = np.triu_indices(p_values.shape[1], 1)
    found = np.ones_like(p_values)
    if len(upper[0]):
        found[:, *upper] = benjamini_hochberg(p_values[:, *upper])
        found = np.minimum(found, np.swapaxes(found, 1, 2))
    return found


def betweenness(shapes: Floats) -> Floats:
    """Betweenness, normalised, of the nodes of many undirected graphs of the same size (igraph's).

    Args:
        shapes: symmetric matrices of zeros and ones, graphs by nodes by nodes.
    """
    n = shapes.shape[1]
    graphs = (igraph.Graph(n, np.argwhere(np.triu(shape)).tolist()) for shape in shapes)
    return np.asarray(np.array([graph.betweenness() for graph in graphs]) / max((n - 1) * (n - 2) / 2, 1))


def _ranks(values: Floats) -> Any:
    """Rank of each value, 1 the highest; equal values share the best rank."""
    order = np.sort(-np.round(values, 9))
    return np.searchsorted(order, -np.round(values, 9)) + 1
