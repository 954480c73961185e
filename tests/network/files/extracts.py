"""Small OpenStreetMap extracts, written for a test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import osmium

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Point = tuple[float, float]
WayRow = tuple[int, "Sequence[int]", "Mapping[str, str]"]

RAIL = {"railway": "rail", "gauge": "1520"}


def write_extract(
    path: Path,
    nodes: Mapping[int, Point] | Sequence[tuple[int, Point]],
    ways: Sequence[WayRow],
    places: Mapping[int, Mapping[str, str]] | None = None,
    timestamp: str = "2026-01-02T03:04:05Z",
) -> Path:
    """Write an extract: nodes with positions, ways with nodes and tags, tags of nodes."""
    header = osmium.io.Header()
    if timestamp:
        header.set("osmosis_replication_timestamp", timestamp)
    rows = list(nodes.items()) if isinstance(nodes, Mapping) else list(nodes)
    tags = places or {}
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for node, location in rows:
            writer.add_node(
                osmium.osm.mutable.Node(id=node, location=location, tags=dict(tags.get(node, {})), version=1)
            )
        for way, refs, its in ways:
            writer.add_way(osmium.osm.mutable.Way(id=way, nodes=list(refs), tags=dict(its), version=1))
    return path


def station(name: str, **more: str) -> dict[str, Any]:
    """Return the tags of a station."""
    return {"railway": "station", "name": name, **more}


def uzbek_line(path: Path) -> Path:
    """Write a line of four stations west of Tashkent, its branch, a yard and a line being built.

    Stations 1 (Keles) - 3 (Tashkent-Passenger) - 5 (Syrdarya) - 7 (Gulistan); 40 km apart or so.
    """
    nodes = {
        1: (69.19, 41.40), 2: (69.24, 41.35), 3: (69.287, 41.292), 4: (69.0, 41.0), 5: (68.66, 40.84),
        6: (68.7, 40.65), 7: (68.78, 40.49), 8: (69.4, 41.1), 9: (69.6, 41.0), 10: (69.30, 41.29),
        11: (68.5, 40.3), 12: (69.65, 40.98),
    }  # fmt: skip
    ways = [
        (1, [1, 2, 3], {**RAIL, "electrified": "contact_line", "name": "Main line"}),
        (2, [3, 4, 5], {**RAIL, "electrified": "contact_line", "maxspeed": "100"}),
        (3, [5, 6, 7], {"railway": "rail", "electrified": "contact_line"}),
        (4, [3, 8, 9], {**RAIL, "electrified": "no", "tracks": "1"}),
        (5, [3, 10], {**RAIL, "service": "yard"}),
        (
            6,
            [7, 11],
            {"railway": "construction", "construction": "rail", "gauge": "1520", "name": "New line"},
        ),
        (7, [9, 12], {"railway": "disused"}),
    ]
    places = {
        1: station("Keles"), 3: station("Tashkent-Passenger", **{"name:ru": "Ташкент-Пассажирский"}),
        5: station("Sirdaryo", **{"name:en": "Syrdarya"}), 7: station("Gulistan"),
    }  # fmt: skip
    return write_extract(path, nodes, ways, places)
