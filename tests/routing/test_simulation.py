"""What a simulation promises: its moments, its seed, its order, its causes, and clear errors."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.network import Cargo, Network
from landlink.network.virtual import build
from landlink.routing import Constraints, When, route, route_dated, simulate
from landlink.routing.provenance import rows_of
from landlink.routing.routes import route_on
from landlink.routing.simulation import Simulation
from landlink.routing.simulation_operations import Operation, drawn, total_moments
from landlink.routing.simulation_route import operations_of
from landlink.testing import with_cell

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.network.virtual import SearchGraph
    from landlink.routing import Routes

HUBS = ("xian", "almaty", "tashkent", "moscow", "duisburg", "istanbul", "poti", "tehran", "ashgabat", "aktau")


@pytest.fixture(scope="module")
def caspian(small: Network) -> Routes:
    """Return a route with block train, wait, ferry and ordinary train."""
    return route(small, "Urumqi", "Baku", Cargo(), criteria=["time"])


def operations() -> st.SearchStrategy[list[Operation]]:
    times = st.builds(
        lambda mean, cv: Operation("move", mean, (mean * cv) ** 2, "KZ rail"),
        st.floats(0.5, 200), st.floats(0, 2),
    )  # fmt: skip
    waits = st.builds(
        lambda headway, cv: Operation("wait", 0, 0, "KZ rail", headway=(headway, cv)),
        st.floats(1, 200), st.floats(0, 1.5),
    )  # fmt: skip
    ships = st.builds(
        lambda share: Operation("wait", 0, 0, headway=(24.0, 0.5), closure=(share, 48.0, 0.5)),
        st.floats(0, 0.9),
    )
    tabled = st.builds(
        lambda gaps: Operation("wait", 0, 0, departures=np.cumsum(gaps)),
        st.lists(st.floats(1, 100), min_size=2, max_size=5),
    )
    return st.lists(st.one_of(times, waits, ships, tabled), min_size=1, max_size=6)


def held(ops: list[Operation], runs: int = 400, seed: int = 3) -> Simulation:
    times, missed = drawn(ops, runs, seed)
    return Simulation(
        runs, seed, tuple(one.kind for one in ops), ("",) * len(ops), times, missed, None, total_moments(ops)
    )


def test_moments_agree_with_the_search_on_many_routes(reference: Network) -> None:
    """Undated and without storms: mean and variance within 4 standard errors, on routes of all kinds."""
    index = reference.nodes.index()
    graph, rows = build(reference, Cargo()), rows_of(reference)
    runs, seen = 20_000, 0
    for number, start in enumerate(HUBS):
        for end in HUBS[number + 1 :: 2]:
            found = route_on(
                graph, rows, index[start], index[end], Constraints(), ("time_h", "cost_usd"), 0.05
            )
            for one in found.routes[:3]:
                done = simulate(one, graph, runs=runs, seed=number)
                total = done.total_h
                assert done.exact is not None
                assert done.exact == pytest.approx((one.totals["time_h"], one.totals["time_var_h2"]))
                assert abs(total.mean() - done.exact[0]) < 4 * done.mean_se_h
                error = ((total - total.mean()) ** 2).std() / math.sqrt(runs)
                assert abs(total.var() - done.exact[1]) < 4 * error
                seen += 1
    assert seen > 40


def test_the_seed_decides_and_a_long_simulation_begins_like_a_short_one(caspian: Routes) -> None:
    one = caspian.routes[0]
    short, long = (simulate(one, caspian.graph, runs=runs, seed=5) for runs in (500, 3000))
    assert short.times_h.tolist() == long.times_h[:, :500].tolist()
    assert simulate(one, caspian.graph, runs=500, seed=6).times_h.tolist() != short.times_h.tolist()


def test_the_same_bits_from_many_threads(caspian: Routes) -> None:
    def once(_: int) -> dict[str, Any]:
        return simulate(caspian.routes[0], caspian.graph, runs=2000, seed=9, storms=1).to_dict()

    with ThreadPoolExecutor(4) as pool:
        shown = list(pool.map(once, range(8)))
    assert all(one == shown[0] for one in shown)


@given(operations())
def test_quantiles_are_in_order_and_the_chance_grows_with_the_deadline(ops: list[Operation]) -> None:
    done = held(ops)
    quantiles = [done.quantile_h(share) for share in (0.2, 0.5, 0.8, 0.95)]
    assert quantiles == sorted(quantiles)
    deadlines = np.linspace(0, 1.1 * done.total_h.max(), 12)
    chances = [done.chance(float(deadline))[0] for deadline in deadlines]
    assert chances == sorted(chances)
    assert chances[-1] == 1


@given(operations())
def test_shares_add_up_and_delays_are_of_the_late(ops: list[Operation]) -> None:
    done = held(ops)
    shares = done.shares()
    assert shares.sum() == pytest.approx(1 if done.sd_h > 1e-3 else 0, abs=1e-6 if done.sd_h > 1e-3 else 1)
    late = done.total_h > done.late_after_h
    if late.any():
        later = done.late_delays_h() + np.median(done.times_h, axis=1)
        assert later.sum() == pytest.approx(done.total_h[late].mean())


@given(operations(), st.floats(0, 50), st.floats(0, 1))
def test_one_more_leg_never_arrives_earlier(ops: list[Operation], mean: float, cv: float) -> None:
    more = [*ops, Operation("move", mean, (mean * cv) ** 2)]
    assert (held(more).total_h >= held(ops).total_h).all()


@given(operations(), st.floats(0, 100))
def test_who_starts_later_never_overtakes(ops: list[Operation], hours: float) -> None:
    """A first leg without spread shifts every arrival; nobody gets in front by missing a ship."""
    now = [Operation("load", 1.0, 0), *ops]
    later = [Operation("load", 1.0 + hours, 0), *ops]
    assert (held(later).total_h >= held(now).total_h - 1e-6).all()


def test_storms_are_drawn_when_a_month_is_asked_for_and_only_then(caspian: Routes) -> None:
    one, graph = caspian.routes[0], caspian.graph
    calm, january, june = (simulate(one, graph, storms=month) for month in (None, 1, 6))
    assert calm.note == ""
    assert june.note == "Caspian ferry: closures in month 6 are not known, none is drawn."
    assert june.times_h.tolist() == calm.times_h.tolist()
    assert "are drawn (Caspian)" in january.note
    assert calm.exact is not None
    assert january.exact is not None
    # Half of January in spells of 48 h, as long again: 0.5 x 48 h on average.
    assert january.exact[0] - calm.exact[0] == pytest.approx(24)
    assert abs(january.mean_h - january.exact[0]) < 4 * january.mean_se_h


def test_storms_do_not_count_twice(reference: Network) -> None:
    """With storms apart, the headway varies no more than in calm weather."""
    by_ship = Constraints(avoid_countries=("RU", "IR", "TM"))
    found = route(reference, "Aktau", "Alat", Cargo(), criteria=["time"], constraints=by_ship)
    ships = [
        [one for one in operations_of(found.routes[0], found.graph, month).operations if one.headway]
        for month in (None, 1)
    ]
    assert ships[0][0].headway == (36, 1.0)
    assert ships[1][0].headway == (36, 0.6)
    assert ships[1][0].closure == (0.32, 128, 0.29)


def test_the_month_of_a_dated_shipment_is_that_in_which_the_ship_leaves(caspian: Routes) -> None:
    one, graph = caspian.routes[0], caspian.graph
    december = datetime(2026, 12, 30, tzinfo=UTC)
    assert "month 1 are drawn" in simulate(one, graph, storms=december).note
    assert "month 12 are not known" in simulate(one, graph, storms=datetime(2026, 12, 1, tzinfo=UTC)).note


def test_correlation_is_an_assumption_of_the_network(small: Network, caspian: Routes) -> None:
    one = caspian.routes[0]
    assert "delay_correlation" not in small.assumptions
    free = simulate(one, caspian.graph)
    tied = simulate(one, caspian.graph, correlation=0.5)
    assert free.exact is not None
    assert tied.exact is not None
    assert tied.exact[1] > free.exact[1]
    assert tied.note == "Delays in one country and mode are correlated by 0.5."
    network = with_cell(Network.reference(), "assumptions", "delay_correlation", "value", 0.5)
    found = route(network, "Almaty", "Aktau", criteria=["time"])
    asked = simulate(found.routes[0], found.graph, correlation=0.5)
    assert simulate(found.routes[0], found.graph).times_h.tolist() == asked.times_h.tolist()


@dataclass
class Timing:
    """Timetables and openings as a dated search attaches them to its graph."""

    of_arc: dict[int, NDArray[np.float64]] = field(default_factory=dict)
    open_at: dict[int, NDArray[np.float64]] = field(default_factory=dict)

    def departures(self, arc: int) -> NDArray[np.float64] | None:
        return self.of_arc.get(arc)

    def opening(self, arc: int) -> NDArray[np.float64] | None:
        return self.open_at.get(arc)


def dated(graph: SearchGraph, timing: Timing) -> SearchGraph:
    changed = replace(graph)
    object.__setattr__(changed, "timing", timing)
    return changed


def test_timetables_and_openings_of_the_graph_are_used(caspian: Routes) -> None:
    one, graph = caspian.routes[0], caspian.graph
    kinds = graph.arcs.kind[one.arcs]
    wait = int(one.arcs[np.flatnonzero(kinds == 1)[-1]])
    border = int(one.arcs[np.flatnonzero(kinds == 3)[0]])
    timing = Timing(
        {wait: np.arange(1000.0, 5000.0, 168.0)}, {border: np.array([[500.0, 510.0], [524.0, 534.0]])}
    )
    done = simulate(one, dated(graph, timing), runs=2000)
    assert done.exact is None
    assert done.to_dict()["analytic"] is None
    row = [leg.kind for leg in one.legs].index("border")
    before = done.times_h[:row].sum(axis=0)
    assert (before + done.times_h[row] >= 500).all()
    assert np.isfinite(done.missed).sum() == 1
    assert done.total_h.min() > 1000


@pytest.mark.parametrize("ends", [("Almaty", "Bishkek"), ("Almaty", "Tashkent"), ("Tashkent", "Istanbul")])
def test_rests_of_a_driver_are_not_counted_twice(reference: Network, ends: tuple[str, str]) -> None:
    """With rules of rest a road is driven without the rests that its ordinary speed holds."""
    when = When("2026-03-02 08:00", rules=("aetr",))
    found = route_dated(reference, *ends, Cargo("trucks"), when=when, criteria=("time",))
    one = found.routes[0]
    assert any(leg.rest_h for leg in one.legs)
    done = simulate(one, found.graph, runs=20_000)
    assert abs(done.mean_h - one.totals["time_h"]) < 4 * done.mean_se_h + 0.1


def test_to_dict_keeps_the_promise_of_results(caspian: Routes) -> None:
    one = caspian.routes[0]
    shown = simulate(one, caspian.graph, deadline_h=300, seed=4).to_dict()
    assert {
        "runs", "seed", "mean_h", "sd_h", "p20_h", "p50_h", "p80_h", "p95_h", "deadline_h", "deadline_chance",
        "causes", "note",
    } <= set(shown)  # fmt: skip
    assert [cause["leg"] for cause in shown["causes"]] == list(range(len(one.legs)))
    assert [cause["kind"] for cause in shown["causes"]] == [leg.kind for leg in one.legs]
    assert sum(cause["share"] for cause in shown["causes"]) == pytest.approx(1, abs=1e-4)
    assert 0 < shown["deadline_chance"] < 1
    assert shown["deadline_chance_se"] == pytest.approx(
        math.sqrt(shown["deadline_chance"] * (1 - shown["deadline_chance"]) / 10_000), abs=1e-6
    )


def test_late_runs_are_those_after_the_deadline_if_some_are(caspian: Routes) -> None:
    one, graph = caspian.routes[0], caspian.graph
    assert simulate(one, graph, deadline_h=250).late_after_h == 250
    done = simulate(one, graph, deadline_h=1e6)
    assert done.late_after_h == done.quantile_h(0.8)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"runs": 0}, "one run or more, not 0"),
        ({"runs": 10**9}, "too many; at most"),
        ({"deadline_h": -1.0}, "after the goods are ready"),
        ({"deadline_h": math.nan}, "after the goods are ready"),
        ({"storms": 13}, "1 to 12, not 13"),
        ({"storms": 0}, "1 to 12, not 0"),
        ({"correlation": 1.5}, "between 0 and 1, not at 1.5"),
    ],
)
def test_numbers_that_make_no_sense_are_refused(caspian: Routes, asked: Any, message: str) -> None:  # noqa: ANN401
    with pytest.raises(LandlinkError, match=message):
        simulate(caspian.routes[0], caspian.graph, **asked)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"mean_h": -1.0}, "at or above zero"),
        ({"var_h2": math.nan}, "at or above zero"),
        ({"departures": np.array([])}, "one departure or more"),
        ({"departures": np.array([3.0, 1.0])}, "in order of time"),
        ({"departures": np.array([3.0])}, "give more departures or a headway"),
        ({"opening": np.zeros((0, 2))}, "one or more, in order"),
        ({"opening": np.array([[4.0, 2.0]])}, "one or more, in order"),
        ({"closure": (1.0, 48.0, 0.5)}, "never opens"),
    ],
)
def test_an_operation_that_cannot_be_is_refused(more: Any, message: str) -> None:  # noqa: ANN401
    with pytest.raises(LandlinkError, match=message):
        Operation(**{"kind": "wait", "mean_h": 1.0, "var_h2": 1.0, **more})


def test_what_is_certain_has_one_arrival_and_no_cause() -> None:
    done = held([Operation("load", 6, 0), Operation("move", 48, 0)], runs=50)
    shown = done.to_dict()
    assert (shown["mean_h"], shown["sd_h"], shown["p20_h"], shown["p95_h"]) == (54, 0, 54, 54)
    assert [cause["share"] for cause in shown["causes"]] == [0, 0]
    assert [cause["mean_delay_h"] for cause in shown["causes"]] == [0, 0]
    assert done.chance(54) == (1, 0)


def test_a_wait_for_a_timetable_takes_up_what_came_before() -> None:
    """Its share of the spread is below zero: a late truck waits less for the same ship."""
    ops = [Operation("move", 48, 16), Operation("wait", 0, 0, departures=np.array([72.0, 240.0]))]
    done = held(ops, runs=2000)
    assert np.cov(done.times_h)[0, 1] < 0
    assert done.total_h.tolist() == [72.0] * 2000
