"""Drives the 32-bit kernel for up to three criteria."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

NARROW = 2**31 - 1  # sums up to here fit
BUCKETS = 2**16  # at most
LOWER = 2**32 - 1


class Packed(NamedTuple):
    """A graph without useless arcs, its reduced costs packed for the kernel.

    ``steps`` holds two numbers an arc (see the kernel), ``arcs`` the arc's
    number in the graph as given, ``span`` the largest reduced cost in
    criterion 0.
    """

    indptr: NDArray[np.int32]
    steps: NDArray[np.int64]
    tails: NDArray[np.int32]
    arcs: NDArray[np.int32]
    span: int

    def heads(self) -> NDArray[np.int32]:
        """Return where the arcs end."""
        return (self.steps[1::2] & LOWER).astype(np.int32)

    def columns(self) -> NDArray[np.int32]:
        """Return the reduced costs, four numbers an arc."""
        costs = np.zeros((self.arcs.size, 4), np.int32)
        costs[:, 0] = self.steps[1::2] >> 32
        costs[:, 1] = self.steps[0::2] >> 32
        costs[:, 2] = self.steps[0::2] & LOWER
        return costs.reshape(-1)


def pack(
    indptr: NDArray[np.int64],
    heads: NDArray[np.int32],
    costs: NDArray[np.int64],
    target: int,
    bounds: NDArray[np.float64],
) -> Packed | None:
    """Drop useless arcs and pack reduced costs, or return None if they do not fit 31 bits."""
    from landlink.routing.bounds_kernels import pack_arcs  # noqa: PLC0415  (loads Numba)

    first = np.empty(indptr.size, np.int32)
    steps = np.empty(2 * heads.size, np.int64)
    tails, arcs = np.empty((2, heads.size), np.int32)
    span = np.zeros(1, np.int64)
    count = pack_arcs(
        indptr,
        heads,
        costs.reshape(-1),
        costs.shape[1],
        target,
        bounds.reshape(-1),
        NARROW,
        first,
        steps,
        tails,
        arcs,
        span,
    )
    if count < 0:
        return None
    return Packed(first, steps[: 2 * count], tails[:count], arcs[:count], int(span[0]))


class NarrowSearch:
    """The arrays of one search; each can grow between two calls of the kernel."""

    def __init__(
        self, packed: Packed, source: int, target: int, bounds: NDArray[np.float64], sizes: tuple[int, ...]
    ) -> None:
        from landlink.routing import pareto_kernels3 as kernels  # noqa: PLC0415  (loads Numba)

        labels, heap, front, goal = sizes
        self.packed = packed
        self.target = target
        start = [int(value) for value in bounds] + [0, 0]
        self.lowest = start[1]
        self.width = max(0, (packed.span // (BUCKETS - 4)).bit_length())
        self.base = start[0]
        count = max(64, 1 << ((packed.span >> self.width) + 4).bit_length())
        self.buckets = np.zeros(2 * count, np.int32)
        self.coarse = np.zeros(count // 64, np.int32)
        pieces = max(1, labels // kernels.CHUNK)
        self.chunks = np.empty(3 * kernels.CHUNK * pieces, np.int64)
        self.follows = np.empty(pieces, np.int32)
        self.now = np.empty(3 * heap, np.int64)
        self.chain = np.empty(heap, np.int32)
        self.key = np.empty(heap, np.int64)
        self.ids = np.empty(heap, np.int32)
        self.slots = np.full(kernels.SLOTS, -1, np.int32)
        self.rooms = np.zeros(4 * (packed.indptr.size - 1), np.int32)
        self.front = np.empty(front, np.int64)
        self.goal = np.empty(goal, np.int64)
        self.table = np.full(kernels.TABLE + 1, kernels.LOWER, np.int64)
        self.table[-1] = -1
        self.closed = np.empty(labels, np.int64)
        self.found = np.empty(2 * goal, np.int64)
        self.state = np.zeros(kernels.STATE_SIZE, np.int64)
        self.state[[kernels.HEAPED, kernels.FILLED]] = 1
        self.state[kernels.SLOT] = kernels.DIRECT
        self.now[:3] = start[1] << 32 | start[2], start[0] << 32 | source, -1
        self.key[0] = self.ids[0] = 0

    def run(self, max_labels: int | None, progress: Callable[[int], object] | None, pause: int) -> int:
        """Call the kernel until it is done, overflows or passes the limit; return which."""
        from landlink.routing import pareto_kernels as shared  # noqa: PLC0415
        from landlink.routing import pareto_kernels3 as kernels  # noqa: PLC0415

        most = 2**62 if max_labels is None else max_labels
        while True:
            status = int(self._step(most, pause))
            if status == shared.PAUSED:
                if progress is not None:
                    progress(int(self.state[kernels.MADE]))
            elif status == shared.NEED_LABELS:
                self.closed = longer(self.closed)
            elif status == kernels.NEED_CHUNKS:
                self.chunks, self.follows = longer(self.chunks), longer(self.follows)
            elif status == shared.NEED_HEAP:
                self.now, self.chain = longer(self.now), longer(self.chain)
                self.key, self.ids = longer(self.key), longer(self.ids)
            elif status == shared.NEED_FRONT:
                self.front = longer(self.front)
            elif status == shared.NEED_TARGET:
                self.found, self.goal = longer(self.found), longer(self.goal)
            else:
                return status

    def _step(self, most: int, pause: int) -> Any:  # noqa: ANN401  (compiled)
        from landlink.routing.pareto_kernels3 import search3narrow  # noqa: PLC0415

        return search3narrow(
            self.packed.indptr,
            self.packed.steps,
            self.packed.tails,
            self.target,
            self.base,
            self.lowest,
            self.width,
            self.buckets,
            self.coarse,
            self.chunks,
            self.follows,
            self.now,
            self.chain,
            self.slots,
            self.key,
            self.ids,
            self.rooms,
            self.front,
            self.goal,
            self.table,
            self.closed,
            self.found,
            self.state,
            NARROW,
            most,
            pause,
        )

    def answers(self, criteria: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Return the costs found, in lexicographic order, and their closed labels."""
        from landlink.routing.pareto_kernels3 import FOUND  # noqa: PLC0415

        found = self.found.reshape(-1, 2)[: int(self.state[FOUND])]
        if self.width:
            order = np.lexsort((found[:, 0], found[:, 1] >> 32))
            found = found[order]
            worse = np.zeros(order.size, np.bool_)  # the third may come in any order
            worse[1:] = (found[1:, 0] >> 32 == found[:-1, 0] >> 32) & (
                found[1:, 1] >> 32 == found[:-1, 1] >> 32
            )
            found = found[~worse]
        costs = np.empty((found.shape[0], criteria), np.int64)
        costs[:, 0] = found[:, 1] >> 32
        if criteria > 1:
            costs[:, 1] = found[:, 0] >> 32
        if criteria > 2:
            costs[:, 2] = found[:, 0] & LOWER
        return costs, (found[:, 1] & LOWER).astype(np.int32)

    def tree(self, ends: NDArray[np.int32]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """Return end labels, parents and arcs (as numbered in the graph given) of the answer's path tree."""
        from landlink.routing.bounds_kernels import trim_paths  # noqa: PLC0415
        from landlink.routing.pareto_kernels3 import CLOSED  # noqa: PLC0415

        count = int(self.state[CLOSED])
        parents, arcs = np.empty((2, count), np.int32)
        kept = trim_paths(self.closed, self.packed.arcs, ends, np.zeros(count, np.int32), parents, arcs)
        return ends.astype(np.int64), parents[:kept].copy(), arcs[:kept].copy()


def longer(array: NDArray[Any]) -> NDArray[Any]:
    """Copy an array to the start of one of twice the length."""
    twice = np.empty(2 * array.size, array.dtype)
    twice[: array.size] = array
    return twice
