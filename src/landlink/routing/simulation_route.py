"""A route as the operations that a simulation draws, one a leg."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.network.arcs import MODE_NAMES, Kind
from landlink.network.closures import closure_of
from landlink.routing.legs import nodes_of
from landlink.routing.simulation_operations import Operation

if TYPE_CHECKING:
    from landlink.network.virtual import SearchGraph
    from landlink.routing.legs import Ints, Leg
    from landlink.routing.routes import Route

SHIPS = ("ferry", "sea")
"""Modes that storms stop."""

DAY_H = 24.0

REST = "rest"
"""Kind of a leg that is a rest in a place; it takes as long as its rule says."""


class Drawable(NamedTuple):
    """What a simulation draws, and what there is to say about it.

    Attributes
    ----------
    operations : list of Operation
        One a leg.
    notes : list of str
        Which closures are drawn and which are not known.
    sources : list of str
        Keys of the sources that closures rest on.
    """

    operations: list[Operation]
    notes: list[str]
    sources: list[str]


def operations_of(route: Route, graph: SearchGraph, storms: int | datetime | None = None) -> Drawable:
    """Return the operations of a route, one a leg.

    Parameters
    ----------
    route : Route
    graph : SearchGraph
    storms : int or datetime, optional
        As in :func:`landlink.routing.simulate`.

    Examples
    --------
    >>> from landlink import Network, route
    >>> found = route(Network.reference(), "Almaty", "Aktau", criteria=["time"])
    >>> drawable = operations_of(found.routes[0], found.graph)
    >>> len(drawable.operations) == len(found.routes[0].legs), drawable.notes
    (True, [])
    """
    ends = np.cumsum([leg.arcs for leg in route.legs])
    arcs_of = np.split(route.arcs, ends[:-1])
    weather = _Weather(graph, storms)
    operations = []
    elapsed_h = 0.0
    for number, (leg, path) in enumerate(zip(route.legs, arcs_of, strict=True)):
        if leg.kind == REST:
            operations.append(Operation(leg.kind, 0.0, 0.0, rest_h=leg.time_h))
        else:
            following = next((arcs for arcs in arcs_of[number + 1 :] if len(arcs)), path)
            operations.append(_operation(graph, leg, path, following, weather, elapsed_h))
        elapsed_h += leg.time_h
    return Drawable(operations, weather.notes, sorted(weather.sources))


def _operation(
    graph: SearchGraph, leg: Leg, path: Ints, following: Ints, weather: _Weather, elapsed_h: float
) -> Operation:
    arcs, services, first = graph.arcs, graph.network.services, int(path[0])
    mean, variance = float(arcs.time_h[path].sum()), float(arcs.time_var_h2[path].sum())
    group = f"{graph.network.nodes.text('country')[int(arcs.node[first])]} {leg.mode}"
    timing = getattr(graph, "timing", None)
    departures = timing.departures(first) if timing is not None else None
    opening = timing.opening(first) if timing is not None else None
    row = int(arcs.service[first])
    if arcs.kind[first] == Kind.WAIT and row >= 0:
        headway, cv = (float(services.number(name)[row]) for name in ("headway_h", "headway_cv"))
        closure = weather.at(first, following, elapsed_h)
        if closure is not None:
            cv = min(cv, weather.calm_cv)
        return Operation(leg.kind, mean, variance, group, 1.0, (headway, cv), departures, opening, closure)
    moves = arcs.kind[first] == Kind.MOVE
    if moves and leg.starts_h is not None:  # rules take the rests out of the ordinary speed of roads
        mean = max(leg.time_h - leg.rest_h, 0.0)
    days = max(mean / DAY_H, 1.0) if moves else 1.0
    return Operation(leg.kind, mean, variance, group, days, None, departures, opening, rest_h=leg.rest_h)


class _Weather:
    """The closures that ships meet in the months in which they leave, and what is not known."""

    def __init__(self, graph: SearchGraph, storms: int | datetime | None) -> None:
        self.graph, self.storms = graph, storms
        self.calm_cv = graph.network.assumptions.get("calm_headway_cv", math.inf)
        self.notes: list[str] = []
        self.sources: set[str] = set()

    def at(self, wait: int, ride: Ints, elapsed_h: float) -> tuple[float, float, float] | None:
        """Return what closes a ship's ports in the month in which it leaves."""
        arcs, network = self.graph.arcs, self.graph.network
        if self.storms is None or MODE_NAMES[int(arcs.mode[wait])] not in SHIPS:
            return None
        month = self.storms
        if isinstance(month, datetime):
            month = (month + timedelta(hours=elapsed_h)).month
        service = int(arcs.service[wait])
        nodes = nodes_of(self.graph, ride)
        keys = [network.nodes.text("id")[node] for node in nodes]
        found = closure_of(network, month, [*keys, network.services.text("id")[service]])
        name = network.services.text("name")[service]
        self.notes.append(_told(name, month, None if found is None else found.name))
        if found is None:
            return None
        self.sources.add(network.tables["closures"].text("source")[found.row])
        return found.closed_share, found.spell_h, found.spell_cv


def _told(service: str, month: int, closure: str | None) -> str:
    if closure is None:
        return f"{service}: closures in month {month} are not known, none is drawn."
    return f"{service}: closures of month {month} are drawn ({closure})."
