"""Paths of a similar problem as a start: checked, without closed ones, scaled to the demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.equilibrium_pool import Groups, Pool, picked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.problem import Paths, Problem

__all__ = ["started"]


def started(problem: Problem, groups: Groups, paths: Paths) -> Pool:
    """Return a pool of the paths that are still open, their flows scaled to the demand of their rows.

    Parameters
    ----------
    problem : Problem
    groups : Groups
        Its rows, sorted.
    paths : Paths
        Of a problem with the same arcs and rows.

    Raises
    ------
    LandlinkError
        If a path does not lead from the origin to the destination of its row.
    """
    _check(problem, paths)
    rank = np.empty(groups.order.size, np.int64)
    rank[groups.order] = np.arange(groups.order.size)
    kept = np.flatnonzero(_open(problem, paths) & (paths.flow > 0))
    kept = kept[np.argsort(rank[paths.row[kept]], kind="stable")]
    row = rank[paths.row[kept]]
    chosen = picked(row, paths.flow[kept], paths.indptr, paths.arcs, kept)
    total = np.bincount(row, chosen.flow, groups.order.size)
    counts = np.bincount(row, minlength=groups.order.size)
    row_ptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    sizes = np.diff(chosen.indptr)
    of_path = np.repeat(np.arange(row.size), sizes)
    resource = problem.resource[chosen.arcs]
    counts = np.bincount(of_path[resource >= 0], minlength=row.size)
    used_ptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    cost = problem.cost[groups.row_class[row[of_path]], chosen.arcs]
    fixed = np.bincount(of_path, cost, row.size).astype(np.float64)
    flow = chosen.flow * (groups.demand / np.where(total > 0, total, 1))[row]
    return Pool(row_ptr, chosen.indptr, chosen.arcs, flow, used_ptr, resource[resource >= 0], fixed)


def _check(problem: Problem, paths: Paths) -> None:
    sizes = np.diff(paths.indptr)
    if paths.indptr.size != len(paths) + 1 or paths.indptr[-1] != paths.arcs.size or (sizes < 0).any():
        raise LandlinkError("start: indptr does not divide the arcs into paths")
    bad = (paths.row < 0) | (paths.row >= problem.demand.size)
    if bad.any():
        row = int(paths.row[bad][0])
        raise LandlinkError(f"start: a path of row {row}, but the problem has {problem.demand.size} rows")
    if ((paths.arcs < 0) | (paths.arcs >= problem.arcs)).any():
        raise LandlinkError(f"start: a path uses an arc that is not one of the {problem.arcs} of the problem")
    wrong = np.flatnonzero(~_leads(problem, paths, sizes))
    if wrong.size:
        path = int(wrong[0])
        row = int(paths.row[path])
        ends = f"{problem.origin[row]} to {problem.destination[row]}"
        raise LandlinkError(f"start: path {path} does not lead from vertex {ends}, as row {row} wants")


def _leads(problem: Problem, paths: Paths, sizes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell of each path whether it is one from the origin to the destination of its row."""
    origin, destination = problem.origin[paths.row], problem.destination[paths.row]
    leads = np.asarray((sizes > 0) | (origin == destination))
    full = np.flatnonzero(sizes > 0)
    starts, ends = paths.indptr[:-1][full], paths.indptr[1:][full] - 1
    tails, heads = problem.tails[paths.arcs], problem.heads[paths.arcs]
    leads[full] &= (tails[starts] == origin[full]) & (heads[ends] == destination[full])
    of_path = np.repeat(np.arange(len(paths)), sizes)
    broken = (of_path[1:] == of_path[:-1]) & (tails[1:] != heads[:-1])
    leads[of_path[1:][broken]] = False
    return leads


def _open(problem: Problem, paths: Paths) -> NDArray[np.bool_]:
    """Tell of each path whether its class may use all its arcs and pass all its vertices."""
    sizes = np.diff(paths.indptr)
    of_path = np.repeat(np.arange(len(paths)), sizes)
    closed = np.isinf(problem.cost[problem.of_class[paths.row[of_path]], paths.arcs])
    first = np.zeros(paths.arcs.size, np.bool_)
    first[paths.indptr[:-1][sizes > 0]] = True
    closed |= ~first & problem.no_through[problem.tails[paths.arcs]]
    usable = np.ones(len(paths), np.bool_)
    usable[of_path[closed]] = False
    return usable
