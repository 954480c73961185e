"""The section on flows in print: what the corridors carry and what moves, shorter than on the page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from landlink.study.report import flow_map, flow_tables, flow_words
from landlink.study.report.blocks import bullets, heading, key, paragraph, picture, plain, rich, table
from landlink.study.report.flow_marks import Shut, labels_svg
from landlink.study.report.flow_model import flow_study
from landlink.study.report.flows import scale_texts, shadow, stretch
from landlink.study.report.map import base_layer, wrap_svg
from landlink.study.report.plain_svg import plain_chart, plain_map
from landlink.study.report.print_map import WIDTH_PX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from landlink.study.report.blocks import Block
    from landlink.study.report.flow_map import Band, Frame
    from landlink.study.report.flow_model import FlowStudy, Json, Scenario
    from landlink.study.report.text import Words

HERE = '<g id="bands" />'
MOST_ROWS = 8


def flows_section(held: Mapping[str, Any], words: Words) -> Iterator[Block]:
    """Yield the section on flows, or nothing where the study asked for none."""
    study = flow_study(held)
    if study is None:
        return
    frame = flow_map.frame_of(study)
    yield {"kind": "break"}
    yield heading(1, words("What the corridors carry, and what moves"))
    for said in flow_words.carried(study, words):
        yield paragraph(rich(said))
    if study.scenarios:
        told = [(one, " ".join(map(str, flow_words.moved(one, study, words)))) for one in study.scenarios]
        yield bullets(
            [[*plain(one.title, bold=True), *plain(": "), *rich(text)] for one, text in told], "changes"
        )
    if frame:
        yield from _base(study, frame, words)
    yield from _corridors(study, words)
    yield from _bottlenecks(study, words)
    for one in study.scenarios:
        yield from _scenario(one, study, frame, words)
    yield heading(2, words("What is not known"), listed=False)
    yield bullets([plain(one) for one in flow_words.unknown(study, words)], "small")
    yield paragraph(plain(flow_words.rule(study, words)), "small")


def _base(study: FlowStudy, frame: Frame, words: Words) -> Iterator[Block]:
    bands = flow_map.base_bands(study, frame, words)
    scale = flow_map.px_per_unit(bands[0].total if bands else 0.0)
    labels = labels_svg(study.base["hubs"], study.pooled_crossings(), bands, study, frame, words, WIDTH_PX)
    drawn = flow_map.bands_svg(bands, scale, frame, paint=True)
    legend = scale_texts(bands[0].total if bands else 0.0, scale, words)
    note = words(
        "Traffic keeps to the right: of the two bands along a line, the right one in the direction of "
        "travel. What is too thin to see is drawn as a hair."
    )
    title = words("Flows on the map: {scenario}", scenario=study.title)
    yield picture(
        _map(frame, drawn, labels, legend), note, title=title,
        alt=words("Map of flows: {title}", title=study.title),
    )  # fmt: skip
    inks = flow_map.COLOURS
    names = (("rail", words("rail")), ("road", words("road")), ("water", words("ferry or sea")))
    yield key((inks[look], name) for look, name in names)


def _corridors(study: FlowStudy, words: Words) -> Iterator[Block]:
    yield heading(2, words("Corridors"), listed=False)
    yield picture(plain_chart(flow_tables.corridors_chart(study, words)), share=0.85, alt=words("Corridors"))
    yield key(flow_tables.chart_key(study))
    yield _table(flow_tables.corridors_of(study.base, study.title, words))


def _bottlenecks(study: FlowStudy, words: Words) -> Iterator[Block]:
    yield heading(2, words("Bottlenecks"), listed=False)
    yield paragraph(plain(shadow(study, words)))
    held = flow_tables.bottlenecks_table(study, words)
    if held["rows"]:
        yield _table(held)
    yield _table(flow_tables.crossings_table(study, words))


def _scenario(scenario: Scenario, study: FlowStudy, frame: Frame | None, words: Words) -> Iterator[Block]:
    yield heading(2, words("What moves: {scenario}", scenario=scenario.title), listed=False)
    bands = flow_map.change_bands(study, scenario, frame, words) if frame else []
    if frame and bands:
        yield from _changes(scenario, study, flow_map.closer(frame, bands), words, bands)
    for held in flow_tables.scenario_tables(scenario, study, words)[:2]:
        yield _table(held)


def _changes(
    scenario: Scenario, study: FlowStudy, frame: Frame, words: Words, bands: Sequence[Band]
) -> Iterator[Block]:
    scale = flow_map.change_scale(study, bands, frame)
    drawn = flow_map.change_layers(study, scenario, frame, bands, paint=True)
    labels = flow_map.change_labels(study, scenario, frame, words, bands, WIDTH_PX)
    marks = Shut.of(study, scenario).marks_svg(frame, words, paint=True)
    small = words("Changes below {tonnes} are left out.", tonnes=flow_words.tonnes(scenario.noise_t, words))
    note = f"{words('Change of both directions together.')} {stretch(study, scale, frame, words)} {small}"
    alt = words("Map of what moves: {title}", title=scenario.title)
    legend = scale_texts(bands[0].total, scale, words)
    yield picture(_map(frame, drawn, labels, legend, marks), note, alt=alt)
    inks = flow_map.COLOURS
    names = (
        ("gained", words("gains traffic")), ("lost", words("loses traffic")),
        ("rest", words("used in the base")),
    )  # fmt: skip
    yield key((inks[look], name) for look, name in names)


def _table(held: Json) -> Block:
    """Return a table of the page for print, with its first rows."""
    rows = [
        [plain(cell["t"], bold=place == 0) for place, cell in enumerate(row)]
        for row in held["rows"][:MOST_ROWS]
    ]
    columns = "X" + "L" * (held["text"] - 1) + "R" * (len(held["head"]) - held["text"])
    return table(held["head"], rows, columns, held["caption"], small=True)


def _map(frame: Frame, bands: str, labels: str, legend: Sequence[tuple[float, str]], marks: str = "") -> str:
    """Return a map for print: basemap and names in plain SVG, bands and legend as they are."""
    unit = frame.view.width / WIDTH_PX
    inner = f"{base_layer(frame.projection, frame.view)}{HERE}{labels}"
    drawn = plain_map(wrap_svg(inner, frame.view, ""), frame.view, unit)
    made = drawn.replace(HERE, bands, 1)
    return made.removesuffix("</svg>") + marks + _legend(frame, legend) + "</svg>"


def _legend(frame: Frame, legend: Sequence[tuple[float, str]]) -> str:
    """Draw the scale bars into the lower left corner, in pixels of the printed map."""
    view, unit = frame.view, frame.view.width / WIDTH_PX
    high, ink = 22 * len(legend) + 8, flow_map.COLOURS["rest"]
    parts = [
        f'<rect x="6" y="{-high - 4}" width="118" height="{high - 2}" fill="#fff" fill-opacity=".85" rx="3"/>'
    ]
    for place, (px, text) in enumerate(reversed(legend)):
        y, tall = -14 - 22 * place, max(px * frame.unit / unit, 0.5)
        parts.append(f'<rect x="12" y="{y - tall / 2:.2f}" width="40" height="{tall:.2f}" fill="{ink}"/>')
        parts.append(f'<text x="60" y="{y + 4}" font-size="12" fill="#1c2932">{escape(text)}</text>')
    at = f"translate({view.x0:.1f} {view.y1:.1f}) scale({unit:.4f})"
    return f'<g transform="{at}">{"".join(parts)}</g>'
