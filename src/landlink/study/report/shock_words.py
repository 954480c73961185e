"""Words that the sections on shocks share: what closes or fails, sums of money, rules and notes retold."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from landlink.study.report.catalogue import locale_of
from landlink.study.report.dependence_words import the
from landlink.study.report.flow_words import COMMODITIES
from landlink.study.report.numbers import SPACE
from landlink.study.report.shock_texts import IN_FULL, PATTERNS
from landlink.study.report.terms import TERMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landlink.study.report.text import Words

PARTS = (" - ", " – ")
MODE_ENDING = re.compile(r" \((rail|road|ferry|sea|waterway)\)$")
MILLION = 1e6


def usd(value: float | None, words: Words) -> str:
    r"""Return a sum of money for a sentence, three digits and a word.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> [usd(28_143_192, Words.of(one)).replace("\xa0", " ") for one in ("en", "de", "ru")]
    ['28.1 million USD', '28,1 Millionen USD', '28,1 миллиона долл. США']
    >>> usd(127_400_000, Words.of("ru")).replace("\xa0", " ")
    '127 миллионов долл. США'
    """
    if value is None or not math.isfinite(value):
        return words.num.number(value)
    if abs(value) < MILLION:
        return f"{words.num.about(value)}{SPACE}{words('USD')}"
    from decimal import Decimal  # noqa: PLC0415

    from babel.numbers import format_compact_decimal  # noqa: PLC0415 - heavy imports are lazy

    step = 10.0 ** (math.floor(math.log10(abs(value))) - 2)
    rounded = round(value / step) * step
    digits = 2 - math.floor(math.log10(abs(rounded))) % 3
    locale = locale_of(words.language)
    exact = Decimal(round(rounded))  # a float has decimals, by which Russian takes another plural
    said = format_compact_decimal(exact, format_type="long", locale=locale, fraction_digits=digits)
    return f"{said.replace(' ', SPACE)} {words('USD')}"


def millions(value: float | None, words: Words) -> str:
    """Return a sum in millions for a table, two or more digits of it.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> [millions(one, Words.of("en")) for one in (1.2345e9, 28.14e6, 1.5e6, 48.0)]
    ['1,234', '28.1', '1.50', '0.00']
    """
    if value is None:
        return words.num.number(value)
    return words.num.number(value / MILLION, digits_of(value))


def digits_of(value: float) -> int:
    """Return the decimals with which a sum is said in millions.

    Examples
    --------
    >>> [digits_of(one) for one in (281e6, 28.1e6, 2.81e6)]
    [0, 1, 2]
    """
    size = abs(value) / MILLION
    return 0 if size >= 100 else 1 if size >= 10 else 2


def tonnes(value: float | None, words: Words) -> str:
    """Return tonnes as millions of tonnes from a million on."""
    if value is None:
        return words.num.number(value)
    if abs(value) >= MILLION:
        return words("{n} million t", n=words.num.number(value / MILLION, 1))
    return words("{n} t", n=words.num.about(value))


def closed(one: Mapping[str, Any], words: Words) -> str:
    """Return the name of what closes: a country, border, crossing, port, sea or strait.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> closed({"kind": "border", "key": "KZ-RU", "closed": "Kazakhstan - Russia"}, Words.of("de"))
    'Kasachstan – Russland'
    """
    kind, key, name = one["kind"], str(one["key"]), str(one.get("closed") or one.get("name") or one["key"])
    if kind == "country":
        return words.country(key)
    if kind == "border":
        return " – ".join(words.country(code) for code in key.split("-"))
    if kind in TERMS and key in TERMS[kind]:
        return words.code(kind, key)
    return ends(name, words)


def in_sentence(one: Mapping[str, Any], words: Words) -> str:
    """Return the name of what closes with its article, where the language wants one.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> red = {"kind": "sea", "key": "red-sea", "closed": "Red Sea"}
    >>> [in_sentence(red, Words.of(one)) for one in ("en", "de")]
    ['the Red Sea', 'das Rote Meer']
    """
    kind, key = f"{one['kind']} in a sentence", str(one["key"])
    if kind in TERMS and key in TERMS[kind]:
        return words.code(kind, key)
    name = closed(one, words)
    return the(name) if words.language == "en" else name


def ends(name: str, words: Words) -> str:
    """Translate a name that is made of places and maybe a mode.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> ends("Khorgos (China) - Altynkol (rail)", Words.of("de"))
    'Khorgos (China) – Altynkol (Schiene)'
    """
    mode = MODE_ENDING.search(name)
    bare = name[: mode.start()] if mode else name
    for dash in PARTS:
        if dash in bare:
            bare = " – ".join(words.place(part) for part in bare.split(dash))
            break
    else:
        bare = words.place(bare)
    return f"{bare} ({words.code('mode', mode[1])})" if mode else bare


def failed(one: Mapping[str, Any], words: Words) -> str:
    """Return the name of a link, place, crossing or service that fails.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> rail = {"kind": "link", "key": "a", "name": "Rail Aktau - Beyneu", "mode": "rail",
    ...         "places": ["Aktau", "Beyneu"]}
    >>> [failed(rail, Words.of(one)) for one in ("en", "de")]
    ['Aktau – Beyneu (rail)', 'Aktau – Beyneu (Schiene)']
    """
    places = [words.place(name) for name in one.get("places") or ()]
    if one["kind"] == "node" and places:
        return places[0]
    if one["kind"] in ("link", "crossing") and places and one.get("mode"):
        return f"{' – '.join(places)} ({words.code('mode', one['mode'])})"
    return words.free(one["name"])


def goods(key: str, words: Words) -> str:
    """Return the name of a commodity from its key or its English name.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> goods("coal", Words.of("de")), goods("Coal", Words.of("de")), goods("own-goods", Words.of("de"))
    ('Kohle', 'Kohle', 'own-goods')
    """
    return words.free(COMMODITIES.get(key, key))


def percent(value: float, words: Words) -> str:
    r"""Return a change in per cent with its sign.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> percent(41.2, Words.of("en")).replace("\xa0", " ")
    '+41 %'
    """
    return f"{words.num.change(value)}{SPACE}%"


def level(metres: float, words: Words) -> str:
    r"""Return a level of a sea in metres.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> level(-30.5, Words.of("en")).replace("\xa0", " ")
    '−30.5 m'
    """
    return words("{n} m", n=words.num.number(metres, 1)).replace(" ", SPACE)


def sailing_name(services: Sequence[Mapping[str, Any]], ports: Mapping[str, str], words: Words) -> str:
    """Return the name of a service, or of several by the port that holds them back.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> two = [{"name": "A", "limiting_port": "kuryk"}, {"name": "B", "limiting_port": "kuryk"}]
    >>> sailing_name(two, {"kuryk": "Kuryk"}, Words.of("en")), sailing_name(two[:1], {}, Words.of("en"))
    ('Kuryk: 2 services', 'A')
    """
    if len(services) == 1:
        return words.free(services[0]["name"])
    keys = dict.fromkeys(one["limiting_port"] for one in services if one["limiting_port"])
    listed = ", ".join(words.place(ports.get(key, key)) for key in keys)
    return words.plural("{ports}: {n} service", "{ports}: {n} services", len(services), ports=listed)


def retold(text: str, words: Words, named: Mapping[str, str] | None = None) -> str:
    """Return a rule or note of another layer in the reader's language; as it is where it is not known.

    A text of :data:`landlink.study.report.shock_texts.PATTERNS` keeps what is filled in; ``named`` holds
    names of keys in it.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> retold("2 rows or parts of the demand could not be placed.", Words.of("de"))
    '2 Zeilen oder Teile der Nachfrage ließen sich keinem Ort zuordnen.'
    """
    if text in IN_FULL:
        return words(text)
    for pattern in PATTERNS:
        if found := _matcher(pattern).fullmatch(text):
            return words(
                pattern,
                **{name: _filled(name, held, words, named or {}) for name, held in found.groupdict().items()},
            )
    return words.free(text)


@cache
def _matcher(pattern: str) -> re.Pattern[str]:
    """Return what finds the values that a text was filled in with."""
    parts = re.split(r"\{(\w+)\}", pattern)
    return re.compile(
        "".join(
            re.escape(part) if place % 2 == 0 else f"(?P<{part}>.+?)" for place, part in enumerate(parts)
        ),
        re.DOTALL,
    )


def _filled(name: str, held: str, words: Words, named: Mapping[str, str]) -> str:
    """Put a value of a text into the reader's language."""
    if name == "countries":
        codes = _codes()
        return ", ".join(words.country(codes.get(one, one)) for one in held.split(", "))
    if name in ("ports", "services", "berths"):
        return ", ".join(words.place(named.get(one, one)) for one in held.split(", "))
    if name == "names":
        return ", ".join(words.free(one) for one in held.split(", "))
    try:
        number = float(held.replace(",", ""))
    except ValueError:
        return held
    return words.num.short(number)


@cache
def _codes() -> dict[str, str]:
    """Return the codes of countries by their English names."""
    from babel import Locale  # noqa: PLC0415 - heavy imports are lazy

    from landlink.network.place_hints import country_name  # noqa: PLC0415

    found = {str(name): code for code, name in Locale.parse("en").territories.items() if len(code) == 2}
    return found | {country_name(code): code for code in found.values()}
