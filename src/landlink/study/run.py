"""From a study to its results: every shipment under every scenario, as plain data."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from landlink import __version__
from landlink.study.facts import assumption_facts, network_facts, source_facts, used_sources
from landlink.study.problems import StudyError, StudyProblem
from landlink.study.reasons import Missing
from landlink.study.search import BALANCED, Workbench, cargo_facts, found_alternatives, found_corridor
from landlink.study.study_file import BASE
from landlink.study.validation.of_study import validation_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from landlink.network import Network
    from landlink.study.load import Study
    from landlink.study.study_file import ShipmentEntry

    Progress: TypeAlias = Callable[[int, int, str], None]

TODAY = "Today"
"""Title of the base scenario."""

HASH_LENGTH = 16
"""Digits of the study's hash that results carry; the manifest has all."""


def run_study(study: Study, progress: Progress | None = None) -> dict[str, Any]:
    r"""Run every shipment under every scenario.

    The same study gives the same results, but for ``generated_at``.

    Parameters
    ----------
    study : Study
    progress : callable, optional
        Called before each step with its number from 1, the number of steps, and what it is.

    Returns
    -------
    dict
        Plain values, ready for JSON and for :func:`landlink.study.report.render`.

    Raises
    ------
    StudyError
        If a change of a scenario does not fit the network.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.study.load import load_study
    >>> text = "title: One\nshipments: [{id: one, from: Almaty, to: Aktau}]\nanalyses: {criteria: [time]}"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "study.yaml"
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     results = run_study(load_study(file))
    >>> results["shipments"][0]["results"][0]["alternatives"][0]["labels"]
    ['fastest', 'balanced']
    """
    networks = _networks(study)
    tell = _Steps(study, progress)
    shipments = [_shipment(entry) for entry in study.spec.shipments]
    places: dict[str, int] = {}  # the same rows wherever the places are the same
    for scenario in study.scenarios:
        network = networks.pop(scenario)
        bench = Workbench(network, places=places if network.nodes is study.network.nodes else {})
        for entry, shipment in zip(study.spec.shipments, shipments, strict=True):
            if not shipment["cargo"]:
                shipment["cargo"] = cargo_facts(bench, entry)
            if scenario in _scenarios_of(study, entry):
                shipment["results"].append(_outcome(study, entry, scenario, bench, tell))
    return _results(study, shipments)


class _Steps:
    """Counts the searches and says what each is for."""

    def __init__(self, study: Study, progress: Progress | None) -> None:
        runs = (len(_scenarios_of(study, one)) * (1 + len(one.corridors)) for one in study.spec.shipments)
        self.total, self.step, self.progress = sum(runs), 0, progress

    def __call__(self, text: str) -> None:
        self.step += 1
        if self.progress is not None:
            self.progress(self.step, self.total, text)


def _networks(study: Study) -> dict[str, Network]:
    """Return the network of each scenario, or all that does not fit."""
    problems: list[StudyProblem] = []
    networks = {scenario: study.apply(scenario, problems) for scenario in study.scenarios}
    if problems:
        raise StudyError(problems)
    return networks


def _scenarios_of(study: Study, entry: ShipmentEntry) -> list[str]:
    """Scenarios of a shipment in the order of the study; base always is one."""
    asked = study.scenarios if entry.scenarios is None else {BASE, *entry.scenarios}
    return [scenario for scenario in study.scenarios if scenario in asked]


def _shipment(entry: ShipmentEntry) -> dict[str, Any]:
    title = entry.title or f"{entry.origin} - {entry.destination}"
    return {
        "id": entry.id, "title": title, "origin": entry.origin, "destination": entry.destination,
        "cargo": {}, "question": entry.question, "results": [],
    }  # fmt: skip


def _outcome(
    study: Study, entry: ShipmentEntry, scenario: str, bench: Workbench, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Search the alternatives of a shipment under a scenario, then each of its corridors."""
    named = f"{entry.id}, {scenario}"
    tell(named)
    found = found_alternatives(bench, study.spec, entry)
    corridors, notes = [], []
    for corridor in entry.corridors:
        tell(f"{named}, {corridor.name}")
        route = found_corridor(bench, study.spec, entry, corridor) if found["alternatives"] else None
        if route is not None:
            corridors.append(route)
        elif found["alternatives"]:
            reason = Missing(study, entry, scenario, bench, corridor).reason()
            notes.append(f"{corridor.name}: no route. {reason}")
    without = not found["alternatives"]
    return {
        "scenario": scenario, "alternatives": found["alternatives"], "corridors": corridors,
        "front": found["front"], "note": " ".join(notes),
        "reason_no_route": Missing(study, entry, scenario, bench).reason() if without else None,
    }  # fmt: skip


def _results(study: Study, shipments: list[dict[str, Any]]) -> dict[str, Any]:
    spec = study.spec
    assumptions = assumption_facts(study.network, spec.assumptions)
    sources = used_sources(shipments) | {row["source"] for row in assumptions}
    return {
        "study": {
            "title": spec.title, "description": spec.description,
            "generated_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "landlink_version": __version__, "price_year": study.network.assumptions.get("price_year"),
            "file": study.path.name, "study_hash": study.digest[:HASH_LENGTH],
        },
        "network": network_facts(study.network),
        "scenarios": [_scenario(study, scenario) for scenario in study.scenarios],
        "shipments": shipments,
        "assumptions": assumptions,
        "sources": source_facts(study.network, sources),
        "validation": validation_of(study.network, spec.analyses.validation, study.path.parent),
        "notes": _notes(study),
    }  # fmt: skip


def _scenario(study: Study, scenario: str) -> dict[str, Any]:
    if scenario == BASE:
        return {"id": BASE, "title": TODAY, "description": "The network as it is.", "changes": []}
    entry = next(one for one in study.spec.scenarios if one.id == scenario)
    texts = [{"text": change.describe()} for change in study.spec.changes(scenario)]
    return {"id": entry.id, "title": entry.title, "description": entry.description, "changes": texts}


def _notes(study: Study) -> list[str]:
    if not any(entry.corridors for entry in study.spec.shipments):
        return []
    note = (
        f"A named corridor is shown by its {BALANCED} route. With a value of the goods that is the route of "
        "least price plus what the goods lose under way (assumption time_value_share_per_day), among those "
        "that trade time for cost; without one it is the nearest to the ideal of all criteria."
    )
    return [note]
