"""Skims as files: read back by our own reader, by PyTables and pyarrow as others would, and by pandas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import openmatrix
import pandas as pd
import pyarrow.parquet
import pytest
import tables

from landlink.errors import LandlinkError
from landlink.routing.skims import COMPONENTS, Skims, collect, plan
from landlink.routing.skims_files import read_omx, write_skims, writer_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from landlink.network import Network
    from landlink.routing.skims import SkimBlock

ENDS = ["aktau", "baku", "almaty"]


@pytest.fixture(scope="module")
def found(small: Network) -> Skims:
    asked = plan(small, ["urumqi", "almaty"], ENDS, by="time")
    return collect(asked, asked.blocks())


@pytest.fixture
def written(small: Network, tmp_path: Path) -> Path:
    """Return a folder with the same skim three times, each written origin by origin."""
    asked = plan(small, ["urumqi", "almaty"], ENDS, by="time")
    for name in ("a.omx", "a.parquet", "a.csv"):
        write_skims(asked, tmp_path / name, asked.blocks(block=1))
    return tmp_path


def test_omx_comes_back_as_it_went(found: Skims, written: Path) -> None:
    again = read_omx(written / "a.omx")
    assert (again.origins, again.destinations, again.facts) == (
        found.origins,
        found.destinations,
        found.facts,
    )
    assert set(again.matrices) == set(COMPONENTS)
    for name in COMPONENTS:
        np.testing.assert_array_equal(again[name], found[name])


def test_omx_is_what_others_read(found: Skims, written: Path) -> None:
    with openmatrix.open_file(str(written / "a.omx")) as file:
        assert (file.version(), file.shape()) == (b"0.2", (2, 3))
        assert file.mapping("destination") == {key.encode(): number for number, key in enumerate(ENDS)}
    with tables.open_file(str(written / "a.omx")) as file:  # plain HDF5, without the OMX library
        matrix = file.get_node("/data/time_h")
        assert (matrix.attrs.unit, matrix[:].tolist()) == ("h", found["time_h"].tolist())
        assert np.isnan(matrix.attrs.NA)
        assert [file.get_node(f"/lookup/{name}").attrs.DIM for name in ("origin", "destination")] == [0, 1]


def test_square_omx_has_one_lookup(small: Network, tmp_path: Path) -> None:
    asked = plan(small, ENDS, ENDS)
    write_skims(asked, tmp_path / "square.omx")
    with openmatrix.open_file(str(tmp_path / "square.omx")) as file:
        assert file.list_mappings() == ["node"]
    assert read_omx(tmp_path / "square.omx").destinations == ENDS


def test_parquet_is_a_long_table_with_units(found: Skims, written: Path) -> None:
    table = pd.read_parquet(written / "a.parquet")
    pd.testing.assert_frame_equal(
        table.astype({"origin": "str", "destination": "str"}),
        found.frame().astype({"origin": "str", "destination": "str"}),
    )
    schema = pyarrow.parquet.read_schema(written / "a.parquet")
    assert schema.field("co2e_kg").metadata[b"unit"] == b"kg"
    assert json.loads(schema.metadata[b"landlink"]) == found.facts


def test_csv_leaves_out_what_is_not_known(found: Skims, written: Path) -> None:
    table = pd.read_csv(written / "a.csv")
    assert table["destination"].tolist() == ENDS * 2
    np.testing.assert_allclose(table["time_h"], found["time_h"].ravel(), rtol=1e-9)


@pytest.mark.parametrize("name", ["a.omx", "a.parquet", "a.csv"])
def test_nothing_half_written_is_left(small: Network, tmp_path: Path, name: str) -> None:
    asked = plan(small, ENDS, ENDS)
    (tmp_path / name).write_text("as it was")
    blocks = asked.blocks(block=1)

    def interrupted() -> Iterator[SkimBlock]:
        yield next(blocks)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_skims(asked, tmp_path / name, interrupted())
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == "as it was"


def test_what_cannot_be_written_is_said_before(
    small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = plan(small, ENDS, ENDS)
    with pytest.raises(
        LandlinkError, match=r"a\.xlsx: a skim is written as \.omx, \.parquet or \.csv, not '\.xlsx'"
    ):
        writer_of(asked, tmp_path / "a.xlsx")
    with pytest.raises(LandlinkError, match=r"there is no folder .*; make it first"):
        writer_of(asked, tmp_path / "no" / "a.omx")
    monkeypatch.setattr("landlink.routing.skims_files.CSV_PAIRS", 8)
    with pytest.raises(LandlinkError, match=r"9 pairs are too many for CSV; use \.parquet or \.omx"):
        writer_of(asked, tmp_path / "a.csv")
    monkeypatch.setitem(__import__("sys").modules, "openmatrix", None)
    with pytest.raises(LandlinkError, match=r'pip install "landlink\[skims\]"'):
        writer_of(asked, tmp_path / "a.omx")


def test_what_is_no_skim_is_said(tmp_path: Path) -> None:
    with pytest.raises(LandlinkError, match="there is no such file"):
        read_omx(tmp_path / "none.omx")
    with openmatrix.open_file(str(tmp_path / "other.omx"), "w") as file:
        file["trips"] = np.zeros((2, 2))
    with pytest.raises(LandlinkError, match="no lookup of places in it"):
        read_omx(tmp_path / "other.omx")
