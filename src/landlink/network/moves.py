"""What it takes to move cargo along links: hours, their variance, dollars, emissions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.lookup import ANY, defaults_by, first
from landlink.network.problems import NetworkError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from landlink.network.cargo import Cargo
    from landlink.network.model import Network
    from landlink.network.timing import Sailing

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

DAY_H = 24.0


@dataclass(frozen=True)
class Moves:
    """Hours, variance, dollars and kilograms of many moves, and the rows they rest on."""

    time_h: Floats
    time_var_h2: Floats
    cost_usd: Floats
    co2e_kg: Floats
    speed_row: Ints
    rate_row: Ints
    factor_row: Ints


def moves(network: Network, cargo: Cargo, links: Ints, services: Ints, run_km: Floats) -> Moves:
    """Return what each move takes.

    Parameters
    ----------
    network : Network
    cargo : Cargo
    links : int array
        Link row of each move.
    services : int array
        Service row of each move, -1 where the cargo goes by ordinary traffic.
    run_km : float array
        Length of the whole run of each service, over which its price is spread.

    Returns
    -------
    Moves
        Row numbers are -1 where the link's or the service's own row gives the figure. The variance
        of the running time is (cv x 24 h)^2 a day, so that it does not depend on how finely a
        line is cut.

    Raises
    ------
    NetworkError
        If no row of speeds, rates or emission factors fits a link.

    Examples
    --------
    >>> from landlink.network.cargo import Cargo
    >>> from landlink.network.model import Network
    >>> network = Network.reference()
    >>> rail = network.links.text("mode").index("rail")
    >>> one = moves(network, Cargo(), np.array([rail]), np.array([-1]), np.array([]))
    >>> bool(one.time_h[0] > 0 and one.cost_usd[0] > 0 and one.co2e_kg[0] > 0)
    True
    """
    speed_row, rate_row, factor_row = _rows(network, cargo, links, services)
    price, own = _service_price(network, cargo, links, services, run_km)
    rate_row = np.where(own, -1, rate_row)
    _require(network, cargo, links, np.stack([speed_row, np.where(own, 0, rate_row), factor_row], axis=1))
    length = network.links.number("length_km")[links]
    speed, cv = _speed(network, links, services, speed_row)
    time = length / speed * _factor(network, "time_factor", links, services)
    rate = _take(network, "rates", "rate_usd_per_km", rate_row)
    factor = _take(network, "emission_factors", "co2e_g_per_tkm", factor_row)
    return Moves(
        time_h=time,
        time_var_h2=cv**2 * DAY_H * time,
        cost_usd=np.where(own, price, rate * length)
        * cargo.count
        * _factor(network, "price_factor", links, services),
        co2e_kg=factor * length * cargo.weight_t(network.assumptions) / 1000,
        speed_row=speed_row,
        rate_row=rate_row,
        factor_row=factor_row,
    )


def by_sailing(
    network: Network, cargo: Cargo, done: Moves, links: Ints, services: Ints, run_km: Floats,
    sailing: Ints, kinds: Sequence[Sailing],
) -> Moves:  # fmt: skip
    """Return moves as the departures of a timetable have them: faster, cheaper, cleaner, surer.

    Parameters
    ----------
    network, cargo, links, services, run_km
        As for :func:`moves`.
    done : Moves
    sailing : int array
        Kind of departure of each move, -1 where there is none.
    kinds : sequence of Sailing

    Examples
    --------
    >>> from landlink.network.cargo import Cargo
    >>> from landlink.network.timing import Sailing
    >>> from landlink.testing import small_network
    >>> network, cargo, ferry, one = small_network(), Cargo(), np.array([7]), np.array([1])
    >>> run_km = np.array([0.0, 460.0])
    >>> slow = moves(network, cargo, ferry, one, run_km)
    >>> half = Sailing(0, np.nan, np.nan, np.nan, 1.0, 0.5, 1.0, {})
    >>> fast = by_sailing(network, cargo, slow, ferry, one, run_km, np.array([0]), [half])
    >>> slow.cost_usd.tolist(), fast.cost_usd.tolist()
    ([1000.0], [500.0])
    """
    if not kinds:
        return done
    none = (np.nan, np.nan, np.nan, 1.0, 1.0, 1.0)
    table = np.array([*((k.time_h, k.price_usd, k.cv, *k[4:7]) for k in kinds), none])
    time_h, price, cv, slower, dearer, dirtier = table[sailing].T
    share = network.links.number("length_km")[links] / np.where(services >= 0, run_km[services], 1.0)
    own = time_h * share * _factor(network, "time_factor", links, services)
    time = np.where(np.isfinite(time_h), own, done.time_h) * slower
    priced = price * share * cargo.count * _factor(network, "price_factor", links, services)
    with np.errstate(invalid="ignore", divide="ignore"):
        spread = np.where(done.time_h > 0, done.time_var_h2 * time / done.time_h, done.time_var_h2)
    return replace(
        done,
        time_h=time,
        time_var_h2=np.where(np.isfinite(cv), cv**2 * DAY_H * time, spread),
        cost_usd=np.where(np.isfinite(price), priced, done.cost_usd) * dearer,
        co2e_kg=done.co2e_kg * dirtier,
    )


def _factor(network: Network, column: str, links: Ints, services: Ints) -> Floats:
    own = _take(network, "services", column, services)
    return network.links.number(column)[links] * np.where(services >= 0, own, 1.0)


def _take(network: Network, table: str, column: str, rows: Ints) -> Floats:
    values = network.tables[table].number(column)
    return np.where(rows >= 0, values[rows], np.nan) if len(values) else np.full(len(rows), np.nan)


def _rows(network: Network, cargo: Cargo, links: Ints, services: Ints) -> tuple[Ints, Ints, Ints]:
    """Find the rows of speeds, rates and factors, once for each kind of link."""
    table = network.links
    speeds = defaults_by(network.tables["speeds"], ("mode", "kind", "country"))
    rates = defaults_by(network.tables["rates"], ("mode", "kind", "equipment", "country"))
    factors = defaults_by(network.tables["emission_factors"], ("mode", "traction", "country"))
    kinds = list(zip(table.text("mode"), table.text("country"), table.text("traction"), strict=True))
    names = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
    code = np.array([names[kind] for kind in kinds], dtype=np.int64)
    found = np.full((2, 3, len(names)), -1, dtype=np.int64)
    for (mode, country, traction), kind_number in names.items():
        near = (country, ANY)
        for column, kind in enumerate(("general", "service")):
            found[column, 0, kind_number] = first(speeds, ((mode, kind, c) for c in near))
            found[column, 1, kind_number] = first(
                rates, ((mode, kind, e, c) for e in _priced_as(mode, cargo) for c in near)
            )
        pulls = (traction or ANY, ANY)
        found[:, 2, kind_number] = first(factors, ((mode, pull, c) for c in near for pull in pulls))
    way, its = (services >= 0).astype(np.int64), code[links]
    return found[way, 0, its], found[way, 1, its], found[way, 2, its]


def _priced_as(mode: str, cargo: Cargo) -> tuple[str, ...]:
    """Equipment whose rate applies: on a road a container pays what its truck costs."""
    return (cargo.equipment, "truck") if mode == "road" else (cargo.equipment,)


def _require(network: Network, cargo: Cargo, links: Ints, rows: Ints) -> None:
    table = network.links
    for column, (name, what) in enumerate(
        (("speeds", "speed"), ("rates", f"rate for {cargo.equipment}"), ("emission_factors", "factor"))
    ):
        lacking = np.flatnonzero(rows[:, column] < 0)
        if len(lacking):
            link = int(links[lacking[0]])
            mode, country = table.text("mode")[link], table.text("country")[link]
            mend = f"Add a row of mode {mode} and country {country} or * to {name}.csv."
            file, line, key = table.file, table.lines[link], table.text("id")[link]
            message = f"no row of {name} gives a {what} for {mode} in {country}"
            raise NetworkError([Problem("missing-default", file, line, "id", key, message, mend)])


def _speed(network: Network, links: Ints, services: Ints, rows: Ints) -> tuple[Floats, Floats]:
    """Speed of the service, else of the link, else of the table; the spread is the table's."""
    own = network.links.number("speed_kmh")[links]
    service = _take(network, "services", "speed_kmh", services)
    table = _take(network, "speeds", "speed_kmh", rows)
    speed = np.where(np.isfinite(service), service, np.where(np.isfinite(own), own, table))
    return speed, _take(network, "speeds", "cv", rows)


def _service_price(
    network: Network, cargo: Cargo, links: Ints, services: Ints, run_km: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """Share of the price of the whole run that falls on each link, where the service has one."""
    price = _take(network, "services", f"price_usd_{cargo.equipment}", services)
    own = np.isfinite(price)
    length = network.links.number("length_km")[links]
    with np.errstate(invalid="ignore"):
        return price * length / (run_km[services] if len(run_km) else 1.0), own
