"""Totals of flows, the rule by which they were computed, and what they rest on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.flows.assumptions import assumed, assumptions_used
from landlink.flows.capacity import ASSUMPTIONS
from landlink.flows.graph import TIME_VALUE_FLOOR
from landlink.flows.mode_choice import THETA, theta_of
from landlink.network.arcs import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.results import Flows

KEYS = (*ASSUMPTIONS, "stranded_cost_factor", "time_value_share_per_day", TIME_VALUE_FLOOR)
"""Assumptions that flows rest on besides those of the virtual network."""


def summary(flows: Flows) -> dict[str, Any]:
    """Return totals: what is carried, at which cost, and how exact the equilibrium is.

    Carried, stranded and no way are tonnes of goods and make up the demand; ``carried_t_year`` is the
    sum of the corridors. ``diverted_t_year`` is the part of it that goes by what it avoids in the demand.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> round(small_assigned().summary["demand_t_year"])
    1250000
    """
    sums, paths, trips, found = flows.sums, flows.paths, flows.trips, flows.found
    share = np.divide(trips.goods_t, trips.capacity_t, out=np.zeros(len(trips)), where=trips.capacity_t > 0)
    no_way = ~flows.has_way
    parts = flows.table("corridors")
    carried = sum(row["tonnes_year"] for row in parts)
    load = paths.capacity_t
    moving = flows.graph.kind == Kind.MOVE
    hours = float(load @ sums.path_h)
    return {
        "demand_t_year": float(trips.goods_t.sum()),
        "carried_t_year": carried,
        "stranded_t_year": float(flows.stranded_t @ share),
        "no_way_t_year": float(trips.goods_t[no_way].sum()),
        "diverted_t_year": float(((trips.goods_t - flows.stranded_t * share)[_diverted(flows)]).sum()),
        "not_placed_t_year": _tonnes(flows.demand.unmatched) + _tonnes(trips.left_out),
        "capacity_used_t_year": sum(row["capacity_t_year"] for row in parts),
        "teu_year": sum(row["teu_year"] for row in parts),
        "tonne_km_year": float((sums.goods_t * flows.graph.distance_km)[moving].sum()),
        "cost_usd_year": float(load @ sums.path_usd_t),
        "mean_usd_t": _over(float(load @ sums.path_usd_t), float(load.sum())),
        "mean_days": _over(hours / 24, float(load.sum())),
        "time_value_usd_year": float(
            (load * trips.classes.usd_t_h[trips.of_class[paths.trip]]) @ sums.path_h
        ),
        "co2e_t_year": float(load @ sums.path_co2e_kg_t) / 1000,
        "trips": len(trips),
        "classes": len(trips.classes),
        "paths": len(paths),
        "gap": _finite(found.gap),
        "objective": _finite(found.objective),
        "iterations": found.iterations,
        "seconds": flows.seconds,
        "most_over_limit": _over_limit(flows),
    }


def _diverted(flows: Flows) -> NDArray[np.bool_]:
    """Trips that take what they avoid in the demand, as no other way is left."""
    moved: NDArray[np.bool_] = flows.trips.of_class != flows.trips.known_class
    return flows.has_way & moved


def _tonnes(rows: list[dict[str, Any]]) -> float:
    held = (row.get("tonnes_year") for row in rows)
    return float(sum(tonnes for tonnes in held if tonnes is not None and math.isfinite(tonnes)))


def _over(total: float, weight: float) -> float | None:
    return total / weight if weight > 0 else None


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _over_limit(flows: Flows) -> float:
    """Return by which share the worst hard limit is exceeded."""
    limit, volume = flows.held.resources.limit, flows.found.volume
    hard = np.isfinite(limit)
    return float(np.max((volume[hard] - limit[hard]) / np.fmax(limit[hard], 1.0), initial=0.0))


def rule(flows: Flows) -> str:
    """Return how the flows were computed, in a paragraph.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> rule(small_assigned()).startswith("User equilibrium")
    True
    """
    factor = _stranded_factor(flows)
    hard = ", ".join(flows.options.limits) or "nothing"
    who = "a price: who would pay most goes" if flows.priced else "a wait: who would wait longest goes"
    left = (
        f"Goods stay behind where no way is left below {factor:g} times the cost of their best way on the "
        "empty network."
    )
    if flows.options.choice != "equilibrium":
        left = (
            "Goods stay behind where the composite cost of their ways has risen by "
            f"{factor - 1:g} times the cost of their best way on the empty network."
        )
    return (
        f"{_principle(flows)} Generalised cost is the price plus the "
        "hours under way at what an hour costs the goods; links, crossings and terminals of known capacity "
        f"slow down with their use, and {hard} cannot carry more than their capacity: there demand and "
        f"places are balanced by {who} (the shadow price). {left} They keep away from what "
        "they are known to avoid while any way is left without it. The same rule holds for all countries."
    )


def _principle(flows: Flows) -> str:
    """Return the sentence that says how paths are chosen, and how exactly."""
    classes, gap = len(flows.trips.classes), f"{flows.found.gap:.1e}"
    if flows.options.choice == "equilibrium":
        return (
            f"User equilibrium of {classes} classes to a relative gap of {gap}: nobody gains by another path."
        )
    model = {"logit": "logit", "path-size": "path-size logit"}[flows.options.choice]
    return (
        f"Stochastic user equilibrium of {classes} classes to a gap of {gap} (sum of the differences between "
        f"path flows and those of the model, over the demand): modes and routes are chosen by {model} with "
        f"theta {theta_of(flows.network, flows.options):g} per USD a tonne of generalised cost. Each trip "
        "chooses among the paths that the user equilibrium takes, the cheapest for each equipment and "
        "without each mode, and the cheapest at costs drawn for each mode and country; none is dearer than "
        "twice the cheapest."
    )


def _stranded_factor(flows: Flows) -> float:
    factor = flows.options.stranded_cost_factor
    return assumed(flows.network, "stranded_cost_factor") if factor is None else factor


def basis(flows: Flows) -> dict[str, Any]:
    """Return what the rule and the notes say, as data: options, and how well the figures are known.

    ``demand_t_year`` and ``tonne_km_year`` share tonnes and tonne-kilometres out to the quality of the
    rows of demand and of links that they rest on; ``*_known_share`` are the shares of tonne-kilometres by
    rail and road, and of tonnes across borders, where a capacity is known.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> found = basis(small_assigned())
    >>> found["limits"], found["demand_t_year"]
    (['ships'], {'derived': 1250000.0})
    """
    demand, links, on_arc = flows.demand, flows.network.links, flows.sums.goods_t * flows.graph.distance_km
    moving = np.flatnonzero((flows.graph.kind == Kind.MOVE) & (on_arc > 0))
    of_link = np.bincount(flows.graph.link[moving], on_arc[moving], len(links)).astype(np.float64)
    return {
        "limits": list(flows.options.limits),
        "rationing": flows.options.rationing,
        "stranded_cost_factor": float(_stranded_factor(flows)),
        "unvalued": _unvalued(flows),
        "link_capacity_known_share": _known_links(flows),
        "crossing_capacity_known_share": _known_crossings(flows),
        "demand_t_year": _by_quality(demand.table.text("quality"), demand.basis, demand.tonnes_year),
        "tonne_km_year": _by_quality(links.text("quality"), np.arange(len(links), dtype=np.int64), of_link),
    }


def _by_quality(quality: list[str], rows: NDArray[np.int64], values: NDArray[np.float64]) -> dict[str, float]:
    found: dict[str, float] = {}
    for row, value in zip(rows.tolist(), values.tolist(), strict=True):
        if value > 0:
            found[quality[row]] = found.get(quality[row], 0.0) + value
    return found


def _unvalued(flows: Flows) -> list[str]:
    """Return commodities of the demand whose value is not known."""
    goods = flows.network.tables["commodities"]
    used = sorted({int(row) for row in flows.demand.commodity})
    return [goods.text("id")[row] for row in used if not goods.number("value_usd_per_t")[row] >= 0]


def _known_links(flows: Flows) -> float | None:
    """Return the share of tonne-kilometres by rail and road on links of known capacity."""
    km = flows.sums.goods_t * flows.graph.distance_km
    moving = flows.graph.kind == Kind.MOVE
    rail = moving & np.isin(flows.graph.mode, (0, 1))
    return _over(float(km[rail & (flows.held.main >= 0)].sum()), float(km[rail].sum()))


def _known_crossings(flows: Flows) -> float | None:
    """Return the share of what crosses a border at crossings of known capacity."""
    crossings = flows.table("crossings")
    through = sum(row["capacity_t_year"] for row in crossings)
    known = sum(row["capacity_t_year"] for row in crossings if row["capacity"] is not None)
    return _over(known, through)


def assumptions(flows: Flows) -> list[dict[str, str | float]]:
    """Return the assumptions that the flows rest on, with their sources.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> assumptions(small_assigned())[0]["key"]
    'train_net_t'
    """
    logit = flows.options.choice != "equilibrium" and flows.options.theta is None
    return assumptions_used(flows.network, (*KEYS, THETA) if logit else KEYS)


def notes(flows: Flows) -> list[str]:
    """Return what a reader must know before using the figures.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> "Grain" in notes(small_assigned())[0]
    True
    """
    unknown, known, through = _unvalued(flows), _known_links(flows), _known_crossings(flows)
    said = []
    if unknown:
        floor = assumed(flows.network, TIME_VALUE_FLOOR)
        goods = flows.network.tables["commodities"]
        name_of = dict(zip(goods.text("id"), goods.text("name"), strict=True))
        names = ", ".join(name_of[key] for key in unknown)
        said.append(f"No value is known of {names}: an hour costs {floor:g} USD a tonne.")
    if known is not None:
        said.append(
            f"Capacity is known of links that carry {known:.0%} of the tonne-kilometres by rail and road; "
            "the others are taken to have room. Traffic that is not in the demand uses none of it."
        )
    if through is not None:
        said.append(f"Capacity is known of crossings that carry {through:.0%} of what crosses a border.")
    if (moved := flows.summary["diverted_t_year"]) > 0:
        said.append(
            f"{moved:,.0f} t a year have no way left but by what they avoid in the demand, and take it. What "
            "made them avoid it is not in their cost."
        )
    if flows.found.gap > flows.options.gap:
        said.append(f"The gap of {flows.options.gap:g} was not reached: it is {flows.found.gap:.1e}.")
    return [*said, *flows.demand.notes]
