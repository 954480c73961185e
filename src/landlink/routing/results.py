"""Routes as plain data: dictionaries for JSON, features for GeoJSON, a table for notebooks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from landlink.routing.legs import worst_quality
from landlink.routing.provenance import Rows, rows_of

if TYPE_CHECKING:
    from landlink.network.virtual import SearchGraph
    from landlink.routing.legs import Leg
    from landlink.routing.routes import Route, Routes


def to_dict(found: Routes, *, steps: bool = False) -> dict[str, Any]:
    """Return a search and its routes as a dictionary of plain values.

    Parameters
    ----------
    found : Routes
    steps : bool
        Also list every single operation with the rows that it rests on.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import route
    >>> shown = to_dict(route(Network.reference(), "Almaty", "Aktau"))
    >>> shown["query"]["origin"], shown["routes"][0]["legs"][0]["kind"]
    ('Almaty', 'load')
    """
    rows = rows_of(found.graph.network)
    return {
        "query": query_of(found),
        "routes": [route_dict(found.graph, rows, one, steps=steps) for one in found.routes],
        "front": front_dict(found),
        **({"dated": dated_dict(found)} if found.dated else {}),
    }


def dated_dict(found: Routes) -> dict[str, Any] | None:
    """Return what a search with dates was asked and found, None for one without.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import When, route_dated
    >>> found = route_dated(Network.reference(), "Almaty", "Aktau", when=When("2026-03-02 08:00"))
    >>> shown = dated_dict(found)
    >>> shown["ready"], shown["deadline"], shown["latest_ready"]
    ('2026-03-02T08:00:00+05:00', None, None)
    """
    dated = found.dated
    if dated is None:
        return None
    from landlink.routing.dated_routes import missed_deadline  # noqa: PLC0415  (imports this module's users)

    note = " ".join(part for part in (missed_deadline(found), dated.note) if part)
    return {
        "ready": dated.ready.isoformat(),
        "deadline": dated.deadline.isoformat() if dated.deadline else None,
        "rules": list(dated.rules),
        "latest_ready": dated.latest_ready.isoformat() if dated.latest_ready else None,
        "earliest": _moment(found.graph, dated.earliest, -1) if dated.earliest else None,
        "horizon_days": dated.horizon_days,
        "note": note,
    }


def _moment(graph: SearchGraph, one: Route, end: int) -> str | None:
    """Local time at which a route departs (0) or arrives (-1), None without dates."""
    leg = one.legs[end]
    return _local(graph, leg.end, leg.ends_h) if end else _local(graph, leg.start, leg.starts_h)


def _local(graph: SearchGraph, node: int, hours: float | None) -> str | None:
    if hours is None or graph.timing is None:
        return None
    from landlink.network.calendars import moment_after  # noqa: PLC0415  (only dated routes need it)
    from landlink.network.timing import zone_of  # noqa: PLC0415

    return moment_after(graph.timing.ready, hours, zone_of(graph.network, node)).isoformat()


def query_of(found: Routes) -> dict[str, Any]:
    """Return what was asked.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import route
    >>> query_of(route(Network.reference(), "Almaty", "Aktau"))["cargo"]["equipment"]
    '40ft'
    """
    network, cargo = found.graph.network, found.graph.cargo
    names = network.nodes.text("name")
    return {
        "network": network.name,
        "origin": names[found.origin],
        "destination": names[found.destination],
        "cargo": cargo_dict(found.graph),
        "constraints": found.constraints.as_dict(),
        "criteria": list(found.criteria),
        "eps": found.eps,
        "price_year": network.assumptions.get("price_year"),
        "equipment": cargo.equipment,
    }


def cargo_dict(graph: SearchGraph) -> dict[str, Any]:
    """Return the cargo as plain values.

    Examples
    --------
    >>> from landlink.network import Cargo, Network
    >>> from landlink.network.virtual import build
    >>> cargo_dict(build(Network.reference(), Cargo("trucks", units=2)))["units"]
    2
    """
    from landlink.network.cargo import TEU  # noqa: PLC0415

    cargo = graph.cargo
    return {
        "kind": cargo.kind,
        "equipment": cargo.equipment,
        "units": cargo.count,
        "teu": cargo.count * TEU[cargo.equipment],
        "tonnes": cargo.weight_t(graph.network.assumptions),
        "value_usd": cargo.value_usd,
    }


def front_dict(found: Routes) -> dict[str, Any]:
    """Return the points of the front and what is known about them.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import route
    >>> front_dict(route(Network.reference(), "Almaty", "Aktau", criteria=["time"]))["criteria"]
    ['time_h']
    """
    return {
        "criteria": list(found.criteria),
        "points": [[round(value, 3) for value in point] for point in found.front.tolist()],
        "eps": found.eps,
        "exact": found.eps == 0,
        "guarantee": found.guarantee,
    }


def route_dict(graph: SearchGraph, rows: Rows, one: Route, *, steps: bool = False) -> dict[str, Any]:
    """Return one route as plain values.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import route
    >>> found = route(Network.reference(), "Almaty", "Aktau")
    >>> shown = route_dict(found.graph, rows_of(found.graph.network), found.routes[0])
    >>> shown["time_p20_h"] < shown["time_p80_h"]
    True
    """
    nodes = graph.network.nodes
    passed = [node for leg in one.legs for node in leg.nodes]
    countries = dict.fromkeys(nodes.text("country")[node] for node in passed)
    return {
        "label": one.label,
        "labels": list(one.labels),
        "departs": _moment(graph, one, 0),
        "arrives": _moment(graph, one, -1),
        "time_h": round(one.totals["time_h"], 2),
        **{f"time_{name}_h": round(one.time_quantile_h(name), 2) for name in ("p20", "p50", "p80")},
        "time_sd_h": round(one.totals["time_var_h2"] ** 0.5, 2),
        "cost_usd": round(one.totals["cost_usd"], 2),
        "co2e_kg": round(one.totals["co2e_kg"], 2),
        "distance_km": round(one.distance_km, 1),
        "unverified_share": round(one.unverified_share, 4),
        "countries": [country for country in countries if country != "XZ"],
        "via": _via(graph, one),
        "modes": list(dict.fromkeys(leg.mode for leg in one.legs if leg.kind == "move")),
        "legs": [leg_dict(graph, rows, leg) for leg in one.legs],
        "geometry": [_line(graph, leg) for leg in one.legs if leg.kind == "move"],
        **({"steps": _steps(graph, rows, one)} if steps else {}),
    }


def leg_dict(graph: SearchGraph, rows: Rows, leg: Leg) -> dict[str, Any]:
    """Return one leg as plain values.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import route
    >>> found = route(Network.reference(), "Almaty", "Aktau")
    >>> leg_dict(found.graph, rows_of(found.graph.network), found.routes[0].legs[0])["from"]
    'Almaty'
    """
    nodes = graph.network.nodes
    names, keys, countries = nodes.text("name"), nodes.text("id"), nodes.text("country")
    return {
        "from": names[leg.start],
        "to": names[leg.end],
        "from_id": keys[leg.start],
        "to_id": keys[leg.end],
        "mode": leg.mode,
        "kind": leg.kind,
        "name": leg.name,
        "distance_km": round(leg.distance_km, 1),
        "starts_at": _local(graph, leg.start, leg.starts_h),
        "ends_at": _local(graph, leg.end, leg.ends_h),
        "rest_h": round(leg.rest_h, 2),
        "time_h": round(leg.time_h, 2),
        "time_sd_h": round(leg.time_var_h2**0.5, 2),
        "cost_usd": round(leg.cost_usd, 2),
        "co2e_kg": round(leg.co2e_kg, 2),
        "sources": sorted({rows.sources[row] for row in leg.rows}),
        "quality": worst_quality(rows, leg),
        "unverified": leg.unverified_time_h + leg.unverified_cost_usd > 0,
        "countries": list(dict.fromkeys(countries[node] for node in leg.nodes)),
    }


def _via(graph: SearchGraph, one: Route) -> list[str]:
    """Places that tell the route: where it changes vehicle or gauge, and where it enters a country."""
    nodes = graph.network.nodes
    told: dict[int, None] = {}
    for leg in one.legs:
        if leg.kind in ("transhipment", "gauge_change"):
            told[leg.start] = None
        elif leg.kind == "border":
            told[leg.end] = None
    apart = {one.legs[0].start, one.legs[-1].end}
    return [nodes.text("name")[node] for node in told if node not in apart]


def _line(graph: SearchGraph, leg: Leg) -> dict[str, Any]:
    lon, lat = graph.network.nodes.number("lon"), graph.network.nodes.number("lat")
    return {"mode": leg.mode, "coordinates": [[float(lon[node]), float(lat[node])] for node in leg.nodes]}


def _steps(graph: SearchGraph, rows: Rows, one: Route) -> list[dict[str, Any]]:
    """Every operation with its figures and the rows they rest on."""
    from landlink.network.arcs import MODE_NAMES, Kind  # noqa: PLC0415
    from landlink.routing.legs import nodes_of  # noqa: PLC0415

    arcs, names = graph.arcs, graph.network.nodes.text("name")
    steps, at = [], 0
    rests = iter(leg for leg in one.legs if leg.kind == "rest")
    for event in one.events or (None,) * len(one.arcs):
        if event is not None and event.arc < 0:
            steps.append(_rest_step(graph, rows, next(rests)))
            continue
        arc = int(one.arcs[at])
        passed = nodes_of(graph, one.arcs[at : at + 1])
        hours = float(arcs.time_h[arc]) if event is None else event.ends_h - event.starts_h
        at += 1
        steps.append(
            {
                "kind": Kind(int(arcs.kind[arc])).label,
                "mode": MODE_NAMES[int(arcs.mode[arc])],
                "from": names[passed[0]],
                "to": names[passed[-1]],
                "distance_km": round(float(arcs.distance_km[arc]), 1),
                "time_h": round(hours, 3),
                "rest_h": 0.0 if event is None else round(event.rested_h, 3),
                "cost_usd": round(float(arcs.cost_usd[arc]), 3),
                "co2e_kg": round(float(arcs.co2e_kg[arc]), 3),
                "rests_on": {
                    what: [
                        rows.describe(row) for row in getattr(arcs, f"{what}_basis")[arc].tolist() if row >= 0
                    ]
                    for what in ("time", "cost", "co2e")
                },
            }
        )
    return steps


def _rest_step(graph: SearchGraph, rows: Rows, leg: Leg) -> dict[str, Any]:
    name = graph.network.nodes.text("name")[leg.start]
    return {
        "kind": "rest", "mode": leg.mode, "name": leg.name, "from": name, "to": name, "distance_km": 0.0,
        "time_h": round(leg.time_h, 3), "rest_h": round(leg.time_h, 3), "cost_usd": 0.0, "co2e_kg": 0.0,
        "rests_on": {"time": [rows.describe(row) for row in leg.rows], "cost": [], "co2e": []},
    }  # fmt: skip


def to_geojson(found: Routes) -> dict[str, Any]:
    """Return the moves of all routes as a GeoJSON FeatureCollection (RFC 7946).

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import route
    >>> shown = to_geojson(route(Network.reference(), "Almaty", "Aktau"))
    >>> shown["features"][0]["geometry"]["type"]
    'LineString'
    """
    rows = rows_of(found.graph.network)
    features = []
    for one in found.routes:
        for leg in one.legs:
            if leg.kind == "move":
                figures = leg_dict(found.graph, rows, leg)
                line = _line(found.graph, leg)["coordinates"]
                features.append(
                    {
                        "type": "Feature",
                        "properties": {"route": one.label, **figures},
                        "geometry": {"type": "LineString", "coordinates": line},
                    }
                )
    return {"type": "FeatureCollection", "features": features}


def to_html(found: Routes) -> str:
    """Return a map and a table of the routes for a notebook.

    Examples
    --------
    >>> from landlink.network import Network
    >>> from landlink.routing import route
    >>> "<table" in to_html(route(Network.reference(), "Almaty", "Aktau"))
    True
    """
    shown = to_dict(found)
    dated = ("Arrives", "Rest, h") if found.dated else ()
    heads = ("Route", *dated, "Days (P20-P80)", "USD", "kg CO2e", "km", "Via")
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join(
        f"<tr><td>{escape(', '.join(one['labels']))}</td>{_dated_cells(one) if dated else ''}"
        f"<td>{one['time_h'] / 24:.1f} ({one['time_p20_h'] / 24:.1f}-{one['time_p80_h'] / 24:.1f})</td>"
        f"<td>{one['cost_usd']:,.0f}</td><td>{one['co2e_kg']:,.0f}</td>"
        f"<td>{one['distance_km']:,.0f}</td><td>{escape(', '.join(one['via']))}</td></tr>"
        for one in shown["routes"]
    )
    title = f"{shown['query']['origin']} - {shown['query']['destination']}"
    table = f"<table><caption>{escape(title)}</caption><tr>{head}</tr>{body}</table>"
    from landlink.study.report.map import route_map_svg  # noqa: PLC0415  (drawn only when it is looked at)

    return f"{route_map_svg(shown['routes'], title=title)}{table}<p>{escape(found.guarantee)}</p>"


def _dated_cells(one: dict[str, Any]) -> str:
    """Arrival in local time, and hours of rest in places and on the way."""
    rested = sum(leg["time_h"] if leg["kind"] == "rest" else leg["rest_h"] for leg in one["legs"])
    return f"<td>{one['arrives'][:16].replace('T', ' ')} ({one['arrives'][-6:]})</td><td>{rested:,.1f}</td>"
