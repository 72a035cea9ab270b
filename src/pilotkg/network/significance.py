"""How surely two things go together: pairs of things against null models, corrections for many tests, and for backbones.

In: binary incidence matrices (plans by mechanisms). Out: counts, likeness and p-values. Follows Saracco et al., New J. Phys. 19
(2017) 053022 for projections, Serrano et al., PNAS 106 (2009) 6483 for the disparity filter, Benjamini and Hochberg (1995) for
the false discovery rate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilotkg.network.nullmodel import BipartiteNull, Floats, Integers, bipartite_null
from pilotkg.network.tails import EXACT_TRIALS, conditional_tail, hypergeometric_tail, poisson_binomial_tail


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
