"""Say in plain sentences what the figures say: the answer to each question, and what scenarios change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.dated import spare
from landlink.study.report.model import Outcome, Question, Row, path_of, rerouting, same_path
from landlink.study.report.simulation import chance as chance_of
from landlink.study.said import message
from landlink.study.slack import slack_h

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from landlink.study.report.text import Words

NOTICED_HOURS = 1.2
"""A change of less than a twentieth of a day is not worth a sentence."""

NOTICED_SHARE = 0.005
MOST_OTHERS = 3
MEASURES = (
    ("time_h", message("{label} takes {days} days longer"), message("{label} takes {days} days less")),
    ("cost_usd", message("{label} costs {usd} USD more"), message("{label} costs {usd} USD less")),
)
EMISSIONS = (
    "co2e_kg",
    message("{label} emits {kg} kg CO₂e more"),
    message("{label} emits {kg} kg CO₂e less"),
)
MEASURES_OF = {"cheapest": MEASURES[1:], "cleanest": (EMISSIONS,), "fastest": MEASURES[:1]}
"""What a sentence says about a route: the measure it is best at, else time before price."""

MOST_VIA = 4
NOTHING = message("<b>{scenario}</b>: no change here.")
STILL = message("<b>{scenario}</b>: no route either. {reason}")
CUT = message("<b>{scenario}</b>: no route is left. {reason}")
APPEARS = message("<b>{scenario}</b>: a route where there was none, {days} days, about {usd} USD.")
NO_ROUTE = message("Between {origin} and {destination} there is no route: {reason}")
TOO_LATE = message("Between {origin} and {destination} no route arrives in time. {reason}")
ARRIVES = message("Earliest arrival: <b>{moment}</b>.")
ARRIVES_SPARING = message("Earliest arrival: <b>{moment}</b> ({spare}).")
LATEST = message("To meet the deadline the goods must be ready by <b>{moment}</b>.")
CHANCE = message("Delays counted in, it arrives in time in {chance} of all cases.")
SAME_FASTEST = message("<b>{scenario}</b>: the fastest route stays as it is{others}.")
SAME_LABEL = message(
    "<b>{scenario}</b>: the fastest route then takes {total} days ({days}) and costs about {price} USD "
    "({usd}){by}.{also}"
)
NEW_FASTEST = message(
    "<b>{scenario}</b>: {label} becomes the fastest at {total} days ({days}) and about {price} USD "
    "({usd}).{also}"
)
CUT_FASTEST = message(
    "<b>{scenario}</b>: {other} is cut; {label} becomes the fastest at {total} days ({days}) and about "
    "{price} USD ({usd}).{also}"
)
DETOUR = (
    (message("now by way of {via}"), "new_via", "via"),
    (message("no longer by {via}"), "lost_via", "via"),
    (message("enters {countries}"), "new_countries", "countries"),
    (message("leaves out {countries}"), "lost_countries", "countries"),
)
SENTENCES = {
    "one": (
        message(
            "Between {origin} and {destination} one route was found: {days} days, about {usd} USD and "
            "{kg} kg CO₂e{by}."
        ),
        message(
            "Between {origin} and {destination} one route was found, <b>{label}</b>: {days} days, about "
            "{usd} USD and {kg} kg CO₂e{by}."
        ),
    ),
    "first": (
        message(
            "Between {origin} and {destination} the <b>{best}</b> route takes {days} days for about "
            "{usd} USD{by}."
        ),
        message(
            "Between {origin} and {destination} <b>{label}</b> is the {best}: {days} days for about "
            "{usd} USD{by}."
        ),
    ),
    "cheaper": (
        message(
            "The <b>{best}</b> route costs about {usd} USD, {percent} less, but takes {days} days longer{by}."
        ),
        message("<b>{label}</b> is the {best}: about {usd} USD, {percent} less, but {days} days longer."),
    ),
    "cleaner": (
        message("The <b>{best}</b> route emits {kg} kg CO₂e, {percent} less than the fastest{by}."),
        message("<b>{label}</b> is the {best}: {kg} kg CO₂e, {percent} less than the fastest."),
    ),
}
"""Sentences about a route: as the best of its kind, and by its name."""


def answer(question: Question, words: Words) -> list[Markup]:
    """Answer a question from its base scenario in a few sentences."""
    outcome, ship = question.base, question.shipment
    ends = {"origin": ship["origin"], "destination": ship["destination"]}
    fast, cheap, clean = (outcome.best(m) for m in ("time_h", "cost_usd", "co2e_kg"))
    if fast is None or cheap is None or clean is None:
        text = TOO_LATE if _is_late(outcome) else NO_ROUTE
        return [words.html(text, reason=_reason(outcome, words), **ends)]
    wins = {"fastest": fast, "cheapest": cheap, "cleanest": clean}
    arrival = _arrival(fast, outcome, ship, words)
    if len(outcome.rows) == 1:
        return [_sentence("one", fast, words, **ends), *arrival]
    told = [_sentence("first", fast, words, best=_titles(wins, fast, words), **ends), *arrival]
    named = corridors(outcome, words)
    if len(named) > 1:
        items = [
            words.html("<b>{label}</b> {days} days, about {usd} USD", label=row.title, **_figures(row, words))
            for row in named
        ]
        told.append(words.html("By corridor: {list}.", list=items[0].__class__("; ").join(items)))
    if cheap is not fast:
        less = _less(cheap, fast, "cost_usd", words)
        later = words.num.days(cheap.route["time_h"] - fast.route["time_h"])
        best = _titles(wins, cheap, words)
        told.append(_sentence("cheaper", cheap, words, best=best, percent=less, days=later))
    if clean is not fast and clean is not cheap:
        less = _less(clean, fast, "co2e_kg", words)
        told.append(_sentence("cleaner", clean, words, best=_titles(wins, clean, words), percent=less))
    return told


def arrives(question: Question) -> bool:
    """Tell whether a question's routes have dates; the second sentence of its answer is about them."""
    return any(row.route.get("arrives") for row in question.base.rows)


def _is_late(outcome: Outcome) -> bool:
    """Tell whether there is a way, but none that meets the deadline."""
    return bool((outcome.raw.get("dated") or {}).get("earliest"))


def _arrival(row: Row, outcome: Outcome, ship: dict[str, Any], words: Words) -> list[Markup]:
    """Say when the quickest route of a dated question arrives, and when to be ready at the latest."""
    held = outcome.raw.get("dated") or {}
    at = row.route.get("arrives")
    if not at:
        return []
    slack = slack_h(at, held.get("deadline") or ship.get("deadline"))
    moment = words.num.moment(at)
    told = [words.html(ARRIVES, moment=moment)]
    if slack is not None:
        told = [words.html(ARRIVES_SPARING, moment=moment, spare=spare(slack, words))]
    if held.get("latest_ready"):
        told.append(words.html(LATEST, moment=words.num.moment(held["latest_ready"])))
    chance = (row.route.get("simulation") or {}).get("deadline_chance")
    if chance is not None:
        told.append(words.html(CHANCE, chance=chance_of(chance, words)))
    return [told[0].__class__(" ").join(told)]


def corridors(outcome: Outcome, words: Words) -> list[Row]:
    """Return the routes that have a name of their own."""
    return [row for row in outcome.rows if not words.criterion(row.label)]


def scenario_sentences(question: Question, words: Words) -> list[Markup]:
    """Say what each further scenario changes for a question.

    Scenarios of which the same is to be said share a sentence; those that change nothing come last.
    """
    said: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    for outcome in question.outcomes[1:]:
        key, values = _scenario_facts(question.base, outcome, words)
        said.setdefault((key, tuple(sorted(values.items()))), []).append(outcome.scenario["title"])
    last = sorted(said.items(), key=lambda item: item[0][0] == NOTHING)
    return [words.html(key, scenario=", ".join(names), **dict(values)) for (key, values), names in last]


def comparison(question: Question, words: Words) -> list[dict[str, Any]]:
    """Compare each label's route with the same label's route under each further scenario.

    Scenarios that change no route are left out; :func:`unaffected` names them.

    Returns
    -------
    list of dict
        One entry per label or group of labels with the same fate, with a cell per scenario.
    """
    further = affected(question)
    entries: dict[tuple[Any, ...], dict[str, Any]] = {}
    for key in _all_keys(question):
        before = question.base.row_of(key)
        after = [outcome.row_of(key) for outcome in further]
        group = (id(before) if before else None, *(id(row) if row else None for row in after))
        entry = entries.setdefault(
            group,
            {
                "row": before or next(row for row in after if row),
                "labels": [],
                "cells": [
                    _cell(before, row, outcome, words) for row, outcome in zip(after, further, strict=True)
                ],
            },
        )
        entry["labels"].append(words.label(key))
    return list(entries.values())


def affected(question: Question) -> list[Outcome]:
    """Return the outcomes of further scenarios that differ from the base scenario's."""
    return [outcome for outcome in question.outcomes[1:] if not same_outcome(question.base, outcome)]


def unaffected(question: Question) -> list[str]:
    """Return the titles of the scenarios that change nothing for a question."""
    same = (outcome for outcome in question.outcomes[1:] if same_outcome(question.base, outcome))
    return [outcome.scenario["title"] for outcome in same]


def same_outcome(one: Outcome, other: Outcome) -> bool:
    """Tell whether two scenarios come to the same routes and figures for a question.

    Examples
    --------
    >>> same_outcome(Outcome({"id": "a"}, (), {}), Outcome({"id": "b"}, (), {}))
    True
    """

    def print_of(outcome: Outcome) -> list[Any]:
        measures = ("time_h", "time_p20_h", "time_p80_h", "cost_usd", "co2e_kg")
        return [
            (row.letter, row.tags, path_of(row.route), *(row.route[m] for m in measures))
            for row in outcome.rows
        ]

    reasons = [None if outcome.rows else outcome.reason for outcome in (one, other)]
    return print_of(one) == print_of(other) and reasons[0] == reasons[1]


def _reason(outcome: Outcome, words: Words) -> str:
    """Return why there is no route."""
    return outcome.reason or words("nothing in the network connects the two places for this cargo.")


def _figures(row: Row, words: Words) -> dict[str, str]:
    """Return a route's figures, rounded for a sentence."""
    num = words.num
    return {
        "days": num.days(row.route["time_h"]),
        "usd": num.about(row.route["cost_usd"]),
        "kg": num.about(row.route["co2e_kg"]),
    }


def _by(row: Row, words: Words) -> str:
    """Return ``, by way of ...`` with a few of a route's hubs."""
    via = row.route["via"]
    if len(via) > MOST_VIA:
        picks = [round(i * (len(via) - 1) / (MOST_VIA - 1)) for i in range(MOST_VIA)]
        via = [via[i] for i in picks]
    return words(", by way of {via}", via=words.series(via)) if via else ""


def _sentence(key: str, row: Row, words: Words, **values: str) -> Markup:
    """Say a sentence about a route: with its name, or as the best of its kind where it has none."""
    text = SENTENCES[key][not words.criterion(row.label)]
    facts = {"label": row.title, "by": _by(row, words), **_figures(row, words), **values}
    return words.html(text, **facts)


def _titles(wins: dict[str, Row], row: Row, words: Words) -> str:
    """Return ``fastest and cleanest`` and the like."""
    kind = "the ... route" if words.criterion(row.label) else "... is the"
    return words.series(words.code(kind, key) for key, best in wins.items() if best is row)


def _less(row: Row, other: Row, measure: str, words: Words) -> str:
    """Return by what share a route undercuts another."""
    whole = other.route[measure]
    return words.num.share(1 - row.route[measure] / whole if whole else 0.0)


def _naming(row: Row, words: Words) -> str:
    """Return what a sentence calls a route."""
    if words.criterion(row.label):
        return words("the {label} route", label=words.code("the ... route", row.label))
    return words.term("a named route in a sentence", "{label}", label=row.title)


def brief(row: Row, words: Words) -> str:
    """Return a route's name, or the hubs it passes where it is only the best of its kind."""
    if not words.criterion(row.label):
        return row.title
    via = row.route["via"]
    picks = via if len(via) <= 2 else [via[0], via[-1]]
    return words("by {via}", via=words.series(picks)) if picks else ""


def _scenario_facts(base: Outcome, outcome: Outcome, words: Words) -> tuple[str, dict[str, str]]:
    """Choose the sentence about one scenario, with what it says."""
    before, after = base.best("time_h"), outcome.best("time_h")
    if after is None:
        reason = {"reason": _reason(outcome, words)}
        if before is None:
            if same_outcome(base, outcome):
                return NOTHING, {}
            return (CUT if _is_late(base) and not _is_late(outcome) else STILL), reason
        return CUT, reason
    if before is None:
        return APPEARS, _figures(after, words)
    if _unchanged(before.route, after.route):
        others = _others(base.rows, outcome, words)
        tail = words(", but {list}", list=words.series(others)) if others else ""
        return (SAME_FASTEST, {"others": tail}) if others else (NOTHING, {})
    key = NEW_FASTEST
    if words.criterion(before.label) and words.criterion(after.label):
        key = SAME_LABEL
    elif outcome.row_of(before.label) is None:
        key = CUT_FASTEST
    named = [row for row in base.rows if row is not before and not words.criterion(row.label)]
    others = _others(named, outcome, words)
    return key, {
        "label": _naming(after, words), "other": _naming(before, words), "by": _by(after, words),
        "total": words.num.days(after.route["time_h"]), "price": words.num.about(after.route["cost_usd"]),
        "days": words.num.change_days(after.route["time_h"] - before.route["time_h"]),
        "usd": words.num.change(after.route["cost_usd"] - before.route["cost_usd"]),
        "also": words(" Also: {list}.", list=words.series(others)) if others else "",
    }  # fmt: skip


def _others(rows: Iterable[Row], outcome: Outcome, words: Words) -> list[str]:
    """Say what happens to some routes of the base scenario."""
    said = []
    for row in rows:
        found = outcome.row_of(row.label)
        if found is None:
            if not words.criterion(row.label):
                said.append(words("{label} is cut", label=_naming(row, words)))
            continue
        for measure, more, less in MEASURES_OF.get(row.label, MEASURES):
            change = found.route[measure] - row.route[measure]
            floor = NOTICED_HOURS if measure == "time_h" else NOTICED_SHARE * row.route[measure]
            if abs(change) > floor:
                shown = {"days": words.num.days(abs(change)), "usd": words.num.about(abs(change))}
                shown["kg"] = shown["usd"]
                said.append(words(more if change > 0 else less, label=_naming(row, words), **shown))
                break
    return said[:MOST_OTHERS]


def _all_keys(question: Question) -> list[str]:
    """Return every label of a question, the base scenario's first."""
    rows = [row for outcome in question.outcomes for row in outcome.rows]
    return list(dict.fromkeys(key for row in rows for key in row.keys))


def _cell(before: Row | None, after: Row | None, outcome: Outcome, words: Words) -> dict[str, Any]:
    """Describe one route under one scenario."""
    if after is None:
        listed = outcome.rows and before is not None and words.criterion(before.label)
        gone = words("not listed in this scenario") if listed else words("No route")
        return {"state": "none", "text": gone, "reason": "" if outcome.rows else _reason(outcome, words)}
    if before is None:
        return {"state": "new", "text": words("only in this scenario"), "row": after}
    num = words.num
    one, other = before.route, after.route
    if _unchanged(one, other):
        return {"state": "same", "text": words("no change"), "row": after, "reason": ""}
    deltas = (
        (num.change_days(other["time_h"] - one["time_h"]), words("days")),
        (num.change(other["cost_usd"] - one["cost_usd"]), words("USD")),
        (num.change(other["co2e_kg"] - one["co2e_kg"]), words("kg CO₂e")),
    )
    changed = [f"{delta} {unit}" for delta, unit in deltas if any(c in "123456789" for c in delta)]
    return {
        "state": "changed",
        "row": after,
        "deltas": changed or [words("same figures")],
        "text": _detour(one, other, words),
    }


def _unchanged(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two routes go the same way at the same time and price."""
    close = all(abs(one[m] - other[m]) < 0.01 for m in ("time_h", "cost_usd", "co2e_kg"))
    return close and same_path(one, other)


def _detour(one: dict[str, Any], other: dict[str, Any], words: Words) -> str:
    """Describe in words how a route has moved."""
    if same_path(one, other):
        return words("same route")
    moved = rerouting(one, other)
    parts = []
    for text, group, field in DETOUR:
        if moved[group]:
            items = map(words.country, moved[group]) if field == "countries" else moved[group]
            parts.append(words(text, **{field: words.series(items)}))
    return "; ".join(parts) or words("another way through the same places")
