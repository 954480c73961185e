"""Draw all routes of a study on one map, thick where many of them run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landlink.study.report.basemap import Box, path_data, to_units
from landlink.study.report.map import MODE_CLASS, NOMINAL_WIDTH_PX, fit_view, stop_svg, wrap_svg
from landlink.study.report.places import Stop, place_names
from landlink.study.report.ribbon import count_users, draw_routes, sample
from landlink.study.report.trace import trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landlink.study.report.model import Row
    from landlink.study.report.projection import Floats, Projection
    from landlink.study.report.text import Words

THINNEST_PX = 1.8
THICKEST_PX = 11.0


SHARED_BASE = '<use href="#ll-base"/>'


def overview_map(
    rows: Sequence[Row],
    projection: Projection,
    words: Words,
    base: str = SHARED_BASE,
    width_px: int = NOMINAL_WIDTH_PX,
) -> str:
    """Draw every stretch once, as thick as the number of routes that use it.

    Parameters
    ----------
    rows, projection, words
    base
        The basemap below; default the page's shared one.
    width_px
        How wide the map is shown.
    """
    routes = [row.route for row in rows]
    view = fit_view(routes, projection)
    if view is None:
        return ""
    groups: dict[tuple[int, str], list[Floats]] = {}
    for mode, users, points in count_users(routes, projection):
        groups.setdefault((users, MODE_CLASS.get(mode, "rail")), []).append(points)
    most = max(users for users, _ in groups)
    lines = "".join(
        f'<path class="leg {look}" style="--w:{_width(users, most):.3g};--c:var(--ll-accent,#20566b)" '
        f'd="{path_data(lines)}"/>'
        for (users, look), lines in sorted(groups.items())
    )
    unit = view.width / width_px
    ink = sample(draw_routes(routes, projection), 6 * unit)
    names = place_names(_ends(rows, projection), [], unit, view, ink)
    dots = "".join(stop_svg(name) for name in names)
    return wrap_svg(f"{base}{lines}{dots}", view, words("Where the routes run"), focusable=True)


def overview_box(rows: Sequence[Row], projection: Projection) -> Box | None:
    """Return the box that holds every row of a report."""
    return fit_view([row.route for row in rows], projection)


def _width(users: int, most: int) -> float:
    """Return a line width in pixels for a number of routes."""
    if most <= 1:
        return 3.0
    return THINNEST_PX + (THICKEST_PX - THINNEST_PX) * (users - 1) / (most - 1)


def _ends(rows: Sequence[Row], projection: Projection) -> list[Stop]:
    """Return where routes begin and end."""
    stops: dict[str, Stop] = {}
    for row in rows:
        legs = trace(row.route)
        for name, point in (
            ((legs[0].leg["from"], legs[0].start), (legs[-1].leg["to"], legs[-1].end)) if legs else ()
        ):
            x, y = to_units(projection, [point])[0]
            stops.setdefault(name, Stop(name, float(x), float(y), ends=True)).uses += 1
    return sorted(stops.values(), key=lambda stop: (-stop.uses, stop.name))
