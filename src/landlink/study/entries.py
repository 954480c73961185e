"""What all entries of a study file are made of: the base model, kinds of values, rules of our own."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError


class Entry(BaseModel):
    """An entry of a study file: unknown fields are errors, and it does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=False)


Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Number: TypeAlias = Annotated[float, Field(strict=True)]
Whole: TypeAlias = Annotated[int, Field(strict=True)]


def rule(expected: str, field: str = "") -> PydanticCustomError:
    """Return an error that says what is expected, of a field of the value where one is named.

    Examples
    --------
    >>> str(rule("a port"))
    'expected a port'
    """
    return PydanticCustomError("own_rule", "expected {expected}", {"expected": expected, "field": field})


def unit(name: str) -> dict[str, Any]:
    """Return what marks a field as having a unit.

    Examples
    --------
    >>> unit("t")
    {'unit': 't'}
    """
    return {"unit": name}


def listed(value: object) -> object:
    """Return one text as a list of it.

    Examples
    --------
    >>> listed("a"), listed(["a"])
    (['a'], ['a'])
    """
    return [value] if isinstance(value, str) else value
