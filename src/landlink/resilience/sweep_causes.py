"""The causes of disruption of a network: which arcs each touches, and how often it comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.resilience.cases import arcs_of, case_of
from landlink.resilience.sweep_draws import Arrival, Storm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landlink.flows.graph import FlowGraph
    from landlink.network.model import Network
    from landlink.resilience.sweep_draws import Floats, Ints

DAY_H = 24.0


@dataclass(frozen=True, eq=False)
class Cause:
    """Something that closes or slows arcs when it is in force.

    Attributes
    ----------
    key : str
        Key of the row of ``disruptions``, or ``storm`` and the first row of ``closures``.
    name : str
    kind : str
        ``closure``, ``slowdown`` or ``storm``.
    arcs : int array
    extra_h : float array
        Hours that each arc takes longer; ``inf`` where it is closed.
    left_out : int array
        Vertices; trips that begin or end there do not count (a closed country's own trade).
    """

    key: str
    name: str
    kind: str
    arcs: Ints = field(repr=False)
    extra_h: Floats = field(repr=False)
    left_out: Ints = field(repr=False, default_factory=lambda: np.zeros(0, np.int64))


def causes_of(graph: FlowGraph) -> tuple[Cause, ...]:
    """Return the causes of the tables ``disruptions`` and ``closures`` of a network.

    Storms that close the same places in several months are one cause. Where several rows of
    ``closures`` close a port in the same month, only the one with the largest share does, as for a
    single ship (:func:`landlink.network.closures.closure_of`).

    Parameters
    ----------
    graph : FlowGraph

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network
    >>> [(cause.key, cause.kind) for cause in causes_of(flow_graph(small_network()))][:2]
    [('khorgos-shut', 'closure'), ('khorgos-queue', 'slowdown')]
    """
    table = graph.network.tables["disruptions"]
    columns = (table.text(name) for name in ("id", "name", "what", "kind"))
    factors = table.number("factor")
    found = [
        _disruption(graph, key, name, what, kind, float(factors[row]))
        for row, (key, name, what, kind) in enumerate(zip(*columns, strict=True))
    ]
    for where, rows in _storm_places(graph.network).items():
        key, name = (graph.network.tables["closures"].text(column)[rows[0]] for column in ("id", "name"))
        arcs = _joined(_storm_arcs(graph, place) for place in where)
        found.append(Cause(_storm_key(key), name, "storm", arcs, np.full(len(arcs), np.inf)))
    return tuple(found)


def _disruption(graph: FlowGraph, key: str, name: str, what: str, kind: str, factor: float) -> Cause:
    words = [word.partition(":") for word in what.split("|")]
    cases = [case_of(graph, target, its) for target, _, its in words]
    arcs = _joined(case.arcs for case in cases)
    left_out = _joined(case.left_out for case in cases)
    longer = np.full(len(arcs), np.inf) if kind == "closure" else (factor - 1) * graph.time_h[arcs]
    return Cause(key, name, kind, arcs, longer, left_out)


def _joined(arcs: Iterable[Ints]) -> Ints:
    parts = list(arcs)
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


def _storm_arcs(graph: FlowGraph, key: str) -> Ints:
    """Arcs that a storm closes at a port, or those of a service."""
    services = graph.network.services.index()
    if key in services:
        return arcs_of(graph, "service", key)
    try:
        return arcs_of(graph, "port", key)
    except LandlinkError:  # a place without ships: a storm there closes nothing
        return np.zeros(0, np.int64)


def _storm_key(row: str) -> str:
    return f"storm {row}"


def _storm_places(network: Network) -> dict[tuple[str, ...], list[int]]:
    """Rows of closures by the places that they close, in order of the table."""
    table = network.tables["closures"]
    shares, months = table.number("closed_share"), table.number("month")
    named = [set(where.split("|")) for where in table.text("where")]
    places: dict[tuple[str, ...], list[int]] = {}
    for row, keys in enumerate(named):
        rivals = [other for other in range(len(table)) if months[other] == months[row]]
        kept = {
            key for key in keys
            if row == max((one for one in rivals if key in named[one]), key=lambda one: (shares[one], -one))
        }  # fmt: skip
        if kept:
            places.setdefault(tuple(sorted(kept)), []).append(row)
    return places


def arrivals_of(network: Network, causes: Iterable[Cause]) -> tuple[Arrival, ...]:
    """Return how often the disruptions of a network begin and how long they last.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network
    >>> graph = flow_graph(small_network())
    >>> arrivals_of(graph.network, causes_of(graph))[0][:5]
    (0, 'khorgos-shut', 0.5, 240.0, 0.5)
    """
    table = network.tables["disruptions"]
    number = {cause.key: row for row, cause in enumerate(causes)}
    numbers = zip(
        *(table.number(name).tolist() for name in ("rate_per_year", "duration_d", "duration_cv")), strict=True
    )
    texts = zip(*(table.text(name) for name in ("id", "months", "group")), strict=True)
    shared = np.nan_to_num(table.number("correlation")).tolist()
    return tuple(
        Arrival(
            number[key], key, rate, DAY_H * days, cv,
            tuple(int(month) for month in months.split("|") if month), group, share,
        )
        for (key, months, group), (rate, days, cv), share in zip(texts, numbers, shared, strict=True)
    )  # fmt: skip


def storms_of(network: Network, causes: Iterable[Cause]) -> tuple[Storm, ...]:
    """Return the storms of a network by month.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.testing import small_network
    >>> graph = flow_graph(small_network())
    >>> storms_of(graph.network, causes_of(graph))[0].closed_share
    0.5
    """
    table = network.tables["closures"]
    number = {cause.key: row for row, cause in enumerate(causes)}
    found = []
    for rows in _storm_places(network).values():
        its = number[_storm_key(table.text("id")[rows[0]])]
        for row in rows:
            share, spell, cv = (
                float(table.number(name)[row]) for name in ("closed_share", "spell_h", "spell_cv")
            )
            month = int(table.number("month")[row])
            found.append(Storm(its, table.text("id")[row], month, share, spell, cv))
    return tuple(found)
