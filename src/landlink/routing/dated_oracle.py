"""The slow search that says what the dated search must find.

It tries everything: every departure and every moment at which an arc is open, resting at every
moment on the way and in every place, waiting a unit anywhere. Two partial ways are compared only
where node, moment and the hours since each rest are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landlink.routing.dated import DatedGraph

    State = tuple[int, int, tuple[int, ...]]  # node, moment, hours since each rest
    Costs = tuple[int, int, int]


def enumerate_dated(
    graph: DatedGraph, source: int, target: int, ready: int, latest: int, *, idle: bool = True
) -> list[tuple[int, int, int, int]]:
    """Return the front of arrival, cost, CO2e and variance by trying every way.

    Parameters
    ----------
    graph : DatedGraph
        Small, with small numbers.
    source, target : int
    ready, latest : int
    idle : bool
        Also wait a unit at every node, which can never help.

    Examples
    --------
    >>> import numpy as np
    >>> from landlink.routing.dated import DatedGraph
    >>> ship = DatedGraph(
    ...     np.array([0, 1, 1]), np.array([1], np.int32), np.array([[5, 8, 0, 0]]),
    ...     np.array([2]), np.array([[0, 2]]), np.array([2, 9]),
    ... )
    >>> enumerate_dated(ship, 0, 1, 0, 20)
    [(7, 8, 0, 0)]
    """
    levels = len(graph.rests.limit) if graph.rests else 0
    held: dict[State, list[Costs]] = {}
    queue: list[tuple[State, Costs]] = [((source, ready, (0,) * levels), (0, 0, 0))]
    answers: list[tuple[int, int, int, int]] = []
    while queue:
        state, costs = queue.pop()
        known = held.setdefault(state, [])
        if any(all(a <= b for a, b in zip(other, costs, strict=True)) for other in known):
            continue
        known.append(costs)
        node, moment, since = state
        if node == target:
            answers.append((moment, *costs))
        for new, added in _moves(graph, node, moment, since, latest, idle=idle):
            queue.append((new, (costs[0] + added[0], costs[1] + added[1], costs[2] + added[2])))
    return _front(answers)


def _moves(
    graph: DatedGraph, node: int, moment: int, since: tuple[int, ...], latest: int, *, idle: bool
) -> Iterator[tuple[State, Costs]]:
    """Yield all that can be done next."""
    free = (0, 0, 0)
    if idle and moment < latest:
        yield (node, moment + 1, since), free
    for level in range(len(since)):
        assert graph.rests is not None  # noqa: S101  (levels come from it)
        after = _rested(graph, since, level, int(graph.rests.stays[node]))
        if after is not None and moment + int(graph.rests.length[level]) <= latest:
            yield (node, moment + int(graph.rests.length[level]), after), free
    for arc in range(int(graph.indptr[node]), int(graph.indptr[node + 1])):
        run, *rest = graph.costs[arc].tolist()
        for start in _starts(graph, arc, moment, latest):
            before = _waited(graph, arc, since, start - moment)
            for end, after in set(_runs(graph, arc, start, run, before, latest)):
                yield (int(graph.heads[arc]), end, after), (rest[0], rest[1], rest[2])


def _starts(graph: DatedGraph, arc: int, moment: int, latest: int) -> list[int]:
    """All moments at which an arc can be begun, not only the first."""
    first, last = graph.spans[arc].tolist()
    own = graph.moments[first:last].tolist()
    if graph.kinds[arc] == 0:
        return [moment]
    if graph.kinds[arc] == 2:
        return [one for one in own if moment <= one <= latest]
    windows = list(zip(own[::2], own[1::2], strict=True))
    return [one for one in range(moment, latest + 1) if any(a <= one < b for a, b in windows)]


def _waited(graph: DatedGraph, arc: int, since: tuple[int, ...], waited: int) -> tuple[int, ...]:
    if graph.rests is None:
        return since
    mask, length = int(graph.rests.waits[arc]), graph.rests.length
    return tuple(0 if mask >> k & 1 and waited >= length[k] else one for k, one in enumerate(since))


def _rested(graph: DatedGraph, since: tuple[int, ...], level: int, can: int) -> tuple[int, ...] | None:
    """Hours since each rest after one of a level, None where that is not allowed."""
    rests = graph.rests
    assert rests is not None  # noqa: S101  (levels come from it)
    if not can >> level & 1:
        return None
    after = []
    for other, one in enumerate(since):
        if can >> other & 1 and rests.length[other] <= rests.length[level]:
            after.append(0)
        elif rests.aboard >> other & 1:
            after.append(one + int(rests.length[level]))
            if after[-1] > rests.limit[other]:
                return None
        else:
            after.append(one)
    return tuple(after)


def _runs(
    graph: DatedGraph, arc: int, moment: int, left: int, since: tuple[int, ...], latest: int
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield ends of an arc's run: it goes on by a unit, or rests by a level, at every moment."""
    rests = graph.rests
    if rests is None:
        if moment + left <= latest:
            yield moment + left, since
        return
    counts, idles = int(rests.counts[arc]), int(rests.idles[arc])
    whole = int(graph.costs[arc, 0])
    since = tuple(0 if idles >> k & 1 and whole >= rests.length[k] else one for k, one in enumerate(since))
    todo = [(moment, left, since)]
    seen = set()
    while todo:
        now, rest, held = todo.pop()
        if (now, rest, held) in seen or now > latest:
            continue
        seen.add((now, rest, held))
        if rest == 0:
            yield now, held
            continue
        on = tuple(one + 1 if counts >> k & 1 else one for k, one in enumerate(held))
        if all(one <= rests.limit[k] for k, one in enumerate(on) if counts >> k & 1):
            todo.append((now + 1, rest - 1, on))
        for level in range(len(held)):
            after = _rested(graph, held, level, int(rests.midway[arc]))
            if after is not None:
                todo.append((now + int(rests.length[level]), rest, after))


def _front(points: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    kept: list[tuple[int, int, int, int]] = []
    for point in sorted(set(points)):
        if not any(all(a <= b for a, b in zip(other, point, strict=True)) for other in kept):
            kept.append(point)
    return kept
