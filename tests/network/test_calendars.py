"""Local days and times as hours of a search: zones, changing clocks, midnight, holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.network import Network
from landlink.network.calendars import (
    Days,
    countries_with_holidays,
    departure_hours,
    is_holiday,
    merged,
    moment_after,
    opening_hours,
    parse_clock,
    parse_days,
    parse_moment,
    zone_at,
)
from landlink.network.timing import zone_of

EVERY = Days(frozenset(range(7)), frozenset())
BERLIN = ZoneInfo("Europe/Berlin")


def test_the_night_that_clocks_go_forward_has_a_day_of_23_hours() -> None:
    start = datetime(2026, 3, 28, 0, tzinfo=BERLIN)  # clocks go forward on the 29th at 02:00
    assert departure_hours(start, 80, EVERY, 8 * 60, "Europe/Berlin").tolist() == [8, 31, 55, 79]


def test_a_time_that_is_skipped_comes_as_much_after_the_change() -> None:
    start = datetime(2026, 3, 29, 0, tzinfo=BERLIN)
    hours = departure_hours(start, 5, EVERY, 2 * 60 + 30, "Europe/Berlin").tolist()
    assert hours == [2.5]
    assert moment_after(start, hours[0], "Europe/Berlin").isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_time_that_comes_twice_is_the_first_of_them() -> None:
    start = datetime(2026, 10, 25, 0, tzinfo=BERLIN)
    hours = departure_hours(start, 5, EVERY, 2 * 60 + 30, "Europe/Berlin").tolist()
    assert hours == [2.5]
    assert moment_after(start, 2.5, "Europe/Berlin").isoformat() == "2026-10-25T02:30:00+02:00"
    assert moment_after(start, 3.5, "Europe/Berlin").isoformat() == "2026-10-25T02:30:00+01:00"


def test_two_zones_at_one_moment() -> None:
    start = datetime(2026, 3, 2, 8, tzinfo=ZoneInfo("Asia/Tashkent"))
    assert departure_hours(start, 24, EVERY, 8 * 60, "Europe/Riga").tolist() == [3]  # five and two hours


def test_a_window_across_midnight_is_open_on_both_sides_of_it() -> None:
    start = datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert opening_hours(start, 30, EVERY, 22 * 60, 6 * 60, "UTC").tolist() == [[0, 5], [21, 29]]


def test_a_whole_day_is_one_window_without_a_gap() -> None:
    start = datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert opening_hours(start, 100, EVERY, 0, 24 * 60, "UTC").tolist() == [[0, 100]]


def test_a_holiday_shuts_the_day_on_which_the_window_opens() -> None:
    shut = Days(frozenset(range(7)), frozenset(), closed="KZ")
    start = datetime(2026, 3, 20, 0, tzinfo=ZoneInfo("Asia/Almaty"))
    days = [
        moment_after(start, float(opens), "Asia/Almaty").day
        for opens, _ in opening_hours(start, 24 * 10, shut, 540, 1080, "Asia/Almaty")
    ]
    holidays = [day for day in range(20, 30) if is_holiday("KZ", date(2026, 3, day))]
    assert {21, 22, 23} <= set(holidays)  # Nauryz
    assert days == [day for day in range(20, 30) if day not in holidays]


def test_holidays_of_the_corridor_countries_that_the_package_lacks() -> None:
    """Named in the docs: change the page when this changes."""
    ours = set(Network.reference().nodes.text("country")) - {"XZ"}
    assert sorted(ours - countries_with_holidays()) == LACKING


LACKING: list[str] = []


def test_dates_and_weekdays_and_their_range() -> None:
    some = Days(*parse_days("2026-03-04|2026-03-09"), last=date(2026, 3, 5))
    start = datetime(2026, 3, 2, 0, tzinfo=UTC)
    assert departure_hours(start, 400, some, 60, "UTC").tolist() == [49]
    with pytest.raises(ValueError, match="one cell"):
        parse_days("mon|2026-03-04")


@pytest.mark.parametrize("cell", ["24:01", "8", "12:60", "noon", "", "-1:00"])
def test_what_is_no_time(cell: str) -> None:
    with pytest.raises(ValueError, match="not a time of the day"):
        parse_clock(cell)


@pytest.mark.parametrize("text", ["2026-02-30", "tomorrow", "2026-03-02 25:00", ""])
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(LandlinkError, match="is no date and time"):
        parse_moment(text, "UTC")


def test_a_moment_with_an_offset_keeps_it() -> None:
    assert parse_moment("2026-03-02T08:00+01:00", "Asia/Almaty") == datetime(2026, 3, 2, 7, tzinfo=UTC)
    assert parse_moment("2026-03-02T08:00Z", "Asia/Almaty") == datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_zones_of_places() -> None:
    assert zone_at("CN", 75.99, 39.47) == "Asia/Shanghai"  # Kashgar keeps Beijing's time
    network = Network.reference()
    index = network.nodes.index()
    moscow, almaty = (zone_of(network, index[name]) for name in ("moscow", "almaty"))
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert moment.astimezone(ZoneInfo(moscow)).utcoffset() == timedelta(hours=3)
    assert moment.astimezone(ZoneInfo(almaty)).utcoffset() == timedelta(hours=5)


def test_kazakhstan_is_one_zone_since_march_2024() -> None:
    network = Network.reference()
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
    found = {
        moment.astimezone(ZoneInfo(zone_of(network, node))).utcoffset()
        for node, country in enumerate(network.nodes.text("country"))
        if country == "KZ"
    }
    assert found == {timedelta(hours=5)}


@given(
    pairs=st.lists(st.tuples(st.integers(-9, 40), st.integers(1, 9)), max_size=8),
    horizon=st.integers(1, 30),
)
def test_merged_windows_hold_the_same_moments(pairs: list[tuple[int, int]], horizon: int) -> None:
    windows = [(float(opens), float(opens + lasts)) for opens, lasts in pairs]
    found = merged(windows, horizon)
    for moment in np.arange(0, horizon, 0.5):
        inside = any(a <= moment < b for a, b in windows)
        assert inside == any(a <= moment < b for a, b in found)
    assert (found[1:, 0] > found[:-1, 1]).all()
