"""Where stations touch the track: the nearest point of each parallel track beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.files.osm.track import SHORTEST_KM, degrees
from landlink.network.geodesy import EARTH_RADIUS_KM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.network.files.osm.track import Track

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

PARALLEL_KM = 0.25
"""Tracks so far from the nearest one beside a station still belong to it."""

CHUNK = 200_000
AT_END_KM = 0.0005
KM_PER_DEGREE = np.pi * EARTH_RADIUS_KM / 180


@dataclass(frozen=True)
class Feet:
    """Points of the track that belong to stations; one entry a point.

    Attributes
    ----------
    station, edge : int array
    share : float array
        Where on the edge: 0 is its tail, 1 its head.
    km : float array
        Distance from the station.
    vertex : int array
        The vertex that the point is, -1 where it lies within an edge.
    """

    station: Ints
    edge: Ints
    share: Floats
    km: Floats
    vertex: Ints

    def take(self, rows: Ints | Bools) -> Feet:
        """Return some of the points."""
        return Feet(self.station[rows], self.edge[rows], self.share[rows], self.km[rows], self.vertex[rows])


def near_points(track: Track, lon: Floats, lat: Floats, within_km: float) -> Feet:
    """Return the nearest point of every edge within reach of each station.

    Parameters
    ----------
    track : Track
    lon, lat : float array
        Positions of the stations.
    within_km : float

    Examples
    --------
    >>> from landlink.network.files.osm.track import line_of
    >>> near = near_points(line_of([(0.0, 0.0), (0.1, 0.0)]), np.array([0.05]), np.array([0.001]), 1.0)
    >>> near.km.round(2).tolist(), near.share.round(2).tolist()
    ([0.11], [0.5])
    """
    edges, stations = _candidates(track, lon, lat, within_km)
    scale = np.cos(np.radians(lat[stations]))

    def east_north(vertex: Ints) -> tuple[Floats, Floats]:
        east = (track.lon[vertex] - lon[stations]) * scale * KM_PER_DEGREE
        return east, (track.lat[vertex] - lat[stations]) * KM_PER_DEGREE

    x1, y1 = east_north(track.tail[edges])
    x2, y2 = east_north(track.head[edges])
    dx, dy = x2 - x1, y2 - y1
    square = np.maximum(dx * dx + dy * dy, 1e-18)
    share = np.clip(-(x1 * dx + y1 * dy) / square, 0.0, 1.0)
    length = np.sqrt(square)
    share[share * length < AT_END_KM] = 0.0
    share[(1 - share) * length < AT_END_KM] = 1.0
    km = np.hypot(x1 + share * dx, y1 + share * dy)
    vertex = np.where(share == 0, track.tail[edges], np.where(share == 1, track.head[edges], -1))
    near = km <= within_km
    return Feet(stations[near], edges[near], share[near], km[near], vertex[near])


def _candidates(track: Track, lon: Floats, lat: Floats, within_km: float) -> tuple[Ints, Ints]:
    """Pairs of edges and stations whose boxes overlap."""
    import shapely  # noqa: PLC0415  (slow to import)

    tree = shapely.STRtree(np.array(shapely.points(lon, lat), dtype=np.object_, ndmin=1))
    found: list[tuple[Ints, Ints]] = []
    north = 1.01 * within_km / KM_PER_DEGREE
    for first in range(0, len(track.km), CHUNK):
        ends = np.stack([track.tail[first : first + CHUNK], track.head[first : first + CHUNK]])
        x, y = track.lon[ends], track.lat[ends]
        east = north / np.maximum(np.cos(np.radians(np.abs(y).max(axis=0))), 0.01)
        boxes = shapely.box(
            x.min(axis=0) - east, y.min(axis=0) - north, x.max(axis=0) + east, y.max(axis=0) + north
        )
        edge, station = tree.query(boxes)
        found.append((edge + first, station))
    if not found:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    return np.concatenate([edge for edge, _ in found]), np.concatenate([station for _, station in found])


def choose(near: Feet, track: Track, usable: Bools) -> Feet:
    """Return the points of the track that are the stations.

    For each station: the nearest point, and the points beside it on parallel tracks, which are
    those from which the track leads away from the station to both sides.

    Parameters
    ----------
    near : Feet
        From `near_points`.
    track : Track
    usable : bool array
        Edges to look at (those of one gauge).
    """
    near = near.take(usable[near.edge])
    if not len(near.km):
        return near
    order = np.lexsort((near.edge, near.km, near.station))
    near = near.take(order)
    first = np.r_[True, np.diff(near.station) > 0]
    nearest = np.maximum.accumulate(np.where(first, np.arange(len(first)), 0))
    # A vertex is a nearest point of its track if it is that of every edge that ends there.
    degree = degrees(track.only(usable))
    key = near.station * (len(track.lon) + 1) + near.vertex
    _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
    inside = near.vertex < 0
    through = ~inside & (counts[inverse] == degree[near.vertex]) & (degree[near.vertex] > 1)
    beside = _apart_km(track, near, near.take(nearest)) <= PARALLEL_KM
    kept = near.take(first | ((inside | through) & beside))
    _, once = np.unique(
        np.stack([kept.station, np.where(kept.vertex < 0, -1 - kept.edge, kept.vertex)]),
        axis=1,
        return_index=True,
    )
    return kept.take(np.sort(once))


def _apart_km(track: Track, these: Feet, those: Feet) -> Floats:
    """Return how far two lists of points of the track are from each other."""
    lon1, lat1 = spots(track, these)
    lon2, lat2 = spots(track, those)
    return np.hypot((lon1 - lon2) * np.cos(np.radians(lat1)), lat1 - lat2) * KM_PER_DEGREE


def spots(track: Track, feet: Feet) -> tuple[Floats, Floats]:
    """Return the longitude and latitude of points of the track."""
    tail, head = track.tail[feet.edge], track.head[feet.edge]
    lon = track.lon[tail] + feet.share * (track.lon[head] - track.lon[tail])
    lat = track.lat[tail] + feet.share * (track.lat[head] - track.lat[tail])
    return lon, lat


def with_stations(track: Track, feet: Feet, lon: Floats, lat: Floats) -> tuple[Track, Ints]:
    """Return the track with one more vertex for each station, at all of its points.

    An edge is cut where a point lies within it. Where the point is a vertex, that vertex becomes
    the station; of two stations at one vertex the nearer one gets it.

    Parameters
    ----------
    track : Track
    feet : Feet
    lon, lat : float array
        Positions of the stations.

    Returns
    -------
    Track
        Station ``n`` is the vertex after those of ``track`` numbered ``n``.
    int array
        For each vertex of the old track the vertex that it is now.

    Examples
    --------
    >>> from landlink.network.files.osm.track import line_of
    >>> line, at = line_of([(0.0, 0.0), (0.1, 0.0)]), (np.array([0.05]), np.array([0.001]))
    >>> cut, _ = with_stations(line, choose(near_points(line, *at, 1.0), line, line.km > 0), *at)
    >>> cut.tail.tolist(), cut.head.tolist(), cut.km.round(2).tolist()
    ([0, 2], [2, 1], [5.56, 5.56])
    """
    count = len(track.lon)
    becomes = np.arange(count)
    at = feet.take(feet.vertex >= 0)
    at = at.take(np.lexsort((at.station, -at.km)))  # the nearest one writes last
    becomes[at.vertex] = count + at.station
    cuts = feet.take(feet.vertex < 0)
    whole = np.ones(len(track.km), dtype=bool)
    whole[cuts.edge] = False
    cut = np.flatnonzero(~whole)
    edge = np.concatenate([cut, cut, cuts.edge])
    share = np.concatenate([np.zeros(len(cut)), np.ones(len(cut)), cuts.share])
    vertex = np.concatenate([becomes[track.tail[cut]], becomes[track.head[cut]], count + cuts.station])
    order = np.lexsort((share, edge))
    edge, share, vertex = edge[order], share[order], vertex[order]
    part = np.flatnonzero(np.diff(edge) == 0)
    tail = np.concatenate([becomes[track.tail[whole]], vertex[part]])
    head = np.concatenate([becomes[track.head[whole]], vertex[part + 1]])
    km = np.concatenate([track.km[whole], track.km[edge[part]] * (share[part + 1] - share[part])])
    km = np.maximum(km, SHORTEST_KM)
    way = np.concatenate([track.way[whole], track.way[edge[part]]])
    joined = replace(
        track, tail=tail, head=head, km=km, way=way,
        lon=np.concatenate([track.lon, lon]), lat=np.concatenate([track.lat, lat]),
    )  # fmt: skip
    return joined.only(tail != head), becomes
