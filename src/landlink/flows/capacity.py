"""What shares a capacity, and how much that is in tonnes of capacity a year."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.assumptions import assumed
from landlink.flows.problem import BPR, CONSTANT, QUEUE, Resources
from landlink.network.arcs import MODE_NAMES, Kind
from landlink.network.paths import service_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from landlink.flows.graph import FlowGraph
    from landlink.network.model import Network
    from landlink.network.paths import ServicePath

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

LIMITS = ("ships", "services", "terminals", "crossings", "links")
"""What can have a hard limit; ships (services by sea and ferry) do unless said otherwise."""

SHIP_MODES = ("sea", "ferry")

HOURS_PER_YEAR = 8766.0
DAYS_PER_YEAR = 365.25

ASSUMPTIONS = (
    "train_net_t", "train_capacity_teu", "payload_t_per_teu", "payload_t_per_wagon", "payload_t_per_truck",
    "delay_link_bpr_a", "delay_link_bpr_b", "delay_crossing_variation", "delay_terminal_variation",
    "delay_queue_load",
)  # fmt: skip
"""Keys of the assumptions that capacities and delays rest on."""


@dataclass(frozen=True, eq=False)
class Capacities:
    """The resources of a graph of flows: what has a known capacity, and which arcs use it.

    Attributes
    ----------
    rows : list of dict
        One a resource: ``what`` (link, crossing, terminal or service), ``id``, ``hop`` (first link of
        a run of a service), ``mode`` of a link or service, ``delay`` (bpr, queue or none),
        ``direction``, ``capacity_t_year``, ``capacity`` and ``capacity_unit`` as published, and
        ``customer_t``: tonnes that are served as one (a train, a truck).
    resources : Resources
        Delay functions and hard limits, in the same order.
    main : int array, shape (A,)
        Resource of each arc: its link, crossing or terminal; -1 where it has none of known
        capacity.
    service : int array, shape (A,)
        Resource of the service on each arc, likewise.
    free_h : float array, shape (A,)
        Part of the time of each arc that its resource stands for.
    hop : dict
        Resource of each hop of a service by service, link and direction (1 backward). Where goods
        neither come aboard nor leave between hops, these share one, which the first of them uses.
    """

    rows: list[dict[str, Any]] = field(repr=False)
    resources: Resources = field(repr=False)
    main: Ints = field(repr=False)
    service: Ints = field(repr=False)
    free_h: Floats = field(repr=False)
    hop: dict[tuple[int, int, int], int] = field(repr=False)


def capacities(graph: FlowGraph, limits: Iterable[str] = ("ships",)) -> Capacities:
    """Return what shares which capacity, in tonnes of capacity a year.

    One resource is one published figure: a link (both directions and all equipment together), a
    crossing in one direction, all operations of one kind at a place for which the same figure is
    published, and each run of a service from a call to the next in one direction. Trains are pairs a
    day, as the schema says:
    two trains on a link or at a terminal, one at a crossing in its direction. A service offers the
    capacity of a departure times its departures in a year.

    Links congest by the function of the Bureau of Public Roads (1964), crossings, terminals and links
    across a border as queues (Kleinrock 1975, section 5.6) whose customers are trains or trucks, services
    not at all.

    Parameters
    ----------
    graph : FlowGraph
    limits : iterable of str
        Of :data:`LIMITS`: what cannot carry more than its capacity. The others only get slower.

    Raises
    ------
    LandlinkError
        If a word of ``limits`` is unknown.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network, with_cell
    >>> network = with_cell(small_network(), "services", "ferry", "capacity", 100)
    >>> network = with_cell(network, "services", "ferry", "capacity_unit", "TEU")
    >>> [row["capacity_t_year"] for row in capacities(flow_graph(network)).rows]  # a departure a day
    [365250.0, 365250.0]
    """
    hard = set(limits)
    unknown = sorted(hard - set(LIMITS))
    if unknown:
        raise LandlinkError(f"no limit {unknown[0]!r}; use {', '.join(LIMITS)}")
    found = _Found(graph)
    for step in (_links, _crossings, _terminals, _services):
        step(found)
    return found.finish(hard)


class _Found:
    """Resources so far, and the arcs that use them."""

    def __init__(self, graph: FlowGraph) -> None:
        self.graph = graph
        self.rows: list[dict[str, Any]] = []
        self.main = np.full(len(graph), -1, dtype=np.int64)
        self.service = np.full(len(graph), -1, dtype=np.int64)
        self.paths = service_paths(graph.network)
        self.hop: dict[tuple[int, int, int], int] = {}
        self.first: set[tuple[int, tuple[int, int]]] = set()

    def add(self, use: Ints, at: NDArray[np.bool_] | Ints, **row: Any) -> None:  # noqa: ANN401  (cells of a table)
        """Add a resource that some arcs use; none if no arc does."""
        if np.any(at) if at.dtype == np.bool_ else len(at):
            use[at] = len(self.rows)
            self.rows.append({"hop": "", "direction": "", "mode": "", "delay": "queue", **row})

    def finish(self, hard: set[str]) -> Capacities:
        network = self.graph.network
        free = np.zeros(len(self.rows))
        used = self.main >= 0
        is_link = np.array([row["delay"] == "bpr" for row in self.rows], dtype=bool)
        least = np.full(len(self.rows), math.inf)
        np.minimum.at(least, self.main[used], self.graph.time_h[used])
        free[is_link] = least[is_link]
        capacity = np.array([row["capacity_t_year"] for row in self.rows], dtype=np.float64)
        shapes = [_shape(network, row) for row in self.rows]
        kind, a, b = (np.array(part) for part in zip(*shapes, strict=True)) if shapes else np.zeros((3, 0))
        limited = np.array([_limited(row, hard) for row in self.rows], dtype=bool) | (capacity <= 0)
        resources = Resources(
            kind.astype(np.int8), free, np.fmax(capacity, 1.0), a.astype(np.float64), b.astype(np.float64),
            np.where(limited, capacity, math.inf),
        )  # fmt: skip
        return Capacities(
            self.rows,
            resources,
            self.main,
            self.service,
            np.where(used, np.append(free, 0.0)[self.main], 0.0),
            self.hop,
        )


def _limited(row: dict[str, Any], hard: set[str]) -> bool:
    """Whether a resource cannot carry more than its capacity."""
    ship = row["what"] == "service" and row["mode"] in SHIP_MODES
    return f"{row['what']}s" in hard or (ship and "ships" in hard)


def _shape(network: Network, row: dict[str, Any]) -> tuple[int, float, float]:
    """Return kind and parameters of the delay function of a resource."""
    if row["delay"] == "bpr":
        return BPR, assumed(network, "delay_link_bpr_a"), assumed(network, "delay_link_bpr_b")
    if row["delay"] == "none":
        return CONSTANT, 0.0, 0.0
    one_h = HOURS_PER_YEAR * row["customer_t"] / max(row["capacity_t_year"], 1.0)
    what = "terminal" if row["what"] == "terminal" else "crossing"
    spread = assumed(network, f"delay_{what}_variation")
    return QUEUE, one_h * (1 + spread**2) / 2, assumed(network, "delay_queue_load")


def tonnes_a_year(
    network: Network, capacity: float, unit: str, *, trains: int = 1, boxes: bool = False
) -> float:
    """Return a published capacity in tonnes of capacity a year; infinite where there is none.

    Parameters
    ----------
    network : Network
        Its assumptions say what a train, a wagon, a truck and a TEU carry.
    capacity : float
    unit : str
        Of links, crossings and transfers.
    trains : int
        Trains for each pair a day.
    boxes : bool
        Whether the trains carry containers only.

    Examples
    --------
    >>> from landlink.network import Network
    >>> tonnes_a_year(Network.reference(), 100_000, "TEU/year")
    1000000.0
    """
    if not math.isfinite(capacity):
        return math.inf
    if unit not in _PER_YEAR:
        raise LandlinkError(f"no capacity in {unit!r}; use {', '.join(_PER_YEAR)}")
    return capacity * _PER_YEAR[unit](network, trains, boxes)


def _train_t(network: Network, *, boxes: bool) -> float:
    """Tonnes of capacity of one train."""
    if boxes:
        return assumed(network, "train_capacity_teu") * assumed(network, "payload_t_per_teu")
    return assumed(network, "train_net_t")


_PER_YEAR: dict[str, Callable[[Network, int, bool], float]] = {
    "Mt/year": lambda *_: 1e6,
    "TEU/year": lambda network, *_: assumed(network, "payload_t_per_teu"),
    "trains/day": lambda network, trains, boxes: trains * DAYS_PER_YEAR * _train_t(network, boxes=boxes),
    "trucks/day": lambda network, *_: DAYS_PER_YEAR * assumed(network, "payload_t_per_truck"),
    "wagons/day": lambda network, *_: DAYS_PER_YEAR * assumed(network, "payload_t_per_wagon"),
}

_DEPARTURE = {
    "TEU": "payload_t_per_teu", "wagons": "payload_t_per_wagon", "trucks": "payload_t_per_truck", "t": "",
}  # fmt: skip
"""Assumption on what one unit of the capacity of a departure carries."""


def _links(found: _Found) -> None:
    graph, links = found.graph, found.graph.network.links
    moves = np.where(graph.kind == Kind.MOVE, graph.link, -1)
    borders = set(graph.network.crossings.text("link"))
    for row in np.flatnonzero(np.isfinite(links.number("capacity"))).tolist():
        capacity, unit = float(links.number("capacity")[row]), links.text("capacity_unit")[row]
        trains = 1 if links.text("direction")[row] == "forward" else 2
        name, mode = links.text("id")[row], links.text("mode")[row]
        found.add(
            found.main, np.flatnonzero(moves == row), what="link", id=name, mode=mode,
            delay="queue" if name in borders else "bpr",
            capacity_t_year=tonnes_a_year(graph.network, capacity, unit, trains=trains),
            capacity=capacity, capacity_unit=unit,
            customer_t=_customer_t(graph.network, mode, boxes=False),
        )  # fmt: skip


def _crossings(found: _Found) -> None:
    graph, crossings = found.graph, found.graph.network.crossings
    index, modes = graph.network.links.index(), graph.network.links.text("mode")
    for row in np.flatnonzero(np.isfinite(crossings.number("capacity"))).tolist():
        capacity, unit = float(crossings.number("capacity")[row]), crossings.text("capacity_unit")[row]
        mode = modes[index[crossings.text("link")[row]]]
        found.add(
            found.main, np.flatnonzero(graph.crossing == row), what="crossing", id=crossings.text("id")[row],
            direction=crossings.text("direction")[row],
            capacity_t_year=tonnes_a_year(graph.network, capacity, unit),
            capacity=capacity, capacity_unit=unit, customer_t=_customer_t(graph.network, mode, boxes=False),
        )  # fmt: skip


def _customer_t(network: Network, mode: str, *, boxes: bool) -> float:
    """Tonnes that are served as one."""
    return assumed(network, "payload_t_per_truck") if mode == "road" else _train_t(network, boxes=boxes)


_OPERATIONS = {
    "load": Kind.LOAD, "unload": Kind.UNLOAD, "transhipment": Kind.TRANSHIPMENT,
    "gauge_change": Kind.GAUGE_CHANGE,
}  # fmt: skip


def _terminals(found: _Found) -> None:
    """One resource for all rows of a node and operation with the same published figure."""
    graph, table = found.graph, found.graph.network.transfers
    capacity, nodes = table.number("capacity"), graph.network.nodes.index()
    before = _mode_before(graph)
    groups: dict[tuple[str, str, float, str], list[int]] = {}
    columns = [table.text(name) for name in ("node", "operation", "capacity_unit", "equipment")]
    for row, (node, operation, unit, _) in enumerate(zip(*columns, strict=True)):
        if node and np.isfinite(capacity[row]):
            groups.setdefault((node, operation, float(capacity[row]), unit), []).append(row)
    for (node, operation, figure, unit), rows in groups.items():
        here = (graph.kind == _OPERATIONS[operation]) & (graph.node == nodes[node])
        at = np.zeros(len(graph), dtype=bool)
        for row in rows:
            at |= here & _fits(graph, before, {name: table.text(name)[row] for name in _FITS})
        boxes = unit == "TEU/year" or all(columns[3][row] in ("20ft", "40ft") for row in rows)
        found.add(
            found.main, at, what="terminal", id=f"{node}:{operation}", node=node, operation=operation,
            capacity_t_year=tonnes_a_year(graph.network, figure, unit, trains=2, boxes=boxes),
            capacity=figure, capacity_unit=unit,
            customer_t=_customer_t(graph.network, "road" if unit == "trucks/day" else "rail", boxes=boxes),
        )  # fmt: skip


_FITS = ("from_mode", "to_mode", "equipment")


def _fits(graph: FlowGraph, before: Ints, row: dict[str, str]) -> NDArray[np.bool_]:
    """Arcs whose modes and equipment a row of transfers is for."""
    fit = np.ones(len(graph), dtype=bool)
    if row["equipment"] not in ("*", ""):
        fit &= graph.vehicle == (
            graph.vehicles.index(row["equipment"]) if row["equipment"] in graph.vehicles else -1
        )
    if row["from_mode"]:
        fit &= (graph.kind == Kind.LOAD) | (before == MODE_NAMES.index(row["from_mode"]))
    if row["to_mode"]:
        fit &= (graph.kind == Kind.UNLOAD) | (graph.mode == MODE_NAMES.index(row["to_mode"]))
    return fit


def _mode_before(graph: FlowGraph) -> Ints:
    """Mode in which goods come to the tail of each arc, -1 where they are handed in."""
    of_vertex = np.full(len(graph.place), -1, dtype=np.int64)
    comes = np.isin(graph.kind, (Kind.MOVE, Kind.BORDER, Kind.WAIT, Kind.GAUGE_CHANGE))
    of_vertex[graph.heads[comes]] = graph.mode[comes]
    return of_vertex[graph.tails]


def _services(found: _Found) -> None:
    """One resource for each run of a service from a call to the next: its hops carry the same."""
    graph, table = found.graph, found.graph.network.services
    network, links = graph.network, graph.network.links.text("id")
    runs = np.flatnonzero((graph.kind == Kind.MOVE) & (graph.service >= 0))
    of_hop: dict[tuple[int, int, int], list[int]] = {}
    columns = (runs, graph.service[runs], graph.link[runs], graph.backward[runs])
    for arc, *key in zip(*(column.tolist() for column in columns), strict=True):
        of_hop.setdefault((key[0], key[1], key[2]), []).append(arc)
    for service in sorted({key[0] for key in of_hop}):
        capacity, unit = float(table.number("capacity")[service]), table.text("capacity_unit")[service]
        if not math.isfinite(capacity):
            continue
        if unit not in _DEPARTURE:
            file, name = table.file, table.text("id")[service]
            raise LandlinkError(f"{file}: {name} has a capacity in {unit!r}; use {', '.join(_DEPARTURE)}")
        load = assumed(network, _DEPARTURE[unit]) if _DEPARTURE[unit] else 1.0
        departures = HOURS_PER_YEAR / float(table.number("headway_h")[service])
        for hops in _between_calls(network, found.paths[service]):
            held = [(link, way) for link, way in hops if (service, link, way) in of_hop]
            if len(held) < len(hops) or (service, hops[0]) in found.first:
                continue  # nothing can go the whole way, or it was there before
            found.first.add((service, hops[0]))
            for link, way in hops:
                found.hop[service, link, way] = len(found.rows)
            found.add(
                found.service, np.array(of_hop[service, *hops[0]]), what="service",
                id=table.text("id")[service], hop=links[hops[0][0]],
                mode=table.text("mode")[service], delay="none",
                direction="backward" if hops[0][1] else "forward",
                capacity_t_year=capacity * load * departures, capacity=capacity,
                capacity_unit=f"{unit} a departure", customer_t=capacity * load,
            )  # fmt: skip


def _between_calls(network: Network, path: ServicePath) -> list[list[tuple[int, int]]]:
    """Return the hops (link, 1 if backward) of each run from a call to the next, both ways."""
    tails, _ = network.ends
    found: list[list[tuple[int, int]]] = []
    run: list[tuple[int, int]] = []
    node = path.stops[0]
    for chain, calls in zip(path.chains, path.calls[1:], strict=True):
        for link in chain or ():
            backward = int(int(tails[link]) != node)
            node = int(tails[link] if backward else network.ends[1][link])
            run.append((link, backward))
        if calls:
            found.append(run)
            run = []
    return found + [[(link, 1 - way) for link, way in hops[::-1]] for hops in found]
