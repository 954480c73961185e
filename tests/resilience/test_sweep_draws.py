"""Drawn years have the distributions that they must have, and are the same whoever draws them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from landlink.resilience.sweep_draws import MONTH_ENDS_H, YEAR_H, Arrival, Events, Storm, stream, year

pytestmark = pytest.mark.tiny
YEARS = 4000


def drawn(arrivals: list[Arrival], storms: list[Storm] | None = None, years: int = YEARS) -> list[Events]:
    return [year(arrivals, storms or [], 5, scenario) for scenario in range(years)]


def in_force(events: list[Events], cause: int, at_h: float) -> float:
    hits = [((one.cause == cause) & (one.start_h <= at_h) & (one.end_h > at_h)).any() for one in events]
    return float(np.mean(hits))


@pytest.mark.parametrize(("rate", "mean_h", "cv"), [(0.5, 2000.0, 0.5), (6.0, 240.0, 1.0), (2.0, 900.0, 0.0)])
def test_a_cause_is_in_force_as_in_a_queue_without_limit(rate: float, mean_h: float, cv: float) -> None:
    events = drawn([Arrival(0, "a", rate, mean_h, cv)])
    wanted = 1 - math.exp(-rate * mean_h / YEAR_H)  # M/G/infinity in its steady state
    error = math.sqrt(wanted * (1 - wanted) / YEARS)
    for at_h in (0.0, 4000.0, YEAR_H - 1):
        assert abs(in_force(events, 0, at_h) - wanted) < 4 * error, at_h


def test_beginnings_are_a_poisson_process() -> None:
    events = drawn([Arrival(0, "a", 3.0, 100.0, 0.5)])
    counts = np.array([(one.start_h >= 0).sum() for one in events])
    assert abs(counts.mean() - 3) < 4 * math.sqrt(3 / YEARS)
    assert abs(counts.var() - 3) < 4 * math.sqrt(2 * 9 / YEARS + 3 / YEARS)
    starts = np.concatenate([one.start_h[one.start_h >= 0] for one in events])
    assert stats.kstest(starts / YEAR_H, "uniform").pvalue > 1e-3


def test_lengths_are_lognormal() -> None:
    events = drawn([Arrival(0, "a", 3.0, 100.0, 0.7)])
    lengths = np.concatenate([(one.end_h - one.start_h)[one.start_h >= 0] for one in events])
    spread = math.log1p(0.7**2)
    wanted = stats.lognorm(math.sqrt(spread), scale=100 * math.exp(-spread / 2))
    assert stats.kstest(lengths, wanted.cdf).pvalue > 1e-3
    assert abs(lengths.mean() - 100) < 4 * 70 / math.sqrt(len(lengths))


def test_months_hold_the_whole_rate() -> None:
    events = drawn([Arrival(0, "a", 2.0, 24.0, 0.5, months=(12, 1))])
    starts = np.concatenate([one.start_h[one.start_h >= 0] for one in events])
    month = np.searchsorted(MONTH_ENDS_H, starts, side="right")
    assert set(month.tolist()) == {1, 12}
    assert abs(len(starts) / YEARS - 2) < 4 * math.sqrt(2 / YEARS)


def test_a_group_shares_its_beginnings() -> None:
    pair = [
        Arrival(n, f"c{n}", rate, 48.0, 0.5, group="g", correlation=0.5) for n, rate in enumerate((2.0, 4.0))
    ]
    events = drawn([*pair, Arrival(2, "alone", 2.0, 48.0, 0.5)])
    counts = np.array([[((one.cause == n) & (one.start_h >= 0)).sum() for n in range(3)] for one in events])
    assert np.allclose(counts.mean(axis=0), [2, 4, 2], atol=4 * math.sqrt(4 / YEARS))
    joint = np.cov(counts.T)
    error = math.sqrt((2 * 4 + 1) / YEARS)
    assert abs(joint[0, 1] - 1.0) < 4 * error  # half of the beginnings of the rarer one
    assert abs(joint[0, 2]) < 4 * error


def test_a_wholly_correlated_group_begins_together() -> None:
    pair = [
        Arrival(n, f"c{n}", 1.5, mean, 0.5, group="g", correlation=1.0) for n, mean in enumerate((48.0, 96.0))
    ]
    for one in drawn(pair, years=200):
        within = one.start_h >= 0
        first, second = (np.sort(one.start_h[within & (one.cause == n)]) for n in (0, 1))
        assert first.tolist() == second.tolist()
        lengths = [np.sort((one.end_h - one.start_h)[within & (one.cause == n)]) for n in (0, 1)]
        assert np.allclose(2 * lengths[0], lengths[1])


@pytest.mark.parametrize(
    ("share", "spell_h", "cv"), [(0.5, 128.0, 0.29), (0.32, 128.0, 0.29), (0.1, 24.0, 1.0)]
)
def test_storms_close_their_share_of_the_month(share: float, spell_h: float, cv: float) -> None:
    storm = Storm(0, "s", 1, share, spell_h, cv)
    events = drawn([], [storm])
    closed = np.array([(one.end_h - one.start_h).sum() for one in events]) / MONTH_ENDS_H[1]
    assert abs(closed.mean() - share) < 4 * closed.std() / math.sqrt(YEARS)
    for at_h in (0.0, 400.0, 743.0):
        error = math.sqrt(share * (1 - share) / YEARS)
        assert abs(in_force(events, 0, at_h) - share) < 4 * error


def test_variance_of_the_closed_share_is_that_of_an_alternating_renewal_process() -> None:
    share, spell_h, cv = 0.2, 6.0, 0.5  # many short spells: the central limit theorem holds
    events = drawn([], [Storm(0, "s", 1, share, spell_h, cv)])
    closed = np.array([(one.end_h - one.start_h).sum() for one in events])
    open_h = spell_h * (1 - share) / share
    cycle, span = spell_h + open_h, MONTH_ENDS_H[1]
    wanted = (
        span * (spell_h**2 * open_h**2 + open_h**2 * (cv * spell_h) ** 2) / cycle**3
    )  # Cox 1962, chapter 7
    assert closed.var() == pytest.approx(wanted, rel=0.15)


def test_spells_of_a_storm_do_not_overlap_and_stay_in_their_month() -> None:
    for one in drawn([], [Storm(0, "s", 2, 0.5, 100.0, 1.0)], years=300):
        order = np.argsort(one.start_h)
        assert (one.start_h[order][1:] >= one.end_h[order][:-1]).all()
        assert ((one.start_h >= MONTH_ENDS_H[1]) & (one.end_h <= MONTH_ENDS_H[2])).all()


def test_a_scenario_is_the_same_in_any_company() -> None:
    snow, strike = Arrival(0, "snow", 2.0, 48.0, 0.5), Arrival(1, "strike", 3.0, 24.0, 1.0)
    alone, both = year([snow], [], 1, 77), year([snow, strike], [Storm(2, "s", 1, 0.3, 50, 0.2)], 1, 77)
    assert both.start_h[both.cause == 0].tolist() == alone.start_h.tolist()
    assert both.end_h[both.cause == 0].tolist() == alone.end_h.tolist()


def test_streams_are_apart() -> None:
    numbers = {
        stream(seed, purpose, scenario).random()
        for seed in (1, 2) for purpose in ("a", "b") for scenario in range(100)
    }  # fmt: skip
    assert len(numbers) == 400


@settings(max_examples=50)
@given(
    rate=st.floats(0, 20), mean_h=st.floats(1, 5000), cv=st.floats(0, 2), scenario=st.integers(0, 2**40),
    months=st.sets(st.integers(1, 12)).map(lambda found: tuple(sorted(found))),
)  # fmt: skip
def test_what_is_drawn_touches_the_year(
    rate: float, mean_h: float, cv: float, scenario: int, months: tuple[int, ...]
) -> None:
    one = year([Arrival(3, "a", rate, mean_h, cv, months)], [], 9, scenario)
    assert (one.end_h > 0).all()
    assert (one.start_h < YEAR_H).all()
    assert (one.end_h >= one.start_h).all()
    assert set(one.cause.tolist()) <= {3}
