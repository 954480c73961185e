"""The report: a page for a browser, a document for print, and small maps for notebooks."""

from landlink.study.report.catalogue import languages
from landlink.study.report.map import route_map_svg
from landlink.study.report.page import render
from landlink.study.report.pdf import render_pdf

__all__ = ["languages", "render", "render_pdf", "route_map_svg"]
