"""Names that are spelled nearly so: typing errors, and other ways to write a name in Latin letters.

A name is first folded: written in Latin letters, and of the many ways to spell a sound in English,
German, Turkish, Russian or Persian transliteration one is taken. Folded names are then compared by
edit distance (rapidfuzz).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from landlink.network.places import Match, plain

if TYPE_CHECKING:
    from landlink.network.table import Table

LEAST = 80.0
"""Similarity, of 100, below which a name is not even listed."""

SURE = 84.0
"""Similarity from which the nearest name may be taken, with a word that it was ..."""

MARGIN = 5.0
"""... if the next place is less similar by this much."""

_WORD = re.compile(r"[^\W_]+")

_SOUNDS = [
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tsch|tch|cz", "c"),
        ("dzh|dsch|dj|dz", "j"),
        ("sch|sh|shch", "s"),
        ("zh", "j"),
        ("ch", "c"),
        ("kh|x", "h"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("q|ck", "k"),
        ("w", "v"),
        ("oe", "o"),
        ("ue|ou|oo", "u"),
        ("ae|ai|ay|aj|ei|ey", "e"),
        ("ee|iy|ij|yy|yi|y", "i"),
        ("i([aou])", r"\1"),
        (r"(.)\1+", r"\1"),
    )
]


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Return how a name sounds, roughly, in a few Latin letters.

    Examples
    --------
    >>> fold("Джалал-Абад") == fold("Dzhalal-Abad") == fold("Dschalal-Abad")
    True
    >>> fold("Schymkent"), fold("Шымкент"), fold("Shimkent")
    ('simkent', 'simkent', 'simkent')
    """
    from anyascii import anyascii  # noqa: PLC0415  (only where no name fits as it is written)

    letters = re.sub(r"[^a-z0-9]", "", anyascii(plain(text)).lower())
    for pattern, sound in _SOUNDS:
        letters = pattern.sub(sound, letters)
    return letters


@lru_cache(maxsize=4)
def _folded(nodes: Table) -> tuple[list[str], list[tuple[int, str]]]:
    """Every folded name, and whose it is."""
    keys: list[str] = []
    owners: list[tuple[int, str]] = []
    columns = [nodes.text(column) for column in ("id", "name", "local_names", "kind")]
    for row, (key, english, local, kind) in enumerate(zip(*columns, strict=True)):
        if kind != "waypoint":
            names = dict.fromkeys((english, english.partition(" (")[0], key, *local.split("|")))
            for name in names:
                folded = fold(name)
                if len(folded) > 1 and not re.fullmatch("[A-Z]{2}[A-Z0-9]{3}", name):  # nor codes
                    keys.append(folded)
                    owners.append((row, name))
    return keys, owners


def near_names(nodes: Table, text: str, limit: int = 8) -> tuple[list[Match], bool]:
    """Return the places with a name near to a text, and whether the first is clearly the one.

    Examples
    --------
    >>> from landlink.network import Network
    >>> nodes = Network.reference().nodes
    >>> matches, sure = near_names(nodes, "Samarkandd")
    >>> nodes.text("id")[matches[0].row], sure
    ('samarkand', True)
    """
    from landlink.network.place_hints import readings  # noqa: PLC0415

    for base, country, kinds in (*readings(text), (text, "", ())):
        matches = [
            match
            for match in _nearest(nodes, base)
            if (not country or nodes.text("country")[match.row] == country)
            and (not kinds or nodes.text("kind")[match.row] in kinds)
        ]
        if matches:
            return matches[:limit], _is_sure(base, matches)
    return [], False


def _nearest(nodes: Table, text: str) -> list[Match]:
    from rapidfuzz import fuzz, process  # noqa: PLC0415  (only where no name fits as it is written)

    wanted = fold(text)
    if len(wanted) < 3:
        return []
    keys, owners = _folded(nodes)
    best: dict[int, Match] = {}
    for _, score, at in process.extract(wanted, keys, scorer=fuzz.ratio, score_cutoff=LEAST, limit=60):
        row, name = owners[at]
        closer = fuzz.ratio(plain(text), plain(name)) / 100  # of names that sound the same
        match = Match(row, name, round(score - 1 + closer, 1), "near")
        if row not in best or match.score > best[row].score:
            best[row] = match
    return sorted(best.values(), key=lambda one: (-one.score, one.row))


def _is_sure(text: str, matches: list[Match]) -> bool:
    """Tell whether the first match may be taken: near, far from the next, with the same start.

    A word more than the name has may be what tells another place: `Hamburg, NY`, `Baku airport`.
    """
    wanted, first = fold(text), matches[0]
    if len(wanted) < 4 or first.score < SURE or wanted[0] != fold(first.name)[0]:
        return False
    if len(_WORD.findall(text)) > len(_WORD.findall(first.name)):
        return False
    return len(matches) == 1 or first.score - matches[1].score >= MARGIN


def codes_and_names(nodes: Table, row: int) -> tuple[list[str], list[str]]:
    """Return the UN/LOCODEs of a place, and its names other than the English one.

    Further codes stand among the local names: the country and three capitals or digits.

    Examples
    --------
    >>> from landlink.network import Network
    >>> nodes = Network.reference().nodes
    >>> codes_and_names(nodes, nodes.index()["aktau"])[0]
    ['KZAAU']
    """
    code = re.compile(nodes.text("country")[row] + "[A-Z0-9]{3}")
    names = [name for name in nodes.text("local_names")[row].split("|") if name]
    codes = [nodes.text("unlocode")[row], *(name for name in names if code.fullmatch(name))]
    return [one for one in codes if one], [name for name in names if name not in codes]
