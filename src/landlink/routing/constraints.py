"""What a route must keep to, built into the graph before the search."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Protocol

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.arcs import MODE_NAMES, Kind
from landlink.network.places import find_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from landlink.network.model import Network
    from landlink.network.virtual import SearchGraph

    Ints = NDArray[np.int64]

TRANSFERS = (Kind.TRANSHIPMENT, Kind.GAUGE_CHANGE)
"""Operations that count against the greatest number of transfers."""


@dataclass(frozen=True)
class Constraints:
    """What a route must keep to.

    Parameters
    ----------
    avoid_countries, avoid_modes, avoid_operators, avoid_services : tuple of str
        Country codes, modes, operators of links and services, keys of services.
    avoid_nodes : tuple of str
        Keys of nodes.
    via : tuple of str
        Keys of nodes to go through, in order.
    gauge_mm : int, optional
        The only track gauge that rail may use.
    max_transfers : int, optional
        Greatest number of transhipments and gauge changes.

    Examples
    --------
    >>> Constraints(via=("aktau",), max_transfers=3).via
    ('aktau',)
    """

    avoid_countries: tuple[str, ...] = ()
    avoid_nodes: tuple[str, ...] = ()
    avoid_modes: tuple[str, ...] = ()
    avoid_operators: tuple[str, ...] = ()
    avoid_services: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    gauge_mm: int | None = None
    max_transfers: int | None = None

    def as_dict(self) -> dict[str, object]:
        """Return what is asked for, without what is not.

        Examples
        --------
        >>> Constraints(gauge_mm=1520).as_dict()
        {'gauge_mm': 1520}
        """
        held = {field.name: getattr(self, field.name) for field in fields(self)}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in held.items() if v not in ((), None)}


def parse_avoid(network: Network, words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Sort words into the countries, modes, operators, services and places to avoid.

    Parameters
    ----------
    network : Network
    words : iterable of str

    Returns
    -------
    dict
        Arguments of :class:`Constraints`.

    Raises
    ------
    LandlinkError
        If a word is none of these.

    Examples
    --------
    >>> from landlink.network import Network
    >>> parse_avoid(Network.reference(), ["RU", "sea", "Aktau"])
    {'avoid_countries': ('RU',), 'avoid_modes': ('sea',), 'avoid_nodes': ('aktau',)}
    """
    nodes = network.nodes
    groups = (
        ("avoid_countries", set(nodes.text("country"))),
        ("avoid_modes", set(MODE_NAMES)),
        ("avoid_services", set(network.services.text("id"))),
        ("avoid_operators", set(network.links.text("operator")) | set(network.services.text("operator"))),
    )
    found: dict[str, tuple[str, ...]] = {}
    for word in filter(None, (word.strip() for word in words)):
        group = next((name for name, known in groups if word in known), None)
        if group is None:
            try:
                group, word = "avoid_nodes", nodes.text("id")[find_place(network, word)]  # noqa: PLW2901
            except LandlinkError as error:
                kinds = "a country code, a mode, an operator, a service or a place"
                raise LandlinkError(f"cannot avoid {word!r}: not {kinds} ({error})") from None
        found[group] = (*found.get(group, ()), word)
    return found


class Rows(Protocol):
    """The rows of tables and the modes of arcs, one entry an arc, as in :class:`Arcs`."""

    @property
    def node(self) -> Ints:
        """Node rows, -1 where there is none."""

    @property
    def link(self) -> Ints:
        """Link rows, likewise."""

    @property
    def service(self) -> Ints:
        """Service rows, likewise."""

    @property
    def mode(self) -> Ints:
        """Numbers in ``MODE_NAMES``."""


@dataclass(frozen=True)
class Search:
    """Plain arrays for the kernels.

    Attributes
    ----------
    indptr, heads : int array
        The graph in compressed sparse rows.
    arc : int array
        Arc of the virtual network behind each arc of the search, -1 for a step in place.
    source, target : int
    """

    indptr: Ints
    heads: Ints
    arc: Ints
    source: int
    target: int


def search_graph(graph: SearchGraph, origin: int, destination: int, constraints: Constraints) -> Search:
    """Return the graph in which every path keeps to the constraints.

    What is to be avoided is left out. Going through places and counting transfers need memory:
    the graph is copied, once for each place still to come and each number of transfers so far,
    and the arcs that go through a place or transfer lead from one copy to the next. So the
    search stays exact.

    Parameters
    ----------
    graph : SearchGraph
    origin, destination : int
        Node rows.
    constraints : Constraints

    Raises
    ------
    LandlinkError
        If a constraint names what the network does not have.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> from landlink.network.virtual import build
    >>> graph = build(Network.reference(), Cargo())
    >>> free = search_graph(graph, 0, 1, Constraints())
    >>> twice = search_graph(graph, 0, 1, Constraints(via=("aktau",)))
    >>> (len(twice.indptr) - 1) // (len(free.indptr) - 1)
    2
    """
    _check_names(graph.network, constraints)
    kept = np.flatnonzero(permitted(graph.network, graph.arcs, constraints))
    tail, head = graph.arcs.tail[kept], graph.arcs.head[kept]
    size = len(graph.place)
    index = graph.network.nodes.index()
    stages = len(constraints.via) + 1
    counts = 1 if constraints.max_transfers is None else constraints.max_transfers + 1
    transfers = np.isin(graph.arcs.kind[kept], TRANSFERS) & (constraints.max_transfers is not None)
    tails, heads, arcs = [], [], []
    for stage in range(stages):
        for count in range(counts):
            layer = (stage * counts + count) * size
            here = ~transfers
            tails.append(tail[here] + layer)
            heads.append(head[here] + layer)
            arcs.append(kept[here])
            if count + 1 < counts:
                tails.append(tail[transfers] + layer)
                heads.append(head[transfers] + layer + size)
                arcs.append(kept[transfers])
            if stage + 1 < stages:
                at = np.flatnonzero(graph.place == index[constraints.via[stage]])
                tails.append(at + layer)
                heads.append(at + layer + counts * size)
                arcs.append(np.full(len(at), -1))
    layers = stages * counts
    last = (layers - counts) * size + graph.destination(destination)
    if counts > 1:  # whatever the number of transfers, the goal is one
        extra = np.array([last + count * size for count in range(counts - 1)])
        tails.append(extra)
        heads.append(np.full(len(extra), last + (counts - 1) * size))
        arcs.append(np.full(len(extra), -1))
    return _sparse_rows(
        np.concatenate(tails), np.concatenate(heads), np.concatenate(arcs), layers * size,
        graph.origin(origin), last + (counts - 1) * size,
    )  # fmt: skip


def _sparse_rows(tail: Ints, head: Ints, arc: Ints, size: int, source: int, target: int) -> Search:
    order = np.argsort(tail, kind="stable")
    indptr = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(tail, minlength=size), out=indptr[1:])
    return Search(indptr, head[order], arc[order], source, target)


def permitted(network: Network, arcs: Rows, wanted: Constraints) -> NDArray[np.bool_]:
    """Return which arcs no constraint forbids; going through places and transfers are left aside.

    Parameters
    ----------
    network : Network
    arcs : Arcs
        Or anything else that has the rows and modes of its arcs.
    wanted : Constraints

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> from landlink.network.virtual import build
    >>> graph = build(Network.reference(), Cargo())
    >>> kept = permitted(graph.network, graph.arcs, Constraints(avoid_modes=("sea",)))
    >>> bool((graph.arcs.mode[kept] == MODE_NAMES.index("sea")).any())
    False
    """
    links, nodes, services = network.links, network.nodes, network.services
    tails, heads = network.ends
    bad_node = _among(nodes.text("country"), wanted.avoid_countries)
    bad_node |= _among(nodes.text("id"), wanted.avoid_nodes)
    bad_link = _among(links.text("country"), wanted.avoid_countries)
    bad_link |= _among(links.text("operator"), wanted.avoid_operators)
    bad_link |= bad_node[tails] | bad_node[heads]
    if wanted.gauge_mm is not None:
        bad_link |= _among(links.text("mode"), ("rail",)) & (links.number("gauge_mm") != wanted.gauge_mm)
    bad_service = _among(services.text("operator"), wanted.avoid_operators)
    bad_service |= _among(services.text("id"), wanted.avoid_services)
    forbidden = _among(MODE_NAMES, wanted.avoid_modes)[arcs.mode]
    for rows, bad in ((arcs.node, bad_node), (arcs.link, bad_link), (arcs.service, bad_service)):
        if len(bad):
            forbidden |= (rows >= 0) & bad[rows]
    return ~forbidden


def _among(values: Iterable[str], chosen: Iterable[str]) -> NDArray[np.bool_]:
    known = set(chosen)
    return np.array([value in known for value in values], dtype=bool)


def _check_names(network: Network, wanted: Constraints) -> None:
    """Raise where a constraint names what is not there, as it would silently do nothing."""
    nodes, links, services = network.nodes, network.links, network.services
    for field_name, known in (
        ("avoid_countries", nodes.text("country")),
        ("avoid_nodes", nodes.text("id")),
        ("avoid_modes", MODE_NAMES),
        ("avoid_operators", (*links.text("operator"), *services.text("operator"))),
        ("avoid_services", services.text("id")),
        ("via", nodes.text("id")),
    ):
        unknown = sorted(set(getattr(wanted, field_name)) - set(known))
        if unknown:
            near = difflib.get_close_matches(unknown[0], set(known), n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise LandlinkError(f"{field_name} names {unknown[0]!r}, which the network does not have{hint}")
    if wanted.max_transfers is not None and wanted.max_transfers < 0:
        raise LandlinkError(f"max_transfers must be at or above zero, not {wanted.max_transfers}")
