"""What an import joined, added, dropped or guessed: a table that a user can edit and hand back."""

from __future__ import annotations

import csv
import difflib
import math
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from landlink.network.problems import NetworkError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TextIO

JOINED, ADDED, APART, DROPPED, GUESSED, AMBIGUOUS, COMPARED = (
    "joined", "added", "kept apart", "dropped", "guessed", "ambiguous", "compared",
)  # fmt: skip
DECISIONS = (JOINED, ADDED, APART, DROPPED, GUESSED, AMBIGUOUS, COMPARED)
"""What can stand in the column ``decision``."""

ANSWERS = {"gap": (JOINED, APART), "place": (JOINED, ADDED, APART, DROPPED), "link": (ADDED, DROPPED)}
"""What a user can decide about a gap of the extract, and about a place and a link that are merged."""

READ, MERGE = "read", "merge"
"""The steps: the extract becomes a network, and that network goes into another."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that an import did not take as it stands, or was asked to join.

    Attributes
    ----------
    step : str
        ``read`` (the extract became a network) or ``merge`` (that network went into another).
    what : str
        ``place``, ``link``, ``gap``, ``way``, ``node``, or ``ways`` for many at once.
    key : str
        What it is about: ``n123`` and ``w123`` are OpenStreetMap nodes and ways, a link is told by
        its ends and gauge.
    name : str
    decision : str
        One of `DECISIONS`.
    target : str
        The node or link of the network that it was joined to or compared with; several
        candidates are separated by ``|``.
    distance_km : float
        How far apart the two are, or by how much two lengths differ; NaN where there is none.
    reason : str
    """

    step: str
    what: str
    key: str
    name: str
    decision: str
    target: str
    distance_km: float
    reason: str


def write_decisions(decisions: Iterable[Decision], stream: TextIO) -> None:
    r"""Write decisions as CSV.

    Examples
    --------
    >>> import io
    >>> out = io.StringIO()
    >>> write_decisions([Decision("merge", "place", "n1", "Oz", ADDED, "", float("nan"), "new")], out)
    >>> out.getvalue().splitlines()[1]
    'merge,place,n1,Oz,added,,,new'
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([field.name for field in fields(Decision)])
    for decision in decisions:
        row = asdict(decision)
        km = row["distance_km"]
        row["distance_km"] = "" if math.isnan(km) else f"{km:.3f}"
        writer.writerow(row.values())


@dataclass(frozen=True)
class Answers:
    """Decisions of a user, by what they are about.

    Attributes
    ----------
    of : mapping of (str, str) to (str, str)
        Decision and target by kind (``gap``, ``place`` or ``link``) and key.
    lines : mapping of (str, str) to int
        Where each stands in the file.
    file : str
    """

    of: Mapping[tuple[str, str], tuple[str, str]]
    lines: Mapping[tuple[str, str], int]
    file: str


NO_ANSWERS = Answers({}, {}, "")
"""Nothing was settled by a user."""


def read_decisions(path: str | Path) -> Answers:
    """Read decisions that a user has edited.

    Gaps of the step ``read`` and places and links of the step ``merge`` can be settled; other
    rows, and rows that are still ``ambiguous``, say nothing.

    Raises
    ------
    NetworkError
        If the file cannot be read, or a row holds something else than a decision.

    Examples
    --------
    >>> read_decisions("no/such.csv")
    Traceback (most recent call last):
    landlink.network.problems.NetworkError: the network has 1 problem(s):
      no/such.csv: the file cannot be read. Name a file as `landlink network osm` writes it: decisions.csv.
    """
    file = Path(path)
    mend = "Name a file as `landlink network osm` writes it: decisions.csv."
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            wanted = ("step", "what", "key", "decision", "target")
            missing = [column for column in wanted if column not in (reader.fieldnames or ())]
            if missing:
                raise NetworkError(
                    [Problem("missing-column", str(file), 1, missing[0], "", "the column is missing", mend)]
                )
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise NetworkError(
            [Problem("missing-file", str(file), 0, "", "", "the file cannot be read", mend)]
        ) from None
    return _answers(rows, str(file))


def _answers(rows: list[tuple[int, dict[str, str]]], file: str) -> Answers:
    of: dict[tuple[str, str], tuple[str, str]] = {}
    lines: dict[tuple[str, str], int] = {}
    problems = []
    for line, row in rows:
        what, decision = row["what"] or "", (row["decision"] or "").strip()
        step = READ if what == "gap" else MERGE
        if row["step"] != step or what not in ANSWERS or decision in (AMBIGUOUS, COMPARED, GUESSED):
            continue
        target, key = (row["target"] or "").strip(), (what, row["key"] or "")
        problem = _problem(what, decision, target)
        if problem is None and key in of and of[key] != (decision, target):
            problem = ("key", key[1], "two rows decide differently about it", "Keep one of them.")
        if problem:
            column, value, message, mend = problem
            problems.append(Problem("unknown-decision", file, line, column, value, message, mend))
        of[key], lines[key] = (decision, target), line
    if problems:
        raise NetworkError(problems)
    return Answers(of, lines, file)


def _problem(what: str, decision: str, target: str) -> tuple[str, str, str, str] | None:
    """Say what is wrong with a row: column, value, message, mend."""
    if decision not in ANSWERS[what]:
        near = difflib.get_close_matches(decision, ANSWERS[what], n=1)
        mend = f"Did you mean {near[0]!r}?" if near else f"Write {', '.join(ANSWERS[what])}."
        return "decision", decision, f"not a decision about a {what}", mend
    if what in ("place", "gap") and decision == JOINED and (not target or "|" in target):
        return "target", target, f"a {what} is joined to one node", "Write the id of that node."
    return None
