"""Published figures: read from a file of their own or from the table of a network."""

from __future__ import annotations

import csv
import io
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landlink.network import Network

REQUIRED = ("origin", "metric", "low")
"""Columns without which a file says nothing that can be compared."""

KNOWN = (
    "id", "corridor", "origin", "destination", "year", "metric", "low", "high", "unit", "status",
    "source_title", "source_url", "source", "confidence", "suggested_use", "use", "note",
    "via", "avoid", "equipment", "from_point", "direction", "quality",
)  # fmt: skip
"""Columns that mean something; the last ones are optional additions of ours."""

_WRITTEN = re.compile(
    r"(?:about|approx\.?|around|circa|ca\.?|c\.|over|under|upto|[~≈<>≤≥])*(?:usd|eur|us)?[$€]?(-?[\d.,]+)(k?)"
    r"(?:\+|days?|d|hours?|h|km|usd|eur|[$€])*",
    re.IGNORECASE,
)
"""A number with what people write round it: ``~ $3.5k``, ``about 15 days``, ``10 241``."""

USES = ("fit", "check", "holdout")


@dataclass(frozen=True)
class Figure:
    """One published figure as it is written.

    Attributes
    ----------
    id, corridor, origin, destination, metric, unit, status, source, note : str
        In the words of the source; ``source`` is the publisher's title.
    year : int or None
    low, high : float
        Range; equal where one figure is given, NaN where it cannot be read.
    use : str
        ``fit``, ``check`` or ``holdout``.
    via, avoid : tuple of str
        What the way goes through and does not use.
    equipment, from_point, direction : str
        Empty where they follow from the rest.
    line : int
        Line of the file.
    """

    id: str
    corridor: str
    origin: str
    destination: str
    metric: str
    low: float
    high: float
    unit: str
    status: str = ""
    year: int | None = None
    source: str = ""
    use: str = "check"
    note: str = ""
    via: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    equipment: str = ""
    from_point: str = ""
    direction: str = ""
    line: int = 0

    @property
    def what(self) -> str:
        """Corridor and ends in one line.

        Examples
        --------
        >>> Figure("T1", "TITR", "Xi'an", "Poti", "transit_days", 14, 18, "days").what
        "TITR: Xi'an - Poti"
        """
        ends = " - ".join(end for end in (self.origin, self.destination) if end)
        return f"{self.corridor}: {ends}" if self.corridor else ends

    @property
    def middle(self) -> float:
        """Middle of the range: the figure that the model is compared with.

        Examples
        --------
        >>> Figure("T1", "TITR", "Xi'an", "Poti", "transit_days", 14, 18, "days").middle
        16.0
        """
        return (self.low + self.high) / 2


def read_figures(path: str | Path) -> list[Figure]:
    """Read figures from a CSV file.

    Parameters
    ----------
    path : str or Path
        Columns ``id, corridor, origin, destination, year, metric, low, high, unit, status,
        source_title, source_url, confidence, suggested_use, note`` in any order; ``origin``,
        ``metric`` and ``low`` must be there. ``via``, ``avoid``, ``equipment``, ``from_point`` and
        ``direction`` may be.

    Raises
    ------
    LandlinkError
        If there is no such file, or it is not such a table.

    Examples
    --------
    >>> read_figures("no/such/file.csv")
    Traceback (most recent call last):
    landlink.errors.LandlinkError: no/such/file.csv: there is no such file
    """
    file = Path(path)
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except IsADirectoryError:
        raise LandlinkError(f"{path}: this is a folder; name a CSV file of published figures") from None
    except FileNotFoundError:
        raise LandlinkError(f"{path}: there is no such file") from None
    except OSError as error:
        raise LandlinkError(f"{path}: the file cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise LandlinkError(f"{path}: the text is not UTF-8; save the file as CSV UTF-8") from None
    return figures_of(text, str(path))


def figures_of(text: str, file: str) -> list[Figure]:
    r"""Return the figures in the text of a CSV file.

    Raises
    ------
    LandlinkError
        If a column that is needed is missing, or there is no row.

    Examples
    --------
    >>> figures_of("origin,destination,metric,low,unit\nXi'an,Poti,days,18,days\n", "f.csv")[0].high
    18.0
    >>> figures_of("a,b\n1,2\n", "f.csv")
    Traceback (most recent call last):
    landlink.errors.LandlinkError: f.csv:1: the column 'origin' is missing; ...
    """
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise LandlinkError(
            f"{file}: the file cannot be read as CSV ({error}); look for a quotation mark that is not closed"
        ) from None
    if not rows:
        raise LandlinkError(
            f"{file}: the file is empty; its first line names the columns: {', '.join(KNOWN[:15])}"
        )
    header = [column.strip().casefold() for column in rows[0][1]]
    if len(header) == 1 and ";" in header[0]:
        raise LandlinkError(f"{file}:1: the cells are separated by semicolons; save the file with commas")
    for column in REQUIRED:
        if column not in header:
            raise LandlinkError(
                f"{file}:{rows[0][0]}: the column {column!r} is missing; "
                f"the columns are {', '.join(KNOWN[:15])}"
            )
    if len(rows) == 1:
        raise LandlinkError(f"{file}: there is no row below the names of the columns")
    return [
        _figure(dict(zip(header, (cell.strip() for cell in row), strict=False)), line)
        for line, row in rows[1:]
    ]


def _figure(row: Mapping[str, str], line: int) -> Figure:
    def get(*names: str) -> str:
        return next((row[name] for name in names if row.get(name)), "")

    low, high = _range(get("low"), get("high"))
    if math.isnan(high):
        high = low
    if math.isnan(low):
        low = high
    use = get("use", "suggested_use").casefold()
    year = re.search(r"(?:19|20)\d\d", get("year"))
    return Figure(
        id=get("id") or f"line {line}",
        corridor=get("corridor"),
        origin=get("origin"),
        destination=get("destination"),
        metric=get("metric"),
        low=min(low, high),
        high=max(low, high),
        unit=get("unit"),
        status=get("status"),
        year=int(year[0]) if year else None,
        source=get("source_title", "source", "source_url"),
        use=use if use in USES else "check",
        note=get("note"),
        via=_listed(get("via")),
        avoid=_listed(get("avoid")),
        equipment=get("equipment"),
        from_point=get("from_point").casefold(),
        direction=get("direction").casefold(),
        line=line,
    )


def _range(low: str, high: str) -> tuple[float, float]:
    """Return both ends; a range may stand whole in the first cell (``14-18``)."""
    parts = re.split(r"(?<=[\dk])\s*(?:[-–—−]|\bto\b|\.\.+|…)\s*(?=[\d$€~])", low)
    if len(parts) == 2 and not high:
        low, high = parts
    return _number(low), _number(high)


def _number(text: str) -> float:
    """Return a number as people write it; NaN where it is none."""
    found = _WRITTEN.fullmatch(re.sub(r"[\s\u00a0\u202f'’]", "", text).replace("½", ".5"))
    if not found:
        return math.nan
    plain, thousands = found.groups()
    if plain.count(",") and "." not in plain:
        whole, _, last = plain.rpartition(",")
        plain = plain.replace(",", "") if len(last) == 3 else f"{whole}.{last}"
    try:
        value = float(plain.replace(",", ""))
    except ValueError:
        return math.nan
    return value * (1000.0 if thousands else 1.0) if math.isfinite(value) else math.nan


def _listed(text: str) -> tuple[str, ...]:
    mark = "|" if "|" in text else ";" if ";" in text else ","
    return tuple(part.strip() for part in text.split(mark) if part.strip())


def own_figures(network: Network) -> list[Figure]:
    """Return the published figures of a network's own table.

    Examples
    --------
    >>> from landlink.network import Network
    >>> len(own_figures(Network.reference())) >= 100
    True
    """
    table, sources = network.tables["published"], network.tables["sources"]
    titles = dict(zip(sources.text("key"), sources.text("title"), strict=True))
    found = []
    for row, line in enumerate(table.lines):
        cells = table.row(row)
        text = {key: value for key, value in cells.items() if isinstance(value, str)}
        low, high, year = (float(cells[key]) for key in ("low", "high", "year"))
        found.append(
            Figure(
                id=text["id"], corridor=text["corridor"], origin=text["origin"],
                destination=text["destination"], metric=text["metric"], low=low,
                high=low if math.isnan(high) else high, unit=text["unit"], status=text["status"],
                year=None if math.isnan(year) else int(year), source=titles[text["source"]],
                use=text["use"], note=text["note"], via=_listed(text["via"]), avoid=_listed(text["avoid"]),
                equipment=text["equipment"], from_point=text["from_point"], line=line,
            )
        )  # fmt: skip
    return [one for one, quality in zip(found, table.text("quality"), strict=True) if quality != "unverified"]
