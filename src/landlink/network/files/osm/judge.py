"""What becomes of the lines of an extract that go into a network: compared, passed over or added."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.files.osm.compare import Known, by_pair, shortest_km
from landlink.network.files.osm.decisions import ADDED, AMBIGUOUS, COMPARED, DROPPED, Answers
from landlink.network.files.osm.ends import far_ends
from landlink.network.files.osm.overlay import junctions, overlay
from landlink.network.files.osm.track import Track, degrees, pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.network.files.osm import OsmImport
    from landlink.network.files.osm.match import Match
    from landlink.network.files.osm.overlay import Stretch
    from landlink.network.model import Network

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

NAN = float("nan")
SAME_LINE = 1.1
"""A way that the network has already is the same line if it is at most so many times as long ..."""

SLACK_KM = 2.0
"""... and so much."""

SETTLED = "as the decisions say"


@dataclass(frozen=True)
class Merging:
    """How an extract is put into a network.

    Attributes
    ----------
    within_km : float
        Nothing is joined to a node further away.
    all_stations : bool
        Whether each station becomes a node; if not, those on the way between two nodes are passed.
    replace_lengths : bool
        Whether a link that is there takes the measured length.
    spur_km : float
        A line that leaves the network becomes a link if it is at least so long.
    """

    within_km: float = 2.0
    all_stations: bool = False
    replace_lengths: bool = False
    spur_km: float = 10.0


@dataclass(frozen=True)
class Row:
    """A stretch of the extract between two of its nodes, and what is done with it."""

    tail: str
    head: str
    gauge: float
    status: str
    km: float
    links: Ints
    decision: str
    target: str
    differs_km: float
    reason: str

    def key(self, imported: OsmImport) -> str:
        """Return the key by which decisions tell the stretch."""
        return f"{imported.osm[self.tail]}|{imported.osm[self.head]}|{self.gauge:.0f}|{self.status}"


class Judge:
    """What a merge looks at: both networks, and which node is which."""

    def __init__(
        self, network: Network, imported: OsmImport, how: Merging, answers: Answers, matches: dict[str, Match]
    ) -> None:
        self.network, self.imported, self.how, self.answers = network, imported, how, answers
        self.matches = matches
        self.known = Known(network)
        links = imported.network.links
        index = imported.network.nodes.index()
        self.ids = imported.network.nodes.text("id")
        ends = [
            np.array([index[key] for key in links.text(name)], dtype=np.int64)
            for name in ("from_node", "to_node")
        ]
        nodes = imported.network.nodes
        self.track = Track(
            ends[0],
            ends[1],
            links.number("length_km"),
            np.arange(len(links)),
            nodes.number("lon"),
            nodes.number("lat"),
        )
        self.gauges, self.status = links.number("gauge_mm"), links.text("status")

    def decided(self, node: str) -> str:
        """Return what was decided about a place, empty for a junction."""
        match = self.matches.get(node)
        return match.decision.decision if match else ""

    def target(self, node: str) -> str:
        """Return the node of the network that a place is, empty where it is none."""
        match = self.matches.get(node)
        return match.target if match else ""

    def layer(self, gauge: float, status: str) -> list[Row]:
        """Return what is done with the links of one gauge and status."""
        wanted = np.array([its == status for its in self.status]) & (self.gauges == gauge)
        part = self.track.only(wanted)
        on = np.zeros(len(self.ids), dtype=bool)
        on[part.tail] = on[part.head] = True
        kept = np.array(
            [row for row, node in enumerate(self.ids) if on[row] and self._is_kept(node)], dtype=np.int64
        )
        if not len(kept):
            return []
        stretches = overlay(part, kept)
        rows = [self._judge(gauge, status, stretch, part) for stretch in stretches]
        if self.how.all_stations:
            return rows
        known = np.zeros(len(part.km), dtype=bool)
        for stretch, row in zip(stretches, rows, strict=True):
            known[stretch.edges] |= row.decision != ADDED
        told = [row for row in rows if row.decision != ADDED or row.reason == SETTLED]
        told += self._new_lines(gauge, status, part, known, kept, stretches)
        return told + self._left_over(gauge, status, part, told, kept)

    def _left_over(self, gauge: float, status: str, part: Track, told: list[Row], kept: Ints) -> list[Row]:
        """Return the links of the extract that no row mentions: spurs, second lines, isolated pieces."""
        used = np.zeros(len(self.status), dtype=bool)
        for row in told:
            used[row.links] = True
        piece = pieces(part)
        touched = np.isin(piece, piece[kept])
        rows = []
        for edge in np.flatnonzero(~used[part.way]).tolist():
            near = touched[part.tail[edge]]
            reason = (
                f"a spur under {self.how.spur_km:g} km, or beside a shorter way"
                if near
                else "on a piece that touches no node of the network"
            )
            row = Row(
                self.ids[part.tail[edge]], self.ids[part.head[edge]], gauge, status, float(part.km[edge]),
                part.way[[edge]], DROPPED, "", NAN, reason,
            )  # fmt: skip
            settled = self.answers.of.get(("link", row.key(self.imported)))
            rows.append(replace(row, decision=settled[0], reason=SETTLED) if settled else row)
        return rows

    def _new_lines(
        self, gauge: float, status: str, part: Track, known: Bools, kept: Ints, stretches: list[Stretch]
    ) -> list[Row]:
        """Return the links of lines that the network lacks, cut at their junctions.

        A junction on a line that the network has is tied to it by links along that line.
        """
        ends, _ = far_ends(part, stretches, kept, self.how.spur_km, np.inf)
        kept = np.union1d(kept, ends)
        new = part.only(~known)
        forks = junctions(part, overlay(part, kept), kept)
        forks = forks[degrees(new)[forks] > 0]
        found = overlay(part, np.union1d(kept, forks))
        fresh = [not known[stretch.edges].all() for stretch in found]
        rows = [self._judge(gauge, status, s, part) for s, is_new in zip(found, fresh, strict=True) if is_new]
        tied = {node for row in rows if row.decision == ADDED for node in (row.tail, row.head)}
        tied &= {self.ids[fork] for fork in forks}
        return rows + [
            self._judge(gauge, status, stretch, part)
            for stretch, is_new in zip(found, fresh, strict=True)
            if not is_new and {self.ids[stretch.tail], self.ids[stretch.head]} & tied
        ]

    def _is_kept(self, node: str) -> bool:
        if self.target(node):
            return True
        settled = ("place", self.imported.osm[node]) in self.answers.of
        return self.decided(node) != DROPPED and (
            self.how.all_stations or (settled and self.decided(node) != AMBIGUOUS)
        )

    def _judge(  # noqa: PLR0911  (one return a rule)
        self, gauge: float, status: str, stretch: Stretch, part: Track
    ) -> Row:
        """Decide what becomes of a stretch."""
        tail, head = self.ids[stretch.tail], self.ids[stretch.head]
        ends = self.target(tail), self.target(head)

        def row(decision: str, target: str = "", differs: float = NAN, reason: str = "") -> Row:
            links = part.way[stretch.edges]
            return Row(tail, head, gauge, status, stretch.km, links, decision, target, differs, reason)

        settled = self.answers.of.get(("link", row("").key(self.imported)))
        if settled:
            return row(settled[0], reason=SETTLED)
        unsure = [node for node in (tail, head) if self.decided(node) == AMBIGUOUS]
        if unsure:
            names = " and ".join(self.imported.osm[node] for node in unsure)
            return row(AMBIGUOUS, reason=f"{stretch.km:.1f} km; settle its end {names} first")
        gone = [node for node in (tail, head) if self.decided(node) == DROPPED]
        if gone:
            return row(
                DROPPED, reason=f"its end {self.imported.osm[gone[0]]} is dropped, as the decisions say"
            )
        if all(ends) and ends[0] == ends[1]:
            return row(DROPPED, ends[0], reason="both ends are one node of the network")
        if all(ends):
            same = by_pair(self.known, *ends, gauge)
            if same:
                differs = stretch.km - same[1]
                reason = f"{stretch.km:.1f} km here, {same[1]:.1f} km in the network{same[2]}"
                return row(COMPARED, same[0], differs, reason)
            limit = SAME_LINE * stretch.km + SLACK_KM
            km, way = shortest_km(self.known, *ends, limit)
            if way:
                names = " - ".join(way)
                return row(
                    DROPPED,
                    "|".join(way),
                    stretch.km - km,
                    f"the network has this line: {names}, {km:.1f} km",
                )
        return row(ADDED, reason=f"{stretch.km:.1f} km; the network has no such line")
