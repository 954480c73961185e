"""`landlink resilience`: what breaks, what it costs, and who depends on it."""

from __future__ import annotations

import typer

from landlink.cli import resilience_criticality, resilience_dependence, resilience_sweep
from landlink.cli.examples import examples

app = typer.Typer(
    help="What breaks, what it costs, and who depends on it.",
    no_args_is_help=True,
    epilog=examples(
        "landlink resilience dependence KG",
        "landlink resilience criticality --top 10",
        "landlink resilience sweep --scenarios 1000",
    ),
)
app.command("dependence", epilog=resilience_dependence.EXAMPLES)(resilience_dependence.dependence)
app.command("criticality", epilog=resilience_criticality.EXAMPLES)(resilience_criticality.criticality)
app.command("sweep", epilog=resilience_sweep.EXAMPLES)(resilience_sweep.sweep)
