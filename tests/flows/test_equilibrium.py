"""User equilibrium and system optimum on cases with known solutions, and what may go wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.flows.equilibrium import LimitsError, equilibrium, marginal_price
from landlink.flows.problem import Paths
from landlink.flows.tntp import problem_of
from tests.flows._problems import check_flows, example, problem_from, random_problem, resources_of

if TYPE_CHECKING:
    from landlink.flows.problem import Problem, Resources

SIOUX_FALLS = 4231335.28710744
"""Best known potential, minutes times vehicles (Transportation Networks for Research: 42.31335287107440)."""


def parallel(resources: Resources, demand: float = 10.0) -> Problem:
    """Put resources side by side between two vertices."""
    number = len(resources)
    return problem_from(
        [0, number, number], np.ones(number, int), np.zeros((1, number)), np.arange(number), resources,
        [0], [1], [0], [demand], [False, False],
    )  # fmt: skip


@pytest.mark.tiny
def test_two_roads_in_closed_form() -> None:
    roads = resources_of([1, 1], [1, 2], [1, 2], [1, 1], [1, 1], [np.inf, np.inf])  # 1 + v and 2 + v
    found = equilibrium(parallel(roads, 6), gap=1e-12)
    np.testing.assert_allclose(found.volume, [3.5, 2.5], rtol=1e-11)
    best = equilibrium(parallel(roads, 6), gap=1e-12, system_optimum=True)  # 1 + 2 v = 2 + 2 w
    np.testing.assert_allclose(best.volume, [3.25, 2.75], rtol=1e-11)
    assert best.objective == pytest.approx(3.25 * 4.25 + 2.75 * 4.75)


def test_braess_with_and_without_the_link() -> None:
    """D. Braess (1968): 6 travellers need 92 minutes each with the link, 83 without."""
    network, trips = example("Braess")
    problem, order = problem_of(network, trips)
    found = equilibrium(problem, gap=1e-10)
    assert found.path_cost[0] == pytest.approx(92, rel=1e-7)
    assert found.objective == pytest.approx(386, rel=1e-7)
    np.testing.assert_allclose(found.volume[np.argsort(order)], [4, 2, 2, 2, 4], rtol=1e-6)
    closed = np.where((network.tail[order] == 3) & (network.head[order] == 4), np.inf, problem.cost)
    without = equilibrium(replace(problem, cost=closed), gap=1e-10, start=found.paths)
    assert without.path_cost[0] == pytest.approx(83, rel=1e-7)
    best = equilibrium(problem, gap=1e-10, system_optimum=True)
    assert best.objective == pytest.approx(498, rel=1e-7)


def test_sioux_falls_has_the_best_known_objective() -> None:
    problem, _ = problem_of(*example("SiouxFalls"))
    found = equilibrium(problem, gap=1e-12)
    assert found.gap <= 1e-12
    assert found.objective == pytest.approx(SIOUX_FALLS, rel=1e-13)
    check_flows(problem, found)


@pytest.mark.parametrize("start", [False, True])
def test_threads_do_not_change_the_result(start: bool) -> None:
    problem, _ = problem_of(*example("SiouxFalls"))
    before = equilibrium(problem, gap=1e-3).paths if start else None
    found = [equilibrium(problem, gap=1e-8, threads=threads, start=before) for threads in (1, 2, 3)]
    for other in found[1:]:
        assert np.array_equal(found[0].volume, other.volume)
        assert np.array_equal(found[0].paths.arcs, other.paths.arcs)
        assert np.array_equal(found[0].paths.flow, other.paths.flow)
        assert (found[0].gap, found[0].iterations) == (other.gap, other.iterations)


def test_tolls_of_the_marginal_price_make_the_optimum_an_equilibrium() -> None:
    problem, _ = problem_of(*example("SiouxFalls"))
    best = equilibrium(problem, gap=1e-10, system_optimum=True)
    toll = marginal_price(problem, best.volume)
    tolled = replace(problem, cost=problem.cost + toll[problem.resource])
    np.testing.assert_allclose(equilibrium(tolled, gap=1e-10).volume, best.volume, rtol=1e-3, atol=1)
    assert equilibrium(problem, gap=1e-8).volume @ equilibrium(problem, gap=1e-8).delay_h > best.objective


def test_warm_start_is_quicker_and_ends_at_the_same_place() -> None:
    problem, _ = problem_of(*example("SiouxFalls"))
    cold = equilibrium(problem, gap=1e-8)
    more = replace(problem, demand=problem.demand * 1.02)
    warm, fresh = equilibrium(more, gap=1e-8, start=cold.paths), equilibrium(more, gap=1e-8)
    assert warm.iterations < fresh.iterations
    assert warm.objective == pytest.approx(fresh.objective, rel=1e-8)
    check_flows(more, warm)
    assert equilibrium(problem, gap=1e-7, start=cold.paths).iterations == 1


@pytest.mark.tiny
def test_closed_arcs_are_left_and_lost_rows_are_unserved() -> None:
    problem = random_problem(3)
    found = equilibrium(problem)
    shut = problem.cost.copy()
    into = int(problem.destination[0])
    shut[:, problem.heads == into] = np.inf
    after = equilibrium(replace(problem, cost=shut), start=found.paths)
    lost = problem.destination == into
    np.testing.assert_array_equal(after.unserved, np.where(lost, problem.demand, 0))
    assert np.isinf(after.path_cost[lost]).all()
    assert after.arc_volume[:, problem.heads == into].sum() == 0
    check_flows(replace(problem, cost=shut), after)


@pytest.mark.tiny
def test_nobody_passes_a_vertex_of_no_through() -> None:
    resources = resources_of([0], [0], [np.inf], [0], [0], [np.inf])
    ask = problem_from(
        [0, 2, 3, 3], [1, 2, 2], [[1, 9, 1]], [-1, -1, -1], resources, [0, 1], [2, 2], [0, 0], [1, 1],
        [False, True, False],
    )  # fmt: skip
    assert equilibrium(ask).path_cost.tolist() == [9, 1]


@pytest.mark.tiny
def test_a_resource_that_a_path_uses_twice_counts_twice() -> None:
    """Arcs 0 and 1 share a resource of delay v, used twice over vertex 1; the other way takes 8."""
    shared = resources_of([1], [1e-9], [1e-9], [1], [1], [np.inf])
    rows = ([0], [2], [0], [10], [False] * 3)
    ask = problem_from([0, 2, 3, 3], [1, 2, 2], [[0, 8, 0]], [0, -1, 0], shared, *rows)
    found = equilibrium(ask, gap=1e-10)
    assert found.volume[0] == pytest.approx(
        4, rel=1e-6
    )  # delay 4, twice 4 is 8; two by the shared, eight not
    assert found.arc_volume[0].tolist() == pytest.approx([2, 8, 2], rel=1e-6)


@pytest.mark.tiny
def test_no_demand_no_flow() -> None:
    problem = random_problem(1)
    none: Any = []
    empty = replace(problem, origin=none, destination=none, of_class=none, demand=none)
    found = equilibrium(empty)
    assert (found.objective, found.gap, len(found.paths)) == (0, 0, 0)


@pytest.mark.tiny
def test_progress_can_interrupt() -> None:
    def stop(done: int, total: int, text: str) -> None:
        assert 0 <= done <= total
        assert text.startswith("gap ")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        equilibrium(random_problem(1), progress=stop)


@pytest.mark.tiny
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"row": np.array([99], np.int32)}, "a path of row 99, but the problem has 5 rows"),
        ({"arcs": np.array([99], np.int32)}, "an arc that is not one of the 20"),
        ({"indptr": np.array([0, 2])}, "indptr does not divide"),
        ({"arcs": np.array([0], np.int32)}, "path 0 does not lead from vertex"),
    ],
)
def test_a_start_that_does_not_fit_is_refused(change: dict[str, np.ndarray], message: str) -> None:
    problem = random_problem(2)
    paths = Paths(np.array([0], np.int32), np.ones(1), np.array([0, 1]), np.array([19], np.int32))
    if problem.origin[0] == problem.tails[0] and problem.destination[0] == problem.heads[0]:
        pytest.fail("arc 0 happens to be a path of row 0")
    with pytest.raises(LandlinkError, match=message):
        equilibrium(problem, start=replace(paths, **change))


@pytest.mark.tiny
@pytest.mark.parametrize("more", [{"gap": 0}, {"gap": float("nan")}, {"max_iterations": 0}, {"threads": 0}])
def test_arguments_are_checked(more: dict[str, float]) -> None:
    with pytest.raises(LandlinkError, match="gap must be more than 0"):
        equilibrium(random_problem(1), **more)  # type: ignore[arg-type]


@pytest.mark.tiny
def test_limits_have_shadow_prices() -> None:
    roads = resources_of([0] * 3, [1, 2, 5], [np.inf] * 3, [0] * 3, [0] * 3, [4, 3, np.inf])
    found = equilibrium(parallel(roads), gap=1e-9)
    np.testing.assert_allclose(found.volume, [4, 3, 3], rtol=1e-8)
    np.testing.assert_allclose(found.shadow_price, [4, 3, 0], rtol=1e-8)
    again = equilibrium(parallel(roads), gap=1e-9, start=found.paths, start_price=found.shadow_price)
    assert again.iterations < found.iterations
    np.testing.assert_allclose(again.shadow_price, [4, 3, 0], rtol=1e-8)


@pytest.mark.tiny
def test_limits_too_low_name_the_bottleneck() -> None:
    roads = resources_of([0] * 3, [1, 2, 5], [np.inf] * 3, [0] * 3, [0] * 3, [4, 3, 2])
    with pytest.raises(LimitsError, match="limits too low for the demand") as error:
        equilibrium(parallel(roads), gap=1e-6)
    assert sorted(error.value.resources) == [0, 1, 2]
    bridge = resources_of([1], [1], [5], [1], [4], [7])
    with pytest.raises(LimitsError, match=r"10 must use resource 0 \(limit 7\)"):
        equilibrium(parallel(bridge), gap=1e-6)
