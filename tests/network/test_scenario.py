"""Scenarios: each action on each kind of target, and how changes compose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from landlink.errors import LandlinkError
from landlink.network.changes import Change
from landlink.network.closures import closure_of
from landlink.network.integrity import integrity_problems
from landlink.network.problems import NetworkError
from landlink.network.scenario import apply
from landlink.routing import When, route_dated
from landlink.testing import assert_networks_equal, assert_problem, small_network, with_rows

if TYPE_CHECKING:
    from landlink.network.model import Network

SMALL = small_network()


def changed(network: Network, *changes: dict[str, Any]) -> Network:
    return apply(network, [Change.model_validate(change) for change in changes])


def differing(before: Network, after: Network, table: str, column: str) -> set[str]:
    """Return the keys of the rows whose cell differs."""
    old, new = before.tables[table], after.tables[table]
    pairs = zip(old.columns[column], new.columns[column], strict=True)
    keys = old.text(next(iter(old.columns)))
    return {
        key
        for key, (one, other) in zip(keys, pairs, strict=True)
        if one != other and not (one != one and other != other)  # noqa: PLR0124  (an empty number is not itself)
    }


def only_column_changed(before: Network, after: Network, table: str, column: str) -> bool:
    return all(
        (name, its) == (table, column) or not differing(before, after, name, its)
        for name, held in before.tables.items()
        for its in held.columns
    )


LINKS_OF = {
    "links": (["rail-alat-baku"], {"rail-alat-baku"}),
    "modes": (["ferry"], {"ferry-aktau-alat"}),
    "operators": (["CR", "ADY"], {"rail-urumqi-khorgos", "rail-alat-baku"}),
    "nodes": (["baku"], {"rail-alat-baku", "road-alat-baku"}),
    "countries": (["AZ"], {"ferry-aktau-alat", "rail-alat-baku", "road-alat-baku"}),
}


@pytest.mark.parametrize("target", LINKS_OF)
def test_closing_closes_the_links_meant_and_nothing_else(small: Network, target: str) -> None:
    names, expected = LINKS_OF[target]
    after = changed(small, {"close": {target: names}})
    assert differing(small, after, "links", "status") == expected
    assert only_column_changed(small, after, "links", "status")


@pytest.mark.parametrize(
    ("selection", "table", "keys"),
    [
        ({"crossings": ["khorgos-rail-west"]}, "crossings", {"khorgos-rail-west"}),
        (
            {"border": ["KZ", "CN"]},
            "crossings",
            {"khorgos-rail-west", "khorgos-rail-east", "khorgos-road-west"},
        ),
        ({"border": ["CN", "KZ"], "modes": ["road"]}, "crossings", {"khorgos-road-west"}),
        ({"services": ["ferry"]}, "services", {"ferry"}),
        ({"operators": ["Silk Line"]}, "services", {"block-train"}),
    ],
)
def test_closing_crossings_and_services(
    small: Network, selection: dict[str, Any], table: str, keys: set[str]
) -> None:
    after = changed(small, {"close": selection})
    assert differing(small, after, table, "status") == keys
    assert only_column_changed(small, after, table, "status")


def test_criteria_on_links_must_all_hold(small: Network) -> None:
    after = changed(small, {"close": {"countries": ["AZ"], "modes": ["rail"]}})
    assert differing(small, after, "links", "status") == {"rail-alat-baku"}


def test_operators_of_links_and_of_services_can_be_named_together(small: Network) -> None:
    after = changed(small, {"close": {"operators": ["ADY", "CSC"]}})
    assert differing(small, after, "links", "status") == {"rail-alat-baku"}
    assert differing(small, after, "services", "status") == {"ferry"}


def test_closing_leaves_a_project_a_project(small: Network) -> None:
    after = changed(small, {"close": {"nodes": ["almaty"]}})
    assert "rail-almaty-aktau" not in differing(small, after, "links", "status")
    assert_networks_equal(changed(small, {"close": {"projects": ["Straight line"]}}), small)


def test_opening_a_project(small: Network) -> None:
    after = changed(small, {"open": {"projects": ["Straight line"]}})
    assert differing(small, after, "links", "status") == {"rail-almaty-aktau"}
    assert after.links.text("status")[after.links.index()["rail-almaty-aktau"]] == "open"


@pytest.mark.parametrize(
    "selection",
    [
        {"links": ["rail-alat-baku"]},
        {"modes": ["road"]},
        {"countries": ["CN"]},
        {"services": ["ferry"]},
        {"border": ["CN", "KZ"]},
        {"operators": ["CSC"]},
    ],
)
def test_closing_then_opening_gives_back(small: Network, selection: dict[str, Any]) -> None:
    assert_networks_equal(changed(small, {"close": selection}, {"open": selection}), small)


@pytest.mark.parametrize("action", ["slow", "reprice", "capacity"])
@pytest.mark.parametrize(
    ("selection", "table", "keys"),
    [
        ({"links": ["ferry-aktau-alat"]}, "links", {"ferry-aktau-alat"}),
        ({"countries": ["AZ"]}, "links", {"rail-alat-baku", "road-alat-baku"}),
        ({"modes": ["rail"], "countries": ["CN"]}, "links", {"rail-urumqi-khorgos"}),
        ({"crossings": ["khorgos-rail-east"]}, "crossings", {"khorgos-rail-east"}),
        ({"border": ["CN", "KZ"], "modes": ["road"]}, "crossings", {"khorgos-road-west"}),
        ({"services": ["block-train"]}, "services", {"block-train"}),
    ],
)
def test_factors_scale_what_is_meant(
    small: Network, action: str, selection: dict[str, Any], table: str, keys: set[str]
) -> None:
    column = {"slow": "time_factor", "reprice": "price_factor", "capacity": "capacity"}[action]
    capacity = np.full(len(small.tables[table]), 10.0)
    before = small.with_table(small.tables[table].with_column("capacity", capacity))
    after = changed(before, {action: {**selection, "factor": 3}})
    assert differing(before, after, table, column) == keys
    assert only_column_changed(before, after, table, column)
    ratio = after.tables[table].number(column) / before.tables[table].number(column)
    assert set(ratio.tolist()) <= {1.0, 3.0}


@pytest.mark.parametrize(("action", "column"), [("slow", "time_factor"), ("reprice", "price_factor")])
def test_factor_on_a_node_is_about_the_work_done_there(small: Network, action: str, column: str) -> None:
    after = changed(small, {action: {"nodes": ["aktau"], "factor": 2}})
    assert differing(small, after, "nodes", column) == {"aktau"}
    assert only_column_changed(small, after, "nodes", column)


def test_factor_on_a_node_and_something_else_is_refused(small: Network) -> None:
    with pytest.raises(LandlinkError, match="write modes as a change of its own"):
        changed(small, {"slow": {"nodes": ["aktau"], "modes": ["ferry"], "factor": 2}})


def test_capacity_of_a_node_is_that_of_its_links(small: Network) -> None:
    before = small.with_table(small.links.with_column("capacity", np.full(len(small.links), 8.0)))
    after = changed(before, {"capacity": {"nodes": ["baku"], "factor": 0.5}})
    assert differing(before, after, "links", "capacity") == {"rail-alat-baku", "road-alat-baku"}


def test_dwell_sets_what_was_observed(small: Network) -> None:
    after = changed(small, {"dwell": {"crossings": ["khorgos-rail-east"], "mean_h": 70, "cv": 0.8}})
    row = after.crossings.row(after.crossings.index()["khorgos-rail-east"])
    assert (row["dwell_h"], row["dwell_cv"]) == (70, 0.8)
    assert np.isnan(row["fee_usd"])
    assert differing(small, after, "crossings", "dwell_h") == {"khorgos-rail-east"}


def test_dwell_of_a_border_in_both_directions(small: Network) -> None:
    after = changed(small, {"dwell": {"border": ["CN", "KZ"], "modes": ["rail"], "fee_usd": 5}})
    assert differing(small, after, "crossings", "fee_usd") == {"khorgos-rail-west", "khorgos-rail-east"}


def test_headway_sets_what_was_observed(small: Network) -> None:
    after = changed(small, {"headway": {"operators": ["CSC"], "headway_h": 96, "headway_cv": 1.5}})
    row = after.services.row(after.services.index()["ferry"])
    assert (row["headway_h"], row["headway_cv"]) == (96, 1.5)
    assert differing(small, after, "services", "headway_h") == {"ferry"}


def test_assume_sets_assumptions(small: Network) -> None:
    after = changed(small, {"assume": {"rail_general_wait_h": 12, "payload_t_per_teu": 14}})
    assert after.assumptions["rail_general_wait_h"] == 12
    assert after.assumptions["payload_t_per_teu"] == 14
    assert small.assumptions["rail_general_wait_h"] == 36


def test_remove_takes_links_with_their_crossings(small: Network) -> None:
    after = changed(small, {"remove": {"links": ["rail-khorgos-altynkol"]}})
    assert len(after.links) == len(small.links) - 1
    assert after.crossings.text("id") == ["khorgos-road-west"]
    assert len(after.services) == len(small.services)


def test_remove_services_and_crossings(small: Network) -> None:
    after = changed(
        small, {"remove": {"services": ["ferry"]}}, {"remove": {"crossings": ["khorgos-rail-east"]}}
    )
    assert after.services.text("id") == ["block-train"]
    assert "khorgos-rail-east" not in after.crossings.text("id")
    assert len(after.links) == len(small.links)


NEW_LINK = {
    "id": "ferry-baku-aktau", "from_node": "baku", "to_node": "aktau", "mode": "ferry", "length_km": 400,
    "country": "XZ", "gauge_mm": None, "source": "example", "quality": "unverified",
}  # fmt: skip


def test_added_rows_take_defaults_and_empty_cells(small: Network) -> None:
    after = changed(small, {"add": {"links": [NEW_LINK]}})
    row = after.links.row(after.links.index()["ferry-baku-aktau"])
    assert (row["length_km"], row["status"], row["time_factor"]) == (400, "open", 1)
    assert np.isnan(row["gauge_mm"])


def test_added_rows_can_name_each_other(small: Network) -> None:
    node = {
        "id": "kuryk", "name": "Kuryk", "country": "KZ", "kind": "seaport", "lon": 51.66, "lat": 43.17,
        "source": "press", "quality": "published",
    }  # fmt: skip
    link = {**NEW_LINK, "to_node": "kuryk"}
    source = {"key": "press", "title": "Press"}
    after = changed(small, {"add": {"links": [link], "nodes": [node], "sources": [source]}})
    assert after.links.text("to_node")[-1] == "kuryk"


def test_added_row_with_an_unknown_column_lists_the_columns(small: Network) -> None:
    with pytest.raises(LandlinkError, match="no column 'lenght_km' in links; the columns are id, from_node"):
        changed(small, {"add": {"links": [{**NEW_LINK, "lenght_km": 400}]}})


def test_added_row_that_does_not_fit_says_where_and_why(small: Network) -> None:
    with pytest.raises(NetworkError) as error:
        changed(small, {"add": {"links": [{**NEW_LINK, "to_node": "aktaw"}]}})
    problem = assert_problem(error.value.problems, "unknown-node", column="to_node")
    assert problem.mend == "Did you mean 'aktau'?"
    with pytest.raises(NetworkError) as error:
        changed(small, {"add": {"links": [{**NEW_LINK, "length_km": "far"}]}})
    assert_problem(error.value.problems, "not-a-number", file="added links", row=1, column="length_km")


def test_added_row_with_a_key_that_is_taken_is_refused(small: Network) -> None:
    with pytest.raises(NetworkError, match="stands in more than one row"):
        changed(small, {"add": {"links": [{**NEW_LINK, "id": "rail-alat-baku"}]}})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"close": {"links": ["rail-alat-bakku"]}},
            "no link has id 'rail-alat-bakku'; did you mean 'rail-alat-baku'?",
        ),
        ({"close": {"nodes": ["aktaw"]}}, "no node has id 'aktaw'; did you mean 'aktau'?"),
        ({"close": {"countries": ["KS"]}}, "no node has country 'KS'"),
        ({"close": {"modes": ["fery"]}}, "no link has mode 'fery'; did you mean 'ferry'?"),
        (
            {"close": {"operators": ["KTZ", "CSCC"]}},
            "no link or service has operator 'CSCC'; did you mean 'CSC'?",
        ),
        ({"close": {"operators": ["Silk Lime", "CSC"]}}, "no link or service has operator 'Silk Lime'"),
        (
            {"open": {"projects": ["Strait line"]}},
            "no link has project 'Strait line'; did you mean 'Straight line'?",
        ),
        ({"close": {"crossings": ["khorgos"]}}, "no crossing has id 'khorgos'"),
        ({"close": {"services": ["fery"]}}, "no service has id 'fery'; did you mean 'ferry'?"),
        ({"close": {"border": ["KZ", "AZ"]}}, "no crossing lies between KZ and AZ"),
        ({"dwell": {"services": ["ferry"], "mean_h": 3}}, "name them by crossings or border"),
        ({"headway": {"operators": ["KTZ"], "headway_h": 3}}, "name them by services or operators"),
        ({"assume": {"price_yaer": 2020}}, "no assumption has key 'price_yaer'; did you mean 'price_year'?"),
    ],
)
def test_unknown_names_are_refused_with_the_nearest(
    small: Network, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(LandlinkError) as error:
        changed(small, change)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({}, "a change is exactly one of close, open, slow"),
        ({"close": {"modes": ["road"]}, "open": {"modes": ["road"]}}, "a change is exactly one of"),
        ({"close": {}}, "say what it is about: one or more of links, nodes"),
        ({"slow": {"modes": ["road"], "factor": 0}}, "greater than 0"),
        ({"slow": {"modes": ["road"]}}, "Field required"),
        ({"dwell": {"border": ["CN", "KZ"]}}, "say what was observed"),
        ({"dwell": {"border": ["CN", "KZ"], "mean_h": -1}}, "greater than or equal to 0"),
        ({"close": {"mode": ["road"]}}, "Extra inputs are not permitted"),
        ({"close": {"border": ["CN"]}}, "at least 2 items"),
    ],
)
def test_change_that_cannot_be_meant_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Change.model_validate(change)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"close": {"countries": ["BY", "RU"]}}, "close countries BY RU"),
        ({"close": {"border": ["PL", "BY"], "modes": ["rail"]}}, "close modes rail, border PL - BY"),
        ({"slow": {"modes": ["ferry"], "factor": 1.5}}, "slow modes ferry by the factor 1.5"),
        ({"dwell": {"border": ["CN", "KZ"], "mean_h": 48}}, "border CN - KZ: a mean of 48 h"),
        (
            {"headway": {"services": ["ferry"], "headway_h": 96}},
            "services ferry: a departure every 96 h on average",
        ),
        (
            {"capacity": {"links": ["a", "b"], "factor": 0.5}},
            "scale the capacity of links a b by the factor 0.5",
        ),
        (
            {"dwell": {"crossings": ["a"], "cv": 0.8, "fee_usd": 50}},
            "crossings a: coefficient of variation 0.8, a fee of 50 USD",
        ),
        (
            {"headway": {"services": ["a"], "headway_h": 24, "headway_cv": 0.5}},
            "services a: a departure every 24 h on average, coefficient of variation 0.5",
        ),
        ({"add": {"links": [NEW_LINK]}}, "add links ferry-baku-aktau"),
        ({"assume": {"price_year": 2030}}, "assume price_year = 2030"),
    ],
)
def test_describe_says_the_change(change: dict[str, Any], text: str) -> None:
    assert Change.model_validate(change).describe() == text


def test_no_changes_is_the_network_itself(small: Network) -> None:
    assert apply(small, []) is small


def test_order_matters(small: Network) -> None:
    shut, opened = {"close": {"modes": ["road"]}}, {"open": {"countries": ["CN"]}}
    first, second = changed(small, shut, opened), changed(small, opened, shut)
    assert differing(first, second, "links", "status") == {"road-urumqi-khorgos", "road-khorgos-altynkol"}


def test_network_given_is_never_touched(small: Network) -> None:
    changed(
        small,
        {"close": {"modes": ["road"]}},
        {"slow": {"modes": ["rail"], "factor": 9}},
        {"remove": {"services": ["ferry"]}},
        {"assume": {"price_year": 1}},
    )
    assert_networks_equal(small, small_network())


SELECTIONS = st.sampled_from(
    [
        {"links": ["rail-alat-baku"]},
        {"modes": ["rail"]},
        {"countries": ["KZ"]},
        {"nodes": ["aktau"]},
        {"services": ["block-train"]},
        {"border": ["CN", "KZ"]},
        {"operators": ["KTZ", "CSC"]},
    ]
)
FACTORED = SELECTIONS.filter(lambda chosen: "nodes" not in chosen)
CHANGES = st.one_of(
    SELECTIONS.map(lambda chosen: {"close": chosen}),
    SELECTIONS.map(lambda chosen: {"open": chosen}),
    FACTORED.map(lambda chosen: {"slow": {**chosen, "factor": 2}}),
    FACTORED.map(lambda chosen: {"reprice": {**chosen, "factor": 0.25}}),
)


@given(first=st.lists(CHANGES, max_size=4), second=st.lists(CHANGES, max_size=4))
def test_scenarios_compose(first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    both = changed(SMALL, *first, *second)
    assert_networks_equal(changed(changed(SMALL, *first), *second), both)


@given(before=st.lists(CHANGES, max_size=3), chosen=SELECTIONS)
def test_closing_twice_is_closing_once(before: list[dict[str, Any]], chosen: dict[str, Any]) -> None:
    once = changed(SMALL, *before, {"close": chosen})
    assert_networks_equal(changed(once, {"close": chosen}), once)


@given(
    before=st.lists(CHANGES, max_size=3),
    chosen=FACTORED,
    action=st.sampled_from(["slow", "reprice", "capacity"]),
    power=st.integers(1, 6),
)
def test_factor_and_its_inverse_give_back(
    before: list[dict[str, Any]], chosen: dict[str, Any], action: str, power: int
) -> None:
    network = changed(SMALL, *before)
    there_and_back = changed(
        network, {action: {**chosen, "factor": 2**power}}, {action: {**chosen, "factor": 0.5**power}}
    )
    assert_networks_equal(there_and_back, network)


def test_poland_belarus_closes_in_the_reference(reference: Network) -> None:
    after = changed(reference, {"close": {"border": ["PL", "BY"]}})
    shut = differing(reference, after, "crossings", "status")
    links = after.links.index()
    nodes = dict(zip(after.nodes.text("id"), after.nodes.text("country"), strict=True))
    for key in shut:
        row = links[after.crossings.text("link")[after.crossings.index()[key]]]
        ends = {nodes[after.links.text("from_node")[row]], nodes[after.links.text("to_node")[row]]}
        assert ends == {"PL", "BY"}
    assert len(shut) >= 2


def timed(network: Network) -> Network:
    network = with_rows(network, "timetables", "a,ferry,08:00", "b,block-train,06:00", days="mon")
    network = with_rows(network, "opening_hours", "night,08:00,18:00", crossing="khorgos-rail-west")
    return with_rows(
        network, "closures", "ship-05,Ship,ferry,5,0.1,24,1", "both-06,Both,ferry|aktau,6,0.1,24,1"
    )


def test_an_observed_headway_comes_before_the_timetable(small: Network) -> None:
    """Otherwise dated shipments would not feel the scenario at all."""
    network = timed(small)
    when = When("2026-03-02 08:00")
    after = changed(network, {"headway": {"services": ["ferry"], "headway_h": 480}})
    assert after.tables["timetables"].text("service") == ["block-train"]
    found = [
        route_dated(one, "Aktau", "Baku", when=when, criteria=["time"]).routes[0] for one in (network, after)
    ]
    waits = [next(leg.time_h for leg in one.legs if leg.kind == "wait") for one in found]
    assert waits[0] <= 168  # a week at most
    assert waits[1] > 240
    undated = changed(network, {"headway": {"services": ["block-train"], "headway_h": 480}})
    assert undated.tables["timetables"].text("service") == ["ferry"]


def test_what_is_removed_takes_its_times_and_closures_along(small: Network) -> None:
    after = changed(timed(small), {"remove": {"services": ["ferry"]}})
    assert after.tables["timetables"].text("service") == ["block-train"]
    assert "ship-05" not in after.tables["closures"].text("id")
    assert after.tables["closures"].row(after.tables["closures"].index()["both-06"])["where"] == "aktau"
    assert integrity_problems(after.tables) == []


def test_closures_are_added(small: Network) -> None:
    row = {
        "id": "gale", "name": "Gale", "where": "ferry", "month": 7, "closed_share": 0.5, "spell_h": 48,
        "spell_cv": 1, "source": "example", "quality": "derived",
    }  # fmt: skip
    after = changed(small, {"add": {"closures": [row]}})
    found = closure_of(after, 7, ["ferry"])
    assert found is not None
    assert (found.name, found.closed_share) == ("Gale", 0.5)
    with pytest.raises(NetworkError, match="no such row"):
        changed(small, {"add": {"closures": [{**row, "where": "fery"}]}})


def test_a_closed_service_with_a_timetable_does_not_run(small: Network) -> None:
    after = changed(timed(small), {"close": {"services": ["ferry"]}})
    assert not route_dated(after, "Aktau", "Baku", when=When("2026-03-02 08:00"), criteria=["time"]).routes
