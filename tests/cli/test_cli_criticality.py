"""`landlink resilience criticality`: a table, a file, JSON, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


def test_table_has_names_and_the_rule(shell: Shell) -> None:
    ran = shell("landlink resilience criticality --kinds service --top 3", columns=140)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0].split()[:4] == ["If", "this", "fails", "Loss"]
    assert "services" not in ran.out
    assert "The rule is the same for every country." in ran.out
    assert "128 failures tried" in ran.out


def test_json_and_file_hold_the_same(shell: Shell) -> None:
    ran = shell("landlink resilience criticality --kinds crossing --top 2 --pairs 2 --out all.csv --json")
    held = json.loads(ran.out)
    assert held["file"] == "all.csv"
    assert len(held["failures"]) == 2
    assert len(held["pairs"]["worst"]) == 2
    table = pd.read_csv("all.csv")
    assert len(table) == held["tried"] - held["without_effect"]
    assert table["key"][0] == held["failures"][0]["key"]
    assert table["loss_usd_year"][0] == pytest.approx(held["failures"][0]["loss_usd_year"])
    assert table["loss_usd_year"].is_monotonic_decreasing


def test_trade_of_ones_own(shell: Shell) -> None:
    Path("mine.csv").write_text(
        "origin,destination,commodity,tonnes_year\nUZ,GE,grain,1000\n", encoding="utf-8"
    )
    ran = shell("landlink resilience criticality --demand mine.csv --kinds service --top 1 --json")
    assert json.loads(ran.out)["trade_t_year"] == pytest.approx(1000)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--kinds bridge", "no kind of failure 'bridge'"),
        ("--out all.xlsx", "failures are written to a .csv file"),
        ("--out no/such/all.csv", "there is no such folder"),
        ("--demand none.csv", "there is no such file"),
        ("--demand-scenario none", "none"),
    ],
)
def test_what_is_refused(shell: Shell, words: str, said: str) -> None:
    ran = shell(f"landlink resilience criticality {words}")
    assert ran.code == 2
    assert said in ran.err
    assert not Path("all.xlsx").exists()
