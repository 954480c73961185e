"""From a written figure to a question that the model can answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from landlink import Network
from landlink.errors import LandlinkError
from landlink.study.validation.figures import Figure, own_figures
from landlink.study.validation.questions import measure_of, question_of
from landlink.study.validation.words import table

ONE = Figure("T1", "TITR", "Xi'an", "Poti", "transit_days", 12, 16, "days")

MEASURES = [
    ("transit_days", "days", "transit_days", "", 1.0),
    ("days", "", "transit_days", "", 1.0),
    ("days_market", "d", "transit_days", "", 1.0),
    ("hours", "hours", "transit_days", "", 1 / 24),
    ("hours", "h", "transit_days", "", 1 / 24),
    ("time", "weeks", "transit_days", "", 7.0),
    ("transit_days", "hours", "transit_days", "", 1 / 24),  # the unit decides
    ("usd_feu", "USD/FEU", "price_usd", "40ft", 1.0),
    ("usd_feu", "USD", "price_usd", "40ft", 1.0),
    ("usd_teu", "USD/TEU", "price_usd", "20ft", 1.0),
    ("usd_40ft", "USD per 40ft", "price_usd", "40ft", 1.0),
    ("price", "USD/40HC", "price_usd", "40ft", 1.0),
    ("rate", "US$ per 20'", "price_usd", "20ft", 1.0),
    ("usd_wagon", "USD/wagon", "price_usd", "wagon", 1.0),
    ("usd_truck", "EUR/truck", "price_usd", "truck", 1.13),
    ("usd_container", "USD/container", "price_usd", "40ft", 1.0),
    ("km", "km", "distance_km", "", 1.0),
    ("distance", "kilometres", "distance_km", "", 1.0),
    ("distance", "nm", "distance_km", "", 1.852),
]


@pytest.fixture(scope="module")
def network() -> Network:
    return Network.reference()


@pytest.mark.parametrize(("metric", "unit", "quantity", "equipment", "factor"), MEASURES)
def test_metric_and_unit(
    network: Network, metric: str, unit: str, quantity: str, equipment: str, factor: float
) -> None:
    found = measure_of(network, replace(ONE, metric=metric, unit=unit))
    assert (found.quantity, found.equipment) == (quantity, equipment)
    assert found.factor == pytest.approx(factor)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"metric": "colour", "unit": "shades"}, "neither the metric 'colour' nor the unit 'shades'"),
        ({"metric": "speed", "unit": "km/day"}, "a speed is neither"),
        ({"metric": "extra_days"}, "a difference between two ways"),
        ({"metric": "days", "unit": "%"}, "the unit '%' is neither"),
        ({"metric": "capacity", "unit": "TEU/yr"}, "the unit 'TEU/yr' is neither"),
        (
            {"metric": "usd_km", "unit": "USD/TEU-km", "status": "infrastructure tariff"},
            "only a part of what",
        ),
        ({"metric": "usd_feu", "unit": "CHF/FEU"}, "neither USD nor EUR"),
        ({"low": float("nan"), "high": float("nan")}, "low and high hold no number"),
        ({"low": 0.0, "high": 0.0}, "must be above zero"),
        ({"origin": "Atlantis"}, "no place is known for 'Atlantis'"),
        ({"destination": "Xi'an"}, "both ends are the same place"),
        ({"equipment": "sledge"}, "no equipment 'sledge'"),
        ({"via": ("Atlantis",)}, "no place called 'Atlantis'"),
        ({"corridor": "Moon", "destination": ""}, "no place is known for"),
    ],
)
def test_what_cannot_be_understood_is_said(
    network: Network, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(LandlinkError, match=message):
        question_of(network, replace(ONE, **changes))  # type: ignore[arg-type]


STATUSES = [
    ("", "mean", False),
    ("market", "mean", False),
    ("market DHL", "mean", False),
    ("actual", "mean", False),
    ("average of 2024", "mean", False),
    ("official", "p20", False),
    ("official best", "p20", True),
    ("record", "p20", True),
    ("plan", "p20", False),
    ("trial TIR", "p20", True),
    ("announced", "p20", False),
    ("first train, expected", "p20", True),
    ("something new", "mean", False),
]


@pytest.mark.parametrize(("status", "quantile", "train"), STATUSES)
def test_status_decides_the_quantile(network: Network, status: str, quantile: str, *, train: bool) -> None:
    asked = question_of(network, replace(ONE, status=status))
    assert (asked.quantile, asked.train, asked.part) == (quantile, train, "terminal")


@pytest.mark.parametrize(
    ("corridor", "status", "part"),
    [
        ("TITR", "market", "whole"),
        ("TITR", "tariff", "arrived"),
        ("TITR", "ERAI H1 2025, mean 3,250", "moving"),
        ("TITR", "quote", "whole"),
        ("Deep sea", "market", "moving"),  # sea freight is quoted from quay to quay
    ],
)
def test_status_decides_the_part_of_a_price(network: Network, corridor: str, status: str, part: str) -> None:
    ends: dict[str, Any] = (
        {"origin": "Shanghai", "destination": "Rotterdam"} if corridor == "Deep sea" else {}
    )
    one = replace(ONE, corridor=corridor, metric="usd_feu", unit="USD/FEU", status=status, **ends)
    assert question_of(network, one).part == part


def test_door_to_door_counts_everything(network: Network) -> None:
    assert question_of(network, replace(ONE, note="door-to-door")).part == "door"
    assert question_of(network, replace(ONE, from_point="door")).part == "door"


def test_corridor_goes_by_its_places_only_where_they_lie_between(network: Network) -> None:
    assert question_of(network, ONE).ways[0].via == ("alat",)
    assert question_of(network, replace(ONE, destination="Aktau")).ways[0].via == ()
    both = question_of(network, replace(ONE, corridor="TITR/BTK", destination="Istanbul"))
    assert both.ways[0].via == ("alat", "akhalkalaki")
    back = question_of(network, replace(ONE, corridor="BTK", origin="Istanbul", destination="Almaty"))
    assert back.ways[0].via == ("akhalkalaki", "alat")


def test_every_corridor_has_its_own_ends(network: Network) -> None:
    for row in table("corridors"):
        asked = question_of(network, replace(ONE, corridor=row["word"], origin="", destination=""))
        assert asked.ways, row["word"]


def test_direction_turns_the_ends_round(network: Network) -> None:
    names = network.nodes.text("id")
    east = question_of(network, replace(ONE, direction="eastbound"))
    assert [names[east.starts[0]], names[east.ends[0]]] == ["poti", "xian"]
    west = question_of(network, replace(ONE, direction="westbound"))
    assert [names[west.starts[0]], names[west.ends[0]]] == ["xian", "poti"]


@pytest.mark.parametrize(
    ("origin", "destination", "year", "avoided"),
    [
        ("Shanghai", "Rotterdam", 2019, ("cape-of-good-hope",)),
        ("Shanghai", "Rotterdam", 2024, ("suez",)),
        ("Shanghai", "Rotterdam via Suez", 2024, ("cape-of-good-hope",)),
        ("Shanghai", "Rotterdam via Cape", 2019, ("suez",)),
        ("Shanghai", "Poti", 2025, ()),
        ("Shanghai", "Rotterdam", None, ()),
    ],
)
def test_year_decides_between_suez_and_the_cape(
    network: Network, origin: str, destination: str, year: int | None, avoided: tuple[str, ...]
) -> None:
    one = replace(ONE, corridor="Deep sea", origin=origin, destination=destination, year=year)
    asked = question_of(network, one).ways[0]
    chosen = set(asked.avoid_nodes) & {"suez", "cape-of-good-hope"}
    assert tuple(chosen - set(asked.via)) == avoided


def test_tonnes_count_the_usual_payload(network: Network) -> None:
    asked = question_of(network, replace(ONE, metric="usd_t", unit="USD/t", equipment="wagon"))
    assert asked.factor == network.assumptions["payload_t_per_wagon"]


def test_every_own_figure_is_understood(network: Network) -> None:
    for figure in own_figures(network):
        question_of(network, figure)
