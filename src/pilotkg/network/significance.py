"""How surely two things go together: null models, tests, corrections for many tests, and backbones.

In: binary incidence matrices (plans by mechanisms) and their degrees. Out: probabilities and p-values. Follows Saracco
et al., Scientific Reports 5 (2015) 10595 and New J. Phys. 19 (2017) 053022 for the bipartite configuration model, Serrano
et al., PNAS 106 (2009) 6483 for the disparity filter, Benjamini and Hochberg (1995) for the false discovery rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import fft, special

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

EXACT_TRIALS: Final = 2000  # sums of more trials than this are approximated by a saddlepoint
_CHUNK: Final = 2_000_000  # numbers in a working array
_TOLERANCE: Final = 1e-10
_MOST_STEPS: Final = 200


@dataclass(frozen=True, slots=True)
class BipartiteNull:
    """The bipartite configuration model: of all binary matrices the most random whose expected degrees are those given.

    Its cells are independent, with p = x·y / (1 + x·y). Rows of one degree are alike and so are columns, so that only
    classes are kept: `probability` is by row class and column class, `row_class` and `column_class` tell whose is which.
    """

    probability: Floats
    row_class: Integers
    column_class: Integers

    @property
    def row_counts(self) -> Integers:
        """How many rows each row class has."""
        return np.bincount(self.row_class, minlength=len(self.probability)).astype(np.int64)

    def cells(self) -> Floats:
        """The probability of every cell, rows by columns."""
        return self.probability[np.ix_(self.row_class, self.column_class)]

    def transposed(self) -> BipartiteNull:
        """The same with rows and columns changed over."""
        return BipartiteNull(self.probability.T, self.column_class, self.row_class)


def bipartite_null(row_degrees: Integers, column_degrees: Integers) -> BipartiteNull:
    """Fit the bipartite configuration model by Newton's method on its log-likelihood, which is concave.

    Rows or columns that are empty or full in all that is left are certain, and taken out first.

    Args:
        row_degrees: ones in each row; they sum up to the same as `column_degrees`.
        column_degrees: ones in each column.

    Raises:
        ValueError: the degrees do not sum up to the same.
    """
    if row_degrees.sum() != column_degrees.sum():
        raise ValueError("the degrees of rows and columns do not sum up to the same")
    rows, row_class, row_count = np.unique(row_degrees, return_inverse=True, return_counts=True)
    columns, column_class, column_count = np.unique(column_degrees, return_inverse=True, return_counts=True)
    probability = np.zeros((len(rows), len(columns)))
    k, h = rows.astype(float), columns.astype(float)
    free_rows, free_columns = np.ones(len(rows), bool), np.ones(len(columns), bool)
    while _peel(probability, (k, row_count, free_rows), (h, column_count, free_columns)):
        pass
    if free_rows.any() and free_columns.any():
        r, c = np.flatnonzero(free_rows), np.flatnonzero(free_columns)
        probability[np.ix_(r, c)] = _newton(k[r], h[c], row_count[r], column_count[c])
    return BipartiteNull(probability, row_class.astype(np.int64), column_class.astype(np.int64))


_Side: TypeAlias = tuple[Floats, NDArray[Any], NDArray[np.bool_]]  # degrees left, class sizes, which classes are free


def _peel(probability: Floats, rows: _Side, columns: _Side) -> bool:
    """Settle classes that are empty or full; whether there was any."""
    for turned, (degrees, _, free), (others, other_counts, other_free) in (
        (False, rows, columns),
        (True, columns, rows),
    ):
        cells = probability.T if turned else probability
        width = other_counts[other_free].sum()
        for at in np.flatnonzero(free & ((degrees <= 0) | (degrees >= width))):
            if degrees[at] > 0:
                cells[at, other_free] = 1.0
                others[other_free] -= (columns if turned else rows)[1][at]
            free[at] = False
            return True
    return False


def _newton(k: Floats, h: Floats, m: NDArray[Any], n: NDArray[Any]) -> Floats:
    """Probabilities by class that give expected degrees k and h; m and n are the sizes of the classes."""
    total = (m * k).sum()
    a, b = np.log(k / np.sqrt(total)), np.log(h / np.sqrt(total))
    value = _objective(a, b, k, h, m, n)
    for _ in range(_MOST_STEPS):
        p = special.expit(a[:, None] + b[None, :])
        gradient = np.concatenate((m * (p @ n - k), n * (m @ p - h)))
        if np.abs(gradient / np.concatenate((m, n))).max() < _TOLERANCE:
            break
        step = -np.linalg.solve(_hessian(p, m, n), gradient)
        size, slope = 1.0, float(gradient @ step)
        while size > 1e-10:
            moved = a + size * step[: len(a)], b + size * step[len(a) :]
            new = _objective(*moved, k, h, m, n)
            if new <= value + 1e-4 * size * slope or abs(new - value) < 1e-12 * abs(value):
                break
            size /= 2
        (a, b), value = moved, new
    return np.asarray(special.expit(a[:, None] + b[None, :]))


def _objective(a: Floats, b: Floats, k: Floats, h: Floats, m: NDArray[Any], n: NDArray[Any]) -> float:
    """The negative log-likelihood."""
    softplus = np.logaddexp(0, a[:, None] + b[None, :])
    return float(m @ softplus @ n - (m * k) @ a - (n * h) @ b)


def _hessian(p: Floats, m: NDArray[Any], n: NDArray[Any]) -> Floats:
    """Second derivatives; the direction that changes nothing (x times c, y by c) is filled, so that it is regular."""
    cross = p * (1 - p) * (m[:, None] * n)
    size, cut = len(m) + len(n), len(m)
    whole = np.zeros((size, size))
    whole[:cut, cut:], whole[cut:, :cut] = cross, cross.T
    diagonal = np.concatenate((cross.sum(1), cross.sum(0)))
    whole.flat[:: size + 1] = diagonal
    still = np.ones(size)
    still[cut:] = -1
    return np.asarray(whole + still[:, None] * (still * diagonal.sum() / size**2))


def poisson_binomial_tail(least: Integers, probability: Floats, trials: Integers) -> Floats:
    """P(X ≥ least) of sums X of independent trials, for many sums at once.

    Up to EXACT_TRIALS trials exact, with every term positive, so that the smallest p-values keep their digits; beyond
    that by a saddlepoint (Lugannani and Rice with Daniels' continuity correction).

    Args:
        least: for each sum, the value to reach.
        probability: chance of success, classes of trials by sums.
        trials: how many trials each class has.
    """
    if trials.sum() > EXACT_TRIALS:
        groups, method, width = [np.arange(len(least))], _saddlepoint_tail, len(trials)
    else:  # how long a sum takes is told by what it is to reach: those that reach about the same are taken together
        power = np.ceil(np.log2(np.maximum(least, 1)))
        groups, method = [np.flatnonzero(power == p) for p in np.unique(power)], _exact_tail
        width = int(least.max(initial=1))
    out = np.empty(len(least))
    for group in groups:
        for chunk in _chunks(len(group), max(1, _CHUNK // max(width, 1))):
            some = group[chunk]
            out[some] = method(least[some], probability[:, some], trials)
    return out


def _chunks(length: int, size: int) -> Iterator[slice]:
    for start in range(0, length, size):
        yield slice(start, start + size)


def _exact_tail(least: Integers, probability: Floats, trials: Integers) -> Floats:
    """Count successes trial by trial; what reaches `least` is absorbed."""
    sums, most = np.arange(len(least)), max(1, int(least.max(initial=1)))
    below = np.zeros((len(least), most))
    below[:, 0] = 1.0
    reached = np.zeros(len(least))
    last = np.maximum(least - 1, 0)
    for p, count in zip(probability, trials, strict=True):
        for _ in range(int(count)):
            reached += below[sums, last] * p
            moved = below[:, :-1] * p[:, None]
            below *= (1 - p)[:, None]
            below[:, 1:] += moved
    return np.asarray(np.where(least <= 0, 1.0, np.minimum(reached, 1.0)))


def _saddlepoint_tail(least: Integers, probability: Floats, trials: Integers) -> Floats:
    p = np.clip(probability, 0.0, 1.0)
    weight = trials[:, None].astype(float)
    top = np.where(p > 0, weight, 0).sum(0)  # the largest sum there can be
    k = least.astype(float)
    inside = (k > np.where(p >= 1, weight, 0).sum(0)) & (k < top)
    out = np.where(k > top, 0.0, 1.0)
    edge = (k == top) & (k > 0)
    with np.errstate(divide="ignore"):
        out[edge] = np.exp((weight * np.where(p > 0, np.log(p), 0)).sum(0))[edge]
    if inside.any():
        out[inside] = _lugannani_rice(k[inside], p[:, inside], weight)
    return np.asarray(out)


def _lugannani_rice(k: Floats, p: Floats, weight: Floats) -> Floats:
    s = np.zeros_like(k)
    for _ in range(_MOST_STEPS):
        tilted = _tilted(p, s)
        variance = np.maximum((weight * tilted * (1 - tilted)).sum(0), 1e-300)
        step = np.clip((k - (weight * tilted).sum(0)) / variance, -2, 2)
        s += step
        if np.abs(step).max() < 1e-12:
            break
    tilted = _tilted(p, s)
    variance = (weight * tilted * (1 - tilted)).sum(0)
    cumulant = (weight * np.log1p(p * np.expm1(s))).sum(0)
    w = np.sign(s) * np.sqrt(np.maximum(2 * (s * k - cumulant), 0))
    u = -np.expm1(-s) * np.sqrt(variance)
    third = (weight * tilted * (1 - tilted) * (1 - 2 * tilted)).sum(0)
    middle = 0.5 - (third / (6 * variance**1.5) - 1 / (2 * np.sqrt(variance))) / np.sqrt(2 * np.pi)
    with np.errstate(divide="ignore", invalid="ignore"):
        tail = special.ndtr(-w) - np.exp(-(w**2) / 2) / np.sqrt(2 * np.pi) * (1 / w - 1 / u)
    return np.asarray(np.clip(np.where(np.abs(w) < 1e-4, middle, tail), 0, 1))


def _tilted(p: Floats, s: Floats) -> Floats:
    """Chances of success under exponential tilting, without overflow."""
    with np.errstate(divide="ignore"):
        return np.asarray(special.expit(special.logit(p) + s))


def conditional_tail(count: Integers, members: Integers, probability: Floats, size: Integers) -> Floats:
    """P(overlap ≥ count) of fixed sets of rows with columns that are drawn at random and keep their size exactly.

    A column's cells are independent with the model's probabilities, given that they sum up to its size. So rows keep how
    full they are on average, and columns how full they are exactly; where all rows are alike this is the hypergeometric
    test. Without the condition, sizes vary too, and where matrices are dense that hides nearly everything.

    Args:
        count: overlaps, sets by columns.
        members: how many rows of each class are in each set, sets by classes; the last row of the array: in all.
        probability: classes by columns.
        size: ones in each column.
    """
    inside, everywhere = members[:-1], members[-1]
    length = _odd_length(int(everywhere.sum()) + 1)
    turn = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)  # odd, so that -1 and a zero are not among them
    logs = np.log(1 - probability[:, :, None] * (1 - turn))
    out = np.ones(count.shape)
    for at in _chunks(len(inside), max(1, _CHUNK // (len(size) * length))):
        sums = np.tensordot((everywhere - inside[at]).astype(float), logs, 1)
        outside = np.maximum(fft.irfft(np.exp(sums), length), 0.0)
        within = _pmf(inside[at], probability, int(min(size.max(initial=0), inside[at].sum(1).max(initial=0))) + 1)
        rest = size[None, :, None] - np.arange(within.shape[2])[None, None, :]
        shifted = np.take_along_axis(outside, np.broadcast_to(np.clip(rest, 0, length - 1), within.shape), 2)
        joint = within * np.where(rest >= 0, shifted, 0.0)
        reached = np.arange(within.shape[2])[None, None, :] >= count[at][:, :, None]
        total = joint.sum(2)
        with np.errstate(divide="ignore", invalid="ignore"):
            out[at] = np.where(total > 0, (joint * reached).sum(2) / total, 1.0)
    return np.minimum(out, 1.0)


def _odd_length(least: int) -> int:
    return least if least % 2 else least + 1


def _pmf(members: Integers, probability: Floats, width: int) -> Floats:
    """Chances of 0, 1, … successes among a set's rows, sets by columns by number; all terms are positive."""
    out = np.zeros((len(members), probability.shape[1], width))
    out[:, :, 0] = 1.0
    rows = [np.repeat(np.arange(members.shape[1]), counts) for counts in members]
    for step in range(max((len(r) for r in rows), default=0)):
        some = [n for n, r in enumerate(rows) if step < len(r)]
        p = probability[[rows[n][step] for n in some]][:, :, None]
        old = out[some]
        new = old * (1 - p)
        new[:, :, 1:] += old[:, :, :-1] * p
        out[some] = new
    return out


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of things, by their numbers, with how often they go together and how surely it is no chance.

    count: how often both are there. expected: how often under the null model. jaccard: of all with either, the share
    with both. lift: count over what independence would give; pmi its binary logarithm (-inf where count is 0).
    p_bicm: chance of as many or more under the configuration model. p_value: the same where both things keep their
    number exactly (see `conditional_tail`; of the two ways to ask, the less sure), NaN beyond EXACT_TRIALS rows.
    p_hypergeometric: the same were all rows alike.
    """

    first: Integers
    second: Integers
    count: Integers
    expected: Floats
    jaccard: Floats
    lift: Floats
    pmi: Floats
    p_value: Floats
    p_bicm: Floats
    p_hypergeometric: Floats


def column_pairs(matrix: Any, layers: tuple[int, ...] | None = None) -> Pairs:
    """All pairs of a sparse binary matrix's columns, against the bipartite configuration model.

    Args:
        matrix: rows are where things go together (plans, tasks), columns the things.
        layers: how many rows each layer has, where rows are of several kinds (mechanisms, then metrics): each layer
            then has a model of its own, which keeps each column's degree in each layer.
    """
    first, second = np.triu_indices(matrix.shape[1], 1)
    together = np.asarray((matrix.T @ matrix).todense()).astype(np.int64)
    count, size = together[first, second], np.diag(together)
    probabilities, trials, members = [], [], []
    for part in _parts(matrix, layers or (matrix.shape[0],)):
        null = bipartite_null(_degrees(part, 1), _degrees(part, 0))
        columns = null.probability[:, null.column_class]
        probabilities.append(columns)
        trials.append(null.row_counts)
        members.append(_members(part, null))
    single, number = np.concatenate(probabilities), np.concatenate(trials)
    both = single[:, first] * single[:, second]
    p_bicm = poisson_binomial_tail(count, both, number)
    p_value = np.full(len(count), np.nan)
    if number.sum() <= EXACT_TRIALS:
        sets = np.vstack((np.concatenate(members, axis=1), number))
        tails = conditional_tail(together, sets, single, size)
        p_value = np.maximum(tails[first, second], tails[second, first])
    sizes = size[first], size[second], matrix.shape[0]
    return _pairs((first, second), count, number @ both, sizes, (p_value, p_bicm))


def cross_pairs(groups: Any, things: Any) -> Pairs:
    """Groups of rows (the plans of a theme) by things (mechanisms), against the configuration model of the things.

    The groups are taken as they are; under the null model each plan keeps how many mechanisms it has.

    Args:
        groups: sparse binary matrix, rows by groups.
        things: sparse binary matrix, the same rows by things.
    """
    count = np.asarray((groups.T @ things).todense()).astype(np.int64)
    null = bipartite_null(_degrees(things, 1), _degrees(things, 0))
    chances = null.probability[:, null.column_class]
    sets = _members(groups, null)
    p_bicm = np.stack([poisson_binomial_tail(c, chances, trials) for c, trials in zip(count, sets, strict=True)])
    size, other = _degrees(groups, 0), _degrees(things, 0)
    p_value = np.full(count.shape, np.nan)
    if groups.shape[0] <= EXACT_TRIALS:
        p_value = conditional_tail(count, np.vstack((sets, null.row_counts)), chances, other)
    first, second = (at.ravel() for at in np.indices(count.shape))
    sizes = size[first], other[second], groups.shape[0]
    return _pairs((first, second), count.ravel(), (sets @ chances).ravel(), sizes, (p_value.ravel(), p_bicm.ravel()))


def hypergeometric_tail(count: Integers, size: Integers, other: Integers, total: int) -> Floats:
    """P(overlap ≥ count) of two sets drawn blindly from `total`; right where all of them are alike for the question.

    Terms are added up from `count` away from the mean, each from the one before, until they no longer tell.
    """
    k, a, b = (np.asarray(given, float) for given in (count, size, other))
    above = k * total > a * b
    at = np.where(above, k, k - 1)
    possible = (at >= np.maximum(0, a + b - total)) & (at <= np.minimum(a, b))
    x = np.where(possible, at, np.maximum(0, a + b - total))
    ways = _log_choose(a, x) + _log_choose(total - a, b - x) - _log_choose(np.full_like(a, total), b)
    term = np.where(possible, np.exp(ways), 0.0)
    found = term.copy()
    while (term > found * 1e-18).any():
        up = (a - x) * (b - x) / ((x + 1) * (total - a - b + x + 1))
        down = x * (total - a - b + x) / ((a - x + 1) * (b - x + 1))
        term = term * np.where(above, up, down)
        x = np.where(term > 0, x + np.where(above, 1, -1), x)
        found += term
    return np.asarray(np.clip(np.where(above, found, 1 - found), 0, 1))


def _log_choose(n: Floats, k: Floats) -> Floats:
    return np.asarray(-np.log1p(n) - special.betaln(n - k + 1, k + 1))


def benjamini_hochberg(p_values: Floats) -> Floats:
    """p-values corrected for multiple testing: the false discovery rate at which each would just be accepted.

    Args:
        p_values: of the tests, along the last axis.
    """
    tests = p_values.shape[-1]
    order = np.argsort(p_values, axis=-1)
    raised = np.take_along_axis(p_values, order, -1) * tests / np.arange(1, tests + 1)
    least = np.minimum.accumulate(raised[..., ::-1], axis=-1)[..., ::-1]
    found = np.empty_like(p_values)
    np.put_along_axis(found, order, np.minimum(least, 1.0), -1)
    return found


def disparity(weight: float, strength: float, degree: int) -> float:
    """Chance that an edge has this share of a node's strength, were the strength cut up at random; 1 for a leaf."""
    return float((1 - weight / strength) ** (degree - 1)) if degree > 1 else 1.0


def _parts(matrix: Any, layers: tuple[int, ...]) -> Iterator[Any]:
    start = 0
    for size in layers:
        yield matrix[start : start + size]
        start += size


def _degrees(matrix: Any, axis: int) -> Integers:
    return np.asarray(matrix.sum(axis=axis)).ravel().astype(np.int64)


def _members(groups: Any, null: BipartiteNull) -> Integers:
    """How many rows of each row class of a model are in each column of a sparse binary matrix."""
    columns = groups.tocsc()
    found = np.zeros((columns.shape[1], len(null.probability)), np.int64)
    of_column = np.repeat(np.arange(columns.shape[1]), np.diff(columns.indptr))
    np.add.at(found, (of_column, null.row_class[columns.indices]), 1)
    return found


def _pairs(
    ends: tuple[Integers, Integers],
    count: Integers,
    expected: Floats,
    sizes: tuple[Integers, Integers, int],
    tails: tuple[Floats, Floats],
) -> Pairs:
    size, other, total = sizes
    with np.errstate(divide="ignore", invalid="ignore"):
        jaccard = np.nan_to_num(count / (size + other - count))
        lift = np.nan_to_num(count * total / (size * other))
        pmi = np.log2(lift)
    return Pairs(*ends, count, expected, jaccard, lift, pmi, *tails, hypergeometric_tail(count, size, other, total))
