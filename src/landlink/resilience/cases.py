"""What fails: cases, and the arcs that go with a link, node, crossing, service, country, port or sea."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.arcs import MODE_NAMES, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from landlink.flows.graph import FlowGraph
    from landlink.network.model import Network

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

KINDS = ("link", "node", "crossing", "service", "country", "port", "sea", "mode", "border")
"""What can be named to fail."""

SHIPS = ("ferry", "sea", "waterway")
"""Modes that go by water."""

SEAS: dict[str, tuple[tuple[float, float], ...]] = {
    "caspian": ((46.0, 36.0), (55.5, 36.0), (55.5, 47.5), (46.0, 47.5)),
    "black-sea": (
        (27.3, 42.0), (28.9, 41.15), (31.0, 40.9), (42.0, 40.9), (42.0, 44.0), (39.5, 47.5), (30.0, 47.0),
        (27.3, 43.5),
    ),
    "red-sea": ((32.2, 29.99), (35.2, 28.0), (44.0, 12.7), (43.0, 12.3), (38.0, 17.0), (32.2, 29.0)),
    "persian-gulf": ((47.5, 30.6), (56.6, 27.3), (56.6, 25.9), (51.0, 23.8), (47.5, 28.0)),
}  # fmt: skip
"""Rough outlines of seas, longitude and latitude; a ship link with an end inside is of the sea."""


class Case(NamedTuple):
    """What fails or gets dearer at the same time.

    Parameters
    ----------
    name : str
    arcs : int array, (k,)
        Arcs of the graph. One that is named twice bears the worse of both.
    cost_factor : float or float array, (k,)
        What their cost is multiplied by, at or above 1; ``inf`` closes them.
    add_usd_t : float or float array, (k,)
        What is added to it, USD per tonne, at or above 0.
    left_out : int array
        Vertices; trips that begin or end at one of them are left out of this case. A closed country's
        own trade is left out in this way.

    Examples
    --------
    >>> Case("a bridge", np.array([7, 12])).cost_factor
    inf
    """

    name: str
    arcs: Ints
    cost_factor: float | NDArray[np.float64] = np.inf
    add_usd_t: float | NDArray[np.float64] = 0.0
    left_out: Ints = np.zeros(0, np.int64)


def case_of(graph: FlowGraph, kind: str, key: str) -> Case:
    """Return the closure of one thing; of a country, its own trade is left out.

    Parameters
    ----------
    graph : FlowGraph
    kind : str
        One of :data:`KINDS`.
    key : str
        See :func:`arcs_of`.
    """
    arcs = arcs_of(graph, kind, key)
    if kind != "country":
        return Case(f"{kind}:{key}", arcs)
    home = np.flatnonzero(_among(graph.network.nodes.text("country"), (key,))).tolist()
    ends = [graph.origin(node) for node in home] + [graph.destination(node) for node in home]
    return Case(f"{kind}:{key}", arcs, left_out=np.array(sorted(ends), dtype=np.int64))


def joined(name: str, cases: Iterable[Case]) -> Case:
    """Return the case in which all the given ones happen together.

    Examples
    --------
    >>> both = joined("both", [Case("a", np.array([1])), Case("b", np.array([2, 3]), 1.5)])
    >>> both.arcs.tolist(), both.cost_factor.tolist()
    ([1, 2, 3], [inf, 1.5, 1.5])
    """
    parts = list(cases)
    arcs = [np.asarray(case.arcs, dtype=np.int64) for case in parts]
    factor = [np.broadcast_to(case.cost_factor, a.shape) for case, a in zip(parts, arcs, strict=True)]
    added = [np.broadcast_to(case.add_usd_t, a.shape) for case, a in zip(parts, arcs, strict=True)]
    if not parts:
        return Case(name, np.zeros(0, np.int64))
    left_out = np.unique(np.concatenate([case.left_out for case in parts]))
    return Case(name, np.concatenate(arcs), np.concatenate(factor), np.concatenate(added), left_out)


def arcs_of(graph: FlowGraph, kind: str, key: str) -> Ints:
    """Return the arcs that close when one thing closes.

    Parameters
    ----------
    graph : FlowGraph
    kind, key : str
        - ``link``, ``crossing``, ``service``: key of the row; a link closes to ordinary traffic and to
          every service that runs over it.
        - ``node``: key of a place; all that is done there, and every link that ends there.
        - ``country``: ISO code; all its places and links, and every link that ends there.
        - ``port``: key of a place; nothing gets on or off a ship there, while ships may pass and
          trains and trucks go on.
        - ``sea``: one of :data:`SEAS`; its ship links.
        - ``mode``: ``rail``, ``road``, ``ferry``, ``sea`` or ``waterway``; all moves.
        - ``border``: ``KZ-RU``; all rail and road links between two countries, both ways.

    Returns
    -------
    int array
        Arcs in order.

    Raises
    ------
    LandlinkError
        If the kind or the key is unknown.
    """
    finder = _FINDERS.get(kind)
    if finder is None:
        raise LandlinkError(f"nothing of kind {kind!r} can fail; use one of {', '.join(KINDS)}")
    return np.flatnonzero(finder(graph, key)).astype(np.int64)


def _row(network: Network, table: str, key: str) -> int:
    found = network.tables[table].index().get(key)
    if found is None:
        raise _unknown(table.rstrip("s"), key, network.tables[table].text("id"))
    return found


def _unknown(kind: str, key: str, known: Iterable[str]) -> LandlinkError:
    near = difflib.get_close_matches(key, list(known), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return LandlinkError(f"there is no {kind} {key!r} in the network{hint}")


def _link(graph: FlowGraph, key: str) -> Flags:
    return np.equal(graph.link, _row(graph.network, "links", key))


def _crossing(graph: FlowGraph, key: str) -> Flags:
    return np.equal(graph.crossing, _row(graph.network, "crossings", key))


def _service(graph: FlowGraph, key: str) -> Flags:
    return np.equal(graph.service, _row(graph.network, "services", key))


def _node(graph: FlowGraph, key: str) -> Flags:
    closed = np.zeros(len(graph.network.nodes), dtype=bool)
    closed[_row(graph.network, "nodes", key)] = True
    tails, heads = graph.network.ends
    return _with(graph.node, closed) | _with(graph.link, closed[tails] | closed[heads])


def _country(graph: FlowGraph, key: str) -> Flags:
    network = graph.network
    countries = network.nodes.text("country")
    closed = _among(countries, (key,))
    links = _among(network.links.text("country"), (key,))
    if not closed.any() and not links.any():
        raise _unknown("country", key, sorted(set(countries)))
    tails, heads = network.ends
    return _with(graph.node, closed) | _with(graph.link, links | closed[tails] | closed[heads])


def _port(graph: FlowGraph, key: str) -> Flags:
    node = _row(graph.network, "nodes", key)
    afloat = np.isin(graph.mode, [MODE_NAMES.index(mode) for mode in SHIPS])
    moves = graph.kind == Kind.MOVE
    ashore = np.zeros(graph.indptr.size - 1, dtype=bool)  # vertices at which a ship has arrived
    ashore[graph.heads[moves & afloat]] = True
    tails, heads = graph.network.ends
    ships = _among(graph.network.links.text("mode"), SHIPS)
    if not (ships & ((tails == node) | (heads == node))).any():
        raise LandlinkError(f"{key!r} is no port: no link by ferry, sea or waterway ends there")
    here = ~moves & (graph.node == node)
    boarding = afloat & np.isin(graph.kind, (Kind.LOAD, Kind.WAIT))
    found: Flags = here & (boarding | ashore[graph.tails])
    return found


def _sea(graph: FlowGraph, key: str) -> Flags:
    from shapely import Polygon, contains_xy  # noqa: PLC0415

    if key not in SEAS:
        raise _unknown("sea", key, SEAS)
    nodes = graph.network.nodes
    inside = contains_xy(Polygon(SEAS[key]), nodes.number("lon"), nodes.number("lat"))
    tails, heads = graph.network.ends
    ships = _among(graph.network.links.text("mode"), SHIPS)
    return _with(graph.link, ships & (inside[tails] | inside[heads]))


def _mode(graph: FlowGraph, key: str) -> Flags:
    if key not in MODE_NAMES:
        raise _unknown("mode", key, MODE_NAMES)
    found: Flags = (graph.kind == Kind.MOVE) & (graph.mode == MODE_NAMES.index(key))
    return found


def _border(graph: FlowGraph, key: str) -> Flags:
    network = graph.network
    countries = np.array(network.nodes.text("country"))
    one, _, other = key.partition("-")
    tails, heads = network.ends
    there = (countries[tails] == one) & (countries[heads] == other)
    back = (countries[tails] == other) & (countries[heads] == one)
    land = _among(network.links.text("mode"), ("rail", "road"))
    links = land & (there | back)
    if not one or not other or one == other or not links.any():
        raise LandlinkError(
            f"there is no land border {key!r} in the network; write two country codes with a link, KZ-RU"
        )
    return _with(graph.link, links)


_FINDERS = {
    "link": _link,
    "node": _node,
    "crossing": _crossing,
    "service": _service,
    "country": _country,
    "port": _port,
    "sea": _sea,
    "mode": _mode,
    "border": _border,
}


def _with(rows: Ints, flags: Flags) -> Flags:
    """Arcs whose row is flagged; a row of -1 is none."""
    found: Flags = (rows >= 0) & np.append(flags, False)[rows]
    return found


def _among(values: Iterable[str], chosen: Iterable[str]) -> Flags:
    known = set(chosen)
    return np.array([value in known for value in values], dtype=bool)
