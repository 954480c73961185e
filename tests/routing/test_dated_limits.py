"""The dated search grows its arrays, can be interrupted, and never cuts a front silently."""

from __future__ import annotations

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.network import Cargo
from landlink.network.rests import MOST_LEVELS, rest_levels
from landlink.routing import dated, dated_kernels
from landlink.routing.dated import DatedGraph, RestLimitError, Rests, dated_front
from landlink.routing.pareto_search import LabelLimitError
from landlink.testing import small_network, with_rows


def ladder(steps: int) -> DatedGraph:
    """Return a chain of pairs of arcs, one fast and dear, one slow and cheap: 2**steps ways."""
    count = 2 * steps
    tails, pairs = np.repeat(np.arange(steps), 2), np.arange(count) % 2
    weight = 2 ** (np.arange(count) // 2)
    costs = np.stack([1 + pairs * weight, 1 + (1 - pairs) * weight, pairs, 1 - pairs], axis=1)
    indptr = np.append(2 * np.arange(steps + 1), count)
    none = np.zeros((count, 2), np.int64)
    return DatedGraph(
        indptr, (tails + 1).astype(np.int32), costs.astype(np.int64), none[:, 0].copy(), none,
        np.zeros(0, np.int64),
    )  # fmt: skip


def test_arrays_that_are_too_small_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = ladder(11)
    wanted = dated_front(graph, 0, 11)
    assert len(wanted) == 2**11
    for name in ("FIRST_LABELS", "FIRST_HEAP", "FIRST_FOUND"):
        monkeypatch.setattr(dated, name, 4)
    monkeypatch.setattr(dated, "PAUSE", 50)
    told: list[int] = []
    found = dated_front(graph, 0, 11, progress=told.append)
    np.testing.assert_array_equal(found.points, wanted.points)
    assert len(told) > 10
    assert told == sorted(told)
    total = [sum(int(graph.costs[step.arc, 1]) for step in found.steps(row)) for row in range(len(found))]
    assert total == found.points[:, 1].tolist()


def test_more_labels_than_allowed_are_an_error() -> None:
    with pytest.raises(LabelLimitError, match="max_labels = 10"):
        dated_front(ladder(16), 0, 16, max_labels=10)
    with pytest.raises(LabelLimitError, match="max_labels = 10"):
        dated_front(ladder(6), 0, 6, max_labels=10)


def test_what_progress_raises_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dated, "PAUSE", 10)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dated_front(ladder(8), 0, 8, progress=stop)


def test_too_many_levels_are_an_error() -> None:
    assert MOST_LEVELS == dated_kernels.LEVELS
    network = small_network()
    for number in range(4):
        network = with_rows(
            network, "rest_rules", f"more-{number},driver,driving,road,9,{number + 1},anywhere,rest"
        )
    assert len(rest_levels(network, ("driver",), Cargo())) == 6
    with pytest.raises(LandlinkError, match="have 8 levels of rest; a search keeps to 6 at most"):
        rest_levels(network, ("driver", "cattle"), Cargo())
    graph = ladder(2)
    many = np.ones(7, np.int64)
    masks = np.zeros(4, np.int64)
    seven = Rests(many, many, 0, masks, masks, masks, masks, np.zeros(3, np.int64))
    held = DatedGraph(graph.indptr, graph.heads, graph.costs, graph.kinds, graph.spans, graph.moments, seven)
    with pytest.raises(ValueError, match="at most 6 levels"):
        dated_front(held, 0, 2)


def test_a_limit_reached_too_often_on_one_arc_is_an_error_not_a_wrong_answer() -> None:
    graph = ladder(1)
    costs = graph.costs.copy()
    costs[:, 0] = 5000
    every, nothing = np.full(2, 0b111), np.zeros(2, np.int64)
    three = np.array([1, 2, 3])
    rests = Rests(three, three, 0, every, nothing, nothing, every, np.full(2, 0b111))
    held = DatedGraph(graph.indptr, graph.heads, costs, graph.kinds, graph.spans, graph.moments, rests)
    with pytest.raises(RestLimitError, match="cut the arc"):
        dated_front(held, 0, 1)


def test_what_a_search_cannot_hold_is_said_in_a_line() -> None:
    """The program turns errors of this kind into one line; others are thrown at the user."""
    assert issubclass(LabelLimitError, LandlinkError)
    assert issubclass(RestLimitError, LandlinkError)
