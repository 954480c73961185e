"""Styles of layers for QGIS: a colour for each mode, or for each kind of operation."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Callable

MODES = {
    "rail": "31,97,141",
    "road": "186,74,0",
    "ferry": "17,122,101",
    "sea": "36,113,163",
    "waterway": "118,68,138",
}
OPERATIONS = {
    "border": "169,50,38",
    "transhipment": "202,111,30",
    "gauge_change": "125,60,152",
    "wait": "112,123,124",
    "load": "25,111,61",
    "unload": "25,111,61",
}
"""Colours as red, green and blue."""

LINE_WIDTH_MM, WHOLE_WIDTH_MM, POINT_SIZE_MM = 0.7, 1.6, 2.4
FAINT = "200,200,200"

BANDS_T = (1e4, 1e5, 1e6, 3e6, 1e7, 3e7, 1e9)
"""Bounds of the classes of flows, tonnes a year; a class is drawn the wider the more it carries."""

FLOW_COLOUR, THINNEST_MM, WIDEST_MM = "178,24,43", 0.25, 3.5


def style_of(layer: str) -> str:
    """Return the QML of a layer of the results.

    Parameters
    ----------
    layer : str
        `routes`, `routes_whole`, `places` or `flows`.

    Examples
    --------
    >>> style_of("routes").count("<category "), 'attr="operation"' in style_of("places")
    (5, True)
    """
    if layer == "routes":
        return _by_value("mode", MODES, _line)
    if layer == "places":
        return _by_value("operation", OPERATIONS, _point)
    if layer == "flows":
        return _by_tonnes()
    symbol = _symbol("0", "line", "SimpleLine", {"line_color": f"{FAINT},255", "line_width": WHOLE_WIDTH_MM})
    return _qml(f'<renderer-v2 type="singleSymbol"><symbols>{symbol}</symbols></renderer-v2>')


def _by_tonnes() -> str:
    """Lines by classes of tonnes a year, the wider the more."""
    bounds = (0.0, *BANDS_T)
    count = len(BANDS_T)
    ranges = "".join(
        f'<range lower="{low:.0f}" upper="{high:.0f}" symbol="{number}" render="true" '
        f"label={quoteattr(f'{low:,.0f} to {high:,.0f} t a year')}/>"
        for number, (low, high) in enumerate(pairwise(bounds))
    )
    widths = [THINNEST_MM + (WIDEST_MM - THINNEST_MM) * number / (count - 1) for number in range(count)]
    symbols = "".join(
        _symbol(
            str(number), "line", "SimpleLine",
            {"line_color": f"{FLOW_COLOUR},255", "line_width": round(width, 2), "capstyle": "round"},
        )
        for number, width in enumerate(widths)
    )  # fmt: skip
    return _qml(
        '<renderer-v2 type="graduatedSymbol" attr="tonnes_year" graduatedMethod="GraduatedColor">'
        f"<ranges>{ranges}</ranges><symbols>{symbols}</symbols></renderer-v2>"
    )


def _by_value(column: str, colours: dict[str, str], draw: Callable[[str, str], str]) -> str:
    categories = "".join(
        f'<category value={quoteattr(value)} symbol="{number}" label={quoteattr(value.replace("_", " "))}'
        f' render="true" type="string"/>'
        for number, value in enumerate(colours)
    )
    symbols = "".join(draw(str(number), colour) for number, colour in enumerate(colours.values()))
    return _qml(
        f'<renderer-v2 type="categorizedSymbol" attr="{column}">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def _line(name: str, colour: str) -> str:
    return _symbol(name, "line", "SimpleLine", {"line_color": f"{colour},255", "line_width": LINE_WIDTH_MM})


def _point(name: str, colour: str) -> str:
    look = {
        "color": f"{colour},255",
        "outline_color": "255,255,255,255",
        "name": "circle",
        "size": POINT_SIZE_MM,
    }
    return _symbol(name, "marker", "SimpleMarker", look)


def _symbol(name: str, kind: str, symbol_class: str, look: dict[str, object]) -> str:
    options = "".join(f'<Option type="QString" name="{key}" value="{value}"/>' for key, value in look.items())
    layer = f'<layer class="{symbol_class}" enabled="1"><Option type="Map">{options}</Option></layer>'
    return f'<symbol name="{name}" type="{kind}" alpha="1">{layer}</symbol>'


def _qml(renderer: str) -> str:
    head = '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">'
    return f'{head}<qgis version="3.28" styleCategories="Symbology">{renderer}</qgis>'
