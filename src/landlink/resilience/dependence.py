"""Who depends on what: each country's trade, and what each thing that closes does to it.

Every trip takes the way of least generalised cost (its dollars, and its hours at what they are worth).
When something closes, the trips whose way leads through it take the best way that is left; all others
stay where they are, as their way is still the best. So the figures are exact, and only what is touched
is searched again.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.resilience.closures import Closure, closures
from landlink.resilience.ways import Ways, best_ways

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from landlink.resilience.trade import Trade

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Progress = Callable[[int, int, str], None]

NOTICEABLE = 0.01
"""Share by which a trip must get dearer to be counted as dearer."""

RULE = (
    "One rule for all. A country's trade is what starts or ends there and goes to or comes from another"
    " country{weights}. Each trip takes the way of least generalised cost: its dollars a tonne, and its"
    " hours at what they are worth to the goods. When something closes, every trip that leads through it"
    " takes the best way that is left; goods that are known to avoid something go on avoiding it while any"
    " way is left without it. A trip that has none is stranded. A country that closes lets nothing"
    " through, and its own trade is left out of that column. Dearer is the rise in generalised cost, over"
    " the trade that still gets through, in per cent of what that trade cost before; a trip counts as"
    " dearer from 1 % on. Harm adds both up: the mean over all trade of the rise, where a trip that is"
    " stranded or costs twice as much or more counts as 100 %. The worst case of a country is the closure"
    " with the greatest harm. Ways have no limit of capacity here, so the losses are the least ones."
)
"""How it is computed, printed with every result."""

WEIGHTS = {
    "demand": ", weighted by its tonnes in the demand",
    "partners": ", with every partner of the list counting the same, half each way",
}


@dataclass(frozen=True, eq=False)
class Hits:
    """What each closure does to each trip that it touches, one entry each, by closure and trip.

    Attributes
    ----------
    closure, trip : int array
    usd_t, money_usd_t, hours : float array
        Rise in generalised cost, in dollars and in hours; ``inf`` where the trip is stranded. Dollars
        or hours alone may fall, as the next best way may be slower and cheaper.
    """

    closure: Ints
    trip: Ints
    usd_t: Floats
    money_usd_t: Floats
    hours: Floats


@dataclass(frozen=True, eq=False)
class Matrix:
    """Countries by closures.

    Attributes
    ----------
    trade : float array
        Tonnes a year (or weight) that count; 0 where there are none, as on a country's own column.
    stranded, dearer, harm : float array
        Shares of that trade: left without a way; dearer from 1 % on; and harm. NaN where none counts.
    usd_t, money_usd_t, hours : float array
        Mean rise of what still gets through: generalised cost, dollars, hours.
    base_usd_t, base_money_usd_t, base_hours : float array
        The same of that trade before.
    """

    trade: Floats
    stranded: Floats
    dearer: Floats
    harm: Floats
    usd_t: Floats
    money_usd_t: Floats
    hours: Floats
    base_usd_t: Floats
    base_money_usd_t: Floats
    base_hours: Floats


@dataclass(frozen=True, eq=False)
class Dependence:
    """What each closure does to each country's trade.

    Attributes
    ----------
    trade : Trade
    closures : list of Closure
    base : Ways
        The best way of each trip while all is open.
    hits : Hits
    countries : tuple of str
        Rows of the matrix.
    matrix : Matrix
    """

    trade: Trade
    closures: list[Closure] = field(repr=False)
    base: Ways = field(repr=False)
    hits: Hits = field(repr=False)
    countries: tuple[str, ...] = field(repr=False)
    matrix: Matrix = field(repr=False)

    def worst(self) -> list[int]:
        """Return for each country the closure of the greatest harm, -1 where none does any.

        Examples
        --------
        >>> from landlink.flows.graph import flow_graph
        >>> from landlink.resilience.trade import partners
        >>> from landlink.testing import small_network
        >>> found = dependence(partners(flow_graph(small_network())))
        >>> [found.closures[number].name for number in found.worst()]
        ['Kazakhstan', 'Kazakhstan', 'Caspian Sea']
        """
        harm = np.nan_to_num(self.matrix.harm, nan=0.0)
        best = harm.argmax(axis=1) if harm.shape[1] else np.full(len(harm), -1)
        top = harm.max(axis=1, initial=0.0)
        return [int(number) if value > 0 else -1 for number, value in zip(best, top, strict=True)]

    @property
    def rule(self) -> str:
        """How it was computed."""
        return RULE.format(weights=WEIGHTS[self.trade.view])

    def as_dict(self, *, pairs: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
        """Return the result as plain values for JSON.

        Parameters
        ----------
        pairs : sequence of two country codes
            Pairs of trading partners to list by themselves.
        """
        from landlink.resilience.dependence_rows import as_dict  # noqa: PLC0415

        return as_dict(self, pairs)


def dependence(
    trade: Trade,
    closed: Sequence[Closure] | None = None,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Dependence:
    """Close one thing after the other and measure what it does to each country's trade.

    Parameters
    ----------
    trade : Trade
    closed : sequence of Closure, optional
        Countries, seas and passages if not given; see :func:`landlink.resilience.closures.closures`.
    threads : int, optional
        Default: as many as there are cores. The result does not depend on it.
    progress : callable, optional
        Called with how much is done, out of how much, and what it is.

    Returns
    -------
    Dependence

    Raises
    ------
    LandlinkError
        If there is nothing to close.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.resilience.trade import partners
    >>> from landlink.testing import small_network
    >>> found = dependence(partners(flow_graph(small_network())))
    >>> found.countries, [one.key for one in found.closures]
    (('AZ', 'CN', 'KZ'), ['AZ', 'CN', 'KZ', 'caspian'])
    >>> found.matrix.stranded[0]  # of Azerbaijan; its own column is left out
    array([nan,  0.,  1.,  1.])
    """
    listed = closures(trade.graph) if closed is None else list(closed)
    if not listed:
        raise LandlinkError("there is nothing to close")
    base = best_ways(trade.trips, trade.measures, threads=threads)
    parts = []
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        try:
            jobs = pool.map(lambda one: _touched(trade, base, one), listed)
            for number, (one, part) in enumerate(zip(listed, jobs, strict=True)):
                parts.append(part)
                if progress is not None:
                    progress(number + 1, len(listed), one.name)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    numbers = np.repeat(np.arange(len(listed)), [part[0].size for part in parts])
    hits = Hits(numbers, *(np.concatenate(column) for column in zip(*parts, strict=True)))
    countries = tuple(sorted({*trade.origin, *trade.destination}))
    return Dependence(trade, listed, base, hits, countries, _matrix(trade, listed, base, hits, countries))


def _touched(trade: Trade, base: Ways, one: Closure) -> tuple[Ints, Floats, Floats, Floats]:
    """Return the trips that a closure touches and their rise in generalised cost, dollars and hours."""
    rows = base.using(one.case.arcs, trade.trips.heads.size)
    if one.kind == "country":
        own = np.array([one.key in (trade.origin[row], trade.destination[row]) for row in rows], dtype=bool)
        rows = rows[~own]
    if not rows.size:
        return rows, *np.zeros((3, 0))
    now = best_ways(trade.trips, trade.measures, rows=rows, closed=one.case.arcs, threads=1)
    before = base.sums[:, rows]
    rise, money, hours = now.cost - base.cost[rows], *(now.sums - before)
    lost = np.flatnonzero(np.isinf(rise) & (trade.trips.free_class[rows] >= 0) & np.isfinite(base.cost[rows]))
    if lost.size:  # they take what they avoid, as no way is left without it
        free = replace(trade.trips, of_class=np.fmax(trade.trips.free_class, 0))
        other = best_ways(free, trade.measures, rows=rows[lost], closed=one.case.arcs, threads=1)
        rise[lost] = np.maximum(other.cost - base.cost[rows[lost]], 0.0)
        money[lost], hours[lost] = other.sums - before[:, lost]
    return rows, rise, money, hours


def _matrix(
    trade: Trade, listed: Sequence[Closure], base: Ways, hits: Hits, countries: tuple[str, ...]
) -> Matrix:
    """Add trips up by country and closure; each trip counts for the countries of both its ends."""
    place = {code: row for row, code in enumerate(countries)}
    ends = np.array([[place[code] for code in side] for side in (trade.origin, trade.destination)])
    served = np.isfinite(base.cost)
    weight = np.where(served, trade.trips.weight, 0.0)
    held = np.where(served, np.vstack([base.cost, base.sums]), 0.0)
    size = (len(countries), len(listed))
    sums = [_whole(weight * value, ends, listed, place, size) for value in (np.ones(len(weight)), *held)]
    stranded = np.isinf(hits.usd_t)
    at = weight[hits.trip]
    before = held[:, hits.trip]

    def gather(values: Floats) -> Floats:
        total = np.zeros(size)
        for side in ends:
            np.add.at(total, (side[hits.trip], hits.closure), values)
        return total

    lost = gather(at * stranded)
    rise = np.where(stranded, 1.0, hits.usd_t / np.where(before[0] > 0, before[0], 1.0))
    through = [total - gather(at * stranded * value) for total, value in zip(sums[1:], before, strict=True)]
    added = [
        gather(np.where(stranded, 0.0, at * value)) for value in (hits.usd_t, hits.money_usd_t, hits.hours)
    ]
    left = sums[0] - lost
    return Matrix(
        sums[0], _over(lost, sums[0]), _over(gather(at * (rise >= NOTICEABLE) * ~stranded), sums[0]),
        _over(gather(at * np.minimum(rise, 1.0)), sums[0]),
        *(_over(value, left) for value in (*added, *through)),
    )  # fmt: skip


def _whole(
    values: Floats, ends: Ints, listed: Sequence[Closure], place: dict[str, int], size: tuple[int, int]
) -> Floats:
    """Sum over all trade that counts in each column: a closed country's own trade does not."""
    between = np.zeros((size[0], size[0]))
    np.add.at(between, (ends[0], ends[1]), values)
    between += between.T
    total = np.repeat(between.sum(axis=1)[:, None], size[1], axis=1)
    for column, one in enumerate(listed):
        if one.kind == "country" and one.key in place:
            total[:, column] -= between[:, place[one.key]]
            total[place[one.key], column] = 0.0
    return total


def _over(values: Floats, whole: Floats) -> Floats:
    """Divide; NaN where there is nothing."""
    there = whole > 1e-9 * max(1.0, float(whole.max(initial=0.0)))
    return np.where(there, values / np.where(there, whole, 1.0), np.nan)
