"""Put a study's results into the reader's language before anything is drawn: places, reasons, changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.change_text import describe
from landlink.study.report.dated import note_of, span
from landlink.study.report.terms import TERMS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from landlink.study.report.model import Json
    from landlink.study.report.text import Words

DASHES = (" - ", " – ")


def localise(results: Mapping[str, Any], words: Words) -> Json:
    """Return results with the names of places, and what the run says, in the reader's language.

    Text that the user wrote is taken from the study's own translations, where it has any; else it stays
    as it is, and so do names of services, notes of tables and sources.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> base = {"id": "base", "title": "Today", "description": "The network as it is.", "changes": []}
    >>> held = {"study": {}, "scenarios": [base], "shipments": []}
    >>> localise(held, Words.of("de"))["scenarios"][0]["title"]
    'Heute'
    """
    own = (results["study"].get("translations") or {}).get(words.language) or {}
    scenarios, shipments = own.get("scenarios") or {}, own.get("shipments") or {}
    return {
        **results,
        "study": {**results["study"], **{key: own[key] for key in ("title", "description") if key in own}},
        "scenarios": [
            _scenario(held, words) | scenarios.get(held["id"], {}) for held in results["scenarios"]
        ],
        "shipments": [
            _shipment(held, words) | shipments.get(held["id"], {}) for held in results["shipments"]
        ],
    }


def speak(value: Any, words: Words) -> str:  # noqa: ANN401  (text, a number or a said thing)
    """Return a said thing (:mod:`landlink.study.said`) in the reader's language.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> from landlink.study.said import said
    >>> speak(said("avoiding {what}", what={"country": "RU"}), Words.of("de"))
    'Meiden von Russland'
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return words.num.short(value)
    if not isinstance(value, dict):
        return words.free(value)
    if "message" in value:
        return words(value["message"], **{key: speak(held, words) for key, held in value["values"].items()})
    ((kind, held),) = value.items()
    return (
        _SPOKEN[kind](held, words)
        if kind in _SPOKEN
        else words.series((speak(one, words) for one in held), kind)
    )


_SPOKEN: dict[str, Callable[[Any, Words], str]] = {
    "name": lambda held, words: words.place(held),
    "country": lambda held, words: words.country(held),
    "mode": lambda held, words: words.code("mode", held),
    "change": describe,
    "moment": lambda held, words: words.num.moment(held),
    "span_h": span,
    "operation": lambda held, words: words.code("operation", held),
}


def _scenario(held: Json, words: Words) -> Json:
    """Translate the changes of a scenario, and the base scenario's own title."""
    changes = [
        {
            **one,
            "text": describe(one["change"], words, one.get("names")) if one.get("change") else one["text"],
        }
        for one in held["changes"]
    ]
    own = {}
    if held["id"] == "base":
        own = {key: words.free(held[key]) for key in ("title", "description")}
    return {**held, **own, "changes": changes}


def _shipment(held: Json, words: Words) -> Json:
    """Translate the places of a shipment and of all its routes."""
    ends = {key: words.place(held[key]) for key in ("origin", "destination")}
    made_up = held["title"] == f"{held['origin']} - {held['destination']}"
    title = words("{origin} – {destination}", **ends) if made_up else held["title"]
    outcomes = [_outcome(one, words) for one in held["results"]]
    return {**held, **ends, "title": title, "results": outcomes}


def _outcome(held: Json, words: Words) -> Json:
    """Translate the routes of an outcome, and why there is none."""
    said = held.get("said") or {}
    texts = {
        key: " ".join(speak(one, words) for one in said[key]) if said.get(key) else words.free(held.get(key))
        for key in ("reason_no_route", "note")
    }
    dated = held.get("dated") or {}
    if texts["reason_no_route"] and dated.get("earliest") and not said.get("reason_no_route"):
        texts["reason_no_route"] = note_of(dated, words)
    routes = {
        key: [_route(one, words) for one in held.get(key) or []] for key in ("alternatives", "corridors")
    }
    return {**held, **texts, **routes}


def _route(held: Json, words: Words) -> Json:
    """Translate the places of a route."""
    legs = [
        {**leg, "from": words.place(leg["from"]), "to": words.place(leg["to"]), "name": _leg_name(leg, words)}
        for leg in held["legs"]
    ]
    return {**held, "via": [words.place(name) for name in held["via"]], "legs": legs}


def _leg_name(leg: Mapping[str, Any], words: Words) -> str:
    """Translate the two places of a border and the rules of a rest; names of services stay."""
    name = leg["name"] or ""
    if leg["kind"] == "rest":
        return words.code("rules", name) if name in TERMS["rules"] else str(name)
    for dash in DASHES:
        if leg["kind"] == "border" and dash in name:
            return " – ".join(words.place(part) for part in name.split(dash))
    return str(name)
