"""Drives the compiled Pareto kernels: prepares arrays, lets pools grow, collects paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from landlink.errors import LandlinkError
from landlink.routing.pareto_narrow import NarrowSearch, Packed, pack

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

NARROW = 2**31 - 1  # sums up to here fit the 32-bit kernels
EXACT = 2**53 - 1  # integers up to here are exact in double precision
BUCKETS = 2**16  # at most, for integers
FLOAT_BUCKETS = 2**13
PAUSE = 100_000  # labels popped between two looks at Ctrl-C


class FirstSizes(NamedTuple):
    """How large the pools of a search are at first; each doubles when it is full."""

    labels: int = 8192
    heap: int = 1024
    front: int = 4096
    goal: int = 256


FIRST = FirstSizes()


class LimitError(LandlinkError):
    """A search needs more than it may hold; nothing is returned."""


class LabelLimitError(LimitError, RuntimeError):
    """The search needed more labels than ``max_labels`` allows.

    Nothing is returned in that case: a front with holes would look like an
    answer. Ask for fewer criteria, a cover (``epsilon_cover``) or more labels.
    """


def too_many(max_labels: int | None) -> str:
    """Say that a limit has been passed and what to do about it."""
    return (
        f"the search needs more than max_labels = {max_labels} labels; use "
        "fewer criteria, epsilon_cover, or a higher limit"
    )


class Reduced(NamedTuple):
    """Integer costs against the bounds of one target, ready for the 32-bit kernels.

    An arc costs what it adds to the bound of the finished path; -1 marks arcs
    that no answer needs. ``span`` is the largest of these costs in criterion 0.
    """

    costs: NDArray[np.int32]
    span: int


def padded(columns: NDArray[Any]) -> NDArray[Any]:
    """Add columns of zeros up to the width of a kernel: three or four."""
    width = max(3, columns.shape[1])
    if columns.shape[1] == width:
        return np.ascontiguousarray(columns)
    wider = np.zeros((columns.shape[0], width), columns.dtype)
    wider[:, : columns.shape[1]] = columns
    return wider


def reduced_costs(
    indptr: NDArray[np.int64],
    heads: NDArray[np.int32],
    costs: NDArray[Any],
    target: int,
    bounds: NDArray[np.float64],
) -> Reduced | Packed | None:
    """Return integer costs in reduced form, or None if they do not fit 32 bits."""
    if costs.dtype.kind != "i":
        return None
    if costs.shape[1] < 4:
        return pack(indptr, heads, costs, target, bounds)
    useless, tails = useless_arcs(indptr, heads, bounds, -1, target)
    height = np.where(np.isfinite(bounds), bounds, 0).astype(np.int64)
    rise = costs + height[heads]
    rise -= height[tails]
    rise[useless] = -1
    if rise.size and rise.max() > NARROW:
        return None
    return Reduced(padded(rise.astype(np.int32)), int(rise[:, 0].max(initial=0)))


class Search:
    """One query: arrays in the form that the kernels want, and the loop around them."""

    def __init__(
        self,
        indptr: NDArray[np.int64],
        heads: NDArray[np.int32],
        costs: NDArray[Any],
        source: int,
        target: int,
        bounds: NDArray[np.float64],
        reduced: Reduced | Packed | None,
    ) -> None:
        self.indptr = indptr
        self.heads = heads
        self.costs = costs
        self.source = source
        self.target = target
        self.width = 3 if costs.shape[1] < 4 else 4
        self.bounds = padded(bounds)
        self.reduced = reduced
        self.totals: NDArray[Any] = np.empty((0, costs.shape[1]), costs.dtype)
        self.generated = 0
        self.expanded = 0

    def run(
        self, max_labels: int | None, progress: Callable[[int], object] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """Search; return end labels, parents and arcs of the answer's path tree."""
        integer = self.costs.dtype.kind == "i"
        if isinstance(self.reduced, Packed):
            answer = self._packed(self.reduced, max_labels, progress)
            if answer is not None:
                return answer
        pools = self._narrow() if integer else None
        if pools is not None and not self._search(pools, max_labels, progress):
            pools = None
        if pools is None:
            pools = self._wide()
            if not self._search(pools, max_labels, progress):
                kind = "2**53" if integer else "double precision"
                message = f"the costs of a path exceed {kind}: scale the costs down"
                raise OverflowError(message)
        return self._collect(pools)

    def _packed(
        self, packed: Packed, max_labels: int | None, progress: Callable[[int], object] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]] | None:
        """Run the 32-bit kernel for up to three criteria; None if the sums outgrow it."""
        from landlink.routing import pareto_kernels as shared  # noqa: PLC0415
        from landlink.routing import pareto_kernels3 as kernels  # noqa: PLC0415

        start = self.bounds[self.source]
        if start.max() > NARROW:
            return None
        search = NarrowSearch(packed, self.source, self.target, start, FIRST)
        status = search.run(max_labels, progress, PAUSE)
        if status == kernels.LIMIT:
            raise LabelLimitError(too_many(max_labels))
        if status == shared.OVERFLOW:
            return None
        totals, ends = search.answers(self.costs.shape[1])
        self.totals = totals.astype(self.costs.dtype, copy=False)
        self.generated = int(search.state[kernels.MADE])
        self.expanded = int(search.state[kernels.GROWN])
        return search.tree(ends)

    def _narrow(self) -> Pools | None:
        """Prepare the 32-bit kernel on reduced costs, if the numbers fit."""
        if not isinstance(self.reduced, Reduced) or self.bounds[self.source].max() >= NARROW:
            return None
        start = self.bounds[self.source].astype(np.int32)
        return Pools(self.reduced.costs, None, start, start[0], NARROW - 1, self.reduced.span, self)

    def _wide(self) -> Pools:
        """Prepare the double precision kernel on plain costs and potentials."""
        useless, tails = useless_arcs(self.indptr, self.heads, self.bounds, self.source, self.target)
        costs = padded(self.costs).astype(np.float64)
        reduced = costs[:, 0] + self.bounds[self.heads, 0]
        span = float((reduced[~useless] - self.bounds[tails[~useless], 0]).max(initial=0.0))
        costs[useless] = -1.0
        integer = self.costs.dtype.kind == "i"
        limit = float(EXACT) if integer else float(np.finfo(np.float64).max)
        pools = Pools(
            costs,
            self.bounds,
            np.zeros(self.width),
            self.bounds[self.source, 0],
            limit,
            span,
            self,
        )
        pools.slack = 0.0 if integer else 4.0 * self.indptr.size * 2.0**-53
        return pools

    def _search(self, pools: Pools, max_labels: int | None, progress: Callable[[int], object] | None) -> bool:
        """Call the kernel until it is done; return False if the sums outgrew it."""
        from landlink.routing import pareto_kernels as kernels  # noqa: PLC0415

        pools.cap(max_labels)
        while True:
            status = pools.step(self)
            if status == kernels.DONE:
                break
            if status == kernels.OVERFLOW:
                return False
            if status == kernels.PAUSED:
                if progress is not None:
                    progress(int(pools.state[kernels.MADE]))
            else:
                pools.extend(status, max_labels)
        self.generated = int(pools.state[kernels.MADE])
        self.expanded = int(pools.state[kernels.GROWN])
        return True

    def _collect(self, pools: Pools) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """Keep the labels of the answer and their ancestors, drop all others."""
        ends = pools.answers()
        worth, parents, arcs = pools.records()
        totals = worth[ends][:, : self.costs.shape[1]]
        if not pools.narrow:
            kept = clean(totals, pools.slack)
            ends, totals = ends[kept], totals[kept]
        self.totals = np.ascontiguousarray(totals, dtype=self.costs.dtype)
        return ancestry(ends, parents, arcs)


class Pools:
    """The arrays of one search; each can grow between two calls of the kernel."""

    def __init__(
        self,
        costs: NDArray[Any],
        pot: NDArray[np.float64] | None,
        start: NDArray[Any],
        base: Any,  # noqa: ANN401  (a NumPy scalar of the kernel's type)
        limit: float,
        span: float,
        search: Search,
    ) -> None:
        from landlink.routing import pareto_kernels as kernels  # noqa: PLC0415

        kind = costs.dtype
        narrow = pot is None
        nodes = search.indptr.size - 1
        self.costs = costs.reshape(-1)
        self.pot = None if pot is None else flat_four(pot)
        scale = _scale(int(span)) if narrow else (FLOAT_BUCKETS - 4) / span if span > 0 else 0.0
        self.base, self.scale, self.slack = base, scale, 0.0
        self.narrow, self.width = narrow, search.width
        self.limit: Any = kind.type(limit)
        self.big: Any = kind.type(NARROW if narrow else np.inf)
        count = _bucket_count(span * scale)
        self.buckets = np.tile(np.array([-1, 0], np.int32), count)
        self.coarse = np.zeros(count // 64, np.int32)
        self.capacity = FIRST.labels
        self.worth = np.empty((8 if narrow else 4) * self.capacity, kind)
        self.link = self.worth if narrow else np.empty(4 * self.capacity, np.int32)
        self.key = np.empty(FIRST.heap, np.int64 if narrow else np.float64)
        self.ids = np.empty(FIRST.heap, np.int32)
        self.rooms = np.zeros(4 * nodes, np.int64)
        if search.width == 4:
            self.rooms = np.zeros(8 * (nodes + 1), np.int32)
        self.found = np.empty(FIRST.goal, np.int32)
        self.front = _new_front(FIRST.front, search.width, narrow, kind)
        self.goal = _new_front(FIRST.goal, 3, narrow, kind) if search.width == 3 else []
        self.state = np.zeros(kernels.STATE_SIZE, np.int64)
        self.state[kernels.FREE] = -1
        self.state[kernels.USED] = search.width - 3  # block 0 stays empty
        self.state[kernels.TOP] = 1
        self.state[kernels.HEAPED] = 1
        self.worth[:4] = 0
        self.worth[: start.size] = start
        offset = 4 if narrow else 0
        self.link[offset : offset + 4] = (search.source, -1, -1, -1)
        self.key[0] = 0  # the only label in the heap: any key will do
        self.ids[0] = 0

    def step(self, search: Search) -> int:
        """Let the kernel run until it is done or wants something."""
        shared = (
            search.indptr,
            search.heads,
            self.costs,
            self.pot,
            search.target,
            self.base,
            self.scale,
            self.buckets,
            self.coarse,
            self.worth,
            self.link,
            self.key,
            self.ids,
            self.rooms,
            *self.front,
            *self.goal,
            self.found,
            self.state,
            self.capacity,
            self.limit,
            self.slack,
            PAUSE,
        )
        if search.width == 3:
            from landlink.routing.pareto_kernels import search3  # noqa: PLC0415

            return int(search3(*shared))
        from landlink.routing.pareto_kernels4 import search4  # noqa: PLC0415

        return int(search4(*shared, self.big))

    def cap(self, max_labels: int | None) -> None:
        """Use less of the first pool where fewer labels than usual are allowed."""
        if max_labels is not None:
            self.capacity = min(self.capacity, max_labels)

    def extend(self, status: int, max_labels: int | None) -> None:
        """Double the pool that the kernel found too small."""
        from landlink.routing import pareto_kernels as kernels  # noqa: PLC0415

        if status == kernels.NEED_LABELS:
            self._more_labels(max_labels)
        elif status == kernels.NEED_HEAP:
            self.key = stretched(self.key, 2 * self.ids.size)
            self.ids = stretched(self.ids, 2 * self.ids.size)
        elif status == kernels.NEED_FRONT:
            self.front = [doubled(part) for part in self.front]
        else:
            self.found = stretched(self.found, 2 * self.found.size)
            self.goal = [doubled(part) for part in self.goal]

    def _more_labels(self, max_labels: int | None) -> None:
        if max_labels is not None and self.capacity >= max_labels:
            raise LabelLimitError(too_many(max_labels))
        self.capacity *= 2
        if max_labels is not None:
            self.capacity = min(self.capacity, max_labels)
        self.worth = stretched(self.worth, (8 if self.narrow else 4) * self.capacity)
        self.link = self.worth if self.narrow else stretched(self.link, 4 * self.capacity)

    def records(self) -> tuple[NDArray[Any], NDArray[np.int32], NDArray[np.int32]]:
        """Return costs, parents and arcs of all labels."""
        from landlink.routing.pareto_kernels import TOP  # noqa: PLC0415

        used = int(self.state[TOP])
        if self.narrow:
            table = self.worth.reshape(-1, 8)[:used]
            return table[:, : self.width], table[:, 5], table[:, 6]
        links = self.link.reshape(-1, 4)[:used]
        return self.worth.reshape(-1, 4)[:used, : self.width], links[:, 1], links[:, 2]

    def answers(self) -> NDArray[np.int32]:
        """Return the labels that reached the target, in lexicographic order."""
        from landlink.routing.pareto_kernels import FOUND  # noqa: PLC0415

        return self.found[: int(self.state[FOUND])].copy()


def useless_arcs(
    indptr: NDArray[np.int64],
    heads: NDArray[np.int32],
    bounds: NDArray[np.float64],
    source: int,
    target: int,
) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Flag arcs that no answer needs; return the flags and the tails of all arcs.

    Those are loops, arcs into the source, out of the target, and to or from
    nodes that cannot reach the target.
    """
    tails = np.repeat(np.arange(indptr.size - 1, dtype=np.int32), np.diff(indptr))
    dead = ~np.isfinite(bounds[:, 0])
    flags = dead[heads] | dead[tails] | (heads == tails)
    flags |= (heads == source) | (tails == target)
    return flags, tails


def ancestry(
    ends: NDArray[np.int32], parents: NDArray[np.int32], arcs: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Renumber labels so that only the ends and their ancestors remain."""
    needed = np.zeros(parents.size, np.bool_)
    wave = ends
    while wave.size:
        needed[wave] = True
        wave = parents[wave]
        wave = wave[wave >= 0]
        wave = wave[~needed[wave]]
    labels = np.flatnonzero(needed)
    place = np.full(needed.size + 1, -1, np.int32)
    place[labels] = np.arange(labels.size, dtype=np.int32)
    return place[ends].astype(np.int64), place[parents[labels]], arcs[labels]


def flat_four(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Flatten a matrix to four numbers a row, zeros where it has fewer."""
    return np.pad(columns, ((0, 0), (0, 4 - columns.shape[1]))).reshape(-1)


def _new_front(size: int, width: int, narrow: bool, kind: np.dtype[Any]) -> list[NDArray[Any]]:
    """Make the arrays of a front in the layout of the kernel."""
    if width == 3:
        return [np.empty(size, kind), np.empty(size, kind), np.empty(1 if narrow else size, kind)]
    return [np.empty(size // 8 * (64 if narrow else 80), kind), np.empty(size // 8 * 64, kind)]


def doubled(array: NDArray[Any]) -> NDArray[Any]:
    """Copy an array to one of twice the length; placeholders of length one stay."""
    return array if array.size == 1 else stretched(array, 2 * array.size)


def _scale(span: int) -> float:
    """Return one over the bucket width: a power of two, one where that fits."""
    scale = 1.0
    while span * scale > BUCKETS - 4:
        scale /= 2
    return scale


def _bucket_count(steps: float) -> int:
    """Return a power of two, at least 64, above the longest step between buckets."""
    return max(64, 1 << int(steps + 3).bit_length())


def stretched(array: NDArray[Any], size: int) -> NDArray[Any]:
    """Copy an array to the start of a longer one."""
    longer = np.empty((size, *array.shape[1:]), array.dtype)
    longer[: array.shape[0]] = array
    return longer


def clean(totals: NDArray[np.float64], slack: float) -> NDArray[np.int64]:
    """Return the rows to keep: sorted, without repeats and without dominated rows.

    Rounding can let a dominated point through only beside another one whose
    first criterion is equal up to ``slack``; only such points are looked at.
    """
    order = np.lexsort(totals.T[::-1])
    rows = totals[order]
    if rows.shape[0] < 2:
        return order
    repeat = np.zeros(rows.shape[0], np.bool_)
    repeat[1:] = (rows[1:] == rows[:-1]).all(axis=1)
    order, rows = order[~repeat], rows[~repeat]
    near = np.zeros(rows.shape[0], np.bool_)
    touch = np.diff(rows[:, 0]) <= 4 * slack * np.abs(rows[1:, 0])
    near[1:] |= touch
    near[:-1] |= touch
    keep = np.ones(rows.shape[0], np.bool_)
    for i in np.flatnonzero(near):
        earlier = rows[:i]
        keep[i] = not (earlier <= rows[i]).all(axis=1).any()
    return order[keep]
