"""Time skims beside SciPy, igraph and NetworKit, in one run: ``python -m benchmarks.skims``.

Like for like: the least costs from the same sources to the same targets, no paths, on one thread,
in processor time; the peers in turn, medians over rounds, costs must agree. Targets are all nodes,
or zones as in a skim: the places of the network, or a thousand nodes of a road graph. SciPy gets the graph with
the cheapest of parallel arcs. NetworKit is timed if it is installed; its distances come out of a
process of its own threads, held to one. Then what the sums of all components cost on top, and the
whole skim from all places to all.
"""

from __future__ import annotations

import json
import os
import time
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import igraph
import numpy as np
from scipy.sparse.csgraph import dijkstra

from benchmarks.pareto.instances import Instance, hubs, road
from benchmarks.trees import cheapest
from landlink.network import Cargo, Network
from landlink.network.virtual import build
from landlink.routing.constraints import Constraints, search_graph
from landlink.routing.skims import COMPONENTS, all_places, skim
from landlink.routing.skims_csr import skim_blocks

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RESULTS = Path(__file__).parent / "results"
ROUNDS = 7
KINDS = len(COMPONENTS) - 1
TARGET = 1.2


def reference() -> tuple[Instance, Floats]:
    """Return the virtual network of the built-in network, at 5 dollars an hour."""
    graph = build(Network.reference(), Cargo())
    search = search_graph(graph, 0, 1, Constraints())
    cost = (graph.arcs.cost_usd + 5 * graph.arcs.time_h)[search.arc]
    whole = Instance(
        "reference", search.indptr, search.heads.astype(np.int32), np.zeros((0, 1), np.int64), []
    )
    return whole, cost


def peers(
    instance: Instance, cost: Floats, sources: list[int], targets: list[int]
) -> dict[str, Callable[[], Any]]:
    """Return what computes the same costs, by name."""
    nodes = instance.indptr.size - 1
    matrix = cheapest(instance, cost, nodes)
    tails = np.repeat(np.arange(nodes), np.diff(instance.indptr))
    edges = np.column_stack([tails, instance.heads])
    graph = igraph.Graph(n=nodes, edges=edges, directed=True)
    graph.es["cost"] = cost.tolist()
    found: dict[str, Callable[[], Any]] = {
        "scipy": lambda: dijkstra(matrix, indices=sources)[:, targets],
        "igraph": lambda: graph.distances(source=sources, target=targets, weights="cost"),
    }
    if find_spec("networkit"):
        import networkit  # noqa: PLC0415  (not among the packages of this project)

        networkit.setNumberOfThreads(1)
        ends = (tails.astype(np.uint64), instance.heads.astype(np.uint64))
        other = networkit.GraphFromCoo((cost, ends), n=nodes, weighted=True, directed=True)
        found["networkit"] = lambda: networkit.distance.SPSP(other, sources, targets).run().getDistances()
    return found


def ours(
    instance: Instance, cost: Floats, sources: list[int], targets: list[int], kinds: int
) -> Callable[[], Floats]:
    """Return our own, with so many figures summed along the paths."""
    figures = np.random.default_rng(1).random((cost.size, kinds)) if kinds else None

    def run() -> Floats:
        blocks = skim_blocks(instance.indptr, instance.heads, cost, figures, sources, targets, threads=1)
        return np.concatenate([one.costs for one in blocks])

    return run


def timed(instance: Instance, cost: Floats, count: int, targets: list[int]) -> dict[str, Any]:
    """Time everybody on one graph, A B C A B C, in processor milliseconds a source."""
    nodes = instance.indptr.size - 1
    sources = np.random.default_rng(2).choice(min(nodes, 1052), count, replace=False).tolist()
    runs: dict[str, Callable[[], Any]] = {
        "landlink": ours(instance, cost, sources, targets, 0),
        "landlink, all components": ours(instance, cost, sources, targets, KINDS),
        **peers(instance, cost, sources, targets),
    }
    took: dict[str, list[float]] = {name: [] for name in runs}
    kept: dict[str, Any] = {}
    for _ in range(ROUNDS + 1):
        for name, run in runs.items():
            start = time.process_time()
            kept[name] = run()
            took[name].append(1000 * (time.process_time() - start) / count)
    finite = {name: _finite(costs) for name, costs in kept.items()}
    times = {name: median(each[1:]) for name, each in took.items()}
    others = [name for name in times if not name.startswith("landlink")]
    best = min(others, key=times.__getitem__)
    return {
        "graph": instance.name,
        "nodes": nodes,
        "arcs": int(instance.heads.size),
        "targets": len(targets),
        "ms": times,
        "best_peer": best,
        "ratio": median(a / b for a, b in zip(took["landlink"][1:], took[best][1:], strict=True)),
        "ratio_all_components": median(
            a / b for a, b in zip(took["landlink, all components"][1:], took[best][1:], strict=True)
        ),
        "same_costs": all(np.allclose(finite["scipy"], one, rtol=1e-9) for one in finite.values()),
    }


def _finite(costs: Any) -> Floats:  # noqa: ANN401  (arrays or lists of them)
    """Costs as an array in which no way is -1; NetworKit says the largest float."""
    array = np.asarray(costs, dtype=np.float64)
    return np.where(array < 1e300, array, -1.0)


def whole() -> dict[str, Any]:
    """Time the skim from all places of the built-in network to all, with every component."""
    network = Network.reference()
    places = all_places(network)
    seconds, work = {}, []
    for threads in (1, 2):
        took = []
        for _ in range(3):
            start, busy = time.perf_counter(), time.process_time()
            skim(network, places, places, Cargo(value_usd=60_000), threads=threads)
            took.append(time.perf_counter() - start)
            work.append(time.process_time() - busy)
        seconds[str(threads)] = median(took)
    return {
        "places": len(places),
        "pairs": len(places) ** 2,
        "components": len(COMPONENTS),
        "seconds": seconds,
        "processor_seconds": median(work),
    }


def main() -> None:
    """Time all graphs, print a table and keep the results."""
    places = len(Network.reference().nodes)
    roads, near = road(500, 3, 1, 3), hubs(3400, 3, 1, 8)
    built, cost = reference()
    zones = np.random.default_rng(3).choice(roads.indptr.size - 1, 1000, replace=False).tolist()
    rows = [
        timed(built, cost, 100, list(range(places, 2 * places))),
        timed(built, cost, 100, list(range(built.indptr.size - 1))),
        timed(roads, roads.costs[:, 0].astype(np.float64), 6, zones),
        timed(roads, roads.costs[:, 0].astype(np.float64), 6, list(range(roads.indptr.size - 1))),
        timed(near, near.costs[:, 0].astype(np.float64), 60, list(range(near.indptr.size - 1))),
    ]
    names = ["landlink", "scipy", "igraph", *(["networkit"] if find_spec("networkit") else [])]
    lines = [
        f"| graph | nodes | arcs | targets | {' | '.join(names)} | best peer | ratio | all components | ratio | same |",
        "|---" * (len(names) + 9) + "|",
    ]
    for row in rows:
        times = [f"{row['ms'][name]:.2f}" for name in names]
        every = f"{row['ms']['landlink, all components']:.2f}"
        cells = [
            row["graph"], row["nodes"], row["arcs"], row["targets"], *times, row["best_peer"], f"{row['ratio']:.2f}",
            every, f"{row['ratio_all_components']:.2f}", "yes" if row["same_costs"] else "NO",
        ]  # fmt: skip
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    total = whole()
    spent = ", ".join(f"{s:.1f} s on {n} thread(s)" for n, s in total["seconds"].items())
    lines += [
        "",
        "Processor milliseconds a source, one thread; ratios to the best peer.",
        f"All {total['places']} places of the built-in network to all, {total['components']} matrices of "
        f"{total['pairs']:,} pairs, with building the graph: {total['processor_seconds']:.1f} s of processor time; by the clock of a "
        f"machine busy with other work {spent}.",
    ]
    print("\n".join(lines))
    RESULTS.mkdir(exist_ok=True)
    report = {"cores": os.cpu_count(), "target": TARGET, "graphs": rows, "all_to_all": total}
    (RESULTS / "skims.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "skims.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
