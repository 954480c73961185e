"""What the tags of a railway way mean: which ways are taken, their gauges, wires and tracks.

The meaning of the tags is that of the OpenStreetMap wiki (Key:railway, Key:service, Key:usage,
Key:gauge, Key:electrified, Key:passenger_lines).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OPEN, PROJECT = "open", "project"
"""What becomes of a way that is taken."""

TRACK = ("rail", "narrow_gauge")
"""Values of ``railway`` that can carry freight trains."""

FUTURE = ("construction", "proposed")
PAST = ("disused", "abandoned", "razed", "dismantled", "historic")
OTHER_TRACK = (
    "light_rail", "subway", "tram", "monorail", "funicular", "miniature", "preserved",
)  # fmt: skip
SIDE_TRACK = ("yard", "siding", "spur")
SIDE_USE = ("industrial", "military", "test", "tourism", "leisure", "scientific")

GAUGES = (1435, 1520, 1676, 1000)
"""Gauges of the schema; bit ``n`` of a gauge mask stands for ``GAUGES[n]``."""

SAME_GAUGE = {1435: 1435, 1520: 1520, 1524: 1520, 1676: 1676, 1674: 1676, 1000: 1000}
"""Gauges as tagged, and the gauge of the schema on which the same wagons run."""

UNKNOWN, UNUSABLE = 0, -1
"""Gauge masks of a way without a gauge that can be read, and of one whose gauge is not in the schema."""


def fate(tags: Mapping[str, str]) -> str:
    """Return ``open``, ``project``, or the reason for which a railway way is dropped.

    Parameters
    ----------
    tags : mapping of str to str
        Tags of a way that has the key ``railway``.

    Examples
    --------
    >>> fate({"railway": "rail", "usage": "main"}), fate({"railway": "construction"})
    ('open', 'project')
    >>> fate({"railway": "rail", "service": "yard"}), fate({"railway": "subway"})
    ('service=yard', 'railway=subway')
    """
    kind = tags.get("railway", "")
    if kind == "construction" and tags.get("construction", "rail") in (*TRACK, "yes"):
        kind, state = "rail", PROJECT
    else:
        state = OPEN
    if kind in FUTURE:
        return f"railway={kind}"
    if kind not in TRACK:
        return f"railway={kind}" if kind in PAST + OTHER_TRACK else "not a track"
    for key, refused in (("service", SIDE_TRACK), ("usage", SIDE_USE)):
        if tags.get(key) in refused:
            return f"{key}={tags[key]}"
    if tags.get("railway:traffic_mode") == "passenger":
        return "railway:traffic_mode=passenger"
    return state


def gauge_mask(text: str | None) -> int:
    """Return the gauges of a way as a bit mask.

    A way with several gauges (``1520;1435``) has several bits. Among them those that the schema
    lacks are ignored; a way that has no other gauge is `UNUSABLE`.

    Parameters
    ----------
    text : str, optional
        Value of the tag ``gauge``.

    Examples
    --------
    >>> [gauge_mask(text) for text in ("1435", "1520;1435", "1524", "1520 mm", "750", "broad", None)]
    [1, 3, 2, 2, -1, 0, 0]
    """
    numbers = [
        int(number) for number in re.findall(r"\d+", re.sub(r"(?<=\d)[,.\s](?=\d{3}\b)", "", text or ""))
    ]
    known = {SAME_GAUGE[number] for number in numbers if number in SAME_GAUGE}
    if known:
        return sum(1 << GAUGES.index(gauge) for gauge in known)
    if text == "standard":
        return 1
    return UNUSABLE if any(100 <= number <= 3000 for number in numbers) else UNKNOWN


def electrified(text: str | None) -> int:
    """Return 1 for a way under wires, 0 for one without, -1 where the tag does not say.

    Examples
    --------
    >>> [electrified(text) for text in ("contact_line", "no", None, "3 kV")]
    [1, 0, -1, -1]
    """
    if text in ("contact_line", "yes", "rail", "4th_rail", "contact_line;rail"):
        return 1
    return 0 if text == "no" else -1


def count(text: str | None) -> int:
    """Return a whole number above zero, 0 where the tag holds none.

    Examples
    --------
    >>> [count(text) for text in ("2", "2;3", "many", None, "-1")]
    [2, 0, 0, 0, 0]
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0


NAMES = ("name:en", "int_name", "name", "name:ru", "official_name", "alt_name", "old_name", "name:latin")


def names(tags: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of a place, the English one first, each once.

    Any ``name:<language>`` counts; the values of ``alt_name`` and ``old_name`` are lists.

    Examples
    --------
    >>> names({"name": "Farap", "name:ru": "Фарап", "alt_name": "Farab;Farap"})
    ('Farap', 'Фарап', 'Farab')
    """
    keys = [*NAMES, *sorted(key for key in tags if key.startswith("name:"))]
    found = [part.strip() for key in keys for part in tags.get(key, "").split(";")]
    return tuple(dict.fromkeys(name.replace("|", "/") for name in found if name))


STATIONS = ("station", "yard")
"""Values of ``railway`` of a node at which freight can be handled or trains be made up."""

BORDER = "border"


def place_fate(tags: Mapping[str, str]) -> str:
    """Return the kind of place (``station``, ``border``) or the reason for which it is dropped.

    Examples
    --------
    >>> place_fate({"railway": "station", "name": "Farap"}), place_fate({"railway": "halt", "name": "A"})
    ('station', 'railway=halt')
    >>> place_fate({"railway": "station", "station": "subway", "name": "Chorsu"})
    'station=subway'
    >>> place_fate({"railway": "switch"})
    ''
    """
    kind = tags.get("railway", "")
    if kind == BORDER:
        return BORDER
    if kind == "halt":
        return "railway=halt"
    if kind not in STATIONS:
        return ""
    if tags.get("station") in OTHER_TRACK:
        return f"station={tags['station']}"
    if any(tags.get(kind) == "yes" for kind in ("subway", "monorail", "tram")) and tags.get("train") != "yes":
        return "not for trains"
    return "station" if names(tags) else "station without a name"
