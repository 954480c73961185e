"""What is different between two networks: rows added, removed and changed, by table and key."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from landlink.network.schema import key_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landlink.network.model import Network
    from landlink.network.table import Table

Cell: TypeAlias = "str | float | None"
Key: TypeAlias = "tuple[Cell, ...]"
Row: TypeAlias = "dict[str, Cell]"
Changes: TypeAlias = "dict[str, list[dict[str, dict[str, object]]]]"


def diff(old: Network, new: Network) -> dict[str, Changes]:
    """Return what is different, by table; tables without a difference are left out.

    Rows are the same if their key is: the ``id``, or the columns that tell the rows of a table apart. The
    order of rows does not count, and an empty cell is None.

    Parameters
    ----------
    old, new : Network

    Returns
    -------
    dict of str to dict
        By table ``added`` and ``removed``, each a list of ``{"key": ..., "row": ...}``, and ``changed``,
        a list of ``{"key": ..., "cells": {column: [old, new]}}``, in the rows' order.

    Examples
    --------
    >>> from landlink.testing import small_network, with_cell
    >>> small = small_network()
    >>> diff(small, with_cell(small, "links", "rail-alat-baku", "length_km", 82))
    {'links': {'added': [], 'removed': [], 'changed': [{'key': {'id': 'rail-alat-baku'},
     'cells': {'length_km': [80.0, 82.0]}}]}}
    """
    found = {name: _table(table, new.tables[name]) for name, table in old.tables.items()}
    return {name: changes for name, changes in found.items() if any(changes.values())}


def _table(old: Table, new: Table) -> Changes:
    columns = key_columns(old.name)
    before, after = _rows(old, columns), _rows(new, columns)
    changed = [
        {"key": _named(columns, key), "cells": cells}
        for key, row in before.items()
        if key in after and (cells := _cells(row, after[key]))
    ]
    return {
        "added": [
            {"key": _named(columns, key), "row": {**row}} for key, row in after.items() if key not in before
        ],
        "removed": [
            {"key": _named(columns, key), "row": {**row}} for key, row in before.items() if key not in after
        ],
        "changed": changed,
    }


def _rows(table: Table, columns: tuple[str, ...]) -> dict[Key, Row]:
    """Return rows by key."""
    plain = {
        name: [_plain(cell) for cell in (column if isinstance(column, list) else column.tolist())]
        for name, column in table.columns.items()
    }
    keys = zip(*(plain[column] for column in columns), strict=True)
    rows = zip(*plain.values(), strict=True)
    return {key: dict(zip(plain, row, strict=True)) for key, row in zip(keys, rows, strict=True)}


def _plain(cell: str | float) -> Cell:
    return None if cell == "" or (isinstance(cell, float) and math.isnan(cell)) else cell


def _named(columns: tuple[str, ...], key: Key) -> dict[str, object]:
    return dict(zip(columns, key, strict=True))


def _cells(old: Mapping[str, Cell], new: Mapping[str, Cell]) -> dict[str, object]:
    return {column: [cell, new[column]] for column, cell in old.items() if cell != new[column]}
