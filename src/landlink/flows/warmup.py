"""Compile the kernels of assignment ahead of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ENTRIES", "KERNELS"]

#: Kernels by module and how many variants of each there are, as Numba keeps them on disk.
ENTRIES = {"equilibrium_kernels": ("search", 1)}


def _equilibrium() -> None:
    from landlink.flows.equilibrium import equilibrium  # noqa: PLC0415
    from landlink.flows.problem import Problem, Resources  # noqa: PLC0415

    roads: Any = ([1, 1], [1, 2], [1, 2], [1, 1], [1, 1], [np.inf, np.inf])
    parts: Any = ([0, 2, 2], [1, 1], [[0, 0]], [0, 1], Resources(*roads), [0], [1], [0], [6], [False, False])
    equilibrium(Problem(*parts))


#: What there is to compile: (name, how to have it compiled).
KERNELS: list[tuple[str, Callable[[], None]]] = [("assignment", _equilibrium)]
