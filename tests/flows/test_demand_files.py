"""Tables of demand of one's own: there and back, and what is wrong in them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import openmatrix
import pytest
import xlsxwriter

from landlink.errors import LandlinkError
from landlink.flows.demand import demand_of
from landlink.flows.demand_files import read_demand, write_demand
from landlink.flows.demand_omx import write_omx
from landlink.network.problems import NetworkError
from landlink.testing import assert_tables_equal, small_network

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SMALL = small_network()
HEADER = ("origin", "destination", "commodity", "tonnes_year")


def workbook(path: Path, *rows: Sequence[object], sheet: str = "demand") -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def matrices(path: Path, zones: Sequence[str], **values: Sequence[Sequence[float]]) -> Path:
    with warnings.catch_warnings(), openmatrix.open_file(str(path), "w") as file:
        warnings.simplefilter("ignore")  # 40ft is no Python name
        for name, cells in values.items():
            file[name] = np.array(cells, dtype=float)
        file.create_array("/lookup", "node", obj=np.array([zone.encode() for zone in zones]))
    return path


def test_csv_reads_back_equal(tmp_path: Path) -> None:
    write_demand(SMALL.tables["demand"], tmp_path / "demand.csv")
    assert_tables_equal(read_demand(tmp_path / "demand.csv", SMALL), SMALL.tables["demand"])


def test_excel_and_csv_are_read_alike(tmp_path: Path) -> None:
    rows = [("KZ", "AZ", "grain", 1500.5), ("aktau", "baku", "goods", 20)]
    book = read_demand(workbook(tmp_path / "mine.xlsx", HEADER, *rows), SMALL)
    (tmp_path / "mine.csv").write_text(
        "\n".join(",".join(map(str, row)) for row in (HEADER, *rows)), encoding="utf-8"
    )
    text = read_demand(tmp_path / "mine.csv", SMALL)
    for name in ("id", "origin", "commodity", "quality"):
        assert book.text(name) == text.text(name)
    assert book.number("tonnes_year").tolist() == text.number("tonnes_year").tolist() == [1500.5, 20]
    assert (book.text("source"), text.text("source")) == (["mine.xlsx"] * 2, ["mine.csv"] * 2)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"commodity": "grian"},
            "commodity: no such row in commodities.csv ('grian'). Did you mean 'grain'?",
        ),
        ({"origin": "Kazakhstan"}, "origin: no such row in nodes.csv, and not a country code ('Kazakhstan')"),
        ({"tonnes_year": "lots"}, "tonnes_year: not a number ('lots')"),
        ({"tonnes_year": "-5"}, "tonnes_year: the number cannot be right ('-5')"),
        ({"tonnes_year": ""}, "tonnes_year: the row says no quantity"),
        ({"destination": ""}, "destination: the cell is empty"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, cells: Mapping[str, str], message: str) -> None:
    row = {"origin": "KZ", "destination": "AZ", "commodity": "grain", "tonnes_year": "5", **cells}
    (tmp_path / "mine.csv").write_text(f"{','.join(HEADER)}\n{','.join(row.values())}\n", encoding="utf-8")
    with pytest.raises(NetworkError) as error:
        read_demand(tmp_path / "mine.csv", SMALL)
    assert f"mine.csv:2 {message}" in str(error.value)
    assert "the table of demand has 1 problem(s)" in str(error.value)
    values = [float(v) if v.lstrip("-").isdigit() else v for v in row.values()]
    with pytest.raises(NetworkError) as error:
        read_demand(workbook(tmp_path / "mine.xlsx", HEADER, values), SMALL)
    assert "mine.xlsx demand!" in str(error.value)
    assert message.partition(" ")[2] in str(error.value)


def test_a_missing_or_misspelt_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("origin,destinaton,commodity\nKZ,AZ,grain\n", encoding="utf-8")
    with pytest.raises(
        NetworkError, match=r"destinaton: no such column in this table. Did you mean 'destination'"
    ):
        read_demand(tmp_path / "mine.csv", SMALL)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing.csv", "there is no such file"),
        ("mine.ods", "is read from .csv, .xlsx, .xlsm, .omx, not '.ods'"),
    ],
)
def test_other_files(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(LandlinkError, match=message):
        read_demand(tmp_path / name, SMALL)


def test_a_workbook_without_the_sheet(tmp_path: Path) -> None:
    with pytest.raises(LandlinkError, match="it has no sheet 'demand'"):
        read_demand(workbook(tmp_path / "mine.xlsx", HEADER, sheet="Sheet1"), SMALL)


def test_omx_there_and_back(tmp_path: Path) -> None:
    demand = demand_of(SMALL)
    write_omx(demand, SMALL, tmp_path / "od.omx")
    again = demand_of(SMALL, read_demand(tmp_path / "od.omx", SMALL))
    for name in ("tonnes_year", "capacity_t_year"):
        assert getattr(again, name).sum() == pytest.approx(getattr(demand, name).sum())
    pairs = [sorted(zip(d.origin, d.destination, d.capacity_t_year, strict=True)) for d in (demand, again)]
    assert np.allclose(pairs[0], pairs[1])


def test_omx_of_countries_and_equipment(tmp_path: Path) -> None:
    file = matrices(tmp_path / "od.omx", ["KZ", "baku"], **{"40ft": [[0.0, 30.0], [float("nan"), 0.0]]})
    table = read_demand(file, SMALL, commodity="goods", unit="TEU/year")
    assert (table.text("origin"), table.text("destination")) == (["KZ"], ["baku"])
    assert (table.text("equipment"), table.number("teu_year").tolist()) == (["40ft"], [30])
    assert demand_of(SMALL, table).tonnes_year.sum() == pytest.approx(300)


@pytest.mark.parametrize(
    ("zones", "name", "cells", "message"),
    [
        (["KZ", "Baku"], "grain", [[0, 1], [0, 0]], "neither a node nor a country code ('Baku')"),
        (["KZ", "baku"], "corn", [[0, 1], [0, 0]], "od.omx corn: the matrix is called neither by"),
        (["KZ", "baku"], "40ft", [[0, 1], [0, 0]], "od.omx 40ft: the matrix is called neither by"),
        (
            ["KZ", "baku"],
            "grain",
            [[0, -1], [0, 0]],
            "od.omx:1 grain KZ to baku: the number cannot be right ('-1')",
        ),
        (["KZ"], "grain", [[0, 1], [0, 0]], "the lookup has 1 x 1 zones ('2 x 2')"),
    ],
)
def test_omx_that_cannot_be_understood(
    tmp_path: Path, zones: list[str], name: str, cells: list[list[float]], message: str
) -> None:
    with pytest.raises(NetworkError) as error:
        read_demand(matrices(tmp_path / "od.omx", zones, **{name: cells}), SMALL)
    assert message in str(error.value)


def test_omx_of_an_unknown_unit(tmp_path: Path) -> None:
    file = matrices(tmp_path / "od.omx", ["KZ", "baku"], grain=[[0, 1], [0, 0]])
    with openmatrix.open_file(str(file), "a") as held:
        held["grain"].attrs.unit = "kg/day"
    with pytest.raises(LandlinkError, match="has the unit 'kg/day'; say which of t/year or TEU/year"):
        read_demand(file, SMALL)
    assert len(read_demand(file, SMALL, unit="t/year")) == 1


def test_what_is_no_omx(tmp_path: Path) -> None:
    (tmp_path / "od.omx").write_text("not HDF5", encoding="utf-8")
    with pytest.raises(LandlinkError, match="it cannot be read as OMX"):
        read_demand(tmp_path / "od.omx", SMALL)
