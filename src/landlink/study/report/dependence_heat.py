"""Draw the heat map of a dependence for a report: the reader's language, the page's colours.

Colours run from light to dark (on a dark page from dark to light), so that they are read without telling
hues apart and in print without colour (after the sequential schemes of C. A. Brewer 2003, "ColorBrewer
in print"). The picture by itself, with its headline, is :mod:`landlink.study.report.dependence_map`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from landlink.study.report.dependence_map import CUT, SAID_FROM, STEPS
from landlink.study.report.dependence_words import columns_of
from landlink.study.report.shock_words import closed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from landlink.study.report.text import Words

WIDTH, LABELS, WORST = 1032, 158, 258
ROW, HEAD, GAP, GROUP, KEY = 22, 126, 14, 26, 56
LEAST_PITCH, MOST_PITCH = 19.5, 42.0
BAR = 58.0
LATIN = "\u024f"
"""Letters beyond this one are wider."""

INK, QUIET, RULE = "var(--ll-ink)", "var(--ll-quiet)", "var(--ll-rule)"
BLANK, LOST, DEARER = "var(--ll-blank)", "var(--ll-lost)", "var(--ll-heat5)"


def heat_svg(result: Mapping[str, Any], words: Words, description: str) -> str:
    """Draw countries by what closes, with the worst case of each beside it.

    Parameters
    ----------
    result
        What :meth:`landlink.resilience.dependence.Dependence.as_dict` returns.
    words
    description
        What the picture shows, for readers who do not see it.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.resilience.dependence import dependence
    >>> from landlink.resilience.trade import partners
    >>> from landlink.study.report.text import Words
    >>> from landlink.testing import small_network
    >>> result = dependence(partners(flow_graph(small_network()))).as_dict()
    >>> "Kasachstan" in heat_svg(result, Words.of("de"), "Wer von wem abhängt")
    True
    """
    shown = shown_columns(result)
    places, pitch = _places(result["heat"], shown)
    parts = [_key(words), _heads(result["heat"], shown, places, pitch, words)]
    body, bottom = _rows(result, shown, places, pitch, words)
    height = bottom + 6
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart heat" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'role="img"'
        f' aria-label="{escape(description, quote=True)}"><defs>{_hatches()}</defs>'
        f"{''.join(parts)}{''.join(body)}</svg>"
    )


def shown_columns(result: Mapping[str, Any]) -> list[int]:
    """Return the columns of the heat map that are drawn."""
    return columns_of(result["heat"], SAID_FROM, CUT)


def step_of(dearer: float) -> int:
    """Return the number of a colour, 1 the palest.

    Examples
    --------
    >>> [step_of(value) for value in (0.2, 1.0, 12.0, 40.0)]
    [1, 2, 4, 6]
    """
    return 1 + sum(dearer >= bound for bound in STEPS)


def _hatches() -> str:
    """Return the hatches, one for cells of any colour and one for dense loss."""
    parts = []
    for number in range(1, len(STEPS) + 2):
        ink = f"var(--ll-heatink{number})"
        for name, size, path in (("some", 6, "M0 0V6"), ("most", 4, "M0 0V4M0 0H4")):
            parts.append(
                f'<pattern id="ll-{name}{number}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
                f' width="{size}" height="{size}"><path d="{path}" stroke="{ink}" '
                f'stroke-width="1.3"/></pattern>'
            )
    return "".join(parts)


def _text(x: float, y: float, said: str, size: float, more: str = "") -> str:
    fill = "" if "fill=" in more else f' fill="{INK}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{fill}{more}>{escape(said)}</text>'


def _rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def _key(words: Words) -> str:
    """Draw the scale of colours, the hatches and what is left blank."""
    step, parts = 46.0, [_text(0, 10, words("How much dearer, per cent"), 12, f' fill="{QUIET}"')]
    parts += [
        _rect(step * number, 16, step - 1, 13, f"var(--ll-heat{number + 1})")
        for number in range(len(STEPS) + 1)
    ]
    for number, bound in enumerate(STEPS, 1):
        parts.append(_text(step * number, 42, f"{bound:g}", 11, f' text-anchor="middle" fill="{QUIET}"'))
    x = step * (len(STEPS) + 1) + 24
    items = (
        ("url(#ll-some2)", words("part of its trade has no way left")),
        ("url(#ll-most2)", words("more than half has none")),
        (BLANK, words("its own trade, left out")),
    )
    for fill, said in items:
        parts.append(_rect(x, 16, 24, 13, BLANK if fill == BLANK else "var(--ll-heat2)"))
        if fill != BLANK:
            parts.append(_rect(x, 16, 24, 13, fill))
        parts.append(_text(x + 31, 27, said, 11.5, f' fill="{QUIET}"'))
        x += 31 + (6.6 if said[0] > LATIN else 5.5) * len(said) + 16
    return "".join(parts)


def _places(heat: Mapping[str, Any], shown: Sequence[int]) -> tuple[list[float], float]:
    """Return the left edge of each column, kinds standing apart, and the width of a column."""
    kinds = list(dict.fromkeys(heat["columns"][column]["kind"] for column in shown))
    room = WIDTH - LABELS - WORST - GAP * len(kinds)
    pitch = max(LEAST_PITCH, min(MOST_PITCH, room / max(1, len(shown))))
    lefts = [
        LABELS + pitch * number + GAP * kinds.index(heat["columns"][column]["kind"])
        for number, column in enumerate(shown)
    ]
    return lefts, pitch


def _beside(places: Sequence[float], pitch: float) -> float:
    """Return where the worst cases stand: beside the last column."""
    return min(WIDTH - WORST + 14, max(places, default=float(LABELS)) + pitch + 20)


def _heads(
    heat: Mapping[str, Any], shown: Sequence[int], places: Sequence[float], pitch: float, words: Words
) -> str:
    """Write the name of each column aslant, with a line under each kind."""
    y, parts = float(KEY + HEAD), []
    for x, column in zip(places, shown, strict=True):
        at = f"translate({x + pitch / 2 + 4:.1f} {y - 8:.1f}) rotate(-52)"
        said = escape(closed(heat["columns"][column], words))
        parts.append(f'<text font-size="12" fill="{INK}" transform="{at}">{said}</text>')
    for kind in dict.fromkeys(heat["columns"][column]["kind"] for column in shown):
        xs = [x for x, column in zip(places, shown, strict=True) if heat["columns"][column]["kind"] == kind]
        parts.append(
            f'<path d="M{xs[0] + 1:.1f} {y - 3:.1f}H{xs[-1] + pitch - 1:.1f}" stroke="{INK}" fill="none"/>'
        )
    x = _beside(places, pitch)
    parts.append(_text(x, y - 23, words("The worst case, and how much of"), 12, ' font-weight="700"'))
    parts.append(_text(x, y - 8, words("its trade gets dearer or is cut off"), 11.5, f' fill="{QUIET}"'))
    return "".join(parts)


def _rows(
    result: Mapping[str, Any], shown: Sequence[int], places: Sequence[float], pitch: float, words: Words
) -> tuple[list[str], float]:
    heat, parts, y = result["heat"], [], float(KEY + HEAD)
    worst = {one["code"]: one["worst"] for one in result["countries"]}
    group = None
    for number, row in enumerate(heat["rows"]):
        if row["landlocked"] != group:
            group = row["landlocked"]
            said = words("Landlocked") if group else words("With a coast")
            parts.append(_text(0, y + 18, said, 12, f' font-weight="700" fill="{QUIET}"'))
            y += GROUP
        parts.append(_text(LABELS - 9, y + ROW - 6.5, words.country(row["code"]), 12.5, ' text-anchor="end"'))
        for x, column in zip(places, shown, strict=True):
            parts += _cell(heat, number, column, (x, y, pitch), words)
        parts += _worst(worst[row["code"]], _beside(places, pitch), y, words)
        y += ROW
    return parts, y


def _cell(
    heat: Mapping[str, Any], row: int, column: int, at: tuple[float, float, float], words: Words
) -> Iterator[str]:
    """Draw one cell, with its figures for who points at it."""
    x, y, pitch = at
    width, height = pitch - 1.4, ROW - 1.4
    harm = heat["harm"][row][column]
    if harm is None:
        yield _rect(x, y, width, height, BLANK)
        return
    if not harm:
        yield _rect(x, y, width, height, "var(--ll-heat1)")
        return
    dearer, cut = heat["dearer_pct"][row][column], heat["stranded_share"][row][column] or 0.0
    step = 0 if dearer is None else step_of(dearer)
    yield f'<g aria-label="{escape(told(heat, row, column, words), quote=True)}">'
    yield _rect(x, y, width, height, f"var(--ll-heat{step})" if step else LOST)
    if cut >= CUT:
        yield _rect(x, y, width, height, f"url(#ll-{'most' if cut > 0.5 else 'some'}{step or 6})")
    elif dearer is not None and dearer >= SAID_FROM:
        ink = f' text-anchor="middle" fill="var(--ll-heatink{step})"'
        yield _text(x + width / 2, y + height - 5.6, words.num.whole(dearer), 11, ink)
    yield "</g>"


def told(heat: Mapping[str, Any], row: int, column: int, words: Words) -> str:
    """Say the figures of a cell in one line."""
    num = words.num
    said = [
        words(
            "{country}, if this closes: {closed}",
            country=words.country(heat["rows"][row]["code"]), closed=closed(heat["columns"][column], words),
        )
    ]  # fmt: skip
    if heat["dearer_pct"][row][column] is not None:
        said.append(words("{n} % cost, hours included", n=num.change(heat["dearer_pct"][row][column], 1)))
    if heat["added_h_pct"][row][column] is not None:
        said.append(words("{n} % hours", n=num.change(heat["added_h_pct"][row][column], 1)))
    said.append(words("{share} of trade dearer", share=num.share(heat["dearer_share"][row][column] or 0.0)))
    if heat["stranded_share"][row][column]:
        said.append(words("{share} has no way left", share=num.share(heat["stranded_share"][row][column])))
    return "; ".join(said)


def _worst(cell: Mapping[str, Any] | None, x: float, y: float, words: Words) -> list[str]:
    """Draw the worst case: the share of trade that gets dearer or is cut off as a bar, and its name."""
    if cell is None:
        return [_text(x, y + ROW - 6.5, words("nothing here"), 12, f' fill="{QUIET}"')]
    dearer, cut = cell["dearer_share"] or 0.0, cell["stranded_share"] or 0.0
    return [
        _rect(x, y + 6, BAR, 9, BLANK),
        _rect(x, y + 6, BAR * dearer, 9, DEARER),
        _rect(x + BAR * dearer, y + 6, BAR * cut, 9, LOST),
        _text(
            x + BAR + 42,
            y + ROW - 6.5,
            words.num.share(dearer + cut),
            12,
            ' text-anchor="end" font-weight="700"',
        ),
        _text(x + BAR + 50, y + ROW - 6.5, closed(cell, words), 12),
    ]
