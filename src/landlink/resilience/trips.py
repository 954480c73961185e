"""What goes where at which cost: the trips whose loss is measured when something fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.routing.csr import LARGEST, check_graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.demand import Demand
    from landlink.flows.graph import FlowGraph

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trips:
    """Trips on one graph in CSR form; classes of goods differ in what an arc costs them.

    Attributes
    ----------
    indptr, heads : int array
        The graph; the arcs of vertex ``i`` are ``indptr[i]`` to ``indptr[i + 1] - 1``.
    cost : float array, (classes, arcs)
        USD per tonne, at or above zero; ``inf`` where an arc is closed to the class.
    origin, destination : int array, (trips,)
        Vertices.
    of_class : int array, (trips,)
        Row of ``cost``.
    weight : float array, (trips,)
        Tonnes a year, above zero.
    basis : int array, (trips,)
        Row of the demand that each trip comes from; -1 where there is none.
    free_class : int array, (trips,)
        Row of ``cost`` of a trip that has no way left without what it avoids; -1 where there is none.

    Raises
    ------
    LandlinkError
        If the arrays do not fit together, or a cost or weight is impossible.

    Examples
    --------
    >>> trips = Trips([0, 2, 3, 3], [1, 2, 2], [[1.0, 5.0, 2.0]], [0], [2], [0], [1000.0])
    >>> len(trips), trips.cost.shape
    (1, (1, 3))
    """

    indptr: Ints
    heads: NDArray[np.int32]
    cost: Floats
    origin: Ints
    destination: Ints
    of_class: Ints
    weight: Floats
    basis: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    free_class: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        try:
            indptr, heads = check_graph(self.indptr, self.heads)
        except ValueError as error:
            raise LandlinkError(f"trips: {error}") from None
        cost = np.ascontiguousarray(self.cost, dtype=np.float64)
        if cost.ndim != 2 or cost.shape[1] != heads.size:
            raise LandlinkError(f"trips: cost must have shape (classes, {heads.size} arcs), not {cost.shape}")
        if not (cost >= 0).all():  # catches NaN as well
            row, arc = (int(i) for i in np.argwhere(~(cost >= 0))[0])
            raise LandlinkError(f"trips: cost[{row}, {arc}] is {cost[row, arc]}; give 0 or more")
        if (dear := np.isfinite(cost) & (cost > LARGEST)).any():
            row, arc = (int(i) for i in np.argwhere(dear)[0])
            raise LandlinkError(f"trips: cost[{row}, {arc}] is {cost[row, arc]}; use inf to close an arc")
        places = {name: _rows(name, getattr(self, name), indptr.size - 1) for name in _PLACES}
        of_class = _rows("of_class", self.of_class, len(cost))
        weight = np.ascontiguousarray(self.weight, dtype=np.float64)
        basis, free = (
            np.asarray(column if len(column) else np.full(weight.size, -1), dtype=np.int64)
            for column in (self.basis, self.free_class)
        )
        _rows("free_class", free[free >= 0], len(cost))
        sizes = {column.size for column in (*places.values(), of_class, weight, basis, free)}
        if len(sizes) > 1:
            raise LandlinkError(f"trips: one entry a trip is needed in each column, not {sorted(sizes)}")
        if not ((weight > 0) & np.isfinite(weight)).all():
            row = int(np.argmin((weight > 0) & np.isfinite(weight)))
            raise LandlinkError(f"trips: weight[{row}] is {weight[row]}; give tonnes a year above zero")
        checked = {"indptr": indptr, "heads": heads, "cost": cost, "weight": weight, "basis": basis}
        checked["free_class"] = free
        for name, value in {**checked, **places, "of_class": of_class}.items():
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return self.weight.size


_PLACES = ("origin", "destination")


def _rows(name: str, values: Ints, count: int) -> Ints:
    """Return row numbers, or say which one is out of range."""
    rows = np.ascontiguousarray(values, dtype=np.int64)
    bad = (rows < 0) | (rows >= count)
    if rows.ndim != 1 or bad.any():
        at = int(np.argmax(bad)) if rows.ndim == 1 else 0
        raise LandlinkError(f"trips: {name}[{at}] is {rows.flat[at]}; give a number from 0 to {count - 1}")
    return rows


def trips_of(graph: FlowGraph, demand: Demand) -> Trips:
    """Return the trips of a demand: one each row, priced at what time is worth to its goods.

    A class is a distinct value of time, equipment and list of what to avoid. What an arc costs is
    its money and its hours, both per tonne of capacity (:func:`landlink.flows.graph.generalised_usd_t`).
    The weight of a trip is the tonnes of its goods; rows without goods (empties) are left out, as
    nothing of value is lost with them. The class of a trip that may take what it avoids, as no way is
    left without it, is ``free_class``.

    Parameters
    ----------
    graph : FlowGraph
    demand : Demand

    Returns
    -------
    Trips
        ``basis`` is the row of the demand.
    """
    from landlink.flows.graph import allowed, generalised_usd_t, value_of_time  # noqa: PLC0415

    rows = np.flatnonzero(demand.tonnes_year > 0)
    worth = np.asarray(value_of_time(graph.network, demand.commodity[rows]), dtype=np.float64)
    keys = [
        (usd, demand.equipment[row], demand.avoid[row])
        for usd, row in zip(worth.tolist(), rows.tolist(), strict=True)
    ]
    free = [(usd, equipment, "") if words else None for usd, equipment, words in keys]
    names = dict.fromkeys([*keys, *(key for key in free if key is not None)])
    classes = {key: number for number, key in enumerate(names)}
    priced = {usd: generalised_usd_t(graph, usd) for usd in dict.fromkeys(worth.tolist())}
    usable = {key[1:]: allowed(graph, *key[1:]) for key in classes}
    cost = np.empty((len(classes), graph.heads.size))
    for key, number in classes.items():
        cost[number] = np.where(usable[key[1:]], priced[key[0]], np.inf)
    return Trips(
        graph.indptr,
        graph.heads,
        cost,
        np.array([graph.origin(node) for node in demand.origin[rows].tolist()], dtype=np.int64),
        np.array([graph.destination(node) for node in demand.destination[rows].tolist()], dtype=np.int64),
        np.array([classes[key] for key in keys], dtype=np.int64),
        demand.tonnes_year[rows],
        rows,
        np.array([-1 if key is None else classes[key] for key in free], dtype=np.int64),
    )
