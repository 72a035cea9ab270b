"""The bipartite configuration model: what binary matrices look like by chance, where rows and columns keep how full they are.

In: degrees. Out: probabilities of the cells. Follows Saracco et al., Scientific Reports 5 (2015) 10595.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

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
