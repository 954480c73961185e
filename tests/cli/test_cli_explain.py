"""`landlink explain`: every operation, its rows and sources; files that are not routes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from landlink.testing import with_rows

if TYPE_CHECKING:
    from landlink.network import Network
    from tests.cli.conftest import Shell

ROUTE = "landlink route Urumqi Baku --network small --pareto time --json"


@pytest.fixture
def routes(shell: Shell, small_folder: Path) -> dict[str, object]:
    """Write routes.json and return what it holds."""
    assert small_folder.exists()
    assert shell(f"{ROUTE} > routes.json").code == 0
    found: dict[str, object] = json.loads(Path("routes.json").read_text(encoding="utf-8"))
    return found


def test_every_operation_with_its_rows_and_sources(shell: Shell, routes: dict[str, object]) -> None:
    ran = shell("landlink explain routes.json --label fastest --network small")
    fastest = routes["routes"][0]  # type: ignore[index]
    text = " ".join(ran.out.split())
    assert (ran.code, ran.err) == (0, "")
    for number, step in enumerate(fastest["steps"], start=1):
        assert f"{number} {step['from']}" in text
        for rows in step["rests_on"].values():
            for row in rows:
                assert f"{row['file']}:{row['line']}" in text
    assert "Sources 1 " in text


def test_stdin_and_file_say_the_same(shell: Shell, routes: dict[str, object]) -> None:
    assert routes["routes"]
    piped = shell(f"{ROUTE} | landlink explain - --network small")
    assert piped == shell("landlink explain routes.json --network small")


def test_only_unverified(shell: Shell, routes: dict[str, object]) -> None:
    assert routes["routes"]
    everything = shell("landlink explain routes.json --network small").out
    doubtful = shell("landlink explain routes.json --network small --unverified").out
    assert 0 < len(doubtful.splitlines()) < len(everything.splitlines())


def test_a_network_of_another_name_is_noted(shell: Shell, routes: dict[str, object]) -> None:
    assert routes["routes"]
    ran = shell("landlink explain routes.json")
    assert ran.code == 0
    assert ran.err.startswith("Note: the routes are of the network 'small'")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ":1:1: not JSON."),
        ("{]", ":1:2: not JSON."),
        ("[1]", ": JSON, but not routes."),
        ('{"query": {}, "routes": []}', ": the search found no route"),
        ('{"query": {}, "routes": [{"label": "fastest"}]}', ": the routes have no `steps`."),
    ],
)
def test_files_that_hold_no_routes(shell: Shell, text: str, said: str) -> None:
    Path("wrong.json").write_text(text, encoding="utf-8")
    ran = shell("landlink explain wrong.json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Error: wrong.json{said}")


def test_missing_file_and_folder(shell: Shell) -> None:
    assert "no/such.json: there is no such file." in shell("landlink explain no/such.json").err
    assert ".: cannot be read" in shell("landlink explain .").err


def test_rests_of_a_dated_route_are_explained(shell: Shell, small_folder: Path) -> None:
    line = (
        'landlink route Urumqi Aktau --network small --cargo trucks --pareto time --json --ready "2026-03-02"'
    )
    assert small_folder.exists()
    shell(f"{line} --ready 2026-03-02 --rules driver > driven.json")
    steps = json.loads(Path("driven.json").read_text(encoding="utf-8"))["routes"][0]["steps"]
    rested = [step["rest_h"] for step in steps if step["kind"] != "rest" and step["rest_h"]]
    assert sum(rested) > 24
    text = " ".join(shell("landlink explain driven.json --label fastest --network small").out.split())
    assert "rests by driver" in text
    for hours in rested:
        assert f"{hours:.1f} h of them rest" in text


def test_a_rest_in_a_place_is_an_operation_with_its_rule(shell: Shell, small: Network) -> None:
    rule = "post,post,aboard,,80,24,terminals,nothing"
    with_rows(small, "rest_rules", rule).write(Path("small"))
    line = "landlink route Almaty Baku --network small --pareto time --json --ready 2026-03-02"
    ran = shell(f"{line} --rules post > cattle.json")
    assert ran.code == 0
    steps = json.loads(Path("cattle.json").read_text(encoding="utf-8"))["routes"][0]["steps"]
    rests = [step for step in steps if step["kind"] == "rest"]
    assert rests
    text = " ".join(shell("landlink explain cattle.json --label fastest --network small").out.split())
    for step in rests:
        assert f"{step['from']} rest ({step['name']})" in text
        assert step["rest_h"] == step["time_h"]
        assert f"rest_rules.csv:{step['rests_on']['time'][0]['line']}" in text
