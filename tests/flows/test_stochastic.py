"""Stochastic equilibrium: closed forms, limits of theta, conditions of the optimum, hard limits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from landlink.errors import LandlinkError
from landlink.flows.choice import path_size, path_size_logit
from landlink.flows.choice_sets import drawn, joined, path_costs
from landlink.flows.equilibrium import LimitsError, equilibrium
from landlink.flows.problem import Paths, Problem
from landlink.flows.stochastic import stochastic_equilibrium
from tests.flows._problems import check_flows, problem_from, random_problem, resources_of

ALL_KINDS = (0, 1, 2, 3, 4)


def two_roads(demand: float = 10.0, limit: float = np.inf) -> Problem:
    """Two BPR roads from vertex 0 to 1; the first is shorter."""
    roads = resources_of([1, 1], [1.0, 1.3], [5, 8], [0.15, 0.6], [4, 2], [limit, np.inf])
    return problem_from([0, 2, 2], [1, 1], [[0, 0]], [0, 1], roads, [0], [1], [0], [demand], [False, False])


def all_paths(problem: Problem) -> Paths:
    """Return all simple paths of all rows."""
    rows: list[int] = []
    found: list[list[int]] = []

    def walk(row: int, at: int, seen: set[int], arcs: list[int]) -> None:
        if at == problem.destination[row]:
            rows.append(row)
            found.append(arcs)
            return
        for arc in range(int(problem.indptr[at]), int(problem.indptr[at + 1])):
            head = int(problem.heads[arc])
            if head not in seen and np.isfinite(problem.cost[problem.of_class[row], arc]):
                walk(row, head, seen | {head}, [*arcs, arc])

    for row in range(problem.demand.size):
        start = int(problem.origin[row])
        walk(row, start, {start}, [])
    indptr = np.concatenate([[0], np.cumsum([len(arcs) for arcs in found])]).astype(np.int64)
    steps = np.array([arc for arcs in found for arc in arcs], np.int32)
    return Paths(np.array(rows, np.int32), np.zeros(len(rows)), indptr, steps)


@pytest.mark.parametrize("theta", [0.05, 1.0, 20.0])
@pytest.mark.parametrize("demand", [1.0, 10.0, 40.0])
def test_two_roads_against_the_root_of_the_closed_form(theta: float, demand: float) -> None:
    def rest(first: float) -> float:
        one = 1 + 0.15 * (first / 5) ** 4
        two = 1.3 * (1 + 0.6 * ((demand - first) / 8) ** 2)
        return float(np.log(first / (demand - first)) - theta * (two - one))

    wanted = brentq(rest, 1e-12 * demand, demand * (1 - 1e-12), xtol=1e-14)
    found = stochastic_equilibrium(two_roads(demand), theta=theta, gap=1e-10)
    assert found.volume[0] == pytest.approx(wanted, rel=1e-8)
    assert found.gap <= 1e-10


def test_three_roads_with_overlap_share_by_path_size() -> None:
    """Vertices 0-1-2; two roads from 0 to 1 in common, constant costs: the shares are those of the model."""
    problem = problem_from(
        [0, 2, 4, 4], [1, 2, 2, 2], [[1, 2, 1, 1]], [-1, -1, -1, -1],
        resources_of([], [], [], [], [], []), [0], [2], [0], [12.0], [False] * 3,
    )  # fmt: skip
    found = stochastic_equilibrium(problem, theta=1, model="path-size", paths=all_paths(problem))
    np.testing.assert_allclose(found.arc_volume[0, 1], 12 / 2.5)
    logit = stochastic_equilibrium(problem, theta=1, model="path-size", beta=0, paths=all_paths(problem))
    np.testing.assert_allclose(logit.arc_volume[0, 1], 4)
    one = stochastic_equilibrium(
        problem, theta=1, model="path-size", paths=all_paths(problem), shared=np.array([0, 1, 2, 2])
    )
    np.testing.assert_allclose(one.arc_volume[0, 1], 6)  # the two are one in all they use


def test_large_theta_is_the_deterministic_equilibrium_and_small_theta_shares_equally() -> None:
    problem = random_problem(3, classes=1, kinds=(1,))
    certain = equilibrium(problem, gap=1e-9)
    paths = all_paths(problem)
    previous = np.inf
    for theta in (1.0, 10.0, 100.0, 1000.0):
        found = stochastic_equilibrium(problem, theta=theta, gap=1e-8, paths=paths)
        beckmann = float(problem.cost[problem.of_class[0]] @ found.arc_volume[0])
        used = np.abs(found.volume - certain.volume).max()
        assert beckmann > 0
        assert used <= previous + 1e-9
        previous = used
    assert previous < 1e-2
    equal = stochastic_equilibrium(problem, theta=1e-7, gap=1e-8, paths=paths)
    number = np.bincount(paths.row)
    np.testing.assert_allclose(equal.paths.flow, (problem.demand / number)[equal.paths.row], rtol=1e-3)


@settings(max_examples=50, deadline=None)
@given(
    seed=st.integers(0, 10**6), theta=st.floats(0.02, 5), model=st.sampled_from(["logit", "path-size"]),
    limited=st.sampled_from([0.0, 0.4]), classes=st.integers(1, 3),
)  # fmt: skip
def test_flows_are_the_choices_at_their_own_costs(
    seed: int, theta: float, model: str, limited: float, classes: int
) -> None:
    problem = random_problem(seed, kinds=ALL_KINDS, limited=limited, classes=classes)
    found = stochastic_equilibrium(problem, theta=theta, model=model, gap=1e-7)
    check_flows(problem, found)
    assert found.gap <= 1e-7
    assert found.excess <= 1e-7
    assert (found.shadow_price >= 0).all()
    room = np.where(np.isfinite(problem.resources.limit), problem.resources.limit - found.volume, 0)
    assert abs(found.shadow_price @ room) <= 1e-5 * max(1, float(problem.demand.sum()))
    paths, row = found.paths, found.paths.row.astype(np.int64)
    cost = path_costs(problem, paths, found.delay_h + found.shadow_price)
    size = np.ones(len(paths))
    if model == "path-size":
        empty = path_costs_of_steps(problem, paths)
        size = path_size(empty, paths.arcs, paths.indptr, row)
    share = path_size_logit(cost, row, theta, size)
    assert np.abs(paths.flow - problem.demand[row] * share).sum() <= 1.1e-7 * problem.demand.sum() + 1e-9


def path_costs_of_steps(problem: Problem, paths: Paths) -> np.ndarray:
    from landlink.flows.delays import delay  # noqa: PLC0415

    empty = np.append(delay(problem.resources, np.zeros(len(problem.resources))), 0.0)
    of_step = np.repeat(paths.row, np.diff(paths.indptr))
    return np.asarray(
        problem.cost[problem.of_class[of_step], paths.arcs] + empty[problem.resource[paths.arcs]]
    )


def test_a_limit_has_a_price_that_fills_it() -> None:
    free = stochastic_equilibrium(two_roads(), theta=1.0, gap=1e-10)
    found = stochastic_equilibrium(two_roads(limit=3.0), theta=1.0, gap=1e-8)
    assert free.volume[0] > 3
    assert found.volume[0] == pytest.approx(3, rel=1e-7)
    gain = found.delay_h[1] - found.delay_h[0] - found.shadow_price[0]
    assert np.log(3 / 7) == pytest.approx(gain, abs=1e-6)


def test_limits_that_no_path_keeps_are_refused() -> None:
    problem = two_roads(limit=3.0)
    shut = replace(problem, resources=replace(problem.resources, limit=np.array([3.0, 4.0])))
    with pytest.raises(LimitsError):
        stochastic_equilibrium(shut, theta=1.0)


def with_way_out(limit: float, price: float) -> tuple[Problem, np.ndarray]:
    roads = resources_of([0, 0], [1.0, 2.0], [9, 9], [0, 0], [1, 1], [limit, limit])
    problem = problem_from(
        [0, 3, 3], [1, 1, 1], [[0, 0, price]], [0, 1, -1], roads, [0], [1], [0], [10.0], [False, False]
    )
    return problem, np.array([False, False, True])


@pytest.mark.parametrize("theta", [0.1, 1.0, 10.0])
def test_goods_stay_behind_only_where_there_is_no_room(theta: float) -> None:
    problem, out = with_way_out(8.0, 4.0)
    roomy = stochastic_equilibrium(problem, theta=theta, gap=1e-8, way_out=out)
    assert roomy.arc_volume[0, 2] == 0
    problem, out = with_way_out(3.0, 4.0)
    tight = stochastic_equilibrium(problem, theta=theta, gap=1e-8, way_out=out)
    assert tight.arc_volume[0, 2] == pytest.approx(4, rel=1e-6)
    np.testing.assert_allclose(tight.volume, 3, rtol=1e-6)
    # the composite cost rose by as much as the way out is dearer than the cheapest road
    before = -np.log(np.exp(-theta) + np.exp(-2 * theta)) / theta
    after = -np.log(np.exp(-theta * tight.delay_h - theta * tight.shadow_price).sum()) / theta
    assert after - before == pytest.approx(4 - 1, abs=1e-5)


def test_rows_without_a_path_are_unserved() -> None:
    problem = two_roads()
    shut = replace(problem, origin=[0, 1], destination=[1, 0], of_class=[0, 0], demand=[10.0, 5.0])  # type: ignore[arg-type]
    found = stochastic_equilibrium(shut, theta=1.0)
    assert found.unserved.tolist() == [0, 5]
    assert found.volume.sum() == pytest.approx(10)


def test_sets_grow_until_the_cheapest_path_is_in_them() -> None:
    problem = random_problem(11, vertices=9, arcs=36, rows=6, kinds=(1,))
    found = stochastic_equilibrium(problem, theta=2.0, gap=1e-8, variants=[])
    cost = path_costs(problem, found.paths, found.delay_h)
    least = np.full(problem.demand.size, np.inf)
    np.minimum.at(least, found.paths.row, cost)
    every = all_paths(problem)
    best = np.full(problem.demand.size, np.inf)
    np.minimum.at(best, every.row, path_costs(problem, every, found.delay_h))
    np.testing.assert_allclose(least, best, rtol=1e-9)


def test_equal_paths_are_joined_and_draws_repeat() -> None:
    problem = two_roads()
    paths = all_paths(problem)
    assert len(joined([paths, paths], 2)) == 2
    first, again = (drawn(np.arange(5), 3, 0.4, 7) for _ in range(2))
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"theta": 0}, "above 0"), ({"theta": [1, 1]}, "1 rows"), ({"theta": 1, "model": "probit"}, "probit"),
        ({"theta": 1, "beta": -1}, "beta"), ({"theta": 1, "gap": 0}, "gap"),
    ],
)  # fmt: skip
def test_bad_input(options: dict[str, Any], said: str) -> None:
    with pytest.raises(LandlinkError, match=said):
        stochastic_equilibrium(two_roads(), **options)
