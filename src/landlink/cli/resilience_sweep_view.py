"""How the terminal shows a sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

MOST = 12
"""Rows of a table; `--json` and `--out` give all."""

KNOWN_YEARS = {0.9: "one in ten", 0.95: "one in twenty", 0.99: "one in a hundred"}


def print_sweep(out: Console, found: dict[str, Any]) -> None:
    """Print what a sweep found: a typical and a bad year, then causes, countries and goods.

    Parameters
    ----------
    out : Console
    found : dict
        Of :meth:`landlink.resilience.sweep_results.Sweep.as_dict`.
    """
    from landlink.cli.console import plain_table  # noqa: PLC0415

    span = "a year" if len(found["months"]) == 12 else _of_months(found["months"])
    out.print(f"{found['scenarios']:,} years drawn (seed {found['seed']}); losses of {span} in million USD.")
    out.print()
    table = plain_table("", "million USD", "give or take", right=("million USD", "give or take"))
    table.add_row("Expected loss", _millions(found["loss_usd"]), _millions(found["loss_se_usd"]))
    table.add_row("Half of the years cost more than", _millions(found["quantiles_usd"]["p50"]), "")
    for risk in found["risk"]:
        years = KNOWN_YEARS[risk["level"]]
        table.add_row(
            f"{years.capitalize()} costs more than", _millions(risk["var_usd"]), _millions(risk["var_se_usd"])
        )
        table.add_row(
            "  such years cost on average", _millions(risk["cvar_usd"]), _millions(risk["cvar_se_usd"])
        )
    out.print(table)
    out.print()
    out.print(_said(found), soft_wrap=True)
    for what, rows in (("cause", "causes"), ("country", "countries"), ("commodity", "commodities")):
        out.print()
        _print_parts(out, what, found[rows])
    out.print()
    for note in found["notes"]:
        out.print(note, style="dim", markup=False, soft_wrap=True)


def _of_months(months: list[int]) -> str:
    return f"month {months[0]}" if len(months) == 1 else f"months {', '.join(str(month) for month in months)}"


def _millions(usd: float) -> str:
    """Return millions of dollars with three digits that count.

    Examples
    --------
    >>> _millions(25_036_150.26), _millions(451_084), _millions(29.5), _millions(0)
    ('25.0', '0.451', '0.00003', '0')
    """
    value = usd / 1e6
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 0.001:
        return f"{value:.{1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3}f}"
    return f"{value:.5f}"


def _said(found: dict[str, Any]) -> str:
    """Say in words what happens to the goods."""
    from landlink.cli.console import whole  # noqa: PLC0415

    hours = found["waiting_th"] / found["delayed_t"] if found["delayed_t"] else 0.0
    dearer, waiting = (_millions(found[name]) for name in ("dearer_usd", "waiting_usd"))
    return (
        f"On average {whole(found['dearer_t'])} t take a dearer way ({dearer} million USD) and "
        f"{whole(found['delayed_t'])} t wait, {hours / 24:.1f} days each ({waiting} million USD). "
        f"The longest backlog of the year takes {found['recover_h'] / 24:.0f} days to clear; "
        f"one year in twenty more than {found['recover_p95_h'] / 24:.0f} days."
    )


def _print_parts(out: Console, what: str, rows: list[dict[str, Any]]) -> None:
    from rich.markup import escape  # noqa: PLC0415

    from landlink.cli.console import percent, plain_table  # noqa: PLC0415

    causes = what == "cause"
    heads = ["expected", "share", "one year in 20 over", *(("times a year", "days a year") if causes else ())]
    table = plain_table(f"By {what}", *heads, right=heads, wrap=(f"By {what}",))
    for row in rows[:MOST]:
        name = row["name"] if causes else row[what]
        cells = [_millions(row["loss_usd"]), percent(row["share"]), _millions(row["p95_usd"])]
        if causes:
            cells += [f"{row['in_force_per_year']:.2f}", f"{row['in_force_h_year'] / 24:.1f}"]
        table.add_row(escape(name), *cells)
    out.print(table)
    if len(rows) > MOST:
        out.print(f"and {len(rows) - MOST} more; --json and --out give all.", style="dim")
