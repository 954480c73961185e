"""The base-year demand of the reference network, each row on its best way over the empty network."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from landlink.flows.assign import assign
from landlink.flows.demand import Demand, demand_of
from landlink.flows.graph import VEHICLES, FlowGraph, allowed, flow_graph, generalised_usd_t, value_of_time
from landlink.flows.results import Options
from landlink.network import Network
from landlink.routing.trees import shortest_paths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Placed:
    """Demand with the arcs of the best way of each row; none where there is no way."""

    demand: Demand
    graph: FlowGraph
    ways: tuple[Ints | None, ...]

    def tonnes(self, at: Bools, rows: Bools | None = None) -> float:
        """Return the tonnes of capacity a year, in millions, of rows whose way uses an arc of a set."""
        weight = self.demand.capacity_t_year
        kept = (row for row in range(len(weight)) if rows is None or rows[row])
        return sum(float(weight[row]) for row in kept if self.uses(row, at)) / 1e6

    def uses(self, row: int, at: Bools) -> bool:
        """Return whether the way of a row uses an arc of a set."""
        way = self.ways[row]
        return way is not None and bool(at[way].any())

    def crossing(self, names: Iterable[str]) -> Bools:
        """Return the arcs of crossings whose key begins so."""
        return self._named(self.graph.crossing, "crossings", names)

    def service(self, names: Iterable[str]) -> Bools:
        """Return the arcs of services whose key begins so."""
        return self._named(self.graph.service, "services", names)

    def country(self, code: str, mode: str = "") -> Bools:
        """Return the arcs along links of a country."""
        links = self.graph.network.links
        fits = [
            at == code and mode in ("", how)
            for at, how in zip(links.text("country"), links.text("mode"), strict=True)
        ]
        there: Bools = (self.graph.link >= 0) & np.array(fits)[self.graph.link]
        return there

    def transit(self, code: str) -> Bools:
        """Return which rows neither begin nor end in a country."""
        inside = np.array(self.graph.network.nodes.text("country")) == code
        through: Bools = ~(inside[self.demand.origin] | inside[self.demand.destination])
        return through

    def rows(self, *names: str) -> Bools:
        """Return which rows come from rows of the table whose key begins so."""
        keys = self.demand.table.text("id")
        return np.array([keys[at].startswith(names) for at in self.demand.basis.tolist()])

    def _named(self, of: Ints, table: str, names: Iterable[str]) -> Bools:
        fits = np.array([key.startswith(tuple(names)) for key in self.graph.network.tables[table].text("id")])
        named: Bools = (of >= 0) & fits[of]
        return named


@cache
def placed() -> Placed:
    """Send every row of the base-year demand along its cheapest way at its value of time."""
    network = Network.reference()
    demand = demand_of(network)
    graph = flow_graph(network, VEHICLES)
    ways: list[Ints | None] = [None] * len(demand)
    classes: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for row, key in enumerate(zip(demand.commodity.tolist(), demand.equipment, demand.avoid, strict=True)):
        classes[key].append(row)
    for (commodity, equipment, avoid), rows in classes.items():
        usd_t_h = float(value_of_time(network, [commodity])[0])
        _send(ways, demand, graph, rows, allowed(graph, equipment, avoid), generalised_usd_t(graph, usd_t_h))
    return Placed(demand, graph, tuple(ways))


@cache
def assigned() -> Placed:
    """Assign the base-year demand with the default options; each used path stands as a row of its own."""
    network = Network.reference()
    demand = demand_of(network)
    flows = assign(network, demand, options=Options(gap=1e-3, threads=1))
    paths, trips = flows.paths, flows.trips
    first = np.full(len(trips), -1)
    first[trips.of_row[::-1]] = np.arange(len(demand))[::-1]
    row = first[paths.trip]
    by_path = replace(
        demand, origin=demand.origin[row], destination=demand.destination[row],
        commodity=demand.commodity[row], equipment=tuple(demand.equipment[i] for i in row.tolist()),
        avoid=tuple(demand.avoid[i] for i in row.tolist()), tonnes_year=paths.goods_t,
        capacity_t_year=paths.capacity_t, basis=demand.basis[row],
    )  # fmt: skip
    return Placed(by_path, flows.graph, tuple(np.split(paths.arcs, paths.indptr[1:-1])))


def _send(
    ways: list[Ints | None],
    demand: Demand,
    graph: FlowGraph,
    rows: list[int],
    open_arcs: Bools,
    cost: NDArray[np.float64],
) -> None:
    kept = np.flatnonzero(open_arcs)
    indptr = np.zeros(len(graph.indptr), np.int64)
    np.cumsum(np.bincount(graph.tails[kept], minlength=len(indptr) - 1), out=indptr[1:])
    sources = sorted({int(demand.origin[row]) for row in rows})
    ends = [graph.destination(int(node)) for node in sorted({int(demand.destination[row]) for row in rows})]
    trees = shortest_paths(indptr, graph.heads[kept], cost[kept], sources, targets=ends, threads=1)
    for row in rows:
        at = sources.index(int(demand.origin[row]))
        path = trees.path(at, graph.destination(int(demand.destination[row])))
        ways[row] = None if path is None else kept[path]
