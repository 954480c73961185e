"""The difference of two networks says what was done, and nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.network.diff import diff
from landlink.network.schema import TABLES, key_columns
from landlink.testing import small_network, with_cell, without_row
from tests.network.files.networks import networks

if TYPE_CHECKING:
    from landlink.network.model import Network

SMALL = small_network()


def test_a_network_does_not_differ_from_itself(reference: Network) -> None:
    assert diff(reference, reference) == {}
    assert diff(SMALL, small_network()) == {}


def test_the_order_of_rows_does_not_count() -> None:
    turned = SMALL
    for table in SMALL.tables.values():
        turned = turned.with_table(table.take(range(len(table))[::-1]))
    assert diff(SMALL, turned) == {}


def test_a_row_that_is_gone_and_its_return() -> None:
    shorter = without_row(SMALL, "nodes", "baku")
    gone = diff(SMALL, shorter)
    assert list(gone) == ["nodes"]
    assert [one["key"] for one in gone["nodes"]["removed"]] == [{"id": "baku"}]
    assert gone["nodes"]["removed"][0]["row"]["name"] == "Baku"
    assert gone["nodes"]["removed"][0]["row"]["note"] is None
    back = diff(shorter, SMALL)
    assert back["nodes"]["added"] == gone["nodes"]["removed"]
    assert back["nodes"]["removed"] == gone["nodes"]["added"] == []


def test_rows_of_a_key_of_several_columns() -> None:
    speeds = SMALL.tables["speeds"]
    faster = speeds.with_column("speed_kmh", np.array([20.0, 45.0, 44.0, 30.0, 20.0]))
    assert diff(SMALL, SMALL.with_table(faster)) == {
        "speeds": {
            "added": [],
            "removed": [],
            "changed": [
                {
                    "key": {"mode": "rail", "kind": "service", "country": "*"},
                    "cells": {"speed_kmh": [40.0, 45.0]},
                }
            ],
        }
    }


def test_an_empty_cell_is_none_and_equal_to_another() -> None:
    filled = with_cell(
        with_cell(SMALL, "links", "rail-alat-baku", "speed_kmh", 40), "nodes", "baku", "note", "x"
    )
    found = diff(SMALL, filled)
    assert found["links"]["changed"][0]["cells"] == {"speed_kmh": [None, 40.0]}
    assert found["nodes"]["changed"][0]["cells"] == {"note": [None, "x"]}
    json.dumps(found, allow_nan=False)


@pytest.mark.parametrize("name", TABLES)
def test_against_a_plain_comparison_of_rows(name: str, reference: Network) -> None:
    table = reference.tables[name]
    if not len(table):
        return
    kept = table.take([row for row in range(len(table)) if row % 3])
    found = diff(reference, reference.with_table(kept))[name]
    keys = [tuple(table.text(column)[row] for column in key_columns(name)) for row in range(0, len(table), 3)]
    assert [tuple(one["key"].values()) for one in found["removed"]] == keys
    assert found["added"] == found["changed"] == []


@settings(max_examples=25)
@given(networks(), networks())
def test_what_is_taken_from_one_to_the_other_makes_it(old: Network, new: Network) -> None:
    """Apply the difference to the old rows by hand: the new rows come out."""
    found = diff(old, new)
    back = diff(new, old)
    assert set(found) == set(back)
    for name in old.tables:
        rows = dict(_rows(old, name))
        changes = found.get(name, {"added": [], "removed": [], "changed": []})
        for one in changes["removed"]:
            del rows[tuple(one["key"].values())]
        for one in changes["changed"]:
            for column, cells in one["cells"].items():
                held = rows[tuple(one["key"].values())]
                assert isinstance(cells, list)
                assert held[column] == cells[0]
                held[column] = cells[1]
        for one in changes["added"]:
            rows[tuple(one["key"].values())] = dict(one["row"])
        assert rows == dict(_rows(new, name))


def _rows(network: Network, name: str) -> list[tuple[tuple[object, ...], dict[str, object]]]:
    table = network.tables[name]
    rows = [
        {column: None if cell == "" or cell != cell else cell for column, cell in table.row(row).items()}  # noqa: PLR0124
        for row in range(len(table))
    ]
    return [(tuple(row[column] for column in key_columns(name)), {**row}) for row in rows]


@given(st.sampled_from(TABLES))
def test_nothing_is_said_of_tables_that_are_the_same(name: str) -> None:
    table = SMALL.tables[name]
    if len(table):
        assert list(diff(SMALL, SMALL.with_table(table.take(range(1, len(table)))))) == [name]
