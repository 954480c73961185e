"""`landlink simulate`: what it prints, its exit codes, its errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

QUICK = "landlink simulate Almaty Aktau --pareto time,cost --runs 2000"


def test_tables_say_when_it_arrives_and_what_makes_it_late(shell: Shell) -> None:
    ran = shell(f"{QUICK} --deadline-days 20")
    assert ran.code == 0
    for part in ("P95", "simulated, 2,000 runs", "lognormal", "within 20 days", "What makes it late", "█"):
        assert part in ran.out


def test_json_is_plain_and_the_same_twice(shell: Shell) -> None:
    first, again = (shell(f"{QUICK} --label all --json") for _ in range(2))
    assert first.out == again.out
    shown = json.loads(first.out)
    assert shown["query"]["origin"] == "Almaty"
    assert len(shown["routes"]) > 1
    for one in shown["routes"]:
        assert one["simulation"]["p20_h"] < one["simulation"]["p95_h"]
    other = json.loads(shell(f"{QUICK} --label all --json --seed 2").out)
    assert other["routes"][0]["simulation"]["mean_h"] != shown["routes"][0]["simulation"]["mean_h"]


def test_a_month_draws_storms_and_says_so(shell: Shell) -> None:
    line = "landlink simulate Aktau Alat --avoid RU,IR --pareto time --label fastest --runs 500"
    ran = shell(f"{line} --month 1")
    assert "closures of month 1 are drawn (Caspian storms)" in " ".join(ran.out.split())
    unknown = shell(f"{line} --month 6")
    assert "closures in month 6 are not known" in " ".join(unknown.out.split())


DATED = 'landlink simulate Aktau Alat --pareto time --label fastest --runs 500 --ready "2026-01-05 08:00"'


def test_a_dated_route_is_simulated_as_route_plans_it(shell: Shell) -> None:
    ran = shell(f'{DATED} --deadline "2026-01-14 18:00"')
    said = " ".join(ran.out.split())
    for part in ("ready Mon 2026-01-05 08:00", "deadline Wed 2026-01-14 18:00", "As planned it arrives"):
        assert part in said
    assert "Chance of arriving within 9.45833 days" in said  # Alat is an hour behind
    shown = json.loads(shell(f'{DATED} --deadline "2026-01-14 18:00" --json').out)
    assert shown["dated"]["ready"] == "2026-01-05T08:00:00+05:00"
    assert shown["routes"][0]["simulation"]["deadline_h"] == pytest.approx(9 * 24 + 11, abs=1e-3)
    assert 0 < shown["routes"][0]["simulation"]["deadline_chance"] <= 1


def test_rules_of_rest_are_kept_in_each_run(shell: Shell) -> None:
    line = 'landlink simulate Almaty Aktau --cargo trucks --pareto time --ready "2026-03-02 08:00" --json'
    plain, kept = (
        json.loads(shell(f"{line} --runs 500 {more}").out)["routes"][0]["simulation"]
        for more in ("", "--rules aetr")
    )
    assert kept["mean_h"] != plain["mean_h"]
    planned = json.loads(shell(f"{line.replace('simulate', 'route')} --rules aetr").out)["routes"][0][
        "time_h"
    ]
    assert abs(kept["mean_h"] - planned) < 4 * kept["mean_se_h"] + 0.5


def test_storms_follow_from_the_ready_date(shell: Shell) -> None:
    said = " ".join(shell(f"{DATED} --storms").out.split())
    assert "closures of month 1 are drawn (Caspian storms)" in said


def test_a_deadline_that_cannot_be_met_is_answered_with_1(shell: Shell) -> None:
    ran = shell(f'{DATED} --deadline "2026-01-05 12:00"')
    assert (ran.code, "cannot be met" in " ".join(ran.err.split())) == (1, True)


def test_no_route_is_answered_with_1_and_the_reason(shell: Shell) -> None:
    ran = shell("landlink simulate Tashkent Aktau --avoid UZ")
    assert (ran.code, "No route from Tashkent to Aktau" in ran.err) == (1, True)
    ran = shell("landlink simulate Tashkent Aktau --avoid UZ --json")
    assert (ran.code, json.loads(ran.out)["routes"]) == (1, [])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--runs 0", "one run or more, not 0"),
        ("--deadline-days -3", "after the goods are ready"),
        ("--month 13", "1 to 12, not 13"),
        ("--correlation 2", "between 0 and 1"),
        ("--label nicest", "no alternative is called 'nicest'"),
        ("--exact --eps 0.1", "--exact means --eps 0"),
        ("--storms", "--storms needs --ready"),
        ("--rules aetr", "--rules needs --ready"),
        ('--ready "2026-03-02" --month 3', "ask for --storms instead of --month"),
        (
            '--ready "2026-03-02" --deadline "2026-04-02" --deadline-days 3',
            "--deadline and --deadline-days both say",
        ),
    ],
)
def test_bad_input_is_answered_with_2(shell: Shell, options: str, message: str) -> None:
    ran = shell(f"{QUICK} {options}")
    assert (ran.code, message in " ".join(ran.err.split())) == (2, True), ran.err
