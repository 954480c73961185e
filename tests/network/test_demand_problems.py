"""Every class of error in the tables of demand, made by spoiling one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from landlink.network.changes import Change
from landlink.network.integrity import integrity_problems
from landlink.network.scenario import apply
from landlink.testing import assert_problem, with_cell, with_rows

if TYPE_CHECKING:
    from landlink.network import Network

NAN = float("nan")


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "rule"),
    [
        ("demand", "kz-az-grain", "commodity", "grian", "unknown-commodity"),
        ("hub_weights", "kz-beyneu-grain", "commodity", "grian", "unknown-commodity"),
        ("demand", "kz-az-grain", "origin", "Kazakhstan", "unknown-place"),
        ("demand", "kz-az-grain", "origin", "kz", "unknown-place"),
        ("demand", "kz-az-grain", "destination", "K1", "unknown-place"),
        ("demand", "kz-az-grain", "tonnes_year", -1.0, "impossible-number"),
        ("demand", "kz-az-grain", "tonnes_year", 1e300, "impossible-number"),
        ("demand", "cn-baku-goods", "teu_year", -1.0, "impossible-number"),
        ("demand", "kz-az-grain", "tonnes_year", NAN, "no-quantity"),
        ("demand", "kz-az-grain", "equipment", "waggon", "unknown-equipment"),
        ("commodities", "grain", "equipment", "wagon|lorry", "unknown-equipment"),
        ("demand", "kz-az-grain", "avoid", "sea||rail", "unknown-avoid"),
        ("demand", "kz-az-grain", "avoid", "RU", "unknown-avoid"),
        ("hub_weights", "kz-aktau", "weight", 0.0, "impossible-number"),
        ("hub_weights", "kz-aktau", "node", "aktauu", "unknown-node"),
        ("hub_weights", "kz-aktau", "country", "KAZ", "unknown-country"),
        ("commodities", "grain", "source", "exampl", "missing-source"),
        ("commodities", "grain", "value_usd_per_t", -1.0, "impossible-number"),
    ],
)
def test_one_spoiled_cell_is_found(
    small: Network, table: str, key: str, column: str, value: str | float, rule: str
) -> None:
    row = small.tables[table].index()[key] + 2
    found = integrity_problems(with_cell(small, table, key, column, value).tables)
    assert_problem(found, rule, file=f"{table}.csv", row=row, column=column)


@pytest.mark.parametrize("word", ["KZ", "sea", "KTZ", "ferry", "aktau", "sea|aktau|CN", ""])
def test_words_that_can_be_avoided(small: Network, word: str) -> None:
    assert integrity_problems(with_cell(small, "demand", "kz-az-grain", "avoid", word).tables) == []


@pytest.mark.parametrize("code", ["KZ", "AZ", "US"])
def test_a_country_outside_the_network_is_no_error(small: Network, code: str) -> None:
    assert integrity_problems(with_cell(small, "demand", "kz-az-grain", "origin", code).tables) == []


def test_a_row_of_value_alone_is_kept(small: Network) -> None:
    network = with_cell(small, "demand", "kz-az-grain", "tonnes_year", NAN)
    network = with_cell(network, "demand", "kz-az-grain", "value_usd_year", 1e6)
    assert integrity_problems(network.tables) == []


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        ("again,KZ,almaty,,both,1", 2),
        ("again,KZ,almaty,,origin,1", 2),
        ("again,KZ,beyneu,grain,both,1", 2),
        ("again,KZ,beyneu,grain,destination,1", 0),
        ("again,KZ,almaty,grain,both,1", 0),
        ("again,AZ,almaty,,both,1", 0),
    ],
)
def test_two_weights_of_one_hub_are_duplicates(small: Network, row: str, problems: int) -> None:
    found = integrity_problems(with_rows(small, "hub_weights", row).tables)
    assert [(p.rule, p.file) for p in found] == [("duplicate", "hub_weights.csv")] * problems


@pytest.mark.parametrize(
    ("column", "value", "problems"),
    [
        ("note", "seen", 2),
        ("tonnes_year", 1.0, 0),
        ("avoid", "sea", 0),
        ("scenario", "growth", 0),
        ("commodity", "goods", 0),
    ],
)
def test_a_flow_that_stands_twice_is_a_duplicate(
    small: Network, column: str, value: str | float, problems: int
) -> None:
    demand = small.tables["demand"]
    again = demand.take([0]).with_column("id", ["again"])
    again = again.with_column(column, [value] if isinstance(value, str) else np.array([value]))
    found = integrity_problems(small.with_table(demand.joined(again)).tables)
    assert [(p.rule, p.file) for p in found] == [("duplicate", "demand.csv")] * problems


def test_a_scenario_takes_what_is_gone_out_of_what_is_avoided(small: Network) -> None:
    network = with_cell(small, "demand", "kz-az-grain", "avoid", "block-train|sea")
    gone = apply(network, [Change.model_validate({"remove": {"services": ["block-train"]}})])
    assert gone.tables["demand"].text("avoid")[0] == "sea"
    assert integrity_problems(gone.tables) == []
