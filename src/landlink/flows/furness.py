"""Furness growth: a matrix scaled to given totals, also known as iterative proportional fitting.

Rows and columns are multiplied in turn until both totals hold (Furness 1965, "Time function iteration",
Traffic Engineering and Control 7(7), 458-460; Deming & Stephan 1940, "On a least squares adjustment of a
sampled frequency table", Annals of Mathematical Statistics 11(4), 427-444). The result keeps the odds
ratios of the seed, and its zeros; where it exists it is unique.

Where cells differ by many powers of ten the turns converge slowly. After :data:`PLAIN` of them each is
preceded by a Newton step on the logarithms of the factors, kept only if it brings the totals nearer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

PLAIN = 30
"""Turns of scaling before Newton steps help."""

TOTALS = 1e-9
"""Relative difference up to which the sums of both totals are taken for equal."""


@dataclass(frozen=True, eq=False)
class Balanced:
    """A matrix with the totals that were asked for.

    Attributes
    ----------
    matrix : float array [n, m]
        ``seed * row_factors[:, None] * column_factors``.
    row_factors : float array [n]
    column_factors : float array [m]
    iterations : int
    error : float
        Largest difference from a total, relative to the largest total.
    """

    matrix: Floats
    row_factors: Floats
    column_factors: Floats
    iterations: int
    error: float


def furness(
    seed: ArrayLike,
    rows: ArrayLike | None = None,
    columns: ArrayLike | None = None,
    *,
    tolerance: float = 1e-10,
    max_iterations: int = 500,
    names: tuple[Sequence[str], Sequence[str]] | None = None,
) -> Balanced:
    """Scale a matrix to totals of its rows, its columns, or both.

    Parameters
    ----------
    seed : float array [n, m]
        At or above zero.
    rows, columns : float array [n] and [m], optional
        Totals; with one of them the matrix is singly constrained.
    tolerance : float, optional
        Relative to the largest total.
    max_iterations : int, optional
    names : pair of sequences of str, optional
        Of rows and columns, for messages; numbers from 0 if not given.

    Returns
    -------
    Balanced

    Raises
    ------
    LandlinkError
        If an input is negative or no number, the two totals disagree, or zeros of the seed make them
        impossible; the message names the rows and columns.

    Examples
    --------
    >>> grown = furness([[1, 2], [3, 4]], rows=[6, 14], columns=[8, 12])
    >>> grown.matrix.sum(axis=1).round(6).tolist(), grown.matrix.sum(axis=0).round(6).tolist()
    ([6.0, 14.0], [8.0, 12.0])
    >>> furness([[0, 0], [3, 4]], rows=[6, 14])
    Traceback (most recent call last):
    landlink.errors.LandlinkError: row 0 shall add up to 6 but holds nothing that could grow
    """
    start = np.asarray(seed, dtype=np.float64)
    if start.ndim != 2:
        raise LandlinkError(f"a matrix has two dimensions, not {start.ndim}")
    said = names or ([str(n) for n in range(start.shape[0])], [str(n) for n in range(start.shape[1])])
    wanted = [None if totals is None else np.asarray(totals, dtype=np.float64) for totals in (rows, columns)]
    _check(start, wanted, said)
    factors = [np.ones(start.shape[0]), np.ones(start.shape[1])]
    scale = max((float(totals.max(initial=0.0)) for totals in wanted if totals is not None), default=0.0)
    error, iteration = np.inf, 0
    while error > tolerance and iteration < max_iterations:
        iteration += 1
        if iteration > PLAIN:
            jumped = _scaled(start, _newton(start, factors, wanted), wanted)
            factors = jumped if _error(start, jumped, wanted, scale) < error else factors
        factors = _scaled(start, factors, wanted)
        error = _error(start, factors, wanted, scale)
        if iteration in (PLAIN, max_iterations):
            _check_feasible(start, factors, wanted, said)
    if error > tolerance:
        raise LandlinkError(
            f"the totals do not hold after {max_iterations:,} iterations (off by {error:.1e} of the "
            "largest); allow more, or fill zeros of the seed"
        )
    return Balanced(start * factors[0][:, None] * factors[1], factors[0], factors[1], iteration, error)


def _scaled(start: Floats, factors: list[Floats], wanted: list[Floats | None]) -> list[Floats]:
    """Take one turn: the rows to their totals, then the columns."""
    new = list(factors)
    for axis, totals in enumerate(wanted):
        if totals is not None:
            held = start @ new[1] if axis == 0 else new[0] @ start
            new[axis] = np.divide(totals, held, out=np.zeros_like(totals), where=held > 0)
    return new


def _newton(start: Floats, factors: list[Floats], wanted: list[Floats | None]) -> list[Floats]:
    """Step by Newton on the logarithms of the factors of both sides, at most by a factor of 10."""
    rows, columns = wanted
    if rows is None or columns is None:
        return factors
    flow = start * factors[0][:, None] * factors[1]
    sums = flow.sum(axis=1), flow.sum(axis=0)
    system = np.block([[np.diag(sums[0]), flow], [flow.T, np.diag(sums[1])]])
    step = np.linalg.lstsq(system, np.concatenate([rows - sums[0], columns - sums[1]]), rcond=None)[0]
    step *= min(1.0, np.log(10) / max(float(np.abs(step).max(initial=0.0)), 1e-300))
    return [factors[0] * np.exp(step[: len(rows)]), factors[1] * np.exp(step[len(rows) :])]


def _error(start: Floats, factors: list[Floats], wanted: list[Floats | None], scale: float) -> float:
    """Largest difference of the totals that were not set last."""
    off = 0.0
    for axis, totals in enumerate(wanted):
        if totals is not None:
            held = factors[axis] * (start @ factors[1] if axis == 0 else factors[0] @ start)
            off = max(off, float(np.abs(held - totals).max(initial=0.0)))
    return off / scale if scale else off


def _check(start: Floats, wanted: list[Floats | None], names: tuple[Sequence[str], Sequence[str]]) -> None:
    rows, columns = wanted
    if rows is None and columns is None:
        raise LandlinkError("give totals of the rows, of the columns, or both")
    if not (np.isfinite(start) & (start >= 0)).all():
        at, to = (int(part[0]) for part in np.nonzero(~(np.isfinite(start) & (start >= 0))))
        raise LandlinkError(
            f"the cell from {names[0][at]} to {names[1][to]} is {start[at, to]:g}; cells are at or above zero"
        )
    for axis, totals in enumerate(wanted):
        if totals is not None:
            _check_totals(start, axis, totals, names[axis])
    if rows is not None and columns is not None:
        both = float(rows.sum()), float(columns.sum())
        if abs(both[0] - both[1]) > TOTALS * max(both):
            raise LandlinkError(
                f"the totals disagree: rows add up to {both[0]:.10g}, columns to {both[1]:.10g}; "
                "scale one of them to the other"
            )


def _check_totals(start: Floats, axis: int, totals: Floats, names: Sequence[str]) -> None:
    what = ("row", "column")[axis]
    if totals.shape != (start.shape[axis],):
        raise LandlinkError(f"there are {totals.size} totals of {what}s for {start.shape[axis]} {what}s")
    for name, total, held in zip(names, totals, start.sum(axis=1 - axis), strict=True):
        if not (np.isfinite(total) and total >= 0):
            raise LandlinkError(f"the total of {what} {name} is {total:g}; it must be at or above zero")
        if total > 0 and held == 0:
            raise LandlinkError(f"{what} {name} shall add up to {total:g} but holds nothing that could grow")


def _check_feasible(
    start: Floats,
    factors: list[Floats],
    wanted: list[Floats | None],
    names: tuple[Sequence[str], Sequence[str]],
) -> None:
    """Raise an error where some rows must send more than all columns that they reach may get.

    By Hall's theorem for flows there is such a set of rows, or one of columns, if and only if the totals
    cannot be met. Their factors are those that run away, so the sets of largest factors are tried; each
    set that is named is a proof.
    """
    rows, columns = wanted
    if rows is None or columns is None:
        return
    for axis, words in ((0, ("send", "reach")), (1, ("get", "are reached from"))):
        mine, other = (rows, columns) if axis == 0 else (columns, rows)
        linked = (start > 0) if axis == 0 else (start > 0).T
        order = np.argsort(-factors[axis], kind="stable")
        reached = np.logical_or.accumulate(linked[order], axis=0)
        lack = np.cumsum(mine[order]) - reached @ other
        worst = int(np.argmax(lack))
        if lack[worst] > TOTALS * float(mine.sum()):
            these = ", ".join(names[axis][row] for row in sorted(order[: worst + 1].tolist()))
            those = ", ".join(names[1 - axis][row] for row in np.flatnonzero(reached[worst]).tolist())
            raise LandlinkError(
                f"the totals cannot be met: {these} shall {words[0]} {mine[order[: worst + 1]].sum():g} "
                f"but only {words[1]} {those}, with {other[reached[worst]].sum():g} in all"
            )
