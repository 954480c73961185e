"""Say what a change of a scenario does, from the change as the study file writes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.said import message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landlink.study.report.text import Words

ACTIONS = {
    "close": message("close {what}"),
    "open": message("open {what}"),
    "remove": message("take out {what}"),
    "slow": message("{what}: times multiplied by {factor}"),
    "reprice": message("{what}: prices multiplied by {factor}"),
    "capacity": message("{what}: capacity multiplied by {factor}"),
}


def describe(change: Mapping[str, Any], words: Words, names: Mapping[str, str] | None = None) -> str:
    """Return a change in words.

    Parameters
    ----------
    change
        One action and what it is about, as in a study file.
    words
    names
        Names of what the change calls by its key, where they are known.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> describe({"close": {"border": ["PL", "BY"]}}, Words.of("en"))
    'close border Poland – Belarus'
    >>> describe({"slow": {"modes": ["ferry"], "factor": 2}}, Words.of("de"))
    'Verkehrsträger Fähre: Zeiten mal 2'
    """
    ((action, body),) = change.items()
    if action == "assume":
        values = (f"{key} = {words.num.short(value)}" for key, value in body.items())
        return words("assume {values}", values=", ".join(values))
    if action == "add":
        return words("add {what}", what=_rows(body, words))
    what = _selection(body, words, names or {})
    if action in ACTIONS:
        return words(ACTIONS[action], what=what, factor=words.num.short(body.get("factor", 1)))
    set_to = [
        words(text, value=words.num.short(body[key])) for key, text in SETTINGS if body.get(key) is not None
    ]
    return f"{what}: {', '.join(set_to)}"


SETTINGS = (
    ("mean_h", message("a mean of {value} h")),
    ("headway_h", message("a departure every {value} h on average")),
    ("cv", message("coefficient of variation {value}")),
    ("headway_cv", message("coefficient of variation {value}")),
    ("fee_usd", message("a fee of {value} USD")),
)


def _selection(body: Mapping[str, Any], words: Words, names: Mapping[str, str]) -> str:
    """Say what a change is about."""
    parts = []
    for kind, held in body.items():
        if not isinstance(held, (list, tuple)) or not held:
            continue
        shown = [_name(kind, name, words, names) for name in held]
        joined = " – ".join(shown) if kind == "border" else ", ".join(shown)
        parts.append(f"{words.code('what a change is about', kind)} {joined}")
    return "; ".join(parts)


def _name(kind: str, name: str, words: Words, names: Mapping[str, str]) -> str:
    """Return the name of one thing that a change is about."""
    if kind in ("countries", "border"):
        return words.country(name)
    if kind == "modes":
        return words.code("mode", name)
    known = names.get(name, name)
    return words.place(known) if kind == "nodes" else known


def _rows(body: Mapping[str, Any], words: Words) -> str:
    """Name the rows that a change adds by their first column."""
    parts = []
    for kind, rows in body.items():
        names = ", ".join(str(next(iter(row.values()))) for row in rows)
        parts += [f"{words.code('what a change is about', kind)} {names}"] if rows else []
    return "; ".join(parts)
