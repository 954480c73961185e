"""The section on the level of the Caspian: years, thresholds, what is left, dredging, what is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.caspian_chart import FIRST_YEAR, OBSERVED, groups_of, levels_svg
from landlink.study.report.shock_words import level, percent, retold, sailing_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from landlink.study.report.model import Json
    from landlink.study.report.text import Words

YEARS = (2030, 2050, 2100)


def caspian_section(found: Mapping[str, Any] | None, words: Words) -> Json | None:
    """Return what the section on the level of the sea shows, or nothing where it was not asked for.

    Parameters
    ----------
    found
        What :meth:`landlink.appraisal.caspian.Caspian.as_dict` returns, maybe with ``levels`` that differ
        in what is left, and ``undredged``, the same without dredging.
    words

    Returns
    -------
    dict or None
        ``headline``, ``sentences``, ``chart``, ``reading``, ``pathways`` (levels by year), ``levels``
        (ports and services at each level asked for), ``unknown``, ``rule``, ``notes``.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> caspian_section(None, Words.of("en")) is None
    True
    """
    appraised = levels_of(found)
    if not appraised:
        return None
    first = appraised[0]
    asked = [one["level_m"] for one in appraised]
    return {
        "headline": _headline(appraised, words),
        "sentences": _sentences(appraised, words),
        "chart": levels_svg(first, asked, words),
        "reading": _reading(first, words),
        "pathways": _pathways(first["bands"], words),
        "years": [words.num.year(year) for year in YEARS],
        "levels": [_level(one, _undredged(found, one), words) for one in appraised],
        "unknown": _unknown(first, words),
        "rule": retold(first["rule"], words),
        "notes": list(dict.fromkeys(_note(note, first, words) for one in appraised for note in one["notes"])),
    }


def levels_of(found: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    """Return the appraisals of all levels, the highest first.

    Examples
    --------
    >>> held = {"level_m": -31.0, "levels": [{"level_m": -31.0}, {"level_m": -30.0}]}
    >>> [one["level_m"] for one in levels_of(held)]
    [-30.0, -31.0]
    """
    if not found:
        return []
    appraised = [{**found, **one} for one in found.get("levels") or [found]]
    return sorted(appraised, key=lambda one: -one["level_m"])


def _headline(appraised: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Say what the lowest level leaves of the services of which enough is known."""
    lowest = appraised[-1]
    known = [
        one for one in lowest["services"] if one["capacity_factor"] is not None and one["status"] == "open"
    ]
    shut = [one for one in known if one["closed"]]
    at = level(lowest["level_m"], words)
    if not known:
        return words("At {level}, nothing can be said: no depth or ship is known", level=at)
    share = _left(known)
    if not shut and share >= 1.0:
        return words("At {level}, all services that can be computed keep their capacity", level=at)
    return words(
        "At {level}, {shut} of {known} services close and {share} of their capacity is left",
        level=at, shut=words.num.whole(len(shut)), known=words.num.whole(len(known)),
        share=words.num.share(share),
    )  # fmt: skip


def _left(known: Sequence[Mapping[str, Any]]) -> float:
    """Return the share of the base capacity that is left of services."""
    base = sum(one["base_capacity_t_year"] or 0.0 for one in known)
    now = sum(one["capacity_t_year"] or 0.0 for one in known)
    return now / base if base else 1.0


def _sentences(appraised: Sequence[Mapping[str, Any]], words: Words) -> list[str]:
    """Say how many services cannot be computed, which close next, and when."""
    first, said = appraised[0], []
    all_of = first["services"]
    left = sum(one["capacity_factor"] is None for one in all_of)
    if left:
        said.append(
            words(
                "For {left} of {all} services nothing can be computed, as a depth or a ship is not known: "
                "they count as"
                " neither lost nor safe.",
                left=words.num.whole(left), all=words.num.whole(len(all_of)),
            )
        )  # fmt: skip
    names = {one["port"]: one["name"] for one in first["ports"]}
    base = first["base_level_m"]
    groups = [group for group in groups_of(first["services"]) if group["closes"] < base]
    if groups:
        group = groups[0]
        said.append(
            words(
                "First to close: {names}, at {level}, {fall} below the level of today.",
                names=sailing_name(group["services"], names, words), level=level(group["closes"], words),
                fall=level(base - group["closes"], words),
            )
        )  # fmt: skip
        if years := _closing_years(group["services"][0], words):
            said.append(words("When the level gets there: {list}.", list=years))
    return said


def _closing_years(one: Mapping[str, Any], words: Words) -> str:
    """Say in which year each pathway closes a service."""
    said = []
    for pathway, events in one["years"].items():
        held = events.get("closes") or {}
        name = words.code("pathway", pathway)
        if held.get("mid") is None:
            continue
        early, late = held.get("early"), held.get("late")
        if early is not None and late is not None and early != late:
            years = f"{held['mid']} ({early}–{late})"
        elif early is not None and early != held["mid"]:
            years = words("{year} ({early} at the earliest)", year=held["mid"], early=early)
        else:
            years = str(held["mid"])
        said.append(f"{name}: {years}")
    return "; ".join(said)


def _reading(first: Mapping[str, Any], words: Words) -> str:
    """Say how the chart is read, and which observed points stand before it begins."""
    text = words(
        "Left: rings are observed levels, bands and lines the levels ahead; bands go on below the frame. "
        "Right: a"
        " column is full while services keep their capacity, narrows while ships must load less, and ends "
        "at the red"
        " mark, where they close."
    )
    early = [
        f"{words.num.year(one['year'])}: {level(one['level_m'], words)}"
        for one in first["bands"]
        if one["pathway"] == OBSERVED and one["year"] < FIRST_YEAR
    ]
    return f"{text} {words('Observed earlier: {list}.', list=words.series(early))}" if early else text


def _pathways(bands: Sequence[Mapping[str, Any]], words: Words) -> list[Json]:
    """Return the levels of each pathway in a few years."""
    by: dict[str, dict[int, Mapping[str, Any]]] = {}
    for one in bands:
        if one["pathway"] != OBSERVED:
            by.setdefault(one["pathway"], {})[one["year"]] = one
    return [
        {
            "name": words.code("pathway", pathway),
            "cells": [_band(held.get(year), words) for year in YEARS],
        }
        for pathway, held in by.items()
    ]


def _band(one: Mapping[str, Any] | None, words: Words) -> str:
    num = words.num
    if one is None:
        return num.number(None)
    middle = num.number(one["level_m"], 1)
    if one["low_m"] == one["high_m"]:
        return middle
    return words(
        "{level} ({low} to {high})",
        level=middle,
        low=num.number(one["low_m"], 1),
        high=num.number(one["high_m"], 1),
    )


def _undredged(found: Mapping[str, Any] | None, one: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what is left of each service at a level without dredging, where that was computed."""
    bare = next(
        (held for held in (found or {}).get("undredged") or () if held["level_m"] == one["level_m"]), None
    )
    return {service["service"]: service for service in bare["services"]} if bare else {}


def _level(one: Mapping[str, Any], bare: Mapping[str, Mapping[str, Any]], words: Words) -> Json:
    """Return the tables of a level: ports and services."""
    names = {port["port"]: words.place(port["name"]) for port in one["ports"]}
    dug = [
        words("{port} by {metres} m", port=names.get(port, port), metres=words.num.short(metres))
        for port, metres in one["dredged_m"].items()
    ]
    return {
        "title": words("At {level}", level=level(one["level_m"], words)),
        "level": level(one["level_m"], words),
        "dredged": words("Dredged: {list}.", list=words.series(dug)) if dug else "",
        "ports": [_port(port, words) for port in one["ports"]],
        "services": [
            _service(service, bare.get(service["service"]), names, words)
            for service in _ordered(one["services"])
        ],
        "bare": bool(bare),
        "bought": any(service["years_bought"] for service in one["services"]),
    }


def _ordered(services: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return services that can be computed, the worst hit first; those that cannot are listed elsewhere."""
    known = [one for one in services if one["capacity_factor"] is not None]
    return sorted(
        known, key=lambda one: (one["capacity_factor"], -(one["closes_at_level_m"] or 0.0), one["service"])
    )


def _port(one: Mapping[str, Any], words: Words) -> Json:
    num = words.num
    let_in = [berth["draught_let_in_m"] for berth in one["berths"] if berth["draught_let_in_m"] is not None]
    deepest = [berth["depth_m"] for berth in one["berths"] if berth["depth_m"] is not None]
    return {
        "name": words.place(one["name"]),
        "depth": num.number(max(deepest), 1) if deepest else words("unknown"),
        "draught": num.number(max(let_in), 1) if let_in else words("unknown"),
        "share": num.share(one["capacity_share"]) if one["capacity_share"] is not None else words("unknown"),
        "known": f"{num.whole(one['services_known'])}/{num.whole(one['services'])}",
        "shut": num.whole(len(one["services_closed"])),
    }


def _service(
    one: Mapping[str, Any], bare: Mapping[str, Any] | None, names: Mapping[str, str], words: Words
) -> Json:
    num = words.num
    dredging = [
        f"{names.get(port, port)} {level(metres, words)}" for port, metres in one["dredging_m"].items()
    ]
    price = one["price_factor"]
    return {
        "name": words.free(one["name"]),
        "port": names.get(one["limiting_port"] or "", num.number(None)),
        "payload": num.share(one["payload_share"]),
        "left": _share_left(one, words),
        "bare": _share_left(bare, words) if bare else num.number(None),
        "price": percent(100 * (price - 1), words) if price is not None else num.number(None),
        "keeps": num.number(one["keeps_capacity_to_level_m"], 1),
        "closes": num.number(one["closes_at_level_m"], 1),
        "dredging": words.series(dredging, "list") or num.number(None),
        "bought": num.number(one["years_bought"], 0) if one["years_bought"] else num.number(None),
        "shut": one["closed"],
    }


def _share_left(one: Mapping[str, Any], words: Words) -> str:
    return words("closed") if one["closed"] else words.num.share(one["capacity_factor"])


def _unknown(first: Mapping[str, Any], words: Words) -> list[Json]:
    """Say of each service that cannot be computed what is not known."""
    names = {one["port"]: words.place(one["name"]) for one in first["ports"]}
    return [
        {
            "name": words.free(one["name"]),
            "what": words.series((_lack(what, names, words) for what in one["unknown"]), "list"),
        }
        for one in first["services"]
        if one["capacity_factor"] is None
    ]


def _lack(what: str, names: Mapping[str, str], words: Words) -> str:
    """Say what is not known, from a code such as ``depth alat``."""
    kind, _, key = what.partition(" ")
    if kind == "depth":
        return words("depth at {port}", port=names.get(key, key))
    said = {
        "vessel": words("which ship sails"),
        "vessel draught_m": words("draught of the ship"),
        "vessel deadweight_t": words("deadweight of the ship"),
        "vessel tonnes_per_cm": words("tonnes per centimetre of the ship"),
        "she could not sail at the base level": words("the ship could not sail at the base level"),
    }
    return said.get(what, what)


def _note(note: str, first: Mapping[str, Any], words: Words) -> str:
    """Retell a note, with the names of ports and services for their keys."""
    names = {one["port"]: one["name"] for one in first["ports"]} | {
        one["service"]: one["name"] for one in first["services"]
    }
    berths = {berth["berth"]: berth["name"] for port in first["ports"] for berth in port["berths"]}
    return retold(note, words, {**names, **berths})
