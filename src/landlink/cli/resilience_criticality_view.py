"""How criticality is printed."""

from __future__ import annotations

from typing import Any

from rich.markup import escape

from landlink.cli.console import console, percent, plain_table

WHAT = {"link": "link", "node": "place", "crossing": "crossing", "service": "service"}
"""Kinds of failures in everyday words."""


def show(found: dict[str, Any]) -> None:
    """Print the worst failures, the worst pairs, and by which rule they are the worst.

    Parameters
    ----------
    found : dict
        See :meth:`landlink.resilience.criticality.Criticality.as_dict`.
    """
    out = console()
    _singles(found)
    if found["pairs"] is not None:
        _pairs(found["pairs"])
    if found["congested"]:
        _congested(found["congested"])
    out.print()
    trade, cost = found["trade_t_year"], found["trade_usd_year"]
    out.print(
        f"Trade: {_millions(trade)} Mt a year at a generalised cost of {_millions(cost)} million USD a year."
        f" {found['tried']:,} failures tried, {found['without_effect']:,} without effect.",
        soft_wrap=True, markup=False,
    )  # fmt: skip
    for text in (found["rule"], *found["notes"]):
        out.print(text, soft_wrap=True, markup=False)


def _singles(found: dict[str, Any]) -> None:
    right = ("Loss", "Dearer by", "Left behind", "Diverted", "Trade touched")
    table = plain_table(
        "If this fails", "", *right, "Hardest hit", right=right, wrap=("If this fails", "Hardest hit")
    )
    table.add_row("", "", "M USD/year", "M USD/year", "Mt/year", "Mt/year", "", "", style="dim")
    for row in found["failures"]:
        more = f" (and {len(row['same_effect'])} more on the same way)" if row["same_effect"] else ""
        worst = row["worst"]
        table.add_row(
            escape(f"{row['name']}{more}"), WHAT[row["kind"]], _millions(row["loss_usd_year"]),
            _millions(row["added_usd_year"]), _left(row), _millions(row["diverted_t_year"]),
            percent(row["touched_share"]),
            escape(f"{worst['origin']} - {worst['destination']}"),
        )  # fmt: skip
    console().print(table)


def _pairs(pairs: dict[str, Any]) -> None:
    right = ("Loss", "Of one", "Of the other", "Beyond both")
    table = plain_table(
        "If both fail", *right, "Left behind", right=(*right, "Left behind"), wrap=("If both fail",)
    )
    table.add_row("", *["M USD/year"] * 4, "Mt/year", style="dim")
    for row in pairs["worst"]:
        more = f" (and {row['pairs_like_it']} pairs like it)" if row["pairs_like_it"] else ""
        both = f"{row['first']['name']} + {row['second']['name']}{more}"
        table.add_row(
            escape(both), _millions(row["loss_usd_year"]),
            _millions(row["first_alone_usd_year"]), _millions(row["second_alone_usd_year"]),
            _millions(row["beyond_both_usd_year"]), _millions(row["stranded_t_year"]),
        )  # fmt: skip
    out = console()
    out.print()
    out.print(table)
    most = _millions(pairs["bound_of_others_usd_year"])
    worst = "These are proven to be the worst" if pairs["proven"] else "They need not be the worst of all"
    out.print(
        f"{worst}: {pairs['worked_out']:,} of {pairs['count']:,} pairs worked out; none of the"
        f" others loses more than {most} million USD a year.",
        soft_wrap=True, markup=False,
    )  # fmt: skip


def _congested(rows: list[dict[str, Any]]) -> None:
    right = ("Loss", "Left behind", "Without capacities", "Behind without")
    table = plain_table(
        "If this fails, with capacities", *right, right=right, wrap=("If this fails, with capacities",)
    )
    table.add_row("", "M USD/year", "Mt/year", "M USD/year", "Mt/year", style="dim")
    for row in rows:
        table.add_row(
            escape(row["name"]), _millions(row["loss_usd_year"]), _millions(row["stranded_t_year"]),
            _millions(row["loss_without_capacities_usd_year"]),
            _millions(row["stranded_without_capacities_t_year"]),
        )  # fmt: skip
    out = console()
    out.print()
    out.print(table)


def _left(row: dict[str, Any]) -> str:
    """Return the tonnes left behind, and how many of them begin or end at the place itself."""
    own = row["own_stranded_t_year"]
    return _millions(row["stranded_t_year"]) + (f" ({_millions(own)} own)" if own else "")


def _millions(value: float) -> str:
    """Return millions with a digit or two where there are few."""
    value /= 1e6
    if abs(value) >= 100 or value == 0:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:.2f}"
