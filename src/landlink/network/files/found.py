"""What a file holds of a network, before anything absent is filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from landlink.network.problems import Problem
    from landlink.network.table import Table


@dataclass(frozen=True)
class Found:
    """Tables that were read, and what there is to say about them.

    Attributes
    ----------
    tables : dict of str to Table
        Only those that are there.
    problems : list of Problem
        What could not be read.
    notes : list of str
        What was left out or filled in, for people.
    part : str
        What one table is in this format (``sheet``).
    place : callable
        What an absent table would be called (``network.xlsx links``).
    """

    tables: dict[str, Table]
    problems: list[Problem]
    notes: list[str]
    part: str
    place: Callable[[str], str]
