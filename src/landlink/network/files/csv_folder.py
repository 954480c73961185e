"""A network as a folder of CSV files, one for each table: what one edits and reviews."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from landlink.network.files.found import Found
from landlink.network.problems import Problem
from landlink.network.schema import TABLES
from landlink.network.table import Table, from_rows, read_table, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network.model import Network


def read(path: Path) -> Found:
    """Read the tables of a folder.

    Parameters
    ----------
    path : Path
        A folder that exists.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder))
    ...     found = read(Path(folder))
    >>> len(found.tables["nodes"]), found.problems
    (8, [])
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for name in TABLES:
        file = path / f"{name}.csv"
        if file.is_file():
            tables[name], wrong = read_csv(name, file)
            problems += wrong
    return Found(tables, problems, [], "file", "{}.csv".format)


def read_csv(name: str, file: Path) -> tuple[Table, list[Problem]]:
    r"""Read one table; what is not CSV in UTF-8 is a problem of its own.

    Parameters
    ----------
    name : str
        Table in the schema.
    file : Path

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "nodes.csv"
    ...     _ = file.write_bytes(b"id,name\noz,\xff")
    ...     print(read_csv("nodes", file)[1][0])
    nodes.csv:2: the text is not UTF-8. Save the file as CSV UTF-8.
    """
    content = file.read_bytes()
    try:
        return read_table(name, io.StringIO(content.decode("utf-8-sig"), newline=""), file.name)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mend = "Save the file as CSV UTF-8."
        problem = Problem("not-utf-8", file.name, line, "", "", "the text is not UTF-8", mend)
    except csv.Error as error:
        mend = "Look for a quotation mark that is not closed."
        problem = Problem("not-csv", file.name, 0, "", str(error), "the file cannot be read as CSV", mend)
    return from_rows(name, [], [], file.name)[0], [problem]


def write(network: Network, path: Path) -> None:
    """Write every table into a folder, which is made if need be.

    Parameters
    ----------
    network : Network
    path : Path

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder))
    ...     (Path(folder) / "sources.csv").read_text(encoding="utf-8").splitlines()
    ['key,title,url,year,licence', 'example,Invented for tests,,2026,']
    """
    path.mkdir(parents=True, exist_ok=True)
    for name, table in network.tables.items():
        with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            write_table(table, stream)
