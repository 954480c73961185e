"""Draw routes on the offline basemap as SVG: for the report, for notebooks, for any page."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.study.report.basemap import Box, draw_basemap, load_basemap, path_data, to_units
from landlink.study.report.model import Colours, Outcome, Question, Row, letter_of, merge_routes
from landlink.study.report.places import PlacedName, find_borders, find_stops, place_countries, place_names
from landlink.study.report.projection import Floats, Projection
from landlink.study.report.ribbon import DrawnLeg, draw_routes, point_along, sample
from landlink.study.report.text import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NOMINAL_WIDTH_PX = 1000
LEAST_SIDE = 60.0
WIDEST, TALLEST = 2.1, 1.45
MODE_CLASS = {"rail": "rail", "road": "road", "ferry": "water", "sea": "water"}
BADGE_PX = 9.0
HIDDEN = ' style="display:none"'
BADGE_SPOTS = (0.5, 0.38, 0.62, 0.26, 0.74, 0.14, 0.86)
LIGHT_COLOURS = (
    *("#0072b2", "#d55e00", "#009e73", "#882255", "#222a30", "#cc79a7"),
    *("#1c9fd0", "#4b3fae", "#6b7780", "#117733", "#a0409a", "#88572b"),
)


def route_map_svg(routes: Sequence[Mapping[str, Any]], *, title: str = "", language: str = "en") -> str:
    """Draw routes on a small static map that needs nothing around it.

    Parameters
    ----------
    routes
        Routes in the report's input shape; those without geometry are left out.
    title
        What the map shows, for readers who do not see it.
    language
        The language of the words on it.

    Returns
    -------
    str
        An ``<svg>`` element with its own style and basemap; empty where nothing can be drawn.

    Examples
    --------
    >>> leg = {"kind": "move", "mode": "rail", "from": "Aktau", "to": "Beyneu", "from_id": "a",
    ...        "to_id": "b", "name": "", "distance_km": 470, "time_h": 13.0, "time_sd_h": 2.0,
    ...        "cost_usd": 300.0}
    >>> line = {"mode": "rail", "coordinates": [[51.2, 43.6], [55.2, 45.3]]}
    >>> svg = route_map_svg([{"label": "fastest", "legs": [leg], "geometry": [line], "via": [],
    ...                       "countries": ["KZ"], "time_h": 13.0, "cost_usd": 300.0}])
    >>> svg.startswith("<svg") and "Beyneu" in svg
    True
    """
    words = Words.of(language)
    colours = Colours()
    rows = [
        Row(letter_of(i), keys[0], words.label(keys[0]), (), tuple(keys), colours.of(keys[0]), route)
        for i, (route, keys) in enumerate(merge_routes([], (dict(r) for r in routes)))
    ]
    projection = fit_projection([row.route for row in rows])
    view = fit_view([row.route for row in rows], projection)
    if view is None:
        return ""
    scene = Scene.of(rows, projection, view)
    inner = (
        f"<style>{map_css()}</style>"
        f"{base_layer(projection, view.grow(0.02))}"
        f"{names_layer(rows, scene, projection, words)}"
        f"{routes_layer(rows, scene, words)}"
    )
    return wrap_svg(inner, view, title or ", ".join(row.title for row in rows))


def question_map(question: Question, projection: Projection, words: Words) -> str:
    """Draw a question's routes under every scenario on the page's shared basemap."""
    layers: dict[str, tuple[list[int], Outcome]] = {}
    for place, outcome in enumerate(question.outcomes):
        key = repr([(row.letter, row.route["time_h"], row.route["geometry"]) for row in outcome.rows])
        layers.setdefault(key, ([], outcome))[0].append(place)
    everything = [row.route for outcome in question.outcomes for row in outcome.rows]
    whole = fit_view([row.route for row in question.base.rows], projection) or fit_view(
        everything, projection
    )
    if whole is None:
        return ""
    names, parts = "", []
    for places, outcome in layers.values():
        view = fit_view([row.route for row in outcome.rows], projection) or whole
        scene = Scene.of(outcome.rows, projection, view)
        names = names or names_layer(outcome.rows, scene, projection, words)
        parts.append(
            f'<g class="scenario" data-scenarios="{" ".join(map(str, places))}" data-view="{view.view()}"'
            f"{'' if 0 in places else HIDDEN}>{routes_layer(outcome.rows, scene, words)}"
            f"{'' if outcome.rows else _nothing(view, words)}</g>"
        )
    ship = question.shipment
    title = words(
        "Routes from {origin} to {destination}", origin=ship["origin"], destination=ship["destination"]
    )
    return wrap_svg('<use href="#ll-base"/>' + names + "".join(parts), whole, title, focusable=True)


def fit_projection(routes: Iterable[Mapping[str, Any]]) -> Projection:
    """Centre a projection on everything some routes touch."""
    return Projection.fit(_coordinates(routes))


def fit_view(routes: Iterable[Mapping[str, Any]], projection: Projection) -> Box | None:
    """Return the part of the map that holds some routes, or nothing without geometry."""
    points = to_units(projection, _coordinates(routes))
    if not len(points):
        return None
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    pad = 0.085 * max(x1 - x0, y1 - y0, LEAST_SIDE)
    wide, tall = max(x1 - x0 + 2 * pad, LEAST_SIDE), max(y1 - y0 + 2 * pad, LEAST_SIDE / 2)
    tall, wide = max(tall, wide / WIDEST), max(wide, tall * TALLEST)
    mx, my = (x0 + x1) / 2, (y0 + y1) / 2
    return Box(*(round(float(v), 1) for v in (mx - wide / 2, my - tall / 2, mx + wide / 2, my + tall / 2)))


def base_layer(projection: Projection, box: Box) -> str:
    """Draw land, water and boundaries within a box."""
    paths = draw_basemap(projection, box)
    return (
        f'<path class="land" d="{paths.land}"/><path class="graticule" d="{paths.graticule}"/>'
        f'<path class="lake" d="{paths.lakes}"/><path class="coast" d="{paths.coast}"/>'
        f'<path class="border" d="{paths.border}"/><path class="unsettled" d="{paths.unsettled}"/>'
    )


def shared_basemap(projection: Projection, box: Box) -> str:
    """Return the basemap for one page to draw many times by reference."""
    return (
        '<svg class="llmap-defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        f'<g id="ll-base" class="llmap">{base_layer(projection, box)}</g></defs></svg>'
    )


def names_layer(rows: Sequence[Row], scene: Scene, projection: Projection, words: Words) -> str:
    """Write the names of the countries that routes cross."""
    base = load_basemap()
    labels = base.labels
    codes = sorted({code for row in rows for code in row.route["countries"]} & set(labels))
    points = to_units(projection, [labels[code] for code in codes])
    shapes = ([to_units(projection, ring) for ring in base.shapes[code]] for code in codes)
    countries = [
        (words.country(code), float(x), float(y), rings)
        for code, (x, y), rings in zip(codes, points, shapes, strict=True)
    ]
    view = scene.view
    unit = scene.unit
    corner = Box(view.x1 - 62 * unit, view.y0, view.x1, view.y0 + 125 * unit)  # the zoom buttons
    taken = [name.box for name in scene.names if name.box] + [*scene.taken, corner]
    return "".join(
        f'<g class="country" transform="translate({x:.1f} {y:.1f})"><text '
        f'class="px{"" if free else " tight crowded"}" text-anchor="middle">{escape(name)}</text></g>'
        for name, x, y, free in place_countries(countries, taken, unit, view, scene.ink)
    )


@dataclass(frozen=True)
class Scene:
    """Drawn routes with their letters and names placed."""

    view: Box
    drawn: list[list[DrawnLeg]]
    badges: list[tuple[float, float] | None]
    taken: list[Box]
    ink: Floats
    names: list[PlacedName]
    unit: float

    @classmethod
    def of(
        cls, rows: Sequence[Row], projection: Projection, view: Box, width_px: int = NOMINAL_WIDTH_PX
    ) -> Scene:
        """Draw routes and place their letters and names, for a map so many pixels wide."""
        unit = view.width / width_px
        drawn = draw_routes([row.route for row in rows], projection)
        badges = _badge_spots(drawn, 2.3 * BADGE_PX * unit)
        taken = [_square(spot, BADGE_PX * unit) for spot in badges if spot]
        ink = sample(drawn, 6 * unit)
        stops = find_stops(drawn, [row.route["via"] for row in rows])
        return cls(view, drawn, badges, taken, ink, place_names(stops, taken, unit, view, ink), unit)


def routes_layer(rows: Sequence[Row], scene: Scene, words: Words) -> str:
    """Draw routes with their borders, places and letters; the first row on top."""
    pairs = list(zip(rows, scene.drawn, scene.badges, strict=True))
    return "".join(
        [
            _casing(scene.drawn),
            *(_route(row, legs, words) for row, legs, _ in reversed(pairs)),
            *(_border(border.x, border.y, border.legs, words) for border in find_borders(scene.drawn)),
            *(stop_svg(name) for name in reversed(scene.names)),
            *(_badge(row, spot) for row, _, spot in pairs if spot),
        ]
    )


def map_css() -> str:
    """Return the style of the map."""
    return files("landlink.study.report").joinpath("templates/map.css").read_text(encoding="utf-8")


def leg_tip(leg: Mapping[str, Any], words: Words) -> str:
    """Say in one line what a leg is and costs."""
    num = words.num
    figures = {
        "hours": num.hours(leg["time_h"]),
        "sd": num.hours(leg["time_sd_h"]),
        "usd": num.whole(leg["cost_usd"]),
    }
    if leg["kind"] == "border":
        return words(
            "Border {name}: {hours} h (± {sd}), {usd} USD", name=leg["name"] or leg["from"], **figures
        )
    name = f" ({leg['name']})" if leg["name"] else ""
    return words(
        "{start} → {end}: {mode}{name}, {km} km, {hours} h (± {sd}), {usd} USD",
        start=leg["from"], end=leg["to"], mode=words.code("mode", leg["mode"]), name=name,
        km=num.whole(leg["distance_km"]), **figures,
    )  # fmt: skip


def wrap_svg(inner: str, view: Box, title: str, *, focusable: bool = False) -> str:
    """Wrap map layers in an ``<svg>`` element."""
    focus = ' tabindex="0"' if focusable else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="llmap" viewBox="{view.view()}" role="group" '
        f'aria-label="{escape(title)}"{focus} style="--u:{view.width / NOMINAL_WIDTH_PX:.4f}" '
        f'data-view="{view.view()}">{inner}</svg>'
    )


def _nothing(view: Box, words: Words) -> str:
    """Write across the map that there is no route."""
    x, y = (view.x0 + view.x1) / 2, (view.y0 + view.y1) / 2
    return (
        f'<g class="nothing" transform="translate({x:.1f} {y:.1f})"><text class="px" text-anchor="middle">'
        f"{escape(words('No route'))}</text></g>"
    )


def _coordinates(routes: Iterable[Mapping[str, Any]]) -> Floats:
    """Return every coordinate of routes."""
    points = [p[:2] for r in routes for piece in r.get("geometry") or [] for p in piece["coordinates"]]
    return np.asarray(points, dtype=np.float64).reshape(-1, 2)


def _casing(drawn: Sequence[Sequence[DrawnLeg]]) -> str:
    """Draw a quiet rim below the ribbons, by width."""
    by_width: dict[float, list[Floats]] = {}
    for legs in drawn:
        for leg in legs:
            for run in leg.runs:
                if run.rank == run.sharers - 1:
                    by_width.setdefault(round(run.width + 2.4, 1), []).append(run.points)
    return "".join(
        f'<path class="casing" style="--w:{width:g}" d="{path_data(lines)}"/>'
        for width, lines in sorted(by_width.items())
    )


def _route(row: Row, legs: Sequence[DrawnLeg], words: Words) -> str:
    """Draw one route, each leg with its tip."""
    num = words.num
    name = words(
        "{label}: {days} days, {usd} USD, {kg} kg CO₂e", label=row.name, days=num.days(row.route["time_h"]),
        usd=num.whole(row.route["cost_usd"]), kg=num.whole(row.route.get("co2e_kg")),
    )  # fmt: skip
    paths = []
    for leg in legs:
        tip = escape(leg_tip(leg.traced.leg, words)) if leg.runs else ""
        look = MODE_CLASS.get(leg.traced.leg["mode"], "rail")
        paths += [
            f'<path class="leg {look}" style="--w:{run.width:.3g}" d="{path_data([run.points])}">'
            f"<title>{tip}</title></path>"
            for run in leg.runs
            if path_data([run.points])
        ]
    return (
        f'<g class="route" data-row="{row.letter}" role="img" aria-label="{escape(name)}" '
        f'style="--c:{_colour(row)}">{"".join(paths)}</g>'
    )


def _border(x: float, y: float, legs: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Mark a border crossing."""
    tip = "\n".join(leg_tip(leg, words) for leg in legs)
    return (
        f'<g class="crossing" transform="translate({x:.1f} {y:.1f})"><g class="px">'
        f'<path d="M0-4.6 4.6 0 0 4.6-4.6 0z"><title>{escape(tip)}</title></path></g></g>'
    )


def stop_svg(placed: PlacedName) -> str:
    """Draw a place and its name."""
    x, y = placed.stop.x, placed.stop.y
    kind = "stop end" if placed.stop.ends else "stop"
    hidden = "" if placed.shown else ' class="crowded"'
    return (
        f'<g class="{kind}" transform="translate({x:.1f} {y:.1f})"><g class="px">'
        f'<circle r="{4.2 if placed.stop.ends else 3.1}"/><text{hidden} x="{placed.dx:g}" y="{placed.dy:g}" '
        f'text-anchor="{placed.anchor}">{escape(placed.stop.name)}</text></g></g>'
    )


def _badge(row: Row, spot: tuple[float, float]) -> str:
    """Draw a route's letter on its line."""
    return (
        f'<g class="badge" data-row="{row.letter}" style="--c:{_colour(row)}" aria-hidden="true" '
        f'transform="translate({spot[0]:.1f} {spot[1]:.1f})"><g class="px"><circle r="{BADGE_PX:g}"/>'
        f'<text text-anchor="middle" y="4.3">{row.letter}</text></g></g>'
    )


def _badge_spots(drawn: Sequence[Sequence[DrawnLeg]], apart: float) -> list[tuple[float, float] | None]:
    """Choose where each route's letter stands: where it runs alone, if anywhere, and clear of others."""
    spots: list[tuple[float, float] | None] = []
    for legs in drawn:
        line = _badge_line(legs)
        if line is None:
            spots.append(None)
            continue
        tries = [point_along(line, share) for share in BADGE_SPOTS]
        taken = [spot for spot in spots if spot]
        free = (t for t in tries if all(np.hypot(t[0] - x, t[1] - y) >= apart for x, y in taken))
        spots.append(next(free, tries[0]))
    return spots


def _badge_line(legs: Sequence[DrawnLeg]) -> Floats | None:
    """Return the longest stretch that a route shares with the fewest others."""
    stretches: list[tuple[int, Floats]] = []
    for leg in legs:
        for run in leg.runs:
            if stretches and stretches[-1][0] == run.sharers and _meet(stretches[-1][1], run.points):
                stretches[-1] = (run.sharers, np.vstack([stretches[-1][1], run.points[1:]]))
            else:
                stretches.append((run.sharers, run.points))
    return min(stretches, key=lambda s: (s[0], -_length(s[1])))[1] if stretches else None


def _meet(before: Floats, after: Floats) -> bool:
    """Tell whether one line goes on where another ends."""
    return bool(np.allclose(before[-1], after[0]))


def _length(points: Floats) -> float:
    """Return a line's length in map units."""
    steps = np.diff(points, axis=0)
    return float(np.hypot(steps[:, 0], steps[:, 1]).sum())


def _square(spot: tuple[float, float], half: float) -> Box:
    """Return the square around a point."""
    return Box(spot[0] - half, spot[1] - half, spot[0] + half, spot[1] + half)


def _colour(row: Row) -> str:
    """Return a row's colour, with the light one where the page sets none."""
    return f"var(--ll-r{row.colour},{LIGHT_COLOURS[row.colour - 1]})"
