"""Every class of error without which nothing can be computed, made by spoiling one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from landlink.network.integrity import integrity_problems
from landlink.network.problems import NetworkError
from landlink.testing import assert_problem, small_network, with_cell

if TYPE_CHECKING:
    from landlink.network.model import Network


def problems(network: Network) -> list:  # type: ignore[type-arg]
    return integrity_problems(network.tables)


def test_reference_and_small_network_are_whole(reference: Network, small: Network) -> None:
    assert problems(reference) == []
    assert problems(small) == []


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "rule"),
    [
        ("links", "rail-alat-baku", "from_node", "alaat", "unknown-node"),
        ("links", "ferry-aktau-alat", "to_node", "alatt", "unknown-node"),
        ("transfers", "altynkol-gauge", "node", "altynkoll", "unknown-node"),
        ("services", "ferry", "stops", "aktau|alatt", "unknown-node"),
        ("crossings", "khorgos-rail-west", "link", "rail-khorgos-altynko", "unknown-link"),
        ("nodes", "aktau", "source", "exampl", "missing-source"),
        ("links", "rail-alat-baku", "source", "exampl", "missing-source"),
        ("assumptions", "price_year", "source", "exampl", "missing-source"),
        ("services", "ferry", "stops", "aktau", "too-few-stops"),
        ("nodes", "aktau", "country", "Kz", "unknown-country"),
        ("nodes", "aktau", "country", "KAZ", "unknown-country"),
        ("links", "rail-alat-baku", "country", "*", "unknown-country"),
        ("transfers", "load", "country", "kz", "unknown-country"),
        ("services", "block-train", "equipment", "20 ft|40ft", "unknown-equipment"),
        ("links", "rail-alat-baku", "length_km", 0.0, "impossible-number"),
        ("links", "rail-alat-baku", "length_km", -80.0, "impossible-number"),
        ("services", "ferry", "headway_h", 0.0, "impossible-number"),
        ("services", "ferry", "speed_kmh", 0.0, "impossible-number"),
        ("crossings", "khorgos-rail-west", "dwell_h", -1.0, "impossible-number"),
        ("transfers", "load", "cost_usd", -1.0, "impossible-number"),
    ],
)
def test_one_spoiled_cell_is_found(
    small: Network, table: str, key: str, column: str, value: str | float, rule: str
) -> None:
    row = small.tables[table].index()[key] + 2
    assert_problem(
        problems(with_cell(small, table, key, column, value)),
        rule,
        file=f"{table}.csv",
        row=row,
        column=column,
    )


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "mend"),
    [
        ("links", "rail-alat-baku", "from_node", "alaat", "Did you mean 'alat'?"),
        ("links", "rail-alat-baku", "from_node", "samarkand", "Add the row to nodes.csv or mend the name."),
        ("nodes", "aktau", "country", "KAZ", "ISO 3166-1 alpha-2"),
        ("links", "rail-alat-baku", "length_km", 0.0, "above zero"),
        ("links", "rail-alat-baku", "time_factor", -1.0, "at or above zero"),
    ],
)
def test_mend_says_what_to_write(
    small: Network, table: str, key: str, column: str, value: str | float, mend: str
) -> None:
    (problem,) = problems(with_cell(small, table, key, column, value))
    assert mend in problem.mend


@pytest.mark.parametrize(
    ("table", "key", "other"),
    [
        ("nodes", "aktau", "alat"),
        ("links", "ferry-aktau-alat", "rail-alat-baku"),
        ("crossings", "khorgos-rail-west", "khorgos-rail-east"),
        ("transfers", "load", "unload"),
        ("services", "ferry", "block-train"),
        ("assumptions", "price_year", "payload_t_per_teu"),
    ],
)
def test_key_in_two_rows_is_a_duplicate_at_both(small: Network, table: str, key: str, other: str) -> None:
    held = small.tables[table]
    column = next(iter(held.columns))
    found = [p for p in problems(with_cell(small, table, other, column, key)) if p.rule == "duplicate"]
    assert {(p.file, p.column, p.value) for p in found} == {(f"{table}.csv", column, key)}
    assert {p.row for p in found} == {held.index()[key] + 2, held.index()[other] + 2}


def test_same_link_under_two_keys_is_a_duplicate(small: Network) -> None:
    links = small.links
    copy = links.take([0]).with_column("id", ["rail-copy"])
    turned = copy.with_column("from_node", copy.text("to_node")).with_column(
        "to_node", copy.text("from_node")
    )
    found = problems(small.with_table(links.joined(turned)))
    assert [(p.rule, p.row, p.column) for p in found] == [("duplicate", 2, "from_node")] * 2
    assert (
        problems(
            small.with_table(links.joined(turned.with_column("length_km", copy.number("length_km") + 1)))
        )
        == []
    )


def test_crossing_described_twice_in_one_direction_is_a_duplicate(small: Network) -> None:
    crossings = small.crossings
    again = crossings.take([0]).with_column("id", ["again"])
    found = problems(small.with_table(crossings.joined(again)))
    assert [(p.rule, p.file, p.column) for p in found] == [("duplicate", "crossings.csv", "link")] * 2


@pytest.mark.parametrize("table", ["speeds", "rates", "emission_factors", "crossing_defaults"])
def test_default_given_twice_is_a_duplicate(small: Network, table: str) -> None:
    held = small.tables[table]
    found = problems(small.with_table(held.joined(held.take([0]))))
    assert {(p.rule, p.file) for p in found} == {("duplicate", f"{table}.csv")}
    assert len(found) == 2


@pytest.mark.parametrize("table", ["speeds", "rates", "emission_factors", "crossing_defaults"])
def test_default_for_a_country_that_is_none_is_found(small: Network, table: str) -> None:
    held = small.tables[table]
    spoiled = held.with_column("country", ["KAZ", *held.text("country")[1:]])
    problem = assert_problem(problems(small.with_table(spoiled)), "unknown-country", row=2, column="country")
    assert "or * for every other country" in problem.mend


def test_error_lists_twenty_problems_and_counts_the_rest(small: Network) -> None:
    spoiled = with_cell(small, "nodes", "aktau", "country", "KAZ")
    (one,) = problems(spoiled)
    message = str(NetworkError([one] * 23))
    assert message.startswith(
        "the network has 23 problem(s):\n  nodes.csv:7 country: not a country code ('KAZ')."
    )
    assert message.endswith("... and 3 more")
    assert len(message.splitlines()) == 22


def test_a_way_there_and_a_way_back_are_two_links() -> None:
    small = small_network()
    links = small.links.take([*range(len(small.links)), 9])
    links = links.with_column("id", [*small.links.text("id"), "road-back"])
    there, back = links.text("from_node"), links.text("to_node")
    turned = links.with_column("from_node", [*there[:-1], back[-1]]).with_column(
        "to_node", [*back[:-1], there[-1]]
    )
    assert links.text("direction")[9] == "forward"
    assert integrity_problems(small.with_table(turned).tables) == []
    both = turned.with_column("direction", [*turned.text("direction")[:-1], "both"])
    assert [one.rule for one in integrity_problems(small.with_table(both).tables)] == [
        "duplicate",
        "duplicate",
    ]
    assert [one.rule for one in integrity_problems(small.with_table(links).tables)] == [
        "duplicate",
        "duplicate",
    ]
