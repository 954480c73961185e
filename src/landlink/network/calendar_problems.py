"""Checks of the tables that hold days and times: timetables, opening hours, rest rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landlink.network.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from landlink.network.table import Table


def calendar_problems(tables: Mapping[str, Table]) -> list[Problem]:
    """Return cells that are no day, time, date or zone, and rows that contradict themselves.

    Parameters
    ----------
    tables : mapping of str to Table
        Every table of a network.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> calendar_problems(Network.reference().tables)
    []
    """
    problems = list(_zones(tables["nodes"]))
    for name in ("timetables", "opening_hours"):
        if len(tables[name]):
            problems += [*_cells(tables[name]), *_zones(tables[name]), *_order(tables[name])]
    problems += _stops(tables["timetables"], tables["services"])
    problems += _subjects(tables["opening_hours"])
    return [*problems, *_rests(tables["rest_rules"], tables["nodes"])]


def _problem(table: Table, row: int, rule: str, column: str, message: str, mend: str) -> Problem:
    return Problem(rule, table.file, table.lines[row], column, str(table.columns[column][row]), message, mend)


def _cells(table: Table) -> Iterator[Problem]:
    from landlink.network.calendars import parse_clock, parse_days  # noqa: PLC0415

    days = ("bad-days", "not days or dates", "Write mon|wed|fri, or dates as 2026-03-02|2026-03-09.")
    clock = ("bad-time", "not a time of the day", "Write HH:MM, from 00:00 to 24:00.")
    dates = ("bad-date", "not a date", "Write it as 2026-03-29.")
    readers: dict[str, tuple[Callable[[str], object], tuple[str, str, str]]] = {
        "days": (parse_days, days),
        "departs": (parse_clock, clock),
        "opens": (parse_clock, clock),
        "closes": (parse_clock, clock),
        "valid_from": (_date, dates),
        "valid_to": (_date, dates),
    }
    for column, (read, (rule, message, mend)) in readers.items():
        for row, cell in enumerate(table.text(column) if column in table.columns else ()):
            if not _reads(read, cell):
                yield _problem(table, row, rule, column, message, mend)


def _date(cell: str) -> object:
    from datetime import date  # noqa: PLC0415

    from landlink.network.calendars import parse_date  # noqa: PLC0415

    return parse_date(cell, date.min)


def _reads(read: Callable[[str], object], cell: str) -> bool:
    try:
        read(cell)
    except ValueError:
        return False
    return True


def _zones(table: Table) -> Iterator[Problem]:
    cells = table.text("timezone")
    if not any(cells):
        return
    from landlink.network.calendars import zone  # noqa: PLC0415

    wrong = {cell for cell in set(cells) if cell and not _reads(zone, cell)}
    for row, cell in enumerate(cells):
        if cell in wrong:
            mend = "Write an IANA name such as Asia/Almaty, or leave it empty."
            yield _problem(table, row, "unknown-timezone", "timezone", "no such time zone", mend)


def _order(table: Table) -> Iterator[Problem]:
    """Rows whose last date is before the first."""
    for row, (first, last) in enumerate(zip(table.text("valid_from"), table.text("valid_to"), strict=True)):
        if first and last and last < first:
            message = f"the row ends before it begins on {first}"
            yield _problem(table, row, "ends-before-it-begins", "valid_to", message, "Swap the two dates.")


def _stops(table: Table, services: Table) -> Iterator[Problem]:
    """Timetables at a place where the service does not stop, or in a direction that it lacks."""
    index = services.index()
    columns = (table.text(column) for column in ("service", "stop", "direction"))
    for row, (service, stop, direction) in enumerate(zip(*columns, strict=True)):
        if service not in index:
            continue
        stops = [one.strip() for one in services.text("stops")[index[service]].split("|")]
        if stop and stop not in stops:
            message = f"{service} does not stop there"
            mend = f"Write one of {', '.join(one for one in stops if one[:1] != '~')}."
            yield _problem(table, row, "not-a-stop", "stop", message, mend)
        if direction == "backward" and services.text("both_ways")[index[service]] != "yes":
            message = f"{service} runs in the order of its stops only"
            mend = "Write forward, or set both_ways of the service to yes."
            yield _problem(table, row, "no-such-direction", "direction", message, mend)


def _subjects(table: Table) -> Iterator[Problem]:
    """Yield opening hours of nothing, of two things, of unknown holidays, or without length."""
    columns = (table.text(name) for name in ("crossing", "node", "operation", "opens", "closes", "holidays"))
    for row, (crossing, node, operation, opens, closes, country) in enumerate(zip(*columns, strict=True)):
        if bool(crossing) == bool(node):
            message = "the row must be about one crossing or one node"
            yield _problem(table, row, "no-subject", "crossing", message, "Fill crossing or node, not both.")
        elif crossing and operation:
            message, mend = "a crossing has no such operation", "Leave it empty, or name a node."
            yield _problem(table, row, "no-subject", "operation", message, mend)
        if opens and opens == closes:
            message = "it opens and closes at the same time"
            mend = "Write 00:00 and 24:00 for the whole day."
            yield _problem(table, row, "never-open", "closes", message, mend)
        if country:
            from landlink.network.calendars import countries_with_holidays  # noqa: PLC0415

            if country not in countries_with_holidays():
                message = "no public holidays are known of this country"
                mend = "Leave it empty and write the days that are open as dates."
                yield _problem(table, row, "unknown-holidays", "holidays", message, mend)


def _rests(table: Table, nodes: Table) -> Iterator[Problem]:
    known = nodes.index()
    for row, cell in enumerate(table.text("places")):
        for place in cell.split("|") if cell else ():
            if place.strip() not in known:
                message, mend = f"no such row in {nodes.file}", "Write ids of nodes, separated by |."
                yield _problem(table, row, "unknown-node", "places", message, mend)
