"""Set the printed report by typst: results in, the bytes of one PDF out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from landlink.study.report.document import document

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATE = "templates/report.typ"


def render_pdf(results: Mapping[str, Any], language: str = "en") -> bytes:
    """Set a study's results as a PDF.

    Fonts are those inside typst, the template and all pictures inside the program: nothing is loaded
    from anywhere, and the same results give the same bytes on every machine.

    Parameters
    ----------
    results
        What a study run hands over.
    language
        The language of the document.

    Returns
    -------
    bytes

    Examples
    --------
    >>> made = render_pdf({
    ...     "study": {"title": "Empty", "description": "", "generated_at": "2026-03-04T09:30:00Z",
    ...               "landlink_version": "0", "price_year": 2025, "file": "study.yaml"},
    ...     "network": {"name": "none", "nodes": 0, "links": 0, "crossings": 0, "services": 0,
    ...                 "countries": 0, "quality": {}},
    ...     "scenarios": [{"id": "base", "title": "Today", "description": "", "changes": []}],
    ...     "shipments": [], "assumptions": [], "sources": [], "notes": []})
    >>> made[:5]
    b'%PDF-'
    """
    import typst  # noqa: PLC0415 - heavy imports are lazy

    made_at = _made_at(results["study"].get("generated_at"))
    return bytes(typst.compile(**typst_inputs(results, language), format="pdf", timestamp=made_at))


def typst_inputs(results: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return what typst is given: the template, its own fonts, and the report as data."""
    import typst  # noqa: PLC0415 - heavy imports are lazy

    return {
        "input": files("landlink.study.report").joinpath(TEMPLATE).read_bytes(),
        "font_paths": typst.Fonts(include_system_fonts=False),
        "ignore_system_fonts": True,
        "sys_inputs": {"report": json.dumps(document(results, language), ensure_ascii=False)},
    }


def _made_at(moment: str | None) -> datetime:
    """Return when the results were made; a report without a time is of the beginning of time."""
    made = datetime.fromisoformat(moment) if moment else datetime.fromtimestamp(0, UTC)
    return made if made.tzinfo else made.replace(tzinfo=UTC)
