"""What pydantic finds wrong, in the words of this project and with its place in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from landlink.study.fields import at, did_you_mean, names_of, series, unit_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel, ValidationError
    from pydantic.fields import FieldInfo

    from landlink.study.positions import KeyPath, Positions
    from landlink.study.problems import StudyProblem

LONGEST = 40
"""Greatest length at which a value is shown in a message."""


class _Found(NamedTuple):
    """One error with what its words need."""

    kind: str
    path: KeyPath
    name: str
    value: Any
    context: dict[str, Any]
    field: FieldInfo | None
    model: type[BaseModel] | None
    parent: type[BaseModel] | None


def problems_of(error: ValidationError, root: type[BaseModel], positions: Positions) -> list[StudyProblem]:
    r"""Return the problems behind a validation error.

    Parameters
    ----------
    error : ValidationError
    root : type
        Model of the whole file.
    positions : Positions

    Examples
    --------
    >>> from pydantic import ValidationError
    >>> from landlink.study.positions import read_yaml
    >>> from landlink.study.study_file import StudyFile
    >>> data, positions = read_yaml("titel: A\nshipments: [{id: a, from: Osh, to: Baku}]", "study.yaml")
    >>> try:
    ...     StudyFile.model_validate(data)
    ... except ValidationError as error:
    ...     print(problems_of(error, StudyFile, positions)[0])
    study.yaml:1:1: unknown field 'titel'; expected one of title, description, network, assumptions,
    scenarios, demand, shipments, analyses, outputs, translations; did you mean 'title'?
    """
    found = [_found(one, root) for one in error.errors(include_url=False)]
    return [
        _WORDS.get(_family(one.kind), _other)(one, positions) for one in found if not _implied(one, found)
    ]


def _found(one: Any, root: type[BaseModel]) -> _Found:  # noqa: ANN401  (pydantic's error details)
    steps = [step for step in one["loc"] if step != "[key]"]
    path: KeyPath = tuple(steps)
    model, field = at(root, path)
    names = [step for step in path if isinstance(step, str)]
    at_end = (
        f"{names[-1]}[{path[-1]}]" if names and isinstance(path[-1], int) else (names or ["the study"])[-1]
    )
    kind = "invalid_key" if "[key]" in one["loc"] else one["type"]
    return _Found(
        kind, path, at_end, one["input"], one.get("ctx") or {}, field, model, at(root, path[:-1])[0]
    )


def _implied(one: _Found, found: Sequence[_Found]) -> bool:
    """Tell whether an error only follows from another one."""
    if one.kind == "too_short" and one.value:
        return any(other.path[: len(one.path)] == one.path for other in found if other is not one)
    if one.kind == "missing":
        siblings = [
            other for other in found if other.kind == "extra_forbidden" and other.path[:-1] == one.path[:-1]
        ]
        return any(did_you_mean(other.path[-1], [str(one.path[-1])]) for other in siblings)
    return False


def _family(kind: str) -> str:
    for name in ("float", "int"):
        if kind in (f"{name}_type", f"{name}_parsing", f"{name}_from_float"):
            return "number"
    return {
        "tuple_type": "list", "list_type": "list",
        "model_type": "mapping", "dict_type": "mapping", "model_attributes_type": "mapping",
        "greater_than": "range", "greater_than_equal": "range", "less_than": "range",
        "less_than_equal": "range",
        "finite_number": "range", "string_too_short": "too_short",
    }.get(kind, kind)  # fmt: skip


def shown(value: object) -> str:
    """Return a value as a message shows it.

    Examples
    --------
    >>> shown("2 TEU"), shown(None), shown([1, 2]), shown([]), shown({"a": 1})
    ("'2 TEU'", 'empty', 'a list', 'empty', 'a mapping')
    """
    if value is None or value in ("", []):
        return "empty"
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}...{text[-1]}"


def _meaning(field: FieldInfo | None) -> str:
    """Return a field's description, to stand inside a sentence."""
    text = (field.description if field else "") or ""
    return f": {text[:1].lower()}{text[1:].rstrip('.')}" if text else ""


def _missing(one: _Found, positions: Positions) -> StudyProblem:
    what = f"{one.path[-1]!r} is missing"
    return positions.problem(
        one.path[:-1], what, f"expected it here{_meaning(one.field)}", f"add '{one.path[-1]}: ...'"
    )


def _extra(one: _Found, positions: Positions) -> StudyProblem:
    known = list(names_of(one.parent)) if one.parent else []
    what, expected = f"unknown field {one.path[-1]!r}", f"expected one of {', '.join(known)}"
    return positions.problem(one.path, what, expected, did_you_mean(one.path[-1], known), at_key=True)


def _number(one: _Found, positions: Positions) -> StudyProblem:
    unit = unit_of(one.field)
    whole = one.kind.startswith("int")
    expected = f"expected a {'whole ' if whole else ''}number{f' in {unit}' if unit else ''}"
    text = isinstance(one.value, str) and one.value
    mend = "write digits only, without unit, quotes or thousands separators" if text else ""
    return positions.problem(one.path, f"{one.name} is {shown(one.value)}", expected, mend)


def _text(one: _Found, positions: Positions) -> StudyProblem:
    simple = isinstance(one.value, int | float)
    mend = f"put it in quotes: '{one.value}'" if simple else ""
    return positions.problem(
        one.path, f"{one.name} is {shown(one.value)}", f"expected text{_meaning(one.field)}", mend
    )


def _list(one: _Found, positions: Positions) -> StudyProblem:
    scalar = isinstance(one.value, str | int | float) and one.value != ""
    mend = (
        f"write [{one.value}]"
        if scalar
        else "write - before each entry"
        if one.value
        else "take the line out"
    )
    return positions.problem(
        one.path, f"{one.name} is {shown(one.value)}", f"expected a list{_meaning(one.field)}", mend
    )


def _mapping(one: _Found, positions: Positions) -> StudyProblem:
    names = f" with {', '.join(names_of(one.model))}" if one.model else ""
    mend = "write 'key: value' lines below it, indented by two spaces more"
    return positions.problem(
        one.path, f"{one.name} is {shown(one.value)}", f"expected a mapping{names}", mend
    )


def _choice(one: _Found, positions: Positions) -> StudyProblem:
    expected = str(one.context["expected"])
    words = [word.strip("' ") for word in expected.replace(" or ", ",").split(",")]
    quoted = isinstance(one.value, str) and f"'{one.value}'" not in expected and one.value in words
    hint = f"write {one.value} without quotes" if quoted else did_you_mean(one.value, words)
    return positions.problem(one.path, f"{one.name} is {shown(one.value)}", f"expected {expected}", hint)


def _range(one: _Found, positions: Positions) -> StudyProblem:
    words = {"gt": "above", "ge": "at or above", "lt": "below", "le": "at or below"}
    limit = [f"{words[key]} {value:g}" for key, value in one.context.items() if key in words]
    unit = unit_of(one.field)
    expected = f"expected a number {series(limit) or 'that is finite'}{f' {unit}' if unit else ''}"
    return positions.problem(one.path, f"{one.name} is {one.value}", expected)


def _short(one: _Found, positions: Positions) -> StudyProblem:
    least = one.context.get("min_length", 1)
    if not one.value:
        expected = "expected text" if isinstance(one.value, str) else f"expected {least} or more"
        return positions.problem(one.path, f"{one.name} is empty", f"{expected}{_meaning(one.field)}")
    what = f"{one.name} has {len(one.value)} entries" if len(one.value) != 1 else f"{one.name} has one entry"
    return positions.problem(one.path, what, f"expected {least}{_meaning(one.field)}")


def _long(one: _Found, positions: Positions) -> StudyProblem:
    expected = f"expected {one.context.get('max_length')}{_meaning(one.field)}"
    return positions.problem(one.path, f"{one.name} has {len(one.value)} entries", expected)


def _pattern(one: _Found, positions: Positions) -> StudyProblem:
    import re  # noqa: PLC0415  (only for a message)

    mend = re.sub(r"[^a-z0-9]+", "-", str(one.value).lower()).strip("-")
    expected = "expected only a-z, 0-9 and -, a letter or digit first"
    return positions.problem(
        one.path, f"{one.name} is {shown(one.value)}", expected, f"write {mend}" if mend else ""
    )


def _key(one: _Found, positions: Positions) -> StudyProblem:
    expected = "expected a name before the colon"
    return positions.problem(one.path, f"the key {shown(one.path[-1])}", expected, at_key=True)


def _own(one: _Found, positions: Positions) -> StudyProblem:
    """Rules of our own: their text says what is expected."""
    name = one.context.get("field")
    if name:
        value = one.value.get(name) if isinstance(one.value, dict) else one.value
        expected = str(one.context["expected"])
        return positions.problem((*one.path, name), f"{name} is {shown(value)}", f"expected {expected}")
    return positions.problem(
        one.path, f"{one.name} is {shown(one.value)}", f"expected {one.context['expected']}"
    )


def _other(one: _Found, positions: Positions) -> StudyProblem:
    said = str(one.context.get("error", one.kind))
    given = (
        [key for key, held in one.value.items() if held is not None] if isinstance(one.value, dict) else []
    )
    what = f"{one.name} has {series(given, 'and')}" if given else f"{one.name} is empty"
    return positions.problem(one.path, what, said)


_WORDS = {
    "missing": _missing, "extra_forbidden": _extra, "number": _number, "string_type": _text,
    "list": _list, "mapping": _mapping, "literal_error": _choice, "range": _range,
    "too_short": _short, "too_long": _long, "string_pattern_mismatch": _pattern, "invalid_key": _key,
    "own_rule": _own,
}  # fmt: skip
