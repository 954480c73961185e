"""`landlink flows allocate`."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from landlink.flows.slots_tables import TABLES
from landlink.flows.testing import small_flows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Shell


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a folder of the network of 8 places with capacities and demand."""
    path = tmp_path_factory.mktemp("network")
    small_flows()[0].write(path)
    return str(path)


def test_tables_for_people(shell: Shell, folder: str) -> None:
    answer = shell(f"landlink flows allocate --network {folder} --service ferry")
    assert answer.code == 0
    for said in ("One more slot", "urumqi-baku-machines", "Left out", "Slots of ferry", "get one"):
        assert said in answer.out
    assert "HiGHS" not in answer.out


def test_files_hold_what_json_says(shell: Shell, folder: str, tmp_path: Path) -> None:
    out = tmp_path / "slots"
    line = f"landlink flows allocate --network {folder} --service ferry --out {out} --json"
    whole = json.loads(shell(line).out)
    assert {file.name for file in out.iterdir()} == {*(f"{name}.csv" for name in TABLES), "allocation.json"}
    with (out / "consignments.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == [row["id"] for row in whole["consignments"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--service fery", "no service 'fery'"),
        ("", "name the services"),
        ("--service ferry --objective value --value a=b", "commodity=number"),
        ("--service ferry --carry-all", "without --carry-all"),
    ],
)
def test_bad_input(shell: Shell, folder: str, words: str, said: str) -> None:
    answer = shell(f"landlink flows allocate --network {folder} {words}")
    assert answer.code == 2
    assert said in answer.err.replace("\n", " ")


def test_choice_and_theta_of_a_run(shell: Shell, folder: str) -> None:
    line = f"landlink flows run --network {folder} --choice logit --theta 0.05"
    assert "theta 0.05 per USD" in shell(line).out
    answer = shell(f"landlink flows run --network {folder} --choice probit")
    assert answer.code == 2
