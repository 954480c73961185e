"""The formats of a network: one table says how each is told, read and written.

A folder of CSV files is the light default; what the others need is imported when they are used.
"""

from __future__ import annotations

import importlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.network.problems import NetworkError, Problem
from landlink.network.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from landlink.network.model import Network


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes
    ----------
    name : str
        By which it is asked for where the ending does not say it.
    title : str
        Its name in messages.
    suffixes : tuple of str
        Endings of its name, first the one that is written; none for a plain folder.
    marks : tuple of str
        Files by which a folder without such an ending is known.
    reader, writer : str
        Module under ``landlink.network.files`` that holds ``read(path)``, which returns what it found or
        a whole network, or ``write(network, path)``; empty if it cannot.
    folder : bool
        Whether it is a folder.
    fills : bool
        Whether its reader takes defaults for what the files do not say, ``read(path, defaults)``.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    marks: tuple[str, ...]
    reader: str
    writer: str
    folder: bool = True
    fills: bool = False


FORMATS = (
    Format("xlsx", "Excel workbook", (".xlsx", ".xlsm"), (), "excel_read", "excel_write", folder=False),
    Format("gpkg", "GeoPackage", (".gpkg",), (), "geopackage", "geopackage", folder=False),
    Format(
        "geoparquet", "folder of GeoParquet", (".geoparquet",), ("nodes.parquet",), "geoparquet", "geoparquet"
    ),
    Format(
        "gmns", "GMNS folder", (".gmns",), ("node.csv", "link.csv"), "gmns_read", "gmns_write", fills=True
    ),
    Format("osm", "OpenStreetMap extract", (".osm.pbf",), (), "osm", "", folder=False),
    Format("csv", "folder of CSV", (), (), "csv_folder", "csv_folder"),
)
"""Every format; the first that fits is taken, and a plain folder comes last."""

CSV = FORMATS[-1]

_LIKE = {
    ".xls": "Save it as .xlsx.",
    ".xlsb": "Save it as .xlsx.",
    ".ods": "Save it as .xlsx (LibreOffice: File, Save as, Excel 2007-365).",
    ".csv": "Name the folder that holds nodes.csv and links.csv.",
    ".parquet": "Name the folder that holds nodes.parquet and links.parquet.",
    ".shp": "Export it as GeoPackage (QGIS: Export, Save features as).",
    ".geojson": "Export it as GeoPackage (QGIS: Export, Save features as).",
}
"""Endings that people try, and what to do instead."""


_FOREIGN = (".doc", ".docx", ".geojsonl", ".html", ".json", ".kml", ".pbf", ".pdf", ".txt", ".yaml", ".zip")
"""Further endings that are those of files, so that nobody gets a folder called network.zip."""


def named(name: str) -> Format:
    """Return the format of a name.

    Raises
    ------
    LandlinkError
        If there is none.

    Examples
    --------
    >>> named("gmns").title
    'GMNS folder'
    """
    found = next((one for one in FORMATS if one.name == name), None)
    if found is None:
        raise LandlinkError(f"no format {name!r}; use one of {', '.join(one.name for one in FORMATS)}")
    return found


def format_of(path: Path) -> Format:
    """Return the format of a path that is read or written, by its name or what the folder holds.

    Parameters
    ----------
    path : Path

    Raises
    ------
    LandlinkError
        If it is none.

    Examples
    --------
    >>> from pathlib import Path
    >>> format_of(Path("network.xlsx")).title, format_of(Path("mine")).title
    ('Excel workbook', 'folder of CSV')
    >>> format_of(Path("network.ods"))
    Traceback (most recent call last):
    landlink.errors.LandlinkError: network.ods: landlink does not know this kind of file. Save it as .xlsx
    (LibreOffice: File, Save as, Excel 2007-365).
    """
    name = path.name.lower()
    for one in FORMATS:
        if name.endswith(one.suffixes):
            return one
    if path.is_dir():
        held = {file.name for file in path.iterdir()}
        if held & {"nodes.csv", "links.csv"}:
            return CSV
        return next((one for one in FORMATS if held & set(one.marks)), CSV)
    if path.suffix.lower() in _LIKE or path.exists():
        raise LandlinkError(
            f"{path}: landlink does not know this kind of file. {_LIKE.get(path.suffix.lower(), endings())}"
        )
    return CSV


def endings() -> str:
    """Return the endings that a name can have, as a sentence.

    Examples
    --------
    >>> endings()
    'It knows .xlsx, .gpkg, .geoparquet, .gmns, .osm.pbf and a folder of CSV.'
    """
    known = [one.suffixes[0] for one in FORMATS if one.suffixes]
    return f"It knows {', '.join(known)} and a folder of CSV."


def read(
    path: Path, defaults: Mapping[str, str] | None = None, form: str | None = None
) -> tuple[Network, list[Problem], list[str]]:
    """Read what can be read, and say what cannot.

    Parameters
    ----------
    path : Path
    defaults : mapping of str to str, optional
        What to write where a foreign folder says nothing, by table and column.
    form : str, optional
        Name of the format, where neither the ending nor the files say it.

    Returns
    -------
    Network, list of Problem, list of str
        The notes say what was left out or filled in.

    Raises
    ------
    LandlinkError
        If the format is unknown, its package is missing or it takes no defaults.

    Examples
    --------
    >>> from pathlib import Path
    >>> print(read(Path("nowhere.xlsx"))[1][0])
    nowhere.xlsx: there is no such Excel workbook. Look at the name; `landlink network template nowhere.xlsx`
    writes an empty one.
    """
    from landlink.network.integrity import integrity_problems  # noqa: PLC0415
    from landlink.network.model import Network, assembled, read_folder  # noqa: PLC0415  (it reads CSV by this package)

    kind = named(form) if form else format_of(path)
    if defaults and not kind.fills:
        fills = ", ".join(one.title for one in FORMATS if one.fills)
        raise LandlinkError(f"{path}: a {kind.title} takes no defaults; they are for a {fills}")
    wrong = _not_there(path, kind)
    if wrong and kind is not CSV:
        return Network(path.name, _empty()), [wrong], []
    if kind is CSV:
        return *read_folder(path, path.name), []
    try:
        with _packages(kind, path):
            given = (path, defaults or {}) if kind.fills else (path,)
            found = _module(kind.reader).read(*given)
    except NetworkError as error:  # the file as a whole cannot be read
        return Network(path.name, _empty()), error.problems, []
    if isinstance(found, Network):
        return found, integrity_problems(found.tables), []
    network, problems = assembled(path.name, found)
    return network, problems, found.notes


def write(network: Network, path: Path, form: str | None = None) -> None:
    """Write a network; what is there is replaced only once all is written.

    Parameters
    ----------
    network : Network
    path : Path
        Its ending decides the format.
    form : str, optional
        Name of the format, whatever the ending.

    Raises
    ------
    LandlinkError
        If the format is unknown, its package is missing or the disk refuses.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder) / "small")
    ...     sorted(file.name for file in (Path(folder) / "small").iterdir())[:3]
    ['assumptions.csv', 'berths.csv', 'closures.csv']
    """
    from landlink.network.files.beside import in_place  # noqa: PLC0415

    kind = _written_as(path, form)
    with _packages(kind, path):
        module = _module(kind.writer)
        in_place(path, lambda draft: module.write(network, draft))


def taken(path: Path, form: str | None = None) -> list[str]:
    """Return the files at a path that writing a network would write over.

    Parameters
    ----------
    path : Path

    Examples
    --------
    >>> from pathlib import Path
    >>> taken(Path("no/such/folder"))
    []
    """
    kind = _written_as(path, form)
    if not path.exists():
        return []
    if kind is CSV:
        return [f"{name}.csv" for name in TABLES if (path / f"{name}.csv").exists()]
    if not kind.folder:
        return [path.name]
    return sorted(file.name for file in path.iterdir()) if path.is_dir() else [path.name]


def _written_as(path: Path, form: str | None = None) -> Format:
    """Return the format to write: the name alone decides, whatever the folder holds now."""
    if form:
        return _writable(path, named(form))
    name = path.name.lower()
    kind = next((one for one in FORMATS if one.suffixes and name.endswith(one.suffixes)), None)
    if kind is None and (path.suffix.lower() in (*_LIKE, *_FOREIGN) or path.is_file()):
        raise LandlinkError(f"{path}: landlink cannot write this kind of file. {endings()}")
    kind = kind or CSV
    if not name.endswith(kind.suffixes[:1] or ""):
        raise LandlinkError(f"{path}: landlink reads this kind of file but does not write it. {endings()}")
    return _writable(path, kind)


def _writable(path: Path, kind: Format) -> Format:
    if not kind.writer:
        raise LandlinkError(f"{path}: landlink reads this kind of file but does not write it. {endings()}")
    if not kind.folder and not path.name.lower().endswith(kind.suffixes[:1]):
        raise LandlinkError(f"{path}: a {kind.title} ends in {kind.suffixes[0]}, by which programs know it")
    if kind.folder and path.is_file():
        raise LandlinkError(f"{path} is a file; a {kind.title} is a folder. Name another one.")
    if not kind.folder and path.is_dir():
        raise LandlinkError(f"{path} is a folder; a {kind.title} is a file. Name another one.")
    return kind


def _not_there(path: Path, kind: Format) -> Problem | None:
    if path.is_dir() if kind.folder else path.is_file():
        return None
    mend = "Look at the name."
    if kind.suffixes[:1] == (".xlsx",):
        mend = f"Look at the name; `landlink network template {path}` writes an empty one."
    message = f"there is no such {kind.title}" if not path.exists() else f"this is not a {kind.title}"
    return Problem("missing-file", str(path), 0, "", "", message, mend)


def _empty() -> dict[str, Any]:
    from landlink.network.table import from_rows  # noqa: PLC0415

    return {name: from_rows(name, [], [], "")[0] for name in TABLES}


def _module(name: str) -> Any:  # noqa: ANN401  (a module)
    return importlib.import_module(f"landlink.network.files.{name}")


@contextmanager
def _packages(kind: Format, path: Path) -> Iterator[None]:
    """Say which package is not installed, and how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing in ("", "landlink"):
            raise
        mend = "pip install 'landlink[files]'"
        raise LandlinkError(f"{path}: a {kind.title} needs the package {missing}: {mend}") from None
