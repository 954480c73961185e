"""Nothing of a network is lost by writing and reading it in any format."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from landlink.network.diff import diff
from landlink.network.files import FORMATS, read
from landlink.network.integrity import integrity_problems
from landlink.network.model import Network
from landlink.testing import assert_networks_equal, small_network
from tests.network.files.networks import AWKWARD, networks, timed_networks

SUFFIXES = ["", ".gmns", ".geoparquet", ".gpkg", ".xlsx"]


def test_every_format_that_is_written_is_tested() -> None:
    assert {one.suffixes[0] if one.suffixes else "" for one in FORMATS if one.writer} == set(SUFFIXES)


def there_and_back(network: Network, folder: Path, suffix: str) -> Network:
    path = folder / f"network{suffix}"
    network.write(path)
    assert [file.name for file in folder.iterdir()] == [path.name]
    return Network.read(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_reference_network(reference: Network, tmp_path: Path, suffix: str) -> None:
    assert_networks_equal(reference, there_and_back(reference, tmp_path, suffix))


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=20)
@given(network=networks())
def test_any_network(network: Network, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"network{suffix}"
        network.write(path)
        again, problems, notes = read(path)
    assert_networks_equal(network, again)
    before = integrity_problems(network.tables)  # what does not fit together is said of both
    assert sorted((one.rule, one.value) for one in problems) == sorted(
        (one.rule, one.value) for one in before
    )
    assert notes == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_awkward_text(small: Network, tmp_path: Path, suffix: str) -> None:
    sources = small.tables["sources"].take([0] * (len(AWKWARD) + 1))
    texts = ["", *(text.strip() for text in AWKWARD)]
    spoiled = sources.with_column("key", ["example", *map(str, range(len(AWKWARD)))])
    for column in ("url", "licence"):
        spoiled = spoiled.with_column(column, texts)
    again = there_and_back(small.with_table(spoiled), tmp_path, suffix)
    assert again.tables["sources"].text("licence") == texts


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_through_every_format_in_turn(small: Network, tmp_path: Path, suffix: str) -> None:
    network = small
    for number, other in enumerate([suffix, *SUFFIXES]):
        path = tmp_path / f"{number}{other}"
        network.write(path)
        network = Network.read(path)
    assert_networks_equal(small, network)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=5)
@given(network=timed_networks())
def test_times_rests_closures_and_published_figures(network: Network, suffix: str) -> None:
    before = integrity_problems(network.tables)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"network{suffix}"
        network.write(path)
        again, problems, notes = read(path)
    assert_networks_equal(network, again)
    assert (len(problems), notes) == (len(before), [])
    assert diff(network, again) == {}
    added = diff(small_network(), again)
    for name in ("timetables", "opening_hours", "rest_rules", "closures", "published"):
        rows = len(network.tables[name]) - len(small_network().tables[name])
        assert (len(added[name]["added"]), added[name]["changed"]) == (rows, [])
