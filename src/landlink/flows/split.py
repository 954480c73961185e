"""The graph that an assignment runs on: one resource an arc, and a way out of the network."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from landlink.flows.problem import QUEUE, Problem
from landlink.flows.trips import class_costs_h
from landlink.routing.trees import grow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.capacity import Capacities
    from landlink.flows.graph import FlowGraph
    from landlink.flows.trips import Trips

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

OUT = -2
"""In place of an arc: goods that stay behind."""


@dataclass(frozen=True, eq=False)
class SplitGraph:
    """A graph of flows in which each arc has at most one resource.

    An arc with two (a link and the service that runs on it) becomes two in series.

    Attributes
    ----------
    indptr, heads : int array
        In compressed sparse rows.
    arc : int array
        Arc of the graph of flows; -1 for the second half of one, :data:`OUT` for a way out.
    half : int array
        For a second half the arc of the graph of flows that it belongs to, else -1.
    resource : int array
        -1 for none.
    pair : int array
        Pair of places of a way out, else -1.
    """

    indptr: Ints
    heads: NDArray[np.int32]
    arc: Ints
    half: Ints
    resource: NDArray[np.int32]
    pair: Ints


def split(graph: FlowGraph, held: Capacities, pairs: Ints) -> SplitGraph:
    """Return the graph with arcs of two resources split, and a way out for each pair of places.

    Parameters
    ----------
    graph : FlowGraph
    held : Capacities
    pairs : int array, shape (Q, 2)
        Node rows of origins and destinations that get an arc from one to the other.

    Examples
    --------
    >>> from landlink.flows.capacity import capacities
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.flows.testing import small_flows
    >>> graph = flow_graph(small_flows()[0])
    >>> done = split(graph, capacities(graph), np.array([[0, 1]]))
    >>> int((done.arc == OUT).sum()), sorted(set(done.arc.tolist()) - {-1, OUT}) == list(range(len(graph)))
    (1, True)
    """
    both = np.flatnonzero((held.main >= 0) & (held.service >= 0))
    size = len(graph.place)
    middle = size + np.arange(len(both))
    heads = graph.heads.astype(np.int64)
    heads[both] = middle
    ones = np.arange(len(graph))
    tails = np.concatenate([graph.tails, middle, pairs[:, 0]])
    heads = np.concatenate([heads, graph.heads[both], len(graph.network.nodes) + pairs[:, 1]])
    arc = np.concatenate([ones, np.full(len(both), -1), np.full(len(pairs), OUT)])
    half = np.concatenate([np.full(len(graph), -1), both, np.full(len(pairs), -1)])
    resource = np.concatenate(
        [np.where(held.main >= 0, held.main, held.service), held.service[both], np.full(len(pairs), -1)]
    )
    pair = np.concatenate([np.full(len(graph) + len(both), -1), np.arange(len(pairs))])
    order = np.argsort(tails, kind="stable")
    indptr = np.zeros(size + len(both) + 1, dtype=np.int64)
    np.cumsum(np.bincount(tails, minlength=size + len(both)), out=indptr[1:])
    return SplitGraph(
        indptr, heads[order].astype(np.int32), arc[order], half[order], resource[order].astype(np.int32),
        pair[order],
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Asked:
    """A problem for the equilibrium, and what its parts stand for.

    Attributes
    ----------
    problem : Problem
    graph : SplitGraph
    trip : int array
        Trip of each row of the problem.
    has_way : bool array, shape (T,)
        Whether each trip has a way on the network.
    hour_usd_t : float
        USD a tonne that an hour of delay is worth, if costs are in USD a tonne; NaN if in hours.
    """

    problem: Problem = field(repr=False)
    graph: SplitGraph = field(repr=False)
    trip: Ints = field(repr=False)
    has_way: NDArray[np.bool_] = field(repr=False)
    hour_usd_t: float


def ask(
    graph: FlowGraph,
    held: Capacities,
    trips: Trips,
    factor: float,
    *,
    priced: bool = True,
    threads: int | None = None,
) -> Asked:
    """Return the problem of assigning trips to a graph of flows.

    Parameters
    ----------
    graph : FlowGraph
    held : Capacities
    trips : Trips
    factor : float
        A trip stays behind rather than pay this many times its cost on the empty network.
    priced : bool
        Whether costs are in USD a tonne, each hour of delay at the mean value of time of the trips;
        else they are in hours.
    threads : int, optional

    Examples
    --------
    >>> from landlink.flows.capacity import capacities
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.flows.testing import small_flows
    >>> from landlink.flows.trips import trips_of
    >>> network, demand = small_flows()
    >>> graph = flow_graph(network)
    >>> asked = ask(graph, capacities(graph), trips_of(network, demand), 3.0)
    >>> bool(asked.has_way.all()), round(asked.hour_usd_t, 3)  # USD a tonne
    (True, 1.929)
    """
    resources, free, hour = held.resources, held.free_h, math.nan
    costs = class_costs_h(graph, trips.classes)
    if priced:
        hour = _mean_worth(trips)
        costs *= trips.classes.usd_t_h[:, None]
        free = free * hour
        a = np.where(resources.kind == QUEUE, resources.a * hour, resources.a)
        resources = replace(resources, free_h=resources.free_h * hour, a=a)
    costs = np.maximum(costs - free, 0.0)
    empty = _empty(graph, costs + free, trips, threads)
    kept = np.flatnonzero(np.isfinite(empty))
    ends = np.stack([trips.origin[kept], trips.destination[kept]], axis=1)
    pairs, which = np.unique(ends, axis=0, return_inverse=True)
    done = split(graph, held, pairs)
    way_out = np.full((len(trips.classes), len(pairs)), np.inf)
    way_out[trips.of_class[kept], which.ravel()] = factor * empty[kept]
    cost = np.zeros((len(trips.classes), len(done.heads)))
    own, out = done.arc >= 0, done.arc == OUT
    cost[:, own] = costs[:, done.arc[own]]
    cost[:, out] = way_out[:, done.pair[out]]
    problem = Problem(
        done.indptr, done.heads, cost, done.resource, resources,
        trips.origin[kept].astype(np.int32),
        (len(graph.network.nodes) + trips.destination[kept]).astype(np.int32),
        trips.of_class[kept].astype(np.int32), trips.capacity_t[kept],
        np.zeros(len(done.indptr) - 1, dtype=np.bool_),
    )  # fmt: skip
    return Asked(problem, done, kept, np.isfinite(empty), hour)


def _mean_worth(trips: Trips) -> float:
    """Mean value of time of the trips in USD a tonne and hour, by their tonnes."""
    total = float(trips.capacity_t.sum())
    return float(trips.capacity_t @ trips.classes.usd_t_h[trips.of_class]) / total if total else 1.0


def _empty(graph: FlowGraph, costs: Floats, trips: Trips, threads: int | None) -> Floats:
    """Return the cost of each trip where nobody else is under way."""
    nodes = len(graph.network.nodes)
    found = np.full(len(trips), np.inf)
    for number in range(len(trips.classes)):
        its = np.flatnonzero(trips.of_class == number)
        starts, row = np.unique(trips.origin[its], return_inverse=True)
        wanted = np.zeros(len(graph.place), dtype=np.bool_)
        wanted[nodes + trips.destination[its]] = True
        reached, _ = grow(
            graph.indptr, graph.heads, costs[number], starts.astype(np.int32), wanted, threads=threads
        )
        found[its] = reached[row.ravel(), nodes + trips.destination[its]]
    return found
