"""Monte Carlo of disruptions: what a year of storms, queues and closures costs, and how bad it can get."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from landlink import __version__
from landlink.errors import LandlinkError
from landlink.resilience.sweep_checkpoint import Checkpoint
from landlink.resilience.sweep_chunks import CHUNK, Chunk
from landlink.resilience.sweep_model import model_of
from landlink.resilience.sweep_results import Sweep
from landlink.resilience.sweep_runners import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from landlink.flows.demand import Demand
    from landlink.network.model import Network
    from landlink.resilience.sweep_model import Model

    Progress = Callable[[int, int, str], None]

MOST = 10_000_000
"""Scenarios in one sweep at most."""


def sweep(
    network: Network,
    demand: Demand,
    *,
    scenarios: int = 10_000,
    seed: int = 1,
    months: Iterable[int] | None = None,
    scheduler: object = "threads",
    workers: int | None = None,
    checkpoint: str | Path | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Draw many years of disruptions, and add up what each costs.

    In each year causes begin and end as :func:`landlink.resilience.sweep_draws.year` draws them. Goods
    set out evenly through the year. While causes are in force, each trip either takes its cheapest
    way around them at once, or waits until going is no dearer than waiting on, at the value of its
    time; whichever is cheaper, knowing how long it will last. What that adds to the undisturbed
    cost, at most what the goods are worth, is the loss. The cheapest ways are exact for every set
    of causes that occurs. Capacity is not limited and prices do not move, so the loss is a low estimate.

    The same seed gives the same numbers to the bit, whoever computes them and in whatever order, on
    one version of NumPy.

    Parameters
    ----------
    network : Network
        With a table ``disruptions`` or ``closures``.
    demand : Demand
    scenarios : int
        Years to draw.
    seed : int
        At or above 0.
    months : iterable of int, optional
        Count only the goods of these months; the years are the same ones.
    scheduler : str or distributed.Client
        ``threads``, ``processes``, or a Dask cluster: its address (``tcp://host:port``) or a client.
    workers : int, optional
        Threads or processes; default: as many as there are cores.
    checkpoint : str or Path, optional
        File that keeps what is finished. If it is there, the sweep goes on from it.
    progress : callable, optional
        Called with how much is done, out of how much, and what it is.

    Returns
    -------
    Sweep

    Raises
    ------
    LandlinkError
        If an input makes no sense, the checkpoint is that of another sweep, or workers are lost.

    Examples
    --------
    >>> from landlink.flows.demand import demand_of
    >>> from landlink.testing import small_network
    >>> network = small_network()
    >>> done = sweep(network, demand_of(network), scenarios=200, seed=7)
    >>> done.expected.value > 0, done.risk(0.95)[0].value >= done.expected.value
    (True, True)
    """
    if not 1 <= scenarios <= MOST:
        raise LandlinkError(f"a sweep has from 1 to {MOST:,} scenarios, not {scenarios:,}")
    if seed < 0:
        raise LandlinkError(f"a seed is a whole number at or above zero, not {seed}")
    model = model_of(network, demand, seed=seed, months=months)
    return Sweep(network, model, run_model(model, scenarios, scheduler, workers, checkpoint, progress))


def run_model(
    model: Model,
    scenarios: int,
    scheduler: object = "threads",
    workers: int | None = None,
    checkpoint: str | Path | None = None,
    progress: Progress | None = None,
) -> Chunk:
    """Compute all scenarios of a model, from a checkpoint if there is one; in their own order.

    Parameters
    ----------
    model : Model
    scenarios, scheduler, workers, checkpoint, progress
        As of :func:`sweep`.
    """
    inputs = {**model.inputs, "scenarios": str(scenarios), "landlink": __version__, "numpy": np.__version__}
    kept = None if checkpoint is None else Checkpoint(checkpoint, inputs)
    done = {} if kept is None else kept.load()
    whole = range(-(-scenarios // CHUNK))
    wanted = [number for number in whole if number not in done]
    try:
        _report(progress, done, scenarios)
        for number, one in run(model, wanted, scenarios, scheduler, workers) if wanted else ():
            done[number] = one
            _report(progress, done, scenarios)
            if kept is not None:
                kept.save(done)
    finally:
        if kept is not None and wanted:
            kept.save(done, now=True)
    return Chunk(*(np.concatenate([getattr(done[one], name) for one in whole]) for name in Chunk._fields))


def _report(progress: Progress | None, done: dict[int, Chunk], scenarios: int) -> None:
    if progress is not None:
        progress(sum(len(one.totals) for one in done.values()), scenarios, "scenarios")
