"""BACI trade as a table of demand: HS products put into commodities, countries into ISO codes.

BACI (Gaulier & Zignago 2010, "BACI: International Trade Database at the Product-Level", CEPII working
paper 2010-23) reconciles the trade that exporter and importer report: year ``t``, exporter ``i``, importer
``j``, HS product ``k`` of six digits, value ``v`` in thousand USD, quantity ``q`` in tonnes, empty where
nobody reported it. A second file says which country each number is.

Which product is which commodity stands in ``hs_groups.csv`` beside this module: HS chapters, and the
headings of four digits that differ from their chapter; the longest prefix that fits is taken.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.flows.baci_files import chunks, read_codes
from landlink.network.problems import NetworkError
from landlink.network.table import from_rows, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import pandas as pd

    from landlink.network.table import Table

SOURCE = "cepii-baci"
"""Key of the source that the rows name."""


@dataclass(frozen=True)
class Trade:
    """What was read from BACI.

    Attributes
    ----------
    table : Table
        Of the schema ``demand``: a row for each pair of countries and commodity, and a second one of
        value alone for the products whose quantity nobody reported.
    left : list of dict
        Trade that is no row: ``exporter``, ``importer``, ``products``, ``tonnes_year``,
        ``value_usd_year`` and ``reason``.
    notes : list of str
        What was done, for people.
    """

    table: Table
    left: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@cache
def hs_groups() -> dict[str, str]:
    """Return the commodity by prefix of the HS code; empty for what no vehicle carries.

    Examples
    --------
    >>> hs_groups()["10"], hs_groups()["2701"]
    ('grain', 'coal')
    """
    with (Path(__file__).parent / "hs_groups.csv").open(encoding="utf-8", newline="") as stream:
        return {row["prefix"]: row["commodity"] for row in csv.DictReader(stream)}


def commodity_of(product: str, groups: Mapping[str, str]) -> str | None:
    """Return the commodity of an HS product by the longest prefix, None where none fits.

    Parameters
    ----------
    product : str
        Six digits.
    groups : mapping of str to str

    Examples
    --------
    >>> [commodity_of(product, hs_groups()) for product in ("270112", "271019", "980000")]
    ['coal', 'oil-products', None]
    """
    prefixes = (product[:length] for length in range(len(product), 0, -1))
    return next((groups[prefix] for prefix in prefixes if prefix in groups), None)


def read_baci(
    path: str | Path,
    codes: str | Path,
    *,
    countries: Collection[str] = (),
    year: int | None = None,
    groups: Mapping[str, str] | None = None,
    fill_quantities: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> Trade:
    r"""Read BACI as demand between countries.

    Parameters
    ----------
    path : path
        CSV of columns ``t,i,j,k,v,q``.
    codes : path
        CSV with ``country_code`` and ``iso_2digit_alpha``, as it comes with BACI.
    countries : collection of str, optional
        ISO codes: trade that touches one of them; all if not given.
    year : int, optional
        Needed where the file holds several.
    groups : mapping of str to str, optional
        Commodity by prefix of the HS code; default :func:`hs_groups`.
    fill_quantities : bool, optional
        Estimate the tonnes that nobody reported from the value, by the mean value of a tonne of the
        same commodity in the rows that are read; each such row says so.
    progress : callable, optional
        Called with what is read, the size of the file in bytes, and a text.

    Returns
    -------
    Trade
        The values of ``table`` and ``left`` add up to those of the file for the year and countries.

    Raises
    ------
    LandlinkError
        If a file is missing or the year cannot be chosen.
    NetworkError
        If a cell is no number or a column is missing; it names file, line and column.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     trade, codes = Path(folder) / "baci.csv", Path(folder) / "codes.csv"
    ...     _ = trade.write_text("t,i,j,k,v,q\n2023,398,31,100199,1000,4000\n")
    ...     _ = codes.write_text("country_code,iso_2digit_alpha\n398,KZ\n31,AZ\n")
    ...     found = read_baci(trade, codes)
    >>> found.table.text("id"), found.table.number("tonnes_year").tolist()
    (['baci-2023-kz-az-grain'], [4000.0])
    """
    import pandas as pd  # noqa: PLC0415

    iso = read_codes(Path(codes))
    wanted = set(countries)
    numbers = {number for number, code in iso.items() if code in wanted} if wanted else None
    kept = []
    years: set[int] = set()
    for chunk in chunks(Path(path), progress):
        years |= {int(one) for one in chunk["t"].unique()}
        if year is not None:
            chunk = chunk[chunk["t"] == year]  # noqa: PLW2901
        if numbers is not None:
            chunk = chunk[chunk["i"].isin(numbers) | chunk["j"].isin(numbers)]  # noqa: PLW2901
        kept.append(chunk)
    if not kept or not years:
        raise LandlinkError(f"{path}: there are no rows of trade in it")
    if year is None and len(years) > 1:
        raise LandlinkError(f"{path}: it holds the years {_listed(years)}; choose one")
    if year is not None and year not in years:
        raise LandlinkError(f"{path}: no rows of {year}; it holds {_listed(years)}")
    frame = pd.concat(kept, ignore_index=True)
    return _trade(
        frame, iso, hs_groups() if groups is None else groups, Path(path).name, fill=fill_quantities
    )


def _listed(years: Collection[int]) -> str:
    return ", ".join(str(one) for one in sorted(years))


def _trade(
    frame: pd.DataFrame, iso: Mapping[int, str], groups: Mapping[str, str], file: str, *, fill: bool
) -> Trade:
    products = {code: commodity_of(code, groups) for code in frame["k"].unique()}
    frame = frame.assign(
        exporter=frame["i"].map(iso), importer=frame["j"].map(iso), usd=frame["v"] * 1000,
        commodity=frame["k"].map(products),
    )  # fmt: skip
    unknown = frame["exporter"].isna() | frame["importer"].isna()
    ungrouped = ~unknown & frame["commodity"].isna()
    nothing = ~unknown & (frame["commodity"] == "")
    left = [
        *_left(frame[unknown], "a country number that the table of countries does not give an ISO code"),
        *_left(frame[ungrouped], "no group of products fits the HS code"),
        *_left(frame[nothing], "electricity and the like: nothing that is carried"),
    ]
    usable = frame[~unknown & ~ungrouped & ~nothing]
    known = usable[usable["q"].notna()]
    prices = known.groupby("commodity")[["usd", "q"]].sum()
    prices = prices[prices["q"] > 0]
    mean = prices["usd"] / prices["q"]
    usd_per_t = {str(commodity): float(value) for commodity, value in mean.items()} if fill else {}
    rows = [*_known_rows(known), *_value_rows(usable[usable["q"].isna()], usd_per_t)]
    rows.sort(key=lambda row: row["id"])
    table, problems = from_rows("demand", rows, range(2, 2 + len(rows)), file)
    if problems:
        raise NetworkError(problems, "table of demand")
    return Trade(table, left, _notes(usable, left, usd_per_t, fill=fill))


def _left(frame: pd.DataFrame, reason: str) -> list[dict[str, Any]]:
    ends = [
        frame[code].fillna(frame[number].astype(str))
        for code, number in (("exporter", "i"), ("importer", "j"))
    ]
    return [
        {
            "exporter": exporter, "importer": importer, "products": len(part),
            "tonnes_year": float(part["q"].sum()), "value_usd_year": float(part["usd"].sum()),
            "reason": reason,
        }
        for (exporter, importer), part in frame.groupby([ends[0], ends[1]], sort=True)
    ]  # fmt: skip


def _grouped(frame: pd.DataFrame) -> Any:  # noqa: ANN401  (pandas' own)
    keys = ["t", "exporter", "importer", "commodity"]
    return (
        frame.groupby(keys, sort=True).agg(q=("q", "sum"), usd=("usd", "sum"), n=("k", "size")).itertuples()
    )


def _row(index: tuple[int, str, str, str], usd: float, **more: str) -> dict[str, str]:
    year, exporter, importer, commodity = index
    return {
        "id": f"baci-{year}-{exporter}-{importer}-{commodity}".lower(), "origin": exporter,
        "destination": importer, "commodity": commodity, "value_usd_year": shown(usd), "year": str(year),
        "source": SOURCE, "quality": "published", **more,
    }  # fmt: skip


def _known_rows(frame: pd.DataFrame) -> list[dict[str, str]]:
    return [
        _row(one.Index, one.usd, tonnes_year=shown(one.q), note=f"{one.n} products of HS")
        for one in _grouped(frame)
    ]


def _value_rows(frame: pd.DataFrame, usd_per_t: Mapping[str, float]) -> list[dict[str, str]]:
    """Rows of what has no quantity: of value alone, or with tonnes by the value of a tonne."""
    rows = []
    for one in _grouped(frame):
        row = _row(one.Index, one.usd)
        row["id"] += "-no-quantity"
        row["note"] = f"{one.n} products of HS without a quantity"
        price = usd_per_t.get(one.Index[-1])
        if price:
            row["tonnes_year"], row["quality"] = shown(one.usd / price), "derived"
            row["note"] += (
                f"; tonnes from the value at {price:.0f} USD a tonne, the mean of the commodity here"
            )
        rows.append(row)
    return rows


def _notes(
    usable: pd.DataFrame, left: list[dict[str, Any]], usd_per_t: Mapping[str, float], *, fill: bool
) -> list[str]:
    total = float(usable["usd"].sum())
    missing = usable[usable["q"].isna()]
    notes = [f"{len(usable):,} rows of trade worth {total / 1e6:,.1f} million USD are in the table"]
    if len(missing):
        share = float(missing["usd"].sum()) / total if total else 0.0
        filled = "their tonnes are estimated from the value" if fill else "they are listed by value alone"
        notes.append(f"{len(missing):,} rows, {share:.1%} of the value, have no quantity: {filled}")
    lacking = sorted(set(missing["commodity"]) - set(usd_per_t)) if fill else []
    if lacking:
        notes.append(f"no tonne of {', '.join(lacking)} has a value here, so those rows stay without tonnes")
    if left:
        worth = sum(one["value_usd_year"] for one in left)
        notes.append(f"trade worth {worth / 1e6:,.1f} million USD is in no row; the reasons are listed")
    return notes
