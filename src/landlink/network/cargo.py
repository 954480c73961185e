"""What is sent: equipment, quantity, weight, value."""

from __future__ import annotations

import math
from dataclasses import dataclass

from landlink.errors import LandlinkError

EQUIPMENT = {"containers": ("40ft", "20ft"), "wagons": ("wagon",), "trucks": ("truck",)}
"""Equipment by kind of cargo, the usual one first."""

MODES = {
    "20ft": ("rail", "road", "ferry", "sea", "waterway"),
    "40ft": ("rail", "road", "ferry", "sea", "waterway"),
    "wagon": ("rail", "ferry"),
    "truck": ("road", "ferry"),
}
"""Modes that can carry each equipment."""

TEU = {"20ft": 1.0, "40ft": 2.0, "wagon": 0.0, "truck": 0.0}
"""Twenty-foot equivalents of each equipment."""


@dataclass(frozen=True)
class Cargo:
    """What one shipper sends.

    Parameters
    ----------
    kind : str
        ``containers``, ``wagons`` or ``trucks``.
    teu : float, optional
        Containers only: twenty-foot equivalents, default 2.
    units : int, optional
        Number of wagons or trucks (default 1), or of containers in place of ``teu``.
    equipment : str, optional
        ``20ft`` or ``40ft``; an even number of TEU travels in 40-foot containers unless said
        otherwise.
    tonnes : float, optional
        Weight of the goods; default the network's assumption for the equipment.
    value_usd : float, optional
        Value of the goods; it decides what the balanced route is.

    Raises
    ------
    LandlinkError
        If the kind is unknown or a quantity is impossible.

    Examples
    --------
    >>> cargo = Cargo("containers", teu=2, value_usd=120_000)
    >>> cargo.equipment, cargo.count
    ('40ft', 1)
    >>> Cargo("trucks", units=3).count
    3
    """

    kind: str = "containers"
    teu: float | None = None
    units: int | None = None
    equipment: str = ""
    tonnes: float | None = None
    value_usd: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in EQUIPMENT:
            raise LandlinkError(f"no cargo kind {self.kind!r}; use one of {', '.join(EQUIPMENT)}")
        if not self.equipment:
            odd = self.kind == "containers" and self.teu is not None and self.teu % 2
            object.__setattr__(self, "equipment", EQUIPMENT[self.kind][1 if odd else 0])
        if self.equipment not in EQUIPMENT[self.kind]:
            allowed = ", ".join(EQUIPMENT[self.kind])
            raise LandlinkError(f"{self.kind} do not travel in {self.equipment!r}; use {allowed}")
        if self.teu is not None and self.kind != "containers":
            raise LandlinkError(f"teu counts containers; give the number of {self.kind} as units")
        for name, value in (("teu", self.teu), ("units", self.units), ("tonnes", self.tonnes)):
            if value is not None and not (math.isfinite(value) and value > 0):
                raise LandlinkError(f"{name} must be above zero, not {value}")
        if self.value_usd is not None and not (math.isfinite(self.value_usd) and self.value_usd >= 0):
            raise LandlinkError(f"value_usd must be at or above zero, not {self.value_usd}")

    @property
    def count(self) -> int:
        """Number of units of equipment."""
        if self.units is not None:
            return self.units
        if self.kind == "containers":
            return math.ceil((self.teu if self.teu is not None else 2) / TEU[self.equipment])
        return 1

    @property
    def modes(self) -> tuple[str, ...]:
        """Modes that can carry it."""
        return MODES[self.equipment]

    def weight_t(self, assumptions: dict[str, float]) -> float:
        """Return the weight of the goods in tonnes, by assumption where it is not given.

        Examples
        --------
        >>> Cargo("containers", teu=2).weight_t({"payload_t_per_teu": 10.0})
        20.0
        """
        if self.tonnes is not None:
            return self.tonnes
        units = self.count * TEU[self.equipment] if self.kind == "containers" else self.count
        return units * assumptions[self.weight_assumption]

    @property
    def weight_assumption(self) -> str:
        """Assumption that the weight rests on; empty where it is given."""
        if self.tonnes is not None:
            return ""
        return f"payload_t_per_{'teu' if self.kind == 'containers' else self.equipment}"
