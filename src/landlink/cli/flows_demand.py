"""`landlink flows demand`: what goes from where to where, from which file, and how it grows."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json, NetworkFolder, read_network, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from landlink.network import Network
    from landlink.network.table import Table

app = typer.Typer(
    help="Look at demand, import it, spread it to hubs, grow it, model it.",
    no_args_is_help=True,
    epilog=examples("landlink flows demand show", "landlink flows demand spread --out od.csv"),
)


def _option(metavar: str, said: str, *flags: str, **more: Any) -> Any:  # noqa: ANN401  (typer's own)
    return typer.Option(*flags, metavar=metavar, help=said, show_default=False, **more)


File = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]", show_default=False,
        help="A table of demand of your own (.csv, .xlsx, .omx); that of the network if not given.",
    ),
]  # fmt: skip
Scenario = Annotated[
    str, _option("NAME", "Rows of this scenario beside those of the base, which they replace.", "--scenario")
]
Countries = Annotated[list[str] | None, _option("CODES", "Countries, as KZ,TM.", "--countries")]
Commodities = Annotated[list[str] | None, _option("KEYS", "Commodities, as grain,food.", "--commodity")]
OutCsv = Annotated[Path, _option("FILE", "Write a table of demand, .csv.", "--out")]
Year = Annotated[int | None, _option("YEAR", "Year of the figures.", "--year")]


@app.command(
    epilog=examples(
        "landlink flows demand show",
        "landlink flows demand show --countries KZ --commodity grain",
        "landlink flows demand show --json",
    )
)
def show(
    file: File = None,
    countries: Countries = None,
    commodity: Commodities = None,
    scenario: Scenario = "",
    network: NetworkFolder = None,
    json: Json = False,
) -> None:
    """Show demand by pair of countries and commodity, how well it is known, and what cannot be placed."""
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.cli.flows_demand_view import print_summary, summary  # noqa: PLC0415
    from landlink.flows.demand import demand_of  # noqa: PLC0415

    held = read_network(network)
    demand = demand_of(held, _table(held, file) if file else None, scenario=scenario)
    shown = summary(held, demand, words_of(countries or []), words_of(commodity or []))
    if json:
        write_json(shown)
    else:
        print_summary(console(), shown)


@app.command(
    epilog=examples("landlink flows demand spread --out od.csv", "landlink flows demand spread --out od.omx")
)
def spread(
    out: Annotated[Path, _option("FILE", "Write .csv or .omx.", "--out")],
    file: File = None,
    scenario: Scenario = "",
    network: NetworkFolder = None,
    json: Json = False,
) -> None:
    """Spread the trade of countries to their hubs and write demand from place to place."""
    from landlink.cli.flows_demand_view import write_spread  # noqa: PLC0415
    from landlink.flows.demand import demand_of  # noqa: PLC0415

    held = read_network(network)
    demand = demand_of(held, _table(held, file) if file else None, scenario=scenario)
    write_spread(held, demand, out)
    _said({"file": str(out), "flows": len(demand), "tonnes_year": float(demand.tonnes_year.sum()),
           "unmatched": demand.unmatched, "notes": demand.notes}, json=json)  # fmt: skip


@app.command(
    "import",
    epilog=examples(
        "landlink flows demand import baci.csv --format baci --codes country_codes.csv --countries KZ,AZ "
        "--out demand.csv"
    ),
)
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to read.", show_default=False)],
    out: OutCsv,
    form: Annotated[
        str, _option("FORMAT", "baci, omx, csv or xlsx; by the ending if not given.", "--format")
    ] = "",
    codes: Annotated[Path | None, _option("FILE", "BACI: its table of country codes.", "--codes")] = None,
    countries: Countries = None,
    year: Year = None,
    groups: Annotated[
        Path | None,
        _option("FILE", "BACI: a grouping of your own, columns prefix and commodity.", "--groups"),
    ] = None,
    fill_quantities: Annotated[
        bool,
        typer.Option(
            "--fill-quantities", help="BACI: estimate tonnes that nobody reported from their value."
        ),
    ] = False,
    commodity: Annotated[
        str, _option("KEY", "OMX: commodity of matrices that are called by an equipment.", "--commodity")
    ] = "",
    unit: Annotated[str, _option("UNIT", "OMX: t/year or TEU/year.", "--unit")] = "",
    network: NetworkFolder = None,
    json: Json = False,
) -> None:
    """Turn trade statistics or matrices of another model into a table of demand, and say what is left out."""
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.flows.demand_files import read_demand, write_demand  # noqa: PLC0415

    held = read_network(network)
    kind = form or file.suffix.lower().removeprefix(".")
    left: list[dict[str, Any]] = []
    notes: list[str] = []
    if kind == "baci":
        if codes is None:
            raise LandlinkError("name the table of country codes that comes with BACI: --codes FILE")
        found = _baci(held, file, codes, (countries, year, groups), fill=fill_quantities)
        table, left, notes = found
    elif kind in ("omx", "csv", "xlsx"):
        if file.suffix.lower() != f".{kind}":
            raise LandlinkError(f"{file}: a file of format {kind} ends in .{kind}")
        table = read_demand(file, held, commodity=commodity, unit=unit)
    else:
        raise LandlinkError(f"no format {kind!r}; use baci, omx, csv or xlsx")
    write_demand(table, out)
    _said({"file": str(out), "rows": len(table), "left_out": left, "notes": notes}, json=json)


@app.command(
    epilog=examples(
        "landlink flows demand grow --countries KZ,UZ --commodity grain --factor 2 --out more.csv",
        "landlink flows demand grow --origins CN --factor 1.3 --out more.csv",
    )
)
def grow(
    out: OutCsv,
    factor: Annotated[float, _option("X", "2 is twice as much.", "--factor", min=0)],
    file: File = None,
    countries: Annotated[
        list[str] | None,
        _option(
            "CODES",
            "Of two or more, as KZ,TM, only what they trade with each other; of one, all its trade.",
            "--countries",
        ),
    ] = None,
    origins: Annotated[
        list[str] | None, _option("WORDS", "Countries or nodes that flows come from.", "--origins")
    ] = None,
    destinations: Annotated[
        list[str] | None, _option("WORDS", "Countries or nodes that flows go to.", "--destinations")
    ] = None,
    commodity: Commodities = None,
    one_way: Annotated[
        bool, typer.Option("--one-way", help="Of two countries, only from the first to the second.")
    ] = False,
    network: NetworkFolder = None,
    json: Json = False,
) -> None:
    """Multiply the demand between countries, from or to places, of some commodities."""
    from pydantic import ValidationError  # noqa: PLC0415

    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.flows.demand_files import write_demand  # noqa: PLC0415
    from landlink.network.growth import Growth  # noqa: PLC0415
    from landlink.network.growth import grow as grown  # noqa: PLC0415

    held = read_network(network)
    try:
        change = Growth(
            countries=words_of(countries or []), origins=words_of(origins or []),
            destinations=words_of(destinations or []), commodities=words_of(commodity or []),
            both_ways=not one_way, factor=factor,
        )  # fmt: skip
    except ValidationError as error:
        raise LandlinkError(str(error.errors()[0]["msg"]).removeprefix("Value error, ")) from None
    table = grown(_table(held, file), [change], held)
    write_demand(table, out)
    _said({"file": str(out), "rows": len(table), "notes": [change.named()]}, json=json)


@app.command(
    epilog=examples(
        "landlink flows demand gravity --gdp gdp.csv --year 2023 --countries KZ,UZ,TM,AZ --total 5e6 "
        "--commodity mixed --parameter 0.0005 --out trade.csv"
    )
)
def gravity(
    gdp: Annotated[Path, _option("FILE", "GDP or population: Country Code, Year, Value.", "--gdp")],
    year: Annotated[int, _option("YEAR", "Year of the figures.", "--year")],
    countries: Annotated[list[str], _option("CODES", "Countries that trade, as KZ,UZ.", "--countries")],
    total: Annotated[float, _option("TONNES", "Tonnes a year in all.", "--total", min=0)],
    commodity: Annotated[str, _option("KEY", "What it is.", "--commodity")],
    out: OutCsv,
    parameter: Annotated[
        float | None, _option("B", "Parameter of the deterrence, per USD or the exponent.", "--parameter")
    ] = None,
    mean_cost: Annotated[
        float | None,
        _option("USD", "Observed mean cost of a container, to which the parameter is fitted.", "--mean-cost"),
    ] = None,
    power: Annotated[bool, typer.Option("--power", help="Cost to a power, not exponential.")] = False,
    network: NetworkFolder = None,
    json: Json = False,
) -> None:
    """Model the trade between countries from their GDP and what a container costs between them."""
    from landlink.cli.compiling import ensure_kernels  # noqa: PLC0415
    from landlink.cli.flows_demand_gravity import modelled  # noqa: PLC0415
    from landlink.flows.demand_files import write_demand  # noqa: PLC0415

    held = read_network(network)
    ensure_kernels()
    table, told = modelled(
        held, words_of(countries), (gdp, year, total, commodity), (parameter, mean_cost), power=power
    )
    write_demand(table, out)
    _said({"file": str(out), "rows": len(table), **told}, json=json)


def _table(network: Network, file: Path | None) -> Table:
    from landlink.flows.demand_files import read_demand  # noqa: PLC0415

    return network.tables["demand"] if file is None else read_demand(file, network)


def _baci(
    network: Network,
    file: Path,
    codes: Path,
    choice: tuple[list[str] | None, int | None, Path | None],
    *,
    fill: bool,
) -> tuple[Table, list[dict[str, Any]], list[str]]:
    from landlink.flows.baci import read_baci  # noqa: PLC0415
    from landlink.flows.baci_files import read_groups  # noqa: PLC0415
    from landlink.flows.demand import problems_of  # noqa: PLC0415
    from landlink.network.problems import NetworkError  # noqa: PLC0415

    countries, year, groups = choice
    chosen = words_of(countries or []) or sorted(set(network.nodes.text("country")))
    with _bar() as progress:
        found = read_baci(
            file, codes, countries=chosen, year=year, groups=read_groups(groups) if groups else None,
            fill_quantities=fill, progress=progress,
        )  # fmt: skip
    wrong = problems_of(network, found.table)
    if wrong:
        raise NetworkError(wrong, "table of demand")
    return found.table, found.left, found.notes


@contextmanager
def _bar() -> Iterator[Callable[[int, int, str], None]]:
    """Show how much of a file is read, on a terminal."""
    from rich import progress as bars  # noqa: PLC0415

    from landlink.cli.console import console  # noqa: PLC0415

    out = console(stderr=True)
    columns = (bars.TextColumn("{task.description}"), bars.BarColumn(30), bars.TimeRemainingColumn())
    with bars.Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("Reading", total=None)
        yield lambda done, total, text: bar.update(task, completed=done, total=total, description=text)


def _said(told: dict[str, Any], *, json: bool) -> None:
    from landlink.cli.console import console, write_json  # noqa: PLC0415

    if json:
        write_json(told)
        return
    from landlink.cli.flows_demand_view import print_written  # noqa: PLC0415

    print_written(console(), told)
