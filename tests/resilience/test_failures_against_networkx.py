"""Losses of failures against NetworkX, SciPy and igraph on graphs with the failed arcs taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import igraph
import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from landlink.resilience.failures import baseline, losses

from ._slow import cost_in
from .test_failures_against_trees import random_cases, random_trips

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.resilience.trips import Trips

    Floats = NDArray[np.float64]


def with_networkx(trips: Trips, cost: Floats) -> Floats:
    """Cost of each trip by bidirectional Dijkstra on a graph of the open arcs."""
    nodes = trips.indptr.size - 1
    tails = np.repeat(np.arange(nodes), np.diff(trips.indptr))
    found = np.full(len(trips), np.inf)
    for row, price in enumerate(cost):
        graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
        graph.add_nodes_from(range(nodes))
        for arc in np.flatnonzero(np.isfinite(price)).tolist():
            graph.add_edge(int(tails[arc]), int(trips.heads[arc]), weight=float(price[arc]))
        for trip in np.flatnonzero(trips.of_class == row).tolist():
            ends = int(trips.origin[trip]), int(trips.destination[trip])
            if nx.has_path(graph, *ends):
                found[trip] = nx.bidirectional_dijkstra(graph, *ends)[0]
    return found


def with_scipy(trips: Trips, cost: Floats) -> Floats:
    """Cost of each trip by SciPy's trees; parallel arcs by hand, a tiny number for zero."""
    nodes = trips.indptr.size - 1
    tails = np.repeat(np.arange(nodes), np.diff(trips.indptr))
    found = np.full(len(trips), np.inf)
    for row, price in enumerate(cost):
        best: dict[tuple[int, int], float] = {}
        for tail, head, usd in zip(tails.tolist(), trips.heads.tolist(), price.tolist(), strict=True):
            if usd < np.inf and tail != head:
                best[tail, head] = min(max(usd, 1e-300), best.get((tail, head), np.inf))
        rows, columns = zip(*best, strict=True)
        near = dijkstra(csr_array((list(best.values()), (rows, columns)), shape=(nodes, nodes)))
        mine = trips.of_class == row
        found[mine] = near[trips.origin[mine], trips.destination[mine]]
    return found


def with_igraph(trips: Trips, cost: Floats) -> Floats:
    """Cost of each trip by igraph's distances."""
    nodes = trips.indptr.size - 1
    tails = np.repeat(np.arange(nodes), np.diff(trips.indptr))
    found = np.full(len(trips), np.inf)
    for row, price in enumerate(cost):
        kept = np.flatnonzero(np.isfinite(price))
        graph = igraph.Graph(nodes, np.column_stack([tails, trips.heads])[kept].tolist(), directed=True)
        near = np.array(graph.distances(weights=price[kept].tolist()))
        mine = trips.of_class == row
        found[mine] = near[trips.origin[mine], trips.destination[mine]]
    return found


@pytest.mark.parametrize("peer", [with_networkx, with_scipy, with_igraph])
@pytest.mark.parametrize("seed", range(8))
def test_same_costs(seed: int, peer: object) -> None:
    assert callable(peer)
    trips = random_trips(seed + 100, 30, 110, 25, classes=2)
    cases = random_cases(seed, trips, 12)
    base = baseline(trips)
    served = np.isfinite(base.cost_usd_t)
    np.testing.assert_allclose(base.cost_usd_t, peer(trips, trips.cost), rtol=1e-12, atol=1e-12)
    found = losses(base, [case._replace(left_out=np.zeros(0, np.int64)) for case in cases], per_trip=True)
    assert found.per_trip is not None
    for case, row in zip(cases, found.per_trip, strict=True):
        now = peer(trips, cost_in(trips, case))
        np.testing.assert_allclose(base.cost_usd_t[served] + row[served], now[served], rtol=1e-12, atol=1e-12)
        assert np.isnan(row[~served]).all()
