"""Finished chunks of a sweep in a file, so that an interrupted one goes on where it stopped."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.files.beside import in_place
from landlink.resilience.sweep_chunks import Chunk

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNREADABLE = (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile)

EVERY_S = 5.0
"""Seconds between two writings at least."""


class Checkpoint:
    """A file of finished chunks.

    It is written beside its place and moved there whole, so that a crash leaves the last one.

    Parameters
    ----------
    path : str or Path
    inputs : mapping of str to str
        A hash or value of everything that the chunks depend on, by what it is.
    """

    def __init__(self, path: str | Path, inputs: Mapping[str, str]) -> None:
        self.path, self.inputs = Path(path), dict(inputs)
        self._written = monotonic()

    def load(self) -> dict[int, Chunk]:
        """Return the finished chunks by number; none where there is no file.

        Raises
        ------
        LandlinkError
            If the file is no checkpoint, or one of another sweep; what differs is said.
        """
        if not self.path.exists():
            return {}
        try:
            with self.path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                found = json.loads(str(held["inputs"]))
                numbers = held["numbers"].tolist()
                cuts = np.cumsum(held["sizes"])[:-1]
                columns = [np.split(held[name], cuts) for name in Chunk._fields]
        except (
            OSError,
            EOFError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            zipfile.BadZipFile,
        ) as error:
            raise LandlinkError(
                f"{self.path} is no checkpoint of a sweep ({error}); name another file"
            ) from None
        other = [name for name in {**self.inputs, **found} if self.inputs.get(name) != found.get(name)]
        if other:
            raise LandlinkError(
                f"{self.path} belongs to another sweep: its {', '.join(other)} "
                f"{'differs' if len(other) == 1 else 'differ'}; take the same inputs, or another file"
            )
        return {number: Chunk(*(column[row] for column in columns)) for row, number in enumerate(numbers)}

    def save(self, chunks: Mapping[int, Chunk], *, now: bool = False) -> None:
        """Write the finished chunks, unless that was done a moment ago.

        Parameters
        ----------
        chunks : mapping of int to Chunk
        now : bool
            Write in any case.
        """
        if not chunks or not (now or monotonic() - self._written > EVERY_S):
            return
        numbers = sorted(chunks)
        sizes = np.array([len(chunks[one].totals) for one in numbers])
        columns: dict[str, Any] = {
            name: np.concatenate([getattr(chunks[one], name) for one in numbers]) for name in Chunk._fields
        }

        def write(draft: Path) -> None:
            with draft.open("wb") as file:
                said = np.array(json.dumps(self.inputs))
                np.savez(file, inputs=said, numbers=np.array(numbers), sizes=sizes, **columns)

        in_place(self.path, write)
        self._written = monotonic()
