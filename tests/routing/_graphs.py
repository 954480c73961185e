"""Small random graphs for the routing tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence


class Graph(NamedTuple):
    """A CSR graph with a query."""

    indptr: np.ndarray
    heads: np.ndarray
    costs: np.ndarray
    source: int
    target: int

    @property
    def plain(self) -> tuple[list[int], list[int], list[tuple[float, ...]], int, int]:
        """The same as lists, for the slow searches."""
        rows = [tuple(row) for row in self.costs.tolist()]
        return self.indptr.tolist(), self.heads.tolist(), rows, self.source, self.target


def from_arcs(
    nodes: int, arcs: Sequence[tuple[int, int, Any]], source: int, target: int, kind: type
) -> Graph:
    """Build a graph from (tail, head, costs) triples, keeping their order at each node."""
    arcs = sorted(arcs, key=lambda arc: arc[0])
    indptr = np.zeros(nodes + 1, np.int64)
    for tail, _, _ in arcs:
        indptr[tail + 1 :] += 1
    heads = np.array([head for _, head, _ in arcs], dtype=np.int64)
    costs: np.ndarray = np.array([cost for _, _, cost in arcs], dtype=kind).reshape(len(arcs), -1)
    return Graph(indptr, heads, costs, source, target)


@st.composite
def graphs(draw: st.DrawFn, criteria: int, kind: type, nodes: int = 6, arcs: int = 14) -> Graph:
    """Draw multigraphs with loops, parallel arcs, zeros and unreachable nodes."""
    count = draw(st.integers(1, nodes))
    node = st.integers(0, count - 1)
    cost = (
        st.integers(0, 6)
        if kind is np.int64
        else st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.7, 1.1, 1 / 3, 2.5, 1e-9, 1e6])
    )
    arc = st.tuples(node, node, st.tuples(*[cost] * criteria))
    drawn = draw(st.lists(arc, min_size=1, max_size=arcs))
    return from_arcs(count, drawn, draw(node), draw(node), kind)


def random_graph(seed: int, nodes: int, arcs: int, criteria: int, top: int) -> Graph:
    """Make a random multigraph with integer costs from 0 to ``top``."""
    rng = np.random.default_rng(seed)
    rows = [
        (int(rng.integers(nodes)), int(rng.integers(nodes)), rng.integers(0, top + 1, criteria))
        for _ in range(arcs)
    ]
    return from_arcs(nodes, rows, 0, nodes - 1, np.int64)


def grid(side: int, criteria: int) -> Graph:
    """Make a square grid, arcs right and down, corner to corner."""
    rng = np.random.default_rng(1)
    number = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        [
            np.stack([number[:, :-1].ravel(), number[:, 1:].ravel()], 1),
            np.stack([number[:-1].ravel(), number[1:].ravel()], 1),
        ]
    )
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    indptr = np.concatenate([[0], np.cumsum(np.bincount(pairs[:, 0], minlength=side * side))])
    costs = rng.integers(1, 100, (len(pairs), criteria))
    return Graph(indptr, pairs[:, 1], costs, 0, side * side - 1)


def walk(graph: Graph, path: np.ndarray) -> np.ndarray:
    """Follow a path from source to target, checking it, and return its true cost."""
    tails = np.repeat(np.arange(graph.indptr.size - 1), np.diff(graph.indptr))
    node = graph.source
    total = np.zeros(graph.costs.shape[1], graph.costs.dtype)
    for arc in path:
        assert tails[arc] == node
        node = graph.heads[arc]
        total = total + graph.costs[arc]
    assert node == graph.target
    return total


def as_tuples(costs: np.ndarray) -> list[tuple[float, ...]]:
    """Rows as tuples."""
    return [tuple(row) for row in costs.tolist()]
