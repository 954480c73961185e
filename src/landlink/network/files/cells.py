"""Cells of any format as text, and text as a table: one way to type and check them all."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.problems import NetworkError, Problem
from landlink.network.schema import REFERENCES, TABLES, attributes
from landlink.network.table import Table, from_columns, header_problems, shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from landlink.network.schema import Attribute


def text_of(value: object) -> str:
    """Return a value as the text that a CSV file would hold.

    Parameters
    ----------
    value : object
        Number, text, date, time or nothing.

    Examples
    --------
    >>> text_of(12.0), text_of(True), text_of(None), text_of(dt.datetime(2026, 3, 1)), text_of(dt.time(6, 30))
    ('12', 'yes', '', '2026-03-01', '06:30')
    >>> text_of(dt.timedelta(hours=30, minutes=5))
    '30:05'
    """
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | float | np.integer | np.floating):
        return shown(float(value)) if math.isfinite(value) else "" if math.isnan(value) else str(value)
    return _moment(value)


def _moment(value: object) -> str:
    """Return a date, a time or a duration as text."""
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)


def table_of(
    name: str,
    columns: Mapping[str, Sequence[str]],
    lines: Sequence[int],
    file: str,
    header: Sequence[str] = (),
) -> tuple[Table, list[Problem]]:
    """Make a table of text by column, and say what is wrong with its columns and cells.

    Parameters
    ----------
    name : str
        Table in the schema.
    columns : mapping of str to sequence of str
        Cells by column.
    lines : sequence of int
        Number of each row, for messages.
    file : str
        What to call it in messages.
    header : sequence of str, optional
        The columns as they stand, where one can stand twice.

    Examples
    --------
    >>> _, problems = table_of("sources", {"key": ["a"], "tittle": ["A"]}, [2], "sources")
    >>> [(problem.rule, problem.column) for problem in problems]
    [('unknown-column', 'tittle'), ('missing-column', 'title')]
    """
    held = list(header or columns)
    problems = header_problems(held, attributes(name), file)
    table, found = from_columns(name, columns, lines, file)
    return table, problems + [problem for problem in found if problem.column in held]


def renamed(found: Mapping[str, Collection[str]], part: str, file: str) -> list[Problem]:
    """Return sheets or layers that look like a table that is absent: renamed, so that they would be lost.

    Parameters
    ----------
    found : mapping of str to collection of str
        Columns of each sheet or layer by its name.
    part, file : str
        ``sheet`` or ``layer``, and the file that holds them.

    Examples
    --------
    >>> print(renamed({"nodes": [], "Linkss": []}, "sheet", "network.xlsx")[0])
    network.xlsx: the sheet looks like links ('Linkss'). Call it links, or delete it.
    """
    absent = [name for name in TABLES if name not in found]
    problems = []
    for other, columns in found.items():
        if other in TABLES:
            continue
        near = difflib.get_close_matches(other.strip().casefold(), absent, n=1, cutoff=0.8)
        alike = near or [name for name in absent if _holds_all_required(name, columns)]
        if alike:
            message, mend = f"the {part} looks like {alike[0]}", f"Call it {alike[0]}, or delete it."
            problems.append(Problem("renamed", file, 0, "", other, message, mend))
    return problems


def _holds_all_required(name: str, columns: Collection[str]) -> bool:
    required = [attribute.name for attribute in attributes(name).values() if attribute.required]
    return bool(required) and set(required) <= set(columns)


def refuse(tables: Iterable[Table], forbidden: str, longest: float, what: str) -> None:
    """Raise an error that names each text that a format cannot hold.

    Parameters
    ----------
    tables : iterable of Table
    forbidden : str
        Regular expression of characters that it cannot hold.
    longest : float
        Characters that a cell can hold at most.
    what : str
        The format, as the subject of a sentence.

    Raises
    ------
    NetworkError
        If there is any.

    Examples
    --------
    >>> from landlink.testing import small_network, with_cell
    >>> spoiled = with_cell(small_network(), "nodes", "baku", "note", "a" * 9)
    >>> refuse(spoiled.tables.values(), "[^a-zA-Z]{99}", 8, "It")
    Traceback (most recent call last):
    landlink.network.problems.NetworkError: the network has ...
    """
    pattern = re.compile(forbidden)
    problems = []
    for table in tables:
        for column, cells in table.columns.items():
            if isinstance(cells, np.ndarray):
                continue
            for line, cell in zip(table.lines, cells, strict=True):
                if len(cell) > longest:
                    message = f"the text has {len(cell):,} characters; {what} holds {longest:,.0f} in a cell"
                    mend = "Shorten it, or write another format."
                elif pattern.search(cell):
                    message = f"the text has a character that {what} cannot hold"
                    mend = "Take it out, or write another format."
                else:
                    continue
                value = cell if len(cell) < 40 else f"{cell[:40]}..."
                problems.append(Problem("cannot-be-written", table.file, line, column, value, message, mend))
    if problems:
        raise NetworkError(problems)


def kind_of(attribute: Attribute) -> str:
    """Return in a word or two what belongs into a column: its unit, or its kind.

    Examples
    --------
    >>> kind_of(attributes("links")["length_km"]), kind_of(attributes("links")["from_node"])
    ('km', 'node key')
    """
    kind = f"{attribute.type} key" if attribute.type in REFERENCES else attribute.type
    return attribute.unit or _KINDS.get(attribute.type, kind)


_KINDS = {
    "id": "key",
    "float": "number",
    "int": "whole number",
    "country": "country code",
    "quality": "choice",
    "stops": "node keys",
}
