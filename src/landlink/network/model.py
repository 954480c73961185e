"""The network: the tables of a corridor network, read and checked."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np

from landlink.network.integrity import integrity_problems
from landlink.network.problems import NetworkError, Problem
from landlink.network.schema import TABLES
from landlink.network.table import Table, from_rows, read_table, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_OPTIONAL = ("crossings", "services", "published")


@dataclass(frozen=True, eq=False)
class Network:
    """A corridor network: a set of tables; a change makes another one.

    Attributes
    ----------
    name : str
        What it is called in reports.
    tables : dict of str to Table
        Every table of the schema by name; ``nodes``, ``links``, ``crossings`` and the others
        are also attributes.

    Examples
    --------
    >>> network = Network.reference()
    >>> network.nodes.frame().query("country == 'KZ' and kind == 'seaport'")["name"].tolist()
    ['Aktau', 'Kuryk']
    """

    name: str
    tables: dict[str, Table] = field(repr=False)

    @classmethod
    def reference(cls) -> Network:
        """Return the built-in network of the corridors between Europe and Asia.

        Examples
        --------
        >>> len(Network.reference().nodes) >= 250
        True
        """
        return _reference()

    @classmethod
    def read(cls, folder: str | Path) -> Self:
        """Read a network from a folder of CSV files, one for each table.

        ``nodes.csv`` and ``links.csv`` must be there; crossings, services and published figures may
        be absent. Any
        other absent table is that of the reference network, with the sources that it names and
        without what it says about single places.

        Raises
        ------
        NetworkError
            If a file, a row or a reference cannot be read; the error lists all of them.

        Examples
        --------
        >>> Network.read("no/such/folder")
        Traceback (most recent call last):
        landlink.network.problems.NetworkError: the network has 1 problem(s):
          no/such/folder: there is no such folder. Name a folder that holds nodes.csv and links.csv.
        """
        path = Path(folder)
        network, problems = read_folder(path, path.name)
        if problems:
            raise NetworkError(problems)
        return cls(network.name, network.tables)

    def write(self, folder: str | Path) -> None:
        """Write every table as CSV into a folder, which is made if need be.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Network.reference().write(folder)
        ...     again = Network.read(folder)
        >>> again.links.text("id") == Network.reference().links.text("id")
        True
        """
        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            with (path / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                write_table(table, stream)

    def with_table(self, table: Table) -> Self:
        """Return the network with one table replaced.

        Examples
        --------
        >>> network = Network.reference()
        >>> len(network.with_table(network.services.take([0])).services)
        1
        """
        return replace(self, tables={**self.tables, table.name: table})

    @property
    def nodes(self) -> Table:
        """Places."""
        return self.tables["nodes"]

    @property
    def links(self) -> Table:
        """Stretches between two nodes in one mode."""
        return self.tables["links"]

    @property
    def crossings(self) -> Table:
        """Border crossings by direction."""
        return self.tables["crossings"]

    @property
    def transfers(self) -> Table:
        """Loading, unloading, transhipment and gauge change, special and default."""
        return self.tables["transfers"]

    @property
    def services(self) -> Table:
        """Block trains, ferries, feeders and liners."""
        return self.tables["services"]

    @cached_property
    def assumptions(self) -> dict[str, float]:
        """Named assumptions by key."""
        table = self.tables["assumptions"]
        return dict(zip(table.text("key"), table.number("value").tolist(), strict=True))

    @cached_property
    def ends(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Node rows at which each link begins and ends."""
        index = self.nodes.index()
        tails, heads = (
            np.array([index[node] for node in self.links.text(column)], dtype=np.int64)
            for column in ("from_node", "to_node")
        )
        return tails, heads


def read_folder(folder: Path, name: str) -> tuple[Network, list[Problem]]:
    """Read what can be read from a folder, and say what cannot.

    Parameters
    ----------
    folder : path
        Folder of CSV files.
    name : str
        Name of the network.

    Returns
    -------
    Network, list of Problem

    Examples
    --------
    >>> network, problems = read_folder(Path("no/such/folder"), "none")
    >>> problems[0].rule
    'missing-folder'
    """
    tables: dict[str, Table] = {}
    borrowed: dict[str, Table] = {}
    problems: list[Problem] = []
    if not folder.is_dir():
        mend = "Name a folder that holds nodes.csv and links.csv."
        problem = Problem("missing-folder", str(folder), 0, "", "", "there is no such folder", mend)
        return Network(name, {table: from_rows(table, [], [], "")[0] for table in TABLES}), [problem]
    for table in TABLES:
        file = folder / f"{table}.csv"
        if file.is_file():
            tables[table], found = _read_safely(table, file.read_bytes(), f"{table}.csv")
            problems += found
        elif table in _OPTIONAL:
            tables[table] = from_rows(table, [], [], f"{table}.csv")[0]
        elif table in ("nodes", "links"):
            tables[table] = from_rows(table, [], [], f"{table}.csv")[0]
            mend = f"Put a {table}.csv there; `landlink network show --help` says how to export one."
            problems.append(Problem("missing-file", f"{table}.csv", 0, "", "", "the file is missing", mend))
        else:
            tables[table] = borrowed[table] = _defaults_of_reference(table)
    if borrowed and "sources" not in borrowed:
        tables["sources"] = _with_sources_of(tables["sources"], borrowed.values())
    network = Network(name, tables)
    return network, problems or integrity_problems(network.tables)


def _defaults_of_reference(name: str) -> Table:
    """Return a table of the reference network without the rows about one of its own places."""
    table = _reference().tables[name]
    if name != "transfers":
        return table
    return table.take([row for row, node in enumerate(table.text("node")) if not node])


def _with_sources_of(sources: Table, borrowed: Iterable[Table]) -> Table:
    """Return sources and those of the reference network that borrowed rows name."""
    known, reference = sources.index(), _reference().tables["sources"]
    named = {source for table in borrowed for source in table.text("source")} - set(known)
    return sources.joined(reference.take([reference.index()[source] for source in sorted(named)]))


def _read_safely(table: str, content: bytes, file: str) -> tuple[Table, list[Problem]]:
    """Read a table; what is not CSV in UTF-8 is a problem of its own."""
    try:
        return read_table(table, io.StringIO(content.decode("utf-8-sig"), newline=""), file)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        mend = "Save the file as CSV UTF-8."
        problem = Problem("not-utf-8", file, line, "", "", "the text is not UTF-8", mend)
    except csv.Error as error:
        mend = "Look for a quotation mark that is not closed."
        problem = Problem("not-csv", file, 0, "", str(error), "the file cannot be read as CSV", mend)
    return from_rows(table, [], [], file)[0], [problem]


@cache
def _reference() -> Network:
    network, problems = read_folder(Path(__file__).parent / "reference", "Eurasian corridors")
    if problems:
        raise NetworkError(problems)
    return network
