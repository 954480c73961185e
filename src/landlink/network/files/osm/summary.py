"""What came out of an import, counted, and the files that tell all of it."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.network.check import check
from landlink.network.files import csv_folder
from landlink.network.files.beside import in_place
from landlink.network.files.osm.decisions import MERGE, write_decisions
from landlink.network.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network.files.osm import OsmImport
    from landlink.network.files.osm.decisions import Decision
    from landlink.network.model import Network

ATTRIBUTION = "(c) OpenStreetMap contributors, ODbL 1.0: https://www.openstreetmap.org/copyright"


def summary(imported: OsmImport, network: Network, merged: list[Decision]) -> dict[str, Any]:
    """Return the counts of an import as plain values.

    Parameters
    ----------
    imported : OsmImport
    network : Network
        What is written: the import alone, or the network it was put into.
    merged : list of Decision
        Decisions of the merge; empty without one.

    Returns
    -------
    dict
        ``extract``, ``timestamp``, ``ways`` (number and km by fate), ``decisions`` (number by step,
        kind and decision), ``km`` (of the import by country, gauge and status), ``network`` (nodes
        and links of the result), ``remaining`` (what the check of the result still finds, by rule)
        and ``attribution``.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.network.files.osm import read_osm
    >>> from landlink.testing import write_small_extract
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     imported = read_osm(write_small_extract(Path(folder) / "tashkent.osm.pbf"))
    >>> summary(imported, imported.network, [])["network"]
    {'nodes': 6, 'links': 5}
    """
    counted = Counter((row.step, row.what, row.decision) for row in [*imported.decisions, *merged])
    links = imported.network.links
    km: dict[tuple[str, int, str], float] = defaultdict(float)
    for country, gauge, status, length in zip(
        links.text("country"), links.number("gauge_mm").tolist(), links.text("status"),
        links.number("length_km").tolist(), strict=True,
    ):  # fmt: skip
        km[country, int(gauge), status] += length
    return {
        "extract": imported.extract,
        "timestamp": imported.timestamp or None,
        "ways": [
            {"fate": fate, "ways": ways, "km": round(length, 1)}
            for fate, (ways, length) in sorted(imported.ways.items(), key=lambda item: -item[1][1])
        ],
        "decisions": [
            {"step": step, "what": what, "decision": decision, "number": number}
            for (step, what, decision), number in sorted(
                counted.items(), key=lambda item: (item[0][0] == MERGE, item[0])
            )
        ],
        "km": [
            {"country": country, "gauge_mm": gauge, "status": status, "km": round(length, 1)}
            for (country, gauge, status), length in sorted(
                km.items(), key=lambda item: (item[0][0], -item[1])
            )
        ],
        "network": {"nodes": len(network.nodes), "links": len(network.links)},
        "remaining": dict(sorted(Counter(problem.rule for problem in check(network)).items())),
        "attribution": ATTRIBUTION,
    }  # fmt: skip


def refuse_tables(folder: Path, *, force: bool) -> None:
    """Raise LandlinkError if a folder holds tables that may not be written over.

    Examples
    --------
    >>> from pathlib import Path
    >>> refuse_tables(Path("no/such/folder"), force=False)
    """
    there = [f"{name}.csv" for name in TABLES if (folder / f"{name}.csv").exists()]
    if there and not force:
        raise LandlinkError(f"{folder} already holds {', '.join(there)}; name another folder, or --force")
    if folder.exists() and not folder.is_dir():
        raise LandlinkError(f"{folder} is a file; name a folder")


def write_import(
    folder: Path, imported: OsmImport, network: Network, merged: list[Decision], *, force: bool = False
) -> list[str]:
    """Write a network, the decisions, the ways that were dropped and the lines on the map.

    Everything is written beside the folder and moved there when it is complete.

    Parameters
    ----------
    folder : Path
        Made if need be.
    imported : OsmImport
    network : Network
    merged : list of Decision
    force : bool
        Whether tables that are there may be written over.

    Returns
    -------
    list of str
        Names of the files.

    Raises
    ------
    LandlinkError
        If the folder holds tables already, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.network.files.osm import read_osm
    >>> from landlink.testing import write_small_extract
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     imported = read_osm(write_small_extract(Path(folder) / "tashkent.osm.pbf"))
    ...     names = write_import(Path(folder) / "out", imported, imported.network, [])
    >>> "decisions.csv" in names, "lines.geojson" in names
    (True, True)
    """
    refuse_tables(folder, force=force)
    names: list[str] = []

    def write(draft: Path) -> None:
        csv_folder.write(network, draft)
        _write_rest(draft, imported, merged)
        names.extend(sorted(file.name for file in draft.iterdir()))

    in_place(folder, write)
    return names


def _write_rest(part: Path, imported: OsmImport, merged: list[Decision]) -> None:
    with (part / "decisions.csv").open("w", encoding="utf-8", newline="") as stream:
        write_decisions([*merged, *imported.decisions], stream)
    with (part / "dropped_ways.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["osm_way", "reason", "length_km"])
        writer.writerows((way, reason, f"{km:.3f}") for way, reason, km in imported.dropped)
    features = [
        {
            "type": "Feature",
            "properties": {"id": key},
            "geometry": {"type": "LineString", "coordinates": points.round(5).tolist()},
        }
        for key, points in imported.lines.items()
    ]
    collection = {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": features}
    (part / "lines.geojson").write_text(
        json.dumps(collection, separators=(",", ":")) + "\n", encoding="utf-8"
    )
