"""Flows as files: tables as CSV, everything as JSON, links as GeoJSON."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from landlink.network.files.beside import in_place

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.flows.compare import Comparison
    from landlink.flows.results import Flows
    from landlink.flows.slots import SlotAllocation
    from landlink.network import Network

    Rows = list[dict[str, Any]]


def write_flows(flows: Flows, folder: Path) -> None:
    """Write flows to a folder: a CSV file a table, ``flows.json`` and ``links.geojson``.

    Parameters
    ----------
    flows : Flows
    folder : Path
        Made if need be; other files in it stay.

    Raises
    ------
    LandlinkError
        If the disk refuses.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.flows.testing import small_assigned
    >>> with tempfile.TemporaryDirectory() as place:
    ...     write_flows(small_assigned(), Path(place) / "flows")
    ...     sorted(file.name for file in (Path(place) / "flows").iterdir())[:3]
    ['bottlenecks.csv', 'corridors.csv', 'crossings.csv']
    """
    from landlink.flows.results_tables import TABLES  # noqa: PLC0415

    tables = {name: flows.table(name) for name in TABLES}
    _write(folder, "flows.json", flows.as_dict(), tables, flows.network)


def write_comparison(found: Comparison, folder: Path) -> None:
    """Write a comparison to a folder, as :func:`write_flows` does; ``links.geojson`` holds the differences.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.flows.compare import Comparison
    >>> from landlink.flows.testing import small_assigned
    >>> with tempfile.TemporaryDirectory() as place:
    ...     write_comparison(Comparison(small_assigned(), small_assigned()), Path(place) / "same")
    ...     (Path(place) / "same" / "corridors.csv").exists()
    True
    """
    from landlink.flows.compare import TABLES  # noqa: PLC0415

    tables = {name: found.table(name) for name in TABLES}
    _write(folder, "comparison.json", found.as_dict(), tables, found.scenario.network)


def write_allocation(found: SlotAllocation, folder: Path) -> None:
    """Write an allocation of slots to a folder: a CSV file a table, and ``allocation.json``.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.flows.slots import allocate
    >>> from landlink.flows.testing import small_flows
    >>> with tempfile.TemporaryDirectory() as place:
    ...     write_allocation(allocate(*small_flows(), ["ferry"]), Path(place) / "slots")
    ...     sorted(file.name for file in (Path(place) / "slots").iterdir())
    ['allocation.json', 'capacities.csv', 'consignments.csv', 'paths.csv', 'unallocated.csv']
    """
    _write(folder, "allocation.json", found.as_dict(), found.tables, None)


def _write(
    folder: Path, name: str, whole: dict[str, Any], tables: dict[str, Rows], network: Network | None
) -> None:
    def files(draft: Path) -> None:
        draft.mkdir()
        for table, rows in tables.items():
            _csv(draft / f"{table}.csv", rows)
        (draft / name).write_text(_json(whole), encoding="utf-8")
        if network is not None:
            lines = links_geojson(network, tables["links"])
            (draft / "links.geojson").write_text(_json(lines), encoding="utf-8")

    in_place(folder, files)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _csv(file: Path, rows: Rows) -> None:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def links_geojson(network: Network, rows: Rows) -> dict[str, Any]:
    """Return rows about links as GeoJSON lines from end to end, for a map.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> flows = small_assigned()
    >>> links_geojson(flows.network, flows.table("links"))["features"][0]["geometry"]["type"]
    'LineString'
    """
    nodes, links = network.nodes, network.links
    lon, lat = nodes.number("lon").tolist(), nodes.number("lat").tolist()
    index, (tails, heads) = links.index(), network.ends
    features = []
    for row in rows:
        link = index.get(row["id"])
        if link is None:
            continue
        ends = [[lon[end], lat[end]] for end in (int(tails[link]), int(heads[link]))]
        geometry = {"type": "LineString", "coordinates": ends}
        features.append({"type": "Feature", "id": row["id"], "geometry": geometry, "properties": row})
    return {"type": "FeatureCollection", "features": features}
