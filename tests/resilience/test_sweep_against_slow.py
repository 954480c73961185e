"""Costs of states against Bellman-Ford and losses of cases; losses of scenarios against a plain sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.flows.demand import demand_of
from landlink.resilience.cases import Case
from landlink.resilience.failures import baseline, losses
from landlink.resilience.sweep_causes import Cause
from landlink.resilience.sweep_chunks import Intervals, chunk, intervals
from landlink.resilience.sweep_costs import Costs, Ways
from landlink.resilience.sweep_draws import YEAR_H, Events, year
from landlink.resilience.sweep_kernels import evaluate
from landlink.resilience.sweep_model import TOTALS, Model, model_of
from landlink.resilience.trips import Trips
from tests.resilience._sweeps import random_model, slow_loss_usd, state_costs

if TYPE_CHECKING:
    from landlink.network import Network


def walked(model: Model, ways: Ways, trip: int, state: int) -> float:
    """Return the increase in cost that the tree of a trip holds for a state."""
    left, at = state & int(model.bears[trip]), trip
    while need := int(ways.hit[at]) & left:
        at = int(ways.child[at])
        while int(ways.added[at]) != need:
            at = int(ways.sibling[at])
    return float(ways.cost[at] - ways.cost[trip])


@pytest.mark.tiny
@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_costs_of_all_states_against_bellman_ford(seed: int) -> None:
    model = random_model(seed)
    states = np.arange(2 ** len(model.causes))
    ways = Costs(model).of(states)
    for state in states.tolist():
        for trip, wanted in enumerate(state_costs(model, state).tolist()):
            if not np.isnan(wanted):
                assert walked(model, ways, trip, state) == pytest.approx(wanted), (state, trip)


def test_costs_of_states_of_the_reference_network_against_losses_of_cases(reference: Network) -> None:
    model = model_of(reference, demand_of(reference))
    random = np.random.default_rng(4)
    states = [int(one) for one in random.integers(1, 2 ** len(model.causes), 4)]
    ways = Costs(model).of(np.array(states))
    base = baseline(model.trips)
    closures = [number for number, cause in enumerate(model.causes) if cause.kind != "slowdown"]
    only = sum(1 << number for number in closures)
    cases = [
        Case(str(state), np.concatenate([model.causes[n].arcs for n in closures if state >> n & 1]))
        for state in states
    ]
    found = losses(base, cases, per_trip=True).per_trip
    assert found is not None
    ways = Costs(model).of(np.array([state & only for state in states]))
    for row, state in enumerate(states):
        for trip in range(0, len(model.trips), 7):
            if not np.isnan(found[row, trip]):
                assert walked(model, ways, trip, state & only) == pytest.approx(found[row, trip], abs=1e-6)


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000))
def test_loss_of_a_scenario_against_a_plain_sum(seed: int) -> None:
    model = random_model(seed)
    events = year(model.arrivals, model.storms, model.seed, seed)
    few = Events(events.cause[:5], events.start_h[:5], events.end_h[:5])
    cuts = intervals([few], len(model.causes))
    done = costed(model, cuts)
    wanted = slow_loss_usd(model, cuts)
    assert done["loss_usd"] == pytest.approx(wanted, rel=2e-3, abs=1e-6)
    parts = sum(done[name] for name in ("dearer_usd", "waiting_usd", "given_up_usd"))
    assert parts == pytest.approx(done["loss_usd"], rel=1e-9, abs=1e-9)


def costed(model: Model, cuts: Intervals) -> dict[str, float]:
    """Return the totals of one scenario whose intervals are given."""
    totals, by_cause = np.zeros((1, len(TOTALS))), np.zeros((1, len(model.causes)))
    by_country, by_commodity = np.zeros((1, 3)), np.zeros((1, 2))
    evaluate(
        cuts.first, cuts.length_h, cuts.state, cuts.counted, model.bears,
        model.class_usd_t_h[model.trips.of_class], model.worth_usd_t, model.trips.weight / YEAR_H,
        model.spare, *Costs(model).of(cuts.state), model.origin_country, model.destination_country,
        model.commodity, totals, by_cause, by_country, by_commodity,
    )  # fmt: skip
    for part in (by_cause, by_country, by_commodity):
        assert part.sum() == pytest.approx(totals[0, 0], rel=1e-9, abs=1e-9)
    return dict(zip(TOTALS, totals[0].tolist(), strict=True))


def one_line(closed_h: float, detour_usd: float = np.inf, worth: float = np.inf) -> dict[str, float]:
    """Return what one closure of a line costs 8,760 t a year at 2 USD per tonne and hour."""
    cells: list[Any] = [[0, 2, 2], [1, 1], [[5.0, 5.0 + detour_usd]], [0], [1], [0], [8760.0]]
    trips = Trips(*cells)
    cause = Cause("a", "A", "closure", np.array([0]), np.array([np.inf]))
    zero = np.zeros(1, np.int64)
    line = Model(
        trips, np.array([2.0]), np.array([worth]), (cause,), (), (), ("AA", "BB", "CC"), ("x", "y"), zero,
        zero, zero, 0.25,
    )  # fmt: skip
    strike = Events(zero, np.array([1000.0]), np.array([1000.0 + closed_h]))
    return costed(line, intervals([strike], 1))


@pytest.mark.tiny
def test_a_short_closure_is_waited_for() -> None:
    done = one_line(48.0, detour_usd=500.0)
    assert done["loss_usd"] == pytest.approx(2 * 48**2 / 2)  # each tonne waits for what is left of it
    assert done["dearer_t"] == 0
    assert done["delayed_t"] == pytest.approx(48)
    assert done["recover_h"] == pytest.approx(48 / 0.25)


@pytest.mark.tiny
def test_a_long_closure_is_gone_around_until_its_end_is_near() -> None:
    done = one_line(480.0, detour_usd=100.0)  # 50 hours of waiting cost as much as the way around
    assert done["dearer_t"] == pytest.approx(430)
    assert done["delayed_t"] == pytest.approx(50)
    assert done["loss_usd"] == pytest.approx(430 * 100 + 2 * 50**2 / 2)
    assert done["recover_h"] == pytest.approx(50 / 0.25)


@pytest.mark.tiny
def test_goods_without_a_way_lose_at_most_their_worth() -> None:
    done = one_line(480.0, worth=100.0)
    assert done["given_up_t"] == pytest.approx(430)
    assert done["given_up_usd"] == pytest.approx(430 * 100)
    assert done["dearer_t"] == 0


@pytest.mark.tiny
def test_goods_of_december_wait_into_january() -> None:
    model = random_model(0)
    events = Events(np.array([0]), np.array([8700.0]), np.array([8900.0]))
    cuts = intervals([events], len(model.causes))
    assert cuts.length_h.tolist() == [8700.0, 60.0, 140.0]
    assert cuts.counted.tolist() == [True, True, False]


@pytest.mark.tiny
def test_months_add_up_to_the_year() -> None:
    model = random_model(3)
    events = [year(model.arrivals, model.storms, 1, number) for number in range(3)]
    whole = intervals(events, len(model.causes))
    parts = [intervals(events, len(model.causes), (month,)) for month in range(1, 13)]
    hours = sum(float(one.length_h[one.counted & (one.state == 1)].sum()) for one in parts)
    assert hours == pytest.approx(float(whole.length_h[whole.counted & (whole.state == 1)].sum()))


def test_costs_do_not_depend_on_what_was_asked_before() -> None:
    model = random_model(11)
    fresh, used = Costs(model), Costs(model)
    used.of(np.array([15, 3, 9]))
    chunk(model, used, 300, 320)
    for one, other in zip(chunk(model, fresh, 0, 40), chunk(model, used, 0, 40), strict=True):
        assert np.array_equal(one, other)
