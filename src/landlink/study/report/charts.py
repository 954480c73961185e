"""Draw the report's charts: Vega-Lite specifications that vl-convert turns into inline SVG.

Colours are the page's CSS variables, so that a chart follows light, dark and print.  The
specifications are written out as they are: building the same ones through Altair takes three
times as long as drawing them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.drawing import axis, draw, own_colour
from landlink.study.report.model import KINDS, Outcome, Row, sums_by_kind
from landlink.study.said import message

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landlink.study.report.text import Words

WIDTH = 330
SCATTER_HEIGHTS = (300, 620)
BAR_STEP = 30
NAME_PX, MOST_NAME_PX, LETTER_PX = 124, 190, 7.4
MOST_POINTS = 120
SHADES = 5
BAR_DAYS = message("{label}, {kind}: {value} days")
BAR_USD = message("{label}, {kind}: {value} USD")


def is_choice(outcome: Outcome) -> bool:
    """Tell whether there is more than one trade-off between time and cost to draw."""
    return len(outcome.rows) > 1 or front_points(outcome)[1] > 1


def pareto_svg(outcome: Outcome, words: Words) -> str:
    """Draw time against cost: all trade-offs of the front, and the named routes with letters."""
    where = {
        "x": axis("days", words("Days door to door"), zero=False, nice=True, padding=14),
        "y": axis("usd", words("USD"), zero=False, nice=True, padding=14),
    }
    described = {**where, "description": {"field": "tip", "type": "nominal"}}
    points, _ = front_points(outcome)
    height = min(max(2 * BAR_STEP * len(outcome.rows) + 50, SCATTER_HEIGHTS[0]), SCATTER_HEIGHTS[1])
    dots = {
        "data": {"values": _dots(points, words)},
        "mark": {"type": "circle", "size": 26, "opacity": 0.9},
        "encoding": {**described, "color": own_colour("shade")},
    }
    spans = {
        "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.55, "aria": False},
        "encoding": {
            **where,
            "x": {**where["x"], "field": "low"},
            "x2": {"field": "high"},
            "color": own_colour("colour"),
        },
    }
    rings = {
        "mark": {"type": "circle", "size": 330, "strokeWidth": 2.6, "opacity": 1, "fill": "var(--ll-paper)"},
        "encoding": {**described, "stroke": own_colour("colour")},
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
    return draw(
        spec,
        words.plural(
            "Scatter of {n} route by days and USD; the table holds the same figures.",
            "Scatter of {n} routes by days and USD; the table holds the same figures.",
            len(outcome.rows),
        ),
        words,
    )


def bars_svg(rows: Sequence[Row], measure: str, words: Words) -> str:
    """Draw each route's hours or dollars as one bar, stacked by kind of operation."""
    days = measure == "time_h"
    values = _bars(rows, measure, words)
    top = max((item["total"] for item in values), default=0.0) * 1.18 or 1.0
    beside = name_px(rows)
    x = axis("start", words("Days door to door") if days else words("USD"), domain=[0, top], nice=False)
    y = {
        "field": "name",
        "type": "nominal",
        "sort": [row.name for row in rows],
        "title": None,
        "axis": {"labelLimit": beside, "minExtent": beside, "grid": False},
    }
    bars = {
        "data": {"values": values},
        "mark": {"type": "bar", "height": 15, "stroke": "var(--ll-paper)", "strokeWidth": 0.8},
        "encoding": {
            "x": x,
            "x2": {"field": "end"},
            "y": y,
            "color": own_colour("colour"),
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
    spec = {"width": WIDTH - 20 - beside + NAME_PX, "height": {"step": BAR_STEP}, "layer": [bars, ends]}
    return draw(
        spec,
        words("Stacked bars: days of each route by kind of operation.")
        if days
        else words("Stacked bars: USD of each route by kind of operation."),
        words,
    )


def name_px(rows: Sequence[Row]) -> int:
    """Return the room that the names of routes take beside a chart, in pixels."""
    longest = max((len(row.name) for row in rows), default=0)
    return round(min(MOST_NAME_PX, max(NAME_PX, longest * LETTER_PX)))


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
                "{days} days, {usd} USD, {kg} kg CO₂e",
                days=num.days(p["time_h"]),
                usd=num.whole(p["cost_usd"]),
                kg=num.whole(kg),
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
                "{label}: {days} days, {usd} USD, {kg} kg CO₂e",
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
    text, unit = (BAR_DAYS, 24.0) if days else (BAR_USD, 1.0)
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
                    "tip": words(
                        text, label=row.name, kind=words.code("group of operations", kind), value=show(value)
                    ),
                }
            )
            at += value
    return pieces
