"""The worst failures once more, where what is full elsewhere cannot take the trade."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.flows.assign import assign
from landlink.flows.results import Options
from landlink.network.changes import Change
from landlink.network.scenario import apply
from landlink.resilience.criticality_names import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from landlink.flows.results import Flows
    from landlink.resilience.criticality import Criticality

    Progress = Callable[[int, int, str], None]


def congested(
    found: Criticality,
    count: int,
    *,
    options: Options | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> list[dict[str, Any]]:
    """Work out the worst cases as equilibria with capacities, each from the one before anything failed.

    The loss is the difference in money and in hours at what they are worth, delays by congestion
    included. What is left behind counts as the factor ``stranded_cost_factor`` times its cost on the
    empty network before.

    Parameters
    ----------
    found : Criticality
    count : int
        How many cases, worst first, one of each effect.
    options : landlink.flows.results.Options, optional
    threads : int, optional
    progress : callable, optional

    Returns
    -------
    list of dict
        Worst first, each with its loss with and without capacities.

    Examples
    --------
    >>> from landlink.flows.testing import small_flows
    >>> from landlink.resilience.criticality import criticality
    >>> rows = congested(criticality(*small_flows(), kinds=["service"]), 1)
    >>> rows[0]["name"], rows[0]["loss_usd_year"] > 0
    ('Caspian ferry', True)
    """
    network, demand = found.graph.network, found.demand
    wanted = options or Options(threads=threads)
    rows = found.rows(count)
    if progress is not None:
        progress(0, len(rows) + 1, "equilibria")
    before = assign(network, demand, options=wanted)
    limit = found.factor * _free(found, before)
    results = []
    for number, row in enumerate(rows, start=1):
        if progress is not None:
            progress(number, len(rows) + 1, "equilibria")
        change = Change.model_validate({"close": {TABLES[row["kind"]]: [row["key"]]}})
        after = assign(apply(network, [change]), demand, options=wanted, start=before)
        results.append(
            {
                "kind": row["kind"],
                "key": row["key"],
                "name": row["name"],
                "loss_usd_year": _total(after, limit) - _total(before, limit),
                "stranded_t_year": _stranded(after) - _stranded(before),
                "loss_without_capacities_usd_year": row["loss_usd_year"],
                "stranded_without_capacities_t_year": row["stranded_t_year"],
                "gap": float(after.found.gap),
            }
        )
    if progress is not None:
        progress(len(rows) + 1, len(rows) + 1, "equilibria")
    return sorted(results, key=lambda row: -row["loss_usd_year"])


def _free(found: Criticality, flows: Flows) -> NDArray[np.float64]:
    """Return what a tonne of each trip of flows pays on the empty network; 0 for empties."""
    trips, cost = found.base.trips, found.base.cost_usd_t
    joined = flows.trips.of_row[trips.basis]
    known = (joined >= 0) & np.isfinite(cost)
    free = np.zeros(len(flows.trips))
    free[joined[known]] = cost[known]
    return free


def _total(flows: Flows, limit_usd_t: NDArray[np.float64]) -> float:
    """Return the generalised cost of a year; a tonne that is left behind pays its limit."""
    left = np.where(flows.has_way, flows.stranded_t, flows.trips.capacity_t)
    summary = flows.summary
    carried = float(summary["cost_usd_year"]) + float(summary["time_value_usd_year"])
    return carried + float((left * limit_usd_t).sum())


def _stranded(flows: Flows) -> float:
    """Return tonnes of goods that stay behind, for want of room or of any way."""
    return float(flows.summary["stranded_t_year"] + flows.summary["no_way_t_year"])
