"""Links between places keep every distance on the track, as networkx measures it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.network.files.osm import Rules, read_osm
from landlink.network.files.osm.ends import far_ends
from landlink.network.files.osm.gaps import near_misses
from landlink.network.files.osm.overlay import overlay
from landlink.network.files.osm.track import Track, pieces
from landlink.network.geodesy import great_circle_km
from tests.network.files.osm.extracts import RAIL, station, write_extract

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network.files.osm.overlay import Stretch

tracks = st.integers(2, 14).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.integers(1, 9)),
            min_size=1,
            max_size=40,
        ),
        st.lists(st.integers(0, count - 1), min_size=1, max_size=6, unique=True),
    )
)


def track_of_rows(count: int, rows: list[tuple[int, int, int]]) -> Track:
    rows = [row for row in rows if row[0] != row[1]]
    tail, head, km = (np.array([row[part] for row in rows], dtype=np.int64) for part in range(3))
    spots = np.arange(count) / 100
    return Track(tail, head, km.astype(float), np.arange(len(rows)), spots, spots)


def graph_of(track: Track) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(track.lon)))
    for tail, head, km in zip(track.tail.tolist(), track.head.tolist(), track.km.tolist(), strict=True):
        if not graph.has_edge(tail, head) or graph[tail][head]["km"] > km:
            graph.add_edge(tail, head, km=km)
    return graph


def graph_of_stretches(stretches: list[Stretch], places: list[int]) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(places)
    graph.add_weighted_edges_from(((s.tail, s.head, s.km) for s in stretches), weight="km")
    return graph


@given(tracks)
@settings(max_examples=300)
@pytest.mark.tiny
def test_distances_between_places(drawn: tuple[int, list[tuple[int, int, int]], list[int]]) -> None:
    count, rows, places = drawn
    track = track_of_rows(count, rows)
    stretches = overlay(track, np.array(places))
    whole, small = graph_of(track), graph_of_stretches(stretches, places)
    for place in places:
        far = nx.single_source_dijkstra_path_length(whole, place, weight="km")
        near = nx.single_source_dijkstra_path_length(small, place, weight="km")
        assert near == {other: far[other] for other in places if other in far}
    for stretch in stretches:  # none could be left out, and each is a way of its length
        assert track.km[stretch.edges].sum() == stretch.km
        small.remove_edge(stretch.tail, stretch.head)
        rest = nx.single_source_dijkstra_path_length(small, stretch.tail, weight="km")
        assert rest.get(stretch.head, math.inf) > stretch.km
        small.add_edge(stretch.tail, stretch.head, km=stretch.km)


@given(tracks)
@settings(max_examples=100)
@pytest.mark.tiny
def test_pieces(drawn: tuple[int, list[tuple[int, int, int]], list[int]]) -> None:
    track = track_of_rows(drawn[0], drawn[1])
    label = pieces(track)
    parts = sorted(sorted(part) for part in nx.connected_components(graph_of(track)))
    assert parts == sorted(np.flatnonzero(label == lowest).tolist() for lowest in np.unique(label))


@given(tracks)
@settings(max_examples=100)
@pytest.mark.tiny
def test_no_end_is_left_far_from_what_is_covered(
    drawn: tuple[int, list[tuple[int, int, int]], list[int]],
) -> None:
    count, rows, places = drawn
    track = track_of_rows(count, rows)
    turn = np.arange(count) * 2 * np.pi / count  # on a circle nothing lies beside anything
    track = Track(track.tail, track.head, track.km, track.way, 30 * np.cos(turn), 30 * np.sin(turn))
    stretches = overlay(track, np.array(places))
    ends, small = far_ends(track, stretches, np.array(places), 6.0, 3.0)
    graph = graph_of(track)
    lost = {int(vertex) for edge in np.flatnonzero(small) for vertex in (track.tail[edge], track.head[edge])}
    covered = set(places) | set(ends.tolist())
    for stretch in overlay(track, np.union1d(places, ends)):
        covered |= set(track.tail[stretch.edges].tolist()) | set(track.head[stretch.edges].tolist())
    degree = np.bincount(np.r_[track.tail, track.head], minlength=count)
    reach = nx.multi_source_dijkstra_path_length(graph, covered, weight="km")
    for vertex in np.flatnonzero(degree == 1).tolist():
        assert vertex in lost or reach[vertex] < 6.0
    for part in nx.connected_components(graph):
        if not part & set(places) and len(part) > 1:
            size = sum(
                km for tail, km in zip(track.tail.tolist(), track.km.tolist(), strict=True) if tail in part
            )
            assert (part <= lost) == (size < 3.0)


def test_gaps_against_all_pairs() -> None:
    rng = np.random.default_rng(5)
    count = 60
    lon, lat = 66 + rng.random(count) / 200, 40 + rng.random(count) / 200
    tail = rng.integers(0, count, 40)
    head = (tail + 1 + rng.integers(0, count - 1, 40)) % count
    km = np.atleast_1d(great_circle_km(lon[tail], lat[tail], lon[head], lat[head]))
    track = Track(tail, head, km, np.zeros(40, dtype=np.int64), lon, lat)
    graph = graph_of(track)
    for gap in near_misses(track):
        assert graph.degree[gap.end] == 1
        assert not nx.has_path(graph, gap.end, gap.other)  # all of it is nearer than the detour allowed
        assert gap.km == pytest.approx(
            float(great_circle_km(lon[gap.end], lat[gap.end], lon[gap.other], lat[gap.other]))
        )


def _walk(rng: np.random.Generator, side: int) -> list[int]:
    """Draw a walk over a grid of nodes that are numbered from 1."""
    refs = [int(rng.integers(1, side * side + 1))]
    for _ in range(int(rng.integers(2, 7))):
        step = int(rng.choice([1, -1, side, -side]))
        there = refs[-1] + step
        if 1 <= there <= side * side and (abs(step) == side or (there - 1) // side == (refs[-1] - 1) // side):
            refs.append(there)
    return refs


@pytest.mark.parametrize("seed", range(12))
def test_links_of_an_extract_against_its_ways(tmp_path: Path, seed: int) -> None:
    """Random ways over a grid of nodes, every station a node: equal distances between stations."""
    rng = np.random.default_rng(seed)
    side = 6
    nodes = {
        1 + x + side * y: (66 + x / 10 + rng.random() / 50, 40 + y / 10 + rng.random() / 50)
        for x in range(side) for y in range(side)
    }  # fmt: skip
    ways = []
    for way in range(1, 12):
        refs = _walk(rng, side)
        if len(refs) > 1:
            ways.append((way, refs, RAIL))
    graph: nx.Graph[int] = nx.Graph()
    for _, refs, _ in ways:
        for a, b in pairwise(refs):
            graph.add_edge(a, b, km=float(great_circle_km(*nodes[a], *nodes[b])))
    stops = rng.choice(sorted(graph), size=5, replace=False).tolist()
    places = {int(stop): station(f"S{stop}") for stop in stops}
    imported = read_osm(
        write_extract(tmp_path / "x.osm.pbf", nodes, ways, places), Rules(piece_km=0.1, spur_km=3)
    )
    links = imported.network.links
    small: nx.Graph[str] = nx.Graph()
    small.add_nodes_from(imported.osm.values())
    for start, end, km in zip(
        links.text("from_node"), links.text("to_node"), links.number("length_km").tolist(), strict=True
    ):
        small.add_edge(imported.osm[start], imported.osm[end], km=km)
    kept = [int(key[1:]) for key in imported.osm.values()]
    for place in kept:
        far = nx.single_source_dijkstra_path_length(graph, place, weight="km")
        near = nx.single_source_dijkstra_path_length(small, f"n{place}", weight="km")
        assert near == pytest.approx({f"n{other}": far[other] for other in kept if other in far}, abs=0.02)
