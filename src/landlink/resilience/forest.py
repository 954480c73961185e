"""The shortest-path trees of all trips, and which trips use an arc."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from landlink.routing.csr import turn_round
from landlink.routing.trees import grow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from landlink.resilience.trips import Trips

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Trees = tuple[Floats, NDArray[np.int32]]


@dataclass(frozen=True, eq=False)
class Forest:
    """One shortest-path tree for each class and root, and the ways of the trips in them.

    Roots are origins or destinations, of whichever there are fewer. A search for a way round goes
    from the other end of a trip towards the root, so arcs are numbered and turned for that search.

    Attributes
    ----------
    first, ends : int array
        The graph of the search in CSR form.
    cost : float array, (classes, arcs)
        In the order of its arcs.
    number : int array, (arcs,)
        Where each arc of the trips' graph lies in it.
    order : int array, (trips,)
        Trips by tree; all arrays of trips below are in this order.
    trip_tree, root, target : int array, (trips,)
    tree_class, tree_root : int array, (trees,)
    blocks : tuple of (int, int)
        Ranges of trees that are in memory at a time.
    kept : tuple of arrays, optional
        Distances and last arcs of all trees, (trees, vertices), if they fit.
    base : float array, (trips,)
        Cost of the way of each trip.
    use_start, use_trip : int array
        Trips whose way uses an arc: ``use_trip[use_start[arc]:use_start[arc + 1]]``.
    """

    first: Ints
    ends: NDArray[np.int32]
    cost: Floats
    number: Ints
    order: Ints
    trip_tree: Ints
    root: Ints
    target: Ints
    tree_class: Ints
    tree_root: Ints
    blocks: tuple[tuple[int, int], ...]
    kept: Trees | None
    base: Floats
    use_start: Ints
    use_trip: NDArray[np.int32]
    _grown_from: tuple[Ints, NDArray[np.int32], Floats, Ints]

    def trees(self, low: int, high: int, threads: int | None) -> Trees:
        """Return distances and last arcs of a range of trees."""
        if self.kept is not None:
            return self.kept[0][low:high], self.kept[1][low:high]
        return _grow(self._grown_from, self.tree_class[low:high], self.tree_root[low:high], threads)


def forest(trips: Trips, threads: int | None, memory_gb: float) -> Forest:
    """Grow all trees and note which trips use which arc."""
    nodes = trips.indptr.size - 1
    origins, destinations = (
        np.unique(trips.of_class * nodes + end).size for end in (trips.origin, trips.destination)
    )
    turned = turn_round(trips.indptr, trips.heads)
    back = np.empty(trips.heads.size, np.int64)
    back[turned.arcs] = np.arange(trips.heads.size)
    there = (trips.indptr, trips.heads, trips.cost)
    reverse = (turned.indptr, turned.heads, np.ascontiguousarray(trips.cost[:, turned.arcs]))
    if destinations < origins:
        search, number, grown = there, np.arange(trips.heads.size), (*reverse, turned.arcs)
        roots, targets = trips.destination, trips.origin
    else:
        search, number, grown = reverse, back, (*there, back)
        roots, targets = trips.origin, trips.destination
    order = np.lexsort((np.arange(len(trips)), roots, trips.of_class))
    keys = trips.of_class[order] * nodes + roots[order]
    each, trip_tree = np.unique(keys, return_inverse=True)
    tree_class, tree_root = each // nodes, each % nodes
    size = max(1, int(memory_gb * 1e9 / (12 * nodes)))
    blocks = tuple((low, min(low + size, each.size)) for low in range(0, each.size, size))
    target = targets[order]
    base = np.full(len(trips), np.inf)
    ways: list[tuple[Ints, Ints]] = []
    kept = None
    for low, high in blocks:
        dist, pred = _grow(grown, tree_class[low:high], tree_root[low:high], threads)
        if len(blocks) == 1:
            kept = (dist, pred)
        one, other = np.searchsorted(trip_tree, (low, high))
        rows = trip_tree[one:other] - low
        base[one:other] = dist[rows, target[one:other]]
        ways.append(_ways(search[1], pred, rows, target[one:other], one))
    use_start, use_trip = _users(ways, trips.heads.size)
    return Forest(
        *search, number, order, trip_tree, roots[order], target, tree_class, tree_root, blocks, kept, base,
        use_start, use_trip, grown,
    )  # fmt: skip


def _grow(
    grown: tuple[Ints, NDArray[np.int32], Floats, Ints], classes: Ints, roots: Ints, threads: int | None
) -> Trees:
    """Grow trees; their last arcs are numbered as in the graph of the search."""
    indptr, heads, cost, number = grown
    dist = np.empty((classes.size, indptr.size - 1))
    pred = np.empty(dist.shape, np.int32)
    for rows in _runs(classes):
        dist[rows], arcs = grow(
            indptr, heads, cost[classes[rows.start]], roots[rows].astype(np.int32), threads=threads
        )
        pred[rows] = np.where(arcs >= 0, number[arcs], -1) if number.size else -1
    return dist, pred


def _runs(values: Ints) -> Iterator[slice]:
    """Yield the stretches of equal values."""
    cuts = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), values.size]
    yield from (slice(low, high) for low, high in pairwise(cuts) if high > low)


def _ways(
    ends: NDArray[np.int32], pred: NDArray[np.int32], tree: Ints, target: Ints, shift: int
) -> tuple[Ints, Ints]:
    """Return the arcs on the ways of trips, and the trip of each."""
    from landlink.resilience.failures_kernels import path_arcs, path_lengths  # noqa: PLC0415

    length = np.zeros(target.size, np.int64)
    path_lengths(target, tree, pred, ends, length)
    start = np.cumsum(length) - length
    arcs = np.empty(int(length.sum()), np.int64)
    path_arcs(target, tree, pred, ends, start, arcs)
    return arcs, np.repeat(np.arange(shift, shift + target.size), length)


def _users(ways: list[tuple[Ints, Ints]], count: int) -> tuple[Ints, NDArray[np.int32]]:
    """Return the trips on each arc in CSR form."""
    empty = np.zeros(0, np.int64)
    arcs = np.concatenate([empty, *(way[0] for way in ways)])
    trips = np.concatenate([empty, *(way[1] for way in ways)])
    start = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(arcs, minlength=count), out=start[1:])
    return start, trips[np.argsort(arcs, kind="stable")].astype(np.int32)
