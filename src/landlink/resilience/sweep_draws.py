"""Years drawn at random: when each cause of disruption begins and ends.

Each cause has a stream of random numbers of its own in each scenario (Philox, a counter-based
generator; Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3). So scenario 17 is the
same whichever worker draws it, in whatever order, and one more cause leaves the others as they were.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from landlink.routing.simulation_draws import lognormal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

YEAR_H = 8760.0
"""Hours of a year; leap days are left out."""

MONTH_ENDS_H = 24.0 * np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
"""Hours at which the months begin, and the end of the year."""

LONGEST_Z = 6.0
"""A year's past reaches back as far as any length up to this many deviations of its logarithm."""


class Arrival(NamedTuple):
    """A cause that begins at random moments (a Poisson process) and lasts a lognormal time.

    Attributes
    ----------
    cause : int
        Its number.
    key : str
        Tells its random numbers from those of others.
    rate_per_year : float
        Mean number of beginnings in a year.
    mean_h, cv : float
        Of the length.
    months : tuple of int
        Months in which it can begin; empty: all.
    group : str
        Causes of one group can begin together.
    correlation : float
        Share of the beginnings of the group's rarest cause that strike all of the group.
    """

    cause: int
    key: str
    rate_per_year: float
    mean_h: float
    cv: float
    months: tuple[int, ...] = ()
    group: str = ""
    correlation: float = 0.0

    @property
    def intensity(self) -> float:
        """Rate per year within the months in which it can begin.

        Examples
        --------
        >>> round(Arrival(0, "snow", 1.0, 24, 0, months=(1,)).intensity, 2)  # all of it in 31 days
        11.77
        """
        return self.rate_per_year * YEAR_H / float(_span_h(self.months))


class Storm(NamedTuple):
    """A month in which a cause comes and goes: open and closed spells in turn.

    Attributes
    ----------
    cause : int
    key : str
    month : int
    closed_share : float
        Of the month, on average.
    spell_h, spell_cv : float
        Of one closed spell (lognormal); open spells are exponential.
    """

    cause: int
    key: str
    month: int
    closed_share: float
    spell_h: float
    spell_cv: float


class Events(NamedTuple):
    """What is in force when in one scenario.

    Attributes
    ----------
    cause : int array
    start_h, end_h : float array
        Hours since the year began; a start below zero was before, an end may lie after the year.
    """

    cause: Ints
    start_h: Floats
    end_h: Floats


def _span_h(months: tuple[int, ...]) -> float:
    if not months:
        return YEAR_H
    return float(sum(MONTH_ENDS_H[month] - MONTH_ENDS_H[month - 1] for month in months))


@lru_cache(maxsize=1024)
def _philox_key(seed: int, purpose: str) -> tuple[int, int]:
    state = np.random.SeedSequence(seed, spawn_key=(crc32(purpose.encode()),)).generate_state(2, np.uint64)
    return int(state[0]), int(state[1])


def stream(seed: int, purpose: str, scenario: int) -> np.random.Generator:
    """Return the random numbers for one purpose in one scenario.

    Parameters
    ----------
    seed : int
    purpose : str
    scenario : int
        It is a word of the counter: each scenario has 2**64 blocks of numbers to itself.

    Examples
    --------
    >>> a, b, c = (stream(1, "snow", scenario).random() for scenario in (7, 7, 8))
    >>> a == b, a == c
    (True, False)
    """
    counter = np.array([0, scenario, 0, 0], dtype=np.uint64)
    key = np.array(_philox_key(seed, purpose), dtype=np.uint64)
    return np.random.Generator(np.random.Philox(counter=counter, key=key))


def year(arrivals: Sequence[Arrival], storms: Sequence[Storm], seed: int, scenario: int) -> Events:
    """Draw one year.

    A year begins in the middle of things: what began before and still lasts is drawn as well, so
    that a cause of rate ``r`` and mean length ``m`` is in force at any moment of the year with
    chance ``1 - exp(-r m)``. Causes of a group share some of their beginnings, and then also how
    long they last compared with their own mean (a common shock; Marshall and Olkin 1967, A
    multivariate exponential distribution); each keeps its own rate. A storm is a renewal process in
    its steady state within its month (Cox 1962), cut off at the month's ends.

    Parameters
    ----------
    arrivals : sequence of Arrival
    storms : sequence of Storm
    seed, scenario : int

    Returns
    -------
    Events
        Those that touch the year.

    Examples
    --------
    >>> events = year([Arrival(0, "strike", 2.0, 48.0, 0.5)], [], seed=1, scenario=3)
    >>> bool((events.end_h > 0).all()), bool((events.start_h < YEAR_H).all())
    (True, True)
    """
    shocks: dict[str, tuple[Floats, Floats]] = {}
    cause, start, end = [], [], []
    for one, (own, own_past_h, joint, joint_past_h) in zip(arrivals, _plan(tuple(arrivals)), strict=True):
        parts = []
        if own > 0:
            parts.append(_beginnings(stream(seed, one.key, scenario), own, own_past_h))
        if joint > 0:
            if one.group not in shocks:
                random = stream(seed, f"group {one.group}", scenario)
                shocks[one.group] = _beginnings(random, joint, joint_past_h)
            parts.append(shocks[one.group])
        for begins, normal in parts:
            if not len(begins):
                continue
            ends = begins + lognormal(one.mean_h, (one.mean_h * one.cv) ** 2, normal)
            kept = (ends > 0) & _in_months(begins, one.months)
            start.append(begins[kept])
            end.append(ends[kept])
            cause.append(np.full(int(kept.sum()), one.cause, dtype=np.int64))
    for storm in storms:
        spells = _spells(storm, stream(seed, storm.key, scenario))
        start.append(spells[:, 0])
        end.append(spells[:, 1])
        cause.append(np.full(len(spells), storm.cause, dtype=np.int64))
    if not cause:
        return Events(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))
    return Events(np.concatenate(cause), np.concatenate(start), np.concatenate(end))


@lru_cache(maxsize=64)
def _plan(arrivals: tuple[Arrival, ...]) -> tuple[tuple[float, float, float, float], ...]:
    """Of each cause: its own rate and how far back that reaches, the rate of its group's shocks and likewise.

    The shocks that strike all of a group are a share of the beginnings of its rarest cause.
    """
    found = []
    for one in arrivals:
        group = [other for other in arrivals if other.group == one.group] if one.group else [one]
        joint = one.correlation * min(other.intensity for other in group) if one.group else 0.0
        found.append((max(one.intensity - joint, 0.0), _past_h([one]), joint, _past_h(group)))
    return tuple(found)


def _past_h(arrivals: Sequence[Arrival]) -> float:
    """How far back a beginning can lie and still last."""
    longest = 0.0
    for one in arrivals:
        spread = math.log1p(one.cv**2)
        longest = max(longest, one.mean_h * math.exp(LONGEST_Z * math.sqrt(spread) - spread / 2))
    return longest


def _beginnings(random: np.random.Generator, rate_per_year: float, past_h: float) -> tuple[Floats, Floats]:
    """Moments of a Poisson process from the past to the end of the year, and a normal number for each."""
    span = past_h + YEAR_H
    count = random.poisson(rate_per_year * span / YEAR_H)
    return random.random(count) * span - past_h, random.standard_normal(count)


def _in_months(hours: Floats, months: tuple[int, ...]) -> NDArray[np.bool_]:
    if not months:
        return np.ones(len(hours), dtype=bool)
    chosen = np.zeros(14, dtype=bool)
    chosen[list(months)] = True
    return np.asarray(chosen[np.searchsorted(MONTH_ENDS_H, np.mod(hours, YEAR_H), side="right")])


def _spells(storm: Storm, random: np.random.Generator) -> Floats:
    """Return the closed spells of a month, rows of start and end."""
    now, last = (float(MONTH_ENDS_H[storm.month - 1 + side]) for side in (0, 1))
    share = storm.closed_share
    if share <= 0:
        return np.zeros((0, 2))
    open_h = storm.spell_h * (1 - share) / share
    spread = math.log1p(storm.spell_cv**2)
    closed, first = random.random() < share, True
    found = []
    while now < last:
        if not closed:
            now += random.exponential(open_h)
        else:  # the spell that a month begins in is a long one, and partly over (length-biased)
            normal, bias = random.standard_normal(), spread / 2 if first else -spread / 2
            length = storm.spell_h * math.exp(math.sqrt(spread) * normal + bias)
            length *= random.random() if first else 1.0
            found.append((now, min(now + length, last)))
            now += length
        closed, first = not closed, False
    return np.array(found).reshape(-1, 2)
