"""`landlink flows tntp`: an assignment of trips to a road network in TNTP files."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (typer reads it)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json  # noqa: TC001  (likewise)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from landlink.flows.problem import Equilibrium, Problem
    from landlink.flows.tntp import TntpFlows, TntpNetwork

NOT_REACHED = 1
"""Exit code where the rounds were used up before the gap was reached."""

EXAMPLES = examples(
    "landlink flows tntp SiouxFalls_net.tntp SiouxFalls_trips.tntp --gap 1e-10",
    "landlink flows tntp SiouxFalls_net.tntp SiouxFalls_trips.tntp --json --out f.tntp",
    "landlink flows tntp Braess_net.tntp Braess_trips.tntp --system-optimum",
)

Gap = Annotated[float, typer.Option("--gap", metavar="GAP", help="Relative gap to reach.")]
Factor = "TIME"


def tntp(
    net: Annotated[Path, typer.Argument(metavar="NET", help="Network file.", show_default=False)],
    trips: Annotated[Path, typer.Argument(metavar="TRIPS", help="File of trips.", show_default=False)],
    gap: Gap = 1e-6,
    system_optimum: Annotated[
        bool, typer.Option("--system-optimum", help="Flows of least total time, not of equilibrium.")
    ] = False,
    toll_factor: Annotated[
        float, typer.Option("--toll-factor", metavar=Factor, min=0, help="Time that a unit of toll is worth.")
    ] = 0.0,
    distance_factor: Annotated[
        float,
        typer.Option("--distance-factor", metavar=Factor, min=0, help="Time that a unit of length is worth."),
    ] = 0.0,
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="FLOWS", help="A published solution.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the flows.", show_default=False)
    ] = None,
    max_iterations: Annotated[
        int, typer.Option("--max-iterations", metavar="N", min=1, help="Most rounds of shortest-path trees.")
    ] = 2000,
    threads: Annotated[
        int | None,
        typer.Option("--threads", metavar="N", min=1, help="All cores if not given.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Assign trips to a road network in TNTP files, so that published solutions can be checked.

    Files as in the Transportation Networks repository. Finds the user equilibrium (nobody gains by
    another path), or the system optimum. Exit code 1 if the gap was not reached.
    """
    from landlink.cli.compiling import ensure_kernels, lean_numba  # noqa: PLC0415
    from landlink.cli.console import write_json  # noqa: PLC0415
    from landlink.flows.equilibrium import equilibrium  # noqa: PLC0415
    from landlink.flows.tntp import flows_of, problem_of  # noqa: PLC0415
    from landlink.flows.tntp_read import read_flows, read_network, read_trips  # noqa: PLC0415
    from landlink.flows.tntp_write import write_flows  # noqa: PLC0415
    from landlink.flows.warmup import KERNELS  # noqa: PLC0415

    network, demand = read_network(net), read_trips(trips)
    known = read_flows(compare) if compare is not None else None
    problem, order = problem_of(network, demand, toll_factor=toll_factor, distance_factor=distance_factor)
    ensure_kernels(layers=("flows",))
    with lean_numba():
        for _, prepare in KERNELS:  # so that the seconds are those of the assignment
            prepare()
        found = _watched(
            lambda progress: equilibrium(
                problem, gap=gap, system_optimum=system_optimum, threads=threads, progress=progress,
                max_iterations=max_iterations,
            ),
            quiet=json,
        )  # fmt: skip
    flows = flows_of(network, problem, order, found)
    facts = _facts(problem, found, float(demand.trips.sum()))
    if known is not None:
        facts |= _compared(network, problem, order, found, known, system_optimum=system_optimum)
    if out is not None:
        write_flows(flows, out)
        facts["file"] = str(out)
    if json:
        write_json(facts)
    else:
        _print(facts)
    if found.gap > gap:
        raise typer.Exit(NOT_REACHED)


def _watched(run: Callable[[Any], Equilibrium], *, quiet: bool) -> Equilibrium:
    """Run with a bar on a terminal."""
    from rich import progress as bars  # noqa: PLC0415

    from landlink.cli.console import console  # noqa: PLC0415

    err = console(stderr=True)
    columns = (bars.TextColumn("{task.description}"), bars.BarColumn(30), bars.TimeElapsedColumn())
    with bars.Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
        task = bar.add_task("Equilibrium", total=100)
        return run(lambda done, total, text: bar.update(task, completed=done, total=total, description=text))


def _facts(problem: Problem, found: Equilibrium, trips: float) -> dict[str, Any]:
    """Return what was found as plain values."""
    served = float(problem.demand.sum() - found.unserved.sum())
    time = float(found.volume @ found.delay_h)
    fixed = float((problem.cost * found.arc_volume).sum())
    return {
        "objective": found.objective,
        "relative_gap": found.gap,
        "iterations": found.iterations,
        "seconds": found.seconds,
        "total_travel_time": time,
        "total_travel_cost": time + fixed,
        "trips": trips,
        "trips_assigned": served,
        "trips_within_zones": trips - float(problem.demand.sum()),
        "trips_without_path": float(found.unserved.sum()),
        "paths": len(found.paths),
    }


def _compared(
    network: TntpNetwork,
    problem: Problem,
    order: NDArray[np.int64],
    found: Equilibrium,
    known: TntpFlows,
    *,
    system_optimum: bool,
) -> dict[str, Any]:
    """Return how far a published solution is, where flows are unique."""
    import numpy as np  # noqa: PLC0415

    from landlink.flows.tntp import matched, potential  # noqa: PLC0415

    theirs = matched(network, known)[order]
    rises = problem.resources.kind != 0
    apart = np.abs(theirs - found.volume)[rises]
    objective = potential(problem, theirs, system_optimum=system_optimum)
    return {
        "known_objective": objective,
        "objective_difference": found.objective - objective,
        "flow_difference_max": float(apart.max(initial=0.0)),
        "links_compared": int(rises.sum()),
        "links_of_constant_time": int((~rises).sum()),
    }


def _print(facts: dict[str, Any]) -> None:
    from landlink.cli.console import console, plain_table  # noqa: PLC0415

    table = plain_table("What", "Value", right=["Value"])
    for name, value in facts.items():
        small = isinstance(value, float) and ("gap" in name or "difference" in name)
        shown = f"{value:.3g}" if small else f"{value:,.10g}" if isinstance(value, float) else f"{value}"
        table.add_row(name.replace("_", " ").capitalize(), shown)
    console().print(table)
