"""`landlink network convert`, `template` and `diff`: files of a network in any format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json, is_reference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landlink.network import Network

DIFFERENT = 1
"""Exit code where two networks are not the same."""

CONVERT = examples(
    "landlink network convert reference mine.xlsx",
    "landlink network convert mine.xlsx mine.gpkg",
    "landlink network convert reference mine.gmns",
    "landlink network convert reference mine.geoparquet",
    "landlink network convert mine.xlsx gmns-folder --format gmns",
)
TEMPLATE = examples(
    "landlink network template new.xlsx", "landlink network template copy.xlsx --from reference"
)
DIFF = examples(
    "landlink network diff reference mine.xlsx", "landlink network diff mine.xlsx mine.gpkg --json"
)

_FORMATS = "A folder (CSV, .gmns, .geoparquet) or a file (.xlsx, .gpkg)"
Source = Annotated[
    Path,
    typer.Argument(
        metavar="FROM", help=f"{_FORMATS}; `reference` is the built-in network.", show_default=False
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Write over what is there.")]
Defaults = Annotated[
    list[str] | None,
    typer.Option(
        "--default", metavar="COLUMN=VALUE", show_default=False,
        help="For a GMNS folder that others wrote: what to write where it says nothing "
        "(links.mode=road, nodes.country=UZ, source=city-2025); may be repeated.",
    ),
]  # fmt: skip


def convert(
    source: Source,
    target: Annotated[
        Path, typer.Argument(metavar="TO", help=f"{_FORMATS}; its ending decides.", show_default=False)
    ],
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="NAME", show_default=False,
            help="Format of TO whatever its ending: csv, xlsx, gpkg, geoparquet or gmns.",
        ),
    ] = None,
    default: Defaults = None,
    force: Force = False,
) -> None:  # fmt: skip
    """Write a network in another format; nothing of it is lost.

    The ending of TO decides: .xlsx, .gpkg, .geoparquet, .gmns, or none for a folder of CSV.
    """
    from landlink.cli.console import console  # noqa: PLC0415

    progress = console(stderr=True)
    refuse_to_overwrite(target, force=force, form=form)
    with progress.status(f"Reading {source} ..."):
        network, notes = _read(source, pairs_of(default or []))
    with progress.status(f"Writing {target} ..."):
        write_network(network, target, force=force, form=form)
    out = console()
    rows = sum(len(table) for table in network.tables.values())
    out.print(f"Wrote {len(network.tables)} tables with {rows:,} rows to {target}.", markup=False)
    for note in notes:
        out.print(f"  {note}", style="dim", markup=False, soft_wrap=True)


def _read(source: Path, defaults: dict[str, str]) -> tuple[Network, list[str]]:
    """Return a network and the notes of its reading; what is wrong with it is raised."""
    from landlink.cli.options import read_network  # noqa: PLC0415
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.network.files import read  # noqa: PLC0415
    from landlink.network.problems import NetworkError  # noqa: PLC0415

    if is_reference(source):
        if defaults:
            raise LandlinkError("the built-in network takes no --default: it says everything itself")
        return read_network(None), []
    network, problems, notes = read(source, defaults)
    if problems:
        raise NetworkError(problems)
    return network, notes


def pairs_of(words: Iterable[str]) -> dict[str, str]:
    """Return the defaults that the words of a command line state.

    Parameters
    ----------
    words : iterable of str

    Raises
    ------
    LandlinkError
        If one is not a pair.

    Examples
    --------
    >>> pairs_of(["links.mode=road", "nodes.name=Node {node_id}"])
    {'links.mode': 'road', 'nodes.name': 'Node {node_id}'}
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415

    pairs = {}
    for word in words:
        key, equals, text = word.partition("=")
        if not equals or not key.strip() or not text.strip():
            raise LandlinkError(f"--default {word!r} is not COLUMN=VALUE, as in links.mode=road")
        pairs[key.strip()] = text.strip()
    return pairs


def template(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="Workbook to write.", show_default=False)],
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="PATH",
            show_default=False,
            help="Fill it with this network; `reference` is the built-in one.",
        ),
    ] = None,
    force: Force = False,
) -> None:
    """Write an Excel workbook to fill in: sheets with drop-downs, units and explanations.

    Without --from, places, links, crossings and services are empty, and the sheets of speeds, prices and
    other defaults hold those of the built-in network with their sources.
    """  # fmt: skip
    from landlink.cli.console import console  # noqa: PLC0415
    from landlink.cli.options import read_network  # noqa: PLC0415
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.network.files.blank import blank_network  # noqa: PLC0415

    if file.suffix.lower() != ".xlsx":
        raise LandlinkError(f"a template is an Excel workbook; write {file.with_suffix('.xlsx')}")
    network = blank_network(file.stem) if source is None else read_network(source)
    write_network(network, file, force=force)
    out = console()
    out.print(f"Wrote {file}. Begin with its first sheet, Read me.", markup=False)
    out.print(
        f"After filling it in: landlink network check {file}", style="dim", markup=False, soft_wrap=True
    )


def write_network(network: Network, path: Path, *, force: bool, form: str | None = None) -> None:
    """Write a network, but not over anything unless that is wanted.

    Parameters
    ----------
    network : Network
    path : Path
    force : bool
    form : str, optional
        Name of the format, whatever the ending.

    Raises
    ------
    LandlinkError
        If something is there, or the disk refuses.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> write_network(small_network(), Path(__file__), force=False)
    Traceback (most recent call last):
    landlink.errors.LandlinkError: ...network_files.py: landlink cannot write this kind of file. It knows
    .xlsx, .gpkg, .geoparquet, .gmns, .osm.pbf and a folder of CSV.
    """
    refuse_to_overwrite(path, force=force, form=form)
    network.write(path, form=form)


def refuse_to_overwrite(path: Path, *, force: bool, form: str | None = None) -> None:
    """Raise an error if a network would be written over something, unless that is wanted.

    Parameters
    ----------
    path : Path
    force : bool
    form : str, optional
        Name of the format, whatever the ending.

    Examples
    --------
    >>> refuse_to_overwrite(Path("no/such/folder"), force=False)
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.network.files import taken  # noqa: PLC0415

    there = taken(path, form)
    if not there or force:
        return
    if path.is_dir():
        raise LandlinkError(f"{path} already holds {', '.join(there)}; name another folder, or --force")
    raise LandlinkError(f"{path} is already there; name another file, or --force")


def diff(
    old: Annotated[
        Path, typer.Argument(metavar="A", help=f"{_FORMATS}, or `reference`.", show_default=False)
    ],
    new: Annotated[Path, typer.Argument(metavar="B", help="Another one, in any format.", show_default=False)],
    json: Json = False,
) -> None:
    """Show what is different between two networks: rows added, removed and changed, old -> new.

    Exits with 0 when they are the same, with 1 when not.
    """
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.cli.network_diff_view import print_diff  # noqa: PLC0415
    from landlink.cli.options import read_network  # noqa: PLC0415
    from landlink.network.diff import diff as difference  # noqa: PLC0415

    found = difference(read_network(old), read_network(new))
    if json:
        write_json({"a": str(old), "b": str(new), "same": not found, "tables": found})
    else:
        print_diff(console(), str(old), str(new), found)
    if found:
        raise typer.Exit(DIFFERENT)
