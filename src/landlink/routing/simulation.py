"""Reliability of a route by simulation: quantiles, chance of a deadline, and what causes delay."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.routing.reliability import QUANTILE_Z, lognormal_quantile
from landlink.routing.simulation_operations import drawn, total_moments
from landlink.routing.simulation_route import operations_of

if TYPE_CHECKING:
    from datetime import datetime

    from landlink.network.virtual import SearchGraph
    from landlink.routing.routes import Route
    from landlink.routing.simulation_draws import Floats, Seed

SHARES = {"p20": 0.2, "p50": 0.5, "p80": 0.8, "p95": 0.95}
"""Quantiles that results show."""

LATE = 0.8
"""Runs after this quantile are the late ones where there is no deadline that some miss."""

MOST_CELLS = 50_000_000
"""Operations times runs that are held at once: 400 MB."""


@dataclass(frozen=True)
class Simulation:
    """What the runs of a simulated route say.

    Attributes
    ----------
    runs : int
    seed : int or sequence of int
    kinds, names : tuple of str
        Of each leg.
    times_h : float array
        Hours of each leg (row) in each run (column).
    missed : float array
        Chance that the planned departure is missed, NaN where a leg waits for none.
    deadline_h : float or None
        Hours from readiness.
    exact : (float, float) or None
        Analytic mean and variance, None where timetables decide.
    note : str
        What the figures leave out.
    sources : tuple of str
        Keys of the sources that the closures rest on.
    """

    runs: int
    seed: Seed
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    times_h: Floats = field(repr=False)
    missed: Floats = field(repr=False)
    deadline_h: float | None = None
    exact: tuple[float, float] | None = None
    note: str = ""
    sources: tuple[str, ...] = ()

    @cached_property
    def total_h(self) -> Floats:
        """Hours of the whole route in each run."""
        return np.asarray(self.times_h.sum(axis=0))

    @property
    def mean_h(self) -> float:
        """Mean hours."""
        return float(self.total_h.mean())

    @property
    def sd_h(self) -> float:
        """Standard deviation of the hours."""
        return float(self.total_h.std())

    @property
    def mean_se_h(self) -> float:
        """Standard error of the mean."""
        return self.sd_h / math.sqrt(self.runs)

    def quantile_h(self, share: float) -> float:
        """Return the hours within which a share of the runs arrives.

        Examples
        --------
        >>> from landlink import Network, route
        >>> found = route(Network.reference(), "Almaty", "Aktau", criteria=["time"])
        >>> done = simulate(found.routes[0], found.graph, runs=1000)
        >>> done.quantile_h(0.2) < done.quantile_h(0.8)
        True
        """
        return float(np.quantile(self.total_h, share))

    def quantile_se_h(self, share: float) -> float:
        """Return the standard error of a quantile, from the quantiles beside it (binomial).

        Examples
        --------
        >>> from landlink import Network, route
        >>> found = route(Network.reference(), "Almaty", "Aktau", criteria=["time"])
        >>> done = simulate(found.routes[0], found.graph, runs=1000)
        >>> 0 < done.quantile_se_h(0.5) < done.sd_h / 10
        True
        """
        step = math.sqrt(share * (1 - share) / self.runs)
        low, high = max(share - step, 0.0), min(share + step, 1.0)
        return (self.quantile_h(high) - self.quantile_h(low)) / 2

    def chance(self, deadline_h: float) -> tuple[float, float]:
        """Return the chance of arriving by a deadline, and its standard error.

        Examples
        --------
        >>> from landlink import Network, route
        >>> found = route(Network.reference(), "Almaty", "Aktau", criteria=["time"])
        >>> simulate(found.routes[0], found.graph, runs=1000).chance(1e6)
        (1.0, 0.0)
        """
        share = float((self.total_h <= deadline_h).mean())
        return share, math.sqrt(share * (1 - share) / self.runs)

    @property
    def late_after_h(self) -> float:
        """Hours after which a run counts as late: the deadline if some miss it, else P80."""
        if self.deadline_h is not None and (self.total_h > self.deadline_h).any():
            return self.deadline_h
        return self.quantile_h(LATE)

    def shares(self) -> Floats:
        """Return each leg's share of the variance: its covariance with the total, over all.

        The shares add up to 1. One below zero means that the leg takes up delays of others, as a
        wait for a timetable does. Without any spread all are zero.

        Examples
        --------
        >>> from landlink import Network, route
        >>> found = route(Network.reference(), "Almaty", "Aktau", criteria=["time"])
        >>> round(simulate(found.routes[0], found.graph, runs=1000).shares().sum(), 9)
        np.float64(1.0)
        """
        apart = self.times_h - self.times_h.mean(axis=1, keepdims=True)
        common = (apart * (self.total_h - self.total_h.mean())).mean(axis=1)
        whole = common.sum()
        return common / whole if whole > 1e-9 else np.zeros(len(common))

    def late_delays_h(self) -> Floats:
        """Return how much longer than its median each leg takes in the late runs, on average.

        Examples
        --------
        >>> from landlink import Network, route
        >>> found = route(Network.reference(), "Almaty", "Aktau", criteria=["time"])
        >>> bool(simulate(found.routes[0], found.graph, runs=1000).late_delays_h().max() > 0)
        True
        """
        late = self.total_h > self.late_after_h
        if not late.any():
            return np.zeros(len(self.times_h))
        return np.asarray(self.times_h[:, late].mean(axis=1) - np.median(self.times_h, axis=1))

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as plain values.

        Examples
        --------
        >>> from landlink import Network, route
        >>> found = route(Network.reference(), "Almaty", "Aktau", criteria=["time"])
        >>> shown = simulate(found.routes[0], found.graph, runs=1000, deadline_h=240).to_dict()
        >>> shown["p20_h"] < shown["p95_h"], 0 < shown["deadline_chance"] < 1
        (True, True)
        """
        chance = self.chance(self.deadline_h) if self.deadline_h is not None else (None, None)
        return {
            "runs": self.runs,
            "seed": self.seed if isinstance(self.seed, int) else list(self.seed),
            "mean_h": round(self.mean_h, 2),
            "sd_h": round(self.sd_h, 2),
            **{f"{name}_h": round(self.quantile_h(share), 2) for name, share in SHARES.items()},
            "deadline_h": None if self.deadline_h is None else round(self.deadline_h, 4),
            "deadline_chance": None if chance[0] is None else round(chance[0], 6),
            "deadline_chance_se": None if chance[1] is None else round(chance[1], 6),
            "mean_se_h": round(self.mean_se_h, 3),
            "quantile_se_h": {name: round(self.quantile_se_h(share), 3) for name, share in SHARES.items()},
            "late_after_h": round(self.late_after_h, 2),
            "analytic": self._analytic(),
            "causes": self._causes(),
            "note": self.note,
            "sources": list(self.sources),
        }

    def _analytic(self) -> dict[str, float] | None:
        """Mean and deviation without drawing, and the lognormal quantiles that go with them."""
        if self.exact is None:
            return None
        mean, variance = self.exact
        quantiles = {
            f"{name}_h": round(lognormal_quantile(mean, variance, z), 2) for name, z in QUANTILE_Z.items()
        }
        return {"mean_h": round(mean, 2), "sd_h": round(math.sqrt(variance), 2), **quantiles}

    def _causes(self) -> list[dict[str, Any]]:
        columns = zip(
            self.kinds, self.names, self.times_h.mean(axis=1).tolist(), self.late_delays_h().tolist(),
            self.shares().tolist(), self.missed.tolist(), strict=True,
        )  # fmt: skip
        return [
            {
                "leg": leg, "kind": kind, "name": name,
                "mean_h": round(mean, 2), "mean_delay_h": round(delay, 2),
                "share": round(share, 6), "missed": None if math.isnan(missed) else round(missed, 6),
            }
            for leg, (kind, name, mean, delay, share, missed) in enumerate(columns)
        ]  # fmt: skip


def simulate(
    route: Route,
    graph: SearchGraph,
    *,
    runs: int = 10_000,
    seed: Seed = 1,
    deadline_h: float | None = None,
    storms: int | datetime | None = None,
    correlation: float | None = None,
) -> Simulation:
    """Simulate how long a route takes.

    Parameters
    ----------
    route : Route
    graph : SearchGraph
        That the route was found in. Where it has timetables and opening hours (``timing``),
        departures are missed and borders waited for.
    runs : int
    seed : int or sequence of int
        The same seed gives the same runs.
    deadline_h : float, optional
        Hours from readiness.
    storms : int or datetime, optional
        Month in which ships leave, or the moment at which the goods are ready: storms then close
        ports as the table ``closures`` says. Otherwise storms are what makes headways vary.
    correlation : float, optional
        Of delays in one country and mode; default the assumption ``delay_correlation``, or 0.

    Raises
    ------
    LandlinkError
        If there are no runs or too many, or another number makes no sense.

    Examples
    --------
    >>> from landlink import Network, route
    >>> found = route(Network.reference(), "Almaty", "Poti", criteria=["time"])
    >>> done = simulate(found.routes[0], found.graph, runs=2000, seed=7)
    >>> abs(done.mean_h - found.routes[0].totals["time_h"]) < 4 * done.mean_se_h
    True
    """
    if correlation is None:
        correlation = graph.network.assumptions.get("delay_correlation", 0.0)
    _require(route, runs, deadline_h, storms, correlation)
    operations, notes, sources = operations_of(route, graph, storms)
    times, missed = drawn(operations, runs, seed, correlation)
    if correlation > 0:
        notes.append(f"Delays in one country and mode are correlated by {correlation:g}.")
    return Simulation(
        runs=runs,
        seed=seed,
        kinds=tuple(leg.kind for leg in route.legs),
        names=tuple(leg.name for leg in route.legs),
        times_h=times,
        missed=missed,
        deadline_h=deadline_h,
        exact=total_moments(operations, correlation),
        note=" ".join(notes),
        sources=tuple(sources),
    )


def _require(
    route: Route, runs: int, deadline_h: float | None, storms: int | datetime | None, correlation: float
) -> None:
    if runs < 1:
        raise LandlinkError(f"a simulation needs one run or more, not {runs}")
    most = MOST_CELLS // max(len(route.legs), 1)
    if runs > most:
        raise LandlinkError(f"{runs:,} runs of {len(route.legs)} legs are too many; at most {most:,}")
    if deadline_h is not None and not (math.isfinite(deadline_h) and deadline_h > 0):
        raise LandlinkError(f"a deadline lies after the goods are ready, not at {deadline_h:g} hours")
    if isinstance(storms, int) and not 1 <= storms <= 12:
        raise LandlinkError(f"a month is a number from 1 to 12, not {storms}")
    if not 0 <= correlation <= 1:
        raise LandlinkError(f"a correlation of delays lies between 0 and 1, not at {correlation:g}")


def histogram(total_h: Floats, bins: int) -> list[tuple[float, float, float]]:
    """Return a histogram of all but the latest one per cent: from, to (hours), share of the runs.

    Examples
    --------
    >>> [(low, high, share) for low, high, share in histogram(np.array([1.0, 1.0, 3.0, 3.0]), 2)]
    [(1.0, 2.0, 0.5), (2.0, 3.0, 0.5)]
    """
    low, high = float(total_h.min()), float(np.quantile(total_h, 0.99))
    counts, edges = np.histogram(total_h, bins=bins, range=(low, max(high, low + 1e-6)))
    return [
        (float(a), float(b), count / len(total_h))
        for a, b, count in zip(edges[:-1], edges[1:], counts.tolist(), strict=True)
    ]
