"""Tables of a network from places and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from landlink.network.files.blank import blank_network
from landlink.network.files.osm.decisions import GUESSED, Decision
from landlink.network.files.osm.links import note
from landlink.network.files.osm.places import slug, unique_keys, unique_names
from landlink.network.integrity import integrity_problems
from landlink.network.model import Network
from landlink.network.problems import NetworkError
from landlink.network.table import Table, from_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from landlink.network.files.osm.extract import Extract
    from landlink.network.files.osm.links import Told
    from landlink.network.files.osm.overlay import Stretch
    from landlink.network.files.osm.places import Place

    Floats = NDArray[np.float64]

NAN = float("nan")
KINDS = {"station": "station", "border": "border", "junction": "waypoint", "end": "waypoint"}
COPYRIGHT = "https://www.openstreetmap.org/copyright"
LICENCE = "ODbL 1.0, (c) OpenStreetMap contributors"


@dataclass(frozen=True)
class Line:
    """A link to be: its stretch of track, gauge, whether it is planned, what its tags tell, its points."""

    stretch: Stretch
    gauge: int
    project: bool
    told: Told
    points: Floats


def source_key(extract: str) -> str:
    """Return the key of an extract in ``sources``.

    Examples
    --------
    >>> source_key("Kazakhstan-latest.osm.pbf")
    'osm-kazakhstan-latest'
    """
    return f"osm-{slug(extract.split('.', maxsplit=1)[0]) or 'extract'}"


def tables(
    extract: Extract, places: Mapping[int, Place], lines: Sequence[Line]
) -> tuple[Network, dict[int, str], dict[str, Floats], list[Decision]]:
    """Return the network of places and lines.

    Parameters
    ----------
    extract : Extract
    places : mapping of int to Place
        By vertex.
    lines : sequence of Line

    Returns
    -------
    network : Network
    ids : dict of int to str
        Key of the node of each vertex.
    points : dict of str to array
        Longitude and latitude along each link.
    decisions : list of Decision
        Countries and gauges that were guessed.
    """
    source = source_key(extract.name)
    keys = unique_keys((place.names[0], place.key) for place in places.values())
    ids = dict(zip(places, keys, strict=True))
    nodes = [
        _node(place, key, name, source)
        for place, key, name in zip(places.values(), keys, unique_names(list(places.values())), strict=True)
    ]
    link_ids = _link_ids(lines, ids)
    links = [_link(line, key, ids, places, source) for line, key in zip(lines, link_ids, strict=True)]
    network = _network(extract, source, {"nodes": nodes, "links": links})
    decisions = [
        Decision("read", "place", place.key, place.names[0], GUESSED, ids[vertex], NAN,
                 f"country {place.country or 'unknown, XZ'}: {place.doubt or 'no outline is near'}")
        for vertex, place in places.items() if place.doubt or not place.country
    ]  # fmt: skip
    decisions += [
        Decision("read", "link", key, "", GUESSED, key, NAN,
                 f"gauge {line.gauge} mm: untagged on {100 * line.told.guessed_gauge:.0f} % of the length, "
                 "that of the country")
        for line, key in zip(lines, link_ids, strict=True) if line.told.guessed_gauge > 0
    ]  # fmt: skip
    points = {key: line.points for line, key in zip(lines, link_ids, strict=True)}
    return network, ids, points, decisions


def _node(place: Place, key: str, name: str, source: str) -> dict[str, str]:
    local = [other for other in place.names if other != name]
    return {
        "id": key,
        "name": name,
        "country": place.country or "XZ",
        "kind": KINDS[place.kind],
        "lon": repr(round(place.lon, 7)),
        "lat": repr(round(place.lat, 7)),
        "local_names": "|".join(local),
        "source": source,
        "quality": "measured",
        "note": f"OpenStreetMap node {place.key[1:]}" + (f"; country: {place.doubt}" if place.doubt else ""),
    }


def _link_ids(lines: Sequence[Line], ids: Mapping[int, str]) -> list[str]:
    held: set[str] = set()
    keys = []
    for line in lines:
        base = f"rail-{ids[line.stretch.tail]}-{ids[line.stretch.head]}"
        key, number = base, 2
        while key in held:
            key, number = f"{base}-{number}", number + 1
        held.add(key)
        keys.append(key)
    return keys


def _link(
    line: Line, key: str, ids: Mapping[int, str], places: Mapping[int, Place], source: str
) -> dict[str, str]:
    told = line.told
    tail, head = line.stretch.tail, line.stretch.head
    return {
        "id": key,
        "from_node": ids[tail],
        "to_node": ids[head],
        "mode": "rail",
        "length_km": repr(max(round(line.stretch.km, 3), 0.001)),
        "country": told.country or places[tail].country or places[head].country or "XZ",
        "gauge_mm": str(line.gauge),
        "tracks": str(told.tracks or ""),
        "traction": told.traction,
        "status": "project" if line.project else "open",
        "project": (told.name or f"OpenStreetMap: {key}") if line.project else "",
        "source": source,
        "quality": "measured",
        "note": note(told),
    }


def _network(extract: Extract, source: str, rows: Mapping[str, list[dict[str, str]]]) -> Network:
    """Put the tables together; what the extract cannot tell is that of the reference network."""
    title = f"Railways of OpenStreetMap, extract {extract.name}"
    title += f", data of {extract.timestamp}" if extract.timestamp else ", time of the data not stated"
    own = {
        "key": source, "title": title, "url": COPYRIGHT, "year": extract.timestamp[:4], "licence": LICENCE,
    }  # fmt: skip
    blank = blank_network(extract.name).tables
    tables = {**blank, **{name: _table(name, held) for name, held in rows.items()}}
    tables["sources"] = blank["sources"].joined(_table("sources", [own]))
    network = Network(extract.name.split(".")[0], tables)
    if problems := integrity_problems(network.tables):
        raise NetworkError(problems)
    return network


def _table(name: str, rows: list[dict[str, str]]) -> Table:
    table, problems = from_rows(name, rows, range(2, len(rows) + 2), f"{name}.csv")
    if problems:
        raise NetworkError(problems)
    return table
