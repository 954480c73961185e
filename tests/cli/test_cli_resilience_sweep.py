"""`landlink resilience sweep`: the table, JSON, months, checkpoints, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

SWEEP = "landlink resilience sweep --network small"


@pytest.mark.usefixtures("small_folder")
def test_table_says_what_a_bad_year_costs(shell: Shell) -> None:
    ran = shell(f"{SWEEP} --scenarios 300 --seed 2")
    said = " ".join(ran.out.split())
    assert ran.code == 0
    assert "300 years drawn (seed 2); losses of a year in million USD." in said
    for words in (
        "Expected loss",
        "One in twenty costs more than",
        "such years cost on average",
        "Khorgos shuts",
    ):
        assert words in said
    assert "low estimate" in said


@pytest.mark.usefixtures("small_folder")
def test_json_is_plain_and_adds_up(shell: Shell) -> None:
    found = json.loads(shell(f"{SWEEP} --scenarios 200 --json --out all.json").out)
    assert found == json.loads(Path("all.json").read_text(encoding="utf-8"))
    for part in ("causes", "countries", "commodities"):
        assert sum(row["loss_usd"] for row in found[part]) == pytest.approx(found["loss_usd"], abs=1)
    assert [risk["level"] for risk in found["risk"]] == [0.9, 0.95, 0.99]
    assert all(risk["cvar_usd"] >= risk["var_usd"] for risk in found["risk"])
    assert {row["key"] for row in found["assumptions"]} >= {
        "recovery_spare_share",
        "time_value_share_per_day",
    }
    assert found["rule"]
    assert found["notes"]


@pytest.mark.usefixtures("small_folder")
def test_months_are_part_of_the_year(shell: Shell) -> None:
    year, winter = (
        json.loads(shell(f"{SWEEP} --scenarios 200 --json {months}").out)["loss_usd"]
        for months in ("", "--month 1,2")
    )
    assert 0 < winter < year
    assert "losses of months 1, 2" in shell(f"{SWEEP} --scenarios 100 --month 1,2").out


@pytest.mark.usefixtures("small_folder")
def test_a_checkpoint_is_gone_on_from_only_if_asked(shell: Shell) -> None:
    first = shell(f"{SWEEP} --scenarios 200 --checkpoint sweep.npz --json")
    again = shell(f"{SWEEP} --scenarios 200 --checkpoint sweep.npz --resume --json")
    assert first.out == again.out
    refused = shell(f"{SWEEP} --scenarios 200 --checkpoint sweep.npz")
    assert refused.code == 2
    assert "go on from it with --resume" in refused.err
    other = shell(f"{SWEEP} --scenarios 200 --seed 5 --checkpoint sweep.npz --resume")
    assert other.code == 2
    assert "its seed differs" in other.err


@pytest.mark.usefixtures("small_folder")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--resume", "--resume needs the file"),
        ("--checkpoint none.npz --resume", "there is no checkpoint none.npz"),
        ("--month 13", "a month is a number from 1 to 12, not '13'"),
        ("--month may", "not 'may'"),
        ("--scheduler dusk", "no scheduler 'dusk'"),
    ],
)
def test_what_makes_no_sense_is_refused(shell: Shell, options: str, said: str) -> None:
    ran = shell(f"{SWEEP} --scenarios 100 {options}", columns=400)
    assert ran.code == 2
    assert said in ran.err


SLOW = """
import signal, sys, time
from landlink.cli import main
from landlink.resilience import sweep_runners

chunk, calls = sweep_runners.chunk, []

def slow(*arguments):
    if calls:
        print("second", flush=True)
        time.sleep(2)
    calls.append(1)
    return chunk(*arguments)

sweep_runners.chunk = slow
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[1:] = ["resilience", "sweep", "--network", "small", "--scenarios", "1000", "--workers", "1",
                "--checkpoint", "sweep.npz"]
main.run()
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_says_where_the_rest_is(small_folder: Path) -> None:
    folder = small_folder.parent
    process = subprocess.Popen(  # noqa: S603  (this interpreter)
        [sys.executable, "-c", SLOW], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "second\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "what was finished is in sweep.npz. Go on with the same command and --resume." in " ".join(
        said.split()
    )
    assert (folder / "sweep.npz").exists()


def test_a_demand_of_ones_own(shell: Shell, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text(
        "origin,destination,commodity,tonnes_year,year\nPK,AF,mixed,1000000,2024\n", encoding="utf-8"
    )
    words = "landlink resilience sweep --scenarios 20 --json"
    own, base = (json.loads(shell(f"{words} {more}").out) for more in (f"--demand {mine}", ""))
    assert (
        {row["country"] for row in own["countries"]}
        <= {"PK", "AF"}
        < {row["country"] for row in base["countries"]}
    )
