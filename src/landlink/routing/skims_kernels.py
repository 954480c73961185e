"""Compiled skims: shortest-path trees, and what adds up along their paths."""

import numpy as np

from landlink.routing.jit import kernel
from landlink.routing.trees_kernels import rise, sink

INFINITY = np.inf


@kernel
def grow_tree(indptr, heads, cost, source, wanted, wanted_count, dist, pred, heap, place, keys):  # type: ignore[no-untyped-def]
    """Fill ``dist`` and ``pred`` from one source until all wanted nodes are settled.

    As ``trees_kernels.grow_trees``, for one tree; nodes reached and never settled keep a cost
    that may be too high, so only wanted nodes are to be read.
    """
    for node in range(indptr.size - 1):
        dist[node] = INFINITY
        place[node] = -1
    dist[source] = 0.0
    pred[source] = -1
    heap[0] = source
    keys[0] = 0.0
    place[source] = 0
    size = 1
    left = wanted_count
    while size > 0:
        node = heap[0]
        reach = keys[0]
        size -= 1
        if size > 0:
            sink(heap, keys, place, size)
        place[node] = -2
        if wanted[node]:
            left -= 1
            if left == 0:
                break
        for arc in range(indptr[node], indptr[node + 1]):
            head = heads[arc]
            length = reach + cost[arc]
            if length < dist[head]:
                dist[head] = length
                pred[head] = arc
                spot = place[head]
                if spot < 0:
                    spot = size
                    size += 1
                rise(heap, keys, place, spot, head, length)


@kernel
def skim_costs(  # type: ignore[no-untyped-def]
    indptr, heads, cost, sources, targets, wanted, wanted_count, costs, dist, pred, heap, place, keys
):  # fmt: skip
    """Fill ``costs[row, column]`` with the least cost from ``sources[row]`` to ``targets[column]``."""
    for row in range(sources.size):
        grow_tree(indptr, heads, cost, sources[row], wanted, wanted_count, dist, pred, heap, place, keys)
        for column in range(targets.size):
            costs[row, column] = dist[targets[column]]


@kernel
def skim_sums(  # type: ignore[no-untyped-def]
    indptr, heads, tails, cost, figures, sources, targets, wanted, wanted_count, costs, sums,
    dist, pred, heap, place, keys, along, seen, trail,
):  # fmt: skip
    """Fill ``costs`` as ``skim_costs`` does, and ``sums[k, row, column]`` with the sum of figure k.

    ``figures[arc, k]`` is summed along the path of the tree. A node's sums are those of the node
    before it plus those of the arc between, so each node on the way to any target is looked at
    once: from a target back to the first node that has its sums, and forward again.
    ``along[node, k]``, ``seen[node]`` and ``trail`` are room to work in.
    """
    kinds = figures.shape[1]
    for node in range(seen.size):
        seen[node] = -1
    for row in range(sources.size):
        source = sources[row]
        grow_tree(indptr, heads, cost, source, wanted, wanted_count, dist, pred, heap, place, keys)
        seen[source] = row
        for k in range(kinds):
            along[source, k] = 0.0
        for column in range(targets.size):
            target = targets[column]
            costs[row, column] = dist[target]
            if dist[target] == INFINITY:
                for k in range(kinds):
                    sums[k, row, column] = np.nan
                continue
            node = target
            steps = 0
            while seen[node] != row:
                trail[steps] = node
                steps += 1
                seen[node] = row
                node = tails[pred[node]]
            while steps > 0:
                steps -= 1
                after = trail[steps]
                arc = pred[after]
                for k in range(kinds):
                    along[after, k] = along[node, k] + figures[arc, k]
                node = after
            for k in range(kinds):
                sums[k, row, column] = along[target, k]
