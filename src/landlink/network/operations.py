"""What is done at a place: loading, unloading, transhipment, gauge change, border, wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.network.lookup import ANY, defaults_by, first
from landlink.network.problems import NetworkError, Problem

if TYPE_CHECKING:
    from landlink.network.cargo import Cargo
    from landlink.network.model import Network

TERMINAL_KINDS = ("city", "hub", "dry_port", "seaport")
"""Kinds of node at which cargo can change its mode without a row of its own."""


CUSTOMS_UNIONS = {
    "EU": frozenset(
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(),  # noqa: SIM905
    ),
}
"""Unions inside which the union's own rows of crossing defaults apply, as of 2025."""


class Operation(NamedTuple):
    """Hours, their variance and dollars of an operation, and the rows they rest on (-1: none)."""

    time_h: float
    time_var_h2: float
    cost_usd: float
    time_row: int
    cost_row: int


class Transfers:
    """The transfers of a network for one cargo, found from the most special row that fits.

    A row at the node comes before one of its country, and that before one without a place; a
    row for the equipment comes before one for all. An empty cell takes the next row's figure.

    Parameters
    ----------
    network : Network
    cargo : Cargo

    Examples
    --------
    >>> from landlink.network.cargo import Cargo
    >>> from landlink.network.model import Network
    >>> transfers = Transfers(Network.reference(), Cargo())
    >>> transfers.find("load", "", "rail", "almaty", "KZ").time_h > 0
    True
    """

    def __init__(self, network: Network, cargo: Cargo) -> None:
        table = network.transfers
        self._time = table.number("time_h")
        self._cv = table.number("time_cv")
        self._cost = table.number("cost_usd") * cargo.count
        self._rows: dict[tuple[str, str], list[tuple[tuple[int, ...], int, str, str]]] = {}
        self.special: set[tuple[str, str]] = set()
        self._known: dict[tuple[str, ...], Operation | None] = {}
        for row, (node, country, operation, start, end, equipment) in enumerate(
            zip(
                *(
                    table.text(column)
                    for column in ("node", "country", "operation", "from_mode", "to_mode", "equipment")
                ),
                strict=True,
            )
        ):
            if equipment not in (ANY, cargo.equipment):
                continue
            rank = (0 if node else 1 if country else 2, equipment == ANY, not start, not end, row)
            self._rows.setdefault((operation, node or country), []).append((rank, row, start, end))
            if node:
                self.special.add((operation, node))

    def find(self, operation: str, start: str, end: str, node: str, country: str) -> Operation | None:
        """Return an operation at a node, None where no row gives its time and price.

        Parameters
        ----------
        operation : str
            ``load``, ``unload``, ``transhipment`` or ``gauge_change``.
        start, end : str
            Mode before and after; empty where there is none.
        node, country : str
            Where.

        Examples
        --------
        >>> from landlink.network.cargo import Cargo
        >>> from landlink.network.model import Network
        >>> transfers = Transfers(Network.reference(), Cargo("wagons"))
        >>> transfers.find("transhipment", "rail", "sea", "aktau", "KZ") is None  # wagons take the ferry
        True
        """
        place = node if (operation, node) in self.special else ""
        key = (operation, start, end, place, country)
        if key not in self._known:
            self._known[key] = self._find(operation, start, end, place, country)
        return self._known[key]

    def _find(self, operation: str, start: str, end: str, place: str, country: str) -> Operation | None:
        fitting = sorted(
            (rank, row)
            for name in {place, country, ""}
            for rank, row, its_start, its_end in self._rows.get((operation, name), ())
            if its_start in ("", start) and its_end in ("", end)
        )
        rows = [row for _, row in fitting]
        time = next((row for row in rows if np.isfinite(self._time[row])), -1)
        cost = next((row for row in rows if np.isfinite(self._cost[row])), -1)
        spread = next((row for row in rows if np.isfinite(self._cv[row])), -1)
        if time < 0 or cost < 0:
            return None
        hours = float(self._time[time])
        cv = float(self._cv[spread]) if spread >= 0 else 0.0
        return Operation(hours, (cv * hours) ** 2, float(self._cost[cost]), time, cost)


def wait(headway_h: float, headway_cv: float) -> tuple[float, float]:
    """Return mean and variance of the wait for the next departure.

    Cargo becomes ready at a random moment, so that the wait is the residual life of the
    renewal process of departures; headways are lognormal.

    Parameters
    ----------
    headway_h : float
        Mean time between departures.
    headway_cv : float
        Its coefficient of variation; 0 is a strictly regular service.

    Returns
    -------
    float, float
        Hours, hours squared. Source: Cox, Renewal Theory (1962), section 5.

    Examples
    --------
    >>> wait(24, 0)  # half the headway, its square over twelve
    (12.0, 48.0)
    >>> wait(24, 1)  # twice as long, as departures come in bunches
    (24.0, 960.0)
    """
    spread = 1 + headway_cv**2
    mean = headway_h * spread / 2
    return mean, headway_h**2 * spread**3 / 3 - mean**2


class Border(NamedTuple):
    """Hours, variance and dollars of a crossing, its row and the default rows (-1: none)."""

    time_h: float
    time_var_h2: float
    cost_usd: float
    row: int
    exit_row: int
    entry_row: int


class Borders:
    """The border crossings of a network for one cargo.

    Parameters
    ----------
    network : Network
    cargo : Cargo

    Examples
    --------
    >>> from landlink.network.cargo import Cargo
    >>> from landlink.network.model import Network
    >>> network = Network.reference()
    >>> link = network.crossings.text("link")[0]
    >>> Borders(network, Cargo()).find(network.links.index()[link], 0) is not None
    True
    """

    def __init__(self, network: Network, cargo: Cargo) -> None:
        table = network.crossings
        defaults = network.tables["crossing_defaults"]
        self._table, self._defaults, self._count = table, defaults, cargo.count
        self._by_country = defaults_by(defaults, ("country", "mode", "direction"))
        links = network.links.index()
        self._crossings = {
            (links[link], 0 if way == "forward" else 1): row
            for row, (link, way) in enumerate(zip(table.text("link"), table.text("direction"), strict=True))
        }
        countries = dict(zip(network.nodes.text("id"), network.nodes.text("country"), strict=True))
        self._ends = [
            (countries[a], countries[b])
            for a, b in zip(network.links.text("from_node"), network.links.text("to_node"), strict=True)
        ]
        self._modes = network.links.text("mode")

    def find(self, link: int, backward: int, factor: float = 1.0) -> Border | None:
        """Return the crossing of a border link, None where it is closed or unknown.

        Parameters
        ----------
        link : int
            Link row.
        backward : int
            1 against the link's own direction.
        factor : float
            Share of the dwell time that applies (block trains wait less than single wagons).

        Examples
        --------
        >>> from landlink.network.cargo import Cargo
        >>> from landlink.network.model import Network
        >>> network = Network.reference()
        >>> Borders(network, Cargo()).find(len(network.links), 0) is None  # no such link
        True
        """
        row = self._crossings.get((link, backward), -1)
        if row < 0 or self._table.text("status")[row] == "closed":
            return None
        leave, enter = self._ends[link][::-1] if backward else self._ends[link]
        union = next((name for name, its in CUSTOMS_UNIONS.items() if {leave, enter} <= its), "")
        exit_row, entry_row = (
            first(self._by_country, [(key, self._modes[link], way) for key in (union, its, ANY) if key])
            for its, way in ((leave, "exit"), (enter, "entry"))
        )
        sides = [side for side in (exit_row, entry_row) if side >= 0]
        hours, spread, fees = (
            self._defaults.number(name)[sides] for name in ("dwell_h", "dwell_cv", "fee_usd")
        )
        dwell, cv, fee = (float(self._table.number(name)[row]) for name in ("dwell_h", "dwell_cv", "fee_usd"))
        if min(exit_row, entry_row) < 0 and not np.isfinite([dwell, cv, fee]).all():
            self._no_default(row, link)
        own = np.isfinite(dwell)
        if own:
            variance = (dwell * (cv if np.isfinite(cv) else float(spread.max(initial=0.0)))) ** 2
        else:
            dwell, variance = float(hours.sum()), float(((hours * spread) ** 2).sum())
        rests_on_default = not (own and np.isfinite(fee))
        slower, dearer = (float(self._table.number(name)[row]) for name in ("time_factor", "price_factor"))
        factor *= slower
        return Border(
            dwell * factor,
            variance * factor**2,
            (fee if np.isfinite(fee) else float(fees.sum())) * self._count * dearer,
            row,
            exit_row if rests_on_default else -1,
            entry_row if rests_on_default else -1,
        )

    def _no_default(self, row: int, link: int) -> None:
        leave, enter = self._ends[link]
        key, line = self._table.text("id")[row], self._table.lines[row]
        message = (
            f"it leaves dwell_h, dwell_cv or fee_usd to defaults, and there is none for {leave} - {enter}"
        )
        mend = f"Fill them, or add rows of mode {self._modes[link]} and country * to crossing_defaults.csv."
        raise NetworkError([Problem("missing-default", self._table.file, line, "id", key, message, mend)])
