"""Trips of a demand, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.flows.demand import Demand
from landlink.flows.graph import flow_graph, generalised_usd_t
from landlink.network.table import Table
from landlink.resilience.trips import Trips, trips_of
from landlink.testing import small_network

COLUMNS: dict[str, Any] = {
    "id": ["phones", "coal"],
    "value_usd_per_t": np.array([24000.0, 48.0]),
    "time_value_share_per_day": np.full(2, np.nan),
}


def test_trips_of_a_demand() -> None:
    network = small_network().with_table(Table("commodities", COLUMNS, [2, 3], "commodities.csv"))
    graph = flow_graph(network)
    table = Table("demand", {"id": ["a"]}, [2], "demand.csv")
    index = network.nodes.index()
    demand = Demand(
        np.array([index["urumqi"]] * 3 + [index["almaty"]]),
        np.array([index["almaty"], index["baku"], index["baku"], index["baku"]]),
        np.array([0, 1, 0, 0]),
        ("40ft", "40ft|truck", "40ft", "40ft"),
        ("", "ferry", "", ""),
        np.array([10.0, 20.0, 0.0, 30.0]),
        np.array([10.0, 20.0, 5.0, 30.0]),
        np.zeros(4, np.int64),
        table,
        [],
    )
    trips = trips_of(graph, demand)
    assert trips.basis.tolist() == [0, 1, 3]  # empties lose nothing
    assert trips.weight.tolist() == [10, 20, 30]
    assert trips.of_class.tolist() == [0, 1, 0]
    assert trips.origin.tolist() == [index["urumqi"], index["urumqi"], index["almaty"]]
    assert trips.destination.tolist() == [8 + index["almaty"], 8 + index["baku"], 8 + index["baku"]]
    forty = graph.vehicle == 0
    np.testing.assert_array_equal(trips.cost[0, forty], generalised_usd_t(graph, 10.0)[forty])
    assert np.isinf(trips.cost[0, ~forty]).all()
    assert np.isinf(trips.cost[1, graph.mode == 2]).all()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cost": [[1.0, -1.0]]}, r"cost\[0, 1\] is -1.0; give 0 or more"),
        ({"cost": [[1.0, np.nan]]}, r"cost\[0, 1\] is nan"),
        ({"cost": [[1.0, 1e300]]}, "use inf to close an arc"),
        ({"cost": [[1.0]]}, r"shape \(classes, 2 arcs\)"),
        ({"heads": [1, 9]}, r"heads\[1\] is 9"),
        ({"origin": [3]}, r"origin\[0\] is 3; give a number from 0 to 2"),
        ({"of_class": [1]}, r"of_class\[0\] is 1"),
        ({"weight": [0.0]}, r"weight\[0\] is 0.0"),
        ({"weight": [np.inf]}, r"weight\[0\] is inf"),
        ({"weight": [1.0, 2.0]}, "one entry a trip"),
    ],
)
def test_what_is_refused(changed: dict[str, Any], said: str) -> None:
    good: dict[str, Any] = {
        "indptr": [0, 1, 2, 2], "heads": [1, 2], "cost": [[1.0, np.inf]], "origin": [0], "destination": [2],
        "of_class": [0], "weight": [1.0],
    }  # fmt: skip
    assert len(Trips(**good)) == 1
    with pytest.raises(LandlinkError, match=said):
        Trips(**{**good, **changed})
