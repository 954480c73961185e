"""Which link, place, crossing or service matters most: the exact loss if it fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.assumptions import assumed, assumptions_used
from landlink.flows.demand import demand_of
from landlink.flows.graph import TIME_VALUE_FLOOR, VEHICLES, flow_graph
from landlink.resilience.cases import Case, arcs_of
from landlink.resilience.criticality_names import TABLES, countries_of, name_of, place_of
from landlink.resilience.criticality_pairs import Pairs, capped, worst_pairs
from landlink.resilience.failures import Baseline, Losses, baseline, leaning_losses, losses
from landlink.resilience.trips import trips_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from landlink.flows.demand import Demand
    from landlink.flows.graph import FlowGraph
    from landlink.network.model import Network

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Progress = Callable[[int, int, str], None]

STRANDED = "stranded_cost_factor"
"""Assumption: a tonne stays behind rather than pay this many times the cost of its best way."""

KEYS = (STRANDED, "time_value_share_per_day", TIME_VALUE_FLOOR)

LEADERS = 40
"""Cases, by single loss and each with an effect of its own, all of whose pairs are worked out."""

RULE = (
    "Every trade takes the way of least generalised cost: money, and hours at what time is worth to the"
    " goods. One thing at a time is closed for a year, everything else stays as it is, and every trade takes"
    " the best way that is left, however much others use it. Goods that are known to avoid something go on"
    " avoiding it while any way is left without it; where none is, they divert, at a loss never below zero."
    " The loss is the added cost of all trades; what"
    " has no way left, or only one beyond {factor:g} times its cost before, counts as that limit. The rule is"
    " the same for every country."
)


@dataclass(frozen=True, eq=False)
class Criticality:
    """What fails at which loss, worst first.

    Attributes
    ----------
    graph : FlowGraph
    demand : Demand
    base : Baseline
    factor : float
        The assumption ``stranded_cost_factor``.
    kinds : tuple of str
    cases : tuple of (str, str)
        Kind and key of every case that was tried.
    found : Losses
    loss_usd_year : float array, (cases,)
        What each case is ranked by: no tonne loses more than ``factor - 1`` times its cost before.
    pairs : Pairs, optional
        Of cases.
    congested : list of dict
        The worst cases once more with capacities, if asked for.
    """

    graph: FlowGraph = field(repr=False)
    demand: Demand = field(repr=False)
    base: Baseline = field(repr=False)
    factor: float
    kinds: tuple[str, ...]
    cases: tuple[tuple[str, str], ...] = field(repr=False)
    found: Losses = field(repr=False)
    loss_usd_year: Floats = field(repr=False)
    pairs: Pairs | None = field(default=None, repr=False)
    congested: list[dict[str, Any]] = field(default_factory=list, repr=False)

    def ranked(self) -> Ints:
        """Return the cases that touch any trade, worst first."""
        touched = np.flatnonzero(self.found.touched_t_year > 0)
        return touched[np.lexsort((touched, -self.loss_usd_year[touched]))]

    def rows(self, count: int | None = None, *, apart: bool = False) -> list[dict[str, Any]]:
        """Return the worst cases as plain values; those of the same effect together, or each apart."""
        groups = np.arange(len(self.cases)) if apart else effects(self.found)
        trade = float(self.base.trips.weight.sum())
        rows: list[dict[str, Any]] = []
        place: dict[int, int] = {}
        for case in self.ranked().tolist():
            group = int(groups[case])
            kind, key = self.cases[case]
            if group in place:
                rows[place[group]]["same_effect"].append(self.what(case))
                continue
            if count is not None and len(rows) == count:
                continue
            place[group] = len(rows)
            rows.append(
                {
                    **self.what(case),
                    "countries": countries_of(self.graph.network, kind, key),
                    "loss_usd_year": float(self.loss_usd_year[case]),
                    "added_usd_year": float(self.found.added_usd_year[case]),
                    "stranded_t_year": float(self.found.stranded_t_year[case]),
                    "own_stranded_t_year": self._own(case),
                    "diverted_t_year": self._diverted(case),
                    "touched_t_year": float(self.found.touched_t_year[case]),
                    "touched_share": float(self.found.touched_t_year[case]) / trade,
                    **self._worst(case),
                    "same_effect": [],
                }
            )
        return rows

    def name(self, case: int) -> str:
        """Return the name of a case."""
        return name_of(self.graph.network, *self.cases[case])

    def what(self, case: int) -> dict[str, Any]:
        """Return what fails in a case, and where it lies."""
        kind, key = self.cases[case]
        return {
            "kind": kind,
            "key": key,
            "name": self.name(case),
            **place_of(self.graph.network, kind, key),
        }

    def as_dict(self, count: int | None = None) -> dict[str, Any]:
        """Return plain values, ready for JSON; ``count`` keeps the worst."""
        network = self.graph.network
        trips = self.base.trips
        served = np.isfinite(self.base.cost_usd_t)
        return {
            "rule": RULE.format(factor=self.factor),
            "assumptions": assumptions_used(network, KEYS),
            "notes": self.notes(),
            "network": network.name,
            "kinds": list(self.kinds),
            "tried": len(self.cases),
            "without_effect": int((self.found.touched_t_year == 0).sum()),
            "trade_t_year": float(trips.weight.sum()),
            "trade_usd_year": float((trips.weight * self.base.cost_usd_t)[served].sum()),
            "failures": self.rows(count),
            "pairs": None if self.pairs is None else self._pairs(self.pairs, count),
            "congested": self.congested,
        }

    def notes(self) -> list[str]:
        """Say what the figures leave out."""
        lost = self.base.trips.weight[np.isinf(self.base.cost_usd_t)].sum()
        notes = [
            "No lack of capacity elsewhere is counted, nor that others get in the way.",
            "Nobody adapts trade itself: what is bought from whom stays as it is.",
        ]
        if lost > 0:
            notes.append(
                f"{lost:,.0f} t a year have no way even while nothing has failed, and count in no loss."
            )
        if self.demand.unmatched:
            notes.append(f"{len(self.demand.unmatched)} rows or parts of the demand could not be placed.")
        if self.pairs is not None and (self.base.trips.free_class >= 0).any():
            notes.append(
                "Two closures can cost less than one: goods take what they avoid only where no way is left"
                " without it, at no price for what made them avoid it."
            )
        if self.pairs is not None and not self.pairs.proven:
            notes.append(
                "Of the pairs that were not worked out, none loses more than"
                f" {self.pairs.bound_usd_year:,.0f} USD a year."
            )
        return notes

    def _own(self, case: int) -> float:
        """Tonnes that are stranded as they begin or end at the very node."""
        kind, key = self.cases[case]
        if kind != "node":
            return 0.0
        node = self.graph.network.nodes.index()[key]
        low, high = np.searchsorted(self.found.hit_case, (case, case + 1))
        trips = self.found.hit_trip[low:high][np.isinf(self.found.hit_usd_t[low:high])]
        held = self.base.trips
        own = (held.origin[trips] == self.graph.origin(node)) | (
            held.destination[trips] == self.graph.destination(node)
        )
        return float(held.weight[trips[own]].sum())

    def _diverted(self, case: int) -> float:
        """Tonnes that take what they avoid, as no way is left without it."""
        low, high = np.searchsorted(self.found.hit_case, (case, case + 1))
        trips = self.found.hit_trip[low:high][self.found.hit_diverted[low:high]]
        return float(self.base.trips.weight[trips].sum())

    def _worst(self, case: int) -> dict[str, Any]:
        """Return how many trips a case touches, and the one that loses most."""
        low, high = np.searchsorted(self.found.hit_case, (case, case + 1))
        trips, usd_t = self.found.hit_trip[low:high], self.found.hit_usd_t[low:high]
        held = self.base.trips
        cap = _cap(self.base, self.factor)[trips]
        at = int(np.argmax(held.weight[trips] * np.minimum(usd_t, cap)))
        row, names = int(held.basis[trips[at]]), self.graph.network.nodes.text("name")
        lost = bool(np.isinf(usd_t[at]))
        worst = {
            "origin": names[int(self.demand.origin[row])],
            "destination": names[int(self.demand.destination[row])],
            "commodity": self.graph.network.tables["commodities"].text("name")[
                int(self.demand.commodity[row])
            ],
            "tonnes_year": float(held.weight[trips[at]]),
            "added_usd_t": None if lost else float(usd_t[at]),
            "stranded": lost,
        }
        return {"trips": int(high - low), "worst": worst}

    def _pairs(self, pairs: Pairs, count: int | None) -> dict[str, Any]:
        """Return the worst pairs as plain values; those of the same loss stand together."""
        rows: list[dict[str, Any]] = []
        place: dict[float, int] = {}
        columns = (
            pairs.first,
            pairs.second,
            pairs.loss_usd_year,
            pairs.added_usd_year,
            pairs.stranded_t_year,
        )
        for a, b, loss, added, stranded in zip(*(column.tolist() for column in columns), strict=True):
            if round(loss) in place:
                rows[place[round(loss)]]["pairs_like_it"] += 1
                continue
            if count is not None and len(rows) == count:
                break
            place[round(loss)] = len(rows)
            alone = (float(self.loss_usd_year[a]), float(self.loss_usd_year[b]))
            rows.append(
                {
                    "first": self.what(a),
                    "second": self.what(b),
                    "loss_usd_year": loss,
                    "first_alone_usd_year": alone[0],
                    "second_alone_usd_year": alone[1],
                    "beyond_both_usd_year": loss - sum(alone),
                    "added_usd_year": added,
                    "stranded_t_year": stranded,
                    "pairs_like_it": 0,
                }
            )
        return {
            "worst": rows,
            "worked_out": int(pairs.first.size),
            "count": pairs.count,
            "bound_of_others_usd_year": pairs.bound_usd_year,
            "proven": pairs.proven,
        }


def _cap(base: Baseline, factor: float) -> Floats:
    """Most that a tonne of each trip can lose."""
    return np.where(np.isfinite(base.cost_usd_t), (factor - 1) * base.cost_usd_t, 0.0)


def effects(found: Losses) -> Ints:
    """Return a number for each case; cases of the same number make the same trips as much dearer.

    Examples
    --------
    >>> one, none = np.array([0, 1]), np.zeros(2)
    >>> effects(Losses(("a", "b"), none, none, none, one, np.array([5, 5]), np.array([2.0, 2.0]))).tolist()
    [0, 0]
    """
    bounds = np.searchsorted(found.hit_case, np.arange(len(found.names) + 1))
    usd_t = found.hit_usd_t.round(6)
    keys = [
        (found.hit_trip[low:high].tobytes(), usd_t[low:high].tobytes())
        for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
    ]
    number = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    return np.array([number[key] for key in keys], dtype=np.int64)


def criticality(
    network: Network,
    demand: Demand | None = None,
    *,
    kinds: Sequence[str] = tuple(TABLES),
    pairs: int = 0,
    pairs_budget: int = 2000,
    congestion: bool = False,
    congestion_cases: int = 10,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Criticality:
    """Close every link, node, crossing and service in turn, and measure the exact loss.

    Parameters
    ----------
    network : Network
    demand : Demand, optional
        Default: the network's own (:func:`landlink.flows.demand.demand_of`).
    kinds : sequence of str
        Of ``link``, ``node``, ``crossing``, ``service``.
    pairs : int
        How many of the worst pairs of failures to find; 0: none.
    pairs_budget : int
        How many pairs may be worked out to prove them, besides those of the worst single failures.
    congestion : bool
        Work out the worst cases once more as equilibria with capacities
        (:func:`landlink.flows.assign.assign`), each from the one before anything failed.
    congestion_cases : int
        How many of them.
    threads : int, optional
    progress : callable, optional
        Called with what is done, the total and a text.

    Returns
    -------
    Criticality

    Raises
    ------
    LandlinkError
        If a kind is unknown, or there is no demand.

    Examples
    --------
    >>> from landlink.flows.testing import small_flows
    >>> found = criticality(*small_flows(), kinds=("service", "node"))
    >>> found.rows(1)[0]["name"]
    'Almaty'
    """
    unknown = next((kind for kind in kinds if kind not in TABLES), None)
    if unknown is not None or not kinds:
        raise LandlinkError(f"no kind of failure {unknown!r}; use one or more of {', '.join(TABLES)}")
    asked = demand_of(network) if demand is None else demand
    if not (asked.tonnes_year > 0).any():
        raise LandlinkError(
            "there is no demand: without trade nothing is lost. Add rows to the table demand, or give another"
            " file with --demand"
        )
    words = {word for cell in set(asked.equipment) for word in cell.split("|")}
    graph = flow_graph(network, [name for name in VEHICLES if name in words])
    base = baseline(trips_of(graph, asked), threads)
    named = [(kind, key) for kind in kinds for key in network.tables[TABLES[kind]].text("id")]
    cases = [Case(f"{kind}:{key}", arcs_of(graph, kind, key)) for kind, key in named]
    factor = assumed(network, STRANDED)
    cap = _cap(base, factor)
    if pairs:
        found, leaning = leaning_losses(base, cases, worth=cap, threads=threads, progress=progress)
    else:
        found = losses(base, cases, threads=threads, progress=progress)
    loss = capped(base, found, cap)
    worst = None
    if pairs:
        leaders = _leaders(found, loss)
        worst = worst_pairs(
            base, cases, loss, leaning, cap, leaders, wanted=pairs, budget=pairs_budget, threads=threads,
            progress=progress,
        )  # fmt: skip
    result = Criticality(graph, asked, base, factor, tuple(kinds), tuple(named), found, loss, worst)
    if congestion:
        from landlink.resilience.criticality_congestion import congested  # noqa: PLC0415

        result.congested.extend(congested(result, congestion_cases, threads=threads, progress=progress))
    return result


def _leaders(found: Losses, loss: Floats) -> Ints:
    """Return the worst cases, one of each effect."""
    groups = effects(found)
    order = np.lexsort((np.arange(loss.size), -loss))
    _, first = np.unique(groups[order], return_index=True)
    chosen = order[np.sort(first)][:LEADERS]
    return chosen[loss[chosen] > 0]
