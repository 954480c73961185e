"""Sets of paths to choose from: cheapest ways of a network and of variants of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.flows.equilibrium_pool import groups_of, parts_of, picked, pool_of, searched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

    from landlink.flows.equilibrium_pool import Groups, Search
    from landlink.flows.problem import Paths, Problem

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

__all__ = ["cheapest", "drawn", "joined", "path_costs"]

SEED = 19800  # of Fisk's paper; any number does


class Found(NamedTuple):
    """Cheapest paths, without flow, and the cost of the best of each row."""

    paths: Paths
    best: Floats


def cheapest(problem: Problem, price: Floats, *, threads: int = 1, factor: Floats | None = None) -> Found:
    """Return the cheapest path of each row at given prices of the resources.

    Parameters
    ----------
    problem : Problem
    price : array, shape (R,)
        What each resource costs: its delay and shadow price.
    threads : int
    factor : array, shape (A,), optional
        By which the costs of the arcs are multiplied; ``inf`` closes an arc.

    Examples
    --------
    >>> from landlink.flows.problem import Problem, Resources
    >>> roads = Resources([1, 1], [1, 2], [1, 2], [1, 1], [1, 1], [np.inf, np.inf])
    >>> ask = Problem([0, 2, 2], [1, 1], [[0, 0]], [0, 1], roads, [0], [1], [0], [6], [False, False])
    >>> cheapest(ask, np.array([5.0, 2.0])).paths.arcs.tolist()
    [1]
    """
    groups = groups_of(problem)
    cost = problem.cost + np.append(price, 0.0)[problem.resource]
    if factor is not None:
        with np.errstate(invalid="ignore"):
            cost = cost * factor
        cost[:, np.isinf(factor)] = np.inf
    fixed = replace(problem, cost=cost, resource=np.full(problem.arcs, -1, np.int32))
    state = np.zeros((len(problem.resources), 4))
    tails = problem.tails

    def grow(part: Groups) -> Search:
        return searched(fixed, part, pool_of(part.order.size), state, 0.0, tails)

    with ThreadPoolExecutor(threads) as workers:
        found = list(workers.map(grow, parts_of(groups, 4 * threads)))
    none = np.zeros(0, np.int32)
    size = np.concatenate([none, *(part.new_size for part in found)])
    arcs = np.concatenate([none, *(part.new_arcs for part in found)])
    cheap = np.concatenate([np.zeros(0), *(part.best for part in found)])
    has = np.flatnonzero(size >= 0)
    ptr = np.concatenate([[0], np.cumsum(size[has])]).astype(np.int64)
    rows = groups.order[has]
    order = np.argsort(rows, kind="stable")
    best = np.empty(groups.order.size)
    best[groups.order] = cheap
    return Found(picked(rows[order], np.zeros(has.size), ptr, arcs, order), best)


def joined(sets: Iterable[Paths], arcs: int) -> Paths:
    """Return all paths of some sets once, by rows; flows of equal ones are added.

    Parameters
    ----------
    sets : iterable of Paths
    arcs : int
        Number of arcs of the graph.

    Examples
    --------
    >>> from landlink.flows.problem import Paths
    >>> one = Paths(np.array([0], np.int32), np.ones(1), np.array([0, 1]), np.array([2], np.int32))
    >>> both = joined([one, one], 3)
    >>> len(both), both.flow.tolist()
    (1, [2.0])
    """
    parts = list(sets)
    row = np.concatenate([part.row for part in parts]).astype(np.int64)
    flow = np.concatenate([part.flow for part in parts])
    steps = np.concatenate([part.arcs for part in parts])
    sizes = np.concatenate([np.diff(part.indptr) for part in parts])
    ptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    mark = np.random.default_rng(SEED).integers(0, 2**63, arcs, dtype=np.uint64)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mark[steps], dtype=np.uint64)])
    key = sums[ptr[1:]] - sums[ptr[:-1]]  # modulo 2^64: equal for equal sets of arcs
    order = np.lexsort((key, row))
    new = np.ones(order.size, np.bool_)
    new[1:] = (np.diff(row[order]) != 0) | (key[order][1:] != key[order][:-1])
    of = np.cumsum(new) - 1
    total = np.bincount(of, flow[order], int(new.sum())).astype(np.float64)
    first = order[new]
    return picked(row[first], total, ptr, steps, first)


def drawn(of_arc: NDArray[np.int64], rounds: int, spread: float, seed: int = SEED) -> list[Floats]:
    """Return factors of the costs of arcs, drawn once for each group of arcs and round.

    The cheapest paths at drawn costs are plausible alternatives (O. A. Nielsen, "A stochastic transit
    assignment model considering differences in passengers utility functions", Transportation Research
    Part B 34, 2000). Factors are log-normal with median 1.

    Parameters
    ----------
    of_arc : array of int, shape (A,)
        Group of each arc, for example of country and mode.
    rounds : int
    spread : float
        Standard deviation of the logarithm.
    seed : int

    Examples
    --------
    >>> [part.shape for part in drawn(np.array([0, 0, 1]), 2, 0.4)]
    [(3,), (3,)]
    """
    random = np.random.default_rng(seed)
    groups = int(of_arc.max(initial=0)) + 1
    return [np.exp(spread * random.standard_normal(groups))[of_arc] for _ in range(rounds)]


def path_costs(problem: Problem, paths: Paths, price: Floats) -> Floats:
    """Return the cost of each path at given prices of the resources.

    Examples
    --------
    >>> from landlink.flows.problem import Problem, Resources
    >>> roads = Resources([1, 1], [1, 2], [1, 2], [1, 1], [1, 1], [np.inf, np.inf])
    >>> ask = Problem([0, 2, 2], [1, 1], [[3, 0]], [0, 1], roads, [0], [1], [0], [6], [False, False])
    >>> from landlink.flows.problem import Paths
    >>> one = Paths(np.array([0], np.int32), np.ones(1), np.array([0, 1]), np.array([0], np.int32))
    >>> path_costs(ask, one, np.array([5.0, 2.0])).tolist()
    [8.0]
    """
    of_path = np.repeat(np.arange(len(paths)), np.diff(paths.indptr))
    each = problem.cost[problem.of_class[paths.row[of_path]], paths.arcs]
    each = each + np.append(price, 0.0)[problem.resource[paths.arcs]]
    return np.bincount(of_path, each, len(paths)).astype(np.float64)


def path_sets(
    problem: Problem,
    used: Paths,
    price: Floats,
    variants: Iterable[Floats],
    *,
    dearest: float = 2.0,
    threads: int = 1,
    tell: Callable[[int], None] | None = None,
) -> Paths:
    """Return the used paths, and the cheapest ones of the network and of each variant of it.

    Parameters
    ----------
    problem : Problem
    used : Paths
        Of a deterministic equilibrium; they keep their flow, the others have none.
    price : array, shape (R,)
        Prices at that equilibrium.
    variants : iterable of arrays, shape (A,)
        Factors of the costs of arcs.
    dearest : float
        Paths that cost more than this many times the cheapest are left out, at these prices.
    threads : int
    tell : callable, optional
        Called with the number of variants done.

    Examples
    --------
    >>> from landlink.flows.problem import Problem, Resources
    >>> roads = Resources([1, 1], [1, 2], [1, 2], [1, 1], [1, 1], [np.inf, np.inf])
    >>> ask = Problem([0, 2, 2], [1, 1], [[0, 0]], [0, 1], roads, [0], [1], [0], [6], [False, False])
    >>> from landlink.flows.problem import Paths
    >>> one = Paths(np.array([0], np.int32), np.ones(1), np.array([0, 1]), np.array([0], np.int32))
    >>> len(path_sets(ask, one, np.ones(2), [np.array([9.0, 1.0])]))
    2
    """
    sets = [used]
    first = cheapest(problem, price, threads=threads)
    sets.append(first.paths)
    for number, factor in enumerate(variants):
        sets.append(cheapest(problem, price, threads=threads, factor=factor).paths)
        if tell is not None:
            tell(number + 1)
    paths = joined(sets, problem.arcs)
    cost = path_costs(problem, paths, price)
    kept = np.flatnonzero((paths.flow > 0) | (cost <= dearest * first.best[paths.row] * (1 + 1e-12)))
    return picked(paths.row[kept].astype(np.int64), paths.flow[kept], paths.indptr, paths.arcs, kept)
