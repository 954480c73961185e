"""Arrival times as a distribution."""

from __future__ import annotations

import math

QUANTILE_Z = {"p20": -0.8416212335729143, "p50": 0.0, "p80": 0.8416212335729143}
"""Standard normal quantiles that results show."""


def lognormal_quantile(mean: float, variance: float, z: float) -> float:
    """Return a quantile of the lognormal distribution with a given mean and variance.

    The sum of a route's legs is taken as lognormal (moment matching; Fenton 1960, "The sum of
    log-normal probability distributions in scatter transmission systems").

    Parameters
    ----------
    mean, variance : float
        Of the whole route, at or above zero.
    z : float
        Quantile of the standard normal distribution.

    Examples
    --------
    >>> round(lognormal_quantile(100, 400, 0.0), 2)  # the median lies below the mean
    98.06
    >>> lognormal_quantile(0, 0, 1.0)
    0.0
    """
    if mean <= 0:
        return 0.0
    spread = math.log1p(variance / mean**2)
    return math.exp(math.log(mean) - spread / 2 + z * math.sqrt(spread))
