"""The first sheet of the workbook: what the others are and how to fill them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.network.files.excel_layout import FIRST_ROW, LAST_ROW
from landlink.network.model import if_absent
from landlink.network.schema import PURPOSE, QUALITIES, attributes

if TYPE_CHECKING:
    from landlink.network.model import Network

_HOW = {
    "One sheet is one table.": "Row 1 names the columns and row 2 their units: leave both. Your rows "
    "begin in row 3.",
    "Dark heads and *": "mark columns that each row must fill. What is not known stays empty, not 0.",
    "Point at a head": "to read what belongs into the column. Many cells offer a list: choose, or type "
    "a key that is in it.",
    "Numbers": "stand alone, in the unit of row 2: 12.5, never 12.5 km.",
    "Every row has a source.": "Add the document to the sheet sources first, then choose its key. "
    f"quality says how well the figure is known, best first: {', '.join(QUALITIES)}.",
    "Sort and filter": "with the arrows in row 2. Columns may be moved; sheets keep their names.",
    "Sheets of your own": "(notes, sums) are welcome: landlink passes over them.",
    "When you are done,": "save as .xlsx and run the check: it names every cell to look at again.",
}

_COMMANDS = (
    ("landlink network check {file}", "what is wrong, cell by cell"),
    ("landlink network diff reference {file}", "what is different from the built-in network"),
    ("landlink route Almaty Aktau --network {file}", "a route on it"),
)

_ABSENT = {
    "error": "must be there",
    "empty": "there are none",
    "reference": "as in the built-in network",
}


def write_guide(book: Any, sheet: Any, network: Network, file: str) -> None:  # noqa: ANN401  (XlsxWriter has no types)
    """Fill the first sheet.

    Parameters
    ----------
    book, sheet : xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet
    network : Network
    file : str
        Name of the workbook.

    Examples
    --------
    >>> import io
    >>> import xlsxwriter
    >>> from landlink.testing import small_network
    >>> with xlsxwriter.Workbook(io.BytesIO()) as book:
    ...     write_guide(book, book.add_worksheet(), small_network(), "small.xlsx")
    """
    title = book.add_format({"bold": True, "font_size": 16, "font_color": "#1F4E79"})
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top", "align": "left"})
    link = book.add_format({"font_color": "#0563C1", "underline": 1, "valign": "top"})
    code = book.add_format({"font_name": "Consolas", "valign": "top"})
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 72)
    sheet.set_column(3, 3, 36)
    sheet.write_string(0, 0, f"Freight network: {network.name}", title)
    sheet.write_string(
        1, 0, "The tables of a corridor network, to be read and edited here and used by landlink."
    )
    row = 3
    for what, said in _HOW.items():
        sheet.write_string(row, 0, what, bold)
        sheet.merge_range(row, 1, row, 3, said, wrap)
        sheet.set_row(row, 15 * (1 + len(said) // 100))
        row += 1
    row += 1
    for column, name in enumerate(("Sheet", "Rows", "What it holds", "If the sheet is absent")):
        sheet.write_string(row, column, name, head)
    for name, table in network.tables.items():
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, name, f"Go to {name}")
        counted = f"=COUNTA({name}!$A${FIRST_ROW + 1}:$A${LAST_ROW + 1})"
        sheet.write_formula(row, 1, counted, top, len(table))
        sheet.write_string(row, 2, PURPOSE.get(name, ", ".join(attributes(name))), wrap)
        sheet.write_string(row, 3, _ABSENT[if_absent(name)], top)
        sheet.set_row(row, 15 * (1 + len(PURPOSE.get(name, "")) // 90))
    row += 2
    sheet.write_string(row, 0, "Commands", head)
    sheet.merge_range(row, 1, row, 3, "", head)
    for command, said in _COMMANDS:
        row += 1
        sheet.merge_range(row, 0, row, 2, command.format(file=f'"{file}"' if " " in file else file), code)
        sheet.write_string(row, 3, said, top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.activate()
