"""Turn chart specifications into SVG for the page: Vega-Lite drawn by vl-convert, colours of the page."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from landlink.study.report.catalogue import locale_of

if TYPE_CHECKING:
    from landlink.study.report.model import Json
    from landlink.study.report.text import Words

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
DROPPED = ("aria-roledescription", "role", "font-family", "class", "pointer-events", "clip-path")
VERSION = "5.20"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""A name for the grammar's version; nothing is loaded from there."""


def axis(field: str, title: str, **scale: object) -> Json:
    """Describe a position on a number axis."""
    return {"field": field, "type": "quantitative", "title": title, "scale": scale}


def own_colour(field: str) -> Json:
    """Describe a colour that the data holds itself."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def draw(spec: Json, description: str, words: Words) -> str:
    """Turn a specification into an ``<svg>`` element for the page."""
    rule = "var(--ll-rule)"
    axes = {
        "labelColor": "var(--ll-ink)",
        "titleColor": "var(--ll-quiet)",
        "gridColor": rule,
        "domainColor": rule,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "titlePadding": 8,
        "labelPadding": 6,
        "tickCount": 5,
        "labelOverlap": "greedy",
        "labelSeparation": 8,
        "ticks": False,
    }
    config = {"background": "transparent", "font": FONT, "padding": 4, "view": {"stroke": None}, "axis": axes}
    return _tidy(_svg(json.dumps({"$schema": SCHEMA, **spec, "config": config}), words.language), description)


@lru_cache(maxsize=512)
def _svg(spec: str, language: str) -> str:
    """Draw a specification; a page and a document in one language share their charts."""
    import vl_convert  # noqa: PLC0415 - heavy imports are lazy
    from babel import Locale  # noqa: PLC0415

    symbols = Locale.parse(locale_of(language)).number_symbols["latn"]
    style = {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", ""],
    }
    # In two steps, as one call for both takes twice as long.
    vega = vl_convert.vegalite_to_vega(json.loads(spec), vl_version=VERSION)
    svg: str = vl_convert.vega_to_svg(vega, format_locale=style)
    return svg


def _tidy(svg: str, description: str) -> str:
    """Name the picture, and drop what a page with many of them does not need."""
    from html import escape  # noqa: PLC0415 - beside its only use

    svg = re.sub(r"<defs>.*?</defs>", "", svg, flags=re.DOTALL)
    svg = re.sub(r'<path class="(?:background|foreground)"[^>]*?/>', "", svg)
    svg = re.sub(r'<text[^>]* opacity="0"[^>]*>[^<]*</text>', "", svg)
    svg = re.sub(r' aria-label="[XY]-axis [^"]*"', "", svg)
    svg = re.sub(rf' (?:{"|".join(DROPPED)})="[^"]*"', "", svg)
    svg = re.sub(r' (?:opacity|stroke-width)="1"', "", svg)
    svg = re.sub(r' (?:transform|d|x2|y2)="[^"]*"', _shorten, svg)
    start = f'<svg role="img" class="chart" aria-label="{escape(description)}"'
    return re.sub(r"<svg [^>]*?(?= viewBox)", lambda _: start, svg, count=1)


def _shorten(attribute: re.Match[str]) -> str:
    """Round the numbers of an attribute to a tenth of a pixel."""
    return re.sub(r"\d+\.\d{2,}", lambda m: f"{float(m[0]):.1f}".removesuffix(".0"), attribute[0])
