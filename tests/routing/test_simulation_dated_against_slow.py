"""Dated routes, simulated, against one trip after another by the calendar."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from landlink.network import Cargo
from landlink.network.arcs import Kind
from landlink.network.timing import Dates
from landlink.network.virtual import build
from landlink.routing import When, route_dated, simulate
from landlink.testing import small_network, with_rows

if TYPE_CHECKING:
    from landlink.network import Network
    from landlink.routing.routes import Route, Routes

READY = "2026-03-02 08:00"
DAYS = (0, 3)
"""Mondays and Thursdays."""

TIMED = with_rows(small_network(), "timetables", "a,ferry,08:00", days="mon|thu")
TIMED = with_rows(TIMED, "opening_hours", "night,08:00,18:00", crossing="khorgos-rail-west")
ZONE = ZoneInfo("Asia/Almaty")
SHANGHAI = ZoneInfo("Asia/Shanghai")


def found_from(network: Network, origin: str, cargo: Cargo, *rules: str) -> Routes:
    return route_dated(network, origin, "Baku", cargo, when=When(READY, rules=rules), criteria=["time"])


def slow_departure(at: datetime) -> datetime:
    """Return the next 08:00 in Aktau of a Monday or Thursday."""
    day = at.astimezone(ZONE).date()
    while True:
        leaves = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE)
        if day.weekday() in DAYS and leaves >= at:
            return leaves
        day += timedelta(days=1)


def slow_opening(at: datetime) -> datetime:
    """Return the moment itself between 08:00 and 18:00 in China, else the next 08:00."""
    local = at.astimezone(SHANGHAI)
    opens = local.replace(hour=8, minute=0, second=0, microsecond=0)
    if local < opens:
        return opens
    return local if local.hour < 18 else opens + timedelta(days=1)


def slow_arrival(one: Route, found: Routes, draw: random.Random) -> tuple[float, bool]:
    """Hours of one trip, and whether it took a later ferry than planned."""

    def lognormal(mean: float, variance: float) -> float:
        if mean <= 0 or variance <= 0:
            return mean
        spread = math.log(1 + variance / mean**2)
        return draw.lognormvariate(math.log(mean) - spread / 2, math.sqrt(spread))

    def any_moment(mean: float, cv: float) -> float:
        at, seen = -10 * mean - draw.random() * mean, 0.0
        while at < 0:
            seen = at = at + lognormal(mean, (mean * cv) ** 2)
        return seen

    services = found.graph.network.services
    assert found.dated is not None
    ready = found.dated.ready.astimezone(UTC)
    clock, late = ready, False
    for leg in one.legs:
        own_h = (leg.ends_h or 0.0) - (leg.starts_h or 0.0)
        if leg.kind == "wait" and leg.mode == "ferry":
            clock = slow_departure(clock)
            planned = ready + timedelta(hours=leg.ends_h or 0.0)
            late = clock > planned + timedelta(minutes=1)
            continue
        if leg.kind == "rest":
            hours = own_h
        elif leg.kind == "wait" and leg.name:
            row = services.text("name").index(leg.name)
            hours = any_moment(services.number("headway_h")[row], services.number("headway_cv")[row])
        elif leg.kind == "border" and leg.mode == "rail" and leg.name == "Khorgos - Altynkol":
            clock = slow_opening(clock)
            hours = lognormal(dwell_h(found, leg.name), leg.time_var_h2)
        else:
            hours = leg.rest_h + lognormal(own_h - leg.rest_h, leg.time_var_h2)
        clock += timedelta(hours=hours)
    return (clock - ready).total_seconds() / 3600, late


def dwell_h(found: Routes, name: str) -> float:
    """Hours of a crossing on the route, without what is waited before it opens."""
    arcs, names = found.graph.arcs, found.graph.network.crossings.text("name")
    path = found.routes[0].arcs
    return next(
        float(arcs.time_h[arc])
        for arc in path
        if arcs.crossing[arc] >= 0 and names[arcs.crossing[arc]] == name
    )


@pytest.mark.parametrize(
    ("origin", "cargo", "rules"),
    [
        ("Urumqi", Cargo(), ()),
        ("Almaty", Cargo(), ()),
        ("Urumqi", Cargo("trucks"), ("driver",)),
        ("Urumqi", Cargo("wagons"), ()),
    ],
)
def test_arrivals_and_missed_ferries(origin: str, cargo: Cargo, rules: tuple[str, ...]) -> None:
    found = found_from(TIMED, origin, cargo, *rules)
    one = found.routes[0]
    draw = random.Random(8)  # noqa: S311  (a simulation)
    slow = [slow_arrival(one, found, draw) for _ in range(6000)]
    arrivals = np.sort([hours for hours, _ in slow])
    done = simulate(one, found.graph, runs=40_000, seed=3)
    seen = np.sort(done.total_h)
    grid = np.linspace(arrivals[0], arrivals[-1], 300) + 1e-3  # ferries arrive together: beside the steps
    shares = (np.searchsorted(held, grid) / len(held) for held in (seen, arrivals))
    gap = np.abs(np.subtract(*shares)).max()
    assert gap < 1.95 * math.sqrt(1 / len(seen) + 1 / len(arrivals))  # Kolmogorov-Smirnov, one in a thousand
    ferry = next(n for n, leg in enumerate(one.legs) if leg.kind == "wait" and leg.mode == "ferry")
    missed = float(np.mean([late for _, late in slow]))
    assert abs(done.missed[ferry] - missed) < 4 * math.sqrt(0.25 / len(slow))


def test_the_mean_is_the_plan_where_only_rests_are_fixed() -> None:
    """A truck without ferry or night: the plan is the mean, and rests take what they take."""
    found = route_dated(
        small_network(), "Urumqi", "Aktau", Cargo("trucks"), when=When(READY, rules=("driver",)),
        criteria=["time"],
    )  # fmt: skip
    one = found.routes[0]
    assert sum(leg.rest_h for leg in one.legs) > 24
    done = simulate(one, found.graph, runs=20_000, seed=2)
    assert abs(done.mean_h - one.totals["time_h"]) < 4 * done.mean_se_h
    for leg, times in zip(one.legs, done.times_h, strict=True):
        assert times.min() >= leg.rest_h
        if leg.kind == "rest":
            assert set(times.tolist()) == {leg.time_h}


def test_who_misses_a_ferry_takes_the_next() -> None:
    found = found_from(TIMED, "Almaty", Cargo())
    one = found.routes[0]
    ferry = next(n for n, leg in enumerate(one.legs) if leg.kind == "wait" and leg.mode == "ferry")
    done = simulate(one, found.graph, runs=3000, seed=1)
    assert found.dated is not None
    left = done.times_h[: ferry + 1].sum(axis=0)
    for hours in np.unique(np.round(left, 3)):
        at = (found.dated.ready + timedelta(hours=float(hours) + 1e-4)).astimezone(ZONE)
        assert (at.weekday() in DAYS, at.hour, at.minute) == (True, 8, 0)
    assert 0.01 < done.missed[ferry] < 0.99
    assert (simulate(one, found.graph, runs=3000, seed=1).times_h == done.times_h).all()


def test_a_border_is_never_begun_at_night() -> None:
    found = found_from(TIMED, "Urumqi", Cargo("wagons"))
    one = found.routes[0]
    border = next(n for n, leg in enumerate(one.legs) if leg.name == "Khorgos - Altynkol")
    done = simulate(one, found.graph, runs=2000, seed=4)
    assert found.dated is not None
    fresh = done.times_h[:border].sum(axis=0)
    waited = [
        (slow_opening(at) - at).total_seconds() / 3600
        for hours in fresh
        for at in [found.dated.ready + timedelta(hours=float(hours))]
    ]
    assert max(waited) > 10
    assert (done.times_h[border] >= np.array(waited) - 1e-6).all()


def test_what_departs_or_opens_is_a_leg_of_its_own() -> None:
    """Departures belong to waits, hours to borders and what is done in places: never inside a leg."""
    network = with_rows(TIMED, "timetables", "b,block-train,06:00", days="tue|fri")
    network = with_rows(network, "opening_hours", "yard,06:00,20:00", node="altynkol")
    graph = build(network, Cargo(), Dates(datetime(2026, 3, 2, tzinfo=UTC)))
    timing = graph.timing
    assert timing is not None
    moves = np.flatnonzero(graph.arcs.kind == Kind.MOVE).tolist()
    assert all(timing.departures(arc) is None and timing.opening(arc) is None for arc in moves)
    timed = [
        a for a in range(len(graph.arcs)) if timing.departures(a) is not None or timing.opening(a) is not None
    ]
    assert {Kind(int(graph.arcs.kind[arc])).label for arc in timed} >= {"wait", "border", "gauge_change"}
    found = found_from(network, "Urumqi", Cargo())
    for leg in found.routes[0].legs:
        assert leg.arcs <= 1 or leg.kind == "move"
