"""Criticality on a network whose figures can be followed, and the bounds on pairs."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.flows.testing import small_flows
from landlink.resilience.cases import Case, joined
from landlink.resilience.criticality import criticality, effects
from landlink.resilience.criticality_pairs import capped, upper_bounds, worst_pairs
from landlink.resilience.failures import baseline, leaning_losses, losses
from landlink.resilience.trips import Trips

from .test_failures_against_trees import random_trips, with_free


def test_ferry_is_the_only_way_to_baku() -> None:
    network, demand = small_flows()
    found = criticality(network, demand, kinds=("service", "node"))
    rows = {(row["kind"], row["key"]): row for row in found.rows(apart=True)}
    ferry = rows["service", "ferry"]
    over = demand.tonnes_year.sum() - 300_000  # all but the metal to Aktau goes over the sea
    assert ferry["stranded_t_year"] == over
    assert ferry["added_usd_year"] == 0
    assert ferry["touched_share"] == over / demand.tonnes_year.sum()
    assert ferry["name"] == "Caspian ferry"
    assert ferry["countries"] == ["AZ", "KZ"]
    assert ferry["worst"]["stranded"]
    assert ferry["worst"]["added_usd_t"] is None
    aktau = rows["node", "aktau"]
    assert aktau["stranded_t_year"] == over + 300_000
    assert aktau["own_stranded_t_year"] == 300_000
    cap = (found.factor - 1) * found.base.cost_usd_t
    assert aktau["loss_usd_year"] == pytest.approx(float((cap * found.base.trips.weight).sum()))


def test_ranked_by_loss_and_the_same_effect_stands_together() -> None:
    found = criticality(*small_flows())
    rows = found.rows()
    losses_ = [row["loss_usd_year"] for row in rows]
    assert losses_ == sorted(losses_, reverse=True)
    shown = sum(1 + len(row["same_effect"]) for row in rows)
    assert shown == found.ranked().size == len(found.rows(apart=True))
    assert any(row["same_effect"] for row in rows)
    groups = effects(found.found)
    assert len(set(groups[found.ranked()].tolist())) == len(rows)


def test_as_dict_is_plain_json() -> None:
    found = criticality(*small_flows(), pairs=3, congestion=True, congestion_cases=2)
    held = found.as_dict(4)
    again = json.loads(json.dumps(held, allow_nan=False))
    assert again == held
    assert len(held["failures"]) == 4
    assert held["pairs"]["proven"]
    assert held["assumptions"][0]["key"] == "stranded_cost_factor"
    assert len(held["congested"]) == 2
    assert held["congested"][0]["loss_usd_year"] > 0


def test_capacities_only_make_a_failure_worse_here() -> None:
    found = criticality(*small_flows(), kinds=("link",), congestion=True, congestion_cases=3)
    for row in found.congested:
        assert (
            row["stranded_t_year"] <= row["stranded_without_capacities_t_year"] + 1e-6
        )  # some stayed before
        assert row["gap"] <= 1e-4


def test_what_is_refused() -> None:
    network, demand = small_flows()
    with pytest.raises(LandlinkError, match="no kind of failure 'bridge'; use one or more of link, node"):
        criticality(network, demand, kinds=("bridge",))
    with pytest.raises(LandlinkError, match="there is no demand"):
        criticality(network, replace(demand, tonnes_year=np.zeros(4)))


def test_two_closures_can_cost_less_than_one_where_goods_divert() -> None:
    """From 0 to 1 by arcs of 10 and 60, and of 12, which the goods avoid."""
    avoids, free = [10.0, 60.0, np.inf], [10.0, 60.0, 12.0]
    trips = Trips(
        np.array([0, 3, 3]), np.array([1, 1, 1], np.int32), np.array([avoids, free]), np.array([0]),
        np.array([1]), np.array([0]), np.array([1000.0]), free_class=np.array([1]),
    )  # fmt: skip
    base = baseline(trips)
    cases = [Case("first", np.array([0])), Case("both", np.array([0, 1]))]
    found = losses(base, cases)
    assert found.added_usd_year.tolist() == [50_000.0, 2_000.0]
    assert found.hit_diverted.tolist() == [False, True]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_bounds_hold_where_trips_divert(seed: int) -> None:
    plain = random_trips(seed, 12, 40, 15, classes=2)
    cost = plain.cost.copy()
    cost[0] = np.where(np.random.default_rng(seed).random(40) < 0.4, np.inf, cost[1])
    base = baseline(with_free(plain, cost))
    cap = np.where(np.isfinite(base.cost_usd_t), 2 * base.cost_usd_t, 0.0)
    cases = [Case(str(arc), np.arange(arc, arc + 2)) for arc in range(0, 39, 3)]
    found, leaning = leaning_losses(base, cases, worth=cap)
    bounds = upper_bounds(capped(base, found, cap), leaning)
    every = list(combinations(range(len(cases)), 2))
    both = capped(base, losses(base, [joined("", (cases[a], cases[b])) for a, b in every]), cap)
    for (a, b), total in zip(every, both.tolist(), strict=True):
        assert total <= bounds[a, b] * (1 + 1e-9) + 1e-9


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_bounds_hold(seed: int) -> None:
    """Joint losses lie between the worse single loss and the bound, and the worst pairs are the worst."""
    trips = random_trips(seed, 12, 40, 15, classes=2)
    base = baseline(trips)
    cap = np.where(np.isfinite(base.cost_usd_t), 2 * base.cost_usd_t, 0.0)
    cases = [Case(str(arc), np.arange(arc, arc + 2)) for arc in range(0, 40, 3) if arc + 2 <= 40]
    found, leaning = leaning_losses(base, cases, worth=cap)
    loss = capped(base, found, cap)
    bounds = upper_bounds(loss, leaning)
    every = list(combinations(range(len(cases)), 2))
    both = capped(base, losses(base, [joined("", (cases[a], cases[b])) for a, b in every]), cap)
    for (a, b), total in zip(every, both.tolist(), strict=True):
        assert max(loss[a], loss[b]) <= total * (1 + 1e-9) + 1e-9
        assert total <= bounds[a, b] * (1 + 1e-9) + 1e-9
    leaders = np.argsort(-loss, kind="stable")[:3]
    pairs = worst_pairs(base, cases, loss, leaning, cap, leaders, wanted=4, budget=1000)
    assert pairs.proven
    assert pairs.count == len(every)
    distinct = np.unique(both.round(0))[::-1][:4]
    distinct = distinct[distinct > 0]
    np.testing.assert_array_equal(np.unique(pairs.loss_usd_year.round(0))[::-1][: distinct.size], distinct)
    short = worst_pairs(base, cases, loss, leaning, cap, leaders, wanted=4, budget=0)
    known = set(zip(short.first.tolist(), short.second.tolist(), strict=True))
    left = [total for pair, total in zip(every, both.tolist(), strict=True) if pair not in known]
    assert max(left) <= short.bound_usd_year * (1 + 1e-9) + 1e-9
