"""Time to spare before a deadline."""

from __future__ import annotations

from datetime import datetime

HOUR_S = 3600


def slack_h(arrives: str | None, deadline: str | None) -> float | None:
    """Return the hours between an arrival and the deadline, less than 0 when it is late.

    Examples
    --------
    >>> slack_h("2026-03-04T10:00:00+01:00", "2026-03-04T10:00:00+00:00")
    1.0
    """
    if not arrives or not deadline:
        return None
    return (datetime.fromisoformat(deadline) - datetime.fromisoformat(arrives)).total_seconds() / HOUR_S
