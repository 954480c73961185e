"""Who computes the chunks of a sweep: threads, processes, or a Dask cluster.

Each yields the finished chunks as they come. Which one it was makes no difference to what is in them.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.resilience.sweep_chunks import CHUNK, chunk
from landlink.resilience.sweep_costs import Costs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor, Future

    from landlink.resilience.sweep_chunks import Chunk
    from landlink.resilience.sweep_model import Model

CONNECT = "20s"
"""How long a scheduler may take to answer."""

Finished = tuple[int, "Chunk"]

_HELD: dict[str, Costs] = {}
"""In a worker: the costs of the model that it works on."""


def run(
    model: Model, numbers: Sequence[int], scenarios: int, scheduler: object, workers: int | None
) -> Iterator[Finished]:
    """Compute chunks.

    Parameters
    ----------
    model : Model
    numbers : sequence of int
        Of the chunks to compute; chunk ``n`` holds scenarios ``100 n`` and up.
    scenarios : int
        How many there are in all; the last chunk may be smaller.
    scheduler : str or distributed.Client
        ``threads``, ``processes``, the address of a Dask scheduler, or a client of one.
    workers : int, optional
        Threads or processes; default: as many as there are cores. A cluster has its own.

    Yields
    ------
    (int, Chunk)
        In the order in which they are finished.

    Raises
    ------
    LandlinkError
        If there is no such scheduler, or its workers are lost.
    """
    count = workers or os.cpu_count() or 1
    if count < 1:
        raise LandlinkError(f"a sweep needs one worker or more, not {workers}")
    bounds = [(number, number * CHUNK, min((number + 1) * CHUNK, scenarios)) for number in numbers]
    if scheduler == "threads":
        yield from _threads(model, bounds, count)
    elif scheduler == "processes":
        yield from _processes(model, bounds, count)
    elif not isinstance(scheduler, str):
        yield from _cluster(model, bounds, scheduler)
    elif "://" in scheduler:
        yield from _address(model, bounds, scheduler)
    else:
        raise LandlinkError(
            f"no scheduler {scheduler!r}; use threads, processes, or the address of a Dask scheduler "
            "such as tcp://10.0.0.1:8786"
        )


Bounds = list[tuple[int, int, int]]


def _threads(model: Model, bounds: Bounds, count: int) -> Iterator[Finished]:
    costs = Costs(model)
    with ThreadPoolExecutor(count) as pool:
        jobs = {pool.submit(chunk, model, costs, low, high, count): number for number, low, high in bounds}
        yield from _collected(pool, jobs)


def _processes(model: Model, bounds: Bounds, count: int) -> Iterator[Finished]:
    from multiprocessing import get_context  # noqa: PLC0415  (only here)

    with ProcessPoolExecutor(
        min(count, max(len(bounds), 1)),
        mp_context=get_context("spawn"),
        initializer=_begin,
        initargs=(model,),
    ) as pool:
        jobs = {pool.submit(_in_process, low, high): number for number, low, high in bounds}
        try:
            yield from _collected(pool, jobs)
        except BrokenProcessPool:
            raise LandlinkError(
                "a worker process of the sweep was ended from outside, perhaps for lack of memory; "
                "take fewer workers, or go on from a checkpoint"
            ) from None


def _collected(pool: Executor, jobs: dict[Future[Chunk], int]) -> Iterator[Finished]:
    """Yield what is finished; when interrupted, begin nothing more."""
    try:
        for job in as_completed(list(jobs)):
            yield jobs.pop(job), job.result()  # nothing finished is held for longer than need be
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_MODEL: list[Model] = []
"""In a worker process: the model that it was started with."""


def _begin(model: Model) -> None:
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started it, who then ends this one
    _MODEL[:] = [model]


def _in_process(low: int, high: int) -> Chunk:
    return compute(_MODEL[0], low, high)


def compute(model: Model, low: int, high: int) -> Chunk:
    """Compute a chunk in a worker that keeps the costs from one chunk to the next.

    Parameters
    ----------
    model : Model
    low, high : int
        First scenario, and the one after the last.
    """
    costs = _HELD.get(model.key)
    if costs is None:
        _HELD.clear()  # one sweep at a time
        costs = _HELD.setdefault(model.key, Costs(model))
    return chunk(model, costs, low, high)


def _address(model: Model, bounds: Bounds, address: str) -> Iterator[Finished]:
    distributed = _distributed()
    try:
        client = distributed.Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise LandlinkError(f"no Dask scheduler answers at {address} ({error})") from None
    try:
        yield from _cluster(model, bounds, client)
    finally:
        client.close()


def _distributed() -> Any:  # noqa: ANN401  (an optional library)
    try:
        import distributed  # noqa: PLC0415
    except ImportError:
        raise LandlinkError(
            "a Dask cluster needs the library distributed: pip install landlink[dask]"
        ) from None
    return distributed


def _cluster(model: Model, bounds: Bounds, client: Any) -> Iterator[Finished]:  # noqa: ANN401
    """Compute on the workers of a cluster; what a lost worker had in hand goes to another one."""
    distributed = _distributed()
    if not isinstance(client, distributed.Client):
        raise LandlinkError(f"a scheduler is a word, an address or a distributed.Client, not {client!r}")
    held = client.scatter(model, broadcast=True, hash=False)
    jobs = {
        client.submit(
            compute, held, low, high, key=f"landlink-sweep-{model.key}-{number}", pure=False, retries=3
        ): number
        for number, low, high in bounds
    }  # fmt: skip
    try:
        for job in distributed.as_completed(list(jobs), loop=client.loop):
            number = jobs.pop(job)
            yield number, _result(job, distributed)
    finally:
        client.cancel([*jobs, held])


def _result(job: Any, distributed: Any) -> Chunk:  # noqa: ANN401
    try:
        result: Chunk = job.result()
    except (distributed.scheduler.KilledWorker, distributed.CancelledError, OSError) as error:
        raise LandlinkError(
            f"the cluster lost the workers of the sweep ({error}); go on from a checkpoint"
        ) from None
    return result
