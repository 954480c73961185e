"""Put the report together: results in, one self-contained HTML page out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from landlink.study.report import about, charts, snippets, story
from landlink.study.report.basemap import load_basemap
from landlink.study.report.dated import dates, with_waits
from landlink.study.report.flows import flows
from landlink.study.report.localise import localise
from landlink.study.report.map import fit_projection, map_css, question_map, shared_basemap
from landlink.study.report.model import KINDS, Outcome, Question, build_questions, path_of
from landlink.study.report.numbers import MISSING
from landlink.study.report.overview import overview_box, overview_map
from landlink.study.report.shocks import shocks
from landlink.study.report.simulation import simulation
from landlink.study.report.text import Words
from landlink.study.report.validation import validation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from markupsafe import Markup

    from landlink.study.report.projection import Projection

BASEMAP_MARGIN = 0.3
NARROW = 3
"""With so few routes a card has room for a second sentence."""


@dataclass(frozen=True)
class QuestionView(Question):
    """A question with everything its section shows."""

    answer: list[Markup]
    headlines: int
    changes: list[Markup]
    map: Markup
    charts: dict[int, dict[str, Any]]
    comparison: list[dict[str, Any]]
    affected: list[Outcome]
    unaffected: list[str]
    same: list[bool]
    asked: str
    cargo: str
    slots: dict[str, str]
    repeated: set[tuple[int, str]]
    dates: dict[int, dict[str, Any] | None]
    simulation: dict[int, dict[str, Any] | None]


def render(
    results: Mapping[str, Any],
    path: Path | None = None,
    language: str = "en",
    others: Mapping[str, str] | None = None,
) -> str:
    """Write a study's results as one HTML page that opens from disk.

    The page loads nothing: style, scripts, map and charts are inside.  The same results give
    the same page, byte for byte.

    Parameters
    ----------
    results
        What a study run hands over: study, network, scenarios, shipments, assumptions, sources.
    path
        Where to write the page, if anywhere.
    language
        The language of the page; see :func:`landlink.study.report.languages`.
    others
        Files with the same report, by language, to link to.

    Returns
    -------
    str
        The page.

    Examples
    --------
    >>> page = render({
    ...     "study": {"title": "Empty", "description": "", "generated_at": None,
    ...               "landlink_version": "0", "price_year": 2025, "file": "study.yaml"},
    ...     "network": {"name": "none", "nodes": 0, "links": 0, "crossings": 0, "services": 0,
    ...                 "countries": 0, "quality": {}},
    ...     "scenarios": [{"id": "base", "title": "Today", "description": "", "changes": []}],
    ...     "shipments": [], "assumptions": [], "sources": [], "notes": []})
    >>> page.startswith("<!doctype html>")
    True
    """
    words = Words.for_results(language, results)
    page: str = (
        _environment()
        .get_template("report.html.j2")
        .render(_context(localise(results, words), words, others))
        .strip()
        + "\n"
    )
    if path is not None:
        path.write_text(page, encoding="utf-8", newline="\n")
    return page


def _environment() -> Any:  # noqa: ANN401 - a Jinja type, which is loaded late
    """Prepare Jinja with the packaged templates, escaping everything."""
    import jinja2  # noqa: PLC0415 - heavy imports are lazy

    names = ("report.html.j2", "parts.html.j2", "sections.html.j2", "flows.html.j2", "shocks.html.j2")
    loader = jinja2.DictLoader({name: _asset(name) for name in names})
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _asset(name: str) -> str:
    """Read a packaged template, style or script."""
    return files("landlink.study.report").joinpath(f"templates/{name}").read_text(encoding="utf-8")


def _context(
    results: Mapping[str, Any], words: Words, others: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Gather everything the templates show."""
    questions = build_questions(results, words)
    rows = [row for q in questions for outcome in q.outcomes for row in outcome.rows]
    base_rows = [row for q in questions for row in q.base.rows]
    projection = fit_projection([row.route for row in rows])
    box = overview_box(rows, projection)
    sources = [{**s, "link": snippets.safe_link(s.get("url"))} for s in results["sources"]]
    numbers = {str(s["key"]): i for i, s in enumerate(sources, start=1)}
    base = load_basemap()
    study = results["study"]
    return {
        "words": words, "num": words.num, "missing": MISSING, "language": words.language, "kinds": KINDS,
        "study": study, "price_year": words.num.year(study["price_year"]),
        "date": words.num.date(study.get("generated_at")),
        "network": results["network"], "scenarios": results["scenarios"],
        "questions": [_question_view(q, projection, words) for q in questions],
        "assumptions": results["assumptions"], "sources": sources, "worldview": base.worldview,
        "css": _markup(map_css() + _asset("report.css") + _asset("flows.css") + _asset("shocks.css")),
        "js": _markup(_asset("report.js")),
        "defs": _markup(shared_basemap(projection, box.grow(BASEMAP_MARGIN)) if box else ""),
        "overview": _markup(overview_map(base_rows, projection, words) if len(questions) > 1 else ""),
        "overview_count": len(base_rows),
        "method": about.method(results, words),
        "colophon": about.colophon(study, words),
        "flows": flows(results, words),
        "validation": _drawn_validation(results.get("validation"), words),
        "shocks": shocks(results, words),
        "others": _others(others or {}, words.language),
        **about.network_facts(results, words),
        **_for_templates(words, numbers),
    }  # fmt: skip


def _for_templates(words: Words, numbers: dict[str, int]) -> dict[str, Any]:
    """Gather the functions that the templates call."""
    return {
        "countries": lambda codes: words.series(words.country(code) for code in codes),
        "source_marks": partial(snippets.source_marks, numbers=numbers),
        "brief": partial(story.brief, words=words),
        "plain": partial(snippets.plain, words=words),
        "spread": partial(snippets.spread, words=words),
        "timeline": partial(snippets.timeline, words=words),
        "what": partial(snippets.what, words=words),
        "with_waits": with_waits,
    }


def _question_view(question: Question, projection: Projection, words: Words) -> QuestionView:
    """Compute what the section of a question shows."""
    base, ship = question.base, question.shipment
    same = [story.same_outcome(base, outcome) for outcome in question.outcomes]
    drawn = [i for i, o in enumerate(question.outcomes) if o.rows and (i == 0 or not same[i])]
    ends = {"origin": ship["origin"], "destination": ship["destination"]}
    slots: dict[str, list[str]] = {}
    for i, outcome in enumerate(question.outcomes):
        for row in outcome.rows:
            slots.setdefault(row.letter, []).append(str(i))
    return QuestionView(
        number=question.number,
        anchor=question.anchor,
        shipment=ship,
        outcomes=question.outcomes,
        answer=story.answer(question, words),
        headlines=(2 if len(story.corridors(base, words)) > 1 or len(base.rows) <= NARROW else 1)
        + story.arrives(question),
        changes=story.scenario_sentences(question, words),
        map=_markup(question_map(question, projection, words)),
        charts={i: _chart_set(question.outcomes[i], words) for i in drawn},
        comparison=story.comparison(question, words),
        affected=story.affected(question),
        unaffected=story.unaffected(question),
        same=same,
        asked=ship.get("question")
        or words("How does freight best get from {origin} to {destination}?", **ends),
        cargo=about.cargo(ship["cargo"], words),
        slots={letter: " ".join(numbers) for letter, numbers in slots.items()},
        repeated=_repeated(question),
        dates={i: dates(ship, question.outcomes[i], words) for i in {0, *drawn}},
        simulation={i: _drawn(simulation(question.outcomes[i], words)) for i in drawn},
    )


def _chart_set(outcome: Outcome, words: Words) -> dict[str, Any]:
    """Draw the three charts of one scenario."""
    points, count = charts.front_points(outcome)
    return {
        "choice": charts.is_choice(outcome),
        "pareto": _markup(charts.pareto_svg(outcome, words)),
        "time": _markup(charts.bars_svg(outcome.rows, "time_h", words)),
        "cost": _markup(charts.bars_svg(outcome.rows, "cost_usd", words)),
        "guarantee": about.guarantee(outcome.raw.get("front"), words),
        "shown": len(points),
        "all": count,
    }


def _drawn(held: dict[str, Any] | None) -> dict[str, Any] | None:
    """Mark the charts of a section as our own HTML."""
    return held and {**held, **{key: _markup(held[key]) for key in ("spread", "causes")}}


def _drawn_validation(held: Mapping[str, Any] | None, words: Words) -> dict[str, Any] | None:
    """Mark the charts of the validation as our own HTML."""
    shown = validation(held, words)
    return shown and {**shown, "charts": [{**one, "svg": _markup(one["svg"])} for one in shown["charts"]]}


def _others(files_of: Mapping[str, str], language: str) -> list[dict[str, str]]:
    """Name the other languages of the report, each in itself, with its file."""
    from babel import Locale  # noqa: PLC0415 - heavy imports are lazy

    return [
        {"language": one, "file": name, "name": str(Locale.parse(one).get_display_name()).capitalize()}
        for one, name in files_of.items()
        if one != language
    ]


def _repeated(question: Question) -> set[tuple[int, str]]:
    """Find routes whose way an earlier scenario has already listed under the same letter."""
    listed: set[tuple[Any, ...]] = set()
    found = set()
    for i, outcome in enumerate(question.outcomes):
        for row in outcome.rows:
            way = (row.letter, path_of(row.route))
            if way in listed:
                found.add((i, row.letter))
            listed.add(way)
    return found


def _markup(text: str) -> Markup:
    """Mark our own HTML as such."""
    from markupsafe import Markup  # noqa: PLC0415 - heavy imports are lazy

    return Markup(text)  # noqa: S704 - made by this package, which escapes what it fills in
