"""Ends of track that nearly touch other track: listed, and joined only where the user says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.files.osm.decisions import APART, JOINED, Decision
from landlink.network.files.osm.feet import near_points
from landlink.network.files.osm.track import SHORTEST_KM, arcs_of, degrees
from landlink.network.geodesy import great_circle_km

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from landlink.network.files.osm.extract import Extract
    from landlink.network.files.osm.track import Track

    Ints = NDArray[np.int64]

GAP_KM = 0.05
"""A dead end so near to other track is listed."""

LINE_END_KM = 2.0
"""Where a line ends that is long enough to be a link, other track is listed up to this distance."""

DETOUR_KM = 20.0
"""... unless the two are joined by track within this distance."""


@dataclass(frozen=True)
class Gap:
    """A dead end, the nearest vertex of the track that it may belong to, and their distance."""

    end: int
    other: int
    km: float


def near_misses(track: Track, ends: Ints | None = None, within_km: float = GAP_KM) -> list[Gap]:
    """Return the dead ends that lie near track which cannot be reached from them nearby.

    Parameters
    ----------
    track : Track
    ends : int array, optional
        Vertices to look at; every dead end if not given.
    within_km : float

    Examples
    --------
    >>> from landlink.network.files.osm.track import line_of
    >>> line = line_of([(0.0, 0.0), (0.1, 0.0), (0.1002, 0.0), (0.2, 0.0)])
    >>> [(gap.end, gap.other) for gap in near_misses(line.only(line.tail != 1))]
    [(1, 2)]
    """
    from landlink.network.files.osm import kernels as compiled  # noqa: PLC0415  (imports Numba)

    ends = np.flatnonzero(degrees(track) == 1) if ends is None else ends
    if not len(ends):
        return []
    near = near_points(track, track.lon[ends], track.lat[ends], within_km)
    tail, head = track.tail[near.edge], track.head[near.edge]
    other = np.where(near.share < 0.5, tail, head)
    arcs = arcs_of(track)
    keys, items = np.empty(len(arcs.heads) + 1), np.empty(len(arcs.heads) + 1, dtype=np.int64)
    dist, touched = np.full(len(track.lon), np.inf), np.empty(len(track.lon), dtype=np.int64)
    order = np.lexsort((near.km, near.station))
    bounds = np.searchsorted(near.station[order], np.arange(len(ends) + 1))
    found: dict[tuple[int, int], Gap] = {}
    for row, end in enumerate(ends.tolist()):
        beside = other[order[bounds[row] : bounds[row + 1]]]
        if not np.any(beside != end):
            continue
        count = compiled.around(arcs.start, arcs.heads, arcs.km, end, DETOUR_KM, dist, keys, items, touched)
        lost = beside[np.isinf(dist[beside])]
        dist[touched[:count]] = np.inf
        if len(lost):
            target = int(lost[0])
            km = great_circle_km(track.lon[end], track.lat[end], track.lon[target], track.lat[target])
            found.setdefault((min(end, target), max(end, target)), Gap(end, target, float(km)))
    return list(found.values())


def settle(
    extract: Extract, track: Track, joins: Iterable[tuple[str, str]], join_km: float
) -> tuple[Track, list[Decision]]:
    """Join the gaps that the user wants joined, and list all others.

    Parameters
    ----------
    extract : Extract
    track : Track
    joins : iterable of (str, str)
        Keys (``n123``) of nodes between which an edge is to be added.
    join_km : float
        Gaps up to this distance are joined, too; 0 joins none.

    Returns
    -------
    Track, list of Decision
    """
    wanted = [(_vertex(extract, track, one), _vertex(extract, track, other)) for one, other in joins]
    decisions = [_row(extract, _gap(track, *pair), JOINED, "joined as the decisions say") for pair in wanted]
    misses = near_misses(_with_joints(track, wanted))
    close = [gap for gap in misses if 0 < join_km >= gap.km]
    reason = f"a dead end beside track to which no way leads within {DETOUR_KM:.0f} km"
    decisions += [
        _row(extract, gap, JOINED, f"{reason}; joined as asked")
        if gap in close
        else _row(extract, gap, APART, reason)
        for gap in misses
    ]
    return _with_joints(track, wanted + [(gap.end, gap.other) for gap in close]), decisions


def line_ends(extract: Extract, track: Track, keys: Iterable[str]) -> list[Decision]:
    """List the ends of lines that have other track within `LINE_END_KM`.

    Parameters
    ----------
    extract : Extract
    track : Track
    keys : iterable of str
        Nodes (``n123``) that became places because a line ends there.
    """
    ends = np.unique(np.searchsorted(extract.node_id, [int(key[1:]) for key in keys])).astype(np.int64)
    return [
        _row(extract, gap, APART, f"a line ends here; no way leads to that track within {DETOUR_KM:.0f} km")
        for gap in near_misses(track, ends, LINE_END_KM) if gap.km > GAP_KM
    ]  # fmt: skip


def _gap(track: Track, end: int, other: int) -> Gap:
    km = great_circle_km(track.lon[end], track.lat[end], track.lon[other], track.lat[other])
    return Gap(end, other, float(km))


def _vertex(extract: Extract, track: Track, key: str) -> int:
    """Return the vertex of a node that is to be joined."""
    number = int(key[1:]) if key[:1] == "n" and key[1:].isdigit() else -1
    vertex = int(np.searchsorted(extract.node_id, number))
    known = vertex < len(extract.node_id) and extract.node_id[vertex] == number
    if not known or not np.any((track.tail == vertex) | (track.head == vertex)):
        raise LandlinkError(
            f"{extract.name}: the decisions join node {key!r}, but no railway that is taken has it; "
            "take the row out or mend its key and target"
        )
    return vertex


def _with_joints(track: Track, pairs: list[tuple[int, int]]) -> Track:
    """Return the track with an edge more for each pair, which has the tags of the way at its first end."""
    if not pairs:
        return track
    tail, head = np.array(pairs, dtype=np.int64).T
    km = np.atleast_1d(great_circle_km(track.lon[tail], track.lat[tail], track.lon[head], track.lat[head]))
    km = np.maximum(km, SHORTEST_KM)
    owner = np.zeros(len(track.lon), dtype=np.int64)
    owner[track.head], owner[track.tail] = track.way, track.way
    return replace(
        track, tail=np.r_[track.tail, tail], head=np.r_[track.head, head],
        km=np.r_[track.km, km], way=np.r_[track.way, owner[tail]],
    )  # fmt: skip


def _row(extract: Extract, gap: Gap, decision: str, reason: str) -> Decision:
    end, other = (f"n{extract.node_id[vertex]}" for vertex in (gap.end, gap.other))
    return Decision("read", "gap", end, "", decision, other, gap.km, reason)
