"""Finding a place by the name that somebody wrote.

Nothing is guessed: a text means a place where it is one of its names, whatever the case, the
accents, the spaces and the apostrophes. What is only near to a name, or to a point on the map, is
listed, for people to choose from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from landlink.network.model import Network
    from landlink.network.table import Table

_LETTERS = str.maketrans(
    {"ł": "l", "ı": "i", "ø": "o", "đ": "d", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ہ": "ه", "ھ": "ه"}
)
"""Letters that Unicode does not take apart, and those that Arabic and Persian write differently."""

_NO_LETTER = re.compile(r"[\W_\u02b0-\u02ff\u0640]+")
"""Spaces, punctuation, accents that stand alone, apostrophes that count as letters, and the tatweel."""


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Return a name without case, accents, spaces, apostrophes and punctuation.

    Examples
    --------
    >>> plain("Xi'an"), plain("Małaszewicze"), plain("Көкшетау"), plain("Qo‘qon")
    ('xian', 'malaszewicze', 'көкшетау', 'qoqon')
    """
    if text.isascii():
        return _NO_LETTER.sub("", text.lower())
    letters = _NO_LETTER.sub("", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", letters.translate(_LETTERS))


@dataclass(frozen=True)
class Match:
    """A place that a text may mean.

    Attributes
    ----------
    row : int
        Node row.
    name : str
        Name of it that is nearest to the text.
    score : float
        100 for a name as written, less for one that is near.
    how : str
        ``name``, ``near`` (spelled differently) or ``point`` (near the coordinates).
    distance_km : float, optional
        From the coordinates, as the crow flies.
    """

    row: int
    name: str
    score: float
    how: str
    distance_km: float | None = None


class PlaceError(LandlinkError):
    """A text that means no place, or more than one.

    Parameters
    ----------
    message : str
    matches : tuple of Match
        What it may mean, the likeliest first.
    sure : bool
        Whether the first is so much nearer than the rest that one may take it, and say so.
    """

    def __init__(self, message: str, matches: tuple[Match, ...] = (), *, sure: bool = False) -> None:
        super().__init__(message)
        self.matches, self.sure = matches, sure


def find_place(network: Network, name: str) -> int:
    """Return the node row that a name means.

    The name may be the key, the English name, a name in any language, a UN/LOCODE, or one of
    these with a country or a kind of place (``Sarakhs, IR``, ``Poti port``). A key exactly as the
    table has it always means its node; keys, English names and codes come before other names; and
    where a text means several, the one that has a name written exactly so is meant, if it is one.

    Parameters
    ----------
    network : Network
    name : str

    Raises
    ------
    PlaceError
        If nothing or more than one place has the name, or it is a point on the map; the error
        lists what is near.

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> [network.nodes.text("id")[find_place(network, name)] for name in ("Xi'an", "Сиань", "KZAAU")]
    ['xian', 'xian', 'aktau']
    >>> find_place(network, "Samarkandd")
    Traceback (most recent call last):
    landlink.network.places.PlaceError: no place called 'Samarkandd'; did you mean Samarkand?
    """
    row = network.nodes.index().get(name)
    if row is not None:
        return row
    found = _named(network, name) or _hinted(network, name)
    if len(found) > 1:
        found = _exact(network, name, found) or found
    if len(found) == 1:
        return found.pop()
    if found:
        matches = tuple(Match(row, name, 100.0, "name") for row in sorted(found))
        options = ", ".join(_described(network, row) for row in sorted(found))
        raise PlaceError(f"{name!r} can mean {options}; write the one you mean", matches)
    raise _nothing(network, name)


def match_places(network: Network, text: str, limit: int = 5) -> list[Match]:
    """Return what a text may mean, the likeliest first.

    Parameters
    ----------
    network : Network
    text : str
        A name, or coordinates as latitude and longitude.
    limit : int
        How many to return at most.

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> [network.nodes.text("id")[one.row] for one in match_places(network, "43.65, 51.15", limit=1)]
    ['aktau']
    >>> match_places(network, "qwertyuiop")
    []
    """
    try:
        row = find_place(network, text)
    except PlaceError as error:
        return list(error.matches[:limit])
    return [Match(row, text, 100.0, "name")]


def _named(network: Network, name: str) -> set[int]:
    """Return the nodes of which this is a name; a first name of one is no matter of others' second names."""
    spelled = plain(name)
    if not spelled:
        return set()
    whole, short, other = (known.get(spelled, set()) for known in spellings(network.nodes))
    return whole | short if whole else short | other


def _exact(network: Network, text: str, rows: set[int]) -> set[int]:
    """Of several rows return the one that has a name written exactly so, if it is the only one."""
    english, local = network.nodes.text("name"), network.nodes.text("local_names")
    written = text.strip()
    has = {
        row
        for row in rows
        if written in (english[row], english[row].partition(" (")[0], *local[row].split("|"))
    }
    return has if len(has) == 1 else set()


def _hinted(network: Network, text: str) -> set[int]:
    """Return the nodes that a name with a country or a kind of place can mean."""
    from landlink.network.place_hints import readings  # noqa: PLC0415  (only where the name alone says nothing)

    nodes = network.nodes
    countries, kinds = nodes.text("country"), nodes.text("kind")
    for base, country, wanted in readings(text):
        found: set[int] = set()
        for known in spellings(nodes):
            found |= known.get(plain(base), set())
        if country:
            found = {row for row in found if countries[row] == country}
        if wanted:
            found = {row for row in found if kinds[row] in wanted}
        if found:
            return found
    return set()


def _nothing(network: Network, text: str) -> PlaceError:
    """Return the error for what is no name: what is near on the map, or in spelling."""
    from landlink.network.place_hints import countries  # noqa: PLC0415
    from landlink.network.place_points import near_point, read_point  # noqa: PLC0415

    point = read_point(text)
    if point is not None:
        return near_point(network, *point, text)
    if plain(text) in countries():
        return PlaceError(f"{text!r} is a country; name a place in it")
    from landlink.network.place_spelling import near_names  # noqa: PLC0415  (imports rapidfuzz)

    matches, sure = near_names(network.nodes, text)
    names = list(dict.fromkeys(network.nodes.text("name")[one.row] for one in matches[: 1 if sure else 3]))
    hint = f"did you mean {' or '.join(names)}?" if names else "see `landlink network show nodes`"
    return PlaceError(f"no place called {text!r}; {hint}", tuple(matches), sure=sure)


def _described(network: Network, row: int) -> str:
    key, name, country, kind = (
        network.nodes.text(column)[row] for column in ("id", "name", "country", "kind")
    )
    return f"{key} ({name}, {country}, {kind.replace('_', ' ')})"


Known = dict[str, set[int]]
"""Node rows by plain spelling."""


@lru_cache(maxsize=4)
def spellings(nodes: Table) -> tuple[Known, Known, Known]:
    """Return the rows that each plain spelling can mean.

    The first are keys, English names and UN/LOCODEs; the second English names without what stands
    in parentheses; the third all other names.

    Examples
    --------
    >>> from landlink.network import Network
    >>> nodes = Network.reference().nodes
    >>> [[nodes.text("id")[row] for row in known.get("wien", ())] for known in spellings(nodes)]
    [[], [], ['vienna']]
    """
    whole: Known = {}
    short: Known = {}
    other: Known = {}
    columns = [nodes.text(column) for column in ("id", "name", "unlocode", "local_names")]
    for row, (key, english, code, local) in enumerate(zip(*columns, strict=True)):
        for spelling in (key, english, code):
            if spelling:
                whole.setdefault(plain(spelling), set()).add(row)
        if "(" in english:
            short.setdefault(plain(english.partition("(")[0]), set()).add(row)
        if local:
            for spelling in local.split("|"):
                other.setdefault(plain(spelling), set()).add(row)
    return whole, short, other
