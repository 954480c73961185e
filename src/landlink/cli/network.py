"""`landlink network`: look at a network, write it out to edit, check it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landlink.cli import network_files, network_osm, network_validate
from landlink.cli.examples import examples
from landlink.cli.options import Json, is_reference, read_network

if TYPE_CHECKING:
    from landlink.network import Network, Problem
    from landlink.network.table import Table

app = typer.Typer(
    help="Look at a network, write it out to edit it, check it, compare two.",
    no_args_is_help=True,
    epilog=examples(
        "landlink network show",
        "landlink network convert reference mine.xlsx",
        "landlink network check mine.xlsx",
        "landlink network diff reference mine.xlsx",
    ),
)

BROKEN = 1
"""Exit code where a network has problems."""

What = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATH] [TABLE]", show_default=False,
        help="A network of your own, in any format, and a table: nodes, links, crossings, sources ...",
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

    Without a path it is the built-in network; without a table, counts by table, mode, quality and country.
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
    """Tell a network and a table apart.

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
            f"give at most one network and one table, not {' and '.join(words)}; tables are {known}"
        )
    if rest and not Path(rest[0]).exists():
        raise LandlinkError(f"{rest[0]!r} is neither a network nor a table; tables are {known}")
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


@app.command(
    epilog=examples(
        "landlink network export mine", "landlink network export mine.xlsx", "landlink network check mine"
    )
)
def export(
    path: Annotated[
        Path,
        typer.Argument(
            help="Folder for the CSV tables, or a file (.xlsx, .gpkg ...); made if need be.",
            show_default=False,
        ),
    ],
    force: Force = False,
) -> None:
    """Write the built-in network, to edit it and make a network of your own."""
    from landlink.cli.console import console  # noqa: PLC0415
    from landlink.cli.network_files import write_network  # noqa: PLC0415

    network = read_network(None)
    write_network(network, path, force=force)
    out = console()
    out.print(f"Wrote {len(network.tables)} tables to {path}.", markup=False)
    out.print(
        f"After editing: landlink network check {path}, then landlink route ... --network {path}",
        style="dim", markup=False, soft_wrap=True,
    )  # fmt: skip


@app.command(
    epilog=examples(
        "landlink network check", "landlink network check mine", "landlink network check mine.xlsx --json"
    )
)
def check(
    path: Annotated[
        Path | None,
        typer.Argument(
            help="A network of your own (folder, .xlsx, .gpkg ...); the built-in one if not given.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Check a network: every problem with its place (file and line, or sheet and cell) and the mend.

    Exits with 1 when there are any.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.cli.network_view import print_problems  # noqa: PLC0415

    name, problems = problems_of(path)
    if json:
        write_json({"network": name, "problems": [problem.as_dict() for problem in problems]})
    else:
        print_problems(console(), name, problems)
    if problems:
        raise typer.Exit(BROKEN)


def problems_of(path: Path | None) -> tuple[str, list[Problem]]:
    """Return a network's name and everything that is wrong with it.

    Parameters
    ----------
    path : Path, optional

    Examples
    --------
    >>> problems_of(Path("no/such/folder"))[1][0].rule
    'missing-folder'
    """
    from landlink.network.check import check as check_content  # noqa: PLC0415
    from landlink.network.files import read  # noqa: PLC0415

    if path is None or is_reference(path):
        network = read_network(None)
        return network.name, check_content(network)
    network, problems, _ = read(path)
    return network.name, problems or check_content(network)


app.command(epilog=network_files.CONVERT)(network_files.convert)
app.command(epilog=network_files.TEMPLATE)(network_files.template)
app.command(epilog=network_files.DIFF)(network_files.diff)
app.command(epilog=network_validate.EXAMPLES)(network_validate.validate)
app.command(epilog=network_osm.EXAMPLES)(network_osm.osm)
