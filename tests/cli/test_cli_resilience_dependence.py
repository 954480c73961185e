"""`landlink resilience dependence`: all countries, one, a pair; files; what is wrong is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


def test_all_countries(shell: Shell) -> None:
    ran = shell("landlink resilience dependence --partners AM,GE,TR,IR,DE")
    assert (ran.code, ran.err) == (0, "")
    assert "The worst case of each country" in ran.out
    assert any(line.split()[:2] == ["Armenia", "Georgia"] for line in ran.out.splitlines())
    assert "Rule. One rule for all." in ran.out


def test_one_country(shell: Shell) -> None:
    ran = shell("landlink resilience dependence kg --partners KG,KZ,UZ,CN,RU,DE")
    assert (ran.code, ran.err) == (0, "")
    for said in ("What the trade of Kyrgyzstan depends on", "The way around when Kazakhstan closes",
                 "Dustlik - Dostuk (road)", "Corridors from Kyrgyzstan that share no country"):  # fmt: skip
        assert said in ran.out


def test_a_pair_as_json(shell: Shell) -> None:
    ran = shell("landlink resilience dependence UZ-DE --close country,sea --json")
    found = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert found["pairs"][0]["countries"] == ["UZ", "DE"]
    assert found["corridors"]["country"]["number"] == len(found["corridors"]["country"]["bottleneck"]) == 4
    assert {row["kind"] for row in found["matrix"]} == {"country", "sea"}


def test_demand_and_openings(shell: Shell) -> None:
    ran = shell("landlink resilience dependence TJ --demand base --close country --openings --json")
    found = json.loads(ran.out)
    assert (ran.code, found["view"]) == (0, "demand")
    falls = [one["fall"] for one in found["openings"]]
    assert falls == sorted(falls, reverse=True)


def test_files(shell: Shell) -> None:
    ran = shell("landlink resilience dependence --partners AM,GE,TR --out who.svg")
    assert ran.out == "Wrote who.svg.\n"
    assert Path("who.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("QQ", "no country of the network"),
        ("KZ-KZ", "one country twice"),
        ("--close moon", "nothing of kind 'moon'"),
        ("--out who.docx", "the ending must be one of"),
        ("KG --partners AM,GE", "KG has no trade here"),
        ("--demand base --partners AM,GE", "leave one of the two"),
    ],
)
def test_what_is_wrong_is_said(shell: Shell, line: str, said: str) -> None:
    ran = shell(f"landlink resilience dependence {line}")
    assert ran.code == 2
    assert said in ran.err
