"""Dates, simulation and validation of real runs in the workbook and the GeoPackage."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from landlink.network import Network
from landlink.study import load_study, run_study
from landlink.study.geopackage import geopackage
from landlink.study.validation.of_study import validation_of
from landlink.study.workbook import workbook
from landlink.study.workbook_question import ARRIVES, DATES, DEPARTS, LATEST, SLACK
from landlink.testing import small_network
from tests.study._workbooks import cells_of, formulas_of, worked_out

EPOCH = datetime.fromisoformat("1899-12-30")
"""Day 0 of Excel's dates."""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("dated")
    small_network().write(folder / "small")
    file = folder / "study.yaml"
    file.write_text(
        "title: Dated\nnetwork: small\n"
        "scenarios: [{id: slow, title: Slow ferry, changes: [{slow: {modes: [ferry], factor: 30}}]}]\n"
        "shipments:\n"
        "  - {id: west, from: Almaty, to: Baku, ready: 2026-03-02 08:00, "
        "deadline: '2026-03-14 08:00+01:00'}\n"
        "  - id: truck\n    from: Urumqi\n    to: Aktau\n    cargo: {kind: trucks}\n"
        "    ready: 2026-03-02 08:00\n    rules: [driver]\n"
        "  - {id: plain, from: Almaty, to: Baku}\n"
        "analyses: {criteria: [time, cost], simulation: {runs: 300}}\n",
        encoding="utf-8",
    )
    return json.loads(json.dumps(run_study(load_study(file))))  # type: ignore[no-any-return]


def serial(cells: dict[tuple[int, int], object]) -> dict[tuple[int, int], object]:
    """Cells with dates as the numbers that Excel counts with."""
    return {
        place: (value - EPOCH).total_seconds() / 86400 if isinstance(value, datetime) else value
        for place, value in cells.items()
    }


def row_of(cells: dict[tuple[int, int], object], scenario: str, route: str) -> int:
    return next(
        r for (r, c), value in cells.items() if (c, value) == (0, scenario) and cells.get((r, 1)) == route
    )


def test_dates_are_dates_in_local_time_with_their_zone(results: dict[str, Any]) -> None:
    cells = cells_of(workbook(results))["west"]
    today = results["shipments"][0]["results"][0]
    at = row_of(cells, "Today", "fastest")
    route = next(one for one in today["alternatives"] if "fastest" in one["labels"])
    for column, moment in (
        (DEPARTS, route["departs"]), (ARRIVES, route["arrives"]), (LATEST, today["dated"]["latest_ready"]),
    ):  # fmt: skip
        held = datetime.fromisoformat(moment)
        assert cells[at, column] == held.replace(tzinfo=None)
        assert cells[at, column + 1] == held.utcoffset().total_seconds() / 3600  # type: ignore[union-attr]  # aware
    assert cells[DATES] == datetime.fromisoformat("2026-03-02 08:00")
    deadline = (DATES[0] + 1, DATES[1])
    assert cells[deadline] == datetime.fromisoformat("2026-03-14 08:00")
    assert cells[deadline[0], deadline[1] + 1] == 1


def test_the_slack_is_a_formula_that_heeds_the_zones(results: dict[str, Any]) -> None:
    raw = workbook(results)
    cells, formulas = cells_of(raw)["west"], formulas_of(raw)["west"]
    deadline = datetime.fromisoformat("2026-03-14T08:00+01:00")
    seen = 0
    for route in results["shipments"][0]["results"][0]["alternatives"]:
        at = row_of(cells, "Today", route["labels"][0])
        spare = (deadline - datetime.fromisoformat(route["arrives"])).total_seconds() / 3600
        again = worked_out(formulas[at, SLACK], "west", {"west": serial(cells)})
        assert again == pytest.approx(spare, abs=1e-6)
        assert cells[at, SLACK] == pytest.approx(spare)
        seen += 1
    assert seen


def test_a_late_scenario_says_by_when_to_be_ready(results: dict[str, Any]) -> None:
    cells = cells_of(workbook(results))["west"]
    slow = results["shipments"][0]["results"][1]
    assert slow["reason_no_route"]
    at = row_of(cells, "Slow ferry", "no route")
    latest = datetime.fromisoformat(slow["dated"]["latest_ready"])
    assert cells[at, LATEST] == latest.replace(tzinfo=None)


def test_legs_have_their_hours_and_rests(results: dict[str, Any]) -> None:
    cells = cells_of(workbook(results))["truck"]
    shipment = next(one for one in results["shipments"] if one["id"] == "truck")
    legs = shipment["results"][0]["alternatives"][0]["legs"]
    top, column = next(place for place, value in cells.items() if value == "Begins, local time")
    for number, leg in enumerate(legs, start=top + 1):
        assert cells[number, column] == datetime.fromisoformat(leg["starts_at"]).replace(tzinfo=None)
        assert cells[number, column + 2] == datetime.fromisoformat(leg["ends_at"]).replace(tzinfo=None)
        assert cells[number, column + 4] == leg["rest_h"]
    rested = sum(leg["rest_h"] for leg in legs)
    assert rested > 0
    assert cells[top + 1 + len(legs), column + 4] == pytest.approx(rested)
    plain = cells_of(workbook(results))["plain"]
    assert "Begins, local time" not in plain.values()


def test_the_simulation_sheet_has_every_route(results: dict[str, Any]) -> None:
    cells = cells_of(workbook(results))["Simulation"]
    routes = [
        one for shipment in results["shipments"] for outcome in shipment["results"]
        for one in (*outcome["alternatives"], *outcome["corridors"])
    ]  # fmt: skip
    assert [cells[row, 11] for row in range(1, len(routes) + 1)] == [
        one["simulation"]["p95_h"] for one in routes
    ]
    chances = [one["simulation"]["deadline_chance"] for one in routes]
    assert [cells.get((row, 13)) for row in range(1, len(routes) + 1)] == chances


def test_the_validation_of_the_reference_network_works_out(results: dict[str, Any]) -> None:
    found = validation_of(Network.reference(), "reference", Path())
    assert found is not None
    raw = workbook({**results, "validation": found})
    cells, formulas = cells_of(raw), formulas_of(raw)["Validation"]
    top = next(r for (r, c), value in cells["Validation"].items() if value == "MAPE of these rows")
    seen = 0
    for at in range(top + 1, top + 1 + len(found["mape"])):
        metric = str(cells["Validation"][at, 0])
        again = worked_out(formulas[at, 2], "Validation", cells)
        assert again == pytest.approx(found["mape"][metric]["mape"], abs=1e-9)
        assert cells["Validation"][at, 4] == pytest.approx(found["cross_validated"][metric]["mape"])
        seen += 1
    assert seen == len(found["mape"]) > 0


def test_layers_have_the_hours_of_legs_and_the_odds(results: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "results.gpkg"
    file.write_bytes(geopackage(results))
    legs = pyogrio.read_dataframe(file, layer="routes", read_geometry=False)
    route = results["shipments"][0]["results"][0]["alternatives"][0]
    moves = [leg for leg in route["legs"] if leg["kind"] == "move"]
    assert legs["starts_at"].tolist()[: len(moves)] == [leg["starts_at"] for leg in moves]
    assert legs["ends_at"].tolist()[: len(moves)] == [leg["ends_at"] for leg in moves]
    assert legs.loc[legs["shipment"] == "plain", "starts_at"].isna().all()
    assert (legs.loc[legs["shipment"] == "truck", "rest_h"] > 0).any()
    whole = pyogrio.read_dataframe(file, layer="routes_whole", read_geometry=False)
    assert whole["time_p95_h"].tolist()[0] == route["simulation"]["p95_h"]
    assert whole["deadline_chance"].tolist()[0] == route["simulation"]["deadline_chance"]
    places = pyogrio.read_dataframe(file, layer="places", read_geometry=False)
    assert places.loc[places["shipment"] == "west", "starts_at"].notna().all()
