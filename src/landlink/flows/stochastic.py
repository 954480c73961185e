"""Stochastic user equilibrium: logit and path-size logit choice of mode and route under congestion."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows import delays
from landlink.flows.choice import path_size, size_cost
from landlink.flows.choice_sets import cheapest, drawn, joined, path_costs, path_sets
from landlink.flows.equilibrium import equilibrium
from landlink.flows.equilibrium_pool import picked
from landlink.flows.problem import Equilibrium, Paths, Problem
from landlink.flows.stochastic_newton import Balance, Choices, balanced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Progress = Callable[[int, int, str], None]

__all__ = ["MODELS", "stochastic_equilibrium"]

MODELS = ("logit", "path-size")
ROUNDS = 8
"""How often the cheapest paths at the prices found are added to the sets, at most."""

LOOSE = 3e-2
"""Gap that is good enough while sets of paths grow."""

DRAWS, SPREAD = 8, 0.4
"""Variants of the network if none are given, and their spread."""


def stochastic_equilibrium(
    problem: Problem,
    *,
    theta: ArrayLike,
    model: str = "logit",
    beta: float = 1.0,
    gap: float = 1e-6,
    variants: Iterable[Floats] | None = None,
    shared: NDArray[np.int64] | None = None,
    way_out: NDArray[np.bool_] | None = None,
    paths: Paths | None = None,
    start: Paths | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Equilibrium:
    """Find flows at which paths are used in the shares that a logit model gives at their own costs.

    For the logit model they make C. Fisk's function least ("Some developments in equilibrium traffic
    assignment", Transportation Research Part B 14, 1980): Beckmann's potential plus the entropy of the
    path flows over theta. Path sizes are taken from the costs on the empty network, so that they add a
    constant to the cost of each path and the same function holds (a path-size term in
    an equivalent programme: S. Kitthamkesorn and A. Chen, Transportation Research Part B 57, 2013). Hard
    limits get multipliers (side constraints: T. Larsson and M. Patriksson, Transportation Research Part B
    33, 1999). The function is made least in the
    volumes of the resources, by Newton's method (see :mod:`landlink.flows.stochastic_newton`).

    The set of paths of each row: those that the deterministic equilibrium uses, the cheapest at its
    prices on the network and on each of its variants, none dearer than twice the cheapest; and the
    cheapest at the prices found, until the cheapest of all is in each set.

    Parameters
    ----------
    problem : Problem
    theta : array_like
        Dispersion of the choice, one over the unit of the costs; a number, or one a row of demand.
    model : str
        ``logit`` or ``path-size``.
    beta : float
        Weight of the logarithm of the path size.
    gap : float
        To reach. With limits also the share by which one may stay exceeded, and the share of the cost
        that may be charged for limits that are not reached.
    variants : iterable of arrays, shape (A,), optional
        Factors of the costs of arcs that make variants of the network, ``inf`` closes; if not given, 8
        with log-normal factors.
    shared : array of int, shape (A,), optional
        What an arc stands for in the overlap of paths; if not given, each for itself.
    way_out : array of bool, shape (A,), optional
        Arcs by which demand leaves the network. They are no alternative of the choice: a row leaves
        where its composite cost has risen by more than the way out costs above the cheapest path, both
        on the empty network.
    paths : Paths, optional
        The sets of paths, in place of the rule above; used as they are.
    start : Paths, optional
        Where the deterministic equilibrium starts.
    threads : int, optional
    progress : callable, optional
        Called with what is done, the total and a text.

    Returns
    -------
    Equilibrium
        ``gap`` is the sum of the differences of path flows from the logit flows at their own costs, over
        the demand; ``path_cost`` the composite cost (logsum) of each row; ``objective`` Fisk's function,
        with the entropy of the shares; ``iterations`` Newton steps.

    Raises
    ------
    LandlinkError
        If an argument makes no sense, or limits are too low for the demand.

    Examples
    --------
    Two roads for 6 units, one takes 1 + volume, the other 2 + volume. At theta 1 the difference of the
    costs is the logarithm of the ratio of the flows:

    >>> from landlink.flows.problem import Resources
    >>> roads = Resources([1, 1], [1, 2], [1, 2], [1, 1], [1, 1], [np.inf, np.inf])
    >>> ask = Problem([0, 2, 2], [1, 1], [[0, 0]], [0, 1], roads, [0], [1], [0], [6], [False, False])
    >>> found = stochastic_equilibrium(ask, theta=1.0, gap=1e-9)
    >>> bool(abs(np.log(found.volume[0] / found.volume[1]) - (found.delay_h[1] - found.delay_h[0])) < 1e-8)
    True
    """
    begun = perf_counter()
    scale = _checked(problem, theta, model, beta, gap)
    workers = threads or os.cpu_count() or 1
    out = np.zeros(problem.arcs, np.bool_) if way_out is None else np.asarray(way_out, np.bool_)
    work = _Work(problem, _closed(problem, out), scale, model, beta, gap, shared, _out_cost(problem, out))
    price = np.zeros(len(problem.resources))
    if paths is None:
        first = equilibrium(problem, gap=max(gap, 1e-3), start=start, threads=workers, progress=progress)
        price = first.shadow_price
        sets = path_sets(
            work.inner, _without(first.paths, out), first.delay_h + price,
            drawn(np.arange(problem.arcs), DRAWS, SPREAD) if variants is None else variants, threads=workers,
        )  # fmt: skip
    else:
        sets = joined([paths], problem.arcs)
    found, choices, iterations = work.solve(sets, None, price, progress, tight=paths is not None)
    tight = paths is not None
    for turn in range(ROUNDS):
        more = None if paths is not None else _cheaper(work.inner, sets, found, workers)
        if tight and (more is None or turn == ROUNDS - 1):
            break
        tight = more is None or turn >= ROUNDS - 2
        sets = sets if more is None else joined([sets, more], problem.arcs)
        found, choices, steps = work.solve(sets, found.volume, found.shadow, progress, tight=tight)
        iterations += steps
    return work.result(sets, found, choices, out, iterations, perf_counter() - begun)


@dataclass(frozen=True)
class _Work:
    """What stays the same while sets of paths grow."""

    problem: Problem
    inner: Problem  # without ways out
    theta: Floats
    model: str
    beta: float
    gap: float
    shared: NDArray[np.int64] | None
    out_cost: Floats

    def solve(
        self, sets: Paths, volume: Floats | None, price: Floats, progress: Progress | None, *, tight: bool
    ) -> tuple[Balance, Choices, int]:
        """Return the balance on given sets, the choices, and the Newton steps that it took."""
        choices, gap = self.choices(sets), self.gap if tight else max(self.gap, LOOSE)
        found = balanced(choices, self.problem.resources, gap, volume, price, progress)
        return found, choices, found.iterations

    def choices(self, sets: Paths) -> Choices:
        """Return the choices that sets of paths give, with path sizes as costs."""
        problem, row = self.inner, sets.row.astype(np.int64)
        rows = problem.demand.size
        empty = delays.delay(problem.resources, np.zeros(len(problem.resources)))
        own = path_costs(problem, sets, np.zeros(empty.size))
        extra = np.zeros(row.size)
        if self.model == "path-size" and row.size:
            of_step = np.repeat(row, np.diff(sets.indptr))
            length = problem.cost[problem.of_class[of_step], sets.arcs]
            length = length + np.append(empty, 0.0)[problem.resource[sets.arcs]]
            what = sets.arcs.astype(np.int64) if self.shared is None else self.shared[sets.arcs]
            extra = size_cost(row, self.theta, path_size(length, what, sets.indptr, row), self.beta)
        least = np.full(rows, np.inf)
        np.minimum.at(least, row, path_costs(problem, sets, empty))
        return Choices.of(
            row, own + extra, sets, problem, self.theta,
            self.out_cost - np.where(np.isfinite(least), least, 0.0),
        )  # fmt: skip

    def result(
        self, sets: Paths, found: Balance, choices: Choices, out: NDArray[np.bool_], iterations: int,
        seconds: float,
    ) -> Equilibrium:  # fmt: skip
        """Put the flows together by rows, arcs and resources of the problem."""
        problem = self.problem
        served = np.bincount(sets.row, minlength=problem.demand.size) > 0
        left = np.where(served, problem.demand - found.carried, 0.0)
        left[left <= 1e-12 * problem.demand] = 0.0
        used = np.flatnonzero(found.flow > 0)
        kept = picked(sets.row[used].astype(np.int64), found.flow[used], sets.indptr, sets.arcs, used)
        paths = joined([kept, _ways_out(problem, out, left)], problem.arcs)
        sizes = np.diff(paths.indptr)
        spots = np.repeat(problem.of_class[paths.row].astype(np.int64) * problem.arcs, sizes) + paths.arcs
        volumes = np.bincount(spots, np.repeat(paths.flow, sizes), problem.cost.size).astype(np.float64)
        used_by = np.flatnonzero(problem.resource >= 0)
        volume = np.bincount(
            problem.resource[used_by],
            volumes.reshape(problem.cost.shape).sum(axis=0)[used_by],
            len(problem.resources),
        ).astype(np.float64)
        return Equilibrium(
            paths=paths, volume=volume, delay_h=delays.delay(problem.resources, volume),
            shadow_price=found.shadow, arc_volume=volumes.reshape(problem.cost.shape),
            objective=found.objective(choices, problem.resources), gap=found.gap, iterations=iterations,
            seconds=seconds, unserved=np.where(served, 0.0, problem.demand), path_cost=found.composite,
            excess=found.excess,
        )  # fmt: skip


def _checked(problem: Problem, theta: ArrayLike, model: str, beta: float, gap: float) -> Floats:
    if model not in MODELS:
        raise LandlinkError(f"no choice {model!r}; use {' or '.join(MODELS)}")
    scale = np.asarray(theta, np.float64)
    if scale.ndim > 1 or (scale.ndim == 1 and scale.size != problem.demand.size):
        raise LandlinkError(f"theta must be one number, or one for each of {problem.demand.size} rows")
    if not (np.isfinite(scale) & (scale > 0)).all():
        raise LandlinkError("theta must be a finite number above 0")
    if not (np.isfinite(beta) and beta >= 0) or not gap > 0:
        raise LandlinkError("beta must be 0 or more, and gap above 0")
    return np.broadcast_to(scale, problem.demand.size).copy()


def _closed(problem: Problem, out: NDArray[np.bool_]) -> Problem:
    return replace(problem, cost=np.where(out, np.inf, problem.cost)) if out.any() else problem


def _out_cost(problem: Problem, out: NDArray[np.bool_]) -> Floats:
    """Return what the way out of each row costs, ``inf`` where it has none."""
    found = np.full(problem.demand.size, np.inf)
    arc = _out_arc(problem, out)
    has = arc >= 0
    found[has] = problem.cost[problem.of_class[has], arc[has]]
    return found


def _out_arc(problem: Problem, out: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the arc by which each row leaves the network, -1 for none."""
    arcs = np.flatnonzero(out)
    if not arcs.size:
        return np.full(problem.demand.size, -1, np.int64)
    key = problem.tails[arcs].astype(np.int64) * problem.vertices + problem.heads[arcs]
    order = np.argsort(key, kind="stable")
    wanted = problem.origin.astype(np.int64) * problem.vertices + problem.destination
    spot = np.minimum(np.searchsorted(key[order], wanted), arcs.size - 1)
    return np.where(key[order][spot] == wanted, arcs[order][spot], -1)


def _ways_out(problem: Problem, out: NDArray[np.bool_], left: Floats) -> Paths:
    rows = np.flatnonzero(left > 0)
    arcs = _out_arc(problem, out)[rows].astype(np.int32)
    return Paths(rows.astype(np.int32), left[rows], np.arange(rows.size + 1), arcs)


def _without(paths: Paths, out: NDArray[np.bool_]) -> Paths:
    """Return the paths that stay on the network."""
    of_path = np.repeat(np.arange(len(paths)), np.diff(paths.indptr))
    leaves = np.bincount(of_path[out[paths.arcs]], minlength=len(paths)) > 0
    kept = np.flatnonzero(~leaves)
    return picked(paths.row[kept].astype(np.int64), paths.flow[kept], paths.indptr, paths.arcs, kept)


def _cheaper(problem: Problem, sets: Paths, found: Balance, threads: int) -> Paths | None:
    """Return paths that are cheaper than all of their row at the prices found; None if there are none."""
    price = delays.delay(problem.resources, found.volume) + found.shadow
    least = np.full(problem.demand.size, np.inf)
    np.minimum.at(least, sets.row, path_costs(problem, sets, price))
    new = cheapest(problem, price, threads=threads)
    better = new.best < least * (1 - 1e-9)
    kept = np.flatnonzero(better[new.paths.row])
    if not kept.size:
        return None
    paths = new.paths
    return picked(paths.row[kept].astype(np.int64), paths.flow[kept], paths.indptr, paths.arcs, kept)
