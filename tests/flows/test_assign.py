"""Assignment to the corridor network: nothing is lost, nothing is over its capacity, everybody is content."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.flows.assign import assign
from landlink.flows.compare import TABLES as COMPARED
from landlink.flows.compare import Comparison
from landlink.flows.corridors import CORRIDORS, Corridor, corridor_of, read_corridors
from landlink.flows.results import Options
from landlink.flows.results_tables import TABLES
from landlink.flows.testing import small_assigned, small_flows
from landlink.network import Network
from landlink.network.arcs import MODE_NAMES, Kind
from landlink.network.changes import Change
from landlink.network.scenario import apply

if TYPE_CHECKING:
    from landlink.flows.demand import Demand
    from landlink.flows.results import Flows

NETWORK, DEMAND = small_flows()
FINE = Options(gap=1e-8, threads=1)


def of_tonnes(tonnes: list[float]) -> Demand:
    return replace(DEMAND, tonnes_year=np.array(tonnes), capacity_t_year=np.array(tonnes))


def assert_sound(flows: Flows) -> None:
    """Assert that flows conserve goods, keep to capacities and add up in every table."""
    graph, paths, trips = flows.graph, flows.paths, flows.trips
    nodes = len(flows.network.nodes)
    for number in range(len(paths)):
        arcs = paths.arcs[paths.indptr[number] : paths.indptr[number + 1]]
        trip = paths.trip[number]
        assert graph.tails[arcs[0]] == trips.origin[trip]
        assert graph.heads[arcs[-1]] == nodes + trips.destination[trip]
        assert (graph.heads[arcs[:-1]] == graph.tails[arcs[1:]]).all()
    carried = np.bincount(paths.trip, paths.capacity_t, len(trips))
    cut = np.where(flows.has_way, 0.0, trips.capacity_t)
    np.testing.assert_allclose(carried + flows.stranded_t + cut, trips.capacity_t, rtol=1e-9)
    total = flows.summary
    parts = ("carried_t_year", "stranded_t_year", "no_way_t_year")
    assert sum(total[name] for name in parts) == pytest.approx(total["demand_t_year"], rel=1e-9)
    corridors = flows.table("corridors")
    assert sum(row["tonnes_year"] for row in corridors) == total["carried_t_year"]
    assert sum(row["capacity_t_year"] for row in corridors) == pytest.approx(carried.sum(), rel=1e-12)
    assert sum(row["carried_t_year"] for row in flows.table("pairs")) == pytest.approx(carried.sum())
    km = sum(row["tonne_km_year"] for row in flows.table("modes"))
    assert km == pytest.approx(total["tonne_km_year"])
    links = flows.table("links")
    assert sum(row["tonnes_year"] * row["length_km"] for row in links) == pytest.approx(km)
    for row in flows.table("bottlenecks"):
        if row["limit_t_year"] is not None:
            assert row["volume_t_year"] <= row["limit_t_year"] * (1 + 1e-3)
            assert row["shadow_price_usd_t"] == 0 or row["v_c"] > 0.999


@settings(max_examples=20)
@given(
    tonnes=st.lists(st.floats(1.0, 2e6), min_size=4, max_size=4),
    limits=st.sets(st.sampled_from(["ships", "services", "terminals", "crossings", "links"])),
    rationing=st.sampled_from(["price", "queue"]),
)
def test_any_demand_is_sound(tonnes: list[float], limits: set[str], rationing: str) -> None:
    options = Options(limits=tuple(sorted(limits)), gap=1e-5, rationing=rationing, threads=1)
    assert_sound(assign(NETWORK, of_tonnes(tonnes), options=options))


def test_without_a_limit_nothing_stays_behind() -> None:
    flows = assign(NETWORK, DEMAND, options=Options(limits=(), threads=1))
    assert flows.summary["stranded_t_year"] == 0
    assert flows.table("stranded") == []
    ferry = next(row for row in flows.table("services") if row["id"] == "ferry")
    assert ferry["load_factor"] > 2  # well over its slots
    assert "ferry" not in {row["id"] for row in flows.table("bottlenecks")}  # what runs as needed is none


def test_slots_go_by_price_to_the_dear_goods_and_by_queue_to_the_patient_ones() -> None:
    behind = {}
    for rationing in ("price", "queue"):
        flows = assign(NETWORK, DEMAND, options=replace(FINE, rationing=rationing))
        assert_sound(flows)
        behind[rationing] = {row["commodity"]: row["stranded_share"] for row in flows.table("stranded")}
    assert behind["price"]["grain"] == pytest.approx(1.0)
    assert behind["queue"]["machines"] == pytest.approx(1.0)
    assert behind["price"]["machines"] < 0.2
    assert behind["queue"]["grain"] < 0.5


def test_the_shadow_price_is_what_the_last_goods_would_pay() -> None:
    flows = assign(NETWORK, DEMAND, options=FINE)
    ferry = next(row for row in flows.table("bottlenecks") if row["id"] == "ferry")
    # machines are cut: carried at their way's cost plus the price, or left at three times the cost of
    # their way on the empty network
    trip = int(flows.trips.of_row[0])
    mine = flows.paths.trip == trip
    usd = flows.sums.path_usd_t[mine] + 5.0 * flows.sums.path_h[mine]
    lone = assign(NETWORK, of_tonnes([1e-3, 1e-9, 1e-9, 1e-9]), options=FINE)
    free = lone.table("pairs")[0]["generalised_usd_t"]
    assert usd.min() + ferry["shadow_price_usd_t"] == pytest.approx(3 * free, rel=1e-3)


def test_rows_of_one_trip_travel_together_in_proportion() -> None:
    rows = np.array([0, 0, 1, 2, 3])
    tonnes = np.array([300_000.0, 100_000.0, 300_000.0, 500_000.0, 50_000.0])
    twice = replace(
        DEMAND, origin=DEMAND.origin[rows], destination=DEMAND.destination[rows],
        commodity=DEMAND.commodity[rows], equipment=tuple(DEMAND.equipment[i] for i in rows),
        avoid=tuple(DEMAND.avoid[i] for i in rows), tonnes_year=tonnes, capacity_t_year=tonnes,
        basis=DEMAND.basis[rows],
    )  # fmt: skip
    once, both = (assign(NETWORK, demand, options=FINE) for demand in (DEMAND, twice))
    assert both.summary["carried_t_year"] == pytest.approx(once.summary["carried_t_year"])
    shares = [row["stranded_share"] for row in both.table("stranded") if row["commodity"] == "machines"]
    assert shares[0] == shares[1]


def test_goods_take_what_they_avoid_only_where_no_other_way_is_left() -> None:
    shy = replace(DEMAND, avoid=("road",) * len(DEMAND))
    base = assign(NETWORK, shy, options=FINE)
    assert base.summary["diverted_t_year"] == 0
    rail = np.flatnonzero((base.graph.mode == MODE_NAMES.index("rail")) & (base.graph.kind == Kind.MOVE))
    used = {base.graph.network.links.text("id")[base.graph.link[arc]] for arc in rail.tolist()}
    shut = apply(NETWORK, [Change.model_validate({"close": {"links": sorted(used)}})])
    flows = assign(shut, shy, options=FINE, start=base)
    assert_sound(flows)
    free = assign(shut, replace(shy, avoid=("",) * len(DEMAND)), options=FINE)
    assert flows.summary["carried_t_year"] == pytest.approx(free.summary["carried_t_year"], rel=1e-6)
    assert flows.summary["diverted_t_year"] == pytest.approx(flows.summary["carried_t_year"], rel=1e-6)
    assert flows.summary["carried_t_year"] > 0
    assert any("what they avoid" in note for note in flows.as_dict()["notes"])
    moved = Comparison(base, flows).summary
    assert moved["diverted_t_year"]["difference"] == pytest.approx(flows.summary["diverted_t_year"])
    assert moved["extra_tonne_days_year"]["difference"] != 0  # trips are known again under their old class


def test_what_has_no_way_and_what_goes_nowhere_are_listed() -> None:
    shut = apply(NETWORK, [Change.model_validate({"close": {"services": ["ferry"]}})])
    home = replace(DEMAND, destination=np.append(DEMAND.destination[:3], DEMAND.origin[3]))
    flows = assign(shut, home, options=FINE)
    assert_sound(flows)
    reasons = {(row["destination"], row["reason"]) for row in flows.table("unserved")}
    assert reasons == {
        ("baku", "there is no way on this network"),
        ("baku", "it begins where it ends"),
    }
    assert flows.summary["no_way_t_year"] == 900_000
    assert flows.summary["not_placed_t_year"] == 50_000


def test_empties_take_room_and_are_no_goods() -> None:
    empty = replace(DEMAND, tonnes_year=np.append(DEMAND.tonnes_year[:3], 0.0))
    flows = assign(NETWORK, empty, options=FINE)
    assert_sound(flows)
    back = next(row for row in flows.table("pairs") if row["origin"] == "AZ")
    assert (back["tonnes_year"], back["carried_t_year"]) == (0.0, 50_000)
    assert flows.trips.classes.usd_t_h[flows.trips.of_class[flows.trips.of_row[3]]] == pytest.approx(0.0228)


def test_a_path_belongs_to_the_first_corridor_that_fits() -> None:
    flows = small_assigned()
    everything = Corridor("all", "All", ("KZ|AZ",))
    paths = flows.paths
    ends = np.stack([flows.trips.origin[paths.trip], flows.trips.destination[paths.trip]], axis=1)
    for rules in ((everything, *CORRIDORS), (*CORRIDORS, everything)):
        found = corridor_of(flows.graph, rules, paths.indptr, paths.arcs, ends)
        names = {rules[number].id for number in found.tolist()}
        assert names == ({"all"} if rules[0] is everything else {"middle", "all"})
    transit = corridor_of(flows.graph, [Corridor("t", "T", ("transit:KZ",))], paths.indptr, paths.arcs, ends)
    country = np.array(NETWORK.nodes.text("country"))
    assert [number == 0 for number in transit.tolist()] == (country[ends] != "KZ").all(axis=1).tolist()
    none = corridor_of(flows.graph, [Corridor("x", "X", ("KZ",), ("KZ",))], paths.indptr, paths.arcs, ends)
    assert (none == 1).all()


def test_corridors_of_ones_own_are_checked() -> None:
    with pytest.raises(LandlinkError, match="row 1: it needs an id"):
        read_corridors([{"id": "", "through": "RU"}])
    with pytest.raises(LandlinkError, match="row 2: the id 'a' is taken"):
        read_corridors([{"id": "a", "through": "RU"}, {"id": "a", "through": "IR"}])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"limits": ("boats",)}, "no limit"),
        ({"gap": 0.0}, "gap"),
        ({"stranded_cost_factor": 0.5}, "1 or more"),
        ({"rationing": "lottery"}, "no rationing"),
    ],
)
def test_options_that_make_no_sense(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(LandlinkError, match=message):
        Options(**wrong)  # type: ignore[arg-type]


def test_results_are_plain_values() -> None:
    whole = small_assigned().as_dict()
    assert json.loads(json.dumps(whole, allow_nan=False)) == whole
    assert set(TABLES) <= set(whole)
    assert all(row["source"] and row["unit"] for row in whole["assumptions"])
    for name in TABLES:
        assert len(small_assigned().frame(name)) == len(whole[name])
    with pytest.raises(LandlinkError, match="no table 'ships'"):
        small_assigned().table("ships")


@pytest.mark.parametrize(
    "change",
    [
        {"close": {"links": ["road-altynkol-almaty"]}},
        {"slow": {"modes": ["rail"], "factor": 2}},
        {"close": {"services": ["block-train"]}},
        {"capacity": {"services": ["ferry"], "factor": 0.5}},
    ],
)
def test_a_warm_start_finds_what_a_cold_one_finds(change: dict[str, object]) -> None:
    changed = apply(NETWORK, [Change.model_validate(change)])
    base = assign(NETWORK, DEMAND, options=FINE)
    cold = assign(changed, DEMAND, options=FINE)
    warm = assign(changed, DEMAND, options=FINE, start=base)
    assert_sound(warm)
    assert warm.found.objective == pytest.approx(cold.found.objective, rel=1e-6)
    assert warm.summary["stranded_t_year"] == pytest.approx(cold.summary["stranded_t_year"], rel=1e-3)


def test_a_warm_start_on_the_same_network_is_there_at_once() -> None:
    base = assign(NETWORK, DEMAND, options=FINE)
    again = assign(NETWORK, DEMAND, options=FINE, start=base)
    assert again.found.iterations <= base.found.iterations
    assert len(again.paths) == len(base.paths)


def test_a_comparison_adds_up() -> None:
    base = small_assigned()
    shut = assign(
        apply(NETWORK, [Change.model_validate({"close": {"links": ["road-altynkol-almaty"]}})]), DEMAND,
        start=base,
    )  # fmt: skip
    found = Comparison(base, shut)
    whole = found.as_dict()
    assert json.loads(json.dumps(whole, allow_nan=False)) == whole
    corridors = found.table("corridors")
    moved = sum(row["difference_t_year"] for row in corridors)
    assert moved == pytest.approx(shut.summary["capacity_used_t_year"] - base.summary["capacity_used_t_year"])
    gone = next(row for row in found.table("links") if row["id"] == "road-altynkol-almaty")
    assert gone["scenario_t_year"] == 0
    goods = found.table("commodities")
    behind = shut.summary["stranded_t_year"] + shut.summary["no_way_t_year"]
    assert sum(row["scenario_t_year"] for row in goods) == pytest.approx(behind)
    assert math.isfinite(found.summary["extra_usd_year"]["difference"] or 0.0)
    assert all(len(found.frame(name)) == len(found.table(name)) for name in COMPARED)


def test_the_page_on_the_method_says_what_the_reference_network_gives() -> None:
    from landlink.flows.demand import demand_of  # noqa: PLC0415

    page = (Path(__file__).parents[2] / "docs" / "methods" / "flows.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| ([^|]+?) \| ([\d.,]+) (?:TEU|Mt) \|", page, flags=re.MULTILINE))
    network = Network.reference()
    flows = assign(network, demand_of(network), options=Options(gap=1e-3, threads=1))
    assert flows.found.gap <= 1e-3
    rows = {row["id"]: row for row in flows.table("corridors")}
    border = next(row for row in flows.table("links") if row["id"] == "rail-saryagash-keles")
    for name, found in (
        ("Middle, containers", rows["middle"]["teu_year"]),
        ("Middle, all cargo", rows["middle"]["capacity_t_year"] / 1e6),
        ("Northern, containers", rows["northern"]["teu_year"]),
        ("Saryagash - Keles, both ways", border["capacity_t_year"] / 1e6),
    ):
        assert float(said[name].replace(",", "")) == pytest.approx(found, rel=0.05), name
