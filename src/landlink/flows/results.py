"""Flows: what an assignment found, and the tables that say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.capacity import LIMITS
from landlink.flows.corridors import CORRIDORS, Corridor

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from landlink.flows.capacity import Capacities
    from landlink.flows.demand import Demand
    from landlink.flows.graph import FlowGraph
    from landlink.flows.problem import Equilibrium
    from landlink.flows.trips import Trips
    from landlink.network.model import Network

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Rows = list[dict[str, Any]]

RATIONING = ("price", "queue")
CHOICES = ("equilibrium", "logit", "path-size")


@dataclass(frozen=True)
class Options:
    """How to assign.

    Parameters
    ----------
    limits : tuple of str
        What cannot carry more than its capacity: of ``ships`` (services by sea and ferry), ``services``
        (all of them), ``terminals``, ``crossings``, ``links``. The others get slower only.
    gap : float
        Relative gap at which to stop.
    stranded_cost_factor : float, optional
        Goods stay behind rather than pay this many times the generalised cost of their best way on
        the empty network; default the assumption of that name.
    corridors : tuple of Corridor
        What to share the flow out to.
    rationing : str
        How the places of what is full go to the goods: by ``price`` (who would pay most) or by
        ``queue`` (who would wait longest).
    choice : str
        ``equilibrium``: all take a cheapest path; ``logit`` or ``path-size``: modes and routes are used in
        the shares of a logit model.
    theta : float, optional
        Dispersion of the logit model per USD a tonne; default the assumption ``choice_theta_t_per_usd``.
    max_iterations : int
    threads : int, optional
        Default as many as there are cores.

    Raises
    ------
    LandlinkError
        If a word or a number makes no sense.

    Examples
    --------
    >>> Options(limits=("services", "terminals")).gap
    0.0001
    """

    limits: tuple[str, ...] = ("ships",)
    gap: float = 1e-4
    stranded_cost_factor: float | None = None
    corridors: tuple[Corridor, ...] = CORRIDORS
    rationing: str = "price"
    choice: str = "equilibrium"
    theta: float | None = None
    max_iterations: int = 1000
    threads: int | None = None

    def __post_init__(self) -> None:
        unknown = next((word for word in self.limits if word not in LIMITS), None)
        if unknown is not None:
            raise LandlinkError(f"no limit {unknown!r}; use {', '.join(LIMITS)}")
        if not 0 < self.gap < 1:
            raise LandlinkError(f"the gap must lie between 0 and 1, not be {self.gap}")
        if self.rationing not in RATIONING:
            raise LandlinkError(f"no rationing by {self.rationing!r}; use {' or '.join(RATIONING)}")
        if self.choice not in CHOICES:
            raise LandlinkError(f"no choice {self.choice!r}; use {', '.join(CHOICES)}")
        if self.theta is not None and not (np.isfinite(self.theta) and self.theta > 0):
            raise LandlinkError(f"theta must be a number above 0, not {self.theta}")
        if self.theta is not None and self.choice == "equilibrium":
            raise LandlinkError("theta belongs to the choices logit and path-size, not to equilibrium")
        factor = self.stranded_cost_factor
        if factor is not None and not (np.isfinite(factor) and factor >= 1):
            raise LandlinkError(f"stranded_cost_factor must be a number of 1 or more, not {factor}")


@dataclass(frozen=True, eq=False)
class PathFlows:
    """Used paths over the arcs of the graph of flows.

    Attributes
    ----------
    trip : int array, shape (P,)
        Trip that each serves.
    capacity_t, goods_t : float array, shape (P,)
        Tonnes of capacity and of goods a year.
    indptr, arcs : int array
        The arcs of path ``p`` are ``arcs[indptr[p] : indptr[p + 1]]``, in order.
    """

    trip: Ints
    capacity_t: Floats
    goods_t: Floats
    indptr: Ints
    arcs: Ints

    def __len__(self) -> int:
        return len(self.trip)

    def total(self, of_arc: Floats) -> Floats:
        """Return the sum over the arcs of each path.

        Examples
        --------
        >>> ones, arcs = np.ones(2), np.array([1, 1])
        >>> PathFlows(np.array([0]), ones, ones, np.array([0, 2]), arcs).total(np.array([5.0, 3.0]))
        array([6.])
        """
        sums = np.concatenate([[0.0], np.cumsum(of_arc[self.arcs])])
        return np.asarray(sums[self.indptr[1:]] - sums[self.indptr[:-1]])

    def on_arcs(self, of_path: Floats, arcs: int) -> Floats:
        """Return the sum over the paths that use each arc.

        Examples
        --------
        >>> ones = np.ones(2)
        >>> PathFlows(np.array([0]), ones, ones, np.array([0, 2]), np.array([1, 0])).on_arcs(ones[:1], 3)
        array([1., 1., 0.])
        """
        each = np.repeat(of_path, np.diff(self.indptr))
        return np.bincount(self.arcs, each, arcs).astype(np.float64)  # of no path whole numbers


@dataclass(frozen=True, eq=False)
class Flows:
    """What the network carries.

    Attributes
    ----------
    network : Network
    demand : Demand
    options : Options
    graph : FlowGraph
    held : Capacities
        Resources; ``found`` has their volumes, delays and shadow prices in the same order.
    trips : Trips
    has_way : bool array
        Whether each trip has any way on the network.
    found : Equilibrium
        In hours, or where places are rationed by price in USD a tonne.
    hour_usd_t : float
        USD a tonne that an hour of delay is worth in it; NaN where it is in hours.
    paths : PathFlows
        What is carried.
    stranded_t : float array
        Tonnes of capacity of each trip that stay behind as there is no room.
    seconds : float
        For all, the graph included.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> flows = small_assigned()
    >>> round(flows.summary["carried_t_year"] + flows.summary["stranded_t_year"])
    1250000
    """

    network: Network = field(repr=False)
    demand: Demand = field(repr=False)
    options: Options
    graph: FlowGraph = field(repr=False)
    held: Capacities = field(repr=False)
    trips: Trips = field(repr=False)
    has_way: NDArray[np.bool_] = field(repr=False)
    found: Equilibrium = field(repr=False)
    hour_usd_t: float = field(repr=False)
    paths: PathFlows = field(repr=False)
    stranded_t: Floats = field(repr=False)
    seconds: float

    @property
    def priced(self) -> bool:
        """Whether places of what is full go by price, and shadow prices are in USD a tonne."""
        return bool(np.isfinite(self.hour_usd_t))

    @cached_property
    def sums(self) -> Sums:
        """What all tables are made of."""
        return _sums(self)

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Totals: what is carried, at which cost, and how exact it is."""
        from landlink.flows.results_summary import summary  # noqa: PLC0415  (it builds on this module)

        return summary(self)

    @cached_property
    def _tables(self) -> dict[str, Rows]:
        return {}

    def table(self, name: str) -> Rows:
        """Return a table as a list of rows.

        Parameters
        ----------
        name : str
            Of :data:`landlink.flows.results_tables.TABLES`.

        Examples
        --------
        >>> from landlink.flows.testing import small_assigned
        >>> sorted(small_assigned().table("crossings")[0])[:3]
        ['available_t_year', 'capacity', 'capacity_t_year']
        """
        from landlink.flows.results_tables import TABLES  # noqa: PLC0415  (it builds on this module)

        if name not in TABLES:
            raise LandlinkError(f"no table {name!r} of flows; there are {', '.join(TABLES)}")
        if name not in self._tables:
            self._tables[name] = TABLES[name](self)
        return self._tables[name]

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table as a pandas frame.

        Examples
        --------
        >>> from landlink.flows.testing import small_assigned
        >>> round(float(small_assigned().frame("corridors")["share"].sum()), 9)
        1.0
        """
        import pandas as pd  # noqa: PLC0415  (slow to import, and used here only)

        return pd.DataFrame(self.table(name))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON: the summary, all tables, rule and assumptions.

        Examples
        --------
        >>> import json
        >>> from landlink.flows.testing import small_assigned
        >>> sorted(json.loads(json.dumps(small_assigned().as_dict(), allow_nan=False)))[:3]
        ['assumptions', 'basis', 'bottlenecks']
        """
        from landlink.flows.results_summary import assumptions, basis, notes, rule  # noqa: PLC0415
        from landlink.flows.results_tables import TABLES  # noqa: PLC0415

        return {
            "network": self.network.name,
            "rule": rule(self),
            "basis": basis(self),
            "summary": self.summary,
            **{name: self.table(name) for name in TABLES},
            "assumptions": assumptions(self),
            "notes": notes(self),
        }


@dataclass(frozen=True, eq=False)
class Sums:
    """Flows on arcs and figures of paths, from which the tables add up.

    Attributes
    ----------
    capacity_t, goods_t, worth_usd_h : float array, shape (A,)
        On each arc: tonnes of capacity, tonnes of goods, and what an hour costs all of them.
    arc_h : float array, shape (A,)
        Hours on each arc, with the delays of congestion.
    path_h, path_usd_t, path_co2e_kg_t, path_km : float array, shape (P,)
        Of each path, per tonne of capacity; hours with the delays of congestion.
    """

    capacity_t: Floats
    goods_t: Floats
    worth_usd_h: Floats
    arc_h: Floats
    path_h: Floats
    path_usd_t: Floats
    path_co2e_kg_t: Floats
    path_km: Floats


def delays_h(flows: Flows) -> Floats:
    """Return the hours that congestion adds at each resource.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> bool((delays_h(small_assigned()) >= 0).all())
    True
    """
    delay = flows.found.delay_h
    if flows.priced:
        delay = delay / flows.hour_usd_t
    return np.fmax(delay - flows.held.resources.free_h, 0.0)


def _sums(flows: Flows) -> Sums:
    graph, paths, size = flows.graph, flows.paths, len(flows.graph)
    worth = flows.trips.classes.usd_t_h[flows.trips.of_class[paths.trip]] * paths.capacity_t
    extra = np.append(delays_h(flows), 0.0)[flows.held.main]
    arc_h = graph.time_h + extra
    return Sums(
        paths.on_arcs(paths.capacity_t, size), paths.on_arcs(paths.goods_t, size),
        paths.on_arcs(worth, size), arc_h, paths.total(arc_h), paths.total(graph.cost_usd_t),
        paths.total(graph.co2e_kg_t), paths.total(graph.distance_km),
    )  # fmt: skip
