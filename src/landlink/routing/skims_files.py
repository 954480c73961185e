"""Skims as files: OMX for transport models, Parquet for data frames, CSV for a look.

OMX is HDF5 with a layout (https://github.com/osPlanning/omx-spec): a matrix for each component
under ``/data``, keys of the places under ``/lookup``.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from landlink.errors import LandlinkError
from landlink.network.files.beside import in_place
from landlink.routing.skims import COMPONENTS, Skims

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from landlink.routing.skims import SkimBlock, SkimPlan

CSV_PAIRS = 250_000
"""Pairs that a CSV file may hold; more is for OMX and Parquet."""


def write_skims(plan: SkimPlan, path: str | Path, blocks: Iterable[SkimBlock] | None = None) -> None:
    """Write a skim as ``.omx``, ``.parquet`` or ``.csv``, block by block.

    Nothing half-written is left: the file gets its name when it is whole.

    Parameters
    ----------
    plan : SkimPlan
    path : path
    blocks : iterable of SkimBlock, optional
        Default those of the plan; given where somebody watches them go by.

    Raises
    ------
    LandlinkError
        If the suffix is unknown, a package is missing, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from landlink.network import Network
    >>> from landlink.routing.skims import plan
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_skims(plan(Network.reference(), ["Osh"], ["Almaty"]), Path(folder) / "a.csv")
    ...     text = (Path(folder) / "a.csv").read_text()
    >>> text.splitlines()[0].split(",")[:4]
    ['origin', 'destination', 'generalised_cost_usd', 'time_h']
    """
    target = Path(path)
    write = writer_of(plan, target)
    in_place(target, lambda draft: write(plan, draft, plan.blocks() if blocks is None else blocks))


def writer_of(plan: SkimPlan, path: Path) -> Callable[[SkimPlan, Path, Iterable[SkimBlock]], None]:
    """Return what writes this kind of file, or say what is wrong before anything is computed.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing.skims import plan
    >>> writer_of(plan(Network.reference(), ["Osh"], ["Almaty"]), Path("a.txt"))
    Traceback (most recent call last):
    landlink.errors.LandlinkError: a.txt: a skim is written as .omx, .parquet or .csv, not '.txt'
    """
    writers = {".omx": _write_omx, ".parquet": _write_parquet, ".csv": _write_csv}
    suffix = path.suffix.lower()
    if suffix not in writers:
        raise LandlinkError(
            f"{path}: a skim is written as {', '.join(list(writers)[:2])} or .csv, not {suffix!r}"
        )
    if not path.parent.is_dir():
        raise LandlinkError(f"{path}: there is no folder {path.parent}; make it first")
    pairs = len(plan.origins) * len(plan.destinations)
    if suffix == ".csv" and pairs > CSV_PAIRS:
        raise LandlinkError(f"{path}: {pairs:,} pairs are too many for CSV; use .parquet or .omx")
    _package({".omx": "openmatrix", ".parquet": "pyarrow"}.get(suffix, "csv"))
    return writers[suffix]


def _package(name: str) -> Any:  # noqa: ANN401  (a module)
    from importlib import import_module  # noqa: PLC0415

    try:
        return import_module(name)
    except ImportError:
        raise LandlinkError(
            f'the package {name} is missing; pip install "landlink[skims]" brings it'
        ) from None


def _write_omx(plan: SkimPlan, path: Path, blocks: Iterable[SkimBlock]) -> None:
    omx, tables = _package("openmatrix"), _package("tables")
    rows, columns = plan.origin_ids, plan.destination_ids
    packed = tables.Filters(complevel=1, complib="zlib", shuffle=True)  # what every HDF5 library reads
    with omx.open_file(str(path), "w", filters=packed) as file:
        for name, (unit, meaning) in COMPONENTS.items():
            matrix = file.create_matrix(
                name, atom=tables.Float64Atom(), shape=(len(rows), len(columns)), title=meaning
            )
            matrix.attrs.unit, matrix.attrs.description, matrix.attrs.NA = unit, meaning, np.nan
        for lookup, keys, dim in _lookups(rows, columns):
            array = file.create_array("/lookup", lookup, obj=np.array([key.encode() for key in keys]))
            if dim is not None:
                array.attrs.DIM = dim
        file.root._v_attrs.LANDLINK = json.dumps(plan.facts())  # noqa: SLF001  (PyTables' own name)
        for block in blocks:
            for name, values in block.matrices.items():
                file[name][block.start : block.start + len(values), :] = values


def _lookups(rows: list[str], columns: list[str]) -> list[tuple[str, list[str], int | None]]:
    """One lookup where rows and columns are the same places, else one for each, with its dimension."""
    if rows == columns:
        return [("node", rows, None)]
    return [("origin", rows, 0), ("destination", columns, 1)]


def _write_parquet(plan: SkimPlan, path: Path, blocks: Iterable[SkimBlock]) -> None:
    arrow, parquet = _package("pyarrow"), _package("pyarrow.parquet")
    keys = arrow.dictionary(arrow.int32(), arrow.string())
    columns = [arrow.field("origin", keys), arrow.field("destination", keys)]
    columns += [
        arrow.field(name, arrow.float64(), metadata={"unit": unit, "description": meaning})
        for name, (unit, meaning) in COMPONENTS.items()
    ]
    schema = arrow.schema(columns, metadata={"landlink": json.dumps(plan.facts())})
    rows, ends = plan.origin_ids, plan.destination_ids
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        for block in blocks:
            count = len(block.matrices["time_h"])
            at = [np.repeat(np.arange(count), len(ends)), np.tile(np.arange(len(ends)), count)]
            names = (rows[block.start : block.start + count], ends)
            pairs = [
                arrow.DictionaryArray.from_arrays(arrow.array(k.astype(np.int32)), arrow.array(n))
                for k, n in zip(at, names, strict=True)
            ]
            figures = [arrow.array(block.matrices[name].ravel(), from_pandas=True) for name in COMPONENTS]
            file.write_table(arrow.Table.from_arrays([*pairs, *figures], schema=schema))


def _write_csv(plan: SkimPlan, path: Path, blocks: Iterable[SkimBlock]) -> None:
    rows, ends = plan.origin_ids, plan.destination_ids
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(["origin", "destination", *COMPONENTS])
        for block in blocks:
            figures = [block.matrices[name] for name in COMPONENTS]
            for row, line in enumerate(zip(*figures, strict=True)):
                for column, values in enumerate(zip(*(part.tolist() for part in line), strict=True)):
                    shown = ["" if value != value else f"{value:.10g}" for value in values]  # noqa: PLR0124  (NaN)
                    out.writerow([rows[block.start + row], ends[column], *shown])


def read_omx(path: str | Path) -> Skims:
    """Read a skim back from the OMX file that :func:`write_skims` wrote.

    Examples
    --------
    >>> import tempfile
    >>> from landlink.network import Network
    >>> from landlink.routing.skims import plan
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_skims(plan(Network.reference(), ["Osh"], ["Almaty"]), f"{folder}/a.omx")
    ...     read_omx(f"{folder}/a.omx").destinations
    ['almaty']
    """
    omx = _package("openmatrix")
    if not Path(path).is_file():
        raise LandlinkError(f"{path}: there is no such file")
    with omx.open_file(str(path), "r") as file:
        lookups = set(file.list_mappings())
        names = ("node", "node") if "node" in lookups else ("origin", "destination")
        if not lookups.issuperset(names):
            raise LandlinkError(f"{path}: no lookup of places in it; only skims of landlink are read")
        rows, columns = ([key.decode() for key in file.map_entries(name)] for name in names)
        matrices = {name: np.array(file[name][:]) for name in file.list_matrices()}
        attributes = file.root._v_attrs  # noqa: SLF001  (PyTables' own name)
        facts = json.loads(str(attributes.LANDLINK)) if "LANDLINK" in attributes else {}
    return Skims(rows, columns, matrices, facts)
