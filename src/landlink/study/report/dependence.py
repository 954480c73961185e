"""The section on dependence: who depends on whom, in a headline, a picture, a line a country, and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.dependence_heat import heat_svg, shown_columns
from landlink.study.report.dependence_words import LEAST_CUT, worst_cases
from landlink.study.report.shock_words import closed, ends, in_sentence, percent, retold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landlink.study.report.model import Json
    from landlink.study.report.text import Words

NEXT = 3
MOST_GATEWAYS = 2
MOST_PARTNERS = 2


def dependence_section(held: Mapping[str, Any] | None, words: Words) -> Json | None:
    """Return what the section on dependence shows, or nothing where it was not asked for.

    Returns
    -------
    dict or None
        ``headline``, ``sentences``, ``heat`` (a picture), ``reading``, ``countries`` (a row each with its
        worst case), ``columns`` and ``matrix`` (the figures of the picture), ``rule``, ``notes``.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> dependence_section(None, Words.of("en")) is None
    True
    """
    if not held:
        return None
    head = headline(held, words)
    shown = shown_columns(held)
    return {
        "headline": head,
        "sentences": _sentences(held, words),
        "heat": heat_svg(held, words, head),
        "reading": _reading(held, shown, words),
        "countries": _countries(held, words),
        "corridors": any(one.get("corridors") for one in held["countries"]),
        "redundancy": any(one.get("way_around") for one in held["countries"]),
        "columns": [closed(held["heat"]["columns"][column], words) for column in shown],
        "matrix": _matrix(held, shown, words),
        "rule": retold(held["rule"], words),
        "notes": [retold(note, words) for note in held["notes"]],
    }


def headline(held: Mapping[str, Any], words: Words) -> str:
    """Say the worst case of all countries of the picture in one line."""
    cases = worst_cases(held)
    if not cases:
        return words("Nothing that closes does any harm to this trade")
    worst = cases[0]
    cut, dearer = worst["stranded_share"] or 0.0, worst["dearer_share"] or 0.0
    filled = {"country": words.country(worst["country"]), "closed": in_sentence(worst, words)}
    num = words.num
    if cut >= dearer:
        text = words(
            "{country}: {share} of its trade has no way left if {closed} closes",
            share=num.share(cut),
            **filled,
        )
    elif cut >= LEAST_CUT:
        text = words(
            "{country}: {share} of its trade gets dearer or has no way left if {closed} closes",
            share=num.share(cut + dearer), **filled,
        )  # fmt: skip
    else:
        text = words(
            "{country}: {share} of its trade gets dearer if {closed} closes",
            share=num.share(dearer),
            **filled,
        )
    return text


def _sentences(held: Mapping[str, Any], words: Words) -> list[str]:
    """Say by how much, which countries come next, and what hurts most countries."""
    cases, num, said = worst_cases(held), words.num, []
    if cases and cases[0]["dearer_pct"] is not None:
        said.append(
            words(
                "What still gets through costs {pct} more on average, hours counted at what they are worth "
                "to the"
                " goods, and takes {h_pct} longer.",
                pct=num.share(cases[0]["dearer_pct"] / 100),
                h_pct=num.share((cases[0]["added_h_pct"] or 0.0) / 100),
            )
        )  # fmt: skip
    if following := [
        f"{words.country(one['country'])} ({closed(one, words)})" for one in cases[1 : 1 + NEXT]
    ]:
        said.append(words("Next come {list}.", list=words.series(following)))
    widest = max(held["closures"], key=lambda one: one["mean_harm"], default=None)
    if widest and widest["mean_harm"] > 0:
        said.append(
            words(
                "What harms most of all taken together: {closed}. It touches the trade of {n} of {all} "
                "countries.",
                closed=closed(widest, words), n=num.whole(widest["countries_touched"]),
                all=num.whole(len(held["countries"])),
            )
        )  # fmt: skip
    return said


def _reading(held: Mapping[str, Any], shown: list[int], words: Words) -> str:
    """Say how the picture is read, and what it leaves out."""
    weighed = {
        "partners": words("Every partner of a country counts the same."),
        "demand": words("Trade is weighted by the tonnes of the demand."),
    }[held["view"]]
    text = words(
        "A row is a country, a column what closes. The colour says how much dearer the trade of the "
        "country gets"
        " when all goods take the best way that is left; numbers are per cent, from 5 on. Hatched cells: 5 "
        "% of"
        " trade or more has no way left. Bars: share of trade that gets dearer by 1 % or more, and that is "
        "cut off."
    )
    hidden = len(held["closures"]) - len(shown)
    more = words.plural(
        "{n} other closure changes no row by 5 % or does less harm.",
        "{n} other closures change no row by 5 % or do less harm.", hidden,
    ) if hidden > 0 else ""  # fmt: skip
    return " ".join(part for part in (text, weighed, more) if part)


def _countries(held: Mapping[str, Any], words: Words) -> list[Json]:
    """Return a row for each country of the picture, the worst case first."""
    order = {row["code"]: place for place, row in enumerate(held["heat"]["rows"])}
    ranked = sorted(
        (one for one in held["countries"] if one["code"] in order),
        key=lambda one: (-((one["worst"] or {}).get("harm") or 0.0), order[one["code"]]),
    )
    return [_country(one, words) for one in ranked]


def _country(one: Mapping[str, Any], words: Words) -> Json:
    worst, num = one["worst"] or {}, words.num
    dearer, cut = worst.get("dearer_share") or 0.0, worst.get("stranded_share") or 0.0
    gates = [
        f"{ends(gate['name'], words)} {num.share(gate['share'])}" for gate in one["gateways"][:MOST_GATEWAYS]
    ]
    return {
        "name": words.country(one["code"]),
        "landlocked": one["landlocked"],
        "worst": closed(worst, words) if worst else words("nothing here"),
        "touched": num.share(dearer + cut),
        "cut": num.share(cut),
        "dearer": percent(worst["dearer_pct"], words)
        if worst.get("dearer_pct") is not None
        else num.number(None),
        "days": num.change_days(worst.get("added_h")) if worst else num.number(None),
        "gateways": words.series(gates, "list"),
        "corridors": _fewest(one.get("corridors"), words),
        "around": _around(one.get("way_around"), words),
        "bars": (round(100 * dearer, 1), round(100 * cut, 1)),
    }


def _fewest(found: Sequence[Mapping[str, Any]] | None, words: Words) -> str:
    """Say how many corridors that share no transit country lead to partners, and to whom the fewest."""
    if not found:
        return ""
    least = min(row["number"] for row in found)
    to = [words.country(row["to"]) for row in found if row["number"] == least]
    some = words.series(to[:MOST_PARTNERS], "list") + (" …" if len(to) > MOST_PARTNERS else "")
    return words(
        "{mean} on average; fewest: {n} ({partners})",
        mean=words.num.number(sum(row["number"] for row in found) / len(found), 1), n=words.num.whole(least),
        partners=some,
    )  # fmt: skip


def _around(found: Mapping[str, Any] | None, words: Words) -> str:
    """Say through which gateways the trade goes in the worst case, and what a tonne costs then."""
    if not found:
        return ""
    gates = [gate for gate in found["gateways"] if gate["share_after"] > 0][:MOST_GATEWAYS]
    listed = words.series(
        [f"{ends(gate['name'], words)} {words.num.share(gate['share_after'])}" for gate in gates],
        "list",
    )
    if found["usd_t_before"] is None or found["usd_t_after"] is None:
        return listed
    return words(
        "{gates}; {after} instead of {before} USD a tonne", gates=listed,
        after=words.num.whole(found["usd_t_after"]), before=words.num.whole(found["usd_t_before"]),
    )  # fmt: skip


def _matrix(held: Mapping[str, Any], shown: list[int], words: Words) -> list[Json]:
    """Return the figures of the picture: per cent dearer, or the share that is cut off."""
    heat, rows = held["heat"], []
    for number, row in enumerate(heat["rows"]):
        cells = []
        for column in shown:
            harm, cut = heat["harm"][number][column], heat["stranded_share"][number][column] or 0.0
            dearer = heat["dearer_pct"][number][column]
            if harm is None:
                cells.append("")
            elif cut >= LEAST_CUT:
                mark = words.num.change(dearer, 1) if dearer is not None else ""
                cells.append(
                    " ".join(
                        part
                        for part in (mark, words("({share} cut off)", share=words.num.share(cut)))
                        if part
                    )
                )
            else:
                cells.append(words.num.change(dearer or 0.0, 1))
        rows.append({"name": words.country(row["code"]), "cells": cells})
    return rows
