"""What moves between two states of the network: flows of a scenario against those of the base."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from landlink.flows.results import Flows

    Rows = list[dict[str, Any]]

LEAST_CHANGE_T = 0.5
"""Tonnes a year below which a difference is not listed."""

_KEYS = {
    "links": ("id",), "crossings": ("id",), "hubs": ("id",), "services": ("id", "hop", "from", "to"),
    "corridors": ("id",),
}  # fmt: skip
_LABELS = {
    "links": ("mode", "country", "from", "to"), "crossings": ("name", "from_country", "to_country", "mode"),
    "hubs": ("name", "country"), "services": ("name", "mode"), "corridors": ("name",),
}  # fmt: skip
_VOLUME = {"hubs": "handled_t_year"}
_LEVEL = {"links": "v_c", "crossings": "v_c", "services": "load_factor", "hubs": "v_c"}


@dataclass(frozen=True, eq=False)
class Comparison:
    """A scenario against the base.

    Attributes
    ----------
    base, scenario : Flows
        Of the same demand.

    Examples
    --------
    >>> from landlink.flows.assign import assign
    >>> from landlink.flows.testing import small_flows
    >>> from landlink.network.changes import Change
    >>> from landlink.network.scenario import apply
    >>> network, demand = small_flows()
    >>> base = assign(network, demand)
    >>> shut = assign(apply(network, [Change(close={"services": ["ferry"]})]), demand, start=base)
    >>> found = Comparison(base, shut)
    >>> round(found.summary["no_way_t_year"]["difference"])  # nothing crosses the Caspian
    950000
    """

    base: Flows = field(repr=False)
    scenario: Flows = field(repr=False)

    @cached_property
    def summary(self) -> dict[str, dict[str, float | None]]:
        """Totals of both and their difference.

        ``extra_usd_year`` and ``extra_time_value_usd_year`` compare only what is carried in both: what
        stays behind costs nothing to carry, which is no saving.
        """
        names = (
            "carried_t_year", "diverted_t_year", "stranded_t_year", "no_way_t_year", "teu_year",
            "tonne_km_year", "cost_usd_year", "mean_usd_t", "mean_days", "co2e_t_year",
        )  # fmt: skip
        both = {name: _both(self.base.summary[name], self.scenario.summary[name]) for name in names}
        return both | self._extra()

    def _extra(self) -> dict[str, dict[str, float | None]]:
        """Cost and time of the trips, as far as they are carried in both."""
        sums = [_by_trip(flows) for flows in (self.base, self.scenario)]
        usd, hours, worth = 0.0, 0.0, 0.0
        for key, (load, its_usd, its_h, vot) in sums[0].items():
            other = sums[1].get(key)
            if other is None:
                continue
            common = min(load, other[0])
            usd += common * (other[1] - its_usd)
            hours += common * (other[2] - its_h)
            worth += common * (other[2] - its_h) * vot
        return {
            "extra_usd_year": {"difference": usd},
            "extra_tonne_days_year": {"difference": hours / 24},
            "extra_time_value_usd_year": {"difference": worth},
        }

    def table(self, name: str) -> Rows:
        """Return the differences of a table, greatest first.

        Parameters
        ----------
        name : str
            ``links``, ``crossings``, ``hubs``, ``services``, ``corridors``, ``countries``
            (what stays behind, and what the rest costs more, by country of origin and destination) or
            ``commodities``. The use of what carries nothing in one of the two is None there.

        Examples
        --------
        >>> from landlink.flows.testing import small_assigned
        >>> Comparison(small_assigned(), small_assigned()).table("links")  # nothing moved
        []
        """
        if name in ("countries", "commodities"):
            return self._left_behind(name)
        keys, volume = _KEYS[name], _VOLUME.get(name, "capacity_t_year")
        sides = [
            {tuple(row[key] for key in keys): row for row in flows.table(name)}
            for flows in (self.base, self.scenario)
        ]
        rows = []
        for key in dict.fromkeys([*sides[0], *sides[1]]):
            before, after = (side.get(key) for side in sides)
            shown = after or before or {}
            was, now = (float(row[volume]) if row else 0.0 for row in (before, after))
            if abs(now - was) < LEAST_CHANGE_T and name != "corridors":
                continue
            row = {**dict(zip(keys, key, strict=True)), **{label: shown[label] for label in _LABELS[name]}}
            row |= {"base_t_year": was, "scenario_t_year": now, "difference_t_year": now - was}
            if name in _LEVEL:
                level = _LEVEL[name]
                row |= {
                    f"base_{level}": (before or {}).get(level),
                    f"scenario_{level}": (after or {}).get(level),
                }
            rows.append(row)
        return rows if name == "corridors" else sorted(rows, key=lambda row: -abs(row["difference_t_year"]))

    def _left_behind(self, name: str) -> Rows:
        """Return demand, and what stays behind in both, by country or commodity."""
        sides = [_left_behind(flows, name) for flows in (self.base, self.scenario)]
        extra = self._extra_by(name)
        keys = dict.fromkeys([*sides[0], *sides[1]])
        label = {"countries": "country", "commodities": "commodity"}[name]
        rows = []
        for key in keys:
            (asked, before), (_, after) = (side.get(key, (0.0, 0.0)) for side in sides)
            rows.append(
                {
                    label: key, "demand_t_year": asked, "base_t_year": before, "scenario_t_year": after,
                    "difference_t_year": after - before,
                    "extra_usd_year": extra.get(key, (0.0, 0.0))[0],
                    "extra_tonne_days_year": extra.get(key, (0.0, 0.0))[1],
                }
            )  # fmt: skip
        return sorted(rows, key=lambda row: -abs(row["difference_t_year"]))

    def _extra_by(self, name: str) -> dict[str, tuple[float, float]]:
        """Return dollars and tonne-days more for what is carried in both, by country or commodity.

        The extra of a trip is shared out to its rows of demand by their tonnes of capacity; trade counts
        for both its countries.
        """
        before, after = (_by_trip(flows) for flows in (self.base, self.scenario))
        trips, demand, network = self.base.trips, self.base.demand, self.base.network
        names, found = trip_keys(self.base), dict[str, tuple[float, float]]()
        countries, goods = network.nodes.text("country"), network.tables["commodities"].text("id")
        for row in np.flatnonzero(trips.of_row >= 0).tolist():
            trip = int(trips.of_row[row])
            mine, other = before.get(names[trip]), after.get(names[trip])
            if mine is None or other is None:
                continue
            part = min(mine[0], other[0]) * float(demand.capacity_t_year[row] / trips.capacity_t[trip])
            ends = {countries[int(demand.origin[row])], countries[int(demand.destination[row])]}
            for key in ends if name == "countries" else {goods[int(demand.commodity[row])]}:
                usd, days = found.get(key, (0.0, 0.0))
                found[key] = (usd + part * (other[1] - mine[1]), days + part * (other[2] - mine[2]) / 24)
        return found

    def frame(self, name: str) -> pd.DataFrame:
        """Return the differences of a table as a pandas frame.

        Examples
        --------
        >>> from landlink.flows.testing import small_assigned
        >>> Comparison(small_assigned(), small_assigned()).frame("corridors")["difference_t_year"].sum()
        np.float64(0.0)
        """
        import pandas as pd  # noqa: PLC0415  (slow to import, and used here only)

        return pd.DataFrame(self.table(name))

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON.

        Examples
        --------
        >>> from landlink.flows.testing import small_assigned
        >>> Comparison(small_assigned(), small_assigned()).as_dict()["summary"]["mean_days"]["difference"]
        0.0
        """
        from landlink.flows.results_summary import assumptions, notes, rule  # noqa: PLC0415

        return {
            "base": self.base.network.name,
            "scenario": self.scenario.network.name,
            "rule": rule(self.scenario),
            "summary": self.summary,
            **{name: self.table(name) for name in TABLES},
            "bottlenecks": self.scenario.table("bottlenecks"),
            "assumptions": assumptions(self.scenario),
            "notes": notes(self.scenario),
        }


TABLES = (*_KEYS, "countries", "commodities")
"""Tables of a comparison."""


def _both(before: float | None, after: float | None) -> dict[str, float | None]:
    gone = before is None or after is None
    return {"base": before, "scenario": after, "difference": None if gone else after - before}  # type: ignore[operator]


def _by_trip(flows: Flows) -> dict[tuple[Any, ...], tuple[float, float, float, float]]:
    """Return of each trip what is carried, dollars and hours a tonne, and its value of time."""
    trips, paths, size = flows.trips, flows.paths, len(flows.trips)
    load, usd, hours = (
        np.bincount(paths.trip, paths.capacity_t * figure, size)
        for figure in (np.ones(len(paths)), flows.sums.path_usd_t, flows.sums.path_h)
    )
    found, keys = {}, trip_keys(flows)
    for trip in np.flatnonzero(load > 0).tolist():
        tonnes = float(load[trip])
        vot = float(trips.classes.usd_t_h[int(trips.known_class[trip])])
        found[keys[trip]] = (tonnes, float(usd[trip]) / tonnes, float(hours[trip]) / tonnes, vot)
    return found


def trip_keys(flows: Flows) -> list[tuple[Any, ...]]:
    """Return of each trip what it is called in any state of the network: its ends and its class.

    Examples
    --------
    >>> from landlink.flows.testing import small_assigned
    >>> sorted(trip_keys(small_assigned()))[0][:2]
    ('almaty', 'baku')
    """
    trips, names = flows.trips, flows.network.nodes.text("id")
    classes = trips.classes
    return [
        (
            names[int(start)], names[int(end)], float(classes.usd_t_h[of]), classes.equipment[of],
            classes.avoid[of],
        )
        for start, end, of in zip(trips.origin, trips.destination, trips.known_class, strict=True)
    ]  # fmt: skip


def _left_behind(flows: Flows, name: str) -> dict[str, tuple[float, float]]:
    """Return tonnes of goods asked for and left behind (no room, or no way) by country or commodity.

    Trade counts for both its countries.
    """
    trips, demand = flows.trips, flows.demand
    share = np.divide(
        flows.stranded_t, trips.capacity_t, out=np.zeros(len(trips)), where=trips.capacity_t > 0
    )
    share[~flows.has_way] = 1.0
    countries, goods = flows.network.nodes.text("country"), flows.network.tables["commodities"].text("id")
    found: dict[str, tuple[float, float]] = {}
    for row in np.flatnonzero(trips.of_row >= 0).tolist():
        tonnes = float(demand.tonnes_year[row])
        behind = tonnes * float(share[trips.of_row[row]])
        ends = {countries[int(demand.origin[row])], countries[int(demand.destination[row])]}
        for key in ends if name == "countries" else {goods[int(demand.commodity[row])]}:
            asked, left = found.get(key, (0.0, 0.0))
            found[key] = (asked + tonnes, left + behind)
    return found
