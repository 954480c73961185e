"""Places as reports write them: parentheses, alternatives, ways, borders, countries, regions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from landlink.errors import LandlinkError
from landlink.network.places import find_place, plain
from landlink.study.validation.words import cell, table

if TYPE_CHECKING:
    from landlink.network import Network

_VIA = re.compile(r"\s+(?:via|through|über|через)\s+", re.IGNORECASE)
_OR = re.compile(r"\s*(?:/|;|,|\bor\b|\band\b|&)\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"\(([^)]*)\)?")
_FILLERS = re.compile(
    r"\b(?:etc|et al|and others|area|region|ports? of|sea ?ports?|ports?|terminals?|dry port|stations?|st|"
    r"city|section|side|hub|provinces?|the|(?:sea|rail|road|ferry|land) leg|leg|"
    r"by (?:rail|road|truck|sea))\b\.?",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\s*(?:->|=>|→|⟶|⇒|>|—|–)\s*|\s+(?:-|to|nach|до)\s+", re.IGNORECASE)
_BORDER_OF = re.compile(r"\bborder (?:of|between) (.+?) (?:and|with|/|-) (.+)", re.IGNORECASE)


class Written(NamedTuple):
    """What a written place means: node rows that fit alike, and what to go through."""

    nodes: tuple[int, ...]
    via: tuple[str, ...]
    note: str


def written_place(network: Network, text: str, mode: str = "") -> Written:
    """Return the nodes that a place in a report stands for.

    Parameters
    ----------
    network : Network
    text : str
        ``Tashkent (Sergeli)``, ``Poti/Batumi``, ``Istanbul via Turkmenbashi``, ``EU border`` ...
    mode : str
        ``sea`` or ``road`` where the corridor says so; a country then stands for another place.

    Returns
    -------
    Written
        Alternatives are all returned: the model is compared by the mean over them.

    Raises
    ------
    LandlinkError
        If no part of it means a place.

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> names = network.nodes.text("id")
    >>> [names[node] for node in written_place(network, "Altynkol/Dostyk (KZ)").nodes]
    ['altynkol', 'dostyk']
    >>> written_place(network, "Istanbul via Turkmenbashi").via
    ('Turkmenbashi',)
    """
    where, *ways = _VIA.split(text.strip())
    via = tuple(name for way in ways for name in _OR.split(way.replace("-", "/")) if name)
    nodes, notes = _resolve(network, where, mode)
    if not nodes:
        raise LandlinkError(f"no place is known for {text.strip()!r}")
    return Written(nodes, via, "; ".join(dict.fromkeys(notes)))


def split_ends(network: Network, text: str, mode: str = "") -> tuple[str, tuple[str, ...], str]:
    """Return start, places on the way and end where one cell holds the whole way.

    Examples
    --------
    >>> from landlink.network import Network
    >>> network = Network.reference()
    >>> split_ends(network, "Kashgar-Osh-Tashkent")
    ('Kashgar', ('Osh',), 'Tashkent')
    >>> split_ends(network, "Xi'an")
    ("Xi'an", (), '')
    """
    bare = " ".join(_FILLERS.sub(" ", text).split())
    for pattern, written in ((_ARROW, text), (_ARROW, bare), (re.compile("-"), bare)):
        parts = [part.strip() for part in pattern.split(written) if part.strip()]
        if len(parts) > 1 and not (pattern is not _ARROW and _resolve(network, text, mode)[0]):
            return parts[0], tuple(parts[1:-1]), parts[-1]
    return text, (), ""


def _resolve(network: Network, text: str, mode: str) -> tuple[tuple[int, ...], list[str]]:
    """Try the text as a whole, without its brackets, inside them, and part by part."""
    outside = " ".join(_BRACKETS.sub(" ", text).split())
    inside = [part.strip() for part in _BRACKETS.findall(text) if part.strip()]
    named = {plain(name) for name in network.nodes.text("name")}
    whole = (text,) if not inside or plain(text) in named or _region(network, text, mode)[0] else ()
    wide = sorted(
        (*inside, outside), key=is_broad
    )  # China (Khorgos) is Khorgos, Frankfurt (Germany) is not Germany
    for look in (_place, _region):
        for candidate in (*whole, *(wide if look is _region else (outside, *inside))):
            found = look(network, candidate, mode)
            if found[0]:
                return found
    for candidate in (outside, *inside):
        parts = [part for part in _OR.split(candidate) if part.strip()]
        if len(parts) > 1:
            results = [_resolve(network, part, mode) for part in parts]
            nodes = tuple(dict.fromkeys(node for found, _ in results for node in found))
            if nodes:
                notes = [note for _, some in results for note in some]
                lost = [part for part, (found, _) in zip(parts, results, strict=True) if not found]
                return nodes, notes + [f"{part} is not known and left out" for part in lost]
    return (), []


def _place(network: Network, text: str, mode: str) -> tuple[tuple[int, ...], list[str]]:
    """Find one place by its name; a word that only describes it may go."""
    whole, bare = text.strip(" .,'\""), _stripped(text)
    known = _region(network, whole, mode)
    if known[0] and bare != whole:  # the table knows it as it is written: Port of Baku
        return known
    for name in dict.fromkeys((whole, bare)):
        if name and not _region(network, name, mode)[0]:
            try:
                return (find_place(network, name),), []
            except LandlinkError:
                continue
    return (), []


def _stripped(text: str) -> str:
    return " ".join(_FILLERS.sub(" ", text).split()).strip(" .,'\"-")


def _region(network: Network, text: str, mode: str) -> tuple[tuple[int, ...], list[str]]:
    """Look a country, region, border or index up in the table of representative places."""
    known = _regions()
    border = _BORDER_OF.search(text)
    spellings = [text, _stripped(text)]
    if border:
        spellings += [f"{a}-{b} border" for a, b in (border.groups(), border.groups()[::-1])]
    for spelling in spellings:
        key = plain(spelling)
        row = known.get((key, mode)) or known.get((key, ""))
        if row:
            index = network.nodes.index()
            nodes = tuple(index[name] for name in cell(row["places"]) if name in index)
            places = " and ".join(network.nodes.text("name")[node] for node in nodes)
            return nodes, [f"{spelling.strip()} stands for {places}: {row['reason']}"] if nodes else []
    return (), []


def is_broad(text: str) -> bool:
    """Tell whether words name a country or a part of the world rather than a place.

    Examples
    --------
    >>> is_broad("Kazakhstan"), is_broad("Khorgos")
    (True, False)
    """
    row = _regions().get((plain(text), "")) or _regions().get((plain(_stripped(text)), ""))
    return row is not None and row["broad"] == "yes"


@lru_cache(maxsize=1)
def _regions() -> dict[tuple[str, str], dict[str, str]]:
    return {(plain(row["written"]), row["mode"]): row for row in table("places")}
