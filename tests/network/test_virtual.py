"""The virtual network: what each operation takes, worked out by hand, and which operations there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest

from landlink.network import Cargo
from landlink.network.arcs import CRITERIA, MODE_NAMES, Arcs, Kind
from landlink.network.changes import Change
from landlink.network.moves import moves
from landlink.network.problems import NetworkError
from landlink.network.scenario import apply
from landlink.network.virtual import SearchGraph, build
from landlink.testing import assert_problem, small_network, with_cell, without_row

if TYPE_CHECKING:
    from landlink.network import Network

BOX = Cargo("containers", teu=2)


def pick(graph: SearchGraph, kind: Kind, **wanted: str | int | None) -> Arcs:
    """Return the arcs of a kind at a node, on a link, of a service (None: of none) or mode."""
    arcs, network = graph.arcs, graph.network
    chosen = arcs.kind == kind
    for name, value in wanted.items():
        if name == "mode":
            row = MODE_NAMES.index(str(value))
        elif name == "backward":
            row = int(value or 0)
        else:
            row = -1 if value is None else network.tables[f"{name}s"].index()[str(value)]
        chosen &= getattr(arcs, name) == row
    return arcs.take(chosen)


def figures(arcs: Arcs) -> dict[str, float]:
    """Return the criteria of arcs that are all alike."""
    found = {name: np.unique(getattr(arcs, name).round(9)) for name in CRITERIA}
    assert len(arcs), "no such arc"
    assert all(len(values) == 1 for values in found.values()), found
    return {name: float(values[0]) for name, values in found.items()}


def reaches(graph: SearchGraph, start: str, end: str) -> bool:
    index = graph.network.nodes.index()
    tree = nx.DiGraph(zip(graph.arcs.tail.tolist(), graph.arcs.head.tolist(), strict=True))
    source, target = graph.origin(index[start]), graph.destination(index[end])
    return source in tree and target in tree and nx.has_path(tree, source, target)


def change(network: Network, **given: Any) -> Network:  # noqa: ANN401  (as in a study file)
    return apply(network, [Change.model_validate(given)])


# -- figures, by hand ----------------------------------------------------------------------------


def test_ordinary_rail_move_by_hand(small_graph: SearchGraph) -> None:
    # 2,200 km at 20 km/h; (0.4 x 24 h)^2 a day; 0.8 USD/km; 20 t at 20 g/tkm (no traction is given)
    assert figures(pick(small_graph, Kind.MOVE, link="rail-almaty-beyneu", service=None)) == {
        "time_h": 110.0, "cost_usd": 1760.0, "co2e_kg": 880.0, "time_var_h2": pytest.approx(0.16 * 24 * 110),
    }  # fmt: skip


def test_service_move_takes_its_own_price_and_the_speed_of_services(small_graph: SearchGraph) -> None:
    # the whole run is 660 + 20 + 320 + 2,200 + 440 = 3,640 km for 3,640 USD; 40 km/h; electric in KZ 15 g
    assert figures(pick(small_graph, Kind.MOVE, link="rail-altynkol-almaty", service="block-train")) == {
        "time_h": 8.0, "cost_usd": 320.0, "co2e_kg": 96.0, "time_var_h2": pytest.approx(0.04 * 24 * 8),
    }  # fmt: skip


def test_service_of_another_country_takes_the_row_of_that_country(small_graph: SearchGraph) -> None:
    assert figures(pick(small_graph, Kind.MOVE, link="rail-urumqi-khorgos", service="block-train")) == {
        "time_h": 15.0, "cost_usd": 660.0, "co2e_kg": pytest.approx(158.4),
        "time_var_h2": pytest.approx(0.01 * 24 * 15),
    }  # fmt: skip


def test_service_with_a_speed_of_its_own(small_graph: SearchGraph) -> None:
    assert figures(pick(small_graph, Kind.MOVE, service="ferry")) == {
        "time_h": 20.0, "cost_usd": 1000.0, "co2e_kg": 368.0, "time_var_h2": pytest.approx(0.25 * 24 * 20),
    }  # fmt: skip


def test_link_with_a_speed_of_its_own(small: Network) -> None:
    graph = build(with_cell(small, "links", "rail-alat-baku", "speed_kmh", 40.0), BOX)
    assert figures(pick(graph, Kind.MOVE, link="rail-alat-baku"))["time_h"] == 2.0


def test_container_on_a_road_pays_what_its_truck_costs(small_graph: SearchGraph) -> None:
    assert figures(pick(small_graph, Kind.MOVE, link="road-alat-baku")) == {
        "time_h": pytest.approx(80 / 30), "cost_usd": 96.0, "co2e_kg": 112.0,
        "time_var_h2": pytest.approx(0.09 * 24 * 80 / 30),
    }  # fmt: skip


def test_border_with_figures_of_its_own(small_graph: SearchGraph) -> None:
    ordinary = pick(small_graph, Kind.BORDER, crossing="khorgos-rail-west", service=None)
    assert figures(ordinary) == {"time_h": 20.0, "cost_usd": 60.0, "co2e_kg": 0.0, "time_var_h2": 100.0}


def test_block_train_waits_its_share_at_the_border(small_graph: SearchGraph) -> None:
    service = pick(small_graph, Kind.BORDER, crossing="khorgos-rail-west", service="block-train")
    assert figures(service) == {"time_h": 10.0, "cost_usd": 60.0, "co2e_kg": 0.0, "time_var_h2": 25.0}


def test_border_without_figures_takes_the_defaults_of_both_sides(small_graph: SearchGraph) -> None:
    # leaving KZ 4 h (cv 0.5) and 30 USD, entering any country 8 h (cv 1) and 100 USD
    back = pick(small_graph, Kind.BORDER, crossing="khorgos-rail-east", service=None)
    assert figures(back) == {"time_h": 12.0, "cost_usd": 130.0, "co2e_kg": 0.0, "time_var_h2": 68.0}


def test_border_inside_the_customs_union_takes_its_rows(reference: Network) -> None:
    graph = build(reference, BOX)
    defaults = reference.tables["crossing_defaults"]
    rows = [
        row
        for row, key in enumerate(zip(defaults.text("country"), defaults.text("mode"), strict=True))
        if key == ("EU", "rail")
    ]
    inside = [
        crossing
        for crossing, note in zip(
            reference.crossings.text("id"), reference.crossings.text("note"), strict=True
        )
        if note.startswith("defaults: EU exit + EU entry") and crossing.startswith("rail")
    ]
    assert len(rows) == 2
    for crossing in inside[:5]:
        found = pick(graph, Kind.BORDER, crossing=crossing, service=None)
        assert figures(found)["time_h"] == pytest.approx(defaults.number("dwell_h")[rows].sum())


def test_ordinary_wait_is_that_of_the_assumption(small_graph: SearchGraph) -> None:
    waits = pick(small_graph, Kind.WAIT, mode="rail", service=None)
    assert figures(waits) == {"time_h": 36.0, "cost_usd": 0.0, "co2e_kg": 0.0, "time_var_h2": 36.0**2}


def test_wait_for_a_service_follows_from_its_headway(small_graph: SearchGraph) -> None:
    # 48 h (1 + 0.5^2) / 2 = 30 h; 48^2 x 1.25^3 / 3 - 30^2 = 600 h^2
    waits = pick(small_graph, Kind.WAIT, service="block-train")
    assert figures(waits) == {"time_h": 30.0, "cost_usd": 0.0, "co2e_kg": 0.0, "time_var_h2": 600.0}


def test_operation_at_a_place_takes_what_it_lacks_from_the_default(small_graph: SearchGraph) -> None:
    # Aktau has its own 15 h; the spread (0.5) and the price (80 USD) are those of the default
    at_aktau = small_graph.arcs.take(
        (small_graph.arcs.kind == Kind.TRANSHIPMENT)
        & (small_graph.arcs.node == small_graph.network.nodes.index()["aktau"])
        & (small_graph.arcs.mode == MODE_NAMES.index("ferry"))
        & (small_graph.arcs.time_h == 15)
    )
    assert figures(at_aktau) == {"time_h": 15.0, "cost_usd": 80.0, "co2e_kg": 0.0, "time_var_h2": 7.5**2}


def test_loading_and_unloading_by_hand(small_graph: SearchGraph) -> None:
    assert figures(pick(small_graph, Kind.LOAD)) == {
        "time_h": 6.0, "cost_usd": 50.0, "co2e_kg": 0.0, "time_var_h2": 9.0
    }  # fmt: skip
    assert figures(pick(small_graph, Kind.UNLOAD)) == {
        "time_h": 4.0, "cost_usd": 40.0, "co2e_kg": 0.0, "time_var_h2": 4.0
    }  # fmt: skip


def test_prices_and_emissions_grow_with_the_quantity_and_times_do_not(small: Network) -> None:
    one, three = build(small, Cargo("containers", teu=2)), build(small, Cargo("containers", teu=6))
    assert (three.arcs.time_h == one.arcs.time_h).all()
    assert three.arcs.cost_usd == pytest.approx(3 * one.arcs.cost_usd)
    assert three.arcs.co2e_kg == pytest.approx(3 * one.arcs.co2e_kg)


def test_weight_given_decides_emissions_alone(small: Network, small_graph: SearchGraph) -> None:
    heavy = build(small, Cargo("containers", teu=2, tonnes=30))
    assert heavy.arcs.co2e_kg == pytest.approx(1.5 * small_graph.arcs.co2e_kg)
    assert (heavy.arcs.cost_usd == small_graph.arcs.cost_usd).all()


# -- factors of scenarios -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "changed", "power"),
    [("slow", "time_h", 1), ("slow", "time_var_h2", 1), ("reprice", "cost_usd", 1)],
)
def test_factor_of_a_link_and_of_its_service_multiply(
    small: Network, small_graph: SearchGraph, action: str, changed: str, power: int
) -> None:
    network = change(small, **{action: {"links": ["ferry-aktau-alat"], "factor": 2}})
    network = change(network, **{action: {"services": ["ferry"], "factor": 1.5}})
    before = figures(pick(small_graph, Kind.MOVE, service="ferry"))[changed]
    after = figures(pick(build(network, BOX), Kind.MOVE, service="ferry"))[changed]
    assert after == pytest.approx(before * 3**power)


def test_slow_border_and_slow_node_scale_hours_once_and_variance_twice(small: Network) -> None:
    network = change(small, slow={"border": ["CN", "KZ"], "factor": 2})
    network = change(network, slow={"nodes": ["altynkol"], "factor": 3})
    graph = build(network, BOX)
    border = figures(pick(graph, Kind.BORDER, crossing="khorgos-rail-west", service=None))
    assert (border["time_h"], border["time_var_h2"]) == (40.0, 400.0)
    gauge = figures(pick(graph, Kind.GAUGE_CHANGE, node="altynkol"))
    assert gauge["time_h"] == 36.0
    assert gauge["time_var_h2"] == pytest.approx((0.2 * 36) ** 2)


# -- variance and price do not depend on how a line is cut ----------------------------------------


def cut(network: Network, link: str, share: float) -> Network:
    """Return a network in which a link is cut in two by a new station."""
    row = network.links.take([network.links.index()[link]])
    length = float(row.number("length_km")[0])
    station = network.nodes.take([network.nodes.index()["beyneu"]]).with_column("id", ["new"])
    first = row.with_column("to_node", ["new"]).with_column("length_km", np.array([share * length]))
    second = row.with_column("from_node", ["new"]).with_column("length_km", np.array([(1 - share) * length]))
    network = without_row(network, "links", link)
    links = network.links.joined(first.with_column("id", ["a"])).joined(second.with_column("id", ["b"]))
    return network.with_table(links).with_table(network.nodes.joined(station))


@pytest.mark.parametrize("service", [None, "block-train"])
@pytest.mark.parametrize("share", [0.5, 0.1])
def test_cutting_a_link_in_two_changes_nothing(
    small: Network, small_graph: SearchGraph, service: str | None, share: float
) -> None:
    whole = figures(pick(small_graph, Kind.MOVE, link="rail-almaty-beyneu", service=service))
    graph = build(cut(small, "rail-almaty-beyneu", share), BOX)
    halves = [figures(pick(graph, Kind.MOVE, link=link, service=service)) for link in ("a", "b")]
    for name in CRITERIA:
        assert sum(half[name] for half in halves) == pytest.approx(whole[name])


def test_price_of_a_service_is_spread_over_its_run_by_distance(small_graph: SearchGraph) -> None:
    moves_ = pick(small_graph, Kind.MOVE, service="block-train", backward=0)
    assert moves_.cost_usd.sum() == pytest.approx(3640)
    assert moves_.cost_usd / moves_.distance_km == pytest.approx(np.ones(len(moves_)))


def test_service_without_a_price_for_the_equipment_takes_rates(small: Network) -> None:
    graph = build(small, Cargo("containers", teu=1))
    assert (
        figures(pick(graph, Kind.MOVE, link="rail-beyneu-aktau", service="block-train"))["cost_usd"] == 176.0
    )


def test_service_with_a_price_needs_no_rate(small: Network) -> None:
    rates = small.tables["rates"]
    rest = rates.take([row for row, mode in enumerate(rates.text("mode")) if mode != "ferry"])
    network = small.with_table(rest)
    assert figures(pick(build(network, BOX), Kind.MOVE, service="ferry"))["cost_usd"] == 1000.0
    with pytest.raises(NetworkError) as error:
        build(network, Cargo("containers", teu=1))
    assert_problem(error.value.problems, "missing-default", file="links.csv", column="id")
    assert "rates.csv" in str(error.value)


# -- which operations there are -----------------------------------------------------------------


def test_border_closed_in_one_direction_leaves_the_other(small: Network, small_graph: SearchGraph) -> None:
    one_way = build(change(small, close={"crossings": ["khorgos-rail-east"]}), BOX)
    assert reaches(small_graph, "baku", "urumqi")
    assert not reaches(one_way, "baku", "urumqi")
    assert reaches(one_way, "urumqi", "baku")
    link = small.links.index()["rail-khorgos-altynkol"]
    arcs = one_way.arcs
    assert set(arcs.backward[arcs.link == link].tolist()) == {0}
    for kind in Kind:
        gone = len(pick(small_graph, kind)) - len(pick(one_way, kind))
        assert gone == (2 if kind in (Kind.MOVE, Kind.BORDER) else 0)  # ordinary train and block train


def test_one_way_road_goes_one_way(small_graph: SearchGraph) -> None:
    road = pick(small_graph, Kind.MOVE, link="road-khorgos-altynkol")
    assert road.backward.tolist() == [0]
    trucks = build(small_network(), Cargo("trucks"))
    assert reaches(trucks, "urumqi", "baku")
    assert not reaches(trucks, "baku", "urumqi")


def test_border_without_a_crossing_is_shut(small: Network) -> None:
    graph = build(without_row(small, "crossings", "khorgos-rail-west"), BOX)
    assert set(pick(graph, Kind.MOVE, link="rail-khorgos-altynkol").backward.tolist()) == {1}


def test_closed_link_stops_the_service_and_does_not_move_it(small: Network) -> None:
    network = change(small, open={"projects": ["Straight line"]})
    direct = build(network, BOX)
    assert len(pick(direct, Kind.MOVE, service="block-train", link="rail-almaty-aktau")) == 2
    shut = build(change(network, close={"links": ["rail-almaty-aktau"]}), BOX)
    assert len(pick(shut, Kind.MOVE, service="block-train", link="rail-almaty-aktau")) == 0
    assert len(pick(shut, Kind.MOVE, service="block-train", link="rail-almaty-beyneu")) == 0
    assert len(pick(shut, Kind.MOVE, service="block-train", link="rail-urumqi-khorgos")) == 2


def test_project_is_no_link_of_today(small_graph: SearchGraph) -> None:
    assert len(pick(small_graph, Kind.MOVE, link="rail-almaty-aktau")) == 0


def test_gauge_changes_only_where_a_row_says(small: Network, small_graph: SearchGraph) -> None:
    changes = pick(small_graph, Kind.GAUGE_CHANGE)
    assert set(changes.node.tolist()) == {small.nodes.index()["altynkol"]}
    without = build(without_row(small, "transfers", "altynkol-gauge"), BOX)
    assert len(pick(without, Kind.GAUGE_CHANGE)) == 0
    assert not reaches(build(change(without.network, close={"modes": ["road"]}), BOX), "urumqi", "baku")


def test_cargo_changes_vehicles_only_where_it_can(small_graph: SearchGraph) -> None:
    nodes = small_graph.network.nodes
    changes = pick(small_graph, Kind.TRANSHIPMENT)
    assert {nodes.text("kind")[node] for node in changes.node.tolist()} <= {
        "city",
        "hub",
        "dry_port",
        "seaport",
    }


def test_service_that_passes_a_place_cannot_be_boarded_there(small_graph: SearchGraph) -> None:
    boarded = pick(small_graph, Kind.WAIT, service="block-train").node.tolist()
    keys = {small_graph.network.nodes.text("id")[node] for node in boarded}
    assert keys == {"urumqi", "almaty", "aktau"}


def test_service_in_one_direction_runs_in_one(small: Network) -> None:
    graph = build(with_cell(small, "services", "ferry", "both_ways", "no"), BOX)
    assert pick(graph, Kind.MOVE, service="ferry").backward.tolist() == [0]


@pytest.mark.parametrize(
    ("cargo", "modes", "services"),
    [
        (Cargo("containers", teu=2), {"rail", "road", "ferry"}, {"block-train", "ferry"}),
        (Cargo("wagons"), {"rail", "ferry"}, {"ferry"}),
        (Cargo("trucks"), {"road", "ferry"}, {"ferry"}),
    ],
)
def test_equipment_decides_modes_and_services(
    small: Network, cargo: Cargo, modes: set[str], services: set[str]
) -> None:
    moves_ = pick(build(small, cargo), Kind.MOVE)
    assert {MODE_NAMES[mode] for mode in moves_.mode.tolist()} == modes
    used = {small.services.text("id")[row] for row in moves_.service.tolist() if row >= 0}
    assert used == services


def test_closed_service_and_project_service_do_not_run(small: Network) -> None:
    for status in ("closed", "project"):
        graph = build(with_cell(small, "services", "ferry", "status", status), BOX)
        assert len(pick(graph, Kind.MOVE, service="ferry")) == 0


# -- shape --------------------------------------------------------------------------------------


@pytest.mark.parametrize("cargo", [Cargo(), Cargo("containers", teu=1), Cargo("wagons"), Cargo("trucks")])
def test_every_arc_of_the_reference_is_finite_and_not_negative(reference: Network, cargo: Cargo) -> None:
    arcs = build(reference, cargo).arcs
    for name in (*CRITERIA, "distance_km"):
        values = getattr(arcs, name)
        assert np.isfinite(values).all(), name
        assert (values >= 0).all(), name


def test_every_figure_of_the_reference_rests_on_a_row(reference_graph: SearchGraph) -> None:
    arcs = reference_graph.arcs
    for figure, basis in (("time_h", "time_basis"), ("cost_usd", "cost_basis"), ("co2e_kg", "co2e_basis")):
        rests = (getattr(arcs, basis) >= 0).any(axis=1)
        assert rests[getattr(arcs, figure) > 0].all(), figure


def test_arcs_join_vertices_that_there_are(reference_graph: SearchGraph) -> None:
    arcs, size = reference_graph.arcs, len(reference_graph.place)
    assert min(arcs.tail.min(), arcs.head.min()) >= 0
    assert max(arcs.tail.max(), arcs.head.max()) < size


def test_building_twice_gives_the_same(small: Network, small_graph: SearchGraph) -> None:
    again = build(small, BOX)
    for name in ("tail", "head", "kind", *CRITERIA):
        assert (getattr(again.arcs, name) == getattr(small_graph.arcs, name)).all()


def test_network_without_links_has_no_arcs(small: Network) -> None:
    empty = small.with_table(small.links.take([])).with_table(small.services.take([]))
    assert len(build(empty.with_table(small.crossings.take([])), BOX).arcs) == 0


def test_crossing_that_needs_a_default_that_is_not_there_is_refused(small: Network) -> None:
    network = small.with_table(small.tables["crossing_defaults"].take([]))
    with pytest.raises(
        NetworkError, match=r"crossings\.csv:3 id: it leaves dwell_h, dwell_cv or fee_usd to defaults"
    ):
        build(network, BOX)


def test_moves_without_services_table(small: Network) -> None:
    network = small.with_table(small.services.take([]))
    one = moves(network, BOX, np.array([0]), np.array([-1]), np.zeros(0))
    assert one.cost_usd.tolist() == [528.0]
