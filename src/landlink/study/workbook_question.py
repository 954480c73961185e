"""The sheet of a question: its routes by scenario, the legs of one of them, where the hours go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from landlink.study.report.model import KINDS, sums_by_kind
from landlink.study.slack import slack_h
from landlink.study.workbook_cells import Book, Column, Formula, Link, Value, cell, dated, set_widths, summed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

Json = dict[str, Any]

DAY_H = 24
BALANCED = "balanced"
TOP = 7
"""Row of the heads of the first table."""

UNIT_CELL = (3, 1)
"""Cell that prices per unit are divided by."""

DATES = (4, 2)
"""Cell of the readiness, that of the deadline below it; hours from UTC stand beside them."""

SCENARIO, ROUTE, ALSO, DAYS, HOURS, P20, P80, USD, PER_UNIT, KG, KM, UNVERIFIED = range(12)
MORE_DAYS, MORE_USD, MORE_KG, VIA, COUNTRIES, MODES = range(12, 18)
DEPARTS, DEPARTS_ZONE, ARRIVES, ARRIVES_ZONE, SLACK, LATEST, LATEST_ZONE = range(18, 25)
"""Columns of the table of routes; those of dates where the shipment has any."""

CHART_WIDTH, CHART_HEIGHT, CHART_ROWS = 640, 400, 22


class Line(NamedTuple):
    """A route in the table, and where."""

    scenario: str
    kind: str
    route: Json
    row: int


@dataclass
class Question:
    """A shipment's sheet while it is written, and where its figures stand.

    Attributes
    ----------
    shipment : dict
    sheet : Worksheet
    name : str
        Of the sheet.
    titles : dict
        Titles of the scenarios by id.
    lines : list of Line
    """

    shipment: Json
    sheet: Worksheet
    name: str
    titles: dict[str, str]
    lines: list[Line] = field(default_factory=list)

    def line(self, scenario: str, label: str) -> Line | None:
        """Return the alternative that carries a label under a scenario."""
        return self._find(scenario, "alternatives", label)

    def base(self, line: Line) -> Line | None:
        """Return what a line is compared with: the same name under the first scenario."""
        first = self.shipment["results"][0]["scenario"]
        return None if line.scenario == first else self._find(first, line.kind, line.route["labels"][0])

    def _find(self, scenario: str, kind: str, label: str) -> Line | None:
        held = (one for one in self.lines if (one.scenario, one.kind) == (scenario, kind))
        return next((one for one in held if label in one.route["labels"]), None)


def write_question(book: Book, question: Question) -> None:
    """Write the sheet of a shipment.

    Parameters
    ----------
    book : Book
    question : Question
        Its lines are filled in.
    """
    sheet = question.sheet
    _head(book, question)
    row = _routes(book, question)
    row = _legs(book, question, row + 1)
    row = _hours(book, question, row + 1)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, row + CHART_ROWS, len(_columns(question)) - 1)


def _head(book: Book, question: Question) -> None:
    shipment, sheet = question.shipment, question.sheet
    cargo = shipment["cargo"]
    value = f", goods worth {cargo['value_usd']:,.0f} USD" if cargo.get("value_usd") else ""
    book.put(sheet, 0, 0, shipment["title"], "title")
    book.put(sheet, 1, 0, shipment.get("question") or "", "lead")
    book.put(sheet, 2, 0, "Cargo", "label")
    book.put(sheet, 2, 1, f"{cargo['units']} x {cargo['equipment']}, {cargo['tonnes']:g} t{value}")
    unit, count = unit_of(cargo)
    book.put(sheet, UNIT_CELL[0], 0, "TEU" if unit == "TEU" else "Tonnes", "label")
    book.put(sheet, *UNIT_CELL, count, "plain")
    for row, (label, name) in enumerate((("Goods ready", "ready"), ("Deadline", "deadline")), DATES[0]):
        moment, zone = dated(shipment.get(name))
        if moment is not None:
            book.put(sheet, row, DATES[1] - 1, f"{label}, and hours from UTC", "label")
            book.put(sheet, row, DATES[1], moment, "date")
            book.put(sheet, row, DATES[1] + 1, zone, "zone")
    book.put(sheet, 4, 0, Link("To the overview", "internal:'Overview'!A1"))
    book.put(sheet, TOP - 1, 0, "Routes by scenario; changes are against the same name today", "heading")


def unit_of(cargo: Json) -> tuple[str, float]:
    """Return what prices are divided by, and how many there are: TEU of containers, else tonnes.

    Examples
    --------
    >>> unit_of({"kind": "containers", "teu": 2.0, "tonnes": 20.0})
    ('TEU', 2.0)
    """
    return ("TEU", cargo["teu"]) if cargo["kind"] == "containers" else ("t", cargo["tonnes"])


def _columns(question: Question) -> list[Column]:
    unit = unit_of(question.shipment["cargo"])[0]
    dates = DATE_COLUMNS if _dated(question) else []
    return [
        Column("Scenario", "text", 26), Column("Route", "text", 18), Column("Also", "text", 18),
        Column("Time, days", "days", 9), Column("Time, h", "hours", 10),
        Column("P20, days", "days", 9), Column("P80, days", "days", 9),
        Column("Price, USD", "usd", 11), Column(f"Price, USD/{unit}", "usd", 11),
        Column("Emissions, kg CO2e", "kg", 11), Column("Distance, km", "km", 10),
        Column("Unverified share", "share", 11), Column("Change, days", "more_days", 9),
        Column("Change, USD", "more", 9), Column("Change, kg CO2e", "more", 9),
        Column("By way of", "long", 50), Column("Countries", "long", 22), Column("Modes", "text", 14),
        *dates,
    ]  # fmt: skip


DATE_COLUMNS = [
    Column("Departs, local time", "date", 17), Column("Departs, hours from UTC", "zone", 10),
    Column("Arrives, local time", "date", 17), Column("Arrives, hours from UTC", "zone", 10),
    Column("Slack before the deadline, h", "hours", 12),
    Column("Latest ready for the deadline", "date", 17), Column("Latest ready, hours from UTC", "zone", 10),
]  # fmt: skip


def _dated(question: Question) -> bool:
    outcomes = question.shipment["results"]
    return any(one.get("dated") for one in outcomes) or any(one[2].get("departs") for one in _found(question))


def _found(question: Question) -> Iterator[tuple[str, str, Json]]:
    """Yield scenario, kind and route of every route."""
    for outcome in question.shipment["results"]:
        for kind in ("alternatives", "corridors"):
            yield from ((outcome["scenario"], kind, route) for route in outcome[kind])


def _routes(book: Book, question: Question) -> int:
    columns, sheet = _columns(question), question.sheet
    set_widths(sheet, columns)
    rows: list[list[Value]] = []
    for outcome in question.shipment["results"]:
        title = question.titles[outcome["scenario"]]
        for kind in ("alternatives", "corridors"):
            for route in outcome[kind]:
                line = Line(outcome["scenario"], kind, route, TOP + 1 + len(rows))
                question.lines.append(line)
                dates = _route_dates(question, line, outcome) if len(columns) > MODES + 1 else []
                rows.append([*_route_row(question, line, title), *dates])
        for name, said in (("no route", outcome["reason_no_route"]), ("note", outcome["note"])):
            if said:
                row: list[Value] = [title, name, *[None] * (VIA - 2), said]
                row += [None] * (len(columns) - len(row))
                if len(columns) > LATEST:
                    row[LATEST:] = dated((outcome.get("dated") or {}).get("latest_ready"))
                rows.append(row)
    after = book.table(sheet, TOP, columns, rows)
    if rows:
        book.mark_changes(sheet, (TOP + 1, MORE_DAYS), (after - 1, MORE_KG))
    return after


def _route_dates(question: Question, line: Line, outcome: Json) -> list[Value]:
    """Departure and arrival as dates, the slack as a formula that heeds the zones."""
    route, deadline = line.route, question.shipment.get("deadline")
    spare = slack_h(route.get("arrives"), deadline)
    at, zone = (cell(DATES[0] + 1, column) for column in (DATES[1], DATES[1] + 1))
    arrives, there = cell(line.row, ARRIVES), cell(line.row, ARRIVES_ZONE)
    slack = None if spare is None else Formula(f"=({at}-{arrives})*24-({zone}-{there})", spare)
    latest = (outcome.get("dated") or {}).get("latest_ready")
    return [*dated(route.get("departs")), *dated(route.get("arrives")), slack, *dated(latest)]


def _route_row(question: Question, line: Line, title: str) -> list[Value]:
    route, row = line.route, line.row
    count = unit_of(question.shipment["cargo"])[1]
    unit = "$B$4"
    base = question.base(line)
    return [
        title, route["labels"][0], ", ".join(route["labels"][1:]),
        Formula(f"={cell(row, HOURS)}/{DAY_H}", route["time_h"] / DAY_H), route["time_h"],
        route["time_p20_h"] / DAY_H, route["time_p80_h"] / DAY_H, route["cost_usd"],
        Formula(f"={cell(row, USD)}/{unit}", route["cost_usd"] / count),
        route["co2e_kg"], route["distance_km"], route["unverified_share"],
        *(_change(line, base, column, name, scale) for column, name, scale in CHANGES),
        ", ".join(route["via"]), ", ".join(route["countries"]), ", ".join(route["modes"]),
    ]  # fmt: skip


CHANGES = ((DAYS, "time_h", DAY_H), (USD, "cost_usd", 1), (KG, "co2e_kg", 1))
"""Columns that are compared with today, where their figures stand in a route, and their scale."""


def _change(line: Line, base: Line | None, column: int, name: str, scale: float) -> Formula | None:
    if base is None:
        return None
    change = line.route[name] / scale - base.route[name] / scale
    return Formula(f"={cell(line.row, column)}-{cell(base.row, column)}", change)


def _legs(book: Book, question: Question, row: int) -> int:
    """Write the legs of the balanced route today, or of the first route there is."""
    first = question.shipment["results"][0]["scenario"]
    line = question.line(first, BALANCED) or next(iter(question.lines), None)
    if line is None:
        return row
    title = f"Legs of the route: {line.route['labels'][0]}, {question.titles[line.scenario]}"
    book.put(question.sheet, row, 0, title, "heading")
    legs, top = line.route["legs"], row + 1
    unit, count = unit_of(question.shipment["cargo"])
    columns = [column._replace(head=column.head.replace("/unit", f"/{unit}")) for column in LEGS]
    total = top + 1 + len(legs)
    rows = [_leg_row(legs, number, top, total, count) for number in range(len(legs))]
    sums = _leg_total(legs, top, total, count)
    if _dated(question):
        columns += LEG_DATES
        rows = [
            [*row, *dated(leg.get("starts_at")), *dated(leg.get("ends_at")), leg.get("rest_h")]
            for row, leg in zip(rows, legs, strict=True)
        ]
        sums += [None] * (len(LEG_DATES) - 1)
        sums.append(summed(top + 1, total - 1, len(columns) - 1, (leg.get("rest_h") or 0 for leg in legs)))
    book.table(question.sheet, top, columns, rows)
    book.total_row(question.sheet, total, columns, sums)
    _check(book, question.sheet, total + 1, line, legs)
    return total + 4


LEGS = [
    Column("Operation"), Column("From"), Column("To"), Column("Time, days", "days"),
    Column("Time, h", "hours"), Column("Standard deviation, h", "hours"), Column("Since start, h", "hours"),
    Column("Price, USD", "usd"), Column("Price, USD/unit", "usd"), Column("Emissions, kg CO2e", "kg"),
    Column("Distance, km", "km"), Column("Share of the time", "share"), Column("Share of the price", "share"),
    Column("Mode"), Column("Quality"), Column("Service or crossing"), Column("Countries"),
    Column("Sources"),
]  # fmt: skip
"""Columns of the table of legs; figures stand under those of the table of routes."""

LEG_DATES = [
    Column("Begins, local time", "date"), Column("Begins, hours from UTC", "zone"),
    Column("Ends, local time", "date"), Column("Ends, hours from UTC", "zone"),
    Column("Rest on the way, h", "hours"),
]  # fmt: skip
"""Further columns of the legs of a dated route."""

SINCE_START = 6


def _leg_row(legs: Sequence[Json], number: int, top: int, total: int, count: float) -> list[Value]:
    leg, row = legs[number], top + 1 + number
    hours, since = cell(row, HOURS), sum(one["time_h"] for one in legs[: number + 1])
    running = f"={cell(row - 1, SINCE_START)}+{hours}" if number else f"={hours}"
    all_h, all_usd = (sum(one[name] for one in legs) for name in ("time_h", "cost_usd"))
    return [
        leg["kind"].replace("_", " "), leg["from"], leg["to"],
        Formula(f"={hours}/{DAY_H}", leg["time_h"] / DAY_H), leg["time_h"], leg["time_sd_h"],
        Formula(running, since), leg["cost_usd"],
        Formula(f"={cell(row, USD)}/$B$4", leg["cost_usd"] / count), leg["co2e_kg"], leg["distance_km"],
        _share(cell(row, HOURS), cell(total, HOURS), leg["time_h"], all_h),
        _share(cell(row, USD), cell(total, USD), leg["cost_usd"], all_usd),
        leg["mode"], leg["quality"], leg["name"], ", ".join(leg["countries"]), ", ".join(leg["sources"]),
    ]  # fmt: skip


def _share(part: str, whole: str, value: float, total: float) -> Formula | None:
    return Formula(f"={part}/{whole}", value / total) if total else None


def _leg_total(legs: Sequence[Json], top: int, total: int, count: float) -> list[Value]:
    sums: list[Value] = [None] * len(LEGS)
    for column, name in ((HOURS, "time_h"), (USD, "cost_usd"), (KG, "co2e_kg"), (KM, "distance_km")):
        sums[column] = summed(top + 1, total - 1, column, (leg[name] for leg in legs))
    all_h, all_usd = (sum(leg[name] for leg in legs) for name in ("time_h", "cost_usd"))
    sums[0] = "Total of the legs"
    sums[DAYS] = Formula(f"={cell(total, HOURS)}/{DAY_H}", all_h / DAY_H)
    sums[PER_UNIT] = Formula(f"={cell(total, USD)}/$B$4", all_usd / count)
    return sums


def _check(book: Book, sheet: Worksheet, row: int, line: Line, legs: Sequence[Json]) -> None:
    """Write how far the sums of the legs are from the row of the route; legs are rounded to 0.01."""
    book.put(sheet, row, 0, "Less the row of the route above (rounding of the legs)", "lead")
    for column, name in ((HOURS, "time_h"), (USD, "cost_usd"), (KG, "co2e_kg"), (KM, "distance_km")):
        gap = sum(leg[name] for leg in legs) - line.route[name]
        book.put(
            sheet, row, column, Formula(f"={cell(row - 1, column)}-{cell(line.row, column)}", gap), "hours"
        )


HOUR_HEADS = ("Moving, h", "Borders, h", "Transfers, h", "Waiting, h", "Handling, h")


def _hours(book: Book, question: Question, row: int) -> int:
    """Write where the hours of today's routes go, and draw it beside the trade-off."""
    first = question.shipment["results"][0]["scenario"]
    lines = [line for line in question.lines if line.scenario == first]
    if not lines:
        return row
    book.put(question.sheet, row, 0, f"Where the hours go: {question.titles[first]}", "heading")
    columns = [
        Column("Scenario"), Column("Route"), Column("Modes"),
        *(Column(head, "hours") for head in HOUR_HEADS), Column("Sum, h", "hours"),
        Column("Less the time above, h", "hours"),
    ]  # fmt: skip
    top = row + 1
    rows = [_hour_row(question, line, top + 1 + number) for number, line in enumerate(lines)]
    after = book.table(question.sheet, top, columns, rows)
    _draw(book, question, lines, top, after)
    return after


def _hour_row(question: Question, line: Line, row: int) -> list[Value]:
    sums = sums_by_kind(line.route, "time_h")
    total, last = sum(sums.values()), DAYS + len(KINDS)
    return [
        question.titles[line.scenario], line.route["labels"][0], ", ".join(line.route["modes"]),
        *(sums[kind] for kind in KINDS),
        Formula(f"=SUM({cell(row, DAYS)}:{cell(row, last - 1)})", total),
        Formula(f"={cell(row, last)}-{cell(line.row, HOURS)}", total - line.route["time_h"]),
    ]  # fmt: skip


def _draw(book: Book, question: Question, lines: Sequence[Line], top: int, row: int) -> None:
    """Draw price against time, and hours by kind, below the tables."""
    question.sheet.insert_chart(row + 1, SCENARIO, _trade_off(book, question.name, lines))
    question.sheet.insert_chart(row + 1, USD, _hours_chart(book, question.name, top, len(lines)))


def _trade_off(book: Book, name: str, lines: Sequence[Line]) -> Chart:
    chart = book.book.add_chart({"type": "scatter"})
    for line in lines:
        row = line.row
        chart.add_series({
            "name": [name, row, ROUTE], "categories": [name, row, DAYS, row, DAYS],
            "values": [name, row, USD, row, USD], "marker": {"type": "circle", "size": 8},
            "data_labels": {"series_name": True, "position": "right"},
        })  # fmt: skip
    chart.set_title({"name": "Price against time", "name_font": {"size": 12}})
    chart.set_x_axis({"name": "days", "num_format": "#,##0", "min": 0})
    chart.set_y_axis({"name": "USD", "num_format": "#,##0", "min": 0})
    chart.set_legend({"none": True})
    chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    return chart


def _hours_chart(book: Book, name: str, top: int, count: int) -> Chart:
    chart = book.book.add_chart({"type": "bar", "subtype": "stacked"})
    for column in range(DAYS, DAYS + len(KINDS)):
        chart.add_series({
            "name": [name, top, column], "categories": [name, top + 1, ROUTE, top + count, ROUTE],
            "values": [name, top + 1, column, top + count, column],
        })  # fmt: skip
    chart.set_title({"name": "Where the hours go", "name_font": {"size": 12}})
    chart.set_x_axis({"num_format": "#,##0"})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": CHART_WIDTH, "height": CHART_HEIGHT})
    return chart
