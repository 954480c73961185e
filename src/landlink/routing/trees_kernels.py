"""Compiled Dijkstra search over flat arrays."""

import numpy as np

from landlink.routing.jit import kernel

INFINITY = np.inf


@kernel
def rise(heap, keys, place, slot, node, key):  # type: ignore[no-untyped-def]
    """Put a node whose key has become smaller, or that is new, where it belongs, from ``slot`` up."""
    while slot > 0:
        up = (slot - 1) >> 2
        if keys[up] <= key:
            break
        other = heap[up]
        heap[slot] = other
        keys[slot] = keys[up]
        place[other] = slot
        slot = up
    heap[slot] = node
    keys[slot] = key
    place[node] = slot


@kernel
def sink(heap, keys, place, size):  # type: ignore[no-untyped-def]
    """Fill the gap at the top of a heap with its last node; ``size`` are left."""
    node = heap[size]
    key = keys[size]
    slot = 0
    first = 1
    while first < size:
        best = first
        best_key = keys[first]
        if first + 3 < size:
            if keys[first + 1] < best_key:
                best = first + 1
                best_key = keys[best]
            if keys[first + 2] < best_key:
                best = first + 2
                best_key = keys[best]
            if keys[first + 3] < best_key:
                best = first + 3
                best_key = keys[best]
        else:
            for child in range(first + 1, size):
                if keys[child] < best_key:
                    best = child
                    best_key = keys[child]
        if best_key >= key:
            break
        other = heap[best]
        heap[slot] = other
        keys[slot] = best_key
        place[other] = slot
        slot = best
        first = (slot << 2) + 1
    heap[slot] = node
    keys[slot] = key
    place[node] = slot


@kernel
def grow_trees(indptr, heads, cost, sources, wanted, wanted_count, dist, pred, heap, place, keys):  # type: ignore[no-untyped-def]
    """Fill one row of ``dist`` and ``pred`` per source.

    ``wanted`` flags the nodes after whose settlement a tree may stop;
    ``wanted_count`` is their number, 0 meaning that the tree is grown whole.
    ``heap``, ``place`` and ``keys`` are room to work in, one entry a node.
    """
    nodes = indptr.size - 1
    for row in range(sources.size):
        near = dist[row]
        back = pred[row]
        for node in range(nodes):
            near[node] = INFINITY
            back[node] = -1
            place[node] = -1
        near[sources[row]] = 0.0
        heap[0] = sources[row]
        keys[0] = 0.0
        place[sources[row]] = 0
        size = 1
        left = wanted_count
        while size > 0:
            node = heap[0]
            size -= 1
            if size > 0:
                sink(heap, keys, place, size)
            place[node] = -2
            if wanted_count > 0 and wanted[node]:
                left -= 1
                if left == 0:
                    break
            reach = near[node]
            for arc in range(indptr[node], indptr[node + 1]):
                head = heads[arc]
                length = reach + cost[arc]
                if length < near[head]:
                    near[head] = length
                    back[head] = arc
                    spot = place[head]
                    if spot < 0:
                        spot = size
                        size += 1
                    rise(heap, keys, place, spot, head, length)
        for slot in range(size):  # reached, never settled: not known to be shortest
            near[heap[slot]] = INFINITY
            back[heap[slot]] = -1
