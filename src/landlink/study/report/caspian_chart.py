"""Draw the levels of a sea by year, with the levels at which services lose capacity and close beside them."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Any

from landlink.study.report.shock_words import level, sailing_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landlink.study.report.model import Json
    from landlink.study.report.text import Words

WIDTH, HEIGHT, TOP, FOOT = 1032, 400, 156, 34
LEFT, MIDDLE, RIGHT = 50, 640, 690
FIRST_YEAR = 1970
BELOW_M, ABOVE_M = 2.5, 0.6
OBSERVED = "observed"
BANDS = {"SSP2-4.5": "var(--ll-r7)", "SSP5-8.5": "var(--ll-r2)"}
LINES = ("var(--ll-r4)", "var(--ll-r3)", "var(--ll-r8)", "var(--ll-r9)")
HALO = ' stroke="var(--ll-paper)" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke"'


class Scale:
    """Where years and levels stand."""

    def __init__(
        self, bands: Sequence[Mapping[str, Any]], groups: Sequence[Json], asked: Sequence[float]
    ) -> None:
        years = [one["year"] for one in bands if one["year"] >= FIRST_YEAR] or [FIRST_YEAR]
        observed = [
            one["level_m"] for one in bands if one["pathway"] == OBSERVED and one["year"] >= FIRST_YEAR
        ]
        ends = [one["closes"] for one in groups]
        first, last = min(FIRST_YEAR, *years), max(FIRST_YEAR + 1, *years)
        self.first, self.last = int(first), int(last)
        self.high: float = max([*observed, *asked, *(one["keeps"] for one in groups)], default=0.0) + ABOVE_M
        self.low: float = min([*observed, *asked, *ends], default=-1.0) - BELOW_M

    def x(self, year: float) -> float:
        """Return where a year stands."""
        return LEFT + (MIDDLE - LEFT) * (year - self.first) / (self.last - self.first)

    def y(self, level_m: float) -> float:
        """Return where a level stands."""
        return TOP + HEIGHT * (self.high - level_m) / (self.high - self.low)


def groups_of(services: Sequence[Mapping[str, Any]]) -> list[Json]:
    """Return services with the same thresholds together, those that close first first.

    Examples
    --------
    >>> one = {"service": "a", "name": "A", "limiting_port": "x", "keeps_capacity_to_level_m": -30.0,
    ...        "closes_at_level_m": -31.0}
    >>> found = groups_of([one, {**one, "service": "b"}, {**one, "closes_at_level_m": None}])
    >>> [(group["keeps"], group["closes"], len(group["services"])) for group in found]
    [(-30.0, -31.0, 2)]
    """
    found: dict[tuple[float, float], list[Mapping[str, Any]]] = {}
    for one in services:
        if one["closes_at_level_m"] is not None and one["keeps_capacity_to_level_m"] is not None:
            found.setdefault((one["keeps_capacity_to_level_m"], one["closes_at_level_m"]), []).append(one)
    return [
        {"keeps": keeps, "closes": closes, "services": held}
        for (keeps, closes), held in sorted(found.items(), key=lambda item: (-item[0][1], -item[0][0]))
    ]


def levels_svg(held: Mapping[str, Any], asked: Sequence[float], words: Words) -> str:
    """Draw levels by year at the left, and what is left of the services at each level at the right.

    Parameters
    ----------
    held
        What :meth:`landlink.appraisal.caspian.Caspian.as_dict` returns.
    asked
        Levels that the study asks for.
    words
    """
    groups = groups_of(held["services"])
    scale = Scale(held["bands"], groups, asked)
    parts = [_clip(), _axes(scale, words), *_pathways(held["bands"], scale, words)]
    parts += [*_services(groups, held, scale, words), *_asked(asked, scale, words)]
    title = words("Levels of the sea by year, and the levels at which services lose capacity and close")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart levels" role="img" '
        f'aria-label="{escape(title, quote=True)}"'
        f' viewBox="0 0 {WIDTH} {TOP + HEIGHT + FOOT}">{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, said: str, more: str = "", size: float = 12.5) -> str:
    fill = "" if "fill=" in more else ' fill="var(--ll-quiet)"'
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{fill}{more}>{escape(said)}</text>'


def _clip() -> str:
    return (
        f'<defs><clipPath id="ll-levels"><rect x="{LEFT}" y="{TOP}" width="{MIDDLE - LEFT}" '
        f'height="{HEIGHT}"/>'
        "</clipPath></defs>"
    )


def _axes(scale: Scale, words: Words) -> str:
    """Draw whole metres across both panels, and years."""
    parts = []
    for metres in range(math.ceil(scale.low), math.floor(scale.high) + 1):
        y = scale.y(metres)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{MIDDLE}M{RIGHT} {y:.1f}H{WIDTH}" stroke="var(--ll-rule)"/>')
        parts.append(_text(LEFT - 8, y + 4, words.num.whole(metres), ' text-anchor="end"'))
    base = TOP + HEIGHT
    years = range(-(-scale.first // 10) * 10, scale.last + 1, 10)
    wide = 20 if len(years) > 8 else 10
    for year in years:
        if year % wide == 0:
            parts.append(_text(scale.x(year), base + 20, str(year), ' text-anchor="middle"'))
            parts.append(f'<path d="M{scale.x(year):.1f} {base}v5" stroke="var(--ll-quiet)"/>')
    bold = ' font-weight="650" fill="var(--ll-ink)"'
    parts.append(_text(0, 14, words("Level by year, metres (Baltic datum)"), bold, 13.5))
    parts.append(_text(RIGHT, 14, words("What is left of the services at each level"), bold, 13.5))
    return "".join(parts)


def _pathways(bands: Sequence[Mapping[str, Any]], scale: Scale, words: Words) -> list[str]:
    """Draw bands and lines ahead, and what was observed as points."""
    by: dict[str, list[Mapping[str, Any]]] = {}
    for one in bands:
        by.setdefault(one["pathway"], []).append(one)
    areas, lines, names, spare = [], [], [], list(LINES)
    for pathway, held in by.items():
        if pathway == OBSERVED:
            continue
        ink = BANDS.get(pathway) or (spare.pop(0) if spare else LINES[-1])
        if pathway in BANDS:
            edge = [(one["year"], one["high_m"]) for one in held] + [
                (one["year"], one["low_m"]) for one in held[::-1]
            ]
            areas.append(f'<path d="{_line(edge, scale)}Z" fill="{ink}" fill-opacity=".2"/>')
        dash = "" if pathway in BANDS else ' stroke-dasharray="6 4"'
        middle = [(one["year"], one["level_m"]) for one in held]
        lines.append(
            f'<path d="{_line(middle, scale)}" fill="none" stroke="{ink}" stroke-width="2.4"{dash}/>'
        )
        names.append(_name(middle, scale, (words.code("pathway", pathway), ink)))
    drawn = f'<g clip-path="url(#ll-levels)">{"".join([*areas, *lines])}</g>'
    return [drawn, *names, *_observed(by.get(OBSERVED, []), scale, words)]


def _line(points: Sequence[tuple[float, float]], scale: Scale) -> str:
    return "M" + "L".join(f"{scale.x(year):.1f} {scale.y(metres):.1f}" for year, metres in points)


def _name(points: Sequence[tuple[float, float]], scale: Scale, said: tuple[str, str]) -> str:
    """Write a pathway's name where its line ends or leaves the frame."""
    text, ink = said
    inside = [(year, metres) for year, metres in points if metres >= scale.low]
    year, metres = inside[-1] if inside else points[0]
    x, y = scale.x(year), scale.y(metres)
    if len(inside) < len(points):
        return _text(
            x - 8,
            min(y + 4, TOP + HEIGHT - 8),
            text,
            f' text-anchor="end" font-weight="650" fill="{ink}"{HALO}',
        )
    return _text(x + 6, y + 4, text, f' font-weight="650" fill="{ink}"{HALO}')


def _observed(held: Sequence[Mapping[str, Any]], scale: Scale, words: Words) -> list[str]:
    """Draw observed points, each with its year and level, where there is room."""
    parts, last = [], -1e9
    for one in held:
        if one["year"] < scale.first:
            continue
        x, y = scale.x(one["year"]), scale.y(one["level_m"])
        tip = f"{words.num.year(one['year'])}: {level(one['level_m'], words)}"
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.4" fill="var(--ll-paper)" stroke="var(--ll-ink)" '
            f'stroke-width="2"'
            f' aria-label="{escape(tip, quote=True)}"/>'
        )
        if one is held[-1]:
            parts.append(_text(x + 8, y - 8, tip, f' fill="var(--ll-ink)" font-weight="650"{HALO}'))
        elif x - last > 70 and x < scale.x(held[-1]["year"]) - 12:
            anchor = ' text-anchor="middle"' if x - LEFT > 40 else ""
            parts.append(_text(x, y - 11, tip, f'{anchor} fill="var(--ll-ink)"{HALO}'))
            last = x
    return parts


def _services(groups: Sequence[Json], held: Mapping[str, Any], scale: Scale, words: Words) -> list[str]:
    """Draw a column for each group of services: full, narrowing while it loses capacity, gone."""
    if not groups:
        return [_text(RIGHT, TOP + 20, words("No threshold is known."))]
    pitch = min(64.0, (WIDTH - RIGHT - 70) / len(groups))
    width, parts = pitch * 0.62, []
    names = {one["port"]: one["name"] for one in held["ports"]}
    for number, group in enumerate(groups):
        x = RIGHT + pitch * number + (pitch - width) / 2
        keeps, closes = (min(max(scale.y(group[key]), TOP), TOP + HEIGHT) for key in ("keeps", "closes"))
        tip = words(
            "{names}: full capacity down to {keeps}, closed below {closes}",
            names=sailing_name(group["services"], names, words), keeps=level(group["keeps"], words),
            closes=level(group["closes"], words),
        )  # fmt: skip
        parts.append(
            f'<g aria-label="{escape(tip, quote=True)}">'
            f'<rect x="{x:.1f}" y="{TOP}" width="{width:.1f}" height="{keeps - TOP:.1f}" '
            f'fill="var(--ll-shade4)"/>'
            f'<path d="M{x:.1f} {keeps:.1f}h{width:.1f}L{x + width * 0.62:.1f} '
            f'{closes:.1f}h{-width * 0.24:.1f}Z"'
            f' fill="var(--ll-shade2)"/>'
            f'<path d="M{x - 4:.1f} {closes:.1f}h{width + 8:.1f}" stroke="var(--ll-loss)" '
            f'stroke-width="3"/></g>'
        )
        parts.append(
            _text(
                x + width / 2,
                closes + 16,
                words.num.number(group["closes"], 1),
                ' text-anchor="middle" fill="var(--ll-loss)" font-weight="650"',
                12,
            )
        )
        at = f"translate({x + width / 2 - 2:.1f} {TOP - 8}) rotate(-38)"
        said = escape(sailing_name(group["services"], names, words))
        parts.append(f'<text font-size="12" fill="var(--ll-ink)" transform="{at}">{said}</text>')
    return parts


def _asked(asked: Sequence[float], scale: Scale, words: Words) -> list[str]:
    """Draw the levels that the study asks for across both panels."""
    parts = []
    for metres in sorted(set(asked), reverse=True):
        y = scale.y(metres)
        parts.append(
            f'<path d="M{LEFT} {y:.1f}H{WIDTH}" stroke="var(--ll-ink)" stroke-width="1.6" '
            f'stroke-dasharray="2 4" fill="none"/>'
        )
        parts.append(
            _text(
                LEFT + 6,
                y - 6,
                words("asked: {level}", level=level(metres, words)),
                f' font-weight="650" fill="var(--ll-ink)"{HALO}',
            )
        )
    return parts
