"""What a falling sea costs: capacity, unit cost, thresholds, years, and what dredging buys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.appraisal.sea_years import Bands, bands_of, years_until
from landlink.network.berths import UNDER_KEEL, assumption, checked_dredging, ports_on
from landlink.network.draught import (
    LEAST_SHARE,
    UNIT_WEIGHTS,
    checked_level,
    draught_for,
    level_for,
    level_key,
    loading,
    ships_on,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from landlink.network.berths import Port
    from landlink.network.draught import Ship
    from landlink.network.model import Network
    from landlink.network.table import Table

    Floats = NDArray[np.float64]

RULE = (
    "One rule for all ports and ships. Depth of a berth = its depth at its reference level + level - "
    "reference level + dredging; draught let in = depth / (1 + under_keel_share), or the published "
    "greatest draught moved by the same metres; a ship uses the deepest berth that takes her kind and "
    "passes every approach; a service has the least draught of its ports. Payload = deadweight - (loaded "
    "draught - draught let in) x tonnes per cm x 100, between 0 and the deadweight. Capacity = the "
    "smaller of payload and full slots; a sailing costs the same, so that the price of a unit is divided "
    "by the share that is left. Below least_payload_share of her deadweight a ship does not sail. What is "
    "unknown has no effect and is listed."
)

HOURS_A_YEAR = 8766.0

EQUIPMENT = ("20ft", "40ft", "wagon", "truck")
"""Equipment that services have prices of."""

STEP_M = 0.25
"""Step of the range of levels."""

LOWEST_FALL_M = 5.0
"""Metres below the base level to which the range of levels goes."""


@dataclass(frozen=True, eq=False)
class Caspian:
    """A sea at a level, against the level at which the network's figures hold.

    Attributes
    ----------
    sea : str
    base_level_m, level_m : float
        Level of the network's figures, and the one asked for; Baltic datum.
    dredged : dict of str to float
        Metres by port.
    ports, services : list of dict
        What is left at the level, one row each; None where unknown.
    levels_m : float array
        Range of levels of ``curves``.
    curves : dict of str to float array
        Share of the base capacity that is left at each level, by service; NaN where unknown.
    bands : Bands, optional
        Levels by year and pathway.
    assumptions : list of dict
    notes : list of str
    """

    sea: str
    base_level_m: float
    level_m: float
    dredged: dict[str, float]
    ports: list[dict[str, Any]]
    services: list[dict[str, Any]]
    levels_m: Floats = field(repr=False)
    curves: dict[str, Floats] = field(repr=False)
    bands: Bands | None = field(repr=False)
    assumptions: list[dict[str, Any]] = field(repr=False)
    notes: list[str] = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON: None where unknown, units in the keys.

        Examples
        --------
        >>> from landlink.network import Network
        >>> held = caspian(Network.reference(), -30.5).as_dict()
        >>> held["level_m"], held["dredged_m"], [one["port"] for one in held["ports"]][:2]
        (-30.5, {}, ['aktau', 'kuryk'])
        """
        return {
            "sea": self.sea,
            "base_level_m": self.base_level_m,
            "level_m": self.level_m,
            "dredged_m": self.dredged,
            "ports": self.ports,
            "services": self.services,
            "range": [
                {"service": name, "level_m": round(float(level), 3), "capacity_factor": plain(value, 4)}
                for name, curve in self.curves.items()
                for level, value in zip(self.levels_m, curve, strict=True)
            ],
            "bands": self.bands.rows() if self.bands else [],
            "rule": RULE,
            "assumptions": self.assumptions,
            "notes": self.notes,
        }


def caspian(
    network: Network,
    level_m: float | None = None,
    *,
    sea: str = "caspian",
    dredged: Mapping[str, float] | None = None,
    levels: Table | None = None,
    levels_m: Sequence[float] | None = None,
) -> Caspian:
    """Appraise a level of the sea.

    Parameters
    ----------
    network : Network
    level_m : float, optional
        Baltic datum; the level of the network's figures if not given.
    sea : str
    dredged : mapping of str to float, optional
        Metres by key of a port.
    levels : Table, optional
        Levels by year in place of the network's ``sea_levels``.
    levels_m : sequence of float, optional
        Range of levels at which the capacity is computed; from the base level 5 m down if not given.

    Returns
    -------
    Caspian

    Raises
    ------
    LandlinkError
        If the sea, the level, a port or an assumption is unknown.

    Examples
    --------
    >>> from landlink.network import Network
    >>> found = caspian(Network.reference(), -31.5)
    >>> {one["service"]: one["capacity_factor"] for one in found.services}["ferry-kuryk-alat-wagons"]
    0.6154
    """
    ports, ships = ports_on(network, sea), ships_on(network, sea)
    base = assumption(network, level_key(sea))
    level = checked_level(network, sea, base if level_m is None else level_m)
    dug = checked_dredging(network, sea, dredged or {})
    grid = np.asarray(
        np.arange(base, base - LOWEST_FALL_M - STEP_M / 2, -STEP_M) if levels_m is None else levels_m,
        dtype=np.float64,
    )
    appraised = _Appraisal(network, sea, base, level, dug, ports)
    services = [appraised.service(ship) for ship in ships]
    table = network.tables["sea_levels"] if levels is None else levels
    bands = bands_of(table, sea)
    years_until(bands, services)
    return Caspian(
        sea, base, level, dug,
        [appraised.port(node, ships, services) for node in ports], services,
        grid, {network.services.text("id")[ship.service]: appraised.curve(ship, grid) for ship in ships},
        bands, _assumptions(network, sea), _notes(network, services, ports),
    )  # fmt: skip


class _Appraisal:
    """What a level and dredging leave of one service or port."""

    def __init__(
        self,
        network: Network,
        sea: str,
        base: float,
        level: float,
        dug: dict[str, float],
        ports: dict[str, Port],
    ) -> None:
        self.network, self.base, self.level, self.dug, self.ports = network, base, level, dug, ports
        self.least = assumption(network, LEAST_SHARE)
        self.fall = network.assumptions.get(f"{sea}_fall_m_per_year", float("nan"))

    def sails(self, ship: Ship) -> bool:
        """Tell whether the ship can sail at the base level, as the network says that she does."""
        at = loading(ship, self.ports, self.base)
        return bool(at.payload_share >= self.least and at.payload_t > 0)

    def curve(self, ship: Ship, levels: Floats) -> Floats:
        """Share of the base capacity at each level; 0 where the service closes."""
        if not self.sails(ship):
            return np.full(levels.shape, np.nan)
        before, after = loading(ship, self.ports, self.base), loading(ship, self.ports, levels, self.dug)
        sailing = (after.payload_share >= self.least) & (after.payload_t > 0)
        return np.where(sailing, after.capacity_share / before.capacity_share, 0.0)

    def service(self, ship: Ship) -> dict[str, Any]:
        """Return a row of a service."""
        services, vessels = self.network.services, self.network.tables["vessels"]
        row = ship.service
        at = loading(ship, self.ports, self.level, self.dug)
        factor = float(self.curve(ship, np.array([self.level]))[0])
        departures = HOURS_A_YEAR / services.number("headway_h")[row]
        if services.text("both_ways")[row] == "yes":
            departures *= 2
        capacity = services.number("capacity")[row]
        closes = level_for(ship, self.ports, self.least * ship.deadweight_t, self.dug)
        keeps = max(level_for(ship, self.ports, ship.load_t, self.dug), closes)
        return {
            "service": services.text("id")[row],
            "name": services.text("name")[row],
            "status": services.text("status")[row],
            "vessel": vessels.text("id")[ship.vessel] if ship.vessel >= 0 else None,
            "ports": list(ship.ports),
            "unknown": self.unknown(ship),
            "limiting_port": ship.ports[int(at.port)] if int(at.port) >= 0 else None,
            "draught_m": plain(ship.draught_m),
            "draught_let_in_m": plain(float(at.available_m)),
            "payload_t": plain(float(at.payload_t), 0),
            "payload_share": plain(float(at.payload_share), 4),
            "capacity_factor": plain(factor, 4),
            "price_factor": plain(1 / factor, 4) if factor > 0 else None,
            "price_usd": self.prices(row, factor),
            "closed": factor == 0.0,
            "capacity": plain(capacity * factor, 1),
            "capacity_unit": services.text("capacity_unit")[row] or None,
            "capacity_units_year": plain(capacity * departures * factor, 0),
            "capacity_t_year": plain(min(ship.load_t, float(at.payload_t)) * departures * (factor > 0), 0),
            "base_capacity_t_year": plain(self._base_t(ship) * departures, 0),
            "full_to_level_m": plain(level_for(ship, self.ports, ship.deadweight_t, self.dug)),
            "keeps_capacity_to_level_m": plain(keeps),
            "closes_at_level_m": plain(closes),
            "years_to_close": plain(max(self.base - closes, 0) / self.fall if self.fall > 0 else np.nan, 1),
            "dredging_m": self.dredging(ship),
            "years_bought": self.bought(ship),
        }

    def prices(self, row: int, factor: float) -> dict[str, float]:
        """Return the price of the run by equipment, where the service has one of its own."""
        services = self.network.services
        now = services.number("price_factor")[row] / (factor if factor > 0 else 1.0)
        found = {unit: services.number(f"price_usd_{unit}")[row] * now for unit in EQUIPMENT}
        return {} if factor == 0 else {k: round(float(v), 2) for k, v in found.items() if np.isfinite(v)}

    def _base_t(self, ship: Ship) -> float:
        if not self.sails(ship):
            return float("nan")
        return min(ship.load_t, float(loading(ship, self.ports, self.base).payload_t))

    def unknown(self, ship: Ship) -> list[str]:
        """Say what keeps the level from having its effect on a service."""
        said = [] if ship.vessel >= 0 else ["vessel"]
        if ship.vessel >= 0:
            figures = zip(("draught_m", "deadweight_t", "tonnes_per_cm"), ship[4:7], strict=True)
            said += [f"vessel {name}" for name, value in figures if not np.isfinite(value)]
        said += [
            f"depth {node}"
            for node in ship.ports
            if np.isnan(self.ports[node].draught_m(ship.kind, self.base))
        ]
        known = np.isfinite(loading(ship, self.ports, self.base).payload_t)
        return said if not known or self.sails(ship) else [*said, "she could not sail at the base level"]

    def dredging(self, ship: Ship) -> dict[str, float]:
        """Metres that each port must be dredged, beyond what is, to keep the capacity of the base level."""
        if not self.sails(ship):
            return {}
        needed = max(self._base_t(ship), self.least * ship.deadweight_t)
        draught = draught_for(ship, needed)
        short = {
            node: self.ports[node].level_for(ship.kind, draught, self.dug.get(node, 0.0)) - self.level
            for node in ship.ports
        }
        return {node: round(metres, 2) for node, metres in short.items() if metres > 0.005}

    def bought(self, ship: Ship) -> float | None:
        """Years by which dredging puts off the end of a service, at the fall that is assumed."""
        if not (self.dug and self.fall > 0):
            return None
        least = self.least * ship.deadweight_t
        ends = [level_for(ship, self.ports, least, dug) for dug in (None, self.dug)]
        return plain((ends[0] - ends[1]) / self.fall, 1)

    def berths(self, node: str) -> list[dict[str, Any]]:
        """Return what is left at each berth and approach of a port; None where it is unknown."""
        port, table, dug = self.ports[node], self.network.tables["berths"], self.dug.get(node, 0.0)
        depth, level = (table.number(name) for name in ("depth_m", "reference_level_m"))
        found = []
        for bed in (*port.berths, *port.approaches):
            left = depth[bed.row] + self.level - level[bed.row] + dug
            draughts = (bed.draught_m(self.level, dug), bed.draught_m(self.base))
            found.append((bed.row, left, *map(float, draughts)))
        found += [(row, np.nan, np.nan, np.nan) for row in port.unknown]
        return [
            {
                "berth": table.text("id")[row],
                "name": table.text("name")[row],
                "part": table.text("part")[row],
                "kinds": table.text("kinds")[row],
                "depth_m": plain(max(left, 0.0) if np.isfinite(left) else left),
                "draught_let_in_m": plain(now),
                "base_draught_let_in_m": plain(before),
            }
            for row, left, now, before in sorted(found)
        ]

    def port(self, node: str, ships: list[Ship], services: list[dict[str, Any]]) -> dict[str, Any]:
        """Return a row of a port."""
        nodes = self.network.nodes
        calls = [row for ship, row in zip(ships, services, strict=True) if node in ship.ports]
        known = [row for row in calls if row["capacity_factor"] is not None and row["status"] == "open"]
        base, now = (
            sum(row[key] or 0.0 for row in known) for key in ("base_capacity_t_year", "capacity_t_year")
        )
        return {
            "port": node,
            "name": nodes.text("name")[nodes.index()[node]],
            "dredged_m": self.dug.get(node, 0.0),
            "berths": self.berths(node),
            "services": len(calls),
            "services_known": len(known),
            "services_closed": [row["service"] for row in known if row["closed"]],
            "capacity_t_year": plain(now, 0) if known else None,
            "capacity_share": plain(now / base, 4) if known and base > 0 else None,
        }


def plain(value: float, digits: int = 2) -> float | None:
    """Return a number rounded for JSON, None where it is not known.

    Examples
    --------
    >>> plain(1.236), plain(float("nan"))
    (1.24, None)
    """
    return round(float(value), digits) if np.isfinite(value) else None


def _assumptions(network: Network, sea: str) -> list[dict[str, Any]]:
    keys = {level_key(sea), f"{sea}_fall_m_per_year", UNDER_KEEL, LEAST_SHARE}
    keys |= {key for weights, _ in UNIT_WEIGHTS.values() for key in weights}
    table = network.tables["assumptions"]
    return [
        {name: row[name] for name in ("key", "value", "unit", "source", "quality")}
        for row in map(table.row, range(len(table)))
        if row["key"] in keys
    ]


def _notes(network: Network, services: list[dict[str, Any]], ports: dict[str, Port]) -> list[str]:
    unknown = [node for node, port in ports.items() if not (port.berths or port.approaches)]
    notes = []
    if unknown:
        notes.append(f"No depth is known of {', '.join(unknown)}: no ship is held back there.")
    left = [one["service"] for one in services if one["capacity_factor"] is None]
    if left:
        notes.append(f"No effect is computed for {', '.join(left)}: see what is unknown of each.")
    held = network.tables["berths"]
    weak = [
        key
        for key, grade, status, depth in zip(
            held.text("id"),
            held.text("quality"),
            held.text("status"),
            held.number("reference_level_m").tolist(),
            strict=True,
        )
        if grade in ("derived", "unverified") and status == "open" and np.isfinite(depth)
    ]
    if weak:
        notes.append(f"The reference level of {', '.join(weak)} is derived, not published.")
    return notes
