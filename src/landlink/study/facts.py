"""What a result rests on: the network in figures, its assumptions, the sources that were used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.network.schema import QUALITIES
from landlink.routing.provenance import rows_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from landlink.network import Network

WATERS = "XZ"
"""Country of a node at sea."""


def network_facts(network: Network) -> dict[str, Any]:
    """Return the size of a network and how well its rows are known.

    Examples
    --------
    >>> from landlink.network import Network
    >>> network_facts(Network.reference())["name"]
    'Eurasian corridors'
    """
    rows = rows_of(network)
    known = [
        QUALITIES[number]
        for number, table in zip(rows.quality, rows.tables, strict=True)
        if table != "sources"
    ]
    return {
        "name": network.name,
        **{name: len(network.tables[name]) for name in ("nodes", "links", "crossings", "services")},
        "countries": len(set(network.nodes.text("country")) - {WATERS}),
        "quality": {quality: known.count(quality) for quality in QUALITIES},
    }


def assumption_facts(network: Network, overridden: Collection[str]) -> list[dict[str, Any]]:
    """Return the assumptions with their sources.

    Parameters
    ----------
    network : Network
    overridden : collection of str
        Keys that the study sets.

    Examples
    --------
    >>> from landlink.network import Network
    >>> assumption_facts(Network.reference(), {"price_year"})[0]["overridden"]
    True
    """
    table = network.tables["assumptions"]
    titles = _titles(network)
    found = []
    for number in range(len(table)):
        row = table.row(number)
        shown = {name: row[name] for name in ("key", "value", "unit", "source", "quality", "note")}
        title = titles.get(str(row["source"]), "")
        found.append({**shown, "source_title": title, "overridden": row["key"] in overridden})
    return found


def source_facts(network: Network, used: Iterable[str]) -> list[dict[str, Any]]:
    """Return the sources of a network that were used, in the network's order.

    Examples
    --------
    >>> from landlink.network import Network
    >>> [source["key"] for source in source_facts(Network.reference(), ["general-knowledge"])]
    ['general-knowledge']
    """
    table, wanted = network.tables["sources"], set(used)
    rows = (table.row(number) for number in range(len(table)))
    return [
        {name: row[name] for name in ("key", "title", "url", "year")} for row in rows if row["key"] in wanted
    ]


def used_sources(shipments: Iterable[dict[str, Any]]) -> set[str]:
    """Return the keys of the sources that the legs and the simulation of any route rest on.

    Examples
    --------
    >>> route = {"legs": [{"sources": ["a", "b"]}]}
    >>> sorted(used_sources([{"results": [{"alternatives": [route], "corridors": []}]}]))
    ['a', 'b']
    """
    outcomes = [outcome for shipment in shipments for outcome in shipment["results"]]
    routes = [route for outcome in outcomes for route in (*outcome["alternatives"], *outcome["corridors"])]
    parts = [part for route in routes for part in (*route["legs"], route.get("simulation") or {})]
    return {source for part in parts for source in part.get("sources", ())}


def local_names(
    network: Network, shipments: Iterable[dict[str, Any]], more: Iterable[str] = ()
) -> dict[str, list[str]]:
    """Return the local names of the places that shipments and routes name, by international name.

    Parameters
    ----------
    network : Network
    shipments : iterable of dict
    more : iterable of str
        International names of further places; what is no place is left out.

    Examples
    --------
    >>> from landlink.network import Network
    >>> shipment = {"origin": "Aktau", "destination": "Poti", "results": []}
    >>> "Актау" in local_names(Network.reference(), [shipment])["Aktau"]
    True
    """
    nodes = network.nodes
    columns = (nodes.text(column) for column in ("name", "local_names"))
    held = {name: [one for one in names.split("|") if one] for name, names in zip(*columns, strict=True)}
    used: dict[str, None] = dict.fromkeys(more)
    for shipment in shipments:
        used |= dict.fromkeys((shipment["origin"], shipment["destination"]))
        for outcome in shipment["results"]:
            for route in (*outcome["alternatives"], *outcome["corridors"]):
                used |= dict.fromkeys(route["via"])
                for leg in route["legs"]:
                    ends = leg["name"].split(" - ") if leg["kind"] == "border" else ()
                    used |= dict.fromkeys((leg["from"], leg["to"], *ends))
    return {name: held[name] for name in used if held.get(name)}


def names_of(network: Network, change: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of the places, services, crossings and goods that a change calls by their keys.

    Examples
    --------
    >>> from landlink.network import Network
    >>> names_of(Network.reference(), {"close": {"nodes": ["aktau"], "countries": ["RU"]}})
    {'aktau': 'Aktau'}
    """
    found: dict[str, str] = {}
    for body in change.values():
        for table in ("nodes", "services", "crossings"):
            asked = {key for key in body.get(table) or () if isinstance(key, str)}
            if asked:
                held = network.tables[table]
                pairs = zip(held.text("id"), held.text("name"), strict=True)
                found |= {key: name for key, name in pairs if key in asked}
        found |= _named(network, "nodes", [*body.get("dredged", ()), *_ends(body)])
        goods = [*body.get("commodities", ()), *(str(row.get("commodity", "")) for row in _flows(body))]
        found |= _named(network, "commodities", goods)
    return found


def _flows(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Rows of demand that a change adds."""
    rows = body.get("add")
    return rows if isinstance(rows, list) else []


def _ends(body: Mapping[str, Any]) -> list[str]:
    """Words by which a growth of demand calls where goods come from and go to."""
    rows = [str(row.get(end, "")) for row in _flows(body) for end in ("origin", "destination")]
    return [*body.get("origins", ()), *body.get("destinations", ()), *rows]


def _named(network: Network, table: str, keys: Iterable[str]) -> dict[str, str]:
    at, names = network.tables[table].index(), network.tables[table].text("name")
    return {key: names[at[key]] for key in keys if key in at}


def _titles(network: Network) -> dict[str, str]:
    table = network.tables["sources"]
    return dict(zip(table.text("key"), table.text("title"), strict=True))
