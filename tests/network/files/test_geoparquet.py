"""A folder of GeoParquet: its metadata and what others may have left in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest

from landlink.network.files import read
from landlink.network.model import Network
from landlink.network.schema import TABLES
from landlink.testing import assert_networks_equal, assert_problem, small_network

if TYPE_CHECKING:
    from pathlib import Path

SMALL = small_network()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    SMALL.write(tmp_path / "small.geoparquet")
    return tmp_path / "small.geoparquet"


def test_files(folder: Path) -> None:
    assert sorted(file.stem for file in folder.iterdir()) == sorted(TABLES)


@pytest.mark.parametrize(("name", "kind"), [("nodes", "Point"), ("links", "LineString")])
def test_metadata_is_that_of_geoparquet(folder: Path, name: str, kind: str) -> None:
    metadata = json.loads(pq.read_schema(folder / f"{name}.parquet").metadata[b"geo"])
    column = metadata["columns"]["geometry"]
    assert (metadata["version"], metadata["primary_column"]) == ("1.1.0", "geometry")
    assert (column["encoding"], column["geometry_types"]) == ("WKB", [kind])
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 4326}
    assert len(column["bbox"]) == 4
    assert len(gpd.read_parquet(folder / f"{name}.parquet")) == len(SMALL.tables[name])


def test_other_tables_are_plain(folder: Path) -> None:
    for name in set(TABLES) - {"nodes", "links"}:
        assert b"geo" not in (pq.read_schema(folder / f"{name}.parquet").metadata or {})


def test_a_folder_of_another_name_is_known_by_its_files(folder: Path) -> None:
    plain = folder.rename(folder.with_name("lake"))
    assert_networks_equal(SMALL, Network.read(plain))


def test_nodes_without_geometry_are_read_by_their_columns(folder: Path) -> None:
    nodes = SMALL.nodes.frame()
    nodes.to_parquet(folder / "nodes.parquet")
    assert_networks_equal(SMALL, Network.read(folder))


def test_a_wrong_cell_is_named_by_file_and_row(folder: Path) -> None:
    crossings = pd.read_parquet(folder / "crossings.parquet").astype({"dwell_h": "object"})
    crossings.loc[1, "dwell_h"] = "long"
    crossings["dwell_h"] = crossings["dwell_h"].astype(str)
    crossings.to_parquet(folder / "crossings.parquet")
    problem = next(one for one in read(folder)[1] if one.value == "long")
    assert (problem.place, problem.column) == ("crossings.parquet:2", "dwell_h")


@pytest.mark.parametrize("content", [b"", b"PAR1 cut off", b"id,name\n"])
def test_a_file_that_is_not_parquet(folder: Path, content: bytes) -> None:
    (folder / "links.parquet").write_bytes(content)
    assert_problem(read(folder)[1], "not-parquet", file="links.parquet", row=0)


def test_a_table_that_is_missing(folder: Path) -> None:
    (folder / "services.parquet").unlink()
    assert len(Network.read(folder).services) == 0
    (folder / "links.parquet").unlink()
    assert_problem(read(folder)[1], "missing-file", file="links.parquet")
