"""Assumptions that flows rest on: of the network, or where it has none of that name, the built-in ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from landlink.errors import LandlinkError
from landlink.network.model import Network

if TYPE_CHECKING:
    from collections.abc import Iterable


def assumed(network: Network, key: str) -> float:
    """Return the value of an assumption.

    Parameters
    ----------
    network : Network
    key : str
        Row of ``assumptions``. A network that has no such row takes that of the reference network.

    Raises
    ------
    LandlinkError
        If neither has it.

    Examples
    --------
    >>> assumed(Network.reference(), "payload_t_per_teu")
    10.0
    """
    held = network.assumptions.get(key)
    if held is None:
        held = Network.reference().assumptions.get(key)
    if held is None:
        raise LandlinkError(f"there is no assumption {key!r}; add a row of that key to assumptions.csv")
    return held


def assumptions_used(network: Network, keys: Iterable[str]) -> list[dict[str, str | float]]:
    """Return the rows of assumptions as plain values, for a result.

    Examples
    --------
    >>> assumptions_used(Network.reference(), ["payload_t_per_teu"])[0]["source"]
    'searoutes-default-container-weights'
    """
    found: list[dict[str, str | float]] = []
    for key in keys:
        assumed(network, key)
        table = network.tables["assumptions"]
        if key not in table.index():
            table = Network.reference().tables["assumptions"]
        row = table.row(table.index()[key])
        found.append({name: row[name] for name in ("key", "value", "unit", "source", "quality", "note")})
    return found
