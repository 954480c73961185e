"""What is wrong with a study file: where it stands, what was expected, the mend."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class StudyProblem:
    """One thing that is wrong in a study file.

    Attributes
    ----------
    file : str
        The file as it was named.
    line, column : int
        Where it stands, both from 1; 0 where it concerns the whole file.
    what, expected, mend : str
        What stands there, what should, and how to get there; the mend can be empty.

    Examples
    --------
    >>> print(StudyProblem("study.yaml", 9, 5, "unknown field 'too'", "expected 'to'", "write 'to'"))
    study.yaml:9:5: unknown field 'too'; expected 'to'; write 'to'
    """

    file: str
    line: int
    column: int
    what: str
    expected: str
    mend: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {'; '.join(part for part in (self.what, self.expected, self.mend) if part)}"

    def as_dict(self) -> dict[str, str | int]:
        """Return the fields by name, for JSON.

        Examples
        --------
        >>> StudyProblem("study.yaml", 9, 5, "a", "b").as_dict()["line"]
        9
        """
        return asdict(self)


class StudyError(LandlinkError):
    """A study file cannot be used; ``problems`` lists every reason, in the order of the file.

    Parameters
    ----------
    problems : iterable of StudyProblem
        At least one.

    Examples
    --------
    >>> raise StudyError([StudyProblem("study.yaml", 1, 1, "the file is empty", "expected a study")])
    Traceback (most recent call last):
    landlink.study.problems.StudyError: study.yaml:1:1: the file is empty; expected a study
    """

    def __init__(self, problems: Iterable[StudyProblem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
