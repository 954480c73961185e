"""The printed report: whole, the same every time, safe from its own text, in every alphabet."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import sys
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.study import load_study, outputs, run_study, write_outputs
from landlink.study.report import languages, render_pdf
from landlink.study.report.blocks import UNSEEN, rich
from landlink.study.report.document import document
from landlink.study.report.map import fit_projection
from landlink.study.report.model import build_questions
from landlink.study.report.pdf import typst_inputs
from landlink.study.report.plain_svg import FONT, plain_chart, theme
from landlink.study.report.print_map import routes_map, study_map
from landlink.study.report.text import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

FIXTURE = Path(__file__).with_name("invented_results.py")
INVENTED = runpy.run_path(str(FIXTURE))
WORDS = Words.of("en")


def small(**study: str) -> dict[str, Any]:
    results: dict[str, Any] = INVENTED["invented_results"]()
    results["scenarios"], results["shipments"] = results["scenarios"][:1], results["shipments"][2:3]
    results["study"] |= study
    return results


def bare(*titles: str) -> dict[str, Any]:
    results = small()
    held = [{"id": f"s{n}", "title": one, "description": one, "changes": []} for n, one in enumerate(titles)]
    return results | {"scenarios": held, "shipments": [], "assumptions": [], "sources": [], "notes": []}


@cache
def whole(language: str) -> dict[str, Any]:
    return document(INVENTED["invented_results"](dated=True), language)


def texts(part: Any) -> Iterator[str]:  # noqa: ANN401  (plain data of any shape)
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        yield from (
            text for key, value in part.items() if key not in {"svg", "kind", "look"} for text in texts(value)
        )
    elif isinstance(part, list):
        yield from (text for value in part for text in texts(value))


def said(part: Any) -> str:  # noqa: ANN401  (typst's content as JSON)
    """Return the words of a piece of typst content."""
    if isinstance(part, list):
        return "".join(map(said, part))
    if not isinstance(part, dict):
        return ""
    if part.get("func") in {"space", "linebreak", "parbreak"}:
        return " "
    if part.get("func") == "smartquote":
        return '"' if part.get("double", True) else "'"
    own = part.get("text")
    return own if isinstance(own, str) else "".join(said(v) for k, v in part.items() if k != "func")


def test_document_is_a_pdf_in_every_language() -> None:
    for language in languages():
        made = render_pdf(small(), language)
        assert made.startswith(b"%PDF-")
        assert made.rstrip().endswith(b"%%EOF")
        assert f"/Lang ({language})".encode() in made or f"/Lang({language})".encode() in made


def test_document_is_small() -> None:
    assert len(render_pdf(INVENTED["invented_results"](dated=True))) < 3_000_000


def test_same_results_give_the_same_bytes(tmp_path: Path) -> None:
    first = render_pdf(small())
    code = (
        "import runpy, sys, pathlib; from landlink.study.report import render_pdf; "
        "r = runpy.run_path(sys.argv[1])['invented_results'](); r['scenarios'] = r['scenarios'][:1]; "
        "r['shipments'] = r['shipments'][2:3]; pathlib.Path(sys.argv[2]).write_bytes(render_pdf(r))"
    )
    other = tmp_path / "two.pdf"
    env = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    subprocess.run([sys.executable, "-c", code, str(FIXTURE), str(other)], check=True, env=env)  # noqa: S603
    assert first == other.read_bytes()


@pytest.mark.parametrize(
    ("made_at", "stamp"),
    [("2026-01-15T09:30:00Z", b"D:20260115093000"), ("2027-02-03T04:05:06+00:00", b"D:20270203040506")],
)
def test_creation_date_is_that_of_the_results(made_at: str, stamp: bytes) -> None:
    made = render_pdf(small(generated_at=made_at))
    streams = re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL)
    assert stamp in made + b"".join(map(inflated, streams))


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return b""


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=40))
@example('#set page(width: 1pt)\n#panic("x")')
@example("*bold* _it_ `raw` $x^2$ <label> @ref \\ [a] // no /* no */ https://example.org")
@example("= Heading\n- item\n+ item\n/ term: x ~ -- --- ... \"q\" 'q'")
@example("Сиань — Дуйсбург, Ақтау, Böyük Kəsik, 西安, مشهد, 🚂")
def test_any_text_is_set_as_it_is(text: str) -> None:
    results = bare("Today", text)
    found = json.loads(typst.query(**typst_inputs(results, "en"), selector="heading", field="body"))
    assert " ".join(UNSEEN.sub("", text).split()) in [" ".join(said(one).split()) for one in found]


def test_text_is_set_as_it_is_wherever_it_stands() -> None:
    evil = '#panic("x") <b>*bold*</b> ]] \\ \x07\ufffe ${x} </svg>&amp;'
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
    assert render_pdf(results).startswith(b"%PDF-")
    shown = "\n".join(texts(document(results, "en")))
    assert shown.count(UNSEEN.sub("", evil)) > 30
    assert "javascript:" not in shown


@pytest.mark.parametrize("language", languages())
def test_a_study_without_any_route_is_still_set(language: str) -> None:
    results = small()
    results["shipments"][0]["results"] = [INVENTED["outcome"]("base", [], reason="All is shut.")]
    results["study"]["incomplete"] = {"done": 1, "total": 2, "missing": ["one, base"]}
    assert render_pdf(results, language).startswith(b"%PDF-")
    assert "All is shut." in "\n".join(texts(document(results, language)))


def test_fonts_of_typst_have_cyrillic() -> None:
    assert FONT in typst.Fonts(include_system_fonts=False).families()
    made = render_pdf(small(title="Сиань, Ақтау, Өскемен"), "ru")
    assert b"LibertinusSerif" in made
    _, warnings = typst.compile_with_warnings(**typst_inputs(small(title="Ақтау"), "ru"), format="pdf")
    assert warnings == []


def test_every_part_of_the_report_is_there() -> None:
    results = INVENTED["invented_results"](dated=True)
    shown = "\n".join(texts(whole("en")))
    for shipment in results["shipments"]:
        assert shipment["title"] in shown
    for kind in ("assumptions", "sources"):
        for row in results[kind]:
            assert (row.get("title") or row["key"]) in shown
    for text in (
        "Mon, 2 Mar 2026, 08:00 (UTC+8)", "Latest ready for the deadline", "10,000 runs, seed 7.", "93 %",
        "Invented corridor 3: Xi'an - Duisburg", "Its origin is not in the network.",
        "Where the model is weak",
        "An invented note on dates.", "Low Caspian water", "The Hairatan bridge is closed",
    ):  # fmt: skip
        assert text in shown.replace("\N{NO-BREAK SPACE}", " "), text


def test_figures_are_those_of_the_page() -> None:
    results = INVENTED["invented_results"]()
    tables = [block for block in whole("en")["blocks"] if block["kind"] == "table"]
    routes = next(one for one in tables if one["caption"].startswith("Routes from Xi'an to Duisburg"))
    for row, route in zip(routes["rows"], results["shipments"][0]["results"][0]["corridors"], strict=True):
        num = WORDS.num
        assert "".join(run["t"] for run in row[1]) == num.days(route["time_h"])
        assert "".join(run["t"] for run in row[3]) == num.whole(route["cost_usd"])


def test_rows_are_as_wide_as_their_heads() -> None:
    for language in languages():
        for block in whole(language)["blocks"]:
            if block["kind"] == "table":
                assert {len(row) for row in block["rows"]} <= {len(block["head"])}
                assert len(block["columns"]) == len(block["head"])


def test_sentences_keep_their_bold_parts() -> None:
    assert rich(WORDS.html("<b>{scenario}</b>: no change here.", scenario="<b>x</b> & y")) == [
        {"t": "<b>x</b> & y", "b": True}, {"t": ": no change here.", "b": False},
    ]  # fmt: skip


def test_pictures_are_plain() -> None:
    questions = build_questions(INVENTED["invented_results"](), WORDS)
    rows = [row for question in questions for row in question.base.rows]
    projection = fit_projection([row.route for row in rows])
    for svg in (routes_map(questions[0].base.rows, projection, WORDS), study_map(rows, projection, WORDS)):
        root = ET.fromstring(svg)  # noqa: S314 - our own
        assert root.get("font-family") == FONT
        assert not re.search(r"var\(|class=|style=|href", svg)
        assert "Xi'an" in "".join(root.itertext())
        assert {e.get("stroke") for e in root.iter() if e.get("stroke")} & {
            theme()["ll-r1"],
            theme()["ll-accent"],
        }
    assert routes_map([], projection, WORDS) == ""
    assert plain_chart("") == ""


def test_charts_in_the_document_are_plain() -> None:
    pictures = [block for block in whole("de")["blocks"] if block["kind"] == "columns"]
    assert len(pictures) >= 5
    for svg in (one["svg"] for block in pictures for one in block["pictures"]):
        assert not re.search(r"var\(", svg)
        ET.fromstring(svg)  # noqa: S314 - our own


def test_study_writes_the_document_when_it_is_named(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    text = (
        "title: One\nshipments: [{id: one, from: Almaty, to: Aktau}]\nanalyses: {criteria: [time]}\n"
        "outputs: {languages: [ru, de], pdf: paper.pdf, report: , excel: , table: , json: , geojson: }\n"
    )
    file.write_text(text, encoding="utf-8")
    study = load_study(file)
    written = write_outputs(study, run_study(study), tmp_path / "out")
    papers = [path for path in written if path.suffix == ".pdf"]
    assert [path.name for path in papers] == ["paper.pdf", "paper.de.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF-") for path in papers)


def test_a_missing_package_has_a_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "study.yaml"
    text = "title: One\nshipments: [{id: one, from: Almaty, to: Aktau}]\noutputs: {pdf: report.pdf}\n"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(outputs, "find_spec", lambda name: None if name == "typst" else name)
    with pytest.raises(LandlinkError, match=r"landlink\[report\].*`pdf:`"):
        outputs.require_report(load_study(file))
