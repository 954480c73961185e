"""A study with the level of a sea: the effect on a route, and its words in every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from landlink.network.cargo import Cargo
from landlink.network.changes import Change
from landlink.network.scenario import apply
from landlink.routing import route
from landlink.study.report.change_text import describe
from landlink.study.report.text import Words

if TYPE_CHECKING:
    from landlink.network import Network

CHANGE = {"sea_level": {"sea": "caspian", "level_m": -31.5, "dredged": {"kuryk": 0.25}}}


def test_words_in_every_language() -> None:
    names = {"kuryk": "Kuryk"}
    assert (
        describe(CHANGE, Words.of("en"), names)
        == "Caspian Sea: level \N{MINUS SIGN}31.5 m, Kuryk dredged by 0.25 m"
    )
    assert "Kaspisches Meer: Wasserstand" in describe(CHANGE, Words.of("de"), names)
    assert "vertieft" in describe(CHANGE, Words.of("de"), names)
    assert "Каспийское море: уровень" in describe(CHANGE, Words.of("ru"), names)


def test_a_route_over_the_sea_gets_dearer_by_the_ferry(reference: Network) -> None:
    alone = apply(reference, [Change.model_validate({"close": {"services": ["ferry-aktau-alat"]}})])
    low = apply(alone, [Change.model_validate({"sea_level": {"sea": "caspian", "level_m": -31.5}})])
    costs = []
    for network in (alone, low):
        found = route(network, "Kuryk", "Alat", Cargo("wagons"))
        costs.append(min(one.totals["cost_usd"] for one in found.routes))
    assert costs[0] == pytest.approx(672)  # the fare of the ferry, a wagon
    assert costs[1] == pytest.approx(672 * 2425 / 1492.27, rel=1e-4)  # by the payload that is left
