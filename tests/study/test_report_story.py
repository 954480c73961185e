"""What the report says: numbers, sentences, rows, comparisons, charts."""

from __future__ import annotations

import re
import runpy
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from landlink.study.report import charts, snippets, story
from landlink.study.report.model import Outcome, Question, build_questions, sums_by_kind
from landlink.study.report.numbers import SPACE, Numbers
from landlink.study.report.text import Words

INVENTED = runpy.run_path(str(Path(__file__).with_name("invented_results.py")))
WORDS = Words.of("en")


def questions() -> list[Question]:
    return build_questions(INVENTED["invented_results"](), WORDS)


def plain(markup: str) -> str:
    return re.sub(r"</?b>", "", str(markup)).replace("&#39;", "'").replace(SPACE, " ")


@pytest.mark.parametrize(
    ("value", "shown"), [(0, "0"), (-0.4, "0"), (999.5, "1,000"), (-1234567, "−1,234,567"), (None, "–")]
)
def test_whole_numbers(value: float | None, shown: str) -> None:
    assert Numbers().whole(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(7078.97, "7,080"), (96.4, "96"), (0, "0"), (123456, "123,000")]
)
def test_rounded_numbers_of_sentences(value: float, shown: str) -> None:
    assert Numbers().about(value) == shown


def test_not_a_number_is_a_dash() -> None:
    assert Numbers().days(float("nan")) == "–"
    assert Numbers().change(None) == "–"


def test_same_routes_are_one_row() -> None:
    rows = questions()[0].base.rows
    assert [(row.letter, row.title) for row in rows] == [
        ("A", "Northern"), ("B", "Middle"), ("C", "Southern"), ("D", "Sea"),
    ]  # fmt: skip
    assert rows[0].tags == ("Fastest", "Balanced", "Most reliable")


def test_letters_and_colours_hold_across_scenarios() -> None:
    for question in questions():
        seen: dict[str, tuple[str, int]] = {}
        for outcome in question.outcomes:
            assert len({row.letter for row in outcome.rows}) == len(outcome.rows)
            for row in outcome.rows:
                assert seen.setdefault(row.label, (row.letter, row.colour)) == (row.letter, row.colour)


def test_answer_names_the_best_routes() -> None:
    first, corridors, second = (plain(s) for s in story.answer(questions()[0], WORDS))
    assert corridors.startswith("By corridor: Northern 16.2 days, about 7,080 USD; Middle 22.4 days, about")
    assert first == (
        "Between Xi'an and Duisburg Northern is the fastest: 16.2 days for about 7,080 USD, by way of "
        "Altynkol, Almaty, Moscow and Małaszewicze."
    )
    assert second == "Sea is the cheapest and cleanest: about 3,670 USD, 48 % less, but 20.6 days longer."


def test_answer_without_named_corridors() -> None:
    (only,) = (plain(s) for s in story.answer(questions()[1], WORDS))
    assert only.startswith(
        "Between Tashkent and Istanbul the fastest, cheapest and cleanest route takes 9.1 days"
    )


def test_scenario_sentences() -> None:
    closed, low = (plain(s) for s in story.scenario_sentences(questions()[0], WORDS))
    assert closed.startswith(
        "Poland-Belarus closed: Northern is cut; Southern becomes the fastest at 19.5 days (+3.3)"
    )
    assert low == "Low Caspian water: the fastest route stays as it is, but Middle takes 1.5 days longer."
    (both,) = (plain(s) for s in story.scenario_sentences(questions()[2], WORDS))
    assert both == "Poland-Belarus closed, Low Caspian water: no change here."
    cut, nothing = (plain(s) for s in story.scenario_sentences(questions()[3], WORDS))
    assert nothing == "Poland-Belarus closed: no change here."
    assert cut.startswith("Low Caspian water: no route is left. The Hairatan bridge")


def test_comparison_is_the_difference_of_the_inputs() -> None:
    question = questions()[0]
    entries = {tuple(e["labels"]): e for e in story.comparison(question, WORDS)}
    cell = entries["Fastest", "Balanced"]["cells"][0]
    before, after = question.base.row_of("fastest"), question.outcomes[1].row_of("fastest")
    assert before
    assert after
    num = WORDS.num
    assert cell["deltas"] == [
        f"{num.change_days(after.route['time_h'] - before.route['time_h'])} days",
        f"{num.change(after.route['cost_usd'] - before.route['cost_usd'])} USD",
        f"{num.change(after.route['co2e_kg'] - before.route['co2e_kg'])} kg CO₂e",
    ]
    assert "now by way of Tashkent, Tehran, Istanbul and Budapest" in cell["text"]
    assert "leaves out Russia, Belarus and Poland" in cell["text"]
    middle = entries[("Middle",)]["cells"]
    assert [c["state"] for c in middle] == ["same", "changed"]
    assert middle[1]["text"] == "same route"


def test_kinds_add_up_to_the_route() -> None:
    for question in questions():
        for row in question.base.rows:
            for measure in ("time_h", "cost_usd"):
                total = sum(sums_by_kind(row.route, measure).values())
                assert total == pytest.approx(row.route[measure], abs=0.05)


def test_front_is_thinned_evenly_and_counted() -> None:
    points = [[float(i), 1000.0 - i] for i in range(1, 2001)]
    front = {"criteria": ["time_h", "cost_usd"], "points": points[::-1]}
    shown, count = charts.front_points(Outcome({"id": "x"}, (), {"front": front}))
    assert (len(shown), count) == (charts.MOST_POINTS, 2000)
    assert [shown[0]["time_h"], shown[-1]["time_h"]] == [1.0, 2000.0]
    steps = [b["time_h"] - a["time_h"] for a, b in pairwise(shown)]
    assert max(steps) - min(steps) <= 1.0


@pytest.mark.parametrize(
    "raw", [{}, {"front": None}, {"front": {"criteria": ["co2e_kg"], "points": [[1.0]]}}]
)
def test_front_without_time_and_cost_draws_no_dots(raw: dict[str, Any]) -> None:
    assert charts.front_points(Outcome({"id": "x"}, (), raw)) == ([], 0)


def test_charts_follow_the_page() -> None:
    outcome = questions()[0].base
    svg = charts.pareto_svg(outcome, WORDS)
    bars = charts.bars_svg(outcome.rows, "time_h", WORDS)
    for text in (svg, bars):
        assert text.startswith('<svg role="img" class="chart" aria-label="')
        assert not re.search(r'(?:fill|stroke)="#', text)
        assert "url(" not in text
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert all(f">{row.letter}<" in svg for row in outcome.rows)
    assert all(f">{WORDS.num.days(row.route['time_h'])}<" in bars for row in outcome.rows)
    assert "B Middle, waiting and rest: 4.8 days" in bars


def test_assumption_values_keep_their_digits() -> None:
    shown = [snippets.plain(v, WORDS) for v in (0.62, 1500, 0.000012, True, "lognormal", None, 12345.678)]
    assert shown == ["0.62", "1,500", "1.2e-05", "True", "lognormal", "–", "12,345.7"]


def test_unknown_source_is_shown_as_it_is() -> None:
    marks = str(snippets.source_marks(["a", "b", "a"], {"a": 3}))
    assert marks.count("#source-3") == 1
    assert "<code>b</code>" in marks
