"""How a level of the Caspian is shown in a terminal: ports, services, thresholds, bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.cli.console import percent, plain_table, whole

if TYPE_CHECKING:
    from rich.console import Console

    from landlink.appraisal.caspian import Caspian
    from landlink.network.sea_levels import Level

WIDTH = 44
"""Characters of the chart of bands."""

SHOWN_EVERY = 10
"""Years between two rows of it; anchor points are always shown."""

CHARTED = ("SSP2-4.5", "SSP5-8.5")
"""Pathways of the chart; where a series of one's own has neither, all that it has."""

UNKNOWN = "?"


def print_caspian(
    out: Console, found: Caspian, band: Level | None = None, ends: Caspian | None = None
) -> None:
    """Print an appraisal of a level.

    Parameters
    ----------
    out : Console
    found : Caspian
    band : Level, optional
        Level of the year that was asked for.
    ends : Caspian, optional
        The curves at the low and the high end of the band.
    """
    dug = "".join(f", {port} dredged by {metres:g} m" for port, metres in found.dredged.items())
    out.print(
        f"Caspian at {found.level_m:.2f} m{dug} (the network's figures hold at {found.base_level_m:.2f} m)",
        style="bold", markup=False,
    )  # fmt: skip
    if band is not None:
        how = "on a straight line between anchor points" if band.interpolated else "an anchor point"
        out.print(
            f"{band.year}: {band.level_m:.2f} m, between {band.low_m:.2f} and {band.high_m:.2f} m; {how}."
        )
    if said := _unknown(found):
        out.print(said, markup=False)
    out.print()
    out.print(_berths(found))
    out.print()
    out.print(_ports(found))
    out.print()
    known = [one for one in found.services if one["capacity_factor"] is not None]
    out.print(_services(known, ends))
    out.print()
    out.print(_thresholds(known))
    _print_bands(out, found)
    out.print()
    for note in found.notes:
        out.print(_named(note, found), style="dim", markup=False)
    out.print("Depths, ships and levels: landlink network show berths, vessels, sea_levels.", style="dim")


def _unknown(found: Caspian) -> str:
    """Say of how many services nothing can be computed; nothing where all can."""
    sailing = [one for one in found.services if one["status"] == "open"]
    unknown = sum(one["capacity_factor"] is None for one in sailing)
    if not unknown:
        return ""
    return (
        f"Of {len(sailing)} services {unknown} cannot be computed, as depths or draughts are not published. "
        "They count as unharmed: what follows is the least effect, no forecast."
    )


def _named(note: str, found: Caspian) -> str:
    """Write the names of ports, berths and services for their keys in a note."""
    import re  # noqa: PLC0415

    names = {port["port"]: port["name"] for port in found.ports}
    names |= {one["service"]: one["name"] for one in found.services}
    names |= {berth["berth"]: berth["name"] for port in found.ports for berth in port["berths"]}
    return re.sub(r"[a-z0-9]+(?:-[a-z0-9]+)*", lambda word: str(names.get(word[0], word[0])), note)


def number(value: float | None, form: str = ".2f") -> str:
    """Return a number, a question mark where it is not known.

    Examples
    --------
    >>> number(4.094), number(None)
    ('4.09', '?')
    """
    return UNKNOWN if value is None else format(value, form)


def _share(value: float | None) -> str:
    return UNKNOWN if value is None else percent(value)


def _berths(found: Caspian) -> Any:  # noqa: ANN401  (rich's own)
    heads = ("Berth or approach", "Depth m", "Draught let in m", "at the base level")
    table = plain_table(*heads, right=heads[1:])
    for port in found.ports:
        for one in port["berths"]:
            keys = ("depth_m", "draught_let_in_m", "base_draught_let_in_m")
            table.add_row(one["name"], *(number(one[key]) for key in keys))
    return table


def _ports(found: Caspian) -> Any:  # noqa: ANN401  (rich's own)
    heads = ("Port", "Services", "of them computed", "closed", "Capacity of these")
    table = plain_table(*heads, right=heads[1:])
    for one in found.ports:
        table.add_row(
            one["name"],
            f"{one['services']}",
            f"{one['services_known']}",
            f"{len(one['services_closed'])}",
            _share(one["capacity_share"]),
        )
    return table


def _services(known: list[dict[str, Any]], ends: Caspian | None) -> Any:  # noqa: ANN401  (rich's own)
    right = ("Payload t", "of full", "Capacity", "a departure", "Price")
    heads = ["Service", *right[:3], *(["in the band"] if ends else []), *right[3:], "Held back at"]
    table = plain_table(*heads, right=[*right, "in the band"], wrap=["Service"])
    for one in known:
        cells = [
            one["name"],
            whole(one["payload_t"]),
            _share(one["payload_share"]),
            _share(one["capacity_factor"]),
        ]
        if ends:
            low, high = ends.curves[one["service"]].tolist()
            cells.append(f"{percent(low)} to {percent(high)}")
        price = "closed" if one["closed"] else f"x {one['price_factor']:.2f}"
        held = "" if one["payload_share"] == 1 else one["limiting_port"]
        unit = f"{number(one['capacity'], '.1f')} {one['capacity_unit'] or ''}".strip()
        table.add_row(*cells, unit, price, held)
    return table


def _thresholds(known: list[dict[str, Any]]) -> Any:  # noqa: ANN401  (rich's own)
    heads = ("Full down to m", "Keeps capacity to m", "Closes below m", "Years to it", "Dredge to keep it")
    table = plain_table("Service", *heads, right=heads[:4], wrap=["Service", "Dredge to keep it"])
    for one in known:
        dig = ", ".join(f"{port} {metres:.2f} m" for port, metres in one["dredging_m"].items())
        bought = f" ({one['years_bought']:.1f} years bought)" if one["years_bought"] else ""
        levels = (one[key] for key in ("full_to_level_m", "keeps_capacity_to_level_m", "closes_at_level_m"))
        table.add_row(
            one["name"], *map(number, levels), number(one["years_to_close"], ".0f"), f"{dig}{bought}".strip()
        )
    return table


def _print_bands(out: Console, found: Caspian) -> None:
    """Print a chart of the levels by year and pathway: a bar from low to high, a mark at the level."""
    if found.bands is None:
        return
    held = found.bands.levels
    chosen = {name: held[name] for name in CHARTED if name in held} or held
    points = [at for levels in chosen.values() for at in levels]
    top, bottom = max(at.high_m for at in points), min(at.low_m for at in points)
    if top == bottom:
        return
    out.print()
    out.print(f"{'':>15} {bottom:.1f} m{top:>{WIDTH - 7}.1f} m", style="dim")
    for pathway, levels in chosen.items():
        for at in levels:
            if at.interpolated and at.year % SHOWN_EVERY:
                continue
            mark = "" if at.interpolated else " anchor point"
            out.print(f"{pathway:<10} {at.year} {strip(at, bottom, top)}{mark}", markup=False)


def strip(at: Level, bottom: float, top: float) -> str:
    """Return a band as characters: ``─`` from low to high, ``●`` at the level.

    Examples
    --------
    >>> from landlink.network.sea_levels import Level
    >>> strip(Level(2100, -36.0, -43.0, -30.0, False), -50.0, -28.0).strip()
    '─────────────●────────────'
    """
    low, level, high = (
        round((value - bottom) / (top - bottom) * (WIDTH - 1)) for value in (at.low_m, at.level_m, at.high_m)
    )
    cells = [" "] * WIDTH
    cells[low : high + 1] = "─" * (high + 1 - low)
    cells[level] = "●"
    return "".join(cells)
