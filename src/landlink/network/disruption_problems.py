"""Checks of the table of disruptions: what they name, their months, factors and groups."""

from __future__ import annotations

import difflib
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from landlink.network.table import Table

TARGETS = {
    "link": "links",
    "node": "nodes",
    "port": "nodes",
    "crossing": "crossings",
    "service": "services",
}
"""Words before the colon that name a row, and its table; ``country`` and ``border`` name codes."""


def disruption_problems(tables: Mapping[str, Table]) -> list[Problem]:
    """Return what is wrong with the table of disruptions, beyond what its types say.

    Parameters
    ----------
    tables : mapping of str to Table
        Every table of a network.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> disruption_problems(Network.reference().tables)
    []
    """
    table = tables["disruptions"]
    if not len(table):
        return []
    return [*_targets(table, tables), *_months(table), *_factors(table), *_groups(table)]


def known_target(word: str, tables: Mapping[str, Table]) -> bool:
    """Tell whether one word of the column ``what`` names something of the network.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> tables = Network.reference().tables
    >>> [known_target(word, tables) for word in ("port:aktau", "aktau", "border:KZ-CN")]
    [True, False, True]
    """
    kind, _, key = word.partition(":")
    return key in _known(kind, tables)


def _known(kind: str, tables: Mapping[str, Table]) -> set[str]:
    """Keys that a kind of target can have."""
    if kind in TARGETS:
        return set(tables[TARGETS[kind]].index())
    if kind == "country":
        return set(tables["nodes"].text("country"))
    return _borders(tables) if kind == "border" else set()


def _borders(tables: Mapping[str, Table]) -> set[str]:
    """Pairs of countries that a rail or road link joins, in either order."""
    homes = dict(zip(tables["nodes"].text("id"), tables["nodes"].text("country"), strict=True))
    links = tables["links"]
    ends = zip(links.text("from_node"), links.text("to_node"), links.text("mode"), strict=True)
    pairs = {(homes.get(a, ""), homes.get(b, "")) for a, b, mode in ends if mode in ("rail", "road")}
    return {f"{a}-{b}" for one, other in pairs if one != other for a, b in ((one, other), (other, one))}


def _problem(table: Table, row: int, rule: str, column: str, message: str, mend: str) -> Problem:
    value = table.columns[column][row]
    shown = value if isinstance(value, str) else f"{value:g}"
    return Problem(rule, table.file, table.lines[row], column, shown, message, mend)


def _targets(table: Table, tables: Mapping[str, Table]) -> Iterator[Problem]:
    kinds = (*TARGETS, "country", "border")
    known = {kind: _known(kind, tables) for kind in kinds}
    for row, cell in enumerate(table.text("what")):
        for word in cell.split("|"):
            kind, _, key = word.partition(":")
            if kind not in known:
                mend = f"Write {', '.join(f'{one}:KEY' for one in kinds)}, with | between."
                yield _word(table, row, word, "it does not say what kind of thing it names", mend)
            elif key not in known[kind]:
                near = difflib.get_close_matches(key, known[kind], n=1)
                mend = f"Did you mean '{kind}:{near[0]}'?" if near else "Mend the key or take the word out."
                yield _word(table, row, word, f"no such {kind} in the network", mend)


def _word(table: Table, row: int, word: str, message: str, mend: str) -> Problem:
    return Problem("unknown-target", table.file, table.lines[row], "what", word, message, mend)


def _months(table: Table) -> Iterator[Problem]:
    good = {str(month) for month in range(1, 13)}
    for row, cell in enumerate(table.text("months")):
        months = cell.split("|") if cell else []
        if not set(months) <= good or len(set(months)) < len(months):
            mend = "Write numbers from 1 to 12, each once, with | between, or leave it empty."
            yield _problem(table, row, "bad-months", "months", "not a list of months", mend)


def _factors(table: Table) -> Iterator[Problem]:
    kinds, factors, shares = table.text("kind"), table.number("factor"), table.number("correlation")
    for row, kind in enumerate(kinds):
        if kind == "slowdown" and not factors[row] > 1:
            mend = "Write a factor above 1, or make it a closure."
            yield _problem(table, row, "impossible-number", "factor", "a slowdown takes longer", mend)
    for row in np.flatnonzero(shares > 1).tolist():
        message, mend = "a share cannot be above 1", "It must be from 0 to 1."
        yield _problem(table, row, "impossible-number", "correlation", message, mend)


def _groups(table: Table) -> Iterator[Problem]:
    shares = np.nan_to_num(table.number("correlation")).tolist()
    groups = table.text("group")
    for row, (group, share) in enumerate(zip(groups, shares, strict=True)):
        if not group and share > 0:
            message, mend = "it is correlated with nothing", "Name its group, or write 0."
            yield _problem(table, row, "uneven-group", "correlation", message, mend)
    for group in dict.fromkeys(one for one in groups if one):
        rows = [row for row, its in enumerate(groups) if its == group]
        for before, row in pairwise(rows):
            if shares[before] != shares[row]:
                message = f"group {group!r} has {shares[before]:g} in another row"
                mend = "Write the same correlation in all rows of a group."
                yield _problem(table, row, "uneven-group", "correlation", message, mend)
