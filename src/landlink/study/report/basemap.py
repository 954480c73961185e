"""Read the packaged basemap and draw it as SVG paths in a projection."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.network.basemap import join, outlines, unpack

if TYPE_CHECKING:
    from landlink.study.report.projection import Floats, Projection

KM_PER_UNIT = 10.0
"""One SVG user unit on the map, in kilometres."""

GRATICULE_STEP = 15


@dataclass(frozen=True)
class Box:
    """A rectangle on the map in SVG units, y growing downwards.

    Examples
    --------
    >>> Box(0, 0, 100, 50).grow(0.1)
    Box(x0=-10.0, y0=-10.0, x1=110.0, y1=60.0)
    """

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Width in SVG units."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Height in SVG units."""
        return self.y1 - self.y0

    def grow(self, share: float) -> Box:
        """Return the box with a margin of a share of its longer side."""
        pad = share * max(self.width, self.height)
        return Box(self.x0 - pad, self.y0 - pad, self.x1 + pad, self.y1 + pad)

    def touches(self, points: Floats) -> bool:
        """Tell whether the points' own box meets this one."""
        low, high = points.min(axis=0), points.max(axis=0)
        return bool(high[0] >= self.x0 and low[0] <= self.x1 and high[1] >= self.y0 and low[1] <= self.y1)

    def view(self) -> str:
        """Return the value of an SVG ``viewBox``."""
        return f"{self.x0:.1f} {self.y0:.1f} {self.width:.1f} {self.height:.1f}"


@dataclass(frozen=True)
class BasemapPaths:
    """The basemap as SVG path data, ready to be drawn."""

    land: str
    lakes: str
    coast: str
    border: str
    unsettled: str
    graticule: str


@dataclass(frozen=True)
class Basemap:
    """The packaged outlines, decoded to degrees."""

    land: list[Floats]
    lakes: list[Floats]
    lines: dict[str, list[Floats]]
    labels: dict[str, tuple[float, float]]
    shapes: dict[str, list[Floats]]
    attribution: str
    worldview: str


@lru_cache(maxsize=1)
def load_basemap() -> Basemap:
    """Read the basemap that comes with the package.

    Examples
    --------
    >>> load_basemap().worldview
    'un-like'
    """
    data = outlines()
    grid, arcs = float(data["grid_degrees"]), data["arcs"]
    shapes = [
        [join(ring, arcs) for polygon in country["polygons"] for ring in polygon]
        for country in data["countries"]
    ]
    return Basemap(
        land=[ring for rings in shapes for ring in rings],
        lakes=[unpack(ring, grid) for lake in data["lakes"] for ring in lake["rings"]],
        lines={kind: [arcs[n] for n in numbers] for kind, numbers in data["lines"].items()},
        labels={c["a2"]: (c["label"][0], c["label"][1]) for c in data["countries"] if c["a2"]},
        shapes={c["a2"]: rings for c, rings in zip(data["countries"], shapes, strict=True) if c["a2"]},
        attribution=str(data["attribution"]),
        worldview=str(data["worldview"]),
    )


def to_units(projection: Projection, lonlat: Any) -> Floats:  # noqa: ANN401 - any array-like
    """Project to SVG units, y growing downwards."""
    xy: Floats = projection.forward(lonlat) / KM_PER_UNIT
    xy[:, 1] *= -1
    return xy


def lies_inside(x: float, y: float, rings: list[Floats]) -> bool:
    """Tell whether a point lies inside an area of rings, holes left out.

    Examples
    --------
    >>> import numpy as np
    >>> square = np.array([[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]], dtype=float)
    >>> lies_inside(1, 1, [square]), lies_inside(3, 1, [square])
    (True, False)
    """
    crossings = 0
    for ring in rings:
        x0, y0, x1, y1 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
        spans = (y0 > y) != (y1 > y)
        rise = np.where(spans, y1 - y0, 1.0)
        crossings += int((spans & (x < x0 + (x1 - x0) * (y - y0) / rise)).sum())
    return crossings % 2 == 1


def path_data(lines: list[Floats], *, close: bool = False) -> str:
    """Write lines as compact relative SVG path data, one decimal (1 km).

    Examples
    --------
    >>> import numpy as np
    >>> path_data([np.array([[0.0, 0.0], [1.26, 2.0], [1.0, 2.0]])])
    'M0 0l1.3 2-.3 0'
    """
    out: list[str] = []
    for line in lines:
        cells = np.rint(line * 10).astype(int)
        steps = np.diff(cells, axis=0)
        steps = steps[np.any(steps != 0, axis=1)]
        if not len(steps):
            continue
        out.append(f"M{_tenths(cells[0, 0])}{_glue(_tenths(cells[0, 1]))}l")
        body = "".join(_glue(_tenths(v)) for v in steps.ravel())
        out.append(body.lstrip(" ") + ("z" if close else ""))
    return "".join(out)


def draw_basemap(projection: Projection, box: Box) -> BasemapPaths:
    """Draw what of the basemap falls into a box.

    Examples
    --------
    >>> from landlink.study.report.projection import Projection
    >>> paths = draw_basemap(Projection(52.0, 42.0), Box(-60, -60, 60, 60))
    >>> paths.land.startswith("M")
    True
    """
    base = load_basemap()
    return BasemapPaths(
        land=path_data(_seen(projection, base.land, box), close=True),
        lakes=path_data(_seen(projection, base.lakes, box), close=True),
        coast=path_data(_seen(projection, base.lines["coast"], box)),
        border=path_data(_seen(projection, base.lines["border"], box)),
        unsettled=path_data(_seen(projection, base.lines["unsettled"], box)),
        graticule=path_data(_seen(projection, _graticule(), box)),
    )


def _seen(projection: Projection, lines: list[Floats], box: Box) -> list[Floats]:
    """Project lines and keep those that touch the box."""
    drawn = (to_units(projection, line) for line in lines)
    return [line for line in drawn if len(line) > 1 and box.touches(line)]


def _graticule() -> list[Floats]:
    """Return meridians and parallels in degrees."""
    lat, lon = np.arange(-60.0, 84.1, 4.0), np.arange(-60.0, 184.1, 4.0)
    meridians = [np.column_stack([np.full_like(lat, x), lat]) for x in range(-60, 181, GRATICULE_STEP)]
    parallels = [np.column_stack([lon, np.full_like(lon, y)]) for y in range(-60, 76, GRATICULE_STEP)]
    return meridians + parallels


def _tenths(value: int) -> str:
    """Write a whole number of tenths as a short decimal."""
    sign, value = ("-" if value < 0 else ""), abs(int(value))
    whole, tenth = divmod(value, 10)
    if not tenth:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{tenth}"


def _glue(number: str) -> str:
    """Put a space before a number unless its minus sign already parts it."""
    return number if number.startswith("-") else f" {number}"
