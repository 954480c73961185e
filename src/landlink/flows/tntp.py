"""Networks, trips and flows in the format of the Transportation Networks repository (TNTP).

The format: Transportation Networks for Research Core Team, Transportation Networks for Research,
https://github.com/bstabler/TransportationNetworks. A network file starts with lines ``<KEY> value``
up to ``<END OF METADATA>``; comments start with ``~``; a link is a line of ten numbers closed by ``;``:
init node, term node, capacity, length, free flow time, B, power, speed, toll, type. Its time is
``free flow time (1 + B (volume / capacity)^power)``, its cost ``time + toll factor toll + distance factor
length``. Nodes below ``<FIRST THRU NODE>`` are zones that no path may pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.delays import delay, integral
from landlink.flows.problem import BPR, CONSTANT, Equilibrium, Problem, Resources

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int32]

__all__ = ["LINK", "TntpFlows", "TntpNetwork", "TntpTrips", "flows_of", "matched", "potential", "problem_of"]

LINK = [
    "init_node",
    "term_node",
    "capacity",
    "length",
    "free_flow_time",
    "b",
    "power",
    "speed",
    "toll",
    "link_type",
]
"""Columns of a network file."""


@dataclass(frozen=True, eq=False)
class TntpNetwork:
    """A road network; nodes are numbered from 1, one entry a link in the order of the file.

    Attributes
    ----------
    zones, nodes, first_thru_node : int
    tail, head : numpy.ndarray of int32
    capacity, length, free_flow_time, b, power, speed, toll : numpy.ndarray of float64
    link_type : numpy.ndarray of int32
    """

    zones: int
    nodes: int
    first_thru_node: int
    tail: Ints
    head: Ints
    capacity: Floats
    length: Floats
    free_flow_time: Floats
    b: Floats
    power: Floats
    speed: Floats
    toll: Floats
    link_type: Ints

    @property
    def links(self) -> int:
        """Number of links."""
        return int(self.tail.size)


@dataclass(frozen=True, eq=False)
class TntpTrips:
    """Trips between zones (numbered from 1), one entry a pair.

    Attributes
    ----------
    zones : int
    origin, destination : numpy.ndarray of int32
    trips : numpy.ndarray of float64
    """

    zones: int
    origin: Ints
    destination: Ints
    trips: Floats


@dataclass(frozen=True, eq=False)
class TntpFlows:
    """Volume and cost of links by their ends, as in the published best known solutions.

    Attributes
    ----------
    tail, head : numpy.ndarray of int32
    volume, cost : numpy.ndarray of float64
    """

    tail: Ints
    head: Ints
    volume: Floats
    cost: Floats


def problem_of(
    network: TntpNetwork, trips: TntpTrips, *, toll_factor: float = 0.0, distance_factor: float = 0.0
) -> tuple[Problem, NDArray[np.int64]]:
    """Return the assignment problem, and for each of its arcs the link that it is.

    Trips within a zone use no link and are left out.

    Parameters
    ----------
    network : TntpNetwork
    trips : TntpTrips
    toll_factor, distance_factor : float
        Time that a unit of toll, and of length, is worth.

    Returns
    -------
    Problem
        Vertex ``i`` is node ``i + 1``; one resource an arc.
    numpy.ndarray of int64
        Link of each arc.
    """
    order = np.argsort(network.tail, kind="stable")
    indptr = np.searchsorted(network.tail[order], np.arange(1, network.nodes + 2))
    bends = (network.b > 0) & (network.power > 0) & (network.free_flow_time > 0)
    free = np.where(
        (network.power == 0) & ~bends, network.free_flow_time * (1 + network.b), network.free_flow_time
    )
    resources = Resources(
        np.where(bends, BPR, CONSTANT)[order],
        free[order],
        np.where(bends, network.capacity, np.inf)[order],
        network.b[order],
        network.power[order],
        np.full(network.links, np.inf),
    )
    cost = toll_factor * network.toll + distance_factor * network.length
    between = trips.origin != trips.destination
    problem = Problem(
        indptr,
        network.head[order] - 1,
        cost[order][None, :],
        np.arange(network.links, dtype=np.int32),
        resources,
        trips.origin[between] - 1,
        trips.destination[between] - 1,
        np.zeros(int(between.sum()), np.int32),
        trips.trips[between],
        np.arange(1, network.nodes + 1) < network.first_thru_node,
    )
    return problem, order


def flows_of(
    network: TntpNetwork, problem: Problem, order: NDArray[np.int64], found: Equilibrium
) -> TntpFlows:
    """Return volume and cost of each link, in the order of the network file.

    Parameters
    ----------
    network : TntpNetwork
    problem : Problem
    order : numpy.ndarray of int64
        Link of each arc, as from `problem_of`.
    found : Equilibrium
    """
    volume, cost = np.empty((2, network.links))
    volume[order] = found.volume
    cost[order] = found.delay_h + problem.cost[0]
    return TntpFlows(network.tail, network.head, volume, cost)


def matched(network: TntpNetwork, flows: TntpFlows) -> Floats:
    """Return the volumes of a file of flows by links of a network.

    Parameters
    ----------
    network : TntpNetwork
    flows : TntpFlows

    Raises
    ------
    LandlinkError
        If a link has no flow in the file, or is there more than once.
    """
    ends = [(int(tail), int(head)) for tail, head in zip(flows.tail, flows.head, strict=True)]
    table = dict(zip(ends, flows.volume.tolist(), strict=True))
    links = list(zip(network.tail.tolist(), network.head.tolist(), strict=True))
    for pairs, what in ((ends, "file of flows"), (links, "network")):
        if len(set(pairs)) < len(pairs):
            raise LandlinkError(
                f"the {what} has two links between the same nodes; flows cannot be matched by nodes"
            )
    lost = [pair for pair in links if pair not in table]
    if lost:
        raise LandlinkError(
            f"the file of flows has no link from {lost[0][0]} to {lost[0][1]}, as the network has"
        )
    return np.array([table[pair] for pair in links])


def potential(problem: Problem, volume: Floats, *, system_optimum: bool = False) -> float:
    """Return the objective of flows on arcs that are resources of their own, of one class.

    Parameters
    ----------
    problem : Problem
    volume : numpy.ndarray of float64, shape (A,)
    system_optimum : bool
    """
    flowing = (
        volume @ delay(problem.resources, volume)
        if system_optimum
        else integral(problem.resources, volume).sum()
    )
    return float(flowing + problem.cost[0] @ volume)
