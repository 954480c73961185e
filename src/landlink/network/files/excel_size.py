"""Workbooks that would fill the memory: a cell far from the others, or far more content than file."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

from landlink.network.files.excel_layout import letter

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 1_000_000_000
"""So much may be in a workbook once it is unpacked."""

MOST_CELLS = 10_000_000
"""So many cells may lie between A1 and the last row and column of a sheet that hold a value."""

_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?:[^>]*[^/>])?>')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")


def too_large(path: Path) -> tuple[str, str]:
    """Return what is too large in a workbook, and the mend; both are empty if nothing is.

    Every cell up to the last one takes memory, whether it holds something or not.

    Parameters
    ----------
    path : Path

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import xlsxwriter
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "book.xlsx"
    ...     with xlsxwriter.Workbook(file) as book:
    ...         _ = book.add_worksheet().write("XFD1048576", 1)
    ...     too_large(file)[0]
    'a sheet holds something as far away as column XFD and row 1,048,576'
    """
    with zipfile.ZipFile(path) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
            return "unpacked it is larger than 1 GB", "Split it, or use a GeoPackage."
        for name in filter(_SHEET.fullmatch, parts.namelist()):
            width = height = 0
            for column, row in _CELL.findall(parts.read(name)):
                width, height = max(width, _number(column)), max(height, int(row))
            if width * height > MOST_CELLS:
                far = f"column {letter(width - 1)} and row {height:,}"
                mend = "Delete the rows and columns after the table (Ctrl+End shows the last cell)."
                return f"a sheet holds something as far away as {far}", mend
    return "", ""


def _number(column: bytes) -> int:
    """Return the number of a column from 1, of its letters."""
    number = 0
    for one in column:
        number = 26 * number + one - ord("A") + 1
    return number
