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
    Deadline,
    Eps,
    Equipment,
    Exact,
    Folder,
    Gauge,
    Horizon,
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
    'landlink simulate Tashkent Istanbul --ready "2026-03-02 08:00" --deadline "2026-04-20 18:00" --storms',
)

Label = Annotated[
    str, option(SHOW, "LABEL", "Alternative to simulate, or all.", "--label", show_default=True)
]
Runs = Annotated[int, option(RUNS, "N", "How often the route is run.", "--runs", show_default=True)]
Seed = Annotated[
    int, option(RUNS, "N", "The same seed gives the same runs.", "--seed", show_default=True, min=0)
]
DeadlineDays = Annotated[
    float | None,
    option(
        RUNS, "DAYS", "Days from readiness within which to arrive; its chance is said.", "--deadline-days"
    ),
]
Storms = Annotated[
    bool,
    option(RUNS, None, "Storms close ports in the months in which ships leave after --ready.", "--storms"),
]
Month = Annotated[
    int | None,
    option(
        RUNS,
        "1-12",
        "Month in which ships leave, without --ready: storms close ports as the table closures says.",
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
    ready: Ready = None,
    deadline: Deadline = None,
    rules: Rules = None,
    horizon: Horizon = None,
    network: Folder = None,
    runs: Runs = 10_000,
    seed: Seed = 1,
    deadline_days: DeadlineDays = None,
    storms: Storms = False,
    month: Month = None,
    correlation: Correlation = None,
    label: Label = "balanced",
    json: PlainJson = False,
) -> None:
    """Simulate how long a route takes: quantiles, chance of a deadline, which leg makes it late.

    With --ready, departures of timetables are missed, borders are shut at night and rests are
    kept, as `landlink route` plans them; the chance is then that of the --deadline.
    """
    from landlink.cli.route_search import found_routes, print_why  # noqa: PLC0415
    from landlink.routing import simulate as run  # noqa: PLC0415

    _require_one_way(ready, deadline, deadline_days, month, storms=storms)

    found = found_routes(
        origin, destination, cargo=cargo, teu=teu, units=units, equipment=equipment, tonnes=tonnes,
        value=value, avoid=avoid, via=via, gauge=gauge, max_transfers=max_transfers, pareto=pareto, eps=eps,
        exact=exact, network=network, ready=ready, deadline=deadline, rules=rules, horizon=horizon,
        ask=not json,
    )  # fmt: skip
    if not found.routes:
        if json:
            _print_json(found, [])
        print_why(found)
        raise typer.Exit(NO_ROUTE)
    deadline_h = _allowed_h(found, deadline_days)
    drawn = found.dated.ready if storms and found.dated else month
    done = [
        (
            one,
            run(
                one, found.graph, runs=runs, seed=seed, deadline_h=deadline_h, storms=drawn,
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


def _require_one_way(
    ready: str | None, deadline: str | None, deadline_days: float | None, month: int | None, *, storms: bool
) -> None:
    """Raise if two options say the same thing, or one lacks what it needs."""
    from landlink.errors import LandlinkError  # noqa: PLC0415

    if deadline is not None and deadline_days is not None:
        raise LandlinkError("--deadline and --deadline-days both say by when to arrive; give one of them")
    if ready is not None and month is not None:
        raise LandlinkError("--ready says in which months ships leave; ask for --storms instead of --month")
    if storms and ready is None:
        raise LandlinkError("--storms needs --ready, which says in which months ships leave; or give --month")


def _allowed_h(found: Routes, deadline_days: float | None) -> float | None:
    """Hours from readiness within which to arrive, None where nothing is asked."""
    if deadline_days is not None:
        return 24 * deadline_days
    dated = found.dated
    if dated is None or dated.deadline is None:
        return None
    from landlink.network.calendars import hours_since  # noqa: PLC0415

    return hours_since(dated.ready, dated.deadline)


def _labelled(found: Routes, label: str) -> list[Route]:
    """Return the routes of a label, as `landlink route --legs` finds them."""
    from landlink.cli.route_view import chosen  # noqa: PLC0415

    numbered = [{"labels": list(one.labels), "number": n} for n, one in enumerate(found.routes)]
    return [found.routes[one["number"]] for one in chosen(numbered, label)]


def _print_json(found: Routes, simulations: list[dict[str, Any]]) -> None:
    from landlink.cli.console import write_json  # noqa: PLC0415
    from landlink.routing.results import dated_dict, query_of  # noqa: PLC0415

    dated = {"dated": dated_dict(found)} if found.dated else {}
    write_json({"query": query_of(found), **dated, "routes": simulations})
