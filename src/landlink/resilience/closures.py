"""What can close to a country's trade, one thing at a time: countries, borders, crossings, ports, seas."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from landlink.errors import LandlinkError
from landlink.network.place_hints import country_name
from landlink.resilience.cases import SEAS, SHIPS, Case, arcs_of, case_of, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from landlink.flows.graph import FlowGraph

KINDS = ("country", "border", "crossing", "port", "sea", "passage")
"""Kinds of things that :func:`closures` lists, in the order of tables."""

PASSAGES = {
    "suez": "Suez Canal",
    "bab-el-mandeb": "Bab el-Mandeb",
    "hormuz": "Strait of Hormuz",
    "bosphorus": "Bosphorus",
    "malacca-strait": "Strait of Malacca",
    "gibraltar": "Strait of Gibraltar",
    "cape-of-good-hope": "Cape of Good Hope",
}
"""Places of the network through which ships have to pass, by key."""

SEA_NAMES = {
    "caspian": "Caspian Sea",
    "black-sea": "Black Sea",
    "red-sea": "Red Sea",
    "persian-gulf": "Persian Gulf",
}
"""Seas as one writes them."""


class Closure(NamedTuple):
    """One thing that closes.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    key : str
        Country code; border as ``KZ-RU``; key of a crossing's link, of a port or passage, of a sea.
    name : str
    case : Case
        Its arcs, and the ends of trips that are left out.
    """

    kind: str
    key: str
    name: str
    case: Case


def closures(graph: FlowGraph, kinds: Iterable[str] = ("country", "sea", "passage")) -> list[Closure]:
    """List everything of some kinds that can close.

    Parameters
    ----------
    graph : FlowGraph
    kinds : iterable of str
        Of :data:`KINDS`. A ``country`` closes with all that touches it; a ``border`` is all land links
        between two countries, a ``crossing`` one of these links, both ways; a ``port`` is closed to
        loading, unloading and calls; a ``sea`` to all ships; a ``passage`` is a strait or canal.

    Raises
    ------
    LandlinkError
        If there is no such kind.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network
    >>> [c.name for c in closures(flow_graph(small_network()), ["country", "border", "port", "sea"])]
    ['Azerbaijan', 'China', 'Kazakhstan', 'China - Kazakhstan', 'Aktau', 'Alat', 'Caspian Sea']
    """
    wanted = list(dict.fromkeys(kinds))
    unknown = next((kind for kind in wanted if kind not in KINDS), None)
    if unknown is not None:
        raise LandlinkError(f"nothing of kind {unknown!r} can close; use {', '.join(KINDS)}")
    found = [one for kind in KINDS if kind in wanted for one in _LISTS[kind](graph)]
    return [one for one in found if one.case.arcs.size]


def _countries(graph: FlowGraph) -> Iterator[Closure]:
    for code in sorted(set(graph.network.nodes.text("country")) - {"XZ", ""}):
        yield Closure("country", code, country_name(code), case_of(graph, "country", code))


def _border_pairs(graph: FlowGraph) -> dict[str, list[int]]:
    """Links of each border by ``AB-CD``, of rail and road."""
    network = graph.network
    countries = network.nodes.text("country")
    pairs: dict[str, list[int]] = {}
    for row, (tail, head, mode) in enumerate(zip(*network.ends, network.links.text("mode"), strict=True)):
        one, other = sorted((countries[tail], countries[head]))
        if one != other and mode not in SHIPS:
            pairs.setdefault(f"{one}-{other}", []).append(row)
    return dict(sorted(pairs.items()))


def _borders(graph: FlowGraph) -> Iterator[Closure]:
    for key in _border_pairs(graph):
        one, other = key.split("-")
        name = f"{country_name(one)} - {country_name(other)}"
        yield Closure("border", key, name, case_of(graph, "border", key))


def _crossings(graph: FlowGraph) -> Iterator[Closure]:
    links, nodes = graph.network.links, graph.network.nodes
    tails, heads = graph.network.ends
    names = nodes.text("name")
    for rows in _border_pairs(graph).values():
        for row in rows:
            key = links.text("id")[row]
            name = f"{names[tails[row]]} - {names[heads[row]]} ({links.text('mode')[row]})"
            yield Closure("crossing", key, name, Case(f"crossing:{key}", arcs_of(graph, "link", key)))


def _ports(graph: FlowGraph) -> Iterator[Closure]:
    nodes = graph.network.nodes
    tails, heads = graph.network.ends
    afloat = [mode in SHIPS for mode in graph.network.links.text("mode")]
    ends = {int(end) for side in (tails, heads) for end, ship in zip(side, afloat, strict=True) if ship}
    for row, key in enumerate(nodes.text("id")):
        if row in ends and nodes.text("kind")[row] == "seaport":
            yield Closure("port", key, nodes.text("name")[row], case_of(graph, "port", key))


def _seas(graph: FlowGraph) -> Iterator[Closure]:
    for key in SEAS:
        yield Closure("sea", key, SEA_NAMES.get(key, key), case_of(graph, "sea", key))


def _passages(graph: FlowGraph) -> Iterator[Closure]:
    held = graph.network.nodes.index()
    for key, name in PASSAGES.items():
        if key in held:
            yield Closure("passage", key, name, case_of(graph, "node", key))


_LISTS = {
    "country": _countries,
    "border": _borders,
    "crossing": _crossings,
    "port": _ports,
    "sea": _seas,
    "passage": _passages,
}


def together(closed: Iterable[Closure]) -> Case:
    """Return the case in which several things are closed at a time.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network
    >>> both = together(closures(flow_graph(small_network()), ["sea", "border"]))
    >>> both.name
    'border:CN-KZ + sea:caspian'
    """
    cases = [one.case for one in closed]
    return joined(" + ".join(case.name for case in cases), cases)
