"""The sections on shocks in print, shorter than on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.blocks import heading, paragraph, picture, plain, table
from landlink.study.report.criticality import failures_map, frame
from landlink.study.report.map import base_layer
from landlink.study.report.plain_svg import plain_chart, plain_map
from landlink.study.report.shocks import kicker, shock_sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from landlink.study.report.blocks import Block
    from landlink.study.report.model import Json
    from landlink.study.report.text import Words

WIDTH_PX = 720
MOST_ROWS = 12


def shock_blocks(results: Mapping[str, Any], words: Words) -> Iterator[Block]:
    """Yield the sections on shocks that a study asks for."""
    parts = {"dependence": _dependence, "criticality": _criticality, "sweep": _sweep, "caspian": _caspian}
    for name, held in shock_sections(results, words).items():
        yield {"kind": "break"}
        yield {**heading(1, held["headline"]), "kicker": plain(kicker(name, words))[0]["t"]}
        for sentence in held.get("sentences", ()):
            yield paragraph(plain(sentence))
        if name == "criticality":
            yield from _map(results["criticality"]["failures"], words)
        yield from parts[name](held, words)
        yield paragraph(
            [*plain(words("How it was computed."), bold=True), *plain(f" {held['rule']}")], "small"
        )
        if held["notes"]:
            yield paragraph(plain(" ".join(held["notes"])), "small")


def shock_cards(results: Mapping[str, Any], words: Words) -> Iterator[Block]:
    """Yield a card for each section on shocks, for the answers at a glance."""
    for name, held in shock_sections(results, words).items():
        yield {
            "kind": "card",
            "kicker": plain(kicker(name, words))[0]["t"],
            "title": plain(held["headline"])[0]["t"],
            "figures": [],
            "text": [plain(sentence) for sentence in held.get("sentences", ())[:2]],
            "changes": [],
        }


def _dependence(held: Json, words: Words) -> Iterator[Block]:
    yield picture(plain_chart(held["heat"]), held["reading"], alt=held["headline"])
    head = [
        words("Country"), words("Worst case: this closes"), words("Touched"), words("Cut off"),
        words("Dearer"), words("Days"),
    ]  # fmt: skip
    names = ("worst", "touched", "cut", "dearer", "days")
    rows = [
        [plain(one["name"], bold=True), *(plain(one[name]) for name in names)] for one in held["countries"]
    ]
    yield table(head, rows, "LLrrrr", words("Each country and its worst case"), small=True)


def _map(failures: list[Json], words: Words) -> Iterator[Block]:
    """Yield the map of failures as plain SVG."""
    drawn = [one for one in failures if one.get("coordinates")]
    if not drawn:
        return
    projection, view = frame(drawn)
    svg = failures_map(failures, words, base_layer(projection, view), WIDTH_PX)
    caption = words(
        "Thick lines: railways, roads and services; dots: places; diamonds: border crossings. The thicker "
        "or larger,"
        " the greater the loss. Lines join the two places straight."
    )
    yield picture(plain_map(svg, view, view.width / WIDTH_PX), caption, alt=words("What matters most"))


def _criticality(held: Json, words: Words) -> Iterator[Block]:
    head = [
        "", words("What fails"), words("Kind"), words("Loss, million USD a year"), words("Tonnes touched"),
        words("Without a way, million t"),
    ]  # fmt: skip
    rows = [
        [
            plain(one["rank"]), [*plain(one["name"], bold=True), *plain(f"\n{one['countries']}")],
            *(plain(one[name]) for name in ("kind", "loss", "share", "lost")),
        ]
        for one in held["rows"][:MOST_ROWS]
    ]  # fmt: skip
    yield table(head, rows, "rXlrrr", words("The costliest failures, each closed for a year by itself"))
    if held["pairs"]:
        yield heading(2, words("Two failures at once"), listed=False)
        yield paragraph(plain(held["pairs"]["text"]))
        head = [
            words("What fails"), words("and"), words("Loss together"), words("One by one"),
            words("Beyond both"),
            words("How sure"),
        ]  # fmt: skip
        names = ("first", "second", "loss", "alone", "beyond", "sure")
        rows = [[plain(one[name]) for name in names] for one in held["pairs"]["rows"][:MOST_ROWS]]
        caption = words(
            "The costliest pairs, million USD a year. Beyond both: what the pair costs more than its two "
            "failures one"
            " by one"
        )
        yield table(head, rows, "LLrrrl", caption, small=True)


def _sweep(held: Json, words: Words) -> Iterator[Block]:
    if held["years"]:
        yield picture(plain_chart(held["years"]), held["reading"], alt=held["headline"])
    rows = [
        [plain(term, bold=True), plain(value, bold=True), plain(text)] for term, value, text in held["terms"]
    ]
    yield table([words("Figure"), words("Value"), words("What it says")], rows, "LlX")
    for part in held["parts"]:
        often = part["key"] == "causes"
        head = [
            part["head"],
            *([words("How often")] if often else []),
            words("Loss"),
            words("Share"),
            words("1 year in 20"),
        ]
        rows = [
            [
                plain(one["name"], bold=True), *([plain(f"{one['kind']}, {one['often']}")] if often else []),
                *(plain(one[name]) for name in ("loss", "share", "bad")),
            ]
            for one in part["rows"]
        ]  # fmt: skip
        unit = words("million USD a year ± standard error, share, and what one year in twenty exceeds")
        yield table(head, rows, f"L{'L' * often}rrr", f"{part['title']}: {unit}", small=True)
    yield paragraph(plain(held["small"]), "small")


def _caspian(held: Json, words: Words) -> Iterator[Block]:
    yield picture(plain_chart(held["chart"]), held["reading"], alt=held["headline"])
    for one in held["levels"]:
        head = [
            words("Service"), words("Held back at"), words("Payload"), words("Capacity left"),
            *([words("Without dredging")] if one["bare"] else []), words("Price of a unit"),
            words("Closes below, m"), words("Dredging that would keep it"),
        ]  # fmt: skip
        names = (
            "port",
            "payload",
            "left",
            *(("bare",) if one["bare"] else ()),
            "price",
            "closes",
            "dredging",
        )
        rows = [
            [plain(row["name"], bold=True), *(plain(row[name]) for name in names)] for row in one["services"]
        ]
        caption = words("What is left of each service that can be computed, {level}", level=one["level"])
        yield table(
            head, rows, "Xlrr" + "r" * one["bare"] + "rrl", f"{caption}. {one['dredged']}".strip(), small=True
        )
    if held["pathways"]:
        head = [words("Pathway"), *held["years"]]
        rows = [[plain(row["name"], bold=True), *map(plain, row["cells"])] for row in held["pathways"]]
        yield table(head, rows, "Lrrr", words("Level in metres, with the band in brackets"), small=True)
    if held["unknown"]:
        yield heading(2, words("What is not known"), listed=False)
        text = words(
            "For these services no effect can be computed. They may lose capacity or close all the same."
        )
        listed = "; ".join(f"{row['name']} ({row['what']})" for row in held["unknown"])
        yield paragraph(plain(f"{text} {listed}."), "small")
