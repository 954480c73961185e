"""The printed report: what each part says, from the same model as the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report import about, snippets, story
from landlink.study.report.basemap import load_basemap
from landlink.study.report.blocks import (
    badge,
    bullets,
    clean,
    facts,
    heading,
    key,
    paragraph,
    picture,
    plain,
    rich,
    table,
)
from landlink.study.report.localise import localise
from landlink.study.report.map import fit_projection
from landlink.study.report.model import build_questions
from landlink.study.report.print_flows import flows_section
from landlink.study.report.print_map import study_map
from landlink.study.report.print_question import legs_section, question_section
from landlink.study.report.print_shocks import shock_blocks, shock_cards
from landlink.study.report.print_validation import validation_section
from landlink.study.report.text import Words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from landlink.study.report.blocks import Block
    from landlink.study.report.model import Question

QUALITY_INKS = {
    "measured": "var(--q1)",
    "published": "var(--q2)",
    "derived": "var(--q3)",
    "unverified": "var(--q4)",
}


def document(results: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the printed report as plain data.

    Returns
    -------
    dict
        ``language``, words of the frame, and ``blocks`` in order.
    """
    words = Words.for_results(language, results)
    held = clean(localise(results, words))
    questions = build_questions(held, words)
    study = held["study"]
    return {
        "language": language,
        "title": plain(study["title"])[0]["t"],
        "kicker": words("Corridor study"),
        "description": plain(study.get("description") or "")[0]["t"],
        "facts": facts(_facts(held, words))["pairs"],
        "contents": words("Contents"),
        "warning": _warning(study, words),
        "colophon": plain(about.colophon(study, words))[0]["t"],
        "blocks": list(_blocks(held, questions, words)),
    }


def _facts(held: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """Return what the title page states."""
    study = held["study"]
    date = words.num.date(study.get("generated_at"))
    return [
        *([(words("Prepared"), date)] if date else []),
        (words("Prices of"), words.num.year(study["price_year"])),
        (words("Network"), held["network"]["name"]),
        (words("landlink"), study["landlink_version"]),
    ]


def _warning(study: Mapping[str, Any], words: Words) -> str:
    """Say that a run was interrupted."""
    left = study.get("incomplete")
    if not left:
        return ""
    return words(
        "This run was interrupted: only {done} of {total} searches were finished.",
        done=left["done"], total=left["total"],
    )  # fmt: skip


def _blocks(held: Mapping[str, Any], questions: list[Question], words: Words) -> Iterator[Block]:
    """Yield the parts of the report in order."""
    projection = fit_projection([row.route for q in questions for o in q.outcomes for row in o.rows])
    numbers = {str(source["key"]): place for place, source in enumerate(held["sources"], start=1)}
    if cards := [*_answers(questions, words), *shock_cards(held, words)]:
        yield heading(1, words("The answers"))
        yield from cards
    yield from _scenarios(held["scenarios"], words)
    rows = [row for question in questions for row in question.base.rows]
    if len(questions) > 1 and (svg := study_map(rows, projection, words)):
        yield heading(1, words("Where the routes run"))
        caption = words.plural(
            "The route listed for “{scenario}” on one map.",
            "All routes listed for “{scenario}” on one map. The thicker the line, the more of the {n} routes "
            "use that stretch.",
            len(rows), scenario=held["scenarios"][0]["title"],
        )  # fmt: skip
        yield picture(svg, f"{caption} {boundaries(words)}", alt=words("Where the routes run"))
    for question in questions:
        yield from question_section(question, projection, words)
    yield from flows_section(held, words)
    yield from shock_blocks(held, words)
    yield from validation_section(held.get("validation"), words)
    yield from _assumptions(held["assumptions"], numbers, words)
    yield from _sources(held["sources"], words)
    yield from _method(held, words)
    yield from legs_section(questions, numbers, words)


def boundaries(words: Words) -> str:
    """Say what the map's boundaries mean."""
    worldview = words.code("worldview", load_basemap().worldview)
    return words(
        "Boundaries and names on the map imply no endorsement or recognition; dotted lines are boundaries "
        "whose status is unsettled. Worldview setting: {worldview}.",
        worldview=worldview,
    )


def _answers(questions: list[Question], words: Words) -> Iterator[Block]:
    """Yield the answers at a glance: a card for each question."""
    num = words.num
    for question in questions:
        best = (
            (words("Fastest"), "time_h", num.days, words("days")),
            (words("Cheapest"), "cost_usd", num.whole, words("USD")),
            (words("Least CO₂e"), "co2e_kg", num.whole, words("kg CO₂e")),
        )
        figures = []
        for term, measure, show, unit in best:
            row = question.base.best(measure)
            if row is not None:
                by = [*badge(row), *plain(f" {story.brief(row, words)}")]
                figures.append({"term": term, "value": show(row.route[measure]), "unit": unit, "by": by})
        yield {
            "kind": "card",
            "kicker": words("Question {n}", n=question.number),
            "title": plain(question.shipment["title"])[0]["t"],
            "figures": figures,
            "text": [rich(one) for one in story.answer(question, words)[: 1 + story.arrives(question)]],
            "changes": [rich(one) for one in story.scenario_sentences(question, words)],
        }


def _scenarios(scenarios: list[dict[str, Any]], words: Words) -> Iterator[Block]:
    """Yield the scenarios and their changes, where there is more than one."""
    if len(scenarios) < 2:
        return
    yield heading(1, words("Scenarios"))
    for place, scenario in enumerate(scenarios):
        yield heading(2, scenario["title"], listed=False)
        text = scenario.get("description") or ""
        if place == 0:
            text = f"{text} {words('Base, against which the others are compared.')}".strip()
        if text:
            yield paragraph(plain(text))
        if scenario["changes"]:
            yield bullets([plain(change["text"]) for change in scenario["changes"]], "small")


def _assumptions(held: list[dict[str, Any]], numbers: Mapping[str, int], words: Words) -> Iterator[Block]:
    """Yield the assumptions as a table."""
    yield heading(1, words("Assumptions"))
    text = words(
        "Values behind the results that are not rows of the network. Those marked as changed were set by "
        "this study."
    )
    yield paragraph(plain(text))
    rows = []
    for one in held:
        mark = f" ({words('changed by this study')})" if one["overridden"] else ""
        note = f"\n{one['note']}" if one.get("note") else ""
        source = numbers.get(one["source"])
        rows.append([
            [*plain(f"{one['key']}{mark}", bold=True), *plain(note)],
            plain(snippets.plain(one["value"], words)), plain(words.code("unit", one["unit"])),
            plain(f"{one['source_title'] or one['source']}{f' [{source}]' if source else ''}"),
            plain(words.code("quality", one["quality"])),
        ])  # fmt: skip
    head = [
        words("Assumption"), words("Value"), words("Unit"), words("Source"), words("Quality"),
    ]  # fmt: skip
    yield table(head, rows, "XrlLl", small=True)


def _sources(held: list[dict[str, Any]], words: Words) -> Iterator[Block]:
    """Yield the numbered sources."""
    yield heading(1, words("Sources"))
    rows = []
    for place, one in enumerate(held, start=1):
        year = f", {one['year']}" if one.get("year") else ""
        link = snippets.safe_link(one.get("url"))
        rows.append([plain(str(place)), plain(f"{one['title']}{year}"), plain(link)])
    yield {"kind": "sources", "rows": rows}


def _method(held: Mapping[str, Any], words: Words) -> Iterator[Block]:
    """Yield how well the data is known and how the report was made."""
    known = about.network_facts(held, words)
    yield heading(1, words("How this was made"))
    yield paragraph(plain(f"{held['network']['name']}: {known['network_size']}."))
    yield paragraph(plain(known["lead_quality"]))
    entries = []
    for group in known["quality"]:
        count = words.plural(
            "{n} row ({share})", "{n} rows ({share})", group["n"], share=words.num.share(group["share"])
        )
        entries.append((QUALITY_INKS[group["key"]], f"{group['name']}: {group['text']}, {count}"))
    yield {**key(entries), "stacked": True}
    yield bullets([plain(line) for line in about.method(held, words)])
