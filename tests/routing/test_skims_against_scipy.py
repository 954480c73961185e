"""Skims of plain graphs against SciPy, igraph, a plain search in Python, and all shortest paths there are."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import igraph
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.routing.constraints import Constraints, search_graph
from landlink.routing.skims_csr import skim_blocks
from landlink.routing.trees import shortest_paths

from ._graphs import Graph, graphs, random_graph
from .test_trees_against_scipy import scipy_distances

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landlink.network.virtual import SearchGraph

pytestmark = pytest.mark.tiny

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray]


def skimmed(
    graph: Arrays, figures: np.ndarray | None, sources: list[int], targets: list[int], **how: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return costs and sums of all blocks together."""
    blocks = list(skim_blocks(*graph, figures, sources, targets, **how))
    assert [one.start for one in blocks] == np.cumsum([0, *(len(one.costs) for one in blocks[:-1])]).tolist()
    return np.concatenate([one.costs for one in blocks]), np.moveaxis(
        np.concatenate([one.sums for one in blocks], axis=1), 0, 2
    )


def arrays(graph: Graph) -> Arrays:
    return graph.indptr, graph.heads, graph.costs[:, 0].astype(float)


def plain_costs(graph: Arrays, source: int) -> list[float]:
    """Dijkstra's algorithm, slow and obvious."""
    indptr, heads, cost = (part.tolist() for part in graph)
    best = [np.inf] * (len(indptr) - 1)
    best[source] = 0.0
    queue = [(0.0, source)]
    while queue:
        reach, node = heapq.heappop(queue)
        if reach > best[node]:
            continue
        for arc in range(indptr[node], indptr[node + 1]):
            if reach + cost[arc] < best[heads[arc]]:
                best[heads[arc]] = reach + cost[arc]
                heapq.heappush(queue, (reach + cost[arc], heads[arc]))
    return best


def shortest_sums(
    graph: Arrays, figures: np.ndarray, source: int, target: int
) -> Iterator[tuple[float, ...]]:
    """Yield the sums along every shortest path without loops."""
    indptr, heads, cost = graph
    best = plain_costs(graph, source)

    def walk(node: int, seen: set[int], sums: np.ndarray) -> Iterator[tuple[float, ...]]:
        if node == target:
            yield tuple(sums.tolist())
        for arc in range(indptr[node], indptr[node + 1]):
            head = int(heads[arc])
            if head not in seen and best[node] + cost[arc] == best[head]:
                yield from walk(head, seen | {head}, sums + figures[arc])

    yield from walk(source, {source}, np.zeros(figures.shape[1]))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("nodes", "arcs"), [(50, 60), (50, 400), (300, 1500)])
def test_costs(seed: int, nodes: int, arcs: int) -> None:
    graph = arrays(random_graph(seed, nodes, arcs, 1, 9))
    sources, targets = list(range(0, nodes, 7)), list(range(1, nodes, 3))
    costs, _ = skimmed(graph, None, sources, targets)
    np.testing.assert_allclose(costs, scipy_distances(*graph, sources)[:, targets], rtol=0, atol=1e-12)
    assert costs.tolist() == [[plain_costs(graph, one)[end] for end in targets] for one in sources]


def test_costs_of_the_virtual_network_against_igraph(small_graph: SearchGraph) -> None:
    found = search_graph(small_graph, 0, 1, Constraints())
    cost = (small_graph.arcs.cost_usd + 3 * small_graph.arcs.time_h)[found.arc]
    nodes, size = len(small_graph.place), len(small_graph.network.nodes)
    tails = np.repeat(np.arange(nodes), np.diff(found.indptr))
    peer = igraph.Graph(
        n=nodes, edges=list(zip(tails.tolist(), found.heads.tolist(), strict=True)), directed=True
    )
    ends = list(range(size, 2 * size))
    costs, _ = skimmed((found.indptr, found.heads, cost), None, list(range(size)), ends)
    expected = peer.distances(source=list(range(size)), target=ends, weights=cost.tolist())
    np.testing.assert_allclose(costs, expected, rtol=1e-12)


@settings(max_examples=300)
@given(graphs(3, np.int64), st.integers(1, 3), st.integers(1, 3))
def test_sums_are_those_of_one_shortest_path(graph: Graph, threads: int, block: int) -> None:
    csr, figures = arrays(graph), graph.costs.astype(float)
    nodes = list(range(graph.indptr.size - 1))
    costs, sums = skimmed(csr, figures, nodes, nodes, threads=threads, block=block)
    for source in nodes:
        assert costs[source].tolist() == plain_costs(csr, source)
        for target in nodes:
            if np.isinf(costs[source, target]):
                assert np.isnan(sums[source, target]).all()
            else:
                assert sums[source, target, 0] == costs[source, target]
                assert tuple(sums[source, target].tolist()) in set(
                    shortest_sums(csr, figures, source, target)
                )


@settings(max_examples=200)
@given(graphs(2, np.float64))
def test_sums_are_those_along_the_tree(graph: Graph) -> None:
    csr, figures = arrays(graph), graph.costs.astype(float)
    nodes = list(range(graph.indptr.size - 1))
    _, sums = skimmed(csr, figures, nodes, nodes)
    trees = shortest_paths(*csr, nodes)
    for source in nodes:
        for target in nodes:
            path = trees.path(source, target)
            if path is not None:
                added = np.zeros(2)
                for arc in path:
                    added += figures[arc]
                assert sums[source, target].tolist() == added.tolist()


def test_of_equal_paths_the_one_reached_first_stays() -> None:
    name = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]])  # which arcs a path has, from their sum
    twice = np.array([0, 2, 3, 4, 4]), np.array([1, 2, 3, 3]), np.ones(4)
    assert skimmed(twice, name[:4], [0], [3])[1].tolist() == [[[1.0 + 3.0]]]  # over 1, settled before 2
    turned = np.array([0, 2, 3, 4, 4]), np.array([2, 1, 3, 3]), np.ones(4)
    assert skimmed(turned, name[:4], [0], [3])[1].tolist() == [[[1.0 + 4.0]]]  # over 2, reached before 1
    parallel = np.array([0, 3, 3]), np.array([1, 1, 1]), np.array([2.0, 1.0, 1.0])
    assert skimmed(parallel, name[:3], [0], [1])[1].tolist() == [[[2.0]]]  # the first of the cheapest
    cheaper = np.array([0, 2, 2, 3]), np.array([1, 2, 1]), np.array([3.0, 1.0, 1.0])
    assert skimmed(cheaper, name[:3], [0], [1])[1].tolist() == [[[2.0 + 3.0]]]  # cheaper, though later


def test_threads_blocks_and_targets_change_nothing() -> None:
    graph = random_graph(4, 400, 2000, 4, 30)
    csr, figures = arrays(graph), graph.costs.astype(float)
    whole = skimmed(csr, figures, list(range(70)), list(range(400)), threads=1)
    for how in ({"threads": 3, "block": 4}, {"threads": 2, "block": 50}, {"threads": 1, "block": 1}):
        for one, other in zip(
            whole, skimmed(csr, figures, list(range(70)), list(range(400)), **how), strict=True
        ):
            np.testing.assert_array_equal(one, other)
    few = [399, 7, 7, 12]
    for one, other in zip(whole, skimmed(csr, figures, list(range(70)), few), strict=True):
        np.testing.assert_array_equal(one[:, few], other)


def test_leaving_early_leaves_no_thread_behind() -> None:
    graph = random_graph(4, 400, 2000, 1, 30)
    blocks = skim_blocks(*arrays(graph), None, range(300), range(400), threads=2, block=2)
    assert next(blocks).start == 0
    blocks.close()  # type: ignore[attr-defined]  # a generator
    assert list(blocks) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cost": [-1.0]}, r"costs\[0, 0\] is -1.0"),
        ({"figures": [[1.0], [2.0]]}, r"figures must have one row for each of 1 arcs, got shape \(2, 1\)"),
        ({"sources": [5]}, "source is 5"),
        ({"targets": [-1]}, "target is -1"),
        ({"threads": 0}, "threads and block must be at least 1, got 0 and 32"),
        ({"block": 0}, "threads and block must be at least 1"),
    ],
)
def test_bad_input_is_named(change: dict[str, object], message: str) -> None:
    good: dict[str, object] = {
        "indptr": [0, 1, 1], "heads": [1], "cost": [1.0], "figures": None, "sources": [0], "targets": [1],
    }  # fmt: skip
    with pytest.raises(ValueError, match=message):
        list(skim_blocks(**{**good, **change}))  # type: ignore[arg-type]  # on purpose
