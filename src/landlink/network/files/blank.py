"""A network without places, to fill in: what its template starts from."""

from __future__ import annotations

from landlink.network.model import Network, defaults_of_reference, if_absent
from landlink.network.schema import TABLES
from landlink.network.table import from_rows


def blank_network(name: str) -> Network:
    """Return a network without places and links; its defaults and their sources are the reference's.

    Parameters
    ----------
    name : str

    Examples
    --------
    >>> blank = blank_network("mine")
    >>> len(blank.nodes), len(blank.links), len(blank.tables["speeds"]) > 0
    (0, 0, True)
    """
    tables = {
        table: defaults_of_reference(table)
        if if_absent(table) == "reference"
        else from_rows(table, [], [], f"{table}.csv")[0]
        for table in TABLES
    }
    sources = tables["sources"]
    named = {key for table in tables.values() if "source" in table.columns for key in table.text("source")}
    tables["sources"] = sources.take([row for row, key in enumerate(sources.text("key")) if key in named])
    return Network(name, tables)
