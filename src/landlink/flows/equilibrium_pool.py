"""What the assignment works on: rows of demand in groups, and a pool of paths that is kept compact."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.flows.problem import Paths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.problem import Problem

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]
    Longs = NDArray[np.int64]

__all__ = ["Groups", "Pool", "Search", "groups_of", "merged", "parts_of", "paths_of", "picked"]
__all__ += ["pool_of", "pools_of", "searched"]


class Groups(NamedTuple):
    """The rows of demand, those of one class and origin side by side.

    ``order`` says which row of the problem each is; ``ptr`` where the groups start.
    """

    order: Longs
    of_class: Ints
    origin: Ints
    ptr: Longs
    row_class: Ints
    destination: Ints
    demand: Floats


class Pool(NamedTuple):
    """Paths, those of a row side by side: arcs, flows, resources used, and the sum of constant costs."""

    row_ptr: Longs
    path_ptr: Longs
    arcs: Ints
    flow: Floats
    used_ptr: Longs
    used: Ints
    fixed: Floats


class Search(NamedTuple):
    """What the trees found at fixed prices: cost of the best path, waste, and new paths by row."""

    best: Floats
    spent: Floats
    new_size: Ints
    new_arcs: Ints


def groups_of(problem: Problem) -> Groups:
    """Sort the rows of demand by class and origin."""
    order = np.lexsort((problem.origin, problem.of_class))
    origin, of_class = problem.origin[order], problem.of_class[order]
    change = np.flatnonzero((np.diff(origin) != 0) | (np.diff(of_class) != 0)) + 1
    starts = np.concatenate([np.zeros(min(1, order.size), np.int64), change])
    return Groups(
        order,
        of_class[starts],
        origin[starts],
        np.append(starts, order.size).astype(np.int64),
        of_class,
        problem.destination[order],
        problem.demand[order],
    )


def pool_of(rows: int) -> Pool:
    """Return a pool without paths."""
    long, short, real = np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0)
    return Pool(np.zeros(rows + 1, np.int64), long, short, real, long.copy(), short, real)


@dataclass
class _Room:
    """Memory of one thread."""

    weight: Floats
    near: Floats
    keys: Floats
    vertices: Ints
    wanted: Ints
    arcs: Ints
    fill: Longs = field(default_factory=lambda: np.zeros(1, np.int64))


def _room(problem: Problem) -> _Room:
    size = problem.vertices
    return _Room(
        np.empty(problem.arcs),
        np.empty(size),
        np.empty(size),
        np.empty((3, size), np.int32),
        np.full(size, -1, np.int32),
        np.empty(4 * size + 1024, np.int32),
    )


def parts_of(groups: Groups, most: int) -> list[Groups]:
    """Cut the groups into parts of about as many rows each."""
    rows = groups.order.size
    ends = np.searchsorted(groups.ptr, np.linspace(0, rows, min(most, max(rows, 1)) + 1))
    ends[-1] = groups.origin.size
    parts = []
    for low, high in pairwise(np.unique(ends).tolist()):
        first, last = groups.ptr[low], groups.ptr[high]
        parts.append(
            Groups(
                groups.order[first:last],
                groups.of_class[low:high],
                groups.origin[low:high],
                groups.ptr[low : high + 1] - first,
                groups.row_class[first:last],
                groups.destination[first:last],
                groups.demand[first:last],
            )
        )
    return parts


def pools_of(pool: Pool, parts: list[Groups]) -> list[Pool]:
    """Cut a pool of all rows into one a part."""
    pools = []
    row = 0
    for part in parts:
        ptr = pool.row_ptr[row : row + part.order.size + 1]
        row += part.order.size
        paths, used = pool.path_ptr[ptr[0] : ptr[-1] + 1], pool.used_ptr[ptr[0] : ptr[-1] + 1]
        pools.append(
            Pool(
                ptr - ptr[0],
                paths - paths[0],
                pool.arcs[paths[0] : paths[-1]],
                pool.flow[ptr[0] : ptr[-1]],
                used - used[0],
                pool.used[used[0] : used[-1]],
                pool.fixed[ptr[0] : ptr[-1]],
            )
        )
    return pools


def searched(
    problem: Problem, groups: Groups, pool: Pool, state: Floats, tolerance: float, tails: Ints
) -> Search:
    """Grow the trees of some groups at the prices in ``state``."""
    from landlink.flows.equilibrium_kernels import search  # noqa: PLC0415  (Numba loads slowly)

    rows, number = groups.order.size, groups.origin.size
    best, spent, new_size = np.empty(rows), np.empty(rows), np.empty(rows, np.int32)
    room = _room(problem)
    found: list[Ints] = []
    low = 0
    while low < number:
        room.fill[0] = 0
        reached = search(
            problem.indptr, problem.heads, tails, problem.cost, problem.resource, problem.no_through,
            state, groups.of_class, groups.origin, groups.ptr, groups.destination,
            pool.row_ptr, pool.path_ptr, pool.arcs, pool.flow, tolerance,
            low, number, best, spent, new_size, room.arcs, room.fill,
            room.weight, room.near, room.vertices[0], room.vertices[1], room.vertices[2], room.keys,
            room.wanted,
        )  # fmt: skip
        found.append(room.arcs[: room.fill[0]].copy())
        if reached < number:
            room.arcs = np.empty(2 * room.arcs.size, np.int32)
            room.wanted.fill(-1)
        low = reached
    return Search(best, spent, new_size, np.concatenate(found) if found else np.zeros(0, np.int32))


def merged(problem: Problem, groups: Groups, pool: Pool, found: Search) -> Pool:
    """Return the pool with the new paths and without those that carry nothing."""
    from landlink.flows.equilibrium_kernels import merge  # noqa: PLC0415

    paths = pool.flow.size + int((found.new_size >= 0).sum())
    arcs = pool.arcs.size + found.new_arcs.size
    same = own_resources(problem)
    to_arcs = np.empty(arcs, np.int32)
    to = Pool(
        np.empty_like(pool.row_ptr),
        np.empty(paths + 1, np.int64),
        to_arcs,
        np.empty(paths),
        np.empty(paths + 1, np.int64),
        to_arcs if same else np.empty(arcs, np.int32),
        np.empty(paths),
    )
    merge(
        pool.row_ptr, pool.path_ptr, pool.arcs, pool.flow, pool.used_ptr, pool.used, pool.fixed, same,
        found.new_size, found.new_arcs, groups.demand, groups.row_class, problem.cost, problem.resource,
        to.row_ptr, to.path_ptr, to.arcs, to.flow, to.used_ptr, to.used, to.fixed,
    )  # fmt: skip
    kept = int(to.row_ptr[-1])
    return Pool(
        to.row_ptr,
        to.path_ptr[: kept + 1],
        to.arcs[: to.path_ptr[kept]],
        to.flow[:kept],
        to.used_ptr[: kept + 1],
        to.used[: to.used_ptr[kept]],
        to.fixed[:kept],
    )


def own_resources(problem: Problem) -> bool:
    """Tell whether each arc is its own resource."""
    return bool((problem.resource == np.arange(problem.arcs)).all())


def paths_of(parts: list[Groups], pools: list[Pool]) -> Paths:
    """Return the used paths by rows of the problem."""
    if not pools:
        return Paths(np.zeros(0, np.int32), np.zeros(0), np.zeros(1, np.int64), np.zeros(0, np.int32))
    rows = np.concatenate(
        [np.repeat(part.order, np.diff(pool.row_ptr)) for part, pool in zip(parts, pools, strict=True)]
    )
    flow = np.concatenate([pool.flow for pool in pools])
    sizes = np.concatenate([np.diff(pool.path_ptr) for pool in pools])
    arcs = np.concatenate([pool.arcs for pool in pools])
    used = np.flatnonzero(flow > 0)
    order = used[np.argsort(rows[used], kind="stable")]
    ptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return picked(rows[order], flow[order], ptr, arcs, order)


def picked(rows: Longs, flow: Floats, ptr: Longs, arcs: Ints, order: Longs) -> Paths:
    """Return the paths with the numbers ``order``, for rows and with flows in that order."""
    sizes = (ptr[1:] - ptr[:-1])[order]
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    spots = np.arange(indptr[-1]) + np.repeat(ptr[:-1][order] - indptr[:-1], sizes)
    return Paths(rows.astype(np.int32), flow, indptr, arcs[spots])
