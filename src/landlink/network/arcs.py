"""Arcs of the virtual network as arrays."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Kind(IntEnum):
    """What an arc does."""

    LOAD = 0
    WAIT = 1
    MOVE = 2
    BORDER = 3
    GAUGE_CHANGE = 4
    TRANSHIPMENT = 5
    UNLOAD = 6

    @property
    def label(self) -> str:
        """Name in results.

        Examples
        --------
        >>> Kind.GAUGE_CHANGE.label
        'gauge_change'
        """
        return self.name.lower()


MODE_NAMES = ("rail", "road", "ferry", "sea", "waterway")
"""Modes by their number in :attr:`Arcs.mode`."""

CRITERIA = ("time_h", "cost_usd", "co2e_kg", "time_var_h2")
"""What a route is judged by; each adds up along it."""

_BASIS = {"time_basis": 4, "cost_basis": 3, "co2e_basis": 2}


@dataclass(frozen=True)
class Arcs:
    """The arcs of a virtual network, one entry an arc.

    Attributes
    ----------
    tail, head : int array
        Vertices.
    kind : int array
        :class:`Kind`.
    mode : int array
        Number in :data:`MODE_NAMES`; of a transhipment, the mode after it.
    node, link, service, crossing : int array
        Row of the table, -1 where there is none; ``node`` is where the arc begins (a border's:
        where it ends).
    backward : int array
        1 where a link is used against its own direction.
    distance_km, time_h, time_var_h2, cost_usd, co2e_kg : float array
    time_basis, cost_basis, co2e_basis : int array, two-dimensional
        Rows that the figures rest on, counted through all tables in order; -1 is none.
    """

    tail: NDArray[np.int64]
    head: NDArray[np.int64]
    kind: NDArray[np.int64]
    mode: NDArray[np.int64]
    node: NDArray[np.int64]
    link: NDArray[np.int64]
    service: NDArray[np.int64]
    crossing: NDArray[np.int64]
    backward: NDArray[np.int64]
    distance_km: NDArray[np.float64]
    time_h: NDArray[np.float64]
    time_var_h2: NDArray[np.float64]
    cost_usd: NDArray[np.float64]
    co2e_kg: NDArray[np.float64]
    time_basis: NDArray[np.int64]
    cost_basis: NDArray[np.int64]
    co2e_basis: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.tail)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Arcs:
        """Return the given arcs.

        Examples
        --------
        >>> from landlink.network import Cargo, Network
        >>> from landlink.network.virtual import build
        >>> arcs = build(Network.reference(), Cargo()).arcs
        >>> set(arcs.take(arcs.kind == Kind.MOVE).kind.tolist())
        {2}
        """
        return replace(self, **{field.name: getattr(self, field.name)[rows] for field in fields(self)})


class ArcList:
    """Arcs that are being collected."""

    def __init__(self) -> None:
        self._blocks: list[dict[str, Any]] = []
        self._single: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}

    def add(self, kind: Kind, tail: int, head: int, *, mode: str, **values: Any) -> None:  # noqa: ANN401
        """Add one arc; what is not given is 0, or -1 for a row; a basis is a tuple of rows."""
        arcs = self._single.setdefault(tuple(values), [])
        arcs.append((tail, head, kind, _MODE_NUMBER[mode], *values.values()))

    def extend(
        self,
        kind: Kind,
        tail: NDArray[np.int64],
        head: NDArray[np.int64],
        *,
        mode: Sequence[str],
        **values: Any,  # noqa: ANN401
    ) -> None:
        """Add many arcs of one kind; a basis is a tuple of arrays."""
        kinds = np.full(len(tail), int(kind))
        modes = np.array([_MODE_NUMBER[name] for name in mode], dtype=np.int64)
        self._blocks.append(_whole({"tail": tail, "head": head, "kind": kinds, "mode": modes, **values}))

    def freeze(self) -> Arcs:
        """Return all arcs so far as arrays."""
        blocks = list(self._blocks)
        for names, arcs in self._single.items():
            columns: dict[str, Any] = dict(
                zip(("tail", "head", "kind", "mode", *names), zip(*arcs, strict=True), strict=True)
            )
            for name in _BASIS.keys() & columns:
                columns[name] = tuple(zip(*columns[name], strict=True))
            blocks.append(_whole(columns))
        joined: dict[str, Any] = {
            name: np.concatenate([block[name] for block in blocks]) if blocks else _column(name, 0, ())
            for name in _NAMES
        }
        return Arcs(**joined)


def _whole(given: dict[str, Any]) -> dict[str, Any]:
    """Return a column for every attribute of arcs, typed, where some are given."""
    count = len(given["tail"])
    return {name: _column(name, count, given.get(name, ())) for name in _NAMES}


def _column(name: str, count: int, given: Sequence[Any]) -> NDArray[Any]:
    """Return one column; rows of a basis stand side by side, absent ones are -1."""
    if name in _BASIS:
        column = np.full((count, _BASIS[name]), -1, dtype=np.int64)
        for number, rows in enumerate(given):
            column[:, number] = rows
        return column
    dtype = np.float64 if name.endswith(("_km", "_h", "_h2", "_usd", "_kg")) else np.int64
    if len(given):
        return np.asarray(given, dtype=dtype)
    return np.full(count, -1 if name in ("node", "link", "service", "crossing") else 0, dtype=dtype)


_NAMES = [field.name for field in fields(Arcs)]
_MODE_NUMBER = {name: number for number, name in enumerate(MODE_NAMES)}
