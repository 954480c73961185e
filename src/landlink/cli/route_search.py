"""From the options of a command line to the routes that they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landlink.cli.asking import place_keys
from landlink.cli.options import constraints_of, read_network, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.cli.route_options import BoxSize, CargoKind
    from landlink.network import Cargo, Network
    from landlink.routing import Constraints, Routes, When


def found_routes(
    origin: str,
    destination: str,
    *,
    cargo: CargoKind,
    teu: float | None = None,
    units: int | None = None,
    equipment: BoxSize | None = None,
    tonnes: float | None = None,
    value: float | None = None,
    avoid: list[str] | None = None,
    via: list[str] | None = None,
    gauge: int | None = None,
    max_transfers: int | None = None,
    pareto: str = "time,cost,co2e,variance",
    eps: float | None = None,
    exact: bool = False,
    network: Path | None = None,
    ready: str | None = None,
    deadline: str | None = None,
    rules: list[str] | None = None,
    latest: bool = False,
    horizon: float | None = None,
    ask: bool = True,
) -> Routes:
    """Search as the options of `landlink route` say; commands that go on from a route share them.

    Raises
    ------
    LandlinkError
        If an option makes no sense or means nothing in the network.

    Examples
    --------
    >>> from landlink.cli.route_options import CargoKind
    >>> found_routes("Almaty", "Aktau", cargo=CargoKind.trucks, pareto="time").routes[0].label
    'fastest'
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.network.cargo import Cargo  # noqa: PLC0415

    if exact and eps is not None:
        raise LandlinkError("--exact means --eps 0; give one of them")
    if eps is not None and not 0 <= eps < 1:
        raise LandlinkError(f"--eps is a share of at least 0 and below 1, not {eps:g}; 0.01 is one per cent")
    held = read_network(network)
    sent = Cargo(cargo.value, teu, units, equipment.value if equipment else "", tonnes, value)
    kept = constraints_of(held, avoid or [], via or [], gauge, max_transfers)
    origin, destination = place_keys(held, [origin, destination], ask=ask)
    when = _when(ready, deadline, words_of(rules or []), latest, horizon)
    return _search(
        held, origin, destination, sent, kept, words_of([pareto]), 0.0 if exact else eps, when, latest
    )


def _when(
    ready: str | None, deadline: str | None, rules: list[str], latest: bool, horizon: float | None
) -> When | None:
    """Return the dates of the search, None for one without."""
    from landlink.errors import LandlinkError  # noqa: PLC0415

    if ready is None:
        given = {"--deadline": deadline, "--rules": rules, "--latest": latest, "--horizon": horizon}
        for flag, value in given.items():
            if value:
                raise LandlinkError(f"{flag} needs --ready, the moment at which the goods are ready")
        return None
    if latest and deadline is None:
        raise LandlinkError("--latest needs --deadline: it asks when to be ready to meet it")
    if horizon is not None and not horizon > 0:
        raise LandlinkError(f"--horizon is a number of days above zero, not {horizon:g}")
    from landlink.network.timing import HORIZON_DAYS  # noqa: PLC0415
    from landlink.routing.dated_routes import When  # noqa: PLC0415

    return When(ready, deadline, tuple(rules), HORIZON_DAYS if horizon is None else horizon)


def _search(
    network: Network,
    origin: str,
    destination: str,
    cargo: Cargo,
    constraints: Constraints,
    criteria: list[str],
    eps: float | None,
    when: When | None,
    latest: bool,
) -> Routes:
    from landlink.cli.compiling import ensure_kernels, lean_numba  # noqa: PLC0415
    from landlink.network.places import find_place  # noqa: PLC0415
    from landlink.routing.routes import DEFAULT_EPS  # noqa: PLC0415
    from landlink.routing.routes import route as find  # noqa: PLC0415

    if eps is None:
        eps = DEFAULT_EPS if len(criteria) > 1 else 0.0  # the best by one criterion is always found exactly
    ensure_kernels(lambda: [find_place(network, place) for place in (origin, destination)])
    with lean_numba():
        if when is not None:
            from landlink.routing.dated_routes import route_dated  # noqa: PLC0415

            return route_dated(
                network, origin, destination, cargo, when=when, constraints=constraints, criteria=criteria,
                eps=eps, latest=latest,
            )  # fmt: skip
        return find(network, origin, destination, cargo, constraints=constraints, criteria=criteria, eps=eps)


def print_why(found: Routes) -> None:
    """Say on stderr why there is no route.

    Examples
    --------
    >>> from landlink import Constraints, Network, route
    >>> shut = Constraints(avoid_countries=("KZ",))
    >>> print_why(route(Network.reference(), "Osh", "Aktau", constraints=shut))
    """
    from landlink.cli.console import console  # noqa: PLC0415
    from landlink.cli.no_route import why_no_route  # noqa: PLC0415

    out = console(stderr=True)
    for line in why_no_route(found):
        out.print(line, soft_wrap=True, markup=False)
