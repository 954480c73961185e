"""How the results of a study are summed up in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.cli.console import days, percent, plain_table, whole
from landlink.cli.route_view import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.console import Console

    Shown = dict[str, Any]

FIGURES = ("time_h", "cost_usd", "co2e_kg")
MEASURED = {"transit_days": "days", "price_usd": "prices", "distance_km": "distances"}


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
        _print_asked_dates(out, shipment)
        _print_shipment(out, shipment, titles)
    out.print()
    _print_error(out, results.get("validation"))
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


def _print_asked_dates(out: Console, shipment: Shown) -> None:
    """Say from when on was searched, by when the goods must arrive and how they rest."""
    if not shipment.get("ready"):
        return
    parts = [f"ready {clock(shipment['ready'])}"]
    if shipment.get("deadline"):
        parts.append(f"deadline {clock(shipment['deadline'])}")
    if shipment.get("rules"):
        parts.append(f"rests by {', '.join(shipment['rules'])}")
    out.print("; ".join(parts), style="dim", markup=False)


def _print_error(out: Console, validation: Shown | None) -> None:
    """Say how far the model is from published figures."""
    held = (validation or {}).get("mape") or {}
    said = [
        f"{percent(held[metric]['mape'])} of {noun} ({held[metric]['rows']} figures)"
        for metric, noun in MEASURED.items()
        if metric in held
    ]
    if said:
        out.print(
            f"Mean error against published figures: {', '.join(said)}; the report lists each.", style="dim"
        )


def _same_together(results: list[Shown], told: Callable[[Shown], list[str]]) -> dict[str, list[str]]:
    """Return what is told of scenarios, each text with the scenarios that it is true of."""
    found: dict[str, list[str]] = {}
    for result in results:
        for text in told(result):
            found.setdefault(text, []).append(result["scenario"])
    return found


def _trouble(result: Shown) -> list[str]:
    """Return why there is no route, and what is to be noted."""
    return [text for text in (result["reason_no_route"], result["note"]) if text]


def _met_deadlines(result: Shown) -> list[str]:
    """Say until when the goods may be ready under a scenario, and how likely the quickest is in time."""
    held = result.get("dated") or {}
    said = []
    if held.get("latest_ready") and result["alternatives"]:
        said.append(f"to meet the deadline the goods must be ready by {clock(held['latest_ready'])}")
    quickest: Shown = min(result["alternatives"], key=lambda one: one["time_h"], default={})
    chance = (quickest.get("simulation") or {}).get("deadline_chance")
    if chance is not None:
        said.append(f"delays counted in, the quickest is in time in {percent(chance)} of all cases")
    return [f"{'; '.join(said)}."] if said else []


def _print_shipment(out: Console, shipment: Shown, titles: dict[str, str]) -> None:
    from rich.text import Text  # noqa: PLC0415

    numbers = ("Days", "USD", "kg CO2e", "+ days", "+ USD", "+ kg")
    base, *others = shipment["results"]
    dated = bool(shipment.get("ready"))
    heads = ("Route", *(("Arrives",) if dated else ()), *numbers)
    table = plain_table(*heads, right=numbers, wrap=["Route", "Arrives"])
    felt = set()
    for names, one in _routes(base):
        table.add_row(Text(", ".join(names)), *_arrival(one, dated=dated), *_figures(one))
        for result in others:
            for cells, style in _under(result, names[0], one, dated=dated):
                felt.add(result["scenario"])
                table.add_row(Text(f"  {titles[result['scenario']]}"), *cells, style=style)
    if table.row_count:
        out.print(table)
    idle = [titles[result["scenario"]] for result in others if result["scenario"] not in felt]
    if idle and table.row_count:
        out.print(f"No change under {', '.join(idle)}.", style="dim", markup=False)
    for style, told in (("", _met_deadlines), ("red", _trouble)):
        for text, scenarios in _same_together(shipment["results"], told).items():
            out.print(f"{', '.join(titles[one] for one in scenarios)}: {text}", style=style, markup=False)


def _under(result: Shown, name: str, before: Shown, *, dated: bool) -> list[tuple[tuple[str, ...], str]]:
    """Cells and style of a route under a scenario; nothing where the scenario changes nothing."""
    after = dict(_labelled(result)).get(name)
    if after is None:
        return [((*("",) * dated, "", "", "", "no route"), "red")]
    changes = _changes(before, after)
    return [((*_arrival(after, dated=dated), *_figures(after), *changes), "yellow")] if changes else []


def _routes(result: Shown) -> list[tuple[list[str], Shown]]:
    """Alternatives and named corridors with the names that they go by."""
    return [(one["labels"], one) for one in (*result["alternatives"], *result["corridors"])]


def _labelled(result: Shown) -> Iterator[tuple[str, Shown]]:
    for names, one in _routes(result):
        for name in names:
            yield name, one


def _arrival(one: Shown, *, dated: bool) -> tuple[str, ...]:
    """Return the cell of the arrival, in a table that has one."""
    return (clock(one["arrives"]).partition(" (")[0] if one.get("arrives") else "",) if dated else ()


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
