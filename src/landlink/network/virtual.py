"""The virtual network: a network and a cargo become a graph of operations.

Each place is split by mode, gauge and service, and every operation is an arc (Jourquin and
Beuthe 1996, "Transportation policy analysis with a geographic information system: the virtual
network of freight transportation in Europe", Transportation Research Part C 4(6)).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from landlink.network.arcs import ArcList, Arcs, Kind
from landlink.network.moves import by_sailing, moves
from landlink.network.operations import TERMINAL_KINDS, Border, Borders, Operation, Transfers, wait
from landlink.network.paths import service_paths
from landlink.network.schema import TABLES
from landlink.network.timing import Calls, Dates, Sailing, Timing, sailings, timing_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.network.cargo import Cargo
    from landlink.network.model import Network

    Ints = NDArray[np.int64]

OPEN_MODES = ("rail", "road")
"""Modes with ordinary traffic; the others need a service."""


@dataclass(frozen=True)
class SearchGraph:
    """The virtual network of one network, scenario and cargo.

    Attributes
    ----------
    network : Network
    cargo : Cargo
    arcs : Arcs
        Every operation, as arrays.
    vertices : int
        Number of vertices. The first ``len(network.nodes)`` are the places at which cargo is
        handed in, the next as many those at which it is handed out.
    timing : Timing, optional
        Departures and opening hours, where it was built from a moment on.
    """

    network: Network
    cargo: Cargo
    arcs: Arcs
    place: Ints
    timing: Timing | None = None

    def origin(self, node: int) -> int:
        """Return the vertex at which cargo is handed in at a node row.

        Examples
        --------
        >>> from landlink.network import Cargo, Network
        >>> build(Network.reference(), Cargo()).origin(3)
        3
        """
        return node

    def destination(self, node: int) -> int:
        """Return the vertex at which cargo is handed out at a node row.

        Examples
        --------
        >>> from landlink.network import Cargo, Network
        >>> graph = build(Network.reference(), Cargo())
        >>> graph.destination(3) - graph.origin(3) == len(graph.network.nodes)
        True
        """
        return len(self.network.nodes) + node


def build(network: Network, cargo: Cargo, dates: Dates | None = None) -> SearchGraph:
    """Build the virtual network.

    Cargo is loaded, waits, moves, crosses borders, changes mode or gauge, and is unloaded:
    every one of these is an arc with its hours, variance, dollars and emissions, and the rows
    of the tables that they rest on.

    Parameters
    ----------
    network : Network
    cargo : Cargo
    dates : Dates, optional
        Moment to count from: then services run by their timetables where they have one, and
        what has opening hours waits for them.

    Returns
    -------
    SearchGraph

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> graph = build(Network.reference(), Cargo())
    >>> len(graph.place) > 2 * len(graph.network.nodes)
    True
    """
    builder = _Builder(network, cargo, dates)
    builder.ordinary_traffic()
    builder.services()
    builder.places()
    arcs = builder.finish()
    place = np.array(builder.place, dtype=np.int64)
    timing = timing_of(network, arcs, dates, builder.sailings, builder.calls) if dates else None
    return SearchGraph(network, cargo, arcs, place, timing)


class _Builder:
    """Vertices by what they stand for, and the arcs so far."""

    def __init__(self, network: Network, cargo: Cargo, dates: Dates | None) -> None:
        self.network, self.cargo = network, cargo
        self.timed = sailings(network, cargo, dates) if dates else {}
        self.sailings: list[Sailing] = []
        self.calls: list[Calls] = []  # of each sailing
        self.arcs = ArcList()
        self.place = [*range(len(network.nodes)), *range(len(network.nodes))]
        self.assume = network.assumptions
        self.borders = Borders(network, cargo)
        self.transfers = Transfers(network, cargo)
        self.tails, self.heads = network.ends
        links = network.links
        self.mode = links.text("mode")
        self.gauge = np.nan_to_num(links.number("gauge_mm")).astype(np.int64)
        countries = network.nodes.text("country")
        abroad = [countries[a] != countries[b] for a, b in zip(self.tails, self.heads, strict=True)]
        land = np.array([mode in OPEN_MODES for mode in self.mode], dtype=bool)
        self.is_border = np.array(abroad, dtype=bool) & land
        self.is_open = np.array([status == "open" for status in links.text("status")], dtype=bool)
        self.one_way = np.array([way == "forward" for way in links.text("direction")], dtype=bool)
        self.waiting: dict[tuple[int, str, int], int] = {}  # ready for departure: node, mode, gauge
        self.operations: dict[Kind, list[tuple[Any, ...]]] = {}
        self.run_km = np.zeros(0)
        self.aboard: list[tuple[int, int, str, int]] = []  # vertex, node, mode, gauge: can leave here
        offsets = np.cumsum([0, *(len(network.tables[table]) for table in TABLES)])
        self.offset = dict(zip(TABLES, offsets.tolist(), strict=False))

    def vertex(self, node: int) -> int:
        self.place.append(node)
        return len(self.place) - 1

    def ready(self, node: int, mode: str, gauge: int) -> int:
        """Vertex of cargo that is ready for a departure."""
        key = (node, mode, gauge)
        if key not in self.waiting:
            self.waiting[key] = self.vertex(node)
        return self.waiting[key]

    def basis(self, table: str, row: int) -> int:
        return self.offset[table] + row if row >= 0 else -1

    def assumption(self, key: str) -> int:
        """Row of an assumption, -1 for no key."""
        return self.basis("assumptions", self.network.tables["assumptions"].index()[key] if key else -1)

    # -- moving -------------------------------------------------------------------------------

    def ordinary_traffic(self) -> None:
        """Rail and road links that anybody can use, at the speeds and prices of their country."""
        on_wheel: dict[tuple[int, str, int], int] = {}
        hops: list[_Hop] = []
        for row in self._usable():
            mode, gauge = self.mode[row], int(self.gauge[row])
            for backward in (0,) if self.one_way[row] else (0, 1):
                start, end = (int(self.tails[row]), int(self.heads[row]))[:: -1 if backward else 1]
                for node in (start, end):
                    if (node, mode, gauge) not in on_wheel:
                        on_wheel[node, mode, gauge] = self.vertex(node)
                hops.append((on_wheel[start, mode, gauge], on_wheel[end, mode, gauge], row, backward, -1, -1))
        self._hops(hops)
        for (node, mode, gauge), vertex in on_wheel.items():
            self._ordinary_wait(node, mode, gauge, vertex)
        self._ordinary_gauge_changes(on_wheel)

    def _usable(self) -> list[int]:
        """Links of ordinary traffic that are open to this cargo."""
        modes = set(OPEN_MODES) & set(self.cargo.modes)
        return [row for row, mode in enumerate(self.mode) if mode in modes and self.is_open[row]]

    def _ordinary_wait(self, node: int, mode: str, gauge: int, vertex: int) -> None:
        key = f"{mode}_general_wait_h"
        hours = self.assume[key]
        self.arcs.add(
            Kind.WAIT, self.ready(node, mode, gauge), vertex, node=node, mode=mode, time_h=hours,
            time_var_h2=hours**2, time_basis=(self.assumption(key),),
        )  # fmt: skip
        self.aboard.append((vertex, node, mode, gauge))

    def _ordinary_gauge_changes(self, on_wheel: dict[tuple[int, str, int], int]) -> None:
        gauges: dict[int, list[int]] = {}
        for node, mode, gauge in on_wheel:
            if mode == "rail":
                gauges.setdefault(node, []).append(gauge)
        for node, found in gauges.items():
            for old, new in permutations(found, 2):
                self._gauge_change(node, on_wheel[node, "rail", old], on_wheel[node, "rail", new], -1)

    def services(self) -> None:
        """Block trains, ferries, feeders and liners, in both directions where they run so."""
        table = self.network.services
        paths = service_paths(self.network)
        length = self.network.links.number("length_km")
        self.run_km = np.array(
            [sum(length[k].sum() for k in path.chains if k) for path in paths], dtype=np.float64
        )
        hops: list[_Hop] = []
        equipment = [cell.split("|") if cell else [] for cell in table.text("equipment")]
        for row, path in enumerate(paths):
            mode = table.text("mode")[row]
            if (
                table.text("status")[row] != "open"
                or mode not in self.cargo.modes
                or (equipment[row] and self.cargo.equipment not in equipment[row])
                or any(chain is None for chain in path.chains)  # the check of services names it
            ):
                continue
            links = [link for chain in path.chains for link in chain or ()]
            for sailing in self._sailings(row, 0):
                hops += self._run(row, mode, path.stops, path.calls, links, sailing)
            if table.text("both_ways")[row] == "yes":
                for sailing in self._sailings(row, 1):
                    hops += self._run(row, mode, path.stops[::-1], path.calls[::-1], links[::-1], sailing)
        self._hops(hops)

    def _sailings(self, row: int, backward: int) -> list[int]:
        """Return numbers of the kinds of departure of a service; -1 where it runs by its headway."""
        kinds = self.timed.get((row, backward))
        if kinds is None:
            return [-1]
        self.sailings += kinds
        self.calls += [[] for _ in kinds]
        return list(range(len(self.sailings) - len(kinds), len(self.sailings)))

    def _run(
        self, row: int, mode: str, stops: list[int], calls: list[bool], links: list[int], sailing: int
    ) -> list[_Hop]:
        """One direction of a service: a vertex where it arrives and one where it departs."""
        headway = wait(
            float(self.network.services.number("headway_h")[row]),
            float(self.network.services.number("headway_cv")[row]),
        )
        called = dict(zip(stops, calls, strict=True))
        node = stops[0]
        hops: list[_Hop] = []
        arrived, gauge_in = -1, -1
        for link in links:
            gauge = int(self.gauge[link])
            departs = arrived if arrived >= 0 and gauge == gauge_in else self.vertex(node)
            if called.get(node, False):
                self._service_wait(node, self.ready(node, mode, gauge), departs, mode, row, headway, sailing)
            if arrived >= 0 and gauge != gauge_in:
                self._gauge_change(node, arrived, departs, row)
            backward = int(int(self.tails[link]) != node)
            node = int(self.tails[link] if backward else self.heads[link])
            arrived, gauge_in = self.vertex(node), gauge
            if self.is_open[link] and not (backward and self.one_way[link]):
                hops.append((departs, arrived, link, backward, row, sailing))
            if called.get(node, False):
                self.aboard.append((arrived, node, mode, gauge))
        return hops

    def _service_wait(
        self, node: int, tail: int, head: int, mode: str, row: int, headway: tuple[float, float], sailing: int
    ) -> None:
        """Wait for a service: by its headway, or until a departure of its timetable."""
        basis = self.basis("services", row)
        if sailing >= 0:
            self.calls[sailing].append((node, tail, head))
            headway, basis = (0.0, 0.0), self.basis("timetables", self.sailings[sailing].row)
        self.arcs.add(
            Kind.WAIT, tail, head, node=node, mode=mode, service=row,
            time_h=headway[0], time_var_h2=headway[1], time_basis=(basis,),
        )  # fmt: skip

    def _hops(self, hops: list[_Hop]) -> None:
        """Add moves along links, each with its border."""
        if not hops:
            return
        tails, heads, links, backward, services, sailing = (
            np.array(part, dtype=np.int64) for part in zip(*hops, strict=True)
        )
        done = moves(self.network, self.cargo, links, services, self.run_km)
        done = by_sailing(
            self.network, self.cargo, done, links, services, self.run_km, sailing, self.sailings
        )
        timed = self._timetable_rows(sailing)
        factor = self.assume["service_border_factor"]
        crossing: dict[int, Border | None] = {
            i: self.borders.find(int(links[i]), int(backward[i]), factor if services[i] >= 0 else 1.0)
            for i in np.flatnonzero(self.is_border[links]).tolist()
        }
        shut = np.array([i in crossing and crossing[i] is None for i in range(len(links))], dtype=bool)
        targets = heads.copy()
        for i, border in crossing.items():
            if border is not None:
                targets[i] = self.vertex(-1)
        open_ = np.flatnonzero(~shut)
        length = self.network.links.number("length_km")
        near = np.where(backward == 1, self.heads[links], self.tails[links])
        base = self.offset
        self.arcs.extend(
            Kind.MOVE, tails[open_], targets[open_], node=near[open_],
            mode=[self.mode[link] for link in links[open_]],
            link=links[open_], backward=backward[open_], service=services[open_],
            distance_km=length[links[open_]], time_h=done.time_h[open_], time_var_h2=done.time_var_h2[open_],
            cost_usd=done.cost_usd[open_], co2e_kg=done.co2e_kg[open_],
            time_basis=(
                base["links"] + links[open_],
                _rows(base["speeds"], done.speed_row[open_]),
                _rows(base["services"], services[open_]),
                _rows(base["timetables"], timed[open_]),
            ),
            cost_basis=(
                base["links"] + links[open_],
                _rows(base["rates"], done.rate_row[open_]),
                _rows(base["services"], np.where(done.rate_row[open_] < 0, services[open_], -1)),
            ),
            co2e_basis=(
                _rows(base["emission_factors"], done.factor_row[open_]),
                np.full(len(open_), self.assumption(self.cargo.weight_assumption)),
            ),
        )  # fmt: skip
        for i, border in crossing.items():
            if border is not None:
                self._border(border, int(targets[i]), int(heads[i]), links, backward, services, i)

    def _timetable_rows(self, sailing: Ints) -> Ints:
        rows = np.array([*(one.row for one in self.sailings), -1], dtype=np.int64)
        return rows[sailing]

    def _border(
        self, border: Border, tail: int, head: int, links: Ints, backward: Ints, services: Ints, i: int
    ) -> None:
        link = int(links[i])
        rows = (
            self.basis("crossings", border.row),
            self.basis("crossing_defaults", border.exit_row),
            self.basis("crossing_defaults", border.entry_row),
        )
        share = self.assumption("service_border_factor" if services[i] >= 0 else "")
        self.arcs.add(
            Kind.BORDER, tail, head, node=int(self.tails[link] if backward[i] else self.heads[link]),
            mode=self.mode[link], link=link, backward=int(backward[i]), service=int(services[i]),
            crossing=border.row, time_h=border.time_h, time_var_h2=border.time_var_h2,
            cost_usd=border.cost_usd, time_basis=(*rows, share), cost_basis=rows,
        )  # fmt: skip

    # -- standing -----------------------------------------------------------------------------

    def places(self) -> None:
        """Add loading, unloading, and the change from one vehicle to another."""
        nodes = self.network.nodes
        names, countries, kinds = nodes.text("id"), nodes.text("country"), nodes.text("kind")
        offered: dict[int, list[tuple[str, int]]] = {}
        for node, mode, gauge in self.waiting:
            offered.setdefault(node, []).append((mode, gauge))
        for (node, mode, _), vertex in self.waiting.items():
            found = self.transfers.find("load", "", mode, names[node], countries[node])
            if found:
                self._operation(Kind.LOAD, node, vertex, node, mode, found)
        for vertex, node, mode, gauge in self.aboard:
            name, country = names[node], countries[node]
            found = self.transfers.find("unload", mode, "", name, country)
            if found:
                self._operation(Kind.UNLOAD, vertex, len(nodes) + node, node, mode, found)
            if kinds[node] not in TERMINAL_KINDS and ("transhipment", name) not in self.transfers.special:
                continue
            for other, its_gauge in offered.get(node, ()):
                if other == mode and other in ("road", "rail") and (other == "road" or its_gauge != gauge):
                    continue
                found = self.transfers.find("transhipment", mode, other, name, country)
                if found:
                    target = self.waiting[node, other, its_gauge]
                    self._operation(Kind.TRANSHIPMENT, vertex, target, node, other, found)

    def _gauge_change(self, node: int, tail: int, head: int, service: int) -> None:
        nodes = self.network.nodes
        found = self.transfers.find(
            "gauge_change", "rail", "rail", nodes.text("id")[node], nodes.text("country")[node]
        )
        if found and ("gauge_change", nodes.text("id")[node]) in self.transfers.special:
            self._operation(Kind.GAUGE_CHANGE, tail, head, node, "rail", found, service)

    def _operation(
        self, kind: Kind, tail: int, head: int, node: int, mode: str, done: Operation, service: int = -1
    ) -> None:
        self.operations.setdefault(kind, []).append((tail, head, node, mode, service, *done))

    def finish(self) -> Arcs:
        """Return all arcs; where a scenario says so, operations at a node take longer or cost more."""
        nodes = self.network.nodes
        for kind, rows in self.operations.items():
            tail, head, node, mode, service, hours, variance, cost, time_row, cost_row = zip(
                *rows, strict=True
            )
            at = np.array(node)
            slower, dearer = nodes.number("time_factor")[at], nodes.number("price_factor")[at]
            self.arcs.extend(
                kind, np.array(tail), np.array(head), mode=mode, node=at, service=np.array(service),
                time_h=np.array(hours) * slower, time_var_h2=np.array(variance) * slower**2,
                cost_usd=np.array(cost) * dearer,
                time_basis=(_rows(self.offset["transfers"], np.array(time_row)),),
                cost_basis=(_rows(self.offset["transfers"], np.array(cost_row)),),
            )  # fmt: skip
        return self.arcs.freeze()


_Hop: TypeAlias = tuple[int, int, int, int, int, int]
"""A move along a link: tail, head, link, backward, service, kind of departure (-1: none)."""


def _rows(offset: int, rows: Ints) -> Ints:
    return np.where(rows >= 0, offset + rows, -1)
