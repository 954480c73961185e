"""`landlink caspian`: what a level of the Caspian leaves of ports and services."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (typer looks it up)
from typing import TYPE_CHECKING, Annotated

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json, NetworkFolder, read_network
from landlink.cli.route_options import option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landlink.appraisal.caspian import Caspian
    from landlink.network import Network
    from landlink.network.sea_levels import Level
    from landlink.network.table import Table

WHEN = "Which level"
"""Head over the options that say it."""

EXAMPLES = examples(
    "landlink caspian",
    "landlink caspian --level -30.5",
    "landlink caspian --year 2040 --pathway SSP2-4.5 --dredge kuryk=1",
    "landlink caspian --level -32.5 --dredge kuryk=1.5,aktau=1.5 --out caspian.csv",
    "landlink caspian --level -31 --json",
)


def caspian(
    level: Annotated[
        float | None,
        option(
            WHEN, "M", "Level in metres above the Baltic datum (-30.5); that of the network if not given.",
            "--level",
        ),
    ] = None,
    year: Annotated[
        int | None, option(WHEN, "YEAR", "Level of a year, with --pathway.", "--year")
    ] = None,
    pathway: Annotated[
        str | None,
        option(WHEN, "NAME", "Pathway of the level: SSP2-4.5, SSP5-8.5, trend ...", "--pathway"),
    ] = None,
    levels: Annotated[
        Path | None,
        option(
            WHEN, "FILE", "A level series of your own: CSV with year and level_m, maybe low_m, high_m.",
            "--levels",
        ),
    ] = None,
    dredge: Annotated[
        list[str] | None,
        typer.Option(
            "--dredge", metavar="PORT=M", help="Metres of dredging, as aktau=1.5; several by commas.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Write the capacity of each service by level as .csv.",
            show_default=False,
        ),
    ] = None,
    network: NetworkFolder = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Show what a level of the Caspian leaves of its ports and services.

    Depth and draught of each port, payload, capacity and price of each service, the levels at which
    services lose capacity and close, the dredging that would keep it, and the years by pathway.
    What is not known has no effect and is listed.
    """
    from landlink.appraisal.caspian import caspian as appraise  # noqa: PLC0415
    from landlink.network.sea_levels import read_levels  # noqa: PLC0415

    if out is not None:
        _require_csv(out)
    held = read_network(network)
    table = held.tables["sea_levels"] if levels is None else read_levels(levels)
    band = _band(table, level, year, pathway)
    dug = _dredging(held, dredge or [], ask=not json)
    asked = level if band is None else band.level_m
    found = appraise(held, asked, dredged=dug, levels=table)
    ends = None if band is None else appraise(held, asked, dredged=dug, levels_m=(band.low_m, band.high_m))
    if out is not None:
        _write(found, out)
    if json:
        from landlink.cli.console import write_json  # noqa: PLC0415

        said = None if band is None else {"pathway": pathway, **band._asdict()}
        write_json({**found.as_dict(), "asked": said})
        return
    from landlink.cli.caspian_view import print_caspian  # noqa: PLC0415
    from landlink.cli.console import console  # noqa: PLC0415

    print_caspian(console(), found, band, ends)
    if out is not None:
        console().print(f"Written: {out}", style="dim")


def _band(table: Table, level: float | None, year: int | None, pathway: str | None) -> Level | None:
    """Return the level of a year and pathway; None where a level is given, or nothing."""
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.network.sea_levels import OBSERVED, level_in, pathways  # noqa: PLC0415

    if level is not None and (year is not None or pathway is not None):
        other = "--pathway" if year is None else "--year"
        raise LandlinkError(f"--level and {other} both say the level; give one of them")
    if year is None and pathway is not None:
        raise LandlinkError("--pathway needs --year, the year whose level it says")
    if year is None:
        return None
    known = pathways(table, "caspian")
    ahead = [name for name in known if name != OBSERVED]
    if pathway is None and len(ahead) != 1:
        raise LandlinkError(f"--year needs --pathway; there are {', '.join(known) or 'none'}")
    return level_in(table, "caspian", pathway or ahead[0], year)


def _dredging(network: Network, words: Iterable[str], *, ask: bool) -> dict[str, float]:
    """Return metres by key of a port, from words such as ``aktau=1.5``.

    Examples
    --------
    >>> from landlink.network import Network
    >>> _dredging(Network.reference(), ["Aktau=1.5,kuryk=2"], ask=False)
    {'aktau': 1.5, 'kuryk': 2.0}
    """
    from landlink.cli.asking import place_key  # noqa: PLC0415
    from landlink.cli.options import words_of  # noqa: PLC0415
    from landlink.errors import LandlinkError  # noqa: PLC0415

    found: dict[str, float] = {}
    for word in words_of(words):
        name, _, metres = word.rpartition("=")
        try:
            value = float(metres)
        except ValueError:
            value = float("nan")
        if not name or value != value:  # noqa: PLR0124  (NaN)
            raise LandlinkError(f"--dredge {word!r} is not a port and metres; write aktau=1.5")
        found[place_key(network, name.strip(), ask=ask)] = value
    return found


def _require_csv(path: Path) -> None:
    from landlink.errors import LandlinkError  # noqa: PLC0415

    if path.suffix.lower() != ".csv":
        raise LandlinkError(f"{path}: the table is written as .csv, not {path.suffix!r}")


def _write(found: Caspian, path: Path) -> None:
    """Write the share of the capacity that each level leaves, a row for a service and level."""
    import csv  # noqa: PLC0415

    from landlink.network.files.beside import in_place  # noqa: PLC0415

    rows = found.as_dict()["range"]

    def write(draft: Path) -> None:
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    in_place(path, write)
