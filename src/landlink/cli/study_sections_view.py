"""How the terminal shows the analyses of a study besides its shipments: the answer of each in a few lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.cli.console import percent, plain_table, whole

if TYPE_CHECKING:
    from rich.console import Console

    Shown = dict[str, Any]

MOST = 5
"""Rows of a table; the workbook has all."""

MILLION = 1e6


def print_sections(out: Console, results: Shown) -> None:
    """Print what each analysis found: the shares of corridors, the worst cases, a bad year, what closes.

    Parameters
    ----------
    out : Console
    results : dict
        Of :func:`landlink.study.run_study`.
    """
    for name, show in _SECTIONS.items():
        if results.get(name):
            out.print()
            show(out, results)


def _millions(value: float) -> str:
    """Return millions with what counts of them.

    Examples
    --------
    >>> _millions(25_036_150.0), _millions(450_000.0), _millions(1_234_567_890.0)
    ('25.0', '0.45', '1,235')
    """
    held = value / MILLION
    return f"{held:,.0f}" if abs(held) >= 100 else f"{held:.1f}" if abs(held) >= 1 else f"{held:.2f}"


def _flows(out: Console, results: Shown) -> None:
    from rich.text import Text  # noqa: PLC0415

    titles = {scenario["id"]: scenario["title"] for scenario in results["scenarios"]}
    runs = results["flows"]
    out.print("[bold]Flows of a year[/]  [dim]corridors by share of the capacity used[/]")
    corridors = runs[0]["flows"]["corridors"]
    heads = [row["name"].partition(":")[0] for row in corridors]
    numbers = ("million t", *heads, "left behind, t", "+ freight, M USD", "+ time, M USD")
    table = plain_table("Scenario", *numbers, right=numbers, wrap=["Scenario"])
    for run in runs:
        summary, shares = run["flows"]["summary"], (row["share"] for row in run["flows"]["corridors"])
        behind = summary["stranded_t_year"] + summary["no_way_t_year"]
        more = (run["compare"] or {}).get("summary", {})
        extra = (_extra(more, name, summary) for name in ("extra_usd_year", "extra_time_value_usd_year"))
        demand = f"{summary['demand_t_year'] / MILLION:,.1f}"
        table.add_row(Text(titles[run["scenario"]]), demand, *map(percent, shares), whole(behind), *extra)
    out.print(table)
    for run in runs:
        full = [row for row in run["flows"]["bottlenecks"] if (row["shadow_price_usd_t"] or 0) > 0]
        full.sort(key=lambda row: -row["shadow_price_usd_t"])
        full = list({row["id"]: row for row in reversed(full)}.values())[::-1]  # each at its scarcest hop
        if full:
            named = ", ".join(f"{row['name']} ({row['shadow_price_usd_t']:,.0f} USD a t)" for row in full[:3])
            out.print(f"{titles[run['scenario']]}: full are {named}.", markup=False)


def _extra(compared: Shown, name: str, summary: Shown) -> str:
    """Return what all goods that both carry cost more; ~0 where it is less than the gap tells apart."""
    if not compared:
        return ""
    dollars = abs(compared["extra_usd_year"]["difference"])
    worth = abs(compared["extra_time_value_usd_year"]["difference"])
    whole_usd = summary["cost_usd_year"] + summary["time_value_usd_year"]
    if dollars + worth < (summary["gap"] or 0) * whole_usd:
        return "~0"
    return f"{compared[name]['difference'] / MILLION:+,.1f}"


def _dependence(out: Console, results: Shown) -> None:
    from rich.text import Text  # noqa: PLC0415

    found = results["dependence"]
    known = {one["code"] for one in found["heat"]["rows"]}
    rows = [one["worst"] for one in found["countries"] if one["worst"] and one["code"] in known]
    rows.sort(key=lambda row: -row["harm"])
    out.print("[bold]Who depends on what[/]  [dim]the worst closure of each country[/]")
    numbers = ("harm", "without a way", "dearer", "longer")
    table = plain_table("Country", "Closed", *numbers, right=numbers)
    for row in rows[:MOST]:
        pct = ("" if row[name] is None else f"{row[name]:+.0f} %" for name in ("dearer_pct", "added_h_pct"))
        shares = (percent(row["harm"]), percent(row["stranded_share"]))
        table.add_row(Text(row["name"]), Text(row["closed"]), *shares, *pct)
    out.print(table)
    if len(rows) > MOST:
        out.print(f"and {len(rows) - MOST} countries more; the workbook has all.", style="dim")


def _criticality(out: Console, results: Shown) -> None:
    from rich.text import Text  # noqa: PLC0415

    found = results["criticality"]
    out.print(f"[bold]What matters most[/]  [dim]{found['tried']:,} failures tried, each for a year[/]")
    numbers = ("million USD", "without a way, t", "touched")
    table = plain_table("Fails", "", *numbers, right=numbers, wrap=["Fails"])
    for row in found["failures"][:MOST]:
        cells = (
            _millions(row["loss_usd_year"]),
            whole(row["stranded_t_year"]),
            percent(row["touched_share"]),
        )
        table.add_row(Text(row["name"]), row["kind"], *cells)
    out.print(table)


def _sweep(out: Console, results: Shown) -> None:
    found = results["sweep"]
    risk = next(one for one in found["risk"] if one["level"] == 0.95)
    months = "" if len(found["months"]) == 12 else f", months {', '.join(map(str, found['months']))}"
    out.print(f"[bold]A year of disruptions[/]  [dim]{found['scenarios']:,} years drawn{months}[/]")
    dearest = ", ".join(f"{row['name']} ({percent(row['share'])})" for row in found["causes"][:3])
    out.print(
        f"Expected loss {_millions(found['loss_usd'])} million USD (give or take "
        f"{_millions(found['loss_se_usd'])}); one year in twenty costs more than "
        f"{_millions(risk['var_usd'])}, such years {_millions(risk['cvar_usd'])} on average.",
        soft_wrap=True,
    )
    out.print(f"Dearest: {dearest}.", markup=False, soft_wrap=True)


def _caspian(out: Console, results: Shown) -> None:
    found = results["caspian"]
    out.print(f"[bold]The Caspian[/]  [dim]level of the figures {found['base_level_m']:g} m[/]")
    sailing = [row for row in found["levels"][0]["services"] if row["status"] == "open"]
    unknown = sum(row["capacity_factor"] is None for row in sailing)
    if unknown:
        out.print(
            f"Of {len(sailing)} services {unknown} cannot be computed, as depths or draughts are not "
            "published. They count as unharmed: what follows is the least effect, no forecast.",
            soft_wrap=True,
        )
    for level in found["levels"]:
        known = [row for row in level["services"] if row["capacity_factor"] is not None]
        closed = [row["name"] for row in known if row["closed"] and row["status"] == "open"]
        less = [row for row in known if 0 < row["capacity_factor"] < 1 and row["status"] == "open"]
        parts = [f"{len(closed)} services close" + (f": {', '.join(closed)}" if closed else "")]
        parts += [f"{row['name']} keeps {percent(row['capacity_factor'])}" for row in less]
        out.print(f"{level['level_m']:g} m: {'; '.join(parts)}.", markup=False, soft_wrap=True)


_SECTIONS = {
    "flows": _flows, "dependence": _dependence, "criticality": _criticality, "sweep": _sweep,
    "caspian": _caspian,
}  # fmt: skip
