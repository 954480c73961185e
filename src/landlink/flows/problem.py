"""What an assignment is asked: arcs with costs, resources that congest, demand between vertices."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.routing.csr import check_graph

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["BPR", "CONICAL", "CONSTANT", "DAVIDSON", "KINDS", "QUEUE", "Equilibrium", "Paths"]
__all__ += ["Problem", "Resources"]

CONSTANT, BPR, CONICAL, DAVIDSON, QUEUE = range(5)
KINDS = ("constant", "BPR", "conical", "Davidson", "queue")
"""Names of the delay functions; see :mod:`landlink.flows.delays`."""


@dataclass(frozen=True, eq=False)
class Resources:
    """What has a volume, a delay and perhaps a capacity: a link, a crossing, a terminal, a service.

    Lists are turned into arrays, and all entries are checked.

    Attributes
    ----------
    kind : numpy.ndarray of int8, shape (R,)
        Delay function: 0 constant, 1 BPR, 2 conical, 3 Davidson, 4 queue.
    free_h : numpy.ndarray of float64, shape (R,)
        Delay at volume 0, in hours or the unit of the costs.
    capacity : numpy.ndarray of float64, shape (R,)
        Practical capacity, volume units per period; ``inf`` where unknown: then the delay is ``free_h``.
    a, b : numpy.ndarray of float64, shape (R,)
        Parameters of the function.
    limit : numpy.ndarray of float64, shape (R,)
        Hard capacity, volume units per period; ``inf`` for none.

    Raises
    ------
    LandlinkError
        If an entry makes no sense; the message names the row.

    Examples
    --------
    >>> Resources([1], [0.5], [100], [0.15], [4], [np.inf]).capacity
    array([100.])
    >>> Resources([1], [0.5], [0], [0.15], [4], [np.inf])
    Traceback (most recent call last):
    landlink.errors.LandlinkError: resources: capacity[0] is 0, but must be more than 0
    """

    kind: NDArray[np.int8]
    free_h: NDArray[np.float64]
    capacity: NDArray[np.float64]
    a: NDArray[np.float64]
    b: NDArray[np.float64]
    limit: NDArray[np.float64]

    def __post_init__(self) -> None:
        for field in fields(self):
            dtype = np.int8 if field.name == "kind" else np.float64
            value = _array("resources", field.name, getattr(self, field.name), dtype, 1)
            object.__setattr__(self, field.name, value)
            _same("resources", field.name, value.size, "kind", self.kind.size)
        _check_resources(self)

    def __len__(self) -> int:
        return int(self.kind.size)


@dataclass(frozen=True, eq=False)
class Problem:
    """A network with resources, and what wants to travel: one row per pair of vertices and class.

    A path costs a unit of a class the sum of ``cost[class, arc]``, of the delays of the resources
    of its arcs, and of their shadow prices where they are full. Lists are turned into arrays, and
    all entries are checked.

    Attributes
    ----------
    indptr : numpy.ndarray of int64, shape (V + 1,)
        The arcs of vertex ``i`` are ``indptr[i]`` to ``indptr[i + 1] - 1``.
    heads : numpy.ndarray of int32, shape (A,)
        Where the arcs end.
    cost : numpy.ndarray of float64, shape (C, A)
        Constant part of the generalised cost of each class, in hours per unit (or whatever the unit of
        ``free_h`` is), not negative; ``inf``: closed to the class.
    resource : numpy.ndarray of int32, shape (A,)
        Resource that the arc uses, -1 for none. Several arcs may share one.
    resources : Resources
    origin, destination, of_class : numpy.ndarray of int32, shape (D,)
        Vertices and class of each row of demand.
    demand : numpy.ndarray of float64, shape (D,)
        Volume units per period, more than 0.
    no_through : numpy.ndarray of bool, shape (V,)
        Vertices where a path may start or end, but not pass.

    Raises
    ------
    LandlinkError
        If an entry makes no sense; the message names it.

    Examples
    --------
    Two parallel arcs from vertex 0 to 1, the second of which congests:

    >>> road = Resources([1], [1.0], [10], [1.0], [1], [np.inf])
    >>> Problem([0, 2, 2], [1, 1], [[2.0, 0.0]], [-1, 0], road, [0], [1], [0], [20.0], [False, False]).arcs
    2
    """

    indptr: NDArray[np.int64]
    heads: NDArray[np.int32]
    cost: NDArray[np.float64]
    resource: NDArray[np.int32]
    resources: Resources
    origin: NDArray[np.int32]
    destination: NDArray[np.int32]
    of_class: NDArray[np.int32]
    demand: NDArray[np.float64]
    no_through: NDArray[np.bool_]

    def __post_init__(self) -> None:
        try:
            indptr, heads = check_graph(self.indptr, self.heads)
        except ValueError as error:
            raise LandlinkError(f"problem: {error}") from None
        object.__setattr__(self, "indptr", indptr)
        object.__setattr__(self, "heads", heads)
        for name, dtype, dimensions in _PARTS:
            object.__setattr__(self, name, _array("problem", name, getattr(self, name), dtype, dimensions))
        _check_arcs(self)
        _check_demand(self)

    @property
    def vertices(self) -> int:
        """Number of vertices."""
        return self.indptr.size - 1

    @property
    def arcs(self) -> int:
        """Number of arcs."""
        return self.heads.size

    @property
    def classes(self) -> int:
        """Number of classes."""
        return int(self.cost.shape[0])

    @property
    def tails(self) -> NDArray[np.int32]:
        """Where the arcs start."""
        return np.repeat(np.arange(self.vertices, dtype=np.int32), np.diff(self.indptr))


@dataclass(frozen=True, eq=False)
class Paths:
    """Used paths, and what travels on each.

    Attributes
    ----------
    row : numpy.ndarray of int32, shape (P,)
        Row of the demand, ascending.
    flow : numpy.ndarray of float64, shape (P,)
        Volume units per period, more than 0.
    indptr : numpy.ndarray of int64, shape (P + 1,)
        The arcs of path ``p`` are ``arcs[indptr[p] : indptr[p + 1]]``.
    arcs : numpy.ndarray of int32
        Arcs in the order in which they are travelled.
    """

    row: NDArray[np.int32]
    flow: NDArray[np.float64]
    indptr: NDArray[np.int64]
    arcs: NDArray[np.int32]

    def __len__(self) -> int:
        return int(self.row.size)


@dataclass(frozen=True, eq=False)
class Equilibrium:
    """Flows at which nobody gains by another path (or, if asked, of least total cost).

    Attributes
    ----------
    paths : Paths
    volume : numpy.ndarray of float64, shape (R,)
        Volume of each resource, volume units per period.
    delay_h : numpy.ndarray of float64, shape (R,)
        Delay of each resource at its volume, in hours or the unit of the costs.
    shadow_price : numpy.ndarray of float64, shape (R,)
        Multiplier of each limit, in the unit of the costs per unit of volume; 0 where the limit does not
        bind. It is what a path pays for a place where there are too few.
    arc_volume : numpy.ndarray of float64, shape (C, A)
        Volume of each arc by class.
    objective : float
        Beckmann's potential: the integrals of the delays up to the volumes, plus constant costs times arc
        volumes. For a system optimum the total cost.
    gap : float
        Relative gap: share of the total cost at current prices that would be saved if everybody took the
        cheapest path at these prices.
    iterations : int
        How many times trees were grown for all origins.
    seconds : float
    unserved : numpy.ndarray of float64, shape (D,)
        Demand of the rows without any path; it is on no arc and in no sum.
    path_cost : numpy.ndarray of float64, shape (D,)
        Cost of the cheapest path of each row at the end, shadow prices (and for a system optimum
        externalities) included; ``inf`` for rows without a path.
    excess : float
        By how much the worst limit is exceeded, as a share of the limit; 0 without limits.
    """

    paths: Paths
    volume: NDArray[np.float64]
    delay_h: NDArray[np.float64]
    shadow_price: NDArray[np.float64]
    arc_volume: NDArray[np.float64]
    objective: float
    gap: float
    iterations: int
    seconds: float
    unserved: NDArray[np.float64]
    path_cost: NDArray[np.float64]
    excess: float


_PARTS: tuple[tuple[str, type[np.generic], int], ...] = (
    ("cost", np.float64, 2),
    ("resource", np.int32, 1),
    ("origin", np.int32, 1),
    ("destination", np.int32, 1),
    ("of_class", np.int32, 1),
    ("demand", np.float64, 1),
    ("no_through", np.bool_, 1),
)


def _array(where: str, name: str, value: Any, dtype: type[np.generic], dimensions: int) -> NDArray[Any]:  # noqa: ANN401  (lists, arrays)
    raw = np.asarray(value)
    if raw.size == 0:
        raw = raw.astype(dtype)
    if raw.ndim != dimensions:
        raise LandlinkError(f"{where}: {name} must have {dimensions} dimension(s), but has shape {raw.shape}")
    if not np.issubdtype(dtype, np.floating) and not np.can_cast(raw.dtype, dtype, "same_kind"):
        raise LandlinkError(f"{where}: {name} must hold {np.dtype(dtype).name}, not {raw.dtype.name}")
    if np.issubdtype(dtype, np.integer) and raw.size and raw.dtype != dtype:
        room = np.iinfo(dtype)  # type: ignore[type-var]  # an integer type, as has been tested
        _refuse(where, name, raw, (raw < room.min) | (raw > room.max), f"but must fit {np.dtype(dtype).name}")
    try:
        return np.ascontiguousarray(raw, dtype)
    except (TypeError, ValueError):
        raise LandlinkError(f"{where}: {name} must hold numbers, not {raw.dtype.name}") from None


def _same(where: str, name: str, size: int, other: str, wanted: int) -> None:
    if size != wanted:
        raise LandlinkError(f"{where}: {name} has {size} entries, but {other} has {wanted}")


def _refuse(where: str, name: str, values: NDArray[Any], bad: NDArray[np.bool_], rule: str) -> None:
    """Raise if any entry is bad, naming the first."""
    if bad.any():
        spot = np.argwhere(bad)[0].tolist()
        place = ", ".join(map(str, spot))
        raise LandlinkError(f"{where}: {name}[{place}] is {values[tuple(spot)]:.12g}, {rule}")


def _check_resources(r: Resources) -> None:
    where = "resources"
    _refuse(where, "kind", r.kind, (r.kind < 0) | (r.kind > QUEUE), "but must be 0 to 4")
    _refuse(where, "free_h", r.free_h, ~((r.free_h >= 0) & np.isfinite(r.free_h)), "but must be 0 or more")
    _refuse(where, "capacity", r.capacity, ~(r.capacity > 0), "but must be more than 0")
    _refuse(where, "limit", r.limit, ~(r.limit >= 0), "but must be 0 or more (inf for none)")
    for name, values in (("a", r.a), ("b", r.b)):
        _refuse(where, name, values, ~np.isfinite(values), "but must be finite")
    bends = (r.kind != CONSTANT) & (r.kind != CONICAL)
    _refuse(where, "a", r.a, bends & (r.a < 0), "but must be 0 or more")
    _refuse(where, "a", r.a, (r.kind == CONICAL) & (r.a <= 1), "but a conical function needs more than 1")
    low = (r.kind == BPR) & (r.b < 1)
    _refuse(where, "b", r.b, low, "but the power of a BPR function must be at least 1")
    open_end = ((r.kind == DAVIDSON) | (r.kind == QUEUE)) & ~((r.b > 0) & (r.b < 1))
    rule = "but the load from which the function goes on straight must lie between 0 and 1"
    _refuse(where, "b", r.b, open_end, rule)


def _check_arcs(p: Problem) -> None:
    where = "problem"
    _same(where, "cost, second dimension,", p.cost.shape[1], "heads", p.arcs)
    _same(where, "resource", p.resource.size, "heads", p.arcs)
    _same(where, "no_through", p.no_through.size, "the graph", p.vertices)
    _refuse(where, "cost", p.cost, ~(p.cost >= 0), "but must be 0 or more (inf: closed)")
    known = len(p.resources)
    bad = (p.resource < -1) | (p.resource >= known)
    _refuse(where, "resource", p.resource, bad, f"but there are {known} resources (-1 for none)")


def _check_demand(p: Problem) -> None:
    where = "problem"
    for name in ("destination", "of_class", "demand"):
        _same(where, name, getattr(p, name).size, "origin", p.origin.size)
    for name, room in (("origin", p.vertices), ("destination", p.vertices), ("of_class", p.classes)):
        values = getattr(p, name)
        _refuse(where, name, values, (values < 0) | (values >= room), f"but must be 0 to {room - 1}")
    bad = ~((p.demand > 0) & np.isfinite(p.demand))
    _refuse(where, "demand", p.demand, bad, "but must be more than 0; leave out rows without demand")
