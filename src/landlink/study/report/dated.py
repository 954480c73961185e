"""Dates of a question: when the goods are ready, leave, arrive, and how much time is to spare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.catalogue import SOURCE
from landlink.study.said import DAYS_FROM_H
from landlink.study.slack import slack_h

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landlink.study.report.model import Json, Outcome, Row
    from landlink.study.report.text import Words

SHORTEST_GAP_H = 0.05


def dates(shipment: Mapping[str, Any], outcome: Outcome, words: Words) -> Json | None:
    """Return what a question's section says about dates, or nothing where it has none.

    Returns
    -------
    dict or None
        ``facts``, pairs of term and moment; ``rows``, a row's departure, arrival and slack; ``note``.
    """
    held = outcome.raw.get("dated") or {}
    ready = held.get("ready") or shipment.get("ready")
    rows = [_arrival(row, held, shipment, words) for row in outcome.rows if row.route.get("arrives")]
    if not ready and not rows:
        return None
    deadline = held.get("deadline") or shipment.get("deadline")
    facts = [(words("Goods ready"), words.num.moment(ready, year=True))]
    if deadline:
        facts.append((words("Deadline"), words.num.moment(deadline, year=True)))
    if held.get("latest_ready"):
        facts.append(
            (words("Latest ready for the deadline"), words.num.moment(held["latest_ready"], year=True))
        )
    if held.get("earliest"):
        facts.append((words("Earliest possible arrival"), words.num.moment(held["earliest"], year=True)))
    rules = ", ".join(words.code("rules", rule) for rule in held.get("rules") or shipment.get("rules") or [])
    if rules:
        facts.append((words("Rules kept"), rules))
    return {
        "facts": facts,
        "rows": rows,
        "deadline": bool(deadline),
        "note": note_of(held, words) if outcome.rows else "",
    }


def note_of(held: Mapping[str, Any], words: Words) -> str:
    """Return the note of a search with dates; a missed deadline is told in every language."""
    if held.get("earliest") and words.language != SOURCE:
        moment = words.num.moment(held["earliest"])
        return words("The deadline cannot be met: the earliest possible arrival is {moment}.", moment=moment)
    return words.free(held.get("note"))


def with_waits(route: Mapping[str, Any]) -> list[Json]:
    """Return a route's legs, with a wait wherever the clock stands between one leg and the next.

    Examples
    --------
    >>> one = {"kind": "move", "starts_at": "2026-03-04T08:00+00:00", "ends_at": "2026-03-04T10:00+00:00",
    ...        "time_h": 2.0, "to": "Aktau", "to_id": "aktau", "mode": "rail"}
    >>> other = {**one, "starts_at": "2026-03-04T15:00+00:00", "ends_at": "2026-03-04T16:00+00:00"}
    >>> [(leg["kind"], leg["time_h"]) for leg in with_waits({"legs": [one, other]})][1]
    ('wait', 5.0)
    """
    legs: list[Json] = []
    for leg in route["legs"]:
        gap = slack_h(legs[-1].get("ends_at"), leg.get("starts_at")) if legs else None
        if gap is not None and gap > SHORTEST_GAP_H:
            legs.append(_wait(legs[-1], leg, gap))
        legs.append(dict(leg))
    return legs


def _wait(before: Json, after: Mapping[str, Any], gap: float) -> Json:
    """Return the wait between two legs."""
    here = {
        "from": before["to"],
        "from_id": before.get("to_id"),
        "to": before["to"],
        "to_id": before.get("to_id"),
    }
    nothing = dict.fromkeys(("distance_km", "time_sd_h", "cost_usd", "co2e_kg"), 0.0)
    span = {"starts_at": before["ends_at"], "ends_at": after["starts_at"], "time_h": gap}
    rests = {"sources": [], "quality": "", "unverified": False, "countries": before.get("countries") or []}
    return {**here, **nothing, **span, **rests, "mode": after["mode"], "kind": "wait", "name": ""}


def _arrival(row: Row, held: Mapping[str, Any], shipment: Mapping[str, Any], words: Words) -> Json:
    """Say when a route leaves and arrives, and how that stands to the deadline."""
    route = row.route
    slack = slack_h(route["arrives"], held.get("deadline") or shipment.get("deadline"))
    return {
        "row": row,
        "departs": words.num.moment(route.get("departs")),
        "arrives": words.num.moment(route["arrives"]),
        "late": slack is not None and slack < 0,
        "slack": "" if slack is None else spare(slack, words),
    }


def span(hours: float, words: Words) -> str:
    """Return a span of time in hours, or in days where it is long.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> span(30, Words.of("en")), span(123, Words.of("en"))
    ('30 h', '5.1 days')
    """
    if abs(hours) < DAYS_FROM_H:
        return words("{hours} h", hours=words.num.hours(hours))
    return words("{days} days", days=words.num.days(hours))


def spare(slack: float, words: Words) -> str:
    """Say how much time is to spare, or missing.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> spare(-3, Words.of("en")), spare(72, Words.of("en"))
    ('3.0 h late', '3.0 days to spare')
    """
    if abs(slack) < DAYS_FROM_H:
        shown = words.num.hours(abs(slack))
        return words("{hours} h late", hours=shown) if slack < 0 else words("{hours} h to spare", hours=shown)
    shown = words.num.days(abs(slack))
    return words("{days} days late", days=shown) if slack < 0 else words("{days} days to spare", days=shown)
