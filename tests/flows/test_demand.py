"""Demand at places: spread by weights, nothing dropped, nothing added."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.flows.demand import Demand, demand_of
from landlink.network.problems import NetworkError
from landlink.network.table import from_rows
from landlink.testing import small_network, with_cell, with_rows

if TYPE_CHECKING:
    from landlink.network import Network
    from landlink.network.table import Table

SMALL = small_network()
NODES = SMALL.nodes.text("id")


def table(*rows: dict[str, object]) -> Table:
    usual = {"commodity": "grain", "source": "mine", "quality": "derived"}
    cells = [{"id": f"r{n}", **usual, **{k: str(v) for k, v in row.items()}} for n, row in enumerate(rows)]
    made, problems = from_rows("demand", cells, range(2, 2 + len(rows)), "mine.csv")
    assert problems == []
    return made


def placed(demand: Demand) -> dict[tuple[str, str], float]:
    pairs = zip(demand.origin, demand.destination, demand.tonnes_year.tolist(), strict=True)
    return {(NODES[a], NODES[b]): tonnes for a, b, tonnes in pairs}


def test_weights_of_the_commodity_come_before_general_ones() -> None:
    goods = demand_of(
        SMALL, table({"origin": "KZ", "destination": "baku", "commodity": "goods", "tonnes_year": 100})
    )
    grain = demand_of(SMALL, table({"origin": "KZ", "destination": "baku", "tonnes_year": 100}))
    back = demand_of(SMALL, table({"origin": "baku", "destination": "KZ", "tonnes_year": 100}))
    assert placed(goods) == {("almaty", "baku"): 75, ("aktau", "baku"): 25}
    assert placed(grain) == {("beyneu", "baku"): 100}  # its own weight is for goods that start there
    assert placed(back) == {("baku", "almaty"): 75, ("baku", "aktau"): 25}


def test_shares_of_both_ends_multiply() -> None:
    found = demand_of(
        SMALL, table({"origin": "KZ", "destination": "AZ", "commodity": "goods", "tonnes_year": 80})
    )
    assert placed(found) == {
        ("almaty", "alat"): 30, ("almaty", "baku"): 30, ("aktau", "alat"): 10, ("aktau", "baku"): 10,
    }  # fmt: skip
    assert found.notes == ["AZ has no hub weights: its trade is spread in equal shares over alat, baku"]
    assert found.unmatched == []


def test_what_stays_at_one_hub_is_listed() -> None:
    found = demand_of(
        SMALL, table({"origin": "KZ", "destination": "KZ", "commodity": "goods", "tonnes_year": 160})
    )
    assert placed(found) == {("almaty", "aktau"): 30, ("aktau", "almaty"): 30}
    assert [(one["origin"], one["tonnes_year"], one["reason"]) for one in found.unmatched] == [
        ("almaty", 90, "it starts and ends at almaty"), ("aktau", 10, "it starts and ends at aktau"),
    ]  # fmt: skip


def test_containers_weigh_what_is_assumed_and_empties_nothing() -> None:
    found = demand_of(
        SMALL,
        table(
            {"origin": "urumqi", "destination": "baku", "teu_year": 100},
            {"origin": "urumqi", "destination": "baku", "teu_year": 100, "tonnes_year": 400},
            {"origin": "urumqi", "destination": "baku", "teu_year": 100, "tonnes_year": 2400},
            {"origin": "baku", "destination": "urumqi", "teu_year": 100, "empty_return": "yes"},
            {"origin": "baku", "destination": "urumqi", "tonnes_year": 70, "empty_return": "yes"},
        ),
    )
    assert found.tonnes_year.tolist() == [1000, 400, 2400, 0, 0]
    assert found.capacity_t_year.tolist() == [1000, 1000, 2400, 1000, 70]
    assert found.notes == ["containers without tonnes hold 10 t per TEU (payload_t_per_teu)"]


def test_equipment_and_words_are_written_one_way() -> None:
    found = demand_of(
        SMALL,
        table(
            {
                "origin": "aktau",
                "destination": "baku",
                "tonnes_year": 1,
                "commodity": "goods",
                "avoid": "sea|CN",
            },
            {"origin": "aktau", "destination": "baku", "tonnes_year": 1, "equipment": "wagon|40ft"},
        ),
    )
    assert found.equipment == ("40ft|20ft|truck", "40ft|wagon")
    assert found.avoid == ("CN|sea", "")
    assert [SMALL.tables["commodities"].text("id")[row] for row in found.commodity] == ["goods", "grain"]


def test_what_cannot_be_placed_says_why() -> None:
    found = demand_of(
        SMALL,
        table(
            {"origin": "US", "destination": "baku", "tonnes_year": 5},
            {"origin": "KZ", "destination": "JP", "teu_year": 5, "empty_return": "yes"},
            {"origin": "KZ", "destination": "AZ", "value_usd_year": 7},
            {"origin": "US", "destination": "US", "value_usd_year": 7},
        ),
    )
    assert len(found) == 0
    assert [one["reason"] for one in found.unmatched] == [
        "the network has no place in US",
        "the network has no place in JP",
        "neither tonnes nor TEU are known",
        "neither tonnes nor TEU are known; the network has no place in US",
    ]
    assert [one["tonnes_year"] for one in found.unmatched] == [5, 0, None, None]
    assert [one["capacity_t_year"] for one in found.unmatched] == [5, 50, None, None]
    assert [one["value_usd_year"] for one in found.unmatched] == [None, None, 7, 7]


def test_hubs_on_closed_links_are_no_default() -> None:
    gone = with_cell(SMALL, "links", "rail-urumqi-khorgos", "status", "closed")
    flow = table({"origin": "CN", "destination": "baku", "tonnes_year": 5})
    assert placed(demand_of(gone, flow)) == {("urumqi", "baku"): 5}
    gone = with_cell(gone, "links", "road-urumqi-khorgos", "status", "closed")
    assert [one["reason"] for one in demand_of(gone, flow).unmatched] == [
        "no hub of CN is joined to the network"
    ]


def test_a_port_elsewhere_can_stand_for_a_country() -> None:
    network = with_rows(SMALL, "hub_weights", "us-alat,US,alat,,both,1")
    assert placed(demand_of(network, table({"origin": "US", "destination": "baku", "tonnes_year": 5}))) == {
        ("alat", "baku"): 5
    }


def test_rows_of_a_scenario_replace_and_join_those_of_the_base() -> None:
    flows = table(
        {"origin": "aktau", "destination": "baku", "tonnes_year": 1},
        {"origin": "baku", "destination": "aktau", "tonnes_year": 2},
        {"origin": "aktau", "destination": "baku", "tonnes_year": 10, "scenario": "more"},
        {"origin": "almaty", "destination": "baku", "tonnes_year": 20, "scenario": "more"},
        {"origin": "baku", "destination": "aktau", "tonnes_year": 0, "scenario": "none"},
    )
    assert placed(demand_of(SMALL, flows)) == {("aktau", "baku"): 1, ("baku", "aktau"): 2}
    assert placed(demand_of(SMALL, flows, scenario="more")) == {
        ("baku", "aktau"): 2, ("aktau", "baku"): 10, ("almaty", "baku"): 20,
    }  # fmt: skip
    assert placed(demand_of(SMALL, flows, scenario="none")) == {("aktau", "baku"): 1}
    with pytest.raises(
        LandlinkError, match="no row of demand belongs to the scenario 'mor'; there are: more, none"
    ):
        demand_of(SMALL, flows, scenario="mor")


def test_a_table_that_does_not_fit_is_refused() -> None:
    with pytest.raises(
        NetworkError, match=r"mine.csv:2 commodity: no such row in commodities.csv \('grian'\)"
    ):
        demand_of(SMALL, table({"origin": "KZ", "destination": "AZ", "commodity": "grian", "tonnes_year": 1}))


def test_reference_network_without_rows_has_no_demand(reference: Network) -> None:
    empty = reference.with_table(reference.tables["demand"].take([]))
    assert len(demand_of(empty)) == 0


PLACES = st.sampled_from(["KZ", "AZ", "CN", "US", "JP", "almaty", "aktau", "beyneu", "baku"])
QUANTITY = st.one_of(st.just(""), st.floats(0, 1e9).map(repr))
ROW = st.fixed_dictionaries({
    "origin": PLACES, "destination": PLACES, "commodity": st.sampled_from(["grain", "goods"]),
    "tonnes_year": QUANTITY, "teu_year": QUANTITY, "value_usd_year": st.floats(1, 1e9).map(repr),
    "empty_return": st.sampled_from(["yes", "no"]),
})  # fmt: skip


@given(rows=st.lists(ROW, max_size=8))
def test_placed_and_unmatched_add_up_to_the_table(rows: list[dict[str, object]]) -> None:
    flows = table(*({**row, "note": n, "source": f"s{n}"} for n, row in enumerate(rows)))
    demand = demand_of(SMALL, flows)
    for number, row in enumerate(rows):
        tonnes, teu = (float(str(row[name]) or "nan") for name in ("tonnes_year", "teu_year"))
        capacity = np.fmax(tonnes, teu * 10)  # 10 t per TEU in the small network
        goods = 0.0 if row["empty_return"] == "yes" else teu * 10 if math.isnan(tonnes) else tonnes
        lost = [one for one in demand.unmatched if one["id"] == f"r{number}"]
        mine = demand.basis == number
        if math.isnan(capacity):
            assert not mine.any()
            assert [(one["tonnes_year"], one["value_usd_year"]) for one in lost] == [
                (None, float(str(row["value_usd_year"])))
            ]
            continue
        for name, total in (("tonnes_year", goods), ("capacity_t_year", capacity)):
            found = math.fsum([*getattr(demand, name)[mine], *(one[name] for one in lost)])
            assert math.isclose(found, total, rel_tol=1e-12, abs_tol=1e-300)
    assert (demand.capacity_t_year > 0).all()
    assert (demand.origin != demand.destination).all()
    assert all(demand.equipment)
