"""Time the dated search, and beside it a graph expanded over time: ``python -m benchmarks.dated``.

First the reference network with made timetables (each service leaves every so many hours as its
headway says, at hours drawn at random) and made opening hours (half of the crossings from 08:00 to
20:00). Then small made networks, on which the same front is found in two ways: by the dated search,
and by the static exact search on all moments that can be reached. Medians of processor time.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.network import Cargo, Network
from landlink.network.table import from_rows
from landlink.routing import When, route_dated
from landlink.routing.dated import DatedGraph, dated_front
from landlink.routing.pareto import pareto_front

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESULTS = Path(__file__).parent / "results"
READY = "2026-03-02 08:00"
PAIRS = [
    ("Almaty", "Aktau", Cargo(), ()),
    ("Tashkent", "Istanbul", Cargo(), ()),
    ("Xi'an", "Duisburg", Cargo(), ()),
    ("Almaty", "Poti", Cargo(), ()),
    ("Shanghai", "Rotterdam", Cargo(), ()),
    ("Tashkent", "Riga", Cargo("trucks"), ("aetr",)),
    ("Berlin", "Kostanay", Cargo("trucks"), ("aetr", "ec1-cattle")),
    ("Baku", "Berlin", Cargo("trucks"), ("aetr",)),
]
ROUNDS = 3


def made_calendars(network: Network) -> Network:
    """Return the network with made timetables and opening hours."""
    rng = np.random.default_rng(1)
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    sailings = []
    services = network.services
    for row, service in enumerate(services.text("id")):
        week = int(np.clip(round(168 / float(services.number("headway_h")[row])), 1, 7))
        ways = ("forward", "backward") if services.text("both_ways")[row] == "yes" else ("forward",)
        for way in ways:
            for number, day in enumerate(sorted(rng.choice(7, week, replace=False))):
                sailings.append(
                    {
                        "id": f"{service}-{way}-{number}", "service": service, "direction": way,
                        "days": days[day], "departs": f"{rng.integers(24):02d}:00",
                        "price_factor": str(rng.choice([1.0, 1.0, 0.8])), "source": "general-knowledge",
                        "quality": "unverified",
                    }
                )  # fmt: skip
    told = {"opens": "08:00", "closes": "20:00", "source": "general-knowledge", "quality": "unverified"}
    hours = [
        {"id": f"hours-{crossing}", "crossing": crossing, **told}
        for crossing in network.crossings.text("id")
        if rng.random() < 0.5
    ]
    for name, rows in (("timetables", sailings), ("opening_hours", hours)):
        table, problems = from_rows(name, rows, range(2, len(rows) + 2), f"{name}.csv")
        assert not problems  # noqa: S101  (made rows must be right)
        network = network.with_table(table)
    return network


def reference_rows(network: Network) -> list[dict[str, Any]]:
    """Time whole queries on the reference network, the virtual network's building included."""
    rows = []
    for origin, destination, cargo, rules in PAIRS:
        for eps in (0.01, 0.0):
            taken, found = [], None
            for _ in range(ROUNDS):
                start = time.process_time()
                found = route_dated(
                    network, origin, destination, cargo, when=When(READY, rules=rules), eps=eps
                )
                taken.append(time.process_time() - start)
            assert found is not None  # noqa: S101  (there is at least one round)
            rows.append(
                {
                    "pair": f"{origin} - {destination}", "cargo": cargo.kind, "rules": ", ".join(rules),
                    "eps": eps, "seconds": median(taken), "points": len(found.front),
                }
            )  # fmt: skip
    return rows


def made_graph(seed: int, nodes: int) -> DatedGraph:
    """Make a graph of which a third of the arcs leaves by a timetable and a sixth has opening hours."""
    rng = np.random.default_rng(seed)
    count = 4 * nodes
    tails = np.sort(np.concatenate([np.arange(nodes), rng.integers(0, nodes, count - nodes)]))
    heads = np.clip(tails + rng.integers(-3, 8, count), 0, nodes - 1).astype(np.int32)
    heads[np.searchsorted(tails, np.arange(nodes - 1))] = np.arange(1, nodes)  # a way always leads there
    costs = rng.integers(1, 20, (count, 4)).astype(np.int64)
    kinds = rng.choice([0, 0, 0, 1, 2, 2], count).astype(np.int64)
    spans = np.zeros((count, 2), np.int64)
    moments: list[int] = []
    for arc in range(count):
        own: list[int] = []
        if kinds[arc] == 1:
            own = [moment for day in range(0, 2400, 24) for moment in (day + 8, day + 20)]
        elif kinds[arc] == 2:
            own = list(range(int(rng.integers(24)), 2400, int(rng.choice([12, 24, 48]))))
        spans[arc] = len(moments), len(moments) + len(own)
        moments += own
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=nodes))]).astype(np.int64)
    return DatedGraph(indptr, heads, costs, kinds, spans, np.array(moments, np.int64))


def expanded(graph: DatedGraph, latest: int) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any], int]:
    """Expand a graph over the moments that can be reached from node 0 until ``latest``."""
    nodes = len(graph.indptr) - 1
    number: dict[tuple[int, int], int] = {(0, 0): 0}
    arcs: list[tuple[int, int, list[int]]] = []
    queue = [(0, 0)]
    for node, moment in queue:
        for arc in range(int(graph.indptr[node]), int(graph.indptr[node + 1])):
            start = begin(graph, arc, moment)
            end = start + int(graph.costs[arc, 0])
            if start < 0 or end > latest:
                continue
            state = (int(graph.heads[arc]), end)
            if state not in number:
                number[state] = len(number)
                queue.append(state)
            arcs.append((number[node, moment], number[state], [end - moment, *graph.costs[arc, 1:].tolist()]))
    goal = len(number)
    arcs += [(place, goal, [0, 0, 0, 0]) for (node, _), place in number.items() if node == nodes - 1]
    arcs.sort(key=lambda one: one[0])
    tails = np.array([one[0] for one in arcs])
    indptr = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=goal + 1))]).astype(np.int64)
    return indptr, np.array([one[1] for one in arcs]), np.array([one[2] for one in arcs]), goal


def begin(graph: DatedGraph, arc: int, moment: int) -> int:
    """Return when an arc begins from a moment on, -1 where never."""
    first, last = graph.spans[arc].tolist()
    own = graph.moments[first:last]
    if graph.kinds[arc] == 0:
        return moment
    if graph.kinds[arc] == 2:
        spot = int(np.searchsorted(own, moment))
        return int(own[spot]) if spot < len(own) else -1
    spot = int(np.searchsorted(own[1::2], moment, side="right"))
    return max(moment, int(own[2 * spot])) if 2 * spot < len(own) else -1


def peer_rows() -> list[dict[str, Any]]:
    """Find the same fronts by the dated search and on the expanded graph, A B A B."""
    rows = []
    for nodes in (20, 40, 60):
        for seed in range(3):
            graph = made_graph(seed, nodes)
            first = dated_front(graph, 0, nodes - 1, criteria=(0,))
            latest = 3 * int(first.points[0, 0])
            start = time.process_time()
            indptr, heads, costs, goal = expanded(graph, latest)
            built = time.process_time() - start
            ours, theirs = [], []
            for _ in range(ROUNDS):
                start = time.process_time()
                mine = dated_front(graph, 0, nodes - 1, latest=latest).points
                middle = time.process_time()
                other = pareto_front(indptr, heads, costs, 0, goal).costs
                ours.append(middle - start)
                theirs.append(time.process_time() - middle)
            rows.append(
                {
                    "nodes": nodes, "seed": seed, "points": len(mine), "expanded_vertices": goal + 1,
                    "dated_ms": 1000 * median(ours), "expanded_ms": 1000 * median(theirs),
                    "expanding_ms": 1000 * built,
                    "ratio": median(a / b for a, b in zip(ours, theirs, strict=True)),
                    "same": bool(np.array_equal(mine, other)),
                }
            )  # fmt: skip
    return rows


def table(rows: list[dict[str, Any]], columns: dict[str, str]) -> list[str]:
    """Return rows as a Markdown table."""
    lines = ["| " + " | ".join(columns.values()) + " |", "|" + "---|" * len(columns)]
    for row in rows:
        cells = [f"{row[name]:.3g}" if isinstance(row[name], float) else str(row[name]) for name in columns]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def main() -> None:
    """Time both, print the tables and keep the results."""
    network = made_calendars(Network.reference())
    route_dated(network, "Almaty", "Aktau", when=When(READY))  # compiles
    queries, peers = reference_rows(network), peer_rows()
    named = {"pair": "from - to", "cargo": "cargo", "rules": "rules", "eps": "eps", "points": "points"}
    lines = [
        *table(queries, {**named, "seconds": "seconds"}),
        "",
        *table(
            peers,
            {
                "nodes": "nodes", "points": "points", "expanded_vertices": "expanded vertices",
                "dated_ms": "dated, ms", "expanded_ms": "expanded, ms", "expanding_ms": "expanding, ms",
                "ratio": "ratio", "same": "same front",
            },
        ),
    ]  # fmt: skip
    print("\n".join(lines))
    RESULTS.mkdir(exist_ok=True)
    report = {"cores": os.cpu_count(), "queries": queries, "peers": peers}
    (RESULTS / "dated.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "dated.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
