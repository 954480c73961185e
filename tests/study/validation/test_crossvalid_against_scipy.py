"""The robust refit against SciPy's least squares, and cross-validation on toy models."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, minimize

from landlink.study.validation.crossvalid import BOUNDS, HUBER, RIDGE, Linear, left_out, refit


def loss(one: Linear, factors: np.ndarray) -> float:
    """Huber's loss of the relative errors and the pull towards one, written as in the textbook."""
    error = np.abs(one.ratio(factors) - 1)
    robust = np.where(error <= HUBER, error**2, 2 * HUBER * error - HUBER**2)
    return float(robust.sum() + RIDGE * ((factors - 1) ** 2).sum())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 12), st.integers(1, 3))
def test_refit_against_scipy(seed: int, rows: int, groups: int) -> None:
    rng = np.random.default_rng(seed)
    shares = rng.uniform(0.0, 0.5, (rows, groups))
    one = Linear(tuple("abc"[:groups]), rng.uniform(0.2, 0.9, rows), shares)
    found = refit(one, np.ones(rows, dtype=bool))

    def to_minimise(factors: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return loss(one, factors)

    best: Any = minimize(to_minimise, np.ones(groups), bounds=Bounds(*BOUNDS), method="L-BFGS-B")
    inside = bool(np.all((best.x > BOUNDS[0] + 1e-6) & (best.x < BOUNDS[1] - 1e-6)))
    if inside:  # at a bound, clipping one factor need not be the constrained optimum of the others
        assert loss(one, found) == pytest.approx(best.fun, rel=1e-4, abs=1e-6)


def test_refit_finds_the_truth_of_a_toy() -> None:
    """Ten figures that a port twice as slow would meet exactly."""
    shares = np.linspace(0.1, 0.4, 10)[:, None]
    one = Linear(("port",), 1 - 2 * shares[:, 0], shares)
    found = refit(one, np.ones(10, dtype=bool))[0]
    weight = float((shares**2).sum())
    assert found == pytest.approx((2 * weight + RIDGE) / (weight + RIDGE))  # ridge regression by hand


def test_one_wild_figure_moves_little() -> None:
    shares = np.full((11, 1), 0.5)
    fixed = np.full(11, 0.5)
    fixed[10] = 20.0
    found = refit(Linear(("port",), fixed, shares), np.ones(11, dtype=bool))[0]
    assert found == pytest.approx(1, abs=0.06)


def test_left_out_by_hand() -> None:
    """Publisher a says that a port is twice as slow, b that it is as the tables say."""
    shares = np.full((4, 1), 0.25)
    fixed = np.array([0.5, 0.5, 0.75, 0.75])
    one = Linear(("port",), fixed, shares)
    found = left_out(one, ["a", "a", "b", "b"], np.ones(4, dtype=bool))
    of_a = refit(one, np.array([True, True, False, False]))[0]
    of_b = refit(one, np.array([False, False, True, True]))[0]
    assert found.tolist() == pytest.approx([0.5 + 0.25 * of_b] * 2 + [0.75 + 0.25 * of_a] * 2)
    assert of_b == pytest.approx(1)
    assert of_a > 1.2


def test_figures_that_set_nothing_do_not_set_anything() -> None:
    shares = np.full((2, 1), 0.25)
    one = Linear(("port",), np.array([0.5, 0.5]), shares)
    found = left_out(one, ["a", "b"], np.array([False, False]))
    assert found.tolist() == [0.75, 0.75]


def test_no_groups() -> None:
    one = Linear((), np.array([1.1]), np.zeros((1, 0)))
    assert left_out(one, ["a"], np.array([True])).tolist() == [1.1]
