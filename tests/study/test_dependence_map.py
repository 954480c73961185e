"""The picture of a dependence: well formed, all in its frame, and its words those of the figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pandas as pd
import pytest

from landlink.errors import LandlinkError
from landlink.flows.graph import flow_graph
from landlink.network import Network
from landlink.resilience.dependence import dependence
from landlink.resilience.trade import partners
from landlink.study.report.dependence_files import write_dependence
from landlink.study.report.dependence_heat import heat_svg
from landlink.study.report.dependence_map import WIDTH, dependence_page, dependence_svg
from landlink.study.report.dependence_words import columns_of, headline, standfirst
from landlink.study.report.text import Words

if TYPE_CHECKING:
    from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return dependence(partners(flow_graph(Network.reference()))).as_dict()


def test_everything_is_in_the_frame(result: dict[str, Any]) -> None:
    root = ET.fromstring(dependence_svg(result))  # noqa: S314  (our own)
    height = float(root.attrib["height"])
    for rect in root.iter(f"{SVG}rect"):
        x, y = float(rect.get("x", 0)), float(rect.get("y", 0))
        assert 0 <= x <= x + float(rect.attrib["width"]) <= WIDTH
        assert 0 <= y <= y + float(rect.attrib["height"]) <= height + 0.5
    for text in root.iter(f"{SVG}text"):
        size = float(text.attrib["font-size"])
        if "transform" in text.attrib or text.get("text-anchor"):
            continue
        said = "".join(text.itertext())
        wide = 0.6 if size > 30 else 0.52  # letters of a wide face, as the lines are broken for
        assert float(text.attrib["x"]) + wide * size * len(said) <= WIDTH + 4, said
        assert size <= float(text.attrib["y"]) <= height


def test_a_row_a_country_and_a_cell_a_closure(result: dict[str, Any]) -> None:
    drawn = dependence_svg(result)
    heat = result["heat"]
    shown = columns_of(heat, 5.0, 0.05)
    told = sum(bool(heat["harm"][row][column]) for row in range(len(heat["rows"])) for column in shown)
    assert drawn.count("<title>") == told
    cells = len(heat["rows"]) * len(shown)
    assert drawn.count("<rect") > cells > told
    for row in heat["rows"]:
        assert f">{row['name']}</text>" in drawn
    assert "How it was computed." in drawn
    assert "kazinform-2025-road-9m-2024" in drawn


def test_seas_are_always_shown(result: dict[str, Any]) -> None:
    heat = result["heat"]
    seas = [number for number, one in enumerate(heat["columns"]) if one["kind"] == "sea"]
    assert any(max(line[sea] or 0.0 for line in heat["dearer_pct"]) < 5 for sea in seas)
    assert set(seas) <= set(columns_of(heat, 5.0, 0.05))
    drawn, page = dependence_svg(result), heat_svg(result, Words.of("de"), "Wer von wem abhängt")
    for said, text in ((drawn, "Caspian Sea"), (page, "Kaspisches Meer")):
        assert f">{text}</text>" in said


def test_the_headline_is_the_worst_row(result: dict[str, Any]) -> None:
    shown = {row["code"] for row in result["heat"]["rows"]}
    worst = max(
        (one["worst"] for one in result["countries"] if one["code"] in shown), key=lambda cell: cell["harm"]
    )
    said = headline(result)
    assert said.startswith(worst["name"])
    assert f"{100 * worst['dearer_share']:.0f} %" in said
    assert worst["closed"] in said
    assert f"{worst['dearer_pct']:.0f} %" in standfirst(result)


def test_a_country_of_which_too_little_is_known_is_no_row(result: dict[str, Any]) -> None:
    shown = {row["code"] for row in result["heat"]["rows"]}
    assert {"KG", "MN", "AM", "KZ"} <= shown
    assert not {"FR", "GB", "NL", "SG"} & shown
    assert any("France" in note for note in result["notes"])


def test_page_holds_every_figure(result: dict[str, Any]) -> None:
    page = dependence_page(result)
    assert page.count("<tr>") == len(result["matrix"]) + 1
    assert not re.search(r"\b(nan|None|inf)\b", page)


def test_files_of_all_kinds(result: dict[str, Any], tmp_path: Path) -> None:
    for suffix in ("html", "svg", "csv", "xlsx", "json"):
        write_dependence(result, tmp_path / f"who.{suffix}")
    table = pd.read_csv(tmp_path / "who.csv", keep_default_na=False)
    assert len(table) == len(result["matrix"])
    sheets = pd.read_excel(tmp_path / "who.xlsx", sheet_name=None, engine="calamine")
    assert list(sheets) == ["worst cases", "matrix", "gateways", "rule and sources"]
    assert len(sheets["matrix"]) == len(result["matrix"])
    with pytest.raises(LandlinkError, match="ending"):
        write_dependence(result, tmp_path / "who.docx")
