"""Names with a country or a kind of place beside them: `Sarakhs, IR`, `Xi'an (China)`, `Poti port`."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from landlink.network.places import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT, DRY_PORT, BORDER = ("seaport",), ("dry_port",), ("border",)

_KINDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("port", "port of", "seaport", "sea port", "harbour", "harbor", "hafen", "seehafen", "порт",
         "морской порт", "limanı", "liman", "порты", "бандар", "bandar", "港"), PORT),
    **dict.fromkeys(("dry port", "inland port", "trockenhafen", "сухой порт", "kuru liman", "құрғақ порт"),
                    DRY_PORT),
    **dict.fromkeys(
        ("border", "border crossing", "border point", "grenze", "grenzübergang", "граница", "погранпереход",
         "пограничный переход", "sınır kapısı", "шекара"), BORDER),
    **dict.fromkeys(
        ("station", "railway station", "bahnhof", "hbf", "hauptbahnhof", "станция", "ст.", "вокзал", "город",
         "г.", "city", "stadt", "istasyonu", "garı", "şehri", "шаһары", "қаласы", "станциясы"), ()),
}  # fmt: skip
"""Words for a kind of place, and the kinds of node that they stand for; none for any kind."""


_BESIDE = (
    r"(.+?)\s*\(([^()]+)\)\s*",
    r"(.+?)\s*[,;/–—]\s*([^,;/]+)",
    r"(.+?)\s+-\s+(.+)",
    r"(\S.*?)\s+(\S+)",
)
"""Ways to put a country beside a name."""


def readings(text: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield each way to read a text as a name with a country or a kind of place.

    Yields
    ------
    tuple
        The name, the country's code or nothing, and kinds of node or nothing.

    Examples
    --------
    >>> next(readings("Sarakhs, Iran"))
    ('Sarakhs', 'IR', ())
    >>> next(readings("порт Поти"))
    ('Поти', '', ('seaport',))
    """
    for base, country in ((text, ""), *_with_country(text)):
        if country:
            yield base, country, ()
        for rest, kinds in _with_kind(base):
            yield rest, country, kinds


def _with_country(text: str) -> Iterator[tuple[str, str]]:
    known = countries()
    for pattern in _BESIDE:
        match = re.fullmatch(pattern, text.strip())
        if match and (code := known.get(plain(match[2]), "")):
            yield match[1], code


def _with_kind(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    words = text.replace("(", " ").replace(")", " ").replace(",", " ").split()
    for count in (2, 1):
        if len(words) > count:
            for rest, said in ((words[count:], words[:count]), (words[:-count], words[-count:])):
                kinds = _kinds().get(plain(" ".join(said)))
                if kinds is not None:
                    yield " ".join(rest), kinds


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    return {plain(word): kinds for word, kinds in _KINDS.items()}


@cache
def countries() -> dict[str, str]:
    """Return the code of each country by its plain names, and by the code itself.

    Examples
    --------
    >>> [countries()[plain(name)] for name in ("Казахстан", "Türkiye", "ir", "中国")]
    ['KZ', 'TR', 'IR', 'CN']
    """
    found: dict[str, str] = {}
    with (Path(__file__).parent / "country_names.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            for name in (row["code"], *row["names"].split("|")):
                found.setdefault(plain(name), row["code"])
    return found


@cache
def _country_names() -> dict[str, str]:
    with (Path(__file__).parent / "country_names.csv").open(encoding="utf-8", newline="") as stream:
        return {row["code"]: row["names"].split("|")[0] for row in csv.DictReader(stream)}


def country_name(code: str) -> str:
    """Return the English name of a country, or the code where it has none.

    Examples
    --------
    >>> country_name("KZ"), country_name("QQ")
    ('Kazakhstan', 'QQ')
    """
    return _country_names().get(code, code)
