"""`landlink network osm`: railways of an OpenStreetMap extract, alone or put into a network."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json, read_network

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

EXAMPLES = examples(
    "landlink network osm extract.osm.pbf railways",
    "landlink network osm extract.osm.pbf railways --gauge IR=1520 --join-km 0.02 --force",
    "landlink network osm extract.osm.pbf merged --into reference",
    "landlink network osm extract.osm.pbf merged --into reference --decisions merged/decisions.csv --force",
)

Extract = Annotated[Path, typer.Argument(help="The extract: an .osm.pbf file.", show_default=False)]
Out = Annotated[
    Path, typer.Argument(metavar="OUT", help="Folder for the network; made if need be.", show_default=False)
]
Into = Annotated[
    str | None,
    typer.Option(
        metavar="NETWORK", show_default=False,
        help="Put the railways into this network: a folder, or 'reference' for the built-in one.",
    ),
]  # fmt: skip
Within = Annotated[
    float, typer.Option(metavar="KM", min=0, help="Join a place only to a node that is at most so far away.")
]
Decisions = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", show_default=False,
        help="Decisions to obey: a decisions.csv of an earlier run, edited.",
    ),
]  # fmt: skip
MinKm = Annotated[
    float, typer.Option(metavar="KM", min=0, help="Drop pieces of track without a station below this length.")
]
SpurKm = Annotated[
    float, typer.Option(metavar="KM", min=0, help="The end of a line becomes a place from this length on.")
]
JoinKm = Annotated[
    float,
    typer.Option(metavar="KM", min=0, help="Join dead ends to track that is at most so far away; 0: none."),
]
Gauge = Annotated[
    list[str] | None,
    typer.Option(metavar="CC=MM", show_default=False, help="Gauge of untagged track in a country (KZ=1520)."),
]
Projects = Annotated[
    bool, typer.Option("--projects/--no-projects", help="Railways under construction become project links.")
]
AllStations = Annotated[
    bool, typer.Option("--all-stations", help="With --into: add every station, not only where lines meet.")
]
ReplaceLengths = Annotated[
    bool,
    typer.Option("--replace-lengths", help="With --into: links that are there take the measured length."),
]
Force = Annotated[bool, typer.Option("--force", help="Write over the tables that are there.")]


def osm(
    extract: Extract,
    out: Out,
    into: Into = None,
    within_km: Within = 2.0,
    decisions: Decisions = None,
    min_km: MinKm = 10.0,
    spur_km: SpurKm = 10.0,
    join_km: JoinKm = 0.0,
    gauge: Gauge = None,
    projects: Projects = True,
    all_stations: AllStations = False,
    replace_lengths: ReplaceLengths = False,
    force: Force = False,
    json: Json = False,
) -> None:
    """Read the railways of an OpenStreetMap extract into a network.

    Whatever is joined, added, dropped or guessed stands in decisions.csv beside the tables; edit
    that file and hand it back with --decisions to settle what is ambiguous.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.network.files.osm import Rules, read_osm  # noqa: PLC0415  (imports NumPy)
    from landlink.network.files.osm.country import parse_gauges  # noqa: PLC0415
    from landlink.network.files.osm.decisions import JOINED, NO_ANSWERS, Decision, read_decisions  # noqa: PLC0415
    from landlink.network.files.osm.judge import Merging  # noqa: PLC0415
    from landlink.network.files.osm.merge import merge  # noqa: PLC0415
    from landlink.network.files.osm.summary import refuse_tables, summary, write_import  # noqa: PLC0415

    refuse_tables(out, force=force)
    answers = read_decisions(decisions) if decisions else NO_ANSWERS
    base = None if into is None else read_network(None if into == "reference" else Path(into))
    joins = tuple(
        (key, target)
        for (what, key), (said, target) in answers.of.items()
        if what == "gap" and said == JOINED
    )
    rules = Rules(
        spur_km=spur_km, piece_km=min_km, gauges=parse_gauges(gauge or []), projects=projects,
        join_km=join_km, joins=joins,
    )  # fmt: skip
    with _progress(console(stderr=True)) as tell:
        imported = read_osm(extract, rules, tell)
        network, merged = imported.network, list[Decision]()
        if base is not None:
            tell("merging", 0)
            how = Merging(within_km, all_stations, replace_lengths, spur_km)
            network, merged = merge(base, imported, how, answers)
        tell("checking and writing", 0)
        counted = summary(imported, network, merged)
        write_import(out, imported, network, merged, force=force)
    if json:
        write_json({**counted, "folder": str(out)})
    else:
        _print(console(), counted, out)


@contextmanager
def _progress(out: Console) -> Iterator[Callable[[str, int], None]]:
    """Show what is being done and how far it is; nothing where no terminal is."""
    from rich import progress as bars  # noqa: PLC0415

    columns = (bars.SpinnerColumn(), bars.TextColumn("{task.description}"), bars.TimeElapsedColumn())
    with bars.Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("opening", total=None)

        def tell(stage: str, done: int) -> None:
            bar.update(task, description=f"{stage} {done:,}" if done else stage)

        yield tell


def _print(out: Console, counted: dict[str, Any], folder: Path) -> None:
    """Print the counts as tables."""
    from landlink.cli.console import plain_table, whole  # noqa: PLC0415

    stamp = f", data of {counted['timestamp']}" if counted["timestamp"] else ", time of the data not stated"
    out.print(f"{counted['extract']}{stamp}\n", style="bold", markup=False)
    ways = plain_table("Ways", "Number", "km", right=["Number", "km"], wrap=["Ways"])
    for row in counted["ways"]:
        ways.add_row(row["fate"], whole(row["ways"]), whole(row["km"]))
    steps = plain_table("Step", "What", "Decision", "Number", right=["Number"])
    for row in counted["decisions"]:
        steps.add_row(row["step"], row["what"], row["decision"], whole(row["number"]))
    lines = plain_table("Country", "Gauge", "Status", "km of links", right=["Gauge", "km of links"])
    for row in counted["km"]:
        lines.add_row(row["country"], str(row["gauge_mm"]), row["status"], whole(row["km"]))
    for table in (ways, steps, lines):
        out.print(table)
        out.print()
    size = counted["network"]
    out.print(f"Wrote {size['nodes']:,} nodes and {size['links']:,} links to {folder}.", markup=False)
    out.print(
        f"Each decision: {folder}/decisions.csv; each dropped way: {folder}/dropped_ways.csv.", markup=False
    )
    if counted["remaining"]:
        left = ", ".join(f"{number} {rule}" for rule, number in counted["remaining"].items())
        out.print(f"Still to mend (landlink network check {folder}): {left}.", style="yellow", markup=False)
    out.print(counted["attribution"], style="dim", markup=False, soft_wrap=True)
