"""Times on the reference network: reading, building, covers, exact fronts, shortest paths beside SciPy.

Run from the repository root: ``python -m benchmarks.corridor``.
"""

from __future__ import annotations

import json
import platform
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from landlink import Cargo, Constraints, Network
from landlink.network import model
from landlink.network.arcs import CRITERIA
from landlink.network.virtual import build
from landlink.routing import cover_factor, epsilon_cover, pareto_front, shortest_paths
from landlink.routing.constraints import search_graph
from landlink.routing.routes import RESOLUTION

if TYPE_CHECKING:
    from collections.abc import Callable

    from landlink.network.virtual import SearchGraph
    from landlink.routing.constraints import Search

RESULTS = Path(__file__).parent / "results"
PAIRS = 40
SEED = 1


def seconds(work: Callable[[], object], runs: int = 5) -> float:
    """Return the median processor time of some runs."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def hub_pairs(graph: SearchGraph) -> list[tuple[int, int]]:
    """Draw pairs of hubs and ports."""
    kinds = np.array(graph.network.nodes.text("kind"))
    hubs = np.flatnonzero(np.isin(kinds, ("hub", "seaport")))
    rng = np.random.default_rng(SEED)
    return [tuple(rng.choice(hubs, 2, replace=False).tolist()) for _ in range(PAIRS)]


def costs_of(graph: SearchGraph, search: Search) -> np.ndarray:
    """Return the four criteria of a search in whole units."""
    table = np.stack([getattr(graph.arcs, name) for name in CRITERIA], axis=1)
    taken = np.where((search.arc >= 0)[:, None], table[search.arc], 0.0)
    return np.rint(taken / RESOLUTION).astype(np.int64)


def fronts(graph: SearchGraph) -> list[dict[str, Any]]:
    """Time covers and exact fronts for two to four criteria."""
    rows = []
    for k in (2, 3, 4):
        cover_s, exact_s, cover_points, exact_points, factors = [], [], [], [], []
        for origin, destination in hub_pairs(graph):
            search = search_graph(graph, origin, destination, Constraints())
            query = (
                search.indptr,
                search.heads,
                costs_of(graph, search)[:, :k].copy(),
                search.source,
                search.target,
            )
            start = time.process_time()
            cover = epsilon_cover(*query, eps=0.01)
            middle = time.process_time()
            exact = pareto_front(*query)
            exact_s.append(time.process_time() - middle)
            cover_s.append(middle - start)
            cover_points.append(len(cover))
            exact_points.append(len(exact))
            if len(exact):
                factors.append(cover_factor(exact.costs, cover.costs))
        rows.append(
            {
                "criteria": k,
                "pairs": PAIRS,
                "cover_ms_median": 1000 * statistics.median(cover_s),
                "cover_ms_max": 1000 * max(cover_s),
                "cover_points_median": statistics.median(cover_points),
                "exact_ms_median": 1000 * statistics.median(exact_s),
                "exact_ms_max": 1000 * max(exact_s),
                "exact_points_median": statistics.median(exact_points),
                "worst_cover_factor": max(factors),
            }
        )
    return rows


def trees(graph: SearchGraph) -> dict[str, float]:
    """Time shortest-path trees beside SciPy, on the same graph, one thread each."""
    search = search_graph(graph, 0, 1, Constraints())
    cost = costs_of(graph, search)[:, 0].astype(np.float64)
    size = len(search.indptr) - 1
    tails = np.repeat(np.arange(size), np.diff(search.indptr))
    order = np.lexsort((cost, search.heads, tails))
    keep = order[np.r_[True, (np.diff(tails[order]) != 0) | (np.diff(search.heads[order]) != 0)]]
    # SciPy merges parallel arcs by adding and drops zeros: give it the cheapest of each, and a hair.
    matrix = csr_array((np.maximum(cost[keep], 1e-9), (tails[keep], search.heads[keep])), shape=(size, size))
    sources = np.random.default_rng(SEED).choice(len(graph.network.nodes), 100, replace=False)
    ours = seconds(lambda: shortest_paths(search.indptr, search.heads, cost, sources, threads=1), 7)
    peer = seconds(lambda: dijkstra(matrix, indices=sources), 7)
    return {
        "vertices": size,
        "arcs": len(cost),
        "trees": len(sources),
        "landlink_s": ours,
        "scipy_s": peer,
        "ratio": ours / peer,
    }


def measure() -> dict[str, Any]:
    """Return all figures."""
    network = Network.reference()
    folder = Path(model.__file__).parent / "reference"
    graph = build(network, Cargo())
    warm = search_graph(graph, 0, 1, Constraints())
    for k in (2, 3, 4):
        query = (warm.indptr, warm.heads, costs_of(graph, warm)[:, :k].copy(), warm.source, warm.target)
        epsilon_cover(*query, eps=0.01)
        pareto_front(*query)
    return {
        "python": platform.python_version(),
        "read_s": seconds(lambda: model.read_folder(folder, "reference")),
        "build_s": seconds(lambda: build(network, Cargo())),
        "vertices": len(graph.place),
        "arcs": len(graph.arcs),
        "fronts": fronts(graph),
        "trees": trees(graph),
    }


def as_markdown(figures: dict[str, Any]) -> str:
    """Return the figures as a page's section."""
    lines = [
        f"Reading the reference network takes {1000 * figures['read_s']:.0f} ms, building its virtual network of "
        f"{figures['vertices']:,} vertices and {figures['arcs']:,} arcs {1000 * figures['build_s']:.0f} ms.",
        "",
        "| criteria | 1 % cover: ms, median (max) | routes | exact: ms, median (max) | points | worst cover factor |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row['criteria']} | {row['cover_ms_median']:.1f} ({row['cover_ms_max']:.1f}) | {row['cover_points_median']:.0f} "
        f"| {row['exact_ms_median']:.1f} ({row['exact_ms_max']:.1f}) | {row['exact_points_median']:.0f} "
        f"| {row['worst_cover_factor']:.4f} |"
        for row in figures["fronts"]
    ]
    tree = figures["trees"]
    lines += [
        "",
        f"{tree['trees']} shortest-path trees on the same graph, one thread: {tree['landlink_s']:.3f} s, "
        f"SciPy {tree['scipy_s']:.3f} s, ratio {tree['ratio']:.2f}.",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and write the figures as JSON and Markdown."""
    figures = measure()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "corridor.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "corridor.md").write_text(as_markdown(figures), encoding="utf-8")
    print(as_markdown(figures))


if __name__ == "__main__":
    main()
