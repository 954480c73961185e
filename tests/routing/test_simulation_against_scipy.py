"""What a simulation draws, against SciPy's distributions and against closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

from landlink.network.operations import wait
from landlink.routing.simulation_draws import (
    held,
    held_moments,
    lognormal,
    residual,
    residual_moments,
    stream,
)
from landlink.routing.simulation_operations import Operation, drawn, total_moments

RUNS = 100_000
ERRORS = 4
"""Standard errors within which a mean or a variance must lie."""


def assert_moments(seen: np.ndarray[tuple[int], np.dtype[np.float64]], mean: float, variance: float) -> None:
    runs = len(seen)
    assert abs(seen.mean() - mean) <= ERRORS * seen.std() / math.sqrt(runs) + 1e-9
    squares = (seen - seen.mean()) ** 2
    assert abs(seen.var() - variance) <= ERRORS * squares.std() / math.sqrt(runs) + 1e-9


def peer(mean: float, cv: float) -> Any:  # noqa: ANN401  (a frozen distribution; SciPy names no public type)
    spread = math.log1p(cv**2)
    return stats.lognorm(math.sqrt(spread), scale=mean * math.exp(-spread / 2))


@pytest.mark.parametrize(("mean", "cv"), [(12.0, 0.5), (40.0, 1.2), (1.0, 2.0)])
def test_lognormal_times(mean: float, cv: float) -> None:
    seen = lognormal(mean, (mean * cv) ** 2, stream(3, 0).standard_normal(RUNS))
    assert stats.kstest(seen, peer(mean, cv).cdf).pvalue > 0.001


@pytest.mark.parametrize(("headway", "cv"), [(24.0, 0.0), (36.0, 0.3), (12.2, 1.2)])
def test_waits_have_the_equilibrium_distribution(headway: float, cv: float) -> None:
    """The density of the residual life is the survival of the headway over its mean (Cox 1962, 5.2)."""
    seen = residual(headway, cv, stream(4, 0).standard_normal(RUNS), stream(4, 1).random(RUNS))
    assert_moments(seen, *wait(headway, cv))
    if cv == 0:
        assert stats.kstest(seen, stats.uniform(0, headway).cdf).pvalue > 0.001
        return
    times = peer(headway, cv)
    grid = np.concatenate([[0.0], np.geomspace(1e-3, 100 * headway, 20_000)])
    density = times.sf(grid) / headway
    steps = np.diff(grid) * (density[1:] + density[:-1]) / 2
    assert stats.kstest(seen, lambda at: np.interp(at, grid[1:], steps.cumsum())).pvalue > 0.001


def test_residual_moments_are_those_of_the_search() -> None:
    for headway, cv in ((24, 0), (24, 1), (168, 0.4)):
        first, second = residual_moments(headway, cv)
        assert (first, second - first**2) == pytest.approx(wait(headway, cv))


@pytest.mark.parametrize(("share", "cv"), [(0.32, 0.29), (0.5, 1.0), (0.0, 0.5), (0.9, 0.0)])
def test_closures_hold_as_long_as_their_moments_say(share: float, cv: float) -> None:
    seen = held(share, 128, cv, stream(5, 0).random(RUNS), stream(5, 1).standard_normal(RUNS))
    assert_moments(seen, *held_moments(share, 128, cv))
    assert (seen > 0).mean() == pytest.approx(share, abs=ERRORS * 0.5 / math.sqrt(RUNS) + 1e-9)


def test_closures_against_an_alternating_renewal_process() -> None:
    """Ships that come to a long row of open and closed spells at random."""
    random = np.random.default_rng(11)
    share, spell, cv = 0.3, 100.0, 0.5
    closed = lognormal(spell, (spell * cv) ** 2, random.standard_normal(200_000))
    gaps = random.exponential(spell * (1 - share) / share, len(closed))
    ends = np.cumsum(gaps + closed)
    ready = random.uniform(0, ends[-1], RUNS)
    which = np.searchsorted(ends, ready)
    began = ends[which] - closed[which]
    seen = np.where(ready >= began, ends[which] - ready, 0.0)
    mean, variance = held_moments(share, spell, cv)
    assert seen.mean() == pytest.approx(mean, rel=0.03)
    assert seen.var() == pytest.approx(variance, rel=0.05)
    ours = held(share, spell, cv, stream(6, 0).random(RUNS), stream(6, 1).standard_normal(RUNS))
    assert stats.ks_2samp(ours, seen).statistic < 0.01


OPERATIONS = [
    Operation("load", 6, 9, "KZ rail"),
    Operation("wait", 36, 1296, "KZ rail"),
    Operation("move", 240, 2304, "KZ rail", days=10),
    Operation("wait", 0, 0, "KZ sea", headway=(36, 1.0), closure=(0.32, 128, 0.29)),
    Operation("move", 20, 100, "XZ sea"),
    Operation("move", 72, 300, "AZ rail", days=3),
    Operation("border", 30, 900, "AZ rail"),
]


@pytest.mark.parametrize("correlation", [0.0, 0.2, 0.5, 1.0])
def test_moments_of_the_total_with_correlated_delays(correlation: float) -> None:
    times, _ = drawn(OPERATIONS, RUNS, 8, correlation)
    exact = total_moments(OPERATIONS, correlation)
    assert exact is not None
    assert_moments(times.sum(axis=0), *exact)


def test_variance_grows_with_correlation() -> None:
    found = [total_moments(OPERATIONS, correlation) for correlation in (0.0, 0.1, 0.3, 0.6, 1.0)]
    variances = [one[1] for one in found if one]
    assert variances == sorted(variances)
    assert variances[-1] > 3 * variances[0]
    assert {round(one[0], 6) for one in found if one} == {round(found[0][0], 6)}  # type: ignore[index]


def test_a_move_cut_in_two_stays_the_same_with_correlated_days() -> None:
    whole = total_moments([Operation("move", 240, 2304, "KZ rail", days=10)], 0.4)
    half = Operation("move", 120, 1152, "KZ rail", days=5)
    halves = total_moments([half, half], 0.4)
    assert whole is not None
    assert halves is not None
    assert halves[1] == pytest.approx(whole[1], rel=0.03)  # a sum of lognormals is one only nearly
    assert total_moments([half, half]) == pytest.approx((240, 2304))


def test_correlation_is_between_delays_of_one_group_only() -> None:
    times, _ = drawn([OPERATIONS[0], OPERATIONS[2], OPERATIONS[4]], RUNS, 9, 0.6)
    related = np.corrcoef(np.log(times))
    assert related[0, 1] == pytest.approx(OPERATIONS[0].loading(0.6) * OPERATIONS[2].loading(0.6), abs=0.01)
    assert abs(related[0, 2]) < 0.015


def test_a_margin_is_the_same_whatever_the_correlation() -> None:
    for correlation in (0.0, 0.5, 1.0):
        times, _ = drawn(OPERATIONS[:2], RUNS, 10, correlation)
        assert stats.kstest(times[1], peer(36, 1).cdf).pvalue > 0.001
