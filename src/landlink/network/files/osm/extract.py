"""Railways out of an OpenStreetMap extract, as flat arrays.

The file is read twice, in a stream: first what has a key ``railway``, then the positions of the
nodes that those ways name, and of no others. Memory therefore grows with the railways of the
extract, not with the extract (but for one bit per node id, see `positions`).
"""

from __future__ import annotations

import importlib.util
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.files.osm import tags as tags_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from osmium import FileProcessor
    from osmium.osm.types import Node, OSMEntity, Way

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Progress = Callable[[str, int], None]

EVERY = 5000
"""Progress is told once for so many objects."""


@dataclass(frozen=True)
class Ways:
    """Railway ways that were read, one entry each.

    Attributes
    ----------
    id : int array
        OpenStreetMap id.
    fate : list of str
        ``open``, ``project``, or the reason for which the way is dropped.
    gauges : int array
        Bit mask, see `tags.gauge_mask`.
    electrified, tracks, maxspeed : int array
        -1, 0 and 0 where the tags do not say.
    name : list of str
    start : int array
        Where the nodes of each way begin in ``refs``; one more entry than ways.
    refs : int array
        Nodes, as positions in the arrays of nodes.
    """

    id: Ints
    fate: list[str]
    gauges: Ints
    electrified: Ints
    tracks: Ints
    maxspeed: Ints
    name: list[str]
    start: Ints
    refs: Ints


@dataclass(frozen=True)
class Station:
    """A node of the extract that is, or could be, a place of the network."""

    osm_id: int
    fate: str
    names: tuple[str, ...]
    lon: float
    lat: float


@dataclass(frozen=True)
class Extract:
    """What was read from an extract.

    Attributes
    ----------
    name, timestamp : str
        Of the file; the time is that of its header, or that of its newest railway object where
        the header has none, and empty where neither has one.
    ways : Ways
    node_id : int array
        Nodes that the ways name, sorted.
    lon, lat : float array
        Their positions, NaN where the extract lacks the node.
    stations : list of Station
    doubles : list of (str, int)
        Objects that stand twice in the file (``way`` or ``node`` and id); the first one counts.
    """

    name: str
    timestamp: str
    ways: Ways
    node_id: Ints
    lon: Floats
    lat: Floats
    stations: list[Station]
    doubles: list[tuple[str, int]]


@dataclass
class _Columns:
    """Ways while they are read."""

    id: array[int] = field(default_factory=lambda: array("q"))
    gauges: array[int] = field(default_factory=lambda: array("b"))
    electrified: array[int] = field(default_factory=lambda: array("b"))
    tracks: array[int] = field(default_factory=lambda: array("h"))
    maxspeed: array[int] = field(default_factory=lambda: array("h"))
    start: array[int] = field(default_factory=lambda: array("q", [0]))
    refs: array[int] = field(default_factory=lambda: array("q"))
    fate: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    newest: int = 0


def silent(stage: str, done: int) -> None:
    """Tell nobody how far the work is.

    Examples
    --------
    >>> silent("ways", 5000)
    """


def read_extract(path: str | Path, progress: Progress = silent) -> Extract:
    """Read the railways of an extract.

    Parameters
    ----------
    path : path
        ``.osm.pbf``, or any other format that libosmium knows by its suffix.
    progress : callable
        Called with the stage and the number of objects read, now and then.

    Raises
    ------
    LandlinkError
        If the file is not there, is not an extract, or ends too early.

    Examples
    --------
    >>> read_extract("no/such.osm.pbf")
    Traceback (most recent call last):
    landlink.errors.LandlinkError: no/such.osm.pbf: there is no such file
    """
    file = Path(path)
    if not file.is_file():
        raise LandlinkError(f"{file}: there is no such file")
    if importlib.util.find_spec("osmium") is None:
        raise LandlinkError(
            'reading OpenStreetMap needs osmium; install it by `pip install "landlink[files]"`'
        )
    try:
        return _read(file, progress)
    except (RuntimeError, ValueError) as error:  # all that libosmium throws
        raise LandlinkError(
            f"{file}: cannot be read as an OpenStreetMap extract ({error}); is it complete? "
            "Download it again, or try `osmium fileinfo --extended`."
        ) from None


def _read(file: Path, progress: Progress) -> Extract:
    import osmium  # noqa: PLC0415  (an extra)

    kinds = osmium.osm.NODE | osmium.osm.WAY
    objects = osmium.FileProcessor(str(file), kinds).with_filter(osmium.filter.KeyFilter("railway"))
    columns, stations = _Columns(), list[Station]()
    doubles: list[tuple[str, int]] = []
    seen: dict[str, set[int]] = {"node": set(), "way": set()}
    for thing in _told(objects, "railways read", progress):
        kind = "way" if isinstance(thing, osmium.osm.Way) else "node"
        if thing.id in seen[kind]:
            doubles.append((kind, thing.id))
            continue
        if isinstance(thing, osmium.osm.Way):
            seen[kind].add(thing.id)
            _add_way(columns, thing)
        elif isinstance(thing, osmium.osm.Node) and (station := _station(thing)):
            seen[kind].add(thing.id)
            stations.append(station)
    refs = np.array(columns.refs, dtype=np.int64)
    node_id, inverse = np.unique(refs, return_inverse=True)
    del refs
    ways = Ways(
        id=np.array(columns.id, dtype=np.int64),
        fate=columns.fate,
        gauges=np.array(columns.gauges, dtype=np.int64),
        electrified=np.array(columns.electrified, dtype=np.int64),
        tracks=np.array(columns.tracks, dtype=np.int64),
        maxspeed=np.array(columns.maxspeed, dtype=np.int64),
        name=columns.name,
        start=np.array(columns.start, dtype=np.int64),
        refs=inverse.astype(np.int64),
    )
    timestamp = objects.header.get("osmosis_replication_timestamp") or _iso(columns.newest)
    del columns
    lon, lat, twice = positions(file, node_id, progress)
    doubles += [("node", int(node)) for node in twice]
    return Extract(file.name, timestamp, ways, node_id, lon, lat, stations, doubles)


def _told(objects: FileProcessor, stage: str, progress: Progress) -> Iterator[OSMEntity]:
    """Hand on objects and tell how many there were."""
    done = 0
    for done, thing in enumerate(objects, start=1):
        if done % EVERY == 0:
            progress(stage, done)
        yield thing
    progress(stage, done)


def _add_way(columns: _Columns, way: Way) -> None:
    tags = dict(way.tags)
    fate = tags_of.fate(tags)
    gauges = tags_of.gauge_mask(tags.get("gauge"))
    if fate in (tags_of.OPEN, tags_of.PROJECT) and gauges == tags_of.UNUSABLE:
        fate = "gauge not in the schema"
    columns.id.append(way.id)
    columns.fate.append(fate)
    columns.gauges.append(max(gauges, 0))
    columns.electrified.append(tags_of.electrified(tags.get("electrified")))
    columns.tracks.append(tags_of.count(tags.get("tracks")) or tags_of.count(tags.get("passenger_lines")))
    columns.maxspeed.append(tags_of.count(tags.get("maxspeed")))
    columns.name.append(tags.get("name:en") or tags.get("name") or "")
    columns.newest = max(columns.newest, int(way.timestamp.timestamp()))
    if fate != "not a track":
        columns.refs.extend([node.ref for node in way.nodes])
    columns.start.append(len(columns.refs))


def _station(node: Node) -> Station | None:
    tags = dict(node.tags)
    fate = tags_of.place_fate(tags)
    if not fate or not node.location.valid():
        return None
    return Station(node.id, fate, tags_of.names(tags), node.location.lon, node.location.lat)


def _iso(seconds: int) -> str:
    """Return a time as ISO 8601, empty for the epoch, which stands for no time at all."""
    return f"{np.datetime64(seconds, 's')}Z" if seconds > 0 else ""


def positions(file: Path, node_id: Ints, progress: Progress = silent) -> tuple[Floats, Floats, list[int]]:
    """Read the positions of some nodes.

    libosmium filters by a bit set over all node ids, in pieces that are made when an id falls
    into them: 1.5 GB at most for the ids of today, far less for the sorted ids of old data.

    Parameters
    ----------
    file : path
    node_id : int array
        Sorted ids.
    progress : callable

    Returns
    -------
    lon, lat : float array
        NaN where the file lacks the node.
    twice : list of int
        Nodes that stand in the file more than once; the first position counts.
    """
    import osmium  # noqa: PLC0415  (an extra)

    lon, lat = np.full(len(node_id), np.nan), np.full(len(node_id), np.nan)
    if not len(node_id):
        return lon, lat, []
    wanted = osmium.filter.IdFilter(node_id.tolist())
    nodes = osmium.FileProcessor(str(file), osmium.osm.NODE).with_filter(wanted)
    ids, east, north = array("q"), array("d"), array("d")
    for node in _told(nodes, "positions read", progress):
        place = node.location  # type: ignore[union-attr]  # only nodes are read
        if place.valid():
            ids.append(node.id)
            east.append(place.lon)
            north.append(place.lat)
    given = np.array(ids, dtype=np.int64)
    first, at = np.unique(given, return_index=True)
    spot = np.searchsorted(node_id, first)
    lon[spot], lat[spot] = np.array(east)[at], np.array(north)[at]
    twice = np.setdiff1d(np.arange(len(given)), at)
    return lon, lat, np.unique(given[twice]).tolist()
