"""The program: its commands, and what it does about errors, interrupts and closed pipes."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from landlink import __version__
from landlink.cli import (
    caspian,
    explain,
    flows,
    network,
    place,
    resilience,
    route,
    simulate,
    skim,
    study,
    warmup,
)
from landlink.cli.examples import examples
from landlink.cli.start import INTERRUPTED
from landlink.errors import LandlinkError

BAD_INPUT, CLOSED_PIPE = 2, 1
"""Exit codes; 0 is for an answer, 1 for the answer that there is none."""


ORDER = (
    "route", "simulate", "explain", "place", "skim",
    "flows", "resilience", "caspian", "study", "network", "warmup",
)  # fmt: skip
"""The commands as the help lists them: one route, many, a study of them, the network beneath."""


class Program(TyperGroup):
    """The group of all commands, which turns errors into one line and an exit code."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401  (as below)
        """Return the names of the commands in the order of the help.

        Parameters
        ----------
        ctx : click.Context
        """
        return sorted(super().list_commands(ctx), key=ORDER.index)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  (click's own types, or the copy inside typer)
        """Run a command; an error of the input is said, not thrown.

        Parameters
        ----------
        ctx : click.Context
        """
        try:
            return super().invoke(ctx)
        except LandlinkError as error:
            _say(str(error))
            raise typer.Exit(BAD_INPUT) from None
        except KeyboardInterrupt:
            _say("interrupted; nothing was finished")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            _silence()
            raise typer.Exit(CLOSED_PIPE) from None


def _say(message: str) -> None:
    from landlink.cli.console import say_error  # noqa: PLC0415

    say_error(message)


def _silence() -> None:
    """Point stdout nowhere, so that nothing complains when Python flushes it at the end."""
    if sys.stdout is sys.__stdout__ and sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


app = typer.Typer(
    cls=Program,
    rich_markup_mode="rich",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=examples(
        'landlink route "Xi\'an" Duisburg --teu 2 --value 120000',
        "landlink route Tashkent Istanbul --avoid RU,IR --pareto time,cost",
        'landlink route Tashkent Riga --cargo trucks --ready "2026-05-25 08:00" --rules aetr',
        "landlink study init",
        "landlink network convert reference mine.xlsx",
        "landlink route --help",
    ),
)
app.command(epilog=route.EXAMPLES)(route.route)
app.command(epilog=simulate.EXAMPLES)(simulate.simulate)
app.command(epilog=explain.EXAMPLES)(explain.explain)
app.command(epilog=skim.EXAMPLES)(skim.skim)
app.command(epilog=caspian.EXAMPLES)(caspian.caspian)
app.command(epilog=place.EXAMPLES)(place.place)
app.add_typer(flows.app, name="flows")
app.add_typer(resilience.app, name="resilience")
app.add_typer(study.app, name="study")
app.add_typer(network.app, name="network")
app.command(epilog=warmup.EXAMPLES)(warmup.warmup)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"landlink {__version__}")
        raise typer.Exit


@app.callback()
def landlink(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Plan freight over the corridors between Europe and Asia.

    Routes with their hours, dollars and emissions, the figures that they rest on,
    and studies that compare scenarios. Nothing here needs the internet.
    """


def run() -> None:
    """Run the program; the entry point of the script."""
    gc.set_threshold(200_000, 20, 20)  # imports make many objects and no garbage: looking for it takes 0.3 s
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # place names are written in any script
            stream.reconfigure(errors="replace", **({} if stream.isatty() else {"encoding": "utf-8"}))
    try:
        app()
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            _silence()
