"""What a scenario costs more, shared out to countries and goods; and how well flows are known."""

from __future__ import annotations

import pytest

from landlink.flows.assign import assign
from landlink.flows.compare import Comparison
from landlink.flows.results_summary import basis, notes
from landlink.flows.testing import small_assigned
from landlink.network.changes import Change
from landlink.network.scenario import apply


def _slower() -> Comparison:
    base = small_assigned()
    changes = [
        Change.model_validate({"reprice": {"modes": ["rail"], "factor": 1.5}}),
        Change.model_validate({"slow": {"modes": ["ferry"], "factor": 2.0}}),
    ]
    return Comparison(base, assign(apply(base.network, changes), base.demand, start=base))


def test_extra_of_goods_adds_up_to_the_extra_of_all() -> None:
    found = _slower()
    rows = found.table("commodities")
    for name in ("extra_usd_year", "extra_tonne_days_year"):
        total = found.summary[name]["difference"]
        assert total is not None
        assert total > 0
        assert sum(row[name] for row in rows) == pytest.approx(total)


def test_extra_of_countries_counts_trade_for_both_ends() -> None:
    found = _slower()
    total = found.summary["extra_usd_year"]["difference"]
    assert total is not None
    rows = {row["country"]: row["extra_usd_year"] for row in found.table("countries")}
    assert sum(rows.values()) == pytest.approx(2 * total)  # no trade within a country here


def test_nothing_is_extra_without_a_change() -> None:
    same = Comparison(small_assigned(), small_assigned())
    assert all(row["extra_usd_year"] == 0 for row in same.table("countries"))


def test_what_no_longer_moves_costs_nothing_extra() -> None:
    base = small_assigned()
    network = apply(base.network, [Change.model_validate({"close": {"services": ["ferry"]}})])
    rows = Comparison(base, assign(network, base.demand, start=base)).table("commodities")
    machines = next(row for row in rows if row["commodity"] == "machines")
    assert machines["difference_t_year"] > 0
    assert machines["extra_usd_year"] == 0.0  # all of it crossed the Caspian


def test_basis_holds_what_the_notes_say() -> None:
    flows = small_assigned()
    found = basis(flows)
    assert sum(found["demand_t_year"].values()) == pytest.approx(flows.summary["demand_t_year"])
    assert sum(found["tonne_km_year"].values()) == pytest.approx(flows.summary["tonne_km_year"])
    said = " ".join(notes(flows))
    assert f"{found['link_capacity_known_share']:.0%} of the tonne-kilometres" in said
    assert f"{found['crossing_capacity_known_share']:.0%} of what crosses" in said
    goods = flows.network.tables["commodities"]
    names = dict(zip(goods.text("id"), goods.text("name"), strict=True))
    assert found["unvalued"]
    assert all(names[key] in said for key in found["unvalued"])
    known = [row for row in flows.table("links") if row["capacity"] is not None]
    km = sum(row["tonnes_year"] * row["length_km"] for row in known)
    land = [row for row in flows.table("links") if row["mode"] in ("rail", "road")]
    whole = sum(row["tonnes_year"] * row["length_km"] for row in land)
    assert found["link_capacity_known_share"] == pytest.approx(km / whole)


def test_what_a_scenario_closes_has_no_use_in_it() -> None:
    base = small_assigned()
    change = Change.model_validate({"close": {"services": ["ferry"]}})
    found = Comparison(base, assign(apply(base.network, [change]), base.demand, start=base))
    ferry = [row for row in found.table("services") if row["id"] == "ferry"]
    assert len(ferry) == 2
    for row in ferry:
        assert row["scenario_t_year"] == 0
        assert row["base_load_factor"] > 0
        assert row["scenario_load_factor"] is None
