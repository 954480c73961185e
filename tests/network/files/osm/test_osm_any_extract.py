"""Whatever an extract holds, it becomes a sound network or a clear error, and nothing is lost track of."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from landlink import Network
from landlink.errors import LandlinkError
from landlink.network.files.osm import OsmImport, Rules, read_osm
from landlink.network.files.osm.judge import Merging
from landlink.network.files.osm.merge import merge
from landlink.network.integrity import integrity_problems
from tests.network.files.osm.extracts import write_extract

tags = st.fixed_dictionaries(
    {
        "railway": st.sampled_from(
            ["rail", "rail", "rail", "narrow_gauge", "construction", "disused", "platform"]
        )
    },
    optional={
        "gauge": st.sampled_from(["1520", "1435", "1520;1435", "750", "?", "1000", "1520;1520"]),
        "electrified": st.sampled_from(["contact_line", "no", "maybe"]),
        "service": st.sampled_from(["yard", "crossover"]),
        "tracks": st.sampled_from(["1", "2", "two"]),
        "name": st.sampled_from(["Main", "Главная", "a|b", ""]),
    },
)
spots = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda at: (69.0 + at[0] / 12, 41.0 + at[1] / 12))
names = st.sampled_from(
    ["Keles", "Tashkent", "Ташкент", "西安", "Chukursay", "A|B", "Rzd. No 4", "", "tashkent"]
)
extracts = st.fixed_dictionaries(
    {
        "nodes": st.dictionaries(st.integers(1, 14), spots, min_size=9),
        "ways": st.lists(
            st.tuples(st.integers(1, 9), st.lists(st.integers(1, 16), min_size=2, max_size=7), tags),
            min_size=2,
        ),
        "places": st.dictionaries(
            st.integers(1, 14),
            st.tuples(st.sampled_from(["station", "halt", "border", "yard"]), names),
            max_size=6,
        ),
    }
)


def written(path: Path, drawn: dict[str, Any]) -> Path:
    places = {node: {"railway": kind, "name": name} for node, (kind, name) in drawn["places"].items()}
    return write_extract(path, drawn["nodes"], drawn["ways"], places)


def imported(drawn: dict[str, Any], rules: Rules) -> OsmImport | None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return read_osm(written(Path(folder) / "any.osm.pbf", drawn), rules)
        except LandlinkError as error:
            assert str(error).startswith("any.osm.pbf: ")  # noqa: PT017  (either outcome is right)
            return None


@given(extracts, st.sampled_from([Rules(), Rules(spur_km=1, piece_km=1, join_km=9), Rules(projects=False)]))
@settings(max_examples=150)
def test_an_import_is_sound(drawn: dict[str, Any], rules: Rules) -> None:
    result = imported(drawn, rules)
    if result is None:
        return
    assert integrity_problems(result.network.tables) == []
    assert sum(ways for ways, _ in result.ways.values()) == len({way for way, _, _ in drawn["ways"]})
    assert set(result.lines) == set(result.network.links.text("id"))
    assert set(result.osm) == set(result.names) == set(result.network.nodes.text("id"))
    told = {row.key for row in result.decisions if row.what == "place"}
    stations = {
        f"n{node}"
        for node, (kind, _) in drawn["places"].items()
        if kind != "border" and node in drawn["nodes"]
    }
    assert stations <= told


@given(extracts, st.booleans())
@settings(max_examples=60)
def test_a_merge_changes_nothing_that_is_there(drawn: dict[str, Any], all_stations: bool) -> None:
    result = imported(drawn, Rules(spur_km=1, piece_km=1))
    if result is None:
        return
    base = Network.reference()
    merged, decisions = merge(base, result, Merging(all_stations=all_stations, spur_km=1))
    assert integrity_problems(merged.tables) == []
    for name in ("nodes", "links"):
        old, new = base.tables[name], merged.tables[name]
        assert new.text("id")[: len(old)] == old.text("id")
    kept = merged.links.number("length_km")[: len(base.links)]
    assert kept.tolist() == base.links.number("length_km").tolist()
    added = sum(row.decision == "added" for row in decisions if row.what == "link")
    assert added == len(merged.links) - len(base.links)
    assert all(row.distance_km <= 2 for row in decisions if row.what == "place" and row.decision == "joined")
