"""Minutes and memory of an OpenStreetMap import, on an invented extract of the size of a country.

Run from the repository root: ``python -m benchmarks.osm_import`` (2.5 million nodes) or with
``--full`` (25 million). The extract has double-track lines from west to east, single-track lines
from north to south, stations, crossovers and yards, among nodes and ways of other kinds. Its ids
are spread over the range of today's OpenStreetMap, so that sets of ids cost what they cost there.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np
import osmium

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESULTS = Path(__file__).parent / "results"
SEED = 1
LAST_NODE = 12_500_000_000
CHUNK = 200_000
STEP_KM, STATION_EVERY, WAY_NODES = 0.05, 300, 30

IMPORT = """
import json, resource, sys, time
from landlink.network.files.osm import read_osm
stages, begun = [], time.perf_counter()
def tell(stage, done):
    if not stages or stages[-1][0] != stage:
        stages.append((stage, time.perf_counter() - begun))
imported = read_osm(sys.argv[1], progress=tell)
print(json.dumps({
    "seconds": time.perf_counter() - begun,
    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "places": len(imported.network.nodes), "links": len(imported.network.links),
    "link_km": float(imported.network.links.number("length_km").sum()), "stages": stages,
}))
"""


class Railways:
    """Railway nodes and ways of the invented country, made line by line."""

    def __init__(self, rows: int, columns: int, length_km: float) -> None:
        self.lon: list[NDArray[np.float64]] = []
        self.lat: list[NDArray[np.float64]] = []
        self.ways: list[tuple[NDArray[np.int64], str]] = []
        self.stations: list[int] = []
        self.size = 0
        steps = int(length_km / STEP_KM)
        along = np.linspace(52, 52 + length_km / 77, steps)
        tracks = []
        for lat in np.linspace(44, 51, rows):
            wave = lat + 0.02 * np.sin(along * 5)
            pair = [self.line(along, wave), self.line(along, wave + 0.00005)]
            tracks.append(pair[0])
            for stop in range(STATION_EVERY // 2, steps - 10, STATION_EVERY):
                self.stations.append(int(pair[0][stop]))
                self.ways.append((np.array([pair[0][stop + 5], pair[1][stop + 8]]), "rail"))
                self.yard(pair[0][stop - 6 : stop + 6], along[stop], wave[stop])
        for lon in np.linspace(53, along[-1] - 1, columns):
            self.column(lon, along, tracks)

    def add(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Add nodes and return their numbers."""
        self.lon.append(lon)
        self.lat.append(lat)
        self.size += len(lon)
        return np.arange(self.size - len(lon), self.size)

    def line(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.int64]:
        """Add a track, cut into ways."""
        nodes = self.add(lon, lat)
        self.cut(nodes)
        return nodes

    def cut(self, nodes: NDArray[np.int64]) -> None:
        """Cut a track into ways that share their end nodes."""
        self.ways += [
            (nodes[first : first + WAY_NODES + 1], "rail") for first in range(0, len(nodes) - 1, WAY_NODES)
        ]

    def yard(self, main: NDArray[np.int64], lon: float, lat: float) -> None:
        """Add six tracks of a yard beside the line."""
        for number in range(1, 7):
            middle = self.add(np.linspace(lon - 0.003, lon + 0.003, 5), np.full(5, lat - 0.00006 * number))
            self.ways.append((np.concatenate([main[:1], middle, main[-1:]]), "yard"))

    def column(self, lon: float, along: NDArray[np.float64], tracks: list[NDArray[np.int64]]) -> None:
        """Add a line from north to south that shares a node with each line that it meets."""
        near = int(np.argmin(np.abs(along - lon)))
        before: list[NDArray[np.int64]] = []
        for track, following in pairwise(tracks):
            lats = np.concatenate(self.lat)
            count = int((lats[following[near]] - lats[track[near]]) * 111 / STEP_KM)
            between = self.add(
                np.full(count - 1, along[near]) + 0.002,
                np.linspace(lats[track[near]], lats[following[near]], count + 1)[1:-1],
            )
            before.append(np.concatenate([track[near : near + 1], between]))
            self.stations.append(int(between[len(between) // 2]))
        self.cut(np.concatenate([*before, tracks[-1][near : near + 1]]))


def write_opl(stream: TextIO, scale: float) -> dict[str, float]:
    """Write the extract as text: nodes by id, then ways."""
    rng = np.random.default_rng(SEED)
    rails = Railways(max(2, round(20 * scale)), max(2, round(10 * scale)), 1200)
    others = int(25_000_000 * scale) - rails.size
    ids = np.sort(rng.integers(1, LAST_NODE, rails.size + others, dtype=np.int64))
    ids += np.arange(len(ids))  # each once
    of_rail = np.sort(rng.choice(len(ids), rails.size, replace=False))
    lon = 52 + 15 * rng.random(len(ids))
    lat = 43 + 9 * rng.random(len(ids))
    lon[of_rail], lat[of_rail] = np.concatenate(rails.lon), np.concatenate(rails.lat)
    station = {int(ids[of_rail[stop]]): number for number, stop in enumerate(rails.stations)}
    for first in range(0, len(ids), CHUNK):
        part = slice(first, first + CHUNK)
        stream.writelines(
            f"n{node} Trailway=station,name=Station{station[node]} x{x:.7f} y{y:.7f}\n"
            if node in station
            else f"n{node} x{x:.7f} y{y:.7f}\n"
            for node, x, y in zip(ids[part].tolist(), lon[part].tolist(), lat[part].tolist(), strict=True)
        )
    rail_ids = ids[of_rail]
    way = 0
    for way, (nodes, kind) in enumerate(rails.ways, start=1):
        tags = "railway=rail,gauge=1520" + (
            ",service=yard" if kind == "yard" else ",electrified=contact_line"
        )
        stream.write(f"w{way * 20} T{tags} N{','.join(f'n{node}' for node in rail_ids[nodes])}\n")
    for number, first in enumerate(range(0, len(ids) - 8, 8)):
        if number % 10 < 8:
            refs = ",".join(f"n{node}" for node in ids[first : first + 8].tolist())
            stream.write(f"w{(way + number + 1) * 20} Tbuilding=yes N{refs}\n")
    km = STEP_KM * rails.size
    return {"nodes": len(ids), "railway_nodes": rails.size, "railway_ways": len(rails.ways), "railway_km": km}


def make(folder: Path, scale: float) -> tuple[Path, dict[str, float]]:
    """Make the extract."""
    text, extract = folder / "country.opl", folder / "country.osm.pbf"
    with text.open("w", encoding="ascii", buffering=1 << 20) as stream:
        size = write_opl(stream, scale)
    with osmium.SimpleWriter(str(extract), overwrite=True) as writer:
        osmium.apply(str(text), writer)
    text.unlink()
    return extract, size | {"file_mb": extract.stat().st_size / 1e6}


def main() -> None:
    """Make the extract, import it in a process of its own and write what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="25 million nodes in place of 2.5 million")
    scale = 1.0 if parser.parse_known_args()[0].full else 0.1
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        extract, size = make(Path(folder), scale)
        print(f"made {extract.name} in {time.perf_counter() - begun:.0f} s: {size}")
        ran = subprocess.run(
            [sys.executable, "-c", IMPORT, str(extract)], check=True, capture_output=True, text=True
        )
    taken = json.loads(ran.stdout)
    path = RESULTS / "osm_import.json"
    held = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    held["full" if scale == 1.0 else "small"] = {"python": platform.python_version(), **size, **taken}
    path.write_text(json.dumps(held, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "osm_import.md").write_text(table(held), encoding="utf-8")
    print(table(held))


def table(held: dict[str, dict[str, float]]) -> str:
    """Return the results as a table."""
    lines = [
        "| extract | nodes, million | of railways, million | railway ways | km of track | file, MB | minutes | peak memory, GB | places | links |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {row['nodes'] / 1e6:.1f} | {row['railway_nodes'] / 1e6:.2f} | {row['railway_ways']:,.0f} "
        f"| {row['railway_km']:,.0f} | {row['file_mb']:.0f} | {row['seconds'] / 60:.1f} | {row['peak_mb'] / 1024:.2f} "
        f"| {row['places']:,.0f} | {row['links']:,.0f} |"
        for name, row in held.items()
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
