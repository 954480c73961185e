"""Assignments against convex and linear programmes and trees of SciPy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from landlink.flows.equilibrium import LimitsError, equilibrium
from landlink.flows.problem import BPR
from landlink.flows.tntp import problem_of
from tests.flows._problems import (
    check_flows,
    example,
    least_cost,
    price_of_arcs,
    random_problem,
    slow_objective,
)

if TYPE_CHECKING:
    from landlink.flows.problem import Equilibrium, Problem

ALL_KINDS = (0, 1, 2, 3, 4)


def waste(problem: Problem, found: Equilibrium, price: np.ndarray) -> float:
    """Return the relative gap, with trees of SciPy."""
    spent = float((np.where(found.arc_volume > 0, price, 0) * found.arc_volume).sum())
    least = 0.0
    for row in range(problem.demand.size):
        best: dict[tuple[int, int], float] = {}
        for tail, head, cost in zip(
            problem.tails.tolist(), problem.heads.tolist(), price[problem.of_class[row]].tolist(), strict=True
        ):
            best[tail, head] = min(cost, best.get((tail, head), np.inf))
        tails, heads = zip(*best, strict=True)
        matrix: Any = csr_array(
            (np.maximum(list(best.values()), 1e-300), (tails, heads)), shape=(problem.vertices,) * 2
        )
        tree = dijkstra(matrix, indices=[int(problem.origin[row])])[0]
        least += problem.demand[row] * tree[problem.destination[row]]
    return 1 - least / spent


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("optimum", [False, True])
def test_objective_of_several_classes(seed: int, optimum: bool) -> None:
    problem = random_problem(seed, kinds=ALL_KINDS)
    found = equilibrium(problem, gap=1e-9, system_optimum=optimum)
    slow = slow_objective(problem, optimum=optimum)
    assert found.objective == pytest.approx(slow, rel=2e-5)
    assert found.objective <= slow * (1 + 1e-8)
    check_flows(problem, found)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), rows=st.integers(1, 12), classes=st.integers(1, 3))
def test_nobody_gains_by_another_path(seed: int, rows: int, classes: int) -> None:
    problem = random_problem(seed, vertices=9, arcs=36, rows=rows, classes=classes, kinds=ALL_KINDS)
    found = equilibrium(problem, gap=1e-8)
    assert found.gap <= 1e-8
    assert waste(problem, found, price_of_arcs(problem, found)) == pytest.approx(found.gap, abs=1e-11)
    check_flows(problem, found)


def test_gap_of_sioux_falls() -> None:
    problem, _ = problem_of(*example("SiouxFalls"))
    found = equilibrium(problem, gap=1e-6)
    assert waste(problem, found, price_of_arcs(problem, found)) == pytest.approx(found.gap, abs=1e-12)


@pytest.mark.parametrize("seed", range(12))
def test_limits_of_constant_costs_against_a_linear_programme(seed: int) -> None:
    problem = random_problem(seed, vertices=10, arcs=36, rows=8, kinds=(0,), limited=0.6)
    found = equilibrium(problem, gap=1e-8)
    best = least_cost(problem)
    assert found.objective == pytest.approx(best.fun, rel=1e-7)
    limited = np.isfinite(problem.resources.limit)
    # the dual objective tells that the prices are optimal, also where they are not unique
    dual = problem.demand @ found.path_cost - problem.resources.limit[limited] @ found.shadow_price[limited]
    assert dual == pytest.approx(best.fun, rel=1e-6)
    assert (found.volume <= problem.resources.limit * (1 + 1e-7)).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_limits_under_congestion_fulfil_the_conditions_of_karush_kuhn_and_tucker(seed: int) -> None:
    problem = random_problem(seed, vertices=9, arcs=32, rows=6, kinds=ALL_KINDS, limited=0.5)
    found = equilibrium(problem, gap=1e-7)
    assert found.gap <= 1e-7
    assert found.excess <= 1e-7
    assert (found.shadow_price >= 0).all()
    spare = np.where(np.isfinite(problem.resources.limit), problem.resources.limit - found.volume, 0)
    total = float(problem.demand @ found.path_cost)
    assert abs(found.shadow_price @ spare) <= 1e-6 * total
    assert waste(problem, found, price_of_arcs(problem, found)) <= 1.1e-7


@pytest.mark.parametrize("seed", range(30))
def test_limits_are_called_too_low_where_the_linear_programme_says_so(seed: int) -> None:
    """Without the ring, that has no limit, some demands do not fit."""
    problem = random_problem(seed, vertices=6, arcs=24, rows=4, kinds=(0,), limited=0.9)
    ring = problem.cost >= 30
    problem = replace(problem, cost=np.where(ring, np.inf, problem.cost))
    reached = equilibrium(replace(problem, resources=replace(problem.resources, limit=np.full(12, np.inf))))
    served = reached.unserved == 0
    if not served.any():
        pytest.skip("no row has a path")
    problem = replace(
        problem, origin=problem.origin[served], destination=problem.destination[served],
        of_class=problem.of_class[served], demand=problem.demand[served],
    )  # fmt: skip
    shut = replace(problem, cost=np.where(np.isinf(problem.cost), 1e6, problem.cost))
    best = least_cost(shut)
    if best.fun < 1e5:
        assert equilibrium(problem, gap=1e-7).objective == pytest.approx(best.fun, rel=1e-6)
    else:
        with pytest.raises(LimitsError):
            equilibrium(problem, gap=1e-7)


def crowded(seed: int, kinds: tuple[int, ...], factor: float) -> Problem:
    """Draw a problem with far more demand than fits, and powers up to the highest published one."""
    problem = random_problem(seed, vertices=14, arcs=70, rows=40, kinds=kinds)
    r = problem.resources
    power = np.random.default_rng(seed).choice([4.446, 10.1, 16.83], len(r))
    steep = replace(r, b=np.where(r.kind == BPR, power, r.b))
    return replace(problem, resources=steep, demand=factor * problem.demand)


@pytest.mark.parametrize("seed", range(8))
def test_heavy_congestion_with_high_powers_is_solved_to_the_end(seed: int) -> None:
    problem = crowded(seed, (1,), 3)
    found = equilibrium(problem, gap=1e-10, max_iterations=500)
    r = problem.resources
    assert found.volume @ found.delay_h > 3 * (found.volume @ r.free_h)  # several times the empty ones
    assert found.gap <= 1e-10
    assert waste(problem, found, price_of_arcs(problem, found)) == pytest.approx(found.gap, abs=1e-13)
    check_flows(problem, found)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), factor=st.floats(0.1, 10), optimum=st.booleans())
def test_any_load_of_any_delay_is_solved(seed: int, factor: float, optimum: bool) -> None:
    problem = crowded(seed, ALL_KINDS, factor)
    found = equilibrium(problem, gap=1e-10, system_optimum=optimum, max_iterations=2000)
    assert found.gap <= 1e-10
    check_flows(problem, found)
