"""`landlink network validate`: the model beside published figures."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  (typer looks it up)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from landlink.cli.examples import examples
from landlink.cli.options import Json, NetworkFolder, read_network

if TYPE_CHECKING:
    from rich.console import Console

    from landlink.network import Network

COLUMNS = (
    "id", "what", "metric", "unit", "modelled", "low", "high", "published", "error", "inside", "status",
    "year", "use", "compared_with", "mode", "source", "note",
)  # fmt: skip
"""Columns of the CSV that is printed."""

LONGEST = 34
"""Letters of a name that a table shows."""

Csv = Annotated[bool, typer.Option("--csv", help="Print every row as CSV and nothing else.")]
Rows = Annotated[
    str | None,
    typer.Option(
        metavar="WORD", show_default=False,
        help="Only figures whose id, corridor, ends, metric, use or status hold this word (titr).",
    ),
]  # fmt: skip


EXAMPLES = examples(
    "landlink network validate",
    "landlink network validate --rows titr",
    "landlink network validate --json > errors.json",
    "landlink network validate --csv > errors.csv",
)


def validate(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE.csv]",
            show_default=False,
            help="Published figures; the network's own table if not given.",
        ),
    ] = None,
    network: NetworkFolder = None,
    json: Json = False,
    csv: Csv = False,
    rows: Rows = None,
) -> None:
    """Compare modelled times, prices and distances with published ones.

    FILE.csv has the columns id, corridor, origin, destination, year, metric, low, high, unit, status,
    source_title, source_url, confidence, suggested_use, note. What cannot be compared is listed with the
    reason.
    """
    from landlink.cli.compiling import ensure_kernels, lean_numba  # noqa: PLC0415
    from landlink.cli.console import console, write_json  # noqa: PLC0415
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.study.validation import own_figures, read_figures  # noqa: PLC0415
    from landlink.study.validation import validate as compare  # noqa: PLC0415

    if json and csv:
        raise LandlinkError("--json and --csv cannot share one output; ask for one of them")
    held = read_network(network)
    figures = own_figures(held) if file is None else read_figures(file)
    if rows is not None:
        word = rows.casefold()
        figures = [one for one in figures if word in _searched(one)]
    if not figures:
        where = "has no published figures" if rows is None else f"has no published figure with {rows!r}"
        raise LandlinkError(f"the {'network' if file is None else 'file'} {where}; name a file: see --help")
    ensure_kernels()
    with lean_numba(), console(stderr=True).status(f"Comparing {len(figures)} published figures ..."):
        found = compare(held, figures)
    if json:
        write_json(found)
    elif csv:
        _write_csv(found["rows"])
    else:
        _print(console(), held, found)


def _searched(one: Any) -> str:  # noqa: ANN401  (a Figure; its class is imported late)
    words = (one.id, one.what, one.metric, one.unit, one.use, one.status)
    kind = "price" if "usd" in f"{one.metric} {one.unit}".casefold() else ""
    return " ".join((*words, kind)).casefold()


def _write_csv(rows: list[dict[str, Any]]) -> None:
    import csv  # noqa: PLC0415
    import sys  # noqa: PLC0415

    writer = csv.DictWriter(sys.stdout, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _print(out: Console, network: Network, found: dict[str, Any]) -> None:
    from landlink.cli.console import plain_table  # noqa: PLC0415

    table = plain_table(
        "Figure", "Use", "Modelled", "Published", "Error", "In", right=("Modelled", "Published", "Error"),
        wrap=("Figure",),
    )  # fmt: skip
    for row in found["rows"]:
        year = f" ({row['year']})" if row["year"] else ""
        table.add_row(
            f"{row['what']}{year}", row["use"], _value(row, row["modelled"]),
            _range(row), f"{100 * row['error']:+.0f} %", "yes" if row["inside"] else "",
        )  # fmt: skip
    out.print(table)
    _print_means(out, found)
    _print_weak(out, network, found)
    if found["skipped"]:
        out.print(f"\n[bold]Not compared[/bold] ({len(found['skipped'])})")
        for one in found["skipped"]:
            out.print(f"  {one['id']}, {one['what']}: {one['reason']}", markup=False, soft_wrap=True)
    out.print(f"\n{found['note']}", style="dim", markup=False)


def _print_means(out: Console, found: dict[str, Any]) -> None:
    from landlink.cli.console import plain_table  # noqa: PLC0415
    from landlink.study.validation.compare import mape_by  # noqa: PLC0415

    cross = found["cross_validated"] or {}
    table = plain_table(
        "Mean absolute error", "Days", "Prices", "Distances", right=("Days", "Prices", "Distances")
    )
    names = ("transit_days", "price_usd", "distance_km")
    table.add_row("all", *(_mean(found["mape"].get(name)) for name in names), style="bold")
    if cross:
        table.add_row("cross-validated", *(_mean(cross.get(name)) for name in names))
    for column in ("use", "mode", "corridor"):
        table.add_section()
        for value, means in mape_by(found["rows"], column).items():
            table.add_row(value[:LONGEST] or "-", *(_mean(means.get(name)) for name in names))
    out.print()
    out.print(table)


def _print_weak(out: Console, network: Network, found: dict[str, Any]) -> None:
    from landlink.study.validation.compare import weakest  # noqa: PLC0415

    names = network.nodes.text("name")
    out.print("\n[bold]Where the model is weak[/bold]: largest errors, and the legs that make most of them")
    for row in weakest(found["rows"], 6):
        legs = "; ".join(_leg(leg, names) for leg in row["largest"])
        out.print(f"  {100 * row['error']:+.0f} % {row['what']}: {legs}", markup=False, soft_wrap=True)


def _leg(leg: dict[str, Any], names: list[str]) -> str:
    where: str = names[leg["start"]]
    if leg["start"] != leg["end"]:
        where += f" - {names[leg['end']]}"
    for key, unit in (("time_h", "h"), ("cost_usd", "USD"), ("distance_km", "km")):
        if key in leg:
            return f"{leg['kind'].replace('_', ' ')} {where} {leg[key]:,.0f} {unit}"
    return where


def _mean(one: dict[str, float] | None) -> str:
    return f"{100 * one['mape']:.0f} % of {one['rows']}" if one else ""


def _value(row: dict[str, Any], value: float) -> str:
    digits = 1 if row["metric"] == "transit_days" else 0
    return f"{value:,.{digits}f} {row['unit']}"


def _range(row: dict[str, Any]) -> str:
    digits = 1 if row["metric"] == "transit_days" else 0
    low, high = (f"{row[name]:,.{digits}f}" for name in ("low", "high"))
    return low if low == high else f"{low}-{high}"
