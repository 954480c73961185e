"""Levels of prices by year: what a price of another year is compared with."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.network.arcs import MODE_NAMES, Kind
from landlink.network.lookup import ANY
from landlink.study.validation.words import cell, table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.network.virtual import SearchGraph

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


DEEP_SEA_KM = 5000
"""Length of the run of a service from which its price follows the indices of container freight."""


class _Level(NamedTuple):
    kind: str
    mode: str
    countries: tuple[str, ...]
    nearest: bool
    factors: dict[int, float]


def level_of(graph: SearchGraph, arcs: Ints, year: int | None) -> Floats:
    """Return the factor of each arc of a route in a year, against the network's own year.

    Parameters
    ----------
    graph : SearchGraph
    arcs : int array
        Arcs of the route.
    year : int or None
        None: the network's own year.

    Returns
    -------
    float array
        Series of ``nearest`` years hold in every year, by the nearest that they know; those of
        ``own`` years, which were exceptions, in no other. 1 where there is no series.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> from landlink.network.virtual import build
    >>> graph = build(Network.reference(), Cargo())
    >>> liner = graph.network.services.index()["liner-asia-europe-suez-west"]
    >>> sea = np.flatnonzero((graph.arcs.kind == Kind.MOVE) & (graph.arcs.service == liner))[:1]
    >>> level_of(graph, sea, 2021) > 2
    array([ True])
    """
    factors = np.ones(len(arcs))
    if year is None:
        return factors
    kinds, modes, countries = described(graph, arcs)
    for level in _levels():
        factor = _of_year(level, year)
        if factor != 1.0:
            fits = (kinds == level.kind) & (modes == level.mode)
            if ANY not in level.countries:
                fits &= np.isin(countries, level.countries)
            if level.mode == "sea":
                fits &= _of_liners(graph, arcs)
            factors[fits] = factor
    return factors


def _of_liners(graph: SearchGraph, arcs: Ints) -> NDArray[np.bool_]:
    """Tell which arcs belong to services of the deep sea; indices do not follow feeders."""
    held, services = graph.arcs, graph.network.services
    moves = (held.kind == Kind.MOVE) & (held.service >= 0)
    run_km = np.bincount(held.service[moves], held.distance_km[moves], minlength=len(services))
    run_km = run_km / np.array([2.0 if way == "yes" else 1.0 for way in services.text("both_ways")])
    liner = run_km[held.service[arcs]] > DEEP_SEA_KM
    return np.asarray((held.service[arcs] >= 0) & liner, dtype=bool)


def described(graph: SearchGraph, arcs: Ints) -> tuple[NDArray[np.str_], NDArray[np.str_], NDArray[np.str_]]:
    """Return kind, mode and country of arcs as words.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> from landlink.network.virtual import build
    >>> graph = build(Network.reference(), Cargo())
    >>> [part.tolist() for part in described(graph, np.flatnonzero(graph.arcs.kind == Kind.LOAD)[:1])][0]
    ['load']
    """
    held, network = graph.arcs, graph.network
    of_node, of_link = (np.array(one.text("country")) for one in (network.nodes, network.links))
    link, node = held.link[arcs], held.node[arcs]
    moves = (held.kind[arcs] == Kind.MOVE) & (link >= 0)
    country = np.where(moves, of_link[link], of_node[node])
    kinds = np.array([Kind(kind).label for kind in held.kind[arcs].tolist()], dtype=str)
    return kinds, np.array(MODE_NAMES)[held.mode[arcs]], country


def _of_year(level: _Level, year: int) -> float:
    if not level.nearest:
        return level.factors.get(year, 1.0)
    return level.factors[min(level.factors, key=lambda known: (abs(known - year), known))]


@lru_cache(maxsize=1)
def _levels() -> tuple[_Level, ...]:
    series: dict[tuple[str, ...], dict[int, float]] = {}
    for row in table("levels"):
        key = (row["kind"], row["mode"], row["country"], row["years"])
        series.setdefault(key, {})[int(row["year"])] = float(row["factor"])
    return tuple(_Level(k, m, cell(c), years == "nearest", f) for (k, m, c, years), f in series.items())
