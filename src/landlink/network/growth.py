"""Growth of demand as data: factors by countries, places and commodities, and new flows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from landlink.errors import LandlinkError
from landlink.network.problems import NetworkError
from landlink.network.table import from_rows, shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from landlink.network.model import Network
    from landlink.network.table import Table

QUANTITIES = ("tonnes_year", "teu_year", "value_usd_year")

OWN_SOURCE = "scenario"
"""Source of an added flow that names none."""


class Growth(BaseModel):
    """One change of demand: a factor on what it is about, or rows to add.

    Examples
    --------
    >>> Growth(countries=["KZ", "TM"], commodities=["machinery"], factor=2).named()
    'between KZ and TM: machinery x2'
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    countries: list[str] = Field(
        default=[], description="Country codes: the flows between any two of them; of one, all that touch it."
    )
    origins: list[str] = Field(default=[], description="Country codes or keys of nodes that flows come from.")
    destinations: list[str] = Field(
        default=[], description="Country codes or keys of nodes that flows go to."
    )
    commodities: list[str] = Field(default=[], description="Keys of commodities; all if not given.")
    both_ways: bool = Field(
        default=True, description="False: of two countries, only from the first to the second."
    )
    factor: float | None = Field(
        default=None, ge=0, allow_inf_nan=False, description="Multiplies; 2 is twice as much."
    )
    add: list[dict[str, Any]] = Field(
        default=[], description="Rows of the table demand; id, source and quality may be left out."
    )

    @model_validator(mode="after")
    def _whole(self) -> Growth:
        if (self.factor is None) == (not self.add):
            raise ValueError("a growth is either a factor or rows to add")
        if self.add and (self.countries or self.origins or self.destinations or self.commodities):
            raise ValueError("rows to add say themselves where they go; leave the rest out")
        if len(set(self.countries)) < len(self.countries):
            raise ValueError("name each country once")
        if not self.both_ways and len(self.countries) != 2:
            raise ValueError("both_ways: false needs two countries, from the first to the second")
        if self.countries and (self.origins or self.destinations):
            raise ValueError("give countries, or origins and destinations")
        return self

    def named(self) -> str:
        """Return what it does in words.

        Examples
        --------
        >>> Growth(origins=["KZ"], factor=1.1).named()
        'from KZ: all commodities x1.1'
        """
        if self.add:
            return f"{len(self.add)} new flow{'s' if len(self.add) > 1 else ''}"
        where = []
        if len(self.countries) > 1:
            word, joint = ("between", " and ") if self.both_ways else ("from", " to ")
            where.append(f"{word} {joint.join(self.countries)}")
        elif self.countries:
            where.append(f"of {self.countries[0]}")
        where += [f"from {', '.join(self.origins)}"] if self.origins else []
        where += [f"to {', '.join(self.destinations)}"] if self.destinations else []
        goods = ", ".join(self.commodities) or "all commodities"
        return f"{' '.join(where) or 'everywhere'}: {goods} x{self.factor:g}"

    def described(self) -> str:
        """Return what it does in words, as one change among others.

        Examples
        --------
        >>> Growth(origins=["KZ"], factor=1.1).described()
        'demand from KZ: all commodities x1.1'
        """
        return f"demand {self.named()}"


def grow(table: Table, changes: Iterable[Growth], network: Network | None = None) -> Table:
    """Return a table of demand after changes, in order; factors on the same row multiply.

    A changed row is ``derived`` and its note says by what.

    Parameters
    ----------
    table : Table
        Of the schema ``demand``.
    changes : iterable of Growth
    network : Network, optional
        So that a country stands for its nodes too; without it only for rows that name the country.

    Raises
    ------
    LandlinkError
        If a change is about no row.
    NetworkError
        If an added row cannot be read.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> small = small_network()
    >>> more = grow(small.tables["demand"], [Growth(countries=["KZ", "AZ"], factor=2)], small)
    >>> more.number("tonnes_year")[0], more.text("note")[0]
    (np.float64(600000.0), 'between KZ and AZ: all commodities x2')
    """
    homes = {} if network is None else dict(
        zip(network.nodes.text("id"), network.nodes.text("country"), strict=True)
    )  # fmt: skip
    for change in changes:
        table = _added(table, change) if change.add else _scaled(table, change, homes)
    return table


def _scaled(table: Table, change: Growth, homes: dict[str, str]) -> Table:
    starts, stops = (
        [{word, homes.get(word, word)} for word in table.text(end)] for end in ("origin", "destination")
    )
    goods = table.text("commodity")
    rows = [
        row
        for row, (start, stop) in enumerate(zip(starts, stops, strict=True))
        if _between(change, start, stop) and (not change.commodities or goods[row] in change.commodities)
    ]
    unknown = [key for key in change.commodities if key not in {goods[row] for row in rows}]
    known = set(homes).union(homes.values(), *starts, *stops)
    strange = any(word not in known for word in _places(change))
    if not rows or unknown or strange:
        raise LandlinkError(_nothing(change, unknown, [*starts, *stops], goods))
    factor = np.ones(len(table))
    factor[rows] = change.factor
    for name in QUANTITIES:
        table = table.with_column(name, table.number(name) * factor)
    notes, qualities = list(table.text("note")), list(table.text("quality"))
    for row in rows:
        notes[row] = "; ".join(filter(None, (notes[row], change.named())))
        qualities[row] = "derived" if qualities[row] != "unverified" else "unverified"
    return table.with_column("note", notes).with_column("quality", qualities)


def _places(change: Growth) -> tuple[str, ...]:
    return (*change.countries, *change.origins, *change.destinations)


def _nothing(change: Growth, unknown: list[str], ends: list[set[str]], goods: list[str]) -> str:
    """Say why a change is about no row: a place, or goods, that no row has."""
    strange = next((word for word in _places(change) if not any(word in end for end in ends)), None)
    if strange is not None:
        return f"no row of demand is from or to {strange!r}; name countries or nodes of the demand"
    of = f" of {', '.join(map(repr, unknown))}" if unknown else ""
    known = ", ".join(sorted(set(goods)))
    return (
        f"no row of demand{of} fits {change.named()!r}; the commodities are {known}. Mend the words, or "
        "add the flow as a row."
    )


def _between(change: Growth, start: set[str], stop: set[str]) -> bool:
    named = set(change.countries)
    if len(named) == 1:
        return bool(start & named or stop & named)
    if not change.both_ways:
        return change.countries[0] in start and change.countries[1] in stop
    if named:
        return bool(start & named and stop & named) and not start & stop & named
    return not (
        (change.origins and not start & set(change.origins))
        or (change.destinations and not stop & set(change.destinations))
    )


def _added(table: Table, change: Growth) -> Table:
    known = set(table.text("id"))
    rows = []
    for number, given in enumerate(change.add, 1):
        cells = {name: _cell(value) for name, value in given.items()}
        key = cells.setdefault("id", "-".join(["added", str(number), *_ends(cells)]).lower())
        if key in known:
            raise LandlinkError(f"the flow {key!r} stands in the table of demand already; give it another id")
        known.add(key)
        cells.setdefault("source", OWN_SOURCE)
        cells.setdefault("quality", "unverified")
        strange = sorted(set(cells) - set(table.columns))
        if strange:
            raise LandlinkError(f"demand has no column {strange[0]!r}; it has {', '.join(table.columns)}")
        rows.append(cells)
    fresh, problems = from_rows("demand", rows, range(1, len(rows) + 1), "added flows")
    if problems:
        raise NetworkError(problems, "growth")
    return table.joined(fresh)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shown(float(value)) if isinstance(value, int | float) else str(value)


def _ends(cells: dict[str, str]) -> list[str]:
    return [cells.get(name, "") for name in ("origin", "destination", "commodity")]
