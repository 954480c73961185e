"""Time the Pareto searches, alone or beside other programs, in one run.

``python -m benchmarks.pareto [--peer NAME=PROGRAM ...] [--quick]``

A peer is started as ``PROGRAM GRAPH PAIRS OUT`` with the text files that
`write_peer_files` makes; ``{k}`` in its path stands for the number of criteria.
It prints one line per pair (source, target, points, extractions, seconds of
processor time in the search) and writes to OUT, per pair, one line with source,
target and number of points and then the points. Times are processor time, so
that other work on the machine disturbs them less; ours include building the
query's arrays and collecting the paths, but not the bounds, which no peer counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import geometric_mean, median
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.pareto.instances import Instance, grid, hubs, netmaker, road, write_peer_files
from landlink.routing.cover import cover_factor, epsilon_cover
from landlink.routing.pareto import lower_bounds, pareto_front

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESULTS = Path(__file__).parents[1] / "results"
HARD_S = 0.01  # pairs that every peer answers faster than this are counted apart


def instances(*, quick: bool) -> list[Instance]:
    """List the sets: two sizes of queries each for three and four criteria."""
    count = 3 if quick else 8
    return [
        netmaker(5000, 3, count, 1),
        grid(70, 3, count, 2),
        road(60, 3, count, 3),
        netmaker(3000, 4, count, 4),
        grid(40, 4, count, 7),
        road(45, 4, count, 6),
        hubs(3400, 3, count, 8),
        hubs(3400, 4, count, 9),
    ]


def ours(instance: Instance) -> tuple[list[dict[str, Any]], list[NDArray[np.int64]]]:
    """Answer all pairs; the first answer of a kind is not timed."""
    rows, fronts = [], []
    graph = instance.indptr, instance.heads, instance.costs
    pareto_front(*graph, *instance.pairs[0])
    epsilon_cover(*graph, *instance.pairs[0])
    for source, target in instance.pairs:
        start = time.process_time()
        bounds = lower_bounds(*graph, target)
        bounded = time.process_time()
        front = pareto_front(*graph, source, target, bounds=bounds)
        done = time.process_time()
        cover = epsilon_cover(*graph, source, target, 0.01, bounds=bounds)
        covered = time.process_time()
        fronts.append(front.costs)
        rows.append(
            {
                "source": source,
                "target": target,
                "points": len(front),
                "labels": front.labels_generated,
                "expanded": front.labels_expanded,
                "bounds_s": bounded - start,
                "search_s": done - bounded,
                "cover_points": len(cover),
                "cover_s": covered - done,
                "cover_factor": cover_factor(front.costs, cover.costs),
            }
        )
    return rows, fronts


def theirs(
    program: str, instance: Instance, fronts: list[NDArray[np.int64]], limit_s: float
) -> list[dict[str, Any]]:
    """Run a peer over the same pairs and compare every front."""
    criteria = instance.costs.shape[1]
    command = shlex.split(program.format(k=criteria))
    with tempfile.TemporaryDirectory() as folder:
        graph, pairs, out = (Path(folder) / name for name in ("graph", "pairs", "out"))
        write_peer_files(instance, graph, pairs)
        try:
            done = subprocess.run(
                [*command, graph, pairs, out], capture_output=True, text=True, check=True, timeout=limit_s
            )
        except subprocess.TimeoutExpired:
            return []
        words = iter(out.read_text(encoding="ascii").split())
    rows = []
    for line, front in zip(done.stdout.splitlines(), fronts, strict=True):
        count = [int(next(words)) for _ in range(3)][2]
        points = np.array([int(next(words)) for _ in range(count * criteria)]).reshape(-1, criteria)
        rows.append({"search_s": float(line.split()[4]), "same_front": bool(np.array_equal(points, front))})
    return rows


def summary(name: str, rows: list[dict[str, Any]], peers: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Condense one set: medians, rates, and ratios to each peer."""
    total = sum(row["search_s"] for row in rows)
    answer: dict[str, Any] = {
        "set": name,
        "queries": len(rows),
        "median_points": median(row["points"] for row in rows),
        "largest_points": max(row["points"] for row in rows),
        "median_search_s": median(row["search_s"] for row in rows),
        "total_search_s": total,
        "labels_per_s": sum(row["labels"] for row in rows) / total,
        "median_bounds_s": median(row["bounds_s"] for row in rows),
        "median_cover_points": median(row["cover_points"] for row in rows),
        "median_cover_s": median(row["cover_s"] for row in rows),
        "largest_cover_factor": max(row["cover_factor"] for row in rows),
        "peers": {},
    }
    finished = {peer: found for peer, found in peers.items() if found}
    best = (
        [min(found[i]["search_s"] for found in finished.values()) for i in range(len(rows))]
        if finished
        else []
    )
    hard = [i for i, seconds in enumerate(best) if seconds >= HARD_S]
    for peer, found in peers.items():
        if not found:
            answer["peers"][peer] = {"finished": False}
            continue
        answer["peers"][peer] = {
            "finished": True,
            "same_fronts": all(row["same_front"] for row in found),
            **ratios(rows, [row["search_s"] for row in found], hard),
        }
    if best:
        answer["fastest_peer_each"] = ratios(rows, best, hard)
    return answer


def ratios(rows: list[dict[str, Any]], seconds: list[float], hard: list[int]) -> dict[str, Any]:
    """Our time over theirs: in total, as a mean over hard pairs, and over easy ones."""
    each = [row["search_s"] / max(other, 1e-6) for row, other in zip(rows, seconds, strict=True)]
    easy = [ratio for i, ratio in enumerate(each) if i not in hard]
    return {
        "total_s": sum(seconds),
        "total_ratio": sum(row["search_s"] for row in rows) / sum(seconds),
        "hard_pairs": len(hard),
        "hard_geometric_mean": geometric_mean([each[i] for i in hard]) if hard else None,
        "easy_geometric_mean": geometric_mean(easy) if easy else None,
    }


def table(sets: list[dict[str, Any]]) -> str:
    """Write the summaries as Markdown."""
    lines = [
        (
            "| set | queries | points, median (max) | exact, median s | labels/s "
            "| 1 % cover: points, ms, factor "
            "| fastest peer: total ratio | over its pairs >= 10 ms | same fronts |"
        ),
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in sets:
        best = one.get("fastest_peer_each")
        same = [peer["same_fronts"] for peer in one["peers"].values() if peer["finished"]]
        hard = best["hard_geometric_mean"] if best else None
        compared = (
            [
                f"{best['total_ratio']:.2f}",
                f"{hard:.2f} ({best['hard_pairs']})" if hard else "none",
                "yes" if all(same) else "NO",
            ]
            if best
            else ["none finished" if one["peers"] else "not measured"] * 3
        )
        cells = [
            one["set"],
            str(one["queries"]),
            f"{one['median_points']:.0f} ({one['largest_points']})",
            f"{one['median_search_s']:.4f}",
            f"{one['labels_per_s'] / 1e6:.1f} M",
            (
                f"{one['median_cover_points']:.0f}, {1000 * one['median_cover_s']:.1f}, "
                f"{one['largest_cover_factor']:.4f}"
            ),
            *compared,
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run what the command line asks for and keep the results."""
    parser = argparse.ArgumentParser(description="Time the Pareto searches.")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PROGRAM")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds a peer may take for one set")
    parser.add_argument("--quick", action="store_true", help="three pairs a set instead of eight")
    options = parser.parse_args()
    programs = dict(item.split("=", 1) for item in options.peer)
    sets, details = [], {}
    for instance in instances(quick=options.quick):
        rows, fronts = ours(instance)
        peers = {name: theirs(program, instance, fronts, options.limit) for name, program in programs.items()}
        sets.append(summary(instance.name, rows, peers))
        details[instance.name] = {"landlink": rows, **peers}
        print(json.dumps(sets[-1]), flush=True)
    machine = {
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "load_average": [round(value, 1) for value in os.getloadavg()],
    }
    RESULTS.mkdir(exist_ok=True)
    report = {"machine": machine, "time": "processor seconds", "sets": sets, "queries": details}
    (RESULTS / "pareto.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "pareto.md").write_text(table(sets), encoding="utf-8")
    print(table(sets))


if __name__ == "__main__":
    main()
