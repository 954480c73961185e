"""Names that people know for what can fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from landlink.network.model import Network

TABLES = {"link": "links", "node": "nodes", "crossing": "crossings", "service": "services"}
"""Kinds of failures that are ranked, and the table that lists them."""


def name_of(network: Network, kind: str, key: str) -> str:
    """Return what people call a link, node, crossing or service.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> [name_of(small_network(), "link", "rail-alat-baku"), name_of(small_network(), "node", "aktau")]
    ['Rail Alat - Baku', 'Aktau']
    """
    table = network.tables[TABLES[kind]]
    row = table.index()[key]
    if kind == "link":
        tails, heads = network.ends
        one, other = (network.nodes.text("name")[int(end[row])] for end in (tails, heads))
        return f"{table.text('mode')[row].capitalize()} {one} - {other}"
    if kind == "crossing":
        link = table.text("link")[row]
        mode = network.links.text("mode")[network.links.index()[link]]
        return f"{table.text('name')[row] or key} ({mode})"
    return table.text("name")[row] or key


def countries_of(network: Network, kind: str, key: str) -> list[str]:
    """Return the ISO codes of the countries that it lies in, in alphabetical order.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> countries_of(small_network(), "service", "ferry")
    ['AZ', 'KZ']
    """
    nodes = network.nodes
    row = network.tables[TABLES[kind]].index()[key]
    if kind == "service":
        stops = [stop.strip().lstrip("~") for stop in network.services.text("stops")[row].split("|")]
        rows = [nodes.index()[stop] for stop in stops]
    elif kind == "node":
        rows = [row]
    else:
        link = network.links.index()[network.crossings.text("link")[row]] if kind == "crossing" else row
        rows = [int(end[link]) for end in network.ends]
    return sorted({nodes.text("country")[one] for one in rows})


def place_of(network: Network, kind: str, key: str) -> dict[str, Any]:
    """Return where it lies: what a map and a sentence in another language need.

    Returns
    -------
    dict
        ``mode`` (of a link, crossing or service, else None), ``places`` (names of its nodes) and
        ``coordinates`` (longitude and latitude of each): two for a link or crossing, one for a node, the
        stops for a service.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> place_of(small_network(), "link", "rail-alat-baku")["places"]
    ['Alat', 'Baku']
    """
    nodes, row = network.nodes, network.tables[TABLES[kind]].index()[key]
    mode: str | None = None
    if kind == "service":
        stops = [stop.strip().lstrip("~") for stop in network.services.text("stops")[row].split("|")]
        rows, mode = [nodes.index()[stop] for stop in stops], network.services.text("mode")[row]
    elif kind == "node":
        rows = [row]
    else:
        link = network.links.index()[network.crossings.text("link")[row]] if kind == "crossing" else row
        rows, mode = [int(end[link]) for end in network.ends], network.links.text("mode")[link]
    names, lon, lat = nodes.text("name"), nodes.number("lon"), nodes.number("lat")
    return {
        "mode": mode,
        "places": [names[one] for one in rows],
        "coordinates": [[round(float(lon[one]), 4), round(float(lat[one]), 4)] for one in rows],
    }
