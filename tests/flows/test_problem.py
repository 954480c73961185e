"""Bad problems are refused with the entry that is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.flows.problem import Resources
from tests.flows._problems import problem_from, random_problem

pytestmark = pytest.mark.tiny


def resources(**change: Any) -> Resources:  # noqa: ANN401  (any column)
    columns: dict[str, Any] = {
        "kind": [1, 4], "free_h": [1, 0], "capacity": [10, 10], "a": [1, 1], "b": [4, 0.9],
        "limit": [9, np.inf],
    }  # fmt: skip
    return Resources(**(columns | change))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": [1, 5]}, r"kind\[1\] is 5, but must be 0 to 4"),
        ({"kind": [1, 300]}, r"kind\[1\] is 300, but must fit int8"),
        ({"kind": [1.0, 1.0]}, "kind must hold int8, not float64"),
        ({"free_h": [-1, 0]}, r"free_h\[0\] is -1"),
        ({"free_h": [np.nan, 0]}, r"free_h\[0\] is nan"),
        ({"capacity": [10, 0]}, r"capacity\[1\] is 0, but must be more than 0"),
        ({"limit": [np.nan, 1]}, r"limit\[0\] is nan"),
        ({"a": [-1, 1]}, r"a\[0\] is -1, but must be 0 or more"),
        ({"b": [0.5, 0.9]}, r"b\[0\] is 0.5, but the power"),
        ({"b": [4, 1.0]}, r"b\[1\] is 1, but the load"),
        ({"b": [4]}, "b has 1 entries, but kind has 2"),
        ({"a": [[1, 1]]}, "a must have 1 dimension"),
        ({"a": ["x", "y"]}, "a must hold numbers"),
        ({"kind": [2, 4], "a": [1, 1]}, r"a\[0\] is 1, but a conical function"),
    ],
)
def test_resources_are_checked(change: dict[str, Any], message: str) -> None:
    with pytest.raises(LandlinkError, match=message):
        resources(**change)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"indptr": [0, 1]}, "indptr must run from 0"),
        ({"cost": [[-1.0] * 20]}, r"cost\[0, 0\] is -1"),
        ({"cost": [[1.0] * 19]}, "cost, second dimension, has 19 entries, but heads has 20"),
        ({"resource": [10] + [0] * 19}, r"resource\[0\] is 10, but there are 10 resources"),
        ({"resource": [0] * 3}, "resource has 3 entries"),
        ({"origin": [7, 0, 0, 0, 0]}, r"origin\[0\] is 7, but must be 0 to 6"),
        ({"of_class": [0, 2, 0, 0, 0]}, r"of_class\[1\] is 2, but must be 0 to 1"),
        ({"demand": [1, 0, 1, 1, 1.0]}, r"demand\[1\] is 0, but must be more than 0"),
        ({"demand": [1.0]}, "demand has 1 entries, but origin has 5"),
        ({"no_through": [True]}, "no_through has 1 entries, but the graph has 7"),
    ],
)
def test_problems_are_checked(change: dict[str, Any], message: str) -> None:
    with pytest.raises(LandlinkError, match=message):
        replace(random_problem(1), **change)


def test_numbers_as_they_come_become_arrays() -> None:
    problem = problem_from(
        [0, 1, 1],
        [1],
        [[0]],
        [0],
        resources(),
        [0],
        [1],
        [0],
        [2],
        [False, False],
    )
    assert (problem.vertices, problem.arcs, problem.classes) == (2, 1, 1)
    assert problem.demand.dtype == np.float64
