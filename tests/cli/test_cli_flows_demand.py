"""`landlink flows demand`: what is shown and written is what the functions compute."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from landlink.flows.demand import demand_of
from landlink.testing import small_network, write_small_trade

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

SMALL = small_network()


def test_show_adds_up(shell: Shell, small_folder: Path) -> None:
    shown = json.loads(shell(f"landlink flows demand show --network {small_folder.name} --json").out)
    assert shown["tonnes_year"] == demand_of(SMALL).tonnes_year.sum()
    assert sum(row["capacity_t_year"] for row in shown["flows"]) == demand_of(SMALL).capacity_t_year.sum()
    ran = shell(f"landlink flows demand show --network {small_folder.name} --countries CN")
    assert "empty, 40,000" in ran.out
    assert "grain" not in ran.out
    assert "derived 100 %" in ran.out


def test_spread_writes_every_flow(shell: Shell, small_folder: Path) -> None:
    assert shell(f"landlink flows demand spread --network {small_folder.name} --out od.csv").code == 0
    with Path("od.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert sum(float(row["tonnes_year"]) for row in rows) == pytest.approx(demand_of(SMALL).tonnes_year.sum())
    assert {row["basis"] for row in rows} == set(SMALL.tables["demand"].text("id"))
    assert shell(f"landlink flows demand spread --network {small_folder.name} --out od.omx").code == 0
    again = shell(f"landlink flows demand show od.omx --network {small_folder.name} --json")
    assert json.loads(again.out)["tonnes_year"] == pytest.approx(demand_of(SMALL).tonnes_year.sum())


def test_import_says_what_is_left_out(shell: Shell) -> None:
    write_small_trade(Path())
    ran = shell(
        "landlink flows demand import baci.csv --format baci --codes country_codes.csv --out d.csv --json"
    )
    told = json.loads(ran.out)
    assert (told["rows"], told["left_out"]) == (4, [])
    shown = json.loads(shell("landlink flows demand show d.csv --json").out)
    assert {one["reason"] for one in shown["unmatched"]} == {
        "the network has no place in US", "neither tonnes nor TEU are known",
    }  # fmt: skip
    assert shown["tonnes_year"] == pytest.approx(5500)


def test_grow_multiplies(shell: Shell, small_folder: Path) -> None:
    base = f"--network {small_folder.name}"
    ran = shell(f"landlink flows demand grow {base} --countries KZ,AZ --factor 2 --out more.csv")
    assert "between KZ and AZ: all commodities x2" in ran.out
    shown = json.loads(shell(f"landlink flows demand show more.csv {base} --json").out)
    assert shown["tonnes_year"] == demand_of(SMALL).tonnes_year.sum() + 300_000


def test_gravity_meets_its_total(shell: Shell) -> None:
    write_small_trade(Path())
    asked = (
        "--gdp gdp.csv --year 2023 --countries KZ,UZ,TM,AZ --total 5e6 --commodity mixed --out g.csv --json"
    )
    told = json.loads(shell(f"landlink flows demand gravity {asked} --parameter 0.001").out)
    assert json.loads(shell("landlink flows demand show g.csv --json").out)["tonnes_year"] == pytest.approx(
        5e6
    )
    fitted = json.loads(
        shell(f"landlink flows demand gravity {asked} --mean-cost {told['mean_cost_usd']}").out
    )
    assert fitted["parameter"] == pytest.approx(0.001, rel=1e-4)
    assert "TM: figure of 2022" in told["notes"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("show nothing.csv", "there is no such file"),
        ("show --countries XX", "no country 'XX' in this network"),
        ("show --scenario war", "no row of demand belongs to the scenario 'war'"),
        ("spread --out od.txt", "demand is spread to .csv or .omx"),
        ("import baci.csv --format baci --out d.csv", "name the table of country codes"),
        ("import baci.csv --format omx --out d.csv", "a file of format omx ends in .omx"),
        ("import baci.csv --format sql --out d.csv", "no format 'sql'"),
        ("grow --factor 2 --one-way --out d.csv", "both_ways: false needs two countries"),
        ("grow --factor 2 --countries KZ,XX --out d.csv", "no row of demand is from or to 'XX'"),
        (
            "gravity --gdp gdp.csv --year 2023 --countries KZ,UZ --total 1 --commodity mixed --out g.csv",
            "give --parameter, or --mean-cost",
        ),
    ],
)
def test_bad_input_is_said(shell: Shell, line: str, message: str) -> None:
    write_small_trade(Path())
    ran = shell(f"landlink flows demand {line}")
    assert ran.code == 2
    assert message in ran.err
    assert not list(Path().glob("?.csv"))
