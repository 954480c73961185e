"""`landlink resilience criticality`: which link, place, crossing or service matters most."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.flows_run import DemandFile, Story, demand_for
from landlink.cli.options import Json, NetworkFolder, read_network, words_of

if TYPE_CHECKING:
    from landlink.flows.demand import Demand
    from landlink.network import Network
    from landlink.resilience.criticality import Criticality

EXAMPLES = examples(
    "landlink resilience criticality",
    "landlink resilience criticality --kinds crossing,service --top 10",
    "landlink resilience criticality --kinds service --pairs 5",
    "landlink resilience criticality --kinds link --out links.csv",
    "landlink resilience criticality --kinds service --top 3 --json",
)

Kinds = Annotated[
    str,
    typer.Option(
        "--kinds", metavar="KINDS", help="What closes, one at a time: link, node, crossing, service."
    ),
]
Top = Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many of the worst to show.")]
Pairs = Annotated[
    int,
    typer.Option(
        "--pairs", metavar="N", min=0, show_default=False,
        help="Also find the N worst pairs of things that fail together.",
    ),
]  # fmt: skip
Congestion = Annotated[
    bool,
    typer.Option(
        "--congestion",
        help="Work out the worst once more with capacities: what is full elsewhere cannot take the trade.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", show_default=False, help="Write all failures to a .csv file."),
]
Threads = Annotated[
    int | None,
    typer.Option(
        "--threads", metavar="N", min=1, show_default=False,
        help="Threads; as many as there are cores if not given.",
    ),
]  # fmt: skip


def criticality(
    kinds: Kinds = "link,node,crossing,service",
    top: Top = 20,
    pairs: Pairs = 0,
    demand: DemandFile = "base",
    demand_scenario: Story = "",
    congestion: Congestion = False,
    out: Out = None,
    threads: Threads = None,
    network: NetworkFolder = None,
    json: Json = False,
) -> None:
    """Find which link, place, crossing or service the trade of a year depends on most.

    Each closes by itself in turn, and all trade takes the best way that is left: the exact added cost,
    the tonnes left behind, the share of trade that is touched, the pair of places that loses most.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415

    held = read_network(network)
    if out is not None:
        _check_file(out)
    found = _found(
        held, demand_for(held, demand, demand_scenario), words_of([kinds]), pairs, threads, top=top,
        congestion=congestion, quiet=json,
    )  # fmt: skip
    if out is not None:
        _write(found, out)
    if json:
        write_json(found.as_dict(top) | ({"file": str(out)} if out is not None else {}))
        return
    from landlink.cli.resilience_criticality_view import show  # noqa: PLC0415

    show(found.as_dict(top))
    if out is not None:
        console().print(f"Wrote all of them to {out}.", markup=False, soft_wrap=True)


def _found(
    network: Network,
    demand: Demand,
    kinds: list[str],
    pairs: int,
    threads: int | None,
    *,
    top: int,
    congestion: bool,
    quiet: bool,
) -> Criticality:
    """Compute, with a bar on a terminal."""
    from rich import progress as bars  # noqa: PLC0415

    from landlink.cli.compiling import ensure_kernels, lean_numba  # noqa: PLC0415
    from landlink.cli.console import console  # noqa: PLC0415
    from landlink.resilience.criticality import criticality as compute  # noqa: PLC0415

    ensure_kernels(layers=("flows", "resilience") if congestion else ("resilience",))
    out = console(stderr=True)
    columns = (
        bars.TextColumn("{task.description}"), bars.BarColumn(30), bars.MofNCompleteColumn(),
        bars.TimeRemainingColumn(),
    )  # fmt: skip
    with (
        lean_numba(),
        bars.Progress(*columns, console=out, transient=True, disable=quiet or not out.is_terminal) as bar,
    ):
        task = bar.add_task("Failures", total=None)

        def report(done: int, total: int, text: str) -> None:
            words = {"pairs": "Pairs", "equilibria": "Equilibria"}
            bar.update(task, completed=done, total=total, description=words.get(text, "Failures"))

        return compute(
            network, demand, kinds=kinds, pairs=pairs, threads=threads, congestion=congestion,
            congestion_cases=top, progress=report,
        )  # fmt: skip


def _check_file(out: Path) -> None:
    """Say what is wrong with the file before anything is computed."""
    from landlink.errors import LandlinkError  # noqa: PLC0415

    if out.suffix.lower() != ".csv":
        raise LandlinkError(f"{out}: failures are written to a .csv file, not {out.suffix or 'no ending'!r}")
    if not out.parent.is_dir():
        raise LandlinkError(f"{out.parent}: there is no such folder")


def _write(found: Criticality, out: Path) -> None:
    """Write one row a failure that touches any trade, worst first."""
    import csv  # noqa: PLC0415

    from landlink.network.files.beside import in_place  # noqa: PLC0415

    rows = [_flat(row) for row in found.rows(apart=True)]

    def write(draft: Path) -> None:
        with draft.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(_flat_names()), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    in_place(out, write)


def _flat_names() -> tuple[str, ...]:
    return (
        "kind", "key", "name", "countries", "loss_usd_year", "added_usd_year", "stranded_t_year",
        "own_stranded_t_year", "diverted_t_year", "touched_t_year", "touched_share", "trips", "worst_origin",
        "worst_destination", "worst_commodity", "worst_tonnes_year", "worst_added_usd_t", "worst_stranded",
    )  # fmt: skip


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """Return a failure as cells."""
    worst = {f"worst_{name}": value for name, value in row["worst"].items()}
    cells = row | worst | {"countries": "|".join(row["countries"])}
    return {name: "" if cells[name] is None else cells[name] for name in _flat_names()}
