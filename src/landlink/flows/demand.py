"""Demand at places: the table of demand with the trade of countries spread to their hubs.

A row of the table that names a country is spread to places by the table ``hub_weights``: the rows of that
country for the commodity if there are any, else its general ones; in the direction of the row. Where both
ends are countries the shares multiply: what a hub sends does not depend on where it goes. A country without
weights is spread in equal shares over its cities, hubs, seaports and dry ports that an open link joins to
the network; each use of that rule is a note of the result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.demand_hubs import Spread, pairs
from landlink.network.demand_problems import SAME_FLOW
from landlink.network.integrity import integrity_problems
from landlink.network.problems import NetworkError
from landlink.network.sheet import placed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from landlink.network.model import Network
    from landlink.network.problems import Problem
    from landlink.network.table import Table

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

EQUIPMENT = ("40ft", "20ft", "wagon", "truck")
"""Equipment in the order in which the words of a row are written."""

RULE = (
    "Trade of a country is spread to its hubs by the table hub_weights, the commodity's own rows before "
    "general ones, the shares of both ends multiplied; a country without weights in equal shares over its "
    "cities, hubs, seaports and dry ports on an open link. Containers without tonnes weigh "
    "payload_t_per_teu; goods take up the larger of their tonnes and their TEU times that figure. "
    "What cannot be placed is listed with its reason."
)
"""How demand is placed, for results."""


@dataclass(frozen=True, eq=False)
class Demand:
    """Demand between nodes.

    Attributes
    ----------
    origin, destination : int array [D]
        Rows of the network's nodes.
    commodity : int array [D]
        Rows of the table ``commodities``.
    equipment : tuple of str
        Of each row, ``40ft|wagon``; never empty.
    avoid : tuple of str
        Of each row, nothing or words joined by ``|``.
    tonnes_year : float array [D]
        Goods; of empties 0.
    capacity_t_year : float array [D]
        What takes up capacity: tonnes, or TEU times ``payload_t_per_teu`` for light boxes and empties.
    basis : int array [D]
        Row of ``table`` that each comes from.
    table : Table
        The table of demand.
    unmatched : list of dict
        Rows and parts that could not be placed: ``id``, ``origin``, ``destination``, ``commodity``,
        ``tonnes_year``, ``capacity_t_year``, ``value_usd_year`` (None where not known) and ``reason``.
    notes : list of str
        Assumptions that were made, for people.
    """

    origin: Ints
    destination: Ints
    commodity: Ints
    equipment: tuple[str, ...]
    avoid: tuple[str, ...]
    tonnes_year: Floats
    capacity_t_year: Floats
    basis: Ints
    table: Table
    unmatched: list[dict[str, Any]]
    notes: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.origin)


def demand_of(network: Network, table: Table | None = None, *, scenario: str = "") -> Demand:
    """Return demand between nodes: countries spread to hubs, containers turned into tonnes.

    Parameters
    ----------
    network : Network
    table : Table, optional
        Of the schema ``demand``; default the network's own.
    scenario : str, optional
        Its rows stand beside those of the base and replace those for the same goods.

    Returns
    -------
    Demand
        Nothing is dropped: what is not placed is in ``unmatched``, and both add up to the table.

    Raises
    ------
    LandlinkError
        If the scenario is nowhere in the table.
    NetworkError
        If the table does not fit the network.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> demand = demand_of(small_network())
    >>> names = small_network().nodes.text("id")
    >>> [(names[a], names[b]) for a, b in zip(demand.origin, demand.destination, strict=True)]
    [('beyneu', 'alat'), ('beyneu', 'baku'), ('urumqi', 'baku'), ('baku', 'urumqi')]
    >>> demand.tonnes_year.tolist(), demand.capacity_t_year.tolist()
    ([150000.0, 150000.0, 100000.0, 0.0], [150000.0, 150000.0, 100000.0, 40000.0])
    >>> demand.notes[1]
    'AZ has no hub weights: its trade is spread in equal shares over alat, baku'
    """
    if table is None:
        table = network.tables["demand"]
    else:
        wrong = problems_of(network, table)
        if wrong:
            raise NetworkError(wrong, "table of demand")
    rows = np.array(rows_of(table, scenario), dtype=np.int64)
    quantities = _quantities(network, table)
    spread = Spread(network)
    starts, stops = (spread.ends(table, rows, end) for end in ("origin", "destination"))
    known = ~np.isnan(quantities[1][rows]) & (starts.counts > 0) & (stops.counts > 0)
    unmatched = [
        _unmatched(table, row, quantities, _reason(table, row, starts.lacks[n], stops.lacks[n]))
        for n, row in enumerate(rows.tolist())
        if not known[n]
    ]
    of, start, stop, share = pairs(starts, stops, np.flatnonzero(known))
    basis, origin, destination = rows[of], starts.node[start], stops.node[stop]
    names = network.nodes.text("id")
    unmatched += [
        _unmatched(table, row, quantities, f"it starts and ends at {names[at]}", part, names[at])
        for row, at, part, same in zip(basis.tolist(), origin, share, origin == destination, strict=True)
        if same
    ]
    moves = np.flatnonzero((origin != destination) & (quantities[1][basis] > 0))
    ends = (origin[moves], destination[moves])
    parts = [its[basis[moves]] * share[moves] for its in quantities]
    return _demand(network, table, basis[moves], ends, parts, unmatched, spread.notes)


def problems_of(network: Network, table: Table) -> list[Problem]:
    """Return what is wrong with a table of demand against a network; its sources may be its own.

    Parameters
    ----------
    network : Network
    table : Table

    Examples
    --------
    >>> from landlink.testing import small_network, with_cell
    >>> spoiled = with_cell(small_network(), "demand", "kz-az-grain", "commodity", "grian")
    >>> print(problems_of(small_network(), spoiled.tables["demand"])[0])
    demand.csv:2 commodity: no such row in commodities.csv ('grian'). Did you mean 'grain'?
    """
    found = integrity_problems({**network.tables, "demand": table})
    mine = [problem for problem in found if problem.file == table.file and problem.rule != "missing-source"]
    return placed(mine, [table])


def rows_of(table: Table, scenario: str = "") -> list[int]:
    """Return the rows of a scenario: its own, and those of the base that none of its own replaces.

    Parameters
    ----------
    table : Table
        Of the schema ``demand``.
    scenario : str, optional
        Empty for the base alone.

    Raises
    ------
    LandlinkError
        If no row belongs to it.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> rows_of(small_network().tables["demand"])
    [0, 1, 2]
    """
    scenarios = table.text("scenario")
    if scenario and scenario not in scenarios:
        known = ", ".join(sorted(set(scenarios) - {""})) or "none"
        raise LandlinkError(f"no row of demand belongs to the scenario {scenario!r}; there are: {known}")
    flows = list(zip(*(table.text(name) for name in SAME_FLOW), strict=True))
    own = {flows[row] for row, its in enumerate(scenarios) if its and its == scenario}
    return [
        row
        for row, its in enumerate(scenarios)
        if (its == "" and flows[row] not in own) or (its and its == scenario)
    ]


def _quantities(network: Network, table: Table) -> tuple[Floats, Floats]:
    """Tonnes of goods and tonnes of capacity of each row; NaN where neither is known."""
    tonnes, teu = table.number("tonnes_year"), table.number("teu_year")
    if not np.isnan(teu).all():
        boxes = teu * network.assumptions["payload_t_per_teu"]
        capacity = np.fmax(tonnes, boxes)
        tonnes = np.where(np.isnan(tonnes), boxes, tonnes)
    else:
        capacity = tonnes
    empty = np.array([word == "yes" for word in table.text("empty_return")], dtype=bool)
    return np.where(empty & ~np.isnan(capacity), 0.0, tonnes), capacity


def _demand(
    network: Network,
    table: Table,
    basis: Ints,
    ends: tuple[Ints, Ints],
    quantities: Sequence[Floats],
    unmatched: list[dict[str, Any]],
    notes: Sequence[str],
) -> Demand:
    commodities = network.tables["commodities"]
    index, usual = commodities.index(), commodities.text("equipment")
    goods = [index[key] for key in table.text("commodity")]
    equipment = [
        "|".join(one for one in EQUIPMENT if one in (cell or usual[row]).split("|"))
        for cell, row in zip(table.text("equipment"), goods, strict=True)
    ]
    avoid = ["|".join(sorted(set(cell.split("|")))) for cell in table.text("avoid")]
    teu, given = table.number("teu_year")[basis], table.number("tonnes_year")[basis]
    said = list(notes)
    if (np.isnan(given) & ~np.isnan(teu)).any():
        payload = network.assumptions["payload_t_per_teu"]
        said.append(f"containers without tonnes hold {payload:g} t per TEU (payload_t_per_teu)")
    return Demand(
        origin=ends[0],
        destination=ends[1],
        commodity=np.array(goods, dtype=np.int64)[basis],
        equipment=tuple(equipment[row] for row in basis.tolist()),
        avoid=tuple(avoid[row] for row in basis.tolist()),
        tonnes_year=quantities[0],
        capacity_t_year=quantities[1],
        basis=basis,
        table=table,
        unmatched=unmatched,
        notes=said,
    )


def _reason(table: Table, row: int, *lacks: str) -> str:
    unknown = np.isnan(table.number("tonnes_year")[row]) and np.isnan(table.number("teu_year")[row])
    reasons = ["neither tonnes nor TEU are known"] if unknown else []
    return "; ".join([*reasons, *(lack for lack in dict.fromkeys(lacks) if lack)])


def _unmatched(
    table: Table,
    row: int,
    quantities: tuple[Floats, Floats],
    reason: str,
    share: float = 1.0,
    place: str = "",
) -> dict[str, Any]:
    tonnes, capacity = (_known(its[row] * share) for its in quantities)
    return {
        "id": table.text("id")[row],
        "origin": place or table.text("origin")[row],
        "destination": place or table.text("destination")[row],
        "commodity": table.text("commodity")[row],
        "tonnes_year": tonnes,
        "capacity_t_year": capacity,
        "value_usd_year": _known(table.number("value_usd_year")[row] * share),
        "reason": reason,
    }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
