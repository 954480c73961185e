"""What a network has already between two of its nodes: a link, or a way over several."""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landlink.network.model import Network


class Known:
    """The railway links of a network by pair of nodes and by node.

    Parameters
    ----------
    network : Network
    """

    def __init__(self, network: Network) -> None:
        links = network.links
        self.pairs: dict[tuple[str, str], list[tuple[str, float, float, str]]] = defaultdict(list)
        self.beside: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for key, mode, tail, head, km, gauge, status in zip(
            links.text("id"), links.text("mode"), links.text("from_node"), links.text("to_node"),
            links.number("length_km").tolist(), links.number("gauge_mm").tolist(), links.text("status"),
            strict=True,
        ):  # fmt: skip
            if mode == "rail":
                self.pairs[min(tail, head), max(tail, head)].append((key, km, gauge, status))
                self.beside[tail].append((head, km))
                self.beside[head].append((tail, km))


def by_pair(known: Known, one: str, other: str, gauge: float) -> tuple[str, float, str] | None:
    """Return the link between two nodes: of the same gauge if there is one, open before planned.

    Parameters
    ----------
    known : Known
    one, other : str
        Nodes.
    gauge : float

    Returns
    -------
    tuple or None
        Key, length, and what is to be said of it.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> by_pair(Known(small_network()), "baku", "alat", 1435.0)
    ('rail-alat-baku', 80.0, ', of 1520 mm there')
    """
    held = known.pairs.get((min(one, other), max(one, other)))
    if not held:
        return None
    key, km, its, status = min(held, key=lambda link: (link[2] != gauge, link[3] != "open", link[1]))
    words = "" if its == gauge else f", of {its:.0f} mm there"
    return key, km, words + ("" if status == "open" else f", {status} there")


def shortest_km(known: Known, one: str, other: str, limit_km: float) -> tuple[float, list[str]]:
    """Return the shortest way by rail over links of any gauge and status, if it is within a limit.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> shortest_km(Known(small_network()), "altynkol", "beyneu", 3000.0)
    (2520.0, ['altynkol', 'almaty', 'beyneu'])
    >>> shortest_km(Known(small_network()), "altynkol", "beyneu", 2000.0)
    (inf, [])
    """
    best, before = {one: 0.0}, dict[str, str]()
    heap = [(0.0, one)]
    while heap:
        km, here = heappop(heap)
        if here == other:
            way = [here]
            while way[-1] != one:
                way.append(before[way[-1]])
            return km, way[::-1]
        if km > best[here]:
            continue
        for there, length in known.beside.get(here, ()):
            reach = km + length
            if reach <= limit_km and reach < best.get(there, float("inf")):
                best[there], before[there] = reach, here
                heappush(heap, (reach, there))
    return float("inf"), []
