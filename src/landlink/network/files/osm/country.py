"""The country of a point by the packaged outlines, and the gauge that is usual there."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.basemap import country_shape, outlines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely import STRtree

    from landlink.network.model import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

COAST_DEGREES = 0.3
"""A point outside every outline belongs to the nearest country within this distance."""

BORDER_DEGREES = 0.03
"""The outlines are simplified to 0.022 degrees: so near a border the country is a guess."""


@cache
def _countries() -> tuple[list[str], STRtree]:
    import shapely  # noqa: PLC0415  (slow to import)

    codes = sorted({its["a2"] for its in outlines()["countries"] if len(its["a2"] or "") == 2})
    shapes = {code: shape for code in codes if (shape := country_shape(code)) is not None}
    for shape in shapes.values():
        shapely.prepare(shape)
    return list(shapes), shapely.STRtree(list(shapes.values()))


def countries_of(lon: Floats, lat: Floats) -> tuple[list[str], list[str]]:
    """Return the country of each point, and why it is a guess where it is one.

    Parameters
    ----------
    lon, lat : float array

    Returns
    -------
    countries : list of str
        ISO 3166-1 alpha-2; empty where no country is near.
    doubts : list of str
        Empty where the point lies well within one country.

    Examples
    --------
    >>> countries_of(np.array([76.9, 80.4, 50.5]), np.array([43.25, 44.21, 42.0]))[0]
    ['KZ', 'CN', '']
    """
    import shapely  # noqa: PLC0415  (slow to import)

    codes, tree = _countries()
    points = np.array(shapely.points(lon, lat), dtype=np.object_, ndmin=1)
    found, doubts = [""] * len(points), [""] * len(points)
    for point, shape in tree.query(points, predicate="intersects").T.tolist():
        found[point] = codes[shape]
    if not len(points):
        return found, doubts
    near: dict[int, set[str]] = {}
    for point, shape in tree.query(points, predicate="dwithin", distance=BORDER_DEGREES).T.tolist():
        near.setdefault(point, set()).add(codes[shape])
    for point, others in near.items():
        if found[point] and others - {found[point]}:
            doubts[point] = f"near the border with {', '.join(sorted(others - {found[point]}))}"
    outside = np.array([row for row, code in enumerate(found) if not code], dtype=np.int64)
    if len(outside):
        ours, theirs = tree.query_nearest(points[outside], max_distance=COAST_DEGREES, all_matches=False)
        for point, shape in zip(outside[ours].tolist(), theirs.tolist(), strict=True):
            found[point] = codes[shape]
            doubts[point] = "outside every outline, the nearest country"
    return found, doubts


def usual_gauges(network: Network) -> dict[str, int]:
    """Return the gauge of most kilometres of open railway in each country of a network.

    Parameters
    ----------
    network : Network

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> usual = usual_gauges(Network.reference())
    >>> [usual[country] for country in ("UZ", "CN", "IR", "PK", "PL", "LT")]
    [1520, 1435, 1435, 1676, 1435, 1520]
    """
    links = network.links
    km: dict[str, dict[int, float]] = {}
    for mode, status, country, gauge, length in zip(
        links.text("mode"), links.text("status"), links.text("country"),
        links.number("gauge_mm").tolist(), links.number("length_km").tolist(), strict=True,
    ):  # fmt: skip
        if mode == "rail" and status == "open" and gauge == gauge:  # noqa: PLR0124  (NaN)
            held = km.setdefault(country, {})
            held[int(gauge)] = held.get(int(gauge), 0.0) + length
    return {country: max(sorted(held), key=held.__getitem__) for country, held in km.items()}


def parse_gauges(words: Sequence[str]) -> dict[str, int]:
    """Return the gauges of ``KZ=1520`` words.

    Examples
    --------
    >>> parse_gauges(["KZ=1520", "cn=1435"])
    {'KZ': 1520, 'CN': 1435}
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.network.files.osm.tags import GAUGES  # noqa: PLC0415

    found = {}
    for word in words:
        country, _, gauge = word.partition("=")
        if len(country) != 2 or gauge not in [str(known) for known in GAUGES]:
            known = ", ".join(str(width) for width in GAUGES)
            raise LandlinkError(f"{word!r} is no gauge of a country; write for example KZ=1520, of {known}")
        found[country.upper()] = int(gauge)
    return found
