"""The graph of flows holds each virtual network, and nothing else."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.flows.graph import allowed, flow_graph, generalised_usd_t, value_of_time
from landlink.network import Cargo, Network
from landlink.network.table import Table
from landlink.network.virtual import build
from landlink.routing.constraints import Constraints
from landlink.routing.skims import skim
from landlink.routing.trees import shortest_paths
from landlink.testing import small_network, with_cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.graph import FlowGraph
    from landlink.network.table import Column

SMALL = small_network()
GRAPH = flow_graph(SMALL)
CARGO = {
    "40ft": (Cargo("containers", units=1), 20.0),
    "wagon": (Cargo("wagons"), 60.0),
    "truck": (Cargo("trucks"), 20.0),
}
KINDS = ("kind", "mode", "node", "link", "service", "crossing", "backward", "time_h", "time_var_h2")


def commodities(value: list[float], share: list[float]) -> Network:
    columns: dict[str, Column] = {
        "id": [f"good-{i}" for i in range(len(value))],
        "value_usd_per_t": np.array(value),
        "time_value_share_per_day": np.array(share),
    }
    return SMALL.with_table(Table("commodities", columns, list(range(len(value))), "commodities.csv"))


def least(graph: FlowGraph, equipment: str, avoid: str = "", usd_t_h: float = 0.1) -> NDArray[np.float64]:
    """Return the least generalised cost of all pairs of places in USD per tonne."""
    kept = allowed(graph, equipment, avoid)
    cost = np.where(kept, generalised_usd_t(graph, usd_t_h), 1e12)
    places = len(graph.network.nodes)
    found = shortest_paths(graph.indptr, graph.heads, cost, range(places)).distances[:, places : 2 * places]
    return np.where(found < 1e12, found, math.inf)


def test_rows_are_sorted_by_tail() -> None:
    assert (np.diff(GRAPH.tails) >= 0).all()
    assert (np.repeat(np.arange(len(GRAPH.indptr) - 1), np.diff(GRAPH.indptr)) == GRAPH.tails).all()
    assert len(GRAPH.place) == len(GRAPH.indptr) - 1
    places = len(SMALL.nodes)
    assert not (GRAPH.heads < places).any()  # nothing leads into a place where goods are handed in
    assert not ((GRAPH.tails >= places) & (GRAPH.tails < 2 * places)).any()  # nor out of the other


@pytest.mark.parametrize("vehicle", CARGO)
def test_each_equipment_keeps_its_arcs(vehicle: str) -> None:
    cargo, payload = CARGO[vehicle]
    arcs = build(SMALL, cargo).arcs
    mine = GRAPH.vehicle == GRAPH.vehicles.index(vehicle)
    wanted = sorted(
        zip(
            *(getattr(arcs, name).tolist() for name in KINDS), (arcs.cost_usd / payload).tolist(), strict=True
        )
    )
    held = sorted(
        zip(
            *(getattr(GRAPH, name)[mine].tolist() for name in KINDS),
            GRAPH.cost_usd_t[mine].tolist(),
            strict=True,
        )
    )
    assert held == wanted


def test_vehicles_meet_only_at_the_places() -> None:
    shared = 2 * len(SMALL.nodes)
    of_vertex: dict[int, set[int]] = {}
    for ends in (GRAPH.tails, GRAPH.heads):
        for vertex, vehicle in zip(ends.tolist(), GRAPH.vehicle.tolist(), strict=True):
            of_vertex.setdefault(vertex, set()).add(vehicle)
    assert all(len(its) == 1 for vertex, its in of_vertex.items() if vertex >= shared)
    assert any(len(its) > 1 for vertex, its in of_vertex.items() if vertex < shared)


@pytest.mark.parametrize("vehicle", CARGO)
def test_costs_are_those_of_a_skim(vehicle: str) -> None:
    cargo, payload = CARGO[vehicle]
    names = SMALL.nodes.text("id")
    wanted = skim(SMALL, names, names, cargo, value_of_time_usd_per_h=0.1 * payload)["generalised_cost_usd"]
    found = least(GRAPH, vehicle)
    apart = ~np.eye(len(names), dtype=bool)
    np.testing.assert_allclose(found[apart], np.nan_to_num(wanted, nan=math.inf)[apart] / payload)


def test_the_choice_of_equipment_is_part_of_the_path() -> None:
    each = [least(GRAPH, vehicle) for vehicle in CARGO]
    np.testing.assert_array_equal(least(GRAPH, "40ft|wagon|truck"), np.minimum.reduce(each))


@settings(max_examples=25)
@given(
    avoid=st.sets(
        st.sampled_from(["KZ", "CN", "road", "ferry", "block-train", "KTZ", "aktau", "CSC"]), max_size=3
    )
)
def test_what_is_avoided_is_avoided_as_in_a_skim(avoid: set[str]) -> None:
    names = SMALL.nodes.text("id")
    groups = {
        "avoid_countries": {"KZ", "CN"}, "avoid_modes": {"road", "ferry"}, "avoid_services": {"block-train"},
        "avoid_operators": {"KTZ", "CSC"}, "avoid_nodes": {"aktau"},
    }  # fmt: skip
    words: dict[str, Any] = {name: tuple(sorted(its & avoid)) for name, its in groups.items()}
    kept = Constraints(**words)
    wanted = skim(SMALL, names, names, CARGO["40ft"][0], value_of_time_usd_per_h=2.0, constraints=kept)
    found = least(GRAPH, "40ft", "|".join(sorted(avoid)))
    apart = ~np.eye(len(names), dtype=bool)
    np.testing.assert_allclose(
        found[apart], np.nan_to_num(wanted["generalised_cost_usd"], nan=math.inf)[apart] / 20
    )


def test_value_of_time() -> None:
    network = commodities([2400, 100, math.nan, 0], [0.02, math.nan, 0.02, math.nan])
    found = value_of_time(network, [0, 1, 2, 3])
    floor = Network.reference().assumptions["time_value_floor_usd_per_t_h"]
    np.testing.assert_allclose(found, [2.0, max(100 * 0.01 / 24, floor), floor, floor])


@pytest.mark.parametrize("usd", [-1.0, math.nan, math.inf])
def test_a_value_of_time_that_makes_no_sense(usd: float) -> None:
    with pytest.raises(LandlinkError, match="value of time"):
        generalised_usd_t(GRAPH, usd)


@pytest.mark.parametrize(
    ("vehicles", "message"),
    [((), "at least one"), (("barrow",), "no equipment 'barrow'"), (("truck", "truck"), "named twice")],
)
def test_equipment_that_makes_no_sense(vehicles: tuple[str, ...], message: str) -> None:
    with pytest.raises(LandlinkError, match=message):
        flow_graph(SMALL, vehicles)


def test_words_that_make_no_sense() -> None:
    with pytest.raises(LandlinkError, match=r"20ft.*built for 40ft, wagon, truck"):
        allowed(GRAPH, "20ft")
    with pytest.raises(LandlinkError, match="cannot avoid 'Atlantis'"):
        allowed(GRAPH, "40ft", "Atlantis")


def test_a_payload_of_nothing_is_an_error() -> None:
    with pytest.raises(LandlinkError, match="payload of wagon must be above zero"):
        flow_graph(with_cell(SMALL, "assumptions", "payload_t_per_wagon", "value", 0))
