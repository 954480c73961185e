"""What differs between two runs in their flows, dependence, criticality, sweep and Caspian."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]
Figure: TypeAlias = "tuple[tuple[str, str, str], float | str | None]"

USD = "USD a year"

TOTALS = {
    "demand_t_year": ("demand", "t a year"), "carried_t_year": ("carried", "t a year"),
    "stranded_t_year": ("no room", "t a year"), "no_way_t_year": ("no way", "t a year"),
    "cost_usd_year": ("cost", USD), "mean_days": ("mean time", "days"),
}  # fmt: skip
"""Totals of flows that are compared, with their units."""

DIGITS = 9
"""Digits that count: sums of many figures may differ in the last ones on another machine."""


def sections_that_differ(a: Mapping[str, Any], b: Mapping[str, Any]) -> list[Json]:
    """Return the figures of the analyses that differ, each with both values; None where a side has none.

    Parameters
    ----------
    a, b : dict
        Results.

    Returns
    -------
    list of dict
        `section`, `what`, `unit`, `a`, `b` and `change` (None where it is no number).

    Examples
    --------
    >>> one, two = ({"sweep": {"loss_usd": usd, "risk": []}} for usd in (1e6, 2e6))
    >>> sections_that_differ(one, two)[0]["change"]
    1000000.0
    """
    left, right = dict(_figures(a)), dict(_figures(b))
    rows = []
    for key in {**left, **right}:
        one, two = left.get(key), right.get(key)
        if _same(one, two):
            continue
        numbers = isinstance(one, float | int) and isinstance(two, float | int)
        change = float(two) - float(one) if numbers else None  # type: ignore[arg-type]
        section, what, unit = key
        rows.append({"section": section, "what": what, "unit": unit, "a": one, "b": two, "change": change})
    return rows


def _same(one: object, two: object) -> bool:
    if isinstance(one, float | int) and isinstance(two, float | int):
        return one == two or f"{one:.{DIGITS}g}" == f"{two:.{DIGITS}g}"
    return one == two


def _figures(results: Mapping[str, Any]) -> Iterator[Figure]:
    """Yield the figures that say the answers, by section, what and unit."""
    for one in results.get("flows") or ():
        yield from _of_flows(one)
    yield from _of_dependence(results.get("dependence") or {})
    for row in (results.get("criticality") or {}).get("failures", ()):
        yield ("criticality", f"{row['kind']} {row['key']}", USD), row["loss_usd_year"]
    if found := results.get("sweep"):
        yield ("sweep", "expected loss", USD), found["loss_usd"]
        for risk in found["risk"]:
            yield ("sweep", f"value at risk {risk['level']:g}", USD), risk["var_usd"]
            yield ("sweep", f"conditional value at risk {risk['level']:g}", USD), risk["cvar_usd"]
    for level in (results.get("caspian") or {}).get("levels", ()):
        for row in level["services"]:
            what = f"{row['service']} at {level['level_m']:g} m"
            yield ("caspian", what, "share of capacity"), row["capacity_factor"]


def _of_flows(one: Json) -> Iterator[Figure]:
    named = f"flows, {one['scenario']}"
    for name, (what, unit) in TOTALS.items():
        yield (named, what, unit), one["flows"]["summary"][name]
    for row in one["flows"]["corridors"]:
        yield (named, f"corridor {row['id']}", "share"), row["share"]
    if one["compare"]:
        yield (named, "extra cost", USD), one["compare"]["summary"]["extra_usd_year"]["difference"]


def _of_dependence(found: Json) -> Iterator[Figure]:
    for row in found.get("countries", ()):
        worst = row["worst"] or {"closed": None, "harm": None}
        yield ("dependence", f"{row['code']}, worst closure", ""), worst["closed"]
        yield ("dependence", f"{row['code']}, worst harm", "share"), worst["harm"]


def section_rows(found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the figures that differ as rows: what, and both sides.

    Examples
    --------
    >>> one = {"section": "sweep", "what": "loss", "unit": "USD", "a": 1e6, "b": None, "change": None}
    >>> section_rows({"sections": [one]})
    [('sweep: loss, USD', '1,000,000', '')]
    """
    return [
        (
            f"{one['section']}: {one['what']}" + (f", {one['unit']}" if one["unit"] else ""),
            _shown(one["a"]),
            _shown(one["b"]),
        )
        for one in found.get("sections", ())
    ]


def _shown(value: float | str | None) -> str:
    """Return a value as people read it."""
    if value is None or isinstance(value, str):
        return value or ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
