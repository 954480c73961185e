"""Exact fronts against a walk along every simple path."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.routing.oracle import enumerate_front
from landlink.routing.pareto import pareto_front

from ._graphs import Graph, as_tuples, from_arcs, graphs, random_graph, walk

pytestmark = pytest.mark.tiny

CASES = st.one_of(*[graphs(criteria=k, kind=kind) for k in (1, 2, 3, 4) for kind in (np.int64, np.float64)])


def check(graph: Graph, expected: list[tuple[float, ...]]) -> None:
    front = pareto_front(*graph)
    assert as_tuples(front.costs) == expected
    assert len(front) == len(expected) == len(front.paths)
    assert front.costs.dtype == graph.costs.dtype
    for cost, path in zip(front.costs, front.paths, strict=True):
        np.testing.assert_array_equal(walk(graph, path), cost)


@settings(max_examples=300, deadline=None)
@given(graph=CASES)
def test_small_graphs(graph: Graph) -> None:
    check(graph, enumerate_front(*graph.plain))


@pytest.mark.parametrize("criteria", [2, 3, 4])
@pytest.mark.parametrize("seed", range(8))
def test_denser_graphs(seed: int, criteria: int) -> None:
    graph = random_graph(seed, 8, 26, criteria, 9)
    check(graph, enumerate_front(*graph.plain))


@pytest.mark.parametrize("scale", [1, 2**20, 2**29, 2**31, 2**45])
@pytest.mark.parametrize("criteria", [2, 3, 4])
def test_large_integers_are_exact(scale: int, criteria: int) -> None:
    """Sums pass 2**31, where 32-bit searches hand over, and stay exact to 2**53."""
    small = random_graph(5, 8, 26, criteria, 9)
    costs = small.costs * scale + np.arange(small.costs.size).reshape(small.costs.shape) % 3
    graph = small._replace(costs=costs)
    check(graph, enumerate_front(*graph.plain))


def test_source_is_target() -> None:
    graph = from_arcs(2, [(0, 1, (1, 2)), (1, 0, (0, 0)), (0, 0, (0, 0))], 0, 0, np.int64)
    front = pareto_front(*graph)
    assert front.costs.tolist() == [[0, 0]]
    assert [path.tolist() for path in front.paths] == [[]]


def test_unreachable_target() -> None:
    graph = from_arcs(3, [(0, 1, (1, 2, 3)), (2, 1, (1, 1, 1))], 0, 2, np.int64)
    front = pareto_front(*graph)
    assert front.costs.shape == (0, 3)
    assert len(front.paths) == 0


def test_one_way_node() -> None:
    """A node entered from one side only: the way back over it does not exist."""
    arcs = [
        (0, 1, (1, 1)), (1, 2, (1, 1)), (2, 3, (1, 1)),  # 1 is entered from 0 alone
        (3, 2, (1, 1)), (2, 4, (5, 5)), (4, 0, (5, 5)),
    ]  # fmt: skip
    there = from_arcs(5, arcs, 0, 3, np.int64)
    assert pareto_front(*there).costs.tolist() == [[3, 3]]
    back = from_arcs(5, arcs, 3, 0, np.int64)
    front = pareto_front(*back)
    assert front.costs.tolist() == [[11, 11]]
    assert back.heads[front.paths[0]].tolist() == [2, 4, 0]
    assert len(pareto_front(*from_arcs(5, arcs, 3, 1, np.int64))) == 1
    assert len(pareto_front(*from_arcs(5, arcs[1:], 3, 1, np.int64))) == 0


def test_zero_cost_cycle_and_parallel_arcs() -> None:
    arcs = [
        (0, 1, (0, 0, 0)), (1, 0, (0, 0, 0)), (1, 1, (0, 0, 0)),
        (0, 2, (1, 2, 3)), (1, 2, (1, 2, 3)), (1, 2, (3, 2, 1)), (1, 2, (3, 2, 2)),
    ]  # fmt: skip
    check(from_arcs(3, arcs, 0, 2, np.int64), [(1, 2, 3), (3, 2, 1)])
    check(from_arcs(3, arcs, 0, 2, np.float64), [(1, 2, 3), (3, 2, 1)])
