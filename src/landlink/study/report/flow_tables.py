"""Tables of flows for the page and for print: corridors, crossings, bottlenecks, hubs, countries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.drawing import axis, draw, own_colour
from landlink.study.report.flow_model import crossing_name
from landlink.study.report.flow_words import MILLION, commodity, corridor, tonnes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from landlink.study.report.flow_model import FlowStudy, Json, Scenario
    from landlink.study.report.text import Words

MOST_ROWS = 15
INTERNATIONAL = "XZ"
FULL_FROM = 0.98
WIDTH, LABEL_PX = 520, 210
COLOURS = ("var(--ll-r9)", "var(--ll-r1)", "var(--ll-r2)", "var(--ll-r3)", "var(--ll-r6)", "var(--ll-r4)")
"""The base, then each scenario in order; then over again."""


def table_of(caption: str, head: Sequence[str], rows: Iterable[Sequence[Any]], text: int = 1) -> Json:
    """Return a table; the first columns hold text, the others numbers.

    Parameters
    ----------
    caption
    head
    rows
        Cells: text, or ``(text, share)`` for a figure with a bar.
    text
        How many columns hold text.
    """
    cells = [
        [
            {"t": one[0], "share": one[1]} if isinstance(one, tuple) else {"t": one, "share": None}
            for one in row
        ]
        for row in rows
    ]
    return {"caption": caption, "head": list(head), "rows": cells, "text": text}


def corridors_table(study: FlowStudy, words: Words) -> Json:
    """Return what each corridor carries, how long and at what price, and what scenarios change."""
    changed = [{row["id"]: row for row in one.compare["corridors"]} for one in study.scenarios]
    rows = [
        [*_corridor(row, words), *(_difference(held.get(row["id"]), words) for held in changed)]
        for row in study.base["corridors"]
    ]
    more = [words("{scenario}: change in t", scenario=one.title) for one in study.scenarios]
    table = corridors_of(study.base, study.title, words)
    return table_of(table["caption"], [*table["head"], *more], rows)


def corridors_of(flows: Mapping[str, Any], title: str, words: Words) -> Json:
    """Return what each corridor carries in one scenario."""
    caption = words("Corridors: {scenario}; shares with empties", scenario=title)
    return table_of(caption, _corridor_head(words), [_corridor(row, words) for row in flows["corridors"]])


def _corridor_head(words: Words) -> list[str]:
    return [
        words("Corridor"), words("Share"), words("Goods, Mt a year"), words("With empties, Mt a year"),
        words("1,000 TEU a year"), words("Days"), words("USD a tonne"),
    ]  # fmt: skip


def _corridor(row: Mapping[str, Any], words: Words) -> list[str]:
    num = words.num
    return [
        corridor(row, words), num.share(row["share"], 1), num.number(row["tonnes_year"] / MILLION, 2),
        num.number(row["capacity_t_year"] / MILLION, 2), num.whole(row["teu_year"] / 1000),
        num.number(row["mean_days"], 1), num.whole(row["mean_usd_t"]),
    ]  # fmt: skip


def _difference(row: Mapping[str, Any] | None, words: Words) -> str:
    return words.num.change(row["difference_t_year"] if row else 0.0)


def corridors_chart(study: FlowStudy, words: Words) -> str:
    """Draw what each corridor carries in the base and in each scenario, trade with neighbours left out."""
    values = []
    states = [(study.title, study.base), *((one.title, one.flows) for one in study.scenarios)]
    for place, (title, flows) in enumerate(states):
        for row in flows["corridors"]:
            if row["id"] != "other":
                size = row["capacity_t_year"]
                values.append(
                    {
                        "corridor": corridor(row, words), "scenario": title, "order": place,
                        "mt": round(size / MILLION, 4), "label": tonnes(size, words),
                        "colour": COLOURS[place % len(COLOURS)],
                        "tip": f"{corridor(row, words)}, {title}: {tonnes(size, words)}",
                    }
                )  # fmt: skip
    y = {
        "field": "corridor", "type": "nominal", "title": None, "sort": None,
        "axis": {
            "labelLimit": 260, "minExtent": LABEL_PX, "grid": False,
            "labelExpr": "split(replace(datum.label, ' (', '\\n('), '\\n')",
        },
    }  # fmt: skip
    beside = {"field": "order", "type": "ordinal"}
    top = max((one["mt"] for one in values), default=0.0) * 1.15 or 1.0
    x = axis("mt", words("Mt a year, with the room that empty containers take"), domain=[0, top], nice=False)
    tip = {"field": "tip", "type": "nominal"}
    bars = {
        "mark": {"type": "bar", "cornerRadiusEnd": 1},
        "encoding": {"x": x, "y": y, "yOffset": beside, "color": own_colour("colour"), "description": tip},
    }
    ends = {
        "mark": {
            "type": "text", "align": "left", "dx": 5, "fontSize": 12, "aria": False, "color": "var(--ll-ink)",
        },
        "encoding": {"x": x, "y": y, "yOffset": beside, "text": {"field": "label"}},
    }  # fmt: skip
    step = {"step": 18 if len(states) > 1 else 26, "for": "offset"} if len(states) > 1 else {"step": 34}
    spec = {"data": {"values": values}, "width": WIDTH, "height": step, "layer": [bars, ends]}
    said = words("Bars: tonnes a year on each corridor in every scenario; the table holds the same figures.")
    return draw(spec, said, words)


def chart_key(study: FlowStudy) -> list[tuple[str, str]]:
    """Return the colour of each scenario in the chart, with its title."""
    titles = [study.title, *(one.title for one in study.scenarios)]
    return [(COLOURS[place % len(COLOURS)], title) for place, title in enumerate(titles)]


def crossings_table(study: FlowStudy, words: Words) -> Json:
    """Return the busiest crossings in each direction with their use."""
    num = words.num
    rows = []
    for row in study.base["crossings"][:MOST_ROWS]:
        vehicles = row["trains_day"] if row["mode"] == "rail" else row["trucks_day"]
        rows.append([
            crossing_name(row["name"], words),
            f"{words.country(row['from_country'])} → {words.country(row['to_country'])}",
            words.code("mode", row["mode"]), num.number(row["capacity_t_year"] / MILLION, 2),
            num.number(vehicles, 0 if (vehicles or 0) >= 10 else 1), use(row["v_c"], words),
            num.hours(row["delay_h"]),
        ])  # fmt: skip
    head = [
        words("Crossing"), words("Direction"), words("Mode"), words("Mt a year"),
        words("Trains or trucks a day"), words("Use of capacity"), words("Hours of delay"),
    ]  # fmt: skip
    return table_of(words("The busiest border crossings"), head, rows, 3)


def use(share: float | None, words: Words) -> tuple[str, float | None]:
    """Return a use of capacity with its bar, or that it is not known."""
    return (words("not known"), None) if share is None else (words.num.share(share), share)


def bottlenecks_table(study: FlowStudy, words: Words) -> Json:
    """Return what is full, or nearly, each service once at its scarcest hop."""
    found: dict[tuple[str, str, str], Json] = {}
    for row in study.base["bottlenecks"]:
        found.setdefault((row["what"], row["id"], row["direction"] if not row["hop"] else ""), row)
    shown = [row for row in found.values() if row["shadow_price_usd_t"] > 1 or row["v_c"] >= FULL_FROM]
    kinds = {
        "service": words("service"), "crossing": words("border crossing"), "terminal": words("terminal"),
        "link": words("line or road"),
    }  # fmt: skip
    rows = [
        [
            study.bottleneck_name(row, words), kinds.get(row["what"], row["what"]),
            words.num.number(row["volume_t_year"] / MILLION, 2), use(row["v_c"], words),
            words.num.hours(row["delay_h"]), words.num.whole(row["shadow_price_usd_t"]),
        ]
        for row in shown[:MOST_ROWS]
    ]  # fmt: skip
    head = [
        words("Bottleneck"), words("Kind"), words("Mt a year"), words("Use of capacity"),
        words("Hours of delay"), words("Shadow price, USD a tonne"),
    ]  # fmt: skip
    return table_of(words("What is full, by the worth of one more tonne of room"), head, rows, 2)


def hubs_table(study: FlowStudy, words: Words) -> Json:
    """Return the places that handle most, and what is done there."""
    names = (
        "handled_t_year",
        "loaded_t_year",
        "unloaded_t_year",
        "transhipped_t_year",
        "gauge_changed_t_year",
    )
    rows = [
        [
            words.place(row["name"]), words.country(row["country"]),
            *(words.num.number(row[name] / MILLION, 2) for name in names), use(row["v_c"], words),
        ]
        for row in study.base["hubs"][:MOST_ROWS]
    ]  # fmt: skip
    head = [
        words("Place"), words("Country"), words("Handled, Mt a year"), words("Loaded"), words("Unloaded"),
        words("Transhipped"), words("Gauge changed"), words("Use of capacity"),
    ]  # fmt: skip
    return table_of(words("The busiest places"), head, rows, 2)


def countries_table(study: FlowStudy, words: Words) -> Json:
    """Return tonne-kilometres by country and mode."""
    modes = [
        one for one in ("rail", "road", "ferry", "sea") if any(r["mode"] == one for r in study.base["modes"])
    ]
    held: dict[str, dict[str, float]] = {}
    for row in study.base["modes"]:
        cells = held.setdefault("" if row["country"] == INTERNATIONAL else row["country"], {})
        cells[row["mode"]] = cells.get(row["mode"], 0.0) + row["tonne_km_year"]
    order = sorted(held, key=lambda code: -sum(held[code].values()))
    rows = [
        [
            words.country(code) if code else words("High seas and not stated"),
            *(words.num.number(held[code].get(mode, 0.0) / 1e9, 2) for mode in modes),
            words.num.number(sum(held[code].values()) / 1e9, 2),
        ]
        for code in order
    ]  # fmt: skip
    head = [words("Country"), *(words.code("mode", mode) for mode in modes), words("Total")]
    return table_of(words("Billion tonne-kilometres a year by country and mode"), head, rows)


def scenario_tables(scenario: Scenario, study: FlowStudy, words: Words) -> list[Json]:
    """Return what a scenario changes: crossings, places, lines, countries, goods."""
    noise, compare = scenario.noise_t, scenario.compare
    links = [
        [
            study.link_name(row["id"], words), words.code("mode", row["mode"]), words.country(row["country"]),
            *_three(row, words),
        ]
        for row in compare["links"][:MOST_ROWS]
        if abs(row["difference_t_year"]) > noise
    ]  # fmt: skip
    crossings = [
        [crossing_name(row["name"], words), words.code("mode", row["mode"]), *_three(row, words)]
        for row in study.pooled_changes(scenario)[:MOST_ROWS]
        if abs(row["difference_t_year"]) > noise
    ]
    hubs = [
        [words.place(row["name"]), words.country(row["country"]), *_three(row, words)]
        for row in compare["hubs"][:MOST_ROWS]
        if abs(row["difference_t_year"]) > noise
    ]
    figures = [words("Before, Mt a year"), words("Now, Mt a year"), words("Change in t")]
    tables = [
        corridors_of(scenario.flows, scenario.title, words),
        table_of(
            words("Border crossings that gain or lose most"),
            [words("Crossing"), words("Mode"), *figures], crossings, 2,
        ),
        table_of(
            words("Places that gain or lose most"), [words("Place"), words("Country"), *figures], hubs, 2,
        ),
        table_of(
            words("Lines, roads and lanes that gain or lose most"),
            [words("Link"), words("Mode"), words("Country"), *figures], links, 3,
        ),
        _losses(compare["countries"], words("Country"), "country", words),
        _losses(compare["commodities"], words("Goods"), "commodity", words),
    ]  # fmt: skip
    return [one for one in tables if one["rows"]]


def _three(row: Mapping[str, Any], words: Words) -> list[str]:
    num = words.num
    before, now = (num.number(row[name] / MILLION, 2) for name in ("base_t_year", "scenario_t_year"))
    return [before, now, num.change(row["difference_t_year"])]


def _losses(rows: Iterable[Mapping[str, Any]], title: str, key: str, words: Words) -> Json:
    """Return what stays behind and what the rest pays and waits, by country or by goods."""
    num = words.num
    told = [row for row in rows if abs(row["difference_t_year"]) >= 1 or abs(row["extra_usd_year"]) >= 1e4]
    told.sort(key=lambda row: (-abs(row["difference_t_year"]), -abs(row["extra_usd_year"])))
    name = words.country if key == "country" else lambda code: commodity(code, words)
    cells = [
        [
            name(row[key]), num.number(row["demand_t_year"] / MILLION, 2),
            num.change(row["difference_t_year"]),
            num.change(row["extra_usd_year"] / MILLION, 1),
            num.change(_hours(row), 1),
        ]
        for row in told
    ]  # fmt: skip
    head = [
        title, words("Demand, Mt a year"), words("Left behind, change in t"),
        words("Extra cost, million USD a year"),
        words("Extra hours a tonne"),
    ]  # fmt: skip
    caption = (
        words("What countries lose; trade counts for both its countries")
        if key == "country"
        else words("What goods lose")
    )
    return table_of(caption, head, cells)


def _hours(row: Mapping[str, Any]) -> float | None:
    """Return hours more a tonne of what is still carried."""
    kept = row["demand_t_year"] - max(row["base_t_year"], row["scenario_t_year"])
    return row["extra_tonne_days_year"] * 24 / kept if kept >= 1 else None
