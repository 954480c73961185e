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
    if action in OWN_TEXTS:
        return OWN_TEXTS[action](body, words, names or {})
    what = _selection(body, words, names or {})
    if action in ACTIONS:
        return words(ACTIONS[action], what=what, factor=words.num.short(body.get("factor", 1)))
    set_to = [
        words(text, value=words.num.short(body[key])) for key, text in SETTINGS if body.get(key) is not None
    ]
    return f"{what}: {', '.join(set_to)}"


def _sea_level(body: Mapping[str, Any], words: Words, names: Mapping[str, str]) -> str:
    """Say the level of a sea and what is dredged."""
    sea, level = words.code("sea", body["sea"]), words.num.short(body["level_m"])
    dug = [
        words(
            "{port} dredged by {metres} m", port=words.place(names.get(key, key)), metres=words.num.short(by)
        )
        for key, by in body.get("dredged", {}).items()
    ]
    return ", ".join([words("{sea}: level {level} m", sea=sea, level=level), *dug])


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


def _assumed(body: Mapping[str, Any], words: Words, _names: Mapping[str, str]) -> str:
    """Say what is assumed."""
    values = (f"{key} = {words.num.short(value)}" for key, value in body.items())
    return words("assume {values}", values=", ".join(values))


def _growth(body: Mapping[str, Any], words: Words, names: Mapping[str, str]) -> str:
    """Say which trade grows, and by what."""
    if body.get("add"):
        flows = (_flow(row, words, names) for row in body["add"])
        return words("new trade: {flows}", flows="; ".join(flows))
    goods = ", ".join(words.free(names.get(key, key)) for key in body.get("commodities", ()))
    return words(
        "{trade}: {goods} multiplied by {factor}", trade=_trade(body, words, names),
        goods=goods or words("all goods"), factor=words.num.short(body["factor"]),
    )  # fmt: skip


def _trade(body: Mapping[str, Any], words: Words, names: Mapping[str, str]) -> str:
    """Say between which places trade grows."""
    at = {
        key: [_end(name, words, names) for name in body.get(key, ())]
        for key in ("countries", "origins", "destinations")
    }
    places, starts, ends = ("; ".join(at[key]) for key in at)
    if len(at["countries"]) > 1:
        if body.get("both_ways", True):
            return words("trade between {places}", places=" – ".join(at["countries"]))
        return words("trade from {start} to {end}", start=at["countries"][0], end=at["countries"][1])
    if places:
        return words("trade of {place}", place=places)
    if starts and ends:
        return words("trade from {start} to {end}", start=starts, end=ends)
    if starts:
        return words("trade from {start}", start=starts)
    return words("trade to {end}", end=ends) if ends else words("all trade")


def _flow(row: Mapping[str, Any], words: Words, names: Mapping[str, str]) -> str:
    """Say a new flow: its ends, its goods, its tonnes or TEU."""
    start, end = (_end(str(row.get(name, "")), words, names) for name in ("origin", "destination"))
    key = str(row.get("commodity", ""))
    parts = [f"{start} – {end}", words.free(names.get(key, key))]
    if row.get("tonnes_year") is not None:
        parts.append(words("{tonnes} t a year", tonnes=words.num.short(float(row["tonnes_year"]))))
    if row.get("teu_year") is not None:
        parts.append(words("{teu} TEU a year", teu=words.num.short(float(row["teu_year"]))))
    return ", ".join(part for part in parts if part)


def _end(name: str, words: Words, names: Mapping[str, str]) -> str:
    """Return a country by its name, a place by its own."""
    if len(name) == COUNTRY_CODE and name.isupper():
        return words.country(name)
    return words.place(names.get(name, name))


COUNTRY_CODE = 2
"""Letters of a country's code."""


def _rows(body: Mapping[str, Any], words: Words, _names: Mapping[str, str]) -> str:
    """Name the rows that a change adds by their first column."""
    parts = []
    for kind, rows in body.items():
        names = ", ".join(str(next(iter(row.values()))) for row in rows)
        parts += [f"{words.code('what a change is about', kind)} {names}"] if rows else []
    return words("add {what}", what="; ".join(parts))


OWN_TEXTS = {"assume": _assumed, "add": _rows, "sea_level": _sea_level, "grow": _growth}
"""What says the changes that are no selection."""
