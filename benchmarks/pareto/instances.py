"""Instances in the manner of the literature, made from a seed, and DIMACS files.

- ``netmaker``: a Hamiltonian cycle plus arcs between nodes that are close in
  its order; each arc draws one cost from each of k disjoint ranges of
  1..10,000, the ranges dealt to the criteria at random, so that what is cheap
  in one criterion is dear in another (Skriver and Andersen, 2000; Raith and
  Ehrgott, 2009).
- ``grid``: a square grid, arcs both ways, costs 1..10 at random.
- ``road``: a jittered grid with gaps, three road classes; length, travel time,
  a toll-like third and, if asked for, the number of links.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Instance:
    """A graph in CSR form and the pairs to be asked for."""

    name: str
    indptr: NDArray[np.int64]
    heads: NDArray[np.int32]
    costs: NDArray[np.int64]
    pairs: list[tuple[int, int]]


def from_arcs(
    name: str,
    nodes: int,
    tails: NDArray[np.int64],
    heads: NDArray[np.int64],
    costs: NDArray[np.int64],
    pairs: list[tuple[int, int]],
) -> Instance:
    """Sort arcs by tail and build the CSR arrays."""
    order = np.argsort(tails, kind="stable")
    indptr = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(tails, minlength=nodes), out=indptr[1:])
    return Instance(name, indptr, heads[order].astype(np.int32), np.ascontiguousarray(costs[order]), pairs)


def random_pairs(rng: np.random.Generator, nodes: int, count: int) -> list[tuple[int, int]]:
    """Draw ordered pairs of different nodes."""
    pairs: list[tuple[int, int]] = []
    while len(pairs) < count:
        source, target = (int(i) for i in rng.integers(0, nodes, 2))
        if source != target:
            pairs.append((source, target))
    return pairs


def netmaker(nodes: int, criteria: int, queries: int, seed: int) -> Instance:
    """Hamiltonian cycle plus one to ten local arcs a node, anti-correlated costs."""
    rng = np.random.default_rng(seed)
    cycle = rng.permutation(nodes)
    degree = rng.integers(1, 11, nodes)
    place = np.repeat(np.arange(nodes), degree)
    jump = rng.integers(1, 11, place.size) * rng.choice([-1, 1], place.size)
    tails = np.concatenate([cycle, cycle[place]])
    heads = np.concatenate([np.roll(cycle, -1), cycle[(place + jump) % nodes]])
    share = 10_000 // criteria
    ranges = rng.permuted(np.tile(np.arange(criteria), (tails.size, 1)), axis=1)
    costs = ranges * share + rng.integers(1, share + 1, (tails.size, criteria))
    reach = max(2, nodes // 20)
    spots = rng.integers(0, nodes, queries)
    hops = rng.integers(reach // 2, reach, queries)
    pairs = [(int(cycle[a]), int(cycle[(a + b) % nodes])) for a, b in zip(spots, hops, strict=True)]
    return from_arcs(f"netmaker-{nodes}-k{criteria}", nodes, tails, heads, costs, pairs)


def grid(side: int, criteria: int, queries: int, seed: int) -> Instance:
    """Square grid with small random costs, corner to random far node."""
    rng = np.random.default_rng(seed)
    tails, heads = _grid_arcs(side)
    costs = rng.integers(1, 11, (tails.size, criteria))
    pairs = random_pairs(rng, side * side, queries)
    return from_arcs(f"grid-{side}x{side}-k{criteria}", side * side, tails, heads, costs, pairs)


def road(side: int, criteria: int, queries: int, seed: int) -> Instance:
    """Jittered grid with gaps: length in m, time in s, toll-like cost, links."""
    rng = np.random.default_rng(seed)
    spots = np.stack(np.divmod(np.arange(side * side), side), axis=1) * 500.0
    spots += rng.uniform(-200, 200, spots.shape)
    tails, heads = _grid_arcs(side)
    kept = np.where(tails < heads, 1, 0).astype(bool)
    tails, heads = tails[kept], heads[kept]
    kept = rng.random(tails.size) < 0.85
    tails, heads = tails[kept], heads[kept]
    length = np.hypot(*(spots[tails] - spots[heads]).T) * rng.uniform(1.0, 1.3, tails.size)
    row, column = np.divmod(tails, side)
    main = np.where(heads - tails == 1, row % 8 == 0, column % 8 == 0)
    kmh = np.where(main, 100.0, rng.choice([30.0, 50.0, 70.0], tails.size))
    toll = length * np.where(main, rng.uniform(0.5, 2.0, tails.size), rng.uniform(0.1, 1, tails.size))
    columns = [length, length * 3.6 / kmh, toll, np.ones(tails.size)][:criteria]
    costs = np.maximum(1, np.rint(np.stack(columns, axis=1))).astype(np.int64)
    pairs = random_pairs(rng, side * side, queries)
    return from_arcs(
        f"road-{side}x{side}-k{criteria}",
        side * side,
        np.concatenate([tails, heads]),
        np.concatenate([heads, tails]),
        np.concatenate([costs, costs]),
        pairs,
    )


def _grid_arcs(side: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    number = np.arange(side * side).reshape(side, side)
    one = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    other = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    return np.concatenate([one, other]), np.concatenate([other, one])


def read_dimacs(paths: list[Path], queries: int, seed: int) -> Instance:
    """Read one DIMACS ``.gr`` file per criterion, all with the same arcs in the same order."""
    columns = []
    tails = heads = np.zeros(0, np.int64)
    nodes = 0
    for path in paths:
        rows = []
        with path.open(encoding="ascii") as lines:
            for line in lines:
                if line.startswith("p"):
                    nodes = int(line.split()[2])
                elif line.startswith("a"):
                    rows.append([int(word) for word in line.split()[1:4]])
        table = np.array(rows, dtype=np.int64)
        tails, heads = table[:, 0] - 1, table[:, 1] - 1
        columns.append(table[:, 2])
    rng = np.random.default_rng(seed)
    pairs = random_pairs(rng, nodes, queries)
    return from_arcs(paths[0].stem, nodes, tails, heads, np.stack(columns, axis=1), pairs)


def write_peer_files(instance: Instance, graph: Path, pairs: Path) -> None:
    """Write the text files that the peers' driver reads (nodes from 0, costs in a row)."""
    tails = np.repeat(np.arange(instance.indptr.size - 1), np.diff(instance.indptr))
    with graph.open("w", encoding="ascii") as out:
        out.write(f"p sp {instance.indptr.size - 1} {instance.heads.size}\n")
        for tail, head, row in zip(tails, instance.heads, instance.costs.tolist(), strict=True):
            out.write(f"a {tail} {head} {' '.join(map(str, row))}\n")
    pairs.write_text("".join(f"{s} {t}\n" for s, t in instance.pairs), encoding="ascii")


def hubs(nodes: int, criteria: int, queries: int, seed: int) -> Instance:
    """Freight-like: hubs in a plane, near links by road and rail, some long links by sea or air.

    Minutes, dollars, kilograms of CO2e and variance follow from distance and
    mode (speed, price, emissions, spread), each with some noise a link, so the
    criteria are correlated as they are in freight networks. Distances between
    the ends of a query are a third to two thirds of the plane's side.
    """
    rng = np.random.default_rng(seed)
    spots = rng.uniform(0, 8000.0, (nodes, 2))
    gaps = np.hypot(spots[:, None, 0] - spots[None, :, 0], spots[:, None, 1] - spots[None, :, 1])
    near = np.argsort(gaps, axis=1)[:, 1:4]
    tails = np.repeat(np.arange(nodes), 3)
    links = {(min(a, b), max(a, b)) for a, b in zip(tails.tolist(), near.ravel().tolist(), strict=True)}
    while len(links) < 2 * nodes + nodes // 20:  # about four neighbours, and long links
        a, b = (int(i) for i in rng.integers(0, nodes, 2))
        if a != b:
            links.add((min(a, b), max(a, b)))
    ends = np.array(sorted(links))
    km = gaps[ends[:, 0], ends[:, 1]] * rng.uniform(1.1, 1.4, len(ends))
    # road, rail, sea: km an hour, dollars a km, kg a km, share of spread, fixed hours and dollars
    modes = np.array(
        [[55, 1.6, 1.0, 0.15, 2, 50], [32, 0.75, 0.30, 0.25, 12, 150], [28, 0.25, 0.15, 0.35, 60, 400]]
    )
    mode = np.where(km > 800, rng.choice(3, km.size, p=[0.2, 0.2, 0.6]), rng.choice(2, km.size))
    speed, price, carbon, spread, hours, dollars = modes[mode].T
    noise = rng.uniform(0.8, 1.25, (4, km.size))
    time = 60 * (km / speed * noise[0] + hours)
    columns = [
        time,
        km * price * noise[1] + dollars,
        km * carbon * noise[2],
        (spread * time * noise[3]) ** 2 / 100,
    ]
    costs = np.maximum(1, np.rint(np.stack(columns[:criteria], axis=1))).astype(np.int64)
    pairs: list[tuple[int, int]] = []
    while len(pairs) < queries:
        a, b = (int(i) for i in rng.integers(0, nodes, 2))
        if 8000 / 3 < gaps[a, b] < 16000 / 3:
            pairs.append((a, b))
    both = np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]])
    return from_arcs(f"hubs-{nodes}-k{criteria}", nodes, *both, np.concatenate([costs, costs]), pairs)
