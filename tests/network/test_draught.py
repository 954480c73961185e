"""Draught and payload by level: against a loop by hand, its inverse, and what it must never do."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.network.berths import Bed, Port, ports_on
from landlink.network.changes import Change
from landlink.network.draught import Ship, at_level, effects, level_for, loading, ships_on
from landlink.network.scenario import apply
from landlink.testing import with_rows, without_row

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

    from landlink.network import Network

KINDS = ("dry", "tanker", "ferry")
LEVEL = st.floats(-40, -25)
METRES = st.floats(0, 5)


@st.composite
def beds(draw: DrawFn, row: int = 0) -> Bed:
    kinds = frozenset(draw(st.sets(st.sampled_from(KINDS), max_size=2)))
    return Bed(row, kinds, draw(st.floats(-45, -30)), draw(st.sampled_from((1.0, 1 / 1.1))))


@st.composite
def worlds(draw: DrawFn) -> tuple[Ship, dict[str, Port]]:
    """Return a ship that floats empty at a draught above zero, and ports of any depth, known or not."""
    ports = {
        node: Port(
            node,
            tuple(draw(st.lists(beds(), max_size=3))),
            tuple(draw(st.lists(beds(), max_size=2))),
            (),
        )
        for node in ("a", "b", "c")
    }
    draught, tonnes = draw(st.floats(2.0, 9.0)), draw(st.floats(5.0, 60.0))
    deadweight = draught * tonnes * 100 * draw(st.floats(0.2, 0.9))
    load = deadweight * draw(st.floats(0.1, 1.0))
    called = tuple(draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True)))
    return Ship(0, 0, draw(st.sampled_from(KINDS)), called, draught, deadweight, tonnes, load), ports


def by_hand(ship: Ship, ports: dict[str, Port], level: float, dredged: dict[str, float]) -> float:
    """Payload as the rule says it, one berth at a time; NaN where no port is known."""
    least = math.inf
    for node in ship.ports:
        port, deepest = ports[node], -math.inf
        for bed in port.berths:
            if not bed.kinds or ship.kind in bed.kinds:
                deepest = max(deepest, bed.slope * (level + dredged.get(node, 0) - bed.dry_level_m))
        limits = [] if deepest == -math.inf else [deepest]
        limits += [bed.slope * (level + dredged.get(node, 0) - bed.dry_level_m) for bed in port.approaches]
        if limits:
            least = min(least, *limits)
    if least == math.inf:
        return math.nan
    if least <= 0:
        return 0.0
    lost = max(ship.draught_m - least, 0) * 100 * ship.tonnes_per_cm
    return max(ship.deadweight_t - lost, 0.0)


@pytest.mark.tiny
@given(world=worlds(), level=LEVEL, metres=METRES)
def test_payload_against_a_loop(world: tuple[Ship, dict[str, Port]], level: float, metres: float) -> None:
    ship, ports = world
    dredged = {"b": metres}
    found = loading(ship, ports, level, dredged)
    wanted = by_hand(ship, ports, level, dredged)
    assert float(found.payload_t) == pytest.approx(wanted, rel=1e-9, abs=1e-6, nan_ok=True)
    if not math.isnan(wanted):
        assert 0 <= found.payload_share <= 1
        assert float(found.capacity_share) == pytest.approx(min(1, wanted / ship.load_t), abs=1e-9)


@given(world=worlds(), levels=st.lists(LEVEL, min_size=2, max_size=9))
def test_a_lower_level_never_raises_the_payload(
    world: tuple[Ship, dict[str, Port]], levels: list[float]
) -> None:
    ship, ports = world
    at = loading(ship, ports, np.sort(levels))
    for values in (at.available_m, at.payload_t, at.capacity_share):
        assert np.isnan(values).all() or (np.diff(values) >= 0).all()


@given(world=worlds(), level=LEVEL, metres=METRES)
def test_dredging_a_port_is_raising_the_level_there(
    world: tuple[Ship, dict[str, Port]], level: float, metres: float
) -> None:
    ship, ports = world
    for node in ship.ports:
        alone = ship._replace(ports=(node,))
        dug, raised = loading(alone, ports, level, {node: metres}), loading(alone, ports, level + metres)
        assert dug.payload_t == pytest.approx(raised.payload_t, abs=1e-6, nan_ok=True)
    everywhere = loading(ship, ports, level, dict.fromkeys(ship.ports, metres))
    assert everywhere.payload_t == pytest.approx(
        loading(ship, ports, level + metres).payload_t, abs=1e-6, nan_ok=True
    )


@given(world=worlds(), share=st.floats(0.05, 1.0), metres=METRES)
def test_the_level_for_a_payload_carries_it_and_a_lower_one_does_not(
    world: tuple[Ship, dict[str, Port]], share: float, metres: float
) -> None:
    ship, ports = world
    payload, dredged = share * ship.deadweight_t, {"a": metres}
    level = level_for(ship, ports, payload, dredged)
    if math.isnan(level):
        assert np.isnan(loading(ship, ports, -30.0, dredged).payload_t)
        return
    assert loading(ship, ports, level + 1e-6, dredged).payload_t >= payload - 1e-3
    assert loading(ship, ports, level - 1e-3, dredged).payload_t < payload


def test_unknown_depth_or_ship_has_no_effect(reference: Network) -> None:
    lower = at_level(reference, "caspian", -33.0)
    key = reference.services.index()["feeder-aktau-alat"]  # the draught of her ships is not known
    for column in ("capacity", "price_factor"):
        assert lower.services.number(column)[key] == reference.services.number(column)[key]
    assert lower.services.text("status")[key] == "open"
    black = reference.services.index()["ferry-varna-poti"]  # another sea
    assert lower.services.number("capacity")[black] == reference.services.number("capacity")[black]


def test_only_services_afloat_bear_the_level(reference: Network) -> None:
    modes = {reference.services.text("mode")[ship.service] for ship in ships_on(reference, "caspian")}
    assert modes <= {"ferry", "sea"}


@given(first=st.floats(-31.5, -29.0), second=st.floats(-31.5, -29.0), metres=st.floats(0, 1))
def test_two_changes_are_as_the_last_alone(
    reference: Network, first: float, second: float, metres: float
) -> None:
    dredge = Change.model_validate(
        {"sea_level": {"sea": "caspian", "level_m": first, "dredged": {"kuryk": metres}}}
    )
    twice = apply(
        reference, [dredge, Change.model_validate({"sea_level": {"sea": "caspian", "level_m": second}})]
    )
    once = apply(
        reference,
        [
            Change.model_validate(
                {"sea_level": {"sea": "caspian", "level_m": second, "dredged": {"kuryk": metres}}}
            )
        ],
    )
    rows = [reference.services.index()[key] for key in ("ferry-kuryk-alat-wagons", "ferry-kuryk-alat-trucks")]
    for column in ("capacity", "price_factor"):
        np.testing.assert_allclose(twice.services.number(column)[rows], once.services.number(column)[rows])


def test_the_level_of_today_changes_nothing(reference: Network) -> None:
    same = at_level(reference, "caspian", reference.assumptions["caspian_level_m"])
    assert same.services.number("capacity") == pytest.approx(
        reference.services.number("capacity"), nan_ok=True
    )
    assert same.services.text("status") == reference.services.text("status")


def test_capacity_times_price_stays(reference: Network) -> None:
    """A sailing costs the same whatever it carries."""
    for one in effects(reference, "caspian", -31.4):
        if one.closes or math.isnan(one.factor):
            continue
        row = one.ship.service
        lower = at_level(reference, "caspian", -31.4).services
        product = lower.number("capacity")[row] * lower.number("price_factor")[row]
        assert product == pytest.approx(
            reference.services.number("capacity")[row] * reference.services.number("price_factor")[row]
        )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sea": "aral", "level_m": 30}, "no depth of a port on the sea 'aral' is known; .* has caspian"),
        ({"sea": "caspian", "level_m": 30.5}, "a level of 30.5 m is outside .* -49.23 to -25.74 m"),
        (
            {"sea": "caspian", "level_m": -30, "dredged": {"aktauu": 1}},
            "no port 'aktauu'; did you mean 'aktau'",
        ),
        ({"sea": "caspian", "level_m": -30, "dredged": {"riga": 1}}, "'riga' is no port of the caspian sea"),
        ({"sea": "caspian", "level_m": -30, "dredged": {"alat": 1}}, "no depth of 'alat' is known"),
    ],
)
def test_errors_name_what_is_wrong(reference: Network, change: dict[str, object], said: str) -> None:
    with pytest.raises(LandlinkError, match=said):
        apply(reference, [Change.model_validate({"sea_level": change})])


def test_a_network_of_ones_own(small: Network) -> None:
    """Aktau has 5.5 m at -28 m, the ferry draws 5 m with 2,000 t and 20 t/cm: 5.5/1.1 = 5 m, just enough."""
    network = with_rows(small, "berths", "aktau,aktau,Aktau,caspian,5.5,-28", "alat,alat,Alat,caspian,,")
    network = with_rows(network, "vessels", "ship,Ship,ferry,ferry,5,2000,20")
    with pytest.raises(LandlinkError, match="the assumption 'under_keel_share' is missing"):
        at_level(network, "caspian", -29.1)
    network = with_rows(
        network,
        "assumptions",
        "under_keel_share,0.1,1,",
        "least_payload_share,0.25,1,",
        "caspian_level_m,-28,m,",
    )
    (effect,) = effects(network, "caspian", -28.55)  # half a metre of draught less
    assert [float(effect.after.available_m), effect.factor] == pytest.approx([4.5, 0.5])
    after = at_level(network, "caspian", -28.55).services
    assert after.number("price_factor")[after.index()["ferry"]] == pytest.approx(2.0)
    assert at_level(network, "caspian", -28.9).services.text("status")[1] == "closed"
    assert at_level(network, "caspian", -28.9, {"aktau": 0.9}).services.text("status")[1] == "open"
    with pytest.raises(LandlinkError, match="no depth of a port"):
        at_level(without_row(without_row(network, "berths", "aktau"), "berths", "alat"), "caspian", -29.0)


def test_a_removed_service_leaves_its_vessel(reference: Network) -> None:
    after = apply(reference, [Change.model_validate({"remove": {"services": ["ferry-aktau-alat"]}})])
    row = after.tables["vessels"].index()["dagestan-class"]
    assert "ferry-aktau-alat" not in after.tables["vessels"].text("services")[row]


def test_what_is_a_project_does_not_count(reference: Network) -> None:
    aktau = ports_on(reference, "caspian")["aktau"]
    row = reference.tables["berths"].index()["aktau-dredged"]
    assert row not in {bed.row for bed in aktau.berths} | set(aktau.unknown)
