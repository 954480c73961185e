"""Volumes at which resources get what logit choices at their delays bring them.

Y. Sheffi and W. B. Powell (Networks 12, 1982) put the stochastic equilibrium as the least point of a
function of the volumes alone, ``Z(v) = -sum(d L(t(v))) + sum(v t(v)) - sum(integral of t up to v)``, where
``L`` is the composite cost of a row and ``t`` the delays. Its gradient is ``t'(v) (v - V)`` with ``V`` the
volumes that choices at ``t(v)`` bring, so that Newton's step for ``v = V(t(v))`` goes down on it.

A limit adds ``max(0, m + r (v - u))`` to the delay, and this is the next multiplier ``m`` (method of
multipliers, as in :mod:`landlink.flows.equilibrium_limits`). What a row sends may stay behind once its
composite cost reaches a threshold; it does so by proximal steps, which are exact at the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from landlink.flows import delays
from landlink.flows.choice import composite_cost, logit
from landlink.flows.problem import CONSTANT, Resources

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from landlink.flows.problem import Paths, Problem

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]
    Progress = Callable[[int, int, str], None]

__all__ = ["Balance", "Choices", "balanced"]

STEPS, ROUNDS = 60, 60
"""Newton steps in a round, and rounds of multipliers, at most."""

STIFFER = 4.0
"""Factor of a penalty whose limit is hardly nearer than a round before."""

EASE = 0.05
"""Width of a proximal step, as a share of the rise of cost at which goods stay behind."""

ARMIJO = 1e-4

STILL = 1e-4
"""Change of a logarithm of shares below which Newton's step leaves a price out."""


@dataclass(frozen=True)
class Choices:
    """Alternatives by row of demand, and the resources that they use.

    Paths of one pattern use the same resources. Only resources whose price can change are ``active``.
    """

    row: Longs
    fixed: Floats
    theta: Floats
    demand: Floats
    rise: Floats
    threshold: Floats
    active: Longs
    pattern: Longs
    uses: Floats
    path: Longs
    used: Longs

    @classmethod
    def of(
        cls, row: Longs, own: Floats, sets: Paths, problem: Problem, theta: Floats, rise: Floats
    ) -> Choices:
        """Build the choices; ``rise`` is by how much the composite cost of a row may rise at most."""
        r = problem.resources
        empty = delays.delay(r, np.zeros(len(r)))
        changes = ((r.kind != CONSTANT) & np.isfinite(r.capacity)) | np.isfinite(r.limit)
        changes = np.append(changes, False)  # for the arcs without a resource
        of_path = np.repeat(np.arange(row.size), np.diff(sets.indptr))
        resource = problem.resource[sets.arcs]
        still = (resource >= 0) & ~changes[resource]
        fixed = own + np.bincount(of_path[still], empty[resource[still]], row.size)
        moves = (resource >= 0) & changes[resource]
        path, (active, used) = of_path[moves], np.unique(resource[moves], return_inverse=True)
        pattern, uses = _patterns(path, used.ravel(), row.size, active.size)
        served = np.bincount(row, minlength=theta.size) > 0
        found = cls(
            row, fixed, theta, np.where(served, problem.demand, 0.0), rise, np.full(theta.size, np.inf),
            active.astype(np.int64), pattern, uses, path, used.ravel().astype(np.int64),
        )  # fmt: skip
        begin = found.composite(empty[active]) if row.size else np.full(theta.size, np.inf)
        found.threshold[:] = np.where(np.isfinite(begin), begin, 0.0) + rise
        return found

    def cost(self, price: Floats) -> Floats:
        """Return the cost of each path at prices of the active resources."""
        return np.asarray(self.fixed + (self.uses @ price)[self.pattern])

    def composite(self, price: Floats) -> Floats:
        """Return the composite cost of each row."""
        found = np.full(self.theta.size, np.inf)
        short = composite_cost(self.cost(price), self.row, self.theta)
        found[: short.size] = short
        return found

    def load(self, flow: Floats) -> Floats:
        """Return the volumes of the active resources."""
        return np.asarray(self.uses.T @ np.bincount(self.pattern, flow, len(self.uses)))

    def bend(self, share: Floats, carried: Floats, gives: Floats, to: Longs) -> Floats:
        """Return how volumes fall with some of the prices: minus columns of the derivative of the loads.

        ``gives`` is by how much each row sends less as its composite cost rises.
        """
        n, rows = self.active.size, self.theta.size
        free = (np.bincount(self.row, minlength=rows) > 1) | (gives > 0)
        pull = np.where(free, self.theta * carried, 0.0)
        weight = np.bincount(self.pattern, pull[self.row] * share, len(self.uses))
        part = np.flatnonzero(weight > 0)
        steps = np.flatnonzero(free[self.row[self.path]])
        number = np.cumsum(free) - 1
        spot = number[self.row[self.path[steps]]] * n + self.used[steps]
        mean = np.bincount(spot, share[self.path[steps]], int(free.sum()) * n).reshape(-1, n)
        uses, back = self.uses[part], (pull - gives)[free]
        whole = uses.T @ (weight[part, None] * uses[:, to])
        return np.asarray(whole - mean.T @ (back[:, None] * mean[:, to]))


def _patterns(path: Longs, used: Longs, paths: int, width: int) -> tuple[Longs, Floats]:
    """Return the number of the pattern of each path, and how often each uses each resource."""
    mark = np.random.default_rng(1).integers(0, 2**62, max(width, 1), dtype=np.uint64)
    key = np.zeros(paths, np.uint64)
    np.add.at(key, path, mark[used])
    _, first, pattern = np.unique(key, return_index=True, return_inverse=True)
    uses = np.zeros((first.size, width))
    place = np.full(paths, -1, np.int64)
    place[first] = np.arange(first.size)
    mine = place[path] >= 0
    np.add.at(uses, (place[path[mine]], used[mine]), 1.0)
    return pattern.ravel().astype(np.int64), uses


class Balance(NamedTuple):
    """Flows of paths, volumes and multipliers of all resources, and how good they are."""

    flow: Floats
    carried: Floats
    volume: Floats
    shadow: Floats
    composite: Floats
    gap: float
    excess: float
    iterations: int

    def objective(self, choices: Choices, resources: Resources) -> float:
        """Return Fisk's function, with the entropy of the shares, and thresholds for what stays behind."""
        share = np.divide(
            self.flow, self.carried[choices.row], out=np.ones(self.flow.size), where=self.flow > 0
        )
        entropy = float((self.flow * np.log(share) / choices.theta[choices.row]).sum())
        behind = choices.demand - self.carried
        left = behind > 0
        return (
            float(choices.fixed @ self.flow)
            + float(delays.integral(resources, self.volume)[choices.active].sum())
            + entropy
            + float(choices.threshold[left] @ behind[left])
        )


class _Answer(NamedTuple):
    """What choices at given prices bring."""

    composite: Floats
    share: Floats
    carried: Floats
    gives: Floats
    flow: Floats
    load: Floats
    potential: float


def _answer(c: Choices, price: Floats, anchor: Floats, ease: Floats) -> _Answer:
    cost = c.cost(price)
    share = logit(cost, c.row, c.theta) if cost.size else cost
    composite = c.composite(price) if cost.size else np.full(c.theta.size, np.inf)
    bound = np.isfinite(c.threshold) & (c.demand > 0)
    level = np.where(c.demand > 0, composite, 0.0)
    with np.errstate(invalid="ignore"):
        want = np.where(bound, anchor + c.demand * (c.threshold - level) / ease, c.demand)
    carried = np.clip(want, 0.0, c.demand)
    gives = np.where(bound & (want > 0) & (want < c.demand), c.demand / ease, 0.0)
    safe = np.maximum(c.demand, 1e-300)
    area = np.where(want > c.demand, c.demand * (want - c.demand / 2), np.maximum(want, 0) ** 2 / 2)
    potential = np.where(bound, -ease / safe * area, c.demand * level)
    flow = carried[c.row] * share
    return _Answer(composite, share, carried, gives, flow, c.load(flow), float(potential.sum()))


@dataclass
class _Prices:
    """Delays of the active resources, with multipliers and penalties of limits."""

    resources: Resources
    multiplier: Floats
    penalty: Floats

    def at(self, volume: Floats) -> tuple[Floats, Floats, float]:
        """Return prices, slopes, and the sum of v t(v) less the integrals."""
        over = self.over(volume)
        hit = over > 0
        price = delays.delay(self.resources, volume) + np.maximum(over, 0)
        slope = delays.slope(self.resources, volume) + np.where(hit, self.penalty, 0)
        area = delays.integral(self.resources, volume)
        extra = np.divide(np.maximum(over, 0) ** 2, 2 * self.penalty, out=np.zeros(over.size), where=hit)
        return price, slope, float(volume @ price - area.sum() - extra.sum())

    def over(self, volume: Floats) -> Floats:
        """Return multipliers after this round; below 0 where the limit is not reached."""
        limited = np.isfinite(self.resources.limit)
        room = np.where(limited, self.resources.limit, 0.0)
        return np.where(limited, self.multiplier + self.penalty * (volume - room), 0.0)


def balanced(
    c: Choices,
    resources: Resources,
    gap: float,
    volume: Floats | None,
    price: Floats,
    progress: Progress | None = None,
) -> Balance:
    """Return flows that are the logit flows at their own costs, to a gap.

    Parameters
    ----------
    c : Choices
    resources : Resources
        All of the problem.
    gap : float
    volume : array, shape (R,), optional
        Where to start.
    price : array, shape (R,)
        Multipliers of limits to start with.
    progress : callable, optional
    """
    part = _taken(resources, c.active)
    limited = np.isfinite(part.limit)
    anchor = c.demand.copy()
    ease = EASE * np.maximum(np.where(np.isfinite(c.rise), c.rise, 1.0), 1e-9)
    prices = _Prices(part, np.where(limited, price[c.active], 0.0), np.zeros(c.active.size))
    level = delays.delay(part, np.zeros(c.active.size)) + prices.multiplier
    answer = _answer(c, level, anchor, ease)
    now = answer.load if volume is None else volume[c.active]
    total = max(float(c.demand.sum()), 1e-300)
    scale = np.maximum(np.where(limited, part.limit, 1.0), 1e-6 * total)
    mean = float(np.abs(c.cost(level)) @ answer.flow) / max(float(answer.flow.sum()), 1e-300)
    prices.penalty = np.where(limited, 2 * max(mean, 1e-12) / scale, 0.0)
    off, iterations, known = np.full(c.active.size, np.inf), 0, np.inf
    for turn in range(ROUNDS):
        goal = 0.05 * gap if not limited.any() else max(0.05 * gap, min(1e-4, 0.05 * known))
        now, answer, steps = _newton(c, prices, now, anchor, ease, goal * total)
        iterations += steps
        multiplier = np.maximum(prices.over(answer.load), 0.0)
        slack = answer.load - np.where(limited, part.limit, 0.0)
        missed = np.where(limited, np.where(multiplier > 0, np.abs(slack), np.maximum(slack, 0)), 0.0)
        slow = (missed > off / STIFFER) & (missed > 1e-9 * scale)
        prices.multiplier, anchor, off = multiplier, answer.carried, missed
        held = _measured(c, prices, answer, ease, total, limited, scale, slack)
        known = max(held)
        if progress is not None:
            progress(turn + 1, ROUNDS, f"choice: gap {held[0]:.1e}, over limits {held[1]:.1e}")
        if known <= gap:
            break
        if turn:
            prices.penalty[slow] *= STIFFER
    full = np.zeros((2, len(resources)))
    full[0, c.active], full[1, c.active] = answer.load, prices.multiplier
    return Balance(
        answer.flow, answer.carried, full[0], full[1], answer.composite, held[0], max(held[1], 0.0),
        iterations,
    )  # fmt: skip


def _measured(
    c: Choices, prices: _Prices, answer: _Answer, ease: Floats, total: float,
    limited: NDArray[np.bool_], scale: Floats, slack: Floats,
) -> tuple[float, float, float]:  # fmt: skip
    """Return the gap, the worst excess over a limit, and the share of cost for limits not reached."""
    own = delays.delay(prices.resources, answer.load) + prices.multiplier
    again = _answer(c, own, answer.carried, ease)
    miss = float(np.abs(answer.flow - again.flow).sum()) / total
    over = float(np.max(np.where(limited, slack / scale, 0.0), initial=0.0))
    spent = float(np.abs(c.cost(own)) @ answer.flow)
    idle = float(prices.multiplier @ np.maximum(np.where(limited, -slack, 0.0), 0.0))
    return miss, over, idle / spent if spent > 0 else 0.0


def _newton(
    c: Choices, prices: _Prices, volume: Floats, anchor: Floats, ease: Floats, goal: float
) -> tuple[Floats, _Answer, int]:
    """Make volumes and loads agree: Newton steps, each cut until the function of Sheffi and Powell falls."""
    if not c.active.size:
        return volume, _answer(c, volume, anchor, ease), 1
    price, slope, own = prices.at(volume)
    answer = _answer(c, price, anchor, ease)
    for step in range(1, STEPS + 1):
        rest = answer.load - volume
        value = own - answer.potential
        after = _answer(c, prices.at(answer.load)[0], anchor, ease)
        if np.abs(after.flow - answer.flow).sum() <= goal:
            return volume, answer, step
        move = _move(c, answer, volume, slope, rest)
        length = 1.0
        for cut in range(50):
            tried = volume + length * move
            tried = np.maximum(tried, 0.1 * volume)
            price, slope_new, own = prices.at(tried)
            new = _answer(c, price, anchor, ease)
            fall = float(slope * rest @ (tried - volume))
            if own - new.potential <= value - ARMIJO * max(fall, 0.0) + 1e-13 * abs(value):
                break
            if cut == 25:  # a cut step may bend at the bounds; towards the loads it always falls
                move, length = rest, 2.0
            length /= 2
        volume, answer, slope = tried, new, slope_new
    return volume, answer, STEPS


def _move(c: Choices, answer: _Answer, volume: Floats, slope: Floats, rest: Floats) -> Floats:
    """Return Newton's step; prices that hardly move with the volumes are taken to stand still."""
    to = np.flatnonzero(slope * np.maximum(volume, answer.load) * c.theta.max() > STILL)
    if not to.size:
        return rest
    bend = c.bend(answer.share, answer.carried, answer.gives, to) * slope[to]
    some = np.linalg.solve(np.eye(to.size) + bend[to], rest[to])
    return rest - bend @ some


def _taken(r: Resources, rows: Longs) -> Resources:
    return Resources(r.kind[rows], r.free_h[rows], r.capacity[rows], r.a[rows], r.b[rows], r.limit[rows])
