"""A network as a folder of GeoParquet: what data lakes, DuckDB and geopandas read.

``nodes.parquet`` and ``links.parquet`` hold geometry as GeoParquet 1.1 says (https://geoparquet.org), the
other tables are plain Parquet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from landlink.network.files.found import Found
from landlink.network.files.frames import frame_of, table_of_frame
from landlink.network.problems import Problem
from landlink.network.schema import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from landlink.network.model import Network
    from landlink.network.table import Table

VERSION = "1.1.0"
"""Version of GeoParquet that is written."""


def read(path: Path) -> Found:
    """Read the tables of a folder; rows are counted from 1.

    Parameters
    ----------
    path : Path
        A folder that exists.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder))
    ...     found = read(Path(folder))
    >>> len(found.tables["nodes"]), found.problems
    (8, [])
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for name in TABLES:
        file = path / f"{name}.parquet"
        if not file.is_file():
            continue
        try:
            frame = _frame(file)
        except (pa.ArrowException, OSError, ValueError) as error:
            said, mend = str(error).partition("\n")[0], "Is it complete? Write it again."
            problems.append(
                Problem("not-parquet", file.name, 0, "", said, "the file cannot be read as Parquet", mend)
            )
            continue
        tables[name], wrong = table_of_frame(name, frame, range(1, len(frame) + 1), file.name)
        problems += wrong
    return Found(tables, problems, [], "file", "{}.parquet".format)


def _frame(file: Path) -> pd.DataFrame:
    """Read a file, with geometry if it has any."""
    geometric = b"geo" in (pq.read_schema(file).metadata or {})
    frame: pd.DataFrame = gpd.read_parquet(file) if geometric else pd.read_parquet(file)
    return frame


def write(network: Network, path: Path) -> None:
    """Write every table into a folder, which is made if need be.

    Parameters
    ----------
    network : Network
    path : Path

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder))
    ...     gpd.read_parquet(Path(folder) / "links.parquet").geometry.iloc[0].geom_type
    'LineString'
    """
    path.mkdir(parents=True, exist_ok=True)
    for name in network.tables:
        frame = frame_of(network, name)
        file = path / f"{name}.parquet"
        if isinstance(frame, gpd.GeoDataFrame):
            frame.to_parquet(file, index=False, schema_version=VERSION)
        else:
            frame.to_parquet(file, index=False)
