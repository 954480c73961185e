"""Losses of failures against growing every tree anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.resilience.cases import Case
from landlink.resilience.failures import baseline, leaning_losses, losses
from landlink.resilience.trips import Trips

from ._slow import slow_losses

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.tiny


def made(nodes: int, arcs: Sequence[tuple[int, int]], cost: Any, trips: Any) -> Trips:  # noqa: ANN401
    """Put trips on a graph that is given by its arcs in any order."""
    order = np.argsort([tail for tail, _ in arcs], kind="stable")
    indptr = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount([tail for tail, _ in arcs], minlength=nodes), out=indptr[1:])
    heads = np.array([head for _, head in arcs], np.int32)[order]
    origin, destination, of_class, weight = (np.array(column) for column in zip(*trips, strict=True))
    return Trips(indptr, heads, np.asarray(cost, float)[:, order], origin, destination, of_class, weight)


def random_trips(seed: int, nodes: int, arcs: int, count: int, classes: int = 3) -> Trips:
    rng = np.random.default_rng(seed)
    pairs = list(map(tuple, rng.integers(0, nodes, (arcs, 2)).tolist()))
    cost = rng.integers(0, 20, (classes, arcs)).astype(float)
    if seed % 2:
        cost *= rng.random((classes, arcs))
    cost[rng.random((classes, arcs)) < 0.1] = np.inf
    ends = max(1, nodes // 8)
    trips = [
        (int(rng.integers(nodes)), int(rng.integers(ends)), int(rng.integers(classes)), 1 + rng.random())
        if seed % 3
        else (int(rng.integers(ends)), int(rng.integers(nodes)), int(rng.integers(classes)), 1 + rng.random())
        for _ in range(count)
    ]
    return made(nodes, pairs, cost, trips)


def random_cases(seed: int, trips: Trips, count: int) -> list[Case]:
    rng = np.random.default_rng(seed)
    total = trips.heads.size
    cases = []
    for number in range(count):
        size = int(rng.choice([0, 1, 1, 1, 2, 5, max(1, total // 8), max(1, total // 2)]))
        arcs = rng.integers(0, total, size)  # some of them twice
        factor = np.where(rng.random(size) < 0.5, np.inf, 1 + 2 * rng.random(size))
        add = np.where(rng.random(size) < 0.3, 5 * rng.random(size), 0.0)
        left = rng.integers(0, trips.indptr.size - 1, int(rng.integers(3)) if number % 4 == 0 else 0)
        cases.append(Case(f"case {number}", arcs, factor, add, left))
    return cases


def with_free(trips: Trips, cost: Any) -> Trips:  # noqa: ANN401
    """Return trips whose class 0 is class 1 with arcs that it avoids."""
    free = np.where(trips.of_class == 0, 1, -1)
    columns = (trips.origin, trips.destination, trips.of_class, trips.weight)
    return Trips(trips.indptr, trips.heads, cost, *columns, free_class=free)


@given(seed=st.integers(0, 10_000))
def test_a_trip_without_a_way_takes_what_it_avoids(seed: int) -> None:
    plain = random_trips(seed, 12, 40, 15, classes=2)
    cost = plain.cost.copy()
    avoided = np.random.default_rng(seed).random(cost.shape[1]) < 0.4
    cost[0] = np.where(avoided, np.inf, cost[1])
    cases = random_cases(seed, plain, 12)
    trips = with_free(plain, cost)
    kept = Trips(plain.indptr, plain.heads, cost, *(getattr(plain, name) for name in COLUMNS))
    freed = Trips(
        plain.indptr, plain.heads, cost, plain.origin, plain.destination, np.ones_like(plain.of_class),
        plain.weight,
    )  # fmt: skip
    base, base_free = (baseline(one, threads=1).cost_usd_t for one in (kept, freed))
    rise, rise_free = slow_losses(kept, cases), slow_losses(freed, cases)
    stuck = np.isposinf(rise) & (plain.of_class == 0)
    before, before_free = (np.where(np.isfinite(one), one, 0.0) for one in (base, base_free))
    now_free = before_free + np.where(np.isnan(rise_free), np.inf, rise_free)
    other = np.maximum(now_free - before, 0.0)
    expected = np.where(stuck, other, rise)
    found, leaning = leaning_losses(baseline(trips, threads=1), cases)
    alone = losses(baseline(trips, threads=1), cases, per_trip=True, threads=1)
    assert alone.per_trip is not None
    np.testing.assert_allclose(alone.per_trip, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(found.added_usd_year, alone.added_usd_year)
    hits = set(zip(alone.hit_case[alone.hit_diverted], alone.hit_trip[alone.hit_diverted], strict=True))
    assert hits == set(zip(*np.nonzero(stuck & np.isfinite(other)), strict=True))
    assert (leaning >= 0).all()


COLUMNS = ("origin", "destination", "of_class", "weight")


def check(trips: Trips, cases: list[Case], **options: Any) -> None:  # noqa: ANN401
    """Compare every trip and every sum."""
    expected = slow_losses(trips, cases)
    found = losses(baseline(trips, threads=1), cases, per_trip=True, **{"threads": 1, **options})
    assert found.per_trip is not None
    np.testing.assert_allclose(found.per_trip, expected, rtol=1e-9, atol=1e-9)
    through, lost = np.where(np.isfinite(expected), expected, 0), np.isposinf(expected)
    np.testing.assert_allclose(found.added_usd_year, through @ trips.weight, rtol=1e-9, atol=1e-8)
    np.testing.assert_allclose(found.stranded_t_year, lost @ trips.weight, rtol=1e-12)
    dearer = found.per_trip > 0
    np.testing.assert_allclose(found.touched_t_year, dearer @ trips.weight, rtol=1e-12)
    assert (found.hit_usd_t > 0).all()
    np.testing.assert_array_equal(np.argwhere(dearer), np.column_stack([found.hit_case, found.hit_trip]))


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize(("nodes", "arcs"), [(6, 14), (25, 60), (60, 300)])
def test_random_scenarios(seed: int, nodes: int, arcs: int) -> None:
    trips = random_trips(seed, nodes, arcs, 30)
    check(trips, random_cases(seed, trips, 12))


@st.composite
def problems(draw: st.DrawFn) -> tuple[Trips, list[Case]]:
    nodes = draw(st.integers(1, 6))
    node = st.integers(0, nodes - 1)
    price = st.sampled_from([0.0, 0.1, 0.2, 0.3, 1.0, 1 / 3, 2.5, 1e-9, 1e6, np.inf])
    arcs = draw(st.lists(st.tuples(node, node), min_size=1, max_size=14))
    cost = [draw(st.lists(price, min_size=len(arcs), max_size=len(arcs))) for _ in range(2)]
    trip = st.tuples(node, node, st.integers(0, 1), st.sampled_from([1.0, 10.0]))
    trips = made(nodes, arcs, cost, draw(st.lists(trip, min_size=1, max_size=6)))
    change = st.tuples(
        st.integers(0, len(arcs) - 1), st.sampled_from([1.0, 1.5, 10.0, np.inf]), st.sampled_from([0.0, 0.2])
    )
    cases = []
    for changes in draw(st.lists(st.lists(change, max_size=5), min_size=1, max_size=4)):
        which, factor, add = (np.array([c[k] for c in changes], float) for k in range(3))
        cases.append(Case("drawn", which.astype(np.int64), factor, add))
    return trips, cases


@given(problems())
def test_drawn_scenarios(problem: tuple[Trips, list[Case]]) -> None:
    check(*problem)


def test_threads_and_memory_change_nothing() -> None:
    trips = random_trips(7, 200, 900, 400)
    cases = random_cases(7, trips, 60)
    first = losses(baseline(trips, threads=1), cases, per_trip=True, threads=1)
    for threads, memory_gb in ((2, 2.0), (5, 2.0), (1, 1e-9), (3, 2e-5)):
        again = losses(
            baseline(trips, threads=threads, memory_gb=memory_gb), cases, per_trip=True, threads=threads
        )
        for name in (
            "added_usd_year",
            "stranded_t_year",
            "touched_t_year",
            "hit_usd_t",
            "per_trip",
            "hit_trip",
        ):
            np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    alone = [losses(baseline(trips), [case], threads=1).added_usd_year[0] for case in cases[:20]]
    np.testing.assert_array_equal(alone, first.added_usd_year[:20])
