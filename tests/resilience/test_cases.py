"""What closes with a link, node, crossing, service, country, port, sea, mode or border."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.flows.graph import FlowGraph, flow_graph
from landlink.network import Network
from landlink.network.arcs import MODE_NAMES, Kind
from landlink.resilience.cases import KINDS, SEAS, Case, arcs_of, case_of, joined
from landlink.routing.trees import grow
from landlink.testing import small_network

if TYPE_CHECKING:
    from numpy.typing import NDArray


@pytest.fixture(scope="module")
def graph() -> FlowGraph:
    return flow_graph(small_network())


def links_of(graph: FlowGraph, arcs: NDArray[np.int64]) -> set[str]:
    names = graph.network.links.text("id")
    return {names[row] for row in graph.link[arcs].tolist() if row >= 0}


def reached(graph: FlowGraph, origin: str, closed: NDArray[np.int64]) -> set[str]:
    """Places that can still be reached, by search on a graph without the arcs."""
    index = graph.network.nodes.index()
    cost = graph.cost_usd_t.copy()
    cost[closed] = np.inf
    distances, _ = grow(graph.indptr, graph.heads, cost, np.array([index[origin]], np.int32))
    return {key for key, row in index.items() if np.isfinite(distances[0, graph.destination(row)])}


def test_link_closes_to_services_too(graph: FlowGraph) -> None:
    arcs = arcs_of(graph, "link", "rail-khorgos-altynkol")
    assert links_of(graph, arcs) == {"rail-khorgos-altynkol"}
    assert set(graph.service[arcs].tolist()) == {-1, 0}
    assert {Kind.MOVE, Kind.BORDER} == set(graph.kind[arcs].tolist())


def test_node_closes_all_that_is_done_there_and_all_links(graph: FlowGraph) -> None:
    arcs = arcs_of(graph, "node", "almaty")
    node = graph.network.nodes.index()["almaty"]
    assert set(np.flatnonzero(graph.node == node).tolist()) <= set(arcs.tolist())
    assert links_of(graph, arcs) >= {"rail-altynkol-almaty", "rail-almaty-beyneu", "road-almaty-aktau"}
    assert reached(graph, "urumqi", arcs) & {"aktau", "baku", "almaty"} == set()
    assert "baku" in reached(graph, "urumqi", np.zeros(0, np.int64))


def test_country_closes_what_touches_it_and_spares_its_own_trade(graph: FlowGraph) -> None:
    case = case_of(graph, "country", "KZ")
    expected = {
        key for key in graph.network.links.text("id") if key not in ("rail-alat-baku", "road-alat-baku")
    }
    here = expected - {"rail-urumqi-khorgos", "road-urumqi-khorgos"}
    assert links_of(graph, case.arcs) == here - {"rail-almaty-aktau"}  # a project, in no graph
    nodes = graph.network.nodes
    home = [row for row, code in enumerate(nodes.text("country")) if code == "KZ"]
    assert case.left_out.tolist() == sorted([*home, *(row + len(nodes) for row in home)])


def test_port_lets_trains_and_passing_ships_go_on(graph: FlowGraph) -> None:
    arcs = arcs_of(graph, "port", "aktau")
    assert not (graph.kind[arcs] == Kind.MOVE).any()
    left = reached(graph, "almaty", arcs)
    assert "aktau" in left
    assert "baku" not in left
    ferries = graph.mode == MODE_NAMES.index("ferry")
    waits = ferries & (graph.kind == Kind.WAIT) & (graph.node == graph.network.nodes.index()["aktau"])
    assert set(np.flatnonzero(waits).tolist()) <= set(arcs.tolist())


def test_crossing_service_border_sea_and_mode(graph: FlowGraph) -> None:
    crossing = arcs_of(graph, "crossing", "khorgos-rail-west")
    assert set(graph.kind[crossing].tolist()) == {Kind.BORDER}
    assert set(graph.backward[crossing].tolist()) == {0}
    assert set(graph.service[arcs_of(graph, "service", "ferry")].tolist()) == {1}
    border = links_of(graph, arcs_of(graph, "border", "CN-KZ"))
    assert border == {"rail-khorgos-altynkol", "road-khorgos-altynkol"}
    assert border == links_of(graph, arcs_of(graph, "border", "KZ-CN"))
    assert links_of(graph, arcs_of(graph, "sea", "caspian")) == {"ferry-aktau-alat"}
    assert set(graph.mode[arcs_of(graph, "mode", "rail")].tolist()) == {0}


def test_seas_of_the_reference_network() -> None:
    graph = flow_graph(Network.reference(), ["40ft"])
    inside = {sea: links_of(graph, arcs_of(graph, "sea", sea)) for sea in SEAS}
    assert {"ferry-turkmenbashi-alat", "sea-olya-anzali"} <= inside["caspian"]
    assert "sea-olya-anzali" not in inside["black-sea"]
    assert {"sea-poti-constanta", "sea-black-sea-south-bosphorus"} <= inside["black-sea"]
    assert not any("izmir" in key or "marmara" in key for key in inside["black-sea"])
    assert "sea-red-sea-jeddah" in inside["red-sea"]
    assert "sea-hormuz-jebel-ali" in inside["persian-gulf"]
    assert not any("karachi" in key or "chabahar" in key for key in inside["persian-gulf"])
    assert not set.intersection(*inside.values())


@pytest.mark.parametrize(
    ("kind", "key", "said"),
    [
        ("bridge", "x", "nothing of kind 'bridge' can fail; use one of link, node"),
        ("link", "rail-alat-bakuu", "no link 'rail-alat-bakuu' in .*; did you mean 'rail-alat-baku'"),
        ("country", "ZZ", "there is no country 'ZZ'"),
        ("port", "almaty", "'almaty' is no port"),
        ("sea", "kaspian", "did you mean 'caspian'"),
        ("mode", "air", "there is no mode 'air'"),
        ("border", "KZ-AZ", "no land border 'KZ-AZ'"),
        ("border", "KZ", "no land border 'KZ'"),
    ],
)  # fmt: skip
def test_unknown_names_are_said(graph: FlowGraph, kind: str, key: str, said: str) -> None:
    with pytest.raises(LandlinkError, match=said):
        arcs_of(graph, kind, key)


def test_every_kind_is_tested() -> None:
    assert set(KINDS) == {"link", "node", "crossing", "service", "country", "port", "sea", "mode", "border"}


def test_joined_cases_keep_what_is_left_out() -> None:
    one = Case("a", np.array([3]), 2.0, 1.0, np.array([7]))
    both = joined("both", [one, Case("b", np.array([3, 4]), left_out=np.array([5]))])
    assert both.arcs.tolist() == [3, 3, 4]
    assert np.asarray(both.cost_factor).tolist() == [2.0, np.inf, np.inf]
    assert np.asarray(both.add_usd_t).tolist() == [1.0, 0.0, 0.0]
    assert both.left_out.tolist() == [5, 7]
    assert joined("none", []).arcs.size == 0
