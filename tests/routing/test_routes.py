"""Routes: totals by hand, names, quantiles, what is said when there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.network import Cargo
from landlink.network.arcs import CRITERIA
from landlink.network.virtual import build
from landlink.routing.constraints import Constraints
from landlink.routing.provenance import rows_of
from landlink.routing.routes import balanced_row, criteria_of, route
from landlink.testing import assert_adds_up, with_cell

if TYPE_CHECKING:
    from landlink.network import Network
    from landlink.network.virtual import SearchGraph
    from landlink.routing.routes import Routes


@pytest.fixture(scope="module")
def found(small: Network) -> Routes:
    """Return the exact routes from Urumqi to Baku for a 40-foot container."""
    return route(small, "Urumqi", "Baku", Cargo("containers", teu=2, value_usd=100_000), eps=0)


def test_quickest_route_by_hand(found: Routes) -> None:
    steps = [
        # kind, hours, variance, dollars, kilograms
        ("load", 6, 9, 50, 0),
        ("wait", 30, 600, 0, 0),  # block train every 48 h
        ("move", 15 + 0.5, 24 * (0.01 * 15 + 0.04 * 0.5), 680, 20 * (660 * 12 + 20 * 20) / 1000),
        ("border", 10, 25, 60, 0),  # half of 20 h
        ("gauge_change", 12, 2.4**2, 120, 0),
        ("move", 74, 24 * 0.04 * 74, 2960, 20 * (320 * 15 + 2640 * 20) / 1000),
        ("transhipment", 15, 7.5**2, 80, 0),
        ("wait", 24, 960, 0, 0),  # ferry every 24 h, as it comes
        ("move", 20, 0.25 * 24 * 20, 1000, 368),
        ("transhipment", 10, 25, 80, 0),
        ("wait", 12, 144, 0, 0),  # for a truck
        ("move", 80 / 30, 0.09 * 24 * 80 / 30, 96, 112),
        ("unload", 4, 4, 40, 0),
    ]
    one = found.routes[0]
    assert one.label == "fastest"
    assert [leg.kind for leg in one.legs] == [step[0] for step in steps]
    for leg, (_, *figures) in zip(one.legs, steps, strict=True):
        assert [leg.time_h, leg.time_var_h2, leg.cost_usd, leg.co2e_kg] == pytest.approx(figures)
    sums = np.array([figures for _, *figures in steps], dtype=float).sum(axis=0)
    assert [one.totals[name] for name in ("time_h", "time_var_h2", "cost_usd", "co2e_kg")] == pytest.approx(
        sums
    )
    assert one.distance_km == 660 + 20 + 320 + 2640 + 460 + 80


def test_every_route_adds_up(found: Routes) -> None:
    for one in found.routes:
        assert_adds_up(one)
        for name in CRITERIA:
            assert getattr(found.graph.arcs, name)[one.arcs].sum() == pytest.approx(one.totals[name])


def test_each_name_is_given_once_and_all_are_given(found: Routes) -> None:
    labels = [label for one in found.routes for label in one.labels]
    assert sorted(labels) == ["balanced", "cheapest", "cleanest", "fastest", "most reliable"]


def test_routes_are_sorted_by_time(found: Routes) -> None:
    hours = [one.totals["time_h"] for one in found.routes]
    assert hours == sorted(hours)


def test_named_routes_are_the_best_of_the_exact_front(found: Routes) -> None:
    named = {label: one for one in found.routes for label in one.labels}
    for label, name in (
        ("fastest", "time_h"), ("cheapest", "cost_usd"), ("cleanest", "co2e_kg"),
        ("most reliable", "time_var_h2"),
    ):  # fmt: skip
        best = found.front[:, CRITERIA.index(name)].min()
        assert named[label].totals[name] == pytest.approx(best, abs=0.2)


def test_front_is_not_dominated(found: Routes) -> None:
    points = found.front
    for point in points:
        better = (points <= point - 0.2).all(axis=1)
        assert not better.any()


def test_value_of_the_goods_decides_the_balanced_route(small: Network) -> None:
    def balanced(value: float) -> float:
        found = route(small, "Urumqi", "Baku", Cargo(value_usd=value), criteria=("time", "cost"), eps=0)
        return next(one.totals["time_h"] for one in found.routes if "balanced" in one.labels)

    cheap, dear = balanced(1), balanced(10_000_000)
    found = route(small, "Urumqi", "Baku", criteria=("time", "cost"), eps=0)
    hours = {label: one.totals["time_h"] for one in found.routes for label in one.labels}
    assert cheap == hours["cheapest"]
    assert dear == hours["fastest"]


def test_balanced_without_a_value_is_nearest_to_the_ideal(small_graph: SearchGraph) -> None:
    paths = [np.array([0]), np.array([1]), np.array([2])]
    points = np.array([[0.0, 100.0], [10.0, 0.0], [3.0, 30.0]])
    assert balanced_row(small_graph, paths, points) == 2


def test_front_with_one_criterion_is_one_route(small: Network) -> None:
    found = route(small, "Urumqi", "Baku", criteria=("cost",))
    assert found.front.shape == (1, 1)
    assert found.front[0, 0] == pytest.approx(4406.0)


def test_cover_is_no_worse_than_it_says(small: Network, found: Routes) -> None:
    cover = route(small, "Urumqi", "Baku", eps=0.05)
    assert len(cover.front) <= len(found.front)
    for point in found.front:
        assert (cover.front <= point * 1.05 + 0.2).all(axis=1).any()
    assert "at most 5 % worse" in cover.guarantee.replace("of it ", "")
    assert "exact front" in found.guarantee


def test_quantiles_are_in_order_and_around_the_mean(found: Routes) -> None:
    for one in found.routes:
        low, middle, high = (one.time_quantile_h(name) for name in ("p20", "p50", "p80"))
        assert low < middle < one.totals["time_h"] < high


def test_no_route_is_no_error(small: Network) -> None:
    found = route(small, "Baku", "Urumqi", Cargo("trucks"))
    assert len(found) == 0
    assert found.front.shape == (0, 4)
    assert route(small, "Baku", "Urumqi", Cargo("trucks"), eps=0).routes == []
    assert route(small, "Baku", "Urumqi", Cargo("trucks"), criteria=("time",)).routes == []


def test_same_place_is_an_error(small: Network) -> None:
    with pytest.raises(LandlinkError, match="origin and destination are the same place, Aktau"):
        route(small, "Aktau", "KZAAU")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["speed"], "no criterion 'speed'; use time, cost, co2e, variance"),
        (["time", "time_h"], "give each criterion once"),
        ([], "at least one"),
    ],
)
def test_criteria_that_cannot_be_are_refused(names: list[str], message: str) -> None:
    with pytest.raises(LandlinkError, match=message):
        criteria_of(names)


def test_short_and_full_names_of_criteria_mean_the_same() -> None:
    assert criteria_of(["time", " cost", "co2e", "variance"]) == criteria_of(CRITERIA) == CRITERIA


def test_share_of_unverified_is_none_all_or_between(small: Network, found: Routes) -> None:
    assert [one.unverified_share for one in found.routes] == [0] * len(found.routes)
    network = small
    for table in network.tables.values():
        if "quality" in table.columns:
            network = network.with_table(table.with_column("quality", ["unverified"] * len(table)))
    for one in route(network, "Urumqi", "Baku", criteria=("time",)).routes:
        assert one.unverified_share == pytest.approx(1)


def test_share_of_unverified_is_the_hours_or_dollars_of_the_rows(small: Network) -> None:
    network = with_cell(small, "links", "ferry-aktau-alat", "quality", "unverified")
    one = route(network, "Urumqi", "Baku", criteria=("time",)).routes[0]
    by_time, by_cost = 20 / one.totals["time_h"], 1000 / one.totals["cost_usd"]
    assert one.unverified_share == pytest.approx(max(by_time, by_cost))


def test_rows_know_their_file_line_and_source(small: Network) -> None:
    rows = rows_of(small)
    row = rows.keys.index("KZ rail exit")
    assert rows.describe(row) == {
        "table": "crossing_defaults", "file": "crossing_defaults.csv", "line": 2, "key": "KZ rail exit",
        "source": "example", "quality": "derived",
    }  # fmt: skip


def test_legs_rest_on_the_rows_they_used(small: Network, found: Routes) -> None:
    rows = rows_of(small)
    ferry = next(leg for leg in found.routes[0].legs if leg.mode == "ferry" and leg.kind == "move")
    tables = {(rows.tables[row], rows.keys[row]) for row in ferry.rows}
    assert tables == {
        ("links", "ferry-aktau-alat"), ("services", "ferry"), ("speeds", "ferry service *"),
        ("emission_factors", "ferry * *"), ("assumptions", "payload_t_per_teu"),
    }  # fmt: skip


def test_border_of_a_block_train_rests_on_the_share_assumed(small: Network, found: Routes) -> None:
    rows = rows_of(small)
    border = next(leg for leg in found.routes[0].legs if leg.kind == "border")
    assert {rows.keys[row] for row in border.rows} == {"khorgos-rail-west", "service_border_factor"}


def test_routing_twice_gives_the_same(small: Network, found: Routes) -> None:
    again = route(small, "Urumqi", "Baku", Cargo("containers", teu=2, value_usd=100_000), eps=0)
    assert (again.front == found.front).all()
    assert [one.labels for one in again.routes] == [one.labels for one in found.routes]
    for one, other in zip(again.routes, found.routes, strict=True):
        assert one.arcs.tolist() == other.arcs.tolist()


def test_scenario_free_network_and_its_graph_agree(small: Network, found: Routes) -> None:
    graph = build(small, found.graph.cargo)
    assert len(graph.arcs) == len(found.graph.arcs)
    assert found.constraints == Constraints()
