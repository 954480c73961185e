"""What `landlink resilience dependence` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST = 12
"""Rows of a table that are printed."""


def show(result: Mapping[str, Any], one: str, other: str) -> None:
    """Print a dependence: of all countries, of one, or of a pair."""
    from landlink.cli.console import console  # noqa: PLC0415

    out = console()
    if other:
        _closed(result["pairs"][0]["closures"], _pair_title(result["pairs"][0]))
        _ways(result["corridors"])
    elif one:
        rows = sorted(
            (row for row in result["matrix"] if row["country"] == one), key=lambda row: -(row["harm"] or 0)
        )
        name = next(row["name"] for row in result["countries"] if row["code"] == one)
        _closed(rows, f"What the trade of {name} depends on")
        if result["way_around"]:
            _around(result["way_around"])
        shown = {row["code"] for row in result["heat"]["rows"]}
        _counts([row for row in result["corridor_counts"] if row["to"] in shown], name)
    else:
        _worst(result)
    if "openings" in result:
        _opened(result["openings"])
    out.print(f"[bold]Rule.[/] {_plain(result['rule'])}", soft_wrap=True)
    for note in result["notes"]:
        out.print(f"[bold]Note.[/] {_plain(note)}", soft_wrap=True)


def _plain(said: str) -> str:
    from rich.markup import escape  # noqa: PLC0415

    return escape(said)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], title: str, wrap: Sequence[str] = ()) -> None:
    """Print a table; all columns that do not hold words stand at the right."""
    from landlink.cli.console import console, plain_table  # noqa: PLC0415

    words = {"Closed", "Worst when this closes", "Country", "Gateway", "Countries", "Bottleneck", "Opening",
             "Then worst", "To", *wrap}  # fmt: skip
    out = console()
    table = plain_table(*heads, right=[head for head in heads if head not in words], wrap=wrap)
    for row in rows:
        table.add_row(*map(_plain, row))
    out.print(f"[bold]{_plain(title)}[/]", soft_wrap=True)
    out.print(table)
    out.print()


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.0f} %"


def _signed(value: float | None, unit: str = " %") -> str:
    return "-" if value is None else f"{round(value) + 0:+d}{unit}"


def _days(hours: float | None) -> str:
    return "-" if hours is None else f"{round(hours / 24, 1) + 0:+.1f}"


def _harmed(row: Mapping[str, Any]) -> list[str]:
    return [
        _signed(row["dearer_pct"]), _signed(row["added_money_usd_t"], ""), _signed(row["added_money_pct"]),
        _days(row["added_h"]), _signed(row["added_h_pct"]),
        _share(row["stranded_share"]),
    ]  # fmt: skip


HARM = ("Dearer", "USD/t", "Freight", "Days", "Slower", "Cut off")


def _closed(rows: Sequence[Mapping[str, Any]], title: str) -> None:
    """Print what closures do to one country or pair, the worst first."""
    heads = ("Closed", *(("Touched",) if rows and "dearer_share" in rows[0] else ()), *HARM)
    lines = []
    for row in rows[:MOST]:
        touched = (
            [_share((row["dearer_share"] or 0) + (row["stranded_share"] or 0))]
            if "dearer_share" in row
            else []
        )
        lines.append([row["closed"], *touched, *_harmed(row)])
    if len(rows) > MOST:
        title += f" ({len(rows)} closures touch it; the worst {MOST})"
    _table(heads, lines, title)
    _said()


def _said(more: str = "") -> None:
    """Say what the columns of harm are."""
    from landlink.cli.console import console  # noqa: PLC0415

    console().print(
        "Dearer counts dollars and hours at their worth; Freight is dollars alone and Slower hours alone, of"
        f" what still gets through.{more}\n",
        soft_wrap=True,
    )


def _worst(result: Mapping[str, Any]) -> None:
    """Print the worst case of each country of which the network knows enough."""
    shown = {row["code"] for row in result["heat"]["rows"]}
    rows = [one for one in result["countries"] if one["worst"] and one["code"] in shown]
    lines = []
    for one in sorted(rows, key=lambda one: -one["worst"]["harm"]):
        worst = one["worst"]
        touched = _share((worst["dearer_share"] or 0) + (worst["stranded_share"] or 0))
        dearer, _, freight, _, slower, cut = _harmed(worst)
        hhi = "-" if one["gateway_hhi"] is None else f"{one['gateway_hhi']:.2f}"
        lines.append(
            [one["name"], worst["closed"], _share(worst["harm"]), touched, dearer, freight, slower, cut, hhi]
        )
    heads = ("Country", "Worst when this closes", "Harm", "Touched", "Dearer", "Freight", "Slower", "Cut off",
             "HHI")  # fmt: skip
    _table(heads, lines, "The worst case of each country")
    _said(" HHI: how concentrated trade is on its gateways; 1 is one gateway.")


def _pair_title(pair: Mapping[str, Any]) -> str:
    one, other = pair["names"]
    if not pair["trade"]:
        return f"{one} - {other}: there is no way, whatever is open"
    return (
        f"{one} - {other}, both ways: {pair['base_money_usd_t']:,.0f} USD a tonne and"
        f" {pair['base_hours'] / 24:.1f} days while all is open"
    )


def _around(way: Mapping[str, Any]) -> None:
    """Print how the trade of a country goes in its worst case."""
    title = f"The way around when {way['closed']} closes"
    if way["money_usd_t_after"] is not None:
        title += (
            f": {way['money_usd_t_before']:,.0f} to {way['money_usd_t_after']:,.0f} USD a tonne,"
            f" {way['hours_before'] / 24:.1f} to {way['hours_after'] / 24:.1f} days"
        )
    lines = [
        [gate["name"], _share(gate["share_before"]), _share(gate["share_after"])]
        for gate in way["gateways"][:MOST]
        if max(gate["share_before"], gate["share_after"]) >= 0.005
    ]
    _table(("Gateway", "Today", "Then"), lines, title)


def _counts(rows: Sequence[Mapping[str, Any]], name: str) -> None:
    lines = [
        [row["name"], str(row["number"]), ", ".join(one["name"] for one in row["bottleneck"])]
        for row in rows[: MOST // 2]
    ]
    title = f"Corridors from {name} that share no country, to the partners with the fewest"
    _table(("To", "Corridors", "Bottleneck"), lines, title, wrap=("Bottleneck",))


def _ways(held: Mapping[str, Any]) -> None:
    """Print the corridors of a pair."""
    lines = [
        [
            " - ".join(way["countries"]),
            f"{way['length_km']:,.0f}",
            "-" if way["money_usd_t"] is None else f"{way['money_usd_t']:,.0f}",
            "-" if way["hours"] is None else f"{way['hours'] / 24:.1f}",
        ]
        for way in held["country"]["ways"]
    ]
    number = held["country"]["number"]
    ends = " to ".join(held["hubs"])
    title = f"{number} corridor{'s' if number != 1 else ''} that share no country ({ends})"
    _table(("Countries", "About km", "USD/t", "Days"), lines, title, wrap=("Countries",))
    lines = [
        [by, str(held[by]["number"]), _some([one["name"] for one in held[by]["bottleneck"]])]
        for by in ("country", "gateway", "link")
    ]
    heads = ("Sharing no", "Corridors", "Bottleneck")
    _table(heads, lines, "The smallest set that cuts all", wrap=("Sharing no", "Bottleneck"))


def _some(names: Sequence[str], most: int = 6) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _opened(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print what openings take off the worst case."""
    lines = []
    for one in rows[:MOST]:
        before, after = (f"{100 * one[name]:.1f} %" for name in ("worst_before", "worst_after"))
        mean = f"{1000 * (one['expected_before'] - one['expected_after']):.2f}"
        saved = f"{one['saved_usd_t']:.2f}"
        lines.append([one["name"], one["kind"], before, after, one["worst_case"], mean, saved])
    heads = ("Opening", "What", "Harm today", "Then", "Then worst", "Off the mean, per mille", "Saves USD/t")
    _table(heads, lines, "What one opening takes off the worst case", wrap=("What", "Opening"))
