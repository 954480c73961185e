"""A dependence as plain values: tidy rows, a heat map's rows and columns, pairs of partners."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.assumptions import assumptions_used
from landlink.flows.graph import TIME_VALUE_FLOOR
from landlink.network.place_hints import country_name
from landlink.resilience.gateways import LANDLOCKED, concentration, gateways, land_neighbours
from landlink.resilience.trade import GOODS_VALUE, TIME_SHARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from landlink.resilience.dependence import Dependence

    Floats = NDArray[np.float64]

FEWEST_NEIGHBOURS = {True: 2, False: 3}
"""Land neighbours that a landlocked country, and one with a coast, must have in the network to be a row of
the heat map: of others the network knows too few ways to say what they depend on."""

Row = dict[str, Any]


def as_dict(found: Dependence, pairs: Sequence[tuple[str, str]] = ()) -> Row:
    """Return a dependence as plain values; see :meth:`Dependence.as_dict`."""
    trade, network = found.trade, found.trade.graph.network
    keys = [GOODS_VALUE, TIME_SHARE] if trade.view == "partners" else [TIME_SHARE, TIME_VALUE_FLOOR]
    countries = _countries(found)
    return {
        "rule": found.rule,
        "view": trade.view,
        "network": network.name,
        "trips": len(trade.trips),
        "vehicles": list(trade.graph.vehicles),
        "countries": countries,
        "closures": _closures(found),
        "matrix": matrix_rows(found),
        "heat": heat(found, countries),
        "pairs": [_pair(found, *pair) for pair in pairs],
        "hubs": trade.hubs,
        "assumptions": assumptions_used(network, keys),
        "notes": [*trade.notes, *_notes(found, countries)],
    }


def _countries(found: Dependence) -> list[Row]:
    """Return one row a country: its worst case and its gateways."""
    ways = gateways(found.trade, found.base)
    joined = land_neighbours(found.trade.graph.network)
    rows = []
    for place, (code, worst) in enumerate(zip(found.countries, found.worst(), strict=True)):
        held = ways.get(code, [])
        rows.append(
            {
                "code": code,
                "name": country_name(code),
                "landlocked": code in LANDLOCKED,
                "land_neighbours": joined.get(code, 0),
                "worst": None if worst < 0 else cell(found, place, worst),
                "gateways": [one._asdict() for one in held],
                "gateway_hhi": concentration(held) if held else None,
            }
        )
    return rows


def _closures(found: Dependence) -> list[Row]:
    """Return one row a closure: what harm it does to all, and how many countries it touches."""
    harm = np.nan_to_num(found.matrix.harm, nan=0.0)
    return [
        {
            "kind": one.kind,
            "key": one.key,
            "name": one.name,
            "mean_harm": float(harm[:, column].mean()),
            "countries_touched": int((harm[:, column] > 0).sum()),
        }
        for column, one in enumerate(found.closures)
    ]


def matrix_rows(found: Dependence) -> list[Row]:
    """Return the matrix as tidy rows, those cells in which something happens.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.resilience.dependence import dependence
    >>> from landlink.resilience.trade import partners
    >>> from landlink.testing import small_network
    >>> rows = matrix_rows(dependence(partners(flow_graph(small_network()))))
    >>> [(row["country"], row["closed"], row["stranded_share"]) for row in rows][:2]
    [('AZ', 'Kazakhstan', 1.0), ('AZ', 'Caspian Sea', 1.0)]
    """
    harm = np.nan_to_num(found.matrix.harm, nan=0.0)
    return [cell(found, int(row), int(column)) for row, column in zip(*np.nonzero(harm > 0), strict=True)]


def cell(found: Dependence, row: int, column: int) -> Row:
    """Return one country and one closure as plain values; what nobody knows is None."""
    held, one = found.matrix, found.closures[column]

    def value(name: str) -> float | None:
        number = float(getattr(held, name)[row, column])
        return number if np.isfinite(number) else None

    def per_cent(name: str) -> float | None:
        rise, before = value(name), value(f"base_{name}")
        return None if rise is None or not before else 100 * rise / before

    return {
        "country": found.countries[row],
        "name": country_name(found.countries[row]),
        "kind": one.kind,
        "key": one.key,
        "closed": one.name,
        "harm": value("harm"),
        "stranded_share": value("stranded"),
        "dearer_share": value("dearer"),
        "dearer_pct": per_cent("usd_t"),
        "added_usd_t": value("usd_t"),
        "added_money_usd_t": value("money_usd_t"),
        "added_money_pct": per_cent("money_usd_t"),
        "added_h": value("hours"),
        "added_h_pct": per_cent("hours"),
    }


def heat(found: Dependence, countries: list[Row]) -> Row:
    """Return the rows, columns and values of a heat map, None where a column does not count.

    Rows are the countries of which the network knows enough to say what they depend on
    (:data:`FEWEST_NEIGHBOURS`; all countries if there is none): landlocked ones first, then by their
    worst case. Columns go by kind and by the harm they do to these rows.
    """
    rows = [place for place, one in enumerate(countries) if known(one)] or list(range(len(countries)))
    worst = {place: (countries[place]["worst"] or {"harm": 0.0})["harm"] for place in rows}
    rows.sort(key=lambda place: (not countries[place]["landlocked"], -worst[place], countries[place]["code"]))
    harm = np.nan_to_num(found.matrix.harm[rows], nan=0.0).sum(axis=0)
    kinds = list(dict.fromkeys(one.kind for one in found.closures))
    columns = [int(column) for column in np.flatnonzero(harm > 0)]
    columns.sort(key=lambda column: (kinds.index(found.closures[column].kind), -harm[column]))
    cells = [[cell(found, row, column) for column in columns] for row in rows]
    values = {
        name: [[one[name] for one in line] for line in cells]
        for name in ("harm", "stranded_share", "dearer_share", "dearer_pct", "added_h_pct", "added_money_pct")
    }
    return {
        "rows": [{name: countries[row][name] for name in ("code", "name", "landlocked")} for row in rows],
        "columns": [
            {name: getattr(found.closures[column], name) for name in ("kind", "key", "name")}
            for column in columns
        ],
        **values,
    }


def known(country: Row) -> bool:
    """Tell whether the network knows enough of a country's ways.

    Examples
    --------
    >>> known({"landlocked": True, "land_neighbours": 2}), known({"landlocked": False, "land_neighbours": 2})
    (True, False)
    """
    return bool(country["land_neighbours"] >= FEWEST_NEIGHBOURS[country["landlocked"]])


def _pair(found: Dependence, one: str, other: str) -> Row:
    """Return what each closure does to the trade of two countries, both ways together."""
    trade = found.trade
    ends = np.array([trade.origin, trade.destination])
    of_pair = ((ends[0] == one) & (ends[1] == other)) | ((ends[0] == other) & (ends[1] == one))
    served = of_pair & np.isfinite(found.base.cost)
    if not of_pair.any():
        raise LandlinkError(f"no trade between {one} and {other} in this {trade.view} view")
    weight = np.where(served, trade.trips.weight, 0.0)
    total = weight.sum()
    base = np.where(served, np.vstack([found.base.cost, found.base.sums]), 0.0)
    row: Row = {"countries": [one, other], "names": [country_name(one), country_name(other)]}
    row |= {"trade": float(total), "without_way": int((of_pair & ~served).sum())}
    for name, value in zip(("usd_t", "money_usd_t", "hours"), base, strict=True):
        row[f"base_{name}"] = float((weight * value).sum() / total) if total else None
    hit = served[found.hits.trip]
    row["closures"] = [
        _pair_cell(found, int(column), hit & (found.hits.closure == column), weight, base)
        for column in np.unique(found.hits.closure[hit])
    ]
    row["closures"].sort(key=lambda item: (-item["stranded_share"], -(item["added_usd_t"] or 0.0)))
    return row


def _pair_cell(found: Dependence, column: int, hit: NDArray[np.bool_], weight: Floats, base: Floats) -> Row:
    trip, hits, one = found.hits.trip[hit], found.hits, found.closures[column]
    stranded = np.isinf(hits.usd_t[hit])
    total = float(weight.sum())
    lost = float(weight[trip][stranded].sum())
    through = total - lost

    def rise(values: Floats, row: int) -> tuple[float | None, float | None]:
        if through <= 1e-9 * total:
            return None, None
        added = float((weight[trip] * np.where(stranded, 0.0, values[hit])).sum())
        before = float((weight * base[row]).sum() - (weight[trip] * base[row][trip])[stranded].sum())
        return added / through, 100 * added / before if before else None

    usd, pct = rise(hits.usd_t, 0)
    money, money_pct = rise(hits.money_usd_t, 1)
    hours, hours_pct = rise(hits.hours, 2)
    return {
        "kind": one.kind, "key": one.key, "closed": one.name, "stranded_share": lost / total,
        "added_usd_t": usd, "dearer_pct": pct, "added_money_usd_t": money, "added_money_pct": money_pct,
        "added_h": hours, "added_h_pct": hours_pct,
    }  # fmt: skip


def _notes(found: Dependence, countries: list[Row]) -> list[str]:
    notes = []
    demand = found.trade.demand
    if demand is not None and any(demand.avoid):
        notes.append(
            "Goods that are known to go by rail or in some equipment stay with it, as their rows of demand"
            " say. Where no way is left without what they avoid they take it, at a rise in cost of 0 or more."
            " They never change equipment, so some are stranded though a truck could carry them."
        )
    lost = np.isinf(found.base.cost)
    if lost.any():
        pairs = sorted(
            {f"{found.trade.origin[row]}-{found.trade.destination[row]}" for row in np.flatnonzero(lost)}
        )
        said = ", ".join(pairs[:10]) + (" ..." if len(pairs) > 10 else "")
        notes.append(f"{int(lost.sum())} trips have no way to begin with and count nowhere: {said}.")
    fringe = [one["name"] for one in countries if not known(one)]
    if fringe and len(fringe) < len(countries):
        notes.append(
            "Partners, but no row of the heat map, as the network joins them by land to fewer than two"
            f" countries (three if they have a coast) and knows too few of their ways: {', '.join(fringe)}."
        )
    return notes
