"""An INVENTED study result in the report's input shape, for tests and for looking at the page.

Places lie about where they lie on Earth; every hour, dollar and kilogram is made up from the
constants below and says nothing about any real corridor.
"""

from __future__ import annotations

import itertools
import math
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

PLACES: dict[str, tuple[str, float, float, str]] = {
    "xian": ("Xi'an", 108.94, 34.34, "CN"),
    "urumqi": ("Urumqi", 87.62, 43.83, "CN"),
    "khorgos": ("Khorgos", 80.41, 44.21, "CN"),
    "altynkol": ("Altynkol", 80.25, 44.18, "KZ"),
    "almaty": ("Almaty", 76.95, 43.30, "KZ"),
    "kokshetau": ("Көкшетау", 69.39, 53.28, "KZ"),
    "petropavl": ("Petropavl", 69.15, 54.87, "KZ"),
    "kurgan": ("Kurgan", 65.34, 55.45, "RU"),
    "moscow": ("Moscow", 37.62, 55.75, "RU"),
    "krasnoye": ("Krasnoye", 31.30, 54.60, "RU"),
    "orsha": ("Orsha", 30.42, 54.51, "BY"),
    "brest": ("Brest", 23.69, 52.10, "BY"),
    "malaszewicze": ("Małaszewicze", 23.53, 52.03, "PL"),
    "poznan": ("Poznań", 16.93, 52.41, "PL"),
    "frankfurt_oder": ("Frankfurt (Oder)", 14.55, 52.34, "DE"),
    "duisburg": ("Duisburg", 6.76, 51.43, "DE"),
    "shymkent": ("Shymkent", 69.60, 42.32, "KZ"),
    "zhezkazgan": ("Zhezkazgan", 67.71, 47.80, "KZ"),
    "beyneu": ("Beyneu", 55.20, 45.32, "KZ"),
    "aktau": ("Aktau", 51.15, 43.60, "KZ"),
    "alat": ("Alat", 49.41, 39.94, "AZ"),
    "boyuk_kesik": ("Böyük Kəsik", 45.28, 41.30, "AZ"),
    "gardabani": ("Gardabani", 45.09, 41.46, "GE"),
    "tbilisi": ("Tbilisi", 44.80, 41.72, "GE"),
    "poti": ("Poti", 41.66, 42.15, "GE"),
    "constanta": ("Constanța", 28.65, 44.10, "RO"),
    "curtici": ("Curtici", 21.30, 46.35, "RO"),
    "lokoshaza": ("Lőkösháza", 21.24, 46.43, "HU"),
    "budapest": ("Budapest", 19.04, 47.50, "HU"),
    "hegyeshalom": ("Hegyeshalom", 17.16, 47.91, "HU"),
    "vienna": ("Vienna", 16.37, 48.21, "AT"),
    "passau": ("Passau", 13.45, 48.57, "DE"),
    "tashkent": ("Tashkent", 69.28, 41.31, "UZ"),
    "saryagash": ("Saryagash", 69.17, 41.46, "KZ"),
    "farap": ("Farap", 63.61, 39.17, "TM"),
    "alat_uz": ("Alat (UZ)", 63.81, 39.42, "UZ"),
    "mary": ("Mary", 61.83, 37.60, "TM"),
    "ashgabat": ("Ashgabat", 58.38, 37.95, "TM"),
    "turkmenbashi": ("Turkmenbashi", 52.97, 40.02, "TM"),
    "sarakhs": ("Sarakhs", 61.16, 36.54, "IR"),
    "serakhs": ("Serakhs", 61.21, 36.53, "TM"),
    "tehran": ("Tehran", 51.39, 35.69, "IR"),
    "razi": ("Razi", 44.10, 38.48, "IR"),
    "kapikoy": ("Kapıköy", 44.28, 38.50, "TR"),
    "ankara": ("Ankara", 32.86, 39.93, "TR"),
    "istanbul": ("Istanbul", 29.02, 41.00, "TR"),
    "kapikule": ("Kapıkule", 26.53, 41.72, "TR"),
    "svilengrad": ("Svilengrad", 26.20, 41.77, "BG"),
    "sofia": ("Sofia", 23.32, 42.70, "BG"),
    "dimitrovgrad": ("Dimitrovgrad", 22.78, 43.01, "RS"),
    "belgrade": ("Belgrade", 20.46, 44.81, "RS"),
    "subotica": ("Subotica", 19.67, 46.10, "RS"),
    "kelebia": ("Kelebia", 19.61, 46.20, "HU"),
    "akhalkalaki": ("Akhalkalaki", 43.49, 41.41, "GE"),
    "kars": ("Kars", 43.10, 40.60, "TR"),
    "mersin": ("Mersin", 34.64, 36.80, "TR"),
    "shanghai": ("Shanghai", 121.99, 30.60, "CN"),
    "singapore": ("Singapore", 103.75, 1.20, "SG"),
    "suez": ("Suez", 32.58, 29.90, "EG"),
    "rotterdam": ("Rotterdam", 4.05, 51.95, "NL"),
    "mazar": ("Mazar-i-Sharif", 67.11, 36.71, "AF"),
    "hairatan": ("Hairatan", 67.42, 37.20, "AF"),
    "termez": ("Termez", 67.28, 37.24, "UZ"),
}

BENDS: dict[tuple[str, str], list[tuple[float, float]]] = {
    ("xian", "urumqi"): [(103.8, 36.1), (98.5, 39.7), (93.5, 42.8), (89.2, 42.9)],
    ("altynkol", "almaty"): [(78.0, 44.2)],
    ("almaty", "kokshetau"): [(73.6, 43.6), (73.1, 49.8), (71.4, 51.2)],
    ("kurgan", "moscow"): [(61.4, 55.2), (55.9, 54.8), (50.1, 53.2), (45.0, 53.2)],
    ("almaty", "zhezkazgan"): [(73.6, 43.6), (73.1, 48.2)],
    ("zhezkazgan", "beyneu"): [(61.7, 47.8)],
    ("aktau", "alat"): [(50.6, 42.0), (50.6, 40.3)],
    ("turkmenbashi", "alat"): [(52.0, 39.8), (50.4, 39.9)],
    ("poti", "constanta"): [(38.0, 43.0), (33.0, 43.6)],
    ("shanghai", "singapore"): [(122.0, 27.0), (118.5, 22.5), (112.0, 14.0), (106.5, 5.0)],
    ("singapore", "suez"): [
        (98.0, 5.8), (81.0, 5.6), (52.0, 12.3), (43.3, 12.5), (38.0, 21.0), (33.5, 28.0),
    ],
    ("suez", "rotterdam"): [
        (32.3, 31.4), (22.0, 34.5), (11.0, 37.5), (-5.5, 35.95), (-9.8, 38.0), (-6.0, 48.5),
        (1.5, 51.0),
    ],
    ("sarakhs", "tehran"): [(59.6, 36.3), (54.9, 36.4)],
    ("tehran", "razi"): [(48.5, 36.7), (46.3, 38.1)],
    ("kapikoy", "ankara"): [(43.3, 38.5), (38.3, 38.4), (35.5, 38.8)],
}  # fmt: skip

SPEED_KMH = {"rail": 38.0, "road": 42.0, "ferry": 22.0, "sea": 30.0}
USD_PER_KM = {"rail": 0.62, "road": 1.35, "ferry": 0.9, "sea": 0.09}
KG_PER_KM = {"rail": 0.24, "road": 1.1, "ferry": 0.5, "sea": 0.07}

NORTHERN = (
    "xian rail urumqi rail khorgos rail altynkol rail almaty rail kokshetau rail petropavl "
    "rail kurgan rail moscow rail krasnoye rail orsha rail brest rail malaszewicze rail poznan "
    "rail frankfurt_oder rail duisburg"
)
TO_AKTAU = "xian rail urumqi rail khorgos rail altynkol rail almaty rail zhezkazgan rail beyneu rail aktau "
CAUCASUS = "ferry alat rail boyuk_kesik rail gardabani rail tbilisi "
DANUBE = "rail curtici rail lokoshaza rail budapest rail hegyeshalom rail vienna rail passau "
MIDDLE = TO_AKTAU + CAUCASUS + "rail poti sea constanta " + DANUBE + "rail duisburg"
MIDDLE_ROAD = (
    TO_AKTAU
    + CAUCASUS
    + (
        "rail akhalkalaki rail kars rail ankara rail istanbul road kapikule road svilengrad road sofia "
        "road dimitrovgrad road belgrade road subotica road kelebia road budapest road vienna "
        "road passau road duisburg"
    )
)
SOUTHERN = (
    "xian rail urumqi rail khorgos rail altynkol rail almaty rail saryagash rail tashkent "
    "rail alat_uz rail farap rail mary rail serakhs rail sarakhs rail tehran rail razi "
    "rail kapikoy rail ankara rail istanbul rail kapikule rail svilengrad rail sofia "
    "rail dimitrovgrad rail belgrade rail subotica rail kelebia rail budapest rail hegyeshalom "
    "rail vienna rail passau rail duisburg"
)
SEA = "xian rail shanghai sea singapore sea suez sea rotterdam rail duisburg"
TURKMEN = (
    "tashkent rail alat_uz rail farap rail mary rail ashgabat rail turkmenbashi ferry alat "
    "rail boyuk_kesik rail gardabani rail tbilisi rail akhalkalaki rail kars rail ankara rail istanbul"
)
KAZAKH = (
    "tashkent rail saryagash rail shymkent rail beyneu rail aktau "
    + CAUCASUS
    + "rail akhalkalaki rail kars rail ankara rail istanbul"
)
IRAN = (
    "tashkent rail alat_uz rail farap rail mary rail serakhs rail sarakhs rail tehran rail razi "
    "rail kapikoy rail ankara rail istanbul"
)
MAZAR = (
    "mazar road hairatan road termez rail alat_uz rail farap rail mary rail ashgabat "
    "rail turkmenbashi ferry alat rail boyuk_kesik rail gardabani rail tbilisi rail poti"
)
MERSIN = "ashgabat road sarakhs road tehran road razi road kapikoy road mersin"


def great_circle(a: tuple[float, float], b: tuple[float, float]) -> float:
    (x0, y0), (x1, y1) = ((math.radians(v[0]), math.radians(v[1])) for v in (a, b))
    h = math.sin((y1 - y0) / 2) ** 2 + math.cos(y0) * math.cos(y1) * math.sin((x1 - x0) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h))


def leg(
    a: str, b: str, mode: str, kind: str, km: float, hours: float, sd: float, usd: float, kg: float,
    name: str = "",
) -> dict[str, Any]:  # fmt: skip
    unverified = kind in {"wait", "gauge_change"} or (mode == "road" and kind == "move")
    return {
        "from": PLACES[a][0], "to": PLACES[b][0], "from_id": a, "to_id": b, "mode": mode,
        "kind": kind, "name": name, "distance_km": round(km, 1), "time_h": round(hours, 2),
        "time_sd_h": round(sd, 2), "cost_usd": round(usd, 2), "co2e_kg": round(kg, 2),
        "sources": ["invented_prices", "invented_times"] if kind == "move" else ["invented_times"],
        "quality": "unverified" if unverified else "published",
        "countries": sorted({PLACES[a][3], PLACES[b][3]}), "unverified": unverified,
    }  # fmt: skip


def line(a: str, b: str) -> list[tuple[float, float]]:
    bends = BENDS.get((a, b)) or BENDS.get((b, a), [])[::-1]
    return [PLACES[a][1:3], *bends, PLACES[b][1:3]]


def operations(at: str, before: str, mode: str, last_mode: str) -> list[dict[str, Any]]:
    out = []
    if mode in {"ferry", "sea"} or last_mode in {"ferry", "sea"}:
        if mode != last_mode:
            out.append(leg(at, at, mode, "transhipment", 0, 9, 4, 140, 6, "Quay crane"))
        if mode == "ferry":
            out.append(leg(at, at, mode, "wait", 0, 62, 41, 0, 0, "Ferry, irregular sailings"))
        elif mode == "sea" and last_mode != "sea":
            out.append(leg(at, at, mode, "wait", 0, 54, 25, 0, 0, "Weekly feeder"))
    elif mode != last_mode:
        out.append(leg(at, at, mode, "transhipment", 0, 8, 3, 110, 5, "Container terminal"))
    if PLACES[before][3] != PLACES[at][3] and mode == last_mode:
        slow = {"CN", "PL", "IR", "TM", "AF"} & {PLACES[before][3], PLACES[at][3]}
        pair = f"{PLACES[before][0]} - {PLACES[at][0]}"
        out.append(leg(at, at, mode, "border", 0, 26 if slow else 7, 15 if slow else 3, 85, 0, pair))
        if (before, at) in {("khorgos", "altynkol"), ("brest", "malaszewicze"), ("serakhs", "sarakhs")}:
            out.append(leg(at, at, mode, "gauge_change", 0, 6, 2, 70, 2, "Crane, 1520/1435 mm"))
    return out


def make_route(label: str, text: str, labels: Iterable[str] = (), slow: float = 1.0) -> dict[str, Any]:
    words = text.split()
    stops, modes = words[::2], words[1::2]
    legs = [leg(stops[0], stops[0], modes[0], "load", 0, 10, 3, 120, 4, "Terminal")]
    geometry = []
    for i, mode in enumerate(modes):
        a, b = stops[i], stops[i + 1]
        if i:
            legs += operations(a, stops[i - 1], mode, modes[i - 1])
        points = line(a, b)
        km = 1.12 * sum(great_circle(p, q) for p, q in itertools.pairwise(points))
        hours = slow * km / SPEED_KMH[mode]
        legs.append(leg(
            a, b, mode, "move", km, hours, hours * 0.18, km * USD_PER_KM[mode], km * KG_PER_KM[mode],
            "Block train" if mode == "rail" else "",
        ))  # fmt: skip
        geometry.append({"mode": mode, "coordinates": [list(p) for p in points]})
    legs.append(leg(stops[-1], stops[-1], modes[-1], "unload", 0, 9, 3, 130, 4, "Terminal"))
    return total(label, list(labels) or [label], stops, modes, legs, geometry)


def total(
    label: str, labels: list[str], stops: list[str], modes: list[str],
    legs: list[dict[str, Any]], geometry: list[dict[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    hours = sum(x["time_h"] for x in legs)
    sd = math.sqrt(sum(x["time_sd_h"] ** 2 for x in legs))
    hubs = [s for s in stops[1:-1] if s in {
        "altynkol", "almaty", "moscow", "malaszewicze", "aktau", "alat", "tbilisi", "poti",
        "constanta", "budapest", "tehran", "istanbul", "shanghai", "singapore", "suez",
        "rotterdam", "turkmenbashi", "ashgabat", "tashkent", "kars", "kokshetau", "termez",
    }]  # fmt: skip
    shaky = sum(x["time_h"] for x in legs if x["unverified"]) / hours
    return {
        "label": label, "labels": labels,
        "time_h": round(hours, 2), "time_p20_h": round(hours - 0.84 * sd, 2),
        "time_p50_h": round(hours - 0.05 * sd, 2), "time_p80_h": round(hours + 0.84 * sd, 2),
        "time_sd_h": round(sd, 2), "cost_usd": round(sum(x["cost_usd"] for x in legs), 2),
        "co2e_kg": round(sum(x["co2e_kg"] for x in legs), 2),
        "distance_km": round(sum(x["distance_km"] for x in legs), 1),
        "unverified_share": round(shaky, 4),
        "countries": list(dict.fromkeys(PLACES[s][3] for s in stops)),
        "via": [PLACES[s][0] for s in hubs], "modes": list(dict.fromkeys(modes)),
        "legs": legs, "geometry": geometry,
    }  # fmt: skip


def front(routes: list[dict[str, Any]], extra: int = 40) -> dict[str, Any]:
    points = [[r["time_h"], r["cost_usd"], r["co2e_kg"], r["time_sd_h"] ** 2] for r in routes]
    for i in range(extra if routes else 0):
        base = routes[i % len(routes)]
        later = 0.004 + 0.009 * (i // len(routes))
        points.append([
            round(base["time_h"] * (1 + later), 2), round(base["cost_usd"] * (1 - 0.6 * later**0.8), 2),
            round(base["co2e_kg"] * (1 + 0.4 * later * math.sin(i)), 2), base["time_sd_h"] ** 2,
        ])  # fmt: skip
    return {
        "criteria": ["time_h", "cost_usd", "co2e_kg", "time_var_h2"], "points": points,
        "eps": 0.01, "exact": False,
        "guarantee": "Every trade-off on the exact front is within 1 % of a route listed.",
    }  # fmt: skip


def outcome(
    scenario: str, alternatives: list[dict[str, Any]], corridors: Iterable[dict[str, Any]] = (),
    reason: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "scenario": scenario, "alternatives": alternatives, "corridors": list(corridors),
        "front": front(alternatives), "note": "", "reason_no_route": reason,
    }  # fmt: skip


def cargo(value: float | None = 120000.0) -> dict[str, Any]:
    return {
        "kind": "containers", "equipment": "40ft", "units": 1, "teu": 2, "tonnes": 20,
        "value_usd": value,
    }  # fmt: skip


def xian_duisburg() -> dict[str, Any]:
    base = outcome(
        "base",
        [
            make_route("fastest", NORTHERN, ["fastest", "balanced", "most reliable"]),
            make_route("cheapest", SEA, ["cheapest", "cleanest"]),
        ],
        [
            make_route("Northern", NORTHERN), make_route("Middle", MIDDLE),
            make_route("Southern", SOUTHERN), make_route("Sea", SEA),
        ],
    )  # fmt: skip
    closed = outcome(
        "poland-belarus",
        [
            make_route("fastest", SOUTHERN, ["fastest", "balanced"]),
            make_route("most reliable", MIDDLE_ROAD),
            make_route("cheapest", SEA, ["cheapest", "cleanest"]),
        ],
        [make_route("Middle", MIDDLE), make_route("Southern", SOUTHERN), make_route("Sea", SEA)],
    )
    low = outcome(
        "caspian-low",
        base["alternatives"],
        [
            make_route("Northern", NORTHERN), make_route("Middle", MIDDLE, slow=1.12),
            make_route("Southern", SOUTHERN), make_route("Sea", SEA),
        ],
    )  # fmt: skip
    return {
        "id": "xian-duisburg", "title": "Xi'an to Duisburg", "origin": "Xi'an",
        "destination": "Duisburg", "cargo": cargo(),
        "question": "Which corridor should carry a container from Xi'an to Duisburg?",
        "results": [base, closed, low],
    }  # fmt: skip


def tashkent_istanbul() -> dict[str, Any]:
    def routes(slow: float) -> list[dict[str, Any]]:
        return [
            make_route("fastest", IRAN, ["fastest", "cheapest", "most reliable"]),
            make_route("cleanest", TURKMEN, slow=slow),
            make_route("balanced", KAZAKH, slow=slow),
        ]

    return {
        "id": "tashkent-istanbul", "title": "Tashkent to Istanbul", "origin": "Tashkent",
        "destination": "Istanbul", "cargo": cargo(None), "question": None,
        "results": [
            outcome("base", routes(1.0)),
            outcome("poland-belarus", routes(1.0)),
            outcome("caspian-low", routes(1.2)),
        ],
    }  # fmt: skip


def single_and_none() -> list[dict[str, Any]]:
    reason = "The Hairatan bridge is closed and no other link leaves Mazar-i-Sharif by this mode."
    mersin = make_route("fastest", MERSIN, ["fastest", "cheapest", "cleanest", "most reliable", "balanced"])
    mazar = make_route("fastest", MAZAR, ["fastest", "cheapest", "cleanest", "most reliable", "balanced"])
    return [
        {
            "id": "ashgabat-mersin", "title": "Ashgabat to Mersin", "origin": "Ashgabat",
            "destination": "Mersin", "cargo": cargo(), "question": "",
            "results": [outcome(s, [mersin]) for s in ("base", "poland-belarus", "caspian-low")],
        },
        {
            "id": "mazar-poti", "title": "Mazar-i-Sharif to Poti", "origin": "Mazar-i-Sharif",
            "destination": "Poti", "cargo": cargo(),
            "question": "How does Afghan freight reach the Black Sea?",
            "results": [
                outcome("base", [mazar]), outcome("poland-belarus", [mazar]),
                outcome("caspian-low", [], reason=reason),
            ],
        },
    ]  # fmt: skip


def assumptions() -> list[dict[str, Any]]:
    def row(
        key: str, value: float | None, unit: str, quality: str, note: str = "", over: bool = False
    ) -> dict[str, Any]:
        return {
            "key": key, "value": value, "unit": unit, "source": "invented_prices",
            "source_title": "Invented price table (fixture)", "quality": quality, "note": note,
            "overridden": over,
        }  # fmt: skip

    return [
        row("rail.usd_per_km", 0.62, "USD/km per 40ft", "derived", "Invented for the fixture"),
        row("road.usd_per_km", 1.35, "USD/km per 40ft", "published"),
        row("ferry.headway_h", 62.0, "h", "unverified", "No timetable; a distribution", over=True),
        row("value_of_time", None, "USD/h", "unverified"),
    ]


def with_dates(shipment: dict[str, Any]) -> dict[str, Any]:
    """Give a shipment dates: legs follow one another, with a closed gate of six hours after the first."""
    ready = datetime(2026, 3, 2, 8, tzinfo=timezone(timedelta(hours=8)))
    deadline = ready + timedelta(days=18)
    for result in shipment["results"]:
        for route in (*result["alternatives"], *result["corridors"]):
            now = ready + timedelta(hours=2)
            route["departs"] = now.isoformat()
            for number, one in enumerate(route["legs"]):
                now += timedelta(hours=6 if number == 1 else 0)
                one["starts_at"] = now.isoformat()
                now += timedelta(hours=one["time_h"])
                one["ends_at"] = now.isoformat()
            route["arrives"] = now.isoformat()
            route["simulation"] = simulated(route)
        result["dated"] = {
            "ready": ready.isoformat(), "deadline": deadline.isoformat(),
            "latest_ready": (ready + timedelta(hours=31)).isoformat(), "note": "An invented note on dates.",
        }  # fmt: skip
    return shipment | {
        "ready": ready.isoformat(), "deadline": deadline.isoformat(), "rules": ["aetr-one-driver"],
    }  # fmt: skip


def simulated(route: dict[str, Any]) -> dict[str, Any]:
    """Invent what a simulation would have found: variances shared out by leg."""
    total = sum(one["time_sd_h"] ** 2 for one in route["legs"])
    causes = [
        {
            "leg": number, "kind": one["kind"], "name": one["name"],
            "mean_delay_h": round(one["time_sd_h"] * 0.4, 2), "share": one["time_sd_h"] ** 2 / total,
        }
        for number, one in enumerate(route["legs"])
    ]  # fmt: skip
    mean, sd = route["time_h"] + 3, route["time_sd_h"]
    return {
        "runs": 10000, "seed": 7, "mean_h": mean, "sd_h": sd, "p20_h": mean - 0.9 * sd,
        "p50_h": mean - 0.1 * sd,
        "p80_h": mean + 0.85 * sd, "p95_h": mean + 1.8 * sd, "deadline_h": 18 * 24.0,
        "deadline_chance": 0.93 if mean < 17 * 24 else 0.004, "causes": causes, "note": "",
    }  # fmt: skip


def invented_validation() -> dict[str, Any]:
    """Invent a comparison with published figures."""

    def row(number: int, metric: str, modelled: float, low: float, high: float, use: str) -> dict[str, Any]:
        published = (low + high) / 2
        units = {"transit_days": "days", "price_usd": "USD", "distance_km": "km"}
        return {
            "id": f"P{number}", "what": f"Invented corridor {number}: Xi'an - Duisburg", "metric": metric,
            "unit": units[metric], "modelled": modelled, "low": low, "high": high, "published": published,
            "error": modelled / published - 1, "status": "market", "year": 2024, "source": "Invented gazette",
            "use": use, "note": "",
        }  # fmt: skip

    rows = [
        *(row(n, "transit_days", 10 + 2.3 * n, 9 + 2 * n, 13 + 2 * n, "fit") for n in range(1, 9)),
        *(
            row(20 + n, "price_usd", 3000 + 700 * n, 3200 + 500 * n, 3600 + 800 * n, "check")
            for n in range(1, 7)
        ),
        *(
            row(40 + n, "distance_km", 9000 + 300 * n, 9100 + 290 * n, 9100 + 290 * n, "holdout")
            for n in range(2)
        ),
    ]
    by = {
        metric: [one for one in rows if one["metric"] == metric] for metric in {one["metric"] for one in rows}
    }
    mape = {
        metric: {"rows": len(held), "mape": sum(abs(one["error"]) for one in held) / len(held)}
        for metric, held in by.items()
    }
    return {
        "rows": rows, "mape": mape,
        "cross_validated": {metric: {**held, "mape": held["mape"] * 1.3} for metric, held in mape.items()},
        "skipped": [{"id": "P99", "what": "Invented figure", "reason": "Its origin is not in the network."}],
        "note": "An invented note on the comparison.",
    }  # fmt: skip


def invented_results(*, dated: bool = False) -> dict[str, Any]:
    """Build the whole invented result, with dates, simulation and validation where asked for."""
    held = invented_base()
    if dated:
        held["shipments"][0] = with_dates(held["shipments"][0])
        held["validation"] = invented_validation()
    return held


def invented_base() -> dict[str, Any]:
    """Build the invented result of a study without dates."""
    return {
        "study": {
            "title": "Middle Corridor and its rivals", "file": "study.yaml",
            "description": "An invented example that shows every part of the report. "
            "Its numbers are made up and must not be quoted.",
            "generated_at": "2026-01-15T09:30:00Z", "landlink_version": "0.1.0",
            "price_year": 2025, "study_hash": "9f2c51d0a4b7e6",
        },
        "network": {
            "name": "Invented Eurasia", "nodes": 312, "links": 471, "crossings": 96,
            "services": 41, "countries": 29,
            "quality": {"measured": 38, "published": 402, "derived": 316, "unverified": 164},
        },
        "scenarios": [
            {"id": "base", "title": "Today", "description": "Everything open.", "changes": []},
            {
                "id": "poland-belarus", "title": "Poland-Belarus closed",
                "description": "Rail and road between Poland and Belarus stop.",
                "changes": [
                    {"text": "Close crossing Brest - Małaszewicze (rail, both directions)"},
                    {"text": "Close crossing Kozlovichi - Kukuryki (road, both directions)"},
                ],
            },
            {
                "id": "caspian-low", "title": "Low Caspian water",
                "description": "Ferries load a fifth less and wait longer.",
                "changes": [{"text": "Scale capacity of Caspian ferries to 80 %"}],
            },
        ],
        "shipments": [xian_duisburg(), tashkent_istanbul(), *single_and_none()],
        "assumptions": assumptions(),
        "sources": [
            {"key": "invented_prices", "title": "Invented price table (fixture)",
             "url": "https://example.org/prices", "year": 2025},
            {"key": "invented_times", "title": "Invented times & dwell <fixture>",
             "url": "https://example.org/times?a=1&b=2", "year": 2024},
        ],
        "notes": ["Times are lognormal around the mean of each leg."],
    }  # fmt: skip
