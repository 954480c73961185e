"""A workbook read as a program without Excel reads it, and its formulas worked out in Python."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'!)?\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")

Cells = dict[tuple[int, int], object]


def cells_of(raw: bytes) -> dict[str, Cells]:
    """Values of each sheet as calamine shows them, by row and column from 0."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    found: dict[str, Cells] = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        found[name] = {
            (r, c): value for r, row in enumerate(rows) for c, value in enumerate(row) if value != ""
        }
    return found


def formulas_of(raw: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Formulas of each sheet by row and column."""
    names = CalamineWorkbook.from_filelike(io.BytesIO(raw)).sheet_names
    found = {}
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        for number, name in enumerate(names, start=1):
            root = ET.fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314  (our own file)
            found[name] = {
                _place(one.attrib["r"]): formula.text or ""
                for one in root.iter(f"{MAIN}c")
                if (formula := one.find(f"{MAIN}f")) is not None
            }
    return found


def _place(reference: str) -> tuple[int, int]:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", reference).groups()  # type: ignore[union-attr]  # always fits
    return int(digits) - 1, _column(letters)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def worked_out(formula: str, sheet: str, cells: dict[str, Cells]) -> float:
    """Value of a formula of sums, means, differences and divisions, from the cells it names."""

    def look(match: re.Match[str]) -> str:
        name, *parts = match.groups()
        held = cells[name.replace("''", "'") if name else sheet]
        row, column = int(parts[1]) - 1, _column(parts[0])
        if parts[2] is None:
            return repr(held.get((row, column), 0.0))
        last_row, last_column = int(parts[3]) - 1, _column(parts[2])
        rows, columns = range(row, last_row + 1), range(column, last_column + 1)
        return repr([held.get((r, c), 0.0) for r in rows for c in columns])

    functions = {"SUM": sum, "ABS": abs, "AVERAGEIF": _mean_if, "__builtins__": {}}
    return float(eval(REFERENCE.sub(look, formula), functions))  # noqa: S307  (formulas that we wrote)


def _mean_if(names: list[str], name: str, values: list[float]) -> float:
    held = [value for one, value in zip(names, values, strict=True) if one == name]
    return sum(held) / len(held)
