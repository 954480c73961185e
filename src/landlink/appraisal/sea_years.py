"""Levels of a sea by year as bands, and the years in which thresholds are crossed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from landlink.network.sea_levels import OBSERVED, Level, anchors, level_in, pathways

if TYPE_CHECKING:
    from landlink.network.table import Table

STEP_YEARS = 5
"""Years between two points of a band; anchor points are points as well."""


class Bands(NamedTuple):
    """Levels by pathway and year."""

    sea: str
    levels: dict[str, list[Level]]

    def rows(self) -> list[dict[str, Any]]:
        """Return plain rows, each marked as anchor point or interpolated."""
        return [
            {
                "pathway": pathway,
                "year": at.year,
                "level_m": round(at.level_m, 2),
                "low_m": round(at.low_m, 2),
                "high_m": round(at.high_m, 2),
                "interpolated": at.interpolated,
            }
            for pathway, held in self.levels.items()
            for at in held
        ]


def bands_of(table: Table, sea: str) -> Bands:
    """Return the levels of every pathway, from one anchor point to the last, on straight lines between.

    Parameters
    ----------
    table : Table
        ``sea_levels``.
    sea : str

    Examples
    --------
    >>> from landlink.network import Network
    >>> bands = bands_of(Network.reference().tables["sea_levels"], "caspian")
    >>> [round(at.level_m, 2) for at in bands.levels["SSP5-8.5"] if at.year in (2025, 2050, 2100)]
    [-29.31, -33.62, -42.23]
    """
    found = {}
    for pathway in pathways(table, sea):
        points = anchors(table, sea, pathway)
        own = {at.year for at in points}
        if pathway == OBSERVED:
            found[pathway] = points
            continue
        years = sorted(own | set(range(points[0].year, points[-1].year, STEP_YEARS)))
        found[pathway] = [level_in(table, sea, pathway, year) for year in years]
    return Bands(sea, found)


def year_below(levels: list[Level], which: str, level_m: float) -> float | None:
    """Return the first year in which a pathway is at or below a level; None if never, or if unknown.

    Parameters
    ----------
    levels : list of Level
        By year.
    which : str
        ``level_m``, ``low_m`` or ``high_m``.
    level_m : float

    Examples
    --------
    >>> held = [Level(2020, -28.0, -28.0, -28.0, False), Level(2100, -36.0, -44.0, -30.0, False)]
    >>> year_below(held, "level_m", -32.0), year_below(held, "high_m", -32.0)
    (2060.0, None)
    """
    if not np.isfinite(level_m):
        return None
    years = [float(at.year) for at in levels]
    values = [float(getattr(at, which)) for at in levels]
    if values[0] <= level_m:
        return years[0]
    for n in range(1, len(levels)):
        if values[n] <= level_m:
            share = (values[n - 1] - level_m) / (values[n - 1] - values[n])
            return years[n - 1] + share * (years[n] - years[n - 1])
    return None


def years_until(bands: Bands, services: list[dict[str, Any]]) -> None:
    """Add to each service the years in which each pathway loses it capacity and closes it.

    For each pathway ``mid`` is the year by the level, ``early`` by the low end of the band and ``late``
    by its high end; None: not before the pathway ends.

    Parameters
    ----------
    bands : Bands
    services : list of dict
        Rows of :class:`landlink.appraisal.caspian.Caspian`, to which the key ``years`` is added.
    """
    ends = {"mid": "level_m", "early": "low_m", "late": "high_m"}
    for row in services:
        row["years"] = {
            pathway: {
                event: {
                    end: None if (year := year_below(held, which, row[key])) is None else round(year)
                    for end, which in ends.items()
                }
                for event, key in (("loses", "keeps_capacity_to_level_m"), ("closes", "closes_at_level_m"))
                if row[key] is not None
            }
            for pathway, held in bands.levels.items()
            if pathway != OBSERVED
        }
