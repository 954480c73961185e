"""The section on criticality: what matters most on a map, ranked in a table, and the worst pairs."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.study.report.basemap import Box, lies_inside, load_basemap, path_data, to_units
from landlink.study.report.map import (
    MODE_CLASS,
    NOMINAL_WIDTH_PX,
    fit_projection,
    fit_view,
    stop_svg,
    wrap_svg,
)
from landlink.study.report.places import COUNTRY_STRETCH, Stop, name_box, place_countries, place_names
from landlink.study.report.shock_words import failed, goods, millions, retold, tonnes, usd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landlink.study.report.model import Json
    from landlink.study.report.projection import Floats, Projection
    from landlink.study.report.text import Words

THINNEST_PX, THICKEST_PX = 2.5, 10.0
SMALLEST_PX, LARGEST_PX = 5.0, 15.0
MOST_NAMES = 26
BASE_ID = "ll-base-shocks"


def criticality_section(held: Mapping[str, Any] | None, words: Words) -> Json | None:
    """Return what the section on criticality shows, or nothing where it was not asked for.

    Returns
    -------
    dict or None
        ``headline``, ``sentences``, ``map`` (empty without coordinates), ``rows``, ``pairs``, ``rule``,
        ``notes``.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> criticality_section(None, Words.of("en")) is None
    True
    """
    if not held:
        return None
    rows = held["failures"]
    return {
        "headline": _headline(rows, words),
        "sentences": _sentences(held, words),
        "map": failures_map(rows, words),
        "rows": [_row(number, one, rows[0], words) for number, one in enumerate(rows, start=1)],
        "congested": _congested(held, words),
        "pairs": _pairs(held["pairs"], words),
        "rule": retold(held["rule"], words),
        "notes": [retold(note, words) for note in held["notes"]],
    }


def _headline(rows: Sequence[Json], words: Words) -> str:
    if not rows:
        return words("Nothing that fails costs this trade anything")
    return words(
        "The most costly failure: {name}, {usd} a year",
        name=failed(rows[0], words), usd=usd(rows[0]["loss_usd_year"], words),
    )  # fmt: skip


def _sentences(held: Mapping[str, Any], words: Words) -> list[str]:
    """Say what the worst failure does, which line is the worst, and how many failures do nothing."""
    rows, num, said = held["failures"], words.num, []
    if rows:
        said.append(_what_happens(rows[0], words))
    line = next((one for one in rows if one["kind"] != "node"), None)
    if line is not None and line is not rows[0]:
        said.append(
            words(
                "Of lines, crossings and services the worst is {name}: {usd} a year.",
                name=failed(line, words), usd=usd(line["loss_usd_year"], words),
            )
        )  # fmt: skip
    said.append(
        words(
            "{tried} failures were worked out one by one; {none} of them touch no trade.",
            tried=num.whole(held["tried"]), none=num.whole(held["without_effect"]),
        )
    )  # fmt: skip
    return said


def _what_happens(one: Mapping[str, Any], words: Words) -> str:
    """Say how much trade a failure touches and how much of it is left without a way."""
    share = words.num.share(one["touched_share"])
    lost, own = one["stranded_t_year"], one.get("own_stranded_t_year") or 0.0
    if not lost:
        return words("It touches {share} of all tonnes; all of them still find a way.", share=share)
    if own > lost / 2:
        return words(
            "It touches {share} of all tonnes; {lost} a year have no way left, most of them because they "
            "begin or"
            " end at this very place.",
            share=share, lost=tonnes(lost, words),
        )  # fmt: skip
    return words(
        "It touches {share} of all tonnes; {lost} a year have no way left.",
        share=share,
        lost=tonnes(lost, words),
    )


def _row(number: int, one: Json, first: Json, words: Words) -> Json:
    """Return a row of the ranked table."""
    num, worst = words.num, one["worst"]
    way = f"{words.place(worst['origin'])} – {words.place(worst['destination'])}"
    after = (
        words("no way left")
        if worst["stranded"]
        else words("{usd} USD a tonne more", usd=num.about(worst["added_usd_t"]))
    )
    like = [failed(other, words) for other in one["same_effect"]]
    top = first["loss_usd_year"] or 1.0
    return {
        "rank": num.whole(number),
        "name": failed(one, words),
        "kind": words.code("kind of failure", one["kind"]),
        "countries": words.series(words.country(code) for code in one["countries"]),
        "like": words("The same effect: {list}", list=words.series(like)) if like else "",
        "loss": millions(one["loss_usd_year"], words),
        "bar": round(100 * one["loss_usd_year"] / top, 1),
        "share": num.share(one["touched_share"], 1),
        "lost": num.number(one["stranded_t_year"] / 1e6, 2),
        "hardest": f"{way}, {goods(worst['commodity'], words)}: {after}",
    }


def _congested(held: Mapping[str, Any], words: Words) -> list[Json]:
    """Return the worst cases once more with capacities, where they were worked out."""
    known = {(one["kind"], one["key"]): one for one in held["failures"]}
    return [
        {
            "name": failed(known.get((one["kind"], one["key"]), one), words),
            "loss": millions(one["loss_without_capacities_usd_year"], words),
            "with": millions(one["loss_usd_year"], words),
            "lost": words.num.number(one["stranded_t_year"] / 1e6, 2),
        }
        for one in held.get("congested") or []
    ]


def _pairs(held: Mapping[str, Any] | None, words: Words) -> Json | None:
    """Return the worst pairs, each with what is known of its place in the ranking."""
    if not held or not held["worst"]:
        return None
    num, bound = words.num, held["bound_of_others_usd_year"]
    rows = []
    for one in held["worst"]:
        sure = bound is None or one["loss_usd_year"] >= bound
        rows.append({
            "first": failed(one["first"], words), "second": failed(one["second"], words),
            "loss": millions(one["loss_usd_year"], words),
            "alone": millions(one["first_alone_usd_year"] + one["second_alone_usd_year"], words),
            "beyond": millions(one["beyond_both_usd_year"], words),
            "bar": round(100 * one["loss_usd_year"] / held["worst"][0]["loss_usd_year"], 1),
            "like": words.plural("and {n} pair like it", "and {n} pairs like it", one["pairs_like_it"])
            if one["pairs_like_it"] else "",
            "sure": words("exact; rank certain") if sure else words("exact; rank bounded"),
        })  # fmt: skip
    filled = {"done": num.whole(held["worked_out"]), "all": num.whole(held["count"])}
    if bound is None or held["worked_out"] >= held["count"]:
        text = words("All {all} pairs were worked out.", **filled)
    else:
        text = words(
            "{done} of {all} pairs were worked out exactly. None of the others can lose more than {bound} "
            "a year:"
            " the rank of a pair above that is certain, one below it may have others beside it.",
            bound=usd(bound, words), **filled,
        )  # fmt: skip
    return {"rows": rows, "text": text}


def failures_map(
    rows: Sequence[Mapping[str, Any]], words: Words, base: str | None = None, width_px: int = NOMINAL_WIDTH_PX
) -> str:
    """Draw what fails, lines as thick and places as large as the loss is great; empty without coordinates.

    Parameters
    ----------
    rows
        Failures, the worst first, with ``coordinates``.
    words
    base
        The basemap below; default a reference to the one of the page.
    width_px
        How wide the map is shown.
    """
    drawn = [one for one in rows if one.get("coordinates")]
    if not drawn:
        return ""
    projection, view = frame(drawn)
    unit, top = view.width / width_px, drawn[0]["loss_usd_year"] or 1.0
    lines, dots, names = [], [], []
    for one in reversed(drawn):
        share = max(one["loss_usd_year"], 0.0) / top
        points = to_units(projection, one["coordinates"])
        tip = escape(
            words("{name}: {usd} a year", name=failed(one, words), usd=usd(one["loss_usd_year"], words))
        )
        if one["kind"] in ("link", "service"):
            lines.append(_line(one, points, share, tip))
        else:
            dots.append(_dot(one, points.mean(axis=0), share, tip))
    for one in drawn:
        names += [
            Stop(words.place(name), float(x), float(y))
            for name, (x, y) in zip(one["places"], to_units(projection, one["coordinates"]), strict=True)
        ]
    placed = place_names(_once(names), [], unit, view)
    labels = _countries(projection, view, unit, [name.box for name in placed if name.box], words)
    labels += "".join(stop_svg(name) for name in reversed(placed) if name.box)
    below = f'<use href="#{BASE_ID}"/>' if base is None else base
    return wrap_svg(
        f"{below}{''.join(lines)}{''.join(dots)}{labels}", view, words("What matters most"), focusable=True
    )


def _countries(projection: Projection, view: Box, unit: float, taken: Sequence[Box], words: Words) -> str:
    """Write the names of the countries in view that have room for it."""
    base = load_basemap()
    countries = []
    for code, label in sorted(base.labels.items()):
        ((x, y),) = to_units(projection, [label])
        if view.x0 < x < view.x1 and view.y0 < y < view.y1:
            rings = [to_units(projection, ring) for ring in base.shapes[code]]
            name = words.country(code)
            box = name_box(name, (float(x), float(y)), "middle", unit * COUNTRY_STRETCH)
            if all(lies_inside(edge, float(y), rings) for edge in (box.x0, box.x1)):
                countries.append((name, float(x), float(y), rings))
    nothing = np.empty((0, 2))
    return "".join(
        f'<g class="country" transform="translate({x:.1f} {y:.1f})"><text class="px" text-anchor="middle">'
        f"{escape(name)}</text></g>"
        for name, x, y, free in place_countries(countries, taken, unit, view, nothing)
        if free
    )


def frame(rows: Sequence[Mapping[str, Any]]) -> tuple[Projection, Box]:
    """Return the projection and the view that hold all failures."""
    held = [{"geometry": [{"coordinates": one["coordinates"]} for one in rows if one.get("coordinates")]}]
    projection = fit_projection(held)
    view = fit_view(held, projection)
    return projection, view or Box(-100, -50, 100, 50)


def _once(stops: Sequence[Stop]) -> list[Stop]:
    """Return places once each, those of the worst failures first."""
    found: dict[str, Stop] = {}
    for stop in stops:
        found.setdefault(stop.name, stop)
    return list(found.values())[:MOST_NAMES]


def _line(one: Mapping[str, Any], points: Floats, share: float, tip: str) -> str:
    width = THINNEST_PX + (THICKEST_PX - THINNEST_PX) * share
    look = MODE_CLASS.get(one["mode"], "rail")
    return (
        f'<path class="leg {look}" style="--w:{width:.3g};--c:var(--ll-loss)" d="{path_data([points])}">'
        f"<title>{tip}</title></path>"
    )


def _dot(one: Mapping[str, Any], point: Floats, share: float, tip: str) -> str:
    radius = SMALLEST_PX + (LARGEST_PX - SMALLEST_PX) * share**0.5
    r = radius * 0.9
    mark = (
        f'<circle r="{radius:.1f}"'
        if one["kind"] == "node"
        else f'<path d="M0-{r:.1f} {r:.1f} 0 0 {r:.1f}-{r:.1f} 0z"'
    )
    tag = "circle" if one["kind"] == "node" else "path"
    return (
        f'<g class="failure" style="--c:var(--ll-loss)" transform="translate({point[0]:.1f} {point[1]:.1f})">'
        f'<g class="px">{mark}><title>{tip}</title></{tag}></g></g>'
    )
