"""Constraints on routes of the small network, and what is said about names that are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from landlink.errors import LandlinkError
from landlink.network import Cargo
from landlink.routing.constraints import Constraints, parse_avoid, search_graph
from landlink.routing.routes import route
from landlink.testing import with_cell

if TYPE_CHECKING:
    from landlink.network import Network
    from landlink.network.virtual import SearchGraph
    from landlink.routing.routes import Route


def quickest(
    network: Network,
    start: str,
    end: str,
    cargo: Cargo | None = None,
    **wanted: Any,  # noqa: ANN401  (as of Constraints)
) -> Route | None:
    found = route(network, start, end, cargo, constraints=Constraints(**wanted), criteria=("time",))
    return found.routes[0] if found.routes else None


def shown(network: Network, one: Route | None) -> list[str]:
    """Return the moves of a route as words."""
    assert one is not None
    keys = network.nodes.text("id")
    return [f"{leg.mode} {keys[leg.start]}-{keys[leg.end]}" for leg in one.legs if leg.kind == "move"]


def test_free_route_takes_the_block_train_and_a_truck(small: Network) -> None:
    assert shown(small, quickest(small, "Urumqi", "Baku")) == [
        "rail urumqi-altynkol",
        "rail altynkol-aktau",
        "ferry aktau-alat",
        "road alat-baku",
    ]


def test_avoided_mode_is_not_used(small: Network) -> None:
    one = quickest(small, "Urumqi", "Baku", avoid_modes=("road",))
    assert shown(small, one)[-1] == "rail alat-baku"
    assert quickest(small, "Urumqi", "Baku", avoid_modes=("ferry",)) is None


def test_avoided_country_cannot_even_be_the_goal(small: Network) -> None:
    assert quickest(small, "Urumqi", "Baku", avoid_countries=("KZ",)) is None
    assert quickest(small, "Urumqi", "Baku", avoid_countries=("AZ",)) is None
    assert quickest(small, "Urumqi", "Aktau", avoid_countries=("AZ",)) is not None


def test_avoided_place_is_gone_round_or_not_reached(small: Network) -> None:
    one = quickest(small, "Urumqi", "Baku", avoid_nodes=("beyneu",))
    assert shown(small, one)[:3] == ["road urumqi-altynkol", "road altynkol-aktau", "ferry aktau-alat"]
    assert quickest(small, "Urumqi", "Baku", avoid_nodes=("aktau",)) is None


def test_avoided_service_and_operator(small: Network) -> None:
    with_service = quickest(small, "Almaty", "Aktau")
    for without in (
        quickest(small, "Almaty", "Aktau", avoid_services=("block-train",)),
        quickest(small, "Almaty", "Aktau", avoid_operators=("Silk Line",)),
    ):
        assert without is not None
        assert with_service is not None
        assert "Urumqi - Aktau train" not in {leg.name for leg in without.legs}
        assert without.totals["time_h"] > with_service.totals["time_h"]
    assert "road" in " ".join(shown(small, quickest(small, "Almaty", "Aktau", avoid_operators=("KTZ",))))


def test_gauge_leaves_roads_open(small: Network) -> None:
    one = quickest(small, "Urumqi", "Aktau", gauge_mm=1520)
    assert one is not None
    assert shown(small, one) == ["road urumqi-altynkol", "road altynkol-aktau"]
    assert quickest(small, "Urumqi", "Baku", Cargo("wagons"), gauge_mm=1520) is None


def test_route_goes_through_places_in_order(small: Network) -> None:
    there = quickest(small, "Almaty", "Baku", via=("beyneu", "aktau"))
    assert there is not None
    back = quickest(small, "Almaty", "Baku", via=("aktau", "beyneu"))
    assert back is not None  # to Aktau, back to Beyneu, and again to Aktau
    assert back.distance_km == there.distance_km + 880
    passed = [node for leg in back.legs for node in leg.nodes]
    index = small.nodes.index()
    assert passed.index(index["aktau"]) < passed.index(index["beyneu"], passed.index(index["aktau"]))


def test_place_passed_without_a_stop_is_gone_through(small: Network) -> None:
    free, through = quickest(small, "Urumqi", "Aktau"), quickest(small, "Urumqi", "Aktau", via=("beyneu",))
    assert free is not None
    assert through is not None
    assert free.totals == through.totals


def test_origin_and_destination_may_be_named_as_places_to_go_through(small: Network) -> None:
    free = quickest(small, "Urumqi", "Baku")
    named = quickest(small, "Urumqi", "Baku", via=("urumqi", "baku"))
    assert free is not None
    assert named is not None
    assert free.totals == named.totals


def test_fewest_transfers(small: Network) -> None:
    assert quickest(small, "Urumqi", "Aktau", max_transfers=0) is not None  # all by road
    assert quickest(small, "Urumqi", "Baku", max_transfers=1) is None
    found = quickest(small, "Urumqi", "Baku", max_transfers=2)
    assert found is not None
    assert sum(leg.kind in ("transhipment", "gauge_change") for leg in found.legs) == 2


def test_more_transfers_are_never_slower(small: Network) -> None:
    hours = [
        float("inf") if one is None else one.totals["time_h"]
        for one in (quickest(small, "Urumqi", "Baku", max_transfers=most) for most in range(6))
    ]
    assert hours == sorted(hours, reverse=True)
    free = quickest(small, "Urumqi", "Baku")
    assert free is not None
    assert hours[-1] == free.totals["time_h"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"via": ("aktaw",)}, "via names 'aktaw', which the network does not have; did you mean 'aktau'?"),
        ({"avoid_countries": ("kz",)}, "avoid_countries names 'kz', which the network does not have"),
        ({"avoid_nodes": ("Aktau",)}, "did you mean 'aktau'?"),
        ({"avoid_modes": ("train",)}, "avoid_modes names 'train'"),
        ({"avoid_operators": ("CSCC",)}, "did you mean 'CSC'?"),
        ({"avoid_services": ("fery",)}, "did you mean 'ferry'?"),
        ({"max_transfers": -1}, "max_transfers must be at or above zero, not -1"),
    ],
)
def test_constraint_that_would_do_nothing_is_refused(
    small_graph: SearchGraph, wanted: dict[str, Any], message: str
) -> None:
    with pytest.raises(LandlinkError) as error:
        search_graph(small_graph, 0, 7, Constraints(**wanted))
    assert message in str(error.value)


def test_words_to_avoid_are_sorted_by_what_they_are(small: Network) -> None:
    assert parse_avoid(small, ["KZ", "road", "Aktau", "CSC", "block-train", "Алматы", " "]) == {
        "avoid_countries": ("KZ",),
        "avoid_modes": ("road",),
        "avoid_nodes": ("aktau", "almaty"),
        "avoid_operators": ("CSC",),
        "avoid_services": ("block-train",),
    }


def test_word_that_is_nothing_is_refused_with_the_nearest_place(small: Network) -> None:
    with pytest.raises(LandlinkError, match="cannot avoid 'Aktaw': not a country code, a mode"):
        parse_avoid(small, ["Aktaw"])


def test_border_closed_in_one_direction_stops_only_that_direction(small: Network) -> None:
    shut = with_cell(small, "crossings", "khorgos-rail-east", "status", "closed")
    assert quickest(shut, "Baku", "Urumqi") is None
    there, before = quickest(shut, "Urumqi", "Baku"), quickest(small, "Urumqi", "Baku")
    assert there is not None
    assert before is not None
    assert there.totals == before.totals


def test_direction_of_a_border_matters_in_the_reference(reference: Network) -> None:
    """Closing Dostyk, Altynkol and the roads into China leaves the way out of China as it was."""
    nodes = dict(zip(reference.nodes.text("id"), reference.nodes.text("country"), strict=True))
    links, shut = reference.links.index(), reference
    for key, link, way in zip(
        *(reference.crossings.text(column) for column in ("id", "link", "direction")), strict=True
    ):
        ends = [nodes[reference.links.text(end)[links[link]]] for end in ("from_node", "to_node")]
        if ends[:: 1 if way == "forward" else -1][1] == "CN":
            shut = with_cell(shut, "crossings", key, "status", "closed")
    away, back = quickest(reference, "Xi'an", "Almaty"), quickest(shut, "Xi'an", "Almaty")
    assert away is not None
    assert back is not None
    assert away.totals == back.totals
    assert quickest(shut, "Almaty", "Xi'an", avoid_modes=("sea",)) is None
