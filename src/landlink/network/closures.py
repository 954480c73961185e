"""What closes ports and ships, and in which month."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landlink.network.model import Network


class Closure(NamedTuple):
    """A month's closures of a port or a service.

    Attributes
    ----------
    name : str
    closed_share : float
        Share of the time that it is closed.
    spell_h, spell_cv : float
        Mean length of one closure, and its coefficient of variation.
    row : int
        Of the table ``closures``.
    """

    name: str
    closed_share: float
    spell_h: float
    spell_cv: float
    row: int


def closure_of(network: Network, month: int, keys: Iterable[str]) -> Closure | None:
    """Return what closes any of some ports and services in a month, None where no row tells.

    Where several rows do, it is the one with the largest share: neighbours share their weather,
    so that their closures are not added up.

    Parameters
    ----------
    network : Network
    month : int
        1 to 12.
    keys : iterable of str
        Keys of nodes and services.

    Examples
    --------
    >>> from landlink.network.model import Network
    >>> closure_of(Network.reference(), 12, ["kuryk", "alat"]).closed_share
    0.5
    >>> closure_of(Network.reference(), 7, ["kuryk", "alat"]) is None  # unknown, not calm
    True
    """
    table, wanted = network.tables["closures"], set(keys)
    found = [
        row
        for row, (where, its) in enumerate(
            zip(table.text("where"), table.number("month").tolist(), strict=True)
        )
        if int(its) == month and wanted & set(where.split("|"))
    ]
    if not found:
        return None
    share = table.number("closed_share")
    row = max(found, key=lambda one: float(share[one]))
    spell, cv = (float(table.number(name)[row]) for name in ("spell_h", "spell_cv"))
    return Closure(table.text("name")[row], float(share[row]), spell, cv, row)
