"""Corridors: rules that give each path to exactly one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.arcs import MODE_NAMES
from landlink.routing.constraints import Constraints, parse_avoid, permitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from landlink.flows.graph import FlowGraph
    from landlink.network.model import Network

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

TRANSIT = "transit:"
"""Before a country: goods that come neither from it nor go to it."""

AREAS = {"caspian": (46.3, 36.0, 55.5, 48.0)}
"""Waters by west, south, east and north in degrees: links over water with both ends inside."""


@dataclass(frozen=True)
class Corridor:
    """A corridor by what its paths touch.

    Parameters
    ----------
    id, name : str
    through : tuple of str
        A path must touch each of these. One may be several words joined by ``|``, of which one is
        enough. A word is a country, mode, operator, service or place as for ``--avoid``; an area of
        :data:`AREAS`; or ``transit:`` and a country, for goods that neither come from there nor go
        there.
    without : tuple of str
        And none of these.

    Examples
    --------
    >>> Corridor("middle", "Middle", ("caspian", "AZ")).without
    ()
    """

    id: str
    name: str
    through: tuple[str, ...]
    without: tuple[str, ...] = ()


CORRIDORS = (
    Corridor("middle", "Middle: over the Caspian between KZ or TM and AZ", ("caspian", "AZ", "KZ|TM")),
    Corridor("northern", "Northern: in transit through Russia", ("transit:RU",)),
    Corridor("southern", "Southern: in transit through Iran", ("transit:IR",)),
    Corridor("sea", "Sea: past Suez or the Cape", ("suez|cape-of-good-hope",)),
)  # fmt: skip
"""Corridors between Europe and Asia; a path belongs to the first whose rule it fulfils."""

OTHER = Corridor("other", "Other: trade with neighbours and all else", ())


def read_corridors(rows: Iterable[Mapping[str, str]]) -> tuple[Corridor, ...]:
    """Return corridors from rows of a table with the columns ``id, name, through, without``.

    Groups in ``through`` stand between ``&``, words of a group between ``|``; words in ``without``
    stand between ``|``.

    Parameters
    ----------
    rows : iterable of mapping

    Raises
    ------
    LandlinkError
        If a row lacks its id or what it goes through, or an id occurs twice.

    Examples
    --------
    >>> read_corridors([{"id": "btk", "name": "Baku - Kars", "through": "transit:GE & TR"}])[0].through
    ('transit:GE', 'TR')
    """
    found: list[Corridor] = []
    for number, row in enumerate(rows, start=1):
        key = (row.get("id") or "").strip()
        through = tuple(word.strip() for word in (row.get("through") or "").split("&") if word.strip())
        if not key or not through:
            raise LandlinkError(f"corridor in row {number}: it needs an id, and in through what it touches")
        if key in {one.id for one in found} | {OTHER.id}:
            raise LandlinkError(f"corridor in row {number}: the id {key!r} is taken; give it another")
        without = tuple(word.strip() for word in (row.get("without") or "").split("|") if word.strip())
        found.append(Corridor(key, (row.get("name") or "").strip() or key, through, without))
    return tuple(found)


def corridor_of(
    graph: FlowGraph, corridors: Sequence[Corridor], indptr: Ints, arcs: Ints, ends: Ints
) -> Ints:
    """Return the number of the first corridor that each path fulfils; that of :data:`OTHER` is the last.

    Parameters
    ----------
    graph : FlowGraph
    corridors : sequence of Corridor
    indptr, arcs : int array
        Paths: those of path ``p`` are ``arcs[indptr[p] : indptr[p + 1]]``.
    ends : int array, shape (P, 2)
        Node rows of the origin and destination of each path.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> flows = small_assigned()
    >>> [row["id"] for row in flows.table("corridors") if row["capacity_t_year"] > 0]
    ['middle', 'other']
    """
    paths = len(indptr) - 1
    found = np.full(paths, len(corridors), dtype=np.int64)
    touched: dict[str, Bools] = {}

    def touches(word: str) -> Bools:
        if word not in touched:
            touched[word] = _touches(graph, word, indptr, arcs, ends)
        return touched[word]

    for number, corridor in reversed(list(enumerate(corridors))):
        fits = np.ones(paths, dtype=bool)
        for group in corridor.through:
            fits &= np.logical_or.reduce([touches(word.strip()) for word in group.split("|")])
        for word in corridor.without:
            fits &= ~touches(word)
        found[fits] = number
    return found


def _touches(graph: FlowGraph, word: str, indptr: Ints, arcs: Ints, ends: Ints) -> Bools:
    on = _arcs_of(graph, word.removeprefix(TRANSIT))
    counts = np.concatenate([[0], np.cumsum(on[arcs])])
    touched = np.asarray(counts[indptr[1:]] > counts[indptr[:-1]])
    if word.startswith(TRANSIT):
        country = np.array(graph.network.nodes.text("country"))
        touched &= (country[ends] != word.removeprefix(TRANSIT)).all(axis=1)
    return touched


def _arcs_of(graph: FlowGraph, word: str) -> Bools:
    """Arcs that touch what a word names; none where the network does not have it."""
    if word in AREAS:
        return _in_area(graph, word)
    known = {*graph.network.nodes.text("country"), *graph.network.nodes.index(), *MODE_NAMES}
    known |= {*graph.network.services.index(), *graph.network.services.text("operator")}
    if word not in known | set(graph.network.links.text("operator")):
        return np.zeros(len(graph), dtype=bool)
    touched: dict[str, Any] = {**parse_avoid(graph.network, [word])}
    return ~permitted(graph.network, graph, Constraints(**touched))


def _in_area(graph: FlowGraph, word: str) -> Bools:
    links = np.append(_water_in(graph.network, word), False)
    return np.asarray(links[graph.link])


def _water_in(network: Network, word: str) -> Bools:
    west, south, east, north = AREAS[word]
    lon, lat = network.nodes.number("lon"), network.nodes.number("lat")
    inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    tails, heads = network.ends
    water = np.array(
        [mode in ("ferry", "sea", "waterway") for mode in network.links.text("mode")], dtype=bool
    )
    return np.asarray(inside[tails] & inside[heads] & water)


def links_in(network: Network, word: str) -> list[str]:
    """Return the keys of the links over an area of water.

    Parameters
    ----------
    network : Network
    word : str
        Of :data:`AREAS`.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> links_in(small_network(), "caspian")
    ['ferry-aktau-alat']
    """
    rows = np.flatnonzero(_water_in(network, word)).tolist()
    return [network.links.text("id")[row] for row in rows]
