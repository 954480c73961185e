"""The tables of a network, each defined once.

Each CSV file in this folder defines one table: attribute, type, unit, default,
required, description. Reading, checking, the documentation page and the JSON
Schema are made from these files.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLES = (
    "nodes",
    "links",
    "crossings",
    "crossing_defaults",
    "transfers",
    "services",
    "closures",
    "disruptions",
    "berths",
    "vessels",
    "sea_levels",
    "timetables",
    "opening_hours",
    "commodities",
    "demand",
    "hub_weights",
    "speeds",
    "rates",
    "emission_factors",
    "rest_rules",
    "assumptions",
    "published",
    "sources",
)
"""Names of the tables, in reading order."""

PURPOSE = {
    "nodes": "Places: hubs, ports, stations, border points, cities, and waypoints at sea.",
    "links": "Stretches between two nodes in one mode.",
    "crossings": "Border crossings, one row for each border link and direction.",
    "crossing_defaults": "What a crossing takes on each side where its own row does not say.",
    "transfers": "Loading, unloading, transhipment, change of gauge: at a node, in a country or everywhere.",
    "services": "What runs: block trains, ferries, feeders and liners, as headway distributions.",
    "closures": "Storms: what closes ports and services in which month, for how long.",
    "disruptions": "What else closes or slows places: how often, for how long, what goes together.",
    "berths": "Depths of ports on a sea whose level changes, each with the level that it belongs to.",
    "vessels": "Ships by draught, deadweight and tonnes per centimetre, and the services that they run.",
    "sea_levels": "Levels of a sea, observed and expected, by year.",
    "timetables": "Departures of services by day and hour, for dated searches.",
    "opening_hours": "When crossings and terminals are open; what has no row is always open.",
    "commodities": "Groups of goods: what a tonne is worth and what it may travel in.",
    "demand": "What goes from where to where in a year: countries or places, tonnes or containers.",
    "hub_weights": "How the trade of a country is spread to its hubs.",
    "speeds": "Commercial speeds by mode, kind of traffic and country.",
    "rates": "Prices per kilometre by mode, kind of traffic, country and equipment.",
    "emission_factors": "Greenhouse gases per tonne-kilometre by mode, traction and country.",
    "rest_rules": "Named rule sets of rest for drivers and live animals.",
    "assumptions": "Named figures that a study can override.",
    "published": "Published figures of whole routes and long legs, which the model is compared with.",
    "sources": "Where the figures come from.",
}
"""What each table is for."""

QUALITIES = ("measured", "published", "derived", "unverified")
"""How well a figure is known, best first."""

_KEYS = {
    "speeds": ("mode", "kind", "country"),
    "rates": ("mode", "kind", "country", "equipment"),
    "emission_factors": ("mode", "traction", "country"),
    "crossing_defaults": ("country", "mode", "direction"),
}

REFERENCES = {
    "node": "nodes",
    "link": "links",
    "crossing": "crossings",
    "service": "services",
    "commodity": "commodities",
    "source": "sources",
}
"""Types that name a row of another table."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """One column of a table.

    Attributes
    ----------
    name, unit, default, description : str
    type : str
        ``id``, ``text``, ``float``, ``int``, ``country``, ``node``, ``link``, ``crossing``,
        ``service``, ``commodity``, ``source``, ``quality``, ``stops`` or ``choice``.
    choices : tuple of str
        Allowed values where the type is ``choice`` or ``quality``.
    required : bool
        Whether each row must fill it.
    """

    name: str
    type: str
    unit: str
    default: str
    required: bool
    description: str
    choices: tuple[str, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers."""
        return self.type in ("float", "int")


@cache
def attributes(table: str) -> dict[str, Attribute]:
    """Return the attributes of a table by name.

    Raises
    ------
    KeyError
        If there is no such table.

    Examples
    --------
    >>> attributes("links")["length_km"].unit
    'km'
    >>> attributes("links")["mode"].choices
    ('rail', 'road', 'ferry', 'sea', 'waterway')
    """
    if table not in TABLES:
        raise KeyError(f"no table {table!r}; the tables are {', '.join(TABLES)}")
    with (Path(__file__).parent / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return {row["attribute"]: _attribute(row) for row in csv.DictReader(lines)}


def key_columns(table: str) -> tuple[str, ...]:
    """Return the columns that together tell the rows of a table apart.

    Examples
    --------
    >>> key_columns("nodes"), key_columns("speeds")
    (('id',), ('mode', 'kind', 'country'))
    """
    return _KEYS.get(table) or (next(iter(attributes(table))),)


def _attribute(row: dict[str, str]) -> Attribute:
    kind, _, choices = row["type"].partition(":")
    allowed = QUALITIES if kind == "quality" else tuple(choices.split("|")) if choices else ()
    return Attribute(
        name=row["attribute"],
        type=kind,
        unit=row["unit"],
        default=row["default"],
        required=row["required"] == "yes",
        description=row["description"],
        choices=allowed,
    )
