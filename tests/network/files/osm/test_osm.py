"""Extracts become networks: what is taken, dropped, guessed, joined, and what is only listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from landlink.errors import LandlinkError
from landlink.network.files.osm import Rules, read, read_osm
from landlink.network.files.osm.track import line_of, pieces
from landlink.network.geodesy import great_circle_km
from landlink.network.integrity import integrity_problems
from landlink.testing import write_small_extract
from tests.network.files.osm.extracts import RAIL, station, write_extract

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from landlink.network.files.osm import OsmImport
    from landlink.network.files.osm.decisions import Decision

WEST, EAST = (66.0, 40.0), (66.3, 40.0)
ENDS = {1: station("West"), 2: station("East")}


def two(path: Path, tags: Mapping[str, str]) -> OsmImport:
    """Read a line of one way between two stations of Uzbekistan."""
    return read_osm(write_extract(path / "x.osm.pbf", {1: WEST, 2: EAST}, [(1, [1, 2], tags)], ENDS))


def found(imported: OsmImport, what: str, decision: str) -> list[Decision]:
    return [row for row in imported.decisions if (row.what, row.decision) == (what, decision)]


def ends(imported: OsmImport) -> list[tuple[str, str]]:
    links = imported.network.links
    return list(zip(links.text("from_node"), links.text("to_node"), strict=True))


def test_a_line_with_everything(tmp_path: Path) -> None:
    imported = read_osm(write_small_extract(tmp_path / "tashkent.osm.pbf"))
    network, links = imported.network, imported.network.links
    assert ends(imported)[:3] == [
        ("end-near-tashkent-passenger-osm-n9", "tashkent-passenger"),
        ("keles", "tashkent-passenger"),
        ("tashkent-passenger", "syrdarya"),
    ]
    row = {key: links.row(number) for number, key in enumerate(links.text("id"))}
    main = row["rail-tashkent-passenger-syrdarya"]
    assert (main["gauge_mm"], main["traction"], main["country"], main["status"]) == (
        1520,
        "electric",
        "UZ",
        "open",
    )
    assert main["note"] == "line speed 100 km/h as tagged"
    assert np.isnan(main["speed_kmh"])
    branch = row["rail-end-near-tashkent-passenger-osm-n9-tashkent-passenger"]
    assert (branch["traction"], branch["tracks"]) == ("diesel", 1)
    assert row["rail-syrdarya-gulistan"]["note"] == "gauge of 100 % of the length is that of the country"
    project = next(line for line in row.values() if line["status"] == "project")
    assert (project["project"], project["from_node"]) == ("New line", "end-near-gulistan-osm-n11")
    assert imported.timestamp == "2026-01-02T03:04:05Z"
    source = network.tables["sources"].row(network.tables["sources"].index()["osm-tashkent"])
    assert source["licence"] == "ODbL 1.0, (c) OpenStreetMap contributors"
    assert "2026-01-02" in str(source["title"])
    assert {(fate, ways) for fate, (ways, _) in imported.ways.items()} == {
        ("open", 4), ("project", 1), ("service=yard", 1), ("railway=disused", 1),
    }  # fmt: skip
    assert [(way, reason) for way, reason, _ in imported.dropped] == [
        (5, "service=yard"),
        (7, "railway=disused"),
    ]
    assert integrity_problems(network.tables) == []


def test_lengths_are_great_circles_along_the_line(tmp_path: Path) -> None:
    imported = read_osm(write_small_extract(tmp_path / "tashkent.osm.pbf"))
    km = great_circle_km([69.19, 69.24], [41.40, 41.35], [69.24, 69.287], [41.35, 41.292]).sum()
    row = imported.network.links.text("id").index("rail-keles-tashkent-passenger")
    assert imported.network.links.number("length_km")[row] == pytest.approx(km, abs=0.0006)
    assert imported.lines["rail-keles-tashkent-passenger"].tolist() == [
        [69.19, 41.4],
        [69.24, 41.35],
        [69.287, 41.292],
    ]


def test_read_gives_the_network_alone(tmp_path: Path) -> None:
    assert len(read(write_small_extract(tmp_path / "tashkent.osm.pbf")).nodes) == 6


@pytest.mark.parametrize(
    ("gauge", "links"),
    [
        ("1520", [1520]),
        ("1435", [1435]),
        ("1520;1435", [1435, 1520]),
        ("1435;1524", [1435, 1520]),
        ("1520;750", [1520]),
        ("1520 mm", [1520]),
        ("1,520", [1520]),
        ("standard", [1435]),
    ],
)
def test_gauges(tmp_path: Path, gauge: str, links: list[int]) -> None:
    imported = two(tmp_path, {"railway": "rail", "gauge": gauge})
    assert imported.network.links.number("gauge_mm").tolist() == links
    assert found(imported, "link", "guessed") == []
    assert integrity_problems(imported.network.tables) == []


@pytest.mark.parametrize("gauge", ["broad", "?", "", "15"])
def test_a_broken_gauge_is_that_of_the_country_and_listed(tmp_path: Path, gauge: str) -> None:
    imported = two(tmp_path, {"railway": "rail", "gauge": gauge})
    assert imported.network.links.number("gauge_mm").tolist() == [1520]
    guess = found(imported, "link", "guessed")
    assert [row.reason for row in guess] == [
        "gauge 1520 mm: untagged on 100 % of the length, that of the country"
    ]


def test_the_gauge_of_a_country_can_be_given(tmp_path: Path) -> None:
    path = write_extract(tmp_path / "x.osm.pbf", {1: WEST, 2: EAST}, [(1, [1, 2], {"railway": "rail"})], ENDS)
    assert read_osm(path, Rules(gauges={"UZ": 1435})).network.links.number("gauge_mm").tolist() == [1435]


def test_a_gauge_that_the_schema_lacks_is_dropped(tmp_path: Path) -> None:
    with pytest.raises(LandlinkError, match="no railway in this extract"):
        two(tmp_path, {"railway": "narrow_gauge", "gauge": "750"})


def test_parallel_tracks_are_one_link(tmp_path: Path) -> None:
    nodes = {1: WEST, 2: EAST, 3: (66.0, 40.0001), 4: (66.3, 40.0001), 5: (66.15, 40.0), 6: (66.16, 40.0001)}
    ways = [(1, [1, 5, 2], RAIL), (2, [3, 6, 4], RAIL), (3, [5, 6], {**RAIL, "service": "crossover"})]
    imported = read_osm(write_extract(tmp_path / "x.osm.pbf", nodes, ways, ENDS))
    assert ends(imported) == [("west", "east")]
    assert imported.network.links.number("length_km")[0] == pytest.approx(25.55, abs=0.02)
    assert np.isnan(imported.network.links.number("tracks")[0])
    assert {row.reason for row in found(imported, "place", "joined")} == {
        "put on the nearest point of the track"  # the ends of the second track are ends, not tracks beside
    }
    assert imported.ways["beside a link (second track, loop, yard)"][0] == 2


def test_a_station_beside_two_through_tracks_is_on_both(tmp_path: Path) -> None:
    nodes = {
        1: (66.0, 40.0), 2: (66.3, 40.0), 3: (66.0, 40.0004), 4: (66.3, 40.0004), 9: (66.15, 40.0002),
        10: (65.9, 40.0002), 11: (66.4, 40.0002),
    }  # fmt: skip
    ways = [(1, [10, 1, 2, 11], RAIL), (2, [10, 3, 4, 11], RAIL)]
    places = {9: station("Middle"), 10: station("West"), 11: station("East")}
    imported = read_osm(write_extract(tmp_path / "x.osm.pbf", nodes, ways, places))
    assert sorted(ends(imported)) == [("middle", "east"), ("middle", "west")] or sorted(ends(imported)) == [
        ("middle", "east"), ("west", "middle"),
    ]  # fmt: skip
    assert any(
        "2 parallel tracks are one place here" in row.reason for row in found(imported, "place", "joined")
    )


def test_ways_that_share_a_spot_but_no_node_stay_apart(tmp_path: Path) -> None:
    nodes = {1: WEST, 3: (66.15, 40.0), 4: (66.15, 40.0), 2: EAST}
    imported = read_osm(
        write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 3], RAIL), (2, [4, 2], RAIL)], ENDS)
    )
    assert ("west", "east") not in ends(imported)
    assert [(row.key, row.target) for row in found(imported, "node", "kept apart")] == [("n3", "n4")]
    gap = found(imported, "gap", "kept apart")
    assert [(row.key, row.target, row.distance_km) for row in gap] == [("n3", "n4", 0.0)]


def test_a_gap_is_joined_where_asked_and_listed(tmp_path: Path) -> None:
    nodes = {1: WEST, 3: (66.15, 40.0), 4: (66.1502, 40.0), 2: EAST}
    path = write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 3], RAIL), (2, [4, 2], RAIL)], ENDS)
    apart = read_osm(path)
    assert (
        ends(apart) == [("west", "end-near-west-osm-n3"), ("end-near-east-osm-n4", "east")]
        or len(ends(apart)) == 2
    )
    for rules in (Rules(join_km=0.02), Rules(joins=(("n3", "n4"),))):
        imported = read_osm(path, rules)
        assert ends(imported) == [("west", "east")]
        assert [row.target for row in found(imported, "gap", "joined")] == ["n4"]
        assert found(imported, "gap", "kept apart") == []
    with pytest.raises(LandlinkError, match="join node 'n77'"):
        read_osm(path, Rules(joins=(("n3", "n77"),)))


def test_lines_that_cross_without_a_node_are_not_joined(tmp_path: Path) -> None:
    nodes = {1: (66.0, 40.1), 2: (66.2, 40.1), 3: (66.1, 40.0), 4: (66.1, 40.2)}
    names = {1: station("W"), 2: station("E"), 3: station("S"), 4: station("N")}
    imported = read_osm(
        write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 2], RAIL), (2, [3, 4], RAIL)], names)
    )
    assert sorted(ends(imported)) == [("s", "n"), ("w", "e")]
    assert found(imported, "place", "added") == []


def test_lines_that_cross_at_a_node_have_a_junction(tmp_path: Path) -> None:
    nodes = {1: (66.0, 40.1), 2: (66.2, 40.1), 3: (66.1, 40.0), 4: (66.1, 40.2), 5: (66.1, 40.1)}
    names = {1: station("W"), 2: station("E"), 3: station("S"), 4: station("N")}
    ways = [(1, [1, 5, 2], RAIL), (2, [3, 5, 4], RAIL)]
    imported = read_osm(write_extract(tmp_path / "x.osm.pbf", nodes, ways, names))
    assert [row.key for row in found(imported, "place", "added")] == ["n5"]
    assert {place for pair in ends(imported) for place in pair} == {
        "w",
        "e",
        "s",
        "n",
        imported.network.nodes.text("id")[0],
    }
    assert len(ends(imported)) == 4


def test_a_way_is_cut_where_the_extract_lacks_a_node(tmp_path: Path) -> None:
    nodes = {1: WEST, 2: EAST, 3: (66.1, 40.0)}
    imported = read_osm(
        write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 3, 99, 2], RAIL)], ENDS), Rules(spur_km=5)
    )
    cut = found(imported, "way", "dropped")
    assert [row.reason for row in cut] == ["1 of its 4 nodes are not in the extract; the way is cut there"]
    assert ("west", "east") not in ends(imported)
    assert imported.network.links.number("length_km").tolist() == [pytest.approx(8.518, abs=0.01)]


def test_what_stands_twice_counts_once(tmp_path: Path) -> None:
    nodes = [(1, WEST), (1, (1.0, 1.0)), (2, EAST)]
    path = write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 2], RAIL), (1, [2, 1], RAIL)], ENDS)
    imported = read_osm(path)
    assert imported.network.links.number("length_km").tolist() == [pytest.approx(25.55, abs=0.01)]
    assert [row.key for row in found(imported, "way", "dropped")] == ["w1"]
    assert {row.key for row in found(imported, "node", "dropped")} == {"n1"}


def test_a_loop_and_a_ring(tmp_path: Path) -> None:
    ring = {10 + n: (67.0 + 0.1 * np.cos(n), 40.0 + 0.1 * np.sin(n)) for n in range(6)}
    nodes = {1: WEST, 2: EAST, 3: (66.1, 40.0), 4: (66.2, 40.0), 5: (66.15, 40.02), **ring}
    ways = [(1, [1, 3, 4, 2], RAIL), (2, [3, 5, 4], RAIL), (3, [*ring, 10], RAIL)]
    imported = read_osm(write_extract(tmp_path / "x.osm.pbf", nodes, ways, ENDS))
    assert ends(imported) == [("west", "east")]  # the loop is longer, the ring is one place without a link
    assert imported.network.links.number("length_km")[0] == pytest.approx(25.55, abs=0.01)


def test_small_pieces_are_dropped_and_counted(tmp_path: Path) -> None:
    nodes = {1: WEST, 2: EAST, 3: (67.0, 40.0), 4: (67.05, 40.0)}
    path = write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 2], RAIL), (2, [3, 4], RAIL)], ENDS)
    assert [(way, reason) for way, reason, _ in read_osm(path).dropped] == [
        (2, "on a piece without a station")
    ]
    assert read_osm(path, Rules(piece_km=1, spur_km=1)).dropped == []


def test_stations_that_are_left_out_are_listed(tmp_path: Path) -> None:
    nodes = {1: WEST, 2: EAST, 3: (66.1, 40.2), 4: (66.0, 40.01), 5: (66.2, 40.0), 6: (66.21, 40.0)}
    places = {
        **ENDS, 3: station("Far"), 4: station("West"), 5: {"railway": "halt", "name": "Halt"},
        6: station("Metro", station="subway"),
    }  # fmt: skip
    imported = read_osm(write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 2], RAIL)], places))
    assert {row.key: row.reason for row in found(imported, "place", "dropped")} == {
        "n3": "no track that is taken within 1 km",
        "n4": "the same name as n1",
        "n5": "railway=halt",
        "n6": "station=subway",
    }


def test_a_country_near_a_border_is_listed_as_a_guess(tmp_path: Path) -> None:
    nodes = {1: (69.1, 41.2), 2: (69.24, 41.475)}  # near the border of Uzbekistan and Kazakhstan
    imported = read_osm(write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 2], RAIL)], ENDS))
    assert [row.key for row in found(imported, "place", "guessed")] == ["n2"]
    assert "near the border with" in found(imported, "place", "guessed")[0].reason


def test_names_in_other_scripts_have_keys(tmp_path: Path) -> None:
    nodes = {1: (80.0, 44.6), 2: (80.4, 44.6)}
    places = {1: station("西安", **{"name:ru": "Сиань"}), 2: station("Фарап")}
    imported = read_osm(write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 2], RAIL)], places))
    assert imported.network.nodes.text("id") == ["osm-n1", "farap"]
    assert imported.network.nodes.text("local_names") == ["Сиань", ""]


def test_files_that_are_no_extracts(tmp_path: Path) -> None:
    whole = write_small_extract(tmp_path / "whole.osm.pbf").read_bytes()
    for name, content in (
        ("empty", b""),
        ("text", b"not an extract " * 20),
        ("cut", whole[: len(whole) - 40]),
    ):
        file = tmp_path / f"{name}.osm.pbf"
        file.write_bytes(content)
        with pytest.raises(
            LandlinkError, match=f"{name}.osm.pbf: cannot be read as an OpenStreetMap extract"
        ):
            read_osm(file)
    nothing = write_extract(tmp_path / "nothing.osm.pbf", {1: WEST}, [])
    with pytest.raises(LandlinkError, match="no railway in this extract"):
        read_osm(nothing)


def test_an_interrupt_goes_through(tmp_path: Path) -> None:
    def stop(stage: str, done: int) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_osm(write_small_extract(tmp_path / "x.osm.pbf"), progress=stop)


def test_pieces_of_a_long_line() -> None:
    line = line_of([(n / 1000, 0.0) for n in range(400)])
    assert set(pieces(line).tolist()) == {0}


def test_nodes_at_one_spot_on_one_way(tmp_path: Path) -> None:
    """Edges without length lead neither around in circles nor to links without length."""
    nodes = {1: WEST, 2: (66.1, 40.0), 3: (66.1, 40.0), 4: (66.2, 40.0), 5: (66.2, 40.0), 6: (66.2, 40.0)}
    ways = [(1, [1, 2, 3, 2, 4, 5, 6], RAIL)]
    imported = read_osm(
        write_extract(tmp_path / "x.osm.pbf", nodes, ways, {1: station("West")}), Rules(spur_km=1)
    )
    assert imported.network.links.number("length_km").tolist() == [pytest.approx(17.04, abs=0.01)]
