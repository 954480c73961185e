"""The results of a study as an Excel workbook: an overview, a sheet a question, and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.workbook_basis import write_basis
from landlink.study.workbook_cells import Book, Column, Formula, Link, Value, cell, set_widths
from landlink.study.workbook_question import (
    BALANCED,
    DAYS,
    KG,
    MORE_DAYS,
    MORE_KG,
    MORE_USD,
    UNVERIFIED,
    USD,
    Line,
    Question,
    write_question,
)
from landlink.study.workbook_sections import SHEETS, write_sections

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

Json = dict[str, Any]

DAY_H = 24

RESERVED = ("Overview", "Scenarios", "Assumptions", "Sources", "Validation", "Simulation", *SHEETS)
"""Sheets that every workbook may have; a shipment of such a name gets another."""


def workbook(results: Mapping[str, Any]) -> bytes:
    """Return the results of a study as an Excel workbook.

    Sums, differences and divisions are formulas, written with their results: programs that do
    not compute show them all the same. Text of the study stays text, whatever it begins with.

    Parameters
    ----------
    results : dict
        Of :func:`~landlink.study.run.run_study`.

    Examples
    --------
    >>> study = {"title": "None", "description": "", "generated_at": None, "file": "study.yaml",
    ...          "landlink_version": "0", "price_year": 2025, "study_hash": "00"}
    >>> results = {"study": study, "network": {"name": "none"}, "scenarios": [], "shipments": [],
    ...            "assumptions": [], "sources": [], "notes": []}
    >>> workbook(results) == workbook(results)
    True
    """
    study = results["study"]
    book = Book(study["title"], study["generated_at"])
    overview = book.sheet("Overview")
    titles = {scenario["id"]: scenario["title"] for scenario in results["scenarios"]}
    taken, book.names = book.names, [*RESERVED]
    questions = []
    for shipment in results["shipments"]:
        sheet = book.sheet(shipment["id"])
        questions.append(Question(shipment, sheet, book.names[-1], titles))
    book.names = [*taken, *book.names[len(RESERVED) :]]
    for question in questions:
        write_question(book, question)
    _overview(book, overview, results, questions)
    write_sections(book, results)
    write_basis(book, results, {question.shipment["id"]: question.name for question in questions})
    return book.done()


TODAY = [
    Column("Shipment", "text", 28), Column("Question", "long", 50), Column("From", "text", 16),
    Column("To", "text", 16), Column("Cargo", "text", 16), Column("Fastest, days", "days", 11),
    Column("Cheapest, USD", "whole", 11), Column("Cleanest, kg CO2e", "whole", 11),
    Column("Balanced, days", "days", 11), Column("Balanced, USD", "whole", 11),
    Column("Balanced, kg CO2e", "whole", 11), Column("Balanced, unverified share", "share", 11),
]  # fmt: skip

SHOWN = (
    ("fastest", DAYS, "time_h", DAY_H), ("cheapest", USD, "cost_usd", 1), ("cleanest", KG, "co2e_kg", 1),
    (BALANCED, DAYS, "time_h", DAY_H), (BALANCED, USD, "cost_usd", 1), (BALANCED, KG, "co2e_kg", 1),
    (BALANCED, UNVERIFIED, "unverified_share", 1),
)  # fmt: skip
"""Figures of the first table: of which route, in which column of its sheet, and its scale."""


def _overview(
    book: Book, sheet: Worksheet, results: Mapping[str, Any], questions: Sequence[Question]
) -> None:
    set_widths(sheet, TODAY)
    row = _head(book, sheet, results)
    book.put(sheet, row, 0, "Answers today, by shipment", "heading")
    row = book.table(sheet, row + 1, TODAY, [_today(question) for question in questions])
    row = _scenarios(book, sheet, questions, row + 1)
    if results["notes"]:
        book.put(sheet, row + 1, 0, "Notes", "heading")
        for number, note in enumerate(results["notes"], start=row + 2):
            sheet.merge_range(number, 0, number, len(TODAY) - 1, "", book.formats["long"])
            book.put(sheet, number, 0, note, "long")
            sheet.set_row(number, 45)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.activate()


def _head(book: Book, sheet: Worksheet, results: Mapping[str, Any]) -> int:
    study = results["study"]
    book.put(sheet, 0, 0, study["title"], "title")
    book.put(sheet, 1, 0, study["description"], "lead")
    facts: list[tuple[str, Value, str]] = [
        ("Prepared", study["generated_at"], "text"), ("Prices in USD of", study["price_year"], "fact"),
        ("Network", results["network"]["name"], "text"), ("Study file", study["file"], "text"),
        ("Its SHA-256 begins", study.get("study_hash"), "text"),
        ("landlink", study["landlink_version"], "text"),
    ]  # fmt: skip
    row = 2
    if incomplete := study.get("incomplete"):
        searches = f"only {incomplete['done']} of {incomplete['total']} searches were finished"
        said = f"This run was interrupted: {searches}."
        book.put(sheet, row, 0, said, "warning")
        row += 1
    for label, value, style in facts:
        book.put(sheet, row, 0, label, "label")
        book.put(sheet, row, 1, value, style)
        row += 1
    return row + 1


def _today(question: Question) -> list[Value]:
    shipment = question.shipment
    cargo = f"{shipment['cargo']['units']} x {shipment['cargo']['equipment']}"
    first = shipment["results"][0]["scenario"]
    return [
        Link(shipment["title"], f"internal:'{question.name}'!A1"), shipment.get("question"),
        shipment["origin"], shipment["destination"], cargo,
        *(
            _figure(question, question.line(first, label), column, name, scale)
            for label, column, name, scale in SHOWN
        ),
    ]  # fmt: skip


def _figure(question: Question, line: Line | None, column: int, name: str, scale: float) -> Formula | None:
    if line is None:
        return None
    return Formula(f"={cell(line.row, column, question.name)}", line.route[name] / scale)


CHANGED = [
    Column("Shipment"), Column("Scenario"), Column("Days", "days"), Column("USD", "whole"),
    Column("kg CO2e", "whole"), Column("Change, days", "more_days"), Column("Change, USD", "more"),
    Column("Change, kg CO2e", "more"), Column("Note"),
]  # fmt: skip

CHANGES = (
    (DAYS, MORE_DAYS, "time_h", DAY_H), (USD, MORE_USD, "cost_usd", 1), (KG, MORE_KG, "co2e_kg", 1),
)  # fmt: skip


def _scenarios(book: Book, sheet: Worksheet, questions: Sequence[Question], row: int) -> int:
    """Write what the scenarios change about the balanced routes."""
    rows = [
        _changed(question, outcome) for question in questions for outcome in question.shipment["results"][1:]
    ]
    if not rows:
        return row
    book.put(sheet, row, 0, "What scenarios change about the balanced route", "heading")
    after = book.table(sheet, row + 1, CHANGED, rows)
    book.mark_changes(sheet, (row + 2, 5), (after - 1, 7))
    return after


def _changed(question: Question, outcome: Json) -> list[Value]:
    line = question.line(outcome["scenario"], BALANCED)
    base = question.base(line) if line else None
    figures = [_figure(question, line, column, name, scale) for column, _, name, scale in CHANGES]
    changes: list[Value] = [
        Formula(
            f"={cell(line.row, more, question.name)}", line.route[name] / scale - base.route[name] / scale
        )
        if line and base
        else None
        for _, more, name, scale in CHANGES
    ]
    note = outcome["reason_no_route"] or outcome["note"]
    return [question.shipment["title"], question.titles[outcome["scenario"]], *figures, *changes, note]
