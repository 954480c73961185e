"""Dates, simulation and validation in the report: equal to their input, absent without it."""

from __future__ import annotations

import re
import runpy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlink.study.report import charts, render, story
from landlink.study.report.dated import dates, with_waits
from landlink.study.report.model import Outcome, Question, build_questions, merge_routes, sums_by_kind
from landlink.study.report.simulation import chance, simulation
from landlink.study.report.snippets import timeline
from landlink.study.report.text import Words
from landlink.study.report.validation import BANDS, validation
from landlink.study.slack import slack_h

INVENTED = runpy.run_path(str(Path(__file__).with_name("invented_results.py")))
WORDS = Words.of("en")
NO_BREAK = "\N{NO-BREAK SPACE}"


def results() -> dict[str, Any]:
    held: dict[str, Any] = INVENTED["invented_results"](dated=True)
    held["shipments"] = held["shipments"][:2]
    return held


def questions() -> list[Question]:
    return build_questions(results(), WORDS)


def words_of(page: str) -> str:
    page = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("&#39;", "'").split())


def test_without_dates_there_is_no_section() -> None:
    held = results()
    held["validation"] = None
    held["shipments"] = held["shipments"][1:]
    page = words_of(render(held))
    for heading in ("Dates", "How sure the time is", "How far the model is", "Begins, local time"):
        assert heading not in page


def test_dates_are_those_of_the_results() -> None:
    question = questions()[0]
    shown = dates(question.shipment, question.base, WORDS)
    assert shown
    assert shown["facts"] == [
        ("Goods ready", "Mon, 2 Mar 2026, 08:00 (UTC+8)"), ("Deadline", "Fri, 20 Mar 2026, 08:00 (UTC+8)"),
        ("Latest ready for the deadline", "Tue, 3 Mar 2026, 15:00 (UTC+8)"),
        ("Rules kept", "aetr-one-driver"),
    ]  # fmt: skip
    deadline = datetime.fromisoformat(question.shipment["deadline"])
    for one in shown["rows"]:
        late = datetime.fromisoformat(one["row"].route["arrives"]) > deadline
        assert one["late"] is late
        assert one["slack"].endswith("late" if late else "to spare")
    assert {one["late"] for one in shown["rows"]} == {True, False}


def test_days_to_spare_are_counted_across_time_zones() -> None:
    assert slack_h("2026-03-29T12:00:00+08:00", "2026-03-29T12:00:00+02:00") == 6.0
    assert slack_h(None, "2026-03-29T12:00:00+02:00") is None


def test_waits_between_legs_are_shown() -> None:
    row = questions()[0].base.rows[0]
    legs = with_waits(row.route)
    assert len(legs) == len(row.route["legs"]) + 1
    assert [round(leg["time_h"], 2) for leg in legs if leg not in row.route["legs"]] == [6.0]
    before = sums_by_kind({"legs": row.route["legs"]}, "cost_usd")
    assert sums_by_kind(row.route, "cost_usd") == before
    undated = [{k: v for k, v in leg.items() if not k.endswith("_at")} for leg in row.route["legs"]]
    more = sums_by_kind(row.route, "time_h")["wait"] - sums_by_kind({"legs": undated}, "time_h")["wait"]
    assert more == pytest.approx(6.0, abs=1e-6)
    assert "waiting and rest 6.0 h" in str(timeline(row, WORDS)).replace(NO_BREAK, " ")


@given(st.lists(st.tuples(st.floats(0.1, 99), st.floats(0, 99)), min_size=1, max_size=12))
def test_waits_fill_the_time_from_departure_to_arrival(spans: list[tuple[float, float]]) -> None:
    from datetime import UTC, timedelta  # noqa: PLC0415

    now = start = datetime(2026, 3, 2, tzinfo=UTC)
    legs = []
    for hours, gap in spans:
        begin, now = now, now + timedelta(hours=hours)
        legs.append({
            "kind": "move", "mode": "rail", "from": "A", "to": "A", "to_id": "a", "time_h": hours,
            "starts_at": begin.isoformat(), "ends_at": now.isoformat(),
        })  # fmt: skip
        end, now = now, now + timedelta(hours=gap)
    total = sum(leg["time_h"] for leg in with_waits({"legs": legs}))
    assert total == pytest.approx((end - start).total_seconds() / 3600, abs=0.05 * len(legs))


def test_leg_table_has_local_times() -> None:
    page = words_of(render(results()))
    assert "Begins, local time" in page
    assert "2 Mar, 10:00" in page


def test_a_missed_deadline_is_told_in_every_language() -> None:
    held = results()
    dated = {
        "ready": "2026-03-02T08:00:00+08:00", "deadline": "2026-03-03T08:00:00+08:00", "latest_ready": None,
        "earliest": "2026-03-18T14:53:00+01:00", "note": "The deadline cannot be met: English words.",
    }  # fmt: skip
    for outcome in held["shipments"][0]["results"]:
        outcome |= {"alternatives": [], "corridors": [], "front": None, "dated": dated}
        outcome["reason_no_route"] = dated["note"]
    english, german = (words_of(render(held, language=one)) for one in ("en", "de"))
    assert "Earliest possible arrival Wed, 18 Mar 2026, 14:53 (UTC+1)" in english
    assert "Die früheste mögliche Ankunft ist Mi., 18. März, 14:53 (UTC+1)" in german
    assert "English words" not in german


def test_simulation_is_that_of_the_results() -> None:
    outcome = questions()[0].base
    shown = simulation(outcome, WORDS)
    assert shown
    for line, row in zip(shown["rows"], outcome.rows, strict=True):
        held = row.route["simulation"]
        assert [line[key] for key in ("p20", "p50", "p80", "p95")] == [
            WORDS.num.days(held[f"{key}_h"]) for key in ("p20", "p50", "p80", "p95")
        ]
        assert line["computed"].startswith(WORDS.num.days(row.route["time_p20_h"]))
    assert shown["small"] == "10,000 runs, seed 7."
    cause = max(outcome.rows[0].route["simulation"]["causes"], key=lambda one: one["share"])
    assert f"({WORDS.num.share(cause['share'])})" in shown["sentences"][0]
    assert shown["sentences"][0].startswith("Northern meets the deadline in 93")
    for svg in (shown["spread"], shown["causes"]):
        assert svg.startswith('<svg role="img" class="chart" aria-label="')
        assert not re.search(r'(?:fill|stroke)="#', svg)


def test_computed_range_of_a_simulation_is_its_own_where_it_has_one() -> None:
    held = results()
    for route in held["shipments"][0]["results"][0]["corridors"]:
        route["simulation"]["analytic"] = {"mean_h": 240.0, "p20_h": 216.0, "p80_h": 264.0}
    shown = simulation(build_questions(held, WORDS)[0].base, WORDS)
    assert shown
    assert {line["computed"] for line in shown["rows"]} == {"9.0 to 11.0"}


@pytest.mark.parametrize(
    ("share", "shown"), [(None, "–"), (0.0, "0 %"), (1e-6, "< 1 %"), (0.996, "> 99 %"), (1.0, "100 %")]
)
def test_chances_near_the_ends(share: float | None, shown: str) -> None:
    assert chance(share, WORDS).replace(NO_BREAK, " ") == shown


def test_a_route_that_is_listed_twice_keeps_its_simulation() -> None:
    route = INVENTED["make_route"]("Northern", INVENTED["NORTHERN"])
    simulated = {
        **route,
        "label": "fastest",
        "labels": ["fastest"],
        "simulation": INVENTED["simulated"](route),
    }
    ((one, keys),) = merge_routes([route], [simulated])
    assert one["simulation"]["runs"] == 10000
    assert keys == ["Northern", "fastest"]


def test_validation_is_that_of_the_results() -> None:
    held = results()["validation"]
    shown = validation(held, WORDS)
    assert shown
    assert [(one["name"], one["rows"]) for one in shown["summary"]] == [
        ("Transit time", "8"), ("Price", "6"), ("Distance", "2"),
    ]  # fmt: skip
    for one, metric in zip(shown["summary"], ("transit_days", "price_usd", "distance_km"), strict=True):
        assert one["mape"] == WORDS.num.share(held["mape"][metric]["mape"], 1)
        assert one["crossed"] == WORDS.num.share(held["cross_validated"][metric]["mape"], 1)
    assert len(shown["rows"]) == len(held["rows"])
    worst = max(held["rows"], key=lambda row: abs(row["error"]))
    assert shown["weak"][0]["what"] == worst["what"]
    for line, row in zip(shown["rows"], held["rows"], strict=True):
        assert line["within"] is (abs(row["error"]) <= BANDS[row["metric"]])
    for chart in shown["charts"]:
        assert chart["svg"].count('aria-label="Invented') == sum(
            WORDS.code("metric", row["metric"]) == chart["title"].lower() for row in held["rows"]
        )


def test_validation_without_cross_validation_has_no_column_for_it() -> None:
    held = results()
    held["validation"]["cross_validated"] = None
    page = words_of(render(held))
    assert "Cross-validated" not in page
    assert "Mean error" in page


def test_prices_by_the_kilometre_keep_their_cents() -> None:
    held = results()["validation"]
    row = {**held["rows"][8], "modelled": 0.62, "low": 0.5, "high": 0.7, "unit": "USD per 40ft-km"}
    shown = validation({**held, "rows": [row]}, WORDS)
    assert shown
    assert (shown["rows"][0]["modelled"], shown["rows"][0]["published"]) == ("0.62", "0.50 to 0.70")


def test_page_with_all_sections_is_still_modest() -> None:
    assert len(render(INVENTED["invented_results"](dated=True)).encode()) < 1_200_000


def dated_question() -> tuple[Question, str]:
    question = next(one for one in build_questions(results(), WORDS) if story.arrives(one))
    return question, " ".join(str(one) for one in story.answer(question, WORDS)[1:2])


def test_the_second_sentence_of_an_answer_is_about_dates() -> None:
    question, second = dated_question()
    fast = question.base.best("time_h")
    assert fast is not None
    assert f"Earliest arrival: <b>{WORDS.num.moment(fast.route['arrives'])}</b>" in second
    latest = question.base.raw["dated"]["latest_ready"]
    assert f"must be ready by <b>{WORDS.num.moment(latest)}</b>" in second
    share = (fast.route.get("simulation") or {}).get("deadline_chance")
    assert share is None or chance(share, WORDS) in second


def test_trade_offs_are_drawn_where_there_is_more_than_one() -> None:
    outcome = dated_question()[0].base
    assert charts.is_choice(outcome)
    alone = Outcome(outcome.scenario, outcome.rows[:1], {**outcome.raw, "front": None})
    assert not charts.is_choice(alone)
