"""Networks that Hypothesis makes: rows of any text and number that a cell can hold, true or not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from landlink.network.integrity import ASSUMED, POSITIVE
from landlink.network.model import Network
from landlink.network.schema import TABLES, Attribute, attributes, key_columns
from landlink.network.table import from_rows
from landlink.testing import small_network

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

AWKWARD = (
    "=1+1", "+49 30", "-7", "@SUM(A1)", "007", "1e5", "12.50", "TRUE", "NULL", "nan", "NA", "#N/A",
    "2024-03-05", "3/5", "06:30", "key *", "km", "'quoted'", '"double"', "a,b;c\td", "two\nlines",
    "Ақтау|Актау", "西安", "جبل علي",
    "😀", "e\u0301", "_x0041_", "<b>&amp;</b>", "{braces}", "x" * 32_000, "\u00a0inside\u00a0x", "\\N", "%s",
)  # fmt: skip
"""Texts that some program would take for something else."""

_CHARACTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t")
FILLED = st.one_of(
    st.sampled_from(AWKWARD).map(str.strip),
    st.text(_CHARACTERS, max_size=12).map(lambda text: text.strip() or "-"),
)
TEXT = st.one_of(st.just(""), FILLED)
NUMBER = st.one_of(
    st.floats(min_value=0, max_value=1e12, allow_subnormal=False),
    st.integers(0, 10**9).map(float),
    st.just(0.1 + 0.2),
)
KEYS = st.lists(
    st.one_of(
        st.sampled_from([text for text in AWKWARD if len(text) < 99]),
        st.text("ab-é٣7", min_size=1, max_size=5),
    ),
    min_size=2,
    max_size=3,
    unique_by=str.strip,
)


@st.composite
def networks(draw: DrawFn) -> Network:
    """Return a network whose every cell can be read."""
    keys = {name: [key.strip() for key in draw(KEYS)] for name in ("nodes", "links", "sources")}
    tables = {name: from_rows(name, draw(_rows(name, keys)), [], f"{name}.csv")[0] for name in TABLES}
    made = {}
    for name, table in tables.items():
        rows = len(table.text(key_columns(name)[0]))
        made[name] = type(table)(name, table.columns, list(range(2, rows + 2)), table.file)
    return Network("made", made)


def _rows(name: str, keys: dict[str, list[str]]) -> SearchStrategy[list[dict[str, str]]]:
    """Return rows of a table, each with a key of its own."""
    cells = {one.name: _cell(one, keys) for one in attributes(name).values()}
    first = next(iter(cells))
    if name in keys:
        return st.tuples(*(st.fixed_dictionaries({**cells, first: st.just(key)}) for key in keys[name])).map(
            list
        )
    if name == "assumptions":
        return st.tuples(*(st.fixed_dictionaries({**cells, first: st.just(key)}) for key in ASSUMED)).map(
            list
        )
    columns = key_columns(name)
    return st.lists(
        st.fixed_dictionaries(cells),
        max_size=3,
        unique_by=lambda row: " ".join(row[column] for column in columns),
    )


def _cell(attribute: Attribute, keys: dict[str, list[str]]) -> SearchStrategy[str]:
    """Return cells of a column that can be read."""
    target = {"node": "nodes", "link": "links", "source": "sources"}.get(attribute.type)
    if target:
        filled: SearchStrategy[str] = st.sampled_from(keys[target])
    elif attribute.choices:
        filled = st.sampled_from(attribute.choices)
    elif attribute.name in ("lon", "lat"):
        filled = st.floats(-180, 180, allow_subnormal=False).map(repr)
    elif attribute.type == "int":
        filled = st.integers(0, 2**53).map(str)
    elif attribute.numeric:
        filled = NUMBER.map(lambda value: repr(value + 1 if attribute.name in POSITIVE else value))
    elif attribute.type == "stops":
        return st.lists(st.sampled_from([k for k in keys["nodes"] if "|" not in k] or ["?"]), min_size=2).map(
            "|".join
        )
    elif attribute.name == "country":
        filled = st.sampled_from(("KZ", "XZ", "CN"))
    elif attribute.name == "equipment":
        filled = st.sampled_from(("20ft", "20ft|40ft", "truck"))
    else:
        filled = FILLED
    return filled if attribute.required else st.one_of(st.just(""), filled)


MIN_DATE, MAX_DATE = date(2020, 1, 1), date(2030, 12, 31)
CLOCK = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda at: f"{at[0]:02d}:{at[1]:02d}")
DAYS = st.one_of(
    st.just(""),
    st.lists(st.sampled_from(("mon", "tue", "wed", "thu", "fri", "sat", "sun")), min_size=1, unique=True).map(
        "|".join
    ),
    st.lists(st.dates(MIN_DATE, MAX_DATE).map(str), min_size=1, max_size=3, unique=True).map("|".join),
)
ZONES = st.sampled_from(("", "Asia/Almaty", "Asia/Kathmandu", "UTC"))


@st.composite
def timed_networks(draw: DrawFn) -> Network:
    """Return the small network with rows in every table of times, rests, closures and published figures."""
    network = small_network()
    rows = {
        "timetables": st.fixed_dictionaries({
            "service": st.sampled_from(("ferry", "block-train")), "departs": CLOCK, "days": DAYS,
            "direction": st.sampled_from(("forward", "backward")), "timezone": ZONES,
            "valid_from": st.sampled_from(("", "2026-01-01")), "price_factor": NUMBER.map(repr),
        }),
        "opening_hours": st.fixed_dictionaries({
            "crossing": st.sampled_from(("khorgos-rail-west", "khorgos-road-west")), "opens": CLOCK,
            "closes": CLOCK, "days": DAYS, "timezone": ZONES, "holidays": st.sampled_from(("", "KZ", "CN")),
        }),
        "rest_rules": st.fixed_dictionaries({
            "rules": st.sampled_from(("mine", "007")), "counts": st.just("driving"), "mode": st.just("road"),
            "limit_h": st.sampled_from(("4.5", "9")), "rest_h": st.sampled_from(("0.75", "11")),
            "where": st.just("anywhere"), "waiting": st.sampled_from(("rest", "nothing")),
        }),
        "closures": st.fixed_dictionaries({
            "name": FILLED, "where": st.sampled_from(("aktau", "aktau|ferry", "alat")),
            "month": st.integers(1, 12).map(str), "closed_share": st.floats(0, 0.99).map(repr),
            "spell_h": st.just("24"), "spell_cv": st.just("0.5"),
        }),
        "published": st.fixed_dictionaries({
            "corridor": FILLED, "origin": st.just("Almaty"), "destination": st.just("Baku"),
            "year": st.integers(1990, 2100).map(str), "metric": st.just("transit_days"),
            "low": st.integers(1, 90).map(str), "unit": st.just("days"),
            "use": st.sampled_from(("fit", "check")),
        }),
    }  # fmt: skip
    for name, row in rows.items():
        made = draw(st.lists(row, min_size=1, max_size=3))
        keyed = [
            {"id": f"drawn-{n}", **one, "source": "example", "quality": "derived"}
            for n, one in enumerate(made)
        ]
        held = network.tables[name]
        fresh, problems = from_rows(name, keyed, range(len(held) + 2, len(held) + 2 + len(keyed)), held.file)
        assert problems == []
        network = network.with_table(held.joined(fresh))
    return network
