"""Hard capacities: multipliers that become shadow prices, and a proof where limits are too low.

The method of multipliers (augmented Lagrangian) for the side-constrained assignment of T. Larsson and
M. Patriksson, "Side constrained traffic equilibrium models: analysis, computation and applications",
Transportation Research Part B 33 (1999) 233-264: a resource with volume ``v``, limit ``u`` and
multiplier ``m`` costs ``max(0, m + r (v - u))`` on top of its delay; when flows are level at these
prices, this price is the next multiplier. At the end it is the Lagrange multiplier of the limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.flows.equilibrium_pool import pool_of, searched

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from landlink.flows.equilibrium_pool import Groups
    from landlink.flows.problem import Problem

    Floats = NDArray[np.float64]

__all__ = ["Limits", "LimitsError", "limits_of"]

LIMIT, MULTIPLIER, PENALTY = 5, 6, 7
STIFFER = 4.0
"""Factor of a penalty whose limit is hardly nearer than a round before."""

PROOF_FROM = 2
"""Rounds after which a limit that stays exceeded is looked at."""


class LimitsError(LandlinkError):
    """Limits that are too low for the demand, whatever paths it takes.

    Attributes
    ----------
    resources : list of int
        The bottleneck: their limits together let through less than has to pass, the worst first.
    """

    def __init__(self, message: str, resources: list[int]) -> None:
        super().__init__(message)
        self.resources = resources


@dataclass
class Limits:
    """The limited resources and how far their multipliers are.

    ``limited`` are their numbers, ``off`` by how much each missed its limit a round ago.
    """

    limited: NDArray[np.int64]
    limit: Floats
    scale: Floats
    off: Floats
    rounds: int = 0
    ready: bool = False

    def set_up(self, par: Floats, path_cost: float, start: Floats | None) -> None:
        """Set first penalties: to exceed a limit by a tenth costs as much as an average path."""
        self.ready = True
        par[self.limited, PENALTY] = 10 * max(path_cost, 1e-12) / self.scale
        if start is not None:
            par[self.limited, MULTIPLIER] = np.maximum(np.asarray(start, np.float64)[self.limited], 0)

    def price(self, par: Floats, volume: Floats) -> Floats:
        """Return what each limited resource costs on top of its delay."""
        rows = par[self.limited]
        over = volume[self.limited] - self.limit
        return np.maximum(rows[:, MULTIPLIER] + rows[:, PENALTY] * over, 0.0)

    def residual(self, par: Floats, volume: Floats, total: float) -> tuple[float, float]:
        """Return the worst excess over a limit, as a share of it, and the share of the cost that is
        charged for limits that are not reached.
        """  # noqa: D205
        if not self.limited.size:
            return 0.0, 0.0
        over = volume[self.limited] - self.limit
        idle = self.price(par, volume) @ np.maximum(-over, 0.0)
        return float(max((over / self.scale).max(), 0.0)), float(idle / total) if total > 0 else 0.0

    def update(self, par: Floats, volume: Floats) -> None:
        """Take the prices as multipliers, and stiffen the penalties that do not get far."""
        price = self.price(par, volume)
        over = volume[self.limited] - self.limit
        off = np.where(price > 0, np.abs(over), np.maximum(over, 0.0))
        slow = off > self.off / STIFFER
        par[self.limited, MULTIPLIER] = price
        if self.rounds:
            par[self.limited[slow & (off > 1e-9 * self.scale)], PENALTY] *= STIFFER
        self.off = off
        self.rounds += 1

    def prove(self, problem: Problem, parts: list[Groups], volume: Floats, par: Floats) -> None:
        """Raise if what exceeds the limits proves that they are too low.

        By Farkas' lemma demand does not fit if, at some prices of the limited resources, the cheapest
        paths cost in sum more than the limits are worth. Prices that grow where volumes stay too high
        become such prices.
        """
        if self.rounds < PROOF_FROM:
            return
        for price in (
            par[self.limited, PENALTY] * np.maximum(volume[self.limited] - self.limit, 0),
            self.price(par, volume),
        ):
            if price.max(initial=0.0) > 0:
                self._try(problem, parts, price / price.max())

    def _try(self, problem: Problem, parts: list[Groups], price: Floats) -> None:
        state = np.zeros((len(problem.resources), 4))
        state[self.limited, 1] = price
        free = replace(problem, cost=np.where(np.isinf(problem.cost), np.inf, 0.0))
        tails = problem.tails
        need = 0.0
        for part in parts:
            found = searched(free, part, pool_of(part.order.size), state, 0.0, tails)
            served = np.isfinite(found.best)
            need += float(part.demand[served] @ found.best[served])
        room = float(price @ self.limit)
        if need > room * (1 + 1e-9):
            worst = self.limited[np.argsort(-price, kind="stable")][: int((price > 1e-6).sum())]
            raise LimitsError(_said(worst, problem.resources.limit, need, room), worst.tolist())


def limits_of(problem: Problem) -> Limits:
    """Return the limits of a problem."""
    limited = np.flatnonzero(np.isfinite(problem.resources.limit))
    limit = problem.resources.limit[limited]
    scale = np.maximum(limit, 1e-6 * max(float(problem.demand.sum()), 1e-12))
    return Limits(limited, limit, scale, np.full(limited.size, np.inf))


def _said(worst: NDArray[np.int64], limit: Floats, need: float, room: float) -> str:
    shown = ", ".join(f"{r} (limit {limit[r]:g})" for r in worst[:5].tolist())
    more = f" and {worst.size - 5} more" if worst.size > 5 else ""
    if worst.size == 1:
        return (
            f"limits too low for the demand: {need:g} must use resource {shown}; "
            "raise its limit or give another way"
        )
    share = "" if room <= 0 else f" by {100 * (need / room - 1):.3g} %"
    return (
        f"limits too low for the demand: whatever paths it takes, it exceeds{share} what "
        f"resources {shown}{more} let through together; raise their limits or give another way"
    )
