"""`landlink study compare` and `verify`: exit codes, tables, and the files that they write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.study._workbooks import cells_of, formulas_of, worked_out

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

STUDY = """\
title: Two ways & more
network: small
shipments:
  - {id: west, from: Urumqi, to: Baku}
  - {id: near, from: Urumqi, to: Almaty}
analyses: {criteria: [time, cost]}
"""


@pytest.fixture
def folder(small_folder: Path, shell: Shell) -> Path:
    """Run a study twice: as it is, and with a longer wait and without a shipment."""
    one, two = small_folder.parent / "one.yaml", small_folder.parent / "two.yaml"
    one.write_text(STUDY, encoding="utf-8")
    two.write_text(
        STUDY.replace("  - {id: near, from: Urumqi, to: Almaty}\n", "")
        + "assumptions: {rail_general_wait_h: 60, road_general_wait_h: 40}\n",
        encoding="utf-8",
    )
    for name in ("one", "two"):
        assert shell(f"landlink study run {name}.yaml --out {name}").code == 0
    return small_folder.parent


def test_the_same_exits_with_0(folder: Path, shell: Shell) -> None:
    assert folder.exists()
    ran = shell("landlink study compare one one/results.json")
    assert ran.code == 0
    assert ran.out.splitlines()[-1].startswith("Nothing that came out differs: ")


def test_differences_exit_with_1_and_are_told(folder: Path, shell: Shell) -> None:
    assert folder.exists()
    ran = shell("landlink study compare one two")
    assert (ran.code, ran.err) == (1, "")
    assert "near" in ran.out
    assert any(line.split()[:2] == ["shipment", "near"] for line in ran.out.splitlines())
    assert "assumption rail_general_wait_h" in ran.out
    assert max(len(line) for line in ran.out.splitlines()[3:]) <= 100


def test_json_and_files(folder: Path, shell: Shell) -> None:
    ran = shell("landlink study compare one two.yaml --json --html c.html --excel c.xlsx")
    found = json.loads(ran.out)
    assert (ran.code, found["same"]) == (1, False)
    assert found["missing"][-1] == {"what": "shipment", "id": "near", "missing_in": "b"}
    page = Path("c.html").read_text(encoding="utf-8")
    assert "Two ways &amp; more" in page
    assert all(row["route"] in page for row in found["routes"])
    raw = Path("c.xlsx").read_bytes()
    cells, formulas = cells_of(raw), formulas_of(raw)["Routes"]
    assert len(formulas) == 4 * len(found["routes"]) > 0
    for place, formula in formulas.items():
        assert worked_out(formula, "Routes", cells) == pytest.approx(cells["Routes"].get(place, 0.0))
    changes = [cells["Routes"].get((4 + number, 5), 0.0) for number in range(len(found["routes"]))]
    assert changes == pytest.approx([row["figures"]["time_h"]["change"] for row in found["routes"]])
    assert list(cells) == ["Routes", "One side only", "Fronts", "Dates", "Inputs"]
    assert not [file.name for file in folder.iterdir() if file.name.startswith(".")]


def test_what_is_not_there(folder: Path, shell: Shell) -> None:
    assert folder.exists()
    ran = shell("landlink study compare one no/such")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: no/such: no such file or folder; name a results folder")
    ran = shell("landlink study compare one one --html no/such/page.html")
    assert (ran.code, ran.err) == (2, "Error: cannot write no/such/page.html: No such file or directory\n")


def test_verify(folder: Path, shell: Shell) -> None:
    ran = shell("landlink study verify one")
    assert (ran.code, ran.out) == (0, "one: all 5 files are as written.\n")
    (folder / "one/routes.csv").write_text("", encoding="utf-8")
    ran = shell("landlink study verify one")
    assert (ran.code, ran.out) == (1, "one/routes.csv: changed\none: 1 of 5 files are not as written.\n")
    shown = json.loads(shell("landlink study verify one --json").out)
    assert shown["files"]["routes.csv"] == "changed"
    assert shown["complete"] is True
    assert shell("landlink study verify small").code == 2
