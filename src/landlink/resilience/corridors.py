"""Corridors between two countries that share nothing, and the bottleneck of them all.

Three questions, each a greatest number of disjoint paths and a smallest cut
(:mod:`landlink.resilience.disjoint`):

- ``country``: corridors that share no transit country. Vertices are the parts of countries that hang
  together by land (Kaliningrad is one of its own), each of capacity 1; ships may share the sea. A direct
  border or ship between the two countries is one more corridor.
- ``gateway``: ways that share no border link and no seaport.
- ``link``: ways that share no link of the network outside the two countries.

Within a country everything is joined to everything, and one kind of equipment to the other, so the
number is that of the map; each corridor of countries is then priced by the best way through just those
countries, if goods have one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.arcs import Kind
from landlink.network.geodesy import great_circle_km
from landlink.network.place_hints import country_name
from landlink.resilience.cases import SHIPS
from landlink.resilience.disjoint import UNLIMITED, disjoint_paths
from landlink.routing.trees import shortest_paths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.graph import FlowGraph
    from landlink.network.model import Network

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

WATERS = "XZ"
SHARING = ("country", "gateway", "link")
"""What corridors may not share."""


class Bottleneck(NamedTuple):
    """One of the smallest set of things without which there is no way."""

    kind: str
    key: str
    name: str


@dataclass(frozen=True, eq=False)
class Corridors:
    """Corridors that share nothing, the shortest first.

    Attributes
    ----------
    origin, destination : str
        Country codes.
    by : str
        What they do not share; one of :data:`SHARING`.
    paths : list of list of str
        Of ``country``: codes of the parts of countries in order; else keys of the nodes.
    length_km : list of float
    bottleneck : list of Bottleneck
        As many as there are corridors.
    """

    origin: str
    destination: str
    by: str
    paths: list[list[str]] = field(repr=False)
    length_km: list[float] = field(repr=False)
    bottleneck: list[Bottleneck] = field(repr=False)

    def __len__(self) -> int:
        return len(self.paths)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "from": self.origin,
            "to": self.destination,
            "share_no": self.by,
            "number": len(self),
            "paths": self.paths,
            "length_km": self.length_km,
            "bottleneck": [one._asdict() for one in self.bottleneck],
        }


def corridors(graph: FlowGraph, origin: str, destination: str, by: str = "country") -> Corridors:
    """Find the corridors between two countries that share nothing of a kind.

    Parameters
    ----------
    graph : FlowGraph
    origin, destination : str
        Country codes.
    by : str
        One of :data:`SHARING`.

    Raises
    ------
    LandlinkError
        If a country is not in the network, or both are the same.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network
    >>> found = corridors(flow_graph(small_network()), "CN", "AZ")
    >>> found.paths, [one.name for one in found.bottleneck]
    ([['CN', 'KZ', 'AZ']], ['Kazakhstan'])
    """
    if by not in SHARING:
        raise LandlinkError(f"corridors can share no {', no '.join(SHARING)}; not {by!r}")
    known = set(graph.network.nodes.text("country")) - {WATERS, ""}
    for code in (origin, destination):
        if code not in known:
            raise LandlinkError(f"country {code!r} is not in the network; known: {', '.join(sorted(known))}")
    if origin == destination:
        raise LandlinkError(f"name two countries, not {origin} twice")
    if by == "country":
        return country_map(graph).corridors(origin, destination)
    return _over_links(graph, origin, destination, by)


@dataclass(frozen=True, eq=False)
class CountryMap:
    """Parts of countries and which of them are joined, by land or by ship without a call between.

    Attributes
    ----------
    part : int array, (nodes,)
        Part of each node, -1 at sea.
    country, name : list of str, (parts,)
        Code, and the code with its greatest place where a country has several parts.
    across_km : float array, (parts,)
        How far it is across a part: the median distance between the places at its edges.
    tails, heads : int array, (joints,)
    length_km : float array, (joints,)
    """

    part: Ints
    country: list[str]
    name: list[str]
    across_km: Floats
    tails: Ints
    heads: Ints
    length_km: Floats

    def corridors(self, origin: str, destination: str) -> Corridors:
        """Find the corridors that share no part of a country between the two.

        Every part is split into a way in and a way out with room for one path (Ford and Fulkerson 1962).
        """
        size = len(self.country)
        home = np.array([code == origin for code in self.country], dtype=bool)
        goal = np.array([code == destination for code in self.country], dtype=bool)
        source, target = 2 * size, 2 * size + 1
        inside = np.flatnonzero(~home & ~goal)
        joints = np.flatnonzero(~(home[self.heads] | goal[self.tails]))
        direct = home[self.tails[joints]] & goal[self.heads[joints]]
        joints = np.concatenate([joints[~direct], joints[direct][:1]])  # all direct ways are one corridor
        start = np.where(home[self.tails[joints]], source, 2 * self.tails[joints] + 1)
        end = np.where(goal[self.heads[joints]], target, 2 * self.heads[joints])
        is_direct = (start == source) & (end == target)
        tails, heads = np.concatenate([2 * inside, start]), np.concatenate([2 * inside + 1, end])
        room = np.concatenate([np.ones(inside.size, np.int64), np.where(is_direct, 1, UNLIMITED)])
        length = np.concatenate([self.across_km[inside], self.length_km[joints]])
        found = disjoint_paths(tails, heads, length, source, target, capacity=room)
        paths = []
        for path in found.paths:
            parts = [self.name[inside[arc]] for arc in path.tolist() if arc < inside.size]
            paths.append([origin, *parts, destination])
        cut = []
        for arc in found.cut.tolist():
            if arc < inside.size:
                part = int(inside[arc])
                cut.append(Bottleneck("country", self.name[part], _part_name(self, part)))
            else:
                name = f"the direct way between {country_name(origin)} and {country_name(destination)}"
                cut.append(Bottleneck("direct", f"{origin}-{destination}", name))
        lengths = [float(length[path].sum()) for path in found.paths]
        return Corridors(origin, destination, "country", paths, lengths, cut)


def _part_name(held: CountryMap, part: int) -> str:
    code, name = held.country[part], held.name[part]
    return country_name(code) + name.removeprefix(code)


def country_map(graph: FlowGraph) -> CountryMap:
    """Draw the map of parts of countries that the arcs of a graph join.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network
    >>> drawn = country_map(flow_graph(small_network()))
    >>> sorted({(drawn.name[a], drawn.name[b]) for a, b in zip(drawn.tails, drawn.heads)})
    [('AZ', 'KZ'), ('CN', 'KZ'), ('KZ', 'AZ'), ('KZ', 'CN')]
    """
    network = graph.network
    part, country, name = _parts(network)
    here = np.where(graph.place >= 0, part[graph.place], -1)
    tail, head = here[graph.tails], here[graph.heads]
    stays = (tail >= 0) & (tail == head)
    joints: dict[tuple[int, int], float] = {}
    onward: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for arc in np.flatnonzero(~stays & (tail < 0)).tolist():
        onward[int(graph.tails[arc])].append((int(graph.heads[arc]), float(graph.distance_km[arc])))
    edges: dict[int, set[int]] = defaultdict(set)
    for arc in np.flatnonzero(~stays & (tail >= 0)).tolist():
        edges[int(tail[arc])].add(int(graph.place[graph.tails[arc]]))
        for vertex, km in _landfalls(graph, here, onward, arc):
            key = (int(tail[arc]), int(here[vertex]))
            if key[0] != key[1]:
                joints[key] = min(km, joints.get(key, np.inf))
                edges[key[1]].add(int(graph.place[vertex]))
    ends = np.array(sorted(joints), dtype=np.int64).reshape(-1, 2)
    lengths = np.array([joints[int(a), int(b)] for a, b in ends], dtype=np.float64)
    across = np.array([_across(network, sorted(edges[number])) for number in range(len(country))])
    return CountryMap(part, country, name, across, ends[:, 0], ends[:, 1], lengths)


def _landfalls(
    graph: FlowGraph, here: Ints, onward: dict[int, list[tuple[int, float]]], arc: int
) -> list[tuple[int, float]]:
    """Return where an arc that leaves the land comes ashore, and after how many kilometres."""
    found, seen = [], set()
    queue = [(int(graph.heads[arc]), float(graph.distance_km[arc]))]
    while queue:
        vertex, km = queue.pop()
        if here[vertex] >= 0:
            found.append((vertex, km))
        elif vertex not in seen:
            seen.add(vertex)
            queue += [(end, km + step) for end, step in onward[vertex]]
    return found


def _parts(network: Network) -> tuple[Ints, list[str], list[str]]:
    """Return the part of each node, and the country and name of each part."""
    home = network.nodes.text("country")
    tails, heads = network.ends
    leader = list(range(len(home)))

    def find(node: int) -> int:
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for tail, head, status in zip(tails.tolist(), heads.tolist(), network.links.text("status"), strict=True):
        if home[tail] == home[head] and home[tail] != WATERS and status == "open":
            leader[find(tail)] = find(head)
    members: dict[int, list[int]] = defaultdict(list)
    for node, code in enumerate(home):
        if code not in (WATERS, ""):
            members[find(node)].append(node)
    ordered = sorted(members.values(), key=lambda nodes: (home[nodes[0]], -len(nodes), nodes[0]))
    part = np.full(len(home), -1, np.int64)
    country, name = [], []
    degree = np.bincount(np.concatenate([tails, heads]), minlength=len(home))
    for number, nodes in enumerate(ordered):
        part[nodes] = number
        code = home[nodes[0]]
        greatest = network.nodes.text("name")[max(nodes, key=lambda node: (degree[node], -node))]
        name.append(f"{code} ({greatest})" if code in country else code)
        country.append(code)
    return part, country, name


def _across(network: Network, places: list[int]) -> float:
    """Return the median distance between places, 0 where there are fewer than two."""
    if len(places) < 2:
        return 0.0
    lon, lat = (network.nodes.number(axis)[places] for axis in ("lon", "lat"))
    apart = great_circle_km(lon[:, None], lat[:, None], lon[None, :], lat[None, :])
    return float(np.median(apart[np.triu_indices(len(places), 1)]))


def _over_links(graph: FlowGraph, origin: str, destination: str, by: str) -> Corridors:
    """Find the ways that share no gateway, or no link outside the two countries."""
    network = graph.network
    nodes, links = network.nodes, network.links
    home = np.array(nodes.text("country"), dtype=object)
    moves = graph.kind == Kind.MOVE
    ways = np.unique(np.column_stack([graph.link[moves], graph.backward[moves]]), axis=0)
    link, back = ways[:, 0], ways[:, 1] == 1
    tails, heads = network.ends
    start, end = np.where(back, heads[link], tails[link]), np.where(back, tails[link], heads[link])
    ends_at_home = np.isin(home[start], (origin, destination)) & (home[start] == home[end])
    ship = np.array([mode in SHIPS for mode in links.text("mode")], dtype=bool)[link]
    crosses = ~ship & (home[start] != home[end])
    limited = crosses if by == "gateway" else ~ends_at_home
    size = len(nodes)
    ports = np.array([kind == "seaport" for kind in nodes.text("kind")], dtype=bool)
    ashore = np.flatnonzero(ports) if by == "gateway" else np.zeros(0, np.int64)
    afloat = np.arange(size)  # a port has two vertices: ashore its node, afloat its node + size
    afloat[ashore] += size
    first, last = (np.where(ship, afloat[ends], ends) if by == "gateway" else ends for ends in (start, end))
    source, target = 2 * size, 2 * size + 1
    starts, goals = np.flatnonzero(home == origin), np.flatnonzero(home == destination)
    arcs_from = np.concatenate([first, ashore, ashore + size, np.full(starts.size, source), goals])
    arcs_to = np.concatenate([last, ashore + size, ashore, starts, np.full(goals.size, target)])
    free = np.full(starts.size + goals.size, UNLIMITED)
    room = np.concatenate([np.where(limited, 1, UNLIMITED), np.ones(2 * ashore.size, np.int64), free])
    length = np.concatenate([links.number("length_km")[link], np.zeros(len(arcs_from) - len(link))])
    found = disjoint_paths(arcs_from, arcs_to, length, source, target, capacity=room)
    ids, names = nodes.text("id"), nodes.text("name")
    cut = []
    for arc in found.cut.tolist():
        if arc < len(link):
            row = int(link[arc])
            said = f"{names[tails[row]]} - {names[heads[row]]} ({links.text('mode')[row]})"
            cut.append(Bottleneck("border" if crosses[arc] else "link", links.text("id")[row], said))
        else:
            row = int(min(arcs_from[arc], arcs_to[arc]))
            cut.append(Bottleneck("port", ids[row], names[row]))
    paths = [[ids[vertex] for vertex in arcs_to[path].tolist() if vertex < size] for path in found.paths]
    return Corridors(origin, destination, by, paths, [float(length[path].sum()) for path in found.paths], cut)


def best_way_along(
    graph: FlowGraph, cost: Floats, drawn: CountryMap, path: list[str], origin: int, destination: int
) -> dict[str, float | None]:
    """Price the best way that goes through some parts of countries, in their order.

    The graph is laid out once for each part (with the sea and the borders behind it), so that a way can
    only go on to the next one.

    Parameters
    ----------
    graph : FlowGraph
    cost : float array, (arcs,)
        What is made least, USD per tonne.
    drawn : CountryMap
        Of the same graph.
    path : list of str
        As in :attr:`Corridors.paths`, of a search by country.
    origin, destination : int
        Node rows.

    Returns
    -------
    dict
        ``usd_t`` (of ``cost``), ``money_usd_t`` and ``hours``; all None where no one kind of equipment
        can go all the way.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph, generalised_usd_t
    >>> from landlink.testing import small_network
    >>> graph = flow_graph(small_network())
    >>> cost, drawn = generalised_usd_t(graph, 0.5), country_map(graph)
    >>> found = best_way_along(graph, cost, drawn, ["CN", "KZ", "AZ"], 0, 7)
    >>> found["hours"] > 24, best_way_along(graph, cost, drawn, ["CN", "AZ"], 0, 7)["hours"]
    (True, None)
    """
    tails, heads, number = _laid_out(graph, drawn, path)
    size = len(graph.place)
    order = np.argsort(tails, kind="stable")
    indptr = np.zeros(size * len(path) + 1, dtype=np.int64)
    np.cumsum(np.bincount(tails, minlength=size * len(path)), out=indptr[1:])
    goal = graph.destination(destination) + size * (len(path) - 1)
    number = number[order]
    trees = shortest_paths(indptr, heads[order], cost[number], graph.origin(origin), targets=[goal])
    way = trees.path(0, goal)
    if way is None:
        return {"usd_t": None, "money_usd_t": None, "hours": None}
    arcs = number[way]
    return {
        "usd_t": float(cost[arcs].sum()),
        "money_usd_t": float(graph.cost_usd_t[arcs].sum()),
        "hours": float(graph.time_h[arcs].sum()),
    }


def _laid_out(graph: FlowGraph, drawn: CountryMap, path: list[str]) -> tuple[Ints, Ints, Ints]:
    """Return tails, heads and arcs of a graph with one layer a part of the path."""
    size = len(graph.place)
    here = np.where(graph.place >= 0, drawn.part[graph.place], -1)
    codes = np.array(drawn.country, dtype=object)
    layers = []
    for number, name in enumerate(path):
        at_end = number in (0, len(path) - 1)
        layers.append(codes == name if at_end else np.array([one == name for one in drawn.name], dtype=bool))
    on_land = [np.append(layer, False)[here] for layer in layers]
    tails, heads, arcs = [], [], []
    for number, land in enumerate(on_land):
        leaves = land[graph.tails] | (here[graph.tails] < 0)
        stays = leaves & (land[graph.heads] | (here[graph.heads] < 0))
        steps = [(stays, number)]
        if number + 1 < len(path):
            steps.append((leaves & on_land[number + 1][graph.heads], number + 1))
        for chosen, layer in steps:
            rows = np.flatnonzero(chosen)
            tails.append(graph.tails[rows] + size * number)
            heads.append(graph.heads[rows] + size * layer)
            arcs.append(rows)
    return (
        np.concatenate(tails).astype(np.int64), np.concatenate(heads).astype(np.int64), np.concatenate(arcs),
    )  # fmt: skip
