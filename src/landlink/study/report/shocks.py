"""The sections on shocks of a page: dependence, criticality, drawn years, the level of the Caspian."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.caspian import caspian_section
from landlink.study.report.criticality import BASE_ID, criticality_section, frame
from landlink.study.report.dependence import dependence_section
from landlink.study.report.map import base_layer
from landlink.study.report.sweep import sweep_section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landlink.study.report.model import Json
    from landlink.study.report.text import Words

SECTIONS = {
    "dependence": dependence_section,
    "criticality": criticality_section,
    "sweep": sweep_section,
    "caspian": caspian_section,
}
PICTURES = ("heat", "map", "years", "chart")


def shock_sections(results: Mapping[str, Any], words: Words) -> dict[str, Json]:
    """Return the sections on shocks that a study asks for, by the name of the analysis.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> shock_sections({"dependence": None}, Words.of("en"))
    {}
    """
    made = {name: make(results.get(name), words) for name, make in SECTIONS.items()}
    return {name: held for name, held in made.items() if held}


def kicker(name: str, words: Words) -> str:
    """Return what a section is about, above its headline."""
    return {
        "dependence": words("Who depends on whom"),
        "criticality": words("What matters most"),
        "sweep": words("Bad years"),
        "caspian": words("The level of the Caspian"),
    }[name]


def shocks(results: Mapping[str, Any], words: Words) -> Json:
    """Return what the page shows of shocks: sections by name, a card each, the basemap of their map."""
    from markupsafe import Markup  # noqa: PLC0415 - heavy imports are lazy

    held = shock_sections(results, words)
    for name, one in held.items():
        one["kicker"] = kicker(name, words)
        for picture in PICTURES:
            if picture in one:
                one[picture] = Markup(one[picture])  # noqa: S704 - made here, with what is filled in escaped
    base = ""
    if (held.get("criticality") or {}).get("map"):
        projection, view = frame(results["criticality"]["failures"])
        base = (
            '<svg class="llmap-defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
            f'<g id="{BASE_ID}" class="llmap">{base_layer(projection, view.grow(0.1))}</g></defs></svg>'
        )
    return {"sections": held, "base": Markup(base)}  # noqa: S704 - our own drawing
