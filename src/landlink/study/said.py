"""Sentences kept as what they say, so that a report can say them in another language.

A said thing is plain data: ``{"message": "... {name} ...", "values": {"name": ...}}``.  The message is the
English text and the key of its translation; a value is text, a number, another said thing, or one of

- ``{"name": "Aktau"}``, a place, or ``{"country": "KZ"}``, or ``{"mode": "rail"}``;
- ``{"change": {...}}``, a change of a scenario as the study file writes it;
- ``{"moment": "2026-03-02T08:00+01:00"}``, ``{"span_h": 30.5}`` or ``{"operation": "border"}``;
- ``{"all": [...]}``, ``{"any": [...]}`` or ``{"list": [...]}``: values joined by *and*, *or* or commas.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from landlink.study.fields import series

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Said = dict[str, Any]

DAYS_FROM_H = 48
"""Spans from here on are said in days."""

LAST = {"all": "and", "any": "or"}
"""The word before the last item of a list."""


def message(text: str) -> str:
    """Mark a text for the catalogues of the report; it is returned as it is.

    Examples
    --------
    >>> message("The network as it is.")
    'The network as it is.'
    """
    return text


def said(text: str, **values: object) -> Said:
    """Return a sentence as data; its text is marked for the catalogues.

    Examples
    --------
    >>> said("avoiding {what}", what={"country": "RU"})
    {'message': 'avoiding {what}', 'values': {'what': {'country': 'RU'}}}
    """
    return {"message": text, "values": values}


def in_english(value: Any) -> str:  # noqa: ANN401  (text, a number or a said thing)
    """Return a said thing as an English sentence.

    Examples
    --------
    >>> in_english(said("without {list}", list={"any": [{"country": "RU"}, said("avoiding {a}", a="sea")]}))
    'without RU or avoiding sea'
    """
    if not isinstance(value, dict):
        return str(value)
    if "message" in value:
        return str(value["message"]).format(**{k: in_english(v) for k, v in value["values"].items()})
    ((kind, held),) = value.items()
    if kind == "change":
        from landlink.network.changes import Change  # noqa: PLC0415  (few sentences speak of changes)

        return Change.model_validate(held).describe()
    if kind in _PLAIN:
        return _PLAIN[kind](held)
    if isinstance(held, list):
        return series(map(in_english, held), LAST[kind]) if kind in LAST else ", ".join(map(in_english, held))
    return str(held)


_PLAIN: dict[str, Callable[[Any], str]] = {
    "moment": lambda held: datetime.fromisoformat(held).strftime("%Y-%m-%d %H:%M"),
    "span_h": lambda held: f"{held / 24:.1f} days" if held >= DAYS_FROM_H else f"{held:.0f} h",
    "operation": lambda held: str(held).replace("_", " "),
}


def paragraph(sentences: Iterable[Said]) -> str:
    """Return said things as English sentences in a row.

    Examples
    --------
    >>> paragraph([said("One."), said("Two.")])
    'One. Two.'
    """
    return " ".join(map(in_english, sentences))
