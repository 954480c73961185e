"""Rows of a network's tables: those that touch a country or a mode, as plain values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from landlink.errors import LandlinkError
from landlink.network.disruption_problems import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from landlink.network import Network
    from landlink.network.table import Table

_MODE_COLUMNS = ("mode", "from_mode", "to_mode")
_NODE_COLUMNS = ("from_node", "to_node", "node")


def touching(network: Network, name: str, country: str | None, mode: str | None) -> Table:
    """Return the rows of a table that touch a country and a mode.

    A link touches the countries of both ends, a crossing those of its link, a service those of
    its stops; a node touches the modes of the links that end there. Timetables, opening hours,
    closures and vessels touch what their services, crossing and places touch, disruptions what they
    name, demand the countries of both ends.

    Parameters
    ----------
    network : Network
    name : str
        Table.
    country, mode : str, optional

    Raises
    ------
    LandlinkError
        If the country or mode is nowhere in the network, or the table knows neither.

    Examples
    --------
    >>> from landlink.network import Network
    >>> sorted(set(touching(Network.reference(), "services", "TM", "ferry").text("mode")))
    ['ferry']
    """
    table = network.tables[name]
    rows = list(range(len(table)))
    if country is not None:
        wanted = _known(country.upper(), set(network.nodes.text("country")), "country")
        rows = _kept(rows, list(_countries(network, table)), wanted, f"{name} have no country")
    if mode is not None:
        wanted = _known(mode.lower(), set(network.links.text("mode")), "mode")
        rows = _kept(rows, list(_modes(network, table)), wanted, f"{name} have no mode")
    return table.take(rows)


def _known(word: str, words: set[str], what: str) -> str:
    if word not in words:
        raise LandlinkError(f"no {what} {word!r} in this network; there are {', '.join(sorted(words))}")
    return word


def _kept(rows: list[int], touched: list[set[str]], wanted: str, lack: str) -> list[int]:
    if touched and not any(touched):
        raise LandlinkError(f"{lack} to choose by")
    return [row for row in rows if wanted in touched[row]]


def _countries(network: Network, table: Table) -> Iterator[set[str]]:
    """Countries that each row touches."""
    homes = dict(zip(network.nodes.text("id"), network.nodes.text("country"), strict=True))
    links = network.links
    of_link = {
        key: {homes[a], homes[b], own}
        for key, a, b, own in zip(
            links.text("id"),
            links.text("from_node"),
            links.text("to_node"),
            links.text("country"),
            strict=True,
        )
    }
    of_service = {
        key: {homes[stop.strip().removeprefix("~")] for stop in stops.split("|")}
        for key, stops in _pairs(network, "services", "stops")
    }
    of_crossing = {key: of_link[link] for key, link in _pairs(network, "crossings", "link")}
    for number in range(len(table)):
        row = table.row(number)
        found = {str(row["country"])} if row.get("country") else set()
        found |= {homes[str(row[column])] for column in _NODE_COLUMNS if row.get(column)}
        if table.name == "crossings":
            found |= of_link[str(row["link"])]
        if table.name == "demand":
            found |= {homes.get(str(row[end]), str(row[end])) for end in ("origin", "destination")}
        if table.name == "services":
            found |= of_service[str(row["id"])]
        for key in _named(row):
            found |= of_service.get(key) or of_crossing.get(key) or of_link.get(key) or {homes[key]}
        for word in _codes(row):
            found |= set(word.split("-"))
        yield found


def _pairs(network: Network, name: str, column: str) -> Iterator[tuple[str, str]]:
    table = network.tables[name]
    return zip(table.text("id"), table.text(column), strict=True)


def _named(row: Mapping[str, str | float]) -> list[str]:
    """Services, crossings, links and places that a row of another table names."""
    where = str(row.get("where") or "") if "closed_share" in row else ""
    runs = str(row.get("services") or "")  # of a vessel
    struck = [word.partition(":") for word in str(row.get("what") or "").split("|")]
    keys = [key for kind, _, key in struck if kind in TARGETS]
    named = (row.get("service"), row.get("crossing"), *where.split("|"), *runs.split("|"), *keys)
    return [str(key) for key in named if key]


def _codes(row: Mapping[str, str | float]) -> list[str]:
    """Countries, and pairs of them, that a disruption names."""
    struck = [word.partition(":") for word in str(row.get("what") or "").split("|")]
    return [key for kind, _, key in struck if kind in ("country", "border")]


def _modes(network: Network, table: Table) -> Iterator[set[str]]:
    """Modes that each row touches."""
    links = network.links
    of_link = dict(zip(links.text("id"), links.text("mode"), strict=True))
    of_node: dict[str, set[str]] = {key: set() for key in network.nodes.text("id")}
    for column in ("from_node", "to_node"):
        for node, mode in zip(links.text(column), links.text("mode"), strict=True):
            of_node[node].add(mode)
    of_service = dict(_pairs(network, "services", "mode"))
    of_crossing = {key: of_link[link] for key, link in _pairs(network, "crossings", "link")}
    for number in range(len(table)):
        row = table.row(number)
        found = {str(row[column]) for column in _MODE_COLUMNS if row.get(column)}
        if table.name == "crossings":
            found.add(of_link[str(row["link"])])
        if table.name == "nodes":
            found |= of_node[str(row["id"])]
        if table.name in ("opening_hours", "berths") and row["node"]:
            found |= of_node[str(row["node"])]
        for key in _named(row):
            one = of_service.get(key) or of_crossing.get(key) or of_link.get(key)
            found |= {one} if one else of_node[key]
        if _codes(row):
            found |= {"rail", "road"}
        yield found


def plain_rows(table: Table) -> list[dict[str, str | float | None]]:
    """Return the rows of a table as plain values, with nothing where a number is not known.

    Parameters
    ----------
    table : Table

    Examples
    --------
    >>> from landlink.network import Network
    >>> plain_rows(Network.reference().links.take([0]))[0]["length_km"] > 0
    True
    """
    return [
        {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in ((name, _plain(value)) for name, value in table.row(row).items())
        }
        for row in range(len(table))
    ]


def _plain(value: str | float) -> str | float:
    return value if isinstance(value, str) else float(value)
