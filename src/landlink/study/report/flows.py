"""The report's section on flows: what the page shows of an assignment and its scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report import flow_map, flow_tables, flow_words
from landlink.study.report.flow_model import flow_study

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landlink.study.report.flow_map import Frame
    from landlink.study.report.flow_model import FlowStudy, Json, Scenario
    from landlink.study.report.text import Words


def flows(results: Mapping[str, Any], words: Words) -> Json | None:
    """Return what the section on flows shows; nothing where the study asked for none.

    Parameters
    ----------
    results
        As a study run hands them over, put into the reader's language.
    words

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> flows({"flows": None}, Words.of("en")) is None
    True
    """
    study = flow_study(results)
    if study is None:
        return None
    frame = flow_map.frame_of(study)
    return {
        "title": study.title,
        "carried": flow_words.carried(study, words),
        "unknown": flow_words.unknown(study, words),
        "base_defs": _markup(flow_map.flow_basemap(frame) if frame else ""),
        "map": _markup(flow_map.base_map(study, frame, words) if frame else ""),
        "scales": _scales(study, frame, words) if frame else {},
        "chart": _markup(flow_tables.corridors_chart(study, words)),
        "key": flow_tables.chart_key(study),
        "corridors": flow_tables.corridors_table(study, words),
        "tables": [
            flow_tables.crossings_table(study, words),
            flow_tables.hubs_table(study, words),
            flow_tables.countries_table(study, words),
        ],
        "bottlenecks": flow_tables.bottlenecks_table(study, words),
        "shadow": shadow(study, words),
        "scenarios": [_scenario(one, study, frame, words) for one in study.scenarios],
        "rule": flow_words.rule(study, words),
        "assumptions": study.base["assumptions"],
    }


def shadow(study: FlowStudy, words: Words) -> str:
    """Explain the shadow price by the scarcest place."""
    held = study.base["bottlenecks"]
    if not held or held[0]["shadow_price_usd_t"] <= 1:
        return words("Nothing is so full that goods give way: no place has a shadow price.")
    return words(
        "The shadow price says what one more tonne of room would save all shippers together: at {name} it is "
        "{usd} USD a tonne. Goods to which that way is worth less go another way or stay behind.",
        name=study.bottleneck_name(held[0], words), usd=words.num.whole(held[0]["shadow_price_usd_t"]),
    )  # fmt: skip


def scale_texts(most: float, scale: float, words: Words, *, teu: bool = False) -> list[tuple[float, str]]:
    """Return the bars of a legend: width in nominal pixels, and the amount."""
    return [
        (
            round(step * scale, 2),
            words("{n} TEU", n=words.num.whole(step)) if teu else _round_tonnes(step, words),
        )
        for step in flow_map.scale_steps(most)
    ]


def _round_tonnes(step: float, words: Words) -> str:
    """Return a round amount without needless decimals."""
    if step < flow_words.IN_MILLIONS_FROM:
        return words("{tonnes} t", tonnes=words.num.whole(step))
    return words("{n} Mt", n=words.num.short(step / flow_words.MILLION))


def _scales(study: FlowStudy, frame: Frame, words: Words) -> dict[str, Any]:
    """Return the legends of the base: in tonnes and in TEU."""
    found = {}
    for name, teu in (("tonnes", False), ("teu", True)):
        bands = flow_map.base_bands(study, frame, words, teu=teu)
        most = bands[0].total if bands else 0.0
        found[name] = scale_texts(most, flow_map.px_per_unit(most), words, teu=teu)
    return found


def _scenario(scenario: Scenario, study: FlowStudy, frame: Frame | None, words: Words) -> Json:
    """Return what a scenario's part shows."""
    bands = flow_map.change_bands(study, scenario, frame, words) if frame else []
    frame = flow_map.closer(frame, bands) if frame and bands else frame
    most = bands[0].total if bands else 0.0
    scale = flow_map.change_scale(study, bands, frame) if frame else 0.0
    return {
        "id": scenario.id,
        "title": scenario.title,
        "changes": [one["text"] for one in scenario.changes],
        "moved": flow_words.moved(scenario, study, words),
        "map": _markup(flow_map.change_map(study, scenario, frame, words, bands) if frame and bands else ""),
        "scale": scale_texts(most, scale, words),
        "stretch": stretch(study, scale, frame, words),
        "noise": flow_words.tonnes(scenario.noise_t, words),
        "tables": flow_tables.scenario_tables(scenario, study, words),
    }


def stretch(study: FlowStudy, scale: float, frame: Frame | None, words: Words) -> str:
    """Say how much wider a tonne is drawn than on the map of the base."""
    most = max(
        (row["capacity_t_year"] for row in study.base["links"] if frame and row["id"] in frame.lines),
        default=0.0,
    )
    base = flow_map.px_per_unit(most)
    if not base or not scale:
        return ""
    return words(
        "A tonne is drawn {factor} times as wide as on the map of the base.",
        factor=words.num.number(scale / base, 1),
    )


def _markup(text: str) -> Any:  # noqa: ANN401  (a type that is loaded late)
    """Mark our own HTML as such."""
    from markupsafe import Markup  # noqa: PLC0415 - heavy imports are lazy

    return Markup(text)  # noqa: S704 - made by this package, which escapes what it fills in
