"""Putting an extract into a network: nothing is snapped, replaced or added without a row that says so."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.files.osm import rows as rows_of
from landlink.network.files.osm.decisions import (
    ADDED,
    APART,
    COMPARED,
    DROPPED,
    MERGE,
    NO_ANSWERS,
    Answers,
    Decision,
)  # fmt: skip
from landlink.network.files.osm.judge import Judge, Merging, Row
from landlink.network.files.osm.links import most
from landlink.network.files.osm.match import Match, match_places
from landlink.network.files.osm.places import unique_keys
from landlink.network.problems import NetworkError, Problem

if TYPE_CHECKING:
    from landlink.network.files.osm import OsmImport
    from landlink.network.model import Network
    from landlink.network.table import Table

NAN = float("nan")


def merge(
    network: Network, imported: OsmImport, how: Merging | None = None, answers: Answers = NO_ANSWERS
) -> tuple[Network, list[Decision]]:
    """Return a network with the railways of an extract put into it, and every decision taken.

    Places are matched with nodes by `match_places`. The railways of the extract are then cut down
    to the matched places and the far ends of lines, all distances kept. A link between two nodes
    that the network joins already, directly or by way of others, is compared and not added.

    Parameters
    ----------
    network : Network
    imported : OsmImport
    how : Merging, optional
    answers : Answers
        Decisions that a user has settled.

    Raises
    ------
    NetworkError
        If a settled decision is about something that the extract does not hold.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.network import Network
    >>> from landlink.network.files.osm import read_osm
    >>> from landlink.testing import write_small_extract
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     imported = read_osm(write_small_extract(Path(folder) / "tashkent.osm.pbf"))
    >>> merged, decisions = merge(Network.reference(), imported)
    >>> [(row.name, row.target) for row in decisions if row.decision == "joined"][:2]
    [('Keles', 'keles'), ('Tashkent-Passenger', 'tashkent')]
    """
    how = how or Merging()
    matches = match_places(imported, network.nodes, how.within_km, answers)
    _check_answers(imported, answers)
    state = Judge(network, imported, how, answers, {match.node: match for match in matches})
    rows: list[Row] = []
    for gauge, status in sorted(
        set(
            zip(
                imported.network.links.number("gauge_mm").tolist(),
                imported.network.links.text("status"),
                strict=True,
            )
        ),
        key=lambda pair: (pair[1] == "project", pair[0]),
    ):
        rows += state.layer(gauge, status)
    merged, added, decisions = _apply(state, rows)
    return merged, [*_places_told(matches, added, state), *decisions]


def _check_answers(imported: OsmImport, answers: Answers) -> None:
    """Raise NetworkError unless the extract holds all that was settled."""
    known = set(imported.osm.values())
    problems = []
    for what, key in answers.of:
        lost = [part for part in key.split("|")[:2] if part not in known]
        if what in ("place", "link") and lost:
            problems.append(
                Problem(
                    "unknown-place", answers.file, answers.lines[what, key], "key", key,
                    f"the extract has no place {lost[0]}",
                    "Take the row out, or import with the options of before.",
                )
            )  # fmt: skip
    if problems:
        raise NetworkError(problems)


def _places_told(matches: list[Match], added: set[str], state: Judge) -> list[Decision]:
    """Say what became of each place, now that it is known which were needed."""
    told = []
    for match in matches:
        row = match.decision
        if row.decision in (ADDED, APART) and match.node not in added:
            reason = f"{row.reason}; no new link ends here, so it is not added"
            row = Decision(
                row.step, row.what, row.key, row.name, DROPPED, row.target, row.distance_km, reason
            )
        told.append(row)
    return told + [
        Decision(
            MERGE, "place", state.imported.osm[node], _name(state, node), ADDED, "", NAN,
            "the end of a line or a junction",
        )
        for node in sorted(added - set(state.matches))
    ]  # fmt: skip


def _name(state: Judge, node: str) -> str:
    nodes = state.imported.network.nodes
    return nodes.text("name")[nodes.index()[node]]


def _apply(state: Judge, rows: list[Row]) -> tuple[Network, set[str], list[Decision]]:
    """Add what is to be added, replace the lengths if asked."""
    network, imported = state.network, state.imported
    new = [row for row in rows if row.decision == ADDED]
    needed = {node for row in new for node in (row.tail, row.head) if not state.target(node)}
    ordered = [node for node in state.ids if node in needed]
    keys = unique_keys(((node, imported.osm[node]) for node in ordered), network.nodes.text("id"))
    became = dict(zip(ordered, keys, strict=True)) | {
        node: match.target for node, match in state.matches.items() if match.target
    }
    decisions = [
        Decision(MERGE, "link", row.key(imported), f"{_name(state, row.tail)} - {_name(state, row.head)}",
                 row.decision, row.target, row.differs_km, _reason(state, row))
        for row in rows
    ]  # fmt: skip
    replaced = [row for row in rows if row.decision == COMPARED] if state.how.replace_lengths else []
    if not new and not replaced:
        return network, set(), decisions
    source, network = _with_source(network, imported)
    network = network.with_table(_more_nodes(state, ordered, keys, source))
    network = network.with_table(_more_links(state, new, became, source))
    return _with_lengths(network, replaced, source), needed, decisions


def _reason(state: Judge, row: Row) -> str:
    if row.decision == COMPARED and state.how.replace_lengths:
        return f"{row.reason}; the length measured here was taken"
    return row.reason


def _with_source(network: Network, imported: OsmImport) -> tuple[str, Network]:
    """Return the key of the extract among the sources of a network that has it."""
    own = imported.network.tables["sources"]
    key = rows_of.source_key(imported.extract)
    row = own.take([own.index()[key]])
    held = network.tables["sources"]
    number, free = 2, key
    while free in held.index():
        if held.text("title")[held.index()[free]] == row.text("title")[0]:
            return free, network
        free, number = f"{key}-{number}", number + 1
    return free, network.with_table(held.joined(row.with_column("key", [free])))


def _more_nodes(state: Judge, ordered: list[str], keys: list[str], source: str) -> Table:
    held, own = state.network.nodes, state.imported.network.nodes
    rows = own.take([own.index()[node] for node in ordered])
    taken = {
        (name.casefold(), country)
        for name, country in zip(held.text("name"), held.text("country"), strict=True)
    }
    names = [
        f"{name} (OSM {state.imported.osm[node]})" if (name.casefold(), country) in taken else name
        for node, name, country in zip(ordered, rows.text("name"), rows.text("country"), strict=True)
    ]
    rows = rows.with_column("id", keys).with_column("name", names).with_column("source", [source] * len(keys))
    return held.joined(rows)


def _more_links(state: Judge, new: list[Row], became: dict[str, str], source: str) -> Table:
    """Return the links of the network and those that are added."""
    held, own = state.network.links, state.imported.network.links
    rows = own.take([int(row.links[0]) for row in new])
    ends = [(became[row.tail], became[row.head]) for row in new]
    taken = set(held.text("id"))
    ids = []
    for tail, head in ends:
        base = key = f"rail-{tail}-{head}"
        number = 2
        while key in taken:
            key, number = f"{base}-{number}", number + 1
        taken.add(key)
        ids.append(key)
    lengths = [own.number("length_km")[row.links] for row in new]

    def common(name: str) -> list[str]:
        values = own.text(name)
        parts = [[values[link] for link in row.links] for row in new]
        if name == "country":
            return [most(part, km)[0] for part, km in zip(parts, lengths, strict=True)]
        return [part[0] if len(set(part)) == 1 else "" for part in parts]

    tracks = [own.number("tracks")[row.links] for row in new]
    rows = rows.with_column("id", ids).with_column("source", [source] * len(new))
    rows = rows.with_column("from_node", [tail for tail, _ in ends]).with_column(
        "to_node", [head for _, head in ends]
    )
    rows = rows.with_column("length_km", np.array([round(row.km, 3) for row in new]))
    rows = rows.with_column(
        "tracks", np.array([part.min() if np.isfinite(part).all() else NAN for part in tracks])
    )
    for name in ("country", "traction", "project"):
        rows = rows.with_column(name, common(name))
    rows = rows.with_column("project", [
        project or (f"OpenStreetMap: {key}" if row.status == "project" else "")
        for project, key, row in zip(rows.text("project"), ids, new, strict=True)
    ])  # fmt: skip
    return held.joined(rows.with_column("note", [_note(own, row) for row in new]))


def _note(own: Table, row: Row) -> str:
    """Return the notes of the links that a stretch is made of, each once."""
    counts = Counter(own.text("note")[link] for link in row.links.tolist())
    notes = "; ".join(note for note in counts if note) if len(counts) < 4 else "notes differ along the line"
    return f"{notes}; {len(row.links)} links of the extract" if len(row.links) > 1 else notes


def _with_lengths(network: Network, rows: list[Row], source: str) -> Network:
    """Return the network with measured lengths in place of its own."""
    links = network.links
    km, index = links.number("length_km").copy(), links.index()
    sources, qualities = list(links.text("source")), list(links.text("quality"))
    for row in rows:
        at = index[row.target]
        km[at], sources[at], qualities[at] = round(row.km, 3), source, "measured"
    changed = (
        links.with_column("length_km", km).with_column("source", sources).with_column("quality", qualities)
    )
    return network.with_table(changed)
