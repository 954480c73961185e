"""What differs between two runs in dates, simulated arrivals and errors against published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

OUTCOME = {
    "ready": "ready", "deadline": "deadline", "latest_ready": "latest ready", "earliest": "earliest arrival",
}  # fmt: skip
"""Moments of a shipment under a scenario, as they are called."""

SIMULATED = {"p95_h": "P95, h", "deadline_chance": "chance of the deadline"}
"""Figures of a simulation that are compared."""


def dates_that_differ(about: Mapping[str, str], one: Mapping[str, Any], two: Mapping[str, Any]) -> list[Json]:
    """Return the moments of an outcome that differ: readiness, deadline, latest ready, earliest arrival.

    Parameters
    ----------
    about : dict
        Shipment and scenario.
    one, two : dict
        Outcomes.

    Examples
    --------
    >>> two = {"dated": {"latest_ready": "2026-03-02T08:00+05:00"}}
    >>> dates_that_differ({"shipment": "a", "scenario": "base"}, {"dated": None}, two)[0]["what"]
    'latest ready'
    """
    left, right = (outcome.get("dated") or {} for outcome in (one, two))
    return [
        {**about, "route": "", "what": said, "a": left.get(name), "b": right.get(name)}
        for name, said in OUTCOME.items()
        if left.get(name) != right.get(name)
    ]


def arrivals_that_differ(
    about: Mapping[str, str], one: Mapping[str, Any], two: Mapping[str, Any]
) -> list[Json]:
    """Return how the arrival of a route differs: its moment, its P95, its chance of the deadline.

    Parameters
    ----------
    about : dict
        Shipment, scenario and route.
    one, two : dict
        Routes.

    Examples
    --------
    >>> old, new = {"simulation": {"deadline_chance": 0.9}}, {"simulation": {"deadline_chance": 0.4}}
    >>> found = arrivals_that_differ({"route": "fastest"}, old, new)
    >>> [(row["what"], row["a"], row["b"]) for row in found]
    [('chance of the deadline', 0.9, 0.4)]
    """
    pairs = [("arrives", one.get("arrives"), two.get("arrives"))]
    left, right = (route.get("simulation") or {} for route in (one, two))
    pairs += [(said, left.get(name), right.get(name)) for name, said in SIMULATED.items()]
    return [{**about, "what": what, "a": a, "b": b} for what, a, b in pairs if a != b]


def validation_that_differs(one: Json | None, two: Json | None) -> list[Json]:
    """Return the mean errors by metric and the errors by row that differ, None where one side has none.

    Parameters
    ----------
    one, two : dict or None
        The ``validation`` of two results.

    Examples
    --------
    >>> held = {"mape": {"price_usd": {"rows": 1, "mape": 0.2}}, "rows": [{"id": "a", "error": 0.2}]}
    >>> validation_that_differs(held, None)
    [{'what': 'MAPE of price_usd', 'a': 0.2, 'b': None}, {'what': 'error of a', 'a': 0.2, 'b': None}]
    """
    left, right = (dict(_errors(side or {})) for side in (one, two))
    names = {**left, **right}
    return [
        {"what": name, "a": left.get(name), "b": right.get(name)}
        for name in names
        if left.get(name) != right.get(name)
    ]


def _errors(validation: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for metric, held in (validation.get("mape") or {}).items():
        yield f"MAPE of {metric}", held["mape"]
    for row in validation.get("rows") or ():
        yield f"error of {row['id']}", row["error"]


def date_rows(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the dates and odds that differ as rows: where and what, then both sides.

    Parameters
    ----------
    found : dict
        Of :func:`~landlink.study.compare.compare`.

    Examples
    --------
    >>> row = {"shipment": "a", "scenario": "base", "route": "", "what": "latest ready", "a": None,
    ...        "b": "2026-03-02T08:00:00+05:00"}
    >>> date_rows({"dates": [row]})
    [('a, base: latest ready', '', '2026-03-02 08:00 (+05:00)')]
    """
    return [
        (f"{_where(row)}: {row['what']}", _shown(row["what"], row["a"]), _shown(row["what"], row["b"]))
        for row in found["dates"]
    ]


def validation_rows(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the errors against published figures that differ as rows.

    Parameters
    ----------
    found : dict
        Of :func:`~landlink.study.compare.compare`.

    Examples
    --------
    >>> validation_rows({"validation": [{"what": "MAPE of price_usd", "a": 0.2, "b": None}]})
    [('MAPE of price_usd', '20.0 %', '')]
    """
    return [(row["what"], _percent(row["a"]), _percent(row["b"])) for row in found["validation"]]


def _where(row: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (row["shipment"], row["scenario"], row["route"])))


def _shown(what: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"{value[:16].replace('T', ' ')} ({value[-6:]})"
    return _percent(value) if what == SIMULATED["deadline_chance"] else f"{value:,.1f}"


def _percent(value: object) -> str:
    return f"{100 * value:.1f} %" if isinstance(value, float | int) else ""
