"""Say in sentences what the corridors carry, what moves in each scenario, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.flow_model import Scenario, crossing_name, moves_of
from landlink.study.said import message

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markupsafe import Markup

    from landlink.study.report.flow_model import FlowStudy
    from landlink.study.report.text import Words

MILLION = 1e6
IN_MILLIONS_FROM = 1e5
SMALL = 0.01
FIRST_FROM = 0.2
"""Corridors are spoken of first where they move so much of what a single crossing gains or loses."""

LEAST_SHARE = 0.0005
"""A share of the cost below which a sentence calls it unchanged."""

CORRIDORS = {
    "middle": message("Middle corridor (over the Caspian)"),
    "northern": message("Northern corridor (in transit through Russia)"),
    "southern": message("Southern corridor (in transit through Iran)"),
    "sea": message("By sea (past Suez or the Cape)"),
    "other": message("Trade with neighbours and all else"),
}
LEAVE = {
    "middle": message("{tonnes} leave the Middle corridor"),
    "northern": message("{tonnes} leave the Northern corridor"),
    "southern": message("{tonnes} leave the Southern corridor"),
    "sea": message("{tonnes} leave the sea route"),
    "other": message("{tonnes} of trade with neighbours and all else drop out"),
}
COME = {
    "middle": message("{tonnes} more go over the Caspian"),
    "northern": message("{tonnes} more go through Russia"),
    "southern": message("{tonnes} more go through Iran"),
    "sea": message("{tonnes} more go by sea"),
    "other": message("{tonnes} more go in trade with neighbours and all else"),
}
COMMODITIES = {
    "grain": message("Grain and flour"),
    "ores": message("Ores and concentrates"),
    "metals": message("Metals"),
    "coal": message("Coal"),
    "oil-products": message("Oil products"),
    "fertilisers": message("Fertilisers and sulphur"),
    "construction": message("Construction materials"),
    "chemicals": message("Chemicals and plastics"),
    "wood-paper": message("Wood and paper"),
    "machinery": message("Machinery and transport equipment"),
    "food": message("Food, farm and animal products"),
    "containers": message("Goods in containers"),
    "mixed": message("Other goods and goods not stated"),
    "empties": message("Empty containers"),
}
LIMITS = {
    "ships": message("ships and ferries"),
    "services": message("departures of services"),
    "terminals": message("terminals"),
    "crossings": message("border crossings"),
    "links": message("lines and roads"),
}


def tonnes(value: float, words: Words) -> str:
    """Return tonnes for a sentence: in millions from a hundred thousand on.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> [tonnes(value, Words.of("en")) for value in (149_255_150, 4_046_941, -430_000, 12_345, 7)]
    ['149 Mt', '4.0 Mt', '0.43 Mt', '12,300 t', '7 t']
    """
    size = abs(value)
    if size < IN_MILLIONS_FROM:
        return words("{tonnes} t", tonnes=words.num.about(size))
    millions = size / MILLION
    digits = 0 if millions >= 100 else 1 if millions >= 1 else 2
    return words("{n} Mt", n=words.num.number(millions, digits))


def corridor(row: Mapping[str, Any], words: Words) -> str:
    """Return the name of a corridor; those of the user keep their own."""
    text = CORRIDORS.get(row["id"])
    built_in = text is not None and _is_built_in(row)
    return words(str(text)) if built_in else str(row["name"])


def commodity(code: str, words: Words) -> str:
    """Return the name of a commodity, or its key where it is not of the reference network."""
    return words(COMMODITIES[code]) if code in COMMODITIES else code


def _is_built_in(row: Mapping[str, Any]) -> bool:
    from landlink.flows.corridors import CORRIDORS as KNOWN  # noqa: PLC0415  (numba)
    from landlink.flows.corridors import OTHER  # noqa: PLC0415

    return (row["id"], row["name"]) in {(one.id, one.name) for one in (*KNOWN, OTHER)}


def carried(study: FlowStudy, words: Words) -> list[Markup]:
    """Say what the corridors carry in the base, and what is full."""
    num, summary = words.num, study.base["summary"]
    order = sorted(study.base["corridors"], key=lambda row: (row["id"] == "other", -row["capacity_t_year"]))
    parts = [_part(row, summary["carried_t_year"], words) for row in order if row["capacity_t_year"] > 0]
    said = [
        words.html(
            "<b>The network carries {tonnes} a year</b>, of which {teu} TEU in containers: {km} billion "
            "tonne-kilometres at {usd} USD a tonne and {days} days on average.",
            tonnes=tonnes(summary["carried_t_year"], words), teu=num.about(summary["teu_year"]),
            km=num.about(summary["tonne_km_year"] / 1e9), usd=num.whole(summary["mean_usd_t"]),
            days=num.number(summary["mean_days"], 1),
        ),
        words.html("By corridor: {list}.", list=words.series(parts, "list")),
    ]  # fmt: skip
    behind = _behind(summary, words)
    if behind:
        said.append(words.html("{list}.", list=words.series(behind)))
    full = [row for row in study.base["bottlenecks"] if row["shadow_price_usd_t"] > 1]
    if full:
        said.append(_scarce(full, study, words))
    return said


def _part(row: Mapping[str, Any], whole: float, words: Words) -> str:
    """Say what a corridor carries; where it is nothing but empty containers, how many."""
    name = corridor(row, words)
    if row["tonnes_year"] < 1:
        return words(
            "{corridor}: {teu} TEU of empty containers", corridor=name, teu=words.num.about(row["teu_year"])
        )
    share = words.num.share(row["tonnes_year"] / whole, 1)
    return words(
        "{corridor}: {tonnes} ({share})", corridor=name, tonnes=tonnes(row["tonnes_year"], words), share=share
    )


def _behind(summary: Mapping[str, Any], words: Words) -> list[str]:
    texts = {
        "stranded_t_year": message("{tonnes} find no room"),
        "no_way_t_year": message("{tonnes} have no way left"),
        "not_placed_t_year": message("{tonnes} could not be placed on the network"),
    }
    return [
        words(text, tonnes=tonnes(summary[name], words)) for name, text in texts.items() if summary[name] >= 1
    ]


def _scarce(full: Sequence[Mapping[str, Any]], study: FlowStudy, words: Words) -> Markup:
    worst = full[0]
    name = study.bottleneck_name(worst, words)
    places = {(row["what"], row["id"]) for row in full}
    return words.html(
        "Scarcest is {name}: room for one more tonne there would save {usd} USD. In all, {n} services, "
        "terminals, crossings or lines are full.",
        name=name, usd=words.num.whole(worst["shadow_price_usd_t"]), n=words.num.whole(len(places)),
    )  # fmt: skip


def moved(scenario: Scenario, study: FlowStudy, words: Words) -> list[Markup]:
    """Say what moves in a scenario, first of all between corridors; honest where nothing does."""
    between, at_borders = _moves(scenario, words), _crossings(scenario, study, words)
    lost, gained, _ = moves_of(scenario)
    pooled = study.pooled_changes(scenario)
    great = max((abs(row["difference_t_year"]) for row in (*lost, *gained)), default=0.0)
    first = not pooled or great >= FIRST_FROM * abs(pooled[0]["difference_t_year"])
    moves = [*between, *at_borders] if first else [*at_borders, *between]
    return [*_demand(scenario, study, words), *moves, *_extra(scenario, words)]


def _demand(scenario: Scenario, study: FlowStudy, words: Words) -> list[Markup]:
    """Say by how much demand itself differs."""
    before = study.base["summary"]["demand_t_year"]
    after = scenario.flows["summary"]["demand_t_year"]
    if abs(after - before) < 1:
        return []
    text = (
        message("Demand itself grows by {tonnes}, to {all}.")
        if after > before
        else message("Demand itself falls by {tonnes}, to {all}.")
    )
    return [words.html(text, tonnes=tonnes(after - before, words), all=tonnes(after, words))]


def _moves(scenario: Scenario, words: Words) -> list[Markup]:
    lost, gained, noise = moves_of(scenario)
    leave = [_corridor_move(row, LEAVE, message("{tonnes} leave {corridor}"), words) for row in lost]
    come = [_corridor_move(row, COME, message("{tonnes} more take {corridor}"), words) for row in gained]
    left = [
        words(text, tonnes=tonnes(scenario.compare["summary"][name]["difference"], words))
        for name, text in (
            ("stranded_t_year", message("{tonnes} find no room")),
            ("no_way_t_year", message("{tonnes} have no way left")),
        )
        if (scenario.compare["summary"][name]["difference"] or 0.0) >= 1
    ]
    groups = [words.series(part) for part in (leave, [*come, *left]) if part]
    if groups:
        text = "; ".join(groups)
        return [words.html("{moves}.", moves=text[:1].upper() + text[1:])]
    if not scenario.compare["links"]:
        return [words.html("Nothing moves: every flow stays as it is.")]
    return [
        words.html(
            "No corridor as a whole gains or loses more than {tonnes}; what moves, moves within them.",
            tonnes=tonnes(noise, words),
        )
    ]


def _corridor_move(row: Mapping[str, Any], texts: Mapping[str, str], own: str, words: Words) -> str:
    size = tonnes(row["difference_t_year"], words)
    if row["id"] in texts and _is_built_in(row):
        return words(texts[row["id"]], tonnes=size)
    return words(own, tonnes=size, corridor=row["name"])


def _crossings(scenario: Scenario, study: FlowStudy, words: Words) -> list[Markup]:
    """Say which border loses and which gains most."""
    pooled = study.pooled_changes(scenario)
    noise = scenario.noise_t
    lost = min(pooled, key=lambda row: row["difference_t_year"], default=None)
    gained = max(pooled, key=lambda row: row["difference_t_year"], default=None)
    named = [
        (text, row)
        for text, row in (
            (message("{name} loses {tonnes}"), lost),
            (message("{name} gains {tonnes}"), gained),
        )
        if row and abs(row["difference_t_year"]) > noise
    ]
    named = [(text, row) for text, row in named if ("loses" in text) == (row["difference_t_year"] < 0)]
    if not named:
        return []
    parts = [
        words(text, name=crossing_name(row["name"], words), tonnes=tonnes(row["difference_t_year"], words))
        for text, row in named
    ]
    return [words.html("At the borders, {list}.", list=words.series(parts))]


def _extra(scenario: Scenario, words: Words) -> list[Markup]:
    """Say what the goods that still move pay and wait."""
    num, summary = words.num, scenario.compare["summary"]
    usd, days = summary["extra_usd_year"]["difference"], summary["extra_tonne_days_year"]["difference"]
    both = min(summary["carried_t_year"][side] for side in ("base", "scenario"))
    whole = scenario.base["summary"]["cost_usd_year"]
    if not both or (abs(usd) < LEAST_SHARE * whole and abs(days) < 0.01 * both):
        return [words.html("What is carried in both cases costs and takes as much as before.")]
    values = {
        "usd": num.number(abs(usd) / MILLION, 0 if abs(usd) >= 1e8 else 1),
        "share": num.share(abs(usd) / whole, 1),
        "hours": num.number(abs(days) / both * 24, 1),
    }
    texts = {
        (True, True): message(
            "What is carried in both cases costs {usd} million USD a year more ({share}) and takes {hours} "
            "hours longer on average."
        ),
        (True, False): message(
            "What is carried in both cases costs {usd} million USD a year more ({share}) and takes {hours} "
            "hours less on average."
        ),
        (False, True): message(
            "What is carried in both cases costs {usd} million USD a year less ({share}) and takes {hours} "
            "hours longer on average."
        ),
        (False, False): message(
            "What is carried in both cases costs {usd} million USD a year less ({share}) and takes {hours} "
            "hours less on average."
        ),
    }
    return [words.html(texts[usd >= 0, days >= 0], **values)]


def unknown(study: FlowStudy, words: Words) -> list[str]:
    """Say what is not known, and how sure the figures are."""
    num, basis, said = words.num, study.base["basis"], []
    links, crossings = basis["link_capacity_known_share"], basis["crossing_capacity_known_share"]
    if links is not None:
        said.append(
            words(
                "Capacity is known of lines and roads with {share} of the tonne-kilometres by rail and road; "
                "the others are taken to have room, so that no bottleneck can show there. Traffic that is "
                "not in the demand uses none of it.",
                share=num.share(links),
            )
        )
    if crossings is not None:
        said.append(
            words(
                "Capacity is known of crossings with {share} of what crosses a border.",
                share=num.share(crossings),
            )
        )
    said += [text for text in (_quality(study, words), _noise(study, words), _unvalued(study, words)) if text]
    return said


def _quality(study: FlowStudy, words: Words) -> str:
    shares = []
    for name in ("demand_t_year", "tonne_km_year"):
        held = study.base["basis"][name]
        total = sum(held.values())
        shares.append(_small_share(held.get("unverified", 0.0) / total if total else 0.0, words))
    return words(
        "By the rows that they rest on, {demand} of the tonnes of the demand and {links} of the "
        "tonne-kilometres are unverified.",
        demand=shares[0], links=shares[1],
    )  # fmt: skip


def _small_share(share: float, words: Words) -> str:
    return words("less than 1 %") if 0 < share < SMALL else words.num.share(share)


def _noise(study: FlowStudy, words: Words) -> str:
    return words(
        "The assignment stops at a relative gap of {gap}; as a rule of thumb, differences below {tonnes} say "
        "nothing.",
        gap=_gap(study.base["summary"]["gap"] or 0.0, words),
        tonnes=tonnes(study.noise_t, words),
    )


def _gap(gap: float, words: Words) -> str:
    r"""Return a gap as a percentage with its first figure that is not 0.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> [_gap(one, Words.of("en")) for one in (2.7e-8, 8e-5, 0.0)]
    ['0.000003\xa0%', '0.008\xa0%', '0.0\xa0%']
    """
    from math import ceil, log10  # noqa: PLC0415

    return words.num.share(gap, max(1, ceil(-log10(gap * 100))) if gap > 0 else 1)


def _unvalued(study: FlowStudy, words: Words) -> str:
    names = study.base["basis"]["unvalued"]
    if not names:
        return ""
    return words(
        "No value is known of {list}: an hour costs them the least that is assumed.",
        list=words.series(commodity(one, words) for one in names),
    )


def rule(study: FlowStudy, words: Words) -> str:
    """Say how the flows were computed."""
    basis, summary, num = study.base["basis"], study.base["summary"], words.num
    hard = words.series(words(LIMITS[one]) for one in basis["limits"]) or words("nothing")
    who = (
        words("a price: who would pay most goes")
        if basis["rationing"] == "price"
        else words("a wait: who would wait longest goes")
    )
    return words(
        "User equilibrium of {classes} classes of goods: nobody gains by another path. Generalised cost is "
        "the price plus the hours under way at what an hour costs the goods. Lines, crossings and terminals "
        "of known capacity slow down with their use. Hard limits: {hard}; there demand and places are "
        "balanced by {who} (the shadow price). Goods stay behind where no way is left below {factor} times "
        "the cost of their best way on the empty network. One rule holds for all countries.",
        classes=num.whole(summary["classes"]), hard=hard, who=who,
        factor=num.short(basis["stranded_cost_factor"]),
    )  # fmt: skip
