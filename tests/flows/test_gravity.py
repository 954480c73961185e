"""The gravity model against closed forms and a general solver."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import brentq

from landlink.errors import LandlinkError
from landlink.flows.gravity import Deterrence, calibrated, gravity, mean_cost

COSTS = st.floats(1, 50)


@st.composite
def trades(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return totals that agree, and costs that differ."""
    n = draw(st.integers(2, 5))
    rows, columns = (draw(hnp.arrays(np.float64, n, elements=st.floats(1, 100))) for _ in range(2))
    cost = draw(hnp.arrays(np.float64, (n, n), elements=COSTS))
    return rows, columns * (rows.sum() / columns.sum()), cost


@pytest.mark.parametrize("deterrence", ["exponential", "power"])
@given(trade=trades(), b=st.floats(0, 1))
def test_balancing_factors_hold(
    trade: tuple[np.ndarray, np.ndarray, np.ndarray], b: float, deterrence: Deterrence
) -> None:
    """Wilson's equations: the flow over what deters it is a product of a row's and a column's factor."""
    rows, columns, cost = trade
    found = gravity(rows, columns, cost, b, deterrence)
    assert np.allclose(found.matrix.sum(axis=1), rows)
    assert np.allclose(found.matrix.sum(axis=0), columns)
    felt = np.exp(-b * cost) if deterrence == "exponential" else cost**-b
    rest = np.log(found.matrix / felt)
    assert np.allclose(rest - rest[:1] - rest[:, :1] + rest[0, 0], 0, atol=1e-6)
    assert found.mean_cost == pytest.approx((found.matrix * cost).sum() / rows.sum())


def test_without_deterrence_it_is_the_product_of_totals() -> None:
    found = gravity([1, 3], [2, 2], [[1, 9], [9, 1]], 0.0)
    assert np.allclose(found.matrix, [[0.5, 0.5], [1.5, 1.5]])


def test_two_by_two_in_closed_form() -> None:
    """With equal totals of 1 the diagonal x holds x / (1 - x) = exp(b d / 2), d the difference of costs."""
    for b in (0.1, 0.5, 2.0):
        found = gravity([1, 1], [1, 1], [[1, 4], [4, 1]], b)
        ratio = np.exp(b * (4 + 4 - 1 - 1) / 2)
        assert found.matrix[0, 0] == pytest.approx(ratio / (1 + ratio))


@pytest.mark.parametrize("deterrence", ["exponential", "power"])
@given(trade=trades(), b=st.floats(0.02, 0.4))
def test_calibration_finds_the_parameter_back(
    trade: tuple[np.ndarray, np.ndarray, np.ndarray], b: float, deterrence: Deterrence
) -> None:
    rows, columns, cost = trade
    truth = gravity(rows, columns, cost, b, deterrence)
    free = gravity(rows, columns, cost, 0, deterrence)
    if free.mean_cost - truth.mean_cost < 1e-3 * free.mean_cost:
        return  # the cost says nothing of the parameter
    found = calibrated(rows, columns, cost, truth.mean_cost, deterrence)
    assert found.mean_cost == pytest.approx(truth.mean_cost, rel=1e-7)
    assert np.allclose(found.matrix, truth.matrix, rtol=1e-3, atol=1e-3)


def test_calibration_against_brent() -> None:
    rng = np.random.default_rng(4)
    rows = rng.uniform(1, 9, 6)
    columns = rng.permutation(rows)
    cost = rng.uniform(5, 40, (6, 6))
    wanted = 0.8 * gravity(rows, columns, cost, 0).mean_cost
    peer = brentq(lambda b: gravity(rows, columns, cost, b).mean_cost - wanted, 0, 5, xtol=1e-13)
    found = calibrated(rows, columns, cost, wanted)
    assert found.parameter == pytest.approx(peer, rel=1e-6)
    assert found.searches < 15


def test_costs_of_thousands_do_not_underflow() -> None:
    found = gravity([1, 1], [1, 1], [[9000, 9001], [9001, 9000]], 1.0)
    assert np.isfinite(found.matrix).all()
    assert found.matrix[0, 0] == pytest.approx(np.e / (1 + np.e))


def test_what_has_no_way_gets_nothing() -> None:
    found = gravity([1, 2, 3], [3, 2, 1], [[np.inf, 2, 3], [2, np.nan, 2], [3, 2, np.inf]], 0.1)
    assert np.diag(found.matrix).tolist() == [0, 0, 0]
    assert found.matrix.sum() == pytest.approx(6)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (9.0, "needs flows that seek the dear way: without any deterrence the mean is 2.5"),
        (-1.0, "needs flows that seek the dear way"),
        (0.5, "the totals leave no cheaper way"),
    ],
)
def test_a_mean_that_cannot_be_says_why(wanted: float, message: str) -> None:
    with pytest.raises(LandlinkError, match=re.escape(message)):
        calibrated([1, 1], [1, 1], [[1, 4], [4, 1]], wanted)


@pytest.mark.parametrize(
    ("cost", "b", "deterrence", "message"),
    [
        ([[1, 2], [2, 1]], -1, "exponential", "at or above zero, not -1"),
        ([[1, -2], [2, 1]], 1, "exponential", "costs must be at or above zero; the least is -2"),
        ([[0, 2], [2, 1]], 1, "power", "costs must be above zero; the least is 0"),
        ([[1, 2], [2, 1]], 1, "linear", "no deterrence 'linear'"),
    ],
)
def test_bad_input(cost: object, b: float, deterrence: Deterrence, message: str) -> None:
    with pytest.raises(LandlinkError, match=message):
        gravity([1, 1], [1, 1], cost, b, deterrence)  # type: ignore[arg-type]


def test_mean_cost_leaves_out_what_has_none() -> None:
    assert mean_cost(np.array([[1.0, 5], [3, 0]]), np.array([[10, np.nan], [2, 7]])) == 4
    assert np.isnan(mean_cost([[0.0]], [[1.0]]))
