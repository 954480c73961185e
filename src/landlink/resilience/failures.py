"""What a failure costs: the exact loss of each case, without growing the trees anew.

A tree of cheapest ways is grown once for each class and origin. A case can change only the trips whose
way in the tree uses one of its arcs. For each of these an A* search (Hart, Nilsson and Raphael 1968, IEEE
Transactions on Systems Science and Cybernetics 4(2)) goes back from the trip's end, with the cost of the
intact tree as bound: costs only rise, so it stays a lower bound, and it is exact as soon as the search
meets a vertex whose way is whole. Searches of one case and tree share what they learn (Koenig and
Likhachev 2005, "Adaptive A*", AAMAS).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from landlink.resilience.failures_search import changes_of, hits_of, rerouted
from landlink.resilience.forest import Forest, forest
from landlink.resilience.trips import Trips

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from landlink.resilience.cases import Case

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Progress = Callable[[int, int, str], None]


MEMORY_GB = 2.0
"""What trees may take, 12 bytes a tree and vertex."""


@dataclass(frozen=True, eq=False)
class Baseline:
    """What every trip costs while nothing has failed.

    Attributes
    ----------
    trips : Trips
    cost_usd_t : float array, (trips,)
        USD per tonne by the cheapest way; ``inf`` where there is none to begin with. Such a trip
        counts in no loss.
    forest : Forest
        The trees.
    """

    trips: Trips
    cost_usd_t: Floats
    forest: Forest = field(repr=False)

    @cached_property
    def free(self) -> tuple[Ints, Forest]:
        """The trips that avoid something, and trees of their ways if they may take it; grown once."""
        trips = self.trips
        rows = np.flatnonzero(trips.free_class >= 0)
        free = Trips(
            trips.indptr, trips.heads, trips.cost, trips.origin[rows], trips.destination[rows],
            trips.free_class[rows], trips.weight[rows],
        )  # fmt: skip
        return rows, forest(free, None, MEMORY_GB)


@dataclass(frozen=True, eq=False)
class Losses:
    """What each case costs.

    Attributes
    ----------
    names : tuple of str
        Names of the cases.
    added_usd_year : float array, (cases,)
        Increase in cost of the trips that still get through, USD a year.
    stranded_t_year : float array, (cases,)
        Tonnes a year that are left without any way.
    touched_t_year : float array, (cases,)
        Tonnes a year that get dearer or are stranded.
    hit_case, hit_trip : int array
        Case and trip of each trip that is touched, by case and trip.
    hit_usd_t : float array
        Its increase in USD per tonne, ``inf`` where it is stranded.
    per_trip : float array, (cases, trips), optional
        The same for all trips, if asked for: 0 where nothing changes, NaN for a trip that is left out
        of the case or that had no way to begin with.
    hit_diverted : bool array
        Which of the touched trips take what they avoid, as no way is left without it. What they lose is
        the least it can be: never below 0, as the way that they had is worth to them what it costs.
    """

    names: tuple[str, ...]
    added_usd_year: Floats
    stranded_t_year: Floats
    touched_t_year: Floats
    hit_case: Ints
    hit_trip: Ints
    hit_usd_t: Floats
    per_trip: Floats | None = None
    hit_diverted: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))


def baseline(trips: Trips, threads: int | None = None, *, memory_gb: float = MEMORY_GB) -> Baseline:
    """Find what every trip costs while nothing has failed, and keep the trees.

    Parameters
    ----------
    trips : Trips
    threads : int, optional
        Default: as many as there are cores.
    memory_gb : float
        What the trees may take, 12 bytes a tree and vertex. More of them are grown again, a part at a
        time, whenever losses are asked for.

    Examples
    --------
    >>> from landlink.resilience.trips import Trips
    >>> trips = Trips([0, 2, 3, 3], [1, 2, 2], [[1.0, 5.0, 2.0]], [0], [2], [0], [1000.0])
    >>> baseline(trips).cost_usd_t.tolist()
    [3.0]
    """
    found = forest(trips, threads, memory_gb)
    cost = np.empty(len(trips))
    cost[found.order] = found.base
    return Baseline(trips, cost, found)


def losses(
    base: Baseline,
    cases: Sequence[Case],
    *,
    per_trip: bool = False,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Losses:
    """Return the exact loss of each case.

    Parameters
    ----------
    base : Baseline
    cases : sequence of Case
        What fails; costs may only rise.
    per_trip : bool
        Also return the increase of every trip in every case.
    threads : int, optional
        Default: as many as there are cores. The result does not depend on it.
    progress : callable, optional
        Called with how many cases are done, out of how many, and the name of the last one.

    Returns
    -------
    Losses

    Raises
    ------
    LandlinkError
        If a case names an arc that is not there, or makes one cheaper.

    Examples
    --------
    >>> from landlink.resilience.cases import Case
    >>> from landlink.resilience.trips import Trips
    >>> trips = Trips([0, 2, 3, 3], [1, 2, 2], [[1.0, 5.0, 2.0]], [0], [2], [0], [1000.0])
    >>> found = losses(baseline(trips), [Case("short way", [0]), Case("all", [0, 1])])
    >>> found.added_usd_year.tolist(), found.stranded_t_year.tolist()
    ([2000.0, 0.0], [0.0, 1000.0])
    """
    return _losses(base, cases, np.zeros((0, 0)), per_trip=per_trip, threads=threads, progress=progress)


def leaning_losses(
    base: Baseline,
    cases: Sequence[Case],
    *,
    worth: Floats | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[Losses, Floats]:
    """Return losses, and how much each case leans on the others.

    Parameters
    ----------
    base, cases, threads, progress
        As for :func:`losses`.
    worth : float array, (trips,), optional
        What a tonne of each trip counts as; default 1.

    Returns
    -------
    Losses
    float array, (cases, cases)
        Tonnes a year (times their worth) that a case touches and that then go by a way that uses an arc of
        another.

    Examples
    --------
    >>> from landlink.resilience.cases import Case
    >>> from landlink.resilience.trips import Trips
    >>> trips = Trips([0, 2, 3, 3], [1, 2, 2], [[1.0, 5.0, 2.0]], [0], [2], [0], [1000.0])
    >>> leaning_losses(baseline(trips), [Case("first", [0]), Case("second", [1])])[1].tolist()
    [[0.0, 1000.0], [0.0, 0.0]]
    """
    leaning = np.zeros((len(cases), len(cases)))
    weight = base.trips.weight if worth is None else base.trips.weight * worth
    return _losses(
        base, cases, leaning, weight=weight, per_trip=False, threads=threads, progress=progress
    ), leaning


def _losses(
    base: Baseline,
    cases: Sequence[Case],
    leaning: Floats,
    *,
    weight: Floats | None = None,
    per_trip: bool,
    threads: int | None,
    progress: Progress | None,
) -> Losses:
    names = tuple(case.name for case in cases)
    changes = changes_of(cases, base.forest.number)
    which, slot = hits_of(base.forest, cases, changes)
    weight = base.trips.weight if weight is None else weight
    now = rerouted(
        base.forest, changes, which, slot, names, (weight[base.forest.order], leaning), threads, progress
    )
    usd_t = now - base.forest.base[slot]
    trip = base.forest.order[slot]
    order = np.lexsort((trip, which))
    order = order[usd_t[order] > 0]
    which, trip, usd_t = which[order], trip[order], usd_t[order]
    diverted = np.isinf(usd_t) & (base.trips.free_class[trip] >= 0)
    if diverted.any():
        at = np.flatnonzero(diverted)
        now = _freed(base, cases, (which[at], trip[at]), (weight, leaning), threads)
        usd_t[at] = np.maximum(now - base.cost_usd_t[trip[at]], 0.0)
        diverted[at] = np.isfinite(now)
    tonnes = base.trips.weight[trip]
    through = np.isfinite(usd_t)
    added, stranded, touched = np.zeros((3, len(names)))
    np.add.at(added, which[through], usd_t[through] * tonnes[through])
    np.add.at(stranded, which[~through], tonnes[~through])
    np.add.at(touched, which, tonnes)
    table = _table(base, cases, which, trip, usd_t) if per_trip else None
    return Losses(names, added, stranded, touched, which, trip, usd_t, table, diverted)


def _freed(
    base: Baseline,
    cases: Sequence[Case],
    hits: tuple[Ints, Ints],
    leaning: tuple[Floats, Floats],
    threads: int | None,
) -> Floats:
    """Return what trips cost that no way is left to, if they may take what they avoid."""
    trips, (which, trip) = base.trips, hits
    lost, trees = base.free
    place = np.empty(lost.size, np.int64)
    place[trees.order] = np.arange(lost.size)
    spot = place[np.searchsorted(lost, trip)]
    now = trees.base[spot]
    changes = changes_of(cases, trees.number)
    hit_case, hit_slot = hits_of(trees, cases, changes)
    _lean(leaning, cases, (which, trip), (hit_case, lost[trees.order[hit_slot]]), len(trips))
    keys, wanted = hit_case * lost.size + hit_slot, which * lost.size + spot
    mine = np.isin(keys, wanted)
    search = (hit_case[mine], hit_slot[mine])
    weight = leaning[0][lost][trees.order]
    found = rerouted(trees, changes, *search, tuple("" for _ in cases), (weight, leaning[1]), threads, None)
    order = np.argsort(keys[mine], kind="stable")
    at = np.searchsorted(keys[mine][order], wanted)
    again = np.isin(wanted, keys[mine])
    now[again] = found[order][at[again]]
    return now


def _lean(
    leaning: tuple[Floats, Floats],
    cases: Sequence[Case],
    lost: tuple[Ints, Ints],
    hits: tuple[Ints, Ints],
    count: int,
) -> None:
    """Add to each case that diverts trips what leans on the cases that touch their free way."""
    weight, leans = leaning
    if not leans.size:
        return
    touches = np.zeros((count, len(cases)), np.bool_)
    touches[hits[1], hits[0]] = True
    bounds = np.searchsorted(lost[0], np.arange(len(cases) + 1))
    for case in np.unique(lost[0]).tolist():
        trips = lost[1][bounds[case] : bounds[case + 1]]
        leans[case] += weight[trips] @ touches[trips]


def _table(base: Baseline, cases: Sequence[Case], which: Ints, trip: Ints, usd_t: Floats) -> Floats:
    """Return the increase of every trip in every case."""
    table = np.zeros((len(cases), len(base.trips)))
    table[which, trip] = usd_t
    for row, case in zip(table, cases, strict=True):
        if np.size(case.left_out):
            ends = (base.trips.origin, base.trips.destination)
            row[np.isin(ends[0], case.left_out) | np.isin(ends[1], case.left_out)] = np.nan
    table[:, np.isinf(base.cost_usd_t)] = np.nan
    return table
