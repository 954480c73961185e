"""An Excel workbook as a network, however an analyst left it: the tables, or every cell that is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

from landlink.network.files.cells import renamed, table_of, text_of
from landlink.network.files.excel_errors import error_cells
from landlink.network.files.excel_layout import (
    HEADER_ROW,
    UNITS_ROW,
    is_units_row,
    letter,
    same_unit,
    unit_cell,
)
from landlink.network.files.excel_size import too_large
from landlink.network.files.found import Found
from landlink.network.problems import NetworkError, Problem
from landlink.network.schema import TABLES, attributes
from landlink.network.sheet import Sheet, placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet

    from landlink.network.table import Table


def read(path: Path) -> Found:
    """Read the sheets that are tables; the number of a row is that of the sheet.

    Parameters
    ----------
    path : Path
        A file that exists.

    Raises
    ------
    NetworkError
        If it is no workbook, or one that would fill the memory.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.network.files.excel_write import write
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder) / "small.xlsx")
    ...     found = read(Path(folder) / "small.xlsx")
    >>> len(found.tables["nodes"]), found.problems
    (8, [])
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    headers: dict[str, list[str]] = {}
    try:
        large, mend = too_large(path)
        if large:
            raise NetworkError([Problem("too-large", path.name, 0, "", "", large, mend)])
        with CalamineWorkbook.from_path(path) as book:
            wrong_cells = error_cells(path)
            for title in book.sheet_names:
                sheet = book.get_sheet_by_name(title)
                name = title.strip().casefold()
                if name not in TABLES:
                    headers[title] = _header(next(iter(sheet.iter_rows()), []))
                    continue
                headers[name] = []
                tables[name], found = _table(name, sheet, path.name, wrong_cells.get(title, {}))
                problems += found
    except (CalamineError, BadZipFile, OSError, KeyError, ValueError) as error:
        mend = "Open it in Excel or LibreOffice and save it as .xlsx."
        wrong = Problem(
            "not-excel", path.name, 0, "", str(error), "it cannot be read as Excel workbook", mend
        )
        raise NetworkError([wrong]) from None
    problems = renamed(headers, "sheet", path.name) + placed(problems, tables.values())
    return Found(tables, problems, [], "sheet", lambda table: f"{path.name} {table}")


def _header(cells: Sequence[object]) -> list[str]:
    """Return the names of the columns, without the empty ones at the end."""
    names = [text_of(cell).strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _table(
    name: str, sheet: CalamineSheet, file: str, errors: Mapping[str, str]
) -> tuple[Table, list[Problem]]:
    grid = sheet.to_python(skip_empty_area=False) if sheet.height else []
    header = _header(grid[HEADER_ROW]) if grid else []
    place = f"{file} {sheet.name}"
    letters = {column: letter(number) for number, column in enumerate(header) if column}
    rows = [[text_of(cell) for cell in row] for row in grid]
    problems = list(_units(name, header, rows, place))
    first = UNITS_ROW + 1 if _has_units(name, header, rows) else UNITS_ROW
    kept = [number for number in range(first, len(rows)) if any(cell.strip() for cell in rows[number])]
    problems += _nameless(header, rows, kept, letters, place)
    columns = {column: [rows[row][number] for row in kept] for number, column in enumerate(header) if column}
    lines = [row + 1 for row in kept]
    table, found = table_of(name, columns, lines, place, [column for column in header if column])
    problems += found + list(_merged(sheet, header, place))
    problems = _instead(problems, _errors(errors, header, letters, place))
    table = replace(table, sheet=Sheet(file, sheet.name, letters))
    return table, _as_moments(problems, grid, header)


def _has_units(name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    if len(rows) <= UNITS_ROW:
        return False
    cells = dict(zip(header, (cell.strip() for cell in rows[UNITS_ROW]), strict=False))
    return is_units_row(cells, name)


def _units(name: str, header: Sequence[str], rows: Sequence[Sequence[str]], place: str) -> Iterator[Problem]:
    """Yield the units that somebody changed: the figures below may be in another one."""
    if not _has_units(name, header, rows):
        return
    known = attributes(name)
    for column, cell in zip(header, rows[UNITS_ROW], strict=False):
        if column in known and cell.strip() and not same_unit(cell.strip(), known[column]):
            unit = unit_cell(known[column])
            mend = f"Convert the figures if need be and write {unit!r} again."
            yield Problem("wrong-unit", place, UNITS_ROW + 1, column, cell, f"the column is in {unit}", mend)


def _nameless(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    kept: Sequence[int],
    letters: dict[str, str],
    place: str,
) -> Iterator[Problem]:
    """Yield the first value of each column that has values but no name."""
    width = max((len(rows[row]) for row in kept), default=0)
    for number in range(width):
        if number < len(header) and header[number]:
            continue
        row = next((row for row in kept if rows[row][number].strip()), None)
        if row is not None:
            # A blank stands for the column that has no name, so that the cell can be named.
            nameless = f"column {letter(number)}"
            letters[nameless] = letter(number)
            mend = "Name the column in row 1, or clear it."
            yield Problem(
                "nameless-column", place, row + 1, nameless, rows[row][number], "the column has no name", mend
            )


def _merged(sheet: CalamineSheet, header: Sequence[str], place: str) -> Iterator[Problem]:
    """Yield merged cells: only the first of them holds the value that one sees in all."""
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if left < len(header):
            area = f"{letter(left)}{top + 1}:{letter(right)}{bottom + 1}"
            mend = "Unmerge them and fill each cell."
            yield Problem("merged-cells", place, top + 1, header[left], area, "the cells are merged", mend)


def _errors(
    errors: Mapping[str, str], header: Sequence[str], letters: Mapping[str, str], place: str
) -> Iterator[Problem]:
    """Yield formulas that came to an error, or that no program has computed."""
    columns = {mark: column for column, mark in letters.items() if column in header}
    for cell, error in errors.items():
        mark = cell.rstrip("0123456789")
        if mark in columns:
            message, mend = "the formula has an error", "Mend the formula or write the value."
            if not error:
                message, mend = "the formula has no value", "Open the workbook in Excel and save it."
            row = int(cell.removeprefix(mark))
            yield Problem("formula-error", place, row, columns[mark], error, message, mend)


def _instead(problems: Sequence[Problem], stronger: Iterator[Problem]) -> list[Problem]:
    """Return problems with the stronger ones in place of what else was said of their cells."""
    held = list(stronger)
    cells = {(problem.row, problem.column) for problem in held}
    return [problem for problem in problems if (problem.row, problem.column) not in cells] + held


def _as_moments(
    problems: Sequence[Problem], grid: Sequence[Sequence[object]], header: Sequence[str]
) -> list[Problem]:
    """Say that a number is a date: Excel makes one of 3.5 or 3/5 in many languages."""
    mend = "Set the cell's format to Number, then write the number again."

    def said(problem: Problem) -> Problem:
        if problem.rule != "not-a-number":
            return problem
        value = grid[problem.row - 1][header.index(problem.column)]
        if isinstance(value, str | float | int):
            return problem
        return replace(problem, message="not a number but a date or time", mend=mend)

    return [said(problem) for problem in problems]
