"""Masses of a gravity model: GDP or population by country, as the World Bank publishes them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.problems import NetworkError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

COLUMNS = ("Country Code", "Year", "Value")


@cache
def iso3() -> dict[str, str]:
    """Return the three-letter code of each country of the reference network by its two letters.

    Examples
    --------
    >>> iso3()["KZ"]
    'KAZ'
    """
    with (Path(__file__).parent / "iso3.csv").open(encoding="utf-8", newline="") as stream:
        return {row["iso2"]: row["iso3"] for row in csv.DictReader(stream)}


def read_masses(
    path: str | Path, countries: Sequence[str], year: int
) -> tuple[NDArray[np.float64], list[str]]:
    r"""Read a figure of each country for a year, the latest before it where that year has none.

    Parameters
    ----------
    path : path
        CSV with ``Country Code`` (two or three letters), ``Year`` and ``Value``.
    countries : sequence of str
        ISO 3166-1 alpha-2 codes.
    year : int

    Returns
    -------
    float array, list of str
        The figures, and a note for each that is of another year.

    Raises
    ------
    LandlinkError
        If there is no such file, or no figure of a country up to that year.
    NetworkError
        If a column is missing or a cell is no number.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "gdp.csv"
    ...     _ = file.write_text("Country Name,Country Code,Year,Value\nKazakhstan,KAZ,2022,225e9\n")
    ...     read_masses(file, ["KZ"], 2023)
    (array([2.25e+11]), ['KZ: figure of 2022'])
    """
    file = Path(path)
    if not file.is_file():
        raise LandlinkError(f"{path}: there is no such file")
    held = _figures(file)
    values, notes = [], []
    for country in countries:
        code = iso3().get(country, "")
        known = {**held.get(country, {}), **held.get(code, {})}
        years = [one for one in known if one <= year]
        if not years:
            raise LandlinkError(
                f"{path}: no figure of {country} ({code or 'no three-letter code known'}) up to {year}; "
                "leave the country out or add a row"
            )
        values.append(known[max(years)])
        if max(years) != year:
            notes.append(f"{country}: figure of {max(years)}")
    return np.array(values), notes


def _figures(file: Path) -> dict[str, dict[int, float]]:
    """Return the value of each year by code of the country."""
    problems: list[Problem] = []
    held: dict[str, dict[int, float]] = {}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        for name in COLUMNS:
            if name not in (reader.fieldnames or []):
                mend = f"The columns are {', '.join(COLUMNS)}."
                problems.append(
                    Problem("missing-column", file.name, 1, name, "", "the column is missing", mend)
                )
        for row in reader if not problems else ():
            if not (cell := (row["Value"] or "").strip()):
                continue
            try:
                held.setdefault(row["Country Code"], {})[int(row["Year"])] = float(cell)
            except ValueError:
                mend = "Write digits, with a point for decimals."
                shown = f"{row['Year']}, {cell}"
                problems.append(
                    Problem("not-a-number", file.name, reader.line_num, "Value", shown, "not a number", mend)
                )
    if problems:
        raise NetworkError(problems, "table of figures")
    return held
