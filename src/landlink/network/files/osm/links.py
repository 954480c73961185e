"""Rows of links: what the ways of a stretch say together, each way weighing by its kilometres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from landlink.network.files.osm.extract import Ways

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

NEARLY_ALL = 0.95
"""Share of the length from which on a tag speaks for a whole link."""


@dataclass(frozen=True)
class Told:
    """What a stretch of track is, from the tags of its ways.

    Attributes
    ----------
    km : float
    country : str
        In which most of its length lies; empty where that is unknown.
    guessed_gauge, project : float
        Share of the length with a gauge from the country, and of track that is not open.
    traction : str
        ``electric``, ``diesel`` or ``mixed``; empty where under 95 % of the length is tagged.
    tracks : int
        Lowest number tagged, 0 where under 95 % of the length is tagged.
    name : str
        Of the line, where most of the length has it.
    speeds : tuple of int
        Lowest and highest line speed tagged; empty where there is none.
    """

    km: float
    country: str
    guessed_gauge: float
    project: float
    traction: str
    tracks: int
    name: str
    speeds: tuple[int, ...]


def tell(ways: Ways, countries: Sequence[str], guessed: Bools, project: Bools, way: Ints, km: Floats) -> Told:
    """Return what a stretch is.

    Parameters
    ----------
    ways : Ways
    countries : sequence of str
        Of each way.
    guessed, project : bool array
        Whether the gauge of each way is a guess; whether it is not open yet.
    way, km : array
        Way and length of each edge of the stretch.
    """
    rows, inverse = np.unique(way, return_inverse=True)
    length = np.bincount(inverse, weights=km).astype(np.float64)
    total = max(float(length.sum()), 1e-9)
    speeds = ways.maxspeed[rows]
    name, share = most([ways.name[row] for row in rows], length)
    return Told(
        km=float(length.sum()),
        country=most([countries[row] for row in rows], length)[0],
        guessed_gauge=float(length[guessed[rows]].sum()) / total,
        project=float(length[project[rows]].sum()) / total,
        traction=traction(ways.electrified[rows], length),
        tracks=tracks(ways.tracks[rows], length),
        name=name if share > 0.5 else "",
        speeds=(int(speeds[speeds > 0].min()), int(speeds.max())) if speeds.any() else (),
    )


def most(values: Iterable[str], km: Floats) -> tuple[str, float]:
    """Return the value of most kilometres and its share; the empty value only where there is no other.

    Examples
    --------
    >>> most(["UZ", "TM", "UZ", ""], np.array([1.0, 2.0, 2.0, 5.0]))
    ('UZ', 0.3)
    """
    held: dict[str, float] = {}
    for value, length in zip(values, km.tolist(), strict=True):
        held[value] = held.get(value, 0.0) + length
    total = max(sum(held.values()), 1e-9)
    named = {value: length for value, length in held.items() if value}
    if not named:
        return "", 0.0
    best = max(sorted(named), key=lambda value: named[value])
    return best, named[best] / total


def traction(wires: Ints, km: Floats) -> str:
    """Return the traction of a stretch from its wires.

    Examples
    --------
    >>> half = np.array([1.0, 1.0])
    >>> [traction(np.array(wires), half) for wires in ((1, 1), (0, 0), (1, 0), (1, -1))]
    ['electric', 'diesel', 'mixed', '']
    """
    total = max(float(km.sum()), 1e-9)
    under, without = (float(km[wires == value].sum()) / total for value in (1, 0))
    if under + without < NEARLY_ALL:
        return ""
    if under >= NEARLY_ALL:
        return "electric"
    return "diesel" if without >= NEARLY_ALL else "mixed"


def tracks(counts: Ints, km: Floats) -> int:
    """Return the number of tracks of a stretch: the lowest one tagged, 0 where too little is.

    Examples
    --------
    >>> tracks(np.array([2, 1]), np.array([9.0, 1.0])), tracks(np.array([2, 0]), np.array([9.0, 1.0]))
    (1, 0)
    """
    tagged = counts > 0
    if km[tagged].sum() < NEARLY_ALL * km.sum():
        return 0
    return int(counts[tagged].min())


def note(told: Told) -> str:
    """Return what a reviewer of the link should know.

    Examples
    --------
    >>> note(Told(9.0, "UZ", 0.25, 0.0, "", 0, "Main", (60, 100)))
    'line: Main; line speed 60 to 100 km/h as tagged; gauge of 25 % of the length is that of the country'
    """
    parts = [f"line: {told.name}"] if told.name else []
    if told.speeds:
        low, high = told.speeds
        shown = f"{low}" if low == high else f"{low} to {high}"
        parts.append(f"line speed {shown} km/h as tagged")
    if told.guessed_gauge > 0:
        parts.append(f"gauge of {_percent(told.guessed_gauge)} of the length is that of the country")
    if told.project > 0:
        parts.append(f"{_percent(told.project)} of the length is under construction")
    return "; ".join(parts)


def _percent(share: float) -> str:
    return "under 1 %" if share < 0.005 else f"{100 * share:.0f} %"
