"""Rule sets of rest, for drivers and for live animals, as levels."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, NamedTuple

from landlink.errors import LandlinkError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landlink.network.cargo import Cargo
    from landlink.network.model import Network


MOST_LEVELS = 6
"""So many levels of rest a search can keep to; a label has a count for each."""


class Level(NamedTuple):
    """One level of a rule set; the fields are those of the table rest_rules."""

    row: int
    rules: str
    counts: str
    mode: str
    limit_h: float
    rest_h: float
    where: str
    places: tuple[str, ...]
    waiting: str

    @property
    def anywhere(self) -> bool:
        """Whether the rest can be taken on the way."""
        return self.where == "anywhere" and not self.places


def rule_sets(network: Network) -> list[str]:
    """Return the names of the rule sets of a network.

    Examples
    --------
    >>> from landlink.network import Network
    >>> rule_sets(Network.reference())
    ['aetr', 'ec1-cattle', 'ec1-pigs', 'ec1-horses', 'ec1-unweaned']
    """
    return list(dict.fromkeys(network.tables["rest_rules"].text("rules")))


def rest_levels(network: Network, rules: Sequence[str], cargo: Cargo) -> list[Level]:
    """Return the levels of some rule sets that are for a cargo, shortest rest first.

    Parameters
    ----------
    network : Network
    rules : sequence of str
        Names of rule sets.
    cargo : Cargo

    Raises
    ------
    LandlinkError
        If there is no such rule set; the error lists those there are.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> [(level.limit_h, level.rest_h) for level in rest_levels(Network.reference(), ["aetr"], Cargo())]
    [(4.5, 0.75), (9.0, 11.0), (56.0, 45.0)]
    >>> rest_levels(Network.reference(), ["aetrr"], Cargo())
    Traceback (most recent call last):
    landlink.errors.LandlinkError: no rule set 'aetrr'; there are aetr, ... Did you mean 'aetr'?
    """
    table, known = network.tables["rest_rules"], rule_sets(network)
    for name in rules:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f". Did you mean {near[0]!r}?" if near else ""
            raise LandlinkError(f"no rule set {name!r}; there are {', '.join(known) or 'none'}{hint}")
    levels = [
        Level(
            row, table.text("rules")[row], table.text("counts")[row], table.text("mode")[row],
            float(table.number("limit_h")[row]), float(table.number("rest_h")[row]),
            table.text("where")[row],
            tuple(place.strip() for place in table.text("places")[row].split("|") if place.strip()),
            table.text("waiting")[row],
        )
        for row, name in enumerate(table.text("rules"))
        if name in rules and table.text("cargo")[row] in ("", cargo.kind)
    ]  # fmt: skip
    if len(levels) > MOST_LEVELS:
        raise LandlinkError(
            f"{', '.join(rules)} have {len(levels)} levels of rest; a search keeps to {MOST_LEVELS} at most"
        )
    return sorted(levels, key=lambda level: level.rest_h)
