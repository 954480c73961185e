"""Running a study with a bar, and what an interrupt leaves."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from landlink.cli.start import INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from landlink.study.load import Study


def run_and_write(study: Study, folder: Path) -> tuple[dict[str, Any], list[Path]]:
    """Run a study and write its files; an interrupted one writes what was finished, and says so.

    Parameters
    ----------
    study : Study
    folder : Path

    Returns
    -------
    results : dict
    written : list of Path

    Raises
    ------
    typer.Exit
        If the run was interrupted, after the files are written.
    LandlinkError
        If the folder cannot be written to.
    """
    from landlink.cli.compiling import ensure_kernels, lean_numba  # noqa: PLC0415
    from landlink.study import StudyInterrupted, run_study  # noqa: PLC0415

    ensure_kernels()
    with _sigterm_interrupts(), progress_bar() as tell:
        try:
            with lean_numba():
                results = run_study(study, lambda step, steps, text: tell(step - 1, steps, text))
        except StudyInterrupted as stopped:
            found = stopped.results
        else:
            return results, _write(study, results, folder, tell)
        done, total = (found["study"]["incomplete"][name] for name in ("done", "total"))
        written = _write(study, found, folder, tell) if done else []
    _say_what_is_left(done, total, written)
    raise typer.Exit(INTERRUPTED)


def _say_what_is_left(done: int, total: int, written: list[Path]) -> None:
    from landlink.cli.console import console  # noqa: PLC0415

    said = f"Interrupted with {done} of {total} searches finished"
    where = f"; their results are in {written[0].parent}" if written else "; nothing was written"
    console(stderr=True).print(f"{said}{where}.", style="yellow", markup=False, soft_wrap=True)


def _write(
    study: Study, results: dict[str, Any], folder: Path, tell: Callable[[int, int, str], None]
) -> list[Path]:
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.study import write_outputs  # noqa: PLC0415

    names = list(study.spec.files().values())
    try:
        return write_outputs(
            study, results, folder, lambda name: tell(names.index(name), len(names), f"writing {name}")
        )
    except OSError as error:
        raise LandlinkError(f"cannot write to {folder}: {error.strerror or error}") from None


@contextmanager
def progress_bar() -> Iterator[Callable[[int, int, str], None]]:
    """Show a bar on stderr, if that is a terminal: what is done, how far, the time left.

    Yields
    ------
    callable
        Takes how many steps are done, how many there are, and what is being done.
    """
    from rich import progress as bars  # noqa: PLC0415

    from landlink.cli.console import console  # noqa: PLC0415

    out = console(stderr=True)
    columns = (
        bars.BarColumn(30),
        bars.MofNCompleteColumn(),
        bars.TextColumn("left"),
        bars.TimeRemainingColumn(),
        bars.TextColumn("{task.description}", markup=False),
    )
    with bars.Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, text: bar.update(task, completed=done, total=total, description=text)


@contextmanager
def _sigterm_interrupts() -> Iterator[None]:
    """Let the signal by which batch systems end a job do what Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt
