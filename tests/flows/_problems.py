"""Small problems of assignment, and slow ways to solve them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import optimize
from scipy.sparse import csr_array

from landlink.flows.delays import delay, integral, marginal_cost
from landlink.flows.problem import Problem, Resources
from landlink.flows.tntp_read import read_network, read_trips

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.problem import Equilibrium
    from landlink.flows.tntp import TntpNetwork, TntpTrips


def resources_of(*columns: Any) -> Resources:  # noqa: ANN401  (lists, which become arrays)
    return Resources(*columns)


def problem_from(*parts: Any) -> Problem:  # noqa: ANN401  (likewise)
    return Problem(*parts)


linprog: Any = optimize.linprog  # its types do not know sparse arrays
minimize: Any = optimize.minimize

EXAMPLES = Path(__file__).parents[2] / "examples" / "tntp"


def example(name: str) -> tuple[TntpNetwork, TntpTrips]:
    return read_network(EXAMPLES / f"{name}_net.tntp"), read_trips(EXAMPLES / f"{name}_trips.tntp")


def random_problem(
    seed: int, *, vertices: int = 7, arcs: int = 20, classes: int = 2, rows: int = 5,
    kinds: tuple[int, ...] = (1,), limited: float = 0.0,
) -> Problem:  # fmt: skip
    """Draw a problem in which a dear ring joins all; arcs share resources, some have none."""
    random = np.random.default_rng(seed)
    tails = np.sort(np.concatenate([np.arange(vertices), random.integers(0, vertices, arcs - vertices)]))
    heads = (tails + random.integers(1, vertices, arcs)) % vertices
    ring = np.searchsorted(tails, np.arange(vertices))
    heads[ring] = (np.arange(vertices) + 1) % vertices
    cost = random.uniform(1, 9, (classes, arcs))
    cost[:, ring] += 30
    resource = random.integers(-1, arcs // 2, arcs)
    resource[ring] = -1
    number = arcs // 2
    kind = random.choice(kinds, number)
    b = np.where(kind >= 3, 0.9, random.choice([1.0, 2.0, 4.0], number))
    limit = np.where(random.random(number) < limited, random.uniform(1, 9, number), np.inf)
    resources = resources_of(
        kind,
        random.uniform(0.1, 3, number),
        random.uniform(3, 9, number),
        np.where(kind == 2, 3.0, 0.6),
        b,
        limit,
    )
    origin = random.integers(0, vertices, rows)
    return problem_from(
        np.searchsorted(tails, np.arange(vertices + 1)), heads, cost, resource, resources,
        origin, (origin + random.integers(1, vertices, rows)) % vertices, random.integers(0, classes, rows),
        random.uniform(1, 5, rows), np.zeros(vertices, np.bool_),
    )  # fmt: skip


def conservation(problem: Problem) -> tuple[csr_array, NDArray[np.float64]]:
    """Return the constraints on one flow an arc and row: what leaves a vertex less what arrives."""
    rows, arcs, vertices = problem.demand.size, problem.arcs, problem.vertices
    row, arc = np.divmod(np.arange(rows * arcs), arcs)
    column = np.arange(rows * arcs)
    places = np.concatenate([row * vertices + problem.tails[arc], row * vertices + problem.heads[arc]])
    values = np.concatenate([np.ones(column.size), -np.ones(column.size)])
    matrix = csr_array((values, (places, np.tile(column, 2))), shape=(rows * vertices, rows * arcs))
    wanted = np.zeros((rows, vertices))
    wanted[np.arange(rows), problem.origin] += problem.demand
    wanted[np.arange(rows), problem.destination] -= problem.demand
    return matrix, wanted.ravel()


def uses(problem: Problem) -> csr_array:
    """Return the matrix that sums flows of rows on arcs into volumes of resources."""
    rows, arcs = problem.demand.size, problem.arcs
    resource = np.tile(problem.resource, rows)
    column = np.flatnonzero(resource >= 0)
    shape = (len(problem.resources), rows * arcs)
    return csr_array((np.ones(column.size), (resource[column], column)), shape=shape)


def least_cost(problem: Problem) -> Any:  # noqa: ANN401  (SciPy's own)
    """Solve a problem of constant delays and hard limits as a linear programme."""
    matrix, wanted = conservation(problem)
    use = uses(problem)
    limited = np.flatnonzero(np.isfinite(problem.resources.limit))
    cost = problem.cost[problem.of_class].ravel() + use.T @ problem.resources.free_h
    return linprog(
        cost,
        A_ub=use[limited],
        b_ub=problem.resources.limit[limited],
        A_eq=matrix,
        b_eq=wanted,
        method="highs",
    )


def slow_objective(problem: Problem, *, optimum: bool = False) -> float:
    """Solve a problem without limits as a convex programme."""
    matrix, wanted = conservation(problem)
    use = uses(problem)
    fixed = problem.cost[problem.of_class].ravel()
    r = problem.resources

    def value(flow: NDArray[np.float64]) -> float:
        volume = np.maximum(use @ flow, 0)
        return float(fixed @ flow + (volume @ delay(r, volume) if optimum else integral(r, volume).sum()))

    def rise(flow: NDArray[np.float64]) -> NDArray[np.float64]:
        volume = np.maximum(use @ flow, 0)
        return np.asarray(fixed + use.T @ (marginal_cost(r, volume) if optimum else delay(r, volume)))

    rank = (
        np.arange(matrix.shape[0]) % problem.vertices > 0
    )  # one balance of each row follows from the others
    start = linprog(fixed, A_eq=matrix, b_eq=wanted).x
    balance = {
        "type": "eq",
        "fun": lambda x: (matrix @ x - wanted)[rank],
        "jac": lambda _: matrix[rank].toarray(),
    }
    found = minimize(
        value, start, jac=rise, method="SLSQP", bounds=[(0, None)] * start.size, constraints=[balance],
        options={"maxiter": 1000, "ftol": 1e-13},
    )  # fmt: skip
    assert found.success or found.status == 8  # 8: it cannot get lower, for rounding
    assert np.abs(matrix @ found.x - wanted).max() < 1e-6
    return float(found.fun)


def check_flows(problem: Problem, found: Equilibrium) -> None:
    """Assert that paths are paths, carry the demand, and sum up to what is said of arcs and resources."""
    paths = found.paths
    total = np.bincount(paths.row, paths.flow, problem.demand.size)
    np.testing.assert_allclose(total, problem.demand - found.unserved, rtol=1e-12)
    arc_volume = np.zeros(problem.cost.shape)
    for path, row in enumerate(paths.row.tolist()):
        arcs = paths.arcs[paths.indptr[path] : paths.indptr[path + 1]]
        at = [int(problem.origin[row]), *problem.heads[arcs].tolist()]
        assert at[:-1] == problem.tails[arcs].tolist()
        assert at[-1] == problem.destination[row]
        assert not problem.no_through[at[1:-1]].any()
        np.add.at(arc_volume[problem.of_class[row]], arcs, paths.flow[path])
    np.testing.assert_allclose(found.arc_volume, arc_volume, rtol=1e-12)
    used = problem.resource >= 0
    volume = np.bincount(problem.resource[used], arc_volume.sum(axis=0)[used], len(problem.resources))
    np.testing.assert_allclose(found.volume, volume, rtol=1e-9, atol=1e-9)


def price_of_arcs(problem: Problem, found: Equilibrium) -> NDArray[np.float64]:
    """Return what each arc costs each class at the end."""
    price = np.append(found.delay_h + found.shadow_price, 0.0)
    return np.asarray(problem.cost + price[problem.resource])
