"""Countries of the offline basemap, and how far a point lies outside them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.network.geodesy import great_circle_km

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    Ring = NDArray[np.float64]

FILE = "eurasia.json"
"""Outlines as arcs shared by neighbours, in steps of a grid; ``tools/make_basemap.py`` made it."""


@cache
def outlines() -> dict[str, Any]:
    """Return the packaged basemap as it is stored, its arcs turned into degrees.

    Examples
    --------
    >>> outlines()["worldview"]
    'un-like'
    """
    text = (Path(__file__).parent / "outlines" / FILE).read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    data["arcs"] = [unpack(arc, data["grid_degrees"]) for arc in data["arcs"]]
    return data


def unpack(steps: list[list[int]], grid: float) -> Ring:
    """Turn steps on the grid into degrees.

    Examples
    --------
    >>> unpack([[100, 200], [1, -1]], 0.5).tolist()
    [[50.0, 100.0], [50.5, 99.5]]
    """
    return np.asarray(np.cumsum(np.asarray(steps, dtype=np.float64), axis=0) * grid)


def join(ring: list[int], arcs: list[Ring]) -> Ring:
    """Join the arcs of a ring into one line; ``~n`` is arc ``n`` backwards.

    Examples
    --------
    >>> arcs = [np.array([[0.0, 0], [1, 0]]), np.array([[0.0, 0], [1, 1], [1, 0]])]
    >>> join([0, -2], arcs).tolist()
    [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    """
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


@cache
def country_shape(country: str) -> BaseGeometry | None:
    """Return the outline of a country, None where the basemap lacks it.

    Examples
    --------
    >>> country_shape("KZ").contains_properly(country_shape("KZ").centroid)
    True
    >>> country_shape("XZ") is None
    True
    """
    from shapely import Polygon, make_valid, unary_union  # noqa: PLC0415  (slow to import)

    data = outlines()
    rings = [
        [join(ring, data["arcs"]) for ring in polygon]
        for its in data["countries"] if its["a2"] == country
        for polygon in its["polygons"]
    ]  # fmt: skip
    polygons = [
        Polygon(outer, [hole for hole in holes if len(hole) > 3]) for outer, *holes in rings if len(outer) > 3
    ]
    return unary_union([make_valid(polygon) for polygon in polygons]) if polygons else None


def distance_to_country_km(country: str, lon: float, lat: float) -> float | None:
    """Return how far a point lies outside a country, None where the basemap lacks it.

    The outlines are generalised, so that a point within a few kilometres of a border or a
    coast can seem to lie on the other side.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2.
    lon, lat : float
        Degrees.

    Examples
    --------
    >>> distance_to_country_km("KZ", 76.9, 43.25)  # Almaty
    0.0
    >>> 800 < distance_to_country_km("KZ", 37.6, 55.75) < 1000  # Moscow
    True
    """
    shape = country_shape(country)
    if shape is None:
        return None
    from shapely import Point  # noqa: PLC0415
    from shapely.ops import nearest_points  # noqa: PLC0415

    point = Point(lon, lat)
    if shape.covers(point):
        return 0.0
    near = nearest_points(shape, point)[0]
    return float(great_circle_km(lon, lat, near.x, near.y))
