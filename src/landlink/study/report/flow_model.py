"""The results of flows as the report reads them: scenarios, names of places, borders pooled by direction."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from landlink.study.report.text import Words

Json = dict[str, Any]
DASHES = (" - ", " – ")
LEAST_NOISE_T = 1.0


@dataclass(frozen=True)
class Scenario:
    """Flows of a scenario with their comparison against the base."""

    id: str
    title: str
    changes: list[Json]
    flows: Json
    compare: Json
    base: Json

    @property
    def noise_t(self) -> float:
        """Tonnes a year below which a difference may come from where the assignment stopped."""
        return max(_noise(self.base), _noise(self.flows))


@dataclass(frozen=True)
class FlowStudy:
    """The flows of a study.

    Attributes
    ----------
    base
        As :meth:`landlink.flows.results.Flows.as_dict` returns it.
    title
        What the base is called.
    scenarios
    links
        Rows with the key, mode, ends and coordinates of every link that is used.
    names
        Names of places by key, where they are known.
    """

    base: Json
    title: str
    scenarios: list[Scenario]
    links: list[Json]
    names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def by_link(self) -> dict[str, Json]:
        """Rows of links by key."""
        return {row["id"]: row for row in self.links}

    @property
    def noise_t(self) -> float:
        """Tonnes a year below which a difference may come from where the assignment stopped."""
        return _noise(self.base)

    def place(self, key: str, words: Words) -> str:
        """Return the name of a place in the reader's language, made of its key where it is not known."""
        return words.place(self.names.get(key) or key.replace("-", " ").title())

    def link_name(self, key: str, words: Words, *, backward: bool = False) -> str:
        """Return a link by its two ends, in the order of travel."""
        row = self.by_link.get(key)
        if row is None:
            return key
        ends = [self.place(row[end], words) for end in ("from", "to")]
        return " – ".join(ends[:: -1 if backward else 1])

    def pooled_crossings(self) -> list[Json]:
        """Return the crossings of the base with both directions together, busiest first."""
        return pooled(self.base["crossings"], ("capacity_t_year", "tonnes_year", "teu_year"))

    def pooled_changes(self, scenario: Scenario) -> list[Json]:
        """Return what crossings gain or lose, both directions together, greatest first."""
        link = {row["id"]: row["link"] for held in (self.base, scenario.flows) for row in held["crossings"]}
        rows = [{**row, "link": link.get(row["id"], row["id"])} for row in scenario.compare["crossings"]]
        found = pooled(rows, ("base_t_year", "scenario_t_year", "difference_t_year"))
        return sorted(found, key=lambda row: -abs(row["difference_t_year"]))

    def bottleneck_name(self, row: Mapping[str, Any], words: Words) -> str:
        """Return what is full in words: a service with its hop, a crossing, a terminal, a line."""
        if row["what"] == "service":
            held = next((one for one in self.base["services"] if one["id"] == row["id"]), None)
            name = str(held["name"]) if held else str(row["id"])
            backward = row["direction"] == "backward"
            return f"{name}, {self.link_name(row['hop'], words, backward=backward)}" if row["hop"] else name
        if row["what"] == "crossing":
            held = next((one for one in self.base["crossings"] if one["id"] == row["id"]), None)
            return crossing_name(held["name"] if held else row["id"], words)
        if row["what"] == "terminal":
            node, _, operation = str(row["id"]).partition(":")
            done = words.code("operation", operation) if operation else ""
            return ", ".join(part for part in (self.place(node, words), done) if part)
        return self.link_name(row["id"], words)


def flow_study(results: Mapping[str, Any]) -> FlowStudy | None:
    """Return the flows of results; nothing where the study asked for none."""
    held = results.get("flows") or []
    base = next((one["flows"] for one in held if not one.get("compare")), None)
    if not base:
        return None
    known = {one["id"]: one for one in results.get("scenarios") or []}
    first = next(one["scenario"] for one in held if not one.get("compare"))
    scenarios = [
        Scenario(
            one["scenario"], known.get(one["scenario"], {}).get("title", one["scenario"]),
            list(known.get(one["scenario"], {}).get("changes") or []), one["flows"], one["compare"], base,
        )
        for one in held
        if one.get("compare")
    ]  # fmt: skip
    links = list(results.get("flow_links") or [])
    names = {row["id"]: row["name"] for one in held for row in one["flows"]["hubs"]}
    names |= {
        row[end]: row[f"{end}_name"] for row in links for end in ("from", "to") if row.get(f"{end}_name")
    }
    return FlowStudy(base, known.get(first, {}).get("title", first), scenarios, links, names)


def pooled(rows: Iterable[Mapping[str, Any]], sums: Iterable[str]) -> list[Json]:
    """Return crossings of one link as one row; the name is that of the first direction listed.

    Examples
    --------
    >>> rows = [{"link": "a", "name": "X - Y", "t": 2.0}, {"link": "a", "name": "Y - X", "t": 1.0}]
    >>> pooled(rows, ["t"])
    [{'link': 'a', 'name': 'X - Y', 't': 3.0}]
    """
    found: dict[str, Json] = {}
    names = list(sums)
    for row in rows:
        one = found.setdefault(row["link"], {**row, **dict.fromkeys(names, 0.0)})
        for name in names:
            one[name] += row[name] or 0.0
    return list(found.values())


def crossing_name(name: str, words: Words) -> str:
    """Return the two places of a crossing in the reader's language."""
    for dash in DASHES:
        if dash in name:
            return " – ".join(words.place(part) for part in name.split(dash))
    return words.place(name)


def moves_of(scenario: Scenario) -> tuple[list[Json], list[Json], float]:
    """Return the corridors that lose and gain, greatest first, and what is too small to tell."""
    noise = scenario.noise_t
    rows = sorted(scenario.compare["corridors"], key=lambda row: -abs(row["difference_t_year"]))
    told = [row for row in rows if abs(row["difference_t_year"]) > noise]
    lost = [row for row in told if row["difference_t_year"] < 0]
    return lost, [row for row in told if row["difference_t_year"] > 0], noise


def _noise(flows: Mapping[str, Any]) -> float:
    summary = flows["summary"]
    return max(LEAST_NOISE_T, float(summary["gap"] or 0.0) * float(summary["carried_t_year"]))
