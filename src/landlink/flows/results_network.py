"""Tables of what the network carries: links, crossings, hubs, terminals, services, modes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.flows.results_sums import (
    UNKNOWN,
    plain,
    resource_cells,
    resource_rows,
    sums_by,
    vehicles_day,
)
from landlink.network.arcs import MODE_NAMES, Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.results import Flows
    from landlink.network.model import Network

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Rows = list[dict[str, Any]]


def links(flows: Flows) -> Rows:
    """Return what each link carries, both directions together and each, busiest first.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> links(small_assigned())[0]["id"]
    'road-urumqi-khorgos'
    """
    graph, table = flows.graph, flows.network.links
    on = np.flatnonzero((graph.kind == Kind.MOVE) & (flows.sums.capacity_t > 0))
    sums = sums_by(flows, graph.link[on], on, len(table))
    forward = np.bincount(
        graph.link[on], np.where(graph.backward[on] == 0, flows.sums.goods_t[on], 0.0), len(table)
    )
    trains, trucks = vehicles_day(flows, graph.link[on], on, len(table))
    held = resource_cells(flows, "link")
    rows = []
    for row in np.flatnonzero(sums["capacity_t_year"]).tolist():
        key, mode = table.text("id")[row], table.text("mode")[row]
        rows.append(
            {
                "id": key, "from": table.text("from_node")[row], "to": table.text("to_node")[row],
                "mode": mode, "country": table.text("country")[row],
                "length_km": float(table.number("length_km")[row]),
                **{name: float(values[row]) for name, values in sums.items()},
                "forward_tonnes_year": float(forward[row]),
                "backward_tonnes_year": float(sums["tonnes_year"][row] - forward[row]),
                "trains_day": float(trains[row]) if mode == "rail" else None,
                "trucks_day": float(trucks[row]) if mode == "road" else None,
                **held.get((key, ""), UNKNOWN),
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: -row["capacity_t_year"])


def crossings(flows: Flows) -> Rows:
    """Return what passes each crossing in each direction, busiest first.

    Where only the link across the border has a published capacity, it is shown here: it is that of both
    directions together.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> [row["id"] for row in crossings(small_assigned())]
    ['khorgos-road-west', 'khorgos-rail-west']
    """
    graph, table = flows.graph, flows.network.crossings
    on = np.flatnonzero((graph.kind == Kind.BORDER) & (flows.sums.capacity_t > 0))
    sums = sums_by(flows, graph.crossing[on], on, len(table))
    trains, trucks = vehicles_day(flows, graph.crossing[on], on, len(table))
    held, both_ways = resource_cells(flows, "crossing"), resource_cells(flows, "link")
    country = np.array(flows.network.nodes.text("country"))
    index, (tails, heads) = flows.network.links.index(), flows.network.ends
    rows = []
    for row in np.flatnonzero(sums["capacity_t_year"]).tolist():
        key, way, link = table.text("id")[row], table.text("direction")[row], index[table.text("link")[row]]
        ends = (country[tails[link]], country[heads[link]])[:: 1 if way == "forward" else -1]
        mode = flows.network.links.text("mode")[link]
        rows.append(
            {
                "id": key, "name": table.text("name")[row], "from_country": str(ends[0]),
                "to_country": str(ends[1]), "mode": mode, "link": table.text("link")[row],
                **{name: float(values[row]) for name, values in sums.items()},
                "trains_day": float(trains[row]) if mode == "rail" else None,
                "trucks_day": float(trucks[row]) if mode == "road" else None,
                **held.get((key, way), both_ways.get((table.text("link")[row], ""), UNKNOWN)),
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: -row["capacity_t_year"])


_WORK = {
    "loaded": Kind.LOAD, "unloaded": Kind.UNLOAD, "transhipped": Kind.TRANSHIPMENT,
    "gauge_changed": Kind.GAUGE_CHANGE,
}  # fmt: skip


def hubs(flows: Flows) -> Rows:
    """Return what is handled at each place, busiest first; capacities of its terminals by operation.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> [row["id"] for row in hubs(small_assigned()) if row["gauge_changed_t_year"] > 0]
    ['altynkol']
    """
    graph, nodes = flows.graph, flows.network.nodes
    work = {}
    for name, kind in _WORK.items():
        on = np.flatnonzero((graph.kind == kind) & (flows.sums.capacity_t > 0))
        work[name] = sums_by(flows, graph.node[on], on, len(nodes))
    handled = sum((work[name]["capacity_t_year"] for name in _WORK), np.zeros(len(nodes)))
    boxes = sum((work[name]["teu_year"] for name in ("transhipped", "gauge_changed")), np.zeros(len(nodes)))
    loads: dict[str, list[float]] = {}
    for row, used in zip(flows.held.rows, flows.found.volume, strict=True):
        if row["what"] == "terminal":
            loads.setdefault(row["node"], []).append(float(used / max(row["capacity_t_year"], 1.0)))
    rows = []
    for node in np.flatnonzero(handled).tolist():
        key = nodes.text("id")[node]
        rows.append(
            {
                "id": key, "name": nodes.text("name")[node], "country": nodes.text("country")[node],
                "handled_t_year": float(handled[node]),
                **{f"{name}_t_year": float(work[name]["tonnes_year"][node]) for name in _WORK},
                "transferred_teu_year": float(boxes[node]), "v_c": plain(max(loads.get(key, [math.nan]))),
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: -row["handled_t_year"])


def terminals(flows: Flows) -> Rows:
    """Return the use of each terminal whose capacity is known, fullest first.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> [(row["id"], row["operation"]) for row in terminals(small_assigned())]
    [('altynkol', 'gauge_change')]
    """
    rows = [
        {"id": one["node"], "operation": one["operation"], **cells}
        for one, cells in resource_rows(flows)
        if one["what"] == "terminal"
    ]
    return sorted(rows, key=lambda row: -row["v_c"])


def services(flows: Flows) -> Rows:
    """Return the load of each hop of each service that carries something, fullest first.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> row = services(small_assigned())[0]
    >>> row["id"], round(row["load_factor"], 3)
    ('ferry', 1.0)
    """
    graph, network = flows.graph, flows.network
    table, names, (tails, heads) = network.services, network.nodes.text("id"), network.ends
    on = np.flatnonzero((graph.kind == Kind.MOVE) & (graph.service >= 0) & (flows.sums.capacity_t > 0))
    keys = np.stack([graph.service[on], graph.link[on], graph.backward[on]], axis=1)
    hops, which = np.unique(keys, axis=0, return_inverse=True)
    sums = sums_by(flows, which.ravel(), on, len(hops))
    held = resource_rows(flows)
    rows = []
    for number, (service, link, backward) in enumerate(hops.tolist()):
        key, hop = table.text("id")[service], network.links.text("id")[link]
        ends = (names[int(tails[link])], names[int(heads[link])])[:: -1 if backward else 1]
        at = flows.held.hop.get((service, link, backward))
        cells = UNKNOWN if at is None else {name: held[at][1][name] for name in UNKNOWN}
        rows.append(
            {
                "id": key, "name": table.text("name")[service], "mode": table.text("mode")[service],
                "hop": hop, "from": ends[0], "to": ends[1],
                **{name: float(values[number]) for name, values in sums.items()},
                "load_factor": cells["v_c"], **{k: v for k, v in cells.items() if k != "v_c"},
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: -(row["load_factor"] or 0.0))


def modes(flows: Flows) -> Rows:
    """Return tonne-kilometres, emissions, price and hours of all moves by country and mode.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> sorted({row["mode"] for row in modes(small_assigned())})
    ['ferry', 'rail', 'road']
    """
    graph, sums, links_ = flows.graph, flows.sums, flows.network.links
    on = np.flatnonzero((graph.kind == Kind.MOVE) & (sums.capacity_t > 0))
    countries = sorted(set(links_.text("country")))
    number = {country: i for i, country in enumerate(countries)}
    of_link = np.array([number[country] for country in links_.text("country")], dtype=np.int64)
    key = of_link[graph.link[on]] * len(MODE_NAMES) + graph.mode[on]
    size = len(countries) * len(MODE_NAMES)
    figures = {
        "tonne_km_year": sums.goods_t * graph.distance_km,
        "capacity_tonne_km_year": sums.capacity_t * graph.distance_km,
        "co2e_t_year": sums.capacity_t * graph.co2e_kg_t / 1000,
        "cost_usd_year": sums.capacity_t * graph.cost_usd_t,
        "tonne_hours_year": sums.capacity_t * sums.arc_h,
    }
    added = {name: np.bincount(key, values[on], size) for name, values in figures.items()}
    rows = [
        {
            "country": countries[i // len(MODE_NAMES)], "mode": MODE_NAMES[i % len(MODE_NAMES)],
            **{name: float(values[i]) for name, values in added.items()},
        }
        for i in np.flatnonzero(added["capacity_tonne_km_year"]).tolist()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row["capacity_tonne_km_year"])


def bottlenecks(flows: Flows) -> Rows:
    """Return what can be short and carries something, by shadow price, then by use.

    That is all of known capacity that has a limit or a delay: not trains that may run as often as needed.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> row = bottlenecks(small_assigned())[0]
    >>> row["what"], row["id"], row["shadow_price_usd_t"] > 0
    ('service', 'ferry', True)
    """
    rows = [
        {
            "what": one["what"], "id": one["id"],
            "name": resource_name(flows.network, one["what"], one["id"]),
            "hop": one["hop"], "direction": one["direction"], **cells,
        }
        for (one, cells), limit in zip(resource_rows(flows), flows.held.resources.limit.tolist(), strict=True)
        if cells["volume_t_year"] > 0 and (one["delay"] != "none" or limit < math.inf)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["shadow_price_usd_t"], -row["v_c"]))


def resource_name(network: Network, what: str, key: str) -> str:
    """Return what people call a link, crossing, service or terminal that has a capacity.

    Examples
    --------
    >>> from landlink.flows.testing import small_flows
    >>> resource_name(small_flows()[0], "link", "rail-almaty-beyneu")
    'Rail Almaty - Beyneu'
    >>> resource_name(small_flows()[0], "terminal", "altynkol:gauge_change")
    'Altynkol, gauge change'
    """
    place, names = network.nodes.index(), network.nodes.text("name")
    if what == "terminal":
        node, _, operation = key.partition(":")
        return f"{names[place[node]]}, {operation.replace('_', ' ')}"
    table = network.tables[f"{what}s"]
    row = table.index()[key]
    if what == "link":
        ends = (names[place[table.text(column)[row]]] for column in ("from_node", "to_node"))
        return f"{table.text('mode')[row].capitalize()} {' - '.join(ends)}"
    return table.text("name")[row]
