"""Corridors between countries: real bottlenecks, real ways."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.flows.graph import flow_graph, generalised_usd_t
from landlink.network import Network
from landlink.resilience.cases import arcs_of
from landlink.resilience.corridor_prices import corridor_counts, pair_corridors
from landlink.resilience.corridors import SHARING, best_way_along, corridors, country_map
from landlink.resilience.trade import main_hubs
from landlink.routing.trees import grow

GRAPH = flow_graph(Network.reference())
DRAWN = country_map(GRAPH)


@pytest.mark.parametrize("pair", [("UZ", "DE"), ("CN", "DE"), ("KZ", "RU"), ("AM", "TR"), ("MN", "PL")])
def test_number_of_countries_against_networkx(pair: tuple[str, str]) -> None:
    peer: nx.DiGraph[str] = nx.DiGraph()
    for tail, head in zip(DRAWN.tails.tolist(), DRAWN.heads.tolist(), strict=True):
        ends = [
            DRAWN.country[part] if DRAWN.country[part] in pair else DRAWN.name[part] for part in (tail, head)
        ]
        if ends[0] != ends[1]:
            peer.add_edge(*ends)
    direct = peer.has_edge(*pair)
    if direct:
        peer.remove_edge(*pair)
    number = nx.node_connectivity(peer, *pair) + direct
    found = DRAWN.corridors(*pair)
    assert len(found) == number == len(found.bottleneck)
    between = [part for path in found.paths for part in path[1:-1]]
    assert len(between) == len(set(between))


@pytest.mark.parametrize("pair", [("UZ", "DE"), ("KG", "CN"), ("AM", "DE"), ("MN", "PL"), ("TJ", "TR")])
@pytest.mark.parametrize("by", SHARING)
def test_closing_the_bottleneck_leaves_no_way(pair: tuple[str, str], by: str) -> None:
    """In the graph that goods move on, not only on the map."""
    found = corridors(GRAPH, *pair, by)
    cost = generalised_usd_t(GRAPH, 1.0)
    for one in found.bottleneck:
        if one.kind == "country":
            cost[arcs_of(GRAPH, "country", one.key.split(" ")[0])] = np.inf
        elif one.kind == "direct":
            nodes = np.array(GRAPH.network.nodes.text("country"), dtype=object)
            tails, heads = GRAPH.network.ends
            joins = [{nodes[a], nodes[b]} == set(pair) for a, b in zip(tails, heads, strict=True)]
            cost[(GRAPH.link >= 0) & np.array(joins)[GRAPH.link]] = np.inf
        else:
            cost[arcs_of(GRAPH, "port" if one.kind == "port" else "link", one.key)] = np.inf
    codes = GRAPH.network.nodes.text("country")
    starts = [GRAPH.origin(row) for row, code in enumerate(codes) if code == pair[0]]
    goals = [GRAPH.destination(row) for row, code in enumerate(codes) if code == pair[1]]
    near, _ = grow(GRAPH.indptr, GRAPH.heads, cost, np.array(starts, dtype=np.int32))
    assert np.isinf(near[:, goals]).all()


@pytest.mark.parametrize("by", ["gateway", "link"])
def test_paths_follow_links_of_the_network(by: str) -> None:
    found = corridors(GRAPH, "TJ", "TR", by)
    nodes = GRAPH.network.nodes
    joined = {frozenset(pair) for pair in zip(*GRAPH.network.ends, strict=True)}
    index, country = nodes.index(), nodes.text("country")
    assert len(found) == len(found.bottleneck) > 0
    for path in found.paths:
        rows = [index[key] for key in path]
        assert (country[rows[0]], country[rows[-1]]) == ("TJ", "TR")
        steps = [pair for pair in nx.utils.pairwise(rows) if pair[0] != pair[1]]
        assert all(frozenset(pair) in joined for pair in steps)


def test_a_corridor_costs_at_least_the_best_way() -> None:
    hubs = main_hubs(GRAPH.network)
    ends = hubs["UZ"][0][0], hubs["DE"][0][0]
    cost = generalised_usd_t(GRAPH, 0.8)
    near, _ = grow(GRAPH.indptr, GRAPH.heads, cost, np.array([ends[0]], dtype=np.int32))
    best = near[0, GRAPH.destination(ends[1])]
    path = ["UZ", "KZ", "RU", "BY", "PL", "DE"]
    along = best_way_along(GRAPH, cost, DRAWN, path, *ends)
    assert along["usd_t"] is not None
    assert along["usd_t"] >= best - 1e-6
    assert along["money_usd_t"] is not None
    assert along["hours"] is not None
    assert along["usd_t"] == pytest.approx(along["money_usd_t"] + 0.8 * along["hours"])
    assert best_way_along(GRAPH, cost, DRAWN, ["UZ", "PL", "DE"], *ends)["usd_t"] is None


def test_pairs_and_counts_agree() -> None:
    counts = {row["to"]: row["number"] for row in corridor_counts(GRAPH, "KG")}
    assert pair_corridors(GRAPH, "KG", "TR")["country"]["number"] == counts["TR"]
    assert counts["CN"] == 3  # its own border, Kazakhstan, Uzbekistan


def test_bad_input_is_said() -> None:
    with pytest.raises(LandlinkError, match="share no"):
        corridors(GRAPH, "KZ", "CN", "moon")
    with pytest.raises(LandlinkError, match="'QQ' is not in the network"):
        corridors(GRAPH, "QQ", "CN")
    with pytest.raises(LandlinkError, match="not KZ twice"):
        corridors(GRAPH, "KZ", "KZ")
