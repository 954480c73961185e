"""Flows of links as lines on a map: GeoJSON, and a layer of a GeoPackage for each scenario."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

COLUMNS = {
    "scenario": "text", "id": "text", "mode": "text", "country": "text", "from_place": "text",
    "to_place": "text", "tonnes_year": "real", "capacity_t_year": "real", "teu_year": "real",
    "forward_tonnes_year": "real", "backward_tonnes_year": "real", "trains_day": "real", "trucks_day": "real",
    "v_c": "real", "difference_t_year": "real",
}  # fmt: skip
"""Columns of a line, with their types; the difference is to the flow of today."""


def flow_lines(results: Mapping[str, Any]) -> Iterator[tuple[Json, list[list[float]]]]:
    """Yield the columns and the coordinates of every link of every scenario, of lost links as well.

    Parameters
    ----------
    results : dict
        Of :func:`~landlink.study.run.run_study`.

    Examples
    --------
    >>> list(flow_lines({"flows": None}))
    []
    """
    lines = {one["id"]: one for one in results.get("flow_links") or ()}
    for one in results.get("flows") or ():
        moved = {row["id"]: row for row in one["compare"]["links"]} if one["compare"] else {}
        held = {row["id"]: row for row in one["flows"]["links"]}
        for key in {**held, **moved}:
            if key not in lines:
                continue
            line, flow = lines[key], held.get(key, {"tonnes_year": 0.0, "capacity_t_year": 0.0})
            more = moved.get(key, {}).get("difference_t_year", 0.0 if moved else None)
            about = {
                "scenario": one["scenario"],
                "from_place": line["from_name"],
                "to_place": line["to_name"],
            }
            values = {name: flow.get(name, line.get(name)) for name in COLUMNS}
            yield values | about | {"difference_t_year": more}, line["coordinates"]


def flows_geojson(results: Mapping[str, Any]) -> str:
    """Return the flows of links as GeoJSON lines (RFC 7946), for every scenario.

    Examples
    --------
    >>> json.loads(flows_geojson({"flows": None}))["features"]
    []
    """
    features = [
        {
            "type": "Feature",
            "properties": values,
            "geometry": {"type": "LineString", "coordinates": coordinates},
        }
        for values, coordinates in flow_lines(results)
    ]
    whole = {"type": "FeatureCollection", "features": features}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"
