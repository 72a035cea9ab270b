"""Tails of sums of trials: how likely it is that things go together so often, or oftener.

In: counts, and chances by a null model. Out: probabilities. Exact where there are few trials, else by a saddlepoint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from scipy import fft, special

from pilotkg.network.nullmodel import Floats, Integers

EXACT_TRIALS: Final = 2000  # sums of more trials than this are approximated by a saddlepoint
_MOST_STEPS: Final = 200
_CHUNK: Final = 2_000_000  # numbers in a working array


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
