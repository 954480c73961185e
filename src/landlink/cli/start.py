"""The entry point of the script: an interrupt while the program is still being loaded is one too."""

from __future__ import annotations

import sys

INTERRUPTED = 130
"""Exit code of an interrupted run, as shells have it."""


def run() -> None:
    """Load the program and run it.

    Examples
    --------
    >>> callable(run)
    True
    """
    try:
        from landlink.cli.main import run as program  # noqa: PLC0415  (loading is what may be interrupted)

        program()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; nothing was finished\n")
        raise SystemExit(INTERRUPTED) from None
