"""Tables of an allocation of slots, and the rule by which it was made."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.flows.assign import STRANDED
from landlink.flows.assumptions import assumed, assumptions_used
from landlink.flows.graph import TIME_VALUE_FLOOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from landlink.flows.slots import SlotAllocation

    Rows = list[dict[str, Any]]
    Floats = NDArray[np.float64]

KEYS = (
    "payload_t_per_teu", "payload_t_per_wagon", "payload_t_per_truck", STRANDED, "time_value_share_per_day",
    TIME_VALUE_FLOOR,
)  # fmt: skip

UNITS = {"TEU": "payload_t_per_teu", "wagons": "payload_t_per_wagon", "trucks": "payload_t_per_truck"}


def capacities(found: SlotAllocation) -> Rows:
    """Return each run of the services: its slots, their use, and what one more is worth.

    Examples
    --------
    >>> from landlink.flows.slots import allocate
    >>> from landlink.flows.testing import small_flows
    >>> [row["direction"] for row in capacities(allocate(*small_flows(), ["ferry"]))]
    ['forward', 'backward']
    """
    keys = {found.network.services.text("id")[row] for row in found.services.tolist()}
    links, nodes = found.network.links, found.network.nodes.text("name")
    index, ends = links.index(), found.network.ends
    rows = []
    for number, row in enumerate(found.held.rows):
        if row["what"] != "service" or row["id"] not in keys:
            continue
        unit = row["capacity_unit"].removesuffix(" a departure")
        slot = assumed(found.network, UNITS[unit]) if unit in UNITS else 1.0
        capacity, used = row["capacity_t_year"], float(found.found.volume[number])
        price = float(found.found.shadow_price[number])
        link = index[row["hop"]]
        pair = [nodes[int(end[link])] for end in ends][:: -1 if row["direction"] == "backward" else 1]
        rows.append(
            {
                "id": row["id"], "hop": row["hop"], "direction": row["direction"], "from": pair[0],
                "to": pair[1], "slot_unit": unit, "slots_year": capacity / slot,
                "slots_used_year": used / slot, "capacity_t_year": capacity, "used_t_year": used,
                "use": used / capacity if capacity > 0 else 0.0, "shadow_price_usd_t": price,
                "one_more_slot_usd": price * slot, "one_more_departure_usd": price * row["customer_t"],
            }
        )  # fmt: skip
    return rows


def consignments(found: SlotAllocation) -> Rows:
    """Return the rows of demand that gain by a slot: what they get, what they save, who is left out.

    ``price_usd_t`` is what one more tonne of them would add to the value: 0 where some are left out.

    Examples
    --------
    >>> from landlink.flows.slots import allocate
    >>> from landlink.flows.testing import small_flows
    >>> rows = consignments(allocate(*small_flows(), ["ferry"]))
    >>> all(abs(row["allocated_t_year"] + row["left_t_year"] - row["asked_t_year"]) < 1e-3 for row in rows)
    True
    """
    demand, trips, done = found.demand, found.trips, found.found
    rows = len(found.trip)
    carried = np.bincount(done.paths.row, done.paths.flow, rows)
    margin = np.bincount(done.paths.row, done.paths.flow * done.margin, rows)
    of_trip = np.full(len(trips), -1, np.int64)
    of_trip[found.trip] = np.arange(rows)
    totals: dict[int, list[float]] = {}
    for i in np.flatnonzero(trips.of_row >= 0).tolist():
        trip = int(trips.of_row[i])
        row = int(of_trip[trip])
        if row < 0:
            continue
        part = float(demand.capacity_t_year[i] / trips.capacity_t[trip])
        asked = float(demand.capacity_t_year[i])
        sums = totals.setdefault(int(demand.basis[i]), [0.0] * 5)
        best = float(found.worth[row] - done.best_cost[row])
        for place, value in enumerate(
            (asked, part * carried[row], part * margin[row], asked * best, asked * done.row_price[row])
        ):
            sums[place] += float(value)
    table = demand.table
    cells = [table.text(name) for name in ("id", "origin", "destination", "commodity")]
    made = [
        {
            **dict(zip(("id", "origin", "destination", "commodity"), (c[at] for c in cells), strict=True)),
            "asked_t_year": asked, "allocated_t_year": min(got, asked), "left_t_year": max(asked - got, 0.0),
            "share": got / asked, "gain_usd_year": gain, "gain_usd_t": gain / got if got > 0 else None,
            "best_gain_usd_t": best / asked, "price_usd_t": price / asked,
        }
        for at, (asked, got, gain, best, price) in totals.items()
    ]  # fmt: skip
    return sorted(made, key=lambda row: -row["best_gain_usd_t"])


def unallocated(found: SlotAllocation) -> Rows:
    """Return the consignments that gain by a slot and do not get enough of them, most first.

    Examples
    --------
    >>> from landlink.flows.slots import allocate
    >>> from landlink.flows.testing import small_flows
    >>> unallocated(allocate(*small_flows(), ["ferry"]))[0]["commodity"]
    'grain'
    """
    names = ("id", "origin", "destination", "commodity", "asked_t_year", "left_t_year", "best_gain_usd_t")
    left = [row for row in consignments(found) if row["left_t_year"] > 1e-6 * row["asked_t_year"]]
    return sorted(({name: row[name] for name in names} for row in left), key=lambda row: -row["left_t_year"])


def paths(found: SlotAllocation) -> Rows:
    """Return the paths that are used: tonnes, services, cost, gain and reduced cost.

    Examples
    --------
    >>> from landlink.flows.slots import allocate
    >>> from landlink.flows.testing import small_flows
    >>> all("ferry" in row["services"] for row in paths(allocate(*small_flows(), ["ferry"])))
    True
    """
    graph, trips, used = found.graph, found.trips, found.found.paths
    nodes, services = found.network.nodes.text("id"), found.network.services.text("id")
    rows = []
    for number in range(len(used)):
        row = int(used.row[number])
        trip = int(found.trip[row])
        arcs = found.arc_of[used.arcs[used.indptr[number] : used.indptr[number + 1]]]
        on = graph.service[arcs[arcs >= 0]]
        rows.append(
            {
                "origin": nodes[int(trips.origin[trip])], "destination": nodes[int(trips.destination[trip])],
                "vehicle": graph.vehicles[int(graph.vehicle[arcs[0]])],
                "services": "|".join(dict.fromkeys(services[one] for one in on[on >= 0].tolist())),
                "tonnes_year": float(used.flow[number]),
                "cost_usd_t": float(found.worth[row] - found.found.margin[number]),
                "alternative_usd_t": _plain(float(found.alternative[row])),
                "gain_usd_t": float(found.found.margin[number]),
                "reduced_usd_t": float(found.found.reduced[number]),
            }
        )  # fmt: skip
    return sorted(rows, key=lambda row: -row["tonnes_year"])


TABLES: dict[str, Callable[[SlotAllocation], Rows]] = {
    "capacities": capacities, "consignments": consignments, "unallocated": unallocated, "paths": paths,
}  # fmt: skip
"""What makes each table."""


def summary(found: SlotAllocation) -> dict[str, Any]:
    """Return totals of an allocation.

    Examples
    --------
    >>> from landlink.flows.slots import allocate
    >>> from landlink.flows.testing import small_flows
    >>> summary(allocate(*small_flows(), ["ferry"]))["gap"] < 1e-6
    True
    """
    done = found.found
    asked = float(found.trips.capacity_t[found.trip].sum())
    left = float(done.left.sum())
    return {
        "asked_t_year": asked, "allocated_t_year": asked - left, "left_t_year": left,
        "value_usd_year": done.value, "bound_usd_year": done.bound, "gap": done.gap,
        "consignments": len(found.trip), "paths": len(done.paths), "columns": done.columns,
        "programmes": done.iterations, "seconds": done.seconds,
    }  # fmt: skip


def rule(found: SlotAllocation) -> str:
    """Return how slots were given out, in a paragraph.

    Examples
    --------
    >>> from landlink.flows.slots import allocate
    >>> from landlink.flows.testing import small_flows
    >>> rule(allocate(*small_flows(), ["ferry"])).startswith("Slots of ferry")
    True
    """
    keys = ", ".join(found.network.services.text("id")[row] for row in found.services.tolist())
    if found.objective == "cost":
        factor = assumed(found.network, STRANDED)
        aim = (
            "the generalised cost of all is least: a slot is worth what it saves against the best way "
            f"without these services (where there is none, against {factor:g} times the way over them)"
        )
    else:
        aim = "what carriage over them is worth, less the generalised cost of the whole way, is largest"
    every = " Every consignment that gains gets its slots." if found.carry_all else ""
    return (
        f"Slots of {keys} go to the consignments so that {aim}. A linear programme, proven to "
        f"{found.found.gap:.1e} of the value: slots may be shared in parts, and a shadow price is what one "
        f"more tonne of room adds to the value.{every} Only these services are short of room; there is no "
        "congestion. The same rule holds for all countries and shippers."
    )


def as_dict(found: SlotAllocation) -> dict[str, Any]:
    """Return everything as plain values for JSON.

    Examples
    --------
    >>> from landlink.flows.slots import allocate
    >>> from landlink.flows.testing import small_flows
    >>> as_dict(allocate(*small_flows(), ["ferry"]))["objective"]
    'cost'
    """
    return {
        "network": found.network.name, "objective": found.objective,
        "services": [found.network.services.text("id")[row] for row in found.services.tolist()],
        "rule": rule(found), "summary": summary(found), **found.tables,
        "assumptions": assumptions_used(found.network, KEYS), "notes": notes(found),
    }  # fmt: skip


def notes(found: SlotAllocation) -> list[str]:
    """Return what a reader must know before using the figures.

    Examples
    --------
    >>> from landlink.flows.slots import allocate
    >>> from landlink.flows.testing import small_flows
    >>> len(notes(allocate(*small_flows(), ["ferry"])))
    1
    """
    known = {row["id"] for row in found.held.rows if row["what"] == "service"}
    keys = [found.network.services.text("id")[row] for row in found.services.tolist()]
    unlimited = [key for key in keys if key not in known]
    said = [
        "Demand counts that gains by a slot at free-flow times; tonnes are of capacity, empties included."
    ]
    if unlimited:
        said.append(f"No capacity is known of {', '.join(unlimited)}: they have room without end.")
    return [*said, *found.demand.notes]


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
