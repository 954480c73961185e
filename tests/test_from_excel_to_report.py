"""The page that goes from Excel to a report is walked through as it is written, cell by cell."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAGE = Path(__file__).parent.parent / "docs/how-to/from-excel-to-report.md"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DIFFERS = ("landlink network diff",)


def edits() -> list[tuple[str, str, dict[str, str]]]:
    """Return what the page's table says to write: sheet, key of the row, cells by column."""
    rows = re.findall(
        r"^\| `(\w+)` \| `([\w-]+)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    return [
        (
            sheet,
            key,
            {
                column: value.replace("\\|", "|")
                for column, value in re.findall(r"`(\w+)` ((?:[^;\\]|\\.)+)", cells)
            },
        )
        for sheet, key, cells in rows
    ]


def type_into(file: Path, written: Sequence[tuple[str, str, dict[str, str]]]) -> None:
    """Write cells into a workbook and leave all else of it as it is."""
    book = CalamineWorkbook.from_path(file)
    parts = {
        name: f"xl/worksheets/sheet{number}.xml" for number, name in enumerate(book.sheet_names, start=1)
    }
    grids = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in parts}
    with zipfile.ZipFile(file) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    for sheet, key, cells in written:
        grid = grids[sheet]
        at = next((n for n, row in enumerate(grid) if row[0] == key), len(grid))
        if at == len(grid):
            grid.append([key, *[""] * (len(grid[0]) - 1)])
        filled = {str(grid[0][0]): key, **cells}
        tree = ET.fromstring(held[parts[sheet]])  # noqa: S314  (our own file)
        for column, value in filled.items():
            _set(tree, at + 1, grid[0].index(column), value)
        held[parts[sheet]] = ET.tostring(tree)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)


def _set(tree: ET.Element, number: int, column: int, value: str) -> None:
    data = tree.find(f"{{{MAIN}}}sheetData")
    assert data is not None
    row = next((one for one in data if one.get("r") == str(number)), None)
    if row is None:
        row = ET.SubElement(data, f"{{{MAIN}}}row", {"r": str(number)})
    name = f"{chr(ord('A') + column)}{number}"
    for old in [one for one in row if one.get("r") == name]:
        row.remove(old)
    if re.fullmatch(r"[\d.]+", value):
        cell = ET.Element(f"{{{MAIN}}}c", {"r": name})
        ET.SubElement(cell, f"{{{MAIN}}}v").text = value
    else:
        cell = ET.Element(f"{{{MAIN}}}c", {"r": name, "t": "inlineStr"})
        text = ET.SubElement(cell, f"{{{MAIN}}}is")
        ET.SubElement(text, f"{{{MAIN}}}t").text = value
    before = [n for n, one in enumerate(row) if str(one.get("r")) < name]
    row.insert(len(before), cell)


def steps() -> Iterator[tuple[str, str]]:
    """Yield the blocks of the page in order, and the table of edits where it stands."""
    text = PAGE.read_text(encoding="utf-8")
    for block in re.finditer(r"^```(console|yaml)\n(.*?)^```|^\| sheet \|", text, re.MULTILINE | re.DOTALL):
        yield block[1] or "edits", block[2] or ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Do all that the page says, in order, and return the folder."""
    place = tmp_path_factory.mktemp("analyst")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        shell, said = Shell(), {}
        for kind, body in steps():
            if kind == "edits":
                type_into(Path("mine.xlsx"), edits())
            elif kind == "yaml":
                Path("study.yaml").write_text(body, encoding="utf-8")
            for line in body.splitlines() if kind == "console" else ():
                command = line.removeprefix("$ ")
                ran = shell(command)
                assert (command, ran.code) == (command, int(command.startswith(DIFFERS))), ran.err + ran.out
                said[command] = ran.out
        Path("said.json").write_text(json.dumps(said), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((folder / "results/results.json").read_text(encoding="utf-8"))
    return held


@pytest.fixture(scope="module")
def said(folder: Path) -> dict[str, str]:
    held: dict[str, str] = json.loads((folder / "said.json").read_text(encoding="utf-8"))
    return held


def test_the_difference_is_what_was_typed(said: dict[str, str]) -> None:
    shown = said["landlink network diff reference mine.xlsx"]
    assert all(f"+ {key}" in shown or f"~ {key}" in shown for _, key, _ in edits())
    assert "speed_kmh: 20.3 -> 27" in shown


def test_the_ship_sails_by_the_timetable_and_the_border_opens_by_day(results: dict[str, Any]) -> None:
    routes = results["shipments"][0]["results"][0]["alternatives"]
    moves = [leg for one in routes for leg in one["legs"] if (leg["mode"], leg["kind"]) == ("ferry", "move")]
    assert moves
    assert all(leg["starts_at"][11:16] in ("20:00", "09:30") for leg in moves)
    borders = [leg for one in routes for leg in one["legs"] if "Red Bridge" in leg["name"]]
    work_h = min(leg["time_h"] for leg in borders)  # the one that did not wait for the border to open
    for leg in borders:
        begun = datetime.fromisoformat(leg["ends_at"]) - timedelta(hours=work_h)
        assert 8 <= begun.hour + begun.minute / 60 <= 20
        assert begun.strftime("%a") != "Sun"


def test_the_screen_says_when_how_late_and_how_sure(said: dict[str, str], results: dict[str, Any]) -> None:
    shown = " ".join(said["landlink study run study.yaml"].split())
    base = results["shipments"][0]["results"][0]
    assert base["alternatives"][0]["arrives"][5:16].replace("T", " ") in shown
    latest = base["dated"]["latest_ready"][:16].replace("T", " ")
    assert latest in shown.partition("to meet the deadline the goods must be ready by")[2]
    assert "Slack" in shown
    assert "Chance" in shown
    assert "Mean error against published figures" in shown
    assert "Red Bridge shut: There is a route today; this scenario cuts it: close border AZ - GE." in shown


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            "report.html",
            ("Earliest arrival", "must be ready by", "far the model is from published", "mine.xlsx"),
        ),
        ("report.de.html", ("Früheste Ankunft", "spätestens bereit sein", "veröffentlichten Zahlen")),
        ("report.ru.html", ("Самое раннее прибытие", "не позднее", "опубликованн")),
    ],
)
def test_the_report_says_so_in_every_language(folder: Path, file: str, words: tuple[str, ...]) -> None:
    page = (folder / "results" / file).read_text(encoding="utf-8")
    assert [word for word in words if word not in page] == []
    assert "ferry-kuryk-alat-trucks" not in page  # services go by their names


def test_all_that_was_asked_for_is_there(folder: Path) -> None:
    names = {file.name for file in (folder / "results").iterdir()}
    reports = {f"report{language}{kind}" for language in ("", ".de", ".ru") for kind in (".html", ".pdf")}
    assert names >= {*reports, "results.xlsx", "results.gpkg", "manifest.json"}
