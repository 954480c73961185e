"""Slots of services: which consignments get them, and what one more would be worth."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.allocation import Allocated, AllocationError, allocated
from landlink.flows.assign import STRANDED, vehicles_of
from landlink.flows.assumptions import assumed
from landlink.flows.capacity import capacities
from landlink.flows.choice_sets import cheapest
from landlink.flows.graph import flow_graph
from landlink.flows.split import OUT, ask
from landlink.flows.trips import trips_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

    from landlink.flows.capacity import Capacities
    from landlink.flows.demand import Demand
    from landlink.flows.graph import FlowGraph
    from landlink.flows.problem import Problem
    from landlink.flows.split import Asked
    from landlink.flows.trips import Trips
    from landlink.network.model import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Progress = Callable[[int, int, str], None]

__all__ = ["OBJECTIVES", "SlotAllocation", "allocate", "services_of"]

OBJECTIVES = ("cost", "value")


@dataclass(frozen=True, eq=False)
class SlotAllocation:
    """Who gets the slots of some services.

    Attributes
    ----------
    network : Network
    demand : Demand
    services : array of int
        Rows of the services whose slots are given out.
    objective : str
    graph : FlowGraph
    held : Capacities
    trips : Trips
    trip : int array
        Trip of each row of the programme: those that gain by a slot.
    worth, alternative : float array
        USD a tonne: what carriage is worth in the programme, and what the best way without these services
        costs (``inf`` for none), of each row.
    arc_of : int array
        Arc of the graph of flows that each arc of the programme stands for; -1 for none.
    found : Allocated
        In tonnes of capacity a year and USD a tonne.
    carry_all : bool
    """

    network: Network = field(repr=False)
    demand: Demand = field(repr=False)
    services: Ints
    objective: str
    graph: FlowGraph = field(repr=False)
    held: Capacities = field(repr=False)
    trips: Trips = field(repr=False)
    trip: Ints = field(repr=False)
    worth: Floats = field(repr=False)
    alternative: Floats = field(repr=False)
    arc_of: Ints = field(repr=False)
    found: Allocated = field(repr=False)
    carry_all: bool

    @property
    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """All tables by name: capacities, consignments, unallocated and paths."""
        from landlink.flows.slots_tables import TABLES  # noqa: PLC0415  (it builds on this module)

        return {name: make(self) for name, make in TABLES.items()}

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON.

        Examples
        --------
        >>> from landlink.flows.testing import small_flows
        >>> found = allocate(*small_flows(), ["ferry"])
        >>> sorted(found.as_dict())[:4]
        ['assumptions', 'capacities', 'consignments', 'network']
        """
        from landlink.flows.slots_tables import as_dict  # noqa: PLC0415

        return as_dict(self)


def services_of(network: Network, services: Iterable[str] = (), operators: Iterable[str] = ()) -> Ints:
    """Return the rows of services named by key, or by operator.

    Parameters
    ----------
    network : Network
    services, operators : iterable of str
        Keys, and names as in the column ``operator`` (upper or lower case).

    Raises
    ------
    LandlinkError
        If a name is unknown or none is given.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> services_of(small_network(), ["ferry"]).tolist()
    [1]
    """
    table = network.services
    index, found = table.index(), set()
    for key in services:
        if key not in index:
            near = get_close_matches(key, table.text("id"), n=3, cutoff=0.4)
            meant = f"did you mean {', '.join(near)}? " if near else ""
            raise LandlinkError(f"no service {key!r}; {meant}`landlink network show services` lists them")
        found.add(index[key])
    names = [name.casefold() for name in table.text("operator")]
    for name in operators:
        rows = {row for row, its in enumerate(names) if its == name.casefold()}
        if not rows:
            known = ", ".join(sorted(set(table.text("operator")) - {""}))
            raise LandlinkError(f"no operator {name!r} of a service; the network has {known}")
        found |= rows
    if not found:
        raise LandlinkError("name the services whose slots are given out, or their operator")
    return np.array(sorted(found), dtype=np.int64)


def allocate(
    network: Network,
    demand: Demand,
    services: Iterable[str] = (),
    *,
    operators: Iterable[str] = (),
    objective: str = "cost",
    value_usd_t: float | Mapping[str, float] | None = None,
    carry_all: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> SlotAllocation:
    """Give the slots of some services to the consignments for which they are worth most.

    A consignment that gets a slot takes its cheapest way over these services; one that does not takes
    its best way without them. With the objective ``cost`` the generalised cost of all is least: a slot is
    worth what it saves against that other way (where there is none, against ``stranded_cost_factor``
    times the way over the services). With ``value`` the sum of what carriage is worth, less generalised
    cost, is largest: ``value_usd_t`` says what a tonne delivered over the services is worth. Only these
    services are short of room here: what others carry, and congestion, is left out.

    Parameters
    ----------
    network : Network
    demand : Demand
    services, operators : iterable of str
        Whose slots; see :func:`services_of`.
    objective : str
        ``cost`` or ``value``.
    value_usd_t : float or mapping, optional
        USD a tonne, of all goods or by key of a commodity; for the objective ``value``.
    carry_all : bool
        Whether every consignment that gains by a slot must get one.
    threads : int, optional
    progress : callable, optional

    Raises
    ------
    AllocationError
        If ``carry_all``, and the slots do not suffice.
    LandlinkError
        If an argument makes no sense, or no capacity is known of the services.

    Examples
    --------
    >>> from landlink.flows.testing import small_flows
    >>> found = allocate(*small_flows(), ["ferry"])
    >>> full = [row["id"] for row in found.tables["capacities"] if row["use"] > 0.999]
    >>> full, found.found.gap < 1e-6
    (['ferry'], True)
    """
    rows = services_of(network, services, operators)
    graph = flow_graph(network, vehicles_of(demand))
    held = capacities(graph, ("services",))
    trips = trips_of(network, demand)
    asked = ask(graph, held, trips, assumed(network, STRANDED), threads=threads)
    workers = threads or 1
    parent = np.maximum(asked.graph.arc, asked.graph.half)
    ours = (parent >= 0) & np.isin(graph.service[parent], rows)
    over, arc_of = _over_services(_limited(asked, held, network, rows), ours, asked)
    with_, alternative = _ways(asked, over, ours, workers)
    if objective == "cost":
        factor = assumed(network, STRANDED)
        worth = np.where(np.isfinite(alternative), alternative, factor * with_)
    else:
        worth = _values(network, demand, trips, asked.trip, objective, value_usd_t)
    gains = np.flatnonzero(np.isfinite(with_) & (with_ < worth))
    if not gains.size:
        raise LandlinkError("no consignment gains by a slot of these services")
    asked_for = replace(
        over, origin=over.origin[gains], destination=over.destination[gains],
        of_class=over.of_class[gains], demand=over.demand[gains],
    )  # fmt: skip
    trip = asked.trip[gains]
    try:
        found = allocated(asked_for, worth[gains], carry_all=carry_all, threads=threads, progress=progress)
    except AllocationError as error:
        raise _named(error, held, network, trips, trip, over) from None
    return SlotAllocation(
        network, demand, rows, objective, graph, held, trips, trip, worth[gains], alternative[gains], arc_of,
        found, carry_all,
    )  # fmt: skip


def _limited(asked: Asked, held: Capacities, network: Network, rows: Ints) -> Problem:
    """Return the problem in which only the chosen services have limits, and nobody leaves."""
    keys = {network.services.text("id")[row] for row in rows.tolist()}
    mine = np.array([row["what"] == "service" and row["id"] in keys for row in held.rows], dtype=bool)
    if not mine.any():
        raise LandlinkError(f"no capacity is known of {', '.join(sorted(keys))}; fill the column capacity")
    problem = asked.problem
    limit = np.where(mine, problem.resources.limit, np.inf)
    return replace(
        problem,
        resources=replace(problem.resources, limit=limit),
        cost=np.where(asked.graph.arc == OUT, np.inf, problem.cost),
    )


def _over_services(problem: Problem, ours: NDArray[np.bool_], asked: Asked) -> tuple[Problem, Ints]:
    """Return the problem of ways that use one of the services: two copies of the graph.

    The arcs of the services lead from the first copy to the second, in which each trip ends.
    """
    size, tails = problem.vertices, problem.tails.astype(np.int64)
    heads = problem.heads.astype(np.int64)
    tail = np.concatenate([tails, tails + size])
    head = np.concatenate([np.where(ours, heads + size, heads), heads + size])
    order = np.argsort(tail, kind="stable")
    indptr = np.zeros(2 * size + 1, np.int64)
    np.cumsum(np.bincount(tail, minlength=2 * size), out=indptr[1:])
    twice = np.tile(np.arange(problem.arcs), 2)[order]
    done = replace(
        problem, indptr=indptr, heads=head[order].astype(np.int32), cost=problem.cost[:, twice],
        resource=problem.resource[twice], destination=(problem.destination + size).astype(np.int32),
        no_through=np.tile(problem.no_through, 2),
    )  # fmt: skip
    return done, asked.graph.arc[twice]


def _ways(asked: Asked, over: Problem, ours: NDArray[np.bool_], threads: int) -> tuple[Floats, Floats]:
    """Return what the cheapest way over the services, and without them, costs each row."""
    from landlink.flows.delays import delay  # noqa: PLC0415

    base = delay(over.resources, np.zeros(len(over.resources)))
    shut = np.where(ours | (asked.graph.arc == OUT), np.inf, 1.0)
    without = cheapest(asked.problem, base, threads=threads, factor=shut)
    return cheapest(over, base, threads=threads).best, without.best


def _values(
    network: Network, demand: Demand, trips: Trips, trip: Ints, objective: str,
    value: float | Mapping[str, float] | None,
) -> Floats:  # fmt: skip
    """Return what a tonne of each row is worth: the mean of the goods that travel together."""
    if objective != "value":
        raise LandlinkError(f"no objective {objective!r}; use {' or '.join(OBJECTIVES)}")
    if value is None:
        raise LandlinkError("the objective value needs to know what a tonne delivered is worth: value_usd_t")
    keys = network.tables["commodities"].text("id")
    if isinstance(value, (int, float)):
        of_goods = np.full(len(keys), float(value))
    else:
        unknown = sorted(set(value) - set(keys))
        if unknown:
            raise LandlinkError(f"no commodity {unknown[0]!r}; the network has {', '.join(keys)}")
        of_goods = np.array([float(value.get(key, 0.0)) for key in keys])
    if not (np.isfinite(of_goods) & (of_goods >= 0)).all():
        raise LandlinkError("what a tonne is worth must be 0 or more USD")
    on = trips.of_row >= 0
    load = demand.capacity_t_year[on]
    total = np.bincount(trips.of_row[on], load * of_goods[demand.commodity[on]], len(trips))
    return np.asarray((total / trips.capacity_t)[trip])


def _named(
    error: AllocationError, held: Capacities, network: Network, trips: Trips, trip: Ints, problem: Problem
) -> AllocationError:
    """Return the error in the words of the network."""
    limit = problem.resources.limit
    places = [
        f"{held.rows[r]['id']} from {held.rows[r]['hop']} {held.rows[r]['direction']} ({limit[r]:,.0f} t)"
        for r in error.resources[:5]
    ]
    nodes = network.nodes.text("id")
    order = np.argsort(-np.array(error.left))[:5].tolist()
    ends = [trip[error.rows[i]] for i in order]
    shown = [
        f"{nodes[int(trips.origin[t])]} to {nodes[int(trips.destination[t])]} {error.left[i]:,.0f} t"
        for i, t in zip(order, ends, strict=True)
    ]
    total = sum(error.left)
    return AllocationError(
        f"{total:,.0f} t a year of the consignments that gain by a slot get none; slots short on "
        f"{', '.join(places)}; left over, most first: {', '.join(shown)}. Allow some to stay behind "
        "(without --carry-all), or add capacity",
        error.resources, error.rows, error.left,
    )  # fmt: skip
