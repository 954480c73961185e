"""How a network is shown in a terminal: counts, rows, problems."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from landlink.cli.console import percent, plain_table
from landlink.cli.network_rows import touching
from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from landlink.network import Network, Problem
    from landlink.network.table import Table

SHOWN = {
    "nodes": ("id", "name", "country", "kind", "lon", "lat", "unlocode", "quality"),
    "links": ("from_node", "to_node", "mode", "length_km", "gauge_mm", "country", "status", "quality"),
    "crossings": ("name", "direction", "dwell_h", "fee_usd", "gauge_break", "status", "quality"),
    "crossing_defaults": ("country", "mode", "direction", "dwell_h", "dwell_cv", "fee_usd", "quality"),
    "transfers": ("id", "operation", "equipment", "time_h", "cost_usd", "quality"),
    "services": ("name", "mode", "operator", "headway_h", "status", "quality"),
    "closures": ("name", "where", "month", "closed_share", "spell_h", "spell_cv", "quality"),
    "disruptions": ("name", "what", "kind", "rate_per_year", "duration_d", "months", "quality"),
    "berths": ("name", "part", "kinds", "depth_m", "draught_m", "reference_level_m", "status", "quality"),
    "vessels": ("name", "kind", "draught_m", "deadweight_t", "tonnes_per_cm", "quality"),
    "sea_levels": ("sea", "year", "pathway", "level_m", "low_m", "high_m", "source", "quality"),
    "timetables": ("service", "direction", "stop", "days", "departs", "valid_from", "valid_to", "quality"),
    "opening_hours": ("crossing", "node", "operation", "days", "opens", "closes", "holidays", "quality"),
    "commodities": ("id", "name", "value_usd_per_t", "equipment", "quality"),
    "demand": ("id", "origin", "destination", "commodity", "tonnes_year", "teu_year", "scenario", "quality"),
    "hub_weights": ("country", "node", "commodity", "direction", "weight", "quality"),
    "speeds": ("mode", "kind", "country", "speed_kmh", "cv", "source", "quality"),
    "rates": ("mode", "kind", "country", "equipment", "rate_usd_per_km", "source", "quality"),
    "emission_factors": ("mode", "traction", "country", "co2e_g_per_tkm", "source", "quality"),
    "rest_rules": ("rules", "counts", "mode", "limit_h", "rest_h", "where", "waiting", "quality"),
    "assumptions": ("key", "value", "unit", "source", "quality"),
    "published": ("id", "corridor", "origin", "destination", "metric", "low", "high", "status", "use"),
    "sources": ("key", "title", "year"),
}
"""Columns that fit a terminal; `--csv` and `--json` give all."""


def counts(network: Network, country: str | None, mode: str | None) -> dict[str, Any]:
    """Return how many rows each table holds, by table, mode, quality and country.

    Parameters
    ----------
    network : Network
    country, mode : str, optional
        Count only rows that touch them; tables that know neither are left out.

    Examples
    --------
    >>> from landlink.network import Network
    >>> counts(Network.reference(), "KZ", None)["tables"]["nodes"] > 50
    True
    """
    tables: dict[str, Table] = {}
    for name in network.tables:
        try:
            tables[name] = touching(network, name, country, mode)
        except LandlinkError as error:
            if "to choose by" not in str(error):
                raise
    links = tables["links"]
    lengths: Counter[str] = Counter()
    for way, length in zip(links.text("mode"), links.number("length_km").tolist(), strict=True):
        lengths[way] += length
    grades = [
        grade for table in tables.values() if "quality" in table.columns for grade in table.text("quality")
    ]
    return {
        "network": network.name,
        "tables": {name: len(table) for name, table in tables.items()},
        "links_by_mode": _most(links.text("mode")),
        "km_by_mode": {name: round(lengths[name], 1) for name in _most(links.text("mode"))},
        "rows_by_quality": _most(grades),
        "nodes_by_country": _most(tables["nodes"].text("country")),
    }


def _most(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items(), key=lambda item: (-item[1], item[0])))


def print_counts(out: Console, counted: dict[str, Any]) -> None:
    """Print what :func:`counts` returns.

    Parameters
    ----------
    out : Console
    counted : dict
    """
    from rich.columns import Columns  # noqa: PLC0415

    tables = plain_table("Table", "Rows", right=["Rows"])
    for name, rows in counted["tables"].items():
        tables.add_row(name, f"{rows:,}")
    modes = plain_table("Mode", "Links", "km", right=["Links", "km"])
    for name, links in counted["links_by_mode"].items():
        modes.add_row(name, f"{links:,}", f"{counted['km_by_mode'][name]:,.0f}")
    grades = plain_table("Quality", "Rows", "Share", right=["Rows", "Share"])
    total = sum(counted["rows_by_quality"].values())
    for name, rows in counted["rows_by_quality"].items():
        grades.add_row(name, f"{rows:,}", percent(rows / total))
    out.print(counted["network"], style="bold", markup=False)
    out.print()
    out.print(Columns([tables, modes, grades], padding=(1, 5)))
    out.print()
    out.print("Nodes by country", style="bold")
    places = [f"{name} {rows:>4}" for name, rows in counted["nodes_by_country"].items()]
    out.print(Columns(places, padding=(0, 3), equal=True))


def print_rows(out: Console, table: Table) -> None:
    """Print the columns of a table that people look at first.

    Parameters
    ----------
    out : Console
    table : Table
    """
    from rich.text import Text  # noqa: PLC0415

    names = [name for name in SHOWN[table.name] if name in table.columns]
    numbers = [name for name in names if not isinstance(table.columns[name], list)]
    shown = plain_table(*names, right=numbers, wrap=[name for name in names if name not in numbers])
    for row in range(len(table)):
        cells = table.row(row)
        shown.add_row(*(Text(_cell(cells[name])) for name in names))
    out.print(shown)
    out.print(f"{len(table):,} {table.name}; --csv and --json give every column.", style="dim")


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return "" if value != value else f"{value:.10g}"  # noqa: PLR0124  (NaN)


def print_problems(out: Console, name: str, problems: list[Problem]) -> None:
    """Print what is wrong with a network, one problem a line, so that editors can jump to it.

    Parameters
    ----------
    out : Console
    name : str
        Of the network.
    problems : list of Problem
    """
    from rich.text import Text  # noqa: PLC0415

    for problem in problems:
        line = Text(problem.place, style="bold")
        line.append(f" {problem.column}" if problem.column else "", style="cyan")
        line.append(
            f": {problem.message}{f' ({problem.value!r})' if problem.value else ''}. ", style="not bold"
        )
        line.append(problem.mend, style="not bold green")
        out.print(line, soft_wrap=True)
    if problems:
        plural = "" if len(problems) == 1 else "s"
        out.print(f"\n{name}: {len(problems)} problem{plural}.", style="red", markup=False)
    else:
        out.print(f"{name}: no problems found.", style="green", markup=False)
