"""Make the figures in README.md and in the README of the example with dates, where they stand in sentences."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from landlink.network import Network
from landlink.study import load_study, run_study
from landlink.study.validation import validate

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples/deadline"
ERROR = re.compile(
    r"Against \d+ (\[[^]]+\]\([^)]+\))(?:, all of them seen while it was set,)? the mean error is about "
    r"\d+ % of days, \d+ % of prices and \d+ % of distances"
)
TABLE = re.compile(r"(?<=\|---\|---\|\n)(?:\|.*\|\n)+", re.MULTILINE)


def readme() -> str:
    """Return README.md with the mean error against published figures of now."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = validate(Network.reference())
    figures = len(found["rows"])
    days, prices, km = (
        f"{100 * found['mape'][metric]['mape']:.0f} %"
        for metric in ("transit_days", "price_usd", "distance_km")
    )
    made, count = ERROR.subn(
        rf"Against {figures} \1, all of them seen while it was set, the mean error is about "
        rf"{days} of days, {prices} of prices and {km} of distances",
        text,
    )
    if count != 1:
        raise ValueError("README.md has no sentence on the mean error")
    return made


def example_with_dates() -> str:
    """Return the README of the example with dates, with the answers of now."""
    results = run_study(load_study(EXAMPLE / "study.yaml"))
    found = {
        (shipment["id"], outcome["scenario"]): outcome
        for shipment in results["shipments"]
        for outcome in shipment["results"]
    }
    rows = [
        (
            "Fruit ready on Monday 25 May at 08:00 in Riga by Monday 8 June at 06:00?",
            _in_time(found["fruit-riga", "base"]),
        ),
        (
            "And with a queue of three times the usual at the Latvian border?",
            _in_time(found["fruit-riga", "slow-border"]),
        ),
        ("Berlin in one week?", _in_time(found["fruit-berlin", "base"])),
        ("Heifers from Berlin to Kostanay?", _with_rests(found["cattle-germany", "base"])),
        ("From Budapest to Aktobe?", _with_rests(found["cattle-hungary", "base"])),
    ]
    text = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    return TABLE.sub("".join(f"| {asked} | {told} |\n" for asked, told in rows), text, count=1)


def _in_time(outcome: dict[str, Any]) -> str:
    held = outcome["dated"]
    if not outcome["alternatives"]:
        return f"no, the earliest arrival is {_day(held['earliest'])}"
    arrives = min(one["arrives"] for one in outcome["alternatives"])
    latest = datetime.fromisoformat(held["latest_ready"])
    return f"yes, on {_day(arrives)}; it may be ready as late as {_day(held['latest_ready'])}, {latest:%H:%M}"


def _with_rests(outcome: dict[str, Any]) -> str:
    one = min(outcome["alternatives"], key=lambda route: float(route["time_h"]))
    stops = sum(leg["kind"] == "rest" for leg in one["legs"])
    return f"{one['time_h'] / 24:.1f} days with {stops} stops of a day or more"


def _day(moment: str) -> str:
    at = datetime.fromisoformat(moment)
    return f"{at:%A} {at.day} {at:%B}"
