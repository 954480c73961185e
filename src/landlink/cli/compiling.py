"""Loading the search kernels quickly, and compiling them once where people can see it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import Console

ABOUT_S = 60
"""What a machine with two slow cores needs."""


LAYERS = ("routing", "flows", "resilience")
"""Layers that may have kernels, listed in a module `warmup` each."""


def lists_of(layers: Iterable[str]) -> list[Any]:
    """Return the modules that list the kernels of some layers.

    Examples
    --------
    >>> [module.__name__ for module in lists_of(["routing"])]
    ['landlink.routing.warmup']
    """
    names = [f"landlink.{layer}.warmup" for layer in layers]
    return [import_module(name) for name in names if find_spec(name)]


def ensure_kernels(first: Callable[[], object] = lambda: None, layers: Iterable[str] = ("routing",)) -> None:
    """Compile the kernels of some layers if they are not on disk yet, and say so on stderr.

    Parameters
    ----------
    first : callable
        Called before compiling: a check of the input, so that nobody waits to read of a typo.
    layers : iterable of str
    """
    from landlink.routing.warmup import compiled  # noqa: PLC0415

    lists = lists_of(layers)
    if not all(compiled(one.ENTRIES, Path(one.__file__).parent) for one in lists):
        from landlink.cli.console import console  # noqa: PLC0415

        first()
        title = f"Compiling the search kernels, once, about {ABOUT_S} s"
        compile_kernels(console(stderr=True), title, [kernel for one in lists for kernel in one.KERNELS])


def compile_kernels(out: Console, title: str, kernels: Sequence[tuple[str, Callable[[], None]]] = ()) -> int:
    """Compile kernels with a bar, or one line where no terminal is.

    Parameters
    ----------
    out : Console
    title : str
    kernels : sequence of (str, callable)
        Those of all layers if not given.

    Returns
    -------
    int
        How many there are.
    """
    from rich import progress as bars  # noqa: PLC0415

    from landlink.routing.warmup import warmup  # noqa: PLC0415

    chosen = kernels or [kernel for one in lists_of(LAYERS) for kernel in one.KERNELS]
    names = [name for name, _ in chosen]
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
        for ready, _, _ in warmup(chosen):
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
