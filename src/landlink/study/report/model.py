"""Sort a study's results into what the page shows: rows with letters, colours and matches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from landlink.study.report.dated import with_waits

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from landlink.study.report.text import Words

Json = dict[str, Any]

PALETTE_SIZE = 12
RESERVED = (
    *("northern", "middle", "southern", "sea"),
    *("fastest", "cheapest", "cleanest", "most reliable", "balanced"),
)
"""Labels that keep one colour in every report, in palette order."""

KIND_GROUPS = {
    "move": "move",
    "border": "border",
    "gauge_change": "transfer",
    "transhipment": "transfer",
    "wait": "wait",
    "rest": "wait",
    "load": "handling",
    "unload": "handling",
}
KINDS = ("move", "border", "transfer", "wait", "handling")


@dataclass(frozen=True)
class Row:
    """One route of a table, with everything that names it on the page."""

    letter: str
    label: str
    title: str
    tags: tuple[str, ...]
    keys: tuple[str, ...]
    colour: int
    route: Json

    @property
    def name(self) -> str:
        """Letter and title together."""
        return f"{self.letter} {self.title}"


@dataclass(frozen=True)
class Outcome:
    """The routes of a shipment in one scenario."""

    scenario: Json
    rows: tuple[Row, ...]
    raw: Json

    @property
    def reason(self) -> str | None:
        """Why there is no route, where the run said so."""
        reason = self.raw.get("reason_no_route")
        return str(reason) if reason else None

    def best(self, measure: str) -> Row | None:
        """Return the first row with the least of a measure."""
        return min(self.rows, key=lambda row: row.route[measure], default=None)

    def row_of(self, key: str) -> Row | None:
        """Return the row that carries a label."""
        return next((row for row in self.rows if key in row.keys), None)


@dataclass(frozen=True)
class Question:
    """A shipment with its outcomes, the base scenario first."""

    number: int
    anchor: str
    shipment: Json
    outcomes: tuple[Outcome, ...]

    @property
    def base(self) -> Outcome:
        """The outcome under the first scenario."""
        return self.outcomes[0]

    @property
    def any_rows(self) -> bool:
        """Whether any scenario has a route."""
        return any(outcome.rows for outcome in self.outcomes)

    @property
    def letters(self) -> list[Row]:
        """Each letter's first row, over all scenarios."""
        seen: dict[str, Row] = {}
        for outcome in self.outcomes:
            for row in outcome.rows:
                seen.setdefault(row.letter, row)
        return [seen[letter] for letter in sorted(seen, key=lambda x: (len(x), x))]


@dataclass
class Colours:
    """Give each label one colour for the whole report.

    Examples
    --------
    >>> colours = Colours()
    >>> [colours.of(label) for label in ("Northern", "Middle", "by Baku", "Northern")]
    [1, 2, 10, 1]
    """

    given: dict[str, int] = field(default_factory=dict)

    def of(self, label: str) -> int:
        """Return a label's colour number, from 1."""
        if label not in self.given:
            used = set(self.given.values())
            spare = [*range(len(RESERVED) + 1, PALETTE_SIZE + 1), *range(len(RESERVED), 0, -1)]
            free = [n for n in spare if n not in used]
            wish = RESERVED.index(label.lower()) + 1 if label.lower() in RESERVED else 0
            fallback = free[0] if free else len(self.given) % PALETTE_SIZE + 1
            self.given[label] = wish or fallback
        return self.given[label]


def build_questions(results: Mapping[str, Any], words: Words) -> list[Question]:
    """Turn the shipments of a result into questions with lettered, coloured rows.

    A shipment has an outcome for each scenario that it was run under; the first one is always
    there, as the others are compared with it.
    """
    colours = Colours()
    questions = []
    for number, shipment in enumerate(results["shipments"], start=1):
        by_scenario = {item["scenario"]: item for item in shipment["results"]}
        letters: dict[str, str] = {}
        outcomes = [
            _outcome(scenario, by_scenario.get(scenario["id"], {}), letters, colours, words)
            for place, scenario in enumerate(results["scenarios"])
            if place == 0 or scenario["id"] in by_scenario
        ]
        questions.append(Question(number, f"q{number}", shipment, tuple(outcomes)))
    return questions


def merge_routes(corridors: Iterable[Json], alternatives: Iterable[Json]) -> list[tuple[Json, list[str]]]:
    """Join routes that are the same, so that each is drawn and listed once.

    Examples
    --------
    >>> north = {"label": "Northern", "labels": ["Northern"], "time_h": 1, "cost_usd": 2, "legs": []}
    >>> fast = dict(north, label="fastest", labels=["fastest", "balanced"])
    >>> [keys for _, keys in merge_routes([north], [fast])]
    [['Northern', 'fastest', 'balanced']]
    """
    merged: dict[tuple[Any, ...], list[Json]] = {}
    for route in [*corridors, *alternatives]:
        merged.setdefault(_identity(route), []).append(route)
    return [(_whole(same), _keys(same)) for same in merged.values()]


def _whole(same: Sequence[Json]) -> Json:
    """Return the first of routes that are the same, with the simulation that any of them has."""
    simulated = next((route for route in same if route.get("simulation")), None)
    return same[0] if simulated is None else {**same[0], "simulation": simulated["simulation"]}


def _keys(same: Sequence[Json]) -> list[str]:
    """Return every label that routes which are the same go by."""
    return list(dict.fromkeys(key for one in same for key in (one["label"], *(one.get("labels") or []))))


def letter_of(position: int) -> str:
    """Return A, B, ..., Z, AA, AB, ... for 0, 1, ...

    Examples
    --------
    >>> letter_of(0), letter_of(25), letter_of(26)
    ('A', 'Z', 'AA')
    """
    head, last = divmod(position, 26)
    return (letter_of(head - 1) if head else "") + chr(ord("A") + last)


def sums_by_kind(route: Mapping[str, Any], measure: str) -> dict[str, float]:
    """Add up a measure of a route's legs by group of operations.

    Examples
    --------
    >>> legs = [{"kind": "load", "time_h": 3.0}, {"kind": "unload", "time_h": 2.0}]
    >>> sums_by_kind({"legs": legs}, "time_h")["handling"]
    5.0
    """
    sums = dict.fromkeys(KINDS, 0.0)
    for leg in with_waits(route) if measure == "time_h" else route["legs"]:
        sums[KIND_GROUPS.get(leg["kind"], "transfer")] += float(leg[measure] or 0.0)
    return sums


def rerouting(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[str]]:
    """Tell which hubs and countries a route gained and lost.

    Examples
    --------
    >>> old = {"via": ["Brest"], "countries": ["CN", "BY"]}
    >>> rerouting(old, {"via": ["Baku"], "countries": ["CN", "AZ"]})["lost_via"]
    ['Brest']
    """
    return {
        f"{word}_{name}": [item for item in one[name] if item not in other[name]]
        for word, one, other in (("new", after, before), ("lost", before, after))
        for name in ("via", "countries")
    }


def same_path(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether two routes go the same way by the same modes."""
    return path_of(one) == path_of(other)


def path_of(route: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the places and modes a route moves through."""
    moves = [leg for leg in route["legs"] if leg["kind"] == "move"]
    return tuple((leg["from_id"], leg["to_id"], leg["mode"]) for leg in moves)


def _identity(route: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what makes two listed routes one: the way, the time and the price."""
    return (*path_of(route), round(route["time_h"], 3), round(route["cost_usd"], 2))


def _outcome(scenario: Json, raw: Json, letters: dict[str, str], colours: Colours, words: Words) -> Outcome:
    """Name and colour the routes of one scenario."""
    rows, taken = [], set()
    for route, keys in merge_routes(raw.get("corridors") or [], raw.get("alternatives") or []):
        label = next((k for k in keys if k not in taken), keys[0])
        base, copies = label, 1
        while label in taken:
            copies += 1
            label = f"{base} ({copies})"
        taken.add(label)
        letter = letters.setdefault(label, letter_of(len(letters)))
        tags = tuple(words.label(k) for k in keys if k not in {label, base})
        title = words.label(base) if label == base else f"{words.label(base)} ({copies})"
        rows.append(Row(letter, label, title, tags, tuple(keys), colours.of(label), route))
    return Outcome(scenario, tuple(rows), raw)
