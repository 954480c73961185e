"""Compiled searches over railway track: plain arrays in, plain arrays out, nothing allocated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable

_compile: Callable[[Callable[..., Any]], Callable[..., Any]] = njit(cache=True, nogil=True, _nrt=False)  # type: ignore[call-overload]


@_compile
def _push(keys: Any, items: Any, size: int, key: float, item: int) -> int:
    """Put an item into a binary heap; return its new size."""
    spot = size
    while spot > 0:
        above = (spot - 1) >> 1
        if keys[above] <= key:
            break
        keys[spot] = keys[above]
        items[spot] = items[above]
        spot = above
    keys[spot] = key
    items[spot] = item
    return size + 1


@_compile
def _pop(keys: Any, items: Any, size: int) -> int:
    """Take the first item out of a binary heap (it has been read); return the new size."""
    size -= 1
    key = keys[size]
    item = items[size]
    spot = 0
    while True:
        below = 2 * spot + 1
        if below >= size:
            break
        if below + 1 < size and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[spot] = keys[below]
        items[spot] = items[below]
        spot = below
    keys[spot] = key
    items[spot] = item
    return size


@_compile
def search(
    start: Any, heads: Any, km: Any, is_place: Any, source: int,
    dist: Any, behind: Any, settled: Any, parent: Any, parent_arc: Any,
    keys: Any, items: Any, touched: Any, found: Any, sizes: Any,
) -> None:  # fmt: skip
    """Find the places to which a shortest way leads from a place without passing another one.

    A search by Dijkstra's method, each of whose labels knows whether its way has passed a place
    (``behind``). It ends when all that is left lies behind places. Of two ways of one length the
    one by way of a place wins. ``dist`` must hold infinity and the other states zero; what was
    touched is listed, so that the caller can clean up. ``sizes`` takes how many were touched
    and found.
    """
    count = 1
    many = 0
    touched[0] = source
    dist[source] = 0.0
    parent[source] = -1
    size = _push(keys, items, 0, 0.0, source)
    alive = 1
    while size > 0 and alive > 0:
        here = items[0]
        far = keys[0]
        size = _pop(keys, items, size)
        if settled[here] != 0 or far > dist[here]:
            continue
        settled[here] = 1
        flag = behind[here]
        if flag == 0:
            alive -= 1
            if is_place[here] != 0 and here != source:
                found[many] = here
                many += 1
                flag = 1
        for arc in range(start[here], start[here + 1]):
            there = heads[arc]
            if settled[there] != 0:
                continue
            reach = far + km[arc]
            if reach < dist[there] or (reach == dist[there] and flag > behind[there]):
                if parent[there] == -2:
                    touched[count] = there
                    count += 1
                elif behind[there] == 0:
                    alive -= 1
                if flag == 0:
                    alive += 1
                dist[there] = reach
                behind[there] = flag
                parent[there] = here
                parent_arc[there] = arc
                size = _push(keys, items, size, reach, there)
    sizes[0] = count
    sizes[1] = many


@_compile
def trace(parent: Any, parent_arc: Any, target: int, out: Any) -> int:
    """Write the arcs of the way to a target, last one first; return how many there are."""
    count = 0
    here = target
    while parent[here] >= 0:
        out[count] = parent_arc[here]
        count += 1
        here = parent[here]
    return count


@_compile
def forget(touched: Any, count: int, dist: Any, behind: Any, settled: Any, parent: Any) -> None:
    """Put the states of a search back to what they were."""
    for spot in range(count):
        here = touched[spot]
        dist[here] = float("inf")
        behind[here] = 0
        settled[here] = 0
        parent[here] = -2


@_compile
def spread(start: Any, heads: Any, km: Any, sources: Any, dist: Any, keys: Any, items: Any) -> None:
    """Lower the distances to the nearest source after more sources were added."""
    size = 0
    for source in sources:
        if dist[source] > 0.0:
            dist[source] = 0.0
            size = _push(keys, items, size, 0.0, source)
    while size > 0:
        here = items[0]
        far = keys[0]
        size = _pop(keys, items, size)
        if far > dist[here]:
            continue
        for arc in range(start[here], start[here + 1]):
            there = heads[arc]
            reach = far + km[arc]
            if reach < dist[there]:
                dist[there] = reach
                size = _push(keys, items, size, reach, there)


@_compile
def around(
    start: Any, heads: Any, km: Any, source: int, limit: float, dist: Any, keys: Any, items: Any, touched: Any
) -> int:
    """Find the distances from a vertex up to a limit; return how many vertices were touched."""
    touched[0] = source
    count = 1
    dist[source] = 0.0
    size = _push(keys, items, 0, 0.0, source)
    while size > 0:
        here = items[0]
        far = keys[0]
        size = _pop(keys, items, size)
        if far > dist[here]:
            continue
        for arc in range(start[here], start[here + 1]):
            there = heads[arc]
            reach = far + km[arc]
            if reach < dist[there] and reach <= limit:
                if dist[there] == float("inf"):
                    touched[count] = there
                    count += 1
                dist[there] = reach
                size = _push(keys, items, size, reach, there)
    return count
