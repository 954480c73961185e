"""`landlink route`: routes between two places, as named alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from landlink.cli.asking import place_keys
from landlink.cli.examples import examples
from landlink.cli.options import constraints_of, read_network, words_of
from landlink.cli.route_options import (
    Avoid,
    Cargo,
    CargoKind,
    Eps,
    Equipment,
    Exact,
    Folder,
    Gauge,
    GeoJson,
    Legs,
    Pareto,
    Place,
    PlainJson,
    Teu,
    Tonnes,
    Transfers,
    Units,
    Value,
    Via,
)

if TYPE_CHECKING:
    from landlink.network import Cargo as Goods
    from landlink.network import Network
    from landlink.routing import Constraints, Routes

NO_ROUTE = 1
"""Exit code where there is no route."""

EXAMPLES = examples(
    'landlink route "Xi\'an" Duisburg --cargo containers --teu 2 --value 120000',
    "landlink route Tashkent Istanbul --avoid RU,IR --pareto time,cost,co2e",
    "landlink route Almaty Poti --via Aktau --max-transfers 4 --legs cheapest",
    "landlink route Almaty Hamburg --cargo trucks --units 3 --avoid RU,sea",
    "landlink route Tashkent Istanbul --pareto time,cost --json > routes.json",
)


def route(
    origin: Place,
    destination: Place,
    cargo: Cargo = CargoKind.containers,
    teu: Teu = None,
    units: Units = None,
    equipment: Equipment = None,
    tonnes: Tonnes = None,
    value: Value = None,
    avoid: Avoid = None,
    via: Via = None,
    gauge: Gauge = None,
    max_transfers: Transfers = None,
    pareto: Pareto = "time,cost,co2e,variance",
    eps: Eps = None,
    exact: Exact = False,
    network: Folder = None,
    json: PlainJson = False,
    geojson: GeoJson = False,
    legs: Legs = "balanced",
) -> None:
    """Find routes between two places: the fastest, cheapest, cleanest, most reliable and a balanced one."""
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.network.cargo import Cargo as Goods  # noqa: PLC0415

    if json and geojson:
        raise LandlinkError("--json and --geojson cannot share one output; ask for one of them")
    if exact and eps is not None:
        raise LandlinkError("--exact means --eps 0; give one of them")
    if eps is not None and not 0 <= eps < 1:
        raise LandlinkError(f"--eps is a share of at least 0 and below 1, not {eps:g}; 0.01 is one per cent")
    held = read_network(network)
    sent = Goods(cargo.value, teu, units, equipment.value if equipment else "", tonnes, value)
    kept = constraints_of(held, avoid or [], via or [], gauge, max_transfers)
    origin, destination = place_keys(held, [origin, destination], ask=not (json or geojson))
    found = _search(held, origin, destination, sent, kept, words_of([pareto]), 0.0 if exact else eps)
    if json:
        _print_json(found)
    elif geojson:
        _print_geojson(found)
    elif found.routes:
        _print_tables(found, legs)
    if not found.routes:
        _print_why(found)
        raise typer.Exit(NO_ROUTE)


def _search(
    network: Network,
    origin: str,
    destination: str,
    cargo: Goods,
    constraints: Constraints,
    criteria: list[str],
    eps: float | None,
) -> Routes:
    from landlink.cli.compiling import ensure_kernels, lean_numba  # noqa: PLC0415
    from landlink.network.places import find_place  # noqa: PLC0415
    from landlink.routing.routes import DEFAULT_EPS  # noqa: PLC0415
    from landlink.routing.routes import route as find  # noqa: PLC0415

    if eps is None:
        eps = DEFAULT_EPS if len(criteria) > 1 else 0.0  # the best by one criterion is always found exactly
    ensure_kernels(lambda: [find_place(network, place) for place in (origin, destination)])
    with lean_numba():
        return find(network, origin, destination, cargo, constraints=constraints, criteria=criteria, eps=eps)


def _print_json(found: Routes) -> None:
    from landlink.cli.console import write_json  # noqa: PLC0415
    from landlink.routing.results import to_dict  # noqa: PLC0415

    write_json(to_dict(found, steps=True))


def _print_geojson(found: Routes) -> None:
    from landlink.cli.console import write_json  # noqa: PLC0415
    from landlink.routing.results import to_geojson  # noqa: PLC0415

    write_json(to_geojson(found))


def _print_tables(found: Routes, label: str) -> None:
    from landlink.cli.console import console  # noqa: PLC0415
    from landlink.cli.route_view import print_routes  # noqa: PLC0415
    from landlink.cli.sources import titles_of  # noqa: PLC0415
    from landlink.routing.results import to_dict  # noqa: PLC0415

    print_routes(console(), to_dict(found), titles_of(found.graph.network), label)


def _print_why(found: Routes) -> None:
    from landlink.cli.console import console  # noqa: PLC0415
    from landlink.cli.no_route import why_no_route  # noqa: PLC0415

    out = console(stderr=True)
    for line in why_no_route(found):
        out.print(line, soft_wrap=True, markup=False)
