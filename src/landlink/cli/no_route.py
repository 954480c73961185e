"""Why no route was found: which constraint, dropped alone, would open one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landlink.network import Network
    from landlink.network.virtual import SearchGraph
    from landlink.routing import Constraints, Routes

LISTS = ("avoid_countries", "avoid_nodes", "avoid_modes", "avoid_operators", "avoid_services", "via")
"""Constraints of several words."""


def why_no_route(found: Routes) -> list[str]:
    r"""Say in plain words why a search is empty, by trying it without each constraint.

    Parameters
    ----------
    found : Routes
        A search without routes.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import Constraints, route
    >>> closed = Constraints(avoid_countries=("UZ", "RU"))
    >>> print("\n".join(why_no_route(route(Network.reference(), "Tashkent", "Aktau", constraints=closed))))
    No route from Tashkent to Aktau keeps to --avoid UZ, --avoid RU.
    There is one without --avoid UZ.
    """
    graph = found.graph
    said = _of_dates(found)
    if said:
        return said
    names = graph.network.nodes.text("name")
    ends = f"from {names[found.origin]} to {names[found.destination]}"
    asked = list(_without_each(graph.network, found.constraints))
    if not asked:
        return _of_cargo(found, ends)
    head = f"No route {ends} keeps to {', '.join(word for word, _ in asked)}."
    opened = [word for word, less in asked if _reaches(graph, found, less)]
    if opened:
        return [head, f"There is one without {' or without '.join(opened)}."]
    if _reaches(graph, found, type(found.constraints)()):
        return [head, "To drop one of these is not enough; there is a route without any of them."]
    return [head, *_of_cargo(found, ends)]


def _of_dates(found: Routes) -> list[str]:
    """Say that the deadline, the horizon or the rules of rest are in the way; else nothing."""
    if found.dated is None:
        return []
    from landlink.routing.dated_routes import missed_deadline  # noqa: PLC0415

    note = found.dated.note
    return [
        line for line in (missed_deadline(found), f"{note[:1].upper()}{note[1:]}." if note else "") if line
    ]


def _of_cargo(found: Routes, ends: str) -> list[str]:
    """Say that the cargo itself finds no way, and which other would."""
    from landlink.network.cargo import EQUIPMENT, Cargo  # noqa: PLC0415
    from landlink.network.virtual import build  # noqa: PLC0415

    graph = found.graph
    cargo = graph.cargo
    carried = (
        f"No route {ends} carries {cargo.kind} ({cargo.equipment}), which go by {', '.join(cargo.modes)}."
    )
    free = type(found.constraints)()
    others = [
        kind
        for kind in EQUIPMENT
        if kind != cargo.kind and _reaches(build(graph.network, Cargo(kind)), found, free)
    ]
    if others:
        return [carried, f"There is one with --cargo {' or --cargo '.join(others)}."]
    return [carried, "No other cargo gets there either: the network has no way between these places."]


def _reaches(graph: SearchGraph, found: Routes, constraints: Constraints) -> bool:
    import numpy as np  # noqa: PLC0415

    from landlink.routing.constraints import search_graph  # noqa: PLC0415
    from landlink.routing.trees import shortest_paths  # noqa: PLC0415

    search = search_graph(graph, found.origin, found.destination, constraints)
    free = np.zeros(len(search.heads))
    tree = shortest_paths(search.indptr, search.heads, free, search.source, targets=[search.target])
    return bool(np.isfinite(tree.distances[0, search.target]))


def _without_each(network: Network, constraints: Constraints) -> Iterator[tuple[str, Constraints]]:
    """Each constraint as one types it, with the others alone."""
    names = dict(zip(network.nodes.text("id"), network.nodes.text("name"), strict=True))
    for field in LISTS:
        words: tuple[str, ...] = getattr(constraints, field)
        for number, word in enumerate(words):
            flag = "--via" if field == "via" else "--avoid"
            less: dict[str, Any] = {field: words[:number] + words[number + 1 :]}
            shown = names.get(word, word) if field in ("via", "avoid_nodes") else word
            yield f"{flag} {shown}", replace(constraints, **less)
    if constraints.gauge_mm is not None:
        yield f"--gauge {constraints.gauge_mm}", replace(constraints, gauge_mm=None)
    if constraints.max_transfers is not None:
        yield f"--max-transfers {constraints.max_transfers}", replace(constraints, max_transfers=None)
