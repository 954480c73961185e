"""Shocks of a study: dependence, criticality and a sweep, on the network as it is today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from landlink.network import Network
    from landlink.resilience.dependence import Dependence
    from landlink.study.sections import CriticalityEntry, DependenceEntry, SweepEntry

    Progress = Callable[[int, int, str], None]


def dependence_results(network: Network, asked: DependenceEntry, progress: Progress) -> dict[str, Any]:
    """Return who depends on what, as the results hold it.

    Parameters
    ----------
    network : Network
    asked : DependenceEntry
    progress : callable
        Called with what is done, out of how much, and what it is.
    """
    from landlink.flows.demand import demand_of  # noqa: PLC0415  (builds on Numba)
    from landlink.flows.graph import VEHICLES, flow_graph  # noqa: PLC0415
    from landlink.resilience.closures import closures  # noqa: PLC0415
    from landlink.resilience.dependence import dependence  # noqa: PLC0415
    from landlink.resilience.trade import partners, traded  # noqa: PLC0415

    if asked.weights == "demand":
        trade = traded(flow_graph(network, VEHICLES), demand_of(network))
    else:
        trade = partners(flow_graph(network), asked.countries)
    found = dependence(trade, closures(trade.graph, asked.closures), progress=progress)
    result = found.as_dict(pairs=[(one, other) for one, other in asked.pairs])
    _add_ways(found, result)
    return result


def _add_ways(found: Dependence, result: dict[str, Any]) -> None:
    """Add to each country of the heat map its way around the worst case, and how many corridors it has."""
    from landlink.resilience.corridor_prices import corridor_counts  # noqa: PLC0415  (builds on Numba)
    from landlink.resilience.redundancy import way_around  # noqa: PLC0415

    shown = {row["code"] for row in result["heat"]["rows"]}
    for country in result["countries"]:
        if country["code"] not in shown or country["worst"] is None:
            continue
        counts = corridor_counts(found.trade.graph, country["code"])
        partners = set(found.countries)
        country["corridors"] = [
            {"to": one["to"], "number": one["number"]} for one in counts if one["to"] in partners
        ]
        country["way_around"] = way_around(found, country["code"])


def criticality_results(network: Network, asked: CriticalityEntry, progress: Progress) -> dict[str, Any]:
    """Return the worst failures, as the results hold them; arguments as of :func:`dependence_results`."""
    from landlink.resilience.criticality import criticality  # noqa: PLC0415  (builds on Numba)

    found = criticality(network, kinds=asked.kinds, pairs=asked.pairs, progress=progress)
    return found.as_dict(asked.top)


def sweep_results(network: Network, asked: SweepEntry, progress: Progress) -> dict[str, Any]:
    """Return what drawn years cost, as the results hold it; arguments as of :func:`dependence_results`."""
    from landlink.flows.demand import demand_of  # noqa: PLC0415  (builds on Numba)
    from landlink.resilience.sweep import sweep  # noqa: PLC0415

    months = asked.months or None
    return sweep(
        network, demand_of(network), scenarios=asked.scenarios, seed=asked.seed, months=months,
        progress=progress,
    ).as_dict()  # fmt: skip
