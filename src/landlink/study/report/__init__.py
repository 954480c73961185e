"""The report: one HTML page from a study's results, and small maps for notebooks."""

from landlink.study.report.map import route_map_svg
from landlink.study.report.page import render

__all__ = ["render", "route_map_svg"]
