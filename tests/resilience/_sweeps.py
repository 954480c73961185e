"""Small models of a sweep, drawn at random, and a plain reckoning of what a scenario costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from landlink.resilience.sweep_causes import Cause
from landlink.resilience.sweep_draws import YEAR_H, Arrival, Storm
from landlink.resilience.sweep_model import Model
from landlink.resilience.trips import Trips

if TYPE_CHECKING:
    from landlink.resilience.sweep_chunks import Intervals


def random_model(seed: int, causes: int = 4, vertices: int = 8, trips: int = 6) -> Model:
    """Return a model on a random graph: closures, slowdowns, ends left out, goods of little worth."""
    random = np.random.default_rng(seed)
    tails = np.concatenate([np.arange(vertices), random.integers(0, vertices, 2 * vertices)])
    heads = np.concatenate([np.roll(np.arange(vertices), -1), random.integers(0, vertices, 2 * vertices)])
    order = np.argsort(tails, kind="stable")
    indptr = np.zeros(vertices + 1, np.int64)
    np.cumsum(np.bincount(tails, minlength=vertices), out=indptr[1:])
    arcs = len(tails)
    cost = random.integers(1, 20, (2, arcs)).astype(float)
    cost[1, random.integers(0, arcs, 2)] = np.inf
    origin = random.integers(0, vertices, trips)
    destination = (origin + random.integers(1, vertices, trips)) % vertices
    network = Trips(
        indptr, heads[order].astype(np.int32), cost, origin, destination, random.integers(0, 2, trips),
        (random.integers(1, 9, trips) * 1000).astype(np.float64),
    )  # fmt: skip
    found = []
    for number in range(causes):
        touched = np.unique(random.integers(0, arcs, 4))
        slow = number % 2 == 1
        extra = random.integers(1, 50, len(touched)).astype(np.float64)
        if not slow:
            extra[:] = np.inf
        out = random.integers(0, vertices, 1) if number == 2 else np.zeros(0, np.int64)
        kind = "slowdown" if slow else "closure"
        found.append(Cause(f"c{number}", f"Cause {number}", kind, touched, extra, out))
    arrivals = tuple(Arrival(n, f"c{n}", 2.0 + n, 30.0 * (n + 1), 0.6) for n in range(causes - 1))
    storms = (Storm(causes - 1, "storm", 1, 0.4, 60.0, 0.4),)
    worth = np.where(random.random(trips) < 0.4, random.integers(5, 60, trips), np.inf)
    return Model(
        network, np.array([0.2, 0.9]), worth, tuple(found), arrivals, storms, ("AA", "BB", "CC"), ("x", "y"),
        random.integers(0, 3, trips), random.integers(0, 3, trips), random.integers(0, 2, trips), 0.25,
    )  # fmt: skip


def state_costs(model: Model, state: int) -> np.ndarray:
    """Return the increase in cost of each trip in a state, by Bellman and Ford; NaN without any way."""
    trips = model.trips
    tails = np.repeat(np.arange(len(trips.indptr) - 1), np.diff(trips.indptr))
    found = np.full(len(trips), np.nan)
    for trip in range(len(trips)):
        usd_t_h = model.class_usd_t_h[trips.of_class[trip]]
        free = trips.cost[trips.of_class[trip]].copy()
        price = free.copy()
        for number, cause in enumerate(model.causes):
            ends = (trips.origin[trip], trips.destination[trip])
            if state >> number & 1 and not set(ends) & set(cause.left_out.tolist()):
                price[cause.arcs] += usd_t_h * cause.extra_h
        without, within = (
            _bellman_ford(tails, trips.heads, one, int(trips.origin[trip]))[trips.destination[trip]]
            for one in (free, price)
        )
        if np.isfinite(without):
            found[trip] = within - without
    return found


def _bellman_ford(tails: np.ndarray, heads: np.ndarray, price: np.ndarray, source: int) -> np.ndarray:
    near = np.full(int(max(tails.max(), heads.max())) + 1, np.inf)
    near[source] = 0.0
    for _ in range(len(near)):
        for tail, head, arc in zip(tails, heads, price, strict=True):
            near[head] = min(near[head], near[tail] + arc)
    return near


def slow_loss_usd(model: Model, cuts: Intervals, steps: int = 2000) -> float:
    """Return the loss of one scenario: at many moments, the best moment to leave is looked for.

    Goods that set out at ``t`` may leave at once, or wait for the beginning of any later interval.
    """
    begins = np.concatenate([[0.0], np.cumsum(cuts.length_h)])
    dear = np.array([state_costs(model, state) for state in cuts.state.tolist()])
    dear = np.minimum(dear, model.worth_usd_t)
    loss = 0.0
    for trip in np.flatnonzero(~np.isnan(dear[0])).tolist():
        rate = model.class_usd_t_h[model.trips.of_class[trip]]
        for row in np.flatnonzero(cuts.counted).tolist():
            if not (dear[row:, trip] > 0).any():
                continue
            moments = begins[row] + cuts.length_h[row] * (np.arange(steps) + 0.5) / steps
            best = np.full(steps, dear[row, trip])
            for later in range(row + 1, len(cuts.state)):
                best = np.minimum(best, dear[later, trip] + rate * (begins[later] - moments))
            last = rate * (begins[-1] - moments)  # after the last interval all is open
            tonnes = model.trips.weight[trip] * cuts.length_h[row] / YEAR_H
            loss += tonnes * float(np.minimum(best, last).mean())
    return loss if math.isfinite(loss) else math.inf
