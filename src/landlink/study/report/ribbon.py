"""Draw routes that share a stretch side by side: as ribbons, the last listed one widest below.

A ribbon keeps its look at every zoom, which lines set apart by an offset do not.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.study.report.basemap import to_units
from landlink.study.report.trace import TracedLeg, join_stretches, trace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from landlink.study.report.projection import Floats, Projection

Cell = tuple[int, int]
Segment = tuple[Cell, Cell]

LINE_PX = 3.2
STEP_PX = 4.4
MAX_EXTRA_PX = 11.0
CELL = 5.0
"""Points closer than a fifth of a map unit (2 km) count as one when stretches are compared."""


@dataclass(frozen=True)
class Run:
    """A stretch of a leg that the same routes share."""

    points: Floats
    rank: int
    sharers: int

    @property
    def width(self) -> float:
        """Line width in pixels."""
        return ribbon_width(self.rank, self.sharers)

    @property
    def length(self) -> float:
        """Length in map units."""
        return float(_along(self.points)[-1])


@dataclass(frozen=True)
class DrawnLeg:
    """A leg in map units, split into runs (none where it stands still)."""

    traced: TracedLeg
    points: Floats
    runs: tuple[Run, ...]


def ribbon_width(rank: int, sharers: int) -> float:
    """Return the width in pixels of the line of a rank among so many on one stretch.

    Examples
    --------
    >>> [round(ribbon_width(rank, 3), 1) for rank in range(3)]
    [3.2, 7.6, 12.0]
    """
    step = min(STEP_PX, MAX_EXTRA_PX / max(1, sharers - 1))
    return LINE_PX + rank * step


def draw_routes(routes: Sequence[Mapping[str, Any]], projection: Projection) -> list[list[DrawnLeg]]:
    """Project the legs of routes and find out which stretches they share."""
    stretches = [join_stretches(trace(route), set(route["via"])) for route in routes]
    placed = [[(leg, to_units(projection, leg.line)) for leg in legs] for legs in stretches]
    users: dict[Segment, list[int]] = {}
    for number, legs in enumerate(placed):
        for _, points in legs:
            for segment in _segments(points):
                group = users.setdefault(segment, [])
                if number not in group:
                    group.append(number)
    return [
        [DrawnLeg(leg, points, tuple(_runs(points, users, number))) for leg, points in legs]
        for number, legs in enumerate(placed)
    ]


def count_users(routes: Sequence[Mapping[str, Any]], projection: Projection) -> list[tuple[str, int, Floats]]:
    """Return each stretch once, with its mode and how many routes use it."""
    counted: list[tuple[str, int, Floats]] = []
    seen: set[Segment] = set()
    for legs in draw_routes(routes, projection):
        for drawn in legs:
            for run in drawn.runs:
                segments = _segments(run.points)
                if not seen.issuperset(segments):
                    seen.update(segments)
                    counted.append((drawn.traced.leg["mode"], run.sharers, run.points))
    return counted


def sample(drawn: Sequence[Sequence[DrawnLeg]], step: float) -> Floats:
    """Return points along drawn legs, a step apart, for keeping names off the lines."""
    out = [np.empty((0, 2))]
    for legs in drawn:
        for leg in legs:
            along = _along(leg.points)
            marks = np.append(np.arange(0.0, along[-1], step), along[-1])
            out.append(np.column_stack([np.interp(marks, along, leg.points[:, axis]) for axis in (0, 1)]))
    return np.vstack(out)


def point_along(points: Floats, share: float) -> tuple[float, float]:
    """Return the point at a share of a line's length.

    Examples
    --------
    >>> point_along(np.array([[0.0, 0.0], [10.0, 0.0]]), 0.25)
    (2.5, 0.0)
    """
    along = _along(points)
    where = share * along[-1]
    x, y = (float(np.interp(where, along, points[:, axis])) for axis in (0, 1))
    return x, y


def _along(points: Floats) -> Floats:
    """Return how far along a line each of its points lies."""
    steps = np.diff(points, axis=0)
    return np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])


def _segments(points: Floats) -> list[Segment]:
    """Return the segments of a line, the same for both directions."""
    cells: list[Cell] = [(int(x), int(y)) for x, y in np.rint(points * CELL)]
    pairs = itertools.pairwise(cells)
    return [(a, b) if a <= b else (b, a) for a, b in pairs]


def _runs(points: Floats, users: dict[Segment, list[int]], number: int) -> list[Run]:
    """Split a line where the set of its users changes."""
    runs: list[Run] = []
    start, last = 0, None
    segments = _segments(points)
    for i, segment in enumerate(segments):
        group = users[segment]
        state = (group.index(number), len(group))
        if last is not None and state != last:
            runs.append(Run(points[start : i + 1], *last))
            start = i
        last = state
    if last is not None:
        runs.append(Run(points[start:], *last))
    return runs
