"""Write a dependence as a picture, a page, a table or a workbook."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.network.files.beside import in_place
from landlink.study.report.dependence_map import dependence_page, dependence_svg

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

SUFFIXES = (".html", ".svg", ".csv", ".xlsx", ".json")


def check_file(path: Path) -> None:
    """Say what is wrong with a file name before anything is computed.

    Raises
    ------
    LandlinkError
        If its ending is none that can be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> check_file(Path("dependence.svg"))
    """
    if path.suffix.lower() not in SUFFIXES:
        raise LandlinkError(f"{path.name}: the ending must be one of {', '.join(SUFFIXES)}")


def write_dependence(result: Mapping[str, Any], path: Path) -> None:
    """Write a dependence by the ending of the file.

    Parameters
    ----------
    result
        What :meth:`landlink.resilience.dependence.Dependence.as_dict` returns.
    path
        ``.html`` (picture and all figures), ``.svg`` (picture), ``.csv`` (a row for each country and
        closure), ``.xlsx`` (the same, worst cases, gateways, rule and sources), ``.json``.

    Raises
    ------
    LandlinkError
        If the ending is another or the disk refuses.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.resilience.dependence import dependence
    >>> from landlink.resilience.trade import partners
    >>> from landlink.testing import small_network
    >>> result = dependence(partners(flow_graph(small_network()))).as_dict()
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_dependence(result, Path(folder) / "d.csv")
    ...     (Path(folder) / "d.csv").read_text(encoding="utf-8").splitlines()[0][:24]
    'country,name,kind,key,cl'
    """
    check_file(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        in_place(path, lambda draft: _workbook(result, draft))
        return
    makers: dict[str, Callable[[Mapping[str, Any]], str]] = {
        ".html": dependence_page,
        ".svg": dependence_svg,
        ".csv": lambda held: _csv(held["matrix"]),
        ".json": lambda held: json.dumps(held, ensure_ascii=False, indent=1, allow_nan=False) + "\n",
    }
    made = makers[suffix](result)

    def write(draft: Path) -> None:
        draft.write_text(made, encoding="utf-8")

    in_place(path, write)


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return out.getvalue()


def _workbook(result: Mapping[str, Any], path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    worst = [
        {"country": one["code"], "landlocked": one["landlocked"], "gateway_hhi": one["gateway_hhi"]}
        | {name: value for name, value in (one["worst"] or {}).items() if name != "country"}
        for one in result["countries"]
    ]
    gates = [
        {"country": one["code"], "country_name": one["name"], **gate}
        for one in result["countries"]
        for gate in one["gateways"]
    ]
    said = [{"what": "rule", "text": result["rule"]}]
    said += [{"what": "note", "text": note} for note in result["notes"]]
    said += [
        {"what": one["key"], "text": f"{one['value']} {one['unit']}; {one['source']}; {one['note']}"}
        for one in result["assumptions"]
    ]
    with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, rows in (
            ("worst cases", sorted(worst, key=lambda row: -(row.get("harm") or 0.0))),
            ("matrix", result["matrix"]),
            ("gateways", gates),
            ("rule and sources", said),
        ):
            _sheet(book.add_worksheet(name), rows, bold)


def _sheet(sheet: Any, rows: Sequence[Mapping[str, Any]], bold: Any) -> None:  # noqa: ANN401  (no types)
    heads = list(dict.fromkeys(name for row in rows for name in row))
    for column, name in enumerate(heads):
        sheet.write(0, column, name, bold)
        sheet.set_column(column, column, 100 if name == "text" else max(12, len(name) + 2))
    for number, row in enumerate(rows):
        for column, name in enumerate(heads):
            if row.get(name) is not None:
                sheet.write(number + 1, column, row[name])
    sheet.freeze_panes(1, 0)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)
