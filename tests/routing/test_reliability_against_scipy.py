"""Arrival times as a lognormal distribution, against SciPy and against a simulation of legs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import lognorm

from landlink.routing.reliability import QUANTILE_Z, lognormal_quantile


@pytest.mark.parametrize(("name", "share"), [("p20", 0.2), ("p50", 0.5), ("p80", 0.8)])
@given(mean=st.floats(0.1, 5000), cv=st.floats(0.01, 3))
def test_lognormal_quantile_against_scipy(name: str, share: float, mean: float, cv: float) -> None:
    spread = math.log1p(cv**2)
    same = lognorm(s=math.sqrt(spread), scale=mean / math.sqrt(1 + cv**2))
    assert same.mean() == pytest.approx(mean)
    assert same.var() == pytest.approx((cv * mean) ** 2)
    ours = lognormal_quantile(mean, (cv * mean) ** 2, QUANTILE_Z[name])
    assert ours == pytest.approx(same.ppf(share), rel=1e-9)


def test_sum_of_legs_against_simulation() -> None:
    """Matching two moments is an approximation: a few per cent at the quantiles shown."""
    random = np.random.default_rng(20_260_102)
    legs = [(30.0, 0.8), (74.0, 0.1), (24.0, 1.3), (20.0, 0.5), (10.0, 0.5), (40.0, 0.4)]
    total = np.zeros(200_000)
    for mean, cv in legs:
        spread = math.log1p(cv**2)
        total += random.lognormal(math.log(mean) - spread / 2, math.sqrt(spread), len(total))
    mean, variance = sum(m for m, _ in legs), sum((m * cv) ** 2 for m, cv in legs)
    for name, share in (("p20", 0.2), ("p50", 0.5), ("p80", 0.8)):
        seen = float(np.quantile(total, share))
        assert lognormal_quantile(mean, variance, QUANTILE_Z[name]) == pytest.approx(seen, rel=0.04)


def test_certain_time_has_one_quantile() -> None:
    assert lognormal_quantile(48, 0, QUANTILE_Z["p20"]) == pytest.approx(48)
    assert lognormal_quantile(48, 0, QUANTILE_Z["p80"]) == pytest.approx(48)
    assert lognormal_quantile(0, 0, QUANTILE_Z["p80"]) == 0
