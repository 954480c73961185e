"""Small sets of paths with a guarantee, where exact fronts are too large.

A*pex (Zhang, Salzman, Kumar, Felner, Hernandez and Koenig, ICAPS 2022):
partial paths at a node are merged as long as one of them stays within the
allowed factor of the componentwise minimum of all that were merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.routing.csr import check_graph, check_node
from landlink.routing.pareto import (
    LowerBounds,
    ParetoFront,
    Paths,
    bounds_of,
    check_bounds,
    checked_costs,
    pareto_front,
)
from landlink.routing.pareto_narrow import NARROW, Packed
from landlink.routing.pareto_search import (
    EXACT,
    PAUSE,
    FirstSizes,
    LabelLimitError,
    Reduced,
    ancestry,
    doubled,
    flat_four,
    stretched,
    useless_arcs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

__all__ = ["EpsilonCover", "cover_factor", "epsilon_cover"]

FIRST = FirstSizes()


@dataclass(frozen=True, eq=False)
class EpsilonCover(ParetoFront):
    """Real paths that cover the exact front within a stated factor.

    Attributes
    ----------
    eps
        One number per criterion: for every point ``f`` of the exact front
        there is a row ``c`` of ``costs`` with ``c[i] <= (1 + eps[i]) * f[i]``
        in all criteria at once.
    """

    eps: tuple[float, ...] = ()


def epsilon_cover(
    indptr: ArrayLike,
    heads: ArrayLike,
    costs: ArrayLike,
    source: int,
    target: int,
    eps: float | ArrayLike = 0.01,
    *,
    bounds: LowerBounds | None = None,
    max_labels: int | None = None,
    progress: Callable[[int], object] | None = None,
) -> EpsilonCover:
    """Find a small set of paths that covers the exact front within ``1 + eps``.

    Parameters
    ----------
    indptr, heads, costs, source, target, bounds, max_labels, progress
        As in `landlink.routing.pareto.pareto_front`.
    eps
        The share by which a returned path may be worse than the exact point
        that it stands for: one number, or one per criterion. Zero in all
        criteria gives the exact front.

    Returns
    -------
    EpsilonCover
        Costs of the paths (true costs, no bounds), in lexicographic order; no
        row dominates another.

    Raises
    ------
    ValueError
        If the arrays do not describe such a graph or ``eps`` is negative.
    OverflowError
        If a sum of costs leaves the exact range.
    landlink.routing.pareto.LabelLimitError
        If ``max_labels`` is exceeded.

    Examples
    --------
    >>> arcs = [[100, 100], [101, 99], [50, 200]]
    >>> epsilon_cover([0, 3, 3], [1, 1, 1], arcs, 0, 1, eps=0.05).costs
    array([[ 50, 200],
           [101,  99]])
    """
    first, ends = check_graph(indptr, heads)
    nodes = first.size - 1
    prices = checked_costs(costs, ends.size, bounds)
    start = check_node("source", source, nodes)
    goal = check_node("target", target, nodes)
    shares = _shares(eps, prices.shape[1])
    if bounds is None:
        bounds = bounds_of(first, ends, prices, goal)
    values = check_bounds(bounds, goal, prices, nodes)
    if start == goal or not np.isfinite(values[start]).all() or not any(shares):
        exact = pareto_front(
            first, ends, prices, start, goal,
            bounds=bounds, max_labels=max_labels, progress=progress,
        )  # fmt: skip
        counts = exact.labels_generated, exact.labels_expanded
        return EpsilonCover(exact.costs, exact.paths, *counts, shares)
    query = _Query(first, ends, prices, start, goal, values, shares, bounds._reduced)  # noqa: SLF001
    if not query.run(max_labels, progress):  # the sums outgrew 32 bits
        query = _Query(first, ends, prices, start, goal, values, shares, None)
        if not query.run(max_labels, progress):
            message = "the costs of a path exceed the exact range: scale the costs down"
            raise OverflowError(message)
    return query.result(shares)


def _shares(eps: float | ArrayLike, criteria: int) -> tuple[float, ...]:
    array = np.asarray(eps, dtype=np.float64)
    if array.ndim > 1 or (array.ndim == 1 and array.size != criteria):
        message = f"eps must be one number or {criteria} numbers, got shape {array.shape}"
        raise ValueError(message)
    if not (np.isfinite(array).all() and (array >= 0).all()):
        message = f"eps must be finite and not negative, got {eps!r}"
        raise ValueError(message)
    return tuple(float(share) for share in np.broadcast_to(array, criteria))


class _Query:
    """The arrays of one search and the loop around the compiled kernel."""

    def __init__(
        self,
        indptr: NDArray[np.int64],
        heads: NDArray[np.int32],
        costs: NDArray[Any],
        source: int,
        target: int,
        bounds: NDArray[np.float64],
        shares: tuple[float, ...],
        reduced: Reduced | Packed | None,
    ) -> None:
        from landlink.routing import pareto_kernels as kernels  # noqa: PLC0415  (loads Numba)

        self.original = costs
        self.target = target
        start = np.zeros(4)
        start[: costs.shape[1]] = bounds[source]
        narrow = reduced is not None and start.max() <= NARROW
        kind = np.dtype(np.int32 if narrow else np.float64)
        stairs = self._graph(indptr, heads, bounds, source, reduced if narrow else None)
        nodes = indptr.size - 1
        margin = 8.0 * (nodes + 16) * 2.0**-53  # what rounding can add up to on a path
        factors = 1.0 + np.pad(np.array(shares), (0, 4 - len(shares)))
        self.weight = factors * (1.0 - margin)
        self.shrink = (1.0 + margin) / factors
        integer = costs.dtype.kind == "i"
        most = NARROW if narrow else EXACT if integer else np.finfo(np.float64).max
        self.limit: Any = kind.type(most) if not narrow else most
        self.big: Any = kind.type(NARROW if narrow else np.inf)
        self.capacity = FIRST.labels
        self.worth = np.zeros(4 * self.capacity, kind)
        self.path = np.zeros(4 * self.capacity, kind)
        self.worth[:4] = self.path[:4] = start if narrow else 0
        self.link = np.empty(4 * self.capacity, np.int32)
        self.back = np.full(self.capacity, -1, np.int32)
        self.alive = np.ones(self.capacity, np.uint8)
        self.lists = np.full(nodes, -1, np.int32)
        self.key = np.zeros(FIRST.heap, np.int64 if narrow else np.float64)
        self.ids = np.zeros(FIRST.heap, np.int32)
        self.rooms = np.zeros(4 * nodes, np.int64)
        self.front = _new_front(FIRST.front, kind, stairs=stairs)
        self.goal = _new_front(FIRST.goal, kind, stairs=stairs)
        self.found = np.empty(FIRST.goal, np.int32)
        self.link[:4] = (source, -1, -1, -1)
        self.lists[source] = 0
        self.state = np.zeros(kernels.STATE_SIZE, np.int64)
        self.state[kernels.FREE] = -1
        self.state[kernels.TOP] = 1
        self.state[kernels.HEAPED] = 1

    def _graph(
        self,
        indptr: NDArray[np.int64],
        heads: NDArray[np.int32],
        bounds: NDArray[np.float64],
        source: int,
        reduced: Reduced | Packed | None,
    ) -> bool:
        """Choose the graph and costs to search on; tell whether fronts are staircases."""
        self.numbers: NDArray[np.int32] | None = None
        self.pot: NDArray[np.float64] | None = None
        if isinstance(reduced, Packed):
            self.graph = reduced.indptr, reduced.heads()
            self.costs: NDArray[Any] = reduced.columns()
            self.numbers = reduced.arcs
            return True
        self.graph = indptr.astype(np.int32), heads
        if reduced is not None:
            self.costs = reduced.costs.reshape(-1)
        else:
            useless, _ = useless_arcs(indptr, heads, bounds, source, self.target)
            self.costs = flat_four(self.original.astype(np.float64))
            self.costs[0::4][useless] = -1.0
            self.pot = flat_four(bounds)
        return False

    def run(self, max_labels: int | None, progress: Callable[[int], object] | None) -> bool:
        """Call the kernel until it is done, giving it room when it asks; False if the sums outgrew it."""
        from landlink.routing import pareto_kernels as kernels  # noqa: PLC0415

        if max_labels is not None:
            self.capacity = min(self.capacity, max_labels)
        while True:
            status = self._step()
            if status == kernels.DONE:
                return True
            if status == kernels.PAUSED:
                if progress is not None:
                    progress(int(self.state[kernels.MADE]))
            elif status == kernels.OVERFLOW:
                return False
            elif status == kernels.NEED_LABELS:
                self._more_labels(max_labels)
            elif status == kernels.NEED_HEAP:
                self.key, self.ids = doubled(self.key), doubled(self.ids)
            elif status == kernels.NEED_FRONT:
                self.front = _doubled(self.front)
            else:
                self.found = doubled(self.found)
                self.goal = _doubled(self.goal)

    def _step(self) -> int:
        from landlink.routing.cover_kernels import search_cover  # noqa: PLC0415

        status = search_cover(
            *self.graph,
            self.costs,
            self.pot,
            self.target,
            self.weight,
            self.shrink,
            self.worth,
            self.path,
            self.link,
            self.back,
            self.alive,
            self.lists,
            self.key,
            self.ids,
            self.rooms,
            *self.front,
            *self.goal,
            self.found,
            self.state,
            self.capacity,
            self.limit,
            PAUSE,
            self.big,
        )
        return int(status)

    def _more_labels(self, max_labels: int | None) -> None:
        if max_labels is not None and self.capacity >= max_labels:
            message = f"the search needs more than max_labels = {max_labels} labels"
            raise LabelLimitError(message)
        wanted = 2 * self.capacity
        self.capacity = wanted if max_labels is None else min(wanted, max_labels)
        self.worth = stretched(self.worth, 4 * self.capacity)
        self.path = stretched(self.path, 4 * self.capacity)
        self.link = stretched(self.link, 4 * self.capacity)
        self.back = stretched(self.back, self.capacity)
        self.alive = stretched(self.alive, self.capacity)

    def result(self, shares: tuple[float, ...]) -> EpsilonCover:
        """Drop dominated paths, sort the others, keep what their paths need."""
        from landlink.routing.pareto_kernels import FOUND, GROWN, MADE, TOP  # noqa: PLC0415

        ends = self.found[: int(self.state[FOUND])].copy()
        totals = self.path.reshape(-1, 4)[ends][:, : len(shares)]
        kept = undominated(totals)
        links = self.link.reshape(-1, 4)[: int(self.state[TOP])]
        ends_of, parents, arcs = ancestry(ends[kept], links[:, 1], links[:, 2])
        if self.numbers is not None:
            arcs = np.where(parents >= 0, self.numbers[np.maximum(arcs, 0)], -1)
        return EpsilonCover(
            np.ascontiguousarray(totals[kept], dtype=self.original.dtype),
            Paths(ends_of, parents, arcs),
            int(self.state[MADE]),
            int(self.state[GROWN]),
            shares,
        )


def _new_front(size: int, kind: np.dtype[Any], *, stairs: bool) -> tuple[NDArray[Any], NDArray[Any] | None]:
    """Make the arrays of a front in the layout of the kernel."""
    if stairs:
        return np.empty(size, np.int64), None
    width = 48 if kind.kind == "i" else 64
    return np.empty(size // 8 * width, kind), np.empty(size // 2, kind)


def _doubled(front: tuple[NDArray[Any], NDArray[Any] | None]) -> tuple[NDArray[Any], NDArray[Any] | None]:
    least = front[1]
    return doubled(front[0]), None if least is None else doubled(least)


def undominated(totals: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the rows that no other row dominates, sorted, each vector once."""
    order = np.lexsort(totals.T[::-1])
    kept: list[int] = []
    front = np.empty((0, totals.shape[1]))
    for row in order:
        if not (front <= totals[row]).all(axis=1).any():
            kept.append(int(row))
            front = totals[kept]
    return np.array(kept, dtype=np.int64)


def cover_factor(exact_costs: ArrayLike, cover_costs: ArrayLike) -> float:
    """Measure how well one set of cost vectors covers another.

    Parameters
    ----------
    exact_costs, cover_costs
        Points by criteria.

    Returns
    -------
    float
        The smallest factor ``r`` such that every exact point ``f`` has a point
        ``c`` of the cover with ``c <= r * f`` in all criteria: 1.0 for the
        front itself, infinite if a cost of zero is missed.

    Examples
    --------
    >>> cover_factor([[100, 100], [101, 99]], [[100, 100]])
    1.0101010101010102
    """
    exact = np.asarray(exact_costs, dtype=np.float64)
    cover = np.asarray(cover_costs, dtype=np.float64)
    if exact.ndim != 2 or cover.ndim != 2 or exact.shape[1] != cover.shape[1]:
        message = f"expected points by criteria twice, got {exact.shape} and {cover.shape}"
        raise ValueError(message)
    if exact.shape[0] == 0:
        return 1.0
    if cover.shape[0] == 0:
        return float("inf")
    worst = 1.0
    for point in exact:
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = cover / point
        ratio[:, point == 0] = np.where(cover[:, point == 0] == 0, 1.0, np.inf)
        worst = max(worst, float(ratio.max(axis=1).min()))
    return worst
