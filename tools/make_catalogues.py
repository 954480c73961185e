"""Bring the report's catalogues up to date: `python -m tools.make_catalogues`.

Every text of the report that is to be translated is collected from the Python files and templates of
`landlink.study`, and written into each `languages/*.po` in the order in which it occurs. What was
translated stays; what is new stands empty; what is gone is dropped.
"""

from __future__ import annotations

import ast
import io
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from landlink.study.report.catalogue import locale_of
from landlink.study.report.terms import OPTIONAL, TERMS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
STUDY = ROOT / "src/landlink/study"
LANGUAGES = STUDY / "report/languages"
ONE_TEXT, PLURAL, IN_CONTEXT = ("words", "html", "message", "said"), "plural", "term"
"""Functions whose first argument is a text, whose first two are its forms, or its context and itself."""

HEADER = "# The report in {name}. Texts are found by `python -m tools.make_catalogues`.\n#"


class Message(NamedTuple):
    """A text to translate, and the file that it is in."""

    context: str
    text: str
    plural: str
    file: str


def messages() -> list[Message]:
    """Return every text of the report once, in the order of files."""
    found = [Message(kind, text, "", "terms.py") for kind, held in TERMS.items() for text in held.values()]
    for file in sorted(STUDY.rglob("*.py")):
        found += _of_calls(_python_calls(file), file.name)
    for file in sorted(STUDY.rglob("*.j2")):
        found += _of_calls(_template_calls(file), file.name)
    return list({(one.context, one.text): one for one in reversed(found)}.values())[::-1]


def _of_calls(calls: Iterator[tuple[str, list[object]]], file: str) -> Iterator[Message]:
    """Turn calls of the functions that take texts into messages."""
    for name, given in calls:
        texts = [one for one in given if isinstance(one, str)]
        if name in ONE_TEXT and given and isinstance(given[0], str):
            yield Message("", given[0], "", file)
        elif name == PLURAL and len(texts) >= 2:
            yield Message("", texts[0], texts[1], file)
        elif name == IN_CONTEXT and len(texts) >= 2:
            yield Message(texts[0], texts[1], "", file)


def _python_calls(file: Path) -> Iterator[tuple[str, list[object]]]:
    """Yield the calls of a Python file with their constant arguments, in order."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        yield (
            name,
            [getattr(one, "value", None) if isinstance(one, ast.Constant) else None for one in node.args],
        )


def _template_calls(file: Path) -> Iterator[tuple[str, list[object]]]:
    """Yield the calls of a template with their constant arguments."""
    for node in Environment(autoescape=True).parse(file.read_text(encoding="utf-8")).find_all(nodes.Call):
        name = getattr(node.node, "name", getattr(node.node, "attr", ""))
        yield name, [one.value if isinstance(one, nodes.Const) else None for one in node.args]


def updated(language: str) -> bytes:
    """Return a catalogue with the texts of now and the translations that it has."""
    old = _read(language)
    fresh = Catalog(locale=locale_of(language), header_comment=HEADER, fuzzy=False)
    for one in messages():
        key = (one.text, one.plural) if one.plural else one.text
        held = old.get(one.text, one.context or None)
        string = held.string if held and isinstance(held.string, tuple) == bool(one.plural) else None
        fresh.add(key, string, locations=[(one.file, 1)], context=one.context or None)
    for held in old:
        if held.context in OPTIONAL:
            fresh.add(held.id, held.string, context=held.context)
    stream = io.BytesIO()
    write_po(stream, fresh, width=0, include_lineno=False, omit_header=True)
    name = fresh.locale.get_display_name("en") if fresh.locale else language
    head = f'{HEADER.format(name=name)}\nmsgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
    head += f'"Plural-Forms: {fresh.plural_forms}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    return head.encode() + stream.getvalue()


def _read(language: str) -> Catalog:
    file = LANGUAGES / f"{language}.po"
    if not file.read_bytes().strip():  # a new language begins as an empty file
        return Catalog(locale=locale_of(language))
    return read_po(io.BytesIO(file.read_bytes()), locale=locale_of(language))


def main() -> None:
    """Update every catalogue."""
    for file in sorted(LANGUAGES.glob("*.po")):
        file.write_bytes(updated(file.stem))
        left = sum(not one.string or one.string == ("",) for one in _read(file.stem) if one.id)
        print(f"{file.relative_to(ROOT)}: {left} texts are not translated")


if __name__ == "__main__":
    main()
