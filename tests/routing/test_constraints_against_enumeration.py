"""The search under constraints against trying every walk, and every path of the small network."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings

from landlink.network import Cargo
from landlink.network.virtual import build
from landlink.routing.constraints import Constraints, search_graph

from ._virtual import (
    CONSTRAINTS,
    SMALL,
    arcs_of,
    best_walk,
    keeps_to,
    least_hours,
    virtual_graphs,
)

if TYPE_CHECKING:
    from landlink.network.virtual import SearchGraph


@pytest.mark.tiny
@settings(max_examples=100)
@given(graph=virtual_graphs(), wanted=CONSTRAINTS)
def test_constraints_against_enumeration(graph: SearchGraph, wanted: Constraints) -> None:
    search = search_graph(graph, 0, 1, wanted)
    assert least_hours(graph, search) == best_walk(graph, wanted)
    path = arcs_of(graph, search)
    if path:
        assert graph.arcs.head[path][-1] == graph.destination(1)
        assert (graph.arcs.head[path][:-1] == graph.arcs.tail[path][1:]).all()
        assert keeps_to(graph, path, wanted, 0)


def paths_by_hours(graph: SearchGraph, start: int, end: int) -> list[list[int]]:
    """Return the paths between two places as arcs, quickest first, by Yen's algorithm."""
    arcs = graph.arcs
    best: dict[tuple[int, int], int] = {}
    for arc in np.argsort(arcs.time_h, kind="stable").tolist():
        best.setdefault((int(arcs.tail[arc]), int(arcs.head[arc])), arc)
    plain: nx.DiGraph[int] = nx.DiGraph()
    plain.add_weighted_edges_from((tail, head, arcs.time_h[arc]) for (tail, head), arc in best.items())
    found = nx.shortest_simple_paths(plain, graph.origin(start), graph.destination(end), weight="weight")
    return [[best[step] for step in pairwise(path)] for path in islice(found, 400)]


SMALL_GRAPH = build(SMALL, Cargo())
URUMQI, BAKU = SMALL.nodes.index()["urumqi"], SMALL.nodes.index()["baku"]
RANKED = paths_by_hours(SMALL_GRAPH, URUMQI, BAKU)


@pytest.mark.parametrize(
    "wanted",
    [
        Constraints(),
        *(Constraints(max_transfers=most) for most in range(5)),
        Constraints(avoid_modes=("road",)),
        Constraints(avoid_services=("block-train",)),
        Constraints(avoid_operators=("Silk Line",), avoid_modes=("road",)),
        Constraints(avoid_nodes=("beyneu",)),
        Constraints(avoid_operators=("ADY",), max_transfers=3),
        Constraints(via=("almaty",)),
        Constraints(via=("almaty", "alat")),
    ],
    ids=lambda wanted: str(wanted.as_dict()),
)
def test_small_network_against_ranked_paths(wanted: Constraints) -> None:
    search = search_graph(SMALL_GRAPH, URUMQI, BAKU, wanted)
    first = next(
        (path for path in RANKED if keeps_to(SMALL_GRAPH, path, wanted, SMALL_GRAPH.origin(URUMQI))), None
    )
    expected = float("inf") if first is None else SMALL_GRAPH.arcs.time_h[first].sum()
    assert least_hours(SMALL_GRAPH, search) == pytest.approx(expected)
