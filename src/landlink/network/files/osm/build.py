"""The network of an extract: places chosen, linked by overlay, written as tables."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.files.osm import rows as rows_of
from landlink.network.files.osm.country import countries_of
from landlink.network.files.osm.decisions import ADDED, Decision
from landlink.network.files.osm.ends import far_ends
from landlink.network.files.osm.feet import Feet
from landlink.network.files.osm.links import Told, tell
from landlink.network.files.osm.overlay import junctions, overlay
from landlink.network.files.osm.places import Place
from landlink.network.files.osm.tags import GAUGES, OPEN, PROJECT
from landlink.network.files.osm.track import degrees
from landlink.network.geodesy import great_circle_km

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from landlink.network.files.osm import Rules
    from landlink.network.files.osm.extract import Extract, Station
    from landlink.network.files.osm.overlay import Stretch
    from landlink.network.files.osm.track import Track
    from landlink.network.model import Network

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Progress = Callable[[str, int], None]

NAN = float("nan")
BESIDE = "beside a link (second track, loop, yard)"
END_OF_LINE = "a line ends here"
ADDED_AS = {"junction": "lines part here", "end": END_OF_LINE}

SAVING = 0.9
"""A planned link beside an open one is taken if it is at most so long in comparison."""

LOST_PIECE = "on a piece without a station"


@dataclass(frozen=True)
class Taken:
    """The ways of an extract as they are used.

    Attributes
    ----------
    fates, countries : list of str
        Of each way.
    masks : int array
        Gauges of each way, filled in where none is tagged.
    guessed, project : bool array
        Whether its gauge is filled in; whether it is under construction.
    track : Track
        Of the ways that are taken.
    km : float array
        Length of every way of the extract.
    """

    fates: list[str]
    countries: list[str]
    masks: Ints
    guessed: Bools
    project: Bools
    track: Track
    km: Floats


@dataclass(frozen=True)
class Layer:
    """Links of one gauge, open or planned."""

    gauge: int
    project: bool
    stretches: list[Stretch]
    track: Track


@dataclass(frozen=True)
class Built:
    """A network and what was decided when it was made; see `OsmImport` for the fields."""

    network: Network
    decisions: list[Decision]
    ways: dict[str, tuple[int, float]]
    dropped: list[tuple[int, str, float]]
    osm: dict[str, str]
    names: dict[str, tuple[str, ...]]
    lines: dict[str, Floats]


def joined_feet(parts: Iterable[Feet]) -> Feet:
    """Return several lists of points of the track as one, each point once."""
    held = list(parts)
    names = ("station", "edge", "share", "km", "vertex")
    feet = Feet(*(np.concatenate([getattr(part, name) for part in held]) for name in names))
    _, once = np.unique(np.stack([feet.station, feet.edge, feet.share]), axis=1, return_index=True)
    return feet.take(np.sort(once))


def network_of(
    extract: Extract, found: Taken, track: Track, stations: list[Station], rules: Rules, progress: Progress
) -> Built:
    """Return the network of an extract.

    Parameters
    ----------
    extract : Extract
    found : Taken
    track : Track
        With a vertex for each station, see `feet.with_stations`.
    stations : list of Station
    rules : Rules
    progress : callable
    """
    if not len(track.km):
        raise LandlinkError(f"{extract.name}: there is no railway in this extract that freight could use")
    first = len(extract.node_id)
    layers: list[Layer] = []
    kinds: dict[int, str] = {first + row: station.fate for row, station in enumerate(stations)}
    lost = np.zeros(len(track.km), dtype=bool)
    for bit, gauge in enumerate(GAUGES):
        own = (found.masks[track.way] >> bit) & 1 == 1
        for project in (False, True):
            edges = own if project else own & ~found.project[track.way]
            if not edges.any() or (project and not found.project[track.way[own]].any()):
                continue
            part = track.only(edges)
            stretches, added, small = _layer(part, kinds, rules, progress)
            kinds.update({vertex: kind for vertex, kind in added.items() if not project or kind == "end"})
            lost[np.flatnonzero(edges)[small]] = True
            if project:
                stretches = [s for s in stretches if found.project[part.way[s.edges]].any()]
                stretches = _that_save_way(stretches, layers)
            layers.append(Layer(gauge, project, stretches, part))
    return _tables(extract, found, layers, _places(extract, track, stations, layers, kinds), track, lost)


def _that_save_way(planned: list[Stretch], layers: list[Layer]) -> list[Stretch]:
    """Leave out planned links that are hardly shorter than the open link between the same places."""
    is_open = {
        (s.tail, s.head): s.km for layer in layers if not layer.project for s in layer.stretches
    }  # fmt: skip
    return [s for s in planned if s.km < SAVING * is_open.get((s.tail, s.head), np.inf)]


def _layer(
    track: Track, kinds: dict[int, str], rules: Rules, progress: Progress
) -> tuple[list[Stretch], dict[int, str], Bools]:
    """Link the places of one gauge: stations, then ends, then junctions."""
    degree = degrees(track)
    places = np.array([vertex for vertex in kinds if degree[vertex]], dtype=np.int64)
    ends, small = far_ends(track, overlay(track, places, progress), places, rules.spur_km, rules.piece_km)
    places = np.union1d(places, ends)
    forks = junctions(track, overlay(track, places, progress), places)
    stretches = overlay(track, np.union1d(places, forks), progress)
    added = dict.fromkeys(ends.tolist(), "end") | dict.fromkeys(forks.tolist(), "junction")
    return stretches, added, small


def _places(
    extract: Extract, track: Track, stations: list[Station], layers: list[Layer], kinds: dict[int, str]
) -> dict[int, Place]:
    """Return the places at which links end, by vertex, with their countries."""
    used = sorted({vertex for layer in layers for s in layer.stretches for vertex in (s.tail, s.head)})
    vertices = np.array(used, dtype=np.int64)
    countries, doubts = countries_of(track.lon[vertices], track.lat[vertices])
    first = len(extract.node_id)
    named = [vertex for vertex in used if vertex >= first]
    places: dict[int, Place] = {}
    for vertex, country, doubt in zip(used, countries, doubts, strict=True):
        lon, lat = float(track.lon[vertex]), float(track.lat[vertex])
        if vertex >= first:
            station = stations[vertex - first]
            names, key = station.names or ("Border",), f"n{station.osm_id}"
        else:
            key = f"n{extract.node_id[vertex]}"
            near = _near(track, stations, named, first, lon, lat)
            names = (f"{kinds.get(vertex, 'junction').title()} {near} (OSM {key})",)
        places[vertex] = Place(key, kinds.get(vertex, "junction"), names, lon, lat, country, doubt)
    return places


def _near(track: Track, stations: list[Station], named: list[int], first: int, lon: float, lat: float) -> str:
    """Name the nearest station that is a place."""
    if not named:
        return "of a line"
    spots = np.array(named, dtype=np.int64)
    nearest = spots[np.argmin(great_circle_km(track.lon[spots], track.lat[spots], lon, lat))]
    names = stations[nearest - first].names
    return f"near {names[0]}" if names else "near the border"


def _tables(
    extract: Extract, found: Taken, layers: list[Layer], places: dict[int, Place], track: Track, lost: Bools
) -> Built:
    """Write places and links as tables, and say what was added, guessed and left over."""
    told: list[rows_of.Line] = []
    covered = np.zeros(len(extract.ways.id), dtype=bool)
    for layer in layers:
        for stretch in layer.stretches:
            way, km = layer.track.way[stretch.edges], layer.track.km[stretch.edges]
            covered[way] = True
            what = tell(extract.ways, found.countries, found.guessed, found.project, way, km)
            points = _points(layer.track, stretch)
            told.append(rows_of.Line(stretch, layer.gauge, layer.project, what, points))
    if not told:
        raise LandlinkError(f"{extract.name}: no two places of this extract are joined by railway")
    network, ids, lines, decisions = rows_of.tables(extract, places, told)
    decisions += [
        Decision("read", "place", place.key, place.names[0], ADDED, "", NAN, ADDED_AS[place.kind])
        for place in places.values() if place.kind in ADDED_AS
    ]  # fmt: skip
    fates = list(found.fates)
    on_lost = np.zeros(len(fates), dtype=bool)
    on_lost[track.way[lost]] = True
    for row, fate in enumerate(fates):
        if fate in (OPEN, PROJECT) and not covered[row]:
            fates[row] = LOST_PIECE if on_lost[row] else BESIDE
    osm = {ids[vertex]: place.key for vertex, place in places.items()}
    names = {ids[vertex]: place.names for vertex, place in places.items()}
    return Built(
        network, decisions + _ways_decisions(fates, found.km), _count(fates, found.km),
        _dropped(extract, fates, found.km), osm, names, lines,
    )  # fmt: skip


def _points(track: Track, stretch: Stretch) -> Floats:
    """Return longitude and latitude along a stretch."""
    here, vertices = stretch.tail, [stretch.tail]
    for tail, head in zip(
        track.tail[stretch.edges].tolist(), track.head[stretch.edges].tolist(), strict=True
    ):
        here = head if here == tail else tail
        vertices.append(here)
    return np.stack([track.lon[vertices], track.lat[vertices]], axis=1)


def _count(fates: list[str], km: Floats) -> dict[str, tuple[int, float]]:
    """Count ways and kilometres by what became of them."""
    held: dict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    for fate, length in zip(fates, km.tolist(), strict=True):
        held[fate][0] += 1
        held[fate][1] += length
    return {fate: (int(held[fate][0]), held[fate][1]) for fate in sorted(held)}


def _ways_decisions(fates: list[str], km: Floats) -> list[Decision]:
    return [
        Decision("read", "ways", "", fate, "dropped", "", NAN, f"{ways} ways, {length:.1f} km")
        for fate, (ways, length) in _count(fates, km).items() if fate not in (OPEN, PROJECT)
    ]  # fmt: skip


def _dropped(extract: Extract, fates: list[str], km: Floats) -> list[tuple[int, str, float]]:
    return [
        (way, fate, length)
        for way, fate, length in zip(extract.ways.id.tolist(), fates, km.tolist(), strict=True)
        if fate not in (OPEN, PROJECT)
    ]


__all__ = ["Built", "Layer", "Taken", "Told", "joined_feet", "network_of"]
