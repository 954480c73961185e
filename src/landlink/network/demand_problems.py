"""Checks of the tables of demand: what goes from where to where, in what, and around what."""

from __future__ import annotations

import difflib
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.arcs import MODE_NAMES
from landlink.network.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from landlink.network.table import Table

SAME_FLOW = ("origin", "destination", "commodity", "equipment", "avoid", "empty_return")
"""Columns that tell flows apart; a row of a scenario replaces that of the base with the same ones."""


MOST_A_YEAR = 1e12
"""Tonnes, or TEU, of one flow in a year; beyond, sums lose their meaning."""


def demand_problems(tables: Mapping[str, Table]) -> list[Problem]:
    """Return places, quantities and words to avoid that cannot be, and rows that say the same.

    Parameters
    ----------
    tables : mapping of str to Table
        Every table of a network.

    Examples
    --------
    >>> from landlink.testing import small_network, with_cell
    >>> key = small_network().tables["demand"].text("id")[0]
    >>> spoiled = with_cell(small_network(), "demand", key, "origin", "Kazakhstan")
    >>> [problem.rule for problem in demand_problems(spoiled.tables)]
    ['unknown-place']
    """
    demand = tables["demand"]
    return [
        *row_problems(demand, tables),
        *_same_flow(demand),
        *_same_weight(tables["hub_weights"]),
    ]


def row_problems(demand: Table, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield what is wrong with single rows of demand against a network.

    Parameters
    ----------
    demand : Table
        Of the schema ``demand``: the network's own or another one.
    tables : mapping of str to Table
        Tables of the network.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> small = small_network()
    >>> list(row_problems(small.tables["demand"], small.tables))
    []
    """
    yield from _places(demand, tables["nodes"])
    yield from _quantities(demand)
    yield from _avoided(demand, tables)


def is_country(word: str) -> bool:
    """Return whether a word has the form of a country code: two capital letters.

    Examples
    --------
    >>> is_country("KZ"), is_country("aktau")
    (True, False)
    """
    return len(word) == 2 and word.isascii() and word.isalpha() and word.isupper()


def avoidable(tables: Mapping[str, Table]) -> set[str]:
    """Return the words that a row of demand can avoid: countries, modes, operators, services, nodes.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> {"KZ", "sea", "KTZ", "ferry", "aktau"} <= avoidable(small_network().tables)
    True
    """
    nodes, links, services = tables["nodes"], tables["links"], tables["services"]
    operators = {*links.text("operator"), *services.text("operator")} - {""}
    return {*nodes.text("country"), *MODE_NAMES, *operators, *services.text("id"), *nodes.text("id")}


def _places(demand: Table, nodes: Table) -> Iterator[Problem]:
    known = nodes.index()
    for column in ("origin", "destination"):
        for row, word in enumerate(demand.text(column)):
            if not word or word in known or is_country(word):
                continue
            near = difflib.get_close_matches(word, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else "Write the key of a node or a code such as KZ."
            message = "no such row in nodes.csv, and not a country code"
            yield _problem(demand, row, "unknown-place", column, message, hint)


def _quantities(demand: Table) -> Iterator[Problem]:
    empty = [np.isnan(demand.number(name)) for name in ("tonnes_year", "teu_year", "value_usd_year")]
    for row in np.flatnonzero(np.logical_and.reduce(empty)).tolist():
        message, mend = "the row says no quantity", "Fill tonnes_year or teu_year."
        yield _problem(demand, row, "no-quantity", "tonnes_year", message, mend)
    for name in ("tonnes_year", "teu_year"):
        values = demand.number(name)
        for row in np.flatnonzero(values > MOST_A_YEAR).tolist():
            mend = f"It must be at most {MOST_A_YEAR:g}, many times what the world moves."
            yield _problem(
                demand, row, "impossible-number", name, "the number cannot be right", mend, f"{values[row]:g}"
            )


def _avoided(demand: Table, tables: Mapping[str, Table]) -> Iterator[Problem]:
    cells = demand.text("avoid")
    known = avoidable(tables) if any(cells) else set()
    for row, cell in enumerate(cells):
        for word in cell.split("|") if cell else ():
            if word in known:
                continue
            near = difflib.get_close_matches(word, known, n=1)
            mend = "Write country codes, modes, operators, keys of services or nodes, with | between."
            hint = f"Did you mean {near[0]!r}?" if near else mend
            message = "neither a country, a mode, an operator, a service nor a node"
            yield _problem(demand, row, "unknown-avoid", "avoid", message, hint, word)


def _same_flow(demand: Table) -> Iterator[Problem]:
    """Yield flows that stand twice in one scenario with one quantity and source."""
    names = (*SAME_FLOW, "scenario", "source")
    numbers = ("tonnes_year", "teu_year", "value_usd_year", "year")
    parts = [demand.text(name) for name in names]
    parts += [[repr(value) for value in demand.number(name).tolist()] for name in numbers]
    yield from _twice(demand, "origin", [[" ".join(key)] for key in zip(*parts, strict=True)])


def _same_weight(weights: Table) -> Iterator[Problem]:
    """Yield hubs that have two weights for the same goods and direction."""
    ways = {"both": ("origin", "destination")}
    names = (weights.text(name) for name in ("country", "node", "commodity"))
    rows = zip(zip(*names, strict=True), weights.text("direction"), strict=True)
    keys = [[" ".join((*key, way)) for way in ways.get(direction, (direction,))] for key, direction in rows]
    yield from _twice(weights, "node", keys)


def _twice(table: Table, column: str, keys: Sequence[Sequence[str]]) -> Iterator[Problem]:
    counts = Counter(key for said in keys for key in said)
    for row, said in enumerate(keys):
        if any(counts[key] > 1 for key in said):
            yield _problem(table, row, "duplicate", column, "another row says the same", "Keep one of them.")


def _problem(
    table: Table, row: int, rule: str, column: str, message: str, mend: str, value: str | None = None
) -> Problem:
    cell = table.columns[column][row]
    shown = value if value is not None else cell if isinstance(cell, str) else ""
    return Problem(rule, table.file, table.lines[row], column, shown, message, mend)
