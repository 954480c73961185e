"""Levels by year: what lies between anchor points, and series of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.network.problems import NetworkError
from landlink.network.sea_levels import anchors, known_range, level_in, pathways, read_levels

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network import Network


@given(year=st.integers(2025, 2100), pathway=st.sampled_from(("SSP2-4.5", "SSP5-8.5")))
def test_between_anchor_points_it_is_a_straight_line(reference: Network, year: int, pathway: str) -> None:
    table = reference.tables["sea_levels"]
    start, end = anchors(table, "caspian", pathway)
    at = level_in(table, "caspian", pathway, year)
    share = (year - start.year) / (end.year - start.year)
    for name in ("level_m", "low_m", "high_m"):
        begin, stop = getattr(start, name), getattr(end, name)
        assert getattr(at, name) == pytest.approx(begin + share * (stop - begin))
    assert at.low_m <= at.level_m <= at.high_m
    assert at.interpolated is (year not in (2025, 2100))


def test_anchor_points_are_those_of_the_study(reference: Network) -> None:
    """Samant and Prange 2023: 8 (2 to 15) m and 14 (11 to 21) m lower than the -28.23 m of 2020."""
    table = reference.tables["sea_levels"]
    for pathway, falls in (("SSP2-4.5", (8, 2, 15)), ("SSP5-8.5", (14, 11, 21))):
        at = level_in(table, "caspian", pathway, 2100)
        start = level_in(table, "caspian", "observed", 2020).level_m
        assert np.round([start - v for v in (at.level_m, at.high_m, at.low_m)], 6).tolist() == list(falls)


def test_nothing_is_extrapolated(reference: Network) -> None:
    table = reference.tables["sea_levels"]
    with pytest.raises(LandlinkError, match="known from 2025 to 2100, not in 2101"):
        level_in(table, "caspian", "SSP2-4.5", 2101)
    with pytest.raises(LandlinkError, match="no pathway 'SSP1' of caspian; there are observed"):
        level_in(table, "caspian", "SSP1", 2040)
    with pytest.raises(LandlinkError, match="no level of the sea 'aral' is known; sea_levels has caspian"):
        level_in(table, "aral", "SSP1", 2040)


def test_a_series_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(
        "year,level_m,low_m,pathway\n2025,-29.3,,slow\n2045,-32,-34,slow\n2030,-30,,\n", encoding="utf-8"
    )
    table = read_levels(file)
    assert pathways(table, "caspian") == ["slow", "series"]
    assert known_range(table, "caspian") == (-34, -29.3)
    at = level_in(table, "caspian", "slow", 2035)
    assert (at.level_m, at.low_m, at.high_m) == pytest.approx((-30.65, -31.65, -30.65))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year;level_m\n", "the column year is missing"),
        ("year,level_m,depth\n2025,-29,1\n", "no column 'depth'; the columns are year, level_m"),
        ("year,level_m\n", "it holds no rows"),
        ("year,level_m\n2025,low\n", "mine.csv:2 level_m: not a number"),
        ("year,level_m\n2025.5,-29\n", "mine.csv:2 year: not a whole number"),
        ("year,level_m\n2025,\n", "mine.csv:2 level_m: the cell is empty"),
    ],
)
def test_a_bad_series_names_line_and_column(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises((LandlinkError, NetworkError), match=said):
        read_levels(file)
    with pytest.raises(LandlinkError, match=r"no\.csv: there is no such file"):
        read_levels(tmp_path / "no.csv")
