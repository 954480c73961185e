"""Exact and covering Pareto routes, shortest paths, and routes in the corridor's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landlink.routing.constraints import Constraints
    from landlink.routing.cover import cover_factor, epsilon_cover
    from landlink.routing.dated import DatedFront, DatedGraph, dated_front
    from landlink.routing.dated_routes import When, route_dated
    from landlink.routing.pareto import ParetoFront, pareto_front
    from landlink.routing.routes import Routes, route
    from landlink.routing.simulation import Simulation, simulate
    from landlink.routing.skims import Skims, skim
    from landlink.routing.trees import ShortestPaths, shortest_paths

_HOMES = {
    "Constraints": "constraints",
    "DatedFront": "dated",
    "DatedGraph": "dated",
    "ParetoFront": "pareto",
    "Routes": "routes",
    "ShortestPaths": "trees",
    "Simulation": "simulation",
    "When": "dated_routes",
    "Skims": "skims",
    "cover_factor": "cover",
    "dated_front": "dated",
    "epsilon_cover": "cover",
    "pareto_front": "pareto",
    "route": "routes",
    "route_dated": "dated_routes",
    "shortest_paths": "trees",
    "simulate": "simulation",
    "skim": "skims",
}

__all__ = [
    "Constraints",
    "DatedFront",
    "DatedGraph",
    "ParetoFront",
    "Routes",
    "ShortestPaths",
    "Simulation",
    "Skims",
    "When",
    "cover_factor",
    "dated_front",
    "epsilon_cover",
    "pareto_front",
    "route",
    "route_dated",
    "shortest_paths",
    "simulate",
    "skim",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that the package is light to import."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
