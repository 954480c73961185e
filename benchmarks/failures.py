"""Exact losses of failures beside growing all trees anew: ``python -m benchmarks.failures``.

A road-like graph of a million arcs, 20 trees and 1,000 trips; and the reference network with its base-year
demand, all classes. One thread, processor time. The peers grow all trees for a case: our own kernel, SciPy
and igraph, whose time does not depend on the case; the ratio is to the fastest of them. Costs must agree.
Then all single failures of the reference network on one and two threads, and the worst pairs.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any

import igraph
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.pareto.instances import road
from landlink.flows.demand import demand_of
from landlink.flows.graph import VEHICLES, flow_graph
from landlink.network import Network
from landlink.resilience.cases import Case, arcs_of, case_of, joined
from landlink.resilience.criticality import criticality
from landlink.resilience.failures import Baseline, baseline, losses
from landlink.resilience.trips import Trips, trips_of
from landlink.routing.trees import grow

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from landlink.flows.graph import FlowGraph

    Floats = NDArray[np.float64]

RESULTS = Path(__file__).parent / "results"
TARGETS = {"one link": 100, "ten links": 30, "region": 5}
SIDE = 545
CHECKED = 8


def spent(run: Callable[[], Any], rounds: int = 1) -> tuple[float, Any]:
    """Return the median processor time of a call in seconds, and what it returned."""
    took, kept = [], None
    for _ in range(rounds):
        start = time.process_time()
        kept = run()
        took.append(time.process_time() - start)
    return median(took), kept


def changed(trips: Trips, case: Case | None) -> Floats:
    """Return the costs in a case; every benchmark case is a closure."""
    cost = trips.cost.copy()
    if case is not None:
        cost[:, case.arcs] = np.inf
    return cost


def roots_of(trips: Trips) -> list[tuple[int, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Return by class its trips, the roots of its trees, and the root of each trip."""
    found = []
    for number in np.unique(trips.of_class).tolist():
        rows = np.flatnonzero(trips.of_class == number)
        found.append((number, rows, *np.unique(trips.origin[rows], return_inverse=True)))
    return found


def with_own_trees(trips: Trips, cost: Floats) -> Floats:
    """Cost of each trip by growing all trees with our own kernel."""
    found = np.full(len(trips), np.inf)
    for number, rows, roots, place in roots_of(trips):
        near, _ = grow(trips.indptr, trips.heads, cost[number], roots.astype(np.int32), threads=1)
        found[rows] = near[place, trips.destination[rows]]
    return found


def with_scipy(trips: Trips, cost: Floats) -> tuple[float, Floats]:
    """Likewise with SciPy; the matrix, without parallel arcs, is not timed."""
    nodes = trips.indptr.size - 1
    tails = np.repeat(np.arange(nodes), np.diff(trips.indptr))
    found, seconds = np.full(len(trips), np.inf), 0.0
    for number, rows, roots, place in roots_of(trips):
        arcs = np.flatnonzero(np.isfinite(cost[number]))
        order = arcs[np.lexsort((cost[number, arcs], trips.heads[arcs], tails[arcs]))]
        new = np.ones(order.size, bool)
        new[1:] = (np.diff(tails[order]) != 0) | (np.diff(trips.heads[order]) != 0)
        kept = order[new]
        prices = np.maximum(cost[number, kept], 1e-300)
        matrix = csr_array((prices, (tails[kept], trips.heads[kept])), shape=(nodes, nodes))
        took, near = spent(lambda matrix=matrix, roots=roots: dijkstra(matrix, indices=roots))  # type: ignore[misc]
        seconds += took
        found[rows] = near[place, trips.destination[rows]]
    return seconds, found


def with_igraph(trips: Trips, cost: Floats) -> tuple[float, Floats]:
    """Likewise with igraph, which may stop at the destinations."""
    nodes = trips.indptr.size - 1
    tails = np.repeat(np.arange(nodes), np.diff(trips.indptr))
    found, seconds = np.full(len(trips), np.inf), 0.0
    for number, rows, roots, place in roots_of(trips):
        arcs = np.flatnonzero(np.isfinite(cost[number]))
        graph = igraph.Graph(nodes, np.column_stack([tails[arcs], trips.heads[arcs]]), directed=True)
        ends, column = np.unique(trips.destination[rows], return_inverse=True)
        weights = cost[number, arcs].tolist()
        took, near = spent(
            lambda graph=graph, roots=roots, ends=ends, weights=weights: graph.distances(  # type: ignore[misc]
                source=roots.tolist(), target=ends.tolist(), weights=weights
            )
        )
        seconds += took
        found[rows] = np.array(near)[place, column]
    return seconds, found


def peers(trips: Trips) -> dict[str, float]:
    """Return the seconds that each peer needs for all trees; the costs must agree."""
    own, base = spent(lambda: with_own_trees(trips, trips.cost), 3)
    times = {"own trees": own}
    for name, run in (("scipy", with_scipy), ("igraph", with_igraph)):
        times[name], found = run(trips, trips.cost)
        np.testing.assert_allclose(found, base, rtol=1e-9)
    return times


def diverted(base: Baseline, now: Floats, case: Case) -> Floats:
    """Let the trips that no way is left to take what they avoid, at no less than before."""
    free = base.trips.free_class
    lost = np.isinf(now) & np.isfinite(base.cost_usd_t) & (free >= 0)
    if not lost.any():
        return now
    trips = replace(base.trips, of_class=np.maximum(free, 0), free_class=np.full_like(free, -1))
    other = np.maximum(with_own_trees(trips, changed(trips, case)), base.cost_usd_t)
    return np.where(lost, other, now)


def timed(name: str, base: Baseline, cases: list[Case], all_trees: float) -> dict[str, Any]:
    """Time cases one by one, and check some of them."""
    took, hits = [], []
    for case in cases:
        seconds, found = spent(lambda case=case: losses(base, [case], per_trip=False, threads=1))  # type: ignore[misc]
        took.append(max(seconds, 1e-6))
        hits.append(found.hit_trip.size)
    for case in cases[:CHECKED]:
        found = losses(base, [case], per_trip=True, threads=1).per_trip
        if found is None:
            raise RuntimeError("no increase by trip")
        now = diverted(base, with_own_trees(base.trips, changed(base.trips, case)), case)
        mine = ~np.isnan(found[0])
        np.testing.assert_allclose(base.cost_usd_t[mine] + found[0][mine], now[mine], rtol=1e-9)
    return {
        "what": name, "cases": len(cases), "trips_touched": mean(hits), "ms": 1000 * mean(took),
        "ratio": all_trees / mean(took), "slowest_ratio": all_trees / max(took),
    }  # fmt: skip


def grid() -> tuple[Baseline, list[tuple[str, list[Case]]]]:
    """Return 1,000 trips on a road-like graph, and what closes there."""
    made = road(SIDE, 1, 1, 3)
    nodes, rng = made.indptr.size - 1, np.random.default_rng(5)
    ends = np.meshgrid(rng.choice(nodes, 20, replace=False), rng.choice(nodes, 50, replace=False))
    origin, destination = (end.ravel() for end in ends)
    cost = made.costs[:, 0].astype(np.float64)[None]
    count = origin.size
    trips = Trips(
        made.indptr, made.heads, cost, origin, destination, np.zeros(count, np.int64), np.ones(count)
    )
    base = baseline(trips, threads=1)
    lies_at = np.argsort(base.forest.number)
    used = lies_at[np.flatnonzero(np.diff(base.forest.use_start))]
    tails = np.repeat(np.arange(nodes), np.diff(made.indptr))

    def region(share: float) -> Case:
        wide = int(SIDE * share)
        row, column = rng.integers(0, SIDE - wide, 2)
        inside = np.zeros((SIDE, SIDE), bool)
        inside[row : row + wide, column : column + wide] = True
        within = inside.ravel()
        return Case("region", np.flatnonzero(within[tails] | within[trips.heads]))

    return base, [
        ("one link", [Case("one", rng.choice(used, 1)) for _ in range(200)]),
        ("ten links", [Case("ten", rng.choice(used, 10, replace=False)) for _ in range(100)]),
        ("region, 1 % of the area", [region(0.1) for _ in range(20)]),
        ("region, 4 % of the area", [region(0.2) for _ in range(20)]),
    ]


def corridors() -> tuple[FlowGraph, Baseline, list[tuple[str, list[Case]]]]:
    """Return the base-year trips of the reference network, and what closes there."""
    network = Network.reference()
    graph = flow_graph(network, VEHICLES)
    base = baseline(trips_of(graph, demand_of(network)), threads=1)
    _ = base.free  # grown once, as the other trees of the base
    rng = np.random.default_rng(7)
    used = np.flatnonzero(np.diff(base.forest.use_start) > 0)
    lies_at = np.argsort(base.forest.number)
    links = np.unique(graph.link[lies_at[used]])
    names = network.links.text("id")

    def link() -> Case:
        return Case("link", arcs_of(graph, "link", names[int(rng.choice(links[links >= 0]))]))

    countries = ("KZ", "UZ", "TM", "AZ", "GE", "BY", "PL", "MN", "IR", "TR", "KG", "RU")
    return graph, base, [
        ("one link", [link() for _ in range(200)]),
        ("ten links", [joined("ten", [link() for _ in range(10)]) for _ in range(50)]),
        ("a country", [case_of(graph, "country", code)._replace(left_out=np.zeros(0, np.int64)) for code in countries]),
    ]  # fmt: skip


def singles() -> dict[str, Any]:
    """Time all single failures of the reference network by the clock, reading and building included."""
    network = Network.reference()
    found: dict[str, Any] = {"wall_s": {}}
    for threads in (1, 2):
        took = []
        for _ in range(3):
            start, busy = time.perf_counter(), time.process_time()
            done = criticality(network, threads=threads)
            took.append(time.perf_counter() - start)
            found["processor_s"] = time.process_time() - busy
        found["wall_s"][str(threads)] = min(took)
    start, busy = time.perf_counter(), time.process_time()
    pairs = criticality(network, pairs=20).pairs
    if pairs is None:
        raise RuntimeError("no pairs")
    found["pairs"] = {
        "wall_s": time.perf_counter() - start, "processor_s": time.process_time() - busy, "count": pairs.count,
        "worked_out": int(pairs.first.size), "proven": pairs.proven,
    }  # fmt: skip
    trips = done.base.trips
    found |= {
        "cases": len(done.cases), "trips": len(trips), "classes": len(trips.cost),
        "trees": int(done.base.forest.tree_class.size), "hits": int(done.found.hit_trip.size),
    }  # fmt: skip
    return found


def main() -> None:
    """Time everything, print a table and keep the results."""
    rows: list[dict[str, Any]] = []
    graphs: dict[str, Any] = {}
    held, sets = grid()
    _, reference, closures = corridors()
    for name, base, cases in (("road-like", held, sets), ("reference", reference, closures)):
        times = peers(base.trips)
        graphs[name] = {
            "nodes": base.trips.indptr.size - 1, "arcs": int(base.trips.heads.size), "trips": len(base.trips),
            "trees": int(base.forest.tree_class.size), "all_trees_s": times,
        }  # fmt: skip
        best = min(times.values())
        rows += [{"graph": name, **timed(label, base, part, best)} for label, part in cases]
    lines = [
        "| graph | closed | cases | trips touched | ms a case | times faster | slowest case |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {row['graph']} | {row['what']} | {row['cases']} | {row['trips_touched']:.0f} | {row['ms']:.2f} | {row['ratio']:.0f} | {row['slowest_ratio']:.1f} |"
        for row in rows
    ]
    lines.append("")
    for name, graph in graphs.items():
        spans = ", ".join(f"{peer} {seconds:.2f} s" for peer, seconds in graph["all_trees_s"].items())
        lines.append(
            f"{name}: {graph['nodes']:,} vertices, {graph['arcs']:,} arcs, {graph['trips']:,} trips, all {graph['trees']} trees: {spans}. "
        )
    every = singles()
    both = every["pairs"]
    lines += [
        "",
        f"All {every['cases']:,} single failures of the reference network, {every['trips']:,} trips of {every['classes']} classes, from tables to result: "
        f"{every['wall_s']['1']:.1f} s on one thread, {every['wall_s']['2']:.1f} s on two ({every['processor_s']:.1f} s of processor time). "
        f"With the 20 worst of {both['count']:,} pairs, {both['worked_out']:,} worked out, {'proven' if both['proven'] else 'not proven'}: {both['processor_s']:.0f} s of processor time.",
    ]
    print("\n".join(lines))
    RESULTS.mkdir(exist_ok=True)
    report = {"cores": os.cpu_count(), "targets": TARGETS, "graphs": graphs, "rows": rows, "reference": every}
    (RESULTS / "failures.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "failures.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
