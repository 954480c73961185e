"""What the model says to a published figure: the route, its part, its time, price or length."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.arcs import Kind
from landlink.network.virtual import build
from landlink.routing.provenance import rows_of
from landlink.routing.reliability import QUANTILE_Z, lognormal_quantile
from landlink.routing.routes import BEST, route_on
from landlink.study.validation.levels import level_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.network import Cargo, Network
    from landlink.network.table import Table
    from landlink.network.virtual import SearchGraph
    from landlink.routing.constraints import Constraints
    from landlink.routing.provenance import Rows
    from landlink.routing.routes import Route
    from landlink.study.validation.questions import Question

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

CRITERION = {"transit_days": "time_h", "distance_km": "time_h", "price_usd": "cost_usd"}
"""What the compared route is best by: the quickest for times and lengths, the cheapest for prices."""


@dataclass
class Bench:
    """A network, with a virtual network for each cargo and each route searched once.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> bench = Bench(Network.reference())
    >>> bench.graph(Cargo()) is bench.graph(Cargo())
    True
    """

    network: Network
    _graphs: dict[tuple[Cargo, bool], SearchGraph] = field(default_factory=dict)
    _found: dict[tuple[object, ...], Route | None] = field(default_factory=dict)
    _rows: Rows | None = None

    def graph(self, cargo: Cargo, *, train: bool = False) -> SearchGraph:
        """Return the virtual network for a cargo; with ``train`` block trains run everywhere."""
        if (cargo, train) not in self._graphs:
            network = with_own_trains(self.network) if train else self.network
            self._graphs[cargo, train] = build(network, cargo)
        return self._graphs[cargo, train]

    def route(
        self, cargo: Cargo, start: int, end: int, keep: Constraints, criterion: str, *, train: bool = False
    ) -> Route | None:
        """Return the best route by one criterion, None where nothing leads there."""
        key = (cargo, start, end, keep, criterion, train)
        if key not in self._found:
            if self._rows is None:
                self._rows = rows_of(self.network)
            found = route_on(self.graph(cargo, train=train), self._rows, start, end, keep, (criterion,), 0.0)
            best = [one for one in found.routes if BEST[criterion] in one.labels]
            self._found[key] = best[0] if best else None
        return self._found[key]


def with_own_trains(network: Network) -> Network:
    """Return a network in which a block train can be made up between any two stations.

    Ordinary rail traffic then has the speed, spread and border dwell of block trains, and no wait
    at the yard. Figures about a single train (a trial, a record, a plan) are about such trains,
    whether or not a service of the network runs there.

    Examples
    --------
    >>> from landlink.network import Network
    >>> with_own_trains(Network.reference()).assumptions["rail_general_wait_h"]
    0.0
    """
    factor = network.assumptions["service_border_factor"]
    speeds = network.tables["speeds"]
    modes, kinds = speeds.text("mode"), speeds.text("kind")
    trains = [row for row, key in enumerate(zip(modes, kinds, strict=True)) if key == ("rail", "service")]
    rest = [row for row, key in enumerate(zip(modes, kinds, strict=True)) if key != ("rail", "general")]
    ordinary = speeds.take(trains).with_column("kind", ["general"] * len(trains))
    speeds = speeds.take(rest).joined(ordinary)
    changed = network.with_table(speeds)
    changed = changed.with_table(_scaled(network.tables["crossing_defaults"], "mode", factor))
    links = dict(zip(network.links.text("id"), network.links.text("mode"), strict=True))
    crossings = network.crossings
    rail = np.array([links[link] == "rail" for link in crossings.text("link")], dtype=bool)
    dwell = np.where(rail, crossings.number("dwell_h") * factor, crossings.number("dwell_h"))
    changed = changed.with_table(crossings.with_column("dwell_h", dwell))
    assumptions = network.tables["assumptions"]
    value = assumptions.number("value").copy()
    for key, new in (("rail_general_wait_h", 0.0), ("service_border_factor", 1.0)):
        value[assumptions.index()[key]] = new
    return changed.with_table(assumptions.with_column("value", value))


def _scaled(table: Table, column: str, factor: float) -> Table:
    rail = np.array([mode == "rail" for mode in table.text(column)], dtype=bool)
    return table.with_column(
        "dwell_h", np.where(rail, table.number("dwell_h") * factor, table.number("dwell_h"))
    )


@dataclass(frozen=True)
class Modelled:
    """The modelled figure, and the arcs that make it.

    Attributes
    ----------
    value : float
        Days, dollars or kilometres.
    routes : list of (Route, int array, float array)
        Each compared route, its arcs that count, and the days, dollars or kilometres of each arc.
    quantile_factor : float
        Compared time over mean time: 1 for means and for prices.
    fell_back : bool
        Whether the places of the corridor had to be left out to find a way.
    """

    value: float
    routes: list[tuple[Route, Ints, Floats]]
    quantile_factor: float
    fell_back: bool


def modelled(bench: Bench, question: Question) -> Modelled:
    """Return what the model says; alternatives are averaged.

    Raises
    ------
    LandlinkError
        If the network has no route between the ends that keeps to the corridor.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.validation.figures import Figure
    >>> from landlink.study.validation.questions import question_of
    >>> network = Network.reference()
    >>> asked = question_of(network, Figure("T", "", "Almaty", "Aktau", "km", 3000, 3000, "km"))
    >>> 2000 < modelled(Bench(network), asked).value < 4000
    True
    """
    pairs = [(a, b) for a in question.starts for b in question.ends if a != b]
    for number, keep in enumerate(question.ways):
        # freight by sea is quoted for the direct liner, not for cheap relays
        by_ship = {"rail", "road"} <= set(keep.avoid_modes)
        criterion = "time_h" if by_ship else CRITERION[question.quantity]
        found = [bench.route(question.cargo, a, b, keep, criterion, train=question.train) for a, b in pairs]
        routes = [one for one in found if one is not None]
        if routes:
            parts = [_part(bench, question, one) for one in routes]
            value = float(np.mean([part[2] for part in parts]))
            plain = float(np.mean([part[1].sum() for part in parts]))
            held = [(one, part[0], part[1]) for one, part in zip(routes, parts, strict=True)]
            return Modelled(value, held, value / plain if plain > 0 else 1.0, number > 0)
    raise LandlinkError("the network has no route between the ends that keeps to the corridor")


def _part(bench: Bench, question: Question, route: Route) -> tuple[Ints, Floats, float]:
    """Return the arcs that count, what each adds, and the figure that they make."""
    graph = bench.graph(question.cargo, train=question.train)
    arcs = counted(graph, route.arcs, question.part)
    if question.quantity == "distance_km":
        each = graph.arcs.distance_km[arcs]
        return arcs, each, float(each.sum())
    if question.quantity == "price_usd":
        each = graph.arcs.cost_usd[arcs] * level_of(graph, arcs, question.figure.year)
        each = each / route.distance_km if question.per_km else each
        return arcs, each, float(each.sum())
    hours, variance = graph.arcs.time_h[arcs], graph.arcs.time_var_h2[arcs]
    total = float(hours.sum())
    if question.quantile != "mean":
        total = lognormal_quantile(total, float(variance.sum()), QUANTILE_Z[question.quantile])
    return arcs, hours / 24, total / 24


def counted(graph: SearchGraph, arcs: Ints, part: str) -> Ints:
    """Return the arcs of a route that a figure is about.

    Parameters
    ----------
    graph : SearchGraph
    arcs : int array
    part : str
        ``door`` and ``whole``: all. ``terminal``: from the first departure to the last arrival,
        without loading, the wait before it and unloading. ``moving``: without loading and
        unloading. ``arrived``: without unloading.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import route
    >>> found = route(Network.reference(), "Almaty", "Aktau", criteria=["time"])
    >>> one = found.routes[0]
    >>> len(one.arcs) - len(counted(found.graph, one.arcs, "terminal"))
    3
    """
    kinds = graph.arcs.kind[arcs]
    keep = np.ones(len(arcs), dtype=bool)
    if part in ("terminal", "moving"):
        keep &= kinds != Kind.LOAD
    if part in ("terminal", "moving", "arrived"):
        keep &= kinds != Kind.UNLOAD
    if part == "terminal":
        waits = np.flatnonzero(kinds == Kind.WAIT)
        departs = np.flatnonzero(kinds == Kind.MOVE)
        keep[waits[waits < (departs[0] if len(departs) else 0)]] = False
    return arcs[keep]
