"""Covers keep their promise against exact fronts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.routing import cover
from landlink.routing.cover import cover_factor, epsilon_cover
from landlink.routing.oracle import non_dominated
from landlink.routing.pareto import LabelLimitError, lower_bounds, pareto_front
from landlink.routing.pareto_search import FirstSizes

from ._graphs import Graph, as_tuples, graphs, grid, random_graph, walk

pytestmark = pytest.mark.tiny

CASES = st.one_of(
    *[
        graphs(criteria=k, kind=kind, nodes=8, arcs=24)
        for k in (1, 2, 3, 4)
        for kind in (np.int64, np.float64)
    ]
)


def check(graph: Graph, eps: float | list[float]) -> None:
    exact = pareto_front(*graph)
    small = epsilon_cover(*graph, eps)
    factors = 1 + np.broadcast_to(eps, graph.costs.shape[1])
    assert small.eps == tuple(factors - 1) or np.allclose(small.eps, factors - 1)
    for point in exact.costs:
        assert (small.costs <= factors * point).all(axis=1).any()
    for cost, path in zip(small.costs, small.paths, strict=True):
        np.testing.assert_array_equal(walk(graph, path), cost)
    assert as_tuples(small.costs) == non_dominated(as_tuples(small.costs))
    assert len(small) <= len(exact)


@settings(max_examples=300, deadline=None)
@given(graph=CASES, eps=st.sampled_from([0.0, 0.001, 0.01, 0.1, 0.5, 3.0]))
def test_small_graphs(graph: Graph, eps: float) -> None:
    check(graph, eps)


@pytest.mark.parametrize("criteria", [2, 3, 4])
@pytest.mark.parametrize("eps", [0.01, 0.1])
@pytest.mark.parametrize("seed", range(5))
def test_random_graphs(seed: int, eps: float, criteria: int) -> None:
    check(random_graph(seed, 80, 320, criteria, 1000), eps)


@pytest.mark.parametrize(("criteria", "side"), [(2, 20), (3, 12), (4, 9)])
@pytest.mark.parametrize("eps", [0.01, 0.1])
@pytest.mark.parametrize("divisor", [1, 7.0])
def test_grids(criteria: int, side: int, eps: float, divisor: float) -> None:
    graph = grid(side, criteria)
    check(graph._replace(costs=graph.costs if divisor == 1 else graph.costs / divisor), eps)


def test_one_share_per_criterion() -> None:
    graph = grid(10, 3)
    check(graph, [0.2, 0.0, 0.05])
    front = pareto_front(*graph)
    small = epsilon_cover(*graph, [0.0, 0.5, 0.5])
    assert small.costs[:, 0].min() == front.costs[:, 0].min()


def test_zero_gives_the_exact_front() -> None:
    graph = grid(10, 3)
    np.testing.assert_array_equal(epsilon_cover(*graph, 0).costs, pareto_front(*graph).costs)


def test_covers_are_smaller() -> None:
    graph = grid(12, 3)
    front = pareto_front(*graph)
    sizes = [len(epsilon_cover(*graph, eps)) for eps in (0, 0.02, 0.2)]
    assert sizes[0] == len(front)
    assert sizes[0] > sizes[1] > sizes[2] >= 1


def test_pools_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = grid(8, 4)
    expected = epsilon_cover(*graph, 0.01)
    monkeypatch.setattr(cover, "FIRST", FirstSizes(8, 8, 16, 16))
    monkeypatch.setattr(cover, "PAUSE", 50)
    np.testing.assert_array_equal(epsilon_cover(*graph, 0.01).costs, expected.costs)


def test_bounds_limits_and_messages() -> None:
    graph = grid(8, 4)
    bounds = lower_bounds(graph.indptr, graph.heads, graph.costs, graph.target)
    kept = epsilon_cover(*graph, 0.01, bounds=bounds)
    np.testing.assert_array_equal(kept.costs, epsilon_cover(*graph, 0.01).costs)
    with pytest.raises(LabelLimitError, match="more than max_labels = 30"):
        epsilon_cover(*graph, 0.01, max_labels=30)
    with pytest.raises(ValueError, match="not negative, got -0"):
        epsilon_cover(*graph, -0.1)
    with pytest.raises(ValueError, match="eps must be one number or 4 numbers"):
        epsilon_cover(*graph, [0.1, 0.2])
    with pytest.raises(OverflowError, match="scale the costs down"):
        epsilon_cover([0, 1, 2, 2], [1, 2], [[2**53 - 1, 1]] * 2, 0, 2)


def test_unreachable_and_trivial() -> None:
    assert epsilon_cover([0, 1, 1, 1], [1], [[1, 2]], 0, 2).costs.shape == (0, 2)
    trivial = epsilon_cover([0, 1, 1, 1], [1], [[1, 2]], 1, 1)
    assert trivial.costs.tolist() == [[0, 0]]
    assert trivial.eps == (0.01, 0.01)


def test_cover_factor() -> None:
    assert cover_factor([[1, 2], [2, 1]], [[1, 2], [2, 1]]) == 1.0
    assert cover_factor([[2.0, 4.0]], [[3.0, 4.0]]) == 1.5
    assert cover_factor([[0, 4]], [[0, 5], [1, 4]]) == 1.25
    assert cover_factor([[0, 4]], [[1, 4]]) == float("inf")
    assert cover_factor(np.ones((0, 2)), [[1, 4]]) == 1.0
    assert cover_factor([[1, 4]], np.ones((0, 2))) == float("inf")
    with pytest.raises(ValueError, match="points by criteria twice"):
        cover_factor([[1, 2]], [[1, 2, 3]])
