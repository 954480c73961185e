"""Checks of a network's content: geography, gauges, borders, services, prices."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.basemap import distance_to_country_km
from landlink.network.geodesy import great_circle_km
from landlink.network.lookup import defaults_by
from landlink.network.paths import service_paths
from landlink.network.problems import Problem
from landlink.network.sea_levels import known_range
from landlink.network.sheet import placed

if TYPE_CHECKING:
    from collections.abc import Callable

    from landlink.network.model import Network
    from landlink.network.table import Table

DETOUR_LIMIT = 3.0
"""A link longer than this many great circles is taken for a mistake."""

TOLERANCE_KM = {"seaport": 15.0, "border": 15.0, "waypoint": 25.0}
"""How far a node may lie outside its country on the generalised map; 5 km for the other kinds."""

SEA_WATER_T_PER_M3, LEAST_WATERPLANE = 1.025, 0.6
"""Densest water and leanest waterplane that a cargo ship is believed to have."""

INTERNATIONAL = "XZ"
"""Country of what lies in international waters."""


def check(network: Network) -> list[Problem]:
    """Return everything that looks wrong in a network that could be read.

    Parameters
    ----------
    network : Network
        Read by :meth:`Network.read`, so that references hold.

    Returns
    -------
    list of Problem
        Empty if all is well.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> check(Network.reference())
    []
    """
    return placed((problem for rule in RULES for problem in rule(network)), network.tables.values())


def _at(table: Table, row: int, rule: str, column: str, message: str, mend: str) -> Problem:
    value = table.columns[column][row] if column else ""
    shown = str(value) if isinstance(value, str) else "" if np.isnan(value) else f"{value:g}"
    return Problem(rule, table.file, table.lines[row], column, shown, message, mend)


def node_off_country(network: Network) -> list[Problem]:
    """Nodes that do not lie in the country they name."""
    nodes = network.nodes
    lon, lat = nodes.number("lon"), nodes.number("lat")
    problems = []
    for row, (country, kind) in enumerate(zip(nodes.text("country"), nodes.text("kind"), strict=True)):
        if not (-180 <= lon[row] <= 180 and -90 <= lat[row] <= 90):
            mend = "Longitude goes from -180 to 180, latitude from -90 to 90; are they swapped?"
            column = "lat" if -180 <= lon[row] <= 180 else "lon"
            problems.append(_at(nodes, row, "off-the-earth", column, "no such position", mend))
            continue
        if country == INTERNATIONAL:
            continue
        away = distance_to_country_km(country, lon[row], lat[row])
        if away is not None and away > TOLERANCE_KM.get(kind, 5.0):
            message = f"the node lies {away:.0f} km outside {country}"
            mend = "Mend lon and lat (are they swapped?) or the country."
            problems.append(_at(nodes, row, "node-off-country", "country", message, mend))
    return problems


def wrong_length(network: Network) -> list[Problem]:
    """Links shorter than the great circle or longer than three times."""
    nodes, links = network.nodes, network.links
    tails, heads = network.ends
    lon, lat, length = nodes.number("lon"), nodes.number("lat"), links.number("length_km")
    straight = great_circle_km(lon[tails], lat[tails], lon[heads], lat[heads])
    # Positions are good to about a kilometre at each end.
    short = length < straight - np.maximum(2.0, 0.005 * straight)
    long = length > np.maximum(DETOUR_LIMIT * straight, straight + 15)
    problems = []
    for row in np.flatnonzero(short | long):
        if short[row]:
            rule, message = "link-too-short", f"shorter than the great circle of {straight[row]:.1f} km"
        else:
            rule, message = "link-too-long", f"over three times the great circle of {straight[row]:.1f} km"
        mend = "Check the length, its unit (km) and the position of both ends."
        problems.append(_at(links, int(row), rule, "length_km", message, mend))
    return problems


def gauge_break(network: Network) -> list[Problem]:
    """Rail links without a gauge, and nodes where gauges meet but cannot be changed."""
    nodes, links, transfers = network.nodes, network.links, network.transfers
    gauge = links.number("gauge_mm")
    usable = [
        mode == "rail" and status == "open" and not np.isnan(its)
        for mode, status, its in zip(links.text("mode"), links.text("status"), gauge, strict=True)
    ]
    mend = "Write 1435, 1520, 1676 or 1000."
    problems = [
        _at(links, row, "missing-gauge", "gauge_mm", "a rail link needs its gauge", mend)
        for row, mode in enumerate(links.text("mode"))
        if mode == "rail" and np.isnan(gauge[row])
    ]
    met: dict[int, set[float]] = {}
    tails, heads = network.ends
    for row in np.flatnonzero(usable):
        for node in (int(tails[row]), int(heads[row])):
            met.setdefault(node, set()).add(float(gauge[row]))
    changes = {
        node
        for node, operation in zip(transfers.text("node"), transfers.text("operation"), strict=True)
        if operation == "gauge_change"
    }
    for node, gauges in sorted(met.items()):
        if len(gauges) > 1 and nodes.text("id")[node] not in changes:
            message = f"rails of {' and '.join(f'{g:.0f}' for g in sorted(gauges))} mm meet here"
            mend = "Add a row of operation gauge_change at this node to transfers.csv, or mend the gauge."
            problems.append(_at(nodes, node, "gauge-mismatch", "id", message, mend))
    return problems


def orphan(network: Network) -> list[Problem]:
    """Nodes with no link, and parts that are cut off from the rest."""
    nodes = network.nodes
    tails, heads = network.ends
    parent = np.arange(len(nodes))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = int(parent[node])
        return node

    for tail, head in zip(tails.tolist(), heads.tolist(), strict=True):
        parent[root(tail)] = root(head)
    roots = np.array([root(node) for node in range(len(nodes))])
    names, sizes = np.unique(roots, return_counts=True)
    linked = np.zeros(len(nodes), dtype=bool)
    linked[tails] = linked[heads] = True
    problems = []
    for node in np.flatnonzero(roots != names[np.argmax(sizes)]) if len(names) else []:
        message = "no road leads from here to the rest" if linked[node] else "no link ends here"
        mend = "Add the missing link to links.csv or take the node out."
        problems.append(_at(nodes, int(node), "orphan", "id", message, mend))
    return problems


def border_without_crossing(network: Network) -> list[Problem]:
    """Rail and road links between two countries that no crossing describes, and the reverse."""
    nodes, links, crossings = network.nodes, network.links, network.crossings
    country = nodes.text("country")
    tails, heads = network.ends
    described = set(zip(crossings.text("link"), crossings.text("direction"), strict=True))
    problems, borders = [], set()
    for row, (link, mode) in enumerate(zip(links.text("id"), links.text("mode"), strict=True)):
        if mode not in ("rail", "road") or country[tails[row]] == country[heads[row]]:
            continue
        borders.add(link)
        ways = ("forward",) if links.text("direction")[row] == "forward" else ("forward", "backward")
        for way in ways:
            if (link, way) not in described and links.text("status")[row] == "open":
                message = f"the link crosses a border but has no {way} crossing"
                mend = f"Add a row for link {link}, direction {way}, to crossings.csv."
                problems.append(_at(links, row, "border-without-crossing", "id", message, mend))
    for row, link in enumerate(crossings.text("link")):
        if link not in borders:
            message, mend = "the link crosses no border", "Name a rail or road link between two countries."
            problems.append(_at(crossings, row, "crossing-without-border", "link", message, mend))
    return problems


def same_place_twice(network: Network) -> list[Problem]:
    """Nodes of one name and country, or of one UN/LOCODE, under two keys."""
    nodes = network.nodes
    problems = []
    named = [f"{name}/{c}" for name, c in zip(nodes.text("name"), nodes.text("country"), strict=True)]
    for column, keys in (("name", named), ("unlocode", nodes.text("unlocode"))):
        first: dict[str, int] = {}
        for row, key in enumerate(keys):
            if key and first.setdefault(key.casefold(), row) != row:
                other = nodes.text("id")[first[key.casefold()]]
                mend = "Keep one node, or tell them apart."
                message = f"the same {column} as {other}"
                problems.append(_at(nodes, row, "duplicate", column, message, mend))
    return problems


def broken_service(network: Network) -> list[Problem]:
    """Services whose stops no chain of links of their mode joins."""
    services = network.services
    nodes = network.nodes.text("id")
    problems = []
    for row, path in enumerate(service_paths(network)):
        for (start, end), chain in zip(pairwise(path.stops), path.chains, strict=True):
            if chain is None:
                message = f"no {services.text('mode')[row]} links join {nodes[start]} and {nodes[end]}"
                mend = "Add the links or mend the order of the stops."
                problems.append(_at(services, row, "broken-service", "stops", message, mend))
    return problems


def missing_default(network: Network) -> list[Problem]:
    """Modes without a speed, rate or emission factor for every country, crossings without a time."""
    problems = []
    modes = sorted(set(network.links.text("mode")))
    for name, keys in (
        ("speeds", ("mode", "country")),
        ("rates", ("mode", "country")),
        ("emission_factors", ("mode", "country")),
        ("crossing_defaults", ("mode", "country")),
    ):
        table = network.tables[name]
        wanted = [mode for mode in modes if mode in ("rail", "road") or name != "crossing_defaults"]
        found = defaults_by(table, keys)
        for mode in wanted:
            if (mode, "*") in found or (mode, INTERNATIONAL) in found:
                continue
            mend = f"Add a row of mode {mode} and country * to {table.file}."
            problems.append(
                Problem("missing-default", table.file, 0, "mode", mode, "no row serves every country", mend)
            )
    return problems


def timetable_of_what_does_not_run(network: Network) -> list[Problem]:
    """Timetables of services that are closed or a project."""
    services, table = network.services, network.tables["timetables"]
    index, status = services.index(), services.text("status")
    problems = []
    for row, service in enumerate(table.text("service")):
        its = status[index[service]]
        if its != "open":
            mend = "Set the status of the service to open, or take the row out."
            message = f"the status of the service is {its}"
            problems.append(_at(table, row, "timetable-not-running", "service", message, mend))
    return problems


def wrong_tonnes_per_cm(network: Network) -> list[Problem]:
    """Vessels whose tonnes per centimetre do not go with their length and breadth."""
    vessels = network.tables["vessels"]
    block = vessels.number("length_m") * vessels.number("beam_m") * SEA_WATER_T_PER_M3 / 100
    immersion = vessels.number("tonnes_per_cm")
    problems = []
    for row in np.flatnonzero((immersion > block) | (immersion < LEAST_WATERPLANE * block)).tolist():
        message = f"a box of her length and breadth takes {block[row]:.1f} t a centimetre"
        mend = "Check it and its unit (t/cm), and length and beam in metres; a ship has 0.6 to 1 of the box."
        problems.append(_at(vessels, row, "wrong-tonnes-per-cm", "tonnes_per_cm", message, mend))
    return problems


def level_off_the_sea(network: Network) -> list[Problem]:
    """Depths that belong to a level at which the sea never stood, and bands that are upside down."""
    berths, levels = network.tables["berths"], network.tables["sea_levels"]
    problems = []
    for row, (sea, level) in enumerate(
        zip(berths.text("sea"), berths.number("reference_level_m").tolist(), strict=True)
    ):
        known = known_range(levels, sea)
        if known and not np.isnan(level) and not known[0] <= level <= known[1]:
            message = f"{sea} is known between {known[0]:g} and {known[1]:g} m"
            mend = "Write metres above the Baltic datum; below it the number is negative."
            problems.append(_at(berths, row, "level-off-the-sea", "reference_level_m", message, mend))
    low, level, high = (levels.number(column) for column in ("low_m", "level_m", "high_m"))
    for row in np.flatnonzero((low > level) | (high < level)).tolist():
        message, mend = "the level is not between low_m and high_m", "Swap them or mend the level."
        problems.append(_at(levels, row, "band-upside-down", "level_m", message, mend))
    return problems


RULES: tuple[Callable[[Network], list[Problem]], ...] = (
    node_off_country,
    wrong_length,
    gauge_break,
    orphan,
    border_without_crossing,
    same_place_twice,
    broken_service,
    missing_default,
    timetable_of_what_does_not_run,
    wrong_tonnes_per_cm,
    level_off_the_sea,
)
"""The rules, in the order in which a network is best mended."""
