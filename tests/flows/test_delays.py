"""Delay functions against quadrature and differences; they rise and bend upwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from landlink.flows.delays import delay, integral, marginal_cost, slope
from landlink.flows.equilibrium import parameters_of
from landlink.flows.equilibrium_kernels import price_all
from tests.flows._problems import resources_of

if TYPE_CHECKING:
    from landlink.flows.problem import Resources

pytestmark = pytest.mark.tiny

CASES = [
    (0, 0, 0),
    (1, 0.15, 4),
    (1, 0.5, 16.83),
    (1, 1, 1),
    (2, 4, 0),
    (2, 1.5, 0),
    (3, 0.3, 0.9),
    (4, 1.5, 0.95),
]


def one(kind: int, a: float, b: float) -> Resources:
    return resources_of([kind], [0.7], [100.0], [a], [b], [np.inf])


@pytest.mark.parametrize(("kind", "a", "b"), CASES)
@pytest.mark.parametrize("volume", [0.0, 30.0, 99.0, 120.0, 250.0])
def test_integral_and_slope(kind: int, a: float, b: float, volume: float) -> None:
    r = one(kind, a, b)

    def at(v: float) -> float:
        return float(delay(r, [v])[0])

    area = quad(at, 0, volume, points=[90, 95] if volume > 95 else None, limit=200, epsrel=1e-11)[0]
    assert integral(r, [volume])[0] == pytest.approx(area, rel=1e-9, abs=1e-12)
    step = 1e-4
    low = max(volume - step, 0)
    rise = (at(volume + step) - at(low)) / (volume + step - low)
    assert slope(r, [volume])[0] == pytest.approx(rise, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize(("kind", "a", "b"), CASES)
@settings(max_examples=50)
@given(volumes=st.lists(st.floats(0, 300), min_size=3, max_size=3, unique=True))
def test_rises_and_bends_upwards(kind: int, a: float, b: float, volumes: list[float]) -> None:
    r = one(kind, a, b)
    low, middle, high = sorted(volumes)
    f = [float(delay(r, [v])[0]) for v in (low, middle, high)]
    assert f[0] <= f[1] * (1 + 1e-12)
    assert f[1] <= f[2] * (1 + 1e-12)
    share = (middle - low) / (high - low)
    assert f[1] <= (1 - share) * f[0] + share * f[2] + 1e-9 * f[2]
    assert slope(r, [low])[0] <= slope(r, [high])[0] * (1 + 1e-12)


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_delay_at_volume_0_is_the_free_one(kind: int) -> None:
    assert delay(one(kind, 2.0, 0.9 if kind > 2 else 4.0), [0.0])[0] == pytest.approx(0.7, rel=1e-14)


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_no_capacity_known_no_congestion(kind: int) -> None:
    r = resources_of([kind], [0.7], [np.inf], [2.0], [0.9 if kind > 2 else 4.0], [np.inf])
    assert delay(r, [50.0])[0] == pytest.approx(0.7, rel=1e-14)
    assert integral(r, [50.0])[0] == pytest.approx(35.0, rel=1e-14)
    assert slope(r, [50.0])[0] == 0


@pytest.mark.parametrize("marginal", [False, True])
@pytest.mark.parametrize("volume", [0.0, 30.0, 99.0, 250.0])
def test_kernel_has_the_same_functions(marginal: bool, volume: float) -> None:
    kinds, a, b = (list(column) for column in zip(*CASES, strict=True))
    size = len(CASES)
    r = resources_of(kinds, [0.7] * size, [100.0] * size, a, b, [np.inf] * size)
    par, state = parameters_of(r), np.zeros((size, 4))
    state[:, 0] = volume
    price_all(par, state, marginal)
    function = marginal_cost if marginal else delay
    np.testing.assert_allclose(state[:, 1], function(r, state[:, 0]), rtol=1e-12)
    step = 1e-4
    rise = (function(r, state[:, 0] + step) - function(r, np.maximum(state[:, 0] - step, 0))) / (
        step + min(volume, step)
    )
    np.testing.assert_allclose(state[:, 2], rise, rtol=1e-3, atol=1e-6)


def test_a_steep_conical_delay_keeps_its_figures() -> None:
    """At volume 0 it is 1 for any steepness (Spiess 1990), however large the terms that cancel."""
    steep = np.array([1.5, 4, 1e3, 1e6])
    r = resources_of([2] * 4, [1] * 4, [10] * 4, steep, [0] * 4, [np.inf] * 4)
    par, state = parameters_of(r), np.zeros((4, 4))
    price_all(par, state, False)
    np.testing.assert_allclose(delay(r, np.zeros(4)), 1, rtol=1e-14)
    np.testing.assert_allclose(state[:, 1], 1, rtol=1e-14)
