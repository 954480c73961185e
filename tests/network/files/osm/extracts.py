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
