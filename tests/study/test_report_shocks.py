"""The report's sections on shocks: whole, equal to the results, readable, in every language and in print."""

from __future__ import annotations

import copy
import re
import runpy
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.appraisal.caspian import RULE as CASPIAN_RULE
from landlink.appraisal.caspian import caspian
from landlink.flows.demand import demand_of
from landlink.flows.graph import VEHICLES, flow_graph
from landlink.flows.testing import small_flows
from landlink.network import Network
from landlink.resilience.closures import closures
from landlink.resilience.criticality import RULE as CRITICALITY_RULE
from landlink.resilience.criticality import criticality
from landlink.resilience.dependence import RULE as DEPENDENCE_RULE
from landlink.resilience.dependence import WEIGHTS, dependence
from landlink.resilience.sweep import sweep
from landlink.resilience.sweep_causes import causes_of
from landlink.resilience.sweep_results import RULE as SWEEP_RULE
from landlink.resilience.sweep_risk import conditional_value_at_risk, expected, hundredths
from landlink.resilience.trade import partners, traded
from landlink.study.caspian import OF_LEVEL
from landlink.study.report import languages, render
from landlink.study.report.caspian import caspian_section
from landlink.study.report.criticality import criticality_section
from landlink.study.report.dependence import dependence_section, headline
from landlink.study.report.dependence_heat import shown_columns
from landlink.study.report.document import document
from landlink.study.report.flow_words import COMMODITIES
from landlink.study.report.numbers import SPACE
from landlink.study.report.shock_texts import CAUSES
from landlink.study.report.shock_words import closed, millions, retold, usd
from landlink.study.report.sweep import sweep_section
from landlink.study.report.text import Words

HERE = Path(__file__).parent
INVENTED = runpy.run_path(str(HERE / "invented_results.py"))
Page = runpy.run_path(str(HERE / "test_report_page.py"))["Page"]
WORDS = Words.of("en")
SECTIONS = ("dependence", "criticality", "sweep", "caspian")
LEVELS = (-30.5, -32.5)


@cache
def analyses() -> dict[str, Any]:
    """Return real results of all four analyses, on the reference network but for the pairs."""
    network = Network.reference()
    at = [caspian(network, level, dredged={"aktau": 1.5}).as_dict() for level in LEVELS]
    bare = [caspian(network, level).as_dict() for level in LEVELS]
    return {
        "dependence": dependence(
            partners(flow_graph(network), ("KZ", "KG", "UZ", "CN", "DE", "TR"))
        ).as_dict(),
        "criticality": criticality(*small_flows(), pairs=5).as_dict(10),
        "sweep": sweep(network, demand_of(network), scenarios=400, seed=3).as_dict(),
        "caspian": {
            **at[0],
            "levels": [{name: one[name] for name in OF_LEVEL} for one in at],
            "undredged": [{name: one[name] for name in OF_LEVEL} for one in bare],
        },
    }


def results(*names: str) -> dict[str, Any]:
    held: dict[str, Any] = INVENTED["invented_results"]()
    held["scenarios"], held["shipments"] = held["scenarios"][:1], []
    return held | {name: copy.deepcopy(analyses()[name]) for name in names or SECTIONS}


@cache
def whole(language: str) -> tuple[str, Any]:
    text = render(results(), language=language)
    return text, Page(text)


def pictures(page: str) -> dict[str, ET.Element]:
    found = re.findall(r'<svg xmlns="[^"]*" class="chart (\w+)".*?</svg>', page, re.DOTALL)
    texts = re.findall(r'<svg xmlns="[^"]*" class="chart \w+".*?</svg>', page, re.DOTALL)
    return {name: ET.fromstring(text) for name, text in zip(found, texts, strict=True)}  # noqa: S314  (our own)


@pytest.mark.parametrize("language", languages())
def test_page_is_whole_and_described(language: str) -> None:
    text, page = whole(language)
    assert page.open == []
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert set(SECTIONS) <= set(ids)
    assert all(table["caption"].strip() for table in page.tables)
    assert all("scope" in attrs for tag, attrs in page.tags if tag == "th")
    for tag, attrs in page.tags:
        assert "src" not in attrs
        if tag == "svg":
            assert attrs.get("aria-hidden") == "true" or attrs.get("aria-label")
    assert not re.search(r">\s*(nan|None|inf|True|False)\s*<", text)
    assert len(text.encode()) < 900_000


def test_a_study_without_analyses_has_no_sections() -> None:
    held = results(*SECTIONS) | dict.fromkeys(SECTIONS)
    page = Page(render(held))
    ids = {attrs.get("id") for _, attrs in page.tags}
    assert not ids & set(SECTIONS)
    assert "ll-base-shocks" not in ids


@pytest.mark.parametrize("name", SECTIONS)
def test_each_section_stands_alone(name: str) -> None:
    text = render(results(name))
    page = Page(text)
    assert page.open == []
    ids = {attrs.get("id") for _, attrs in page.tags}
    assert ids & set(SECTIONS) == {name}
    inner = {(a.get("href") or "")[1:] for _, a in page.tags if (a.get("href") or "").startswith("#")}
    assert inner <= ids


def test_same_results_give_the_same_page_and_are_left_as_they_were() -> None:
    held = results()
    before = copy.deepcopy(held)
    assert render(held) == whole("en")[0]
    assert held == before


def test_markup_in_names_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    held = results()
    for one in held["criticality"]["failures"]:
        one |= {"name": evil, "places": [evil for _ in one["places"]], "kind": "service"}
    for one in held["sweep"]["causes"]:
        one["name"] = evil
    for level in (held["caspian"], *held["caspian"]["levels"]):
        for one in (*level["services"], *level["ports"]):
            one["name"] = evil
    for one in held["dependence"]["countries"]:
        for gate in one["gateways"]:
            gate["name"] = evil
    text = render(held)
    assert text.count("<script>") == 1
    assert Page(text).open == []


@cache
def weighted_notes() -> list[str]:
    """Return the notes of a dependence that is weighted by the demand."""
    network = Network.reference()
    trade = traded(flow_graph(network, VEHICLES), demand_of(network))
    notes: list[str] = dependence(trade, closures(trade.graph, ["sea"])).as_dict()["notes"]
    return notes


# Dependence


def test_headline_is_the_worst_case_of_the_results() -> None:
    held = analyses()["dependence"]
    shown = {row["code"] for row in held["heat"]["rows"]}
    worst = max(
        (one["worst"] for one in held["countries"] if one["code"] in shown), key=lambda one: one["harm"]
    )
    said = headline(held, WORDS)
    assert said.startswith(WORDS.country(worst["country"]))
    assert closed(worst, WORDS) in said
    share = max(worst["dearer_share"], worst["stranded_share"])
    assert WORDS.num.share(share) in said or worst["stranded_share"] > 0.01


def test_heat_map_holds_a_cell_for_every_figure() -> None:
    held = analyses()["dependence"]
    picture = pictures(whole("en")[0])["heat"]
    shown = shown_columns(held)
    harm = held["heat"]["harm"]
    told = [
        one.attrib["aria-label"]
        for one in picture.iter("{http://www.w3.org/2000/svg}g")
        if "aria-label" in one.attrib
    ]
    assert len(told) == sum(bool(harm[row][column]) for row in range(len(harm)) for column in shown)
    width, height = (float(one) for one in picture.attrib["viewBox"].split()[2:])
    for rect in picture.iter("{http://www.w3.org/2000/svg}rect"):
        assert 0 <= float(rect.get("x", 0)) <= float(rect.get("x", 0)) + float(rect.attrib["width"]) <= width
        assert float(rect.get("y", 0)) + float(rect.attrib["height"]) <= height


def test_countries_and_matrix_are_those_of_the_results() -> None:
    held, (_, page) = analyses()["dependence"], whole("en")
    caption = next(t["caption"] for t in page.tables if t["caption"].startswith("Countries by the harm"))
    rows = page.table(" ".join(caption.split()))[1:]
    by = {WORDS.country(one["code"]): one["worst"] for one in held["countries"]}
    assert {row[0] for row in rows} == {WORDS.country(one["code"]) for one in held["heat"]["rows"]}
    for row in rows:
        worst = by[row[0]]
        assert row[1] == closed(worst, WORDS)
        touched = (worst["dearer_share"] or 0) + (worst["stranded_share"] or 0)
        assert row[2] == " ".join(WORDS.num.share(touched).split())
    section = dependence_section(held, WORDS)
    assert section
    for number, row in enumerate(section["matrix"]):
        for cell, column in zip(row["cells"], shown_columns(held), strict=True):
            harm, dearer = held["heat"]["harm"][number][column], held["heat"]["dearer_pct"][number][column]
            assert (cell == "") == (harm is None)
            if harm is not None and not held["heat"]["stranded_share"][number][column]:
                assert cell == WORDS.num.change(dearer, 1)


def test_corridors_and_ways_around_are_shown_where_the_results_have_them() -> None:
    held = copy.deepcopy(analyses()["dependence"])
    section = dependence_section(held, WORDS)
    assert section
    assert not section["corridors"]
    assert not section["redundancy"]
    code = held["heat"]["rows"][0]["code"]
    first = next(one for one in held["countries"] if one["code"] == code)
    first["corridors"] = [{"to": "CN", "number": 1}, {"to": "DE", "number": 4}]
    first["way_around"] = {
        "usd_t_before": 100.0, "usd_t_after": 150.0,
        "gateways": [{"name": "Aktau", "share_after": 1.0}, {"name": "B", "share_after": 0.0}],
    }  # fmt: skip
    section = dependence_section(held, WORDS)
    assert section
    row = next(one for one in section["countries"] if one["name"] == WORDS.country(code))
    assert row["corridors"] == "2.5 on average; fewest: 1 (China)"
    assert row["around"].replace(SPACE, " ") == "Aktau 100 %; 150 instead of 100 USD a tonne"


# Criticality


def test_failures_are_ranked_as_in_the_results_and_drawn_by_loss() -> None:
    held, (text, page) = analyses()["criticality"], whole("en")
    rows = page.table("The costliest failures, each closed for a year by itself")[1:]
    assert [row[0] for row in rows] == [str(place) for place in range(1, len(held["failures"]) + 1)]
    for row, one in zip(rows, held["failures"], strict=True):
        assert row[3] == millions(one["loss_usd_year"], WORDS)
        assert one["places"][0] in row[1] or one["kind"] == "service"
    section = text[text.index('<section id="criticality"') :]
    drawn = re.findall(r'style="--w:([\d.]+);--c:var\(--ll-loss\)"', section)
    lines = [one for one in held["failures"] if one["kind"] in ("link", "service")]
    assert len(drawn) == len(lines)
    ordered = [float(width) for width in drawn[::-1]]
    assert ordered == sorted(ordered, reverse=True)


def test_failures_without_coordinates_have_a_table_but_no_map() -> None:
    held = copy.deepcopy(analyses()["criticality"])
    for one in held["failures"]:
        one["coordinates"] = []
    section = criticality_section(held, WORDS)
    assert section
    assert section["map"] == ""
    assert len(section["rows"]) == len(held["failures"])


@pytest.mark.parametrize("bounded", [False, True])
def test_pairs_say_whether_their_rank_is_certain(bounded: bool) -> None:
    held = copy.deepcopy(analyses()["criticality"])
    worst = held["pairs"]["worst"]
    held["pairs"] |= {"worked_out": 5, "count": 99}
    held["pairs"]["bound_of_others_usd_year"] = (worst[0]["loss_usd_year"] * 1.01) if bounded else 0.0
    section = criticality_section(held, WORDS)
    assert section
    assert {row["sure"] for row in section["pairs"]["rows"]} == {
        "exact; rank bounded" if bounded else "exact; rank certain"
    }
    assert "5 of 99 pairs" in section["pairs"]["text"]


def test_no_failure_that_costs_anything_is_said_plainly() -> None:
    section = criticality_section({**analyses()["criticality"], "failures": [], "pairs": None}, WORDS)
    assert section
    assert section["headline"] == "Nothing that fails costs this trade anything"
    assert not section["pairs"]


# Drawn years


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=400))
def test_hundredths_add_up(losses: list[float]) -> None:
    sample = np.array(losses)
    found = hundredths(sample)
    assert found.mean() == pytest.approx(expected(sample).value, rel=1e-9, abs=1e-3)
    assert found[-5:].mean() == pytest.approx(
        conditional_value_at_risk(sample, 0.95).value, rel=1e-6, abs=1e-2
    )
    assert (np.diff(found) >= -1e-6 * max(1.0, sample.max())).all()


def test_a_hundred_years_are_drawn_to_scale() -> None:
    held = analyses()["sweep"]
    bars = list(pictures(whole("en")[0])["years"].iter("{http://www.w3.org/2000/svg}rect"))
    heights = np.array([float(one.attrib["height"]) for one in bars])
    years = np.array(held["hundredths_usd"])
    assert len(bars) == 100
    seen = heights > 1.0
    assert heights[seen] / heights.max() == pytest.approx(years[seen] / years.max(), abs=0.002)
    assert sum(one.attrib["fill"] == "var(--ll-loss)" for one in bars) == 5
    assert np.mean(years) == pytest.approx(held["loss_usd"], rel=1e-6)
    assert np.mean(years[-5:]) == pytest.approx(held["risk"][1]["cvar_usd"], rel=1e-6)


def test_terms_of_risk_are_those_of_the_results() -> None:
    held, page = analyses()["sweep"], whole("en")[1]
    assert "One year in 20 costs more than this" in page.text
    for value in (held["loss_usd"], held["risk"][1]["var_usd"], held["risk"][1]["cvar_usd"]):
        assert " ".join(usd(value, WORDS).split()) in page.text
    assert "400 years drawn, seed 3." in page.text
    assert f"{WORDS.num.whole(held['recover_h'] / 24)} days" in page.text
    section = sweep_section(held, WORDS)
    assert section
    assert [part["key"] for part in section["parts"]] == ["causes", "countries", "commodities"]
    assert section["parts"][0]["rows"][0]["name"] == held["causes"][0]["name"]
    assert section["parts"][0]["rows"][0]["share"] == WORDS.num.share(held["causes"][0]["share"], 1)


def test_years_of_a_few_months_say_so_and_old_results_have_no_picture() -> None:
    held = {**analyses()["sweep"], "months": [1]}
    del held["hundredths_usd"]
    section = sweep_section(held, WORDS)
    assert section
    assert section["headline"].startswith("Disruptions in January cost")
    assert "Only these months: January." in section["small"]
    assert section["years"] == ""


# The level of the Caspian


def test_services_and_ports_are_those_of_the_results() -> None:
    held, page = analyses()["caspian"], whole("en")[1]
    for level in held["levels"]:
        at = f"−{abs(level['level_m']):.1f} m"
        rows = page.table(f"What is left of each service that can be computed, {at}")[1:]
        known = {one["name"]: one for one in level["services"] if one["capacity_factor"] is not None}
        assert {row[0] for row in rows} == set(known)
        for row in rows:
            one = known[row[0]]
            left = "closed" if one["closed"] else " ".join(WORDS.num.share(one["capacity_factor"]).split())
            assert row[3] == left
            assert row[7] == WORDS.num.number(one["closes_at_level_m"], 1)
        ports = page.table(f"Ports, {at}")[1:]
        assert [row[0] for row in ports] == [one["name"] for one in level["ports"]]


def test_what_is_unknown_is_said_of_each_service() -> None:
    held, page = analyses()["caspian"], whole("en")[1]
    rows = dict(page.table("What is not known")[1:])
    assert set(rows) == {one["name"] for one in held["services"] if one["capacity_factor"] is None}
    assert "depth at Turkmenbashi" in rows["Turkmenbashi-Alat rail ferry"]
    unknown = sum(one["capacity_factor"] is None for one in held["services"])
    assert f"For {unknown} of {len(held['services'])} services nothing can be computed" in page.text


def test_levels_by_year_are_drawn_where_they_are() -> None:
    held = analyses()["caspian"]
    picture = pictures(whole("en")[0])["levels"]
    rings = list(picture.iter("{http://www.w3.org/2000/svg}circle"))
    observed = [one for one in held["bands"] if one["pathway"] == "observed" and one["year"] >= 1970]
    assert len(rings) == len(observed)
    heights = [float(ring.attrib["cy"]) for ring in rings]
    levels = [one["level_m"] for one in observed]
    slope = np.polyfit(levels, heights, 1)
    assert slope[0] < 0
    assert np.polyval(slope, levels) == pytest.approx(heights, abs=0.1)
    said = " ".join("".join(one.itertext()) for one in picture.iter("{http://www.w3.org/2000/svg}text"))
    for level in LEVELS:
        assert f"asked: −{abs(level)}" in said.replace(SPACE, " ")


def test_a_sea_of_which_nothing_is_known_is_said_plainly() -> None:
    held = copy.deepcopy(analyses()["caspian"])
    for level in (held, *held["levels"], *held["undredged"]):
        for one in level["services"]:
            one |= {"capacity_factor": None, "closes_at_level_m": None, "keeps_capacity_to_level_m": None}
    section = caspian_section(held, WORDS)
    assert section
    assert "nothing can be said" in section["headline"]
    assert "No threshold is known." in section["chart"]


# Languages and print


@pytest.mark.parametrize("language", [one for one in languages() if one != "en"])
def test_rules_and_notes_are_told_in_every_language(language: str) -> None:
    words = Words.of(language)
    rules = [
        *(DEPENDENCE_RULE.format(weights=one) for one in WEIGHTS.values()),
        CRITICALITY_RULE.format(factor=3.0),
        SWEEP_RULE, CASPIAN_RULE,
    ]  # fmt: skip
    notes = [note for held in analyses().values() for note in held["notes"]] + weighted_notes()
    for text in (*rules, *notes):
        assert retold(text, words) != text, text
        assert " ".join(retold(text, WORDS).split()) == " ".join(text.split())
    assert "3" in retold(CRITICALITY_RULE.format(factor=3.0), words)


def test_names_of_the_reference_network_are_all_in_the_catalogues() -> None:
    network = Network.reference()
    assert {cause.name for cause in causes_of(flow_graph(network))} == set(CAUSES)
    table = network.tables["commodities"]
    assert dict(zip(table.text("id"), table.text("name"), strict=True)) == COMMODITIES


@pytest.mark.parametrize("language", languages())
def test_print_says_what_the_page_says(language: str) -> None:
    words = Words.of(language)
    held = document(results(), language)
    heads = ["".join(run["t"] for run in one["text"]) for one in held["blocks"] if one["kind"] == "heading"]
    for section in (
        dependence_section(analyses()["dependence"], words),
        criticality_section(analyses()["criticality"], words),
        sweep_section(analyses()["sweep"], words), caspian_section(analyses()["caspian"], words),
    ):  # fmt: skip
        assert section
        assert section["headline"] in heads
    drawn = [one["svg"] for one in held["blocks"] if one["kind"] == "picture"]
    assert len(drawn) == 4
    for svg in drawn:
        assert "var(" not in svg
        assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314  (our own)
