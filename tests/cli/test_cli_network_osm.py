"""`landlink network osm`: what it prints, writes, refuses and leaves behind."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from landlink.network import Network
from landlink.testing import write_small_extract

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


@pytest.fixture
def extract(shell: Shell) -> Path:  # noqa: ARG001  (it changes the folder)
    return write_small_extract(Path("tashkent.osm.pbf"))


def rows(file: str) -> list[dict[str, str]]:
    with Path(file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_an_extract_alone(shell: Shell, extract: Path) -> None:
    ran = shell(f"landlink network osm {extract} out")
    assert (ran.code, ran.err) == (0, "")
    assert "service=yard" in ran.out
    assert "(c) OpenStreetMap contributors" in ran.out
    assert len(Network.read("out").links) == 5
    assert {row["reason"] for row in rows("out/dropped_ways.csv")} == {"service=yard", "railway=disused"}
    assert {row["step"] for row in rows("out/decisions.csv")} == {"read"}
    lines = json.loads(Path("out/lines.geojson").read_text(encoding="utf-8"))
    assert [feature["properties"]["id"] for feature in lines["features"]] == Network.read("out").links.text(
        "id"
    )
    assert [path.name for path in Path().iterdir() if path.name.startswith(".landlink-")] == []


def test_json_is_all_that_is_printed(shell: Shell, extract: Path) -> None:
    told = json.loads(shell(f"landlink network osm {extract} out --into reference --json").out)
    assert told["timestamp"] == "2026-01-02T03:04:05Z"
    assert {"step": "merge", "what": "place", "decision": "joined", "number": 4} in told["decisions"]
    assert told["km"][0]["country"] == "UZ"
    assert told["remaining"] == {}
    assert told["network"]["nodes"] == len(Network.reference().nodes) + 2


def test_decisions_are_handed_back(shell: Shell, extract: Path) -> None:
    assert shell(f"landlink network osm {extract} out --into reference").code == 0
    text = Path("out/decisions.csv").read_text(encoding="utf-8")
    changed = [
        {**row, "decision": "dropped"} if row["what"] == "link" and row["decision"] == "added" else row
        for row in rows("out/decisions.csv")
    ]
    with Path("mine.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(changed[0]))
        writer.writeheader()
        writer.writerows(changed)
    assert shell(f"landlink network osm {extract} again --into out --decisions mine.csv").code == 0
    assert shell(f"landlink network osm {extract} none --into reference --decisions mine.csv").code == 0
    assert len(Network.read("none").links) == len(Network.reference().links)
    assert text.startswith("step,what,key,name,decision,target,distance_km,reason\n")


def test_tables_are_not_written_over(shell: Shell, extract: Path) -> None:
    assert shell(f"landlink network osm {extract} out").code == 0
    ran = shell(f"landlink network osm {extract} out")
    assert ran.code == 2
    assert "out already holds nodes.csv" in ran.err
    assert shell(f"landlink network osm {extract} out --force").code == 0
    assert "is a file" in shell(f"landlink network osm {extract} {extract}").err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("no.osm.pbf out", "no.osm.pbf: there is no such file"),
        ("tashkent.osm.pbf out --gauge KZ", "'KZ' is no gauge of a country"),
        ("tashkent.osm.pbf out --into nowhere", "nowhere"),
        ("tashkent.osm.pbf out --decisions no.csv", "no.csv: the file cannot be read"),
    ],
)
def test_bad_input(shell: Shell, extract: Path, words: str, message: str) -> None:  # noqa: ARG001
    ran = shell(f"landlink network osm {words}")
    assert ran.code == 2
    assert message in ran.err
    assert not Path("out").exists()


def test_an_interrupt_leaves_nothing(shell: Shell, extract: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("landlink.network.files.osm.summary._write_rest", stop)
    ran = shell(f"landlink network osm {extract} out")
    assert ran.code == 130
    assert sorted(path.name for path in Path().iterdir()) == [extract.name]
