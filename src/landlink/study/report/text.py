"""The words of one language: texts, codes, numbers, countries, places.

Texts stand in the code in English, ``words("Between {origin} and {destination} ...", ...)``, and in the
catalogues of ``languages/`` in every other language.  They may hold ``{names}`` to fill in and the HTML
element ``<b>``; whatever is filled in is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from landlink.study.report.catalogue import catalogue, locale_of
from landlink.study.report.numbers import Numbers
from landlink.study.report.terms import ALPHABET, TERMS
from landlink.study.said import message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from gettext import NullTranslations

    from markupsafe import Markup

AND, OR = message("{first} and {last}"), message("{first} or {last}")

Places = Mapping[str, "list[str]"]


@dataclass(frozen=True)
class Words:
    """The words and number style of one language.

    Parameters
    ----------
    language
        Its code.
    places
        Local names of places by their international name.
    names
        Names of the study's corridors in the language, by the name as written.

    Examples
    --------
    >>> words = Words.of("en")
    >>> words("Question {n}", n=2), words.label("fastest"), words.country("TR")
    ('Question 2', 'Fastest', 'Türkiye')
    >>> str(words.html("<b>{scenario}</b>: no change here.", scenario="<Today>"))
    '<b>&lt;Today&gt;</b>: no change here.'
    >>> ru = Words.of("ru", {"Aktau": ["Ақтау", "Актау"]})
    >>> ru("Question {n}", n=2), ru.country("TR"), ru.place("Aktau"), ru.plural("{n} truck", "{n} trucks", 22)
    ('Вопрос 2', 'Турция', 'Актау', '22 автопоезда')
    """

    language: str
    num: Numbers
    catalogue: NullTranslations
    places: Places = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, language: str, places: Places | None = None, names: Mapping[str, str] | None = None) -> Words:
        """Return the words of a language."""
        return cls(language, Numbers(language), catalogue(language), places or {}, names or {})

    @classmethod
    def for_results(cls, language: str, results: Mapping[str, Any]) -> Words:
        """Return the words of a language, with the places and named corridors of a study's results."""
        own = (results["study"].get("translations") or {}).get(language) or {}
        return cls.of(language, results.get("places"), own.get("corridors"))

    def __call__(self, text: str, /, **values: object) -> str:
        """Return a text with its names filled in, as plain text."""
        return self.catalogue.gettext(text).format(**values)

    def html(self, text: str, /, **values: object) -> Markup:
        """Return a text as HTML, escaping what is filled in."""
        from markupsafe import Markup  # noqa: PLC0415 - heavy imports are lazy

        held = self.catalogue.gettext(text)
        return Markup(held).format(**values)  # noqa: S704 - our own text; values are escaped

    def plural(self, one: str, many: str, /, n: float, **values: object) -> str:
        """Return the form of a text that goes with a number, which fills in ``{n}``."""
        text = self.catalogue.ngettext(one, many, int(n))
        return text.format(n=self.num.whole(n), **values)

    def term(self, kind: str, text: str, /, **values: object) -> str:
        """Return a text that needs its context to be understood."""
        return self.catalogue.pgettext(kind, text).format(**values)

    def code(self, kind: str, code: str) -> str:
        """Return the word for a code, or the code itself where it is new."""
        text = TERMS[kind].get(code)
        return code.replace("_", " ") if text is None else self.catalogue.pgettext(kind, text)

    def free(self, text: object) -> str:
        """Return a text of another layer: translated where the catalogue has it, else as it is."""
        return self.catalogue.gettext(str(text)) if text else ""

    def label(self, label: str) -> str:
        """Return a route's label as a title."""
        return self.code("label", label) if self.criterion(label) else self.names.get(label, label)

    def criterion(self, label: str) -> bool:
        """Tell whether a label names what a route is best at, rather than the route."""
        return label in TERMS["label"]

    def country(self, code: str) -> str:
        """Return a country's name as CLDR has it, or its code where that has none."""
        from babel import Locale  # noqa: PLC0415 - heavy imports are lazy

        return str(Locale.parse(locale_of(self.language)).territories.get(code, code))

    def place(self, name: str) -> str:
        """Return a place's name: the catalogue's, else a local one in the language's letters, else itself."""
        own = self.catalogue.pgettext("place", name)
        letters = self.term("alphabet", ALPHABET)
        if own != name or set(ALPHABET) <= set(letters):
            return own
        fits = (local for local in self.places.get(name, ()) if _spelled(local, letters))
        return next(fits, name)

    def series(self, items: Iterable[Any], last: str = "all") -> str:
        """Join words with commas, and with *and* or *or* before the last one."""
        words = [str(item) for item in items]
        if last == "list":
            return ", ".join(dict.fromkeys(words))
        if len(words) < 2:
            return ", ".join(words)
        ends = {"first": ", ".join(words[:-1]), "last": words[-1]}
        return self(OR if last == "any" else AND, **ends)


def _spelled(name: str, letters: str) -> bool:
    """Tell whether a name has letters, and only those of an alphabet."""
    found = {c for c in name.lower() if c.isalpha()}
    return bool(found) and found <= set(letters)
