"""From a study to its results: every shipment under every scenario, then its other analyses."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from landlink import __version__
from landlink.errors import LandlinkError
from landlink.study.facts import (
    assumption_facts,
    local_names,
    names_of,
    network_facts,
    source_facts,
    used_sources,
)
from landlink.study.problems import StudyError, StudyProblem
from landlink.study.reasons import Missing
from landlink.study.said import Said, message, paragraph, said
from landlink.study.search import (
    Workbench,
    cargo_facts,
    dates_of,
    found_alternatives,
    found_corridor,
)
from landlink.study.section_runs import Sections, run_sections, section_sources, steps_of
from landlink.study.study_file import BASE
from landlink.study.validation.of_study import validation_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from landlink.network import Network
    from landlink.study.load import Study
    from landlink.study.study_file import ShipmentEntry

    Progress: TypeAlias = Callable[[int, int, str], None]

TODAY = message("Today")
"""Title of the base scenario."""

HASH_LENGTH = 16
"""Digits of the study's hash that results carry; the manifest has all."""

EPOCH = "SOURCE_DATE_EPOCH"
"""Environment variable that sets the time stamp of a run, in seconds since 1970.

Of https://reproducible-builds.org/specs/source-date-epoch/.
"""


class StudyInterrupted(KeyboardInterrupt):
    """An interrupted run, with the results of what was finished.

    Attributes
    ----------
    results : dict
        As of :func:`run_study`; ``results["study"]["incomplete"]`` says what is missing.
    """

    def __init__(self, results: dict[str, Any]) -> None:
        super().__init__()
        self.results = results


class Finished(NamedTuple):
    """A shipment under a scenario, done.

    Attributes
    ----------
    shipment, scenario : str
        Their ids.
    facts : dict
        What the results say of the shipment besides: cargo, dates and rules.
    outcome : dict
        As the results hold it.
    """

    shipment: str
    scenario: str
    facts: dict[str, Any]
    outcome: dict[str, Any]


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
    StudyInterrupted
        Where a KeyboardInterrupt stops the run; it holds the results of what was finished.

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
    _now()  # a wrong time stamp is said before the work
    asked = study.spec.analyses.validation
    validation = validation_of(study.network, asked, study.path.parent)  # before there is anything to lose
    networks = _networks(study)
    tell = Steps(study, progress)
    done: list[Finished] = []
    held = Sections()
    try:
        done.extend(_outcomes(study, networks, tell))
        run_sections(study, networks, tell, held)
    except KeyboardInterrupt:
        raise StudyInterrupted(results_of(study, done, validation, held)) from None
    return results_of(study, done, validation, held)


def outcomes(study: Study, progress: Progress | None = None) -> Iterator[Finished]:
    r"""Yield every shipment under every scenario as soon as it is done, scenario by scenario.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.study.load import load_study
    >>> text = "title: One\nshipments: [{id: one, from: Almaty, to: Aktau}]\nanalyses: {criteria: [time]}"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "study.yaml"
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     [one[:2] for one in outcomes(load_study(file))]
    [('one', 'base')]
    """
    yield from _outcomes(study, _networks(study), Steps(study, progress))


def _outcomes(study: Study, networks: Mapping[str, Network], tell: Steps) -> Iterator[Finished]:
    places: dict[str, int] = {}  # the same rows wherever the places are the same
    facts: dict[str, dict[str, Any]] = {}
    for scenario in study.scenarios:
        network = networks[scenario]
        bench = Workbench(network, places=places if network.nodes is study.network.nodes else {})
        for entry in study.spec.shipments:
            held = facts.get(entry.id)
            if held is None or (entry.ready is not None and held["ready"] is None):  # a place may be new
                facts[entry.id] = {"cargo": cargo_facts(bench, entry), **dates_of(bench, entry)}
            if scenario in _scenarios_of(study, entry):
                outcome = _outcome(study, entry, scenario, bench, tell)
                yield Finished(entry.id, scenario, facts[entry.id], outcome)


def results_of(
    study: Study,
    done: Sequence[Finished],
    validation: dict[str, Any] | None = None,
    sections: Sections | None = None,
) -> dict[str, Any]:
    r"""Return the results of what was done, and what is missing if that is not all.

    Parameters
    ----------
    study : Study
    done : sequence of Finished
    validation : dict, optional
        As :func:`landlink.study.validation.of_study.validation_of`.
    sections : Sections, optional
        What was found by the other analyses.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.study.load import load_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "study.yaml"
    ...     text = "title: One\nshipments: [{id: one, from: Almaty, to: Aktau}]"
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     results_of(load_study(file), [])["study"]["incomplete"]
    {'done': 0, 'total': 1, 'missing': ['one, base']}
    """
    shipments = []
    for entry in study.spec.shipments:
        mine = [one for one in done if one.shipment == entry.id]
        if mine:
            shipments.append(_shipment(entry, mine[0].facts, [one.outcome for one in mine]))
    found = sections or Sections()
    held = {**_results(study, shipments, found), "validation": validation, "notes": _notes(study)}
    held["study"]["incomplete"] = _incomplete(study, done, found)
    return held


def _incomplete(study: Study, done: Sequence[Finished], found: Sections) -> dict[str, Any] | None:
    """Return what an interrupted run lacks; None of a whole one."""
    had = {(one.shipment, one.scenario) for one in done}
    asked = [
        (entry.id, scenario)
        for scenario in study.scenarios
        for entry in study.spec.shipments
        if scenario in _scenarios_of(study, entry)
    ]
    missing = [f"{shipment}, {scenario}" for shipment, scenario in asked if (shipment, scenario) not in had]
    wanted = steps_of(study)
    missing += [step for step in wanted if step not in found.steps]
    done_all, all_steps = len(had) + len(found.steps), len(asked) + len(wanted)
    return {"done": done_all, "total": all_steps, "missing": missing} if missing else None


class Steps:
    """Counts searches and analyses, and says what each is for."""

    def __init__(self, study: Study, progress: Progress | None) -> None:
        runs = (len(_scenarios_of(study, one)) * (1 + len(one.corridors)) for one in study.spec.shipments)
        self.total = sum(runs) + len(steps_of(study))
        self.step, self.progress = 0, progress

    def __call__(self, text: str) -> None:
        """Begin the next step."""
        self.step += 1
        self.text(text)

    def text(self, text: str) -> None:
        """Say how far the step is."""
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


def _shipment(entry: ShipmentEntry, facts: dict[str, Any], outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    title = entry.title or f"{entry.origin} - {entry.destination}"
    return {
        "id": entry.id, "title": title, "origin": entry.origin, "destination": entry.destination,
        "question": entry.question, **facts, "results": outcomes,
    }  # fmt: skip


def _outcome(
    study: Study, entry: ShipmentEntry, scenario: str, bench: Workbench, tell: Callable[[str], None]
) -> dict[str, Any]:
    """Search the alternatives of a shipment under a scenario, then each of its corridors."""
    named = f"{entry.id}, {scenario}"
    tell(named)
    found = found_alternatives(bench, study.spec, entry)
    corridors: list[dict[str, Any]] = []
    notes: list[Said] = []
    for corridor in entry.corridors:
        tell(f"{named}, {corridor.name}")
        route = found_corridor(bench, study.spec, entry, corridor) if found["alternatives"] else None
        if route is not None:
            corridors.append(route)
        elif found["alternatives"]:
            notes.append(said("{corridor}: no route.", corridor=corridor.name))
            notes += Missing(study, entry, scenario, bench, corridor).said()
    reasons: list[Said] = []
    if not found["alternatives"]:
        reasons = found["late"] or Missing(study, entry, scenario, bench).said()
    return {
        "scenario": scenario, "alternatives": found["alternatives"], "corridors": corridors,
        "front": found["front"], "dated": found["dated"], "note": paragraph(notes),
        "reason_no_route": paragraph(reasons) or None, "said": {"note": notes, "reason_no_route": reasons},
    }  # fmt: skip


def _results(study: Study, shipments: list[dict[str, Any]], found: Sections) -> dict[str, Any]:
    spec = study.spec
    assumptions = assumption_facts(study.network, spec.assumptions)
    sources = used_sources(shipments) | {row["source"] for row in assumptions}
    sources |= section_sources(study.network, spec.analyses.sections)
    return {
        "study": {
            "title": spec.title, "description": spec.description,
            "generated_at": _now(),
            "landlink_version": __version__, "price_year": study.network.assumptions.get("price_year"),
            "file": study.path.name, "study_hash": study.digest[:HASH_LENGTH],
            "translations": {
                language: held.model_dump(exclude_none=True) for language, held in spec.translations.items()
            },
        },
        "network": network_facts(study.network),
        "scenarios": [_scenario(study, scenario) for scenario in study.scenarios],
        "shipments": shipments,
        **found.as_dict(),
        "assumptions": assumptions,
        "sources": source_facts(study.network, sources),
        "places": local_names(study.network, shipments, found.places),
    }  # fmt: skip


def _now() -> str:
    """Return the time stamp of a run: now, or what the environment sets."""
    held = os.environ.get(EPOCH, "")
    try:
        now = datetime.fromtimestamp(int(held), UTC) if held else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise LandlinkError(f"{EPOCH} is {held!r}; expected whole seconds since 1970") from None
    return now.isoformat(timespec="seconds")


def _scenario(study: Study, scenario: str) -> dict[str, Any]:
    if scenario == BASE:
        return {"id": BASE, "title": TODAY, "description": message("The network as it is."), "changes": []}
    entry = next(one for one in study.spec.scenarios if one.id == scenario)
    texts = [
        {
            "text": change.describe(),
            "change": (held := change.model_dump(exclude_defaults=True, mode="json")),
            "names": names_of(study.network, held),
        }
        for change in study.spec.changes(scenario)
    ]
    return {"id": entry.id, "title": entry.title, "description": entry.description, "changes": texts}


def _notes(study: Study) -> list[str]:
    if not any(entry.corridors for entry in study.spec.shipments):
        return []
    note = message(
        "A named corridor is shown by its balanced route. With a value of the goods that is the route of "
        "least price plus what the goods lose under way (assumption time_value_share_per_day), among those "
        "that trade time for cost; without one it is the nearest to the ideal of all criteria."
    )
    return [note]
