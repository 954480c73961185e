"""A path in the virtual network as legs: what happens, where, how long, for how much."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.arcs import MODE_NAMES, Kind
from landlink.network.schema import QUALITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from landlink.network.virtual import SearchGraph
    from landlink.routing.provenance import Rows

    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Leg:
    """One movement or operation of a route.

    Attributes
    ----------
    start, end : int
        Node rows.
    mode, kind : str
    name : str
        Service or crossing; empty where there is none.
    distance_km, time_h, time_var_h2, cost_usd, co2e_kg : float
    unverified_time_h, unverified_cost_usd : float
        Part that rests on unverified rows.
    rows : tuple of int
        Rows it rests on, counted through all tables.
    nodes : tuple of int
        Node rows passed, in order.
    arcs : int
        Arcs of the virtual network that it is made of; 0 for a rest.
    starts_h, ends_h : float, optional
        Hours since the goods were ready, where the route has dates.
    rest_h : float
        Part of ``time_h`` that is rest on the way, where the route keeps to rules of rest.
    """

    start: int
    end: int
    mode: str
    kind: str
    name: str
    distance_km: float
    time_h: float
    time_var_h2: float
    cost_usd: float
    co2e_kg: float
    unverified_time_h: float
    unverified_cost_usd: float
    rows: tuple[int, ...]
    nodes: tuple[int, ...]
    arcs: int = 0
    starts_h: float | None = None
    ends_h: float | None = None
    rest_h: float = 0.0


def legs_of(graph: SearchGraph, rows: Rows, path: Ints) -> list[Leg]:
    """Return the legs of a path; moves in a row with one service or in ordinary traffic are one.

    Parameters
    ----------
    graph : SearchGraph
    rows : Rows
        Of the graph's network.
    path : int array
        Arcs, in order.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> from landlink.network.virtual import build
    >>> from landlink.routing.provenance import rows_of
    >>> graph = build(Network.reference(), Cargo())
    >>> [leg.kind for leg in legs_of(graph, rows_of(graph.network), np.array([0]))]
    ['move']
    """
    return [_leg(graph, rows, group) for group in leg_arcs(graph, path)]


def leg_arcs(graph: SearchGraph, path: Ints) -> Iterator[Ints]:
    """Split a path into the arcs of each leg: where the kind of operation, the service or the gauge changes.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> from landlink.network.virtual import build
    >>> [arcs.tolist() for arcs in leg_arcs(build(Network.reference(), Cargo()), np.array([0]))]
    [[0]]
    """
    arcs, links = graph.arcs, graph.network.links
    gauge = np.nan_to_num(links.number("gauge_mm"))
    moving = arcs.kind[path] == Kind.MOVE
    keys = [
        (int(arcs.service[arc]), int(arcs.mode[arc]), float(gauge[arcs.link[arc]])) if moves else number
        for number, (arc, moves) in enumerate(zip(path.tolist(), moving.tolist(), strict=True))
    ]
    for _, group in groupby(range(len(path)), key=lambda number: keys[number]):
        yield path[list(group)]


def _leg(graph: SearchGraph, rows: Rows, path: Ints) -> Leg:
    arcs = graph.arcs
    first = int(path[0])
    kind = Kind(int(arcs.kind[first]))
    bases = np.hstack([arcs.time_basis[path], arcs.cost_basis[path], arcs.co2e_basis[path]])
    used = dict.fromkeys(bases[bases >= 0].tolist())
    nodes = nodes_of(graph, path)
    return Leg(
        start=nodes[0],
        end=nodes[-1],
        mode=MODE_NAMES[int(arcs.mode[first])],
        kind=kind.label,
        name=_name(graph, first),
        distance_km=float(arcs.distance_km[path].sum()),
        time_h=float(arcs.time_h[path].sum()),
        time_var_h2=float(arcs.time_var_h2[path].sum()),
        cost_usd=float(arcs.cost_usd[path].sum()),
        co2e_kg=float(arcs.co2e_kg[path].sum()),
        unverified_time_h=float(arcs.time_h[path][rows.unverified(arcs.time_basis[path])].sum()),
        unverified_cost_usd=float(arcs.cost_usd[path][rows.unverified(arcs.cost_basis[path])].sum()),
        rows=tuple(used),
        nodes=tuple(nodes),
        arcs=len(path),
    )


def nodes_of(graph: SearchGraph, path: Ints) -> list[int]:
    """Return the node rows that a run of arcs of one leg passes.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> from landlink.network.virtual import build
    >>> len(nodes_of(build(Network.reference(), Cargo()), np.array([0])))
    2
    """
    arcs = graph.arcs
    tails, heads = graph.network.ends
    nodes: list[int] = []
    for arc in path.tolist():
        link, backward = int(arcs.link[arc]), bool(arcs.backward[arc])
        if link < 0:
            steps = [int(arcs.node[arc])]
        else:
            steps = [int(tails[link]), int(heads[link])][:: -1 if backward else 1]
        nodes += [node for node in steps if not nodes or nodes[-1] != node]
    return nodes


def _name(graph: SearchGraph, arc: int) -> str:
    arcs, network = graph.arcs, graph.network
    if arcs.crossing[arc] >= 0:
        return network.crossings.text("name")[int(arcs.crossing[arc])]
    if arcs.service[arc] >= 0:
        return network.services.text("name")[int(arcs.service[arc])]
    return ""


def worst_quality(rows: Rows, leg: Leg) -> str:
    """Return the worst quality of the rows that a leg rests on.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> from landlink.network.virtual import build
    >>> from landlink.routing.provenance import rows_of
    >>> graph = build(Network.reference(), Cargo())
    >>> rows = rows_of(graph.network)
    >>> worst_quality(rows, legs_of(graph, rows, np.array([0]))[0]) in ("published", "derived", "unverified")
    True
    """
    return QUALITIES[int(rows.quality[list(leg.rows)].max(initial=0))]
