"""How the results of a study are summed up in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from landlink.cli.console import days, percent, plain_table, whole
from landlink.cli.route_view import clock
from landlink.cli.study_sections_view import print_sections
from landlink.study.slack import slack_h

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rich.console import Console

    Shown = dict[str, Any]

DAY_H = 24

WIDE = 100
"""From this many columns on, dates leave room for the emissions."""

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
        _print_shipment(out, shipment, titles)
    print_sections(out, results)
    out.print()
    _print_error(out, results.get("validation"))
    year = results["study"]["price_year"]
    read = _read(results) if results["shipments"] else ""
    out.print(f"Prices in USD of {year:.0f}. {read}".rstrip(), style="dim")


def _read(results: Shown) -> str:
    """How the table is read."""
    extras = [_extra(shipment) for shipment in results["shipments"]]
    said = ["A scenario stands under the routes that it changes."]
    if any(extra.deadline for extra in extras):
        said.append("Slack: days between arrival as planned and deadline.")
    if any(extra.simulated for extra in extras):
        said.append("P95: days within which 95 of 100 simulated trips arrive.")
    if any(extra.chance for extra in extras):
        said.append("Chance: of the deadline, simulated.")
    return " ".join(said)


def _text(words: str) -> str:
    from rich.markup import escape  # noqa: PLC0415

    return escape(words)


def _cargo(cargo: Shown) -> str:
    value = f", {whole(cargo['value_usd'])} USD" if cargo.get("value_usd") else ""
    return f"{cargo['units']} x {cargo['equipment']}, {cargo['tonnes']:g} t{value}"


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
    return [text for text in (_no_route(result), result["note"]) if text]


def _notes(result: Shown) -> list[str]:
    """Return what is to be noted about dates."""
    note = (result.get("dated") or {}).get("note")
    return [note] if note and result["alternatives"] else []


def _print_shipment(out: Console, shipment: Shown, titles: dict[str, str]) -> None:
    from rich.text import Text  # noqa: PLC0415

    extra = _extra(shipment, narrow=out.width < WIDE)
    _print_dates(out, shipment, titles)
    numbers = ("Days", *(("P95",) if extra.simulated else ()), "USD", "kg CO2e", "+ days", "+ USD", "+ kg")
    if extra.brief:
        numbers = tuple(name for name in numbers if "kg" not in name)
    dated = (("Arrives",) if extra.dated else ()) + (("Slack",) if extra.deadline else ())
    dated += ("Chance",) if extra.chance else ()
    table = plain_table("Route", *dated, *numbers, right=(*dated[1:], *numbers), wrap=["Route"])
    base, *others = shipment["results"]
    felt = set()
    for names, one in _routes(base):
        table.add_row(Text(", ".join(names)), *extra.cells(one), *_figures(one, extra))
        for result in others:
            for cells, style in _under(result, names[0], one, extra):
                felt.add(result["scenario"])
                table.add_row(Text(f"  {titles[result['scenario']]}"), *cells, style=style)
    if table.row_count:
        out.print(table)
    idle = [titles[result["scenario"]] for result in others if result["scenario"] not in felt]
    if idle and table.row_count:
        out.print(f"No change under {', '.join(idle)}.", style="dim", markup=False)
    for style, told in (("red", _trouble), ("yellow", _notes)):
        for text, scenarios in _same_together(shipment["results"], told).items():
            out.print(f"{', '.join(titles[one] for one in scenarios)}: {text}", style=style, markup=False)


class _Extra(NamedTuple):
    """Which columns the dates and the simulation of a shipment need."""

    dated: bool
    deadline: str | None
    chance: bool
    simulated: bool
    brief: bool
    """Whether the emissions are left out, for want of room."""

    def cells(self, one: Shown) -> tuple[str, ...]:
        """Arrival, slack in days and chance of the deadline, as far as there are such columns."""
        drawn = one.get("simulation") or {}
        slack, chance = slack_h(one.get("arrives"), self.deadline), drawn.get("deadline_chance")
        shown = (
            (self.dated, one["arrives"][5:16].replace("T", " ") if one.get("arrives") else ""),
            (self.deadline, "" if slack is None else f"{slack / DAY_H:+.1f}"),
            (self.chance, "" if chance is None else percent(chance)),
        )
        return tuple(text for wanted, text in shown if wanted)


def _extra(shipment: Shown, *, narrow: bool = False) -> _Extra:
    routes = [one for result in shipment["results"] for _, one in _routes(result)]
    dated = any(one.get("arrives") for one in routes)
    drawn = [one["simulation"] for one in routes if one.get("simulation")]
    chance = any(one.get("deadline_chance") is not None for one in drawn)
    return _Extra(dated, shipment.get("deadline") if dated else None, chance, bool(drawn), dated and narrow)


def _print_dates(out: Console, shipment: Shown, titles: dict[str, str]) -> None:
    """Say when the goods are ready and due, and until when they may be ready."""
    if not shipment.get("ready"):
        return
    parts = [f"Ready {clock(shipment['ready'])}"]
    if shipment.get("deadline"):
        parts.append(f"deadline {clock(shipment['deadline'])}")
    if shipment.get("rules"):
        parts.append(f"rests by {', '.join(shipment['rules'])}")
    out.print(f"{'; '.join(parts)}. Local times of each place.", markup=False)
    said = ""
    for result in shipment["results"]:
        latest = (result.get("dated") or {}).get("latest_ready")
        if latest and result["alternatives"] and latest != said:
            said = latest
            told = f"to meet the deadline the goods must be ready by {clock(latest)}."
            out.print(f"{titles[result['scenario']]}: {told}", markup=False)


def _no_route(result: Shown) -> str:
    """Why there is no route; of a late shipment also by when it would have to be ready."""
    latest = (result.get("dated") or {}).get("latest_ready")
    reason = str(result["reason_no_route"] or "")
    if not reason or not latest:
        return reason
    return f"Late. {reason} It could be met by goods ready by {clock(latest)}."


def _under(result: Shown, name: str, before: Shown, extra: _Extra) -> list[tuple[tuple[str, ...], str]]:
    """Cells and style of a route under a scenario; nothing where the scenario changes nothing."""
    after = dict(_labelled(result)).get(name)
    if after is None:
        late = (result.get("dated") or {}).get("earliest")
        gone = [""] * (len(extra.cells(before)) + len(_figures(before, extra)))
        return [((*gone, "late" if late else "no route"), "red")]
    changes = _changes(before, after)
    if changes is None and extra.cells(before) != extra.cells(after):
        changes = ("", "", "")
    if changes is None:
        return []
    return [((*extra.cells(after), *_figures(after, extra), *changes[: 2 if extra.brief else 3]), "yellow")]


def _routes(result: Shown) -> list[tuple[list[str], Shown]]:
    """Alternatives and named corridors with the names that they go by."""
    return [(one["labels"], one) for one in (*result["alternatives"], *result["corridors"])]


def _labelled(result: Shown) -> Iterator[tuple[str, Shown]]:
    for names, one in _routes(result):
        for name in names:
            yield name, one


def _figures(one: Shown, extra: _Extra) -> tuple[str, ...]:
    drawn = one.get("simulation")
    latest = (days(drawn["p95_h"]) if drawn else "",) if extra.simulated else ()
    emitted = () if extra.brief else (whole(one["co2e_kg"]),)
    return days(one["time_h"]), *latest, whole(one["cost_usd"]), *emitted


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
