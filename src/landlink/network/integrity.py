"""Checks that every network must pass before anything can be computed on it."""

from __future__ import annotations

import difflib
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.calendar_problems import calendar_problems
from landlink.network.cargo import TEU
from landlink.network.demand_problems import demand_problems
from landlink.network.disruption_problems import disruption_problems
from landlink.network.lookup import ANY
from landlink.network.problems import Problem
from landlink.network.schema import REFERENCES, attributes, key_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landlink.network.table import Table

POSITIVE = (
    "length_km", "speed_kmh", "headway_h", "spell_h", "duration_d", "limit_h", "rest_h", "weight",
    "depth_m", "draught_m", "deadweight_t", "tonnes_per_cm",
)  # fmt: skip
"""Numbers that must be above zero."""

SIGNED = ("lon", "lat", "level_m", "low_m", "high_m", "reference_level_m")
"""Numbers that may be below zero."""

ASSUMED = (
    "price_year",
    "rail_general_wait_h",
    "road_general_wait_h",
    "service_border_factor",
    "payload_t_per_teu",
    "payload_t_per_wagon",
    "payload_t_per_truck",
    "time_value_share_per_day",
)
"""Assumptions without which no route can be computed."""


def integrity_problems(tables: Mapping[str, Table]) -> list[Problem]:
    """Return duplicates, dangling references and impossible numbers.

    Parameters
    ----------
    tables : mapping of str to Table
        Every table of a network.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> integrity_problems(Network.reference().tables)
    []
    """
    problems: list[Problem] = []
    for table in tables.values():
        problems += _duplicates(table)
        problems += _numbers(table)
        for attribute in attributes(table.name).values():
            if attribute.type in REFERENCES:
                problems += _dangling(table, attribute.name, tables[REFERENCES[attribute.type]])
            elif attribute.type == "stops":
                problems += _dangling_stops(table, attribute.name, tables["nodes"])
            elif attribute.name == "country":
                problems += _countries(table, attribute.name, ANY if attribute.type == "text" else "")
            elif attribute.name == "equipment" and table.name in ("services", "commodities", "demand"):
                problems += _equipment(table, attribute.name)
            elif (table.name, attribute.name) == ("closures", "where"):
                problems += _closed(table, tables)
            elif (table.name, attribute.name) == ("vessels", "services"):
                problems += _services_of_vessels(table, tables["services"])
            elif (table.name, attribute.name) == ("berths", "kinds"):
                problems += _kinds_of_berths(table)
    problems += calendar_problems(tables) + demand_problems(tables) + disruption_problems(tables)
    problems += _twice_the_same(tables)
    return problems + _missing_assumptions(tables["assumptions"])


def _duplicates(table: Table) -> list[Problem]:
    columns = key_columns(table.name)
    keys = [" ".join(parts) for parts in zip(*(table.text(column) for column in columns), strict=True)]
    counts = Counter(keys)
    return [
        Problem(
            "duplicate", table.file, table.lines[row], columns[0], key, "the key stands in more than one row",
            "Keep one row or give each its own key.",
        )
        for row, key in enumerate(keys) if counts[key] > 1
    ]  # fmt: skip


def _numbers(table: Table) -> list[Problem]:
    problems = []
    for attribute in attributes(table.name).values():
        if not attribute.numeric or table.name == "assumptions" or attribute.name in SIGNED:
            continue
        values = table.number(attribute.name)
        bad = (values <= 0) if attribute.name in POSITIVE else (values < 0)
        bound = "above" if attribute.name in POSITIVE else "at or above"
        problems += [
            Problem(
                "impossible-number", table.file, table.lines[row], attribute.name, f"{values[row]:g}",
                "the number cannot be right", f"It must be {bound} zero.",
            )
            for row in np.flatnonzero(bad)
        ]  # fmt: skip
    return problems


def _dangling(table: Table, column: str, target: Table) -> list[Problem]:
    keys = target.index()
    return [
        _unknown(table, row, column, value, target, keys)
        for row, value in enumerate(table.text(column))
        if value and value not in keys
    ]


def _dangling_stops(table: Table, column: str, nodes: Table) -> list[Problem]:
    keys = nodes.index()
    problems = []
    for row, cell in enumerate(table.text(column)):
        stops = [stop.strip().removeprefix("~") for stop in cell.split("|")]
        problems += [_unknown(table, row, column, stop, nodes, keys) for stop in stops if stop not in keys]
        if len(stops) < 2:
            problems.append(
                Problem(
                    "too-few-stops", table.file, table.lines[row], column, cell, "a service needs two stops",
                    "Write node ids in order, separated by |.",
                )
            )  # fmt: skip
    return problems


def _unknown(
    table: Table, row: int, column: str, value: str, target: Table, keys: Mapping[str, int]
) -> Problem:
    near = difflib.get_close_matches(value, keys, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Add the row to {target.file} or mend the name."
    rule = {
        "nodes": "unknown-node",
        "links": "unknown-link",
        "crossings": "unknown-crossing",
        "services": "unknown-service",
        "commodities": "unknown-commodity",
        "sources": "missing-source",
    }[target.name]
    return Problem(rule, table.file, table.lines[row], column, value, f"no such row in {target.file}", hint)


def _countries(table: Table, column: str, wildcard: str) -> list[Problem]:
    mend = "Write the two capital letters of ISO 3166-1 alpha-2; XZ at sea."
    if wildcard:
        mend = f"Write the two capital letters of ISO 3166-1 alpha-2, or {wildcard} for every other country."
    return [
        Problem("unknown-country", table.file, table.lines[row], column, value, "not a country code", mend)
        for row, value in enumerate(table.text(column))
        if value and value != wildcard and not (len(value) == 2 and value.isascii() and value.isupper())
    ]


def _equipment(table: Table, column: str) -> list[Problem]:
    return [
        Problem(
            "unknown-equipment", table.file, table.lines[row], column, cell, "it names no such equipment",
            f"Write one or more of {', '.join(TEU)}, separated by |; empty for all.",
        )
        for row, cell in enumerate(table.text(column)) if cell and not set(cell.split("|")) <= set(TEU)
    ]  # fmt: skip


def _closed(table: Table, tables: Mapping[str, Table]) -> list[Problem]:
    """Closures of what is neither a node nor a service, and those that never end."""
    known = {**tables["nodes"].index(), **tables["services"].index()}
    problems = []
    for row, cell in enumerate(table.text("where")):
        for key in cell.split("|"):
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                hint = (
                    f"Did you mean {near[0]!r}?"
                    if near
                    else "Write keys of nodes or services, with | between."
                )
                message = "no such row in nodes.csv or services.csv"
                problems.append(
                    Problem("unknown-place", table.file, table.lines[row], "where", key, message, hint)
                )
    for row in np.flatnonzero(table.number("closed_share") >= 1).tolist():
        value, mend = (
            f"{table.number('closed_share')[row]:g}",
            "It must be below 1; close the service instead.",
        )
        message = "what is always closed never opens"
        problems.append(
            Problem("impossible-number", table.file, table.lines[row], "closed_share", value, message, mend)
        )
    return problems


def _services_of_vessels(table: Table, services: Table) -> list[Problem]:
    """Vessels that run services which are not there, and services that two vessels run."""
    keys = services.index()
    problems, runs = [], dict[str, int]()
    for row, cell in enumerate(table.text("services")):
        for key in cell.split("|") if cell else ():
            if key not in keys:
                problems.append(_unknown(table, row, "services", key, services, keys))
            elif runs.setdefault(key, row) != row:
                other = table.text("id")[runs[key]]
                problems.append(
                    Problem(
                        "two-vessels", table.file, table.lines[row], "services", key,
                        f"the service runs with {other} already", "Name it with one vessel only.",
                    )
                )  # fmt: skip
    return problems


def _kinds_of_berths(table: Table) -> list[Problem]:
    kinds = attributes("vessels")["kind"].choices
    return [
        Problem(
            "unknown-kind", table.file, table.lines[row], "kinds", cell, "it names no such kind of vessel",
            f"Write one or more of {', '.join(kinds)}, separated by |; empty for all.",
        )
        for row, cell in enumerate(table.text("kinds")) if cell and not set(cell.split("|")) <= set(kinds)
    ]  # fmt: skip


def _twice_the_same(tables: Mapping[str, Table]) -> list[Problem]:
    """Rows of different keys that say the same: parallel links of one length, a crossing twice."""
    links, crossings = tables["links"], tables["crossings"]
    lengths = links.number("length_km")
    rest = zip(
        links.text("mode"), links.number("gauge_mm").tolist(), lengths.tolist(), links.text("status"),
        strict=True,
    )  # fmt: skip
    ends = zip(links.text("from_node"), links.text("to_node"), links.text("direction"), strict=True)
    same_link = [  # a way there and a way back, each open in one direction, are two links
        [f"{a} {b} {what}"] if way == "forward" or a == b else [f"{a} {b} {what}", f"{b} {a} {what}"]
        for (a, b, way), what in zip(ends, rest, strict=True)
    ]
    same_crossing = [
        [f"{a} {b}"] for a, b in zip(crossings.text("link"), crossings.text("direction"), strict=True)
    ]
    problems = []
    for table, column, keys in ((links, "from_node", same_link), (crossings, "link", same_crossing)):
        counts = Counter(key for said in keys for key in said)
        problems += [
            Problem(
                "duplicate", table.file, table.lines[row], column, table.text(column)[row],
                "another row says the same", "Keep one of them.",
            )
            for row, said in enumerate(keys) if any(counts[key] > 1 for key in said)
        ]  # fmt: skip
    return problems


def _missing_assumptions(table: Table) -> list[Problem]:
    """Assumptions that a table of one's own leaves out."""
    mend = "Add the row; landlink network export writes one with its source."
    return [
        Problem("missing-assumption", table.file, 0, "key", key, "the assumption is missing", mend)
        for key in ASSUMED
        if key not in table.text("key")
    ]
