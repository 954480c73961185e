"""Shortest-path trees against SciPy, and what SciPy cannot say."""

from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from landlink.routing.trees import reverse_graph, shortest_paths

from ._graphs import random_graph

pytestmark = pytest.mark.tiny


def scipy_distances(
    indptr: np.ndarray, heads: np.ndarray, cost: np.ndarray, sources: list[int]
) -> np.ndarray:
    """Let SciPy search a graph with the cheapest of parallel arcs and no loops.

    SciPy adds parallel arcs up and takes zeros for missing arcs, so the matrix
    is put together by hand, with a tiny number in place of zero.
    """
    nodes = indptr.size - 1
    best: dict[tuple[int, int], float] = {}
    tails = np.repeat(np.arange(nodes), np.diff(indptr))
    for tail, head, price in zip(tails.tolist(), heads.tolist(), cost.tolist(), strict=True):
        if tail != head:
            best[tail, head] = min(price, best.get((tail, head), np.inf))
    rows, columns = zip(*best, strict=True)
    values = np.maximum(list(best.values()), 1e-300)
    matrix = csr_array((values, (rows, columns)), shape=(nodes, nodes))
    return dijkstra(matrix, indices=sources)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("nodes", "arcs"), [(50, 60), (50, 400), (300, 1500)])
def test_distances(seed: int, nodes: int, arcs: int) -> None:
    graph = random_graph(seed, nodes, arcs, 1, 9)
    cost = graph.costs[:, 0]
    sources = list(range(0, nodes, 7))
    trees = shortest_paths(graph.indptr, graph.heads, cost, sources)
    expected = scipy_distances(graph.indptr, graph.heads, cost, sources)
    np.testing.assert_allclose(trees.distances, expected, rtol=0, atol=1e-12)
    assert trees.sources.tolist() == sources


def test_paths_have_the_length_that_is_claimed() -> None:
    graph = random_graph(1, 60, 240, 1, 9)
    cost = graph.costs[:, 0] / 7
    tails = np.repeat(np.arange(60), np.diff(graph.indptr))
    trees = shortest_paths(graph.indptr, graph.heads, cost, [0, 5])
    for row, source in enumerate([0, 5]):
        for target in range(60):
            path = trees.path(row, target)
            if path is None:
                assert trees.distances[row, target] == np.inf
                continue
            assert [source, *graph.heads[path]] == [*tails[path], target]
            length = 0.0
            for arc in path:
                length += cost[arc]
            assert length == trees.distances[row, target]


def test_threads_and_targets_change_nothing() -> None:
    graph = random_graph(4, 400, 2000, 1, 1000)
    cost = graph.costs[:, 0]
    whole = shortest_paths(graph.indptr, graph.heads, cost, range(40), threads=1)
    spread = shortest_paths(graph.indptr, graph.heads, cost, range(40), threads=3)
    np.testing.assert_array_equal(whole.distances, spread.distances)
    np.testing.assert_array_equal(whole.arcs, spread.arcs)
    some = shortest_paths(graph.indptr, graph.heads, cost, 7, targets=[3, 99])
    np.testing.assert_array_equal(some.distances[0, [3, 99]], whole.distances[7, [3, 99]])
    known = np.isfinite(some.distances[0])
    np.testing.assert_array_equal(some.distances[0, known], whole.distances[7, known])
    assert known.sum() < np.isfinite(whole.distances[7]).sum()


def test_zero_cycle_and_one_way_node() -> None:
    indptr, heads, cost = [0, 1, 3, 4, 4], [1, 0, 2, 1], [0.0, 0.0, 2.0, 1.0]
    trees = shortest_paths(indptr, heads, cost, [0, 2, 3])
    assert trees.distances.tolist() == [
        [0, 0, 2, np.inf], [1, 1, 0, np.inf], [np.inf, np.inf, np.inf, 0],
    ]  # fmt: skip
    assert trees.arcs.tolist() == [[-1, 0, 2, -1], [1, 3, -1, -1], [-1, -1, -1, -1]]
    path = trees.path(2, 3)
    assert path is not None
    assert path.tolist() == []
    assert trees.path(0, 3) is None


def test_reverse_graph_is_the_transpose() -> None:
    graph = random_graph(9, 30, 150, 1, 9)
    reverse = reverse_graph(graph.indptr, graph.heads)
    tails = np.repeat(np.arange(30), np.diff(graph.indptr))
    np.testing.assert_array_equal(reverse.heads, tails[reverse.arcs])
    turned = np.repeat(np.arange(30), np.diff(reverse.indptr))
    np.testing.assert_array_equal(turned, graph.heads[reverse.arcs])
    back = reverse_graph(reverse.indptr, reverse.heads)
    np.testing.assert_array_equal(back.indptr, graph.indptr)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0, 1, 1], [1], [-1.0], 0), r"costs\[0, 0\] is -1.0"),
        (([0, 1, 1], [1], [[1.0]], 0), "cost must have one dimension"),
        (([0, 1, 1], [1], [1.0, 2.0], 0), "with 1 arcs"),
        (([0, 1, 1], [1], [1.0], 5), "source is 5"),
        (([0, 1, 1], [-1], [1.0], 0), r"heads\[0\] is -1"),
    ],
)
def test_bad_input_is_named(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        shortest_paths(*arguments)


def test_bad_threads_and_targets() -> None:
    with pytest.raises(ValueError, match="threads must be at least 1"):
        shortest_paths([0, 1, 1], [1], [1.0], 0, threads=0)
    with pytest.raises(ValueError, match="target is 9"):
        shortest_paths([0, 1, 1], [1], [1.0], 0, targets=[9])
