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
    ],
)
def test_bad_input_is_answered_with_2(shell: Shell, options: str, message: str) -> None:
    ran = shell(f"{QUICK} {options}")
    assert (ran.code, message in " ".join(ran.err.split())) == (2, True), ran.err
