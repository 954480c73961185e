"""Reading and writing tables: what is wrong is said with its place and the mend."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.network.model import Network, read_folder
from landlink.network.problems import NetworkError
from landlink.network.schema import TABLES, Attribute, attributes
from landlink.network.table import Table, from_rows, read_table, write_table
from landlink.testing import assert_networks_equal, assert_problem, assert_tables_equal, small_network

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network.problems import Problem

HEADER = "id,name,country,kind,lon,lat,source,quality"
ROW = "oz,Oz,KZ,city,70,45,example,derived"


def read(text: str, table: str = "nodes") -> tuple[Table, list[Problem]]:
    return read_table(table, io.StringIO(text, newline=""), f"{table}.csv")


def test_complete_row_is_read_with_defaults() -> None:
    table, problems = read(f"{HEADER}\n{ROW}\n")
    assert problems == []
    assert table.lines == [2]
    assert table.row(0)["name"] == "Oz"
    assert table.row(0)["time_factor"] == 1
    assert table.row(0)["note"] == ""


def test_empty_number_without_default_is_nan() -> None:
    table, problems = from_rows("links", [{"id": "a"}], [2], "links.csv")
    assert math.isnan(table.number("speed_kmh")[0])
    assert "speed_kmh" not in {problem.column for problem in problems}


def test_line_numbers_count_lines_of_the_file() -> None:
    table, problems = read(f'{HEADER}\n\n{ROW}\n"oz-2","O\nz",KZ,city,east,45,example,derived\n')
    assert table.lines == [3, 5]
    assert_problem(problems, "not-a-number", file="nodes.csv", row=5, column="lon")


def test_missing_column_is_named_once_with_its_description() -> None:
    _, problems = read(f"{HEADER.replace(',lat', '')}\noz,Oz,KZ,city,70,example,derived\n")
    problem = assert_problem(problems, "missing-column", row=1, column="lat")
    assert "Latitude" in problem.mend
    assert len(problems) == 1


def test_unknown_column_suggests_the_nearest() -> None:
    _, problems = read(f"{HEADER},unlocod\n{ROW},KZALA\n")
    assert assert_problem(problems, "unknown-column", row=1, column="unlocod").mend == (
        "Did you mean 'unlocode'?"
    )


def test_unknown_column_unlike_any_lists_all() -> None:
    _, problems = read(f"{HEADER},zzzz\n{ROW},1\n")
    assert "The columns are id, name" in assert_problem(problems, "unknown-column").mend


def test_column_that_stands_twice_is_a_duplicate() -> None:
    _, problems = read(f"{HEADER},lon\n{ROW},71\n")
    assert_problem(problems, "duplicate", row=1, column="lon")


def test_too_many_cells_shows_what_is_too_much() -> None:
    _, problems = read(f"{HEADER}\n{ROW},extra,cells\n")
    assert "extra" in assert_problem(problems, "too-many-cells", row=2).value


def test_empty_cells_and_columns_that_spreadsheets_add_are_ignored() -> None:
    table, problems = read(f"{HEADER},,\n{ROW},,\n,,,,,,,,,\n")
    assert problems == []
    assert len(table) == 1


def test_row_that_is_too_short_lacks_values() -> None:
    _, problems = read(f"{HEADER}\noz,Oz,KZ,city,70,45,example\n")
    assert_problem(problems, "missing-value", row=2, column="quality")


@pytest.mark.parametrize("cell", ["east", "1,5", "nan", "inf", "12 km", "1e999"])
def test_what_is_not_a_number_is_said(cell: str) -> None:
    table, problems = read(f'{HEADER}\noz,Oz,KZ,city,"{cell}",45,example,derived\n')
    problem = assert_problem(problems, "not-a-number", row=2, column="lon")
    assert problem.value == cell
    assert "degree" in problem.mend
    assert not math.isfinite(table.number("lon")[0])


def test_part_of_a_track_is_not_a_whole_number() -> None:
    _, problems = from_rows("links", [{"tracks": "1.5"}], [2], "links.csv")
    assert "whole number" in assert_problem(problems, "not-a-number", column="tracks").message


def test_gauge_may_be_written_with_a_decimal() -> None:
    _, problems = from_rows("links", [{"gauge_mm": "1435.0"}], [2], "links.csv")
    assert "gauge_mm" not in {problem.column for problem in problems}


def test_bad_choice_lists_the_choices() -> None:
    _, problems = read(f"{HEADER}\noz,Oz,KZ,village,70,45,example,derived\n")
    problem = assert_problem(problems, "unknown-choice", row=2, column="kind")
    assert "city, hub, dry_port" in problem.mend


def test_empty_required_cell_says_what_belongs_there() -> None:
    _, problems = read(f"{HEADER}\noz,,KZ,city,70,45,example,derived\n")
    problem = assert_problem(problems, "missing-value", row=2, column="name")
    assert "English name" in problem.mend


def test_semicolons_are_one_problem_and_not_many() -> None:
    _, problems = read(f"{HEADER}\n{ROW}\n".replace(",", ";"))
    assert [problem.rule for problem in problems] == ["wrong-separator"]


def test_header_only_is_an_empty_table() -> None:
    table, problems = read(f"{HEADER}\n")
    assert (len(table), problems) == (0, [])
    assert list(table.columns) == list(attributes("nodes"))


def test_empty_file_lacks_every_required_column() -> None:
    table, problems = read("")
    assert len(table) == 0
    assert {problem.rule for problem in problems} == {"missing-column"}


def written(folder: Path, network: Network) -> Path:
    network.write(folder)
    return folder


def test_byte_order_mark_is_not_part_of_the_header(tmp_path: Path, small: Network) -> None:
    file = written(tmp_path, small) / "nodes.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert_networks_equal(Network.read(tmp_path), small)


def test_windows_line_ends_read_the_same(tmp_path: Path, small: Network) -> None:
    file = written(tmp_path, small) / "links.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert_networks_equal(Network.read(tmp_path), small)


def test_what_is_not_utf_8_is_said_with_its_line(tmp_path: Path, small: Network) -> None:
    file = written(tmp_path, small) / "sources.csv"
    file.write_bytes(file.read_bytes() + "moscow,Москва,,,\n".encode("cp1251"))
    with pytest.raises(NetworkError) as error:
        Network.read(tmp_path)
    assert_problem(error.value.problems, "not-utf-8", file="sources.csv", row=3)


def test_what_is_not_csv_is_said(tmp_path: Path, small: Network) -> None:
    file = written(tmp_path, small) / "sources.csv"
    file.write_text(file.read_text() + 'x,"' + "long " * 40_000)
    with pytest.raises(NetworkError) as error:
        Network.read(tmp_path)
    assert_problem(error.value.problems, "not-csv", file="sources.csv")


def test_missing_folder_and_missing_files_are_said(tmp_path: Path) -> None:
    _, problems = read_folder(tmp_path / "none", "none")
    assert_problem(problems, "missing-folder")
    with pytest.raises(NetworkError) as error:
        Network.read(tmp_path)
    assert [problem.file for problem in error.value.problems] == ["nodes.csv", "links.csv"]
    assert {problem.rule for problem in error.value.problems} == {"missing-file"}


def test_every_problem_of_every_file_is_listed_at_once(tmp_path: Path, small: Network) -> None:
    written(tmp_path, small)
    for name in ("nodes", "links"):
        file = tmp_path / f"{name}.csv"
        file.write_text(file.read_text().replace("derived", "perhaps", 1))
    with pytest.raises(
        NetworkError, match=r"2 problem\(s\):\n  nodes.csv:2 quality: .*\n  links.csv:2 quality"
    ):
        Network.read(tmp_path)


def test_absent_tables_are_those_of_the_reference_with_their_sources(tmp_path: Path) -> None:
    small = small_network()
    written(tmp_path, small)
    for name in ("rates", "speeds", "transfers", "crossing_defaults", "emission_factors", "assumptions"):
        (tmp_path / f"{name}.csv").unlink()
    network = Network.read(tmp_path)
    reference = Network.reference()
    assert_tables_equal(network.tables["rates"], reference.tables["rates"])
    assert set(network.transfers.text("node")) == {""}
    assert set(network.tables["rates"].text("source")) <= set(network.tables["sources"].text("key"))
    assert "example" in network.tables["sources"].text("key")


def test_crossings_and_services_may_be_absent(tmp_path: Path, small: Network) -> None:
    written(tmp_path, small)
    for name in ("crossings", "services", "disruptions"):  # what strikes the others goes with them
        (tmp_path / f"{name}.csv").unlink()
    network = Network.read(tmp_path)
    assert (len(network.crossings), len(network.services)) == (0, 0)


@pytest.mark.parametrize("table", TABLES)
def test_reference_table_reads_back_equal(table: str, reference: Network) -> None:
    out = io.StringIO()
    write_table(reference.tables[table], out)
    again, problems = read(out.getvalue(), table)
    assert problems == []
    assert_tables_equal(again, reference.tables[table])


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=12).map(
    str.strip
)


def cells(attribute: Attribute) -> st.SearchStrategy[str]:
    """Return what a cell of an attribute can hold."""
    if attribute.choices:
        values: st.SearchStrategy[str] = st.sampled_from(attribute.choices)
    elif attribute.type == "int":
        values = st.integers(0, 10**6).map(str)
    elif attribute.numeric:
        values = st.floats(allow_nan=False, allow_infinity=False).map(repr)
    else:
        values = TEXT.filter(bool)
    return values if attribute.required else values | st.just("")


@given(data=st.data(), name=st.sampled_from(TABLES), count=st.integers(0, 4))
def test_any_table_reads_back_equal_including_empty_cells(data: st.DataObject, name: str, count: int) -> None:
    row = st.fixed_dictionaries({attribute.name: cells(attribute) for attribute in attributes(name).values()})
    rows = data.draw(st.lists(row, min_size=count, max_size=count))
    table, problems = from_rows(name, rows, range(2, count + 2), f"{name}.csv")
    assert problems == []
    out = io.StringIO()
    write_table(table, out)
    again, problems = read(out.getvalue(), name)
    assert problems == []
    assert_tables_equal(again, table)


def test_table_is_taken_joined_and_changed_without_touching_the_first(small: Network) -> None:
    nodes = small.nodes
    before = list(nodes.text("note"))
    changed = nodes.with_column("note", ["seen"] * len(nodes))
    parts = changed.take([0, 1]).joined(changed.take(range(2, len(changed))))
    assert_tables_equal(parts, changed)
    assert nodes.text("note") == before
    assert changed.index() == nodes.index()


def test_frame_has_the_columns_of_the_schema(small: Network) -> None:
    frame = small.links.frame()
    assert list(frame.columns) == list(attributes("links"))
    assert frame["length_km"].dtype == np.float64
