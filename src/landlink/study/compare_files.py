"""A comparison of two runs as a page for a browser and as a workbook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from landlink.study.compare_dates import date_rows, validation_rows
from landlink.study.compare_sections import section_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from landlink.study.workbook_cells import Book, Value

Json = dict[str, Any]

DAY_H = 24

STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}"
    "table{border-collapse:collapse;margin:0 0 2rem}th,td{padding:.3rem .7rem;border-bottom:1px solid #ccc;"
    "text-align:left;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}"
    ".worse{color:#9c0006}.better{color:#006100}"
)

SHOWN = (
    ("days", "time_h", 1 / DAY_H, ".1f"), ("USD", "cost_usd", 1, ",.0f"), ("kg CO2e", "co2e_kg", 1, ",.0f"),
    ("sd, h", "time_sd_h", 1, ".1f"), ("unverified, %", "unverified_share", 100, ".1f"),
)  # fmt: skip
"""Figures that are shown: head, name in the comparison, scale, format."""


def compare_page(found: Mapping[str, Any]) -> str:
    """Return a comparison as one HTML page that loads nothing.

    Parameters
    ----------
    found : dict
        Of :func:`~landlink.study.compare.compare`.

    Examples
    --------
    >>> from landlink.study.compare import compare
    >>> study = {"title": "One & two", "file": "study.yaml", "generated_at": None}
    >>> empty = {"study": study, "shipments": [], "scenarios": [], "assumptions": []}
    >>> page = compare_page(compare(empty, empty))
    >>> "One &amp; two" in page, "Nothing that came out differs" in page
    (True, True)
    """
    heads = [
        "Shipment",
        "Scenario",
        "Route",
        *(f"+ {head}" for head, *_ in SHOWN),
        "By way of, before",
        "Now",
    ]
    parts = [
        f"<h1>{escape(_title(found))}</h1>", f"<p>{escape(verdict(found))}</p>",
        _table("Routes that differ", heads, (_page_row(row) for row in found["routes"])),
        _table("On one side only", ["What", "Which", "Missing in"], _plain(missing_rows(found))),
        _table("Why there is no route", ["Where", "A", "B"], _plain(_reason_rows(found))),
        _table("Fronts that differ", ["Where", "Points A", "Points B"], _plain(front_rows(found))),
        _table("Dates and odds that differ", ["Where", "A", "B"], _plain(date_rows(found))),
        _table("Errors against published figures", ["What", "A", "B"], _plain(validation_rows(found))),
        _table("Flows and shocks that differ", ["What", "A", "B"], _plain(section_rows(found))),
        _table("Inputs that differ", ["Input", "A", "B"], _plain(_input_rows(found))),
    ]  # fmt: skip
    head = f'<meta charset="utf-8"><title>{escape(_title(found))}</title><style>{STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def verdict(found: Mapping[str, Any]) -> str:
    """Return in a sentence or two what a comparison comes to.

    Examples
    --------
    >>> found = {"same": True, "inputs": [{}], "routes": [], "missing": [], "unchanged": 3}
    >>> verdict(found)
    'Nothing that came out differs: 3 routes are the same. Inputs that differ: 1.'
    """
    inputs = f" Inputs that differ: {len(found['inputs'])}."
    if found["same"]:
        return f"Nothing that came out differs: {found['unchanged']} routes are the same.{inputs}"
    counts = f"{len(found['routes'])} differ, {len(found['missing'])} stand on one side only"
    sections = len(found.get("sections", ()))
    figures = f" Figures of flows and shocks that differ: {sections}." if sections else ""
    return f"Routes and shipments: {counts}, {found['unchanged']} are the same.{figures}{inputs}"


def missing_rows(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what one side lacks as rows: what, which, missing where.

    Examples
    --------
    >>> missing_rows({"missing": [{"what": "shipment", "id": "a", "missing_in": "b"}]})
    [('shipment', 'a', 'B')]
    """
    return [(one["what"], one["id"], one["missing_in"].upper()) for one in found["missing"]]


def front_rows(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the fronts that differ as rows: where, and how many points each side has.

    Examples
    --------
    >>> front = {"shipment": "a", "scenario": "base", "points_a": 3, "points_b": 4}
    >>> front_rows({"fronts": [front]})
    [('a, base', '3', '4')]
    """
    return [
        (f"{one['shipment']}, {one['scenario']}", str(one["points_a"]), str(one["points_b"]))
        for one in found["fronts"]
    ]


def change(row: Mapping[str, Any], name: str, scale: float, form: str) -> str:
    """Return the change of a figure as people read it; nothing where none would show.

    Examples
    --------
    >>> change({"figures": {"time_h": {"change": 36.0}}}, "time_h", 1 / 24, ".1f")
    '+1.5'
    """
    shown = format(row["figures"][name]["change"] * scale, f"+{form}")
    return shown if shown.strip("+-0.,") else ""


def _title(found: Mapping[str, Any]) -> str:
    return f"{found['a']['title']}: {found['a']['name']} and {found['b']['name']}"


def _input_rows(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["what"], _said(one["a"]), _said(one["b"])) for one in found["inputs"]]


def _reason_rows(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (f"{one['shipment']}, {one['scenario']}", _said(one["a"]), _said(one["b"]))
        for one in found["reasons"]
    ]


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _plain(rows: Iterable[Sequence[str]]) -> Iterable[list[str]]:
    return ([f"<td>{escape(cell)}</td>" for cell in row] for row in rows)


def _page_row(row: Json) -> list[str]:
    cells = [f"<td>{escape(row[name])}</td>" for name in ("shipment", "scenario", "route")]
    for _, name, scale, form in SHOWN:
        text = change(row, name, scale, form)
        kind = "" if not text else " worse" if text.startswith("+") else " better"
        cells.append(f'<td class="n{kind}">{text}</td>')
    ways = ("", "as before") if row["same_way"] else (", ".join(row["via_a"]), ", ".join(row["via_b"]))
    return [*cells, *(f"<td>{escape(way)}</td>" for way in ways)]


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows)
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    return f"<h2>{escape(title)}</h2><table><tr>{head}</tr>{body}</table>" if body else ""


def compare_workbook(found: Mapping[str, Any]) -> bytes:
    """Return a comparison as an Excel workbook, the changes as formulas.

    Parameters
    ----------
    found : dict
        Of :func:`~landlink.study.compare.compare`.

    Examples
    --------
    >>> from landlink.study.compare import compare
    >>> study = {"title": "One", "file": "study.yaml", "generated_at": None}
    >>> empty = {"study": study, "shipments": [], "scenarios": [], "assumptions": []}
    >>> compare_workbook(compare(empty, empty))[:2]
    b'PK'
    """
    from landlink.study.workbook_cells import Book  # noqa: PLC0415  (only where a workbook is asked for)

    book = Book(_title(found), found["b"]["generated_at"])
    _routes_sheet(book, found)
    basis: list[tuple[str, list[str], list[tuple[str, str, str]]]] = [
        ("One side only", ["What", "Which", "Missing in"], missing_rows(found)),
        ("Reasons", ["Where", "A", "B"], _reason_rows(found)),
        ("Fronts", ["Where", "Points A", "Points B"], front_rows(found)),
        ("Dates", ["Where", "A", "B"], date_rows(found)),
        ("Validation", ["What", "A", "B"], validation_rows(found)),
        ("Flows and shocks", ["What", "A", "B"], section_rows(found)),
        ("Inputs", ["Input", "A", "B"], _input_rows(found)),
    ]
    for name, heads, rows in basis:
        if rows:
            _plain_sheet(book, name, heads, rows)
    return book.done()


def _plain_sheet(book: Book, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from landlink.study.workbook_cells import Column, set_widths  # noqa: PLC0415

    columns = [Column(head, "long", 50) for head in heads]
    sheet = book.sheet(name)
    set_widths(sheet, columns)
    book.table(sheet, 0, columns, rows)
    sheet.freeze_panes(1, 1)


def _routes_sheet(book: Book, found: Mapping[str, Any]) -> None:
    from landlink.study.workbook_cells import Column, set_widths  # noqa: PLC0415

    columns = [Column("Shipment", "text", 24), Column("Scenario", "text", 24), Column("Route", "text", 24)]
    for head, unit in (
        ("Time", "h"),
        ("Price", "USD"),
        ("Emissions", "kg CO2e"),
        ("Standard deviation", "h"),
    ):
        columns += [Column(f"{head} A, {unit}", "hours"), Column(f"{head} B, {unit}", "hours")]
        columns.append(Column(f"{head} change, {unit}", "more_days"))
    columns += [Column("By way of, A", "long", 50), Column("By way of, B", "long", 50)]
    sheet = book.sheet("Routes")
    set_widths(sheet, columns)
    book.put(sheet, 0, 0, _title(found), "title")
    book.put(sheet, 1, 0, verdict(found), "lead")
    rows = [_workbook_row(row, number) for number, row in enumerate(found["routes"], start=TOP + 1)]
    after = book.table(sheet, TOP, columns, rows)
    for place in range(len(COMPARED) if rows else 0):
        column = len(NAMES) + 3 * place + 2
        book.mark_changes(sheet, (TOP + 1, column), (after - 1, column))
    sheet.freeze_panes(TOP + 1, len(NAMES))


TOP = 3
"""Row of the heads."""

NAMES = ("shipment", "scenario", "route")
COMPARED = ("time_h", "cost_usd", "co2e_kg", "time_sd_h")


def _workbook_row(row: Json, at: int) -> list[Value]:
    from landlink.study.workbook_cells import Formula, cell  # noqa: PLC0415

    cells: list[Value] = [row[name] for name in NAMES]
    for name in COMPARED:
        one, two = (row["figures"][name][side] for side in ("a", "b"))
        here = len(cells)
        cells += [one, two, Formula(f"={cell(at, here + 1)}-{cell(at, here)}", two - one)]
    return [*cells, ", ".join(row["via_a"]), ", ".join(row["via_b"])]
