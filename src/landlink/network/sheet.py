"""Problems of tables that are sheets of a workbook: they name the cell as Excel does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from landlink.network.problems import Problem
    from landlink.network.table import Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a table stands in a workbook, so that a problem can name the cell.

    Attributes
    ----------
    file, name : str
        Name of the workbook and of the sheet.
    letters : dict of str to str
        Letter of each column (``{"length_km": "C"}``).
    """

    file: str
    name: str
    letters: Mapping[str, str]


def placed(problems: Iterable[Problem], tables: Iterable[Table]) -> list[Problem]:
    """Return problems with the sheet and cell in which they stand, where a table is a sheet of a workbook.

    Examples
    --------
    >>> from landlink.network.table import from_columns
    >>> sheet = Sheet("network.xlsx", "links", {"length_km": "E"})
    >>> links, found = from_columns("links", {"length_km": ["12 km"]}, [17], "network.xlsx links")
    >>> print(next(p for p in placed(found, [replace(links, sheet=sheet)]) if p.column == "length_km"))
    network.xlsx links!E17 length_km: not a number ('12 km'). Write a number in km, with digits and a point
    for decimals.
    """
    sheets = {table.file: table.sheet for table in tables if table.sheet}
    return [
        _in_sheet(problem, sheets[problem.file]) if problem.file in sheets else problem
        for problem in problems
    ]


def _in_sheet(problem: Problem, sheet: Sheet) -> Problem:
    cell = f"{sheet.letters.get(problem.column, 'A')}{problem.row}" if problem.row else ""
    return replace(problem, file=sheet.file, sheet=sheet.name, cell=cell)
