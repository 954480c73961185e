"""The ``datapackage.json`` of a GMNS folder: each file with its columns, by the Data Package standard 2.0.

https://datapackage.org/standard/table-schema/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.network.files.gmns_columns import DERIVED, FILES, VERSION, gmns_name
from landlink.network.schema import PURPOSE, REFERENCES, attributes, key_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landlink.network.schema import Attribute

_TYPES = {"float": "number", "int": "integer"}
_CONFIG = (
    "dataset_name",
    "long_length",
    "speed",
    "crs",
    "geometry_field_format",
    "currency",
    "version_number",
)
_USES = ("use", "description")
_STANDARD = {
    "dir_flag": ("integer", "1 where geometry runs with the direction of travel, 0 where both are open."),
    "geometry": ("string", "Straight line between the ends, as WKT."),
}


def package(name: str, tables: Iterable[str]) -> dict[str, Any]:
    """Return the description of a GMNS folder.

    Parameters
    ----------
    name : str
        Name of the network.
    tables : iterable of str
        Tables that it holds.

    Examples
    --------
    >>> [one["path"] for one in package("small", ["nodes", "links", "crossings"])["resources"]]
    ['node.csv', 'link.csv', 'crossings.csv', 'config.csv', 'use_definition.csv']
    """
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "title": name,
        "description": f"A freight network in GMNS {VERSION}, with further columns and tables of landlink.",
        "landlink": {"gmns": VERSION},
        "resources": [
            *(
                _resource(FILES.get(table, table), PURPOSE.get(table, ""), table_schema(table))
                for table in tables
            ),
            _resource("config", "Units and coordinate system.", _plain(_CONFIG)),
            _resource("use_definition", "What may use a link: its mode.", _plain(_USES)),
        ],
    }


def table_schema(table: str) -> dict[str, Any]:
    """Return the Table Schema of one table.

    Parameters
    ----------
    table : str

    Examples
    --------
    >>> schema = table_schema("links")
    >>> schema["primaryKey"], schema["foreignKeys"][0]["reference"]
    (['link_id'], {'resource': 'node', 'fields': ['node_id']})
    """
    known = attributes(table).values()
    derived = [
        {"name": column, "type": _STANDARD[column][0], "description": _STANDARD[column][1]}
        for column in DERIVED.get(table, ())
    ]
    return {
        "fields": [*(_field(table, attribute) for attribute in known), *derived],
        "missingValues": [""],
        "primaryKey": [gmns_name(table, column) for column in key_columns(table)],
        "foreignKeys": [_foreign_key(table, a) for a in known if a.type in REFERENCES],
    }


def _resource(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "description": description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _plain(columns: Iterable[str]) -> dict[str, Any]:
    return {"fields": [{"name": column, "type": "string"} for column in columns], "missingValues": [""]}


def _field(table: str, attribute: Attribute) -> dict[str, Any]:
    name = gmns_name(table, attribute.name)
    if name == "directed":
        said = "Whether travel is from from_node_id to to_node_id only."
        return {"name": name, "type": "boolean", "description": said, "constraints": {"required": True}}
    kind = _TYPES.get(attribute.type, "string")
    choices: list[str] | list[int] = list(attribute.choices)
    if kind == "integer":
        choices = [int(choice) for choice in attribute.choices]
    constraints = {
        **({"required": True} if attribute.required else {}),
        **({"unique": True} if key_columns(table) == (attribute.name,) else {}),
        **({"enum": choices} if choices else {}),
    }
    return {
        "name": name,
        "type": kind,
        "description": attribute.description,
        **({"unit": attribute.unit} if attribute.unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def _foreign_key(table: str, attribute: Attribute) -> dict[str, Any]:
    target = REFERENCES[attribute.type]
    return {
        "fields": [gmns_name(table, attribute.name)],
        "reference": {
            "resource": FILES.get(target, target),
            "fields": [gmns_name(target, column) for column in key_columns(target)],
        },
    }
