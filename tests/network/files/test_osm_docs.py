"""The page of the rules names what the rules are."""

from __future__ import annotations

from pathlib import Path

from landlink.network.files import (
    osm_decisions,
    osm_ends,
    osm_feet,
    osm_gaps,
    osm_judge,
    osm_match,
    osm_overlay,
    osm_places,
    osm_tags,
)
from landlink.network.files.osm import Rules
from landlink.network.files.osm_judge import Merging

PAGE = (Path(__file__).parents[3] / "docs/methods/openstreetmap.md").read_text(encoding="utf-8")


def test_every_value_of_a_tag_is_on_the_page() -> None:
    values = (*osm_tags.TRACK, *osm_tags.SIDE_TRACK, *osm_tags.SIDE_USE, *osm_tags.FUTURE, *osm_tags.PAST)
    lost = [value for value in (*values, *osm_tags.OTHER_TRACK) if value not in PAGE]
    assert lost == []
    assert [gauge for gauge in osm_tags.SAME_GAUGE if str(gauge) not in PAGE] == []


def test_every_limit_is_on_the_page() -> None:
    rules, how = Rules(), Merging()
    told = {
        f"within {rules.station_km:.0f} km, and on the nearest point of each parallel": rules.station_km,
        f"within {1000 * osm_feet.PARALLEL_KM:.0f} m of that": osm_feet.PARALLEL_KM,
        f"within {1000 * osm_gaps.GAP_KM:.0f} m of track": osm_gaps.GAP_KM,
        f"within {osm_gaps.DETOUR_KM:.0f} km is listed": osm_gaps.DETOUR_KM,
        f"the limit is {osm_gaps.LINE_END_KM:.0f} km": osm_gaps.LINE_END_KM,
        f"of junctions within {osm_overlay.JUNCTION_KM:.0f} km": osm_overlay.JUNCTION_KM,
        f"{rules.spur_km:.0f} km or more along the track": rules.spur_km,
        f"shorter than {rules.piece_km:.0f} km (`--min-km`)": rules.piece_km,
        f"of one name within {osm_places.SAME_PLACE_KM:.0f} km": osm_places.SAME_PLACE_KM,
        f"alike by {osm_match.ALIKE:.0f} %": osm_match.ALIKE,
        f"within {osm_judge.SAME_LINE} times the length and {osm_judge.SLACK_KM:.0f} km": osm_judge.SAME_LINE,
    }
    assert [words for words in told if words not in PAGE] == []
    assert how.spur_km == rules.spur_km
    assert osm_ends.BESIDE < 1


def test_every_decision_about_a_line_is_on_the_page() -> None:
    told = {osm_decisions.JOINED, osm_decisions.APART, osm_decisions.GUESSED, *osm_decisions.ANSWERS["link"]}
    assert [
        word for word in (*told, osm_decisions.COMPARED, osm_decisions.AMBIGUOUS) if f"`{word}`" not in PAGE
    ] == []
