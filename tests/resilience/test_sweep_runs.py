"""The same numbers to the bit, whoever computes them; a checkpoint goes on where it stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.flows.demand import demand_of
from landlink.resilience import sweep_runners
from landlink.resilience.sweep import run_model, sweep
from landlink.resilience.sweep_checkpoint import Checkpoint
from landlink.resilience.sweep_chunks import CHUNK, Chunk, chunk
from landlink.testing import with_cell
from tests.resilience._sweeps import random_model

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from landlink.network import Network
    from landlink.resilience.sweep_costs import Costs
    from landlink.resilience.sweep_model import Model

MODEL = random_model(5, causes=6)
SCENARIOS = 450  # the last chunk is half a one


@pytest.fixture(scope="module")
def wanted() -> Chunk:
    return run_model(MODEL, SCENARIOS, "threads", 1)


def same(one: Chunk, other: Chunk) -> bool:
    return all(np.array_equal(left, right) for left, right in zip(one, other, strict=True))


@pytest.mark.parametrize(("scheduler", "workers"), [("threads", 2), ("threads", 3), ("processes", 2)])
def test_workers_make_no_difference(wanted: Chunk, scheduler: str, workers: int) -> None:
    assert same(run_model(MODEL, SCENARIOS, scheduler, workers), wanted)


def test_the_first_scenarios_of_a_long_sweep_are_those_of_a_short_one(wanted: Chunk) -> None:
    short = run_model(MODEL, 170, "threads", 2)
    assert all(np.array_equal(left, right[:170]) for left, right in zip(short, wanted, strict=True))


def test_another_seed_gives_other_years(wanted: Chunk) -> None:
    assert not same(run_model(replace(MODEL, seed=2), SCENARIOS), wanted)


class Stop(Exception):  # noqa: N818  (it is no error)
    pass


def stop_after(chunks: int) -> Any:  # noqa: ANN401
    def progress(done: int, total: int, text: str) -> None:
        assert (total, text) == (SCENARIOS, "scenarios")
        if done >= chunks * CHUNK:
            raise Stop

    return progress


def test_a_checkpoint_goes_on_where_it_stopped(
    wanted: Chunk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sweep.npz"
    with pytest.raises(Stop):
        run_model(MODEL, SCENARIOS, "threads", 1, path, stop_after(2))
    assert len(list(tmp_path.iterdir())) == 1
    computed: list[int] = []

    def counted(model: Model, costs: Costs, first: int, last: int, threads: int) -> Chunk:
        computed.append(first)
        return chunk(model, costs, first, last, threads)

    monkeypatch.setattr(sweep_runners, "chunk", counted)
    assert same(run_model(MODEL, SCENARIOS, "threads", 2, path), wanted)
    assert len(computed) == 3  # of five chunks, two were there
    computed.clear()
    assert same(run_model(MODEL, SCENARIOS, "threads", 2, path), wanted)
    assert computed == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seed": 2}, "its seed differs"),
        ({"months": (1,)}, "its months differs"),
        ({"spare": 0.5}, "its assumptions differs"),
        ({"arrivals": MODEL.arrivals[1:]}, "its disruptions differs"),
        ({"worth_usd_t": MODEL.worth_usd_t + 1}, "its demand differs"),
        ({"class_usd_t_h": MODEL.class_usd_t_h * 2, "seed": 3}, "its network, seed differ;"),
    ],
)
def test_a_checkpoint_of_other_inputs_is_refused(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    path = tmp_path / "sweep.npz"
    run_model(MODEL, 100, checkpoint=path)
    before = path.read_bytes()
    with pytest.raises(LandlinkError, match=said):
        run_model(replace(MODEL, **changes), 100, checkpoint=path)
    assert path.read_bytes() == before
    with pytest.raises(LandlinkError, match="its scenarios differs"):
        run_model(MODEL, 200, checkpoint=path)


@pytest.mark.parametrize("content", [b"", b"nothing of ours", b"PK\x03\x04 half a file"])
def test_another_file_is_no_checkpoint(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.npz"
    path.write_bytes(content)
    with pytest.raises(LandlinkError, match="no checkpoint of a sweep"):
        run_model(MODEL, 100, checkpoint=path)
    assert path.read_bytes() == content


def test_a_checkpoint_is_not_written_for_nothing(tmp_path: Path) -> None:
    kept = Checkpoint(tmp_path / "a.npz", {"seed": "1"})
    kept.save({}, now=True)
    assert list(tmp_path.iterdir()) == []


INTERRUPTED = """
import signal, sys
from pathlib import Path
from landlink.resilience.sweep import run_model
from tests.resilience._sweeps import random_model

def progress(done, total, text):
    print("done", done, flush=True)
    if done >= 200 and len(sys.argv) > 2:
        signal.pause()  # until the signal comes

signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background starts without it
run_model(random_model(5, causes=6), 450, "threads", 1, Path(sys.argv[1]), progress)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_keeps_what_is_finished(wanted: Chunk, tmp_path: Path) -> None:
    path = tmp_path / "sweep.npz"
    command = [sys.executable, "-c", INTERRUPTED, str(path), "wait"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdout is not None
    for line in process.stdout:
        if line == "done 200\n":
            break
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode != 0
    assert said.rstrip().endswith("KeyboardInterrupt")
    kept = Checkpoint(path, {})
    with np.load(path) as held:
        assert held["numbers"].tolist()[:2] == [0, 1]
        kept.inputs = json.loads(str(held["inputs"]))
    assert 2 <= len(kept.load()) < 5
    assert same(run_model(MODEL, SCENARIOS, "threads", 2, path), wanted)


@pytest.fixture
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a cluster says when it starts, and when its workers die
        made = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        )
        try:
            yield made
        finally:
            made.close(timeout=20)


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_loses_a_worker_gives_the_same_numbers(cluster: Any, wanted: Chunk) -> None:  # noqa: ANN401
    """The scheduler is reached by its address, as on the command line; a worker is killed in mid-run."""
    killed: list[int] = []

    def progress(done: int, total: int, text: str) -> None:
        del total, text
        if done >= CHUNK and not killed:
            killed.append(cluster.workers[0].process.pid)
            os.kill(killed[0], signal.SIGKILL)

    found = run_model(MODEL, 10_000, cluster.scheduler_address, progress=progress)
    assert killed
    assert all(np.array_equal(left[:SCENARIOS], right) for left, right in zip(found, wanted, strict=True))
    assert same(found, run_model(MODEL, 10_000, "threads", 2))


def test_a_cluster_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(sweep_runners, "CONNECT", "1s")
    with pytest.raises(LandlinkError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        run_model(MODEL, 100, "tcp://127.0.0.1:1")


@pytest.mark.parametrize(
    ("scheduler", "said"), [("dusk", "no scheduler 'dusk'"), (7, "a scheduler is a word")]
)
def test_an_unknown_scheduler_is_refused(scheduler: object, said: str) -> None:
    with pytest.raises(LandlinkError, match=said):
        run_model(MODEL, 100, scheduler)


def test_a_network_is_swept_and_its_months_add_up(small: Network) -> None:
    demand = demand_of(small)
    whole = sweep(small, demand, scenarios=150, seed=3)
    halves = [
        sweep(small, demand, scenarios=150, seed=3, months=months) for months in (range(1, 7), range(7, 13))
    ]
    assert whole.expected.value > 0
    assert np.allclose(sum(half.loss_usd for half in halves), whole.loss_usd)
    storms = {row["cause"]: row for row in whole.causes()}
    assert storms["storm caspian-01"]["in_force_h_year"] == pytest.approx(0.5 * 31 * 24, rel=0.2)


def test_a_cause_that_never_comes_costs_nothing(small: Network) -> None:
    demand = demand_of(small)
    calm = with_cell(small, "disruptions", "aktau-works", "rate_per_year", 0.0)
    rows = {row["cause"]: row for row in sweep(calm, demand, scenarios=100).causes()}
    assert rows["aktau-works"]["loss_usd"] == 0
    assert rows["aktau-works"]["in_force_per_year"] == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"scenarios": 0}, "from 1 to"),
        ({"seed": -1}, "at or above zero"),
        ({"months": [0]}, "from 1 to 12"),
        ({"workers": -1}, "one worker or more"),
    ],
)
def test_what_makes_no_sense_is_refused(small: Network, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(LandlinkError, match=said):
        sweep(small, demand_of(small), **{"scenarios": 100, **asked})


def test_a_network_that_nothing_disturbs_is_refused(small: Network) -> None:
    demand = demand_of(small)
    calm = small.with_table(small.tables["disruptions"].take([])).with_table(
        small.tables["closures"].take([])
    )
    with pytest.raises(LandlinkError, match="nothing disturbs this network"):
        sweep(calm, demand)
