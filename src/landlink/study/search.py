"""One shipment under one scenario: its alternatives and its named corridors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.network.places import find_place
from landlink.network.virtual import SearchGraph, build
from landlink.routing.constraints import Constraints, parse_avoid
from landlink.routing.provenance import Rows, rows_of
from landlink.routing.results import cargo_dict, front_dict, route_dict
from landlink.routing.routes import criteria_of, route_on
from landlink.study.simulation import simulated

if TYPE_CHECKING:
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
    graphs: dict[tuple[str, int, float], SearchGraph] = field(default_factory=dict)
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

    def graph(self, cargo: Cargo) -> SearchGraph:
        """Return the virtual network for a cargo; cargoes that differ in value alone share its arcs."""
        key = (cargo.equipment, cargo.count, cargo.weight_t(self.network.assumptions))
        if key not in self.graphs:
            self.graphs[key] = build(self.network, cargo)
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
    graph = bench.graph(shipment.cargo.cargo())
    chosen = criteria_of(criteria or spec.analyses.criteria)
    return route_on(graph, bench.rows, start, end, constraints, chosen, spec.analyses.eps)


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
        found = search(bench, spec, shipment, constraints_of(bench, shipment))
    except LandlinkError:  # a place that only other scenarios have; the reason is told apart
        return {"alternatives": [], "front": None}
    routes = [_route(bench, spec, shipment, found, one) for one in found.routes]
    return {"alternatives": routes, "front": front_dict(found)}


def _route(
    bench: Workbench, spec: StudyFile, shipment: ShipmentEntry, found: Routes, one: Route
) -> dict[str, Any]:
    """One route with its simulation."""
    shown = route_dict(found.graph, bench.rows, one)
    shown["simulation"] = simulated(spec.analyses.simulation, shipment, one, found.graph)
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
