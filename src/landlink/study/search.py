"""One shipment under one scenario: its alternatives and its named corridors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.network.calendars import moment_after
from landlink.network.places import find_place
from landlink.network.timing import Dates, zone_of
from landlink.network.virtual import SearchGraph, build
from landlink.routing.constraints import Constraints, parse_avoid
from landlink.routing.dated_legs import worst_wait
from landlink.routing.dated_routes import When, dated_route_on, moments_of
from landlink.routing.pareto_search import LimitError
from landlink.routing.provenance import Rows, rows_of
from landlink.routing.results import cargo_dict, dated_dict, front_dict, route_dict
from landlink.routing.routes import criteria_of, route_on
from landlink.study.said import Said, said
from landlink.study.simulation import simulated

if TYPE_CHECKING:
    from datetime import datetime

    from landlink.network import Cargo, Network
    from landlink.routing.routes import Route, Routes
    from landlink.study.study_file import CorridorEntry, ShipmentEntry, Steering, StudyFile

BALANCED = "balanced"
"""Label of the route that stands for a corridor."""

TIME_AND_COST = ("time", "cost")


@dataclass
class Workbench:
    """A network under one scenario, with a virtual network for each cargo, built once.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> bench = Workbench(Network.reference())
    >>> bench.graph(Cargo("trucks")).arcs is bench.graph(Cargo("trucks", value_usd=9)).arcs
    True
    """

    network: Network
    graphs: dict[tuple[str, int, float, datetime | None], SearchGraph] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    _rows: Rows | None = None

    @property
    def rows(self) -> Rows:
        """The rows of all tables under one count."""
        if self._rows is None:
            self._rows = rows_of(self.network)
        return self._rows

    def place(self, name: str) -> int:
        """Return the node row that a name means; looking through all names takes its time."""
        if name not in self.places:
            self.places[name] = find_place(self.network, name)
        return self.places[name]

    def graph(self, cargo: Cargo, ready: datetime | None = None) -> SearchGraph:
        """Return the virtual network for a cargo, from a moment on where one is given.

        Cargoes that differ in value alone share its arcs.
        """
        key = (cargo.equipment, cargo.count, cargo.weight_t(self.network.assumptions), ready)
        if key not in self.graphs:
            self.graphs[key] = build(self.network, cargo, None if ready is None else Dates(ready))
        return replace(self.graphs[key], cargo=cargo)


def constraints_of(
    bench: Workbench, shipment: ShipmentEntry, corridor: CorridorEntry | None = None
) -> Constraints:
    """Return what a shipment's routes must keep to, those of a corridor besides.

    A corridor's places and words to avoid are added to the shipment's; its greatest number of
    transfers replaces the shipment's.

    Raises
    ------
    LandlinkError
        If the network has no such place.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.study_file import ShipmentEntry
    >>> entry = ShipmentEntry.model_validate({"id": "a", "from": "Xi'an", "to": "Poti", "via": ["Aktau"]})
    >>> constraints_of(Workbench(Network.reference()), entry).via
    ('aktau',)
    """
    parts: list[Steering] = [shipment, *([corridor] if corridor else [])]
    keys = bench.network.nodes.text("id")
    limits = [part.max_transfers for part in parts if part.max_transfers is not None]
    return Constraints(
        **parse_avoid(bench.network, [word for part in parts for word in part.avoid]),
        via=tuple(keys[bench.place(name)] for part in parts for name in part.via),
        gauge_mm=shipment.gauge_mm,
        max_transfers=limits[-1] if limits else None,
    )


def search(
    bench: Workbench,
    spec: StudyFile,
    shipment: ShipmentEntry,
    constraints: Constraints,
    criteria: tuple[str, ...] = (),
    *,
    latest: bool = False,
) -> Routes:
    """Find the routes of a shipment.

    Parameters
    ----------
    bench : Workbench
    spec : StudyFile
    shipment : ShipmentEntry
    constraints : Constraints
    criteria : tuple of str
        Short names; default those of the study.
    latest : bool
        Also find the latest readiness that meets the shipment's deadline.

    Raises
    ------
    LandlinkError
        If the network has no such place.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.study_file import StudyFile
    >>> raw = {"title": "T", "shipments": [{"id": "a", "from": "Almaty", "to": "Aktau"}]}
    >>> spec = StudyFile.model_validate(raw)
    >>> found = search(Workbench(Network.reference()), spec, spec.shipments[0], Constraints(), ("time",))
    >>> len(found.routes) >= 1
    True
    """
    start, end = bench.place(shipment.origin), bench.place(shipment.destination)
    chosen = criteria_of(criteria or spec.analyses.criteria)
    when = when_of(shipment)
    if when is None:
        graph = bench.graph(shipment.cargo.cargo())
        return route_on(graph, bench.rows, start, end, constraints, chosen, spec.analyses.eps)
    graph = bench.graph(shipment.cargo.cargo(), moments_of(bench.network, when, start, end).ready)
    return dated_route_on(
        graph, bench.rows, start, end, constraints, chosen, spec.analyses.eps, when, latest=latest
    )


def when_of(shipment: ShipmentEntry) -> When | None:
    """Return the dates of a shipment, None where it has none.

    Examples
    --------
    >>> from landlink.study.study_file import ShipmentEntry
    >>> raw = {"id": "a", "from": "Osh", "to": "Poti", "ready": "2026-03-02 08:00"}
    >>> when_of(ShipmentEntry.model_validate(raw)).ready
    '2026-03-02 08:00'
    """
    return None if shipment.ready is None else When(shipment.ready, shipment.deadline, shipment.rules)


def dates_of(bench: Workbench, shipment: ShipmentEntry) -> dict[str, Any]:
    """Return when a shipment is ready, its deadline and its rules, as the results hold them.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.study_file import ShipmentEntry
    >>> raw = {"id": "a", "from": "Osh", "to": "Poti", "ready": "2026-03-02 08:00"}
    >>> dates_of(Workbench(Network.reference()), ShipmentEntry.model_validate(raw))["ready"]
    '2026-03-02T08:00:00+06:00'
    """
    when = when_of(shipment)
    dates: dict[str, Any] = {"ready": None, "deadline": None, "rules": list(shipment.rules)}
    if when is None:
        return dates
    try:
        ends = bench.place(shipment.origin), bench.place(shipment.destination)
    except LandlinkError:  # a place that only other scenarios have
        return dates
    ready, deadline = moments_of(bench.network, when, *ends)
    return {**dates, "ready": ready.isoformat(), "deadline": deadline and deadline.isoformat()}


def found_alternatives(bench: Workbench, spec: StudyFile, shipment: ShipmentEntry) -> dict[str, Any]:
    """Return the named alternatives of a shipment, simulated, and the front they are taken from.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.study_file import StudyFile
    >>> raw = {"title": "T", "shipments": [{"id": "a", "from": "Almaty", "to": "Aktau"}]}
    >>> spec = StudyFile.model_validate({**raw, "analyses": {"criteria": ["time"]}})
    >>> found = found_alternatives(Workbench(Network.reference()), spec, spec.shipments[0])
    >>> found["front"]["criteria"], found["alternatives"][0]["label"]
    (['time_h'], 'fastest')
    """
    try:
        found = search(bench, spec, shipment, constraints_of(bench, shipment), latest=True)
    except LimitError:
        raise
    except LandlinkError:  # a place that only other scenarios have; the reason is told apart
        return {"alternatives": [], "front": None, "dated": None, "late": []}
    routes = [_route(bench, spec, shipment, found, one) for one in found.routes]
    return {
        "alternatives": routes, "front": front_dict(found), "dated": dated_dict(found),
        "late": late_said(found),
    }  # fmt: skip


def late_said(found: Routes) -> list[Said]:
    """Return that a deadline cannot be met, when the earliest arrival is and what costs most.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import route_dated
    >>> when = When("2026-03-02 08:00", "2026-03-03 08:00")
    >>> late_said(route_dated(Network.reference(), "Almaty", "Aktau", when=when))[0]["values"]["deadline"]
    {'moment': '2026-03-03T08:00:00+05:00'}
    """
    dated = found.dated
    if dated is None or dated.earliest is None or dated.deadline is None:
        return []
    zone = zone_of(found.graph.network, found.destination)
    arrives = moment_after(dated.ready, dated.earliest.totals["time_h"], zone)
    leg = worst_wait(dated.earliest)
    names = found.graph.network.nodes.text("name")
    places = [{"name": names[node]} for node in dict.fromkeys((leg.start, leg.end))]
    return [
        said(
            "The deadline {deadline} cannot be met: the earliest arrival is {arrives}.",
            deadline={"moment": dated.deadline.isoformat()},
            arrives={"moment": arrives.isoformat()},
        ),
        said(
            "Most time goes here: {places} ({what}, {time}).",
            places={"list": places}, what={"operation": leg.kind}, time={"span_h": round(leg.time_h, 2)},
        ),
    ]  # fmt: skip


def _route(
    bench: Workbench, spec: StudyFile, shipment: ShipmentEntry, found: Routes, one: Route
) -> dict[str, Any]:
    """One route with its simulation."""
    shown = route_dict(found.graph, bench.rows, one)
    shown["simulation"] = simulated(spec.analyses.simulation, shipment.id, one, found)
    return shown


def found_corridor(
    bench: Workbench, spec: StudyFile, shipment: ShipmentEntry, corridor: CorridorEntry
) -> dict[str, Any] | None:
    """Return the balanced route of a named corridor, or None where it has no route.

    With a value of the goods the balanced route depends on time and cost alone, and so only
    these are searched.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.study_file import CorridorEntry, StudyFile
    >>> raw = {"title": "T", "shipments": [{"id": "a", "from": "Almaty", "to": "Aktau"}]}
    >>> spec = StudyFile.model_validate({**raw, "analyses": {"criteria": ["time"]}})
    >>> corridor = CorridorEntry(name="By Beyneu", via=("Beyneu",))
    >>> found_corridor(Workbench(Network.reference()), spec, spec.shipments[0], corridor)["label"]
    'By Beyneu'
    """
    criteria = TIME_AND_COST if shipment.cargo.value_usd else ()
    try:
        found = search(bench, spec, shipment, constraints_of(bench, shipment, corridor), criteria)
    except LimitError:
        raise
    except LandlinkError:  # a place that only other scenarios have
        return None
    for one in found.routes:
        if BALANCED in one.labels:
            named = replace(one, labels=(corridor.name,))
            return _route(bench, spec, shipment, found, named)
    return None


def cargo_facts(bench: Workbench, shipment: ShipmentEntry) -> dict[str, Any]:
    """Return the cargo of a shipment as the results hold it.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.study_file import ShipmentEntry
    >>> entry = ShipmentEntry.model_validate({"id": "a", "from": "Almaty", "to": "Aktau"})
    >>> cargo_facts(Workbench(Network.reference()), entry)["teu"]
    2.0
    """
    return cargo_dict(bench.graph(shipment.cargo.cargo()))
