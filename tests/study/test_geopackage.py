"""The GeoPackage read back: layers, figures, styles, and the same bytes each time."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pyogrio
import pytest

from landlink.study.geopackage import geopackage
from tests.study.invented_results import invented_results

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return invented_results()


@pytest.fixture(scope="module")
def file(results: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("layers") / "results.gpkg"
    found.write_bytes(geopackage(results))
    return found


def routes_of(results: dict[str, Any]) -> list[dict[str, Any]]:
    outcomes = [outcome for shipment in results["shipments"] for outcome in shipment["results"]]
    return [route for outcome in outcomes for route in (*outcome["alternatives"], *outcome["corridors"])]


def test_layers_and_their_figures(results: dict[str, Any], file: Path) -> None:
    assert [name for name, _ in pyogrio.list_layers(file)] == [
        "routes_whole",
        "routes",
        "places",
        "layer_styles",
    ]
    routes = routes_of(results)
    whole = pyogrio.read_dataframe(file, layer="routes_whole")
    assert whole["time_h"].tolist() == [one["time_h"] for one in routes]
    assert whole["route"].tolist() == [one["label"] for one in routes]
    legs = pyogrio.read_dataframe(file, layer="routes")
    moves = [leg for one in routes for leg in one["legs"] if leg["kind"] == "move"]
    assert legs["cost_usd"].tolist() == [leg["cost_usd"] for leg in moves]
    assert legs["to_place"].tolist() == [leg["to"] for leg in moves]
    lines = [line for one in routes for line in one["geometry"]]
    assert [[list(point) for point in shape.coords] for shape in legs.geometry] == [
        [list(point) for point in line["coordinates"]] for line in lines
    ]
    assert legs.crs.to_epsg() == 4326


def test_places_lie_where_their_legs_meet(results: dict[str, Any], file: Path) -> None:
    places = pyogrio.read_dataframe(file, layer="places")
    stops = [leg for one in routes_of(results) for leg in one["legs"] if leg["kind"] != "move"]
    assert places["time_h"].tolist() == [leg["time_h"] for leg in stops]
    first = routes_of(results)[0]
    assert places.geometry[0].coords[0] == tuple(first["geometry"][0]["coordinates"][0])
    last = places[(places["route"] == first["label"]) & (places["operation"] == "unload")].iloc[0]
    assert last.geometry.coords[0] == tuple(first["geometry"][-1]["coordinates"][-1])


def test_qgis_finds_a_style_for_each_layer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as base:
        held = base.execute(
            "SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles"
        )
        rows = held.fetchall()
        columns = {name: [one[1] for one in base.execute(f"PRAGMA table_info({name})")] for name, *_ in rows}
    assert [row[0] for row in rows] == ["routes_whole", "routes", "places"]
    for name, geometry, qml, default in rows:
        assert geometry in columns[name]
        renderer = ET.fromstring(qml.partition(">")[2]).find("renderer-v2")  # noqa: S314  (our own text)
        assert renderer is not None
        assert renderer.get("attr", "route") in columns[name]
        assert default == 1


def test_the_same_results_give_the_same_bytes(results: dict[str, Any], file: Path) -> None:
    time.sleep(1.01)  # a clock that shows would show in the second
    assert geopackage(results) == file.read_bytes()
    later = {**results, "study": {**results["study"], "generated_at": "2031-01-01T00:00:00+00:00"}}
    assert geopackage(later).count(b"2031-01-01T00:00:00") == 7


def test_no_route_at_all_is_a_file_of_empty_layers(tmp_path: Path) -> None:
    (tmp_path / "none.gpkg").write_bytes(geopackage({"study": {"generated_at": None}, "shipments": []}))
    assert len(pyogrio.read_dataframe(tmp_path / "none.gpkg", layer="routes")) == 0
