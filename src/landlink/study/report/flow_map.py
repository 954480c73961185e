"""Draw flows as bands on the offline basemap: what the base carries, and what a scenario moves.

A band is as wide as the tonnes that it stands for, in map units, so that it grows with the map and its
legend (:func:`scale_steps`) holds at every width of the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.study.report.basemap import Box, path_data, to_units
from landlink.study.report.flow_marks import GATES, HUBS, Shut, labels_svg
from landlink.study.report.flow_words import tonnes
from landlink.study.report.map import NOMINAL_WIDTH_PX, TALLEST, WIDEST, base_layer, wrap_svg
from landlink.study.report.projection import Projection

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from landlink.study.report.flow_model import FlowStudy, Scenario
    from landlink.study.report.projection import Floats
    from landlink.study.report.text import Words

WIDEST_PX = 22.0
"""Width of the widest band of a map that is :data:`NOMINAL_WIDTH_PX` wide."""

MOST_STRETCH = 6.0
"""A map of changes is drawn at most so many times as wide as the base, lest little looks much."""

HAIR_PX = 0.7
LEAST_PX = 0.02
"""What would be thinner is left out; from there to a hair it is drawn as a hair."""

SPLIT_FROM_PX = 5.0
"""From this width on a light line parts the two directions."""

IN_VIEW = 0.004
"""Share of the greatest flow from which a link over land belongs into the picture."""

CLOSE_TO, CLOSEST = 0.05, 0.4
"""What moves so much of the greatest change is in view, and at least so much of the map of the base."""

MOST_TIPS = 150
LOOK = {"rail": "rail", "road": "road"}
SHARED = '<use href="#ll-flow-base"/>'
COLOURS = {
    "rail": "#2f6690", "road": "#b8621b", "water": "#1a9a86", "gained": "#0072b2", "lost": "#d55e00",
    "rest": "#8d958f", "rim": "#fbf8f2",
}  # fmt: skip
"""On paper; the page has them, and those of the dark, in flows.css."""


@dataclass(frozen=True)
class Frame:
    """What all maps of flows of a report share."""

    projection: Projection
    view: Box
    lines: dict[str, Floats]
    modes: dict[str, str]

    @property
    def unit(self) -> float:
        """Map units per nominal pixel."""
        return self.view.width / NOMINAL_WIDTH_PX


@dataclass(frozen=True)
class Band:
    """A band to draw: its line in map units, what it carries each way, its look and its tip."""

    line: Floats
    forward: float
    backward: float
    look: str
    tip: str

    @property
    def total(self) -> float:
        """Both directions."""
        return self.forward + self.backward


def frame_of(study: FlowStudy) -> Frame | None:
    """Fit a map to where most of the base flows over land; nothing without coordinates."""
    lines = {row["id"]: row for row in study.links if len(row.get("coordinates") or []) > 1}
    used = [row for row in study.base["links"] if row["id"] in lines]
    land = [row for row in used if row["mode"] != "sea"] or used
    most = max((row["capacity_t_year"] for row in land), default=0.0)
    shown = [row for row in land if row["capacity_t_year"] >= IN_VIEW * most]
    if not shown:
        return None
    points = np.vstack([np.asarray(lines[row["id"]]["coordinates"], dtype=np.float64) for row in shown])
    projection = Projection.fit(points)
    placed = {
        key: to_units(projection, np.asarray(row["coordinates"], dtype=np.float64))
        for key, row in lines.items()
    }
    view = _box(np.vstack([placed[row["id"]] for row in shown]))
    return Frame(projection, view, placed, {key: row["mode"] for key, row in lines.items()})


def _box(points: Floats) -> Box:
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    pad = 0.05 * max(x1 - x0, y1 - y0, 40.0)
    wide, tall = x1 - x0 + 2 * pad, y1 - y0 + 2 * pad
    tall, wide = max(tall, wide / WIDEST), max(wide, tall * TALLEST)
    mx, my = (x0 + x1) / 2, (y0 + y1) / 2
    return Box(*(round(float(v), 1) for v in (mx - wide / 2, my - tall / 2, mx + wide / 2, my + tall / 2)))


def closer(frame: Frame, bands: Sequence[Band]) -> Frame:
    """Return the frame closer to where most moves, but not so close that nobody knows where it is."""
    shown = [band.line for band in bands if band.total >= CLOSE_TO * bands[0].total]
    inside = [line for line in shown if frame.view.touches(line)]
    if not inside:
        return frame
    near, whole = _box(np.vstack(inside)).grow(0.06), frame.view
    wide = max(near.width, CLOSEST * whole.width)
    if wide >= 0.85 * whole.width:
        return frame
    tall = max(near.height, wide * whole.height / whole.width)
    wide = max(wide, tall * whole.width / whole.height)
    x0 = min(max((near.x0 + near.x1 - wide) / 2, whole.x0), whole.x1 - wide)
    y0 = min(max((near.y0 + near.y1 - tall) / 2, whole.y0), whole.y1 - tall)
    return replace(frame, view=Box(*(round(v, 1) for v in (x0, y0, x0 + wide, y0 + tall))))


def flow_basemap(frame: Frame) -> str:
    """Return the basemap of all maps of flows, to be drawn by reference."""
    return (
        '<svg class="llmap-defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        f'<g id="ll-flow-base" class="llmap">{base_layer(frame.projection, frame.view.grow(0.12))}</g>'
        "</defs></svg>"
    )


def px_per_unit(most: float, base: float | None = None) -> float:
    """Return how many pixels a tonne (or TEU) is wide.

    Parameters
    ----------
    most
        The greatest band.
    base
        Pixels a tonne of the base; a map of changes is stretched against it only so far.

    Examples
    --------
    >>> px_per_unit(22e6), px_per_unit(1.0, 1e-6)
    (1e-06, 6e-06)
    """
    scale = WIDEST_PX / most if most > 0 else 0.0
    return scale if base is None else min(scale, MOST_STRETCH * base)


def scale_steps(most: float) -> list[float]:
    """Return three round amounts for a legend, greatest last.

    Examples
    --------
    >>> scale_steps(33.2e6), scale_steps(850_000)
    ([1000000.0, 5000000.0, 20000000.0], [20000.0, 100000.0, 500000.0])
    """
    if most <= 0:
        return []
    decade = 10.0 ** math.floor(math.log10(most))
    decade = decade if decade <= most else decade / 10  # the logarithm may round up
    lead = next(step for step in (5, 2, 1) if step * decade <= most)
    top = lead * decade
    return sorted({top, top / (5 if lead == 5 else 4), top / (25 if lead == 5 else 20)})


def base_bands(study: FlowStudy, frame: Frame, words: Words, *, teu: bool = False) -> list[Band]:
    """Return the bands of the base, in tonnes by direction or in TEU both ways together."""
    bands = []
    for row in study.base["links"]:
        if row["id"] not in frame.lines:
            continue
        whole, goods = row["capacity_t_year"], row["tonnes_year"]
        part = row["forward_tonnes_year"] / goods if goods > 0 else 0.5
        ways = (row["teu_year"], 0.0) if teu else (whole * part, whole * (1 - part))
        look = LOOK.get(row["mode"], "water")
        bands.append(Band(frame.lines[row["id"]], ways[0], ways[1], look, _base_tip(study, row, words)))
    return sorted((band for band in bands if band.total > 0), key=lambda band: -band.total)


def _base_tip(study: FlowStudy, row: Mapping[str, Any], words: Words) -> str:
    return words(
        "{name} ({mode}): {tonnes} a year, {teu} TEU",
        name=study.link_name(row["id"], words), mode=words.code("mode", row["mode"]),
        tonnes=tonnes(row["capacity_t_year"], words), teu=words.num.about(row["teu_year"]),
    )  # fmt: skip


def change_bands(study: FlowStudy, scenario: Scenario, frame: Frame, words: Words) -> list[Band]:
    """Return what a scenario adds and takes away, both directions together."""
    bands = []
    for row in scenario.compare["links"]:
        if row["id"] not in frame.lines or abs(row["difference_t_year"]) <= scenario.noise_t:
            continue
        tip = words(
            "{name} ({mode}): {before} before, {after} now, {change} t",
            name=study.link_name(row["id"], words), mode=words.code("mode", row["mode"]),
            before=tonnes(row["base_t_year"], words), after=tonnes(row["scenario_t_year"], words),
            change=words.num.change(row["difference_t_year"]),
        )  # fmt: skip
        size = row["difference_t_year"]
        bands.append(Band(frame.lines[row["id"]], abs(size), 0.0, "gained" if size > 0 else "lost", tip))
    return sorted(bands, key=lambda band: -band.total)


def base_map(study: FlowStudy, frame: Frame, words: Words) -> str:
    """Draw the base on the page's shared basemap: bands in tonnes, and beneath a switch in TEU."""
    layers = [
        (name, base_bands(study, frame, words, teu=name == "by-teu")) for name in ("by-tonnes", "by-teu")
    ]
    drawn = "".join(
        f'<g class="{name}">{bands_svg(bands, px_per_unit(bands[0].total if bands else 0.0), frame)}</g>'
        for name, bands in layers
    )
    labels = labels_svg(study.base["hubs"], study.pooled_crossings(), layers[0][1], study, frame, words)
    title = words("Map of flows: {title}", title=study.title)
    return wrap_svg(f"{SHARED}{drawn}{labels}", frame.view, title, focusable=True)


def change_map(
    study: FlowStudy, scenario: Scenario, frame: Frame, words: Words, bands: Sequence[Band]
) -> str:
    """Draw what a scenario moves on the page's shared basemap."""
    return wrap_svg(
        SHARED + change_layers(study, scenario, frame, bands)
        + change_labels(study, scenario, frame, words, bands)
        + Shut.of(study, scenario).marks_svg(frame, words),
        frame.view, words("Map of what moves: {title}", title=scenario.title), focusable=True,
    )  # fmt: skip


def change_layers(
    study: FlowStudy, scenario: Scenario, frame: Frame, bands: Sequence[Band], paint: bool = False
) -> str:
    """Return what lies between the basemap and the names of a map of changes."""
    rest = [frame.lines[row["id"]] for row in study.base["links"] if row["id"] in frame.lines]
    return (
        Shut.of(study, scenario).areas_svg(frame, paint)
        + _path(rest, 0.9 * frame.unit, "rest", paint)
        + bands_svg(bands, change_scale(study, bands, frame), frame, paint)
    )


def change_labels(
    study: FlowStudy,
    scenario: Scenario,
    frame: Frame,
    words: Words,
    bands: Sequence[Band],
    width_px: int = NOMINAL_WIDTH_PX,
) -> str:
    """Write the names of the places and crossings that gain or lose most, and of countries."""
    noise = scenario.noise_t
    hubs = [row for row in scenario.compare["hubs"] if abs(row["difference_t_year"]) > noise]
    gates = [row for row in study.pooled_changes(scenario) if abs(row["difference_t_year"]) > noise]
    return labels_svg(hubs[: HUBS // 2], gates[: GATES // 2], bands, study, frame, words, width_px)


def change_scale(study: FlowStudy, bands: Sequence[Band], frame: Frame) -> float:
    """Return how many pixels a tonne is wide on a map of changes."""
    most = max(
        (row["capacity_t_year"] for row in study.base["links"] if row["id"] in frame.lines), default=0.0
    )
    return px_per_unit(bands[0].total if bands else 0.0, px_per_unit(most))


def bands_svg(bands: Sequence[Band], scale: float, frame: Frame, paint: bool = False) -> str:
    """Draw bands, the widest below; traffic keeps to the right of its line.

    Parameters
    ----------
    bands
        Widest first.
    scale
        Pixels a tonne.
    frame
    paint
        Whether colours and widths stand in the picture itself, for print.
    """
    unit = frame.unit
    rims: dict[float, list[Floats]] = {}
    middles: list[Floats] = []
    groups: dict[tuple[float, str], list[Floats]] = {}
    for band in bands:
        if band.total * scale < LEAST_PX or not frame.view.grow(0.1).touches(band.line):
            continue
        for amount, line in ((band.forward, band.line), (band.backward, band.line[::-1])):
            if amount <= 0:
                continue
            wide = _step(max(amount * scale, HAIR_PX / (1 + (band.backward > 0))))
            shift = wide / 2 if band.backward > 0 else 0.0
            groups.setdefault((wide, band.look), []).append(offset(line, shift * unit))
        rims.setdefault(_step(max(band.total * scale, HAIR_PX)) + 1.4, []).append(band.line)
        if min(band.forward, band.backward) * scale > 0.8 and band.total * scale >= SPLIT_FROM_PX:
            middles.append(band.line)
    parts = [_path(lines, wide * unit, "rim", paint) for wide, lines in sorted(rims.items(), reverse=True)]
    parts += [
        _path(lines, wide * unit, look, paint) for (wide, look), lines in sorted(groups.items(), reverse=True)
    ]
    parts.append(_path(middles, 0.7 * unit, "rim", paint) if middles else "")
    tips = "" if paint else "".join(_tip(band, scale, frame) for band in reversed(bands[:MOST_TIPS]))
    return "".join(parts) + tips


def offset(line: Floats, by: float) -> Floats:
    """Shift a line to the right of its direction, y growing downwards.

    Examples
    --------
    >>> offset(np.array([[0.0, 0.0], [10.0, 0.0]]), 2.0).tolist()
    [[0.0, 2.0], [10.0, 2.0]]
    """
    if not by:
        return line
    steps = np.diff(line, axis=0)
    sizes = np.hypot(steps[:, 0], steps[:, 1])
    normals = np.column_stack([-steps[:, 1], steps[:, 0]]) / np.where(sizes > 0, sizes, 1.0)[:, None]
    at = np.vstack([normals[:1], (normals[1:] + normals[:-1]) / 2, normals[-1:]])
    moved: Floats = line + by * at
    return moved


def _step(px: float) -> float:
    """Round a width, so that bands of one width share a path."""
    return round(px * 4) / 4 if px >= 2 else round(px * 10) / 10


def _path(lines: Iterable[Floats], width: float, look: str, paint: bool) -> str:
    data = path_data(list(lines))
    if not data:
        return ""
    opacity = ' stroke-opacity="0.55"' if look == "rest" else ""
    own = (
        f' fill="none" stroke="{COLOURS[look]}"{opacity} stroke-linecap="round" stroke-linejoin="round"'
        if paint
        else f' class="band {look}"'
    )
    return f'<path{own} stroke-width="{width:.2f}" d="{data}"/>'


def _tip(band: Band, scale: float, frame: Frame) -> str:
    data = path_data([band.line])
    wide = max(band.total * scale, 6.0) * frame.unit
    if not data or not frame.view.touches(band.line):
        return ""
    return f'<path class="hit" stroke-width="{wide:.1f}" d="{data}"><title>{escape(band.tip)}</title></path>'
