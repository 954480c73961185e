"""A workbook as analysts leave it: it is read, or each wrong cell is named."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from landlink.network.check import check
from landlink.network.files import excel_size, read, write
from landlink.network.files.blank import blank_network
from landlink.network.files.cells import text_of
from landlink.network.files.excel_layout import GUIDE, comment, letter, unit_cell
from landlink.network.model import Network
from landlink.network.problems import NetworkError, Problem
from landlink.network.schema import REFERENCES, TABLES, attributes
from landlink.testing import assert_networks_equal, assert_problem, small_network, with_cell

Rows = list[list[Any]]
SMALL = small_network()
DATE, TIME = {"num_format": "yyyy-mm-dd"}, {"num_format": "hh:mm"}


class Workbook:
    """The sheets of a network as rows of plain values, to be spoiled and written as another program would."""

    def __init__(self, network: Network = SMALL, *, units: bool = True) -> None:
        self.sheets: dict[str, Rows] = {}
        self.merged: list[tuple[str, str, object]] = []
        self.formulas: list[tuple[str, str, str, object]] = []
        for name, table in network.tables.items():
            head = [list(table.columns), [unit_cell(one) for one in attributes(name).values()]]
            rows = zip(
                *([text_of(v) if isinstance(v, str) else v for v in list(c)] for c in table.columns.values()),
                strict=True,
            )
            self.sheets[name] = [*head[: 2 if units else 1], *map(list, rows)]

    def column(self, sheet: str, name: str) -> int:
        """Return the number of a column."""
        return self.sheets[sheet][0].index(name)

    def set(self, sheet: str, row: int, name: str, value: object) -> str:
        """Write a cell, row as Excel counts, and return what Excel calls it."""
        column = self.column(sheet, name)
        self.sheets[sheet][row - 1][column] = value
        return f"{letter(column)}{row}"

    def save(self, path: Path) -> Path:
        """Write the file."""
        with xlsxwriter.Workbook(path, {"nan_inf_to_errors": False, "strings_to_formulas": False}) as book:
            date, time = book.add_format(DATE), book.add_format(TIME)
            for name, rows in self.sheets.items():
                sheet = book.add_worksheet(name)
                for number, row in enumerate(rows):
                    for column, value in enumerate(row):
                        _write_cell(sheet, number, column, value, (date, time))
                for where, area, value in self.merged:
                    if where == name:
                        sheet.merge_range(area, value)
                for where, cell, formula, value in self.formulas:
                    if where == name:
                        sheet.write_formula(cell, formula, None, value)
        return path


def _write_cell(sheet: Any, row: int, column: int, value: object, formats: tuple[Any, Any]) -> None:  # noqa: ANN401
    if value is None or value == "" or value != value:  # noqa: PLR0124  (NaN)
        return
    if isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, formats[0])
    elif isinstance(value, dt.time):
        sheet.write_datetime(row, column, value, formats[1])
    else:
        sheet.write(row, column, value)


@pytest.fixture
def book() -> Workbook:
    return Workbook()


def problems_of(book: Workbook, folder: Path) -> list[Problem]:
    return read(book.save(folder / "network.xlsx"))[1]


def only(problems: list[Problem]) -> str:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return str(problems[0])


def test_as_it_was_written(book: Workbook, tmp_path: Path) -> None:
    assert_networks_equal(SMALL, Network.read(book.save(tmp_path / "a.xlsx")))


def test_without_the_row_of_units(tmp_path: Path) -> None:
    assert_networks_equal(SMALL, Network.read(Workbook(units=False).save(tmp_path / "a.xlsx")))


def test_text_where_a_number_should_be_names_the_cell(book: Workbook, tmp_path: Path) -> None:
    cell = book.set("links", 5, "length_km", "12 km")
    assert cell == "E5"
    assert only(problems_of(book, tmp_path)) == (
        "network.xlsx links!E5 length_km: not a number ('12 km'). "
        "Write a number in km, with digits and a point for decimals."
    )


def test_all_at_once_and_as_json(book: Workbook, tmp_path: Path) -> None:
    book.set("links", 3, "length_km", "far")
    book.set("links", 4, "mode", "Rail")
    book.set("nodes", 6, "country", "")
    book.set("crossings", 3, "dwell_h", "1,5")
    found = problems_of(book, tmp_path)
    assert [(one.sheet, one.cell, one.rule) for one in found] == [
        ("nodes", "C6", "missing-value"),
        ("links", "D4", "unknown-choice"),
        ("links", "E3", "not-a-number"),
        ("crossings", "E3", "not-a-number"),
    ]
    assert found[1].as_dict() == {
        "rule": "unknown-choice", "file": "network.xlsx", "row": 4, "column": "mode", "value": "Rail",
        "message": "not an allowed value", "mend": "Use one of rail, road, ferry, sea, waterway.",
        "sheet": "links", "cell": "D4",
    }  # fmt: skip


def test_what_does_not_fit_together_names_the_cell(book: Workbook, tmp_path: Path) -> None:
    book.set("links", 3, "from_node", "urumqui")
    assert only(problems_of(book, tmp_path)) == (
        "network.xlsx links!B3 from_node: no such row in network.xlsx nodes ('urumqui'). "
        "Did you mean 'urumqi'?"
    )


def test_what_cannot_be_true_names_the_cell(book: Workbook, tmp_path: Path) -> None:
    book.set("links", 9, "length_km", 9)
    network = Network.read(book.save(tmp_path / "network.xlsx"))
    found = assert_problem(check(network), "link-too-short", file="network.xlsx")
    assert (found.place, found.column) == ("network.xlsx links!E9", "length_km")


def test_columns_that_were_moved_are_named_where_they_stand(book: Workbook, tmp_path: Path) -> None:
    for row in book.sheets["links"]:
        row.insert(0, row.pop(4))
    assert_networks_equal(SMALL, Network.read(book.save(tmp_path / "a.xlsx")))
    assert book.set("links", 15, "length_km", "x") == "A15"
    assert [problem.place for problem in problems_of(book, tmp_path)] == ["network.xlsx links!A15"]


def test_numbers_dates_and_booleans_as_excel_makes_them(book: Workbook, tmp_path: Path) -> None:
    book.set("sources", 3, "year", 2026)
    book.set("sources", 3, "licence", dt.datetime(2026, 3, 5))  # noqa: DTZ001  (a cell has no zone)
    book.set("services", 3, "both_ways", True)
    book.set("links", 3, "gauge_mm", 1435.0)
    book.set("nodes", 3, "note", dt.time(6, 30))
    network = Network.read(book.save(tmp_path / "a.xlsx"))
    assert network.tables["sources"].row(0)["year"] == "2026"
    assert network.tables["sources"].row(0)["licence"] == "2026-03-05"
    assert network.services.text("both_ways")[0] == "yes"
    assert network.nodes.text("note")[0] == "06:30"


def test_a_number_that_excel_took_for_a_date(book: Workbook, tmp_path: Path) -> None:
    book.set("crossings", 3, "dwell_h", dt.datetime(2026, 5, 3))  # noqa: DTZ001
    assert only(problems_of(book, tmp_path)).startswith(
        "network.xlsx crossings!E3 dwell_h: not a number but a date or time ('2026-05-03'). Set the cell's"
    )


def test_whole_numbers(book: Workbook, tmp_path: Path) -> None:
    cell = book.set("links", 3, "tracks", 1.5)
    assert f"links!{cell} tracks: not a whole number ('1.5')" in only(problems_of(book, tmp_path))


def test_blank_rows_and_columns_are_passed_over(book: Workbook, tmp_path: Path) -> None:
    book.sheets["links"].insert(5, [])
    book.sheets["links"].append([None] * 5)
    book.sheets["links"].append(["  "])
    for row in book.sheets["links"]:
        row += [None, ""]
    network = Network.read(book.save(tmp_path / "a.xlsx"))
    assert network.links.text("id") == SMALL.links.text("id")
    assert network.links.lines[:5] == [3, 4, 5, 7, 8]


def test_a_column_that_the_table_does_not_have(book: Workbook, tmp_path: Path) -> None:
    width = len(book.sheets["links"][0])
    book.sheets["links"][0].append("my remark")
    found = problems_of(book, tmp_path)[0]
    assert (found.rule, found.place) == ("unknown-column", f"network.xlsx links!{letter(width)}1")


def test_values_below_no_name(book: Workbook, tmp_path: Path) -> None:
    width = len(book.sheets["links"][0])
    book.sheets["links"][4] += [None, "check this"]
    assert only(problems_of(book, tmp_path)) == (
        f"network.xlsx links!{letter(width + 1)}5 column {letter(width + 1)}: the column has no name "
        "('check this'). Name the column in row 1, or clear it."
    )


def test_a_required_column_that_was_deleted(book: Workbook, tmp_path: Path) -> None:
    for row in book.sheets["links"]:
        del row[4]
    found = only(problems_of(book, tmp_path))
    assert found.startswith("network.xlsx links!A1 length_km: the column is missing. Add it:")


def test_a_sheet_that_was_renamed(book: Workbook, tmp_path: Path) -> None:
    book.sheets["crossing"] = book.sheets.pop("crossings")
    assert only(problems_of(book, tmp_path)) == (
        "network.xlsx: the sheet looks like crossings ('crossing'). Call it crossings, or delete it."
    )


def test_a_sheet_that_was_renamed_beyond_recognition(book: Workbook, tmp_path: Path) -> None:
    book.sheets["Übergänge"] = book.sheets.pop("crossings")
    assert "looks like crossings ('Übergänge')" in only(problems_of(book, tmp_path))


def test_capitals_and_blanks_around_the_name_of_a_sheet(book: Workbook, tmp_path: Path) -> None:
    book.sheets["Links "] = book.sheets.pop("links")
    book.set("Links ", 5, "length_km", "12 km")
    assert problems_of(book, tmp_path)[0].place == "network.xlsx Links !E5"


def test_sheets_of_ones_own_are_passed_over(book: Workbook, tmp_path: Path) -> None:
    book.sheets["Notes"] = [["to do"], ["ask Aktau"]]
    book.sheets["links (2)"] = book.sheets["links"]
    book.sheets["Empty"] = []
    assert_networks_equal(SMALL, Network.read(book.save(tmp_path / "a.xlsx")))


def test_a_sheet_that_is_missing(book: Workbook, tmp_path: Path) -> None:
    del book.sheets["links"]
    assert only(problems_of(book, tmp_path)).startswith("network.xlsx links: the sheet is missing. Add it;")
    book = Workbook()
    del book.sheets["services"]
    assert len(Network.read(book.save(tmp_path / "b.xlsx")).services) == 0
    del book.sheets["speeds"]
    speeds = Network.read(book.save(tmp_path / "c.xlsx")).tables["speeds"]
    assert speeds.text("source") == Network.reference().tables["speeds"].text("source")


def test_an_empty_sheet(book: Workbook, tmp_path: Path) -> None:
    book.sheets["services"] = []
    rules = {problem.rule for problem in problems_of(book, tmp_path)}
    assert rules == {"missing-column"}


def test_merged_cells(book: Workbook, tmp_path: Path) -> None:
    book.merged.append(("links", "D5:D7", "rail"))
    found = problems_of(book, tmp_path)
    assert str(found[-1]) == (
        "network.xlsx links!D5 mode: the cells are merged ('D5:D7'). Unmerge them and fill each cell."
    )


def test_formulas_are_read_by_their_values(book: Workbook, tmp_path: Path) -> None:
    book.formulas.append(("links", "E3", "=600+60", 660))
    assert_networks_equal(SMALL, Network.read(book.save(tmp_path / "a.xlsx")))


def test_a_formula_that_came_to_an_error(book: Workbook, tmp_path: Path) -> None:
    book.formulas += [("links", "E3", "=1/0", "#DIV/0!"), ("links", "U4", "=NA()", "#N/A")]
    mend = "Mend the formula or write the value."
    assert [str(problem) for problem in problems_of(book, tmp_path)] == [
        f"network.xlsx links!E3 length_km: the formula has an error ('#DIV/0!'). {mend}",
        f"network.xlsx links!U4 note: the formula has an error ('#N/A'). {mend}",
    ]


def test_a_formula_that_no_program_computed(book: Workbook, tmp_path: Path) -> None:
    book.formulas += [("links", "E3", "=600+60", ""), ("links", "U4", '="see"&"n"', "seen")]
    path = book.save(tmp_path / "network.xlsx")
    with zipfile.ZipFile(path) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    name = f"xl/worksheets/sheet{TABLES.index('links') + 1}.xml"
    bare = re.sub(rb'<c r="E3"[^>]*>.*?</c>', b'<c r="E3"><f>600+60</f><v></v></c>', held[name])
    with zipfile.ZipFile(path, "w") as parts:
        for part, content in {**held, name: bare}.items():
            parts.writestr(part, content)
    assert only(read(path)[1]) == (
        "network.xlsx links!E3 length_km: the formula has no value. Open the workbook in Excel and save it."
    )


def test_a_unit_that_was_changed(book: Workbook, tmp_path: Path) -> None:
    book.set("links", 2, "length_km", "miles")
    assert only(problems_of(book, tmp_path)) == (
        "network.xlsx links!E2 length_km: the column is in km * ('miles'). "
        "Convert the figures if need be and write 'km *' again."
    )


def test_a_row_that_stands_twice(book: Workbook, tmp_path: Path) -> None:
    book.sheets["nodes"].append(list(book.sheets["nodes"][-1]))
    assert [one.cell for one in problems_of(book, tmp_path)] == ["A10", "A11"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and then nothing", b"id,name\noz,Oz\n"])
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "network.xlsx"
    path.write_bytes(content)
    assert "cannot be read as Excel workbook" in only(read(path)[1])


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "network.xlsx"
    with zipfile.ZipFile(path, "w") as parts:
        parts.writestr("hello.txt", "hello")
    assert "cannot be read as Excel workbook" in only(read(path)[1])


def test_a_text_that_no_cell_holds(tmp_path: Path) -> None:
    spoiled = with_cell(SMALL, "nodes", "baku", "note", "x" * 32_768)
    with pytest.raises(NetworkError) as caught:
        write(spoiled, tmp_path / "a.xlsx")
    assert "nodes.csv:9 note: the text has 32,768 characters; Excel holds 32,767 in a cell" in str(
        caught.value
    )
    assert list(tmp_path.iterdir()) == []


def test_the_template_is_filled_in_and_read(tmp_path: Path) -> None:
    write(blank_network("new"), tmp_path / "new.xlsx")
    book = Workbook(blank_network("new"))
    assert Network.read(tmp_path / "new.xlsx").nodes.text("id") == []
    header = book.sheets["nodes"][0]
    for key, lon in (("a", 70.0), ("b", 71.0)):
        cells = {
            "id": key, "name": f"Place {key}", "country": "KZ", "kind": "city", "lon": lon, "lat": 45,
            "source": "mine", "quality": "unverified",
        }  # fmt: skip
        book.sheets["nodes"].append([cells.get(column) for column in header])
    cells = {
        "id": "a-b", "from_node": "a", "to_node": "b", "mode": "road", "length_km": 90, "country": "KZ",
        "source": "mine", "quality": "unverified",
    }  # fmt: skip
    book.sheets["links"].append([cells.get(column) for column in book.sheets["links"][0]])
    book.sheets["sources"].append(["mine", "A visit"])
    network = Network.read(book.save(tmp_path / "filled.xlsx"))
    assert check(network) == []
    assert network.links.number("time_factor").tolist() == [1.0]
    assert len(network.tables["rates"]) == len(Network.reference().tables["rates"])


CHECKED = [
    (name, one.name)
    for name in TABLES
    for one in attributes(name).values()
    if (one.numeric or one.choices) and len(SMALL.tables[name])
]


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_was_moved_the_wrong_cell_is_named(data: st.DataObject) -> None:
    """Columns in any order, blank rows and columns anywhere: the cell is where the garbage was put."""
    book = Workbook(units=data.draw(st.booleans(), label="units"))
    name, column = data.draw(st.sampled_from(CHECKED), label="column")
    rows = book.sheets[name]
    order = data.draw(st.permutations(range(len(rows[0]))), label="order")
    rows[:] = [[row[number] for number in order] for row in rows]
    first = 2 if rows[1] == [unit_cell(attributes(name)[one]) for one in rows[0]] else 1
    for at in data.draw(st.lists(st.integers(first, len(rows)), max_size=3), label="blank rows"):
        rows.insert(at, [None] * len(rows[0]))
    at = data.draw(st.integers(0, len(rows[0])), label="blank column")
    for row in rows:
        row.insert(at, None)
    filled = [number for number in range(first, len(rows)) if any(rows[number])]
    line = data.draw(st.sampled_from(filled), label="row") + 1
    garbage = data.draw(st.sampled_from(("12 km", "?", "1,5", "Rail", "yes and no", True)), label="garbage")
    cell = book.set(name, line, column, garbage)
    with tempfile.TemporaryDirectory() as folder:
        found = problems_of(book, Path(folder))
    if garbage is True and column == "both_ways":
        assert found == []
        return
    assert [(one.sheet, one.cell, one.column) for one in found] == [(name, cell, column)]


# What the written workbook looks like.


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the XML of a written workbook, sheets by their name."""
    path = tmp_path_factory.mktemp("excel") / "small.xlsx"
    write(SMALL, path)
    with zipfile.ZipFile(path) as held:
        names = CalamineWorkbook.from_path(path).sheet_names
        sheets = {name: held.read(f"xl/worksheets/sheet{n}.xml").decode() for n, name in enumerate(names, 1)}
        return {**sheets, "book": held.read("xl/workbook.xml").decode()}


def test_the_first_sheet_explains_the_others(tmp_path: Path) -> None:
    write(SMALL, tmp_path / "small.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "small.xlsx")
    assert book.sheet_names == [GUIDE, *TABLES]
    shown = [[text_of(cell) for cell in row] for row in book.get_sheet_by_name(GUIDE).to_python()]
    rows = {row[0]: row[1] for row in shown}
    assert {name: rows[name] for name in TABLES} == {name: str(len(SMALL.tables[name])) for name in TABLES}
    assert any("landlink network check small.xlsx" in row[0] for row in shown)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_has_head_unit_and_comment(tmp_path: Path, name: str) -> None:
    write(SMALL, tmp_path / "small.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "small.xlsx").get_sheet_by_name(name).to_python()
    assert rows[0] == list(attributes(name))
    assert rows[1] == [unit_cell(one) for one in attributes(name).values()]
    with zipfile.ZipFile(tmp_path / "small.xlsx") as held:
        comments = held.read(f"xl/comments{TABLES.index(name) + 1}.xml").decode()
    for one in attributes(name).values():
        first = comment(one).splitlines()[0].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert first in comments


def test_panes_are_frozen_and_the_filter_spares_the_units(parts: dict[str, str]) -> None:
    for name in TABLES:
        assert '<pane xSplit="1" ySplit="2" topLeftCell="B3"' in parts[name]
        last = letter(len(attributes(name)) - 1)
        assert re.search(rf'<autoFilter ref="A2:{last}\d+"/>', parts[name])


def test_drop_downs_serve_new_rows_too(parts: dict[str, str]) -> None:
    rules = dict(
        re.findall(r'<dataValidation [^>]*sqref="([^"]+)"[^>]*><formula1>(.*?)</formula1>', parts["links"])
    )
    assert rules["B3:B1048576"] == rules["C3:C1048576"] == "keys_of_nodes"
    assert rules["D3:D1048576"] == '"rail,road,ferry,sea,waterway"'
    assert rules["G3:G1048576"] == '"1435,1520,1676,1000"'
    assert rules["E3:E1048576"] == "ISNUMBER(E3)"
    assert rules["F3:F1048576"] == "AND(LEN(F3)=2,EXACT(F3,UPPER(F3)))"
    named = dict(re.findall(r'<definedName name="(keys_of_\w+)">(.*?)</definedName>', parts["book"]))
    assert sorted(named) == sorted(f"keys_of_{target}" for target in REFERENCES.values())
    assert named["keys_of_nodes"] == "OFFSET(nodes!$A$3,0,0,MAX(1,COUNTA(nodes!$A$3:$A$1048576)),1)"


def test_digits_that_are_text_are_not_complained_about(parts: dict[str, str]) -> None:
    assert '<ignoredError sqref="A1:E1048576" numberStoredAsText="1"/>' in parts["sources"]


def test_a_key_that_is_not_there_yet_is_warned_of_only(parts: dict[str, str]) -> None:
    assert '<dataValidation type="list" errorStyle="warning"' in parts["links"]


def test_a_cell_far_away_is_named_before_it_fills_the_memory(book: Workbook, tmp_path: Path) -> None:
    book.formulas.append(("links", "XFD1048576", "=1", 1))
    assert only(problems_of(book, tmp_path)) == (
        "network.xlsx: a sheet holds something as far away as column XFD and row 1,048,576. "
        "Delete the rows and columns after the table (Ctrl+End shows the last cell)."
    )


def test_a_workbook_that_is_huge_once_unpacked_is_not_read(
    book: Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel_size, "MOST_BYTES", 10_000)
    assert "unpacked it is larger than 1 GB" in only(problems_of(book, tmp_path))
