"""Skims: what it takes from many places to many, by one best route for each pair."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.arcs import Kind
from landlink.network.cargo import Cargo
from landlink.network.places import find_place
from landlink.network.virtual import SearchGraph, build
from landlink.routing.constraints import TRANSFERS, Constraints, search_graph
from landlink.routing.routes import CRITERION_NAMES
from landlink.routing.skims_csr import BLOCK, skim_blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from landlink.network.model import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

GENERALISED = "generalised_cost_usd"

COMPONENTS = {
    GENERALISED: ("USD", "dollars, and hours, emissions and unreliability at their weights"),
    "time_h": ("h", "mean time from door to door"),
    "cost_usd": ("USD", "price of all operations"),
    "co2e_kg": ("kg", "emissions, well to wheel"),
    "time_var_h2": ("h2", "variance of the time"),
    "distance_km": ("km", "length of all moves"),
    "move_h": ("h", "part of the time that is spent moving"),
    "wait_h": ("h", "part that is spent waiting for a departure"),
    "border_h": ("h", "part that is spent at borders"),
    "handling_h": ("h", "part that is spent loading, unloading, changing vehicle or gauge"),
    "borders": ("1", "borders crossed"),
    "transfers": ("1", "changes of vehicle or gauge"),
}
"""What a skim holds: unit and meaning of each matrix."""

_HOURS = {
    "move_h": (Kind.MOVE,),
    "wait_h": (Kind.WAIT,),
    "border_h": (Kind.BORDER,),
    "handling_h": (Kind.LOAD, Kind.UNLOAD, *TRANSFERS),
}
_COUNTS = {"borders": (Kind.BORDER,), "transfers": TRANSFERS}


@dataclass(frozen=True)
class Weights:
    """Dollars per unit of each part of the generalised cost.

    Parameters
    ----------
    value_of_time_usd_per_h : float
        What an hour under way costs the whole shipment.
    co2e_usd_per_t : float
        Price of a tonne of CO2e.
    variance_usd_per_h2 : float
        Price of unreliability. It weighs the variance, which adds up along a route; the standard
        deviation does not, so that a price on it would have no exact best route.

    Raises
    ------
    LandlinkError
        If a weight is negative or not finite.

    Examples
    --------
    >>> Weights(value_of_time_usd_per_h=2.5).value_of_time_usd_per_h
    2.5
    """

    value_of_time_usd_per_h: float = 0.0
    co2e_usd_per_t: float = 0.0
    variance_usd_per_h2: float = 0.0

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if not (math.isfinite(value) and value >= 0):
                raise LandlinkError(f"{one.name} must be at or above zero, not {value}")

    @classmethod
    def of(cls, network: Network, cargo: Cargo, **given: float | None) -> Weights:
        """Return the weights given; an hour not priced costs what the goods lose in it.

        That is their value times the assumption ``time_value_share_per_day``, and nothing where
        the cargo has no value.

        Examples
        --------
        >>> from landlink.network import Network
        >>> Weights.of(Network.reference(), Cargo(value_usd=120_000)).value_of_time_usd_per_h
        30.0
        """
        share = network.assumptions["time_value_share_per_day"]
        lost = (cargo.value_usd or 0.0) * share / 24
        kept = {name: value for name, value in given.items() if value is not None}
        return cls(**{"value_of_time_usd_per_h": lost, **kept})

    def total_usd(self, cost_usd: Any, time_h: Any, co2e_kg: Any, time_var_h2: Any) -> Any:  # noqa: ANN401  (floats or arrays of them)
        """Return the generalised cost.

        Examples
        --------
        >>> Weights(2.0, co2e_usd_per_t=50).total_usd(1000.0, 24.0, 400.0, 9.0)
        1068.0
        """
        return (
            cost_usd
            + self.value_of_time_usd_per_h * time_h
            + self.co2e_usd_per_t * co2e_kg / 1000
            + self.variance_usd_per_h2 * time_var_h2
        )


@dataclass(frozen=True, eq=False)
class SkimBlock:
    """Some rows of every matrix of a skim, from row ``start`` on."""

    start: int
    matrices: dict[str, Floats] = field(repr=False)


@dataclass(frozen=True, eq=False)
class SkimPlan:
    """A skim that can be computed block by block.

    Attributes
    ----------
    graph : SearchGraph
    origins, destinations : int array
        Node rows.
    weights : Weights
    by : str
        What the route of each pair is best by: ``generalised_cost_usd`` or a criterion.
    constraints : Constraints
    """

    graph: SearchGraph
    origins: Ints
    destinations: Ints
    weights: Weights
    by: str
    constraints: Constraints

    @property
    def origin_ids(self) -> list[str]:
        """Keys of the origins."""
        return [self.graph.network.nodes.text("id")[row] for row in self.origins]

    @property
    def destination_ids(self) -> list[str]:
        """Keys of the destinations."""
        return [self.graph.network.nodes.text("id")[row] for row in self.destinations]

    def facts(self) -> dict[str, Any]:
        """Return what the skim rests on, as plain values.

        Examples
        --------
        >>> from landlink.network import Network
        >>> plan(Network.reference(), ["Almaty"], ["Aktau"], by="time").facts()["by"]
        'time_h'
        """
        cargo, network = self.graph.cargo, self.graph.network
        return {
            "network": network.name,
            "cargo": {one.name: getattr(cargo, one.name) for one in fields(cargo)},
            "by": self.by,
            "weights": {one.name: getattr(self.weights, one.name) for one in fields(self.weights)},
            "constraints": self.constraints.as_dict(),
            "price_year": network.assumptions.get("price_year"),
        }

    def blocks(self, *, threads: int | None = None, block: int = BLOCK) -> Iterator[SkimBlock]:
        """Yield the rows of all matrices, a few origins at a time.

        Examples
        --------
        >>> from landlink.network import Network
        >>> asked = plan(Network.reference(), ["Almaty", "Osh"], ["Aktau"])
        >>> [len(one.matrices["time_h"]) for one in asked.blocks(block=1)]
        [1, 1]
        """
        search = search_graph(self.graph, int(self.origins[0]), int(self.destinations[0]), self.constraints)
        figures = np.where((search.arc >= 0)[:, None], _figures(self.graph)[search.arc], 0.0)
        named = dict(zip(_SUMMED, figures.T, strict=True))
        counted = len(search.indptr) - 1
        size = len(self.graph.place)
        counts = 1 if self.constraints.max_transfers is None else self.constraints.max_transfers + 1
        first = counted - counts * size + self.graph.destination(0)
        goals = first + self.destinations[None, :] + size * np.arange(counts)[:, None]
        for done in skim_blocks(
            search.indptr, search.heads, self._price(named), figures, self.origins.tolist(),
            goals.ravel().tolist(), threads=threads, block=block,
        ):  # fmt: skip
            yield SkimBlock(done.start, self._matrices(done.start, done.costs, done.sums, counts))

    def _price(self, figures: dict[str, Floats]) -> Floats:
        if self.by != GENERALISED:
            return figures[self.by]
        parts = (figures[name] for name in ("cost_usd", "time_h", "co2e_kg", "time_var_h2"))
        return np.asarray(self.weights.total_usd(*parts), dtype=np.float64)

    def _matrices(self, start: int, costs: Floats, sums: Floats, counts: int) -> dict[str, Floats]:
        """Of the copies of each destination take the cheapest, the one of fewest transfers first."""
        rows, columns = len(costs), len(self.destinations)
        if counts > 1:
            best = costs.reshape(rows, counts, columns).argmin(axis=1)[None, :, None, :]
            sums = np.take_along_axis(sums.reshape(-1, rows, counts, columns), best, axis=2)[:, :, 0]
        sums[:, self.origins[start : start + rows, None] == self.destinations[None, :]] = 0.0
        values = dict(zip(_SUMMED, sums, strict=True))
        parts = (values[name] for name in ("cost_usd", "time_h", "co2e_kg", "time_var_h2"))
        return {GENERALISED: np.asarray(self.weights.total_usd(*parts)), **values}


_SUMMED = [name for name in COMPONENTS if name != GENERALISED]


def _figures(graph: SearchGraph) -> Floats:
    """Return what each arc adds to each component."""
    arcs = graph.arcs
    columns = []
    for name in _SUMMED:
        if name in _HOURS:
            columns.append(np.where(np.isin(arcs.kind, _HOURS[name]), arcs.time_h, 0.0))
        elif name in _COUNTS:
            columns.append(np.isin(arcs.kind, _COUNTS[name]).astype(np.float64))
        else:
            columns.append(getattr(arcs, name))
    return np.stack(columns, axis=1)


@dataclass(frozen=True, eq=False)
class Skims:
    """Matrices from many places to many.

    Attributes
    ----------
    origins, destinations : list of str
        Keys of nodes: rows and columns.
    matrices : dict of str to float array
        One for each of :data:`COMPONENTS`; NaN where there is no route, 0 from a place to itself.
    facts : dict
        What it rests on: cargo, weights, constraints.
    """

    origins: list[str]
    destinations: list[str]
    matrices: dict[str, Floats] = field(repr=False)
    facts: dict[str, Any] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> Floats:
        return self.matrices[name]

    def frame(self) -> pd.DataFrame:
        """Return a long table: a row for each pair, a column for each component.

        Examples
        --------
        >>> from landlink.network import Network
        >>> skim(Network.reference(), ["Almaty"], ["Aktau", "Osh"]).frame().columns[:3].tolist()
        ['origin', 'destination', 'generalised_cost_usd']
        """
        import pandas as pd  # noqa: PLC0415  (slow to import, and used here only)

        pairs = {
            "origin": np.repeat(self.origins, len(self.destinations)),
            "destination": np.tile(self.destinations, len(self.origins)),
        }
        return pd.DataFrame({**pairs, **{name: values.ravel() for name, values in self.matrices.items()}})


def plan(
    network: Network,
    origins: Sequence[str],
    destinations: Sequence[str],
    cargo: Cargo | None = None,
    *,
    by: str = "generalised",
    value_of_time_usd_per_h: float | None = None,
    co2e_usd_per_t: float | None = None,
    variance_usd_per_h2: float | None = None,
    constraints: Constraints | None = None,
) -> SkimPlan:
    """Make a skim ready, to be computed block by block; arguments as for :func:`skim`.

    Examples
    --------
    >>> from landlink.network import Network
    >>> plan(Network.reference(), ["Almaty"], ["Aktau"]).destination_ids
    ['aktau']
    """
    sent = cargo or Cargo()
    best = GENERALISED if by in ("generalised", GENERALISED) else CRITERION_NAMES.get(by, by)
    if best not in (GENERALISED, *CRITERION_NAMES.values()):
        raise LandlinkError(f"no skim by {by!r}; use generalised, {', '.join(CRITERION_NAMES)}")
    weights = Weights.of(
        network, sent, value_of_time_usd_per_h=value_of_time_usd_per_h,
        co2e_usd_per_t=co2e_usd_per_t, variance_usd_per_h2=variance_usd_per_h2,
    )  # fmt: skip
    starts, ends = (
        _rows(network, names, what) for names, what in ((origins, "origin"), (destinations, "destination"))
    )
    graph = build(network, sent)
    return SkimPlan(graph, starts, ends, weights, best, constraints or Constraints())


def _rows(network: Network, names: Iterable[str], what: str) -> Ints:
    index = network.nodes.index()
    rows = [index[name] if name in index else find_place(network, name) for name in names]
    if not rows:
        raise LandlinkError(f"a skim needs at least one {what}")
    return np.array(list(dict.fromkeys(rows)), dtype=np.int64)


def skim(
    network: Network,
    origins: Sequence[str],
    destinations: Sequence[str],
    cargo: Cargo | None = None,
    *,
    by: str = "generalised",
    value_of_time_usd_per_h: float | None = None,
    co2e_usd_per_t: float | None = None,
    variance_usd_per_h2: float | None = None,
    constraints: Constraints | None = None,
    threads: int | None = None,
) -> Skims:
    """Find the best route for each pair of places and return what it takes, as matrices.

    Parameters
    ----------
    network : Network
    origins, destinations : sequence of str
        Names of places; a place named twice counts once.
    cargo : Cargo, optional
        Default one 40-foot container.
    by : str
        What is made least: ``generalised`` cost, or ``time``, ``cost``, ``co2e`` or ``variance``.
    value_of_time_usd_per_h : float, optional
        Default the value of the cargo times the assumption ``time_value_share_per_day``; 0 where
        the cargo has no value, so that the cheapest route is the best.
    co2e_usd_per_t, variance_usd_per_h2 : float, optional
        Default 0.
    constraints : Constraints, optional
        Part of the search, as for a single route.
    threads : int, optional
        Default as many as there are cores; the result is the same for any number.

    Returns
    -------
    Skims
        All figures of a pair belong to one and the same route.

    Raises
    ------
    LandlinkError
        If a place or a criterion is unknown, or a weight makes no sense.

    Examples
    --------
    >>> from landlink.network import Network
    >>> found = skim(Network.reference(), ["Almaty", "Tashkent"], ["Poti", "Mersin"], by="time")
    >>> found["time_h"].shape, bool((found["time_h"] > 24).all())
    ((2, 2), True)
    """
    asked = plan(
        network, origins, destinations, cargo, by=by, value_of_time_usd_per_h=value_of_time_usd_per_h,
        co2e_usd_per_t=co2e_usd_per_t, variance_usd_per_h2=variance_usd_per_h2, constraints=constraints,
    )  # fmt: skip
    return collect(asked, asked.blocks(threads=threads))


def collect(asked: SkimPlan, blocks: Iterable[SkimBlock]) -> Skims:
    """Return whole matrices from their blocks.

    Examples
    --------
    >>> from landlink.network import Network
    >>> asked = plan(Network.reference(), ["Osh"], ["Almaty"])
    >>> collect(asked, asked.blocks()).origins
    ['osh']
    """
    shape = (len(asked.origins), len(asked.destinations))
    matrices = {name: np.empty(shape) for name in COMPONENTS}
    for block in blocks:
        for name, values in block.matrices.items():
            matrices[name][block.start : block.start + len(values)] = values
    return Skims(asked.origin_ids, asked.destination_ids, matrices, asked.facts())


def all_places(network: Network) -> list[str]:
    """Return the keys of all places but the waypoints at sea.

    Examples
    --------
    >>> from landlink.network import Network
    >>> 900 < len(all_places(Network.reference())) < 1100
    True
    """
    nodes = network.nodes
    pairs = zip(nodes.text("id"), nodes.text("kind"), strict=True)
    return [key for key, kind in pairs if kind != "waypoint"]
