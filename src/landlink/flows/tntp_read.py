"""Read networks, trips and flows from TNTP files; see :mod:`landlink.flows.tntp`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.tntp import LINK, TntpFlows, TntpNetwork, TntpTrips

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["read_flows", "read_network", "read_trips"]

TOTAL_TOLERANCE = 1e-3


def read_network(path: Path) -> TntpNetwork:
    """Read a network file.

    Parameters
    ----------
    path : Path

    Raises
    ------
    LandlinkError
        If the file is not as it should be; the message has file, line, and what was expected.
    """
    keys, lines = _opened(path)
    zones, nodes, links = (_count(path, keys, f"NUMBER OF {what}") for what in ("ZONES", "NODES", "LINKS"))
    first = _count(path, keys, "FIRST THRU NODE") if "FIRST THRU NODE" in keys else 1
    rows = np.empty((links, len(LINK)))
    found = 0
    line = 0
    for line, text in lines:
        words = text.replace(";", " ").split()
        if len(words) != len(LINK):
            _stop(path, line, f"a link of {len(LINK)} numbers ({' '.join(LINK)})", f"{len(words)} words")
        if found == links:
            _stop(
                path, line, f"no more than the {links} links that <NUMBER OF LINKS> promises", "another link"
            )
        rows[found] = [_number(path, line, word, name) for word, name in zip(words, LINK, strict=True)]
        _check_link(path, line, rows[found], nodes)
        found += 1
    if found < links:
        _stop(
            path, line, f"{links} links, as <NUMBER OF LINKS> promises", f"the end of the file after {found}"
        )
    ends, kind = rows[:, :2].astype(np.int32), rows[:, 9].astype(np.int32)
    plain = dict(zip(LINK[2:9], rows[:, 2:9].T.copy(), strict=True))
    return TntpNetwork(zones, nodes, first, ends[:, 0].copy(), ends[:, 1].copy(), link_type=kind, **plain)


def read_trips(path: Path) -> TntpTrips:
    """Read a file of trips.

    Parameters
    ----------
    path : Path

    Raises
    ------
    LandlinkError
        If the file is not as it should be, or its trips do not add up to the total that it states.
    """
    keys, lines = _opened(path)
    zones = _count(path, keys, "NUMBER OF ZONES")
    origin = 0
    starts: list[int] = []
    ends: list[int] = []
    trips: list[float] = []
    for line, text in lines:
        if text[:6].lower() == "origin":
            origin = _zone(path, line, text[6:].strip(), zones)
            continue
        if not origin:
            _stop(path, line, "a line `Origin 1`", repr(text[:30]))
        for entry in filter(None, map(str.strip, text.split(";"))):
            zone, colon, value = entry.partition(":")
            if not colon:
                _stop(path, line, "entries `zone : trips;`", repr(entry[:30]))
            amount = _number(path, line, value.strip(), "trips")
            if not amount >= 0:
                _stop(path, line, "trips of 0 or more", value.strip())
            to = _zone(path, line, zone.strip(), zones)
            if amount > 0:
                starts.append(origin)
                ends.append(to)
                trips.append(amount)
    _check_total(path, keys, sum(trips))
    return TntpTrips(zones, np.array(starts, np.int32), np.array(ends, np.int32), np.array(trips, np.float64))


def read_flows(path: Path) -> TntpFlows:
    """Read a file of link flows: four numbers a line, init node, term node, volume and cost.

    Parameters
    ----------
    path : Path

    Raises
    ------
    LandlinkError
        If a line has something else.
    """
    rows: list[list[float]] = []
    for line, text in _lines(path):
        words = text.replace(":", " ").replace(";", " ").split()
        if text.startswith("<") or (not rows and words[0].lower() in {"from", "tail", "init_node"}):
            continue
        if len(words) != 4:
            _stop(path, line, "four numbers (from to volume cost)", f"{len(words)} words")
        rows.append([_number(path, line, word, "a number") for word in words])
    table = np.array(rows, np.float64).reshape(-1, 4)
    ends = table[:, :2].astype(np.int32)
    return TntpFlows(ends[:, 0].copy(), ends[:, 1].copy(), table[:, 2].copy(), table[:, 3].copy())


def _stop(path: Path, line: int, expected: str, got: str) -> NoReturn:
    raise LandlinkError(f"{path}:{line}: expected {expected}, but found {got}")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that say something, with their numbers."""
    if not path.is_file():
        raise LandlinkError(f"{path}: there is no such file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LandlinkError(f"{path}: the text is not UTF-8; is it a TNTP file?") from None
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.partition("~")[0].strip()
        if said:
            yield number, said


def _opened(path: Path) -> tuple[dict[str, tuple[int, str]], Iterator[tuple[int, str]]]:
    """Return the metadata (with their lines) and an iterator over what follows them."""
    keys: dict[str, tuple[int, str]] = {}
    lines = _lines(path)
    number = 0
    for number, text in lines:
        match = re.fullmatch(r"<([^>]+)>\s*(.*)", text)
        if match is None:
            _stop(path, number, "`<KEY> value` lines up to `<END OF METADATA>`", repr(text[:30]))
        key = match[1].strip().upper()
        if key == "END OF METADATA":
            return keys, lines
        keys[key] = number, match[2].strip()
    _stop(path, number, "`<END OF METADATA>`", "the end of the file")


def _count(path: Path, keys: dict[str, tuple[int, str]], key: str) -> int:
    if key not in keys:
        raise LandlinkError(f"{path}: expected a line <{key}> before <END OF METADATA>, but there is none")
    line, text = keys[key]
    if not text.isascii() or not text.isdecimal():
        _stop(path, line, f"a whole number after <{key}>", repr(text))
    return int(text)


def _number(path: Path, line: int, word: str, name: str) -> float:
    try:
        value = float(word)
    except ValueError:
        _stop(path, line, f"a number for {name}", repr(word))
    if value != value or value in {np.inf, -np.inf}:  # noqa: PLR0124  (NaN)
        _stop(path, line, f"a finite number for {name}", word)
    return value


def _zone(path: Path, line: int, word: str, zones: int) -> int:
    if not word.isascii() or not word.isdecimal() or not 1 <= int(word) <= zones:
        _stop(path, line, f"a zone from 1 to {zones}", repr(word))
    return int(word)


def _check_link(path: Path, line: int, row: Floats, nodes: int) -> None:
    """Refuse a link that no assignment can use, naming the column."""
    for column in (0, 1):
        if not (1 <= row[column] <= nodes and row[column] == int(row[column])):
            _stop(path, line, f"a node from 1 to {nodes} for {LINK[column]}", f"{row[column]:g}")
    for column in (3, 4, 5, 6, 8):
        if row[column] < 0:
            _stop(path, line, f"0 or more for {LINK[column]}", f"{row[column]:g}")
    bends = row[4] > 0 and row[5] > 0 and row[6] > 0
    if bends and not row[2] > 0:
        _stop(path, line, "a capacity of more than 0", f"{row[2]:g}")
    if bends and row[6] < 1:
        _stop(path, line, "a power of 0, or of 1 or more", f"{row[6]:g}")


def _check_total(path: Path, keys: dict[str, tuple[int, str]], total: float) -> None:
    if "TOTAL OD FLOW" in keys:
        line, text = keys["TOTAL OD FLOW"]
        stated = _number(path, line, text, "<TOTAL OD FLOW>")
        if abs(stated - total) > TOTAL_TOLERANCE * max(abs(stated), abs(total)):
            _stop(
                path, line, f"trips that add up to the stated {stated:g}", f"{total:g}; is the file complete?"
            )
