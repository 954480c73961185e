"""The study file described: a JSON Schema for editors, a table of fields for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from landlink.network.changes import Change, Dwell, Factor, Headway, Rows, SeaLevel, Selection
from landlink.network.growth import Growth
from landlink.study.fields import model_in, names_of, unit_of
from landlink.study.sections import (
    CaspianEntry,
    CriticalityEntry,
    DependenceEntry,
    FlowsEntry,
    SweepEntry,
)
from landlink.study.study_file import (
    Analyses,
    CargoEntry,
    CorridorEntry,
    Outputs,
    OwnTexts,
    ScenarioEntry,
    ShipmentEntry,
    SimulationEntry,
    StudyFile,
    Translation,
)

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

DIALECT = "https://json-schema.org/draft/2020-12/schema"

SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("The file", StudyFile),
    ("scenarios", ScenarioEntry),
    ("changes", Change),
    ("What a change is about", Selection),
    ("slow, reprice, capacity", Factor),
    ("dwell", Dwell),
    ("headway", Headway),
    ("sea_level", SeaLevel),
    ("grow", Growth),
    ("add", Rows),
    ("shipments", ShipmentEntry),
    ("cargo", CargoEntry),
    ("corridors", CorridorEntry),
    ("analyses", Analyses),
    ("analyses.simulation", SimulationEntry),
    ("analyses.flows", FlowsEntry),
    ("analyses.dependence", DependenceEntry),
    ("analyses.criticality", CriticalityEntry),
    ("analyses.sweep", SweepEntry),
    ("analyses.caspian", CaspianEntry),
    ("outputs", Outputs),
    ("translations", Translation),
    ("Texts of a scenario or shipment", OwnTexts),
)
"""Models of the file by the heading that the reference gives them."""

BEGIN, END = "<!-- fields: made by landlink.study.study_reference -->", "<!-- end of fields -->"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the study file, for editors.

    Examples
    --------
    >>> schema = json_schema()
    >>> schema["required"], schema["properties"]["title"]["type"]
    (['title'], 'string')
    """
    schema: dict[str, Any] = _untitled(StudyFile.model_json_schema())
    return {"$schema": DIALECT, "title": "landlink study", **schema}


def _untitled(node: Any) -> Any:  # noqa: ANN401  (JSON of any shape)
    """Drop the titles that pydantic makes up from names."""
    if isinstance(node, list):
        return [_untitled(item) for item in node]
    if not isinstance(node, dict):
        return node
    made_up = isinstance(node.get("title"), str)
    return {key: _untitled(value) for key, value in node.items() if not (key == "title" and made_up)}


def study_reference() -> str:
    """Return tables of all fields of the study file in Markdown.

    Examples
    --------
    >>> study_reference().splitlines()[0]
    '### The file'
    """
    parts = []
    for heading, model in SECTIONS:
        parts.append(f"### {heading if heading[0].isupper() else f'`{heading}`'}\n")
        parts.append(f"{(model.__doc__ or '').splitlines()[0]}\n")
        parts.append("| field | type | default | meaning |\n|---|---|---|---|")
        fields = names_of(model)
        inherited = SHARED if model in (Factor, Dwell, Headway) else ()
        shown = {name: field for name, field in fields.items() if name not in inherited}
        parts.append("\n".join(_row(name, field) for name, field in shown.items()))
        if inherited:
            parts.append("\nAnd what the change is about, as above.")
        parts[-1] += "\n"
    return "\n".join(parts)


SHARED = tuple(names_of(Selection))
"""Fields that every change has that is about something."""


def with_reference(page: str) -> str:
    r"""Return a page of the documentation with its tables of fields made anew.

    Examples
    --------
    >>> with_reference(f"# Page\n{BEGIN}\nold\n{END}\n").count("### ") >= 13
    True
    """
    head, _, rest = page.partition(BEGIN)
    return f"{head}{BEGIN}\n\n{study_reference()}\n{END}{rest.partition(END)[2]}"


def _row(name: str, field: FieldInfo) -> str:
    unit = unit_of(field)
    kind = f"{_type(field.annotation)}{f', {unit}' if unit else ''}"
    return f"| `{name}` | {kind} | {_default(field)} | {field.description or ''} |"


def _type(annotation: Any) -> str:  # noqa: ANN401  (a type expression)
    """Return a type as a reader of the page says it."""
    if model := model_in(annotation):
        return f"list of {_name(model)}" if get_origin(annotation) in (tuple, list) else _name(model)
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated or type(None) in parts:
        return _type(parts[0])
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin in (tuple, list):
        return f"list of {_type(parts[0])}"
    if origin is dict:
        return f"{_type(parts[1])} by key" if parts[1] is not Any else "columns and values"
    return {str: "text", float: "number", int: "whole number"}.get(annotation, "value")


def _name(model: type[BaseModel]) -> str:
    headings = {found: heading for heading, found in SECTIONS}
    heading = headings[model]
    return f"[{heading}](#{heading.lower().replace(', ', '-').replace(' ', '-')})"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.default
    if value is PydanticUndefined or isinstance(value, BaseModel) or value in (None, "", (), []):
        return ""
    return ", ".join(f"`{part}`" for part in value) if isinstance(value, tuple) else f"`{value}`"
