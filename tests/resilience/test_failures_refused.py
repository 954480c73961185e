"""What is no failure is refused, and progress is shown."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.resilience.cases import Case
from landlink.resilience.failures import baseline, losses

from .test_failures_against_trees import random_cases, random_trips


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cost_factor": 0.9}, "case 'x': cost_factor of arc 1 is 0.9; a failure makes nothing cheaper"),
        ({"cost_factor": np.nan}, "cost_factor of arc 1 is nan"),
        ({"add_usd_t": np.array([0.0, -1.0])}, "add_usd_t of arc 2 is -1.0"),
        ({"add_usd_t": np.array([0.0, 1.0, 2.0])}, "one for each of 2 arcs"),
        ({"arcs": np.array([1, 99])}, "names arc 99; the graph has arcs 0 to 59"),
        ({"left_out": np.array([25])}, "left_out names vertices from 0 to 24"),
    ],
)
def test_what_is_refused(changed: dict[str, Any], said: str) -> None:
    base = baseline(random_trips(1, 25, 60, 10))
    case = Case("x", np.array([1, 2]))
    assert losses(base, [case]).names == ("x",)
    with pytest.raises(LandlinkError, match=said):
        losses(base, [case._replace(**changed)])


def test_threads_must_be_some() -> None:
    base = baseline(random_trips(1, 25, 60, 10))
    with pytest.raises(LandlinkError, match="threads must be at least 1"):
        losses(base, [Case("x", np.arange(60))], threads=0)


@pytest.mark.parametrize("threads", [1, 3])
def test_progress_goes_up_to_the_end_and_can_stop_it(threads: int) -> None:
    trips = random_trips(2, 60, 300, 400)
    base, cases = baseline(trips), random_cases(2, trips, 40)
    seen: list[tuple[int, int, str]] = []
    losses(base, cases, threads=threads, progress=lambda *step: seen.append(step))
    assert [step[0] for step in seen] == sorted(step[0] for step in seen)
    assert seen[-1] == (40, 40, "case 39")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        losses(base, cases, threads=threads, progress=stop)


def test_no_case_and_no_trip_touched() -> None:
    base = baseline(random_trips(1, 25, 60, 10))
    none = losses(base, [], per_trip=True)
    assert none.added_usd_year.size == 0
    idle = losses(base, [Case("nothing", np.zeros(0, np.int64)), Case("same", np.array([1]), 1.0)])
    assert idle.touched_t_year.tolist() == [0, 0]
