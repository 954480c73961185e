"""The parts that a printed report is made of, as plain data: headings, paragraphs, tables, pictures.

A text is a list of runs: words with a weight, or the letter of a route in its colour.  Nothing here is
markup: the template sets every text as it is.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

from landlink.study.report.plain_svg import colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from landlink.study.report.model import Row

Block = dict[str, Any]
Text = list[dict[str, Any]]
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no font draws and no document may hold."""


def clean(value: Any) -> Any:  # noqa: ANN401  (plain data of any shape)
    r"""Return plain data without the characters that no document may hold.

    Examples
    --------
    >>> clean({"label": "North\x07", "legs": [1, "a\x00"]})
    {'label': 'North', 'legs': [1, 'a']}
    """
    if isinstance(value, str):
        return UNSEEN.sub("", value)
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    return [clean(one) for one in value] if isinstance(value, (list, tuple)) else value


def plain(text: object, *, bold: bool = False) -> Text:
    r"""Return a text of one run.

    Examples
    --------
    >>> plain("Xi'an *and* #more\x00")
    [{'t': "Xi'an *and* #more", 'b': False}]
    """
    return [{"t": UNSEEN.sub("", str(text)), "b": bold}]


def rich(markup: object) -> Text:
    """Return a sentence of the page, whose only markup is ``<b>``, as runs.

    Examples
    --------
    >>> rich("<b>Northern &amp; Co</b>: 16 days")
    [{'t': 'Northern & Co', 'b': True}, {'t': ': 16 days', 'b': False}]
    """
    parts = re.split(r"</?b>", str(markup))
    runs = (plain(unescape(part), bold=bool(place % 2))[0] for place, part in enumerate(parts))
    return [run for run in runs if run["t"]]


def badge(row: Row) -> Text:
    """Return a route's letter in its colour."""
    return [{"t": row.letter, "c": colour(f"var(--ll-r{row.colour})")}]


def named(row: Row) -> Text:
    """Return a route's letter and title."""
    return [*badge(row), *plain(f" {row.title}", bold=True)]


def heading(level: int, text: object, *, listed: bool = True) -> Block:
    """Return a heading, which the table of contents lists unless told not to."""
    return {"kind": "heading", "level": level, "text": plain(text), "listed": listed}


def paragraph(text: Text, look: str = "plain") -> Block:
    """Return a paragraph: plain, quiet, small, lead, or kicker."""
    return {"kind": "paragraph", "text": text, "look": look}


def bullets(items: Iterable[Text], look: str = "plain") -> Block:
    """Return a list."""
    return {"kind": "list", "items": list(items), "look": look}


def table(
    head: Sequence[str], rows: Iterable[Sequence[Text]], columns: str, caption: str = "", small: bool = False
) -> Block:
    """Return a table.

    Parameters
    ----------
    head
        Headings of the columns.
    rows
        Cells of each row.
    columns
        A letter a column: ``l`` and ``r`` as wide as need be, ``L`` and ``R`` with a share of the rest,
        ``X`` with twice that.
    caption
    small
        Whether it is set small.
    """
    cells = [[*row] for row in rows]
    return {
        "kind": "table", "head": [plain(name)[0]["t"] for name in head], "rows": cells,
        "columns": list(columns),
        "caption": plain(caption)[0]["t"], "small": small,
    }  # fmt: skip


def picture(svg: str, caption: str = "", *, title: str = "", share: float = 1.0, alt: str = "") -> Block:
    """Return a picture that takes a share of the line."""
    return {
        "kind": "picture", "svg": svg, "caption": plain(caption)[0]["t"], "title": plain(title)[0]["t"],
        "share": share, "alt": plain(alt)[0]["t"],
    }  # fmt: skip


def side_by_side(pictures: Iterable[Block]) -> Block:
    """Return pictures in columns."""
    return {"kind": "columns", "pictures": list(pictures)}


def facts(pairs: Iterable[tuple[str, str]]) -> Block:
    """Return terms with what they stand for, in a row."""
    return {"kind": "facts", "pairs": [[plain(term)[0]["t"], plain(value)[0]["t"]] for term, value in pairs]}


def key(entries: Iterable[tuple[str, str]]) -> Block:
    """Return a key of colours."""
    return {"kind": "key", "entries": [[colour(ink), plain(text)[0]["t"]] for ink, text in entries]}
