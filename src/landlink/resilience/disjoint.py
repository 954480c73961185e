"""How many ways there are that share nothing, and what cuts them all.

By Menger's theorem (K. Menger 1927) the greatest number of paths that share no arc equals the least
number of arcs whose loss leaves no path; with every vertex split in two, the same holds of vertices.
Among the largest sets of disjoint paths the shortest is returned: successive shortest paths in the
residual graph (Busacker and Gowen 1960; Suurballe 1974 for disjoint paths), with node potentials
(Edmonds and Karp 1972), so that each search is Dijkstra's.

The graphs are small (some sixty parts of countries, some two thousand links) and the number of paths is
seldom above ten, so this is plain Python: a kernel would take longer to load than all of it to run.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.int64]

UNLIMITED = 1_000_000
"""Capacity of an arc that no path uses up."""


@dataclass(frozen=True, eq=False)
class Disjoint:
    """Paths that share nothing, and a smallest cut.

    Attributes
    ----------
    paths : list of int array
        Arcs of each path in order, the shortest path first.
    cut : int array
        Arcs from what the source still reaches to what it no longer reaches: without them there is no
        path. Empty where the search stopped at ``limit``.
    length : float
        Of all paths together, the least there is for their number.
    """

    paths: list[Ints] = field(repr=False)
    cut: Ints = field(repr=False)
    length: float

    def __len__(self) -> int:
        return len(self.paths)


def disjoint_paths(
    tails: ArrayLike,
    heads: ArrayLike,
    length: ArrayLike,
    source: int,
    target: int,
    *,
    capacity: ArrayLike | None = None,
    limit: int | None = None,
) -> Disjoint:
    """Find as many disjoint paths as there are, the shortest such set, and a smallest cut.

    Parameters
    ----------
    tails, heads : array of int, shape (A,)
        Vertices of each arc.
    length : array of float, shape (A,)
        At or above zero.
    source, target : int
    capacity : array of int, shape (A,), optional
        How many paths may use an arc; 1 if not given. :data:`UNLIMITED` for arcs that do not count.
    limit : int, optional
        Stop at so many paths.

    Raises
    ------
    ValueError
        If source and target are the same, or a length is negative.

    Examples
    --------
    >>> found = disjoint_paths([0, 0, 1, 2, 1], [1, 2, 3, 3, 2], [1, 4, 1, 1, 1], 0, 3)
    >>> len(found), [path.tolist() for path in found.paths], found.length
    (2, [[0, 2], [1, 3]], 7.0)
    >>> sorted(found.cut.tolist())  # the target's two arcs would do as well
    [0, 1]
    """
    ends = (np.asarray(tails, dtype=np.int64), np.asarray(heads, dtype=np.int64))
    weights = np.asarray(length, dtype=np.float64)
    if source == target:
        message = "source and target must differ"
        raise ValueError(message)
    if weights.size and not (weights >= 0).all():
        message = "lengths must be at or above zero"
        raise ValueError(message)
    room = np.ones(len(weights), np.int64) if capacity is None else np.asarray(capacity, dtype=np.int64)
    residual = _Residual(*ends, weights, room, max(source, target))
    while (limit is None or residual.flow < limit) and residual.augment(source, target):
        if residual.flow >= UNLIMITED:  # pragma: no cover  (only with a way of unlimited arcs)
            break
    stopped = limit is not None and residual.flow >= limit
    cut = np.empty(0, np.int64) if stopped else residual.cut()
    paths = residual.paths(source, target)
    sums = [float(weights[path].sum()) for path in paths]
    order = sorted(range(len(paths)), key=lambda number: (sums[number], number))
    return Disjoint([paths[number] for number in order], cut, sum(sums))


class _Residual:
    """What room is left: arc ``a`` forward is ``2a``, back is ``2a + 1``."""

    def __init__(self, tails: Ints, heads: Ints, length: NDArray[np.float64], room: Ints, most: int) -> None:
        self.size = int(max(most, tails.max(initial=-1), heads.max(initial=-1))) + 1
        self.ends = np.column_stack([heads, tails]).ravel().tolist()
        self.length = np.column_stack([length, -length]).ravel().tolist()
        self.room = np.column_stack([room, np.zeros_like(room)]).ravel().tolist()
        self.leaving: list[list[int]] = [[] for _ in range(self.size)]
        for arc, (tail, head) in enumerate(zip(tails.tolist(), heads.tolist(), strict=True)):
            self.leaving[tail].append(2 * arc)
            self.leaving[head].append(2 * arc + 1)
        self.height = [0.0] * self.size
        self.flow = 0
        self.reached: list[bool] = []

    def augment(self, source: int, target: int) -> bool:
        """Send one more path along the shortest way that is left; False if there is none."""
        distance, back = self._search(source, target)
        self.reached = [value < np.inf for value in distance]
        if not self.reached[target]:
            return False
        goal = distance[target]
        self.height = [
            high + min(value, goal) for high, value in zip(self.height, distance, strict=True)
        ]  # what lies beyond the target keeps reduced lengths at or above zero
        vertex = target
        while vertex != source:
            edge = back[vertex]
            self.room[edge] -= 1
            self.room[edge ^ 1] += 1
            vertex = self.ends[edge ^ 1]
        self.flow += 1
        return True

    def _search(self, source: int, target: int) -> tuple[list[float], list[int]]:
        """Dijkstra's algorithm on reduced lengths, until the target is settled."""
        distance, back = [np.inf] * self.size, [-1] * self.size
        distance[source] = 0.0
        queue, height = [(0.0, source)], self.height
        while queue:
            so_far, vertex = heapq.heappop(queue)
            if so_far > distance[vertex]:
                continue
            if vertex == target:
                break
            for edge in self.leaving[vertex]:
                if self.room[edge]:
                    head = self.ends[edge]
                    step = max(0.0, self.length[edge] + height[vertex] - height[head])  # rounding
                    if so_far + step < distance[head]:
                        distance[head] = so_far + step
                        back[head] = edge
                        heapq.heappush(queue, (distance[head], head))
        return distance, back

    def cut(self) -> Ints:
        """Return the arcs that leave what the last, failed search reached."""
        tails, heads = np.array(self.ends[1::2], np.int64), np.array(self.ends[::2], np.int64)
        reached = np.array(self.reached, dtype=bool)
        return np.flatnonzero(reached[tails] & ~reached[heads]) if tails.size else tails

    def paths(self, source: int, target: int) -> list[Ints]:
        """Take the flow apart into paths."""
        used = self.room[1::2]  # what can be sent back is what was sent
        leaving: list[list[int]] = [[] for _ in range(self.size)]
        for arc, count in enumerate(used):
            leaving[self.ends[2 * arc + 1]] += [arc] * count
        found = []
        for _ in range(self.flow):
            path, vertex = [], source
            while vertex != target:
                path.append(leaving[vertex].pop())
                vertex = self.ends[2 * path[-1]]
            found.append(np.array(path, dtype=np.int64))
        return found
