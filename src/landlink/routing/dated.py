"""Exact fronts from a moment on: arcs that wait for openings and departures, and rest rules.

A label-setting search on arrival, cost, CO2e and variance and the hours since each rest, with
lower bounds from pure running times. The methods page on dated search says why an arc's next
departure is enough although a later one can be cheaper, and proves that a label that is no worse
by any of these numbers can replace another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.routing.pareto import reverse_distances
from landlink.routing.pareto_search import LabelLimitError, LimitError, stretched, too_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

MAX_LABELS = 20_000_000
"""Labels that a search may hold unless it is told otherwise: about 2.5 GB."""

FIRST_LABELS, FIRST_HEAP, FIRST_FOUND = 1 << 14, 1 << 13, 1 << 10
PAUSE = 200_000
NEVER = 1 << 50


class RestLimitError(LimitError, OverflowError):
    """A limit of a rest rule is reached dozens of times on one arc."""


class Rests(NamedTuple):
    """The levels of rest that a search keeps to, and where.

    A mask has a bit for each level.

    Attributes
    ----------
    limit, length : int array
        Units of time after which a rest must begin, and units that it lasts.
    aboard : int
        Mask of the levels to which the time of shorter rests counts.
    counts, idles, waits, midway : int array
        Masks by arc: levels for which its run counts, for which its run is rest if long enough,
        for which the wait before it is, and whose rest can be taken on the way.
    stays : int array
        Masks by node: levels whose rest can be taken there.
    """

    limit: Ints
    length: Ints
    aboard: int
    counts: Ints
    idles: Ints
    waits: Ints
    midway: Ints
    stays: Ints


@dataclass(frozen=True)
class DatedGraph:
    """A graph whose arcs can wait.

    Attributes
    ----------
    indptr, heads : int array
        Compressed sparse rows.
    costs : int array
        Arcs by four: time, cost, CO2e, variance.
    kinds : int array
        0 plain, 1 waits for an opening, 2 waits for a departure.
    spans : int array
        Arcs by two: part of ``moments`` that is the arc's.
    moments : int array
        Openings as pairs ``[open, close)``, departures one by one, in order.
    rests : Rests, optional
    """

    indptr: Ints
    heads: NDArray[np.int32]
    costs: Ints
    kinds: Ints
    spans: Ints
    moments: Ints
    rests: Rests | None = None
    _bounds: dict[int, Ints] = field(default_factory=dict, repr=False)

    def bounds(self, target: int) -> Ints:
        """Return nodes by four: the least of each to a target without a wait, -1 where no way leads."""
        if target not in self._bounds:
            found = reverse_distances(self.indptr, self.heads, self.costs, target)
            self._bounds[target] = np.where(np.isfinite(found), found, -1).astype(np.int64)
        return self._bounds[target]


class Step(NamedTuple):
    """One step of a way: an arc, or a rest of a level in place (``arc`` is -1)."""

    arc: int
    level: int
    begins: int
    ends: int


@dataclass(frozen=True)
class DatedFront:
    """The front from a moment on.

    Attributes
    ----------
    points : int array
        Answers by four: arrival, cost, CO2e, variance; those not asked for are 0.
    late : int
        How many partial ways were given up because they could not arrive by the latest arrival.
    ended : int
        How many because an arc they wait for opens or leaves no more before the horizon.
    labels : int
        How many partial ways were kept.
    """

    points: Ints
    late: int
    ended: int
    labels: int
    _worth: Ints = field(repr=False)
    _link: Ints = field(repr=False)
    _found: Ints = field(repr=False)

    def __len__(self) -> int:
        return len(self.points)

    def steps(self, number: int) -> list[Step]:
        """Return the steps of an answer, in order."""
        label = int(self._found[number])
        steps: list[Step] = []
        while self._link[label, 1] >= 0:
            parent, arc = int(self._link[label, 1]), int(self._link[label, 2])
            begins, ends = int(self._worth[parent, 0]), int(self._worth[label, 0])
            steps.append(Step(arc, -1, begins, ends) if arc >= 0 else Step(-1, -2 - arc, begins, ends))
            label = parent
        return steps[::-1]


def dated_front(
    graph: DatedGraph,
    source: int,
    target: int,
    *,
    ready: int = 0,
    latest: int = NEVER,
    criteria: tuple[int, ...] = (0, 1, 2, 3),
    eps: float = 0.0,
    max_labels: int = MAX_LABELS,
    progress: Callable[[int], object] | None = None,
) -> DatedFront:
    """Find every trade-off of the ways that leave a node from a moment on.

    Parameters
    ----------
    graph : DatedGraph
    source, target : int
        Nodes.
    ready, latest : int
        First moment at which it can leave, last at which it may arrive.
    criteria : tuple of int
        Columns that are traded off: 0 arrival, 1 cost, 2 CO2e, 3 variance. A criterion that is
        not among them is not looked at; its points are 0, but for the arrival.
    eps : float
        0 for the exact front; else for every way there is, one of the answers takes at most
        this share longer and is at most this share worse by each other criterion.
    max_labels : int
        How many partial ways may be held; more raise `LabelLimitError`.
    progress : callable, optional
        Called now and then with the number of labels; what it raises ends the search.

    Returns
    -------
    DatedFront
        Answers in order of arrival.

    Raises
    ------
    LabelLimitError
        If there would be more partial ways.
    RestLimitError
        If a limit of a rest rule is reached dozens of times on one arc.

    Examples
    --------
    Two ships: one leaves at 2, another at 9 for half the price.

    >>> plain = DatedGraph(
    ...     np.array([0, 2, 2]), np.array([1, 1], np.int32), np.array([[5, 8, 0, 0], [5, 4, 0, 0]]),
    ...     np.array([2, 2]), np.array([[0, 1], [1, 2]]), np.array([2, 9]),
    ... )
    >>> dated_front(plain, 0, 1).points[:, :2].tolist()
    [[7, 8], [14, 4]]
    """
    search = _Search(graph, source, target, ready, latest, criteria, eps)
    search.run(max_labels, progress)
    return search.answer()


class _Search:
    """The arrays of one query, which grow between calls of the kernel."""

    def __init__(
        self, graph: DatedGraph, source: int, target: int, ready: int, latest: int,
        criteria: tuple[int, ...], eps: float,
    ) -> None:  # fmt: skip
        from landlink.routing import dated_kernels as kernels  # noqa: PLC0415  (imports numba)

        self.kernels = kernels
        self.bound = graph.bounds(target).copy()
        costs = graph.costs[:, 1:].copy()
        for column in range(1, 4):
            if column not in criteria:
                costs[:, column - 1] = 0
                self.bound[:, column] = np.minimum(self.bound[:, column], 0)
        self.use_time = 0 in criteria
        self.reachable = self.bound[source, 0] >= 0
        levels = len(graph.rests.limit) if graph.rests else 0
        if levels > kernels.LEVELS:
            raise ValueError(f"at most {kernels.LEVELS} levels of rest in one search, not {levels}")
        degree = int(np.diff(graph.indptr).max(initial=0))
        self.room = kernels.WAYS * (degree if levels else 0) + degree + levels + 2
        rests = _rest_arrays(graph, levels)
        self.given = (
            graph.indptr, graph.heads, np.ascontiguousarray(graph.costs[:, 0]), costs.reshape(-1),
            graph.kinds, graph.spans.reshape(-1), graph.moments, *rests, levels, self.bound.reshape(-1),
            source, target, ready, min(latest, NEVER), self.use_time, float(eps),
        )  # fmt: skip
        size = FIRST_LABELS + self.room
        self.worth = np.zeros(kernels.WIDTH * size, np.int64)
        self.link = np.zeros(kernels.LINKS * size, np.int64)
        self.front = np.full(len(graph.indptr) - 1, -1, np.int64)
        self.key = np.zeros(FIRST_HEAP + self.room, np.int64)
        self.ids = np.zeros(FIRST_HEAP + self.room, np.int64)
        self.found = np.zeros(FIRST_FOUND + self.room, np.int64)
        self.goal = np.zeros(4 * len(self.found), np.int64)
        self.work = np.zeros(8 * 4 * kernels.WAYS, np.int64)
        self.state = np.zeros(kernels.STATE_SIZE, np.int64)

    def run(self, max_labels: int, progress: Callable[[int], object] | None) -> None:
        """Call the kernel until it is done."""
        kernels = self.kernels
        while self.reachable:
            status = kernels.search_dated(
                *self.given, self.worth, self.link, self.front, self.key, self.ids, self.goal,
                self.found, self.work, self.state, self.room, PAUSE,
            )  # fmt: skip
            if status == kernels.DONE:
                break
            if status == kernels.TOO_MANY_RESTS:
                raise RestLimitError(
                    "there are too many ways to rest on one arc: its limits are reached dozens of times; "
                    "cut the arc, or keep to fewer rest rules"
                )
            if status == kernels.PAUSED:
                if progress is not None:
                    progress(int(self.state[kernels.MADE]))
            elif status == kernels.NEED_LABELS:
                if self.state[kernels.TOP] >= max_labels:
                    raise LabelLimitError(too_many(max_labels))
                self.worth = stretched(self.worth, 2 * self.worth.size)
                self.link = stretched(self.link, 2 * self.link.size)
            elif status == kernels.NEED_HEAP:
                self.key = stretched(self.key, 2 * self.key.size)
                self.ids = stretched(self.ids, 2 * self.ids.size)
            else:
                self.found = stretched(self.found, 2 * self.found.size)
                self.goal = stretched(self.goal, 2 * self.goal.size)

        if self.state[kernels.TOP] > max_labels:
            raise LabelLimitError(too_many(max_labels))

    def answer(self) -> DatedFront:
        """Return the answers in order."""
        kernels, state = self.kernels, self.state
        used = int(state[kernels.TOP])
        worth = self.worth.reshape(-1, kernels.WIDTH)[:used]
        link = self.link.reshape(-1, kernels.LINKS)[:used]
        found = self.found[: int(state[kernels.FOUND])]
        points = worth[found, :4]
        order = np.lexsort(points.T[::-1])
        return DatedFront(
            points[order], int(state[kernels.LATE]), int(state[kernels.ENDED]), used, worth, link,
            found[order],
        )  # fmt: skip


def _rest_arrays(graph: DatedGraph, levels: int) -> tuple[Ints | int, ...]:
    """Return masks and levels as the kernel takes them; without rules all masks are empty."""
    rests = graph.rests
    if rests is None or not levels:
        arcs = np.zeros(len(graph.heads), np.int64)
        none = np.zeros(1, np.int64)
        return arcs, arcs, arcs, arcs, np.zeros(len(graph.indptr) - 1, np.int64), none, none, 0
    return (
        rests.counts, rests.idles, rests.waits, rests.midway, rests.stays, rests.limit, rests.length,
        rests.aboard,
    )  # fmt: skip
