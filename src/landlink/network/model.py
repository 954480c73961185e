"""The network: the tables of a corridor network, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import numpy as np

from landlink.network.files.csv_folder import read as read_csv_folder
from landlink.network.integrity import integrity_problems
from landlink.network.problems import NetworkError, Problem
from landlink.network.schema import REFERENCES, TABLES, attributes
from landlink.network.sheet import placed
from landlink.network.table import Table, from_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from landlink.network.files.found import Found

_OPTIONAL = (
    "crossings",
    "services",
    "closures",
    "disruptions",
    "berths",
    "vessels",
    "sea_levels",
    "timetables",
    "opening_hours",
    "commodities",
    "demand",
    "hub_weights",
    "published",
)


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
    def read(
        cls, path: str | Path, defaults: Mapping[str, str] | None = None, *, form: str | None = None
    ) -> Self:
        """Read a network from a folder of CSV files or from any other format that landlink knows.

        The ending of the name decides: ``.xlsx`` is an Excel workbook, ``.gpkg`` a GeoPackage,
        ``.geoparquet`` a folder of GeoParquet and ``.gmns`` a GMNS folder; a folder of another name
        is what its files are. See ``docs/reference/file-formats.md``.

        In each, nodes and links must be there; crossings, services, closures, disruptions, berths,
        vessels, sea levels, timetables, opening hours, demand with its commodities and hub weights, and
        published figures may be absent. Any other absent table is that of the reference network, with
        the sources that it names and without what it says about single places. See
        ``docs/reference/file-formats.md``.

        Parameters
        ----------
        path : str or Path
        defaults : mapping of str to str, optional
            For a GMNS folder that somebody else wrote: what to write where it says nothing, by table
            and column (``{"links.mode": "road", "nodes.country": "UZ"}``).
        form : str, optional
            ``csv``, ``xlsx``, ``gpkg``, ``geoparquet``, ``gmns`` or ``osm``, whatever the ending.

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
        from landlink.network.files import read  # noqa: PLC0415  (it builds on this module)

        network, problems, _ = read(Path(path), defaults, form)
        if problems:
            raise NetworkError(problems)
        return cls(network.name, network.tables)

    def write(self, path: str | Path, *, form: str | None = None) -> None:
        """Write the network; the ending of the name decides how, and a folder holds CSV.

        ``form`` names the format, whatever the ending: ``csv``, ``xlsx``, ``gpkg``, ``geoparquet``
        or ``gmns``.

        What is there is written over; it is left as it was if anything goes wrong.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Network.reference().write(folder)
        ...     again = Network.read(folder)
        >>> again.links.text("id") == Network.reference().links.text("id")
        True
        """
        from landlink.network.files import write  # noqa: PLC0415  (it builds on this module)

        write(self, Path(path), form)

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
    if not folder.is_dir():
        mend = "Name a folder that holds nodes.csv and links.csv."
        problem = Problem("missing-folder", str(folder), 0, "", "", "there is no such folder", mend)
        return Network(name, {table: from_rows(table, [], [], "")[0] for table in TABLES}), [problem]
    return assembled(name, read_csv_folder(folder))


def assembled(name: str, found: Found) -> tuple[Network, list[Problem]]:
    """Make a network of the tables that a file holds, and say what is wrong with it.

    ``nodes`` and ``links`` must be there; a table that a network can do without is empty if absent, any
    other is that of the reference network, with the sources that it names.

    Parameters
    ----------
    name : str
        Name of the network.
    found : Found
        What was read.

    Examples
    --------
    >>> from landlink.network.files.found import Found
    >>> network, problems = assembled("none", Found({}, [], [], "file", "{}.csv".format))
    >>> print(problems[0])
    nodes.csv: the file is missing. Add it; `landlink network convert --help` says how to write a network to
    start from.
    """
    tables: dict[str, Table] = {}
    borrowed: dict[str, Table] = {}
    problems = list(found.problems)
    for table in TABLES:
        place = found.place(table)
        if table in found.tables:
            tables[table] = found.tables[table]
        elif if_absent(table) == "empty":
            tables[table] = from_rows(table, [], [], place)[0]
        elif if_absent(table) == "error":
            tables[table] = from_rows(table, [], [], place)[0]
            mend = "Add it; `landlink network convert --help` says how to write a network to start from."
            problems.append(Problem("missing-file", place, 0, "", "", f"the {found.part} is missing", mend))
        else:
            tables[table] = borrowed[table] = defaults_of_reference(table)
    if borrowed and "sources" not in borrowed:
        tables["sources"] = _with_sources_of(tables["sources"], borrowed.values())
    network = Network(name, tables)
    return network, problems or placed(integrity_problems(tables), tables.values())


def if_absent(table: str) -> Literal["error", "empty", "reference"]:
    """Return what it means that a network comes without a table.

    Examples
    --------
    >>> if_absent("links"), if_absent("services"), if_absent("speeds")
    ('error', 'empty', 'reference')
    """
    if table in ("nodes", "links"):
        return "error"
    return "empty" if table in _OPTIONAL else "reference"


def defaults_of_reference(name: str) -> Table:
    """Return a table of the reference network without the rows about one of its own places.

    Examples
    --------
    >>> set(defaults_of_reference("transfers").text("node"))
    {''}
    """
    table = _reference().tables[name]
    kinds = {"stops", *REFERENCES} - {"source"}
    places = [table.text(a.name) for a in attributes(name).values() if a.type in kinds]
    return table.take([row for row in range(len(table)) if not any(column[row] for column in places)])


def _with_sources_of(sources: Table, borrowed: Iterable[Table]) -> Table:
    """Return sources and those of the reference network that borrowed rows name."""
    known, reference = sources.index(), _reference().tables["sources"]
    named = {source for table in borrowed for source in table.text("source")} - set(known)
    return sources.joined(reference.take([reference.index()[source] for source in sorted(named)]))


@cache
def _reference() -> Network:
    network, problems = read_folder(Path(__file__).parent / "reference", "Eurasian corridors")
    if problems:
        raise NetworkError(problems)
    return network
