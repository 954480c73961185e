"""A network without places, to fill in: what its template starts from."""

from __future__ import annotations

from landlink.network.model import Network, defaults_of_reference, if_absent
from landlink.network.schema import TABLES


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
    defaults = {table: defaults_of_reference(table) for table in TABLES}
    tables = {
        table: rows if if_absent(table) == "reference" else rows.take([]) for table, rows in defaults.items()
    }
    sources = tables["sources"]
    named = {key for table in tables.values() if "source" in table.columns for key in table.text("source")}
    tables["sources"] = sources.take([row for row, key in enumerate(sources.text("key")) if key in named])
    return Network(name, tables)
