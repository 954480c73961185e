"""`landlink caspian`: tables, JSON, a file, and what it says to bad input."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


def test_tables_name_ports_services_and_what_is_unknown(shell: Shell) -> None:
    ran = shell("landlink caspian --level -31.5", columns=200)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    ferry = next(line for line in lines if line.startswith("Kuryk-Alat rail ferry"))
    assert "62 %" in ferry
    assert "x 1.62" in ferry
    assert any(line.startswith("Alat (Baku port)") and "?" in line for line in lines)
    assert "No depth is known of Alat (Baku port)" in ran.out
    assert "SSP5-8.5" in ran.out


def test_year_of_a_pathway_shows_the_band(shell: Shell) -> None:
    ran = shell("landlink caspian --year 2040 --pathway SSP2-4.5", columns=200)
    assert "2040: -30.69 m, between -32.21 and -29.37 m; on a straight line between anchor points." in ran.out
    assert "in the band" in ran.out
    asked = json.loads(shell("landlink caspian --year 2100 --pathway SSP2-4.5 --json").out)["asked"]
    assert (asked["level_m"], asked["interpolated"]) == (-36.23, False)


def test_dredging_by_name_and_a_series_of_ones_own(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text("year,level_m\n2025,-29.3\n2045,-33.3\n", encoding="utf-8")
    held = json.loads(shell("landlink caspian --levels mine.csv --year 2035 --dredge Kuryk=0.5 --json").out)
    assert (held["level_m"], held["dredged_m"]) == (pytest.approx(-31.3), {"kuryk": 0.5})
    assert {one["pathway"] for one in held["bands"]} == {"series"}


def test_file_has_a_row_a_service_and_level(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert shell("landlink caspian --out levels.csv").code == 0
    with Path("levels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ferry = [row for row in rows if row["service"] == "ferry-kuryk-alat-wagons"]
    assert (ferry[0]["level_m"], ferry[0]["capacity_factor"]) == ("-29.31", "1.0")
    assert ferry[-1]["capacity_factor"] == "0.0"
    assert {row["capacity_factor"] for row in rows if row["service"] == "feeder-aktau-alat"} == {""}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--level 30.5", "a level of 30.5 m is outside"),
        ("--level -30 --year 2040", "give one of them"),
        ("--pathway SSP2-4.5", "--pathway needs --year"),
        ("--year 2040", "--year needs --pathway; there are observed"),
        ("--year 2040 --pathway SSP9", "no pathway 'SSP9'"),
        ("--year 2140 --pathway SSP2-4.5", "nothing is extrapolated"),
        ("--dredge aktau", "write aktau=1.5"),
        ("--dredge alat=1", "no depth of 'alat' is known"),
        ("--out table.xlsx", "written as .csv"),
        ("--levels nowhere.csv", "there is no such file"),
    ],
)
def test_bad_input_is_said(shell: Shell, options: str, said: str) -> None:
    ran = shell(f"landlink caspian {options}", columns=300)
    assert ran.code == 2
    assert said in ran.err


def test_what_is_not_known_is_said_first_and_by_name(shell: Shell) -> None:
    said = shell("landlink caspian --level -30.5").out
    assert "services 11 cannot be computed" in said.splitlines()[1]
    assert "No depth is known of Alat (Baku port), Turkmenbashi, Anzali, Amirabad" in said
    assert "ferry-turkmenbashi-alat" not in said
