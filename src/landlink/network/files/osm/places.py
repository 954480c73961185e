"""The places of an extract: stations, borders, junctions and ends of lines, and their names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.files.osm.decisions import DROPPED, JOINED, Decision
from landlink.network.files.osm.tags import BORDER
from landlink.network.geodesy import great_circle_km
from landlink.network.places import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landlink.network.files.osm.extract import Extract, Station
    from landlink.network.files.osm.feet import Feet

NAN = float("nan")
SAME_PLACE_KM = 3.0
"""Stations of one name so near to each other are one place drawn twice."""

LETTERS = str.maketrans(
    {
        "ə": "a",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ß": "ss",
        "æ": "ae",
        "ь": "",
        "ъ": "",
        "'": "",
        "’": "",
    }
)
CYRILLIC = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    **dict(zip("қғңөұүһіӯҳӣјєў", "kgnouuhiuhijeu", strict=True)),
    "ё": "yo", "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya",
    "ҷ": "j", "ї": "yi",
}  # fmt: skip
"""Letters of the Cyrillic alphabets of the region in Latin ones, for keys only."""


def slug(name: str) -> str:
    """Return a name as a key: lower-case ASCII letters, digits and hyphens, maybe nothing.

    Examples
    --------
    >>> slug("Zəyəm Stansiyası"), slug("Фарап"), slug("西安")
    ('zayam-stansiyasi', 'farap', '')
    """
    lower = "".join(CYRILLIC.get(letter, letter) for letter in name.casefold()).translate(LETTERS)
    letters = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


@dataclass(frozen=True)
class Place:
    """A chosen place of an extract.

    Attributes
    ----------
    key : str
        ``n`` and the OpenStreetMap id of the node.
    kind : str
        ``station``, ``border``, ``junction`` or ``end``.
    names : tuple of str
    lon, lat : float
    country, doubt : str
        ISO 3166-1 alpha-2, and why it is a guess where it is one.
    note : str
    """

    key: str
    kind: str
    names: tuple[str, ...]
    lon: float
    lat: float
    country: str = ""
    doubt: str = ""
    note: str = ""


def choose_stations(stations: Sequence[Station]) -> tuple[list[Station], list[Decision]]:
    """Return the stations that can be places, and what became of the others.

    Parameters
    ----------
    stations : sequence of Station

    Examples
    --------
    >>> from landlink.network.files.osm.extract import Station
    >>> one, two = (Station(n, "station", ("Farap",), 63.6, 39.2 + n / 100) for n in (1, 2))
    >>> kept, decisions = choose_stations([one, two])
    >>> [station.osm_id for station in kept], decisions[0].reason
    ([1], 'the same name as n1')
    """
    kept: list[Station] = []
    decisions: list[Decision] = []
    named: dict[str, list[Station]] = {}
    for station in stations:
        name = station.names[0] if station.names else ""
        if station.fate not in ("station", BORDER):
            decisions.append(_row(station, DROPPED, NAN, station.fate))
            continue
        for twin in named.get(plain(name), ()) if name else ():
            km = float(great_circle_km(station.lon, station.lat, twin.lon, twin.lat))
            if km <= SAME_PLACE_KM:
                decisions.append(_row(station, DROPPED, km, f"the same name as n{twin.osm_id}"))
                break
        else:
            named.setdefault(plain(name), []).append(station)
            kept.append(station)
    return kept, decisions


def _row(station: Station, decision: str, km: float, reason: str, target: str = "") -> Decision:
    name = station.names[0] if station.names else ""
    return Decision("read", "place", f"n{station.osm_id}", name, decision, target, km, reason)


def station_decisions(
    stations: Sequence[Station], feet: Feet, extract: Extract, reach_km: float
) -> list[Decision]:
    """Say for each station by which way it was joined to the track, or that none is near.

    Parameters
    ----------
    stations : sequence of Station
    feet : Feet
        Points of the track by station; ``edge`` is the row of the way.
    extract : Extract
    reach_km : float
        How far a station may lie from the track.
    """
    order = np.lexsort((feet.km, feet.station))
    rows, first = np.unique(feet.station[order], return_index=True)
    nearest = dict(zip(rows.tolist(), order[first].tolist(), strict=True))
    counts = Counter(feet.station.tolist())
    decisions = []
    for row, station in enumerate(stations):
        if row not in nearest:
            decisions.append(_row(station, DROPPED, NAN, f"no track that is taken within {reach_km:g} km"))
            continue
        foot = nearest[row]
        target = f"w{extract.ways.id[feet.edge[foot]]}"
        reason = "put on the nearest point of the track"
        if counts[row] > 1:
            reason += f"; {counts[row]} parallel tracks are one place here"
        decisions.append(_row(station, JOINED, float(feet.km[foot]), reason, target))
    return decisions


def unique_keys(names: Iterable[tuple[str, str]], taken: Iterable[str] = ()) -> list[str]:
    """Return a key for each name; what another key is already gets a number.

    Parameters
    ----------
    names : iterable of (str, str)
        Name, and what to use where a name has no letter of the Latin or Cyrillic script.
    taken : iterable of str

    Examples
    --------
    >>> unique_keys([("Farap", "n1"), ("Farap", "n2"), ("西安", "n3")], taken=["farap"])
    ['farap-2', 'farap-3', 'osm-n3']
    """
    held = set(taken)
    keys = []
    for name, fallback in names:
        base = slug(name) or f"osm-{fallback}"
        key, number = base, 2
        while key in held:
            key, number = f"{base}-{number}", number + 1
        held.add(key)
        keys.append(key)
    return keys


def unique_names(places: Sequence[Place], taken: Iterable[tuple[str, str]] = ()) -> list[str]:
    """Return a name for each place that no other place of its country has.

    Examples
    --------
    >>> unique_names([Place("n1", "station", ("A",), 0, 0, "UZ"), Place("n2", "station", ("A",), 9, 0, "UZ")])
    ['A', 'A (OSM n2)']
    """
    held = {(plain_case(name), country) for name, country in taken}
    names = []
    for place in places:
        name = place.names[0] if place.names else place.key
        if (plain_case(name), place.country) in held:
            name = f"{name} (OSM {place.key})"
        held.add((plain_case(name), place.country))
        names.append(name)
    return names


def plain_case(name: str) -> str:
    """Return a name without case, as the check for double names compares them.

    Examples
    --------
    >>> plain_case("Farap")
    'farap'
    """
    return name.casefold()
