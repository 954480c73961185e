"""The report's section on flows: whole, equal to its results, honest about nothing, in every language."""

from __future__ import annotations

import copy
import io
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from babel.messages.pofile import read_po
from hypothesis import example, given
from hypothesis import strategies as st
from tools.make_catalogues import LANGUAGES, messages

from landlink.flows.assign import assign
from landlink.flows.compare import Comparison
from landlink.flows.testing import small_assigned
from landlink.network.changes import Change
from landlink.network.scenario import apply
from landlink.study.flows import link_lines
from landlink.study.report import render, render_pdf
from landlink.study.report.document import document
from landlink.study.report.flow_map import (
    COLOURS,
    WIDEST_PX,
    Frame,
    base_bands,
    base_map,
    change_bands,
    change_map,
    closer,
    frame_of,
    offset,
    px_per_unit,
    scale_steps,
)
from landlink.study.report.flow_marks import Shut
from landlink.study.report.flow_model import FlowStudy, flow_study
from landlink.study.report.flow_words import carried, moved, tonnes, unknown
from landlink.study.report.numbers import Numbers
from landlink.study.report.text import Words
from tests.study.test_report_page import SIGHTS, Page, contrast, seen, themes

if TYPE_CHECKING:
    from landlink.flows.results import Flows

WORDS = Words.of("en")
NUM = Numbers()
SCENARIOS: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "ferry": ("No ferry", [{"close": {"services": ["ferry"]}}]),
    "kazakhstan": ("Kazakhstan shut", [{"close": {"countries": ["KZ"]}}]),
    "khorgos": ("Khorgos shut", [{"close": {"border": ["CN", "KZ"]}}]),
    "as-it-is": ("As it is", []),
}


@cache
def _flows(name: str) -> Flows:
    base = small_assigned()
    changes = [Change.model_validate(one) for one in SCENARIOS[name][1]]
    return assign(apply(base.network, changes), base.demand, start=base) if changes else base


@cache
def _held() -> str:
    base = small_assigned()
    found = [{"scenario": "base", "flows": base.as_dict(), "compare": None}]
    today: dict[str, Any] = {"id": "base", "title": "Today", "description": "The network as it is."}
    scenarios = [today | {"changes": []}]
    for name, (title, changes) in SCENARIOS.items():
        compare = Comparison(base, _flows(name)).as_dict()
        found.append({"scenario": name, "flows": _flows(name).as_dict(), "compare": compare})
        texts = [{"change": one, "text": str(one)} for one in changes]
        scenarios.append({"id": name, "title": title, "description": "", "changes": texts})
    study = {
        "title": "Flows", "description": "", "generated_at": "2026-03-04T09:30:00Z", "landlink_version": "0",
        "price_year": 2025, "file": "study.yaml",
    }  # fmt: skip
    network = {
        "name": "small", "nodes": 8, "links": 10, "crossings": 2, "services": 1, "countries": 3,
        "quality": {},
    }  # fmt: skip
    links = link_lines(base.network, base.table("links"))
    return json.dumps({
        "study": study, "network": network, "scenarios": scenarios, "shipments": [], "assumptions": [],
        "sources": [], "notes": [], "flows": found, "flow_links": links,
    })  # fmt: skip


def results() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(_held())
    return held


def study() -> FlowStudy:
    found = flow_study(results())
    assert found is not None
    return found


def framed() -> tuple[FlowStudy, Frame]:
    held = study()
    frame = frame_of(held)
    assert frame is not None
    return held, frame


@cache
def page() -> tuple[str, Page]:
    text = render(results())
    return text, Page(text)


def test_page_is_whole_and_loads_nothing() -> None:
    text, parsed = page()
    assert parsed.open == []
    ids = [attrs["id"] for _, attrs in parsed.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    inner = {(a.get("href") or "")[1:] for _, a in parsed.tags if (a.get("href") or "").startswith("#")}
    assert inner <= set(ids)
    assert not any("src" in attrs for _, attrs in parsed.tags)
    assert not re.search(r"url\(|@import", text)


def test_every_picture_has_words_and_every_table_a_caption() -> None:
    _, parsed = page()
    assert all(table["caption"].strip() for table in parsed.tables)
    assert all("scope" in a for t, a in parsed.tags if t == "th")
    for tag, attrs in parsed.tags:
        if tag == "svg":
            assert attrs.get("aria-hidden") == "true" or attrs.get("aria-label")
    maps = [a["aria-label"] for t, a in parsed.tags if t == "svg" and "data-view" in a]
    moving = ["No ferry", "Kazakhstan shut", "Khorgos shut"]
    assert maps == ["Map of flows: Today", *(f"Map of what moves: {one}" for one in moving)]


def test_a_study_without_flows_has_no_section() -> None:
    held = results() | {"flows": None, "flow_links": None}
    assert 'id="flows"' not in render(held)
    assert "corridors carry" not in json.dumps(document(held, "en"))


def test_corridors_of_the_page_are_those_of_the_results() -> None:
    _, parsed = page()
    rows = parsed.table("Corridors: Today; shares with empties")[1:]
    base, *others = results()["flows"]
    for shown, row in zip(rows, base["flows"]["corridors"], strict=True):
        assert shown[1] == NUM.share(row["share"], 1).replace("\N{NO-BREAK SPACE}", " ")
        assert shown[2] == NUM.number(row["tonnes_year"] / 1e6, 2)
        assert shown[5] == NUM.number(row["mean_days"], 1)
        assert shown[6] == NUM.whole(row["mean_usd_t"])
        for cell, other in zip(shown[7:], others, strict=True):
            now = next(one for one in other["flows"]["corridors"] if one["id"] == row["id"])
            assert cell == NUM.change(now["capacity_t_year"] - row["capacity_t_year"])
    assert sum(row["share"] for row in base["flows"]["corridors"]) == pytest.approx(1.0)


def test_crossings_and_bottlenecks_of_the_page_are_those_of_the_results() -> None:
    _, parsed = page()
    base = results()["flows"][0]["flows"]
    for shown, row in zip(parsed.table("The busiest border crossings")[1:], base["crossings"], strict=True):
        assert shown[3] == NUM.number(row["capacity_t_year"] / 1e6, 2)
        known = "not known" if row["v_c"] is None else f"{row['v_c']:.0%}".replace("%", " %")
        assert shown[5] == known
    full = parsed.table("What is full, by the worth of one more tonne of room")[1]
    assert full[-1] == NUM.whole(base["bottlenecks"][0]["shadow_price_usd_t"])


def test_sentences_say_what_the_results_hold() -> None:
    held = study()
    said = " ".join(map(str, carried(held, WORDS)))
    assert tonnes(held.base["summary"]["carried_t_year"], WORDS) in said
    assert NUM.whole(held.base["bottlenecks"][0]["shadow_price_usd_t"]) in said
    ferry = held.scenarios[0]
    told = " ".join(map(str, moved(ferry, held, WORDS)))
    lost = next(row for row in ferry.compare["corridors"] if row["id"] == "middle")["difference_t_year"]
    assert lost < 0
    assert f"{tonnes(lost, WORDS)} leave the Middle corridor" in told
    cut = ferry.compare["summary"]["no_way_t_year"]["difference"]
    assert f"{tonnes(cut, WORDS)} have no way left" in told


def test_where_nothing_moves_the_report_says_so_and_draws_no_map() -> None:
    held, frame = framed()
    still = held.scenarios[-1]
    assert [str(one) for one in moved(still, held, WORDS)] == [
        "Nothing moves: every flow stays as it is.",
        "What is carried in both cases costs and takes as much as before.",
    ]
    assert change_bands(held, still, frame, WORDS) == []


def test_a_difference_within_the_gap_is_not_called_a_move() -> None:
    text = results()
    text["flows"][0]["flows"]["summary"]["gap"] = 0.5
    held = flow_study(text)
    assert held is not None
    told = " ".join(map(str, moved(held.scenarios[0], held, WORDS)))
    assert "leave the Middle corridor" in told  # far more than half of what is carried
    text["flows"][0]["flows"]["summary"]["gap"] = 1.0
    held = flow_study(text)
    assert held is not None
    told = " ".join(map(str, moved(held.scenarios[0], held, WORDS)))
    assert "leave the Middle corridor" not in told
    assert "have no way left" in told
    held.scenarios[0].compare["summary"]["no_way_t_year"]["difference"] = 0.0
    told = " ".join(map(str, moved(held.scenarios[0], held, WORDS)))
    assert "No corridor as a whole gains or loses more than" in told


def test_what_is_not_known_is_said_with_its_share() -> None:
    held = study()
    base = results()["flows"][0]["flows"]
    known, crossings = (
        NUM.share(base["basis"][name])
        for name in ("link_capacity_known_share", "crossing_capacity_known_share")
    )
    said = " ".join(unknown(held, WORDS))
    assert f"with {known} of the tonne-kilometres" in said
    assert f"with {crossings} of what crosses a border" in said
    assert "No value is known of Grain and flour" in said
    assert any(known.replace("\N{NO-BREAK SPACE}", "") in note for note in base["notes"])


def test_unverified_rows_show_in_the_share() -> None:
    text = results()
    text["flows"][0]["flows"]["basis"]["demand_t_year"] = {"published": 3.0, "unverified": 1.0}
    held = flow_study(text)
    assert held is not None
    assert f"{NUM.share(0.25)} of the tonnes of the demand" in " ".join(unknown(held, WORDS))


@given(st.floats(1.0, 1e10))
def test_tonnes_of_a_sentence_are_right_to_three_figures(value: float) -> None:
    said = tonnes(value, WORDS)
    number = float(said.split()[0].replace(",", ""))
    shown = number * (1e6 if said.endswith("Mt") else 1.0)
    assert abs(shown - value) <= max(0.5, 0.051 * value)
    if value >= 1e6:
        assert abs(shown - value) <= max(0.0501e6, 0.006 * value)


@given(st.floats(1e-3, 1e12))
@example(float(np.nextafter(1e6, 0)))  # its logarithm rounds up
def test_a_legend_has_round_steps_within_the_greatest_band(most: float) -> None:
    steps = scale_steps(most)
    assert len(steps) == 3
    assert steps == sorted(steps)
    assert most / 2.5 <= steps[-1] * (1 + 1e-12)
    assert steps[-1] <= most * (1 + 1e-12)
    for step in steps:
        assert f"{step:e}"[:4] in {"1.00", "2.00", "5.00", "2.50"}


def test_a_legend_of_nothing_is_empty() -> None:
    assert scale_steps(0.0) == []
    assert px_per_unit(0.0) == 0.0


@given(
    st.tuples(*[st.floats(-500, 500)] * 4).filter(lambda p: np.hypot(p[0] - p[2], p[1] - p[3]) > 1.0),
    st.floats(0.1, 20.0),
)
def test_a_shifted_band_runs_on_the_right(ends: tuple[float, float, float, float], by: float) -> None:
    line = np.array(ends, dtype=np.float64).reshape(2, 2)
    shifted = offset(line, by)
    step, away = line[1] - line[0], shifted[0] - line[0]
    np.testing.assert_allclose(np.hypot(*away), by)
    assert step @ away == pytest.approx(0.0, abs=1e-6 * np.hypot(*step) * by)
    assert step[0] * away[1] - step[1] * away[0] > 0  # y grows downwards: to the right
    np.testing.assert_allclose(shifted[1] - shifted[0], step, atol=1e-9)


def test_a_shifted_line_of_many_points_against_shapely() -> None:
    from shapely import LineString  # noqa: PLC0415  (the peer of this test)

    along = np.linspace(0.0, 1.2, 40)
    line = np.column_stack([300 * np.sin(along), 300 * np.cos(along)])
    shifted = offset(line, 4.0)
    peer = LineString(line).offset_curve(4.0)  # its left, y growing upwards, is our right
    assert LineString(shifted).hausdorff_distance(peer) < 0.05


def test_bands_are_as_wide_as_their_tonnes() -> None:
    held, frame = framed()
    bands = base_bands(held, frame, WORDS)
    scale = px_per_unit(bands[0].total)
    assert bands[0].total * scale == pytest.approx(WIDEST_PX)
    rows = {row["id"]: row for row in held.base["links"]}
    assert sum(band.total for band in bands) == pytest.approx(
        sum(row["capacity_t_year"] for row in rows.values())
    )
    svg = ET.fromstring(base_map(held, frame, WORDS))  # noqa: S314 - our own
    drawn = [
        float(path.get("stroke-width", "0")) / frame.unit
        for path in svg.iter("{http://www.w3.org/2000/svg}path")
        if path.get("class") in {"band rail", "band road", "band water"}
    ]
    for band in bands:
        for amount in (band.forward, band.backward):
            if amount * scale > 1.0:
                assert min(abs(amount * scale - wide) for wide in drawn) <= 0.13, "no band of that width"


def test_containers_have_a_layer_of_their_own() -> None:
    held, frame = framed()
    bands = base_bands(held, frame, WORDS, teu=True)
    teu = sum(row["teu_year"] for row in held.base["links"])
    assert sum(band.total for band in bands) == pytest.approx(teu)
    svg = base_map(held, frame, WORDS)
    assert svg.count('class="by-tonnes"') == svg.count('class="by-teu"') == 1
    text, _ = page()
    assert '<input type="radio" name="flows-unit" value="teu">' in text
    assert ":has(input[value=teu]:checked)" in text  # the switch needs no script


def test_map_of_changes_shows_the_differences_of_the_results() -> None:
    held, frame = framed()
    for scenario in held.scenarios:
        bands = change_bands(held, scenario, frame, WORDS)
        told = [one for one in scenario.compare["links"] if abs(one["difference_t_year"]) > scenario.noise_t]
        signed = sum(band.total * (1 if band.look == "gained" else -1) for band in bands)
        assert len(bands) == len(told)
        assert signed == pytest.approx(sum(one["difference_t_year"] for one in told))


def test_what_is_closed_is_marked() -> None:
    held, frame = framed()
    ferry, country, border, still = held.scenarios
    crossings = {row["link"] for row in held.base["crossings"]}
    assert set(Shut.of(held, border).links) == crossings
    drawn = change_map(held, border, frame, WORDS, change_bands(held, border, frame, WORDS))
    spots = {tuple(frame.lines[key].mean(axis=0).round(1).tolist()) for key in crossings}
    assert drawn.count('class="shut"') == len(spots) >= 1
    drawn = change_map(held, country, frame, WORDS, change_bands(held, country, frame, WORDS))
    assert 'class="closed"' in drawn
    assert "shut" not in change_map(held, still, frame, WORDS, [])
    node = copy.deepcopy(ferry)
    node.changes[:] = [{"change": {"close": {"nodes": ["aktau"]}}, "text": ""}]
    assert change_map(held, node, frame, WORDS, []).count('class="shut"') == 1


def test_closer_view_stays_within_the_map_and_holds_what_moves() -> None:
    held, frame = framed()
    for scenario in held.scenarios[:-1]:
        bands = change_bands(held, scenario, frame, WORDS)
        near = closer(frame, bands)
        whole, view = frame.view, near.view
        assert whole.x0 - 0.1 <= view.x0 < view.x1 <= whole.x1 + 0.1
        assert whole.y0 - 0.1 <= view.y0 < view.y1 <= whole.y1 + 0.1
        assert view.touches(bands[0].line)


def test_without_coordinates_there_are_tables_but_no_map() -> None:
    text = render(results() | {"flow_links": None})
    assert "Map of flows" not in text
    assert "The busiest border crossings" in text


def test_markup_in_names_is_escaped() -> None:
    held = results()
    held["scenarios"][1]["title"] = "<script>alert(1)</script>"
    for row in held["flow_links"]:
        row["from_name"] = "<b onload=x>"
    for one in held["flows"]:
        for row in one["flows"]["services"]:
            row["name"] = "<img src=x>"
    text = render(held)
    assert "<script>alert" not in text
    assert "<b onload" not in text
    assert "<img" not in text


def test_same_results_give_the_same_bytes() -> None:
    held = results()
    assert render(held) == render(results())
    assert held == results()
    assert render_pdf(held) == render_pdf(results())


@pytest.mark.parametrize("language", ["de", "ru"])
def test_section_keeps_no_english(language: str) -> None:
    text = render(results(), language=language)
    shown = re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.DOTALL)
    held = read_po(io.BytesIO((LANGUAGES / f"{language}.po").read_bytes()), locale=language)
    asked = 0
    for one in messages():
        if not re.match(r"flow|print_flows", one.file) or one.context:
            continue
        found = held.get(one.text)
        parts = [part.strip(" .,:;()") for part in re.split(r"\{\w+\}|<[^>]+>", one.text)]
        longest = max(parts, key=len)
        if found and len(longest) > 8 and longest not in str(found.string):
            asked += 1
            assert not re.search(rf"(?<![\w'-]){re.escape(longest)}(?!\w)", shown), one.text
    assert asked > 60
    assert "Mt</" not in shown


def test_printed_section_holds_the_figures_of_the_page() -> None:
    blocks = document(results(), "en")["blocks"]
    kinds = [block["kind"] for block in blocks]
    pictures = [block for block in blocks if block["kind"] == "picture"]
    assert kinds.count("table") >= 4
    assert len(pictures) == 2 + 3  # the base, the chart, and a map for each scenario that moves something
    for one in pictures:
        assert one["alt"]
        root = ET.fromstring(one["svg"])  # noqa: S314 - our own
        assert root.tag.endswith("svg")
        assert "var(" not in one["svg"]
    held = study()
    flat = json.dumps(blocks, ensure_ascii=False)
    assert tonnes(held.base["summary"]["carried_t_year"], WORDS) in flat
    assert render_pdf(results())[:5] == b"%PDF-"


@pytest.mark.parametrize("dark", [False, True])
def test_gained_and_lost_are_told_apart_by_everybody(dark: bool) -> None:
    text, _ = page()
    blocks = re.findall(r":root\{(--ll-f[^}]*)\}", text)
    held = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", blocks[1 if dark else 0]))
    theme = themes()[dark]
    for name in ("gained", "lost", "rail", "road", "water"):
        assert contrast(held[f"ll-f-{name}"], theme["ll-land"]) >= 2.9, name
        if not dark:
            assert COLOURS[name] == held[f"ll-f-{name}"]
    for sight in SIGHTS:
        one, other = (seen(held[f"ll-f-{name}"], sight) for name in ("gained", "lost"))
        assert np.linalg.norm(one - other) >= 20, sight
