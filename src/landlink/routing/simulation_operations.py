"""What a simulation draws: the operations of a route with their distributions, and their sum."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from landlink.errors import LandlinkError
from landlink.routing.simulation_draws import (
    ROUNDING_H,
    held,
    held_moments,
    lognormal,
    next_departure,
    next_opening,
    residual,
    residual_moments,
    stream,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landlink.routing.simulation_draws import Floats, Seed

TIMES, MOMENTS, STORMS, FACTOR = range(4)
"""Purposes of random numbers."""


@dataclass(frozen=True)
class Operation:
    """One operation of a route: what it takes and what it has to wait for.

    Attributes
    ----------
    kind : str
    mean_h, var_h2 : float
        Of a lognormal time; of a wait that follows from a headway or a timetable, not used.
    group : str
        Operations of one group share their delays.
    days : float
        Independent days that a move adds up, at least 1.
    headway : (float, float), optional
        Mean hours between departures and their coefficient of variation: the operation is a wait.
    departures : float array, optional
        Sorted, in hours since the goods are ready: the operation is a wait by timetable.
    opening : float array, optional
        Rows of [open, close) in the same hours, in which the operation may begin.
    closure : (float, float, float), optional
        Share of the time that it is closed, mean length of a closure and its coefficient of
        variation: who is done while it is closed waits for the end.
    rest_h : float
        Rest that comes on top and takes as long as it takes.

    Raises
    ------
    LandlinkError
        If a number cannot be.

    Examples
    --------
    >>> Operation("border", 20, 100).group
    ''
    """

    kind: str
    mean_h: float
    var_h2: float
    group: str = ""
    days: float = 1.0
    headway: tuple[float, float] | None = None
    departures: Floats | None = field(default=None, repr=False)
    opening: Floats | None = field(default=None, repr=False)
    closure: tuple[float, float, float] | None = None
    rest_h: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        numbers = [
            self.mean_h,
            self.var_h2,
            self.days,
            self.rest_h,
            *(self.headway or ()),
            *(self.closure or ()),
        ]
        if not all(math.isfinite(number) and number >= 0 for number in numbers) or self.days < 1:
            raise LandlinkError(f"{self.kind}: times, variances and spreads are finite and at or above zero")
        if self.closure is not None and self.closure[0] >= 1:
            raise LandlinkError(f"{self.kind}: what is always closed never opens; the share is below 1")
        if self.departures is not None:
            self._check_departures(self.departures)
        if self.opening is not None and (not len(self.opening) or (np.diff(self.opening.ravel()) < 0).any()):
            raise LandlinkError(f"{self.kind}: openings are rows of open and close, one or more, in order")

    def _check_departures(self, departures: Floats) -> None:
        if not len(departures) or not np.isfinite(departures).all() or (np.diff(departures) < 0).any():
            raise LandlinkError(f"{self.kind}: a timetable has one departure or more, in order of time")
        if departures[0] == departures[-1] and not (self.headway and self.headway[0] > 0):
            raise LandlinkError(
                f"{self.kind}: a timetable of one departure does not say when the next one leaves; "
                "give more departures or a headway"
            )

    def loading(self, correlation: float) -> float:
        """Return the weight of the common factor: its correlation with what is drawn here.

        The days of a move share the factor too, so that a long move leans on it more.

        Examples
        --------
        >>> Operation("border", 20, 100).loading(0.25), Operation("move", 48, 9, days=2).loading(0.5) > 0.8
        (0.5, True)
        """
        return math.sqrt(correlation * self.days / (1 + (self.days - 1) * correlation))

    def variance(self, correlation: float) -> float:
        """Return the variance of the lognormal time; days that go together add up to more.

        Examples
        --------
        >>> move = Operation("move", 240, 2304, days=10)  # each day 24 hours, give or take 15
        >>> move.variance(0), round(move.variance(1))
        (2304, 23040)
        """
        if self.days == 1 or correlation == 0 or self.mean_h == 0:
            return self.var_h2
        spread = math.log1p(self.var_h2 * self.days / self.mean_h / self.mean_h)
        shared = math.expm1(correlation * spread) / math.expm1(spread) if spread > 0 else 0.0
        return self.var_h2 * (1 + (self.days - 1) * shared)


def drawn(
    operations: Sequence[Operation], runs: int, seed: Seed, correlation: float = 0.0
) -> tuple[Floats, Floats]:
    """Simulate operations one after the other.

    Parameters
    ----------
    operations : sequence of Operation
    runs : int
    seed : int or sequence of int
    correlation : float
        Of the delays of one group, 0 to 1.

    Returns
    -------
    times_h : float array
        Hours of each operation (row) in each run (column), waits for what is shut included.
    missed : float array
        Chance that the departure that is planned with mean times is missed; NaN where an
        operation has no timetable.

    Examples
    --------
    >>> times, missed = drawn([Operation("load", 6, 9), Operation("move", 48, 0)], 1000, seed=1)
    >>> times.shape, times[1].tolist() == [48.0] * 1000, missed.tolist()
    ((2, 1000), True, [nan, nan])
    """
    times = np.empty((len(operations), runs))
    missed = np.full(len(operations), np.nan)
    clock, plan = np.zeros(runs), np.zeros(1)
    factors: dict[str, Floats] = {}
    for number, one in enumerate(operations):
        if one.opening is not None:
            shut, plan = next_opening(clock, one.opening) - clock, next_opening(plan, one.opening)
        else:
            shut = np.zeros(runs)
        if one.departures is not None:
            gap_h = one.headway[0] if one.headway else math.nan
            leaves = next_departure(clock + shut, one.departures, gap_h)
            plan = next_departure(plan, one.departures, gap_h)
            missed[number] = float((leaves > plan[0] + ROUNDING_H).mean())
            times[number] = leaves - clock
        else:
            times[number] = shut + _time(one, number, runs, seed, correlation, factors)
            plan = plan + moments(one)[0]
        if one.closure is not None:
            random = stream(seed, number, STORMS)
            times[number] += held(*one.closure, random.random(runs), random.standard_normal(runs))
        clock += times[number]
    return times, missed


def _time(
    one: Operation, number: int, runs: int, seed: Seed, correlation: float, factors: dict[str, Floats]
) -> Floats:
    """Hours of an operation without timetable in every run."""
    normal = stream(seed, number, TIMES).standard_normal(runs)
    if correlation > 0:
        if one.group not in factors:
            factors[one.group] = stream(seed, crc32(one.group.encode()), FACTOR).standard_normal(runs)
        weight = one.loading(correlation)
        normal = weight * factors[one.group] + math.sqrt(max(1 - weight**2, 0.0)) * normal
    if one.headway is not None:
        return residual(*one.headway, normal, stream(seed, number, MOMENTS).random(runs))
    return one.rest_h + lognormal(one.mean_h, one.variance(correlation), normal)


def moments(one: Operation, correlation: float = 0.0) -> tuple[float, float]:
    """Return mean and variance of an operation without timetable and closure.

    Examples
    --------
    >>> moments(Operation("wait", 0, 0, headway=(24, 0)))
    (12.0, 48.0)
    """
    if one.headway is not None:
        first, second = residual_moments(*one.headway)
        return first, second - first**2
    return one.mean_h + one.rest_h, one.variance(correlation)


def total_moments(operations: Sequence[Operation], correlation: float = 0.0) -> tuple[float, float] | None:
    """Return mean and variance of the whole route, None where timetables or openings decide.

    Two lognormal times with a common factor have the covariance
    ``m1 m2 (exp(w1 w2 s1 s2) - 1)``, of weights ``w`` and log-deviations ``s``; a wait is half
    its length-biased headway on average.

    Examples
    --------
    >>> one = Operation("move", 24, 100, group="KZ rail")
    >>> total_moments([one, one]), round(total_moments([one, one], 1.0)[1])
    ((48.0, 200.0), 400)
    """
    if any(one.departures is not None or one.opening is not None for one in operations):
        return None
    mean = variance = 0.0
    for one in operations:
        first, second = moments(one, correlation)
        storm = held_moments(*one.closure) if one.closure else (0.0, 0.0)
        mean, variance = mean + first + storm[0], variance + second + storm[1]
    if correlation > 0:
        variance += _covariances(operations, correlation)
    return float(mean), float(variance)


def _covariances(operations: Sequence[Operation], correlation: float) -> float:
    """Both covariances of each pair in a group."""
    total = 0.0
    for group in {one.group for one in operations}:
        leaning = [_leaning(one, correlation) for one in operations if one.group == group]
        for number, (mean, weight) in enumerate(leaning):
            total += sum(2 * mean * m * math.expm1(weight * w) for m, w in leaning[:number])
    return total


def _leaning(one: Operation, correlation: float) -> tuple[float, float]:
    """Mean, and log-deviation times the weight of the factor, of what is lognormal in an operation."""
    mean, variance = moments(one, correlation)
    mean -= one.rest_h
    if one.headway is not None:
        deviation = math.sqrt(math.log1p(one.headway[1] ** 2))
    else:
        deviation = math.sqrt(math.log1p(variance / mean / mean)) if mean > 0 else 0.0
    return mean, deviation * one.loading(correlation)
