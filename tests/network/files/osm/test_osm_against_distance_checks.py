"""Lengths of a real extract against distances that others measured on the same data.

Runs where the folder of shared data lies beside the checkout. The distances of the table were
measured on the same ways by another program; it crossed gaps of the data that this import lists.
"""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from landlink.network import Network
from landlink.network.files.osm import OsmImport, Rules, read_osm
from landlink.network.geodesy import great_circle_km

DATA = Path(__file__).parents[5] / "shared" / "data"
EXTRACT = DATA / "osm_rail_lines" / "caspian_rail.osm.pbf"
CHECKS = DATA / "distance_checks" / "distance_checks.csv"

NODES = {
    "Mary": "mary", "Turkmenbashi": "turkmenbashi", "Ashgabat": "ashgabat", "Turkmenabat": "turkmenabat",
    "Farap": "farap", "Serhetabat": "serhetabat", "Dashoguz": "dashoguz", "Baku": "baku",
    "Tbilisi": "tbilisi",
    "Alat": "alat", "Boyuk Kesik": "boyuk-kesik", "Yalama": "yalama", "Keles": "keles",
    "Tashkent": "tashkent",
    "Samarkand": "samarkand", "Navoi": "navoi", "Kagan": "bukhara", "Karshi": "karshi", "Termez": "termez",
    "Angren": "angren", "Pap": "pap", "Hairatan": "hairatan", "Mazar-i-Sharif": "mazar-i-sharif",
    "Kumkurgan": "kumkurgan", "Guzar": "guzar", "Bereket": "bereket", "Inche Borun": "inche-burun",
    "Galaba": "galaba",
}  # fmt: skip
"""Places of the table and the nodes of the reference network whose positions stand for them."""

GAP = ("n6558", "n55844")
"""The line Samarkand - Karshi stops 0.6 km before Samarkand in the data."""

DIFFERENT = {
    ("Samarkand", "Navoi"): "the shortest way by the tracks is 144 km; scgraph has 145",
    ("Keles", "Farap"): "follows from Samarkand - Navoi",
    ("Keles", "Turkmenbashi"): "follows from Samarkand - Navoi",
    ("Hairatan", "Mazar-i-Sharif"): "the station of the extract lies before the end of the line",
    ("Termez", "Hairatan"): "the station of the extract lies before the end of the line",
    ("Angren", "Pap"): "another of the two stations of Pap",
    ("Navoi", "Kagan"): "another of the two stations of Navoi",
    ("Mary", "Turkmenabat"): "the extract has no station of Mary; a junction 2 km away stands for it",
    ("Bereket", "Inche Borun"): "another end at the border; scgraph has 247, 256 is published",
}


@pytest.fixture(scope="module")
def imported() -> OsmImport:
    if not EXTRACT.exists():
        pytest.skip("the shared data are not beside the checkout")
    return read_osm(EXTRACT, Rules(gauges={"IR": 1520}, joins=(GAP,)))


def compared(imported: OsmImport) -> list[tuple[str, str, float, float]]:
    """Return start, end, our km and their km for each row whose ends are in the extract."""
    nodes, links = imported.network.nodes, imported.network.links
    graph: nx.Graph[str] = nx.Graph()
    for a, b, km, status in zip(
        links.text("from_node"), links.text("to_node"), links.number("length_km").tolist(),
        links.text("status"), strict=True,
    ):  # fmt: skip
        if status == "open" and (not graph.has_edge(a, b) or graph[a][b]["km"] > km):
            graph.add_edge(a, b, km=km)
    places = Network.reference().nodes

    def at(place: str) -> str:
        row = places.index()[NODES[place]]
        away = great_circle_km(
            nodes.number("lon"), nodes.number("lat"), places.number("lon")[row], places.number("lat")[row]
        )
        assert away.min() < 2
        return nodes.text("id")[int(np.argmin(away))]

    found = []
    with CHECKS.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            ends = [row[name].split(" (")[0] for name in ("from", "to")]
            if (
                row["mode"] == "rail"
                and row["osm_measured_km"].isdigit()
                and all(end in NODES for end in ends)
            ):
                km = nx.shortest_path_length(graph, at(ends[0]), at(ends[1]), weight="km")
                found.append((ends[0], ends[1], float(km), float(row["osm_measured_km"])))
    return found


def test_lengths(imported: OsmImport) -> None:
    rows = compared(imported)
    assert len(rows) > 20
    wrong = [
        (start, end, round(ours, 1), theirs)
        for start, end, ours, theirs in rows
        if (start, end) not in DIFFERENT and abs(ours - theirs) > max(2.0, 0.01 * theirs)
    ]
    assert wrong == []


def test_the_gap_before_samarkand_is_listed_and_makes_a_detour(imported: OsmImport) -> None:
    assert [
        (row.key, row.target) for row in imported.decisions if (row.what, row.decision) == ("gap", "joined")
    ] == [GAP]
    apart = read_osm(EXTRACT, Rules(gauges={"IR": 1520}))
    listed = [row for row in apart.decisions if (row.key, row.target, row.decision) == (*GAP, "kept apart")]
    assert [round(row.distance_km, 1) for row in listed] == [0.6]
    detour = {(start, end): km for start, end, km, _ in compared(apart)}["Keles", "Galaba"]
    joined = {(start, end): km for start, end, km, _ in compared(imported)}["Keles", "Galaba"]
    assert (round(joined), round(detour)) == (832, 1057)


def test_every_railway_way_is_accounted_for(imported: OsmImport) -> None:
    assert sum(ways for ways, _ in imported.ways.values()) == 20828
    assert len({way for way, _, _ in imported.dropped}) == sum(
        ways for fate, (ways, _) in imported.ways.items() if fate not in ("open", "project")
    )
