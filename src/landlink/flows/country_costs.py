"""What it takes from country to country: the skim between their hubs, weighted as demand is spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.demand_hubs import Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from landlink.network.model import Network

    Floats = NDArray[np.float64]


def country_costs(
    network: Network,
    countries: Sequence[str],
    *,
    measure: str = "cost_usd",
    value_of_time_usd_per_h: float | None = None,
) -> Floats:
    """Return the mean over pairs of hubs of what one 40-foot container takes, by pair of countries.

    Parameters
    ----------
    network : Network
    countries : sequence of str
        Country codes.
    measure : str, optional
        A matrix of a skim: ``cost_usd``, ``time_h``, ``generalised_cost_usd`` ...
    value_of_time_usd_per_h : float, optional
        By which the routes are chosen.

    Returns
    -------
    float array [n, n]
        inf within a country and where no pair of hubs has a way.

    Raises
    ------
    LandlinkError
        If a country has no hub in the network.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> country_costs(small_network(), ["KZ", "CN"]).round().tolist()
    [[inf, 1668.0], [1598.0, inf]]
    """
    from landlink.routing.skims import collect, plan  # noqa: PLC0415  (numba)

    spread = Spread(network)
    ends = [[spread.places(country, "", way) for country in countries] for way in ("origin", "destination")]
    for country, (nodes, _, lack) in zip([*countries, *countries], [*ends[0], *ends[1]], strict=True):
        if not nodes:
            raise LandlinkError(f"no cost from or to {country}: {lack}")
    keys = network.nodes.text("id")
    rows, columns = ([keys[n] for n in sorted({n for nodes, _, _ in side for n in nodes})] for side in ends)
    asked = plan(network, rows, columns, value_of_time_usd_per_h=value_of_time_usd_per_h)
    found = collect(asked, asked.blocks())
    matrix = found.matrices[measure]
    at = [{key: number for number, key in enumerate(part)} for part in (rows, columns)]
    weights = []
    for side, index, size in zip(ends, at, (len(rows), len(columns)), strict=True):
        weight = np.zeros((len(countries), size))
        for number, (nodes, shares, _) in enumerate(side):
            weight[number, [index[keys[node]] for node in nodes]] = shares
        weights.append(weight)
    usable = np.isfinite(matrix)
    total = weights[0] @ usable @ weights[1].T
    summed = weights[0] @ np.where(usable, matrix, 0.0) @ weights[1].T
    costs: Floats = np.divide(summed, total, out=np.full(total.shape, np.inf), where=total > 0)
    np.fill_diagonal(costs, np.inf)
    return costs
