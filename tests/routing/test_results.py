"""Routes as JSON, GeoJSON and a table: the shape that others build on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from landlink.network import Cargo, Network
from landlink.routing.constraints import Constraints
from landlink.routing.results import to_dict, to_geojson, to_html
from landlink.routing.routes import route
from landlink.testing import with_cell

if TYPE_CHECKING:
    from landlink.routing.routes import Routes

ROUTE_KEYS = {
    "label": str,
    "time_h": float,
    "time_p20_h": float,
    "time_p50_h": float,
    "time_p80_h": float,
    "cost_usd": float,
    "co2e_kg": float,
    "distance_km": float,
    "unverified_share": float,
    "legs": list,
}
LEG_KEYS = {
    "from": str,
    "to": str,
    "mode": str,
    "kind": str,
    "distance_km": float,
    "time_h": float,
    "cost_usd": float,
    "co2e_kg": float,
    "sources": list,
}
KINDS = {"load", "wait", "move", "border", "gauge_change", "transhipment", "unload"}


@pytest.fixture(scope="module", params=["small", "reference"])
def found(request: pytest.FixtureRequest) -> Routes:
    """Return routes of the small network and of the built-in one."""
    network: Network = request.getfixturevalue(request.param)
    cargo = Cargo("containers", teu=2, value_usd=120_000)
    return route(network, "Almaty", "Baku", cargo, criteria=("time", "cost"), eps=0.05)


@pytest.fixture(scope="module")
def shown(found: Routes) -> dict[str, Any]:
    """Return the routes as they come out of JSON."""
    given: dict[str, Any] = json.loads(json.dumps(to_dict(found, steps=True), allow_nan=False))
    return given


def test_top_level_is_query_routes_and_front(shown: dict[str, Any]) -> None:
    assert {"query", "routes"} <= set(shown)
    assert shown["query"]["origin"] == "Almaty"
    assert shown["query"]["destination"] == "Baku"
    assert shown["query"]["cargo"] == {
        "kind": "containers", "equipment": "40ft", "units": 1, "teu": 2.0, "tonnes": 20.0,
        "value_usd": 120_000,
    }  # fmt: skip


@pytest.mark.parametrize("key", ROUTE_KEYS)
def test_every_route_has_the_documented_key(shown: dict[str, Any], key: str) -> None:
    assert shown["routes"]
    for one in shown["routes"]:
        assert isinstance(one[key], ROUTE_KEYS[key])


@pytest.mark.parametrize("key", LEG_KEYS)
def test_every_leg_has_the_documented_key(shown: dict[str, Any], key: str) -> None:
    for one in shown["routes"]:
        for leg in one["legs"]:
            assert isinstance(leg[key], LEG_KEYS[key])
            assert leg["kind"] in KINDS


def test_legs_add_up_to_the_route_within_rounding(shown: dict[str, Any]) -> None:
    for one in shown["routes"]:
        for key, step in (("time_h", 0.01), ("cost_usd", 0.01), ("co2e_kg", 0.01), ("distance_km", 0.1)):
            total = sum(leg[key] for leg in one["legs"])
            assert total == pytest.approx(one[key], abs=step * len(one["legs"]))


def test_route_begins_at_the_origin_and_ends_at_the_destination(shown: dict[str, Any]) -> None:
    for one in shown["routes"]:
        assert (one["legs"][0]["from"], one["legs"][0]["kind"]) == ("Almaty", "load")
        assert (one["legs"][-1]["to"], one["legs"][-1]["kind"]) == ("Baku", "unload")


def test_every_leg_names_its_sources(found: Routes, shown: dict[str, Any]) -> None:
    known = set(found.graph.network.tables["sources"].text("key"))
    for one in shown["routes"]:
        for leg in one["legs"]:
            assert leg["sources"] == sorted(set(leg["sources"]))
            assert set(leg["sources"]) <= known
            if leg["time_h"] or leg["cost_usd"]:
                assert leg["sources"]


def test_shares_and_quantiles_are_in_range(shown: dict[str, Any]) -> None:
    for one in shown["routes"]:
        assert 0 <= one["unverified_share"] <= 1
        assert one["time_p20_h"] < one["time_p50_h"] < one["time_p80_h"]


def test_steps_explain_every_figure(found: Routes, shown: dict[str, Any]) -> None:
    for one, its in zip(found.routes, shown["routes"], strict=True):
        assert len(its["steps"]) == len(one.arcs)
        for step in its["steps"]:
            for figure, what in (("time_h", "time"), ("cost_usd", "cost"), ("co2e_kg", "co2e")):
                assert bool(step["rests_on"][what]) or step[figure] == 0
    assert "steps" not in to_dict(found)["routes"][0]


def test_front_says_what_it_is(found: Routes, shown: dict[str, Any]) -> None:
    assert shown["front"]["criteria"] == ["time_h", "cost_usd"]
    assert len(shown["front"]["points"]) == len(found.front)
    assert (shown["front"]["eps"], shown["front"]["exact"]) == (0.05, False)
    assert shown["front"]["guarantee"] == found.guarantee


def test_geojson_follows_the_standard(found: Routes) -> None:
    shown = json.loads(json.dumps(to_geojson(found), allow_nan=False))
    assert shown["type"] == "FeatureCollection"
    assert len(shown["features"]) == sum(leg.kind == "move" for one in found.routes for leg in one.legs)
    for feature in shown["features"]:
        assert set(feature) == {"type", "properties", "geometry"}
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "LineString"
        line = feature["geometry"]["coordinates"]
        assert len(line) >= 2
        assert all(len(point) == 2 and abs(point[0]) <= 180 and abs(point[1]) <= 90 for point in line)
        assert feature["properties"]["kind"] == "move"


def test_line_of_a_leg_goes_from_its_start_to_its_end(found: Routes) -> None:
    nodes = found.graph.network.nodes
    position = {
        key: [lon, lat]
        for key, lon, lat in zip(
            nodes.text("id"), nodes.number("lon").tolist(), nodes.number("lat").tolist(), strict=True
        )
    }
    for feature in to_geojson(found)["features"]:
        line, its = feature["geometry"]["coordinates"], feature["properties"]
        assert (line[0], line[-1]) == (position[its["from_id"]], position[its["to_id"]])


def test_constraints_are_part_of_the_query(small: Network) -> None:
    found = route(small, "Almaty", "Baku", constraints=Constraints(via=("beyneu",)), criteria=("time",))
    assert to_dict(found)["query"]["constraints"] == {"via": ["beyneu"]}


def test_no_route_is_an_empty_list(small: Network) -> None:
    found = route(small, "Baku", "Urumqi", Cargo("trucks"))
    assert to_dict(found)["routes"] == []
    assert to_dict(found)["front"]["points"] == []
    assert to_geojson(found) == {"type": "FeatureCollection", "features": []}
    assert "<table" in to_html(found)


def test_table_for_notebooks_escapes_names(small: Network) -> None:
    network = with_cell(small, "nodes", "almaty", "name", "Almaty <b>")
    shown = to_html(route(network, "almaty", "Baku", criteria=("time",)))
    assert route(network, "almaty", "Baku", criteria=("time",))._repr_html_() == shown
    assert "Almaty &lt;b&gt;" in shown
    assert "<b>" not in shown


def test_result_is_the_same_each_time(small: Network) -> None:
    first, second = (to_dict(route(small, "Urumqi", "Baku"), steps=True) for _ in range(2))
    assert first == second


def test_a_notebook_shows_map_and_table() -> None:
    found = route(Network.reference(), "Almaty", "Aktau", criteria=["time"])
    shown = found._repr_html_()
    assert shown.startswith("<svg")
    assert "<table>" in shown
    assert "Almaty - Aktau" in shown
