"""Draw who depends on whom: a heat map of countries by what closes, as one SVG or a page around it.

Colours run from light to dark, so that they are read without telling hues apart and in print without
colour (after the sequential schemes of C. A. Brewer 2003, "ColorBrewer in print").
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from landlink.study.report.dependence_words import columns_of, footnotes, headline, standfirst, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WIDTH = 1200
MARGIN, LABELS, WORST = 28, 158, 266
ROW, HEAD, GAP, GROUP = 23, 128, 16, 30
STEPS = (1.0, 5.0, 10.0, 20.0, 40.0)
"""Bounds between the colours, per cent dearer."""

FILLS = ("#fbf7ec", "#fdedb8", "#fbcb6b", "#f09a3a", "#cc5a21", "#7c2310")
SAID_FROM = 5.0
"""Per cent from which a cell bears its number."""

CUT = 0.05
"""Share of trade left without a way from which a cell is hatched."""

INK, QUIET, RULE, PAPER, BLANK, LOST = "#1c2932", "#5a6771", "#d9d4c8", "#ffffff", "#eceae4", "#3b4750"
SANS = "'Noto Sans','Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
SERIF = "'Source Serif 4','Noto Serif','Iowan Old Style',Palatino,Georgia,serif"
GROUPS = {
    "country": "when this country closes",
    "border": "this border",
    "crossing": "this crossing",
    "port": "this port",
    "sea": "this sea",
    "passage": "this strait or canal",
}


def dependence_svg(result: Mapping[str, Any]) -> str:
    """Draw a dependence as one SVG, 1200 pixels wide.

    Parameters
    ----------
    result
        What :meth:`landlink.resilience.dependence.Dependence.as_dict` returns.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.resilience.dependence import dependence
    >>> from landlink.resilience.trade import partners
    >>> from landlink.testing import small_network
    >>> drawn = dependence_svg(dependence(partners(flow_graph(small_network()))).as_dict())
    >>> drawn.startswith("<svg"), "Kazakhstan" in drawn
    (True, True)
    """
    shown = columns_of(result["heat"], SAID_FROM, CUT)
    left, pitch = MARGIN + LABELS, _pitch(result["heat"], shown)
    parts, y = _masthead(result)
    parts += _legend(y)
    y += 44
    parts += _heads(result["heat"], shown, left, pitch, y + HEAD)
    body, bottom = _rows(result, shown, left, pitch, y + HEAD)
    parts += body
    foot, bottom = _footer(result, len(shown), bottom + 26)
    height = bottom + MARGIN - 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}"'
        f' height="{height:.0f}" role="img" aria-label="{escape(headline(result), quote=True)}"'
        f' font-family="{SANS}" fill="{INK}"><defs>{_hatches()}</defs>'
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{PAPER}"/>' + "".join([*parts, *foot]) + "</svg>"
    )


def _hatches() -> str:
    """Return the hatches, dark for light cells and light for dark ones."""
    head, parts = 'patternUnits="userSpaceOnUse" patternTransform="rotate(45)"', []
    for shade, ink in (("", "#10181e"), ("-light", "#fff")):
        line = f'<path d="M0 0V6" stroke="{ink}" stroke-width="1.5"/>'
        dense = f'<path d="M0 0V4M0 0H4" stroke="{ink}" stroke-width="1.1"/>'
        parts.append(f'<pattern id="some{shade}" {head} width="6" height="6">{line}</pattern>')
        parts.append(f'<pattern id="most{shade}" {head} width="4" height="4">{dense}</pattern>')
    return "".join(parts)


def _text(x: float, y: float, said: str, size: float, **attributes: Any) -> str:  # noqa: ANN401
    more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{more}>{escape(said)}</text>'


def _rect(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"{more}/>'


def wrapped(said: str, width: float, size: float, *, letter: float = 0.52) -> list[str]:
    """Break a text into lines of about a width in pixels, a letter being a share of the size wide.

    Examples
    --------
    >>> wrapped("one two three", 50, 12)
    ['one two', 'three']
    """
    most, lines = width / (letter * size), [""]
    for word in said.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= most or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(said: str, width: float, size: float, *, letter: float) -> list[str]:
    """Break a text into as few lines as fit a width, all about as long.

    Examples
    --------
    >>> balanced("one two three four", 90, 12, letter=0.5)
    ['one two', 'three four']
    """
    lines = wrapped(said, width, size, letter=letter)
    while len(narrower := wrapped(said, width * 0.97, size, letter=letter)) == len(lines) > 1:
        width, lines = width * 0.97, narrower
        if width < 2 * size:
            break
    return lines


def _masthead(result: Mapping[str, Any]) -> tuple[list[str], float]:
    parts = [
        _rect(MARGIN, 24, 44, 4, "#7c2310"),
        _text(MARGIN, 50, "WHO DEPENDS ON WHOM", 12.5, font_weight=700, letter_spacing=1.6, fill=QUIET),
    ]
    y = 92.0
    for line in balanced(headline(result), WIDTH - 2 * MARGIN, 33, letter=0.6):
        parts.append(_text(MARGIN, y, line, 33, font_family=SERIF, font_weight=600))
        y += 40
    y -= 7
    for line in wrapped(standfirst(result), WIDTH - 2 * MARGIN - 40, 16):
        parts.append(_text(MARGIN, y, line, 16, fill="#33424c"))
        y += 23
    return parts, y + 4


def _legend(y: float) -> list[str]:
    """Draw the scale of colours, the hatches and what is left blank."""
    x = float(MARGIN)
    parts = [_text(x, y + 9, "How much dearer, per cent", 12, fill=QUIET)]
    for number, fill in enumerate(FILLS):
        parts.append(_rect(x + 52 * number, y + 16, 52, 14, fill, f' stroke="{RULE}" stroke-width=".6"'))
    for number, bound in enumerate(STEPS):
        said = f"{bound:g}"
        parts.append(_text(x + 52 * (number + 1), y + 43, said, 11, fill=QUIET, text_anchor="middle"))
    x += 52 * len(FILLS) + 36
    items = (
        ("some", "part of its trade has no way left", FILLS[1]),
        ("most", "more than half has none", FILLS[1]),
        ("", "its own trade, left out", BLANK),
    )
    for pattern, said, fill in items:
        parts.append(_rect(x, y + 16, 26, 14, fill, f' stroke="{RULE}" stroke-width=".6"'))
        if pattern:
            parts.append(_rect(x, y + 16, 26, 14, f"url(#{pattern})"))
        parts.append(_text(x + 33, y + 27.5, said, 12, fill=QUIET))
        x += 33 + 6.2 * len(said) + 26
    return parts


def _pitch(heat: Mapping[str, Any], shown: Sequence[int]) -> float:
    """Return the width of a column."""
    room = WIDTH - 2 * MARGIN - LABELS - WORST - GAP * len(_kinds(heat, shown))
    return max(20.0, min(46.0, room / max(1, len(shown))))


def _kinds(heat: Mapping[str, Any], shown: Sequence[int]) -> list[str]:
    return list(dict.fromkeys(heat["columns"][column]["kind"] for column in shown))


def _places(heat: Mapping[str, Any], shown: Sequence[int], left: float, pitch: float) -> list[float]:
    """Return the left edge of each column shown; kinds stand apart."""
    kinds = _kinds(heat, shown)
    return [
        left + pitch * number + GAP * kinds.index(heat["columns"][column]["kind"])
        for number, column in enumerate(shown)
    ]


def _beside(places: Sequence[float], pitch: float) -> float:
    """Return where the worst cases stand: beside the last column, clear of its aslant name."""
    return min(WIDTH - MARGIN - WORST + 18, max(places, default=0.0) + pitch + 56)


def _heads(heat: Mapping[str, Any], shown: Sequence[int], left: float, pitch: float, y: float) -> list[str]:
    """Write the name of each column aslant, and what each group of columns is."""
    places, parts = _places(heat, shown, left, pitch), []
    for x, column in zip(places, shown, strict=True):
        at = f"translate({x + pitch / 2 + 4:.1f} {y - 8:.1f}) rotate(-52)"
        said = heat["columns"][column]["name"]
        parts.append(f'<text font-size="12.5" transform="{at}">{escape(said)}</text>')
    for kind in _kinds(heat, shown):
        xs = [x for x, column in zip(places, shown, strict=True) if heat["columns"][column]["kind"] == kind]
        parts.append(f'<path d="M{xs[0] + 1:.1f} {y - 3:.1f}H{xs[-1] + pitch - 1:.1f}" stroke="{INK}"/>')
    x = _beside(places, pitch)
    parts.append(_text(x, y - 25, "The worst case, and how much", 12.5, font_weight=700))
    parts.append(_text(x, y - 9, "of its trade gets dearer or is cut off", 12, fill=QUIET))
    return parts


def _rows(
    result: Mapping[str, Any], shown: Sequence[int], left: float, pitch: float, y: float
) -> tuple[list[str], float]:
    heat, parts = result["heat"], []
    places = _places(heat, shown, left, pitch)
    worst = {one["code"]: one["worst"] for one in result["countries"]}
    group = None
    for number, row in enumerate(heat["rows"]):
        if row["landlocked"] != group:
            group = row["landlocked"]
            said = "LANDLOCKED" if group else "WITH A COAST"
            parts.append(_text(MARGIN, y + 20, said, 10.5, font_weight=700, letter_spacing=1.2, fill=QUIET))
            y += GROUP
        parts.append(_text(left - 10, y + ROW - 7, row["name"], 13, text_anchor="end"))
        for x, column in zip(places, shown, strict=True):
            parts += _cell(heat, number, column, x, y, pitch)
        parts += _worst(worst[row["code"]], _beside(places, pitch), y)
        y += ROW
    return parts, y


def _cell(heat: Mapping[str, Any], row: int, column: int, x: float, y: float, pitch: float) -> Iterator[str]:
    """Draw one cell, with all its figures for who points at it."""
    width, height = pitch - 1.6, ROW - 1.6
    names = heat["rows"][row], heat["columns"][column]
    if heat["harm"][row][column] is None:
        yield _rect(x, y, width, height, BLANK)
        yield _text(x + width / 2, y + height - 6.5, "·", 12, text_anchor="middle", fill=QUIET)
        return
    dearer, cut = heat["dearer_pct"][row][column], heat["stranded_share"][row][column] or 0.0
    fill = LOST if dearer is None else FILLS[sum(dearer >= bound for bound in STEPS)]
    if not heat["harm"][row][column]:
        yield _rect(x, y, width, height, FILLS[0])
        return
    yield f"<g><title>{escape(told(heat, row, column, names[0]['name'], names[1]['name']))}</title>"
    yield _rect(x, y, width, height, fill)
    if cut >= CUT:
        shade = "-light" if dearer is None or dearer >= STEPS[3] else ""
        yield _rect(x, y, width, height, f"url(#{'most' if cut > 0.5 else 'some'}{shade})")
    elif dearer is not None and dearer >= SAID_FROM:
        ink = PAPER if dearer >= STEPS[3] else INK
        yield _text(x + width / 2, y + height - 6.4, f"{dearer:.0f}", 11.5, text_anchor="middle", fill=ink)
    yield "</g>"


def _worst(cell: Mapping[str, Any] | None, x: float, y: float) -> list[str]:
    """Draw the worst case: the share of trade that gets dearer or is cut off as a bar, and words."""
    if cell is None:
        return [_text(x, y + ROW - 7, "nothing here", 12, fill=QUIET)]
    dearer, cut = cell["dearer_share"] or 0.0, cell["stranded_share"] or 0.0
    scale = 64.0
    share = dearer + cut
    return [
        _rect(x, y + 6, scale, 10, "#f0ede5"),
        _rect(x, y + 6, scale * dearer, 10, "#cc5a21"),
        _rect(x + scale * dearer, y + 6, scale * cut, 10, LOST),
        _text(x + scale + 46, y + ROW - 7, f"{100 * share:.0f} %", 12, text_anchor="end", font_weight=700),
        _text(x + scale + 56, y + ROW - 7, cell["closed"], 12.5),
    ]


def _footer(result: Mapping[str, Any], shown: int, y: float) -> tuple[list[str], float]:
    parts = [f'<path d="M{MARGIN} {y:.1f}H{WIDTH - MARGIN}" stroke="{RULE}"/>']
    y += 20
    for head, said in footnotes(result, shown, SAID_FROM):
        lines = wrapped(f"{head} {said}", WIDTH - 2 * MARGIN, 11.6)
        bold = f'<tspan font-weight="700" fill="{INK}">{escape(head)}</tspan>'
        first = escape(lines[0].removeprefix(head))
        parts.append(f'<text x="{MARGIN}" y="{y:.1f}" font-size="11.6" fill="{QUIET}">{bold}{first}</text>')
        for line in lines[1:]:
            y += 16
            parts.append(_text(MARGIN, y, line, 11.6, fill=QUIET))
        y += 21
    return parts, y


def dependence_page(result: Mapping[str, Any]) -> str:
    """Return a page with the picture and, beneath it, all its figures as a table.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.resilience.dependence import dependence
    >>> from landlink.resilience.trade import partners
    >>> from landlink.testing import small_network
    >>> page = dependence_page(dependence(partners(flow_graph(small_network()))).as_dict())
    >>> page.startswith("<!doctype html>"), page.count("<table>")
    (True, 1)
    """
    heads = (
        "Trade of", "When this closes", "Gets dearer or is cut off, % of trade", "Cut off, % of trade",
        "Dearer, %", "USD a tonne", "Slower, %", "Hours",
    )  # fmt: skip
    rows = sorted(result["matrix"], key=lambda row: (row["name"], -(row["harm"] or 0.0)))
    lines = []
    for row in rows:
        touched = 100 * ((row["dearer_share"] or 0.0) + (row["stranded_share"] or 0.0))
        figures = (
            touched, 100 * (row["stranded_share"] or 0.0), row["dearer_pct"], row["added_usd_t"],
            row["added_h_pct"], row["added_h"],
        )  # fmt: skip
        cells = "".join(f"<td>{'' if value is None else f'{value:.1f}'}</td>" for value in figures)
        lines.append(f"<tr><th>{escape(row['name'])}</th><th>{escape(row['closed'])}</th>{cells}</tr>")
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    style = (
        f"body{{margin:0;background:#f7f5f0;color:{INK};font:15px/1.5 {SANS}}}"
        "main{max-width:1200px;margin:0 auto;background:#fff}svg{display:block;width:100%;height:auto}"
        "section{padding:8px 28px 40px}table{border-collapse:collapse;font-size:13px;"
        "font-variant-numeric:tabular-nums}th{text-align:left;font-weight:400}"
        "thead th{font-weight:600;vertical-align:bottom}td{text-align:right}"
        f"td,th{{padding:3px 14px 3px 0;border-bottom:1px solid {RULE}}}"
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(headline(result))}'
        '</title><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{style}</style></head><body><main>{dependence_svg(result)}"
        "<section><h2>All figures</h2><p>One row for each country and thing that closes; where nothing"
        " happens there is none. Dollars and hours are means of what still gets through; dollars count"
        f" hours at their worth.</p><table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"
        "</table></section></main></body></html>"
    )
