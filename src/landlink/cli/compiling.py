"""Loading the search kernels quickly, and compiling them once where people can see it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

ABOUT_S = 60
"""What a machine with two slow cores needs."""


def ensure_kernels(first: Callable[[], object] = lambda: None) -> None:
    """Compile the kernels if they are not on disk yet, and say so on stderr.

    Parameters
    ----------
    first : callable
        Called before compiling: a check of the input, so that nobody waits to read of a typo.
    """
    from landlink.routing.warmup import compiled  # noqa: PLC0415

    if not compiled():
        from landlink.cli.console import console  # noqa: PLC0415

        first()
        compile_kernels(console(stderr=True), f"Compiling the search kernels, once, about {ABOUT_S} s")


def compile_kernels(out: Console, title: str) -> int:
    """Compile every kernel with a bar, or one line where no terminal is.

    Parameters
    ----------
    out : Console
    title : str

    Returns
    -------
    int
        How many there are.
    """
    from rich import progress as bars  # noqa: PLC0415

    from landlink.routing.warmup import KERNELS, warmup  # noqa: PLC0415

    names = [name for name, _ in KERNELS]
    columns = (
        bars.SpinnerColumn(),
        bars.TextColumn("{task.description}"),
        bars.BarColumn(20),
        bars.MofNCompleteColumn(),
        bars.TimeElapsedColumn(),
    )
    if not out.is_terminal:
        out.print(f"{title} ...")
    with bars.Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task(f"{title}: {names[0]}", total=len(names))
        for ready, _, _ in warmup():
            following = f"{title}: {names[ready]}" if ready < len(names) else title
            bar.update(task, completed=ready, description=following)
    return len(names)


UNUSED = ("scipy", "coverage")
"""What Numba imports where it is installed, and no kernel of ours needs."""


@contextmanager
def lean_numba() -> Iterator[None]:
    """Keep Numba from importing SciPy and coverage when it loads its first kernel.

    Numba asks for SciPy's linear algebra and for a coverage hook; together they take a third of
    a second where they are installed. A process that has them already keeps them.

    Examples
    --------
    >>> with lean_numba():
    ...     pass
    """
    absent = [name for name in UNUSED if name not in sys.modules]
    for name in absent:
        sys.modules[name] = None  # type: ignore[assignment]  # an import fails, as if it were not there
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]
