"""The best way of each trip, with its money and its hours, before and after something closes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from landlink.routing.trees import grow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.resilience.trips import Trips

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

BATCH = 64
"""Trees that are held at a time."""


@dataclass(frozen=True, eq=False)
class Ways:
    """The best way of each trip by generalised cost, and what it adds up to.

    Attributes
    ----------
    cost : float array, (trips,)
        Generalised cost; ``inf`` where there is no way.
    sums : float array, (measures, trips)
        What each measure adds up to along the way; ``inf`` where there is none.
    trip, arc : int array
        Which trip uses which arc, one entry a use, in no order.
    """

    cost: Floats
    sums: Floats
    trip: Ints = field(repr=False)
    arc: Ints = field(repr=False)

    def using(self, arcs: Ints, count: int) -> Ints:
        """Return the trips whose way uses one of some arcs, of ``count`` arcs in all.

        Examples
        --------
        >>> ways = Ways(np.zeros(2), np.zeros((0, 2)), np.array([0, 0, 1]), np.array([4, 2, 3]))
        >>> ways.using(np.array([2, 4]), 5).tolist()
        [0]
        """
        flags = np.zeros(count, dtype=bool)
        flags[arcs] = True
        return np.unique(self.trip[flags[self.arc]])


def best_ways(
    trips: Trips,
    measures: Floats,
    *,
    rows: Ints | None = None,
    closed: Ints | None = None,
    threads: int | None = None,
) -> Ways:
    """Find the best way of some trips and what measures add up to along it.

    One tree for each class and origin (Dijkstra 1959), and a walk back from every destination, all
    trips at a time.

    Parameters
    ----------
    trips : Trips
    measures : float array, (measures, arcs)
        For example dollars and hours of each arc.
    rows : int array, optional
        Which trips; all if not given.
    closed : int array, optional
        Arcs that no trip may use.
    threads : int, optional

    Returns
    -------
    Ways
        Of the trips in ``rows``, in their order.

    Examples
    --------
    >>> from landlink.resilience.trips import Trips
    >>> trips = Trips([0, 2, 3, 3], [1, 2, 2], [[1.0, 5.0, 2.0]], [0], [2], [0], [1000.0])
    >>> hours = np.array([[10.0, 7.0, 10.0]])
    >>> best_ways(trips, hours).sums, best_ways(trips, hours, closed=np.array([0])).sums
    (array([[20.]]), array([[7.]]))
    """
    chosen = np.arange(len(trips), dtype=np.int64) if rows is None else rows
    cost = np.full(chosen.size, np.inf)
    sums = np.full((len(measures), chosen.size), np.inf)
    used: list[tuple[Ints, Ints]] = []
    tails = np.repeat(np.arange(trips.indptr.size - 1), np.diff(trips.indptr))
    for number in np.unique(trips.of_class[chosen]).tolist():
        price = trips.cost[number]
        if closed is not None:
            price = price.copy()
            price[closed] = np.inf
        of_class = np.flatnonzero(trips.of_class[chosen] == number)
        starts = np.unique(trips.origin[chosen[of_class]])
        for begin in range(0, starts.size, BATCH):
            batch = starts[begin : begin + BATCH]
            here = of_class[np.isin(trips.origin[chosen[of_class]], batch)]
            goals = trips.destination[chosen[here]]
            wanted = np.zeros(trips.indptr.size - 1, np.bool_)
            wanted[goals] = True
            near, back = grow(
                trips.indptr, trips.heads, price, batch.astype(np.int32), wanted, threads=threads
            )
            tree = np.searchsorted(batch, trips.origin[chosen[here]])
            cost[here] = near[tree, goals]
            served = np.isfinite(cost[here])
            sums[:, here[served]] = 0.0
            trip, arcs = _walk(back, tails, tree[served], goals[served], here[served])
            used.append((trip, arcs))
            for number_of, measure in enumerate(measures):
                sums[number_of] += np.bincount(trip, weights=measure[arcs], minlength=chosen.size)
    empty = np.zeros(0, np.int64)
    trip_of = np.concatenate([part[0] for part in used] or [empty])
    return Ways(cost, sums, trip_of, np.concatenate([part[1] for part in used] or [empty]))


def _walk(back: NDArray[np.int32], tails: Ints, tree: Ints, goal: Ints, trip: Ints) -> tuple[Ints, Ints]:
    """Walk back from the goal of every trip; return trip and arc of each step."""
    vertex, steps = goal, [(trip[:0], trip[:0])]
    while trip.size:
        arc = back[tree, vertex].astype(np.int64)
        on = arc >= 0
        tree, trip, arc = tree[on], trip[on], arc[on]
        steps.append((trip, arc))
        vertex = tails[arc]
    return np.concatenate([step[0] for step in steps]), np.concatenate([step[1] for step in steps])
