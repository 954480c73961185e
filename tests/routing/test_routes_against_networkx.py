"""The best route by each criterion across Eurasia against NetworkX on the same virtual network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import pytest

from landlink.network.arcs import CRITERIA
from landlink.network.places import find_place
from landlink.routing.constraints import Constraints
from landlink.routing.provenance import rows_of
from landlink.routing.routes import BEST, RESOLUTION, route_on
from landlink.testing import assert_adds_up

if TYPE_CHECKING:
    from landlink.network.virtual import SearchGraph

PAIRS = [
    ("Xi'an", "Duisburg"),
    ("Tashkent", "Istanbul"),
    ("Almaty", "Hamburg"),
    ("Ashgabat", "Mersin"),
    ("Mazar-i-Sharif", "Poti"),
]


def least(graph: SearchGraph, name: str) -> nx.DiGraph[int]:
    """Return the virtual network with the best of parallel arcs by one criterion."""
    arcs = graph.arcs
    plain: nx.DiGraph[int] = nx.DiGraph()
    for tail, head, cost in zip(
        arcs.tail.tolist(), arcs.head.tolist(), getattr(arcs, name).tolist(), strict=True
    ):
        if not plain.has_edge(tail, head) or cost < plain.edges[tail, head]["weight"]:
            plain.add_edge(tail, head, weight=cost)
    return plain


@pytest.mark.parametrize("name", CRITERIA)
def test_named_routes_against_networkx(reference_graph: SearchGraph, name: str) -> None:
    graph, network = reference_graph, reference_graph.network
    plain, rows = least(graph, name), rows_of(network)
    for pair in PAIRS:
        start, end = (find_place(network, place) for place in pair)
        found = route_on(graph, rows, start, end, Constraints(), ("time_h",), 0.0)
        best = nx.dijkstra_path_length(plain, graph.origin(start), graph.destination(end))
        one = next(one for one in found.routes if BEST[name] in one.labels)
        assert one.totals[name] == pytest.approx(best, abs=RESOLUTION * len(one.arcs)), pair
        assert one.totals[name] >= best - 1e-6, pair
        assert_adds_up(one)
        assert 0 <= one.unverified_share <= 1


@pytest.mark.parametrize("avoided", ["RU", "IR", "TM"])
def test_avoiding_a_country_against_networkx(reference_graph: SearchGraph, avoided: str) -> None:
    graph, network = reference_graph, reference_graph.network
    countries = network.nodes.text("country")
    start, end = find_place(network, "Tashkent"), find_place(network, "Istanbul")
    found = route_on(
        graph, rows_of(network), start, end, Constraints(avoid_countries=(avoided,)), ("time_h",), 0.0
    )
    plain = least(graph, "time_h")
    gone = [v for v in plain if graph.place[v] >= 0 and countries[graph.place[v]] == avoided]
    plain.remove_nodes_from(gone)
    best = nx.dijkstra_path_length(plain, graph.origin(start), graph.destination(end))
    assert found.routes[0].totals["time_h"] == pytest.approx(best, abs=0.5)
    passed = {countries[node] for leg in found.routes[0].legs for node in leg.nodes}
    assert avoided not in passed
