"""Maps for print: the routes of one scenario or of a whole study, in plain SVG."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landlink.study.report.map import Scene, base_layer, fit_view, names_layer, routes_layer, wrap_svg
from landlink.study.report.overview import overview_map
from landlink.study.report.plain_svg import plain_map

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landlink.study.report.model import Row
    from landlink.study.report.projection import Projection
    from landlink.study.report.text import Words

WIDTH_PX = 720
"""Names and lines of a printed map are as large as if it were so many pixels wide."""


def routes_map(rows: Sequence[Row], projection: Projection, words: Words) -> str:
    """Draw routes as on the page; empty without geometry."""
    view = fit_view([row.route for row in rows], projection)
    if view is None:
        return ""
    scene = Scene.of(rows, projection, view, WIDTH_PX)
    inner = (
        f"{base_layer(projection, view)}{names_layer(rows, scene, projection, words)}"
        f"{routes_layer(rows, scene, words)}"
    )
    return plain_map(wrap_svg(inner, view, ""), view, scene.unit)


def study_map(rows: Sequence[Row], projection: Projection, words: Words) -> str:
    """Draw all routes of a study, thick where many run; empty without geometry."""
    view = fit_view([row.route for row in rows], projection)
    if view is None:
        return ""
    svg = overview_map(rows, projection, words, base_layer(projection, view), WIDTH_PX)
    return plain_map(svg, view, view.width / WIDTH_PX)
