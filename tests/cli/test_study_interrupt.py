"""Ctrl-C in mid-run, in a real process: the folder holds what was finished, and nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from landlink.study.manifest import changed_files

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

SLOW = """
import signal, sys, time
from landlink.cli import main
from landlink.study import run

search, calls = run.found_alternatives, []

def found(*arguments):
    print("search", len(calls), flush=True)
    calls.append(1)
    if len(calls) > 3:
        time.sleep(60)
    return search(*arguments)

run.found_alternatives = found
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background starts without it
sys.argv[1:] = ["study", "run", "study.yaml", "--out", "out"]
main.run()
"""
"""The program, but the fourth search takes a minute: the signal hits a run that is under way."""


@pytest.fixture
def folder(small_folder: Path) -> Path:
    shipments = "\n".join(f"  - {{id: s{number}, from: Urumqi, to: Baku}}" for number in range(30))
    text = f"title: Many\nnetwork: small\nshipments:\n{shipments}\nanalyses: {{criteria: [time]}}\n"
    (small_folder.parent / "study.yaml").write_text(text, encoding="utf-8")
    return small_folder.parent


def interrupted(folder: Path, number: int) -> subprocess.CompletedProcess[str]:
    process = subprocess.Popen(  # noqa: S603  (this interpreter)
        [sys.executable, "-c", SLOW], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line == "search 3\n":
            break
    time.sleep(0.1)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_folder_holds_what_was_finished(folder: Path, number: int) -> None:
    ran = interrupted(folder, number)
    assert ran.returncode == 130, ran.stderr
    assert ran.stderr == "Interrupted with 3 of 30 searches finished; their results are in out.\n"
    results = json.loads((folder / "out/results.json").read_text(encoding="utf-8"))
    assert [one["id"] for one in results["shipments"]] == ["s0", "s1", "s2"]
    assert all(one["results"][0]["alternatives"] for one in results["shipments"])
    missing = [f"s{number}, base" for number in range(3, 30)]
    assert results["study"]["incomplete"] == {"done": 3, "total": 30, "missing": missing}
    manifest = json.loads((folder / "out/manifest.json").read_text(encoding="utf-8"))
    assert (manifest["complete"], manifest["incomplete"]) == (False, results["study"]["incomplete"])
    assert set(changed_files(folder / "out").values()) == {"unchanged"}
    report = (folder / "out/report.html").read_text(encoding="utf-8")
    assert "This run was interrupted: only 3 of 30 searches were finished." in report
    assert not [file.name for file in (folder / "out").iterdir() if file.name.startswith(".")]


def test_results_of_a_whole_run_are_not_lost(folder: Path) -> None:
    out = folder / "out"
    whole = subprocess.run(
        [sys.executable, "-m", "landlink.cli", "study", "run", "study.yaml", "--out", "out"],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "Report out/report.html" in whole.stdout
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    ran = interrupted(folder, signal.SIGINT)
    assert ran.stderr.endswith("their results are in out/partial.\n")
    assert {file.name: file.read_bytes() for file in out.iterdir() if file.is_file()} == before
    assert json.loads((out / "partial/manifest.json").read_text(encoding="utf-8"))["complete"] is False
    subprocess.run(whole.args, cwd=folder, check=True, capture_output=True)  # noqa: S603  (this interpreter)
    assert {file.name for file in out.iterdir()} == set(before)
