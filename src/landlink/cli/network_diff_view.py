"""How the difference of two networks is shown in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.cli.console import plain_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from landlink.network.diff import Changes

KINDS = (("added", "+", "green"), ("removed", "-", "red"), ("changed", "~", "yellow"))
"""Kinds of difference, with their sign and colour."""


def print_diff(out: Console, old: str, new: str, found: Mapping[str, Changes]) -> None:
    """Print a table of counts, then each row.

    Parameters
    ----------
    out : Console
    old, new : str
        Names of the two networks.
    found : mapping
        From :func:`landlink.network.diff.diff`.

    Examples
    --------
    >>> from landlink.cli.console import console
    >>> print_diff(console(), "a", "b", {})
    a and b hold the same rows.
    """
    if not found:
        out.print(f"{old} and {new} hold the same rows.", markup=False, soft_wrap=True)
        return
    out.print(f"From {old} to {new}", style="bold", markup=False, soft_wrap=True)
    summary = plain_table("Table", "Added", "Removed", "Changed", right=["Added", "Removed", "Changed"])
    for name, changes in found.items():
        summary.add_row(name, *(str(len(changes[kind])) for kind, _, _ in KINDS))
    out.print(summary)
    for name, changes in found.items():
        out.print(f"\n{name}", style="bold", markup=False)
        for kind, sign, colour in KINDS:
            for one in changes[kind]:
                _print_row(out, sign, colour, one)


def _print_row(out: Console, sign: str, colour: str, one: Mapping[str, Any]) -> None:
    from rich.text import Text  # noqa: PLC0415

    key = " ".join(shown(value) for value in one["key"].values())
    out.print(Text(f"{sign} {key}", style=colour), soft_wrap=True)
    if "cells" in one:
        for column, (old, new) in one["cells"].items():
            out.print(f"    {column}: {shown(old)} -> {shown(new)}", markup=False, soft_wrap=True)
    else:
        rest = [f"{name} {shown(cell)}" for name, cell in one["row"].items() if cell is not None]
        out.print(f"    {', '.join(rest[len(one['key']) :])}", style="dim", markup=False, soft_wrap=True)


def shown(cell: str | float | None) -> str:
    """Return a cell as people read it.

    Examples
    --------
    >>> shown(80.0), shown("a b"), shown(None)
    ('80', 'a b', '(empty)')
    """
    if cell is None:
        return "(empty)"
    return " / ".join(cell.splitlines()) if isinstance(cell, str) else f"{cell:.15g}"
