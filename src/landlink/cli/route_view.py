"""How a search is shown in a terminal: the alternatives, the legs of one, what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.cli.console import days, percent, plain_table, whole
from landlink.cli.sources import Notes, print_notes
from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from rich.console import Console

    Shown = dict[str, Any]  # a search as `landlink.routing.results.to_dict` returns it

WIDE = 110
"""From this many columns on, the way of each alternative stands in the table."""

VEHICLES = {"rail": "train", "road": "truck", "sea": "ship", "waterway": "barge"}
"""What carries the cargo in each mode; the ferry is its own."""


def title_of(query: Shown) -> str:
    """Return what was asked, in one line.

    Parameters
    ----------
    query : dict

    Examples
    --------
    >>> cargo = {"kind": "trucks", "equipment": "truck", "units": 2, "tonnes": 40.0, "value_usd": None}
    >>> title_of({"origin": "Almaty", "destination": "Poti", "cargo": cargo})
    'Almaty to Poti: 2 trucks, 40 t'
    """
    cargo = query["cargo"]
    noun = f"{cargo['equipment']} container" if cargo["kind"] == "containers" else cargo["equipment"]
    plural = "" if cargo["units"] == 1 else "s"
    value = f", goods of {whole(cargo['value_usd'])} USD" if cargo["value_usd"] else ""
    goods = f"{cargo['units']} {noun}{plural}, {cargo['tonnes']:g} t{value}"
    return f"{query['origin']} to {query['destination']}: {goods}"


def chosen(routes: list[Shown], label: str) -> list[Shown]:
    """Return the alternative of a label, or every one for ``all``.

    Parameters
    ----------
    routes : list of dict
    label : str
        A label, or its last word.

    Raises
    ------
    LandlinkError
        If no alternative has the label.

    Examples
    --------
    >>> chosen([{"labels": ["fastest", "most reliable"]}], "reliable")
    [{'labels': ['fastest', 'most reliable']}]
    """
    if label == "all":
        return routes
    wanted = label.strip().lower().replace("-", " ")
    for one in routes:
        if any(wanted in (name, name.split()[-1]) for name in one["labels"]):
            return [one]
    known = ", ".join(name for one in routes for name in one["labels"])
    raise LandlinkError(f"no alternative is called {label!r}; there are {known}, or all")


def print_routes(out: Console, shown: Shown, titles: dict[str, str], label: str) -> None:
    """Print a search: alternatives, legs of one of them, guarantee, price year, data quality.

    Parameters
    ----------
    out : Console
    shown : dict
        Of :func:`landlink.routing.results.to_dict`.
    titles : dict of str to str
        Source titles by key.
    label : str
        Alternative whose legs are shown.
    """
    picked = chosen(shown["routes"], label)
    out.print(title_of(shown["query"]), style="bold")
    print_dates(out, shown.get("dated"))
    out.print()
    _print_alternatives(out, shown["routes"])
    notes = Notes(titles)
    for one in picked:
        out.print()
        _print_legs(out, one, notes)
    out.print()
    print_notes(out, notes)
    out.print()
    _print_known(out, shown)


def print_dates(out: Console, dated: Shown | None) -> None:
    """Say from when on was searched, and what was found about the deadline.

    Parameters
    ----------
    out : Console
    dated : dict or None
        Of :func:`landlink.routing.results.dated_dict`.

    Examples
    --------
    >>> from landlink.cli.console import console
    >>> print_dates(console(), None)
    """
    if not dated:
        return
    parts = [f"ready {clock(dated['ready'])}"]
    if dated["deadline"]:
        parts.append(f"deadline {clock(dated['deadline'])}")
    if dated["rules"]:
        parts.append(f"rests by {', '.join(dated['rules'])}")
    out.print("; ".join(parts) + ". Times are local times of each place.", soft_wrap=True)
    if dated["latest_ready"]:
        out.print(f"To meet the deadline the goods must be ready by {clock(dated['latest_ready'])}.")
    if dated["note"]:
        out.print(_escaped(dated["note"]), soft_wrap=True)


def clock(moment: str) -> str:
    """Return a moment of the results as one reads it.

    Examples
    --------
    >>> clock("2026-03-02T08:00:00+05:00")
    'Mon 2026-03-02 08:00 (+05:00)'
    """
    from datetime import datetime  # noqa: PLC0415

    return f"{datetime.fromisoformat(moment):%a %Y-%m-%d %H:%M} ({moment[-6:]})"


def _print_alternatives(out: Console, routes: list[Shown]) -> None:
    wide = out.width >= WIDE
    numbers = ("Days", "P20-P80", "USD", "kg CO2e", "km", "Unverified")
    dated = bool(routes[0].get("arrives"))
    names = ("Route", *(("Arrives",) if dated else ()), *numbers, *(("Way",) if wide else ()))
    table = plain_table(*names, right=numbers, wrap=("Route", "Arrives", "Way"))
    for one in routes:
        cells = [
            ", ".join(one["labels"]),
            *((_short(one["arrives"]),) if dated else ()),
            days(one["time_h"]),
            f"{days(one['time_p20_h'])}-{days(one['time_p80_h'])}",
            whole(one["cost_usd"]),
            whole(one["co2e_kg"]),
            whole(one["distance_km"]),
            percent(one["unverified_share"]),
        ]
        table.add_row(*cells, *((_way(one),) if wide else ()))
    out.print(table)
    if not wide:
        out.print()
        for one in routes:
            out.print(f"[bold]{one['label']}[/]: {_escaped(_way(one))}")


def _short(moment: str) -> str:
    return moment[5:16].replace("T", " ")


def _way(one: Shown) -> str:
    """Countries, then the places where the route changes vehicle, gauge or country."""
    countries, places = " ".join(one["countries"]), " - ".join(one["via"])
    return f"{countries}: {places}" if places else countries


def _escaped(text: str) -> str:
    from rich.markup import escape  # noqa: PLC0415

    return escape(text)


def _print_legs(out: Console, one: Shown, notes: Notes) -> None:
    numbers = ("Hours", "USD", "kg CO2e", "km")
    folded = ("From - to", "How", "Sources")
    dated = bool(one.get("departs"))
    begin = ("Begins",) if dated else ()
    table = plain_table(*begin, "From - to", "How", *numbers, "", "Sources", right=numbers, wrap=folded)
    riding = ""
    for leg in one["legs"]:
        table.add_row(
            *((_short(leg["starts_at"]),) if dated else ()),
            where(leg), how(leg, riding), f"{leg['time_h']:,.1f}", whole(leg["cost_usd"]),
            whole(leg["co2e_kg"]), whole(leg["distance_km"]) if leg["distance_km"] else "",
            "[yellow]?[/]" if leg["unverified"] else "", notes.numbers(leg["sources"]),
            style="" if leg["kind"] == "move" else "dim",
        )  # fmt: skip
        if leg["kind"] not in ("border", "gauge_change"):
            riding = leg["name"] if leg["kind"] == "move" else ""
    table.add_section()
    table.add_row(
        *(("",) if dated else ()),
        "Total", "", f"{one['time_h']:,.1f}", whole(one["cost_usd"]), whole(one["co2e_kg"]),
        whole(one["distance_km"]), style="bold",
    )  # fmt: skip
    out.print(f"Legs of the [bold]{', '.join(one['labels'])}[/] route")
    out.print(table)


def where(leg: Shown) -> str:
    """Return the place of an operation, or both ends of a move.

    Examples
    --------
    >>> where({"from": "Aktau", "to": "Alat"}), where({"from": "Aktau", "to": "Aktau"})
    ('Aktau - Alat', 'Aktau')
    """
    return leg["from"] if leg["from"] == leg["to"] else f"{leg['from']} - {leg['to']}"


def how(leg: Shown, riding: str = "") -> str:
    """Return what happens on a leg.

    Parameters
    ----------
    leg : dict
    riding : str
        Service that the cargo is already on.

    Examples
    --------
    >>> leg = {"kind": "move", "mode": "rail", "name": "Xi'an - Aktau"}
    >>> how(leg), how(leg, "Xi'an - Aktau")
    ("rail: Xi'an - Aktau", 'rail: the same train')
    >>> how({"kind": "gauge_change", "mode": "rail"}), how({"kind": "wait", "mode": "ferry", "name": ""})
    ('gauge change', 'wait for ferry')
    """
    name = leg.get("name", "")
    kind, mode = leg["kind"], leg["mode"]
    vehicle = VEHICLES.get(mode, mode)
    if kind == "move":
        service = f"the same {vehicle}" if name == riding else name
        rested = f", {leg['rest_h']:.1f} h of them rest" if leg.get("rest_h") else ""
        return (f"{mode}: {service}" if name else str(mode)) + rested
    if kind == "rest":
        return f"rest ({name})" if name else "rest"
    said = {
        "load": f"load on {vehicle}",
        "unload": f"unload from {vehicle}",
        "wait": f"wait for {vehicle}",
        "transhipment": f"tranship to {vehicle}",
        "border": f"border by {mode}",
    }
    return said.get(kind, str(kind).replace("_", " "))


def _print_known(out: Console, shown: Shown) -> None:
    """Say what the figures are worth."""
    shares = sorted({one["unverified_share"] for one in shown["routes"]})
    span = percent(shares[0]) if len(shares) == 1 else f"{percent(shares[0])} to {percent(shares[-1])}"
    year = shown["query"]["price_year"]
    out.print(shown["front"]["guarantee"])
    out.print(
        f"Prices in USD of {year:.0f}. Days are means, with the range that 3 trips in 5 fall into. "
        f"{span} of a route's hours or dollars (the larger share) rests on unverified figures; "
        "legs that do are marked ?."
    )
    out.print("Every figure: [cyan]landlink route ... --json | landlink explain -[/]", style="dim")
