"""The links that each service runs over."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from landlink.network.model import Network


@dataclass(frozen=True, slots=True)
class ServicePath:
    """Where a service runs.

    Attributes
    ----------
    stops : list of int
        Node rows, in order.
    calls : list of bool
        Whether cargo can be loaded and unloaded at each.
    chains : list of (list of int) or None
        Link rows between each stop and the next, None where no chain of links joins them.
    """

    stops: list[int]
    calls: list[bool]
    chains: list[list[int] | None]


def service_paths(network: Network) -> list[ServicePath]:
    """Return the path of every service.

    Between two entries of its stops a service takes the shortest chain of links of its mode;
    links of status ``project`` count only where the service itself is a project. A closed link
    still belongs to the path, so that closing it stops the service rather than moving it.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> paths = service_paths(Network.reference())
    >>> all(chain is not None for path in paths for chain in path.chains)
    True
    """
    services, index = network.services, network.nodes.index()
    around = _neighbours(network)
    known: dict[tuple[str, bool, int, int], list[int] | None] = {}
    paths = []
    for mode, cell, status in zip(
        services.text("mode"), services.text("stops"), services.text("status"), strict=True
    ):
        entries = [entry.strip() for entry in cell.split("|")]
        stops = [index[entry.removeprefix("~")] for entry in entries]
        project = status == "project"
        for start, end in pairwise(stops):
            key = (mode, project, start, end)
            if key not in known:
                known[key] = _shortest(around.get((mode, project), {}), start, end)
        chains = [known[mode, project, start, end] for start, end in pairwise(stops)]
        paths.append(ServicePath(stops, [not entry.startswith("~") for entry in entries], chains))
    return paths


Neighbours: TypeAlias = dict[int, list[tuple[int, int, float]]]
"""From each node the next node, the link and its length."""


def _neighbours(network: Network) -> dict[tuple[str, bool], Neighbours]:
    """Return the links of each mode, without and with those that are only a project."""
    links = network.links
    tails, heads = network.ends
    rows = zip(
        links.text("mode"), links.text("status"), tails.tolist(), heads.tolist(),
        links.number("length_km").tolist(), strict=True,
    )  # fmt: skip
    around: dict[tuple[str, bool], Neighbours] = {}
    for row, (mode, status, tail, head, length) in enumerate(rows):
        for project in (True,) if status == "project" else (False, True):
            its = around.setdefault((mode, project), {})
            its.setdefault(tail, []).append((head, row, length))
            its.setdefault(head, []).append((tail, row, length))
    return around


def _shortest(around: Neighbours, start: int, end: int) -> list[int] | None:
    best = {start: 0.0}
    via: dict[int, tuple[int, int]] = {}
    heap = [(0.0, start)]
    while heap:
        far, node = heapq.heappop(heap)
        if node == end:
            break
        if far > best[node]:
            continue
        for other, link, length in around.get(node, ()):
            reach = far + length
            if reach < best.get(other, math.inf):
                best[other] = reach
                via[other] = (node, link)
                heapq.heappush(heap, (reach, other))
    if end not in best:
        return None
    chain = []
    while end != start:
        end, link = via[end]
        chain.append(link)
    return chain[::-1]
