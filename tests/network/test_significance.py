"""Null models against exact enumeration, by hand and against other libraries."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats

from pilotkg.network import tails
from pilotkg.network.nullmodel import bipartite_null
from pilotkg.network.significance import benjamini_hochberg, column_pairs, cross_pairs, disparity
from pilotkg.network.tails import conditional_tail, hypergeometric_tail, poisson_binomial_tail

SMALL = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 1], [0, 1, 0]])


def _enumerated(cells: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """Every binary matrix of the shape with its chance."""
    found = []
    for bits in product((0, 1), repeat=cells.size):
        matrix = np.array(bits).reshape(cells.shape)
        found.append((matrix, float(np.prod(np.where(matrix == 1, cells, 1 - cells)))))
    return found


def _fit(matrix: np.ndarray) -> np.ndarray:
    return bipartite_null(matrix.sum(1), matrix.sum(0)).cells()


def test_the_null_model_keeps_every_degree_on_average() -> None:
    cells = _fit(SMALL)
    assert cells.sum(0) == pytest.approx(SMALL.sum(0))
    assert cells.sum(1) == pytest.approx(SMALL.sum(1))


def test_of_all_matrices_the_null_model_is_the_one_of_the_paper() -> None:
    """p = xy / (1 + xy): the odds are a product of one factor a row and one a column."""
    cells = _fit(np.array([[1, 1, 0, 0], [1, 0, 0, 1], [0, 1, 1, 0], [1, 0, 0, 0]]))
    odds = cells / (1 - cells)
    assert odds[0, 0] * odds[2, 2] == pytest.approx(odds[0, 2] * odds[2, 0])


def test_rows_and_columns_that_are_full_or_empty_are_certain() -> None:
    matrix = np.array([[1, 1, 1, 0], [1, 0, 0, 0], [1, 0, 1, 0], [0, 0, 0, 0]])
    cells = _fit(matrix)
    assert cells.sum(0) == pytest.approx(matrix.sum(0))
    assert cells[3].tolist() == [0, 0, 0, 0] and cells[:, 3].tolist() == [0, 0, 0, 0]
    assert cells[:3, 0] == pytest.approx([1, 1, 1])  # full in all that is left


def test_degrees_must_agree() -> None:
    with pytest.raises(ValueError, match="sum up"):
        bipartite_null(np.array([2, 1]), np.array([1, 1]))


def test_p_values_of_pairs_are_those_of_exact_enumeration() -> None:
    pairs = column_pairs(sparse.csr_array(SMALL))
    every = _enumerated(_fit(SMALL))
    for at, (one, other) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        together = [(int(m[:, one] @ m[:, other]), p) for m, p in every]
        assert pairs.p_bicm[at] == pytest.approx(sum(p for k, p in together if k >= pairs.count[at]))
        assert pairs.expected[at] == pytest.approx(sum(k * p for k, p in together))


def test_conditional_p_values_are_those_of_exact_enumeration() -> None:
    """One column stays as it is; the other is drawn with its size kept."""
    pairs = column_pairs(sparse.csr_array(SMALL))
    cells = _fit(SMALL)

    def chance(fixed: int, drawn: int) -> float:
        weights = {}
        for bits in product((0, 1), repeat=len(cells)):
            if sum(bits) == SMALL[:, drawn].sum():
                column = np.array(bits)
                weights[bits] = np.prod(np.where(column == 1, cells[:, drawn], 1 - cells[:, drawn]))
        seen = int(SMALL[:, fixed] @ SMALL[:, drawn])
        reached = sum(w for bits, w in weights.items() if np.array(bits) @ SMALL[:, fixed] >= seen)
        return float(reached / sum(weights.values()))

    for at, (one, other) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        assert pairs.p_value[at] == pytest.approx(max(chance(one, other), chance(other, one)))


def test_where_all_rows_are_alike_the_conditional_test_is_the_hypergeometric_one() -> None:
    groups = sparse.csr_array(np.array([[1], [1], [1], [0], [0], [0]]))
    things = sparse.csr_array(np.array([[1, 0], [1, 0], [0, 1], [1, 0], [0, 1], [0, 1]]))
    pairs = cross_pairs(groups, things)
    assert pairs.count.tolist() == [2, 1]
    assert pairs.p_value == pytest.approx(stats.hypergeom.sf(pairs.count - 1, 6, 3, 3))
    assert pairs.p_value == pytest.approx(pairs.p_hypergeometric)


def test_a_cross_p_value_is_that_of_exact_enumeration() -> None:
    things = np.array([[1, 1], [1, 0], [0, 1], [1, 0]])
    pairs = cross_pairs(sparse.csr_array([[1], [1], [0], [0]]), sparse.csr_array(things))
    every = _enumerated(_fit(things))
    assert pairs.p_bicm[0] == pytest.approx(sum(p for m, p in every if m[:2, 0].sum() >= 2))
    assert pairs.expected[0] == pytest.approx(sum(p * m[:2, 0].sum() for m, p in every))


def test_layers_have_a_model_each() -> None:
    one, other = SMALL, SMALL[::-1, [2, 0, 1]]
    stacked = column_pairs(sparse.csr_array(np.vstack((one, other))), (4, 4))
    apart = [column_pairs(sparse.csr_array(part)) for part in (one, other)]
    assert stacked.expected == pytest.approx(apart[0].expected + apart[1].expected)


def test_sums_of_trials_by_hand() -> None:
    """Two trials at 0.5 and one at 0.2: none 0.2, all three 0.05."""
    tail = poisson_binomial_tail(np.array([0, 1, 3]), np.array([[0.5, 0.5, 0.5], [0.2, 0.2, 0.2]]), np.array([2, 1]))
    assert tail == pytest.approx([1, 1 - 0.5 * 0.5 * 0.8, 0.05])


def test_tiny_p_values_keep_their_digits() -> None:
    tail = poisson_binomial_tail(np.array([40]), np.array([[0.01]]), np.array([100]))
    assert tail[0] == pytest.approx(stats.binom.sf(39, 100, 0.01), rel=1e-9)


def test_the_saddlepoint_meets_the_exact_tail(monkeypatch: pytest.MonkeyPatch) -> None:
    p = np.tile(np.array([[0.02], [0.3], [0.6]]), (1, 60))
    least, trials = np.arange(60), np.array([60, 40, 20])
    exact = poisson_binomial_tail(least, p, trials)
    monkeypatch.setattr(tails, "EXACT_TRIALS", 1)
    near = poisson_binomial_tail(least, p, trials)
    assert near == pytest.approx(exact, rel=0.01)


def test_the_saddlepoint_at_its_edges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tails, "EXACT_TRIALS", 1)
    tail = poisson_binomial_tail(np.array([0, 2, 5, 6]), np.full((1, 4), 0.5), np.array([5]))
    assert tail[[0, 2, 3]] == pytest.approx([1, 0.5**5, 0])
    certain = poisson_binomial_tail(np.array([3, 4, 5]), np.array([[1.0] * 3, [0.5] * 3]), np.array([3, 2]))
    assert certain == pytest.approx([1, 0.75, 0.25], rel=0.05)


def test_conditional_tail_of_an_impossible_overlap_is_nought() -> None:
    tail = conditional_tail(np.array([[3]]), np.array([[2], [4]]), np.array([[0.5]]), np.array([2]))
    assert tail[0, 0] == 0


def test_hypergeometric_by_hand() -> None:
    """Two sets of 2 out of 4 overlap wholly in one draw of six."""
    assert hypergeometric_tail(np.array([2]), np.array([2]), np.array([2]), 4) == pytest.approx([1 / 6])


@given(st.data())
def test_hypergeometric_is_that_of_scipy(data: st.DataObject) -> None:
    """scipy's own loses digits of the tiniest; where sets are large, so does a sum of many factors."""
    total = data.draw(st.sampled_from([1, 2, 7, 111, 1057, 100_000]))
    size, other, count = (data.draw(st.integers(0, total)) for _ in range(3))
    found = hypergeometric_tail(np.array([count]), np.array([size]), np.array([other]), total)
    assert found[0] == pytest.approx(stats.hypergeom.sf(count - 1, total, size, other), rel=1e-7, abs=1e-290)


@given(st.lists(st.lists(st.floats(0, 1), min_size=5, max_size=5), min_size=1, max_size=4))
def test_benjamini_hochberg_is_that_of_scipy(p_values: list[list[float]]) -> None:
    several = np.array(p_values)
    assert benjamini_hochberg(several) == pytest.approx(stats.false_discovery_control(several, axis=1))
    assert benjamini_hochberg(several[0]) == pytest.approx(stats.false_discovery_control(several[0]))


def test_benjamini_hochberg_by_hand() -> None:
    assert benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.5])) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert len(benjamini_hochberg(np.array([]))) == 0


def test_disparity_by_hand() -> None:
    """An edge with half of a node's strength among three: (1 - 0.5)²."""
    assert disparity(5.0, 10.0, 3) == pytest.approx(0.25)
    assert disparity(5.0, 5.0, 1) == 1.0


def test_the_configuration_model_is_that_of_bicm() -> None:
    bicm = pytest.importorskip("bicm", reason="the library bicm is not installed")
    random = np.random.default_rng(7)
    matrix = (random.random((30, 12)) < random.random(12)).astype(int)
    matrix[:, matrix.sum(0) == 0] = 1
    matrix[matrix.sum(1) == 0, 0] = 1
    other = bicm.BipartiteGraph(matrix)
    other.solve_tool(verbose=False)
    assert _fit(matrix) == pytest.approx(other.get_bicm_matrix(), abs=1e-6)
