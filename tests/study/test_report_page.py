"""The report's page: whole, safe, self-contained, equal to its input, readable."""

from __future__ import annotations

import copy
import re
import runpy
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.study.report import render
from landlink.study.report.numbers import Numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIXTURE = Path(__file__).with_name("invented_results.py")
INVENTED = runpy.run_path(str(FIXTURE))
VOID = {"meta", "input", "br", "link", "img", "hr", "path", "circle", "line", "use", "rect"}
NUM = Numbers()


class Page(HTMLParser):
    """Collects what the tests ask about, and checks that tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[dict[str, Any]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append({"caption": "", "rows": []})
        if tag == "tr":
            self.tables[-1]["rows"].append([])
        if tag in {"td", "th"}:
            self.tables[-1]["rows"][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if "style" in self.open or "script" in self.open:
            return
        self.words.append(data)
        if "caption" in self.open:
            self.tables[-1]["caption"] += data
        elif ("td" in self.open or "th" in self.open) and "svg" not in self.open:
            self.tables[-1]["rows"][-1][-1] += data

    @property
    def text(self) -> str:
        """All visible words, spaces folded."""
        return " ".join("".join(self.words).split())

    def table(self, caption: str) -> list[list[str]]:
        """Return the rows of the table with a caption, spaces folded."""
        found = [t for t in self.tables if " ".join(t["caption"].split()) == caption]
        assert len(found) == 1, caption
        return [[" ".join(cell.split()) for cell in row] for row in found[0]["rows"]]


def small(**study: str) -> dict[str, Any]:
    """Return one shipment with one scenario, for quick renders."""
    results: dict[str, Any] = INVENTED["invented_results"]()
    results["scenarios"] = results["scenarios"][:1]
    results["shipments"] = [results["shipments"][2]]
    results["study"] |= study
    return results


@cache
def whole() -> tuple[dict[str, Any], str, Page]:
    results: dict[str, Any] = INVENTED["invented_results"]()
    text = render(results)
    return results, text, Page(text)


def test_page_is_whole_and_balanced() -> None:
    _, text, page = whole()
    assert text.startswith("<!doctype html>\n")
    assert page.open == []
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_inner_links_lead_somewhere() -> None:
    _, _, page = whole()
    ids = {attrs.get("id") for _, attrs in page.tags}
    inner = {(a.get("href") or "")[1:] for _, a in page.tags if (a.get("href") or "").startswith("#")}
    assert inner <= ids


def test_nothing_is_loaded_from_elsewhere() -> None:
    _, text, page = whole()
    for tag, attrs in page.tags:
        assert "src" not in attrs
        assert tag not in {"link", "img", "iframe", "object", "embed"}
        if tag != "a" and "href" in attrs:
            assert (attrs["href"] or "").startswith("#")
        assert "url(" not in (attrs.get("style") or "")
    styles = "".join(re.findall(r"<style>(.*?)</style>", text, re.DOTALL))
    assert "url(" not in styles
    assert "@import" not in styles
    policy = next(a["content"] for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert (policy or "").startswith("default-src 'none'")


def test_size_is_modest() -> None:
    _, text, _ = whole()
    assert len(text.encode()) < 1_200_000


def test_every_shipment_and_scenario_is_there() -> None:
    results, _, page = whole()
    for number, shipment in enumerate(results["shipments"], start=1):
        assert f"Question {number} · {shipment['title']}" in page.text
    for scenario in results["scenarios"]:
        assert scenario["title"] in page.text
        for change in scenario["changes"]:
            assert change["text"] in page.text
    for assumption in results["assumptions"]:
        assert assumption["key"] in page.text
    for source in results["sources"]:
        assert source["title"] in page.text
    assert "A cover of the front of time, cost, CO₂e, time variance" in page.text
    assert "at most 1 % worse by any criterion" in page.text
    for note in results["notes"]:
        assert note in page.text


def test_route_table_shows_the_input() -> None:
    results, _, page = whole()
    rows = page.table("Routes from Xi'an to Duisburg, scenario Today. Best value of a column in bold.")
    routes = results["shipments"][0]["results"][0]["corridors"]
    for letter, route, row in zip("ABCD", routes, rows[1:], strict=True):
        assert row[0].startswith(f"{letter} {route['label']}")
        assert row[1:] == [
            NUM.days(route["time_h"]),
            f"{NUM.days(route['time_p20_h'])} to {NUM.days(route['time_p80_h'])}",
            NUM.whole(route["cost_usd"]),
            NUM.whole(route["co2e_kg"]),
            NUM.whole(route["distance_km"]),
            " ".join(NUM.share(route["unverified_share"]).split()),
        ]


def test_leg_table_shows_the_input() -> None:
    results, _, page = whole()
    route = results["shipments"][0]["results"][0]["corridors"][1]
    rows = page.table("Legs of Middle, scenario Today, in order of travel")
    assert len(rows) == len(route["legs"]) + 2
    for row, leg in zip(rows[1:-1], route["legs"], strict=True):
        assert row[0].startswith(leg["from"])
        assert row[3:7] == [
            NUM.hours(leg["time_h"]),
            NUM.hours(leg["time_sd_h"]),
            NUM.whole(leg["cost_usd"]),
            NUM.whole(leg["co2e_kg"]),
        ]
        assert row[7] == leg["quality"]
    assert rows[-1][2] == NUM.hours(route["time_h"])


def test_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    first = render(small(), tmp_path / "one.html")
    code = (
        "import runpy, sys, pathlib; from landlink.study.report import render; "
        "r = runpy.run_path(sys.argv[1])['invented_results'](); r['scenarios'] = r['scenarios'][:1]; "
        "r['shipments'] = [r['shipments'][2]]; render(r, pathlib.Path(sys.argv[2]))"
    )
    other = tmp_path / "two.html"
    env = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    subprocess.run([sys.executable, "-c", code, str(FIXTURE), str(other)], check=True, env=env)  # noqa: S603
    assert (tmp_path / "one.html").read_bytes() == first.encode() == other.read_bytes()


def test_markup_in_names_is_escaped() -> None:
    evil = "<script>alert(1)</script>"
    results = small(title=evil, description=evil, file=evil, study_hash=evil)
    results["network"]["name"] = evil
    results["scenarios"][0] |= {"title": evil, "description": evil, "changes": [{"text": evil}]}
    shipment = results["shipments"][0]
    shipment |= {"title": evil, "origin": evil, "destination": evil, "question": evil}
    route = shipment["results"][0]["alternatives"][0]
    route |= {"label": evil, "labels": [evil], "via": [evil], "countries": [evil]}
    for leg in route["legs"]:
        leg |= {"from": evil, "to": evil, "name": evil, "quality": evil, "sources": [evil]}
    shipment["results"][0]["note"] = evil
    results["assumptions"][0] |= {"key": evil, "value": evil, "note": evil, "source_title": evil}
    results["sources"][0] |= {"title": evil, "url": "javascript:alert(1)"}
    results["notes"] = [evil]
    text = render(results)
    assert text.count("<script>") == 1
    assert "javascript:" not in text
    assert Page(text).open == []


def test_no_route_is_said_plainly() -> None:
    _, _, page = whole()
    assert "Low Caspian water: no route is left. The Hairatan bridge is closed" in page.text
    rows = page.table("Change against “Today” for each route of Xi'an to Duisburg.")
    assert rows[1][:2] == ["A Northern", "No route"]


def test_shipment_without_any_route_still_has_a_section() -> None:
    results = small()
    results["shipments"][0]["results"] = [INVENTED["outcome"]("base", [], reason="All is shut.")]
    text = Page(render(results)).text
    assert "Between Ashgabat and Mersin there is no route: All is shut." in text


def test_scenario_that_a_shipment_was_not_run_under_is_left_out_of_its_section() -> None:
    results = small()
    results["scenarios"].append({"id": "x", "title": "Other", "description": "", "changes": []})
    page = Page(render(results))
    assert page.text.count("Other") == 1  # in the list of scenarios
    assert "What the scenarios change" not in page.text


def test_route_without_geometry_has_a_table_but_no_map() -> None:
    results = small()
    results["shipments"][0]["results"][0]["alternatives"][0]["geometry"] = []
    page = Page(render(results))
    assert "The routes carry no geometry" in page.text
    assert any("routes" in (a.get("class") or "") for t, a in page.tags if t == "table")


def test_twelve_routes_get_letters_and_colours_of_their_own() -> None:
    results = small()
    make, text = INVENTED["make_route"], INVENTED["MERSIN"]
    routes = [make(f"Way {i}", text, slow=1 + i / 50) for i in range(12)]
    results["shipments"][0]["results"][0] |= {"corridors": routes, "alternatives": []}
    page = Page(render(results))
    keys = [a for t, a in page.tags if t == "input" and a.get("type") == "checkbox"]
    assert [a["value"] for a in keys] == list("ABCDEFGHIJKL")
    styles = {a["style"] for t, a in page.tags if t == "g" and a.get("class") == "badge"}
    assert len(styles) == 12


def test_results_are_left_as_they_were() -> None:
    results = small()
    before = copy.deepcopy(results)
    render(results)
    assert results == before


def test_tables_and_pictures_are_described() -> None:
    _, _, page = whole()
    assert next(a for t, a in page.tags if t == "html")["lang"] == "en"
    assert all(table["caption"].strip() for table in page.tables)
    assert all("scope" in a for t, a in page.tags if t == "th")
    for tag, attrs in page.tags:
        if tag == "svg":
            assert attrs.get("aria-hidden") == "true" or attrs.get("aria-label")


def test_unknown_language_names_the_known_ones() -> None:
    with pytest.raises(LandlinkError, match="'xx'; there is: de, en, ru"):
        render(small(), language="xx")


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def themes() -> list[dict[str, str]]:
    _, text, _ = whole()
    blocks = re.findall(r":root\{([^}]*)\}", text)[:2]
    found = []
    for block in blocks:
        pairs = re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})\b", block)
        found.append({k: v if len(v) == 7 else "#" + "".join(c * 2 for c in v[1:]) for k, v in pairs})
    return found


@pytest.mark.parametrize("dark", [False, True])
def test_contrast_of_text_and_lines(dark: bool) -> None:
    theme = themes()[dark]
    for ground in ("page", "panel"):
        for ink in ("ll-ink", "ll-quiet", "ll-accent"):
            assert contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground)
    assert contrast(theme["top-ink"], theme["top"]) >= 7
    assert contrast(theme["top-quiet"], theme["top"]) >= 4.5
    for n in range(1, 13):
        assert contrast(theme[f"ll-r{n}"], theme["ll-land"]) >= 2.8, n


SIGHTS = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "without red": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "without green": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
}  # fmt: skip
"""Machado, Oliveira and Fernandes (2009): linear light as seen with full sight and two colour blindnesses."""


def seen(colour: str, sight: str) -> NDArray[np.float64]:
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    light = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    light = np.clip(np.array(SIGHTS[sight]) @ light, 0, 1)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(np.maximum(to_xyz @ light / np.array([0.9505, 1.0, 1.089]), 1e-6))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize(("kind", "count"), [("r", 9), ("k", 5)])
def test_colours_differ_for_every_eye(dark: bool, sight: str, kind: str, count: int) -> None:
    theme = themes()[dark]
    colours = [seen(theme[f"ll-{kind}{n}"], sight) for n in range(1, count + 1)]
    gaps = [np.linalg.norm(a - b) for i, a in enumerate(colours) for b in colours[:i]]
    assert min(gaps) > 10
