"""How published figures are written: words and what they mean, one CSV table a kind of word."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table of words.

    Parameters
    ----------
    name : str
        ``metrics``, ``statuses``, ``corridors``, ``places``, ``levels`` or ``groups``.

    Examples
    --------
    >>> [row["quantity"] for row in table("metrics") if row["word"] == "usd_feu"]
    ['price_usd']
    """
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def cell(text: str) -> tuple[str, ...]:
    """Return the words of a cell in which several are separated by ``|``.

    Examples
    --------
    >>> cell("road|RU"), cell("")
    (('road', 'RU'), ())
    """
    return tuple(part.strip() for part in text.split("|") if part.strip())
