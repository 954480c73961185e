"""Which closure a ship meets, and the mistakes that a table of closures can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from landlink.network.check import check
from landlink.network.closures import closure_of
from landlink.network.integrity import integrity_problems
from landlink.network.model import Network
from landlink.testing import assert_problem, with_cell

if TYPE_CHECKING:
    from pathlib import Path


def test_a_port_of_the_list_is_enough(small: Network) -> None:
    found = closure_of(small, 1, ["alat", "baku"])
    assert found is not None
    assert (found.name, found.closed_share, found.spell_h, found.spell_cv) == ("Caspian", 0.5, 48, 1)


def test_of_two_ports_the_one_that_is_closed_longer_counts(small: Network) -> None:
    found = closure_of(small, 2, ["aktau", "alat"])
    assert found is not None
    assert found.name == "Alat"
    assert closure_of(small, 2, ["aktau"]) == ("Aktau", 0.2, 24, 0.5, 1)


def test_a_month_or_a_port_without_a_row_is_unknown(small: Network) -> None:
    assert closure_of(small, 3, ["aktau", "alat"]) is None
    assert closure_of(small, 1, ["baku"]) is None


def test_a_service_can_be_named(small: Network) -> None:
    found = closure_of(with_cell(small, "closures", "alat-02", "where", "ferry"), 2, ["baku", "ferry"])
    assert found is not None
    assert found.name == "Alat"


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("where", "aktau|aktauu", "unknown-place"),
        ("where", "", "unknown-place"),
        ("closed_share", 1.0, "impossible-number"),
        ("closed_share", -0.1, "impossible-number"),
        ("spell_h", 0.0, "impossible-number"),
        ("spell_cv", -1.0, "impossible-number"),
        ("source", "exampl", "missing-source"),
    ],
)
def test_one_spoiled_cell_is_found(small: Network, column: str, value: str | float, rule: str) -> None:
    spoiled = with_cell(small, "closures", "aktau-02", column, value)
    assert_problem(integrity_problems(spoiled.tables), rule, file="closures.csv", row=3, column=column)


def test_month_13_is_refused(small: Network, tmp_path: Path) -> None:
    small.write(tmp_path)
    file = tmp_path / "closures.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("aktau,2,", "aktau,13,"), encoding="utf-8")
    with pytest.raises(Exception, match=r"closures.csv:3 month: .*13"):
        Network.read(tmp_path)


def test_the_table_may_be_absent(small: Network, tmp_path: Path) -> None:
    small.write(tmp_path)
    (tmp_path / "closures.csv").unlink()
    assert len(Network.read(tmp_path).tables["closures"]) == 0


def test_every_closure_of_the_reference_network_closes_ports(reference: Network) -> None:
    table, kinds = reference.tables["closures"], reference.nodes.text("kind")
    index = reference.nodes.index()
    named = {key for cell in table.text("where") for key in cell.split("|")}
    assert {kinds[index[key]] for key in named} <= {"seaport", "hub"}
    assert len(table) > 0
    assert check(reference) == []
