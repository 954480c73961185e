"""From a file to a study that can run, or to every reason why not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.network.changes import Change
from landlink.network.model import Network
from landlink.network.problems import NetworkError
from landlink.network.scenario import apply
from landlink.study.messages import problems_of
from landlink.study.positions import KeyPath, Positions, read_yaml
from landlink.study.problems import StudyError, StudyProblem
from landlink.study.references import network_problems, own_problems
from landlink.study.section_references import section_problems
from landlink.study.study_file import BASE, StudyFile
from landlink.study.validation.figures import read_figures
from landlink.study.validation.of_study import NONE, REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from landlink.network.table import Table

OWN_SOURCE = "study-file"
"""Key of the source that figures of the study file itself are given."""


@dataclass(frozen=True)
class Study:
    """A study file, read and checked, with its network.

    Attributes
    ----------
    path : Path
        The file.
    spec : StudyFile
        What it says.
    network : Network
        The network with the assumptions of the study.
    digest : str
        SHA-256 of the file.
    data : object
        The file as plain values.
    positions : Positions
        Where each of them stands.
    """

    path: Path
    spec: StudyFile
    network: Network
    digest: str
    data: Any = field(repr=False)
    positions: Positions = field(repr=False)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Ids of the scenarios, base first."""
        return (BASE, *(entry.id for entry in self.spec.scenarios))

    def in_languages(self, languages: Sequence[str]) -> Study:
        """Return the study with its report in other languages.

        Raises
        ------
        LandlinkError
            If there is no report in one of them.
        """
        from landlink.study.report.catalogue import catalogue  # noqa: PLC0415  (few studies ask)

        for language in languages:
            catalogue(language)
        chosen = {"languages": tuple(dict.fromkeys(languages))}
        outputs = self.spec.outputs.model_copy(update=chosen)
        return replace(self, spec=self.spec.model_copy(update={"outputs": outputs}))

    def network_of(self, scenario: str) -> Network:
        """Return the network under a scenario.

        Raises
        ------
        StudyError
            If a change does not fit the network; the error says where it stands.
        """
        problems: list[StudyProblem] = []
        network = self.apply(scenario, problems)
        if problems:
            raise StudyError(problems)
        return network

    def apply(self, scenario: str, problems: list[StudyProblem]) -> Network:
        """Return the network under the changes that fit, and add what is wrong with the others."""
        network = self.network
        for path, change in self.spec.placed_changes(scenario):
            try:
                changed = apply(network, [change])
            except NetworkError as error:
                problems += self._rows_wrong(path, error)
                continue
            except LandlinkError as error:
                problems.append(self._change_wrong(path, change.action, str(error)))
                continue
            if changed is network:
                what, expected = (
                    "the change changes nothing",
                    "expected links, crossings or services that fit all of it",
                )
                problems.append(self.positions.problem((*path, change.action), what, expected))
            network = changed
        return network

    def _change_wrong(self, path: KeyPath, action: str, said: str) -> StudyProblem:
        """Place what is wrong with a change at the word that it is about."""
        what, _, mend = said.partition("; ")
        words = set(re.findall(r"'([^']*)'", what))
        for at in self.positions.values:
            if at[: len(path)] == path and at != path and (at[-1] in words or _leaf(self.data, at) in words):
                at_key = at[-1] in words
                return self.positions.problem(at, what, "expected one of the network", mend, at_key=at_key)
        at_border = (*path, action, "border") if what.startswith("no crossing lies") else path
        return self.positions.problem(at_border, what, "expected something that is in the network", mend)

    def _rows_wrong(self, path: KeyPath, error: NetworkError) -> Iterator[StudyProblem]:
        for problem in error.problems:
            table = problem.file.removeprefix("added ").removesuffix(".csv")
            at: KeyPath = (*path, "add", table, problem.row - 1, problem.column)
            shown = f" {problem.value!r}" if problem.value else ""
            what = f"{problem.column}{shown}: {problem.message}" if problem.column else problem.message
            yield self.positions.problem(at, what, f"expected a row that fits: {problem.mend.rstrip('.')}")


def _leaf(data: Any, path: KeyPath) -> object:  # noqa: ANN401  (plain values of any shape)
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data if isinstance(data, str) else None


def load_study(path: str | Path) -> Study:
    r"""Read a study file and its network, and check that it names only what is there.

    Parameters
    ----------
    path : str or Path

    Raises
    ------
    StudyError
        If anything is wrong; the error lists all of it by line and column.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "study.yaml"
    ...     text = "title: One\nshipments: [{id: one, from: Almaty, to: Aktau}]"
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     study = load_study(file)
    >>> study.spec.shipments[0].origin, study.scenarios
    ('Almaty', ('base',))
    """
    file = Path(path)
    raw = _bytes(file)
    data, positions = read_yaml(_text(raw, str(path)), str(path))
    spec = _spec(data, positions)
    problems = list(own_problems(spec, positions))
    network = _network(spec, file, positions, problems)
    if network is not None:
        problems += network_problems(spec, network, positions)
    problems += _figures_wrong(spec, file, positions)
    if network is not None:
        network = _with_demand(network, spec, file, positions, problems)
        problems += section_problems(spec, network, file, positions)
    if problems or network is None:
        raise StudyError(problems)
    return Study(
        file, spec, _with_assumptions(network, spec, file.name), sha256(raw).hexdigest(), data, positions
    )


def check_study(path: str | Path) -> list[StudyProblem]:
    """Return everything that is wrong with a study file, its scenarios included.

    Examples
    --------
    >>> print(check_study("no/such/study.yaml")[0])
    no/such/study.yaml: there is no such file; expected a study file; `landlink study init` writes one
    """
    try:
        study = load_study(path)
    except StudyError as error:
        return error.problems
    problems: list[StudyProblem] = []
    for scenario in study.scenarios:
        study.apply(scenario, problems)
    return sorted(set(problems))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except IsADirectoryError:
        what, mend = "this is a folder", "name the study file in it"
    except FileNotFoundError:
        what, mend = "there is no such file", "`landlink study init` writes one"
    except OSError as error:
        what, mend = f"the file cannot be read ({error.strerror})", ""
    raise StudyError([StudyProblem(str(file), 0, 0, what, "expected a study file", mend)])


def _text(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        what, mend = f"the byte 0x{error.object[error.start]:02x} is not UTF-8", "save the file as UTF-8"
        raise StudyError([StudyProblem(file, line, column, what, "expected UTF-8 text", mend)]) from None


def _spec(data: object, positions: Positions) -> StudyFile:
    from pydantic import ValidationError  # noqa: PLC0415

    try:
        return StudyFile.model_validate(data)
    except ValidationError as error:
        raise StudyError(problems_of(error, StudyFile, positions)) from None


def _network(
    spec: StudyFile, file: Path, positions: Positions, problems: list[StudyProblem]
) -> Network | None:
    if spec.network == "reference":
        return Network.reference()
    path = file.parent / spec.network
    if not path.exists():
        what = f"there is no {'file' if path.suffix else 'folder'} {spec.network!r}"
        expected = "expected reference, or a network in any format, relative to the study file"
        problems.append(positions.problem(("network",), what, expected))
        return None
    try:
        return Network.read(path)
    except NetworkError as error:
        said, expected = [str(problem) for problem in error.problems], "expected a network without mistakes"
    except LandlinkError as error:
        said, expected = [str(error)], "expected a network that can be read"
    problems += [positions.problem(("network",), what, expected) for what in said]
    return None


def _figures_wrong(spec: StudyFile, file: Path, positions: Positions) -> Iterator[StudyProblem]:
    """Yield what is wrong with the file of published figures, where the study names one."""
    asked = spec.analyses.validation
    if asked not in (REFERENCE, NONE):
        try:
            read_figures(file.parent / asked)
        except LandlinkError as error:
            expected = "expected reference, none, or a CSV file relative to the study file"
            yield positions.problem(("analyses", "validation"), str(error), expected)


def _with_demand(
    network: Network, spec: StudyFile, file: Path, positions: Positions, problems: list[StudyProblem]
) -> Network:
    """Put the demand that a study names in place of the network's, with its sources."""
    if spec.demand == REFERENCE:
        return network
    if spec.demand == NONE:
        return network.with_table(network.tables["demand"].take([]))
    from landlink.flows.demand_files import read_demand  # noqa: PLC0415  (few studies bring their own)

    try:
        table = read_demand(file.parent / spec.demand, network)
    except NetworkError as error:
        said, expected = [str(problem) for problem in error.problems], "expected a table without mistakes"
    except LandlinkError as error:
        said, expected = [str(error)], "expected reference, none, or a file relative to the study file"
    else:
        known = set(network.tables["sources"].text("key"))
        rows = [
            {"key": key, "title": f"Demand of the study: {spec.demand}"}
            for key in dict.fromkeys(table.text("source"))
            if key not in known
        ]
        network = apply(network, [Change.model_validate({"add": {"sources": rows}})]) if rows else network
        return network.with_table(table)
    problems += [positions.problem(("demand",), what, expected) for what in said]
    return network


def _with_assumptions(network: Network, spec: StudyFile, file: str) -> Network:
    """Set the assumptions of the study, and say in the table that they are the study's."""
    if not spec.assumptions:
        return network
    source = {"key": OWN_SOURCE, "title": f"The study file {file}"}
    network = apply(network, [Change.model_validate({"add": {"sources": [source]}})])
    table = network.tables["assumptions"]
    network = network.with_table(_restated(table, set(spec.assumptions)))
    return apply(network, [Change(assume=spec.assumptions)])


def _restated(table: Table, keys: set[str]) -> Table:
    """Give rows of the table of assumptions the study as their source."""
    for column, value in (("source", OWN_SOURCE), ("quality", "unverified")):
        held = zip(table.text("key"), table.text(column), strict=True)
        table = table.with_column(column, [value if key in keys else old for key, old in held])
    return table
