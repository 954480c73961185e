"""Our columns and those of GMNS 0.96, the General Modeling Network Specification.

https://github.com/zephyr-data-specs/GMNS, `spec/node.schema.json`, `link.schema.json`, `config.schema.json`.
"""

from __future__ import annotations

from typing import NamedTuple

VERSION = "0.96"

FILES = {"nodes": "node", "links": "link"}
"""Tables that GMNS has under another name."""

NAMES = {
    "nodes": {"id": "node_id", "lon": "x_coord", "lat": "y_coord", "kind": "node_type"},
    "links": {
        "id": "link_id",
        "from_node": "from_node_id",
        "to_node": "to_node_id",
        "length_km": "length",
        "direction": "directed",
        "mode": "allowed_uses",
        "operator": "jurisdiction",
        "capacity": "freight_capacity",
        "capacity_unit": "freight_capacity_unit",
    },
}
"""Columns that GMNS calls otherwise; ``capacity`` has another meaning there (cars an hour and lane)."""

DERIVED = {"nodes": (), "links": ("dir_flag", "geometry")}
"""Columns of GMNS that follow from others: written for other programs, passed over in reading."""

DIRECTED = {"true": "forward", "1": "forward", "1.0": "forward", "false": "both", "0": "both", "0.0": "both"}
"""What ``directed`` says, in small letters, and our direction."""

KM = {
    "km": 1.0,
    "kilometer": 1.0,
    "kilometre": 1.0,
    "m": 0.001,
    "meter": 0.001,
    "metre": 0.001,
    "mi": 1.609344,
    "mile": 1.609344,
    "ft": 0.0003048,
    "foot": 0.0003048,
    "feet": 0.0003048,
}
"""Kilometres in the units of length that config.csv can name (plural forms likewise)."""


class Config(NamedTuple):
    """The one row of config.csv, as far as it matters."""

    dataset_name: str
    crs: str
    long_length: str


def gmns_name(table: str, column: str) -> str:
    """Return what GMNS calls a column of ours; its own name if GMNS has none.

    Examples
    --------
    >>> gmns_name("links", "length_km"), gmns_name("links", "gauge_mm"), gmns_name("crossings", "id")
    ('length', 'gauge_mm', 'id')
    """
    return NAMES.get(table, {}).get(column, column)


def kilometres(unit: str) -> float | None:
    """Return the kilometres in a unit of length, None if it is unknown.

    Examples
    --------
    >>> kilometres("Miles"), kilometres("league")
    (1.609344, None)
    """
    word = unit.strip().casefold()
    return KM.get(word, KM.get(word.removesuffix("s")))
