"""Measures of risk against their definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from landlink.errors import LandlinkError
from landlink.resilience.sweep_risk import conditional_value_at_risk, expected, value_at_risk

pytestmark = pytest.mark.tiny
LOSSES = st.lists(st.floats(0, 1e9), min_size=1, max_size=60).map(np.array)


@given(losses=LOSSES, level=st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_conditional_value_at_risk_is_the_least_of_its_programme(losses: np.ndarray, level: float) -> None:
    def programme(z: float) -> float:
        return z + float(np.maximum(losses - z, 0).mean()) / (1 - level)

    least = min(programme(float(z)) for z in losses)  # piecewise linear and convex: a corner is best
    assert conditional_value_at_risk(losses, level).value == pytest.approx(least, rel=1e-9, abs=1e-6)


def test_against_a_linear_programme() -> None:
    losses, level = stats.lognorm(1.0).rvs(200, random_state=1), 0.95
    count = len(losses)  # variables: z, then what each year is above z
    cost = np.concatenate([[1.0], np.full(count, 1 / (1 - level) / count)])
    above = np.hstack([-np.ones((count, 1)), -np.eye(count)])
    found = optimize.linprog(cost, above, -losses, bounds=[(None, None), *[(0, None)] * count])
    assert conditional_value_at_risk(losses, level).value == pytest.approx(found.fun, rel=1e-9)


@given(losses=LOSSES, level=st.floats(0.01, 0.99))
def test_measures_are_in_order(losses: np.ndarray, level: float) -> None:
    at_risk, beyond = value_at_risk(losses, level), conditional_value_at_risk(losses, level)
    assert losses.min() <= at_risk.value <= beyond.value * (1 + 1e-12) + 1e-9
    assert beyond.value <= losses.max() * (1 + 1e-12) + 1e-9
    assert (losses <= at_risk.value).mean() >= level - 1e-9


@given(losses=LOSSES, factor=st.floats(0.1, 10), shift=st.floats(0, 1e6))
def test_measures_scale_and_shift(losses: np.ndarray, factor: float, shift: float) -> None:
    for measure in (value_at_risk, conditional_value_at_risk):
        moved = measure(factor * losses + shift, 0.9).value
        assert moved == pytest.approx(factor * measure(losses, 0.9).value + shift, rel=1e-9, abs=1e-6)


def test_a_normal_loss_has_its_known_risk_within_the_standard_errors() -> None:
    losses = stats.norm(100, 10).rvs(20_000, random_state=3)
    at_risk, beyond = value_at_risk(losses, 0.95), conditional_value_at_risk(losses, 0.95)
    z = stats.norm.ppf(0.95)
    assert abs(at_risk.value - (100 + 10 * z)) < 4 * at_risk.se
    assert abs(beyond.value - (100 + 10 * stats.norm.pdf(z) / 0.05)) < 4 * beyond.se
    assert expected(losses).se == pytest.approx(10 / math.sqrt(20_000), rel=0.05)


def test_a_mean_does_not_depend_on_the_order() -> None:
    losses = stats.lognorm(3.0).rvs(1000, random_state=1)
    assert expected(losses).value == expected(losses[::-1]).value


@pytest.mark.parametrize("level", [0.0, 1.0, -0.5, 2.0])
def test_a_level_outside_is_refused(level: float) -> None:
    with pytest.raises(LandlinkError, match="between 0 and 1"):
        value_at_risk(np.ones(3), level)
