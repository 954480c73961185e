"""What is sent, and finding where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.network import Cargo
from landlink.network.geodesy import EARTH_RADIUS_KM, great_circle_km
from landlink.network.places import find_place
from landlink.testing import small_network, with_cell

if TYPE_CHECKING:
    from landlink.network import Network


@pytest.mark.parametrize(
    ("given", "equipment", "count"),
    [
        ({}, "40ft", 1),
        ({"teu": 2}, "40ft", 1),
        ({"teu": 7}, "20ft", 7),
        ({"teu": 3, "equipment": "40ft"}, "40ft", 2),
        ({"units": 5}, "40ft", 5),
        ({"kind": "wagons", "units": 3}, "wagon", 3),
        ({"kind": "trucks"}, "truck", 1),
    ],
)
def test_quantity_decides_the_equipment(given: dict[str, Any], equipment: str, count: int) -> None:
    cargo = Cargo(**given)
    assert (cargo.equipment, cargo.count) == (equipment, count)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "boxes"}, "no cargo kind 'boxes'; use one of containers, wagons, trucks"),
        ({"equipment": "wagon"}, "containers do not travel in 'wagon'; use 40ft, 20ft"),
        ({"kind": "wagons", "teu": 2}, "teu counts containers; give the number of wagons as units"),
        ({"teu": 0}, "teu must be above zero, not 0"),
        ({"units": -1}, "units must be above zero, not -1"),
        ({"tonnes": float("nan")}, "tonnes must be above zero, not nan"),
        ({"value_usd": -5}, "value_usd must be at or above zero, not -5"),
    ],
)
def test_cargo_that_cannot_be_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(LandlinkError) as error:
        Cargo(**given)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("given", "tonnes"),
    [
        ({"teu": 3}, 30.0),
        ({"kind": "wagons", "units": 2}, 120.0),
        ({"kind": "trucks"}, 20.0),
        ({"teu": 2, "tonnes": 26.5}, 26.5),
    ],
)
def test_weight_is_assumed_where_it_is_not_given(
    small: Network, given: dict[str, Any], tonnes: float
) -> None:
    assert Cargo(**given).weight_t(small.assumptions) == tonnes


@pytest.mark.parametrize("name", ["aktau", "Aktau", "AKTAU", "Ақтау", "актау", "KZAAU", "  aktau "])
def test_place_is_found_by_any_of_its_names(small: Network, name: str) -> None:
    assert find_place(small, name) == small.nodes.index()["aktau"]


def test_unknown_place_lists_what_is_near(small: Network) -> None:
    with pytest.raises(LandlinkError, match=r"no place called 'Almati'; did you mean Almaty\?"):
        find_place(small, "Almati")
    with pytest.raises(LandlinkError, match="see `landlink network show nodes`"):
        find_place(small, "Reykjavik")


def test_name_of_two_places_lists_both() -> None:
    network = with_cell(small_network(), "nodes", "khorgos-cn", "local_names", "Хоргос")
    network = with_cell(network, "nodes", "altynkol", "local_names", "Хоргос")
    with pytest.raises(
        LandlinkError, match=r"can mean khorgos-cn \(Khorgos \(China\), CN, border\), altynkol \("
    ):
        find_place(network, "Хоргос")


def test_every_place_of_the_reference_is_found_by_its_key(reference: Network) -> None:
    keys = reference.nodes.text("id")
    assert [find_place(reference, key) for key in keys[::25]] == list(range(0, len(keys), 25))


def test_great_circle_of_known_arcs() -> None:
    quarter = EARTH_RADIUS_KM * np.pi / 2
    assert great_circle_km(0, 0, 90, 0) == pytest.approx(quarter)
    assert great_circle_km(0, 0, 0, 90) == pytest.approx(quarter)
    assert great_circle_km(179.5, 0, -179.5, 0) == pytest.approx(quarter / 90)
    assert great_circle_km(10, 20, 10, 20) == 0
    assert great_circle_km([0, 0], [0, 0], [90, 180], [0, 0]) == pytest.approx([quarter, 2 * quarter])
