"""For tests: a small network whose figures can be worked out by hand, and asserts.

The places are real, the figures are invented.
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np

from landlink.network.integrity import integrity_problems
from landlink.network.model import Network
from landlink.network.problems import NetworkError
from landlink.network.table import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from landlink.network.problems import Problem
    from landlink.network.table import Table
    from landlink.routing.routes import Route

_SMALL = {
    "nodes": """
id,name,country,kind,lon,lat,unlocode,local_names
urumqi,Urumqi,CN,city,87.6,43.8,CNURM,乌鲁木齐|Урумчи
khorgos-cn,Khorgos (China),CN,border,80.41,44.21,,
altynkol,Altynkol,KZ,border,80.25,44.18,,
almaty,Almaty,KZ,city,76.95,43.25,KZALA,Алматы
beyneu,Beyneu,KZ,station,55.2,45.32,,
aktau,Aktau,KZ,seaport,51.2,43.6,KZAAU,Ақтау|Актау
alat,Alat,AZ,seaport,49.41,39.98,,
baku,Baku,AZ,city,49.87,40.41,AZBAK,Bakı
""",
    "links": """
id,from_node,to_node,mode,length_km,country,gauge_mm,traction,direction,status,project,operator
rail-urumqi-khorgos,urumqi,khorgos-cn,rail,660,CN,1435,electric,,,,CR
rail-khorgos-altynkol,khorgos-cn,altynkol,rail,20,KZ,1435,diesel,,,,KTZ
rail-altynkol-almaty,altynkol,almaty,rail,320,KZ,1520,electric,,,,KTZ
rail-almaty-beyneu,almaty,beyneu,rail,2200,KZ,1520,,,,,KTZ
rail-beyneu-aktau,beyneu,aktau,rail,440,KZ,1520,,,,,KTZ
rail-almaty-aktau,almaty,aktau,rail,2400,KZ,1520,,,project,Straight line,KTZ
rail-alat-baku,alat,baku,rail,80,AZ,1520,,,,,ADY
ferry-aktau-alat,aktau,alat,ferry,460,XZ,,,,,,
road-urumqi-khorgos,urumqi,khorgos-cn,road,690,CN,,,,,,
road-khorgos-altynkol,khorgos-cn,altynkol,road,20,KZ,,,forward,,,
road-altynkol-almaty,altynkol,almaty,road,340,KZ,,,,,,
road-almaty-aktau,almaty,aktau,road,2700,KZ,,,,,,
road-alat-baku,alat,baku,road,80,AZ,,,,,,
""",
    "crossings": """
id,name,link,direction,dwell_h,dwell_cv,fee_usd,gauge_break
khorgos-rail-west,Khorgos - Altynkol,rail-khorgos-altynkol,forward,20,0.5,60,crane
khorgos-rail-east,Altynkol - Khorgos,rail-khorgos-altynkol,backward,,,,crane
khorgos-road-west,Khorgos - Nur Zholy,road-khorgos-altynkol,forward,,,40,
""",
    "crossing_defaults": """
country,mode,direction,dwell_h,dwell_cv,fee_usd
KZ,rail,exit,4,0.5,30
*,rail,exit,6,1,100
*,rail,entry,8,1,100
*,road,exit,5,1,10
*,road,entry,7,1,10
""",
    "transfers": """
id,node,operation,from_mode,to_mode,equipment,method,time_h,time_cv,cost_usd
load,,load,,,*,,6,0.5,50
unload,,unload,,,*,,4,0.5,40
transhipment,,transhipment,,,*,,10,0.5,80
transhipment-wagon-ferry,,transhipment,rail,ferry,wagon,roll_on,8,0.5,20
aktau-ferry,aktau,transhipment,rail,ferry,40ft,crane,15,,
gauge,,gauge_change,rail,rail,*,crane,9,0.2,120
altynkol-gauge,altynkol,gauge_change,rail,rail,*,crane,12,,
""",
    "services": """
id,name,mode,operator,stops,both_ways,equipment,headway_h,headway_cv,speed_kmh,price_usd_40ft,price_usd_truck
block-train,Urumqi - Aktau train,rail,Silk Line,urumqi|~altynkol|almaty|aktau,yes,20ft|40ft,48,0.5,,3640,
ferry,Caspian ferry,ferry,CSC,aktau|alat,yes,,24,1,23,1000,1500
""",
    "closures": """
id,name,where,month,closed_share,spell_h,spell_cv
caspian-01,Caspian,aktau|alat,1,0.5,48,1
aktau-02,Aktau,aktau,2,0.2,24,0.5
alat-02,Alat,alat,2,0.4,60,0.5
""",
    "disruptions": """
id,name,what,kind,rate_per_year,duration_d,duration_cv,factor,months,group,correlation
khorgos-shut,Khorgos shuts,border:CN-KZ,closure,0.5,10,0.5,,,east,0.5
khorgos-queue,Queue at Khorgos,crossing:khorgos-rail-west,slowdown,2,20,0.3,4,10|11|12,east,0.5
aktau-works,Works at Aktau,port:aktau,closure,1,6,0,,,,
""",
    "berths": "id,node,name,sea,depth_m,reference_level_m",
    "vessels": "id,name,kind,services,draught_m,deadweight_t,tonnes_per_cm",
    "sea_levels": "id,sea,year,pathway,level_m",
    "timetables": "id,service,departs",
    "opening_hours": "id,opens,closes",
    "commodities": """
id,name,value_usd_per_t,time_value_share_per_day,equipment
grain,Grain,250,0.001,wagon
goods,Manufactured goods,5000,,20ft|40ft|truck
""",
    "demand": """
id,origin,destination,commodity,equipment,tonnes_year,teu_year,empty_return
kz-az-grain,KZ,AZ,grain,,300000,,
cn-baku-goods,CN,baku,goods,40ft,,10000,
baku-cn-empty,baku,urumqi,goods,40ft,,4000,yes
""",
    "hub_weights": """
id,country,node,commodity,direction,weight
kz-almaty,KZ,almaty,,both,3
kz-aktau,KZ,aktau,,both,1
kz-beyneu-grain,KZ,beyneu,grain,origin,1
""",
    "speeds": """
mode,kind,country,speed_kmh,cv
rail,general,*,20,0.4
rail,service,*,40,0.2
rail,service,CN,44,0.1
road,general,*,30,0.3
ferry,service,*,20,0.5
""",
    "rates": """
mode,kind,country,equipment,rate_usd_per_km
rail,general,*,20ft,0.5
rail,general,*,40ft,0.8
rail,general,*,wagon,1
rail,service,*,20ft,0.4
rail,service,*,40ft,0.6
road,general,*,truck,1.2
ferry,service,*,20ft,1.5
ferry,service,*,40ft,3
ferry,service,*,wagon,4
""",
    "emission_factors": """
mode,traction,country,co2e_g_per_tkm
rail,*,*,20
rail,electric,*,12
rail,electric,KZ,15
road,*,*,70
ferry,*,*,40
""",
    "rest_rules": """
id,rules,counts,mode,limit_h,rest_h,where,waiting
driver-break,driver,driving,road,4.5,0.75,anywhere,rest
driver-day,driver,driving,road,9,11,anywhere,rest
cattle-water,cattle,aboard,,14,1,anywhere,nothing
cattle-post,cattle,aboard,,29,24,terminals,nothing
""",
    "assumptions": """
key,value,unit,note
price_year,2025,year,Year of the money.
rail_general_wait_h,36,h,Wait for an ordinary train.
road_general_wait_h,12,h,Wait for a truck.
service_border_factor,0.5,1,Share of the dwell of a block train.
payload_t_per_teu,10,t,Goods per TEU.
payload_t_per_wagon,60,t,Goods per wagon.
payload_t_per_truck,20,t,Goods per truck.
time_value_share_per_day,0.01,1,Loss of value a day.
truck_driving_hours_per_day,10,h,Hours of driving in a day of road speed.
""",
    "published": """
id,corridor,origin,destination,metric,low,unit
""",
    "sources": """
key,title,year
example,Invented for tests,2026
""",
}


def small_network() -> Network:
    """Return a network of 8 places in China, Kazakhstan and Azerbaijan.

    It has a gauge break (Altynkol), a block train, a ferry, a line that is only a project and a
    road border that is open in one direction. All figures are invented and round.

    Examples
    --------
    >>> from landlink.network.check import check
    >>> network = small_network()
    >>> len(network.nodes), sorted(set(network.nodes.text("country"))), check(network)
    (8, ['AZ', 'CN', 'KZ'], [])
    """
    tables = {name: _table(name, text.strip()) for name, text in _SMALL.items()}
    network = Network("small", tables)
    problems = integrity_problems(tables)
    if problems:
        raise NetworkError(problems)
    return network


def _table(name: str, text: str) -> Table:
    """Read a table, each row of which has the source and quality of the example."""
    header, *rows = text.splitlines()
    if name != "sources":
        header, rows = f"{header},source,quality", [f"{row},example,derived" for row in rows]
    table, problems = read_table(name, io.StringIO("\n".join([header, *rows])), f"{name}.csv")
    if problems:
        raise NetworkError(problems)
    return table


def with_cell(network: Network, table: str, key: str, column: str, value: str | float) -> Network:
    """Return a network with one cell changed and nothing checked, to see what a check finds.

    Parameters
    ----------
    network : Network
    table, key, column : str
        Table, key of the row (its first column) and column.
    value : str or float

    Examples
    --------
    >>> with_cell(small_network(), "links", "rail-alat-baku", "length_km", 9).links.number("length_km").min()
    np.float64(9.0)
    """
    held = network.tables[table]
    row = held.index()[key]
    values = held.columns[column]
    if isinstance(values, np.ndarray):
        values = values.copy()
        values[row] = value
    else:
        values = [*values[:row], str(value), *values[row + 1 :]]
    return network.with_table(held.with_column(column, values))


def with_rows(network: Network, table: str, *rows: str, **cells: str) -> Network:
    """Return a network with rows of the small network's columns added and nothing checked.

    Parameters
    ----------
    network : Network
    table : str
        One that the small network has.
    *rows : str
        Cells by commas, in the columns of the small network's table.
    **cells : str
        Other columns, the same in all rows.

    Examples
    --------
    >>> network = with_rows(small_network(), "timetables", "sailing,ferry,08:00", days="mon|thu")
    >>> network.tables["timetables"].text("days")
    ['mon|thu']
    """
    header = _SMALL[table].strip().splitlines()[0]
    columns, values = ",".join([header, *cells]), [",".join([row, *cells.values()]) for row in rows]
    return network.with_table(network.tables[table].joined(_table(table, "\n".join([columns, *values]))))


def without_row(network: Network, table: str, key: str) -> Network:
    """Return a network with one row taken out and nothing checked.

    Examples
    --------
    >>> len(without_row(small_network(), "nodes", "baku").nodes)
    7
    """
    held = network.tables[table]
    gone = held.index()[key]
    return network.with_table(held.take([row for row in range(len(held)) if row != gone]))


def assert_networks_equal(left: Network, right: Network) -> None:
    """Raise AssertionError unless two networks hold the same rows; empty cells are equal.

    Examples
    --------
    >>> assert_networks_equal(small_network(), small_network())
    >>> assert_networks_equal(small_network(), without_row(small_network(), "links", "rail-alat-baku"))
    Traceback (most recent call last):
    AssertionError: links: 13 rows and 12 rows
    """
    assert_same("tables", sorted(left.tables), sorted(right.tables))
    for name, table in left.tables.items():
        assert_tables_equal(table, right.tables[name])


def assert_tables_equal(left: Table, right: Table) -> None:
    """Raise AssertionError unless two tables hold the same cells; empty cells are equal.

    Examples
    --------
    >>> assert_tables_equal(small_network().nodes, small_network().nodes)
    """
    if len(left) != len(right):
        raise AssertionError(f"{left.name}: {len(left)} rows and {len(right)} rows")
    assert_same(f"columns of {left.name}", list(left.columns), list(right.columns))
    for name, column in left.columns.items():
        pairs = zip(column, right.columns[name], strict=True)
        for row, (one, other) in enumerate(pairs):
            if one != other and not (_empty(one) and _empty(other)):
                raise AssertionError(f"{left.name} row {row}, {name}: {one!r} and {other!r}")


def _empty(cell: str | float) -> bool:
    return isinstance(cell, float) and math.isnan(cell)


def assert_same(what: str, left: object, right: object) -> None:
    """Raise AssertionError that shows both sides unless they are equal.

    Examples
    --------
    >>> assert_same("names", ["a"], ["b"])
    Traceback (most recent call last):
    AssertionError: names: ['a'] and ['b']
    """
    if left != right:
        raise AssertionError(f"{what}: {left!r} and {right!r}")


def assert_problem(
    problems: Iterable[Problem],
    rule: str,
    *,
    file: str = "",
    row: int | None = None,
    column: str | None = None,
) -> Problem:
    """Return the one problem of a rule; raise AssertionError if it is not there, twice or elsewhere.

    Examples
    --------
    >>> from landlink.network.check import check
    >>> spoiled = with_cell(small_network(), "links", "rail-alat-baku", "length_km", 9)
    >>> assert_problem(check(spoiled), "link-too-short", file="links.csv", column="length_km").value
    '9'
    """
    held = list(problems)
    found = [problem for problem in held if problem.rule == rule]
    if len(found) != 1:
        shown = "\n".join(str(problem) for problem in held) or "none"
        raise AssertionError(f"{len(found)} problems of rule {rule!r} among:\n{shown}")
    problem = found[0]
    for what, wanted, given in (
        ("file", file or problem.file, problem.file),
        ("row", problem.row if row is None else row, problem.row),
        ("column", problem.column if column is None else column, problem.column),
    ):
        assert_same(f"{what} of {problem}", given, wanted)
    if not (problem.message and problem.mend):
        raise AssertionError(f"a problem must say what is wrong and the mend: {problem!r}")
    return problem


def assert_adds_up(route: Route) -> None:
    """Raise AssertionError unless the legs of a route add up to its totals and follow each other.

    Examples
    --------
    >>> from landlink import Cargo, route
    >>> found = route(small_network(), "Urumqi", "Baku", Cargo(), criteria=["time"])
    >>> assert_adds_up(found.routes[0])
    """
    for name, total in route.totals.items():
        legs = sum(getattr(leg, name) for leg in route.legs)
        if not math.isclose(legs, total, rel_tol=1e-9, abs_tol=1e-6):
            raise AssertionError(f"{name}: the legs add up to {legs}, the route has {total}")
    for before, after in zip(route.legs, route.legs[1:], strict=False):
        joint = after.end if after.kind == "border" else after.start  # a border leg names both its sides
        assert_same("end of a leg and start of the next", before.end, joint)


def write_small_extract(path: Path) -> Path:
    """Write a small OpenStreetMap extract: a line of four stations west of Tashkent.

    Keles - Tashkent-Passenger - Syrdarya - Gulistan, with a branch, a yard, a disused way and a
    line under construction. The places are real, the course of the lines is invented.

    Parameters
    ----------
    path : path
        Ends in ``.osm.pbf``; written over.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from landlink.network.files.osm import read_osm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     imported = read_osm(write_small_extract(Path(folder) / "tashkent.osm.pbf"))
    >>> imported.network.links.text("status").count("open")
    4
    """
    import osmium  # noqa: PLC0415  (an extra)

    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-01-02T03:04:05Z")
    with osmium.SimpleWriter(str(path), header=header, overwrite=True) as writer:
        for number, (place, names) in _EXTRACT_NODES.items():
            tags = {"railway": "station", **names} if names else {}
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place, tags=tags, version=1))
        for number, (nodes, ways) in enumerate(_EXTRACT_WAYS, start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=ways, version=1))
    return path


_EXTRACT_NODES: dict[int, tuple[tuple[float, float], dict[str, str]]] = {
    1: ((69.19, 41.40), {"name": "Keles"}),
    2: ((69.24, 41.35), {}),
    3: ((69.287, 41.292), {"name": "Tashkent-Passenger", "name:ru": "Ташкент-Пассажирский"}),
    4: ((69.0, 41.0), {}),
    5: ((68.66, 40.84), {"name": "Sirdaryo", "name:en": "Syrdarya"}),
    6: ((68.7, 40.65), {}),
    7: ((68.78, 40.49), {"name": "Gulistan"}),
    8: ((69.4, 41.1), {}),
    9: ((69.6, 41.0), {}),
    10: ((69.30, 41.29), {}),
    11: ((68.5, 40.3), {}),
    12: ((69.65, 40.98), {}),
}

_RAIL = {"railway": "rail", "gauge": "1520"}
_EXTRACT_WAYS: list[tuple[list[int], dict[str, str]]] = [
    ([1, 2, 3], {**_RAIL, "electrified": "contact_line", "name": "Main line"}),
    ([3, 4, 5], {**_RAIL, "electrified": "contact_line", "maxspeed": "100"}),
    ([5, 6, 7], {"railway": "rail", "electrified": "contact_line"}),
    ([3, 8, 9], {**_RAIL, "electrified": "no", "tracks": "1"}),
    ([3, 10], {**_RAIL, "service": "yard"}),
    ([7, 11], {"railway": "construction", "construction": "rail", "gauge": "1520", "name": "New line"}),
    ([9, 12], {"railway": "disused"}),
]


def write_small_trade(folder: Path) -> None:
    r"""Write files of trade with invented figures: ``baci.csv``, ``country_codes.csv`` and ``gdp.csv``.

    Parameters
    ----------
    folder : Path

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_small_trade(Path(folder))
    ...     (Path(folder) / "baci.csv").read_text(encoding="utf-8").splitlines()[0]
    't,i,j,k,v,q'
    """
    texts = {
        "baci.csv": "t,i,j,k,v,q\n2023,398,31,100199,1000,4000\n2023,31,398,080810,900,1500\n"
        "2023,398,31,270112,10,\n2023,398,842,720241,700,300\n",
        "country_codes.csv": "country_code,iso_2digit_alpha\n398,KZ\n31,AZ\n842,US\n",
        "gdp.csv": "Country Name,Country Code,Year,Value\nKazakhstan,KAZ,2023,150e9\n"
        "Uzbekistan,UZB,2023,100e9\nTurkmenistan,TKM,2022,60e9\nAzerbaijan,AZE,2023,70e9\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
