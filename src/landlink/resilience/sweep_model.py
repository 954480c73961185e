"""What a sweep needs to know, as plain arrays that travel to any worker."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.assumptions import assumed
from landlink.resilience.sweep_causes import Cause, arrivals_of, causes_of, storms_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from landlink.flows.demand import Demand
    from landlink.flows.graph import FlowGraph
    from landlink.network.model import Network
    from landlink.resilience.sweep_draws import Arrival, Floats, Ints, Storm
    from landlink.resilience.trips import Trips

TOTALS = (
    "loss_usd", "dearer_usd", "waiting_usd", "given_up_usd", "dearer_t", "delayed_t", "given_up_t",
    "waiting_th", "recover_h",
)  # fmt: skip
"""What is kept of each scenario: the loss, its three parts, their tonnes, tonne-hours, recovery."""

SPARE = "recovery_spare_share"
"""Assumption: spare capacity over usual traffic, with which a backlog clears."""

MOST_CAUSES = 62
"""Causes are bits of a 64-bit number."""


@dataclass(frozen=True, eq=False)
class Model:
    """Trips, causes and chances.

    Attributes
    ----------
    trips : Trips
        Priced and directed; the undisturbed network.
    class_usd_t_h : float array, (classes,)
        Value of time of each class, USD per tonne and hour, above zero.
    worth_usd_t : float array, (trips,)
        What a tonne is worth; ``inf`` where it is not known.
    causes : tuple of Cause
    arrivals : tuple of Arrival
    storms : tuple of Storm
    countries, commodities : tuple of str
        Names of what trips are counted under.
    origin_country, destination_country, commodity : int array, (trips,)
        Rows of these.
    spare : float
        Spare capacity over usual traffic, with which a backlog clears.
    seed : int
    months : tuple of int
        Months whose goods count; empty: the whole year.
    """

    trips: Trips
    class_usd_t_h: Floats
    worth_usd_t: Floats
    causes: tuple[Cause, ...]
    arrivals: tuple[Arrival, ...]
    storms: tuple[Storm, ...]
    countries: tuple[str, ...]
    commodities: tuple[str, ...]
    origin_country: Ints
    destination_country: Ints
    commodity: Ints
    spare: float
    seed: int = 1
    months: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be computed."""
        if len(self.causes) > MOST_CAUSES:
            raise LandlinkError(
                f"{len(self.causes)} causes are too many for one sweep; at most {MOST_CAUSES}: leave out "
                "rows of disruptions, or give storms of the same ports the same column where in all months"
            )
        if not (self.class_usd_t_h > 0).all():
            raise LandlinkError("a sweep needs a value of time above zero for all goods; see commodities")
        if not self.spare > 0:
            raise LandlinkError(f"the assumption {SPARE} must be above zero, not {self.spare:g}")
        if not set(self.months) <= set(range(1, 13)):
            raise LandlinkError(f"a month is a number from 1 to 12, not {list(self.months)}")

    @cached_property
    def bears(self) -> Ints:
        """The causes that count for each trip, as bits: all but those that leave its ends out."""
        bears = np.full(len(self.trips), (1 << len(self.causes)) - 1, dtype=np.int64)
        for number, cause in enumerate(self.causes):
            ends = np.isin(self.trips.origin, cause.left_out) | np.isin(
                self.trips.destination, cause.left_out
            )
            bears[ends] &= ~(1 << number)
        return bears

    @cached_property
    def on_arc(self) -> Ints:
        """The causes that touch each arc, as bits."""
        found = np.zeros(len(self.trips.heads), dtype=np.int64)
        for number, cause in enumerate(self.causes):
            found[cause.arcs] |= 1 << number
        return found

    @cached_property
    def inputs(self) -> dict[str, str]:
        """A hash of each kind of thing that goes in, by what it is."""
        trips = self.trips
        causes = [
            part for one in self.causes for part in (one.key, one.kind, one.arcs, one.extra_h, one.left_out)
        ]
        return {
            "network": _hash(trips.indptr, trips.heads, trips.cost, self.class_usd_t_h),
            "demand": _hash(
                trips.origin, trips.destination, trips.of_class, trips.free_class, trips.weight,
                self.worth_usd_t,
                self.origin_country, self.destination_country, self.commodity, self.countries,
                self.commodities,
            ),
            "disruptions": _hash(*causes, self.arrivals, self.storms),
            "assumptions": _hash(self.spare),
            "seed": str(self.seed),
            "months": "|".join(str(month) for month in self.months),
        }  # fmt: skip

    @cached_property
    def key(self) -> str:
        """A hash of all that goes in."""
        return _hash(repr(self.inputs))


def _hash(*values: object) -> str:
    found = hashlib.sha256()
    for value in values:
        found.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return found.hexdigest()[:16]


def model_of(
    network: Network,
    demand: Demand,
    *,
    seed: int = 1,
    months: Iterable[int] | None = None,
    graph: FlowGraph | None = None,
) -> Model:
    """Put together what a sweep of a network and its demand needs.

    Parameters
    ----------
    network : Network
    demand : Demand
    seed : int
    months : iterable of int, optional
        Months whose goods count; default: the whole year.
    graph : FlowGraph, optional
        Of the network, if it is there already.

    Raises
    ------
    LandlinkError
        If the network names nothing that disturbs it, or the demand has no goods.
    """
    from landlink.flows.graph import flow_graph, value_of_time  # noqa: PLC0415  (builds on Numba)
    from landlink.resilience.trips import trips_of  # noqa: PLC0415

    if not len(network.tables["disruptions"]) and not len(network.tables["closures"]):
        raise LandlinkError("nothing disturbs this network: disruptions.csv and closures.csv have no rows")
    graph = graph or flow_graph(network, _vehicles(demand))
    trips = trips_of(graph, demand)
    if not len(trips):
        raise LandlinkError("there are no goods to lose: the demand has no rows with tonnes")
    row = demand.commodity[trips.basis]
    worth = value_of_time(network, row)
    class_usd_t_h = np.ones(len(trips.cost))
    class_usd_t_h[trips.of_class] = worth
    free = trips.free_class >= 0
    class_usd_t_h[trips.free_class[free]] = worth[free]
    value = network.tables["commodities"].number("value_usd_per_t")[row]
    causes = causes_of(graph)
    countries, (begins, ends) = _numbered(network.nodes.text("country"), demand, trips)
    names = network.tables["commodities"].text("id")
    used = sorted({names[one] for one in row.tolist()})
    return Model(
        trips, class_usd_t_h, np.where(np.isnan(value), np.inf, value), causes,
        arrivals_of(network, causes), storms_of(network, causes), countries, tuple(used), begins, ends,
        np.array([used.index(names[one]) for one in row.tolist()], dtype=np.int64),
        assumed(network, SPARE), seed, tuple(sorted(set(months or ()))),
    )  # fmt: skip


def _vehicles(demand: Demand) -> list[str]:
    """Return the equipment that the goods may travel in."""
    from landlink.flows.graph import VEHICLES  # noqa: PLC0415

    named = {name for equipment in set(demand.equipment) for name in equipment.split("|")}
    return [name for name in VEHICLES if name in named]


def _numbered(
    homes: list[str], demand: Demand, trips: Trips
) -> tuple[tuple[str, ...], list[NDArray[np.int64]]]:
    """Return the countries in which trips begin and end, and the number of each."""
    ends = [
        [homes[node] for node in side[trips.basis].tolist()] for side in (demand.origin, demand.destination)
    ]
    countries = sorted({country for side in ends for country in side})
    number = {country: row for row, country in enumerate(countries)}
    return tuple(countries), [np.array([number[one] for one in side], dtype=np.int64) for side in ends]
