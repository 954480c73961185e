"""What openings take off the worst case, against a search from nothing."""

from __future__ import annotations

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.flows.graph import flow_graph
from landlink.network import Network
from landlink.network.scenario import apply
from landlink.resilience.closures import closures
from landlink.resilience.dependence import dependence
from landlink.resilience.redundancy import gains, openings, way_around
from landlink.resilience.trade import partners
from landlink.testing import small_network

CHOSEN = ("AM", "GE", "AZ", "TR", "DE", "IR")


def test_openings_are_projects_and_what_is_closed() -> None:
    network = Network.reference()
    found = openings(network)
    projects = {
        project
        for project, status in zip(network.links.text("project"), network.links.text("status"), strict=True)
        if status == "project"
    }
    assert {one.key for one in found if one.kind == "project"} == projects
    assert "Gyumri - Kars (rail)" in {one.name for one in found}  # two links that hang together
    for one in found:
        opened = apply(network, [one.change])
        assert opened.links.text("status").count("open") + opened.services.text("status").count("open") > (
            network.links.text("status").count("open") + network.services.text("status").count("open")
        )


def test_gain_is_that_of_the_opened_network() -> None:
    network = Network.reference()
    graph = flow_graph(network)
    found = dependence(partners(graph, CHOSEN), closures(graph, ["country"]))
    option = next(one for one in openings(network) if one.name == "Gyumri - Kars (rail)")
    gain = gains(found, "AM", options=[option])[0]
    row = found.countries.index("AM")
    assert gain.worst_before == pytest.approx(np.nanmax(found.matrix.harm[row]))
    new_graph = flow_graph(apply(network, [option.change]))
    new = dependence(partners(new_graph, CHOSEN), closures(new_graph, ["country"]))
    worst = 0.0
    for column, one in enumerate(new.closures):
        cost = new.base.cost.copy()
        hit = new.hits.closure == column
        cost[new.hits.trip[hit]] += new.hits.usd_t[hit]
        harms = [
            min(1.0, max(0.0, float(cost[trip] / found.base.cost[trip] - 1)))
            for trip, ends in enumerate(zip(new.trade.origin, new.trade.destination, strict=True))
            if "AM" in ends and one.key not in ends
        ]
        if one.key != "AM":
            worst = max(worst, float(np.mean(harms)))
    assert gain.worst_after == pytest.approx(worst)
    assert gain.fall > 0


def test_way_around_is_worse_by_what_the_matrix_says() -> None:
    graph = flow_graph(Network.reference())
    found = dependence(partners(graph, CHOSEN))
    around = way_around(found, "AM")
    assert around["closed"] == "Georgia"
    assert around["usd_t_after"] - around["usd_t_before"] == pytest.approx(around["added_usd_t"])
    assert around["hours_after"] - around["hours_before"] == pytest.approx(around["added_h"])
    for when in ("share_before", "share_after"):
        assert sum(gate[when] for gate in around["gateways"]) == pytest.approx(1)


def test_bad_input_is_said() -> None:
    found = dependence(partners(flow_graph(small_network())))
    with pytest.raises(LandlinkError, match="'QQ' has no trade"):
        gains(found, "QQ")
    with pytest.raises(LandlinkError, match="'QQ' has no trade"):
        way_around(found, "QQ")
