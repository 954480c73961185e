"""A question in print: its answer, map, routes, charts, dates, simulation, scenarios, legs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report import about, charts, snippets, story
from landlink.study.report.blocks import (
    badge,
    bullets,
    facts,
    heading,
    key,
    named,
    paragraph,
    picture,
    plain,
    rich,
    side_by_side,
    table,
)
from landlink.study.report.dated import dates, with_waits
from landlink.study.report.model import KINDS
from landlink.study.report.plain_svg import plain_chart
from landlink.study.report.print_map import routes_map
from landlink.study.report.simulation import simulation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from landlink.study.report.blocks import Block, Text
    from landlink.study.report.model import Outcome, Question, Row
    from landlink.study.report.projection import Projection
    from landlink.study.report.text import Words


def question_section(question: Question, projection: Projection, words: Words) -> Iterator[Block]:
    """Yield the section of a question."""
    base, ship = question.base, question.shipment
    ends = {"origin": ship["origin"], "destination": ship["destination"]}
    asked = ship.get("question") or words("How does freight best get from {origin} to {destination}?", **ends)
    yield {"kind": "break"}
    kicker = f"{words('Question {n}', n=question.number)} · {ship['title']}"
    yield {**heading(1, asked), "kicker": plain(kicker)[0]["t"]}
    yield paragraph(plain(about.cargo(ship["cargo"], words)), "quiet")
    for sentence in story.answer(question, words):
        yield paragraph(rich(sentence))
    changes = [rich(sentence) for sentence in story.scenario_sentences(question, words)]
    if changes:
        yield bullets(changes, "changes")
    if svg := routes_map(base.rows, projection, words):
        title = words("Routes from {origin} to {destination}", **ends)
        yield picture(svg, _legend(words), alt=title)
    if base.rows:
        yield from _routes(question, words)
    yield from _dates(ship, base, words)
    if base.rows:
        yield from _charts(base, words)
        yield from _simulation(base, words)
    if len(question.outcomes) > 1 and question.any_rows:
        yield from _comparison(question, words)


def _legend(words: Words) -> str:
    """Say what the lines of a map stand for."""
    parts = (
        ("—", words("rail")), ("– –", words("road")), ("· · ·", words("ferry or sea")),
        ("◇", words("border crossed")),
    )  # fmt: skip
    return "   ".join(f"{sign} {name}" for sign, name in parts)


def _routes(question: Question, words: Words) -> Iterator[Block]:
    """Yield the table of routes."""
    ship, base, num = question.shipment, question.base, words.num
    rows = []
    for row in base.rows:
        route = row.route
        tags = f" ({', '.join(row.tags)})" if row.tags else ""
        way = " · ".join(route["via"])
        lands = words.series(words.country(code) for code in route["countries"])
        low, high = num.days(route["time_p20_h"]), num.days(route["time_p80_h"])
        rows.append([
            [*named(row), *plain(f"{tags}\n"), *plain(f"{way}\n" if way else ""), *plain(lands)],
            _best(base, row, "time_h", num.days(route["time_h"])),
            plain(words("{low} to {high}", low=low, high=high)),
            _best(base, row, "cost_usd", num.whole(route["cost_usd"])),
            _best(base, row, "co2e_kg", num.whole(route["co2e_kg"])),
            plain(num.whole(route["distance_km"])), plain(num.share(route["unverified_share"])),
        ])  # fmt: skip
    caption = words(
        "Routes from {origin} to {destination}, scenario {scenario}. Best value of a column in bold.",
        origin=ship["origin"], destination=ship["destination"], scenario=base.scenario["title"],
    )  # fmt: skip
    head = [
        words("Route"), words("Days"), words("In 6 of 10 cases"), words("USD"), words("kg CO₂e"), words("km"),
        words("Unverified"),
    ]  # fmt: skip
    yield heading(2, words("Routes compared"), listed=False)
    yield table(head, rows, "Xrrrrrr", caption)
    if base.raw.get("note"):
        yield paragraph(plain(base.raw["note"]), "small")


def _best(outcome: Outcome, row: Row, measure: str, shown: str) -> Text:
    """Return a figure, bold where it is the best of its column."""
    return plain(shown, bold=row is outcome.best(measure))


def _charts(outcome: Outcome, words: Words) -> Iterator[Block]:
    """Yield the three charts of a scenario."""
    points, count = charts.front_points(outcome)
    some = words(
        "{shown} of {all} trade-offs drawn.", shown=words.num.whole(len(points)), all=words.num.whole(count)
    )
    text = words(
        "Letters are the routes of the table, with bars from the 20th to the 80th percentile of time. Small "
        "dots are further efficient trade-offs; a stronger colour means more CO₂e."
    )
    parts = [text, *([some] if count > len(points) else []), about.guarantee(outcome.raw.get("front"), words)]
    time, cost = (
        plain_chart(charts.bars_svg(outcome.rows, measure, words)) for measure in ("time_h", "cost_usd")
    )
    front = plain_chart(charts.pareto_svg(outcome, words))
    below = picture(cost, title=words("Where the dollars go"))
    yield heading(2, words("Time against cost, and where both go"), listed=False)
    against = picture(front, title=words("Time against cost"), caption=" ".join(parts))
    where = {**picture(time, title=words("Where the days go")), "below": below}
    yield side_by_side([against, where] if charts.is_choice(outcome) else [where])
    yield key(
        (f"var(--ll-k{place})", words.code("group of operations", kind))
        for place, kind in enumerate(KINDS, 1)
    )


def _dates(shipment: Mapping[str, Any], outcome: Outcome, words: Words) -> Iterator[Block]:
    """Yield when the goods are ready, leave and arrive, where the shipment has dates."""
    held = dates(shipment, outcome, words)
    if held is None:
        return
    yield heading(2, words("Dates"), listed=False)
    yield facts(held["facts"])
    if held["rows"]:
        last = [words("Against the deadline")] if held["deadline"] else []
        head = [words("Route"), words("Departs"), words("Arrives"), *last]
        rows = [
            [
                named(one["row"]), plain(one["departs"]), plain(one["arrives"]),
                *([plain(one["slack"], bold=one["late"])] if held["deadline"] else []),
            ]
            for one in held["rows"]
        ]  # fmt: skip
        caption = words(
            "Departure and arrival of each route in local time, scenario {scenario}",
            scenario=outcome.scenario["title"],
        )
        yield table(head, rows, "Lll" + ("l" if held["deadline"] else ""), caption)
    if held["note"]:
        yield paragraph(plain(held["note"]), "small")


def _simulation(outcome: Outcome, words: Words) -> Iterator[Block]:
    """Yield how sure the time is, where it was simulated."""
    held = simulation(outcome, words)
    if held is None:
        return
    yield heading(2, words("How sure the time is"), listed=False)
    for sentence in held["sentences"]:
        yield paragraph(plain(sentence))
    last = [words("Chance of the deadline")] if held["deadline"] else []
    head = [words("Route"), words("Mean"), "P20", "P50", "P80", "P95", words("Computed P20 to P80"), *last]
    cells = ("mean", "p20", "p50", "p80", "p95", "computed", *(("chance",) if held["deadline"] else ()))
    rows = [[named(one["row"]), *(plain(one[name]) for name in cells)] for one in held["rows"]]
    caption = words(
        "Days from readiness to delivery, simulated and computed, scenario {scenario}",
        scenario=outcome.scenario["title"],
    )
    yield table(head, rows, "L" + "r" * len(cells), caption)
    text = words(
        "Thick bar: simulated, from the 20th to the 80th percentile, with a thin line to the 95th and a mark "
        "at the median. Pale bar below: computed from means and variances."
    )
    deadline = f" {words('Upright mark: the deadline.')}" if held["deadline"] else ""
    pictures = [picture(plain_chart(held["spread"]), f"{text}{deadline}", title=words("Range of arrivals"))]
    if held["causes"]:
        title = words("What causes the delay of {label}", label=held["causes_of"].title)
        caption = words("Share of each leg in how much the arrival varies.")
        pictures.append(picture(plain_chart(held["causes"]), caption, title=title))
    yield side_by_side(pictures)
    yield paragraph(plain(" ".join([held["small"], *held["notes"]])), "small")


def _comparison(question: Question, words: Words) -> Iterator[Block]:
    """Yield what the scenarios change, as a table."""
    further = story.affected(question)
    yield heading(2, words("What the scenarios change"), listed=False)
    if further:
        ship = question.shipment
        caption = words(
            "Change against “{base}” for each route of {origin} to {destination}.",
            base=question.base.scenario["title"], origin=ship["origin"], destination=ship["destination"],
        )  # fmt: skip
        rows = [
            [
                [*badge(entry["row"]), *plain(f" {', '.join(entry['labels'])}", bold=True)],
                *(_cell(cell, words) for cell in entry["cells"]),
            ]
            for entry in story.comparison(question, words)
        ]
        head = [words("Route"), *(outcome.scenario["title"] for outcome in further)]
        yield table(head, rows, "L" * len(head), caption, small=True)
    same = story.unaffected(question)
    if same:
        yield paragraph(plain(words("No change under {list}.", list=words.series(same))), "small")


def _cell(cell: Mapping[str, Any], words: Words) -> Text:
    """Return what a scenario changes for one route."""
    if cell["state"] == "changed":
        return [*plain(", ".join(cell["deltas"]), bold=True), *plain(f"\n{cell['text']}")]
    if cell["state"] == "new":
        route = cell["row"].route
        figures = (
            words.num.days(route["time_h"]),
            words("days"),
            words.num.whole(route["cost_usd"]),
            words("USD"),
        )
        return [*plain("{} {}, {} {}".format(*figures)), *plain(f"\n{cell['text']}")]
    reason = f"\n{cell['reason']}" if cell.get("reason") else ""
    return [*plain(cell["text"], bold=cell["state"] == "none"), *plain(reason)]


def legs_section(questions: list[Question], numbers: Mapping[str, int], words: Words) -> Iterator[Block]:
    """Yield the legs of every route of the base scenario, as an annex."""
    if not any(question.base.rows for question in questions):
        return
    yield {"kind": "break"}
    yield heading(1, words("Legs of every route, {scenario}", scenario=questions[0].base.scenario["title"]))
    for question in questions:
        if question.base.rows:
            yield heading(2, question.shipment["title"])
        for row in question.base.rows:
            yield _legs(question.base, row, numbers, words)


def _legs(outcome: Outcome, row: Row, numbers: Mapping[str, int], words: Words) -> Block:
    """Return the legs of a route as a table."""
    num, route = words.num, row.route
    dated = bool(route.get("departs"))
    rows = []
    for leg in with_waits(route):
        way = leg["from"] if leg["to"] == leg["from"] else f"{leg['from']} → {leg['to']}"
        when = [plain(num.clock(leg.get(end))) for end in ("starts_at", "ends_at")] if dated else []
        marks = ", ".join(str(numbers.get(source, source)) for source in dict.fromkeys(leg["sources"]))
        rows.append([
            plain(way), *when, plain(snippets.what(leg, words)),
            plain(num.whole(leg["distance_km"]) if leg["distance_km"] else ""),
            plain(num.hours(leg["time_h"])), plain(num.hours(leg["time_sd_h"])),
            plain(num.whole(leg["cost_usd"])), plain(num.whole(leg["co2e_kg"])),
            plain(words.code("quality", leg["quality"]), bold=bool(leg["unverified"])), plain(marks),
        ])  # fmt: skip
    sums = [num.whole(route["distance_km"]), num.hours(route["time_h"]), num.hours(route["time_sd_h"])]
    sums += [num.whole(route["cost_usd"]), num.whole(route["co2e_kg"])]
    empty = [plain("")] * (3 if dated else 1)
    rows.append(
        [
            plain(words("Total"), bold=True),
            *empty,
            *(plain(one, bold=True) for one in sums),
            plain(""),
            plain(""),
        ]
    )
    times = [words("Begins, local time"), words("Ends, local time")] if dated else []
    head = [
        words("Leg"), *times, words("What happens"), words("km"), words("Hours"), "±", words("USD"),
        words("kg CO₂e"), words("Quality"), words("Sources"),
    ]  # fmt: skip
    label = f"{row.letter} {row.title}"
    caption = words(
        "Legs of {label}, scenario {scenario}, in order of travel",
        label=label,
        scenario=outcome.scenario["title"],
    )
    return table(head, rows, "X" + "ll" * dated + "Xrrrrrll", caption, small=True)
