"""`landlink simulate`: how sure the arrival of a route is, and what makes it late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.route_options import (
    SHOW,
    Avoid,
    Cargo,
    CargoKind,
    Eps,
    Equipment,
    Exact,
    Folder,
    Gauge,
    Pareto,
    Place,
    PlainJson,
    Teu,
    Tonnes,
    Transfers,
    Units,
    Value,
    Via,
    option,
)

if TYPE_CHECKING:
    from landlink.routing import Routes
    from landlink.routing.routes import Route

NO_ROUTE = 1
"""Exit code where there is no route."""

RUNS = "How to simulate"
"""Head over its own options."""

EXAMPLES = examples(
    "landlink simulate Tashkent Istanbul --avoid RU,IR --deadline-days 30",
    "landlink simulate Almaty Poti --via Kuryk --avoid RU --cargo trucks --month 12",
    "landlink simulate Tashkent Istanbul --pareto time,cost --label fastest --runs 2000 --json",
)

Label = Annotated[
    str, option(SHOW, "LABEL", "Alternative to simulate, or all.", "--label", show_default=True)
]
Runs = Annotated[int, option(RUNS, "N", "How often the route is run.", "--runs", show_default=True)]
Seed = Annotated[
    int, option(RUNS, "N", "The same seed gives the same runs.", "--seed", show_default=True, min=0)
]
Deadline = Annotated[
    float | None,
    option(
        RUNS, "DAYS", "Days from readiness within which to arrive; its chance is said.", "--deadline-days"
    ),
]
Month = Annotated[
    int | None,
    option(
        RUNS,
        "1-12",
        "Month in which ships leave: storms close ports as the table closures says.",
        "--month",
    ),
]
Correlation = Annotated[
    float | None,
    option(
        RUNS,
        "0-1",
        "How far delays in one country and mode go together; the network's assumption if not given.",
        "--correlation",
    ),
]


def simulate(
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
    runs: Runs = 10_000,
    seed: Seed = 1,
    deadline_days: Deadline = None,
    month: Month = None,
    correlation: Correlation = None,
    label: Label = "balanced",
    json: PlainJson = False,
) -> None:
    """Simulate how long a route takes: quantiles, chance of a deadline, which leg makes it late."""
    from landlink.cli.route_search import found_routes, print_why  # noqa: PLC0415
    from landlink.routing import simulate as run  # noqa: PLC0415

    found = found_routes(
        origin, destination, cargo=cargo, teu=teu, units=units, equipment=equipment, tonnes=tonnes,
        value=value, avoid=avoid, via=via, gauge=gauge, max_transfers=max_transfers, pareto=pareto, eps=eps,
        exact=exact, network=network, ask=not json,
    )  # fmt: skip
    if not found.routes:
        if json:
            _print_json(found, [])
        print_why(found)
        raise typer.Exit(NO_ROUTE)
    deadline_h = None if deadline_days is None else 24 * deadline_days
    done = [
        (
            one,
            run(
                one, found.graph, runs=runs, seed=seed, deadline_h=deadline_h, storms=month,
                correlation=correlation,
            ),
        )
        for one in _labelled(found, label)
    ]  # fmt: skip
    if json:
        _print_json(found, [{"labels": list(one.labels), "simulation": its.to_dict()} for one, its in done])
        return
    from landlink.cli.console import console  # noqa: PLC0415
    from landlink.cli.simulate_view import print_simulation  # noqa: PLC0415

    for one, its in done:
        print_simulation(console(), found, one, its)


def _labelled(found: Routes, label: str) -> list[Route]:
    """Return the routes of a label, as `landlink route --legs` finds them."""
    from landlink.cli.route_view import chosen  # noqa: PLC0415

    numbered = [{"labels": list(one.labels), "number": n} for n, one in enumerate(found.routes)]
    return [found.routes[one["number"]] for one in chosen(numbered, label)]


def _print_json(found: Routes, simulations: list[dict[str, Any]]) -> None:
    from landlink.cli.console import write_json  # noqa: PLC0415
    from landlink.routing.results import query_of  # noqa: PLC0415

    write_json({"query": query_of(found), "routes": simulations})
