"""Logit and path-size logit by hand, and what must hold for any costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.flows.choice import composite_cost, logit, path_size, path_size_logit

if TYPE_CHECKING:
    from collections.abc import Callable

COSTS = st.lists(st.floats(-50, 50), min_size=2, max_size=7)
THETA = st.floats(0.01, 3)


def zeros(costs: list[float]) -> np.ndarray:
    return np.zeros(len(costs), np.int64)


def test_logit_by_hand() -> None:
    got = logit([10, 12, 15, 3], [0, 0, 0, 1], [0.5, 2])
    weights = [math.exp(-0.5 * cost) for cost in (10, 12, 15)]
    np.testing.assert_allclose(got, [*(w / sum(weights) for w in weights), 1], rtol=1e-14)
    assert composite_cost([10, 12, 15], [0, 0, 0], 0.5)[0] == pytest.approx(-math.log(sum(weights)) / 0.5)


def test_path_size_of_three_routes_by_hand() -> None:
    """The example of the literature: two routes share all but a part, the third is alone."""
    own = 0.2
    size = path_size([1 - own, own, 1 - own, own, 1], [0, 1, 0, 2, 3], [0, 2, 4, 5], [0, 0, 0])
    np.testing.assert_allclose(size, [(1 - own) / 2 + own] * 2 + [1])
    got = path_size_logit([1, 1, 1], [0, 0, 0], 1, size)
    np.testing.assert_allclose(got, size / size.sum())


def test_an_element_that_is_passed_twice_counts_as_one_path() -> None:
    assert path_size([1, 1, 1], [0, 1, 0], [0, 3], [0]).tolist() == [1]


def test_choosers_do_not_share() -> None:
    assert path_size([1, 1], [0, 0], [0, 1, 2], [0, 1]).tolist() == [1, 1]


@given(costs=COSTS, theta=THETA, shift=st.floats(-100, 100))
def test_probabilities(costs: list[float], theta: float, shift: float) -> None:
    share = logit(costs, zeros(costs), theta)
    assert share.sum() == pytest.approx(1)
    assert (share >= 0).all()
    np.testing.assert_allclose(logit(np.array(costs) + shift, zeros(costs), theta), share, atol=1e-9)
    scaled = logit(np.array(costs) * 4, zeros(costs), theta / 4)
    np.testing.assert_allclose(scaled, share, rtol=1e-9, atol=1e-300)


@given(costs=COSTS, theta=THETA)
def test_independence_of_irrelevant_alternatives(costs: list[float], theta: float) -> None:
    share, fewer = logit(costs, zeros(costs), theta), logit(costs[:2], [0, 0], theta)
    np.testing.assert_allclose(share[:2] * fewer[::-1], share[1::-1] * fewer, rtol=1e-9)


@given(costs=COSTS, theta=THETA)
def test_probabilities_are_the_derivatives_of_the_composite_cost(costs: list[float], theta: float) -> None:
    step = 1e-5 / theta
    for number, share in enumerate(logit(costs, zeros(costs), theta)):
        up, down = ([cost + sign * step * (i == number) for i, cost in enumerate(costs)] for sign in (1, -1))
        rise = composite_cost(up, zeros(costs), theta)[0] - composite_cost(down, zeros(costs), theta)[0]
        assert rise / (2 * step) == pytest.approx(share, abs=1e-4)


@given(shared=st.floats(0.01, 0.99), beta=st.floats(0, 3), factor=st.floats(0.01, 100))
def test_overlap_lowers_the_share_of_a_path(shared: float, beta: float, factor: float) -> None:
    length = np.array([shared, 1 - shared, shared, 1 - shared, 1])
    ask = ([0, 1, 0, 2, 3], [0, 2, 4, 5], [0, 0, 0])
    size = path_size(length, *ask)
    assert ((size > 0) & (size <= 1)).all()
    np.testing.assert_allclose(path_size(length * factor, *ask), size, rtol=1e-12)
    share = path_size_logit([1, 1, 1], [0, 0, 0], 2, size, beta)
    assert share.sum() == pytest.approx(1)
    assert share[0] <= 1 / 3 + 1e-12
    assert share[2] >= 1 / 3 - 1e-12
    assert share[0] >= 0.5 ** max(beta, 1) / 3 * 0.5
    same = path_size_logit([1, 1, 1], [0, 0, 0], 2, size, 0)
    np.testing.assert_allclose(same, 1 / 3)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: logit([1], [0, 0], 1), "one cost and one chooser"),
        (lambda: logit([np.nan], [0], 1), "numbers"),
        (lambda: logit([1], [0], 0), "above 0"),
        (lambda: logit([1, 1], [0, 1], [1]), "2 choosers"),
        (lambda: path_size([-1], [0], [0, 1], [0]), "0 or more"),
        (lambda: path_size([1], [0], [0, 2], [0]), "one length"),
        (lambda: path_size_logit([1], [0], 1, [0]), "above 0"),
        (lambda: path_size_logit([1], [0], 1, [1], -1), "beta"),
    ],
)
def test_bad_input(call: Callable[[], object], said: str) -> None:
    with pytest.raises(LandlinkError, match=said):
        call()
