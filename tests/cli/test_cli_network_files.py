"""`landlink network convert`, `template`, `diff`, and every command on every format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from landlink.network import Network
from landlink.network.schema import TABLES
from landlink.testing import assert_networks_equal, with_cell, with_rows, without_row

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

SUFFIXES = ["", ".gmns", ".geoparquet", ".gpkg", ".xlsx"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_convert_there_and_back(shell: Shell, small: Network, small_folder: Path, suffix: str) -> None:
    ran = shell(f"landlink network convert {small_folder.name} other{suffix}")
    rows = sum(len(table) for table in small.tables.values())
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"Wrote {len(TABLES)} tables with {rows} rows to other{suffix}.\n"
    assert shell(f"landlink network convert other{suffix} back").code == 0
    assert_networks_equal(small, Network.read("back"))


def test_convert_does_not_write_over_anything_unless_forced(shell: Shell, small_folder: Path) -> None:
    name = small_folder.name
    assert shell(f"landlink network convert {name} a.xlsx").code == 0
    before = Path("a.xlsx").read_bytes()
    again = shell(f"landlink network convert {name} a.xlsx")
    assert (again.code, again.err) == (2, "Error: a.xlsx is already there; name another file, or --force\n")
    assert Path("a.xlsx").read_bytes() == before
    assert shell(f"landlink network convert {name} a.xlsx --force").code == 0
    Path("b.gmns").mkdir()
    Path("b.gmns/link.csv").write_text("mine")
    again = shell(f"landlink network convert {name} b.gmns")
    assert "b.gmns already holds link.csv; name another folder, or --force" in again.err


def test_convert_says_all_that_is_wrong_and_writes_nothing(shell: Shell, small: Network) -> None:
    spoiled = with_cell(
        with_cell(small, "links", "rail-alat-baku", "mode", "train"), "nodes", "baku", "country", ""
    )
    spoiled.write("bad.xlsx")
    ran = shell("landlink network convert bad.xlsx good.gpkg")
    assert ran.code == 2
    assert "bad.xlsx nodes!C10 country: the cell is empty" in ran.err
    assert "bad.xlsx links!D9 mode: not an allowed value ('train')" in ran.err
    assert not Path("good.gpkg").exists()


def test_convert_a_foreign_gmns_folder(shell: Shell) -> None:
    folder = Path("oz.gmns")
    folder.mkdir()
    (folder / "node.csv").write_text("node_id,name,x_coord,y_coord\n1,A,70,45\n2,B,71,45\n", "utf-8")
    (folder / "link.csv").write_text(
        "link_id,from_node_id,to_node_id,directed,length,toll\n7,1,2,0,90,3\n", "utf-8"
    )
    (folder / "config.csv").write_text("crs,long_length\nEPSG:4326,km\n", "utf-8")
    bare = shell("landlink network convert oz.gmns oz.xlsx")
    assert bare.code == 2
    assert "Or state it for all: --default links.mode=..." in bare.err
    stated = "--default country=KZ --default nodes.kind=city --default links.mode=road"
    ran = shell(
        f"landlink network convert oz.gmns oz.xlsx {stated} --default source=oz --default quality=derived"
    )
    assert (ran.code, ran.err) == (0, "")
    assert "  link.csv: left out toll" in ran.out.splitlines()
    assert "  link.csv: allowed_uses is 'road' in 1 of 1 rows, as stated" in ran.out.splitlines()
    assert shell("landlink network check oz.xlsx").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("nowhere.xlsx a.gpkg", "nowhere.xlsx: there is no such Excel workbook"),
        ("nowhere a.gpkg", "nowhere: there is no such folder"),
        ("reference a.ods", "a.ods: landlink cannot write this kind of file"),
        ("reference a.xlsx --default mode=road", "the built-in network takes no --default"),
        ("small a.xlsx --default road", "--default 'road' is not COLUMN=VALUE"),
        ("small a.xlsx --default mode=road", "takes no defaults; they are for a GMNS folder"),
    ],
)
def test_convert_what_cannot_be(shell: Shell, small_folder: Path, words: str, said: str) -> None:
    ran = shell(f"landlink network convert {words}")
    assert ran.code == 2
    assert said in ran.err
    assert [path.name for path in Path().iterdir()] == [small_folder.name]


def test_template(shell: Shell, small_folder: Path, small: Network) -> None:
    ran = shell("landlink network template new.xlsx")
    assert ran.out.splitlines() == [
        "Wrote new.xlsx. Begin with its first sheet, Read me.",
        "After filling it in: landlink network check new.xlsx",
    ]
    assert CalamineWorkbook.from_path("new.xlsx").sheet_names == ["Read me", *TABLES]
    assert len(Network.read("new.xlsx").nodes) == 0
    assert shell("landlink network template new.xlsx").code == 2
    assert shell(f"landlink network template filled.xlsx --from {small_folder.name}").code == 0
    assert_networks_equal(small, Network.read("filled.xlsx"))
    assert (
        shell("landlink network template new").err
        == "Error: a template is an Excel workbook; write new.xlsx\n"
    )


def test_diff_between_any_two_formats(shell: Shell, small: Network) -> None:
    changed = without_row(
        with_cell(
            with_cell(small, "links", "rail-alat-baku", "length_km", 82),
            "nodes",
            "baku",
            "note",
            "seen\ntwice",
        ),
        "services",
        "block-train",
    )
    small.write("old.gpkg")
    changed.write("new.xlsx")
    row = (
        "name Urumqi - Aktau train, mode rail, operator Silk Line, stops urumqi|~altynkol|almaty|aktau, "
        "both_ways yes, equipment 20ft|40ft, headway_h 48, headway_cv 0.5, price_usd_40ft 3640, status open, "
        "time_factor 1, price_factor 1, source example, quality derived"
    )
    ran = shell("landlink network diff old.gpkg new.xlsx")
    assert (ran.code, ran.err) == (1, "")
    assert [line.rstrip() for line in ran.out.splitlines()] == [
        "From old.gpkg to new.xlsx",
        "Table     Added  Removed  Changed",
        "─────────────────────────────────",
        "nodes         0        0        1",
        "links         0        0        1",
        "services      0        1        0",
        "",
        "nodes",
        "~ baku",
        "    note: (empty) -> seen / twice",
        "",
        "links",
        "~ rail-alat-baku",
        "    length_km: 80 -> 82",
        "",
        "services",
        "- block-train",
        f"    {row}",
    ]
    shown = json.loads(shell("landlink network diff old.gpkg new.xlsx --json").out)
    assert (shown["a"], shown["b"], shown["same"]) == ("old.gpkg", "new.xlsx", False)
    assert shown["tables"]["links"]["changed"] == [
        {"key": {"id": "rail-alat-baku"}, "cells": {"length_km": [80.0, 82.0]}}
    ]


def test_diff_of_the_same(shell: Shell) -> None:
    shell("landlink network convert reference mine.gmns")
    ran = shell("landlink network diff reference mine.gmns")
    assert (ran.code, ran.out) == (0, "reference and mine.gmns hold the same rows.\n")
    shown = json.loads(shell("landlink network diff reference mine.gmns --json").out)
    assert shown == {"a": "reference", "b": "mine.gmns", "same": True, "tables": {}}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_command_takes_every_format(shell: Shell, small: Network, suffix: str) -> None:
    name = f"mine{suffix}"
    small.write(name)
    assert json.loads(shell(f"landlink network show {name} --json").out)["tables"]["nodes"] == 8
    assert shell(f"landlink network show {name} links --csv").out.startswith("id,from_node")
    assert json.loads(shell(f"landlink network check {name} --json").out)["problems"] == []
    routed = shell(f"landlink route Urumqi Baku --network {name} --pareto time --json")
    assert json.loads(routed.out)["routes"]
    Path("study.yaml").write_text(
        f"title: One\nnetwork: {name}\nshipments: [{{id: a, from: Almaty, to: Baku}}]\n", "utf-8"
    )
    assert shell("landlink study check study.yaml").code == 0


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_export_to_every_format(shell: Shell, reference: Network, suffix: str) -> None:
    assert shell(f"landlink network export mine{suffix}").code == 0
    assert_networks_equal(reference, Network.read(f"mine{suffix}"))
    assert shell(f"landlink network export mine{suffix}").code == 2


def test_check_names_the_cell_for_people_and_as_json(shell: Shell, small: Network) -> None:
    with_cell(small, "links", "rail-alat-baku", "length_km", 9).write("mine.xlsx")
    ran = shell("landlink network check mine.xlsx")
    assert ran.code == 1
    assert ran.out.startswith("mine.xlsx links!E9 length_km: shorter than the great circle of")
    problem = json.loads(shell("landlink network check mine.xlsx --json").out)["problems"][0]
    assert {key: problem[key] for key in ("file", "sheet", "cell", "row", "column")} == {
        "file": "mine.xlsx", "sheet": "links", "cell": "E9", "row": 9, "column": "length_km",
    }  # fmt: skip


def test_a_study_names_the_cell_and_its_own_line(shell: Shell, small: Network) -> None:
    Path("data").mkdir()
    with_cell(small, "links", "rail-alat-baku", "mode", "train").write("data/mine.xlsx")
    Path("study.yaml").write_text(
        "title: One\nnetwork: data/mine.xlsx\nshipments: [{id: a, from: Almaty, to: Baku}]\n", "utf-8"
    )
    ran = shell("landlink study check study.yaml")
    assert ran.code != 0
    assert "study.yaml:2:10: mine.xlsx links!D9 mode: not an allowed value ('train')" in ran.out + ran.err
    for name, said in (
        ("data/mine.gpkg", "there is no file 'data/mine.gpkg'"),
        ("study.yaml", "does not know"),
    ):
        text = f"title: One\nnetwork: {name}\nshipments: [{{id: a, from: Almaty, to: Baku}}]\n"
        Path("study.yaml").write_text(text, "utf-8")
        ran = shell("landlink study check study.yaml")
        assert "study.yaml:2:10: " in ran.out + ran.err
        assert said in ran.out + ran.err


PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "edit-a-network-in-excel.md"


def test_the_loop_of_the_page_on_excel_with_an_edit(shell: Shell, reference: Network) -> None:
    shown = re.findall(
        r"^```text\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    shell("landlink network convert reference mine.xlsx")
    with_cell(reference, "links", "road-aktau-beyneu", "status", "closed").write("mine.xlsx")
    assert shell("landlink network check mine.xlsx").code == 0
    ran = shell("landlink network diff reference mine.xlsx")
    assert [line.rstrip() for line in ran.out.splitlines()] == shown[1].splitlines()
    assert shell("landlink route Almaty Aktau --network mine.xlsx --pareto time").code == 0


def test_the_problems_of_the_page_on_excel_are_said_so(shell: Shell, small: Network) -> None:
    shown = re.findall(
        r"^```text\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    with_cell(small, "links", "rail-alat-baku", "mode", "Rail").write("mine.xlsx")
    said = shell("landlink network check mine.xlsx").out.splitlines()[0]
    assert re.sub(r"![A-Z]+\d+", "", said) in re.sub(r"![A-Z]+\d+", "", shown[0])


@pytest.mark.parametrize("name", ["bad", "bad.xlsx", "bad.gpkg", "bad.geoparquet", "bad.gmns"])
def test_check_and_diff_know_the_tables_of_times_in_every_format(
    shell: Shell, small: Network, name: str
) -> None:
    small.write(Path("old.xlsx"))
    network = with_rows(small, "timetables", "sailing,ferry,8 o'clock", days="mon|thu")
    network = with_rows(network, "opening_hours", "night,08:00,18:00", crossing="khorgos-rail-west")
    network.write(Path(name))
    ran = shell(f"landlink network check {name} --json")
    (problem,) = [one for one in json.loads(ran.out)["problems"] if one["rule"] == "bad-time"]
    assert (ran.code, problem["column"], problem["value"]) == (1, "departs", "8 o'clock")
    assert "timetables" in shell(f"landlink network check {name}").out
    with_rows(small, "timetables", "sailing,ferry,08:00", days="mon|thu").write(Path(f"good-{name}"))
    found = json.loads(shell(f"landlink network diff old.xlsx good-{name} --json").out)
    assert "sailing" in json.dumps(found)
    assert "timetables" in json.dumps(found)
