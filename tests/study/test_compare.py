"""Two runs beside each other: exactly what was changed is found, and named."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.study import load_study, run_study, write_outputs
from landlink.study.compare import FIGURES, compare
from landlink.study.compare_files import compare_page, compare_workbook
from landlink.testing import small_network
from tests.study._workbooks import cells_of
from tests.study.invented_results import invented_results

if TYPE_CHECKING:
    from pathlib import Path

STUDY = """\
title: Two ways
network: network
scenarios:
  - {id: dear, title: Dear rail, changes: [{reprice: {modes: [rail], factor: 2}}]}
shipments:
  - {id: west, from: Urumqi, to: Baku, cargo: {value_usd: 1000}, corridors: [{name: Rail, avoid: [road]}]}
  - {id: near, from: Urumqi, to: Almaty}
analyses: {criteria: [time, cost]}
outputs: {report: , excel: }
"""

PLAIN: dict[str, Any] = json.loads(json.dumps(invented_results()))  # no two routes are one object


def routes_of(results: dict[str, Any]) -> list[tuple[str, str, str, dict[str, Any]]]:
    return [
        (shipment["id"], outcome["scenario"], kind, route)
        for shipment in results["shipments"]
        for outcome in shipment["results"]
        for kind in ("alternative", "corridor")
        for route in outcome[f"{kind}s"]
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    small_network().write(tmp_path / "network")
    return tmp_path


def run(folder: Path, name: str, text: str) -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    study = load_study(file)
    write_outputs(study, run_study(study), folder / name)
    return folder / name


def test_a_run_and_itself(folder: Path) -> None:
    one = run(folder, "one", STUDY)
    found = compare(one, one / "results.json")
    assert (found["same"], found["inputs"], found["routes"], found["missing"]) == (True, [], [], [])
    assert found["unchanged"] > 4


@settings(max_examples=25)
@given(st.data())
def test_the_figures_that_were_changed_and_no_others(data: st.DataObject) -> None:
    other = copy.deepcopy(PLAIN)
    places = range(len(routes_of(PLAIN)))
    touched = data.draw(st.sets(st.sampled_from(places), max_size=4))
    names = {place: data.draw(st.sampled_from(FIGURES)) for place in touched}
    shift = {place: data.draw(st.integers(-50, 50).filter(bool)) for place in touched}
    for place in touched:
        route = routes_of(other)[place][3]
        route[names[place]] = round(route[names[place]] + shift[place], 4)
    found = compare(PLAIN, other)
    told = {
        tuple(row[name] for name in ("shipment", "scenario", "kind", "route")): row for row in found["routes"]
    }
    meant = {}
    for place in touched:
        *about, route = routes_of(other)[place]
        meant[(*about, ", ".join(route["labels"]))] = (names[place], shift[place])
    assert set(told) == set(meant)
    for key, (name, change) in meant.items():
        assert told[key]["differ"] == [name]
        assert told[key]["figures"][name]["change"] == pytest.approx(change, abs=1e-4)
        assert told[key]["same_way"]
    assert found["same"] is (not touched)
    back = compare(other, PLAIN)
    changes = [
        [row["figures"][name]["change"] for row in side["routes"] for name in FIGURES]
        for side in (found, back)
    ]
    assert changes[0] == [-change for change in changes[1]]


def test_what_one_side_lacks_is_said() -> None:
    other = copy.deepcopy(PLAIN)
    gone = other["shipments"].pop()
    lost = other["shipments"][0]["results"].pop()
    route = other["shipments"][0]["results"][0]["corridors"].pop()
    missing = compare(PLAIN, other)["missing"]
    first = other["shipments"][0]["id"]
    assert missing == [
        {"what": "route", "id": f"{first}, base, {route['label']}", "missing_in": "b"},
        {"what": "outcome", "id": f"{first}, {lost['scenario']}", "missing_in": "b"},
        {"what": "shipment", "id": gone["id"], "missing_in": "b"},
    ]
    assert [one["missing_in"] for one in compare(other, PLAIN)["missing"]] == ["a", "a", "a"]


def test_labels_that_part_are_compared_one_by_one() -> None:
    other = copy.deepcopy(PLAIN)
    route = next(one for *_, one in routes_of(other) if len(one["labels"]) > 1)
    outcome = other["shipments"][0]["results"][0]
    assert route is outcome["alternatives"][0]
    first, *rest = route["labels"]
    outcome["alternatives"].append({**copy.deepcopy(route), "labels": rest, "time_h": route["time_h"] + 24})
    route["labels"] = [first]
    (told,) = compare(PLAIN, other)["routes"]
    assert (told["route"], told["figures"]["time_h"]["change"]) == (", ".join(rest), 24)


def test_inputs_that_differ_are_named(folder: Path) -> None:
    one = run(folder, "one", STUDY)
    text = STUDY.replace("factor: 2", "factor: 3").replace(
        "scenarios:", "assumptions: {rail_general_wait_h: 1}\nscenarios:", 1
    )
    found = compare(one, run(folder, "two", text))
    told = {row["what"]: (row["a"], row["b"]) for row in found["inputs"]}
    assert told["assumption rail_general_wait_h"] == (36.0, 1.0)
    assert told["scenario dear"] == (
        "reprice modes rail by the factor 2", "reprice modes rail by the factor 3",
    )  # fmt: skip
    assert {"study file", "table assumptions"} <= set(told)
    assert "table links" not in told
    assert not found["same"]


def test_a_route_that_goes_another_way(folder: Path) -> None:
    sides = [
        run(folder, mode, STUDY.replace("to: Almaty}", f"to: Almaty, avoid: [{mode}]}}"))
        for mode in ("road", "rail")
    ]
    found = compare(sides[0], sides[1])
    told = [row for row in found["routes"] if row["shipment"] == "near"]
    assert told
    assert not any(row["same_way"] for row in told)
    assert {row["shipment"] for row in found["routes"]} == {"near"}


def test_a_study_file_is_run(folder: Path) -> None:
    one = run(folder, "one", STUDY)
    found = compare(one, folder / "one.yaml")
    assert found["same"]
    assert [row["what"] for row in found["inputs"]] == []


@pytest.mark.parametrize("text", ["[]", "{", '{"study": {}}'])
def test_what_is_no_result_is_said(tmp_path: Path, text: str) -> None:
    file = tmp_path / "results.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LandlinkError, match=r"name a results folder or its results\.json"):
        compare(file, file)


def test_a_folder_without_json(folder: Path) -> None:
    one = run(folder, "one", STUDY.replace("excel: }", "excel: , json: , geojson: }"))
    with pytest.raises(LandlinkError, match="no results as JSON; give `json:`"):
        compare(one, one)
    assert json.loads((one / "manifest.json").read_text(encoding="utf-8"))["outputs"].keys() == {"routes.csv"}


DATED = """\
title: Dated
network: network
shipments:
  - {id: west, from: Almaty, to: Baku, ready: 2026-03-02 08:00, deadline: 2026-03-20 08:00}
analyses: {criteria: [time], simulation: {runs: 200}}
"""


def test_dates_and_odds_that_differ_are_told(folder: Path) -> None:
    one, two = run(folder, "one", DATED), run(folder, "two", DATED.replace("03-20", "03-12"))
    found = compare(one, two)
    told = {(row["route"] and "route", row["what"]) for row in found["dates"]}
    assert {("", "deadline"), ("", "latest ready"), ("route", "chance of the deadline")} <= told
    assert not found["same"]
    assert "latest ready" in compare_page(found)
    assert "chance of the deadline" in str(cells_of(compare_workbook(found))["Dates"])
    again = compare(one, run(folder, "again", DATED))
    assert (again["same"], again["dates"]) == (True, [])


def test_a_latest_readiness_alone_is_a_difference() -> None:
    other = copy.deepcopy(PLAIN)
    outcome = other["shipments"][0]["results"][0]
    outcome["dated"] = {**(outcome.get("dated") or {}), "latest_ready": "2026-03-05T08:00:00+05:00"}
    found = compare(PLAIN, other)
    assert not found["same"]
    assert [row["what"] for row in found["dates"]] == ["latest ready"]


def test_errors_against_published_figures_are_compared() -> None:
    one, two = copy.deepcopy(PLAIN), copy.deepcopy(PLAIN)
    for side, error in ((one, 0.1), (two, 0.3)):
        row = {"id": "a", "error": error}
        side["validation"] = {"rows": [row], "mape": {"price_usd": {"rows": 1, "mape": error}}}
    found = compare(one, two)
    assert found["validation"] == [
        {"what": "MAPE of price_usd", "a": 0.1, "b": 0.3}, {"what": "error of a", "a": 0.1, "b": 0.3},
    ]  # fmt: skip
    assert not found["same"]
    assert "30.0 %" in compare_page(found)
