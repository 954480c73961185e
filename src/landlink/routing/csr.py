"""Plain CSR graphs: checks with messages that name the row, and reversal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LARGEST = 1e290  # a sum of 2**31 such costs is still finite

Array = Any  # a NumPy array of any dtype; the checks below settle which


class ReverseGraph(NamedTuple):
    """A graph with all arcs turned round.

    Attributes
    ----------
    indptr, heads
        The reversed graph; ``heads`` are the tails of the original arcs.
    arcs
        For each reversed arc the number of the original arc, so that
        ``cost[arcs]`` is the cost array of the reversed graph.
    """

    indptr: NDArray[np.int64]
    heads: NDArray[np.int32]
    arcs: NDArray[np.int64]


def check_graph(indptr: ArrayLike, heads: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the graph as int64 and int32 arrays, or say what is wrong with it.

    Raises
    ------
    ValueError
        If the arrays do not describe a graph.

    Examples
    --------
    >>> check_graph([0, 1, 1], [1])
    (array([0, 1, 1]), array([1], dtype=int32))
    >>> check_graph([0, 1, 1], [7])
    Traceback (most recent call last):
    ...
    ValueError: heads[0] is 7, but the graph has nodes 0 to 1
    """
    first = _integers("indptr", indptr)
    ends = _integers("heads", heads, np.int32)
    if first.size < 2:
        message = "indptr must have one entry more than there are nodes, and at least two"
        raise ValueError(message)
    nodes = first.size - 1
    if first[0] != 0 or first[-1] != ends.size:
        message = (
            f"indptr must run from 0 to the number of arcs ({ends.size}), "
            f"but runs from {first[0]} to {first[-1]}"
        )
        raise ValueError(message)
    if (first[1:] < first[:-1]).any():
        node = int(np.argmax(first[1:] < first[:-1]))
        message = f"indptr decreases after node {node}: {first[node]} to {first[node + 1]}"
        raise ValueError(message)
    if nodes >= 2**31 or ends.size >= 2**31:
        message = f"at most {2**31 - 1} nodes and arcs, got {nodes} and {ends.size}"
        raise ValueError(message)
    if ends.size and (ends.min() < 0 or ends.max() >= nodes):
        arc = int(np.argmax((ends < 0) | (ends >= nodes)))
        message = f"heads[{arc}] is {ends[arc]}, but the graph has nodes 0 to {nodes - 1}"
        raise ValueError(message)
    return first, ends.astype(np.int32, copy=False)


def _integers(name: str, values: ArrayLike, kept: type[np.signedinteger[Any]] = np.int64) -> NDArray[Any]:
    """Return one dimension of int64; an array of the kind ``kept`` stays as it is."""
    array = np.asarray(values)
    if array.ndim != 1:
        message = f"{name} must have one dimension, got shape {array.shape}"
        raise ValueError(message)
    if array.size == 0:
        return np.zeros(0, np.int64)
    if array.dtype.kind not in "iu":
        message = f"{name} must hold integers, got {array.dtype}"
        raise ValueError(message)
    return np.ascontiguousarray(array, dtype=kept if array.dtype == kept else np.int64)


def check_node(name: str, node: object, nodes: int) -> int:
    """Return ``node`` as an int, or say that the graph has no such node.

    Examples
    --------
    >>> check_node("target", 9, 4)
    Traceback (most recent call last):
    ...
    ValueError: target is 9, but the graph has nodes 0 to 3
    """
    if isinstance(node, bool | np.bool_) or not isinstance(node, int | np.integer):
        message = f"{name} must be a node number, got {node!r}"
        raise ValueError(message)  # noqa: TRY004  (one kind of error for all bad input)
    if not 0 <= node < nodes:
        message = f"{name} is {node}, but the graph has nodes 0 to {nodes - 1}"
        raise ValueError(message)
    return int(node)


def check_costs(costs: ArrayLike, arcs: int, least: int = 1, most: int = 4) -> Array:
    """Return costs as an int64 or float64 matrix, or name the arc that is wrong.

    Examples
    --------
    >>> check_costs([[1, 2], [3, -4]], 2)
    Traceback (most recent call last):
    ...
    ValueError: costs[1, 1] is -4: costs must be finite and not negative
    """
    array = np.asarray(costs)
    if array.ndim != 2 or array.shape[0] != arcs:
        message = f"costs must have shape (arcs, criteria) with {arcs} arcs, got {array.shape}"
        raise ValueError(message)
    if not least <= array.shape[1] <= most:
        message = f"costs must have {least} to {most} criteria (columns), got {array.shape[1]}"
        raise ValueError(message)
    if array.dtype.kind not in "iuf":
        message = f"costs must be integers or floats, got {array.dtype}"
        raise ValueError(message)
    if array.size and not (array.min() >= 0 and array.max() < np.inf):  # catches NaN as well
        wrong = (array < 0) | ~np.isfinite(array)
        arc, column = (int(i) for i in np.argwhere(wrong)[0])
        message = f"costs[{arc}, {column}] is {array[arc, column]}: costs must be finite and not negative"
        raise ValueError(message)
    if array.dtype.kind == "f":
        return _floats(array)
    if array.size and int(array.max()) >= 2**53:
        arc, column = (int(i) for i in np.argwhere(array >= 2**53)[0])
        message = f"costs[{arc}, {column}] is {array[arc, column]}: integers must stay below 2**53"
        raise ValueError(message)
    return np.ascontiguousarray(array, dtype=np.int64)


def _floats(array: Array) -> Array:
    """Return doubles whose sums along any path stay finite."""
    if array.size and array.max() > LARGEST:
        arc, column = (int(i) for i in np.argwhere(array > LARGEST)[0])
        message = f"costs[{arc}, {column}] is {array[arc, column]}: costs must not exceed {LARGEST}"
        raise ValueError(message)
    return np.ascontiguousarray(array, dtype=np.float64)


def reverse_graph(indptr: ArrayLike, heads: ArrayLike) -> ReverseGraph:
    """Turn every arc round.

    Parameters
    ----------
    indptr, heads
        The graph in CSR form.

    Returns
    -------
    ReverseGraph
        The reversed graph and, for each of its arcs, the original arc. Arcs
        that lead into one node stay in their original order.

    Examples
    --------
    >>> reverse = reverse_graph([0, 2, 3, 3], [1, 2, 2])
    >>> reverse.indptr.tolist(), reverse.heads.tolist(), reverse.arcs.tolist()
    ([0, 0, 1, 3], [0, 0, 1], [0, 1, 2])
    """
    first, ends = check_graph(indptr, heads)
    return turn_round(first, ends)


def turn_round(indptr: NDArray[np.int64], heads: NDArray[np.int32]) -> ReverseGraph:
    """Reverse a graph that has been checked."""
    nodes = indptr.size - 1
    arcs = np.argsort(heads, kind="stable")
    tails = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(indptr))
    start = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(heads, minlength=nodes), out=start[1:])
    return ReverseGraph(start, tails[arcs], arcs)
