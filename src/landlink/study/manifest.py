"""What a results folder was made from and what is in it, by SHA-256: written, and verified later."""

from __future__ import annotations

import io
import json
import platform
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landlink.errors import LandlinkError
from landlink.network.table import write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from landlink.network import Network
    from landlink.study.load import Study

MANIFEST = "manifest.json"
"""Name of the manifest in a results folder."""

ALWAYS = ("numpy", "numba", "pandas", "shapely", "pydantic", "ruamel.yaml")
"""Packages that every run may lean on."""

BY_OUTPUT = {
    "report": ("jinja2", "vl-convert-python"),
    "pdf": ("jinja2", "typst"),
    "excel": ("xlsxwriter",),
    "geopackage": ("pyogrio",),
}
"""Packages that write a file, by the field of the study's outputs."""


def manifest(study: Study, results: Mapping[str, Any], folder: Path, names: Iterable[str]) -> dict[str, Any]:
    r"""Return what went in and what came out, each by its SHA-256, and the versions in between.

    Nothing in it depends on where the files lie or on who runs the study.

    Parameters
    ----------
    study : Study
    results : dict
        Of :func:`~landlink.study.run.run_study`.
    folder : Path
        Where the files are.
    names : iterable of str
        The files, by name.

    Examples
    --------
    >>> import tempfile
    >>> from landlink.study.load import load_study
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "study.yaml"
    ...     text = "title: One\nshipments: [{id: one, from: Almaty, to: Aktau}]"
    ...     _ = file.write_text(text, encoding="utf-8")
    ...     results = {"study": {"generated_at": None}, "shipments": []}
    ...     held = manifest(load_study(file), results, Path(folder), ["study.yaml"])
    >>> held["study"]["sha256"] == held["outputs"]["study.yaml"], held["complete"], held["command"]
    (True, True, 'landlink study run study.yaml')
    """
    incomplete = results["study"].get("incomplete")
    return {
        "generated_at": results["study"]["generated_at"],
        "complete": incomplete is None,
        "incomplete": incomplete,
        "command": f"landlink study run {study.path.name}",
        "seeds": _seeds(results),
        "versions": _versions(study),
        "platform": {"system": platform.system(), "machine": platform.machine()},
        "study": {"file": study.path.name, "sha256": study.digest},
        "network": {"name": study.network.name, "tables": dict(_table_digests(study.network))},
        "files": {name: _digest(path) for name, path in _named_files(study)},
        "outputs": {name: _digest(folder / name) for name in names},
    }


def read_manifest(folder: str | Path) -> dict[str, Any]:
    """Return the manifest of a results folder.

    Raises
    ------
    LandlinkError
        If there is none, or if it is no manifest.

    Examples
    --------
    >>> read_manifest("no/such/folder")
    Traceback (most recent call last):
    landlink.errors.LandlinkError: no/such/folder: no manifest.json in it; name the folder that a study wrote
    """
    file = Path(folder) / MANIFEST
    try:
        held = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        raise LandlinkError(f"{folder}: no {MANIFEST} in it; name the folder that a study wrote") from None
    except ValueError as error:
        raise LandlinkError(f"{file}: not JSON ({error}); run the study again") from None
    if not isinstance(held, dict) or not isinstance(held.get("outputs"), dict):
        raise LandlinkError(f"{file}: not a manifest of a study; run the study again")
    return held


def changed_files(folder: str | Path) -> dict[str, str]:
    """Return the files of a results folder that are not as the study wrote them.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    dict
        `changed`, `missing` or `unchanged` by name of each file of the manifest.

    Raises
    ------
    LandlinkError
        If the folder has no manifest.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / MANIFEST).write_text('{"outputs": {"routes.csv": "12ab"}}')
    ...     changed_files(folder)
    {'routes.csv': 'missing'}
    """
    return {
        name: _state(Path(folder) / name, digest) for name, digest in read_manifest(folder)["outputs"].items()
    }


def _state(file: Path, digest: str) -> str:
    if not file.is_file():
        return "missing"
    return "unchanged" if _digest(file) == digest else "changed"


def _digest(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()


def _seeds(results: Mapping[str, Any]) -> list[int]:
    """Seeds of everything random in the results; none where nothing is."""
    outcomes = [outcome for shipment in results["shipments"] for outcome in shipment["results"]]
    routes = [route for outcome in outcomes for route in (*outcome["alternatives"], *outcome["corridors"])]
    seeds = {drawn["seed"] for route in routes if (drawn := route.get("simulation"))}
    swept = results.get("sweep")
    return sorted(seeds | ({swept["seed"]} if swept else set()))


def _versions(study: Study) -> dict[str, str]:
    from landlink import __version__  # noqa: PLC0415

    written = study.spec.files()
    packages = [*ALWAYS, *(name for field in written for name in BY_OUTPUT.get(field, ()))]
    held = {"landlink": __version__, "python": platform.python_version()}
    return held | {name: version for name in sorted(set(packages)) if (version := _version(name))}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _named_files(study: Study) -> Iterator[tuple[str, Path]]:
    """Files that the study names besides itself: its network, and tables of its analyses."""
    data = study.data if isinstance(study.data, dict) else {}
    for text in dict.fromkeys(_texts([data.get("network"), data.get("demand"), data.get("analyses")])):
        path = study.path.parent / text
        if path.is_file():
            yield text, path
        elif path.is_dir():
            held = sorted(file for file in path.iterdir() if file.is_file())
            yield from ((f"{Path(text).as_posix()}/{file.name}", file) for file in held)


def _texts(value: object) -> Iterator[str]:
    """Texts in plain values of any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _table_digests(network: Network) -> Iterator[tuple[str, str]]:
    """Digest of each table as it would be written."""
    for name, table in network.tables.items():
        stream = io.StringIO()
        write_table(table, stream)
        yield name, sha256(stream.getvalue().encode()).hexdigest()
