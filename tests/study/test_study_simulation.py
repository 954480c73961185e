"""Simulated arrivals in the results of a study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from landlink.routing.dated_routes import When, route_dated
from landlink.study.load import load_study
from landlink.study.problems import StudyError
from landlink.study.run import run_study
from landlink.study.simulation import simulated
from landlink.study.study_file import SimulationEntry
from landlink.testing import small_network

if TYPE_CHECKING:
    from pathlib import Path

ONE = "{id: one, from: Almaty, to: Aktau, corridors: [{name: By Beyneu, via: [Beyneu]}]}"
TWO = "{id: two, from: Aktau, to: Alat, avoid: [RU, IR]}"


def results(folder: Path, shipments: str, analyses: str = "{criteria: [time]}") -> dict[str, Any]:
    file = folder / "study.yaml"
    file.write_text(f"title: T\nshipments: [{shipments}]\nanalyses: {analyses}\n", encoding="utf-8")
    return run_study(load_study(file))


def routes(found: dict[str, Any]) -> dict[tuple[str, str], Any]:
    return {
        (shipment["id"], one["label"]): one["simulation"]
        for shipment in found["shipments"]
        for outcome in shipment["results"]
        for one in (*outcome["alternatives"], *outcome["corridors"])
    }


def test_every_alternative_and_corridor_is_simulated(tmp_path: Path) -> None:
    found = routes(results(tmp_path, ONE))
    assert {("one", "fastest"), ("one", "By Beyneu")} <= set(found)
    for shown in found.values():
        assert (shown["runs"], shown["seed"], shown["deadline_h"]) == (2000, 1, None)


def test_the_order_of_shipments_does_not_matter(tmp_path: Path) -> None:
    first, again, turned = (
        routes(results(tmp_path, text)) for text in (f"{ONE}, {TWO}", f"{ONE}, {TWO}", f"{TWO}, {ONE}")
    )
    assert first == again == turned
    assert routes(results(tmp_path, TWO))["two", "fastest"] == first["two", "fastest"]


def test_the_seed_and_the_runs_are_those_of_the_study(tmp_path: Path) -> None:
    analyses = "{criteria: [time], simulation: {runs: 300, seed: 7}}"
    shown = routes(results(tmp_path, TWO, analyses))["two", "fastest"]
    assert (shown["runs"], shown["seed"]) == (300, 7)
    assert shown["mean_h"] != routes(results(tmp_path, TWO))["two", "fastest"]["mean_h"]


def test_an_empty_value_leaves_it_out(tmp_path: Path) -> None:
    assert routes(results(tmp_path, TWO, "{criteria: [time], simulation: }"))["two", "fastest"] is None


def test_storms_need_a_month(tmp_path: Path) -> None:
    storms = "{criteria: [time], simulation: {storms: true, month: 1}}"
    found = results(tmp_path, TWO, storms)
    assert "Caspian storms" in routes(found)["two", "fastest"]["note"]
    assert "inbusiness-2026-caspian-storms" in {source["key"] for source in found["sources"]}
    unknown = "{criteria: [time], simulation: {storms: true}}"
    assert "not in which month" in routes(results(tmp_path, TWO, unknown))["two", "fastest"]["note"]


@pytest.mark.parametrize(
    "simulation",
    ["{runs: 0}", "{seed: -1}", "{month: 1}", "{storms: true, month: 13}", "{runs: 1.5}", "{run: 5}"],
)
def test_bad_values_are_refused_with_their_place(tmp_path: Path, simulation: str) -> None:
    with pytest.raises(StudyError, match=r"study.yaml:3:"):
        results(tmp_path, TWO, f"{{criteria: [time], simulation: {simulation}}}")


def test_a_dated_shipment_has_the_chance_of_its_deadline() -> None:
    when = When("2026-01-10 08:00", "2026-01-20 08:00")  # an hour lies between Aktau's clock and Baku's
    found = route_dated(small_network(), "Aktau", "Baku", when=when, criteria=["time"])
    shown = simulated(SimulationEntry(storms=True), "a", found.routes[0], found)
    assert shown is not None
    assert shown["deadline_h"] == 10 * 24 + 1
    assert 0 < shown["deadline_chance"] <= 1
    assert "month 1 are drawn" in shown["note"]
