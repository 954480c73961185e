"""A GMNS folder: valid by its own description, and read from others only with what the caller states."""

from __future__ import annotations

import csv
import json
import math
from typing import TYPE_CHECKING, Any

import frictionless
import pytest

from landlink.errors import LandlinkError
from landlink.network.check import check
from landlink.network.files import read
from landlink.network.files.gmns_columns import FILES, NAMES, kilometres
from landlink.network.files.gmns_package import package, table_schema
from landlink.network.model import Network
from landlink.network.schema import TABLES, attributes
from landlink.testing import assert_networks_equal, assert_problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STATED = {
    "nodes.country": "US",
    "nodes.kind": "city",
    "nodes.name": "Node {node_id}",
    "links.country": "US",
    "links.mode": "road",
    "source": "oz-2024",
    "quality": "published",
}


@pytest.fixture(autouse=True)
def limit_of_csv() -> Iterator[None]:
    """Give Python's csv its limit back, which frictionless lifts for the whole process."""
    limit = csv.field_size_limit()
    yield
    csv.field_size_limit(limit)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """Return a folder with the standard columns only, as another program would write it."""
    folder = tmp_path / "oz"
    folder.mkdir()
    write(
        folder / "node.csv",
        """
node_id,name,x_coord,y_coord,z_coord,node_type,zone_id
1,,-71.10,42.36,,intersection,7
2,,-71.09,42.36,,intersection,
3,,-71.08,42.37,,,
""",
    )
    write(
        folder / "link.csv",
        """
link_id,name,from_node_id,to_node_id,directed,length,facility_type,free_speed,lanes,allowed_uses,geometry
10,Main St,1,2,true,0.52,arterial,30,2,"auto,bike","LINESTRING (-71.10 42.36, -71.09 42.36)"
11,Elm St,2,3,false,0.9,local,25,1,auto,
""",
    )
    write(
        folder / "config.csv",
        """
dataset_name,short_length,long_length,speed,crs,geometry_field_format,currency,version_number
Streets of Oz,foot,mile,mile per hour,EPSG:4326,WKT,USD,0.96
""",
    )
    write(folder / "lane.csv", "lane_id,link_id,lane_num\n1,10,1\n")
    return folder


def write(file: Path, text: str) -> None:
    file.write_text(text.lstrip(), encoding="utf-8")


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def validate(folder: Path) -> list[list[Any]]:
    report = frictionless.validate(str(folder / "datapackage.json"))
    found: list[list[Any]] = report.flatten(["type", "rowNumber", "fieldName", "message"])
    return found


def test_the_reference_network_is_valid_by_its_own_description(reference: Network, tmp_path: Path) -> None:
    reference.write(tmp_path / "a.gmns")
    assert validate(tmp_path / "a.gmns") == []


def test_the_description_finds_what_is_wrong(small: Network, tmp_path: Path) -> None:
    folder = tmp_path / "a.gmns"
    small.write(folder)
    assert validate(folder) == []
    text = (folder / "link.csv").read_text("utf-8")
    spoiled = text.replace(",660,CN", ",far,CN").replace("altynkol,almaty,rail", "altynkoll,almaty,rail")
    (folder / "link.csv").write_text(spoiled.replace(",road,690", ",donkey,690"), "utf-8")
    found = {(kind, row, field) for kind, row, field, _ in validate(folder)}
    assert {
        ("type-error", 2, "length"),
        ("foreign-key", 4, None),
        ("constraint-error", 10, "allowed_uses"),
    } <= {(kind, row, None if kind == "foreign-key" else field) for kind, row, field in found}


def test_every_file_and_column_is_described(small: Network, tmp_path: Path) -> None:
    small.write(tmp_path / "a.gmns")
    described = json.loads((tmp_path / "a.gmns" / "datapackage.json").read_text("utf-8"))
    files = {one["path"] for one in described["resources"]} | {"datapackage.json"}
    assert {file.name for file in (tmp_path / "a.gmns").iterdir()} == files
    for one in described["resources"]:
        with (tmp_path / "a.gmns" / one["path"]).open(encoding="utf-8", newline="") as lines:
            assert next(csv.reader(lines)) == [field["name"] for field in one["schema"]["fields"]]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_schema_is_one(table: str) -> None:
    frictionless.Schema.from_descriptor(table_schema(table))
    assert package("a", [table])["resources"][0]["schema"] == table_schema(table)


def test_columns_are_those_of_the_specification(small: Network, tmp_path: Path) -> None:
    small.write(tmp_path / "a.gmns")
    node = rows_of(tmp_path / "a.gmns" / "node.csv")[0]
    assert (node["node_id"], node["x_coord"], node["y_coord"], node["node_type"]) == (
        "urumqi", "87.6", "43.8", "city",
    )  # fmt: skip
    links = rows_of(tmp_path / "a.gmns" / "link.csv")
    first, one_way = links[0], next(row for row in links if row["directed"] == "true")
    assert (first["directed"], first["dir_flag"], first["length"]) == ("false", "0", "660")
    assert first["geometry"] == "LINESTRING (87.6 43.8, 80.41 44.21)"
    assert (one_way["link_id"], one_way["dir_flag"]) == ("road-khorgos-altynkol", "1")
    config = rows_of(tmp_path / "a.gmns" / "config.csv")
    assert [(row["long_length"], row["crs"], row["version_number"]) for row in config] == [
        ("km", "EPSG:4326", "0.96")
    ]
    uses = [row["use"] for row in rows_of(tmp_path / "a.gmns" / "use_definition.csv")]
    assert uses == list(attributes("links")["mode"].choices)


def test_names_stand_for_columns_that_are_there() -> None:
    assert {
        (table, column) for table in NAMES for column in NAMES[table] if column not in attributes(table)
    } == set()
    assert set(FILES) == set(NAMES)


def test_a_foreign_folder_with_what_the_caller_states(foreign: Path) -> None:
    network, problems, notes = read(foreign, STATED)
    assert problems == []
    assert network.nodes.text("name") == ["Node 1", "Node 2", "Node 3"]
    assert network.nodes.number("lon").tolist() == [-71.10, -71.09, -71.08]
    assert network.links.number("length_km").tolist() == [0.52 * 1.609344, 0.9 * 1.609344]
    assert network.links.text("direction") == ["forward", "both"]
    assert set(network.links.text("mode")) == {"road"}
    assert all(math.isnan(speed) for speed in network.links.number("speed_kmh"))
    sources = network.tables["sources"]
    assert sources.row(sources.index()["oz-2024"])["title"] == "GMNS folder oz: Streets of Oz"
    assert notes == [
        "node.csv: left out zone_id",
        "node.csv: country is 'US' in 3 of 3 rows, as stated",
        "node.csv: node_type is 'city' in 3 of 3 rows, as stated instead of intersection (2)",
        "node.csv: name is 'Node {node_id}' in 3 of 3 rows, as stated",
        "node.csv: source is 'oz-2024' in 3 of 3 rows, as stated",
        "node.csv: quality is 'published' in 3 of 3 rows, as stated",
        "link.csv: left out facility_type, free_speed, lanes, name",
        "link.csv: country is 'US' in 2 of 2 rows, as stated",
        "link.csv: allowed_uses is 'road' in 2 of 2 rows, as stated instead of auto,bike (1), auto (1)",
        "link.csv: source is 'oz-2024' in 2 of 2 rows, as stated",
        "link.csv: quality is 'published' in 2 of 2 rows, as stated",
        "not read: lane.csv",
    ]
    assert Network.read(foreign, STATED).nodes.text("id") == ["1", "2", "3"]


def test_a_foreign_network_becomes_one_of_ours(foreign: Path, tmp_path: Path) -> None:
    network = Network.read(foreign, STATED)
    assert {problem.rule for problem in check(network)} <= {"orphan", "link-too-short"}
    network.write(tmp_path / "ours.gmns")
    assert_networks_equal(network, Network.read(tmp_path / "ours.gmns"))


def test_nothing_is_guessed(foreign: Path) -> None:
    _, problems, _ = read(foreign)
    assert [(one.place, one.column, one.rule) for one in problems] == [
        ("node.csv:1", "name", "missing-column"),
        ("node.csv:1", "country", "missing-column"),
        ("node.csv:1", "source", "missing-column"),
        ("node.csv:1", "quality", "missing-column"),
        ("node.csv:2", "node_type", "unknown-choice"),
        ("node.csv:3", "node_type", "unknown-choice"),
        ("node.csv:4", "node_type", "missing-value"),
        ("link.csv:1", "country", "missing-column"),
        ("link.csv:1", "source", "missing-column"),
        ("link.csv:1", "quality", "missing-column"),
        ("link.csv:2", "allowed_uses", "unknown-choice"),
        ("link.csv:3", "allowed_uses", "unknown-choice"),
    ]
    assert problems[1].mend.endswith("Or state it for all: --default nodes.country=...")


def test_a_foreign_cell_that_cannot_be_read_is_named(foreign: Path) -> None:
    text = (foreign / "link.csv").read_text("utf-8")
    (foreign / "link.csv").write_text(text.replace(",0.9,", ",short,").replace("false", "maybe"), "utf-8")
    _, problems, _ = read(foreign, STATED)
    assert_problem(problems, "not-a-number", file="link.csv", row=3, column="length")
    assert_problem(problems, "unknown-choice", file="link.csv", row=3, column="directed")


def test_directed_is_required_as_in_the_specification(foreign: Path) -> None:
    text = (foreign / "link.csv").read_text("utf-8")
    (foreign / "link.csv").write_text(text.replace("false", ""), "utf-8")
    assert_problem(read(foreign, STATED)[1], "missing-value", file="link.csv", row=3, column="directed")
    (foreign / "link.csv").write_text(text.replace("directed", "oneway"), "utf-8")
    assert_problem(read(foreign, STATED)[1], "missing-column", file="link.csv", row=1, column="directed")
    links = read(foreign, {**STATED, "links.direction": "both"})[0].links
    assert links.text("direction") == ["both", "both"]


def test_units_and_coordinates_are_stated_or_asked_for(foreign: Path) -> None:
    (foreign / "config.csv").unlink()
    _, problems, _ = read(foreign, STATED)
    assert [(one.file, one.column) for one in problems] == [
        ("config.csv", "crs"),
        ("config.csv", "long_length"),
    ]
    assert "--default config.long_length=km" in problems[1].mend
    network, problems, _ = read(foreign, {**STATED, "config.crs": "EPSG:4326", "config.long_length": "m"})
    assert problems == []
    assert network.links.number("length_km").tolist() == pytest.approx([0.00052, 0.0009])


def test_coordinates_of_another_system_are_converted(foreign: Path) -> None:
    write(foreign / "node.csv", "node_id,x_coord,y_coord\n1,500000,0\n2,500000,4649776.22\n3,what,0\n")
    write(foreign / "config.csv", "long_length,crs\nkm,EPSG:32619\n")
    network, problems, _ = read(foreign, STATED)
    assert_problem(problems, "not-a-number", file="node.csv", row=4, column="x_coord")
    assert network.nodes.number("lon")[:2].tolist() == pytest.approx([-69, -69])
    assert network.nodes.number("lat")[:2].tolist() == pytest.approx([0, 42], abs=1e-4)


@pytest.mark.parametrize(
    ("text", "rule", "column"),
    [
        ("long_length,crs\nleague,EPSG:4326\n", "unknown-unit", "long_length"),
        ("long_length,crs\nkm,EPSG:999999\n", "unknown-crs", "crs"),
    ],
)
def test_a_unit_or_system_that_nobody_knows(foreign: Path, text: str, rule: str, column: str) -> None:
    write(foreign / "config.csv", text)
    assert_problem(read(foreign, STATED)[1], rule, file="config.csv", row=2, column=column)


@pytest.mark.parametrize("key", ["links.colour", "crossings.status", "lon.nodes", "colour"])
def test_a_default_for_no_column(foreign: Path, key: str) -> None:
    with pytest.raises(LandlinkError, match="no default"):
        read(foreign, {key: "x"})


def test_a_default_that_names_no_column_of_the_file(foreign: Path) -> None:
    with pytest.raises(LandlinkError, match=r"names no column of node\.csv"):
        read(foreign, {**STATED, "nodes.name": "{nodeid}"})


def test_defaults_are_for_gmns_only(small: Network, tmp_path: Path) -> None:
    small.write(tmp_path / "small")
    with pytest.raises(LandlinkError, match="takes no defaults; they are for a GMNS folder"):
        Network.read(tmp_path / "small", STATED)


def test_a_slip_in_a_folder_of_ours_is_not_left_out(small: Network, tmp_path: Path) -> None:
    folder = tmp_path / "a.gmns"
    small.write(folder)
    text = (folder / "link.csv").read_text("utf-8")
    (folder / "link.csv").write_text(text.replace("speed_kmh", "speed_khm"), "utf-8")
    problem = assert_problem(read(folder)[1], "unknown-column", file="link.csv", column="speed_khm")
    assert problem.mend == "Did you mean 'speed_kmh'?"


def test_a_folder_without_links_or_in_another_encoding(foreign: Path) -> None:
    (foreign / "link.csv").unlink()
    assert_problem(read(foreign, STATED)[1], "missing-file", file="link.csv")
    (foreign / "link.csv").write_bytes("link_id\nü\n".encode("latin-1"))
    assert_problem(read(foreign, STATED)[1], "not-csv", file="link.csv")


@pytest.mark.parametrize(
    ("unit", "km"), [("km", 1), ("Kilometers", 1), ("mi", 1.609344), ("feet", 0.0003048), ("m", 0.001)]
)
def test_units_of_length(unit: str, km: float) -> None:
    assert kilometres(unit) == km
