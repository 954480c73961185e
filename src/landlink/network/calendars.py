"""From local days and times of the clock to moments of a search, and back.

A search counts in hours since a moment, the readiness of the goods. Rows of tables speak of
local time: days of the week or dates, hours and minutes, a time zone, public holidays. What is
computed here is plain arrays in hours since that moment.

Clocks that change: a time that a spring night skips is taken as that much after the change
(02:30 is 03:30), a time that an autumn night has twice is the first of the two, as PEP 495 has
it with ``fold=0``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days as tables write them."""

HOUR_S = 3600.0
MIDNIGHT_MIN = 24 * 60

YEARS = range(1900, 2200)
"""Years that a moment can lie in; far from them clocks and calendars are not known."""

ONE_ZONE = {"CN": "Asia/Shanghai"}
"""Countries with one legal time whatever the map of zones says (Urumqi keeps Beijing's)."""

NEAR_DEGREES = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
"""Distances at which a zone of the country is looked for."""

_AROUND = tuple((math.sin(turn * math.pi / 8), math.cos(turn * math.pi / 8)) for turn in range(16))

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class Days:
    """Days on which something happens.

    Attributes
    ----------
    weekdays : frozenset of int
        0 is Monday; empty where dates are given.
    dates : frozenset of date
    first, last : date
        Range in which they hold.
    closed : str
        Country whose public holidays are left out; empty for none.
    """

    weekdays: frozenset[int]
    dates: frozenset[date]
    first: date = date.min
    last: date = date.max
    closed: str = ""

    def __contains__(self, day: date) -> bool:
        """Tell whether a local date is one of them."""
        if not self.first <= day <= self.last:
            return False
        if self.dates:
            return day in self.dates
        return day.weekday() in self.weekdays and not (self.closed and is_holiday(self.closed, day))


def parse_days(cell: str) -> tuple[frozenset[int], frozenset[date]]:
    """Return the weekdays or the dates that a cell names; an empty one names every day.

    Raises
    ------
    ValueError
        If a word is neither a day nor a date.

    Examples
    --------
    >>> sorted(parse_days("mon|thu")[0]), len(parse_days("")[0])
    ([0, 3], 7)
    >>> parse_days("2026-03-02")[1]
    frozenset({datetime.date(2026, 3, 2)})
    """
    words = [word.strip().lower() for word in cell.split("|") if word.strip()]
    if not words:
        return frozenset(range(7)), frozenset()
    weekdays = frozenset(WEEKDAYS.index(word) for word in words if word in WEEKDAYS)
    dates = frozenset(date.fromisoformat(word) for word in words if word not in WEEKDAYS)
    if weekdays and dates:
        raise ValueError("days of the week and dates cannot stand in one cell")
    return weekdays, dates


def parse_clock(cell: str) -> int:
    """Return the minute of the day of a time, 0 to 1440.

    Raises
    ------
    ValueError
        If it is not HH:MM.

    Examples
    --------
    >>> parse_clock("08:30"), parse_clock("24:00")
    (510, 1440)
    """
    found = _CLOCK.fullmatch(cell.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else MIDNIGHT_MIN + 1
    if minutes > MIDNIGHT_MIN:
        raise ValueError("not a time of the day, HH:MM from 00:00 to 24:00")
    return minutes


def parse_date(cell: str, default: date) -> date:
    """Return a date, or the default of an empty cell.

    Examples
    --------
    >>> parse_date("", date.min) == date.min, parse_date("2026-03-02", date.min).day
    (True, 2)
    """
    return date.fromisoformat(cell.strip()) if cell.strip() else default


def zone(name: str) -> ZoneInfo:
    """Return a time zone.

    Raises
    ------
    ValueError
        If there is no such zone.

    Examples
    --------
    >>> zone("Asia/Almaty").key
    'Asia/Almaty'
    >>> zone("Asia/Atlantis")
    Traceback (most recent call last):
    ValueError: no time zone 'Asia/Atlantis'; write an IANA name such as Europe/Berlin
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone {name!r}; write an IANA name such as Europe/Berlin") from None


@lru_cache(maxsize=4096)
def zone_at(country: str, lon: float, lat: float) -> str:
    """Return the time zone of a position in a country.

    It is that of the map of zones (package tzfpy, after timezone-boundary-builder, simplified).
    Where the map has another country's or the sea's there, as at ports and border posts, it is
    the nearest zone of the country within a degree. China keeps Beijing's time throughout.

    Examples
    --------
    >>> zone_at("CN", 87.6, 43.8), zone_at("KZ", 76.9, 43.2), zone_at("LV", 24.1, 56.9)
    ('Asia/Shanghai', 'Asia/Almaty', 'Europe/Riga')
    """
    if country in ONE_ZONE:
        return ONE_ZONE[country]
    from tzfpy import get_tz  # noqa: PLC0415  (megabytes of map that only dated searches need)

    own = zones_of_countries().get(country, frozenset())
    if len(own) == 1:
        return next(iter(own))
    here = get_tz(lon, lat)
    for radius in (0.0, *NEAR_DEGREES) if own else ():
        for east, north in _AROUND:
            found = get_tz(lon + east * radius, lat + north * radius)
            if found in own:
                return found
    try:
        return ZoneInfo(here).key
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


@lru_cache(maxsize=1)
def zones_of_countries() -> dict[str, frozenset[str]]:
    """Return the time zones of each country, from the table of the tz database (zone.tab).

    Examples
    --------
    >>> sorted(zones_of_countries()["UZ"])
    ['Asia/Samarkand', 'Asia/Tashkent']
    """
    from importlib.resources import files  # noqa: PLC0415

    held: dict[str, set[str]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            held.setdefault(country, set()).add(name)
    return {country: frozenset(names) for country, names in held.items()}


@lru_cache(maxsize=64)
def _holidays_of(country: str, year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415  (loads slowly, and only rows with holidays need it)

    return frozenset(holidays.country_holidays(country, years=year))


def is_holiday(country: str, day: date) -> bool:
    """Tell whether a date is a public holiday in the whole of a country (package holidays).

    Examples
    --------
    >>> is_holiday("KZ", date(2026, 3, 22)), is_holiday("KZ", date(2026, 3, 30))
    (True, False)
    """
    return day in _holidays_of(country, day.year)


@lru_cache(maxsize=1)
def countries_with_holidays() -> frozenset[str]:
    """Return the countries whose holidays the package knows.

    Examples
    --------
    >>> {"KZ", "UZ", "AZ", "GE", "TR", "CN"} <= countries_with_holidays()
    True
    """
    import holidays  # noqa: PLC0415

    return frozenset(holidays.list_supported_countries(include_aliases=False))


def hours_since(start: datetime, moment: datetime) -> float:
    """Return the hours from one moment to another, whatever their zones.

    Examples
    --------
    >>> hours_since(datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 3, 6, tzinfo=UTC))
    30.0
    """
    return (moment.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / HOUR_S


def moment_after(start: datetime, hours: float, name: str) -> datetime:
    """Return the local time so many hours after a moment, to the minute.

    Examples
    --------
    >>> moment_after(datetime(2026, 3, 2, 8, tzinfo=UTC), 1.5, "Asia/Almaty").isoformat()
    '2026-03-02T14:30:00+05:00'
    """
    exact = start.astimezone(UTC) + timedelta(hours=hours) + timedelta(seconds=30)
    return exact.replace(second=0, microsecond=0).astimezone(zone(name))


def _local(day: date, minute: int, where: ZoneInfo) -> datetime:
    """Return the moment of a minute of a local day; minute 1440 is the next midnight."""
    extra, rest = divmod(minute, MIDNIGHT_MIN)
    clock = time(rest // 60, rest % 60)
    return datetime.combine(day + timedelta(days=extra), clock, tzinfo=where).astimezone(UTC)


def _dates(start: datetime, horizon_h: float, days: Days, where: ZoneInfo) -> Iterator[date]:
    """Yield the local dates that can matter, from two days before the start."""
    first = max(start.astimezone(where).date() - timedelta(days=2), days.first)
    last = min((start + timedelta(hours=horizon_h)).astimezone(where).date() + timedelta(days=1), days.last)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if day in days:
            yield day


def departure_hours(
    start: datetime, horizon_h: float, days: Days, minute: int, name: str, from_h: float = 0.0
) -> Floats:
    """Return the departures from a moment to a horizon.

    Parameters
    ----------
    start : datetime
        With a zone.
    horizon_h : float
    days : Days
    minute : int
        Of the local day.
    name : str
        Time zone.
    from_h : float
        Hours since the start from which departures are wanted; below zero for some that are gone.

    Returns
    -------
    float array
        Hours since the start, in order.

    Examples
    --------
    >>> weekly = Days(frozenset({0}), frozenset())
    >>> departure_hours(datetime(2026, 3, 2, 8, tzinfo=UTC), 400, weekly, 720, "UTC").tolist()
    [4.0, 172.0, 340.0]
    """
    where = zone(name)
    dates = _dates(start + timedelta(hours=from_h), horizon_h - from_h, days, where)
    found = {hours_since(start, _local(day, minute, where)) for day in dates}
    return np.array(sorted(hour for hour in found if from_h <= hour <= horizon_h))


def opening_hours(
    start: datetime, horizon_h: float, days: Days, opens: int, closes: int, name: str
) -> Floats:
    """Return the windows in which something is open, cut to the horizon.

    A window belongs to the local day on which it opens: across midnight it goes on into the
    next day, even a holiday.

    Parameters
    ----------
    start : datetime
        With a zone.
    horizon_h : float
    days : Days
    opens, closes : int
        Minutes of the local day; a close that is not later is on the next day.
    name : str
        Time zone.

    Returns
    -------
    float array, two-dimensional
        ``[open, close)`` in hours since the start, in order.

    Examples
    --------
    >>> weekdays = Days(frozenset(range(5)), frozenset())
    >>> opening_hours(datetime(2026, 3, 6, 8, tzinfo=UTC), 80, weekdays, 540, 1020, "UTC").tolist()
    [[1.0, 9.0], [73.0, 80.0]]
    """
    where = zone(name)
    lasting = closes if closes > opens else closes + MIDNIGHT_MIN
    pairs = [
        (hours_since(start, _local(day, opens, where)), hours_since(start, _local(day, lasting, where)))
        for day in _dates(start, horizon_h, days, where)
    ]
    return merged(pairs, horizon_h)


def merged(pairs: Iterable[tuple[float, float]], horizon_h: float) -> Floats:
    """Return windows in order, those that touch joined, cut to the horizon.

    Examples
    --------
    >>> merged([(5.0, 9.0), (-3.0, 2.0), (8.0, 20.0)], 12).tolist()
    [[0.0, 2.0], [5.0, 12.0]]
    """
    held: list[list[float]] = []
    for opens, closes in sorted(pairs):
        low, high = max(opens, 0.0), min(closes, horizon_h)
        if low >= high:
            continue
        if held and low <= held[-1][1]:
            held[-1][1] = max(held[-1][1], high)
        else:
            held.append([low, high])
    return np.array(held, dtype=np.float64).reshape(len(held), 2)


def parse_moment(text: str, name: str) -> datetime:
    """Return a moment from text; without a zone it is local time of the one named.

    Parameters
    ----------
    text : str
        ISO 8601: ``2026-03-02 08:00``, ``2026-03-02T08:00+01:00`` or a date, which is its midnight.
    name : str
        Time zone where the text has none.

    Raises
    ------
    LandlinkError
        If it is no moment.

    Examples
    --------
    >>> parse_moment("2026-03-02 08:00", "Asia/Tashkent").isoformat()
    '2026-03-02T08:00:00+05:00'
    >>> parse_moment("2026-02-30", "UTC")
    Traceback (most recent call last):
    landlink.errors.LandlinkError: '2026-02-30' is no date and time (day is out of range for month); ...
    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        why = f" ({error})" if "range" in str(error) else ""
        mend = "write 2026-03-02 08:00, or with an offset 2026-03-02T08:00+01:00"
        raise LandlinkError(f"{text!r} is no date and time{why}; {mend}") from None
    if found.year not in YEARS:
        raise LandlinkError(f"{text!r}: the year must lie from {YEARS.start} to {YEARS.stop - 1}")
    return found if found.tzinfo else found.replace(tzinfo=zone(name))
