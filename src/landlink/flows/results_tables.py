"""Tables of flows: corridors, trade by countries, what stays behind; and the list of all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.flows.assumptions import assumed
from landlink.flows.corridors import OTHER, corridor_of
from landlink.flows.results_network import bottlenecks, crossings, hubs, links, modes, services, terminals
from landlink.flows.results_sums import (
    LEAST_T,
    clean,
    is_box,
    mean,
)
from landlink.flows.trips import row_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from landlink.flows.results import Flows

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Rows = list[dict[str, Any]]


def corridors(flows: Flows) -> Rows:
    """Return what each corridor carries; the parts make up what is carried.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> flows = small_assigned()
    >>> parts = [row["tonnes_year"] for row in corridors(flows)]
    >>> sum(parts) == flows.summary["carried_t_year"]
    True
    """
    paths, trips, known = flows.paths, flows.trips, (*flows.options.corridors, OTHER)
    ends = np.stack([trips.origin[paths.trip], trips.destination[paths.trip]], axis=1)
    of = corridor_of(flows.graph, flows.options.corridors, paths.indptr, paths.arcs, ends)
    tonnes, capacity, hours, usd, co2e, km, teu = (
        np.bincount(of, values, len(known))
        for values in (
            paths.goods_t, paths.capacity_t, paths.capacity_t * flows.sums.path_h,
            paths.capacity_t * flows.sums.path_usd_t, paths.capacity_t * flows.sums.path_co2e_kg_t,
            paths.capacity_t * flows.sums.path_km, _path_teu(flows),
        )
    )  # fmt: skip
    total = math.fsum(capacity)
    return [
        {
            "id": one.id, "name": one.name, "tonnes_year": float(tonnes[i]),
            "capacity_t_year": float(capacity[i]), "teu_year": float(teu[i]),
            "share": float(capacity[i] / total) if total else 0.0,
            "mean_days": mean(hours[i] / 24, capacity[i]), "mean_usd_t": mean(usd[i], capacity[i]),
            "mean_km": mean(km[i], capacity[i]), "co2e_t_year": float(co2e[i] / 1000),
        }
        for i, one in enumerate(known)
    ]  # fmt: skip


def _path_teu(flows: Flows) -> Floats:
    """TEU of each path: what it loads in containers."""
    boxes = is_box(flows)[flows.graph.vehicle[flows.paths.arcs[flows.paths.indptr[:-1]]]]
    return np.where(boxes, flows.paths.capacity_t / assumed(flows.network, "payload_t_per_teu"), 0.0)


def pairs(flows: Flows) -> Rows:
    """Return trade by country and country: tonnes, mean days and price, generalised cost, what stays behind.

    ``tonnes_year`` are goods; all other tonnes are of capacity, which empties and light boxes take too.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> [(row["origin"], row["destination"]) for row in pairs(small_assigned())]
    [('KZ', 'AZ'), ('CN', 'AZ'), ('CN', 'KZ'), ('AZ', 'KZ')]
    """
    trips, paths = flows.trips, flows.paths
    names = flows.network.nodes.text("country")
    countries = sorted(set(names))
    of_node = np.array([countries.index(name) for name in names], dtype=np.int64)
    pair = of_node[trips.origin] * len(countries) + of_node[trips.destination]
    size, of_path = len(countries) ** 2, pair[paths.trip]
    no_way = np.where(flows.has_way, 0.0, trips.capacity_t)
    worth = trips.classes.usd_t_h[trips.of_class]
    carried, prices = paths.capacity_t, _path_shadow(flows)
    generalised = flows.sums.path_usd_t + worth[paths.trip] * flows.sums.path_h
    generalised += prices if flows.priced else worth[paths.trip] * prices
    tonnes, capacity, hours, usd, whole, teu = (
        np.bincount(of_path, values, size)
        for values in (
            paths.goods_t, carried, carried * flows.sums.path_h, carried * flows.sums.path_usd_t,
            carried * generalised, _path_teu(flows),
        )
    )  # fmt: skip
    asked, behind, cut = (
        np.bincount(pair, values, size) for values in (trips.capacity_t, flows.stranded_t, no_way)
    )
    rows = [
        {
            "origin": countries[i // len(countries)], "destination": countries[i % len(countries)],
            "demand_t_year": float(asked[i]), "carried_t_year": float(capacity[i]),
            "tonnes_year": float(tonnes[i]), "teu_year": float(teu[i]),
            "mean_days": mean(hours[i] / 24, capacity[i]), "mean_usd_t": mean(usd[i], capacity[i]),
            "generalised_usd_t": mean(whole[i], capacity[i]), "stranded_t_year": clean(behind[i]),
            "no_way_t_year": float(cut[i]),
        }
        for i in np.flatnonzero(asked).tolist()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row["demand_t_year"])


def _path_shadow(flows: Flows) -> Floats:
    """Shadow prices along each path, in hours or USD a tonne."""
    prices = np.append(flows.found.shadow_price, 0.0)
    return flows.paths.total(prices[flows.held.main] + prices[flows.held.service])


def stranded(flows: Flows) -> Rows:
    """Return the rows of demand of which something stays behind for want of capacity, most first.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> {row["destination"] for row in stranded(small_assigned())}
    {'baku'}
    """
    demand, trips = flows.demand, flows.trips
    rows = []
    for i in np.flatnonzero(trips.of_row >= 0).tolist():
        trip = int(trips.of_row[i])
        share = float(flows.stranded_t[trip] / trips.capacity_t[trip])
        behind = share * float(demand.capacity_t_year[i])
        if behind > LEAST_T:
            rows.append(
                {
                    **row_of(flows.network, demand, i), "stranded_share": share,
                    "stranded_t_year": share * float(demand.tonnes_year[i]),
                    "stranded_capacity_t_year": behind,
                }
            )  # fmt: skip
    return sorted(rows, key=lambda row: -row["stranded_capacity_t_year"])


def unserved(flows: Flows) -> Rows:
    """Return the rows of demand without any way, and those that could not be placed, with the reason.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> unserved(small_assigned())
    []
    """
    demand, trips = flows.demand, flows.trips
    cut = [
        {**row_of(flows.network, demand, i), "reason": "there is no way on this network"}
        for i in np.flatnonzero(trips.of_row >= 0).tolist()
        if not flows.has_way[trips.of_row[i]]
    ]
    return [*cut, *trips.left_out, *demand.unmatched]


TABLES: dict[str, Callable[[Flows], Rows]] = {
    "corridors": corridors, "links": links, "crossings": crossings, "hubs": hubs, "terminals": terminals,
    "services": services, "modes": modes, "pairs": pairs, "stranded": stranded, "unserved": unserved,
    "bottlenecks": bottlenecks,
}  # fmt: skip
"""What makes each table."""
