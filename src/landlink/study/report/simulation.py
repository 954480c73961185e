"""What a simulation adds to a question: the spread of arrivals, the deadline's chance, causes of delay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.charts import NAME_PX, name_px
from landlink.study.report.drawing import axis, draw, own_colour
from landlink.study.report.model import KIND_GROUPS, KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landlink.study.report.model import Json, Outcome, Row
    from landlink.study.report.text import Words

WIDTH, STEP = 330, 34
MOST_CAUSES = 7
DAY = 24.0


def simulation(outcome: Outcome, words: Words) -> Json | None:
    """Return what a question's section says about a simulation, or nothing where there is none.

    Returns
    -------
    dict or None
        ``rows`` of the table; ``sentences``, a route's chance and main cause; ``spread`` and ``causes``,
        charts as SVG text; ``small``, seed and runs; ``notes``.
    """
    rows = [row for row in outcome.rows if row.route.get("simulation")]
    if not rows:
        return None
    first = rows[0].route["simulation"]
    runs = {(row.route["simulation"]["runs"], str(row.route["simulation"]["seed"])) for row in rows}
    small = [
        words.plural("{n} run, seed {seed}.", "{n} runs, seed {seed}.", n, seed=seed)
        for n, seed in sorted(runs)
    ]
    notes = dict.fromkeys(words.free(row.route["simulation"].get("note")) for row in rows)
    return {
        "rows": [_table_row(row, words) for row in rows],
        "deadline": any(row.route["simulation"].get("deadline_chance") is not None for row in rows),
        "sentences": [sentence for row in rows if (sentence := _main_cause(row, words))],
        "spread": spread_svg(rows, words),
        "causes": causes_svg(rows[0], words) if first.get("causes") else "",
        "causes_of": rows[0],
        "small": " ".join(small),
        "notes": [note for note in notes if note],
    }


def spread_svg(rows: Sequence[Row], words: Words) -> str:
    """Draw the simulated 20th to 80th and 95th percentile of each route above the computed range."""
    values, beside = [_spread(row, words) for row in rows], name_px(rows)
    name = {"field": "name", "type": "nominal", "sort": [row.name for row in rows], "title": None}
    y = {**name, "axis": {"labelLimit": beside, "minExtent": beside, "grid": False}}
    x = axis("p20", words("Days from readiness to delivery"), zero=False, nice=True, padding=10)
    tip = {"field": "tip", "type": "nominal"}

    def rule(start: str, end: str, width: float, shift: float, opacity: float) -> Json:
        return {
            "mark": {"type": "rule", "strokeWidth": width, "yOffset": shift, "opacity": opacity},
            "encoding": {
                "x": {**x, "field": start}, "x2": {"field": end}, "y": y, "color": own_colour("colour"),
                "description": tip,
            },
        }  # fmt: skip

    def mark_at(field: str, shift: float, **look: Any) -> Json:  # noqa: ANN401  (Vega-Lite's mark)
        mark = {**look, "yOffset": shift, "opacity": 1}
        colour = {"value": "var(--ll-ink)"}
        return {
            "mark": mark,
            "encoding": {"x": {**x, "field": field}, "y": y, "color": colour, "description": tip},
        }

    layers = [
        rule("p80", "p95", 2, -4, 0.9), rule("p20", "p80", 9, -4, 0.9),
        mark_at("p50", -4, type="tick", thickness=2.5, height=15),
        rule("low", "high", 3, 7, 0.45), mark_at("mean", 7, type="circle", size=26),
    ]  # fmt: skip
    deadlines = [item for item in values if item["deadline"] is not None]
    if deadlines:
        mark = {"type": "tick", "thickness": 2.5, "height": 26, "color": "var(--mark)"}
        at = {**x, "field": "deadline"}
        layers.append(
            {"data": {"values": deadlines}, "mark": mark, "encoding": {"x": at, "y": y, "description": tip}}
        )
    spec = {
        "width": WIDTH - beside + NAME_PX,
        "height": {"step": STEP},
        "data": {"values": values},
        "layer": layers,
    }
    return draw(spec, words("Ranges of arrival of each route; the table holds the same figures."), words)


def causes_svg(row: Row, words: Words) -> str:
    """Draw which legs cause a route's delay, the greatest first."""
    causes = sorted(row.route["simulation"]["causes"], key=lambda cause: -cause["share"])
    values = [
        {
            "name": f"{number}. {_cause(row, cause, words)}",
            "share": round(100 * cause["share"], 1),
            "colour": f"var(--ll-k{KINDS.index(KIND_GROUPS.get(cause['kind'], 'transfer')) + 1})",
            "label": words.num.share(cause["share"]),
            "tip": _cause_tip(row, cause, words),
        }
        for number, cause in enumerate(causes[:MOST_CAUSES], start=1)
        if cause["share"] > 0
    ]
    y = {
        "field": "name", "type": "nominal", "sort": [item["name"] for item in values], "title": None,
        "axis": {"labelLimit": 222, "minExtent": 250, "grid": False},
    }  # fmt: skip
    top = max((item["share"] for item in values), default=1.0) * 1.2
    x = axis("share", words("Share of the delay, %"), domain=[0, top], nice=False)
    bars = {
        "mark": {"type": "bar", "height": 14},
        "encoding": {
            "x": x,
            "y": y,
            "color": own_colour("colour"),
            "description": {"field": "tip", "type": "nominal"},
        },
    }
    ends = {
        "mark": {
            "type": "text",
            "align": "left",
            "dx": 5,
            "fontSize": 13,
            "aria": False,
            "color": "var(--ll-ink)",
        },
        "encoding": {"x": x, "y": y, "text": {"field": "label"}},
    }
    spec = {"width": 190, "height": {"step": 26}, "data": {"values": values}, "layer": [bars, ends]}
    return draw(spec, words("Bars: share of each leg in the delay of {label}.", label=row.title), words)


def _table_row(row: Row, words: Words) -> Json:
    """Return the cells of a route in the table of the simulation."""
    held, num = row.route["simulation"], words.num
    exact = computed(row)
    low, high = exact["p20_h"], exact["p80_h"]
    return {
        "row": row,
        **{key: num.days(held[f"{key}_h"]) for key in ("mean", "p20", "p50", "p80", "p95")},
        "computed": words("{low} to {high}", low=num.days(low), high=num.days(high)),
        "chance": chance(held.get("deadline_chance"), words),
    }


def chance(share: float | None, words: Words) -> str:
    r"""Return a chance in percent, which is never said to be nothing or all where it is neither.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> shown = [chance(one, Words.of("en")) for one in (0.0, 0.002, 0.5, 0.9999)]
    >>> [text.replace("\xa0", " ") for text in shown]
    ['0 %', '< 1 %', '50 %', '> 99 %']
    """
    space = "\N{NO-BREAK SPACE}"
    if share is not None and 0 < share < 0.005:
        return f"<{space}{words.num.share(0.01)}"
    if share is not None and 0.995 <= share < 1:
        return f">{space}{words.num.share(0.99)}"
    return words.num.share(share)


def computed(row: Row) -> Json:
    """Return a route's mean and percentiles as computed without drawing."""
    own = {"mean_h": row.route["time_h"], **{f"{p}_h": row.route.get(f"time_{p}_h") for p in ("p20", "p80")}}
    return row.route["simulation"].get("analytic") or own


def _main_cause(row: Row, words: Words) -> str:
    """Say how likely a route keeps the deadline, and which leg causes most of its delay."""
    held = row.route["simulation"]
    parts = []
    if held.get("deadline_chance") is not None:
        parts.append(
            words(
                "{label} meets the deadline in {chance} of all cases.",
                label=words.term("a named route in a sentence", "{label}", label=row.title),
                chance=chance(held["deadline_chance"], words),
            )
        )
    if held.get("causes"):
        cause = max(held["causes"], key=lambda one: one["share"])
        parts.append(
            words(
                "Most of the delay of {label} comes from: {cause} ({share}).",
                label=words.term("a named route in a sentence, genitive", "{label}", label=row.title),
                cause=_cause(row, cause, words),
                share=words.num.share(cause["share"]),
            )
        )
    text = " ".join(parts)
    return text[:1].upper() + text[1:]


def _cause(row: Row, cause: Mapping[str, Any], words: Words) -> str:
    """Name the leg that causes a delay."""
    index = cause.get("leg")
    legs = row.route["legs"]
    if isinstance(index, int) and 0 <= index < len(legs):
        leg = legs[index]
        name = leg["name"] if leg["kind"] == "border" and leg["name"] else leg["from"]
        if leg["kind"] == "move":
            return f"{words.code('mode', leg['mode'])} {leg['from']} – {leg['to']}"
        return f"{words.code('operation', leg['kind'])} {name}"
    return f"{words.code('operation', cause['kind'])} {cause.get('name') or ''}".strip()


def _cause_tip(row: Row, cause: Mapping[str, Any], words: Words) -> str:
    """Say in one line what a leg adds to the delay."""
    return words(
        "{cause}: {hours} h on average, {share} of the delay",
        cause=_cause(row, cause, words), hours=words.num.hours(cause.get("mean_delay_h")),
        share=words.num.share(cause["share"]),
    )  # fmt: skip


def _spread(row: Row, words: Words) -> Json:
    """Describe the ranges of one route in days."""
    held, num, exact = row.route["simulation"], words.num, computed(row)

    def days(hours: float | None) -> float | None:
        return None if hours is None else round(hours / DAY, 3)

    return {
        "name": row.name,
        "colour": f"var(--ll-r{row.colour})",
        **{key: days(held[f"{key}_h"]) for key in ("p20", "p50", "p80", "p95")},
        "low": days(exact["p20_h"]),
        "high": days(exact["p80_h"]),
        "mean": days(exact["mean_h"]),
        "deadline": days(held.get("deadline_h")),
        "tip": words(
            "{label}: simulated {p20} to {p80} days, median {p50}, 95th percentile {p95}; computed {low} to "
            "{high}",
            label=row.name, p20=num.days(held["p20_h"]), p80=num.days(held["p80_h"]),
            p50=num.days(held["p50_h"]),
            p95=num.days(held["p95_h"]), low=num.days(exact["p20_h"]),
            high=num.days(exact["p80_h"]),
        ),
    }  # fmt: skip
