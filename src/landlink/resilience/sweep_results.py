"""What a sweep found: expected loss, bad years, and what and who is behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.flows.assumptions import assumptions_used
from landlink.resilience.sweep_model import SPARE, TOTALS
from landlink.resilience.sweep_risk import conditional_value_at_risk, expected, hundredths, value_at_risk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landlink.network.model import Network
    from landlink.resilience.sweep_chunks import Chunk
    from landlink.resilience.sweep_draws import Floats
    from landlink.resilience.sweep_model import Model
    from landlink.resilience.sweep_risk import Estimate

LEVELS = (0.9, 0.95, 0.99)
"""Levels of value at risk."""

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

RULE = (
    "Years are drawn from the rates, lengths and storm shares of the tables disruptions and closures. "
    "Goods set out evenly. While something is closed or slowed, each flow takes its cheapest way around it "
    "or waits until it is over, whichever is cheaper at the value of its time, knowing how long it lasts; "
    "what that adds, at most the worth of the goods, is the loss. A cause that is met together with others "
    "bears an equal part; a loss counts half for the country where the goods begin and half for that where "
    "they end. A backlog clears with the spare capacity assumed. The same rule holds for all countries and "
    "causes."
)

ASSUMED = (SPARE, "time_value_share_per_day", "time_value_floor_usd_per_t_h")


@dataclass(frozen=True, eq=False)
class Sweep:
    """The scenarios of a sweep.

    Attributes
    ----------
    network : Network
    model : Model
        What went in; ``model.causes`` says what the causes are.
    chunk : Chunk
        What each scenario costs, in order.
    """

    network: Network = field(repr=False)
    model: Model = field(repr=False)
    chunk: Chunk = field(repr=False)

    def __len__(self) -> int:
        return len(self.chunk.totals)

    def total(self, name: str) -> Floats:
        """Return one figure of each scenario.

        Parameters
        ----------
        name : str
            One of :data:`landlink.resilience.sweep_model.TOTALS`.

        Examples
        --------
        >>> from landlink.flows.demand import demand_of
        >>> from landlink.resilience.sweep import sweep
        >>> from landlink.testing import small_network
        >>> network = small_network()
        >>> done = sweep(network, demand_of(network), scenarios=100)
        >>> parts = sum(done.total(name) for name in ("dearer_usd", "waiting_usd", "given_up_usd"))
        >>> bool(np.allclose(parts, done.loss_usd))
        True
        """
        return np.ascontiguousarray(self.chunk.totals[:, TOTALS.index(name)])

    @cached_property
    def loss_usd(self) -> Floats:
        """Loss of each scenario, USD."""
        return self.total("loss_usd")

    @property
    def expected(self) -> Estimate:
        """Mean loss and its standard error, USD."""
        return expected(self.loss_usd)

    def risk(self, level: float) -> tuple[Estimate, Estimate]:
        """Return the value at risk and the conditional value at risk, USD.

        Parameters
        ----------
        level : float
            0.95: one year in twenty costs more than the first; the second is the mean of such years.
        """
        return value_at_risk(self.loss_usd, level), conditional_value_at_risk(self.loss_usd, level)

    def causes(self) -> list[dict[str, Any]]:
        """Return each cause with its part of the loss, the dearest first."""
        rows = []
        for number, cause in enumerate(self.model.causes):
            hours = expected(self.chunk.hours[:, number])
            rows.append({
                "cause": cause.key, "name": cause.name, "kind": cause.kind,
                **self._part(self.chunk.by_cause[:, number]),
                "in_force_per_year": round(float(self.chunk.begun[:, number].mean()), 4),
                "in_force_h_year": round(hours.value, 2),
            })  # fmt: skip
        return sorted(rows, key=lambda row: (-row["loss_usd"], row["cause"]))

    def countries(self) -> list[dict[str, Any]]:
        """Return each country with the loss of its trade, the largest first."""
        return self._parts("country", self.model.countries, self.chunk.by_country)

    def commodities(self) -> list[dict[str, Any]]:
        """Return each commodity with its loss, the largest first."""
        return self._parts("commodity", self.model.commodities, self.chunk.by_commodity)

    def _parts(self, what: str, names: Sequence[str], losses: Floats) -> list[dict[str, Any]]:
        rows = [{what: name, **self._part(losses[:, number])} for number, name in enumerate(names)]
        return sorted(rows, key=lambda row: (-row["loss_usd"], row[what]))

    def _part(self, losses: Floats) -> dict[str, float]:
        mean, whole = expected(losses), self.expected.value
        return {
            "loss_usd": round(mean.value, 2),
            "loss_se_usd": round(mean.se, 2),
            "share": round(mean.value / whole, 6) if whole > 0 else 0.0,
            "p95_usd": round(value_at_risk(losses, 0.95).value, 2),
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as plain values, ready for JSON.

        Examples
        --------
        >>> from landlink.flows.demand import demand_of
        >>> from landlink.resilience.sweep import sweep
        >>> from landlink.testing import small_network
        >>> network = small_network()
        >>> shown = sweep(network, demand_of(network), scenarios=100).as_dict()
        >>> shown["scenarios"], len(shown["causes"]) == len(network.tables["disruptions"]) + 3
        (100, True)
        """
        means = {name: expected(self.total(name)) for name in TOTALS}
        months = list(self.model.months) or list(range(1, 13))
        return {
            "scenarios": len(self),
            "seed": self.model.seed,
            "months": months,
            **{name: round(one.value, 2) for name, one in means.items()},
            "loss_se_usd": round(means["loss_usd"].se, 2),
            "recover_p95_h": round(value_at_risk(self.total("recover_h"), 0.95).value, 2),
            "quantiles_usd": {
                f"p{100 * share:g}": round(value_at_risk(self.loss_usd, share).value, 2)
                for share in QUANTILES
            },
            "hundredths_usd": [round(value, 2) for value in hundredths(self.loss_usd).tolist()],
            "risk": [self._risk(level) for level in LEVELS],
            "causes": self.causes(),
            "countries": self.countries(),
            "commodities": self.commodities(),
            "rule": RULE,
            "assumptions": assumptions_used(self.network, ASSUMED),
            "notes": self.notes(),
        }

    def _risk(self, level: float) -> dict[str, float]:
        at_risk, beyond = self.risk(level)
        return {
            "level": level,
            "var_usd": round(at_risk.value, 2),
            "var_se_usd": round(at_risk.se, 2),
            "cvar_usd": round(beyond.value, 2),
            "cvar_se_usd": round(beyond.se, 2),
        }

    def notes(self) -> list[str]:
        """Return what the figures leave out."""
        notes = [
            "Ways around have all the capacity they need and prices do not move: the loss is a low estimate.",
            "Rates come from reported events; what nobody reported is missing.",
        ]
        idle = [cause.name for cause in self.model.causes if not len(cause.arcs)]
        if idle:
            notes.append(f"Nothing in this network is touched by: {', '.join(idle)}.")
        table = self.network.tables["disruptions"]
        weak = sum(quality == "unverified" for quality in table.text("quality"))
        if weak:
            notes.append(
                f"{weak} of {len(table)} disruptions rest on general knowledge (quality unverified)."
            )
        return notes
