"""Exact fronts against slow label correcting, on graphs too large to enumerate."""

import numpy as np
import pytest

from landlink.routing import pareto_search
from landlink.routing.oracle import martins_front
from landlink.routing.pareto import lower_bounds, pareto_front

from ._graphs import as_tuples, grid, random_graph, walk


@pytest.mark.parametrize("kind", [np.int64, np.float64])
@pytest.mark.parametrize(("criteria", "top"), [(1, 50), (2, 50), (3, 40), (3, 4), (4, 20), (4, 2)])
@pytest.mark.parametrize("seed", range(3))
def test_medium_graphs(seed: int, criteria: int, top: int, kind: type) -> None:
    graph = random_graph(seed, 40, 120, criteria, top)
    graph = graph._replace(costs=graph.costs.astype(kind))
    front = pareto_front(*graph)
    assert as_tuples(front.costs) == martins_front(*graph.plain)
    for cost, path in zip(front.costs, front.paths, strict=True):
        np.testing.assert_array_equal(walk(graph, path), cost)


@pytest.mark.parametrize("criteria", [2, 3, 4])
@pytest.mark.parametrize("seed", range(3))
def test_fractions_are_exact_sums(seed: int, criteria: int) -> None:
    """Costs that round: every point is the sum of its arcs in order, to the last bit."""
    graph = random_graph(seed, 30, 90, criteria, 9)
    graph = graph._replace(costs=graph.costs / 10.0)
    assert as_tuples(pareto_front(*graph).costs) == martins_front(*graph.plain)


@pytest.mark.parametrize("top", [3, 100, 1_000_000])
def test_narrow_and_wide_searches_agree(top: int) -> None:
    """Few costs fill buckets with many labels; large ones make buckets wide."""
    graph = grid(14, 3)
    drawn = np.random.default_rng(top).integers(0, top + 1, graph.costs.shape)
    graph = graph._replace(costs=drawn)
    wide = pareto_front(*graph._replace(costs=graph.costs.astype(np.float64)))
    narrow = pareto_front(*graph)
    assert as_tuples(narrow.costs) == as_tuples(wide.costs)


def test_deterministic_behaviour() -> None:
    graph = grid(7, 4)
    one, other = pareto_front(*graph), pareto_front(*graph)
    np.testing.assert_array_equal(one.costs, other.costs)
    assert [p.tolist() for p in one.paths] == [p.tolist() for p in other.paths]
    assert one.labels_generated == other.labels_generated


def test_bounds_can_be_kept() -> None:
    graph = grid(9, 3)
    bounds = lower_bounds(graph.indptr, graph.heads, graph.costs, graph.target)
    for source in range(5):
        asked = graph._replace(source=source)
        kept = pareto_front(*asked, bounds=bounds)
        np.testing.assert_array_equal(kept.costs, pareto_front(*asked).costs)


@pytest.mark.parametrize(("criteria", "side"), [(2, 20), (3, 12), (4, 8)])
@pytest.mark.parametrize("kind", [np.int64, np.float64])
def test_pools_grow(criteria: int, side: int, kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches that outgrow every first pool give what the slow one gives."""
    monkeypatch.setattr(pareto_search, "FIRST", pareto_search.FirstSizes(8, 2, 16, 16))
    monkeypatch.setattr(pareto_search, "PAUSE", 50)
    graph = grid(side, criteria)
    graph = graph._replace(costs=graph.costs.astype(kind))
    assert as_tuples(pareto_front(*graph).costs) == martins_front(*graph.plain)
