"""Rows that serve many links: the most special one that fits is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landlink.network.table import Table

ANY = "*"
"""Stands for every value in a key column."""


def defaults_by(table: Table, keys: Sequence[str]) -> dict[tuple[str, ...], int]:
    """Return the first row for each combination of key columns.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> speeds = Network.reference().tables["speeds"]
    >>> ("rail", "service", "KZ") in defaults_by(speeds, ("mode", "kind", "country"))
    True
    """
    found: dict[tuple[str, ...], int] = {}
    for row, key in enumerate(zip(*(table.text(column) for column in keys), strict=True)):
        found.setdefault(key, row)
    return found


def first(found: dict[tuple[str, ...], int], keys: Iterable[tuple[str, ...]]) -> int:
    """Return the row of the first key that is there, or -1.

    Examples
    --------
    >>> first({("rail", "*"): 4}, [("rail", "KZ"), ("rail", "*")])
    4
    """
    return next((found[key] for key in keys if key in found), -1)
