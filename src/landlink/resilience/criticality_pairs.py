"""Two failures at the same time: exact where it matters, bounded elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.resilience.cases import joined
from landlink.resilience.failures import losses

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from landlink.resilience.cases import Case
    from landlink.resilience.failures import Baseline, Losses

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Progress = Callable[[int, int, str], None]

BATCH = 250
"""Pairs that are worked out between two looks at the bounds."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs whose joint loss is known, worst first, and a bound for all others.

    Attributes
    ----------
    first, second : int array
        Cases.
    loss_usd_year, added_usd_year, stranded_t_year : float array
        Of both at the same time.
    bound_usd_year : float
        No other pair loses more.
    proven : bool
        Whether the worst ``wanted`` pairs are proven to be the worst of all.
    count : int
        How many pairs there are.
    """

    first: Ints
    second: Ints
    loss_usd_year: Floats
    added_usd_year: Floats
    stranded_t_year: Floats
    bound_usd_year: float
    proven: bool
    count: int


def capped(base: Baseline, found: Losses, cap_usd_t: Floats) -> Floats:
    """Return the loss of each case in which no tonne loses more than its cap."""
    loss = np.zeros(len(found.names))
    worth = base.trips.weight[found.hit_trip] * np.minimum(found.hit_usd_t, cap_usd_t[found.hit_trip])
    np.add.at(loss, found.hit_case, worth)
    return loss


def upper_bounds(loss: Floats, leaning_usd: Floats) -> Floats:
    """Return a bound on the joint loss of each pair of cases.

    A trip that a case touches goes by another way. If that way does not use the other case, it is
    still there when both fail, and the trip loses no more than the greater of both single losses. (It
    can lose less than one of them: goods that divert only where no other way is left may then take a
    cheaper one.) If it does, it loses at most its cap. Summed over the trips this gives the loss of one
    plus that of the other plus the capped worth of the trips that lean from one on the other.

    Parameters
    ----------
    loss : float array, (cases,)
        Capped loss of each case alone.
    leaning_usd : float array, (cases, cases)
        Capped worth of the trips of one case whose new way uses another.

    Examples
    --------
    >>> upper_bounds(np.array([3.0, 4.0]), np.array([[0.0, 10.0], [0.0, 0.0]])).tolist()
    [[6.0, 17.0], [17.0, 8.0]]
    """
    bounds: Floats = loss[:, None] + loss[None, :] + leaning_usd + leaning_usd.T
    return bounds


def worst_pairs(
    base: Baseline,
    cases: Sequence[Case],
    loss: Floats,
    leaning_usd: Floats,
    cap_usd_t: Floats,
    leaders: Ints,
    *,
    wanted: int,
    budget: int,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Pairs:
    """Work out pairs until the worst are proven or the budget is spent.

    Parameters
    ----------
    base, cases
    loss, leaning_usd
        See :func:`upper_bounds`.
    cap_usd_t : float array, (trips,)
    leaders : int array
        Cases all of whose pairs are worked out in any case.
    wanted : int
        How many of the worst pairs to prove; pairs of the same loss count once.
    budget : int
        How many more pairs may be worked out, highest bound first.
    threads, progress
        As for :func:`landlink.resilience.failures.losses`.
    """
    bounds = upper_bounds(loss, leaning_usd)
    bounds[np.tril_indices(len(cases))] = -np.inf
    open_ = bounds.copy()
    done: list[tuple[Ints, Ints, Floats, Floats, Floats]] = []
    spent = 0

    def work_out(first: Ints, second: Ints) -> None:
        for low in range(0, first.size, BATCH):
            one, other = first[low : low + BATCH], second[low : low + BATCH]
            both = [
                joined("", (cases[a], cases[b])) for a, b in zip(one.tolist(), other.tolist(), strict=True)
            ]
            found = losses(base, both, threads=threads)
            total = capped(base, found, cap_usd_t)
            done.append((one, other, total, found.added_usd_year, found.stranded_t_year))
            open_[one, other] = -np.inf
            if progress is not None:
                progress(
                    sum(part[0].size for part in done),
                    leaders.size * (leaders.size - 1) // 2 + budget,
                    "pairs",
                )

    rows = np.sort(leaders)
    one, other = np.triu_indices(rows.size, 1)
    work_out(rows[one], rows[other])
    while spent < budget:
        least = _least(done, wanted)
        spots = np.flatnonzero(open_.reshape(-1) > least)
        if not spots.size:
            break
        take = min(BATCH, budget - spent)
        ranked = spots[np.lexsort((spots, -open_.reshape(-1)[spots]))[:take]]
        work_out(*np.divmod(ranked, len(cases)))
        spent += ranked.size
    bound = float(open_.max()) if open_.size else -np.inf
    columns = [np.concatenate([part[k] for part in done]) for k in range(5)] if done else [np.zeros(0)] * 5
    first, second = columns[0].astype(np.int64), columns[1].astype(np.int64)
    total, added, stranded = columns[2:]
    order = np.lexsort((second, first, -total))
    count = len(cases) * (len(cases) - 1) // 2
    return Pairs(
        first[order], second[order], total[order], added[order], stranded[order],
        max(bound, 0.0), bound <= _least(done, wanted), count,
    )  # fmt: skip


def _least(done: list[tuple[Ints, Ints, Floats, Floats, Floats]], wanted: int) -> float:
    """Return the loss that a pair must exceed to be among the worst; the same loss counts once."""
    if not done:
        return 0.0
    known = np.unique(np.concatenate([part[2] for part in done]).round(0))
    return float(known[-wanted]) if known.size >= wanted else 0.0
