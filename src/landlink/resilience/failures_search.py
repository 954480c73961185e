"""The search for the ways round failures: what changes, whom it touches, the least cost now."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from landlink.resilience.cases import Case
    from landlink.resilience.forest import Forest

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Progress = Callable[[int, int, str], None]

HITS_A_JOB = 500
"""About how many searches a thread does between two reports of progress."""


class Changes(NamedTuple):
    """Arcs of all cases in a row, as the search numbers them."""

    start: Ints
    arcs: Ints
    factor: Floats
    add: Floats


def changes_of(cases: Sequence[Case], number: Ints) -> Changes:
    """Return what each case changes, each arc once and at its worst."""
    parts = [_checked(case, number.size) for case in cases]
    arcs = np.concatenate([np.zeros(0, np.int64), *(part[0] for part in parts)])
    factor = np.concatenate([np.zeros(0), *(part[1] for part in parts)])
    add = np.concatenate([np.zeros(0), *(part[2] for part in parts)])
    which = np.repeat(np.arange(len(parts)), [part[0].size for part in parts])
    worse = np.flatnonzero((factor > 1) | (add > 0))
    order = worse[np.lexsort((arcs[worse], which[worse]))]
    which, arcs, factor, add = which[order], arcs[order], factor[order], add[order]
    new = np.ones(arcs.size, bool)
    new[1:] = (which[1:] != which[:-1]) | (arcs[1:] != arcs[:-1])
    at = np.flatnonzero(new)
    if at.size < arcs.size:
        factor, add = np.maximum.reduceat(factor, at), np.maximum.reduceat(add, at)
    start = np.searchsorted(which[at], np.arange(len(parts) + 1))
    return Changes(start, number[arcs[at]], factor, add)


def _checked(case: Case, count: int) -> tuple[Ints, Floats, Floats]:
    """Return the arcs of a case, with their factor and what is added."""
    arcs = np.asarray(case.arcs, dtype=np.int64).reshape(-1)
    try:
        factor = np.broadcast_to(np.asarray(case.cost_factor, dtype=np.float64), arcs.shape)
        add = np.broadcast_to(np.asarray(case.add_usd_t, dtype=np.float64), arcs.shape)
    except ValueError:
        raise LandlinkError(
            f"case {case.name!r}: give one cost_factor and one add_usd_t, or one for each of {arcs.size} arcs"
        ) from None
    if arcs.size and (arcs.min() < 0 or arcs.max() >= count):
        wrong = int(arcs[(arcs < 0) | (arcs >= count)][0])
        raise LandlinkError(f"case {case.name!r} names arc {wrong}; the graph has arcs 0 to {count - 1}")
    for name, values, least in (("cost_factor", factor, 1.0), ("add_usd_t", add, 0.0)):
        if not (values >= least).all():  # catches NaN as well
            at = int(np.argmin(values >= least))
            raise LandlinkError(
                f"case {case.name!r}: {name} of arc {arcs[at]} is {values[at]}; a failure makes nothing "
                f"cheaper, so give {least:g} or more (what improves a network is a scenario)"
            )
    return arcs, factor, add


def hits_of(trees: Forest, cases: Sequence[Case], changes: Changes) -> tuple[Ints, Ints]:
    """Return the case and the trip of each trip whose way a case touches, by case and tree."""
    from landlink.resilience.failures_kernels import find_hits  # noqa: PLC0415

    left = [np.asarray(case.left_out, dtype=np.int64).reshape(-1) for case in cases]
    left_start = np.cumsum([0, *(part.size for part in left)])
    left_out = np.concatenate([np.zeros(0, np.int64), *left])
    if left_out.size and (left_out.min() < 0 or left_out.max() >= trees.first.size - 1):
        raise LandlinkError(f"left_out names vertices from 0 to {trees.first.size - 2}")
    count = np.zeros(len(cases), np.int64)
    slot = np.zeros(0, np.int64)
    for fill in (False, True):
        if fill:
            slot = np.empty(int(count.sum()), np.int64)
        stamp, mark = np.zeros(trees.root.size, np.int64), np.zeros(trees.first.size - 1, np.int64)
        find_hits(
            changes.start, changes.arcs, left_start, left_out, trees.use_start, trees.use_trip, trees.root,
            trees.target, stamp, mark, count, slot, fill,
        )  # fmt: skip
    which = np.repeat(np.arange(len(cases)), count)
    return which, slot[np.lexsort((slot, which))]


def rerouted(
    trees: Forest,
    changes: Changes,
    which: Ints,
    slot: Ints,
    names: tuple[str, ...],
    leaning: tuple[Floats, Floats],
    threads: int | None,
    progress: Progress | None,
) -> Floats:
    """Return the least cost of each hit."""
    now = np.empty(slot.size)
    tree = trees.trip_tree[slot]
    for low, high in trees.blocks:
        rows = np.flatnonzero((tree >= low) & (tree < high))
        if not rows.size:
            continue
        part = np.empty(rows.size)
        _search(
            trees, trees.trees(low, high, threads), low, changes, which[rows], slot[rows], part,
            (*_cases_on(changes, trees.ends.size, leaning[1]), *leaning), threads,
            lambda case: progress and progress(case + 1, len(names), names[case]),
        )  # fmt: skip
        now[rows] = part
    if progress is not None and names:
        progress(len(names), len(names), names[-1])
    return now


def _search(
    trees: Forest,
    grown: tuple[Floats, NDArray[np.int32]],
    shift: int,
    changes: Changes,
    which: Ints,
    slot: Ints,
    now: Floats,
    leaning: tuple[Ints, Ints, Floats, Floats],
    threads: int | None,
    report: Callable[[int], None],
) -> None:
    """Search for the hits of one block of trees, on threads."""
    from landlink.resilience.failures_kernels import reroute  # noqa: PLC0415

    trip_tree = trees.trip_tree - shift
    arcs, nodes = trees.ends.size, trees.first.size - 1

    def run(low: int, high: int) -> int:
        flags, steps = np.zeros((3, nodes), np.int32), np.zeros(arcs, np.int32)
        reach, keys, solved, lift = np.empty((4, nodes))
        onto, via, toward, place, heap, trail = np.empty((6, nodes), np.int32)
        reroute(
            trees.first, trees.ends, trees.cost, *grown, trees.tree_class[shift:], trip_tree, trees.target,
            *changes, which, slot, low, high, now, *leaning, np.zeros(len(leaning[-1]), np.int64),
            steps, flags[0], reach, onto, via, toward, place, heap, keys, trail,
            flags[1], np.empty(nodes, np.int8), solved, flags[2], lift,
        )  # fmt: skip
        return int(which[high - 1])

    alone = leaning[-1].size > 0  # a row of what leans on what is filled by one thread, in order
    spans = _spans(which, 0 * slot if alone else trip_tree[slot], workers := _workers(threads, slot.size))
    if workers == 1:
        for low, high in spans:
            report(run(low, high))
        return
    with ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(run, low, high) for low, high in spans]
        try:
            for job in jobs:
                report(job.result())
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _cases_on(changes: Changes, arcs: int, leaning: Floats) -> tuple[Ints, Ints]:
    """Return the cases of each arc in CSR form; nothing where nobody asks for them."""
    start = np.zeros(arcs + 1, np.int64)
    if not leaning.size:
        return start[:1], start[:0]
    np.cumsum(np.bincount(changes.arcs, minlength=arcs), out=start[1:])
    which = np.repeat(np.arange(changes.start.size - 1), np.diff(changes.start))
    return start, which[np.argsort(changes.arcs, kind="stable")]


def _spans(which: Ints, tree: Ints, workers: int) -> list[tuple[int, int]]:
    """Cut the hits between cases and trees, so that what is learnt from one is not lost on the next."""
    cuts = np.flatnonzero((np.diff(which) != 0) | (np.diff(tree) != 0)) + 1
    pieces = max(workers, which.size // HITS_A_JOB)
    wanted = np.linspace(0, which.size, pieces + 1)[1:-1]
    at = np.unique(cuts[np.minimum(np.searchsorted(cuts, wanted), cuts.size - 1)]) if cuts.size else cuts
    bounds = [0, *at.tolist(), which.size]
    return [(low, high) for low, high in pairwise(bounds) if high > low]


def _workers(threads: int | None, searches: int) -> int:
    if threads is not None and threads < 1:
        raise LandlinkError(f"threads must be at least 1, not {threads}")
    return max(1, min(threads or os.cpu_count() or 1, searches))
