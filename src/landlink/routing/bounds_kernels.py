"""Compiled lower bounds: one reverse Dijkstra search per criterion, and reduced costs."""

import numpy as np

from landlink.routing.jit import kernel
from landlink.routing.trees_kernels import rise, sink


@kernel
def reverse_bounds(  # type: ignore[no-untyped-def]
    indptr, heads, costs, criteria, target, values, first, tails, arcs, near, heap, place, keys
):
    """Fill ``values`` (nodes by criteria, flat) with the cheapest ways to the target.

    ``first``, ``tails`` and ``arcs`` become the reversed graph; ``near``,
    ``heap``, ``place`` and ``keys`` are room to work in.
    """
    nodes = indptr.size - 1
    for node in range(nodes + 1):
        first[node] = 0
    for arc in range(heads.size):
        first[heads[arc]] += 1
    total = np.int64(0)
    for node in range(nodes + 1):
        total += first[node]
        first[node] = total
    for back in range(nodes):
        tail = nodes - 1 - back
        for step in range(indptr[tail + 1] - indptr[tail]):
            arc = indptr[tail + 1] - 1 - step
            head = heads[arc]
            first[head] -= 1
            tails[first[head]] = tail
            arcs[first[head]] = arc
    for column in range(criteria):
        for node in range(nodes):
            near[node] = np.inf
            place[node] = -1
        near[target] = 0.0
        heap[0] = target
        keys[0] = 0.0
        place[target] = 0
        size = 1
        while size > 0:
            node = heap[0]
            size -= 1
            if size > 0:
                sink(heap, keys, place, size)
            place[node] = -2
            reach = near[node]
            for spot in range(first[node], first[node + 1]):
                tail = tails[spot]
                length = reach + costs[criteria * np.int64(arcs[spot]) + column]
                if length < near[tail]:
                    near[tail] = length
                    slot = place[tail]
                    if slot < 0:
                        slot = size
                        size += 1
                    rise(heap, keys, place, slot, tail, length)
        for node in range(nodes):
            values[criteria * node + column] = near[node]


@kernel
def pack_arcs(  # type: ignore[no-untyped-def]
    indptr, heads, costs, criteria, target, values, most, first, steps, tails, arcs, span
):
    """Keep the arcs that an answer may need, in reduced form; return how many, or -1 if one exceeds ``most``.

    Not needed are loops, arcs out of the target, and arcs to or from nodes
    that cannot reach the target.
    """
    count = 0
    first[0] = 0
    span[0] = 0
    rise = np.int64(0)
    for tail in range(indptr.size - 1):
        if tail != target and values[criteria * tail] < np.inf:
            for arc in range(indptr[tail], indptr[tail + 1]):
                head = np.int64(heads[arc])
                if head == tail or values[criteria * head] == np.inf:
                    continue
                steps[2 * count] = 0
                for i in range(criteria):
                    rise = costs[criteria * arc + i] + np.int64(values[criteria * head + i])
                    rise -= np.int64(values[criteria * tail + i])
                    if rise > most:
                        return -1
                    if i == 0:
                        steps[2 * count + 1] = (rise << 32) | head
                        span[0] = max(span[0], rise)
                    elif i == 1:
                        steps[2 * count] |= rise << 32
                    else:
                        steps[2 * count] |= rise
                tails[count] = tail
                arcs[count] = arc
                count += 1
        first[tail + 1] = count
    return count


@kernel
def trim_paths(closed, numbers, ends, flags, parents, arcs):  # type: ignore[no-untyped-def]
    """Keep the labels that lead to ``ends`` (renumbered in place); return how many.

    Parents have smaller numbers than their children. ``flags`` must be zero.
    """
    for i in range(ends.size):
        flags[ends[i]] = 1
    for back in range(flags.size):
        label = flags.size - 1 - back
        if flags[label] != 0 and closed[label] >= 0:
            flags[closed[label] >> 32] = 1
    count = 0
    for label in range(flags.size):
        if flags[label] != 0:
            flags[label] = count
            if closed[label] >= 0:
                parents[count] = flags[closed[label] >> 32]
                arcs[count] = numbers[closed[label] & 4294967295]
            else:
                parents[count] = -1
                arcs[count] = -1
            count += 1
    for i in range(ends.size):
        ends[i] = flags[ends[i]]
    return count
