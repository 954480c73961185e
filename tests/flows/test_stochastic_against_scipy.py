"""The stochastic equilibrium against Fisk's function made least by SciPy over all simple paths."""

from __future__ import annotations

import numpy as np
import pytest

from landlink.flows.delays import delay, integral
from landlink.flows.problem import Paths, Problem
from landlink.flows.stochastic import stochastic_equilibrium
from tests.flows._problems import minimize, random_problem
from tests.flows.test_stochastic import ALL_KINDS, all_paths


def least_of_fisk(problem: Problem, paths: Paths, theta: float) -> tuple[float, np.ndarray]:
    """Return the least value of Fisk's function and the volumes there, and the multipliers' flows."""
    r, row = problem.resources, paths.row
    use = np.zeros((len(r), len(paths)))
    fixed = np.zeros(len(paths))
    for path in range(len(paths)):
        arcs = paths.arcs[paths.indptr[path] : paths.indptr[path + 1]]
        fixed[path] = problem.cost[problem.of_class[row[path]], arcs].sum()
        for resource in problem.resource[arcs].tolist():
            if resource >= 0:
                use[resource, path] += 1
    demand = problem.demand[row]

    def value(flow: np.ndarray) -> float:
        entropy = (flow * np.log(flow / demand)).sum() / theta
        return float(fixed @ flow + integral(r, use @ flow).sum() + entropy)

    def rise(flow: np.ndarray) -> np.ndarray:
        return np.asarray(fixed + delay(r, use @ flow) @ use + (np.log(flow / demand) + 1) / theta)

    total = (row[None, :] == np.arange(problem.demand.size)[:, None]).astype(float)
    limited = np.flatnonzero(np.isfinite(r.limit))
    rules = [{"type": "eq", "fun": lambda f: total @ f - problem.demand, "jac": lambda _: total}]
    if limited.size:
        rules.append(
            {
                "type": "ineq",
                "fun": lambda f: r.limit[limited] - use[limited] @ f,
                "jac": lambda _: -use[limited],
            }
        )
    start = demand / np.bincount(row)[row]
    found = minimize(
        value, start, jac=rise, bounds=[(1e-9, None)] * len(paths), constraints=rules, method="SLSQP",
        options={"maxiter": 2000, "ftol": 1e-14},
    )  # fmt: skip
    assert np.abs(total @ found.x - problem.demand).max() < 1e-7
    return float(found.fun), use @ found.x


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("theta", [0.1, 0.7])
def test_objective_and_volumes(seed: int, theta: float) -> None:
    problem = random_problem(seed, vertices=5, arcs=12, rows=3, kinds=ALL_KINDS)
    paths = all_paths(problem)
    found = stochastic_equilibrium(problem, theta=theta, gap=1e-9, paths=paths)
    value, volume = least_of_fisk(problem, paths, theta)
    assert found.objective == pytest.approx(value, rel=1e-6)
    np.testing.assert_allclose(found.volume, volume, atol=2e-3 * problem.demand.sum())


@pytest.mark.parametrize("seed", range(8))
def test_with_limits(seed: int) -> None:
    problem = random_problem(seed, vertices=5, arcs=12, rows=3, kinds=ALL_KINDS)
    paths = all_paths(problem)
    free = stochastic_equilibrium(problem, theta=0.2, gap=1e-8, paths=paths)
    limit = np.full(len(problem.resources), np.inf)
    busiest = int(np.argmax(free.volume))
    limit[busiest] = 0.85 * free.volume[busiest]
    tight = Problem(
        problem.indptr, problem.heads, problem.cost, problem.resource,
        type(problem.resources)(
            problem.resources.kind, problem.resources.free_h, problem.resources.capacity,
            problem.resources.a, problem.resources.b, limit,
        ),
        problem.origin, problem.destination, problem.of_class, problem.demand, problem.no_through,
    )  # fmt: skip
    every = np.bincount(paths.row, minlength=3)
    assert (every > 1).any()
    found = stochastic_equilibrium(tight, theta=0.2, gap=1e-8, paths=paths)
    value, volume = least_of_fisk(tight, paths, 0.2)
    assert found.shadow_price[busiest] > 0
    assert found.objective == pytest.approx(value, rel=1e-6)
    np.testing.assert_allclose(found.volume, volume, atol=2e-3 * problem.demand.sum())
