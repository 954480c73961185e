"""Allocation of capacity: against linear programmes of SciPy, min-cost flow of networkx, duality."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array, hstack

from landlink.errors import LandlinkError
from landlink.flows.allocation import AllocationError, allocated
from tests.flows._problems import conservation, linprog, problem_from, random_problem, resources_of, uses

if TYPE_CHECKING:
    from landlink.flows.problem import Problem


def best_of(problem: Problem, worth: np.ndarray) -> Any:  # noqa: ANN401  (SciPy's own)
    """Solve the allocation by arcs: what is not carried takes an arc of its own at no worth."""
    matrix, wanted = conservation(problem)
    use = uses(problem)
    limited = np.flatnonzero(np.isfinite(problem.resources.limit))
    rows, vertices = problem.demand.size, problem.vertices
    out = np.zeros((rows * vertices, rows))
    for row in range(rows):
        out[row * vertices + problem.origin[row], row] += 1
        out[row * vertices + problem.destination[row], row] -= 1
    cost = problem.cost[problem.of_class].ravel() + use.T @ problem.resources.free_h
    none = csr_array((limited.size, rows))
    return linprog(
        np.concatenate([cost, worth]), A_ub=hstack([use[limited], none]),
        b_ub=problem.resources.limit[limited], A_eq=hstack([matrix, csr_array(out)]), b_eq=wanted,
        method="highs",
    )  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), scale=st.floats(0.5, 3))
def test_value_and_duality(seed: int, scale: float) -> None:
    problem = random_problem(seed, vertices=8, arcs=30, rows=7, kinds=(0,), limited=0.7)
    worth = scale * np.random.default_rng(seed).uniform(2, 30, 7)
    found = allocated(problem, worth, threads=1)
    best = best_of(problem, worth)
    # least cost with worth paid for what stays behind, against worth less cost of what is carried
    assert float(worth @ problem.demand) - best.fun == pytest.approx(found.value, rel=1e-6, abs=1e-6)
    limit = problem.resources.limit
    limited = np.isfinite(limit)
    assert (found.volume <= limit * (1 + 1e-7) + 1e-9).all()
    assert (found.shadow_price >= 0).all()
    assert (found.row_price >= 0).all()
    dual = limit[limited] @ found.shadow_price[limited] + problem.demand @ found.row_price
    assert found.value <= found.bound * (1 + 1e-9) + 1e-9  # weak
    assert dual == pytest.approx(found.value, rel=1e-6, abs=1e-6)  # strong
    assert found.gap <= 1e-6
    np.testing.assert_allclose(found.reduced, 0, atol=1e-5)  # used paths
    spare = np.where(limited, limit - found.volume, 0.0)
    assert abs(spare @ found.shadow_price) < 1e-5 * max(1.0, found.value)
    carried = np.bincount(found.paths.row, found.paths.flow, 7)
    np.testing.assert_allclose(carried + found.left, problem.demand, rtol=1e-8)
    assert (found.row_price[found.left > 1e-6] < 1e-6).all()


@pytest.mark.parametrize("seed", range(6))
def test_one_commodity_is_a_min_cost_flow(seed: int) -> None:
    random = np.random.default_rng(seed)
    tails = np.sort(random.integers(0, 5, 14))
    heads = (tails + random.integers(1, 6, 14)) % 6
    cost, limit = random.integers(1, 9, 14), random.integers(1, 9, 14)
    graph: Any = nx.MultiDiGraph()
    for tail, head, price, room in zip(
        tails.tolist(), heads.tolist(), cost.tolist(), limit.tolist(), strict=True
    ):
        graph.add_edge((tail, "out"), (head, "in"), weight=price, capacity=room)
    for vertex in range(6):
        graph.add_edge((vertex, "in"), (vertex, "out"), weight=0)
    graph.add_edge((0, "in"), (5, "out"), weight=40)
    graph.add_node((0, "in"), demand=-12)
    graph.add_node((5, "out"), demand=12)
    least, _ = nx.network_simplex(graph)
    number = tails.size
    problem = problem_from(
        np.searchsorted(tails, np.arange(7)), heads, cost[None, :].astype(float), np.arange(number),
        resources_of([0] * number, [0] * number, [1] * number, [0] * number, [1] * number, limit),
        [0], [5], [0], [12.0], [False] * 6,
    )  # fmt: skip
    assert 40 * 12 - allocated(problem, [40.0]).value == pytest.approx(least)


def test_a_shadow_price_is_what_one_more_is_worth() -> None:
    problem = random_problem(4, vertices=8, arcs=30, rows=7, kinds=(0,), limited=0.9)
    worth = np.full(7, 60.0)
    found = allocated(problem, worth)
    place = int(np.argmax(found.shadow_price))
    assert found.shadow_price[place] > 0
    step = 1e-4
    limit = problem.resources.limit.copy()
    values = []
    for sign in (1, -1):
        limit[place] = problem.resources.limit[place] + sign * step
        values.append(
            allocated(replace(problem, resources=replace(problem.resources, limit=limit)), worth).value
        )
    up, down = values[0] - found.value, found.value - values[1]
    assert up / step <= found.shadow_price[place] + 1e-4 <= down / step + 2e-4


def ferry(limit: float, other: float = np.inf) -> Problem:
    """Ten and six units want over a ferry, the second has another way too."""
    slots = resources_of([0, 0], [1.0, 5.0], [10, 10], [0, 0], [1, 1], [limit, other])
    return problem_from(
        [0, 1, 3, 3], [2, 2, 2], [[0, 0, 0]], [0, 0, 1], slots, [0, 1], [2, 2], [0, 0], [10.0, 6.0],
        [False] * 3,
    )  # fmt: skip


def test_all_are_carried_where_they_fit() -> None:
    found = allocated(ferry(12), [0.5, 0.5], carry_all=True)
    assert found.left.tolist() == [0, 0]
    assert found.volume.tolist() == [12, 4]
    assert found.value == pytest.approx(16 * 0.5 - 12 - 20)
    assert found.shadow_price[0] == pytest.approx(4)
    assert allocated(ferry(12), [0.5, 0.5]).left.tolist() == [10, 6]  # nothing pays


def test_what_does_not_fit_is_explained() -> None:
    with pytest.raises(AllocationError, match=r"5 of 16 cannot be carried; .* 0 \(limit 8\)") as caught:
        allocated(ferry(8, 3), [9, 9], carry_all=True)
    assert sum(caught.value.left) == pytest.approx(5)
    assert caught.value.resources == [0, 1]


def test_no_path_at_all() -> None:
    problem = ferry(8)
    shut = replace(problem, cost=np.full((1, 3), np.inf))
    found = allocated(shut, [9, 9])
    assert found.left.tolist() == [10, 6]
    assert found.value == 0
    with pytest.raises(AllocationError, match="no path"):
        allocated(shut, [9, 9], carry_all=True)


def test_bad_worth() -> None:
    with pytest.raises(LandlinkError, match="2 finite numbers"):
        allocated(ferry(8), [1])


def test_without_linopy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *more: Any, **words: Any) -> Any:  # noqa: ANN401  (as the built-in)
        if name == "linopy":
            raise ImportError(name)
        return real(name, *more, **words)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(LandlinkError, match=r"landlink\[flows\]"):
        allocated(ferry(8), [1, 1])
