"""Routes from a moment on: what leaves and arrives when, and whether a deadline can be met."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.arcs import CRITERIA
from landlink.network.calendars import hours_since, moment_after, parse_moment
from landlink.network.cargo import Cargo
from landlink.network.places import find_place
from landlink.network.rests import rest_levels
from landlink.network.timing import HORIZON_DAYS, MOST_HORIZON_DAYS, Dates, zone_of
from landlink.network.virtual import build
from landlink.routing.constraints import Constraints, search_graph
from landlink.routing.dated import dated_front
from landlink.routing.dated_graph import Question, question, units
from landlink.routing.dated_legs import route_of, totals_of, worst_wait
from landlink.routing.dated_strict import long_stages
from landlink.routing.provenance import rows_of
from landlink.routing.routes import (
    BEST,
    DEFAULT_EPS,
    RESOLUTION,
    Dated,
    Routes,
    criteria_of,
    nearest_to_balance,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from landlink.network.model import Network
    from landlink.network.virtual import SearchGraph
    from landlink.routing.dated import Step
    from landlink.routing.provenance import Rows

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

BISECT_H = 1 / 60
"""The latest readiness is given to the minute."""


@dataclass(frozen=True)
class When:
    """When a shipment is ready, by when it must arrive, and the rest rules that it keeps to.

    Parameters
    ----------
    ready, deadline : datetime or str
        Text without a zone is local time of the origin (``ready``) or of the destination.
    rules : tuple of str
        Names of rule sets.
    horizon_days : float
        How far ahead timetables and opening hours are looked up.

    Examples
    --------
    >>> When("2026-03-02 08:00", rules=("aetr",)).rules
    ('aetr',)
    """

    ready: datetime | str
    deadline: datetime | str | None = None
    rules: tuple[str, ...] = ()
    horizon_days: float = HORIZON_DAYS


class Moments(NamedTuple):
    """Readiness and deadline as moments."""

    ready: datetime
    deadline: datetime | None


def moments_of(network: Network, when: When, origin: int, destination: int) -> Moments:
    """Return readiness and deadline as moments with the zones of both ends.

    Raises
    ------
    LandlinkError
        If a moment cannot be read, the deadline is not after the readiness, or the horizon is too far.

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> moments_of(network, When("2026-03-02 08:00"), 0, 1).ready.utcoffset() is None
    False
    """
    if not 0 < when.horizon_days <= MOST_HORIZON_DAYS:
        most, given = MOST_HORIZON_DAYS, when.horizon_days
        raise LandlinkError(f"the horizon must be above zero and at most {most:g} days, not {given:g}")
    ready = _moment(when.ready, zone_of(network, origin))
    if when.deadline is None:
        return Moments(ready, None)
    deadline = _moment(when.deadline, zone_of(network, destination))
    if deadline <= ready:
        raise LandlinkError(
            f"the deadline {deadline.isoformat()} is not after {ready.isoformat()}, when the goods are ready"
        )
    return Moments(ready, deadline)


def _moment(given: datetime | str, zone: str) -> datetime:
    if isinstance(given, str):
        return parse_moment(given, zone)
    return given if given.tzinfo else parse_moment(given.isoformat(), zone)


def route_dated(
    network: Network,
    origin: str,
    destination: str,
    cargo: Cargo | None = None,
    *,
    when: When,
    constraints: Constraints | None = None,
    criteria: Sequence[str] = ("time", "cost", "co2e", "variance"),
    eps: float = DEFAULT_EPS,
    latest: bool = False,
) -> Routes:
    """Find the routes between two places from a moment on.

    Parameters
    ----------
    network : Network
    origin, destination : str
        Names of places.
    cargo : Cargo, optional
        Default one 40-foot container.
    when : When
    constraints : Constraints, optional
    criteria : sequence of str
        Any of ``time``, ``cost``, ``co2e``, ``variance``.
    eps : float
        How much worse a route may be than one it stands for; 0 asks for the exact front.
    latest : bool
        Also find the latest moment at which the goods may be ready and meet the deadline.

    Returns
    -------
    Routes
        With ``dated`` filled; empty where the deadline cannot be met, ``dated.earliest`` is then
        the earliest route.

    Raises
    ------
    LandlinkError
        If a place, criterion or rule set is unknown or a moment cannot be.

    Examples
    --------
    >>> from landlink.network import Network
    >>> found = route_dated(Network.reference(), "Almaty", "Aktau", when=When("2026-03-02 08:00"))
    >>> found.dated.ready.isoformat(), found.routes[0].label
    ('2026-03-02T08:00:00+05:00', 'fastest')
    """
    start, end = find_place(network, origin), find_place(network, destination)
    goods = cargo or Cargo()
    moments = moments_of(network, when, start, end)
    graph = build(network, goods, Dates(moments.ready, when.horizon_days * 24))
    return dated_route_on(
        graph, rows_of(network), start, end, constraints or Constraints(), criteria_of(criteria), eps,
        when, latest=latest,
    )  # fmt: skip


def dated_route_on(
    graph: SearchGraph,
    rows: Rows,
    origin: int,
    destination: int,
    constraints: Constraints,
    criteria: tuple[str, ...],
    eps: float,
    when: When,
    *,
    latest: bool = False,
) -> Routes:
    """Find routes on a virtual network that was built from the shipment's readiness on.

    Parameters
    ----------
    graph : SearchGraph
    rows : Rows
    origin, destination : int
        Node rows.
    constraints : Constraints
    criteria : tuple of str
        Full names.
    eps : float
    when : When
    latest : bool

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> a, b = (find_place(network, name) for name in ("Almaty", "Aktau"))
    >>> when = When("2026-03-02 08:00")
    >>> graph = build(network, Cargo(), Dates(moments_of(network, when, a, b).ready))
    >>> found = dated_route_on(graph, rows_of(network), a, b, Constraints(), ("time_h",), 0.0, when)
    >>> len(found.routes) >= 1
    True
    """
    if origin == destination:
        name = graph.network.nodes.text("name")[origin]
        raise LandlinkError(f"origin and destination are the same place, {name}")
    moments = moments_of(graph.network, when, origin, destination)
    levels = rest_levels(graph.network, when.rules, graph.cargo)
    asked = question(graph, search_graph(graph, origin, destination, constraints), levels)
    horizon = units(when.horizon_days * 24)
    by = horizon
    if moments.deadline is not None:
        by = min(horizon, int(hours_since(moments.ready, moments.deadline) / RESOLUTION + 1e-6))
    columns = tuple(CRITERIA.index(name) for name in criteria)
    exact = 0.0 if len(criteria) == 1 else eps
    front = dated_front(asked.graph, asked.source, asked.target, latest=by, criteria=columns, eps=exact)
    ways = [front.steps(number) for number in range(len(front))]
    points = np.array([totals_of(graph, asked, way) for way in ways]).reshape(len(ways), len(CRITERIA))
    named = _named(graph, asked, ways, points, columns, by) if ways else []
    routes = [route_of(graph, rows, asked, tuple(labels), way) for labels, way in named]
    routes.sort(key=lambda found: found.totals["time_h"])
    dated = Dated(moments.ready, moments.deadline, when.rules, when.horizon_days)
    if not ways:
        dated = _missed(graph, rows, asked, dated, horizon)
    if latest and moments.deadline is not None and (ways or dated.earliest):
        dated = replace(dated, latest_ready=latest_ready(graph, origin, destination, constraints, when))
    if ways and (front.ended or (by == horizon and front.late)):
        dated = replace(dated, note=_past_horizon(front.ended + front.late, when))
    strict = [
        f"On the {labels[0]} route {said}."
        for labels, way in named
        for said in long_stages(graph, asked, way)
    ]
    dated = replace(dated, note=" ".join([*([dated.note] if dated.note else []), *strict]))
    return Routes(origin, destination, graph, constraints, criteria, routes, points[:, columns], exact, dated)


def _past_horizon(count: int, when: When) -> str:
    return (
        f"{count} partial ways wait past the horizon of {when.horizon_days:g} days and were not followed; "
        "a longer horizon may show slower trade-offs."
    )


def _missed(graph: SearchGraph, rows: Rows, asked: Question, dated: Dated, horizon: int) -> Dated:
    """Say why there is no route: the deadline, the horizon, or no way at all."""
    first = dated_front(asked.graph, asked.source, asked.target, latest=horizon, criteria=(0,))
    if len(first):
        earliest = route_of(graph, rows, asked, ("earliest",), first.steps(0))
        return replace(dated, earliest=earliest)
    if first.ended or first.late:
        note = f"nothing arrives within the horizon of {dated.horizon_days:g} days"
        if dated.rules:
            note += f" and keeps to {', '.join(dated.rules)}"
        return replace(dated, note=note)
    if dated.rules:
        free = question_without_rules(asked)
        if len(dated_front(free.graph, free.source, free.target, latest=horizon, criteria=(0,))):
            return replace(
                dated, note=f"no way keeps to {', '.join(dated.rules)}: a stretch is too long for it"
            )
    return dated


def question_without_rules(asked: Question) -> Question:
    """Return the same question without its rest rules.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> graph = build(small_network(), Cargo(), Dates(datetime(2026, 3, 2, tzinfo=UTC)))
    >>> asked = question(graph, search_graph(graph, 0, 7, Constraints()), ())
    >>> question_without_rules(asked).levels
    ()
    """
    return replace(asked, graph=replace(asked.graph, rests=None, _bounds={}), levels=())


def latest_ready(
    graph: SearchGraph, origin: int, destination: int, constraints: Constraints, when: When
) -> datetime | None:
    """Return the latest moment at which the goods may be ready and still meet the deadline.

    The earliest arrival never falls when the goods are ready later, so bisection finds the
    moment, to the minute. It can be before the shipment's own readiness.

    Parameters
    ----------
    graph : SearchGraph
        Its network and cargo are used.
    origin, destination : int
    constraints : Constraints
    when : When
        With a deadline.

    Returns
    -------
    datetime or None
        In the zone of the origin; None where no readiness within the horizon before the deadline
        is early enough.

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> a, b = (find_place(network, name) for name in ("Almaty", "Aktau"))
    >>> when = When("2026-03-02 08:00", "2026-03-30 08:00")
    >>> graph = build(network, Cargo(), Dates(moments_of(network, when, a, b).ready))
    >>> latest_ready(graph, a, b, Constraints(), when) > moments_of(network, when, a, b).ready
    True
    """
    deadline = moments_of(graph.network, when, origin, destination).deadline
    if deadline is None:
        raise LandlinkError("the latest readiness needs a deadline")
    span = when.horizon_days * 24
    base = deadline.astimezone(UTC) - timedelta(hours=span)
    again = build(graph.network, graph.cargo, Dates(base, span))
    levels = rest_levels(graph.network, when.rules, graph.cargo)
    asked = question(again, search_graph(again, origin, destination, constraints), levels)
    low, high = 0, int(span / BISECT_H)  # in minutes since the base; at ``high`` it is too late
    if not _meets(asked, 0.0, span):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if _meets(asked, middle * BISECT_H, span):
            low = middle
        else:
            high = middle
    from zoneinfo import ZoneInfo  # noqa: PLC0415

    return (base + timedelta(minutes=low)).astimezone(ZoneInfo(zone_of(graph.network, origin)))


def _meets(asked: Question, ready_h: float, latest_h: float) -> bool:
    ready = int(np.ceil(ready_h / RESOLUTION - 1e-6))
    latest = int(latest_h / RESOLUTION + 1e-6)
    front = dated_front(asked.graph, asked.source, asked.target, ready=ready, latest=latest, criteria=(0,))
    return len(front) > 0


def _named(
    graph: SearchGraph, asked: Question, ways: list[list[Step]], points: Floats, columns: tuple[int, ...],
    by: int,
) -> list[tuple[list[str], list[Step]]]:  # fmt: skip
    """Return the best way by each criterion, found exactly, and the balanced one of the front."""
    named: dict[tuple[float, ...], tuple[list[str], list[Step]]] = {}
    best = []
    for column, name in enumerate(CRITERIA):
        pair = (0, column or 1)  # ties are broken by the arrival, the fastest by the price
        front = dated_front(asked.graph, asked.source, asked.target, latest=by, criteria=pair)
        row = int(np.lexsort((front.points[:, pair[column == 0]], front.points[:, column]))[0])
        best.append((BEST[name], front.steps(row)))
    row = nearest_to_balance(graph, points, points[:, columns])
    best.append(("balanced", ways[row]))
    for label, way in best:
        totals = tuple(round(total, 2) for total in totals_of(graph, asked, way))
        named.setdefault(totals, ([], way))[0].append(label)
    return list(named.values())


def missed_deadline(found: Routes) -> str:
    """Say that a deadline cannot be met, when the earliest arrival is and what costs most; else nothing.

    Examples
    --------
    >>> from landlink.network import Network
    >>> when = When("2026-03-02 08:00", "2026-03-03 08:00")
    >>> print(missed_deadline(route_dated(Network.reference(), "Almaty", "Aktau", when=when)))
    The deadline 2026-03-03 08:00 cannot be met: the earliest arrival is ...; most time goes to ...
    """
    dated = found.dated
    if dated is None or dated.earliest is None or dated.deadline is None:
        return ""
    graph = found.graph
    zone = zone_of(graph.network, found.destination)
    arrives = moment_after(dated.ready, dated.earliest.totals["time_h"], zone)
    leg = worst_wait(dated.earliest)
    names = graph.network.nodes.text("name")
    where = names[leg.start] if leg.start == leg.end else f"{names[leg.start]} - {names[leg.end]}"
    rested = f", {leg.rest_h:.1f} h of them rest" if leg.rest_h else ""
    what = f"{leg.kind.replace('_', ' ')} by {leg.mode}" if leg.kind != "rest" else "rest"
    return (
        f"The deadline {dated.deadline:%Y-%m-%d %H:%M} cannot be met: the earliest arrival is "
        f"{arrives:%Y-%m-%d %H:%M}; most time goes to {what}, {where} ({leg.time_h:.1f} h{rested})."
    )


__all__ = [
    "When",
    "dated_route_on",
    "latest_ready",
    "missed_deadline",
    "moments_of",
    "route_dated",
]
