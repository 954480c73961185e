"""What is wrong with a network, said so that it can be mended."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from landlink.errors import LandlinkError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it stands, and the mend.

    Attributes
    ----------
    rule : str
        Name of the check that found it (``unknown-node``).
    file : str
        File of the table.
    row : int
        Line in the file (the header is line 1); 0 where it concerns the whole file.
    column, value : str
        The cell, where it is one cell.
    message, mend : str
        What is wrong and what to do.
    sheet, cell : str
        Where the table is a sheet of a workbook: its name, and the cell as Excel calls it (``C17``).
    """

    rule: str
    file: str
    row: int
    column: str
    value: str
    message: str
    mend: str
    sheet: str = ""
    cell: str = ""

    @property
    def place(self) -> str:
        """Where it stands: file and line, or sheet and cell.

        Examples
        --------
        >>> Problem("orphan", "nodes.csv", 7, "id", "oz", "no link ends here", "Add one.").place
        'nodes.csv:7'
        """
        if self.sheet:
            return f"{self.file} {self.sheet}" + (f"!{self.cell}" if self.cell else "")
        return self.file + (f":{self.row}" if self.row else "")

    def __str__(self) -> str:
        place = self.place + (f" {self.column}" if self.column else "")
        shown = f" ({self.value!r})" if self.value else ""
        return f"{place}: {self.message}{shown}. {self.mend}"

    def as_dict(self) -> dict[str, str | int]:
        """Return the fields by name, for JSON.

        Examples
        --------
        >>> Problem("orphan", "nodes.csv", 7, "id", "oz", "no link ends here", "Add one.").as_dict()["row"]
        7
        """
        return asdict(self)


class NetworkError(LandlinkError):
    """A network cannot be used; ``problems`` lists every reason.

    Parameters
    ----------
    problems : list of Problem
        At least one.
    what : str, optional
        What has them, in the message.
    """

    def __init__(self, problems: list[Problem], what: str = "network") -> None:
        self.problems = problems
        shown = "\n".join(f"  {problem}" for problem in problems[:20])
        more = f"\n  ... and {len(problems) - 20} more" if len(problems) > 20 else ""
        super().__init__(f"the {what} has {len(problems)} problem(s):\n{shown}{more}")
