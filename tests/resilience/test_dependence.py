"""Dependence on the reference network, and what must hold of any."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.flows.graph import flow_graph
from landlink.network import Network
from landlink.network.changes import Change
from landlink.network.scenario import apply
from landlink.resilience.closures import KINDS, closures
from landlink.resilience.dependence import dependence
from landlink.resilience.failures import baseline, losses
from landlink.resilience.trade import main_hubs, partners
from landlink.testing import small_network

if TYPE_CHECKING:
    from landlink.resilience.dependence import Dependence

CHOSEN = ("AM", "GE", "AZ", "KZ", "KG", "UZ", "RU", "CN", "DE", "TR")


@pytest.fixture(scope="module")
def found() -> Dependence:
    graph = flow_graph(Network.reference())
    return dependence(partners(graph, CHOSEN), closures(graph, KINDS))


def test_rises_are_those_of_the_losses(found: Dependence) -> None:
    """The peer is the search for losses, which knows nothing of ways."""
    cases = [one.case for one in found.closures]
    peer = losses(baseline(found.trade.trips), cases, per_trip=True).per_trip
    assert peer is not None
    mine = np.zeros_like(peer)
    mine[found.hits.closure, found.hits.trip] = found.hits.usd_t
    for row, one in enumerate(found.closures):
        if one.kind == "country":
            own = [one.key in ends for ends in zip(found.trade.origin, found.trade.destination, strict=True)]
            mine[row, own] = np.nan
    assert np.allclose(mine, peer, atol=1e-7, equal_nan=True)


def test_a_closed_country_is_a_network_without_its_links(found: Dependence) -> None:
    """Closing in the network and searching again from nothing gives the same matrix."""
    network = found.trade.graph.network
    for code in ("KZ", "GE"):
        shut = apply(network, [Change.model_validate({"close": {"countries": [code]}})])
        again = partners(flow_graph(shut), CHOSEN)
        cost = baseline(again.trips).cost_usd_t
        column = next(
            row for row, one in enumerate(found.closures) if (one.kind, one.key) == ("country", code)
        )
        after = found.base.cost.copy()
        hit = found.hits.closure == column
        after[found.hits.trip[hit]] += found.hits.usd_t[hit]
        others = [code not in ends for ends in zip(again.origin, again.destination, strict=True)]
        assert np.allclose(after[others], cost[others])


def test_generalised_cost_is_its_dollars_and_hours(found: Dependence) -> None:
    usd_t_h = 3470 * 0.006 / 24
    served = np.isfinite(found.base.cost)
    assert served.all()
    assert found.base.cost == pytest.approx(found.base.sums[0] + usd_t_h * found.base.sums[1])
    lasting = np.isfinite(found.hits.usd_t)
    assert found.hits.usd_t[lasting] == pytest.approx(
        (found.hits.money_usd_t + usd_t_h * found.hits.hours)[lasting]
    )


def test_matrix_adds_up_by_hand(found: Dependence) -> None:
    trade, held = found.trade, found.matrix
    row = found.countries.index("UZ")
    column = next(number for number, one in enumerate(found.closures) if one.key == "KZ")
    touched = dict(
        zip(found.hits.trip[found.hits.closure == column].tolist(),
            found.hits.usd_t[found.hits.closure == column].tolist(), strict=True)
    )  # fmt: skip
    rises, before = [], []
    for trip, ends in enumerate(zip(trade.origin, trade.destination, strict=True)):
        if "UZ" in ends and "KZ" not in ends:
            rises.append(touched.get(trip, 0.0))
            before.append(float(found.base.cost[trip]))
    assert held.trade[row, column] == pytest.approx(len(rises)) == pytest.approx(16)
    assert held.usd_t[row, column] == pytest.approx(np.mean(rises))
    assert held.base_usd_t[row, column] == pytest.approx(np.mean(before))
    share = np.array(rises) / np.array(before)
    assert held.dearer[row, column] == pytest.approx((share >= 0.01).mean())
    assert held.harm[row, column] == pytest.approx(np.minimum(share, 1).mean())


def test_own_trade_is_left_out_and_nothing_gets_cheaper(found: Dependence) -> None:
    for column, one in enumerate(found.closures):
        if one.kind == "country" and one.key in found.countries:
            assert np.isnan(found.matrix.harm[found.countries.index(one.key), column])
    assert (found.hits.usd_t > -1e-9).all()
    for name in ("harm", "stranded", "dearer"):
        values = getattr(found.matrix, name)
        held = values[np.isfinite(values)]
        assert held.min() >= -1e-9
        assert held.max() <= 1 + 1e-9


def test_a_border_is_no_worse_than_its_country(found: Dependence) -> None:
    """What closes less does less harm to each trip that both count."""
    at = {(one.kind, one.key): row for row, one in enumerate(found.closures)}
    rise = np.zeros((len(found.closures), len(found.trade.trips)))
    rise[found.hits.closure, found.hits.trip] = found.hits.usd_t
    for one in found.closures:
        if one.kind == "border":
            for code in one.key.split("-"):
                counted = [
                    code not in ends for ends in zip(found.trade.origin, found.trade.destination, strict=True)
                ]
                less, more = rise[at["border", one.key]], rise[at["country", code]]
                assert (less[counted] <= more[counted] + 1e-6).all()


def test_same_numbers_on_any_number_of_threads(found: Dependence) -> None:
    one = dependence(found.trade, found.closures, threads=1)
    assert np.array_equal(one.hits.usd_t, found.hits.usd_t)
    assert np.array_equal(one.matrix.harm, found.matrix.harm, equal_nan=True)


def test_plain_values_hold_everything(found: Dependence) -> None:
    result = found.as_dict(pairs=[("UZ", "DE")])
    assert json.loads(json.dumps(result, allow_nan=False)) == result
    assert {"rule", "assumptions", "notes", "matrix", "heat"} <= result.keys()
    heat = result["heat"]
    assert len(heat["dearer_pct"]) == len(heat["rows"])
    assert {len(line) for line in heat["dearer_pct"]} == {len(heat["columns"])}
    pair = result["pairs"][0]
    worst = pair["closures"][0]
    trips = [
        row
        for row, ends in enumerate(zip(found.trade.origin, found.trade.destination, strict=True))
        if set(ends) == {"UZ", "DE"}
    ]
    assert pair["base_hours"] == pytest.approx(found.base.sums[1, trips].mean())
    assert worst["added_usd_t"] > 0
    assert result["assumptions"][0]["source"]


@given(st.lists(st.sampled_from(["CN", "KZ", "AZ"]), min_size=2, max_size=3, unique=True))
@settings(deadline=None, max_examples=8)
def test_any_list_of_partners_gives_shares(countries: list[str]) -> None:
    result = dependence(partners(flow_graph(small_network()), countries))
    assert set(result.countries) == set(countries)
    held = result.matrix.harm[np.isfinite(result.matrix.harm)]
    assert ((held >= 0) & (held <= 1)).all()


def test_bad_input_is_said() -> None:
    graph = flow_graph(small_network())
    with pytest.raises(LandlinkError, match="'QQ' has no place"):
        partners(graph, ["QQ", "KZ"])
    with pytest.raises(LandlinkError, match="at least two"):
        partners(graph, ["KZ"])
    with pytest.raises(LandlinkError, match="nothing of kind 'moon'"):
        closures(graph, ["moon"])
    with pytest.raises(LandlinkError, match="nothing to close"):
        dependence(partners(graph), [])
    with pytest.raises(LandlinkError, match="at least one hub"):
        main_hubs(small_network(), 0)


def test_hub_weights_choose_the_hubs() -> None:
    network = Network.reference()
    hubs = main_hubs(network, 3)
    assert sum(share for _, share in hubs["KZ"]) == pytest.approx(1)
    rows = network.tables["hub_weights"]
    ids = network.nodes.text("id")
    weights = {
        node: weight
        for node, country, weight in zip(
            rows.text("node"), rows.text("country"), rows.number("weight"), strict=True
        )
        if country == "KZ"
    }
    assert ids[hubs["KZ"][0][0]] in weights
