"""`landlink flows tntp`: figures of known networks, files, exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

EXAMPLES = Path(__file__).parents[2] / "examples" / "tntp"
SIOUX = "landlink flows tntp SiouxFalls_net.tntp SiouxFalls_trips.tntp"


@pytest.fixture(autouse=True)
def _files(shell: Shell) -> None:
    del shell  # it has made a folder to work in
    shutil.copytree(EXAMPLES, Path(), dirs_exist_ok=True)


def test_sioux_falls_as_json_and_file(shell: Shell) -> None:
    ran = shell(f"{SIOUX} --gap 1e-10 --out flows.tntp --json")
    facts = json.loads(ran.out)
    assert ran.code == 0
    assert facts["objective"] == pytest.approx(4231335.28710744, rel=1e-11)
    assert facts["relative_gap"] <= 1e-10
    assert (facts["trips"], facts["trips_assigned"], facts["trips_without_path"]) == (360600, 360600, 0)
    compared = json.loads(shell(f"{SIOUX} --gap 1e-12 --compare flows.tntp --json").out)
    assert compared["links_compared"] == 76
    assert compared["flow_difference_max"] < 0.1
    assert abs(compared["objective_difference"]) < 1e-3


def test_table_and_optimum(shell: Shell) -> None:
    ran = shell("landlink flows tntp Braess_net.tntp Braess_trips.tntp --system-optimum")
    assert ran.code == 0
    assert "498" in ran.out


def test_a_gap_that_is_not_reached_is_exit_code_1(shell: Shell) -> None:
    ran = shell(f"{SIOUX} --gap 1e-10 --max-iterations 3 --json")
    assert ran.code == 1
    assert json.loads(ran.out)["relative_gap"] > 1e-10


def test_bad_files_are_exit_code_2(shell: Shell) -> None:
    ran = shell("landlink flows tntp SiouxFalls_trips.tntp SiouxFalls_net.tntp")
    assert ran.code == 2
    assert "SiouxFalls_trips.tntp: expected a line <NUMBER OF NODES>" in ran.err
