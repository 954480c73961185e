"""A network as one GeoPackage: what QGIS and other map programs open.

Nodes are a layer of points and links one of lines; every other table is a layer without geometry.
The format is OGC 12-128r18, https://www.geopackage.org/spec131/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from landlink.network.files.cells import refuse, renamed
from landlink.network.files.found import Found
from landlink.network.files.frames import GEOMETRIC, frame_of, table_of_frame
from landlink.network.problems import NetworkError, Problem
from landlink.network.schema import PURPOSE, TABLES

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from landlink.network.model import Network
    from landlink.network.table import Table


def read(path: Path) -> Found:
    """Read the layers of a GeoPackage; the number of a row is its ``fid``.

    Parameters
    ----------
    path : Path
        A file that exists.

    Raises
    ------
    NetworkError
        If it is no GeoPackage.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder) / "small.gpkg")
    ...     found = read(Path(folder) / "small.gpkg")
    >>> len(found.tables["nodes"]), found.problems
    (8, [])
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(path)]
        frames = {name: _layer(path, name) for name in layers if name != "layer_styles"}
    except (DataSourceError, DataLayerError) as error:
        mend = "Is it complete? Open it in QGIS to see."
        wrong = Problem(
            "not-a-geopackage", path.name, 0, "", str(error), "it cannot be read as GeoPackage", mend
        )
        raise NetworkError([wrong]) from None
    problems += renamed({name: list(frame.columns) for name, frame in frames.items()}, "layer", path.name)
    for name in TABLES:
        if name in frames:
            frame, place = frames[name], f"{path.name} {name}"
            tables[name], wrongs = table_of_frame(name, frame, frame.index.tolist(), place)
            problems += wrongs
    return Found(tables, problems, [], "layer", lambda table: f"{path.name} {table}")


def _layer(path: Path, name: str) -> pd.DataFrame:
    frame: pd.DataFrame = pyogrio.read_dataframe(path, layer=name, fid_as_index=True)
    return frame


def write(network: Network, path: Path) -> None:
    """Write every table as a layer.

    Parameters
    ----------
    network : Network
    path : Path

    Raises
    ------
    NetworkError
        If a text holds a character that ends texts in this format.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.testing import small_network
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(small_network(), Path(folder) / "small.gpkg")
    ...     pyogrio.read_info(Path(folder) / "small.gpkg", layer="links")["geometry_type"]
    'LineString'
    """
    refuse(network.tables.values(), "\x00", float("inf"), "a GeoPackage")
    for name in network.tables:
        frame, described = frame_of(network, name), {"DESCRIPTION": PURPOSE.get(name, "")}
        try:
            pyogrio.write_dataframe(
                frame, path, layer=name, driver="GPKG", geometry_type=GEOMETRIC.get(name),
                layer_options=described,
            )  # fmt: skip
        except (DataSourceError, DataLayerError, FeatureError) as error:
            raise OSError(str(error)) from error
