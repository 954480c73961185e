"""`landlink flows run` and `compare`."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from landlink.flows.results_tables import TABLES
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
    answer = shell(f"landlink flows run --network {folder}")
    assert answer.code == 0
    for said in (
        "Middle",
        "Goods",
        "Khorgos - Nur Zholy",
        "ferry",
        "no room",
        "Mt are carried",
        "User equilibrium",
    ):
        assert said in answer.out


def test_files_hold_what_json_says(shell: Shell, folder: str, tmp_path: Path) -> None:
    out = tmp_path / "flows"
    whole = json.loads(shell(f"landlink flows run --network {folder} --out {out} --json").out)
    assert {file.name for file in out.iterdir()} == {
        *(f"{name}.csv" for name in TABLES),
        "flows.json",
        "links.geojson",
    }
    written = json.loads((out / "flows.json").read_text(encoding="utf-8"))
    assert written["corridors"] == whole["corridors"]
    with (out / "links.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["id"] for row in rows] == [row["id"] for row in whole["links"]]
    lines = json.loads((out / "links.geojson").read_text(encoding="utf-8"))["features"]
    assert len(lines) == len(rows)


def test_what_moves(shell: Shell, folder: str, tmp_path: Path) -> None:
    out = tmp_path / "moved"
    line = f"landlink flows compare --network {folder} --close link:road-altynkol-almaty --out {out}"
    answer = shell(line)
    assert answer.code == 0
    assert "Khorgos - Nur Zholy" in answer.out
    whole = json.loads(shell(f"{line} --json").out)
    gone = next(row for row in whole["links"] if row["id"] == "road-altynkol-almaty")
    assert (gone["scenario_t_year"], gone["base_t_year"] > 0) == (0, True)
    assert (out / "comparison.json").exists()


def test_a_scenario_of_a_study_is_the_same_as_closing(shell: Shell, folder: str, tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(
        f"title: Ferry\nnetwork: {folder}\nscenarios:\n  - id: shut\n    title: Shut\n    changes:\n"
        "      - close: {services: [ferry]}\n"
        "shipments:\n  - {id: a, from: Urumqi, to: Aktau, cargo: {kind: containers, teu: 2}}\n",
        encoding="utf-8",
    )
    run, here = "landlink flows run --json", f"--network {folder}"
    totals = [
        json.loads(shell(f"{run} {how}").out)["summary"]["no_way_t_year"]
        for how in (
            f"--scenario '{study}#shut'",  # the network is that of the study
            f"{here} --scenario '{study}#shut'",
            f"{here} --close service:ferry",
            f"{here} --close caspian",
        )
    ]
    assert totals == [950_000.0] * 4


def test_nothing_can_be_carried(shell: Shell, folder: str) -> None:
    assert shell(f"landlink flows run --network {folder} --close mode:rail,mode:road,mode:ferry").code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run --limits boats", "no limit 'boats'"),
        ("run --close border", "write border:XX-YY"),
        ("run --close node:atlantis", "no node has id 'atlantis'"),
        ("run --scenario study.yaml", "study.yaml#shut"),
        ("run --scenario nowhere.yaml#shut", "nowhere.yaml"),
        ("run --demand nowhere.csv", "no such file"),
        ("run --corridors nowhere.csv", "cannot be read"),
        ("run --rationing lottery", "no rationing"),
        ("compare", "say what to compare with"),
    ],
)
def test_bad_input(shell: Shell, folder: str, words: str, said: str) -> None:
    answer = shell(f"landlink flows {words} --network {folder}")
    assert answer.code == 2
    assert said in " ".join(answer.err.split())


def test_corridors_of_ones_own(shell: Shell, folder: str, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("id,name,through,without\nkz,Through Kazakhstan,KZ,road\n", encoding="utf-8")
    rows = json.loads(shell(f"landlink flows run --network {folder} --corridors {mine} --json").out)[
        "corridors"
    ]
    assert [row["id"] for row in rows] == ["kz", "other"]
    assert min(row["capacity_t_year"] for row in rows) > 0
