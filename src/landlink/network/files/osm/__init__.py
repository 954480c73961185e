"""OpenStreetMap extracts: railways become a network of places and links, and nothing silently.

`read_osm` reads an extract; `landlink.network.files.osm.merge.merge` puts it into another network.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.files.osm import build as build
from landlink.network.files.osm.country import countries_of, usual_gauges
from landlink.network.files.osm.decisions import APART, DROPPED, Decision
from landlink.network.files.osm.extract import read_extract, silent
from landlink.network.files.osm.feet import choose, near_points, with_stations
from landlink.network.files.osm.gaps import line_ends, settle
from landlink.network.files.osm.places import choose_stations, station_decisions
from landlink.network.files.osm.tags import GAUGES, OPEN, PROJECT
from landlink.network.files.osm.track import gaps, km_of_ways, same_spot, track_of
from landlink.network.model import Network

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from landlink.network.files.osm.extract import Extract, Station
    from landlink.network.files.osm.feet import Feet
    from landlink.network.files.osm.track import Track

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Progress = Callable[[str, int], None]

NAN = float("nan")


@dataclass(frozen=True)
class Rules:
    """The distances by which track becomes a network.

    Attributes
    ----------
    station_km : float
        A station further from every track than this is dropped.
    spur_km : float
        The end of a line becomes a place if it is at least so far along the track from any other.
    piece_km : float
        A piece of track that has no station and less track than this is dropped.
    gauges : mapping of str to int
        Gauge of untagged ways by country, in place of the usual one of the reference network.
    projects : bool
        Whether railways under construction become links of status ``project``.
    join_km : float
        Dead ends up to this distance from other track are joined to it; 0 joins none.
    joins : tuple of (str, str)
        Nodes (``n123``) that are to be joined whatever their distance.
    """

    station_km: float = 1.0
    spur_km: float = 10.0
    piece_km: float = 10.0
    gauges: Mapping[str, int] = field(default_factory=dict)
    projects: bool = True
    join_km: float = 0.0
    joins: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class OsmImport:
    """An extract as a network of its own, with all that was decided on the way.

    Attributes
    ----------
    network : Network
        Places and links; every other table is that of the reference network.
    decisions : list of Decision
        What was joined, added, dropped or guessed.
    ways : dict of str to (int, float)
        Number and kilometres of the ways by what became of them (``open``, ``project``, a reason).
    dropped : list of (int, str, float)
        Every way of which nothing was taken: id, reason, kilometres.
    osm : dict of str to str
        OpenStreetMap key (``n123``) of each node of the network.
    names : dict of str to tuple of str
        Every name of each node.
    lines : dict of str to array
        Longitude and latitude along each link.
    extract, timestamp : str
        Name of the file and the time of its data, empty where unknown.
    """

    network: Network
    decisions: list[Decision]
    ways: dict[str, tuple[int, float]]
    dropped: list[tuple[int, str, float]]
    osm: dict[str, str]
    names: dict[str, tuple[str, ...]]
    lines: dict[str, Floats]
    extract: str
    timestamp: str


def read(path: str | Path) -> Network:
    """Read the railways of an extract as a network.

    Parameters
    ----------
    path : path
        An ``.osm.pbf`` file.

    Raises
    ------
    LandlinkError
        If the file cannot be read or holds no railway.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.testing import write_small_extract
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     network = read(write_small_extract(Path(folder) / "tashkent.osm.pbf"))
    >>> network.links.text("id")[1:3]
    ['rail-keles-tashkent-passenger', 'rail-tashkent-passenger-syrdarya']
    """
    return read_osm(path).network


def read_osm(path: str | Path, rules: Rules | None = None, progress: Progress = silent) -> OsmImport:
    """Read the railways of an extract, and say what became of everything in it.

    Parameters
    ----------
    path : path
        An ``.osm.pbf`` file.
    rules : Rules, optional
    progress : callable
        Called with the stage and a count, now and then.

    Raises
    ------
    LandlinkError
        If the file cannot be read or holds no railway.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.testing import write_small_extract
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     imported = read_osm(write_small_extract(Path(folder) / "tashkent.osm.pbf"))
    >>> [row.reason for row in imported.decisions if row.decision == "guessed"][-1]
    'gauge 1520 mm: untagged on 100 % of the length, that of the country'
    >>> imported.ways["service=yard"][0]
    1
    """
    rules = rules or Rules()
    extract = read_extract(path, progress)
    progress("countries", 0)
    found = _take(extract, rules)
    joined, gap_decisions = settle(extract, found.track, rules.joins, rules.join_km)
    found = replace(found, track=joined)
    progress("stations", 0)
    stations, decisions = choose_stations(extract.stations)
    feet = _feet(found, stations, rules)
    decisions += station_decisions(stations, _by_way(feet, found.track), extract, rules.station_km)
    track, _ = with_stations(
        found.track, feet, *(np.array([getattr(s, name) for s in stations]) for name in ("lon", "lat"))
    )
    result = build.network_of(extract, found, track, stations, rules, progress)
    ends = [row.key for row in result.decisions if row.reason == build.END_OF_LINE]
    gap_decisions += line_ends(extract, found.track, ends)
    return OsmImport(
        network=result.network,
        decisions=[*_file_decisions(extract, found), *gap_decisions, *decisions, *result.decisions],
        ways=result.ways,
        dropped=result.dropped,
        osm=result.osm,
        names=result.names,
        lines=result.lines,
        extract=extract.name,
        timestamp=extract.timestamp,
    )


def _take(extract: Extract, rules: Rules) -> build.Taken:
    """Choose the ways, find their countries and fill in their gauges."""
    ways = extract.ways
    fates = list(ways.fate)
    wanted = (OPEN, PROJECT) if rules.projects else (OPEN,)
    if not rules.projects:
        fates = ["railway=construction" if fate == PROJECT else fate for fate in fates]
    taken = np.array([fate in wanted for fate in fates], dtype=bool)
    countries = _countries(extract, taken)
    usual = {**usual_gauges(Network.reference()), **rules.gauges}
    masks, guessed = ways.gauges.copy(), taken & (ways.gauges == 0)
    for row in np.flatnonzero(guessed).tolist():
        gauge = usual.get(countries[row])
        if gauge is None:
            fates[row], taken[row] = "no gauge tagged, none known for the country", False
        else:
            masks[row] = 1 << GAUGES.index(gauge)
    project = np.array([fate == PROJECT for fate in fates], dtype=bool)
    track = track_of(extract, taken)
    return build.Taken(fates, countries, masks, guessed & taken, project, track, km_of_ways(extract))


def _countries(extract: Extract, taken: Bools) -> list[str]:
    """Find the country of the middle node of each way that is taken, empty where there is none."""
    ways, countries = extract.ways, [""] * len(taken)
    rows = np.flatnonzero(taken & (np.diff(ways.start) > 0))
    middle = ways.refs[(ways.start[rows] + ways.start[rows + 1]) // 2]
    for spot in np.flatnonzero(np.isnan(extract.lon[middle])).tolist():  # the extract lacks that node
        refs = ways.refs[ways.start[rows[spot]] : ways.start[rows[spot] + 1]]
        middle[spot] = refs[np.argmax(np.isfinite(extract.lon[refs]))]
    there = np.isfinite(extract.lon[middle])
    found, _ = countries_of(extract.lon[middle[there]], extract.lat[middle[there]])
    for row, country in zip(rows[there].tolist(), found, strict=True):
        countries[row] = country
    return countries


def _feet(found: build.Taken, stations: list[Station], rules: Rules) -> Feet:
    """Choose the points of the track that belong to stations: of each gauge, open track first."""
    lon = np.array([station.lon for station in stations])
    lat = np.array([station.lat for station in stations])
    near = near_points(found.track, lon, lat, rules.station_km)
    edge_mask, edge_project = found.masks[found.track.way], found.project[found.track.way]
    chosen = [
        choose(near, found.track, ((edge_mask >> bit) & 1 == 1) & ~edge_project) for bit in range(len(GAUGES))
    ]
    served = np.zeros(len(stations), dtype=bool)
    for feet in chosen:
        served[feet.station] = True
    lonely = near.take(~served[near.station])
    chosen.append(choose(lonely, found.track, edge_project))
    return build.joined_feet(chosen)


def _by_way(feet: Feet, track: Track) -> Feet:
    return replace(feet, edge=track.way[feet.edge])


def _file_decisions(extract: Extract, found: build.Taken) -> list[Decision]:
    """Say what is odd in the file itself."""
    ways = extract.ways
    rows = [
        Decision(
            "read",
            kind,
            f"{kind[0]}{key}",
            "",
            DROPPED,
            "",
            NAN,
            "stands twice in the file; the first one counts",
        )
        for kind, key in sorted(set(extract.doubles))
    ]
    rows += [
        Decision(
            "read", "way", f"w{ways.id[row]}", ways.name[row], DROPPED, "", NAN,
            f"{missing} of its {size} nodes are not in the extract; the way is cut there",
        )
        for row, missing, size in gaps(extract) if found.fates[row] in (OPEN, PROJECT)
    ]  # fmt: skip
    rows += [
        Decision(
            "read", "node", f"n{extract.node_id[one]}", "", APART, f"n{extract.node_id[other]}", 0.0,
            "two nodes at one spot that no way joins; OpenStreetMap joins ways by a shared node",
        )
        for one, other in same_spot(extract, found.track)
    ]  # fmt: skip
    return rows
