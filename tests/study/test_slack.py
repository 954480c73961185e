"""Time to spare before a deadline, whatever the zones."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from landlink.study.slack import slack_h

MOMENTS = st.builds(
    lambda at, hours: at.replace(tzinfo=timezone(timedelta(minutes=hours))),
    st.datetimes(datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01")),
    st.integers(-14 * 60, 14 * 60),
)


@given(MOMENTS, st.integers(-10_000, 10_000), st.integers(-14 * 60, 14 * 60))
def test_slack_is_what_lies_between_in_any_zone(arrives: datetime, minutes: int, offset: int) -> None:
    deadline = (arrives + timedelta(minutes=minutes)).astimezone(timezone(timedelta(minutes=offset)))
    slack = slack_h(arrives.isoformat(), deadline.isoformat())
    assert slack is not None
    assert abs(slack - minutes / 60) < 1e-9
    assert slack_h(None, deadline.isoformat()) is None
    assert slack_h(arrives.isoformat(), None) is None
