"""`landlink network`: counts, rows, export and check."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

from landlink.cli.network_rows import touching
from landlink.network.schema import TABLES
from landlink.testing import with_rows

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network import Network
    from tests.cli.conftest import Shell


def test_counts_add_up(shell: Shell, reference: Network) -> None:
    shown = json.loads(shell("landlink network show --json").out)
    assert shown["tables"] == {name: len(table) for name, table in reference.tables.items()}
    assert sum(shown["links_by_mode"].values()) == len(reference.links)
    assert sum(shown["nodes_by_country"].values()) == len(reference.nodes)
    assert sum(shown["km_by_mode"].values()) == pytest.approx(
        reference.links.number("length_km").sum(), abs=1
    )


def test_counts_of_one_country(shell: Shell, reference: Network) -> None:
    shown = json.loads(shell("landlink network show --country kz --json").out)
    assert shown["nodes_by_country"] == {"KZ": reference.nodes.text("country").count("KZ")}
    assert "sources" not in shown["tables"]


def test_counts_for_people(shell: Shell, small_folder: Path) -> None:
    out = shell(f"landlink network show {small_folder.name}", 80).out
    assert out.splitlines()[0] == "small"
    assert "Nodes by country" in out
    assert max(map(len, out.splitlines())) <= 80


def test_rows_of_a_table_that_touch_a_country_and_a_mode(shell: Shell, small_folder: Path) -> None:
    shown = json.loads(
        shell(f"landlink network show {small_folder.name} links --country AZ --mode rail --json").out
    )
    assert [row["id"] for row in shown] == ["rail-alat-baku"]
    assert shown[0]["speed_kmh"] is None


def test_a_crossing_touches_both_countries(shell: Shell, small_folder: Path) -> None:
    for country in ("CN", "KZ"):
        out = shell(f"landlink network show {small_folder.name} crossings --country {country} --json").out
        assert len(json.loads(out)) == 3


def test_csv_reads_back(shell: Shell, small: Network, small_folder: Path) -> None:
    out = shell(f"landlink network show {small_folder.name} nodes --csv").out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in rows] == small.nodes.text("id")


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_looked_at(shell: Shell, small_folder: Path, table: str) -> None:
    ran = shell(f"landlink network show {small_folder} {table}")
    assert (ran.code, f"{table}; --csv and --json give every column." in ran.out) == (0, True)


def test_table_for_people(shell: Shell) -> None:
    out = shell("landlink network show services --mode ferry --country TM", 140).out
    assert "Turkmenbashi" in out
    assert "--csv and --json give every column" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("bogus", "'bogus' is neither a network nor a table; tables are nodes, links,"),
        ("nodes links", "give at most one network and one table"),
        ("nodes --country XX", "no country 'XX' in this network; there are AE, "),
        ("links --mode air", "no mode 'air' in this network; there are ferry, "),
        ("sources --country KZ", "sources have no country to choose by"),
        ("nodes --json --csv", "--json and --csv cannot share one output"),
        ("--csv", "--csv prints one table"),
    ],
)
def test_bad_words(shell: Shell, words: str, said: str) -> None:
    ran = shell(f"landlink network show {words}")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Error: {said}")


def test_export_reads_back_and_never_writes_over(shell: Shell, reference: Network) -> None:
    assert shell("landlink network export mine").code == 0
    shown = json.loads(shell("landlink network show mine --json").out)
    assert shown["tables"] == {name: len(table) for name, table in reference.tables.items()}
    again = shell("landlink network export mine")
    assert (again.code, again.out) == (2, "")
    assert "mine already holds nodes.csv" in again.err
    assert shell("landlink network export mine --force").code == 0


def test_export_where_nothing_can_be_written(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = shell("landlink network export file")
    assert ran.code == 2
    assert ran.err.startswith("Error: file: landlink cannot write this kind of file")


def test_the_built_in_network_has_no_problems(shell: Shell) -> None:
    ran = shell("landlink network check --json")
    assert (ran.code, json.loads(ran.out)["problems"]) == (0, [])


def test_check_says_row_column_and_mend(shell: Shell, small_folder: Path) -> None:
    table = small_folder / "links.csv"
    text = table.read_text(encoding="utf-8")
    row = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("rail-alat-baku"))
    table.write_text(text.replace(",rail,80,AZ", ",rail,eighty,AZ"), encoding="utf-8")
    ran = shell(f"landlink network check {small_folder.name}")
    assert ran.code == 1
    assert f"links.csv:{row} length_km: not a number ('eighty'). Write a " in ran.out
    assert "small: 1 problem." in ran.out
    shown = json.loads(shell(f"landlink network check {small_folder.name} --json").out)
    assert [(p["file"], p["row"], p["column"]) for p in shown["problems"]] == [
        ("links.csv", row, "length_km")
    ]


def test_check_of_a_missing_folder_is_a_problem(shell: Shell) -> None:
    ran = shell("landlink network check nowhere")
    assert ran.code == 1
    assert "nowhere: there is no such folder" in ran.out


@pytest.mark.parametrize(
    ("table", "rows", "cells", "country", "mode", "nowhere"),
    [
        ("timetables", ["a,ferry,08:00", "b,block-train,06:00"], {}, ("AZ", ["a"]), ("rail", ["b"]), "road"),
        (
            "opening_hours", ["a,08:00,18:00", "b,08:00,18:00"], {"crossing": "khorgos-rail-west"},
            ("CN", ["a", "b"]), ("rail", ["a", "b"]), "ferry",
        ),
        ("opening_hours", ["a,08:00,18:00"], {"node": "alat"}, ("AZ", ["a"]), ("ferry", ["a"]), None),
        (
            "disruptions", ["a,Link,link:ferry-aktau-alat,closure,1,2,0,,,,"], {},
            ("AZ", ["a"]), ("ferry", ["a"]), None,
        ),
        (
            "disruptions", ["a,Ship,service:ferry,closure,1,2,0,,,,"], {},
            ("AZ", ["a"]), ("ferry", ["a"]), None,
        ),
        ("closures", ["a,Ship,ferry,7,0.1,24,1"], {}, ("AZ", ["a"]), ("ferry", ["a"]), None),
        ("berths", ["a,alat,Alat,caspian,7,-28"], {}, ("AZ", ["a"]), ("ferry", ["a"]), None),
        ("vessels", ["a,Ship,ferry,ferry,4.5,2000,20"], {}, ("AZ", ["a"]), ("ferry", ["a"]), "road"),
    ],
)  # fmt: skip
def test_times_and_closures_are_chosen_by_country_and_mode(
    small: Network, table: str, rows: list[str], cells: dict[str, str], country: tuple[str, list[str]],
    mode: tuple[str, list[str]], nowhere: str | None,
) -> None:  # fmt: skip
    network = with_rows(small, table, *rows, **cells)
    for chosen, key in ((country, "country"), (mode, "mode")):
        found = touching(network, table, **{"country": None, "mode": None, key: chosen[0]})
        assert [one for one in found.text("id") if len(one) == 1] == chosen[1]
    if nowhere:
        assert not touching(network, table, None, nowhere).text("id")
