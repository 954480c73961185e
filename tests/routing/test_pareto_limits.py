"""Limits, interruption and messages of the exact search."""

from typing import Any

import numpy as np
import pytest

from landlink.routing import pareto_search
from landlink.routing.pareto import LabelLimitError, LowerBounds, lower_bounds, pareto_front

from ._graphs import grid

LINE = ([0, 1, 2, 2], [1, 2])


def test_max_labels_raises() -> None:
    graph = grid(7, 4)
    with pytest.raises(LabelLimitError, match="more than max_labels = 40"):
        pareto_front(*graph, max_labels=40)


def test_max_labels_that_suffice_change_nothing() -> None:
    graph = grid(7, 4)
    free = pareto_front(*graph)
    held = pareto_front(*graph, max_labels=free.labels_generated + 100)
    np.testing.assert_array_equal(held.costs, free.costs)


def test_progress_and_interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pareto_search, "PAUSE", 10)
    graph = grid(9, 3)
    seen: list[int] = []
    pareto_front(*graph, progress=seen.append)
    assert seen == sorted(seen)
    assert len(seen) > 2

    def stop(_labels: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pareto_front(*graph, progress=stop)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*LINE, [[1, 2], [3, -4]], 0, 2), r"costs\[1, 1\] is -4"),
        ((*LINE, [[1.0, np.nan], [3, 4]], 0, 2), r"costs\[0, 1\] is nan"),
        ((*LINE, [[1.0, 2], [np.inf, 4]], 0, 2), r"costs\[1, 0\] is inf"),
        ((*LINE, [[1, 2]], 0, 2), r"2 arcs, got \(1, 2\)"),
        ((*LINE, [1, 2], 0, 2), r"got \(2,\)"),
        ((*LINE, np.ones((2, 5)), 0, 2), "1 to 4 criteria"),
        ((*LINE, np.ones((2, 0)), 0, 2), "1 to 4 criteria"),
        ((*LINE, [["a", "b"], ["c", "d"]], 0, 2), "integers or floats"),
        ((*LINE, [[1, 2**53], [1, 1]], 0, 2), r"costs\[0, 1\] is 9007199254740992"),
        ((*LINE, [[1.7e308, 2.0], [1.7e308, 1]], 0, 2), r"costs\[0, 0\] is 1.7e\+308: costs must not"),
        ((*LINE, [[1, 2], [3, 4]], 3, 2), "source is 3, but the graph has nodes 0 to 2"),
        ((*LINE, [[1, 2], [3, 4]], 0, -1), "target is -1"),
        ((*LINE, [[1, 2], [3, 4]], 0, 1.5), "target must be a node number"),
        (([0, 1, 2, 2], [1, 9], [[1, 2], [3, 4]], 0, 2), r"heads\[1\] is 9"),
        (([0, 2, 1, 2], [1, 2], [[1, 2], [3, 4]], 0, 2), "indptr decreases after node 1: 2 to 1"),
        (([0, 1, 2, 5], [1, 2], [[1, 2], [3, 4]], 0, 2), "from 0 to the number of arcs"),
        (([0], [], np.ones((0, 2)), 0, 0), "indptr must have one entry more"),
        (([0.5, 1], [0], [[1, 2]], 0, 0), "indptr must hold integers"),
    ],
)
def test_bad_input_is_named(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pareto_front(*arguments)


def test_bad_options() -> None:
    costs = [[1, 2], [3, 4]]
    with pytest.raises(ValueError, match="max_labels must be at least 1"):
        pareto_front(*LINE, costs, 0, 2, max_labels=0)
    with pytest.raises(ValueError, match="bounds lead to node 1"):
        pareto_front(*LINE, costs, 0, 2, bounds=lower_bounds(*LINE, costs, 1))
    with pytest.raises(ValueError, match="bounds were made for other costs"):
        pareto_front(*LINE, costs, 0, 2, bounds=lower_bounds(*LINE, [[1, 2], [3, 5]], 2))
    with pytest.raises(ValueError, match="bounds must have shape"):
        pareto_front(*LINE, costs, 0, 2, bounds=LowerBounds(2, np.zeros((3, 3))))


def test_sums_out_of_range_raise() -> None:
    big = 2**53 - 1
    with pytest.raises(OverflowError, match=r"exceed 2\*\*53"):
        pareto_front(*LINE, [[big, 1], [big, 1]], 0, 2)
    assert pareto_front(*LINE, [[big - 5, 1], [5, 1]], 0, 2).costs.tolist() == [[big, 2]]
