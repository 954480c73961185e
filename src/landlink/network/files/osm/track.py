"""The graph of railway track: vertices where way nodes are, edges between neighbours on a way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.geodesy import great_circle_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.network.files.osm.extract import Extract

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]


SHORTEST_KM = 1e-6
"""No edge is shorter (a millimetre), so that a way back always comes nearer."""


@dataclass(frozen=True)
class Track:
    """Edges of track, and the positions of the vertices that they join.

    Attributes
    ----------
    tail, head : int array
        Vertices of each edge. Two edges meet only where their ways share a node.
    km : float array
        Length of each edge, great circle.
    way : int array
        Row of the way of each edge.
    lon, lat : float array
        Of each vertex.
    """

    tail: Ints
    head: Ints
    km: Floats
    way: Ints
    lon: Floats
    lat: Floats

    def only(self, edges: Bools) -> Track:
        """Return the track of some edges, with all vertices.

        Examples
        --------
        >>> line = line_of([(0.0, 0.0), (0.1, 0.0), (0.2, 0.0)])
        >>> line.only(line.head == 1).km.round(1).tolist()
        [11.1]
        """
        return replace(
            self, tail=self.tail[edges], head=self.head[edges], km=self.km[edges], way=self.way[edges]
        )


def line_of(points: list[tuple[float, float]]) -> Track:
    """Return the track of one way through points, for examples.

    Examples
    --------
    >>> line_of([(0.0, 0.0), (0.0, 1.0)]).km.round(1).tolist()
    [111.2]
    """
    lon, lat = (np.array(part) for part in zip(*points, strict=True))
    tail = np.arange(len(points) - 1)
    km = np.atleast_1d(great_circle_km(lon[:-1], lat[:-1], lon[1:], lat[1:]))
    return Track(tail, tail + 1, km, np.zeros(len(tail), dtype=np.int64), lon, lat)


def track_of(extract: Extract, taken: Bools) -> Track:
    """Return the track of some ways of an extract.

    A way is cut where the extract lacks one of its nodes; `gaps` lists those.

    Parameters
    ----------
    extract : Extract
    taken : bool array
        Which ways.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.network.files.osm.extract import read_extract
    >>> from landlink.testing import write_small_extract
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     extract = read_extract(write_small_extract(Path(folder) / "tashkent.osm.pbf"))
    >>> track_of(extract, extract.ways.id == 1).km.round(1).tolist()
    [7.0, 7.5]
    """
    ways = extract.ways
    owner = np.repeat(np.arange(len(ways.id)), np.diff(ways.start))
    inner = np.ones(len(owner), dtype=bool)
    inner[ways.start[1:][np.diff(ways.start) > 0] - 1] = False  # the last node of a way begins no edge
    spots = np.flatnonzero(inner & taken[owner])
    tail, head = ways.refs[spots], ways.refs[spots + 1]
    there = np.isfinite(extract.lon[tail]) & np.isfinite(extract.lon[head]) & (tail != head)
    tail, head, way = tail[there], head[there], owner[spots[there]]
    km = great_circle_km(extract.lon[tail], extract.lat[tail], extract.lon[head], extract.lat[head])
    return Track(tail, head, np.maximum(np.atleast_1d(km), SHORTEST_KM), way, extract.lon, extract.lat)


def km_of_ways(extract: Extract) -> Floats:
    """Return the length of each way in km, as far as its nodes are in the extract.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.network.files.osm.extract import read_extract
    >>> from landlink.testing import write_small_extract
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     extract = read_extract(write_small_extract(Path(folder) / "tashkent.osm.pbf"))
    >>> km_of_ways(extract).round()[:4].tolist()
    [15.0, 74.0, 40.0, 43.0]
    """
    track = track_of(extract, np.ones(len(extract.ways.id), dtype=bool))
    return np.bincount(track.way, weights=track.km, minlength=len(extract.ways.id)).astype(np.float64)


def gaps(extract: Extract) -> list[tuple[int, int, int]]:
    """Return the ways that the extract cuts: row, nodes that are missing, nodes in all."""
    ways = extract.ways
    owner = np.repeat(np.arange(len(ways.id)), np.diff(ways.start))
    missing = np.bincount(owner, weights=np.isnan(extract.lon[ways.refs]), minlength=len(ways.id))
    sizes = np.diff(ways.start)
    return [(int(row), int(missing[row]), int(sizes[row])) for row in np.flatnonzero(missing)]


def same_spot(extract: Extract, track: Track) -> list[tuple[int, int]]:
    """Return pairs of vertices of the track that lie at one spot but are different nodes.

    OpenStreetMap joins ways by sharing a node. Two nodes at one spot may be a mistake, or a bridge
    drawn above another line.

    Parameters
    ----------
    extract : Extract
    track : Track
    """
    used = np.unique(np.concatenate([track.tail, track.head]))
    spot = np.stack([np.rint(extract.lon[used] * 1e7), np.rint(extract.lat[used] * 1e7)])
    order = np.lexsort(spot)
    twins = np.flatnonzero((np.diff(spot[:, order], axis=1) == 0).all(axis=0))
    return [(int(used[order[twin]]), int(used[order[twin + 1]])) for twin in twins]


@dataclass(frozen=True)
class Arcs:
    """The edges of a track by vertex, each in both directions.

    Attributes
    ----------
    start : int array
        Where the arcs of each vertex begin; one more entry than vertices.
    heads : int array
    km : float array
    edge : int array
        Edge of each arc.
    """

    start: Ints
    heads: Ints
    km: Floats
    edge: Ints


def arcs_of(track: Track) -> Arcs:
    """Return the arcs of a track.

    Examples
    --------
    >>> arcs = arcs_of(line_of([(0.0, 0.0), (0.1, 0.0), (0.2, 0.0)]))
    >>> arcs.start.tolist(), arcs.heads.tolist()
    ([0, 1, 3, 4], [1, 0, 2, 1])
    """
    tails = np.concatenate([track.tail, track.head])
    heads = np.concatenate([track.head, track.tail])
    order = np.lexsort((heads, tails))
    start = np.zeros(len(track.lon) + 1, dtype=np.int64)
    np.cumsum(np.bincount(tails, minlength=len(track.lon)), out=start[1:])
    edge = np.tile(np.arange(len(track.km)), 2)[order]
    return Arcs(start, heads[order], track.km[edge], edge)


def degrees(track: Track) -> Ints:
    """Return how many ends of edges meet at each vertex.

    Examples
    --------
    >>> degrees(line_of([(0.0, 0.0), (0.1, 0.0), (0.2, 0.0)])).tolist()
    [1, 2, 1]
    """
    return np.bincount(np.concatenate([track.tail, track.head]), minlength=len(track.lon))


def pieces(track: Track) -> Ints:
    """Return the connected piece of each vertex, by its lowest vertex.

    Labels are passed to neighbours and shortened until nothing changes (Shiloach and Vishkin,
    J. Algorithms 3, 1982), all edges at once.

    Examples
    --------
    >>> line = line_of([(0.0, 0.0), (0.1, 0.0), (0.2, 0.0), (0.3, 0.0)])
    >>> pieces(line.only(line.tail != 1)).tolist()
    [0, 0, 2, 2]
    """
    label = np.arange(len(track.lon))
    while True:
        low = np.minimum(label[track.tail], label[track.head])
        before = label.copy()
        np.minimum.at(label, label[track.tail], low)
        np.minimum.at(label, label[track.head], low)
        while not np.array_equal(label, label[label]):
            label = label[label]
        if np.array_equal(before, label):
            return label
