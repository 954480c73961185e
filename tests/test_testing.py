"""The public asserts: they pass in silence and say what differs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from landlink.network.check import check
from landlink.routing.routes import route
from landlink.testing import (
    assert_adds_up,
    assert_networks_equal,
    assert_problem,
    assert_tables_equal,
    small_network,
    with_cell,
    without_row,
)

if TYPE_CHECKING:
    from landlink.network import Network


def test_small_network_has_all_that_tests_need(small: Network) -> None:
    assert len(small.nodes) == 8
    assert set(small.nodes.text("country")) == {"CN", "KZ", "AZ"}
    assert set(small.links.text("mode")) == {"rail", "road", "ferry"}
    assert {"open", "project"} == set(small.links.text("status"))
    assert "forward" in small.links.text("direction")
    assert {1435.0, 1520.0} < set(small.links.number("gauge_mm").tolist())


def test_equal_networks_pass(small: Network) -> None:
    assert_networks_equal(small, small_network())


def test_different_cell_is_shown_from_both_sides(small: Network) -> None:
    other = with_cell(small, "links", "rail-alat-baku", "length_km", 81.0)
    with pytest.raises(AssertionError, match=r"links row 6, length_km: .*80.* and .*81"):
        assert_networks_equal(small, other)


def test_empty_and_filled_number_differ(small: Network) -> None:
    other = with_cell(small, "links", "rail-alat-baku", "speed_kmh", 40.0)
    with pytest.raises(AssertionError, match="links row 6, speed_kmh"):
        assert_tables_equal(small.links, other.links)


def test_missing_row_is_counted(small: Network) -> None:
    with pytest.raises(AssertionError, match="nodes: 8 rows and 7 rows"):
        assert_networks_equal(small, without_row(small, "nodes", "baku"))


def test_problem_that_is_not_there_lists_those_that_are(small: Network) -> None:
    spoiled = with_cell(small, "links", "rail-alat-baku", "length_km", 9.0)
    with pytest.raises(
        AssertionError, match=r"(?s)0 problems of rule 'orphan' among:\nlinks\.csv:8 length_km"
    ):
        assert_problem(check(spoiled), "orphan")
    with pytest.raises(AssertionError, match="row of links"):
        assert_problem(check(spoiled), "link-too-short", row=9)
    (problem,) = check(spoiled)
    with pytest.raises(AssertionError, match="what is wrong and the mend"):
        assert_problem([replace(problem, mend="")], "link-too-short")


def test_route_that_does_not_add_up_is_found(small: Network) -> None:
    one = route(small, "Urumqi", "Baku", criteria=("time",)).routes[0]
    assert_adds_up(one)
    with pytest.raises(AssertionError, match="cost_usd: the legs add up to"):
        assert_adds_up(replace(one, totals={**one.totals, "cost_usd": 1.0}))
    with pytest.raises(AssertionError, match="end of a leg and start of the next"):
        assert_adds_up(replace(one, legs=one.legs[::-1]))
