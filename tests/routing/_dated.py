"""Small random graphs with openings, departures and rest rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landlink.routing.dated import DatedGraph, Rests

if TYPE_CHECKING:
    from landlink.routing.dated import Step

LATEST = 26


def random_dated(rng: np.random.Generator, rules: int, top: int = 4) -> tuple[DatedGraph, int, int, int, int]:
    """Return a graph and a query: source, target, readiness, latest arrival.

    With parallel arcs, loops, arcs without length, closed times, and ``rules`` levels of rest.
    """
    nodes, count = int(rng.integers(2, 6)), int(rng.integers(3, 11))
    tails = np.sort(rng.integers(0, nodes, count))
    heads = rng.integers(0, nodes, count).astype(np.int32)
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=nodes))]).astype(np.int64)
    costs = rng.integers(0, top + 1, (count, 4)).astype(np.int64)
    costs[:, 0] = rng.integers(0, 7, count)
    kinds = rng.choice([0, 0, 1, 2], count).astype(np.int64)
    moments: list[int] = []
    spans = np.zeros((count, 2), np.int64)
    for arc in range(count):
        own: list[int] = []
        if kinds[arc]:
            size = int(rng.integers(0, 4)) * (2 if kinds[arc] == 1 else 1)
            own = sorted(rng.choice(LATEST, size, replace=False).tolist())
        spans[arc] = (len(moments), len(moments) + len(own))
        moments += own
    rests = _rests(rng, rules, tails, heads, nodes) if rules else None
    graph = DatedGraph(indptr, heads, costs, kinds, spans, np.array(moments, np.int64), rests)
    ready = int(rng.integers(0, 4))
    return graph, 0, nodes - 1, ready, int(rng.integers(8, LATEST))


def _rests(rng: np.random.Generator, levels: int, tails: np.ndarray, heads: np.ndarray, nodes: int) -> Rests:
    count = len(tails)
    limit = rng.integers(2, 8, levels).astype(np.int64)
    length = rng.integers(1, 7, levels).astype(np.int64)
    mask = (1 << levels) - 1
    stays = rng.integers(0, mask + 1, nodes).astype(np.int64)
    counts = rng.integers(0, mask + 1, count).astype(np.int64)
    midway = rng.integers(0, mask + 1, count) & stays[tails] & stays[heads]
    if rng.random() < 0.5:  # a driver: every arc counts, and he can rest everywhere
        counts = np.full(count, mask, np.int64)
        stays, midway = np.full(nodes, mask, np.int64), counts.copy()
        limit, length = np.sort(limit), np.sort(length)
    idles = rng.integers(0, mask + 1, count) & ~counts
    waits = rng.integers(0, mask + 1, count).astype(np.int64)
    return Rests(limit, length, int(rng.integers(0, mask + 1)), counts, idles, waits, midway, stays)


def check_steps(
    graph: DatedGraph, source: int, target: int, ready: int, point: np.ndarray, steps: list[Step]
) -> None:
    """Follow the steps of an answer: they join, they take no less than they must, they add up."""
    tails = np.repeat(np.arange(len(graph.indptr) - 1), np.diff(graph.indptr))
    node, moment, total = source, ready, np.zeros(3, np.int64)
    for step in steps:
        assert step.begins == moment
        if step.arc >= 0:
            assert tails[step.arc] == node
            assert step.ends >= step.begins + graph.costs[step.arc, 0]
            node = int(graph.heads[step.arc])
            total += graph.costs[step.arc, 1:]
        else:
            assert graph.rests is not None
            assert step.ends == step.begins + graph.rests.length[step.level]
        moment = step.ends
    assert node == target
    assert [moment, *total] == point.tolist()
