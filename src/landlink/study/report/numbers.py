"""Write numbers and dates the way the report shows them; one place, so that tables and charts agree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from landlink.study.report.catalogue import locale_of

HOURS_PER_DAY = 24.0
MINUS = "\N{MINUS SIGN}"
MISSING = "\N{EN DASH}"
SPACE = "\N{NO-BREAK SPACE}"
MILLION = 1e6


@dataclass(frozen=True)
class Numbers:
    r"""Number and date style of one language, after the Unicode CLDR.

    Parameters
    ----------
    language
        Its code.

    Examples
    --------
    >>> style = Numbers()
    >>> style.whole(7078.97), style.days(389.5), style.share(0.1234).replace(SPACE, " ")
    ('7,079', '16.2', '12 %')
    >>> style.change(-1250.4), style.change(0.2), style.change_days(36)
    ('−1,250', '0', '+1.5')
    >>> Numbers("ru").number(1234.5, 1).replace(SPACE, " "), Numbers("de").about(1234567)
    ('1 234,5', '1,23\xa0Mio.')
    """

    language: str = "en"

    def number(self, value: float | None, digits: int = 0) -> str:
        """Return a number with so many decimals, or a dash where there is none."""
        if value is None or not math.isfinite(value):
            return MISSING
        text = _decimal(f"{abs(value):.{digits}f}", digits, locale_of(self.language))
        negative = value < 0 and any(c in "123456789" for c in text)
        return f"{MINUS}{text}" if negative else text

    def whole(self, value: float | None) -> str:
        """Return a number without decimals: dollars, kilograms, kilometres."""
        return self.number(value)

    def short(self, value: float) -> str:
        """Return a number with the decimals that it has, up to four.

        Examples
        --------
        >>> Numbers("de").short(1.25), Numbers("de").short(3.0)
        ('1,25', '3')
        """
        return self.number(value, len(f"{value:.4f}".rstrip("0").partition(".")[2]))

    def year(self, value: float | None) -> str:
        """Return a year, which has no thousands separator."""
        return MISSING if value is None else f"{value:.0f}"

    def about(self, value: float | None) -> str:
        """Return a number rounded to three leading digits, for a sentence."""
        if value is None or not math.isfinite(value) or value == 0:
            return self.number(value)
        step = 10.0 ** (math.floor(math.log10(abs(value))) - 2)
        rounded = round(value / step) * step
        if abs(rounded) < MILLION:
            return self.number(round(value / max(step, 1.0)) * max(step, 1.0))
        from babel.numbers import format_compact_decimal  # noqa: PLC0415 - heavy imports are lazy

        return str(format_compact_decimal(rounded, locale=locale_of(self.language), fraction_digits=2))

    def days(self, hours: float | None) -> str:
        """Return hours as days with one decimal."""
        return self.number(None if hours is None else hours / HOURS_PER_DAY, 1)

    def hours(self, hours: float | None) -> str:
        """Return hours with one decimal below ten."""
        return self.number(hours, 1 if hours is not None and abs(hours) < 10 else 0)

    def share(self, value: float | None, digits: int = 0) -> str:
        """Return a share between 0 and 1 as a percentage."""
        return MISSING if value is None else f"{self.number(value * 100, digits)}{SPACE}%"

    def percent(self, value: float) -> str:
        """Return a small share with as many decimals as it needs, up to two.

        Examples
        --------
        >>> [Numbers().percent(share).replace(SPACE, " ") for share in (0.01, 0.0025)]
        ['1 %', '0.25 %']
        """
        digits = len(f"{value * 100:.2f}".rstrip("0").partition(".")[2])
        return self.share(value, digits)

    def change(self, value: float | None, digits: int = 0) -> str:
        """Return a difference with its sign."""
        text = self.number(value, digits)
        positive = value is not None and value > 0 and any(c in "123456789" for c in text)
        return f"+{text}" if positive else text

    def change_days(self, hours: float | None) -> str:
        """Return a difference in hours as days with its sign."""
        return self.change(None if hours is None else hours / HOURS_PER_DAY, 1)

    def date(self, moment: str | None) -> str:
        """Return the day of an ISO 8601 moment, or nothing.

        Examples
        --------
        >>> [Numbers(one).date("2026-03-04T09:30:00Z") for one in ("en", "de", "ru")]
        ['4 March 2026', '4. März 2026', '4 марта 2026\u202fг.']
        """
        from babel.dates import format_date  # noqa: PLC0415 - heavy imports are lazy

        parsed = _moment(moment)
        return str(format_date(parsed, "long", locale=locale_of(self.language))) if parsed else ""

    def moment(self, moment: str | None, *, year: bool = False) -> str:
        """Return a moment in the local time that it is given in, with its distance from UTC.

        Examples
        --------
        >>> [Numbers(one).moment("2026-03-04T09:30:00+05:00") for one in ("en", "de")]
        ['Wed 4 Mar, 09:30 (UTC+5)', 'Mi., 4. März, 09:30 (UTC+5)']
        """
        from babel.dates import format_skeleton, format_time  # noqa: PLC0415 - heavy imports are lazy

        parsed = _moment(moment)
        if parsed is None:
            return MISSING
        locale = locale_of(self.language)
        day = format_skeleton("yMMMEd" if year else "MMMEd", parsed, locale=locale)
        return f"{day}, {format_time(parsed, 'HH:mm', locale=locale)}{_zone(parsed)}"

    def clock(self, moment: str | None) -> str:
        """Return a moment in a few characters, for a table of local times.

        Examples
        --------
        >>> [Numbers(one).clock("2026-03-04T09:30:00+05:00") for one in ("en", "de", "ru")]
        ['4 Mar, 09:30', '4. März, 09:30', '4 мар., 09:30']
        """
        from babel.dates import format_skeleton, format_time  # noqa: PLC0415 - heavy imports are lazy

        parsed = _moment(moment)
        if parsed is None:
            return MISSING
        locale = locale_of(self.language)
        return (
            f"{format_skeleton('MMMd', parsed, locale=locale)}, {format_time(parsed, 'HH:mm', locale=locale)}"
        )


@cache
def _decimal(text: str, digits: int, locale: str) -> str:
    """Write a number, given in its decimals, by the rules of a locale."""
    from decimal import Decimal  # noqa: PLC0415 - heavy imports are lazy

    from babel.numbers import format_decimal  # noqa: PLC0415

    pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
    return str(format_decimal(Decimal(text), format=pattern, locale=locale))


def _moment(text: str | None) -> datetime | None:
    """Read an ISO 8601 moment."""
    return datetime.fromisoformat(text) if text else None


def _zone(moment: datetime) -> str:
    """Return the distance from UTC in hours, and minutes where there are any."""
    offset = moment.utcoffset()
    if offset is None:
        return ""
    minutes = round(offset.total_seconds() / 60)
    sign, (hours, rest) = "+" if minutes >= 0 else MINUS, divmod(abs(minutes), 60)
    return f" (UTC{sign}{hours}{f':{rest:02d}' if rest else ''})" if minutes else " (UTC)"
