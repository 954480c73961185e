"""An extract goes into a network: what is joined, asked about, compared, added; and decisions obeyed."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.network import Network, NetworkError
from landlink.network.check import check
from landlink.network.files.osm import OsmImport, read_osm
from landlink.network.files.osm.decisions import DECISIONS, Answers, Decision, read_decisions, write_decisions
from landlink.network.files.osm.judge import Merging
from landlink.network.files.osm.merge import merge
from landlink.network.integrity import integrity_problems
from landlink.testing import assert_networks_equal, write_small_extract
from tests.network.files.osm.extracts import RAIL, station, write_extract

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def imported(tmp_path: Path) -> OsmImport:
    return read_osm(write_small_extract(tmp_path / "tashkent.osm.pbf"))


def table(decisions: list[Decision], what: str) -> dict[str, tuple[str, str]]:
    return {row.key: (row.decision, row.target) for row in decisions if row.what == what}


def answers(*rows: tuple[str, str, str, str]) -> Answers:
    return Answers(
        {(what, key): (decision, target) for what, key, decision, target in rows},
        {(what, key): line for line, (what, key, _, _) in enumerate(rows, start=2)},
        "decisions.csv",
    )


def test_into_the_reference_network(reference: Network, imported: OsmImport) -> None:
    merged, decisions = merge(reference, imported)
    places = table(decisions, "place")
    assert {key: target for key, (decision, target) in places.items() if decision == "joined"} == {
        "n1": "keles", "n3": "tashkent", "n5": "syrdarya", "n7": "gulistan",
    }  # fmt: skip
    assert places["n9"] == ("added", "")
    compared = {row.target: row for row in decisions if row.decision == "compared"}
    assert set(compared) == {"rail-keles-tashkent", "rail-tashkent-syrdarya", "rail-syrdarya-gulistan"}
    row = compared["rail-keles-tashkent"]
    ours = imported.network.links.number("length_km")[
        imported.network.links.text("id").index("rail-keles-tashkent-passenger")
    ]
    theirs = reference.links.number("length_km")[reference.links.index()["rail-keles-tashkent"]]
    assert row.distance_km == pytest.approx(ours - theirs)
    added = merged.links.text("id")[len(reference.links) :]
    assert set(added) == {
        "rail-end-near-tashkent-passenger-osm-n9-tashkent",
        "rail-end-near-gulistan-osm-n11-gulistan",
    }
    assert merged.links.text("id")[: len(reference.links)] == reference.links.text("id")
    assert (
        merged.links.number("length_km")[: len(reference.links)].tolist()
        == reference.links.number("length_km").tolist()
    )
    assert integrity_problems(merged.tables) == []
    assert check(merged) == []
    assert "osm-tashkent" in merged.tables["sources"].index()


def test_merging_twice_adds_nothing(reference: Network, imported: OsmImport) -> None:
    once, _ = merge(reference, imported)
    twice, decisions = merge(once, imported)
    assert_networks_equal(once, twice)
    assert "added" not in {row.decision for row in decisions if row.what == "link"}


def test_lengths_are_replaced_only_when_asked(reference: Network, imported: OsmImport) -> None:
    merged, _ = merge(reference, imported, Merging(replace_lengths=True))
    row = merged.links.index()["rail-keles-tashkent"]
    assert merged.links.number("length_km")[row] == pytest.approx(14.3, abs=0.5)
    assert (merged.links.text("source")[row], merged.links.text("quality")[row]) == (
        "osm-tashkent",
        "measured",
    )


def test_nothing_is_joined_beyond_the_limit(reference: Network, imported: OsmImport) -> None:
    for within in (0.0, 0.05, 2.0):
        _, decisions = merge(reference, imported, Merging(within_km=within))
        joined = [row for row in decisions if row.decision == "joined"]
        assert all(row.distance_km <= within for row in joined)


def _moved(path: Path, name: str, east: float) -> OsmImport:
    """Read a line from near Keles, by a name, to a far end."""
    nodes = {1: (69.19 + east, 41.40), 2: (69.6, 41.2)}
    return read_osm(write_extract(path / "x.osm.pbf", nodes, [(1, [1, 2], RAIL)], {1: station(name)}))


def test_a_name_in_another_script_is_joined(tmp_path: Path, reference: Network) -> None:
    keles = reference.nodes.row(reference.nodes.index()["keles"])
    nodes = {1: (float(keles["lon"]), float(keles["lat"])), 2: (69.6, 41.2)}
    path = write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 2], RAIL)], {1: station("Келес")})
    _, decisions = merge(reference, read_osm(path))
    assert table(decisions, "place")["n1"] == ("joined", "keles")


def test_another_name_near_a_node_is_asked_about(tmp_path: Path, reference: Network) -> None:
    imported = _moved(tmp_path, "Zangiota", 0.0)
    merged, decisions = merge(reference, imported)
    asked = table(decisions, "place")["n1"]
    assert asked == ("ambiguous", "keles")
    assert [row.decision for row in decisions if row.what == "link"] == ["dropped"] or len(
        merged.links
    ) == len(reference.links)
    settled, decisions = merge(reference, imported, answers=answers(("place", "n1", "joined", "keles")))
    assert table(decisions, "place")["n1"] == ("joined", "keles")
    assert len(settled.links) == len(reference.links) + 1


def test_a_place_can_be_added_or_dropped_as_decided(tmp_path: Path, reference: Network) -> None:
    imported = _moved(tmp_path, "Zangiota", 0.0)
    ends = ("place", "n2", "joined", "tashkent")
    merged, decisions = merge(reference, imported, answers=answers(("place", "n1", "added", ""), ends))
    assert merged.links.text("to_node")[-1] == "zangiota" or merged.links.text("from_node")[-1] == "zangiota"
    merged, decisions = merge(reference, imported, answers=answers(("place", "n1", "dropped", ""), ends))
    assert "zangiota" not in merged.nodes.index()
    assert table(decisions, "place")["n1"][0] == "dropped"


def test_the_same_name_far_away_stays_apart(tmp_path: Path, reference: Network) -> None:
    _, decisions = merge(reference, _moved(tmp_path, "Keles", 0.15))
    row = next(row for row in decisions if row.key == "n1")
    assert row.target == "keles"
    assert row.decision in ("kept apart", "dropped")
    assert 5 < row.distance_km < 20


def test_two_places_for_one_node(tmp_path: Path, reference: Network) -> None:
    keles = reference.nodes.row(reference.nodes.index()["keles"])
    lon, lat = float(keles["lon"]), float(keles["lat"])
    nodes = {1: (lon, lat), 2: (lon + 0.01, lat), 3: (69.6, 41.2)}
    places = {1: station("Keles"), 2: station("Keles 2"), 3: station("End")}
    path = write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 2, 3], RAIL)], places)
    _, decisions = merge(reference, read_osm(path))
    found = {row.key: row for row in decisions if row.what == "place"}
    assert found["n1"].decision == "joined"
    assert found["n2"].target == "keles"
    assert "n1" in found["n2"].reason


def test_a_link_can_be_left_out(reference: Network, imported: OsmImport) -> None:
    _, decisions = merge(reference, imported)
    key = next(row.key for row in decisions if row.what == "link" and row.decision == "added")
    merged, again = merge(reference, imported, answers=answers(("link", key, "dropped", "")))
    assert table(again, "link")[key] == ("dropped", "")
    assert len(merged.links) == len(reference.links) + 1


def test_a_line_that_the_network_has_in_parts_is_not_added(reference: Network, imported: OsmImport) -> None:
    settled = answers(("place", "n5", "dropped", ""))
    merged, decisions = merge(reference, imported, answers=settled)
    row = next(row for row in decisions if row.what == "link" and "syrdarya" in row.target)
    assert (row.decision, row.target) == ("dropped", "tashkent|syrdarya|gulistan")
    assert len(merged.links) == len(reference.links) + 2


def test_all_stations(reference: Network, imported: OsmImport) -> None:
    alone = replace(imported, osm=imported.osm)
    settled = answers(("place", "n5", "added", ""))
    merged, _ = merge(reference, alone, Merging(all_stations=True), settled)
    assert "syrdarya-2" in merged.nodes.index()
    assert integrity_problems(merged.tables) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("place", "n77", "added", ""), "the extract has no place n77"),
        (("link", "n1|n77|1520|open", "dropped", ""), "the extract has no place n77"),
    ],
)
def test_decisions_about_what_is_not_there(
    reference: Network, imported: OsmImport, row: tuple[str, str, str, str], message: str
) -> None:
    with pytest.raises(NetworkError, match=rf"decisions\.csv:2 key: {message}"):
        merge(reference, imported, answers=answers(row))


def test_a_decision_for_a_node_that_the_network_lacks(reference: Network, imported: OsmImport) -> None:
    with pytest.raises(LandlinkError, match=r"decisions\.csv:2 target: no node 'oz' in the network"):
        merge(reference, imported, answers=answers(("place", "n1", "joined", "oz")))


def test_decisions_are_read_back_as_they_were_written(
    tmp_path: Path, reference: Network, imported: OsmImport
) -> None:
    first, decisions = merge(reference, imported)
    file = tmp_path / "decisions.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        write_decisions([*decisions, *imported.decisions], stream)
    again, _ = merge(reference, imported, answers=read_decisions(file))
    links = {
        (row, km)
        for row, km in zip(first.links.text("id"), first.links.number("length_km").tolist(), strict=True)
    }
    assert links <= {
        (row, km)
        for row, km in zip(again.links.text("id"), again.links.number("length_km").tolist(), strict=True)
    }


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "merge,place,n1,,join,,,",
            "2 decision: not a decision about a place ('join'). Did you mean 'joined'?",
        ),
        ("merge,place,n1,,joined,a|b,,", "2 target: a place is joined to one node ('a|b')."),
        ("merge,link,a,,joined,,,", "2 decision: not a decision about a link ('joined')."),
        ("read,gap,n1,,joined,,,", "2 target: a gap is joined to one node."),
    ],
)
def test_decisions_that_make_no_sense(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "d.csv"
    file.write_text(f"step,what,key,name,decision,target,distance_km,reason\n{line}\n", encoding="utf-8")
    with pytest.raises(NetworkError) as caught:
        read_decisions(file)
    assert f"{file}:{message}" in str(caught.value)


def test_a_table_without_decisions(tmp_path: Path) -> None:
    file = tmp_path / "d.csv"
    file.write_text("id,name\n", encoding="utf-8")
    with pytest.raises(NetworkError, match="step: the column is missing"):
        read_decisions(file)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12)


@given(st.lists(st.builds(
    Decision, st.just("merge"), st.sampled_from(["way", "place"]), texts, texts, st.sampled_from(DECISIONS),
    texts,    st.floats(0, 100) | st.just(float("nan")), texts,
)))  # fmt: skip
def test_decisions_round_trip(rows: list[Decision]) -> None:
    out = io.StringIO(newline="")
    write_decisions(rows, out)
    back = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert [(row["key"], row["name"], row["decision"], row["reason"]) for row in back] == [
        (row.key, row.name, row.decision, row.reason) for row in rows
    ]
    for read, written in zip(back, rows, strict=True):
        km = float(read["distance_km"] or "nan")
        assert km == pytest.approx(written.distance_km, abs=0.0006, nan_ok=True)


def test_everything_of_the_extract_is_accounted_for(reference: Network, imported: OsmImport) -> None:
    """Every station of the extract and every link of the import has a row."""
    _, decisions = merge(reference, imported)
    places = {row.key for row in decisions if row.what == "place"}
    stations = {
        imported.osm[key]
        for key, kind in zip(
            imported.network.nodes.text("id"), imported.network.nodes.text("kind"), strict=True
        )
        if kind == "station"
    }
    assert stations <= places
    km = sum(imported.network.links.number("length_km"))
    told = [row for row in decisions if row.what == "link"]
    assert len(told) == 5
    assert np.isfinite(km)


@pytest.mark.parametrize(("lat", "decision"), [(41.475, "joined"), (41.40, "ambiguous")])
def test_a_name_across_a_border(tmp_path: Path, reference: Network, lat: float, decision: str) -> None:
    """Near a border the country is a guess and may be the neighbour's; elsewhere it must fit."""
    nodes = {1: (69.24, lat), 2: (69.6, 41.2)}
    path = write_extract(tmp_path / "x.osm.pbf", nodes, [(1, [1, 2], RAIL)], {1: station("Oz")})
    columns = dict(reference.nodes.take([reference.nodes.index()["keles"]]).columns)
    row = replace(reference.nodes.take([reference.nodes.index()["keles"]]), columns=columns)
    imported = read_osm(path)
    other = {"KZ": "UZ", "UZ": "KZ"}[
        imported.network.nodes.text("country")[imported.network.nodes.text("id").index("oz")]
    ]
    for name, value in (
        ("id", ["oz"]),
        ("name", ["Oz"]),
        ("country", [other]),
        ("local_names", [""]),
        ("unlocode", [""]),
    ):
        row = row.with_column(name, value)
    row = row.with_column("lon", np.array([69.24])).with_column("lat", np.array([lat]))
    network = reference.with_table(reference.nodes.joined(row))
    _, decisions = merge(network, imported)
    assert table(decisions, "place")["n1"] == (decision, "oz")
