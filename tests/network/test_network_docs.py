"""The pages about networks say what the code does."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tools.make_tables_page import PAGE, tables_reference

from landlink.network import (
    calendar_problems,
    demand_problems,
    disruption_problems,
    files,
    integrity,
    model,
    table,
)
from landlink.network import check as checks
from landlink.network.check import check
from landlink.network.integrity import integrity_problems
from landlink.network.schema import PURPOSE
from landlink.network.table import read_table
from landlink.testing import small_network, with_cell, with_rows, without_row

if TYPE_CHECKING:
    from landlink.network import Network

ROOT = Path(__file__).parent.parent.parent
CHECKS = ROOT / "docs" / "methods" / "network-checks.md"
MODULES = [
    *(
        Path(str(module.__file__))
        for module in (
            checks,
            integrity,
            calendar_problems,
            demand_problems,
            disruption_problems,
            model,
            table,
        )
    ),
    *Path(str(files.__file__)).parent.glob("*.py"),
]
RULE = re.compile(r'"((?:[a-z0-9]+-)+[a-z0-9]+|orphan|duplicate)"')
SMALL = small_network()
DATED = with_rows(
    with_rows(SMALL, "timetables", "sailing,ferry,08:00"), "opening_hours", "port,08:00,18:00", node="aktau"
)
LOW = with_rows(
    with_rows(SMALL, "berths", "dry,aktau,Dry cargo berths,caspian,6,-28", kinds="dry"),
    "sea_levels",
    "a,caspian,2020,observed,-28",
    "b,caspian,2100,SSP2-4.5,-36",
)
SHIPS = with_rows(
    SMALL, "vessels", "slow,Slow,ferry,ferry,4.5,2000,20", "fast,Fast,ferry,,4.5,2000,20",
    length_m="150", beam_m="16.67",
)  # fmt: skip

SPOILED: list[tuple[str, Network]] = [
    ("duplicate", with_cell(SMALL, "links", "rail-alat-baku", "id", "ferry-aktau-alat")),
    ("unknown-node", with_cell(SMALL, "links", "rail-alat-baku", "from_node", "alaat")),
    ("unknown-link", with_cell(SMALL, "crossings", "khorgos-rail-west", "link", "rail-khorgos")),
    ("missing-source", with_cell(SMALL, "nodes", "aktau", "source", "exampel")),
    ("too-few-stops", with_cell(SMALL, "services", "ferry", "stops", "aktau")),
    ("unknown-country", with_cell(SMALL, "nodes", "aktau", "country", "KAZ")),
    ("unknown-equipment", with_cell(SMALL, "services", "ferry", "equipment", "20 ft")),
    ("impossible-number", with_cell(SMALL, "links", "rail-alat-baku", "length_km", 0.0)),
    ("missing-assumption", without_row(SMALL, "assumptions", "payload_t_per_teu")),
    ("off-the-earth", with_cell(SMALL, "nodes", "baku", "lat", 404.1)),
    (
        "node-off-country",
        with_cell(with_cell(SMALL, "nodes", "almaty", "lon", 43.25), "nodes", "almaty", "lat", 76.95),
    ),
    ("link-too-short", with_cell(SMALL, "links", "rail-beyneu-aktau", "length_km", 300.0)),
    ("link-too-long", with_cell(SMALL, "links", "rail-beyneu-aktau", "length_km", 4400.0)),
    ("missing-gauge", with_cell(SMALL, "links", "rail-beyneu-aktau", "gauge_mm", float("nan"))),
    ("gauge-mismatch", with_cell(SMALL, "links", "rail-beyneu-aktau", "gauge_mm", 1435.0)),
    ("orphan", without_row(SMALL, "links", "ferry-aktau-alat")),
    ("border-without-crossing", without_row(SMALL, "crossings", "khorgos-rail-east")),
    (
        "crossing-without-border",
        with_cell(SMALL, "crossings", "khorgos-road-west", "link", "road-altynkol-almaty"),
    ),
    ("duplicate", with_cell(SMALL, "nodes", "baku", "unlocode", "KZAAU")),
    ("unknown-service", with_cell(DATED, "timetables", "sailing", "service", "ferri")),
    ("unknown-crossing", with_cell(DATED, "opening_hours", "port", "crossing", "khorgos-rail")),
    ("unknown-commodity", with_cell(SMALL, "demand", "kz-az-grain", "commodity", "grian")),
    ("no-quantity", with_cell(SMALL, "demand", "kz-az-grain", "tonnes_year", float("nan"))),
    ("unknown-avoid", with_cell(SMALL, "demand", "cn-baku-goods", "avoid", "rail|see")),
    ("unknown-place", with_cell(SMALL, "demand", "cn-baku-goods", "destination", "bakuu")),
    ("unknown-target", with_cell(SMALL, "disruptions", "khorgos-shut", "what", "crossing:khorgos-rail")),
    ("bad-months", with_cell(SMALL, "disruptions", "khorgos-queue", "months", "October")),
    ("uneven-group", with_cell(SMALL, "disruptions", "khorgos-queue", "correlation", 0.25)),
    ("bad-days", with_cell(DATED, "timetables", "sailing", "days", "monday")),
    ("bad-time", with_cell(DATED, "timetables", "sailing", "departs", "8 am")),
    ("bad-date", with_cell(DATED, "timetables", "sailing", "valid_to", "31.12.2026")),
    (
        "ends-before-it-begins",
        with_cell(
            with_cell(DATED, "timetables", "sailing", "valid_from", "2026-06-01"),
            "timetables",
            "sailing",
            "valid_to",
            "2026-01-31",
        ),
    ),
    ("unknown-timezone", with_cell(DATED, "nodes", "aktau", "timezone", "Asia/Aktau-City")),
    ("not-a-stop", with_cell(DATED, "timetables", "sailing", "stop", "baku")),
    (
        "no-such-direction",
        with_cell(
            with_cell(DATED, "services", "ferry", "both_ways", "no"),
            "timetables",
            "sailing",
            "direction",
            "backward",
        ),
    ),
    ("no-subject", with_cell(DATED, "opening_hours", "port", "node", "")),
    ("never-open", with_cell(DATED, "opening_hours", "port", "closes", "08:00")),
    ("unknown-holidays", with_cell(DATED, "opening_hours", "port", "holidays", "XZ")),
    ("two-vessels", with_cell(SHIPS, "vessels", "fast", "services", "ferry")),
    ("unknown-kind", with_cell(LOW, "berths", "dry", "kinds", "ro-ro")),
    ("wrong-tonnes-per-cm", with_cell(SHIPS, "vessels", "slow", "tonnes_per_cm", 2000.0)),
    ("level-off-the-sea", with_cell(LOW, "berths", "dry", "reference_level_m", 28.0)),
    ("band-upside-down", with_cell(LOW, "sea_levels", "a", "low_m", -27.0)),
    ("timetable-not-running", with_cell(DATED, "services", "ferry", "status", "closed")),
    ("broken-service", with_cell(SMALL, "services", "ferry", "stops", "aktau|baku")),
    (
        "missing-default",
        SMALL.with_table(
            SMALL.tables["rates"].take(range(SMALL.tables["rates"].text("mode").index("ferry")))
        ),
    ),
]


def test_tables_page_is_made_from_the_schema() -> None:
    assert PAGE.read_text(encoding="utf-8") == tables_reference(), "run python -m tools.make_tables_page"


def test_every_table_has_a_purpose() -> None:
    assert list(PURPOSE) == list(SMALL.tables)


def test_every_rule_of_the_code_is_on_the_page() -> None:
    page = CHECKS.read_text(encoding="utf-8")
    sources = [file.read_text(encoding="utf-8") for file in MODULES]
    rules = {rule for source in sources for rule in RULE.findall(source)} - {"utf-8", "utf-8-sig"}
    assert len(rules) > 25
    assert {rule for rule in rules if f"`{rule}`" not in page} == set()


def test_every_rule_on_the_page_is_in_the_code() -> None:
    page = CHECKS.read_text(encoding="utf-8")
    sources = "".join(file.read_text(encoding="utf-8") for file in MODULES)
    told = set(re.findall(r"^\| `([a-z0-9-]+)`", page, flags=re.MULTILINE))
    assert {rule for rule in told if f'"{rule}"' not in sources} == set()


@pytest.mark.parametrize(("rule", "network"), SPOILED, ids=[rule for rule, _ in SPOILED])
def test_example_on_the_page_is_what_the_check_says(rule: str, network: Network) -> None:
    page = CHECKS.read_text(encoding="utf-8").replace("\\|", "|")
    found = [p for p in integrity_problems(network.tables) or check(network) if p.rule == rule]
    assert any(f"`{problem}`" in page for problem in found), [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("nodes", "id;name;country\noz;Oz;KZ\n"),
        ("nodes", "id,unlocod\noz,X\n"),
        ("links", "id,length_km\na,12 km\n"),
        ("links", "id,mode\na,train\n"),
    ],
)
def test_example_of_a_table_on_the_page_is_what_reading_says(name: str, text: str) -> None:
    page = CHECKS.read_text(encoding="utf-8")
    _, problems = read_table(name, io.StringIO(text), f"{name}.csv")
    assert any(f"`{problem}`" in page for problem in problems), [str(problem) for problem in problems]


@pytest.mark.parametrize("page", ["network-checks.md", "virtual-network.md"])
def test_snippets_run(page: str) -> None:
    text = (ROOT / "docs" / "methods" / page).read_text(encoding="utf-8")
    snippets = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    assert snippets
    for snippet in snippets:
        exec(compile(snippet, page, "exec"), {})  # noqa: S102  (our own documentation)


@pytest.mark.parametrize(
    "page", ["methods/network-checks.md", "methods/virtual-network.md", "reference/tables.md"]
)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    path = ROOT / "docs" / page
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
