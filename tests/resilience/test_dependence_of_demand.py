"""The view that weighs trade by the tonnes of a demand."""

from __future__ import annotations

import numpy as np
import pytest

from landlink.flows.demand import demand_of
from landlink.flows.graph import VEHICLES, flow_graph
from landlink.network import Network
from landlink.resilience.dependence import dependence
from landlink.resilience.gateways import concentration, gateways, land_neighbours
from landlink.resilience.trade import traded
from landlink.resilience.trips import trips_of


def test_tonnes_are_those_of_the_demand() -> None:
    network = Network.reference()
    graph, demand = flow_graph(network, VEHICLES), demand_of(network)
    trade = traded(graph, demand)
    whole = trips_of(graph, demand).weight.sum()
    assert trade.trips.weight.sum() <= whole
    assert all(a != b for a, b in zip(trade.origin, trade.destination, strict=True))
    found = dependence(trade)
    served = np.isfinite(found.base.cost)
    for code in ("KZ", "UZ"):
        ends = [code in pair for pair in zip(trade.origin, trade.destination, strict=True)]
        column = next(row for row, one in enumerate(found.closures) if one.kind == "sea")
        tonnes = trade.trips.weight[np.array(ends) & served].sum()
        assert found.matrix.trade[found.countries.index(code), column] == pytest.approx(tonnes)
    assert "tonnes in the demand" in found.rule
    assert any("stay with it" in note for note in found.as_dict()["notes"])


def test_shares_of_gateways_are_of_all_trade() -> None:
    network = Network.reference()
    trade = traded(flow_graph(network, VEHICLES), demand_of(network))
    found = dependence(trade)
    for code, held in gateways(trade, found.base).items():
        assert sum(one.share for one in held) == pytest.approx(1), code
        assert 1 / len(held) - 1e-9 <= concentration(held) <= 1 + 1e-9
    assert land_neighbours(network)["MN"] == 2
