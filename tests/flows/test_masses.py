"""Figures of countries, and what it costs between them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.flows.country_costs import country_costs
from landlink.flows.gravity import gravity
from landlink.flows.masses import iso3, read_masses
from landlink.network import Network
from landlink.network.problems import NetworkError
from landlink.routing.skims import skim
from landlink.testing import small_network, write_small_trade

DATA = Path(__file__).parents[3] / "shared" / "data"
GDP = DATA / "worldbank_gdp_population" / "gdp.csv"
CODES = DATA / "baci_afghanistan_2020" / "country_codes_V202201.csv"


def test_figures_of_a_year_or_the_one_before(tmp_path: Path) -> None:
    write_small_trade(tmp_path)
    values, notes = read_masses(tmp_path / "gdp.csv", ["AZ", "TM"], 2023)
    assert values.tolist() == [70e9, 60e9]
    assert notes == ["TM: figure of 2022"]


def test_what_is_missing_is_an_error(tmp_path: Path) -> None:
    write_small_trade(tmp_path)
    with pytest.raises(LandlinkError, match=r"no figure of GE \(GEO\) up to 2023"):
        read_masses(tmp_path / "gdp.csv", ["AZ", "GE"], 2023)
    with pytest.raises(LandlinkError, match="no figure of TM"):
        read_masses(tmp_path / "gdp.csv", ["TM"], 2021)
    (tmp_path / "gdp.csv").write_text("Country Code,Year,Value\nKAZ,2023,much\n", encoding="utf-8")
    with pytest.raises(NetworkError, match=r"gdp.csv:2 Value: not a number \('2023, much'\)"):
        read_masses(tmp_path / "gdp.csv", ["KZ"], 2023)
    (tmp_path / "gdp.csv").write_text("Country,Year,Value\nKAZ,2023,1\n", encoding="utf-8")
    with pytest.raises(NetworkError, match="Country Code: the column is missing"):
        read_masses(tmp_path / "gdp.csv", ["KZ"], 2023)


def test_every_country_of_the_network_has_three_letters(reference: Network) -> None:
    assert set(reference.nodes.text("country")) - {"XZ"} <= set(iso3())


@pytest.mark.skipif(not CODES.is_file(), reason="the table is not part of the repository")
def test_three_letters_against_a_published_table() -> None:
    with CODES.open(encoding="utf-8", newline="") as stream:
        known = {row["iso_2digit_alpha"]: row["iso_3digit_alpha"] for row in csv.DictReader(stream)}
    assert {code: known[code] for code in iso3() if code in known} == {
        code: its for code, its in iso3().items() if code in known
    }


@pytest.mark.skipif(not GDP.is_file(), reason="the table is not part of the repository")
def test_gravity_on_real_gdp() -> None:
    countries = ["KZ", "UZ", "AZ", "GE", "TR", "IR"]
    values, _ = read_masses(GDP, countries, 2023)
    assert (values > 1e9).all()
    totals = 1e6 * np.sqrt(values) / np.sqrt(values).sum()
    costs = country_costs(Network.reference(), countries)
    found = gravity(totals, totals, costs, 1e-3)
    assert found.matrix.sum() == pytest.approx(1e6)
    assert found.mean_cost < gravity(totals, totals, costs, 0).mean_cost


def test_costs_between_countries_are_means_over_hubs() -> None:
    small = small_network()
    costs = country_costs(small, ["KZ", "CN"])
    hubs = skim(small, ["almaty", "aktau"], ["urumqi"])["cost_usd"]
    assert costs[0, 1] == pytest.approx(0.75 * hubs[0, 0] + 0.25 * hubs[1, 0])
    assert np.isinf(np.diag(costs)).all()
    with pytest.raises(LandlinkError, match="no cost from or to US: the network has no place in US"):
        country_costs(small, ["KZ", "US"])
