"""Timetables and opening hours in the virtual network."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from landlink.network import Cargo, Network
from landlink.network.arcs import Kind
from landlink.network.changes import Change
from landlink.network.problems import NetworkError
from landlink.network.scenario import apply
from landlink.network.timing import Dates, zone_of
from landlink.network.virtual import SearchGraph, build
from landlink.testing import small_network, with_cell, with_rows

DATES = Dates(datetime(2026, 3, 2, tzinfo=UTC), 24 * 14)
SMALL = small_network()


def ferry(network: Network) -> SearchGraph:
    return build(network, Cargo(), DATES)


def waits(graph: SearchGraph, service: str, place: str) -> list[int]:
    arcs, nodes = graph.arcs, graph.network.nodes.text("id")
    row = graph.network.services.index()[service]
    return [
        arc
        for arc in np.flatnonzero((arcs.kind == Kind.WAIT) & (arcs.service == row)).tolist()
        if nodes[int(arcs.node[arc])] == place
    ]


def moves(graph: SearchGraph, service: str) -> list[tuple[float, float, float, float]]:
    arcs = graph.arcs
    row = graph.network.services.index()[service]
    own = np.flatnonzero((arcs.kind == Kind.MOVE) & (arcs.service == row) & (arcs.backward == 0))
    names = ("time_h", "cost_usd", "co2e_kg", "time_var_h2")
    return sorted(tuple(float(getattr(arcs, name)[arc]) for name in names) for arc in own)  # type: ignore[misc]


def test_without_rows_nothing_changes() -> None:
    plain, dated = build(SMALL, Cargo()), ferry(SMALL)
    assert plain.timing is None
    assert dated.timing is not None
    assert all(dated.timing.departures(arc) is None for arc in range(len(dated.arcs)))
    for name in ("tail", "head", "time_h", "cost_usd", "time_var_h2"):
        np.testing.assert_array_equal(getattr(plain.arcs, name), getattr(dated.arcs, name))


def test_a_timetable_replaces_the_headway_in_its_direction() -> None:
    graph = ferry(with_rows(SMALL, "timetables", "a,ferry,08:00", days="thu"))
    (there,), (back,) = waits(graph, "ferry", "aktau"), waits(graph, "ferry", "alat")
    assert graph.timing is not None
    hours = graph.timing.departures(there)
    assert hours is not None
    assert hours.tolist() == [3 * 24 + 3, 10 * 24 + 3]  # 08:00 in Aktau is 03:00 UTC
    assert graph.arcs.time_h[there] == 0
    assert graph.timing.departures(back) is None
    assert graph.arcs.time_h[back] == 24


def test_departures_that_differ_are_runs_of_their_own() -> None:
    network = with_rows(SMALL, "timetables", "a,ferry,08:00", "b,ferry,20:00", days="mon")
    network = with_cell(network, "timetables", "b", "price_factor", 0.5)
    network = with_cell(network, "timetables", "b", "co2e_factor", 0.8)
    network = with_cell(network, "timetables", "b", "time_h", 40.0)
    network = with_cell(network, "timetables", "b", "cv", 0.1)
    graph = ferry(network)
    assert len(waits(graph, "ferry", "aktau")) == 2
    base = moves(ferry(SMALL), "ferry")[0]
    slow = (40.0, base[1] * 0.5, base[2] * 0.8, 0.1**2 * 24 * 40.0)
    assert moves(graph, "ferry") == [pytest.approx(base), pytest.approx(slow)]


def test_departures_that_are_alike_are_one_run() -> None:
    graph = ferry(with_rows(SMALL, "timetables", "a,ferry,08:00", "b,ferry,20:00", days="mon"))
    (there,) = waits(graph, "ferry", "aktau")
    assert graph.timing is not None
    hours = graph.timing.departures(there)
    assert hours is not None
    assert hours.tolist() == [3, 15, 171, 183]


def test_own_price_of_a_departure() -> None:
    network = with_rows(SMALL, "timetables", "a,ferry,08:00", price_usd_40ft="700")
    assert moves(ferry(network), "ferry")[0][1] == pytest.approx(700)


def test_a_later_stop_follows_after_the_running_time() -> None:
    network = with_rows(SMALL, "timetables", "a,block-train,08:00", days="mon")
    graph = ferry(network)
    assert graph.timing is not None
    first, second = (
        graph.timing.departures(waits(graph, "block-train", place)[0]) for place in ("urumqi", "almaty")
    )
    assert first is not None
    assert second is not None
    arcs = graph.arcs
    row = graph.network.services.index()["block-train"]
    link = graph.network.links.index()
    run = [
        float(arcs.time_h[arc])
        for arc in range(len(arcs))
        if arcs.service[arc] == row
        and not arcs.backward[arc]
        and arcs.kind[arc] in (Kind.MOVE, Kind.BORDER, Kind.GAUGE_CHANGE)
        and (
            arcs.link[arc]
            in [link[k] for k in ("rail-urumqi-khorgos", "rail-khorgos-altynkol", "rail-altynkol-almaty")]
            or (arcs.kind[arc] == Kind.GAUGE_CHANGE)
        )
    ]
    # The train changes gauge once on the way there; the way back is a run of its own.
    forward = sum(run) - sum(
        float(arcs.time_h[arc])
        for arc in np.flatnonzero((arcs.kind == Kind.GAUGE_CHANGE) & (arcs.service == row))[1:]
    )
    np.testing.assert_allclose(second[-len(first) :], first + forward)


def test_a_train_that_left_before_the_goods_were_ready_still_calls_later() -> None:
    """Ready a day after Monday's train left Urumqi, the goods in Almaty get that train, not the next."""
    network = with_rows(SMALL, "timetables", "a,block-train,08:00", days="mon")
    monday = build(network, Cargo(), DATES).timing
    graph = build(network, Cargo(), Dates(datetime(2026, 3, 3, tzinfo=UTC), 24 * 14))
    (there,) = waits(graph, "block-train", "almaty")[:1]
    (first,) = waits(graph, "block-train", "urumqi")[:1]
    assert graph.timing is not None
    assert monday is not None
    before, after = monday.departures(there), graph.timing.departures(there)
    leaves = graph.timing.departures(first)
    assert before is not None
    assert after is not None
    assert leaves is not None
    of_monday = [hour - 24 for hour in before.tolist() if hour >= 24]
    assert after.tolist()[: len(of_monday)] == pytest.approx(of_monday)
    assert 0 <= after[0] < 6 * 24  # before next Monday's train has even left
    assert leaves[0] >= 0


def test_a_row_at_a_later_stop_comes_before_the_running_time() -> None:
    network = with_rows(SMALL, "timetables", "a,block-train,08:00", "b,block-train,09:00", days="mon")
    network = with_cell(network, "timetables", "b", "stop", "almaty")
    graph = ferry(network)
    assert graph.timing is not None
    second = graph.timing.departures(waits(graph, "block-train", "almaty")[0])
    assert second is not None
    assert second.tolist() == [4, 172]


def test_opening_hours_of_a_crossing_are_in_the_zone_that_one_comes_from() -> None:
    network = with_rows(SMALL, "opening_hours", "a,10:00,18:00", crossing="khorgos-rail-west")
    graph = ferry(network)
    assert graph.timing is not None
    found = {arc: graph.timing.opening(arc) for arc in range(len(graph.arcs))}
    its = [arc for arc, windows in found.items() if windows is not None]
    assert {network.crossings.text("id")[int(graph.arcs.crossing[arc])] for arc in its} == {
        "khorgos-rail-west"
    }
    windows = found[its[0]]
    assert windows is not None
    assert windows[0].tolist() == [2, 10]  # 10:00 in Khorgos, China, is 02:00 UTC


def test_hours_of_one_operation_come_before_those_of_all() -> None:
    network = with_rows(SMALL, "opening_hours", "a,08:00,18:00", "b,00:00,24:00", node="aktau")
    network = with_cell(network, "opening_hours", "b", "operation", "load")
    graph = ferry(network)
    assert graph.timing is not None
    lengths = {
        Kind(int(graph.arcs.kind[arc])).label: len(windows)
        for arc in range(len(graph.arcs))
        if (windows := graph.timing.opening(arc)) is not None
    }
    assert lengths == {"load": 1, "unload": 14, "transhipment": 14}


def changed(network: Network, **change: object) -> Network:
    return apply(network, [Change.model_validate(change)])


ROW = {"id": "a", "service": "ferry", "departs": "08:00", "source": "example", "quality": "derived"}


def test_scenarios_add_departures_and_slow_and_remove_them() -> None:
    added = changed(SMALL, add={"timetables": [{**ROW, "time_h": 40, "price_usd_40ft": 700}]})
    base = moves(ferry(added), "ferry")[0]
    assert base[:2] == pytest.approx((40, 700))
    slow = changed(added, slow={"services": ["ferry"], "factor": 2})
    dear = changed(slow, reprice={"services": ["ferry"], "factor": 3})
    assert moves(ferry(dear), "ferry")[0][:2] == pytest.approx((80, 2100))
    gone = changed(added, remove={"services": ["ferry"]})
    assert len(gone.tables["timetables"]) == 0
    assert ferry(gone).timing is not None


def test_opening_hours_go_with_their_crossing() -> None:
    network = with_rows(SMALL, "opening_hours", "a,10:00,18:00", crossing="khorgos-rail-west")
    gone = changed(network, remove={"crossings": ["khorgos-rail-west"]})
    assert len(gone.tables["opening_hours"]) == 0


def test_an_added_departure_of_an_unknown_service_is_refused() -> None:
    with pytest.raises(NetworkError, match="no such row in services"):
        changed(SMALL, add={"timetables": [{**ROW, "service": "ferri"}]})


def test_a_zone_of_its_own_comes_first() -> None:
    network = with_cell(SMALL, "nodes", "aktau", "timezone", "Europe/Riga")
    assert zone_of(network, network.nodes.index()["aktau"]) == "Europe/Riga"
