"""How long an operation takes in each run: draws, and the moments that they must have.

Every draw comes from a stream of its own, told by what it is for. So the first runs of a long
simulation are those of a short one, and one more operation leaves the others as they were.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Seed: TypeAlias = int | Sequence[int]

WEEK_H = 168.0
"""After so long a lone opening comes again."""

ROUNDING_H = 1e-6
"""Moments that differ by less are the same."""


def stream(seed: Seed, *purpose: int) -> np.random.Generator:
    """Return the random numbers for one purpose (NumPy's PCG64, spawned from the seed).

    Examples
    --------
    >>> [round(float(stream(1, purpose).random()), 3) for purpose in (0, 0, 1)]
    [0.699, 0.699, 0.476]
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=purpose)))


def lognormal(mean: float, variance: float, normal: Floats) -> Floats:
    """Return lognormal times of a given mean and variance from standard normal numbers.

    Examples
    --------
    >>> lognormal(10, 0, np.zeros(2)).tolist()
    [10.0, 10.0]
    >>> round(float(lognormal(100, 400, np.zeros(1))[0]), 2)  # the median
    98.06
    """
    if mean <= 0:
        return np.zeros(len(normal))
    spread = math.log1p(variance / mean / mean)
    return np.asarray(mean * np.exp(math.sqrt(spread) * normal - spread / 2))


def residual(mean: float, cv: float, normal: Floats, uniform: Floats) -> Floats:
    """Return the times from a random moment to the next event of a lognormal renewal process.

    A random moment falls into a long interval more often than into a short one. So the interval
    is drawn length-biased, which for a lognormal one adds its log-variance to its log-mean, and
    the moment lies anywhere in it (Cox 1962, Renewal Theory, chapter 5).

    Parameters
    ----------
    mean, cv : float
        Of the intervals.
    normal, uniform : float array
        Standard normal numbers, and uniform ones between 0 and 1.

    Examples
    --------
    >>> residual(24, 0, np.zeros(2), np.array([0.25, 0.5])).tolist()
    [6.0, 12.0]
    """
    spread = math.log1p(cv**2)
    return np.asarray(mean * np.exp(spread / 2 + math.sqrt(spread) * normal) * uniform)


def residual_moments(mean: float, cv: float) -> tuple[float, float]:
    """Return mean and second moment of :func:`residual`.

    Examples
    --------
    >>> residual_moments(24, 0)
    (12.0, 192.0)
    """
    wide = 1 + cv**2
    return mean * wide / 2, mean**2 * wide**3 / 3


def held(share: float, spell_h: float, spell_cv: float, uniform: Floats, normal: Floats) -> Floats:
    """Return how long a closure holds a ship that is ready: zero where it is open.

    Open and closed spells alternate as a renewal process in its steady state. It is closed with
    probability ``share``, and the rest of the closure is its residual life (Cox 1962, chapter 7).

    Parameters
    ----------
    share : float
        Of the time that it is closed.
    spell_h, spell_cv : float
        Of one closure.
    uniform : float array
        Uniform numbers between 0 and 1; below ``share`` it is closed, and what is left of them
        says where in the closure.
    normal : float array
        Standard normal numbers.

    Examples
    --------
    >>> held(0.5, 48, 0, np.array([0.25, 0.9]), np.zeros(2)).tolist()
    [24.0, 0.0]
    """
    if share <= 0:
        return np.zeros(len(uniform))
    inside = np.where(uniform < share, uniform, 0.0) / share
    return residual(spell_h, spell_cv, normal, inside)


def held_moments(share: float, spell_h: float, spell_cv: float) -> tuple[float, float]:
    """Return mean and variance of :func:`held`.

    Examples
    --------
    >>> held_moments(0.5, 48, 0)
    (12.0, 240.0)
    """
    first, second = residual_moments(spell_h, spell_cv)
    return share * first, share * second - (share * first) ** 2


def next_departure(ready: Floats, departures: Floats, headway_h: float = math.nan) -> Floats:
    """Return the first departure at or after each moment.

    After its last departure a timetable is taken to go on as it began.

    Parameters
    ----------
    ready : float array
        Hours since the goods are ready.
    departures : float array
        Sorted, in the same hours; at least one.
    headway_h : float
        Hours between departures, used where there is one departure only.

    Examples
    --------
    >>> next_departure(np.array([0.0, 24.0, 25.0, 49.0]), np.array([0.0, 24.0, 48.0])).tolist()
    [0.0, 24.0, 48.0, 72.0]
    """
    span = float(departures[-1] - departures[0])
    gap = span / (len(departures) - 1) if len(departures) > 1 and span > 0 else headway_h
    period = span + gap
    there = ready - ROUNDING_H  # who is there at the very moment is in time
    cycles = np.maximum(np.ceil((there - departures[-1]) / period), 0.0)
    within = np.minimum(there - cycles * period, departures[-1])
    found = departures[np.searchsorted(departures, within, side="left")] + cycles * period
    return np.asarray(np.maximum(found, ready))


def next_opening(ready: Floats, opening: Floats) -> Floats:
    """Return the first moment at or after each moment that lies in an opening.

    After the last opening they are taken to go on as they began; a lone one comes weekly.

    Parameters
    ----------
    ready : float array
        Hours since the goods are ready.
    opening : float array, two-dimensional
        Rows of [open, close), sorted.

    Examples
    --------
    >>> days = np.array([[8.0, 18.0], [32.0, 42.0]])
    >>> next_opening(np.array([0.0, 9.0, 18.0, 50.0]), days).tolist()
    [8.0, 9.0, 32.0, 56.0]
    """
    opens, closes = opening[:, 0], opening[:, 1]
    span = float(opens[-1] - opens[0])
    period = span * len(opens) / (len(opens) - 1) if len(opens) > 1 else WEEK_H
    late = np.maximum(ready - closes[-1], 0.0)
    cycles = np.where(ready >= closes[-1], np.floor(late / period) + 1, 0.0)
    within = ready - cycles * period
    row = np.minimum(np.searchsorted(closes, within, side="right"), len(opens) - 1)
    return np.maximum(opens[row] + cycles * period, ready)
