"""Routes from one place to another, as named alternatives out of a Pareto front."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.arcs import CRITERIA
from landlink.network.cargo import Cargo
from landlink.network.places import find_place
from landlink.network.virtual import SearchGraph, build
from landlink.routing.constraints import Constraints, Search, search_graph
from landlink.routing.legs import Leg, legs_of, worst_quality
from landlink.routing.provenance import Rows, rows_of
from landlink.routing.reliability import QUANTILE_Z, lognormal_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from landlink.network.model import Network

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

CRITERION_NAMES = {"time": "time_h", "cost": "cost_usd", "co2e": "co2e_kg", "variance": "time_var_h2"}
"""Short names of the criteria."""

BEST = {"time_h": "fastest", "cost_usd": "cheapest", "co2e_kg": "cleanest", "time_var_h2": "most reliable"}
"""Label of the route that is best by each criterion."""

RESOLUTION = 0.01
"""Unit in which the search counts hours, dollars, kilograms and hours squared."""

DEFAULT_EPS = 0.01


class Event(NamedTuple):
    """An operation of a dated route: an arc, or a rest in a place (``arc`` is -1).

    ``rest`` is the row of rest_rules; hours count since the goods were ready. ``rested_h`` is the
    part of an arc that is rest on the way.
    """

    arc: int
    rest: int
    starts_h: float
    ends_h: float
    rested_h: float = 0.0


@dataclass(frozen=True)
class Route:
    """A door-to-door sequence of legs.

    Attributes
    ----------
    labels : tuple of str
        What it is the best at; the first is its name.
    legs : list of Leg
    totals : dict of str to float
        The four criteria.
    arcs : int array
        Its path in the virtual network.
    events : tuple of Event
        Operations with their hours, where the route has dates.
    """

    labels: tuple[str, ...]
    legs: list[Leg]
    totals: dict[str, float]
    arcs: Ints = field(repr=False)
    events: tuple[Event, ...] = field(default=(), repr=False)

    @property
    def label(self) -> str:
        """Name of the route."""
        return self.labels[0]

    @property
    def distance_km(self) -> float:
        """Length of all moves."""
        return sum(leg.distance_km for leg in self.legs)

    def time_quantile_h(self, name: str) -> float:
        """Return the arrival time ``p20``, ``p50`` or ``p80``, in hours from the start.

        Examples
        --------
        >>> from landlink.network import Network
        >>> found = route(Network.reference(), "Almaty", "Aktau")
        >>> one = found.routes[0]
        >>> one.time_quantile_h("p20") < one.time_quantile_h("p80")
        True
        """
        return lognormal_quantile(self.totals["time_h"], self.totals["time_var_h2"], QUANTILE_Z[name])

    @property
    def unverified_share(self) -> float:
        """Share of the hours or of the dollars that rests on unverified rows, the larger one."""
        time = sum(leg.unverified_time_h for leg in self.legs) / max(self.totals["time_h"], 1e-9)
        cost = sum(leg.unverified_cost_usd for leg in self.legs) / max(self.totals["cost_usd"], 1e-9)
        return max(time, cost)


@dataclass(frozen=True)
class Dated:
    """What a search from a moment on was asked and found besides routes.

    Attributes
    ----------
    ready : datetime
    deadline : datetime, optional
    rules : tuple of str
        Rule sets of rest that the routes keep to.
    horizon_days : float
        How far ahead timetables and opening hours were looked up.
    earliest : Route, optional
        The earliest route, where the deadline cannot be met.
    latest_ready : datetime, optional
        Latest readiness that meets the deadline, where it was asked for.
    note : str
        What the reader should know about the horizon or the rules.
    """

    ready: datetime
    deadline: datetime | None
    rules: tuple[str, ...]
    horizon_days: float
    earliest: Route | None = None
    latest_ready: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Routes:
    """What a search found.

    Attributes
    ----------
    origin, destination : int
        Node rows.
    graph : SearchGraph
        Network and cargo that were searched.
    constraints : Constraints
    criteria : tuple of str
        Criteria of the front.
    routes : list of Route
        Named alternatives, fastest first. Empty if nothing leads there.
    front : float array
        Every point of the front or of its cover, one row a point, one column a criterion.
    eps : float
        0 for the exact front.
    dated : Dated, optional
        Where the search had dates.
    """

    origin: int
    destination: int
    graph: SearchGraph
    constraints: Constraints
    criteria: tuple[str, ...]
    routes: list[Route]
    front: Floats
    eps: float
    dated: Dated | None = None

    @property
    def guarantee(self) -> str:
        """What is known about the routes that are not shown."""
        names = ", ".join(criterion_label(name) for name in self.criteria)
        if len(self.criteria) == 1:
            return f"Exact: no route is better by {names}."
        if self.eps == 0:
            return f"The exact front of {names}: every trade-off there is, {len(self.front)} of them."
        return (
            f"A cover of the front of {names}: for every trade-off there is, one of the {len(self.front)} "
            f"routes found is at most {100 * self.eps:g} % worse by any criterion."
        )

    def __len__(self) -> int:
        return len(self.routes)

    def _repr_html_(self) -> str:
        """Show a table and a map in a notebook."""
        from landlink.routing.results import to_html  # noqa: PLC0415  (pulls in the drawing)

        return to_html(self)


def criterion_label(name: str) -> str:
    """Return a criterion as a word.

    Examples
    --------
    >>> criterion_label("time_var_h2")
    'time variance'
    """
    return {"time_h": "time", "cost_usd": "cost", "co2e_kg": "CO2e", "time_var_h2": "time variance"}[name]


def criteria_of(names: Sequence[str]) -> tuple[str, ...]:
    """Return criteria from short or full names.

    Raises
    ------
    LandlinkError
        If a name is unknown, occurs twice, or fewer than one is given.

    Examples
    --------
    >>> criteria_of(["time", "cost"])
    ('time_h', 'cost_usd')
    """
    found = tuple(CRITERION_NAMES.get(name.strip(), name.strip()) for name in names)
    for name in found:
        if name not in CRITERIA:
            raise LandlinkError(f"no criterion {name!r}; use {', '.join(CRITERION_NAMES)}")
    if len(set(found)) != len(found) or not found:
        raise LandlinkError("give each criterion once, and at least one")
    return found


def route(
    network: Network,
    origin: str,
    destination: str,
    cargo: Cargo | None = None,
    *,
    constraints: Constraints | None = None,
    criteria: Sequence[str] = ("time", "cost", "co2e", "variance"),
    eps: float = DEFAULT_EPS,
) -> Routes:
    """Find the routes between two places.

    Parameters
    ----------
    network : Network
    origin, destination : str
        Names of places.
    cargo : Cargo, optional
        Default one 40-foot container.
    constraints : Constraints, optional
    criteria : sequence of str
        Any of ``time``, ``cost``, ``co2e``, ``variance``.
    eps : float
        How much worse a route may be than one it stands for; 0 asks for the exact front, which
        across Eurasia can have hundreds of thousands of points.

    Returns
    -------
    Routes

    Raises
    ------
    LandlinkError
        If a place or a criterion is unknown.

    Examples
    --------
    >>> from landlink.network import Network
    >>> found = route(Network.reference(), "Almaty", "Aktau", Cargo("containers", teu=2))
    >>> found.routes[0].label
    'fastest'
    """
    start, end = find_place(network, origin), find_place(network, destination)
    graph = build(network, cargo or Cargo())
    return route_on(
        graph, rows_of(network), start, end, constraints or Constraints(), criteria_of(criteria), eps
    )


def route_on(
    graph: SearchGraph,
    rows: Rows,
    origin: int,
    destination: int,
    constraints: Constraints,
    criteria: tuple[str, ...],
    eps: float,
) -> Routes:
    """Find routes on a virtual network that is already built.

    Parameters
    ----------
    graph : SearchGraph
    rows : Rows
    origin, destination : int
        Node rows.
    constraints : Constraints
    criteria : tuple of str
        Full names.
    eps : float

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> graph = build(network, Cargo())
    >>> a, b = (find_place(network, name) for name in ("Almaty", "Aktau"))
    >>> len(route_on(graph, rows_of(network), a, b, Constraints(), ("time_h", "cost_usd"), 0.01)) >= 1
    True
    """
    if origin == destination:
        name = graph.network.nodes.text("name")[origin]
        raise LandlinkError(f"origin and destination are the same place, {name}")
    search = search_graph(graph, origin, destination, constraints)
    costs = _costs(graph, search)
    paths = _front_paths(search, costs, criteria, eps)
    points = np.array([_totals(graph, path, criteria) for path in paths]).reshape(len(paths), len(criteria))
    extra = _best_paths(search, costs) if paths else {}
    named = _named(graph, paths, extra, points)
    routes = [
        Route(
            tuple(labels),
            legs_of(graph, rows, path),
            dict(zip(CRITERIA, _totals(graph, path, CRITERIA), strict=True)),
            path,
        )
        for labels, path in named
    ]
    routes.sort(key=lambda found: found.totals["time_h"])
    return Routes(origin, destination, graph, constraints, criteria, routes, points, eps)


def _costs(graph: SearchGraph, search: Search) -> Ints:
    """All criteria of the arcs of a search, in whole units of the resolution."""
    table = np.stack([getattr(graph.arcs, name) for name in CRITERIA], axis=1)
    taken = np.where((search.arc >= 0)[:, None], table[search.arc], 0.0)
    return np.rint(taken / RESOLUTION).astype(np.int64)


def _totals(graph: SearchGraph, path: Ints, criteria: Sequence[str]) -> list[float]:
    return [float(getattr(graph.arcs, name)[path].sum()) for name in criteria]


def _front_paths(search: Search, costs: Ints, criteria: tuple[str, ...], eps: float) -> list[Ints]:
    chosen = np.ascontiguousarray(costs[:, [CRITERIA.index(name) for name in criteria]])
    if len(criteria) == 1:
        path = _single(search, chosen[:, 0].astype(np.float64))
        return [] if path is None else [path]
    if eps > 0:
        from landlink.routing.cover import epsilon_cover  # noqa: PLC0415  (imports numba)

        front: Any = epsilon_cover(search.indptr, search.heads, chosen, search.source, search.target, eps=eps)
    else:
        from landlink.routing.pareto import pareto_front  # noqa: PLC0415  (imports numba)

        front = pareto_front(search.indptr, search.heads, chosen, search.source, search.target)
    return [_in_arcs(search, path) for path in front.paths]


def _in_arcs(search: Search, path: Ints) -> Ints:
    arcs = search.arc[path]
    return arcs[arcs >= 0]


def _single(search: Search, cost: Floats) -> Ints | None:
    from landlink.routing.trees import shortest_paths  # noqa: PLC0415  (imports numba)

    tree = shortest_paths(search.indptr, search.heads, cost, [search.source], targets=[search.target])
    path = tree.path(0, search.target)
    return None if path is None else _in_arcs(search, path)


def _best_paths(search: Search, costs: Ints) -> dict[str, Ints]:
    """Find the exact best route by each criterion, ties broken by time and cost."""
    best = {}
    for number, name in enumerate(CRITERIA):
        # A unit of the criterion outweighs 2^30 units of time and cost, which only break ties.
        path = _single(search, costs[:, number] + (costs[:, 0] + costs[:, 1]) / 2**30)
        if path is not None:
            best[name] = path
    return best


def _named(
    graph: SearchGraph, paths: list[Ints], extra: dict[str, Ints], points: Floats
) -> list[tuple[list[str], Ints]]:
    """Best route by each criterion and the balanced one; a route can have several names."""
    named: dict[tuple[float, ...], tuple[list[str], Ints]] = {}
    best = [(BEST[name], path) for name, path in extra.items()]
    if paths:
        best.append(("balanced", paths[balanced_row(graph, paths, points)]))
    for label, path in best:
        totals = tuple(round(total, 2) for total in _totals(graph, path, CRITERIA))
        named.setdefault(totals, ([], path))[0].append(label)
    return list(named.values())


def balanced_row(graph: SearchGraph, paths: list[Ints], points: Floats) -> int:
    """Return which path of a front is the balanced one.

    With a value of the goods it is the one of least generalised cost: the price plus what the
    goods lose a day under way (assumption ``time_value_share_per_day``). Without, it is the
    nearest to the ideal, each criterion scaled by its range over the front (compromise
    programming; Zeleny 1973).

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> found = route(network, "Almaty", "Aktau")
    >>> any("balanced" in one.labels for one in found.routes)
    True
    """
    return nearest_to_balance(graph, np.array([_totals(graph, path, CRITERIA) for path in paths]), points)


def nearest_to_balance(graph: SearchGraph, totals: Floats, points: Floats) -> int:
    """Return the balanced one of some routes from all their totals and the criteria of the front.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> points = np.array([[1.0, 9.0], [2.0, 2.0], [9.0, 1.0]])
    >>> nearest_to_balance(build(small_network(), Cargo()), points, points)
    1
    """
    value = graph.cargo.value_usd
    if value:
        share = graph.network.assumptions["time_value_share_per_day"]
        return int(np.argmin(totals[:, 1] + value * share * totals[:, 0] / 24))
    low, high = points.min(axis=0), points.max(axis=0)
    scaled = (points - low) / np.where(high > low, high - low, 1.0)
    return int(np.argmin((scaled**2).sum(axis=1)))


__all__ = [
    "Route",
    "Routes",
    "balanced_row",
    "criteria_of",
    "criterion_label",
    "route",
    "route_on",
    "worst_quality",
]
