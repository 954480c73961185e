"""Name and mark on a map of flows: places, border crossings, countries, and what a scenario closes."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.study.report.basemap import Box, load_basemap, path_data, to_units
from landlink.study.report.flow_model import crossing_name
from landlink.study.report.map import NOMINAL_WIDTH_PX, stop_svg
from landlink.study.report.places import PlacedName, Stop, name_box, overlap, place_countries, place_names
from landlink.study.report.ribbon import point_along

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landlink.study.report.flow_map import Band, Frame
    from landlink.study.report.flow_model import FlowStudy, Json, Scenario
    from landlink.study.report.projection import Floats
    from landlink.study.report.text import Words

HUBS, GATES = 16, 12
"""Most places and crossings that a map names."""

INK = "#1c2932"
"""What is closed, on paper."""


def labels_svg(
    hubs: Sequence[Mapping[str, Any]],
    gates: Sequence[Mapping[str, Any]],
    bands: Sequence[Band],
    study: FlowStudy,
    frame: Frame,
    words: Words,
    width_px: int = NOMINAL_WIDTH_PX,
) -> str:
    """Write the names of the greatest hubs and crossings, and of countries where there is room."""
    unit = frame.view.width / width_px
    ends = (("from", 0), ("to", -1))
    nodes = {
        row[end]: frame.lines[row["id"]][at]
        for row in study.links
        for end, at in ends
        if row["id"] in frame.lines
    }
    stops = [
        Stop(words.place(row["name"]), float(nodes[row["id"]][0]), float(nodes[row["id"]][1]))
        for row in hubs[:HUBS]
        if row["id"] in nodes
    ]
    spots = {row["link"]: frame.lines[row["link"]] for row in gates[:GATES] if row.get("link") in frame.lines}
    marks = [
        Stop(crossing_name(row["name"], words), *point_along(spots[row["link"]], 0.5))
        for row in gates[:GATES]
        if row.get("link") in spots
    ]
    corner = Box(frame.view.x1 - 62 * unit, frame.view.y0, frame.view.x1, frame.view.y0 + 125 * unit)
    ink = _ink(bands, frame)
    placed = place_names([*stops, *marks], [corner], unit, frame.view, ink)
    taken = [name.box for name in placed if name.box] + [corner]
    parts = _countries(study, frame, words, taken, unit, ink)
    parts += [_gate_svg(name) for name in reversed(placed[len(stops) :]) if _inside(name.stop, frame.view)]
    parts += [stop_svg(name) for name in reversed(placed[: len(stops)]) if _inside(name.stop, frame.view)]
    return "".join(parts)


def _inside(stop: Stop, view: Box) -> bool:
    return view.x0 <= stop.x <= view.x1 and view.y0 <= stop.y <= view.y1


def _ink(bands: Sequence[Band], frame: Frame) -> Floats:
    """Return points along the wider bands, for keeping names off them."""
    wide = [band.line for band in bands[:400] if frame.view.touches(band.line)]
    marks = np.linspace(0.0, 1.0, 6)
    points = [line[0] + marks[:, None] * (line[-1] - line[0]) for line in wide]
    return np.vstack([np.empty((0, 2)), *points])


def _gate_svg(placed: PlacedName) -> str:
    """Draw a border crossing and its name."""
    hidden = "" if placed.shown else ' class="crowded"'
    return (
        f'<g class="stop gate" transform="translate({placed.stop.x:.1f} {placed.stop.y:.1f})"><g class="px">'
        f'<path d="M0-4 4 0 0 4-4 0z"/><text{hidden} x="{placed.dx:g}" y="{placed.dy:g}" '
        f'text-anchor="{placed.anchor}">{escape(placed.stop.name)}</text></g></g>'
    )


def _countries(
    study: FlowStudy, frame: Frame, words: Words, taken: list[Box], unit: float, ink: Floats
) -> list[str]:
    base = load_basemap()
    codes = sorted({row["country"] for row in study.base["links"]} & set(base.labels))
    points = to_units(frame.projection, [base.labels[code] for code in codes])
    named = [
        (words.country(code), float(x), float(y), [to_units(frame.projection, r) for r in base.shapes[code]])
        for code, (x, y) in zip(codes, points, strict=True)
    ]
    return [
        f'<g class="country" transform="translate({x:.1f} {y:.1f})"><text '
        f'class="px{"" if free else " tight crowded"}" text-anchor="middle">{escape(name)}</text></g>'
        for name, x, y, free in place_countries(named, taken, unit, frame.view, ink)
        if free or not any(overlap(name_box(name, (x, y), "middle", unit), box) for box in taken)
    ]


@dataclass(frozen=True)
class Shut:
    """What a scenario closes, as far as it can be shown on a map."""

    links: list[str]
    nodes: list[str]
    countries: list[str]
    ends: dict[str, tuple[str, int]]

    @classmethod
    def of(cls, study: FlowStudy, scenario: Scenario) -> Shut:
        """Find what the changes of a scenario close."""
        links: list[str] = []
        nodes: list[str] = []
        countries: list[str] = []
        by_crossing = {row["id"]: row for row in study.base["crossings"]}
        for one in scenario.changes:
            change: Json = one.get("change") or {}
            body = change.get("close") or change.get("remove") or {}
            links += body.get("links") or []
            nodes += body.get("nodes") or []
            countries += body.get("countries") or []
            links += [by_crossing[key]["link"] for key in body.get("crossings") or [] if key in by_crossing]
            border = set(body.get("border") or [])
            links += [
                row["link"]
                for row in by_crossing.values()
                if {row["from_country"], row["to_country"]} == border
            ]
        ends = {row[end]: (row["id"], at) for row in study.links for end, at in (("from", 0), ("to", -1))}
        return cls(list(dict.fromkeys(links)), nodes, countries, ends)

    def areas_svg(self, frame: Frame, paint: bool = False) -> str:
        """Draw closed countries."""
        shapes = load_basemap().shapes
        parts = []
        for code in self.countries:
            rings = [to_units(frame.projection, ring) for ring in shapes.get(code, [])]
            data = path_data(
                [ring for ring in rings if len(ring) > 2 and frame.view.touches(ring)], close=True
            )
            own = f' fill="{INK}" fill-opacity="0.14"' if paint else ' class="closed"'
            parts.append(f'<path{own} d="{data}"/>' if data else "")
        return "".join(parts)

    def marks_svg(self, frame: Frame, words: Words, paint: bool = False) -> str:
        """Draw a cross where a link or a place is closed."""
        spots = [point_along(frame.lines[key], 0.5) for key in self.links if key in frame.lines]
        for key in self.nodes:
            link, at = self.ends.get(key, ("", 0))
            if link in frame.lines:
                x, y = frame.lines[link][at].tolist()
                spots.append((x, y))
        own = f' fill="none" stroke="{INK}" stroke-width="3"' if paint else ""
        px = f' transform="scale({frame.unit:.4f})"' if paint else ' class="px"'
        group = "<g" if paint else '<g class="shut"'
        tip = "" if paint else f"<title>{escape(words('closed'))}</title>"
        return "".join(
            f'{group} transform="translate({x:.1f} {y:.1f})"><g{px}>'
            f'<path{own} d="M-6-6 6 6M6-6-6 6">{tip}</path></g></g>'
            for x, y in dict.fromkeys((round(x, 1), round(y, 1)) for x, y in spots)
        )
