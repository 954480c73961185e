"""The ends of lines that lead away from all places: they become places, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landlink.network.files.osm.feet import near_points
from landlink.network.files.osm.overlay import JUNCTION_KM
from landlink.network.files.osm.track import arcs_of, degrees, pieces
from landlink.network.geodesy import great_circle_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.network.files.osm.overlay import Stretch
    from landlink.network.files.osm.track import Arcs, Track

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

BESIDE = 0.8
"""A line of which so much lies within `JUNCTION_KM` of a stretch is its second track."""


def far_ends(
    track: Track, stretches: list[Stretch], places: Ints, spur_km: float, piece_km: float
) -> tuple[Ints, Bools]:
    """Return the ends of lines that lead far away from all that is covered, the farthest first.

    Places, the stretches between them and the way to each end that is chosen are covered. The
    end of a second track beside a stretch, or beside the way to another end, is not chosen.

    Parameters
    ----------
    track : Track
    stretches : list of Stretch
        Between the places.
    places : int array
        Vertices.
    spur_km : float
        An end is chosen if it lies at least this far along the track from what is covered.
    piece_km : float
        A piece of track without any place is left out if it has less track than this.

    Returns
    -------
    int array
        Vertices that become places.
    bool array
        Edges that lie on pieces left out.

    Examples
    --------
    >>> from landlink.network.files.osm.track import line_of
    >>> line = line_of([(0.0, 0.0), (0.1, 0.0), (0.2, 0.0)])
    >>> far_ends(line, [], np.array([0]), 10.0, 10.0)[0].tolist()
    [2]
    """
    from landlink.network.files.osm import kernels as compiled  # noqa: PLC0415  (imports Numba)

    arcs, degree = arcs_of(track), degrees(track)
    room = len(arcs.heads) + len(track.lon) + 1
    keys, items = np.empty(room), np.empty(room, dtype=np.int64)
    dist = np.full(len(track.lon), np.inf)

    def cover(vertices: Ints) -> None:
        compiled.spread(arcs.start, arcs.heads, arcs.km, vertices, dist, keys, items)

    edges = np.concatenate([np.empty(0, dtype=np.int64), *(stretch.edges for stretch in stretches)])
    cover(np.unique(np.concatenate([places, track.tail[edges], track.head[edges]])))
    piece = pieces(track)
    size = np.bincount(piece[track.tail], weights=track.km, minlength=len(track.lon))
    small = np.isinf(dist) & (size[piece] < piece_km)
    ends = _ends(degree, piece, np.isinf(dist))
    ends = ends[~small[ends] & (dist[ends] >= spur_km)]
    ends = ends[
        ~_beside(track, np.unique(edges), [_way_back(arcs, dist, piece, end) for end in ends.tolist()])
    ]
    chosen: list[int] = []
    while len(ends):
        reached = np.where(np.isinf(dist[ends]), 0.0, dist[ends])  # finish a piece before the next one
        chosen.append(int(ends[np.argmax(reached)]))
        known = np.isfinite(dist[chosen[-1]])
        cover(np.array(_way_back(arcs, dist, piece, chosen[-1]) if known else chosen[-1:]))
        ends = ends[dist[ends] >= spur_km]
        ends = ends[~_parallel(track, arcs, chosen[-1], ends)]
    return np.array(chosen, dtype=np.int64), small[track.tail]


def _way_back(arcs: Arcs, dist: Floats, piece: Ints, end: int) -> list[int]:
    """Return the vertices from an end down to what is covered, or its piece where nothing is."""
    if np.isinf(dist[end]):
        return np.flatnonzero(piece == piece[end]).tolist()
    way = [end]
    while dist[way[-1]] > 0:
        some = slice(arcs.start[way[-1]], arcs.start[way[-1] + 1])
        heads = arcs.heads[some]
        way.append(int(heads[np.argmin(dist[heads] + arcs.km[some])]))
    return way


def _beside(track: Track, edges: Ints, lines: list[list[int]]) -> Bools:
    """Tell which lines run beside some edges for nearly all of their length."""
    sizes = np.array([len(line) for line in lines], dtype=np.int64)
    if not len(edges) or not len(lines):
        return np.zeros(len(lines), dtype=bool)
    vertices = np.concatenate([np.array(line, dtype=np.int64) for line in lines])
    unique, inverse = np.unique(vertices, return_inverse=True)
    taken = np.zeros(len(track.km), dtype=bool)
    taken[edges] = True
    near = np.zeros(len(unique), dtype=bool)
    near[near_points(track.only(taken), track.lon[unique], track.lat[unique], JUNCTION_KM).station] = True
    shares = np.bincount(np.repeat(np.arange(len(lines)), sizes), weights=near[inverse]) / sizes
    return np.asarray(shares > BESIDE)


def _parallel(track: Track, arcs: Arcs, end: int, others: Ints) -> Bools:
    """Tell which ends are those of second tracks: near an end, with track that leaves the same way."""
    away = great_circle_km(track.lon[others], track.lat[others], track.lon[end], track.lat[end])
    ours = _heading(track, arcs, np.array([end]))[:, 0]
    theirs = _heading(track, arcs, others)
    return np.asarray((away < JUNCTION_KM) & (theirs[0] * ours[0] + theirs[1] * ours[1] > 0))


def _heading(track: Track, arcs: Arcs, vertices: Ints) -> Floats:
    """Return the direction in which the track leaves some vertices, in degrees east and north."""
    nexts = arcs.heads[arcs.start[vertices]]
    east = (track.lon[nexts] - track.lon[vertices]) * np.cos(np.radians(track.lat[vertices]))
    return np.stack([east, track.lat[nexts] - track.lat[vertices]])


def _ends(degree: Ints, piece: Ints, lost: Bools) -> Ints:
    """Vertices at which track ends; for a ring without places, its lowest vertex."""
    ends = np.flatnonzero(degree == 1)
    rings = np.setdiff1d(piece[lost & (degree > 0)], piece[ends])
    return np.union1d(ends, rings)
