"""Sheets of a workbook for a study's analyses: a table each, and one that says the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.section_tables import TABLES, rules
from landlink.study.workbook_cells import Book, Column, set_widths

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landlink.study.workbook_cells import Value

RULES = "Rules"
"""Sheet that says how the figures of the analyses were computed."""

SHEETS = (*(table.sheet for table in TABLES), RULES)
"""Sheets that an analysis may have."""

RULE_COLUMNS = [Column("Analysis", "text", 26), Column("What", "text", 10), Column("Text", "long", 140)]


def write_sections(book: Book, results: Mapping[str, Any]) -> None:
    """Write a sheet for each table of the analyses that has rows, then the rules.

    Parameters
    ----------
    book : Book
    results : dict
        Of :func:`~landlink.study.run.run_study`.
    """
    for table in TABLES:
        rows: list[list[Value]] = [[row.get(one.key) for one in table.fields] for row in table.rows(results)]
        if rows:
            _sheet(book, table.sheet, [Column(one.head, one.style, one.width) for one in table.fields], rows)
    said: list[list[Value]] = [list(row) for row in rules(results)]
    if said:
        _sheet(book, RULES, RULE_COLUMNS, said)


def _sheet(book: Book, name: str, columns: list[Column], rows: list[list[Value]]) -> None:
    sheet = book.sheet(name)
    set_widths(sheet, columns)
    book.table(sheet, 0, columns, rows)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
