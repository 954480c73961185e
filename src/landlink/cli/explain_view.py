"""How an explained route is shown: each operation, its figures, the rows under each figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.cli.console import whole
from landlink.cli.route_view import chosen, how, print_dates, title_of, where
from landlink.cli.sources import Notes, print_notes

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    Shown = dict[str, Any]

FIGURES = (("time", "time_h", "h"), ("cost", "cost_usd", "USD"), ("co2e", "co2e_kg", "kg CO2e"))
"""What an operation is measured by: key of its rows, key of its figure, unit."""

COLOURS = {"unverified": "yellow", "derived": "", "published": "green", "measured": "green"}


def print_explained(
    out: Console, shown: Shown, titles: dict[str, str], label: str, *, only_unverified: bool = False
) -> None:
    """Print every operation of a route and what it rests on.

    Parameters
    ----------
    out : Console
    shown : dict
        Of :func:`landlink.routing.results.to_dict`, with steps.
    titles : dict of str to str
        Source titles by key.
    label : str
        Alternative to explain, or ``all``.
    only_unverified : bool
        Leave out what rests on better rows.
    """
    from rich.padding import Padding  # noqa: PLC0415

    notes = Notes(titles)
    out.print(title_of(shown["query"]), style="bold")
    print_dates(out, shown.get("dated"))
    for one in chosen(shown["routes"], label):
        out.print()
        out.print(f"Operations of the [bold]{', '.join(one['labels'])}[/] route")
        steps = [
            (n, step) for n, step in enumerate(one["steps"], 1) if not only_unverified or is_unverified(step)
        ]
        for number, step in steps:
            out.print(
                f"\n[dim]{number:>3}[/] [bold]{_text(where(step))}[/]  {_text(how(step))}{_length(step)}"
            )
            out.print(Padding(_figures(step, notes), (0, 0, 0, 4), expand=False))
        if not steps:
            out.print("None of them rests on an unverified row.")
    out.print()
    if notes.listed():
        print_notes(out, notes)


def is_unverified(step: Shown) -> bool:
    """Tell whether an operation rests on an unverified row.

    Examples
    --------
    >>> is_unverified({"rests_on": {"time": [{"quality": "derived"}]}})
    False
    """
    return any(row["quality"] == "unverified" for rows in step["rests_on"].values() for row in rows)


def _text(words: str) -> str:
    from rich.markup import escape  # noqa: PLC0415

    return escape(words)


def _length(step: Shown) -> str:
    return f", {step['distance_km']:,.1f} km" if step["distance_km"] else ""


def _figures(step: Shown, notes: Notes) -> Table:
    """One line for each row that a figure rests on; the figure stands in the first."""
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True, min_width=9)
    grid.add_column(no_wrap=True, min_width=7)
    grid.add_column(overflow="fold")
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, justify="right")
    for key, figure, unit in FIGURES:
        rows = step["rests_on"].get(key, [])
        amount = _amount(figure, step[figure])
        if not rows and not step[figure]:
            continue
        for first, row in _marked(rows):
            grid.add_row(
                amount if first else "", unit if first else "",
                Text(f"{row['file']}:{row['line']} {row['key']}"),
                Text(row["quality"], style=COLOURS.get(row["quality"], "")), str(notes.number(row["source"])),
            )  # fmt: skip
        if not rows:
            grid.add_row(amount, unit, Text("no row: follows from the method", style="dim"), "", "")
    return grid


def _marked(rows: list[Shown]) -> list[tuple[bool, Shown]]:
    return [(number == 0, row) for number, row in enumerate(rows)]


def _amount(figure: str, value: float) -> str:
    return f"{value:,.1f}" if figure == "time_h" else whole(value)
