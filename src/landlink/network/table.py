"""A table: columns read from CSV, typed by the schema, each row knowing its line."""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias, cast

import numpy as np

from landlink.network.problems import Problem
from landlink.network.schema import Attribute, attributes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TextIO

    import pandas as pd
    from numpy.typing import NDArray

    from landlink.network.sheet import Sheet

Column: TypeAlias = "NDArray[np.float64] | list[str]"


@dataclass(frozen=True, eq=False)
class Table:
    """One table of a network; nothing in it is changed after it is made.

    Attributes
    ----------
    name : str
        Its name in the schema.
    columns : dict of str to array or list
        Every attribute of the schema: numbers as float64 (NaN where empty), the rest as str
        ("" where empty).
    lines : list of int
        Line of each row in ``file``.
    file : str
        Name of the file, for messages.
    sheet : Sheet, optional
        Where it stands, if the file is a workbook.
    """

    name: str
    columns: dict[str, Column] = field(repr=False)
    lines: list[int] = field(repr=False)
    file: str
    sheet: Sheet | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.lines)

    def text(self, column: str) -> list[str]:
        """Return a column of text.

        Examples
        --------
        >>> from landlink.network.model import Network
        >>> "aktau" in Network.reference().nodes.text("id")
        True
        """
        return cast("list[str]", self.columns[column])

    def number(self, column: str) -> NDArray[np.float64]:
        """Return a column of numbers, NaN where empty.

        Examples
        --------
        >>> from landlink.network.model import Network
        >>> bool((Network.reference().links.number("length_km") > 0).all())
        True
        """
        return cast("NDArray[np.float64]", self.columns[column])

    def index(self) -> Mapping[str, int]:
        """Return the row of each key (the first column).

        Examples
        --------
        >>> from landlink.network.model import Network
        >>> nodes = Network.reference().nodes
        >>> nodes.text("id")[nodes.index()["aktau"]]
        'aktau'
        """
        return self._index

    @cached_property
    def _index(self) -> dict[str, int]:
        return {key: row for row, key in enumerate(self.text(next(iter(self.columns))))}

    def row(self, row: int) -> dict[str, str | float]:
        """Return one row by attribute.

        Examples
        --------
        >>> from landlink.network.model import Network
        >>> nodes = Network.reference().nodes
        >>> nodes.row(nodes.index()["aktau"])["country"]
        'KZ'
        """
        return {name: column[row] for name, column in self.columns.items()}

    def take(self, rows: Sequence[int]) -> Table:
        """Return the given rows as a table.

        Examples
        --------
        >>> from landlink.network.model import Network
        >>> len(Network.reference().nodes.take([0, 2]))
        2
        """
        columns: dict[str, Column] = {
            name: column[np.asarray(rows, dtype=np.int64)]
            if isinstance(column, np.ndarray)
            else [column[row] for row in rows]
            for name, column in self.columns.items()
        }
        return replace(self, columns=columns, lines=[self.lines[row] for row in rows])

    def joined(self, other: Table) -> Table:
        """Return the table with the rows of another one of the same name after its own.

        Examples
        --------
        >>> from landlink.network.model import Network
        >>> nodes = Network.reference().nodes
        >>> nodes.take([0]).joined(nodes.take([5])).lines
        [2, 7]
        """
        columns: dict[str, Column] = {
            name: np.concatenate([column, other.number(name)])
            if isinstance(column, np.ndarray)
            else column + other.text(name)
            for name, column in self.columns.items()
        }
        return replace(self, columns=columns, lines=self.lines + other.lines)

    def with_column(self, name: str, values: Column) -> Table:
        """Return the table with one column replaced.

        Examples
        --------
        >>> from landlink.network.model import Network
        >>> nodes = Network.reference().nodes
        >>> set(nodes.with_column("note", ["seen"] * len(nodes)).text("note"))
        {'seen'}
        """
        return replace(self, columns={**self.columns, name: values})

    def frame(self) -> pd.DataFrame:
        """Return the table as a pandas frame, indexed by nothing but the row.

        Examples
        --------
        >>> from landlink.network.model import Network
        >>> Network.reference().links.frame()["mode"].isin(["rail", "road"]).any()
        np.True_
        """
        import pandas as pd  # noqa: PLC0415  (seconds of import that most commands never need)

        return pd.DataFrame(self.columns)


def from_rows(
    name: str, rows: Iterable[Mapping[str, str]], lines: Sequence[int], file: str
) -> tuple[Table, list[Problem]]:
    """Type the cells of a table by its schema.

    Parameters
    ----------
    name : str
        Table in the schema.
    rows : iterable of mapping
        Cells by column; a missing or empty cell takes the attribute's default.
    lines : sequence of int
        Line of each row, for messages.
    file : str
        File name, for messages.

    Returns
    -------
    Table, list of Problem
        A cell that cannot be read becomes NaN or stays as it is, and a problem.

    Examples
    --------
    >>> table, problems = from_rows("nodes", [{"id": "oz", "lon": "east"}], [2], "nodes.csv")
    >>> [p.column for p in problems if p.rule == "not-a-number"]
    ['lon']
    """
    held = list(rows)
    cells = {column: [row.get(column) or "" for row in held] for column in attributes(name)}
    return from_columns(name, cells, lines, file)


def from_columns(
    name: str, cells: Mapping[str, Sequence[str]], lines: Sequence[int], file: str
) -> tuple[Table, list[Problem]]:
    """Type the cells of columns by the schema; a column that is absent takes its default.

    Parameters
    ----------
    name : str
        Table in the schema.
    cells : mapping of str to sequence of str
        Cells by column, as text.
    lines : sequence of int
        Line of each row, for messages.
    file : str
        File name, for messages.

    Examples
    --------
    >>> table, _ = from_columns("sources", {"key": ["a", "b"], "title": ["A", "B"]}, [2, 3], "sources.csv")
    >>> table.text("title")
    ['A', 'B']
    """
    columns: dict[str, Column] = {}
    problems: list[Problem] = []
    for attribute in attributes(name).values():
        given = cells.get(attribute.name, ("",) * len(lines))
        filled = [cell.strip() or attribute.default for cell in given]
        columns[attribute.name], found = _column(attribute, filled, lines, file)
        problems += found
    return Table(name, columns, list(lines), file), problems


def _column(
    attribute: Attribute, cells: list[str], lines: Sequence[int], file: str
) -> tuple[Column, list[Problem]]:
    """Type one column; each different cell is read once."""
    values = {cell: _float(cell) for cell in set(cells)} if attribute.numeric else dict.fromkeys(cells, 0.0)
    wrong = {cell for cell, value in values.items() if _is_wrong(attribute, cell, value)}
    problems = [
        _cell_problem(attribute, cell, line, file)
        for line, cell in (zip(lines, cells, strict=True) if wrong else ())
        if cell in wrong
    ]
    column: Column = np.array([values[cell] for cell in cells]) if attribute.numeric else cells
    return column, problems


def read_table(name: str, stream: TextIO, file: str) -> tuple[Table, list[Problem]]:
    r"""Read one table from CSV text.

    Parameters
    ----------
    name : str
        Table in the schema.
    stream : text file
        UTF-8 text with a header row.
    file : str
        File name, for messages.

    Returns
    -------
    Table, list of Problem

    Examples
    --------
    >>> import io
    >>> table, problems = read_table("sources", io.StringIO("key,title,year,colour\na,A,,red"), "s.csv")
    >>> table.text("title"), [p.rule for p in problems]
    (['A'], ['unknown-column'])
    """
    reader = csv.reader(stream)
    header = [column.strip() for column in next(reader, [])]
    while header and not header[-1]:  # spreadsheets write empty columns at the end
        header.pop()
    known = attributes(name)
    problems = header_problems(header, known, file)
    rows, lines = [], []
    for row in reader:
        if any(row[len(header) :]):
            problems.append(_too_long(file, reader.line_num, row[len(header) :]))
        if any(row[: len(header)]):
            rows.append(row)
            lines.append(reader.line_num)
    columns = zip_longest(*rows, fillvalue="") if rows else [()] * len(header)
    table, found = from_columns(name, dict(zip(header, columns, strict=False)), lines, file)
    return table, problems + [problem for problem in found if problem.column in header]


def header_problems(header: Sequence[str], known: Mapping[str, Attribute], file: str) -> list[Problem]:
    """Return what is wrong with the names of the columns.

    Examples
    --------
    >>> header_problems(["key", "title", "colour"], attributes("sources"), "sources.csv")[0].rule
    'unknown-column'
    """
    if len(header) == 1 and ";" in header[0]:
        mend = "Save the file as CSV with commas between the cells."
        return [Problem("wrong-separator", file, 1, "", ";", "the cells are separated by semicolons", mend)]
    problems = [_unknown_column(file, column, known) for column in header if column not in known]
    problems += [
        Problem("missing-column", file, 1, a.name, "", "the column is missing", f"Add it: {a.description}")
        for a in known.values()
        if a.required and a.name not in header
    ]
    return problems + [
        Problem("duplicate", file, 1, column, "", "the column stands twice", "Keep one of them.")
        for column, count in Counter(header).items()
        if count > 1
    ]


def write_table(table: Table, stream: TextIO) -> None:
    r"""Write a table as CSV; numbers are written so that they read back equal.

    Examples
    --------
    >>> import io
    >>> table, _ = read_table("sources", io.StringIO("key,title\na,A"), "s.csv")
    >>> out = io.StringIO()
    >>> write_table(table, out)
    >>> out.getvalue().splitlines()
    ['key,title,url,year,licence', 'a,A,,,']
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    text = [
        [shown(value) for value in column.tolist()]
        if isinstance(column, np.ndarray)
        else ["\n".join(cell.splitlines()) if "\r" in cell else cell for cell in column]
        for column in table.columns.values()
    ]
    writer.writerows(zip(*text, strict=True))


def shown(value: float) -> str:
    """Return a number as the shortest text that reads back equal; nothing where it is empty.

    Examples
    --------
    >>> shown(0.1), shown(3.0), shown(float("nan"))
    ('0.1', '3', '')
    """
    if math.isnan(value):
        return ""
    return f"{value:.0f}" if value.is_integer() else repr(value)


def _float(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _is_wrong(attribute: Attribute, cell: str, value: float) -> bool:
    if not cell:
        return attribute.required
    if attribute.numeric and not (math.isfinite(value) and (attribute.type == "float" or value.is_integer())):
        return True
    return bool(attribute.choices) and cell.removesuffix(".0") not in attribute.choices


def _cell_problem(attribute: Attribute, cell: str, line: int, file: str) -> Problem:
    if not cell:
        rule, message = "missing-value", "the cell is empty"
        mend = f"Fill it: {attribute.description}"
    elif attribute.choices:
        rule, message = "unknown-choice", "not an allowed value"
        mend = f"Use one of {', '.join(attribute.choices)}."
    else:
        unit = f" in {attribute.unit}" if attribute.unit else ""
        kind = "a number" if attribute.type == "float" else "a whole number"
        rule, message = "not-a-number", f"not {kind}"
        mend = f"Write {kind}{unit}, with digits and a point for decimals."
    return Problem(rule, file, line, attribute.name, cell, message, mend)


def _unknown_column(file: str, column: str, known: Mapping[str, Attribute]) -> Problem:
    import difflib  # noqa: PLC0415  (only for a message)

    near = difflib.get_close_matches(column, known, n=1)
    mend = f"Did you mean {near[0]!r}?" if near else f"The columns are {', '.join(known)}."
    return Problem("unknown-column", file, 1, column, "", "no such column in this table", mend)


def _too_long(file: str, line: int, cells: object) -> Problem:
    return Problem(
        "too-many-cells", file, line, "", str(cells), "the row has more cells than the header",
        "Put quotes around a text that holds a comma.",
    )  # fmt: skip
