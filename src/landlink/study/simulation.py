"""The arrival of a study's routes, simulated."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.routing.simulation import simulate

if TYPE_CHECKING:
    from landlink.network.virtual import SearchGraph
    from landlink.routing.routes import Route
    from landlink.study.study_file import ShipmentEntry, SimulationEntry

HOUR_S = 3600.0


def simulated(
    asked: SimulationEntry | None, shipment: ShipmentEntry, route: Route, graph: SearchGraph
) -> dict[str, Any] | None:
    """Return what a simulation of a route says, None where the study asks for none.

    The random numbers follow from the seed and the shipment: the order of shipments does not
    matter, and its routes and scenarios differ by what they are, not by the luck of the draw.

    Parameters
    ----------
    asked : SimulationEntry or None
    shipment : ShipmentEntry
    route : Route
    graph : SearchGraph
        That the route was found in.

    Examples
    --------
    >>> from landlink import Network
    >>> from landlink import route as find
    >>> from landlink.study.study_file import ShipmentEntry, SimulationEntry
    >>> entry = ShipmentEntry.model_validate({"id": "a", "from": "Almaty", "to": "Aktau"})
    >>> found = find(Network.reference(), "Almaty", "Aktau", criteria=["time"])
    >>> shown = simulated(SimulationEntry(runs=500), entry, found.routes[0], found.graph)
    >>> shown["runs"], shown["seed"], shown["deadline_chance"] is None
    (500, 1, True)
    """
    if asked is None:
        return None
    ready, deadline = _moment(shipment, "ready"), _moment(shipment, "deadline")
    allowed_h = (deadline - ready).total_seconds() / HOUR_S if ready and deadline else None
    if allowed_h is not None and allowed_h <= 0:
        message = "the deadline is not after the goods are ready"
        raise LandlinkError(f"shipment {shipment.id!r}: {message}; mend `ready` or `deadline`")
    storms = (ready or asked.month) if asked.storms else None
    done = simulate(
        route, graph, runs=asked.runs, seed=_seed(asked.seed, shipment.id),
        deadline_h=allowed_h, storms=storms,
    )  # fmt: skip
    shown = {**done.to_dict(), "seed": asked.seed}
    if asked.storms and storms is None:
        unknown = "Storms are asked for, but not in which month the ships leave: none is drawn."
        shown["note"] = f"{shown['note']} {unknown}".strip()
    return shown


def _seed(seed: int, shipment: str) -> list[int]:
    """Seed of all routes of a shipment."""
    digest = sha256(shipment.encode()).digest()
    return [seed, *(int.from_bytes(digest[at : at + 4], "big") for at in range(0, 16, 4))]


def _moment(shipment: ShipmentEntry, name: str) -> datetime | None:
    """Return a moment that a shipment names, None where it has none."""
    value = getattr(shipment, name, None)
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
