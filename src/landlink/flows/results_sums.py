"""Sums that the tables of flows are made of: by row of a table and by resource."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.flows.assumptions import assumed
from landlink.flows.capacity import DAYS_PER_YEAR
from landlink.flows.results import delays_h

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.results import Flows

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Rows = list[dict[str, Any]]

BOXES = ("40ft", "20ft")
"""Equipment that is counted in TEU."""

LEAST_T = 1e-6
"""Tonnes a year below which nothing is said to stay behind: the rest of rounding."""


def plain(value: float) -> float | None:
    """Return a number for JSON: nothing where it is unknown or infinite.

    Examples
    --------
    >>> plain(1.5), plain(math.nan), plain(math.inf)
    (1.5, None, None)
    """
    return float(value) if math.isfinite(value) else None


def resource_rows(flows: Flows) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return each resource with its volume, capacity, use, delay and shadow price.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> len(resource_rows(small_assigned()))
    5
    """
    sums, held, found = flows.sums, flows.held, flows.found
    size = len(held.rows)
    worth = _by_resource(sums.worth_usd_h, flows, size)
    volume = _by_resource(sums.capacity_t, flows, size)
    usd_t_h = np.divide(worth, volume, out=np.zeros(size), where=volume > 0)
    delay = delays_h(flows)
    price = found.shadow_price if flows.priced else found.shadow_price * usd_t_h
    return [
        (
            row,
            {
                "volume_t_year": float(volume[i]), "capacity": row["capacity"],
                "capacity_unit": row["capacity_unit"], "limit_t_year": plain(held.resources.limit[i]),
                "available_t_year": row["capacity_t_year"],
                "v_c": float(volume[i] / max(row["capacity_t_year"], 1.0)),
                "delay_h": float(delay[i]),
                "shadow_price_h": None if flows.priced else float(found.shadow_price[i]),
                "shadow_price_usd_t": float(price[i]),
            },
        )
        for i, row in enumerate(held.rows)
    ]  # fmt: skip


def _by_resource(of_arc: Floats, flows: Flows, size: int) -> Floats:
    added = np.zeros(size)
    for use in (flows.held.main, flows.held.service):
        on = use >= 0
        added += np.bincount(use[on], of_arc[on], size)
    return added


_CELLS = (
    "capacity", "capacity_unit", "available_t_year", "v_c", "delay_h", "shadow_price_h", "shadow_price_usd_t",
)  # fmt: skip
UNKNOWN: dict[str, Any] = {**dict.fromkeys(_CELLS), "capacity_unit": ""}


def resource_cells(flows: Flows, what: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what is known of the capacity of the resources of one kind, by key and direction.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> list(resource_cells(small_assigned(), "crossing"))
    [('khorgos-rail-west', 'forward')]
    """
    return {
        (row["id"], f"{row['hop']}:{row['direction']}" if row["hop"] else row["direction"]): {
            name: cells[name] for name in _CELLS
        }
        for row, cells in resource_rows(flows)
        if row["what"] == what
    }


def is_box(flows: Flows) -> Bools:
    """Return which equipment of the graph is counted in TEU.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> is_box(small_assigned()).tolist()
    [True, False, False]
    """
    return np.array([name in BOXES for name in flows.graph.vehicles])


def sums_by(flows: Flows, rows: Ints, on: Ints, size: int) -> dict[str, Floats]:
    """Return tonnes of goods, tonnes of capacity and TEU on the arcs of each row.

    Parameters
    ----------
    flows : Flows
    rows : int array
        Row of each of the arcs ``on``.
    on : int array
        Arcs of the graph of flows.
    size : int
        Number of rows.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> sorted(sums_by(small_assigned(), np.array([0]), np.array([0]), 1))
    ['capacity_t_year', 'teu_year', 'tonnes_year']
    """
    sums = flows.sums
    boxes = np.where(is_box(flows)[flows.graph.vehicle[on]], sums.capacity_t[on], 0.0)
    per_teu = assumed(flows.network, "payload_t_per_teu")
    return {
        "tonnes_year": np.bincount(rows, sums.goods_t[on], size).astype(np.float64),
        "capacity_t_year": np.bincount(rows, sums.capacity_t[on], size).astype(np.float64),
        "teu_year": np.bincount(rows, boxes, size) / per_teu,
    }


def vehicles_day(flows: Flows, rows: Ints, on: Ints, size: int) -> tuple[Floats, Floats]:
    """Return trains and trucks a day on the arcs of each row; arguments as for :func:`sums_by`.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> [len(part) for part in vehicles_day(small_assigned(), np.array([0]), np.array([0]), 1)]
    [1, 1]
    """
    network, graph, load = flows.network, flows.graph, flows.sums.capacity_t[on]
    box = is_box(flows)[graph.vehicle[on]]
    box_train = assumed(network, "train_capacity_teu") * assumed(network, "payload_t_per_teu")
    train = np.where(box, box_train, assumed(network, "train_net_t"))
    truck = assumed(network, "payload_t_per_truck")
    return (
        np.bincount(rows, load / train, size) / DAYS_PER_YEAR,
        np.bincount(rows, load / truck, size) / DAYS_PER_YEAR,
    )


def mean(total: float, weight: float) -> float | None:
    """Return a total over its weight; nothing where there is no weight.

    Examples
    --------
    >>> mean(6.0, 3.0), mean(0.0, 0.0)
    (2.0, None)
    """
    return float(total / weight) if weight > 0 else None


def clean(tonnes: float) -> float:
    """Return tonnes that stay behind; none where they are the rest of rounding.

    Examples
    --------
    >>> clean(1e-9), clean(5.0)
    (0.0, 5.0)
    """
    return float(tonnes) if tonnes > LEAST_T else 0.0
