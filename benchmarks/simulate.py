"""Time a simulation beside plain ones, and see where lognormal quantiles are wrong.

``python -m benchmarks.simulate``: the same routes simulated with SciPy's distributions and with
a plain Python loop, A B C in turn, processor time on one thread; and on routes between many hubs
of the reference network the P20, P50 and P80 of moment matching against simulated ones.
"""

from __future__ import annotations

import json
import math
import os
import random
import time
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from landlink.network import Cargo, Network
from landlink.network.places import find_place
from landlink.network.virtual import build
from landlink.routing import Constraints, simulate
from landlink.routing.provenance import rows_of
from landlink.routing.reliability import lognormal_quantile
from landlink.routing.routes import route_on
from landlink.routing.simulation_operations import Operation, drawn
from landlink.routing.simulation_route import operations_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from landlink.network.virtual import SearchGraph
    from landlink.routing.routes import Route

RESULTS = Path(__file__).parent / "results"
ROUNDS = 5
RUNS = 10_000
MANY = 100_000
PAIRS = [("Xi'an", "Duisburg"), ("Tashkent", "Istanbul"), ("Almaty", "Hamburg"), ("Ashgabat", "Mersin")]
HUBS = (
    "Xi'an", "Urumqi", "Almaty", "Tashkent", "Ashgabat", "Tehran", "Moscow", "Aktau", "Baku", "Poti", "Istanbul",
    "Constanta", "Warsaw", "Duisburg",
)  # fmt: skip
GROUPS = ((0.25, "one leg at most 25 %"), (0.5, "25 to 50 %"), (0.9, "50 to 90 %"), (1.01, "over 90 %"))
QUANTILES = {"P20": 0.2, "P50": 0.5, "P80": 0.8, "P95": 0.95}


ORDER = [*(f"{name} of the variance" for _, name in GROUPS), "all"]


def with_scipy(operations: list[Operation], runs: int) -> float:
    """Simulate with frozen distributions of SciPy, one after the other."""
    generator = np.random.default_rng(1)
    total = np.zeros(runs)
    for one in operations:
        mean, variance = one.mean_h, one.var_h2
        if one.headway is not None:
            spread = math.log1p(one.headway[1] ** 2)
            scale = one.headway[0] * math.exp(spread / 2)
            gap = (
                stats.lognorm(math.sqrt(spread), scale=scale).rvs(runs, random_state=generator)
                if spread
                else scale
            )
            total += gap * stats.uniform().rvs(runs, random_state=generator)
        elif variance > 0:
            spread = math.log1p(variance / mean**2)
            peer = stats.lognorm(math.sqrt(spread), scale=mean * math.exp(-spread / 2))
            total += peer.rvs(runs, random_state=generator)
        else:
            total += mean
    return float(total.mean())


def with_python(operations: list[Operation], runs: int) -> float:
    """Simulate run by run with the standard library."""
    draw = random.Random(1)
    whole = 0.0
    for _ in range(runs):
        for one in operations:
            if one.headway is not None:
                spread = math.log1p(one.headway[1] ** 2)
                whole += (
                    draw.lognormvariate(math.log(one.headway[0]) + spread / 2, math.sqrt(spread))
                    * draw.random()
                )
            elif one.mean_h > 0:
                spread = math.log1p(one.var_h2 / one.mean_h**2)
                whole += draw.lognormvariate(math.log(one.mean_h) - spread / 2, math.sqrt(spread))
    return whole / runs


def seconds(work: Callable[[], object]) -> float:
    """Return processor seconds of some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def timed(name: str, operations: list[Operation]) -> dict[str, Any]:
    """Time the three simulators on one route."""
    ours, scipys, loops = [], [], []
    means = [0.0, 0.0, 0.0]
    for _ in range(ROUNDS):
        ours.append(
            seconds(lambda: means.__setitem__(0, float(drawn(operations, RUNS, 1)[0].sum(axis=0).mean())))
        )
        scipys.append(seconds(lambda: means.__setitem__(1, with_scipy(operations, RUNS))))
        loops.append(seconds(lambda: means.__setitem__(2, with_python(operations, RUNS))))
    return {
        "route": name, "operations": len(operations), "landlink_ms": 1000 * median(ours),
        "scipy_ms": 1000 * median(scipys), "python_ms": 1000 * median(loops),
        "ratio_scipy": median(ours) / median(scipys), "ratio_python": median(ours) / median(loops),
        "means_agree": max(means) / min(means) < 1.02,
    }  # fmt: skip


def alternatives(graph: SearchGraph) -> Iterator[tuple[str, Route]]:
    """Yield the named routes between many hubs."""
    network, rows = graph.network, rows_of(graph.network)
    for start, end in combinations(HUBS, 2):
        a, b = (find_place(network, name) for name in (start, end))
        found = route_on(graph, rows, a, b, Constraints(), ("time_h", "cost_usd"), 0.05)
        for one in found.routes:
            yield f"{start} - {end}", one


def group_of(largest: float) -> str:
    """Return the class of a route by the largest share that one leg has in its variance."""
    return next(f"{name} of the variance" for bound, name in GROUPS if largest <= bound)


def errors(graphs: list[SearchGraph]) -> list[dict[str, Any]]:
    """Return how far the lognormal quantiles are from the simulated ones, by what one leg makes of their variance."""
    seen: dict[str, list[dict[str, float]]] = {}
    for graph in graphs:
        for _, one in alternatives(graph):
            done = simulate(one, graph, runs=MANY, seed=1)
            mean, variance = one.totals["time_h"], one.totals["time_var_h2"]
            row = {
                name: lognormal_quantile(mean, variance, float(stats.norm.ppf(share)))
                / done.quantile_h(share)
                - 1
                for name, share in QUANTILES.items()
            }
            for group in (group_of(float(done.shares().max())), "all"):
                seen.setdefault(group, []).append(row)
    return [
        {
            "routes": group, "count": len(rows),
            **{name: [float(np.quantile([row[name] for row in rows], q)) for q in (0, 0.5, 1)] for name in QUANTILES},
        }
        for group, rows in sorted(seen.items(), key=lambda item: ORDER.index(item[0]))
    ]  # fmt: skip


def main() -> None:
    """Time, compare, print tables and keep the results."""
    network = Network.reference()
    graphs = [build(network, Cargo()), build(network, Cargo("trucks"))]
    longest = []
    for start, end in PAIRS:
        a, b = (find_place(network, name) for name in (start, end))
        found = route_on(graphs[0], rows_of(network), a, b, Constraints(), ("time_h", "cost_usd"), 0.05)
        one = max(found.routes, key=lambda one: len(one.legs))
        longest.append((f"{start} - {end}", operations_of(one, graphs[0]).operations))
    longest.append(("60 operations", (longest[0][1] * 5)[:60]))
    rows = [timed(name, operations) for name, operations in longest]
    lines = ["| route | operations | landlink, ms | SciPy, ms | Python, ms | of SciPy | of Python | same mean |",
             "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for row in rows:
        figures = [f"{row[name]:.1f}" for name in ("landlink_ms", "scipy_ms", "python_ms")]
        ratios = [f"{row[name]:.3f}" for name in ("ratio_scipy", "ratio_python")]
        cells = [row["route"], row["operations"], *figures, *ratios, "yes" if row["means_agree"] else "NO"]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    apart = errors(graphs)
    lines += [
        "",
        "| routes | number | " + " | ".join(QUANTILES) + " |",
        "|---|---|" + "---|" * len(QUANTILES),
    ]
    for row in apart:
        spans = [
            f"{100 * row[n][1]:+.1f} ({100 * row[n][0]:+.1f} to {100 * row[n][2]:+.1f})" for n in QUANTILES
        ]
        lines.append(f"| {row['routes']} | {row['count']} | " + " | ".join(spans) + " |")
    print("\n".join(lines))
    RESULTS.mkdir(exist_ok=True)
    report = {
        "cores": os.cpu_count(),
        "runs": RUNS,
        "time": "processor milliseconds",
        "routes": rows,
        "lognormal": apart,
    }
    (RESULTS / "simulate.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "simulate.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
