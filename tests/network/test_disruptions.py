"""The mistakes that a table of disruptions can hold, and the rows of the reference network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from landlink.network.changes import Change
from landlink.network.check import check
from landlink.network.integrity import integrity_problems
from landlink.network.model import Network
from landlink.network.scenario import apply
from landlink.testing import assert_problem, with_cell

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("what", "crossing:khorgos-rail", "unknown-target"),
        ("what", "khorgos-rail-west", "unknown-target"),
        ("what", "ship:ferry", "unknown-target"),
        ("what", "", "unknown-target"),
        ("what", "port:aktau|border:CN-AZ", "unknown-target"),
        ("what", "country:DE", "unknown-target"),
        ("months", "13", "bad-months"),
        ("months", "1|1", "bad-months"),
        ("months", "|", "bad-months"),
        ("factor", 1.0, "impossible-number"),
        ("factor", float("nan"), "impossible-number"),
        ("rate_per_year", -1.0, "impossible-number"),
        ("duration_d", 0.0, "impossible-number"),
        ("duration_cv", -0.1, "impossible-number"),
        ("correlation", 1.5, "impossible-number"),
        ("correlation", 0.25, "uneven-group"),
        ("source", "exampl", "missing-source"),
    ],
)
def test_one_spoiled_cell_is_found(small: Network, column: str, value: str | float, rule: str) -> None:
    spoiled = with_cell(small, "disruptions", "khorgos-queue", column, value)
    assert_problem(integrity_problems(spoiled.tables), rule, file="disruptions.csv", row=3, column=column)


@pytest.mark.parametrize(
    "what", ["country:AZ", "border:KZ-CN", "link:ferry-aktau-alat", "service:ferry|node:baku"]
)
def test_what_can_be_named(small: Network, what: str) -> None:
    assert check(with_cell(small, "disruptions", "aktau-works", "what", what)) == []


def test_a_network_can_do_without(small: Network, tmp_path: Path) -> None:
    small.write(tmp_path)
    (tmp_path / "disruptions.csv").unlink()
    assert len(Network.read(tmp_path).tables["disruptions"]) == 0


def test_what_is_removed_is_disrupted_no_more(small: Network) -> None:
    named = with_cell(small, "disruptions", "aktau-works", "what", "service:ferry|port:aktau")
    alone = with_cell(named, "disruptions", "khorgos-queue", "what", "service:ferry")
    change = Change.model_validate({"remove": {"services": ["ferry"]}})
    after = apply(alone, [change]).tables["disruptions"]
    assert dict(zip(after.text("id"), after.text("what"), strict=True)) == {
        "khorgos-shut": "border:CN-KZ", "aktau-works": "port:aktau",
    }  # fmt: skip


def test_reference_rows_say_how_their_rates_were_found(reference: Network) -> None:
    table = reference.tables["disruptions"]
    assert len(table) >= 20
    for row in range(len(table)):
        cells = table.row(row)
        assert "/13" in str(cells["note"]) or "a year" in str(cells["note"]), cells["id"]
        assert cells["quality"] in ("derived", "unverified")
