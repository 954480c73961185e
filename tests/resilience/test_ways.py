"""Best ways and their sums against networkx, path by path."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from landlink.resilience.trips import Trips
from landlink.resilience.ways import best_ways


def _random(seed: int) -> tuple[Trips, np.ndarray]:
    draw = np.random.default_rng(seed)
    size = 30
    tails = np.sort(draw.integers(0, size, 120))
    heads = draw.integers(0, size, 120).astype(np.int32)
    indptr = np.searchsorted(tails, np.arange(size + 1))
    cost = draw.uniform(1, 9, (2, 120))  # so that no two ways cost the same
    cost[1, draw.integers(0, 120, 20)] = np.inf
    origin, destination = draw.integers(0, 15, 40), draw.integers(15, 30, 40)
    trips = Trips(indptr, heads, cost, origin, destination, draw.integers(0, 2, 40), np.ones(40))
    return trips, draw.uniform(0, 5, (2, 120))


@pytest.mark.parametrize("seed", range(6))
def test_cost_and_sums_of_each_trip(seed: int) -> None:
    trips, measures = _random(seed)
    closed = np.array([3, 50, 51])
    tails = np.repeat(np.arange(30), np.diff(trips.indptr))
    rows = np.arange(0, 40, 3)
    for shut in (np.zeros(0, np.int64), closed):
        found = best_ways(trips, measures, rows=rows, closed=shut)
        graphs = []
        for price in trips.cost:
            graph: nx.DiGraph[int] = nx.DiGraph()
            graph.add_nodes_from(range(30))
            for arc in np.argsort(-price).tolist():  # the cheapest of parallel arcs is written last
                if np.isfinite(price[arc]) and arc not in shut:
                    graph.add_edge(int(tails[arc]), int(trips.heads[arc]), weight=price[arc], arc=arc)
            graphs.append(graph)
        for place, row in enumerate(rows.tolist()):
            graph = graphs[trips.of_class[row]]
            ends = int(trips.origin[row]), int(trips.destination[row])
            if not nx.has_path(graph, *ends):
                assert np.isinf(found.cost[place])
                assert np.isinf(found.sums[:, place]).all()
                continue
            path = nx.shortest_path(graph, *ends, weight="weight")
            arcs = [graph.edges[pair]["arc"] for pair in nx.utils.pairwise(path)]
            assert found.cost[place] == pytest.approx(trips.cost[trips.of_class[row], arcs].sum())
            assert found.sums[:, place] == pytest.approx(measures[:, arcs].sum(axis=1))
            assert sorted(found.arc[found.trip == place].tolist()) == sorted(arcs)


def test_using_tells_the_trips_that_pass() -> None:
    trips, measures = _random(1)
    found = best_ways(trips, measures)
    for arc in range(0, 120, 7):
        assert found.using(np.array([arc]), 120).tolist() == sorted(
            set(found.trip[found.arc == arc].tolist())
        )
