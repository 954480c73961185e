"""Ports on a sea whose level changes: how much water and which draught a level leaves them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from landlink.network.model import Network

    Floats = NDArray[np.float64]

UNDER_KEEL = "under_keel_share"
"""Assumption: water under the keel as a share of the draught."""


class Bed(NamedTuple):
    """A row of berths whose depth is known: draught is ``slope * (level - level_of_zero)``.

    Attributes
    ----------
    row : int
        Row of berths.
    kinds : frozenset of str
        Kinds of vessel that it serves; empty: all.
    dry_level_m : float
        Level at which no draught is left, Baltic datum.
    slope : float
        Draught gained by a metre of level or of dredging.
    """

    row: int
    kinds: frozenset[str]
    dry_level_m: float
    slope: float

    def draught_m(self, level_m: Floats | float, dredged_m: float = 0.0) -> Floats:
        """Return the draught that levels let in, never below zero.

        Examples
        --------
        >>> float(Bed(0, frozenset(), -34.0, 0.5).draught_m(-30.0, 1.0))
        2.5
        """
        above = np.asarray(level_m, dtype=np.float64) + dredged_m - self.dry_level_m
        return np.maximum(self.slope * above, 0.0)

    def level_for(self, draught_m: float, dredged_m: float = 0.0) -> float:
        """Return the level that a draught needs.

        Examples
        --------
        >>> Bed(0, frozenset(), -34.0, 0.5).level_for(2.5, 1.0)
        -30.0
        """
        return self.dry_level_m + draught_m / self.slope - dredged_m


@dataclass(frozen=True)
class Port:
    """A port as far as its depths are known.

    Attributes
    ----------
    node : str
    berths, approaches : tuple of Bed
    unknown : tuple of int
        Open rows of berths without a depth or reference level.
    """

    node: str
    berths: tuple[Bed, ...]
    approaches: tuple[Bed, ...]
    unknown: tuple[int, ...]

    def beds(self, kind: str) -> tuple[list[Bed], tuple[Bed, ...]]:
        """Return the berths that take a kind of vessel, and the approaches that all pass."""
        fitting = [bed for bed in self.berths if not kind or not bed.kinds or kind in bed.kinds]
        return fitting, self.approaches

    def draught_m(self, kind: str, level_m: Floats | float, dredged_m: float = 0.0) -> Floats:
        """Return the draught let in: of the deepest berth for the kind, and no more than approaches allow.

        NaN where nothing is known.

        Parameters
        ----------
        kind : str
            Kind of vessel; empty: any.
        level_m : float or array
        dredged_m : float

        Examples
        --------
        >>> shallow, deep = Bed(0, frozenset({"dry"}), -34.0, 1.0), Bed(1, frozenset({"tanker"}), -36.0, 1.0)
        >>> port = Port("aktau", (shallow, deep), (), ())
        >>> [float(port.draught_m(kind, -30)) for kind in ("dry", "", "ferry")]
        [4.0, 6.0, nan]
        """
        berths, approaches = self.beds(kind)
        levels = np.asarray(level_m, dtype=np.float64)
        limit = np.full(levels.shape, np.inf)
        if berths:
            limit = np.max([bed.draught_m(levels, dredged_m) for bed in berths], axis=0)
        for bed in approaches:
            limit = np.minimum(limit, bed.draught_m(levels, dredged_m))
        return np.where(np.isinf(limit), np.nan, limit)

    def level_for(self, kind: str, draught_m: float, dredged_m: float = 0.0) -> float:
        """Return the lowest level at which a draught is let in, the inverse of :meth:`draught_m`.

        NaN where nothing is known.

        Examples
        --------
        >>> port = Port("aktau", (Bed(0, frozenset(), -34.0, 1.0),), (Bed(1, frozenset(), -33.0, 1.0),), ())
        >>> port.level_for("dry", 3.0)
        -30.0
        """
        berths, approaches = self.beds(kind)
        wanted = [min(bed.level_for(draught_m, dredged_m) for bed in berths)] if berths else []
        wanted += [bed.level_for(draught_m, dredged_m) for bed in approaches]
        return max(wanted, default=float("nan"))


def ports_on(network: Network, sea: str) -> dict[str, Port]:
    """Return the ports of a sea by node.

    Parameters
    ----------
    network : Network
    sea : str

    Raises
    ------
    LandlinkError
        If berths has no row of the sea, or the assumption on the water under the keel is missing.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> ports = ports_on(Network.reference(), "caspian")
    >>> len(ports["aktau"].berths), ports["alat"].berths, len(ports["alat"].unknown)
    (2, (), 1)
    """
    table = network.tables["berths"]
    seas = table.text("sea")
    if sea not in seas:
        known = ", ".join(dict.fromkeys(seas)) or "none"
        raise LandlinkError(f"no depth of a port on the sea {sea!r} is known; the table berths has {known}")
    clearance = assumption(network, UNDER_KEEL)
    level, depth, draught = (
        table.number(name).tolist() for name in ("reference_level_m", "depth_m", "draught_m")
    )
    found: dict[str, tuple[list[Bed], list[Bed], list[int]]] = {}
    for row, (its, node, part, kinds, status) in enumerate(
        zip(seas, *(table.text(name) for name in ("node", "part", "kinds", "status")), strict=True)
    ):
        if its != sea:
            continue
        port = found.setdefault(node, ([], [], []))
        if status != "open":
            continue
        slope = 1.0 if np.isfinite(draught[row]) else 1 / (1 + clearance)
        reach = draught[row] if np.isfinite(draught[row]) else depth[row]
        if not np.isfinite(reach + level[row]):
            port[2].append(row)
            continue
        bed = Bed(row, frozenset(kinds.split("|") if kinds else ()), level[row] - reach, slope)
        (port[1] if part == "approach" else port[0]).append(bed)
    return {
        node: Port(node, tuple(berths), tuple(approaches), tuple(unknown))
        for node, (berths, approaches, unknown) in found.items()
    }


def assumption(network: Network, key: str) -> float:
    """Return an assumption that a network of one's own may lack.

    Raises
    ------
    LandlinkError
        If it is missing.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> assumption(Network.reference(), "under_keel_share")
    0.1
    """
    held = network.assumptions
    if key not in held:
        raise LandlinkError(
            f"the assumption {key!r} is missing; add it to assumptions, as `landlink network export` "
            "writes it"
        )
    return held[key]


def checked_dredging(network: Network, sea: str, dredged: Mapping[str, float]) -> dict[str, float]:
    """Return metres of dredging by port, each of which must be a port of the sea whose depth is known.

    Raises
    ------
    LandlinkError
        If a port is unknown, lies on another sea, or has no known depth; or metres are below zero.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> checked_dredging(Network.reference(), "caspian", {"alat": 1})
    Traceback (most recent call last):
    landlink.errors.LandlinkError: no depth of 'alat' is known, so that dredging it cannot be computed; fill \
depth_m and reference_level_m in berths
    """
    ports, nodes = ports_on(network, sea), network.nodes.index()
    for node, metres in dredged.items():
        if node not in ports:
            near = difflib.get_close_matches(node, ports, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(ports)}"
            what = f"{node!r} is no port of the {sea} sea in berths" if node in nodes else f"no port {node!r}"
            raise LandlinkError(f"{what}; {hint}")
        if not (ports[node].berths or ports[node].approaches):
            raise LandlinkError(
                f"no depth of {node!r} is known, so that dredging it cannot be computed; fill depth_m and "
                "reference_level_m in berths"
            )
        if not (np.isfinite(metres) and metres >= 0):
            raise LandlinkError(f"{node!r} is dredged by {metres:g} m; write metres at or above zero")
    return {node: float(metres) for node, metres in dredged.items()}
