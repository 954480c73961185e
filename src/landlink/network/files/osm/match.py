"""Which place of an extract is which node of a network: by name, distance and country."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.files.osm.decisions import (
    ADDED,
    AMBIGUOUS,
    APART,
    DROPPED,
    JOINED,
    MERGE,
    Answers,
    Decision,
)  # fmt: skip
from landlink.network.geodesy import great_circle_km
from landlink.network.places import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from landlink.network.files.osm import OsmImport
    from landlink.network.table import Table

NAN = float("nan")
SETTLED = "as the decisions say"
ALIKE = 85.0
"""Names are the same if their similarity (rapidfuzz, 0 to 100) is at least this."""

LOOK_KM = 20.0
"""A node of the same name further away than ``within_km`` is mentioned up to this distance."""

OSM_NODE = re.compile(r"OpenStreetMap node (\d+)")
"""How a node of an earlier import says which one it is."""

NEAR_BORDER = re.compile(r"country: near the border with ([A-Z, ]+)")
"""How a place of an import says that its country is a guess."""

GENERIC = re.compile(
    r"\b(railway|train|station|terminal|central|temir|yo'?l[iı]?|vokzali?|vaqzal[iı]?|vağzal[ıi]?|dəmiryol[uı]?"
    r"|demiryol[uı]?|stansiyas[ıi]|stantsiya|ж/?д|вокзал|станция|passenger|tovarny|cargo)\b|\(.*?\)|\d+"
)
"""Words of names that do not tell places apart."""


@dataclass(frozen=True)
class Match:
    """What a place of the extract became.

    Attributes
    ----------
    node : str
        Key in the imported network.
    target : str
        Key of the node of the other network; empty unless joined.
    decision : Decision
    """

    node: str
    target: str
    decision: Decision


def spellings(names: Iterable[str]) -> set[str]:
    """Return names as they are compared: plain, and without words such as "station".

    Examples
    --------
    >>> sorted(spellings(["Sarakhs (Iran)", "Zəyəm Stansiyası"]))
    ['sarakhs', 'sarakhsiran', 'zəyəm', 'zəyəmstansiyasi']
    """
    found = set()
    for name in names:
        found |= {plain(name), plain(GENERIC.sub(" ", name.casefold()))}
    return {name for name in found if len(name) > 1}


def alike(one: set[str], other: set[str]) -> float:
    """Return how similar two sets of spellings are, 0 to 100.

    Examples
    --------
    >>> alike({"farap"}, {"farab"}), alike({"kaka"}, {"kaka"}), alike(set(), {"kaka"})
    (80.0, 100.0, 0.0)
    """
    from rapidfuzz import fuzz  # noqa: PLC0415

    if one & other:
        return 100.0
    return max((fuzz.ratio(a, b) for a in one for b in other if a[0] == b[0]), default=0.0)


def match_places(imported: OsmImport, nodes: Table, within_km: float, answers: Answers) -> list[Match]:
    """Match stations and borders of an extract with nodes of a network.

    A place is joined where exactly one node within reach has its name and its country (or, for a
    place near a border, that of the neighbour). Where
    several have, or one of another name or country lies there, it is `ambiguous` and not joined.
    One node takes one place: the one whose name is most like its own, then the nearest.

    Parameters
    ----------
    imported : OsmImport
    nodes : Table
        Of the other network.
    within_km : float
    answers : Answers
        What a user has settled; it wins.

    Returns
    -------
    list of Match
        One for each place that is a station or a border.
    """
    own = imported.network.nodes
    noted = [OSM_NODE.match(note) for note in nodes.text("note")]
    land = [row for row, kind in enumerate(nodes.text("kind")) if kind != "waypoint" or noted[row]]
    theirs = _Nodes(nodes, np.array(land, dtype=np.int64))
    found: list[tuple[Match, float]] = []
    for row, (node, kind) in enumerate(zip(own.text("id"), own.text("kind"), strict=True)):
        key = imported.osm[node]
        if kind in ("station", "border") or ("place", key) in answers.of or key in theirs.of_osm:
            found.append(_match(imported, own, row, theirs, within_km, answers))
    return _one_each(found)


class _Nodes:
    """Nodes of the other network, with their spellings."""

    def __init__(self, table: Table, rows: NDArray[np.int64]) -> None:
        self.ids = [table.text("id")[row] for row in rows]
        self.countries = [table.text("country")[row] for row in rows]
        notes = [OSM_NODE.match(table.text("note")[row]) for row in rows]
        self.of_osm = {f"n{note[1]}": number for number, note in enumerate(notes) if note}
        self.lon, self.lat = table.number("lon")[rows], table.number("lat")[rows]
        self.spelled = [
            spellings(
                [table.text("name")[row], table.text("id")[row], *table.text("local_names")[row].split("|")]
            )
            for row in rows
        ]


def _match(  # noqa: PLR0911  (one return a rule)
    imported: OsmImport, own: Table, row: int, theirs: _Nodes, within_km: float, answers: Answers
) -> tuple[Match, float]:
    """Match one place; return how sure the match is, too."""
    node = own.text("id")[row]
    lon, lat = own.number("lon")[row], own.number("lat")[row]
    away = np.atleast_1d(great_circle_km(theirs.lon, theirs.lat, lon, lat))
    key = imported.osm[node]
    settled = answers.of.get(("place", key))
    if settled:
        return _settled(node, own.text("name")[row], key, settled, theirs, away, answers), np.inf
    spelled = spellings([*imported.names[node], node])
    country = own.text("country")[row]
    near = [int(n) for n in np.argsort(away, kind="stable") if away[n] <= max(within_km, LOOK_KM)]
    close = [n for n in near if away[n] <= within_km]
    score = {n: alike(spelled, theirs.spelled[n]) for n in near}
    named = [n for n in close if score[n] >= ALIKE]
    doubt = NEAR_BORDER.search(own.text("note")[row])
    countries = {country, *(doubt[1].split(", ") if doubt else ())}
    same = [n for n in named if theirs.countries[n] in countries]

    def say(decision: str, targets: list[int], reason: str) -> Match:
        km = float(away[targets[0]]) if targets else NAN
        target = "|".join(theirs.ids[n] for n in targets)
        row_of = Decision(MERGE, "place", key, own.text("name")[row], decision, target, km, reason)
        return Match(node, target if decision == JOINED else "", row_of)

    if key in theirs.of_osm and theirs.of_osm[key] in close:
        return say(JOINED, [theirs.of_osm[key]], "the same OpenStreetMap node"), 1e6
    if len(same) == 1:
        exact = "the same name" if score[same[0]] == 100 else f"a name {score[same[0]]:.0f} % alike"
        where = theirs.countries[same[0]]
        side = (
            "" if where == country else ", on the other side of the border by the outlines, which are coarse"
        )
        return say(JOINED, same, f"{exact}, in {where}{side}"), score[same[0]] * 1000 - float(away[same[0]])
    if same:
        return say(AMBIGUOUS, same, "several nodes of this name are near; which is it?"), 0.0
    if named:
        homes = ", ".join(sorted({theirs.countries[n] for n in named}))
        return say(
            AMBIGUOUS, named, f"the name fits, but the node is in {homes}, the place in {country}"
        ), 0.0
    if close:
        return say(AMBIGUOUS, close[:1], "a node of another name is near; is it the same place?"), 0.0
    far = [n for n in near if score[n] == 100 and theirs.countries[n] == country][:1]
    if far:
        return say(APART, far, f"the same name, but further away than {within_km:g} km"), 0.0
    return say(ADDED, [], "no node of the network is near"), 0.0


def _settled(
    node: str,
    name: str,
    key: str,
    settled: tuple[str, str],
    theirs: _Nodes,
    away: NDArray[np.float64],
    answers: Answers,
) -> Match:
    """Do as the user says."""
    decision, target = settled
    km = NAN
    if decision == JOINED:
        if target not in theirs.ids:
            line = answers.lines["place", key]
            raise LandlinkError(
                f"{answers.file}:{line} target: no node {target!r} in the network; write the id of a node"
            )
        km = float(away[theirs.ids.index(target)])
    row = Decision(MERGE, "place", key, name, decision, target, km, SETTLED)
    return Match(node, target if decision == JOINED else "", row)


def _one_each(found: list[tuple[Match, float]]) -> list[Match]:
    """Let each node take one place, and keep the others apart."""
    best: dict[str, tuple[float, str]] = {}
    for match, sure in found:
        if match.target and sure > best.get(match.target, (-np.inf, ""))[0]:
            best[match.target] = (sure, match.node)
    keys = {match.node: match.decision.key for match, _ in found}
    takes = {node: keys[owner] for node, (_, owner) in best.items()}
    matches = []
    for match, sure in found:
        row = match.decision
        taken = takes.get(row.target) if row.decision in (JOINED, AMBIGUOUS) else None
        if taken and taken != row.key and sure < np.inf:
            reason = f"{row.target} is {taken}, whose name fits better or which is nearer"
            row = Decision(row.step, row.what, row.key, row.name, APART, row.target, row.distance_km, reason)
            matches.append(Match(match.node, "", row))
        else:
            matches.append(match)
    return matches


__all__ = ["DROPPED", "Match", "alike", "match_places", "spellings"]
