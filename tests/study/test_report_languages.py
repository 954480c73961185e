"""The report in every language: nothing left in English, plurals, places, typography, links."""

from __future__ import annotations

import io
import json
import re
import runpy
import string
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.messages.pofile import read_po
from tools import make_catalogues
from tools.make_catalogues import LANGUAGES, Message, messages, updated

from landlink.errors import LandlinkError
from landlink.network.changes import Change
from landlink.study import check_study, load_study, run_study, write_outputs
from landlink.study.report import languages, render
from landlink.study.report.change_text import ACTIONS, describe
from landlink.study.report.localise import _leg_name, localise, speak
from landlink.study.report.numbers import SPACE, Numbers
from landlink.study.report.terms import ALPHABET, OPTIONAL, TERMS
from landlink.study.report.text import Words
from landlink.study.said import in_english

INVENTED = runpy.run_path(str(Path(__file__).with_name("invented_results.py")))
TRANSLATED = [language for language in languages() if language != "en"]
SAME = {"landlink", "km", "{label}", "{origin} – {destination}"}
"""Texts that may read the same in another language, besides units, codes and names."""


@cache
def catalogue_of(language: str) -> Any:  # noqa: ANN401  (Babel's catalogue)
    return read_po(io.BytesIO((LANGUAGES / f"{language}.po").read_bytes()), locale=language)


def strings_of(language: str, one: Message) -> tuple[str, ...]:
    held = catalogue_of(language).get(one.text, one.context or None)
    assert held is not None, f"{language}.po lacks {one.text!r}; run python -m tools.make_catalogues"
    return held.string if isinstance(held.string, tuple) else (held.string,)


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def visible(page: str) -> str:
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    said = re.findall(r' (?:aria-label|title)="([^"]*)"', page)
    return " ".join([re.sub(r"<[^>]+>", "\n", page), *said])


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    plurals = catalogue_of(language).num_plurals
    for one in messages():
        strings = strings_of(language, one)
        assert all(strings), f"{language}.po does not translate {one.text!r} of {one.file}"
        assert len(strings) == (plurals if one.plural else 1), one.text


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_in_the_same_values(language: str) -> None:
    for one in messages():
        for translated in strings_of(language, one):
            assert holes(one.text) <= holes(translated) <= holes(one.text) | holes(one.plural), one.text
            assert re.findall(r"</?\w+>", translated) == re.findall(r"</?\w+>", one.text), one.text
            assert translated.startswith(" ") == one.text.startswith(" "), one.text
            assert translated.endswith(".") or not one.text.endswith("."), one.text


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_is_of_now(language: str) -> None:
    assert (LANGUAGES / f"{language}.po").read_bytes() == updated(language)
    contexts = {one.context for one in catalogue_of(language) if one.id}
    assert contexts <= {None, *TERMS, *OPTIONAL, *(one.context for one in messages())}


@pytest.mark.parametrize("language", TRANSLATED)
def test_page_keeps_no_english(language: str) -> None:
    results = INVENTED["invented_results"](dated=True)
    shown = visible(render(results, language=language))
    assert f'<html lang="{language}">' in render(results, language=language)
    written = json.dumps(results, ensure_ascii=False)
    for one in messages():
        if one.context or one.text in SAME or one.text in written:
            continue
        words = [part.strip(" .,:;()") for part in re.split(r"\{\w+\}|<[^>]+>", one.text)]
        longest = max(words, key=len)
        if len(longest) > 5 and longest not in strings_of(language, one)[0]:
            assert not re.search(rf"(?<![\w'-]){re.escape(longest)}(?!\w)", shown), one.text


def test_texts_of_a_page_are_all_of_the_catalogue() -> None:
    """A key that no code asks for, or a text that the collector overlooks, would show here."""
    asked: set[str] = set()

    class Spy:
        def __init__(self) -> None:
            self.held = Words.of("de").catalogue

        def gettext(self, text: str) -> str:
            asked.add(text)
            return self.held.gettext(text)

        def ngettext(self, one: str, many: str, n: int) -> str:
            asked.add(one)
            return self.held.ngettext(one, many, n)

        def pgettext(self, context: str, text: str) -> str:
            return self.held.pgettext(context, text)

    from landlink.study.report import page  # noqa: PLC0415  (its inner part is what is tested)

    results = INVENTED["invented_results"](dated=True)
    words = Words("de", Numbers("de"), Spy())  # type: ignore[arg-type]  # a catalogue that listens
    context = page._context(localise(results, words), words)
    page._environment().get_template("report.html.j2").render(context)
    written = json.dumps(results, ensure_ascii=False)
    known = {one.text for one in messages()}
    assert {text for text in asked if text not in known and json.dumps(text)[1:-1] not in written} == set()
    assert len(asked & known) > 100


@pytest.mark.parametrize(
    ("n", "shown"),
    [(1, "1 этап"), (2, "2 этапа"), (5, "5 этапов"), (11, "11 этапов"), (21, "21 этап"), (104, "104 этапа")],
)
def test_russian_plurals(n: int, shown: str) -> None:
    assert Words.of("ru").plural("{label}: {n} leg", "{label}: {n} legs", n, label="A") == f"A: {shown}"


def test_numbers_and_quotes_are_those_of_the_language() -> None:
    for language, number in (("en", "1,234.5"), ("de", "1.234,5"), ("ru", f"1{SPACE}234,5")):
        assert Numbers(language).number(1234.5, 1) == number
        assert Numbers(language).share(0.25) == f"25{SPACE}%"
    assert [Numbers(one).about(1234567) for one in ("en", "de", "ru")] == [
        "1.23M", f"1,23{SPACE}Mio.", f"1,23{SPACE}млн",
    ]  # fmt: skip
    results = INVENTED["invented_results"]()
    german, russian = (visible(render(results, language=one)) for one in ("de", "ru"))
    assert "„Today“" not in german  # the base scenario is translated
    assert "„Heute“" in german
    assert "«Сегодня»" in russian
    assert "16,2" in german
    assert "16.2" not in german
    assert f"7{SPACE}079" in russian
    for language, page in (("de", german), ("ru", russian)):
        own = [s for one in messages() for s in strings_of(language, one)]
        assert not any("“" in s and "„" not in s for s in own) or language != "de"
        assert not any('"' in s for s in own)
        assert page.count("15. Januar 2026" if language == "de" else "15 января 2026") == 1


def test_charts_number_their_axes_in_the_language() -> None:
    page = render(INVENTED["invented_results"](), language="de")
    charts = "".join(re.findall(r'<svg role="img" class="chart".*?</svg>', page, re.DOTALL))
    assert re.search(r">\d\.000<", charts)
    assert not re.search(r">\d,000<", charts)


def test_countries_are_those_of_cldr() -> None:
    for language in languages():
        words = Words.of(language)
        assert words.country("KZ") == Locale.parse(language).territories["KZ"]
        assert words.country("ZZZ") == "ZZZ"


def test_places_take_the_name_in_the_letters_of_the_language() -> None:
    names = {"Aktau": ["Ақтау", "Актау", "Aqtau"], "Kokand": ["Қўқон"], "Xi'an": ["西安", "Сиань"]}
    russian, german = Words.of("ru", names), Words.of("de", names)
    assert [russian.place(name) for name in (*names, "Poti")] == ["Актау", "Kokand", "Сиань", "Poti"]
    assert [german.place(name) for name in ("Aktau", "Moscow")] == ["Aktau", "Moskau"]


def test_every_language_names_its_letters() -> None:
    assert all(Words.of(language).term("alphabet", ALPHABET).islower() for language in languages())


def test_places_are_translated_wherever_they_stand() -> None:
    results = INVENTED["invented_results"]()
    results["places"] = {
        "Xi'an": ["Сиань"],
        "Almaty": ["Алматы"],
        "Khorgos": ["Хоргос"],
        "Altynkol": ["Алтынколь"],
    }
    page = visible(render(results, language="ru"))
    assert "Xi&#39;an" not in page.replace("Xi&#39;an to", "")  # but for the study's own titles
    for name in ("Сиань", "Алматы", "Хоргос – Алтынколь"):
        assert name in page


def test_said_things_are_spoken_in_any_language() -> None:
    change = {"change": {"close": {"border": ["PL", "BY"]}}}
    thing = {
        "message": "There is a route today; this scenario cuts it: {changes}.",
        "values": {"changes": change},
    }
    assert speak(thing, Words.of("en")).endswith("cuts it: close border Poland – Belarus.")
    assert speak(thing, Words.of("de")).endswith("unterbricht sie: Grenze Polen – Belarus: gesperrt.")
    assert speak("As the user wrote it", Words.of("de")) == "As the user wrote it"
    words = Words.of("en")
    assert speak({"any": [{"country": "KZ"}, {"mode": "sea"}, 2.5]}, words) == "Kazakhstan, sea or 2.5"


@pytest.mark.parametrize(
    "action", [name for name in Change.model_fields if name not in {"add", "assume", "sea_level", "grow"}]
)
def test_every_change_is_described_in_every_language(action: str) -> None:
    body: dict[str, Any] = {"services": ["feeder"]}
    body |= {
        "dwell": {"crossings": ["x"], "mean_h": 9.5},
        "headway": {"services": ["feeder"], "headway_h": 54},
    }.get(action, {"factor": 1.5} if action in {"slow", "reprice", "capacity"} else {})
    change = Change.model_validate({action: body}).model_dump(exclude_defaults=True, mode="json")
    told = {language: describe(change, Words.of(language)) for language in languages()}
    assert len(set(told.values())) == len(told)
    assert all("feeder" in text or "x" in text for text in told.values())
    assert action in ACTIONS or action in {"dwell", "headway"}


def test_a_change_names_services_where_their_names_are_known() -> None:
    change = {"headway": {"services": ["feeder", "other"], "headway_h": 54}}
    shown = describe(change, Words.of("de"), {"feeder": "Aktau-Alat feeder"})
    assert "Aktau-Alat feeder, other" in shown


def test_moments_and_spans_are_said_as_the_language_does() -> None:
    moment, words = {"moment": "2026-06-04T18:00:00+05:00"}, Words.of("de")
    assert speak(moment, words) == "Do., 4. Juni, 18:00 (UTC+5)"
    assert in_english(moment) == "2026-06-04 18:00"
    assert (speak({"span_h": 43.2}, words), speak({"span_h": 123.0}, words)) == ("43 h", "5,1 Tage")
    assert (in_english({"span_h": 43.2}), in_english({"span_h": 123.0})) == ("43 h", "5.1 days")
    assert (in_english({"operation": "gauge_change"}), speak({"operation": "border"}, words)) == (
        "gauge change", "Grenzaufenthalt",
    )  # fmt: skip
    assert speak({"list": ["Красный мост", "Красный мост"]}, words) == "Красный мост"


def test_rests_go_by_the_name_of_their_rules() -> None:
    leg = {"kind": "rest", "name": "ec1-cattle"}
    assert _leg_name(leg, Words.of("de")) != "ec1-cattle"
    assert "Rinder" in _leg_name(leg, Words.of("de"))
    assert _leg_name({**leg, "name": "our-own"}, Words.of("de")) == "our-own"


def test_added_rows_and_assumptions_are_described() -> None:
    words = Words.of("de")
    assert describe({"add": {"nodes": [{"id": "port", "name": "Port"}]}}, words) == "neu: Orte port"
    assert describe({"assume": {"price_year": 2025.5}}, words) == "Annahme price_year = 2.025,5"


def study_in(folder: Path, outputs: str) -> Path:
    file = folder / "study.yaml"
    file.write_text(
        "title: One\nshipments: [{id: one, from: Almaty, to: Aktau}]\n"
        f"analyses: {{criteria: [time, cost]}}\noutputs: {outputs}\n",
        encoding="utf-8",
    )
    return file


def test_a_study_writes_its_report_in_each_language(tmp_path: Path) -> None:
    study = load_study(study_in(tmp_path, "{languages: [en, de, ru], table: , json: , geojson: }"))
    written = write_outputs(study, run_study(study), tmp_path / "out")
    names = [path.name for path in written if path.suffix == ".html"]
    assert names == ["report.html", "report.de.html", "report.ru.html"]
    german = (tmp_path / "out/report.de.html").read_text(encoding="utf-8")
    assert re.findall(r'<a href="([^"]+)" hreflang="(\w+)"', german) == [
        ("report.html", "en"), ("report.ru.html", "ru"),
    ]  # fmt: skip
    russian = (tmp_path / "out/report.ru.html").read_text(encoding="utf-8")
    assert f"Алматы{SPACE}— Актау" in visible(russian).replace("\n", "")
    manifest = json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))
    assert set(names) <= set(manifest["outputs"])


def test_the_only_language_has_the_plain_name(tmp_path: Path) -> None:
    study = load_study(study_in(tmp_path, "{languages: de, table: , json: , geojson: }"))
    named = {field: name for field, name in study.spec.outputs.names().items() if "report" in field}
    assert named == {"report": "report.html"}


@pytest.mark.parametrize("held", ["[xx]", "[]", "[de, de]"])
def test_an_unknown_language_is_a_problem_with_its_place(tmp_path: Path, held: str) -> None:
    (problem,) = check_study(study_in(tmp_path, f"{{languages: {held}}}"))
    assert problem.line == 4
    assert "de, en, ru" in str(problem)


def test_names_of_files_must_not_meet(tmp_path: Path) -> None:
    outputs = "{languages: [en, de], table: report.de.html}"
    (problem,) = check_study(study_in(tmp_path, outputs))
    assert "report.de.html" in str(problem)


def test_languages_of_the_command_must_be_known(tmp_path: Path) -> None:
    study = load_study(study_in(tmp_path, "{table: }"))
    assert study.in_languages(["ru", "ru"]).spec.outputs.languages == ("ru",)
    with pytest.raises(LandlinkError, match="there is: de, en, ru"):
        study.in_languages(["xx"])


TRANSLATED_STUDY = """\
title: Two ways
scenarios: [{id: shut, title: Shut, changes: [{close: {border: [PL, BY]}}]}]
shipments:
  - {id: one, from: Almaty, to: Aktau, question: Which way?, corridors: [{name: Steppe way, via: [Beyneu]}]}
analyses: {criteria: [time, cost]}
translations:
  ru:
    title: Два пути
    scenarios: {shut: {title: Закрыто}}
    shipments: {one: {question: Каким путём?}}
    corridors: {Steppe way: Степной}
"""


def test_a_study_brings_its_own_translations(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(TRANSLATED_STUDY, encoding="utf-8")
    assert check_study(file) == []
    results = run_study(load_study(file))
    russian, german = (visible(render(results, language=one)) for one in ("ru", "de"))
    for text in ("Два пути", "Закрыто", "Каким путём?", "Степной"):
        assert text in russian
        assert text not in german
    for text in ("Two ways", "Shut", "Which way?", "Steppe way"):
        assert text in german
        assert text not in russian


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  ru:", "  xx:", "8:5: no report in language 'xx'; expected de, en or ru"),
        (
            "{shut: {title: З",
            "{shot: {title: З",
            "9:23: no scenario 'shot'; expected base or shut; did you mean 'shut'?",
        ),
        (
            "{Steppe way: Степной}",
            "{Step way: Степной}",
            "11:27: no corridor 'Step way'; expected Steppe way; did you mean 'Steppe way'?",
        ),
        (
            "    title: Два",
            "    titel: Два",
            "8:5: unknown field 'titel'; expected one of title, description",
        ),
    ],
)
def test_a_translation_of_what_is_not_there_is_a_problem(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    file = tmp_path / "study.yaml"
    assert TRANSLATED_STUDY.count(old) == 1
    file.write_text(TRANSLATED_STUDY.replace(old, new), encoding="utf-8")
    (problem,) = check_study(file)
    assert said in str(problem)


def test_a_new_language_begins_as_an_empty_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_catalogues, "LANGUAGES", tmp_path)
    (tmp_path / "kk.po").write_bytes(b"")
    made = updated("kk")
    held = read_po(io.BytesIO(made), locale="kk")
    assert len([one for one in held if one.id]) == len(messages())
    (tmp_path / "kk.po").write_bytes(made)
    assert updated("kk") == made


GROWTHS: dict[str, tuple[dict[str, Any], str]] = {
    "between": (
        {"countries": ["KZ", "TM"], "commodities": ["machinery"], "factor": 2},
        "trade between Kazakhstan – Turkmenistan: Machinery multiplied by 2",
    ),
    "one way": (
        {"countries": ["KZ", "TM"], "both_ways": False, "factor": 1.5},
        "trade from Kazakhstan to Turkmenistan: all goods multiplied by 1.5",
    ),
    "of one": ({"countries": ["KZ"], "factor": 2}, "trade of Kazakhstan: all goods multiplied by 2"),
    "from and to": (
        {"origins": ["KZ"], "destinations": ["poti"], "factor": 2},
        "trade from Kazakhstan to Poti: all goods multiplied by 2",
    ),
    "from": ({"origins": ["KZ"], "factor": 2}, "trade from Kazakhstan: all goods multiplied by 2"),
    "to": ({"destinations": ["KZ"], "factor": 2}, "trade to Kazakhstan: all goods multiplied by 2"),
    "everywhere": ({"factor": 2}, "all trade: all goods multiplied by 2"),
    "added": (
        {"add": [{"origin": "KZ", "destination": "TM", "commodity": "machinery", "tonnes_year": 5000}]},
        "new trade: Kazakhstan – Turkmenistan, Machinery, 5,000 t a year",
    ),
}


@pytest.mark.parametrize("case", GROWTHS)
def test_growth_is_said_in_every_language(case: str) -> None:
    body, english = GROWTHS[case]
    change = Change.model_validate({"grow": body}).model_dump(exclude_defaults=True, mode="json")
    names = {"machinery": "Machinery", "poti": "Poti"}
    told = {language: describe(change, Words.of(language), names) for language in languages()}
    assert told["en"] == english
    assert len(set(told.values())) == len(told)
