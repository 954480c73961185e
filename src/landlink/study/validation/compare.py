"""Every figure beside the model: errors, means, what was left out, and where the model is weak."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.arcs import Kind
from landlink.study.validation.crossvalid import left_out, linear
from landlink.study.validation.figures import own_figures
from landlink.study.validation.modelled import Bench, Modelled, modelled
from landlink.study.validation.questions import Question, question_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from landlink.network import Network
    from landlink.study.validation.figures import Figure

QUANTITIES = ("transit_days", "price_usd", "distance_km")
UNITS = {"transit_days": "days", "price_usd": "USD", "distance_km": "km"}

NOTE = (
    "Error is the modelled figure over the middle of the published range, less one; the mean absolute "
    "percentage error counts every row alike. Market figures and averages are compared with the mean, "
    "official figures, plans and records with the 20 % quantile. "
    "Prices stand at the level of the figure's year."
)

CALLED = {
    "p20": "20 % quantile",
    "mean": "mean",
    "terminal": "first departure to last arrival",
    "door": "with loading, first wait and unloading",
    "moving": "without loading and unloading",
    "arrived": "without unloading",
    "whole": "all charges",
}


@dataclass(frozen=True)
class Compared:
    """Figures beside the model.

    Attributes
    ----------
    bench : Bench
    asked : list of Question
    found : list of Modelled
        What the model says to each.
    skipped : list of (Figure, str)
        Figures that could not be compared, and why.
    """

    bench: Bench
    asked: list[Question] = field(default_factory=list)
    found: list[Modelled] = field(default_factory=list)
    skipped: list[tuple[Figure, str]] = field(default_factory=list)


def compared(network: Network, figures: Iterable[Figure], step: Callable[[], None] | None = None) -> Compared:
    """Compare figures with the model.

    Parameters
    ----------
    network : Network
    figures : iterable of Figure
    step : callable, optional
        Called after each figure.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.validation.figures import Figure
    >>> held = compared(Network.reference(), [Figure("a", "", "Almaty", "Nowhere", "days", 3, 3, "days")])
    >>> held.skipped[0][1]
    "no place is known for 'Nowhere'"
    """
    held = Compared(Bench(network))
    for figure in figures:
        try:
            question = question_of(network, figure)
            said = modelled(held.bench, question)
        except LandlinkError as error:
            held.skipped.append((figure, str(error)))
        else:
            held.asked.append(question)
            held.found.append(said)
        if step is not None:
            step()
    return held


def validate(
    network: Network, figures: Sequence[Figure] | None = None, step: Callable[[], None] | None = None
) -> dict[str, Any]:
    """Compare published figures with the model and sum up.

    Parameters
    ----------
    network : Network
    figures : sequence of Figure, optional
        Default the network's own table.
    step : callable, optional
        Called after each figure.

    Returns
    -------
    dict
        ``rows``, ``skipped``, ``mape``, ``cross_validated`` and ``note``, plain values for JSON.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.validation.figures import Figure
    >>> one = Figure("a", "", "Almaty", "Aktau", "km", 2000, 4000, "km")
    >>> held = validate(Network.reference(), [one])
    >>> held["rows"][0]["inside"], held["mape"]["distance_km"]["rows"]
    (True, 1)
    """
    held = compared(network, own_figures(network) if figures is None else figures, step)
    rows = [row_of(question, said) for question, said in zip(held.asked, held.found, strict=True)]
    return {
        "rows": rows,
        "skipped": [{"id": one.id, "what": one.what, "reason": reason} for one, reason in held.skipped],
        "mape": mape_of(rows),
        "cross_validated": _cross_validated(held, rows),
        "note": NOTE,
    }


def row_of(question: Question, said: Modelled) -> dict[str, Any]:
    """Return one figure and the modelled one as plain values.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.validation.figures import Figure
    >>> network = Network.reference()
    >>> asked = question_of(network, Figure("a", "", "Almaty", "Aktau", "days", 9, 11, "days", "official"))
    >>> row = row_of(asked, modelled(Bench(network), asked))
    >>> row["published"], row["compared_with"]
    (10.0, '20 % quantile, first departure to last arrival')
    """
    figure = question.figure
    low, high = figure.low * question.factor, figure.high * question.factor
    published = (low + high) / 2
    words = [CALLED[question.quantile]] if question.quantity == "transit_days" else []
    words += [CALLED[question.part]] if question.quantity != "distance_km" else ["length of the quickest way"]
    words += ["a block train made up for it"] if question.train else []
    notes = [figure.note, *question.notes]
    notes += (
        ["the places of the corridor were left out, as no way leads through them"] if said.fell_back else []
    )
    return {
        "id": figure.id,
        "what": figure.what,
        "corridor": figure.corridor,
        "metric": question.quantity,
        "unit": UNITS[question.quantity] + _per(question),
        "modelled": said.value,
        "low": low,
        "high": high,
        "published": published,
        "error": said.value / published - 1,
        "inside": low <= said.value <= high,
        "status": figure.status,
        "year": figure.year,
        "source": figure.source,
        "use": figure.use,
        "compared_with": ", ".join(words),
        "mode": main_mode(said),
        "largest": largest(question, said),
        "note": "; ".join(note for note in notes if note),
    }


def _per(question: Question) -> str:
    return f" per {question.cargo.equipment}-km" if question.per_km else ""


def main_mode(said: Modelled) -> str:
    """Return the modes that make most of the way, those of a tenth of its length or more.

    Examples
    --------
    >>> main_mode(Modelled(1.0, [], 1.0, False))
    ''
    """
    if not said.routes:
        return ""
    km: dict[str, float] = {}
    for leg in said.routes[0][0].legs:
        if leg.kind == "move":
            km[leg.mode] = km.get(leg.mode, 0.0) + leg.distance_km
    whole = sum(km.values())
    return "+".join(mode for mode, length in km.items() if length >= 0.1 * whole)


def largest(question: Question, said: Modelled, count: int = 3) -> list[dict[str, Any]]:
    """Return the legs that make most of a modelled figure.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.study.validation.figures import Figure
    >>> network = Network.reference()
    >>> asked = question_of(network, Figure("a", "", "Almaty", "Aktau", "days", 9, 11, "days"))
    >>> largest(asked, modelled(Bench(network), asked))[0]["kind"]
    'move'
    """
    column = {"transit_days": "time_h", "price_usd": "cost_usd", "distance_km": "distance_km"}[
        question.quantity
    ]
    route = said.routes[0][0]
    legs = [
        leg
        for leg in route.legs
        if question.part not in ("terminal", "moving") or leg.kind not in ("load", "unload")
    ]
    if question.part == "terminal" and legs and legs[0].kind == Kind.WAIT.label:
        legs = legs[1:]
    top = sorted(legs, key=lambda leg: -float(getattr(leg, column)))[:count]
    return [
        {"kind": leg.kind, "mode": leg.mode, "start": leg.start, "end": leg.end, "name": leg.name,
         column: round(float(getattr(leg, column)), 2)}
        for leg in top
    ]  # fmt: skip


def mape_of(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Return number of rows and mean absolute percentage error by quantity.

    Examples
    --------
    >>> rows = [{"metric": "price_usd", "error": -0.1}, {"metric": "price_usd", "error": 0.3}]
    >>> mape_of(rows)["price_usd"]
    {'rows': 2, 'mape': 0.2}
    """
    found = {}
    for quantity in QUANTITIES:
        errors = [abs(row["error"]) for row in rows if row["metric"] == quantity]
        if errors:
            found[quantity] = {"rows": len(errors), "mape": float(np.mean(errors))}
    return found


def mape_by(rows: Sequence[dict[str, Any]], column: str) -> dict[str, dict[str, dict[str, float]]]:
    """Return the errors by the values of a column: corridor, mode, use, status.

    Examples
    --------
    >>> rows = [{"metric": "price_usd", "error": -0.1, "use": "fit"}]
    >>> mape_by(rows, "use")
    {'fit': {'price_usd': {'rows': 1, 'mape': 0.1}}}
    """
    values = dict.fromkeys(str(row[column]) for row in rows)
    return {value: mape_of([row for row in rows if str(row[column]) == value]) for value in values}


def _cross_validated(held: Compared, rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, float]] | None:
    """Predict each publisher's figures with parameters that were set without them."""
    found = {}
    for quantity in QUANTITIES:
        chosen = [number for number, row in enumerate(rows) if row["metric"] == quantity]
        fit = np.array([rows[number]["use"] == "fit" for number in chosen], dtype=bool)
        if not chosen or not fit.any():
            continue
        asked = [held.asked[number] for number in chosen]
        one = linear(held.bench, asked, [held.found[number] for number in chosen], quantity)
        ratio = left_out(one, [question.figure.source for question in asked], fit)
        found[quantity] = {"rows": len(chosen), "mape": float(np.abs(ratio - 1).mean())}
    return found or None


def weakest(rows: Sequence[dict[str, Any]], count: int = 8) -> list[dict[str, Any]]:
    """Return the rows with the largest errors, worst first.

    A model twice too high is as bad as one at half: rows are ordered by the logarithm.

    Examples
    --------
    >>> [row["id"] for row in weakest([{"id": "a", "error": 0.9}, {"id": "b", "error": -0.5}])]
    ['b', 'a']
    """
    return sorted(rows, key=lambda row: -abs(float(np.log1p(row["error"]))))[:count]
