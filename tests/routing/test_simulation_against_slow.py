"""Timetables, openings and whole routes against a slow, obvious simulation of one run after another."""

from __future__ import annotations

import math
import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from landlink.routing.simulation_draws import next_departure, next_opening
from landlink.routing.simulation_operations import Operation, drawn

WEEK = [float(day * 24 + 8) for day in range(7)]


def slow_departure(ready: float, departures: list[float], headway: float) -> float:
    gap = (departures[-1] - departures[0]) / (len(departures) - 1) if len(departures) > 1 else headway
    period = departures[-1] - departures[0] + gap
    cycle = 0
    while True:
        for departure in departures:
            if departure + cycle * period >= ready - 1e-9:
                return max(departure + cycle * period, ready)
        cycle += 1


def slow_opening(ready: float, opening: list[tuple[float, float]]) -> float:
    opens = [start for start, _ in opening]
    period = (opens[-1] - opens[0]) * len(opens) / (len(opens) - 1) if len(opens) > 1 else 168.0
    cycle = 0
    while True:
        for start, end in opening:
            if ready < end + cycle * period:
                return max(start + cycle * period, ready)
        cycle += 1


WHOLE = st.integers(0, 400).map(float)


@given(st.lists(WHOLE, min_size=2, max_size=6, unique=True).map(sorted), st.lists(WHOLE, min_size=1))
def test_next_departure(departures: list[float], ready: list[float]) -> None:
    seen = next_departure(np.array(ready), np.array(departures))
    np.testing.assert_allclose(seen, [slow_departure(at, departures, 0) for at in ready], atol=1e-6)


@given(st.integers(0, 100).map(float), st.lists(WHOLE, min_size=1))
def test_a_lone_departure_comes_again_after_its_headway(departure: float, ready: list[float]) -> None:
    seen = next_departure(np.array(ready), np.array([departure]), 48.0)
    np.testing.assert_allclose(seen, [slow_departure(at, [departure], 48) for at in ready], atol=1e-6)


@given(
    st.lists(st.integers(1, 30), min_size=2, max_size=8).map(lambda steps: np.cumsum(steps).tolist()),
    st.lists(WHOLE, min_size=1),
)
def test_next_opening(edges: list[float], ready: list[float]) -> None:
    edges = edges[: len(edges) // 2 * 2]
    opening = [(float(a), float(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    seen = next_opening(np.array(ready), np.array(opening))
    expected = [slow_opening(at, opening) for at in ready]
    if len(opening) == 1 or edges[-1] - edges[0] <= (edges[-2] - edges[0]) * len(opening) / (
        len(opening) - 1
    ):
        np.testing.assert_allclose(seen, expected, atol=1e-6)
    assert (seen >= np.array(ready) - 1e-9).all()


ROUTE = [
    Operation("load", 6, 9),
    Operation("move", 60, 120, days=2.5),
    Operation("border", 12, 100, opening=np.array([[day * 24 + 8.0, day * 24 + 20.0] for day in range(14)])),
    Operation("wait", 0, 0, headway=(24, 0.5), departures=np.array(WEEK)),
    Operation("move", 22, 30),
    Operation("wait", 0, 0, headway=(36, 1.0), closure=(0.4, 72, 0.5)),
    Operation("unload", 4, 4),
]


def slow_run(draw: random.Random) -> tuple[float, float]:
    """One run; arrival, and the departure that it took."""

    def lognormal(mean: float, variance: float) -> float:
        spread = math.log(1 + variance / mean**2)
        return draw.lognormvariate(math.log(mean) - spread / 2, math.sqrt(spread))

    def rest(mean: float, cv: float) -> float:
        """Walk along a renewal process until it passes a late moment."""
        moment, at = 40 * mean + draw.random() * mean, 0.0
        while at < moment:
            at += lognormal(mean, (mean * cv) ** 2)
        return at - moment

    clock, taken = 0.0, 0.0
    for one in ROUTE:
        if one.opening is not None:
            clock = slow_opening(clock, [(row[0], row[1]) for row in one.opening.tolist()])
        if one.departures is not None:
            clock = taken = slow_departure(clock, WEEK, 24)
        elif one.headway is not None:
            clock += rest(*one.headway)
        else:
            clock += lognormal(one.mean_h, one.var_h2)
        if one.closure is not None and draw.random() < one.closure[0]:
            clock += rest(one.closure[1], one.closure[2])
    return clock, taken


def test_route_with_all_there_is() -> None:
    draw = random.Random(5)  # noqa: S311  (a simulation)
    slow = [slow_run(draw) for _ in range(20_000)]
    arrivals = np.sort([arrival for arrival, _ in slow])
    times, missed = drawn(ROUTE, 50_000, 5)
    seen = np.sort(times.sum(axis=0))
    grid = np.linspace(arrivals[0], arrivals[-1], 400)
    gap = np.abs(
        np.searchsorted(seen, grid) / len(seen) - np.searchsorted(arrivals, grid) / len(arrivals)
    ).max()
    assert gap < 1.95 * math.sqrt(1 / len(seen) + 1 / len(arrivals))  # Kolmogorov-Smirnov, one in a thousand
    planned = 80.0  # ready after 6 + 60 hours, while the border is open, and 12 hours later beside the ship
    chance = np.mean([taken > planned + 1e-6 for _, taken in slow])
    assert abs(missed[3] - chance) < 4 * math.sqrt(0.25 / len(slow))


def test_missed_departures_on_a_timetable_made_by_hand() -> None:
    """Ready after 10 hours for sure or with a spread; ships after 12, 36 and 60 hours."""
    ships = np.array([12.0, 36.0, 60.0])
    sure = [Operation("load", 10, 0), Operation("wait", 0, 0, departures=ships)]
    times, missed = drawn(sure, 100, 1)
    assert times[1].tolist() == [2.0] * 100
    assert missed[1] == 0
    loose = [Operation("load", 10, 25), Operation("wait", 0, 0, departures=ships)]
    times, missed = drawn(loose, 50_000, 1)
    late = times[0] > 12
    assert missed[1] == late.mean()
    assert 0.2 < missed[1] < 0.4
    arrivals = times.sum(axis=0)
    assert set(np.round(arrivals, 6).tolist()) == {12.0, 36.0, 60.0} | set(
        np.round(arrivals[arrivals > 60.5], 6).tolist()
    )
