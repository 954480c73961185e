"""The validation in print: how far the model is from published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.blocks import bullets, heading, key, paragraph, picture, plain, side_by_side, table
from landlink.study.report.plain_svg import plain_chart
from landlink.study.report.validation import validation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from landlink.study.report.blocks import Block
    from landlink.study.report.text import Words


def validation_section(held: Mapping[str, Any] | None, words: Words) -> Iterator[Block]:
    """Yield the section on validation, or nothing where there is none."""
    shown = validation(held, words)
    if shown is None:
        return
    yield heading(1, words("How far the model is from published figures"))
    text = words(
        "The model was compared with figures that operators, authorities and researchers have published. The "
        "error is the mean of the absolute differences in percent (MAPE)."
    )
    yield paragraph(plain(f"{text} {shown['note']}".strip()))
    crossed = [words("Cross-validated")] if shown["crossed"] else []
    head = [words("Measure"), words("Figures compared"), words("Mean error"), *crossed]
    cells = ("rows", "mape", *(("crossed",) if shown["crossed"] else ()))
    rows = [
        [plain(one["name"], bold=True), *(plain(one[name]) for name in cells)] for one in shown["summary"]
    ]
    yield table(head, rows, "L" + "r" * len(cells), words("Mean error by measure"))
    if shown["crossed"]:
        note = words(
            "Cross-validated: each source left out in turn, and its figures predicted from the others."
        )
        yield paragraph(plain(note), "small")
    if shown["weak"]:
        yield heading(2, words("Where the model is weak"), listed=False)
        yield bullets([_weak(one, words) for one in shown["weak"]])
    yield from _charts(shown, words)
    yield _rows(shown, words)
    if shown["skipped"]:
        title = words.plural(
            "{n} published figure left out", "{n} published figures left out", len(shown["skipped"])
        )
        yield heading(2, title, listed=False)
        yield bullets(
            [plain(f"{one['what']}: {words.free(one['reason'])}") for one in shown["skipped"]], "small"
        )


def _weak(one: Mapping[str, str], words: Words) -> list[dict[str, Any]]:
    """Say what the model misses, and by how much."""
    figures = {name: one[name] for name in ("modelled", "published", "unit", "error")}
    text = words("modelled {modelled}, published {published} {unit} ({error})", **figures)
    return [*plain(one["what"], bold=True), *plain(f", {one['metric']}: {text}")]


def _charts(shown: Mapping[str, Any], words: Words) -> Iterator[Block]:
    """Yield the charts of modelled against published figures."""
    yield side_by_side([
        picture(
            plain_chart(one["svg"]),
            words(
                "On the line the model agrees with the figure; the band is {band} to either side. Bars show "
                "published ranges.",
                band=one["band"],
            ),
            title=words("{metric}: modelled against published", metric=one["title"]),
        )
        for one in shown["charts"]
    ])  # fmt: skip
    if len(shown["uses"]) > 1:
        yield key((ink, name) for _, name, ink in shown["uses"])


def _rows(shown: Mapping[str, Any], words: Words) -> Block:
    """Return every figure as a table."""
    head = [
        words("Figure"), words("Measure"), words("Modelled"), words("Published"), words("Error"),
        words("Use"), words("Source"),
    ]  # fmt: skip
    rows = [
        [
            plain(one["what"]), plain(f"{one['metric']}, {one['unit']}"), plain(one["modelled"]),
            plain(one["published"]), plain(one["error"], bold=not one["within"]), plain(one["use"]),
            plain(one["source"]),
        ]
        for one in shown["rows"]
    ]  # fmt: skip
    return table(head, rows, "LlrrrlX", words("Published figures and the model"), small=True)
