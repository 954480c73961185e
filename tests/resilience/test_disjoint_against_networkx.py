"""Disjoint paths against networkx: the number by maximum flow, the length by network simplex."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from landlink.resilience.disjoint import UNLIMITED, disjoint_paths


@pytest.mark.parametrize("seed", range(40))
def test_number_and_length(seed: int) -> None:
    draw = np.random.default_rng(seed)
    size, arcs = int(draw.integers(4, 30)), int(draw.integers(6, 140))
    tails, heads = draw.integers(0, size, (2, arcs))
    length = draw.integers(1, 50, arcs)
    capacity = draw.integers(1, 3, arcs)
    found = disjoint_paths(tails, heads, length, 0, size - 1, capacity=capacity)
    peer: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    peer.add_nodes_from(range(size))
    for tail, head, weight, room in zip(tails, heads, length, capacity, strict=True):
        peer.add_edge(int(tail), int(head), weight=int(weight), capacity=int(room))
    simple: nx.DiGraph[int] = nx.DiGraph()
    simple.add_nodes_from(range(size))
    for tail, head, room in zip(tails.tolist(), heads.tolist(), capacity.tolist(), strict=True):
        held = simple.get_edge_data(tail, head, {"capacity": 0})["capacity"]
        simple.add_edge(tail, head, capacity=held + room)
    most = nx.maximum_flow_value(simple, 0, size - 1)
    assert len(found) == most
    assert capacity[found.cut].sum() == most
    peer.nodes[0]["demand"], peer.nodes[size - 1]["demand"] = -most, most
    cost, _ = nx.network_simplex(peer)
    assert found.length == cost


@pytest.mark.parametrize("seed", range(15))
def test_vertices_split_in_two_give_vertex_disjoint_paths(seed: int) -> None:
    peer = nx.gnp_random_graph(14, 0.3, seed=seed, directed=True)
    if peer.has_edge(0, 13):
        peer.remove_edge(0, 13)
    edges = np.array(list(peer.edges), dtype=np.int64)
    inside = np.arange(14)
    tails = np.concatenate([inside * 2, edges[:, 0] * 2 + 1])
    heads = np.concatenate([inside * 2 + 1, edges[:, 1] * 2])
    room = np.where(np.arange(len(tails)) < 14, 1, UNLIMITED)
    found = disjoint_paths(tails, heads, np.ones(len(tails)), 1, 26, capacity=room)
    assert len(found) == nx.node_connectivity(peer, 0, 13)
    assert len(found.cut) == len(found)
    peer.remove_nodes_from(found.cut.tolist())
    assert not nx.has_path(peer, 0, 13)
