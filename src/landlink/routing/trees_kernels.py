"""Compiled Dijkstra search over flat arrays."""

import numpy as np

from landlink.routing.jit import kernel

INFINITY = np.inf


@kernel
def _rise(heap, place, dist, slot):  # type: ignore[no-untyped-def]
    node = heap[slot]
    key = dist[node]
    while slot > 0:
        up = (slot - 1) >> 2
        other = heap[up]
        if dist[other] <= key:
            break
        heap[slot] = other
        place[other] = slot
        slot = up
    heap[slot] = node
    place[node] = slot


@kernel
def _sink(heap, place, dist, size):  # type: ignore[no-untyped-def]
    slot = 0
    node = heap[0]
    key = dist[node]
    while True:
        first = (slot << 2) + 1
        if first >= size:
            break
        last = min(first + 4, size)
        best = first
        best_key = dist[heap[first]]
        for child in range(first + 1, last):
            child_key = dist[heap[child]]
            if child_key < best_key:
                best = child
                best_key = child_key
        if best_key >= key:
            break
        other = heap[best]
        heap[slot] = other
        place[other] = slot
        slot = best
    heap[slot] = node
    place[node] = slot


@kernel
def grow_trees(indptr, heads, cost, sources, wanted, wanted_count, dist, pred, heap, place):  # type: ignore[no-untyped-def]
    """Fill one row of ``dist`` and ``pred`` per source.

    ``wanted`` flags the nodes after whose settlement a tree may stop;
    ``wanted_count`` is their number, 0 meaning that the tree is grown whole.
    ``heap`` and ``place`` are room to work in, one entry a node.
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
        place[sources[row]] = 0
        size = 1
        left = wanted_count
        while size > 0:
            node = heap[0]
            size -= 1
            if size > 0:
                heap[0] = heap[size]
                place[heap[0]] = 0
                _sink(heap, place, near, size)
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
                    if place[head] < 0:
                        heap[size] = head
                        place[head] = size
                        size += 1
                    _rise(heap, place, near, place[head])
        for slot in range(size):  # reached, never settled: not known to be shortest
            near[heap[slot]] = INFINITY
            back[heap[slot]] = -1
