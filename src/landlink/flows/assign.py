"""Assignment: demand on the corridor network, until nobody gains by another way."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from landlink.flows.assumptions import assumed
from landlink.flows.capacity import capacities
from landlink.flows.equilibrium import equilibrium
from landlink.flows.graph import VEHICLES, flow_graph
from landlink.flows.mode_choice import chosen
from landlink.flows.results import Flows, Options, PathFlows
from landlink.flows.split import OUT, ask
from landlink.flows.trips import diverted, trips_of
from landlink.flows.warm_start import starting_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from landlink.flows.demand import Demand
    from landlink.flows.problem import Paths
    from landlink.flows.split import Asked
    from landlink.flows.trips import Trips
    from landlink.network.model import Network

    Progress = Callable[[int, int, str], None]

STRANDED = "stranded_cost_factor"
"""Assumption: how many times its cost on the empty network a trip would pay."""


def assign(
    network: Network,
    demand: Demand,
    *,
    options: Options | None = None,
    start: Flows | None = None,
    progress: Progress | None = None,
) -> Flows:
    """Assign demand to the network: a user equilibrium of several classes with capacities.

    Goods of one class agree in their value of time, in the equipment that they may travel in and in
    what they avoid. The generalised cost of a path to a class, in hours, is its price over the value
    of time, plus its time, the delays that congestion adds, and where a service (or what else
    ``options.limits`` names) is full the wait at which demand and places balance (its shadow price:
    Larsson and Patriksson 1995). Nobody gains by another path (Wardrop 1952); classes share the
    delays and differ by constants, so that Beckmann's potential holds. What the capacity cannot take
    stays behind: each trip may leave the network at a multiple of its cost on the empty network.

    Goods keep away from what they avoid while any way is left without it. Where none is, as when the
    Caspian is closed, they take any way that their equipment can use; ``diverted_t_year`` counts them.

    If places are rationed by price, which is the default, all of this is in USD a tonne: shadow
    prices are money, and an hour of delay by congestion is worth to all what it is worth to the mean
    tonne of the demand (own hours count at the own value of time). If by queue, it is in hours, and
    a full service takes those to whom hours cost least.

    With ``options.choice`` ``logit`` or ``path-size`` not all take the cheapest path: modes and routes
    are used in the shares that the model gives at their own costs, see
    :func:`landlink.flows.mode_choice.chosen`.

    Parameters
    ----------
    network : Network
    demand : Demand
        At nodes; see :func:`landlink.flows.demand.demand_of`.
    options : Options, optional
    start : Flows, optional
        Of another state of the network: its paths, where they still exist, are where the search
        begins.
    progress : callable, optional
        Called with what is done, the total and a text.

    Returns
    -------
    Flows

    Raises
    ------
    LandlinkError
        If a row of demand names what the network does not have.

    Examples
    --------
    >>> from landlink.flows.testing import small_flows
    >>> network, demand = small_flows()
    >>> flows = assign(network, demand)
    >>> flows.summary["stranded_t_year"] > 0  # the ferry is too small
    True
    """
    begun = perf_counter()
    wanted = options or Options()
    graph = flow_graph(network, vehicles_of(demand))
    held = capacities(graph, wanted.limits)
    trips = trips_of(network, demand)
    factor = wanted.stranded_cost_factor
    factor = assumed(network, STRANDED) if factor is None else factor
    priced, threads = wanted.rationing == "price", wanted.threads
    asked = ask(graph, held, trips, factor, priced=priced, threads=threads)
    avoids = np.array([bool(words) for words in trips.classes.avoid], dtype=bool)
    lost = ~asked.has_way & avoids[trips.known_class]
    if lost.any():
        trips = diverted(trips, lost)
        asked = ask(graph, held, trips, factor, priced=priced, threads=threads)
    begin = starting_paths(start, graph, trips, asked) if start is not None else None
    if wanted.choice == "equilibrium":
        found = equilibrium(
            asked.problem, gap=wanted.gap, threads=wanted.threads, max_iterations=wanted.max_iterations,
            start=begin, progress=progress,
        )  # fmt: skip
    else:
        found = chosen(graph, trips, asked, wanted, start=begin, progress=progress)
    carried, stranded = _carried(asked, trips, found.paths)
    return Flows(
        network, demand, wanted, graph, held, trips, asked.has_way, found, asked.hour_usd_t, carried,
        stranded, perf_counter() - begun,
    )  # fmt: skip


def vehicles_of(demand: Demand) -> tuple[str, ...]:
    """Equipment that occurs in the demand, in the order of :data:`VEHICLES`; unknown words come last."""
    words = {word.strip() for cell in set(demand.equipment) for word in cell.split("|")}
    known = tuple(name for name in VEHICLES if name in words)
    return known + tuple(sorted(words - set(VEHICLES))) or VEHICLES[:1]


def _carried(asked: Asked, trips: Trips, paths: Paths) -> tuple[PathFlows, NDArray[np.float64]]:
    """Return the paths over the graph of flows, and what of each trip leaves the network."""
    arc = asked.graph.arc[paths.arcs]
    of_path = np.repeat(np.arange(len(paths)), np.diff(paths.indptr))
    out = np.bincount(of_path[arc == OUT], minlength=len(paths)) > 0
    trip = asked.trip[paths.row]
    stranded = np.bincount(trip[out], paths.flow[out], len(trips)).astype(np.float64)
    on = (arc >= 0) & ~out[of_path]
    kept = np.flatnonzero(~out)
    lengths = np.bincount(of_path[on], minlength=len(paths))[kept]
    share = trips.goods_t[trip[kept]] / trips.capacity_t[trip[kept]]
    flow = paths.flow[kept]
    indptr = np.concatenate([[0], np.cumsum(lengths)])
    return PathFlows(trip[kept], flow, flow * share, indptr, arc[on]), stranded
