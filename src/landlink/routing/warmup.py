"""Compile all routing kernels ahead of use, and tell whether that has been done.

Numba keeps what it compiles on disk beside the sources (or in
``NUMBA_CACHE_DIR``). The first run on a machine pays for compilation once.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ["ENTRIES", "KERNELS", "compiled", "warmup"]

_INDPTR = np.array([0, 2, 3, 3])
_HEADS = np.array([1, 2, 2])
#: Kernels by module and how many variants of each there are, as Numba keeps them on disk.
ENTRIES = {
    "trees_kernels": ("grow_trees", 1),
    "skims_kernels": ("skim_sums", 1),
    "bounds_kernels": ("reverse_bounds", 2),
    "pareto_kernels": ("search3", 1),
    "pareto_kernels3": ("search3narrow", 1),
    "pareto_kernels4": ("search4", 2),
    "cover_kernels": ("search_cover", 3),
    "dated_kernels": ("search_dated", 1),
}


def _trees() -> None:
    from landlink.routing.trees import shortest_paths  # noqa: PLC0415

    shortest_paths(_INDPTR, _HEADS, [1.0, 2.0, 3.0], [0])


def _skims() -> None:
    from landlink.routing.skims_csr import skim_blocks  # noqa: PLC0415

    for figures in (None, np.ones((3, 2))):
        list(skim_blocks(_INDPTR, _HEADS, [1.0, 2.0, 3.0], figures, [0], [2]))


def _front(criteria: int, kind: type[np.generic]) -> None:
    from landlink.routing.pareto import pareto_front  # noqa: PLC0415

    pareto_front(_INDPTR, _HEADS, np.ones((3, criteria), kind), 0, 2)


def _cover(criteria: int, kind: type[np.generic]) -> None:
    from landlink.routing.cover import epsilon_cover  # noqa: PLC0415

    epsilon_cover(_INDPTR, _HEADS, np.ones((3, criteria), kind), 0, 2)


def _dated() -> None:
    from landlink.routing.dated import DatedGraph, dated_front  # noqa: PLC0415

    plain, spans = np.zeros(3, np.int64), np.zeros((3, 2), np.int64)
    costs, none = np.ones((3, 4), np.int64), np.zeros(0, np.int64)
    dated_front(DatedGraph(_INDPTR, _HEADS.astype(np.int32), costs, plain, spans, none), 0, 2)


def _railways() -> None:
    from landlink.network.files.osm.ends import far_ends  # noqa: PLC0415
    from landlink.network.files.osm.gaps import near_misses  # noqa: PLC0415
    from landlink.network.files.osm.overlay import overlay  # noqa: PLC0415
    from landlink.network.files.osm.track import line_of  # noqa: PLC0415

    line = line_of([(0.0, 0.0), (0.1, 0.0), (0.1002, 0.0), (0.2, 0.0)])
    places = np.array([0, 1])
    far_ends(line, overlay(line, places), places, 1.0, 1.0)
    near_misses(line.only(line.tail != 1))


#: What there is to compile, everyday kernels first: (name, how to have it compiled).
KERNELS: list[tuple[str, Callable[[], None]]] = [
    ("shortest-path trees", _trees),
    ("skims", _skims),
    ("covers, 1 to 3 criteria, integers", lambda: _cover(3, np.int64)),
    ("covers, 4 criteria, integers", lambda: _cover(4, np.int64)),
    ("dated searches", _dated),
    ("covers, floats", lambda: _cover(4, np.float64)),
    ("fronts, 1 to 3 criteria, floats", lambda: _front(3, np.float64)),
    ("fronts, 1 to 3 criteria, integers", lambda: _front(3, np.int64)),
    ("fronts, 4 criteria, floats", lambda: _front(4, np.float64)),
    ("fronts, 4 criteria, integers", lambda: _front(4, np.int64)),
    ("railways of OpenStreetMap", _railways),
]


def warmup(kernels: Sequence[tuple[str, Callable[[], None]]] = KERNELS) -> Iterator[tuple[int, int, str]]:
    """Compile every kernel (or load it from disk), one a step.

    Parameters
    ----------
    kernels
        What to compile; other layers have lists like that of this one.

    Yields
    ------
    tuple
        How many are ready, how many there are, and the one just finished.

    Examples
    --------
    >>> steps = list(warmup())
    >>> len(steps) == len(KERNELS)
    True
    >>> steps[0]
    (1, 11, 'shortest-path trees')
    """
    for number, (name, prepare) in enumerate(kernels, start=1):
        prepare()
        yield number, len(kernels), name


def compiled(entries: Mapping[str, tuple[str, int]] = ENTRIES, folder: Path = Path(__file__).parent) -> bool:
    """Tell whether all kernels lie compiled on disk, without importing Numba.

    A quick guess from file names, good for a message such as "the first run
    compiles": Numba itself checks source, version and processor when it loads
    a kernel, and compiles again where they differ.

    Parameters
    ----------
    entries
        Kernels by module, as `ENTRIES`.
    folder
        Where the modules are.

    Examples
    --------
    >>> isinstance(compiled(), bool)
    True
    """
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in {"", "0"}:
        return True
    for module, (kernel, variants) in entries.items():
        if len(_stored(folder, f"{module}.{kernel}-*.nbc")) < variants:
            return False
    return True


def _stored(folder: Path, pattern: str) -> list[Path]:
    """List the files that Numba keeps for a kernel, in the places it may use."""
    elsewhere = os.environ.get("NUMBA_CACHE_DIR")
    if elsewhere:  # there it makes a folder named after the source folder and a hash
        places = list(Path(elsewhere).glob(f"{folder.name}_*"))
    else:  # beside the source or, where that cannot be written, in the user's cache
        user = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        places = [folder / "__pycache__", *user.glob(f"numba/{folder.name}_*")]
    return [path for place in places for path in place.glob(pattern)]
