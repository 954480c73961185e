"""Choice of mode and route by logit on the corridor network: its theta, and its sets of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landlink.flows.assumptions import assumed
from landlink.flows.choice_sets import drawn
from landlink.flows.split import OUT
from landlink.flows.stochastic import stochastic_equilibrium
from landlink.network.arcs import MODE_NAMES, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from landlink.flows.graph import FlowGraph
    from landlink.flows.problem import Equilibrium, Paths
    from landlink.flows.results import Options
    from landlink.flows.split import Asked
    from landlink.flows.trips import Trips
    from landlink.network.model import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

THETA = "choice_theta_t_per_usd"
"""Assumption: dispersion of the choice, per USD a tonne of generalised cost."""

DRAWS, SPREAD = 8, 0.3
"""Variants with drawn costs by country and mode, and the spread of the logarithm of the factor."""


def theta_of(network: Network, options: Options) -> float:
    """Return the dispersion of the choice per USD a tonne: of the options, else the assumption.

    Examples
    --------
    >>> from landlink.flows.results import Options
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> theta_of(network, Options()), theta_of(network, Options(choice="logit", theta=0.1))
    (0.02, 0.1)
    """
    return assumed(network, THETA) if options.theta is None else options.theta


def chosen(
    graph: FlowGraph,
    trips: Trips,
    asked: Asked,
    options: Options,
    *,
    start: Paths | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Equilibrium:
    """Return the flows at which modes and routes are chosen by logit or path-size logit.

    Theta is per USD a tonne. Where costs are in hours (rationing by queue), a class has theta times its
    value of time, so that the choice without congestion is the same.

    Parameters
    ----------
    graph : FlowGraph
    trips : Trips
    asked : Asked
    options : Options
        Of ``choice`` ``logit`` or ``path-size``.
    start : Paths, optional
    progress : callable, optional

    Examples
    --------
    >>> from landlink.flows.assign import assign
    >>> from landlink.flows.results import Options
    >>> from landlink.flows.testing import small_flows
    >>> flows = assign(*small_flows(), options=Options(choice="logit"))
    >>> flows.found.gap < 1e-4
    True
    """
    problem = asked.problem
    theta = np.full(problem.demand.size, theta_of(graph.network, options))
    if options.rationing != "price":
        theta *= trips.classes.usd_t_h[problem.of_class]
    return stochastic_equilibrium(
        problem, theta=theta, model=options.choice, gap=options.gap, variants=variants(graph, asked),
        shared=_shared(graph, asked), way_out=asked.graph.arc == OUT, start=start, threads=options.threads,
        progress=progress,
    )  # fmt: skip


def variants(graph: FlowGraph, asked: Asked) -> list[Floats]:
    """Return the variants of the network whose cheapest paths are alternatives.

    One for each equipment alone, one without each mode, and eight in which the costs of each mode in each
    country are multiplied by a number drawn once (log-normal, seeded).

    Examples
    --------
    >>> from landlink.flows.capacity import capacities
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.flows.split import ask
    >>> from landlink.flows.testing import small_flows
    >>> from landlink.flows.trips import trips_of
    >>> network, demand = small_flows()
    >>> graph = flow_graph(network)
    >>> asked = ask(graph, capacities(graph), trips_of(network, demand), 3.0)
    >>> len(variants(graph, asked))  # 3 kinds of equipment; rail, road, ferry; 8 draws
    14
    """
    parent = np.maximum(asked.graph.arc, asked.graph.half)  # of the second half of an arc its first
    own = parent >= 0
    found = []
    if len(graph.vehicles) > 1:
        found += [_closed(own & (graph.vehicle[parent] != number)) for number in range(len(graph.vehicles))]
    moves = own & (graph.kind[parent] == Kind.MOVE)
    modes = np.unique(graph.mode[parent[moves]])
    if modes.size > 1:
        found += [_closed(moves & (graph.mode[parent] == mode)) for mode in modes.tolist()]
    countries = _countries(graph)
    group = np.where(own, countries[parent] * len(MODE_NAMES) + np.maximum(graph.mode[parent], 0), 0)
    return [*found, *drawn(group, DRAWS, SPREAD)]


def _closed(shut: NDArray[np.bool_]) -> Floats:
    return np.where(shut, np.inf, 1.0)


def _countries(graph: FlowGraph) -> Ints:
    """Return the number of the country of each arc: of its link, else of its place."""
    nodes, links = graph.network.nodes.text("country"), graph.network.links.text("country")
    number = {name: i for i, name in enumerate(sorted({*nodes, *links}))}
    of_node = np.array([number[name] for name in nodes], dtype=np.int64)
    of_link = np.array([number[name] for name in links], dtype=np.int64)
    return np.where(graph.link >= 0, of_link[graph.link], of_node[graph.node])


def _shared(graph: FlowGraph, asked: Asked) -> Ints:
    """Return what arcs stand for in the overlap of paths: a link whatever runs on it, else themselves."""
    parent = np.maximum(asked.graph.arc, asked.graph.half)
    links = len(graph.network.links)
    on = (parent >= 0) & (graph.kind[parent] == Kind.MOVE)
    return np.where(on, graph.link[parent], links + np.arange(parent.size))
