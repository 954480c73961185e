"""Levels of the Caspian in a study: what each leaves of ports and services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.appraisal.caspian import caspian
from landlink.network.sea_levels import OBSERVED, read_levels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from landlink.network import Network
    from landlink.network.table import Table
    from landlink.study.sections import CaspianEntry

SEA = "caspian"
REFERENCE = "reference"
"""Word for the network's own series of levels."""

OF_LEVEL = ("level_m", "dredged_m", "ports", "services", "notes")
"""What differs from level to level."""


def caspian_results(
    network: Network, asked: CaspianEntry, folder: Path, text: Callable[[str], None]
) -> dict[str, Any]:
    """Return what each level leaves, as the results hold it.

    The result is that of the first level; ``levels`` holds what differs, one entry a level in the
    order of the study. With dredging, ``undredged`` holds the same without it.

    Parameters
    ----------
    network : Network
    asked : CaspianEntry
    folder : Path
        Of the study file.
    text : callable
        Called with what is being done.
    """
    levels = series_of(network, asked, folder)
    wanted: tuple[float | None, ...] = asked.levels_m or (None,)
    found = []
    for level in wanted:
        text(f"caspian, {level:g} m" if level is not None else "caspian")
        found.append(caspian(network, level, dredged=asked.dredged, levels=levels).as_dict())
    bare = [caspian(network, level, levels=levels).as_dict() for level in wanted] if asked.dredged else []
    return {
        **found[0],
        "levels": [{name: one[name] for name in OF_LEVEL} for one in found],
        "undredged": [{name: one[name] for name in OF_LEVEL} for one in bare],
    }


def series_of(network: Network, asked: CaspianEntry, folder: Path) -> Table:
    """Return the levels by year that a study asks for: pathways of a table, what was observed besides.

    Raises
    ------
    LandlinkError
        If the file cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> from landlink.network import Network
    >>> from landlink.study.sections import CaspianEntry
    >>> table = series_of(Network.reference(), CaspianEntry(pathways=["SSP5-8.5"]), Path())
    >>> sorted(set(table.text("pathway")))
    ['SSP5-8.5', 'observed']
    """
    own = asked.series == REFERENCE
    table = network.tables["sea_levels"] if own else read_levels(folder / asked.series)
    if not asked.pathways:
        return table
    kept = {OBSERVED, *asked.pathways}
    return table.take([row for row, name in enumerate(table.text("pathway")) if name in kept])
