"""Tables as frames for the formats of maps, nodes as points and links as lines, and frames as tables.

A point is the position of its node: such a file has no columns ``lon`` and ``lat``, so that who moves a
point moves the node. A line is drawn straight between the ends of its link and says nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from landlink.network.files.cells import table_of, text_of
from landlink.network.problems import Problem
from landlink.network.schema import attributes
from landlink.network.table import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from landlink.network.model import Network
    from landlink.network.table import Table

CRS = "EPSG:4326"
"""WGS 84: longitude and latitude in degrees."""

POSITION = ("lon", "lat")
GEOMETRIC = {"nodes": "Point", "links": "LineString"}
"""Tables with a geometry, and of which kind."""


def frame_of(network: Network, name: str) -> pd.DataFrame:
    """Return a table as a frame, with geometry if it is one of nodes or links.

    Parameters
    ----------
    network : Network
    name : str
        Table.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> frame_of(small_network(), "nodes").geometry.iloc[0].wkt
    'POINT (87.6 43.8)'
    """
    table = network.tables[name]
    frame = pd.DataFrame(
        {
            attribute.name: _series(table, attribute.name, attribute.type)
            for attribute in attributes(name).values()
            if name != "nodes" or attribute.name not in POSITION
        }
    )
    if name in GEOMETRIC:
        shapes = points(network) if name == "nodes" else lines(network)
        frame = gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)
    return frame


def _series(table: Table, column: str, kind: str) -> pd.Series[str] | pd.Series[float] | pd.Series[int]:
    """Return a column: text as text, whole numbers as such, what is empty as null."""
    values = table.columns[column]
    if kind == "float":
        return pd.Series(values, dtype="float64")
    if kind == "int":
        return pd.Series(values).astype("Int64")
    return pd.Series([value or None for value in table.text(column)], dtype="str")


def points(network: Network) -> list[shapely.Point | None]:
    """Return the position of each node, None where it has none.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> points(small_network())[0].x
    87.6
    """
    places = zip(*(network.nodes.number(column).tolist() for column in POSITION), strict=True)
    return [None if np.isnan(lon) or np.isnan(lat) else shapely.Point(lon, lat) for lon, lat in places]


def lines(network: Network) -> list[shapely.LineString | None]:
    """Return the straight line of each link, None where an end has no position.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> lines(small_network())[0].wkt
    'LINESTRING (87.6 43.8, 80.41 44.21)'
    """
    at, index = points(network), network.nodes.index()
    ends = zip(network.links.text("from_node"), network.links.text("to_node"), strict=True)
    pairs = [(at[index[a]], at[index[b]]) if a in index and b in index else (None, None) for a, b in ends]
    return [shapely.LineString([a, b]) if a and b else None for a, b in pairs]


def table_of_frame(
    name: str, frame: pd.DataFrame, rows: Sequence[int], file: str
) -> tuple[Table, list[Problem]]:
    """Make a table of a frame; the points of nodes give their position.

    Parameters
    ----------
    name : str
        Table.
    frame : DataFrame
        As :func:`frame_of` makes it, or as a map program left it.
    rows : sequence of int
        Number of each row, for messages.
    file : str
        What to call it in messages.

    Examples
    --------
    >>> from landlink.testing import small_network
    >>> frame = frame_of(small_network(), "nodes")
    >>> float(table_of_frame("nodes", frame, range(1, 9), "n")[0].number("lon")[0])
    87.6
    """
    problems: list[Problem] = []
    columns: dict[str, list[str]] = {}
    if isinstance(frame, gpd.GeoDataFrame):
        geometry = frame.geometry
        frame = pd.DataFrame(frame.drop(columns=geometry.name))
        if name == "nodes":
            columns, problems = _positions(geometry, frame, rows, file)
    for label in frame.columns:
        if str(label) not in columns:
            columns[str(label)] = [_cell(value) for value in frame[label].tolist()]
    table, found = table_of(name, columns, rows, file)
    if problems:  # a point that is missing is said once
        found = [one for one in found if one.column not in POSITION]
    return table, problems + found


def _cell(value: object) -> str:
    return "" if value is pd.NA or value is pd.NaT else text_of(value)


def _positions(
    geometry: gpd.GeoSeries, frame: pd.DataFrame, rows: Sequence[int], file: str
) -> tuple[dict[str, list[str]], list[Problem]]:
    """Return lon and lat by the points of nodes, whatever their coordinate system."""
    problems = [
        Problem(
            "position-twice", file, 1, column, "", "the point says where the node is, not a column",
            "Delete the column; move the point instead.",
        )
        for column in POSITION if column in frame
    ]  # fmt: skip
    if geometry.crs is None:
        mend = "Set it to EPSG:4326 (longitude and latitude)."
        problems.append(Problem("no-crs", file, 0, "", "", "the layer has no coordinate system", mend))
    elif not geometry.crs.equals(CRS):
        geometry = geometry.to_crs(CRS)
    shapes = [None if shape is None or shape.is_empty else shape for shape in geometry.array]
    mend = "Draw it as one point (QGIS: Vector, Geometry tools, Multipart to singleparts)."
    problems += [
        Problem(
            "not-a-point", file, row, "", shape.geom_type if shape else "", "the node is not a point", mend
        )
        for row, shape in zip(rows, shapes, strict=True)
        if shape is None or shape.geom_type != "Point"
    ]
    held = [shape if shape is not None and shape.geom_type == "Point" else None for shape in shapes]
    return {
        "lon": [shown(shape.x) if shape is not None else "" for shape in held],
        "lat": [shown(shape.y) if shape is not None else "" for shape in held],
    }, problems
