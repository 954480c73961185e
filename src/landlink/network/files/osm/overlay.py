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

from landlink.network.files.osm.extract import silent
from landlink.network.files.osm.track import arcs_of, degrees
from landlink.network.geodesy import great_circle_km

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from landlink.network.files.osm.track import Track

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
    >>> from landlink.network.files.osm.track import line_of
    >>> line = line_of([(0.0, 0.0), (0.1, 0.0), (0.2, 0.0), (0.3, 0.0)])
    >>> [(one.tail, one.head, round(one.km, 1)) for one in overlay(line, np.array([0, 2, 3]))]
    [(0, 2, 22.2), (2, 3, 11.1)]
    """
    from landlink.network.files.osm import kernels as compiled  # noqa: PLC0415  (imports Numba)

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
