"""The fields of the study file by path: what is expected there, and what is near."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pydantic.fields import FieldInfo


def names_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a model by the name that a file writes, inherited ones last.

    Examples
    --------
    >>> from landlink.study.study_file import ShipmentEntry
    >>> list(names_of(ShipmentEntry))[:4]
    ['id', 'title', 'question', 'from']
    """
    own = sorted(model.model_fields.items(), key=lambda item: item[0] not in model.__annotations__)
    return {field.alias or name: field for name, field in own}


def model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  (a type expression)
    """Return the model inside an annotation, such as a list of it.

    Examples
    --------
    >>> from landlink.study.study_file import CargoEntry
    >>> model_in(tuple[CargoEntry, ...]).__name__
    'CargoEntry'
    """
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := model_in(part))), None)


def at(root: type[BaseModel], path: Sequence[str | int]) -> tuple[type[BaseModel] | None, FieldInfo | None]:
    """Return the model that a path leads to, and the field at its end.

    Examples
    --------
    >>> from landlink.study.study_file import StudyFile
    >>> at(StudyFile, ("shipments", 0, "cargo", "teu"))[1].json_schema_extra
    {'unit': 'TEU'}
    """
    model: type[BaseModel] | None = root
    field: FieldInfo | None = None
    by_key = False
    for step in path:
        if by_key:  # a key of a mapping that holds models, such as a language
            by_key = False
        elif isinstance(step, str):
            field = names_of(model).get(step) if model else None
            model = model_in(field.annotation) if field else None
            by_key = model is not None and field is not None and get_origin(field.annotation) is dict
    return model, field


def unit_of(field: FieldInfo | None) -> str:
    """Return the unit of a field, or nothing.

    Examples
    --------
    >>> from landlink.study.study_file import CargoEntry
    >>> unit_of(names_of(CargoEntry)["value_usd"])
    'USD'
    """
    extra = field.json_schema_extra if field else None
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return a question that names the nearest known word, or nothing.

    Examples
    --------
    >>> did_you_mean("shipmnets", ["shipments", "scenarios"])
    "did you mean 'shipments'?"
    """
    near = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}?" if near else ""


def series(words: Iterable[object], last: str = "or") -> str:
    """Return words in a row.

    Examples
    --------
    >>> series(["a", "b", "c"]), series(["a"])
    ('a, b or c', 'a')
    """
    held = [str(word) for word in words]
    return held[0] if len(held) == 1 else f"{', '.join(held[:-1])} {last} {held[-1]}" if held else ""
