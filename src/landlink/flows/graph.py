"""The graph of flows: the virtual networks of several kinds of equipment, joined at the places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.assumptions import assumed
from landlink.network.cargo import EQUIPMENT, Cargo
from landlink.network.virtual import build
from landlink.routing.constraints import Constraints, parse_avoid, permitted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from landlink.network.model import Network
    from landlink.network.virtual import SearchGraph

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

VEHICLES = ("40ft", "wagon", "truck", "20ft")
"""Equipment that goods can travel in, from door to door."""

TIME_VALUE_FLOOR = "time_value_floor_usd_per_t_h"
"""Assumption: the least that an hour costs a tonne of any goods."""


@dataclass(frozen=True, eq=False)
class FlowGraph:
    """Virtual networks of several kinds of equipment: the same places, own operations.

    Vertices 0 to N-1 are the places where goods are handed in, N to 2N-1 those where they are
    handed out (N nodes); the others belong to one kind of equipment. All figures are per tonne
    of capacity: those of one unit of equipment, divided by its payload.

    Attributes
    ----------
    network : Network
    vehicles : tuple of str
        Of :data:`VEHICLES`.
    place : int array, shape (V,)
        Node row of each vertex, -1 between the two sides of a border.
    indptr, heads, tails : int array
        The arcs in compressed sparse rows.
    vehicle : int array, shape (A,)
        Number in ``vehicles``.
    kind, mode, node, link, service, crossing, backward : int array, shape (A,)
        As in :class:`landlink.network.arcs.Arcs`.
    distance_km, time_h, time_var_h2 : float array, shape (A,)
    cost_usd_t, co2e_kg_t : float array, shape (A,)
        Dollars and emissions per tonne of capacity.
    """

    network: Network
    vehicles: tuple[str, ...]
    place: Ints = field(repr=False)
    indptr: Ints = field(repr=False)
    heads: NDArray[np.int32] = field(repr=False)
    tails: NDArray[np.int32] = field(repr=False)
    vehicle: NDArray[np.int8] = field(repr=False)
    kind: Ints = field(repr=False)
    mode: Ints = field(repr=False)
    node: Ints = field(repr=False)
    link: Ints = field(repr=False)
    service: Ints = field(repr=False)
    crossing: Ints = field(repr=False)
    backward: Ints = field(repr=False)
    distance_km: Floats = field(repr=False)
    time_h: Floats = field(repr=False)
    cost_usd_t: Floats = field(repr=False)
    co2e_kg_t: Floats = field(repr=False)
    time_var_h2: Floats = field(repr=False)

    def __len__(self) -> int:
        return len(self.heads)

    def origin(self, node: int) -> int:
        """Return the vertex at which goods are handed in at a node row.

        Examples
        --------
        >>> from landlink.testing import small_network
        >>> flow_graph(small_network()).origin(3)
        3
        """
        return node

    def destination(self, node: int) -> int:
        """Return the vertex at which goods are handed out at a node row.

        Examples
        --------
        >>> from landlink.testing import small_network
        >>> flow_graph(small_network()).destination(3)  # of 8 places
        11
        """
        return len(self.network.nodes) + node


def flow_graph(network: Network, vehicles: Sequence[str] = ("40ft", "wagon", "truck")) -> FlowGraph:
    """Join the virtual networks of several kinds of equipment.

    Each is the graph that a single shipment is routed on
    (:func:`landlink.network.virtual.build`; Jourquin and Beuthe 1996), for one unit of equipment.
    They share the places at which goods are handed in and out, so that the choice of equipment is
    part of the choice of a path.

    Parameters
    ----------
    network : Network
    vehicles : sequence of str
        Of :data:`VEHICLES`.

    Raises
    ------
    LandlinkError
        If a vehicle is unknown or named twice, or its payload is not above zero.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> both, one = (flow_graph(small_network(), names) for names in (["40ft", "truck"], ["40ft"]))
    >>> len(both) > len(one), both.vehicles
    (True, ('40ft', 'truck'))
    """
    names = tuple(vehicles)
    _check_vehicles(names)
    graphs = [build(network, _one(name)) for name in names]
    shared = 2 * len(network.nodes)
    own = [len(graph.place) - shared for graph in graphs]
    shifts = np.cumsum([0, *own[:-1]]).tolist()
    tails, heads = (
        np.concatenate(
            [np.where(end < shared, end, end + shift) for end, shift in zip(ends, shifts, strict=True)]
        )
        for ends in ([graph.arcs.tail for graph in graphs], [graph.arcs.head for graph in graphs])
    )
    order = np.lexsort((np.arange(len(tails)), tails))
    indptr = np.zeros(shared + sum(own) + 1, dtype=np.int64)
    np.cumsum(np.bincount(tails, minlength=shared + sum(own)), out=indptr[1:])
    payload = [_payload_t(network, name) for name in names]
    joined = {
        name: np.concatenate([getattr(graph.arcs, name) for graph in graphs])[order] for name in _COPIED
    }
    per_tonne = {
        f"{name}_t": np.concatenate(
            [getattr(graph.arcs, name) / load for graph, load in zip(graphs, payload, strict=True)]
        )[order]
        for name in ("cost_usd", "co2e_kg")
    }
    sizes = [len(graph.arcs) for graph in graphs]
    return FlowGraph(
        network, names, _places(graphs, shared), indptr, heads[order].astype(np.int32),
        tails[order].astype(np.int32),
        vehicle=np.repeat(np.arange(len(names), dtype=np.int8), sizes)[order], **joined, **per_tonne,
    )  # fmt: skip


_COPIED = (
    "kind", "mode", "node", "link", "service", "crossing", "backward", "distance_km", "time_h", "time_var_h2",
)  # fmt: skip


def _check_vehicles(names: tuple[str, ...]) -> None:
    if not names:
        raise LandlinkError(f"name at least one kind of equipment: {', '.join(VEHICLES)}")
    unknown = next((name for name in names if name not in VEHICLES), None)
    if unknown is not None:
        raise LandlinkError(f"no equipment {unknown!r}; use {', '.join(VEHICLES)}")
    if len(set(names)) < len(names):
        raise LandlinkError(f"equipment is named twice: {', '.join(names)}")


def _one(vehicle: str) -> Cargo:
    """Return one unit of an equipment."""
    kind = next(name for name, its in EQUIPMENT.items() if vehicle in its)
    return Cargo(kind, units=1, equipment=vehicle)


def _payload_t(network: Network, vehicle: str) -> float:
    load = _one(vehicle).weight_t(network.assumptions)
    if not load > 0:
        raise LandlinkError(f"the payload of {vehicle} must be above zero, not {load:g} t; see assumptions")
    return load


def _places(graphs: Sequence[SearchGraph], shared: int) -> Ints:
    own = [graph.place[shared:] for graph in graphs]
    return np.concatenate([graphs[0].place[:shared], *own])


def generalised_usd_t(graph: FlowGraph, usd_t_h: float) -> NDArray[np.float64]:
    """Return dollars per tonne of each arc, with hours at their worth.

    Parameters
    ----------
    graph : FlowGraph
    usd_t_h : float
        Value of time in USD per tonne and hour; see :func:`value_of_time`.

    Raises
    ------
    LandlinkError
        If the value of time is negative or not finite.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> graph = flow_graph(small_network())
    >>> cost = generalised_usd_t(graph, 0.5)
    >>> bool(np.allclose(cost - generalised_usd_t(graph, 0), graph.time_h / 2))
    True
    """
    if not (np.isfinite(usd_t_h) and usd_t_h >= 0):
        raise LandlinkError(f"the value of time must be a number at or above zero, not {usd_t_h}")
    return graph.cost_usd_t + usd_t_h * graph.time_h


def allowed(graph: FlowGraph, equipment: str, avoid: str = "") -> NDArray[np.bool_]:
    """Return which arcs a row of demand may use.

    Parameters
    ----------
    graph : FlowGraph
    equipment : str
        Equipment that the goods may travel in, joined by ``|``.
    avoid : str
        Words as for the option ``--avoid`` of a route (country, mode, operator, service, place),
        joined by ``|``.

    Raises
    ------
    LandlinkError
        If a word is unknown, or the graph was built without the equipment.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> graph = flow_graph(small_network())
    >>> kept = allowed(graph, "wagon|truck", "ferry")
    >>> sorted({graph.vehicles[number] for number in graph.vehicle[kept]})
    ['truck', 'wagon']
    """
    names = [name.strip() for name in equipment.split("|")]
    missing = next((name for name in names if name not in graph.vehicles), None)
    if missing is not None:
        held = ", ".join(graph.vehicles)
        raise LandlinkError(f"no equipment {missing!r} in this graph, which was built for {held}")
    takes = np.isin(graph.vehicle, [graph.vehicles.index(name) for name in names])
    if not avoid.strip():
        return takes
    forbidden: dict[str, Any] = {**parse_avoid(graph.network, avoid.split("|"))}
    return takes & permitted(graph.network, graph, Constraints(**forbidden))


def value_of_time(network: Network, commodity_rows: ArrayLike) -> NDArray[np.float64]:
    """Return what an hour under way costs a tonne of goods, in USD per tonne and hour.

    It is the value of a tonne times the share that it loses in a day, over 24: the share of the
    commodity, or the assumption ``time_value_share_per_day`` (Hummels and Schaur 2013). It is never
    below the assumption ``time_value_floor_usd_per_t_h``, what the wagon under the goods is
    worth; goods without a known value take that floor.

    Parameters
    ----------
    network : Network
        With a table ``commodities``.
    commodity_rows : array of int
        Rows of that table.

    Examples
    --------
    >>> from landlink.network.table import Table
    >>> from landlink.testing import small_network
    >>> columns = {"id": ["phones", "coal"], "value_usd_per_t": np.array([24000.0, 48.0])}
    >>> columns["time_value_share_per_day"] = np.full(2, np.nan)
    >>> network = small_network().with_table(Table("commodities", columns, [2, 3], "commodities.csv"))
    >>> value_of_time(network, [0, 1, 0]).round(4).tolist()  # 24000 USD x 0.01 / 24 h; the floor
    [10.0, 0.0228, 10.0]
    """
    table = network.tables["commodities"]
    rows = np.asarray(commodity_rows, dtype=np.int64)
    share = table.number("time_value_share_per_day")[rows]
    share = np.where(np.isnan(share), assumed(network, "time_value_share_per_day"), share)
    lost = table.number("value_usd_per_t")[rows] * share / 24
    return np.fmax(lost, assumed(network, TIME_VALUE_FLOOR))  # fmax takes the number where the other is NaN
