"""A chunk of scenarios: drawn, cut into intervals of one state, and costed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.resilience.sweep_draws import MONTH_ENDS_H, YEAR_H, year
from landlink.resilience.sweep_model import TOTALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from landlink.resilience.sweep_costs import Costs
    from landlink.resilience.sweep_draws import Events, Floats, Ints
    from landlink.resilience.sweep_model import Model

CHUNK = 100
"""Scenarios that are computed at a time, whoever computes them."""


class Intervals(NamedTuple):
    """What is in force when, scenario by scenario.

    Attributes
    ----------
    first : int array, (scenarios + 1,)
        Where each scenario begins.
    length_h : float array
    state : int array
        Causes in force, as bits.
    counted : bool array
        Whether goods that set out in it count.
    """

    first: Ints
    length_h: Floats
    state: Ints
    counted: NDArray[np.bool_]


class Chunk(NamedTuple):
    """What each scenario of a chunk costs.

    Attributes
    ----------
    totals : float array, (scenarios, len(TOTALS))
    by_cause, by_country, by_commodity : float array, (scenarios, ...)
        Loss in USD; each adds up to the loss of the scenario.
    begun : int array, (scenarios, causes)
        How often each cause was in force.
    hours : float array, (scenarios, causes)
        Hours of the year in which it was in force.
    """

    totals: Floats
    by_cause: Floats
    by_country: Floats
    by_commodity: Floats
    begun: Ints
    hours: Floats


def chunk(model: Model, costs: Costs, first: int, last: int, threads: int = 1) -> Chunk:
    """Compute scenarios ``first`` to ``last - 1``.

    The result depends on the model and the numbers of the scenarios, not on what else was computed.

    Parameters
    ----------
    model : Model
    costs : Costs
        Of the model.
    first, last : int
    threads : int
        Searches at a time.
    """
    from landlink.resilience.sweep_kernels import evaluate  # noqa: PLC0415  (Numba loads slowly)

    events = [year(model.arrivals, model.storms, model.seed, number) for number in range(first, last)]
    cuts = intervals(events, len(model.causes), model.months)
    ways = costs.of(cuts.state, threads)
    trips, count = model.trips, last - first
    totals = np.zeros((count, len(TOTALS)))
    by_cause = np.zeros((count, len(model.causes)))
    by_country = np.zeros((count, len(model.countries)))
    by_commodity = np.zeros((count, len(model.commodities)))
    evaluate(
        cuts.first, cuts.length_h, cuts.state, cuts.counted, model.bears, model.class_usd_t_h[trips.of_class],
        model.worth_usd_t, trips.weight / YEAR_H, model.spare, *ways, model.origin_country,
        model.destination_country, model.commodity, totals, by_cause, by_country, by_commodity,
    )  # fmt: skip
    return Chunk(totals, by_cause, by_country, by_commodity, *_occurrence(events, len(model.causes)))


def _occurrence(events: Sequence[Events], causes: int) -> tuple[Ints, Floats]:
    """How often, and for how many hours of the year, each cause was in force."""
    begun, hours = np.zeros((len(events), causes), np.int64), np.zeros((len(events), causes))
    for row, one in enumerate(events):
        begun[row] = np.bincount(one.cause, minlength=causes)
        order = np.lexsort((one.start_h, one.cause))
        until = dict.fromkeys(range(causes), 0.0)
        for number in order.tolist():
            cause = int(one.cause[number])
            end = min(float(one.end_h[number]), YEAR_H)
            hours[row, cause] += max(end - max(float(one.start_h[number]), until[cause]), 0.0)
            until[cause] = max(until[cause], end)
    return begun, hours


def intervals(events: Sequence[Events], causes: int, months: tuple[int, ...] = ()) -> Intervals:
    """Cut scenarios at every moment at which something begins or ends.

    The intervals of a scenario go on after the end of the year until nothing is in force any more:
    goods of December may wait into January. Only those of the year, or of the months, count.

    Parameters
    ----------
    events : sequence of Events
    causes : int
        How many there are.
    months : tuple of int
        Months whose goods count; empty: all.

    Examples
    --------
    >>> from landlink.resilience.sweep_draws import Events
    >>> strike = Events(np.array([0]), np.array([100.0]), np.array([148.0]))
    >>> cuts = intervals([strike], 1)
    >>> cuts.length_h.tolist(), cuts.state.tolist()
    ([100.0, 48.0, 8612.0], [0, 1, 0])
    """
    edges = np.array([0.0, YEAR_H] if not months else MONTH_ENDS_H.tolist())
    parts = []
    for one in events:
        moments = np.concatenate([np.maximum(one.start_h, 0.0), one.end_h, edges])
        kind = np.concatenate([one.cause, one.cause, np.full(len(edges), causes, np.int64)])
        step = np.concatenate([np.ones(len(one.cause)), -np.ones(len(one.cause)), np.zeros(len(edges))])
        order = np.argsort(moments, kind="stable")
        moments, change = moments[order], np.zeros((len(order), causes + 1), np.int64)
        change[np.arange(len(order)), kind[order]] = step[order]
        active = np.cumsum(change, axis=0)[:-1, :causes] > 0
        state = active @ (1 << np.arange(causes, dtype=np.int64))
        length = np.diff(moments)
        kept = length > 0
        parts.append((length[kept], state[kept], _counted(moments[:-1][kept], months)))
    first = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part[0]) for part in parts], out=first[1:])
    length, state, counted = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Intervals(first, length, state.astype(np.int64), counted)


def _counted(start_h: Floats, months: tuple[int, ...]) -> NDArray[np.bool_]:
    within = start_h < YEAR_H
    if not months:
        return within
    month = np.searchsorted(MONTH_ENDS_H, start_h, side="right")
    return within & np.isin(month, months)
