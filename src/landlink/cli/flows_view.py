"""How flows are shown in a terminal: corridors, crossings, bottlenecks, what stays behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from landlink.cli.console import percent, plain_table, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from landlink.flows.compare import Comparison
    from landlink.flows.results import Flows

SHOWN = 10
"""Rows of each table."""

FULL = 0.8
"""Use from which something is a bottleneck."""


def mt(tonnes: float) -> str:
    """Return tonnes as millions.

    Examples
    --------
    >>> mt(4_790_358), mt(1200)
    ('4.79', '0.001')
    """
    return f"{tonnes / 1e6:.2f}" if abs(tonnes) >= 5e3 else f"{tonnes / 1e6:.1g}"


def signed(tonnes: float) -> str:
    """Return a difference in millions of tonnes with its sign.

    Examples
    --------
    >>> signed(2_000_000), signed(0)
    ('+2.00', '0')
    """
    return f"{'+' if tonnes > 0 else ''}{mt(tonnes)}" if tonnes else "0"


def print_flows(out: Console, flows: Flows) -> None:
    """Print what the network carries.

    Parameters
    ----------
    out : Console
    flows : Flows
    """
    _print(
        out, ("Corridor", "Mt a year", "Goods", "TEU", "Share", "Days", "USD/t"),
        [
            (
                row["name"], mt(row["capacity_t_year"]), mt(row["tonnes_year"]), whole(row["teu_year"]),
                percent(row["share"]), _or_dash(row["mean_days"], "{:.1f}"),
                _or_dash(row["mean_usd_t"], "{:.0f}"),
            )
            for row in flows.table("corridors")
        ],
    )  # fmt: skip
    _print(
        out, ("Busiest crossings", "From", "To", "Mode", "Mt a year", "TEU", "Use"),
        [
            (
                row["name"], row["from_country"], row["to_country"], row["mode"],
                mt(row["capacity_t_year"]), whole(row["teu_year"]), _or_dash(row["v_c"], "{:.0%}"),
            )
            for row in flows.table("crossings")[:SHOWN]
        ],
    )  # fmt: skip
    _print_bottlenecks(out, flows)
    _print_left(out, flows)
    _print_said(out, flows)


def _print_bottlenecks(out: Console, flows: Flows) -> None:
    tight = [
        row for row in flows.table("bottlenecks") if row["v_c"] >= FULL or row["shadow_price_usd_t"] >= 0.5
    ]
    shown = list({(row["what"], row["id"]): row for row in reversed(tight)}.values())[::-1]  # each once
    shown.sort(key=lambda row: (-row["shadow_price_usd_t"], -row["v_c"]))
    _print(
        out, ("Bottleneck", "What", "Mt a year", "Use", "Delay h", "Worth USD/t"),
        [
            (
                ", ".join(filter(None, (row["name"], row["direction"]))), row["what"],
                mt(row["volume_t_year"]), percent(row["v_c"]), f"{row['delay_h']:.1f}",
                f"{row['shadow_price_usd_t']:.0f}",
            )
            for row in shown[:SHOWN]
        ],
    )  # fmt: skip
    if len(shown) > SHOWN:
        out.print(f"and {len(shown) - SHOWN} more; --out writes all.", markup=False)
        out.print()


def _print_left(out: Console, flows: Flows) -> None:
    table = flows.network.tables["commodities"]
    goods = dict(zip(table.text("id"), table.text("name"), strict=True))
    rows = [
        (
            row["id"],
            row["origin"],
            row["destination"],
            goods.get(row["commodity"], row["commodity"]),
            mt(row["stranded_capacity_t_year"]),
            why,
        )
        for row, why in (
            *((row, "no room") for row in flows.table("stranded")),
            *((_whole(row), row["reason"]) for row in flows.table("unserved")),
        )
    ]
    _print(out, ("Stays behind", "From", "To", "Goods", "Mt a year", "Why"), rows[:SHOWN])
    if len(rows) > SHOWN:
        out.print(f"and {len(rows) - SHOWN} more rows; --out writes all.", markup=False)
        out.print()


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    tonnes = row.get("capacity_t_year")
    return {**row, "stranded_capacity_t_year": tonnes if tonnes is not None else 0.0}


def _print_said(out: Console, flows: Flows) -> None:
    from landlink.flows.results_summary import notes, rule  # noqa: PLC0415

    total = flows.summary
    out.print(
        f"{mt(total['carried_t_year'])} of {mt(total['demand_t_year'])} Mt are carried, "
        f"{mt(total['stranded_t_year'])} Mt find no room and {mt(total['no_way_t_year'])} Mt no way; "
        f"{total['cost_usd_year'] / 1e9:.1f} bn USD, {total['co2e_t_year'] / 1e6:.1f} Mt CO2e. "
        "Mt of capacity in the tables: empties take room too.",
        soft_wrap=True, markup=False,
    )  # fmt: skip
    for text in (rule(flows), *notes(flows)):
        out.print(text, style="dim", soft_wrap=True, markup=False)


def print_comparison(out: Console, found: Comparison) -> None:
    """Print what moves.

    Parameters
    ----------
    out : Console
    found : Comparison
    """
    total = found.summary
    _print(
        out, ("A year", "Base", "Scenario", "Difference"),
        [
            (said, *(_or_dash(total[name][side], form) for side in ("base", "scenario", "difference")))
            for said, name, form in (
                ("Carried, t", "carried_t_year", "{:,.0f}"), ("No room, t", "stranded_t_year", "{:,.0f}"),
                ("No way, t", "no_way_t_year", "{:,.0f}"),
                ("By what they avoid, t", "diverted_t_year", "{:,.0f}"), ("TEU", "teu_year", "{:,.0f}"),
                ("Mean days", "mean_days", "{:.2f}"), ("Mean USD/t", "mean_usd_t", "{:.2f}"),
                ("CO2e, t", "co2e_t_year", "{:,.0f}"),
            )
        ],
    )  # fmt: skip
    for title, name in (("Corridor", "corridors"), ("Crossing", "crossings"), ("Hub", "hubs")):
        _print(
            out, (title, "Base Mt", "Scenario Mt", "Difference"),
            [
                (
                    f"{row['name']} ({row['from_country']}-{row['to_country']})"
                    if name == "crossings" else row["name"],
                    mt(row["base_t_year"]), mt(row["scenario_t_year"]), signed(row["difference_t_year"]),
                )
                for row in found.table(name)[:SHOWN]
            ],
        )  # fmt: skip
    for title, name, key in (("Country", "countries", "country"), ("Goods", "commodities", "commodity")):
        rows = [row for row in found.table(name) if abs(row["difference_t_year"]) >= 1]
        _print(
            out, (f"{title}: stays behind", "Demand Mt", "Base Mt", "Scenario Mt"),
            [
                (row[key], *(mt(row[it]) for it in ("demand_t_year", "base_t_year", "scenario_t_year")))
                for row in rows[:SHOWN]
            ],
        )  # fmt: skip
    usd, time = (
        f"{(total[name]['difference'] or 0.0) / 1e6:,.1f} M USD"
        for name in ("extra_usd_year", "extra_time_value_usd_year")
    )
    out.print(
        f"What is carried in both costs {usd} more a year, and its time {time} more. "
        "Trade counts for both its countries.",
        soft_wrap=True, markup=False,
    )  # fmt: skip
    _print_bottlenecks(out, found.scenario)
    _print_said(out, found.scenario)


def _print(out: Console, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    if not rows:
        return
    words = {"From", "To", "Mode", "What", "Goods", "Why"}
    table = plain_table(
        *heads, right=[head for head in heads[1:] if head not in words], wrap=[heads[0], "Why"]
    )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    out.print(table)
    out.print()


def _or_dash(value: float | None, form: str) -> str:
    return "-" if value is None else form.format(value)
