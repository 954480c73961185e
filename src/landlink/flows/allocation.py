"""Allocation of capacity to consignments: multi-commodity flow by linear programming, path by path."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows import delays
from landlink.flows.choice_sets import cheapest, joined, path_costs
from landlink.flows.problem import Paths, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Progress = Callable[[int, int, str], None]

__all__ = ["Allocated", "AllocationError", "allocated", "solver"]

TOLERANCE = 1e-7
"""Share of the value by which a path must gain to be added, and within which the proof closes."""


class AllocationError(LandlinkError):
    """Not all consignments fit, though all were to be carried.

    Attributes
    ----------
    resources : list of int
        Capacities that stand in the way: more room on any of them would let more through.
    rows : list of int
        Consignments of which something does not fit, in the allocation that carries most.
    left : list of float
        How much of each of these rows.
    """

    def __init__(self, message: str, resources: list[int], rows: list[int], left: list[float]) -> None:
        super().__init__(message)
        self.resources, self.rows, self.left = resources, rows, left


@dataclass(frozen=True, eq=False)
class Allocated:
    """An allocation, and what proves it.

    Attributes
    ----------
    paths : Paths
        What is carried.
    margin : array, shape (P,)
        Worth less cost of a unit on each path, before shadow prices.
    reduced : array, shape (P,)
        The same after shadow prices and the price of the consignment: 0 on used paths.
    left : array, shape (D,)
        What of each row is not carried.
    row_price : array, shape (D,)
        What one more unit of the row would add to the value.
    shadow_price : array, shape (R,)
        What one more unit of each capacity would add to the value (dual).
    volume : array, shape (R,)
    value : float
        Worth less cost of all that is carried.
    bound : float
        No allocation is worth more: the value of the dual at these prices.
    best_cost : array, shape (D,)
        Cost of the cheapest path of each row without shadow prices; ``inf`` for none.
    columns, iterations : int
        Paths that were looked at, and linear programmes solved.
    seconds : float
    """

    paths: Paths
    margin: Floats
    reduced: Floats
    left: Floats
    row_price: Floats
    shadow_price: Floats
    volume: Floats
    value: float
    bound: float
    best_cost: Floats
    columns: int
    iterations: int
    seconds: float

    @property
    def gap(self) -> float:
        """How far the value may be from the best, as a share of it."""
        return max(self.bound - self.value, 0.0) / max(abs(self.bound), abs(self.value), 1e-300)


def allocated(
    problem: Problem,
    worth: ArrayLike,
    *,
    carry_all: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
    max_iterations: int = 200,
) -> Allocated:
    """Give the limited capacities to the consignments that are worth most on them.

    A linear programme: choose the flow of each path so that the sum of worth less cost is largest,
    no row carries more than its demand, and no resource more than its limit (R. K. Ahuja, T. L. Magnanti
    and J. B. Orlin, Network Flows, 1993, chapter 17). Paths are columns and are made when they pay: the
    programme (linopy with HiGHS) gives prices of the capacities, the cheapest paths at these prices are
    added if they gain, until none does (L. R. Ford and D. R. Fulkerson, Management Science 5, 1958).
    Delays are those of the empty network: there is no congestion. Flows need not be whole trains or slots.

    Parameters
    ----------
    problem : Problem
        With limits.
    worth : array_like, shape (D,)
        What carrying a unit of each row is worth, in the unit of the costs: its price, or the penalty for
        leaving it. A path that costs more is not used.
    carry_all : bool
        Whether everything must be carried, whatever it is worth.
    threads : int, optional
    progress : callable, optional
        Called with what is done, the total and a text.
    max_iterations : int
        Linear programmes, after which the best found is returned with its gap.

    Returns
    -------
    Allocated

    Raises
    ------
    AllocationError
        If ``carry_all`` and not all fits; it names the capacities in the way and what is left.
    LandlinkError
        If an argument makes no sense, or linopy is not installed.

    Examples
    --------
    Ten slots for two consignments of 8; the second pays more:

    >>> from landlink.flows.problem import Resources
    >>> ferry = Resources([0], [1.0], [10], [0], [1], [10])
    >>> roads = ([0, 1, 1], [1], [[0]], [0], ferry, [0, 0], [1, 1], [0, 0], [8, 8], [False, False])
    >>> found = allocated(Problem(*roads), [5, 9])
    >>> found.left.tolist(), found.shadow_price.tolist(), found.value
    ([6.0, 0.0], [4.0], 72.0)
    """
    begun = perf_counter()
    solve = solver()
    wanted = _checked(problem, worth)
    workers = threads or os.cpu_count() or 1
    base = delays.delay(problem.resources, np.zeros(len(problem.resources)))
    priced = _Columns.begin(problem, base, wanted, workers)
    if carry_all:
        priced = _all_fit(priced, solve, progress, max_iterations)
    found = _grown(priced, solve, progress, max_iterations, carry_all=carry_all)
    return _result(priced, found, perf_counter() - begun)


@dataclass
class _Columns:
    """The paths so far, and the way to find more."""

    problem: Problem
    base: Floats
    worth: Floats
    threads: int
    paths: Paths
    best_cost: Floats
    iterations: int = 0

    @classmethod
    def begin(cls, problem: Problem, base: Floats, worth: Floats, threads: int) -> _Columns:
        none = Paths(np.zeros(0, np.int32), np.zeros(0), np.zeros(1, np.int64), np.zeros(0, np.int32))
        return cls(problem, base, worth, threads, none, np.full(worth.size, np.inf))

    def price(self, shadow: Floats) -> tuple[Paths, Floats]:
        """Return the cheapest path of each row at prices of the capacities, and its cost."""
        found = cheapest(self.problem, self.base + shadow, threads=self.threads)
        return found.paths, found.best

    def add(self, more: Paths) -> bool:
        """Take in paths; tell whether any was new."""
        before = len(self.paths)
        self.paths = joined([self.paths, more], self.problem.arcs)
        return len(self.paths) > before


@dataclass(frozen=True)
class _Solution:
    flow: Floats
    row_price: Floats
    shadow: Floats
    objective: float
    bound: float


def _grown(
    columns: _Columns, solve: Callable[..., Any], progress: Progress | None, most: int, *, carry_all: bool
) -> _Solution:
    """Add paths that gain until none does."""
    problem, limit = columns.problem, columns.problem.resources.limit
    limited = np.isfinite(limit)
    if not columns.iterations:
        paths, columns.best_cost = columns.price(np.zeros(limit.size))
        columns.add(paths)
    bound = np.inf
    while True:
        margin = columns.worth[columns.paths.row] - path_costs(problem, columns.paths, columns.base)
        flow, row_price, shadow = solve(problem, columns.paths, margin, carry_all=carry_all)
        columns.iterations += 1
        value = float(margin @ flow)
        paths, cost = columns.price(shadow)
        gain = np.where(np.isfinite(cost), columns.worth - cost, 0.0)
        if not carry_all:
            gain = np.maximum(gain, 0)
        bound = min(bound, float(problem.demand @ gain + limit[limited] @ shadow[limited]))
        gap = (bound - value) / max(abs(bound), abs(value), 1e-300)
        if progress is not None:
            progress(columns.iterations, most, f"{len(columns.paths)} paths, gap {max(gap, 0):.1e}")
        better = np.flatnonzero((gain > row_price + TOLERANCE * np.maximum(1, np.abs(row_price)))[paths.row])
        if gap <= TOLERANCE or columns.iterations >= most or not better.size:
            return _Solution(flow, row_price, shadow, value, bound)
        if not columns.add(_chosen(paths, better)):
            return _Solution(flow, row_price, shadow, value, bound)


def _chosen(paths: Paths, kept: Ints) -> Paths:
    from landlink.flows.equilibrium_pool import picked  # noqa: PLC0415

    return picked(paths.row[kept].astype(np.int64), paths.flow[kept], paths.indptr, paths.arcs, kept)


def _all_fit(columns: _Columns, solve: Callable[..., Any], progress: Progress | None, most: int) -> _Columns:
    """Return columns with which everything fits; raise with an explanation if it cannot."""
    problem = columns.problem
    free = replace(problem, cost=np.where(np.isinf(problem.cost), np.inf, 0.0))
    first = _Columns.begin(free, np.zeros(columns.base.size), np.ones(problem.demand.size), columns.threads)
    found = _grown(first, solve, progress, most, carry_all=False)
    carried = np.bincount(first.paths.row, found.flow, problem.demand.size)
    left = problem.demand - carried
    rows = np.flatnonzero(left > 1e-7 * problem.demand)
    if rows.size:
        tight = np.flatnonzero(found.shadow > 1e-9)
        limit = problem.resources.limit
        shown = ", ".join(f"{r} (limit {limit[r]:g})" for r in tight[:5].tolist()) or "none: there is no path"
        raise AllocationError(
            f"{left.sum():g} of {problem.demand.sum():g} cannot be carried; capacities in the way: {shown}; "
            "raise them, or let consignments stay behind",
            tight.tolist(), rows.tolist(), left[rows].tolist(),
        )  # fmt: skip
    paths, columns.best_cost = columns.price(np.zeros(columns.base.size))
    columns.add(first.paths)
    columns.add(paths)
    columns.iterations = first.iterations
    return columns


def _result(columns: _Columns, found: _Solution, seconds: float) -> Allocated:
    problem, paths = columns.problem, columns.paths
    margin = columns.worth[paths.row] - path_costs(problem, paths, columns.base)
    shadow = path_costs(replace(problem, cost=np.zeros_like(problem.cost)), paths, found.shadow)
    kept = np.flatnonzero(found.flow > 1e-9 * problem.demand[paths.row])
    carried = np.bincount(paths.row[kept], found.flow[kept], problem.demand.size)
    left = np.maximum(problem.demand - carried, 0.0)
    left[left <= 1e-9 * problem.demand] = 0.0
    used = _chosen(replace_flow(paths, found.flow), kept)
    of_step = np.repeat(np.arange(len(used)), np.diff(used.indptr))
    resource = problem.resource[used.arcs]
    on = resource >= 0
    volume = np.bincount(resource[on], used.flow[of_step[on]], len(problem.resources)).astype(np.float64)
    reduced = margin - shadow - found.row_price[paths.row]
    return Allocated(
        used, margin[kept], reduced[kept], left, found.row_price, found.shadow, volume,
        float(margin[kept] @ found.flow[kept]), found.bound, columns.best_cost, len(paths),
        columns.iterations, seconds,
    )  # fmt: skip


def replace_flow(paths: Paths, flow: Floats) -> Paths:
    """Return the paths with other flows.

    Examples
    --------
    >>> one = Paths(np.array([0], np.int32), np.ones(1), np.array([0, 1]), np.array([2], np.int32))
    >>> replace_flow(one, np.array([3.0])).flow.tolist()
    [3.0]
    """
    return Paths(paths.row, flow, paths.indptr, paths.arcs)


def _checked(problem: Problem, worth: ArrayLike) -> Floats:
    wanted = np.asarray(worth, np.float64)
    if wanted.shape != (problem.demand.size,) or not np.isfinite(wanted).all():
        raise LandlinkError(f"worth must be {problem.demand.size} finite numbers, one a row of demand")
    return wanted


def solver() -> Callable[..., Any]:
    """Return what solves a linear programme.

    Raises
    ------
    LandlinkError
        If linopy or HiGHS is not installed; it names the extra to install.

    Examples
    --------
    >>> solver().__name__
    'solved'
    """
    try:
        import highspy  # noqa: F401, PLC0415  (slow to import)
        import linopy  # noqa: F401, PLC0415
    except ImportError:
        raise LandlinkError(
            "allocation solves linear programmes with linopy and HiGHS; install them: "
            "pip install 'landlink[flows]'"
        ) from None
    from landlink.flows.allocation_programme import solved  # noqa: PLC0415

    return solved
