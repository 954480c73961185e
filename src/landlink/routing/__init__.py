"""Exact and covering Pareto routes, shortest paths, and routes in the corridor's terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landlink.routing.constraints import Constraints
    from landlink.routing.cover import cover_factor, epsilon_cover
    from landlink.routing.pareto import ParetoFront, pareto_front
    from landlink.routing.routes import Routes, route
    from landlink.routing.skims import Skims, skim
    from landlink.routing.trees import ShortestPaths, shortest_paths

_HOMES = {
    "Constraints": "constraints",
    "ParetoFront": "pareto",
    "Routes": "routes",
    "ShortestPaths": "trees",
    "Skims": "skims",
    "cover_factor": "cover",
    "epsilon_cover": "cover",
    "pareto_front": "pareto",
    "route": "routes",
    "shortest_paths": "trees",
    "skim": "skims",
}

__all__ = [
    "Constraints",
    "ParetoFront",
    "Routes",
    "ShortestPaths",
    "Skims",
    "cover_factor",
    "epsilon_cover",
    "pareto_front",
    "route",
    "shortest_paths",
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
