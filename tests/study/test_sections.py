"""The analyses of a study: what they ask, what they find, what an interrupted run keeps, what is written."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path  # noqa: TC003  (pytest looks it up)
from typing import Any

import numpy as np
import pytest

from landlink.flows.assign import assign
from landlink.flows.demand import demand_of
from landlink.flows.results import Options
from landlink.network.files.csv_folder import write
from landlink.study import StudyError, StudyInterrupted, check_study, load_study, run_study, write_outputs
from landlink.study.compare import compare
from landlink.study.geopackage import layers_of
from landlink.study.geopackage_styles import BANDS_T, style_of
from landlink.study.manifest import changed_files, read_manifest
from landlink.study.section_tables import CSV_SHEETS, TABLES, rules, section_csv
from landlink.testing import small_network

TEXT = """\
title: Small
network: network
scenarios:
  - {id: no-ferry, title: No ferry, changes: [{close: {services: [ferry]}}]}
  - {id: grown, title: Grown, changes: [{grow: {countries: [KZ, AZ], factor: 2}}]}
analyses:
  flows: {gap: 1.0e-6}
  dependence: {closures: [country, sea], pairs: [[KZ, AZ]]}
  criticality: {kinds: [service, node], top: 3}
  sweep: {scenarios: 200, seed: 7, months: [1, 2]}
outputs:
  report:
  excel: results.xlsx
  geopackage: results.gpkg
  flows: flows.csv
  flow_lines: flows.geojson
  corridors: corridors.csv
  dependence: dependence.csv
  criticality: criticality.csv
  sweep: sweep.csv
"""


def study_in(folder: Path, text: str = TEXT) -> Path:
    if not (folder / "network").exists():
        write(small_network(), folder / "network")
    file = folder / "study.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return study_in(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def results(file: Path) -> dict[str, Any]:
    return run_study(load_study(file))


def said_of(folder: Path, text: str) -> list[str]:
    return [str(one).partition("study.yaml:")[2] for one in check_study(study_in(folder, text))]


def test_a_run_gives_every_section_that_is_asked_for(results: dict[str, Any]) -> None:
    assert results["shipments"] == []
    assert [one["scenario"] for one in results["flows"]] == ["base", "no-ferry", "grown"]
    assert results["flows"][0]["compare"] is None
    assert results["dependence"]["pairs"][0]["countries"] == ["KZ", "AZ"]
    assert len(results["criticality"]["failures"]) <= 3
    assert (results["sweep"]["seed"], results["sweep"]["months"]) == (7, [1, 2])
    assert results["caspian"] is None
    assert results["study"]["incomplete"] is None
    json.dumps(results, allow_nan=False)


def test_flows_are_those_of_the_flow_layer(results: dict[str, Any], file: Path) -> None:
    study = load_study(file)
    alone = assign(study.network, demand_of(study.network)).summary
    assert results["flows"][0]["flows"]["summary"]["carried_t_year"] == pytest.approx(alone["carried_t_year"])
    asked = study.network.tables["demand"].number("tonnes_year")
    grown = results["flows"][2]["flows"]["summary"]["demand_t_year"]
    assert grown - results["flows"][0]["flows"]["summary"]["demand_t_year"] == pytest.approx(asked[0])
    shut = results["flows"][1]["compare"]["summary"]["no_way_t_year"]["difference"]
    assert shut > 0


def test_every_link_that_carries_something_has_a_line(results: dict[str, Any]) -> None:
    lines = {one["id"]: one for one in results["flow_links"]}
    used = {row["id"] for one in results["flows"] for row in one["flows"]["links"]}
    assert used == set(lines)
    nodes = small_network().nodes
    at = nodes.index()
    for one in lines.values():
        ends = [[nodes.number(name)[at[one[end]]] for name in ("lon", "lat")] for end in ("from", "to")]
        np.testing.assert_allclose(one["coordinates"], ends, atol=1e-5)


def test_a_run_again_gives_the_same_results(results: dict[str, Any], file: Path) -> None:
    again = run_study(load_study(file))
    for one in (again, results):
        one["study"]["generated_at"] = None
    assert json.dumps(again) == json.dumps(results)


@pytest.mark.parametrize("stop", ["flows, no-ferry", "dependence", "sweep"])
def test_an_interrupted_run_keeps_what_was_finished(file: Path, stop: str) -> None:
    def progress(_step: int, _steps: int, text: str) -> None:
        if text == stop:
            raise KeyboardInterrupt

    with pytest.raises(StudyInterrupted) as caught:
        run_study(load_study(file), progress)
    kept = caught.value.results
    steps = ["flows, base", "flows, no-ferry", "flows, grown", "dependence", "criticality", "sweep"]
    done = steps.index(stop)
    assert kept["study"]["incomplete"] == {"done": done, "total": 6, "missing": steps[done:]}
    assert len(kept["flows"]) == min(done, 3)
    assert (kept["dependence"] is not None) == (done > 3)
    assert kept["sweep"] is None


def test_progress_counts_all_steps_once(file: Path) -> None:
    told: list[tuple[int, int]] = []
    run_study(load_study(file), lambda step, steps, _text: told.append((step, steps)))
    assert sorted({step for step, _ in told}) == [1, 2, 3, 4, 5, 6]
    assert {steps for _, steps in told} == {6}


def test_the_files_are_written_and_verified(file: Path, results: dict[str, Any], tmp_path: Path) -> None:
    written = {path.name for path in write_outputs(load_study(file), results, tmp_path / "out")}
    assert written == {
        "results.xlsx", "results.json", "results.gpkg", "flows.csv", "flows.geojson", "corridors.csv",
        "dependence.csv", "criticality.csv", "sweep.csv", "manifest.json",
    }  # fmt: skip
    assert set(changed_files(tmp_path / "out").values()) == {"unchanged"}
    assert read_manifest(tmp_path / "out")["seeds"] == [7]
    lines = json.loads((tmp_path / "out" / "flows.geojson").read_text(encoding="utf-8"))["features"]
    tonnes = sum(one["properties"]["tonnes_year"] for one in lines)
    assert tonnes == pytest.approx(
        sum(row["tonnes_year"] for one in results["flows"] for row in one["flows"]["links"])
    )


@pytest.mark.parametrize("field", [name for name in CSV_SHEETS if name != "caspian"])
def test_a_csv_table_has_a_row_for_each_of_the_results(results: dict[str, Any], field: str) -> None:
    table = next(one for one in TABLES if one.sheet == CSV_SHEETS[field])
    rows = list(csv.DictReader(io.StringIO(section_csv(results, field))))
    assert len(rows) == len(list(table.rows(results))) > 0


def test_every_column_of_every_table_is_a_key_of_its_rows(results: dict[str, Any]) -> None:
    network_wide = {"extra_usd_year", "extra_tonne_days_year", "extra_time_value_usd_year"}
    for table in TABLES:
        rows = list(table.rows(results))
        held = {key for row in rows for key in row}
        missing = {one.key for one in table.fields} - held - network_wide if rows else set()
        assert not missing, table.sheet


def test_the_sea_tables_hold_every_level(tmp_path: Path) -> None:
    text = (
        "title: Sea\nanalyses: {caspian: {levels_m: [-30.5, -31.5], pathways: [SSP5-8.5], "
        "dredged: {kuryk: 1}}}"
    )
    results = run_study(load_study(study_in(tmp_path, text)))
    found = results["caspian"]
    assert [one["level_m"] for one in found["levels"]] == [-30.5, -31.5]
    assert found["level_m"] == -30.5
    assert {row["pathway"] for row in found["bands"]} == {"observed", "SSP5-8.5"}
    ferry = [
        next(row for row in one["services"] if row["service"] == "ferry-kuryk-alat-wagons")
        for one in (found["levels"][1], found["undredged"][1])
    ]
    assert ferry[0]["capacity_factor"] > ferry[1]["capacity_factor"]
    tables = [table for table in TABLES if table.section == "caspian"]
    keys = {key for table in tables for row in table.rows(results) for key in row}
    assert {one.key for table in tables for one in table.fields} <= keys
    assert ("caspian", "Rule", found["rule"]) in rules(results)


def test_the_layer_of_flows_is_drawn_by_tonnes(results: dict[str, Any]) -> None:
    layer = layers_of(results)[-1]
    assert layer.name == "flows"
    assert len(layer.features) >= len(results["flow_links"])
    style = style_of("flows")
    assert style.count("<range ") == len(BANDS_T)
    assert 'attr="tonnes_year"' in style


def test_a_comparison_says_what_changed(results: dict[str, Any]) -> None:
    assert compare(results, results)["same"]
    other = json.loads(json.dumps(results))
    other["flows"][0]["flows"]["corridors"][0]["share"] += 0.25
    other["sweep"]["loss_usd"] *= 2
    other["dependence"]["countries"][0]["worst"]["closed"] = "Mars"
    found = compare(results, other)
    assert not found["same"]
    assert {(one["section"], one["unit"]) for one in found["sections"]} == {
        ("flows, base", "share"), ("sweep", "USD a year"), ("dependence", ""),
    }  # fmt: skip
    assert next(one for one in found["sections"] if one["unit"] == "share")["change"] == pytest.approx(0.25)


def test_demand_of_a_file_takes_the_place_of_the_networks(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(
        "origin,destination,commodity,tonnes_year\nKZ,AZ,grain,1000\n", encoding="utf-8"
    )
    text = (
        "title: Own\nnetwork: network\ndemand: mine.csv\nanalyses: {flows: {}}\n"
        "scenarios: [{id: more, title: More, changes: [{grow: {countries: [KZ, AZ], factor: 3}}]}]\n"
    )
    study = load_study(study_in(tmp_path, text))
    asked = [one["flows"]["summary"]["demand_t_year"] for one in run_study(study)["flows"]]
    assert asked == pytest.approx([1000, 3000])
    out = write_outputs(study, run_study(study), tmp_path / "out")
    assert "mine.csv" in read_manifest(out[-1].parent)["files"]


@pytest.mark.parametrize(("choice", "theta"), [("logit", 0.02), ("path-size", 0.05), ("logit", None)])
def test_a_choice_is_that_of_the_flow_layer(tmp_path: Path, choice: str, theta: float | None) -> None:
    more = "" if theta is None else f", theta: {theta}"
    text = f"title: C\nnetwork: network\nanalyses: {{flows: {{gap: 1.0e-3, choice: {choice}{more}}}}}\n"
    found = run_study(load_study(study_in(tmp_path, text)))["flows"][0]["flows"]
    network = small_network()
    options = Options(gap=1e-3, choice=choice, theta=theta)
    expected = assign(network, demand_of(network), options=options).as_dict()
    assert found["links"] == expected["links"]
    best = assign(network, demand_of(network), options=Options(gap=1e-3)).as_dict()
    assert found["links"] != best["links"]


def flow(**more: str) -> str:
    lines = {"network": "network", "demand": "reference", "analyses": "{flows: {}}", **more}
    return "title: A\n" + "".join(f"{name}: {value}\n" for name, value in lines.items())


WRONG: dict[str, tuple[str, str]] = {
    "no demand": (flow(demand="none"), "4:12: flows needs demand, and there is none"),
    "a file that is not there": (flow(demand="my.csv"), "3:9: "),
    "an unknown scenario": (flow(analyses="{flows: {scenarios: [x]}}"), "4:32: no scenario 'x'"),
    "an unknown limit": (flow(analyses="{flows: {limits: [boats]}}"), "4:29: limits[0] is 'boats'"),
    "no such country": (flow(analyses="{dependence: {countries: [KZ, XX]}}"), "4:41: no country 'XX'"),
    "a pair of one": (flow(analyses="{dependence: {pairs: [[KZ, KZ]]}}"), "4:38: the pair is one country"),
    "a theta of no choice": (
        flow(analyses="{flows: {theta: 0.1}}"), "4:27: theta is 0.1; expected no theta without choice",
    ),
    "a choice of none": (flow(analyses="{flows: {choice: probit}}"), "4:28: choice is 'probit'; expected"),
    "a theta of nothing": (
        flow(analyses="{flows: {choice: logit, theta: 0}}"), "4:42: theta is 0; expected a number above 0",
    ),
    "a month of none": (
        flow(analyses="{sweep: {months: [13]}}"), "4:29: months[0] is 13; expected a number at or below 12",
    ),
    "no depths": (flow(network="network", analyses="{caspian: {levels_m: [5000]}}"), "4:"),
    "an output of nothing": (
        flow(outputs="{sweep: sweep.csv}"), "5:18: sweep has nothing to write; expected sweep in analyses",
    ),
    "growth of no goods": (
        flow(scenarios="[{id: a, title: A, changes: [{grow: {commodities: [gods], factor: 2}}]}]"),
        "5:63: no row of demand of 'gods' fits",
    ),
    "growth of no country": (
        flow(scenarios="[{id: a, title: A, changes: [{grow: {countries: [XX, KZ], factor: 2}}]}]"),
        "5:61: no row of demand is from or to 'XX'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, case: str) -> None:
    text, expected = WRONG[case]
    said = said_of(tmp_path, text)
    assert any(one.startswith(expected) for one in said), said


def test_a_study_without_shipments_writes_no_routes(tmp_path: Path) -> None:
    study = load_study(study_in(tmp_path, flow()))
    assert {"table", "geojson"} & set(study.spec.files()) == set()


def test_nothing_asked_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="shipments is empty"):
        load_study(study_in(tmp_path, "title: A\nnetwork: network\n"))


def test_places_of_the_study_file_hold_for_every_level(tmp_path: Path) -> None:
    text = "title: Sea\nanalyses:\n  caspian:\n    levels_m: [-30.5, 90]\n    dredged: {baku-bay: 1}\n"
    said = said_of(tmp_path, text)
    assert [one.partition(": ")[0] for one in said] == ["4:23", "5:15"]
