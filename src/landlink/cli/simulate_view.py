"""How a simulation is shown in a terminal: arrival, histogram, and what makes it late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.cli.console import days, percent, plain_table
from landlink.cli.route_view import clock, how, print_dates, title_of, where
from landlink.cli.sources import titles_of

if TYPE_CHECKING:
    from rich.console import Console

    from landlink.routing import Routes, Simulation
    from landlink.routing.routes import Route

BINS = 16
"""Rows of the histogram."""

BAR = 40
"""Length of its longest bar."""

EIGHTHS = " ▏▎▍▌▋▊▉"
"""Blocks from none to seven eighths."""

WORTH_SAYING = 0.01
"""Legs with a smaller share of the spread are added up in one row."""


def bar(share: float) -> str:
    """Return a bar of block characters, 40 of them for the whole.

    Examples
    --------
    >>> bar(0.05), bar(0.0)
    ('██', '')
    """
    eighths = round(8 * BAR * share)
    return ("█" * (eighths // 8) + EIGHTHS[eighths % 8]).rstrip()


def print_simulation(out: Console, found: Routes, route: Route, done: Simulation) -> None:
    """Print what a simulation says of one route.

    Parameters
    ----------
    out : Console
    found : Routes
    route : Route
        One of them.
    done : Simulation
    """
    from landlink.routing.provenance import rows_of  # noqa: PLC0415
    from landlink.routing.results import dated_dict, leg_dict, query_of, route_dict  # noqa: PLC0415

    shown = done.to_dict()
    rows = rows_of(found.graph.network)
    legs = [leg_dict(found.graph, rows, leg) for leg in route.legs]
    out.print(f"{title_of(query_of(found))}; the {', '.join(route.labels)} route", style="bold", markup=False)
    print_dates(out, dated_dict(found))
    if arrives := route_dict(found.graph, rows, route)["arrives"]:
        out.print(f"As planned it arrives {clock(arrives)}.")
    out.print()
    _print_quantiles(out, shown)
    out.print()
    _print_histogram(out, done)
    out.print()
    _print_causes(out, shown, legs)
    out.print()
    _print_known(out, shown, titles_of(found.graph.network))


def _print_quantiles(out: Console, shown: dict[str, Any]) -> None:
    names = ("P20", "P50", "P80", "P95", "Mean", "Spread")
    table = plain_table("Days from readiness", *names, right=names)
    drawn = [shown[f"{name}_h"] for name in ("p20", "p50", "p80", "p95", "mean", "sd")]
    table.add_row(f"simulated, {shown['runs']:,} runs", *(days(hours) for hours in drawn))
    known = shown["analytic"]
    if known:
        cells = [days(known[f"{name}_h"]) for name in ("p20", "p50", "p80")]
        table.add_row("lognormal", *cells, "", days(known["mean_h"]), days(known["sd_h"]), style="dim")
    out.print(table)
    if shown["deadline_h"] is not None:
        chance, error = shown["deadline_chance"], shown["deadline_chance_se"]
        out.print(
            f"Chance of arriving within {shown['deadline_h'] / 24:g} days: [bold]{percent(chance)}[/] "
            f"(standard error {100 * error:.1f} points)"
        )


def _print_histogram(out: Console, done: Simulation) -> None:
    from landlink.routing.simulation import histogram  # noqa: PLC0415

    bars = histogram(done.total_h, BINS)
    most = max(share for _, _, share in bars)
    for low, high, share in bars:
        deadline = done.deadline_h is not None and low <= done.deadline_h < high
        mark = "  < deadline" if deadline else ""
        out.print(f"{days(low):>6} {percent(share):>5} {bar(share / most)}{mark}", markup=False)


def _print_causes(out: Console, shown: dict[str, Any], legs: list[dict[str, Any]]) -> None:
    causes = sorted(shown["causes"], key=lambda cause: -float(cause["share"]))
    timetabled = any(cause["missed"] is not None for cause in causes)
    numbers = ("Hours", "Later by", "Share", *(("Missed",) if timetabled else ()))
    table = plain_table("What makes it late", "Where", *numbers, right=numbers, wrap=("Where",))
    small = [cause for cause in causes if abs(cause["share"]) < WORTH_SAYING]
    for cause in causes:
        if cause in small:
            continue
        leg, missed = legs[cause["leg"]], cause["missed"]
        said = (percent(missed) if missed is not None else "",) if timetabled else ()
        table.add_row(how(leg), where(leg), *_figures([cause]), *said)
    if small:
        table.add_row(f"{len(small)} other legs", "", *_figures(small), style="dim")
    out.print(table)


def _figures(causes: list[dict[str, Any]]) -> tuple[str, str, str]:
    mean, delay, share = (
        sum(cause[name] for cause in causes) for name in ("mean_h", "mean_delay_h", "share")
    )
    return f"{mean:,.1f}", f"{delay:+,.1f}", percent(share)


def _print_known(out: Console, shown: dict[str, Any], titles: dict[str, str]) -> None:
    """Say what the figures mean and leave out."""
    late = days(shown["late_after_h"])
    out.print(
        f"Share: of the variance of the arrival. Later by: hours over the leg's median in the runs that "
        f"took more than {late} days. The mean is good to {shown['mean_se_h']:.1f} hours, P95 to "
        f"{shown['quantile_se_h']['p95']:.1f} (standard errors of the simulation, not of the data)."
    )
    if shown["note"]:
        out.print(shown["note"], markup=False)
    for source in shown["sources"]:
        out.print(f"Closures: {titles.get(source, source)}", markup=False, style="dim")
