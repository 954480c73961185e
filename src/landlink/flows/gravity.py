"""A doubly constrained gravity model of trade, calibrated to an observed mean cost.

``T[i, j] = A[i] O[i] B[j] D[j] f(c[i, j])`` with balancing factors ``A`` and ``B`` such that rows add up to
``O`` and columns to ``D`` (Wilson 1967, "A statistical theory of spatial distribution models",
Transportation Research 1(3), 253-269). The deterrence ``f`` is ``exp(-b c)`` or ``c**-b``; ``b`` is found
so that the mean cost of a tonne is the observed one (Hyman 1969, "The calibration of trip distribution
models", Environment and Planning 1(1), 105-112).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.furness import furness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

Deterrence = Literal["exponential", "power"]


@dataclass(frozen=True, eq=False)
class Gravity:
    """Flows of a gravity model.

    Attributes
    ----------
    matrix : float array [n, m]
    deterrence : str
        ``exponential`` or ``power``.
    parameter : float
        ``b``: per unit of cost, or the exponent.
    mean_cost : float
        Of a unit of flow, in the unit of the costs.
    searches : int
        Matrices that the calibration worked out.
    """

    matrix: Floats
    deterrence: Deterrence
    parameter: float
    mean_cost: float
    searches: int = 1


def gravity(
    productions: ArrayLike,
    attractions: ArrayLike,
    cost: ArrayLike,
    parameter: float,
    deterrence: Deterrence = "exponential",
    *,
    names: tuple[Sequence[str], Sequence[str]] | None = None,
) -> Gravity:
    """Distribute what is produced over what is attracted, less of it the dearer the way.

    Parameters
    ----------
    productions, attractions : float array [n] and [m]
        Totals of rows and columns; their sums must agree.
    cost : float array [n, m]
        NaN or inf where nothing goes.
    parameter : float
        At or above zero.
    deterrence : str, optional
    names : pair of sequences of str, optional
        Of rows and columns, for messages.

    Raises
    ------
    LandlinkError
        If totals disagree, cannot be met, or a cost is impossible.

    Examples
    --------
    >>> found = gravity([100, 200], [150, 150], [[1, 3], [3, 1]], 0.5)
    >>> found.matrix.round(1).tolist(), round(found.mean_cost, 2)
    ([[79.9, 20.1], [70.1, 129.9]], 1.6)
    """
    costs = np.asarray(cost, dtype=np.float64)
    if not np.isfinite(parameter) or parameter < 0:
        raise LandlinkError(f"the parameter of the deterrence must be at or above zero, not {parameter:g}")
    matrix = furness(_deterred(costs, parameter, deterrence), productions, attractions, names=names).matrix
    return Gravity(matrix, deterrence, parameter, mean_cost(matrix, costs))


def mean_cost(matrix: ArrayLike, cost: ArrayLike) -> float:
    """Return the mean cost of a unit of flow; flow without a cost is left out.

    Parameters
    ----------
    matrix, cost : float array [n, m]

    Examples
    --------
    >>> mean_cost([[1, 3]], [[10, 2]])
    4.0
    """
    flow, costs = np.asarray(matrix, dtype=np.float64), np.asarray(cost, dtype=np.float64)
    used = (flow > 0) & np.isfinite(costs)
    return float((flow[used] * costs[used]).sum() / flow[used].sum()) if used.any() else float("nan")


def calibrated(
    productions: ArrayLike,
    attractions: ArrayLike,
    cost: ArrayLike,
    observed_mean_cost: float,
    deterrence: Deterrence = "exponential",
    *,
    tolerance: float = 1e-8,
    max_searches: int = 100,
    names: tuple[Sequence[str], Sequence[str]] | None = None,
) -> Gravity:
    """Return the gravity model whose mean cost is the observed one.

    Hyman's secant steps, kept inside the bracket that earlier steps have found: the mean cost falls as
    the parameter grows.

    Parameters
    ----------
    productions, attractions, cost : float array
        As in :func:`gravity`.
    observed_mean_cost : float
        In the unit of ``cost``.
    deterrence : str, optional
    tolerance : float, optional
        Relative difference of the mean cost.
    max_searches : int, optional
    names : pair of sequences of str, optional

    Raises
    ------
    LandlinkError
        If no parameter at or above zero gives that mean.

    Examples
    --------
    >>> truth = gravity([100, 200], [150, 150], [[1, 3], [3, 1]], 0.5)
    >>> round(calibrated([100, 200], [150, 150], [[1, 3], [3, 1]], truth.mean_cost).parameter, 6)
    0.5
    """

    def model(parameter: float) -> Gravity:
        return gravity(productions, attractions, cost, parameter, deterrence, names=names)

    low = model(0.0)
    if not 0 < observed_mean_cost < low.mean_cost * (1 + tolerance):
        raise LandlinkError(
            f"a mean cost of {observed_mean_cost:g} needs flows that seek the dear way: without any "
            f"deterrence the mean is {low.mean_cost:g}; look at the unit and the costs"
        )
    low_b, high_b, last = 0.0, np.inf, low
    parameter = 1.5 / observed_mean_cost if deterrence == "exponential" else 1.5  # Hyman's first guess
    for search in range(2, max_searches + 1):
        now = model(parameter)
        off = now.mean_cost - observed_mean_cost
        if abs(off) <= tolerance * observed_mean_cost:
            return Gravity(now.matrix, deterrence, parameter, now.mean_cost, search)
        low_b, high_b = (parameter, high_b) if off > 0 else (low_b, parameter)
        parameter, last = _next(last, now, observed_mean_cost, (low_b, high_b)), now
        if high_b == np.inf and last.mean_cost >= low.mean_cost * (1 - 1e-12) and search > 60:
            break
    raise LandlinkError(
        f"no parameter up to {parameter:g} brings the mean cost down to {observed_mean_cost:g} (reached: "
        f"{last.mean_cost:g}); the totals leave no cheaper way: look at the unit and the costs"
    )


def _next(before: Gravity, now: Gravity, wanted: float, bracket: tuple[float, float]) -> float:
    """Return the secant's next parameter, the middle of the bracket or twice as much where it errs."""
    low, high = bracket
    fallback = 2 * now.parameter if high == np.inf else (low + high) / 2
    slope = now.mean_cost - before.mean_cost
    if slope == 0:
        return fallback
    step = now.parameter + (wanted - now.mean_cost) * (now.parameter - before.parameter) / slope
    return step if low < step < min(high, 4 * now.parameter + 1e-300) else fallback


def _deterred(costs: Floats, parameter: float, deterrence: Deterrence) -> Floats:
    """Deterrence of each cost, scaled so that the cheapest of each row is 1 and nothing underflows."""
    usable = np.isfinite(costs)
    if deterrence not in ("exponential", "power"):
        raise LandlinkError(f"no deterrence {deterrence!r}; use exponential or power")
    if (costs[usable] < 0).any() or (deterrence == "power" and (costs[usable] == 0).any()):
        least = "above zero" if deterrence == "power" else "at or above zero"
        raise LandlinkError(f"costs must be {least}; the least is {costs[usable].min():g}")
    felt = np.full(costs.shape, np.inf)
    felt[usable] = costs[usable] if deterrence == "exponential" else np.log(costs[usable])
    least_of_row = np.where(usable.any(axis=1), felt.min(axis=1, initial=np.inf), 0.0)
    shifted = felt - np.where(np.isfinite(least_of_row), least_of_row, 0.0)[:, None]
    return np.where(usable, np.exp(-parameter * np.where(usable, shifted, 0.0)), 0.0)
