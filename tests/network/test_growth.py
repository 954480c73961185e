"""Growth of demand: what is named grows, the rest stays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from landlink.errors import LandlinkError
from landlink.flows.demand import demand_of
from landlink.network.growth import Growth, grow
from landlink.network.problems import NetworkError
from landlink.testing import assert_tables_equal, small_network

SMALL = small_network()
TABLE = SMALL.tables["demand"]
COUNTRIES = ["KZ", "AZ", "CN"]


@pytest.mark.parametrize(
    ("change", "factors"),
    [
        (Growth(factor=2), [2, 2, 2]),
        (Growth(countries=["KZ", "AZ"], factor=2), [2, 1, 1]),
        (Growth(countries=["AZ", "KZ"], factor=2), [2, 1, 1]),
        (Growth(countries=["CN", "AZ"], factor=2), [1, 2, 2]),
        (Growth(countries=["CN", "AZ"], both_ways=False, factor=2), [1, 2, 1]),
        (Growth(countries=["AZ", "CN"], both_ways=False, factor=2), [1, 1, 2]),
        (Growth(countries=["CN"], factor=0), [1, 0, 0]),
        (Growth(countries=["KZ", "AZ", "CN"], factor=3), [3, 3, 3]),
        (Growth(origins=["baku"], factor=3), [1, 1, 3]),
        (Growth(destinations=["AZ"], factor=3), [3, 3, 1]),
        (Growth(origins=["CN"], destinations=["baku"], factor=3), [1, 3, 1]),
        (Growth(commodities=["goods"], factor=3), [1, 3, 3]),
        (Growth(destinations=["AZ"], commodities=["goods"], factor=3), [1, 3, 1]),
    ],
)
def test_only_what_is_named_grows(change: Growth, factors: list[float]) -> None:
    grown = grow(TABLE, [change], SMALL)
    for name in ("tonnes_year", "teu_year"):
        assert np.array_equal(grown.number(name), TABLE.number(name) * factors, equal_nan=True)
    assert [note == change.named() for note in grown.text("note")] == [factor != 1 for factor in factors]
    demand_of(SMALL, grown)


@given(one=st.floats(0.1, 9), other=st.floats(0.1, 9))
def test_growths_multiply(one: float, other: float) -> None:
    twice = grow(TABLE, [Growth(factor=one), Growth(countries=["KZ", "AZ"], factor=other)], SMALL)
    assert twice.number("tonnes_year")[0] == pytest.approx(300_000 * one * other)
    assert twice.number("teu_year")[1] == pytest.approx(10_000 * one)


def test_no_change_is_no_change() -> None:
    assert_tables_equal(grow(TABLE, []), TABLE)


def test_new_flows_are_rows() -> None:
    new = {"origin": "KZ", "destination": "CN", "commodity": "grain", "tonnes_year": 5e5}
    grown = grow(TABLE, [Growth(add=[new])], SMALL)
    assert grown.text("id")[-1] == "added-1-kz-cn-grain"
    assert grown.number("tonnes_year")[-1] == 5e5
    assert demand_of(SMALL, grown).tonnes_year.sum() == pytest.approx(
        demand_of(SMALL).tonnes_year.sum() + 5e5
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            Growth(countries=["KZ", "CN"], factor=2),
            "no row of demand fits 'between KZ and CN: all commodities x2'",
        ),
        (Growth(commodities=["goods", "gods"], factor=2), "no row of demand of 'gods' fits"),
        (
            Growth(add=[{"id": "kz-az-grain", "origin": "KZ"}]),
            "'kz-az-grain' stands in the table of demand already",
        ),
        (Growth(add=[{"orign": "KZ"}]), "demand has no column 'orign'"),
        (Growth(countries=["KZ", "AZ", "XQ"], factor=2), "no row of demand is from or to 'XQ'"),
        (Growth(origins=["KZ", "Almatty"], factor=2), "no row of demand is from or to 'Almatty'"),
    ],
)
def test_growth_of_nothing_is_an_error(change: Growth, message: str) -> None:
    with pytest.raises(LandlinkError, match=message):
        grow(TABLE, [change], SMALL)


def test_an_added_row_that_cannot_be_read_names_the_cell() -> None:
    row = {"origin": "KZ", "destination": "AZ", "commodity": "grain", "tonnes_year": "much"}
    with pytest.raises(NetworkError, match=r"added flows:1 tonnes_year: not a number \('much'\)"):
        grow(TABLE, [Growth(add=[row])])


@pytest.mark.parametrize(
    "given_",
    [
        {"countries": ["KZ"]},
        {"factor": 2, "add": [{"origin": "KZ"}]},
        {"factor": -1},
        {"factor": float("inf")},
        {"factor": 2, "countries": ["KZ", "KZ"]},
        {"factor": 2, "both_ways": False},
        {"factor": 2, "countries": ["KZ", "TM"], "origins": ["KZ"]},
        {"factor": 2, "county": ["KZ"]},
    ],
)
def test_a_growth_that_says_too_little_or_too_much(given_: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Growth.model_validate(given_)
