"""What a level of the sea leaves of each service: draught, payload, capacity, price.

A ship that loses draught loses payload by her tonnes per centimetre; the sailing costs the same, so
that a unit aboard costs more. Source of the relation: any text on ship hydrostatics, for example
Barrass and Derrett, Ship Stability for Masters and Mates (2012), chapter 4 on tonnes per centimetre
immersion. It holds for a ship's sides being upright over the range, which is so for these full hulls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.berths import assumption, checked_dredging, ports_on
from landlink.network.sea_levels import known_range

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from landlink.network.berths import Port
    from landlink.network.model import Network

    Floats = NDArray[np.float64]

LEAST_SHARE = "least_payload_share"
"""Assumption: share of her deadweight below which a ship no longer sails."""

AFLOAT = ("ferry", "sea", "waterway")
"""Modes of services that a level of the sea bears."""

UNIT_WEIGHTS = {
    "TEU": (("payload_t_per_teu", "teu_tare_t"), "teu"),
    "wagons": (("payload_t_per_wagon", "wagon_tare_t"), "wagons"),
    "trucks": (("payload_t_per_truck", "truck_tare_t"), "trucks"),
}
"""Assumptions on what a unit weighs with its goods, and the column of vessels, by unit of capacity."""


class Ship(NamedTuple):
    """A service of the sea and the vessel that it runs with.

    Attributes
    ----------
    service, vessel : int
        Rows of services and vessels; -1 where no vessel names the service.
    kind : str
    ports : tuple of str
        Nodes of the sea at which she calls.
    draught_m, deadweight_t, tonnes_per_cm : float
        NaN where unknown.
    load_t : float
        What a full ship weighs: her slots by the weight of a loaded unit, at most the deadweight.
    """

    service: int
    vessel: int
    kind: str
    ports: tuple[str, ...]
    draught_m: float
    deadweight_t: float
    tonnes_per_cm: float
    load_t: float


class Loading(NamedTuple):
    """What a ship can load at levels of the sea; every array has the shape of the levels, NaN if unknown.

    Attributes
    ----------
    available_m : float array
        Draught that all of her known ports let in.
    payload_t, payload_share : float array
        What she carries, and its share of her deadweight.
    capacity_share : float array
        Share of the full load that she carries: the deadweight or the slots, whichever binds.
    port : int array
        Position in ``ports`` of the port that allows the least draught; -1 where none is known.
    """

    available_m: Floats
    payload_t: Floats
    payload_share: Floats
    capacity_share: Floats
    port: NDArray[np.int64]


def level_key(sea: str) -> str:
    """Return the assumption that holds the level at which the network's figures hold.

    Examples
    --------
    >>> level_key("caspian")
    'caspian_level_m'
    """
    return f"{sea}_level_m"


def ships_on(network: Network, sea: str) -> list[Ship]:
    """Return the services that call at ports of a sea, each with its vessel.

    Parameters
    ----------
    network : Network
    sea : str

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> ships = {Network.reference().services.text("id")[one.service]: one
    ...          for one in ships_on(Network.reference(), "caspian")}
    >>> ships["ferry-kuryk-alat-wagons"].ports, ships["ferry-kuryk-alat-wagons"].load_t
    (('kuryk', 'alat'), 2425.0)
    """
    ports = ports_on(network, sea)
    vessels, services = network.tables["vessels"], network.services
    runs = {
        service: row
        for row, cell in enumerate(vessels.text("services"))
        for service in cell.split("|")
        if cell
    }
    ships = []
    for row, (key, mode, stops) in enumerate(
        zip(*(services.text(name) for name in ("id", "mode", "stops")), strict=True)
    ):
        if mode not in AFLOAT:
            continue
        called = tuple(dict.fromkeys(stop for stop in map(str.strip, stops.split("|")) if stop in ports))
        if not called:
            continue
        vessel = runs.get(key, -1)
        draught, deadweight, immersion = (
            float(vessels.number(name)[vessel]) if vessel >= 0 else float("nan")
            for name in ("draught_m", "deadweight_t", "tonnes_per_cm")
        )
        kind = vessels.text("kind")[vessel] if vessel >= 0 else ""
        load = _full_load_t(network, row, vessel, deadweight)
        ships.append(Ship(row, vessel, kind, called, draught, deadweight, immersion, load))
    return ships


def _full_load_t(network: Network, service: int, vessel: int, deadweight_t: float) -> float:
    """Weight of a full ship: her slots for what the service carries, at most the deadweight.

    The slots are the vessel's: the capacity of the service changes with the level.
    """
    unit = network.services.text("capacity_unit")[service]
    if vessel < 0 or unit not in UNIT_WEIGHTS:
        return deadweight_t
    weights, column = UNIT_WEIGHTS[unit]
    slots = float(network.tables["vessels"].number(column)[vessel])
    if not slots > 0:
        return deadweight_t
    return min(slots * sum(assumption(network, key) for key in weights), deadweight_t)


def loading(
    ship: Ship, ports: Mapping[str, Port], level_m: Floats | float, dredged: Mapping[str, float] | None = None
) -> Loading:
    """Return what a ship can load at levels of the sea.

    A port whose depth is unknown holds no ship back. A ship of which draught, deadweight or tonnes per
    centimetre is unknown, or none of whose ports is known, has NaN throughout.

    Parameters
    ----------
    ship : Ship
    ports : mapping of str to Port
    level_m : float or array
        Baltic datum.
    dredged : mapping of str to float, optional
        Metres by port.

    Examples
    --------
    >>> from landlink.network.berths import Bed, Port
    >>> port = Port("aktau", (Bed(0, frozenset(), -34.0, 1.0),), (), ())
    >>> ship = Ship(0, 0, "dry", ("aktau",), 4.7, 8000.0, 25.0, 6000.0)
    >>> at = loading(ship, {"aktau": port}, np.array([-29.0, -30.0, -31.0]))
    >>> at.payload_t.round(3).tolist(), at.capacity_share.round(3).tolist()
    ([8000.0, 6250.0, 3750.0], [1.0, 1.0, 0.625])
    """
    levels = np.asarray(level_m, dtype=np.float64)
    dug = dredged or {}
    each = np.stack([ports[node].draught_m(ship.kind, levels, dug.get(node, 0.0)) for node in ship.ports])
    open_water = np.where(np.isnan(each), np.inf, each)
    port = np.where(np.isnan(each).all(axis=0), -1, np.argmin(open_water, axis=0))
    available = np.where(port < 0, np.nan, open_water.min(axis=0))
    lost = np.maximum(ship.draught_m - available, 0.0) * ship.tonnes_per_cm * 100
    payload = np.where(available > 0, np.clip(ship.deadweight_t - lost, 0.0, ship.deadweight_t), 0.0)
    payload = np.where(np.isnan(lost), np.nan, payload)
    share = np.clip(payload / ship.load_t, 0.0, 1.0)
    return Loading(available, payload, payload / ship.deadweight_t, share, port)


def draught_for(ship: Ship, payload_t: float) -> float:
    """Return the draught that a payload needs.

    Examples
    --------
    >>> draught_for(Ship(0, 0, "dry", (), 4.5, 8000.0, 25.0, 6000.0), 5500.0)
    3.5
    """
    return ship.draught_m - (ship.deadweight_t - payload_t) / ship.tonnes_per_cm / 100


def level_for(
    ship: Ship, ports: Mapping[str, Port], payload_t: float, dredged: Mapping[str, float] | None = None
) -> float:
    """Return the lowest level at which a ship carries a payload, NaN where unknown.

    The inverse of :func:`loading`, in closed form.

    Parameters
    ----------
    ship : Ship
    ports : mapping of str to Port
    payload_t : float
    dredged : mapping of str to float, optional

    Examples
    --------
    >>> from landlink.network.berths import Bed, Port
    >>> port = Port("aktau", (Bed(0, frozenset(), -34.0, 1.0),), (), ())
    >>> level_for(Ship(0, 0, "dry", ("aktau",), 4.5, 8000.0, 25.0, 6000.0), {"aktau": port}, 5500.0)
    -30.5
    """
    draught, dug = draught_for(ship, payload_t), dredged or {}
    if not np.isfinite(draught):
        return float("nan")
    needed = [ports[node].level_for(ship.kind, draught, dug.get(node, 0.0)) for node in ship.ports]
    return max((level for level in needed if not np.isnan(level)), default=float("nan"))


def checked_level(network: Network, sea: str, level_m: float) -> float:
    """Return a level, which must lie in the range that is known of the sea.

    Raises
    ------
    LandlinkError
        If it lies outside the range of sea_levels.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> checked_level(Network.reference(), "caspian", 30.5)
    Traceback (most recent call last):
    landlink.errors.LandlinkError: a level of 30.5 m is outside what is known of the caspian sea, -49.23 to \
-25.74 m; levels are metres above the Baltic datum, below which the number is negative
    """
    known = known_range(network.tables["sea_levels"], sea)
    if not np.isfinite(level_m) or (known and not known[0] <= level_m <= known[1]):
        raise LandlinkError(
            f"a level of {level_m:g} m is outside what is known of the {sea} sea"
            + (f", {known[0]:g} to {known[1]:g} m" if known else "")
            + "; levels are metres above the Baltic datum, below which the number is negative"
        )
    return float(level_m)


class Effect(NamedTuple):
    """What a change of level does to a service.

    Attributes
    ----------
    ship : Ship
    before, after : Loading
        Of single levels.
    factor : float
        Of the capacity; its inverse is that of the price. NaN: unknown, no effect.
    closes : bool
        Whether the ship no longer sails.
    """

    ship: Ship
    before: Loading
    after: Loading
    factor: float
    closes: bool


def effects(
    network: Network, sea: str, level_m: float, dredged: Mapping[str, float] | None = None
) -> list[Effect]:
    """Return what a level and dredging do to each service of a sea, against the network as it stands.

    The network's capacities and prices hold at the level of the assumption ``<sea>_level_m``. A service
    whose ship could not sail at that level either is left as it is: it runs, so the figures are wrong.

    Parameters
    ----------
    network : Network
    sea : str
    level_m : float
    dredged : mapping of str to float, optional

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> network = Network.reference()
    >>> found = {network.services.text("id")[one.ship.service]: one
    ...          for one in effects(network, "caspian", -30.5)}
    >>> found["coaster-aktau-makhachkala"].closes, found["feeder-aktau-alat"].factor
    (True, nan)
    """
    ports = ports_on(network, sea)
    base = assumption(network, level_key(sea))
    least = assumption(network, LEAST_SHARE)
    level_m = checked_level(network, sea, level_m)
    dug = checked_dredging(network, sea, dredged or {})
    found = []
    for ship in ships_on(network, sea):
        before, after = loading(ship, ports, base), loading(ship, ports, level_m, dug)
        sails = bool(before.payload_share >= least and before.payload_t > 0)
        closes = sails and not bool(after.payload_share >= least and after.payload_t > 0)
        factor = float(after.capacity_share / before.capacity_share) if sails else float("nan")
        found.append(Effect(ship, before, after, factor, closes))
    return found


def at_level(
    network: Network, sea: str, level_m: float, dredged: Mapping[str, float] | None = None
) -> Network:
    """Return the network with the sea at another level and its ports dredged.

    Capacities of services are multiplied by the share of the load that is left, prices by its inverse,
    and services whose ships carry too little close. The level is then that of the network and the
    depths those after dredging, so that a second change goes on from there.

    Parameters
    ----------
    network : Network
    sea : str
    level_m : float
        Baltic datum.
    dredged : mapping of str to float, optional
        Metres by port.

    Raises
    ------
    LandlinkError
        If the sea, the level, a port or an assumption is unknown.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> lower = at_level(Network.reference(), "caspian", -30.5)
    >>> lower.services.text("status")[lower.services.index()["coaster-aktau-makhachkala"]]
    'closed'
    """
    services = network.services
    capacity, price = (services.number(name).copy() for name in ("capacity", "price_factor"))
    status = list(services.text("status"))
    for one in effects(network, sea, level_m, dredged):
        row = one.ship.service
        if one.closes and status[row] != "project":
            status[row] = "closed"
        if not one.closes and np.isfinite(one.factor):
            capacity[row] *= one.factor
            price[row] /= one.factor
    services = services.with_column("capacity", capacity).with_column("price_factor", price)
    network = network.with_table(services.with_column("status", status))
    return _dredged(_with_level(network, sea, level_m), sea, dredged or {})


def _with_level(network: Network, sea: str, level_m: float) -> Network:
    table = network.tables["assumptions"]
    values = table.number("value").copy()
    values[table.index()[level_key(sea)]] = level_m
    return network.with_table(table.with_column("value", values))


def _dredged(network: Network, sea: str, dredged: Mapping[str, float]) -> Network:
    table = network.tables["berths"]
    more = np.array(
        [
            dredged.get(node, 0.0) if its == sea else 0.0
            for node, its in zip(table.text("node"), table.text("sea"), strict=True)
        ]
    )
    for column in ("depth_m", "draught_m"):
        table = table.with_column(column, table.number(column) + more)
    return network.with_table(table)
