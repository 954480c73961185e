"""Logit choice on the corridor network: nothing is lost, shares add up, limits hold, theta has its unit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from landlink.errors import LandlinkError
from landlink.flows.assign import assign
from landlink.flows.compare import Comparison
from landlink.flows.results import Options
from landlink.flows.testing import small_assigned, small_flows
from landlink.network.changes import Change
from landlink.network.scenario import apply
from tests.flows.test_assign import assert_sound

NETWORK, DEMAND = small_flows()


@pytest.mark.parametrize("choice", ["logit", "path-size"])
@pytest.mark.parametrize("rationing", ["price", "queue"])
def test_flows_are_sound(choice: str, rationing: str) -> None:
    options = Options(choice=choice, rationing=rationing, gap=1e-6, threads=1)
    flows = assign(NETWORK, DEMAND, options=options)
    assert_sound(flows)
    assert flows.found.gap <= 1e-6
    assert flows.summary["most_over_limit"] <= 1e-6
    assert "logit" in flows.as_dict()["rule"]
    assert any(row["key"] == "choice_theta_t_per_usd" for row in flows.as_dict()["assumptions"])
    json.dumps(flows.as_dict(), allow_nan=False)


def test_a_large_theta_is_the_user_equilibrium() -> None:
    certain = small_assigned()
    flows = assign(NETWORK, DEMAND, options=Options(choice="logit", theta=20.0, gap=1e-5, threads=1))
    for name in ("carried_t_year", "stranded_t_year"):
        assert flows.summary[name] == pytest.approx(certain.summary[name], rel=1e-3)
    assert flows.summary["cost_usd_year"] == pytest.approx(certain.summary["cost_usd_year"], rel=1e-2)
    assert [row["key"] for row in flows.as_dict()["assumptions"]].count("choice_theta_t_per_usd") == 0


def test_a_small_theta_spreads_the_flow() -> None:
    sure, vague = (
        assign(NETWORK, DEMAND, options=Options(choice="logit", theta=theta, gap=1e-5, threads=1))
        for theta in (1.0, 0.001)
    )
    assert len(vague.paths) >= len(sure.paths)
    assert vague.summary["cost_usd_year"] > sure.summary["cost_usd_year"]


def test_nobody_stays_behind_where_there_is_room() -> None:
    options = Options(choice="logit", theta=0.001, limits=(), gap=1e-6, threads=1)
    flows = assign(NETWORK, DEMAND, options=options)
    assert flows.summary["stranded_t_year"] == 0


def test_a_scenario_is_compared_with_its_base() -> None:
    options = Options(choice="path-size", threads=1)
    base = assign(NETWORK, DEMAND, options=options)
    shut = apply(NETWORK, [Change.model_validate({"close": {"links": ["road-altynkol-almaty"]}})])
    found = Comparison(base, assign(shut, DEMAND, options=options, start=base))
    row = next(row for row in found.table("links") if row["id"] == "road-altynkol-almaty")
    assert row["scenario_t_year"] == 0
    assert found.summary["mean_days"]["difference"] is not None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"choice": "probit"}, "no choice"), ({"choice": "logit", "theta": 0.0}, "above 0"),
        ({"theta": 1.0}, "not to equilibrium"),
    ],
)  # fmt: skip
def test_bad_options(words: dict[str, Any], said: str) -> None:
    with pytest.raises(LandlinkError, match=said):
        Options(**words)
