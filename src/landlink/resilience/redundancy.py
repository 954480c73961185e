"""The cheapest redundancy: the way around what a country depends on most, and what would make it cheaper.

Two questions. What does a country's trade do when its worst case comes: by which gateways does it go,
and what does that cost. And which single opening (a planned project, a closed line or service) takes
most off that worst case: each one is opened by itself, everything is routed anew, and every closure is
tried again on the new network, so the answer is exact for one opening at a time. Projects that only pay
together are not found in this way. A service runs over a new line where that is its shortest way, so
an opening may also do a little harm.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.graph import flow_graph
from landlink.network.changes import Change
from landlink.network.place_hints import country_name
from landlink.network.scenario import apply
from landlink.resilience.closures import Closure, closures
from landlink.resilience.dependence import Dependence, dependence
from landlink.resilience.gateways import Gateway, gateways
from landlink.resilience.ways import best_ways

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from landlink.network.model import Network

    Floats = NDArray[np.float64]
    Progress = Callable[[int, int, str], None]

RULE = (
    "Each project, closed line and closed service is opened by itself; all trade is routed anew and every"
    " closure is tried again. Harm is the mean over all trade of the rise in generalised cost against"
    " today's cost with all open, where a trip that is stranded or costs twice as much or more counts as"
    " 100 %. The fall is that of the worst case, before it the worst of all closures of today, after it the"
    " worst of all closures with the opening. Expected harm is the mean over all closures, each as likely as"
    " the next. Costs of building are not part of it."
)


class Opening(NamedTuple):
    """Something that is planned or closed and could open."""

    kind: str
    key: str
    name: str
    change: Change


@dataclass(frozen=True)
class Gain:
    """What an opening does for a country, or for all.

    Attributes
    ----------
    kind, key, name : str
        ``project``, ``closed link`` or ``closed service``.
    worst_before, worst_after : float
        Harm of the worst case, shares.
    worst_case : str
        What closes in the worst case with the opening.
    expected_before, expected_after : float
        Mean harm over all closures.
    saved_usd_t : float
        Fall in generalised cost with all open.
    """

    kind: str
    key: str
    name: str
    worst_before: float
    worst_after: float
    worst_case: str
    expected_before: float
    expected_after: float
    saved_usd_t: float

    @property
    def fall(self) -> float:
        """How much the harm of the worst case falls."""
        return self.worst_before - self.worst_after


def openings(network: Network) -> list[Opening]:
    """List what could open: projects by name, closed lines by what hangs together, closed services.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> [one.name for one in openings(small_network())]
    ['Straight line']
    """
    links, services = network.links, network.services
    status, names = links.text("status"), network.nodes.text("name")
    found = []
    projects: dict[str, list[int]] = defaultdict(list)
    for row, (state, project) in enumerate(zip(status, links.text("project"), strict=True)):
        if state == "project":
            projects[project or links.text("id")[row]].append(row)
    for key, rows in sorted(projects.items()):
        ids = [links.text("id")[row] for row in rows]
        change = Change.model_validate({"open": {"links": ids}})
        found.append(Opening("project", key, _line(network, rows, names), change))
    for rows in _hanging_together(network, [row for row, state in enumerate(status) if state == "closed"]):
        ids = [links.text("id")[row] for row in rows]
        change = Change.model_validate({"open": {"links": ids}})
        found.append(Opening("closed link", ids[0], _line(network, rows, names), change))
    for row, (key, state) in enumerate(zip(services.text("id"), services.text("status"), strict=True)):
        if state == "closed":
            change = Change.model_validate({"open": {"services": [key]}})
            found.append(Opening("closed service", key, services.text("name")[row], change))
    return found


def _line(network: Network, rows: Sequence[int], names: list[str]) -> str:
    """Name a line by the places along it, with its mode."""
    project = network.links.text("project")[rows[0]]
    modes = "/".join(dict.fromkeys(network.links.text("mode")[row] for row in rows))
    tails, heads = network.ends
    ends = [int(end) for row in rows for end in (tails[row], heads[row])]
    single = [end for end in dict.fromkeys(ends) if ends.count(end) == 1] or ends
    said = f"{names[single[0]]} - {names[single[-1]]} ({modes})"
    return project if project and not project.islower() else said


def _hanging_together(network: Network, rows: list[int]) -> list[list[int]]:
    """Group links of one mode that meet at a place."""
    tails, heads = network.ends
    mode = network.links.text("mode")
    groups: list[list[int]] = []
    for row in rows:
        ends = {int(tails[row]), int(heads[row])}
        touching = [
            group
            for group in groups
            if any(mode[one] == mode[row] and ends & {int(tails[one]), int(heads[one])} for one in group)
        ]
        groups = [group for group in groups if group not in touching]
        groups.append([*(one for group in touching for one in group), row])
    return groups


def gains(
    found: Dependence,
    country: str = "",
    *,
    options: Sequence[Opening] | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> list[Gain]:
    """Rank openings by how far the worst case falls, then by the expected harm.

    Parameters
    ----------
    found : Dependence
        Of today's network.
    country : str
        Whose trade counts; all countries' if empty (harm is then the mean of theirs, each with its own
        worst case).
    options : sequence of Opening, optional
        All that there are if not given.
    threads : int, optional
    progress : callable, optional
        Called with how much is done, out of how much, and what it is.

    Raises
    ------
    LandlinkError
        If the country has no trade.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.resilience.trade import partners
    >>> from landlink.testing import small_network
    >>> found = dependence(partners(flow_graph(small_network())))
    >>> [(one.name, one.worst_case) for one in gains(found, "KZ")]
    [('Straight line', 'Caspian Sea')]
    """
    trade = found.trade
    if country:
        _known(found, country)
        rows = np.array([country in ends for ends in zip(trade.origin, trade.destination, strict=True)])
        trade = trade.of(rows)
        found = dependence(trade, found.closures, threads=threads)
    else:
        rows = np.ones(len(trade.trips), dtype=bool)
    today = _harm(found, found.base.cost, country)
    network = trade.graph.network
    listed = openings(network) if options is None else list(options)
    ranked = []
    for number, one in enumerate(listed):
        graph = flow_graph(apply(network, [one.change]), trade.graph.vehicles)
        again = trade.on(graph)
        if len(again.trips) != len(trade.trips):
            again = again.of(rows)
        new = dependence(again, _same(graph, found.closures), threads=threads)
        harm = _harm(new, found.base.cost, country)
        ranked.append(_gain(one, found, new, today, harm))
        if progress is not None:
            progress(number + 1, len(listed), one.name)
    return sorted(ranked, key=lambda gain: (-round(gain.fall, 9), gain.expected_after, gain.key))


def _known(found: Dependence, country: str) -> None:
    if country not in found.countries:
        known = ", ".join(found.countries)
        raise LandlinkError(f"country {country!r} has no trade here; known: {known}")


def _same(graph: Any, listed: Sequence[Closure]) -> list[Closure]:  # noqa: ANN401
    """Return the same closures on another graph, so that what is new closes with the rest."""
    kinds = list(dict.fromkeys(one.kind for one in listed))
    held = {(one.kind, one.key): one for one in closures(graph, kinds)}
    return [held[one.kind, one.key] for one in listed if (one.kind, one.key) in held]


def _harm(found: Dependence, today: Floats, country: str) -> Floats:
    """Return the harm of each closure against today's cost: rows are countries, or the one asked for."""
    trade = found.trade
    rows = [country] if country else list(found.countries)
    ends = np.array([trade.origin, trade.destination], dtype=object)
    counted = np.isfinite(today) & (today > 0)
    weight = np.where(counted, trade.trips.weight, 0.0)
    before = np.where(counted, today, 1.0)
    bounds = np.searchsorted(found.hits.closure, np.arange(len(found.closures) + 1))
    members = np.array([(ends == code).any(axis=0) for code in rows])
    harm = np.full((len(rows), len(found.closures)), np.nan)
    for column, one in enumerate(found.closures):
        cost = found.base.cost.copy()
        hit = slice(bounds[column], bounds[column + 1])
        cost[found.hits.trip[hit]] += found.hits.usd_t[hit]
        rise = np.clip(np.where(np.isfinite(cost), cost / before - 1, 1.0), 0.0, 1.0)
        left = weight * ~(ends == one.key).any(axis=0) if one.kind == "country" else weight
        total = members @ left
        with np.errstate(invalid="ignore", divide="ignore"):
            harm[:, column] = np.where(total > 0, (members @ (left * rise)) / total, np.nan)
    return harm


def _gain(one: Opening, found: Dependence, new: Dependence, today: Floats, harm: Floats) -> Gain:
    before, after = np.nan_to_num(today, nan=0.0), np.nan_to_num(harm, nan=0.0)
    worst = int(after.mean(axis=0).argmax()) if len(after) > 1 else int(after[0].argmax())
    both = np.isfinite(found.base.cost) & np.isfinite(new.base.cost)
    weight = found.trade.trips.weight[both]
    saved = float((weight * (found.base.cost - new.base.cost)[both]).sum() / weight.sum())
    return Gain(
        one.kind, one.key, one.name,
        float(before.max(axis=1).mean()), float(after.max(axis=1).mean()), new.closures[worst].name,
        float(before.mean()), float(after.mean()), saved,
    )  # fmt: skip


def way_around(found: Dependence, country: str, column: int = -1) -> dict[str, Any]:
    """Return how a country's trade goes when something closes, against how it goes today.

    Parameters
    ----------
    found : Dependence
    country : str
    column : int
        Which closure; the country's worst case if not given.

    Returns
    -------
    dict
        The closure, generalised cost, dollars and hours before and after of what gets through, and the
        gateways then with their shares and how those change.

    Examples
    --------
    >>> from landlink.flows.graph import flow_graph
    >>> from landlink.resilience.trade import partners
    >>> from landlink.testing import small_network
    >>> found = dependence(partners(flow_graph(small_network())))
    >>> around = way_around(found, "KZ")
    >>> around["closed"], around["stranded_share"], around["gateways"][0]["name"]
    ('Caspian Sea', 0.5, 'Khorgos (China) - Altynkol (rail)')
    """
    from landlink.resilience.dependence_rows import cell  # noqa: PLC0415

    _known(found, country)
    row = found.countries.index(country)
    chosen = found.worst()[row] if column < 0 else column
    if chosen < 0:
        raise LandlinkError(f"nothing that closes does any harm to {country_name(country)}'s trade")
    one, trade = found.closures[chosen], found.trade
    counted = np.array(
        [
            country in ends and not (one.kind == "country" and one.key in ends)
            for ends in zip(trade.origin, trade.destination, strict=True)
        ]
    )
    own = trade.of(counted & np.isfinite(found.base.cost))
    before = best_ways(own.trips, own.measures)
    after = best_ways(own.trips, own.measures, closed=one.case.arcs)
    shares = [{gate.key: gate for gate in gateways(own, ways).get(country, [])} for ways in (before, after)]
    through = np.isfinite(after.cost)
    weight = own.trips.weight[through]
    mean = {
        f"{name}_{when}": float((weight * values[through]).sum() / weight.sum()) if through.any() else None
        for when, ways in (("before", before), ("after", after))
        for name, values in (("usd_t", ways.cost), ("money_usd_t", ways.sums[0]), ("hours", ways.sums[1]))
    }
    return {**cell(found, row, chosen), **mean, "gateways": _shifts(*shares)}


def _shifts(before: dict[str, Gateway], after: dict[str, Gateway]) -> list[dict[str, Any]]:
    rows = []
    for key in {**after, **before}:
        gate = after.get(key) or before[key]
        shares = [held[key].share if key in held else 0.0 for held in (before, after)]
        rows.append(
            {
                "kind": gate.kind,
                "key": key,
                "name": gate.name,
                "share_before": shares[0],
                "share_after": shares[1],
            }
        )
    return sorted(rows, key=lambda row: (-row["share_after"], -row["share_before"], row["key"]))
