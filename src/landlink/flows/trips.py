"""Trips: demand by pair of places and class of goods, as an assignment takes it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.flows.assumptions import assumed
from landlink.flows.graph import TIME_VALUE_FLOOR, allowed, value_of_time

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.demand import Demand
    from landlink.flows.graph import FlowGraph
    from landlink.network.model import Network

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Classes:
    """Goods that judge a path alike.

    Attributes
    ----------
    usd_t_h : float array, shape (C,)
        Value of time in USD per tonne and hour.
    equipment, avoid : tuple of str
        As in :class:`landlink.flows.demand.Demand`.
    """

    usd_t_h: Floats
    equipment: tuple[str, ...]
    avoid: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.equipment)


@dataclass(frozen=True, eq=False)
class Trips:
    """Demand by origin, destination and class; rows of demand that agree in these travel together.

    Attributes
    ----------
    classes : Classes
    origin, destination, of_class : int array, shape (T,)
        Node rows and class of each trip.
    capacity_t, goods_t : float array, shape (T,)
        Tonnes of capacity that it takes and tonnes of goods, a year.
    of_row : int array, shape (D,)
        Trip of each row of demand; -1 where the row is left out.
    left_out : list of dict
        Rows of demand that are no trip, and why.
    known_class : int array, shape (T,)
        Class that the demand names. ``of_class`` is another one only where goods have no way left but
        by what they avoid (:func:`diverted`).
    """

    classes: Classes
    origin: Ints = field(repr=False)
    destination: Ints = field(repr=False)
    of_class: Ints = field(repr=False)
    capacity_t: Floats = field(repr=False)
    goods_t: Floats = field(repr=False)
    of_row: Ints = field(repr=False)
    left_out: list[dict[str, Any]] = field(repr=False)
    known_class: Ints = field(repr=False)

    def __len__(self) -> int:
        return len(self.origin)


def trips_of(network: Network, demand: Demand) -> Trips:
    """Join rows of demand that share origin, destination, value of time, equipment and what to avoid.

    Parameters
    ----------
    network : Network
    demand : Demand
        Empties (``tonnes_year`` 0) have the least value of time there is.

    Examples
    --------
    >>> from landlink.flows.testing import small_flows
    >>> network, demand = small_flows()
    >>> trips = trips_of(network, demand)
    >>> len(demand), len(trips), float(trips.capacity_t.sum() - demand.capacity_t_year.sum())
    (4, 4, 0.0)
    """
    worth = value_of_time(network, demand.commodity)
    worth = np.where(demand.tonnes_year > 0, worth, assumed(network, TIME_VALUE_FLOOR))
    same = demand.origin == demand.destination
    kept = np.flatnonzero(~same & (demand.capacity_t_year > 0))
    keys = [(float(worth[i]), demand.equipment[i], demand.avoid[i]) for i in kept.tolist()]
    number = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    of_class = np.array([number[key] for key in keys], dtype=np.int64)
    pairs = np.stack([demand.origin[kept], demand.destination[kept], of_class], axis=1)
    unique, which = np.unique(pairs, axis=0, return_inverse=True)
    which = which.ravel()
    of_row = np.full(len(demand.origin), -1, dtype=np.int64)
    of_row[kept] = which
    capacity, goods = (
        np.bincount(which, weights=values[kept], minlength=len(unique)).astype(np.float64)
        for values in (demand.capacity_t_year, demand.tonnes_year)
    )
    usd, equipment, avoid = zip(*number, strict=True) if number else ((), (), ())
    origin, destination, goods_class = (np.ascontiguousarray(part) for part in unique.reshape(-1, 3).T)
    return Trips(
        Classes(np.array(usd, dtype=np.float64), tuple(equipment), tuple(avoid)),
        origin, destination, goods_class, capacity, goods, of_row,
        [
            row_of(network, demand, i) | {"reason": "it begins where it ends"}
            for i in np.flatnonzero(same).tolist()
        ],
        goods_class,
    )  # fmt: skip


def diverted(trips: Trips, lost: NDArray[np.bool_]) -> Trips:
    """Let some trips take what they avoid: they go to the class that is like theirs but avoids nothing.

    Parameters
    ----------
    trips : Trips
    lost : bool array, shape (T,)
        Trips that have no way left otherwise.

    Examples
    --------
    >>> from landlink.flows.testing import small_flows
    >>> trips = trips_of(*small_flows())
    >>> free = diverted(trips, np.ones(len(trips), dtype=bool))
    >>> set(free.classes.avoid[number] for number in free.of_class.tolist())
    {''}
    """
    keys = list(
        zip(trips.classes.usd_t_h.tolist(), trips.classes.equipment, trips.classes.avoid, strict=True)
    )
    number = {key: n for n, key in enumerate(keys)}
    of_class = trips.of_class.copy()
    for trip in np.flatnonzero(lost).tolist():
        usd, equipment, _ = keys[int(trips.known_class[trip])]
        of_class[trip] = number.setdefault((usd, equipment, ""), len(number))
    usd_t_h, equipments, avoid = zip(*number, strict=True)
    return replace(
        trips, classes=Classes(np.array(usd_t_h, dtype=np.float64), equipments, avoid), of_class=of_class
    )


def row_of(network: Network, demand: Demand, row: int) -> dict[str, Any]:
    """Return what identifies a row of demand to a reader.

    Examples
    --------
    >>> from landlink.flows.testing import small_flows
    >>> row_of(*small_flows(), 0)["origin"]
    'urumqi'
    """
    nodes, goods = network.nodes.text("id"), network.tables["commodities"].text("id")
    basis = int(demand.basis[row])
    return {
        "id": demand.table.text("id")[basis] if 0 <= basis < len(demand.table) else "",
        "origin": nodes[int(demand.origin[row])],
        "destination": nodes[int(demand.destination[row])],
        "commodity": goods[int(demand.commodity[row])],
        "equipment": demand.equipment[row],
        "avoid": demand.avoid[row],
        "tonnes_year": float(demand.tonnes_year[row]),
        "capacity_t_year": float(demand.capacity_t_year[row]),
    }


def class_costs_h(graph: FlowGraph, classes: Classes) -> Floats:
    """Return the cost of each arc to each class in hours, infinite where it is closed to it.

    That is its price over the value of time, and its own time.

    Parameters
    ----------
    graph : FlowGraph
    classes : Classes

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.flows.testing import small_flows
    >>> network, demand = small_flows()
    >>> graph = flow_graph(network)
    >>> class_costs_h(graph, trips_of(network, demand).classes).shape == (4, len(graph))
    True
    """
    costs = np.empty((len(classes), len(graph)))
    masks: dict[tuple[str, str], NDArray[np.bool_]] = {}
    for number, (usd, *key) in enumerate(
        zip(classes.usd_t_h.tolist(), classes.equipment, classes.avoid, strict=True)
    ):
        words = (key[0], key[1])
        if words not in masks:
            masks[words] = allowed(graph, *words)
        costs[number] = np.where(masks[words], graph.cost_usd_t / usd + graph.time_h, np.inf)
    return costs
