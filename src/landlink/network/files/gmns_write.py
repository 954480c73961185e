"""A network as a GMNS folder: what other modelling programs read, with nothing of ours lost."""

from __future__ import annotations

import csv
import json
import math
from typing import TYPE_CHECKING

from landlink.network.files.gmns_columns import FILES, VERSION, gmns_name
from landlink.network.files.gmns_package import package
from landlink.network.schema import attributes
from landlink.network.table import shown, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from landlink.network.model import Network


def write(network: Network, path: Path) -> None:
    """Write every table into a folder, which is made if need be, and the description of them all.

    Parameters
    ----------
    network : Network
    path : Path

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder))
    ...     (Path(folder) / "link.csv").read_text(encoding="utf-8").splitlines()[0][:60]
    'link_id,from_node_id,to_node_id,allowed_uses,length,country,'
    """
    path.mkdir(parents=True, exist_ok=True)
    for name, table in network.tables.items():
        if name not in FILES:
            with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                write_table(table, stream)
    _write(path / "node.csv", *_columns(network, "nodes"))
    header, columns = _columns(network, "links")
    _write(path / "link.csv", [*header, "dir_flag", "geometry"], [*columns, *_derived(network)])
    config = {
        "dataset_name": network.name,
        "long_length": "km",
        "speed": "km/h",
        "crs": "EPSG:4326",
        "geometry_field_format": "WKT",
        "currency": "USD",
        "version_number": VERSION,
    }
    _write(path / "config.csv", list(config), [[value] for value in config.values()])
    uses = attributes("links")["mode"].choices
    _write(path / "use_definition.csv", ["use", "description"], [uses, [f"freight by {use}" for use in uses]])
    described = package(network.name, network.tables)
    (path / "datapackage.json").write_text(
        json.dumps(described, ensure_ascii=False, indent=1) + "\n", "utf-8"
    )


def _columns(network: Network, name: str) -> tuple[list[str], list[list[str]]]:
    """Return the columns of nodes or links as text, under their GMNS names."""
    table = network.tables[name]
    header, columns = [], []
    for attribute in attributes(name).values():
        header.append(gmns_name(name, attribute.name))
        if attribute.numeric:
            columns.append([shown(value) for value in table.number(attribute.name).tolist()])
        elif header[-1] == "directed":
            columns.append(["true" if way == "forward" else "false" for way in table.text(attribute.name)])
        else:
            columns.append(
                ["\n".join(c.splitlines()) if "\r" in c else c for c in table.text(attribute.name)]
            )
    return header, columns


def _derived(network: Network) -> list[list[str]]:
    """Return dir_flag and geometry of links."""
    index = network.nodes.index()
    lon, lat = (network.nodes.number(column).tolist() for column in ("lon", "lat"))

    def point(node: str) -> str:
        row = index.get(node)
        held = row is not None and not math.isnan(lon[row]) and not math.isnan(lat[row])
        return f"{shown(lon[row])} {shown(lat[row])}" if held and row is not None else ""

    links = network.links
    pairs = [
        (point(a), point(b)) for a, b in zip(links.text("from_node"), links.text("to_node"), strict=True)
    ]
    lines = [f"LINESTRING ({a}, {b})" if a and b else "" for a, b in pairs]
    flags = ["1" if way == "forward" else "0" for way in links.text("direction")]
    return [flags, lines]


def _write(file: Path, header: Sequence[str], columns: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(zip(*columns, strict=True))
