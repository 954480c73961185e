"""Whose trade goes from where to where: by a demand, or the same with every partner of a list."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.assumptions import assumed
from landlink.flows.graph import generalised_usd_t
from landlink.network.operations import TERMINAL_KINDS
from landlink.resilience.cases import SHIPS
from landlink.resilience.trips import Trips, trips_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from landlink.flows.demand import Demand
    from landlink.flows.graph import FlowGraph
    from landlink.network.model import Network

    Floats = NDArray[np.float64]

GOODS_VALUE = "dependence_goods_usd_per_t"
"""Assumption: what a tonne of goods is worth where every partner counts the same."""

TIME_SHARE = "time_value_share_per_day"


@dataclass(frozen=True, eq=False)
class Trade:
    """Trips between countries.

    Attributes
    ----------
    graph : FlowGraph
    trips : Trips
    origin, destination : tuple of str, (trips,)
        Country of each end.
    view : str
        ``demand`` or ``partners``.
    hubs : list of dict
        Where a country's trade starts and ends: country, node, name, share; empty for a demand.
    notes : tuple of str
    demand : Demand, optional
        What it rests on, if it is not the same with every partner.
    """

    graph: FlowGraph
    trips: Trips
    origin: tuple[str, ...] = field(repr=False)
    destination: tuple[str, ...] = field(repr=False)
    view: str
    hubs: list[dict[str, Any]] = field(repr=False)
    notes: tuple[str, ...] = ()
    demand: Demand | None = field(default=None, repr=False)

    @property
    def measures(self) -> Floats:
        """Dollars per tonne and hours of each arc, two rows."""
        return np.array([self.graph.cost_usd_t, self.graph.time_h])

    def on(self, graph: FlowGraph) -> Trade:
        """Return the same trade on the graph of a changed network, whose places are the same.

        Examples
        --------
        >>> from landlink.flows.graph import flow_graph
        >>> from landlink.testing import small_network
        >>> graph = flow_graph(small_network())
        >>> trade = partners(graph)
        >>> len(trade.on(graph).trips) == len(trade.trips)
        True
        """
        if self.demand is not None:
            return traded(graph, self.demand)
        cost = generalised_usd_t(graph, partner_value_of_time(self.graph.network))[None, :]
        old = self.trips
        trips = Trips(graph.indptr, graph.heads, cost, old.origin, old.destination, old.of_class, old.weight)
        return replace(self, graph=graph, trips=trips)

    def of(self, rows: NDArray[np.bool_]) -> Trade:
        """Return some of the trips.

        Examples
        --------
        >>> from landlink.flows.graph import flow_graph
        >>> from landlink.testing import small_network
        >>> trade = partners(flow_graph(small_network()))
        >>> from_china = np.array([code == "CN" for code in trade.origin])
        >>> trade.of(from_china).destination
        ('AZ', 'KZ')
        """
        held = self.trips
        trips = Trips(
            held.indptr, held.heads, held.cost, held.origin[rows], held.destination[rows],
            held.of_class[rows], held.weight[rows], held.basis[rows], held.free_class[rows],
        )  # fmt: skip
        origin, destination = (
            tuple(code for code, kept in zip(side, rows.tolist(), strict=True) if kept)
            for side in (self.origin, self.destination)
        )
        return replace(self, trips=trips, origin=origin, destination=destination)


def partner_value_of_time(network: Network) -> float:
    """Return what an hour costs a tonne where every partner counts the same, USD.

    Examples
    --------
    >>> from landlink.network import Network
    >>> round(partner_value_of_time(Network.reference()), 4)  # 3470 USD x 0.006 / 24 h
    0.8675
    """
    return assumed(network, GOODS_VALUE) * assumed(network, TIME_SHARE) / 24


def partners(graph: FlowGraph, countries: Iterable[str] = (), *, hubs: int = 1) -> Trade:
    """Return trade that is the same between every two countries of a list, both ways.

    It rests on no figures of trade, so that it can be read beside those that do.

    Parameters
    ----------
    graph : FlowGraph
    countries : iterable of str
        Codes; every country with a place to hand goods in if not given.
    hubs : int
        How many places stand for a country, by their weights; see :func:`main_hubs`.

    Raises
    ------
    LandlinkError
        If a country has no place in the network, or fewer than two are left.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network
    >>> trade = partners(flow_graph(small_network()))
    >>> len(trade.trips), [hub["node"] for hub in trade.hubs]
    (6, ['baku', 'urumqi', 'almaty'])
    """
    network = graph.network
    held = main_hubs(network, hubs)
    chosen = list(dict.fromkeys(countries)) or sorted(held)
    missing = next((code for code in chosen if code not in held), None)
    if missing is not None:
        raise LandlinkError(
            f"country {missing!r} has no place to hand goods in; known: {', '.join(sorted(held))}"
        )
    if len(chosen) < 2:
        raise LandlinkError("name at least two countries, or none for all")
    ends = [(code, node, share) for code in chosen for node, share in held[code]]
    pairs = [(a, b) for a in ends for b in ends if a[0] != b[0]]
    trips = Trips(
        graph.indptr,
        graph.heads,
        generalised_usd_t(graph, partner_value_of_time(network))[None, :],
        np.array([graph.origin(a[1]) for a, _ in pairs], dtype=np.int64),
        np.array([graph.destination(b[1]) for _, b in pairs], dtype=np.int64),
        np.zeros(len(pairs), np.int64),
        np.array([a[2] * b[2] for a, b in pairs]),
    )
    nodes = network.nodes
    listed = [
        {"country": code, "node": nodes.text("id")[node], "name": nodes.text("name")[node], "share": share}
        for code, node, share in ends
    ]
    origin, destination = (tuple(pair[side][0] for pair in pairs) for side in (0, 1))
    return Trade(graph, trips, origin, destination, "partners", listed)


def main_hubs(network: Network, most: int = 1) -> dict[str, list[tuple[int, float]]]:
    """Return the places that stand for each country, and their shares.

    Where the network has weights of hubs for a country, those of the greatest weight; else the
    terminal at which most open rail and road links meet (places inland before ports, then in the
    order of the table).

    Parameters
    ----------
    network : Network
    most : int
        Of a country.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> main_hubs(small_network())["KZ"]
    [(3, 1.0)]
    """
    if most < 1:
        raise LandlinkError(f"a country needs at least one hub, not {most}")
    weights = _weights(network)
    found = {}
    for code, ranked in _ranked(network).items():
        held = weights.get(code) or {ranked[0]: 1.0}
        top = sorted(held.items(), key=lambda item: (-item[1], item[0]))[:most]
        total = sum(weight for _, weight in top)
        found[code] = [(node, weight / total) for node, weight in top]
    return found


def _weights(network: Network) -> dict[str, dict[int, float]]:
    """Weights of hubs by country and node, of all goods and directions together."""
    table = network.tables.get("hub_weights")
    found: dict[str, dict[int, float]] = {}
    if table is None:
        return found
    index, home = network.nodes.index(), network.nodes.text("country")
    rows = zip(
        table.text("country"),
        table.text("node"),
        table.text("commodity"),
        table.number("weight"),
        strict=True,
    )
    for country, node, commodity, weight in rows:
        if node in index and home[index[node]] == country and not commodity:
            held = found.setdefault(country, {})
            held[index[node]] = held.get(index[node], 0.0) + float(weight)
    return found


def _ranked(network: Network) -> dict[str, list[int]]:
    """Terminals of each country, the one with most open rail and road links first."""
    nodes, links = network.nodes, network.links
    tails, heads = network.ends
    land = [
        status == "open" and mode not in SHIPS
        for status, mode in zip(links.text("status"), links.text("mode"), strict=True)
    ]
    meets = np.bincount(np.concatenate([tails[land], heads[land]]), minlength=len(nodes))
    found: dict[str, list[tuple[bool, int, int]]] = {}
    for row, (country, kind) in enumerate(zip(nodes.text("country"), nodes.text("kind"), strict=True)):
        if kind in TERMINAL_KINDS and country not in ("", "XZ"):
            found.setdefault(country, []).append((kind == "seaport", -int(meets[row]), row))
    return {country: [row for _, _, row in sorted(rows)] for country, rows in found.items()}


def traded(graph: FlowGraph, demand: Demand) -> Trade:
    """Return the trade of a demand; what starts and ends in one country is left out.

    Parameters
    ----------
    graph : FlowGraph
    demand : Demand

    Raises
    ------
    LandlinkError
        If nothing of it goes from one country to another.
    """
    trips = trips_of(graph, demand)
    table, rows = demand.table, demand.basis[trips.basis]
    home = graph.network.nodes.text("country")
    ends = [
        [
            said[row] if said[row] in set(home) else home[node]
            for row, node in zip(rows.tolist(), nodes[trips.basis].tolist(), strict=True)
        ]
        for said, nodes in (
            (table.text("origin"), demand.origin),
            (table.text("destination"), demand.destination),
        )
    ]
    abroad = np.array([a != b for a, b in zip(*ends, strict=True)], dtype=bool)
    if not abroad.any():
        raise LandlinkError("the demand has no tonnes from one country to another")
    inland = float(trips.weight[~abroad].sum())
    notes = [f"{inland:,.0f} t a year start and end in one country and are left out."] if inland else []
    if demand.unmatched:
        lost = sum(float(one.get("tonnes_year") or 0) for one in demand.unmatched)
        notes.append(f"{lost:,.0f} t a year of the demand could not be placed and are left out.")
    whole = Trade(graph, trips, tuple(ends[0]), tuple(ends[1]), "demand", [], tuple(notes), demand)
    return whole.of(abroad)
