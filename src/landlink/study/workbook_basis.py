"""What the answers of a workbook rest on: scenarios, assumptions, sources, validation, simulation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.workbook_cells import Book, Column, Formula, Link, Value, cell, set_widths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

Json = dict[str, Any]

DAY_H = 24


def write_basis(book: Book, results: Mapping[str, Any], sheets: Mapping[str, str]) -> None:
    """Write the sheets behind those of the questions; one without data is left out.

    Parameters
    ----------
    book : Book
    results : dict
    sheets : dict
        Sheets of the questions by key of the shipment.
    """
    _sheet(book, "Scenarios", SCENARIOS, list(_scenarios(results)))
    _sheet(book, "Assumptions", ASSUMPTIONS, [_assumption(row) for row in results["assumptions"]])
    _sheet(book, "Sources", SOURCES, [_source(row) for row in results["sources"]])
    if results.get("validation"):
        _validation(book, results["validation"])
    simulated = list(_simulated(results))
    if simulated:
        _simulation(book, simulated, sheets)


def _sheet(
    book: Book, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]
) -> Worksheet | None:
    """Write a sheet that is one table, its heads frozen and on every printed page."""
    if not rows:
        return None
    sheet = book.sheet(name)
    set_widths(sheet, columns)
    book.table(sheet, 0, columns, rows)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    return sheet


SCENARIOS = [
    Column("Scenario", "text", 26), Column("Title", "text", 34), Column("Description", "long", 70),
    Column("Change", "long", 70),
]  # fmt: skip


def _scenarios(results: Mapping[str, Any]) -> Iterator[list[Value]]:
    for scenario in results["scenarios"]:
        changes = [change["text"] for change in scenario["changes"]] or [None]
        for change in changes:
            yield [scenario["id"], scenario["title"], scenario["description"], change]


ASSUMPTIONS = [
    Column("Assumption", "text", 38), Column("Value", "plain", 12), Column("Unit", "text", 12),
    Column("Set by the study", "text", 10), Column("Quality", "text", 12), Column("Source", "long", 50),
    Column("Note", "long", 80),
]  # fmt: skip


def _assumption(row: Json) -> list[Value]:
    own = "yes" if row["overridden"] else ""
    source = row["source_title"] or row["source"]
    return [row["key"], row["value"], row["unit"], own, row["quality"], source, row["note"]]


SOURCES = [
    Column("Key", "text", 44), Column("Title", "long", 80), Column("Year", "text", 10),
    Column("Address", "text", 80),
]  # fmt: skip


def _source(row: Json) -> list[Value]:
    url = str(row["url"] or "")
    return [row["key"], row["title"], str(row["year"] or ""), Link(url, url) if url else None]


VALIDATION = [
    Column("Row", "text", 30), Column("What", "long", 50), Column("Metric", "text", 14),
    Column("Unit", "text", 8), Column("Modelled", "usd", 12), Column("Published", "usd", 12),
    Column("Low", "usd", 12), Column("High", "usd", 12), Column("Error", "more_share", 10),
    Column("Absolute error", "share", 10), Column("Status", "text", 14), Column("Use", "text", 10),
    Column("Year", "text", 8), Column("Source", "text", 34), Column("Note", "long", 60),
]  # fmt: skip
MAPE = [
    Column("Metric"), Column("Rows", "whole"), Column("MAPE of these rows", "share"),
    Column("MAPE as reported", "share"), Column("MAPE cross-validated", "share"),
]  # fmt: skip
METRIC, MODELLED, PUBLISHED, ERROR, ABSOLUTE = 2, 4, 5, 8, 9


def _validation(book: Book, validation: Json) -> None:
    """Write modelled beside published figures, and the mean of the errors as a formula."""
    rows = validation["rows"]
    made = [_validation_row(row, number) for number, row in enumerate(rows, start=1)]
    sheet = _sheet(book, "Validation", VALIDATION, made)
    if sheet is None:
        return
    at = len(rows) + 2
    book.put(sheet, at, 0, "Mean absolute percentage error (MAPE)", "heading")
    book.heads(sheet, at + 1, MAPE)
    for place, (metric, held) in enumerate(validation["mape"].items(), start=at + 2):
        errors = [abs(_error(row)) for row in rows if row["metric"] == metric]
        if not errors:
            continue
        last = len(rows)
        names = f"{cell(1, METRIC)}:{cell(last, METRIC)}"
        values = f"{cell(1, ABSOLUTE)}:{cell(last, ABSOLUTE)}"
        text = f"=AVERAGEIF({names},{cell(place, 0)},{values})"
        book.put(sheet, place, 0, metric)
        book.put(sheet, place, 1, len(errors), "whole")
        book.put(sheet, place, 2, Formula(text, sum(errors) / len(errors)), "share")
        book.put(sheet, place, 3, held["mape"], "share")
        crossed = (validation.get("cross_validated") or {}).get(metric) or {}
        book.put(sheet, place, 4, crossed.get("mape"), "share")
    below = at + 3 + len(validation["mape"])
    book.put(sheet, below, 0, validation.get("note") or "", "lead")
    for number, one in enumerate(validation.get("skipped") or [], start=below + 1):
        book.put(sheet, number, 0, f"Not compared: {one['what']}: {one['reason']}")


def _error(row: Json) -> float:
    return float(row["modelled"] / row["published"] - 1)


def _validation_row(row: Json, at: int) -> list[Value]:
    error = _error(row)
    return [
        row["id"], row["what"], row["metric"], row["unit"], row["modelled"], row["published"], row["low"],
        row["high"], Formula(f"={cell(at, MODELLED)}/{cell(at, PUBLISHED)}-1", error),
        Formula(f"=ABS({cell(at, ERROR)})", abs(error)), row["status"], row["use"], str(row["year"] or ""),
        row["source"], row["note"],
    ]  # fmt: skip


SIMULATION = [
    Column("Shipment", "text", 30), Column("Scenario", "text", 24), Column("Route", "text", 22),
    Column("Runs", "whole", 10), Column("Seed", "plain", 10), Column("Mean, days", "days", 10),
    Column("Mean, h", "hours", 11), Column("Standard deviation, h", "hours", 11),
    Column("P20, h", "hours", 11), Column("P50, h", "hours", 11), Column("P80, h", "hours", 11),
    Column("P95, h", "hours", 11), Column("Deadline, h", "hours", 11),
    Column("Chance of the deadline", "share", 11), Column("Note", "long", 50),
]  # fmt: skip
CAUSES = [
    Column("Shipment"), Column("Scenario"), Column("Route"), Column("Leg", "whole"), Column("Kind"),
    Column("Name"), Column("Mean delay, h", "hours"), Column("Share", "share"),
]  # fmt: skip


def _simulated(results: Mapping[str, Any]) -> Iterator[tuple[Json, Json, Json]]:
    """Yield shipment, outcome and route of every simulated route."""
    for shipment in results["shipments"]:
        for outcome in shipment["results"]:
            for route in (*outcome["alternatives"], *outcome["corridors"]):
                if route.get("simulation"):
                    yield shipment, outcome, route


def _simulation(book: Book, simulated: Sequence[tuple[Json, Json, Json]], sheets: Mapping[str, str]) -> None:
    rows, causes = [], []
    for at, (shipment, outcome, route) in enumerate(simulated, start=1):
        drawn = route["simulation"]
        link = Link(shipment["title"], f"internal:'{sheets[shipment['id']]}'!A1")
        about: list[Value] = [outcome["scenario"], route["labels"][0]]
        rows.append([
            link, *about, drawn["runs"], drawn["seed"],
            Formula(f"={cell(at, 6)}/{DAY_H}", drawn["mean_h"] / DAY_H),
            *(drawn[name] for name in ("mean_h", "sd_h", "p20_h", "p50_h", "p80_h", "p95_h")),
            drawn["deadline_h"], drawn["deadline_chance"], drawn["note"],
        ])  # fmt: skip
        causes += [
            [
                shipment["title"],
                *about,
                one["leg"] + 1,
                one["kind"].replace("_", " "),
                one["name"],
                one["mean_delay_h"],
                one["share"],
            ]
            for one in drawn["causes"]
        ]
    sheet = _sheet(book, "Simulation", SIMULATION, rows)
    if sheet is not None and causes:
        book.put(sheet, len(rows) + 2, 0, "Which legs the delay comes from", "heading")
        book.table(sheet, len(rows) + 3, CAUSES, causes)
