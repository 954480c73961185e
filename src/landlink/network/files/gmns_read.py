"""A GMNS folder as a network: one that landlink wrote, or somebody else's with what its caller states.

A foreign folder holds no country, mode of ours, source or quality. None of them is guessed: each comes from a
default that the caller states, or is a problem.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.network.files.cells import table_of
from landlink.network.files.csv_folder import read_csv
from landlink.network.files.found import Found
from landlink.network.files.gmns_columns import (
    DERIVED,
    DIRECTED,
    FILES,
    NAMES,
    Config,
    gmns_name,
    kilometres,
)
from landlink.network.problems import Problem
from landlink.network.schema import TABLES, attributes
from landlink.network.table import Table, from_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_WGS84 = ("EPSG:4326", "WGS84", "WGS 84", "4326", "OGC:CRS84")
_EMPTY = ("", "NaN", "nan")


def read(path: Path, defaults: Mapping[str, str] | None = None) -> Found:
    """Read a folder; the notes say what was left out and which defaults were used.

    Parameters
    ----------
    path : Path
        A folder that exists.
    defaults : mapping of str to str, optional
        By table and column (``links.mode``), for both tables (``source``) or for config.csv
        (``config.crs``); a column of the file in braces stands for its cell (``Node {node_id}``).

    Raises
    ------
    LandlinkError
        If a default is for no column.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.network.files.gmns_write import write
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder))
    ...     found = read(Path(folder))
    >>> len(found.tables["nodes"]), found.problems, found.notes
    (8, [], [])
    """
    stated = _checked(defaults or {})
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    notes: list[str] = []
    own = _is_own(path)
    config = _config(path, stated, problems)
    for name in TABLES:
        file = path / f"{FILES.get(name, name)}.csv"
        if not file.is_file():
            continue
        if name in FILES:
            reading = _Reading(
                name, file, own, {key: text for (table, key), text in stated.items() if table == name}
            )
            tables[name] = reading.table(config)
            problems += reading.problems
            notes += reading.notes
        else:
            tables[name], found = read_csv(name, file)
            problems += found
    if not own:
        _add_sources(tables, stated, path, config)
        notes += _unread(path)
    return Found(tables, problems, notes, "file", lambda table: f"{FILES.get(table, table)}.csv")


def _checked(defaults: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return defaults by table and column; a column alone stands for both tables."""
    stated: dict[tuple[str, str], str] = {}
    for key, text in defaults.items():
        table, _, column = key.rpartition(".")
        if table == "config" and column in Config._fields:
            stated["config", column] = text
            continue
        into = [name for name in FILES if table in ("", name) and column in attributes(name)]
        if not into:
            known = ", ".join(f"{name}.COLUMN" for name in (*FILES, "config"))
            raise LandlinkError(f"no default {key!r}; write {known} or COLUMN, as in links.mode=road")
        stated.update({(name, column): text for name in into})
    return stated


def _is_own(path: Path) -> bool:
    """Tell whether landlink wrote the folder, so that a column it does not know is a mistake."""
    try:
        held = json.loads((path / "datapackage.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(held, dict) and "landlink" in held


def _config(path: Path, stated: Mapping[tuple[str, str], str], problems: list[Problem]) -> Config:
    """Return coordinate system and unit of length; what nobody states is a problem."""
    file = path / "config.csv"
    row: dict[str, str] = {}
    if file.is_file():
        row = next(iter(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline=""))), {})
    held = {
        column: (row.get(column) or "").strip() or stated.get(("config", column), "")
        for column in Config._fields
    }
    for column, example in (("crs", "EPSG:4326"), ("long_length", "km")):
        if not held[column]:
            mend = f"Write it there, or state it: --default config.{column}={example}"
            problems.append(
                Problem("missing-value", "config.csv", 0, column, "", "nothing says it", f"{mend}.")
            )
    if held["long_length"] and kilometres(held["long_length"]) is None:
        unit, mend = held["long_length"], "Write km, m, mile or ft."
        problems.append(
            Problem("unknown-unit", "config.csv", 2, "long_length", unit, "not a known unit", mend)
        )
    return Config(**held)


class _Reading:
    """Reads node.csv or link.csv; notes and problems gather here."""

    def __init__(self, name: str, file: Path, own: bool, stated: Mapping[str, str]) -> None:
        self.name, self.file, self.own, self.stated = name, file, own, stated
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def table(self, config: Config) -> Table:
        """Return the table under our names of columns."""
        given, lines = self._raw()
        columns: dict[str, list[str]] = {}
        for attribute in attributes(self.name).values():
            column = gmns_name(self.name, attribute.name)
            cells = given.pop(column, None)
            if cells is None and attribute.name not in self.stated:
                continue
            columns[attribute.name] = cells or [""] * len(lines)
        for column in DERIVED[self.name]:
            given.pop(column, None)
        self._left_out(given, columns)
        if self.name == "links":
            self._directions(columns, lines)
            _in_kilometres(columns, config)
        else:
            self._degrees(columns, config)
        self._fill(columns, lines)
        table, found = table_of(self.name, columns, lines, self.file.name)
        self.problems += [self._as_gmns(problem) for problem in found]
        return table

    def _raw(self) -> tuple[dict[str, list[str]], list[int]]:
        """Return the columns as they stand; one without any value counts as absent in a foreign file."""
        try:
            reader = csv.reader(io.StringIO(self.file.read_text("utf-8-sig"), newline=""))
            header = [column.strip() for column in next(reader, [])]
            rows = [(reader.line_num, row) for row in reader if any(row)]
        except (UnicodeDecodeError, csv.Error) as error:
            mend = "Save the file as CSV UTF-8."
            self.problems.append(
                Problem("not-csv", self.file.name, 0, "", str(error), "not CSV in UTF-8", mend)
            )
            return {}, []
        empty = () if self.own else _EMPTY
        columns = {
            column: [
                cell if (cell := row[number].strip() if number < len(row) else "") not in empty else ""
                for _, row in rows
            ]
            for number, column in enumerate(header)
        }
        held = {column: cells for column, cells in columns.items() if column and (self.own or any(cells))}
        return held, [line for line, _ in rows]

    def _left_out(self, given: dict[str, list[str]], columns: dict[str, list[str]]) -> None:
        """Say what of the file has no place in a network."""
        if self.own:  # a column that landlink did not write is a slip of who edited the file
            columns.update(given)
        elif given:
            self.notes.append(f"{self.file.name}: left out {', '.join(sorted(given))}")

    def _directions(self, columns: dict[str, list[str]], lines: Sequence[int]) -> None:
        """Turn ``directed`` into our direction; GMNS requires it, so that empty is a problem."""
        cells = columns.get("direction")
        if cells is None:
            mend = "Add it: true where travel is from from_node_id to to_node_id only."
            self.problems.append(
                self._as_gmns(
                    Problem(
                        "missing-column", self.file.name, 1, "direction", "", "the column is missing", mend
                    )
                )
            )
            return
        columns["direction"] = [DIRECTED.get(cell.casefold(), cell) for cell in cells]
        if "direction" not in self.stated:
            mend = "Write true or false."
            self.problems += [
                self._as_gmns(
                    Problem("missing-value", self.file.name, line, "direction", "", "the cell is empty", mend)
                )
                for line, cell in zip(lines, cells, strict=True)
                if not cell
            ]

    def _degrees(self, columns: dict[str, list[str]], config: Config) -> None:
        """Turn coordinates of another system into longitude and latitude."""
        if not config.crs or config.crs.upper() in _WGS84 or not {"lon", "lat"} <= set(columns):
            return
        try:
            columns["lon"], columns["lat"] = _transformed(columns["lon"], columns["lat"], config.crs)
        except ValueError as error:
            mend = "Write a code such as EPSG:4326."
            said = str(error).partition("\n")[0]
            self.problems.append(Problem("unknown-crs", "config.csv", 2, "crs", config.crs, said, mend))

    def _fill(self, columns: dict[str, list[str]], lines: Sequence[int]) -> None:
        """Write the stated defaults where the file says nothing, or something in words of its own."""
        known = attributes(self.name)
        for column, text in self.stated.items():
            cells, choices = columns[column], known[column].choices
            foreign = Counter(cell for cell in cells if cell and choices and cell not in choices)
            filled = [
                _worded(text, columns, self.name, row) if not cell or cell in foreign else cell
                for row, cell in enumerate(cells)
            ]
            changed = sum(a != b for a, b in zip(cells, filled, strict=True))
            columns[column] = filled
            if changed:
                said = ", ".join(f"{word} ({count})" for word, count in foreign.most_common(5))
                instead = f" instead of {said}" if said else ""
                self.notes.append(
                    f"{self.file.name}: {gmns_name(self.name, column)} is {text!r} in {changed} of "
                    f"{len(lines)} rows, as stated{instead}"
                )

    def _as_gmns(self, problem: Problem) -> Problem:
        """Name the column as the file does, and say how to state what it lacks."""
        column, mend = gmns_name(self.name, problem.column), problem.mend
        if not self.own and problem.rule in ("missing-column", "missing-value", "unknown-choice"):
            mend += f" Or state it for all: --default {self.name}.{problem.column}=..."
        return replace(problem, column=column, mend=mend)


def _worded(text: str, columns: Mapping[str, Sequence[str]], name: str, row: int) -> str:
    """Return a default with the columns of the row in its braces."""
    if "{" not in text:
        return text
    cells = {gmns_name(name, column): cells[row] for column, cells in columns.items()}
    try:
        return text.format_map(cells)
    except (KeyError, ValueError, IndexError):
        known = ", ".join(NAMES[name].values())
        raise LandlinkError(
            f"the default {text!r} names no column of {FILES[name]}.csv; it has {known}"
        ) from None


def _in_kilometres(columns: dict[str, list[str]], config: Config) -> None:
    factor = kilometres(config.long_length) if config.long_length else None
    if factor not in (None, 1.0) and "length_km" in columns:
        columns["length_km"] = [_changed(cell, lambda value: value * factor) for cell in columns["length_km"]]


def _changed(cell: str, change: Callable[[float], float]) -> str:
    try:
        return repr(change(float(cell)))
    except ValueError:
        return cell


def _transformed(x: Sequence[str], y: Sequence[str], crs: str) -> tuple[list[str], list[str]]:
    """Return longitude and latitude; a cell that is no number stays as it is, to be a problem."""
    import pyproj  # noqa: PLC0415  (only for coordinates in another system)

    try:
        way = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.CRSError:
        raise ValueError("not a coordinate system that is known") from None
    lon, lat = list(x), list(y)
    for row, pair in enumerate(zip(x, y, strict=True)):
        try:
            east, north = map(float, pair)
        except ValueError:
            continue
        lon[row], lat[row] = (repr(float(value)) for value in way.transform(east, north))
    return lon, lat


def _add_sources(
    tables: dict[str, Table], stated: Mapping[tuple[str, str], str], path: Path, config: Config
) -> None:
    """Add the source that the caller states for foreign rows: the folder that they come from."""
    keys = {text for (table, column), text in stated.items() if column == "source" and table in FILES}
    held = tables.get("sources") or from_rows("sources", [], [], "sources.csv")[0]
    title = f"GMNS folder {path.name}" + (f": {config.dataset_name}" if config.dataset_name else "")
    fresh = [{"key": key, "title": title} for key in sorted(keys - set(held.index()))]
    if fresh:
        added, _ = from_rows("sources", fresh, [0] * len(fresh), held.file)
        tables["sources"] = held.joined(added)


def _unread(path: Path) -> list[str]:
    known: set[Any] = {f"{FILES.get(name, name)}.csv" for name in TABLES} | {"config.csv"}
    rest = sorted(file.name for file in path.glob("*.csv") if file.name not in known)
    return [f"not read: {', '.join(rest)}"] if rest else []
