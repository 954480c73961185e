"""What every trip costs under any set of causes, found once and kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from landlink.resilience.sweep_draws import Floats, Ints
    from landlink.resilience.sweep_model import Model

ROOM = 4
"""Sets that there is room for at first, as a multiple of the trips."""


class Ways(NamedTuple):
    """The sets of causes that trips have met, as a tree for each trip; see ``sweep_kernels``.

    Attributes
    ----------
    cost : float array
        USD per tonne with the causes of the set in force.
    hit, child, sibling, added : int array
        Further causes on the way, the first child, its next sibling, what a child adds.
    """

    cost: Floats
    hit: Ints
    child: Ints
    sibling: Ints
    added: Ints


class Costs:
    """The exact cost of every trip in every state that was asked for.

    It grows while it is used; threads may share it. What it answers does not depend on what it
    was asked before.

    Parameters
    ----------
    model : Model
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.searches = 0
        self._lock = Lock()
        trips = model.trips
        self._tails = np.repeat(np.arange(trips.indptr.size - 1, dtype=np.int64), np.diff(trips.indptr))
        size = ROOM * len(trips)
        self._arrays: dict[str, Any] = {
            **{name: np.full(size, -1, np.int64) for name in ("child", "sibling", "owner")},
            **{name: np.zeros(size, np.int64) for name in ("hit", "added", "closed")},
            "cost": np.full(size, np.inf),
            "solved": np.zeros(size, np.bool_),
        }
        self._arrays["owner"][: len(trips)] = np.arange(len(trips))
        self._count = np.array([len(trips)], np.int64)
        self._solve(np.arange(len(trips)), threads=1)

    def of(self, states: Ints, threads: int = 1) -> Ways:
        """Return the costs of all trips, those of some states among them.

        Parameters
        ----------
        states : int array
            Causes in force, as bits.
        threads : int
            How many searches at a time.
        """
        from landlink.resilience.sweep_kernels import explore  # noqa: PLC0415  (Numba loads slowly)

        with self._lock:
            wanted = np.unique(states)
            wanted = wanted[wanted != 0]
            while True:
                before, held = int(self._count[0]), self._arrays
                full = explore(
                    wanted, self.model.bears, held["hit"], held["child"], held["sibling"], held["added"],
                    held["owner"], held["closed"], held["solved"], self._count,
                )  # fmt: skip
                fresh = np.arange(before, int(self._count[0]))
                self._solve(fresh, threads)
                if full:
                    self._grow()
                elif not len(fresh):
                    break
            used = int(self._count[0])
            held = {name: column[:used].copy() for name, column in self._arrays.items()}
            return Ways(held["cost"], held["hit"], held["child"], held["sibling"], held["added"])

    def _grow(self) -> None:
        for name, old in self._arrays.items():
            more = np.zeros(len(old), old.dtype)
            self._arrays[name] = np.concatenate([old, more])

    def _solve(self, nodes: Ints, threads: int) -> None:
        """Find the ways of sets that were added."""
        held, trips = self._arrays, self.model.trips
        trip = held["owner"][nodes]
        order = np.lexsort((trips.origin[trip], trips.of_class[trip], held["closed"][nodes]))
        nodes, trip = nodes[order], trip[order]
        columns = np.stack([held["closed"][nodes], trips.of_class[trip], trips.origin[trip]])
        cuts = np.flatnonzero((np.diff(columns, axis=1) != 0).any(axis=0)) + 1
        groups = np.split(nodes, cuts) if len(nodes) else []
        self.searches += len(groups)
        parts = [groups[number::threads] for number in range(threads)]
        if threads == 1 or len(groups) < 2 * threads:
            self._search(groups)
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(self._search, parts))
        held["solved"][nodes] = True

    def _search(self, groups: list[Ints], *, divert: bool = True) -> None:
        """Grow one tree for each group of sets: the same causes, class and origin.

        Goods that no way is left to then take what they avoid, and lose nothing if that is cheaper.
        """
        from landlink.resilience.sweep_kernels import follow  # noqa: PLC0415
        from landlink.routing.trees_kernels import grow_trees  # noqa: PLC0415

        model, held = self.model, self._arrays
        trips, vertices = model.trips, model.trips.indptr.size - 1
        dist, pred = np.empty((1, vertices)), np.empty((1, vertices), np.int32)
        room, keys = np.empty((2, vertices), np.int32), np.empty(vertices)
        wanted, price = np.zeros(vertices, np.bool_), np.empty(trips.heads.size)
        last = (-1, -1)
        for nodes in groups:
            trip = held["owner"][nodes]
            of_class = trips.of_class if divert else trips.free_class
            closed, its = int(held["closed"][nodes[0]]), int(of_class[trip[0]])
            if (closed, its) != last:
                self._price(price, closed, its)
                last = (closed, its)
            targets = trips.destination[trip]
            ends = np.unique(targets)
            wanted[ends] = True
            source = trips.origin[trip[:1]].astype(np.int32)
            grow_trees(
                trips.indptr,
                trips.heads,
                price,
                source,
                wanted,
                len(ends),
                dist,
                pred,
                room[0],
                room[1],
                keys,
            )
            wanted[ends] = False
            cost, hit = np.empty(len(nodes)), np.empty(len(nodes), np.int64)
            follow(pred[0], dist[0], self._tails, model.on_arc, targets, closed, cost, hit)
            held["cost"][nodes], held["hit"][nodes] = cost, hit
            if divert and closed:
                base = held["cost"][trip]
                lost = np.flatnonzero(np.isinf(cost) & np.isfinite(base) & (trips.free_class[trip] >= 0))
                of_class = trips.free_class[trip[lost]]
                again = [nodes[lost[of_class == its]] for its in np.unique(of_class).tolist()]
                self._search(again, divert=False)
                held["cost"][nodes[lost]] = np.maximum(held["cost"][nodes[lost]], base[lost])

    def _price(self, price: Floats, closed: int, its: int) -> None:
        """Write what arcs cost a class while some causes are in force."""
        model = self.model
        price[:] = model.trips.cost[its]
        for number, cause in enumerate(model.causes):
            if closed >> number & 1:
                price[cause.arcs] += model.class_usd_t_h[its] * cause.extra_h
