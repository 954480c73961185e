"""User equilibrium and system optimum of several classes, by gradient projection on paths."""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows import delays
from landlink.flows.equilibrium_limits import Limits, LimitsError, limits_of
from landlink.flows.equilibrium_pool import (
    Groups,
    Pool,
    Search,
    groups_of,
    merged,
    parts_of,
    paths_of,
    pool_of,
    pools_of,
    searched,
)
from landlink.flows.equilibrium_start import started
from landlink.flows.problem import Equilibrium, Paths, Problem, Resources

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Progress = Callable[[int, int, str], None]

__all__ = ["LimitsError", "equilibrium", "marginal_price"]

PARTS = 16
"""Parts that the demand is cut into; all trees of a part grow at the same prices."""

FIRST = 2
"""Sweeps over a part as soon as its new paths are known."""

FAR = 10.0
"""How many times the gap that is aimed at the gap may be for all trees to grow at the same prices."""

SWEEPS, LEAST = 30, 2
"""Most and fewest sweeps over all paths between two rounds of trees."""

INNER = 0.02
"""A sweep is the last when the known paths are level to this share of the gap."""

MORE = 8
"""How many sweeps over the rows that are not level follow on one over all rows."""

BUSY = 0.5
"""Rows that waste less than this share of what an average row may waste in the end are level."""

LEVEL = 1e-3
"""Gap that is good enough for the first new multipliers of limits."""


def equilibrium(
    problem: Problem,
    *,
    gap: float = 1e-6,
    start: Paths | None = None,
    start_price: ArrayLike | None = None,
    system_optimum: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
    max_iterations: int = 2000,
) -> Equilibrium:
    """Find flows at which no one gains by another path (Wardrop's first principle).

    The objective is Beckmann's potential (M. Beckmann, C. B. McGuire and C. B. Winsten, Studies in the
    Economics of Transportation, 1956), which holds for several classes because they share the delays and
    differ by constants. The method is gradient projection on path flows (R. Jayakrishnan et al., "A faster
    path-based algorithm for traffic assignment", Transportation Research Record 1443, 1994): trees give
    new paths, part by part of the demand; flow is shifted between pairs of paths by Newton steps, with
    volumes and delays updated at once. In the end all trees at the same prices give the exact relative gap.

    Parameters
    ----------
    problem : Problem
    gap : float
        Relative gap to reach, see `Equilibrium.gap`. With limits also the share by which a limit may stay
        exceeded, and the share of the cost that may be charged for limits that are not reached.
    start : Paths, optional
        Paths of a similar problem with the same arcs and rows. Those that are closed now are dropped; the
        flows of the others are scaled to the demand of their rows.
    start_price : array_like, shape (R,), optional
        Shadow prices of a similar problem.
    system_optimum : bool
        Find the flows of least total cost instead (Wardrop's second principle): everybody pays the
        marginal cost.
    threads : int, optional
        Threads; as many as there are cores if not given. The result does not depend on it.
    progress : callable, optional
        Called as ``progress(done, total, text)`` after each round; what it raises stops the search.
    max_iterations : int
        Rounds of trees after which the flows are returned as they are; ``gap`` of the result tells.

    Returns
    -------
    Equilibrium

    Raises
    ------
    LimitsError
        If limits are too low for the demand; it names the bottleneck.
    LandlinkError
        If an argument makes no sense.

    Examples
    --------
    Two roads for 6 units: one takes 1 + volume, the other 2 + volume, so 3.5 and 2.5 take 4.5 each.

    >>> from landlink.flows.problem import Resources
    >>> roads = Resources([1, 1], [1, 2], [1, 2], [1, 1], [1, 1], [np.inf, np.inf])
    >>> ask = Problem([0, 2, 2], [1, 1], [[0, 0]], [0, 1], roads, [0], [1], [0], [6], [False, False])
    >>> found = equilibrium(ask, gap=1e-9)
    >>> found.volume.round(6).tolist(), found.delay_h.round(6).tolist()
    ([3.5, 2.5], [4.5, 4.5])
    """
    if not gap > 0 or max_iterations < 1 or (threads is not None and threads < 1):
        raise LandlinkError("gap must be more than 0, max_iterations and threads at least 1")
    begun = perf_counter()
    workers = threads or os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        work = _Work.begin(problem, start, start_price, pool, workers, system_optimum=system_optimum)
        iteration = 0
        now = np.inf
        checked = False
        while True:
            iteration += 1
            if iteration < max_iterations and (
                checked or now > FAR * work.aim(gap) or work.is_unsettled(gap)
            ):
                now = work.advance(gap)
                checked = False
            else:
                now = work.check(gap)
                checked = True
                if work.is_done(now, gap) or iteration >= max_iterations:
                    return work.result(now, iteration, perf_counter() - begun)
                work.take()
            if progress is not None:
                progress(_hundredths(now, gap), 100, f"gap {now:.1e}")
            work.level(now)
            if work.is_unsettled(gap) and now <= work.aim(gap):
                work.renew(gap)


def _hundredths(now: float, gap: float) -> int:
    """Say how far a gap is on the way to another, on a logarithmic scale."""
    return 0 if now >= 1 else round(min(100 * math.log(max(now, gap)) / math.log(min(gap, 0.999)), 100))


def marginal_price(problem: Problem, volume: ArrayLike) -> NDArray[np.float64]:
    """Return what one more unit costs all others on each resource: the toll that makes users see it.

    Parameters
    ----------
    problem : Problem
    volume : array_like, shape (R,)
        Volumes, for example of a system optimum.

    Returns
    -------
    numpy.ndarray of float64, shape (R,)
        Volume times the slope of the delay, in the unit of the costs per unit of volume (A. C. Pigou,
        The Economics of Welfare, 1920).

    Examples
    --------
    >>> from landlink.flows.problem import Resources
    >>> road = Resources([1], [1.0], [10], [1.0], [1], [np.inf])
    >>> ask = Problem([0, 1, 1], [1], [[0]], [0], road, [0], [1], [0], [20], [False, False])
    >>> marginal_price(ask, [20])
    array([2.])
    """
    amount = np.asarray(volume, np.float64)
    return amount * delays.slope(problem.resources, amount)


def parameters_of(r: Resources) -> Floats:
    """Return one row of eight a resource, as the kernels take them; the last two are for its limit."""
    none = np.zeros(len(r))
    return np.column_stack([r.kind, r.free_h, r.capacity, r.a, r.b, r.limit, none, none])


@dataclass
class _Work:
    """An assignment under way: parts of the demand, the paths of each, volumes and prices."""

    problem: Problem
    parts: list[Groups]
    pools: list[Pool]
    par: Floats
    state: Floats
    limits: Limits
    tails: NDArray[np.int32]
    workers: ThreadPoolExecutor
    threads: int
    marginal: bool
    start_price: Floats | None
    fresh: bool
    net: NDArray[np.int32]
    touched: NDArray[np.int32]
    found: list[Search] = field(default_factory=list)
    total: float = 0.0
    over: float = np.inf

    @classmethod
    def begin(
        cls,
        problem: Problem,
        start: Paths | None,
        start_price: ArrayLike | None,
        workers: ThreadPoolExecutor,
        threads: int,
        *,
        system_optimum: bool,
    ) -> _Work:
        groups = groups_of(problem)
        r = problem.resources
        price = None if start_price is None else np.asarray(start_price, np.float64)
        if price is not None and (price.shape != (len(r),) or not np.isfinite(price).all()):
            raise LandlinkError(f"start_price must be {len(r)} finite numbers, one a resource")
        parts = parts_of(groups, PARTS)
        pool = pool_of(groups.order.size) if start is None else started(problem, groups, start)
        work = cls(
            problem, parts, pools_of(pool, parts), parameters_of(r), np.zeros((len(r), 4)),
            limits_of(problem), problem.tails, workers, threads, system_optimum, price, start is None,
            np.zeros(len(r), np.int32), np.empty((2, len(r)), np.int32),
        )  # fmt: skip
        work.reload()
        return work

    def aim(self, gap: float) -> float:
        """Return the gap at which something is decided: the end, or new multipliers."""
        if not self.fresh:
            self.fresh = True
            return np.inf  # how good is the start?
        if not self.limits.limited.size:
            return gap
        if not self.limits.ready:
            return LEVEL
        over, idle = self.limits.residual(self.par, self.state[:, 0], self.total)
        return max(gap, min(LEVEL, 0.1 * max(over, idle)))

    def reload(self) -> None:
        """Sum the volumes of all paths anew, and set prices."""
        from landlink.flows.equilibrium_kernels import load, price_all  # noqa: PLC0415  (Numba loads slowly)

        self.state[:, 0] = 0.0
        for pool in self.pools:
            load(pool.used_ptr, pool.used, pool.flow, 1.0, self.state)
        price_all(self.par, self.state, self.marginal)

    def search(self, part: int, state: Floats, gap: float) -> Search:
        """Grow the trees of a part."""
        return searched(self.problem, self.parts[part], self.pools[part], state, gap / 100, self.tails)

    def advance(self, gap: float) -> float:
        """Grow the trees part by part, and shift flow to the new paths of each; return about the gap.

        While flow of a part shifts, the trees of the next grow, at the prices before these shifts.
        """
        self.reload()
        spent = least = 0.0
        lost = False
        ahead = self.workers.submit(self.search, 0, self.state.copy(), gap)
        for number, part in enumerate(self.parts):
            found = ahead.result()
            if number + 1 < len(self.parts):
                ahead = self.workers.submit(self.search, number + 1, self.state.copy(), gap)
                if self.threads == 1:
                    ahead.result()
            served = np.isfinite(found.best)
            least += float(part.demand[served] @ found.best[served])
            spent += float(found.spent[served].sum())
            lost |= not (np.diff(self.pools[number].row_ptr)[served] > 0).all()
            self.take_in(number, found)
            for _ in range(FIRST):
                self.sweep(number)
        self.total = least + spent
        return np.inf if lost else spent / self.total if spent > 0 else 0.0

    def check(self, gap: float) -> float:
        """Grow all trees at the prices of now; return the relative gap."""
        self.reload()
        numbers = range(len(self.parts))
        if self.threads == 1:
            self.found = [self.search(number, self.state, gap) for number in numbers]
        else:
            self.found = list(self.workers.map(lambda number: self.search(number, self.state, gap), numbers))
        least = wasted = 0.0
        lost = False
        for part, pool, found in zip(self.parts, self.pools, self.found, strict=True):
            served = np.isfinite(found.best)
            least += float(part.demand[served] @ found.best[served])
            lost |= not (np.diff(pool.row_ptr)[served] > 0).all()
            wasted += float(found.spent[served].sum())
        self.total = least + (0.0 if lost else wasted)
        return np.inf if lost else wasted / self.total if wasted > 0 else 0.0

    def take(self) -> None:
        """Take in what the last check found."""
        for number, found in enumerate(self.found):
            self.take_in(number, found)

    def take_in(self, number: int, found: Search) -> None:
        """Take new paths of a part in, and load those of rows that had none."""
        from landlink.flows.equilibrium_kernels import load, price_all  # noqa: PLC0415

        before = self.pools[number]
        after = merged(self.problem, self.parts[number], before, found)
        self.pools[number] = after
        if ((np.diff(before.row_ptr) == 0) & (np.diff(after.row_ptr) > 0)).any():
            load(before.used_ptr, before.used, before.flow, -1.0, self.state)
            load(after.used_ptr, after.used, after.flow, 1.0, self.state)
            price_all(self.par, self.state, self.marginal)

    def is_done(self, now: float, gap: float) -> bool:
        """Tell whether flows are level and limits kept; if only level, set new multipliers."""
        if not self.limits.limited.size:
            return now <= gap
        if not self.limits.ready:
            served = sum(
                float(part.demand[np.isfinite(found.best)].sum())
                for part, found in zip(self.parts, self.found, strict=True)
            )
            self.limits.set_up(self.par, self.total / max(served, 1e-300), self.start_price)
            return False
        volume = self.state[:, 0]
        over, idle = self.limits.residual(self.par, volume, self.total)
        return now <= gap and over <= gap and idle <= gap

    def is_unsettled(self, gap: float) -> bool:
        """Tell whether limits are exceeded, or charged for without need, by more than is asked for."""
        if not self.limits.limited.size or not self.limits.ready:
            return False
        return max(self.limits.residual(self.par, self.state[:, 0], self.total)) > gap

    def renew(self, gap: float) -> None:
        """Set new multipliers, or prove that limits are too low."""
        volume = self.state[:, 0]
        over, _ = self.limits.residual(self.par, volume, self.total)
        if over > gap and (self.over == np.inf or 2 * over > self.over):
            self.limits.prove(self.problem, self.parts, volume, self.par)
        self.over = over
        self.limits.update(self.par, volume)

    def sweep(self, number: int, rows: NDArray[np.int64] | None = None) -> tuple[float, Floats]:
        """Level the paths of rows of a part (all if None) once; return their waste, in sum and by row."""
        from landlink.flows.equilibrium_kernels import sweep  # noqa: PLC0415

        pool = self.pools[number]
        if rows is None:
            rows = np.flatnonzero(np.diff(pool.row_ptr) > 1)
        wasted = np.zeros(pool.row_ptr.size - 1)
        excess = sweep(
            rows, pool.row_ptr, pool.used_ptr, pool.used, pool.fixed, pool.flow, self.par, self.state,
            self.marginal, self.net, self.touched[0], self.touched[1], wasted,
        )  # fmt: skip
        return excess, wasted

    def level(self, now: float) -> None:
        """Shift flow until the known paths are level to a share of the gap."""
        numbers = range(len(self.parts))
        several = [np.flatnonzero(np.diff(pool.row_ptr) > 1) for pool in self.pools]
        enough = INNER * now * self.total
        share = BUSY * enough / max(sum(rows.size for rows in several), 1)
        for turn in range(SWEEPS):
            done = [self.sweep(number, several[number]) for number in numbers]
            if turn + 1 >= LEAST and sum(excess for excess, _ in done) <= enough:
                break
            busy = [rows[wasted[rows] > share] for rows, (_, wasted) in zip(several, done, strict=True)]
            for _ in range(MORE):
                for number in numbers:
                    _, wasted = self.sweep(number, busy[number])
                    busy[number] = busy[number][wasted[busy[number]] > share]

    def result(self, now: float, iteration: int, seconds: float) -> Equilibrium:
        """Put the flows together by rows, arcs and resources of the problem."""
        problem = self.problem
        paths = paths_of(self.parts, self.pools)
        volume = self.state[:, 0].copy()
        delay = delays.delay(problem.resources, volume)
        sizes = np.diff(paths.indptr)
        spots = np.repeat(problem.of_class[paths.row].astype(np.int64) * problem.arcs, sizes) + paths.arcs
        carried = np.repeat(paths.flow, sizes)
        arc_volume = (
            np.bincount(spots, carried, problem.cost.size).astype(np.float64).reshape(problem.cost.shape)
        )
        used = arc_volume > 0
        fixed = float(problem.cost[used] @ arc_volume[used])
        flowing = delay @ volume if self.marginal else delays.integral(problem.resources, volume).sum()
        best = np.empty(problem.demand.size)
        for part, found in zip(self.parts, self.found, strict=True):
            best[part.order] = found.best
        shadow = np.zeros(volume.size)
        shadow[self.limits.limited] = self.limits.price(self.par, volume)
        return Equilibrium(
            paths=paths, volume=volume, delay_h=delay, shadow_price=shadow, arc_volume=arc_volume,
            objective=fixed + float(flowing), gap=now, iterations=iteration, seconds=seconds,
            unserved=np.where(np.isfinite(best), 0.0, problem.demand), path_cost=best,
            excess=self.limits.residual(self.par, volume, self.total)[0],
        )  # fmt: skip
