"""Skims of networks: against single routes, by hand, and what they do not allow."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.network import Cargo, Network
from landlink.network.arcs import Kind
from landlink.routing.constraints import TRANSFERS, Constraints, search_graph
from landlink.routing.routes import route
from landlink.routing.skims import COMPONENTS, GENERALISED, Skims, Weights, all_places, collect, plan, skim
from landlink.routing.trees import shortest_paths

BY = {"time": "time_h", "cost": "cost_usd", "co2e": "co2e_kg", "variance": "time_var_h2"}
PLACES = ["urumqi", "almaty", "aktau", "baku"]


def assert_consistent(found: Skims) -> None:
    """Raise unless the parts add up to the whole, for every pair that has a route."""
    hours = sum(found[name] for name in ("move_h", "wait_h", "border_h", "handling_h"))
    np.testing.assert_allclose(hours, found["time_h"], rtol=1e-9)
    weights = Weights(**found.facts["weights"])
    priced = weights.total_usd(*(found[name] for name in ("cost_usd", "time_h", "co2e_kg", "time_var_h2")))
    np.testing.assert_allclose(priced, found[GENERALISED], rtol=1e-9)
    for name in ("borders", "transfers"):
        counts = found[name][~np.isnan(found[name])]
        assert (counts == np.rint(counts)).all()


@pytest.mark.parametrize("by", BY)
def test_best_by_one_criterion_is_that_of_the_single_route(small: Network, by: str) -> None:
    found = skim(small, PLACES, PLACES, by=by)
    assert_consistent(found)
    for row, start in enumerate(PLACES):
        for column, end in enumerate(PLACES):
            if start == end:
                assert [found[name][row, column] for name in COMPONENTS] == [0.0] * len(COMPONENTS)
                continue
            one = route(small, start, end, criteria=[by]).routes
            best = min((found_route.totals[BY[by]] for found_route in one), default=np.nan)
            assert found[BY[by]][row, column] == pytest.approx(best, abs=0.2, nan_ok=True)


@pytest.mark.parametrize(
    ("start", "end"), [("Almaty", "Poti"), ("Tashkent", "Duisburg"), ("Xi'an", "Mersin"), ("Osh", "Karachi")]
)
def test_components_are_those_along_the_path(reference: Network, start: str, end: str) -> None:
    asked = plan(reference, [start], [end], by="cost")
    found = collect(asked, asked.blocks())
    search = search_graph(asked.graph, int(asked.origins[0]), int(asked.destinations[0]), Constraints())
    arcs = asked.graph.arcs
    tree = shortest_paths(search.indptr, search.heads, arcs.cost_usd[search.arc], [search.source])
    path = tree.path(0, search.target)
    assert path is not None
    taken = search.arc[path]
    for name in ("time_h", "cost_usd", "co2e_kg", "time_var_h2", "distance_km"):
        assert found[name].item() == pytest.approx(sum(getattr(arcs, name)[taken].tolist()), rel=1e-12)
    kinds = [Kind(kind) for kind in arcs.kind[taken]]
    assert found["borders"].item() == sum(kind == Kind.BORDER for kind in kinds)
    assert found["transfers"].item() == sum(kind in TRANSFERS for kind in kinds)
    for name, some in (("move_h", {Kind.MOVE}), ("wait_h", {Kind.WAIT}), ("border_h", {Kind.BORDER})):
        hours = [hour for hour, kind in zip(arcs.time_h[taken], kinds, strict=True) if kind in some]
        assert found[name].item() == pytest.approx(sum(hours))


def test_generalised_cost_is_no_dearer_than_any_route_of_the_front(reference: Network) -> None:
    cargo = Cargo("containers", teu=2, value_usd=100_000)
    found = skim(reference, ["Almaty"], ["Poti"], cargo, co2e_usd_per_t=60, variance_usd_per_h2=0.05)
    weights = Weights(**found.facts["weights"])
    assert weights.value_of_time_usd_per_h == pytest.approx(100_000 * 0.006 / 24)
    for one in route(reference, "Almaty", "Poti", cargo).routes:
        priced = weights.total_usd(*(one.totals[k] for k in ("cost_usd", "time_h", "co2e_kg", "time_var_h2")))
        assert found[GENERALISED].item() <= priced + 1e-6


@pytest.mark.parametrize(
    "kept",
    [
        Constraints(avoid_countries=("RU", "IR")),
        Constraints(avoid_modes=("sea",), max_transfers=4),
        Constraints(via=("aktau",)),
        Constraints(via=("tashkent",), max_transfers=5),
        Constraints(gauge_mm=1520),
    ],
)
def test_constraints_are_those_of_single_routes(reference: Network, kept: Constraints) -> None:
    ends = ["poti", "mersin", "moscow"]
    found = skim(reference, ["almaty", "urumqi"], ends, by="time", constraints=kept)
    assert_consistent(found)
    for row, start in enumerate(["almaty", "urumqi"]):
        for column, end in enumerate(ends):
            routes = route(reference, start, end, criteria=["time"], constraints=kept).routes
            best = min((one.totals["time_h"] for one in routes), default=np.nan)
            assert found["time_h"][row, column] == pytest.approx(best, abs=0.5, nan_ok=True)
    if kept.max_transfers is not None:
        assert np.nanmax(found["transfers"]) <= kept.max_transfers


def test_no_route_is_nan_and_the_same_place_is_zero(reference: Network) -> None:
    shut = Constraints(avoid_countries=("UZ",))
    found = skim(reference, ["tashkent", "almaty"], ["almaty", "tashkent"], constraints=shut)
    for name in COMPONENTS:
        assert np.isnan(found[name][0, 0])
        assert found[name][0, 1] == found[name][1, 0] == 0


def test_all_places_to_all_is_the_same_for_any_number_of_threads(reference: Network) -> None:
    places = all_places(reference)
    one, two = (skim(reference, places[::4], places, threads=threads) for threads in (1, 2))
    for name in COMPONENTS:
        np.testing.assert_array_equal(one[name], two[name])
    assert_consistent(one)
    assert np.isfinite(one["time_h"]).mean() > 0.95
    assert one.origins == places[::4]


def test_names_are_found_once_and_in_order(reference: Network) -> None:
    asked = plan(reference, ["Сиань", "xian", "KZAAU"], ["Стамбул"])
    assert (asked.origin_ids, asked.destination_ids) == (["xian", "aktau"], ["istanbul"])


def test_frame_has_a_row_for_each_pair(small: Network) -> None:
    found = skim(small, ["urumqi", "almaty"], ["aktau", "baku"])
    table = found.frame()
    assert list(table.columns) == ["origin", "destination", *COMPONENTS]
    assert table["destination"].tolist() == ["aktau", "baku"] * 2
    assert table["time_h"].tolist() == found["time_h"].ravel().tolist()


def test_weights_that_make_no_sense_are_refused(small: Network) -> None:
    for one in fields(Weights):
        with pytest.raises(LandlinkError, match=f"{one.name} must be at or above zero, not -1"):
            Weights(**{one.name: -1.0})
    with pytest.raises(LandlinkError, match="not nan"):
        Weights(float("nan"))
    with pytest.raises(
        LandlinkError, match="no skim by 'speed'; use generalised, time, cost, co2e, variance"
    ):
        plan(small, ["almaty"], ["baku"], by="speed")
    with pytest.raises(LandlinkError, match="a skim needs at least one destination"):
        plan(small, ["almaty"], [])
    with pytest.raises(LandlinkError, match="no place called 'Nowhere'"):
        plan(small, ["Nowhere"], ["baku"])
