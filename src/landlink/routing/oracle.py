"""Slow, obvious searches to check the fast ones against.

Nothing in the package calls these. They are here so that anybody can confirm
an answer on a small graph with code that can be read in a minute.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Vector = tuple[float, ...]

__all__ = ["dominates", "enumerate_front", "martins_front", "non_dominated"]


def dominates(one: Vector, other: Vector) -> bool:
    """Tell whether ``one`` is no worse anywhere than ``other`` (equal counts).

    Examples
    --------
    >>> dominates((1, 2), (1, 3)), dominates((1, 2), (0, 9))
    (True, False)
    """
    return all(a <= b for a, b in zip(one, other, strict=True))


def non_dominated(vectors: Iterable[Vector]) -> list[Vector]:
    """Return the vectors that no other one dominates, sorted, each once.

    Examples
    --------
    >>> non_dominated([(3, 1), (1, 3), (3, 3), (1, 3)])
    [(1, 3), (3, 1)]
    """
    different = sorted(set(vectors))
    return [
        vector
        for vector in different
        if not any(dominates(other, vector) for other in different if other != vector)
    ]


def enumerate_front(
    indptr: Sequence[int],
    heads: Sequence[int],
    costs: Sequence[Sequence[float]],
    source: int,
    target: int,
) -> list[Vector]:
    """Walk along every simple path and keep the non-dominated cost vectors.

    With non-negative costs a path that repeats a node is never better than the
    same path with the loop cut out, so simple paths are enough.

    Examples
    --------
    >>> enumerate_front([0, 2, 3, 3], [1, 2, 2], [(1, 9), (5, 5), (2, 8)], 0, 2)
    [(3, 17), (5, 5)]
    """
    criteria = len(costs[0]) if len(costs) else 1
    found: list[Vector] = []

    def walk(node: int, total: Vector, visited: frozenset[int]) -> None:
        if node == target:
            found.append(total)
            return
        for arc in range(indptr[node], indptr[node + 1]):
            head = heads[arc]
            if head not in visited:
                longer = tuple(a + b for a, b in zip(total, costs[arc], strict=True))
                walk(head, longer, visited | {head})

    walk(source, (0,) * criteria, frozenset([source]))
    return non_dominated(found)


def martins_front(
    indptr: Sequence[int],
    heads: Sequence[int],
    costs: Sequence[Sequence[float]],
    source: int,
    target: int,
) -> list[Vector]:
    """Correct labels until nothing changes (after Martins, 1984), without bounds.

    Every node keeps its non-dominated labels; a new one is spread along all
    arcs of its node. There is no queue order, no bound and no goal.

    Examples
    --------
    >>> martins_front([0, 2, 3, 3], [1, 2, 2], [(1, 9), (5, 5), (2, 8)], 0, 2)
    [(3, 17), (5, 5)]
    """
    criteria = len(costs[0]) if len(costs) else 1
    labels: list[list[Vector]] = [[] for _ in range(len(indptr) - 1)]
    labels[source] = [(0,) * criteria]
    waiting = [(source, labels[source][0])]
    while waiting:
        node, total = waiting.pop(0)
        if total not in labels[node]:
            continue
        for arc in range(indptr[node], indptr[node + 1]):
            head = heads[arc]
            longer = tuple(a + b for a, b in zip(total, costs[arc], strict=True))
            if any(dominates(known, longer) for known in labels[head]):
                continue
            labels[head] = [known for known in labels[head] if not dominates(longer, known)]
            labels[head].append(longer)
            waiting.append((head, longer))
    return sorted(labels[target])
