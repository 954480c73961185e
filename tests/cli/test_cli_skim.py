"""`landlink skim`: small requests are printed, large ones go to a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from landlink.cli.skim import places_of
from landlink.routing.skims import COMPONENTS
from landlink.routing.skims_files import read_omx

if TYPE_CHECKING:
    from landlink.network import Network
    from tests.cli.conftest import Shell


def test_small_request_is_printed_in_days_and_dollars(shell: Shell) -> None:
    ran = shell("landlink skim --origins Tashkent,Almaty --destinations Poti,Mersin --value 60000")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].split() == ["Days", "Poti", "Mersin"]
    assert lines[2].split()[0] == "Tashkent"
    assert "USD" in ran.out
    assert lines[-1] == "One route a pair, of least generalised cost: its price plus 15 USD an hour."


def test_without_a_value_of_time_it_is_said_what_that_means(shell: Shell) -> None:
    ran = shell("landlink skim --origins Osh --destinations Almaty")
    assert ran.out.splitlines()[-1].endswith(
        "its price; give --value or --value-of-time to make hours count."
    )
    ran = shell("landlink skim --origins Osh --destinations Almaty --by time")
    assert "the best by time_h" in ran.out.splitlines()[-1]


def test_json_is_whole_and_alone(shell: Shell) -> None:
    ran = shell("landlink skim --origins Osh,Tashkent --destinations Almaty --avoid UZ --json")
    shown = json.loads(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert (shown["origins"], shown["destinations"]) == (["osh", "tashkent"], ["almaty"])
    assert list(shown["matrices"]) == list(COMPONENTS)
    assert shown["matrices"]["time_h"][0][0] > 0
    assert shown["matrices"]["time_h"][1][0] is None  # no route out of a country to avoid
    assert shown["rests_on"]["constraints"] == {"avoid_countries": ["UZ"]}


def test_files_of_all_kinds(shell: Shell) -> None:
    for name in ("a.omx", "a.parquet", "a.csv"):
        ran = shell(f"landlink skim --origins TM --destinations seaport --by cost --out {name}")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.endswith(f"pairs to {name}.\n")
    told = json.loads(shell("landlink skim --origins Osh --destinations KG --out b.omx --json").out)
    assert (told["file"], told["rests_on"]["by"]) == ("b.omx", "generalised_cost_usd")
    found = read_omx("a.omx")
    assert len(pd.read_parquet("a.parquet")) == len(found.origins) * len(found.destinations)
    assert len(pd.read_csv("a.csv")) == len(found.origins) * len(found.destinations)


def test_what_is_wrong_is_said_before_anything_is_computed(shell: Shell) -> None:
    for line, message in (
        ("landlink skim", "975 by 975 places are too many to print; name a file: --out skim.omx"),
        ("landlink skim --origins Osh --out a.xlsx", "a.xlsx: a skim is written as .omx, .parquet or .csv"),
        ("landlink skim --origins none.txt", "none.txt: there is no such file"),
        ("landlink skim --origins Osh --by speed", "no skim by 'speed'; use generalised, time"),
        ("landlink skim --origins Frankfurt --destinations Osh", "'Frankfurt' can mean frankfurt-am-main"),
        ("landlink skim --origins ,", "',' names no place"),
    ):
        ran = shell(line)
        assert (ran.code, ran.out) == (2, "")
        assert message in ran.err


def test_lists_of_places(reference: Network, shell: Shell) -> None:
    del shell  # its folder is the current one
    Path("towns.txt").write_text("# capitals\nБишкек\n\nTashkent\n43.65, 51.15\n", encoding="utf-8")
    assert places_of(reference, "towns.txt") == ["bishkek", "tashkent", "aktau"]
    assert places_of(reference, "43.65,51.15,Osh") == ["aktau", "osh"]
    assert places_of(reference, "TJ, Osh, osh")[-1] == "osh"
    kinds = dict(zip(reference.nodes.text("id"), reference.nodes.text("kind"), strict=True))
    assert {kinds[key] for key in places_of(reference, "dry_port")} == {"dry_port"}
    assert "waypoint" not in {kinds[key] for key in places_of(reference, "all")}
