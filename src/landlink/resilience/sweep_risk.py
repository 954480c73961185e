"""Measures of risk of a sample of losses, all years equally likely."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class Estimate(NamedTuple):
    """A figure and its standard error.

    Attributes
    ----------
    value, se : float
    """

    value: float
    se: float


def expected(losses: Floats) -> Estimate:
    """Return the mean, and its standard error (0 for a single year).

    Sums are exact before they are rounded (``math.fsum``), so that their order does not matter.

    Examples
    --------
    >>> expected(np.array([1.0, 3.0]))
    Estimate(value=2.0, se=1.0)
    """
    count = len(losses)
    mean = math.fsum(losses.tolist()) / count
    squares = math.fsum(((losses - mean) ** 2).tolist())
    return Estimate(mean, math.sqrt(squares / (count - 1) / count) if count > 1 else 0.0)


def value_at_risk(losses: Floats, level: float) -> Estimate:
    """Return the loss that is not exceeded in a share of the years: the smallest one of the sample.

    The standard error is that of the quantile, from the order statistics beside it (binomial).

    Parameters
    ----------
    losses : float array
    level : float
        Between 0 and 1.

    Raises
    ------
    LandlinkError
        If the level lies outside.

    Examples
    --------
    >>> value_at_risk(np.arange(1.0, 101.0), 0.95).value
    95.0
    """
    if not 0 < level < 1:
        raise LandlinkError(f"a level of risk lies between 0 and 1, not at {level:g}")
    ordered, count = np.sort(losses), len(losses)
    step = math.sqrt(level * (1 - level) / count)
    low, mid, high = (float(ordered[_rank(share, count)]) for share in (level - step, level, level + step))
    return Estimate(mid, (high - low) / 2)


def _rank(share: float, count: int) -> int:
    """Place of a quantile in a sorted sample, whatever rounding does to the share."""
    return min(max(math.ceil(share * count - 1e-9) - 1, 0), count - 1)


def conditional_value_at_risk(losses: Floats, level: float) -> Estimate:
    """Return the mean loss of the worst years: of a share ``1 - level`` of them.

    The least value over ``z`` of ``z + E[max(X - z, 0)] / (1 - level)``, which the value at risk
    attains (Rockafellar and Uryasev 2000, Optimization of conditional value-at-risk, Journal of Risk 2,
    theorem 1). A year on the boundary counts with the part of it that belongs to the worst.

    Parameters
    ----------
    losses : float array
    level : float
        Between 0 and 1.

    Examples
    --------
    >>> round(conditional_value_at_risk(np.arange(1.0, 101.0), 0.95).value, 9)  # of 96, 97, 98, 99, 100
    98.0
    """
    threshold = value_at_risk(losses, level).value
    beyond = expected(np.maximum(losses - threshold, 0.0))
    return Estimate(threshold + beyond.value / (1 - level), beyond.se / (1 - level))


def hundredths(losses: Floats) -> Floats:
    """Return the mean loss of each hundredth of the years, the mildest first.

    Their mean is the expected loss, and that of the last five the conditional value at risk at 0.95. A
    year on a boundary counts for both hundredths with its parts.

    Parameters
    ----------
    losses : float array

    Examples
    --------
    >>> hundredths(np.array([4.0, 2.0]))[[0, 49, 50, 99]]
    array([2., 2., 4., 4.])
    """
    count = len(losses)
    sums = np.concatenate([[0.0], np.cumsum(np.sort(losses))])
    bounds = np.linspace(0.0, count, 101)
    found: Floats = np.diff(np.interp(bounds, np.arange(count + 1), sums)) * (100 / count)
    return np.maximum(found, 0.0)
