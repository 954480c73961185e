"""A network as an Excel workbook: one sheet a table, made so that it can be filled in without a manual."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from landlink.errors import LandlinkError
from landlink.network.files.cells import refuse
from landlink.network.files.excel_guide import write_guide
from landlink.network.files.excel_layout import (
    FIRST_ROW,
    GUIDE,
    HEADER_ROW,
    LAST_ROW,
    LONGEST_TEXT,
    UNITS_ROW,
    comment,
    letter,
    unit_cell,
)
from landlink.network.schema import REFERENCES, Attribute, attributes

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network.model import Network
    from landlink.network.table import Table

DARK, LIGHT, GREY, RULE = "#1F4E79", "#DCE6F1", "#595959", "#A6A6A6"
NARROWEST, WIDEST = 9, 42
_LONGEST_LIST = 255


class _Exact(float):
    """A number that is written with all its digits; XlsxWriter would round it to 16."""

    __slots__ = ()

    def __format__(self, _: str) -> str:
        return repr(float(self))


@dataclass(frozen=True)
class _Styles:
    """Formats of the workbook."""

    required: Any
    optional: Any
    unit: Any
    text: Any
    whole: Any
    number: Any


def write(network: Network, path: Path) -> None:
    """Write every table as a sheet, behind a first sheet that explains them.

    Parameters
    ----------
    network : Network
    path : Path

    Raises
    ------
    NetworkError
        If a text is longer than a cell of Excel.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from python_calamine import CalamineWorkbook
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder) / "small.xlsx")
    ...     CalamineWorkbook.from_path(Path(folder) / "small.xlsx").sheet_names[:3]
    ['Read me', 'nodes', 'links']
    """
    refuse(network.tables.values(), "[\ufffe\uffff\ud800-\udfff]", LONGEST_TEXT, "Excel")
    for name, table in network.tables.items():
        if len(table) > LAST_ROW - FIRST_ROW:
            raise LandlinkError(f"{name} has {len(table):,} rows, more than a sheet of Excel; write a .gpkg")
    try:
        _write_book(network, path)
    except XlsxWriterException as error:
        raise OSError(str(error)) from error


def _write_book(network: Network, path: Path) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_urls": False, "in_memory": True}) as book:
        book.set_properties({"title": network.name, "comments": "Written by landlink network"})
        styles = _styles(book)
        guide = book.add_worksheet(GUIDE)
        for name in network.tables:
            _name_keys(book, name)
        for name, table in network.tables.items():
            _write_sheet(book.add_worksheet(name), table, styles)
        write_guide(book, guide, network, path.name)


def _styles(book: Any) -> _Styles:  # noqa: ANN401  (XlsxWriter has no types)
    head = {"bold": True, "valign": "top", "bottom": 1, "bottom_color": RULE}
    return _Styles(
        required=book.add_format({**head, "font_color": "white", "bg_color": DARK}),
        optional=book.add_format({**head, "bg_color": LIGHT}),
        unit=book.add_format(
            {"italic": True, "font_color": GREY, "bg_color": "#F2F2F2", "bottom": 1, "bottom_color": RULE}
        ),
        text=book.add_format({"num_format": "@"}),
        whole=book.add_format({"num_format": "0", "align": "right", "indent": 1}),
        number=book.add_format({"align": "right", "indent": 1}),
    )


def _keys_name(table: str) -> str:
    return f"keys_of_{table}"


def _name_keys(book: Any, table: str) -> None:  # noqa: ANN401
    """Name the keys of a table that others refer to, however many there will be."""
    if table in REFERENCES.values():
        first = f"{table}!$A${FIRST_ROW + 1}"
        filled = f"COUNTA({first}:$A${LAST_ROW + 1})"
        book.define_name(_keys_name(table), f"=OFFSET({first},0,0,MAX(1,{filled}),1)")


def _write_sheet(sheet: Any, table: Table, styles: _Styles) -> None:  # noqa: ANN401
    known = attributes(table.name)
    for number, attribute in enumerate(known.values()):
        style = styles.required if attribute.required else styles.optional
        sheet.write_string(HEADER_ROW, number, attribute.name, style)
        sheet.write_string(UNITS_ROW, number, unit_cell(attribute), styles.unit)
        said = comment(attribute)
        height = 1 + sum(1 + len(line) // 38 for line in said.splitlines())
        sheet.write_comment(
            HEADER_ROW,
            number,
            said,
            {"width": 280, "height": 18 * height, "author": "landlink", "font_size": 9},
        )
        _write_column(sheet, number, table.columns[attribute.name])
        kept = (
            styles.whole if attribute.type == "int" else styles.number if attribute.numeric else styles.text
        )
        sheet.set_column(number, number, _width(table, attribute), kept)
        if rule := _validation(attribute, number):
            sheet.data_validation(FIRST_ROW, number, LAST_ROW, number, rule)
    # A year or a code of digits is text on purpose: no green triangle says otherwise.
    sheet.ignore_errors({"number_stored_as_text": f"A1:{letter(len(known) - 1)}{LAST_ROW + 1}"})
    sheet.freeze_panes(FIRST_ROW, 1)
    # The arrows stand in the row of units, so that sorting leaves it where it is.
    sheet.autofilter(UNITS_ROW, 0, max(UNITS_ROW + len(table), FIRST_ROW), len(known) - 1)
    sheet.set_tab_color(DARK if len(table) or table.name in ("nodes", "links") else RULE)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(HEADER_ROW, UNITS_ROW)
    sheet.fit_to_pages(1, 0)


def _write_column(sheet: Any, number: int, column: Any) -> None:  # noqa: ANN401
    if isinstance(column, np.ndarray):
        for row in np.flatnonzero(~np.isnan(column)).tolist():
            sheet.write_number(FIRST_ROW + row, number, _Exact(column[row]))
    else:
        for row, cell in enumerate(column):
            if cell:
                sheet.write_string(FIRST_ROW + row, number, cell)


def _width(table: Table, attribute: Attribute) -> int:
    """Return a width that shows the head with its arrow, and most cells."""
    column = table.columns[attribute.name]
    cells = [f"{v:g}" for v in column.tolist()] if isinstance(column, np.ndarray) else column
    longest = max((len(cell.partition("\n")[0]) for cell in cells), default=0)
    head = max(len(attribute.name) + 2, len(unit_cell(attribute)) + 4)
    return min(max(head, longest + 1, NARROWEST), WIDEST)


def _validation(attribute: Attribute, column: int) -> dict[str, Any] | None:
    """Return the rule that Excel holds a column to: a drop-down or a kind of number."""
    if attribute.choices:
        fits = len(",".join(attribute.choices)) <= _LONGEST_LIST
        said = f"Choose one of {', '.join(attribute.choices)}."
        return _rule(attribute, "list", said, source=list(attribute.choices)) if fits else None
    if attribute.type in REFERENCES:
        target = REFERENCES[attribute.type]
        said = f"The sheet {target} has no such key yet. Keep it if you will add the row there."
        return _rule(attribute, "list", said, source=f"={_keys_name(target)}", error_type="warning")
    here = f"{letter(column)}{FIRST_ROW + 1}"
    if attribute.type == "country":
        formula = f"=AND(LEN({here})=2,EXACT({here},UPPER({here})))"
        return _rule(
            attribute, "custom", "Write the two capital letters of ISO 3166-1, as KZ.", value=formula
        )
    if attribute.numeric:
        kind = "a whole number" if attribute.type == "int" else "a number"
        unit = f" in {attribute.unit}" if attribute.unit else ""
        whole = f"=AND(ISNUMBER({here}),{here}=INT({here}))"
        formula = whole if attribute.type == "int" else f"=ISNUMBER({here})"
        return _rule(
            attribute, "custom", f"Write {kind}{unit}, without the unit; or leave it empty.", value=formula
        )
    return None


def _rule(attribute: Attribute, kind: str, said: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"validate": kind, "error_title": attribute.name[:32], "error_message": said[:255], **more}
