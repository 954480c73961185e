"""Exact Pareto fronts between two nodes.

Label setting in lexicographic order with exact lower bounds, truncated
fronts at every node and at the target, checked when a label is made and
again when its turn comes: the family of Martins (1984), NAMOA*dr (Pulido,
Mandow and Perez de la Cruz, 2015), T-MDA (Maristany de las Casas, Kraus,
Sedeno-Noda and Borndoerfer, 2023) and LTMOA* (Hernandez et al., 2023), on flat
arrays with a two-level bucket queue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from landlink.routing.csr import check_costs, check_graph, check_node
from landlink.routing.pareto_search import LabelLimitError, Reduced, Search, reduced_costs

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from landlink.routing.pareto_narrow import Packed

__all__ = [
    "LabelLimitError",
    "LowerBounds",
    "ParetoFront",
    "Paths",
    "lower_bounds",
    "pareto_front",
]


@dataclass(frozen=True, eq=False)
class LowerBounds:
    """Cheapest cost from every node to one target, criterion by criterion.

    Attributes
    ----------
    target
        The node that the bounds lead to.
    values
        Nodes by criteria, ``inf`` where the target cannot be reached.
    """

    target: int
    values: NDArray[np.float64]
    _costs: NDArray[Any] | None = None
    _reduced: Reduced | Packed | None = None


class Paths(Sequence["NDArray[np.int64]"]):
    """The path of each point, rebuilt when asked for.

    ``paths[i]`` is an array of arc numbers in the order of travel.

    Examples
    --------
    >>> front = pareto_front([0, 2, 3, 3], [1, 2, 2], [[1, 1], [1, 3], [1, 1]], 0, 2)
    >>> [path.tolist() for path in front.paths]
    [[1], [0, 2]]
    """

    def __init__(
        self,
        ends: NDArray[np.int64],
        parents: NDArray[np.int32],
        arcs: NDArray[np.int32],
    ) -> None:
        self._ends = ends
        self._parents = parents
        self._arcs = arcs

    def __len__(self) -> int:
        """Return the number of paths."""
        return self._ends.size

    @overload
    def __getitem__(self, index: int) -> NDArray[np.int64]: ...
    @overload
    def __getitem__(self, index: slice) -> Paths: ...
    def __getitem__(self, index: int | slice) -> NDArray[np.int64] | Paths:
        """Return one path as an array of arcs, or a part of the sequence."""
        if isinstance(index, slice):
            return Paths(self._ends[index], self._parents, self._arcs)
        label = int(self._ends[index])
        trail = []
        while self._parents[label] >= 0:
            trail.append(int(self._arcs[label]))
            label = int(self._parents[label])
        return np.array(trail[::-1], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class ParetoFront:
    """All non-dominated cost vectors between two nodes.

    Attributes
    ----------
    costs
        Points by criteria, in lexicographic order, each vector once.
    paths
        One path per point, as arrays of arc numbers (see `Paths`).
    labels_generated, labels_expanded
        How many partial paths the search stored and how many it extended.
    """

    costs: NDArray[Any]
    paths: Paths
    labels_generated: int = 0
    labels_expanded: int = 0

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.paths)


def lower_bounds(indptr: ArrayLike, heads: ArrayLike, costs: ArrayLike, target: int) -> LowerBounds:
    """Compute the bounds that every search to ``target`` needs.

    They depend on the graph, the costs and the target alone; keep them when
    several sources are routed to one target.

    Parameters
    ----------
    indptr, heads, costs, target
        As in `pareto_front`.

    Returns
    -------
    LowerBounds
        One reverse Dijkstra search per criterion.

    Examples
    --------
    >>> lower_bounds([0, 1, 2, 2], [1, 2], [[1, 4], [2, 5]], 2).values
    array([[3., 9.],
           [2., 5.],
           [0., 0.]])
    """
    first, ends = check_graph(indptr, heads)
    prices = check_costs(costs, ends.size)
    goal = check_node("target", target, first.size - 1)
    return bounds_of(first, ends, prices, goal)


def bounds_of(
    indptr: NDArray[np.int64], heads: NDArray[np.int32], costs: NDArray[Any], target: int
) -> LowerBounds:
    """Compute bounds from arrays that have been checked."""
    values = reverse_distances(indptr, heads, costs, target)
    return LowerBounds(target, values, costs, reduced_costs(indptr, heads, costs, target, values))


def reverse_distances(
    indptr: NDArray[np.int64], heads: NDArray[np.int32], costs: NDArray[Any], target: int
) -> NDArray[np.float64]:
    """Return nodes by criteria: the cheapest way to the target in each criterion."""
    from landlink.routing.bounds_kernels import reverse_bounds  # noqa: PLC0415  (loads Numba)

    nodes, criteria = indptr.size - 1, costs.shape[1]
    values = np.empty((nodes, criteria))
    first = np.empty(nodes + 1, np.int64)
    tails, arcs = np.empty((2, heads.size), np.int32)
    room = np.empty((2, nodes), np.int32)
    flat = values.reshape(-1), first, tails, arcs, np.empty(nodes), *room, np.empty(nodes)
    reverse_bounds(indptr, heads, costs.reshape(-1), criteria, target, *flat)
    return values


def pareto_front(
    indptr: ArrayLike,
    heads: ArrayLike,
    costs: ArrayLike,
    source: int,
    target: int,
    *,
    bounds: LowerBounds | None = None,
    max_labels: int | None = None,
    progress: Callable[[int], object] | None = None,
) -> ParetoFront:
    """Find every non-dominated cost vector between two nodes, with a path each.

    Parameters
    ----------
    indptr, heads
        The graph in CSR form: the arcs of node ``i`` are
        ``indptr[i]`` to ``indptr[i + 1] - 1``, and ``heads`` says where they
        end. Parallel arcs, self-loops and cycles of cost zero are allowed.
    costs
        Arcs by criteria (one to four), finite and not negative. Integers are
        exact as long as the sums stay below 2**53; floats are exact in the
        sense of summing the arcs of a path in order in double precision.
    source, target
        Node numbers.
    bounds
        What `lower_bounds` returned for the same graph, costs and target.
    max_labels
        How many partial paths may be held at a time. More raise
        `LabelLimitError`; the front is never cut silently.
    progress
        Called now and then with the number of labels made so far. What it
        raises ends the search, and so does Ctrl-C.

    Returns
    -------
    ParetoFront
        Costs in lexicographic order, each vector once; no points if there is
        no path; one zero vector with an empty path if source is target.

    Raises
    ------
    ValueError
        If the arrays do not describe such a graph, naming the arc at fault.
    OverflowError
        If a sum of costs leaves the exact range.
    LabelLimitError
        If ``max_labels`` is exceeded.

    Notes
    -----
    The number of points can grow exponentially with the size of the graph.
    `landlink.routing.cover.epsilon_cover` gives a small set with a guarantee.

    Examples
    --------
    Two ways to go: fast and dear, or slow and cheap.

    >>> front = pareto_front([0, 2, 3, 3], [1, 2, 2], [[1, 9], [5, 5], [2, 8]], 0, 2)
    >>> front.costs
    array([[ 3, 17],
           [ 5,  5]])
    >>> front.paths[0].tolist()
    [0, 2]
    """
    first, ends = check_graph(indptr, heads)
    nodes = first.size - 1
    prices = checked_costs(costs, ends.size, bounds)
    start = check_node("source", source, nodes)
    goal = check_node("target", target, nodes)
    if max_labels is not None and max_labels < 1:
        message = f"max_labels must be at least 1, got {max_labels}"
        raise ValueError(message)
    if bounds is None:
        bounds = bounds_of(first, ends, prices, goal)
    values = check_bounds(bounds, goal, prices, nodes)
    if start == goal or not np.isfinite(values[start]).all():
        return _trivial(prices, points=int(start == goal))
    search = Search(first, ends, prices, start, goal, values, bounds._reduced)  # noqa: SLF001
    ends_of, parents, arcs = search.run(max_labels, progress)
    return ParetoFront(search.totals, Paths(ends_of, parents, arcs), search.generated, search.expanded)


def checked_costs(costs: ArrayLike, arcs: int, bounds: LowerBounds | None) -> NDArray[Any]:
    """Return costs as `check_costs` does, without looking again at the array that bounds were made for."""
    if bounds is not None and costs is bounds._costs and costs.shape[0] == arcs:  # noqa: SLF001
        return costs
    return check_costs(costs, arcs)  # type: ignore[no-any-return]


def check_bounds(bounds: LowerBounds, target: int, costs: NDArray[Any], nodes: int) -> NDArray[np.float64]:
    """Return the values of bounds that were made for this target and these costs."""
    if bounds.target != target:
        message = f"bounds lead to node {bounds.target}, but the target is {target}"
        raise ValueError(message)
    shape = (nodes, costs.shape[1])
    if bounds.values.shape != shape:
        message = f"bounds must have shape (nodes, criteria) = {shape}, got {bounds.values.shape}"
        raise ValueError(message)
    made_for = bounds._costs  # noqa: SLF001
    if made_for is not None and made_for is not costs and not np.array_equal(made_for, costs):
        message = "bounds were made for other costs than these"
        raise ValueError(message)
    return bounds.values


def _trivial(costs: NDArray[Any], points: int) -> ParetoFront:
    ends = np.zeros(points, np.int64)
    roots = np.full(points, -1, np.int32)
    return ParetoFront(np.zeros((points, costs.shape[1]), costs.dtype), Paths(ends, roots, roots.copy()))
