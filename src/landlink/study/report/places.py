"""Find what a map should name and mark, and place the names so that they do not collide."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from landlink.study.report.basemap import Box, lies_inside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landlink.study.report.projection import Floats
    from landlink.study.report.ribbon import DrawnLeg

CHARACTER_WIDTH = 0.56
FONT_PX = 12.5
DIRECTIONS = (
    ("start", 8, 4), ("end", -8, 4), ("middle", 0, -9), ("middle", 0, 18),
    ("start", 7, -6), ("end", -7, -6), ("start", 7, 14), ("end", -7, 14),
)  # fmt: skip
"""Where a name may stand beside its dot: text anchor, shift right, shift down, in pixels."""


COUNTRY_SHIFTS = tuple((dx, dy) for dy in (0, 18, -18, 36, -36, 54, -54) for dx in (0, 34, -34, 68, -68))
"""How far a country's name may move from its point, in pixels."""

MOST_COVERED = 2
"""A country's name covers at most so many points of the lines."""

END_STRETCH = 1.16
"""The ends of routes are set bold and a little larger."""

COUNTRY_STRETCH = 1.12
"""Countries are set in small spaced capitals, somewhat wider than places."""


@dataclass
class Stop:
    """A named place on the map."""

    name: str
    x: float
    y: float
    ends: bool = False
    uses: int = 0


@dataclass
class Border:
    """A border crossing on the map."""

    x: float
    y: float
    legs: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True)
class PlacedName:
    """A stop whose name has found room, or has not."""

    stop: Stop
    anchor: str
    dx: float
    dy: float
    box: Box | None

    @property
    def shown(self) -> bool:
        """Whether the name found room."""
        return self.box is not None


def find_stops(drawn: Sequence[Sequence[DrawnLeg]], via: Sequence[Sequence[str]]) -> list[Stop]:
    """Return the ends and hubs of routes, the most used first."""
    stops: dict[str, Stop] = {}
    for legs, hubs in zip(drawn, via, strict=True):
        if not legs:
            continue
        wanted = set(hubs)
        first, last = legs[0], legs[-1]
        points = {
            str(first.traced.leg["from"]): first.points[0],
            str(last.traced.leg["to"]): last.points[-1],
        }
        ends = set(points)
        for leg in legs:
            points.setdefault(str(leg.traced.leg["from"]), leg.points[0])
            points.setdefault(str(leg.traced.leg["to"]), leg.points[-1])
        for name, point in points.items():
            if name in wanted or name in ends:
                stop = stops.setdefault(name, Stop(name, float(point[0]), float(point[1])))
                stop.uses += 1
                stop.ends = stop.ends or name in ends
    return sorted(stops.values(), key=lambda stop: (not stop.ends, -stop.uses, stop.name))


def find_borders(drawn: Sequence[Sequence[DrawnLeg]]) -> list[Border]:
    """Return the border crossings that routes pass, each once."""
    borders: dict[tuple[int, int], Border] = {}
    names: set[tuple[object, ...]] = set()
    for legs in drawn:
        for leg in legs:
            if leg.traced.leg["kind"] != "border":
                continue
            x, y = (float(v) for v in leg.points[-1])
            key = (round(x), round(y))
            border = borders.setdefault(key, Border(x, y))
            what = leg.traced.leg
            if (*key, what["name"], what["mode"], what["time_h"]) not in names:
                names.add((*key, what["name"], what["mode"], what["time_h"]))
                border.legs.append(what)
    return list(borders.values())


def place_names(
    stops: Sequence[Stop], taken: Sequence[Box], unit: float, view: Box, ink: Floats | None = None
) -> list[PlacedName]:
    """Give each stop's name the free place around its dot that covers least of the lines.

    Parameters
    ----------
    stops
        In order of importance.
    taken
        Boxes that names must not cover.
    unit
        Map units per pixel.
    view
        What the map shows; names stay within it.
    ink
        Points along the drawn lines, to be left uncovered where possible.

    Examples
    --------
    >>> stops = [Stop("Aktau", 0, 0), Stop("Kuryk", 1, 1)]
    >>> placed = place_names(stops, [], 1.0, Box(-99, -99, 99, 99))
    >>> [(name.anchor, name.shown) for name in placed]
    [('start', True), ('end', True)]
    """
    points = np.empty((0, 2)) if ink is None else ink
    dots = [_around(stop.x, stop.y, 4 * unit) for stop in stops]
    boxes = list(taken)
    placed = []
    for number, stop in enumerate(stops):
        others = boxes + dots[:number] + dots[number + 1 :]
        choices = []
        for order, (anchor, dx, dy) in enumerate(DIRECTIONS):
            grown = unit * (END_STRETCH if stop.ends else 1.0)
            box = name_box(stop.name, (stop.x + dx * unit, stop.y + dy * unit), anchor, grown)
            if _within(box, view) and not any(overlap(box, other) for other in others):
                choices.append((covered(box, points), order, box))
        if choices:
            _, order, box = min(choices, key=lambda choice: choice[:2])
            boxes.append(box)
            placed.append(PlacedName(stop, *DIRECTIONS[order], box=box))
        else:
            placed.append(PlacedName(stop, *DIRECTIONS[0], box=None))
    return placed


def place_countries(
    countries: Sequence[tuple[str, float, float, list[Floats]]],
    taken: Sequence[Box],
    unit: float,
    view: Box,
    ink: Floats,
) -> list[tuple[str, float, float, bool]]:
    """Shift the names of countries clear of places and lines, but not out of the country.

    Returns
    -------
    list of tuple
        Name and place of each, and whether it has found room; without room it stays where it was.
    """
    boxes = list(taken)
    placed = []
    for name, x, y, rings in countries:
        choices = []
        for dx, dy in COUNTRY_SHIFTS:
            at = (x + dx * unit, y + dy * unit)
            box = name_box(name, at, "middle", unit * COUNTRY_STRETCH)
            if any(overlap(box, other) for other in boxes) or not _within(box, view):
                continue
            if covered(box, ink) <= MOST_COVERED and lies_inside(*at, rings):
                choices.append((covered(box, ink), abs(dx) + abs(dy), at, box))
        if choices:
            _, _, at, box = min(choices, key=lambda choice: choice[:2])
            boxes.append(box)
            placed.append((name, *at, True))
        elif _within(Box(x, y, x, y), view):
            placed.append((name, x, y, False))
    return placed


def _around(x: float, y: float, radius: float) -> Box:
    """Return the box around a dot."""
    return Box(x - radius, y - radius, x + radius, y + radius)


def name_box(name: str, at: tuple[float, float], anchor: str, unit: float) -> Box:
    """Return the box that a name fills."""
    wide = len(name) * CHARACTER_WIDTH * FONT_PX * unit
    left = {"start": 0.0, "middle": -wide / 2, "end": -wide}[anchor] + at[0]
    return Box(left, at[1] - FONT_PX * 0.85 * unit, left + wide, at[1] + FONT_PX * 0.25 * unit)


def overlap(a: Box, b: Box) -> bool:
    """Tell whether two boxes overlap."""
    return a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1


def covered(box: Box, points: Floats) -> int:
    """Count the points that a box covers."""
    x, y = points[:, 0], points[:, 1]
    return int(((x > box.x0) & (x < box.x1) & (y > box.y0) & (y < box.y1)).sum())


def _within(inner: Box, outer: Box) -> bool:
    """Tell whether a box lies inside another."""
    return inner.x0 >= outer.x0 and inner.x1 <= outer.x1 and inner.y0 >= outer.y0 and inner.y1 <= outer.y1
