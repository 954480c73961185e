"""Compile the kernels of failures ahead of use; `landlink warmup` joins these to the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ENTRIES", "KERNELS"]

ENTRIES = {
    "failures_kernels": ("reroute", 1),
    "sweep_kernels": ("evaluate", 1),
}
"""Module, and the kernel and the number of its variants by which one sees that it is compiled."""


def _failures() -> None:
    from landlink.resilience.cases import Case  # noqa: PLC0415
    from landlink.resilience.failures import baseline, leaning_losses, losses  # noqa: PLC0415
    from landlink.resilience.trips import Trips  # noqa: PLC0415

    rows = ([0, 2, 3, 3], [1, 2, 2], [[1.0, 5.0, 2.0]], [0], [2], [0], [1.0])
    trips = Trips(*rows)  # type: ignore[arg-type]  # lists become arrays
    base, cases = baseline(trips), [Case("first", [0])]  # type: ignore[arg-type]
    losses(base, cases)
    leaning_losses(base, cases)


def _sweeps() -> None:
    import numpy as np  # noqa: PLC0415

    from landlink.resilience.sweep_causes import Cause  # noqa: PLC0415
    from landlink.resilience.sweep_chunks import chunk  # noqa: PLC0415
    from landlink.resilience.sweep_costs import Costs  # noqa: PLC0415
    from landlink.resilience.sweep_draws import Arrival  # noqa: PLC0415
    from landlink.resilience.sweep_model import Model  # noqa: PLC0415
    from landlink.resilience.trips import Trips  # noqa: PLC0415

    rows = ([0, 2, 3, 3], [1, 2, 2], [[1.0, 5.0, 2.0]], [0], [2], [0], [1.0])
    trips = Trips(*rows)  # type: ignore[arg-type]  # lists become arrays
    first, one = np.zeros(1, np.int64), np.ones(1)
    cause = Cause("first", "First", "closure", first, np.full(1, np.inf))
    model = Model(
        trips, one, one, (cause,), (Arrival(0, "first", 12.0, 24.0, 0.5),), (), ("XX",), ("x",), first, first,
        first, 0.25,
    )  # fmt: skip
    chunk(model, Costs(model), 0, 3)


#: What there is to compile: (name, how to have it compiled).
KERNELS: list[tuple[str, Callable[[], None]]] = [("failures", _failures), ("sweeps", _sweeps)]
