"""The results of a study as a GeoPackage: routes and places as layers, coloured when QGIS opens them."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from landlink.study.flow_lines import COLUMNS, flow_lines
from landlink.study.geopackage_styles import style_of
from landlink.study.slack import slack_h

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Json = dict[str, Any]

CRS = "EPSG:4326"

NO_DATE = "2000-01-01T00:00:00"
"""Date of layers whose results have none."""

ABOUT = {
    "shipment": "text",
    "title": "text",
    "scenario": "text",
    "kind": "text",
    "route": "text",
    "labels": "text",
}
"""Columns that every layer begins with: which route a row belongs to."""

FIGURES = {"time_h": "real", "cost_usd": "real", "co2e_kg": "real", "distance_km": "real"}
LEG = {"leg": "whole", "mode": "text", "name": "text", "from_place": "text", "to_place": "text", **FIGURES,
       "time_sd_h": "real", "quality": "text", "sources": "text", "starts_at": "text", "ends_at": "text",
       "rest_h": "real"}  # fmt: skip
PLACE = {"leg": "whole", "place": "text", "operation": "text", "mode": "text", "name": "text",
         "time_h": "real", "time_sd_h": "real", "cost_usd": "real", "co2e_kg": "real",
         "quality": "text", "starts_at": "text", "ends_at": "text"}  # fmt: skip
WHOLE = {**FIGURES, "time_days": "real", "time_p20_h": "real", "time_p80_h": "real", "time_sd_h": "real",
         "unverified_share": "real", "via": "text", "countries": "text", "modes": "text",
         "departs": "text", "arrives": "text", "slack_h": "real", "time_p95_h": "real",
         "deadline_chance": "real"}  # fmt: skip


class Feature(NamedTuple):
    """A geometry of coordinates, and its columns."""

    geometry: Any
    values: Json


class Layer(NamedTuple):
    """A layer: its name, the type of its geometry, its columns with their types, its features."""

    name: str
    geometry: str
    columns: Mapping[str, str]
    features: Sequence[Feature]


def geopackage(results: Mapping[str, Any]) -> bytes:
    """Return the results of a study as a GeoPackage.

    The layers are `routes_whole` (a line for each route, with its totals), `routes` (a line for
    each moving leg), `places` (a point for each operation: borders, transfers, waits) and, where
    flows were asked for, `flows` (a line for each link and scenario). Each has a style inside. The same
    results give the same bytes.

    Parameters
    ----------
    results : dict
        Of :func:`~landlink.study.run.run_study`.

    Examples
    --------
    >>> geopackage({"study": {"generated_at": None}, "shipments": []})[:15]
    b'SQLite format 3'
    """
    date = (results["study"]["generated_at"] or NO_DATE)[: len(NO_DATE)] + ".000Z"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.gpkg"
        layers = layers_of(results)
        _write(file, layers, date)
        _add_styles(file, layers, date)
        return file.read_bytes()


def layers_of(results: Mapping[str, Any]) -> list[Layer]:
    """Return the layers of the results of a study.

    Examples
    --------
    >>> [layer.name for layer in layers_of({"shipments": []})]
    ['routes_whole', 'routes', 'places']
    """
    found = [(about, _with_odds(results, about, route)) for about, route in _routes(results)]
    return [
        Layer("routes_whole", "MultiLineString", ABOUT | WHOLE, [_whole(*one) for one in found]),
        Layer("routes", "LineString", ABOUT | LEG, [leg for one in found for leg in _legs(*one)]),
        Layer("places", "Point", ABOUT | PLACE, [place for one in found for place in _places(*one)]),
        *_flows(results),
    ]


def _flows(results: Mapping[str, Any]) -> Iterator[Layer]:
    """Yield the layer of flows, where there are any."""
    lines = [Feature(coordinates, values) for values, coordinates in flow_lines(results)]
    if lines:
        yield Layer("flows", "LineString", COLUMNS, lines)


def _routes(results: Mapping[str, Any]) -> Iterator[tuple[Json, Json]]:
    """Yield every route with the columns that say which it is."""
    for shipment in results["shipments"]:
        for outcome in shipment["results"]:
            for kind, field in (("alternative", "alternatives"), ("corridor", "corridors")):
                for route in outcome[field]:
                    yield {
                        "shipment": shipment["id"], "title": shipment["title"],
                        "scenario": outcome["scenario"], "kind": kind, "route": route["label"],
                        "labels": ", ".join(route["labels"]),
                    }, route  # fmt: skip


def _with_odds(results: Mapping[str, Any], about: Json, route: Json) -> Json:
    """Return a route with its slack and what its simulation says."""
    deadlines = {shipment["id"]: shipment.get("deadline") for shipment in results["shipments"]}
    drawn = route.get("simulation") or {}
    slack = slack_h(route.get("arrives"), deadlines[about["shipment"]])
    odds = {"slack_h": slack, "time_p95_h": drawn.get("p95_h")}
    return {**route, **odds, "deadline_chance": drawn.get("deadline_chance")}


def _whole(about: Json, route: Json) -> Feature:
    lists = {name: ", ".join(route[name]) for name in ("via", "countries", "modes")}
    shown = {name: route.get(name) for name in WHOLE}
    lines = [line["coordinates"] for line in route["geometry"]]
    return Feature(lines, about | shown | lists | {"time_days": round(route["time_h"] / 24, 3)})


def _legs(about: Json, route: Json) -> Iterator[Feature]:
    moves = [(number, leg) for number, leg in enumerate(route["legs"], start=1) if leg["kind"] == "move"]
    for (number, leg), line in zip(moves, route["geometry"], strict=True):
        ends = {"from_place": leg["from"], "to_place": leg["to"]}
        own = {"leg": number, "sources": ", ".join(leg["sources"]), **ends}
        yield Feature(line["coordinates"], about | {name: leg.get(name) for name in LEG} | own)


def _places(about: Json, route: Json) -> Iterator[Feature]:
    """Yield what is done between the moves, at the end of the move before or the start of the next."""
    lines = iter(route["geometry"])
    at = route["geometry"][0]["coordinates"][0] if route["geometry"] else None
    for number, leg in enumerate(route["legs"], start=1):
        if leg["kind"] == "move":
            at = next(lines)["coordinates"][-1]
        elif at is not None:
            shown = {name: leg.get(name) for name in PLACE}
            yield Feature(at, about | shown | {"leg": number, "place": leg["to"], "operation": leg["kind"]})


def _write(file: Path, layers: Sequence[Layer], date: str) -> None:
    """Write the layers with one date, so that the bytes do not depend on the clock."""
    import numpy as np  # noqa: PLC0415  (only where a GeoPackage is asked for)
    import pyogrio  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": date})
    try:
        for number, layer in enumerate(layers):
            shapes = [_shape(layer.geometry, one.geometry) for one in layer.features]
            columns = [_column(layer, name) for name in layer.columns]
            pyogrio.raw.write(
                file, np.array(shapely.to_wkb(shapes), dtype=object), columns, list(layer.columns),
                layer=layer.name, driver="GPKG", geometry_type=layer.geometry, crs=CRS, append=number > 0,
            )  # fmt: skip
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _shape(kind: str, coordinates: Any) -> Any:  # noqa: ANN401  (a shapely geometry of any type)
    import shapely  # noqa: PLC0415

    makers = {
        "Point": shapely.Point,
        "LineString": shapely.LineString,
        "MultiLineString": shapely.MultiLineString,
    }
    return makers[kind](coordinates)


def _column(layer: Layer, name: str) -> Any:  # noqa: ANN401  (an array of any type)
    import numpy as np  # noqa: PLC0415

    values = [one.values[name] for one in layer.features]
    kind = layer.columns[name]
    if kind == "text":
        return np.array([value or None for value in values], dtype=object)
    if kind == "whole":
        return np.array(values, dtype=np.int32)
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


STYLES_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
  f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME
)"""
"""As QGIS makes it when a style is saved into a GeoPackage."""


def _add_styles(file: Path, layers: Sequence[Layer], date: str) -> None:
    """Add the table in which QGIS looks for the style of a layer."""
    with closing(sqlite3.connect(file)) as base, base:
        base.execute(STYLES_TABLE)
        base.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
            "styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time) "
            "VALUES ('', '', ?, 'geom', 'landlink', ?, '', 1, 'Colours by mode', '', ?)",
            [(layer.name, style_of(layer.name), date) for layer in layers],
        )
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (date,),
        )
