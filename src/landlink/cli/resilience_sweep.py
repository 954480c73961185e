"""`landlink resilience sweep`: what a year of disruptions costs, and how bad it can get."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.flows_run import DemandFile, Story, demand_for
from landlink.cli.options import NetworkFolder, words_of
from landlink.cli.route_options import PlainJson, option
from landlink.cli.start import INTERRUPTED

if TYPE_CHECKING:
    from landlink.resilience.sweep_results import Sweep

DRAW, RUN, SHOW = "What to draw", "How to run it", "What to print"
"""Heads over the options."""

EXAMPLES = examples(
    "landlink resilience sweep --scenarios 1000",
    "landlink resilience sweep --scenarios 1000 --month 11,12,1 --seed 7",
    "landlink resilience sweep --scenarios 500 --checkpoint sweep.npz",
    "landlink resilience sweep --scenarios 500 --checkpoint sweep.npz --resume --out sweep.json",
    "landlink resilience sweep --scenarios 200 --scheduler processes --workers 1 --json",
)

Scenarios = Annotated[
    int, option(DRAW, "N", "How many years are drawn.", "--scenarios", show_default=True, min=1)
]
Seed = Annotated[
    int, option(DRAW, "N", "The same seed gives the same years.", "--seed", show_default=True, min=0)
]
Months = Annotated[
    list[str] | None,
    option(
        DRAW, "1-12", "Count only the goods of these months (11,12,1); the years are the same.", "--month"
    ),
]
Scheduler = Annotated[
    str,
    option(
        RUN,
        "WHO",
        "threads, processes, or a Dask scheduler: tcp://host:port.",
        "--scheduler",
        show_default=True,
    ),
]
Workers = Annotated[
    int | None, option(RUN, "N", "Threads or processes; as many as cores if not given.", "--workers", min=1)
]
CheckpointFile = Annotated[
    Path | None, option(RUN, "FILE", "Keep what is finished in this file.", "--checkpoint")
]
Resume = Annotated[bool, option(RUN, None, "Go on from the checkpoint.", "--resume")]
Out = Annotated[Path | None, option(SHOW, "FILE", "Also write all figures to a JSON file.", "--out")]


def sweep(
    scenarios: Scenarios = 10_000,
    seed: Seed = 1,
    month: Months = None,
    scheduler: Scheduler = "threads",
    workers: Workers = None,
    checkpoint: CheckpointFile = None,
    resume: Resume = False,
    demand: DemandFile = "base",
    demand_scenario: Story = "",
    network: NetworkFolder = None,
    out: Out = None,
    json: PlainJson = False,
) -> None:
    """Draw years of storms, queues and closures: what they cost, and how bad a year can get.

    The rates come from the tables disruptions and closures, the goods from --demand.
    The same seed gives the same figures, whoever computes them. With --checkpoint, an interrupted
    sweep goes on where it stopped.
    """
    _require_file(checkpoint, resume=resume)
    months = _months(month)
    done = _run(network, (demand, demand_scenario), checkpoint, scenarios=scenarios, seed=seed,
                months=months, scheduler=scheduler, workers=workers)  # fmt: skip
    from landlink.cli.console import console, write_json  # noqa: PLC0415

    found = done.as_dict()
    if out is not None:
        _write(out, found)
    if json:
        write_json(found)
        return
    from landlink.cli.resilience_sweep_view import print_sweep  # noqa: PLC0415

    print_sweep(console(), found)
    if out is not None:
        console().print(f"Wrote {out}.", markup=False, soft_wrap=True)


def _require_file(checkpoint: Path | None, *, resume: bool) -> None:
    """Raise unless it is clear what is to become of a checkpoint."""
    from landlink.errors import LandlinkError  # noqa: PLC0415

    if resume and checkpoint is None:
        raise LandlinkError("--resume needs the file to go on from: --checkpoint FILE")
    if checkpoint is None:
        return
    if checkpoint.exists() and not resume:
        raise LandlinkError(
            f"{checkpoint} is already there; go on from it with --resume, or name another file"
        )
    if resume and not checkpoint.exists():
        raise LandlinkError(f"there is no checkpoint {checkpoint} to go on from; leave --resume out")


def _months(texts: list[str] | None) -> list[int] | None:
    from landlink.errors import LandlinkError  # noqa: PLC0415

    words = words_of(texts or [])
    wrong = next((word for word in words if not (word.isdecimal() and 1 <= int(word) <= 12)), None)
    if wrong is not None:
        raise LandlinkError(f"a month is a number from 1 to 12, not {wrong!r}")
    return [int(word) for word in words] or None


def _run(path: Path | None, trade: tuple[str, str], checkpoint: Path | None, **asked: Any) -> Sweep:  # noqa: ANN401  (options of a sweep)
    """Sweep with a bar; an interrupt says what is left of it."""
    from landlink.cli.compiling import ensure_kernels  # noqa: PLC0415
    from landlink.cli.options import read_network  # noqa: PLC0415
    from landlink.cli.study_run import progress_bar  # noqa: PLC0415
    from landlink.resilience.sweep import sweep as run  # noqa: PLC0415

    ensure_kernels()
    network = read_network(path)
    demand = demand_for(network, *trade)
    try:
        with progress_bar() as tell:
            return run(network, demand, checkpoint=checkpoint, progress=tell, **asked)
    except KeyboardInterrupt:
        if checkpoint is None or not checkpoint.exists():
            raise
        from landlink.cli.console import say_error  # noqa: PLC0415

        say_error(
            f"interrupted; what was finished is in {checkpoint}. Go on with the same command and --resume."
        )
        raise typer.Exit(INTERRUPTED) from None


def _write(path: Path, found: dict[str, Any]) -> None:
    import json  # noqa: PLC0415

    from landlink.network.files.beside import in_place  # noqa: PLC0415

    text = json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def write(draft: Path) -> None:
        draft.write_text(text, encoding="utf-8")

    in_place(path, write)
