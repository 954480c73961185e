"""Source titles, and numbering sources in the order in which they are met."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from landlink.network import Network


class Notes:
    """Numbers for sources, given in the order in which they are asked for.

    Parameters
    ----------
    titles : dict of str to str
        Title by key; a key without a title is shown as it is.

    Examples
    --------
    >>> notes = Notes({"wpi": "World Port Index, 2019"})
    >>> notes.numbers(["wpi", "other"]), notes.numbers(["other"])
    ('1, 2', '2')
    >>> notes.listed()
    [(1, 'World Port Index, 2019'), (2, 'other')]
    >>> notes.numbers(["wpi", "other", "third", "fourth"])
    '1-4'
    """

    def __init__(self, titles: dict[str, str]) -> None:
        self._titles = titles
        self._numbers: dict[str, int] = {}

    def number(self, key: str) -> int:
        """Return the number of one source."""
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def numbers(self, keys: Iterable[str]) -> str:
        """Return the numbers of several sources, three or more in a row as a range."""
        runs: list[list[int]] = []
        for number in sorted({self.number(key) for key in keys}):
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        return ", ".join(
            f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(str(number) for number in run)
            for run in runs
        )

    def listed(self) -> list[tuple[int, str]]:
        """Return number and title of every source asked for so far."""
        return [(number, self._titles.get(key, key)) for key, number in self._numbers.items()]


def titles_of(network: Network) -> dict[str, str]:
    """Return title and year of each source of a network by key.

    Parameters
    ----------
    network : Network

    Examples
    --------
    >>> from landlink.network import Network
    >>> "wpi" in titles_of(Network.reference())
    True
    """
    table = network.tables["sources"]
    columns = (table.text("key"), table.text("title"), table.text("year"))
    return {key: _with_year(title or key, year) for key, title, year in zip(*columns, strict=True)}


def _with_year(title: str, year: str) -> str:
    return title if not year or year in title else f"{title} ({year})"


def print_notes(out: Console, notes: Notes) -> None:
    """List the sources below a table.

    Parameters
    ----------
    out : Console
    notes : Notes
    """
    from rich.padding import Padding  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="dim", no_wrap=True)
    grid.add_column(style="dim", overflow="fold")
    for number, title in notes.listed():
        grid.add_row(str(number), Text(title))
    out.print("Sources", style="bold")
    out.print(Padding(grid, (0, 0, 0, 1), expand=False))
