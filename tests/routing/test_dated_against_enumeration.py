"""Dated fronts against a search that tries every departure, every opening and every rest."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.routing.dated import NEVER, DatedGraph, Rests, dated_front
from landlink.routing.dated_oracle import enumerate_dated

from ._dated import LATEST, check_steps, random_dated

pytestmark = pytest.mark.tiny


def check(graph: DatedGraph, source: int, target: int, ready: int, latest: int) -> int:
    found = dated_front(graph, source, target, ready=ready, latest=latest)
    few = graph.rests is None or len(graph.rests.limit) < 2
    wanted = enumerate_dated(graph, source, target, ready, latest, idle=few)
    assert [tuple(point) for point in found.points.tolist()] == wanted
    for number in range(len(found)):
        check_steps(graph, source, target, ready, found.points[number], found.steps(number))
    return len(wanted)


@pytest.mark.parametrize(("rules", "count"), [(0, 500), (1, 350), (2, 160), (3, 50)])
def test_seeded_instances(rules: int, count: int) -> None:
    """More than a thousand networks; a good part of them has several answers."""
    several = sum(
        check(*random_dated(np.random.default_rng(1000 * rules + seed), rules)) > 1 for seed in range(count)
    )
    assert several >= count // 50


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(10_000, 2**40), rules=st.integers(0, 3))
def test_any_instance(seed: int, rules: int) -> None:
    check(*random_dated(np.random.default_rng(seed), rules))


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**40), rules=st.integers(0, 2), eps=st.sampled_from([0.05, 0.3, 1.0]))
def test_cover_is_within_its_promise(seed: int, rules: int, eps: float) -> None:
    graph, source, target, ready, latest = random_dated(np.random.default_rng(seed), rules, top=40)
    exact = dated_front(graph, source, target, ready=ready, latest=latest).points
    cover = dated_front(graph, source, target, ready=ready, latest=latest, eps=eps).points
    assert (len(exact) == 0) == (len(cover) == 0)
    assert len(cover) <= len(exact)
    for point in exact:
        assert ((cover <= point + (eps * point).astype(np.int64)).all(axis=1)).any(), (point, cover)


@settings(max_examples=100, deadline=None)
@given(
    seed=st.integers(0, 2**40), rules=st.integers(0, 2),
    criteria=st.sets(st.integers(0, 3), min_size=1).map(lambda held: tuple(sorted(held))),
)  # fmt: skip
def test_any_criteria(seed: int, rules: int, criteria: tuple[int, ...]) -> None:
    """Fewer criteria give the front of these alone."""
    graph, source, target, ready, latest = random_dated(np.random.default_rng(seed), rules)
    whole = enumerate_dated(graph, source, target, ready, latest, idle=rules == 0)
    columns = {tuple(point[c] for c in criteria) for point in whole}
    wanted = {p for p in columns if not any(o != p and all(map(int.__le__, o, p)) for o in columns)}
    found = dated_front(graph, source, target, ready=ready, latest=latest, criteria=criteria)
    assert {tuple(point[list(criteria)]) for point in found.points} == wanted
    assert len(found) == len(wanted)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**40), rules=st.integers(0, 2))
def test_arrival_never_falls_with_readiness(seed: int, rules: int) -> None:
    graph, source, target, *_ = random_dated(np.random.default_rng(seed), rules)
    arrivals = []
    for ready in range(12):
        found = dated_front(graph, source, target, ready=ready, latest=LATEST, criteria=(0,))
        arrivals.append(int(found.points[0, 0]) if len(found) else NEVER)
    assert arrivals == sorted(arrivals)


def ship(extra: tuple[int, int, int]) -> DatedGraph:
    """Return a ship that leaves at 2 and one at 9 that is better by something."""
    first = [5, 10, 10, 10]
    second = [5, *(10 - e for e in extra)]
    return DatedGraph(
        np.array([0, 2, 2]), np.array([1, 1], np.int32), np.array([first, second]),
        np.array([2, 2]), np.array([[0, 1], [1, 2]]), np.array([2, 9]),
    )  # fmt: skip


@pytest.mark.parametrize("column", [1, 2, 3], ids=["cost", "co2e", "variance"])
def test_a_later_departure_that_is_better(column: int) -> None:
    extra = tuple(4 if number == column else 0 for number in (1, 2, 3))
    graph = ship((extra[0], extra[1], extra[2]))
    found = dated_front(graph, 0, 1)
    assert found.points[:, [0, column]].tolist() == [[7, 10], [14, 6]]
    assert [step.arc for step in found.steps(1)] == [1]
    only = dated_front(graph, 0, 1, criteria=(column,))
    assert only.points[0, column] == 6
    check(graph, 0, 1, 0, 20)


def test_deadline_is_met_to_the_unit() -> None:
    graph = ship((4, 0, 0))
    assert len(dated_front(graph, 0, 1, latest=14)) == 2
    assert len(dated_front(graph, 0, 1, latest=13)) == 1
    none = dated_front(graph, 0, 1, latest=6)
    assert len(none) == 0
    assert none.late > 0
    assert dated_front(graph, 0, 1, ready=10).ended > 0


def test_source_is_target_and_no_way() -> None:
    graph = ship((0, 0, 0))
    assert dated_front(graph, 0, 0).points.tolist() == [[0, 0, 0, 0]]
    assert len(dated_front(graph, 1, 0)) == 0


def driver(times: list[int], *, where: str = "anywhere") -> DatedGraph:
    """Return a road of some arcs with limits of 4 and 9 and rests of 1 and 11."""
    count = len(times)
    every = np.full(count, 0b11)
    midway = every if where == "anywhere" else np.zeros(count, np.int64)
    rests = Rests(
        np.array([4, 9]), np.array([1, 11]), 0, every, np.zeros(count, np.int64), np.zeros(count, np.int64),
        midway, np.full(count + 1, 0b11),
    )  # fmt: skip
    costs = np.array([[time, 0, 0, 0] for time in times])
    indptr = np.minimum(np.arange(count + 2), count)
    plain = np.zeros(count, np.int64)
    spans = np.zeros((count, 2), np.int64)
    heads = np.arange(1, count + 1, dtype=np.int32)
    return DatedGraph(indptr, heads, costs, plain, spans, np.zeros(0, np.int64), rests)


@pytest.mark.parametrize(
    ("times", "hours"),
    [([4], 4), ([5], 6), ([8], 9), ([9], 11), ([10], 22), ([4, 4], 9), ([3, 3, 3], 11), ([4, 4, 4, 4], 29)],
)
def test_rests_of_a_driver_by_hand(times: list[int], hours: int) -> None:
    graph = driver(times)
    assert dated_front(graph, 0, len(times)).points[0, 0] == hours
    check(graph, 0, len(times), 0, 40)


def test_where_no_rest_is_possible_on_the_way_a_long_arc_is_no_way() -> None:
    assert len(dated_front(driver([5], where="places"), 0, 1)) == 0
    assert dated_front(driver([4, 4], where="places"), 0, 2).points[0, 0] == 9
