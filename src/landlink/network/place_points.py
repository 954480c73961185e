"""Points on the map: coordinates as people write them, and the hubs near them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.geodesy import great_circle_km
from landlink.network.operations import TERMINAL_KINDS
from landlink.network.places import Match, PlaceError

if TYPE_CHECKING:
    from landlink.network.model import Network

NEAR_KM = 50.0
"""A hub within this distance stands for a point without being asked for twice."""

_NUMBER = r"[-+]?\d+(?:[.]\d+)?"
_ANGLE = rf"({_NUMBER})\s*°?\s*(?:(\d+(?:\.\d+)?)\s*['′’]\s*)?(?:(\d+(?:\.\d+)?)\s*(?:[\"″”]|'')\s*)?"
_PLAIN = re.compile(rf"\s*({_NUMBER})\s*°?\s*[,;\s]\s*({_NUMBER})\s*°?\s*")
_LETTERED = re.compile(rf"\s*{_ANGLE}([NSEW])\s*[,;]?\s*{_ANGLE}([NSEW])\s*", re.IGNORECASE)
_LETTER_FIRST = re.compile(rf"\s*([NSEW])\s*{_ANGLE}[,;]?\s*([NSEW])\s*{_ANGLE}", re.IGNORECASE)
_CYRILLIC = ((r"с\.?\s*ш\.?", "N"), (r"ю\.?\s*ш\.?", "S"), (r"в\.?\s*д\.?", "E"), (r"з\.?\s*д\.?", "W"))


def read_point(text: str) -> tuple[float, float] | None:
    """Return latitude and longitude from a text, or nothing if it is none.

    Two bare numbers are latitude, then longitude; with N, S, E or W they may stand in any order,
    and have minutes and seconds.

    Raises
    ------
    PlaceError
        If they lie outside of the Earth's degrees, or say the same direction twice.

    Examples
    --------
    >>> read_point("43.65, 51.15"), read_point("51.15E 43.65N"), read_point("Aktau")
    ((43.65, 51.15), (43.65, 51.15), None)
    >>> read_point("43°39'N 51°09'E")
    (43.65, 51.15)
    """
    for pattern, letter in _CYRILLIC:
        text = re.sub(pattern, letter, text, flags=re.IGNORECASE) if any(c.isdigit() for c in text) else text
    bare = _PLAIN.fullmatch(text)
    if bare:
        return _checked(float(bare[1]), float(bare[2]), text)
    match = _LETTERED.fullmatch(text)
    parts = match.groups() if match else None
    if parts is None and (match := _LETTER_FIRST.fullmatch(text)):
        parts = (*match.groups()[1:4], match[1], *match.groups()[5:8], match[5])
    if parts is None:
        return None
    angles = {}
    for degrees, minutes, seconds, letter in (parts[:4], parts[4:]):
        size = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
        angles["lat" if letter.upper() in "NS" else "lon"] = -size if letter.upper() in "SW" else size
    if len(angles) < 2:
        raise PlaceError(f"{text!r} says the same direction twice; give one of N or S and one of E or W")
    return _checked(angles["lat"], angles["lon"], text)


def _checked(lat: float, lon: float, text: str) -> tuple[float, float]:
    if abs(lat) <= 90 and abs(lon) <= 180:
        return lat, lon
    if abs(lon) <= 90 and abs(lat) <= 180:
        raise PlaceError(
            f"{text!r}: a latitude is at most 90 degrees, so these look swapped; write latitude, then "
            f"longitude: {lon:g},{lat:g}"
        )
    raise PlaceError(f"{text!r}: a latitude is at most 90 degrees and a longitude at most 180")


def nearest_places(network: Network, lat: float, lon: float, limit: int = 3) -> list[Match]:
    """Return the hubs nearest to a point: places where cargo can change its mode.

    Examples
    --------
    >>> from landlink.network import Network
    >>> [round(one.distance_km) for one in nearest_places(Network.reference(), 43.65, 51.15, 1)]
    [8]
    """
    nodes = network.nodes
    hubs = np.flatnonzero(np.isin(np.array(nodes.text("kind")), TERMINAL_KINDS))
    away = great_circle_km(lon, lat, nodes.number("lon")[hubs], nodes.number("lat")[hubs])
    order = np.argsort(away, kind="stable")[:limit]
    names = nodes.text("name")
    return [
        Match(int(hubs[i]), names[hubs[i]], max(0.0, 100.0 - float(away[i])), "point", float(away[i]))
        for i in order
    ]


def near_point(network: Network, lat: float, lon: float, text: str) -> PlaceError:
    """Return the error that lists the hubs near a point; the nearest is sure if it is near enough.

    Examples
    --------
    >>> from landlink.network import Network
    >>> str(near_point(Network.reference(), 43.65, 51.15, "43.65,51.15"))
    "'43.65,51.15' is a point, not a place; near it are Aktau (aktau, 8 km), ..."
    """
    matches = nearest_places(network, lat, lon)
    if not matches:
        return PlaceError(f"{text!r} is a point, and the network has no hub")
    keys = network.nodes.text("id")
    listed = ", ".join(f"{one.name} ({keys[one.row]}, {one.distance_km:,.0f} km)" for one in matches)
    nearest = matches[0].distance_km or 0.0
    if nearest <= NEAR_KM:
        message = f"{text!r} is a point, not a place; near it are {listed}"
        return PlaceError(message, tuple(matches), sure=True)
    message = f"{text!r}: no hub within {NEAR_KM:g} km; the nearest are {listed}"
    if abs(lon) <= 90:
        other = nearest_places(network, lon, lat, 1)[0]
        if (other.distance_km or 0.0) <= NEAR_KM:
            message += (
                f"; swapped, {lon:g},{lat:g} is {other.distance_km:,.0f} km from {other.name}: "
                "write latitude, then longitude"
            )
    return PlaceError(message, tuple(matches))
