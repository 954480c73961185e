"""Through which borders and ports a country's trade goes, and how concentrated it is on them.

The measure is the Herfindahl-Hirschman index, the sum of squared shares (S. A. Rhoades 1993, "The
Herfindahl-Hirschman Index", Federal Reserve Bulletin 79): 1 where all trade goes one way, 1/n where n
ways take the same. Its inverse is the number of equal ways that would be as concentrated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.network.arcs import Kind
from landlink.resilience.cases import SHIPS

if TYPE_CHECKING:
    from landlink.network.model import Network
    from landlink.resilience.trade import Trade
    from landlink.resilience.ways import Ways

_CODES = (
    "AD AF AM AT AZ BF BI BO BT BW BY CF CH CZ ET HU KG KZ LA LI LS LU MD MK ML MN MW NE NP PY RS RW SK SM "
    "SS SZ TD TJ TM UG UZ VA ZM ZW"
)
LANDLOCKED = frozenset(_CODES.split())
"""Member states of the United Nations, and the Holy See, without a coast on the open sea."""


class Gateway(NamedTuple):
    """A border link or a port, and its share of a country's trade."""

    kind: str
    key: str
    name: str
    share: float


def gateways(trade: Trade, base: Ways) -> dict[str, list[Gateway]]:
    """Return the gateways of each country, the greatest share first.

    A trip leaves the country of its origin, and enters that of its destination, over a land border or
    by a port of that country; a way that does so more than once counts in parts.

    Parameters
    ----------
    trade : Trade
    base : Ways
        The way of each trip.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.resilience.trade import partners
    >>> from landlink.resilience.ways import best_ways
    >>> from landlink.testing import small_network
    >>> trade = partners(flow_graph(small_network()))
    >>> found = gateways(trade, best_ways(trade.trips, trade.measures))
    >>> [(one.kind, one.name, round(one.share, 2)) for one in found["AZ"]]
    [('port', 'Alat', 1.0)]
    """
    graph, network = trade.graph, trade.graph.network
    on = graph.kind[base.arc] == Kind.MOVE
    trip, arc = base.trip[on], base.arc[on]
    tails, heads = network.ends
    link = graph.link[arc]
    back = graph.backward[arc] == 1
    start, end = np.where(back, heads[link], tails[link]), np.where(back, tails[link], heads[link])
    country = np.array(network.nodes.text("country"), dtype=object)
    shares: dict[str, dict[tuple[str, int], float]] = {}
    ship = np.array([mode in SHIPS for mode in network.links.text("mode")], dtype=bool)
    for codes, inside, outside in ((trade.origin, start, end), (trade.destination, end, start)):
        home = np.array(codes, dtype=object)[trip]
        over = np.flatnonzero((country[inside] == home) & (country[outside] != home))
        count = np.bincount(trip[over], minlength=len(trade.trips))
        weight = trade.trips.weight[trip[over]] / count[trip[over]]
        for at, worth in zip(over.tolist(), weight.tolist(), strict=True):
            key = ("port", int(inside[at])) if ship[link[at]] else ("border", int(link[at]))
            held = shares.setdefault(str(home[at]), {})
            held[key] = held.get(key, 0.0) + worth
    return {code: _named(network, held) for code, held in sorted(shares.items())}


def _named(network: Network, held: dict[tuple[str, int], float]) -> list[Gateway]:
    nodes, links = network.nodes, network.links
    names, (tails, heads) = nodes.text("name"), network.ends
    total = sum(held.values())
    found = []
    for (kind, row), weight in held.items():
        if kind == "port":
            found.append(Gateway(kind, nodes.text("id")[row], names[row], weight / total))
        else:
            name = f"{names[tails[row]]} - {names[heads[row]]} ({links.text('mode')[row]})"
            found.append(Gateway(kind, links.text("id")[row], name, weight / total))
    return sorted(found, key=lambda one: (-one.share, one.key))


def concentration(shares: list[Gateway]) -> float:
    """Return the Herfindahl-Hirschman index of shares.

    Examples
    --------
    >>> concentration([Gateway("port", "a", "A", 0.5), Gateway("port", "b", "B", 0.5)])
    0.5
    """
    return float(sum(one.share**2 for one in shares))


def land_neighbours(network: Network) -> dict[str, int]:
    """Return with how many countries each country is joined by open rail or road.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> land_neighbours(small_network())
    {'AZ': 0, 'CN': 1, 'KZ': 1}
    """
    country = network.nodes.text("country")
    found: dict[str, set[str]] = {code: set() for code in sorted(set(country) - {"", "XZ"})}
    rows = zip(*network.ends, network.links.text("mode"), network.links.text("status"), strict=True)
    for tail, head, mode, status in rows:
        one, other = country[tail], country[head]
        if one != other and mode not in SHIPS and status == "open" and {one, other} <= found.keys():
            found[one].add(other)
            found[other].add(one)
    return {code: len(others) for code, others in found.items()}
