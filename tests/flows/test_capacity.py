"""What shares a capacity, and in which unit."""

from __future__ import annotations

import math

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.flows.assumptions import assumed
from landlink.flows.capacity import HOURS_PER_YEAR, capacities, tonnes_a_year
from landlink.flows.graph import flow_graph
from landlink.flows.problem import BPR, CONSTANT, QUEUE
from landlink.flows.split import OUT, split
from landlink.flows.testing import small_flows
from landlink.network import Network
from landlink.network.arcs import Kind
from landlink.testing import small_network, with_cell

NETWORK, _ = small_flows()
GRAPH = flow_graph(NETWORK)
HELD = capacities(GRAPH)


def row(what: str, key: str, direction: str = "") -> int:
    return next(
        n
        for n, one in enumerate(HELD.rows)
        if (one["what"], one["id"]) == (what, key) and direction in ("", one["direction"])
    )


def test_units() -> None:
    train, wagon, truck = Network.reference().assumptions["train_net_t"], 60.0, 20.0
    assert "train_net_t" not in NETWORK.assumptions
    assert assumed(NETWORK, "train_net_t") == train  # a network without the row takes that of the reference
    assert tonnes_a_year(NETWORK, 2.5, "Mt/year") == 2.5e6
    assert tonnes_a_year(NETWORK, 1000, "TEU/year") == 10_000
    assert tonnes_a_year(NETWORK, 10, "wagons/day") == pytest.approx(10 * wagon * 365.25)
    assert tonnes_a_year(NETWORK, 10, "trucks/day") == pytest.approx(10 * truck * 365.25)
    assert tonnes_a_year(NETWORK, 10, "trains/day") == pytest.approx(10 * train * 365.25)
    assert tonnes_a_year(NETWORK, 10, "trains/day", trains=2) == pytest.approx(20 * train * 365.25)
    boxes = assumed(NETWORK, "train_capacity_teu") * 10
    assert tonnes_a_year(NETWORK, 10, "trains/day", boxes=True) == pytest.approx(10 * boxes * 365.25)
    assert tonnes_a_year(NETWORK, math.nan, "Mt/year") == math.inf
    with pytest.raises(LandlinkError, match="no capacity in 'cartloads'"):
        tonnes_a_year(NETWORK, 1, "cartloads")


def test_a_link_is_shared_by_both_directions_all_equipment_and_services() -> None:
    its = HELD.main == row("link", "rail-almaty-beyneu")
    assert set(GRAPH.backward[its].tolist()) == {0, 1}
    assert set(GRAPH.vehicle[its].tolist()) == {0, 1}  # 40ft and wagons; trucks take the road
    assert {-1, 0} <= set(GRAPH.service[its].tolist())  # ordinary trains and the block train
    link = NETWORK.links.index()["rail-almaty-beyneu"]
    assert its.sum() == ((GRAPH.link == link) & (GRAPH.kind == Kind.MOVE)).sum()


def test_a_crossing_has_its_capacity_in_each_direction() -> None:
    its = HELD.main == row("crossing", "khorgos-rail-west")
    assert set(GRAPH.kind[its].tolist()) == {int(Kind.BORDER)}
    assert set(GRAPH.backward[its].tolist()) == {0}


def test_rows_of_one_figure_at_a_place_share_it() -> None:
    network = with_cell(NETWORK, "transfers", "aktau-ferry", "capacity", 9)
    network = with_cell(network, "transfers", "aktau-ferry", "capacity_unit", "TEU/year")
    graph = flow_graph(network)
    held = capacities(graph)
    number = next(n for n, one in enumerate(held.rows) if one["id"] == "aktau:transhipment")
    its = held.main == number
    assert its.any()
    assert set(graph.kind[its].tolist()) == {int(Kind.TRANSHIPMENT)}
    assert {graph.vehicles[n] for n in graph.vehicle[its].tolist()} == {"40ft"}  # the row is for these
    ferry = 2
    assert set(graph.mode[its].tolist()) == {ferry}  # and for what comes by rail and goes by ferry


def test_reference_terminals_share_one_figure_over_directions_and_sizes() -> None:
    graph = flow_graph(Network.reference(), ("40ft", "20ft"))
    held = capacities(graph)
    alat = [n for n, one in enumerate(held.rows) if one["id"] == "alat:transhipment"]
    assert len(alat) == 1
    its = held.main == alat[0]
    assert set(graph.vehicle[its].tolist()) == {0, 1}
    assert len(set(graph.mode[its].tolist())) > 1  # to rail, to road, to sea


def test_a_service_offers_its_departures() -> None:
    number = row("service", "ferry", "forward")
    departures = HOURS_PER_YEAR / 24
    assert HELD.rows[number]["capacity_t_year"] == pytest.approx(100 * 10 * departures)
    assert HELD.resources.limit[number] == HELD.rows[number]["capacity_t_year"]
    vehicles = {GRAPH.vehicles[n] for n in GRAPH.vehicle[HELD.service == number].tolist()}
    assert vehicles == {"40ft", "wagon", "truck"}


def test_hops_between_calls_are_one_resource() -> None:
    network = with_cell(small_network(), "services", "block-train", "capacity", 80)
    network = with_cell(network, "services", "block-train", "capacity_unit", "TEU")
    held = capacities(flow_graph(network))
    # urumqi |~altynkol| almaty | (beyneu is passed) | aktau: two runs a direction
    assert [one["hop"] for one in held.rows] == [
        "rail-urumqi-khorgos", "rail-almaty-beyneu", "rail-altynkol-almaty", "rail-beyneu-aktau",
    ]  # fmt: skip
    service, links = network.services.index()["block-train"], network.links.index()
    same = {held.hop[service, links[name], 0] for name in ("rail-almaty-beyneu", "rail-beyneu-aktau")}
    assert len(same) == 1


def test_delay_functions_by_kind() -> None:
    kinds = {one["what"]: int(HELD.resources.kind[n]) for n, one in enumerate(HELD.rows)}
    assert kinds == {"link": BPR, "crossing": QUEUE, "terminal": QUEUE, "service": CONSTANT}
    number = row("crossing", "khorgos-rail-west")  # 4 trains a day: 6 hours each, exponential
    assert HELD.resources.a[number] == pytest.approx(6.0, rel=1e-3)
    link = row("link", "rail-almaty-beyneu")
    assert HELD.resources.free_h[link] == GRAPH.time_h[HELD.main == link].min()


def test_a_link_across_a_border_is_a_queue_of_both_directions() -> None:
    border = NETWORK.crossings.text("link")[0]
    network = with_cell(
        with_cell(NETWORK, "links", border, "capacity", 2), "links", border, "capacity_unit", "Mt/year"
    )
    graph = flow_graph(network)
    held = capacities(graph)
    number = next(n for n, one in enumerate(held.rows) if (one["what"], one["id"]) == ("link", border))
    its = held.main == number
    assert set(graph.backward[its].tolist()) == {0, 1}
    assert held.resources.kind[number] == QUEUE
    assert held.resources.free_h[number] == 0
    assert (held.free_h[its] == 0).all()  # all of the running time stays outside the queue
    one_h = HOURS_PER_YEAR * held.rows[number]["customer_t"] / 2e6
    spread = assumed(network, "delay_crossing_variation")
    assert held.resources.a[number] == pytest.approx(one_h * (1 + spread**2) / 2)


def test_ships_are_the_services_by_sea_and_ferry() -> None:
    network = with_cell(NETWORK, "services", "block-train", "capacity", 80)
    graph = flow_graph(with_cell(network, "services", "block-train", "capacity_unit", "TEU"))
    for limits, hard in ((("ships",), {"ferry"}), (("services",), {"ferry", "block-train"}), ((), set())):
        held = capacities(graph, limits)
        limit = held.resources.limit
        assert {one["id"] for n, one in enumerate(held.rows) if np.isfinite(limit[n])} == hard


@pytest.mark.parametrize("limit", ["services", "terminals", "crossings", "links"])
def test_limits_are_what_is_asked_for(limit: str) -> None:
    held = capacities(GRAPH, [limit])
    hard = {f"{one['what']}s" for n, one in enumerate(held.rows) if np.isfinite(held.resources.limit[n])}
    assert hard == {limit}


def test_unknown_words() -> None:
    with pytest.raises(LandlinkError, match="no limit 'boats'"):
        capacities(GRAPH, ["boats"])
    with pytest.raises(LandlinkError, match=r"services.csv: ferry has a capacity in 'pallets'"):
        capacities(flow_graph(with_cell(NETWORK, "services", "ferry", "capacity_unit", "pallets")))


def test_split_arcs_have_one_resource_and_both_are_passed() -> None:
    network = with_cell(NETWORK, "services", "block-train", "capacity", 80)
    graph = flow_graph(with_cell(network, "services", "block-train", "capacity_unit", "TEU"))
    held = capacities(graph)
    both = np.flatnonzero((held.main >= 0) & (held.service >= 0))
    assert len(both)
    done = split(graph, held, np.array([[0, 1]]))
    tails = np.repeat(np.arange(len(done.indptr) - 1), np.diff(done.indptr))
    for arc in both.tolist():
        (first,), (second,) = np.flatnonzero(done.arc == arc), np.flatnonzero(done.half == arc)
        assert (tails[first], done.heads[second]) == (graph.tails[arc], graph.heads[arc])
        assert done.heads[first] == tails[second]
        assert (done.resource[first], done.resource[second]) == (held.main[arc], held.service[arc])
    assert (done.arc == OUT).sum() == 1
    assert len(done.arc) == len(graph) + len(both) + 1
