"""The tables are defined once, and completely."""

from __future__ import annotations

import re

import pytest

from landlink.network.schema import QUALITIES, REFERENCES, TABLES, attributes

TYPES = {
    "id", "text", "float", "int", "choice", "country", "node", "link", "crossing", "service", "commodity",
    "source", "quality", "stops",
}  # fmt: skip
UNITS = {"_km": "km", "_kmh": "km/h", "_h": "h", "_mm": "mm", "_usd": "USD"}
EVERY = [(table, name) for table in TABLES for name in attributes(table)]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_begins_with_its_key_or_what_it_applies_to(table: str) -> None:
    first = next(iter(attributes(table).values()))
    assert first.required
    assert first.type in ("id", "choice", "text")


@pytest.mark.parametrize(("table", "name"), EVERY)
def test_every_attribute_has_a_description_that_is_a_sentence(table: str, name: str) -> None:
    description = attributes(table)[name].description
    assert description[0].isupper() or description.split()[0].rstrip(":") in (
        "forward", "closed", "general", "project", "anywhere",
    )  # fmt: skip
    assert description.endswith(".")


@pytest.mark.parametrize(("table", "name"), EVERY)
def test_every_attribute_has_a_known_type_and_a_plain_name(table: str, name: str) -> None:
    attribute = attributes(table)[name]
    assert attribute.type in TYPES
    assert re.fullmatch(r"[a-z0-9_]+", name)
    numbered = name in ("gauge_mm", "month")
    assert bool(attribute.choices) == (attribute.type in ("choice", "quality") or numbered)


@pytest.mark.parametrize(("table", "name"), EVERY)
def test_unit_stands_in_the_name_and_in_the_schema(table: str, name: str) -> None:
    attribute = attributes(table)[name]
    expected = next((unit for end, unit in UNITS.items() if name.endswith(end)), None)
    if name == "rate_usd_per_km":
        expected = "USD/km"
    if expected and attribute.numeric:
        assert attribute.unit == expected
    if attribute.unit:
        assert attribute.numeric


@pytest.mark.parametrize(("table", "name"), EVERY)
def test_default_is_a_value_that_the_attribute_allows(table: str, name: str) -> None:
    attribute = attributes(table)[name]
    if attribute.default:
        assert not attribute.required
        assert not attribute.choices or attribute.default in attribute.choices
        assert not attribute.numeric or float(attribute.default) >= 0


@pytest.mark.parametrize("table", [table for table in TABLES if table != "sources"])
def test_every_row_must_say_its_source_and_quality(table: str) -> None:
    held = attributes(table)
    assert held["source"].required
    assert held["source"].type == "source"
    assert held["quality"].required
    assert held["quality"].choices == QUALITIES


def test_references_lead_to_tables() -> None:
    assert set(REFERENCES.values()) <= set(TABLES)


def test_unknown_table_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="no table 'trains'; the tables are nodes, links"):
        attributes("trains")
