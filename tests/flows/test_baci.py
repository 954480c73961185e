"""BACI: every dollar of the file is in a row or in what is left, with the reason."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.flows.baci import commodity_of, hs_groups, read_baci
from landlink.flows.baci_files import read_groups
from landlink.flows.demand import demand_of
from landlink.network import Network
from landlink.network.problems import NetworkError

CODES = """country_code,country_name_abbreviation,iso_2digit_alpha
398,Kazakhstan,KZ
31,Azerbaijan,AZ
842,USA,US
490,Other,N/A
516,Namibia,NA
"""
TRADE = """t,i,j,k,v,q
2023,398,31,100199,1000,4000
2023,398,31,100390,500,2500
2023,398,31,270112,10,NA
2023,398,31,71310,7,
2023,31,398,271600,30,
2023,31,490,080810,3,2
2023,31,842,080810,4,1
2023,842,516,080810,5,1
2023,842,31,985000,6,1
"""
SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "baci_afghanistan_2020"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "codes.csv").write_text(CODES, encoding="utf-8")
    (tmp_path / "baci.csv").write_text(TRADE, encoding="utf-8")
    return tmp_path


def test_rows_of_a_small_file(folder: Path) -> None:
    found = read_baci(folder / "baci.csv", folder / "codes.csv")
    shown = {
        key: (None if math.isnan(tonnes) else tonnes, value)
        for key, tonnes, value in zip(
            found.table.text("id"), found.table.number("tonnes_year").tolist(),
            found.table.number("value_usd_year").tolist(), strict=True,
        )
    }  # fmt: skip
    assert shown == {
        "baci-2023-az-us-food": (1, 4000),
        "baci-2023-kz-az-coal-no-quantity": (None, 10_000),
        "baci-2023-kz-az-food-no-quantity": (None, 7000),
        "baci-2023-kz-az-grain": (6500, 1_500_000),
        "baci-2023-us-na-food": (1, 5000),
    }
    left = [
        (one["exporter"], one["importer"], one["value_usd_year"], one["reason"][:9]) for one in found.left
    ]
    assert left == [
        ("AZ", "490", 3000, "a country"), ("US", "AZ", 6000, "no group "), ("AZ", "KZ", 30_000, "electrici"),
    ]  # fmt: skip


def test_missing_quantities_are_filled_only_when_asked(folder: Path) -> None:
    found = read_baci(folder / "baci.csv", folder / "codes.csv", fill_quantities=True)
    row = found.table.row(found.table.index()["baci-2023-kz-az-food-no-quantity"])
    assert row["tonnes_year"] == pytest.approx(7000 / ((4000 + 5000) / 2))  # 9,000 USD for 2 t
    assert row["quality"] == "derived"
    assert "tonnes from the value at 4500 USD a tonne" in str(row["note"])
    coal = found.table.row(found.table.index()["baci-2023-kz-az-coal-no-quantity"])
    assert math.isnan(float(coal["tonnes_year"]))
    assert "no tonne of coal has a value here" in " ".join(found.notes)


def test_countries_choose_what_touches_them(folder: Path) -> None:
    found = read_baci(folder / "baci.csv", folder / "codes.csv", countries=["KZ"])
    assert {
        (a, b) for a, b in zip(found.table.text("origin"), found.table.text("destination"), strict=True)
    } == {("KZ", "AZ")}


def test_what_cannot_be_placed_is_unmatched(folder: Path) -> None:
    network = Network.reference()
    demand = demand_of(network, read_baci(folder / "baci.csv", folder / "codes.csv").table)
    assert {one["id"]: one["reason"] for one in demand.unmatched} == {
        "baci-2023-az-us-food": "the network has no place in US",
        "baci-2023-kz-az-coal-no-quantity": "neither tonnes nor TEU are known",
        "baci-2023-kz-az-food-no-quantity": "neither tonnes nor TEU are known",
        "baci-2023-us-na-food": "the network has no place in US; the network has no place in NA",
    }
    assert demand.tonnes_year.sum() == pytest.approx(6500)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "t,i,j,k,v,q",
            "t,i,j,k,v",
            "baci.csv:1 q: the column is missing. The columns are t, i, j, k, v, q.",
        ),
        (",1000,4000", ",much,4000", "baci.csv:2 v: not a number ('much')"),
        (",1000,4000", ",1000,-4", "baci.csv:2 q: not a number ('-4')"),
        (",500,2500", ",500,about 9", "baci.csv:3 q: not a number ('about 9')"),
        ("2023,31,842", "2023,USA,842", "baci.csv:8 i: not a number ('USA')"),
    ],
)
def test_bad_cells_name_line_and_column(folder: Path, old: str, new: str, message: str) -> None:
    text = TRADE.replace(old, new)
    if "q" not in text.splitlines()[0]:
        text = "\n".join(line.rpartition(",")[0] if n else line for n, line in enumerate(text.splitlines()))
    (folder / "baci.csv").write_text(text, encoding="utf-8")
    with pytest.raises(NetworkError) as error:
        read_baci(folder / "baci.csv", folder / "codes.csv")
    assert message in str(error.value)


def test_years(folder: Path) -> None:
    (folder / "baci.csv").write_text(TRADE + "2022,398,31,100199,1,1\n", encoding="utf-8")
    with pytest.raises(LandlinkError, match="it holds the years 2022, 2023; choose one"):
        read_baci(folder / "baci.csv", folder / "codes.csv")
    with pytest.raises(LandlinkError, match="no rows of 2021; it holds 2022, 2023"):
        read_baci(folder / "baci.csv", folder / "codes.csv", year=2021)
    assert len(read_baci(folder / "baci.csv", folder / "codes.csv", year=2022).table) == 1


def test_missing_files_and_columns(folder: Path) -> None:
    with pytest.raises(LandlinkError, match="there is no such file"):
        read_baci(folder / "nothing.csv", folder / "codes.csv")
    with pytest.raises(LandlinkError, match="there is no such file"):
        read_baci(folder / "baci.csv", folder / "nothing.csv")
    (folder / "codes.csv").write_text("country_code,iso\n398,KZ\n", encoding="utf-8")
    with pytest.raises(NetworkError, match="iso_2digit_alpha: the column is missing"):
        read_baci(folder / "baci.csv", folder / "codes.csv")


def test_groups_of_ones_own(folder: Path) -> None:
    (folder / "groups.csv").write_text("prefix,commodity\n10,cereals\n1003,barley\n", encoding="utf-8")
    found = read_baci(folder / "baci.csv", folder / "codes.csv", groups=read_groups(folder / "groups.csv"))
    assert found.table.text("commodity") == ["barley", "cereals"]


def test_every_chapter_has_a_group_of_the_reference_network(reference: Network) -> None:
    chapters = {f"{number:02d}" for number in range(1, 98)} - {"77"}  # 77 is reserved
    assert chapters <= set(hs_groups())
    assert set(hs_groups().values()) - {""} <= set(reference.tables["commodities"].text("id"))
    assert commodity_of("271600", hs_groups()) == ""


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([398, 31, 842, 490, 7]), st.sampled_from([398, 31, 516]),
            st.sampled_from(["100199", "270112", "271600", "985000", "80810"]),
            st.integers(0, 10**6), st.one_of(st.none(), st.integers(0, 10**6)),
        ), min_size=1, max_size=20,
    ),
    fill=st.booleans(),
)  # fmt: skip
def test_every_dollar_and_tonne_is_somewhere(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, str, int, int | None]], *, fill: bool
) -> None:
    folder = tmp_path_factory.mktemp("baci")
    lines = [f"2023,{i},{j},{k},{v},{'' if q is None else q}" for i, j, k, v, q in rows]
    (folder / "baci.csv").write_text("\n".join(["t,i,j,k,v,q", *lines]) + "\n", encoding="utf-8")
    (folder / "codes.csv").write_text(CODES, encoding="utf-8")
    found = read_baci(folder / "baci.csv", folder / "codes.csv", fill_quantities=fill)
    worth = found.table.number("value_usd_year").sum() + sum(one["value_usd_year"] for one in found.left)
    assert worth == pytest.approx(1000 * sum(row[3] for row in rows))
    known = [not key.endswith("no-quantity") for key in found.table.text("id")]
    tonnes = found.table.number("tonnes_year")[known].sum() + sum(one["tonnes_year"] for one in found.left)
    assert tonnes == pytest.approx(sum(row[4] or 0 for row in rows))


@pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample is not part of the repository")
def test_real_file_adds_up() -> None:
    trade, codes = SAMPLE / "BACI_HS17_Y2020_AFG_exports.csv", SAMPLE / "country_codes_V202201.csv"
    found = read_baci(trade, codes)
    with trade.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    worth = found.table.number("value_usd_year").sum() + sum(one["value_usd_year"] for one in found.left)
    assert worth == pytest.approx(1000 * sum(float(row["v"]) for row in rows))
    tonnes = np.nansum(found.table.number("tonnes_year")) + sum(one["tonnes_year"] for one in found.left)
    assert tonnes == pytest.approx(sum(float(row["q"] or 0) for row in rows))
    assert {one["importer"] for one in found.left} == {"380", "490", "516"}
    demand = demand_of(Network.reference(), found.table)
    placed = demand.tonnes_year.sum() + sum(one["tonnes_year"] or 0 for one in demand.unmatched)
    assert placed == pytest.approx(np.nansum(found.table.number("tonnes_year")))
