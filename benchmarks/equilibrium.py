"""Time the assignment beside AequilibraE's bi-conjugate Frank-Wolfe, in one run: ``python -m benchmarks.equilibrium``.

Takes a folder with networks of the Transportation Networks repository (``NAME/NAME_net.tntp`` and
``NAME/NAME_trips.tntp``) as argument or in ``LANDLINK_TNTP``; draws stand-ins of the same size otherwise.
Both run the same problem with the same number of threads. With one thread times are processor time, with
two wall time. AequilibraE's flows are checked for conservation before they are compared.

AequilibraE runs to the gap once, with one thread. Its rounds are the same with two threads, and one takes
as long as another; so its time with two threads is that of a round (from short runs of few and more
rounds, the quickest of each) times the rounds.
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ["AEQ_SHOW_PROGRESS"] = "FALSE"  # AequilibraE reads it when it is imported

import numpy as np

from benchmarks.equilibrium_networks import SIZES, stand_in
from landlink.flows.equilibrium import equilibrium
from landlink.flows.tntp import potential, problem_of
from landlink.flows.tntp_read import read_network, read_trips
from landlink.flows.warmup import KERNELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from landlink.flows.tntp import TntpNetwork, TntpTrips

RESULTS = Path(__file__).parent / "results"
NAMES = ("Anaheim", "Barcelona", "Winnipeg", "Chicago-Sketch", "SiouxFalls")
LOOSE, TIGHT = 1e-6, 1e-10
OURS, THEIRS = 4, 3
"""Runs of which the quickest counts: landlink's, and short ones of AequilibraE."""

FEW, MORE = 3, 13
"""Rounds of the short runs."""

HEAVY = (("Winnipeg", 1.5), ("Winnipeg", 2.0), ("Barcelona", 1.5))
"""Stand-ins that are filled beyond what roads are built for, and how many times the trips."""

HEAVY_ROUNDS = 200
"""Rounds after which AequilibraE is stopped there."""


def networks(folder: str) -> Iterator[tuple[str, TntpNetwork, TntpTrips]]:
    """Yield the networks of a folder, or the stand-ins."""
    if not folder:
        drawn = {size.name: stand_in(size) for size in SIZES}
        for name, (network, trips) in drawn.items():
            yield f"{name}-size", network, trips
        small = Path(__file__).parents[1] / "examples" / "tntp"
        yield (
            "SiouxFalls",
            read_network(small / "SiouxFalls_net.tntp"),
            read_trips(small / "SiouxFalls_trips.tntp"),
        )
        for name, factor in HEAVY:
            network, trips = drawn[name]
            yield f"{name}-size, trips x {factor:g}", network, replace(trips, trips=factor * trips.trips)
        return
    for net in sorted(Path(folder).glob("*/*_net.tntp")):
        name = net.parent.name
        if name in NAMES:
            yield name, read_network(net), read_trips(net.with_name(net.name.replace("_net", "_trips")))


def timed(clock: Callable[[], float], run: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a call took by a clock, and what it returned."""
    start = clock()
    result = run()
    return clock() - start, result


def peer(network: TntpNetwork, trips: TntpTrips, threads: int, rounds: int = 5000) -> Callable[[], Any]:
    """Set an assignment of AequilibraE up; return what runs it and returns its flows, gap and rounds."""
    import pandas as pd  # noqa: PLC0415  (the peer is slow to load)
    from aequilibrae.matrix import AequilibraeMatrix  # noqa: PLC0415
    from aequilibrae.paths import Graph, TrafficAssignment, TrafficClass  # noqa: PLC0415

    bends = (network.b > 0) & (network.free_flow_time > 0)
    links = pd.DataFrame({
        "link_id": np.arange(1, network.links + 1),
        "a_node": network.tail.astype(np.int64),
        "b_node": network.head.astype(np.int64),
        "direction": np.ones(network.links, np.int8),
        "capacity": np.where(bends, network.capacity, 1e9),
        "free_flow_time": network.free_flow_time,
        "b": np.where(bends, network.b, 0.0),
        "power": np.where(bends, network.power, 1.0),
    })  # fmt: skip
    graph = Graph()
    graph.network = links
    graph.prepare_graph(np.arange(1, network.zones + 1))
    graph.set_graph("free_flow_time")
    graph.set_blocked_centroid_flows(network.first_thru_node > 1)
    matrix = AequilibraeMatrix()
    matrix.create_empty(zones=network.zones, matrix_names=["car"], memory_only=True)
    matrix.index[:] = np.arange(1, network.zones + 1)
    table = np.zeros((network.zones, network.zones))
    table[trips.origin - 1, trips.destination - 1] = trips.trips
    matrix.matrices[:, :, 0] = table
    matrix.computational_view(["car"])
    job = TrafficAssignment()
    job.set_classes([TrafficClass("car", graph, matrix)])
    job.set_vdf("BPR")
    job.set_vdf_parameters({"alpha": "b", "beta": "power"})
    job.set_capacity_field("capacity")
    job.set_time_field("free_flow_time")
    job.set_algorithm("bfw")
    job.max_iter = rounds
    job.rgap_target = LOOSE
    job.set_cores(threads)

    def run() -> tuple[NDArray[np.float64], float, int]:
        job.execute()
        flows = job.results()["car_ab"].fillna(0).to_numpy()
        return flows, float(job.assignment.rgap), int(job.assignment.iter)

    return run


def imbalance(network: TntpNetwork, trips: TntpTrips, flows: NDArray[np.float64]) -> float:
    """Return the worst difference between what should leave a node and what does, as a share of all trips."""
    inside = trips.origin != trips.destination
    wanted = np.bincount(trips.origin[inside], trips.trips[inside], network.nodes + 1)
    wanted -= np.bincount(trips.destination[inside], trips.trips[inside], network.nodes + 1)
    net = np.bincount(network.tail, flows, network.nodes + 1) - np.bincount(
        network.head, flows, network.nodes + 1
    )
    return float(np.abs(net - wanted).max() / trips.trips.sum())


def quickest(clock: Callable[[], float], runs: int, run: Callable[[], Any]) -> tuple[float, Any]:
    """Return the least time of several calls, and what the last returned."""
    took = [timed(clock, run) for _ in range(runs)]
    return min(seconds for seconds, _ in took), took[-1][1]


def a_round(network: TntpNetwork, trips: TntpTrips, threads: int) -> float:
    """Return the wall time of a round of AequilibraE: more rounds less few, without what both have."""
    few, more = (
        min(timed(time.perf_counter, peer(network, trips, threads, rounds))[0] for _ in range(THEIRS))
        for rounds in (FEW, MORE)
    )
    return max(more - few, 0.0) / (MORE - FEW)


def compared(name: str, network: TntpNetwork, trips: TntpTrips) -> list[dict[str, Any]]:
    """Run both on a network, with one thread and with two."""
    problem, order = problem_of(network, trips)
    heavy = " x " in name
    best = equilibrium(problem, gap=1e-11 if heavy else 1e-12, threads=1, max_iterations=100).objective
    run = peer(network, trips, 1, HEAVY_ROUNDS if heavy else 5000)
    peer_s, (flows, peer_gap, rounds) = timed(time.process_time, run)
    rows = []
    for threads, clock in ((1, time.process_time), (2, time.perf_counter)):

        def ours(gap: float, threads: int = threads) -> Any:  # noqa: ANN401  (an Equilibrium)
            return equilibrium(problem, gap=gap, threads=threads)

        loose_s, loose = quickest(clock, OURS, lambda: ours(LOOSE))
        tight_s, tight = quickest(clock, OURS, lambda: ours(TIGHT))
        if threads == 2:
            peer_s = rounds * a_round(network, trips, threads)
        free = float(problem.resources.free_h @ tight.volume)
        rows.append({
            "network": name, "threads": threads, "links": network.links, "pairs": int(problem.demand.size),
            "time_over_free": float(tight.delay_h @ tight.volume) / free,
            "landlink_1e-6_s": loose_s, "landlink_1e-10_s": tight_s, "bfw_s": peer_s,
            "ratio": None if peer_gap > LOOSE else peer_s / loose_s,
            "gap": tight.gap, "rounds": loose.iterations, "paths": len(tight.paths),
            "objective": tight.objective, "above_best": tight.objective / best - 1,
            "bfw_gap": peer_gap, "bfw_rounds": rounds, "bfw_imbalance": imbalance(network, trips, flows),
            "bfw_above_best": potential(problem, flows[order]) / best - 1,
        })  # fmt: skip
    return rows


HEAD = (
    "| network | trips take, times empty | threads | landlink to 1e-6, s | to 1e-10, s | gap | BFW, s | its rounds | its gap | BFW / landlink | objective above best |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|\n"
)


def table(rows: list[dict[str, Any]]) -> str:
    """Return the table of the runs."""
    return HEAD + "".join(
        f"| {row['network']} | {row['time_over_free']:.2f} | {row['threads']} | {row['landlink_1e-6_s']:.3f} "
        f"| {row['landlink_1e-10_s']:.3f} | {row['gap']:.1e} | {row['bfw_s']:.2f} | {row['bfw_rounds']} "
        f"| {row['bfw_gap']:.1e} | {'-' if row['ratio'] is None else format(row['ratio'], '.1f')} "
        f"| {row['above_best']:.1e} |\n"
        for row in rows
    )


def main() -> None:
    """Time all networks, print a table and keep the results."""
    warnings.filterwarnings("ignore")
    folder = (
        sys.argv[1]
        if len(sys.argv) > 1 and Path(sys.argv[1]).is_dir()
        else os.environ.get("LANDLINK_TNTP", "")
    )
    rows: list[dict[str, Any]] = []
    for _, prepare in KERNELS:  # loads them
        prepare()
    RESULTS.mkdir(exist_ok=True)
    for name, network, trips in networks(folder):
        rows += compared(name, network, trips)
        print(
            f"  {name}: BFW's worst imbalance at a node is {rows[-1]['bfw_imbalance']:.1e} of all trips",
            flush=True,
        )
        held = {"cores": os.cpu_count(), "runs": rows}
        (RESULTS / "equilibrium.json").write_text(json.dumps(held, indent=1) + "\n")
        (RESULTS / "equilibrium.md").write_text(table(rows))
    print(table(rows))


if __name__ == "__main__":
    main()
