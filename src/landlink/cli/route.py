"""`landlink route`: routes between two places, as named alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from landlink.cli.examples import examples
from landlink.cli.route_options import (
    Avoid,
    Cargo,
    CargoKind,
    Deadline,
    Eps,
    Equipment,
    Exact,
    Folder,
    Gauge,
    GeoJson,
    Horizon,
    Latest,
    Legs,
    Pareto,
    Place,
    PlainJson,
    Ready,
    Rules,
    Teu,
    Tonnes,
    Transfers,
    Units,
    Value,
    Via,
)

if TYPE_CHECKING:
    from landlink.routing import Routes

NO_ROUTE = 1
"""Exit code where there is no route."""

EXAMPLES = examples(
    'landlink route "Xi\'an" Duisburg --cargo containers --teu 2 --value 120000',
    "landlink route Tashkent Istanbul --avoid RU,IR --pareto time,cost,co2e",
    "landlink route Almaty Poti --via Aktau --max-transfers 4 --legs cheapest",
    "landlink route Almaty Hamburg --cargo trucks --units 3 --avoid RU,sea",
    "landlink route Tashkent Istanbul --pareto time,cost --json > routes.json",
    'landlink route Tashkent Riga --cargo trucks --ready "2026-03-02 08:00" --rules aetr',
    'landlink route Tashkent Riga --ready "2026-03-02 08:00" --deadline "2026-04-10 18:00" --latest',
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
    ready: Ready = None,
    deadline: Deadline = None,
    rules: Rules = None,
    latest: Latest = False,
    horizon: Horizon = None,
    network: Folder = None,
    json: PlainJson = False,
    geojson: GeoJson = False,
    legs: Legs = "balanced",
) -> None:
    """Find routes between two places: the fastest, cheapest, cleanest, most reliable and a balanced one."""
    from landlink.cli.route_search import found_routes, print_why  # noqa: PLC0415

    if json and geojson:
        from landlink.errors import LandlinkError  # noqa: PLC0415

        raise LandlinkError("--json and --geojson cannot share one output; ask for one of them")
    found = found_routes(
        origin, destination, cargo=cargo, teu=teu, units=units, equipment=equipment, tonnes=tonnes,
        value=value, avoid=avoid, via=via, gauge=gauge, max_transfers=max_transfers, pareto=pareto, eps=eps,
        exact=exact, network=network, ready=ready, deadline=deadline, rules=rules, latest=latest,
        horizon=horizon, ask=not (json or geojson),
    )  # fmt: skip
    if json:
        _print_json(found)
    elif geojson:
        _print_geojson(found)
    elif found.routes:
        _print_tables(found, legs)
    if not found.routes:
        print_why(found)
        raise typer.Exit(NO_ROUTE)


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
