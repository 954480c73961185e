"""The wait for a departure against a simulation of departures, and against known values."""

from __future__ import annotations

import math

import numpy as np
import pytest

from landlink.network.operations import wait

RUNS = 400_000


def simulated(headway_h: float, cv: float) -> tuple[float, float, float]:
    """Return mean and variance of the wait at random moments of a long run, and the mean's error."""
    random = np.random.default_rng(20_260_101)
    spread = math.log1p(cv**2)
    gaps = random.lognormal(math.log(headway_h) - spread / 2, math.sqrt(spread), RUNS)
    departures = np.cumsum(gaps)
    ready = random.uniform(0, departures[-1], RUNS)
    waits = departures[np.searchsorted(departures, ready)] - ready
    return float(waits.mean()), float(waits.var()), float(waits.std() / math.sqrt(RUNS))


@pytest.mark.parametrize("headway_h", [12.2, 168.0])
@pytest.mark.parametrize("cv", [0.0, 0.3, 0.6, 1.0])
def test_wait_against_simulation(headway_h: float, cv: float) -> None:
    mean, variance = wait(headway_h, cv)
    seen, seen_variance, error = simulated(headway_h, cv)
    assert mean == pytest.approx(seen, abs=6 * error)
    assert variance == pytest.approx(seen_variance, rel=0.12)


@pytest.mark.parametrize(
    ("cv", "mean", "variance"),
    [
        (0.0, 0.5, 1 / 12),  # regular: uniform between nothing and one headway
        (1.0, 1.0, 5 / 3),  # lognormal with the spread of a random service
        (0.5, 0.625, 1.25**3 / 3 - 0.625**2),
    ],
)
def test_known_values_for_one_hour(cv: float, mean: float, variance: float) -> None:
    assert wait(1.0, cv) == pytest.approx((mean, variance))


def test_wait_grows_with_headway_and_spread() -> None:
    assert wait(24, 0.5)[0] < wait(48, 0.5)[0] < wait(48, 1.5)[0]
    assert wait(24, 0.5)[1] < wait(48, 0.5)[1] < wait(48, 1.5)[1]
