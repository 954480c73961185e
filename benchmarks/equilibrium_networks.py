"""Road networks for the assignment: stand-ins of the size of published ones, from documented seeds.

The published networks may be used for academic purposes only, so they are not here. A stand-in has
as many zones, nodes, links and pairs with demand, delay functions of the same kind, and so much demand
that its links are, weighted by volume, 0.8 full, or trips take 1.3 times what they take
on empty roads. Nodes lie at random, roads are the
shortest edges of their Delaunay triangulation, in both directions, so that all can reach all (and no
node keeps only one-way links into it); each zone hangs on a node by a connector in both directions.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

from landlink.flows.equilibrium import equilibrium
from landlink.flows.tntp import TntpNetwork, TntpTrips, problem_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


SPEEDS = (0.5, 0.8, 1.6)
"""Kilometres a minute."""

LANE = 600.0
"""Vehicles an hour that a lane takes."""


LOAD = 0.8
"""Volume over capacity, the mean weighted by volume."""

SLOWER = 1.3
"""How much longer trips take than on an empty network, at most."""


class Size(NamedTuple):
    """What a stand-in has in common with its original, and its seed."""

    name: str
    zones: int
    nodes: int
    links: int
    pairs: int
    seed: int
    b: tuple[float, ...]
    power: tuple[float, ...]


SIZES = (
    Size("Anaheim", 38, 416, 914, 1_406, 1, (0.15,), (4.0,)),
    Size("Chicago-Sketch", 387, 933, 2_950, 93_135, 4, (0.15,), (4.0,)),
    Size("Winnipeg", 147, 1_052, 2_836, 4_345, 3, (0.5, 0.8, 1.2), (3.5, 4.5, 5.0, 6.0)),
    Size("Barcelona", 110, 1_020, 2_522, 7_922, 2, (0.5, 1.0, 2.0), (4.446, 5.7, 8.0, 10.1, 16.83)),
)


def stand_in(size: Size) -> tuple[TntpNetwork, TntpTrips]:
    """Draw a network and its trips."""
    random = np.random.default_rng(size.seed)
    inner = size.nodes - size.zones
    places = random.uniform(0, 40, (inner, 2))
    edges, length = _roads(places, (size.links - 2 * size.zones) // 2)
    home = random.permutation(inner)[: size.zones]
    speed = random.choice(SPEEDS, len(edges), p=(0.5, 0.35, 0.15))
    zone = np.arange(1, size.zones + 1)
    roads = edges + size.zones + 1
    tail = np.concatenate([zone, home + size.zones + 1, roads[:, 0], roads[:, 1]])
    head = np.concatenate([home + size.zones + 1, zone, roads[:, 1], roads[:, 0]])
    links = tail.size
    kind = random.integers(0, 1000, len(edges))

    def both(spoke: float, road: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([np.full(2 * size.zones, spoke), road, road])

    network = TntpNetwork(
        size.zones, size.nodes, size.zones + 1, tail.astype(np.int32), head.astype(np.int32),
        both(1e6, speed * 2000), both(0.5, length), both(0.5, length / speed),
        both(0.0, np.array(size.b)[kind % len(size.b)]), both(1.0, np.array(size.power)[kind % len(size.power)]),
        np.zeros(links), np.zeros(links), np.ones(links, np.int32),
    )  # fmt: skip
    trips = _trips(size, places[home], random)
    built = replace(network, capacity=_built(network, trips, random))
    built = replace(built, capacity=_built(built, trips, random))
    return built, _filled(built, trips)


def _built(network: TntpNetwork, trips: TntpTrips, random: np.random.Generator) -> NDArray[np.float64]:
    """Build the roads for the traffic: lanes, the same in both directions, for what a plan expects on them."""
    plan = _filled(network, trips)
    problem, order = problem_of(network, plan)
    expected = np.empty(network.links)
    expected[order] = equilibrium(problem, gap=1e-3).volume
    spokes = 2 * network.zones
    there, back = np.split(expected[spokes:], 2)
    lanes = np.ceil(np.maximum(there, back) / LANE * random.uniform(0.75, 1.5, there.size))
    road = LANE * np.maximum(lanes, 1)
    return np.concatenate([network.capacity[:spokes], road, road])


def _roads(places: NDArray[np.float64], wanted: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the shortest edges of the triangulation, those of the spanning tree first."""
    corners = Delaunay(places).simplices
    edges = np.unique(
        np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])), axis=0
    )
    length = np.linalg.norm(places[edges[:, 0]] - places[edges[:, 1]], axis=1)
    number = len(places)
    tree = minimum_spanning_tree(
        coo_array((length, (edges[:, 0], edges[:, 1])), shape=(number, number))
    ).tocoo()
    needed = np.isin(edges[:, 0] * number + edges[:, 1], tree.row.astype(np.int64) * number + tree.col)
    chosen = np.lexsort((length, ~needed))[:wanted]
    return edges[chosen].astype(np.int64), length[chosen]


def _trips(size: Size, places: NDArray[np.float64], random: np.random.Generator) -> TntpTrips:
    """Draw trips by a gravity model; the pairs with most of them are kept."""
    weight = random.lognormal(0, 1, size.zones)
    apart = np.linalg.norm(places[:, None] - places[None, :], axis=2)
    trips = (
        np.outer(weight, random.permutation(weight))
        * np.exp(-apart / 15)
        * random.uniform(0.5, 1.5, apart.shape)
    )
    np.fill_diagonal(trips, 0)
    order = np.sort(np.argsort(-trips, axis=None, kind="stable")[: size.pairs])
    origin, destination = np.divmod(order, size.zones)
    return TntpTrips(
        size.zones, (origin + 1).astype(np.int32), (destination + 1).astype(np.int32), trips.ravel()[order]
    )


def _filled(network: TntpNetwork, trips: TntpTrips) -> TntpTrips:
    """Scale trips until the mean load is `LOAD` or they take `SLOWER` times what an empty network takes."""
    factor = 1e-3 / trips.trips.sum()  # next to nothing: its load tells how much more will do
    low, high = 0.0, np.inf
    for step in range(20):
        scaled = replace(trips, trips=trips.trips * factor)
        problem, _ = problem_of(network, scaled)
        found = equilibrium(problem, gap=1e-2, max_iterations=20)
        load = found.volume / problem.resources.capacity
        busy = load > 0
        mean = float((found.volume * load)[busy].sum() / found.volume[busy].sum())
        slower = float((found.delay_h @ found.volume) / (problem.resources.free_h @ found.volume))
        full = max(mean / LOAD, (slower - 1) / (SLOWER - 1))
        if step and abs(full - 1) < 0.02:
            break
        if not step:
            factor *= 0.5 * LOAD / mean
            continue
        low, high = (factor, high) if full < 1 else (low, factor)
        factor = 1.3 * low if high == np.inf else factor / 1.3 if low == 0 else (low * high) ** 0.5
    return scaled
