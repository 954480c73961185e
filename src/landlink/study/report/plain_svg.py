"""Turn the page's pictures into plain SVG for print: no style sheets, no variables, no shared parts."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landlink.study.report.basemap import Box

FONT = "Libertinus Serif"
SVG = "http://www.w3.org/2000/svg"
TAG = f"{{{SVG}}}"
VARIABLE = re.compile(r"var\(--([\w-]+)(?:,[^()]*)?\)")
STYLE = re.compile(r"--([\w-]+):([^;]+)")
HAIR = {"graticule": ("--ll-rule", 0.4), "border": ("--ll-boundary", 0.9), "coast": ("--ll-coast", 0.7)}
ROUND = {"stroke-linecap": "round", "stroke-linejoin": "round"}
DASHES = {"road": (9.0, 6.0), "water": (0.1, 7.0)}
HALO = {"stroke": "#ffffff", "stroke-opacity": "0.9", "stroke-linejoin": "round", "paint-order": "stroke"}


@cache
def theme() -> Mapping[str, str]:
    """Return the colours of the page on paper, by name.

    Examples
    --------
    >>> theme()["ll-r1"]
    '#0072b2'
    """
    found: dict[str, str] = {}
    for name in ("report.css", "shocks.css"):
        css = files("landlink.study.report").joinpath(f"templates/{name}").read_text(encoding="utf-8")
        block = re.search(r":root\{(.*?)\}", css, re.DOTALL)
        found |= dict(re.findall(r"--([\w-]+):([^;}]+)", block[1] if block else ""))
    return found


def colour(text: str) -> str:
    """Return a colour with the page's variables filled in.

    Examples
    --------
    >>> colour("var(--ll-r2)")
    '#d55e00'
    """
    return VARIABLE.sub(lambda m: theme().get(m[1], "#000000"), text)


def plain_chart(svg: str) -> str:
    """Return a chart with its colours and font written out.

    Examples
    --------
    >>> plain_chart('<svg class="chart" viewBox="0 0 1 1"><path fill="var(--ll-r1)"/></svg>')
    '<svg font-family="Libertinus Serif" class="chart" viewBox="0 0 1 1"><path fill="#0072b2"/></svg>'
    """
    return colour(svg).replace("<svg ", f'<svg font-family="{FONT}" ', 1) if svg else ""


def plain_map(svg: str, view: Box, unit: float) -> str:
    """Return a map with the style of its classes written out.

    Parameters
    ----------
    svg
        As :func:`landlink.study.report.map.wrap_svg` makes it, with its own basemap.
    view
        What the map shows.
    unit
        Map units per pixel.
    """
    ET.register_namespace("", SVG)
    root = ET.fromstring(svg)  # noqa: S314 - our own
    _write(root, unit, "#000000", "")
    for name in list(root.attrib):
        if name != "viewBox":
            del root.attrib[name]
    root.set("font-family", FONT)
    root.set("width", f"{view.width / unit:.0f}")
    root.set("height", f"{(view.y1 - view.y0) / unit:.0f}")
    water = {"x": f"{view.x0}", "y": f"{view.y0}", "width": f"{view.width}", "height": f"{view.y1 - view.y0}"}
    root.insert(0, ET.Element(f"{TAG}rect", {**water, "fill": theme()["ll-water"]}))
    return ET.tostring(root, encoding="unicode")


def _write(element: ET.Element, unit: float, ink: str, inside: str) -> None:
    """Give an element and what is in it the attributes of their classes; drop what is hidden."""
    names = (element.get("class") or "").split()
    style = dict(STYLE.findall(element.get("style") or ""))
    ink = colour(style["c"]) if "c" in style else ink
    for name in [
        key for key in element.attrib if key in {"class", "style", "tabindex", "role"} or "-" in key
    ]:
        if name != "text-anchor":
            del element.attrib[name]
    element.attrib.update(_attributes(element, names, style, unit, ink, inside))
    if inside == "country" and element.text:
        element.text = element.text.upper()
    for child in list(element):
        hidden = "crowded" in (child.get("class") or "") or "display:none" in (child.get("style") or "")
        if hidden or child.tag == f"{TAG}title":
            element.remove(child)
        else:
            group = next((name for name in ("country", "stop", "badge", "failure") if name in names), inside)
            _write(child, unit, ink, "end" if "end" in names else group)


def _attributes(
    element: ET.Element, names: list[str], style: dict[str, str], unit: float, ink: str, inside: str
) -> dict[str, str]:
    """Return the attributes that stand for an element's classes."""
    kind = element.tag.removeprefix(TAG)
    if inside == "failure" and kind in ("circle", "path"):
        return {"fill": ink, "fill-opacity": "0.85", "stroke": theme()["ll-paper"], "stroke-width": "1.5"}
    if kind == "text":
        return {**_text(inside), **({"transform": f"scale({unit:.4f})"} if "px" in names else {})}
    if "px" in names:
        return {"transform": f"scale({unit:.4f})"}
    if "leg" in names or "casing" in names:
        return _line(names, float(style.get("w", "3")), unit, ink)
    if kind == "circle":
        return _circle(inside, ink)
    return _area(names, unit) if kind == "path" else {}


def _text(inside: str) -> dict[str, str]:
    """Return the look of a name."""
    if inside == "country":
        return {"font-size": "10.5", "letter-spacing": "1.2", "fill": theme()["ll-faint"]}
    if inside == "badge":
        return {"font-size": "11.5", "font-weight": "bold", "fill": theme()["ll-ink"]}
    weight = {"font-weight": "bold", "font-size": "13.5"} if inside == "end" else {"font-size": "13"}
    return {**weight, "fill": theme()["ll-ink"], "stroke-width": "3.2", **HALO}


def _line(names: list[str], width: float, unit: float, ink: str) -> dict[str, str]:
    """Return the look of a stretch of a route, or of the rim below it."""
    drawn = {"fill": "none", "stroke-width": f"{width * unit:.3f}", **ROUND}
    if "casing" in names:
        return {**drawn, "stroke": theme()["ll-land"], "stroke-opacity": "0.85"}
    dash = next((DASHES[name] for name in names if name in DASHES), None)
    dashes = {"stroke-dasharray": " ".join(f"{part * unit:.3f}" for part in dash)} if dash else {}
    butt = {"stroke-linecap": "butt"} if "road" in names else {}
    return {**drawn, "stroke": ink, **dashes, **butt}


def _circle(inside: str, ink: str) -> dict[str, str]:
    """Return the look of a place's dot or of a letter's ring."""
    paper, dark = theme()["ll-paper"], theme()["ll-ink"]
    if inside == "badge":
        return {"fill": paper, "stroke": ink, "stroke-width": "2.6"}
    return {"fill": dark if inside == "end" else paper, "stroke": dark, "stroke-width": "1.6"}


def _area(names: list[str], unit: float) -> dict[str, str]:
    """Return the look of land, water, boundaries, and of a border's mark."""
    for name in names:
        if name == "land":
            return {"fill": theme()["ll-land"]}
        if name == "lake":
            return {
                "fill": theme()["ll-water"],
                "stroke": theme()["ll-coast"],
                "stroke-width": f"{0.6 * unit:.3f}",
            }
        if name == "unsettled":
            dash = f"{1.5 * unit:.3f} {2.5 * unit:.3f}"
            return {**_hair("border", unit), "stroke-dasharray": dash}
        if name in HAIR:
            return _hair(name, unit)
    return {"fill": theme()["ll-paper"], "stroke": theme()["ll-ink"], "stroke-width": "1.5"}


def _hair(name: str, unit: float) -> dict[str, str]:
    """Return the look of a thin line of the basemap."""
    variable, width = HAIR[name]
    return {"fill": "none", "stroke": theme()[variable[2:]], "stroke-width": f"{width * unit:.3f}"}
