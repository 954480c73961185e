"""From track to links: the smallest network that keeps every distance between chosen places.

Two places are linked where the shortest way between them passes no other place. That is the
minimal overlay graph of Holzer, Schulz and Wagner ("Engineering multilevel overlay graphs for
shortest-path queries", ACM Journal of Experimental Algorithmics 13, 2008): distances in it equal
those on the track, and no smaller set of links does that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.files.osm_read import silent
from landlink.network.files.osm_track import arcs_of, degrees, pieces
from landlink.network.geodesy import great_circle_km

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from landlink.network.files.osm_track import Arcs, Track

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Progress = Callable[[str, int], None]

JUNCTION_KM = 1.0
"""Of junctions nearer to each other than this, one becomes a place."""

EVERY = 50


@dataclass(frozen=True)
class Stretch:
    """The shortest way between two places that passes no other place.

    Attributes
    ----------
    tail, head : int
        Vertices.
    km : float
    edges : int array
        Edges of the track from tail to head.
    """

    tail: int
    head: int
    km: float
    edges: Ints


def overlay(track: Track, places: Ints, progress: Progress = silent) -> list[Stretch]:
    """Return the smallest set of stretches that keeps all distances between places.

    Parameters
    ----------
    track : Track
    places : int array
        Vertices.
    progress : callable
        Called with the stage and the number of places done, now and then.

    Examples
    --------
    >>> from landlink.network.files.osm_track import line_of
    >>> line = line_of([(0.0, 0.0), (0.1, 0.0), (0.2, 0.0), (0.3, 0.0)])
    >>> [(one.tail, one.head, round(one.km, 1)) for one in overlay(line, np.array([0, 2, 3]))]
    [(0, 2, 22.2), (2, 3, 11.1)]
    """
    from landlink.network.files import osm_kernels as compiled  # noqa: PLC0415  (imports Numba)

    arcs, count = arcs_of(track), len(track.lon)
    is_place = np.zeros(count, dtype=np.uint8)
    is_place[places] = 1
    dist = np.full(count, np.inf)
    behind, settled = np.zeros(count, dtype=np.uint8), np.zeros(count, dtype=np.uint8)
    parent, parent_arc = np.full(count, -2, dtype=np.int64), np.zeros(count, dtype=np.int64)
    keys, items = np.empty(len(arcs.heads) + 1), np.empty(len(arcs.heads) + 1, dtype=np.int64)
    touched, found, way = (np.empty(count + 1, dtype=np.int64) for _ in range(3))
    sizes = np.zeros(2, dtype=np.int64)
    stretches: list[Stretch] = []
    for done, source in enumerate(np.unique(places).tolist(), start=1):
        compiled.search(
            arcs.start, arcs.heads, arcs.km, is_place, source, dist, behind, settled, parent, parent_arc,
            keys, items, touched, found, sizes,
        )  # fmt: skip
        for target in np.sort(found[: sizes[1]]).tolist():
            if target > source:
                steps = compiled.trace(parent, parent_arc, target, way)
                edges = arcs.edge[way[:steps][::-1]]
                stretches.append(Stretch(source, target, float(dist[target]), edges))
        compiled.forget(touched, sizes[0], dist, behind, settled, parent)
        if done % EVERY == 0:
            progress("places linked", done)
    return stretches


def junctions(track: Track, stretches: list[Stretch], places: Ints) -> Ints:
    """Return the vertices at which stretches part outside any place, one for each cluster.

    Parameters
    ----------
    track : Track
    stretches : list of Stretch
    places : int array
        Vertices that are places already; nothing becomes a junction within `JUNCTION_KM` of one.
    """
    used = np.zeros(len(track.km), dtype=bool)
    for stretch in stretches:
        used[stretch.edges] = True
    degree = degrees(track.only(used))
    degree[places] = 0
    forks = np.flatnonzero(degree > 2)
    forks = forks[np.argsort(-degree[forks], kind="stable")]
    return _spread_out(track, forks, places)


def _spread_out(track: Track, vertices: Ints, taken: Ints) -> Ints:
    """Return vertices, in order, none of which is near one before it or near what is taken."""
    chosen: list[int] = []
    lon, lat = track.lon[taken], track.lat[taken]
    for vertex in vertices.tolist():
        close = np.abs(lat - track.lat[vertex]) < 0.02  # a degree of latitude is 111 km
        away = great_circle_km(lon[close], lat[close], track.lon[vertex], track.lat[vertex])
        if not np.any(away < JUNCTION_KM):
            chosen.append(vertex)
            lon, lat = np.append(lon, track.lon[vertex]), np.append(lat, track.lat[vertex])
    return np.array(sorted(chosen), dtype=np.int64)


def on_stretches(track: Track, stretches: list[Stretch], places: Ints) -> Ints:
    """Return the places and every vertex on the stretches between them.

    Examples
    --------
    >>> from landlink.network.files.osm_track import line_of
    >>> line = line_of([(0.0, 0.0), (0.1, 0.0), (0.2, 0.0), (0.3, 0.0)])
    >>> on_stretches(line, overlay(line, np.array([0, 2])), np.array([0, 2])).tolist()
    [0, 1, 2]
    """
    edges = np.concatenate([np.empty(0, dtype=np.int64), *(stretch.edges for stretch in stretches)])
    return np.unique(np.concatenate([places, track.tail[edges], track.head[edges]]))


def far_ends(track: Track, covered: Ints, spur_km: float, piece_km: float) -> tuple[Ints, Bools]:
    """Return the ends of lines that lead far away from all that is covered, the farthest first.

    Parameters
    ----------
    track : Track
    covered : int array
        Vertices of places and of the stretches between them. The way to an end that is chosen
        counts as covered, too.
    spur_km : float
        An end is chosen if it lies at least this far along the track from what is covered.
    piece_km : float
        A piece of track without any covered vertex is left out if it has less track than this.

    Returns
    -------
    int array
        Vertices that become places.
    bool array
        Edges that lie on pieces left out.

    Examples
    --------
    >>> from landlink.network.files.osm_track import line_of
    >>> line = line_of([(0.0, 0.0), (0.1, 0.0), (0.2, 0.0)])
    >>> far_ends(line, np.array([0]), 10.0, 10.0)[0].tolist()
    [2]
    """
    from landlink.network.files import osm_kernels as compiled  # noqa: PLC0415  (imports Numba)

    arcs, degree = arcs_of(track), degrees(track)
    keys, items = np.empty(len(arcs.heads) + 1), np.empty(len(arcs.heads) + 1, dtype=np.int64)
    dist = np.full(len(track.lon), np.inf)

    def cover(vertices: list[int]) -> None:
        for vertex in vertices:
            compiled.spread(arcs.start, arcs.heads, arcs.km, vertex, dist, keys, items)

    cover(covered.tolist())
    piece = pieces(track)
    size = np.bincount(piece[track.tail], weights=track.km, minlength=len(track.lon))
    small = np.isinf(dist) & (size[piece] < piece_km)
    ends = _ends(degree, piece, np.isinf(dist))
    ends = _away(track, ends[~small[ends]], covered)
    chosen: list[int] = []
    while len(ends):
        ends = ends[dist[ends] >= spur_km]
        if len(ends):
            reached = np.where(np.isinf(dist[ends]), 0.0, dist[ends])  # finish a piece before the next one
            chosen.append(int(ends[np.argmax(reached)]))
            cover(_way_back(arcs, dist, chosen[-1]))
            ends = _away(track, ends, np.array(chosen[-1:]))
    return np.array(chosen, dtype=np.int64), small[track.tail]


def _way_back(arcs: Arcs, dist: Floats, end: int) -> list[int]:
    """Return the vertices from an end down to what is covered."""
    way = [end]
    while np.isfinite(dist[end]) and dist[way[-1]] > 0:
        some = slice(arcs.start[way[-1]], arcs.start[way[-1] + 1])
        heads = arcs.heads[some]
        way.append(int(heads[np.argmin(dist[heads] + arcs.km[some])]))
    return way


def _away(track: Track, ends: Ints, places: Ints) -> Ints:
    """Return the ends that are not beside a place: there, they are its other tracks."""
    lon, lat = track.lon[places], track.lat[places]
    kept = []
    for end in ends.tolist():
        close = np.abs(lat - track.lat[end]) < 0.02  # a degree of latitude is 111 km
        away = great_circle_km(lon[close], lat[close], track.lon[end], track.lat[end])
        if not np.any(away < JUNCTION_KM):
            kept.append(end)
    return np.array(kept, dtype=np.int64)


def _ends(degree: Ints, piece: Ints, lost: Bools) -> Ints:
    """Vertices at which track ends; for a ring without places, its lowest vertex."""
    ends = np.flatnonzero(degree == 1)
    rings = np.setdiff1d(piece[lost & (degree > 0)], piece[ends])
    return np.union1d(ends, rings)
