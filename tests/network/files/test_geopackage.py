"""A GeoPackage: what map programs find in it, and what they may leave behind."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from landlink.network.files import read
from landlink.network.files.frames import frame_of, points, table_of_frame
from landlink.network.model import Network
from landlink.network.problems import NetworkError
from landlink.network.schema import TABLES, attributes
from landlink.testing import (
    assert_networks_equal,
    assert_problem,
    assert_tables_equal,
    small_network,
    with_cell,
)

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network.problems import Problem

SMALL = small_network()


@pytest.fixture
def package(tmp_path: Path) -> Path:
    SMALL.write(tmp_path / "small.gpkg")
    return tmp_path / "small.gpkg"


def with_layer(package: Path, name: str, frame: pd.DataFrame) -> list[Problem]:
    """Replace a layer and return what reading says."""
    pyogrio.write_dataframe(frame, package, layer=name, driver="GPKG")
    return read(package)[1]


def nodes(package: Path) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(package, layer="nodes")


def test_layers_geometries_and_system(package: Path) -> None:
    assert [tuple(row) for row in pyogrio.list_layers(package)] == [
        (name, {"nodes": "Point", "links": "LineString"}.get(name)) for name in TABLES
    ]
    for name in ("nodes", "links"):
        info = pyogrio.read_info(package, layer=name)
        assert (info["crs"], info["features"]) == ("EPSG:4326", len(SMALL.tables[name]))


def test_what_sqlite_sees(package: Path) -> None:
    with sqlite3.connect(package) as book:
        assert book.execute("PRAGMA application_id").fetchone() == (0x47504B47,)  # "GPKG"
        assert book.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        shapes = book.execute("SELECT table_name, geometry_type_name, srs_id FROM gpkg_geometry_columns")
        assert shapes.fetchall() == [("nodes", "POINT", 4326), ("links", "LINESTRING", 4326)]
        kinds = dict(book.execute("SELECT table_name, data_type FROM gpkg_contents").fetchall())
        assert kinds == {name: "features" if name in ("nodes", "links") else "attributes" for name in TABLES}
        types = {row[1]: row[2] for row in book.execute("PRAGMA table_info(links)")}
        assert (types["length_km"], types["gauge_mm"], types["note"]) == ("REAL", "INTEGER", "TEXT")
        assert book.execute("SELECT count(*) FROM links WHERE speed_kmh IS NULL").fetchone() == (13,)
        extents = book.execute("SELECT min_x, max_y FROM gpkg_contents WHERE table_name = 'nodes'").fetchone()
        assert extents == (49.41, 45.32)
    book.close()


def test_moving_a_point_moves_the_node(package: Path) -> None:
    frame = nodes(package)
    frame.loc[frame["id"] == "baku", "geometry"] = shapely.Point(49.9, 40.5)
    assert with_layer(package, "nodes", frame) == []
    moved = with_cell(with_cell(SMALL, "nodes", "baku", "lon", 49.9), "nodes", "baku", "lat", 40.5)
    assert_networks_equal(moved, Network.read(package))


def test_points_in_another_system_are_converted(package: Path) -> None:
    assert with_layer(package, "nodes", nodes(package).to_crs("EPSG:3857")) == []
    again = Network.read(package).nodes.number("lon")
    assert again.tolist() == pytest.approx(SMALL.nodes.number("lon").tolist())


def test_a_point_that_is_missing(package: Path) -> None:
    frame = nodes(package)
    frame.loc[2, "geometry"] = None
    found = [(one.place, one.rule) for one in with_layer(package, "nodes", frame)]
    assert found == [("small.gpkg nodes:3", "not-a-point")]


def test_a_node_that_is_an_area(package: Path) -> None:
    frame = nodes(package)
    frame["geometry"] = shapely.buffer(frame.geometry.array, 0.1)
    found = with_layer(package, "nodes", frame.set_crs("EPSG:4326", allow_override=True))
    assert str(found[0]).startswith("small.gpkg nodes:1: the node is not a point ('Polygon'). Draw it as one")
    assert {one.rule for one in found} == {"not-a-point"}


def test_a_position_that_is_said_twice(package: Path) -> None:
    frame = nodes(package).assign(lon=0.0)
    assert_problem(
        with_layer(package, "nodes", frame), "position-twice", file="small.gpkg nodes", column="lon"
    )


def test_a_layer_without_a_system(package: Path) -> None:
    frame = nodes(package)
    bare = gpd.GeoDataFrame(pd.DataFrame(frame.drop(columns="geometry")), geometry=list(frame.geometry))
    _, problems = table_of_frame("nodes", bare, range(len(bare)), "nodes")
    assert_problem(problems, "no-crs", file="nodes", row=0)


def test_cells_are_named_by_layer_and_fid(package: Path) -> None:
    with sqlite3.connect(package) as book:
        book.execute("UPDATE crossings SET dwell_h = -1 WHERE fid = 2")
        book.execute("UPDATE crossings SET link = 'nowhere' WHERE fid = 3")
    book.close()
    assert [one.place for one in read(package)[1]] == ["small.gpkg crossings:2", "small.gpkg crossings:3"]


def test_a_layer_that_was_renamed_or_is_of_the_map_program(package: Path) -> None:
    frame = pd.DataFrame({"styleName": ["links"], "styleQML": ["<qgis/>"]})
    assert with_layer(package, "layer_styles", frame) == []
    assert with_layer(package, "background", frame) == []
    with sqlite3.connect(package) as book:
        book.execute("DROP TABLE crossings")
        book.execute("DELETE FROM gpkg_contents WHERE table_name = 'crossings'")
    book.close()
    crossings = frame_of(SMALL, "crossings")
    assert "looks like crossings ('border')" in str(with_layer(package, "border", crossings)[0])


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\x00 cut off", b"not a database"])
def test_a_file_that_is_no_geopackage(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.gpkg").write_bytes(content)
    assert [one.rule for one in read(tmp_path / "bad.gpkg")[1]] == ["not-a-geopackage"]


def test_a_text_that_it_cannot_hold(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="a character that a GeoPackage cannot hold"):
        with_cell(SMALL, "nodes", "baku", "note", "a\x00b").write(tmp_path / "a.gpkg")
    assert list(tmp_path.iterdir()) == []


def test_a_link_whose_end_has_no_position_has_no_line() -> None:
    spoiled = with_cell(SMALL, "nodes", "baku", "lon", float("nan"))
    assert points(spoiled)[-1] is None
    frame = frame_of(spoiled, "links")
    assert frame["id"][frame["geometry"].isna()].tolist() == ["rail-alat-baku", "road-alat-baku"]


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_point_is_the_position_to_the_last_digit(lon: float, lat: float) -> None:
    network = with_cell(with_cell(SMALL, "nodes", "baku", "lon", lon), "nodes", "baku", "lat", lat)
    table, problems = table_of_frame("nodes", frame_of(network, "nodes"), range(8), "nodes")
    assert problems == []
    assert_tables_equal(network.nodes, table)


@pytest.mark.parametrize("name", TABLES)
def test_types_follow_the_schema(name: str) -> None:
    frame = frame_of(SMALL, name)
    for one in attributes(name).values():
        if one.name in frame:
            kind = {"float": "float64", "int": "Int64"}.get(one.type, "str")
            assert str(frame[one.name].dtype) in (kind, "object" if kind == "str" else kind)
