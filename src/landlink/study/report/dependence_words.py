"""What the picture of a dependence says: its headline, its lead, what a cell holds, its notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Cell = dict[str, Any]
MOST_COLUMNS = 28
LEAST_CUT = 0.01
"""Share of trade without a way from which a sentence says so."""


def headline(result: Mapping[str, Any]) -> str:
    """Say the worst case of all rows of the picture in one line.

    Examples
    --------
    >>> cell = {"name": "Armenia", "closed": "Georgia", "dearer_share": 0.84, "stranded_share": 0.0}
    >>> headline({"heat": {"rows": [{"code": "AM"}]}, "countries": [
    ...     {"code": "AM", "worst": {**cell, "harm": 0.2}}]})
    'Armenia: 84 % of its trade gets dearer when Georgia closes'
    """
    held = worst_cases(result)
    if not held:
        return "Nothing that closes does any harm to this trade"
    trade = "its trade on the corridors" if result.get("view") == "demand" else "its trade"
    return f"{held[0]['name']}: {_harmed(held[0], trade)} when {the(held[0]['closed'])} closes"


def worst_cases(result: Mapping[str, Any]) -> list[Cell]:
    """Return the worst case of each row of the picture, the greatest harm first."""
    shown = {row["code"] for row in result["heat"]["rows"]}
    held = [one["worst"] for one in result["countries"] if one["code"] in shown and one["worst"]]
    return sorted(held, key=lambda cell: -cell["harm"])


def _harmed(cell: Cell, trade: str) -> str:
    """Say how much of a country's trade gets dearer, or is cut off if that is the greater part."""
    cut, dearer = cell["stranded_share"] or 0.0, cell["dearer_share"] or 0.0
    if cut >= dearer:
        return f"{100 * cut:.0f} % of {trade} has no way left"
    if cut >= LEAST_CUT:
        return f"{100 * (cut + dearer):.0f} % of {trade} gets dearer or has no way left"
    return f"{100 * dearer:.0f} % of {trade} gets dearer"


def the(name: str) -> str:
    """Put the article where English wants one."""
    wants = ("Sea", "Gulf", "Canal", "Bosphorus", "Netherlands", "Emirates", "Kingdom", "Hope")
    return f"the {name}" if name.endswith(wants) or name.startswith("Strait") else name


def standfirst(result: Mapping[str, Any]) -> str:
    """Say what the picture shows, with the worst cases that come next."""
    held = worst_cases(result)
    said = ""
    if held and held[0]["dearer_pct"] is not None:
        by = f"{held[0]['dearer_pct']:.0f} %"
        said += (
            f"What still gets through costs {by} more, hours counted at their worth. "
            if (held[0]["stranded_share"] or 0.0) >= LEAST_CUT
            else f"By {by} on average, hours counted at their worth. "
        )
    next_ones = [f"{one['name']} ({one['closed']})" for one in held[1:4]]
    if next_ones:
        said += f"Next come {', '.join(next_ones)}. "
    weighed = {
        "partners": "every partner counting the same",
        "demand": "weighted by the tonnes of the demand",
    }[result["view"]]
    return (
        f"{said}The map shows how much dearer the trade of each country gets, in per cent ({weighed}), when"
        " one thing closes and all goods take the best way that is left."
    )


def columns_of(heat: Mapping[str, Any], least_pct: float, least_cut: float) -> list[int]:
    """Return the columns worth showing: those that change some row enough, the most harmful first.

    A sea is always shown: that nobody needs it is an answer too. Where there are too many columns, the
    least harmful go; those that stay keep their order.
    """
    worth = []
    for column, named in enumerate(heat["columns"]):
        dearer = max((line[column] or 0.0 for line in heat["dearer_pct"]), default=0.0)
        cut = max((line[column] or 0.0 for line in heat["stranded_share"]), default=0.0)
        sea = named["kind"] == "sea"
        if sea or dearer >= least_pct or cut >= least_cut:
            worth.append((not sea, -sum(line[column] or 0.0 for line in heat["harm"]), column))
    return sorted(column for *_, column in sorted(worth)[:MOST_COLUMNS])


def told(heat: Mapping[str, Any], row: int, column: int, country: str, closed: str) -> str:
    """Say all figures of a cell."""
    said = [f"{country}, when {the(closed)} closes"]
    for name, text in (
        ("dearer_pct", "{:+.1f} % generalised cost"),
        ("added_money_pct", "{:+.1f} % freight cost"),
        ("added_h_pct", "{:+.1f} % hours"),
    ):
        if heat[name][row][column] is not None:
            said.append(text.format(heat[name][row][column]))
    said.append(f"{100 * (heat['dearer_share'][row][column] or 0):.0f} % of trade dearer")
    if heat["stranded_share"][row][column]:
        said.append(f"{100 * heat['stranded_share'][row][column]:.0f} % has no way left")
    return "; ".join(said)


def footnotes(result: Mapping[str, Any], shown: int, least_pct: float) -> list[tuple[str, str]]:
    """Return the notes beneath the picture: how to read it, its rule, its sources."""
    hidden = len(result["closures"]) - shown
    read = (
        f"Numbers are per cent, from {least_pct:g} on; hatched cells: 5 % of trade or more has no way"
        " left. Bars: share of trade that gets dearer by 1 % or more (orange), that has no way left (dark)."
        " Rows are ordered by the harm of the worst case, columns by the harm they do to these rows."
    )
    if hidden > 0:
        read += f" {hidden} other closures change no row by {least_pct:g} % or do less harm."
    sources = "; ".join(
        f"{one['key']} = {one['value']:g}{'' if one['unit'] == '1' else ' ' + one['unit']} ({one['source']})"
        for one in result["assumptions"]
    )
    notes = [("How to read it.", read), ("How it was computed.", result["rule"])]
    notes += [("Note.", said) for said in result["notes"]]
    made = (
        f"Model: landlink on the network “{result['network']}”, {result['trips']:,} trips. Assumptions:"
        f" {sources}. Sources of each row are in the tables of the network."
    )
    return [*notes, ("Sources.", made)]
