"""The slow and obvious way: a whole tree for every class, origin and case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landlink.routing.trees import grow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from landlink.resilience.cases import Case
    from landlink.resilience.trips import Trips


def cost_in(trips: Trips, case: Case) -> NDArray[np.float64]:
    """Cost of each class on each arc in a case."""
    cost = trips.cost.copy()
    factor, add = np.ones(trips.heads.size), np.zeros(trips.heads.size)
    np.maximum.at(factor, case.arcs, case.cost_factor)
    np.maximum.at(add, case.arcs, case.add_usd_t)
    shut = np.isinf(factor) | np.isinf(add)
    cost[:, ~shut] = cost[:, ~shut] * factor[~shut] + add[~shut]
    cost[:, shut] = np.inf
    return cost


def slow_costs(trips: Trips, cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cheapest way of each trip."""
    found = np.full(len(trips), np.inf)
    for number in np.unique(trips.of_class).tolist():
        rows = np.flatnonzero(trips.of_class == number)
        sources, place = np.unique(trips.origin[rows], return_inverse=True)
        distances, _ = grow(trips.indptr, trips.heads, cost[number], sources.astype(np.int32), threads=1)
        found[rows] = distances[place, trips.destination[rows]]
    return found


def slow_losses(trips: Trips, cases: Sequence[Case]) -> NDArray[np.float64]:
    """Increase per tonne of each trip in each case; NaN where it is left out or has no way at all."""
    before = slow_costs(trips, trips.cost)
    served = np.isfinite(before)
    table = np.zeros((len(cases), len(trips)))
    for row, case in zip(table, cases, strict=True):
        now = slow_costs(trips, cost_in(trips, case))
        row[served] = now[served] - before[served]
        row[~served | np.isin(trips.origin, case.left_out) | np.isin(trips.destination, case.left_out)] = (
            np.nan
        )
    return table
