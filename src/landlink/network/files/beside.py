"""Writing so that nothing is half-written: beside the target first, then in its place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Callable


def in_place(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file or folder beside its place and move it there once it is complete.

    Files of a folder that the writing does not make stay as they are.

    Parameters
    ----------
    path : Path
        Where it belongs; the folder above is made if need be.
    write : callable
        Writes to the path that it is given, which has the same name.

    Raises
    ------
    LandlinkError
        If the disk refuses.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = Path(folder) / "note.txt"
    ...     in_place(target, lambda draft: draft.write_text("all of it") and None)
    ...     target.read_text(), len(list(Path(folder).iterdir()))
    ('all of it', 1)
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".landlink-") as work:
            draft = Path(work) / path.name
            write(draft)
            if draft.is_dir() and path.exists():
                for file in sorted(draft.iterdir()):
                    os.replace(file, path / file.name)  # noqa: PTH105  (replaces on every system)
            else:
                os.replace(draft, path)  # noqa: PTH105
    except OSError as error:
        said = error.strerror or str(error)
        mend = " Is it open in another program?" if isinstance(error, PermissionError) else ""
        raise LandlinkError(f"cannot write {path}: {said}.{mend}") from None
