"""`landlink skim`: what it takes from many places to many, as matrices."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json, NetworkFolder, constraints_of, read_network
from landlink.cli.route_options import (
    CARGO,
    SEARCH,
    Avoid,
    Cargo,
    CargoKind,
    Equipment,
    Gauge,
    Teu,
    Tonnes,
    Transfers,
    Units,
    Via,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from landlink.network import Network
    from landlink.routing.skims import SkimBlock, SkimPlan, Skims

SHOWN = 12
"""Rows and columns up to which matrices are printed."""

EXAMPLES = examples(
    "landlink skim --origins Tashkent,Almaty --destinations Poti,Mersin,Duisburg --value 60000",
    "landlink skim --origins UZ --destinations seaport --by time --avoid RU --out uz.parquet",
    "landlink skim --origins Xian --destinations KZ,UZ --value-of-time 4 --out kz.omx",
    "landlink skim --origins Osh --destinations Almaty,Tashkent --json",
)

Places = "A,B|FILE|COUNTRY|KIND|all"


def _option(panel: str, metavar: str, said: str, *flags: str, **more: Any) -> Any:  # noqa: ANN401  (typer's own)
    return typer.Option(*flags, metavar=metavar, help=said, rich_help_panel=panel, show_default=False, **more)


def skim(
    origins: Annotated[
        str,
        _option(
            SEARCH, Places,
            "From where: places, countries (KZ), kinds of place (seaport), all, or a file with one a line.",
            "--origins",
        ),
    ] = "all",
    destinations: Annotated[
        str, _option(SEARCH, Places, "To where, likewise; the origins if not given.", "--destinations")
    ] = "",
    by: Annotated[
        str,
        _option(SEARCH, "WHAT", "What is made least: generalised, time, cost, co2e or variance.", "--by"),
    ] = "generalised",
    value_of_time: Annotated[
        float | None,
        _option(
            SEARCH, "USD/H", "What an hour costs the shipment; what the goods lose if not given.",
            "--value-of-time", min=0,
        ),
    ] = None,
    co2e_price: Annotated[
        float | None,
        _option(SEARCH, "USD/T", "Price of a tonne of CO2e; 0 if not given.", "--co2e-price", min=0),
    ] = None,
    variance_price: Annotated[
        float | None,
        _option(SEARCH, "USD/H2", "Price of an hour squared of variance; 0 if not given.",
                "--variance-price", min=0),
    ] = None,
    cargo: Cargo = CargoKind.containers,
    teu: Teu = None,
    units: Units = None,
    equipment: Equipment = None,
    tonnes: Tonnes = None,
    value: Annotated[
        float | None,
        _option(CARGO, "USD", "Value of the goods; what they lose a day is the value of time.", "--value"),
    ] = None,
    avoid: Avoid = None,
    via: Via = None,
    gauge: Gauge = None,
    max_transfers: Transfers = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write .omx, .parquet or .csv.", show_default=False),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(
            "--threads", metavar="N", min=1, help="Threads; as many as there are cores if not given.",
            show_default=False,
        ),
    ] = None,
    network: NetworkFolder = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Find the best route for each pair of places and keep its days, dollars, CO2e and more as matrices.

    One route of least generalised cost a pair: its price, plus its hours, its CO2e and its variance at
    their prices. Few places are printed; many go to a file, one matrix a component.
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.network.cargo import Cargo as Goods  # noqa: PLC0415
    from landlink.routing.skims import plan  # noqa: PLC0415

    held = read_network(network)
    starts = places_of(held, origins, ask=not json)
    ends = places_of(held, destinations, ask=not json) if destinations else starts
    if out is None and not json and max(len(starts), len(ends)) > SHOWN:
        raise LandlinkError(
            f"{len(starts)} by {len(ends)} places are too many to print; name a file: --out skim.omx"
        )
    sent = Goods(cargo.value, teu, units, equipment.value if equipment else "", tonnes, value)
    asked = plan(
        held, starts, ends, sent, by=by, value_of_time_usd_per_h=value_of_time, co2e_usd_per_t=co2e_price,
        variance_usd_per_h2=variance_price,
        constraints=constraints_of(held, avoid or [], via or [], gauge, max_transfers),
    )  # fmt: skip
    _run(asked, out, threads, json=json)


def places_of(network: Network, text: str, *, ask: bool = True) -> list[str]:
    """Return the keys that a list of places, countries and kinds stands for, or a file of them.

    Examples
    --------
    >>> from landlink.network import Network
    >>> places_of(Network.reference(), "Xi'an, TJ")[:3]
    ['xian', 'bokhtar', 'dushanbe']
    """
    from landlink.cli.asking import place_key  # noqa: PLC0415

    nodes = network.nodes
    rows = list(zip(nodes.text("id"), nodes.text("country"), nodes.text("kind"), strict=True))
    found: list[str] = []
    for word in _words(text):
        if word == "all":
            found += [key for key, _, kind in rows if kind != "waypoint"]
        elif word.isupper() and any(country == word for _, country, _ in rows):
            found += [key for key, country, kind in rows if country == word and kind != "waypoint"]
        elif any(kind == word != "waypoint" for _, _, kind in rows) and word not in nodes.index():
            found += [key for key, _, kind in rows if kind == word]
        else:
            found.append(place_key(network, word, ask=ask))
    return list(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    """Return the words of a comma list, or the lines of a file; a comma between numbers is of a point."""
    import re  # noqa: PLC0415

    from landlink.errors import LandlinkError  # noqa: PLC0415

    file = Path(text)
    if file.suffix in (".txt", ".csv", ".lst"):
        if not file.is_file():
            raise LandlinkError(f"{text}: there is no such file")
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise LandlinkError(f"{text}: the text is not UTF-8; save it as UTF-8") from None
        words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    else:
        words = [word.strip() for word in re.split(r"(?<!\d),|,(?!\s*[-+]?\d)", text) if word.strip()]
    if not words:
        raise LandlinkError(f"{text!r} names no place")
    return words


def _run(asked: SkimPlan, out: Path | None, threads: int | None, *, json: bool) -> None:
    from landlink.cli.compiling import ensure_kernels, lean_numba  # noqa: PLC0415
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.routing.skims import collect  # noqa: PLC0415
    from landlink.routing.skims_files import write_skims, writer_of  # noqa: PLC0415

    if out is not None:
        writer_of(asked, out)  # says what is wrong with the file before anything is computed
    ensure_kernels()
    blocks = _watched(asked, threads, quiet=json)
    with lean_numba():
        if out is not None:
            write_skims(asked, out, blocks)
            pairs = len(asked.origins) * len(asked.destinations)
            if json:
                write_json({"file": str(out), "pairs": pairs, "rests_on": asked.facts()})
            else:
                console().print(f"Wrote {pairs:,} pairs to {out}.", soft_wrap=True, markup=False)
            return
        found = collect(asked, blocks)
    if json:
        write_json(_plain(found))
    else:
        _print(asked, found)


def _watched(asked: SkimPlan, threads: int | None, *, quiet: bool) -> Iterator[SkimBlock]:
    """Yield the blocks, with a bar on a terminal."""
    from rich import progress as bars  # noqa: PLC0415

    from landlink.cli.console import console  # noqa: PLC0415

    out = console(stderr=True)
    columns = (
        bars.TextColumn("{task.description}"), bars.BarColumn(30), bars.MofNCompleteColumn(),
        bars.TimeRemainingColumn(),
    )  # fmt: skip
    with bars.Progress(*columns, console=out, transient=True, disable=quiet or not out.is_terminal) as bar:
        task = bar.add_task("Origins", total=len(asked.origins))
        for block in asked.blocks(threads=threads):
            yield block
            bar.update(task, completed=block.start + len(block.matrices["time_h"]))


def _plain(found: Skims) -> dict[str, Any]:
    """Return a skim as plain values; no route is null."""
    matrices = {
        name: [[None if cell != cell else cell for cell in row] for row in values.tolist()]  # noqa: PLR0124  (NaN)
        for name, values in found.matrices.items()
    }
    return {
        "origins": found.origins,
        "destinations": found.destinations,
        "matrices": matrices,
        "rests_on": found.facts,
    }


def _print(asked: SkimPlan, found: Skims) -> None:
    from rich.markup import escape  # noqa: PLC0415

    from landlink.cli.console import console, days, plain_table, whole  # noqa: PLC0415

    out = console()
    nodes = asked.graph.network.nodes
    rows, columns = (
        [nodes.text("name")[row] for row in part] for part in (asked.origins, asked.destinations)
    )
    for title, name, shown in (("Days", "time_h", days), ("USD", "cost_usd", whole)):
        table = plain_table(title, *map(escape, columns), right=columns)
        for label, row in zip(rows, found[name].tolist(), strict=True):
            table.add_row(escape(label), *("-" if cell != cell else shown(cell) for cell in row))  # noqa: PLR0124  (NaN)
        out.print(table)
        out.print()
    out.print(_said(asked), soft_wrap=True, markup=False)


def _said(asked: SkimPlan) -> str:
    """Say what the routes are best by."""
    from landlink.routing.skims import GENERALISED  # noqa: PLC0415

    weights = asked.weights
    if asked.by != GENERALISED:
        return f"One route a pair, the best by {asked.by}; all figures are of this route."
    parts = [
        f"{price:g} USD {unit}"
        for price, unit in (
            (weights.value_of_time_usd_per_h, "an hour"),
            (weights.co2e_usd_per_t, "a tonne of CO2e"),
            (weights.variance_usd_per_h2, "an hour squared of variance"),
        )
        if price
    ]
    at = f" plus {', '.join(parts)}" if parts else "; give --value or --value-of-time to make hours count"
    return f"One route a pair, of least generalised cost: its price{at}."
