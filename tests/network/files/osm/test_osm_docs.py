"""The page of the rules names what the rules are."""

from __future__ import annotations

from pathlib import Path

from landlink.network.files.osm import (
    Rules,
    decisions,
    ends,
    feet,
    judge,
    match,
    overlay,
    places,
    tags,
)
from landlink.network.files.osm.gaps import DETOUR_KM, GAP_KM, LINE_END_KM
from landlink.network.files.osm.judge import Merging

PAGE = (Path(__file__).parents[4] / "docs/methods/openstreetmap.md").read_text(encoding="utf-8")


def test_every_value_of_a_tag_is_on_the_page() -> None:
    values = (*tags.TRACK, *tags.SIDE_TRACK, *tags.SIDE_USE, *tags.FUTURE, *tags.PAST)
    lost = [value for value in (*values, *tags.OTHER_TRACK) if value not in PAGE]
    assert lost == []
    assert [gauge for gauge in tags.SAME_GAUGE if str(gauge) not in PAGE] == []


def test_every_limit_is_on_the_page() -> None:
    rules, how = Rules(), Merging()
    told = {
        f"within {rules.station_km:.0f} km, and on the nearest point of each parallel": rules.station_km,
        f"within {1000 * feet.PARALLEL_KM:.0f} m of that": feet.PARALLEL_KM,
        f"within {1000 * GAP_KM:.0f} m of track": GAP_KM,
        f"within {DETOUR_KM:.0f} km is listed": DETOUR_KM,
        f"the limit is {LINE_END_KM:.0f} km": LINE_END_KM,
        f"of junctions within {overlay.JUNCTION_KM:.0f} km": overlay.JUNCTION_KM,
        f"{rules.spur_km:.0f} km or more along the track": rules.spur_km,
        f"shorter than {rules.piece_km:.0f} km (`--min-km`)": rules.piece_km,
        f"of one name within {places.SAME_PLACE_KM:.0f} km": places.SAME_PLACE_KM,
        f"alike by {match.ALIKE:.0f} %": match.ALIKE,
        f"within {judge.SAME_LINE} times the length and {judge.SLACK_KM:.0f} km": judge.SAME_LINE,
    }
    assert [words for words in told if words not in PAGE] == []
    assert how.spur_km == rules.spur_km
    assert ends.BESIDE < 1


def test_every_decision_about_a_line_is_on_the_page() -> None:
    told = {decisions.JOINED, decisions.APART, decisions.GUESSED, *decisions.ANSWERS["link"]}
    assert [
        word for word in (*told, decisions.COMPARED, decisions.AMBIGUOUS) if f"`{word}`" not in PAGE
    ] == []
