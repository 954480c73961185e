"""Cells of a workbook whose formula has an error or no value: python-calamine reads them as empty."""

from __future__ import annotations

import posixpath
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pathlib import Path

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TARGET = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def error_cells(path: Path) -> dict[str, dict[str, str]]:
    """Return the cells that show an error (``#N/A``), by sheet and cell; empty if nobody computed them.

    The parts of the file are those of ECMA-376 (Office Open XML), part 1, 18.3.1.4 and 18.18.11.

    Parameters
    ----------
    path : Path
        A workbook.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import xlsxwriter
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "book.xlsx"
    ...     with xlsxwriter.Workbook(file) as book:
    ...         _ = book.add_worksheet("sums").write_formula("C17", "=1/0", None, "#DIV/0!")
    ...     error_cells(file)
    {'sums': {'C17': '#DIV/0!'}}
    """
    found: dict[str, dict[str, str]] = {}
    with zipfile.ZipFile(path) as parts:
        targets = {
            one.get("Id"): one.get("Target", "")
            for one in ET.fromstring(parts.read("xl/_rels/workbook.xml.rels"))  # noqa: S314  (no entities in zip parts are followed)
        }
        for sheet in ET.fromstring(parts.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):  # noqa: S314
            part = posixpath.normpath(posixpath.join("/xl", targets[sheet.get(_TARGET)])).lstrip("/")
            content = parts.read(part)
            if b't="e"' in content or b"<f" in content:
                cells = ET.fromstring(content).iter(f"{_MAIN}c")  # noqa: S314
                found[sheet.get("name", "")] = {
                    cell.get("r", ""): _value(cell) for cell in cells if _bad(cell)
                }
    return found


def _bad(cell: ET.Element) -> bool:
    computed = cell.find(f"{_MAIN}f") is None or cell.get("t") == "str" or bool(_value(cell))
    return cell.get("t") == "e" or not computed


def _value(cell: ET.Element) -> str:
    return cell.findtext(f"{_MAIN}v") or ""
