"""Disjoint paths by hand, and by what Menger's theorem says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.resilience.disjoint import UNLIMITED, disjoint_paths

if TYPE_CHECKING:
    from numpy.typing import NDArray


@st.composite
def graphs(draw: st.DrawFn) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    size = draw(st.integers(2, 8))
    arcs = draw(
        st.lists(
            st.tuples(st.integers(0, size - 1), st.integers(0, size - 1), st.integers(0, 5)), max_size=24
        )
    )
    table = np.array(arcs or [(0, 0, 0)], dtype=np.int64)
    return table[:, 0], table[:, 1], table[:, 2].astype(float)


def reaches(tails: NDArray[np.int64], heads: NDArray[np.int64], kept: NDArray[np.bool_]) -> bool:
    seen = {0}
    for _ in range(10):
        seen |= {int(h) for t, h, k in zip(tails, heads, kept, strict=True) if k and int(t) in seen}
    return 1 in seen


@given(graphs())
@settings(deadline=None, max_examples=200)
def test_as_many_paths_as_the_cut_has_arcs(
    graph: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]],
) -> None:
    tails, heads, length = graph
    found = disjoint_paths(tails, heads, length, 0, 1)
    assert len(found) == len(found.cut)  # Menger
    used = [int(arc) for path in found.paths for arc in path]
    assert len(used) == len(set(used))
    for path in found.paths:
        assert tails[path[0]] == 0
        assert heads[path[-1]] == 1
        assert (heads[path[:-1]] == tails[path[1:]]).all()
    kept = np.ones(len(tails), dtype=bool)
    kept[found.cut] = False
    assert not reaches(tails, heads, kept)
    assert found.length == pytest.approx(sum(float(length[path].sum()) for path in found.paths))


@given(graphs(), st.integers(0, 3))
@settings(deadline=None, max_examples=100)
def test_a_limit_gives_the_shortest_paths_of_that_number(
    graph: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]], limit: int
) -> None:
    whole, some = disjoint_paths(*graph, 0, 1), disjoint_paths(*graph, 0, 1, limit=limit)
    assert len(some) == min(limit, len(whole))
    assert some.length <= whole.length + 1e-9


def test_greedy_search_would_find_one_path_only() -> None:
    # the shortest way 0-1-2-3 blocks both others: the trap that residual arcs get out of
    found = disjoint_paths([0, 1, 2, 0, 1], [1, 2, 3, 2, 3], [1, 1, 1, 3, 3], 0, 3)
    assert sorted(path.tolist() for path in found.paths) == [[0, 4], [3, 2]]
    assert found.length == 8


def test_arcs_without_limit_are_not_cut() -> None:
    found = disjoint_paths(
        [0, 1, 1, 2], [1, 2, 2, 3], [1, 1, 1, 1], 0, 3, capacity=[UNLIMITED, 1, 1, UNLIMITED]
    )
    assert len(found) == 2
    assert sorted(found.cut.tolist()) == [1, 2]


def test_no_way_is_no_path_and_an_empty_cut() -> None:
    found = disjoint_paths([0], [1], [1.0], 0, 5)
    assert (len(found), found.cut.tolist(), found.length) == (0, [], 0)


def test_what_makes_no_sense_is_said() -> None:
    with pytest.raises(ValueError, match="differ"):
        disjoint_paths([0], [1], [1.0], 0, 0)
    with pytest.raises(ValueError, match="zero"):
        disjoint_paths([0], [1], [-1.0], 0, 1)
