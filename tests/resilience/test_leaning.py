"""How much one case leans on another, against the ways themselves."""

from __future__ import annotations

import numpy as np
import pytest

from landlink.resilience.cases import Case, joined
from landlink.resilience.failures import baseline, leaning_losses, losses

from .test_failures_against_trees import random_trips

pytestmark = pytest.mark.tiny


@pytest.mark.parametrize("seed", range(1, 12, 2))  # costs without ties: one cheapest way
def test_what_does_not_lean_adds_nothing_to_the_worse_of_both(seed: int) -> None:
    trips = random_trips(seed, 25, 90, 40)
    cases = [Case(str(arc), np.array([arc])) for arc in range(trips.heads.size)]
    base = baseline(trips)
    plain, (found, leaning) = losses(base, cases, per_trip=True), leaning_losses(base, cases, threads=2)
    np.testing.assert_array_equal(plain.hit_usd_t, found.hit_usd_t)
    single = plain.per_trip
    assert single is not None
    pairs = [(a, b) for a in range(0, len(cases), 3) for b in range(a + 1, len(cases), 5)]
    both = losses(base, [joined("", [cases[a], cases[b]]) for a, b in pairs], per_trip=True).per_trip
    assert both is not None
    for (a, b), row in zip(pairs, both, strict=True):
        worse = np.maximum(single[a], single[b])
        more = np.flatnonzero(~np.isclose(row, worse, equal_nan=True))
        touched = trips.weight[more].sum()
        assert touched <= leaning[a, b] + leaning[b, a] + 1e-9


def test_threads_change_nothing() -> None:
    trips = random_trips(3, 60, 250, 80)
    cases = [Case(str(arc), np.array([arc])) for arc in range(trips.heads.size)]
    one, three = (leaning_losses(baseline(trips), cases, threads=threads)[1] for threads in (1, 3))
    np.testing.assert_array_equal(one, three)
    assert one.sum() > 0
