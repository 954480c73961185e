"""From a virtual network with dates and rest rules to the arrays of the dated search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.arcs import CRITERIA, MODE_NAMES, Kind
from landlink.network.operations import TERMINAL_KINDS
from landlink.routing.dated import DatedGraph, Rests
from landlink.routing.routes import RESOLUTION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from landlink.network.rests import Level
    from landlink.network.virtual import SearchGraph
    from landlink.routing.constraints import Search

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

ABOARD = (Kind.MOVE, Kind.BORDER, Kind.GAUGE_CHANGE, Kind.TRANSHIPMENT)
"""Operations whose time counts as time aboard."""

PLAIN, OPENING, DEPARTURE = range(3)


@dataclass(frozen=True)
class Question:
    """A dated search on a virtual network.

    Attributes
    ----------
    graph : DatedGraph
    arc : int array
        Arc of the virtual network behind each arc, -1 for a step in place.
    source, target : int
    levels : tuple of Level
    nodes : int
        Nodes from this number on are on the way along an arc that was cut into pieces.
    """

    graph: DatedGraph
    arc: Ints
    source: int
    target: int
    levels: tuple[Level, ...]
    nodes: int


def units(hours: float) -> int:
    """Return hours in whole units of the search.

    Examples
    --------
    >>> units(1.5)
    150
    """
    return round(hours / RESOLUTION)


def question(graph: SearchGraph, search: Search, levels: Sequence[Level]) -> Question:
    """Return the arrays for a dated search.

    Arcs on which the rest of a level can be taken on the way are cut into pieces no longer than
    the shortest such limit, so that ways of resting are compared in between.

    Parameters
    ----------
    graph : SearchGraph
        Built from a moment on.
    search : Search
        With the constraints of the shipment in it.
    levels : sequence of Level

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from landlink.network import Cargo, Network
    >>> from landlink.network.timing import Dates
    >>> from landlink.network.virtual import build
    >>> from landlink.routing.constraints import Constraints, search_graph
    >>> graph = build(Network.reference(), Cargo(), Dates(datetime(2026, 3, 2, tzinfo=UTC)))
    >>> asked = question(graph, search_graph(graph, 0, 1, Constraints()), ())
    >>> len(asked.arc) == len(graph.arcs)
    True
    """
    base = {
        "costs": _costs(graph, levels),
        **_moments(graph),
        **(_masks(graph, levels) if levels else {}),
    }
    arc = search.arc
    held = {name: _taken(table, arc) for name, table in base.items() if name not in ("moments", "stays")}
    tails = np.repeat(np.arange(len(search.indptr) - 1), np.diff(search.indptr))
    heads = search.heads
    stays = np.zeros(0, np.int64)
    if levels:
        size = len(graph.place)
        stays = np.tile(base["stays"], (len(search.indptr) - 1) // size)
        tails, heads, arc, held, stays = _cut(tails, heads, arc, held, stays, levels)
    indptr = np.zeros(max(len(search.indptr) - 1, len(stays)) + 1, np.int64)
    np.cumsum(np.bincount(tails, minlength=len(indptr) - 1), out=indptr[1:])
    order = np.argsort(tails, kind="stable")
    held = {name: np.ascontiguousarray(table[order]) for name, table in held.items()}
    rests = None
    if levels:
        rests = Rests(
            np.array([units(level.limit_h) for level in levels]),
            np.array([units(level.rest_h) for level in levels]),
            sum(1 << k for k, level in enumerate(levels) if level.counts == "aboard"),
            held["counts"], held["idles"], held["waits"], held["midway"], stays,
        )  # fmt: skip
    dated = DatedGraph(
        indptr,
        heads[order].astype(np.int32),
        held["costs"],
        held["kinds"],
        held["spans"],
        base["moments"],
        rests,
    )
    return Question(dated, arc[order], search.source, search.target, tuple(levels), len(search.indptr) - 1)


def _taken(table: Ints, arc: Ints) -> Ints:
    """Rows of a table by arc; a step in place has zeros."""
    found = table[arc]
    found[arc < 0] = 0
    return found


def _costs(graph: SearchGraph, levels: Sequence[Level]) -> Ints:
    """All criteria in whole units; with a driver's rules, roads at the speed of driving.

    The speeds of ordinary road traffic hold the hours at which a driver rests (assumption
    ``truck_driving_hours_per_day``); where the rests are put in one by one, they are taken out.
    """
    arcs = graph.arcs
    table = np.stack([getattr(arcs, name) for name in CRITERIA], axis=1)
    if any(level.counts == "driving" and level.mode in ("road", "") for level in levels):
        driven = (arcs.kind == Kind.MOVE) & (arcs.mode == MODE_NAMES.index("road")) & (arcs.service < 0)
        countries = np.array(graph.network.links.text("country"))[arcs.link[driven]]
        table[driven, 0] *= _driving_share(graph.network.assumptions, countries)
    return np.rint(table / RESOLUTION).astype(np.int64)


def _driving_share(assumptions: Mapping[str, float], countries: NDArray[np.str_]) -> Floats:
    """Part of the day that trucks drive, by country: its own assumption, else the general one."""
    general = assumptions.get("truck_driving_hours_per_day", 24.0)
    key = "truck_driving_hours_per_day_"
    own = {name: assumptions.get(key + name, general) for name in set(countries.tolist())}
    return np.array([own[name] for name in countries.tolist()], dtype=np.float64) / 24


def _moments(graph: SearchGraph) -> dict[str, Ints]:
    """Kinds, spans and moments of all arcs."""
    count = len(graph.arcs)
    kinds, spans = np.zeros(count, np.int64), np.zeros((count, 2), np.int64)
    parts: list[Ints] = []
    used = 0
    timing = graph.timing
    for arc in _timed_arcs(graph):
        assert timing is not None  # noqa: S101  (only arcs of a timing are yielded)
        departures, opening = timing.departures(arc), timing.opening(arc)
        hours = departures if departures is not None else opening
        assert hours is not None  # noqa: S101  (likewise)
        own = np.rint(hours.reshape(-1) / RESOLUTION).astype(np.int64)
        kinds[arc] = OPENING if departures is None else DEPARTURE
        spans[arc] = (used, used + len(own))
        used += len(own)
        parts.append(own)
    moments = np.concatenate(parts) if parts else np.zeros(0, np.int64)
    return {"kinds": kinds, "spans": spans, "moments": moments}


def _timed_arcs(graph: SearchGraph) -> list[int]:
    timing = graph.timing
    if timing is None:
        return []
    return [
        arc
        for arc in range(len(graph.arcs))
        if timing.departures(arc) is not None or timing.opening(arc) is not None
    ]


def _masks(graph: SearchGraph, levels: Sequence[Level]) -> dict[str, Ints]:
    """Masks of the levels by arc and by vertex."""
    arcs, network = graph.arcs, graph.network
    timed = np.zeros(len(arcs), bool)
    timed[_timed_arcs(graph)] = True
    ordinary = _ordinary(graph)
    kinds, ids = network.nodes.text("kind"), network.nodes.text("id")
    found = {name: np.zeros(len(arcs), np.int64) for name in ("counts", "idles", "waits", "midway")}
    stays = np.zeros(len(graph.place), np.int64)
    moving = arcs.kind == Kind.MOVE
    for number, level in enumerate(levels):
        bit = 1 << number
        own = np.ones(len(arcs), bool) if not level.mode else arcs.mode == MODE_NAMES.index(level.mode)
        counted = moving & own if level.counts == "driving" else np.isin(arcs.kind, ABOARD)
        idle = ((moving & ~own) | (arcs.kind == Kind.WAIT)) & (level.waiting == "rest")
        stops = (moving | (arcs.kind == Kind.BORDER)) & (arcs.service < 0) & level.anywhere
        found["counts"] |= np.where(counted, bit, 0)
        found["idles"] |= np.where(idle & ~counted, bit, 0)
        found["waits"] |= np.where(timed & (level.waiting == "rest"), bit, 0)
        found["midway"] |= np.where(counted & stops, bit, 0)
        good = [
            level.anywhere or (node in level.places if level.places else kind in TERMINAL_KINDS)
            for node, kind in zip(ids, kinds, strict=True)
        ]
        here = np.append(np.array(good, bool), level.anywhere)[graph.place]  # place -1 is on the way
        stays |= np.where(ordinary & here, bit, 0)
    return {**found, "stays": stays}


def _ordinary(graph: SearchGraph) -> Flags:
    """Vertices at which cargo stands or is moved by ordinary traffic, so that it can stop."""
    arcs = graph.arcs
    flags = np.zeros(len(graph.place), bool)
    free = arcs.service < 0
    for kind, ends in ((Kind.MOVE, (arcs.tail, arcs.head)), (Kind.BORDER, (arcs.tail, arcs.head))):
        for end in ends:
            flags[end[(arcs.kind == kind) & free]] = True
    flags[arcs.tail[arcs.kind == Kind.WAIT]] = True
    return flags


def _cut(
    tails: Ints, heads: Ints, arc: Ints, held: dict[str, Ints], stays: Ints, levels: Sequence[Level]
) -> tuple[Ints, Ints, Ints, dict[str, Ints], Ints]:
    """Cut arcs on which one can rest into pieces; the first piece has the costs and the wait."""
    limits = [units(level.limit_h) for level in levels if level.anywhere]
    counted = (held["counts"] & held["midway"]) > 0
    time = held["costs"][:, 0]
    pieces = np.where(counted, np.maximum(1, -(-time // min(limits, default=1))), 1)
    row = np.repeat(np.arange(len(arc)), pieces)
    number = np.arange(len(row)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    last = number == pieces[row] - 1
    first = number == 0
    between = len(stays) + np.cumsum(~last) - 1  # vertex at the end of a piece that is not the last
    cut = {name: table[row] for name, table in held.items()}
    part = time[row] * (number + 1) // pieces[row] - time[row] * number // pieces[row]
    cut["costs"][~first] = 0
    cut["costs"][:, 0] = part
    for name in ("kinds", "spans", "waits"):
        cut[name][~first] = 0
    new_heads = np.where(last, heads[row], between)
    new_tails = np.where(first, tails[row], np.append(0, between[:-1]))
    on_the_way = held["midway"][row][~last]
    return new_tails, new_heads, arc[row], cut, np.append(stays, on_the_way)
