"""Time sweeps of the reference network by who computes them, and against solving every state anew.

``python -m benchmarks.sweep``: 10,000 years by one thread, two threads and two processes, wall clock
with what starts them; and what it would take to find the loss of every state that occurs by the exact
losses of :mod:`landlink.resilience.failures`, timed on some of the states.
"""

from __future__ import annotations

import json
import os
import resource
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.flows.demand import demand_of
from landlink.network import Network
from landlink.resilience.cases import Case
from landlink.resilience.failures import baseline, losses
from landlink.resilience.sweep import run_model
from landlink.resilience.sweep_chunks import intervals
from landlink.resilience.sweep_costs import Costs
from landlink.resilience.sweep_draws import year
from landlink.resilience.sweep_model import Model, model_of

if TYPE_CHECKING:
    from landlink.resilience.sweep_chunks import Chunk

RESULTS = Path(__file__).parent / "results"
SCENARIOS = 10_000
SOME = 40
"""States that are solved anew."""

RUNS = (("threads", 1), ("threads", 2), ("processes", 2))


def processor_s() -> float:
    """Return the processor time of this process and of those that it started and that are over."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def same(one: Chunk, other: Chunk) -> bool:
    """Tell whether two sweeps are the same to the bit."""
    return all(np.array_equal(left, right) for left, right in zip(one, other, strict=True))


def anew(model: Model) -> dict[str, Any]:
    """Count the states that occur, and time the exact loss of some by solving each for itself."""
    drawn = [year(model.arrivals, model.storms, model.seed, number) for number in range(SCENARIOS)]
    every = intervals(drawn, len(model.causes)).state
    every = every[every != 0]
    states = np.unique(every)
    usd_t_h = model.class_usd_t_h[model.trips.of_class].mean()
    base = baseline(model.trips)
    cases = []
    for state in np.random.default_rng(1).choice(states, SOME, replace=False).tolist():
        causes = [cause for number, cause in enumerate(model.causes) if state >> number & 1]
        arcs = np.concatenate([cause.arcs for cause in causes])
        hours = np.concatenate([cause.extra_h for cause in causes])
        closed = np.isinf(hours)
        added = np.where(closed, 0.0, usd_t_h * np.where(closed, 0.0, hours))
        cases.append(Case(str(state), arcs, np.where(closed, np.inf, 1.0), added))
    losses(base, cases[:1], threads=1)  # what is compiled or kept is there
    start = time.process_time()
    losses(base, cases, threads=1)
    each = (time.process_time() - start) / SOME
    return {
        "intervals": len(every),
        "states": len(states),
        "each_ms": round(1000 * each, 2),
        "states_s": round(each * len(states), 1),
        "intervals_s": round(each * len(every), 1),
    }


def main() -> None:
    """Run the benchmark, print a table, and write it to ``benchmarks/results``."""
    network = Network.reference()
    demand = demand_of(network)
    start = time.perf_counter()
    model = model_of(network, demand)
    found: dict[str, Any] = {"scenarios": SCENARIOS, "trips": len(model.trips), "causes": len(model.causes)}
    found["model_s"] = round(time.perf_counter() - start, 2)
    run_model(model, 100)  # kernels are there
    rows, first = [], None
    for scheduler, workers in RUNS:
        start, busy = time.perf_counter(), processor_s()
        done = run_model(model, SCENARIOS, scheduler, workers)
        took, busy = time.perf_counter() - start, processor_s() - busy
        first = first or done
        rows.append(
            {
                "scheduler": scheduler,
                "workers": workers,
                "seconds": round(took, 1),
                "processor_s": round(busy, 1),
                "scenarios_per_s": round(SCENARIOS / took),
                "same_bits": same(first, done),
            }
        )
    costs = Costs(model)
    for number in range(0, SCENARIOS, 1000):
        drawn = [year(model.arrivals, model.storms, model.seed, one) for one in range(number, number + 1000)]
        costs.of(intervals(drawn, len(model.causes)).state)
    found |= {"runs": rows, "searches": costs.searches, "anew": anew(model), "cores": os.cpu_count()}
    text = _table(found)
    print(text)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "sweep.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "sweep.md").write_text(text + "\n", encoding="utf-8")


def _table(found: dict[str, Any]) -> str:
    head = [
        "| scheduler | workers | seconds | processor seconds | scenarios a second | same bits |",
        "|---|---|---|---|---|---|",
    ]
    rows = [
        f"| {row['scheduler']} | {row['workers']} | {row['seconds']} | {row['processor_s']} | "
        f"{row['scenarios_per_s']:,} | "
        f"{'yes' if row['same_bits'] else 'NO'} |"
        for row in found["runs"]
    ]
    anew_s = found["anew"]
    said = (
        f"{found['scenarios']:,} years of the reference network: {found['trips']:,} trips, {found['causes']} causes, "
        f"{anew_s['intervals']:,} intervals in which something is in force, {anew_s['states']:,} different states, "
        f"{found['searches']:,} shortest-path trees. The exact loss of one state by landlink.resilience.failures "
        f"takes {anew_s['each_ms']} ms on one thread (mean of {SOME}): {anew_s['states_s']} s for all states, "
        f"{anew_s['intervals_s']} s if every interval were solved anew, drawing and waiting not counted."
    )
    return "\n".join([*head, *rows, "", said])


if __name__ == "__main__":
    main()
