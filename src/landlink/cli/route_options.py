"""The options of commands that search a route, in the groups in which their help shows them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

CARGO, STEER, SEARCH, SHOW = "What is sent", "Where it may go", "How to search", "What to print"
DATES = "When"


class CargoKind(StrEnum):
    """Kinds of cargo."""

    containers = "containers"
    wagons = "wagons"
    trucks = "trucks"


class BoxSize(StrEnum):
    """Containers to travel in."""

    small = "20ft"
    large = "40ft"


def option(panel: str, metavar: str | None, said: str, *flags: str, **more: Any) -> Any:  # noqa: ANN401  (typer's own)
    """Return an option under a head of the help.

    Examples
    --------
    >>> option(SHOW, "N", "How many.", "--many").rich_help_panel
    'What to print'
    """
    shown: dict[str, Any] = {"rich_help_panel": panel, "help": said, "show_default": False, **more}
    return typer.Option(*flags, metavar=metavar, **shown)


Place = Annotated[
    str,
    typer.Argument(
        help="Name in any language, key, UN/LOCODE or latitude,longitude of a place.", show_default=False
    ),
]

Cargo = Annotated[
    CargoKind,
    option(CARGO, "containers|wagons|trucks", "What the goods travel in.", "--cargo", show_default=True),
]
Teu = Annotated[
    float | None, option(CARGO, "TEU", "Containers in twenty-foot equivalents; 2 if not given.", "--teu")
]
Units = Annotated[
    int | None, option(CARGO, "N", "Number of wagons, trucks, or containers instead of --teu.", "--units")
]
Equipment = Annotated[
    BoxSize | None,
    option(CARGO, "20ft|40ft", "Container size; 40ft for an even number of TEU.", "--equipment"),
]
Tonnes = Annotated[
    float | None, option(CARGO, "T", "Weight of the goods; a usual load if not given.", "--tonnes")
]
Value = Annotated[
    float | None,
    option(CARGO, "USD", "Value of the goods; it decides which route is the balanced one.", "--value"),
]

Avoid = Annotated[
    list[str] | None,
    option(STEER, "A,B", "Countries (RU), modes (sea), operators, services or places to avoid.", "--avoid"),
]
Via = Annotated[list[str] | None, option(STEER, "A,B", "Places to go through, in this order.", "--via")]
Gauge = Annotated[int | None, option(STEER, "MM", "The only track gauge that rail may use.", "--gauge")]
Transfers = Annotated[
    int | None,
    option(STEER, "N", "At most so many transhipments and gauge changes.", "--max-transfers", min=0),
]
Folder = Annotated[
    Path | None,
    option(
        STEER,
        "PATH",
        "A network of your own (folder, .xlsx, .gpkg ...); the built-in one if not given.",
        "--network",
    ),
]

Ready = Annotated[
    str | None,
    option(
        DATES,
        "TIME",
        "When the goods are ready: 2026-03-02 08:00, local time of the origin, or with an offset.",
        "--ready",
    ),
]
Deadline = Annotated[
    str | None,
    option(DATES, "TIME", "By when they must arrive, local time of the destination.", "--deadline"),
]
Rules = Annotated[
    list[str] | None,
    option(DATES, "A,B", "Rule sets of rest to keep to: aetr, ec1-cattle, ...", "--rules"),
]
Latest = Annotated[
    bool,
    option(DATES, None, "Also find when the goods may be ready at the latest for the deadline.", "--latest"),
]
Horizon = Annotated[
    float | None,
    option(DATES, "DAYS", "How far ahead departures are looked up; 120 if not given.", "--horizon"),
]

Pareto = Annotated[
    str,
    option(
        SEARCH,
        "A,B",
        "Criteria to trade off: any of time, cost, co2e, variance.",
        "--pareto",
        show_default=True,
    ),
]
Eps = Annotated[
    float | None,
    option(
        SEARCH, "SHARE", "How much worse a route may be than one it stands for; 0.01 if not given.", "--eps"
    ),
]
Exact = Annotated[
    bool, option(SEARCH, None, "Find the exact front, which can take long over thousands of km.", "--exact")
]

PlainJson = Annotated[bool, option(SHOW, None, "Print JSON and nothing else.", "--json")]
GeoJson = Annotated[bool, option(SHOW, None, "Print the moves as GeoJSON and nothing else.", "--geojson")]
Legs = Annotated[
    str, option(SHOW, "LABEL", "Alternative whose legs to show, or all.", "--legs", show_default=True)
]
