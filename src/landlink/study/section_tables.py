"""Tables of a study's analyses: rows of the results with the heads, units and formats of their columns.

The workbook writes them as sheets, the CSV files as columns of the same keys.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Json = dict[str, Any]


class Field(NamedTuple):
    """A column: its key, its head with the unit, the style of its cells and its width in characters."""

    key: str
    head: str
    style: str = "text"
    width: float = 14


class SectionTable(NamedTuple):
    """A table of one section.

    Attributes
    ----------
    section : str
        Of the analyses.
    sheet : str
        Name of the sheet of the workbook.
    fields : tuple of Field
    rows : callable
        Takes the results and yields rows by key.
    """

    section: str
    sheet: str
    fields: tuple[Field, ...]
    rows: Callable[[Mapping[str, Any]], Iterator[Json]]


SCENARIO = Field("scenario", "Scenario", "text", 22)
VOLUMES = (
    Field("tonnes_year", "Goods, t a year", "whole"),
    Field("capacity_t_year", "Capacity used, t a year", "whole"),
    Field("teu_year", "TEU a year", "whole"),
)
RESOURCE = (
    Field("capacity", "Capacity", "whole"), Field("capacity_unit", "Unit of capacity"),
    Field("available_t_year", "Capacity, t a year", "whole"), Field("v_c", "Used share of capacity", "share"),
    Field("delay_h", "Delay by congestion, h", "hours"),
    Field("shadow_price_usd_t", "Shadow price, USD a t", "usd"),
)  # fmt: skip
VEHICLES = (Field("trains_day", "Trains a day", "days"), Field("trucks_day", "Trucks a day", "days"))
MOVED = (
    Field("base_t_year", "Today, t a year", "whole"), Field("scenario_t_year", "Scenario, t a year", "whole"),
    Field("difference_t_year", "Change, t a year", "more"),
)  # fmt: skip


def _flows(table: str) -> Callable[[Mapping[str, Any]], Iterator[Json]]:
    def rows(results: Mapping[str, Any]) -> Iterator[Json]:
        for one in results.get("flows") or ():
            yield from ({"scenario": one["scenario"], **row} for row in one["flows"][table])

    return rows


def _moved(*tables: str) -> Callable[[Mapping[str, Any]], Iterator[Json]]:
    def rows(results: Mapping[str, Any]) -> Iterator[Json]:
        for one in results.get("flows") or ():
            for table in tables if one["compare"] else ():
                for row in one["compare"][table]:
                    shown = row.get("name") or row.get("country") or row.get("commodity") or row["id"]
                    yield {"scenario": one["scenario"], "what": table, "shown": shown, **row}

    return rows


def _totals(results: Mapping[str, Any]) -> Iterator[Json]:
    for one in results.get("flows") or ():
        compared = (one["compare"] or {}).get("summary", {})
        extra = {name: held["difference"] for name, held in compared.items() if name.startswith("extra_")}
        yield {"scenario": one["scenario"], **one["flows"]["summary"], **extra}


def _left(results: Mapping[str, Any]) -> Iterator[Json]:
    for one in results.get("flows") or ():
        for row in one["flows"]["stranded"]:
            yield {"scenario": one["scenario"], **row, "reason": "no room"}
        for row in one["flows"]["unserved"]:
            tonnes = row.get("tonnes_year")
            yield {"scenario": one["scenario"], **row, "stranded_t_year": tonnes, "stranded_share": 1.0}


def _of(section: str, key: str) -> Callable[[Mapping[str, Any]], Iterator[Json]]:
    def rows(results: Mapping[str, Any]) -> Iterator[Json]:
        yield from (results.get(section) or {}).get(key) or ()

    return rows


def _failures(results: Mapping[str, Any]) -> Iterator[Json]:
    for row in _of("criticality", "failures")(results):
        worst = row["worst"] or {}
        same = ", ".join(one["name"] for one in row["same_effect"])
        hit = f"{worst['origin']} - {worst['destination']}, {worst['commodity']}" if worst else ""
        yield {**row, "countries": ", ".join(row["countries"]), "hit": hit, "same": same}


def _failure_pairs(results: Mapping[str, Any]) -> Iterator[Json]:
    pairs = (results.get("criticality") or {}).get("pairs") or {}
    for row in pairs.get("worst", ()):
        yield {**row, **{side: f"{row[side]['name']} ({row[side]['kind']})" for side in ("first", "second")}}


def _sweep_totals(results: Mapping[str, Any]) -> Iterator[Json]:
    found = results.get("sweep")
    if not found:
        return
    yield {"figure": "Expected loss", "usd": found["loss_usd"], "se_usd": found["loss_se_usd"]}
    for name, value in found["quantiles_usd"].items():
        yield {"figure": f"{name[1:]} in 100 years cost less than", "usd": value}
    for risk in found["risk"]:
        worst = f"{100 * (1 - risk['level']):g} in 100 years"
        yield {"figure": f"{worst} cost more than", "usd": risk["var_usd"], "se_usd": risk["var_se_usd"]}
        yield {"figure": f"{worst}: mean cost", "usd": risk["cvar_usd"], "se_usd": risk["cvar_se_usd"]}


def _sweep_parts(results: Mapping[str, Any]) -> Iterator[Json]:
    found = results.get("sweep") or {}
    for what, key in (("cause", "name"), ("country", "country"), ("commodity", "commodity")):
        plural = {"cause": "causes", "country": "countries", "commodity": "commodities"}[what]
        for row in found.get(plural, ()):
            yield {**row, "what": what, "shown": row[key]}


def _levels(results: Mapping[str, Any], key: str) -> Iterator[tuple[Json, Json]]:
    found = results.get("caspian") or {}
    for group, dug in (("levels", "as asked"), ("undredged", "none")):
        for level in found.get(group, ()):
            about = {
                "level_m": level["level_m"],
                "dredging": dug if level["dredged_m"] or dug == "none" else "",
            }
            yield from ((about, row) for row in level[key])


def _sea_services(results: Mapping[str, Any]) -> Iterator[Json]:
    for about, row in _levels(results, "services"):
        closed = None if row["capacity_factor"] is None else "yes" if row["closed"] else "no"
        yield {**about, **row, "unknown": ", ".join(row["unknown"]), "closed": closed}


def _sea_ports(results: Mapping[str, Any]) -> Iterator[Json]:
    for about, port in _levels(results, "ports"):
        for berth in port["berths"]:
            yield {**about, "port": port["name"], **berth}


NAMED = (Field("id", "Key", "text", 30), Field("name", "Name", "long", 34))
LINK = (
    Field("id", "Link", "text", 34), Field("from", "From", "text", 18), Field("to", "To", "text", 18),
    Field("mode", "Mode"), Field("country", "Country", "text", 9),
)  # fmt: skip
LEVEL = (Field("level_m", "Level, m (Baltic)", "hours"), Field("dredging", "Dredging"))

TABLES: tuple[SectionTable, ...] = (
    SectionTable("flows", "Flows", (
        SCENARIO, Field("demand_t_year", "Demand, t a year", "whole"),
        Field("carried_t_year", "Carried, t a year", "whole"),
        Field("stranded_t_year", "No room, t a year", "whole"),
        Field("no_way_t_year", "No way, t a year", "whole"),
        Field("not_placed_t_year", "Not placed, t a year", "whole"), Field("teu_year", "TEU a year", "whole"),
        Field("tonne_km_year", "Tonne-kilometres a year", "whole", 20),
        Field("cost_usd_year", "Cost, USD a year", "whole", 18),
        Field("mean_usd_t", "Mean cost, USD a t", "usd"),
        Field("mean_days", "Mean time, days", "days"),
        Field("co2e_t_year", "Emissions, t CO2e a year", "whole"),
        Field("extra_usd_year", "Extra cost of what both carry, USD a year", "more", 18),
        Field("extra_tonne_days_year", "Extra time of what both carry, tonne-days a year", "more", 18),
        Field("extra_time_value_usd_year", "Worth of that time, USD a year", "more", 18),
        Field("gap", "Relative gap", "plain"),
    ), _totals),
    SectionTable("flows", "Corridors", (
        SCENARIO, *NAMED, *VOLUMES, Field("share", "Share of capacity used", "share"),
        Field("mean_days", "Mean time, days", "days"), Field("mean_usd_t", "Mean cost, USD a t", "usd"),
        Field("mean_km", "Mean distance, km", "km"),
        Field("co2e_t_year", "Emissions, t CO2e a year", "whole"),
    ), _flows("corridors")),
    SectionTable("flows", "Link flows", (
        SCENARIO, *LINK, Field("length_km", "Length, km", "km"), *VOLUMES,
        Field("forward_tonnes_year", "Forward, t a year", "whole"),
        Field("backward_tonnes_year", "Backward, t a year", "whole"), *VEHICLES, *RESOURCE,
    ), _flows("links")),
    SectionTable("flows", "Crossings", (
        SCENARIO, *NAMED, Field("from_country", "From", "text", 8), Field("to_country", "To", "text", 8),
        Field("mode", "Mode"), *VOLUMES, *VEHICLES, *RESOURCE,
    ), _flows("crossings")),
    SectionTable("flows", "Hubs", (
        SCENARIO, *NAMED, Field("country", "Country", "text", 9),
        Field("handled_t_year", "Handled, t a year", "whole"),
        Field("loaded_t_year", "Loaded, t a year", "whole"),
        Field("unloaded_t_year", "Unloaded, t a year", "whole"),
        Field("transhipped_t_year", "Transhipped, t a year", "whole"),
        Field("gauge_changed_t_year", "Gauge changed, t a year", "whole"),
        Field("v_c", "Used share of capacity", "share"),
    ), _flows("hubs")),
    SectionTable("flows", "Services", (
        SCENARIO, *NAMED, Field("mode", "Mode"), Field("from", "From", "text", 18),
        Field("to", "To", "text", 18),
        *VOLUMES, Field("load_factor", "Used share of slots", "share"), *RESOURCE[:3], *RESOURCE[4:],
    ), _flows("services")),
    SectionTable("flows", "Countries", (
        SCENARIO, Field("origin", "From", "text", 8), Field("destination", "To", "text", 8),
        Field("demand_t_year", "Demand, t of capacity a year", "whole"),
        Field("carried_t_year", "Carried, t of capacity a year", "whole"), *VOLUMES[::2],
        Field("mean_days", "Mean time, days", "days"), Field("mean_usd_t", "Mean cost, USD a t", "usd"),
        Field("generalised_usd_t", "Generalised cost, USD a t", "usd"),
        Field("stranded_t_year", "No room, t a year", "whole"),
        Field("no_way_t_year", "No way, t a year", "whole"),
    ), _flows("pairs")),
    SectionTable("flows", "Left behind", (
        SCENARIO, Field("origin", "From", "text", 18), Field("destination", "To", "text", 18),
        Field("commodity", "Commodity", "text", 18),
        Field("stranded_t_year", "Left behind, t a year", "whole"),
        Field("stranded_share", "Share left behind", "share"), Field("reason", "Reason", "long", 50),
    ), _left),
    SectionTable("flows", "Moved", (
        SCENARIO, Field("what", "What", "text", 12), Field("shown", "Name", "text", 40),
        Field("from", "From", "text", 18), Field("to", "To", "text", 18), Field("mode", "Mode"), *MOVED,
    ), _moved("corridors", "links", "crossings", "hubs", "services")),
    SectionTable("flows", "Left behind, change", (
        SCENARIO, Field("what", "What", "text", 12), Field("shown", "Name", "text", 22),
        Field("demand_t_year", "Demand, t a year", "whole"), *MOVED,
    ), _moved("countries", "commodities")),
    SectionTable("dependence", "Dependence", (
        Field("country", "Country", "text", 8), Field("name", "Name", "text", 22),
        Field("kind", "What closes", "text", 12), Field("key", "Key", "text", 18),
        Field("closed", "Closed", "text", 30), Field("harm", "Harm, share", "share"),
        Field("stranded_share", "Without a way, share", "share"),
        Field("dearer_share", "Dearer by 1 % or more, share", "share"),
        Field("added_usd_t", "Rise in generalised cost, USD a t", "usd"),
        Field("dearer_pct", "Rise in generalised cost, %", "days"),
        Field("added_money_usd_t", "Rise in price, USD a t", "usd"),
        Field("added_h", "Rise in time, h", "hours"), Field("added_h_pct", "Rise in time, %", "days"),
    ), _of("dependence", "matrix")),
    SectionTable("criticality", "Criticality", (
        Field("kind", "What fails", "text", 10), Field("key", "Key", "text", 30),
        Field("name", "Name", "long", 34),
        Field("countries", "Countries", "text", 12), Field("loss_usd_year", "Loss, USD a year", "whole", 18),
        Field("added_usd_year", "Added cost, USD a year", "whole", 18),
        Field("stranded_t_year", "Without a way, t a year", "whole"),
        Field("touched_t_year", "Touched, t a year", "whole"),
        Field("touched_share", "Touched, share", "share"),
        Field("hit", "Hit worst", "long", 44), Field("same", "Of the same effect", "long", 50),
    ), _failures),
    SectionTable("criticality", "Criticality, pairs", (
        Field("first", "First", "text", 40), Field("second", "Second", "text", 40),
        Field("loss_usd_year", "Loss, USD a year", "whole", 18),
        Field("beyond_both_usd_year", "Beyond both alone, USD a year", "whole", 18),
        Field("added_usd_year", "Added cost, USD a year", "whole", 18),
        Field("stranded_t_year", "Without a way, t a year", "whole"),
    ), _failure_pairs),
    SectionTable("sweep", "Sweep", (
        Field("figure", "Figure of a year", "text", 40), Field("usd", "USD", "whole", 18),
        Field("se_usd", "Standard error, USD", "whole", 18),
    ), _sweep_totals),
    SectionTable("sweep", "Sweep, parts", (
        Field("what", "By", "text", 12), Field("shown", "Name", "text", 44),
        Field("loss_usd", "Expected loss, USD a year", "whole", 18),
        Field("loss_se_usd", "Standard error, USD", "whole", 18), Field("share", "Share", "share"),
        Field("p95_usd", "5 in 100 years cost more than, USD", "whole", 18),
        Field("in_force_per_year", "Times a year", "hours"),
        Field("in_force_h_year", "In force, h a year", "days"),
    ), _sweep_parts),
    SectionTable("caspian", "Caspian", (
        *LEVEL, Field("service", "Service", "text", 32), Field("name", "Name", "text", 34),
        Field("status", "Status"), Field("limiting_port", "Limited by"),
        Field("draught_let_in_m", "Draught let in, m", "hours"), Field("payload_t", "Payload, t", "whole"),
        Field("capacity_factor", "Capacity left, share", "share"),
        Field("price_factor", "Price of a unit, factor", "hours"), Field("closed", "Closes", "text", 8),
        Field("keeps_capacity_to_level_m", "Keeps its capacity down to, m", "hours"),
        Field("closes_at_level_m", "Closes at, m", "hours"), Field("unknown", "Not known", "long", 40),
    ), _sea_services),
    SectionTable("caspian", "Caspian, berths", (
        *LEVEL, Field("port", "Port", "text", 18), Field("name", "Berth", "text", 28),
        Field("berth", "Key", "text", 18),
        Field("part", "Part"), Field("kinds", "Takes", "text", 20), Field("depth_m", "Depth, m", "hours"),
        Field("draught_let_in_m", "Draught let in, m", "hours"),
        Field("base_draught_let_in_m", "Draught let in today, m", "hours"),
    ), _sea_ports),
    SectionTable("caspian", "Caspian, levels", (
        Field("pathway", "Pathway", "text", 18), Field("year", "Year", "fact"),
        Field("level_m", "Level, m", "hours"),
        Field("low_m", "Low end, m", "hours"), Field("high_m", "High end, m", "hours"),
    ), _of("caspian", "bands")),
)  # fmt: skip
"""All tables, in the order of the workbook's sheets."""

CSV_SHEETS = {
    "flows": "Link flows", "corridors": "Corridors", "dependence": "Dependence", "criticality": "Criticality",
    "sweep": "Sweep, parts", "caspian": "Caspian",
}  # fmt: skip
"""Table that each CSV file of the outputs holds, by the field of the outputs."""


def section_csv(results: Mapping[str, Any], field: str) -> str:
    """Return a table of an analysis as CSV: keys with units as heads, empty where unknown.

    Parameters
    ----------
    results : dict
        Of :func:`~landlink.study.run.run_study`.
    field : str
        Of :data:`CSV_SHEETS`.

    Examples
    --------
    >>> section_csv({"sweep": None}, "sweep").split(",")[:2]
    ['what', 'shown']
    """
    table = next(one for one in TABLES if one.sheet == CSV_SHEETS[field])
    stream = io.StringIO()
    keys = [one.key for one in table.fields]
    writer = csv.DictWriter(stream, keys, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.rows(results))
    return stream.getvalue()


def rules(results: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return how each analysis was computed, and what its reader must know: section, kind and text.

    Examples
    --------
    >>> rules({"sweep": {"rule": "Years are drawn.", "notes": ["Rates are low."]}})
    [('sweep', 'Rule', 'Years are drawn.'), ('sweep', 'Note', 'Rates are low.')]
    """
    found: list[tuple[str, str, str]] = []
    for one in results.get("flows") or ():
        named = f"flows, {one['scenario']}"
        found.append((named, "Rule", one["flows"]["rule"]))
        found += [(named, "Note", note) for note in one["flows"]["notes"]]
    for section in ("dependence", "criticality", "sweep", "caspian"):
        held = results.get(section)
        if held:
            found.append((section, "Rule", held["rule"]))
            found += [(section, "Note", note) for note in held["notes"]]
    return found
