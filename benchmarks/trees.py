"""Time shortest-path trees beside SciPy's, in one run: ``python -m benchmarks.trees``.

Both grow the same whole trees one after the other, on one thread, in turn;
times are processor time a tree, medians over rounds, and distances must agree.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.pareto.instances import Instance, grid, hubs, netmaker, road
from landlink.routing.trees import shortest_paths

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESULTS = Path(__file__).parent / "results"
ROUNDS = 9
TREES = 8


def timed(instance: Instance) -> dict[str, Any]:
    """Grow trees from the same roots with both, A B A B."""
    nodes = instance.indptr.size - 1
    roots = np.random.default_rng(1).integers(0, nodes, TREES)
    cost = instance.costs[:, 0].astype(np.float64)
    matrix = cheapest(instance, cost, nodes)
    ours, theirs = [], []
    for _ in range(ROUNDS + 1):
        start = time.process_time()
        trees = shortest_paths(instance.indptr, instance.heads, cost, roots, threads=1)
        middle = time.process_time()
        distances = dijkstra(matrix, indices=roots, return_predecessors=True)[0]
        ours.append(1000 * (middle - start) / TREES)
        theirs.append(1000 * (time.process_time() - middle) / TREES)
    pairs = [one / other for one, other in zip(ours[1:], theirs[1:], strict=True)]
    return {
        "set": instance.name,
        "nodes": nodes,
        "arcs": int(instance.heads.size),
        "landlink_ms": median(ours[1:]),
        "scipy_ms": median(theirs[1:]),
        "ratio": median(pairs),
        "same_distances": bool(np.array_equal(trees.distances, distances)),
    }


def cheapest(instance: Instance, cost: NDArray[np.float64], nodes: int) -> csr_array:
    """Put the graph into a matrix, with the cheapest of parallel arcs (SciPy would add them)."""
    tails = np.repeat(np.arange(nodes), np.diff(instance.indptr))
    order = np.lexsort((cost, instance.heads, tails))
    rows, columns = tails[order], instance.heads[order]
    new = np.ones(order.size, np.bool_)
    new[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    return csr_array((cost[order][new], (rows[new], columns[new])), shape=(nodes, nodes))


def main() -> None:
    """Time all graphs, print a table and keep the results."""
    graphs = [road(250, 3, 1, 3), grid(250, 3, 1, 2), netmaker(50_000, 3, 1, 1), hubs(3400, 3, 1, 8)]
    rows = [timed(instance) for instance in graphs]
    lines = [
        "| graph | nodes | arcs | landlink, ms a tree | SciPy | ratio | same |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        figures = [f"{row[name]:.2f}" for name in ("landlink_ms", "scipy_ms", "ratio")]
        cells = [row["set"], row["nodes"], row["arcs"], *figures, "yes" if row["same_distances"] else "NO"]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    print("\n".join(lines))
    RESULTS.mkdir(exist_ok=True)
    report = {"cores": os.cpu_count(), "time": "processor milliseconds a tree", "graphs": rows}
    (RESULTS / "trees.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "trees.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
