"""The gravity model as a command: figures of countries and costs of the network to a table of demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from landlink.network import Network
    from landlink.network.table import Table


def modelled(
    network: Network,
    countries: Sequence[str],
    figures: tuple[Path, int, float, str],
    fit: tuple[float | None, float | None],
    *,
    power: bool,
) -> tuple[Table, dict[str, Any]]:
    """Return the trade of a gravity model as a table of demand, and how it was made.

    Parameters
    ----------
    network : Network
    countries : sequence of str
    figures : tuple
        File of GDP, year, tonnes in all, commodity.
    fit : tuple
        Parameter, or mean cost in USD to fit it to; one of them.
    power : bool
        Whether the deterrence is a power of the cost.

    Raises
    ------
    LandlinkError
        If neither or both of the parameter and the mean cost are given, or an input does not fit.
    """
    from landlink.errors import LandlinkError  # noqa: PLC0415
    from landlink.flows.country_costs import country_costs  # noqa: PLC0415
    from landlink.flows.gravity import calibrated, gravity  # noqa: PLC0415
    from landlink.flows.masses import read_masses  # noqa: PLC0415
    from landlink.network.table import from_rows, shown  # noqa: PLC0415

    file, year, total, commodity = figures
    parameter, mean = fit
    if (parameter is None) == (mean is None):
        raise LandlinkError("give --parameter, or --mean-cost to fit it to")
    if commodity not in network.tables["commodities"].index():
        known = ", ".join(network.tables["commodities"].text("id"))
        raise LandlinkError(f"no commodity {commodity!r} in this network; there are {known}")
    masses, notes = read_masses(file, countries, year)
    totals = total * masses / masses.sum()
    costs = country_costs(network, countries)
    deterrence, names = "power" if power else "exponential", (countries, countries)
    if mean is not None:
        found = calibrated(totals, totals, costs, mean, deterrence, names=names)  # type: ignore[arg-type]
    else:
        found = gravity(totals, totals, costs, parameter or 0.0, deterrence, names=names)  # type: ignore[arg-type]
    cost = f"mean cost {found.mean_cost:.0f} USD a container"
    note = f"gravity model, {deterrence}, b {found.parameter:.6g}, {cost}"
    rows = [
        {
            "id": f"gravity-{start}-{stop}-{commodity}".lower(), "origin": start, "destination": stop,
            "commodity": commodity, "tonnes_year": shown(float(found.matrix[a, b])), "year": str(year),
            "source": file.name, "quality": "unverified", "note": note,
        }
        for a, start in enumerate(countries) for b, stop in enumerate(countries) if found.matrix[a, b] > 0
    ]  # fmt: skip
    table, _ = from_rows("demand", rows, range(2, 2 + len(rows)), "gravity")
    return table, {"parameter": found.parameter, "mean_cost_usd": found.mean_cost, "notes": [note, *notes]}
