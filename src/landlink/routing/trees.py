"""Shortest-path trees from many sources.

Dijkstra's algorithm (E. W. Dijkstra, 1959) with an indexed 4-ary heap, one
tree per source, sources spread over threads.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from landlink.routing.csr import check_costs, check_graph, check_node, reverse_graph

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

__all__ = ["ShortestPaths", "reverse_graph", "shortest_paths"]


@dataclass(frozen=True, eq=False)
class ShortestPaths:
    """Shortest-path trees, one row per source.

    Attributes
    ----------
    sources
        The source of each row.
    distances
        Cost of the best path to each node, ``inf`` where there is none (or,
        with ``targets``, where the search stopped before it).
    arcs
        Last arc of that path, -1 at the source and where there is no path.
    """

    sources: NDArray[np.int32]
    distances: NDArray[np.float64]
    arcs: NDArray[np.int32]
    _tails: NDArray[np.int32]

    def path(self, row: int, target: int) -> NDArray[np.int64] | None:
        """Return the arcs from the source of ``row`` to ``target`` in order.

        Parameters
        ----------
        row
            Which source, as a position in ``sources``.
        target
            The node to reach.

        Returns
        -------
        numpy.ndarray or None
            Arc numbers, empty for the source itself, ``None`` if unreached.

        Examples
        --------
        >>> trees = shortest_paths([0, 1, 2, 2], [1, 2], [2.0, 3.0], [0])
        >>> trees.path(0, 2).tolist()
        [0, 1]
        """
        node = check_node("target", target, self.distances.shape[1])
        if np.isinf(self.distances[row, node]):
            return None
        back = self.arcs[row]
        trail = []
        while back[node] >= 0:
            trail.append(int(back[node]))
            node = int(self._tails[back[node]])
        return np.array(trail[::-1], dtype=np.int64)


def shortest_paths(
    indptr: ArrayLike,
    heads: ArrayLike,
    cost: ArrayLike,
    sources: int | Iterable[int],
    *,
    targets: Iterable[int] | None = None,
    threads: int | None = None,
) -> ShortestPaths:
    """Grow a shortest-path tree from each source.

    Parameters
    ----------
    indptr, heads
        The graph in CSR form: the arcs of node ``i`` are
        ``indptr[i]`` to ``indptr[i + 1] - 1``, and ``heads`` says where they end.
    cost
        One finite, non-negative cost per arc.
    sources
        One node or several.
    targets
        If given, a tree stops growing when all of these are reached for good;
        nodes not settled by then count as unreached.
    threads
        How many trees to grow at a time. Default: as many as there are cores,
        if there are enough sources to make it worth while.

    Returns
    -------
    ShortestPaths
        Distances and last arcs. Ties are broken the same way in each run,
        whatever the number of threads.

    Raises
    ------
    ValueError
        If the arrays do not describe a graph, or a cost is negative or not finite.

    Examples
    --------
    >>> trees = shortest_paths([0, 2, 3, 3], [1, 2, 2], [1.0, 5.0, 1.0], [0, 2])
    >>> trees.distances
    array([[ 0.,  1.,  2.],
           [inf, inf,  0.]])
    >>> trees.arcs.tolist()
    [[-1, 0, 2], [-1, -1, -1]]
    """
    first, ends = check_graph(indptr, heads)
    nodes = first.size - 1
    price = np.asarray(cost)
    if price.ndim != 1:
        message = f"cost must have one dimension, got shape {price.shape}"
        raise ValueError(message)
    price = check_costs(price[:, None], ends.size)[:, 0].astype(np.float64)
    roots = np.array([check_node("source", node, nodes) for node in _several(sources)], dtype=np.int32)
    wanted = np.zeros(nodes, np.bool_)
    if targets is not None:
        wanted[[check_node("target", node, nodes) for node in _several(targets)]] = True
    distances, arcs = grow(first, ends, price, roots, wanted, threads=threads)
    tails = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(first))
    return ShortestPaths(roots, distances, arcs, tails)


def _several(nodes: int | Iterable[int]) -> list[int]:
    if isinstance(nodes, int | np.integer):
        return [int(nodes)]
    return list(nodes)


def grow(
    indptr: NDArray[np.int64],
    heads: NDArray[np.int32],
    cost: NDArray[np.float64],
    sources: NDArray[np.int32],
    wanted: NDArray[np.bool_] | None = None,
    *,
    threads: int | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Run the compiled search on arrays that have been checked."""
    from landlink.routing.trees_kernels import grow_trees  # noqa: PLC0415  (Numba loads slowly)

    nodes = indptr.size - 1
    flags = np.zeros(nodes, np.bool_) if wanted is None else wanted
    count = int(flags.sum())
    distances = np.empty((sources.size, nodes))
    arcs = np.empty((sources.size, nodes), np.int32)
    workers = _workers(threads, sources.size, heads.size)
    if workers == 1:
        room = np.empty((2, nodes), np.int32)
        grow_trees(indptr, heads, cost, sources, flags, count, distances, arcs, *room, np.empty(nodes))
        return distances, arcs
    bounds = np.linspace(0, sources.size, 4 * workers + 1).astype(int).tolist()
    with ThreadPoolExecutor(workers) as pool:
        jobs = [
            pool.submit(
                grow_trees,
                indptr,
                heads,
                cost,
                sources[low:high],
                flags,
                count,
                distances[low:high],
                arcs[low:high],
                *np.empty((2, nodes), np.int32),
                np.empty(nodes),
            )
            for low, high in pairwise(bounds)
            if high > low
        ]
        for job in jobs:
            job.result()
    return distances, arcs


def _workers(threads: int | None, trees: int, arcs: int) -> int:
    if threads is None:
        threads = (os.cpu_count() or 1) if trees * arcs > 200_000 else 1
    if threads < 1:
        message = f"threads must be at least 1, got {threads}"
        raise ValueError(message)
    return max(1, min(threads, trees))
