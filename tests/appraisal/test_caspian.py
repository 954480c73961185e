"""The appraisal of a level: what adds up, what must hold at thresholds, and the reported losses."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.appraisal.caspian import caspian
from landlink.network.berths import ports_on
from landlink.network.draught import Ship, at_level, loading

if TYPE_CHECKING:
    from landlink.network import Network

PAGE = Path(__file__).parents[2] / "docs/methods/caspian.md"
LEVEL_2025 = -29.31

REPORTED = [  # name, vessel, kind, t lost as reported: least and most
    ("Dry cargo ship, 6,500 t", "rsd59", 1000, 1000),
    ("Dry cargo ships in general", "rsd59", 600, 1300),
    ("Tanker, 12,000 t", "tanker-19619", 2000, 3000),
]
"""Losses at Aktau that were reported in 2025 (ckhq-2025-aktau-payload, caspgeo-2025-dredging)."""


def ship_of(network: Network, vessel: str, port: str) -> Ship:
    vessels = network.tables["vessels"]
    row = vessels.index()[vessel]
    draught, deadweight, immersion = (
        float(vessels.number(name)[row]) for name in ("draught_m", "deadweight_t", "tonnes_per_cm")
    )
    return Ship(-1, row, vessels.text("kind")[row], (port,), draught, deadweight, immersion, deadweight)


def lost_t(network: Network, vessel: str, port: str, level: float) -> float:
    ship = ship_of(network, vessel, port)
    return ship.deadweight_t - float(loading(ship, ports_on(network, "caspian"), level).payload_t)


@pytest.mark.parametrize(("name", "vessel", "least", "most"), REPORTED)
def test_reported_losses_at_aktau(
    reference: Network, name: str, vessel: str, least: float, most: float
) -> None:
    """The figures of the page are those of the model, and within 15 % of the reported range."""
    found = lost_t(reference, vessel, "aktau", LEVEL_2025)
    row = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {name}"))
    assert f"{found:,.0f} t" in row
    assert 0.85 * least <= found <= 1.15 * most


def test_misses_are_said(reference: Network) -> None:
    """Ships of which no draught is known, and ports of which no depth is, have no model figure."""
    assert math.isnan(lost_t(reference, "lachin", "aktau", LEVEL_2025))
    assert math.isnan(lost_t(reference, "zarifa-aliyeva", "turkmenbashi", LEVEL_2025))
    page = PAGE.read_text(encoding="utf-8")
    for name in ("Tanker, 6,800 t", "Ro-pax, tank wagons", "Ro-pax, trucks"):
        assert re.search(rf"^\| {name}.*unknown", page, flags=re.MULTILINE)


def test_loading_share_at_shallow_ports(reference: Network) -> None:
    """Reported: 70-75 % at a draught of about 3.5 m; the model has less, and the page says so."""
    ship = ship_of(reference, "rsd59", "makhachkala")
    share = 1 - (ship.draught_m - 3.5) * ship.tonnes_per_cm * 100 / ship.deadweight_t
    assert share < 0.70
    assert f"{100 * share:.0f} %" in PAGE.read_text(encoding="utf-8")


@settings(max_examples=15)
@given(level=st.floats(-34, -28), metres=st.floats(0, 3))
def test_appraisal_and_change_are_the_same(reference: Network, level: float, metres: float) -> None:
    dredged = {"kuryk": metres}
    found = caspian(reference, level, dredged=dredged)
    after, before = at_level(reference, "caspian", level, dredged).services, reference.services
    for one in found.services:
        row = before.index()[one["service"]]
        if one["capacity_factor"] is None:
            assert after.text("status")[row] == before.text("status")[row]
            continue
        assert (after.text("status")[row] == "closed") is (
            one["closed"] or before.text("status")[row] == "closed"
        )
        if not one["closed"]:
            assert after.number("capacity")[row] == pytest.approx(one["capacity"], abs=0.06)
            assert after.number("price_factor")[row] == pytest.approx(one["price_factor"], abs=1e-3)


def test_thresholds_and_dredging_hold(reference: Network) -> None:
    level = -31.6
    for one in caspian(reference, level).services:
        if one["capacity_factor"] is None:
            continue
        for key, kept in (("keeps_capacity_to_level_m", 1.0), ("closes_at_level_m", 0.0)):
            above = caspian(reference, levels_m=[one[key] + 0.02]).curves[one["service"]][0]
            below = caspian(reference, levels_m=[one[key] - 0.02]).curves[one["service"]][0]
            assert (above >= kept > below) if kept else (above > 0 == below)
        dredged = {node: metres + 0.01 for node, metres in one["dredging_m"].items()}
        kept_row = next(
            row
            for row in caspian(reference, level, dredged=dredged).services
            if row["service"] == one["service"]
        )
        assert kept_row["capacity_factor"] == pytest.approx(1.0)
        if one["capacity_factor"] < 0.999:
            assert dredged


def test_curves_fall_with_the_level(reference: Network) -> None:
    found = caspian(reference, levels_m=np.arange(-28.0, -36.0, -0.1).tolist())
    known = [curve for curve in found.curves.values() if np.isfinite(curve).any()]
    assert len(known) >= 10
    assert all((np.diff(curve) <= 1e-12).all() for curve in known)


def test_years_bought_are_metres_over_the_fall(reference: Network) -> None:
    fall = reference.assumptions["caspian_fall_m_per_year"]
    rows = {one["service"]: one for one in caspian(reference, -30.0, dredged={"kuryk": 1.0}).services}
    assert rows["ferry-kuryk-alat-wagons"]["years_bought"] == pytest.approx(1.0 / fall)
    assert rows["coaster-aktau-anzali"]["years_bought"] == 0.0


def test_years_are_those_in_which_the_band_crosses_the_threshold(reference: Network) -> None:
    found = caspian(reference)
    row = next(one for one in found.services if one["service"] == "ferry-kuryk-alat-wagons")
    years = row["years"]["SSP5-8.5"]["closes"]
    assert years["early"] <= years["mid"] <= years["late"]
    assert found.bands is not None
    levels = found.bands.levels["SSP5-8.5"]
    at = np.interp(years["mid"], [one.year for one in levels], [one.level_m for one in levels])
    assert at == pytest.approx(row["closes_at_level_m"], abs=0.2)


def test_result_is_plain_json(reference: Network) -> None:
    held = caspian(reference, -30.5).as_dict()
    json.dumps(held, allow_nan=False)
    assert {"rule", "assumptions", "notes", "ports", "services", "bands", "range"} <= set(held)
    assert "alat" in held["notes"][0]
    assert {one["key"] for one in held["assumptions"]} >= {"under_keel_share", "least_payload_share"}
    assert {one["interpolated"] for one in held["bands"]} == {True, False}


def test_feeder_with_another_ship(reference: Network) -> None:
    """What the page says of the feeder, were she a ship of project RSD59."""
    vessels = reference.tables["vessels"]
    runs = list(vessels.text("services"))
    runs[vessels.index()["turkestan"]] = ""
    runs[vessels.index()["rsd59"]] += "|feeder-aktau-alat"
    other = caspian(reference.with_table(vessels.with_column("services", runs)), -30.5)
    feeder = next(one for one in other.services if one["service"] == "feeder-aktau-alat")
    assert feeder["capacity_factor"] == 1.0
    assert f"down to {feeder['keeps_capacity_to_level_m']:.1f} m." in PAGE.read_text(encoding="utf-8")
