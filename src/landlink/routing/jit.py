"""How the kernels are compiled. Importing this module imports Numba."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from numba import njit

if TYPE_CHECKING:
    from collections.abc import Callable


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function on first call, keep the result on disk, free the GIL.

    No kernel allocates memory: all arrays come from outside. So the kernels can
    do without Numba's run-time reference counts, whose atomic instructions
    otherwise take a third of the time (``_nrt=False``).
    """
    return njit(cache=True, nogil=True, _nrt=False)(function)  # type: ignore[call-overload, no-any-return]
