"""Slots of services on the network of 8 places, followed by hand, and against the whole by SciPy."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.flows.allocation import AllocationError
from landlink.flows.slots import allocate, services_of
from landlink.flows.testing import small_flows
from landlink.network import Network
from landlink.testing import with_cell

NETWORK, DEMAND = small_flows()


def test_nothing_is_lost_and_the_rule_is_told() -> None:
    found = allocate(NETWORK, DEMAND, ["ferry"])
    whole = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    total = whole["summary"]
    assert total["asked_t_year"] == pytest.approx(total["allocated_t_year"] + total["left_t_year"])
    assert sum(row["left_t_year"] for row in whole["unallocated"]) == pytest.approx(total["left_t_year"])
    assert sum(row["allocated_t_year"] for row in whole["consignments"]) == pytest.approx(
        total["allocated_t_year"]
    )
    assert sum(row["tonnes_year"] for row in whole["paths"]) == pytest.approx(total["allocated_t_year"])
    assert sum(row["used_t_year"] for row in whole["capacities"]) == pytest.approx(total["allocated_t_year"])
    assert whole["rule"].startswith("Slots of ferry")
    assert {row["key"] for row in whole["assumptions"]} > {"payload_t_per_teu"}


def test_slots_go_to_those_who_gain_most() -> None:
    """The ferry has no rival here, so a slot saves twice the cost of the way: machines pay most."""
    found = allocate(NETWORK, DEMAND, ["ferry"])
    rows = {row["id"]: row for row in found.tables["consignments"]}
    assert set(rows) == {"urumqi-baku-machines", "almaty-baku-grain", "baku-almaty-machines"}
    west = next(row for row in found.tables["capacities"] if row["direction"] == "forward")
    first, last = rows["urumqi-baku-machines"], rows["almaty-baku-grain"]
    assert first["best_gain_usd_t"] > last["best_gain_usd_t"]
    assert first["allocated_t_year"] == pytest.approx(west["capacity_t_year"])
    assert last["allocated_t_year"] == pytest.approx(0, abs=1e-3)
    assert first["left_t_year"] == pytest.approx(400_000 - 365_250)
    # the marginal consignment is one of machines: one more tonne saves what they gain
    assert west["shadow_price_usd_t"] == pytest.approx(first["best_gain_usd_t"], rel=1e-6)
    assert west["one_more_slot_usd"] == pytest.approx(10 * west["shadow_price_usd_t"])
    back = next(row for row in found.tables["capacities"] if row["direction"] == "backward")
    assert back["shadow_price_usd_t"] == 0


def test_worth_decides_with_the_objective_value() -> None:
    found = allocate(
        NETWORK, DEMAND, ["ferry"], objective="value", value_usd_t={"grain": 9000.0, "machines": 5000.0}
    )
    rows = {row["id"]: row for row in found.tables["consignments"]}
    assert rows["almaty-baku-grain"]["allocated_t_year"] == pytest.approx(365_250)
    assert rows["urumqi-baku-machines"]["allocated_t_year"] == pytest.approx(0, abs=1e-3)
    with pytest.raises(LandlinkError, match="gains"):
        allocate(NETWORK, DEMAND, ["ferry"], objective="value", value_usd_t=1.0)


def test_the_reason_is_told_where_not_all_fit() -> None:
    with pytest.raises(AllocationError, match=r"ferry from .*urumqi to baku"):
        allocate(NETWORK, DEMAND, ["ferry"], carry_all=True)
    roomy = with_cell(NETWORK, "services", "ferry", "capacity", 1000)
    found = allocate(roomy, DEMAND, ["ferry"], carry_all=True)
    assert found.found.left.max() == 0


@settings(max_examples=8, deadline=None)
@given(slots=st.integers(1, 400))
def test_more_slots_are_worth_no_more_each(slots: int) -> None:
    few, more = (
        allocate(with_cell(NETWORK, "services", "ferry", "capacity", number), DEMAND, ["ferry"])
        for number in (slots, slots + 50)
    )
    assert more.found.value >= few.found.value * (1 - 1e-9)
    assert more.found.shadow_price.sum() <= few.found.shadow_price.sum() * (1 + 1e-9) + 1e-9


def test_paths_use_the_services_and_cost_no_more_than_the_other_way() -> None:
    network = Network.reference()
    from landlink.flows.demand import demand_of  # noqa: PLC0415

    found = allocate(network, demand_of(network), operators=["asco"])
    for row in found.tables["paths"]:
        assert any(key in row["services"] for key in found.as_dict()["services"])
        if row["alternative_usd_t"] is not None:
            assert row["cost_usd_t"] <= row["alternative_usd_t"] + 1e-6
        assert row["reduced_usd_t"] == pytest.approx(0, abs=1e-4)
    assert np.isfinite(found.worth).all()
    assert found.found.gap < 1e-6


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"services": ["fery"]}, "no service 'fery'"),
        ({"operators": ["nobody"]}, "no operator"),
        ({}, "name the services"),
        ({"services": ["ferry"], "objective": "fame"}, "no objective"),
        ({"services": ["ferry"], "objective": "value"}, "needs to know"),
        ({"services": ["ferry"], "objective": "value", "value_usd_t": {"gold": 1.0}}, "no commodity"),
        ({"services": ["ferry"], "objective": "value", "value_usd_t": -1.0}, "0 or more"),
    ],
)
def test_bad_input(words: dict[str, Any], said: str) -> None:
    with pytest.raises(LandlinkError, match=said):
        allocate(NETWORK, DEMAND, **words)


def test_a_service_without_capacity() -> None:
    network = with_cell(NETWORK, "services", "ferry", "capacity", np.nan)
    with pytest.raises(LandlinkError, match="no capacity is known of ferry"):
        allocate(network, DEMAND, ["ferry"])


def test_services_of_an_operator() -> None:
    network = Network.reference()
    keys = network.services.text("id")
    assert {keys[row] for row in services_of(network, ["feeder-aktau-alat"], ["ASCO"]).tolist()} > {
        "feeder-aktau-alat", "ferry-kuryk-alat-wagons",
    }  # fmt: skip
