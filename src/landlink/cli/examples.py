"""The examples under each command's help; the tests run all of them."""

from __future__ import annotations

_HEAD = "[bold]Examples[/bold]"


def examples(*lines: str) -> str:
    """Return the text below a command's help.

    Parameters
    ----------
    *lines : str
        Commands as one types them.

    Examples
    --------
    >>> print(examples("landlink warmup"))
    [bold]Examples[/bold]
      landlink warmup
    """
    return "\n".join([_HEAD, *(f"  {line}" for line in lines)])


def example_lines(epilog: str | None) -> list[str]:
    """Return the commands in the text below a command's help.

    Examples
    --------
    >>> example_lines(examples("landlink warmup"))
    ['landlink warmup']
    """
    return [line.strip() for line in (epilog or "").splitlines() if line.startswith("  ")]
