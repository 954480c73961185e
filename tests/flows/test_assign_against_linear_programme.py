"""With constant costs and hard limits the equilibrium is a linear programme, which SciPy solves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import block_diag, csr_array, hstack

from landlink.flows.assign import assign
from landlink.flows.capacity import capacities
from landlink.flows.graph import flow_graph
from landlink.flows.results import Options
from landlink.flows.split import ask
from landlink.flows.testing import small_flows
from landlink.flows.trips import trips_of
from landlink.network.changes import Change
from landlink.network.scenario import apply

NETWORK, DEMAND = small_flows()
CONSTANT = apply(  # links do not congest, and crossings and terminals have room without end
    NETWORK,
    [
        Change.model_validate({"capacity": {"links": ["rail-almaty-beyneu"], "factor": 1e9}}),
        Change.model_validate({"capacity": {"crossings": ["khorgos-rail-west"], "factor": 1e9}}),
    ],
)
TERMINAL = CONSTANT.transfers.number("capacity").copy() * 1e9
CONSTANT = CONSTANT.with_table(CONSTANT.transfers.with_column("capacity", TERMINAL))


@settings(max_examples=15)
@given(
    tonnes=st.lists(st.floats(1e4, 1e6), min_size=4, max_size=4),
    rationing=st.sampled_from(["price", "queue"]),
)
def test_cost_flow_and_shadow_price(tonnes: list[float], rationing: str) -> None:
    demand = replace(DEMAND, tonnes_year=np.array(tonnes), capacity_t_year=np.array(tonnes))
    options = Options(gap=1e-9, rationing=rationing, threads=1)
    flows = assign(CONSTANT, demand, options=options)
    graph = flow_graph(CONSTANT)
    asked = ask(
        graph, capacities(graph), trips_of(CONSTANT, demand), 3.0, priced=rationing == "price", threads=1
    )
    p = asked.problem
    rows, arcs, vertices = len(p.demand), p.arcs, p.vertices
    heads, tails, ones = p.heads.astype(int), p.tails.astype(int), np.ones(arcs)
    balance = csr_array((ones, (tails, np.arange(arcs))), (vertices, arcs)) - csr_array(
        (ones, (heads, np.arange(arcs))), (vertices, arcs)
    )
    supply = np.zeros((rows, vertices))
    supply[np.arange(rows), p.origin] = p.demand
    supply[np.arange(rows), p.destination] -= p.demand
    hard = np.flatnonzero(np.isfinite(p.resources.limit))
    use = csr_array((p.resource[:, None] == hard[None, :]).T.astype(float))
    cost = (p.cost + np.append(p.resources.free_h, 0.0)[p.resource])[p.of_class].ravel()
    closed = ~np.isfinite(cost)
    best = linprog(  # type: ignore[call-overload]  # its stubs know no sparse matrices
        np.where(closed, 0.0, cost), A_ub=hstack([use] * rows), b_ub=p.resources.limit[hard],
        A_eq=block_diag([balance] * rows), b_eq=supply.ravel(),
        bounds=np.stack([np.zeros(cost.size), np.where(closed, 0.0, np.inf)], axis=1), method="highs",
    )  # fmt: skip
    assert best.status == 0
    assert flows.found.objective == pytest.approx(best.fun, rel=1e-6)
    np.testing.assert_allclose(flows.found.shadow_price[hard], -best.ineqlin.marginals, rtol=1e-4, atol=1e-4)
