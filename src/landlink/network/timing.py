"""When things leave and open, from the tables to plain arrays in hours since a moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from landlink.network.arcs import Arcs, Kind
from landlink.network.calendars import (
    Days,
    departure_hours,
    merged,
    opening_hours,
    parse_clock,
    parse_date,
    parse_days,
    zone_at,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from landlink.network.cargo import Cargo
    from landlink.network.model import Network
    from landlink.network.table import Table

    Floats = NDArray[np.float64]

RUNNING = (Kind.MOVE, Kind.BORDER, Kind.GAUGE_CHANGE)
"""Operations that a service does between two calls."""

Calls: TypeAlias = list[tuple[int, int, int]]
"""Calls of a run in order: node row, vertex at which cargo is ready for it, vertex aboard."""

HORIZON_DAYS = 120.0
"""How far ahead timetables and opening hours are looked up unless something else is asked for."""

MOST_HORIZON_DAYS = 3660.0
"""So far ahead, ten years, timetables can be looked up."""

UNDER_WAY_H = 90 * 24.0
"""Who left the first stop so long before the readiness may still call at later ones."""


class Dates(NamedTuple):
    """The moment that a search counts from, and how many hours it looks ahead."""

    ready: datetime
    horizon_h: float = HORIZON_DAYS * 24


@dataclass(frozen=True)
class Timing:
    """Departures and opening hours of the arcs of a virtual network.

    Attributes
    ----------
    ready : datetime
        Moment from which hours count.
    horizon_h : float
        Hours up to which timetables and opening hours were looked up.
    """

    ready: datetime
    horizon_h: float
    _departures: Mapping[int, Floats] = field(repr=False)
    _openings: Mapping[int, Floats] = field(repr=False)

    def departures(self, arc: int) -> Floats | None:
        """Return the departures that an arc waits for, in hours since readiness; None where none.

        Examples
        --------
        >>> Timing(None, 24.0, {3: np.array([4.0])}, {}).departures(3).tolist()
        [4.0]
        """
        return self._departures.get(arc)

    def opening(self, arc: int) -> Floats | None:
        """Return the windows ``[open, close)`` in which an arc can be begun; None where it always can.

        Examples
        --------
        >>> Timing(None, 24.0, {}, {}).opening(3) is None
        True
        """
        return self._openings.get(arc)


class Sailing(NamedTuple):
    """Departures of a service in one direction that are alike in price, time, emissions and spread.

    Attributes
    ----------
    row : int
        First row of timetables that they come from.
    time_h, price_usd, cv : float
        NaN where the service's own hold.
    time_factor, price_factor, co2e_factor : float
    departures : dict of int to float array
        Hours since readiness by node row; below zero for those that may be under way to later stops.
    """

    row: int
    time_h: float
    price_usd: float
    cv: float
    time_factor: float
    price_factor: float
    co2e_factor: float
    departures: dict[int, Floats]


def zone_of(network: Network, node: int) -> str:
    """Return the time zone of a node row: its own, else that of its position.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> network = Network.reference()
    >>> [zone_of(network, network.nodes.index()[name]) for name in ("riga", "urumqi", "moscow")]
    ['Europe/Riga', 'Asia/Shanghai', 'Europe/Moscow']
    """
    nodes = network.nodes
    own = nodes.text("timezone")[node]
    lon, lat = float(nodes.number("lon")[node]), float(nodes.number("lat")[node])
    return own or zone_at(nodes.text("country")[node], lon, lat)


def sailings(network: Network, cargo: Cargo, dates: Dates) -> dict[tuple[int, int], list[Sailing]]:
    """Return the departures of each service that has a timetable, by service row and direction.

    Departures that differ in an option are apart, so that each kind becomes a run of its own
    in the virtual network.

    Parameters
    ----------
    network : Network
    cargo : Cargo
    dates : Dates

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from landlink.network import Cargo
    >>> from landlink.testing import small_network, with_rows
    >>> network = with_rows(small_network(), "timetables", "a,ferry,08:00", days="mon")
    >>> found = sailings(network, Cargo(), Dates(datetime(2026, 3, 2, tzinfo=UTC), 200.0))
    >>> [hours[hours >= 0].tolist() for one in found[1, 0] for hours in one.departures.values()]
    [[3.0, 171.0]]
    """
    table, services = network.tables["timetables"], network.services
    price = table.number(f"price_usd_{cargo.equipment}")
    options = np.stack(
        [
            table.number("time_h"), price, table.number("cv"), table.number("time_factor"),
            table.number("price_factor"), table.number("co2e_factor"),
        ],
        axis=1,
    )  # fmt: skip
    index, nodes = services.index(), network.nodes.index()
    groups: dict[tuple[int, int], dict[tuple[str, ...], list[int]]] = {}
    for row, service in enumerate(table.text("service")):
        way = int(table.text("direction")[row] == "backward")
        alike = tuple(map(str, options[row].tolist()))
        groups.setdefault((index[service], way), {}).setdefault(alike, []).append(row)
    found: dict[tuple[int, int], list[Sailing]] = {}
    for (service_row, way), kinds in groups.items():
        stops = [one.strip() for one in services.text("stops")[service_row].split("|")]
        first = nodes[next(one for one in (stops[::-1] if way else stops) if one[:1] != "~")]
        found[service_row, way] = [
            _sailing(rows[0], options[rows[0]].tolist(), _by_stop(network, table, rows, first, dates))
            for rows in kinds.values()
        ]
    return found


def _sailing(row: int, options: list[float], departures: dict[int, Floats]) -> Sailing:
    time_h, price_usd, cv, time_factor, price_factor, co2e_factor = options
    return Sailing(row, time_h, price_usd, cv, time_factor, price_factor, co2e_factor, departures)


def _by_stop(network: Network, table: Table, rows: list[int], first: int, dates: Dates) -> dict[int, Floats]:
    index = network.nodes.index()
    held: dict[int, list[Floats]] = {}
    for row in rows:
        stop = table.text("stop")[row]
        node = index[stop] if stop else first
        name = table.text("timezone")[row] or zone_of(network, node)
        minute = parse_clock(table.text("departs")[row])
        held.setdefault(node, []).append(
            departure_hours(*dates, _days(table, row), minute, name, -UNDER_WAY_H)
        )
    return {node: np.unique(np.concatenate(parts)) for node, parts in held.items()}


def _days(table: Table, row: int, closed: str = "") -> Days:
    first = parse_date(table.text("valid_from")[row], date.min)
    last = parse_date(table.text("valid_to")[row], date.max)
    return Days(*parse_days(table.text("days")[row]), first, last, closed)


def openings(network: Network, arcs: Arcs, dates: Dates) -> dict[int, Floats]:
    """Return the windows in which each arc can be begun, for arcs that are not always open.

    Rows for one operation at a node come before rows for all of them; several rows of the same
    are open whenever one of them is.

    Parameters
    ----------
    network : Network
    arcs : Arcs
    dates : Dates

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from landlink.network import Cargo
    >>> from landlink.network.virtual import build
    >>> from landlink.testing import small_network, with_rows
    >>> network = with_rows(small_network(), "opening_hours", "a,08:00,18:00", node="aktau")
    >>> arcs = build(network, Cargo()).arcs
    >>> found = openings(network, arcs, Dates(datetime(2026, 3, 2, tzinfo=UTC), 24.0))
    >>> sorted({Kind(int(arcs.kind[arc])).label for arc in found})
    ['load', 'transhipment', 'unload']
    >>> next(iter(found.values())).tolist()
    [[3.0, 13.0]]
    """
    table = network.tables["opening_hours"]
    if not len(table):
        return {}
    windows = {
        subject: merged(
            ((pair[0], pair[1]) for row in rows for pair in _windows(network, row, dates)), dates.horizon_h
        )
        for subject, rows in _rows_by_subject(table).items()
    }
    crossings, nodes = network.crossings.text("id"), network.nodes.text("id")
    found = {}
    for arc in range(len(arcs)):
        kind = Kind(int(arcs.kind[arc]))
        if kind == Kind.BORDER:
            keys = [("crossing", crossings[int(arcs.crossing[arc])], "")]
        elif kind in (Kind.WAIT, Kind.MOVE):
            continue
        else:
            node = nodes[int(arcs.node[arc])]
            keys = [("node", node, kind.label), ("node", node, "")]
        its = next((windows[key] for key in keys if key in windows), None)
        if its is not None:
            found[arc] = its
    return found


def timing_of(
    network: Network, arcs: Arcs, dates: Dates, kinds: Sequence[Sailing], calls: Sequence[Calls]
) -> Timing:
    """Return the departures and opening hours of the arcs of a virtual network.

    Parameters
    ----------
    network : Network
    arcs : Arcs
    dates : Dates
    kinds : sequence of Sailing
        Kinds of departure that have runs of their own.
    calls : sequence of list
        Of each kind, the calls of its run in order: node, vertex ready for it, vertex aboard.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from landlink.network import Cargo
    >>> from landlink.network.virtual import build
    >>> from landlink.testing import small_network
    >>> network, dates = small_network(), Dates(datetime(2026, 3, 2, tzinfo=UTC), 200.0)
    >>> timing_of(network, build(network, Cargo()).arcs, dates, [], []).departures(0) is None
    True
    """
    onward = {
        int(arcs.tail[arc]): (int(arcs.head[arc]), float(arcs.time_h[arc]))
        for arc in np.flatnonzero(np.isin(arcs.kind, RUNNING) & (arcs.service >= 0))
    }
    leaving: dict[tuple[int, int], Floats] = {}
    for kind, its in zip(kinds, calls, strict=True):
        leaving |= _departures(kind, its, onward)
    waits = {
        arc: leaving[ends]
        for arc in np.flatnonzero(arcs.kind == Kind.WAIT).tolist()
        if (ends := (int(arcs.tail[arc]), int(arcs.head[arc]))) in leaving
    }
    return Timing(dates.ready, dates.horizon_h, waits, openings(network, arcs, dates))


def _departures(
    sailing: Sailing, calls: Calls, onward: Mapping[int, tuple[int, float]]
) -> dict[tuple[int, int], Floats]:
    """Departures at each call: those of the timetable, else of the call before and the run from it.

    What left the first stop before the readiness calls at later ones after it.
    """
    found: dict[tuple[int, int], Floats] = {}
    hours = np.zeros(0)
    vertex = calls[0][2] if calls else -1
    for node, ready, departs in calls:
        run = 0.0
        while vertex != departs and vertex in onward:
            vertex, taken = onward[vertex]
            run += taken
        hours = hours + run if vertex == departs else np.zeros(0)
        hours = sailing.departures.get(node, hours)
        vertex = departs
        found[ready, departs] = hours[hours >= 0]
    return found


def _rows_by_subject(table: Table) -> dict[tuple[str, str, str], list[int]]:
    held: dict[tuple[str, str, str], list[int]] = {}
    columns = (table.text(name) for name in ("crossing", "node", "operation"))
    for row, (crossing, node, operation) in enumerate(zip(*columns, strict=True)):
        key = ("crossing", crossing, "") if crossing else ("node", node, operation)
        held.setdefault(key, []).append(row)
    return held


def _windows(network: Network, row: int, dates: Dates) -> list[list[float]]:
    table = network.tables["opening_hours"]
    name = table.text("timezone")[row] or zone_of(network, _place(network, row))
    opens, closes = (parse_clock(table.text(column)[row]) for column in ("opens", "closes"))
    days = _days(table, row, table.text("holidays")[row])
    held: list[list[float]] = opening_hours(*dates, days, opens, closes, name).tolist()
    return held


def _place(network: Network, row: int) -> int:
    """Node whose zone opening hours are in: of a crossing, where one comes from."""
    table, crossings = network.tables["opening_hours"], network.crossings
    crossing = table.text("crossing")[row]
    if not crossing:
        return network.nodes.index()[table.text("node")[row]]
    number = crossings.index()[crossing]
    link = network.links.index()[crossings.text("link")[number]]
    tails, heads = network.ends
    return int((heads if crossings.text("direction")[number] == "backward" else tails)[link])
