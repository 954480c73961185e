"""Routes with dates on the small network, by hand and by trying; and against the static search."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.network import Cargo, Network
from landlink.network.places import find_place
from landlink.network.rests import rest_levels
from landlink.network.timing import Dates
from landlink.network.virtual import build
from landlink.routing import Constraints, Routes, When, route, route_dated
from landlink.routing.constraints import search_graph
from landlink.routing.dated import dated_front
from landlink.routing.dated_graph import question
from landlink.routing.dated_routes import latest_ready, missed_deadline, moments_of
from landlink.routing.results import to_dict, to_geojson, to_html
from landlink.testing import assert_adds_up, small_network, with_cell, with_rows

SMALL = small_network()
MONDAY = "2026-03-02 08:00"
TIMED = with_rows(SMALL, "timetables", "a,ferry,08:00", "b,ferry,20:00", days="mon|thu")
TIMED = with_cell(TIMED, "timetables", "b", "price_factor", 0.5)


def labelled(found: Routes, label: str) -> dict[str, Any]:
    shown = to_dict(found)["routes"]
    return next(dict(one) for one in shown if label in one["labels"])


def best(network: Network, when: When, **more: object) -> Routes:
    return route_dated(network, "Aktau", "Baku", when=when, eps=0.0, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("origin", "destination", "cargo", "criteria"),
    [
        ("Almaty", "Aktau", Cargo(), ("time", "cost", "co2e", "variance")),
        ("Tashkent", "Istanbul", Cargo(), ("time", "cost")),
        ("Tashkent", "Berlin", Cargo("trucks"), ("time", "cost", "co2e", "variance")),
        ("Almaty", "Poti", Cargo("wagons"), ("time", "cost", "variance")),
        ("Xi'an", "Duisburg", Cargo(), ("time", "cost", "co2e")),
    ],
)
def test_without_any_calendar_the_front_is_the_static_one(
    origin: str, destination: str, cargo: Cargo, criteria: tuple[str, ...]
) -> None:
    network = Network.reference()
    network = network.with_table(network.tables["timetables"].take([]))
    network = network.with_table(network.tables["opening_hours"].take([]))
    static = route(network, origin, destination, cargo, criteria=criteria, eps=0.0)
    dated = route_dated(network, origin, destination, cargo, when=When(MONDAY), criteria=criteria, eps=0.0)
    assert len(static.front) == len(dated.front) > 0
    tolerance = 0.005 * max(len(one.arcs) for one in static.routes) * 2  # rounding of each arc
    for point in static.front:
        assert (np.abs(dated.front - point).max(axis=1) < tolerance).any()


def test_a_later_sailing_at_half_the_price_is_the_cheapest() -> None:
    found = best(TIMED, When(MONDAY))
    fastest, cheapest = labelled(found, "fastest"), labelled(found, "cheapest")
    assert fastest["departs"] == cheapest["departs"] == "2026-03-02T08:00:00+05:00"
    ferries = [
        next(leg for leg in one["legs"] if leg["kind"] == "move" and leg["mode"] == "ferry")
        for one in (fastest, cheapest)
    ]
    assert [leg["starts_at"] for leg in ferries] == [
        "2026-03-02T20:00:00+05:00",
        "2026-03-02T20:00:00+05:00",
    ]
    early = best(TIMED, When("2026-03-02 00:30"))
    starts = {
        label: next(
            leg["starts_at"]
            for leg in labelled(early, label)["legs"]
            if leg["mode"] == "ferry" and leg["kind"] == "move"
        )
        for label in ("fastest", "cheapest")
    }
    assert starts == {"fastest": "2026-03-02T08:00:00+05:00", "cheapest": "2026-03-02T20:00:00+05:00"}
    for one in early.routes:
        assert_adds_up(one)


def test_hours_and_local_times_agree() -> None:
    for one in to_dict(best(TIMED, When(MONDAY)))["routes"]:
        moments = [datetime.fromisoformat(leg["starts_at"]) for leg in one["legs"]]
        moments.append(datetime.fromisoformat(one["arrives"]))
        for leg, begins, ends in zip(one["legs"], moments, moments[1:], strict=False):
            assert datetime.fromisoformat(leg["ends_at"]) == ends
            assert abs((ends - begins).total_seconds() / 3600 - leg["time_h"]) < 0.05
        whole = moments[-1] - datetime.fromisoformat(one["departs"])
        assert abs(whole.total_seconds() / 3600 - one["time_h"]) < 0.05
        assert one["arrives"].endswith("+04:00")  # Baku


def test_a_closed_border_waits_for_the_morning() -> None:
    network = with_rows(SMALL, "opening_hours", "a,10:00,18:00", crossing="khorgos-rail-west", days="mon|wed")
    by_rail = Constraints(avoid_modes=("road",), avoid_services=("block-train",))
    borders = [
        next(leg for leg in to_dict(found)["routes"][0]["legs"] if leg["kind"] == "border")
        for found in (
            route_dated(held, "Urumqi", "Almaty", when=When(MONDAY), criteria=["time"], constraints=by_rail)
            for held in (SMALL, network)
        )
    ]
    free, shut = borders
    assert free["starts_at"] == shut["starts_at"]
    begins = datetime.fromisoformat(shut["ends_at"]) - timedelta(hours=free["time_h"])
    assert begins.astimezone(UTC).strftime("%a %H:%M") in ("Mon 02:00", "Wed 02:00")
    assert shut["time_h"] > free["time_h"]


def test_constraints_are_kept() -> None:
    with_ferry = route_dated(TIMED, "Urumqi", "Baku", when=When(MONDAY))
    through = route_dated(
        TIMED, "Urumqi", "Baku", when=When(MONDAY), constraints=Constraints(via=("beyneu",), max_transfers=4)
    )
    assert with_ferry.routes
    assert through.routes
    for one in through.routes:
        assert TIMED.nodes.index()["beyneu"] in {node for leg in one.legs for node in leg.nodes}
        assert sum(leg.kind in ("transhipment", "gauge_change") for leg in one.legs) <= 4
    shut = route_dated(
        TIMED, "Urumqi", "Baku", when=When(MONDAY), constraints=Constraints(avoid_services=("ferry",))
    )
    assert shut.routes == []


def test_a_deadline_is_met_to_the_minute_or_not_at_all() -> None:
    free = best(TIMED, When(MONDAY))
    arrives = datetime.fromisoformat(str(labelled(free, "fastest")["arrives"]))
    met = best(TIMED, When(MONDAY, arrives + timedelta(minutes=1)))
    assert met.routes
    assert all(one.totals["time_h"] <= free.routes[0].totals["time_h"] + 0.02 for one in met.routes)
    missed = best(TIMED, When(MONDAY, arrives - timedelta(minutes=2)))
    assert missed.routes == []
    assert missed.dated is not None
    assert missed.dated.earliest is not None
    said = missed_deadline(missed)
    assert "cannot be met: the earliest arrival is " + arrives.strftime("%Y-%m-%d %H:%M") in said
    assert "most time goes to wait by ferry, Aktau" in said or "ferry" in said
    shown = to_dict(missed)["dated"]
    assert shown["earliest"] == arrives.isoformat()
    assert shown["note"] == said


@pytest.mark.parametrize("deadline", ["2026-03-09 12:00", "2026-03-11 07:00", "2026-03-12 20:30"])
def test_latest_readiness_against_trying_every_quarter_of_an_hour(deadline: str) -> None:
    when = When(MONDAY, deadline)
    ends = find_place(TIMED, "Aktau"), find_place(TIMED, "Baku")
    moments = moments_of(TIMED, when, *ends)
    graph = build(TIMED, Cargo(), Dates(moments.ready))
    last = latest_ready(graph, *ends, Constraints(), when)
    assert last is not None
    for minutes in range(-600, 601, 15):
        ready = last + timedelta(minutes=minutes)
        found = route_dated(TIMED, "Aktau", "Baku", when=When(ready, deadline), criteria=["time"])
        assert bool(found.routes) == (minutes <= 0), ready


def test_latest_readiness_can_be_before_the_shipment_is_ready() -> None:
    found = best(TIMED, When("2026-03-06 08:00", "2026-03-07 08:00"), latest=True)
    assert found.routes == []
    assert found.dated is not None
    assert found.dated.latest_ready is not None
    assert found.dated.latest_ready < found.dated.ready


def test_a_driver_drives_at_the_speed_of_driving_and_rests() -> None:
    free = route_dated(SMALL, "Almaty", "Aktau", Cargo("trucks"), when=When(MONDAY), criteria=["time"])
    kept = route_dated(
        SMALL, "Almaty", "Aktau", Cargo("trucks"), when=When(MONDAY, rules=("driver",)), criteria=["time"]
    )
    hours = [next(leg.time_h for leg in found.routes[0].legs if leg.kind == "move") for found in (free, kept)]
    assert hours[0] == pytest.approx(2700 / 30, abs=0.02)
    # 37.5 h at the wheel. Four rests of 11 h after 9 h each, a break of 45 minutes inside each nine hours.
    assert hours[1] == pytest.approx(2700 / 30 * 10 / 24 + 4 * 11 + 4 * 0.75, abs=0.05)
    move = next(leg for leg in kept.routes[0].legs if leg.kind == "move")
    assert move.rest_h == pytest.approx(4 * 11 + 4 * 0.75)
    assert sum(leg.rest_h for leg in free.routes[0].legs) == 0


def test_rest_where_it_is_allowed_only() -> None:
    when = When(MONDAY, rules=("cattle",))
    none = route_dated(SMALL, "Almaty", "Aktau", Cargo("trucks"), when=when, criteria=["time"])
    assert none.routes == []
    assert none.dated is not None
    assert "too long" in none.dated.note
    posts = with_cell(SMALL, "rest_rules", "cattle-post", "limit_h", 60.0)
    near = route_dated(posts, "Urumqi", "Almaty", Cargo("trucks"), when=when, criteria=["time"])
    levels = rest_levels(posts, ("cattle",), Cargo("trucks"))
    assert [level.rest_h for level in levels] == [1, 24]
    assert near.routes


def test_rests_at_places_are_legs_that_rest_on_their_rule() -> None:
    network = Network.reference()
    found = route_dated(
        network, "Berlin", "Moscow", Cargo("trucks"), when=When(MONDAY, rules=("aetr", "ec1-cattle")),
        criteria=["time"],
    )  # fmt: skip
    shown = to_dict(found, steps=True)["routes"][0]
    rests = [leg for leg in shown["legs"] if leg["kind"] == "rest"]
    assert rests
    assert all(leg["time_h"] >= 24 and leg["sources"] for leg in rests)
    steps = [step for step in shown["steps"] if step["kind"] == "rest"]
    assert len(steps) == len(rests)
    assert steps[0]["rests_on"]["time"][0]["file"] == "rest_rules.csv"
    assert sum(step["time_h"] for step in shown["steps"]) == pytest.approx(shown["time_h"], abs=0.1)
    for one in found.routes:
        assert_adds_up(one)


def test_a_wait_for_a_ship_is_a_rest_for_the_driver() -> None:
    """The driver's day is over when he comes to the port; he waits there for more than 11 hours."""
    network = with_rows(SMALL, "timetables", "a,ferry,08:00", days="2026-03-10", price_usd_truck="100")
    ends = find_place(network, "Almaty"), find_place(network, "Baku")
    graph = build(network, Cargo("trucks"), Dates(datetime(2026, 3, 2, tzinfo=UTC)))
    asked = question(
        graph, search_graph(graph, *ends, Constraints()), rest_levels(network, ("driver",), Cargo("trucks"))
    )
    front = dated_front(asked.graph, asked.source, asked.target, criteria=(0,))
    steps = front.steps(0)
    waits = [step for step in steps if step.arc >= 0 and asked.graph.kinds[step.arc] == 2]
    assert [step.ends - step.begins > 1100 for step in waits] == [True]
    after = steps[steps.index(waits[0]) :]
    assert all(step.level < 0 for step in after)  # 80 km of road at the end need no rest


@pytest.mark.parametrize(
    ("when", "said"),
    [
        (When(MONDAY, "2026-03-01"), "is not after"),
        (When("2026-03-32 08:00"), "is no date and time"),
        (When(MONDAY, rules=("drivers",)), "there are driver, cattle. Did you mean 'driver'"),
    ],
)
def test_what_cannot_be_asked(when: When, said: str) -> None:
    with pytest.raises(LandlinkError, match=said):
        route_dated(SMALL, "Aktau", "Baku", when=when)


def test_the_horizon_is_told() -> None:
    late = with_rows(SMALL, "timetables", "a,ferry,08:00", days="2026-12-01")
    none = best(late, When(MONDAY))
    assert none.routes == []
    assert none.dated is not None
    assert "horizon of 120 days" in none.dated.note
    assert best(late, When(MONDAY, horizon_days=365)).routes
    both = with_rows(late, "timetables", "b,ferry,20:00", days="mon")
    both = with_cell(both, "timetables", "a", "price_factor", 0.1)
    found = best(both, When(MONDAY))
    assert found.dated is not None
    assert "past the horizon" in found.dated.note


def test_a_second_wait_that_takes_a_stage_over_its_limit_is_told() -> None:
    """The wait for the ferry is spent before; the shut port of arrival comes too late for that."""
    network = with_rows(SMALL, "timetables", "a,ferry,08:00", days="tue", price_usd_truck="100")
    network = with_cell(network, "rest_rules", "cattle-water", "limit_h", 35.0)  # longer than the sea
    network = with_cell(network, "rest_rules", "cattle-post", "limit_h", 40.0)
    when = When(MONDAY, rules=("cattle",))
    trucks = Cargo("trucks")
    good = route_dated(network, "Aktau", "Baku", trucks, when=when, criteria=["time"])
    assert good.routes
    assert good.dated is not None
    assert good.dated.note == ""
    shut = with_rows(network, "opening_hours", "a,08:00,18:00", node="baku", days="sat")
    bad = route_dated(shut, "Aktau", "Baku", trucks, when=when, criteria=["time"])
    assert bad.routes
    assert bad.dated is not None
    assert "with its waits a stage takes" in bad.dated.note
    assert "where cattle allows 40 h" in bad.dated.note


@pytest.mark.parametrize("ready", ["0001-01-01", "9999-12-30"])
def test_moments_out_of_the_calendar_are_refused(ready: str) -> None:
    with pytest.raises(LandlinkError, match="the year must lie from 1900 to 2199"):
        best(SMALL, When(ready))


@pytest.mark.parametrize("days", [0.0, -1.0, 1e9, float("inf"), float("nan")])
def test_a_horizon_that_cannot_be_is_refused(days: float) -> None:
    with pytest.raises(LandlinkError, match="horizon must be above zero and at most 3660 days"):
        best(SMALL, When(MONDAY, horizon_days=days))


def test_a_notebook_shows_arrivals_and_rests() -> None:
    found = route_dated(
        SMALL, "Urumqi", "Aktau", Cargo("trucks"), when=When(MONDAY, rules=("driver",)), criteria=["time"]
    )
    shown = to_dict(found)["routes"][0]
    page = to_html(found)
    rested = sum(leg["time_h"] if leg["kind"] == "rest" else leg["rest_h"] for leg in shown["legs"])
    assert rested > 24
    assert f"<td>{rested:,.1f}</td>" in page
    assert shown["arrives"][:16].replace("T", " ") in page
    plain = to_html(route(SMALL, "Urumqi", "Aktau", Cargo("trucks"), criteria=["time"]))
    assert "Arrives" not in plain


def test_lines_of_a_dated_route_have_hours_and_rests() -> None:
    found = route_dated(
        SMALL, "Urumqi", "Aktau", Cargo("trucks"), when=When(MONDAY, rules=("driver",)), criteria=["time"]
    )
    lines = [one["properties"] for one in to_geojson(found)["features"]]
    assert all(one["starts_at"] < one["ends_at"] for one in lines)
    assert any(one["rest_h"] > 0 for one in lines)
