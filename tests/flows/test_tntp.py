"""TNTP files: what is written can be read, and what is wrong is said with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landlink.errors import LandlinkError
from landlink.flows import tntp, tntp_read, tntp_write
from landlink.flows.equilibrium import equilibrium
from tests.flows._problems import EXAMPLES, example

if TYPE_CHECKING:
    from pathlib import Path

NET = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 3
<FIRST THRU NODE> 3
<NUMBER OF LINKS> 2
<END OF METADATA>
~ init_node term_node capacity length free_flow_time b power speed toll link_type ;
1 3 100 2 10 0.15 4 50 3 1 ;
3 2 100 2 10 0 0 50 0 1 ;
"""
TRIPS = """<NUMBER OF ZONES> 2
<TOTAL OD FLOW> 12
<END OF METADATA>

Origin 1
1 : 2.0; 2 : 10.0;
Origin 2
"""


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_tolls_and_distances_count_and_trips_within_zones_do_not(tmp_path: Path) -> None:
    network = tntp_read.read_network(put(tmp_path, "net.tntp", NET))
    trips = tntp_read.read_trips(put(tmp_path, "trips.tntp", TRIPS))
    problem, order = tntp.problem_of(network, trips, toll_factor=0.5, distance_factor=0.25)
    found = equilibrium(problem)
    assert problem.demand.tolist() == [10]
    assert found.path_cost[0] == pytest.approx(10 * (1 + 0.15e-4) + 1.5 + 0.5 + 10 + 0.5)
    assert problem.no_through.tolist() == [True, True, False]
    flows = tntp.flows_of(network, problem, order, found)
    assert flows.volume.tolist() == [10, 10]


def test_a_power_of_0_is_a_constant_time(tmp_path: Path) -> None:
    network = tntp_read.read_network(put(tmp_path, "net.tntp", NET.replace("10 0 0", "10 0.5 0")))
    problem, _ = tntp.problem_of(network, tntp_read.read_trips(put(tmp_path, "trips.tntp", TRIPS)))
    assert problem.resources.free_h.tolist() == [10, 15]
    assert problem.resources.kind.tolist() == [1, 0]


@pytest.mark.parametrize("name", ["SiouxFalls", "Braess"])
def test_written_files_are_read_as_they_were(name: str, tmp_path: Path) -> None:
    network, trips = example(name)
    tntp_write.write_network(network, tmp_path / "net.tntp")
    tntp_write.write_trips(trips, tmp_path / "trips.tntp")
    again = tntp_read.read_network(tmp_path / "net.tntp")
    trips_again = tntp_read.read_trips(tmp_path / "trips.tntp")
    for field in tntp.TntpNetwork.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(again, field), getattr(network, field))
    for field in tntp.TntpTrips.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(trips_again, field), getattr(trips, field))
    assert (tmp_path / "net.tntp").read_text() == (EXAMPLES / f"{name}_net.tntp").read_text()


@settings(max_examples=30)
@given(values=st.lists(st.floats(0, 1e12), min_size=1, max_size=5))
def test_flows_survive_to_the_bit(values: list[float], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("flows") / "flows.tntp"
    ends = np.arange(1, len(values) + 1, dtype=np.int32)
    tntp_write.write_flows(tntp.TntpFlows(ends, ends + 1, np.array(values), np.array(values)), path)
    again = tntp_read.read_flows(path)
    assert again.volume.tolist() == values
    assert again.head.tolist() == (ends + 1).tolist()


def test_the_older_form_of_flows_is_read(tmp_path: Path) -> None:
    text = "<NUMBER OF LINKS> 1\n<END OF METADATA>\n~ Tail Head : Volume Cost ;\n 1 3 : 10.5 2.25 ;\n"
    flows = tntp_read.read_flows(put(tmp_path, "flows.tntp", text))
    assert (flows.tail[0], flows.head[0], flows.volume[0], flows.cost[0]) == (1, 3, 10.5, 2.25)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<NUMBER OF LINKS> 2\n", "", "net.tntp: expected a line <NUMBER OF LINKS>"),
        ("<NUMBER OF LINKS> 2", "<NUMBER OF LINKS> two", "net.tntp:4: expected a whole number after"),
        ("<NUMBER OF LINKS> 2", "<NUMBER OF LINKS> 3", "net.tntp:8: expected 3 links"),
        ("<NUMBER OF LINKS> 2", "<NUMBER OF LINKS> 1", "net.tntp:8: expected no more than the 1 links"),
        ("<END OF METADATA>\n", "", "net.tntp:6: expected `<KEY> value` lines"),
        ("50 3 1 ;", "50 3 ;", "net.tntp:7: expected a link of 10 numbers"),
        ("1 3 100", "1 4 100", "net.tntp:7: expected a node from 1 to 3 for term_node, but found 4"),
        ("1 3 100", "1 x 100", "net.tntp:7: expected a number for term_node, but found 'x'"),
        ("1 3 100", "1 3 0", "net.tntp:7: expected a capacity of more than 0, but found 0"),
        ("1 3 100", "1 3 nan", "net.tntp:7: expected a finite number for capacity"),
        ("10 0.15 4", "-10 0.15 4", "net.tntp:7: expected 0 or more for free_flow_time, but found -10"),
        ("10 0.15 4", "10 0.15 0.5", "net.tntp:7: expected a power of 0, or of 1 or more, but found 0.5"),
    ],
)
def test_a_bad_network_is_refused_with_its_line(old: str, new: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(LandlinkError) as error:
        tntp_read.read_network(put(tmp_path, "net.tntp", NET.replace(old, new, 1)))
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Origin 1\n", "", "trips.tntp:5: expected a line `Origin 1`"),
        ("Origin 1", "Origin 3", "trips.tntp:5: expected a zone from 1 to 2, but found '3'"),
        ("2 : 10.0", "9 : 10.0", "trips.tntp:6: expected a zone from 1 to 2"),
        ("2 : 10.0", "2 10.0", "trips.tntp:6: expected entries `zone : trips;`"),
        ("2 : 10.0", "2 : -10.0", "trips.tntp:6: expected trips of 0 or more"),
        ("2 : 10.0", "2 : 9.0", "trips.tntp:2: expected trips that add up to the stated 12, but found 11"),
    ],
)
def test_bad_trips_are_refused_with_their_line(old: str, new: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(LandlinkError) as error:
        tntp_read.read_trips(put(tmp_path, "trips.tntp", TRIPS.replace(old, new, 1)))
    assert said in str(error.value)


def test_no_file_and_no_text_are_said(tmp_path: Path) -> None:
    with pytest.raises(LandlinkError, match="there is no such file"):
        tntp_read.read_network(tmp_path / "lost.tntp")
    (tmp_path / "zip.tntp").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LandlinkError, match="not UTF-8"):
        tntp_read.read_trips(tmp_path / "zip.tntp")


def test_flows_of_another_network_are_refused() -> None:
    network, _ = example("Braess")
    ends = np.ones(1, np.int32)
    with pytest.raises(LandlinkError, match="no link from 1 to 3"):
        tntp.matched(network, tntp.TntpFlows(ends, ends, np.ones(1), np.ones(1)))
    twice = np.ones(2, np.int32)
    with pytest.raises(LandlinkError, match="two links between the same nodes"):
        tntp.matched(network, tntp.TntpFlows(twice, twice, np.ones(2), np.ones(2)))
