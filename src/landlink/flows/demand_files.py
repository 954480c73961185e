"""Tables of demand of one's own: CSV and Excel in the columns of the schema, and OMX matrices.

Of the columns, ``id``, ``source`` and ``quality`` may be absent in a file of one's own: then the row is
called by its line, its source is the file, and its quality is ``unverified``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from landlink.errors import LandlinkError
from landlink.flows.demand import problems_of
from landlink.network.files.beside import in_place
from landlink.network.files.csv_folder import read_csv
from landlink.network.problems import NetworkError
from landlink.network.table import write_table

if TYPE_CHECKING:
    from landlink.network.model import Network
    from landlink.network.problems import Problem
    from landlink.network.table import Table

FILLED = ("id", "source", "quality")
"""Columns that a file of one's own need not have."""

SUFFIXES = (".csv", ".xlsx", ".xlsm", ".omx")


def read_demand(path: str | Path, network: Network, *, commodity: str = "", unit: str = "") -> Table:
    r"""Read a table of demand and check it against a network.

    Parameters
    ----------
    path : path
        ``.csv``, ``.xlsx`` with a sheet ``demand``, or ``.omx``.
    network : Network
        Whose nodes and commodities it names.
    commodity, unit : str, optional
        For OMX: see :func:`landlink.flows.demand_omx.read_omx`.

    Raises
    ------
    LandlinkError
        If there is no such file, or none that is known.
    NetworkError
        If a column, a cell or a row is wrong; it names file, row or cell, column, value and the mend.

    Examples
    --------
    >>> import tempfile
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "mine.csv"
    ...     _ = file.write_text("origin,destination,commodity,tonnes_year\nKZ,AZ,grain,500\n")
    ...     table = read_demand(file, small_network())
    >>> table.text("id"), table.text("source"), table.text("quality")
    (['mine-2'], ['mine.csv'], ['unverified'])
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise LandlinkError(f"{path}: a table of demand is read from {', '.join(SUFFIXES)}, not {suffix!r}")
    if not file.is_file():
        raise LandlinkError(f"{path}: there is no such file")
    if suffix == ".omx":
        from landlink.flows.demand_omx import read_omx  # noqa: PLC0415  (it needs a package of its own)

        table = read_omx(file, network, commodity=commodity, unit=unit)
        problems: list[Problem] = []
    else:
        if commodity or unit:
            raise LandlinkError(f"{path}: commodity and unit are for OMX; write them into the table")
        table, problems = read_csv("demand", file) if suffix == ".csv" else _sheet(file)
    problems = [problem for problem in problems if not _fillable(problem)]
    if not problems:
        table = _filled(table, file)
        problems = problems_of(network, table)
    if problems:
        raise NetworkError(problems, "table of demand")
    return table


def write_demand(table: Table, path: str | Path) -> None:
    """Write a table of demand as CSV, which reads back equal.

    Parameters
    ----------
    table : Table
    path : path
        ``.csv``.

    Examples
    --------
    >>> import tempfile
    >>> from landlink.testing import small_network
    >>> small = small_network()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_demand(small.tables["demand"], f"{folder}/demand.csv")
    ...     len(read_demand(f"{folder}/demand.csv", small))
    3
    """
    file = Path(path)
    if file.suffix.lower() != ".csv":
        raise LandlinkError(f"{path}: a table of demand is written as .csv, not {file.suffix!r}")

    def write(draft: Path) -> None:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            write_table(table, stream)

    in_place(file, write)


def _sheet(file: Path) -> tuple[Table, list[Problem]]:
    """Read the sheet ``demand`` of a workbook; other sheets do not count."""
    try:
        from landlink.network.files.excel_read import read  # noqa: PLC0415
    except ModuleNotFoundError as error:
        mend = "pip install 'landlink[files]'"
        raise LandlinkError(f"{file}: an Excel workbook needs the package {error.name}: {mend}") from None
    found = read(file)
    if "demand" not in found.tables:
        raise LandlinkError(f"{file}: it has no sheet 'demand'; give the sheet of flows that name")
    table = found.tables["demand"]
    return table, [problem for problem in found.problems if problem.file in (table.file, file.name)
                   and problem.sheet in ("", "demand") and problem.rule != "renamed"]  # fmt: skip


def _fillable(problem: Problem) -> bool:
    return problem.column in FILLED and problem.rule in ("missing-column", "missing-value")


def _filled(table: Table, file: Path) -> Table:
    """Name each row, its source and its quality, where the file does not."""
    usual = {
        "id": [f"{file.stem}-{line}" for line in table.lines],
        "source": [file.name] * len(table),
        "quality": ["unverified"] * len(table),
    }
    columns = {
        name: [cell or other for cell, other in zip(table.text(name), usual[name], strict=True)]
        for name in FILLED
    }
    return replace(table, columns={**table.columns, **columns})
