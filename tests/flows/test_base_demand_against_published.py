"""The base-year demand against published totals, those that no row was made from among them."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from landlink.network import Network
from landlink.network.demand_problems import is_country
from tests.flows.base_demand import Placed, assigned, placed

PAGE = Path(__file__).parents[2] / "docs" / "methods" / "demand.md"


def _sum(column: str, *starts: str) -> float:
    table = Network.reference().tables["demand"]
    keys = np.array([key.startswith(starts) for key in table.text("id")])
    return float(np.nansum(table.number(column)[keys]))


@pytest.mark.parametrize(
    ("column", "starts", "published"),
    [
        ("teu_year", ("cn-eu-boxes-",), 330_700),
        ("teu_year", ("eu-cn-boxes-",), 49_730),
        ("teu_year", ("eu-cn-empties-",), 280_970),
        ("teu_year", ("cn-ca-boxes-",), 211_000),
        ("teu_year", ("titr-cn-tr", "titr-cn-az", "titr-cn-ro", "titr-cn-bg"), 35_600),
        ("teu_year", ("titr-kz-", "titr-tr-kz", "titr-az-kz", "titr-ge-kz"), 20_900),
        ("tonnes_year", ("kz-cn-",), 13_700_000),
        ("tonnes_year", ("ru-cn-kz-",), 4_350_000),
        ("tonnes_year", ("ru-cn-zab-",), 19_500_000),
        ("tonnes_year", ("uz-eu-goods-",), 1_200_000),
        ("tonnes_year", ("kz-tm-", "tm-kz-mixed", "ru-ir-east", "ir-ru-east"), 1_600_000),
    ],
)
def test_parts_add_up_to_the_published_total(column: str, starts: tuple[str, ...], published: float) -> None:
    assert _sum(column, *starts) == pytest.approx(published, rel=5e-4)


def test_transit_through_kazakhstan_is_not_counted_beside_its_parts() -> None:
    """Boxes from China and Russian goods together are the transit to each country of 2019."""
    teu = Network.reference().tables["demand"]
    keys = teu.text("id")
    for country, published in (("uz", 7.1e6), ("kg", 2.26e6), ("tj", 1.2e6), ("af", 0.26e6)):
        boxes = 10 * teu.number("teu_year")[keys.index(f"cn-ca-boxes-{country}")]
        goods = [_sum("tonnes_year", f"ru-{country}-")]
        assert boxes + sum(goods) == pytest.approx(published, rel=1e-3)


def test_every_row_has_a_way_and_nothing_is_unmatched() -> None:
    base = placed()
    keys = base.demand.table.text("id")
    assert base.demand.unmatched == []
    assert {keys[base.demand.basis[row]] for row, way in enumerate(base.ways) if way is None} == set()


def test_every_country_has_hub_weights() -> None:
    tables = Network.reference().tables
    ends = {*tables["demand"].text("origin"), *tables["demand"].text("destination")}
    assert {end for end in ends if is_country(end)} <= set(tables["hub_weights"].text("country"))


def test_rows_say_how_they_were_made() -> None:
    table = Network.reference().tables["demand"]
    rows = zip(table.text("id"), table.text("note"), table.text("source"), strict=True)
    assert [key for key, note, source in rows if not note or source == "general-knowledge"] == []


def coverage(base: Placed) -> dict[str, float]:
    """Return what the rows put on places of which a total is published, by its name on the page."""
    china = base.crossing(["rail-dostyk-alashankou", "rail-altynkol-khorgos-cn"])
    altynkol = base.crossing(["rail-altynkol-khorgos-cn"])
    north = base.service(["feeder-aktau-alat", "ferry-aktau-alat", "ferry-kuryk-alat", "ferry-alat-kuryk"])
    south = base.service(["ferry-turkmenbashi-alat", "feeder-turkmenbashi-alat"])
    trucks = base.service(["ferry-turkmenbashi-alat-t", "ferry-kuryk-alat-t", "ferry-alat-kuryk-t"])
    boxes = np.array([name == "40ft" for name in base.demand.equipment])
    west = base.rows("cn-eu-boxes-")
    everywhere = np.ones(len(base.graph), dtype=bool)
    return {
        "Kazakhstan-China by rail": base.tonnes(china),
        "Transit China border-Kazakhstan by rail": base.tonnes(china, base.transit("KZ")),
        "Altynkol-Khorgos by rail": base.tonnes(altynkol),
        "Dostyk-Alashankou by rail": base.tonnes(base.crossing(["rail-dostyk-alashankou"])),
        "Transit containers through Kazakhstan":
            0.1 * base.tonnes(base.country("KZ"), base.transit("KZ") & boxes),
        "Transit through Kazakhstan": base.tonnes(base.country("KZ"), base.transit("KZ")),
        "Saryagash by rail": base.tonnes(base.crossing(["rail-saryagash-keles"])),
        "Caspian between Kazakhstan and Azerbaijan": base.tonnes(north),
        "Baku Port": base.tonnes(north | south),
        "Trucks on ferries from Baku": base.tonnes(trucks) / 20,
        "Containers Aktau-Baku": 0.1 * base.tonnes(base.service(["feeder-aktau-alat"])),
        "Transit through Azerbaijan": base.tonnes(base.country("AZ"), base.transit("AZ")),
        "Transit through Georgia by rail": base.tonnes(base.country("GE", "rail"), base.transit("GE")),
        "Bolashak by rail": base.tonnes(base.crossing(["rail-bolashak-serhetyaka"])),
        "Sarakhs by rail": base.tonnes(base.crossing(["rail-sarahs-tm-sarakhs-ir"])),
        "Inche Burun by rail": base.tonnes(base.crossing(["rail-akyayla-inche-burun"])),
        "Transit through Uzbekistan": base.tonnes(base.country("UZ"), base.transit("UZ")),
        "Rail at Hairatan": base.tonnes(base.crossing(["rail-galaba-hairatan"])),
        "China-Europe boxes by Brest-Malaszewicze":
            base.tonnes(base.crossing(["rail-brest-malaszewicze"]), west) / base.tonnes(everywhere, west),
    }  # fmt: skip


@pytest.mark.parametrize("column", [0, 1])
def test_the_page_shows_what_the_rows_cover(column: int) -> None:
    found = coverage([placed, assigned][column]())
    rows = re.findall(
        r"^\| ([^|]+?) \| ([0-9.]+) \| ([0-9.]+) \| ", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    shown = {name: float(values[column]) for name, *values in rows}
    assert set(found) <= set(shown)
    for name, value in found.items():
        assert shown[name] == pytest.approx(value, rel=0.02, abs=0.006), name


def test_full_borders_pass_the_rest_on() -> None:
    """Without capacities Dostyk and Saryagash take more than they can; with them the next border does."""
    empty, loaded = coverage(placed()), coverage(assigned())
    for name, capacity in (("Dostyk-Alashankou by rail", 18.0), ("Saryagash by rail", 27.0)):
        assert empty[name] > 1.1 * capacity
        assert loaded[name] == pytest.approx(capacity, rel=0.03)
    name = "Altynkol-Khorgos by rail"
    assert abs(loaded[name] - 16.1) < 0.5 * abs(empty[name] - 16.1)
    assert loaded["Kazakhstan-China by rail"] == pytest.approx(empty["Kazakhstan-China by rail"], rel=0.01)
