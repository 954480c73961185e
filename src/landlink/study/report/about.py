"""Say what a study is about and how it was made: its cargo, its network, the search, the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from landlink.study.report.basemap import load_basemap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from landlink.study.report.text import Words

QUALITIES = ("measured", "published", "derived", "unverified")


def cargo(held: Mapping[str, Any], words: Words) -> str:
    """Describe a cargo in a line.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> cargo({"equipment": "truck", "units": 3, "tonnes": 60}, Words.of("en"))
    '3 trucks, 60 t'
    """
    num = words.num

    def small(value: float | None) -> str:
        return num.number(value, 0 if value is None or float(value).is_integer() else 1)

    parts = [_equipment(held, small(held.get("teu")), words)]
    if held.get("tonnes") is not None:
        parts.append(words("{tonnes} t", tonnes=small(held["tonnes"])))
    if held.get("value_usd") is not None:
        parts.append(words("worth {value} USD", value=num.whole(held["value_usd"])))
    return ", ".join(part for part in parts if part)


def _equipment(held: Mapping[str, Any], teu: str, words: Words) -> str:
    """Say how many of which vehicles or containers."""
    n = held.get("units") or 0
    match held.get("equipment"):
        case "40ft":
            return words.plural(
                "{n} × 40-foot container ({teu} TEU)", "{n} × 40-foot containers ({teu} TEU)", n, teu=teu
            )
        case "20ft":
            return words.plural(
                "{n} × 20-foot container ({teu} TEU)", "{n} × 20-foot containers ({teu} TEU)", n, teu=teu
            )
        case "wagon":
            return words.plural("{n} wagon", "{n} wagons", n)
        case "truck":
            return words.plural("{n} truck", "{n} trucks", n)
        case other:
            return str(other or held.get("kind") or "")


def guarantee(front: Mapping[str, Any] | None, words: Words) -> str:
    """Say what is known about the trade-offs that are not shown.

    Examples
    --------
    >>> from landlink.study.report.text import Words
    >>> guarantee({"criteria": ["time_h"], "points": [[9.0]], "eps": 0.01}, Words.of("en"))
    'Exact: no route is better by time.'
    """
    if not front or not front.get("points"):
        return ""
    criteria = list(front["criteria"])
    names = ", ".join(words.code("criterion", name) for name in criteria)
    n = len(front["points"])
    if len(criteria) == 1:
        return words("Exact: no route is better by {criteria}.", criteria=names)
    if front.get("exact") or not front.get("eps"):
        return words.plural(
            "The exact front of {criteria}: every trade-off there is, {n} of them.",
            "The exact front of {criteria}: every trade-off there is, {n} of them.",
            n, criteria=names,
        )  # fmt: skip
    return words.plural(
        "A cover of the front of {criteria}: for every trade-off there is, the {n} route found is at most "
        "{eps} worse by any criterion.",
        "A cover of the front of {criteria}: for every trade-off there is, one of the {n} routes found is at "
        "most {eps} worse by any criterion.",
        n, criteria=names, eps=words.num.percent(front["eps"]),
    )  # fmt: skip


def network_facts(results: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """Describe the network and how well its rows are known."""
    counts = results["network"].get("quality") or {}
    total = sum(counts.values())
    groups = [
        {
            "key": key,
            "name": words.code("quality", key),
            "text": words.code("what a quality means", key),
            "n": counts.get(key, 0),
            "share": counts.get(key, 0) / total if total else 0.0,
        }
        for key in QUALITIES
    ]
    lead = words(
        "{share} of the network's rows rest on unverified data; each route says how much of its own time "
        "does.",
        share=words.num.share(groups[-1]["share"]),
    )
    return {
        "network_size": network_size(results["network"], words),
        "quality": groups,
        "quality_alt": ", ".join(f"{g['name']} {words.num.share(g['share'])}" for g in groups),
        "lead_quality": lead if total else "",
    }


def network_size(network: Mapping[str, Any], words: Words) -> str:
    """Say how large a network is."""
    parts = (
        words.plural("{n} place", "{n} places", network["nodes"]),
        words.plural("{n} link", "{n} links", network["links"]),
        words.plural("{n} border crossing", "{n} border crossings", network["crossings"]),
        words.plural("{n} service", "{n} services", network["services"]),
        words.plural("{n} country", "{n} countries", network["countries"]),
    )
    return words.series(parts)


def method(results: Mapping[str, Any], words: Words) -> list[str]:
    """List the notes on method, with the cover guarantees of the fronts."""
    fronts = [
        item["front"]
        for shipment in results["shipments"]
        for item in shipment["results"]
        if item.get("front") and item["front"].get("points")
    ]
    said = []
    if fronts and all(front.get("exact") for front in fronts):
        said.append(words("The list of efficient trade-offs is complete (exact)."))
    widest = max((front.get("eps") or 0.0 for front in fronts if not front.get("exact")), default=0.0)
    if widest:
        cover = words(
            "Searches keep a cover of the exact front: for every possible trade-off one was found that is at "
            "most {eps} worse by any criterion. Each chart states what holds for it.",
            eps=words.num.percent(widest),
        )
        said.append(cover)
    said += [
        words("“In 6 of 10 cases” runs from the 20th to the 80th percentile of door-to-door time."),
        words("“Unverified” is the share of a route's time that rests on rows marked unverified."),
        words(
            "The same study file and network give the same figures; closures and delays are computed for all "
            "countries by the same rule."
        ),
        *map(words.free, results["notes"]),
    ]
    base = load_basemap()
    worldview = words.code("worldview", base.worldview)
    basemap = words(
        "Basemap: {attribution}. Equal-area projection; worldview setting: {worldview}.",
        attribution=base.attribution, worldview=worldview,
    )  # fmt: skip
    language = words(
        "Titles of the study, names of services, and the notes and sources of its tables stand as written."
    )
    return [*said, basemap, *([language] if words.language != "en" else [])]


def colophon(study: Mapping[str, Any], words: Words) -> str:
    """Name the program, study file and hash."""
    facts = {"version": study["landlink_version"], "file": study.get("file") or words("Study file")}
    if study.get("study_hash"):
        return words(
            "Made with landlink {version} from {file}, hash {hash}.", hash=study["study_hash"], **facts
        )
    return words("Made with landlink {version} from {file}.", **facts)
