"""Warm start: the paths of earlier flows, found again in a changed network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.flows.problem import Paths
from landlink.flows.split import OUT

if TYPE_CHECKING:
    from landlink.flows.graph import FlowGraph
    from landlink.flows.results import Flows
    from landlink.flows.split import Asked
    from landlink.flows.trips import Trips

Key = tuple[Any, ...]


def starting_paths(before: Flows, graph: FlowGraph, trips: Trips, asked: Asked) -> Paths | None:
    """Return the paths of earlier flows that still exist, with flows that make up the demand.

    An arc is known again by its equipment, what it does, and the keys of its node, link, service and
    crossing; a path by its arcs in order. A trip whose paths are all gone begins anew.

    Parameters
    ----------
    before : Flows
    graph : FlowGraph
        Of the changed network.
    trips : Trips
        Likewise.
    asked : Asked
        The problem to start.

    Returns
    -------
    Paths or None
        In arcs of the problem; None where no path is left.

    Examples
    --------
    >>> from landlink.flows.assign import assign
    >>> from landlink.flows.testing import small_flows
    >>> network, demand = small_flows()
    >>> once = assign(network, demand)
    >>> again = assign(network, demand, start=once)
    >>> bool(abs(again.summary["carried_t_year"] - once.summary["carried_t_year"]) < 1)
    True
    """
    walk = _Walk(graph, asked)
    row_of = {key: row for row, key in enumerate(_trip_keys(graph, trips, asked.trip.tolist()))}
    keys = _trip_keys(before.graph, before.trips, list(range(len(before.trips))))
    old = _arc_keys(before.graph)
    held = before.paths
    found: list[tuple[int, float, list[int]]] = []
    for number in range(len(held)):
        trip = int(held.trip[number])
        row = row_of.get(keys[trip])
        if row is None:
            continue
        arcs = held.arcs[held.indptr[number] : held.indptr[number + 1]].tolist()
        path = walk.follow(int(asked.problem.origin[row]), [old[arc] for arc in arcs])
        if path is not None and path[1] == int(asked.problem.destination[row]):
            price = asked.problem.cost[asked.problem.of_class[row], path[0]]
            if np.isfinite(price).all():
                found.append((row, float(held.capacity_t[number]), path[0]))
    for trip in np.flatnonzero(before.stranded_t > 0).tolist():
        row = row_of.get(keys[trip])
        if row is not None:
            found.append((row, float(before.stranded_t[trip]), [walk.way_out(row)]))
    return _paths(found, asked) if found else None


def _paths(found: list[tuple[int, float, list[int]]], asked: Asked) -> Paths:
    """Scale the flows of each row so that they make up its demand."""
    found.sort(key=lambda one: one[0])
    row = np.array([one[0] for one in found], dtype=np.int32)
    flow = np.array([one[1] for one in found])
    held = np.bincount(row, flow, len(asked.problem.demand))
    flow *= asked.problem.demand[row] / held[row]
    indptr = np.concatenate([[0], np.cumsum([len(one[2]) for one in found])])
    arcs = np.concatenate([np.array(one[2], dtype=np.int32) for one in found])
    return Paths(row, flow, indptr.astype(np.int64), arcs)


def _trip_keys(graph: FlowGraph, trips: Trips, chosen: list[int]) -> list[Key]:
    """Return what a trip is known by: its ends and the class that the demand names."""
    names, classes = graph.network.nodes.text("id"), trips.classes
    return [
        (
            names[int(trips.origin[trip])], names[int(trips.destination[trip])],
            float(classes.usd_t_h[trips.known_class[trip]]), classes.equipment[trips.known_class[trip]],
            classes.avoid[trips.known_class[trip]],
        )
        for trip in chosen
    ]  # fmt: skip


def _arc_keys(graph: FlowGraph) -> list[Key]:
    """Return what each arc is known by in any state of a network."""
    network = graph.network
    names = [[*network.tables[table].text("id"), ""] for table in ("nodes", "links", "services", "crossings")]
    columns = [
        [those[row] for row in rows.tolist()]
        for those, rows in zip(names, (graph.node, graph.link, graph.service, graph.crossing), strict=True)
    ]
    vehicle = [graph.vehicles[number] for number in graph.vehicle.tolist()]
    return list(
        zip(vehicle, graph.kind.tolist(), graph.mode.tolist(), graph.backward.tolist(), *columns, strict=True)
    )


class _Walk:
    """Arcs of the problem that leave each vertex, by what they are known by."""

    def __init__(self, graph: FlowGraph, asked: Asked) -> None:
        split, keys = asked.graph, _arc_keys(graph)
        self.heads = split.heads.tolist()
        self.arc, self.half = split.arc.tolist(), split.half.tolist()
        self.tails = asked.problem.tails
        self.leaving: dict[tuple[int, Key], list[int]] = {}
        for number, (tail, arc) in enumerate(zip(self.tails.tolist(), self.arc, strict=True)):
            if arc >= 0:
                self.leaving.setdefault((tail, keys[arc]), []).append(number)
        middles = np.flatnonzero(split.half >= 0)
        self.second = dict(zip(self.tails[middles].tolist(), middles.tolist(), strict=True))
        outs = np.flatnonzero(split.arc == OUT)
        ends = zip(self.tails[outs].tolist(), split.heads[outs].tolist(), strict=True)
        self.outs = dict(zip(ends, outs.tolist(), strict=True))
        self.ends = list(zip(asked.problem.origin.tolist(), asked.problem.destination.tolist(), strict=True))

    def way_out(self, row: int) -> int:
        """Return the arc by which a row of the problem leaves the network."""
        return self.outs[self.ends[row]]

    def follow(self, start: int, keys: list[Key]) -> tuple[list[int], int] | None:
        """Return arcs from a vertex that are known by the keys in order, and where they end.

        Several arcs that leave a vertex may share a key, as the two directions of a service do; all
        of them are followed until only those are left that the rest of the keys fit.
        """
        steps: list[dict[int, tuple[int, int]]] = []  # vertex: the one before, and the arc to it
        at = [start]
        for key in keys:
            reached: dict[int, tuple[int, int]] = {}
            for vertex in at:
                for arc in self.leaving.get((vertex, key), ()):
                    end = self.heads[arc]
                    if end in self.second:
                        end = self.heads[self.second[end]]
                    reached.setdefault(end, (vertex, arc))
            if not reached:
                return None
            steps.append(reached)
            at = list(reached)
        if len(at) != 1:
            return None
        vertex, arcs = at[0], []
        for reached in reversed(steps):
            vertex, arc = reached[vertex]
            if self.heads[arc] in self.second:
                arcs.append(self.second[self.heads[arc]])
            arcs.append(arc)
        return arcs[::-1], at[0]
