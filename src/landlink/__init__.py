"""Plan freight over the corridors between Europe and Asia.

>>> from landlink import Cargo, Network, route
>>> found = route(Network.reference(), "Almaty", "Aktau", Cargo("containers", teu=2))
>>> found.routes[0].labels[0]
'fastest'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landlink.errors import LandlinkError
    from landlink.network import Cargo, Network, NetworkError
    from landlink.routing import (
        Constraints,
        Routes,
        epsilon_cover,
        pareto_front,
        route,
        shortest_paths,
        simulate,
    )

__version__ = "0.1.0"

_HOMES = {
    "Cargo": "landlink.network",
    "Constraints": "landlink.routing",
    "LandlinkError": "landlink.errors",
    "Network": "landlink.network",
    "NetworkError": "landlink.network",
    "Routes": "landlink.routing",
    "epsilon_cover": "landlink.routing",
    "pareto_front": "landlink.routing",
    "route": "landlink.routing",
    "shortest_paths": "landlink.routing",
    "simulate": "landlink.routing",
}

__all__ = [
    "Cargo",
    "Constraints",
    "LandlinkError",
    "Network",
    "NetworkError",
    "Routes",
    "epsilon_cover",
    "pareto_front",
    "route",
    "shortest_paths",
    "simulate",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: `import landlink` stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module 'landlink' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)
