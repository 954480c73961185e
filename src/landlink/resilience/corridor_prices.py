"""The corridors of a pair of countries with their prices, and how many a country has to each other one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.flows.graph import generalised_usd_t
from landlink.network.place_hints import country_name
from landlink.resilience.corridors import SHARING, best_way_along, corridors, country_map
from landlink.resilience.trade import main_hubs, partner_value_of_time

if TYPE_CHECKING:
    from landlink.flows.graph import FlowGraph


def pair_corridors(graph: FlowGraph, origin: str, destination: str) -> dict[str, Any]:
    """Return the corridors between two countries that share no country, gateway or link.

    Those that share no country are priced between the main hubs of the two, for goods of the value that
    is assumed where every partner counts the same; no price where no one kind of equipment can go all
    the way through these countries.

    Parameters
    ----------
    graph : FlowGraph
    origin, destination : str
        Country codes.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network
    >>> found = pair_corridors(flow_graph(small_network()), "CN", "AZ")
    >>> found["country"]["number"], found["country"]["ways"][0]["countries"], found["gateway"]["number"]
    (1, ['CN', 'KZ', 'AZ'], 1)
    """
    network = graph.network
    hubs = main_hubs(network)
    cost = generalised_usd_t(graph, partner_value_of_time(network))
    drawn = country_map(graph)
    ends = hubs[origin][0][0], hubs[destination][0][0]
    result: dict[str, Any] = {"from": origin, "to": destination}
    result["hubs"] = [network.nodes.text("id")[node] for node in ends]
    for by in SHARING:
        found = corridors(graph, origin, destination, by)
        row = found.as_dict()
        result[by] = {name: row[name] for name in ("number", "bottleneck")}
        if by == "country":
            result[by]["ways"] = [
                {"countries": path, "length_km": km, **best_way_along(graph, cost, drawn, path, *ends)}
                for path, km in zip(found.paths, found.length_km, strict=True)
            ]
    return result


def corridor_counts(graph: FlowGraph, country: str) -> list[dict[str, Any]]:
    """Return how many corridors that share no country lead from one country to each other one.

    Parameters
    ----------
    graph : FlowGraph
    country : str

    Returns
    -------
    list of dict
        Partner, number and bottleneck, the fewest first.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network
    >>> [(row["to"], row["number"]) for row in corridor_counts(flow_graph(small_network()), "CN")]
    [('AZ', 1), ('KZ', 1)]
    """
    drawn = country_map(graph)
    rows = []
    for code in sorted(set(drawn.country) - {country}):
        found = drawn.corridors(country, code)
        rows.append(
            {
                "to": code,
                "name": country_name(code),
                "number": len(found),
                "bottleneck": [one._asdict() for one in found.bottleneck],
            }
        )
    return sorted(rows, key=lambda row: (row["number"], row["to"]))
