"""`landlink flows`: what the corridors carry, where they are full, what moves when something breaks."""

from __future__ import annotations

import typer

from landlink.cli import flows_allocate, flows_demand, flows_run, flows_tntp
from landlink.cli.examples import examples

app = typer.Typer(
    help="What networks carry: demand, assignment under congestion and capacity.",
    no_args_is_help=True,
    epilog=examples(
        "landlink flows run",
        "landlink flows compare --close border:PL-BY",
        "landlink flows allocate --service feeder-aktau-alat",
        "landlink flows demand show",
        "landlink flows tntp SiouxFalls_net.tntp SiouxFalls_trips.tntp --gap 1e-10",
    ),
)
app.command(epilog=flows_run.RUN_EXAMPLES)(flows_run.run)
app.command(epilog=flows_run.COMPARE_EXAMPLES)(flows_run.compare)
app.command(epilog=flows_allocate.EXAMPLES)(flows_allocate.allocate)
app.command(epilog=flows_tntp.EXAMPLES)(flows_tntp.tntp)
app.add_typer(flows_demand.app, name="demand")
