"""Draw the report's charts: Vega-Lite specifications that vl-convert turns into inline SVG.

Colours are the page's CSS variables, so that a chart follows light, dark and print.  The
specifications are written out as they are: building the same ones through Altair takes three
times as long as drawing them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from landlink.study.report.model import KINDS, Json, Outcome, Row, sums_by_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landlink.study.report.text import Words

WIDTH = 330
SCATTER_HEIGHTS = (300, 620)
BAR_STEP = 30
NAME_PX = 124
MOST_POINTS = 120
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
SHADES = 5
DROPPED = ("aria-roledescription", "role", "font-family", "class", "pointer-events", "clip-path")
VERSION = "5.20"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""A name for the grammar's version; nothing is loaded from there."""


def pareto_svg(outcome: Outcome, words: Words) -> str:
    """Draw time against cost: all trade-offs of the front, and the named routes with letters."""
    where = {
        "x": _axis("days", words("axis_days"), zero=False, nice=True, padding=14),
        "y": _axis("usd", words("axis_usd"), zero=False, nice=True, padding=14),
    }
    described = {**where, "description": {"field": "tip", "type": "nominal"}}
    points, _ = front_points(outcome)
    height = min(max(2 * BAR_STEP * len(outcome.rows) + 50, SCATTER_HEIGHTS[0]), SCATTER_HEIGHTS[1])
    dots = {
        "data": {"values": _dots(points, words)},
        "mark": {"type": "circle", "size": 26, "opacity": 0.9},
        "encoding": {**described, "color": _own_colour("shade")},
    }
    spans = {
        "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.55, "aria": False},
        "encoding": {
            **where,
            "x": {**where["x"], "field": "low"},
            "x2": {"field": "high"},
            "color": _own_colour("colour"),
        },
    }
    rings = {
        "mark": {"type": "circle", "size": 330, "strokeWidth": 2.6, "opacity": 1, "fill": "var(--ll-paper)"},
        "encoding": {**described, "stroke": _own_colour("colour")},
    }
    letters = {
        "mark": {
            "type": "text",
            "fontWeight": "bold",
            "fontSize": 12,
            "dy": 0.5,
            "aria": False,
            "color": "var(--ll-ink)",
        },
        "encoding": {**where, "text": {"field": "letter"}},
    }
    named = {"data": {"values": _named(outcome.rows, words)}, "layer": [spans, rings, letters]}
    layers = [dots, named] if points else [named]
    spec = {"width": WIDTH + 40, "height": height, "layer": layers}
    return _render(spec, words("chart_alt_pareto", n=len(outcome.rows)))


def bars_svg(rows: Sequence[Row], measure: str, words: Words) -> str:
    """Draw each route's hours or dollars as one bar, stacked by kind of operation."""
    days = measure == "time_h"
    values = _bars(rows, measure, words)
    top = max((item["total"] for item in values), default=0.0) * 1.18 or 1.0
    x = _axis("start", words("axis_days" if days else "axis_usd"), domain=[0, top], nice=False)
    y = {
        "field": "name",
        "type": "nominal",
        "sort": [row.name for row in rows],
        "title": None,
        "axis": {"labelLimit": NAME_PX, "minExtent": NAME_PX, "grid": False},
    }
    bars = {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 15, "stroke": "var(--ll-paper)", "strokeWidth": 0.8},
        "encoding": {
            "x": x,
            "x2": {"field": "end"},
            "y": y,
            "color": _own_colour("colour"),
            "description": {"field": "tip", "type": "nominal"},
        },
    }
    ends = {
        "data": {"values": [item for item in values if item["last"]]},
        "mark": {
            "type": "text",
            "align": "left",
            "dx": 5,
            "fontSize": 13,
            "fontWeight": "bold",
            "aria": False,
            "color": "var(--ll-ink)",
        },
        "encoding": {"x": {**x, "field": "total"}, "y": y, "text": {"field": "label"}},
    }
    spec = {"width": WIDTH - 20, "height": {"step": BAR_STEP}, "layer": [bars, ends]}
    return _render(spec, words("chart_alt_time" if days else "chart_alt_cost"))


def front_points(outcome: Outcome) -> tuple[list[dict[str, float]], int]:
    """Return the front's points to draw, thinned evenly along time, and how many there are.

    Examples
    --------
    >>> front = {"criteria": ["time_h", "cost_usd", "co2e_kg"], "points": [[24.0, 10.0, 5.0]]}
    >>> front_points(Outcome({"id": "base"}, (), {"front": front}))
    ([{'time_h': 24.0, 'cost_usd': 10.0, 'co2e_kg': 5.0}], 1)
    """
    front = outcome.raw.get("front") or {}
    criteria = list(front.get("criteria") or [])
    if not {"time_h", "cost_usd"} <= set(criteria):
        return [], 0
    rows = sorted(dict(zip(criteria, map(float, point), strict=True)).items() for point in front["points"])
    points = sorted((dict(row) for row in rows), key=lambda p: (p["time_h"], p["cost_usd"]))
    if len(points) <= MOST_POINTS:
        return [{name: p[name] for name in criteria} for p in points], len(points)
    step = (len(points) - 1) / (MOST_POINTS - 1)
    return [points[round(i * step)] for i in range(MOST_POINTS)], len(points)


def _dots(points: Iterable[dict[str, float]], words: Words) -> list[dict[str, Any]]:
    """Describe the unnamed trade-offs."""
    items = list(points)
    emissions = [p.get("co2e_kg", 0.0) for p in items]
    low = min(emissions, default=0.0)
    spread = (max(emissions, default=0.0) - low) or 1.0
    num = words.num
    return [
        {
            "days": round(p["time_h"] / 24, 3),
            "usd": round(p["cost_usd"], 1),
            "shade": f"var(--ll-shade{min(SHADES, 1 + int(SHADES * (kg - low) / spread))})",
            "tip": words(
                "mark_point", days=num.days(p["time_h"]), usd=num.whole(p["cost_usd"]), kg=num.whole(kg)
            ),
        }
        for p, kg in zip(items, emissions, strict=True)
    ]


def _named(rows: Sequence[Row], words: Words) -> list[dict[str, Any]]:
    """Describe the routes of the table, the first one drawn last."""
    num = words.num
    return [
        {
            "letter": row.letter,
            "days": round(row.route["time_h"] / 24, 3),
            "low": round(row.route["time_p20_h"] / 24, 3),
            "high": round(row.route["time_p80_h"] / 24, 3),
            "usd": round(row.route["cost_usd"], 1),
            "colour": f"var(--ll-r{row.colour})",
            "tip": words(
                "mark_named",
                label=row.name,
                days=num.days(row.route["time_h"]),
                usd=num.whole(row.route["cost_usd"]),
                kg=num.whole(row.route["co2e_kg"]),
            ),
        }
        for row in reversed(rows)
    ]


def _bars(rows: Sequence[Row], measure: str, words: Words) -> list[dict[str, Any]]:
    """Describe the pieces of the stacked bars."""
    days = measure == "time_h"
    show = words.num.days if days else words.num.whole
    key, unit = ("mark_bar_days", 24.0) if days else ("mark_bar_usd", 1.0)
    pieces = []
    for row in rows:
        sums = {kind: value for kind, value in sums_by_kind(row.route, measure).items() if value > 0}
        at, total = 0.0, sum(sums.values())
        for kind, value in sums.items():
            pieces.append(
                {
                    "name": row.name,
                    "start": round(at / unit, 3),
                    "end": round((at + value) / unit, 3),
                    "total": round(total / unit, 3),
                    "label": show(total),
                    "last": kind == list(sums)[-1],
                    "colour": f"var(--ll-k{KINDS.index(kind) + 1})",
                    "tip": words(key, label=row.name, kind=words(f"kind_{kind}"), value=show(value)),
                }
            )
            at += value
    return pieces


def _axis(field: str, title: str, **scale: object) -> Json:
    """Describe a position on a number axis."""
    return {"field": field, "type": "quantitative", "title": title, "scale": scale}


def _own_colour(field: str) -> Json:
    """Describe a colour that the data holds itself."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _render(spec: Json, description: str) -> str:
    """Turn a specification into an ``<svg>`` element for the page."""
    import vl_convert  # noqa: PLC0415 - heavy imports are lazy

    rule = "var(--ll-rule)"
    axis = {
        "labelColor": "var(--ll-ink)",
        "titleColor": "var(--ll-quiet)",
        "gridColor": rule,
        "domainColor": rule,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "labelPadding": 6,
        "tickCount": 5,
        "ticks": False,
    }
    config = {"background": "transparent", "font": FONT, "padding": 4, "view": {"stroke": None}, "axis": axis}
    # In two steps, as one call for both takes twice as long.
    vega = vl_convert.vegalite_to_vega({"$schema": SCHEMA, **spec, "config": config}, vl_version=VERSION)
    svg: str = vl_convert.vega_to_svg(vega)
    return _tidy(svg, description)


def _tidy(svg: str, description: str) -> str:
    """Name the picture, and drop what a page with many of them does not need."""
    from html import escape  # noqa: PLC0415 - beside its only use

    svg = re.sub(r"<defs>.*?</defs>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<path class="(?:background|foreground)"[^>]*?/>', "", svg)
    svg = re.sub(r'<text[^>]* opacity="0"[^>]*>[^<]*</text>', "", svg)
    svg = re.sub(r' aria-label="[XY]-axis [^"]*"', "", svg)
    svg = re.sub(rf' (?:{"|".join(DROPPED)})="[^"]*"', "", svg)
    svg = re.sub(r' (?:opacity|stroke-width)="1"', "", svg)
    svg = re.sub(r' (?:transform|d|x2|y2)="[^"]*"', _shorten, svg)
    start = f'<svg role="img" class="chart" aria-label="{escape(description)}"'
    return re.sub(r"<svg [^>]*?(?= viewBox)", lambda _: start, svg, count=1)


def _shorten(attribute: re.Match[str]) -> str:
    """Round the numbers of an attribute to a tenth of a pixel."""
    return re.sub(r"\d+\.\d{2,}", lambda m: f"{float(m[0]):.1f}".removesuffix(".0"), attribute[0])
