"""How far the model is from published figures: errors by metric, rows, a chart, weak points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from landlink.study.report.drawing import axis, draw, own_colour

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landlink.study.report.model import Json
    from landlink.study.report.text import Words

METRICS = ("transit_days", "price_usd", "distance_km")
BANDS = {"transit_days": 0.20, "price_usd": 0.25, "distance_km": 0.20}
"""Error aimed at, by metric; the band of the chart."""

USES = ("fit", "check", "holdout")
COLOURS = {"fit": "var(--ll-r9)", "check": "var(--ll-r1)", "holdout": "var(--ll-r2)"}
MOST_WEAK = 5
SMALL = 10
"""Prices and distances below this are shown with two decimals, as prices per kilometre are."""

SIDE = 300


def validation(held: Mapping[str, Any] | None, words: Words) -> Json | None:
    """Return what the report says about validation, or nothing where there is none.

    Returns
    -------
    dict or None
        ``lines`` with the mean error by metric, ``charts``, ``rows``, ``weak``, ``skipped``, ``note``.
    """
    if not held or not held.get("rows"):
        return None
    rows = [_row(row, words) for row in held["rows"]]
    metrics = [metric for metric in METRICS if any(row["metric"] == metric for row in held["rows"])]
    return {
        "summary": [_summary(metric, held, words) for metric in metrics],
        "crossed": bool(held.get("cross_validated")),
        "charts": [
            {
                "title": _capital(words.code("metric", metric)),
                "svg": scatter_svg(held["rows"], metric, words),
                "band": words.num.share(BANDS[metric]),
            }
            for metric in metrics
        ],
        "uses": [(use, words.code("use of a figure", use), COLOURS[use]) for use in USES if _used(held, use)],
        "rows": rows,
        "weak": [row for row in sorted(rows, key=lambda row: -row["size"]) if row["size"] > 0][:MOST_WEAK],
        "skipped": held.get("skipped") or [],
        "note": words.free(held.get("note")),
    }  # fmt: skip


def scatter_svg(rows: Sequence[Mapping[str, Any]], metric: str, words: Words) -> str:
    """Draw modelled against published figures, with the line of no error and the band around it."""
    points = [
        {
            "published": row["published"], "low": row["low"], "high": row["high"],
            "modelled": row["modelled"],
            "colour": COLOURS.get(row.get("use") or "check", COLOURS["check"]), "tip": _tip(row, words),
        }
        for row in rows
        if row["metric"] == metric and _positive(row)
    ]  # fmt: skip
    ends = [value for point in points for value in (point["published"], point["modelled"])] or [1.0, 10.0]
    low, high = min(ends) / 1.3, max(ends) * 1.3
    band = BANDS[metric]
    corners = [{"x": at, "y": at, "y0": at * (1 - band), "y1": at * (1 + band)} for at in (low, high)]
    titles = {
        "transit_days": (words("Published, days"), words("Modelled, days")),
        "price_usd": (words("Published, USD"), words("Modelled, USD")),
        "distance_km": (words("Published, km"), words("Modelled, km")),
    }[metric]
    scale = {"type": "log", "domain": [low, high], "nice": False, "clamp": True}
    x, y = axis("published", titles[0], **scale), axis("modelled", titles[1], **scale)
    ground = {"data": {"values": corners}}
    layers = [
        {
            **ground, "mark": {"type": "area", "color": "var(--ll-rule)", "opacity": 0.75, "aria": False},
            "encoding": {"x": {**x, "field": "x"}, "y": {**y, "field": "y0"}, "y2": {"field": "y1"}},
        },
        {
            **ground, "mark": {"type": "line", "color": "var(--ll-quiet)", "strokeWidth": 1.2, "aria": False},
            "encoding": {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}},
        },
        {
            "data": {"values": points},
            "mark": {"type": "rule", "opacity": 0.35, "strokeWidth": 1.4, "aria": False},
            "encoding": {
                "x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y, "color": own_colour("colour"),
            },
        },
        {
            "data": {"values": points}, "mark": {"type": "circle", "size": 40, "opacity": 0.85},
            "encoding": {
                "x": x, "y": y, "color": own_colour("colour"),
                "description": {"field": "tip", "type": "nominal"},
            },
        },
    ]  # fmt: skip
    spec = {"width": SIDE, "height": SIDE, "layer": layers}
    n = len(points)
    alt = words.plural(
        "{n} figure, modelled against published; the table holds it.",
        "{n} figures, modelled against published; the table holds them.",
        n,
    )
    return draw(spec, alt, words)


def _summary(metric: str, held: Mapping[str, Any], words: Words) -> Json:
    """Say the mean error of a metric in a sentence."""
    own = (held.get("mape") or {}).get(metric) or {}
    crossed = (held.get("cross_validated") or {}).get(metric) or {}
    return {
        "name": _capital(words.code("metric", metric)),
        "rows": words.num.whole(own.get("rows")),
        "mape": words.num.share(own.get("mape"), 1),
        "crossed": words.num.share(crossed.get("mape"), 1),
    }


def _capital(text: str) -> str:
    """Begin a heading with a capital letter."""
    return text[:1].upper() + text[1:]


def _used(held: Mapping[str, Any], use: str) -> bool:
    """Tell whether any row was put to a use."""
    return any(row.get("use") == use for row in held["rows"])


def _positive(row: Mapping[str, Any]) -> bool:
    """Tell whether all figures of a row can stand on a logarithmic axis."""
    return all((row.get(key) or 0) > 0 for key in ("published", "modelled", "low", "high"))


def _row(row: Mapping[str, Any], words: Words) -> Json:
    """Return the cells of a published figure in the table."""
    small = abs(row.get("modelled") or 0.0) < SMALL
    digits = 1 if row["metric"] == "transit_days" else 2 if small else 0
    num, error = words.num, row.get("error")
    low, high = (num.number(row.get(key), digits) for key in ("low", "high"))
    return {
        "what": row["what"],
        "metric": words.code("metric", row["metric"]),
        "modelled": num.number(row.get("modelled"), digits),
        "published": low if low == high else words("{low} to {high}", low=low, high=high),
        "unit": words.code("unit", row.get("unit") or ""),
        "error": num.number(None) if error is None else f"{num.change(100 * error)}\N{NO-BREAK SPACE}%",
        "size": abs(math.log1p(max(error or 0.0, -0.99))),
        "within": error is not None and abs(error) <= BANDS[row["metric"]],
        "year": num.year(row.get("year")),
        "source": row.get("source") or "",
        "use": words.code("use of a figure", row.get("use") or ""),
        "note": row.get("note") or "",
    }


def _tip(row: Mapping[str, Any], words: Words) -> str:
    """Describe a point of the chart."""
    cells = _row(row, words)
    return words(
        "{what}: modelled {modelled}, published {published} {unit}, error {error}",
        **{key: cells[key] for key in ("what", "modelled", "published", "unit", "error")},
    )
