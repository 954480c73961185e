"""What the analyses of a study refer to: scenarios, demand, countries, ports, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landlink.errors import LandlinkError
from landlink.study.fields import did_you_mean, series
from landlink.study.study_file import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from landlink.network import Network
    from landlink.study.positions import KeyPath, Positions
    from landlink.study.problems import StudyProblem
    from landlink.study.study_file import StudyFile

NEED_DEMAND = ("flows", "criticality", "sweep")
"""Sections that nothing can be said of without demand."""


def section_problems(
    spec: StudyFile, network: Network, file: Path, positions: Positions
) -> Iterator[StudyProblem]:
    r"""Yield what is wrong with the sections of a study's analyses.

    Parameters
    ----------
    spec : StudyFile
    network : Network
        With the demand of the study.
    file : Path
        The study file.
    positions : Positions

    Examples
    --------
    >>> from pathlib import Path
    >>> from landlink.network import Network
    >>> from landlink.study.positions import read_yaml
    >>> from landlink.study.study_file import StudyFile
    >>> data, at = read_yaml("title: A\nanalyses: {flows: {scenarios: [x]}}", "s.yaml")
    >>> for one in section_problems(StudyFile.model_validate(data), Network.reference(), Path("s.yaml"), at):
    ...     print(one)
    s.yaml:2:32: no scenario 'x'; expected base; add it to scenarios
    """
    yield from _demand(spec, network, positions)
    yield from _flows(spec, file, positions)
    yield from _dependence(spec, network, positions)
    yield from _caspian(spec, network, file, positions)


def _demand(spec: StudyFile, network: Network, positions: Positions) -> Iterator[StudyProblem]:
    if len(network.tables["demand"]):
        return
    needy = [name for name in spec.analyses.sections if name in NEED_DEMAND]
    asked = spec.analyses.dependence
    if asked is not None and asked.weights == "demand":
        needy.append("dependence")
    for name in needy:
        what = f"{name} needs demand, and there is none"
        expected = "expected a network with rows of demand, or a file beside demand:"
        yield positions.problem(("analyses", name), what, expected, at_key=True)


def _flows(spec: StudyFile, file: Path, positions: Positions) -> Iterator[StudyProblem]:
    from landlink.study.flows import corridors_of  # noqa: PLC0415  (it builds on the entries)

    asked = spec.analyses.flows
    if asked is None:
        return
    known = list(dict.fromkeys([BASE, *(entry.id for entry in spec.scenarios)]))
    for number, name in enumerate(asked.scenarios or ()):
        if name not in known:
            mend = did_you_mean(name, known) or "add it to scenarios"
            at: KeyPath = ("analyses", "flows", "scenarios", number)
            yield positions.problem(at, f"no scenario {name!r}", f"expected {series(known)}", mend)
    if asked.corridors is not None:
        try:
            corridors_of(file.parent / asked.corridors)
        except LandlinkError as error:
            expected = "expected a CSV file with id, name, through, without"
            yield positions.problem(("analyses", "flows", "corridors"), str(error), expected)


def _dependence(spec: StudyFile, network: Network, positions: Positions) -> Iterator[StudyProblem]:
    asked = spec.analyses.dependence
    if asked is None:
        return
    path: KeyPath = ("analyses", "dependence")
    known = sorted(set(network.nodes.text("country")) - {"XZ", ""})
    named = {(*path, "countries", number): code for number, code in enumerate(asked.countries)}
    for number, pair in enumerate(asked.pairs):
        named |= {(*path, "pairs", number, place): code for place, code in enumerate(pair)}
    for at, code in named.items():
        if code not in known:
            expected = f"expected a code of {', '.join(known)}"
            yield positions.problem(at, f"no country {code!r}", expected, did_you_mean(code, known))
    for number, pair in enumerate(asked.pairs):
        outside = [code for code in pair if asked.countries and code in known and code not in asked.countries]
        for code in outside:
            what = f"{code} is not among the countries that trade"
            at = (*path, "pairs", number, pair.index(code))
            yield positions.problem(at, what, f"expected one of {', '.join(asked.countries)}")
        if pair[0] == pair[1]:
            yield positions.problem((*path, "pairs", number, 1), "the pair is one country", "expected two")


def _caspian(spec: StudyFile, network: Network, file: Path, positions: Positions) -> Iterator[StudyProblem]:
    from landlink.network.berths import checked_dredging  # noqa: PLC0415  (few studies ask)
    from landlink.network.draught import checked_level  # noqa: PLC0415
    from landlink.network.sea_levels import pathways  # noqa: PLC0415
    from landlink.study.caspian import SEA, series_of  # noqa: PLC0415

    asked = spec.analyses.caspian
    if asked is None:
        return
    path: KeyPath = ("analyses", "caspian")
    if not len(network.tables["berths"]):
        what, expected = "caspian needs depths, and there are none", "expected a network with rows of berths"
        yield positions.problem(path, what, expected, at_key=True)
        return
    for number, level in enumerate(asked.levels_m):
        try:
            checked_level(network, SEA, level)
        except LandlinkError as error:
            yield positions.problem((*path, "levels_m", number), str(error), "expected a level in metres")
    for port, metres in asked.dredged.items():
        try:
            checked_dredging(network, SEA, {port: metres})
        except LandlinkError as error:
            at = (*path, "dredged", port)
            yield positions.problem(at, str(error), "expected a port of the sea", at_key=True)
    try:
        known = pathways(series_of(network, asked.model_copy(update={"pathways": ()}), file.parent), SEA)
    except LandlinkError as error:
        expected = "expected reference, or a CSV file relative to the study file"
        yield positions.problem((*path, "series"), str(error), expected)
        return
    for number, name in enumerate(asked.pathways):
        if name not in known:
            expected, mend = f"expected {series(known)}", did_you_mean(name, known)
            yield positions.problem((*path, "pathways", number), f"no pathway {name!r}", expected, mend)
