"""A study run on a network of 8 places: what is found, why nothing is, what is written."""

from __future__ import annotations

import copy
import csv
import io
import json
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from landlink.errors import LandlinkError
from landlink.network import Network
from landlink.study import (
    Study,
    StudyError,
    StudyInterrupted,
    load_study,
    outputs,
    run_study,
    write_outputs,
)
from landlink.study import run as run_module
from landlink.study.outputs import routes_geojson, routes_table
from landlink.study.report import render
from landlink.testing import small_network, with_rows
from tests.study._workbooks import cells_of

if TYPE_CHECKING:
    from pathlib import Path

STUDY = """\
title: Urumqi to Baku
network: network
scenarios:
  - id: no-ferry
    title: No ferry
    changes:
      - slow: {modes: [rail], factor: 2}
      - close: {services: [ferry]}
  - id: no-way
    title: No way
    extends: no-ferry
    changes:
      - close: {nodes: [baku]}
  - id: port
    title: New port
    changes:
      - add:
          nodes:
            - id: new-port
              name: New Port
              country: KZ
              kind: seaport
              lon: 51.0
              lat: 44.2
              source: example
              quality: derived
          links:
            - id: road-aktau-new-port
              from_node: aktau
              to_node: new-port
              mode: road
              length_km: 75
              country: KZ
              source: example
              quality: derived
shipments:
  - id: urumqi-baku
    from: Urumqi
    to: Baku
    cargo: {kind: containers, teu: 2, value_usd: 100000}
    corridors:
      - {name: By rail, via: [Aktau], avoid: [road]}
      - {name: By Beyneu, via: [Beyneu], avoid: [KZ]}
  - id: almaty-port
    from: Almaty
    to: New Port
    scenarios: [port]
"""

QUICK = "analyses: {criteria: [time]}\noutputs: {report: , excel: }\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from landlink.testing import small_network  # noqa: PLC0415

    found = tmp_path_factory.mktemp("study")
    small_network().write(found / "network")
    return found


def load(folder: Path, text: str) -> Study:
    file = folder / "study.yaml"
    file.write_text(text, encoding="utf-8")
    return load_study(file)


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return load(folder, STUDY + QUICK)


@pytest.fixture(scope="module")
def results(study: Study) -> dict[str, Any]:
    return run_study(study)


def outcome(results: dict[str, Any], shipment: str, scenario: str) -> dict[str, Any]:
    found = next(one for one in results["shipments"] if one["id"] == shipment)["results"]
    return dict(next(one for one in found if one["scenario"] == scenario))


def reason(folder: Path, shipment: str, changes: str = "") -> str:
    scenario = f"scenarios: [{{id: s, title: S, changes: [{changes}]}}]\n" if changes else ""
    study = load(folder, f"title: T\nnetwork: network\n{scenario}shipments:\n  - {shipment}\n{QUICK}")
    return str(run_study(study)["shipments"][0]["results"][-1]["reason_no_route"])


def test_shape_of_the_results(results: dict[str, Any]) -> None:
    assert list(results) == [
        "study", "network", "scenarios", "shipments", "flows", "flow_links", "dependence", "criticality",
        "sweep", "caspian", "assumptions", "sources", "places", "validation",
        "notes",
    ]  # fmt: skip
    assert {k: results["study"][k] for k in ("title", "description", "price_year", "file")} == {
        "title": "Urumqi to Baku", "description": "", "price_year": 2025.0, "file": "study.yaml",
    }  # fmt: skip
    assert {k: v for k, v in results["network"].items() if k != "quality"} == {
        "name": "network", "nodes": 8, "links": 13, "crossings": 3, "services": 2, "countries": 3,
    }  # fmt: skip
    assert [(one["id"], one["title"]) for one in results["scenarios"]] == [
        ("base", "Today"), ("no-ferry", "No ferry"), ("no-way", "No way"), ("port", "New port"),
    ]  # fmt: skip
    assert [text["text"] for text in results["scenarios"][2]["changes"]] == [
        "slow modes rail by the factor 2", "close services ferry", "close nodes baku",
    ]  # fmt: skip
    assert [source["key"] for source in results["sources"]] == ["example"]


def test_a_shipment_runs_base_and_the_scenarios_it_names(results: dict[str, Any]) -> None:
    ran = {one["id"]: [run["scenario"] for run in one["results"]] for one in results["shipments"]}
    assert ran == {
        "urumqi-baku": ["base", "no-ferry", "no-way", "port"],
        "almaty-port": ["base", "port"],
    }
    assert results["shipments"][0]["title"] == "Urumqi - Baku"
    assert results["shipments"][0]["cargo"] == {
        "kind": "containers", "equipment": "40ft", "units": 1, "teu": 2.0, "tonnes": 20.0,
        "value_usd": 100000.0,
    }  # fmt: skip


def test_a_corridor_is_the_balanced_route_by_its_name(results: dict[str, Any]) -> None:
    base = outcome(results, "urumqi-baku", "base")
    assert [(one["label"], one["labels"], one["modes"]) for one in base["corridors"]] == [
        ("By rail", ["By rail"], ["rail", "ferry"])
    ]
    assert base["note"] == ("By Beyneu: no route. There would be a route without avoiding KZ.")


def test_the_change_that_cuts_a_route_is_named(results: dict[str, Any]) -> None:
    assert outcome(results, "urumqi-baku", "no-ferry")["reason_no_route"] == (
        "There is a route today; this scenario cuts it: close services ferry."
    )
    assert outcome(results, "urumqi-baku", "no-way")["reason_no_route"] == (
        "There is a route today; the changes of this scenario together cut it: "
        "slow modes rail by the factor 2, close services ferry and close nodes baku."
    )


def test_a_place_of_another_scenario(results: dict[str, Any]) -> None:
    base, port = (outcome(results, "almaty-port", name) for name in ("base", "port"))
    assert base["reason_no_route"] == "New Port: no such place in this scenario; another scenario adds it."
    assert (base["alternatives"], base["front"]) == ([], None)
    assert port["alternatives"][0]["modes"] == ["road"]
    assert port["reason_no_route"] is None


def test_constraints_to_blame_are_named(folder: Path) -> None:
    ends = "id: a, from: Urumqi, to: Baku"
    assert reason(folder, f"{{{ends}, avoid: [KZ]}}") == "There would be a route without avoiding KZ."
    assert (
        reason(folder, f"{{{ends}, avoid: [ferry, road]}}")
        == "There would be a route without avoiding ferry."
    )
    assert reason(folder, f"{{{ends}, via: [Beyneu], avoid: [Aktau, KZ]}}") == (
        "There would be a route without all that is asked for; no one part of it alone is to blame."
    )
    assert (
        reason(folder, f"{{{ends}, max_transfers: 0}}")
        == "There would be a route without at most 0 transfers."
    )
    assert reason(folder, f"{{{ends}, gauge_mm: 1520, avoid: [road]}}") == (
        "There would be a route without avoiding road or rail of 1520 mm only."
    )


def test_no_way_at_all_is_said(folder: Path) -> None:
    text = "{id: a, from: Urumqi, to: Baku, cargo: {kind: wagons}}"
    assert reason(folder, text, "close: {modes: [ferry]}, ".rstrip(", ")) == (
        "There is a route today; this scenario cuts it: close modes ferry."
    )
    trucks = "{id: a, from: Almaty, to: Urumqi, cargo: {kind: trucks}}"
    assert (
        reason(folder, trucks)
        == "Nothing leads from Almaty to Urumqi for truck (road and ferry can carry it)."
    )


def test_a_change_that_does_not_fit_stops_the_run_at_its_place(folder: Path) -> None:
    study = load(folder, STUDY.replace("services: [ferry]", "services: [fery]") + QUICK)
    with pytest.raises(StudyError) as caught:
        run_study(study)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.mend) == (8, 28, "did you mean 'ferry'?")


def test_the_same_study_gives_the_same_results(study: Study, results: dict[str, Any]) -> None:
    again = copy.deepcopy(run_study(study))
    again["study"]["generated_at"] = results["study"]["generated_at"]
    assert json.dumps(again) == json.dumps(results)


def test_progress_counts_every_search(study: Study) -> None:
    told: list[tuple[int, int, str]] = []
    run_study(study, lambda step, total, text: told.append((step, total, text)))
    assert [step for step, _, _ in told] == list(range(1, 15))
    assert {total for _, total, _ in told} == {14}
    assert told[1][2] == "urumqi-baku, base, By rail"


def test_all_four_criteria_and_an_assumption_of_the_study(folder: Path) -> None:
    text = STUDY.replace("scenarios:", "assumptions: {rail_general_wait_h: 1}\nscenarios:", 1)
    found = run_study(load(folder, text))
    own = next(row for row in found["assumptions"] if row["key"] == "rail_general_wait_h")
    assert (own["value"], own["overridden"], own["source_title"]) == (1.0, True, "The study file study.yaml")
    assert [source["key"] for source in found["sources"]] == ["example", "study-file"]
    front = outcome(found, "urumqi-baku", "base")["front"]
    assert front["criteria"] == ["time_h", "cost_usd", "co2e_kg", "time_var_h2"]
    assert found["notes"][0].startswith("A named corridor is shown by its balanced route.")


def test_files_are_written_with_a_manifest(study: Study, results: dict[str, Any], tmp_path: Path) -> None:
    files = write_outputs(study, results, tmp_path / "deep" / "out")
    assert [file.name for file in files] == ["routes.csv", "results.json", "routes.geojson", "manifest.json"]
    assert sorted(file.name for file in files[0].parent.iterdir()) == sorted(file.name for file in files)
    held = json.loads(files[-1].read_text(encoding="utf-8"))
    assert held["study"] == {"file": "study.yaml", "sha256": sha256((STUDY + QUICK).encode()).hexdigest()}
    assert held["outputs"] == {file.name: sha256(file.read_bytes()).hexdigest() for file in files[:-1]}
    assert list(held["network"]["tables"]) == list(study.network.tables)
    assert json.loads(files[1].read_text(encoding="utf-8")) == json.loads(json.dumps(results))


def test_the_table_has_a_row_for_each_route(study: Study, results: dict[str, Any], tmp_path: Path) -> None:
    table = write_outputs(study, results, tmp_path)[0]
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    runs = [run for shipment in results["shipments"] for run in shipment["results"]]
    routes = [route for run in runs for route in (*run["alternatives"], *run["corridors"])]
    assert [float(row["time_h"]) for row in rows if row["kind"] != "none"] == [
        one["time_h"] for one in routes
    ]
    assert [(row["shipment"], row["scenario"]) for row in rows if row["kind"] == "none"] == [
        ("urumqi-baku", "no-ferry"), ("urumqi-baku", "no-way"), ("almaty-port", "base"),
    ]  # fmt: skip
    assert list(rows[0]) == list(outputs.COLUMNS)


def test_the_lines_are_those_of_the_moving_legs(
    study: Study, results: dict[str, Any], tmp_path: Path
) -> None:
    lines = json.loads(write_outputs(study, results, tmp_path)[2].read_text(encoding="utf-8"))["features"]
    first = outcome(results, "urumqi-baku", "base")["alternatives"][0]
    mine = [one for one in lines if one["properties"]["scenario"] == "base"][: len(first["geometry"])]
    assert [one["geometry"]["coordinates"] for one in mine] == [
        one["coordinates"] for one in first["geometry"]
    ]
    assert mine[0]["properties"]["route"] == first["label"]


def test_a_stopped_run_leaves_what_was_there(
    study: Study, results: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {file: file.read_bytes() for file in write_outputs(study, results, tmp_path)}

    def interrupt(_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setitem(outputs._WRITERS, "geojson", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_outputs(study, {**results, "notes": ["another run"]}, tmp_path)
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_the_report_is_written_beside_the_study(folder: Path) -> None:
    study = load(folder, STUDY + "analyses: {criteria: [time, cost]}\n")
    results = run_study(study)
    report = next(file for file in write_outputs(study, results) if file.suffix == ".html")
    assert report == folder / "results" / "report.html"
    assert report.read_text(encoding="utf-8") == render(results)


def test_the_reference_network_is_left_as_it_was(folder: Path) -> None:
    before = Network.reference().services.text("status").copy()
    study = load(
        folder,
        "title: T\nscenarios: [{id: s, title: S, changes: [{close: {modes: [ferry]}}]}]\n"
        f"shipments: [{{id: a, from: Almaty, to: Aktau}}]\n{QUICK}",
    )
    run_study(study)
    assert Network.reference().services.text("status") == before


def test_a_missing_report_package_is_named_with_the_mend(
    folder: Path, results: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outputs, "find_spec", lambda _: None)
    with pytest.raises(LandlinkError, match=r"pip install 'landlink\[report\]', or leave `report:`"):
        write_outputs(load(folder, STUDY), results, tmp_path)
    for asked, field, extra in (
        ("{report: , excel: a.xlsx}", "excel", "report"),
        ("{report: , excel: , geopackage: a.gpkg}", "geopackage", "files"),
    ):
        said = rf"pip install 'landlink\[{extra}\]', or leave `{field}:`"
        with pytest.raises(LandlinkError, match=said):
            write_outputs(load(folder, f"{STUDY}outputs: {asked}\n"), results, tmp_path)
    assert list(tmp_path.iterdir()) == []


DATED = """\
title: With dates
network: network
shipments:
  - id: in-time
    from: Urumqi
    to: Baku
    ready: 2026-03-02 08:00
    deadline: 2026-04-02 08:00
  - id: late
    from: Almaty
    to: Aktau
    cargo: {kind: trucks}
    ready: 2026-03-02T08:00+05:00
    deadline: 2026-03-03 08:00
    rules: [driver]
  - id: undated
    from: Almaty
    to: Aktau
analyses: {criteria: [time, cost]}
"""


def test_shipments_with_dates(folder: Path) -> None:
    study = load(folder, DATED)
    results = run_study(study)
    early, late, undated = results["shipments"]
    assert (early["ready"], early["deadline"]) == ("2026-03-02T08:00:00+08:00", "2026-04-02T08:00:00+04:00")
    (outcome,) = early["results"]
    assert outcome["dated"]["latest_ready"] > early["ready"]
    for one in outcome["alternatives"]:
        assert one["departs"] == early["ready"]
        assert one["legs"][0]["starts_at"] == one["departs"]
        assert one["legs"][-1]["ends_at"] == one["arrives"]
    (missed,) = late["results"]
    assert late["rules"] == ["driver"]
    assert missed["alternatives"] == []
    assert "cannot be met: the earliest arrival is 2026-03-0" in missed["reason_no_route"]
    assert "cannot be met: the earliest arrival is 2026-03-0" in missed["dated"]["note"]
    assert missed["dated"]["latest_ready"] < late["ready"]
    (plain,) = undated["results"]
    assert plain["dated"] is None
    assert undated["ready"] is None
    assert plain["alternatives"][0]["arrives"] is None
    write_outputs(study, results)
    assert "cannot be met" in render(results)


def test_more_levels_of_rest_than_a_search_keeps_to_are_said_before_the_run(folder: Path) -> None:
    text = (
        "title: T\nnetwork: reference\nshipments:\n  - id: a\n    from: Almaty\n    to: Aktau\n"
        "    ready: 2026-03-02\n    rules: [aetr, ec1-cattle, ec1-pigs, ec1-horses]\n"
    )
    with pytest.raises(StudyError, match=r"study\.yaml:8:12: .* have 8 levels of rest; expected 6 levels"):
        load(folder, text)


def test_a_late_way_that_a_scenario_cuts_is_said_to_be_cut(folder: Path) -> None:
    cut = "scenarios: [{id: calm, title: No ship, changes: [{close: {modes: [ferry]}}]}]\nshipments:\n"
    dates = 'ready: "2026-03-02 08:00"\n    deadline: "2026-03-03 08:00"'
    ends = "  - id: one\n    from: Urumqi\n    to: Baku"
    results = run_study(load(folder, f"title: Late\nnetwork: network\n{cut}{ends}\n    {dates}\n"))
    today, calm = results["shipments"][0]["results"]
    assert "cannot be met" in today["reason_no_route"]
    assert calm["reason_no_route"].startswith("There is a route today; this scenario cuts it: close ")
    page = render(results)
    assert "no route arrives in time" in page
    assert "no route is left" in page
    assert "no change here" not in page


def test_changes_carry_the_names_of_what_they_are_about(folder: Path) -> None:
    change = "{close: {nodes: [aktau]}}"
    text = f"title: T\nnetwork: network\nscenarios: [{{id: shut, title: Shut, changes: [{change}]}}]\n"
    results = run_study(load(folder, f"{text}shipments: [{{id: a, from: Urumqi, to: Almaty}}]\n"))
    assert results["scenarios"][1]["changes"][0]["names"] == {"aktau": "Aktau"}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("ready: yesterday", "a date and time such as 2026-03-02 08:00"),
        ("deadline: 2026-03-02", "ready beside it"),
        ("rules: [driver]", "ready beside it"),
        ("ready: 2026-03-02\n    rules: [drivr]", "did you mean 'driver'?"),
        ("ready: 2026-03-02\n    deadline: 2026-03-01", "expected a moment after 2026-03-02T00:00:00+05:00"),
    ],
)
def test_dates_that_cannot_be_name_their_line(folder: Path, lines: str, said: str) -> None:
    text = (
        f"title: T\nnetwork: network\nshipments:\n  - id: a\n    from: Almaty\n    to: Aktau\n    {lines}\n"
    )
    with pytest.raises(StudyError, match=r"study\.yaml:[4-8]:") as raised:
        load(folder, text)
    assert said in str(raised.value)


def test_an_interrupted_run_hands_over_what_it_has(study: Study, results: dict[str, Any]) -> None:
    def stop(step: int, _: int, __: str) -> None:
        if step == 6:
            raise KeyboardInterrupt

    with pytest.raises(StudyInterrupted) as caught:
        run_study(study, stop)
    found = caught.value.results
    incomplete = found["study"]["incomplete"]
    assert results["study"]["incomplete"] is None
    had = [(one["id"], run["scenario"]) for one in found["shipments"] for run in one["results"]]
    asked = [(one["id"], run["scenario"]) for one in results["shipments"] for run in one["results"]]
    assert (incomplete["done"], incomplete["total"]) == (len(had), len(asked))
    assert sorted(incomplete["missing"]) == sorted(", ".join(one) for one in asked if one not in had)
    for shipment in found["shipments"]:
        for run in shipment["results"]:
            assert run == outcome(results, shipment["id"], run["scenario"])


def test_nothing_takes_long_after_the_searches(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """The validation comes first: an interrupt while it runs has nothing to lose, nor is it waited for."""
    order: list[str] = []
    monkeypatch.setattr(run_module, "validation_of", lambda *_: order.append("validation"))
    run_study(study, lambda *_: order.append("search"))
    assert (order[0], order.count("validation")) == ("validation", 1)


def test_one_file_that_cannot_be_replaced_leaves_all_as_they_were(
    study: Study, results: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "routes.csv").write_text("old", encoding="utf-8")
    (tmp_path / "routes.geojson").mkdir()
    with pytest.raises(LandlinkError, match=r"cannot replace .*routes\.geojson: .*left as they were"):
        write_outputs(study, results, tmp_path)
    assert (tmp_path / "routes.csv").read_text(encoding="utf-8") == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["routes.csv", "routes.geojson"]


def test_every_file_is_written_where_there_is_no_route(
    folder: Path, results: dict[str, Any], tmp_path: Path
) -> None:
    text = STUDY + "analyses: {criteria: [time]}\noutputs: {geopackage: results.gpkg}\n"
    files = write_outputs(load(folder, text), results, tmp_path)
    cells = cells_of(next(file for file in files if file.suffix == ".xlsx").read_bytes())
    said = "New Port: no such place in this scenario; another scenario adds it."
    assert said in cells["almaty-port"].values()
    assert any("this scenario cuts it" in str(value) for value in cells["Overview"].values())


def test_table_and_lines_hold_dates_and_the_simulation(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    small_network().write(tmp_path / "small")
    file.write_text(
        "title: Dated\nnetwork: small\nshipments:\n"
        "  - {id: dated, from: Almaty, to: Baku, ready: 2026-03-02 08:00, deadline: 2026-03-20 08:00}\n"
        "  - {id: plain, from: Almaty, to: Baku}\n"
        "analyses: {criteria: [time], simulation: {runs: 200}}\n",
        encoding="utf-8",
    )
    found = run_study(load_study(file))
    rows = list(csv.DictReader(io.StringIO(routes_table(found))))
    route = found["shipments"][0]["results"][0]["alternatives"][0]
    row = next(row for row in rows if row["shipment"] == "dated")
    slack = datetime.fromisoformat("2026-03-20T08:00+04:00") - datetime.fromisoformat(row["arrives"])
    assert (row["departs"], row["arrives"]) == (route["departs"], route["arrives"])
    assert float(row["slack_h"]) == pytest.approx(slack.total_seconds() / 3600, abs=0.01)
    assert float(row["time_p95_h"]) == route["simulation"]["p95_h"]
    assert float(row["deadline_chance"]) == route["simulation"]["deadline_chance"]
    plain = next(row for row in rows if row["shipment"] == "plain")
    assert [plain[name] for name in ("departs", "arrives", "slack_h", "deadline_chance")] == [""] * 4
    assert float(plain["time_p95_h"]) > 0
    lines = json.loads(routes_geojson(found))["features"]
    dated = [one["properties"] for one in lines if one["properties"]["shipment"] == "dated"]
    legs = [leg for leg in route["legs"] if leg["kind"] == "move"]
    assert [(one["starts_at"], one["ends_at"]) for one in dated[: len(legs)]] == [
        (leg["starts_at"], leg["ends_at"]) for leg in legs
    ]
    assert all(one["properties"]["starts_at"] is None for one in lines[len(dated) :])


@pytest.mark.parametrize("name", ["network.xlsx", "network.gpkg", "network.geoparquet", "network.gmns"])
def test_times_come_from_a_network_of_any_format(tmp_path: Path, name: str) -> None:
    network = with_rows(small_network(), "timetables", "a,ferry,08:00", days="mon|thu")
    network = with_rows(network, "opening_hours", "night,08:00,18:00", crossing="khorgos-rail-west")
    network.write(tmp_path / "network")
    network.write(tmp_path / name)
    text = (
        "title: Timed\nnetwork: {name}\n"
        "scenarios:\n"
        "  - {{id: daily, title: Daily, changes: [{{add: {{timetables: [{{id: b, service: ferry, days: fri, "
        "departs: '20:00', source: example, quality: derived}}]}}}}]}}\n"
        "  - {{id: seen, title: Seen, changes: [{{headway: {{services: [ferry], headway_h: 480}}}}]}}\n"
        "shipments: [{{id: west, from: Urumqi, to: Baku, ready: 2026-03-02 08:00, "
        "cargo: {{kind: wagons}}}}]\n"
        "analyses: {{criteria: [time], simulation: {{runs: 200}}}}\n"
    )
    found = []
    for one in ("network", name):
        file = tmp_path / "study.yaml"
        file.write_text(text.format(name=one), encoding="utf-8")
        found.append(run_study(load_study(file))["shipments"])
    assert found[0] == found[1]
    today, daily, seen = (outcome["alternatives"][0] for outcome in found[0][0]["results"])
    sailing = next(leg for leg in today["legs"] if leg["kind"] == "move" and leg["mode"] == "ferry")
    assert datetime.fromisoformat(sailing["starts_at"]).strftime("%a %H:%M") in {"Mon 08:00", "Thu 08:00"}
    assert daily["time_h"] <= today["time_h"]
    assert seen["arrives"] != today["arrives"]
    missed = [one["missed"] for one in today["simulation"]["causes"] if one["missed"] is not None]
    assert len(missed) == 1
    assert all(one["missed"] is None for one in seen["simulation"]["causes"])
