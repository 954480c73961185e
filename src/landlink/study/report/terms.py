"""English words for the codes that results hold, by kind of code; the catalogues translate them."""

from __future__ import annotations

from landlink.study.said import message

ALPHABET = "abcdefghijklmnopqrstuvwxyz"
"""Translated by the letters of a language; a place's local name in just these is preferred."""

TERMS: dict[str, dict[str, str]] = {
    "alphabet": {"": ALPHABET},
    "label": {
        "fastest": "Fastest", "cheapest": "Cheapest", "cleanest": "Cleanest",
        "most reliable": "Most reliable", "balanced": "Balanced",
    },
    "the ... route": {
        "fastest": "fastest", "cheapest": "cheapest", "cleanest": "cleanest",
        "most reliable": "most reliable", "balanced": "balanced",
    },
    "... is the": {"fastest": "fastest", "cheapest": "cheapest", "cleanest": "cleanest"},
    "operation": {
        "load": "loading", "wait": "waiting", "move": "move", "border": "border",
        "gauge_change": "gauge change", "transhipment": "transhipment", "unload": "unloading", "rest": "rest",
    },
    "group of operations": {
        "move": "moving", "border": "borders", "transfer": "transfers", "wait": "waiting and rest",
        "handling": "loading, unloading",
    },
    "mode": {
        "rail": "rail", "road": "road", "ferry": "ferry", "sea": "sea", "waterway": "inland waterway",
        "inland waterway": "inland waterway",
    },
    "quality": {
        "measured": "measured", "published": "published", "derived": "derived", "unverified": "unverified",
    },
    "what a quality means": {
        "measured": "observed directly: track geometry, vessel positions, timed events",
        "published": "stated by an operator, authority or official statistic",
        "derived": "computed from measured or published values by a stated rule",
        "unverified": "plausible, but not confirmed by a second source",
    },
    "criterion": {
        "time_h": "time", "cost_usd": "cost", "co2e_kg": "CO₂e", "time_var_h2": "time variance",
    },
    "worldview": {"un-like": "un-like (close to the United Nations' maps)"},
    "unit": {
        "h": "h", "km": "km", "kg": "kg", "t": "t", "USD": "USD", "USD/day": "USD/day", "TEU": "TEU",
        "year": "year", "days": "days", "USD/km": "USD/km", "km/h": "km/h", "km/day": "km/day",
        "USD per 40ft-km": "USD per 40ft-km", "USD per 20ft-km": "USD per 20ft-km",
        "USD per wagon-km": "USD per wagon-km", "USD per truck-km": "USD per truck-km",
    },
    "rules": {
        "aetr": "drivers' hours (AETR)", "ec1-cattle": "Regulation (EC) 1/2005, cattle",
        "ec1-pigs": "Regulation (EC) 1/2005, pigs", "ec1-horses": "Regulation (EC) 1/2005, horses",
        "ec1-unweaned": "Regulation (EC) 1/2005, unweaned animals",
    },
    "metric": {"transit_days": "transit time", "price_usd": "price", "distance_km": "distance"},
    "use of a figure": {"fit": "calibration", "check": "check", "holdout": "held out"},
    "what a change is about": {
        "links": "links", "nodes": "places", "crossings": "border crossings", "services": "services",
        "countries": "countries", "modes": "modes", "operators": "operators", "projects": "projects",
        "border": "border", "transfers": "transfers", "sources": "sources",
    },
    "sea": {
        "caspian": "Caspian Sea", "black-sea": "Black Sea", "red-sea": "Red Sea",
        "persian-gulf": "Persian Gulf",
    },
    "sea in a sentence": {
        "caspian": "the Caspian Sea", "black-sea": "the Black Sea", "red-sea": "the Red Sea",
        "persian-gulf": "the Persian Gulf",
    },
    "passage": {
        "suez": "Suez Canal", "bab-el-mandeb": "Bab el-Mandeb", "hormuz": "Strait of Hormuz",
        "bosphorus": "Bosphorus", "malacca-strait": "Strait of Malacca", "gibraltar": "Strait of Gibraltar",
        "cape-of-good-hope": "Cape of Good Hope",
    },
    "passage in a sentence": {
        "suez": "the Suez Canal", "bab-el-mandeb": "Bab el-Mandeb", "hormuz": "the Strait of Hormuz",
        "bosphorus": "the Bosphorus", "malacca-strait": "the Strait of Malacca",
        "gibraltar": "the Strait of Gibraltar", "cape-of-good-hope": "the Cape of Good Hope",
    },
    "kind of failure": {
        "link": "line", "node": "place", "crossing": "border crossing", "service": "service",
    },
    "cause of disruption": {"closure": "closure", "slowdown": "queue", "storm": "storm"},
    "pathway": {
        "observed": "observed", "trend": "trend since 1996",
        "ministry-kz": "Ministry of Ecology, Kazakhstan", "kazhydromet": "Kazhydromet",
    },
}  # fmt: skip
"""Code to English word, by what the code stands for."""

NOTES = (
    message(
        "Error is the modelled figure over the middle of the published range, less one; the mean absolute "
        "percentage error counts every row alike. Market figures and averages are compared with the mean, "
        "official figures, plans and records with the 20 % quantile. "
        "Prices stand at the level of the figure's year."
    ),
)
"""Fixed notes of other layers, which are translated as they stand and kept in English where they change."""

OPTIONAL = ("place",)
"""Contexts that a language may fill as it likes: names of places that differ from the international ones."""
