"""What the commands print with: consoles, JSON, errors, numbers as people read them."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.table import Table

FILE_WIDTH = 120
"""Width of tables that go to a file or a pipe."""


def console(*, stderr: bool = False) -> Console:
    """Return a console for one of the two streams.

    Colour and width are those of the terminal; `NO_COLOR`, `FORCE_COLOR` and `COLUMNS` count.

    Parameters
    ----------
    stderr : bool

    Examples
    --------
    >>> console().print("six days")
    six days
    """
    from rich.console import Console  # noqa: PLC0415  (commands that print JSON do without)

    stream = sys.stderr if stderr else sys.stdout
    fixed = None if stream.isatty() or "COLUMNS" in os.environ else FILE_WIDTH
    return Console(file=stream, highlight=False, width=fixed, emoji=False)


def plain_table(*columns: str, right: Iterable[str] = (), wrap: Iterable[str] = ()) -> Table:
    """Return an empty table with a rule under its head and no other lines.

    Parameters
    ----------
    *columns : str
        Heads.
    right : iterable of str
        Columns of numbers.
    wrap : iterable of str
        Columns that may be folded when the terminal is narrow.

    Examples
    --------
    >>> plain_table("Route", "Days", right=["Days"]).columns[1].justify
    'right'
    """
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(
        box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style="bold"
    )
    for name in columns:
        folds = name in wrap
        table.add_column(
            name,
            justify="right" if name in right else "left",
            no_wrap=not folds,
            overflow="fold" if folds else "ellipsis",
        )
    return table


def write_json(value: object) -> None:
    """Print a value as JSON, and nothing else.

    Examples
    --------
    >>> write_json({"routes": []})
    {
     "routes": []
    }
    """
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def say_error(message: str) -> None:
    """Print an error to stderr, its lines as they are, so that a terminal can jump to `file:line`."""
    from rich.markup import escape  # noqa: PLC0415

    out = console(stderr=True)
    out.print(f"[bold red]Error:[/] {escape(message)}", soft_wrap=True)


def days(hours: float) -> str:
    """Return hours as days.

    Examples
    --------
    >>> days(36)
    '1.5'
    """
    return f"{hours / 24:.1f}"


def whole(value: float) -> str:
    """Return a number without decimals and with separators; what is below one keeps a digit.

    Examples
    --------
    >>> whole(6839.7), whole(0.04), whole(0)
    ('6,840', '0.04', '0')
    """
    return f"{value:.1g}" if 0 < abs(value) < 0.5 else f"{value:,.0f}"


def percent(share: float) -> str:
    """Return a share as a percentage.

    Examples
    --------
    >>> percent(0.387)
    '39 %'
    """
    return f"{100 * share:.0f} %"
