"""How the results of a study are summed up in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.cli.console import days, plain_table, whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console

    Shown = dict[str, Any]

FIGURES = ("time_h", "cost_usd", "co2e_kg")


def print_summary(out: Console, results: Shown) -> None:
    """Print each shipment's routes today, and what scenarios change about them.

    Parameters
    ----------
    out : Console
    results : dict
        Of :func:`landlink.study.run_study`.
    """
    titles = {scenario["id"]: scenario["title"] for scenario in results["scenarios"]}
    out.print(results["study"]["title"], style="bold", markup=False)
    for shipment in results["shipments"]:
        out.print()
        out.print(f"[bold]{_text(shipment['title'])}[/]  [dim]{_text(_cargo(shipment['cargo']))}[/]")
        if shipment["question"]:
            out.print(shipment["question"], style="italic", markup=False)
        _print_shipment(out, shipment, titles)
    out.print()
    year = results["study"]["price_year"]
    out.print(
        f"Prices in USD of {year:.0f}. A scenario stands under the routes that it changes.", style="dim"
    )


def _text(words: str) -> str:
    from rich.markup import escape  # noqa: PLC0415

    return escape(words)


def _cargo(cargo: Shown) -> str:
    value = f", {whole(cargo['value_usd'])} USD" if cargo.get("value_usd") else ""
    return f"{cargo['units']} x {cargo['equipment']}, {cargo['tonnes']:g} t{value}"


def _print_shipment(out: Console, shipment: Shown, titles: dict[str, str]) -> None:
    from rich.text import Text  # noqa: PLC0415

    numbers = ("Days", "USD", "kg CO2e", "+ days", "+ USD", "+ kg")
    table = plain_table("Route", *numbers, right=numbers, wrap=["Route"])
    base, *others = shipment["results"]
    felt = set()
    for names, one in _routes(base):
        table.add_row(Text(", ".join(names)), *_figures(one))
        for result in others:
            for cells, style in _under(result, names[0], one):
                felt.add(result["scenario"])
                table.add_row(Text(f"  {titles[result['scenario']]}"), *cells, style=style)
    if table.row_count:
        out.print(table)
    idle = [titles[result["scenario"]] for result in others if result["scenario"] not in felt]
    if idle and table.row_count:
        out.print(f"No change under {', '.join(idle)}.", style="dim", markup=False)
    for result in shipment["results"]:
        for said in filter(None, (result["reason_no_route"], result["note"])):
            out.print(f"{titles[result['scenario']]}: {said}", style="red", markup=False)


def _under(result: Shown, name: str, before: Shown) -> list[tuple[tuple[str, ...], str]]:
    """Cells and style of a route under a scenario; nothing where the scenario changes nothing."""
    after = dict(_labelled(result)).get(name)
    if after is None:
        return [(("", "", "", "no route"), "red")]
    changes = _changes(before, after)
    return [((*_figures(after), *changes), "yellow")] if changes else []


def _routes(result: Shown) -> list[tuple[list[str], Shown]]:
    """Alternatives and named corridors with the names that they go by."""
    return [(one["labels"], one) for one in (*result["alternatives"], *result["corridors"])]


def _labelled(result: Shown) -> Iterator[tuple[str, Shown]]:
    for names, one in _routes(result):
        for name in names:
            yield name, one


def _figures(one: Shown) -> tuple[str, str, str]:
    return days(one["time_h"]), whole(one["cost_usd"]), whole(one["co2e_kg"])


def _changes(before: Shown, after: Shown) -> tuple[str, str, str] | None:
    """Return the changes, or nothing if none would show."""
    gaps = [after[name] - before[name] for name in FIGURES]
    shown = (f"{gaps[0] / 24:+.1f}", f"{gaps[1]:+,.0f}", f"{gaps[2]:+,.0f}")
    return None if all(float(text.replace(",", "")) == 0 for text in shown) else shown


def print_written(out: Console, files: list[Path]) -> None:
    """Print the files that a run wrote, the report first.

    Parameters
    ----------
    out : Console
    files : list of Path
    """
    for file in sorted(files, key=lambda path: path.suffix != ".html"):
        name = "Report" if file.suffix == ".html" else "Wrote"
        out.print(f"{name:<6} {file}", markup=False, soft_wrap=True)
