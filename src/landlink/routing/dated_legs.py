"""A way of the dated search as a route: its operations, legs and hours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.arcs import CRITERIA, MODE_NAMES
from landlink.network.schema import TABLES
from landlink.routing.dated_strict import wait_of
from landlink.routing.legs import Leg, legs_of
from landlink.routing.routes import RESOLUTION, Event, Route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from landlink.network.virtual import SearchGraph
    from landlink.routing.dated import Step
    from landlink.routing.dated_graph import Question
    from landlink.routing.provenance import Rows

    Ints = NDArray[np.int64]


def totals_of(graph: SearchGraph, asked: Question, way: Sequence[Step]) -> list[float]:
    """Return the arrival in hours since readiness, and what adds up along the arcs.

    Examples
    --------
    >>> from landlink.routing import When, route_dated
    >>> from landlink.testing import small_network
    >>> found = route_dated(small_network(), "Aktau", "Baku", when=When("2026-03-02 08:00"))
    >>> one = found.routes[0]
    >>> one.totals["time_h"] == one.events[-1].ends_h
    True
    """
    arcs = _arcs_of(asked, way)
    hours = (way[-1].ends if way else 0) * RESOLUTION
    return [hours, *(float(getattr(graph.arcs, name)[arcs].sum()) for name in CRITERIA[1:])]


def _arcs_of(asked: Question, way: Sequence[Step]) -> Ints:
    """Arcs of the virtual network, each once although it may be cut into pieces."""
    return np.array([event.arc for event in _events(asked, way) if event.arc >= 0], dtype=np.int64)


def _events(asked: Question, way: Sequence[Step]) -> list[Event]:
    """Return steps as operations: pieces of one arc joined, rests between them kept inside it."""
    events: list[Event] = []
    node = asked.source
    for step in way:
        begins, ends = step.begins * RESOLUTION, step.ends * RESOLUTION
        on_the_way = node >= asked.nodes
        if step.arc < 0:
            if on_the_way:
                rested = events[-1].rested_h + ends - begins
                events[-1] = events[-1]._replace(ends_h=ends, rested_h=rested)
            else:
                events.append(Event(-1, asked.levels[step.level].row, begins, ends))
            continue
        node = int(asked.graph.heads[step.arc])
        arc = int(asked.arc[step.arc])
        run = int(asked.graph.costs[step.arc, 0])
        inside = (step.ends - step.begins - wait_of(asked, step) - run) * RESOLUTION
        if on_the_way:
            rested = events[-1].rested_h + inside
            events[-1] = events[-1]._replace(ends_h=ends, rested_h=rested)
        elif arc >= 0:
            events.append(Event(arc, -1, begins, ends, inside))
    return events


def route_of(
    graph: SearchGraph, rows: Rows, asked: Question, labels: tuple[str, ...], way: Sequence[Step]
) -> Route:
    """Return a way of the dated search as a route with its hours.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from landlink.network import Cargo
    >>> from landlink.network.timing import Dates
    >>> from landlink.network.virtual import build
    >>> from landlink.routing.constraints import Constraints, search_graph
    >>> from landlink.routing.dated import dated_front
    >>> from landlink.routing.dated_graph import question
    >>> from landlink.routing.provenance import rows_of
    >>> from landlink.testing import small_network
    >>> network = small_network()
    >>> graph = build(network, Cargo(), Dates(datetime(2026, 3, 2, tzinfo=UTC)))
    >>> asked = question(graph, search_graph(graph, 0, 7, Constraints()), ())
    >>> way = dated_front(asked.graph, asked.source, asked.target, criteria=(0,)).steps(0)
    >>> one = route_of(graph, rows_of(network), asked, ("fastest",), way)
    >>> one.legs[0].starts_h, round(one.legs[-1].ends_h - one.totals["time_h"], 6)
    (0.0, 0.0)
    """
    events = _events(asked, way)
    legs: list[Leg] = []
    run: list[Event] = []
    for event in [*events, None]:
        if event is not None and event.arc >= 0:
            run.append(event)
            continue
        if run:
            legs += _timed_legs(graph, rows, run)
            run = []
        if event is not None:
            legs.append(_rest_leg(graph, events, event))
    totals = dict(zip(CRITERIA, totals_of(graph, asked, way), strict=True))
    return Route(labels, legs, totals, _arcs_of(asked, way), tuple(events))


def _timed_legs(graph: SearchGraph, rows: Rows, run: list[Event]) -> list[Leg]:
    """Legs of a run of arcs, with the hours that they take from a moment on."""
    legs, at = [], 0
    for leg in legs_of(graph, rows, np.array([event.arc for event in run], dtype=np.int64)):
        starts, ends = run[at].starts_h, run[at + leg.arcs - 1].ends_h
        rested = sum(event.rested_h for event in run[at : at + leg.arcs])
        hours = ends - starts
        share = leg.unverified_time_h / leg.time_h if leg.time_h > 0 else 0.0
        at += leg.arcs
        legs.append(
            replace(
                leg,
                time_h=hours,
                unverified_time_h=share * hours,
                starts_h=starts,
                ends_h=ends,
                rest_h=rested,
            )
        )
    return legs


def _rest_leg(graph: SearchGraph, events: Sequence[Event], event: Event) -> Leg:
    """Return a rest in a place, between two operations, as a leg."""
    after = events[events.index(event) + 1 :]
    before = events[: events.index(event)]
    near = next((one.arc for one in after if one.arc >= 0), before[-1].arc if before else -1)
    arcs, table = graph.arcs, graph.network.tables["rest_rules"]
    last = next((one.arc for one in reversed(before) if one.arc >= 0), near)
    node = max(int(graph.place[arcs.head[last]]), int(graph.place[arcs.tail[near]]))
    if node < 0:  # on the way, at a border
        node = int(arcs.node[near])
    hours = event.ends_h - event.starts_h
    unverified = hours if table.text("quality")[event.rest] == "unverified" else 0.0
    return Leg(
        start=node, end=node, mode=MODE_NAMES[int(arcs.mode[near])], kind="rest",
        name=table.text("rules")[event.rest], distance_km=0.0, time_h=hours, time_var_h2=0.0, cost_usd=0.0,
        co2e_kg=0.0, unverified_time_h=unverified, unverified_cost_usd=0.0,
        rows=(rest_row(graph, event.rest),), nodes=(node,), starts_h=event.starts_h, ends_h=event.ends_h,
    )  # fmt: skip


def rest_row(graph: SearchGraph, row: int) -> int:
    """Return the number of a row of rest_rules, counted through all tables.

    Examples
    --------
    >>> from landlink.network import Cargo
    >>> from landlink.network.virtual import build
    >>> from landlink.routing.provenance import rows_of
    >>> from landlink.testing import small_network
    >>> graph = build(small_network(), Cargo())
    >>> rows_of(graph.network).describe(rest_row(graph, 1))["key"]
    'driver-day'
    """
    before = TABLES[: TABLES.index("rest_rules")]
    return sum(len(graph.network.tables[name]) for name in before) + row


def worst_wait(route: Route) -> Leg:
    """Return the leg that takes the most hours.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import When, route_dated
    >>> found = route_dated(Network.reference(), "Almaty", "Aktau", when=When("2026-03-02 08:00"))
    >>> worst_wait(found.routes[0]).time_h == max(leg.time_h for leg in found.routes[0].legs)
    True
    """
    return max(route.legs, key=lambda leg: leg.time_h)
