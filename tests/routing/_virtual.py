"""Virtual graphs for the tests: small random ones, and plain searches to compare with."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

from landlink.network import Cargo, Network
from landlink.network.arcs import MODE_NAMES, Arcs, Kind
from landlink.network.virtual import SearchGraph
from landlink.routing.constraints import TRANSFERS, Constraints
from landlink.routing.trees import shortest_paths
from landlink.testing import small_network

if TYPE_CHECKING:
    from landlink.routing.constraints import Search

SMALL = small_network()
PLACES = len(SMALL.nodes)
BASES = {"time_basis": 4, "cost_basis": 3, "co2e_basis": 2}


def random_arcs(rows: list[dict[str, int]]) -> Arcs:
    """Return arcs of which only some attributes are given."""
    columns = {}
    for field in fields(Arcs):
        if field.name in BASES:
            columns[field.name] = np.full((len(rows), BASES[field.name]), -1)
        else:
            columns[field.name] = np.array([row.get(field.name, 0) for row in rows], dtype=np.int64)
    return Arcs(**columns)


def arcs(tail: st.SearchStrategy[int], head: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, int]]:
    """Return draws of an arc that can do anything, on any link or service or none."""
    return st.fixed_dictionaries(
        {
            "tail": tail,
            "head": head,
            "kind": st.sampled_from([int(kind) for kind in Kind]),
            "mode": st.integers(0, len(MODE_NAMES) - 1),
            "node": st.integers(-1, PLACES - 1),
            "link": st.just(-1) | st.integers(0, len(SMALL.links) - 1),
            "service": st.just(-1) | st.integers(0, len(SMALL.services) - 1),
            "time_h": st.integers(0, 9),
        }
    )


@st.composite
def virtual_graphs(draw: st.DrawFn) -> SearchGraph:
    """Draw graphs from the first place to the second over a few vertices at any place."""
    inner = draw(st.lists(st.integers(0, PLACES - 1), min_size=1, max_size=4))
    place = np.array([*range(PLACES), *range(PLACES), *inner])
    middle = st.integers(2 * PLACES, 2 * PLACES + len(inner) - 1)
    first, last = draw(arcs(st.just(0), middle)), draw(arcs(middle, st.just(PLACES + 1)))
    more = draw(st.lists(arcs(middle | st.just(0), middle | st.just(PLACES + 1)), max_size=7))
    rows = [first, last, *more]
    return SearchGraph(SMALL, Cargo(), random_arcs(rows), place)


def some(values: list[str], size: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Return draws of a few of the values that are not empty."""
    known = sorted(set(values) - {""})
    drawn = st.lists(st.sampled_from(known), min_size=1, max_size=size, unique=True).map(tuple)
    return st.one_of(st.just(()), st.just(()), drawn)


CONSTRAINTS = st.builds(
    Constraints,
    avoid_countries=some(SMALL.nodes.text("country"), 1),
    avoid_nodes=some(SMALL.nodes.text("id"), 2),
    avoid_modes=some(list(MODE_NAMES), 1),
    avoid_operators=some([*SMALL.links.text("operator"), *SMALL.services.text("operator")], 1),
    avoid_services=some(SMALL.services.text("id"), 1),
    via=some(SMALL.nodes.text("id"), 2),
    gauge_mm=st.none() | st.sampled_from([1435, 1520]),
    max_transfers=st.none() | st.integers(0, 2),
)


def may(network: Network, arcs: Arcs, arc: int, wanted: Constraints) -> bool:
    """Tell by the tables, one cell after the other, whether an arc keeps to the constraints."""
    countries, keys = network.nodes.text("country"), network.nodes.text("id")
    at = [int(arcs.node[arc])] if arcs.node[arc] >= 0 else []
    operators, link, service = set(), int(arcs.link[arc]), int(arcs.service[arc])
    if link >= 0:
        row = network.links.row(link)
        at += [keys.index(str(row["from_node"])), keys.index(str(row["to_node"]))]
        operators.add(row["operator"])
        if row["country"] in wanted.avoid_countries:
            return False
        if wanted.gauge_mm and row["mode"] == "rail" and row["gauge_mm"] != wanted.gauge_mm:
            return False
    if service >= 0:
        operators.add(network.services.text("operator")[service])
        if network.services.text("id")[service] in wanted.avoid_services:
            return False
    return not (
        MODE_NAMES[arcs.mode[arc]] in wanted.avoid_modes
        or operators & set(wanted.avoid_operators)
        or any(countries[node] in wanted.avoid_countries or keys[node] in wanted.avoid_nodes for node in at)
    )


def in_order(passed: list[str], via: tuple[str, ...]) -> bool:
    """Tell whether the places are passed in the order wanted."""
    rest = iter(passed)
    return all(name in rest for name in via)


def keeps_to(graph: SearchGraph, walk: list[int], wanted: Constraints, start: int) -> bool:
    """Tell whether a walk keeps to all constraints."""
    arcs, keys = graph.arcs, graph.network.nodes.text("id")
    vertices = [start, *(int(arcs.head[arc]) for arc in walk)]
    passed = [keys[graph.place[vertex]] for vertex in vertices if graph.place[vertex] >= 0]
    moved = sum(Kind(int(arcs.kind[arc])) in TRANSFERS for arc in walk)
    return (
        all(may(graph.network, arcs, arc, wanted) for arc in walk)
        and (wanted.max_transfers is None or moved <= wanted.max_transfers)
        and in_order(passed, repeated(wanted.via))
    )


def repeated(via: tuple[str, ...]) -> tuple[str, ...]:
    """Return the places to pass; two that are the same in a row are passed at once."""
    return tuple(name for number, name in enumerate(via) if not number or name != via[number - 1])


def best_walk(graph: SearchGraph, wanted: Constraints) -> float:
    """Return the least hours of all walks from the first place to the second, by trying them all.

    A best walk visits a vertex at most once for each place still to come.
    """
    arcs, goal = graph.arcs, graph.destination(1)
    limit = len(wanted.via) + 1
    best = float("inf")
    walks: list[tuple[list[int], int]] = [([], 0)]
    while walks:
        walk, at = walks.pop()
        if at == goal and keeps_to(graph, walk, wanted, 0):
            best = min(best, float(arcs.time_h[walk].sum()))
        visits = [int(arcs.head[arc]) for arc in walk]
        for arc in np.flatnonzero(arcs.tail == at).tolist():
            head = int(arcs.head[arc])
            if visits.count(head) < limit and (not walk or arcs.time_h[walk].sum() < best):
                walks.append(([*walk, arc], head))
    return best


def least_hours(graph: SearchGraph, search: Search) -> float:
    """Return the least hours in a search graph."""
    hours = np.where(search.arc >= 0, graph.arcs.time_h[search.arc], 0.0).astype(np.float64)
    tree = shortest_paths(search.indptr, search.heads, hours, [search.source])
    return float(tree.distances[0, search.target])


def arcs_of(graph: SearchGraph, search: Search) -> list[int]:
    """Return the arcs of the quickest path of a search graph."""
    hours = np.where(search.arc >= 0, graph.arcs.time_h[search.arc], 0.0).astype(np.float64)
    path = shortest_paths(search.indptr, search.heads, hours, [search.source]).path(0, search.target)
    return [] if path is None else [int(arc) for arc in search.arc[path] if arc >= 0]
