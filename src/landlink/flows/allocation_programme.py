"""The linear programme of an allocation over given paths, in linopy, solved by HiGHS."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from landlink.flows.problem import Paths, Problem

    Floats = NDArray[np.float64]

__all__ = ["solved"]


def solved(
    problem: Problem, paths: Paths, margin: Floats, *, carry_all: bool = False
) -> tuple[Floats, Floats, Floats]:
    """Return the flow of each path, the price of each row and the shadow price of each capacity.

    Parameters
    ----------
    problem : Problem
    paths : Paths
    margin : array, shape (P,)
        What a unit on each path adds to the value.
    carry_all : bool
        Whether each row must be carried in full.

    Raises
    ------
    LandlinkError
        If the solver finds no optimum.

    Examples
    --------
    >>> from landlink.flows.problem import Paths, Problem, Resources
    >>> ferry = Resources([0], [1.0], [10], [0], [1], [10])
    >>> ask = Problem([0, 1, 1], [1], [[0]], [0], ferry, [0], [1], [0], [12], [False, False])
    >>> way = Paths(np.array([0], np.int32), np.zeros(1), np.array([0, 1]), np.array([0], np.int32))
    >>> [part.tolist() for part in solved(ask, way, np.array([3.0]))]
    [[10.0], [0.0], [3.0]]
    """
    import linopy  # noqa: PLC0415  (slow to import)

    rows, limited = problem.demand.size, np.flatnonzero(np.isfinite(problem.resources.limit))
    if not len(paths):
        return np.zeros(0), np.zeros(rows), np.zeros(len(problem.resources))
    unit = max(float(problem.demand.max()), 1.0)  # the solver's tolerances are absolute
    worth = max(float(np.abs(margin).max(initial=0.0)), 1e-300)
    model: Any = linopy.Model(force_dim_names=False)
    flow = model.add_variables(lower=0, coords=[np.arange(len(paths))], name="flow")
    served = np.unique(paths.row)
    slot = np.searchsorted(served, paths.row)
    own = _terms(flow, slot, np.arange(len(paths)), np.ones(len(paths)), served.size)
    bound = problem.demand[served] / unit
    row = model.add_constraints(own == bound if carry_all else own <= bound, name="row")
    path, place, times = _uses(problem, paths, limited)
    used, at = np.unique(place, return_inverse=True)
    room = None
    if used.size:
        load = _terms(flow, at.ravel(), path, times, used.size)
        room = model.add_constraints(load <= problem.resources.limit[limited[used]] / unit, name="room")
    model.add_objective((flow * (margin / worth)).sum(), sense="max")
    with _silent():
        status, why = model.solve(solver_name="highs", output_flag=False, io_api="direct")
    if status != "ok":
        raise LandlinkError(f"the linear programme of the allocation was not solved: {why}")
    row_price, shadow = np.zeros(rows), np.zeros(len(problem.resources))
    row_price[served] = np.asarray(row.dual) * worth
    if room is not None:
        shadow[limited[used]] = np.maximum(np.asarray(room.dual) * worth, 0.0)
    if not carry_all:
        row_price = np.maximum(row_price, 0.0)
    return np.maximum(np.asarray(flow.solution), 0.0) * unit, row_price, shadow


def _uses(problem: Problem, paths: Paths, limited: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401  (arrays)
    """Return path, number among the limited resources and times, for each limited resource of a path."""
    number = np.full(len(problem.resources) + 1, -1, np.int64)
    number[limited] = np.arange(limited.size)
    of_step = np.repeat(np.arange(len(paths)), np.diff(paths.indptr))
    place = number[problem.resource[paths.arcs]]
    on = place >= 0
    key, times = np.unique(of_step[on] * (limited.size + 1) + place[on], return_counts=True)
    return key // (limited.size + 1), key % (limited.size + 1), times.astype(np.float64)


def _terms(flow: Any, of: Any, path: Any, times: Any, size: int) -> Any:  # noqa: ANN401  (linopy's own)
    """Return one sum of flows a constraint, as linopy takes them: a table padded with nothing."""
    import linopy  # noqa: PLC0415
    import xarray as xr  # noqa: PLC0415

    order = np.argsort(of, kind="stable")
    counts = np.bincount(of, minlength=size)
    column = np.arange(of.size) - np.repeat(np.cumsum(counts) - counts, counts)
    labels = np.full((size, int(counts.max())), -1, np.int64)
    factors = np.full(labels.shape, np.nan)
    labels[of[order], column] = np.asarray(flow.labels)[path[order]]
    factors[of[order], column] = times[order]
    data = xr.Dataset(
        {"vars": (("c", "_term"), labels), "coeffs": (("c", "_term"), factors)}, {"c": np.arange(size)}
    )
    return linopy.LinearExpression(data, flow.model)


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Keep the solver and its layers from printing and warning.

    HiGHS greets on the standard output of the process before it can be told not to, so that this is
    turned away while it works.
    """
    logger = logging.getLogger("linopy")
    level = logger.level
    logger.setLevel(logging.ERROR)
    sys.stdout.flush()
    kept, sink = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(sink)
        logger.setLevel(level)
