"""Write numbers the way the report shows them; one place, so that tables and charts agree."""

from __future__ import annotations

import math
from dataclasses import dataclass

HOURS_PER_DAY = 24.0
MINUS = "\N{MINUS SIGN}"
MISSING = "\N{EN DASH}"


@dataclass(frozen=True)
class Numbers:
    """Number style of one language.

    Parameters
    ----------
    thousands, decimal
        The separators.

    Examples
    --------
    >>> style = Numbers()
    >>> style.whole(7078.97), style.days(389.5), style.share(0.1234)
    ('7,079', '16.2', '12 %')
    >>> style.change(-1250.4), style.change(0.2), style.change_days(36)
    ('−1,250', '0', '+1.5')
    >>> Numbers(thousands=" ", decimal=",").number(1234.5, 1)
    '1 234,5'
    """

    thousands: str = ","
    decimal: str = "."

    def number(self, value: float | None, digits: int = 0) -> str:
        """Return a number with so many decimals, or a dash where there is none."""
        if value is None or not math.isfinite(value):
            return MISSING
        text = f"{abs(value):,.{digits}f}"
        text = text.replace(",", "\0").replace(".", self.decimal).replace("\0", self.thousands)
        negative = value < 0 and any(c in "123456789" for c in text)
        return f"{MINUS}{text}" if negative else text

    def whole(self, value: float | None) -> str:
        """Return a number without decimals: dollars, kilograms, kilometres."""
        return self.number(value)

    def year(self, value: float | None) -> str:
        """Return a year, which has no thousands separator."""
        return MISSING if value is None else f"{value:.0f}"

    def about(self, value: float | None) -> str:
        """Return a number rounded to three leading digits, for a sentence."""
        if value is None or not math.isfinite(value) or value == 0:
            return self.number(value)
        step = 10.0 ** max(0, math.floor(math.log10(abs(value))) - 2)
        return self.number(round(value / step) * step)

    def days(self, hours: float | None) -> str:
        """Return hours as days with one decimal."""
        return self.number(None if hours is None else hours / HOURS_PER_DAY, 1)

    def hours(self, hours: float | None) -> str:
        """Return hours with one decimal below ten."""
        return self.number(hours, 1 if hours is not None and abs(hours) < 10 else 0)

    def share(self, value: float | None) -> str:
        """Return a share between 0 and 1 as a percentage."""
        return MISSING if value is None else f"{self.number(value * 100)} %"

    def percent(self, value: float) -> str:
        """Return a small share with as many decimals as it needs, up to two.

        Examples
        --------
        >>> Numbers().percent(0.01), Numbers().percent(0.0025)
        ('1 %', '0.25 %')
        """
        text = f"{value * 100:.2f}".rstrip("0").rstrip(".")
        return f"{text.replace('.', self.decimal)} %"

    def change(self, value: float | None, digits: int = 0) -> str:
        """Return a difference with its sign."""
        text = self.number(value, digits)
        positive = value is not None and value > 0 and any(c in "123456789" for c in text)
        return f"+{text}" if positive else text

    def change_days(self, hours: float | None) -> str:
        """Return a difference in hours as days with its sign."""
        return self.change(None if hours is None else hours / HOURS_PER_DAY, 1)
