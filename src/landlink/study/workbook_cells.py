"""Cells of a workbook: styles, values and formulas with their results, tables, names of sheets."""

from __future__ import annotations

import io
import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST_NAME = 31
LONGEST_TEXT = 32_767
LONGEST_LINK = 2_079
FOOTER_LENGTH = 120
"""Limits of Excel for names of sheets, texts and links; and a footer that fits on a line."""

NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""Date of a workbook whose results have none."""

A4 = 9

LINE_HEIGHT, HEAD_LINES = 15, 3
"""Height of a line of text in points, and lines of the heads of a table, whose buttons need room."""

HEAD = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DCE6F1", "bottom": 1}

STYLES: dict[str, dict[str, Any]] = {
    "text": {"valign": "top", "align": "left", "indent": 1},
    "long": {"valign": "top", "align": "left", "indent": 1, "text_wrap": True},
    "title": {"bold": True, "font_size": 16},
    "lead": {"italic": True, "font_color": "#555555"},
    "warning": {"bold": True, "font_color": "#9C0006", "bg_color": "#FFC7CE"},
    "heading": {"bold": True, "font_size": 12},
    "label": {"bold": True},
    "head": {**HEAD, "align": "left", "indent": 1},
    "number_head": {**HEAD, "align": "right"},
    "link": {"font_color": "#0563C1", "underline": 1, "valign": "top"},
    "days": {"num_format": "#,##0.0", "valign": "top"},
    "hours": {"num_format": "#,##0.00", "valign": "top"},
    "usd": {"num_format": "#,##0.00", "valign": "top"},
    "kg": {"num_format": "#,##0.00", "valign": "top"},
    "km": {"num_format": "#,##0.0", "valign": "top"},
    "whole": {"num_format": "#,##0", "valign": "top"},
    "plain": {"num_format": "General", "valign": "top"},
    "fact": {"num_format": "General", "align": "left", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "right"},
    "zone": {"num_format": "+0.0#;-0.0#;0.0", "valign": "top"},
    "share": {"num_format": "0.0 %", "valign": "top"},
    "more_days": {"num_format": "+#,##0.0;-#,##0.0;0.0", "valign": "top"},
    "more": {"num_format": "+#,##0;-#,##0;0", "valign": "top"},
    "more_share": {"num_format": "+0.0 %;-0.0 %;0.0 %", "valign": "top"},
    "worse": {"font_color": "#9C0006", "bg_color": "#FFC7CE"},
    "better": {"font_color": "#006100", "bg_color": "#C6EFCE"},
}
"""What cells look like, by name."""


@dataclass(frozen=True)
class Formula:
    """A formula with its result, which shows where nothing is computed again."""

    text: str
    value: float


@dataclass(frozen=True)
class Link:
    """A text that leads to a sheet (`internal:'Name'!A1`) or to a page of the web."""

    text: str
    target: str


Value: TypeAlias = "str | float | datetime | Formula | Link | None"


class Column(NamedTuple):
    """A column of a table: its head, the style of its cells and its width in characters."""

    head: str
    style: str = "text"
    width: float = 12


class Book:
    """A workbook in memory, the same bytes for the same contents.

    Parameters
    ----------
    title : str
    date : str or None
        Time stamp in ISO 8601.

    Examples
    --------
    >>> book = Book("Two ways", None)
    >>> sheet = book.sheet("Ways")
    >>> book.put(sheet, 0, 0, "=1+1")  # a text, not a formula
    >>> book.done()[:2]
    b'PK'
    """

    def __init__(self, title: str, date: str | None) -> None:
        import xlsxwriter  # noqa: PLC0415  (only where a workbook is asked for)

        self.stream, self.title = io.BytesIO(), title
        quiet = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book: Workbook = xlsxwriter.Workbook(self.stream, {"in_memory": True, **quiet})
        created = datetime.fromisoformat(date) if date else NO_DATE
        self.book.set_properties({"title": title, "comments": "Made by landlink", "created": created})
        self.formats: dict[str, Format] = {name: self.book.add_format(held) for name, held in STYLES.items()}
        self.totals = {
            name: self.book.add_format({**held, "bold": True, "top": 1}) for name, held in STYLES.items()
        }
        self.names: list[str] = []
        self.tables = 0

    def sheet(self, wish: str) -> Worksheet:
        """Add a sheet with a name as near to the wish as Excel allows, ready to print."""
        name = sheet_name(wish, self.names)
        self.names.append(name)
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_footer(f"&L{self.title.replace('&', '&&')[:FOOTER_LENGTH]}&C&A&RPage &P of &N")
        return sheet

    def put(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        value: Value,
        style: str = "text",
        *,
        total: bool = False,
    ) -> None:
        """Write a value; text stays text, and what is unknown stays empty."""
        shown = (self.totals if total else self.formats)[style]
        if isinstance(value, Formula):
            sheet.write_formula(row, column, value.text, shown, value.value)
        elif isinstance(value, Link):
            self._link(sheet, row, column, value)
        elif value is None or (isinstance(value, float) and not math.isfinite(value)) or value == "":
            sheet.write_blank(row, column, None, shown)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value, shown)
        elif isinstance(value, str):
            sheet.write_string(row, column, value[:LONGEST_TEXT], shown)
        else:
            sheet.write_number(row, column, value, shown)

    def _link(self, sheet: Worksheet, row: int, column: int, link: Link) -> None:
        usable = link.target.startswith(("internal:", "http://", "https://"))
        if usable and len(link.target) <= LONGEST_LINK:
            sheet.write_url(row, column, link.target, self.formats["link"], link.text[:LONGEST_TEXT])
        else:
            self.put(sheet, row, column, link.text)

    def table(
        self, sheet: Worksheet, row: int, columns: Sequence[Column], rows: Sequence[Sequence[Value]]
    ) -> int:
        """Write a table with heads and filters at a row; return the first free row below it."""
        self.heads(sheet, row, columns)
        for at, values in enumerate(rows, start=row + 1):
            for number, (column, value) in enumerate(zip(columns, values, strict=True)):
                self.put(sheet, at, number, value, column.style)
            sheet.set_row(at, LINE_HEIGHT * max(map(_lines, columns, values)))
        if rows:
            self.tables += 1
            heads = [
                {"header": column.head, "header_format": self.formats[head_style(column)]}
                for column in columns
            ]
            look = {"columns": heads, "style": "Table Style Light 1", "name": f"table_{self.tables}"}
            sheet.add_table(row, 0, row + len(rows), len(columns) - 1, look)
        return row + 1 + len(rows)

    def heads(self, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
        """Write the heads of a table."""
        for number, column in enumerate(columns):
            self.put(sheet, row, number, column.head, head_style(column))
        sheet.set_row(row, LINE_HEIGHT * HEAD_LINES)

    def total_row(
        self, sheet: Worksheet, row: int, columns: Sequence[Column], values: Iterable[Value]
    ) -> None:
        """Write a row in bold under a table."""
        for number, (column, value) in enumerate(zip(columns, values, strict=True)):
            self.put(sheet, row, number, value, column.style, total=True)

    def mark_changes(self, sheet: Worksheet, first: tuple[int, int], last: tuple[int, int]) -> None:
        """Show what is worse in red and what is better in green; less is better."""
        for sign, style in ((">", "worse"), ("<", "better")):
            rule = {"type": "cell", "criteria": sign, "value": 0, "format": self.formats[style]}
            sheet.conditional_format(*first, *last, rule)

    def done(self) -> bytes:
        """Return the file."""
        self.book.close()
        return self.stream.getvalue()


def _lines(column: Column, value: Value) -> int:
    """Lines that a value needs in its column; programs do not all find the height themselves."""
    if column.style != "long" or not isinstance(value, str):
        return 1
    return max(1, math.ceil(1.1 * len(value) / column.width))


def head_style(column: Column) -> str:
    """Return the style of a column's head: to the right above numbers.

    Examples
    --------
    >>> head_style(Column("Way")), head_style(Column("Price, USD", "usd"))
    ('head', 'number_head')
    """
    return "head" if column.style in {"text", "long", "fact"} else "number_head"


def sheet_name(wish: str, taken: Iterable[str]) -> str:
    """Return a name for a sheet that Excel accepts and that is not taken.

    Examples
    --------
    >>> sheet_name("a/b: what?", []), sheet_name("overview", ["Overview"]), len(sheet_name("x" * 40, []))
    ('a b what', 'overview (2)', 31)
    """
    plain = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", wish).split()).strip("' ") or "Sheet"
    used = {name.casefold() for name in taken} | {"history"}
    name, number = plain[:LONGEST_NAME].strip("' "), 1
    while name.casefold() in used:
        number += 1
        tail = f" ({number})"
        name = plain[: LONGEST_NAME - len(tail)] + tail
    return name


def cell(row: int, column: int, sheet: str = "") -> str:
    """Return the reference of a cell, counted from 0.

    Examples
    --------
    >>> cell(0, 0), cell(9, 27, "Xi'an")
    ('A1', "'Xi''an'!AB10")
    """
    from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415

    quoted = "'" + sheet.replace("'", "''") + "'!" if sheet else ""
    return f"{quoted}{xl_rowcol_to_cell(row, column)}"


def dated(moment: str | None) -> tuple[datetime | None, float | None]:
    """Return a moment with an offset as Excel holds it: the local date and time, and hours from UTC.

    Examples
    --------
    >>> dated("2026-03-02T08:00:00+05:30")
    (datetime.datetime(2026, 3, 2, 8, 0), 5.5)
    >>> dated(None)
    (None, None)
    """
    if not moment:
        return None, None
    held = datetime.fromisoformat(moment)
    offset = held.utcoffset()
    return held.replace(tzinfo=None), None if offset is None else offset.total_seconds() / 3600


def summed(first: int, last: int, column: int, values: Iterable[float]) -> Formula:
    """Return the sum of a column from a row to a row.

    Examples
    --------
    >>> summed(1, 2, 0, [1.5, 2])
    Formula(text='=SUM(A2:A3)', value=3.5)
    """
    return Formula(f"=SUM({cell(first, column)}:{cell(last, column)})", math.fsum(values))


def set_widths(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Set the widths of a sheet's columns."""
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
