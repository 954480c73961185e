"""Every class of error that a network that could be read can have, made by spoiling one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from landlink.network.check import RULES, check
from landlink.testing import assert_problem, with_cell, without_row

if TYPE_CHECKING:
    from landlink.network.model import Network
    from landlink.network.table import Table


def line(table: Table, key: str) -> int:
    return table.index()[key] + 2


def taken(network: Network, table: str, keep: str, column: str) -> Network:
    """Return a network with only those rows of a table whose column is not ``keep``."""
    held = network.tables[table]
    rows = [row for row, value in enumerate(held.text(column)) if value != keep]
    return network.with_table(held.take(rows))


def test_reference_network_is_clean(reference: Network) -> None:
    assert [str(problem) for problem in check(reference)] == []


def test_small_network_is_clean(small: Network) -> None:
    assert [str(problem) for problem in check(small)] == []


def test_reference_network_has_what_was_promised(reference: Network) -> None:
    open_links = [status for status in reference.links.text("status") if status == "open"]
    assert len(reference.nodes) >= 250
    assert len(open_links) >= 380
    assert {"rail", "road", "ferry", "sea"} <= set(reference.links.text("mode"))
    assert "project" in reference.links.text("status")


def test_node_with_coordinates_swapped_lies_off_its_country(small: Network) -> None:
    lon, lat = 76.95, 43.25
    spoiled = with_cell(with_cell(small, "nodes", "almaty", "lon", lat), "nodes", "almaty", "lat", lon)
    problem = assert_problem(
        check(spoiled),
        "node-off-country",
        file="nodes.csv",
        row=line(small.nodes, "almaty"),
        column="country",
    )
    assert "outside KZ" in problem.message
    assert "swapped" in problem.mend


def test_node_in_the_wrong_country_is_found_in_the_reference(reference: Network) -> None:
    spoiled = with_cell(reference, "nodes", "almaty", "country", "DE")
    problem = assert_problem(check(spoiled), "node-off-country", row=line(reference.nodes, "almaty"))
    assert problem.value == "DE"


def test_node_in_international_waters_may_lie_anywhere(small: Network) -> None:
    spoiled = with_cell(small, "nodes", "aktau", "country", "XZ")
    assert "node-off-country" not in {problem.rule for problem in check(spoiled)}


@pytest.mark.parametrize(("column", "value"), [("lon", 181.0), ("lat", -91.0), ("lon", float("nan"))])
def test_position_off_the_earth_is_found(small: Network, column: str, value: float) -> None:
    spoiled = with_cell(small, "nodes", "baku", column, value)
    row = line(small.nodes, "baku")
    assert_problem(check(spoiled), "off-the-earth", file="nodes.csv", row=row, column=column)


def test_link_shorter_than_the_great_circle_is_found(small: Network) -> None:
    spoiled = with_cell(small, "links", "rail-beyneu-aktau", "length_km", 300.0)
    problem = assert_problem(
        check(spoiled), "link-too-short", file="links.csv", row=line(small.links, "rail-beyneu-aktau"),
        column="length_km",
    )  # fmt: skip
    assert problem.value == "300"
    assert "great circle of 37" in problem.message


def test_link_longer_than_three_great_circles_is_found(small: Network) -> None:
    spoiled = with_cell(small, "links", "rail-beyneu-aktau", "length_km", 4400.0)
    assert_problem(
        check(spoiled), "link-too-long", file="links.csv", row=line(small.links, "rail-beyneu-aktau"),
        column="length_km",
    )  # fmt: skip


def test_short_link_may_be_longer_than_three_great_circles(small: Network) -> None:
    assert check(with_cell(small, "links", "rail-khorgos-altynkol", "length_km", 28.0)) == []


def test_rail_link_without_a_gauge_is_found(small: Network) -> None:
    spoiled = with_cell(small, "links", "rail-almaty-aktau", "gauge_mm", float("nan"))
    problem = assert_problem(
        check(spoiled), "missing-gauge", file="links.csv", row=line(small.links, "rail-almaty-aktau"),
        column="gauge_mm",
    )  # fmt: skip
    assert "1435" in problem.mend


def test_missing_gauge_is_one_problem_and_no_mismatch(small: Network) -> None:
    spoiled = with_cell(small, "links", "rail-beyneu-aktau", "gauge_mm", float("nan"))
    (problem,) = check(spoiled)
    assert (problem.rule, problem.value) == ("missing-gauge", "")


def test_gauges_that_meet_where_they_cannot_be_changed_are_found(small: Network) -> None:
    spoiled = with_cell(small, "links", "rail-beyneu-aktau", "gauge_mm", 1435.0)
    problem = assert_problem(
        check(spoiled), "gauge-mismatch", file="nodes.csv", row=line(small.nodes, "beyneu"), column="id"
    )
    assert "1435 and 1520" in problem.message
    assert "transfers.csv" in problem.mend


def test_gauge_break_without_its_transfer_is_found(small: Network) -> None:
    spoiled = without_row(small, "transfers", "altynkol-gauge")
    assert_problem(check(spoiled), "gauge-mismatch", row=line(small.nodes, "altynkol"))


def test_gauge_of_a_project_needs_no_transfer_yet(small: Network) -> None:
    assert check(with_cell(small, "links", "rail-almaty-aktau", "gauge_mm", 1435.0)) == []


def test_node_without_a_link_is_an_orphan(small: Network) -> None:
    place = small.nodes.take([0]).with_column("id", ["turpan"]).with_column("name", ["Turpan"])
    place = place.with_column("unlocode", [""])
    spoiled = small.with_table(small.nodes.joined(place))
    problem = next(p for p in check(spoiled) if p.rule == "orphan")
    assert (problem.file, problem.column, problem.value) == ("nodes.csv", "id", "turpan")
    assert problem.message == "no link ends here"
    assert "links.csv" in problem.mend


def test_part_that_is_cut_off_is_an_orphan_at_each_of_its_nodes(small: Network) -> None:
    found = [p for p in check(without_row(small, "links", "ferry-aktau-alat")) if p.rule == "orphan"]
    assert [p.row for p in found] == [line(small.nodes, "alat"), line(small.nodes, "baku")]
    assert {p.message for p in found} == {"no road leads from here to the rest"}


@pytest.mark.parametrize(
    ("key", "way"), [("khorgos-rail-west", "forward"), ("khorgos-rail-east", "backward")]
)
def test_border_without_a_crossing_in_one_direction_is_found(small: Network, key: str, way: str) -> None:
    problem = assert_problem(
        check(without_row(small, "crossings", key)), "border-without-crossing", file="links.csv",
        row=line(small.links, "rail-khorgos-altynkol"), column="id",
    )  # fmt: skip
    assert way in problem.message
    assert f"direction {way}" in problem.mend


def test_one_way_border_needs_no_crossing_back(small: Network) -> None:
    both = with_cell(small, "links", "road-khorgos-altynkol", "direction", "both")
    problem = assert_problem(check(both), "border-without-crossing")
    assert "backward" in problem.message


def test_crossing_of_a_link_inside_one_country_is_found(small: Network) -> None:
    spoiled = with_cell(small, "crossings", "khorgos-road-west", "link", "road-altynkol-almaty")
    assert_problem(
        check(spoiled), "crossing-without-border", file="crossings.csv",
        row=line(small.crossings, "khorgos-road-west"), column="link",
    )  # fmt: skip


def test_two_nodes_of_one_name_and_country_are_a_duplicate(small: Network) -> None:
    spoiled = with_cell(small, "nodes", "baku", "name", "alat")
    problem = assert_problem(
        check(spoiled), "duplicate", file="nodes.csv", row=line(small.nodes, "baku"), column="name"
    )
    assert problem.message == "the same name as alat"


def test_two_nodes_of_one_name_in_two_countries_are_two_places(small: Network) -> None:
    assert check(with_cell(small, "nodes", "khorgos-cn", "name", "Altynkol")) == []


def test_two_nodes_of_one_unlocode_are_a_duplicate(small: Network) -> None:
    spoiled = with_cell(small, "nodes", "alat", "unlocode", "KZAAU")
    assert_problem(check(spoiled), "duplicate", row=line(small.nodes, "alat"), column="unlocode")


def test_service_over_links_that_are_not_there_is_found(small: Network) -> None:
    spoiled = with_cell(small, "services", "ferry", "stops", "aktau|baku")
    problem = assert_problem(
        check(spoiled),
        "broken-service",
        file="services.csv",
        row=line(small.services, "ferry"),
        column="stops",
    )
    assert problem.message == "no ferry links join aktau and baku"


def test_service_that_needs_a_project_line_is_found_unless_it_is_a_project_itself(small: Network) -> None:
    cut = without_row(without_row(small, "links", "rail-almaty-beyneu"), "nodes", "beyneu")
    cut = without_row(cut, "links", "rail-beyneu-aktau")
    assert_problem(check(cut), "broken-service", row=line(small.services, "block-train"))
    planned = with_cell(cut, "services", "block-train", "status", "project")
    assert "broken-service" not in {problem.rule for problem in check(planned)}


@pytest.mark.parametrize(
    ("table", "mode"),
    [("speeds", "rail"), ("rates", "ferry"), ("emission_factors", "road"), ("crossing_defaults", "road")],
)
def test_mode_that_no_row_serves_everywhere_is_found(small: Network, table: str, mode: str) -> None:
    problem = assert_problem(
        check(taken(small, table, mode, "mode")), "missing-default", file=f"{table}.csv", row=0, column="mode"
    )
    assert problem.value == mode
    assert f"country * to {table}.csv" in problem.mend


def test_country_row_alone_does_not_serve_everywhere(small: Network) -> None:
    factors = small.tables["emission_factors"]
    only = factors.with_column("country", ["KZ" if mode == "road" else "*" for mode in factors.text("mode")])
    problem = assert_problem(check(small.with_table(only)), "missing-default")
    assert (problem.file, problem.value) == ("emission_factors.csv", "road")


def test_every_rule_has_a_docstring() -> None:
    assert all(rule.__doc__ for rule in RULES)


def test_problem_is_one_line_with_place_and_mend(small: Network) -> None:
    (problem,) = check(with_cell(small, "links", "rail-alat-baku", "length_km", 9.0))
    assert str(problem) == (
        "links.csv:8 length_km: shorter than the great circle of 61.7 km ('9'). "
        "Check the length, its unit (km) and the position of both ends."
    )
    assert problem.as_dict()["row"] == 8
