"""Put each leg of a route on the map: its line where it moves, its point where it stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.study.report.projection import Floats, great_circle_km

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Place = tuple[float, float]


@dataclass(frozen=True)
class TracedLeg:
    """A leg with its line in degrees (at least one point; one alone where nothing moves)."""

    leg: dict[str, Any]
    line: Floats

    @property
    def start(self) -> Place:
        """Where the leg begins."""
        return float(self.line[0, 0]), float(self.line[0, 1])

    @property
    def end(self) -> Place:
        """Where the leg ends."""
        return float(self.line[-1, 0]), float(self.line[-1, 1])


def trace(route: Mapping[str, Any]) -> list[TracedLeg]:
    """Give each leg of a route its part of the route's geometry.

    The moves take the pieces of geometry one by one where there are as many; else each run of
    one mode shares that mode's line out by distance.  A route without geometry has no trace.

    Examples
    --------
    >>> move = {"kind": "move", "mode": "rail", "distance_km": 100.0}
    >>> line = {"mode": "rail", "coordinates": [[50, 40], [51, 40], [52, 40]]}
    >>> legs = trace({"legs": [move, move], "geometry": [line]})
    >>> [leg.line.tolist() for leg in legs]
    [[[50.0, 40.0], [51.0, 40.0]], [[51.0, 40.0], [52.0, 40.0]]]
    """
    pieces = [piece for piece in route.get("geometry") or [] if len(piece["coordinates"])]
    moves = [leg for leg in route["legs"] if leg["kind"] == "move"]
    if not pieces or not moves:
        return []
    lines = iter(_lines_of_moves(moves, pieces))
    at = np.asarray(pieces[0]["coordinates"][:1], dtype=np.float64)
    traced = []
    for leg in route["legs"]:
        if leg["kind"] == "move":
            line = next(lines)
            at = line[-1:]
            traced.append(TracedLeg(leg, line))
        else:
            traced.append(TracedLeg(leg, at))
    return traced


def join_stretches(traced: Sequence[TracedLeg], hubs: Collection[str]) -> list[TracedLeg]:
    """Join moves that follow each other in one mode and service, up to the next hub.

    Examples
    --------
    >>> leg = {"kind": "move", "mode": "rail", "name": "", "distance_km": 9.0, "time_h": 1.0,
    ...        "time_sd_h": 3.0, "cost_usd": 5.0, "co2e_kg": 1.0}
    >>> ends = [("A", "B"), ("B", "C"), ("C", "D")]
    >>> legs = [TracedLeg(leg | {"from": a, "to": b}, np.zeros((2, 2))) for a, b in ends]
    >>> [(t.leg["from"], t.leg["to"], t.leg["time_h"]) for t in join_stretches(legs, {"C"})]
    [('A', 'C', 2.0), ('C', 'D', 1.0)]
    """
    joined: list[TracedLeg] = []
    for item in traced:
        last = joined[-1].leg if joined else None
        if (
            last is not None
            and last["kind"] == item.leg["kind"] == "move"
            and (last["mode"], last["name"]) == (item.leg["mode"], item.leg["name"])
            and last["to"] not in hubs
        ):
            joined[-1] = TracedLeg(_sum(last, item.leg), np.vstack([joined[-1].line, item.line[1:]]))
        else:
            joined.append(item)
    return joined


def split_line(line: Floats, weights: Sequence[float]) -> list[Floats]:
    """Cut a line into consecutive parts whose lengths are as the weights, at its own points.

    Where the line has too few points, cuts fall between them.

    Examples
    --------
    >>> line = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0]])
    >>> [len(part) for part in split_line(line, [1.0, 2.0])]
    [2, 3]
    """
    along = np.concatenate([[0.0], np.cumsum(great_circle_km(line))])
    total = sum(weights) or 1.0
    marks = np.cumsum(weights)[:-1] / total * along[-1]
    inner = along[1:-1]
    if len(inner) > 2 * len(marks):
        marks = np.array([inner[np.argmin(np.abs(inner - m))] for m in marks])
    bounds = [0.0, *np.maximum.accumulate(marks), along[-1]]
    parts = []
    for low, high in pairwise(bounds):
        keep = line[(along > low + 1e-9) & (along < high - 1e-9)]
        parts.append(np.vstack([_at(line, along, low), keep, _at(line, along, high)]))
    return parts


def _sum(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return two moves as one."""
    added = {key: one[key] + other[key] for key in ("distance_km", "time_h", "cost_usd", "co2e_kg")}
    spread = math.hypot(one["time_sd_h"], other["time_sd_h"])
    return {**one, **added, "time_sd_h": spread, "to": other["to"]}


def _at(line: Floats, along: Floats, where: float) -> Floats:
    """Return the point of a line at a distance from its start."""
    return np.array([[np.interp(where, along, line[:, 0]), np.interp(where, along, line[:, 1])]])


def _lines_of_moves(moves: list[Any], pieces: list[Any]) -> list[Floats]:
    """Return one line for each move."""
    coordinates = [np.asarray(p["coordinates"], dtype=np.float64)[:, :2] for p in pieces]
    if len(moves) == len(pieces):
        return coordinates
    runs = [list(group) for _, group in groupby(moves, key=lambda leg: leg["mode"])]
    by_mode = groupby(zip(pieces, coordinates, strict=True), key=lambda pair: pair[0]["mode"])
    joined = [np.vstack([c for _, c in group]) for _, group in by_mode]
    if len(runs) != len(joined):
        runs, joined = [moves], [np.vstack(coordinates)]
    lines: list[Floats] = []
    for run, line in zip(runs, joined, strict=True):
        lines += split_line(line, [float(leg["distance_km"] or 0.0) for leg in run])
    return lines
