"""The arrival of a study's routes, simulated."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from landlink.routing.simulation import simulate

if TYPE_CHECKING:
    from landlink.routing.routes import Route, Routes
    from landlink.study.study_file import SimulationEntry

HOUR_S = 3600.0


def simulated(
    asked: SimulationEntry | None, shipment: str, route: Route, found: Routes
) -> dict[str, Any] | None:
    """Return what a simulation of a route says, None where the study asks for none.

    The random numbers follow from the seed and the shipment: the order of shipments does not
    matter, and its routes and scenarios differ by what they are, not by the luck of the draw.

    Parameters
    ----------
    asked : SimulationEntry or None
    shipment : str
        Its id.
    route : Route
    found : Routes
        The search that the route is of, with the dates of the shipment where it has any.

    Examples
    --------
    >>> from landlink import Network
    >>> from landlink import route as find
    >>> from landlink.study.study_file import SimulationEntry
    >>> found = find(Network.reference(), "Almaty", "Aktau", criteria=["time"])
    >>> shown = simulated(SimulationEntry(runs=500), "a", found.routes[0], found)
    >>> shown["runs"], shown["seed"], shown["deadline_chance"] is None
    (500, 1, True)
    """
    if asked is None:
        return None
    dated = found.dated
    ready, deadline = (dated.ready, dated.deadline) if dated else (None, None)
    allowed_h = (deadline - ready).total_seconds() / HOUR_S if ready and deadline else None
    storms = (ready or asked.month) if asked.storms else None
    done = simulate(
        route, found.graph, runs=asked.runs, seed=_seed(asked.seed, shipment),
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
