"""Hundreds of failures of the reference network, against growing every tree anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from landlink.flows.demand import demand_of
from landlink.flows.graph import FlowGraph, flow_graph
from landlink.network import Network
from landlink.resilience.cases import Case, arcs_of, case_of, joined
from landlink.resilience.failures import Baseline, baseline, losses
from landlink.resilience.trips import Trips, trips_of

from ._slow import slow_losses

if TYPE_CHECKING:
    from numpy.typing import NDArray


@pytest.fixture(scope="module")
def built() -> tuple[FlowGraph, Trips, Baseline]:
    """Take the largest classes of the base-year demand, so that the slow way takes seconds."""
    network = Network.reference()
    graph = flow_graph(network, ["40ft", "20ft", "wagon", "truck"])
    trips = trips_of(graph, demand_of(network))
    largest = np.argsort(np.bincount(trips.of_class))[-2:]
    kept = np.flatnonzero(np.isin(trips.of_class, largest))
    few = kept[np.isin(trips.origin[kept], np.unique(trips.origin[kept])[::8])]
    held = Trips(
        trips.indptr, trips.heads, trips.cost[largest], trips.origin[few], trips.destination[few],
        np.searchsorted(np.sort(largest), trips.of_class[few]) if largest[0] < largest[1]
        else 1 - np.searchsorted(np.sort(largest), trips.of_class[few]), trips.weight[few],
    )  # fmt: skip
    return graph, held, baseline(held)


def drawn(graph: FlowGraph, count: int) -> list[Case]:
    """Closures and slowdowns of all kinds, alone, in tens, and of countries, seas and borders."""
    rng = np.random.default_rng(11)
    network = graph.network
    keys = [
        (kind, key)
        for kind, table in (
            ("link", "links"),
            ("node", "nodes"),
            ("crossing", "crossings"),
            ("service", "services"),
        )
        for key in network.tables[table].text("id")
    ]

    def some(number: int) -> list[Case]:
        chosen = rng.choice(len(keys), number, replace=False)
        return [case_of(graph, *keys[row]) for row in chosen.tolist()]

    cases = some(count)
    cases += [case._replace(cost_factor=1 + 4 * rng.random()) for case in some(count)]
    cases += [case._replace(cost_factor=1.0, add_usd_t=50 * rng.random()) for case in some(count // 2)]
    cases += [joined(f"ten {number}", some(10)) for number in range(count // 2)]
    cases += [case_of(graph, "country", code) for code in ("KZ", "RU", "TM", "AZ", "BY", "IR", "GE")]
    cases += [case_of(graph, "sea", sea) for sea in ("caspian", "black-sea", "red-sea")]
    cases += [Case("mode", arcs_of(graph, "mode", "rail")), case_of(graph, "border", "KZ-CN")]
    return cases


def test_equal_numbers(built: tuple[FlowGraph, Trips, Baseline]) -> None:
    graph, trips, base = built
    cases = drawn(graph, 70)
    found = losses(base, cases, per_trip=True)
    assert found.per_trip is not None
    expected: NDArray[np.float64] = slow_losses(trips, cases)
    np.testing.assert_allclose(found.per_trip, expected, rtol=1e-9, atol=1e-9)
    assert (found.added_usd_year > 0).sum() > 20
    assert (found.stranded_t_year > 0).any()
