"""A small network with capacities and a demand on it, for tests whose figures can be followed by hand."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from landlink.flows.demand import Demand
from landlink.network.table import from_rows
from landlink.testing import small_network, with_cell

if TYPE_CHECKING:
    from landlink.flows.results import Flows
    from landlink.network.model import Network

_GOODS = (
    {"id": "machines", "name": "Machines", "value_usd_per_t": "12000", "equipment": "40ft|truck"},
    {"id": "metal", "name": "Metal", "value_usd_per_t": "1200", "equipment": "wagon|40ft"},
    {"id": "grain", "name": "Grain", "equipment": "wagon"},
)

_FLOWS = (
    ("urumqi", "baku", "machines", "40ft|truck", "", 400_000.0),
    ("urumqi", "aktau", "metal", "40ft|wagon", "", 300_000.0),
    ("almaty", "baku", "grain", "wagon", "", 500_000.0),
    ("baku", "almaty", "machines", "40ft|truck", "road", 50_000.0),
)


def small_flows() -> tuple[Network, Demand]:
    """Return the network of 8 places with some capacities, and four rows of demand on it.

    The ferry takes 100 TEU once a day, the border at Khorgos 4 trains a day, the line from Almaty to
    Beyneu 1 Mt a year, and the gauge change 30,000 TEU a year. All figures are invented.

    Examples
    --------
    >>> network, demand = small_flows()
    >>> float(demand.tonnes_year.sum())
    1250000.0
    """
    network = small_network()
    for table, key, figure, unit in (
        ("services", "ferry", 100, "TEU"),
        ("links", "rail-almaty-beyneu", 1, "Mt/year"),
        ("crossings", "khorgos-rail-west", 4, "trains/day"),
        ("transfers", "altynkol-gauge", 30_000, "TEU/year"),
    ):
        network = with_cell(network, table, key, "capacity", figure)
        network = with_cell(network, table, key, "capacity_unit", unit)
    sourced = {"source": "example", "quality": "derived"}
    goods, _ = from_rows("commodities", [row | sourced for row in _GOODS], range(2, 5), "commodities.csv")
    rows = [
        {
            "id": f"{start}-{end}-{name}", "origin": start, "destination": end, "commodity": name,
            "equipment": takes, "avoid": avoid, "tonnes_year": f"{tonnes:g}", **sourced,
        }
        for start, end, name, takes, avoid, tonnes in _FLOWS
    ]  # fmt: skip
    asked, _ = from_rows("demand", rows, range(2, 6), "demand.csv")
    network = network.with_table(goods).with_table(asked)
    nodes, known = network.nodes.index(), goods.index()
    tonnes = np.array([row[-1] for row in _FLOWS], dtype=np.float64)
    demand = Demand(
        np.array([nodes[row[0]] for row in _FLOWS]), np.array([nodes[row[1]] for row in _FLOWS]),
        np.array([known[row[2]] for row in _FLOWS]), tuple(row[3] for row in _FLOWS),
        tuple(row[4] for row in _FLOWS), tonnes, tonnes.copy(), np.arange(len(_FLOWS)), asked, [],
    )  # fmt: skip
    return network, demand


@cache
def small_assigned() -> Flows:
    """Return the flows of :func:`small_flows`.

    Examples
    --------
    >>> small_assigned().summary["classes"]
    4
    """
    from landlink.flows.assign import assign  # noqa: PLC0415  (loads the kernels)

    return assign(*small_flows())
