"""`landlink study`: a template that runs, problems by line, a summary, files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

STUDY = """\
title: Two ways
network: small
scenarios:
  - {id: no-ferry, title: No ferry, changes: [{close: {modes: [ferry]}}]}
  - {id: dear, title: Dear rail, changes: [{reprice: {modes: [rail], factor: 2}}]}
shipments:
  - {id: west, title: Urumqi to Baku, question: How much?, from: Urumqi, to: Baku}
  - {id: near, from: Urumqi, to: Almaty}
analyses: {criteria: [time, cost]}
"""


@pytest.fixture
def study(small_folder: Path, shell: Shell) -> Path:
    """Write a study of the network of 8 places."""
    assert shell is not None
    file = small_folder.parent / "study.yaml"
    file.write_text(STUDY, encoding="utf-8")
    return file


def test_init_writes_what_check_accepts(shell: Shell) -> None:
    assert shell('landlink study init mine.yaml --title "A title: with colon"').code == 0
    ran = shell("landlink study check mine.yaml")
    assert (ran.code, ran.out) == (0, "mine.yaml: no problems found.\n")
    assert "A title: with colon" in Path("mine.yaml").read_text(encoding="utf-8")


def test_init_never_writes_over(shell: Shell) -> None:
    assert shell("landlink study init").code == 0
    ran = shell("landlink study init")
    assert (ran.code, ran.err) == (2, "Error: study.yaml is already there; name another file, or --force\n")


LATE = """\
title: Late
network: small
scenarios: [{id: no-ferry, title: No ferry, changes: [{close: {modes: [ferry]}}]}]
shipments: [{id: late, from: Urumqi, to: Baku, ready: 2026-03-02 08:00, deadline: 2026-03-03 08:00}]
analyses: {criteria: [time, cost], simulation: {runs: 200}}
"""


def test_what_is_true_of_several_scenarios_is_said_once(shell: Shell, study: Path) -> None:
    study.write_text(LATE, encoding="utf-8")
    ran = shell("landlink study run study.yaml", columns=160)
    assert ran.code == 0
    assert ran.out.count("cannot be met") == 1


def test_languages_are_a_comma_list(shell: Shell, study: Path) -> None:
    assert study.exists()
    assert shell("landlink study run study.yaml --language de,ru --out two").code == 0
    assert {file.name for file in Path("two").glob("report*.html")} == {"report.html", "report.ru.html"}
    assert 'lang="de"' in Path("two/report.html").read_text(encoding="utf-8")
    ran = shell("landlink study run study.yaml --language de,xx --out three")
    assert (ran.code, "no report in language 'xx'" in ran.err) == (2, True)


def test_check_places_every_problem(shell: Shell, study: Path) -> None:
    study.write_text(
        STUDY.replace("to: Baku", "to: Bakku").replace("to: Almaty", "to: Almatty"), encoding="utf-8"
    )
    ran = shell("landlink study check")
    places = [line.split(": ")[0] for line in ran.out.splitlines() if line.startswith("study.yaml:")]
    assert ran.code == 1
    assert [place.split(":")[1] for place in places[:-1]] == ["7", "8"]
    shown = json.loads(shell("landlink study check --json").out)
    assert [problem["line"] for problem in shown["problems"]] == [7, 8]


def test_run_sums_up_and_writes(shell: Shell, study: Path) -> None:
    assert study.exists()
    ran = shell("landlink study run --out written")
    lines = ran.out.splitlines()
    assert (ran.code, ran.err, lines[0]) == (0, "", "Two ways")
    assert any(line.startswith("Urumqi to Baku  1 x 40ft") for line in lines)
    assert any(
        line.strip().startswith("No ferry") and line.endswith("no route") for line in map(str.rstrip, lines)
    )
    assert any(line.strip().startswith("Dear rail") and "+" in line for line in lines)
    assert any(line == "No change under No ferry." for line in map(str.rstrip, lines))
    assert "Report written/report.html" in ran.out
    assert Path("written/report.html").stat().st_size > 10_000


def test_run_fits_the_terminal(shell: Shell, study: Path) -> None:
    assert study.exists()
    out = shell("landlink study run", 80).out
    assert max(len(line) for line in out.splitlines() if not line.startswith("No ferry:")) <= 80


def test_run_json_is_the_results_and_nothing_else(shell: Shell, study: Path) -> None:
    assert study.exists()
    ran = shell("landlink study run --json")
    shown = json.loads(ran.out)
    assert (ran.err, [one["id"] for one in shown["shipments"]]) == ("", ["west", "near"])
    assert Path("results/report.html").exists()


def test_a_wrong_study_does_not_run(shell: Shell, study: Path) -> None:
    study.write_text(STUDY.replace("to: Baku", "to: Bakku"), encoding="utf-8")
    ran = shell("landlink study run")
    assert (ran.code, ran.out) == (2, "")
    assert "study.yaml:7:" in ran.err
    assert "no place called 'Bakku'; " in ran.err


def test_a_missing_study(shell: Shell) -> None:
    ran = shell("landlink study run no/such.yaml")
    assert ran.code == 2
    assert ran.err.startswith("Error: no/such.yaml: there is no such file")


DATED = """\
title: Dated
network: small
scenarios:
  - {id: slow, title: Slow ferry, changes: [{slow: {modes: [ferry], factor: 30}}]}
shipments:
  - id: west
    from: Almaty
    to: Baku
    ready: 2026-03-02 08:00
    deadline: 2026-03-14 08:00
  - {id: plain, from: Almaty, to: Baku}
analyses: {criteria: [time, cost], simulation: {runs: 400}}
"""


def dated_run(shell: Shell, study: Path, columns: int = 120) -> str:
    study.write_text(DATED, encoding="utf-8")
    ran = shell("landlink study run --out written", columns)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def test_run_shows_dates_slack_and_the_chance(shell: Shell, study: Path) -> None:
    out = dated_run(shell, study)
    said = " ".join(out.split())
    assert "Ready Mon 2026-03-02 08:00 (+05:00); deadline Sat 2026-03-14 08:00 (+04:00)." in said
    held = json.loads(Path("written/results.json").read_text(encoding="utf-8"))
    today, slow = held["shipments"][0]["results"]
    assert f"ready by {today['dated']['latest_ready'][:10]}"[9:] in said
    route = today["alternatives"][0]
    heads = next(line for line in out.splitlines() if line.startswith("Route"))
    assert heads.split()[:7] == ["Route", "Arrives", "Slack", "Chance", "Days", "P95", "USD"]
    for shown in (
        route["arrives"][5:16].replace("T", " "),
        f"{route['simulation']['p95_h'] / 24:.1f}",
        f"{100 * route['simulation']['deadline_chance']:.0f} %",
    ):
        assert shown in said
    late = [line for line in out.splitlines() if line.startswith("Slow ferry: Late. The deadline")]
    assert len(late) == 1
    assert slow["dated"]["latest_ready"][:10] in said
    plain = [line for line in out.splitlines() if line.startswith("Route")][1]
    assert plain.split()[:3] == ["Route", "Days", "P95"]


def test_dates_fit_the_terminal(shell: Shell, study: Path) -> None:
    out = dated_run(shell, study, 80)
    assert max(map(len, out.splitlines())) <= 80
    heads = next(line for line in out.splitlines() if line.startswith("Route"))
    assert "kg" not in heads
