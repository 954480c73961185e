"""What a study refers to: scenarios, places, words to avoid, assumptions, all of which must be there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from landlink.errors import LandlinkError
from landlink.network.calendars import parse_moment
from landlink.network.places import find_place, plain
from landlink.network.rests import MOST_LEVELS, rest_levels, rule_sets
from landlink.network.timing import zone_of
from landlink.routing.constraints import parse_avoid
from landlink.study.fields import did_you_mean, series
from landlink.study.study_file import BASE, SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from landlink.network import Network
    from landlink.study.positions import KeyPath, Positions
    from landlink.study.problems import StudyProblem
    from landlink.study.study_file import ShipmentEntry, StudyFile


def own_problems(spec: StudyFile, positions: Positions) -> Iterator[StudyProblem]:
    r"""Yield what is wrong with a study whatever its network: scenarios and names.

    Examples
    --------
    >>> from landlink.study.positions import read_yaml
    >>> from landlink.study.study_file import StudyFile
    >>> text = "title: A\nshipments: [{id: a, from: Osh, to: Baku, scenarios: [x]}]"
    >>> data, positions = read_yaml(text, "s.yaml")
    >>> [str(problem) for problem in own_problems(StudyFile.model_validate(data), positions)]
    ["s.yaml:2:54: no scenario 'x'; expected base; add it to scenarios"]
    """
    yield from _twice(positions, "scenarios", [entry.id for entry in spec.scenarios], "id")
    yield from _twice(positions, "shipments", [entry.id for entry in spec.shipments], "id")
    known = list(dict.fromkeys([BASE, *(entry.id for entry in spec.scenarios)]))
    for number, scenario in enumerate(spec.scenarios):
        path: KeyPath = ("scenarios", number)
        if scenario.id == BASE:
            expected = "expected another id, as base is the network as it is"
            yield positions.problem((*path, "id"), "the id 'base' is taken", expected)
        for place, name in enumerate(scenario.extends):
            at = (*path, "extends", place)
            yield from _scenario(positions, at, name, known)
            if name in known and _leads_to(spec, name, scenario.id):
                what = f"{scenario.id!r} extends itself" + (
                    f" through {name!r}" if name != scenario.id else ""
                )
                yield positions.problem(
                    at, what, "expected scenarios that do not lead back to it", "take one out"
                )
    for number, shipment in enumerate(spec.shipments):
        path = ("shipments", number)
        for place, name in enumerate(shipment.scenarios or ()):
            yield from _scenario(positions, (*path, "scenarios", place), name, known)
        yield from _twice(positions, (*path, "corridors"), [one.name for one in shipment.corridors], "name")
    yield from _twice(positions, ("analyses", "criteria"), list(spec.analyses.criteria), "")
    yield from _translations(spec, positions, known)
    yield from _output_names(spec, positions)
    yield from _outputs_of_nothing(spec, positions)


OUTPUT_OF = {"flow_lines": "flows", "corridors": "flows"}
"""Section that an output is about, where it has another name."""


def _outputs_of_nothing(spec: StudyFile, positions: Positions) -> Iterator[StudyProblem]:
    """Find files about analyses that are not asked for."""
    for field in ("flow_lines", "corridors", *SECTIONS):
        section = OUTPUT_OF.get(field, field)
        if getattr(spec.outputs, field) is not None and section not in spec.analyses.sections:
            what, expected = f"{field} has nothing to write", f"expected {section} in analyses"
            yield positions.problem(("outputs", field), what, expected, "add it, or take this line out")


ENDINGS = {"report": ".html", "pdf": ".pdf", "excel": ".xlsx", "geopackage": ".gpkg"}
"""Endings by which programs know the files that they open."""


def _output_names(spec: StudyFile, positions: Positions) -> Iterator[StudyProblem]:
    """Find files of the same name, and names that their programs do not open."""
    for field, ending in ENDINGS.items():
        name = getattr(spec.outputs, field)
        if name is not None and not name.lower().endswith(ending):
            yield positions.problem(
                ("outputs", field), f"{field} is {name!r}", f"expected a name that ends in {ending}"
            )
    files = spec.outputs.names()
    taken = {"manifest.json", "partial"}
    for field, name in files.items():
        one = name.casefold()  # not every disk tells A.html from a.html
        if one in taken:
            yield positions.problem(
                ("outputs", field.partition(".")[0]), f"the file {name!r} is taken", "expected another name"
            )
        taken.add(one)


def _translations(spec: StudyFile, positions: Positions, scenarios: Sequence[str]) -> Iterator[StudyProblem]:
    """Find translations into languages, and of scenarios, shipments and corridors, that there are not."""
    from landlink.study.report.catalogue import languages  # noqa: PLC0415  (few studies translate)

    known = {
        "scenarios": list(scenarios),
        "shipments": [entry.id for entry in spec.shipments],
        "corridors": [one.name for entry in spec.shipments for one in entry.corridors],
    }
    for language, held in spec.translations.items():
        at = ("translations", language)
        if language not in languages():
            expected = f"expected {series(languages())}"
            yield positions.problem(at, f"no report in language {language!r}", expected)
        for kind, names in known.items():
            for name in getattr(held, kind):
                if name not in names:
                    expected = f"expected {series(names)}" if names else "expected none, as there are none"
                    what = f"no {kind[:-1]} {name!r}"
                    yield positions.problem((*at, kind, name), what, expected, did_you_mean(name, names))


def _scenario(positions: Positions, at: KeyPath, name: str, known: Sequence[str]) -> Iterator[StudyProblem]:
    if name not in known:
        mend = did_you_mean(name, known) or "add it to scenarios"
        yield positions.problem(at, f"no scenario {name!r}", f"expected {series(known)}", mend)


def _leads_to(spec: StudyFile, start: str, goal: str) -> bool:
    """Tell whether following ``extends`` from a scenario comes to another, or is it."""
    extends = {entry.id: entry.extends for entry in spec.scenarios}
    ahead, seen = [start], set()
    while ahead:
        name = ahead.pop()
        if name == goal:
            return True
        if name not in seen:
            seen.add(name)
            ahead += extends.get(name, ())
    return False


def _twice(
    positions: Positions, at: str | KeyPath, names: Sequence[str], field: str
) -> Iterator[StudyProblem]:
    """Yield names that stand twice in a list."""
    path: KeyPath = (at,) if isinstance(at, str) else at
    counts = Counter(names)
    for number, name in enumerate(names):
        first = names.index(name)
        if counts[name] > 1 and number > first:
            tail: KeyPath = (field,) if field else ()
            line, column = positions.value((*path, first, *tail))
            what = f"{field or path[-1]} {name!r} stands here a second time"
            yield positions.problem(
                (*path, number, *tail), what, f"expected each once (it is at {line}:{column})"
            )


def network_problems(spec: StudyFile, network: Network, positions: Positions) -> Iterator[StudyProblem]:
    r"""Yield what a study names that its network does not hold: assumptions, places, words to avoid.

    A place that a scenario adds counts as known.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.positions import read_yaml
    >>> from landlink.study.study_file import StudyFile
    >>> data, positions = read_yaml("title: A\nshipments: [{id: a, from: Aktauu, to: Baku}]", "study.yaml")
    >>> for problem in network_problems(StudyFile.model_validate(data), Network.reference(), positions):
    ...     print(problem)
    study.yaml:2:27: no place called 'Aktauu'; expected a place of the network; did you mean Aktau?
    """
    known = list(network.assumptions)
    for key in spec.assumptions:
        if key not in known:
            expected = "expected an assumption of the network"
            mend = did_you_mean(key, known) or f"they are {', '.join(known)}"
            yield positions.problem(
                ("assumptions", key), f"no assumption {key!r}", expected, mend, at_key=True
            )
    added = {
        plain(str(row[column]))
        for entry in spec.scenarios
        for change in entry.changes
        for row in (change.add.nodes if change.add else ())
        for column in ("id", "name")
        if column in row
    }
    for number, shipment in enumerate(spec.shipments):
        path: KeyPath = ("shipments", number)
        yield from _places(shipment, network, positions, path, added)
        yield from _dates(shipment, network, positions, path)
        for at, words in _lists(shipment, path, "avoid"):
            for place, word in enumerate(words):
                if plain(word) not in added:
                    yield from _avoided(word, network, positions, (*at, place))


def _lists(shipment: ShipmentEntry, path: KeyPath, field: str) -> Iterator[tuple[KeyPath, tuple[str, ...]]]:
    yield (*path, field), getattr(shipment, field)
    for number, corridor in enumerate(shipment.corridors):
        yield (*path, "corridors", number, field), getattr(corridor, field)


def _places(
    shipment: ShipmentEntry, network: Network, positions: Positions, path: KeyPath, added: set[str]
) -> Iterator[StudyProblem]:
    named = {(*path, "from"): shipment.origin, (*path, "to"): shipment.destination}
    for at, words in _lists(shipment, path, "via"):
        named |= {(*at, number): word for number, word in enumerate(words)}
    rows: dict[KeyPath, int] = {}
    for at, name in named.items():
        if plain(name) in added:
            continue
        try:
            rows[at] = find_place(network, name)
        except LandlinkError as error:
            what, _, mend = str(error).partition("; ")
            yield positions.problem(at, what, "expected a place of the network", mend)
    ends = [rows.get((*path, field)) for field in ("from", "to")]
    if ends[0] is not None and ends[0] == ends[1]:
        name = network.nodes.text("name")[ends[0]]
        yield positions.problem(
            (*path, "to"), f"origin and destination are both {name}", "expected two places"
        )


def _dates(
    shipment: ShipmentEntry, network: Network, positions: Positions, path: KeyPath
) -> Iterator[StudyProblem]:
    """Yield rule sets that the network lacks, and a deadline before the goods are ready."""
    known = rule_sets(network)
    for number, name in enumerate(shipment.rules):
        if name not in known:
            expected = f"expected {series(known)}" if known else "expected a row in rest_rules"
            mend = did_you_mean(name, known)
            yield positions.problem((*path, "rules", number), f"no rule set {name!r}", expected, mend)
    if set(shipment.rules) <= set(known):
        try:
            rest_levels(network, shipment.rules, shipment.cargo.cargo())
        except LandlinkError as error:
            what, _, _ = str(error).partition("; ")
            yield positions.problem((*path, "rules"), what, f"expected {MOST_LEVELS} levels at most")
    if shipment.ready is None or shipment.deadline is None:
        return
    try:
        ends = [find_place(network, name) for name in (shipment.origin, shipment.destination)]
        ready, deadline = (
            parse_moment(text, zone_of(network, node))
            for text, node in zip((shipment.ready, shipment.deadline), ends, strict=True)
        )
    except LandlinkError:  # a place that a scenario adds, or one that is told apart
        return
    if deadline <= ready:
        expected = f"expected a moment after {ready.isoformat()}, when the goods are ready"
        yield positions.problem((*path, "deadline"), f"the deadline is {deadline.isoformat()}", expected)


def _avoided(word: str, network: Network, positions: Positions, at: KeyPath) -> Iterator[StudyProblem]:
    try:
        parse_avoid(network, [word])
    except LandlinkError as error:
        hint = str(error).rpartition("did you mean ")[2].rstrip(")") if "did you mean" in str(error) else ""
        expected = "expected a country code, a mode, an operator, a service or a place"
        yield positions.problem(
            at, f"cannot avoid {word!r}", expected, f"did you mean {hint}" if hint else ""
        )
