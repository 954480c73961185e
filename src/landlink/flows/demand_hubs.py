"""Trade of countries at their hubs: places and shares by country, commodity and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.network.model import Network
    from landlink.network.table import Table

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

HUB_KINDS = ("city", "hub", "seaport", "dry_port")
"""Kinds of node over which a country without weights is spread."""


class Ends(NamedTuple):
    """Places of one end of some rows of demand, flat.

    Attributes
    ----------
    firsts, counts : int array [rows]
        Those of a row are ``node[first : first + count]``.
    node : int array
        Rows of the network's nodes.
    share : float array
        Share of each; those of a row add up to 1.
    lacks : list of str [rows]
        Why a row has none.
    """

    firsts: Ints
    counts: Ints
    node: Ints
    share: Floats
    lacks: list[str]


class Spread:
    """Places and shares by country, commodity and direction, each worked out once.

    Parameters
    ----------
    network : Network

    Attributes
    ----------
    notes : list of str
        Countries that were spread in equal shares.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> spread, table = Spread(small_network()), small_network().tables["demand"]
    >>> spread.ends(table, np.array([0]), "destination").share.tolist()
    [0.5, 0.5]
    >>> spread.notes
    ['AZ has no hub weights: its trade is spread in equal shares over alat, baku']
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.index = network.nodes.index()
        self.notes: list[str] = []
        self.weights = _weights(network)
        self.equal: dict[str, list[int]] = {}

    def ends(self, table: Table, rows: Ints, direction: str) -> Ends:
        """Return the places of one end of some rows of a table.

        Parameters
        ----------
        table : Table
            Of the schema ``demand``.
        rows : int array
        direction : str
            ``origin`` or ``destination``.
        """
        words, goods = table.text(direction), table.text("commodity")
        numbers: dict[tuple[str, str], int] = {}
        keys = [(words[row], goods[row]) for row in rows.tolist()]
        of = np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
        found = [self.places(word, commodity, direction) for word, commodity in numbers]
        counts = np.array([len(nodes) for nodes, _, _ in found], dtype=np.int64)
        firsts = np.cumsum(counts) - counts
        node = np.array([node for nodes, _, _ in found for node in nodes], dtype=np.int64)
        share = np.array([share for _, shares, _ in found for share in shares], dtype=np.float64)
        return Ends(firsts[of], counts[of], node, share, [found[number][2] for number in of.tolist()])

    def places(self, word: str, commodity: str, direction: str) -> tuple[list[int], list[float], str]:
        """Return the nodes of a country or node, their shares, and why there are none.

        Parameters
        ----------
        word : str
            Country code or key of a node.
        commodity : str
            Key in commodities; empty for general weights.
        direction : str
            ``origin`` or ``destination``.
        """
        if word in self.index:
            return [self.index[word]], [1.0], ""
        rows = next(
            (found for goods in (commodity, "") if (found := self.weights.get((word, goods, direction)))),
            None,
        )
        if rows is None:
            return self._equal_shares(word)
        total = sum(weight for _, weight in rows)
        return [node for node, _ in rows], [weight / total for _, weight in rows], ""

    def _equal_shares(self, country: str) -> tuple[list[int], list[float], str]:
        if country not in self.equal:
            nodes = self.equal[country] = _hubs(self.network, country)
            if nodes:
                names = self.network.nodes.text("id")
                over = ", ".join(names[node] for node in nodes)
                self.notes.append(
                    f"{country} has no hub weights: its trade is spread in equal shares over {over}"
                )
        nodes = self.equal[country]
        if nodes:
            return nodes, [1 / len(nodes)] * len(nodes), ""
        if country in self.network.nodes.text("country"):
            return [], [], f"no hub of {country} is joined to the network"
        return [], [], f"the network has no place in {country}"


def _weights(network: Network) -> dict[tuple[str, str, str], list[tuple[int, float]]]:
    """Nodes and weights by country, commodity and direction."""
    table, index = network.tables["hub_weights"], network.nodes.index()
    found: dict[tuple[str, str, str], list[tuple[int, float]]] = {}
    columns = (table.text(name) for name in ("country", "commodity", "direction", "node"))
    for country, goods, direction, node, weight in zip(
        *columns, table.number("weight").tolist(), strict=True
    ):
        for way in ("origin", "destination") if direction == "both" else (direction,):
            found.setdefault((country, goods, way), []).append((index[node], weight))
    return found


def _hubs(network: Network, country: str) -> list[int]:
    """Places of a country over which it is spread where nothing else is known."""
    tails, heads = network.ends
    opened = np.array([status == "open" for status in network.links.text("status")], dtype=bool)
    joined = np.zeros(len(network.nodes), dtype=bool)
    joined[tails[opened]] = joined[heads[opened]] = True
    kinds = zip(network.nodes.text("country"), network.nodes.text("kind"), strict=True)
    return [
        row for row, (its, kind) in enumerate(kinds) if joined[row] and its == country and kind in HUB_KINDS
    ]


def pairs(starts: Ends, stops: Ends, rows: Ints) -> tuple[Ints, Ints, Ints, Floats]:
    """Return every pair of places of some rows: the row, the positions of both ends, the share.

    Parameters
    ----------
    starts, stops : Ends
        Of the same rows of demand.
    rows : int array
        Which of them.

    Examples
    --------
    >>> one = Ends(np.array([0]), np.array([2]), np.array([7, 8]), np.array([0.25, 0.75]), [""])
    >>> of, start, stop, share = pairs(one, one, np.array([0]))
    >>> start.tolist(), stop.tolist(), share.tolist()
    ([0, 0, 1, 1], [0, 1, 0, 1], [0.0625, 0.1875, 0.1875, 0.5625])
    """
    wide = stops.counts[rows]
    each = starts.counts[rows] * wide
    of = np.repeat(rows, each)
    within = np.arange(int(each.sum()), dtype=np.int64) - np.repeat(np.cumsum(each) - each, each)
    start = starts.firsts[of] + within // np.repeat(wide, each)
    stop = stops.firsts[of] + within % np.repeat(wide, each)
    return of, start, stop, starts.share[start] * stops.share[stop]
