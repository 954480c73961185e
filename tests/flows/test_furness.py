"""Furness growth against brute force and scipy."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import linprog, minimize

from landlink.errors import LandlinkError
from landlink.flows.furness import furness

POSITIVE = st.floats(0.01, 100)


@st.composite
def problems(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return a positive seed and totals that agree."""
    n, m = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    seed = draw(hnp.arrays(np.float64, (n, m), elements=POSITIVE))
    rows = draw(hnp.arrays(np.float64, n, elements=POSITIVE))
    columns = draw(hnp.arrays(np.float64, m, elements=POSITIVE))
    return seed, rows, columns * (rows.sum() / columns.sum())


def test_against_a_convex_program() -> None:
    """Four zones with unequal totals, solved without any scaling."""
    seed = np.array([[5, 50, 100, 200], [50, 5, 100, 300], [50, 100, 5, 100], [100, 200, 250, 20]], float)
    rows, columns = np.array([400, 460, 400, 702], float), np.array([260, 400, 500, 802], float)
    found = furness(seed, rows, columns)
    assert np.allclose(found.matrix.sum(axis=1), rows)
    assert np.allclose(found.matrix.sum(axis=0), columns)
    assert np.allclose(found.matrix, _entropy(seed, rows, columns), atol=0.02)


def _entropy(seed: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Minimise the dual of the relative entropy with a general solver."""
    n = len(rows)

    def dual(x: np.ndarray) -> tuple[float, np.ndarray]:
        grown = seed * np.exp(x[:n, None] + x[None, n:])
        value = grown.sum() - x[:n] @ rows - x[n:] @ columns
        return value, np.concatenate([grown.sum(axis=1) - rows, grown.sum(axis=0) - columns])

    x = minimize(dual, np.zeros(n + len(columns)), jac=True, method="BFGS", options={"gtol": 1e-6}).x
    return np.asarray(seed * np.exp(x[:n, None] + x[None, n:]))


@given(problem=problems())
def test_margins_are_met_and_odds_are_kept(problem: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    seed, rows, columns = problem
    found = furness(seed, rows, columns)
    assert np.allclose(found.matrix.sum(axis=1), rows, rtol=1e-6)
    assert np.allclose(found.matrix.sum(axis=0), columns, rtol=1e-6)
    n, m = seed.shape
    for (a, b), (c, d) in itertools.product(
        itertools.combinations(range(n), 2), itertools.combinations(range(m), 2)
    ):
        before = seed[a, c] * seed[b, d] / (seed[a, d] * seed[b, c])
        after = found.matrix[a, c] * found.matrix[b, d] / (found.matrix[a, d] * found.matrix[b, c])
        assert np.isclose(before, after, rtol=1e-9)


@given(problem=problems(), factor=st.floats(0.1, 10))
def test_scale_of_the_seed_does_not_count(
    problem: tuple[np.ndarray, np.ndarray, np.ndarray], factor: float
) -> None:
    seed, rows, columns = problem
    one, other = (furness(start, rows, columns).matrix for start in (seed, seed * factor))
    assert np.allclose(one, other, rtol=1e-6)
    assert np.allclose(furness(seed, rows * factor, columns * factor).matrix, one * factor, rtol=1e-6)


@given(problem=problems())
def test_singly_constrained_is_a_share(problem: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    seed, rows, columns = problem
    assert np.allclose(furness(seed, rows).matrix, seed / seed.sum(axis=1, keepdims=True) * rows[:, None])
    assert np.allclose(furness(seed, columns=columns).matrix, seed / seed.sum(axis=0) * columns)


def test_two_by_two_in_closed_form() -> None:
    found = furness([[1, 1], [1, 4]], [10, 20], [12, 18])
    x = found.matrix[0, 0]  # x (8 + x) = 4 (10 - x) (12 - x)
    root = (96 - np.sqrt(96**2 - 4 * 3 * 480)) / 6
    assert x == pytest.approx(root)


@given(
    open_=hnp.arrays(np.bool_, (3, 4)), rows=hnp.arrays(np.float64, 3, elements=st.integers(1, 9)),
    columns=hnp.arrays(np.float64, 4, elements=st.integers(1, 9)),
)  # fmt: skip
def test_impossible_zeros_are_found_as_a_linear_program_finds_them(
    open_: np.ndarray, rows: np.ndarray, columns: np.ndarray
) -> None:
    columns = columns * (rows.sum() / columns.sum())
    slack = _room(open_, rows, columns)
    if slack is None:
        with pytest.raises(LandlinkError, match=r"cannot be met|nothing that could grow"):
            furness(open_.astype(float), rows, columns)
        return
    found = furness(open_.astype(float), rows, columns)
    assert np.allclose(found.matrix.sum(axis=1), rows)
    assert np.allclose(found.matrix.sum(axis=0), columns)
    assert not found.matrix[~open_].any()


def _room(open_: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> float | None:
    """Return the largest flow that every open cell can have at once, None if the totals are impossible."""
    cells = [(int(row), int(column)) for row, column in np.argwhere(open_)]
    if not cells:
        return None
    equal = np.zeros((len(rows) + len(columns), len(cells) + 1))
    for number, (row, column) in enumerate(cells):
        equal[row, number] = equal[len(rows) + column, number] = 1
    below = np.hstack([-np.eye(len(cells)), np.ones((len(cells), 1))])
    goal = np.zeros(len(cells) + 1)
    goal[-1] = -1
    solved = linprog(goal, below, np.zeros(len(cells)), equal, np.concatenate([rows, columns]))
    return None if solved.x is None else float(solved.x[-1])


def test_two_rows_that_only_reach_one_column_are_named() -> None:
    seed = [[1, 0, 0], [1, 0, 0], [1, 1, 1]]
    message = "the totals cannot be met: KZ, UZ shall send 10 but only reach AZ, with 6 in all"
    with pytest.raises(LandlinkError, match=message):
        furness(seed, [5, 5, 10], [6, 7, 7], names=(["KZ", "UZ", "CN"], ["AZ", "GE", "TR"]))


@pytest.mark.parametrize(
    ("seed", "rows", "columns", "message"),
    [
        ([[1.0]], None, None, "give totals"),
        ([1.0], [1], None, "two dimensions, not 1"),
        ([[1, -1]], [1], None, "the cell from 0 to 1 is -1"),
        ([[1, np.nan]], [1], None, "the cell from 0 to 1 is nan"),
        ([[1, 1]], [1, 2], None, "there are 2 totals of rows for 1 rows"),
        ([[1, 1]], None, [1, -2], "the total of column 1 is -2"),
        ([[1, 0]], None, [1, 2], "column 1 shall add up to 2 but holds nothing that could grow"),
        ([[1, 1]], [4], [1, 2], "rows add up to 4, columns to 3; scale one of them"),
    ],
)
def test_what_cannot_be_says_why(seed: object, rows: object, columns: object, message: str) -> None:
    with pytest.raises(LandlinkError, match=re.escape(message)):
        furness(seed, rows, columns)  # type: ignore[arg-type]


def test_cells_that_must_vanish_do() -> None:
    assert np.allclose(furness([[1, 1], [1, 0]], [1, 1], [1, 1]).matrix, [[0, 1], [1, 0]], atol=1e-8)


def test_cells_of_many_powers_of_ten() -> None:
    found = furness(np.array([[1e-16, 1], [1, 1]]), [1, 1], [1, 1])
    assert found.iterations < 100
    assert found.matrix[0, 0] == pytest.approx(1e-8, rel=1e-4)  # x / (1 - x) = 1e-8


def test_nothing_stays_nothing() -> None:
    assert furness(np.array([[0.0, 0], [1, 2]]), [0.0, 3.0], [1.0, 2.0]).matrix.tolist() == [[0, 0], [1, 2]]
    assert furness(np.ones((1, 2)), [0.0]).matrix.tolist() == [[0, 0]]
