"""Where a figure comes from: the rows of the tables that an arc rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.schema import QUALITIES, TABLES, key_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from landlink.network.model import Network


@dataclass(frozen=True)
class Rows:
    """All rows of a network under one count, in the order of the tables.

    Attributes
    ----------
    tables : list of str
        Table of each row.
    files, lines, sources, keys : list
        File and line at which each stands, its source, and its key.
    quality : int array
        Number in :data:`~landlink.network.schema.QUALITIES`.
    """

    tables: list[str]
    files: list[str]
    lines: list[int]
    sources: list[str]
    keys: list[str]
    quality: NDArray[np.int64]

    def unverified(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell for each arc whether any of its rows is unverified; -1 counts for none.

        Examples
        --------
        >>> from landlink.network import Network
        >>> rows_of(Network.reference()).unverified(np.array([[-1, -1]])).tolist()
        [False]
        """
        bad = (rows >= 0) & (self.quality[rows] == QUALITIES.index("unverified"))
        return np.asarray(bad.any(axis=1))

    def describe(self, row: int) -> dict[str, str | int]:
        """Return a row's table, file, line, key, source and quality.

        Examples
        --------
        >>> from landlink.network import Network
        >>> rows_of(Network.reference()).describe(0)["file"]
        'nodes.csv'
        """
        return {
            "table": self.tables[row],
            "file": self.files[row],
            "line": self.lines[row],
            "key": self.keys[row],
            "source": self.sources[row],
            "quality": QUALITIES[int(self.quality[row])],
        }


def rows_of(network: Network) -> Rows:
    """Count the rows of all tables through.

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> len(rows_of(network).keys) == sum(len(table) for table in network.tables.values())
    True
    """
    tables: list[str] = []
    files: list[str] = []
    lines: list[int] = []
    sources: list[str] = []
    keys: list[str] = []
    quality: list[int] = []
    for name in TABLES:
        table = network.tables[name]
        tables += [name] * len(table)
        files += [table.file] * len(table)
        lines += table.lines
        of_source = name == "sources"
        sources += table.text("key") if of_source else table.text("source")
        quality += [1] * len(table) if of_source else [_number(value) for value in table.text("quality")]
        keys += _keys(network, name)
    return Rows(tables, files, lines, sources, keys, np.array(quality, dtype=np.int64))


def _number(quality: str) -> int:
    return QUALITIES.index(quality) if quality in QUALITIES else QUALITIES.index("unverified")


def _keys(network: Network, name: str) -> Iterable[str]:
    """Key of each row; a default is known by what it applies to."""
    table = network.tables[name]
    columns = key_columns(name)
    return [" ".join(parts) for parts in zip(*(table.text(column) for column in columns), strict=True)]
