"""The workbook read back with calamine, each formula worked out again, all beside the results."""

from __future__ import annotations

import copy
import io
import math
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.study.workbook import workbook
from landlink.study.workbook_cells import LONGEST_NAME, Book, sheet_name
from tests.study._workbooks import cells_of, formulas_of, worked_out
from tests.study.invented_results import invented_results

if TYPE_CHECKING:
    from pathlib import Path

LEGS_ROUNDED = 0.005


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    held = copy.deepcopy(invented_results())
    base = held["shipments"][0]["results"][0]
    base["alternatives"][0]["simulation"] = {
        "runs": 1000, "seed": 7, "mean_h": 400.0, "sd_h": 50.0, "p20_h": 360.0, "p50_h": 395.0,
        "p80_h": 440.0, "p95_h": 490.0, "deadline_h": None, "deadline_chance": None, "note": "",
        "causes": [{"leg": 2, "kind": "border", "name": "=Here", "mean_delay_h": 12.0, "share": 1.0}],
    }  # fmt: skip
    held["validation"] = validation()
    held["shipments"][0]["question"] = "=1+1"
    held["sources"][0] = {**held["sources"][0], "url": "javascript:alert(1)"}
    return held


def validation() -> dict[str, Any]:
    def row(key: str, metric: str, modelled: float, published: float) -> dict[str, Any]:
        return {
            "id": key, "what": "Somewhere", "metric": metric, "unit": "d", "modelled": modelled, "low": None,
            "high": math.nan, "published": published, "error": modelled / published - 1, "status": "ok",
            "year": 2024, "source": "invented", "use": "check", "note": "",
        }  # fmt: skip

    rows = [row("a", "transit_days", 12, 10), row("b", "transit_days", 9, 10), row("c", "price_usd", 4, 5)]
    mape = {"transit_days": {"rows": 2, "mape": 0.15}, "price_usd": {"rows": 1, "mape": 0.2}}
    return {"rows": rows, "skipped": [{"id": "d", "what": "D", "reason": "no"}], "mape": mape, "note": "N"}


@pytest.fixture(scope="module")
def raw(results: dict[str, Any]) -> bytes:
    return workbook(results)


def test_every_formula_gives_the_value_that_is_written(raw: bytes) -> None:
    cells, formulas = cells_of(raw), formulas_of(raw)
    wrong = [
        (sheet, place, formula)
        for sheet, held in formulas.items()
        for place, formula in held.items()
        if worked_out(formula, sheet, cells) != pytest.approx(cells[sheet].get(place, 0.0), abs=1e-6)
    ]
    assert wrong == []
    assert sum(len(held) for held in formulas.values()) > 100
    used = {
        word
        for held in formulas.values()
        for text in held.values()
        for word in ("SUM(", "/24", "AVERAGEIF(")
        if word in text
    }
    assert used == {"SUM(", "/24", "AVERAGEIF("}


def test_a_wrong_value_would_be_found(raw: bytes) -> None:
    cells, formulas = cells_of(raw), formulas_of(raw)
    sheet, held = next((name, held) for name, held in formulas.items() if name != "Overview" and held)
    place, formula = next((place, text) for place, text in held.items() if text.endswith("/24"))
    number = next(one for one in cells[sheet] if one == (place[0], place[1] + 1))
    cells[sheet][number] = 1.0
    assert worked_out(formula, sheet, cells) != pytest.approx(cells[sheet][place])


def test_routes_are_those_of_the_results(results: dict[str, Any], raw: bytes) -> None:
    cells = cells_of(raw)
    titles = {one["id"]: one["title"] for one in results["scenarios"]}
    for shipment in results["shipments"]:
        held, row = cells[shipment["id"]], 8
        teu = shipment["cargo"]["teu"] if shipment["cargo"]["kind"] == "containers" else None
        for outcome in shipment["results"]:
            for route in (*outcome["alternatives"], *outcome["corridors"]):
                assert (held[row, 0], held[row, 1]) == (titles[outcome["scenario"]], route["labels"][0])
                assert held[row, 3] == pytest.approx(route["time_h"] / 24)
                assert [held.get((row, at), 0) for at in (4, 7, 9, 10)] == pytest.approx(
                    [route[name] for name in ("time_h", "cost_usd", "co2e_kg", "distance_km")]
                )
                assert teu is None or held[row, 8] == pytest.approx(route["cost_usd"] / teu)
                row += 1
            row += sum(bool(outcome[name]) for name in ("reason_no_route", "note"))


def test_legs_add_up_to_their_route(results: dict[str, Any], raw: bytes) -> None:
    held = cells_of(raw)["xian-duisburg"]
    total = next(row for (row, column), value in held.items() if (column, value) == (0, "Total of the legs"))
    route = next(
        one for one in results["shipments"][0]["results"][0]["alternatives"] if "balanced" in one["labels"]
    )
    legs = len(route["legs"])
    assert held[total, 4] == pytest.approx(route["time_h"], abs=LEGS_ROUNDED * legs)
    assert held[total, 7] == pytest.approx(route["cost_usd"], abs=LEGS_ROUNDED * legs)
    assert [held[total - legs + number, 4] for number in range(legs)] == [
        leg["time_h"] for leg in route["legs"]
    ]


def test_text_of_a_user_is_no_formula_and_no_link(raw: bytes) -> None:
    assert cells_of(raw)["xian-duisburg"][1, 0] == "=1+1"
    assert (1, 0) not in formulas_of(raw)["xian-duisburg"]
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        links = [parts.read(name) for name in parts.namelist() if name.endswith(".rels")]
    assert not any(b"javascript" in one for one in links)


def test_sheets_for_data_that_is_there(results: dict[str, Any], raw: bytes) -> None:
    ids = [one["id"] for one in results["shipments"]]
    basis = ["Scenarios", "Assumptions", "Sources", "Validation", "Simulation"]
    assert list(cells_of(raw)) == ["Overview", *ids, *basis]
    plain = {key: value for key, value in invented_results().items() if key != "validation"}
    assert "Validation" not in cells_of(workbook(plain))


def test_the_same_results_give_the_same_bytes(results: dict[str, Any], raw: bytes) -> None:
    assert workbook(results) == raw


def test_an_interrupted_run_says_so(results: dict[str, Any]) -> None:
    study = {**results["study"], "incomplete": {"done": 1, "total": 3, "missing": ["a, base"]}}
    held = cells_of(workbook({**results, "study": study}))["Overview"]
    assert "This run was interrupted: only 1 of 3 searches were finished." in held.values()


@given(st.lists(st.text(max_size=50), max_size=12))
def test_names_of_sheets_are_valid_and_apart(wishes: list[str]) -> None:
    taken: list[str] = []
    for wish in wishes:
        taken.append(sheet_name(wish, taken))
    assert len({name.casefold() for name in taken}) == len(taken)
    for name in taken:
        assert 0 < len(name) <= LONGEST_NAME
        assert not set(name) & set("[]:*?/\\")
        assert name[0] != "'"
        assert name[-1] != "'"


@settings(max_examples=25)
@given(st.lists(st.one_of(st.text(max_size=30), st.floats(), st.none()), min_size=1, max_size=8))
def test_any_value_is_read_back(values: list[str | float | None]) -> None:
    book = Book("T", None)
    sheet = book.sheet("S")
    for row, value in enumerate(values):
        book.put(sheet, row, 0, value)
    book.put(sheet, len(values), 0, "end")
    held = cells_of(book.done())["S"]
    assert held[len(values), 0] == "end"
    for row, value in enumerate(values):
        if isinstance(value, float):
            assert held.get((row, 0)) == (pytest.approx(value, rel=1e-14) if math.isfinite(value) else None)
        elif isinstance(value, str) and value.isprintable():
            assert str(held.get((row, 0), "")) == value


ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""
"""Setting of LibreOffice: work out every formula of an Excel file when it is opened."""


def without_values(raw: bytes) -> bytes:
    """Return the workbook with 0 as the value of each formula, so that only the formulas can tell."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as parts, zipfile.ZipFile(stream, "w") as blank:
        for name in parts.namelist():
            blank.writestr(name, re.sub(rb"</f><v>[^<]*</v>", b"</f><v>0</v>", parts.read(name)))
    return stream.getvalue()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_formulas_against_libreoffice(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / "home/user").mkdir(parents=True)
    (tmp_path / "home/user/registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    (tmp_path / "results.xlsx").write_bytes(without_values(raw))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    office = shutil.which("soffice") or ""
    subprocess.run(  # noqa: S603  (our own arguments)
        [office, home, "--headless", "--convert-to", "ods", "--outdir", tmp_path, tmp_path / "results.xlsx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    theirs, ours = cells_of((tmp_path / "results.ods").read_bytes()), cells_of(raw)
    for sheet, held in formulas_of(raw).items():
        for place in held:
            assert theirs[sheet].get(place, 0.0) == pytest.approx(ours[sheet].get(place, 0.0), abs=1e-6)
