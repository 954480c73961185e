"""Cross-validation: leave a publisher out, set the fitted parameters anew, predict its figures.

A few parameters have no published value of their own: how long a box stays in a port of the
Caspian, what share of a border's dwell a block train has. They are set by robust least squares on
the figures of use ``fit``. For fixed routes a modelled time is linear in them, so that a refit is a
small linear problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.lookup import ANY
from landlink.study.validation.levels import described
from landlink.study.validation.words import cell, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from landlink.study.validation.modelled import Bench, Modelled
    from landlink.study.validation.questions import Question

    Floats = NDArray[np.float64]

RIDGE = 0.2
"""Weight of staying at the value of the tables, against one figure missed by its whole."""

HUBER = 0.25
"""Relative error from which a figure counts linearly (Huber 1964)."""

BOUNDS = (0.25, 4.0)
ROUNDS = 50


@dataclass(frozen=True)
class Linear:
    """Modelled figures as sums over groups of parameters.

    Attributes
    ----------
    groups : tuple of str
    fixed : float array
        Modelled figure over published one, without the groups.
    shares : float array, two-dimensional
        What each group adds to that; their sum with ``fixed`` is the modelled over the published.
    """

    groups: tuple[str, ...]
    fixed: Floats
    shares: Floats

    def ratio(self, factors: Floats) -> Floats:
        """Return modelled over published figures where the parameters are scaled.

        Examples
        --------
        >>> one = Linear(("ports",), np.array([0.5]), np.array([[0.4]]))
        >>> one.ratio(np.array([2.0])).tolist()
        [1.3]
        """
        return self.fixed + self.shares @ factors


def groups_of(quantity: str) -> tuple[str, ...]:
    """Return the groups of fitted parameters that a quantity depends on.

    Examples
    --------
    >>> "rail borders" in groups_of("transit_days")
    True
    """
    kind = {"transit_days": "time", "price_usd": "price"}.get(quantity, "")
    return tuple(dict.fromkeys(row["group"] for row in table("groups") if row["quantity"] == kind))


def linear(bench: Bench, asked: Sequence[Question], found: Sequence[Modelled], quantity: str) -> Linear:
    """Return the modelled figures of one quantity as sums over its groups.

    Parameters
    ----------
    bench : Bench
    asked : sequence of Question
    found : sequence of Modelled
        What the model says to each.
    quantity : str

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.validation.modelled import Bench
    >>> linear(Bench(Network.reference()), [], [], "transit_days").shares.shape[0]
    0
    """
    groups = groups_of(quantity)
    shares = np.zeros((len(asked), len(groups)))
    ratio = np.zeros(len(asked))
    for number, (question, said) in enumerate(zip(asked, found, strict=True)):
        published = question.figure.middle * question.factor
        ratio[number] = said.value / published
        graph = bench.graph(question.cargo, train=question.train)
        for _, arcs, each in said.routes:
            kinds, modes, countries = described(graph, arcs)
            words = (kinds, modes, countries, graph.arcs.service[arcs] >= 0)
            for column, group in enumerate(groups):
                part = each[_in_group(group, quantity, *words)].sum() * said.quantile_factor
                shares[number, column] += part / published / len(said.routes)
    return Linear(groups, ratio - shares.sum(axis=1), shares)


def _in_group(
    group: str,
    quantity: str,
    kinds: NDArray[np.str_],
    modes: NDArray[np.str_],
    countries: NDArray[np.str_],
    services: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    found = np.zeros(len(kinds), dtype=bool)
    for row in table("groups"):
        if (
            row["group"] != group
            or quantity != {"time": "transit_days", "price": "price_usd"}[row["quantity"]]
        ):
            continue
        fits = np.isin(kinds, cell(row["kind"])) & np.isin(modes, cell(row["mode"]))
        where = cell(row["country"])
        if ANY not in where:
            named = [name for name in where if not name.startswith("-")]
            fits &= np.isin(countries, named) if named else ~np.isin(countries, [name[1:] for name in where])
        if row["traffic"]:
            fits &= services == (row["traffic"] == "service")
        found |= fits
    return found


def refit(one: Linear, rows: NDArray[np.bool_]) -> Floats:
    """Return the factors of the parameters that fit some of the figures best.

    Huber's robust least squares of the relative errors by iterated weights, with a weak pull
    towards the values of the tables, within :data:`BOUNDS`.

    Parameters
    ----------
    one : Linear
    rows : bool array
        Figures to fit.

    Examples
    --------
    >>> toy = Linear(("ports",), np.array([0.5, 0.5]), np.array([[0.25], [0.25]]))
    >>> bool(1.3 < refit(toy, np.array([True, True]))[0] < 1.5)
    True
    """
    fixed, shares = one.fixed[rows], one.shares[rows]
    count = shares.shape[1]
    factors = np.ones(count)
    for _ in range(ROUNDS):
        error = np.abs(fixed + shares @ factors - 1)
        weight = np.where(error > HUBER, HUBER / np.maximum(error, HUBER), 1.0)
        normal = (shares * weight[:, None]).T @ shares + RIDGE * np.eye(count)
        pull = (shares * weight[:, None]).T @ (1 - fixed) + RIDGE
        step = np.clip(np.linalg.solve(normal, pull), *BOUNDS) if count else factors
        if np.allclose(step, factors, atol=1e-6):
            break
        factors = step
    return factors


def left_out(one: Linear, sources: Sequence[str], fit: NDArray[np.bool_]) -> Floats:
    """Return modelled over published figures, each predicted without its own publisher.

    Parameters
    ----------
    one : Linear
    sources : sequence of str
        Publisher of each figure.
    fit : bool array
        Which figures set parameters.

    Examples
    --------
    >>> toy = Linear(("ports",), np.full(3, 0.5), np.full((3, 1), 0.25))
    >>> left_out(toy, ["a", "b", "b"], np.array([True, True, False])).round(2).tolist()
    [0.81, 0.81, 0.81]
    """
    names = np.array(sources, dtype=object)
    ratio = np.zeros(len(names))
    for source in dict.fromkeys(sources):
        own = names == source
        factors = refit(one, fit & ~own)
        ratio[own] = (one.fixed[own] + one.shares[own] @ factors) if own.any() else 0.0
    return ratio
