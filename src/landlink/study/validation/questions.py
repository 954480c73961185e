"""What a published figure asks of the model: quantity, cargo, ends, constraints, quantile."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.cargo import Cargo
from landlink.network.places import find_place, plain
from landlink.routing.constraints import Constraints, parse_avoid
from landlink.study.validation.places import Written, is_broad, split_ends, written_place
from landlink.study.validation.words import cell, table

if TYPE_CHECKING:
    from landlink.network import Network
    from landlink.study.validation.figures import Figure

PRESENT = 2025
"""The year that the network describes; plans for later years are no figures of it."""

CAPE_FROM = 2024
"""First year in which liners between Asia and northern Europe went round Africa (December 2023)."""

LEVANT = (20.0, 45.0, 30.0)
"""Longitudes, and the latitude above which, a port lies in the eastern Mediterranean or Black Sea.

Ships to these kept both ways: 35 to 40 days from Shanghai to Poti in 2025 are too few for Africa.
"""

HARBOUR_KM = 120.0
"""How far from a city the port lies that ships call at for it."""

CASPIAN = {"aktau", "kuryk", "turkmenbashi", "anzali", "amirabad", "olya", "makhachkala"}
"""Ports between which and Baku a figure is about ships, which call at Baku's port of Alat."""

_WHOLE = re.compile(
    r"(?:the )?(?:whole|full|entire|total) (?:route|length|corridor|way)|end[- ]to[- ]end", re.IGNORECASE
)

HOURS, NAUTICAL_KM = 24.0, 1.852
KINDS = {"40ft": "containers", "20ft": "containers", "wagon": "wagons", "truck": "trucks"}
WORD = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*", re.IGNORECASE)


@dataclass(frozen=True)
class Question:
    """A published figure, understood.

    Attributes
    ----------
    figure : Figure
    quantity : str
        ``transit_days``, ``price_usd`` or ``distance_km``.
    factor : float
        Published figure times this is in days, dollars for the cargo, or kilometres.
    per_km : bool
        Whether the figure is a price per kilometre.
    cargo : Cargo
    starts, ends : tuple of int
        Node rows that fit alike.
    ways : tuple of Constraints
        The first that leads anywhere is used.
    quantile : str
        ``mean`` or ``p20``: which modelled time.
    part : str
        ``terminal``, ``door``, ``moving``, ``arrived`` or ``whole``: which part of the way.
    train : bool
        Whether it is about a block train made up for it, which needs no service of the network.
    notes : tuple of str
    """

    figure: Figure
    quantity: str
    factor: float
    per_km: bool
    cargo: Cargo
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    ways: tuple[Constraints, ...]
    quantile: str
    part: str
    train: bool = False
    notes: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class _Measure:
    """Quantity, equipment that the words name, what the figure is per, and the factor of its unit."""

    quantity: str
    equipment: str
    per: str
    factor: float


def question_of(network: Network, figure: Figure) -> Question:
    """Return what a figure asks.

    Raises
    ------
    LandlinkError
        If some part of it cannot be understood; the message says which.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.validation.figures import Figure
    >>> network = Network.reference()
    >>> asked = question_of(network, Figure("T1", "TITR", "Xi'an", "Poti/Batumi", "hours", 336, 336, "h"))
    >>> asked.quantity, asked.factor * 336, len(asked.ends), asked.ways[0].via
    ('transit_days', 14.0, 2, ('alat',))
    """
    measure = measure_of(network, figure)
    corridors = _corridors(figure)
    equipment = figure.equipment or _equipment(measure, corridors)
    if equipment not in KINDS:
        raise LandlinkError(f"no equipment {equipment!r}; use {', '.join(KINDS)}")
    mode = _mode(corridors, equipment)
    quantile, part, train = _status(figure, measure.quantity)
    start, end = _ends(network, figure, corridors, mode)
    starts, ends = _directed(network, figure.direction, start, end)
    if set(starts.nodes) >= set(ends.nodes):
        raise LandlinkError("both ends are the same place")
    if mode == "sea" and measure.quantity == "price_usd":
        part = "moving"  # sea freight is quoted from quay to quay
    cargo = _cargo(equipment)
    factor = measure.factor * (cargo.weight_t(network.assumptions) if measure.per == "t" else 1.0)
    told = re.findall(r"(?:via|by|through|round)(?: the)? (suez|cape)\b", figure.status.casefold())
    via = (*figure.via, *start.via, *end.via, *told)
    return Question(
        figure, measure.quantity, factor, measure.per == "km", cargo, starts.nodes, ends.nodes,
        tuple(_ways(network, figure, corridors, equipment, via, starts.nodes[0], ends.nodes[0])),
        quantile, part, train and cargo.kind == "containers",
        tuple(note for note in (start.note, end.note) if note),
    )  # fmt: skip


def _equipment(measure: _Measure, corridors: list[dict[str, str]]) -> str:
    """Return what carries the goods: on a corridor of trucks a box or a tonne goes by truck."""
    of_corridor = _first(corridors, "equipment")
    if of_corridor and measure.equipment != "wagon":
        return of_corridor
    return (of_corridor if measure.per == "t" else "") or measure.equipment or "40ft"


def _ends(
    network: Network, figure: Figure, corridors: list[dict[str, str]], mode: str
) -> tuple[Written, Written]:
    """Return both ends; one cell may hold the whole way, and a corridor has ends of its own."""
    between: tuple[str, ...] = ()
    origin, destination = figure.origin, figure.destination
    if not origin or not destination:
        one, between, other = split_ends(network, origin or destination, mode)
        if other:
            origin, destination = one, other
    if _WHOLE.fullmatch(origin.strip()):
        origin = ""
    start = written_place(network, origin or _first(corridors, "from"), mode)
    end = written_place(network, destination or _first(corridors, "to") or "?", mode)
    keys = network.nodes.text("id")
    across = {"baku"} & {keys[node] for node in (*start.nodes, *end.nodes)}
    across = across and CASPIAN & {keys[node] for node in (*start.nodes, *end.nodes)}
    if across:
        start, end = _at_alat(network, start), _at_alat(network, end)
    if mode == "sea":
        start, end = _harbour(network, start), _harbour(network, end)
    return start._replace(via=(*start.via, *between)), end


def _at_alat(network: Network, place: Written) -> Written:
    index = network.nodes.index()
    nodes = tuple(index["alat"] if node == index["baku"] else node for node in place.nodes)
    return place._replace(nodes=tuple(dict.fromkeys(nodes)))


def _harbour(network: Network, place: Written) -> Written:
    """Take the nearest port of call where ships are meant and the place lies inland."""
    lon, lat = network.nodes.number("lon"), network.nodes.number("lat")
    tails, heads = network.ends
    at_sea = np.array([mode in ("sea", "ferry") for mode in network.links.text("mode")], dtype=bool)
    land = np.array([country != "XZ" for country in network.nodes.text("country")], dtype=bool)
    called = np.intersect1d(np.union1d(tails[at_sea], heads[at_sea]), np.flatnonzero(land))
    nodes, notes = [], [place.note] if place.note else []
    for node in place.nodes:
        away_km = 111.2 * np.hypot(
            lat[called] - lat[node], (lon[called] - lon[node]) * np.cos(np.radians(lat[node]))
        )
        port = int(called[int(away_km.argmin())]) if away_km.min() <= HARBOUR_KM else node
        nodes.append(port)
        if port != node:
            names = network.nodes.text("name")
            notes.append(f"{names[node]} stands for its port {names[port]}")
    return Written(tuple(dict.fromkeys(nodes)), place.via, "; ".join(notes))


def measure_of(network: Network, figure: Figure) -> _Measure:
    """Return what a figure measures; its unit decides where unit and metric disagree.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.validation.figures import Figure
    >>> one = Figure("T", "", "a", "b", "usd_feu", 1, 1, "EUR/TEU")
    >>> found = measure_of(Network.reference(), one)
    >>> found.quantity, found.equipment, round(found.factor, 2)
    ('price_usd', '20ft', 1.13)
    """
    if not math.isfinite(figure.middle):
        raise LandlinkError("low and high hold no number")
    if figure.low <= 0:
        raise LandlinkError(f"low is {figure.low:g}; a figure must be above zero")
    unit, metric = figure.unit.casefold(), figure.metric.casefold()
    known = {row["word"]: row for row in table("metrics")}
    parts = [piece for word in WORD.findall(metric) for piece in (word, *word.split("_"))]
    words = [word for word in (metric, *parts) if word in known and word != "usd"]
    by_metric = known[words[0]] if words else None
    quantity = _quantity_of_unit(unit) or (by_metric["quantity"] if by_metric else "")
    _refuse(figure, unit, metric, quantity)
    if not quantity:
        raise LandlinkError(f"neither the metric {figure.metric!r} nor the unit {figure.unit!r} is known")
    if quantity == "transit_days":
        return _Measure(quantity, "", "", _days(unit or metric))
    if quantity == "distance_km":
        nautical = re.search(r"\bnm\b|nautical", f"{unit} {metric}") is not None
        return _Measure(quantity, "", "", NAUTICAL_KM if nautical else 1.0)
    equipment, per = _per(unit)
    if by_metric and by_metric["quantity"] == quantity:
        equipment, per = equipment or by_metric["equipment"], per or by_metric["per"]
    return _Measure(quantity, equipment, per, _currency(network, unit, metric))


def _refuse(figure: Figure, unit: str, metric: str, quantity: str) -> None:
    """Raise where a figure is about something else than one whole route and what a shipper pays."""
    if re.search(r"km\s*(?:/|per|a|_)\s*(?:d|h)", f"{unit} {metric}"):
        raise LandlinkError("a speed is neither a time, a price nor a distance of a route")
    if re.search(r"(?:/|per |_)(?:kg|m3|cbm)\b", f"{unit} {metric}"):
        raise LandlinkError(
            "a price by kilogram or cubic metre is one of parcels, not of boxes, wagons or trucks"
        )
    if re.search(r"\bair\b|aviation", figure.corridor.casefold()):
        raise LandlinkError("the model knows no aircraft")
    _refuse_intentions(figure)
    if re.search(
        r"extra|additional|added|saving|saved|difference|delta|change|premium|discount",
        f"{metric} {figure.status.casefold()}",
    ):
        raise LandlinkError("a difference between two ways is not a figure of one of them")
    if (
        unit
        and not _quantity_of_unit(unit)
        and re.search(r"%|percent|ratio|times|\bx\b|\bm?t\b|teu|train", unit)
    ):
        raise LandlinkError(f"the unit {figure.unit!r} is neither a time, a price nor a distance")
    if re.search(
        r"capacit|volume|throughput|tonnage|traffic|frequenc|trains|vessels|dwell|queue|waiting", metric
    ):
        raise LandlinkError(
            f"the metric {figure.metric!r} is neither a time, a price nor a distance of a whole way"
        )
    if quantity == "price_usd" and "infrastructure" in f"{figure.status} {metric} {figure.origin}".casefold():
        raise LandlinkError("an infrastructure charge is only a part of what a shipper pays")


def _refuse_intentions(figure: Figure) -> None:
    """Raise where a figure is about what shall once be: today's network cannot be held to it."""
    said = figure.status.casefold()
    years = [int(year) for year in re.findall(r"20\d\d", said)] + ([figure.year] if figure.year else [])
    wish = re.search(r"\b(?:target|goal|aim|ambition|potential|after (?:completion|upgrade))", said)
    if wish and not re.search(r"actual|achieved|record", said):
        raise LandlinkError(f"{figure.status!r} is an aim, not a figure of what is")
    if re.search(r"\b(?:plan|design|forecast|project)", said) and max(years, default=0) > PRESENT:
        raise LandlinkError(
            f"{figure.status!r} is about {max(years)}, after the network's own year {PRESENT}"
        )


def _quantity_of_unit(unit: str) -> str:
    if re.search(r"usd|us\$|\$|eur|€|dollar|chf|cny|rub|kzt|gbp|£", unit):
        return "price_usd"
    if re.fullmatch(r"d|days?|h|hrs?|hours?|weeks?|дн.*|сут.*|tage?", unit):
        return "transit_days"
    return "distance_km" if re.fullmatch(r"km|kilomet\w+|nm|nautical miles?", unit) else ""


def _days(text: str) -> float:
    if re.search(r"\bh\b|hrs?\b|hours?", text):
        return 1 / HOURS
    return 7.0 if "week" in text else 1.0


def _per(unit: str) -> tuple[str, str]:
    """Return equipment and what a price is per, out of its unit."""
    for pattern, equipment, per in (
        (r"feu|40\s*['’]?\s*(?:ft|foot|hc|hq|')?", "40ft", "box"),
        (r"teu|20\s*['’]?\s*(?:ft|foot|dc|gp|')?", "20ft", "box"),
        (r"wagon|car\b", "wagon", "box"),
        (r"truck|lorry|tir", "truck", "box"),
        (r"/\s*(?:t|ton|tons|tonne|tonnes)\b|per (?:t|ton|tonne)\b", "", "t"),
    ):
        if re.search(pattern, unit):
            return equipment, "km" if re.search(r"km", unit) and per == "box" else per
    return "", "km" if re.search(r"/\s*km|per km", unit) else ""


def _currency(network: Network, unit: str, metric: str) -> float:
    text = f"{unit} {metric}"
    if re.search(r"eur|€", text):
        return network.assumptions.get("usd_per_eur", math.nan)
    if re.search(r"chf|cny|rmb|rub|kzt|gbp|£", text):
        raise LandlinkError(f"the currency of {unit!r} is neither USD nor EUR")
    return 1.0


def _cargo(equipment: str) -> Cargo:
    kind = KINDS[equipment]
    return Cargo(kind, teu={"40ft": 2.0, "20ft": 1.0}[equipment]) if kind == "containers" else Cargo(kind)


def _corridors(figure: Figure) -> list[dict[str, str]]:
    """Return the corridors that the words name, the longest match of each part first."""
    found: list[dict[str, str]] = []
    for part in re.split(r"[/;+]|\bvs\b", re.sub("[‐-―−]", "-", figure.corridor)):
        text = f" {' '.join(re.findall(r'[a-z0-9-]+', part.casefold()))} "
        fitting = [row for row in _by_length() if f" {row['word']} " in text]
        if fitting and fitting[0] not in found:
            found.append(fitting[0])
    return found


@lru_cache(maxsize=1)
def _by_length() -> tuple[dict[str, str], ...]:
    return tuple(sorted(table("corridors"), key=lambda row: -len(row["word"])))


def _first(corridors: list[dict[str, str]], column: str) -> str:
    return next((row[column] for row in corridors if row[column]), "")


def _mode(corridors: list[dict[str, str]], equipment: str) -> str:
    if equipment == "truck":
        return "road"
    avoided = cell(corridors[0]["avoid"]) if corridors else ()
    return "sea" if {"rail", "road"} <= set(avoided) else ""


def _status(figure: Figure, quantity: str) -> tuple[str, str, bool]:
    """Return which modelled time, which part of the way, and whether a single train is meant."""
    words = f" {' '.join(re.findall(r'[a-zа-я]+', f'{figure.status} {figure.metric}'.casefold()))} "
    row = next((row for row in table("statuses") if f" {row['word']} " in words), None)
    if quantity == "transit_days":
        said = f"{figure.status} {figure.note}".casefold()
        door = figure.from_point == "door" or re.search(r"door[- ]to[- ]door", said) is not None
        single = row is not None and row["train"] == "yes"
        return (row["time"] if row else "mean"), "door" if door else "terminal", single
    return "mean", row["price"] if row else "whole", False


def _directed(network: Network, direction: str, start: Written, end: Written) -> tuple[Written, Written]:
    """Turn the ends round where the figure says that it is about the other direction."""
    lon = network.nodes.number("lon")
    west = bool(lon[end.nodes[0]] < lon[start.nodes[0]])
    wrong = (direction.startswith("east") and west) or (direction.startswith("west") and not west)
    return (end, start) if wrong else (start, end)


def _ways(
    network: Network,
    figure: Figure,
    corridors: list[dict[str, str]],
    equipment: str,
    via: tuple[str, ...],
    start: int,
    end: int,
) -> list[Constraints]:
    """Return constraints to be tried in order: all corridors that are named, then each, then none."""
    countries = set(network.nodes.text("country"))
    mode = _mode(corridors, equipment)
    named = [name for name in via if not _is_corridor(name) and name not in countries and not is_broad(name)]
    asked = tuple(_passed(network, _way(name), mode) for name in named)
    rows = [*corridors, *(row for name in via for row in _corridors(replace(figure, corridor=name)))]
    plain_avoid = () if equipment == "truck" else ("road",)
    if not rows:
        rows = [{"avoid": "|".join(plain_avoid), "via": "", "axis": ""}]
    sets = [rows] if len(rows) == 1 else [rows, *([row] for row in rows)]
    ways = []
    for chosen in sets:
        avoid = {word for row in chosen for word in cell(row["avoid"])} | set(figure.avoid)
        if equipment == "truck":
            avoid -= {"road"}
        passed = [name for row in chosen for name in _between(network, row, start, end)]
        avoid = _of_year(network, figure, avoid, asked, (start, end))
        ways.append(_constraints(network, avoid, (*asked, *passed), start, end))
    if any(one.via for one in ways):
        ways.append(replace(ways[0], via=asked))
    land = ("rail", "road")
    ways += [  # the ends may lie off the corridor's own mode: a truck or train leads there
        replace(one, avoid_modes=tuple(mode for mode in one.avoid_modes if mode not in land)) for one in ways
    ]
    return list(dict.fromkeys(ways))


def _passed(network: Network, name: str, mode: str) -> str:
    """Return the place that is gone through; the table of words settles names that two places have."""
    keys = network.nodes.text("id")
    try:
        return keys[find_place(network, name)]
    except LandlinkError:
        try:
            return keys[written_place(network, name, mode).nodes[0]]
        except LandlinkError:
            pass
        raise


def _way(name: str) -> str:
    return {"cape": "cape-of-good-hope", "suez canal": "suez"}.get(name.casefold().strip(), name)


def _is_corridor(name: str) -> bool:
    words = {row["word"] for row in table("corridors")} - {"suez", "cape", "caspian", "black sea"}
    return name.casefold().strip() in words


def _of_year(
    network: Network, figure: Figure, avoid: set[str], asked: tuple[str, ...], ends: tuple[int, int]
) -> set[str]:
    """Close Suez to liners from 2024 on and the Cape before, unless the figure names one of them."""
    chosen = {"suez", "cape-of-good-hope"} & ({*avoid, *asked})
    lon, lat = network.nodes.number("lon"), network.nodes.number("lat")
    near = any(LEVANT[0] < lon[end] < LEVANT[1] and lat[end] > LEVANT[2] for end in ends)
    if figure.year is None or chosen or (near and figure.year >= CAPE_FROM):
        return avoid
    return avoid | {"suez" if figure.year >= CAPE_FROM else "cape-of-good-hope"}


def _between(network: Network, row: dict[str, str], start: int, end: int) -> list[str]:
    """Return the places of a corridor that lie between the ends, in the order of travel."""
    if not row["axis"]:
        return []
    place = network.nodes.number(row["axis"])
    index = network.nodes.index()
    low, high = sorted((float(place[start]), float(place[end])))
    inside = [name for name in cell(row["via"]) if name in index and low < place[index[name]] < high]
    return sorted(inside, key=lambda name: abs(float(place[index[name]] - place[start])))


def _constraints(
    network: Network, avoid: set[str], via: tuple[str, ...], start: int, end: int
) -> Constraints:
    lon, lat, index = network.nodes.number("lon"), network.nodes.number("lat"), network.nodes.index()
    keys = network.nodes.text("id")
    ends = {keys[start], keys[end]}
    kept = {word for word in avoid if plain(word) not in {plain(name) for name in (*ends, *via)}}
    countries = {network.nodes.text("country")[node] for node in (start, end, *(index[name] for name in via))}
    held: dict[str, Any] = dict(parse_avoid(network, sorted(kept - countries)))
    if "alat" in (*via, *ends):
        via = tuple(name for name in via if name != "baku")  # Baku's port is Alat: one call is enough
    ordered = sorted(
        dict.fromkeys(name for name in via if name not in ends),
        key=lambda name: float(np.hypot(lon[index[name]] - lon[start], lat[index[name]] - lat[start])),
    )
    return Constraints(**held, via=tuple(ordered))
