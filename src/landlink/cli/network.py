"""`landlink network`: look at a network, write it out to edit, check it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landlink.cli import network_osm
from landlink.cli.examples import examples
from landlink.cli.options import Json, read_network

if TYPE_CHECKING:
    from landlink.network import Network, Problem
    from landlink.network.table import Table

app = typer.Typer(
    help="Look at a network, write it out to edit it, check it.",
    no_args_is_help=True,
    epilog=examples("landlink network show", "landlink network export mine", "landlink network check mine"),
)

BROKEN = 1
"""Exit code where a network has problems."""

What = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FOLDER] [TABLE]", show_default=False,
        help="A network of your own, and a table: nodes, links, crossings, services, sources ...",
    ),
]  # fmt: skip
Country = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="Only rows that touch this country (KZ).", show_default=False),
]
Mode = Annotated[
    str | None,
    typer.Option(
        metavar="MODE", help="Only rows of this mode: rail, road, ferry, sea, waterway.", show_default=False
    ),
]
Csv = Annotated[bool, typer.Option("--csv", help="Print CSV and nothing else.")]
Force = Annotated[bool, typer.Option("--force", help="Write over the tables that are there.")]


@app.command(
    epilog=examples(
        "landlink network show",
        "landlink network show --country KZ",
        "landlink network show services --mode ferry",
        "landlink network show links --country UZ --mode rail --csv > uzbek-rail.csv",
        "landlink network show mine nodes --json",
    )
)
def show(
    what: What = None, country: Country = None, mode: Mode = None, json: Json = False, csv: Csv = False
) -> None:
    """Show what a network holds: counts, or the rows of one table.

    Without a folder it is the built-in network; without a table, counts by table, mode, quality and country.
    """
    from landlink.cli.network_rows import touching  # noqa: PLC0415
    from landlink.errors import LandlinkError  # noqa: PLC0415

    folder, name = folder_and_table(what or [])
    network = read_network(folder)
    if json and csv:
        raise LandlinkError("--json and --csv cannot share one output; ask for one of them")
    if csv and name is None:
        raise LandlinkError("--csv prints one table; name it: `landlink network show nodes --csv`")
    if name is None:
        _show_counts(network, country, mode, json=json)
    else:
        _show_rows(touching(network, name, country, mode), json=json, csv=csv)


def folder_and_table(words: list[str]) -> tuple[Path | None, str | None]:
    """Tell a folder and a table apart.

    Parameters
    ----------
    words : list of str

    Raises
    ------
    LandlinkError
        If there are more than two, or none of two is a table.

    Examples
    --------
    >>> folder_and_table([".", "nodes"])[1]
    'nodes'
    >>> folder_and_table(["nodes"]), folder_and_table([])
    ((None, 'nodes'), (None, None))
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.network.schema import TABLES  # noqa: PLC0415

    tables = [word for word in words if word in TABLES]
    rest = [word for word in words if word not in TABLES]
    known = ", ".join(TABLES)
    if len(rest) > 1 or len(tables) > 1:
        raise LandlinkError(
            f"give at most one folder and one table, not {' and '.join(words)}; tables are {known}"
        )
    if rest and not Path(rest[0]).exists():
        raise LandlinkError(f"{rest[0]!r} is neither a folder nor a table; tables are {known}")
    return (Path(rest[0]) if rest else None), (tables[0] if tables else None)


def _show_counts(network: Network, country: str | None, mode: str | None, *, json: bool) -> None:
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.cli.network_view import counts, print_counts  # noqa: PLC0415

    counted = counts(network, country, mode)
    if json:
        write_json(counted)
    else:
        print_counts(console(), counted)


def _show_rows(table: Table, *, json: bool, csv: bool) -> None:
    import sys  # noqa: PLC0415

    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.cli.network_rows import plain_rows  # noqa: PLC0415
    from landlink.cli.network_view import print_rows  # noqa: PLC0415
    from landlink.network.table import write_table  # noqa: PLC0415

    if json:
        write_json(plain_rows(table))
    elif csv:
        write_table(table, sys.stdout)
    else:
        print_rows(console(), table)


@app.command(epilog=examples("landlink network export mine", "landlink network check mine"))
def export(
    folder: Annotated[
        Path, typer.Argument(help="Folder for the tables; made if need be.", show_default=False)
    ],
    force: Force = False,
) -> None:
    """Write the built-in network as CSV tables, to edit it and make a network of your own."""
    from landlink.cli.console import console  # noqa: PLC0415
    from landlink.errors import LandlinkError  # noqa: PLC0415

    network = read_network(None)
    there = [f"{name}.csv" for name in network.tables if (folder / f"{name}.csv").exists()]
    if there and not force:
        raise LandlinkError(f"{folder} already holds {', '.join(there)}; name another folder, or --force")
    try:
        network.write(folder)
    except OSError as error:
        raise LandlinkError(f"cannot write to {folder}: {error.strerror or error}") from None
    out = console()
    out.print(f"Wrote {len(network.tables)} tables to {folder}.", markup=False)
    out.print(
        f"After editing: landlink network check {folder}, then landlink route ... --network {folder}",
        style="dim", markup=False, soft_wrap=True,
    )  # fmt: skip


@app.command(
    epilog=examples(
        "landlink network check", "landlink network check mine", "landlink network check mine --json"
    )
)
def check(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Folder with the tables; the built-in network if not given.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Check a network: every problem with its file, row, column and the mend.

    Exits with 1 when there are any.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.cli.network_view import print_problems  # noqa: PLC0415

    name, problems = problems_of(folder)
    if json:
        write_json({"network": name, "problems": [problem.as_dict() for problem in problems]})
    else:
        print_problems(console(), name, problems)
    if problems:
        raise typer.Exit(BROKEN)


def problems_of(folder: Path | None) -> tuple[str, list[Problem]]:
    """Return a network's name and everything that is wrong with it.

    Parameters
    ----------
    folder : Path, optional

    Examples
    --------
    >>> problems_of(Path("no/such/folder"))[1][0].rule
    'missing-folder'
    """
    from landlink.network.check import check as check_content  # noqa: PLC0415
    from landlink.network.model import read_folder  # noqa: PLC0415

    if folder is None:
        network = read_network(None)
        return network.name, check_content(network)
    network, problems = read_folder(folder, folder.name)
    return network.name, problems or check_content(network)


app.command(epilog=network_osm.EXAMPLES)(network_osm.osm)
