"""Read the catalogues of the report's languages: one ``.po`` file each, English being in the code."""

from __future__ import annotations

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files

from landlink.errors import LandlinkError

SOURCE = "en"
"""The language of the texts in the code."""

LOCALES = {SOURCE: "en_GB"}
"""CLDR locale of a language where it is not the language itself."""


def languages() -> list[str]:
    """Return the languages that the report can be written in.

    Examples
    --------
    >>> languages()
    ['de', 'en', 'ru']
    """
    held = files("landlink.study.report").joinpath("languages").iterdir()
    return sorted([SOURCE, *(entry.name[:-3] for entry in held if entry.name.endswith(".po"))])


def locale_of(language: str) -> str:
    """Return the CLDR locale of a language.

    Examples
    --------
    >>> locale_of("en"), locale_of("de")
    ('en_GB', 'de')
    """
    return LOCALES.get(language, language)


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the translations of a language; none for English, in which the texts are written.

    Raises
    ------
    LandlinkError
        If there is no such language.

    Examples
    --------
    >>> catalogue("de").gettext("Sources")
    'Quellen'
    """
    if language not in languages():
        raise LandlinkError(f"no report in language {language!r}; there is: {', '.join(languages())}")
    if language == SOURCE:
        return NullTranslations()
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - heavy imports are lazy
    from babel.messages.pofile import read_po  # noqa: PLC0415

    text = files("landlink.study.report").joinpath(f"languages/{language}.po").read_bytes()
    stream = io.BytesIO()
    write_mo(stream, read_po(io.BytesIO(text), locale=locale_of(language)))
    return GNUTranslations(io.BytesIO(stream.getvalue()))
