"""Least costs from many nodes to many, and what adds up along their paths, on a graph in CSR form.

Dijkstra's algorithm (E. W. Dijkstra, 1959), one tree a source, sources in blocks spread over
threads; the sums follow from the tree, no path is ever written down.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.routing.csr import check_costs, check_graph, check_node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

BLOCK = 32
"""Sources a block, at most."""

ENTRIES = 4_000_000
"""Figures a block, at most (32 MB), unless one source has more."""


@dataclass(frozen=True, eq=False)
class Block:
    """Rows of a skim that lie side by side.

    Attributes
    ----------
    start : int
        Row of the first source.
    costs : float array
        Least cost, one row a source, one column a target; ``inf`` where nothing leads there.
    sums : float array
        ``sums[k, row, column]`` is figure ``k`` summed along the path; NaN where there is none.
    """

    start: int
    costs: Floats
    sums: Floats


def skim_blocks(
    indptr: ArrayLike,
    heads: ArrayLike,
    cost: ArrayLike,
    figures: ArrayLike | None,
    sources: Iterable[int],
    targets: Iterable[int],
    *,
    threads: int | None = None,
    block: int = BLOCK,
) -> Iterator[Block]:
    """Yield the skim block by block, so that memory does not grow with the number of sources.

    Parameters
    ----------
    indptr, heads
        The graph in CSR form, as for :func:`landlink.routing.trees.shortest_paths`.
    cost
        One finite, non-negative cost per arc; its sum is what is made least.
    figures
        What to sum along the paths, one row an arc, one column a figure; ``None`` for nothing.
    sources, targets
        Nodes.
    threads
        How many blocks to work on at a time. Default: as many as there are cores, if the work is
        worth it.
    block
        Sources a block.

    Yields
    ------
    Block
        In the order of the sources. All sums of a pair belong to one path of least cost. Where
        several paths have the same cost to the last bit, the one that the search reaches first
        stays: a later one replaces it only if it is cheaper. What is reached first follows from
        the order of nodes and arcs alone, not from threads or blocks.

    Raises
    ------
    ValueError
        If the arrays do not describe a graph, or a cost is negative or not finite.

    Examples
    --------
    >>> blocks = skim_blocks([0, 2, 3, 3], [1, 2, 2], [1.0, 5.0, 1.0], [[7.0], [1.0], [2.0]], [0, 1], [2])
    >>> [(one.costs.tolist(), one.sums.tolist()) for one in blocks]
    [([[2.0], [1.0]], [[[9.0], [2.0]]])]
    """
    first, ends = check_graph(indptr, heads)
    nodes = first.size - 1
    price = check_costs(np.asarray(cost)[:, None], ends.size)[:, 0].astype(np.float64)
    if figures is None:
        extra = np.zeros((ends.size, 0))
    else:
        extra = np.ascontiguousarray(figures, dtype=np.float64)
        if extra.ndim != 2 or len(extra) != ends.size:
            message = f"figures must have one row for each of {ends.size} arcs, got shape {extra.shape}"
            raise ValueError(message)
    roots, goals = _checked("source", sources, nodes), _checked("target", targets, nodes)
    if threads is None:
        threads = (os.cpu_count() or 1) if roots.size * ends.size > 200_000 else 1
    if threads < 1 or block < 1:
        message = f"threads and block must be at least 1, got {threads} and {block}"
        raise ValueError(message)
    room = ENTRIES // max(1, goals.size * (extra.shape[1] + 1))
    size = max(1, min(block, room, -(-roots.size // threads)))
    work = _Work(first, ends, price, extra, goals)
    return _in_order(work, [(at, roots[at : at + size]) for at in range(0, roots.size, size)], threads)


def _checked(name: str, nodes: Iterable[int], count: int) -> NDArray[np.int32]:
    """Return node numbers as an array, or say which one the graph does not have."""
    array = np.asarray(nodes if isinstance(nodes, np.ndarray) else list(nodes), dtype=np.int64)
    outside = np.flatnonzero((array < 0) | (array >= count))
    if len(outside):
        check_node(name, int(array[outside[0]]), count)
    return array.astype(np.int32)


def _in_order(work: _Work, jobs: list[tuple[int, NDArray[np.int32]]], threads: int) -> Iterator[Block]:
    """Work through the blocks, a few ahead of the one that is asked for."""
    if threads == 1 or len(jobs) < 2:
        room = work.room()
        for start, sources in jobs:
            yield work.block(start, sources, room)
        return
    rooms = [work.room() for _ in range(threads)]
    waiting: deque[Any] = deque()
    with ThreadPoolExecutor(threads) as pool:

        def do(start: int, sources: NDArray[np.int32]) -> Block:
            room = rooms.pop()  # as many rooms as workers: there is always one
            try:
                return work.block(start, sources, room)
            finally:
                rooms.append(room)

        try:
            for start, sources in jobs:
                waiting.append(pool.submit(do, start, sources))
                if len(waiting) > 2 * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for job in waiting:
                job.cancel()


class _Work:
    """The graph, made ready for the kernels."""

    def __init__(
        self,
        indptr: NDArray[np.int64],
        heads: NDArray[np.int32],
        cost: Floats,
        figures: Floats,
        targets: NDArray[np.int32],
    ) -> None:
        self.nodes = indptr.size - 1
        self.graph = (indptr, heads)
        self.tails = np.repeat(np.arange(self.nodes, dtype=np.int32), np.diff(indptr))
        self.cost, self.figures, self.targets = cost, figures, targets
        self.wanted = np.zeros(self.nodes, np.bool_)
        self.wanted[targets] = True
        self.count = int(self.wanted.sum())

    def room(self) -> tuple[tuple[NDArray[Any], ...], tuple[NDArray[Any], ...]]:
        """Return room for one thread: for the tree, and for the sums."""
        nodes, kinds = self.nodes, self.figures.shape[1]
        dist, keys = np.empty((2, nodes))
        pred, heap, place, seen, trail = np.empty((5, nodes), np.int32)
        return (dist, pred, heap, place, keys), (np.empty((nodes, kinds)), seen, trail)

    def block(
        self,
        start: int,
        sources: NDArray[np.int32],
        room: tuple[tuple[NDArray[Any], ...], tuple[NDArray[Any], ...]],
    ) -> Block:
        """Skim from the sources of one block."""
        from landlink.routing.skims_kernels import skim_costs, skim_sums  # noqa: PLC0415  (imports numba)

        kinds = self.figures.shape[1]
        costs = np.empty((sources.size, self.targets.size))
        sums = np.empty((kinds, sources.size, self.targets.size))
        aim = (sources, self.targets, self.wanted, self.count)
        if kinds == 0:
            skim_costs(*self.graph, self.cost, *aim, costs, *room[0])
        else:
            skim_sums(*self.graph, self.tails, self.cost, self.figures, *aim, costs, sums, *room[0], *room[1])
        return Block(start, costs, sums)
