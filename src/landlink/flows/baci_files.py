"""The files of BACI: trade by product, the numbers of countries, a grouping of products of one's own."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.network.problems import NetworkError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

COLUMNS = ("t", "i", "j", "k", "v", "q")
CODES = ("country_code", "iso_2digit_alpha")

CHUNK = 500_000
"""Lines that are read at a time; a year of the world has some 11 million."""


def read_codes(path: Path) -> dict[int, str]:
    r"""Return the ISO code of each country number; those that have none are left out.

    Parameters
    ----------
    path : Path
        CSV with ``country_code`` and ``iso_2digit_alpha``.

    Raises
    ------
    NetworkError
        If a column is missing or a number is none.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "codes.csv"
    ...     _ = file.write_text("country_code,iso_2digit_alpha\n398,KZ\n490,N/A\n")
    ...     read_codes(file)
    {398: 'KZ'}
    """
    rows, problems = _rows_of(path, CODES)
    found: dict[int, str] = {}
    for line, row in rows:
        if not row["country_code"].strip().isdigit():
            problems.append(_not_a_number(path.name, line, "country_code", row["country_code"]))
        elif len(code := row["iso_2digit_alpha"].strip()) == 2:
            found[int(row["country_code"])] = code
    if problems:
        raise NetworkError(problems, "table of countries")
    return found


def read_groups(path: Path) -> dict[str, str]:
    r"""Return a grouping of one's own: commodity by prefix of the HS code.

    Parameters
    ----------
    path : Path
        CSV with ``prefix`` and ``commodity``; an empty commodity leaves the products out.

    Raises
    ------
    NetworkError
        If a column is missing or a prefix is not of digits.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "groups.csv"
    ...     _ = file.write_text("prefix,commodity\n10,grain\n")
    ...     read_groups(file)
    {'10': 'grain'}
    """
    rows, problems = _rows_of(path, ("prefix", "commodity"))
    problems += [
        _not_a_number(path.name, line, "prefix", row["prefix"])
        for line, row in rows
        if not row["prefix"].strip().isdigit()
    ]
    if problems:
        raise NetworkError(problems, "table of products")
    return {row["prefix"].strip(): row["commodity"].strip() for _, row in rows}


def _rows_of(path: Path, columns: tuple[str, ...]) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    """Rows of a small CSV file with their lines, and the columns that it lacks."""
    if not path.is_file():
        raise LandlinkError(f"{path}: there is no such file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise LandlinkError(f"{path}: the text is not UTF-8; save it as CSV UTF-8") from None
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in columns if name not in (reader.fieldnames or [])]
    if missing:
        return [], [_missing_column(path.name, name, columns) for name in missing]
    return [(reader.line_num, {k: v or "" for k, v in row.items() if k}) for row in reader], []


def chunks(path: Path, progress: Callable[[int, int, str], None] | None = None) -> Any:  # noqa: ANN401  (an iterator of frames)
    r"""Yield the file in parts with numbers checked, products as six digits.

    Parameters
    ----------
    path : Path
        CSV of columns ``t,i,j,k,v,q``.
    progress : callable, optional
        Called with bytes read, bytes in all, and the name of the file.

    Raises
    ------
    NetworkError
        If a column is missing or a cell is no number.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "baci.csv"
    ...     _ = file.write_text("t,i,j,k,v,q\n2023,398,31,10199,1000,\n")
    ...     [part["k"].tolist() for part in chunks(file)]
    [['010199']]
    """
    import pandas as pd  # noqa: PLC0415

    if not path.is_file():
        raise LandlinkError(f"{path}: there is no such file")
    size = path.stat().st_size
    with path.open("rb") as stream:
        first = stream.readline().decode("utf-8-sig", errors="replace").strip().split(",")
        missing = [name for name in COLUMNS if name not in first]
        if missing:
            raise NetworkError(
                [_missing_column(path.name, name, COLUMNS) for name in missing], "file of trade"
            )
        names = dict(zip(first, range(len(first)), strict=True))
        reader = pd.read_csv(
            stream, header=None, names=first, usecols=[names[n] for n in COLUMNS], dtype=str, chunksize=CHUNK,
            keep_default_na=False,
        )  # fmt: skip
        for chunk in reader:
            yield _typed(chunk, path.name)
            if progress is not None:
                progress(stream.tell(), size, path.name)


def _typed(chunk: pd.DataFrame, file: str) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415

    problems: list[Problem] = []
    typed = {}
    for name in COLUMNS:
        values = pd.to_numeric(chunk[name], errors="coerce")
        wrong = chunk[name][values.isna() | (values < 0)].str.strip()
        if name == "q":
            wrong = wrong[~wrong.isin(("", "NA", "NaN"))]
        problems += [
            _not_a_number(file, row + 2, name, cell)
            for row, cell in zip(wrong.index.tolist()[:20], wrong.tolist()[:20], strict=True)
        ]
        typed[name] = values
    if problems:
        raise NetworkError(problems, "file of trade")
    frame = pd.DataFrame(typed).astype(
        {"t": "int64", "i": "int64", "j": "int64", "v": "float64", "q": "float64"}
    )
    frame["k"] = frame["k"].map({code: f"{int(code):06d}" for code in frame["k"].unique()})
    return frame


def _missing_column(file: str, column: str, columns: tuple[str, ...]) -> Problem:
    mend = f"The columns are {', '.join(columns)}."
    return Problem("missing-column", file, 1, column, "", "the column is missing", mend)


def _not_a_number(file: str, line: int, column: str, value: str) -> Problem:
    mend = "Write digits, with a point for decimals and nothing below zero."
    return Problem("not-a-number", file, line, column, value, "not a number", mend)
