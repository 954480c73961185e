"""Levels of a sea by year: anchor points with a source, and what lies between them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.problems import NetworkError
from landlink.network.table import from_rows

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network.table import Table

OBSERVED = "observed"
"""Pathway of what was measured; every other pathway goes on from its last point."""

OWN = "series"
"""Pathway of a file that names none."""


class Level(NamedTuple):
    """Level of a sea in a year.

    Attributes
    ----------
    year : int
    level_m, low_m, high_m : float
        Baltic datum.
    interpolated : bool
        Whether it lies on a straight line between two anchor points, and is no anchor itself.
    """

    year: int
    level_m: float
    low_m: float
    high_m: float
    interpolated: bool


def pathways(table: Table, sea: str) -> list[str]:
    """Return the pathways of a sea, in the order of the table.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> pathways(Network.reference().tables["sea_levels"], "caspian")[-2:]
    ['SSP2-4.5', 'SSP5-8.5']
    """
    return list(
        dict.fromkeys(
            path for path, its in zip(table.text("pathway"), table.text("sea"), strict=True) if its == sea
        )
    )


def known_range(table: Table, sea: str) -> tuple[float, float] | None:
    """Return the lowest and the highest level in the rows of a sea; None where there are none.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> known_range(Network.reference().tables["sea_levels"], "caspian")
    (-49.23, -25.74)
    """
    rows = [row for row, its in enumerate(table.text("sea")) if its == sea]
    held = np.concatenate([table.number(column)[rows] for column in ("low_m", "level_m", "high_m")])
    return (float(np.nanmin(held)), float(np.nanmax(held))) if rows else None


def anchors(table: Table, sea: str, pathway: str) -> list[Level]:
    """Return the anchor points of a pathway by year, begun with the last one observed before them.

    Raises
    ------
    LandlinkError
        If the sea has no such pathway.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> [at.year for at in anchors(Network.reference().tables["sea_levels"], "caspian", "SSP2-4.5")]
    [2025, 2100]
    """
    known = pathways(table, sea)
    if not known:
        raise LandlinkError(f"no level of the sea {sea!r} is known; sea_levels has {_seas(table)}")
    if pathway not in known:
        raise LandlinkError(f"no pathway {pathway!r} of {sea}; there are {', '.join(known)}")
    own = _points(table, sea, pathway)
    past = [at for at in _points(table, sea, OBSERVED) if at.year < own[0].year]
    return [*past[-1:], *own] if pathway != OBSERVED else own


def _seas(table: Table) -> str:
    return ", ".join(dict.fromkeys(table.text("sea"))) or "none"


def _points(table: Table, sea: str, pathway: str) -> list[Level]:
    low, level, high = (table.number(column) for column in ("low_m", "level_m", "high_m"))
    rows = [
        row
        for row, key in enumerate(zip(table.text("sea"), table.text("pathway"), strict=True))
        if key == (sea, pathway)
    ]
    found = []
    for row in rows:
        middle = float(level[row])
        ends = [middle if np.isnan(end[row]) else float(end[row]) for end in (low, high)]
        found.append(Level(int(table.number("year")[row]), middle, ends[0], ends[1], False))
    return sorted(found)


def level_in(table: Table, sea: str, pathway: str, year: int) -> Level:
    """Return the level of a sea in a year, on a straight line between anchor points.

    Parameters
    ----------
    table : Table
        ``sea_levels``.
    sea, pathway : str
    year : int
        No further than the anchor points go: nothing is extrapolated.

    Raises
    ------
    LandlinkError
        If the pathway is unknown or the year lies outside its anchor points.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> at = level_in(Network.reference().tables["sea_levels"], "caspian", "SSP2-4.5", 2040)
    >>> round(at.level_m, 2), round(at.low_m, 2), round(at.high_m, 2), at.interpolated
    (-30.69, -32.21, -29.37, True)
    """
    points = anchors(table, sea, pathway)
    years = [at.year for at in points]
    if not years[0] <= year <= years[-1]:
        raise LandlinkError(
            f"{pathway} of {sea} is known from {years[0]} to {years[-1]}, not in {year}; "
            "nothing is extrapolated"
        )
    level, low, high = (
        float(np.interp(year, years, [getattr(at, name) for at in points]))
        for name in ("level_m", "low_m", "high_m")
    )
    return Level(year, level, low, high, year not in years)


def read_levels(path: Path, sea: str = "caspian") -> Table:
    r"""Read a level series of one's own: CSV with ``year`` and ``level_m``.

    Columns ``low_m``, ``high_m``, ``pathway`` and ``sea`` may be there; what names no pathway is
    ``series``.

    Parameters
    ----------
    path : Path
    sea : str
        Sea of rows that name none.

    Returns
    -------
    Table
        As the table ``sea_levels``.

    Raises
    ------
    LandlinkError
        If the file is not there, is no text in UTF-8, or has no rows.
    NetworkError
        If a row cannot be read, with its line.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "mine.csv"
    ...     _ = file.write_text("year,level_m\n2025,-29.3\n2045,-32\n")
    ...     held = read_levels(file)
    >>> level_in(held, "caspian", "series", 2035).level_m
    -30.65
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise LandlinkError(f"{path}: there is no such file") from None
    except UnicodeDecodeError:
        raise LandlinkError(f"{path}: the text is not UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise LandlinkError(f"{path}: it cannot be read: {error.strerror}") from None
    reader = csv.DictReader(text.splitlines())
    lacking = [column for column in ("year", "level_m") if column not in (reader.fieldnames or ())]
    if lacking:
        raise LandlinkError(f"{path}: the column {lacking[0]} is missing; the first line names the columns")
    unknown = sorted(set(reader.fieldnames or ()) - {*_OWN_COLUMNS, "note", "source"})
    if unknown:
        raise LandlinkError(f"{path}: no column {unknown[0]!r}; the columns are {', '.join(_OWN_COLUMNS)}")
    rows, lines = [], []
    for number, row in enumerate(reader):
        filled = {key: (value or "").strip() for key, value in row.items() if key}
        own = {"id": f"own-{number}", "source": filled.get("source") or path.name, "quality": "unverified"}
        rows.append(
            {**filled, **own, "sea": filled.get("sea") or sea, "pathway": filled.get("pathway") or OWN}
        )
        lines.append(reader.line_num)
    if not rows:
        raise LandlinkError(f"{path}: it holds no rows; write a year and a level_m in each")
    table, problems = from_rows("sea_levels", rows, lines, path.name)
    if problems:
        raise NetworkError(problems)
    return table


_OWN_COLUMNS = ("year", "level_m", "low_m", "high_m", "pathway", "sea")
