"""Small pieces of HTML for the report's tables: ranges, timelines, source marks, operations."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from landlink.study.report.dated import with_waits
from landlink.study.report.model import KIND_GROUPS, KINDS, Outcome, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from landlink.study.report.text import Words

SPREAD_WIDTH = 96


def spread(row: Row, outcome: Outcome, words: Words) -> Markup:
    """Draw the 20th to 80th percentile of time on a scale common to a table."""
    low, high = (_hours(row.route, key) for key in ("time_p20_h", "time_p80_h"))
    ends = [_hours(r.route, key) for r in outcome.rows for key in ("time_p20_h", "time_p80_h")]
    start, stop = min(ends), max(ends)
    scale = (SPREAD_WIDTH - 8) / ((stop - start) or 1.0)
    x0, x1, mid = (4 + (v - start) * scale for v in (low, high, row.route["time_h"]))
    text = {"low": words.num.days(low), "high": words.num.days(high)}
    return _markup(
        '<span class="range">{text}</span><svg class="spread" width="{w}" height="12" aria-hidden="true">'
        '<path d="M4 6H{end}" class="track"/><path d="M{x0} 6H{x1}" style="stroke:var(--ll-r{c})"/>'
        '<circle cx="{mid}" cy="6" r="3.4" style="fill:var(--ll-r{c})"/></svg>',
        text=words("{low} to {high}", **text), w=SPREAD_WIDTH, end=SPREAD_WIDTH - 4, c=row.colour,
        x0=f"{x0:.1f}", x1=f"{max(x1, x0 + 1):.1f}", mid=f"{min(max(mid, 4), SPREAD_WIDTH - 4):.1f}",
    )  # fmt: skip


def timeline(row: Row, words: Words) -> Markup:
    """Draw a route's hours in order of travel, coloured by kind of operation."""
    groups = [
        (group, sum(float(leg["time_h"]) for leg in legs))
        for group, legs in groupby(
            with_waits(row.route), key=lambda leg: KIND_GROUPS.get(leg["kind"], "transfer")
        )
    ]
    said = [
        words("{kind} {hours} h", kind=words.code("group of operations", group), hours=words.num.hours(hours))
        for group, hours in groups
    ]
    pieces = [
        _markup(
            '<i style="flex-grow:{n};background:var(--ll-k{k})" title="{t}"></i>',
            n=f"{hours:.2f}", k=KINDS.index(group) + 1, t=text,
        )
        for (group, hours), text in zip(groups, said, strict=True)
        if hours > 0
    ]  # fmt: skip
    label = words("Hours in order of travel: {list}", list=", ".join(said))
    return _markup(
        '<div class="timeline" role="img" aria-label="{label}">{pieces}</div>',
        label=label, pieces=_markup("").join(pieces),
    )  # fmt: skip


def source_marks(keys: Sequence[str], numbers: Mapping[str, int]) -> Markup:
    """Link source keys to the numbered list of sources; show unknown keys as they are."""
    marks = [
        _markup('<a href="#source-{n}">{n}</a>', n=numbers[key])
        if key in numbers
        else _markup("<code>{key}</code>", key=key)
        for key in dict.fromkeys(keys)
        if key
    ]
    return _markup(" ").join(marks)


def what(leg: Mapping[str, Any], words: Words) -> str:
    """Say what happens on a leg: the operation or mode, and the service's or crossing's name."""
    kind = words.code("operation", leg["kind"]) if leg["kind"] != "move" else words.code("mode", leg["mode"])
    return f"{kind}, {leg['name']}" if leg["name"] else kind


def plain(value: Any, words: Words) -> str:  # noqa: ANN401 - an assumption may be of any type
    """Show the value of an assumption: numbers by the language's rule, the rest as text."""
    if value is None:
        return words.num.number(None)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    text = f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"
    if "e" in text:
        return text
    return words.num.number(value, len(text.partition(".")[2]))


def safe_link(url: object) -> str:
    """Return a web address, or nothing for any other kind of link.

    Examples
    --------
    >>> safe_link("https://example.org"), safe_link("javascript:alert(1)")
    ('https://example.org', '')
    """
    text = str(url or "").strip()
    return text if text.lower().startswith(("https://", "http://")) else ""


def _hours(route: Mapping[str, Any], key: str) -> float:
    """Return a percentile of a route's time, or its mean where there is none."""
    value = route.get(key)
    return float(route["time_h"] if value is None else value)


def _markup(template: str, **values: object) -> Markup:
    """Fill values into our own HTML, escaping them."""
    from markupsafe import Markup  # noqa: PLC0415 - heavy imports are lazy

    return Markup(template).format(**values)  # noqa: S704 - our own text; values are escaped
